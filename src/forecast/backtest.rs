//! Backtests: forecasts from origins in the past, scored by what came after.

use super::methods::Method;
use super::origins::{MOST_SERIES, Told, looked_into};
use super::panel::Panel;
use super::predictive::Predictive;
use super::scores::{
    Comparison, diebold_mariano, interval_score, naive_error, pinball, ranked_probability, skill,
    symmetric_percentage_error,
};
use super::start::LEAST;
use super::trained::{Settings, Trained};
use crate::parallel;
use crate::projection::Level;

/// Part of a value by which the way to its logarithm and back may miss it: an interval without width covers it all the same.
const ROUNDING: f64 = 1e-12;
/// Confidence of the intervals whose coverage is reported.
pub const CONFIDENCES: [f64; 4] = [0.50, 0.80, 0.90, 0.95];
/// Parts of the histogram of levels.
pub const PARTS: usize = 10;
/// Levels that stand for a distribution in its ranked probability score.
const FINE: usize = 100;
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

/// The scores of one method: means over steps ahead, then over origins, then over series.
#[derive(Debug, Clone)]
pub struct Report {
    /// The method.
    pub method: Method,
    /// Symmetric mean absolute percentage error, in per cent.
    pub smape: f64,
    /// Mean absolute scaled error.
    pub mase: f64,
    /// Continuous ranked probability score, scaled as the MASE.
    pub crps: f64,
    /// Mean pinball loss at the levels of [`Level::ALL`], scaled as the MASE.
    pub pinball: f64,
    /// Share of values inside intervals of [`CONFIDENCES`].
    pub coverage: [f64; CONFIDENCES.len()],
    /// Mean scaled interval score at 95 %.
    pub msis: f64,
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

/// Scores of one method at one origin of one series: means over steps.
#[derive(Debug, Clone, Copy)]
struct Score {
    smape: f64,
    /// Scaled scores; none where nothing ever changed.
    scaled: Option<Scaled>,
    coverage: [f64; CONFIDENCES.len()],
    levels: [f64; PARTS],
}

#[derive(Debug, Clone, Copy)]
struct Scaled {
    mase: f64,
    crps: f64,
    pinball: f64,
    msis: f64,
}

/// One origin of one series, with the score of each method.
struct Case {
    series: usize,
    origin: usize,
    scores: Vec<Score>,
    values: usize,
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
            notes.push(format!("{short} of {} series are left out for {ahead}", panel.series.len()));
        }
        cases.extend(score_cuts(panel, &wanted, origin, cuts, &|done, _| told(before + done, all)));
        before += looked_into(cuts.len());
    }
    if panel.series.len() > MOST_SERIES {
        notes.push(format!("weights and intervals are learned from at most {MOST_SERIES} series, evenly spread"));
    }
    let constant = cases.iter().filter(|case| case.scores[0].scaled.is_none()).count();
    if constant > 0 {
        notes.push(format!(
            "{constant} histories never changed: they count in sMAPE and coverage, but have no scaled scores"
        ));
    }
    let mut series: Vec<usize> = cases.iter().map(|case| case.series).collect();
    series.sort_unstable();
    series.dedup();
    if cases.is_empty() {
        return None;
    }
    let reports = reports(&cases, &wanted.methods, settings.horizon);
    Some(Backtest {
        reports: reports.into_iter().take(settings.methods.len()).collect(),
        series: series.len(),
        origins,
        values: cases.iter().map(|case| case.values).sum(),
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

/// Learns from what was known at an origin, and scores the forecasts of all series.
fn score_cuts(panel: &Panel, settings: &Settings, origin: usize, cuts: &[(usize, usize)], told: Told) -> Vec<Case> {
    let histories: Vec<&[f64]> = cuts.iter().map(|(index, known)| &panel.series[*index].values[..*known]).collect();
    let trained = Trained::followed(&histories, settings, told);
    parallel::map_indices(cuts.len(), |place| {
        let (index, known) = cuts[place];
        let forecasts = trained.forecast(place, histories[place]);
        let came = panel.series[index].values[known..].iter().take(settings.horizon);
        let actual: Vec<(usize, f64)> =
            (1..).zip(came.copied()).filter(|(_, value): &(usize, f64)| value.is_finite()).collect();
        let scale = naive_error(histories[place], settings.period);
        let scores = forecasts.iter().map(|forecast| Score::of(forecast, &actual, scale)).collect();
        Case { series: index, origin, scores, values: actual.len() }
    })
}

impl Score {
    fn of(forecast: &Predictive, actual: &[(usize, f64)], scale: Option<f64>) -> Self {
        let count = actual.len() as f64;
        let mean = |score: &dyn Fn(usize, f64) -> f64| {
            actual.iter().map(|(ahead, value)| score(*ahead, *value)).sum::<f64>() / count
        };
        let interval = |ahead: usize, confidence: f64| {
            let tail = (1.0 - confidence) / 2.0;
            (forecast.quantile(ahead, tail), forecast.quantile(ahead, 1.0 - tail))
        };
        let covered = |confidence: f64| {
            mean(&|ahead, value| {
                let (low, high) = interval(ahead, confidence);
                let rounding = ROUNDING * value.abs();
                if (low - rounding..=high + rounding).contains(&value) { 1.0 } else { 0.0 }
            })
        };
        let mut levels = [0.0; PARTS];
        for (ahead, value) in actual {
            spread(&mut levels, forecast.levels(*ahead, *value), 1.0 / count);
        }
        let losses = |ahead: usize, value: f64| {
            let each = Level::PROBABILITIES.map(|level| pinball(value, forecast.quantile(ahead, level), level));
            each.iter().sum::<f64>() / Level::COUNT as f64
        };
        let scaled = scale.map(|scale| Scaled {
            mase: mean(&|ahead, value| (value - forecast.median(ahead)).abs()) / scale,
            crps: mean(&|ahead, value| ranked_probability(value, &forecast.middles(ahead, FINE))) / scale,
            pinball: mean(&losses) / scale,
            msis: mean(&|ahead, value| interval_score(value, interval(ahead, 0.95), 0.95)) / scale,
        });
        Self {
            smape: mean(&|ahead, value| symmetric_percentage_error(value, forecast.median(ahead))),
            scaled,
            coverage: CONFIDENCES.map(covered),
            levels,
        }
    }
}

/// Adds a weight to parts of the histogram of levels, evenly from one level to another.
///
/// Source: Czado, Gneiting & Held 2009, doi:10.1111/j.1541-0420.2009.01191.x, section 2.
fn spread(parts: &mut [f64; PARTS], (from, until): (f64, f64), weight: f64) {
    let place = |level: f64| level * PARTS as f64;
    if until <= from {
        parts[(place(from) as usize).min(PARTS - 1)] += weight;
        return;
    }
    for (part, share) in parts.iter_mut().enumerate() {
        let (low, high) = (place(from).max(part as f64), place(until).min(part as f64 + 1.0));
        *share += weight * (high - low).max(0.0) / (place(until) - place(from));
    }
}

fn reports(cases: &[Case], methods: &[Method], horizon: usize) -> Vec<Report> {
    let mut reports: Vec<Report> =
        methods.iter().enumerate().map(|(place, method)| report(cases, place, *method)).collect();
    let find = |wanted: Method| methods.iter().position(|method| *method == wanted);
    let (Some(naive), Some(drift)) = (find(Method::Naive), find(Method::Drift)) else { return reports };
    let best = if reports[drift].mase <= reports[naive].mase { drift } else { naive };
    let (naive_error, drift_error) = (reports[naive].mase, reports[drift].mase);
    for (place, report) in reports.iter_mut().enumerate() {
        report.skill_naive = skill(report.mase, naive_error);
        report.skill_drift = skill(report.mase, drift_error);
        if place != best {
            let comparison = compare(cases, place, best, horizon);
            report.test = comparison.map(|comparison| Test { benchmark: methods[best], comparison });
        }
    }
    reports
}

fn report(cases: &[Case], place: usize, method: Method) -> Report {
    let mean = |score: &dyn Fn(&Score) -> Option<f64>| {
        let by_series = means_by(cases, |case| case.series, |case| score(&case.scores[place]));
        average(by_series.iter().map(|(_, mean)| *mean))
    };
    let scaled = |score: fn(&Scaled) -> f64| mean(&|own: &Score| own.scaled.as_ref().map(score));
    Report {
        method,
        smape: mean(&|score| Some(score.smape)),
        mase: scaled(|score| score.mase),
        crps: scaled(|score| score.crps),
        pinball: scaled(|score| score.pinball),
        coverage: std::array::from_fn(|index| mean(&|score| Some(score.coverage[index]))),
        msis: scaled(|score| score.msis),
        levels: std::array::from_fn(|index| mean(&|score| Some(score.levels[index]))),
        skill_naive: None,
        skill_drift: None,
        test: None,
    }
}

/// Compares scaled absolute errors, paired: over series, which are taken as independent, or over origins, whose errors
/// overlap by the horizon, if there are few series.
fn compare(cases: &[Case], place: usize, benchmark: usize, horizon: usize) -> Option<Comparison> {
    let difference = |case: &Case| Some(case.scores[place].scaled?.mase - case.scores[benchmark].scaled?.mase);
    let by_series = means_by(cases, |case| case.series, difference);
    if by_series.len() >= MANY {
        let differences: Vec<f64> = by_series.iter().map(|(_, mean)| *mean).collect();
        return diebold_mariano(&differences, 1);
    }
    let by_origin = means_by(cases, |case| case.origin, difference);
    // The first origin is the latest.
    let differences: Vec<f64> = by_origin.iter().rev().map(|(_, mean)| *mean).collect();
    diebold_mariano(&differences, horizon)
}

/// Means of a score over the cases of one key, by key.
fn means_by(cases: &[Case], key: impl Fn(&Case) -> usize, score: impl Fn(&Case) -> Option<f64>) -> Vec<(usize, f64)> {
    let mut sums: std::collections::BTreeMap<usize, (f64, f64)> = std::collections::BTreeMap::new();
    for case in cases {
        if let Some(score) = score(case) {
            let sum = sums.entry(key(case)).or_default();
            *sum = (sum.0 + score, sum.1 + 1.0);
        }
    }
    sums.into_iter().map(|(key, (sum, count))| (key, sum / count)).collect()
}

fn average(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    if count > 0.0 { sum / count } else { f64::NAN }
}
