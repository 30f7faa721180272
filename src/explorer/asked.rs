//! Reads questions: JSON objects of which every key is known.

use serde_json::{Map, Value};

use super::Problem;
use crate::session::Variation;

/// So many draws may always be asked for, whatever the file says.
const FREE_DRAWS: u64 = 10_000;
/// A name is no longer than this.
const LONGEST: usize = 400;
/// And a list no longer than this.
const MOST: usize = 2_000;

/// A question, of which no key may be left unread.
pub struct Asked<'a> {
    fields: &'a Map<String, Value>,
}

/// What is moved in which scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The scenario.
    pub scenario: String,
    /// What is moved in it.
    pub variation: Variation,
}

fn question(message: impl Into<String>) -> Problem {
    Problem::Question(message.into())
}

impl<'a> Asked<'a> {
    /// A question with these keys.
    ///
    /// # Errors
    /// It is no object, or has another key.
    pub fn new(body: &'a Value, keys: &[&str]) -> Result<Self, Problem> {
        let fields = body.as_object().ok_or_else(|| question("a question is a JSON object"))?;
        match fields.keys().find(|key| !keys.contains(&key.as_str())) {
            Some(key) => Err(question(format!("there is no field `{}`; known are {}", cut(key), keys.join(", ")))),
            None => Ok(Self { fields }),
        }
    }

    /// A text.
    pub fn text(&self, key: &str) -> Result<&'a str, Problem> {
        let text = self.fields.get(key).and_then(Value::as_str);
        text.filter(|text| text.len() <= LONGEST)
            .ok_or_else(|| question(format!("`{key}` is missing, or is not a text of at most {LONGEST} bytes")))
    }

    /// A whole number that may be missing.
    pub fn whole(&self, key: &str) -> Result<Option<u64>, Problem> {
        match self.fields.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match value.as_u64() {
                Some(number) => Ok(Some(number)),
                None => Err(question(format!("`{key}` is not a whole number"))),
            },
        }
    }

    /// True or false; false if missing.
    pub fn flag(&self, key: &str) -> Result<bool, Problem> {
        match self.fields.get(key) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(question(format!("`{key}` is not true or false"))),
        }
    }

    /// A list of texts; empty if missing.
    pub fn texts(&self, key: &str) -> Result<Vec<&'a str>, Problem> {
        let bad = || question(format!("`{key}` is not a list of texts"));
        let Some(value) = self.fields.get(key) else { return Ok(Vec::new()) };
        let list = value.as_array().filter(|list| list.len() <= MOST).ok_or_else(bad)?;
        list.iter().map(|text| text.as_str().ok_or_else(bad)).collect()
    }

    /// Draws, no more than `own`, those of the file, or what is free; `own` if missing.
    pub fn draws(&self, own: u64) -> Result<u64, Problem> {
        let most = own.max(FREE_DRAWS);
        match self.whole("draws")? {
            None => Ok(own),
            Some(draws) if (1..=most).contains(&draws) => Ok(draws),
            Some(draws) => Err(question(format!("`draws` is {draws}; a page may ask for 1 to {most}"))),
        }
    }

    /// A setting.
    pub fn setting(&self, key: &str) -> Result<Setting, Problem> {
        let missing = || question(format!("`{key}` is missing"));
        let asked = Asked::new(self.fields.get(key).ok_or_else(missing)?, &["scenario", "set", "years", "shocks"])?;
        let scenario = asked.text("scenario")?.to_owned();
        let number = |value: &Value| value.as_f64().filter(|number| number.is_finite());
        let years = |value: &Value| match value.as_array()?.as_slice() {
            [from, until] => Some([number(from)?, number(until)?]),
            _ => None,
        };
        let variation = Variation {
            numbers: asked.named("set", "a number", number)?,
            years: asked.named("years", "two years", years)?,
            shocks: asked.named("shocks", "true or false", Value::as_bool)?,
        };
        Ok(Setting { scenario, variation })
    }

    /// A setting that may be missing.
    pub fn setting_if_any(&self, key: &str) -> Result<Option<Setting>, Problem> {
        if self.fields.contains_key(key) { self.setting(key).map(Some) } else { Ok(None) }
    }

    /// Values by name; none if missing.
    fn named<T>(&self, key: &str, what: &str, read: impl Fn(&Value) -> Option<T>) -> Result<Vec<(String, T)>, Problem> {
        let Some(value) = self.fields.get(key) else { return Ok(Vec::new()) };
        let object = value.as_object().filter(|object| object.len() <= MOST);
        let object = object.ok_or_else(|| question(format!("`{key}` is not an object of at most {MOST} names")))?;
        let read = |(name, value): (&String, &Value)| {
            let value = read(value).filter(|_| name.len() <= LONGEST);
            let value = value.ok_or_else(|| question(format!("`{}` in `{key}` is not {what}", cut(name))))?;
            Ok((name.clone(), value))
        };
        object.iter().map(read).collect()
    }
}

/// The beginning of a long name.
fn cut(name: &str) -> String {
    if name.chars().count() > 60 { name.chars().take(60).chain(['…']).collect() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_known_is_refused_and_what_is_wrong_is_named() {
        for (body, key, message) in [
            (json!([]), "setting", "a question is a JSON object"),
            (json!({ "colour": 1 }), "setting", "there is no field `colour`; known are setting, draws"),
            (json!({}), "setting", "`setting` is missing"),
            (json!({ "setting": { "scenario": 1 } }), "setting", "`scenario` is missing, or is not a text"),
            (json!({ "setting": { "scenario": "a", "sets": {} } }), "setting", "there is no field `sets`"),
            (json!({ "setting": { "scenario": "a", "set": { "x": "1" } } }), "setting", "`x` in `set` is not a number"),
            (json!({ "setting": { "scenario": "a", "years": { "x": [1] } } }), "setting", "is not two years"),
            (json!({ "setting": { "scenario": "a", "shocks": { "x": 1 } } }), "setting", "is not true or false"),
            (json!({ "draws": 0 }), "draws", "`draws` is 0; a page may ask for 1 to 10000"),
            (json!({ "draws": 1_000_000_000 }), "draws", "`draws` is 1000000000; a page may ask for 1 to 10000"),
            (json!({ "draws": -1 }), "draws", "`draws` is not a whole number"),
        ] {
            let read = Asked::new(&body, &["setting", "draws"]).and_then(|asked| match key {
                "draws" => asked.draws(500).map(|_| ()),
                key => asked.setting(key).map(|_| ()),
            });
            let problem = read.expect_err(message).to_string();
            assert!(problem.contains(message), "{body}: {problem}");
        }
    }

    #[test]
    fn a_setting_has_all_that_was_moved() {
        let body = json!({ "setting": {
            "scenario": "case", "set": { "push[a]": 0.5 }, "years": { "push": [2025, 2030] }, "shocks": { "war": false },
        } });
        let setting = Asked::new(&body, &["setting"]).and_then(|asked| asked.setting("setting")).expect("a setting");
        assert_eq!(setting.scenario, "case");
        assert_eq!(setting.variation.numbers, [("push[a]".to_owned(), 0.5)]);
        assert_eq!(setting.variation.years, [("push".to_owned(), [2025.0, 2030.0])]);
        assert_eq!(setting.variation.shocks, [("war".to_owned(), false)]);
    }
}
