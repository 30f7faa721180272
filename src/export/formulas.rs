//! Cells of CSV files that a spreadsheet would take for formulas.

use std::io::{self, Write};

/// What formulas begin with.
const MARKS: [u8; 6] = [b'=', b'+', b'-', b'@', b'\t', b'\r'];

/// Passes a CSV file on, with an apostrophe before texts that begin as formulas do; numbers stay as they are.
pub(super) struct Plain<W> {
    out: W,
    /// The field at hand, as it is written.
    field: Vec<u8>,
    quoted: bool,
}

impl<W: Write> Plain<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, field: Vec::new(), quoted: false }
    }

    /// Ends the last field.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.end_field()
    }

    fn end_field(&mut self) -> io::Result<()> {
        let start = usize::from(self.field.first() == Some(&b'"'));
        let begins_as_formula = self.field.get(start).is_some_and(|first| MARKS.contains(first));
        let is_number = || std::str::from_utf8(&self.field).is_ok_and(|text| text.trim().parse::<f64>().is_ok());
        if begins_as_formula && !is_number() {
            self.field.insert(start, b'\'');
        }
        self.out.write_all(&self.field)?;
        self.field.clear();
        Ok(())
    }
}

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            if *byte == b'"' {
                self.quoted = !self.quoted;
            }
            if !self.quoted && matches!(byte, b',' | b'\n') {
                self.end_field()?;
                self.out.write_all(&[*byte])?;
            } else {
                self.field.push(*byte);
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_get_an_apostrophe_and_numbers_none() -> io::Result<()> {
        let text = "=a,-1.5,+3e4,-growth\n\"=SUM(A1,\"\"b\"\")\",\"plain, =x\",@home,\n\"\tx\",-,1,-inf\n";
        let expected = "'=a,-1.5,+3e4,'-growth\n\"'=SUM(A1,\"\"b\"\")\",\"plain, =x\",'@home,\n\"'\tx\",'-,1,-inf\n";
        // However it is cut, and whether or not the last line is ended.
        for size in [1, 2, 7, 1000] {
            let mut out = Vec::new();
            let mut plain = Plain::new(&mut out);
            for part in text.as_bytes().chunks(size) {
                plain.write_all(part)?;
            }
            plain.finish()?;
            assert_eq!(String::from_utf8_lossy(&out), expected, "{size}");
        }
        let mut out = Vec::new();
        let mut plain = Plain::new(&mut out);
        plain.write_all(b"a,=b")?;
        plain.finish()?;
        assert_eq!(out, b"a,'=b");
        Ok(())
    }
}
