//! Elements of variables, and the equations that they have.

use std::collections::HashMap;

use super::super::Problem;
use super::super::expression::{Kind, folded};
use super::super::lexer::Dialect;
use super::super::model::{Definition, Dimension, Equation, Variable};
use super::scope::Stop;
use super::{MOST_ELEMENTS, Translator, number};
use crate::diagnostic::{Code, counted};

/// An element: for each dimension of its variable the element, as written.
pub(super) type Element = Vec<String>;

/// Rows and columns of a list of numbers, and where one of its elements stands.
pub(super) struct InList {
    pub down: usize,
    pub across: usize,
    pub row: usize,
    pub column: usize,
}

/// The equations of a variable.
pub(super) struct ByName<'a> {
    /// Those of one element each, by its folded names.
    own: HashMap<Vec<String>, Vec<&'a Equation>>,
    /// Those of several.
    wider: Vec<&'a Equation>,
}

impl<'a> Translator<'a> {
    /// Whether equations of a variable name elements and parts of its dimensions alone; what is not one is told.
    pub(super) fn names_elements(&mut self, place: usize) -> bool {
        let variable = &self.model.variables[place];
        let mut strange = Vec::new();
        // In a call of a macro the dimensions of the caller stand before its own.
        if self.model.dialect == Dialect::Vensim && !variable.module.is_empty() {
            return true;
        }
        for equation in &variable.equations {
            let range = equation.definition.range();
            for of in std::iter::once(&equation.of).filter(|of| !of.is_empty()).chain(&equation.except) {
                if of.len() != variable.dims.len() {
                    let message = format!(
                        "`{}` has {}, not {}",
                        variable.written,
                        counted(variable.dims.len(), "dimension"),
                        of.len()
                    );
                    strange.push(Problem::new(Code::DimensionMismatch, message, range.clone()));
                }
                for (name, dim) in of.iter().zip(&variable.dims) {
                    if self.is_made(dim) && !self.is_declared(name) {
                        let message = format!("`{name}` is neither a subscript range nor an element of one");
                        let problem = Problem::new(Code::UnknownElement, message, range.clone());
                        strange.push(
                            problem.with_help(format!(
                                "declare what it is an element of, as in `Range: {name}, other ~~|`"
                            )),
                        );
                        continue;
                    }
                    let is_one = name == dim || self.elements(name).is_some() || self.has(dim, name).is_some();
                    // Vensim leaves out what is an element of the whole dimension alone, or of another, without a word.
                    let elsewhere = || self.places.values().any(|places| places.contains_key(name));
                    let is_one = is_one || self.model.dialect == Dialect::Vensim && elsewhere();
                    if !is_one && self.elements(dim).is_some() {
                        let message = format!("`{name}` is neither an element nor a part of `{dim}`");
                        strange.push(Problem::new(Code::UnknownElement, message, range.clone()));
                    }
                }
            }
        }
        let none = strange.is_empty();
        for problem in strange {
            self.problems.push(problem);
        }
        none
    }

    /// Whether a dimension was made for a variable of Vensim whose elements no dimension holds.
    fn is_made(&self, dim: &str) -> bool {
        let made = |dimension: &Dimension| dimension.name == dim && dimension.made_for.is_some();
        self.model.dialect == Dialect::Vensim && self.model.dimensions.iter().any(made)
    }

    /// Whether a name is that of a dimension that the model declares, of a part of one, or of an element.
    fn is_declared(&self, name: &str) -> bool {
        let is_one = |dimension: &Dimension| {
            dimension.made_for.is_none()
                && (dimension.name == name || dimension.elements.iter().any(|element| folded(element) == name))
        };
        self.model.dimensions.iter().any(is_one)
    }

    /// Where an element stands in a list: the last dimension with several elements goes across, all before it down.
    pub(super) fn place_in_list(&self, variable: &Variable, equation: &Equation, element: &[String]) -> InList {
        let of = if equation.of.is_empty() { &variable.dims } else { &equation.of };
        let mut place = InList { down: 1, across: 1, row: 0, column: 0 };
        for (of, element) in of.iter().zip(element) {
            let Some(elements) = self.elements(of).filter(|elements| elements.len() > 1) else { continue };
            let column = self.place_of(of, &folded(element)).unwrap_or_default();
            place = InList {
                down: place.down * place.across,
                row: place.row * place.across + place.column,
                across: elements.len(),
                column,
            };
        }
        place
    }

    /// The number that an element of a variable is given as; none if it is given otherwise.
    pub(super) fn constant_of(&self, variable: &Variable, element: &[String]) -> Option<f64> {
        let equation = variable.equations.iter().find(|equation| self.is_of(equation, variable, element))?;
        match &equation.definition {
            Definition::Equation { value, .. } if let Kind::Values(rows) = &value.kind => {
                let place = self.place_in_list(variable, equation, element);
                rows.get(place.row)?.get(place.column).copied()
            }
            definition => number(definition),
        }
    }

    /// All elements of a variable, the last dimension fastest.
    pub(super) fn elements_of(&mut self, variable: &Variable) -> Result<Vec<Element>, Stop> {
        let mut found: Vec<Element> = vec![Vec::new()];
        for dim in &variable.dims {
            let Some(elements) = self.elements(dim) else {
                return Err(self.wrong(
                    Code::UnknownDimension,
                    format!("there is no dimension `{dim}`"),
                    &variable.range,
                ));
            };
            if found.len() * elements.len() > MOST_ELEMENTS {
                let message = format!("`{}` has more than {MOST_ELEMENTS} elements", variable.written);
                return Err(self.wrong(Code::TooManyElements, message, &variable.range));
            }
            found = found
                .into_iter()
                .flat_map(|one| elements.iter().map(move |element| [one.clone(), vec![element.clone()]].concat()))
                .collect();
        }
        Ok(found)
    }

    /// The equations of a variable by the elements that they name.
    pub(super) fn by_name(&self, variable: &'a Variable) -> ByName<'a> {
        let mut found = ByName { own: HashMap::new(), wider: Vec::new() };
        for equation in &variable.equations {
            let one = equation.of.len() == variable.dims.len() && equation.except.is_empty();
            if one && equation.of.iter().all(|of| self.elements(of).is_none()) {
                found.own.entry(equation.of.clone()).or_default().push(equation);
            } else {
                found.wider.push(equation);
            }
        }
        found
    }

    /// The one equation of an element; none if `:EXCEPT:` leaves it out, or Vensim has none, and nothing else gives it, which is told.
    pub(super) fn equation_of(
        &mut self,
        variable: &'a Variable,
        element: &Element,
        by_name: &ByName<'a>,
    ) -> Result<Option<&'a Equation>, Stop> {
        let named: Vec<String> = element.iter().map(|element| folded(element)).collect();
        let own = by_name.own.get(&named).into_iter().flatten().copied();
        let mut of =
            own.chain(by_name.wider.iter().copied().filter(|equation| self.is_of(equation, variable, element)));
        let (first, second) = (of.next(), of.next());
        if let (Some(first), Some(second)) = (first, second) {
            let start = |equation: &Equation| equation.definition.range().start;
            let (first, second) = if start(first) > start(second) { (second, first) } else { (first, second) };
            let of = if element.is_empty() { String::new() } else { format!(" for `{}`", element.join(", ")) };
            let message = format!("`{}` has two equations{of}", variable.written);
            let help = if element.is_empty() || self.model.dialect == Dialect::Xmile {
                "take one away"
            } else {
                "say of the wider one that it leaves this out, by `:EXCEPT:`, or take one away"
            };
            let problem = Problem::new(Code::DuplicateName, message, second.definition.range().clone())
                .beside(first.definition.range().clone(), "the other")
                .with_help(help);
            self.problems.push(problem);
            return Err(Stop::Wrong);
        }
        if first.is_some() {
            return Ok(first);
        }
        if self.is_unread(&variable.name) {
            return Err(Stop::Wrong);
        }
        if variable.equations.iter().any(|equation| !equation.except.is_empty()) {
            let of = element.join(", ");
            let message = format!("`{}` has no equation for `{of}`; `:NA:` stands there", variable.written);
            self.problems.warn(Code::MissingEquation, message, variable.range.clone());
            return Ok(None);
        }
        // Where several dimensions cross, Vensim has what is given, and nothing elsewhere.
        if self.model.dialect == Dialect::Vensim && element.len() > 1 {
            if self.sparse.insert(variable.name.clone()) {
                let of = element.join(", ");
                let message = format!(
                    "`{}` has no equation for some of its elements (`{of}`); `:NA:` stands there",
                    variable.written
                );
                self.problems.warn(Code::MissingEquation, message, variable.range.clone());
            }
            return Ok(None);
        }
        let message = format!("`{}` has no equation for `{}`", variable.written, element.join(", "));
        Err(self.wrong(Code::MissingEquation, message, &variable.range))
    }

    /// Whether an equation is of an element.
    pub(super) fn is_of(&self, equation: &Equation, variable: &Variable, element: &[String]) -> bool {
        let among = |of: &[String]| {
            let mut dims = variable.dims.iter();
            of.iter().zip(element).all(|(of, element)| {
                let dim = dims.next();
                dim == Some(of) || *of == folded(element) || self.has(of, &folded(element)).is_some()
            })
        };
        (equation.of.is_empty() || among(&equation.of)) && !equation.except.iter().any(|except| among(except))
    }
}

/// Two variables of one name.
pub(super) fn named_twice(first: &Variable, second: &Variable, dialect: Dialect) -> Problem {
    let help = match dialect {
        Dialect::Xmile => "take one away, or give it a name of its own",
        Dialect::Vensim => "take one away, or rename it; what a call of a macro names behind its colon has no equation",
    };
    let message = format!("there are two variables named `{}`", second.written);
    Problem::new(Code::DuplicateName, message, second.range.clone())
        .beside(first.range.clone(), "the other")
        .with_help(help)
}
