//! An open scenario.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use catchup::diagnostic::Diagnostics;
use catchup::projection::Input;
use catchup::session::{
    Answered, Error, Files, Goal, Memory, Options, Recorded, RunOptions, Sampler, SensitivityMethod,
    SensitivityRequest, Session, parse_memory,
};
use catchup::{parallel, session};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};

use super::arrow::Column;
use super::error::{exception, problems};
use super::frame::Frame;
use super::picture::Picture;
use super::results::{Run, among, backtest_frame};
use super::work::{How, allowed, work};

/// Starts as many threads for all work that is not given its own; as many as there are cores for 0. The first call wins.
#[pyfunction]
pub fn start_threads(threads: usize) -> PyResult<()> {
    allowed(threads)?;
    parallel::start(threads);
    Ok(())
}

/// Forgets the threads of the process that this one was forked from.
#[pyfunction]
pub fn forked() {
    parallel::forked();
}

/// A scenario with what was set on it: see `catchup.Scenario`.
#[pyclass(frozen, module = "catchup._catchup")]
pub struct Scenario {
    pub session: Arc<Session>,
    origin: Arc<Origin>,
}

/// What the files of a scenario had when they were read.
enum Origin {
    /// Files of the system, and the folder that their paths are seen from.
    Disk(Arc<Recorded>, PathBuf),
    /// What was given in their place.
    Given(Vec<(PathBuf, Vec<u8>)>),
}

impl Scenario {
    fn from_result(py: Python<'_>, found: Result<Session, Diagnostics>, origin: Arc<Origin>) -> PyResult<Self> {
        let session = found.map_err(|problems| exception(py, Error::Input(problems)))?;
        Ok(Self { session: Arc::new(session), origin })
    }

    /// Does work on the session.
    fn work<T: Send + 'static>(
        &self,
        py: Python<'_>,
        (threads, progress): (Option<usize>, Option<Py<PyAny>>),
        task: impl FnOnce(&Session, &super::work::Follower) -> Result<T, Error> + Send + 'static,
    ) -> PyResult<T> {
        let session = Arc::clone(&self.session);
        let draws = session.draws();
        work(py, &How { threads, progress }, draws, move |follower| task(&session, follower))
    }
}

/// What takes precedence over the file.
pub fn options(
    set: Vec<String>,
    milestones: Vec<String>,
    known_until: Option<f64>,
    (draws, seed): (Option<u64>, Option<u64>),
    sampler: Option<&str>,
    memory: Option<&str>,
) -> PyResult<Options> {
    let named = |name: &str| {
        let known = Sampler::ALL.iter().find(|(known, _)| *known == name).map(|(_, sampler)| *sampler);
        known.ok_or_else(|| {
            let names = Sampler::ALL.map(|(name, _)| name).join(", ");
            PyValueError::new_err(format!("no sampler is called `{name}`; there are {names}"))
        })
    };
    Ok(Options {
        set,
        milestones,
        known_until,
        draws,
        seed,
        sampler: sampler.map(named).transpose()?,
        memory: memory.map(parse_memory).transpose().map_err(PyValueError::new_err)?,
        locking: false,
    })
}

#[pymethods]
impl Scenario {
    /// Opens a file, or one of several texts by path.
    #[staticmethod]
    #[pyo3(signature = (path, texts=None, *, set=vec![], milestones=vec![], known_until=None, draws=None, seed=None, sampler=None,
        memory=None))]
    fn open(
        py: Python<'_>,
        path: PathBuf,
        texts: Option<Vec<(PathBuf, Vec<u8>)>>,
        set: Vec<String>,
        milestones: Vec<String>,
        known_until: Option<f64>,
        draws: Option<u64>,
        seed: Option<u64>,
        sampler: Option<&str>,
        memory: Option<&str>,
    ) -> PyResult<Self> {
        let options = options(set, milestones, known_until, (draws, seed), sampler, memory)?;
        let (files, origin): (Arc<dyn Files>, Origin) = match texts {
            Some(texts) => (Arc::new(Memory::new(texts.clone())), Origin::Given(texts)),
            None => {
                let read = Arc::new(Recorded::default());
                (Arc::clone(&read) as Arc<dyn Files>, Origin::Disk(read, std::env::current_dir().unwrap_or_default()))
            }
        };
        let found = py.detach(|| Session::open_from(files, &path, options));
        Self::from_result(py, found, Arc::new(origin))
    }

    /// The files that were read, and what they had then, by the paths that [`Self::open`] takes again.
    #[getter]
    fn contents<'py>(&self, py: Python<'py>) -> Vec<(PathBuf, Bound<'py, PyBytes>)> {
        let all: Vec<(PathBuf, Vec<u8>)> = match &*self.origin {
            Origin::Given(contents) => contents.clone(),
            Origin::Disk(read, folder) => {
                let read = read.all();
                let of = |path: &Path| Some((path.to_owned(), read.get(&Recorded::name(&folder.join(path)))?.clone()));
                self.session.files_read().filter_map(of).collect()
            }
        };
        all.into_iter().map(|(path, content)| (path, PyBytes::new(py, &content))).collect()
    }

    /// The same scenario with other options in the place of all that were given; the file is not read again.
    #[pyo3(signature = (*, set=vec![], milestones=vec![], known_until=None, draws=None, seed=None, sampler=None, memory=None))]
    fn with_options(
        &self,
        py: Python<'_>,
        set: Vec<String>,
        milestones: Vec<String>,
        known_until: Option<f64>,
        draws: Option<u64>,
        seed: Option<u64>,
        sampler: Option<&str>,
        memory: Option<&str>,
    ) -> PyResult<Self> {
        let options = options(set, milestones, known_until, (draws, seed), sampler, memory)?;
        let found = py.detach(|| self.session.with(options));
        Self::from_result(py, found, Arc::clone(&self.origin))
    }

    /// The same scenario under another name.
    fn named(&self, name: &str) -> Self {
        Self { session: Arc::new((*self.session).clone().named(name)), origin: Arc::clone(&self.origin) }
    }

    #[getter]
    fn path(&self) -> PathBuf {
        self.session.path().to_owned()
    }

    #[getter]
    fn name(&self) -> &str {
        self.session.id()
    }

    #[getter]
    fn title(&self) -> &str {
        self.session.title()
    }

    #[getter]
    fn narrative(&self) -> &str {
        self.session.narrative()
    }

    #[getter]
    fn is_template(&self) -> bool {
        self.session.is_template()
    }

    #[getter]
    fn draws(&self) -> u64 {
        self.session.draws()
    }

    /// Seed and sampler of runs.
    #[getter]
    fn sampling(&self) -> (u64, &'static str) {
        let (seed, sampler) = self.session.sampling();
        (seed, sampler.name())
    }

    #[getter]
    fn hash(&self) -> &str {
        self.session.hash()
    }

    /// The files that were read, as paths.
    #[getter]
    fn files(&self) -> Vec<PathBuf> {
        self.session.files_read().map(Path::to_owned).collect()
    }

    #[getter]
    fn worlds(&self) -> Vec<PathBuf> {
        self.session.worlds().to_vec()
    }

    #[getter]
    fn warnings(&self, py: Python<'_>) -> PyResult<Py<PyList>> {
        problems(py, self.session.warnings())
    }

    #[getter]
    fn assumptions(&self) -> Frame {
        inputs(&self.session.assumptions())
    }

    #[getter]
    fn shocks(&self) -> Frame {
        inputs(&self.session.shocks())
    }

    #[getter]
    fn levers(&self) -> Frame {
        let levers = self.session.levers();
        let text = |name, of: fn(&session::Lever) -> &str| Column::text(name, levers.iter().map(|one| Some(of(one))));
        let number = |name, of: fn(&session::Lever) -> Option<f64>| Column::number(name, levers.iter().map(of));
        let columns = vec![
            text("lever", |lever| &lever.selector),
            text("label", |lever| &lever.label),
            text("unit", |lever| &lever.unit),
            number("value", |lever| Some(lever.value)),
            number("neutral", |lever| Some(lever.neutral)),
            number("min", |lever| lever.bounds[0]),
            number("max", |lever| lever.bounds[1]),
            number("from", |lever| Some(lever.period[0]).filter(|year| year.is_finite())),
            number("until", |lever| Some(lever.period[1]).filter(|year| year.is_finite())),
            text("source", |lever| &lever.source),
        ];
        Frame::of_columns(columns, levers.len())
    }

    #[getter]
    fn variables(&self) -> Frame {
        let variables = self.session.variables();
        let dims = |variable: &session::Variable| {
            variable.dims.iter().map(|(name, _)| name.as_str()).collect::<Vec<&str>>().join(", ")
        };
        let dims: Vec<String> = variables.iter().map(dims).collect();
        let text =
            |name, of: fn(&session::Variable) -> &str| Column::text(name, variables.iter().map(|one| Some(of(one))));
        let columns = vec![
            text("variable", |variable| &variable.name),
            text("label", |variable| &variable.label),
            text("unit", |variable| &variable.unit),
            Column::text("dimensions", dims.iter().map(|dims| Some(dims.as_str()))),
            Column::truth("reported", variables.iter().map(|variable| Some(variable.reported))),
            text("description", |variable| &variable.description),
        ];
        Frame::of_columns(columns, variables.len())
    }

    /// The elements of each dimension of a variable, by dimension.
    fn elements(&self, py: Python<'_>, variable: &str) -> PyResult<Py<PyDict>> {
        let all = self.session.variables();
        let found = all.iter().find(|one| one.name == variable);
        let found = found.ok_or_else(|| PyValueError::new_err(format!("no variable `{variable}`")))?;
        let dims = PyDict::new(py);
        found.dims.iter().try_for_each(|(name, elements)| dims.set_item(name, elements))?;
        Ok(dims.unbind())
    }

    #[getter]
    fn targets(&self) -> Frame {
        let targets = self.session.targets();
        let elements: Vec<String> = targets.iter().map(|target| target.elements.join(", ")).collect();
        let text = |name, of: fn(&session::Target) -> &str| Column::text(name, targets.iter().map(|one| Some(of(one))));
        let columns = vec![
            text("target", |target| &target.name),
            text("label", |target| &target.label),
            text("variable", |target| &target.variable),
            Column::text("elements", elements.iter().map(|one| Some(one.as_str()).filter(|one| !one.is_empty()))),
            Column::number("year", targets.iter().map(|target| Some(target.year))),
            text("direction", |target| if target.at_least { "at_least" } else { "at_most" }),
            Column::number("value", targets.iter().map(|target| Some(target.value))),
            text("unit", |target| &target.unit),
            text("source", |target| &target.source),
        ];
        Frame::of_columns(columns, targets.len())
    }

    /// Runs all draws.
    #[pyo3(signature = (*, keep_draws=false, threads=None, progress=None))]
    fn run(
        &self,
        py: Python<'_>,
        keep_draws: bool,
        threads: Option<usize>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Run> {
        let options = RunOptions { keep_draws, ..RunOptions::default() };
        let run = self.work(py, (threads, progress), move |session, follower| session.run_with(&options, follower))?;
        Ok(Run::new(Arc::clone(&self.session), run))
    }

    /// Which assumptions drive a number.
    #[pyo3(signature = (of, *, methods, samples, trajectories, miss=None, threads=None, progress=None))]
    fn sensitivity(
        &self,
        py: Python<'_>,
        of: String,
        methods: Vec<String>,
        samples: u32,
        trajectories: u32,
        miss: Option<(f64, bool)>,
        threads: Option<usize>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<super::results::Sensitivity> {
        let methods = methods.iter().map(|name| method(name)).collect::<PyResult<Vec<_>>>()?;
        let miss = miss.map(|(bound, below)| session::Miss { bound, below, target: String::new() });
        let request = SensitivityRequest { methods, samples, trajectories, miss };
        let found = self.work(py, (threads, progress), move |session, follower| {
            session.sensitivity_with(&of, &request, follower)
        })?;
        Ok(super::results::Sensitivity::new(Arc::clone(&self.session), found))
    }

    /// How strong a lever must be.
    #[pyo3(signature = (lever, reach, *, probability, between=None, threads=None, progress=None))]
    fn solve(
        &self,
        py: Python<'_>,
        lever: String,
        reach: String,
        probability: f64,
        between: Option<(f64, f64)>,
        threads: Option<usize>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<super::results::Frontier> {
        let goal = Goal { lever, reach, probability, between };
        let found = self.work(py, (threads, progress), move |session, follower| session.solve_with(&goal, follower))?;
        Ok(super::results::Frontier::new(found))
    }

    /// A number in the worlds that meet a condition.
    #[pyo3(signature = (question, *, threads=None, progress=None))]
    fn ask(
        &self,
        py: Python<'_>,
        question: String,
        threads: Option<usize>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Py<PyDict>> {
        let found =
            self.work(py, (threads, progress), move |session, follower| session.ask_with(&question, follower))?;
        answer(py, &found)
    }

    /// What would have been projected with what was known until a year, and what came.
    #[pyo3(signature = (until, *, threads=None, progress=None))]
    fn backtest(
        &self,
        py: Python<'_>,
        until: f64,
        threads: Option<usize>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<(Frame, Vec<Picture>, Option<f64>)> {
        let (found, pictures) = self.work(py, (threads, progress), move |session, follower| {
            let tested = session.backtest_with(until, follower)?;
            let pictures = session::write::backtest_pictures(&tested)?;
            Ok((tested.found, pictures))
        })?;
        let coverage = found.coverage();
        Ok((backtest_frame(&[found]), pictures.into_iter().map(Picture::from).collect(), coverage))
    }

    /// What a few draws say of the model's numerical health.
    #[pyo3(signature = (*, threads=None, progress=None))]
    fn check(&self, py: Python<'_>, threads: Option<usize>, progress: Option<Py<PyAny>>) -> PyResult<Py<PyList>> {
        let found = self.work(py, (threads, progress), |session, follower| {
            let health = session.health(follower)?;
            Ok(session.warnings().iter().chain(&health.warnings).cloned().collect::<Vec<_>>())
        })?;
        problems(py, &found)
    }
}

fn method(name: &str) -> PyResult<SensitivityMethod> {
    let known = [
        ("swing", SensitivityMethod::Swing),
        ("sobol", SensitivityMethod::Sobol),
        ("ranking", SensitivityMethod::Ranking),
        ("morris", SensitivityMethod::Morris),
        ("prim", SensitivityMethod::Prim),
    ];
    known.into_iter().find(|(known, _)| *known == name).map(|(_, method)| method).ok_or_else(|| {
        let names = known.map(|(name, _)| name).join(", ");
        PyValueError::new_err(format!("no method is called `{name}`; there are {names}"))
    })
}

/// Assumptions or shocks.
fn inputs(inputs: &[Input]) -> Frame {
    let text = |name, of: fn(&Input) -> &str| Column::text(name, inputs.iter().map(|one| Some(of(one))));
    let quantile =
        |name, place: usize| Column::number(name, inputs.iter().map(move |one| one.range.map(|range| range[place])));
    let columns = vec![
        text("name", |input| &input.selector),
        text("label", |input| &input.label),
        text("unit", |input| &input.unit),
        text("written", |input| &input.text),
        quantile("p05", 0),
        quantile("p50", 1),
        quantile("p95", 2),
        text("source", |input| &input.source),
    ];
    Frame::of_columns(columns, inputs.len())
}

/// An answer as Python has it.
fn answer(py: Python<'_>, found: &Answered) -> PyResult<Py<PyDict>> {
    let answer = PyDict::new(py);
    answer.set_item("question", &found.question)?;
    answer.set_item("label", &found.label)?;
    answer.set_item("unit", &found.unit)?;
    answer.set_item("year", found.year)?;
    answer.set_item("chance", found.asked.chance)?;
    answer.set_item("draws", found.asked.draws)?;
    answer.set_item("all", among(py, &found.asked.all)?)?;
    answer.set_item("given", found.asked.given.as_ref().map(|one| among(py, one)).transpose()?)?;
    answer.set_item("otherwise", found.asked.otherwise.as_ref().map(|one| among(py, one)).transpose()?)?;
    let shared = &found.asked.shared;
    let columns = super::results::shifts(shared);
    answer.set_item("shared", Py::new(py, Frame::of_columns(columns, shared.len()))?)?;
    Ok(answer.unbind())
}
