//! Texts from disk: what can go wrong is said in words, with a remedy where there is one.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Source, Span, did_you_mean};

/// Why a file could not be read; becomes a [`Diagnostic`] where the file was asked for.
#[derive(Debug)]
pub struct Unreadable {
    code: &'static str,
    message: String,
    help: Option<String>,
}

impl Unreadable {
    fn new(code: &'static str, message: String) -> Self {
        Self { code, message, help: None }
    }

    /// The diagnostic at the place that names the file.
    #[must_use]
    pub fn at(self, span: Span) -> Diagnostic {
        Diagnostic { help: self.help, ..Diagnostic::error(self.code, self.message, span, "") }
    }
}

/// Reads a UTF-8 text of at most `limit` bytes.
///
/// # Errors
/// If there is no such file, it cannot be read, is a folder, is too large (without being read whole), or is not UTF-8.
pub fn read_text(path: &Path, limit: u64) -> Result<Arc<Source>, Unreadable> {
    let shown = path.display();
    let bytes = read_bytes(path, limit).map_err(|error| explain(path, &error))?;
    if bytes.len() as u64 > limit {
        let message = format!("`{shown}` is larger than {} MB", limit / 1_000_000);
        return Err(Unreadable::new("file-too-large", message));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(path, text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let valid = String::from_utf8_lossy(&error.as_bytes()[..at]);
            let line = valid.matches('\n').count() + 1;
            let message = format!("`{shown}` is not UTF-8 text: byte {at}, on line {line}, is not valid");
            let help = Some("save the file with the encoding UTF-8".to_owned());
            Err(Unreadable { help, ..Unreadable::new("not-utf8", message) })
        }
    }
}

/// At most one byte more than the limit.
fn read_bytes(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn explain(path: &Path, error: &io::Error) -> Unreadable {
    let shown = path.display();
    if path.is_dir() {
        return Unreadable::new("unreadable-file", format!("`{shown}` is a folder, not a file"));
    }
    if error.kind() != io::ErrorKind::NotFound {
        return Unreadable::new("unreadable-file", format!("`{shown}` cannot be read: {error}"));
    }
    let message = format!("there is no file `{shown}`");
    Unreadable { help: similar_file(path), ..Unreadable::new("file-not-found", message) }
}

/// A file of the same folder with nearly the same name.
fn similar_file(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = folder.read_dir() else {
        return Some(format!("there is no folder `{}` either", folder.display()));
    };
    let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    let wanted = path.file_name()?.to_str()?;
    let near = did_you_mean(wanted, names.iter().map(String::as_str))?;
    Some(format!("did you mean `{}`?", path.with_file_name(near).display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(path: &Path, limit: u64) -> String {
        let diagnostic = read_text(path, limit).expect_err("cannot be read").at(Span::start_of(&Source::new(path, "")));
        format!("{}: {} ({})", diagnostic.code, diagnostic.message, diagnostic.help.unwrap_or_default())
    }

    #[test]
    fn what_can_go_wrong_is_said() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = |name: &str| folder.path().join(name);
        let shown = folder.path().display();
        std::fs::write(path("base.toml"), "a = 1")?;
        std::fs::write(path("latin1.toml"), b"a = 1\nb = \"\xe9\"\n")?;
        assert_eq!(read_text(&path("base.toml"), 5).expect("fits").text, "a = 1");
        for (found, expected) in [
            (
                message(&path("bsae.toml"), 99),
                format!("file-not-found: there is no file `{shown}/bsae.toml` (did you mean `{shown}/base.toml`?)"),
            ),
            (
                message(&path("no/base.toml"), 99),
                format!(
                    "file-not-found: there is no file `{shown}/no/base.toml` (there is no folder `{shown}/no` either)"
                ),
            ),
            (message(folder.path(), 99), format!("unreadable-file: `{shown}` is a folder, not a file ()")),
            (
                message(&path("latin1.toml"), 99),
                format!(
                    "not-utf8: `{shown}/latin1.toml` is not UTF-8 text: byte 11, on line 2, is not valid \
                     (save the file with the encoding UTF-8)"
                ),
            ),
            (message(&path("base.toml"), 4), format!("file-too-large: `{shown}/base.toml` is larger than 0 MB ()")),
        ] {
            assert_eq!(found, expected);
        }
        Ok(())
    }
}
