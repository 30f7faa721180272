//! Where cells begin and end, and what stands between them.

use super::Delimiter;

/// Adds the cells of a row that begins at some byte; where the next row begins, and whether the end of a line is before it rather
/// than the end of the text.
pub(super) fn row(text: &[u8], start: usize, delimiter: u8, cells: &mut Vec<(u32, u32)>) -> (usize, bool) {
    let mut at = start;
    loop {
        while at < text.len() && (text[at] == b' ' || (text[at] == b'\t' && delimiter != b'\t')) {
            at += 1;
        }
        let begins = at;
        if at < text.len() && text[at] == b'"' {
            at = closing(text, at + 1);
        }
        while at < text.len() && text[at] != delimiter && text[at] != b'\n' && text[at] != b'\r' {
            at += 1;
        }
        cells.push(trimmed(text, begins, at, delimiter));
        match text.get(at) {
            Some(byte) if *byte == delimiter => at += 1,
            Some(b'\r') if text.get(at + 1) == Some(&b'\n') => return (at + 2, true),
            Some(_) => return (at + 1, true),
            None => return (at, false),
        }
    }
}

/// A range of bytes without the blanks around it.
#[inline]
pub(super) fn trimmed(text: &[u8], mut start: usize, mut end: usize, delimiter: u8) -> (u32, u32) {
    while start < end && (text[start] == b' ' || (text[start] == b'\t' && delimiter != b'\t')) {
        start += 1;
    }
    while end > start && (text[end - 1] == b' ' || text[end - 1] == b'\t') {
        end -= 1;
    }
    let odd = |at: usize| text.get(at).is_some_and(|byte| *byte >= 0x80 || byte.is_ascii_whitespace());
    if start < end
        && (odd(start) || odd(end - 1))
        && let Ok(cell) = std::str::from_utf8(&text[start..end])
    {
        let from_start = cell.trim_start();
        let begins = end - from_start.len();
        return (begins as u32, (begins + from_start.trim_end().len()) as u32);
    }
    (start as u32, end as u32)
}

/// Behind the quote that closes a cell whose text begins at some byte.
fn closing(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < text.len() {
        if text[at] == b'"' {
            if text.get(at + 1) != Some(&b'"') {
                return at + 1;
            }
            at += 1;
        }
        at += 1;
    }
    at
}

/// What a first line as `sep=;` says, and where the table begins.
pub(super) fn said(text: &[u8], start: usize) -> (Option<Delimiter>, usize) {
    let rest = &text[start..];
    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let line =
        String::from_utf8_lossy(&rest[..end.min(16)]).trim_end_matches(['\r', '\n']).trim_matches('"').to_lowercase();
    let Some(byte) = line.strip_prefix("sep=").and_then(|said| said.bytes().next()) else { return (None, start) };
    (Delimiter::ALL.into_iter().find(|known| known.byte() == byte), (start + end + 1).min(text.len()))
}

/// Whether a cell begins with a quote that nothing closes.
fn is_open(text: &[u8], (start, end): (u32, u32)) -> bool {
    let cell = &text[start as usize..end as usize];
    cell.first() == Some(&b'"') && (cell.len() == 1 || cell.last() != Some(&b'"'))
}

/// What makes most of the first rows equally long, from the earliest row on.
pub(super) fn sniffed(text: &[u8]) -> Delimiter {
    const ROWS: usize = 200;
    let (mut best, mut score, mut first, mut widest) = (Delimiter::Comma, 0.0, usize::MAX, 0);
    for delimiter in Delimiter::ALL {
        let (mut at, mut widths) = (0, Vec::new());
        while at < text.len() && widths.len() < ROWS {
            let mut cells = Vec::new();
            (at, _) = row(text, at, delimiter.byte(), &mut cells);
            if cells.iter().any(|(start, end)| start != end) {
                widths.push(cells.len());
            }
            // A quote that this mark leaves open takes the rest of the text into its cell: it stands inside of quotes.
            if at == text.len() && cells.last().is_some_and(|cell| is_open(text, *cell)) {
                widths.clear();
            }
        }
        let share = |width: usize| widths.iter().filter(|other| **other == width).count() as f64;
        let usual = widths.iter().copied().filter(|width| *width > 1).max_by(|a, b| share(*a).total_cmp(&share(*b)));
        let Some(usual) = usual else { continue };
        let own = share(usual) / widths.len() as f64;
        let begins = widths.iter().position(|width| *width == usual).unwrap_or_default();
        // Later ones stand in texts and numbers more often: they must be better by some, or part more in a heading that has nothing
        // of the other.
        if own > score + 0.05 || (own > score - 0.05 && begins < first && usual >= widest) {
            (best, score, first, widest) = (delimiter, own, begins, usual);
        }
    }
    best
}
