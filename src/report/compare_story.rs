//! The story of a comparison: which path leads, at what cost, why, and what is at stake.

use maud::{Markup, html};

use super::address::link;
use super::compare::{cost_id, criterion_id, dominance_id, loss, part_id, path, unit_of_attribution};
use super::story::MOST;
use super::{moved, worlds};
use crate::projection::{Attribution, Comparison, Criterion, Part, Summary};
use crate::wording::number;
use crate::wording::phrase::{count, difference, difference_range, long, unit_of_summaries};
use crate::wording::ranged::Ranged;

/// At most five sentences: who leads by each criterion; by how much, at what cost and why the leader by the first
/// criterion other than cost does; regret, which path loses least when the world turns, and dominance. Where there are few criteria, what is compared comes first.
pub fn sentences(comparison: &Comparison) -> Vec<Markup> {
    let mut told: Vec<Markup> = leaders_sentence(comparison).into_iter().collect();
    if let Some((criterion, leader)) = lead(comparison) {
        told.extend(lead_sentence(comparison, criterion, leader));
        told.extend(cost_sentence(comparison, leader));
        told.extend(reason_sentence(comparison, leader, criterion));
        told.extend(regret_sentence(comparison, criterion));
    }
    told.truncate(MOST - usize::from(comparison.worlds.is_some()));
    told.extend(worlds::sentence(comparison));
    if told.len() < MOST {
        told.extend(dominance_sentence(comparison));
    }
    if comparison.criteria.is_empty() {
        told.extend(moved::sentences(comparison));
    }
    if told.len() < MOST {
        told.insert(0, paths_sentence(comparison));
    }
    told
}

/// At most four sentences: what the leader by the first criterion other than cost gains, what it costs, and which path loses
/// least when the world turns, or has the least to regret. Where paths do not differ by such a criterion, what moves most.
pub fn answer(comparison: &Comparison) -> Vec<Markup> {
    let Some((criterion, leader)) = lead(comparison) else {
        let mut told = vec![paths_sentence(comparison)];
        told.extend(alike_sentence(comparison));
        told.extend(moved::sentences(comparison));
        return told;
    };
    if is_cost(comparison, criterion) {
        let told = cost_sentence(comparison, leader).or_else(|| lead_sentence(comparison, criterion, leader));
        return told.into_iter().chain(moved::sentences(comparison)).chain(worlds::sentence(comparison)).collect();
    }
    let robust = worlds::sentence(comparison).or_else(|| regret_sentence(comparison, criterion));
    let told = [lead_sentence(comparison, criterion, leader), cost_sentence(comparison, leader), robust];
    told.into_iter().flatten().collect()
}

/// By which criterion a path leads, and which: the first other than cost by which the lead is worth telling, else a cost by which
/// it is. What the table beneath calls as the reference is no lead.
fn lead(comparison: &Comparison) -> Option<(&Criterion, usize)> {
    let (costs, others): (Vec<&Criterion>, Vec<&Criterion>) =
        comparison.criteria.iter().partition(|criterion| is_cost(comparison, criterion));
    others.into_iter().chain(costs).find_map(|criterion| {
        let leader = leader(criterion)?;
        let differs = |scenario: usize| {
            let median = |scenario: usize| criterion.values.get(scenario).map_or(0.0, |value| value.median);
            let gap = criterion.differences.get(scenario);
            gap.is_some_and(|gap| !gap.is_little_beside([scenario, comparison.reference].map(median)))
        };
        let mut others = (0..comparison.projections.len()).filter(|scenario| *scenario != comparison.reference);
        let told = if leader == comparison.reference { others.any(differs) } else { differs(leader) };
        told.then_some((criterion, leader))
    })
}

/// That no criterion tells paths apart, if there are any.
fn alike_sentence(comparison: &Comparison) -> Option<Markup> {
    (!comparison.criteria.is_empty())
        .then(|| html! { "By no criterion does one of them lead by more than a hundredth." })
}

/// The selectors of what a brief explains: the criterion other than cost by which a path leads, or else the first, and costs.
pub fn told(comparison: &Comparison) -> Vec<&str> {
    let leads = lead(comparison).map(|(criterion, _)| criterion).filter(|criterion| !is_cost(comparison, criterion));
    let first = leads.or_else(|| comparison.criteria.iter().find(|criterion| !is_cost(comparison, criterion)));
    let costs = comparison.criteria.iter().filter(|criterion| is_cost(comparison, criterion));
    costs.chain(first).map(|criterion| criterion.selector.as_str()).collect()
}

/// Whether a criterion is what paths cost: another variable than that of the costs, with another discount rate or period, is
/// cost all the same.
fn is_cost(comparison: &Comparison, criterion: &Criterion) -> bool {
    let cost = comparison.costs.as_ref().map(|costs| costs.unit.as_str());
    !criterion.higher_is_better && cost == Some(criterion.unit.as_str())
}

/// Who leads by each criterion, if there are several.
fn leaders_sentence(comparison: &Comparison) -> Option<Markup> {
    let leads: Vec<(&Criterion, usize)> =
        comparison.criteria.iter().filter_map(|criterion| Some((criterion, leader(criterion)?))).collect();
    (leads.len() > 1).then(|| {
        html! {
            @for (place, (criterion, scenario)) in leads.iter().enumerate() {
                @if place == 0 { "By " } @else { "; by " }
                strong { (criterion.label) } " “" (path(comparison, *scenario)) "” is best in "
                (link(&criterion_id(criterion, *scenario), &number::probability(criterion.best[*scenario])))
                @if place == 0 { " of worlds" }
            }
            "."
        }
    })
}

fn paths_sentence(comparison: &Comparison) -> Markup {
    let samples = comparison.projections.iter().filter_map(|projection| projection.about.basis.sample());
    let draws = samples.map(|sample| sample.draws).max().unwrap_or(0);
    html! {
        (link("paths", &count(comparison.projections.len(), "path"))) " are compared in the same "
        (link("method", &count(draws as usize, "world"))) "; the reference is “"
        (path(comparison, comparison.reference)) "”."
    }
}

/// The path that is best in most worlds; none if another is in as many, as one is that is equal in all of them.
fn leader(criterion: &Criterion) -> Option<usize> {
    let shares = criterion.best.iter().enumerate();
    let (first, most) = shares.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))?;
    let others = criterion.best.iter().enumerate().filter(|(other, _)| *other != first);
    others.into_iter().all(|(_, share)| most - share > 1e-9).then_some(first)
}

/// What the leading path gains by a criterion.
fn lead_sentence(comparison: &Comparison, criterion: &Criterion, scenario: usize) -> Option<Markup> {
    let id = criterion_id(criterion, scenario);
    let (share, value) = (criterion.best.get(scenario)?, criterion.values.get(scenario)?);
    let unit = unit_of_summaries(&criterion.unit, &criterion.values);
    let written = Ranged::median_beside(value, &unit, &criterion.beside(scenario, comparison.reference));
    let gap = criterion.differences.get(scenario).filter(|_| scenario != comparison.reference);
    Some(html! {
        "“" (path(comparison, scenario)) "” leads"
        @if comparison.criteria.len() < 2 { " in " (link(&id, &number::probability(*share))) " of worlds" }
        " by " strong { (criterion.label) } " with a median of " (link(&id, &written.long(&unit)))
        @if let Some(range) = written.range() { " (5–95\u{a0}%: " (range) ")" }
        @if let Some(gap) = gap {
            ", " (link(&id, &difference(gap.median, &unit))) " against “" (path(comparison, comparison.reference))
            "” in the same world"
        }
        "."
    })
}

/// The paired difference in total cost of the leading path, or of the costliest if that is the reference.
fn cost_sentence(comparison: &Comparison, leader: usize) -> Option<Markup> {
    let costs = comparison.costs.as_ref()?;
    let total = |scenario: usize| costs.differences.get(scenario)?.last();
    let costliest = || {
        let others = (0..comparison.projections.len()).filter(|scenario| *scenario != comparison.reference);
        others.max_by(|a, b| median(total(*a)).total_cmp(&median(total(*b))))
    };
    let scenario = if leader == comparison.reference { costliest()? } else { leader };
    let Summary { low, median, high, .. } = *total(scenario)?;
    let unit = unit_of_summaries(&costs.unit, costs.costs.iter().chain(&costs.differences).flatten());
    let id = cost_id(scenario);
    let compared = if median < 0.0 { "less" } else { "more" };
    Some(html! {
        "“" (path(comparison, scenario)) "” takes " (link(&id, &long(median.abs(), &unit))) " " (compared) " than “"
        (path(comparison, comparison.reference)) "” in the same world (5–95\u{a0}%: "
        (link(&id, &difference_range(low, high, &unit))) "), until " (number::year(costs.year)) " by "
        strong { (costs.label) } "."
    })
}

fn median(summary: Option<&Summary>) -> f64 {
    summary.map_or(f64::NEG_INFINITY, |summary| summary.median)
}

/// The part that explains most of the gap of a path; of the widest gap if the path is the reference.
fn reason_sentence(comparison: &Comparison, leader: usize, criterion: &Criterion) -> Option<Markup> {
    let gap = |attribution: &Attribution| attribution.to - attribution.from;
    let by_gap = |a: &&Attribution, b: &&Attribution| gap(a).abs().total_cmp(&gap(b).abs());
    let same = || comparison.attributions.iter().filter(|attribution| attribution.selector == criterion.selector);
    let attribution = same()
        .find(|attribution| attribution.scenario == leader)
        .or_else(|| same().max_by(by_gap))
        .or(comparison.attributions.first())?;
    let by_mean = |a: &(usize, &Part), b: &(usize, &Part)| a.1.summary.mean.abs().total_cmp(&b.1.summary.mean.abs());
    let (place, part) = attribution.parts.iter().enumerate().max_by(by_mean)?;
    let unit = unit_of_attribution(comparison, attribution);
    let id = part_id(attribution, place);
    Some(html! {
        "Of the mean gap of " (link(&id, &difference(gap(attribution), &unit))) " in " (attribution.label) " between “"
        (path(comparison, attribution.scenario)) "” and “" (path(comparison, comparison.reference)) "”, "
        strong { (part.label) } " explains most: " (link(&id, &difference(part.summary.mean, &unit))) "."
    })
}

/// The path with the least greatest regret.
fn regret_sentence(comparison: &Comparison, criterion: &Criterion) -> Option<Markup> {
    let regrets = criterion.regret.iter().enumerate().filter(|(scenario, _)| comparison.is_ranked(*scenario));
    let (scenario, regret) = regrets.min_by(|a, b| a.1.greatest.total_cmp(&b.1.greatest))?;
    let unit = unit_of_summaries(&criterion.unit, &criterion.values);
    let id = criterion_id(criterion, scenario);
    let words = if unit.suffix.is_empty() { format!("\u{a0}{}", unit.words) } else { String::new() };
    let lost = format!("{}{}", loss(regret.greatest, &unit), words.trim_end());
    Some(html! {
        "The least to regret by " (criterion.label) " is “" (path(comparison, scenario))
        "”: in its worst world it loses " (link(&id, &lost)) " against the best path there."
    })
}

fn dominance_sentence(comparison: &Comparison) -> Option<Markup> {
    let undominated = comparison.dominance.as_ref()?.undominated.iter().enumerate();
    let (scenario, share) = undominated.max_by(|a, b| a.1.total_cmp(b.1))?;
    Some(html! {
        "By all criteria at once no path dominates “" (path(comparison, scenario)) "” in "
        (link(&dominance_id(scenario), &number::probability(*share))) " of worlds."
    })
}
