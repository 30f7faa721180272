//! The times of a model of Vensim: when it begins and ends, and its steps.

use super::super::constant::constant;
use super::super::expression::{Expression, Kind};
use super::super::model::{Definition, Method, Specs, Variable};
use super::super::{Problem, Problems};
use crate::diagnostic::Code;

/// More steps than are gone through to see when a model ends by itself.
const MOST_STEPS: usize = 1_000_000;

/// The time axis: `INITIAL TIME`, `FINAL TIME`, `TIME STEP`, and the method of the settings.
///
/// A step that changes while the model runs is carried out where nothing hangs on the step, by the least of all steps. `alone` says that
/// the model has no macros.
pub(super) fn specs(
    variables: &[Variable],
    alone: bool,
    settings: &str,
    at: usize,
    problems: &mut Problems,
) -> Option<Specs> {
    let find = |name: &str| variables.iter().find(|variable| variable.name == name);
    let range = |name: &str| find(name).map_or(0..0, |variable| variable.range.clone());
    let missing = |name: &str| {
        let written = name.replace('_', " ").to_uppercase();
        Problem::new(Code::Syntax, format!("`{written}` is missing, or is no number"), range(name))
    };
    // Before a model begins, its time is 0.
    let start = value_of(variables, "initial_time", Some(0.0), 20);
    let first = start.unwrap_or_default();
    let step = value_of(variables, "time_step", Some(first), 20);
    let (step, stop) = match (step, value_of(variables, "final_time", Some(first), 20)) {
        (Some(step), Some(stop)) if step > 0.0 && moves(variables) => {
            let (steps, end) = walked(variables, first, step, stop);
            let least = steps.iter().copied().fold(step, f64::min);
            let multiples = steps.iter().all(|step| ((step / least).round() * least - step).abs() < 1e-9 * least);
            if steps.len() > 1 && !(multiples && alone && stateless(variables)) {
                problems.unsupported("a `TIME STEP` that changes while the model runs", range("time_step"));
            } else if steps.len() > 1 {
                let message =
                    format!("the step changes while the model runs; nothing hangs on it here, and all are {least}");
                problems.warn(Code::StepSize, message, range("time_step"));
            }
            (Some(least), end)
        }
        ends => ends,
    };
    for (name, value) in [("initial_time", start), ("final_time", stop), ("time_step", step)] {
        if value.is_none() {
            problems.push(missing(name));
        }
    }
    let unit = find("time_step").map(|variable| variable.unit.clone()).unwrap_or_default();
    let method = method(settings, at, problems);
    Some(Specs { start: start?, stop: stop?, step: step?, method, unit, range: range("time_step") })
}

/// The different steps of a model whose end and step are made from its time, and when it ends: at the first step that is not before
/// the end; none if the end is no number there.
fn walked(variables: &[Variable], start: f64, step: f64, planned: f64) -> (Vec<f64>, Option<f64>) {
    let (mut steps, mut later) = (vec![step], planned);
    // Steps of the same length are counted from where they begin, so that what is rounded does not add up.
    let (mut since, mut count, mut next) = (start, 0.0, step);
    for _ in 1..MOST_STEPS {
        count += 1.0;
        let time = since + count * next;
        if time > later {
            break;
        }
        match value_of(variables, "final_time", Some(time), 20) {
            Some(end) if time >= end => return (steps, Some(time)),
            Some(end) => later = end,
            None => return (steps, None),
        }
        let now = value_of(variables, "time_step", Some(time), 20).filter(|now| *now > 0.0);
        if let Some(now) = now.filter(|now| *now != next) {
            (since, count, next) = (time, 0.0, now);
            if !steps.contains(&now) {
                steps.push(now);
            }
        }
    }
    (steps, Some(later))
}

/// Functions whose value hangs on their arguments alone.
const PLAIN: [&str; 19] = [
    "abs",
    "arccos",
    "arcsin",
    "arctan",
    "cos",
    "elmcount",
    "exp",
    "if_then_else",
    "integer",
    "ln",
    "max",
    "min",
    "modulo",
    "sin",
    "sqrt",
    "sum",
    "tan",
    "xidz",
    "zidz",
];

/// Whether nothing hangs on the step: there are no stocks, and no functions but plain ones and lookups.
fn stateless(variables: &[Variable]) -> bool {
    let is_plain = |value: &Expression| {
        let mut plain = true;
        value.each(&mut |part| match &part.kind {
            Kind::Call(name, _) => {
                let lookup = variables.iter().any(|variable| variable.name == name.folded);
                plain &= lookup || PLAIN.contains(&name.folded.as_str());
            }
            Kind::Name(name) => plain &= name.folded != "time_step",
            _ => {}
        });
        plain
    };
    let of_steps = |variable: &Variable| matches!(variable.name.as_str(), "saveper" | "time_step");
    variables.iter().filter(|variable| !of_steps(variable)).all(|variable| {
        variable.equations.iter().all(|equation| match &equation.definition {
            Definition::Equation { value, initial: None, .. } => is_plain(value),
            Definition::Graph(_) => true,
            Definition::Equation { .. } | Definition::Stock(_) | Definition::Leak(_) => false,
        })
    })
}

/// Whether the end or the step is made from the time.
fn moves(variables: &[Variable]) -> bool {
    ["final_time", "time_step"].iter().any(|name| value_of(variables, name, None, 20).is_none())
}

/// The number that a variable is at a time, going from name to name so many times at most.
fn value_of(variables: &[Variable], name: &str, time: Option<f64>, depth: usize) -> Option<f64> {
    if name == "time" {
        return time;
    }
    let variable = variables.iter().find(|variable| variable.name == name)?;
    match &variable.equations.first()?.definition {
        Definition::Equation { value, initial: None, graph: None, .. } if depth > 0 => {
            constant(value, &|name| value_of(variables, &name.folded, time, depth - 1))
        }
        Definition::Equation { .. } | Definition::Stock(_) | Definition::Graph(_) | Definition::Leak(_) => None,
    }
}

/// The fourth number of the setting 15: 0 is Euler's method, 1 and 5 are Runge-Kutta of fourth order.
fn method(settings: &str, at: usize, problems: &mut Problems) -> Method {
    let mut position = 0;
    for line in settings.split_inclusive('\n') {
        let range = at + position..at + position + line.trim_end().len();
        position += line.len();
        let Some(rest) = line.strip_prefix("15:") else { continue };
        match rest.split(',').nth(3).map(str::trim) {
            None | Some("0" | "") => return Method::Euler,
            Some("5") => return Method::Rk4,
            Some("1") => {
                problems.warn(
                    Code::StepSize,
                    "the model asks for Runge-Kutta with steps of any size; here all are TIME STEP",
                    range,
                );
                return Method::Rk4;
            }
            Some("2") => problems.unsupported("integration by differences", range),
            Some(_) => problems.unsupported("integration by Runge-Kutta of second order", range),
        }
        return Method::Euler;
    }
    Method::Euler
}
