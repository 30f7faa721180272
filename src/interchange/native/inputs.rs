//! `STEP`, `RAMP`, `PULSE` and `PULSE TRAIN` of Vensim (Reference Manual, "Test inputs").
//!
//! The manual writes them out with `time plus`, the time and half a step, "to avoid rounding errors", and says of each that its value
//! does not change except at steps, whatever the method of integration.

use super::super::expression::{Expression, Name};
use super::super::lexer::Dialect;
use super::super::model::Method;
use super::Translator;
use super::scope::{Scope, Stop};
use super::written::{ATOM, CHOICE, PRODUCT, SUM, Written};

impl Translator<'_> {
    /// A test input of Vensim; none if this is not one.
    pub(super) fn test_input(
        &mut self,
        name: &Name,
        arguments: &[Expression],
        scope: &Scope,
    ) -> Option<Result<Written, Stop>> {
        if self.model.dialect != Dialect::Vensim {
            return None;
        }
        let fixed: Vec<Option<f64>> = arguments.iter().map(Expression::as_number).collect();
        let make: fn(&mut Self, &[Written], &[Option<f64>]) -> Written = match (name.folded.as_str(), arguments.len()) {
            ("step", 2) => Self::step,
            ("ramp", 3) => Self::ramp,
            ("pulse", 2) => Self::one_pulse,
            ("pulse_train", 4) => Self::pulse_train,
            _ => return None,
        };
        let written: Result<Vec<Written>, Stop> =
            arguments.iter().map(|argument| self.expression(argument, scope)).collect();
        Some(written.map(|written| make(self, &written, &fixed)))
    }

    /// `IF THEN ELSE(time plus > moment, height, 0)`.
    fn step(&mut self, written: &[Written], fixed: &[Option<f64>]) -> Written {
        if fixed[1].is_some_and(|moment| self.at_a_step(moment)) {
            return Written::filled("step($1, $2)", written, ATOM);
        }
        Written::filled(&format!("if {} + dt / 2 > @2 then $1 else 0", self.step_time()), written, CHOICE)
    }

    /// Rises from the second argument to the third.
    fn ramp(&mut self, written: &[Written], _: &[Option<f64>]) -> Written {
        match self.step_time().as_str() {
            "time" => Written::filled("ramp($1, $2, $3)", written, ATOM),
            now => Written::filled(&format!("@1 * max(min({now}, $3) - @2, 0)"), written, PRODUCT),
        }
    }

    /// `IF THEN ELSE(time plus > start :AND: time plus < start + width, 1, 0)`; a width of 0 is one step.
    fn one_pulse(&mut self, written: &[Written], fixed: &[Option<f64>]) -> Written {
        if let [Some(start), Some(width)] = *fixed
            && self.at_a_step(start)
            && self.at_a_step(self.model.specs.start + width)
            && width >= 0.0
        {
            let end = if width == 0.0 { self.model.specs.step } else { width } + start;
            let end = Written::number(end).text;
            return Written::filled(&format!("step(1, $1) - step(1, {end})"), written, SUM);
        }
        let width = match fixed[1] {
            Some(0.0) => "dt",
            Some(_) => "@2",
            None => "(if @2 = 0 then dt else $2)",
        };
        let plus = format!("{} + dt / 2", self.step_time());
        Written::filled(&format!("if {plus} > @1 and {plus} < @1 + {width} then 1 else 0"), written, CHOICE)
    }

    /// Pulses one step wide at least, until the end, which is in it; what has gone since the last began is above 0 and comes to
    /// what lies between them at most, and where pulses are wider than that there is no gap.
    fn pulse_train(&mut self, written: &[Written], _: &[Option<f64>]) -> Written {
        let now = self.step_time();
        let text = format!(
            "if {now} + dt / 2 > @1 and {now} <= @4 + dt / 1000 and @3 - mod(@1 - {now} - dt / 2, $3) < max($2, dt) \
             then 1 else 0"
        );
        Written::filled(&text, written, CHOICE)
    }

    /// The time at the beginning of a step, which a Runge-Kutta step keeps: what the time was to be a step before.
    pub(super) fn step_time(&mut self) -> String {
        const WANTED: &str = "time_of_step";
        if self.model.specs.method == Method::Euler {
            return "time".to_owned();
        }
        if let Some(known) = self.step_time.clone().filter(|own| self.variables.iter().any(|field| field.key == *own)) {
            return known;
        }
        let own = self.names.give(WANTED);
        let scope = Scope { range: self.model.specs.range.clone(), ..Scope::default() };
        self.add_helper(&own, "equation", "previous(time + dt, starttime)".into(), &scope);
        self.step_time = Some(own.clone());
        own
    }

    /// Whether a step begins at a time.
    fn at_a_step(&self, time: f64) -> bool {
        let steps = (time - self.model.specs.start) / self.model.specs.step;
        (steps - steps.round()).abs() < 1e-6
    }
}
