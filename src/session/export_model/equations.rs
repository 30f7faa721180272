//! Equations of the language in the words of XMILE.

use std::fmt::Write;

use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::model::Model;
use crate::model::ast::{Expression, Infix, Kind, Prefix};
use crate::model::parser::parse;
use crate::scenario::Scenario;

/// How tightly the loosest operator of a text binds in XMILE (section 3.3.1).
const CHOICE: u8 = 0;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;
const UNARY: u8 = 7;
const POWER: u8 = 8;
const ATOM: u8 = 9;

/// A text of XMILE, with how tightly it binds.
type Text = (String, u8);

/// Writes the equations of a model.
pub(super) struct Equations<'a> {
    pub model: &'a Model,
    pub scenario: &'a Scenario,
    /// What cannot be said.
    pub problems: &'a mut Vec<Diagnostic>,
}

/// Words of XMILE that are no names unless they stand in quotes (sections 3.2.2, 3.3 and 3.5).
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "and", "or", "not", "mod", "if", "then", "else",
    "abs", "arccos", "arcsin", "arctan", "cos", "exp", "inf", "int", "ln", "log10", "max", "min", "pi", "sin", "sqrt", "tan",
    "exprnd", "lognormal", "normal", "poisson", "random",
    "delay", "delay1", "delay3", "delayn", "forcst", "smth1", "smth3", "smthn", "trend",
    "pulse", "ramp", "step", "dt", "starttime", "stoptime", "time", "init", "previous", "self", "safediv", "lookup",
    "mean", "prod", "rank", "size", "stddev", "sum",
];

/// A name in an equation of XMILE: in quotes where it is a word of the language, or of anything but letters, digits and underscores.
pub(super) fn name(own: &str) -> String {
    let plain = own.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && own.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !WORDS.contains(&own.to_lowercase().as_str());
    if plain { own.to_owned() } else { format!("\"{}\"", own.replace(' ', "_")) }
}

impl Equations<'_> {
    /// An equation in XMILE.
    pub(super) fn write(&mut self, equation: &Spanned<String>) -> String {
        match parse(&equation.value) {
            Ok(expression) => self.expression(&expression, equation).0,
            // The model is valid, so its equations are.
            Err(error) => self.cannot(&error.message, &equation.span).0,
        }
    }

    fn cannot(&mut self, what: &str, span: &Span) -> Text {
        let message = format!("XMILE cannot say this: {what}");
        self.problems.push(Diagnostic::error(Code::Unsupported, message, span.clone(), ""));
        ("0".to_owned(), ATOM)
    }

    fn expression(&mut self, expression: &Expression, equation: &Spanned<String>) -> Text {
        match &expression.kind {
            Kind::Number { value, unit } => {
                let scaled = unit
                    .as_ref()
                    .map_or(Ok(*value), |(text, _)| self.model.units.parse(text).map(|unit| unit.to_base(*value)));
                number(scaled.unwrap_or(*value))
            }
            Kind::Name { name: own, subscripts } => {
                self.name(own, subscripts.iter().map(|(text, _)| text.as_str()), equation)
            }
            Kind::Call { name: function, arguments, .. } => self.call(function, arguments, equation),
            Kind::Prefix(Prefix::Minus, inner) => {
                let inner = self.expression(inner, equation);
                (format!("-{}", at(&inner, POWER)), UNARY)
            }
            Kind::Prefix(Prefix::Not, inner) => {
                let inner = self.expression(inner, equation);
                (format!("NOT {}", at(&inner, POWER)), UNARY)
            }
            Kind::Infix(operator, left, right) => {
                let (a, b) = (self.expression(left, equation), self.expression(right, equation));
                let (symbol, strength) = operator_of(*operator);
                if *operator == Infix::Power {
                    return (format!("{} ^ {}", at(&a, ATOM), at(&b, UNARY)), POWER);
                }
                (format!("{} {symbol} {}", at(&a, strength), at(&b, strength + 1)), strength)
            }
            Kind::If(condition, then, otherwise) => {
                let [condition, then, otherwise] =
                    [condition, then, otherwise].map(|part| self.expression(part, equation).0);
                (format!("IF {condition} THEN ({then}) ELSE ({otherwise})"), CHOICE)
            }
        }
    }

    fn name<'b>(&mut self, own: &str, subscripts: impl Iterator<Item = &'b str>, equation: &Spanned<String>) -> Text {
        let text = match own {
            "time" => "TIME".to_owned(),
            "dt" => "DT".to_owned(),
            "starttime" => "STARTTIME".to_owned(),
            "stoptime" => "STOPTIME".to_owned(),
            "pi" => "PI".to_owned(),
            "known_until" => return self.cannot("`known_until`", &equation.span),
            _ if self.model.dimensions.iter().any(|dimension| dimension.name == own) => {
                return self.cannot("a test of the element at hand", &equation.span);
            }
            _ => name(own),
        };
        let subscripts: Vec<String> = subscripts.map(name).collect();
        if subscripts.is_empty() { (text, ATOM) } else { (format!("{text}[{}]", subscripts.join(", ")), ATOM) }
    }

    fn call(&mut self, function: &str, arguments: &[Expression], equation: &Spanned<String>) -> Text {
        let over = arguments.get(1).is_some_and(|argument| self.is_dimension(argument));
        if over && let Some(word) = gathered(function) {
            return self.gathered(word, arguments, equation);
        }
        let texts: Vec<Text> = arguments.iter().map(|argument| self.expression(argument, equation)).collect();
        let plain: Vec<&str> = texts.iter().map(|(text, _)| text.as_str()).collect();
        if self.scenario.lookups.iter().any(|lookup| lookup.name == function) {
            return (format!("{}({})", name(function), plain.join(", ")), ATOM);
        }
        let atom = |place: usize| at(&texts[place], ATOM);
        let product = |place: usize| at(&texts[place], PRODUCT + 1);
        match (function, plain.as_slice()) {
            (
                "abs" | "exp" | "ln" | "log10" | "sqrt" | "sin" | "cos" | "tan" | "arctan" | "safediv" | "init"
                | "step" | "pulse",
                _,
            )
            | ("previous", [_, _]) => (format!("{}({})", function.to_uppercase(), plain.join(", ")), ATOM),
            ("min" | "max", [first, rest @ ..]) => {
                let word = function.to_uppercase();
                (rest.iter().fold((*first).to_owned(), |all, next| format!("{word}({all}, {next})")), ATOM)
            }
            ("floor", [x]) => (format!("INT({x})"), ATOM),
            ("int", [x]) => {
                (format!("IF {} < 0 THEN (-INT(-{})) ELSE (INT({x}))", at(&texts[0], SUM), atom(0)), CHOICE)
            }
            ("sign", [_]) => {
                let x = at(&texts[0], SUM);
                (format!("IF {x} > 0 THEN (1) ELSE (IF {x} < 0 THEN (-1) ELSE (0))"), CHOICE)
            }
            ("clamp", [x, low, high]) => (format!("MIN(MAX({x}, {low}), {high})"), ATOM),
            ("mod", [_, _]) => (format!("{} MOD {}", product(0), product(1)), PRODUCT),
            ("lag" | "delay", [x, span, begin]) => (format!("DELAY({x}, {span}, {begin})"), ATOM),
            ("ramp", [slope, from]) => (format!("RAMP({slope}, {from})"), ATOM),
            ("ramp", [slope, from, until]) => (format!("RAMP({slope}, {from}) - RAMP({slope}, {until})"), SUM),
            ("logit", [_]) => (format!("LN({0} / (1 - {0}))", atom(0)), ATOM),
            ("invlogit", [_]) => (format!("1 / (1 + EXP(-{}))", atom(0)), PRODUCT),
            ("normal", [mean, sd]) => (format!("NORMAL({mean}, {sd})"), ATOM),
            ("uniform", [low, high]) => (format!("RANDOM({low}, {high})"), ATOM),
            ("smth1" | "smth3" | "delay1" | "delay3", _) => {
                let what = format!("`{function}`, which is exact over a step here, and a stock there");
                self.cannot(&what, &equation.span)
            }
            ("previous" | "lag" | "delay", _) => {
                self.cannot(&format!("`{function}` without a value before the start"), &equation.span)
            }
            _ => self.cannot(&format!("the function `{function}`"), &equation.span),
        }
    }

    fn is_dimension(&self, argument: &Expression) -> bool {
        matches!(&argument.kind, Kind::Name { name, .. } if self.model.dimensions.iter().any(|dimension| dimension.name == *name))
    }

    /// The dimensions of a quantity, by name.
    fn dims(&self, own: &str) -> Vec<String> {
        let model = self.model;
        let signatures = (model.variables.iter().map(|one| (&one.declared.name, &one.signature)))
            .chain(model.assumptions.iter().map(|one| (&one.declared.name, &one.signature)))
            .chain(model.levers.iter().map(|one| (&one.declared.name, &one.signature)));
        let found = signatures.into_iter().find(|(name, _)| *name == own);
        found
            .map(|(_, one)| one.dims.iter().map(|dim| model.dimensions[*dim].name.clone()).collect())
            .unwrap_or_default()
    }

    /// `sum(x, dimension)`: `SUM(x[…, *])`.
    fn gathered(&mut self, word: &str, arguments: &[Expression], equation: &Spanned<String>) -> Text {
        let over: Vec<&str> = arguments[1..]
            .iter()
            .filter_map(|argument| match &argument.kind {
                Kind::Name { name, .. } => Some(name.as_str()),
                _ => None,
            })
            .collect();
        let Kind::Name { name: own, subscripts } = &arguments[0].kind else {
            return self.cannot("elements gathered of more than one name", &equation.span);
        };
        let dims = self.dims(own);
        let parts: Vec<String> = dims
            .iter()
            .enumerate()
            .map(|(place, dim)| {
                let given = subscripts.get(place).map_or(dim.as_str(), |(text, _)| text.as_str());
                if over.contains(&given) { "*".to_owned() } else { name(given) }
            })
            .collect();
        let mut text = String::new();
        // Writing to a text cannot fail.
        let _ = write!(text, "{word}({}[{}])", name(own), parts.join(", "));
        (text, ATOM)
    }
}

fn gathered(function: &str) -> Option<&'static str> {
    Some(match function {
        "sum" => "SUM",
        "mean" => "MEAN",
        "prod" => "PROD",
        "min" => "MIN",
        "max" => "MAX",
        _ => return None,
    })
}

fn operator_of(operator: Infix) -> (&'static str, u8) {
    match operator {
        Infix::Or => ("OR", 1),
        Infix::And => ("AND", 2),
        Infix::Equal => ("=", 3),
        Infix::NotEqual => ("<>", 3),
        Infix::Less => ("<", 4),
        Infix::LessEqual => ("<=", 4),
        Infix::Greater => (">", 4),
        Infix::GreaterEqual => (">=", 4),
        Infix::Plus => ("+", SUM),
        Infix::Minus => ("-", SUM),
        Infix::Times => ("*", PRODUCT),
        Infix::Over => ("/", PRODUCT),
        Infix::Power => ("^", POWER),
    }
}

/// A number with all its digits.
pub(super) fn number(value: f64) -> Text {
    let plain = value == 0.0 || (1e-5..1e16).contains(&value.abs());
    let text = if plain { value.to_string() } else { format!("{value:e}") };
    (text, if value < 0.0 { UNARY } else { ATOM })
}

fn at((text, strength): &Text, wanted: u8) -> String {
    if *strength < wanted { format!("({text})") } else { text.clone() }
}
