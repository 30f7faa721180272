//! What has no effect.

use super::Warnings;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::dependence::Dependence;
use crate::model::{Axis, Model, Shock};
use crate::scenario::{At, Use};

/// An axis over more years than this has likely a digit too many.
const LONG: f64 = 1000.0;

fn idle(message: String, span: &Span, help: &str) -> Diagnostic {
    Diagnostic::warning(Code::NoEffect, message, span.clone(), "has no effect").with_help(help)
}

impl Warnings<'_> {
    /// Data, shocks, levers and assumptions that do nothing.
    pub(super) fn idle(&mut self) {
        self.nothing_is_known();
        self.outside_the_axis();
        self.nothing_depends();
        self.nothing_is_reported();
    }

    fn nothing_is_reported(&mut self) {
        let model = self.model;
        let silent = !model.header.about.template && model.variables.iter().all(|variable| !variable.reported);
        if let Some(variable) = model.variables.first().filter(|_| silent) {
            let entry = &variable.declared;
            let message = "no variable is reported, so that a run has nothing to show".to_owned();
            self.push(&entry.value.allow, idle(message, &entry.span, "set `report = true` in at least one"));
        }
    }

    fn nothing_is_known(&mut self) {
        if self.model.header.time.known_until.is_some() {
            return;
        }
        for variable in self.model.variables.iter().map(|variable| &variable.declared) {
            for history in variable.value.history.iter().filter(|history| history.value.usage == Use::Drive) {
                let message =
                    format!("history `{}` is to drive `{}`, but nothing is known", history.written, variable.written);
                let help = "say until when with `known_until` in [time]";
                self.push(&history.value.allow, idle(message, &history.span, help));
            }
        }
    }

    fn outside_the_axis(&mut self) {
        let model = self.model;
        let (first, last) = (model.axis.start, model.axis.time(model.axis.points - 1));
        // Whether none of its times is between two moments, and in which words.
        let off = |period: (f64, f64)| {
            let is_outside = period.1 < first || period.0 > last;
            let place = if is_outside { "outside the time axis" } else { "between two times of the axis" };
            model.axis.held(period).is_none().then_some(place)
        };
        let help = format!("the time axis runs from {}", model.axis.words());
        for shock in &model.shocks {
            let written = &shock.declared;
            let Some(place) = off(shock.period) else {
                if is_driven(model, shock) {
                    let message = format!(
                        "the shock `{}` is in years that history drives, in which it changes nothing",
                        written.written
                    );
                    let help = "give it years after `known_until`, or let the history be `use = \"compare\"`";
                    self.push(&written.value.allow, idle(message, &written.value.years.span, help));
                }
                continue;
            };
            let message = format!("the shock `{}` is {place}", written.written);
            self.push(&written.value.allow, idle(message, &written.value.years.span, &help));
        }
        for lever in &model.levers {
            let Some(place) = off((lever.from, lever.until)) else { continue };
            if lever.values.iter().any(|value| *value != lever.neutral) {
                let message = format!("the lever `{}` is in force {place} only", lever.declared.written);
                self.push(&lever.declared.value.allow, idle(message, &lever.declared.span, &help));
            }
        }
    }

    /// An end such as 20300 in place of 2030.
    pub(super) fn long(&mut self) {
        let time = &self.model.header.time;
        let years = time.end.value - time.start.value;
        // What does not begin in a year of our calendar counts time otherwise.
        if years <= LONG || time.start.value < 1000.0 {
            return;
        }
        let message = format!("the time axis runs over {years} years, from {} to {}", time.start.value, time.end.value);
        let warning = Diagnostic::warning(Code::LongAxis, message, time.end.span.clone(), "a year has four digits");
        self.push(&[], warning.with_help("look for a digit too many in `start` or `end`"));
    }

    /// A file that others extend may leave uses to them.
    fn nothing_depends(&mut self) {
        let model = self.model;
        if model.header.about.template {
            return;
        }
        let dependence = Dependence::of(model);
        let reached = dependence.reached(asked_for(model));
        let mut check = |what: &str, name: &str, written: &str, span: &Span, allow: &[String]| {
            if reached.contains(name) {
                return;
            }
            let (message, help) = if dependence.is_used(name) {
                (
                    format!("nothing that is reported depends on the {what} `{written}`"),
                    "report a variable that depends on it, or remove it",
                )
            } else {
                (format!("no equation has the {what} `{written}`"), "put it into an equation, or remove it")
            };
            self.push(allow, idle(message, span, help));
        };
        for entry in model.assumptions.iter().map(|assumption| &assumption.declared) {
            check("assumption", &entry.name, &entry.written, &entry.span, &entry.value.allow);
        }
        for entry in model.levers.iter().map(|lever| &lever.declared) {
            check("lever", &entry.name, &entry.written, &entry.span, &entry.value.allow);
        }
        for shock in &model.shocks {
            let (variable, entry) = (&model.variables[shock.variable].declared, &shock.declared);
            if !reached.contains(variable.name.as_str()) {
                let message = format!(
                    "nothing that is reported depends on `{}`, on which the shock `{}` acts",
                    variable.written, entry.written
                );
                let help = "report a variable that depends on it, or remove the shock";
                self.push(&entry.value.allow, idle(message, &entry.span, help));
            }
        }
    }
}

/// Whether history has the values of all that a shock acts on, at all its times.
fn is_driven(model: &Model, shock: &Shock) -> bool {
    let (variable, axis) = (&model.variables[shock.variable], &model.axis);
    let shift = i64::from(variable.at == At::End);
    let within = |point: &usize| Axis::is_within(shock.period, axis.time(*point));
    let points: Vec<i64> = (0..axis.points).filter(within).map(|point| point as i64 + shift).collect();
    let drives =
        |element: &usize| points.iter().all(|point| variable.driven[*element].iter().any(|(known, _)| known == point));
    !points.is_empty() && shock.elements.iter().all(drives)
}

/// The variables of which something is said: reported, judged, or held against data.
fn asked_for(model: &Model) -> impl Iterator<Item = usize> {
    let reported = model.variables.iter().enumerate().filter(|(_, variable)| variable.reported).map(|(index, _)| index);
    let conditioned = model.condition.iter().flat_map(|condition| &condition.series).map(|series| series.variable);
    let criteria = model.criteria.iter().map(|criterion| criterion.of.variable);
    reported.chain(conditioned).chain(criteria).chain(model.cost).chain(model.imports).chain(model.exposure)
}
