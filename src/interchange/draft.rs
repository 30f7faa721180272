//! The tables of a scenario that was made from a model: each key and value with its place in the model.

use std::ops::Range;

/// The tables of a scenario file, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draft {
    /// Keys of the file.
    pub fields: Vec<Field>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The key.
    pub key: String,
    /// Bytes of the model that it comes from.
    pub at: Range<usize>,
    /// What it is set to.
    pub value: Value,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// Texts.
    Texts(Vec<String>),
    /// Numbers.
    Numbers(Vec<f64>),
    /// A table.
    Table(Vec<Field>),
}

impl Field {
    /// A key that comes from some bytes of the model.
    pub(super) fn new(key: impl Into<String>, at: &Range<usize>, value: impl Into<Value>) -> Self {
        Self { key: key.into(), at: at.clone(), value: value.into() }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Vec<f64>> for Value {
    fn from(numbers: Vec<f64>) -> Self {
        Self::Numbers(numbers)
    }
}

impl From<Vec<String>> for Value {
    fn from(texts: Vec<String>) -> Self {
        Self::Texts(texts)
    }
}

impl From<Vec<Field>> for Value {
    fn from(fields: Vec<Field>) -> Self {
        Self::Table(fields)
    }
}
