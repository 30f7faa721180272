//! Splits the gap between a scenario and the reference among the changes that make it.

use ndarray::Axis;

use super::coalition::{Changes, Failure, Group};
use super::game::{PAIRS, Shares, shares};
use super::judge::summary;
use super::{CompareOptions, Compared, label};
use crate::analysis::RunError;
use crate::analysis::study::Study;
use crate::model::Quantity;
use crate::numeric::sorting::sort_by;
use crate::projection::{Attribution, Part};

/// Parts smaller than this, as a share of the number they belong to, are rounding.
const ROUNDING: f64 = 1e-12;

/// Attributions of all quantities (of the reference) for one scenario, and what a reader should know of.
///
/// Every coalition is run once for all quantities. None if nothing differs.
///
/// # Errors
/// Memory does not suffice, or the runs are cancelled.
pub(super) fn attribute(
    files: &[&Compared],
    how: CompareOptions,
    scenario: usize,
    quantities: &[Quantity],
    study: &Study,
) -> Result<(Vec<Attribution>, Vec<String>), RunError> {
    let (base, other) = (&files[how.reference].model, &files[scenario].model);
    let mut changes = Changes::new(files[how.reference], files[scenario], &how);
    if changes.groups.is_empty() || quantities.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let before = changes.groups.len();
    let found = match fused(&mut changes, quantities, study, how.attribution_draws) {
        Ok(found) => found,
        Err(Failure::Run(error)) => return Err(error),
        Err(failure) => return Ok((Vec::new(), vec![unattributed(&other.header.about.title, &failure)])),
    };
    let mut notes = Vec::new();
    if changes.groups.len() < before {
        let fused = changes.groups.iter().filter(|group| group.entries.len() > 1).map(Group::title);
        notes.push(format!(
            "{}: changes that give nothing valid without one another are attributed together: {}",
            other.header.about.title,
            fused.collect::<Vec<_>>().join("; ")
        ));
    }
    let attribution = |(index, of): (usize, &Quantity)| Attribution {
        scenario,
        selector: label::selector(base, *of),
        label: label::of(base, *of),
        unit: base.unit_of(*of).to_owned(),
        from: found.ends[0][index],
        to: found.ends[1][index],
        draws: found.draws,
        parts: parts(&changes, &found, index),
        sampled_orders: found.errors.as_ref().map(|_| 2 * PAIRS as u64),
    };
    Ok((quantities.iter().enumerate().map(attribution).collect(), notes))
}

/// Shapley values of all groups; those that give nothing valid without one another are fused until all coalitions are valid.
fn fused(changes: &mut Changes, quantities: &[Quantity], study: &Study, draws: Option<u64>) -> Result<Shares, Failure> {
    loop {
        match shares(changes, quantities, study, draws) {
            Err(Failure::Invalid(coalition)) if changes.groups.len() > 1 => changes.fuse(coalition),
            result => return result,
        }
    }
}

/// Why a gap is not attributed, in words.
fn unattributed(title: &str, failure: &Failure) -> String {
    match failure {
        Failure::Weightless(draws) => format!(
            "{title}: its gap to the reference is not attributed, for no draw of the first {draws} agrees with history; \
             ask for more by --attribution-draws"
        ),
        Failure::Invalid(_) => {
            format!("{title}: its gap to the reference cannot be attributed, for its changes give no valid numbers")
        }
        Failure::Run(error) => format!("{title}: {error}"),
    }
}

/// The parts of one quantity, the greatest first.
fn parts(changes: &Changes, found: &Shares, quantity: usize) -> Vec<Part> {
    let (base, other) = (changes.reference, changes.other);
    let ends = found.ends.iter().map(|means| means[quantity].abs()).fold(0.0, f64::max);
    let part = |(group, changed): (usize, &Group)| {
        let all = found.parts.index_axis(Axis(0), group);
        let mut draws = all.row(quantity).to_vec();
        // What is nothing but rounding beside the number itself is nothing.
        if draws.iter().all(|part| part.abs() < ROUNDING * ends) {
            draws.fill(0.0);
        }
        let texts = changed.entries.iter().flat_map(|name| {
            let lines = base.merged.changes(&other.merged, name);
            lines.into_iter().map(move |line| format!("{name}.{line}"))
        });
        let labels: Vec<String> =
            changed.entries.iter().map(|name| label::change(&base.model, &other.model, name)).collect();
        Part {
            name: changed.title(),
            label: changed.name.clone().unwrap_or_else(|| labels.join(" + ")),
            changes: texts.collect(),
            summary: summary(&draws, &found.weights),
            error: found.errors.as_ref().map(|errors| errors[[group, quantity]]),
        }
    };
    let mut parts: Vec<Part> = changes.groups.iter().enumerate().map(part).collect();
    sort_by(&mut parts, |a, b| b.summary.mean.abs().total_cmp(&a.summary.mean.abs()));
    parts
}
