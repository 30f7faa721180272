//! Spans, diagnostics, did-you-mean, and the one renderer of both.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// A text that diagnostics point into: a file, or the command line.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// The path shown to the user, or a name such as `--set`.
    pub path: PathBuf,
    /// The whole text.
    pub text: String,
}

/// A range of bytes of a [`Source`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub source: Arc<Source>,
    /// Bytes of the text.
    pub range: Range<usize>,
}

/// A value with the place it was written at.
#[derive(Debug, Clone)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands. For a text this is the inside of the quotes if the inside is verbatim, else the whole literal.
    pub span: Span,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Nothing can be run.
    Error,
    /// Worth knowing; the run goes on.
    Warning,
}

/// A place with a remark.
#[derive(Debug, Clone)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be said of it.
    pub text: String,
}

/// One problem, said once, where it is.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable code such as `unknown-key`, listed in the user guide.
    pub code: &'static str,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where; the first label is the place itself.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
}
