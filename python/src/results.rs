//! What a run, a comparison and questions of a scenario give.

use std::ffi::CString;
use std::sync::Arc;

use catchup::charts;
use catchup::export::{
    self, COMPARISON_TABLES, Column as TableColumn, Folder, Format, Table, iamc_table, milestone_table,
    projection_table, target_table,
};
use catchup::projection::{self, Among, Backtest, Level, Shift, Strength, Summary};
use catchup::record::Record as _;
use catchup::session::{self, CompareOptions, Error, Group, Session, write};
use pyo3::exceptions::{PyKeyError, PyLookupError, PyUserWarning, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};
use std::path::PathBuf;

use super::arrow::Column;
use super::error::{CatchupError, OutputError, exception, problems};
use super::frame::{Block, Frame};
use super::picture::Picture;
use super::scenario::Scenario;
use super::work::{How, work};

/// A finished run: see `catchup.Run`.
#[pyclass(frozen, module = "catchup._catchup")]
pub struct Run {
    session: Arc<Session>,
    run: Arc<session::Run>,
    draws: Option<Py<Block>>,
}

impl Run {
    /// A run of a session.
    pub fn new(session: Arc<Session>, mut run: session::Run) -> Self {
        let draws = run.draws.take().map(Block::new);
        let draws = draws.and_then(|block| Python::attach(|py| Py::new(py, block)).ok());
        Self { session, run: Arc::new(run), draws }
    }

    fn projection(&self) -> &projection::Projection {
        &self.run.projection
    }
}

/// What was pickled is of another version.
fn foreign() -> PyErr {
    CatchupError::new_err("a result that was pickled is of another version of catchup: make it again")
}

#[pymethods]
impl Run {
    /// All but draws that were kept, as bytes.
    fn state<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.run.to_bytes())
    }

    /// A run again, from its bytes and those of its draws.
    #[staticmethod]
    #[pyo3(signature = (scenario, state, draws=None))]
    fn of(py: Python<'_>, scenario: PyRef<'_, Scenario>, state: &[u8], draws: Option<Py<Block>>) -> PyResult<Self> {
        let session = Arc::clone(&scenario.session);
        let run = py.detach(|| session.run_of(state)).ok_or_else(foreign)?;
        Ok(Self { session, run: Arc::new(run), draws })
    }

    #[getter]
    fn name(&self) -> &str {
        &self.projection().about.id
    }

    #[getter]
    fn title(&self) -> &str {
        &self.projection().about.title
    }

    #[getter]
    fn times(&self) -> Vec<f64> {
        self.projection().times.clone()
    }

    #[getter]
    fn cpu(&self) -> &str {
        &self.run.cpu
    }

    /// Draws, seed and sampler.
    #[getter]
    fn sampling(&self) -> (u64, u64, &str) {
        match &self.projection().about.basis {
            projection::Basis::Run(sample) | projection::Basis::Certain(sample) => {
                (sample.draws, sample.seed, sample.sampler.name())
            }
            projection::Basis::Estimated { .. } => (0, 0, ""),
        }
    }

    #[getter]
    fn projections(&self) -> Frame {
        Frame::of(&projection_table(self.projection()))
    }

    #[getter]
    fn milestones(&self) -> Frame {
        Frame::of(&milestone_table(self.projection()))
    }

    #[getter]
    fn targets(&self) -> Frame {
        Frame::of(&target_table(self.projection()))
    }

    /// The wide table as the program writes it.
    #[getter]
    fn iamc_wide(&self) -> Frame {
        Frame::of(&iamc_table(self.projection()))
    }

    /// The long table of the same numbers; a row that would have no value is not there.
    fn iamc(&self) -> Frame {
        Frame::of(&long(&iamc_table(self.projection())))
    }

    /// A number `NAME[element, …]@YEAR`: mean, 5 %, 10 %, … 95 % quantiles by name.
    fn number<'py>(&self, py: Python<'py>, of: &str) -> PyResult<Bound<'py, PyDict>> {
        let number = self.projection().number(of).map_err(|error| PyLookupError::new_err(error.to_string()))?;
        let found = PyDict::new(py);
        found.set_item("mean", number.summary().mean)?;
        Level::ALL.iter().try_for_each(|level| found.set_item(level.name(), number.quantile(*level)))?;
        Ok(found)
    }

    /// The charts that the scenario asks for, or those that show most; a `UserWarning` for each that has nothing to draw.
    fn pictures(&self, py: Python<'_>) -> PyResult<Vec<Picture>> {
        let run = Arc::clone(&self.run);
        let (pictures, left_out) = work(py, &How::default(), 0, move |_| run.pictures())?;
        for error in left_out {
            PyErr::warn(py, &py.get_type::<PyUserWarning>(), &CString::new(error.to_string())?, 1)?;
        }
        Ok(pictures.into_iter().map(Picture::from).collect())
    }

    /// A fan of one series, `NAME` or `NAME[element, …]`.
    fn fan(&self, py: Python<'_>, of: &str) -> PyResult<Picture> {
        let fan = self.projection().fan(of, "fan").map_err(|error| PyLookupError::new_err(error.to_string()))?;
        let picture = py.detach(|| charts::draw(self.projection(), &fan));
        Ok(picture.map_err(|error| OutputError::new_err(error.to_string()))?.into())
    }

    /// The report: an HTML page that needs no other file.
    fn html(&self, py: Python<'_>) -> PyResult<String> {
        let (run, session) = (Arc::clone(&self.run), Arc::clone(&self.session));
        work(py, &How::default(), 0, move |_| run.page(&session))
    }

    /// Draws of every reported series, if they were kept.
    #[getter]
    fn draws<'py>(&self, py: Python<'py>) -> Option<Bound<'py, Block>> {
        self.draws.as_ref().map(|draws| draws.bind(py).clone())
    }

    /// What the series of `draws` are called, in their order: variable, elements by dimension, unit.
    #[getter]
    fn series(&self) -> Vec<(String, Vec<(String, String)>, String)> {
        let projection = self.projection();
        let one = |(variable, series): (&projection::Variable, &projection::Series)| {
            let element = |(dim, element): (&usize, &usize)| {
                let dimension = &projection.dimensions[*dim];
                (dimension.name.clone(), dimension.elements[*element].name.clone())
            };
            let elements = variable.dims.iter().zip(&series.elements).map(element).collect();
            (variable.name.clone(), elements, variable.unit.clone())
        };
        projection.all_series().map(one).collect()
    }

    /// How much each draw counts, if not all count the same.
    #[getter]
    fn weights(&self) -> Option<Vec<f64>> {
        self.run.weights.shares().map(<[f64]>::to_vec)
    }

    #[getter]
    fn notes(&self, py: Python<'_>) -> PyResult<Py<PyList>> {
        problems(py, &self.run.notes)
    }

    /// Seconds that each stage took.
    #[getter]
    fn seconds(&self) -> Vec<(String, f64)> {
        self.run.times.iter().map(|(stage, time)| (stage.clone(), time.as_secs_f64())).collect()
    }

    /// Writes a folder as the program does: whole or not at all.
    fn save(&self, py: Python<'_>, folder: PathBuf, formats: Vec<String>) -> PyResult<Vec<PathBuf>> {
        let formats = formats.iter().map(|name| format(name)).collect::<PyResult<Vec<Format>>>()?;
        let (run, session) = (Arc::clone(&self.run), Arc::clone(&self.session));
        work(py, &How::default(), 0, move |_| {
            let mut again = session::Run {
                projection: run.projection.clone(),
                draws: None,
                weights: run.weights.clone(),
                notes: run.notes.clone(),
                cpu: run.cpu.clone(),
                times: run.times.clone(),
            };
            again.write(&session, Folder::create(&folder)?, &formats)
        })
    }
}

fn format(name: &str) -> PyResult<Format> {
    match name {
        "csv" => Ok(Format::Csv),
        "iamc" => Ok(Format::Iamc),
        "png" => Ok(Format::Png),
        "svg" => Ok(Format::Svg),
        "html" => Ok(Format::Html),
        "parquet" | "xlsx" | "draws" => Err(PyValueError::new_err(format!(
            "{name} is written by the program, not by this package: frames go to pandas and Polars, which write it \
             (`run.projections.to_polars().write_parquet(…)`)"
        ))),
        other => {
            Err(PyValueError::new_err(format!("no format is called `{other}`; there are csv, iamc, png, svg, html")))
        }
    }
}

/// A wide table as rows of one value each, those without a value left out: columns behind the fifth are years, or dates if one is.
fn long<'t>(wide: &Table<'t>) -> Table<'t> {
    let (keys, times) = wide.columns().split_at(5);
    let mut places = Vec::new();
    for row in 0..wide.rows() {
        for time in times {
            if let export::Values::Number(values) = time.values()
                && let Some(value) = values[row]
            {
                places.push((row, time.name(), value));
            }
        }
    }
    let mut columns: Vec<TableColumn<'t>> = Vec::new();
    for key in keys {
        if let export::Values::Text(texts) = key.values() {
            let texts = places.iter().map(|(row, ..)| texts[*row].clone());
            columns.push(TableColumn::optional_text(key.name().to_owned(), texts));
        }
    }
    let years: Option<Vec<i64>> = places.iter().map(|(_, time, _)| time.parse().ok()).collect();
    columns.push(match years {
        Some(years) => TableColumn::whole("year", years),
        None => TableColumn::optional_text("time", places.iter().map(|(_, time, _)| Some((*time).to_owned().into()))),
    });
    columns.push(TableColumn::number("value", places.iter().map(|(.., value)| *value)));
    Table::new(columns)
}

/// Scenarios side by side: see `catchup.Comparison`.
#[pyclass(frozen, module = "catchup._catchup")]
pub struct Comparison {
    sessions: Arc<Vec<Session>>,
    worlds: Arc<Vec<Session>>,
    found: Arc<projection::Comparison>,
}

fn sessions(all: &[PyRef<'_, Scenario>]) -> Arc<Vec<Session>> {
    Arc::new(all.iter().map(|one| (*one.session).clone()).collect())
}

/// Compares scenarios in the same worlds.
#[pyfunction]
#[pyo3(signature = (scenarios, *, reference=None, attribute=true, attribution_draws=None, groups=vec![], worlds=vec![], threads=None,
    progress=None))]
pub fn compare(
    py: Python<'_>,
    scenarios: Vec<PyRef<'_, Scenario>>,
    reference: Option<String>,
    attribute: bool,
    attribution_draws: Option<u64>,
    groups: Vec<(String, Vec<String>)>,
    worlds: Vec<PyRef<'_, Scenario>>,
    threads: Option<usize>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Comparison> {
    let (sessions, worlds) = (sessions(&scenarios), sessions(&worlds));
    let groups = groups.into_iter().map(|(name, entries)| Group { name: Some(name), entries }).collect();
    let options = CompareOptions { reference, attribute, attribution_draws, groups, worlds: worlds.to_vec() };
    session::distinct(sessions.iter(), "have one name").map_err(|error| exception(py, error))?;
    let held = options.reference(&sessions).map_err(|error| exception(py, error))?;
    let rounds = (sessions.len() * (worlds.len() + 1)) as u64;
    let draws = sessions[held].draws().saturating_mul(rounds);
    let all = Arc::clone(&sessions);
    let found =
        work(py, &How { threads, progress }, draws, move |follower| session::compare(&all, &options, follower))?;
    Ok(Comparison { sessions, worlds, found: Arc::new(found) })
}

#[pymethods]
impl Comparison {
    /// What was found, as bytes.
    fn state<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.found.to_bytes())
    }

    /// A comparison again, from its bytes.
    #[staticmethod]
    fn of(scenarios: Vec<PyRef<'_, Scenario>>, worlds: Vec<PyRef<'_, Scenario>>, state: &[u8]) -> PyResult<Self> {
        let found = projection::Comparison::from_bytes(state).ok_or_else(foreign)?;
        Ok(Self { sessions: sessions(&scenarios), worlds: sessions(&worlds), found: Arc::new(found) })
    }

    /// The names of the scenarios, in their order.
    #[getter]
    fn names(&self) -> Vec<&str> {
        self.found.projections.iter().map(|projection| projection.about.id.as_str()).collect()
    }

    /// The name of the one that others are held against.
    #[getter]
    fn reference(&self) -> &str {
        &self.found.projections[self.found.reference].about.id
    }

    #[getter]
    fn notes(&self) -> Vec<String> {
        self.found.notes.clone()
    }

    /// The names of all tables; some may have no rows.
    #[getter]
    fn tables(&self) -> Vec<&'static str> {
        COMPARISON_TABLES.iter().map(|table| table.csv.trim_end_matches(".csv")).collect()
    }

    /// A table by its name.
    fn table(&self, name: &str) -> PyResult<Frame> {
        let table = COMPARISON_TABLES.iter().find(|table| table.csv.strip_suffix(".csv") == Some(name));
        let table = table.ok_or_else(|| {
            PyKeyError::new_err(format!("no table is called `{name}`; there are {}", self.tables().join(", ")))
        })?;
        Ok(Frame::of(&(table.table)(&self.found)))
    }

    fn pictures(&self, py: Python<'_>) -> PyResult<Vec<Picture>> {
        let found = Arc::clone(&self.found);
        let pictures = work(py, &How::default(), 0, move |_| drawn(&found))?;
        Ok(pictures.into_iter().map(Picture::from).collect())
    }

    /// The report: an HTML page that needs no other file.
    fn html(&self, py: Python<'_>) -> PyResult<String> {
        let (found, sessions, worlds) = (Arc::clone(&self.found), Arc::clone(&self.sessions), Arc::clone(&self.worlds));
        work(py, &How::default(), 0, move |_| Ok(write::comparison_page(&sessions, &worlds, &found, &drawn(&found)?)))
    }

    /// The brief to decide by, as Markdown.
    fn brief(&self) -> String {
        catchup::report::brief::brief(&self.found).markdown()
    }
}

fn drawn(found: &projection::Comparison) -> Result<Vec<charts::Picture>, Error> {
    charts::comparison_pictures(found).map_err(|error| Error::Chart { name: "comparison".to_owned(), error })
}

/// What drives a number: see `catchup.Sensitivity`.
#[pyclass(frozen, module = "catchup._catchup")]
pub struct Sensitivity {
    session: Arc<Session>,
    found: session::Sensitivity,
}

impl Sensitivity {
    /// What was found of a session.
    pub fn new(session: Arc<Session>, found: session::Sensitivity) -> Self {
        Self { session, found }
    }
}

#[pymethods]
impl Sensitivity {
    /// What was found, as bytes.
    fn state<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.found.to_bytes())
    }

    /// The same again, from its bytes.
    #[staticmethod]
    fn of(scenario: PyRef<'_, Scenario>, state: &[u8]) -> PyResult<Self> {
        let found = session::Sensitivity::from_bytes(state).ok_or_else(foreign)?;
        Ok(Self { session: Arc::clone(&scenario.session), found })
    }

    #[getter]
    fn label(&self) -> &str {
        &self.found.label
    }

    #[getter]
    fn unit(&self) -> &str {
        &self.found.unit
    }

    #[getter]
    fn year(&self) -> f64 {
        self.found.year
    }

    #[getter]
    fn drivers(&self) -> PyResult<Frame> {
        Frame::from_csv(write::sensitivity_csv(&self.found), &["assumption"], &[])
    }

    #[getter]
    fn region(&self) -> PyResult<Frame> {
        let texts = ["assumption", "label", "unit", "low_name", "high_name"];
        Frame::from_csv(write::region_csv(&self.found), &texts, &[])
    }

    /// The share of worlds that miss, and of the region: coverage, density, mass; none if no region was asked for.
    #[getter]
    fn discovery<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let Some((miss, discovery)) = &self.found.discovery else { return Ok(None) };
        let found = PyDict::new(py);
        found.set_item("bound", miss.bound)?;
        found.set_item("below", miss.below)?;
        found.set_item("misses", discovery.misses)?;
        if let Some(region) = &discovery.region {
            found.set_item("coverage", region.coverage)?;
            found.set_item("density", region.density)?;
            found.set_item("mass", region.mass)?;
        }
        Ok(Some(found))
    }

    fn pictures(&self, py: Python<'_>) -> PyResult<Vec<Picture>> {
        let pictures = write::sensitivity_pictures(&self.session, &self.found).map_err(|error| exception(py, error))?;
        Ok(pictures.into_iter().map(Picture::from).collect())
    }
}

/// How far a lever leads: see `catchup.Frontier`.
#[pyclass(frozen, module = "catchup._catchup")]
pub struct Frontier(projection::Frontier);

impl Frontier {
    /// What was found.
    pub fn new(found: projection::Frontier) -> Self {
        Self(found)
    }
}

#[pymethods]
impl Frontier {
    /// What was found, as bytes.
    fn state<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.to_bytes())
    }

    /// The same again, from its bytes.
    #[staticmethod]
    fn of(state: &[u8]) -> PyResult<Self> {
        projection::Frontier::from_bytes(state).map(Self).ok_or_else(foreign)
    }

    /// The strength that suffices; none if none does.
    #[getter]
    fn strength(&self) -> Option<f64> {
        self.0.solution.as_ref().map(|solution| solution.strength)
    }

    /// The strength that suffices, its probability, the number and what it costs; none if none does.
    #[getter]
    fn solution<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let Some(Strength { strength, probability, value, cost }) = &self.0.solution else { return Ok(None) };
        let found = PyDict::new(py);
        found.set_item("strength", strength)?;
        found.set_item("probability", probability)?;
        found.set_item("value", summary(py, value)?)?;
        found.set_item("cost", cost.as_ref().map(|cost| summary(py, cost)).transpose()?)?;
        Ok(Some(found))
    }

    #[getter]
    fn unit(&self) -> &str {
        &self.0.lever_unit
    }

    #[getter]
    fn tried(&self) -> PyResult<Frame> {
        Frame::from_csv(export::frontier_csv(&self.0), &[], &["solution"])
    }

    fn picture(&self) -> PyResult<Picture> {
        Ok(charts::frontier(&self.0).map_err(|error| OutputError::new_err(error.to_string()))?.into())
    }
}

/// Mean and quantiles by name.
fn summary<'py>(py: Python<'py>, summary: &Summary) -> PyResult<Bound<'py, PyDict>> {
    let found = PyDict::new(py);
    found.set_item("mean", summary.mean)?;
    found.set_item("p05", summary.low)?;
    found.set_item("p50", summary.median)?;
    found.set_item("p95", summary.high)?;
    Ok(found)
}

/// A number in some worlds, and of how many draws they tell.
pub fn among<'py>(py: Python<'py>, among: &Among) -> PyResult<Bound<'py, PyDict>> {
    let found = summary(py, &among.summary)?;
    found.set_item("effective_draws", among.effective)?;
    Ok(found)
}

/// Assumptions in all worlds and in some.
pub fn shifts(shifts: &[Shift]) -> Vec<Column> {
    let text = |name, of: fn(&Shift) -> &str| Column::text(name, shifts.iter().map(|one| Some(of(one))));
    let number = |name, of: fn(&Shift) -> f64| Column::number(name, shifts.iter().map(|one| Some(of(one))));
    vec![
        text("assumption", |shift| &shift.selector),
        text("label", |shift| &shift.label),
        text("unit", |shift| &shift.unit),
        number("all_p05", |shift| shift.before.low),
        number("all_p50", |shift| shift.before.median),
        number("all_p95", |shift| shift.before.high),
        number("given_p05", |shift| shift.after.low),
        number("given_p50", |shift| shift.after.median),
        number("given_p95", |shift| shift.after.high),
    ]
}

/// Observations that were held back, beside what was projected.
pub fn backtest_frame(found: &[Backtest]) -> Frame {
    Frame::of(&export::backtest_table(found))
}
