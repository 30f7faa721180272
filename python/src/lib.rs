//! `catchup` for Python: sessions, results as Arrow and pictures as bytes. What Python says better is in `package/catchup`.
//!
//! Work is done on a thread of its own with the interpreter let go, while the thread that called waits, asks for signals, and
//! tells of progress (`work`).

mod arrow;
mod cluster;
mod data;
mod error;
mod frame;
mod picture;
mod results;
mod scenario;
mod wording;
mod work;

use pyo3::prelude::*;

#[pymodule]
mod _catchup {
    #[pymodule_export]
    use super::cluster::{Learned, add, begin, cpu, join, shard};
    #[pymodule_export]
    use super::data::{
        BacktestScores, Fit, SeriesForecast, check_forecast, fit_data, fit_history, forecast_table, score_table,
    };
    #[pymodule_export]
    use super::error::{CatchupError, InputError, OutputError, Problem, QuestionError, RunError};
    #[pymodule_export]
    use super::frame::{Block, Frame, block_of, csv_frame, frame_of};
    #[pymodule_export]
    use super::picture::{Picture, picture_of};
    #[pymodule_export]
    use super::results::{Comparison, Frontier, Run, Sensitivity, compare};
    #[pymodule_export]
    use super::scenario::{Scenario, forked, start_threads};

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
