//! Resolves the series of `[condition]`, and the observations of them that drive nothing.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Condition, Conditioned, Model, element_of};
use crate::numeric::sorting::sort_by_key;
use crate::scenario::{self, At, ConditionSeries, Entry, ErrorModel};

/// Finds the series and their observations; reports those that name nothing, or have nothing to agree with.
pub(super) fn resolve(
    model: &Model,
    declared: Option<scenario::Condition>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Condition> {
    let declared = declared?;
    let mut series = Vec::with_capacity(declared.on.len());
    for entry in declared.on {
        match one(model, entry) {
            Ok(one) => series.extend(one),
            Err(problem) => problems.push(*problem),
        }
    }
    (!series.is_empty()).then_some(Condition { temper: declared.temper.value, moves: declared.moves, series })
}

/// None if all that was observed has been put aside for a test.
fn one(model: &Model, entry: Entry<ConditionSeries>) -> Result<Option<Conditioned>, Box<Diagnostic>> {
    let written = &entry.value;
    let (variable, element) = element_of(model, &written.of)?;
    let observations = observations(model, variable, element, written);
    let name = &written.of.value;
    if observations.is_empty() && written.tested {
        return Ok(None);
    }
    if observations.is_empty() {
        let message = format!("`{name}` has no observations in this period that drive nothing");
        let problem =
            Diagnostic::error(Code::NothingObserved, message, written.of.span.clone(), "nothing to agree with");
        return Err(Box::new(
            problem
                .with_help("give the variable a history with use = \"compare\", or set `known_until` before its end"),
        ));
    }
    let unit = &model.variables[variable].signature.unit;
    let (possible, needed): (fn(f64) -> bool, &str) = match written.error {
        ErrorModel::Normal => (|_| true, ""),
        ErrorModel::Lognormal => (|value| value > 0.0, "no logarithm: it must be above 0"),
        ErrorModel::Logit => (|value| value > 0.0 && value < 1.0, "no logit: it must be a share between 0 and 1"),
    };
    if let Some((point, value)) = observations.iter().find(|(_, value)| !possible(*value)) {
        let (value, time) = (unit.from_base(*value), model.axis.time(*point));
        let message = format!("`{name}` was {value} in {time}, which has {needed}");
        let problem = Diagnostic::error(Code::BadValue, message, written.of.span.clone(), "with this error model");
        return Err(Box::new(problem));
    }
    let sd = if written.error == ErrorModel::Normal { unit.to_base(written.sd.value) } else { written.sd.value };
    let error = written.error;
    Ok(Some(Conditioned { declared: entry, variable, element, error, sd, observations }))
}

/// Observations by point of time as reported, in base units, that do not drive the variable.
fn observations(model: &Model, variable: usize, element: usize, written: &ConditionSeries) -> Vec<(usize, f64)> {
    let checked = &model.variables[variable];
    let shift = i64::from(checked.at == At::End);
    let driven = &checked.driven[element];
    let wanted = |point: usize| {
        let time = model.axis.time(point);
        written.from.is_none_or(|from| time >= from - 1e-6) && written.until.is_none_or(|until| time <= until + 1e-6)
    };
    let mut found: Vec<(usize, f64)> = checked.observed[element]
        .iter()
        .filter(|(point, _)| driven.iter().all(|(known, _)| known != point))
        .filter_map(|(point, value)| Some((usize::try_from(point - shift).ok()?, *value)))
        .filter(|(point, _)| *point < model.axis.points && wanted(*point))
        .collect();
    sort_by_key(&mut found, |(point, _)| *point);
    found
}
