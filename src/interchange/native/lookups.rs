//! Graphical functions that are read in other ways than they are drawn: `LOOKUP EXTRAPOLATE` and its kin of Vensim.

use super::super::expression::{Expression, Name};
use super::super::lexer::Dialect;
use super::super::model::{Beyond, Definition, Graph, Shape};
use super::Translator;
use super::scope::{Scope, Stop};
use super::written::{SUM, Written};
use crate::diagnostic::Code;

/// How a graphical function is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// On along its first and last piece.
    Extended,
    /// The next point.
    Forward,
    /// The point before.
    Backward,
    /// The abscissa of an ordinate.
    Inverted,
}

impl How {
    fn of(name: &str) -> Option<(Self, &'static str)> {
        Some(match name {
            "lookup_extrapolate" => (Self::Extended, "extended"),
            "lookup_forward" => (Self::Forward, "forward"),
            "lookup_backward" => (Self::Backward, "backward"),
            "lookup_invert" => (Self::Inverted, "inverted"),
            _ => return None,
        })
    }
}

impl Translator<'_> {
    /// A function that reads a graph otherwise; none if this is not one.
    pub(super) fn read_otherwise(
        &mut self,
        name: &Name,
        graph: &Name,
        x: &Expression,
        scope: &Scope,
    ) -> Option<Result<Written, Stop>> {
        let (how, suffix) = How::of(&name.folded).filter(|_| self.model.dialect == Dialect::Vensim)?;
        Some(self.otherwise(how, suffix, graph, x, scope))
    }

    fn otherwise(
        &mut self,
        how: How,
        suffix: &str,
        name: &Name,
        x: &Expression,
        scope: &Scope,
    ) -> Result<Written, Stop> {
        let place = self.place_of_graph(name, scope)?;
        let lookup = format!("{}_{suffix}", self.lookup_of(place, name, scope)?);
        let graph = self.graph_of(place, name, scope)?;
        if !self.lookups.iter().any(|known| known.key == lookup) {
            let made = match how {
                How::Extended => Some(Graph { shape: Shape::Extrapolate, ..graph }),
                How::Forward => Some(graph.forward()),
                How::Backward => Some(graph.backward()),
                How::Inverted => graph.inverse(),
            };
            let Some(made) = made else {
                let what = "the inverse of a lookup that has the same value at several places";
                return Err(self.unsupported(what, &name.range));
            };
            self.add_lookup(&lookup, &made, "")?;
        }
        let x = self.expression(x, scope)?;
        Ok(Written::atom(format!("{lookup}({})", x.text)))
    }

    /// The variable of a name that has to be one.
    fn place_of_graph(&mut self, name: &Name, scope: &Scope) -> Result<usize, Stop> {
        self.find(&name.folded, &scope.module).ok_or_else(|| self.unknown(name))
    }

    /// The graph of a variable.
    pub(super) fn graph_of(&mut self, place: usize, name: &Name, scope: &Scope) -> Result<Graph, Stop> {
        let variable = &self.model.variables[place];
        let element =
            if variable.dims.is_empty() { Vec::new() } else { self.flat(place, &name.subscripts, scope, &name.range)? };
        let equation = variable.equations.iter().find(|equation| self.is_of(equation, variable, &element));
        match equation.map(|equation| &equation.definition) {
            Some(Definition::Graph(graph) | Definition::Equation { graph: Some(graph), .. }) => Ok(graph.clone()),
            _ => Err(self.wrong(Code::UnknownFunction, "this has no graph", &name.range)),
        }
    }

    /// `LOOKUP SLOPE(lookup, x, m)` or `LOOKUP AREA(lookup, from, to)`; none if this is neither.
    pub(super) fn measure_graph(
        &mut self,
        name: &Name,
        graph: &Name,
        one: &Expression,
        other: &Expression,
        scope: &Scope,
    ) -> Option<Result<Written, Stop>> {
        if self.model.dialect != Dialect::Vensim {
            return None;
        }
        match name.folded.as_str() {
            "lookup_slope" => Some(self.slope(graph, one, other, scope)),
            "lookup_area" => Some(self.area(graph, one, other, scope)),
            _ => None,
        }
    }

    /// How steep a graph is at a place, and beyond its ends by a mode (Vensim, "LOOKUP SLOPE").
    fn slope(&mut self, name: &Name, x: &Expression, mode: &Expression, scope: &Scope) -> Result<Written, Stop> {
        let place = self.place_of_graph(name, scope)?;
        let graph = self.graph_of(place, name, scope)?;
        let beyond = match self.settled(mode, scope) {
            Some(0.0) => Beyond::Level,
            Some(1.0) => Beyond::Extended,
            Some(-1.0) => Beyond::Nothing,
            _ if scope.at.is_none() && !scope.dims.is_empty() => return Err(Stop::Elements),
            _ => return Err(self.unsupported("a mode of `LOOKUP SLOPE` that is not 0, 1 or -1", &mode.range)),
        };
        self.in_place(&graph.slopes(beyond), x, scope)
    }

    /// The area under a graph between two places, which is held beyond its ends (Vensim, "LOOKUP AREA"): that from its first point
    /// on to each place, one less the other. It is the area up to the point before, and a trapezium.
    fn area(&mut self, name: &Name, from: &Expression, to: &Expression, scope: &Scope) -> Result<Written, Stop> {
        let place = self.place_of_graph(name, scope)?;
        let graph = self.graph_of(place, name, scope)?.sorted();
        let areas = graph.points.windows(2).scan(0.0, |area, pair| {
            *area += (pair[1].0 - pair[0].0) * (pair[0].1 + pair[1].1) / 2.0;
            Some(*area)
        });
        let areas: Vec<f64> = std::iter::once(0.0).chain(areas).collect();
        let [starts, before] = [graph.at_points(|at| graph.points[at].0), graph.at_points(|at| areas[at])];
        let ordinates = graph.at_points(|at| graph.points[at].1);
        let mut up_to = Vec::new();
        for x in [to, from] {
            let own = self.names.give(&format!("{}_place", scope.own));
            let place = self.expression(x, scope)?;
            self.add_helper(&own, "equation", place.text.into(), scope);
            let mut parts = Vec::new();
            for graph in [&before, &starts, &ordinates, &graph] {
                let lookup = self.names.give(&format!("{}_graph", scope.own));
                self.add_lookup(&lookup, graph, "")?;
                parts.push(format!("{lookup}({own})"));
            }
            let [before, start, ordinate, here] = [&parts[0], &parts[1], &parts[2], &parts[3]];
            up_to.push(format!("{before} + ({own} - {start}) * ({ordinate} + {here}) / 2"));
        }
        Ok(Written::new(format!("{} - ({})", up_to[0], up_to[1]), SUM))
    }
}
