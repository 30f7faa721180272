//! Texts taken out of a file, each of whose bytes knows where it stood.

use std::ops::Range;

/// A text and the places of its bytes.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Placed {
    /// The text.
    pub text: String,
    /// Runs of bytes that stand in the file as they stand here: where each begins here, and there.
    runs: Vec<(usize, usize)>,
    /// Where the text ends in the file.
    end: usize,
}

impl Placed {
    /// A text that stands in the file as it is, from a byte on.
    pub(crate) fn verbatim(text: &str, start: usize) -> Self {
        Self { text: text.to_owned(), runs: vec![(0, start)], end: start + text.len() }
    }

    /// What XML text means, as it stands from a byte on: entities become the characters that they stand for.
    pub(crate) fn of_xml(raw: &str, start: usize) -> Self {
        let mut placed = Self::default();
        placed.push_xml(raw, start);
        placed
    }

    /// Appends XML text.
    pub(crate) fn push_xml(&mut self, raw: &str, start: usize) {
        let mut rest = raw;
        let mut at = start;
        while !rest.is_empty() {
            let plain = rest.find('&').unwrap_or(rest.len());
            if plain > 0 {
                self.push(&rest[..plain], at);
            }
            (rest, at) = (&rest[plain..], at + plain);
            if rest.is_empty() {
                break;
            }
            let length = rest.find(';').map_or(1, |end| end + 1);
            match entity(&rest[..length]) {
                Some(character) => {
                    self.push(character.encode_utf8(&mut [0; 4]), at);
                    (rest, at) = (&rest[length..], at + length);
                }
                None => {
                    self.push(&rest[..1], at);
                    (rest, at) = (&rest[1..], at + 1);
                }
            }
        }
        self.end = start + raw.len();
    }

    /// Appends a text that stands in the file from a byte on.
    pub(crate) fn push(&mut self, text: &str, at: usize) {
        self.runs.push((self.text.len(), at));
        self.text.push_str(text);
        self.end = at + text.len();
    }

    /// Where some bytes of the text stand in the file.
    pub(crate) fn range(&self, range: Range<usize>) -> Range<usize> {
        let place = |position: usize| {
            if position >= self.text.len() {
                return self.end;
            }
            let run = self.runs.partition_point(|(here, _)| *here <= position).saturating_sub(1);
            self.runs.get(run).map_or(self.end, |(here, there)| there + (position - here))
        };
        let start = place(range.start);
        let end = if range.end > range.start { place(range.end - 1) + 1 } else { start };
        start..end.max(start)
    }

    /// A part of it.
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        let mut part = Self::default();
        for (index, (here, there)) in self.runs.iter().enumerate() {
            let next = self.runs.get(index + 1).map_or(self.text.len(), |(next, _)| *next);
            let (from, to) = ((*here).max(range.start), next.min(range.end));
            if from < to {
                part.push(&self.text[from..to], there + (from - here));
            }
        }
        if part.text.is_empty() {
            part.end = self.range(range).start;
        }
        part
    }

    /// All of it.
    pub(crate) fn whole(&self) -> Range<usize> {
        self.range(0..self.text.len())
    }
}

/// The character that an entity of XML stands for.
fn entity(text: &str) -> Option<char> {
    let name = text.strip_prefix('&')?.strip_suffix(';')?;
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let code = name.strip_prefix('#')?;
            let code = match code.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => code.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_entities_stand_for_is_placed_where_they_stand() {
        let raw = "a &lt; b &#38; &quot;c&quot;";
        let placed = Placed::of_xml(raw, 10);
        assert_eq!(placed.text, "a < b & \"c\"");
        let b = placed.text.find('b').expect("is there");
        assert_eq!(placed.range(b..b + 1), 10 + 7..10 + 8);
        assert_eq!(placed.range(0..1), 10..11);
        assert_eq!(placed.whole().start, 10);
        assert_eq!(placed.part(4..7).text, "b &");
    }
}
