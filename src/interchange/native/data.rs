//! What is made from data at the points of the data: `x :RAW: := data` and its kin of Vensim (Reference Manual, "Data equations").

use super::super::constant::constant;
use super::super::expression::{Expression, Kind, Name};
use super::super::lexer::Dialect;
use super::super::model::{Between, Definition, Graph, NOT_AVAILABLE};
use super::Translator;
use super::scope::{Scope, Stop};
use super::written::{CHOICE, Written};

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

    /// `GET DATA …`: the data of a variable at a time that is given, and its first and last times; none if this is not that.
    pub(super) fn data_at(
        &mut self,
        name: &Name,
        arguments: &[Expression],
        scope: &Scope,
    ) -> Option<Result<Written, Stop>> {
        let function = name.folded.as_str();
        let of = arguments.first()?;
        let known = matches!(
            (function, arguments.len()),
            ("get_data_at_time", 2) | ("get_data_between_times", 3) | ("get_data_first_time" | "get_data_last_time", 1)
        );
        if !known || self.model.dialect != Dialect::Vensim {
            return None;
        }
        Some(self.read_data_at(function, of, arguments, scope))
    }

    fn read_data_at(
        &mut self,
        function: &str,
        of: &Expression,
        arguments: &[Expression],
        scope: &Scope,
    ) -> Result<Written, Stop> {
        let graph = match &of.kind {
            Kind::Name(name) => self.data_of(name, scope, MOST_NAMES)?,
            _ => None,
        };
        let Some(graph) = graph.map(Graph::with_points).filter(|graph| !graph.points.is_empty()) else {
            let what = format!("`{}` of what is no data", function.replace('_', " ").to_uppercase());
            return Err(self.unsupported(&what, &of.range));
        };
        let (first, last) = (graph.points[0].0, graph.points[graph.points.len() - 1].0);
        let between = match (function, arguments) {
            ("get_data_first_time", _) => return Ok(Written::number(first)),
            ("get_data_last_time", _) => return Ok(Written::number(last)),
            ("get_data_at_time", _) => return self.in_place(&graph.read(Between::Raw), &arguments[1], scope),
            (_, [_, _, mode]) => match self.settled(mode, scope) {
                Some(0.0) => Between::Straight,
                Some(1.0) => Between::Forward,
                Some(-1.0) => Between::Backward,
                _ if scope.at.is_none() && !scope.dims.is_empty() => return Err(Stop::Elements),
                _ => {
                    return Err(
                        self.unsupported("a mode of `GET DATA BETWEEN TIMES` that is not 0, 1 or -1", &mode.range)
                    );
                }
            },
            _ => unreachable!("its arguments were counted"),
        };
        // Before the first point and behind the last nothing is known.
        let own = self.names.give(&format!("{}_time", scope.own));
        let time = self.expression(&arguments[1], scope)?;
        self.add_helper(&own, "equation", time.text.into(), scope);
        let lookup = self.names.give(&format!("{}_graph", scope.own));
        self.add_lookup(&lookup, &graph.read(between), "")?;
        let [first, last, nothing] = [first, last, NOT_AVAILABLE].map(|number| Written::number(number).text);
        Ok(Written::new(format!("if {own} < {first} or {own} > {last} then {nothing} else {lookup}({own})"), CHOICE))
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

    /// `TIME SHIFT(data, shift)`: the data of a variable at the time and the shift; none if this is not that.
    pub(super) fn shifted(
        &mut self,
        name: &Name,
        arguments: &[Expression],
        whole: &Expression,
        scope: &Scope,
    ) -> Option<Result<Written, Stop>> {
        if name.folded != "time_shift" || arguments.len() != 2 || self.model.dialect != Dialect::Vensim {
            return None;
        }
        let time = Expression::name("time", whole.range.clone());
        Some(match self.moved(whole, scope, MOST_NAMES) {
            Ok(Some(graph)) => self.in_place(&graph, &time, scope),
            Ok(None) => {
                let what = "`TIME SHIFT` of what is no data, or by what is no fixed number";
                Err(self.unsupported(what, &whole.range))
            }
            Err(stop) => Err(stop),
        })
    }

    /// The points of a `TIME SHIFT`, which stand earlier by it; none if this is not that.
    fn moved(&mut self, made: &Expression, scope: &Scope, names: usize) -> Result<Option<Graph>, Stop> {
        let Kind::Call(function, arguments) = &made.kind else { return Ok(None) };
        let ("time_shift", [Expression { kind: Kind::Name(data), .. }, shift]) =
            (function.folded.as_str(), arguments.as_slice())
        else {
            return Ok(None);
        };
        let (Some(graph), Some(shift)) = (self.data_of(data, scope, names)?, self.settled(shift, scope)) else {
            return Ok(None);
        };
        // It is data of its own, and read as the variable says that it is for.
        let graph = graph.with_points();
        let points = graph.points.iter().map(|(time, value)| (time - shift, *value)).collect();
        Ok(Some(Graph { points, ..graph }))
    }

    /// The points of what is made from the data of one variable and constants; none if it is made from anything else.
    fn points_of(&mut self, made: &Expression, scope: &Scope, names: usize) -> Result<Option<Graph>, Stop> {
        if let Some(graph) = self.moved(made, scope, names)? {
            return Ok(Some(graph));
        }
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
        let shifted = matches!(&inner.kind, Kind::Call(name, _) if name.folded == "time_shift");
        if matches!(inner.kind, Kind::Name(_)) || shifted || !std::ptr::eq(inner, value) {
            let own = equation.of.iter().chain(&variable.dims).cloned();
            let at = own.zip(element.iter().chain(&element).cloned()).collect();
            let inside = Scope { module: variable.module.clone(), at: Some(at), ..Scope::default() };
            return self.points_of(inner, &inside, names - 1);
        }
        Ok(None)
    }
}
