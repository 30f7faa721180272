//! Conveyors (XMILE, section 4.2.1): what enters moves along, leaks on the way, and leaves at the end.
//!
//! A conveyor makes its outflows itself, whatever equations they have. What it begins with lies on it as if the same had always
//! entered. Of a leak the standard says what it comes to, and not when: here it takes its part in each step that something is on
//! the conveyor, that in which it leaves among them.

use super::super::expression::{Expression, Kind};
use super::super::model::{Conveyor, Definition, Method, Stock};
use super::super::toml::decimal;
use super::Translator;
use super::scope::{Scope, Stop};
use super::written::{ATOM, PRODUCT, SUM, Written};
use crate::diagnostic::Code;

/// A conveyor with its flows, written out.
struct Belt {
    /// How long it takes, a whole number of steps.
    length: String,
    steps: f64,
    /// What enters.
    inflow: Written,
    /// What always entered before the start.
    before: Written,
    /// The fractions of all leaks together; none if nothing leaks.
    leaks: Option<Written>,
    exponential: bool,
    /// What the leaks are together where stocks begin, if they are no fixed numbers.
    changing: Option<Written>,
}

/// Stands for nothing where a logarithm of it is taken.
const NOTHING: &str = "1e-30";

impl<'a> Translator<'a> {
    /// The stock that is a conveyor and has a flow among its outflows, with its place and module.
    fn conveyor_of(&self, flow: usize) -> Option<(usize, &'a str, &'a Stock, &'a Conveyor)> {
        self.stocks().find_map(|(place, module, stock)| {
            let inner = Scope { module: module.to_owned(), ..Scope::default() };
            let leaves = stock.outflows.iter().any(|out| self.flow(out, &inner) == Some(flow));
            Some((place, module, stock, stock.conveyor.as_ref().filter(|_| leaves)?))
        })
    }

    /// The conveyor that the element at hand is, where elements begin with contents of their own.
    fn at_hand(
        &mut self,
        place: usize,
        stock: &'a Stock,
        conveyor: &'a Conveyor,
        scope: &Scope,
    ) -> Result<(&'a Stock, &'a Conveyor), Stop> {
        let variable = &self.model.variables[place];
        if variable.equations.len() == 1 {
            return Ok((stock, conveyor));
        }
        let element = self.flat(place, &[], scope, &scope.range)?;
        let equation = variable.equations.iter().find(|equation| self.is_of(equation, variable, &element));
        Ok(match equation.map(|equation| &equation.definition) {
            Some(Definition::Stock(own)) => (own.as_ref(), own.conveyor.as_ref().unwrap_or(conveyor)),
            _ => (stock, conveyor),
        })
    }

    /// Whether a flow is what leaves a conveyor at its end: the first of its outflows that is no leak.
    pub(super) fn is_conveyed(&self, flow: usize) -> bool {
        let Some((_, module, stock, _)) = self.conveyor_of(flow) else { return false };
        let inner = Scope { module: module.to_owned(), ..Scope::default() };
        let mut flows = stock.outflows.iter().filter_map(|out| self.flow(out, &inner));
        flows.find(|place| self.leak(*place).is_none()) == Some(flow)
    }

    /// The fraction that a flow leaks; none if it is no leak.
    fn leak(&self, flow: usize) -> Option<&'a Expression> {
        match self.model.variables[flow].equations.as_slice() {
            [only] => match &only.definition {
                Definition::Leak(fraction) => Some(fraction),
                Definition::Equation { .. } | Definition::Stock(_) | Definition::Graph(_) => None,
            },
            _ => None,
        }
    }

    /// What leaves a conveyor at its end.
    pub(super) fn conveyed(&mut self, flow: usize, scope: &Scope) -> Result<String, Stop> {
        let Some((place, module, stock, conveyor)) = self.conveyor_of(flow) else {
            let variable = &self.model.variables[flow];
            if self.is_unread(&variable.name) {
                return Err(Stop::Wrong);
            }
            let message = if variable.is_flow {
                format!("`{}` has no equation, and leaves no conveyor", variable.written)
            } else {
                format!("`{}` is an input of a module, and nothing is connected to it", variable.written)
            };
            return Err(self.wrong(Code::MissingEquation, message, &scope.range));
        };
        if !self.is_conveyed(flow) {
            let what = "an outflow of a conveyor that is neither its first nor a leak";
            return Err(self.unsupported(what, &scope.range));
        }
        for equation in self.model.variables[flow].equations.iter().filter(|equation| !is_open(&equation.definition)) {
            let message = "a conveyor makes its outflow itself, so this equation is not used";
            self.problems.warn(Code::Conveyor, message, equation.definition.range().clone());
        }
        let (stock, conveyor) = self.at_hand(place, stock, conveyor, scope)?;
        let belt = self.belt(module, stock, conveyor, scope)?;
        let Belt { inflow, before, .. } = &belt;
        Ok(match &belt.leaks {
            None => self.delayed(&belt, &inflow.text, &before.text, scope),
            Some(leaks) if let Some(at_start) = &belt.changing => {
                let kept = self.kept(&belt, leaks, at_start, scope);
                let out = self.delayed(&belt, &inflow.text, &before.text, scope);
                format!("({out}) * {kept}")
            }
            Some(leaks) if belt.exponential => {
                let kept = format!("(1 - {} * dt) ^ {}", leaks.at(PRODUCT), decimal(belt.steps));
                let out = self.delayed(&belt, &inflow.text, &before.text, scope);
                format!("({out}) * {kept}")
            }
            Some(leaks) => {
                let kept = format!("(1 - {})", leaks.at(PRODUCT));
                let [inflow, before] = [inflow, before].map(|flow| format!("{} * {kept}", flow.at(PRODUCT)));
                self.delayed(&belt, &inflow, &before, scope)
            }
        })
    }

    /// What a conveyor loses on the way by one of its leaks.
    pub(super) fn leaked(&mut self, flow: usize, scope: &Scope) -> Result<String, Stop> {
        let (Some(fraction), Some((place, module, stock, conveyor))) = (self.leak(flow), self.conveyor_of(flow)) else {
            return Err(self.wrong(Code::Syntax, "this leaks from no conveyor", &scope.range));
        };
        let (stock, conveyor) = self.at_hand(place, stock, conveyor, scope)?;
        let belt = self.belt(module, stock, conveyor, scope)?;
        let leaking = Scope { module: self.model.variables[flow].module.clone(), ..scope.clone() };
        let fraction = self.expression(fraction, &leaking)?;
        if belt.exponential {
            // Together they take no more than there is.
            let share = belt.changing.is_some().then_some(()).and(belt.leaks.as_ref());
            let share = share.map_or(String::new(), |all| format!(" / max({} * dt, 1)", all.at(PRODUCT)));
            let held = Expression::name(&format!(".{}", self.model.variables[place].name), scope.range.clone());
            return Ok(format!("{} * {}{share}", fraction.at(PRODUCT), self.expression(&held, scope)?.at(ATOM)));
        }
        // What all that is on the conveyor was when it entered, times the fraction.
        let Belt { length, inflow, before, .. } = &belt;
        let (own, ends) = (self.names.give(&format!("{}_to_leak", scope.own)), format!("{}_leaked_out", scope.own));
        let ends = self.names.give(&ends);
        let share = |flow: &Written| format!("{} * {}", flow.at(PRODUCT), fraction.at(ATOM));
        let out = self.delayed(&belt, &share(inflow), &share(before), scope);
        self.add_helper(&ends, "equation", out.into(), scope);
        let whole = format!("{} * {length}", share(before));
        self.add_stock(&own, whole, share(inflow), Some(ends), scope);
        Ok(format!("{own} / {length}"))
    }

    /// The part of what leaves a conveyor that leaks which change have left of what entered: a power of the sum of logarithms of what
    /// each step left, up to now less what it was in the step of entering. Before the start each step left what the first does.
    fn kept(&mut self, belt: &Belt, leaks: &Written, at_start: &Written, scope: &Scope) -> String {
        let left = |all: &Written| format!("ln(max(1 - {} * dt, {NOTHING}))", all.at(PRODUCT));
        let now = self.part("left", left(leaks), scope);
        if belt.steps < 2.0 {
            return format!("exp({now})");
        }
        let own = self.names.give(&format!("{}_all_left", scope.own));
        self.add_stock(&own, "0".to_owned(), format!("{now} / dt"), None, scope);
        let (time, span) = (self.step_time(), decimal((belt.steps - 1.0) * self.model.specs.step));
        let before = format!("({time} - {span} - starttime) / dt * init({})", left(at_start));
        let then = format!("if {time} + dt / 2 < starttime + {span} then {before} else lag({own}, {span}, 0)");
        format!("exp({own} + {now} - ({then}))")
    }

    /// What entered the length of a conveyor ago. A Runge-Kutta step takes the mean of what enters in it, so that what comes out is
    /// that mean too: what all that entered by the end of that step has above what had by its beginning.
    fn delayed(&mut self, belt: &Belt, inflow: &str, before: &str, scope: &Scope) -> String {
        let length = &belt.length;
        let plain = format!("lag({inflow}, {length}, {before})");
        if self.model.specs.method == Method::Euler {
            return plain;
        }
        if belt.steps < 2.0 {
            let message =
                "under Runge-Kutta what leaves a conveyor of one step is what entered at the beginning of the last";
            self.problems.warn(Code::Conveyor, message, scope.range.clone());
            return plain;
        }
        let own = self.names.give(&format!("{}_entered", scope.own));
        self.add_stock(&own, "0".to_owned(), inflow.to_owned(), None, scope);
        let (now, shorter) = (self.step_time(), decimal((belt.steps - 1.0) * self.model.specs.step));
        format!(
            "if {now} + dt / 2 < starttime + {length} then init({before}) \
             else (lag({own}, {shorter}, 0) - lag({own}, {length}, 0)) / dt"
        )
    }

    /// A conveyor as it stands around one of its flows.
    fn belt(&mut self, module: &str, stock: &Stock, conveyor: &Conveyor, scope: &Scope) -> Result<Belt, Stop> {
        let inner = Scope { module: module.to_owned(), ..scope.clone() };
        let step = self.model.specs.step;
        let fixed = self.settled(&conveyor.length, &inner).map(|length| length / step);
        let Some(steps) = fixed.filter(|steps| *steps >= 1.0 - 1e-6) else {
            // Each element may have a length of its own.
            if fixed.is_none() && scope.at.is_none() && !scope.dims.is_empty() {
                return Err(Stop::Elements);
            }
            return Err(self.unsupported("conveyors whose length is no fixed number of steps", &conveyor.length.range));
        };
        if (steps - steps.round()).abs() > 1e-6 {
            return Err(self.unsupported("conveyors whose length is no whole number of steps", &conveyor.length.range));
        }
        let steps = steps.round();
        let length = decimal(steps * step);
        let inflow =
            self.total(&stock.inflows, &inner)?.map_or(Written::number(0.0), |(text, _)| Written::new(text, 0));
        let (leaks, fixed) = self.leaks(stock, &inner, conveyor.exponential)?;
        let starting = Scope { initial: true, ..inner };
        let changing = if fixed { None } else { self.leaks(stock, &starting, conveyor.exponential)?.0 };
        let initial = self.expression(&stock.initial, &starting)?.at(PRODUCT);
        let before = match changing.as_ref().or(leaks.as_ref()) {
            None => format!("{initial} / {length}"),
            Some(_) if initial == "0" => "0".to_owned(),
            Some(all) if changing.is_some() => {
                let all = all.at(ATOM);
                let even = format!("{initial} * {all} / (1 - (1 - {all} * dt) ^ {})", decimal(steps));
                format!("(if {all} > 0 then {even} else {initial} / {length})")
            }
            Some(all) if conveyor.exponential => {
                let all = all.at(ATOM);
                format!("{initial} * {all} / (1 - (1 - {all} * dt) ^ {})", decimal(steps))
            }
            Some(all) => format!("{initial} / ({length} - {} * ({length} - dt) / 2)", all.at(PRODUCT)),
        };
        let exponential = conveyor.exponential;
        Ok(Belt { length, steps, inflow, before: Written::new(before, PRODUCT), leaks, exponential, changing })
    }

    /// The fractions of all leaks of a conveyor together, none if nothing leaks, and whether they are fixed numbers: those come to one
    /// over a length of time at most.
    fn leaks(&mut self, stock: &Stock, scope: &Scope, exponential: bool) -> Result<(Option<Written>, bool), Stop> {
        let time = if exponential { self.model.specs.step } else { 1.0 };
        let (mut sum, mut parts, mut fixed) = (0.0, Vec::new(), true);
        for (fraction, inner) in self.leaking(stock, scope) {
            match self.value(fraction, &inner) {
                Some(value) if value >= 0.0 => sum += value * time,
                None if exponential && self.model.specs.method == Method::Euler => fixed = false,
                _ => {
                    let what = "a leak that is no fixed fraction, but under Euler's method with `exponential_leak`";
                    return Err(self.unsupported(what, &fraction.range));
                }
            }
            if sum > 1.0 {
                return Err(self.wrong(Code::Syntax, "more leaks than there is", &fraction.range));
            }
            parts.push(self.expression(fraction, &inner)?);
        }
        // Nothing is divided by fractions that are 0, which stay so then.
        let nothing = fixed && sum <= 0.0;
        if nothing {
            for (fraction, inner) in self.leaking(stock, scope) {
                self.settled(fraction, &inner);
            }
        }
        let all = parts.into_iter().filter(|_| !nothing).reduce(|all, next| Written::joined(&all, "+", &next, SUM));
        Ok((all, fixed))
    }

    /// The fractions that leak from a conveyor, each with where it stands.
    fn leaking(&self, stock: &Stock, scope: &Scope) -> Vec<(&'a Expression, Scope)> {
        let flows = stock.outflows.iter().filter_map(|out| self.flow(out, scope));
        let one = |flow: usize| {
            let inner = Scope { module: self.model.variables[flow].module.clone(), ..scope.clone() };
            Some((self.leak(flow)?, inner))
        };
        flows.filter_map(one).collect()
    }
}

/// Whether an equation is one that is given later.
pub(super) fn is_open(definition: &Definition) -> bool {
    matches!(definition, Definition::Equation { value, .. } if matches!(value.kind, Kind::Number(number) if number.is_nan()))
}
