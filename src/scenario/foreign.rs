//! Models from elsewhere, which a scenario file may extend, and which are run as they are.

use std::path::Path;
use std::sync::Arc;

use super::check;
use super::files::{Files, read_bytes};
use super::tree::{Item, Key, Kind, Node, Table};
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span, fold};
use crate::interchange::{self, Format, draft};

/// A file that a model names may have this many bytes.
const LARGEST: u64 = 256_000_000;

/// The format of a file that is a model from elsewhere, by its content; none if it is to be read as a scenario.
pub fn format_of(source: &Source) -> Option<Format> {
    let extension = source.path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if extension.eq_ignore_ascii_case("toml") { None } else { interchange::format_of(&source.path, &source.text) }
}

/// A model as a scenario file has it. None if it cannot be read, which is added to `found`.
pub fn read(files: &dyn Files, source: &Arc<Source>, format: Format, found: &mut Diagnostics) -> Option<Table> {
    match interchange::read(source, format, &|path: &Path| beside(files, path)) {
        Ok((draft, warnings)) => {
            found.extend(warnings);
            let mut table = table(source, &draft.fields);
            check::shapes(&mut table, found);
            Some(table)
        }
        Err(problems) => {
            found.extend(problems.into_vec());
            None
        }
    }
}

/// The bytes of a file that a model names.
///
/// # Errors
/// It cannot be read; where that is said is for the model to say.
pub fn beside(files: &dyn Files, path: &Path) -> Result<Vec<u8>, Diagnostic> {
    read_bytes(files, path, LARGEST).map_err(|problem| problem.at(Span::start_of(&Source::new(path, ""))))
}

fn table(source: &Arc<Source>, fields: &[draft::Field]) -> Table {
    let item = |field: &draft::Field| {
        let span = Span::new(source, field.at.clone());
        let key = Key { written: field.key.clone(), name: fold(&field.key), span: span.clone() };
        Item { key, value: Node { kind: kind(source, &field.value, &span), span } }
    };
    Table { items: fields.iter().map(item).collect() }
}

fn kind(source: &Arc<Source>, value: &draft::Value, span: &Span) -> Kind {
    let list = |kinds: Vec<Kind>| Kind::List(kinds.into_iter().map(|kind| Node { kind, span: span.clone() }).collect());
    match value {
        draft::Value::Text(text) => Kind::Text(text.clone()),
        draft::Value::Number(number) => Kind::Float(*number),
        draft::Value::Flag(flag) => Kind::Boolean(*flag),
        draft::Value::Texts(texts) => list(texts.iter().cloned().map(Kind::Text).collect()),
        draft::Value::Numbers(numbers) => list(numbers.iter().copied().map(Kind::Float).collect()),
        draft::Value::Table(fields) => Kind::Table(table(source, fields)),
    }
}
