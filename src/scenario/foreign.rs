//! Models from elsewhere, which a scenario file may extend, and which are run as they are.

use crate::diagnostic::Source;

#[cfg(feature = "models")]
pub use reading::{beside, read};
#[cfg(not(feature = "models"))]
pub use refused::read;

/// Whether a file is a model from elsewhere, by its content; all others are to be read as scenarios.
pub fn is_model(source: &Source) -> bool {
    let extension = source.path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    !extension.eq_ignore_ascii_case("toml") && looks_so(source)
}

#[cfg(feature = "models")]
fn looks_so(source: &Source) -> bool {
    crate::interchange::format_of(&source.path, &source.text).is_some()
}

/// What no scenario file begins with, and the line before the drawings of Vensim.
#[cfg(not(feature = "models"))]
fn looks_so(source: &Source) -> bool {
    let text = source.text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('<') && !crate::data::is_html(text) || text.starts_with("{UTF-8}") || text.contains("\\\\\\---///")
}

#[cfg(feature = "models")]
mod reading {
    use std::path::Path;
    use std::sync::Arc;

    use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span, fold};
    use crate::interchange::{self, draft};
    use crate::scenario::check;
    use crate::scenario::files::{Files, read_bytes};
    use crate::scenario::tree::{Item, Key, Kind, Node, Table};

    /// A file that a model names may have this many bytes.
    const LARGEST: u64 = 256_000_000;

    /// A model as a scenario file has it. None if it cannot be read, which is added to `found`.
    pub fn read(files: &dyn Files, source: &Arc<Source>, found: &mut Diagnostics) -> Option<Table> {
        let format = interchange::format_of(&source.path, &source.text)?;
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
        let list =
            |kinds: Vec<Kind>| Kind::List(kinds.into_iter().map(|kind| Node { kind, span: span.clone() }).collect());
        match value {
            draft::Value::Text(text) => Kind::Text(text.clone()),
            draft::Value::Number(number) => Kind::Float(*number),
            draft::Value::Flag(flag) => Kind::Boolean(*flag),
            draft::Value::Texts(texts) => list(texts.iter().cloned().map(Kind::Text).collect()),
            draft::Value::Numbers(numbers) => list(numbers.iter().copied().map(Kind::Float).collect()),
            draft::Value::Table(fields) => Kind::Table(table(source, fields)),
        }
    }
}

/// Where models are not read, as in a page, which takes them as scenario files.
#[cfg(not(feature = "models"))]
mod refused {
    use std::sync::Arc;

    use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source, Span};
    use crate::scenario::files::Files;
    use crate::scenario::tree::Table;

    /// Says what to do with the model instead.
    pub fn read(_: &dyn Files, source: &Arc<Source>, found: &mut Diagnostics) -> Option<Table> {
        let message = "a model of XMILE or Vensim is not read here";
        let refused = Diagnostic::error(Code::Unsupported, message, Span::start_of(source), "");
        found.push(refused.with_help("write it as a scenario first: `catchup import MODEL --out FILE.toml`"));
        None
    }
}
