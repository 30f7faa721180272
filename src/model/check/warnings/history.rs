//! Observed values that are never read.

use std::cell::LazyCell;

use super::Warnings;
use crate::calendar::Stamp;
use crate::diagnostic::{Code, Diagnostic, Spanned};
use crate::model::dependence::Dependence;
use crate::model::{Axis, Model};
use crate::scenario::{Entry, History, Use};

/// So many values are named.
const SHOWN: usize = 5;

impl Warnings<'_> {
    /// Histories of which values lie at no time of the axis.
    pub(super) fn history(&mut self) {
        let model = self.model;
        let dependence = LazyCell::new(|| Dependence::of(model));
        for variable in model.variables.iter().map(|variable| &variable.declared) {
            for history in &variable.value.history {
                // What drives nothing and is shown nowhere must be the past of something.
                let past = || history.value.usage == Use::Compare || dependence.is_operand(&variable.name);
                if let Some(warning) = lost(model, &variable.written, history, past) {
                    self.push(&history.value.allow, warning);
                }
            }
        }
    }
}

/// What is said of a history with values between the times of the axis, or with none on it; those before it may be used.
fn lost(model: &Model, variable: &str, entry: &Entry<History>, past: impl FnOnce() -> bool) -> Option<Diagnostic> {
    let history = &entry.value;
    let axis = &model.axis;
    let all: Vec<(f64, &Spanned<String>)> =
        history.points.iter().map(|(time, _)| *time).zip(&history.written).collect();
    // What lies before the start may be the past of a lag; what lies behind the end may be of a longer run, but for the
    // dates of spreadsheets.
    let last = axis.time(axis.points - 1);
    let is_off = |time: f64| axis.point(time).is_none() || time > last && Stamp::of_serial(time).is_some();
    let mut off: Vec<_> = all.iter().filter(|(time, _)| is_off(*time)).copied().collect();
    let beyond = all.iter().all(|(time, _)| *time > last);
    let before = all.iter().all(|(time, _)| *time < axis.start) && !past();
    if beyond || before {
        off.clone_from(&all);
    }
    let (_, first) = off.first()?;
    let name = format!("history `{}` of `{variable}`", entry.written);
    let (count, of) = (off.len(), all.len());
    let (lie, are) = if count == 1 { ("lies", "is") } else { ("lie", "are") };
    let all_of =
        if of == 1 { format!("the one value of {name} lies") } else { format!("all {of} values of {name} lie") };
    let message = match (beyond, count == of) {
        (true, _) => format!("{all_of} behind the end of the time axis and {are} not used"),
        (false, true) if before => format!("{all_of} before the start of the time axis and {are} not used"),
        (false, true) => format!("{all_of} at no time of the axis and {are} not used"),
        (false, false) => format!("{count} of {of} values of {name} {lie} at no time of the axis and {are} not used"),
    };
    let named: Vec<String> = off.iter().take(SHOWN).map(|(time, written)| nearest(axis, *time, written)).collect();
    let more = if count > SHOWN { ", …" } else { "" };
    let label = format!("{}{more}", named.join(", "));
    let warning = Diagnostic::warning(Code::OffAxisValues, message, first.span.clone(), label);
    let warning = if first.span.source == entry.span.source {
        warning
    } else {
        warning.with_label(entry.span.clone(), "read for this")
    };
    Some(warning.with_help(help(axis, &off)))
}

/// A time as written, with the nearest of the axis.
fn nearest(axis: &Axis, time: f64, written: &Spanned<String>) -> String {
    let position = ((time - axis.start) / axis.step).round().clamp(0.0, (axis.points - 1) as f64);
    format!("`{}` (nearest: {})", written.value, axis.time(position as usize))
}

fn help(axis: &Axis, off: &[(f64, &Spanned<String>)]) -> String {
    if let Some(hint) = off.iter().find_map(|(time, written)| Stamp::serial_hint(&written.value, *time)) {
        return hint;
    }
    format!("the axis runs from {}; write times that are on it", axis.words())
}
