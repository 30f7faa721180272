//! Tables of one's own: laws fitted to them, series forecast, forecasts scored.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use catchup::export::ExportError;
use catchup::fit::{Fitted, Law, Scale, Structure};
use catchup::forecast::{Method, Plan};
use catchup::session::{
    Columns, DateOrder, Decimal, Disk, Encoding, Error, Files, FitColumns, FitData, FitHistory, FitOptions, FitRequest,
    Fits, Forecast, ForecastOptions, Frequency, Memory, Moment, ScoreOptions, Scores, Table, TableOptions, Written,
};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::error::exception;
use super::frame::Frame;
use super::picture::Picture;
use super::scenario::Scenario;
use super::wording::keywords;
use super::work::{How, work};

/// A file by its path, or what is read as such.
pub type Origin = (PathBuf, Option<Vec<u8>>);

/// The files that a table is looked for in.
pub fn files(origin: &Origin) -> Arc<dyn Files> {
    match &origin.1 {
        Some(content) => Arc::new(Memory::new([(&origin.0, content.clone())])),
        None => Arc::new(Disk),
    }
}

/// What is written by `write`, as text.
pub fn text_of(py: Python<'_>, write: impl FnOnce(&mut Vec<u8>) -> Result<(), ExportError>) -> PyResult<String> {
    let mut out = Vec::new();
    write(&mut out).map_err(|error| exception(py, Error::Output(error)))?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn moment(text: Option<&str>) -> PyResult<Option<Moment>> {
    text.map(Moment::parse).transpose().map_err(PyValueError::new_err)
}

/// The method of a name.
pub fn method(name: &str) -> PyResult<Method> {
    Method::named(name).ok_or_else(|| {
        let names: Vec<&str> = Method::ALL.iter().map(|method| method.name()).collect();
        PyValueError::new_err(format!("no method is called `{name}`; there are {}", names.join(", ")))
    })
}

/// How a table is written, where that is not found by itself: `point` or `comma`, `day-first` or `month-first`, a sheet and its
/// cells, the encoding of a text, the kind of times that is read where there are several.
#[derive(Debug, Clone, Default, FromPyObject)]
#[pyo3(from_item_all)]
pub struct Layout {
    decimal: Option<String>,
    dates: Option<String>,
    sheet: Option<String>,
    range: Option<String>,
    encoding: Option<String>,
    frequency: Option<String>,
}

/// Names of columns, and how a table is read besides.
#[derive(Debug, Clone, FromPyObject)]
#[pyo3(from_item_all)]
pub struct Reading {
    series: Option<String>,
    time: Option<String>,
    value: Option<String>,
    split: Option<String>,
    /// Columns over which series add up.
    adds_up: Vec<String>,
    /// Only rows in which a column has a text.
    filter: Vec<(String, String)>,
    layout: Layout,
    /// Steps in a season.
    season: Option<usize>,
    /// The most a value can be.
    maximum: Option<f64>,
}

/// The one of a few that has a name.
fn named<T: Copy>(what: &str, given: Option<&str>, known: &[(&str, T)]) -> PyResult<Option<T>> {
    let Some(given) = given else { return Ok(None) };
    let found = known.iter().find(|(name, _)| *name == given).map(|(_, one)| Some(*one));
    found.ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        PyValueError::new_err(format!("{what} is {}, not `{given}`", names.join(" or ")))
    })
}

impl Layout {
    /// As the library has it.
    fn written(self) -> PyResult<Written> {
        let decimals = [("point", Decimal::Point), ("comma", Decimal::Comma)];
        let orders = [("day-first", DateOrder::DayFirst), ("month-first", DateOrder::MonthFirst)];
        let encoding = self.encoding.map(|name| {
            let unknown = || {
                PyValueError::new_err(format!(
                    "no encoding is called `{name}`; names are such as windows-1252 or gb18030"
                ))
            };
            Encoding::named(&name).ok_or_else(unknown)
        });
        let frequency = self.frequency.map(|name| {
            let known = "years, fiscal years, half-years, quarters, months, weeks or days";
            let unknown = || PyValueError::new_err(format!("frequency is {known}, not `{name}`"));
            Frequency::named(&name).ok_or_else(unknown)
        });
        Ok(Written {
            frequency: frequency.transpose()?,
            encoding: encoding.transpose()?,
            decimal: named("decimal", self.decimal.as_deref(), &decimals)?,
            order: named("dates", self.dates.as_deref(), &orders)?,
            sheet: self.sheet,
            range: self.range,
            ..Written::default()
        })
    }
}

impl Reading {
    /// Whether histories are cut off where a column says so.
    fn splits(&self) -> bool {
        self.split.is_some()
    }

    /// As the library has it.
    pub fn options(self) -> PyResult<TableOptions> {
        let Self { series, time, value, split, adds_up, filter, layout, season, maximum } = self;
        let Written { sheet, range, decimal, order, encoding, frequency, .. } = layout.written()?;
        let columns = Columns {
            series,
            time,
            value,
            split,
            adds_up,
            filter,
            decimal,
            order,
            sheet,
            range,
            encoding,
            frequency,
            ..Columns::default()
        };
        Ok(TableOptions { columns, season, maximum })
    }
}

/// Reads a table of series.
pub fn table(origin: &Origin, options: &TableOptions) -> Result<Table, Error> {
    Table::read_from(&*files(origin), &origin.0, options)
}

/// What is asked of a forecast, as far as that can be said without its table.
pub fn asked(horizon: Option<usize>, method: &str, levels: Option<Vec<f64>>) -> PyResult<ForecastOptions> {
    let usual = ForecastOptions::default();
    Ok(ForecastOptions { horizon, method: self::method(method)?, levels: levels.unwrap_or(usual.levels) })
}

/// Refuses what no table can be forecast with, before anything is read.
#[pyfunction]
#[pyo3(signature = (reading, *, horizon=None, method="combination", levels=None))]
pub fn check_forecast(
    py: Python<'_>,
    reading: Reading,
    horizon: Option<usize>,
    method: &str,
    levels: Option<Vec<f64>>,
) -> PyResult<()> {
    let (table, forecast) = (reading.options()?, asked(horizon, method, levels)?);
    table.check().and_then(|()| forecast.check()).map_err(|error| exception(py, error))
}

/// Series with their forecasts: see `catchup.Forecast`.
#[pyclass(frozen, module = "catchup._catchup")]
pub struct SeriesForecast(Arc<Forecast>);

/// Forecasts the series of a table.
#[pyfunction]
#[pyo3(signature = (origin, reading, *, horizon=None, method="combination", levels=None, threads=None, progress=None))]
pub fn forecast_table(
    py: Python<'_>,
    origin: Origin,
    reading: Reading,
    horizon: Option<usize>,
    method: &str,
    levels: Option<Vec<f64>>,
    threads: Option<usize>,
    progress: Option<Py<PyAny>>,
) -> PyResult<SeriesForecast> {
    let (reading, options) = (reading.options()?, asked(horizon, method, levels)?);
    let found = work(py, &How { threads, progress }, 0, move |follower| {
        table(&origin, &reading)?.forecast_with(&options, follower)
    })?;
    Ok(SeriesForecast(Arc::new(found)))
}

#[pymethods]
impl SeriesForecast {
    #[getter]
    fn series(&self) -> Vec<&str> {
        self.0.table.panel.series.iter().map(|series| series.name.as_str()).collect()
    }

    #[getter]
    fn horizon(&self) -> usize {
        self.0.horizon
    }

    #[getter]
    fn method(&self) -> &'static str {
        self.0.method.name()
    }

    #[getter]
    fn notes(&self) -> Vec<String> {
        self.0.notes().iter().map(|note| keywords(note)).collect()
    }

    #[getter]
    fn weights<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let weights = PyDict::new(py);
        self.0
            .weights(self.0.horizon)
            .into_iter()
            .try_for_each(|(method, weight)| weights.set_item(method.name(), weight))?;
        Ok(weights)
    }

    #[getter]
    fn quantiles(&self, py: Python<'_>) -> PyResult<Frame> {
        Frame::from_csv(text_of(py, |out| self.0.write_csv(out))?, &["series", "time"], &[])
    }

    fn paths(&self, py: Python<'_>, number: u32, seed: u64) -> PyResult<Frame> {
        let text = text_of(py, |out| self.0.write_paths_csv(number, seed, out))?;
        Frame::from_csv(text, &["series", "time"], &[])
    }

    fn picture(&self, py: Python<'_>, index: usize, unit: Option<String>) -> PyResult<Picture> {
        if index >= self.0.forecasts.len() {
            return Err(PyValueError::new_err("there are not so many series"));
        }
        let found = Arc::clone(&self.0);
        Ok(work(py, &How::default(), 0, move |_| found.picture(index, unit.as_deref()))?.into())
    }
}

/// How good forecasts have been: see `catchup.Scores`.
#[pyclass(frozen, module = "catchup._catchup")]
pub struct BacktestScores(Scores);

/// Scores forecasts of a table at rolling origins, or where its split column says so.
#[pyfunction]
#[pyo3(signature = (origin, reading, *, methods=None, origins=None, horizon=None, threads=None, progress=None))]
pub fn score_table(
    py: Python<'_>,
    origin: Origin,
    reading: Reading,
    methods: Option<Vec<String>>,
    origins: Option<usize>,
    horizon: Option<usize>,
    threads: Option<usize>,
    progress: Option<Py<PyAny>>,
) -> PyResult<BacktestScores> {
    let mut options = ScoreOptions { horizon, ..ScoreOptions::default() };
    if let Some(methods) = methods {
        options.methods = methods.iter().map(|name| method(name)).collect::<PyResult<Vec<_>>>()?;
    }
    match (reading.splits(), origins) {
        (true, _) => options.plan = Plan::Split,
        (false, Some(origins)) => options.plan = Plan::Origins(origins),
        (false, None) => {}
    }
    let reading = reading.options()?;
    let found = work(py, &How { threads, progress }, 0, move |follower| {
        table(&origin, &reading)?.backtest_with(&options, follower)
    })?;
    Ok(BacktestScores(found))
}

#[pymethods]
impl BacktestScores {
    #[getter]
    fn scores(&self, py: Python<'_>) -> PyResult<Frame> {
        Frame::from_csv(text_of(py, |out| self.0.write_csv(out))?, &["method", "benchmark"], &[])
    }

    #[getter]
    fn levels(&self, py: Python<'_>) -> PyResult<Frame> {
        Frame::from_csv(text_of(py, |out| self.0.write_levels_csv(out))?, &["method"], &[])
    }

    fn pictures(&self, py: Python<'_>) -> PyResult<Vec<Picture>> {
        let pictures = self.0.pictures().map_err(|error| exception(py, error))?;
        Ok(pictures.into_iter().map(Picture::from).collect())
    }
}

/// Laws fitted to data, best first: see `catchup.Fit`.
#[pyclass(frozen, module = "catchup._catchup")]
pub struct Fit(Arc<Fits>);

/// Which law, and how: name or none for all, error scale, structure of errors, parameters that are given, launch.
type Asked = (Option<String>, Option<String>, Option<String>, Vec<(String, f64)>, Option<String>);

/// Which values: factor, from, until, unit, name.
type Taken = (f64, Option<String>, Option<String>, Option<String>, Option<String>);

fn request((law, scale, errors, fixed, launch): Asked) -> PyResult<FitRequest> {
    let unknown = |what: &str, name: &str, known: &[&str]| {
        PyValueError::new_err(format!("no {what} is called `{name}`; there are {}", known.join(", ")))
    };
    let law = law.map(|name| {
        let names: Vec<&str> = catchup::fit::LAWS.iter().map(|law| law.name).collect();
        Law::named(&name).ok_or_else(|| unknown("law", &name, &names))
    });
    let scale = scale.map(|name| {
        let known = [Scale::Level, Scale::Log, Scale::Logit];
        let found = known.into_iter().find(|scale| scale.name() == name);
        found.ok_or_else(|| unknown("scale of errors", &name, &known.map(Scale::name)))
    });
    let errors = errors
        .filter(|name| name != Structure::AUTO)
        .map(|name| Structure::named(&name).ok_or_else(|| unknown("structure of errors", &name, &Structure::NAMES)));
    let launch = moment(launch.as_deref())?.map(|moment| moment.begins);
    Ok(FitRequest { law: law.transpose()?, scale: scale.transpose()?, errors: errors.transpose()?, fixed, launch })
}

fn taken((factor, from, until, unit, name): Taken) -> PyResult<FitOptions> {
    Ok(FitOptions { factor, from: moment(from.as_deref())?, until: moment(until.as_deref())?, unit, name })
}

/// Fits laws to columns of a table.
#[pyfunction]
#[pyo3(signature = (origin, columns, filter, layout, taken, asked, *, threads=None, progress=None))]
pub fn fit_data(
    py: Python<'_>,
    origin: Origin,
    columns: [Option<String>; 6],
    filter: Vec<(String, String)>,
    layout: Layout,
    taken: Taken,
    asked: Asked,
    threads: Option<usize>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Fit> {
    let usual = FitColumns::default();
    let [time, value, volume, production, knowledge, weights] = columns;
    let (time, value) = (time.unwrap_or(usual.time), value.unwrap_or(usual.value));
    let written = layout.written()?;
    let columns = FitColumns { time, value, volume, production, knowledge, weights, filter, written };
    let (options, request) = (self::taken(taken)?, request(asked)?);
    let found = work(py, &How { threads, progress }, 0, move |_| {
        FitData::read_from(files(&origin), &origin.0, &columns, &options)?.fit(&request)
    })?;
    Ok(Fit(Arc::new(found)))
}

/// Fits laws to the history of a variable of a scenario.
#[pyfunction]
#[pyo3(signature = (scenario, history, taken, asked, *, threads=None, progress=None))]
pub fn fit_history(
    py: Python<'_>,
    scenario: PyRef<'_, Scenario>,
    history: [Option<String>; 4],
    taken: Taken,
    asked: Asked,
    threads: Option<usize>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Fit> {
    let [of, volume, production, knowledge] = history;
    let history = FitHistory { of: of.unwrap_or_default(), volume, production, knowledge };
    let (options, request) = (self::taken(taken)?, request(asked)?);
    let session = Arc::clone(&scenario.session);
    let found = work(py, &How { threads, progress }, 0, move |_| session.history(history, &options)?.fit(&request))?;
    Ok(Fit(Arc::new(found)))
}

#[pymethods]
impl Fit {
    /// The laws, the best first.
    #[getter]
    fn laws(&self) -> Vec<&'static str> {
        self.0.laws.iter().map(|fitted| fitted.law.name).collect()
    }

    /// How good each law is: criteria, weights, what it explains.
    #[getter]
    fn criteria<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for (fitted, weight) in self.0.laws.iter().zip(self.0.weights()) {
            let row = PyDict::new(py);
            row.set_item("law", fitted.law.name)?;
            row.set_item("aicc", fitted.aicc)?;
            row.set_item("bic", fitted.bic)?;
            row.set_item("weight", weight)?;
            row.set_item("r_squared", fitted.r_squared)?;
            row.set_item("errors", fitted.errors.name())?;
            row.set_item("scale", fitted.scale.name())?;
            list.append(row)?;
        }
        Ok(list)
    }

    /// Laws that do not go with the data, and why.
    #[getter]
    fn skipped(&self) -> Vec<(&'static str, String)> {
        self.0.skipped.iter().map(|(law, error)| (law.name, error.to_string())).collect()
    }

    #[getter]
    fn warnings(&self) -> Vec<String> {
        let best: &Fitted = self.0.best();
        best.warnings()
    }

    #[getter]
    fn parameters(&self, py: Python<'_>) -> PyResult<Frame> {
        let texts = ["law", "error_scale", "parameter", "unit", "identified", "errors"];
        Frame::from_csv(text_of(py, |out| self.0.write_csv(out))?, &texts, &[])
    }

    #[pyo3(signature = (until=None))]
    fn fitted(&self, py: Python<'_>, until: Option<&str>) -> PyResult<Frame> {
        let until = moment(until)?;
        Frame::from_csv(text_of(py, |out| self.0.write_fitted_csv(until, out))?, &["law", "date"], &[])
    }

    #[pyo3(signature = (until=None))]
    fn pictures(&self, py: Python<'_>, until: Option<&str>) -> PyResult<Vec<Picture>> {
        let (until, found) = (moment(until)?, Arc::clone(&self.0));
        let pictures = work(py, &How::default(), 0, move |_| found.pictures(until))?;
        Ok(pictures.into_iter().map(Picture::from).collect())
    }

    /// The best law as the text of a scenario that will stand at `path`.
    #[pyo3(signature = (path, until=None))]
    fn scenario_text(&self, py: Python<'_>, path: PathBuf, until: Option<&str>) -> PyResult<String> {
        let until = moment(until)?;
        self.0.scenario(Path::new(&path), until).map_err(|error| exception(py, error))
    }

    /// Writes the best law as a scenario, whole or not at all.
    #[pyo3(signature = (path, until=None, replace=false))]
    fn write_scenario(&self, py: Python<'_>, path: PathBuf, until: Option<&str>, replace: bool) -> PyResult<()> {
        let until = moment(until)?;
        self.0.write_scenario(&path, until, replace).map_err(|error| exception(py, error))
    }
}
