//! What several scenarios report of the same: each series, event and goal that any of them has.

use super::{Comparison, Event, Level, Milestone, Projection, Series, Summary, Target, Variable};

/// A series that at least one scenario reports, with the same series of all others.
#[derive(Debug, Clone)]
pub struct Beside<'a> {
    /// The scenario that lends its names: the reference where it reports the series, else the first that does.
    pub projection: &'a Projection,
    /// The variable there.
    pub variable: &'a Variable,
    /// The series there.
    pub series: &'a Series,
    /// Its selector.
    pub selector: String,
    /// By scenario; none where one does not report it.
    pub all: Vec<Option<&'a Series>>,
}

impl Comparison {
    /// Whether a scenario has a place among the others: all have one where none is ranked.
    #[must_use]
    pub fn is_ranked(&self, scenario: usize) -> bool {
        let mut all = self.projections.iter();
        self.projections.get(scenario).is_some_and(|own| own.about.ranked) || all.all(|other| !other.about.ranked)
    }

    /// The paired difference of a series to the same of the reference in a year, in its unit; none where it is not reported.
    #[must_use]
    pub fn difference(&self, scenario: usize, selector: &str, year: f64) -> Option<Summary> {
        let projection = self.projections.get(scenario)?;
        let point = projection.point(year)?;
        let found = self.differences.get(scenario)?.iter().find(|difference| {
            let variable = projection.variables.get(difference.variable);
            let series = variable.and_then(|variable| Some((variable, variable.series.get(difference.series)?)));
            series.is_some_and(|(variable, series)| projection.selector(variable, series) == selector)
        })?;
        let [low, median, high] = Level::RANGE.map(|level| found.quantiles[level][point]);
        Some(Summary { mean: found.mean[point], low, median, high })
    }

    /// Every series that a scenario reports: those of the reference in its order, then what others add.
    #[must_use]
    pub fn side_by_side(&self) -> Vec<Beside<'_>> {
        let mut found: Vec<Beside> = Vec::new();
        let others = (0..self.projections.len()).filter(|scenario| *scenario != self.reference);
        for scenario in std::iter::once(self.reference).chain(others) {
            let Some(projection) = self.projections.get(scenario) else { continue };
            for (variable, series) in projection.all_series() {
                let selector = projection.selector(variable, series);
                if found.iter().any(|beside| beside.selector == selector) {
                    continue;
                }
                let all = self.projections.iter().map(|other| other.series(&selector).ok()).collect();
                found.push(Beside { projection, variable, series, selector, all });
            }
        }
        found
    }
}

impl<'a> Beside<'a> {
    /// Every event that a scenario asks for, and by scenario when it happens: those of the series that lends its names
    /// first, then what others add.
    #[must_use]
    pub fn events(&self) -> Vec<(Event, Vec<Option<&'a Milestone>>)> {
        let found = self.each(|series| series.milestones.as_slice(), |one, other| one.event == other.event);
        found.into_iter().map(|(milestone, all)| (milestone.event, all)).collect()
    }

    /// Every goal that a scenario has, and by scenario how it stands, in the same order.
    #[must_use]
    pub fn goals(&self) -> Vec<(&'a Target, Vec<Option<&'a Target>>)> {
        self.each(|series| series.targets.as_slice(), Target::is_same_goal)
    }

    /// Each entry of a list that the scenarios have, with those that are the same.
    fn each<T>(&self, list: fn(&Series) -> &[T], same: fn(&T, &T) -> bool) -> Vec<(&'a T, Vec<Option<&'a T>>)> {
        let mut found: Vec<(&T, Vec<Option<&T>>)> = Vec::new();
        let find = |series: &'a Series, wanted: &T| list(series).iter().find(|entry| same(entry, wanted));
        for series in std::iter::once(self.series).chain(self.all.iter().copied().flatten()) {
            for entry in list(series) {
                if found.iter().any(|(known, _)| same(known, entry)) {
                    continue;
                }
                found.push((entry, self.all.iter().map(|series| find((*series)?, entry)).collect()));
            }
        }
        found
    }
}
