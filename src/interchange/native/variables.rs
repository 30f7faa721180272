//! Variables of the model, one after the other.

use crate::numeric::sorting::{sort_by, sort_by_key};
use std::ops::Range;

use super::super::Problem;
use super::super::draft::Field;
use super::super::expression::{Kind, Name, Subscript};
use super::super::lexer::Dialect;
use super::super::model::{Definition, Equation, Graph, NOT_AVAILABLE, Shape, Variable};
use super::conveyors::is_open;
use super::elements::Element;
use super::scope::{Scope, Stop};
use super::written::Written;
use super::{Role, Translator, listed, number, table};
use crate::diagnostic::{Code, counted};

impl<'a> Translator<'a> {
    /// Writes all variables, in the order of the model.
    pub(super) fn variables(&mut self) {
        for place in 0..self.model.variables.len() {
            // What is wrong has been told, and the rest is read for what may be wrong there.
            if !self.names_elements(place) {
                continue;
            }
            let _ = match self.roles[place].clone() {
                Role::Word(_) => Ok(()),
                Role::Lookup(own) => self.functions(place, &own),
                Role::Assumption(own) => self.assumption(place, &own),
                Role::Variable(own) => self.variable(place, &own, false),
            };
        }
    }

    /// Graphical functions that stand by themselves.
    fn functions(&mut self, place: usize, own: &str) -> Result<(), Stop> {
        let variable = &self.model.variables[place];
        let by_element = self.by_name(variable);
        for element in self.elements_of(variable)? {
            let Some(equation) = self.equation_of(variable, &element, &by_element)? else { continue };
            let Definition::Graph(graph) = &equation.definition else { continue };
            let doc = if element.is_empty() { variable.doc.as_str() } else { "" };
            self.add_lookup(&Self::lookup_name(own, &element), graph, doc)?;
        }
        Ok(())
    }

    /// `[lookups.NAME]`. Points at one abscissa are a jump: the later ones are moved on by the least that there is.
    pub(super) fn add_lookup(&mut self, name: &str, graph: &Graph, doc: &str) -> Result<(), Stop> {
        let mut x: Vec<f64> = Vec::with_capacity(graph.points.len());
        let mut points = graph.points.clone();
        if self.model.dialect == Dialect::Vensim {
            // Vensim puts points in order.
            sort_by(&mut points, |a, b| a.0.total_cmp(&b.0));
        }
        for (at, _) in &points {
            match x.last() {
                Some(last) if at < last && *at < last.next_down() => {
                    let message = format!("abscissae must not decrease: {at} follows {last}");
                    return Err(self.wrong(Code::Lookup, message, &graph.range));
                }
                Some(last) if at <= last => x.push(last.next_up()),
                _ => x.push(*at),
            }
        }
        if x.is_empty() {
            return Err(self.wrong(Code::Lookup, "a graphical function has no points", &graph.range));
        }
        let at = &graph.range;
        let y: Vec<f64> = points.iter().map(|(_, y)| *y).collect();
        let mut fields = vec![Field::new("x", at, x), Field::new("y", at, y)];
        match graph.shape {
            Shape::Continuous => {}
            Shape::Extrapolate => fields.push(Field::new("extrapolation", at, "extend")),
            Shape::Discrete => fields.push(Field::new("interpolation", at, "step")),
        }
        let source = if doc.is_empty() { self.file.clone() } else { format!("{}: {doc}", self.file) };
        fields.push(Field::new("source", at, source));
        self.lookups.push(table(name, at, fields));
        Ok(())
    }

    /// `[assumptions.NAME]`: a number, or numbers by element.
    fn assumption(&mut self, place: usize, own: &str) -> Result<(), Stop> {
        let variable = &self.model.variables[place];
        let at = &variable.range;
        let mut fields = Vec::new();
        if !variable.dims.is_empty() {
            fields.push(Field::new("dims", at, self.dims.all(&variable.dims)));
        }
        match variable.equations.as_slice() {
            [only]
                if only.of.iter().all(|of| self.elements(of).is_some())
                    && covers(only, variable)
                    && !listed(&only.definition) =>
            {
                fields.push(Field::new("value", at, number(&only.definition).unwrap_or_default()));
            }
            _ => {
                let values = self.numbers(variable)?;
                let elements: Vec<Field> = values
                    .into_iter()
                    .map(|(element, value)| Field::new(element.join(", "), at, vec![Field::new("value", at, value)]))
                    .collect();
                fields.push(Field::new("elements", at, elements));
            }
        }
        Self::describe(variable, "note", &mut fields);
        fields.push(Field::new("source", at, self.file.clone()));
        sort_by_key(&mut fields, |field| field.key == "elements");
        self.assumptions.push(table(own, at, fields));
        Ok(())
    }

    /// What each element of a constant is worth.
    fn numbers(&mut self, variable: &'a Variable) -> Result<Vec<(Element, f64)>, Stop> {
        let mut found = Vec::new();
        let by_element = self.by_name(variable);
        for element in self.elements_of(variable)? {
            let Some(equation) = self.equation_of(variable, &element, &by_element)? else {
                found.push((element, NOT_AVAILABLE));
                continue;
            };
            let Definition::Equation { value, .. } = &equation.definition else { continue };
            let value = match &value.kind {
                Kind::Values(rows) => self.listed(variable, equation, rows, &value.range, &element)?,
                _ => value.as_number().unwrap_or_default(),
            };
            found.push((element, value));
        }
        Ok(found)
    }

    /// What a list of numbers says of an element.
    fn listed(
        &mut self,
        variable: &Variable,
        equation: &Equation,
        rows: &[Vec<f64>],
        range: &Range<usize>,
        element: &[String],
    ) -> Result<f64, Stop> {
        let place = self.place_in_list(variable, equation, element);
        if rows.len() != place.down || rows.iter().any(|row| row.len() != place.across) {
            let given: Vec<String> = rows.iter().map(|row| row.len().to_string()).collect();
            let message = format!(
                "`{}` takes {} of {} here, and is given rows of {}",
                variable.written,
                counted(place.down, "row"),
                counted(place.across, "number"),
                given.join(", ")
            );
            let problem = Problem::new(Code::Syntax, message, range.clone());
            self.problems.push(problem.with_help("numbers of a row stand behind commas, rows behind semicolons"));
            return Err(Stop::Wrong);
        }
        Ok(rows[place.row][place.column])
    }

    /// `[variables.NAME]`; `initial`: as it is where stocks begin.
    pub(super) fn variable(&mut self, place: usize, own: &str, initial: bool) -> Result<(), Stop> {
        let variable = &self.model.variables[place];
        let at = &variable.range;
        let mut fields = Vec::new();
        if !variable.dims.is_empty() {
            fields.push(Field::new("dims", at, self.dims.all(&variable.dims)));
        }
        let scope = Scope {
            module: variable.module.clone(),
            own: own.to_owned(),
            place: Some(place),
            range: at.clone(),
            initial,
            ..Scope::default()
        };
        let mut whole = None;
        if let [only] = variable.equations.as_slice()
            && covers(only, variable)
            && !listed(&only.definition)
        {
            let scope = Scope { dims: variable.dims.clone(), ..scope.clone() };
            whole = match self.attempt(|translator| translator.definition(place, only, &scope, &[])) {
                Ok(field) => Some(field),
                Err(Stop::Elements) => None,
                Err(Stop::Wrong) => return Err(Stop::Wrong),
            };
        }
        match whole {
            Some(field) => fields.push(field),
            None => fields.push(Field::new("elements", at, self.by_element(place, &scope)?)),
        }
        Self::describe(variable, "description", &mut fields);
        if initial || variable.of_macro {
            fields.push(Field::new("report", at, false));
        }
        sort_by_key(&mut fields, |field| field.key == "elements");
        self.variables.push(table(own, at, fields));
        Ok(())
    }

    /// What each element is.
    fn by_element(&mut self, place: usize, scope: &Scope) -> Result<Vec<Field>, Stop> {
        let variable = &self.model.variables[place];
        let mut found = Vec::new();
        let by_element = self.by_name(variable);
        for element in self.elements_of(variable)? {
            let Some(equation) = self.equation_of(variable, &element, &by_element)? else {
                let field = Field::new("equation", &scope.range, Written::number(NOT_AVAILABLE).text);
                found.push(Field::new(element.join(", "), &scope.range, vec![field]));
                continue;
            };
            let mut at: Vec<(String, String)> = equation
                .of
                .iter()
                .cloned()
                .zip(element.iter().cloned())
                .filter(|(of, _)| self.elements(of).is_some())
                .collect();
            at.extend(variable.dims.iter().cloned().zip(element.iter().cloned()));
            let own =
                if element.is_empty() { scope.own.clone() } else { format!("{} {}", scope.own, element.join(" ")) };
            let scope = Scope { at: Some(at), own: own_of(&own), ..scope.clone() };
            match self.definition(place, equation, &scope, &element) {
                Ok(field) => found.push(Field::new(element.join(", "), &scope.range, vec![field])),
                Err(Stop::Wrong) => return Err(Stop::Wrong),
                Err(Stop::Elements) => {
                    let message = "which element of a dimension is meant is not said here";
                    return Err(self.wrong(Code::DimensionMismatch, message, equation.definition.range()));
                }
            }
        }
        Ok(found)
    }

    /// `equation` or `stock` of a variable, or of one of its elements.
    fn definition(
        &mut self,
        place: usize,
        equation: &'a Equation,
        scope: &Scope,
        element: &[String],
    ) -> Result<Field, Stop> {
        let at = &scope.range;
        match &equation.definition {
            _ if is_open(&equation.definition) || self.is_conveyed(place) => {
                Ok(Field::new("equation", at, self.conveyed(place, scope)?))
            }
            Definition::Leak(_) => Ok(Field::new("equation", at, self.leaked(place, scope)?)),
            Definition::Equation { value, .. } if let Kind::Values(rows) = &value.kind => {
                let number = self.listed(&self.model.variables[place], equation, rows, &value.range, element)?;
                Ok(Field::new("equation", &value.range, Written::number(number).text))
            }
            Definition::Stock(stock) => Ok(Field::new("stock", at, self.stock(place, stock, scope)?)),
            Definition::Graph(graph) => {
                Err(self.unsupported("a variable some of whose elements are graphical functions", &graph.range))
            }
            Definition::Equation { value, initial, graph, non_negative } => {
                let value = if scope.initial { initial.as_deref().unwrap_or(value) } else { value };
                let mut text = self.expression(value, scope)?;
                if let Some(graph) = graph {
                    let Role::Variable(own) = self.roles[place].clone() else { return Err(Stop::Wrong) };
                    let name = format!("{}_graph", Self::lookup_name(&own, element));
                    if !self.lookups.iter().any(|known| known.key == name) {
                        self.add_lookup(&name, graph, "")?;
                    }
                    text = Written::atom(format!("{name}({})", text.text));
                }
                if *non_negative {
                    text = Written::atom(format!("max({}, 0)", text.text));
                }
                let text = self.limited(place, text, scope)?;
                Ok(Field::new("equation", &value.range, text.text))
            }
        }
    }

    /// Label, unit and what is said of a variable.
    fn describe(variable: &Variable, doc: &str, fields: &mut Vec<Field>) {
        let at = &variable.range;
        let unit = if variable.unit.trim().is_empty() { "1" } else { variable.unit.trim() };
        fields.push(Field::new("unit", at, unit.replace('"', "'")));
        let written = format!("{}{}", variable.module, variable.written);
        fields.push(Field::new("label", at, written));
        if !variable.doc.is_empty() {
            fields.push(Field::new(doc, at, variable.doc.clone()));
        }
    }

    /// Tries something, and takes back what it has made if it has to be written for each element.
    pub(super) fn attempt<T>(&mut self, make: impl FnOnce(&mut Self) -> Result<T, Stop>) -> Result<T, Stop> {
        let (variables, lookups, names) = (self.variables.len(), self.lookups.len(), self.names.mark());
        let made = make(self);
        if matches!(made, Err(Stop::Elements)) {
            self.variables.truncate(variables);
            self.lookups.truncate(lookups);
            self.names.back_to(names);
        }
        made
    }

    /// Finds variables that are something else where stocks begin, and all that is made from them.
    pub(super) fn find_beginnings(&mut self) {
        let model = self.model;
        let own = |variable: &Variable| {
            variable
                .equations
                .iter()
                .any(|equation| matches!(equation.definition, Definition::Equation { initial: Some(_), .. }))
        };
        self.beginning =
            model.variables.iter().enumerate().filter(|(_, variable)| own(variable)).map(|(place, _)| place).collect();
        let mut before = 0;
        while self.beginning.len() > before {
            before = self.beginning.len();
            let more: Vec<usize> = (0..model.variables.len())
                .filter(|place| !self.beginning.contains(place) && self.made_from_beginning(&model.variables[*place]))
                .collect();
            self.beginning.extend(more);
        }
    }

    fn made_from_beginning(&self, variable: &Variable) -> bool {
        let mut found = false;
        for equation in &variable.equations {
            if let Definition::Equation { value, .. } = &equation.definition {
                value.each(&mut |inner| {
                    if let Kind::Name(Name { folded: name, .. }) = &inner.kind {
                        found |= self.find(name, &variable.module).is_some_and(|place| self.beginning.contains(&place));
                    }
                });
            }
        }
        found
    }

    /// The name of a variable where stocks begin, which is written if it has not been.
    pub(super) fn beginning_of(&mut self, place: usize) -> Result<String, Stop> {
        if let Some(known) = self.begun.get(&place) {
            return Ok(known.clone());
        }
        let own = self.names.give(&format!("{}_at_start", self.own(place)));
        self.begun.insert(place, own.clone());
        self.variable(place, &own, true)?;
        Ok(own)
    }

    /// The element of an arrayed function that is meant.
    pub(super) fn flat(
        &mut self,
        place: usize,
        given: &[Subscript],
        scope: &Scope,
        range: &Range<usize>,
    ) -> Result<Element, Stop> {
        if scope.at.is_none() && !scope.dims.is_empty() {
            return Err(Stop::Elements);
        }
        let text = self.subscripts(place, given, scope, range)?;
        let inside = text.trim_start_matches('[').trim_end_matches(']');
        Ok(inside.split(", ").map(|element| element.trim_matches(['\'', '"']).to_owned()).collect())
    }
}

/// Whether an equation is of all elements at once.
fn covers(equation: &Equation, variable: &Variable) -> bool {
    equation.except.is_empty() && (equation.of.is_empty() || equation.of == variable.dims)
}

/// The beginning of names of what is made for an element.
fn own_of(written: &str) -> String {
    super::names::plain(written)
}
