//! Spans, diagnostics, did-you-mean, and the one renderer of both.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

mod code;
mod excerpt;
mod lines;
mod render;
mod suggest;

pub use code::{Code, Matter, Reach};
pub use lines::{beginning, broken, columns, with_common_spaces};
pub use render::{clipped, counted, render, render_lines, to_json};
pub use suggest::{did_you_mean, fold};

/// A text that diagnostics point into: a file, or the command line.
#[derive(PartialEq, Eq)]
pub struct Source {
    /// The path shown to the user, or a name such as `--set`.
    pub path: PathBuf,
    /// The whole text.
    pub text: String,
    /// The encoding that it was taken to have, where nothing said it.
    pub guessed: Option<&'static str>,
    /// Lines of the file above the text, which may be a part of it.
    pub above: usize,
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
    pub code: Code,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where; the first label is the place itself.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Source {
    /// A text to point into.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Arc<Self> {
        Self::guessed(path, text, None)
    }

    /// One that was taken to have an encoding, as nothing said it.
    #[must_use]
    pub fn guessed(path: impl Into<PathBuf>, text: impl Into<String>, encoding: Option<&'static str>) -> Arc<Self> {
        Arc::new(Self { path: path.into(), text: text.into(), guessed: encoding, above: 0 })
    }

    /// A part of a text, with so many lines of its file above it.
    #[must_use]
    pub fn part(path: impl Into<PathBuf>, text: impl Into<String>, above: usize) -> Arc<Self> {
        Arc::new(Self { path: path.into(), text: text.into(), guessed: None, above })
    }
}

impl Span {
    /// A range of bytes of a text.
    #[must_use]
    pub fn new(source: &Arc<Source>, range: Range<usize>) -> Self {
        Self { source: Arc::clone(source), range }
    }

    /// The text as a whole, pointed at by its first byte: for what is not at any one place.
    #[must_use]
    pub fn start_of(source: &Arc<Source>) -> Self {
        Self::new(source, 0..0)
    }

    /// The span from the start of the earlier to the end of the later; `self` if they stand in different texts.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        if self.source != other.source {
            return self.clone();
        }
        let start = self.range.start.min(other.range.start);
        Self::new(&self.source, start..self.range.end.max(other.range.end))
    }

    /// The part of this span from `start` to `end`, in bytes from its beginning: a place inside an equation.
    ///
    /// The range is taken as it is if the span is the verbatim text; it never leaves the span.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        let at = |offset: usize| (self.range.start + offset).min(self.range.end);
        Self::new(&self.source, at(range.start)..at(range.end))
    }

    /// Line and column of the first character, counted from 1, the column in characters.
    #[must_use]
    pub fn line_column(&self) -> (usize, usize) {
        let text = &self.source.text;
        let before = &text[..boundary(text, self.range.start)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (self.source.above + before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// The bytes of the line on which the span starts, with its line end.
    #[must_use]
    pub fn line(&self) -> Range<usize> {
        let text = &self.source.text;
        let at = boundary(text, self.range.start);
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        start..text[at..].find('\n').map_or(text.len(), |newline| at + newline) + 1
    }

    /// What stands there.
    #[must_use]
    pub fn text(&self) -> &str {
        self.source.text.get(self.range.clone()).unwrap_or_default()
    }
}

/// The last character boundary of `text` that is not after `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

impl<T> Spanned<T> {
    /// A value and its place.
    #[must_use]
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Another value at the same place.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: change(self.value), span: self.span }
    }
}

impl Spanned<String> {
    /// The place of some bytes of a text; that of the whole where it is not written as it stands, but with escapes.
    #[must_use]
    pub fn part(&self, range: &Range<usize>) -> Span {
        let whole = &self.span;
        if whole.range.len() != self.value.len() {
            return whole.clone();
        }
        let start = whole.range.start;
        Span { source: whole.source.clone(), range: start + range.start..start + range.end }
    }
}

impl Diagnostic {
    /// An error at a place; `label` is what is said beside the underlined text and may be empty.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>, span: Span, label: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            labels: vec![Label { span, text: label.into() }],
            help: None,
        }
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>, span: Span, label: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message, span, label) }
    }

    /// Adds a further place.
    #[must_use]
    pub fn with_label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says "did you mean …?" if a name is near to one of the candidates; leaves earlier help in place otherwise.
    #[must_use]
    pub fn with_suggestion<'a>(self, name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match did_you_mean(name, candidates) {
            Some(near) => self.with_help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

/// All problems found by one stage, in the order of discovery; shown in the order of file and position.
#[derive(Clone, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// No problems yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Whether there is at least one error, as opposed to warnings only.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The diagnostics in the order of discovery.
    #[must_use]
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.list
    }

    /// Gives the list away.
    #[must_use]
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.list
    }

    /// `value` and the warnings if there are no errors, else all that was found.
    ///
    /// # Errors
    /// All diagnostics, if at least one is an error.
    pub fn or<T>(self, value: T) -> Result<(T, Vec<Diagnostic>), Self> {
        if self.has_errors() { Err(self) } else { Ok((value, self.list)) }
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, more: I) {
        self.list.extend(more);
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { list: vec![diagnostic] }
    }
}

impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(list: Vec<Diagnostic>) -> Self {
        Self { list }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

/// Width of the text that [`Diagnostics`] display as, in columns.
const DISPLAY_WIDTH: usize = 120;

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(render(&self.list, false, DISPLAY_WIDTH).trim_end())
    }
}

/// As shown to people: a program whose `main` returns the error prints it so.
impl fmt::Debug for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} problems\n{self}", self.list.len())
    }
}

impl std::error::Error for Diagnostics {}

/// Which text, without the text.
impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Source").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_join_and_count_in_characters() {
        let source = Source::new("x.toml", "é = 1\nöü = 2\n");
        let other = Source::new("y.toml", "");
        let (a, b) = (Span::new(&source, 0..2), Span::new(&source, 14..15));
        assert_eq!(a.join(&b).range, 0..15);
        assert_eq!(b.join(&a).range, 0..15);
        assert_eq!(a.join(&Span::start_of(&other)), a);
        assert_eq!(b.line_column(), (2, 6));
        assert_eq!((a.line(), b.line()), (0..7, 7..16));
        assert_eq!(b.text(), "2");
        assert_eq!(a.join(&b).part(7..11).text(), "öü");
        assert_eq!(b.part(5..9).range, 15..15);
    }

    #[test]
    fn warnings_do_not_stop_a_stage() {
        let span = Span::start_of(&Source::new("x.toml", "a"));
        let mut found = Diagnostics::from(Diagnostic::warning(Code::NoEffect, "odd", span.clone(), ""));
        assert!(!found.has_errors());
        assert_eq!(found.clone().or(7).map(|(value, list)| (value, list.len())).ok(), Some((7, 1)));
        found.push(Diagnostic::error(Code::Syntax, "wrong", span, ""));
        assert_eq!(found.or(7).err().map(|all| all.as_slice().len()), Some(2));
    }
}
