//! Vintages: of what flowed in, the part that survives by a law.

use super::{At, Lowering, Phase};
use crate::diagnostic::{Code, Diagnostic};
use crate::laws::Real;
use crate::model::graph::{Binary, NodeId};
use crate::model::lower::symbol::Symbol;
use crate::model::term::Term;

impl<'a> Lowering<'a> {
    /// The stock that past inflows, the latest first, have left: each with the part of it that survives to its age.
    ///
    /// What flows in during a step does so in the middle of it on average, so the vintage of n steps ago is n - 1/2 steps
    /// old (the mid-year convention: OECD 2009, *Measuring Capital*, doi:10.1787/9789264068476-en).
    pub(super) fn survivors(&mut self, whole: &'a Term, past: &[NodeId], at: &At) -> NodeId {
        let Term::Survivors { law, parameters, .. } = whole else { return self.constant(f64::NAN) };
        let mut arguments = vec![Symbol::constant(0.0)];
        for parameter in parameters {
            let node = self.term(parameter, at, Phase::Initial);
            arguments.push(self.symbol(node));
        }
        let step = self.model.axis.step;
        let mut sum = self.constant(0.0);
        for (place, inflow) in past.iter().enumerate() {
            arguments[0] = Symbol::constant((place as f64 + 0.5) * step);
            let part = self.law(law, &arguments);
            let left = self.binary(Binary::Multiply, part, *inflow);
            sum = self.binary(Binary::Add, sum, left);
        }
        let step = self.constant(step);
        self.binary(Binary::Multiply, step, sum)
    }

    /// Reports parameters of a law of survival that change with time: a vintage would come back to life, or die twice.
    pub(super) fn require_constant(&mut self, whole: &'a Term, parameters: &'a [Term], at: &At) {
        for parameter in parameters {
            let (first, later) = (self.term(parameter, at, Phase::Initial), self.term(parameter, at, Phase::Step));
            // Equal computations are one node.
            if first != later {
                return self.varying_lives(whole);
            }
        }
    }

    fn varying_lives(&mut self, whole: &Term) {
        let (span, name) = self.place(whole);
        let known = |problem: &Diagnostic| problem.code == Code::VaryingLives && problem.labels[0].span == span;
        if !self.problems.iter().any(known) {
            let message =
                format!("the service lives of `{name}` change with time, but a vintage keeps those it was made with");
            let help =
                "take them as they are at the start with `init(…)`, or give each kind of equipment a stock of its own";
            self.problems
                .push(Diagnostic::error(Code::VaryingLives, message, span, "lives that change").with_help(help));
        }
    }
}
