//! Where cells end, and which of them are numbers written plainly.

use super::piece::QUOTED;

/// Digits of a number at most.
const MOST_DIGITS: usize = 18;

/// What ends a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    /// What stands between the cells of a row.
    pub delimiter: u8,
}

impl Marks {
    /// Whether a byte is such a mark, or behind the text.
    #[inline]
    pub fn is_end(self, bytes: &[u8], at: usize) -> bool {
        bytes.get(at).is_none_or(|byte| self.ends(*byte))
    }

    #[inline]
    fn ends(self, byte: u8) -> bool {
        byte == self.delimiter || byte == b'\n' || byte == b'\r'
    }

    /// Where the cell without quotes ends that a byte is in.
    #[inline]
    pub fn end(self, bytes: &[u8], mut at: usize) -> usize {
        // Eight bytes at a time: which of them are equal to another is found by borrows (S. Anderson, Bit Twiddling Hacks).
        const ONES: u64 = u64::MAX / 255;
        let has = |word: u64, byte: u8| {
            let differs = word ^ (ONES * u64::from(byte));
            differs.wrapping_sub(ONES) & !differs & (ONES << 7)
        };
        while let Some(Ok(eight)) = bytes.get(at..at + 8).map(<[u8; 8]>::try_from) {
            let word = u64::from_le_bytes(eight);
            let found = has(word, self.delimiter) | has(word, b'\n') | has(word, b'\r');
            if found != 0 {
                return at + found.trailing_zeros() as usize / 8;
            }
            at += 8;
        }
        while !self.is_end(bytes, at) {
            at += 1;
        }
        at
    }

    /// Where a cell in quotes ends that begins at some byte; none where more than a plain text is in them or behind them.
    #[inline]
    pub fn end_of_quoted(self, bytes: &[u8], at: usize) -> Option<usize> {
        let inside = &bytes[at + 1..];
        let length = inside.iter().position(|byte| matches!(byte, b'"' | b'\n' | b'\r'))?;
        let end = at + length + 2;
        (inside[length] == b'"' && self.is_end(bytes, end)).then_some(end)
    }

    /// Whether a row that begins at some byte may have nothing but blanks.
    #[inline]
    pub fn may_say_nothing(self, bytes: &[u8], at: usize) -> bool {
        match bytes[at] {
            b'"' => bytes.get(at + 1) == Some(&b'"'),
            // What blanks beyond ASCII begin with.
            0..=b' ' | 0xc2 | 0xe1..=0xe3 => true,
            byte => byte == self.delimiter,
        }
    }
}

/// The number that begins at some byte, if it is the whole of its cell and written plainly: digits, perhaps behind a minus, perhaps
/// with a point between them. Its digits, how many of them are decimals, and where it ends: from these it can be written again.
#[inline]
pub(super) fn plain_number(bytes: &[u8], at: usize, marks: Marks) -> Option<(i64, u8, usize)> {
    match bytes.get(at) {
        Some(b'0'..=b'9') => short_number(bytes, at, marks).or_else(|| any_number(bytes, at, marks)),
        Some(b'-') => any_number(bytes, at, marks),
        _ => None,
    }
}

/// The same of most numbers: without a minus, with less than eight digits before a point and behind it each.
#[expect(clippy::inline_always, reason = "called for each cell of large tables")]
#[inline(always)]
fn short_number(bytes: &[u8], at: usize, marks: Marks) -> Option<(i64, u8, usize)> {
    let (whole, length) = few_digits(bytes, at).filter(|(_, length)| *length > 0)?;
    let end = at + length;
    if bytes[at] == b'0' && length > 1 {
        return None;
    }
    if bytes[end] != b'.' {
        return marks.ends(bytes[end]).then_some((whole, 0, end));
    }
    let (part, decimals) = few_digits(bytes, end + 1)?;
    let behind = end + 1 + decimals;
    (decimals > 0 && marks.ends(bytes[behind])).then(|| (whole * TENS[decimals] + part, decimals as u8, behind))
}

/// Powers of ten.
const TENS: [i64; 8] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000];

/// The digits that begin at some byte, as a number, and how many they are, if they are less than eight and as many bytes follow.
/// All are looked at together, and added up by pairs (D. Lemire, doi:10.1002/spe.2984).
#[inline]
fn few_digits(bytes: &[u8], at: usize) -> Option<(i64, usize)> {
    const ONES: u64 = u64::MAX / 255;
    let eight: [u8; 8] = bytes.get(at..at + 8)?.try_into().ok()?;
    let digits = u64::from_le_bytes(eight) ^ (ONES * u64::from(b'0'));
    // The highest bit of the first byte that is above nine, and perhaps of others behind it.
    let others = (digits.wrapping_add(ONES * (0x80 - 10)) | digits) & (ONES << 7);
    let count = others.trailing_zeros() / 8;
    if count == 8 || count == 0 {
        return (count == 0).then_some((0, 0));
    }
    let digits = digits << (64 - 8 * count);
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let low = (pairs & 0xff_0000_00ff).wrapping_mul(100 + (1_000_000 << 32));
    let high = ((pairs >> 16) & 0xff_0000_00ff).wrapping_mul(1 + (10_000 << 32));
    Some(((low.wrapping_add(high) >> 32) as i64, count as usize))
}

/// The same of any number.
#[inline(never)]
fn any_number(bytes: &[u8], at: usize, marks: Marks) -> Option<(i64, u8, usize)> {
    let begins = at + usize::from(bytes.get(at) == Some(&b'-'));
    let body = &bytes[begins.min(bytes.len())..];
    let body = &body[..body.len().min(MOST_DIGITS + 2)];
    let (mut digits, mut point, mut length) = (0_i64, None, 0);
    for byte in body {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            digits = digits.wrapping_mul(10).wrapping_add(i64::from(digit));
        } else if *byte == b'.' && point.is_none() {
            point = Some(length);
        } else {
            break;
        }
        length += 1;
    }
    let whole = point.unwrap_or(length);
    let decimals = point.map_or(0, |point| length - point - 1);
    let fine = (1..=MOST_DIGITS).contains(&(whole + decimals))
        && whole > 0
        && (point.is_none() || decimals > 0)
        && (whole == 1 || body[0] != b'0')
        && (digits != 0 || begins == at)
        && marks.is_end(bytes, begins + length);
    fine.then_some((if begins > at { -digits } else { digits }, decimals as u8, begins + length))
}

/// A cell that is such a number, perhaps in quotes; with its form.
#[inline]
pub(super) fn number(text: &[u8]) -> Option<(i64, u8)> {
    let (body, quoted) = match text {
        [b'"', inside @ .., b'"'] => (inside, QUOTED),
        _ => (text, 0),
    };
    // Nothing is in a cell that would end it.
    let (digits, decimals, end) = plain_number(body, 0, Marks { delimiter: b'\n' })?;
    (end == body.len()).then_some((digits, decimals | quoted))
}

#[cfg(test)]
mod tests {
    use super::super::written;
    use super::*;

    #[test]
    fn numbers_are_written_again_as_they_were() {
        for text in ["0", "7", "-12.50", "0.001", "2019", "\"12.0\"", "-0.5", "123456789012345678", "0.00"] {
            let (digits, form) = number(text.as_bytes()).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(written(digits, form & !QUOTED), text.trim_matches('"'), "{text}");
            assert_eq!(form & QUOTED > 0, text.starts_with('"'), "{text}");
        }
        for text in [
            "",
            "-",
            ".",
            "1.",
            ".5",
            "007",
            "+5",
            "-0",
            "-0.00",
            "1e5",
            "1,5",
            "1.2.3",
            "1234567890123456789",
            "\"\"",
            "\" 5\"",
            "\"",
            "x",
        ] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
    }

    /// However many digits are looked at together, and whatever stands behind.
    #[test]
    fn short_numbers_are_read_as_others() {
        let marks = Marks { delimiter: b',' };
        let wholes = ["", "0", "7", "00", "12", "90909", "1234567", "12345678", "1x", "/", ":"];
        let parts = ["", ".", ".5", ".05", ".7654321", ".12345678", ".1.2", ".:"];
        for (whole, part) in wholes.iter().flat_map(|whole| parts.map(|part| (whole, part))) {
            for behind in ["", ",", "\n99999999", ",99999999", "\u{ff}2345678,", " 2345678,", ";2345678"] {
                let text = format!("{whole}{part}{behind}");
                let (short, any) = (short_number(text.as_bytes(), 0, marks), any_number(text.as_bytes(), 0, marks));
                assert!(short.is_none() || short == any, "{text}: {short:?} {any:?}");
                let plain = whole.parse::<u32>().is_ok() && !whole.starts_with("00") && !text.contains("12345678");
                let plain =
                    plain && behind.starts_with([',', '\n']) && (part.is_empty() || part[1..].parse::<u32>().is_ok());
                assert!(short.is_some() || !plain || text.len() < whole.len() + part.len() + 8, "{text}: {any:?}");
            }
        }
        assert_eq!(short_number(b"1234567.0000001,1234567", 0, marks), Some((12_345_670_000_001, 7, 15)));
    }

    #[test]
    fn cells_end_with_a_mark_or_with_their_quotes() {
        let marks = Marks { delimiter: b';' };
        for length in (0..60).step_by(5) {
            for end in ["", ";", "\n", "\r"] {
                let cell = &"a,\u{eb}\"".repeat(20)[..length];
                let text = format!("{cell}{end}{}", if end.is_empty() { "" } else { ";\r\nx" });
                assert_eq!(marks.end(text.as_bytes(), 0), cell.len(), "{text}");
            }
        }
        for (text, expected) in [
            ("\"a;b\";c", Some(5)),
            ("\"a\"", Some(3)),
            ("\"a\"\"b\";", None),
            ("\"a\" ;", None),
            ("\"a\nb\";", None),
            ("\"a", None),
        ] {
            assert_eq!(marks.end_of_quoted(text.as_bytes(), 0), expected, "{text}");
        }
    }
}
