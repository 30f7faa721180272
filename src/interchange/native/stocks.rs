//! Stocks, their flows, and what leaves those that may not be negative.

use crate::diagnostic::Code;
use std::collections::BTreeSet;
use std::ops::Range;

use super::super::draft::Field;
use super::super::expression::{Expression, Kind, Name};
use super::super::lexer::Dialect;
use super::super::model::{Definition, Equation, Method, Stock};
use super::scope::{Scope, Stop};
use super::written::{SUM, Written};
use super::{Role, Translator, number};

impl<'a> Translator<'a> {
    /// `stock`: where it begins, and what flows in and out.
    pub(super) fn stock(&mut self, place: usize, stock: &Stock, scope: &Scope) -> Result<Vec<Field>, Stop> {
        let starting = Scope { initial: true, ..scope.clone() };
        let initial = self.expression(&stock.initial, &starting)?;
        let mut fields = vec![Field::new("initial", &stock.initial.range, initial.text)];
        let own = format!("{}{}", self.own(place), self.subscripts(place, &[], scope, &scope.range)?);
        if let Some((text, range)) = self.total(&stock.inflows, scope)? {
            let may_drain = stock.non_negative && stock.inflows.iter().any(|flow| self.may_be_negative(flow, scope));
            // What runs backwards takes no more than the outflows leave.
            let text = match self.total(&stock.outflows, scope)? {
                Some((out, _)) if may_drain => format!("max({text}, min({out}, {own} / dt) - {own} / dt)"),
                None if may_drain => format!("max({text}, -{own} / dt)"),
                _ => text,
            };
            fields.push(Field::new("inflow", &range, text));
        }
        if let Some((text, range)) = self.total(&stock.outflows, scope)? {
            if stock.non_negative && self.model.specs.method == Method::Rk4 {
                let message = "under Runge-Kutta a stock that may not become negative is cut at each stage of a step by what it would \
                               hold there, so that less may leave than it holds at the beginning";
                self.problems.warn(Code::CutInStages, message, self.model.specs.range.clone());
            }
            let shared = stock.outflows.iter().any(|flow| self.leaves(flow, scope) != 1);
            let cut = stock.non_negative && shared;
            let text = if cut { format!("min({text}, {own} / dt)") } else { text };
            fields.push(Field::new("outflow", &range, text));
            if stock.non_negative && !cut && stock.outflows.len() == 1 {
                fields.push(Field::new("non_negative", &range, true));
            }
        }
        Ok(fields)
    }

    /// Flows added up; none if there are none.
    pub(super) fn total(
        &mut self,
        flows: &[Expression],
        scope: &Scope,
    ) -> Result<Option<(String, Range<usize>)>, Stop> {
        let mut sum: Option<(Written, Range<usize>)> = None;
        for flow in flows {
            let next = self.expression(&self.all_of(flow, scope), scope)?;
            sum = Some(match sum {
                None => (next, flow.range.clone()),
                Some((before, range)) => (Written::joined(&before, "+", &next, SUM), range),
            });
        }
        Ok(sum.map(|(sum, range)| (sum.text, range)))
    }

    /// A flow of a stock that is one number: of a flow with dimensions, in XMILE, all of its elements.
    fn all_of(&self, flow: &Expression, scope: &Scope) -> Expression {
        let is_one = self.model.dialect == Dialect::Xmile
            && scope.dims.is_empty()
            && scope.at.as_ref().is_none_or(Vec::is_empty);
        match self.flow(flow, scope) {
            Some(place) if is_one && !self.model.variables[place].dims.is_empty() => {
                let name = Name { folded: "sum".to_owned(), range: flow.range.clone(), subscripts: Vec::new() };
                Expression::new(Kind::Call(name, vec![flow.clone()]), flow.range.clone())
            }
            _ => flow.clone(),
        }
    }

    /// The name of a variable in the scenario.
    pub(super) fn own(&self, place: usize) -> String {
        match &self.roles[place] {
            Role::Assumption(own) | Role::Variable(own) | Role::Lookup(own) => own.clone(),
            Role::Word(word) => (*word).to_owned(),
        }
    }

    /// The variable that a flow is, if it is nothing but one.
    pub(super) fn flow(&self, flow: &Expression, scope: &Scope) -> Option<usize> {
        match &flow.kind {
            Kind::Name(name) if name.subscripts.is_empty() => self.find(&name.folded, &scope.module),
            _ => None,
        }
    }

    /// Whether a flow may run against its direction.
    fn may_be_negative(&self, flow: &Expression, scope: &Scope) -> bool {
        let Some(place) = self.flow(flow, scope) else { return true };
        let uniflow =
            |equation: &Equation| matches!(equation.definition, Definition::Equation { non_negative: true, .. });
        let positive = |equation: &Equation| number(&equation.definition).is_some_and(|value| value >= 0.0);
        !self.model.variables[place].equations.iter().all(|equation| uniflow(equation) || positive(equation))
    }

    /// How many stocks a flow leaves, each counted once however many equations its elements have.
    fn leaves(&self, flow: &Expression, scope: &Scope) -> usize {
        let Some(place) = self.flow(flow, scope) else { return 0 };
        let left = self.stocks().filter(|(_, module, stock)| {
            let scope = Scope { module: (*module).to_owned(), ..Scope::default() };
            stock.outflows.iter().any(|flow| self.flow(flow, &scope) == Some(place))
        });
        left.map(|(stock, ..)| stock).collect::<BTreeSet<_>>().len()
    }

    /// All stocks, with their places and modules.
    pub(super) fn stocks(&self) -> impl Iterator<Item = (usize, &'a str, &'a Stock)> {
        self.model.variables.iter().enumerate().flat_map(|(place, variable)| {
            variable.equations.iter().filter_map(move |equation| match &equation.definition {
                Definition::Stock(stock) => Some((place, variable.module.as_str(), stock.as_ref())),
                Definition::Equation { .. } | Definition::Graph(_) | Definition::Leak(_) => None,
            })
        })
    }

    /// A flow that leaves a stock which may not be negative and has several outflows gets what those listed before it leave.
    pub(super) fn limited(&mut self, place: usize, text: Written, scope: &Scope) -> Result<Written, Stop> {
        let expression =
            |flow: usize| Expression::name(&format!(".{}", self.model.variables[flow].name), scope.range.clone());
        let found = self.stocks().find_map(|(stock_place, module, stock)| {
            let inner = Scope { module: module.to_owned(), ..Scope::default() };
            let flows: Vec<Option<usize>> = stock.outflows.iter().map(|flow| self.flow(flow, &inner)).collect();
            let at = flows.iter().position(|flow| *flow == Some(place))?;
            let before: Option<Vec<usize>> = flows[..at].iter().copied().collect();
            let alone = stock.outflows.iter().all(|flow| self.leaves(flow, &inner) == 1);
            (stock.non_negative && flows.len() > 1 && alone).then_some((stock_place, before?))
        });
        let Some((stock, before)) = found else { return Ok(text) };
        let mut rest = format!("{} / dt", self.expression(&expression(stock), scope)?.text);
        let before: Vec<Expression> = before
            .into_iter()
            .map(|flow| Expression::name(&format!(".{}", self.model.variables[flow].name), scope.range.clone()))
            .collect();
        for flow in before {
            rest = format!("{rest} - {}", self.expression(&flow, scope)?.text);
        }
        Ok(Written::atom(format!("min({}, {rest})", text.text)))
    }
}
