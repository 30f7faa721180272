//! Assumptions estimated from history: `[fits]` carried out with what is known.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Spanned};
use crate::fit::{Estimate, Fitted, Input, Observations, Request, Spread, fit, rounded};
use crate::model::check::check;
use crate::model::{Conditioned, Fit, FitTarget, Model};
use crate::scenario::{
    Assumption, Binding, Correlation, Distribution, Entry, Estimated, Parameter, ParameterEstimate, Scenario, Stated,
    Worth, last_words,
};

/// The model of a scenario: checks it, and puts what history says of assumptions in the place of what the file says:
/// each estimate as `catchup fit --write` would write it, with the rank correlations between them. Whatever is to be
/// run goes through here.
///
/// Where the data that are known do not suffice, assumptions keep what the file says, and a warning says so. The order
/// of assumptions, and with it their random numbers, does not change.
///
/// # Errors
/// Everything that is wrong with the scenario; correlations of the file that those of a fit leave no room for.
pub fn model_of(scenario: Scenario) -> Result<(Model, Vec<Diagnostic>), Diagnostics> {
    if scenario.fits.is_empty() {
        return Ok((check(scenario)?, Vec::new()));
    }
    let mut fitted = scenario.clone();
    let model = check(scenario)?;
    let results: Vec<Result<Fitted, String>> = model.fits.iter().map(carry_out).collect();
    let mut warnings = Vec::new();
    for (fit, result) in model.fits.iter().zip(results) {
        let estimated = report(&model, fit, &result);
        warnings.extend(without(fit));
        match &result {
            Ok(found) => {
                apply(&model, fit, found, &estimated, &mut fitted);
                warnings.extend(unheard(&model, fit));
            }
            Err(reason) => warnings.push(kept(&model, fit, reason)),
        }
        warnings.extend(counted_twice(&model, fit).filter(|_| result.is_ok()));
        fitted.estimated.push(estimated);
    }
    fitted.fits.clear();
    Ok((check(fitted)?, warnings))
}

/// Fits a law to its data; or says why that tells nothing.
fn carry_out(of: &Fit) -> Result<Fitted, String> {
    let written = &of.declared.value;
    let errors = written.structure;
    let request = Request { scale: written.scale, errors, fixed: of.fixed.clone(), launch: written.launch };
    let fitted = fit(written.law, &observations(of), &request).map_err(|error| format!("{error}"))?;
    match fitted.unidentified() {
        Some(open) => Err(format!("{} of {} is not identified", open.parameter.name, fitted.law.name)),
        None => Ok(fitted),
    }
}

/// What a law is fitted to.
fn observations(of: &Fit) -> Observations {
    Observations { inputs: of.inputs.clone(), ..Observations::new(&of.points) }
}

/// Values that are left out since nothing says how much had been made by then, and cumulative volumes that fall.
fn without(of: &Fit) -> Vec<Diagnostic> {
    let written = &of.declared.value;
    let place = |input: Input| written.inputs[input as usize].as_ref().map(|text| text.span.clone());
    let mut warnings = Vec::new();
    if let Some((first, input)) = of.without.first()
        && let Some(place) = place(*input)
    {
        let all = of.without.len() + of.points.len();
        let message = format!(
            "{} of {all} values of `{}` are left out, the first of {first}: {} is not observed then",
            of.without.len(),
            written.variable.value,
            input.doc()
        );
        warnings.push(Diagnostic::warning(Code::LeftOut, message, place, "observed at other times"));
    }
    if let Some(row) = observations(of).falls().first()
        && let Some(place) = place(Input::Volume)
    {
        let message = format!("cumulative volume falls in {}, which it cannot", of.points[*row].0);
        let help = "a history of what is made in a period goes to `production`";
        warnings.push(Diagnostic::warning(Code::FallingVolume, message, place, "cumulative volume").with_help(help));
    }
    warnings
}

/// What there is to say of a fit.
fn report(model: &Model, of: &Fit, result: &Result<Fitted, String>) -> Estimated {
    let entry = &of.declared;
    let written = &entry.value;
    let outcome = match result {
        Ok(fitted) => Ok(estimates(of, fitted).iter().map(|(at, one)| parameter(model, of, *at, one)).collect()),
        Err(reason) => Err(reason.clone()),
    };
    let correlations = |fitted: &Fitted| {
        let pairs = fitted.pairs().into_iter();
        pairs.map(|(a, b)| (a, b, fitted.rank_correlation(a, b))).collect()
    };
    Estimated {
        name: entry.written.clone(),
        span: entry.span.clone(),
        variable: model.selector(&model.variables[of.variable].signature, of.element),
        law: written.law,
        scale: written.errors(),
        structure: result.as_ref().ok().map(|fitted| fitted.errors),
        known_until: model.header.time.known_until.as_ref().map(|until| until.value),
        until: written.until.as_ref().map(|until| until.value),
        period: of.points.first().zip(of.points.last()).map(|(first, last)| (first.0, last.0)),
        values: of.points.len(),
        source: of.source.clone(),
        outcome,
        correlations: result.as_ref().map(correlations).unwrap_or_default(),
        remarks: result.as_ref().map(|fitted| [fitted.notes(), fitted.warnings()].concat()).unwrap_or_default(),
    }
}

/// The parameters of the law by index, and how far observations scatter around it, and what is left of that after a
/// period, if the fit tells them.
fn estimates(of: &Fit, fitted: &Fitted) -> Vec<(usize, Estimate)> {
    let behind = fitted.estimates.len();
    let more = [(behind, fitted.scatter()), (behind + 1, fitted.memory())];
    let told = more.into_iter().filter(|(at, _)| of.targets.iter().any(|target| target.parameter == *at));
    fitted.estimates.iter().cloned().enumerate().chain(told).collect()
}

fn parameter(model: &Model, of: &Fit, place: usize, estimate: &Estimate) -> ParameterEstimate {
    let parameter = estimate.parameter;
    let target = of.targets.iter().find(|target| target.parameter == place);
    let unit = target.map_or(&of.unit, |target| &model.signature_of(target).unit);
    let rescaled = |value: f64| match target {
        Some(_) => of.in_unit(parameter.quantity, unit, value),
        None => value,
    };
    let assumption = target.map(|target| &model.assumptions[target.assumption].declared);
    ParameterEstimate {
        parameter,
        assumption: target.map(|target| of.binding(target).value.target.value.clone()),
        set: target.is_some_and(|target| of.binding(target).value.set),
        unit: assumption
            .map_or_else(|| parameter.quantity.unit(&of.unit_text), |assumption| assumption.value.unit.value.clone()),
        value: rescaled(estimate.value),
        error: estimate.error.map(rescaled),
        interval: estimate.interval.map(|end| end.map(rescaled)),
        fallback: target.and_then(|target| written(model, target)).map(ToString::to_string).unwrap_or_default(),
    }
}

/// What the file says of an assumption.
fn written<'a>(model: &'a Model, target: &FitTarget) -> Option<&'a Worth> {
    let assumption = &model.assumptions[target.assumption].declared.value;
    let own = assumption.elements.iter().find(|element| element.name == target.element);
    own.map(|element| &element.value.worth).or(assumption.worth.as_ref())
}

/// Puts estimates and their correlations into a scenario.
fn apply(model: &Model, of: &Fit, fitted: &Fitted, estimated: &Estimated, scenario: &mut Scenario) {
    let said = estimated.describe();
    let estimates = estimates(of, fitted);
    for target in &of.targets {
        let binding = of.binding(target);
        let Some((_, estimate)) = estimates.iter().find(|(at, _)| *at == target.parameter) else { continue };
        let Some(spread) = estimate.spread().filter(|_| !binding.value.set) else { continue };
        let unit = &model.signature_of(target).unit;
        let quantity = estimate.parameter.quantity;
        let worth = worth(&spread.converted(|value| of.in_unit(quantity, unit, value)), binding);
        tell(&mut scenario.assumptions[target.assumption].value, &target.element, worth, &said, binding);
    }
    let entry = &of.declared;
    for (place, second) in of.targets.iter().enumerate() {
        for first in &of.targets[..place] {
            let (a, b) = (first.parameter.min(second.parameter), first.parameter.max(second.parameter));
            let Some((_, _, rank)) = estimated.correlations.iter().find(|(c, d, _)| (*c, *d) == (a, b)) else {
                continue;
            };
            let between = [first, second].map(|target| of.binding(target).value.target.clone());
            scenario.correlations.push(Entry {
                name: entry.name.clone(),
                written: entry.written.clone(),
                span: entry.span.clone(),
                value: Correlation {
                    between: between.into(),
                    rank: Spanned::new(rounded(*rank), entry.span.clone()),
                    source: said.clone(),
                },
            });
        }
    }
}

/// What an assumption is worth; problems of it would be shown where the fit names it.
fn worth(spread: &Spread, binding: &Entry<Binding>) -> Worth {
    let place = &binding.span;
    let Some((kind, parameters)) = spread.parameters() else {
        return Worth::Value(Spanned::new(rounded(spread.middle()), place.clone()));
    };
    let entry = |(name, number): (&str, f64)| Entry {
        name: name.to_owned(),
        written: name.to_owned(),
        span: place.clone(),
        value: Parameter::Number(rounded(number)),
    };
    Worth::Distribution(Distribution {
        kind: Spanned::new(kind.to_owned(), place.clone()),
        parameters: parameters.into_iter().map(entry).collect(),
        stated: Stated::default(),
    })
}

/// Says what an assumption or one of its elements is worth, and where the file had it from.
fn tell(assumption: &mut Assumption, element: &str, worth: Worth, said: &str, binding: &Entry<Binding>) {
    let own = assumption.elements.iter().find(|own| own.name == element);
    let before = own.map(|own| &own.value.source).filter(|source| !source.is_empty()).unwrap_or(&assumption.source);
    let source = if before.is_empty() { said.to_owned() } else { format!("{said}; without data: {before}") };
    let element = (!element.is_empty()).then(|| Entry {
        name: element.to_owned(),
        written: own.map_or_else(|| element.to_owned(), |own| own.written.clone()),
        span: binding.value.target.span.clone(),
        value: (),
    });
    assumption.tell(element, worth, source);
}

/// Where the data that are known do not suffice.
fn kept(model: &Model, of: &Fit, reason: &str) -> Diagnostic {
    let entry = &of.declared;
    let names: Vec<String> =
        entry.value.parameters.iter().map(|binding| format!("`{}`", binding.value.target.value)).collect();
    let [known, own] =
        [&model.header.time.known_until, &entry.value.until].map(|year| year.as_ref().map(|year| year.value));
    let known =
        last_words(known, own, |year| year.to_string()).map_or_else(String::new, |words| format!(", known {words}"));
    let (verb, names) = (if names.len() == 1 { "keeps" } else { "keep" }, names.join(", "));
    let message =
        format!("nothing is fitted by `{}`{known}: {reason}; {names} {verb} what the file says", entry.written);
    Diagnostic::warning(Code::NotFitted, message, entry.span.clone(), "without effect")
        .with_help("fix a parameter, choose another law or window, or let more be known")
}

/// Assumptions that a file says anew, though one that it extends has them fitted.
fn unheard<'a>(model: &'a Model, of: &'a Fit) -> impl Iterator<Item = Diagnostic> + 'a {
    let place = |span: &Span| model.header.files.iter().position(|file| *file == span.source.path);
    of.targets.iter().filter_map(move |target| {
        let binding = of.binding(target);
        let span = match written(model, target)? {
            Worth::Value(value) => &value.span,
            Worth::Distribution(distribution) => &distribution.kind.span,
        };
        let entry = &of.declared;
        let message = format!("`{}` is changed here, and fitted all the same", binding.value.target.value);
        let warning = || {
            Diagnostic::warning(Code::NoEffect, message, span.clone(), "has no effect")
                .with_label(binding.value.target.span.clone(), "fitted here")
                .with_help(format!("take the fit out with `enabled = false` in [fits.{}]", entry.written))
        };
        // What the command line says is in no file, and holds.
        (place(span)? > place(&binding.span)?).then(warning)
    })
}

/// Data that are fitted, and that draws must agree with besides.
fn counted_twice(model: &Model, of: &Fit) -> Option<Diagnostic> {
    let same = |condition: &&Conditioned| {
        let times = condition.observations.iter().map(|(point, _)| model.axis.time(*point));
        let mut shared = times.filter(|time| of.points.iter().any(|(known, _)| (known - time).abs() < 1e-6));
        (condition.variable, condition.element) == (of.variable, of.element) && shared.next().is_some()
    };
    let twice = model.condition.as_ref()?.series.iter().find(same)?;
    let entry = &of.declared;
    let message = format!(
        "the history of `{}` is fitted and draws are conditioned on it: it counts twice",
        entry.value.variable.value
    );
    let warning = Diagnostic::warning(Code::CountedTwice, message, entry.span.clone(), "fitted here")
        .with_label(twice.declared.span.clone(), "and used here")
        .with_help("ranges come out too narrow; remove one of them");
    Some(warning)
}
