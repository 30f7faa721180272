//! A file and all it extends.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::check;
use super::files::{Files, read_text};
use super::foreign;
use super::tree::{self, Kind, Table};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Source, Span, Spanned};

/// A scenario file may have this many bytes.
const LARGEST: u64 = 8_000_000;

/// One file, read and checked by itself.
#[derive(Debug)]
pub struct Document {
    /// The path it was read from.
    pub path: PathBuf,
    /// Its text.
    pub source: Arc<Source>,
    /// Its keys; values are of the right shape or marked as rejected.
    pub table: Table,
}

/// Reads a file and, one after the other, the files it extends; the root comes first.
///
/// Problems are added to `found`. What cannot be read is left out, so the chain may be empty.
pub fn load(files: &dyn Files, path: &Path, found: &mut Diagnostics) -> Vec<Document> {
    let mut chain: Vec<Document> = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut next = Some((path.to_owned(), Span::start_of(&Source::new(path, ""))));
    while let Some((path, asked_at)) = next {
        // A path that cannot be resolved fails below, when it is read.
        let identity = files.canonical(&path).unwrap_or_else(|_| path.clone());
        if let Some(first) = seen.iter().position(|earlier| *earlier == identity) {
            found.push(extends_loop(&chain[first..], asked_at));
            break;
        }
        seen.push(identity);
        let source = match read_text(files, &path, LARGEST) {
            Ok(source) => source,
            Err(problem) => {
                found.push(problem.at(asked_at));
                break;
            }
        };
        let Some(mut table) = read_table(files, &source, found) else {
            // Without what they extend, nothing can be said of the files that do.
            chain.clear();
            break;
        };
        next = extended(&mut table, &path);
        chain.push(Document { path, source, table });
    }
    chain.reverse();
    chain
}

/// The keys of a file; none if it is a model from elsewhere that cannot be read.
pub(super) fn read_table(files: &dyn Files, source: &Arc<Source>, found: &mut Diagnostics) -> Option<Table> {
    if foreign::is_model(source) {
        return foreign::read(files, source, found);
    }
    if source.text.trim_start_matches('\u{feff}').trim().is_empty() {
        let span = Span::start_of(source);
        let empty = Diagnostic::error(Code::EmptyFile, "the file is empty", span, "");
        found.push(empty.with_help("`catchup new` writes an example to start from"));
        return Some(Table::default());
    }
    if let Some(line) = heading_of_a_table(&source.text) {
        let span = Span::new(source, line);
        let problem = Diagnostic::error(Code::Syntax, "this is a table, not a scenario", span, "its heading");
        found.push(problem.with_help(
            "`catchup forecast`, `fit` and `import` read tables; `import --scenario NAME` makes a scenario of one",
        ));
        return Some(Table::default());
    }
    let mut syntax = Diagnostics::new();
    let mut table = tree::parse(source, &mut syntax);
    let mut shapes = Diagnostics::new();
    check::shapes(&mut table, &mut shapes);
    // What is wrong on a line that is not TOML is only an echo of that.
    let line = |diagnostic: &Diagnostic| Some(diagnostic.labels.first()?.span.line());
    let broken: Vec<_> = syntax.as_slice().iter().filter_map(line).collect();
    let start = |diagnostic: &Diagnostic| Some(diagnostic.labels.first()?.span.range.start);
    let not_an_echo = |diagnostic: &Diagnostic| {
        start(diagnostic).is_none_or(|start| !broken.iter().any(|line| line.contains(&start)))
    };
    found.extend(shapes.into_iter().filter(not_an_echo));
    found.extend(syntax);
    Some(table)
}

/// Where the first line of a text stands that begins like a table of values rather than a scenario, if it does.
fn heading_of_a_table(text: &str) -> Option<std::ops::Range<usize>> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    let start = line.as_ptr() as usize - text.as_ptr() as usize;
    let parts = [',', ';', '\t'].iter().map(|separator| line.matches(*separator).count()).max()?;
    let is_table =
        parts > 0 && !line.contains(['=', ':', '{', '}']) && !line.trim_start().starts_with(['[', '#', '"', '\'']);
    is_table.then(|| start..start + line.trim_end().len())
}

/// Takes `extends` out and says which file it names, and where.
pub(super) fn extended(table: &mut Table, path: &Path) -> Option<(PathBuf, Span)> {
    let item = table.remove("extends")?;
    let Kind::Text(name) = item.value.kind else {
        return None;
    };
    Some((beside(path, &Spanned::new(name, item.value.span.clone())), item.value.span))
}

/// A path written in a file, relative to that file.
pub fn beside(file: &Path, written: &Spanned<String>) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(&written.value)
}

fn extends_loop(members: &[Document], span: Span) -> Diagnostic {
    let names: Vec<String> =
        members.iter().chain(members.first()).map(|member| member.path.display().to_string()).collect();
    let message = format!("files extend one another in a loop: {}", names.join(" -> "));
    Diagnostic::error(Code::ExtendsLoop, message, span, "leads back to a file already read")
}

/// Whether some file could not be read as it stands, so that nothing can be said of what is missing.
pub fn is_broken(found: &Diagnostics) -> bool {
    let codes = [
        Code::Syntax,
        Code::EmptyFile,
        Code::FileNotFound,
        Code::UnreadableFile,
        Code::NotUtf8,
        Code::FileTooLarge,
        Code::ExtendsLoop,
    ];
    let stops = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error && codes.contains(&diagnostic.code);
    found.as_slice().iter().any(stops)
}
