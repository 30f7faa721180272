//! Parameters as written, what a kind of distribution expects of them, and what is wrong with them.

use super::Family;
use super::synonyms::bounded;
use crate::numeric::sorting::sort_by;

/// Named parameters of a distribution, in the order written.
pub type Parameters = Vec<(String, Value)>;

/// What is written for a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A list of numbers.
    List(Vec<f64>),
    /// A distribution: its kind and parameters.
    Nested(String, Parameters),
}

/// One problem with the parameters of a distribution.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}; expected {expected}")]
pub struct ParameterError {
    /// The parameter that is wrong (`of.sd` for one of a nested distribution); none if it is the kind, or several together.
    pub parameter: Option<String>,
    /// What is wrong, in a sentence without a full stop.
    pub problem: String,
    /// What would be right.
    pub expected: String,
}

/// A kind of distribution: what parsing, schema and documentation need to know of it.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Name in scenario files.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub doc: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// Whether it also takes numbers under keys `pNN` or `pNN.N`: quantiles at these per cents (see [`quantile_level`]).
    pub takes_quantiles: bool,
    /// Makes one of the parameters read; none if the reader has complained.
    pub(super) build: fn(&mut Reader) -> Option<Box<dyn Family>>,
}

/// A parameter of a kind of distribution.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Name in scenario files.
    pub name: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// What must be written for it.
    pub shape: Shape,
    /// Whether it must be written.
    pub presence: Presence,
}

/// What must be written for a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A finite number.
    Number,
    /// A list of finite numbers, not empty.
    List,
    /// A distribution.
    Distribution,
}

/// Whether a parameter must be written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Presence {
    /// It must.
    Required,
    /// It need not; its documentation says what holds without it.
    Optional,
    /// It need not, and is this number then.
    Default(f64),
}

impl Parameter {
    /// A number that must be given.
    pub(super) const fn required(name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, shape: Shape::Number, presence: Presence::Required }
    }

    /// A number that may be left out.
    pub(super) const fn optional(name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, shape: Shape::Number, presence: Presence::Optional }
    }

    /// A number with a default.
    pub(super) const fn with_default(name: &'static str, doc: &'static str, default: f64) -> Self {
        Self { name, doc, shape: Shape::Number, presence: Presence::Default(default) }
    }

    /// A list that must be given.
    pub(super) const fn list(name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, shape: Shape::List, presence: Presence::Required }
    }
}

/// The level that a key such as `p05` or `p97.5` names, strictly between 0 and 1; none if it is no such key.
#[must_use]
pub fn quantile_level(key: &str) -> Option<f64> {
    let digits = key.strip_prefix('p')?;
    // `p025` is what many write for 2.5 %, and reads as 25: it is neither.
    let whole = digits.split('.').next().unwrap_or_default();
    if !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') || whole.len() > 2 {
        return None;
    }
    digits.parse().ok().map(|percent: f64| percent / 100.0).filter(|level| *level > 0.0 && *level < 1.0)
}

/// What to write for a level with digits behind a point that is not there: `p2.5` for `p025`.
fn level_help(key: &str) -> Option<String> {
    let digits = key.strip_prefix('p').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let (whole, rest) = digits.split_at_checked(2).filter(|(_, rest)| !rest.is_empty())?;
    let whole = whole.strip_prefix('0').unwrap_or(whole);
    Some(format!("per cent with a point: `p{whole}.{rest}` is the {whole}.{rest} % quantile"))
}

/// Reads parameters against what a kind expects, and collects all that is wrong.
pub(super) struct Reader<'a> {
    kind: &'a Kind,
    parameters: &'a [(String, Value)],
    errors: Vec<ParameterError>,
}

impl<'a> Reader<'a> {
    /// Checks names, shapes and presence: what cannot be read afterwards has been complained of.
    pub(super) fn new(kind: &'a Kind, parameters: &'a [(String, Value)]) -> Self {
        let mut reader = Self { kind, parameters, errors: Vec::new() };
        for (name, value) in parameters {
            if let Some(shape) = reader.shape_of(name) {
                reader.check_shape(name, value, shape);
            } else {
                let problem = format!("`{}` has no parameter `{name}`", kind.name);
                reader.complain(
                    Some(name),
                    problem,
                    level_help(name).or_else(|| bounded(kind, name)).unwrap_or_else(|| kind.signature()),
                );
            }
        }
        for parameter in kind.parameters {
            if parameter.presence == Presence::Required && reader.written(parameter.name).is_none() {
                let problem = format!("`{}` needs `{}`", kind.name, parameter.name);
                reader.complain(None, problem, format!("{}: {}", kind.signature(), parameter.doc));
            }
        }
        reader
    }

    /// What was complained of.
    pub(super) fn into_errors(self) -> Vec<ParameterError> {
        self.errors
    }

    /// A number as written, or its default.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        match self.written(name) {
            Some(Value::Number(number)) => Some(*number).filter(|number| number.is_finite()),
            Some(_) => None,
            None => self.kind.parameters.iter().find_map(|parameter| match parameter.presence {
                Presence::Default(default) if parameter.name == name => Some(default),
                _ => None,
            }),
        }
    }

    /// A list as written.
    pub(super) fn list(&self, name: &str) -> Option<&'a [f64]> {
        match self.written(name) {
            Some(Value::List(list)) if !list.is_empty() && list.iter().all(|x| x.is_finite()) => Some(list),
            _ => None,
        }
    }

    /// A nested distribution as written.
    pub(super) fn nested(&self, name: &str) -> Option<(&'a str, &'a Parameters)> {
        match self.written(name) {
            Some(Value::Nested(kind, parameters)) => Some((kind, parameters)),
            _ => None,
        }
    }

    /// Whether a parameter is written.
    pub(super) fn has(&self, name: &str) -> bool {
        self.written(name).is_some()
    }

    /// Level, key and value of all quantiles written, in order of level.
    pub(super) fn quantiles(&self) -> Vec<(f64, &'a str, f64)> {
        let mut quantiles: Vec<_> = self
            .parameters
            .iter()
            .filter_map(|(key, value)| match value {
                Value::Number(number) => Some((quantile_level(key)?, key.as_str(), *number)),
                _ => None,
            })
            .collect();
        sort_by(&mut quantiles, |a, b| a.0.total_cmp(&b.0));
        quantiles
    }

    /// Complains unless a condition holds; says whether it does.
    pub(super) fn require(&mut self, holds: bool, parameter: &str, problem: &str, expected: &str) -> bool {
        if !holds {
            self.complain(Some(parameter), problem.to_owned(), expected.to_owned());
        }
        holds
    }

    /// Notes a problem.
    pub(super) fn complain(&mut self, parameter: Option<&str>, problem: String, expected: String) {
        self.errors.push(ParameterError { parameter: parameter.map(str::to_owned), problem, expected });
    }

    /// Notes the problems of a nested distribution.
    pub(super) fn complain_of_nested(&mut self, name: &str, errors: Vec<ParameterError>) {
        self.errors.extend(errors.into_iter().map(|error| ParameterError {
            parameter: Some(match &error.parameter {
                Some(inner) => format!("{name}.{inner}"),
                None => name.to_owned(),
            }),
            ..error
        }));
    }

    /// Reads a positive number.
    pub(super) fn positive(&mut self, name: &str) -> Option<f64> {
        let number = self.number(name)?;
        self.require(number > 0.0, name, &format!("`{name}` is {number}"), "a number above 0").then_some(number)
    }

    /// Reads numbers that must not decrease, the last being above the first.
    pub(super) fn range<const N: usize>(&mut self, names: [&str; N]) -> Option<[f64; N]> {
        let numbers: Option<Vec<f64>> = names.iter().map(|name| self.number(name)).collect();
        let numbers: [f64; N] = numbers?.try_into().ok()?;
        let mut ordered = true;
        for (pair, number) in names.windows(2).zip(numbers.windows(2)) {
            let problem = format!("`{}` ({}) is above `{}` ({})", pair[0], number[0], pair[1], number[1]);
            ordered &= self.require(
                number[0] <= number[1],
                pair[0],
                &problem,
                &format!("{} in this order", names.join(" <= ")),
            );
        }
        let (first, last) = (names[0], names[N - 1]);
        let width = numbers[N - 1] - numbers[0];
        if ordered && width == 0.0 {
            let problem = format!("`{first}` and `{last}` are both {}", numbers[0]);
            self.complain(
                Some(first),
                problem,
                "two different numbers; a certain number is written `value = …`".to_owned(),
            );
        } else if ordered && !width.is_finite() {
            let problem = format!("`{last}` is too far from `{first}` for floating-point numbers");
            self.complain(Some(last), problem, "a narrower range".to_owned());
        }
        (ordered && width > 0.0 && width.is_finite()).then_some(numbers)
    }

    fn written(&self, name: &str) -> Option<&'a Value> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    fn shape_of(&self, name: &str) -> Option<Shape> {
        let declared = self.kind.parameters.iter().find(|parameter| parameter.name == name);
        let quantile = self.kind.takes_quantiles && quantile_level(name).is_some();
        declared.map(|parameter| parameter.shape).or(quantile.then_some(Shape::Number))
    }

    fn check_shape(&mut self, name: &str, value: &Value, shape: Shape) {
        let problem = match (shape, value) {
            (Shape::Number, Value::Number(number)) if !number.is_finite() => {
                format!("`{name}` is {number}")
            }
            (Shape::List, Value::List(list)) if list.is_empty() => format!("`{name}` is empty"),
            (Shape::List, Value::List(list)) => match list.iter().find(|number| !number.is_finite()) {
                Some(number) => format!("`{name}` contains {number}"),
                None => return,
            },
            (Shape::Number, Value::Number(_)) | (Shape::Distribution, Value::Nested(..)) => return,
            (_, Value::Number(_)) => format!("`{name}` is a number"),
            (_, Value::List(_)) => format!("`{name}` is a list"),
            (_, Value::Nested(..)) => format!("`{name}` is a distribution"),
        };
        let expected = match shape {
            Shape::Number => "a finite number",
            Shape::List => "a list of finite numbers",
            Shape::Distribution => "a distribution such as { normal = { mean = 1, sd = 0.2 } }",
        };
        self.complain(Some(name), problem, expected.to_owned());
    }
}

impl Kind {
    /// How it is written, as in `pert { low, mode, high, weight = 4 }`.
    #[must_use]
    pub fn signature(&self) -> String {
        let quantiles = self.takes_quantiles.then(|| "p05, p50, …".to_owned());
        let declared = self.parameters.iter().map(|parameter| match parameter.presence {
            Presence::Required => parameter.name.to_owned(),
            Presence::Optional => format!("{} (optional)", parameter.name),
            Presence::Default(default) => format!("{} = {default}", parameter.name),
        });
        let parameters: Vec<String> = quantiles.into_iter().chain(declared).collect();
        format!("{} {{ {} }}", self.name, parameters.join(", "))
    }
}
