//! Excerpts of files in diagnostics: the lines that labels stand on, cut to what a reader needs of them.

use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{Annotation, AnnotationKind, Group, Origin, Snippet};

use super::render::{LEAST_WIDTH, LONGEST_LINE, clipped};
use super::{Label, Source, Span, beginning, boundary, columns};

/// Characters kept on each side of the place when a line is cut.
const MARGIN: usize = 60;
/// Columns of an excerpt that are no text of it: the number of the line, and signs for what is cut.
const GUTTER: usize = 18;
/// Stands where a line was cut.
const CUT: &str = "…";

/// The lines of one text that labels stand on, ready to be drawn.
pub(super) struct Excerpt<'a> {
    span: &'a Span,
    first_line: usize,
    text: String,
    annotations: Vec<Annotation<'a>>,
    /// `file:line:column` in the shortened text and in the whole one, if the first label's line was cut.
    pub shortened: Option<(String, String)>,
}

impl<'a> Excerpt<'a> {
    /// Adds the excerpt to what is said of it.
    pub fn add_to(self, group: Group<'a>) -> Group<'a> {
        let path = self.span.source.path.display().to_string();
        if self.span.source.text.is_empty() {
            return group.element(Origin::path(path));
        }
        let snippet = Snippet::source(self.text).path(path).line_start(self.first_line);
        group.element(snippet.annotations(self.annotations))
    }
}

/// One excerpt for every text; the first label of all is the primary one.
pub(super) fn excerpts(labels: &[Label], room: Option<usize>) -> Vec<Excerpt<'_>> {
    let mut sources: Vec<&Arc<Source>> = Vec::new();
    for label in labels {
        if !sources.iter().any(|source| Arc::ptr_eq(source, &label.span.source)) {
            sources.push(&label.span.source);
        }
    }
    let of_source = |source: &&Arc<Source>| {
        let places = labels.iter().enumerate().filter(|(_, label)| Arc::ptr_eq(source, &label.span.source));
        excerpt(source, &places.collect::<Vec<_>>(), room)
    };
    sources.iter().filter_map(of_source).collect()
}

/// Cuts the lines between the first and the last label out of a text; long lines are shortened.
fn excerpt<'a>(source: &Source, labels: &[(usize, &'a Label)], room: Option<usize>) -> Option<Excerpt<'a>> {
    let text = source.text.as_str();
    let places: Vec<Range<usize>> = labels.iter().map(|(_, label)| on_one_line(text, &label.span.range)).collect();
    let start = line_start(text, places.iter().map(|place| place.start).min()?);
    let end = line_end(text, places.iter().map(|place| place.end).max()?);
    let mut excerpt = Excerpt {
        span: &labels.first()?.1.span,
        first_line: source.above + text[..start].matches('\n').count() + 1,
        text: String::new(),
        annotations: Vec::new(),
        shortened: None,
    };
    let mut line_at = start;
    for line in text[start..end].split('\n') {
        let on_line = |place: &&Range<usize>| (line_at..=line_at + line.len()).contains(&place.start);
        let centre = places.iter().find(on_line).map(|place| place.start - line_at);
        let (kept, prefix) = shorten(line, centre.unwrap_or(0), most_of_line(&places, labels, on_line, room));
        if kept.start > 0 && on_line(&&places[0]) {
            let shown = &line[kept.start..places[0].start - line_at];
            excerpt.shortened = Some(locations(excerpt.span, prefix.chars().count() + shown.chars().count()));
        }
        for (place, (index, label)) in places.iter().zip(labels).filter(|(place, _)| on_line(place)) {
            // Positions in the line, moved along by what was cut and clamped to what is left.
            let base = excerpt.text.len() + prefix.len();
            let moved = |at: usize| base + (at - line_at).clamp(kept.start, kept.end) - kept.start;
            let kind = if *index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let shown = (!label.text.is_empty()).then(|| clipped(&label.text, LONGEST_LINE));
            // Of a long place as much is underlined as leaves room for what is said of it.
            let end = room.map_or(place.end, |room| {
                let most = room.saturating_sub(GUTTER + columns(&label.text)).max(LEAST_WIDTH / 2);
                place.start + beginning(&text[place.clone()], most).len()
            });
            excerpt.annotations.push(kind.span(moved(place.start)..moved(end)).label(shown));
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

/// The location that the drawing states for a shortened line, and the true one.
fn locations(span: &Span, shown_before: usize) -> (String, String) {
    let (line, column) = span.line_column();
    let path = span.source.path.display();
    (format!("{path}:{line}:{}", shown_before + 1), format!("{path}:{line}:{column}"))
}

/// Characters of a line that are shown: less where places on it lie farther apart than a terminal is wide, so that what is said
/// of the first fits.
fn most_of_line(
    places: &[Range<usize>],
    labels: &[(usize, &Label)],
    on_line: impl Fn(&&Range<usize>) -> bool,
    room: Option<usize>,
) -> usize {
    let Some(room) = room else { return LONGEST_LINE };
    let said = labels.iter().map(|(_, label)| columns(&label.text)).max().unwrap_or(0);
    let most = room.saturating_sub(GUTTER + said).max(LEAST_WIDTH / 2);
    let starts = || places.iter().filter(&on_line).map(|place| place.start);
    let apart = starts().max().zip(starts().min()).is_some_and(|(last, first)| last - first > most);
    if apart { most } else { LONGEST_LINE }
}

/// The bytes of a line to show, and what stands before them.
fn shorten(line: &str, centre: usize, most: usize) -> (Range<usize>, &'static str) {
    if line.len() <= most || line.chars().count() <= most {
        return (0..line.len(), "");
    }
    let margin = MARGIN.min(most / 3);
    let before = line[..centre].char_indices().rev().nth(margin - 1).map_or(0, |(at, _)| at);
    let after = line[centre..].char_indices().nth(2 * margin).map_or(line.len(), |(at, _)| centre + at);
    (before..after, if before > 0 { CUT } else { "" })
}

/// A range within the text, on character boundaries, that ends with its first line.
fn on_one_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = boundary(text, range.start);
    let end = boundary(text, range.end).max(start);
    start..end.min(line_end(text, start))
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline)
}
