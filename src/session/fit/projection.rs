//! The best of the fitted laws as a projection: the curve with confidence bands, and what was observed.

use ndarray::Array2;

use super::Fits;
use crate::calendar::{Stamp, Unit};
use crate::fit::{Fitted, LEVEL};
use crate::projection::{About, Chart, ChartKind, LEVELS, MEDIAN, Observation, Projection, Series, Variable};
use crate::session::Moment;
use crate::session::moment::units_apart;

/// A table goes on for so many periods at most.
const MOST_LATER: i64 = 10_000;
/// Points of a curve between the first and the last time.
const CURVE: usize = 120;

impl Fits {
    /// Times after the last observation until another, a period apart; none for laws of volume.
    #[must_use]
    pub fn later(&self, fitted: &Fitted, until: Option<Moment>) -> Vec<f64> {
        let (Some(last), Some(until)) = (self.data.by_time.x.last(), until) else { return Vec::new() };
        let (unit, until, period) = (self.data.times, until.last(self.data.times), fitted.frame.period);
        if fitted.law.by_volume {
            return Vec::new();
        }
        if unit == Unit::Number {
            let steps = ((until - last) / period + 1e-9).floor().clamp(0.0, MOST_LATER as f64) as usize;
            return (1..=steps).map(|step| last + step as f64 * period).collect();
        }
        // A step of dates is a number of days, months or quarters, whatever part of a year that is.
        let first = Stamp::containing(*last, unit);
        let step = units_apart(&self.data.by_time.x, unit);
        let dates = (1..=MOST_LATER).map(|count| Stamp { unit, at: first.at + step * count }.years());
        dates.take_while(|time| *time <= until).collect()
    }

    /// The best law as a projection without draws: the curve with confidence bands, and what was observed.
    ///
    /// A law of volume is shown over the times at which volumes were observed.
    #[must_use]
    pub fn projection(&self, until: Option<Moment>) -> Projection {
        let (best, data) = (self.best(), &self.data.by_time);
        let (times, abscissae) = self.curve_points(best, until);
        let mut quantiles = Array2::zeros((LEVELS.len(), times.len()));
        for (point, x) in abscissae.iter().enumerate() {
            for band in 0..MEDIAN {
                let [low, high] = best.curve(*x, 1.0 - 2.0 * LEVELS[band]).confidence;
                quantiles[[band, point]] = low;
                quantiles[[LEVELS.len() - 1 - band, point]] = high;
            }
            quantiles[[MEDIAN, point]] = best.curve(*x, LEVEL).value;
        }
        let series = Series {
            elements: Vec::new(),
            observed: vec![false; times.len()],
            mean: quantiles.row(MEDIAN).to_vec(),
            sd: vec![f64::NAN; times.len()],
            quantiles,
            history: data
                .points()
                .into_iter()
                .map(|(time, value)| Observation { time, value, drives: true, source: self.data.source.clone() })
                .collect(),
            targets: Vec::new(),
            milestones: Vec::new(),
        };
        let title = format!("{}: {} fit", self.data.label, best.law.name);
        let chart = Chart {
            name: "fit".to_owned(),
            kind: ChartKind::Fan,
            variables: vec![0],
            fixed: Vec::new(),
            by: None,
            title: title.clone(),
            subtitle: "Fitted curve and its confidence bands".to_owned(),
            source: self.data.source.clone(),
            from: None,
            until: None,
            log: false,
        };
        let variable = Variable {
            name: self.data.name.clone(),
            label: self.data.label.clone(),
            description: String::new(),
            unit: self.data.unit.clone(),
            dims: Vec::new(),
            at_end: false,
            headline: Vec::new(),
            series: vec![series],
        };
        Projection {
            about: self.about(best, title),
            times,
            dimensions: Vec::new(),
            variables: vec![variable],
            charts: vec![chart],
            conditioning: None,
            inputs: Vec::new(),
            changes: Vec::new(),
        }
    }

    fn about(&self, best: &Fitted, title: String) -> About {
        About {
            id: self.data.name.clone(),
            title,
            narrative: String::new(),
            model: best.law.name.to_owned(),
            region: String::new(),
            source: self.data.source.clone(),
            colour: 0,
            draws: 0,
            seed: 0,
            sampler: format!(
                "nonlinear least squares, {} errors, {} observations",
                best.scale.name(),
                best.fitted.len()
            ),
            uncertain: true,
        }
    }

    /// Times of the curve, and the abscissae at which the law is taken.
    fn curve_points(&self, best: &Fitted, until: Option<Moment>) -> (Vec<f64>, Vec<f64>) {
        let data = &self.data.by_time;
        if let (true, Some(volumes)) = (best.law.by_volume, &self.data.by_volume) {
            return (data.x.clone(), volumes.x.clone());
        }
        let (first, last) = (data.x[0], data.x[data.len() - 1]);
        let last = match until {
            Some(until) if self.data.times == Unit::Number => until.begins.max(last),
            _ => self.later(best, until).last().copied().unwrap_or(last),
        };
        let times: Vec<f64> = (0..=CURVE).map(|step| first + (last - first) * step as f64 / CURVE as f64).collect();
        (times.clone(), times)
    }
}
