//! The best of the fitted laws as a projection: the curve with confidence bands, and what was observed.

use super::Fits;
use crate::calendar::{Stamp, Unit};
use crate::fit::{At, Fitted, LEVEL, Structure};
use crate::projection::{About, Band, Basis, Chart, Heard, Observation, Projection, Quantiles, Series, Variable};
use crate::session::Moment;
use crate::session::moment::{units_apart, when};

/// A table goes on for so many periods at most.
const MOST_LATER: i64 = 10_000;
/// Points of a curve between the first and the last time.
const CURVE: usize = 120;

impl Fits {
    /// Times after the last observation until another, a period apart; none for laws of volume.
    #[must_use]
    pub fn later(&self, fitted: &Fitted, until: Option<Moment>) -> Vec<f64> {
        let (Some(last), Some(until)) = (self.data.observations.x.last(), until) else { return Vec::new() };
        let (unit, until, period) = (self.data.times, until.last(self.data.times), fitted.frame.period);
        if fitted.law.by_volume() {
            return Vec::new();
        }
        if unit == Unit::Number {
            let steps = ((until - last) / period + 1e-9).floor().clamp(0.0, MOST_LATER as f64) as usize;
            return (1..=steps).map(|step| last + step as f64 * period).collect();
        }
        // A step of dates is a number of days, months or quarters, whatever part of a year that is.
        let first = Stamp::containing(*last, unit);
        let step = units_apart(&self.data.observations.x, unit);
        let dates = (1..=MOST_LATER).map(|count| Stamp { unit, at: first.at + step * count }.years());
        dates.take_while(|time| *time <= until).collect()
    }

    /// Why tables, or a scenario, which goes on from volumes by a slope of its own, cannot go on until a time; none if they can.
    #[must_use]
    pub fn cannot_go_on(&self, until: Moment, in_scenario: bool) -> Option<String> {
        let (unit, last) = (self.data.times, *self.data.observations.x.last()?);
        if until.last(unit) <= last {
            return Some(format!("this is not after the last value, that of {}", when(last, unit)));
        }
        let Some(fitted) = self.laws.iter().find(|fitted| !fitted.law.by_volume()) else {
            return (!in_scenario).then(|| {
                "what a law of volumes comes to later hangs on later volumes, which are not known".to_owned()
            });
        };
        let beyond = self.later(fitted, Some(until)).len() >= MOST_LATER as usize;
        beyond
            .then(|| format!("this is {MOST_LATER} periods or more after the last value, that of {}", when(last, unit)))
    }

    /// The best law as a projection without draws: the curve with confidence bands, and what was observed.
    ///
    /// A law of volume is shown over the times at which volumes were observed.
    #[must_use]
    pub fn projection(&self, until: Option<Moment>) -> Projection {
        let (best, data) = (self.best(), &self.data.observations);
        let places = self.curve_points(best, until);
        let times: Vec<f64> = places.iter().map(|at| at.time).collect();
        // Where errors draw on those before them, what comes goes on from the last value.
        let ahead =
            |at: &At| best.errors != Structure::Independent && data.x.last().is_some_and(|last| at.time > *last);
        let bands = best.bands(LEVEL);
        let middle = |at: &At| {
            let there = bands.at(*at);
            if ahead(at) { there.expected } else { there.value }
        };
        let mut quantiles = Quantiles::from_fn(times.len(), |_, point| middle(&places[point]));
        for band in Band::ALL {
            let confidence = 1.0 - 2.0 * band.edges()[0].probability();
            let bands = best.bands(confidence);
            for (point, at) in places.iter().enumerate() {
                let there = bands.at(*at);
                let ends = if ahead(at) { there.prediction } else { there.confidence };
                for (level, value) in band.edges().into_iter().zip(ends) {
                    quantiles[level][point] = value;
                }
            }
        }
        let observed = data.x.iter().zip(&data.y);
        let history = observed
            .map(|(time, value)| Observation {
                time: *time,
                value: *value,
                drives: true,
                heard: Heard::No,
                source: self.data.source.clone(),
            })
            .collect();
        let series = Series { history, ..Series::estimated(quantiles) };
        let title = format!("{}: {} fit", self.data.label, best.law.name);
        let chart = Chart {
            subtitle: match best.errors {
                Structure::Independent => "Fitted curve and its confidence bands",
                Structure::Autoregressive | Structure::Walk => {
                    "Fitted curve and its confidence bands; after the last value, where the next ones are expected"
                }
            }
            .to_owned(),
            source: self.data.source.clone(),
            ..Chart::fan("fit", &title)
        };
        let variable = Variable::of_series(&self.data.name, &self.data.label, &self.data.unit, series);
        Projection { charts: vec![chart], ..Projection::of_series(self.about(best, title), times, variable) }
    }

    fn about(&self, best: &Fitted, title: String) -> About {
        let observations = best.fitted.len();
        let method = format!(
            "nonlinear least squares, {} {} errors, {observations} observations",
            best.errors.words(),
            best.scale.name()
        );
        About {
            model: best.law.name.to_owned(),
            source: self.data.source.clone(),
            ..About::new(&self.data.name, title, Basis::Estimated { method, uncertain: true })
        }
    }

    /// Where the law is taken for a curve.
    fn curve_points(&self, best: &Fitted, until: Option<Moment>) -> Vec<At> {
        let data = &self.data.observations;
        if best.law.by_volume() {
            return (0..data.len()).map(|row| data.at(row)).collect();
        }
        let (first, last) = (data.x[0], data.x[data.len() - 1]);
        let last = match until {
            Some(until) if self.data.times == Unit::Number => until.begins.max(last),
            _ => self.later(best, until).last().copied().unwrap_or(last),
        };
        (0..=CURVE).map(|step| At::time(first + (last - first) * step as f64 / CURVE as f64)).collect()
    }
}
