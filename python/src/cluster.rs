//! What workers of a cluster do: shards, sums of shards, forecasts of some of many series.

use std::sync::Arc;

use catchup::session::{Joined, Learned as LearnedTable, NextPass, Session, Shard};
use pyo3::exceptions::{PyOverflowError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::data::{Origin, Reading, asked, table, text_of};
use super::results::Run;
use super::scenario::Scenario;
use super::work::{How, work};

/// A pass, and what it looks for.
type Pass = Option<(u32, Vec<u8>)>;

fn next(pass: Pass) -> Option<NextPass> {
    pass.map(|(pass, known)| NextPass { pass, known })
}

/// The instruction set that numbers are computed with here.
#[pyfunction]
pub fn cpu() -> &'static str {
    Session::cpu()
}

/// What the first pass of so many shards looks for: found out once for all of them.
#[pyfunction]
#[pyo3(signature = (scenario, of, *, threads=None))]
pub fn begin<'py>(
    py: Python<'py>,
    scenario: PyRef<'py, Scenario>,
    of: u64,
    threads: Option<usize>,
) -> PyResult<(u32, Bound<'py, PyBytes>)> {
    let session = Arc::clone(&scenario.session);
    let NextPass { pass, known } =
        work(py, &How { threads, progress: None }, 0, move |follower| session.begin(of, follower))?;
    Ok((pass, PyBytes::new(py, &known)))
}

/// Carries out a pass over the draws of a shard, by number from 1 and how many there are.
#[pyfunction]
#[pyo3(signature = (scenario, number, of, step=None, *, threads=None))]
pub fn shard<'py>(
    py: Python<'py>,
    scenario: PyRef<'py, Scenario>,
    number: u64,
    of: u64,
    step: Pass,
    threads: Option<usize>,
) -> PyResult<Bound<'py, PyBytes>> {
    if number == 0 || number > of {
        return Err(PyValueError::new_err(format!("there is no shard {number} of {of}")));
    }
    let (session, step) = (Arc::clone(&scenario.session), next(step));
    let how = How { threads, progress: None };
    let found = work(py, &how, 0, move |follower| session.shard(Shard { number, of }, step.as_ref(), follower))?;
    Ok(PyBytes::new(py, &found))
}

/// Adds up parts of one pass of some of so many shards.
#[pyfunction]
#[pyo3(signature = (scenario, of, parts, step=None, *, threads=None))]
pub fn add<'py>(
    py: Python<'py>,
    scenario: PyRef<'py, Scenario>,
    of: u64,
    parts: Vec<Vec<u8>>,
    step: Pass,
    threads: Option<usize>,
) -> PyResult<Bound<'py, PyBytes>> {
    let (session, step) = (Arc::clone(&scenario.session), next(step));
    let how = How { threads, progress: None };
    let found = work(py, &how, 0, move |follower| session.add(of, step.as_ref(), &parts, follower))?;
    Ok(PyBytes::new(py, &found))
}

/// Joins the sums of all shards, by pass: a run, or what the next pass looks for. The first pass was carried out as [`begin`]
/// has said, if that is given.
#[pyfunction]
#[pyo3(signature = (scenario, of, sums, cpu, begun=None))]
pub fn join(
    py: Python<'_>,
    scenario: PyRef<'_, Scenario>,
    of: u64,
    sums: Vec<Vec<u8>>,
    cpu: String,
    begun: Pass,
) -> PyResult<Py<PyAny>> {
    let (session, begun) = (Arc::clone(&scenario.session), next(begun));
    let passes: Vec<Vec<Vec<u8>>> = sums.into_iter().map(|sum| vec![sum]).collect();
    let found =
        work(py, &How::default(), 0, move |follower| session.join_sums(of, begun.as_ref(), &passes, &cpu, follower))?;
    match found {
        Joined::Next(NextPass { pass, known }) => {
            Ok((pass, PyBytes::new(py, &known)).into_pyobject(py)?.into_any().unbind())
        }
        Joined::Run(run) => Ok(Py::new(py, Run::new(Arc::clone(&scenario.session), *run))?.into_any()),
    }
}

/// Series with all that their forecasts need.
#[pyclass(frozen, module = "catchup._catchup")]
pub struct Learned(Arc<LearnedTable>);

#[pymethods]
impl Learned {
    /// Reads a table and learns of all its series.
    #[new]
    #[pyo3(signature = (origin, reading, *, horizon=None, method="combination", levels=None, threads=None))]
    fn new(
        py: Python<'_>,
        origin: Origin,
        reading: Reading,
        horizon: Option<usize>,
        method: &str,
        levels: Option<Vec<f64>>,
        threads: Option<usize>,
    ) -> PyResult<Self> {
        let (reading, options) = (reading.options()?, asked(horizon, method, levels)?);
        let learned = work(py, &How { threads, progress: None }, 0, move |follower| {
            table(&origin, &reading)?.learn_with(&options, follower)
        })?;
        Ok(Self(Arc::new(learned)))
    }

    fn __len__(&self) -> usize {
        self.0.table.len()
    }

    /// The rows of `forecast.csv` of some of the series, below a header.
    #[pyo3(signature = (start, end, *, threads=None))]
    fn csv(&self, py: Python<'_>, start: usize, end: usize, threads: Option<usize>) -> PyResult<String> {
        if start > end || end > self.0.table.len() {
            return Err(PyOverflowError::new_err("there are not so many series"));
        }
        let learned = Arc::clone(&self.0);
        let bytes = work(py, &How { threads, progress: None }, 0, move |follower| {
            let mut out = Vec::new();
            learned.write_csv(start..end, follower, &mut out)?;
            Ok(out)
        })?;
        text_of(py, |out| {
            *out = bytes;
            Ok(())
        })
    }
}
