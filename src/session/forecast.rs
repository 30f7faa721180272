//! A forecast as a projection.

use ndarray::Array2;

use super::Forecast;
use crate::charts::number;
use crate::forecast::{Predictive, Series};
use crate::projection::{About, LEVELS, Observation, Projection, Variable};

impl Forecast {
    /// A forecast as a projection: what was observed, and quantiles from the last observation on.
    #[must_use]
    pub fn projection(&self, series: &Series, forecast: &Predictive, unit: &str, seed: u64) -> Projection {
        let calendar = &self.table.panel.calendar;
        let years = |step: usize| calendar.years(series.time(step, calendar));
        let last = series.known - 1;
        let quantile = |level: usize, ahead: usize| {
            if ahead == 0 { series.values[last] } else { forecast.quantile(ahead, LEVELS[level]) }
        };
        let quantiles =
            Array2::from_shape_fn((LEVELS.len(), self.horizon + 1), |(level, ahead)| quantile(level, ahead));
        let observed = series.history().iter().enumerate().filter(|(_, value)| value.is_finite());
        let history = observed
            .map(|(step, value)| Observation { time: years(step), value: *value, drives: true, source: String::new() })
            .collect();
        let reported = crate::projection::Series {
            elements: Vec::new(),
            observed: (0..=self.horizon).map(|ahead| ahead == 0).collect(),
            mean: quantiles.row(LEVELS.len() / 2).to_vec(),
            sd: vec![f64::NAN; self.horizon + 1],
            quantiles,
            history,
            targets: Vec::new(),
            milestones: Vec::new(),
        };
        let variable = Variable {
            name: series.name.clone(),
            label: series.name.clone(),
            description: String::new(),
            unit: unit.to_owned(),
            dims: Vec::new(),
            at_end: false,
            headline: Vec::new(),
            series: vec![reported],
        };
        let about = About {
            id: self.table.id(),
            title: format!("Forecast by {}", self.method.name()),
            narrative: String::new(),
            model: String::new(),
            region: String::new(),
            source: self.table.path.display().to_string(),
            colour: 0,
            draws: 0,
            seed,
            sampler: if forecast.is_sporadic() {
                "bands from the values of the series".to_owned()
            } else {
                format!("bands from errors at {} rolling origins", number::decimals(self.trained.origins as f64, 0))
            },
            uncertain: !series.is_constant(),
        };
        let times = (0..=self.horizon).map(|ahead| years(last + ahead)).collect();
        Projection {
            about,
            times,
            dimensions: Vec::new(),
            variables: vec![variable],
            charts: Vec::new(),
            conditioning: None,
            inputs: Vec::new(),
            changes: Vec::new(),
        }
    }
}
