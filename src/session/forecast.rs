//! A forecast as a projection, and what one should know of it.

use super::Forecast;
use crate::diagnostic::counted;
use crate::forecast::{MOST_SERIES, MOST_TOGETHER, Method, Predictive, Reconciled, Series};
use crate::projection::{self, About, Basis, Heard, Level, Observation, Projection, Quantiles, Variable};
use crate::wording::{number, phrase};

/// Correlation of errors of different series from which it is said.
const MUCH: f64 = 0.2;
/// Columns of a single series that are called so say nothing of it.
const NAMES_OF_ANY: [&str; 6] = ["value", "values", "obs_value", "observation", "amount", "y"];
/// Share of beliefs in the errors from which it is said.
const LITTLE: f64 = 0.2;
/// An upper limit so many times the greatest value so far is said.
const MANIFOLD: f64 = 10.0;
/// From how many times as wide bands are said to be for what series have in common.
const WIDER: f64 = 1.05;

impl Forecast {
    /// A forecast as a projection: what was observed, and quantiles from the last observation on.
    #[must_use]
    pub fn projection(&self, series: &Series, forecast: &Predictive, unit: &str) -> Projection {
        let calendar = &self.table.panel.calendar;
        let years = |step: usize| calendar.years(series.time(step, calendar));
        let last = series.known - 1;
        let quantile = |level: Level, ahead: usize| {
            if ahead == 0 { series.last() } else { forecast.quantile(ahead, level.probability()) }
        };
        let outlier = series.outlier();
        let history = observed(series)
            .map(|(step, value)| Observation {
                time: years(step),
                value: *value,
                drives: true,
                heard: Heard::No,
                source: String::new(),
            })
            .collect();
        let reported = projection::Series {
            observed: (0..=self.horizon).map(|ahead| ahead == 0 && outlier != Some(last)).collect(),
            history,
            ..projection::Series::estimated(Quantiles::from_fn(self.horizon + 1, quantile))
        };
        let mut method = self.bands(forecast);
        if outlier.is_some() {
            method.push_str(", one value far from all others is not drawn");
        }
        let basis = Basis::Estimated { method, uncertain: !series.is_constant() };
        let about = About {
            source: self.table.path.display().to_string(),
            ..About::new(self.table.id(), format!("Forecast by {}", self.method.name()), basis)
        };
        let times = (0..=self.horizon).map(|ahead| years(last + ahead)).collect();
        let label = self.label(series);
        Projection::of_series(about, times, Variable::of_series(&series.name, &label, unit, reported))
    }

    /// What a series is called: as its column, or, where that is called by what any column holds, as its table.
    fn label(&self, series: &Series) -> String {
        let says_nothing = NAMES_OF_ANY.iter().any(|name| series.name.eq_ignore_ascii_case(name));
        if self.table.len() == 1 && says_nothing { self.table.id().replace('_', " ") } else { series.name.clone() }
    }

    /// Whether a fan is to be drawn on a logarithmic axis: all that it shows is above zero, and more than half of what was observed and
    /// of the medians is below a hundredth of the greatest, where a linear axis has but a line along its foot.
    #[must_use]
    pub fn spans_magnitudes(&self, series: &Series, forecast: &Predictive) -> bool {
        let steps = || 1..=self.horizon;
        let observed = observed(series).map(|(_, value)| *value);
        let shown: Vec<f64> = observed.chain(steps().map(|ahead| forecast.median(ahead))).collect();
        let limits = |level: f64| steps().map(move |ahead| forecast.quantile(ahead, level));
        let least = shown.iter().copied().chain(limits(0.05)).fold(f64::INFINITY, f64::min);
        let greatest = shown.iter().copied().chain(limits(0.95)).fold(0.0, f64::max);
        let low = shown.iter().filter(|value| **value < greatest / 100.0).count();
        least > 0.0 && 2 * low > shown.len()
    }

    /// Where the bands of a forecast come from, at the end of the horizon.
    fn bands(&self, forecast: &Predictive) -> String {
        if forecast.is_sporadic() {
            return "bands from the values of the series".to_owned();
        }
        let mut bands = format!("bands from errors at {}", phrase::count(self.trained.origins, "rolling origin"));
        let believed = forecast.believed(self.horizon);
        if believed > LITTLE {
            bands.push_str(&format!(", {} believed", number::probability(believed)));
        }
        let widened = forecast.widened(self.horizon);
        if widened > WIDER {
            bands.push_str(&format!(", {} times as wide for common shocks", number::decimals(widened, 1)));
        }
        if forecast.point(1).is_some() {
            bands.push_str(", made to add up");
        }
        bands
    }

    /// What is said where series that were to be forecast together are not.
    fn by_themselves(&self) -> Option<String> {
        let series = self.table.len();
        (self.method == Method::Factor && !self.trained.is_together()).then(|| {
            let reason = if series > MOST_TOGETHER {
                format!("there are {series} series, and at most {MOST_TOGETHER} are forecast together")
            } else if series == 1 {
                "there is one series alone".to_owned()
            } else {
                "the times of the series are not the same".to_owned()
            };
            format!("{reason}: each is forecast by its own past changes")
        })
    }

    /// What is said of growth that nothing bounds: the series whose upper limit is furthest above all it has been.
    fn unbounded(&self) -> Option<String> {
        if self.table.maximum.is_some() {
            return None;
        }
        let fold = |(series, forecast): (&Series, &Predictive)| {
            let greatest = series.history().iter().copied().filter(|value| value.is_finite()).fold(0.0, f64::max);
            forecast.quantile(self.horizon, 0.975) / greatest
        };
        let folds = self.series().map(fold).enumerate();
        let far: Vec<(usize, f64)> = folds.filter(|(_, fold)| fold.is_finite() && *fold > MANIFOLD).collect();
        let (place, fold) = far.iter().max_by(|one, other| one.1.total_cmp(&other.1))?;
        let (name, fold) = (&self.table.panel.series[*place].name, number::significant(*fold, 2));
        let others = if far.len() > 1 { format!(" ({} series have such limits)", far.len()) } else { String::new() };
        Some(format!(
            "the 97.5 % limit of `{name}` {} ahead is {fold} times the greatest value so far{others}, and \
             nothing bounds it: if a maximum is known, --max says it",
            counted(self.horizon, "step")
        ))
    }

    /// What one should know of the data and the intervals, in sentences.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = self.table.panel.notes.clone();
        let believed = self.believed();
        if believed > LITTLE {
            notes.push(format!(
                "there is little to learn errors from: at the end of the horizon {} of what intervals rest on is the belief \
                 that errors spread as those of random walks with drift",
                number::probability(believed)
            ));
        }
        let common = self.trained.common();
        if common > MUCH {
            let widened = self.forecasts.first().map_or(1.0, |forecast| forecast.widened(self.horizon));
            let wider = match number::decimals(widened, 1) {
                times if widened > WIDER => {
                    format!(
                        "for what few origins show of it, 80 % intervals at the end of the horizon are {times} times as wide; "
                    )
                }
                _ => String::new(),
            };
            notes.push(format!(
                "forecasts of these series miss together (correlation {}): {wider}sample paths of one number belong together",
                number::decimals(common, 2)
            ));
        }
        let (totals, parts) =
            self.adds_up.iter().map(Reconciled::counts).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        if totals > 0 {
            notes.push(format!(
                "forecasts of {} and {} were made to add up: points do, and sample paths of one number; quantiles \
                 are those of sums, and need not",
                counted(totals, "total"),
                counted(parts, "part")
            ));
        }
        notes.extend(self.by_themselves());
        notes.extend(self.unbounded());
        let shortest = self.table.panel.series.iter().map(|series| series.known).min().unwrap_or(0);
        if self.horizon > shortest {
            notes
                .push(format!("the horizon of {} steps is longer than the shortest series ({shortest})", self.horizon));
        }
        let seasonal = self.forecasts.iter().filter(|forecast| forecast.is_seasonal()).count();
        if seasonal > 0 {
            notes.push(format!("a season of {} steps was found in {seasonal} series", self.table.period));
        } else if self.table.period > 1 {
            notes.push(format!(
                "no season of {} steps was found: that takes three full cycles whose steps differ beyond chance",
                self.table.period
            ));
        }
        let sporadic = self.forecasts.iter().filter(|forecast| forecast.is_sporadic()).count();
        if sporadic > 0 {
            notes.push(format!(
                "{sporadic} series {} zero now and again: any step ahead is forecast as a draw from their own values, whose \
                 median may be zero",
                if sporadic == 1 { "is" } else { "are" }
            ));
        }
        if self.forecasts.len() > MOST_SERIES {
            notes.push(format!(
                "weights and intervals are learned from {} series, evenly spread over the {}",
                self.trained.learned,
                self.forecasts.len()
            ));
        }
        notes
    }
}

/// Values to learn from by step, without those that are missing or count as such.
fn observed(series: &Series) -> impl Iterator<Item = (usize, &f64)> {
    let outlier = series.outlier();
    series.history().iter().enumerate().filter(move |(step, value)| value.is_finite() && outlier != Some(*step))
}
