//! Why something has no answer, as exceptions whose text is the program's own.

use catchup::diagnostic::{Diagnostic, render, to_json};
use catchup::session::{Error, RunError as Failure};
use pyo3::exceptions::{PyException, PyKeyboardInterrupt};
use pyo3::prelude::*;
use pyo3::types::PyList;
use pyo3::{create_exception, types::PyType};

use super::wording::keywords;

create_exception!(_catchup, CatchupError, PyException, "Whatever catchup could not do; the base of all its errors.");
create_exception!(
    _catchup,
    InputError,
    CatchupError,
    "A scenario, a table or a question has errors. The text is that of the program, with file, line and a way out of each;\n\
     `problems` has them one by one."
);
create_exception!(_catchup, QuestionError, CatchupError, "What was asked makes no sense of what there is.");
create_exception!(_catchup, RunError, CatchupError, "A run gave nothing: memory, or a number that is not finite.");
create_exception!(_catchup, OutputError, CatchupError, "A picture cannot be drawn, or a folder cannot take a file.");

/// How wide texts of problems are.
const WIDTH: usize = 100;

/// One problem of a file, a table or a question, where it is.
#[pyclass(frozen, get_all, module = "catchup")]
pub struct Problem {
    /// `error` or `warning`.
    severity: String,
    /// A stable code such as `unknown-key`.
    code: String,
    /// What is wrong.
    message: String,
    /// The file, or what else the place is in, such as `--set`.
    file: Option<String>,
    /// Line, from 1.
    line: Option<u64>,
    /// Column, from 1, in characters.
    column: Option<u64>,
    /// What stands there.
    text: Option<String>,
    /// What to do about it.
    help: Option<String>,
    /// All of it as the program shows it.
    rendered: String,
}

#[pymethods]
impl Problem {
    fn __repr__(&self) -> String {
        let place = self.file.as_deref().unwrap_or("?");
        let [line, column] = [self.line, self.column].map(Option::unwrap_or_default);
        format!("<{} {}: {} ({place}:{line}:{column})>", self.severity, self.code, self.message)
    }

    fn __str__(&self) -> &str {
        &self.rendered
    }
}

impl From<&Diagnostic> for Problem {
    fn from(problem: &Diagnostic) -> Self {
        let problem = &worded(problem);
        let json = to_json(problem);
        let text = |key: &str| json[key].as_str().map(str::to_owned);
        Self {
            severity: text("severity").unwrap_or_default(),
            code: problem.code.to_string(),
            message: problem.message.clone(),
            file: text("file"),
            line: json["line"].as_u64(),
            column: json["column"].as_u64(),
            text: text("text"),
            help: problem.help.clone(),
            rendered: rendered(std::slice::from_ref(problem)),
        }
    }
}

/// A problem whose advice names keywords, not flags.
fn worded(problem: &Diagnostic) -> Diagnostic {
    let mut problem = problem.clone();
    problem.message = keywords(&problem.message);
    problem.help = problem.help.as_deref().map(keywords);
    problem
}

/// Problems as the program shows them.
pub fn rendered(problems: &[Diagnostic]) -> String {
    let problems: Vec<Diagnostic> = problems.iter().map(worded).collect();
    render(&problems, false, WIDTH).trim_end().to_owned()
}

/// Problems as Python has them.
pub fn problems(py: Python<'_>, found: &[Diagnostic]) -> PyResult<Py<PyList>> {
    let found: Vec<Problem> = found.iter().map(Problem::from).collect();
    Ok(PyList::new(py, found.into_iter().map(|one| Py::new(py, one)).collect::<PyResult<Vec<_>>>()?)?.unbind())
}

/// An exception for an error of the library.
pub fn exception(py: Python<'_>, error: Error) -> PyErr {
    match error {
        Error::Input(found) => located(py, py.get_type::<InputError>(), found.as_slice()),
        Error::Question(text) => QuestionError::new_err(keywords(&text)),
        Error::Run { error: Failure::Cancelled, .. } => PyKeyboardInterrupt::new_err("the run was stopped"),
        Error::Run { error: Failure::NotFinite(problem), .. } => {
            located(py, py.get_type::<RunError>(), std::slice::from_ref(&*problem))
        }
        Error::Run { scenario, error } => RunError::new_err(keywords(&format!("{scenario}: {error}"))),
        error @ (Error::Chart { .. } | Error::Output(_)) => OutputError::new_err(error.to_string()),
    }
}

fn located(py: Python<'_>, class: Bound<'_, PyType>, found: &[Diagnostic]) -> PyErr {
    let error = PyErr::from_type(class, rendered(found));
    let told = problems(py, found).and_then(|problems| error.value(py).setattr("problems", problems));
    // What cannot be told of one by one is in the text all the same.
    told.err().unwrap_or(error)
}
