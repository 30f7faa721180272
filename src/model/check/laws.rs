//! Checks calls of laws, and of the stocks that laws of survival leave.

use std::ops::Range;

use super::expression::{Checker, Typed, union};
use super::rules;
use crate::diagnostic::{Code, counted};
use crate::laws::{self, Law};
use crate::model::ast::Expression;
use crate::model::term::{DimensionId, Term};
use crate::model::units::Dimension;

impl Checker<'_, '_> {
    /// Checks a call of a law: its units hang together as its rule says.
    pub(super) fn law(&mut self, law: &'static Law, arguments: &[Expression], range: &Range<usize>) -> Typed {
        if arguments.len() != law.parameters.len() {
            let names: Vec<&str> = law.parameters.iter().map(|parameter| parameter.name).collect();
            let message = format!("`{}` takes {}, not {}", law.name, counted(names.len(), "argument"), arguments.len());
            let help = Some(format!("write `{}({})`", law.name, names.join(", ")));
            return self.error_with_help(Code::Arguments, message, range, "wrong number", help);
        }
        let mut bindings = rules::Bindings::default();
        let (terms, dims) = self.law_arguments(law.name, law, 0, arguments, &mut bindings);
        Typed { term: Term::Law(law.name, terms), unit: bindings.resolve(law.unit_rule.result), dims }
    }

    /// Checks arguments of a call of `function` that a law takes from its parameter `first` on: their terms and dimensions.
    fn law_arguments(
        &mut self,
        function: &str,
        law: &'static Law,
        first: usize,
        arguments: &[Expression],
        bindings: &mut rules::Bindings,
    ) -> (Vec<Term>, Vec<DimensionId>) {
        let mut terms = Vec::with_capacity(arguments.len());
        let mut dims = Vec::new();
        let parameters = law.parameters.iter().zip(law.unit_rule.parameters).skip(first);
        for ((parameter, rule), argument) in parameters.zip(arguments) {
            let typed = self.expression(argument);
            if let Some(found) = &typed.unit
                && let Err(wanted) = bindings.unify(rule, found)
            {
                let what = format!("`{}` of `{function}`", parameter.name);
                self.require(&typed, &wanted, &argument.range, &what);
            }
            dims = union(&dims, &typed.dims);
            terms.push(typed.term);
        }
        (terms, dims)
    }

    /// The stock that a law of survival, a function of the age and then of parameters, leaves of an inflow.
    pub(super) fn survivors(
        &mut self,
        function: &str,
        law: &'static str,
        arguments: &[Expression],
        range: &Range<usize>,
    ) -> Typed {
        let Some(law) = laws::law(law) else { return Typed::wrong() };
        let x = self.expression(&arguments[0]);
        let (of_law, of_time) = arguments[1..].split_at(law.parameters.len() - 1);
        let mut bindings = rules::Bindings::default();
        // The age is a span of time; were its rule another, the call would be wrong whatever is written.
        if bindings.unify(law.unit_rule.parameters[0], &Dimension::year()).is_err() {
            return Typed::wrong();
        }
        let (parameters, of_parameters) = self.law_arguments(function, law, 1, of_law, &mut bindings);
        let Some(steps) = self.steps(&of_time[0]) else { return Typed::wrong() };
        let mut dims = union(&x.dims, &of_parameters);
        let initial = self.initial(of_time.get(1), x.unit.as_ref(), &mut dims);
        let unit = x.unit.map(|unit| unit.times(&Dimension::year()));
        let (term, range) = (Box::new(x.term), range.clone());
        Typed { term: Term::Survivors { law: law.name, parameters, term, steps, initial, range }, unit, dims }
    }
}
