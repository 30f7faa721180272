//! Scenarios between two: the reference with some of the changes that make another.

use super::{CompareOptions, Compared, shapley};
use crate::analysis::{RunError, model_of};
use crate::diagnostic::Diagnostics;
use crate::model::{Model, Quantity};
use crate::scenario::options::Options;

/// Groups of changes that lead from the reference to another scenario.
pub(super) struct Changes<'a> {
    pub reference: &'a Compared,
    pub other: &'a Compared,
    options: &'a Options,
    /// The groups that are told apart.
    pub groups: Vec<Group>,
}

/// Changes that are attributed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its name, if it was given one.
    pub name: Option<String>,
    /// The entries it changes: dotted names such as `levers.tariff`.
    pub entries: Vec<String>,
}

impl Group {
    /// One group of several.
    fn of(groups: impl IntoIterator<Item = Self>) -> Self {
        let (mut names, mut entries) = (Vec::new(), Vec::new());
        let mut named = false;
        for group in groups {
            named |= group.name.is_some();
            names.push(group.title());
            entries.extend(group.entries);
        }
        Self { name: named.then(|| names.join(" + ")), entries }
    }

    /// Its name, or those of its entries.
    #[must_use]
    pub fn title(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.entries.join(" + "))
    }
}

/// Why a coalition has no values.
pub(super) enum Failure {
    /// Its changes make no valid model, or numbers that are not finite, without others.
    Invalid(Coalition),
    /// None of so many first draws has weight.
    Weightless(u64),
    /// Memory does not suffice, or the runs are cancelled.
    Run(RunError),
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        Self::Run(error)
    }
}

/// A set of groups, as bits.
pub(super) type Coalition = u64;

/// More groups than this cannot be told apart.
pub(super) const MOST: usize = 63;

impl<'a> Changes<'a> {
    /// The groups asked for, as far as they change anything, and one for each other entry that differs; the last of more
    /// than [`MOST`] are one group.
    pub fn new(reference: &'a Compared, other: &'a Compared, how: &CompareOptions<'a>) -> Self {
        let mut entries = reference.merged.differences(&other.merged);
        let mut groups: Vec<Group> = Vec::new();
        for wanted in how.groups {
            let (taken, left) = entries.into_iter().partition(|entry| wanted.entries.contains(entry));
            groups.push(Group { name: wanted.name.clone(), entries: taken });
            entries = left;
        }
        groups.retain(|group| !group.entries.is_empty());
        groups.extend(entries.into_iter().map(|entry| Group { name: None, entries: vec![entry] }));
        if groups.len() > MOST {
            let rest = Group::of(groups.split_off(MOST - 1));
            groups.push(rest);
        }
        Self { reference, other, options: how.options, groups }
    }

    /// The coalition of all.
    pub fn all(&self) -> Coalition {
        (1 << self.groups.len()) - 1
    }

    /// The reference with the changes of a coalition.
    ///
    /// # Errors
    /// What is wrong with it: some changes cannot be taken without others.
    pub fn model(&self, coalition: Coalition) -> Result<Model, Diagnostics> {
        let names = self.entries(coalition);
        if let Some(model) = with_levers(&self.reference.model, &self.other.model, &names) {
            return Ok(model);
        }
        let mut found = Diagnostics::new();
        let scenario = self.reference.merged.mixed(&self.other.merged, names).scenario(self.options, &mut found);
        if found.has_errors() { Err(found) } else { model_of(scenario).map(|(model, _)| model) }
    }

    /// The groups that change nothing but levers which both have.
    pub fn of_levers(&self) -> Coalition {
        let is_lever = |entry: &String| {
            let model =
                |model: &Model| entry.strip_prefix("levers.").is_some_and(|name| model.lever_named(name).is_some());
            model(&self.reference.model) && model(&self.other.model)
        };
        let of = |(place, group): (usize, &Group)| if group.entries.iter().all(is_lever) { 1 << place } else { 0 };
        self.groups.iter().enumerate().map(of).sum()
    }

    /// Numbers of the reference in a model between the two; none if it lacks a variable.
    pub fn quantities(&self, model: &Model, of: &[Quantity]) -> Option<Vec<Quantity>> {
        let base = &self.reference.model;
        let own = |of: &Quantity| {
            let variable = model.variable_named(&base.variables[of.variable].signature.name)?;
            Some(Quantity { variable, ..*of })
        };
        of.iter().map(own).collect()
    }

    /// The entries that some groups change.
    pub fn entries(&self, groups: Coalition) -> Vec<&str> {
        let taken = self.groups.iter().enumerate().filter(|(group, _)| groups & (1 << group) != 0);
        taken.flat_map(|(_, group)| group.entries.iter().map(String::as_str)).collect()
    }

    /// Puts two groups together, for a coalition is invalid: what a change lacks is found by adding a group that
    /// mends it, whose change lacks it by taking a group away. If that does not tell, all groups become one.
    pub fn fuse(&mut self, broken: Coalition) {
        let (inside, outside): (Vec<usize>, Vec<usize>) =
            (0..self.groups.len()).partition(|group| broken & (1 << group) != 0);
        let mends = outside.iter().copied().find(|group| self.model(broken | 1 << group).is_ok());
        let breaks = inside.iter().copied().find(|group| self.model(broken & !(1 << group)).is_ok());
        match mends.zip(breaks) {
            Some((a, b)) => {
                let moved = self.groups.remove(a.max(b));
                let kept = self.groups[a.min(b)].clone();
                self.groups[a.min(b)] = Group::of([kept, moved]);
            }
            None => self.groups = vec![Group::of(std::mem::take(&mut self.groups))],
        }
    }
}

/// A model with another's settings of the levers of these entries, which takes less than reading and checking anew; none if an
/// entry is something else, or a lever of one is not that of the other.
pub(super) fn with_levers(base: &Model, other: &Model, names: &[&str]) -> Option<Model> {
    let mut model = base.clone();
    for name in names {
        let name = name.strip_prefix("levers.")?;
        let [here, there] = [base, other].map(|model| model.lever_named(name));
        let (lever, given) = (&mut model.levers[here?], &other.levers[there?]);
        let names = |model: &Model, dims: &[usize]| -> Vec<String> {
            dims.iter().map(|dim| model.dimensions[*dim].name.clone()).collect()
        };
        let dims = names(base, &lever.signature.dims);
        let same = dims == names(other, &given.signature.dims)
            && lever.values.len() == given.values.len()
            && lever.signature.unit == given.signature.unit;
        if !same {
            return None;
        }
        *lever = given.clone();
    }
    Some(model)
}

/// Every coalition of so many groups.
pub(super) fn every(groups: usize) -> Vec<Coalition> {
    (0..1 << groups).collect()
}

/// The coalitions that sampled orders pass through, each once, in increasing order.
pub(super) fn sampled(groups: usize, pairs: usize, seed: u64) -> Vec<Coalition> {
    let mut found: Vec<Coalition> =
        shapley::orders(groups, pairs, seed).iter().flat_map(|order| passed(order)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The coalitions that an order passes through, from the empty one to the whole.
pub(super) fn passed(order: &[usize]) -> Vec<Coalition> {
    let mut coalition = 0;
    std::iter::once(0)
        .chain(order.iter().map(move |group| {
            coalition |= 1 << group;
            coalition
        }))
        .collect()
}
