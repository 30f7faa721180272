//! Where the numbers of charts come from: for each variable its equation, unit and sources, and a graph.

use maud::{Markup, PreEscaped, html};

use super::address::slug;
use crate::charts::graph;
use crate::projection::{Equation, Link, Origin};

/// The address of a variable in the page.
fn id(name: &str) -> String {
    format!("origin-{}", slug(name))
}

/// All of them, each shut until it is asked for.
pub fn origins(origins: &[Origin]) -> Markup {
    html! { @for origin in origins { (one(origin)) } }
}

fn one(origin: &Origin) -> Markup {
    let own = &origin.own;
    let name =
        if origin.dims.is_empty() { own.name.clone() } else { format!("{}[{}]", own.name, origin.dims.join(", ")) };
    let unit = if origin.unit == "1" { "none: a share, a ratio or an index" } else { &origin.unit };
    let mut observed: Vec<&str> = origin.observed.iter().map(|one| one.source.as_str()).collect();
    observed.dedup();
    let sourced: Vec<&Link> = origin.reads.iter().filter(|read| !read.source.is_empty()).collect();
    html! {
        details.origin id=(id(&own.name)) {
            summary { (own.label) }
            pre { (equations(&origin.equations)) }
            div.drawn { (PreEscaped(graph::svg(origin))) }
            dl {
                div { dt { "Name" } dd { (name) } }
                div { dt { "Unit" } dd { (unit) } }
                @if !origin.description.is_empty() { div { dt { "Meaning" } dd { (origin.description) } } }
                @for source in observed { div { dt { "Observed" } dd { (source) } } }
                @for (label, source) in &origin.targets { div { dt { "Target: " (label) } dd { (source) } } }
                @for read in sourced { div { dt { (read.label) } dd { (read.kind.word()) ": " (read.source) } } }
            }
        }
    }
}

/// Equations as the file has them, one a line.
fn equations(all: &[Equation]) -> String {
    let line = |one: &Equation| {
        let element = if one.element.is_empty() { String::new() } else { format!("[{}] ", one.element) };
        format!("{element}{} {}", one.part, one.text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}
