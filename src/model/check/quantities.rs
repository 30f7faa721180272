//! Checks assumptions, levers and lookup tables: what they are worth, in base units.

use super::Shapes;
use super::expression::Signature;
use super::numbering::Numbering;
use crate::diagnostic::{Code, Span, Spanned, counted};
use crate::distribution::{self, Parameters};
use crate::model::units::Unit;
use crate::model::{Assumption, DrawSource, Lever, Lookup, Value};
use crate::scenario::lock::Lock;
use crate::scenario::{self, Dormant, Named, Worth};

/// Assumptions, and what of them is drawn at random.
pub(super) fn assumptions(
    declared: Named<scenario::Assumption>,
    dormant: &[Dormant],
    lock: Option<&Lock>,
    signatures: &[Signature],
    shapes: &mut Shapes,
) -> (Vec<Assumption>, Vec<DrawSource>) {
    let mut draws = Vec::new();
    let mut numbering = Numbering::new(dormant, lock);
    let mut checked = Vec::new();
    for (index, (entry, signature)) in declared.into_iter().zip(signatures).enumerate() {
        let written = &entry.value;
        let count = shapes.count(&signature.dims);
        let streams = numbering.of_assumption(index, signature, written.shared, shapes);
        let mut told_by = vec![None; count];
        for (place, element) in written.elements.iter().enumerate() {
            for flat in shapes.elements(signature, &element.name, &element.span).into_iter().flatten() {
                told_by[flat] = Some(place);
            }
        }
        let mut values = Vec::with_capacity(count);
        // Elements of a shared assumption that have one distribution are one draw.
        let mut built: Vec<(&Worth, usize)> = Vec::new();
        let mut missing = Vec::new();
        for (flat, told_by) in told_by.iter().enumerate() {
            let worth = told_by.map_or(written.worth.as_ref(), |place| Some(&written.elements[place].value.worth));
            let key = if written.shared { 0 } else { flat };
            let source = |distribution| DrawSource { distribution, name: entry.name.clone(), stream: streams[key] };
            match worth {
                None => {
                    missing.push(flat);
                    values.push(Value::Fixed(f64::NAN));
                }
                Some(Worth::Value(value)) => values.push(Value::Fixed(signature.unit.to_base(value.value))),
                Some(worth @ Worth::Distribution(given)) => {
                    let known = built.iter().find(|(known, _)| written.shared && std::ptr::eq(*known, worth));
                    if let Some((_, draw)) = known {
                        values.push(Value::Random(*draw));
                    } else if let Some(distribution) = distribution(given, &signature.unit, shapes) {
                        built.push((worth, draws.len()));
                        values.push(Value::Random(draws.len()));
                        draws.push(source(distribution));
                    } else {
                        values.push(Value::Fixed(f64::NAN));
                    }
                }
            }
        }
        if !missing.is_empty() {
            let message = if signature.dims.is_empty() {
                format!("`{}` has neither a value nor a distribution", entry.written)
            } else {
                format!("`{}` says nothing of {}", entry.written, shapes.element_names(signature, &missing))
            };
            let help = if signature.dims.is_empty() {
                "give it a `value` or a `distribution`"
            } else {
                "give it a `value` or a `distribution` that holds for all, or these too in its `elements`"
            };
            let help = Some(help.to_owned());
            shapes.error(Code::MissingValue, message, &entry.span, "incomplete", help);
        }
        for (level, name) in &written.levels {
            level_of(*level, name, (&entry.written, &signature.unit), &values, &draws, shapes);
        }
        let (shared, signature) = (written.shared, signature.clone());
        checked.push(Assumption { declared: entry, signature, values, told_by, shared, streams });
    }
    (checked, draws)
}

/// A value that is named must be one that the assumption takes.
fn level_of(
    level: f64,
    name: &Spanned<String>,
    (assumption, unit): (&str, &Unit),
    values: &[Value],
    draws: &[DrawSource],
    shapes: &mut Shapes,
) {
    let level_in_base = unit.to_base(level);
    let near = level_in_base.abs().max(f64::MIN_POSITIVE) * 1e-9;
    let takes = |value: &Value| match value {
        Value::Fixed(fixed) => (fixed - level_in_base).abs() <= near,
        Value::Random(draw) => {
            let distribution = &draws[*draw].distribution;
            distribution.cumulative().is_some()
                && distribution.cdf(level_in_base + near) > distribution.cdf(level_in_base - near)
        }
    };
    // A value that is fixed for once keeps the names of those that it could take.
    let fixed = values.iter().all(|value| matches!(value, Value::Fixed(_)));
    if !fixed && !values.iter().any(takes) {
        let message = format!("`{assumption}` is never {level}");
        let help = Some("name values that its `discrete` or `empirical` distribution has".to_owned());
        shapes.error(Code::Level, message, &name.span, "not one of its values", help);
    }
}

/// Builds a distribution in base units; impossible parameters are reported where they stand.
fn distribution(
    written: &scenario::Distribution,
    unit: &Unit,
    shapes: &mut Shapes,
) -> Option<distribution::Distribution> {
    match distribution::build(&written.kind.value, &parameters(written)) {
        Ok(distribution) => {
            let (numerator, denominator) = unit.scale();
            Some(distribution.scaled(numerator, denominator))
        }
        Err(errors) => {
            for error in errors {
                let place = error.parameter.as_ref().and_then(|name| parameter_span(written, name));
                let span = place.unwrap_or_else(|| written.kind.span.clone());
                let message = format!("the distribution `{}` is impossible: {}", written.kind.value, error.problem);
                shapes.error(Code::Distribution, message, &span, "here", Some(format!("expected: {}", error.expected)));
            }
            None
        }
    }
}

fn parameter_span(written: &scenario::Distribution, name: &str) -> Option<Span> {
    written.parameters.iter().find(|parameter| parameter.name == name).map(|parameter| parameter.span.clone())
}

fn parameters(written: &scenario::Distribution) -> Parameters {
    let mut parameters = Parameters::default();
    for entry in &written.parameters {
        let value = match &entry.value {
            scenario::Parameter::Number(number) => distribution::Value::Number(*number),
            scenario::Parameter::List(list) => distribution::Value::List(list.clone()),
            scenario::Parameter::Distribution(inner) => {
                distribution::Value::Nested(inner.kind.value.clone(), self::parameters(inner))
            }
        };
        parameters.push((entry.name.clone(), value));
    }
    parameters
}

/// Levers, their settings checked against their bounds.
pub(super) fn levers(declared: Named<scenario::Lever>, signatures: &[Signature], shapes: &mut Shapes) -> Vec<Lever> {
    let mut checked = Vec::new();
    for (entry, signature) in declared.into_iter().zip(signatures) {
        let written = &entry.value;
        let mut settings = vec![written.value.clone(); shapes.count(&signature.dims)];
        for element in &written.elements {
            if let Some(flats) = shapes.elements(signature, &element.name, &element.span) {
                for flat in flats {
                    settings[flat] = element.value.clone();
                }
            }
        }
        let low = written.min.as_ref().map_or(f64::NEG_INFINITY, |min| min.value);
        let high = written.max.as_ref().map_or(f64::INFINITY, |max| max.value);
        for setting in settings.iter().chain([&written.neutral]) {
            // Of bounds the wrong way round it has been said; every setting lies outside them.
            if low <= high && (setting.value < low || setting.value > high) {
                let message = format!("the lever `{}` is set to {}, outside its bounds", entry.written, setting.value);
                let help = Some(format!("its bounds are {low} and {high}"));
                shapes.error(Code::LeverBounds, message, &setting.span, "out of bounds", help);
            }
        }
        let from = written.from.as_ref().map_or(f64::NEG_INFINITY, |from| from.value);
        let until = written.until.as_ref().map_or(f64::INFINITY, |until| until.value);
        if from > until {
            let span = written.until.as_ref().map_or(&entry.span, |until| &until.span);
            let message = format!("the lever `{}` ends before it begins", entry.written);
            shapes.error(Code::LeverPeriod, message, span, "before `from`", None);
        }
        checked.push(Lever {
            signature: signature.clone(),
            values: settings.iter().map(|setting| signature.unit.to_base(setting.value)).collect(),
            neutral: signature.unit.to_base(written.neutral.value),
            from,
            until,
            declared: entry,
        });
    }
    checked
}

/// Lookup tables, and the units of their arguments and values.
pub(super) fn lookups(declared: &Named<scenario::Lookup>, shapes: &mut Shapes) -> (Vec<Lookup>, Vec<(Unit, Unit)>) {
    let mut tables = Vec::new();
    let mut units = Vec::new();
    for entry in declared {
        let written = &entry.value;
        let (x, y) = (&written.x.value, &written.y.value);
        let before = shapes.problems.len();
        if x.len() != y.len() || x.is_empty() {
            let message = format!(
                "`x` of the lookup `{}` has {}, and `y` {}",
                entry.written,
                counted(x.len(), "number"),
                y.len()
            );
            let help = Some("there must be as many, and at least one".to_owned());
            shapes.error(Code::Lookup, message, &written.y.span, "does not fit `x`", help);
        }
        if let Some((one, next)) = x.iter().zip(x.iter().skip(1)).find(|(one, next)| one >= next) {
            let message =
                format!("the abscissae of `{}` do not increase: {} is followed by {}", entry.written, one, next);
            shapes.error(Code::Lookup, message, &written.x.span, "must increase", None);
        }
        let (x_unit, unit) = (shapes.unit(&written.x_unit), shapes.unit(&written.unit));
        let is_sound = shapes.problems.len() == before;
        tables.push(Lookup {
            x: if is_sound { x.iter().map(|value| x_unit.to_base(*value)).collect() } else { vec![0.0] },
            y: if is_sound { y.iter().map(|value| unit.to_base(*value)).collect() } else { vec![f64::NAN] },
            step: written.step,
            extrapolation: written.extrapolation,
        });
        units.push((x_unit, unit));
    }
    (tables, units)
}
