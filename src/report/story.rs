//! The story of a run in a few sentences, each number with a link to where it stands.

use std::cmp::Reverse;

use maud::{Markup, html};

use super::address::link;
use super::numbers::{milestone_id, points_of, target_id, value_id};
use crate::numeric::sorting::sort_by_key;
use crate::projection::{Basis, InputKind, Milestone, Projection, Sample, Series, Target, Variable};
use crate::wording::phrase::{change, count, event, passing, short, short_range, standing};
use crate::wording::ranged::Ranged;
use crate::wording::unit::Unit;
use crate::wording::{number, time};

/// The most sentences of a story.
pub const MOST: usize = 5;

/// A relative change that is not called a rise or a fall.
const LITTLE: f64 = 0.02;

/// One headline value: the last year shown of the first element of a variable; what the others come to is said beside it.
#[derive(Debug)]
pub struct Headline<'a> {
    /// The variable.
    pub variable: &'a Variable,
    /// Its series.
    pub series: &'a Series,
    /// How its numbers are written.
    pub unit: Unit,
    /// First and last point of time shown.
    pub points: [usize; 2],
}

/// The first series of each variable with headline values: by how many targets and thresholds the file asks about it, then in
/// the order of the file.
pub fn headlines(projection: &Projection) -> Vec<Headline<'_>> {
    let headline = |variable| {
        let points = points_of(projection, variable);
        let points = [*points.first()?, *points.last()?];
        Some(Headline { variable, series: variable.series.first()?, unit: Unit::of(variable), points })
    };
    let mut found: Vec<Headline> = projection.variables.iter().filter_map(headline).collect();
    sort_by_key(&mut found, |headline| Reverse(headline.series.targets.len() + headline.series.milestones.len()));
    found
}

/// Three to five sentences: where headline values go, when thresholds are passed, whether targets are met, what was
/// changed, and what the ranges rest on.
pub fn sentences(projection: &Projection) -> Vec<Markup> {
    let mut told: Vec<Markup> =
        headlines(projection).iter().take(2).map(|headline| course(projection, headline)).collect();
    told.extend(passing_sentence(projection));
    told.extend(target_sentence(projection));
    told.push(changes_sentence(projection));
    if told.len() < MOST {
        told.push(basis_sentence(projection));
    }
    told
}

/// From the first year to the last: median, growth and range.
fn course(projection: &Projection, headline: &Headline) -> Markup {
    let Headline { variable, series, unit, points: [first, last] } = headline;
    let [before, after] = [first, last].map(|point| series.median()[*point]);
    let [start, end] = [first, last].map(|point| projection.times[*point]);
    let id = value_id(projection, variable, series);
    let verb = match (after - before) / before.abs().max(after.abs()) {
        turn if turn > LITTLE => "rises",
        turn if turn < -LITTLE => "falls",
        _ => "goes",
    };
    let growth = change((start, before), (end, after), unit).map(|(text, _)| format!(" ({text})"));
    let written = |point: usize| Ranged::median_beside(&series.at(point), unit, &projection.goals(series, point));
    let reached = written(*last);
    html! {
        strong { (projection.label(variable, series)) } " " (verb) " from " (link(&id, &written(*first).short())) " in "
        (time::of(start, &projection.times)) " to " @if reached.range().is_some() { "a median of " } (link(&id, &reached.long(unit))) " in "
        (time::of(end, &projection.times)) (growth.unwrap_or_default())
        @if series.observed[*last] { ", as observed" }
        @else if let Some(between) = reached.between() { "; 90\u{a0}% of draws lie between " (link(&id, &between)) }
        "."
        @if let Some(others) = elements(projection, headline) { " " (others) }
    }
}

/// So many elements beside the first are named, each with its number.
const MOST_NAMED: usize = 3;

/// What the other elements of a headline come to in the last year: all if they are few, else the least and the greatest.
fn elements(projection: &Projection, headline: &Headline) -> Option<Markup> {
    let Headline { variable, unit, points: [_, last], .. } = headline;
    let others = variable.series.get(1..).filter(|others| !others.is_empty())?;
    let order = |a: &&Series, b: &&Series| a.median()[*last].total_cmp(&b.median()[*last]);
    let named = |series: &Series| {
        let id = value_id(projection, variable, series);
        let value = short(series.median()[*last], unit);
        html! { (projection.element_label(variable, series)) " " (link(&id, &value)) }
    };
    Some(if others.len() <= MOST_NAMED {
        html! {
            "In that year the median is, for "
            @for (place, series) in others.iter().enumerate() { @if place > 0 { ", " } (named(series)) }
            "."
        }
    } else {
        let [least, most] = [variable.series.iter().min_by(order)?, variable.series.iter().max_by(order)?];
        html! {
            "In that year medians of all " (variable.series.len()) " run from " (named(least)) " to " (named(most)) "."
        }
    })
}

impl Headline<'_> {
    /// What the other elements of the variable come to in the last year, in a few words; nothing if it has one alone.
    pub fn beside(&self, projection: &Projection) -> Option<String> {
        let Self { variable, unit, points: [_, last], .. } = self;
        let medians = || variable.series.iter().map(|series| series.median()[*last]);
        match &variable.series[..] {
            [] | [_] => None,
            [_, other] => {
                let name = projection.element_label(variable, other);
                Some(format!("{name}: {}", short(other.median()[*last], unit)))
            }
            all => {
                let (low, high) = medians().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), m| (a.min(m), b.max(m)));
                Some(format!("medians of all {}: {}", all.len(), short_range(low, high, unit)))
            }
        }
    }
}

/// The milestone that says most: the highest that most draws pass, else the lowest that most do not; one that is not
/// past from the beginning, of headline variables if they have any.
fn telling(projection: &Projection) -> Option<(&Variable, &Series, &Milestone, Unit)> {
    let open: Vec<_> = Unit::of_all(projection)
        .flat_map(|(variable, series, unit)| {
            series.milestones.iter().map(move |milestone| (variable, series, milestone, unit.clone()))
        })
        .filter(|(_, _, milestone, _)| milestone.already < 0.5)
        .collect();
    let first = open.iter().find(|(variable, ..)| !variable.headline.is_empty()).or(open.first())?.1;
    let of_first = || open.iter().filter(|(_, series, ..)| std::ptr::eq(*series, first));
    let by_threshold =
        |a: &&(_, _, &Milestone, _), b: &&(_, _, &Milestone, _)| a.2.event.far().total_cmp(&b.2.event.far());
    let passed = of_first().filter(|(_, _, milestone, _)| milestone.never < 0.5).max_by(by_threshold);
    passed.or_else(|| of_first().min_by(by_threshold)).cloned()
}

fn passing_sentence(projection: &Projection) -> Option<Markup> {
    let (variable, series, milestone, unit) = telling(projection)?;
    let id = milestone_id(projection, variable, series, &milestone.event);
    let (start, horizon) = (projection.first_time_of(&milestone.event), projection.times.last()?);
    let [first, median, last] = milestone.years.map(|year| passing(year, start, projection.step()));
    let name = projection.label(variable, series);
    let level = event(&milestone.event, &unit, projection.step());
    let missing = number::probability(milestone.never);
    Some(html! {
        strong { (name) }
        @if milestone.never < 0.5 {
            " reaches " (link(&id, &level)) " in " (link(&id, &median))
            @if first != last { " in the median draw (5–95\u{a0}%: " (first) " to " (last) ")" }
            @if milestone.never > 0.0 {
                "; in " (link(&id, &missing)) " of draws it does not by " (time::of(*horizon, &projection.times))
            }
        } @else {
            " does not reach " (link(&id, &level)) " by " (time::of(*horizon, &projection.times)) " in "
            (link(&id, &missing)) " of draws"
        }
        @if let Some(others) = passing_of_others(variable, series, milestone) { "; " (others) }
        "."
    })
}

/// How many other elements of a variable pass the same threshold in most draws.
fn passing_of_others(variable: &Variable, series: &Series, milestone: &Milestone) -> Option<String> {
    let others: Vec<&Milestone> = variable
        .series
        .iter()
        .filter(|other| !std::ptr::eq(*other, series))
        .filter_map(|other| other.milestones.iter().find(|own| own.event == milestone.event))
        .collect();
    let passing = others.iter().filter(|own| own.never < 0.5).count();
    match (others.len(), passing) {
        (0, _) => None,
        (1, 0) => Some("the other does not in most draws".to_owned()),
        (1, _) => Some("the other does in most draws".to_owned()),
        (all, passing) => Some(format!("of the {all} others {passing} do in most draws")),
    }
}

/// How many targets were met and missed, and of the open ones the likeliest and the least likely.
fn target_sentence(projection: &Projection) -> Option<Markup> {
    type Found<'a> = (&'a Variable, &'a Series, &'a Target);
    let all: Vec<Found> = Unit::of_all(projection)
        .flat_map(|(variable, series, _)| series.targets.iter().map(move |target| (variable, series, target)))
        .collect();
    let (settled, open): (Vec<Found>, Vec<Found>) = all.iter().partition(|(_, _, target)| target.is_settled());
    let met = settled.iter().filter(|(_, _, target)| target.probability > 0.5).count();
    let order = |a: &&Found, b: &&Found| a.2.probability.total_cmp(&b.2.probability);
    let [best, worst] = [open.iter().max_by(order), open.iter().min_by(order)];
    let named = |(variable, series, target): &Found| {
        let id = target_id(projection, variable, series, target);
        let year = time::of(target.year, &projection.times);
        html! {
            "“" (target.label) "” (" (projection.label(variable, series)) ", " (year) ") with "
            (link(&id, &standing(target)))
        }
    };
    if all.is_empty() {
        return None;
    }
    Some(html! {
        @if !settled.is_empty() {
            "Of " (link("targets", &count(settled.len(), "target"))) " whose date is past, "
            (link("targets", &met.to_string())) @if met == 1 { " was met" } @else { " were met" }
            @if best.is_some() { "; " } @else { "." }
        }
        @if let (Some(best), Some(worst)) = (best, worst) {
            @if open.len() == 1 {
                (link("targets", if settled.is_empty() { "One target" } else { "one" })) " is still open: " (named(best)) "."
            } @else {
                @if settled.is_empty() { "Of " } @else { "of " }
                (link("targets", &count(open.len(), "target"))) " still open, the likeliest is " (named(best))
                "; the least likely is " (named(worst)) "."
            }
        }
    })
}

fn changes_sentence(projection: &Projection) -> Markup {
    let changes = &projection.changes;
    let some: Vec<String> = changes
        .iter()
        .take(3)
        .map(|change| match (&change.before, &change.after) {
            (Some(before), Some(after)) if before.len() + after.len() < 40 => {
                format!("{} from {before} to {after}", change.key)
            }
            (None, Some(after)) if after.len() < 30 => format!("{} is {after}", change.key),
            (_, None) => format!("{} is removed", change.key),
            _ => change.key.clone(),
        })
        .collect();
    html! {
        @if changes.is_empty() {
            "Nothing is changed in what the file says: " (link("inputs", "all inputs")) " are as written there."
        } @else {
            "The scenario makes " (link("changes", &count(changes.len(), "change"))) " to its base"
            @if changes.len() > some.len() { ", among them " } @else { ": " }
            (some.join("; ")) "."
        }
    }
}

fn basis_sentence(projection: &Projection) -> Markup {
    let uncertain = |input: &&crate::projection::Input| input.range.is_some_and(|[low, _, high]| low != high);
    let inputs = projection.inputs.iter().filter(|input| input.kind == InputKind::Assumption);
    let (all, open) = (inputs.clone().count(), inputs.filter(uncertain).count());
    match &projection.about.basis {
        Basis::Run(Sample { draws, .. }) => html! {
            "The ranges rest on " (link("method", &count(*draws as usize, "draw"))) " of "
            (link("inputs", &count(open, "uncertain input"))) " out of " (link("inputs", &all.to_string()))
            ", each with its source."
        },
        Basis::Certain(_) => html! {
            "Nothing is uncertain here: these are the numbers of " (link("method", "one run")) " of "
            (link("inputs", &count(all, "input"))) ", each with its source."
        },
        Basis::Estimated { method, .. } => html! {
            "These are estimates from data, not of a model that was run: " (link("method", method)) "."
        },
    }
}
