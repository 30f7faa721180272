//! Tables of series: forecast by their own past, and how good such forecasts have been.

mod options;

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::tidy::{self, Text};
use super::{Error, given};
use crate::clock::Stopwatch;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::engine::Progress;
use crate::forecast::{
    Backtest, Group, Method, Panel, Plan, Predictive, Reconciled, Series, Settings, Trained, backtest,
};
use crate::parallel;
use crate::scenario::files::stream::stem;
use crate::scenario::files::{Disk, Files};
pub use options::{ForecastOptions, LEVELS, ScoreOptions, TableOptions};

/// A table of series that has been read.
#[derive(Debug, Clone)]
pub struct Table {
    /// The file.
    pub path: PathBuf,
    /// The series.
    pub panel: Panel,
    /// Steps in a season.
    pub period: usize,
    /// The most a value can be, if that is known.
    pub maximum: Option<f64>,
    /// Units by series, as far as the table says them.
    units: HashMap<Arc<str>, Arc<str>>,
    pub(super) text: Text,
}

/// The name of the quantile at a level: `p05`, `p50`, `p975`.
#[must_use]
pub fn level_name(level: f64) -> String {
    let digits = level.to_string();
    let digits = digits.strip_prefix("0.").unwrap_or(&digits);
    format!("p{digits:0<2}")
}

/// Series with their forecasts.
#[derive(Debug)]
pub struct Forecast {
    /// The table.
    pub table: Table,
    /// The method.
    pub method: Method,
    /// Steps ahead.
    pub horizon: usize,
    /// What was learned.
    pub trained: Trained,
    /// Levels of the quantiles that are reported.
    pub levels: Vec<f64>,
    /// One forecast for each series, in the order of the table.
    pub forecasts: Vec<Predictive>,
    /// Groups of series that add up; the forecasts of their members are what they are made so that they do.
    pub adds_up: Vec<Reconciled>,
    /// How long it took.
    pub time: Duration,
}

/// Series with all that their forecasts need: any of them may be forecast by itself, and anywhere.
#[derive(Debug)]
pub struct Learned {
    /// The table.
    pub table: Table,
    /// The method.
    pub method: Method,
    /// Steps ahead.
    pub horizon: usize,
    /// Levels of the quantiles that are reported.
    pub levels: Vec<f64>,
    /// What was learned of all series.
    pub trained: Trained,
}

/// How good forecasts of a table have been.
#[derive(Debug)]
pub struct Scores {
    /// The table.
    pub table: Table,
    /// Scores by method.
    pub backtest: Backtest,
    /// How long it took.
    pub time: Duration,
}

impl Table {
    /// Reads a table of series: long (a row for each series and time), or wide (a column for each series or time).
    ///
    /// # Errors
    /// All problems of one kind that the table has, each with its place, or what is asked is out of its range.
    pub fn read(path: &Path, options: &TableOptions) -> Result<Self, Error> {
        Self::read_from(&Disk, path, options)
    }

    /// As [`Self::read`], from other files than those on disk.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_from(files: &dyn Files, path: &Path, options: &TableOptions) -> Result<Self, Error> {
        options.check()?;
        let place = given("command line", &path.display().to_string()).span;
        let (tidy, text) = tidy::read(files, path, &options.columns, &place)?;
        let panel = Panel::of(&tidy, options.maximum)?;
        let period = options.season.unwrap_or_else(|| panel.calendar.period());
        let units = tidy.series.into_iter().map(|series| (series.name, series.unit)).collect();
        Ok(Self { path: path.to_owned(), panel, period, maximum: options.maximum, units, text })
    }

    /// The unit of a series as the table says it; a total that the table does not have is in that of all series. Empty if
    /// nothing is said.
    #[must_use]
    pub fn unit(&self, series: &Series) -> &str {
        if let Some(unit) = self.units.get(series.name.as_str()) {
            return unit;
        }
        let mut all = self.units.values();
        let first = all.next().map_or("", AsRef::as_ref);
        if all.all(|unit| **unit == *first) { first } else { "" }
    }

    /// The name of the file without its ending.
    #[must_use]
    pub fn id(&self) -> String {
        stem(&self.path, "table")
    }

    /// How many series it has.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a table without series is refused when it is read")]
    pub fn len(&self) -> usize {
        self.panel.series.len()
    }

    /// Forecasts every series by its own past, with intervals calibrated at rolling origins of all.
    ///
    /// # Errors
    /// What is asked is out of its range.
    pub fn forecast(self, options: &ForecastOptions) -> Result<Forecast, Error> {
        self.forecast_with(options, &|_| {})
    }

    /// As [`Self::forecast`]; `progress` is told how far learning is, and how many series are forecast.
    ///
    /// # Errors
    /// As [`Self::forecast`].
    pub fn forecast_with(self, options: &ForecastOptions, progress: &dyn Progress) -> Result<Forecast, Error> {
        let begin = Stopwatch::start();
        let learned = self.learn_with(options, progress)?;
        let mut forecasts = learned.forecasts(0..learned.table.len(), progress);
        let adds_up = learned.added_up(&mut forecasts);
        let Learned { table, method, horizon, levels, trained } = learned;
        Ok(Forecast { method, horizon, levels, trained, forecasts, adds_up, time: begin.elapsed(), table })
    }

    /// Learns what forecasts of all series are made with; `progress` is told how far that is.
    ///
    /// # Errors
    /// As [`Self::forecast`].
    pub fn learn_with(self, options: &ForecastOptions, progress: &dyn Progress) -> Result<Learned, Error> {
        options.check()?;
        let horizon = options.horizon.unwrap_or_else(|| self.panel.calendar.horizon());
        let settings = Settings { horizon, period: self.period, maximum: self.maximum, methods: vec![options.method] };
        let histories: Vec<&[f64]> = self.panel.series.iter().map(Series::history).collect();
        let known: Vec<(usize, usize)> = histories.iter().map(|history| history.len()).enumerate().collect();
        let trained = Trained::followed(&histories, self.panel.ends(&known).as_deref(), &settings, &learning(progress));
        Ok(Learned { method: options.method, horizon, levels: options.ascending(), trained, table: self })
    }

    /// The time so many steps after the last value of a series, as the table writes times.
    #[must_use]
    pub fn time_of(&self, series: &Series, ahead: usize) -> String {
        let calendar = &self.panel.calendar;
        calendar.text(series.time(series.known + ahead - 1, calendar))
    }

    /// Scores forecasts from origins in the past by what came after.
    ///
    /// # Errors
    /// No series is long enough, a split leaves nothing to score, or what is asked is out of its range.
    pub fn backtest(self, options: &ScoreOptions) -> Result<Scores, Error> {
        self.backtest_with(options, &|_| {})
    }

    /// As [`Self::backtest`]; `progress` is told how far learning is.
    ///
    /// # Errors
    /// As [`Self::backtest`].
    pub fn backtest_with(self, options: &ScoreOptions, progress: &dyn Progress) -> Result<Scores, Error> {
        let begin = Stopwatch::start();
        options.check()?;
        let settings = self.scored(options);
        let found = backtest(&self.panel, &settings, options.plan, &learning(progress));
        let backtest = found.ok_or_else(|| self.nothing(options.plan, settings.horizon))?;
        Ok(Scores { backtest, time: begin.elapsed(), table: self })
    }

    fn scored(&self, options: &ScoreOptions) -> Settings {
        let tested = self.panel.series.iter().map(|series| series.values.len() - series.known).max();
        let split = options.plan == Plan::Split;
        let usual = tested.filter(|tested| split && *tested > 0).unwrap_or_else(|| self.panel.calendar.horizon());
        let mut methods = Vec::new();
        for method in &options.methods {
            if !methods.contains(method) {
                methods.push(*method);
            }
        }
        Settings { horizon: options.horizon.unwrap_or(usual), period: self.period, maximum: self.maximum, methods }
    }

    /// Why there is nothing to score.
    fn nothing(&self, plan: Plan, horizon: usize) -> Error {
        let place = Span::start_of(&self.text.source);
        let problem = match plan {
            Plan::Split => {
                Diagnostic::error(Code::BadSplit, "no series has `test` rows after its `train` rows", place, "")
            }
            Plan::Origins(_) => {
                let message =
                    format!("no series is long enough: 4 values before the origin and {horizon} after it are needed");
                Diagnostic::error(Code::TooShort, message, place, "").with_help("ask for a shorter --horizon")
            }
        };
        problem.into()
    }
}

/// Tells who follows how many series have been learned from.
fn learning(progress: &dyn Progress) -> impl Fn(usize, usize) + Sync {
    move |done, of| progress.step("learning from past forecasts", done as u64, of as u64)
}

impl Learned {
    /// Forecasts of some of the series, by their places in the table; `progress` is told of each.
    ///
    /// # Panics
    /// If there are not so many series.
    pub fn forecasts(&self, places: Range<usize>, progress: &dyn Progress) -> Vec<Predictive> {
        let series = &self.table.panel.series;
        let places: Vec<usize> = places.collect();
        let forecasts = parallel::map(&places, |place| {
            let forecast = self.trained.forecast(*place, series[*place].history());
            progress.done(1);
            forecast
        });
        forecasts.into_iter().flatten().collect()
    }

    /// Makes forecasts of all series add up, where series do.
    fn added_up(&self, forecasts: &mut [Predictive]) -> Vec<Reconciled> {
        let panel = &self.table.panel;
        let reconciled = |group: &Group| {
            let series: Vec<&Series> = group.members.iter().map(|member| &panel.series[*member]).collect();
            let single: Vec<&Predictive> = group.members.iter().map(|member| &forecasts[*member]).collect();
            Reconciled::new(group, &series, &single, &self.trained.one_step(0, &group.members))
        };
        let groups: Vec<Reconciled> = panel.hierarchy.groups.iter().map(reconciled).collect();
        for group in &groups {
            for (member, forecast) in group.members.iter().zip(group.forecasts()) {
                forecasts[*member] = forecast;
            }
        }
        groups
    }
}

impl Forecast {
    /// Each series with its forecast.
    pub fn series(&self) -> impl Iterator<Item = (&Series, &Predictive)> {
        self.table.panel.series.iter().zip(&self.forecasts)
    }

    /// The time so many steps after the last value of a series, as the table writes times.
    #[must_use]
    pub fn time_of(&self, series: &Series, ahead: usize) -> String {
        self.table.time_of(series, ahead)
    }

    /// How much of the intervals at the end of the horizon is belief rather than measured errors, 0 to 1.
    #[must_use]
    pub fn believed(&self) -> f64 {
        self.forecasts.iter().map(|forecast| forecast.believed(self.horizon)).fold(0.0, f64::max)
    }

    /// What the combination is made of so many steps ahead, from 1: methods with their weights.
    #[must_use]
    pub fn weights(&self, ahead: usize) -> Vec<(Method, f64)> {
        let weights = self.trained.combination.weights[ahead - 1].iter();
        self.trained.candidates().iter().copied().zip(weights.copied()).collect()
    }
}
