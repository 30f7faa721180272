//! Backtests: forecasts from origins in the past, scored by what came after.

use super::hierarchy::Tier;
use super::methods::Method;
use super::origins::{MOST_SERIES, Told, looked_into};
use super::panel::{Panel, Series};
use super::predictive::Predictive;
use super::reconcile::Reconciled;
use super::score::{Case, Means, PARTS, Score, levels, means_by};
use super::scores::{Comparison, diebold_mariano, naive_error, skill};
use super::start::LEAST;
use super::trained::{Settings, Trained};
use crate::parallel;

/// Series from which they are what a test compares; with fewer it is origins.
const MANY: usize = 8;

/// Where histories are cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// Where the split column of the file says so.
    Split,
    /// At this many origins, one step apart, the last of which leaves as many steps as the horizon.
    Origins(usize),
}

/// The scores of one method.
#[derive(Debug, Clone)]
pub struct Report {
    /// The method.
    pub method: Method,
    /// Means over steps ahead, then over origins, then over series.
    pub means: Means,
    /// Means at each step ahead, from 1.
    pub steps: Vec<Means>,
    /// Means at each origin, the latest first: where one shock moves all series, coverage is of few origins rather than of many
    /// series.
    pub origins: Vec<Means>,
    /// Means of series that add up, by tier, from sums of all to parts; of those that were scored.
    pub tiers: Vec<(String, Means)>,
    /// Share of values by the part of the distribution they fell in: even if it is calibrated.
    pub levels: [f64; PARTS],
    /// Skill in MASE against the last value staying.
    pub skill_naive: Option<f64>,
    /// Skill in MASE against a random walk with drift.
    pub skill_drift: Option<f64>,
    /// The paired test against the better of the two benchmarks.
    pub test: Option<Test>,
}

/// A paired test of scaled absolute errors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The benchmark.
    pub benchmark: Method,
    /// The result.
    pub comparison: Comparison,
}

/// What came of a backtest.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// One report for each method, in the order asked for.
    pub reports: Vec<Report>,
    /// How many series were scored.
    pub series: usize,
    /// How many origins.
    pub origins: usize,
    /// How many values.
    pub values: usize,
    /// The greatest number of steps ahead.
    pub horizon: usize,
    /// What was left out, in sentences.
    pub notes: Vec<String>,
}

/// Forecasts from the origins of a plan, by each method of `settings` and the two benchmarks, and scores them. At each
/// origin everything is learned anew from what was known then; `told` hears of how many series, over all origins. None if no
/// series is long enough.
#[must_use]
pub fn backtest(panel: &Panel, settings: &Settings, plan: Plan, told: Told) -> Option<Backtest> {
    let mut wanted = settings.clone();
    wanted.methods.extend([Method::Naive, Method::Drift].iter().filter(|method| !settings.methods.contains(method)));
    let origins = match plan {
        Plan::Split => 1,
        Plan::Origins(number) => number,
    };
    let mut notes = Vec::new();
    let mut cases = Vec::new();
    let cuts: Vec<Vec<(usize, usize)>> =
        (0..origins).map(|origin| cuts(panel, plan, origin, settings.horizon)).collect();
    let all = cuts.iter().map(|cuts| looked_into(cuts.len())).sum();
    let mut before = 0;
    for (origin, cuts) in cuts.iter().enumerate() {
        let short = panel.series.len() - cuts.len();
        if short > 0 {
            let ahead = if plan == Plan::Split {
                "no `test` rows".to_owned()
            } else {
                format!("too few values before origin {}", origin + 1)
            };
            let are = if short == 1 { "is" } else { "are" };
            notes.push(format!("{short} of {} series {are} left out for {ahead}", panel.series.len()));
        }
        let (scored, left) = score_cuts(panel, &wanted, origin, cuts, &|done, _| told(before + done, all));
        cases.extend(scored);
        if left > 0 {
            notes.push(format!(
                "{left} of {} groups that add up are left as they are at origin {}, where not all of their series can be forecast",
                panel.hierarchy.groups.len(),
                origin + 1
            ));
        }
        before += looked_into(cuts.len());
    }
    if panel.series.len() > MOST_SERIES {
        notes.push(format!("weights and intervals are learned from at most {MOST_SERIES} series, evenly spread"));
    }
    let constant = cases.iter().filter(|case| case.is_constant()).count();
    if constant > 0 {
        notes.push(format!(
            "nothing had ever changed before {} of {} forecasts: they count in sMAPE and coverage, but have no scaled scores",
            constant,
            cases.len()
        ));
    }
    let mut series: Vec<usize> = cases.iter().map(|case| case.series).collect();
    series.sort_unstable();
    series.dedup();
    if cases.is_empty() {
        return None;
    }
    let reports = reports(panel, &cases.iter().collect::<Vec<_>>(), &wanted.methods, settings.horizon);
    Some(Backtest {
        reports: reports.into_iter().take(settings.methods.len()).collect(),
        series: series.len(),
        origins,
        values: cases.iter().map(Case::values).sum(),
        horizon: settings.horizon,
        notes,
    })
}

/// Series with the number of values that are known at an origin.
fn cuts(panel: &Panel, plan: Plan, origin: usize, horizon: usize) -> Vec<(usize, usize)> {
    let cut = |(index, series): (usize, &super::panel::Series)| {
        let known = match plan {
            Plan::Split => series.known,
            Plan::Origins(_) => {
                // A history ends with a number.
                let cut = series.known.checked_sub(horizon + origin)?;
                series.values[..cut].iter().rposition(|value| value.is_finite())? + 1
            }
        };
        let numbers = series.values[..known].iter().filter(|value| value.is_finite()).count();
        let came = series.values[known..].iter().take(horizon).any(|value| value.is_finite());
        (numbers >= LEAST && came).then_some((index, known))
    };
    panel.series.iter().enumerate().filter_map(cut).collect()
}

/// Learns from what was known at an origin, and scores the forecasts of all series; and how many groups do not add up there.
fn score_cuts(
    panel: &Panel,
    settings: &Settings,
    origin: usize,
    cuts: &[(usize, usize)],
    told: Told,
) -> (Vec<Case>, usize) {
    let histories: Vec<&[f64]> = cuts.iter().map(|(index, known)| &panel.series[*index].values[..*known]).collect();
    let trained = Trained::followed(&histories, panel.ends(cuts).as_deref(), settings, told);
    let mut forecasts = parallel::map_indices(cuts.len(), |place| trained.forecast(place, histories[place]));
    let left = add_up(panel, &trained, cuts, &mut forecasts);
    let cases = parallel::map_indices(cuts.len(), |place| {
        let (index, known) = cuts[place];
        let forecasts = &forecasts[place];
        let came = panel.series[index].values[known..].iter().take(settings.horizon);
        let actual: Vec<(usize, f64)> =
            (1..).zip(came.copied()).filter(|(_, value): &(usize, f64)| value.is_finite()).collect();
        let scale = naive_error(histories[place], settings.period);
        let scores = forecasts
            .iter()
            .map(|forecast| actual.iter().map(|(ahead, value)| Score::of(forecast, *ahead, *value, scale)).collect());
        Case { series: index, origin, scores: scores.collect() }
    });
    (cases, left)
}

/// Forecasts of what adds up, by series and method, are made to; where not all of a group can be forecast from the origin, they are left
/// as they are; how many groups these are.
fn add_up(panel: &Panel, trained: &Trained, cuts: &[(usize, usize)], forecasts: &mut [Vec<Predictive>]) -> usize {
    let mut left = 0;
    for group in &panel.hierarchy.groups {
        let place = |member: &usize| cuts.binary_search_by_key(member, |(index, _)| *index).ok();
        let Some(places) = group.members.iter().map(place).collect::<Option<Vec<usize>>>() else {
            left += 1;
            continue;
        };
        let series: Vec<&Series> = group.members.iter().map(|member| &panel.series[*member]).collect();
        let end = |(series, place): (&&Series, &usize)| series.time(cuts[*place].1, &panel.calendar);
        let mut ends = series.iter().zip(&places).map(end);
        let first = ends.next();
        if !ends.all(|end| Some(end) == first) {
            left += 1;
            continue;
        }
        for method in 0..forecasts.first().map_or(0, Vec::len) {
            let single: Vec<&Predictive> = places.iter().map(|place| &forecasts[*place][method]).collect();
            let reconciled = Reconciled::new(group, &series, &single, &trained.one_step(method, &places));
            for (place, forecast) in places.iter().zip(reconciled.forecasts()) {
                forecasts[*place][method] = forecast;
            }
        }
    }
    left
}

fn reports(panel: &Panel, cases: &[&Case], methods: &[Method], horizon: usize) -> Vec<Report> {
    let mut reports: Vec<Report> =
        parallel::map_indices(methods.len(), |method| Report::new(panel, cases, method, methods[method], horizon));
    let find = |wanted: Method| methods.iter().position(|method| *method == wanted);
    let (Some(naive), Some(drift)) = (find(Method::Naive), find(Method::Drift)) else { return reports };
    let (naive_error, drift_error) = (reports[naive].means.mase, reports[drift].means.mase);
    let best = if drift_error <= naive_error { drift } else { naive };
    for (method, report) in reports.iter_mut().enumerate() {
        report.skill_naive = skill(report.means.mase, naive_error);
        report.skill_drift = skill(report.means.mase, drift_error);
        if method != best {
            let comparison = compare(cases, method, best, horizon);
            report.test = comparison.map(|comparison| Test { benchmark: methods[best], comparison });
        }
    }
    reports
}

impl Report {
    /// The scores of a method, not yet compared with others.
    fn new(panel: &Panel, cases: &[&Case], method: usize, name: Method, horizon: usize) -> Self {
        Self {
            method: name,
            means: Means::of(cases, method, None),
            steps: (1..=horizon).map(|ahead| Means::of(cases, method, Some(ahead))).collect(),
            origins: by_origin(cases).iter().map(|cases| Means::of(cases, method, None)).collect(),
            tiers: tiers(panel, cases, method),
            levels: levels(cases, method),
            skill_naive: None,
            skill_drift: None,
            test: None,
        }
    }
}

/// Scores of series that add up, by what they are sums over.
fn tiers(panel: &Panel, cases: &[&Case], method: usize) -> Vec<(String, Means)> {
    let of = |tier: &Tier| {
        let own = |case: &&&Case| tier.series.binary_search(&case.series).is_ok();
        let cases: Vec<&Case> = cases.iter().filter(own).copied().collect();
        (!cases.is_empty()).then(|| (tier.name.clone(), Means::of(&cases, method, None)))
    };
    panel.hierarchy.tiers.iter().filter_map(of).collect()
}

/// Cases of each origin, the latest first.
fn by_origin<'a>(cases: &[&'a Case]) -> Vec<Vec<&'a Case>> {
    let origins = cases.iter().map(|case| case.origin + 1).max().unwrap_or(0);
    (0..origins).map(|origin| cases.iter().copied().filter(|case| case.origin == origin).collect()).collect()
}

/// Compares scaled absolute errors, paired: over series, which are taken as independent, or over origins, whose errors
/// overlap by the horizon, if there are few series.
fn compare(cases: &[&Case], method: usize, benchmark: usize, horizon: usize) -> Option<Comparison> {
    let difference = |case: &Case| Some(case.mase(method)? - case.mase(benchmark)?);
    let by_series = means_by(cases, |case| case.series, difference);
    if by_series.len() >= MANY {
        return diebold_mariano(&by_series, 1);
    }
    let mut by_origin = means_by(cases, |case| case.origin, difference);
    // The first origin is the latest.
    by_origin.reverse();
    diebold_mariano(&by_origin, horizon)
}
