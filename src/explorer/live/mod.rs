//! A page without a program: the module that answers inside of it, and the one file that holds module, scenarios and page.
//!
//! The module is this library compiled for WebAssembly (`assets/live/build.rs`). A worker of the page hands it questions as texts;
//! it opens scenarios among the texts that the page carries, and computes on one thread.

mod bundle;
mod carried;
#[cfg(feature = "module")]
mod module;
mod page;

use std::sync::Arc;

use serde_json::{Value, json};

use super::asked::Asked;
use super::{Explorer, Problem};
use crate::diagnostic::Diagnostics;
use crate::session::{Memory, Options, Session, distinct};

pub use carried::{Carried, Unportable};
pub use page::page;

/// Memory for kept results in a page, in bytes; numbers do not depend on it.
const MEMORY: u64 = 256 << 20;
/// No more texts than this are taken, and no longer ones, in bytes together.
const MOST_TEXTS: usize = 2_000;
const LONGEST_TEXTS: usize = 16 << 20;

/// What answers the questions of one worker.
#[derive(Debug, Default)]
pub struct Live {
    explorer: Option<Explorer>,
}

impl Live {
    /// Answers `{"question": …, "body": …}` with a status as of HTTP and the content.
    ///
    /// Besides the questions of [`Explorer::answer`] there are `open`, which takes `texts`, pairs of a path and its text, and
    /// `scenarios`, paths of them; `state`; and `take`, whose answer is a line of JSON with name and kind before the content.
    pub fn answer(&mut self, question: &[u8]) -> (u16, Vec<u8>) {
        match self.answered(question) {
            Ok(content) => (200, content),
            Err(problem) => (problem.status(), json!({ "error": problem.to_string() }).to_string().into_bytes()),
        }
    }

    fn answered(&mut self, question: &[u8]) -> Result<Vec<u8>, Problem> {
        let bad = |error| Problem::Question(format!("the question is not JSON: {error}"));
        let asked: Value = serde_json::from_slice(question).map_err(bad)?;
        let body = &asked["body"];
        let name = Asked::new(&asked, &["question", "body"])?.text("question")?;
        if name == "open" {
            self.explorer = Some(Explorer::new(open(body)?));
            return Ok(b"true".to_vec());
        }
        let closed = || Problem::NotFound("no scenario is open".to_owned());
        let explorer = self.explorer.as_ref().ok_or_else(closed)?;
        match name {
            "state" => Ok(explorer.state().to_string().into_bytes()),
            "take" => {
                let taken = explorer.take(body)?;
                let mut content = json!({ "name": taken.name, "kind": taken.kind }).to_string().into_bytes();
                content.push(b'\n');
                content.extend(taken.content);
                Ok(content)
            }
            other => Ok(explorer.answer(other, body)?.to_string().into_bytes()),
        }
    }
}

/// Opens scenarios among texts; the problems of all are reported together.
fn open(body: &Value) -> Result<Vec<Session>, Problem> {
    let asked = Asked::new(body, &["texts", "scenarios"])?;
    let pair = |value: &Value| match value.as_array()?.as_slice() {
        [path, text] => Some((path.as_str()?.to_owned(), text.as_str()?.to_owned())),
        _ => None,
    };
    let texts: Option<Vec<(String, String)>> =
        body["texts"].as_array().and_then(|all| all.iter().map(pair).collect::<Option<_>>());
    let texts = texts.filter(|texts| texts.len() <= MOST_TEXTS);
    let texts = texts.ok_or_else(|| Problem::Question("`texts` is no list of paths and texts".to_owned()))?;
    if texts.iter().map(|(_, text)| text.len()).sum::<usize>() > LONGEST_TEXTS {
        return Err(Problem::Question(format!("a page takes texts of {} MiB together", LONGEST_TEXTS >> 20)));
    }
    let files = Arc::new(Memory::new(texts));
    let options = Options { memory: Some(MEMORY), ..Options::default() };
    let (mut sessions, mut problems) = (Vec::new(), Vec::new());
    for path in asked.texts("scenarios")? {
        match Session::open_from(files.clone(), path, options.clone()) {
            Ok(session) => sessions.push(session),
            Err(found) => problems.extend(found.into_vec()),
        }
    }
    if !problems.is_empty() {
        return Err(Diagnostics::from(problems).into());
    }
    if sessions.is_empty() {
        return Err(Problem::Question("`scenarios` names none".to_owned()));
    }
    distinct(&sessions, "have one name")?;
    Ok(sessions)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(live: &mut Live, question: &str, body: &Value) -> (u16, Value) {
        let (status, content) = live.answer(json!({ "question": question, "body": body }).to_string().as_bytes());
        (status, serde_json::from_slice(&content).expect("JSON"))
    }

    const TEXT: &str = include_str!("../../../tests/files/explored.toml");

    #[test]
    fn a_page_opens_texts_and_answers_as_an_explorer_does() {
        let mut live = Live::default();
        assert_eq!(asks(&mut live, "state", &json!({})), (404, json!({ "error": "no scenario is open" })));
        let body = json!({ "texts": [["explored.toml", TEXT]], "scenarios": ["explored.toml"] });
        assert_eq!(asks(&mut live, "open", &body), (200, json!(true)));
        let (status, state) = asks(&mut live, "state", &Value::Null);
        assert_eq!((status, &state["scenarios"][0]["id"]), (200, &json!("explored")));
        let setting = json!({ "scenario": "explored", "set": { "push[robots]": 0.05 } });
        let body = json!({ "page": "a", "move": 1, "setting": setting, "draws": 64, "charts": ["robots"] });
        let (status, run) = asks(&mut live, "run", &body);
        assert!(status == 200 && run["charts"][0]["svg"].as_str().is_some_and(|svg| svg.starts_with("<svg")), "{run}");
        // Its shock is shown, unless it is switched off.
        assert!(run["charts"][0]["svg"].as_str().is_some_and(|svg| svg.contains("Slump 2026–2027")), "{run}");
        let calm = json!({ "scenario": "explored", "shocks": { "slump": false } });
        let body = json!({ "page": "a", "move": 2, "setting": calm, "draws": 64, "charts": ["robots"] });
        let (status, run) = asks(&mut live, "run", &body);
        assert!(status == 200 && run["charts"][0]["svg"].as_str().is_some_and(|svg| !svg.contains("Slump")), "{run}");
        let question =
            json!({ "question": "take", "body": { "setting": setting, "what": "csv", "charts": ["robots"] } });
        let (status, content) = live.answer(question.to_string().as_bytes());
        let content = String::from_utf8(content).expect("a text");
        let (head, table) = content.split_once('\n').expect("a line before the content");
        assert!(
            status == 200 && head.contains("\"explored-explored.csv\"") && table.starts_with("variable,"),
            "{content}"
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let mut live = Live::default();
        for (body, status, words) in [
            (json!({ "texts": [["a.toml", "x = <"]], "scenarios": ["a.toml"] }), 422, "a.toml:1:5"),
            (json!({ "texts": [], "scenarios": ["b.toml"] }), 422, "there is no file `b.toml`"),
            (json!({ "texts": [["a.toml", 1]], "scenarios": ["a.toml"] }), 400, "`texts` is no list"),
            (json!({ "texts": [["a.toml", TEXT]], "scenarios": [] }), 400, "`scenarios` names none"),
            (json!({ "texts": [["a.toml", "x".repeat(LONGEST_TEXTS + 1)]], "scenarios": ["a.toml"] }), 400, "16 MiB"),
            (json!({ "texts": [["a.toml", TEXT]], "scenarios": ["a.toml", "a.toml"] }), 422, "is given twice"),
        ] {
            let (found, told) = asks(&mut live, "open", &body);
            assert!(
                found == status && told["error"].as_str().is_some_and(|text| text.contains(words)),
                "{words}: {told}"
            );
        }
        assert_eq!(live.answer(b"{").0, 400);
    }
}
