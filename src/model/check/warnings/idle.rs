//! What has no effect.

use super::Warnings;
use crate::diagnostic::{Diagnostic, Span};
use crate::model::Model;
use crate::model::dependence::Dependence;
use crate::scenario::Use;
use crate::scenario::silence::NO_EFFECT;

fn idle(message: String, span: &Span, help: &str) -> Diagnostic {
    Diagnostic::warning(NO_EFFECT, message, span.clone(), "has no effect").with_help(help)
}

impl Warnings<'_> {
    /// Data, shocks, levers and assumptions that do nothing.
    pub(super) fn idle(&mut self) {
        self.nothing_is_known();
        self.outside_the_axis();
        self.nothing_depends();
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
        let off = |(from, until): (f64, f64)| {
            let next = ((from - first) / model.axis.step - 1e-6).ceil().max(0.0) * model.axis.step + first;
            if until < first || from > last {
                Some("outside the time axis")
            } else {
                (next > until + 1e-6 * model.axis.step).then_some("between two times of the axis")
            }
        };
        let help = format!("the time axis runs from {first} to {last} in steps of {}", model.axis.step);
        for shock in &model.shocks {
            let Some(place) = off(shock.period) else { continue };
            let written = &shock.declared;
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
    }
}

/// The variables of which something is said: reported, judged, or held against data.
fn asked_for(model: &Model) -> impl Iterator<Item = usize> {
    let reported = model.variables.iter().enumerate().filter(|(_, variable)| variable.reported).map(|(index, _)| index);
    let conditioned = model.condition.iter().flat_map(|condition| &condition.series).map(|series| series.variable);
    let criteria = model.criteria.iter().map(|criterion| criterion.of.variable);
    reported.chain(conditioned).chain(criteria).chain(model.cost).chain(model.imports).chain(model.exposure)
}
