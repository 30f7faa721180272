//! Series that add up, by what they are sums over.

use super::{Group, Total};
use crate::data::{AddsUp, Tidy};

/// Series that are sums over the same columns, or parts of sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// `all`, `by region`, or `parts`.
    pub name: String,
    /// Places of its series in the panel, ascending.
    pub series: Vec<usize>,
}

/// The tiers of groups with their totals, in the order in which totals are made; parts come last.
pub(super) fn of(tidy: &Tidy, totals: &[Vec<Total>], groups: &[Group]) -> Vec<Tier> {
    let columns: Vec<&str> = match &tidy.frame.adds_up {
        AddsUp::Columns(columns) => (0..tidy.keys.len())
            .filter(|at| columns.contains(&tidy.frame.keys[*at]))
            .map(|at| tidy.keys[at].as_str())
            .collect(),
        AddsUp::Nothing | AddsUp::Series => Vec::new(),
    };
    let mut tiers: Vec<Tier> = Vec::new();
    let mut add = |name: String, place: usize| match tiers.iter_mut().find(|tier| tier.name == name) {
        Some(tier) => tier.series.push(place),
        None => tiers.push(Tier { name, series: vec![place] }),
    };
    let pairs = || totals.iter().filter(|totals| !totals.is_empty()).zip(groups);
    for (totals, group) in pairs() {
        totals.iter().zip(&group.members).for_each(|(total, place)| add(name(&columns, total), *place));
    }
    for (totals, group) in pairs() {
        group.members[totals.len()..].iter().for_each(|place| add("parts".to_owned(), *place));
    }
    for tier in &mut tiers {
        tier.series.sort_unstable();
    }
    tiers
}

fn name(columns: &[&str], total: &Total) -> String {
    let kept: Vec<&str> =
        columns.iter().zip(&total.keys).filter(|(_, key)| key.is_some()).map(|(column, _)| *column).collect();
    if kept.is_empty() { "all".to_owned() } else { format!("by {}", kept.join(" and ")) }
}
