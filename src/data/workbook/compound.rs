//! Compound files, as workbooks of Excel 97 are: how many cells their sheets span is looked at before anything is made of
//! them (\[MS-CFB\] and \[MS-XLS\], the open specifications of Microsoft).

/// Cells that all sheets may span together.
const MOST_CELLS: u64 = 6_000_000;
/// Sectors with larger numbers are none.
const LAST_SECTOR: u32 = 0xffff_fff9;
/// Shorter streams lie in sectors of 64 bytes.
const MINI: usize = 4096;

/// Looks at all sheets.
///
/// # Errors
/// It is no workbook, is damaged, or its sheets span more cells than are read.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    let stream = workbook(bytes).ok_or("it is no workbook of Excel, or is damaged")?;
    let mut spanned = 0_u64;
    let starts = sheets(&stream).ok_or("it is a workbook that is damaged")?;
    for start in starts {
        let sheet = stream.get(start..).ok_or("it is a workbook that is damaged: it ends before its sheets")?;
        spanned = spanned.saturating_add(span(sheet));
        if spanned > MOST_CELLS {
            return Err(format!("its sheets span more than {MOST_CELLS} cells"));
        }
    }
    Ok(())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A file in sectors.
struct Sectors<'a> {
    bytes: &'a [u8],
    size: usize,
    table: Vec<u32>,
}

impl<'a> Sectors<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let size = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self { bytes, size, table: Vec::new() };
        let words = |sector: &[u8]| -> Vec<u32> {
            sector.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect()
        };
        let mut list = words(bytes.get(76..512)?);
        let mut next = u32_at(bytes, 68)?;
        for _ in 0..bytes.len() / size {
            if next >= LAST_SECTOR {
                break;
            }
            list.extend(words(file.sector(next)?));
            next = list.pop()?;
        }
        for sector in list.into_iter().filter(|sector| *sector < LAST_SECTOR) {
            file.table.extend(words(file.sector(sector)?));
        }
        Some(file)
    }

    /// A sector; the last of a file may be short.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize + 1).checked_mul(self.size)?;
        self.bytes.get(start..self.bytes.len().min(start + self.size)).filter(|sector| !sector.is_empty())
    }

    /// The sectors that follow one another from some one on.
    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        let (mut found, mut next) = (Vec::new(), start);
        while next < LAST_SECTOR {
            if found.len() > self.bytes.len() {
                return None;
            }
            found.extend_from_slice(self.sector(next)?);
            next = *self.table.get(next as usize)?;
        }
        Some(found)
    }
}

/// The stream that a workbook is.
fn workbook(bytes: &[u8]) -> Option<Vec<u8>> {
    let file = Sectors::open(bytes)?;
    let entries = file.chain(u32_at(bytes, 48)?)?;
    let name = |entry: &[u8]| -> String {
        let letters = entry[..64].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        char::decode_utf16(letters.take_while(|letter| *letter != 0)).flatten().collect()
    };
    let named = |wanted: &str| entries.chunks_exact(128).find(|entry| name(entry).eq_ignore_ascii_case(wanted));
    let entry = named("Workbook").or_else(|| named("Book"))?;
    let (start, length) = (u32_at(entry, 116)?, u32_at(entry, 120)? as usize);
    let mut stream = if length < MINI { mini(&file, &entries, start)? } else { file.chain(start)? };
    stream.truncate(length);
    Some(stream)
}

/// A stream in small sectors, which lie in the stream of the first entry.
fn mini(file: &Sectors<'_>, entries: &[u8], start: u32) -> Option<Vec<u8>> {
    let inside = file.chain(u32_at(entries, 116)?)?;
    let table = file.chain(u32_at(file.bytes, 60)?)?;
    let (mut found, mut next) = (Vec::new(), start);
    while next < LAST_SECTOR && found.len() < MINI {
        let at = next as usize * 64;
        found.extend_from_slice(inside.get(at..at + 64)?);
        next = u32_at(&table, next as usize * 4)?;
    }
    Some(found)
}

/// The records of a stream: kinds and contents.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(stream, at)?, u16_at(stream, at + 2)? as usize);
        let content = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, content))
    })
}

/// Where sheets begin.
fn sheets(stream: &[u8]) -> Option<Vec<usize>> {
    const SHEET: u16 = 0x0085;
    const END: u16 = 0x000a;
    let all = records(stream).take_while(|(kind, _)| *kind != END).filter(|(kind, _)| *kind == SHEET);
    all.map(|(_, content)| u32_at(content, 0).map(|at| at as usize)).collect()
}

/// Cells that a sheet spans, by what it declares and by where its cells are.
fn span(sheet: &[u8]) -> u64 {
    const DIMENSIONS: u16 = 0x0200;
    /// Formulas, rows of numbers, rows of texts, texts, and cells of one value.
    const CELLS: [u16; 9] = [0x0006, 0x00bd, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x0207, 0x027e];
    let (mut declared, mut last) = (0, (0, 0));
    for (kind, content) in records(sheet) {
        if kind == DIMENSIONS {
            declared = declared.max(declared_span(content));
        }
        if CELLS.contains(&kind)
            && let (Some(row), Some(column)) = (u16_at(content, 0), u16_at(content, 2))
        {
            // The last column of a row of numbers stands at its end.
            let end = content.len().checked_sub(2).filter(|_| kind == 0x00bd).and_then(|at| u16_at(content, at));
            last = (last.0.max(u64::from(row)), last.1.max(u64::from(column)).max(end.map_or(0, u64::from)));
        }
    }
    declared.max((last.0 + 1) * (last.1 + 1))
}

/// The cells that a sheet says it spans: rows in 32 bits, in older files in 16.
fn declared_span(content: &[u8]) -> u64 {
    let wide = content.len() >= 14;
    let read =
        |at: usize| if wide { u32_at(content, at).map(u64::from) } else { u16_at(content, at / 2).map(u64::from) };
    let column = |at: usize| u16_at(content, at).map(u64::from);
    let first = if wide { 8 } else { 4 };
    let (Some(top), Some(bottom), Some(left), Some(right)) = (read(0), read(4), column(first), column(first + 2))
    else {
        return 0;
    };
    bottom.saturating_sub(top).saturating_add(1).saturating_mul(right.saturating_sub(left) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, content: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(content.len() as u16).to_le_bytes(), content].concat()
    }

    #[test]
    fn sheets_say_what_they_span() {
        let dimensions = |rows: u32, columns: u16| {
            [&0_u32.to_le_bytes()[..], &rows.to_le_bytes(), &[0, 0], &columns.to_le_bytes(), &[0, 0]].concat()
        };
        assert_eq!(span(&record(0x0200, &dimensions(9, 4))), 50);
        let far = [&65_535_u16.to_le_bytes()[..], &255_u16.to_le_bytes(), &[0; 10]].concat();
        assert_eq!(span(&record(0x0203, &far)), 65_536 * 256);
        assert!(span(&record(0x0200, &dimensions(u32::MAX, u16::MAX))) > MOST_CELLS);
        assert_eq!(span(&[1, 2, 3]), 1);
    }

    #[test]
    fn what_is_no_workbook() {
        assert!(check(b"\xd0\xcf\x11\xe0").is_err());
        let mut bytes = vec![0; 2048];
        bytes[30] = 9;
        assert!(check(&bytes).is_err());
    }
}
