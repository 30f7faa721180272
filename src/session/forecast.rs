//! A forecast as a projection.

use super::Forecast;
use crate::forecast::{Predictive, Series};
use crate::projection::{self, About, Basis, Level, Observation, Projection, Quantiles, Variable};
use crate::wording::number;

impl Forecast {
    /// A forecast as a projection: what was observed, and quantiles from the last observation on.
    #[must_use]
    pub fn projection(&self, series: &Series, forecast: &Predictive, unit: &str) -> Projection {
        let calendar = &self.table.panel.calendar;
        let years = |step: usize| calendar.years(series.time(step, calendar));
        let last = series.known - 1;
        let quantile = |level: Level, ahead: usize| {
            if ahead == 0 { series.values[last] } else { forecast.quantile(ahead, level.probability()) }
        };
        let observed = series.history().iter().enumerate().filter(|(_, value)| value.is_finite());
        let history = observed
            .map(|(step, value)| Observation { time: years(step), value: *value, drives: true, source: String::new() })
            .collect();
        let reported = projection::Series {
            observed: (0..=self.horizon).map(|ahead| ahead == 0).collect(),
            history,
            ..projection::Series::estimated(Quantiles::from_fn(self.horizon + 1, quantile))
        };
        let method = if forecast.is_sporadic() {
            "bands from the values of the series".to_owned()
        } else {
            format!("bands from errors at {} rolling origins", number::decimals(self.trained.origins as f64, 0))
        };
        let basis = Basis::Estimated { method, uncertain: !series.is_constant() };
        let about = About {
            source: self.table.path.display().to_string(),
            ..About::new(self.table.id(), format!("Forecast by {}", self.method.name()), basis)
        };
        let times = (0..=self.horizon).map(|ahead| years(last + ahead)).collect();
        Projection::of_series(about, times, Variable::of_series(&series.name, &series.name, unit, reported))
    }
}
