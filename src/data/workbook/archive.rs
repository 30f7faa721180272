//! Archives that workbooks are: which kind, and whether they unpack to no more than is read.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// Bytes that an archive may always unpack to.
const USUAL: u64 = 256_000_000;
/// Bytes that an archive may unpack to where it is no smaller than sheets are when they are packed.
const LARGEST: u64 = 2_000_000_000;
/// How many times its size what a sheet unpacks to is at most.
const RATIO: u64 = 60;
/// Files in an archive.
const MOST_FILES: usize = 10_000;

/// What kind of workbook some bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::data) enum Container {
    /// Office Open XML.
    Xlsx,
    /// `OpenDocument`.
    OpenDocument,
    /// A compound file, as workbooks before 2007.
    Compound,
}

impl Container {
    /// What some bytes are, by what is in them; none if they are no workbook.
    ///
    /// # Errors
    /// They are an archive of something else.
    pub fn of(bytes: &[u8]) -> Option<Result<Self, String>> {
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Some(Ok(Self::Compound));
        }
        if bytes.starts_with(&[0x1f, 0x8b]) {
            return Some(Err("it is compressed (gzip): unpack it first".to_owned()));
        }
        if !bytes.starts_with(b"PK\x03\x04") {
            return None;
        }
        let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
            return Some(Err("it begins as a zip archive and is none, or is not whole".to_owned()));
        };
        let has = |name: &str| archive.index_for_name(name).is_some();
        Some(if has("xl/workbook.xml") {
            Ok(Self::Xlsx)
        } else if has("xl/workbook.bin") {
            Err("it is a binary workbook (.xlsb): save it as .xlsx".to_owned())
        } else if has("content.xml") {
            Ok(Self::OpenDocument)
        } else {
            let names: Vec<String> = archive.file_names().take(3).flatten().map(std::borrow::Cow::into_owned).collect();
            Err(format!("it is a zip archive, with {}: unpack it first", names.join(", ")))
        })
    }
}

/// A file of an archive, if it is there, can be read, and is no larger than this.
pub(super) fn file(bytes: &[u8], name: &str, largest: u64) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let found = archive.by_name(name).ok()?;
    let mut content = Vec::new();
    found.take(largest + 1).read_to_end(&mut content).ok()?;
    (content.len() as u64 <= largest).then_some(content)
}

/// Unpacks all that is read of a workbook, keeping nothing, until it is too much.
///
/// # Errors
/// It is more than is read, or one text in it is.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    let limit = USUAL.max(LARGEST.min((bytes.len() as u64).saturating_mul(RATIO)));
    check_within(bytes, limit, super::LARGEST_CELL)
}

/// Looks at what the archive says of itself before anything is unpacked, and then stops where that was not true.
fn check_within(bytes: &[u8], limit: u64, longest: usize) -> Result<(), String> {
    let too_much = || format!("it unpacks to more than {} MB", limit / 1_000_000);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    if archive.len() > MOST_FILES {
        return Err(format!("it is an archive of {} files", archive.len()));
    }
    let wanted = |name: &str| [".xml", ".rels"].iter().any(|ending| name.to_lowercase().ends_with(ending));
    let mut files = Vec::new();
    let mut declared = 0_u64;
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(|error| error.to_string())?;
        if file.name().is_ok_and(|name| wanted(&name)) {
            files.push(index);
            declared = declared.saturating_add(file.size());
        }
    }
    if declared > limit {
        return Err(too_much());
    }
    let mut buffer = vec![0; 1 << 16];
    let mut left = limit;
    for index in files {
        let mut file = archive.by_index(index).map_err(|error| error.to_string())?;
        let name = file.name().unwrap_or_default().into_owned();
        let mut run = 0;
        loop {
            let read = file.read(&mut buffer).map_err(|error| format!("{name} in it is damaged: {error}"))?;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read as u64).ok_or_else(too_much)?;
            if longest_run(&buffer[..read], &mut run) > longest {
                return Err(format!("a cell in it has more than {} MB", longest >> 20));
            }
        }
    }
    Ok(())
}

/// The longest run of bytes without a mark; `run` is how long the one at the end is so far.
fn longest_run(bytes: &[u8], run: &mut usize) -> usize {
    let mut parts = bytes.split(|byte| *byte == b'<').map(<[u8]>::len);
    let first = *run + parts.next().unwrap_or(0);
    *run = first;
    parts.fold(first, |most, length| {
        *run = length;
        most.max(length)
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(texts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in texts {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a file");
            writer.write_all(text.as_bytes()).expect("in memory");
        }
        writer.finish().expect("an archive").into_inner()
    }

    #[test]
    fn archives_unpack_to_no_more_than_is_read() {
        let text = "<c>1</c>".repeat(1000);
        let bytes = packed(&[("xl/workbook.xml", &text), ("xl/media/picture.png", &text.repeat(10))]);
        assert_eq!(check_within(&bytes, 8000, 100), Ok(()));
        assert!(check_within(&bytes, 7999, 100).expect_err("too much").contains("unpacks to more than"));
        let long = packed(&[("content.xml", &format!("<p>{}</p>", "x".repeat(200_000)))]);
        assert!(check_within(&long, 1_000_000, 190_000).expect_err("long").contains("a cell in it has more than"));
        assert_eq!(check_within(&long, 1_000_000, 200_010), Ok(()));
    }

    #[test]
    fn what_bytes_are_is_told_by_what_is_in_them() {
        for (name, expected) in [("xl/workbook.xml", Ok(Container::Xlsx)), ("content.xml", Ok(Container::OpenDocument))]
        {
            assert_eq!(Container::of(&packed(&[(name, "<a/>")])), Some(expected));
        }
        for (name, said) in [("xl/workbook.bin", "save it as .xlsx"), ("data.csv", "with data.csv: unpack it first")] {
            let found = Container::of(&packed(&[(name, "a")])).expect("an archive");
            assert!(found.expect_err(name).contains(said), "{name}");
        }
        assert_eq!(Container::of(b"year,value"), None);
        assert!(Container::of(b"PK\x03\x04cut").is_some_and(|found| found.is_err()));
    }
}
