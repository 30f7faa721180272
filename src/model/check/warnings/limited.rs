//! What is valid of stocks that may not become negative, and may not do what their author expects.

use std::collections::HashSet;

use super::Warnings;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::lower::{cut_in_place, uncut_at_start};
use crate::model::term::{Target, Term};
use crate::model::{Definition, Model};

impl Warnings<'_> {
    /// Outflows that are cut in the stock, but not where they arrive, or not at the start.
    pub(super) fn limited(&mut self) {
        self.cut_in_place();
        self.uncut_at_start();
    }

    fn cut_in_place(&mut self) {
        for index in cut_in_place(self.model) {
            let stock = &self.model.variables[index].declared;
            let message = format!(
                "what leaves `{}` is cut to what it holds, but an outflow is computed in place: where the same is written as \
                 the inflow of another stock, it arrives uncut",
                stock.written
            );
            let warning = Diagnostic::warning(
                Code::CutInPlace,
                message,
                stock.span.clone(),
                "with `non_negative = true`",
            )
            .with_help(
                "give each outflow a variable of its own, and write their names, joined by `+`, as the outflow: a \
                     variable is cut wherever it is read",
            );
            self.push(&stock.value.allow, warning);
        }
    }

    /// Values at the start that are made from what leaves a stock and would be less if the stock could cut it there.
    fn uncut_at_start(&mut self) {
        let model = self.model;
        for (stock, flow) in uncut_at_start(model) {
            let reads =
                |index: &usize| beginnings(model, *index).into_iter().any(|term| reaches(model, term, flow, stock));
            for reader in (0..model.variables.len()).filter(|index| *index != stock).filter(reads) {
                let allow = &model.variables[reader].declared.value.allow;
                self.push(allow, uncut(model, reader, flow, stock));
            }
        }
    }
}

/// A variable begins with what a flow would be if the stock did not cut it.
fn uncut(model: &Model, reader: usize, flow: usize, stock: usize) -> Diagnostic {
    let [reader, flow, stock] = [reader, flow, stock].map(|index| &model.variables[index].declared);
    let message = format!(
        "`{}` begins with what `{}` would be uncut: `{}` is `non_negative`, but its own value at the start is made from what \
         leaves it, so that nothing can be cut there",
        reader.written, flow.written, stock.written
    );
    Diagnostic::warning(Code::UncutStart, message, reader.span.clone(), "takes a value at the start")
        .with_label(stock.span.clone(), "begins with what leaves it")
        .with_help(format!(
            "make the initial value of `{}` from something else than `{}`, or give an initial value here as the last argument",
            stock.written, flow.written
        ))
}

/// The terms of a variable that are taken at the start, wherever in its definitions they stand.
fn beginnings(model: &Model, index: usize) -> Vec<&Term> {
    fn inside<'m>(term: &'m Term, found: &mut Vec<&'m Term>) {
        match term {
            Term::Delay { term, initial, .. } => found.push(initial.as_deref().unwrap_or(term)),
            Term::Lag { initial, .. } | Term::ServiceLife { initial, .. } | Term::Survivors { initial, .. } => {
                found.extend(initial.as_deref());
            }
            Term::Initial(inner) => found.push(inner),
            Term::Number(_)
            | Term::Clock(_)
            | Term::Reference(..)
            | Term::ElementIs(..)
            | Term::Unary(..)
            | Term::Operator(..)
            | Term::If(..)
            | Term::Reduce(..)
            | Term::Law(..)
            | Term::Composite(..)
            | Term::Lookup(..)
            | Term::Noise(..) => {}
        }
        for part in term.parts() {
            inside(part, found);
        }
    }
    let mut found = Vec::new();
    for definition in &model.variables[index].definitions {
        if let Definition::Stock { initial, .. } = definition {
            found.push(initial);
        }
        definition.terms().for_each(|term| inside(term, &mut found));
    }
    found
}

/// Whether the value of a term at the start is made from that of a variable, and not by way of a stock.
fn reaches(model: &Model, term: &Term, sought: usize, stock: usize) -> bool {
    let mut waiting = vec![term];
    let mut known = HashSet::from([stock]);
    while let Some(term) = waiting.pop() {
        match term {
            Term::Reference(Target::Variable(index), _) if *index == sought => return true,
            Term::Reference(Target::Variable(index), _) if known.insert(*index) => {
                waiting.extend(model.variables[*index].definitions.iter().map(|definition| match definition {
                    Definition::Equation(term) | Definition::Stock { initial: term, .. } => term,
                }));
            }
            Term::Delay { term, initial, .. } => waiting.push(initial.as_deref().unwrap_or(term)),
            Term::Lag { initial, .. } | Term::ServiceLife { initial, .. } | Term::Survivors { initial, .. } => {
                waiting.extend(initial.as_deref());
            }
            Term::Number(_)
            | Term::Clock(_)
            | Term::Reference(..)
            | Term::ElementIs(..)
            | Term::Unary(..)
            | Term::Operator(..)
            | Term::If(..)
            | Term::Reduce(..)
            | Term::Law(..)
            | Term::Composite(..)
            | Term::Lookup(..)
            | Term::Initial(_)
            | Term::Noise(..) => waiting.extend(term.parts()),
        }
    }
    false
}
