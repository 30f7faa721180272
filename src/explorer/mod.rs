//! What a page that explores a scenario asks, and what it is answered: plain questions and answers, without a server.
//!
//! A page knows six kinds of questions: what there is ([`Explorer::state`]), and by name, as JSON, `run`, `compare`, `why`,
//! `point`, `drivers`, `variable`, `save` and `take` ([`Explorer::answer`]). A server hands texts through; a page with the
//! library inside could ask without one. `docs/explorer.md` has an example of each.

mod asked;
mod differences;
mod glances;
pub mod live;
mod numbers;
mod opened;
mod pictures;
mod point;
mod run;
mod state;
mod take;
mod turns;
mod variable;

use serde_json::Value;

use crate::analysis::RunError;
use crate::diagnostic::Diagnostics;
use crate::session::{self, Session};

use opened::Opened;
pub use take::Taken;
pub use turns::{Turn, Turns};

const SCRIPT: &str = "text/javascript; charset=utf-8";
/// The page: its parts, each with its path and the kind of its content.
pub const PAGE: [(&str, &str, &str); 9] = [
    ("/", "text/html; charset=utf-8", include_str!("page/index.html")),
    ("/page.css", "text/css; charset=utf-8", include_str!("page/page.css")),
    ("/ask.js", SCRIPT, include_str!("page/ask.js")),
    ("/setting.js", SCRIPT, include_str!("page/setting.js")),
    ("/tables.js", SCRIPT, include_str!("page/tables.js")),
    ("/controls.js", SCRIPT, include_str!("page/controls.js")),
    ("/charts.js", SCRIPT, include_str!("page/charts.js")),
    ("/close.js", SCRIPT, include_str!("page/close.js")),
    ("/page.js", SCRIPT, include_str!("page/page.js")),
];

/// Scenarios open for exploring.
#[derive(Debug)]
pub struct Explorer {
    scenarios: Vec<Opened>,
    turns: Turns,
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The question is not one that can be asked.
    #[error("{0}")]
    Question(String),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// What was set makes no valid scenario, or its run gave nothing.
    #[error("{0}")]
    Setting(String),
    /// The page has asked something newer since.
    #[error("something newer was asked")]
    Stale,
}

impl Problem {
    /// The status of an answer by HTTP that says so.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Question(_) => 400,
            Self::NotFound(_) => 404,
            Self::Stale => 409,
            Self::Setting(_) => 422,
        }
    }
}

impl From<Diagnostics> for Problem {
    fn from(problems: Diagnostics) -> Self {
        Self::Setting(problems.to_string())
    }
}

impl From<session::Error> for Problem {
    fn from(error: session::Error) -> Self {
        match error {
            session::Error::Run { error: RunError::Cancelled, .. } => Self::Stale,
            session::Error::Run { error, .. } if error.is_of_memory() => {
                let message = error.to_string();
                // A page has neither draws nor options to change.
                let fact =
                    message.find(REMEDY).map_or(message.as_str(), |end| message[..end].trim_end_matches([';', ':']));
                Self::Setting(format!(
                    "{fact}. It is too large for a page; `catchup run` takes fewer draws (`--draws`) or more memory (`--memory`)"
                ))
            }
            error => Self::Setting(error.to_string()),
        }
    }
}

/// Where a message about memory begins to say what to do on a command line.
const REMEDY: &str = " ask for fewer draws";

impl Explorer {
    /// Explores these scenarios.
    #[must_use]
    pub fn new(sessions: Vec<Session>) -> Self {
        Self { scenarios: sessions.into_iter().map(Opened::new).collect(), turns: Turns::default() }
    }

    /// All that can be moved and shown, by scenario.
    #[must_use]
    pub fn state(&self) -> Value {
        state::state(&self.scenarios)
    }

    /// Answers a question of a page: `run`, `compare`, `why`, `point`, `drivers`, `variable`, `save`.
    ///
    /// # Errors
    /// [`Problem`] in words for a reader.
    pub fn answer(&self, question: &str, body: &Value) -> Result<Value, Problem> {
        let answer = match question {
            "run" => run::run,
            "compare" => differences::compare,
            "why" => differences::why,
            "point" => point::point,
            "drivers" => point::drivers,
            "variable" => variable::variable,
            "save" => take::save,
            _ => return Err(Problem::NotFound(format!("there is no question `{question}`"))),
        };
        answer(self, body)
    }

    /// What a page takes away: a picture, a table, a brief.
    ///
    /// # Errors
    /// As [`Self::answer`].
    pub fn take(&self, body: &Value) -> Result<Taken, Problem> {
        take::take(self, body)
    }

    fn scenario(&self, id: &str) -> Result<&Opened, Problem> {
        let found = self.scenarios.iter().find(|opened| opened.session.id() == id);
        found.ok_or_else(|| Problem::NotFound(format!("there is no scenario `{id}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a page is told it can do.
    #[test]
    fn a_page_is_not_told_of_options_that_it_lacks() {
        let error = RunError::Memory { draws: 300, points: 100_001, needed: 1 << 30, budget: 256 << 20 };
        let problem = Problem::from(session::Error::Run { scenario: "s".to_owned(), error }).to_string();
        assert!(
            problem.contains("100001 times") && problem.contains("too large for a page; `catchup run`"),
            "{problem}"
        );
        assert!(!problem.contains("ask for fewer draws"), "{problem}");
    }
}
