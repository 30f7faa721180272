//! The page around the content: head, contents, sections, style and script, all in one file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::charts::fonts;
use crate::export::PROGRAM;
use crate::projection::palette::{Colour, Paper, page_colours};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Weights of the fonts that charts are drawn with.
const WEIGHTS: [u16; 2] = [400, 600];

/// A part of the page with a heading.
#[derive(Debug)]
pub struct Section {
    /// Where links to it lead.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it holds; a section with nothing is left out.
    pub body: Markup,
}

/// What stands at the top of the page.
#[derive(Debug)]
pub struct Head {
    /// What kind of page it is, above the title.
    pub kind: &'static str,
    /// Title.
    pub title: String,
    /// The story told by the author; empty if there is none.
    pub lead: String,
    /// How it was run, in one line.
    pub run: String,
}

/// The whole page.
pub fn page(head: &Head, sections: &[Section]) -> String {
    let shown = || sections.iter().filter(|section| !section.body.0.trim().is_empty());
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(PROGRAM);
                // An empty icon, so that no browser asks for one.
                link rel="icon" href="data:,";
                title { (head.title) }
                style { (PreEscaped(faces())) (PreEscaped(STYLE)) (PreEscaped(colours(sections))) }
            }
            body class=(head.kind.to_lowercase()) {
                a.skip href="#content" { "Skip to the content" }
                header {
                    p.kind { (head.kind) }
                    h1 { (head.title) }
                    @if !head.lead.trim().is_empty() { p.lead { (head.lead.trim()) } }
                    p.run { (head.run) }
                    nav aria-label="Contents" {
                        ul { @for section in shown() { li { a href={ "#" (section.id) } { (section.title) } } } }
                    }
                }
                main #content tabindex="-1" {
                    @for section in shown() {
                        section id=(section.id) aria-labelledby={ (section.id) "-title" } {
                            h2 id={ (section.id) "-title" } { (section.title) }
                            (section.body)
                        }
                    }
                }
                footer { p { "Written by " (PROGRAM) ". The page is whole: it needs no network." } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// The colours of charts in both themes: those that charts of the page name, as `var(--c0072b2)`.
fn colours(sections: &[Section]) -> String {
    let all = page_colours(sections.iter().map(|section| section.body.0.as_str()));
    let list = |paper: Paper| -> String {
        let one = |(light, dark): &(Colour, Colour)| {
            let own = if paper == Paper::Light { light } else { dark };
            format!("--c{}:{};", light.hexadecimal().trim_start_matches('#'), own.hexadecimal())
        };
        all.iter().map(one).collect()
    };
    let (light, dark) = (list(Paper::Light), list(Paper::Dark));
    format!(
        ":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n@media print{{:root{{{light}}}}}\n"
    )
}

/// The fonts that charts are measured in, so that their text fits here too.
fn faces() -> String {
    let face = |(font, weight): (&[u8], u16)| {
        let data = STANDARD.encode(font);
        format!("@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/ttf;base64,{data})}}\n")
    };
    fonts().into_iter().zip(WEIGHTS).map(face).collect()
}
