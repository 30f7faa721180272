//! XML as a tree in which everything knows where it stands. Document types, and with them entities of one's own, are refused,
//! so that memory and time are in proportion to the text.

use crate::diagnostic::Code;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::text::Placed;
use super::super::{Problem, Problems};

/// How deeply elements may lie in one another.
const DEEPEST: usize = 200;

/// More elements than a model that anybody drew has.
const MOST: usize = 1_000_000;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name, with the prefix that it may have.
    pub name: String,
    /// Its first tag.
    pub range: Range<usize>,
    attributes: Vec<(String, Placed)>,
    children: Vec<Element>,
    text: Placed,
}

impl Element {
    /// The elements directly inside it that have this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// All elements directly inside it.
    pub(super) fn children(&self) -> &[Element] {
        &self.children
    }

    /// The first element directly inside it that has this name.
    pub(super) fn first(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// An attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&Placed> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The text directly inside it.
    pub(super) fn text(&self) -> &Placed {
        &self.text
    }

    /// The text of the first element inside it that has this name, without blanks around it; empty if there is none.
    pub(super) fn text_of(&self, name: &str) -> String {
        self.first(name).map(|child| child.text.text.trim().to_owned()).unwrap_or_default()
    }

    /// Whether an element such as `<non_negative/>` is there and does not say no; none if it is not there.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.first(name).map(|child| !child.text.text.trim().eq_ignore_ascii_case("false"))
    }
}

/// Reads the one element that a file has; none if the text is no XML, which is told.
pub(super) fn parse(text: &str, problems: &mut Problems) -> Option<Element> {
    match read(text) {
        Ok(root) => Some(root),
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

fn read(text: &str) -> Result<Element, Problem> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = vec![Element::default()];
    let mut count = 0;
    loop {
        let before = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|error| {
            let at = (reader.error_position() as usize).min(text.len());
            if text.as_bytes().get(at) == Some(&b'&') {
                return not_xml("a `&` by itself", at..at + 1).with_help("write `&amp;`");
            }
            not_xml(&error.to_string(), at..at)
        })?;
        let range = before..(reader.buffer_position() as usize).min(text.len());
        match event {
            Event::Start(start) => {
                count += 1;
                open.push(element(text, &start, range.clone())?);
                if open.len() > DEEPEST || count > MOST {
                    let message =
                        if count > MOST { "there are too many elements" } else { "elements are nested too deeply" };
                    return Err(not_xml(message, range));
                }
            }
            Event::Empty(start) => {
                count += 1;
                let element = element(text, &start, range)?;
                add(&mut open, element);
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    add(&mut open, element);
                }
            }
            Event::Text(_) | Event::GeneralRef(_) => write(&mut open, text, range)?,
            Event::CData(inside) => {
                let start = range.start + "<![CDATA[".len();
                if let Some(element) = open.last_mut() {
                    element.text.push(&inside, start);
                }
            }
            Event::DocType(_) => {
                let problem = not_xml("a document type, which may define entities, is not read", range);
                return Err(problem.with_help("XMILE has none; take the line out"));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    closed(open, text)
}

/// The one element that a file has.
fn closed(mut open: Vec<Element>, text: &str) -> Result<Element, Problem> {
    if open.len() > 1
        && let Some(element) = open.pop()
    {
        return Err(not_xml(&format!("`<{}>` is not closed", element.name), element.range));
    }
    let end = text.len()..text.len();
    let mut top = open.pop().unwrap_or_default();
    let root = if top.children.is_empty() { None } else { Some(top.children.remove(0)) };
    match (root, top.children.first()) {
        (Some(_), Some(second)) => Err(not_xml("a file has one element, and this is a second", second.range.clone())),
        (Some(root), None) => Ok(root),
        (None, _) => Err(not_xml("there is no element", end)),
    }
}

fn add(open: &mut [Element], element: Element) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(element);
    }
}

/// Adds text to the element that is open. Entities other than those of XML itself have no meaning.
fn write(open: &mut [Element], text: &str, range: Range<usize>) -> Result<(), Problem> {
    let raw = &text[range.clone()];
    let Some(element) = open.last_mut() else { return Ok(()) };
    let before = element.text.text.len();
    element.text.push_xml(raw, range.start);
    if raw.starts_with('&')
        && element.text.text[before..].starts_with('&')
        && raw != "&amp;"
        && raw != "&#38;"
        && raw != "&#x26;"
    {
        return Err(not_xml(&format!("`{raw}` has no meaning"), range));
    }
    Ok(())
}

fn element(text: &str, start: &BytesStart<'_>, range: Range<usize>) -> Result<Element, Problem> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| not_xml(&error.to_string(), range.clone()))?;
        let raw: &str = &attribute.value;
        // The value is a part of the text that is read.
        let offset = (raw.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
        let at = if offset <= text.len() { offset } else { range.start };
        attributes.push((attribute.key.into_inner().to_owned(), Placed::of_xml(raw, at)));
    }
    let name = start.name().into_inner().to_owned();
    Ok(Element { name, range, attributes, ..Element::default() })
}

fn not_xml(message: &str, range: Range<usize>) -> Problem {
    Problem::new(Code::Syntax, format!("this is not XML: {message}"), range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_xml_is_said_where_it_stands() {
        for (text, expected) in [
            ("<a><b></a>", "this is not XML"),
            ("<a>", "`<a>` is not closed"),
            ("<a/><b/>", "this is a second"),
            ("", "there is no element"),
            ("<!DOCTYPE a [<!ENTITY x \"xx\">]><a>&x;</a>", "a document type"),
            ("<a>&x;</a>", "`&x;` has no meaning"),
            ("<a b=1/>", "this is not XML"),
            ("<a>this & that</a>", "a `&` by itself"),
        ] {
            let problem = read(text).expect_err(text);
            assert!(problem.message.contains(expected), "{text}: {}", problem.message);
        }
        let deep = "<a>".repeat(10_000);
        assert!(read(&deep).expect_err("deep").message.contains("too deeply"));
    }

    #[test]
    fn texts_and_attributes_are_placed() {
        let text = "<a n='x &lt; y'>1 &gt; <![CDATA[2 < 3]]></a>";
        let root = read(text).expect("is XML");
        assert_eq!(root.text().text, "1 > 2 < 3");
        let attribute = root.attribute("n").expect("is there");
        assert_eq!((attribute.text.as_str(), attribute.whole()), ("x < y", 6..14));
        let two = root.text().text.find('2').expect("is there");
        assert_eq!(&text[root.text().range(two..two + 1)], "2");
    }
}
