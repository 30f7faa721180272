//! What is made from data at the points of the data: `x :RAW: := data` and its kin of Vensim (Reference Manual, "Data equations").

use super::super::constant::constant;
use super::super::expression::{Expression, Kind, Name};
use super::super::model::{Between, Definition, Graph};
use super::Translator;
use super::scope::{Scope, Stop};
use super::written::Written;

/// More names than anybody gives to the same data.
const MOST_NAMES: usize = 50;

impl Translator<'_> {
    /// What is made from data and is read otherwise than straight between its points; none if this is not that.
    pub(super) fn made_of_data(
        &mut self,
        name: &Name,
        arguments: &[Expression],
        scope: &Scope,
    ) -> Option<Result<Written, Stop>> {
        let (_, between) = Between::WORDS.into_iter().find(|(word, _)| *word == name.folded)?;
        let [made] = arguments else { return None };
        Some(self.read_between(made, between, scope))
    }

    fn read_between(&mut self, made: &Expression, between: Between, scope: &Scope) -> Result<Written, Stop> {
        let graph = self.points_of(made, scope, MOST_NAMES)?;
        let time = Expression::name("time", made.range.clone());
        match graph {
            Some(graph) => self.in_place(&graph.read(between), &time, scope),
            None => {
                let what =
                    format!("`{}` of what is not made from the data of one variable and constants", between.word());
                Err(self.unsupported(&what, &made.range))
            }
        }
    }

    /// The points of what is made from the data of one variable and constants; none if it is made from anything else.
    fn points_of(&mut self, made: &Expression, scope: &Scope, names: usize) -> Result<Option<Graph>, Stop> {
        let mut inside: Vec<Name> = Vec::new();
        made.each(&mut |part| {
            if let Kind::Name(name) = &part.kind {
                inside.push(name.clone());
            }
        });
        let mut found: Option<(Name, Graph)> = None;
        for name in inside {
            let same = |known: &Name| known.folded == name.folded && known.subscripts == name.subscripts;
            match self.data_of(&name, scope, names)? {
                Some(_) if found.as_ref().is_some_and(|(known, _)| !same(known)) => return Ok(None),
                Some(graph) => found = Some((name, graph)),
                None => {}
            }
        }
        let Some((data, graph)) = found else { return Ok(None) };
        let mut points = Vec::with_capacity(graph.points.len());
        for (time, value) in graph.data.as_ref().unwrap_or(&graph.points) {
            let is_data = |name: &Name| name.folded == data.folded && name.subscripts == data.subscripts;
            let constants = |name: &Name| {
                let alone = Expression::new(Kind::Name(name.clone()), name.range.clone());
                if is_data(name) { Some(*value) } else { self.value(&alone, scope) }
            };
            match constant(made, &constants) {
                Some(value) => points.push((*time, value)),
                None => return Ok(None),
            }
        }
        // The constants in it are read here, once.
        let rest = made.clone();
        rest.each(&mut |part| {
            if matches!(part.kind, Kind::Name(_)) {
                self.settled(part, scope);
            }
        });
        Ok(Some(Graph { points, data: None, ..graph }))
    }

    /// The data of a variable, or of one that it only is another name of; none if it is something else.
    fn data_of(&mut self, name: &Name, scope: &Scope, names: usize) -> Result<Option<Graph>, Stop> {
        let Some(place) = self.find(&name.folded, &scope.module).filter(|_| names > 0) else { return Ok(None) };
        let variable = &self.model.variables[place];
        let element =
            if variable.dims.is_empty() { Vec::new() } else { self.flat(place, &name.subscripts, scope, &name.range)? };
        let Some(equation) = variable.equations.iter().find(|equation| self.is_of(equation, variable, &element)) else {
            return Ok(None);
        };
        let Definition::Equation { value, initial: None, graph, .. } = &equation.definition else { return Ok(None) };
        let inner = match (&value.kind, graph) {
            (Kind::Name(time), Some(graph)) if time.folded == "time" => return Ok(Some(graph.clone())),
            (_, Some(_)) => return Ok(None),
            (Kind::Call(word, made), None) if Between::WORDS.iter().any(|(known, _)| *known == word.folded) => &made[0],
            (_, None) => value,
        };
        if matches!(inner.kind, Kind::Name(_)) || !std::ptr::eq(inner, value) {
            let own = equation.of.iter().chain(&variable.dims).cloned();
            let at = own.zip(element.iter().chain(&element).cloned()).collect();
            let inside = Scope { module: variable.module.clone(), at: Some(at), ..Scope::default() };
            return self.points_of(inner, &inside, names - 1);
        }
        Ok(None)
    }
}
