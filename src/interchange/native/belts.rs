//! `DELAY CONVEYOR` of Vensim (Reference Manual, "DELAY CONVEYOR"; Modeling Guide, chapter 9), and depreciation, which takes what was
//! invested along in the same way (Reference Manual, "DEPRECIATE STRAIGHTLINE", "DEPRECIATE BY SCHEDULE").

use super::super::Problem;
use super::super::expression::{Expression, Kind};
use super::super::model::{Definition, Method};
use super::super::toml::decimal;
use super::Translator;
use super::scope::{Scope, Stop};
use super::written::{ATOM, PRODUCT, SUM, Written};
use crate::diagnostic::Code;

/// Stands for nothing where a logarithm of it is taken.
const NOTHING: &str = "1e-30";

impl Translator<'_> {
    /// `DELAY CONVEYOR(input, time, leak, profile, content, time)`: what entered that long ago, less what has leaked since. In each
    /// step what leaves goes first and what enters leaks with the rest, as the equations of the manual have it. What the
    /// conveyor begins with leaves evenly: profiles that are not flat are refused, since the manual does not say how they are
    /// divided among steps.
    pub(super) fn belt_of_vensim(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let [input, time, leak, profile, content, time_at_start] = arguments else { return Err(Stop::Wrong) };
        let step = self.model.specs.step;
        let times = self.settled(time, scope).zip(self.settled(time_at_start, scope));
        let Some((length, _)) = times.filter(|(time, first)| time == first && *time >= step * (1.0 - 1e-6)) else {
            if scope.at.is_none() && !scope.dims.is_empty() {
                return Err(Stop::Elements);
            }
            let what = "`DELAY CONVEYOR` by a time that is not fixed, is less than a step, or differs at the start";
            return Err(self.unsupported(what, &time.range));
        };
        let steps = (length / step).round();
        if (length / step - steps).abs() > 1e-6 {
            return Err(self.unsupported("conveyors whose length is no whole number of steps", &time.range));
        }
        let empty = content.as_number() == Some(0.0);
        if !empty && !self.is_level(profile, scope)? {
            let what = "a conveyor whose first content does not lie evenly on it";
            return Err(self.unsupported(what, &profile.range));
        }
        if self.model.specs.method == Method::Rk4 && self.value(leak, scope).is_none() {
            return Err(self.unsupported("a leak that changes, under Runge-Kutta", &leak.range));
        }
        let length = decimal(steps * step);
        let entered = self.expression(input, scope)?;
        let starting = Scope { initial: true, ..scope.clone() };
        let content = self.expression(content, &starting)?;
        let out = format!("lag({}, {length}, {} / {length})", entered.text, content.at(PRODUCT));
        if leak.as_number() == Some(0.0) {
            return Ok(Written::atom(out));
        }
        // What is left of something is a product over the steps that it has leaked in: of the logarithms, a sum.
        let leak = self.expression(leak, scope)?;
        let own = self.names.give(&format!("{}_all_left", scope.own));
        let left = format!("ln(max(1 - {} * dt, {NOTHING})) / dt", leak.at(PRODUCT));
        self.add_stock(&own, "0".to_owned(), left, None, scope);
        Ok(Written::new(format!("{out} * exp({own} - lag({own}, {length}, 0))"), PRODUCT))
    }

    /// Whether a lookup is the same everywhere, and above 0.
    fn is_level(&mut self, profile: &Expression, scope: &Scope) -> Result<bool, Stop> {
        let Kind::Name(name) = &profile.kind else {
            return Err(self.wrong(Code::UnknownFunction, "the name of a lookup was expected here", &profile.range));
        };
        let Some(place) = self.find(&name.folded, &scope.module) else { return Err(self.unknown(name)) };
        let graph = self.graph_of(place, name, scope)?;
        let first = graph.points.first().map(|(_, y)| *y);
        Ok(first.is_some_and(|first| first > 0.0 && graph.points.iter().all(|(_, y)| *y == first)))
    }

    /// `DEPRECIATE STRAIGHTLINE(stream, lifetime, fiscal, init)`: what was invested over a lifetime up to now, this step's included,
    /// in equal parts over it. Before the start it was `init`. Of fiscal periods of several steps it is refused.
    pub(super) fn depreciation(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let step = self.model.specs.step;
        let Some([lifetime, fiscal]) = self
            .settled_at_start(&arguments[1], scope)
            .zip(self.settled_at_start(&arguments[2], scope))
            .map(|(lifetime, fiscal)| [lifetime, fiscal].map(|time| (time / step).round()))
            .filter(|[lifetime, _]| *lifetime >= 1.0)
        else {
            return Err(self.not_over_a_fixed_time(&arguments[1], scope));
        };
        if fiscal > 1.0 {
            return Err(self.unsupported("fiscal periods of more than one step", &arguments[2].range));
        }
        let stream = self.expression(&arguments[0], scope)?;
        let starting = Scope { initial: true, ..scope.clone() };
        let init = self.expression(&arguments[3], &starting)?;
        let [step, lifetime] = [step, lifetime * step].map(decimal);
        let own = self.names.give(&format!("{}_invested", scope.own));
        let before = format!("lag({}, {lifetime}, {})", stream.text, init.text);
        // What was invested a lifetime ago leaves as what is invested now comes in.
        let change = format!("{} - {before}", stream.at(SUM));
        self.add_stock(&own, format!("{} * {lifetime}", init.at(PRODUCT)), change.clone(), None, scope);
        Ok(Written::new(format!("({own} + {step} * ({change})) / {lifetime}"), PRODUCT))
    }

    fn not_over_a_fixed_time(&mut self, time: &Expression, scope: &Scope) -> Stop {
        if scope.at.is_none() && !scope.dims.is_empty() {
            return Stop::Elements;
        }
        self.unsupported("depreciation over a time that is not a fixed number", &time.range)
    }

    /// `DEPRECIATE BY SCHEDULE(stream, schedule, init, lifetime, start)`: of what was invested k fiscal periods ago the part that the
    /// schedule has at place k, its parts being scaled to 1. As many periods as it has parts make the lifetime; of periods of
    /// several steps it is refused, and of something left over from before the start.
    pub(super) fn scheduled_depreciation(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let [stream, schedule, init, lifetime, _] = arguments else { return Err(Stop::Wrong) };
        let (parts, base) = self.from_element(schedule, scope)?;
        let count = parts.len() as f64;
        let Some(lifetime) = self.settled(lifetime, scope) else {
            return Err(self.not_over_a_fixed_time(lifetime, scope));
        };
        let period = lifetime / count;
        if base > 0 || (period / self.model.specs.step).round() != 1.0 {
            let message = format!(
                "not supported: fiscal periods of more than one step: this schedule has {count} parts over a time of {lifetime}"
            );
            self.problems.push(Problem::new(Code::Unsupported, message, arguments[3].range.clone()));
            return Err(Stop::Wrong);
        }
        if !self.is_nothing(init, scope) {
            return Err(self.unsupported("depreciation of what was invested before the start", &init.range));
        }
        let stream = self.expression(stream, scope)?;
        let total = parts.iter().map(|part| part.at(SUM)).collect::<Vec<_>>().join(" + ");
        let total = self.part("schedule", total, scope);
        let of = |(place, part): (usize, &Written)| {
            let time = decimal(place as f64 * self.model.specs.step);
            let invested = if place == 0 { stream.at(ATOM) } else { format!("lag({}, {time}, 0)", stream.text) };
            format!("{} * {invested}", part.at(PRODUCT))
        };
        let sum = parts.iter().enumerate().map(of).collect::<Vec<_>>().join(" + ");
        Ok(Written::new(format!("({sum}) / {total}"), PRODUCT))
    }

    /// Whether something is 0, all elements of it, for good.
    fn is_nothing(&mut self, init: &Expression, scope: &Scope) -> bool {
        let Kind::Name(name) = &init.kind else { return self.settled(init, scope) == Some(0.0) };
        let Some(place) = self.find(&name.folded, &scope.module) else { return false };
        let zero = |definition: &Definition| match definition {
            Definition::Equation { value, .. } => match &value.kind {
                Kind::Values(rows) => rows.iter().flatten().all(|value| *value == 0.0),
                _ => value.as_number() == Some(0.0),
            },
            Definition::Stock(_) | Definition::Graph(_) | Definition::Leak(_) => false,
        };
        let nothing = self.model.variables[place].equations.iter().all(|equation| zero(&equation.definition));
        if nothing {
            self.shaping.insert(place);
        }
        nothing
    }
}
