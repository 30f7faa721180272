//! The one renderer of diagnostics: for people as text with excerpts, for programs as JSON.

use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use super::{Diagnostic, Label, Severity, Source, Span};

/// At most this many problems are shown; the rest is counted.
const SHOWN: usize = 50;
/// Longer lines, in characters, are cut around the place they are shown for.
const LONGEST_LINE: usize = 200;
/// Characters kept on each side of the place when a line is cut.
const MARGIN: usize = 60;
/// Stands where a line was cut.
const CUT: &str = "…";

/// Diagnostics as text: message, place, excerpt with underlined places, help.
///
/// The order is that of file and position, whatever the order of discovery; what is said twice is shown once;
/// after 50 the rest is counted. `width` is that of the terminal in columns, `colour` adds ANSI sequences.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], colour: bool, width: usize) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
    .term_width(width.max(40));
    let ordered = in_order(diagnostics);
    let mut text = String::new();
    for diagnostic in ordered.iter().take(SHOWN) {
        text.push_str(&render_one(diagnostic, &renderer));
        text.push_str("\n\n");
    }
    if ordered.len() > SHOWN {
        let rest = ordered.len() - SHOWN;
        let noun = if rest == 1 { "problem" } else { "problems" };
        text.push_str(&format!("… and {rest} more {noun}\n"));
    } else {
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            text.push('\n');
        }
    }
    text
}

/// One diagnostic for programs.
///
/// Keys: `code`, `severity`, `message`, `file`, `line` and `column` (from 1, in characters), `text` (what stands at the
/// place, at most 200 characters), `label`, `help` (or null), `also` (further places: file, line, column, label).
#[must_use]
pub fn to_json(diagnostic: &Diagnostic) -> Value {
    let mut places = diagnostic.labels.iter();
    let first = places.next();
    let (line, column) = first.map_or((1, 1), |label| label.span.line_column());
    json!({
        "code": diagnostic.code,
        "severity": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": diagnostic.message,
        "file": first.map(|label| label.span.source.path.display().to_string()),
        "line": line,
        "column": column,
        "text": first.map(|label| label.span.text().chars().take(LONGEST_LINE).collect::<String>()),
        "label": first.map(|label| label.text.as_str()),
        "help": diagnostic.help,
        "also": places.map(place_to_json).collect::<Vec<_>>(),
    })
}

fn place_to_json(label: &Label) -> Value {
    let (line, column) = label.span.line_column();
    json!({
        "file": label.span.source.path.display().to_string(),
        "line": line,
        "column": column,
        "label": label.text,
    })
}

/// By file and position, without repetitions.
fn in_order(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let key = |diagnostic: &Diagnostic| {
        let place = diagnostic.labels.first().map(|label| {
            let Range { start, end } = label.span.range;
            (label.span.source.path.clone(), start, end)
        });
        (place, diagnostic.code, diagnostic.message.clone())
    };
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_cached_key(|diagnostic| key(diagnostic));
    ordered.dedup_by_key(|diagnostic| key(diagnostic));
    ordered
}

fn render_one(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(
        level
            .primary_title(diagnostic.message.as_str())
            .id(diagnostic.code),
    );
    for excerpt in excerpts(&diagnostic.labels) {
        group = excerpt.add_to(group);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

/// The lines of one text that labels stand on, ready to be drawn.
struct Excerpt<'a> {
    span: &'a Span,
    first_line: usize,
    text: String,
    annotations: Vec<Annotation<'a>>,
}

impl<'a> Excerpt<'a> {
    fn add_to(self, group: Group<'a>) -> Group<'a> {
        let (line, column) = self.span.line_column();
        let origin = Origin::path(self.span.source.path.display().to_string());
        if self.span.source.text.is_empty() {
            return group.element(origin);
        }
        let snippet = Snippet::source(self.text)
            .line_start(self.first_line)
            .annotations(self.annotations);
        group
            .element(origin.line(line).char_column(column))
            .element(snippet)
    }
}

/// One excerpt for every text; the first label of all is the primary one.
fn excerpts(labels: &[Label]) -> Vec<Excerpt<'_>> {
    let mut sources: Vec<&Arc<Source>> = Vec::new();
    for label in labels {
        if !sources
            .iter()
            .any(|source| Arc::ptr_eq(source, &label.span.source))
        {
            sources.push(&label.span.source);
        }
    }
    let of_source = |source: &&Arc<Source>| {
        let places = labels
            .iter()
            .enumerate()
            .filter(|(_, label)| Arc::ptr_eq(source, &label.span.source));
        excerpt(&source.text, &places.collect::<Vec<_>>())
    };
    sources.iter().filter_map(of_source).collect()
}

/// Cuts the lines between the first and the last label out of `text`; long lines are shortened.
fn excerpt<'a>(text: &str, labels: &[(usize, &'a Label)]) -> Option<Excerpt<'a>> {
    let places: Vec<Range<usize>> = labels
        .iter()
        .map(|(_, label)| on_one_line(text, &label.span.range))
        .collect();
    let start = line_start(text, places.iter().map(|place| place.start).min()?);
    let end = line_end(text, places.iter().map(|place| place.end).max()?);
    let mut excerpt = Excerpt {
        span: &labels.first()?.1.span,
        first_line: text[..start].matches('\n').count() + 1,
        text: String::new(),
        annotations: Vec::new(),
    };
    let mut line_at = start;
    for line in text[start..end].split('\n') {
        let on_line =
            |place: &&Range<usize>| (line_at..=line_at + line.len()).contains(&place.start);
        let centre = places
            .iter()
            .find(on_line)
            .map(|place| place.start - line_at);
        let (kept, prefix) = shorten(line, centre.unwrap_or(0));
        for (place, (index, label)) in places
            .iter()
            .zip(labels)
            .filter(|(place, _)| on_line(place))
        {
            // Positions in the line, moved along by what was cut and clamped to what is left.
            let base = excerpt.text.len() + prefix.len();
            let moved = |at: usize| base + (at - line_at).clamp(kept.start, kept.end) - kept.start;
            let kind = if *index == 0 {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            let shown = (!label.text.is_empty()).then_some(label.text.as_str());
            excerpt
                .annotations
                .push(kind.span(moved(place.start)..moved(place.end)).label(shown));
        }
        excerpt.text.push_str(prefix);
        excerpt.text.push_str(&line[kept.clone()]);
        if kept.end < line.len() {
            excerpt.text.push_str(CUT);
        }
        excerpt.text.push('\n');
        line_at += line.len() + 1;
    }
    Some(excerpt)
}

/// The bytes of a line to show, and what stands before them.
fn shorten(line: &str, centre: usize) -> (Range<usize>, &'static str) {
    if line.len() <= LONGEST_LINE || line.chars().count() <= LONGEST_LINE {
        return (0..line.len(), "");
    }
    let before = line[..centre]
        .char_indices()
        .rev()
        .nth(MARGIN - 1)
        .map_or(0, |(at, _)| at);
    let after = line[centre..]
        .char_indices()
        .nth(2 * MARGIN)
        .map_or(line.len(), |(at, _)| centre + at);
    (before..after, if before > 0 { CUT } else { "" })
}

/// A range within the text, on character boundaries, that ends with its first line.
fn on_one_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let end = text.floor_char_boundary(range.end.clamp(start, text.len()));
    start..end.min(line_end(text, start))
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline)
}
