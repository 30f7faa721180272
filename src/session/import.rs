//! Makes scenario files from models that come from elsewhere.

use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source, Span};
use crate::interchange;
use crate::scenario::files::{Files, read_text};
use crate::scenario::foreign;

/// A model may have this many bytes.
const LARGEST: u64 = 8_000_000;

/// A scenario file that was made from a model.
#[derive(Debug, Clone)]
pub struct ImportedModel {
    /// Its text.
    pub text: String,
    /// What is worth knowing of the model.
    pub warnings: Vec<Diagnostic>,
}

/// What kind of model a file is, by its content; none if it is no model, but a table, say, or cannot be read.
pub fn is_model(files: &dyn Files, path: &Path) -> bool {
    let at = Span::start_of(&Source::new(path, ""));
    read_text(files, path, LARGEST).map_err(|problem| problem.at(at)).is_ok_and(|source| foreign::is_model(&source))
}

/// Makes a scenario file from a model in XMILE (`.xmile`, `.stmx`) or Vensim's text format (`.mdl`).
///
/// # Errors
/// The file cannot be read, is no such model, or says what is not supported: each with its place.
pub fn import_model(files: &dyn Files, path: &Path) -> Result<ImportedModel, Diagnostics> {
    let at = Span::start_of(&Source::new(path, ""));
    let source: Arc<Source> = read_text(files, path, LARGEST).map_err(|problem| one(problem.at(at)))?;
    let Some(format) = interchange::format_of(&source.path, &source.text) else {
        let message = "this is neither XMILE nor a model of Vensim".to_owned();
        return Err(one(Diagnostic::error(Code::Syntax, message, Span::start_of(&source), "")));
    };
    let (draft, warnings) = interchange::read(&source, format, &|path: &Path| foreign::beside(files, path))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(ImportedModel { text: interchange::write(&draft, &name), warnings })
}

fn one(problem: Diagnostic) -> Diagnostics {
    Diagnostics::from(vec![problem])
}
