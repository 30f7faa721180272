//! The one way to point at a number: `NAME[element, …]@YEAR`.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Span, Spanned, fold};

/// Characters that have a meaning in selectors and therefore none in names.
const RESERVED: [char; 5] = ['[', ']', ',', '@', '"'];

/// What a selector points at.
#[derive(Debug, Clone)]
pub struct Selector {
    /// An assumption, variable or lever.
    pub name: Spanned<String>,
    /// One element of each dimension; empty if none is named.
    pub elements: Vec<Spanned<String>>,
    /// A time in years.
    pub year: Option<Spanned<f64>>,
}

impl Selector {
    /// Its elements in the one way of writing them as a key, `robots, machine_tools`; empty if it names none.
    #[must_use]
    pub fn element(&self) -> String {
        let names: Vec<&str> = self.elements.iter().map(|element| element.value.as_str()).collect();
        names.join(", ")
    }
}

/// The selector of an element: `NAME[element, …]`, or `NAME` without any.
#[must_use]
pub fn text<'a>(name: &str, elements: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = elements.into_iter().collect();
    if names.is_empty() { name.to_owned() } else { format!("{name}[{}]", names.join(", ")) }
}

/// Reads `NAME`, `NAME[element]`, `NAME[element, element]`, each perhaps with `@YEAR`.
///
/// # Errors
/// A diagnostic that points into the text if a name is missing, a bracket is not closed, or the year is not a number.
pub fn parse(text: &Spanned<String>) -> Result<Selector, Diagnostic> {
    let written = text.value.as_str();
    let (target, year) = match written.find('@') {
        Some(at) => (0..at, Some(parse_year(text, at + 1)?)),
        None => (0..written.len(), None),
    };
    let (name, elements) = match written[target.clone()].find('[') {
        Some(open) => (0..open, bracketed(text, open, target.end)?),
        None => (target, Vec::new()),
    };
    if let Some(at) = written[name.clone()].find(RESERVED) {
        return Err(bad(text, at..at + 1, "this is not NAME[element]@YEAR", "not expected here"));
    }
    Ok(Selector { name: name_at(text, name)?, elements, year })
}

/// The elements of `element, element` folded, in the way they are written as a key: `robots, machine_tools`.
#[must_use]
pub fn canonical_elements(written: &str) -> String {
    written.split(',').map(fold).collect::<Vec<_>>().join(", ")
}

/// Whether a name can be written in selectors.
///
/// # Errors
/// A diagnostic at `span` if it is empty or has one of `[ ] , @ "` or a control character.
pub fn check_name(written: &str, span: &Span) -> Result<(), Diagnostic> {
    let bad = |message: String| Diagnostic::error(Code::BadName, message, span.clone(), "");
    if fold(written).trim_matches('_').is_empty() {
        return Err(bad("a name must not be empty".to_owned()));
    }
    match written.chars().find(|c| RESERVED.contains(c) || c.is_control()) {
        Some(c) => {
            let message = format!("a name must not contain {c:?}");
            Err(bad(message).with_help("brackets, commas, @ and quotes have a meaning in NAME[element, element]@YEAR"))
        }
        None => Ok(()),
    }
}

fn parse_year(text: &Spanned<String>, start: usize) -> Result<Spanned<f64>, Diagnostic> {
    let range = start..text.value.len();
    match text.value[range.clone()].trim().parse::<f64>() {
        Ok(year) if year.is_finite() => Ok(Spanned::new(year, place(text, range))),
        _ => {
            let compares = text.value[range.clone()].contains(['<', '>', '=']);
            let problem = bad(text, range, "what follows @ must be a year", "not a year");
            Err(if compares {
                problem.with_help("only `ask` compares, behind `given`: ask 'NAME@YEAR given NAME@YEAR >= NUMBER'")
            } else {
                problem
            })
        }
    }
}

/// The elements from an opening bracket to the closing one, which must be the last of the target.
fn bracketed(text: &Spanned<String>, open: usize, end: usize) -> Result<Vec<Spanned<String>>, Diagnostic> {
    let inside = &text.value[open + 1..end];
    match inside.trim_end().strip_suffix(']') {
        Some(elements) => elements_within(text, open + 1..open + 1 + elements.len()),
        None => Err(bad(text, open..end, "a bracket is not closed", "`]` expected at the end of this")),
    }
}

fn elements_within(text: &Spanned<String>, range: Range<usize>) -> Result<Vec<Spanned<String>>, Diagnostic> {
    let mut elements = Vec::new();
    let mut start = range.start;
    for part in text.value[range].split(',') {
        let end = start + part.len();
        if let Some(at) = part.find(RESERVED) {
            return Err(bad(text, start + at..start + at + 1, "this is not a list of elements", "not expected here"));
        }
        elements.push(name_at(text, start..end)?);
        start = end + 1;
    }
    Ok(elements)
}

/// A folded name; its place is without the blanks around it.
fn name_at(text: &Spanned<String>, range: Range<usize>) -> Result<Spanned<String>, Diagnostic> {
    let written = &text.value[range.clone()];
    let trimmed = written.trim();
    if trimmed.is_empty() {
        return Err(bad(text, range, "a name is missing", "expected here"));
    }
    let start = range.start + written.len() - written.trim_start().len();
    Ok(Spanned::new(fold(trimmed), place(text, start..start + trimmed.len())))
}

/// A part of the text; the whole if the text is not verbatim.
fn place(text: &Spanned<String>, range: Range<usize>) -> Span {
    if text.span.text() == text.value { text.span.part(range) } else { text.span.clone() }
}

fn bad(text: &Spanned<String>, range: Range<usize>, message: &str, label: &str) -> Diagnostic {
    Diagnostic::error(Code::BadSelector, message, place(text, range), label)
        .with_help("write NAME, NAME[element], NAME[element, element], or one of these with @YEAR")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;

    fn spanned(text: &str) -> Spanned<String> {
        Spanned::new(text.to_owned(), Span::new(&Source::new("--set", text), 0..text.len()))
    }

    #[test]
    fn what_selectors_point_at() {
        for (text, name, elements, year) in [
            ("share", "share", vec![], None),
            (" Domestic share [Machine Tools]", "domestic_share", vec!["machine_tools"], None),
            ("share[robots, key-components]@2030", "share", vec!["robots", "key_components"], Some(2030.0)),
            ("share @ 2027.5", "share", vec![], Some(2027.5)),
        ] {
            let selector = parse(&spanned(text)).unwrap_or_else(|found| panic!("{text}: {found:?}"));
            let found: Vec<&str> = selector.elements.iter().map(|element| element.value.as_str()).collect();
            assert_eq!((selector.name.value.as_str(), found), (name, elements), "{text}");
            assert_eq!(selector.year.map(|year| year.value), year, "{text}");
        }
        let selector = parse(&spanned("share[ robots ,  parts]@2030")).expect("is well written");
        let places: Vec<&str> = selector.elements.iter().map(|element| element.span.text()).collect();
        assert_eq!(places, ["robots", "parts"]);
    }

    #[test]
    fn errors_point_at_the_fault() {
        for (text, at, message) in [
            ("", "", "a name is missing"),
            ("[robots]", "", "a name is missing"),
            ("a[b", "[b", "a bracket is not closed"),
            ("a[b]c", "[b]c", "a bracket is not closed"),
            ("a[b,]", "", "a name is missing"),
            ("a[b[c]]", "[", "this is not a list of elements"),
            ("a]", "]", "this is not NAME[element]@YEAR"),
            ("a,b", ",", "this is not NAME[element]@YEAR"),
            ("a@", "", "what follows @ must be a year"),
            ("a@soon", "soon", "what follows @ must be a year"),
            ("a@inf", "inf", "what follows @ must be a year"),
        ] {
            let found = parse(&spanned(text)).expect_err(text);
            assert_eq!((found.labels[0].span.text(), found.message.as_str()), (at, message), "{text}");
        }
    }

    #[test]
    fn lists_of_elements_have_one_way_of_writing() {
        assert_eq!(canonical_elements("Robots,machine  tools"), "robots, machine_tools");
        let selector = parse(&spanned("share[robots, key parts]")).expect("is well written");
        assert_eq!(selector.element(), canonical_elements("robots, key parts"));
        assert_eq!(
            text("share", selector.elements.iter().map(|element| element.value.as_str())),
            "share[robots, key_parts]"
        );
        assert_eq!(text("share", []), "share");
    }

    #[test]
    fn names_leave_selectors_readable() {
        let span = Span::start_of(&Source::new("x.toml", ""));
        for (name, fits) in [
            ("a b", true),
            ("2020-2025", true),
            ("", false),
            (" - ", false),
            ("a,b", false),
            ("a\nb", false),
            ("a[1]", false),
        ] {
            assert_eq!(check_name(name, &span).is_ok(), fits, "{name:?}");
        }
    }
}
