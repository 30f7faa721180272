//! Models from elsewhere: XMILE (`.xmile`, `.stmx`) and Vensim (`.mdl`).
//!
//! Text in, an unchecked scenario out: [`read`] gives a [`Draft`], the tables of a scenario file in which each key and value
//! knows where in the model it comes from. What a file of ours would refuse is refused by the same checks, at those places.
//!
//! ```text
//! text -> Model -> Draft -> tables of a scenario
//!         xmile    native
//!         vensim
//! ```

mod constant;
pub mod draft;
mod expression;
mod lexer;
mod macros;
mod model;
mod native;
mod parser;
mod text;
mod toml;
mod vensim;
mod xmile;

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Label, Source, Span};
pub use draft::Draft;

/// What stands before the unit of time in the source of a scenario that was made from a model.
pub const UNIT_OF_TIME: &str = "the unit of time is ";

/// What kind of model a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// XMILE.
    Xmile,
    /// Vensim's own text format.
    Vensim,
}

/// What kind of model a file is, by what stands in it, or else by its name; none if it is no model, or what [`write`] made of
/// one, whatever the file is called.
#[must_use]
pub fn format_of(path: &Path, text: &str) -> Option<Format> {
    if text.starts_with(toml::MADE_FROM) {
        return None;
    }
    by_content(text).or_else(|| match path.extension()?.to_str()?.to_lowercase().as_str() {
        "mdl" => Some(Format::Vensim),
        "xmile" | "stmx" | "itmx" => Some(Format::Xmile),
        _ => None,
    })
}

fn by_content(text: &str) -> Option<Format> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('<') {
        return (!crate::data::is_html(text)).then_some(Format::Xmile);
    }
    // Every equation of Vensim ends with its unit, its comment and a bar.
    let vensim = text.starts_with("{UTF-8}")
        || text.contains("\\\\\\---///")
        || (text.contains('~') && text.contains('|') && text.contains('='));
    vensim.then_some(Format::Vensim)
}

/// Gives the bytes of a file that a model names, by its path; what is wrong is said without a place.
pub type Beside<'a> = &'a dyn Fn(&Path) -> Result<Vec<u8>, Diagnostic>;

/// Reads a model as the tables of a scenario. Files that it names are asked for by their paths from where the model lies.
///
/// # Errors
/// Everything in it that is not of its format, or that is not supported, each with its place.
pub fn read(source: &Arc<Source>, format: Format, beside: Beside) -> Result<(Draft, Vec<Diagnostic>), Diagnostics> {
    let mut problems = Problems::default();
    if let Some(encoding) = source.guessed {
        let message = format!("the model is not UTF-8 and says no encoding: it is read as {encoding}");
        problems.warn(Code::GuessedEncoding, message, first_letters(&source.text));
    }
    let model = match format {
        Format::Xmile => xmile::read(&source.text, &mut problems),
        Format::Vensim => vensim::read(&source.text, &source.path, beside, &mut problems),
    };
    let draft = model.and_then(|mut model| {
        macros::expand(&mut model, &mut problems);
        native::draft(&model, &source.path, &mut problems)
    });
    let (errors, warnings) = problems.told(source);
    match draft {
        Some(draft) if errors.is_empty() => Ok((draft, warnings)),
        _ => Err(Diagnostics::from(errors)),
    }
}

/// The first word of a text that is not of ASCII.
fn first_letters(text: &str) -> Range<usize> {
    let Some(at) = text.find(|letter: char| !letter.is_ascii()) else { return 0..0 };
    let is_end = |letter: char| !letter.is_alphanumeric();
    let start = text[..at].char_indices().rev().find(|(_, letter)| is_end(*letter));
    let start = start.map_or(0, |(end, letter)| end + letter.len_utf8());
    start..text[at..].find(is_end).map_or(text.len(), |end| at + end)
}

/// The text of a scenario file that is the model of a draft; `from` names the model's file.
#[must_use]
pub fn write(draft: &Draft, from: &str) -> String {
    toml::write(draft, from)
}

/// Something that is wrong with a model, and where.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    code: Code,
    pub(crate) message: String,
    pub(crate) range: Range<usize>,
    /// Another place that it has to do with, and what stands there.
    other: Option<(Range<usize>, &'static str)>,
    help: Option<String>,
    warning: bool,
}

impl Problem {
    pub(crate) fn new(code: Code, message: impl Into<String>, range: Range<usize>) -> Self {
        Self { code, message: message.into(), range, other: None, help: None, warning: false }
    }

    /// Names another place that it has to do with.
    pub(crate) fn beside(mut self, range: Range<usize>, what: &'static str) -> Self {
        self.other = Some((range, what));
        self
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// What was found on the way.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
    /// Names, folded, of what has equations that could not be read: what lacks them is told no more.
    unread: HashSet<String>,
}

impl Problems {
    pub(crate) fn push(&mut self, problem: Problem) {
        if !self.found.contains(&problem) {
            self.found.push(problem);
        }
    }

    /// Whether something is wrong, beyond what is worth knowing.
    pub(crate) fn any(&self) -> bool {
        self.found.iter().any(|problem| !problem.warning)
    }

    /// What is valid, and not supported.
    pub(crate) fn unsupported(&mut self, what: &str, range: Range<usize>) {
        self.push(Problem::new(Code::Unsupported, format!("not supported: {what}"), range));
    }

    /// What is worth knowing of a model though it is read.
    pub(crate) fn warn(&mut self, code: Code, message: impl Into<String>, range: Range<usize>) {
        self.push(Problem { warning: true, ..Problem::new(code, message, range) });
    }

    fn told(self, source: &Arc<Source>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let (mut errors, mut warnings) = (Vec::new(), Vec::new());
        let span = |range: Range<usize>| {
            let end = range.end.min(source.text.len());
            Span::new(source, range.start.min(end)..end)
        };
        for Problem { code, message, range, other, help, warning } in self.found {
            let made = if warning { Diagnostic::warning } else { Diagnostic::error };
            let mut diagnostic = made(code, message, span(range), "");
            diagnostic.labels.extend(other.map(|(range, what)| Label { span: span(range), text: what.to_owned() }));
            diagnostic.help = help;
            if warning { &mut warnings } else { &mut errors }.push(diagnostic);
        }
        (errors, warnings)
    }
}
