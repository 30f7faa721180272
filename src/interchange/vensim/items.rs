//! Cuts the text of a model into its items: equations, each with its unit and its comment.

use crate::diagnostic::Code;
use std::ops::Range;

use super::super::text::Placed;
use super::super::{Problem, Problems};

/// An item: what stands before a bar.
#[derive(Debug)]
pub(super) struct Item {
    pub equation: Placed,
    pub unit: String,
    pub doc: String,
}

/// The mark of the encoding at the head of a model.
pub(super) const ENCODING: &str = "{UTF-8}";
/// The mark behind the last equation of a macro.
pub(super) const END_OF_MACRO: &str = ":END OF MACRO:";
/// What may stand before the name of a group.
const MARKS: [&str; 3] = ["", ENCODING, END_OF_MACRO];

/// What stands behind the equations: how the model is drawn, and settings. Backslashes stand before it.
const SKETCH: &str = "---///";

/// The items of a model, and the text of its settings. What is no item is told.
pub(super) fn items<'a>(text: &'a str, problems: &mut Problems) -> (Vec<Item>, &'a str) {
    let (equations, rest) = text.split_at(end_of_equations(text));
    let mut found = Vec::new();
    let mut position = 0;
    while let Some(end) = end_of_item(&equations[position..]) {
        let range = position..position + end;
        position = range.end + 1;
        match item(equations, range.clone()) {
            Ok(item) => found.extend(item),
            Err(problem) => problems.push(problem),
        }
    }
    if let Some(problem) = problem_of_rest(&equations[position..], position) {
        problems.push(problem);
    }
    (found, rest)
}

/// Where the equations end: before the backslashes, two at least, of the first mark of a sketch.
fn end_of_equations(text: &str) -> usize {
    text.match_indices(SKETCH)
        .map(|(at, _)| text[..at].trim_end_matches('\\').len()..at)
        .find(|marks| marks.len() > 1)
        .map_or(text.len(), |marks| marks.start)
}

/// What is wrong with what stands behind the last bar: an end of a macro may, and comments.
fn problem_of_rest(rest: &str, start: usize) -> Option<Problem> {
    let text = rest.trim_start().trim_start_matches(END_OF_MACRO).trim_start();
    if text.is_empty() || text.starts_with('{') && text.trim_end().ends_with('}') {
        return None;
    }
    let at = start + (rest.len() - text.len());
    let first_line = at..at + text.lines().next().map_or(0, str::len);
    let message = match open_quote(text) {
        Some(quote) => {
            let at = at + quote;
            return Some(Problem::new(Code::Syntax, "a quote is opened here and never closed", at..at + 1));
        }
        None => "this has no `|` behind it, which every equation ends with",
    };
    Some(Problem::new(Code::Syntax, message, first_line))
}

/// Where a quote is opened that is never closed.
fn open_quote(text: &str) -> Option<usize> {
    let (mut open, mut comment) = (None, false);
    let mut previous = ' ';
    for (at, character) in text.char_indices() {
        match character {
            '"' if !comment && previous != '\\' => open = if open.is_some() { None } else { Some(at) },
            '~' if open.is_none() => comment = true,
            '|' if open.is_none() => comment = false,
            _ => {}
        }
        previous = character;
    }
    open
}

/// Where the bar is that ends the first item. Quotes matter in equations alone: a comment may have one by itself.
fn end_of_item(text: &str) -> Option<usize> {
    let (mut quoted, mut comment) = (false, false);
    let mut previous = ' ';
    for (at, character) in text.char_indices() {
        match character {
            '"' if !comment && previous != '\\' => quoted = !quoted,
            '~' if !quoted => comment = true,
            '|' if !quoted => return Some(at),
            _ => {}
        }
        previous = character;
    }
    None
}

/// More tildes than an item has: before its unit, its comment, and a mark that it is on no picture.
const MOST_TILDES: usize = 3;

fn item(text: &str, range: Range<usize>) -> Result<Option<Item>, Problem> {
    let whole = &text[range.clone()];
    let end = tilde(whole);
    let mut rest = whole[(end + 1).min(whole.len())..].splitn(2, '~');
    let unit = rest.next().unwrap_or_default();
    let doc = rest.next().unwrap_or_default().replace(":SUPPLEMENTARY", "");
    let doc = doc.trim_end_matches(['~', ' ', '\t', '\n', '\r']);
    // A group of equations has a line of stars, its name and a line of stars.
    let equation = &whole[..end];
    let begin = equation.len() - equation.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
    let equation = &equation[begin..];
    // The mark of the encoding, or of the end of a macro, may stand before it, and is an item of its own then.
    let equation = match equation.find("***") {
        Some(stars) if MARKS.contains(&equation[..stars].trim()) => equation[..stars].trim_end(),
        _ => equation,
    };
    let start = range.start + begin;
    let own = equation.trim_start_matches(ENCODING).trim();
    if own.is_empty() {
        // A group has stars and no name of its own.
        if whole.contains('~') && !whole.contains("***") {
            let at = range.start + end..range.end;
            return Err(Problem::new(Code::Syntax, "a name was expected here, before the unit and the comment", at));
        }
        return Ok(None);
    }
    if whole[end..].matches('~').count() > MOST_TILDES {
        let from = start + equation.find(own).unwrap_or_default();
        let first_line = from..from + own.lines().next().map_or(0, str::len);
        let problem = Problem::new(Code::Syntax, "this has no `|` behind it, and goes on with the next", first_line);
        return Err(problem.with_help("every equation ends with a `|`, and none has more than three `~`"));
    }
    let unit = unit.split('[').next().unwrap_or_default();
    Ok(Some(Item { equation: Placed::verbatim(equation, start), unit: one_line(unit), doc: one_line(doc) }))
}

/// Where the first tilde outside of quotes stands.
fn tilde(text: &str) -> usize {
    let (mut quoted, mut previous) = (false, ' ');
    for (at, character) in text.char_indices() {
        match character {
            '"' if previous != '\\' => quoted = !quoted,
            '~' if !quoted => return at,
            _ => {}
        }
        previous = character;
    }
    text.len()
}

/// A text on one line; a backslash at the end of a line only carries it on.
fn one_line(text: &str) -> String {
    text.replace("\\\n", " ").replace("\\\r\n", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_and_tildes_in_quotes_are_part_of_names() {
        let text = "{UTF-8}\n\"a | b ~ c\"= 1\n\t~\tm [0,1]\n\t~\tit's \"so\n\t|\n********\n\t.Control\n********~\n\tgroup\n\t|\nb=2~~|\n\\\\\\---/// Sketch\n";
        let (items, rest) = items(text, &mut Problems::default());
        let found: Vec<(&str, &str, &str)> =
            items.iter().map(|item| (item.equation.text.trim(), item.unit.as_str(), item.doc.as_str())).collect();
        assert_eq!(found, [("{UTF-8}\n\"a | b ~ c\"= 1", "m", "it's \"so"), ("b=2", "", "")]);
        assert!(rest.trim_start_matches('\\').starts_with(SKETCH));
    }

    /// Groups begin a file, and follow a macro.
    #[test]
    fn a_group_may_follow_a_mark() {
        let group = "****\n\t.one\n****~\n\t\t|\n";
        let text = format!("{{UTF-8}}\n{group}a=1~~|\n:MACRO: F(x)\nF=x~~|\n:END OF MACRO:\n{group}b=2~~|\n");
        let found: Vec<String> =
            items(&text, &mut Problems::default()).0.into_iter().map(|item| item.equation.text.clone()).collect();
        assert_eq!(found, ["a=1", ":MACRO: F(x)\nF=x", ":END OF MACRO:", "b=2"]);
    }
}
