//! Questions with an if: a number in the worlds that meet a condition.

use std::ops::Range;

use super::{Error, Session, given};
use crate::analysis::{Clause, ask};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::engine::Progress;
use crate::model::{Model, Quantity, element_of, quantity};
use crate::projection::Asked;

/// How a question is written.
const FORM: &str = "write NAME[element, …]@YEAR given NAME[element, …]@YEAR >= NUMBER and …; YEAR..YEAR is each of several years, numbers are in \
                    declared units, >= <= > < compare";
/// Signs that compare: whether greater numbers meet them, and whether the bound itself does not.
const SIGNS: [(&str, bool, bool); 4] =
    [(">=", true, false), ("<=", false, false), (">", true, true), ("<", false, true)];

/// A question, its answer, and the words for both.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The question as it was given.
    pub question: String,
    /// What is asked for, with its elements.
    pub label: String,
    /// Its declared unit.
    pub unit: String,
    /// The year.
    pub year: f64,
    /// What worlds must meet.
    pub given: Vec<Condition>,
    /// The answer.
    pub asked: Asked,
}

/// What worlds must meet, in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The number, with its elements.
    pub label: String,
    /// Its declared unit.
    pub unit: String,
    /// First and last year.
    pub years: [f64; 2],
    /// The bound, in the declared unit.
    pub bound: f64,
    /// Whether greater numbers meet it, rather than lesser ones.
    pub at_least: bool,
    /// Whether the bound itself does not.
    pub strict: bool,
}

impl Session {
    /// Answers `NAME[element, …]@YEAR given NAME[element, …]@YEAR..YEAR >= NUMBER and …`: what the number is in the worlds that
    /// meet the condition and in the others, how likely that is, and what such worlds share. Without `given` there is one
    /// kind of worlds.
    ///
    /// # Errors
    /// The question cannot be read, names what is not there, or a run fails.
    pub fn ask(&self, question: &str) -> Result<Answered, Error> {
        self.ask_with(question, &|_| {})
    }

    /// As [`Self::ask`]; `progress` is told how many draws are done, and may stop the run.
    ///
    /// # Errors
    /// As [`Self::ask`], or it has been stopped.
    pub fn ask_with(&self, question: &str, progress: &dyn Progress) -> Result<Answered, Error> {
        let model = &self.file.model;
        let (of, clauses) = read(model, question)?;
        let asked = ask(model, of, &clauses, progress).map_err(|error| self.failed(error))?;
        let time = |point: &usize| model.axis.time(*point);
        let condition = |clause: &Clause| Condition {
            label: model.series_label(clause.variable, clause.element),
            unit: model.variables[clause.variable].declared.value.unit.value.clone(),
            years: [time(&clause.points[0]), time(&clause.points[clause.points.len() - 1])],
            bound: clause.bound,
            at_least: clause.at_least,
            strict: clause.strict,
        };
        Ok(Answered {
            question: question.to_owned(),
            label: model.series_label(of.variable, of.element),
            unit: model.unit_of(of).to_owned(),
            year: time(&of.point),
            given: clauses.iter().map(condition).collect(),
            asked,
        })
    }

    /// Says whether a question can be asked, without a run.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub fn check_question(&self, question: &str) -> Result<(), Error> {
        Ok(read(&self.file.model, question).map(drop)?)
    }
}

fn bad(message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::error(Code::BadQuestion, message, span, "").with_help(FORM)
}

/// What is asked for, and what worlds must meet.
fn read(model: &Model, question: &str) -> Result<(Quantity, Vec<Clause>), Diagnostic> {
    let text = given("question", question);
    let parts = split(question, 0..question.len(), "given");
    let part = |range: &Range<usize>| Spanned::new(question[range.clone()].to_owned(), text.span.part(range.clone()));
    let of = quantity(model, &part(&parts[0]))?;
    let mut clauses = Vec::new();
    match parts.len() {
        1 => {}
        2 => {
            for range in split(question, parts[1].clone(), "and") {
                clauses.push(clause(model, &part(&range))?);
            }
        }
        _ => return Err(bad("`given` stands once", text.span.part(parts[2].clone()))),
    }
    Ok((of, clauses))
}

/// Parts of a text between a word that stands by itself outside brackets, without blanks around them.
fn split(text: &str, within: Range<usize>, word: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut begin, mut at, mut depth) = (within.start, within.start, 0);
    for piece in text[within.clone()].split_inclusive(|letter: char| letter.is_whitespace() || "[]".contains(letter)) {
        let bare = piece.trim_end_matches(|letter: char| letter.is_whitespace() || "[]".contains(letter));
        if depth == 0 && bare.eq_ignore_ascii_case(word) {
            parts.push(begin..at);
            begin = at + bare.len();
        }
        depth += piece.matches('[').count();
        depth -= piece.matches(']').count().min(depth);
        at += piece.len();
    }
    parts.push(begin..within.end);
    let trimmed = |range: Range<usize>| {
        let piece = &text[range.clone()];
        let start = range.start + piece.len() - piece.trim_start().len();
        start..start + piece.trim().len()
    };
    parts.into_iter().map(trimmed).collect()
}

/// One condition.
fn clause(model: &Model, text: &Spanned<String>) -> Result<Clause, Diagnostic> {
    let written = text.value.as_str();
    let place = |range: Range<usize>| text.span.part(range);
    let sign = SIGNS
        .iter()
        .filter_map(|(sign, ..)| Some((written.find(sign)?, *sign)))
        .min_by_key(|(at, sign)| (*at, 2 - sign.len()));
    let Some((at, sign)) = sign else {
        return Err(bad("nothing is compared here", text.span.clone()));
    };
    let (_, at_least, strict) = SIGNS.into_iter().find(|(known, ..)| *known == sign).unwrap_or(SIGNS[0]);
    let number = written[at + sign.len()..].trim();
    if number.starts_with('=') {
        return Err(bad(format!("`{sign}=` is written without a blank"), place(at..written.len())));
    }
    let bound = number.parse::<f64>().ok().filter(|bound| bound.is_finite());
    let bound =
        bound.ok_or_else(|| bad(format!("`{number}` is not a number"), place(at + sign.len()..written.len())))?;
    let target = written[..at].trim_end();
    let Some(years) = target.find('@') else {
        return Err(bad("a year is missing", place(0..target.len())));
    };
    let name = Spanned::new(target[..years].to_owned(), place(0..years));
    let (variable, element) = element_of(model, &name)?;
    let year = |range: Range<usize>| {
        let text = Spanned::new(format!("{}@{}", name.value, &target[range.clone()]), place(range.clone()));
        // What is wrong with a year is said at the year.
        quantity(model, &text).map(|of| of.point).map_err(|problem| bad(problem.message, place(range)))
    };
    let points = match target[years..].find("..") {
        None => vec![year(years + 1..target.len())?],
        Some(dots) => {
            let (first, last) = (year(years + 1..years + dots)?, year(years + dots + 2..target.len())?);
            if first > last {
                return Err(bad("the last year is before the first", place(years..target.len())));
            }
            (first..=last).collect()
        }
    };
    Ok(Clause { variable, element, points, bound, at_least, strict })
}
