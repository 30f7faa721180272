//! Graphical functions that are read in other ways than they are drawn: `LOOKUP EXTRAPOLATE` and its kin of Vensim.

use super::super::expression::{Expression, Name};
use super::super::lexer::Dialect;
use super::super::model::{Definition, Graph, Shape};
use super::Translator;
use super::scope::{Scope, Stop};
use super::written::Written;

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
        let Some(place) = self.find(&name.folded, &scope.module) else {
            let message = format!("there is no variable `{}`", name.folded);
            return Err(self.wrong("unknown-variable", message, &name.range));
        };
        let lookup = format!("{}_{suffix}", self.lookup_of(place, name, scope)?);
        let variable = &self.model.variables[place];
        let element =
            if variable.dims.is_empty() { Vec::new() } else { self.flat(place, &name.subscripts, scope, &name.range)? };
        let equation = variable.equations.iter().find(|equation| self.is_of(equation, variable, &element));
        let graph = match equation.map(|equation| &equation.definition) {
            Some(Definition::Graph(graph) | Definition::Equation { graph: Some(graph), .. }) => graph.clone(),
            _ => return Err(self.wrong("unknown-function", "this has no graph", &name.range)),
        };
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
}
