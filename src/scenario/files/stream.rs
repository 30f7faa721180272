//! What can be read once: standard input and pipes without a name. It is kept, so that whoever asks again hears the same.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The name by which standard input is asked for.
const STANDARD_INPUT: &str = "-";
/// Other names of it, and where systems have what a program was handed open.
const OPEN: [&str; 4] = ["/dev/stdin", "/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/"];
/// More than any input may have.
const MOST: u64 = 128_000_000;

/// What was read, by what it is: a number that a system gives to open files may lead to another one later.
static READ: Mutex<BTreeMap<Stream, Vec<u8>>> = Mutex::new(BTreeMap::new());

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Stream {
    /// Standard input.
    Input,
    /// A pipe without a name, by its device and number.
    Pipe(u64, u64),
}

/// Whether a path names what is gone once it was read, as far as its name tells.
#[must_use]
pub fn is_passing(path: &Path) -> bool {
    is_standard_input(path) || OPEN.iter().any(|place| path.to_str().is_some_and(|path| path.starts_with(place)))
}

fn is_standard_input(path: &Path) -> bool {
    [STANDARD_INPUT, OPEN[0]].iter().any(|name| path == Path::new(name))
}

/// The name of a file without its ending, `stdin` for standard input.
#[must_use]
pub fn stem(path: &Path, unless_named: &str) -> String {
    if path == Path::new(STANDARD_INPUT) {
        return "stdin".to_owned();
    }
    path.file_stem().map_or_else(|| unless_named.to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// The first `most` bytes of what can be read once; none of a file, which is read from the disk.
pub(super) fn read(path: &Path, most: u64) -> Option<io::Result<Vec<u8>>> {
    let stream = if is_standard_input(path) { Stream::Input } else { pipe(path)? };
    // Others that ask meanwhile wait until it is read.
    let mut known = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if !known.contains_key(&stream) {
        let mut bytes = Vec::new();
        let read = match &stream {
            Stream::Input => io::stdin().lock().take(MOST).read_to_end(&mut bytes),
            Stream::Pipe(..) => File::open(path).and_then(|file| file.take(MOST).read_to_end(&mut bytes)),
        };
        if let Err(error) = read {
            return Some(Err(error));
        }
        known.insert(stream.clone(), bytes);
    }
    let bytes = known.get(&stream).map_or(&[][..], Vec::as_slice);
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    Some(Ok(bytes[..bytes.len().min(most)].to_vec()))
}

/// The one path of standard input, which has no place among files.
pub(super) fn canonical(path: &Path) -> Option<PathBuf> {
    is_standard_input(path).then(|| path.to_owned())
}

/// A pipe without a name, as a shell makes of `<(…)`.
#[cfg(unix)]
fn pipe(path: &Path) -> Option<Stream> {
    use std::os::unix::fs::{FileTypeExt, MetadataExt};
    let data = std::fs::metadata(path).ok().filter(|data| data.file_type().is_fifo())?;
    path.canonicalize().is_err().then(|| Stream::Pipe(data.dev(), data.ino()))
}

/// A pipe without a name: there are none on this system.
#[cfg(not(unix))]
fn pipe(_path: &Path) -> Option<Stream> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_told_by_its_name() {
        for (name, passes, stem_of) in [
            ("-", true, "stdin"),
            ("/dev/stdin", true, "stdin"),
            ("/dev/fd/63", true, "63"),
            ("/proc/self/fd/0", true, "0"),
            ("./-", false, "-"),
            ("a-b.toml", false, "a-b"),
            ("dev/stdin.csv", false, "stdin"),
        ] {
            assert_eq!((is_passing(Path::new(name)), stem(Path::new(name), "").as_str()), (passes, stem_of), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_without_a_name_says_the_same_again() -> io::Result<()> {
        use std::io::Write as _;
        use std::os::fd::AsRawFd as _;
        let told = |text: &str| -> io::Result<()> {
            let (reader, mut writer) = io::pipe()?;
            writer.write_all(text.as_bytes())?;
            drop(writer);
            let path = PathBuf::from(format!("/dev/fd/{}", reader.as_raw_fd()));
            for most in [99, 99, 3] {
                let found = read(&path, most).expect("it is a pipe")?;
                assert_eq!(found, text.as_bytes()[..text.len().min(most as usize)], "{text}");
            }
            Ok(())
        };
        // The second has the number of the first.
        told("one text")?;
        told("another")?;
        assert!(read(Path::new("Cargo.toml"), 9).is_none());
        Ok(())
    }
}
