//! What moves most from the reference to another path: a target, and a headline.

use maud::{Markup, html};

use super::compare::path;
use crate::projection::{Comparison, Target};
use crate::wording::phrase::{difference, difference_range, goal, long, standing};
use crate::wording::time;
use crate::wording::unit::Unit;

/// The target whose chance differs most, and the headline that does, of the paths to choose from beside the reference; none of what
/// looks the same.
pub fn sentences(comparison: &Comparison) -> Vec<Markup> {
    [target(comparison), headline(comparison)].into_iter().flatten().collect()
}

/// The paths to choose from but the reference.
fn others(comparison: &Comparison) -> impl Iterator<Item = usize> + '_ {
    let all = 0..comparison.projections.len();
    all.filter(|scenario| *scenario != comparison.reference && comparison.is_ranked(*scenario))
}

/// The open target whose chance on a path is furthest from that on the reference.
fn target(comparison: &Comparison) -> Option<Markup> {
    let mut most: Option<(f64, Markup)> = None;
    for beside in comparison.side_by_side() {
        for (wanted, all) in beside.goals() {
            let Some(from) = all.get(comparison.reference).copied().flatten().filter(|own| is_open(own)) else {
                continue;
            };
            for scenario in others(comparison) {
                let Some(to) = all.get(scenario).copied().flatten().filter(|own| is_open(own)) else { continue };
                let moved = (to.probability - from.probability).abs();
                let told = [from, to].map(standing);
                if told[0] == told[1] || most.as_ref().is_some_and(|(known, _)| *known >= moved) {
                    continue;
                }
                let name = beside.projection.label(beside.variable, beside.series);
                let goal = goal(wanted.value, wanted.at_least, &Unit::of(beside.variable));
                let year = time::of(wanted.year, &beside.projection.times);
                let [reference, path] = [comparison.reference, scenario].map(|scenario| path(comparison, scenario));
                let sentence = html! {
                    "The target that moves most is " strong { (name) " " (goal) " in " (year) } ": its chance is "
                    (told[0]) " on “" (reference) "” and " (told[1]) " on “" (path) "”."
                };
                most = Some((moved, sentence));
            }
        }
    }
    most.map(|(_, sentence)| sentence)
}

fn is_open(target: &Target) -> bool {
    !target.observed && !target.past
}

/// The headline whose paired difference is the greatest part of the number itself.
fn headline(comparison: &Comparison) -> Option<Markup> {
    let reference = comparison.projections.get(comparison.reference)?;
    let mut most: Option<(f64, Markup)> = None;
    for (number, year) in reference.headlines() {
        let own = number.series.at(number.point).median;
        let unit = Unit::of(number.variable);
        let selector = reference.selector(number.variable, number.series);
        for scenario in others(comparison) {
            let Some(gap) = comparison.difference(scenario, &selector, year) else {
                continue;
            };
            let size = own.abs().max((own + gap.median).abs());
            let moved = gap.median.abs() / size.max(f64::MIN_POSITIVE);
            if gap.is_little_beside([own, own + gap.median]) || most.as_ref().is_some_and(|(known, _)| *known >= moved)
            {
                continue;
            }
            let [from, to] = [comparison.reference, scenario].map(|scenario| path(comparison, scenario));
            let sentence = html! {
                "Of the headlines, " strong { (reference.label(number.variable, number.series)) } " in "
                (time::of(year, &reference.times)) " moves most: on “" (to) "” " (difference(gap.median, &unit))
                " (5–95\u{a0}%: " (difference_range(gap.low, gap.high, &unit)) ") against " (long(own, &unit)) " on “"
                (from) "”, in the same world."
            };
            most = Some((moved, sentence));
        }
    }
    most.map(|(_, sentence)| sentence)
}
