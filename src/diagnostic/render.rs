//! The one renderer of diagnostics: for people as text with excerpts, for programs as JSON.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{Group, Level, Renderer};
use serde_json::{Value, json};

use super::excerpt::excerpts;
use super::{Diagnostic, Label, Severity, broken, columns};

/// At most this many problems are shown; the rest is counted.
const SHOWN: usize = 50;
/// No terminal is taken to be narrower, in columns.
pub(super) const LEAST_WIDTH: usize = 40;
/// Longer lines, in characters, are cut around the place they are shown for.
pub(super) const LONGEST_LINE: usize = 200;
/// Characters of a message or help that are shown.
const LONGEST_TEXT: usize = 2_000;

/// Diagnostics as text: message, place, excerpt with underlined places, help.
///
/// The order is that of file and position, whatever the order of discovery; what is said twice is shown once;
/// after 50 the rest is counted. Excerpts are at most `width` columns wide, and sentences are whole lines, so that a log can be
/// searched for them; `colour` adds ANSI sequences.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], colour: bool, width: usize) -> String {
    drawn(diagnostics, colour, width, None)
}

/// The same for a terminal of this width, in columns: sentences are broken into lines that fit.
#[must_use]
pub fn render_lines(diagnostics: &[Diagnostic], colour: bool, width: usize) -> String {
    drawn(diagnostics, colour, width, Some(width.max(LEAST_WIDTH)))
}

fn drawn(diagnostics: &[Diagnostic], colour: bool, width: usize, room: Option<usize>) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let ordered = in_order(diagnostics);
    let mut parts: Vec<String> = ordered
        .iter()
        .take(SHOWN)
        .map(|diagnostic| render_one(diagnostic, &renderer, (width.max(LEAST_WIDTH), room)))
        .collect();
    match ordered.len().saturating_sub(SHOWN) {
        0 => {}
        1 => parts.push("… and 1 more problem".to_owned()),
        rest => parts.push(format!("… and {rest} more problems")),
    }
    parts.iter().map(|part| format!("{}\n", part.trim_end())).collect::<Vec<_>>().join("\n")
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
        "code": diagnostic.code.as_str(),
        "severity": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": clipped(&diagnostic.message, LONGEST_TEXT),
        "file": first.map(|label| label.span.source.path.display().to_string()),
        "line": line,
        "column": column,
        "text": first.map(|label| label.span.text().chars().take(LONGEST_LINE).collect::<String>()),
        "label": first.map(|label| clipped(&label.text, LONGEST_LINE)),
        "help": diagnostic.help.as_deref().map(|help| clipped(help, LONGEST_TEXT)),
        "also": places.map(place_to_json).collect::<Vec<_>>(),
    })
}

fn place_to_json(label: &Label) -> Value {
    let (line, column) = label.span.line_column();
    json!({
        "file": label.span.source.path.display().to_string(),
        "line": line,
        "column": column,
        "label": clipped(&label.text, LONGEST_LINE),
    })
}

/// The beginning of a text that may hold a name or cell of any length, and how much more there is of it.
#[must_use]
pub fn clipped(text: &str, most: usize) -> Cow<'_, str> {
    // A text has no more characters than bytes.
    if text.len() <= most {
        return text.into();
    }
    match text.char_indices().nth(most) {
        None => text.into(),
        Some((end, _)) => format!("{}… ({} characters more)", &text[..end], text[end..].chars().count()).into(),
    }
}

/// Several of something: `1 value`, `2 values`.
#[must_use]
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// By file and position, without repetitions.
fn in_order(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let key = |diagnostic: &Diagnostic| {
        let place = diagnostic.labels.first().map(|label| {
            let Range { start, end } = label.span.range;
            (label.span.source.path.clone(), label.span.source.above, start, end)
        });
        (place, diagnostic.code.as_str(), diagnostic.message.clone())
    };
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_cached_key(|diagnostic| key(diagnostic));
    ordered.dedup_by_key(|diagnostic| key(diagnostic));
    ordered
}

/// One diagnostic in so many columns; its sentences in lines of `room` columns, if that is given.
fn render_one(diagnostic: &Diagnostic, renderer: &Renderer, (width, room): (usize, Option<usize>)) -> String {
    let (level_name, level) = match diagnostic.severity {
        Severity::Error => ("error", Level::ERROR),
        Severity::Warning => ("warning", Level::WARNING),
    };
    // What stands before a sentence and, as blanks, before its further lines.
    let before = columns(level_name) + columns(diagnostic.code.as_str()) + "[]: ".len();
    let message = fitting(clipped(&diagnostic.message, LONGEST_TEXT), room, before);
    let before = line_digits(diagnostic) + " = help: ".len();
    let help = diagnostic.help.as_deref().map(|help| fitting(clipped(help, LONGEST_TEXT), room, before));
    let title = level.primary_title(message.as_ref()).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    let mut shortened = Vec::new();
    for excerpt in excerpts(&diagnostic.labels, room) {
        shortened.extend(excerpt.shortened.clone());
        group = excerpt.add_to(group);
    }
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_ref()));
    }
    let groups = [group];
    let width = room.map_or(width, |room| width_to_fit(&groups, room));
    let mut text = renderer.clone().term_width(width).render(&groups);
    for (cut, whole) in shortened {
        text = text.replacen(&cut, &whole, 1);
    }
    text
}

/// The width to ask for if lines are to be no longer than `room`: what is said of a place near the end of a line is not counted
/// when that line is cut.
fn width_to_fit(groups: &[Group], room: usize) -> usize {
    let mut asked = room;
    for _ in 0..3 {
        let text = Renderer::plain().term_width(asked).render(groups);
        let longest = text.lines().skip_while(|line| !line.contains(" |")).map(columns).max().unwrap_or(0);
        match longest.saturating_sub(room) {
            0 => break,
            excess => asked = asked.saturating_sub(excess).max(LEAST_WIDTH / 2),
        }
    }
    asked
}

/// A sentence in lines that leave as much room as is taken `before` them.
fn fitting(text: Cow<'_, str>, room: Option<usize>, before: usize) -> Cow<'_, str> {
    match room.map(|room| room.saturating_sub(before).max(LEAST_WIDTH / 2)) {
        Some(room) if columns(&text) > room => broken(&text, room, room).join("\n").into(),
        _ => text,
    }
}

/// Digits of the last line that is shown of a diagnostic.
fn line_digits(diagnostic: &Diagnostic) -> usize {
    let lines = diagnostic.labels.iter().map(|label| label.span.line_column().0);
    lines.max().unwrap_or(0).to_string().len()
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Source, Span};
    use super::*;

    fn example() -> Diagnostic {
        let base = Source::new("base.toml", "[a]\nx = 1\ny = 2\n");
        let text = "a = 1\n[assumptions.b]\nsorce = \"x\"\n\n\n\n\n\n\nunit = \"1\"\n";
        let source = Source::new("scenarios/x.toml", text);
        let key = Span::new(&source, 22..27);
        Diagnostic::error(Code::UnknownKey, "`sorce` is not a key of an assumption", key, "not known")
            .with_label(Span::new(&source, 7..20), "in this table")
            .with_label(Span::new(&source, 40..44), "late")
            .with_label(Span::new(&base, 4..5), "first declared here")
            .with_help("did you mean `source`?")
    }

    #[test]
    fn one_is_not_several() {
        assert_eq!([0, 1, 2].map(|number| counted(number, "value")), ["0 values", "1 value", "2 values"]);
    }

    #[test]
    fn places_in_two_files() {
        let expected = "\
error[unknown-key]: `sorce` is not a key of an assumption
  --> scenarios/x.toml:3:1
   |
 2 | [assumptions.b]
   |  ------------- in this table
 3 | sorce = \"x\"
   | ^^^^^ not known
...
10 | unit = \"1\"
   | ---- late
   |
  ::: base.toml:2:1
   |
 2 | x = 1
   | - first declared here
   |
   = help: did you mean `source`?
";
        assert_eq!(render(&[example()], false, 80), expected);
    }

    #[test]
    fn order_repetitions_and_the_rest() {
        let source = Source::new("x.toml", "abc");
        let at = |start: usize| {
            let span = Span::new(&source, start..start + 1);
            Diagnostic::warning(Code::Syntax, format!("at {start}"), span, "")
        };
        let expected = "\
warning[syntax]: at 0
 --> x.toml:1:1
  |
1 | abc
  | ^

warning[syntax]: at 2
 --> x.toml:1:3
  |
1 | abc
  |   ^
";
        assert_eq!(render(&[at(2), at(0), at(2)], false, 80), expected);
        assert_eq!(render(&[], false, 80), "");
        let many: Vec<Diagnostic> =
            (0..63).map(|n| Diagnostic::error(Code::Syntax, format!("{n:03}"), Span::new(&source, 0..1), "")).collect();
        let text = render(&many, false, 80);
        assert!(text.contains("error[syntax]: 049\n") && !text.contains("050"));
        assert!(text.ends_with("\n\n… and 13 more problems\n"), "{text}");
    }

    #[test]
    fn a_text_without_lines_is_only_named() {
        let span = Span::start_of(&Source::new("e.toml", ""));
        let diagnostic = Diagnostic::error(Code::EmptyFile, "the file is empty", span, "").with_help("run it");
        let expected = "error[empty-file]: the file is empty\n--> e.toml\n = help: run it\n";
        assert_eq!(render(&[diagnostic], false, 80), expected);
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let before = "é".repeat(1_000_000);
        let source = Source::new("l.toml", format!("{before}X{before}\n"));
        let place = Span::new(&source, before.len()..before.len() + 1);
        let text = render(&[Diagnostic::error(Code::Syntax, "a long line", place, "here")], false, 300);
        let margin = "é".repeat(60);
        let expected = format!(
            "error[syntax]: a long line\n --> l.toml:1:1000001\n  |\n1 | …{margin}X{margin}{}…\n  | {}^ here\n",
            "é".repeat(59),
            " ".repeat(61)
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn spans_outside_the_text_do_not_break_it() {
        let source = Source::new("x.toml", "é\nb");
        for range in [0..1, 1..1, 1..2, 2..3, 3..99, 99..100, 0..4] {
            let diagnostic = Diagnostic::error(Code::Syntax, "m", Span::new(&source, range.clone()), "l");
            assert!(render(&[diagnostic], true, 1).contains("x.toml"), "{range:?}");
        }
    }

    #[test]
    fn for_a_terminal_everything_fits_its_width() {
        let text = format!("equation = \"{}\"\n", "adoption * price + ".repeat(12));
        let source = Source::new("x.toml", text.clone());
        let message =
            "the equation of `adoption_of_a_new_technology` has the unit `1/yr`, but `bn EUR_2024` is declared";
        let diagnostic =
            Diagnostic::error(Code::UnitMismatch, message, Span::new(&source, 12..text.len() - 2), "computed here")
                .with_label(Span::new(&source, 200..208), "this is in `1/yr`")
                .with_help(
                    "multiply by a reference value in `bn EUR_2024 yr`, such as the price of the year that is meant",
                );
        for width in [60, 80, 120] {
            let found = render_lines(std::slice::from_ref(&diagnostic), false, width);
            assert!(found.lines().all(|line| columns(line) <= width), "{width}:\n{found}");
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words(&found).contains(message) && words(&found).ends_with("the year that is meant"), "{found}");
        }
        // In a log a sentence is one line.
        assert!(render(&[diagnostic], false, 80).contains(message));
    }

    #[test]
    fn json_has_place_and_text() {
        let expected = json!({
            "code": "unknown-key",
            "severity": "error",
            "message": "`sorce` is not a key of an assumption",
            "file": "scenarios/x.toml",
            "line": 3,
            "column": 1,
            "text": "sorce",
            "label": "not known",
            "help": "did you mean `source`?",
            "also": [
                { "file": "scenarios/x.toml", "line": 2, "column": 2, "label": "in this table" },
                { "file": "scenarios/x.toml", "line": 10, "column": 1, "label": "late" },
                { "file": "base.toml", "line": 2, "column": 1, "label": "first declared here" },
            ],
        });
        assert_eq!(to_json(&example()), expected);
    }
}
