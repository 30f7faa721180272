//! What there is to move and to see.

use serde_json::{Value, json};

use super::opened::Opened;
use crate::projection::{Chart, Input, Projection};
use crate::session::{Lever, Session, Variation};
use crate::wording::time;
use crate::wording::unit::Unit;

/// The state of all scenarios.
pub fn state(scenarios: &[Opened]) -> Value {
    json!({
        "program": format!("catchup {}", env!("CARGO_PKG_VERSION")),
        "scenarios": scenarios.iter().map(scenario).collect::<Vec<_>>(),
    })
}

fn scenario(opened: &Opened) -> Value {
    let Opened { session, outline, charts, .. } = opened;
    let ensemble = &session.model().header.ensemble;
    let times = &outline.times;
    json!({
        "id": session.id(), "title": session.title(), "narrative": session.narrative().trim(),
        "file": session.path().display().to_string(),
        "draws": session.draws(), "seed": ensemble.seed, "sampler": ensemble.sampler.name(),
        "first": times.first(), "last": times.last(), "step": outline.step(),
        "times": times,
        "words": times.iter().map(|moment| time::of(*moment, times)).collect::<Vec<_>>(),
        "criteria": !session.model().criteria.is_empty(),
        "levers": session.levers().iter().map(|own| lever(session, own)).collect::<Vec<_>>(),
        "assumptions": assumptions(session),
        "shocks": shocks(session),
        "charts": charts.iter().map(|own| chart(outline, own)).collect::<Vec<_>>(),
        "variables": session.variables().iter().map(|variable| json!({
            "name": variable.name, "label": variable.label, "unit": variable.unit,
        })).collect::<Vec<_>>(),
    })
}

fn lever(session: &Session, lever: &Lever) -> Value {
    let name = lever.selector.split('[').next().unwrap_or_default();
    let axis = &session.model().axis;
    let (from, until) = axis.span(lever.period.into());
    let [from, until] = [from, until].map(|year| year.clamp(axis.time(0), axis.time(axis.points - 1)));
    json!({
        "name": name, "selector": lever.selector, "label": lever.label, "unit": lever.unit, "words": words(&lever.unit),
        "switch": is_switch(&lever.label), "value": lever.value,
        "neutral": lever.neutral, "min": lever.bounds[0], "max": lever.bounds[1], "from": from, "until": until,
        "source": lever.source,
    })
}

/// A unit as charts write it, of numbers as they stand in the file.
fn words(unit: &str) -> String {
    Unit::as_declared(unit).words.replace('\u{a0}', " ")
}

/// Whether a label says what 0 and 1 mean, as `1 yes, 0 no` does: these two are then settings, and no shares of 0 and 100 %.
fn is_switch(label: &str) -> bool {
    let mut words = label.split_whitespace().peekable();
    let mut said = [false; 2];
    while let Some(word) = words.next() {
        let bare = word.trim_start_matches(['(', '[']).trim_end_matches(['=', ':']);
        // `1=on` in one word, `1 on`, `1 = on`.
        let (number, meaning) = bare.split_once(['=', ':']).unwrap_or((bare, ""));
        if matches!(words.peek(), Some(&"=" | &":" | &"–" | &"-")) {
            words.next();
        }
        let next = if meaning.is_empty() { words.peek().copied().unwrap_or_default() } else { meaning };
        if let ("0" | "1", true) = (number, next.starts_with(char::is_alphabetic)) {
            said[usize::from(number == "1")] = true;
        }
    }
    said == [true; 2]
}

fn assumptions(session: &Session) -> Vec<Value> {
    let fitted = session.fitted();
    let written = |input: Input| {
        let [low, median, high] = input.range.unwrap_or([f64::NAN; 3]);
        json!({
            "selector": input.selector, "label": input.label, "unit": input.unit, "words": words(&input.unit),
            "switch": is_switch(&input.label), "text": input.text,
            "low": low, "median": median, "high": high, "source": input.source,
            "fitted": fitted.contains(&input.selector),
        })
    };
    session.assumptions().into_iter().map(written).collect()
}

/// Shocks, those too that are switched off.
fn shocks(session: &Session) -> Vec<Value> {
    let off = session.shocks_off();
    let on = Variation { shocks: off.iter().map(|name| (name.clone(), true)).collect(), ..Variation::default() };
    // What was never meant to be switched on may make no valid model.
    let all = if off.is_empty() { None } else { session.vary(&on).ok() };
    let shocks = all.as_ref().unwrap_or(session).shocks();
    let written = |input: Input| {
        let is_off = off.iter().any(|name| crate::diagnostic::fold(name) == input.selector);
        json!({
            "name": input.selector, "label": input.label, "text": input.text, "unit": input.unit,
            "source": input.source, "on": !is_off,
        })
    };
    shocks.into_iter().map(written).collect()
}

/// A chart, and the series in it that one may point at.
fn chart(outline: &Projection, chart: &Chart) -> Value {
    let mut series = Vec::new();
    for variable in chart.variables.iter().map(|index| &outline.variables[*index]) {
        for own in &variable.series {
            if chart.shows(&variable.dims, &own.elements) {
                series.push(json!({
                    "selector": outline.selector(variable, own), "label": outline.label(variable, own),
                    "element": outline.element_label(variable, own), "variable": variable.name,
                }));
            }
        }
    }
    let first = chart.variables.first().map(|index| outline.variables[*index].label.as_str());
    let title = if chart.title.is_empty() { first.unwrap_or(&chart.name) } else { &chart.title };
    let until = chart.until.or(outline.times.last().copied()).unwrap_or_default();
    json!({
        "name": chart.name, "title": title, "kind": chart.kind.name(), "series": series, "year": until,
    })
}

#[cfg(test)]
mod tests {
    use super::{is_switch, words};

    #[test]
    fn a_switch_of_zero_and_one_is_no_share() {
        for label in [
            "Keep it below the world market: 1 yes, 0 no",
            "Reading of the growth: 0 evidence, 1 the article's rate for ever",
            "Guard (0 = off, 1 = on)",
            "Guard (0: off; 1: on)",
            "Guard 0=off 1=on",
        ] {
            assert!(is_switch(label), "{label}");
        }
        for label in [
            "Subsidy, part of the price",
            "Share of 1 grid",
            "From 0 to 1",
            "Yearly probability, 0 never",
            "Tax of 10 a, 0 b",
        ] {
            assert!(!is_switch(label), "{label}");
        }
    }

    #[test]
    fn units_are_said_in_the_words_of_charts() {
        assert_eq!(["%/yr", "1", "k robot/yr"].map(words), ["% a year", "", "k robots a year"]);
    }
}
