//! Where files are read: from disk, or from memory where there is none, as in a browser. What can go wrong is said in words,
//! with a remedy where there is one.

pub mod stream;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::diagnostic::{Code, Diagnostic, Source, Span, did_you_mean};
use crate::encoding::{self, Encoding, decoded};
use crate::fault::{Operation, ask};

/// Files by path: all that reading a scenario asks of a system.
pub trait Files: Debug + Send + Sync {
    /// The content of a file, or its first `most` bytes.
    ///
    /// # Errors
    /// There is no such file, or it cannot be read.
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>>;

    /// A file of at least so many bytes, to be read from its beginning; none where it is smaller, or can only be read whole.
    fn large(&self, path: &Path, least: u64) -> Option<Box<dyn Read + Send>> {
        let _ = (path, least);
        None
    }

    /// How many bytes a file has, if that is known before it is read.
    fn length(&self, path: &Path) -> Option<u64> {
        let _ = path;
        None
    }

    /// The one path that a file has however its path is written.
    ///
    /// # Errors
    /// There is no such file.
    fn canonical(&self, path: &Path) -> io::Result<PathBuf>;

    /// Whether this is a folder.
    fn is_folder(&self, path: &Path) -> bool;

    /// The names of all that is in a folder, in any order.
    ///
    /// # Errors
    /// There is no such folder.
    fn names(&self, folder: &Path) -> io::Result<Vec<String>>;
}

/// The files of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        ask(Operation::Open)?;
        if let Some(read) = stream::read(path, most) {
            return read;
        }
        no_pipe(path)?;
        let mut bytes = Vec::new();
        File::open(path)?.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn large(&self, path: &Path, least: u64) -> Option<Box<dyn Read + Send>> {
        let is_large = std::fs::metadata(path).is_ok_and(|data| data.is_file() && data.len() >= least);
        if !is_large {
            return None;
        }
        ask(Operation::Open).ok()?;
        Some(Box::new(File::open(path).ok()?))
    }

    fn length(&self, path: &Path) -> Option<u64> {
        std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|data| data.len())
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        stream::canonical(path).map_or_else(|| path.canonicalize(), Ok)
    }

    fn is_folder(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        Ok(folder.read_dir()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect())
    }
}

/// Refuses a file at which a reader waits until somebody writes.
///
/// # Errors
/// It is such a file.
pub(crate) fn no_pipe(path: &Path) -> io::Result<()> {
    if waits(path) {
        return Err(io::Error::other(
            "it is a named pipe, at which a reader waits until somebody writes; write to a file first",
        ));
    }
    Ok(())
}

/// Whether opening a file waits for somebody else: it is a pipe with a name. One without, as a shell makes of `<(…)`, has its
/// writer already, and no place among files.
#[cfg(unix)]
fn waits(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::metadata(path).is_ok_and(|data| data.file_type().is_fifo()) && path.canonicalize().is_ok()
}

/// Whether opening a file waits for somebody else: not on this system.
#[cfg(not(unix))]
fn waits(_path: &Path) -> bool {
    false
}

/// Contents by path, in folders that are there because files are in them.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    contents: BTreeMap<PathBuf, Vec<u8>>,
}

impl Memory {
    /// These texts, or bytes, each by its path.
    pub fn new<P: AsRef<Path>, T: Into<Vec<u8>>>(contents: impl IntoIterator<Item = (P, T)>) -> Self {
        Self { contents: contents.into_iter().map(|(path, content)| (normal(path.as_ref()), content.into())).collect() }
    }
}

impl Files for Memory {
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let content = self.contents.get(&normal(path)).ok_or(io::ErrorKind::NotFound)?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(content[..content.len().min(most)].to_vec())
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        let path = normal(path);
        if self.contents.contains_key(&path) { Ok(path) } else { Err(io::ErrorKind::NotFound.into()) }
    }

    fn is_folder(&self, path: &Path) -> bool {
        let folder = normal(path);
        folder.as_os_str().is_empty() || self.contents.keys().any(|path| *path != folder && path.starts_with(&folder))
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        if !self.is_folder(folder) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let folder = normal(folder);
        let inside = |path: &PathBuf| {
            let first = path.strip_prefix(&folder).ok()?.components().next()?;
            first.as_os_str().to_str().map(str::to_owned)
        };
        let mut names: Vec<String> = self.contents.keys().filter_map(inside).collect();
        names.dedup();
        Ok(names)
    }
}

/// The files of the system, and what of them was read.
#[derive(Debug, Default)]
pub struct Recorded(Mutex<BTreeMap<PathBuf, Vec<u8>>>);

impl Recorded {
    /// All that was read, by whole paths as they were written: a link is not the file that it leads to.
    #[must_use]
    pub fn all(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The path by which a file is recorded.
    #[must_use]
    pub fn name(path: &Path) -> PathBuf {
        normal(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
    }
}

impl Files for Recorded {
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let bytes = Disk.read(path, most)?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(Self::name(path), bytes.clone());
        Ok(bytes)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        Disk.canonical(path)
    }

    fn is_folder(&self, path: &Path) -> bool {
        Disk.is_folder(path)
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        Disk.names(folder)
    }
}

/// A path without `.` and, as far as that can be, `..`.
fn normal(path: &Path) -> PathBuf {
    let mut found = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if found.file_name().is_some() => {
                found.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::ParentDir | Component::Normal(_) => {
                found.push(component);
            }
        }
    }
    found
}

/// Why a file could not be read; becomes a [`Diagnostic`] where the file was asked for.
#[derive(Debug)]
pub struct Unreadable {
    code: Code,
    message: String,
    help: Option<String>,
}

impl Unreadable {
    fn new(code: Code, message: String) -> Self {
        Self { code, message, help: None }
    }

    /// The diagnostic at the place that names the file.
    #[must_use]
    pub fn at(self, span: Span) -> Diagnostic {
        Diagnostic { help: self.help, ..Diagnostic::error(self.code, self.message, span, "") }
    }
}

/// Reads the bytes of a table, at most `limit`.
///
/// # Errors
/// If there is no such file, it cannot be read, is a folder, an address on the web, or too large.
pub fn read_bytes(files: &dyn Files, path: &Path, limit: u64) -> Result<Vec<u8>, Unreadable> {
    let shown = path.display().to_string();
    if ["http://", "https://", "ftp://"].iter().any(|scheme| shown.to_lowercase().starts_with(scheme)) {
        let help = Some(format!("load it down first, as with `curl -L -o table.csv '{shown}'`, and give that file"));
        let message = format!("`{shown}` is an address on the web; tables are read from files");
        return Err(Unreadable { help, ..Unreadable::new(Code::WebAddress, message) });
    }
    let too_large = || {
        let message = format!("`{shown}` is larger than {} MB", limit / 1_000_000);
        Unreadable::new(Code::FileTooLarge, message)
    };
    // Of a file that is too large nothing is read, where that is known.
    if files.length(path).is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let bytes = files.read(path, limit + 1).map_err(|error| explain(files, path, &error))?;
    if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
}

/// How many characters before one that is not valid are shown.
const SHOWN: usize = 40;

/// Reads a UTF-8 text of at most `limit` bytes.
///
/// # Errors
/// If there is no such file, it cannot be read, is a folder, is too large (without being read whole), or is not UTF-8.
pub fn read_text(files: &dyn Files, path: &Path, limit: u64) -> Result<Arc<Source>, Unreadable> {
    let shown = path.display();
    let bytes = files.read(path, limit + 1).map_err(|error| explain(files, path, &error))?;
    if bytes.len() as u64 > limit {
        let message = format!("`{shown}` is larger than {} MB", limit / 1_000_000);
        return Err(Unreadable::new(Code::FileTooLarge, message));
    }
    if is_foreign(path) {
        return Ok(foreign(path, bytes));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(path, text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let valid = String::from_utf8_lossy(&bytes[..at]);
            let before = valid.rsplit('\n').next().unwrap_or_default();
            let (line, column) = (valid.matches('\n').count() + 1, before.chars().count() + 1);
            let last: String = before.chars().skip(column.saturating_sub(SHOWN + 1)).collect();
            let behind = if last.trim().is_empty() { String::new() } else { format!(", behind `{}`", last.trim()) };
            let message = format!("`{shown}:{line}:{column}` is not UTF-8 text: byte {at}{behind}, is not valid");
            let is = if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
                "it is UTF-16; "
            } else {
                ""
            };
            let help = Some(format!("{is}save the file with the encoding UTF-8"));
            Err(Unreadable { help, ..Unreadable::new(Code::NotUtf8, message) })
        }
    }
}

/// Whether a file has the name of a model from elsewhere.
pub fn is_foreign(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    ["mdl", "xmile", "stmx", "itmx", "xml"].contains(&ending.as_str())
}

/// The text of a model from elsewhere: in UTF-8 or, as older programs write them, in the encoding of the system that wrote it.
fn foreign(path: &Path, bytes: Vec<u8>) -> Arc<Source> {
    let declared = if std::str::from_utf8(&bytes).is_ok() { None } else { encoding::declared_in_xml(&bytes) };
    match decoded(bytes.clone(), declared) {
        Ok(found) => Source::guessed(path, found.text, found.guessed.map(Encoding::name)),
        // Names and comments may be nonsense; equations are not.
        Err(_) => {
            let text: String = bytes.into_iter().map(char::from).collect();
            Source::guessed(path, text, Some("ISO-8859-1"))
        }
    }
}

fn explain(files: &dyn Files, path: &Path, error: &io::Error) -> Unreadable {
    let shown = path.display();
    if files.is_folder(path) {
        return Unreadable::new(Code::UnreadableFile, format!("`{shown}` is a folder, not a file"));
    }
    if error.kind() != io::ErrorKind::NotFound {
        return Unreadable::new(Code::UnreadableFile, format!("`{shown}` cannot be read: {error}"));
    }
    let message = format!("there is no file `{shown}`");
    Unreadable { help: similar_file(files, path), ..Unreadable::new(Code::FileNotFound, message) }
}

/// A file of the same folder with nearly the same name.
fn similar_file(files: &dyn Files, path: &Path) -> Option<String> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(mut names) = files.names(folder) else {
        return Some(format!("there is no folder `{}` either", folder.display()));
    };
    names.sort();
    let wanted = path.file_name()?.to_str()?;
    let near = did_you_mean(wanted, names.iter().map(String::as_str))?;
    Some(format!("did you mean `{}`?", path.with_file_name(near).display()))
}

#[cfg(test)]
mod tests;
