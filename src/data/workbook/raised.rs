//! Raised marks of footnotes in cells of Office Open XML: `150¹` is 150 with a mark, and no 1501.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::archive;
use super::open_document::{attribute, each};

/// Texts are looked at up to this size.
const LARGEST: u64 = 64_000_000;
/// Characters of a mark at most.
const LONGEST: usize = 5;

/// What cells say whose texts are a number with a raised mark behind it, by all of their characters: `1501` is `150 (1)`.
pub(super) fn marked(bytes: &[u8]) -> HashMap<String, String> {
    let mut found = HashMap::new();
    let Some(content) = archive::file(bytes, "xl/sharedStrings.xml", LARGEST) else { return found };
    if !String::from_utf8_lossy(&content).contains("superscript") {
        return found;
    }
    let mut text = Text::default();
    // What is no XML is said where its cells are read.
    let read = each(content, &mut |event| {
        text.take(event);
        if let Event::End(end) = event
            && end.name().into_inner() == "si"
        {
            let text = std::mem::take(&mut text);
            found.extend(text.written());
        }
        Ok(())
    });
    if read.is_ok() { found } else { HashMap::new() }
}

/// A text of several parts.
#[derive(Debug, Default)]
struct Text {
    all: String,
    plain: String,
    mark: String,
    /// Whether the part that is read is raised, and whether its characters are.
    raised: bool,
    inside: bool,
    /// Whether something stands behind the mark.
    goes_on: bool,
}

impl Text {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(start) | Event::Empty(start) => match start.name().into_inner() {
                "r" => self.raised = false,
                "vertAlign" => self.raised = attribute(start, "val").as_deref() == Some("superscript"),
                "t" => self.inside = matches!(event, Event::Start(_)),
                _ => {}
            },
            Event::End(end) if end.name().into_inner() == "t" => self.inside = false,
            Event::Text(text) if self.inside => {
                self.all.push_str(text);
                if self.raised {
                    self.mark.push_str(text);
                } else if self.mark.is_empty() {
                    self.plain.push_str(text);
                } else {
                    self.goes_on |= !text.trim().is_empty();
                }
            }
            _ => {}
        }
    }

    /// All characters, and the number with its mark in brackets; none where it is no number with one mark.
    fn written(self) -> Option<(String, String)> {
        let (plain, mark) = (self.plain.trim(), self.mark.trim());
        let number = plain.starts_with(|c: char| c.is_ascii_digit() || "-−(".contains(c))
            && plain.ends_with(|c: char| c.is_ascii_digit() || c == '%')
            && plain.chars().all(|c| c.is_ascii_digit() || ".,-−%/() \u{a0}\u{202f}".contains(c));
        let fine = number && !self.goes_on && (1..=LONGEST).contains(&mark.chars().count());
        let short = mark.len() <= 2 && mark.bytes().all(|byte| byte.is_ascii_digit());
        let mark = if short { format!("({mark})") } else { "*".to_owned() };
        fine.then(|| (self.all.split_whitespace().collect::<Vec<_>>().join(" "), format!("{plain} {mark}")))
    }
}
