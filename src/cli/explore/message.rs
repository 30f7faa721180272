//! Questions and answers on a connection that a page keeps. They carry a number, since a quick one overtakes a slow one.

use serde_json::Value;

use super::http::Answer;

/// A question.
#[derive(Debug)]
pub struct Asked {
    /// What the page calls it; nothing if it cannot be read.
    pub id: Option<u64>,
    /// Its name, and what is asked with it, if anything is; or why it cannot be asked.
    pub what: Result<(String, Option<Value>), String>,
}

impl Asked {
    /// Reads `{"id": 7, "question": "run", "body": {…}}`.
    pub fn read(message: &[u8]) -> Self {
        let mut read: Value = match serde_json::from_slice(message) {
            Ok(read) => read,
            Err(error) => return Self { id: None, what: Err(not_json(&error)) },
        };
        let id = read["id"].as_u64();
        let fields = read.as_object_mut().filter(|fields| {
            fields.keys().all(|name| ["id", "question", "body"].contains(&name.as_str())) && id.is_some()
        });
        let what = fields.and_then(|fields| {
            let question = fields.get("question")?.as_str()?.to_owned();
            Some((question, fields.remove("body")))
        });
        let why = "a question is `id`, a whole number, `question`, a name, and `body`, what is asked with it";
        Self { id, what: what.ok_or_else(|| why.to_owned()) }
    }
}

/// Why something is no question at all.
pub fn not_json(error: &serde_json::Error) -> String {
    format!("the question is not JSON: {error}")
}

/// An answer, which is JSON, as a message.
pub fn told(id: Option<u64>, answer: &Answer) -> String {
    let id = id.map_or_else(|| "null".to_owned(), |id| id.to_string());
    format!(r#"{{"id":{id},"status":{},"answer":{}}}"#, answer.status, String::from_utf8_lossy(&answer.content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_a_question_with_a_number() {
        let asked = Asked::read(br#"{"id": 7, "question": "run", "body": {"draws": 1}}"#);
        assert_eq!((asked.id, asked.what), (Some(7), Ok(("run".to_owned(), Some(serde_json::json!({ "draws": 1 }))))));
        assert_eq!(Asked::read(br#"{"id": 8, "question": "alive"}"#).what, Ok(("alive".to_owned(), None)));
        for (text, id) in [
            ("{", None),
            ("[1]", None),
            ("7", None),
            (r#"{"question": "run"}"#, None),
            (r#"{"id": -1, "question": "run"}"#, None),
            (r#"{"id": 9, "question": 1}"#, Some(9)),
            (r#"{"id": 9, "question": "run", "colour": 1}"#, Some(9)),
        ] {
            let asked = Asked::read(text.as_bytes());
            assert!(asked.id == id && asked.what.is_err(), "{text}: {asked:?}");
        }
    }
}
