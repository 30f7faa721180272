//! How strong must a lever be?

use super::{Error, Session, given};
use crate::analysis::{Question, solve};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::engine::Progress;
use crate::model::dependence::Dependence;
use crate::model::{Model, Quantity, quantity};
use crate::projection::Frontier;
use crate::scenario::At;
use crate::selector;

/// What is to be reached, by which lever, and how surely.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// The lever that is moved: `NAME`, or `NAME[element]` for one of its elements.
    pub lever: String,
    /// The goal, `NAME[element, …]@YEAR=VALUE`, in the declared unit; `<=` if it is reached from above.
    pub reach: String,
    /// The probability asked for, above 0 and at most 1.
    pub probability: f64,
    /// Least and greatest strength, in the lever's unit; its own bounds if none.
    pub between: Option<(f64, f64)>,
}

impl Session {
    /// Finds the strength of a lever, nearest to its neutral setting, at which a goal is reached with a probability. That
    /// none suffices is a result, not an error.
    ///
    /// # Errors
    /// The lever or the goal is not there, the bounds leave nothing to try, or a run fails.
    pub fn solve(&self, goal: &Goal) -> Result<Frontier, Error> {
        self.solve_with(goal, &|_| {})
    }

    /// As [`Self::solve`]; `progress` is told how many strengths have been tried, and the draws of each, and may stop the search.
    ///
    /// # Errors
    /// As [`Self::solve`], or it has been stopped.
    pub fn solve_with(&self, goal: &Goal, progress: &dyn Progress) -> Result<Frontier, Error> {
        let question = self.question(goal)?;
        solve(&self.file.model, &question, progress).map_err(|error| self.failed(error))
    }

    /// Says whether a goal can be asked for, without a run.
    ///
    /// # Errors
    /// As [`Self::solve`].
    pub fn check_goal(&self, goal: &Goal) -> Result<(), Error> {
        self.question(goal).map(drop)
    }

    fn question(&self, goal: &Goal) -> Result<Question, Error> {
        if !(goal.probability > 0.0 && goal.probability <= 1.0) {
            let given = goal.probability;
            return Err(Error::Question(format!("a probability is above 0 and at most 1; {given} is none")));
        }
        let model = &self.file.model;
        let question = question(model, goal)?;
        let of = question.of;
        let variable = &model.variables[of.variable];
        let shift = i64::from(variable.at == At::End);
        if variable.driven[of.element].iter().any(|(point, _)| *point == of.point as i64 + shift) {
            return Err(Error::Question(format!(
                "{} has been observed, and history drives it then: no lever changes it",
                goal.reach.split(['>', '<', '=']).next().unwrap_or_default().trim()
            )));
        }
        Ok(question)
    }
}

fn question(model: &Model, goal: &Goal) -> Result<Question, Diagnostic> {
    let (lever, element) = lever(model, &given("--lever", &goal.lever))?;
    let whole = given("--reach", &goal.reach);
    let signs = [(">=", true), ("<=", false), ("=", true)];
    let split = signs.into_iter().find_map(|(sign, at_least)| Some((whole.value.rfind(sign)?, sign.len(), at_least)));
    let malformed = |message: String, span: Span| {
        Diagnostic::error(Code::BadGoal, message, span, "")
            .with_help("write NAME[element, …]@YEAR=VALUE, in the declared unit")
    };
    let Some((place, length, at_least)) = split else {
        return Err(malformed("an equals sign is missing".to_owned(), whole.span));
    };
    let value_text = whole.value[place + length..].trim();
    let value = value_text.parse::<f64>().ok().filter(|value| value.is_finite());
    let value = value.ok_or_else(|| {
        malformed(format!("`{value_text}` is not a number"), whole.span.part(place + length..whole.value.len()))
    })?;
    let of = quantity(model, &Spanned::new(whole.value[..place].to_owned(), whole.span.part(0..place)))?;
    moves(model, lever, &of, &whole)?;
    let between = between(model, lever, goal.between)?;
    Ok(Question { lever, element, between, of, goal: value, at_least, probability: goal.probability })
}

/// A goal that no strength of a lever changes is not one that the lever is too weak for.
fn moves(model: &Model, lever: usize, of: &Quantity, goal: &Spanned<String>) -> Result<(), Diagnostic> {
    let entry = &model.levers[lever].declared;
    if model.header.allows(&entry.value.allow, Code::NoEffect)
        || Dependence::of(model).reached([of.variable]).contains(entry.name.as_str())
    {
        return Ok(());
    }
    let variable = &model.variables[of.variable].declared.written;
    let message = format!("`{variable}` does not depend on the lever `{}`, so no strength changes it", entry.written);
    Err(Diagnostic::error(Code::NoEffect, message, goal.span.clone(), "not moved by it")
        .with_label(entry.span.clone(), "the lever")
        .with_help("ask for a variable with an equation that the lever is in, directly or through others"))
}

/// The lever of a selector, and the element it names.
fn lever(model: &Model, text: &Spanned<String>) -> Result<(usize, Option<usize>), Diagnostic> {
    let target = selector::parse(text)?;
    if target.year.is_some() {
        let message = "a strength is sought for all years in which a lever is in force".to_owned();
        return Err(Diagnostic::error(Code::BadSelector, message, text.span.clone(), "without a year"));
    }
    let levers = &model.levers;
    let Some(lever) = model.lever_named(&target.name.value) else {
        let message = format!("there is no lever `{}`", target.name.value);
        let known = levers.iter().map(|lever| lever.declared.written.as_str());
        let error = Diagnostic::error(Code::UnknownName, message, target.name.span.clone(), "");
        return Err(if levers.is_empty() {
            error.with_help("the scenario declares no levers")
        } else {
            error.with_suggestion(&target.name.value, known)
        });
    };
    if target.elements.is_empty() {
        return Ok((lever, None));
    }
    let signature = &model.levers[lever].signature;
    let count = model.levers[lever].values.len();
    let wanted: Vec<&str> = target.elements.iter().map(|element| element.value.as_str()).collect();
    let names = |flat: usize| -> Vec<String> {
        let elements = model.elements(&signature.dims, flat);
        let dims = signature.dims.iter().zip(elements);
        dims.map(|(dim, element)| model.dimensions[*dim].value.elements[element].name.clone()).collect()
    };
    let found = (0..count).find(|flat| names(*flat).iter().map(String::as_str).eq(wanted.iter().copied()));
    found.map(|flat| (lever, Some(flat))).ok_or_else(|| {
        let known: Vec<String> = (0..count).map(|flat| model.selector(signature, flat)).collect();
        let message = format!("the lever `{}` has no element [{}]", levers[lever].declared.written, wanted.join(", "));
        Diagnostic::error(Code::UnknownElement, message, text.span.clone(), "")
            .with_help(format!("there are {}", known.join(", ")))
    })
}

/// The range of strengths: as asked for, or the lever's bounds.
fn between(model: &Model, lever: usize, asked: Option<(f64, f64)>) -> Result<(f64, f64), Diagnostic> {
    let entry = &model.levers[lever].declared;
    let bound = |bound: &Option<Spanned<f64>>| bound.as_ref().map(|bound| bound.value);
    let own = (bound(&entry.value.min), bound(&entry.value.max));
    let (low, high) = match (asked, own) {
        (Some(range), _) => range,
        (_, (Some(low), Some(high))) => (low, high),
        _ => {
            let message = format!("the lever `{}` has no bounds on both sides", entry.written);
            return Err(Diagnostic::error(Code::NoBounds, message, entry.span.clone(), "")
                .with_help("give it `min` and `max`, or say --between LOW,HIGH"));
        }
    };
    let inside = own.0.is_none_or(|min| low >= min) && own.1.is_none_or(|max| high <= max);
    if low < high && inside {
        return Ok((low, high));
    }
    let text = format!("{low},{high}");
    let span = given("--between", &text).span;
    let message =
        if inside { "the lever's bounds leave nothing to try" } else { "the lever's bounds do not allow this range" };
    Err(Diagnostic::error(Code::OutOfBounds, message, span, "").with_label(entry.span.clone(), "the lever"))
}
