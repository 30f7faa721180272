//! Finds the number that a selector points at: an element of a variable at a time.

use super::{DimensionId, Model};
use crate::diagnostic::{Code, Diagnostic, Spanned};
use crate::selector;

/// A number of a projection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// Index of the variable in its model.
    pub variable: usize,
    /// Flat index of the element.
    pub element: usize,
    /// Point of time.
    pub point: usize,
}

/// Reads `NAME[element, …]@YEAR`.
///
/// # Errors
/// A diagnostic that points into the text, if it is no selector with a year, or names something that is not there.
pub fn quantity(model: &Model, text: &Spanned<String>) -> Result<Quantity, Diagnostic> {
    let target = selector::parse(text)?;
    let (variable, element) = resolve(model, &target)?;
    let Some(year) = &target.year else {
        let message = "a year is missing";
        return Err(Diagnostic::error(Code::BadSelector, message, text.span.clone(), "")
            .with_help("write NAME@YEAR or NAME[element, element]@YEAR"));
    };
    let point = model.axis.point(year.value).and_then(|point| usize::try_from(point).ok());
    match point.filter(|point| *point < model.axis.points) {
        Some(point) => Ok(Quantity { variable, element, point }),
        None => {
            let message = format!("{} is not on the time axis", year.value);
            let meant =
                model.axis.meant(year.value).map_or_else(String::new, |meant| format!("did you mean {meant}? "));
            let help = format!("{meant}times run from {}", model.axis.words());
            Err(Diagnostic::error(Code::OffAxis, message, year.span.clone(), "").with_help(help))
        }
    }
}

/// Reads `NAME[element, …]`, without a year: the variable and the flat index of its element.
///
/// # Errors
/// A diagnostic that points into the text, if it is no selector, has a year, or names something that is not there.
pub fn element_of(model: &Model, text: &Spanned<String>) -> Result<(usize, usize), Diagnostic> {
    let target = selector::parse(text)?;
    if let Some(year) = &target.year {
        return Err(Diagnostic::error(Code::BadSelector, "no year is wanted here", year.span.clone(), ""));
    }
    resolve(model, &target)
}

/// The variable and the element that a selector names.
fn resolve(model: &Model, target: &selector::Selector) -> Result<(usize, usize), Diagnostic> {
    let name = &target.name;
    let Some(variable) = model.variable_named(&name.value) else {
        let known = model.variables.iter().map(|variable| variable.signature.name.as_str());
        let message = format!("there is no variable `{}`", name.value);
        return Err(
            Diagnostic::error(Code::UnknownName, message, name.span.clone(), "").with_suggestion(&name.value, known)
        );
    };
    Ok((variable, element(model, variable, target)?))
}

impl Model {
    /// Its unit, as declared.
    #[must_use]
    pub fn unit_of(&self, of: Quantity) -> &str {
        &self.variables[of.variable].declared.value.unit.value
    }

    /// A label of it: that of its series, and the year.
    #[must_use]
    pub fn label_of(&self, of: Quantity) -> String {
        format!("{} in {}", self.series_label(of.variable, of.element), self.axis.time(of.point))
    }

    /// The label of an element of a variable: that of the variable and those of its elements.
    #[must_use]
    pub fn series_label(&self, variable: usize, element: usize) -> String {
        let label = &self.variables[variable].declared.value.label;
        self.with_elements(label, &self.variables[variable].signature.dims, element)
    }

    /// A label, followed by those of an element of each dimension.
    #[must_use]
    pub fn with_elements(&self, label: &str, dims: &[DimensionId], element: usize) -> String {
        let elements = dims.iter().zip(self.elements(dims, element));
        let labels = elements.map(|(dim, element)| self.dimensions[*dim].value.elements[element].value.as_str());
        std::iter::once(label).chain(labels).collect::<Vec<_>>().join(", ")
    }
}

/// The flat index of the element of a variable that a selector names, one element for each dimension in order.
fn element(model: &Model, variable: usize, target: &selector::Selector) -> Result<usize, Diagnostic> {
    let dims = &model.variables[variable].signature.dims;
    if dims.len() != target.elements.len() {
        let names: Vec<&str> = dims.iter().map(|dim| model.dimensions[*dim].written.as_str()).collect();
        let message = match names.as_slice() {
            [] => format!("`{}` has no dimensions", target.name.value),
            names => format!("`{}` needs one element for each of {}", target.name.value, names.join(", ")),
        };
        return Err(Diagnostic::error(Code::UnknownElement, message, target.name.span.clone(), ""));
    }
    let mut elements = Vec::with_capacity(dims.len());
    for (dim, element) in dims.iter().zip(&target.elements) {
        let dimension = &model.dimensions[*dim];
        let known = &dimension.value.elements;
        let Some(position) = known.iter().position(|known| known.name == element.value) else {
            let message = format!("the dimension `{}` has no element `{}`", dimension.written, element.value);
            let names = known.iter().map(|known| known.written.as_str());
            return Err(Diagnostic::error(Code::UnknownElement, message, element.span.clone(), "")
                .with_suggestion(&element.value, names));
        };
        elements.push(position);
    }
    Ok(model.flat(dims, &elements))
}
