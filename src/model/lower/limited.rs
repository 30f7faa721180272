//! Stocks that may not become negative: in a step no more may leave than they hold at its beginning.
//!
//! Where more is asked for, everything that leaves is cut by one factor, min(1, stock / (step x all outflows)). A variable
//! that stands in the sum of outflows is cut as a variable: whatever else reads it, another stock that it flows into for
//! instance, reads what has really left. So nothing is lost and nothing appears, as it would if the stock were clamped.

use std::collections::{HashMap, HashSet};

use super::terms::flat_index;
use super::{At, Lowering, Memo, Phase, elements_at, place};
use crate::model::graph::{Binary, NodeId};
use crate::model::term::{Operator, Reduction, Target, Term};
use crate::model::{Definition, Model};

/// An element of a variable.
pub(super) type Element = (usize, usize);

/// Which stocks limit which flows.
#[derive(Default)]
pub(super) struct Limits {
    /// The stocks that a flow leaves.
    stocks: HashMap<Element, Vec<Element>>,
    /// What a flow would be if nothing limited it.
    wanted: HashMap<(usize, usize, Phase), Memo>,
    /// The factor that cuts the outflows of a stock.
    factors: HashMap<(Element, Phase), NodeId>,
    /// Stocks whose factor at the start is being built, each with the depth of the stack there.
    cutting: Vec<(usize, Element)>,
    /// Stocks that begin with something made from what leaves them: at the start they cut nothing.
    pub circular: HashSet<Element>,
}

/// A part of the sum that leaves a stock.
enum Part<'a> {
    /// A variable, which is cut wherever it is read.
    Flow(Element),
    /// Something that is computed in place, with the elements at hand.
    Own(&'a Term, At),
}

/// Stocks that may not become negative, some of whose outflows are neither variables added up nor a part of the stock
/// itself: the cut of such a part is not seen where it flows to.
pub fn cut_in_place(model: &Model) -> Vec<usize> {
    let own = |stock: usize, term: &Term| {
        term.any(&|part| matches!(part, Term::Reference(Target::Variable(index), _) if *index == stock))
    };
    let in_place = |index: &usize| {
        let count = model.variables[*index].of_element.len();
        (0..count).flat_map(|flat| outflows(model, *index, flat)).any(|part| match part {
            Part::Flow(_) => false,
            Part::Own(term, _) => !own(*index, term),
        })
    };
    (0..model.variables.len()).filter(in_place).collect()
}

/// Stocks that may not become negative and cut nothing at the start, since they begin with something made from what leaves
/// them, each with the flows that it would have cut: variables.
pub fn uncut_at_start(model: &Model) -> Vec<(usize, usize)> {
    let limits = |index: &usize| {
        let variable = &model.variables[*index];
        variable.definitions.iter().any(|one| matches!(one, Definition::Stock { non_negative: true, .. }))
    };
    if !(0..model.variables.len()).any(|index| limits(&index)) {
        return Vec::new();
    }
    let flows = |(stock, flat): (usize, usize)| {
        outflows(model, stock, flat).into_iter().filter_map(move |part| match part {
            Part::Flow((flow, _)) => Some((stock, flow)),
            Part::Own(..) => None,
        })
    };
    let mut found: Vec<(usize, usize)> = super::lower(model).circular.into_iter().flat_map(flows).collect();
    found.sort_unstable();
    found.dedup();
    found
}

impl Limits {
    pub(super) fn of(model: &Model, circular: HashSet<Element>) -> Self {
        let mut limits = Self { circular, ..Self::default() };
        for (index, variable) in model.variables.iter().enumerate() {
            for flat in 0..variable.of_element.len() {
                for part in outflows(model, index, flat) {
                    if let Part::Flow(flow) = part {
                        let stocks = limits.stocks.entry(flow).or_default();
                        if !stocks.contains(&(index, flat)) {
                            stocks.push((index, flat));
                        }
                    }
                }
            }
        }
        limits
    }

    /// Whether a stock limits an element of a variable.
    pub(super) fn bind(&self, variable: usize, flat: usize) -> bool {
        self.stocks.contains_key(&(variable, flat))
    }
}

/// The parts of what leaves an element of a stock that may not become negative; none of any other variable.
fn outflows(model: &Model, index: usize, flat: usize) -> Vec<Part<'_>> {
    let variable = &model.variables[index];
    let mut parts = Vec::new();
    if let Definition::Stock { outflow: Some(outflow), non_negative: true, .. } =
        &variable.definitions[variable.of_element[flat]]
    {
        gather(model, outflow, &elements_at(model, &variable.signature.dims, flat), &mut parts);
    }
    parts
}

/// The parts of a sum.
fn gather<'a>(model: &'a Model, term: &'a Term, at: &At, parts: &mut Vec<Part<'a>>) {
    match term {
        Term::Operator(Operator::Plain(Binary::Add), a, b) => {
            gather(model, a, at, parts);
            gather(model, b, at, parts);
        }
        Term::Reduce(Reduction::Sum, inner, over) => {
            for flat in 0..model.count(over) {
                let mut at = at.clone();
                place(model, over, flat, &mut at);
                gather(model, inner, &at, parts);
            }
        }
        Term::Reference(Target::Variable(index), subscripts) => {
            let variable = &model.variables[*index];
            let flat = flat_index(model, &variable.signature.dims, subscripts, at);
            match variable.definitions[variable.of_element[flat]] {
                Definition::Equation(_) => parts.push(Part::Flow((*index, flat))),
                Definition::Stock { .. } => parts.push(Part::Own(term, at.clone())),
            }
        }
        // Whatever else there is, or comes to be, is computed in place.
        _ => parts.push(Part::Own(term, at.clone())),
    }
}

impl Lowering<'_> {
    /// A flow, cut by the stocks it leaves.
    pub(super) fn limited_flow(&mut self, index: usize, flat: usize, phase: Phase) -> NodeId {
        let wanted = self.wanted(index, flat, phase);
        let mut stocks = self.limits.stocks.get(&(index, flat)).cloned().unwrap_or_default();
        stocks.retain(|stock| phase == Phase::Step || !self.limits.circular.contains(stock));
        let factors: Vec<NodeId> = stocks.into_iter().map(|stock| self.factor(stock, phase)).collect();
        let least = factors.into_iter().reduce(|a, b| self.binary(Binary::Minimum, a, b));
        least.map_or(wanted, |factor| self.binary(Binary::Multiply, factor, wanted))
    }

    /// Whether a loop at the start, the stack from this depth on, goes through the cut of a stock: then these stocks cut
    /// nothing at the start, and the model is lowered anew.
    pub(super) fn opened_by_no_cut(&mut self, from: usize) -> bool {
        let inside = self.limits.cutting.iter().filter(|(depth, _)| *depth > from).map(|(_, stock)| *stock);
        let inside: Vec<Element> = inside.collect();
        self.limits.circular.extend(&inside);
        !inside.is_empty()
    }

    /// What leaves a stock that may not become negative.
    pub(super) fn limited_outflow(&mut self, index: usize, flat: usize) -> NodeId {
        let factor = self.factor((index, flat), Phase::Step);
        let mut total = self.constant(0.0);
        for part in outflows(self.model, index, flat) {
            let leaves = match part {
                Part::Flow((index, flat)) => self.variable(index, flat, Phase::Step),
                Part::Own(term, at) => {
                    let wanted = self.term(term, &at, Phase::Step);
                    self.binary(Binary::Multiply, factor, wanted)
                }
            };
            total = self.binary(Binary::Add, total, leaves);
        }
        total
    }

    /// What a flow would be if nothing limited it.
    fn wanted(&mut self, index: usize, flat: usize, phase: Phase) -> NodeId {
        let key = (index, flat, phase);
        match self.limits.wanted.get(&key) {
            Some(Memo::Done(node)) => return *node,
            Some(Memo::Building) => return self.cycle(key),
            None => {}
        }
        let variable = &self.model.variables[index];
        let Definition::Equation(term) = &variable.definitions[variable.of_element[flat]] else {
            return self.variable(index, flat, phase);
        };
        self.limits.wanted.insert(key, Memo::Building);
        self.stack.push(key);
        let at = self.at(&variable.signature.dims, flat);
        let value = self.term(term, &at, phase);
        let value = self.shocked(index, flat, value, phase);
        self.stack.pop();
        self.limits.wanted.insert(key, Memo::Done(value));
        value
    }

    /// min(1, stock / (step x what would leave it)).
    fn factor(&mut self, stock: Element, phase: Phase) -> NodeId {
        if let Some(node) = self.limits.factors.get(&(stock, phase)) {
            return *node;
        }
        let (index, flat) = stock;
        // A loop of flows that leave one stock goes through it: all are cut by what all ask for.
        match phase {
            Phase::Step => self.stack.push((index, flat, phase)),
            Phase::Initial => self.limits.cutting.push((self.stack.len(), stock)),
        }
        let mut total = self.constant(0.0);
        for part in outflows(self.model, index, flat) {
            let wanted = match part {
                Part::Flow((index, flat)) => self.wanted(index, flat, phase),
                Part::Own(term, at) => self.term(term, &at, phase),
            };
            total = self.binary(Binary::Add, total, wanted);
        }
        let held = self.variable(index, flat, phase);
        match phase {
            Phase::Step => drop(self.stack.pop()),
            Phase::Initial => drop(self.limits.cutting.pop()),
        }
        let (zero, one, step) = (self.constant(0.0), self.constant(1.0), self.constant(self.model.axis.step));
        let held = self.binary(Binary::Maximum, held, zero);
        let asked = self.binary(Binary::Multiply, step, total);
        let short = self.binary(Binary::Less, held, asked);
        let part = self.binary(Binary::Divide, held, asked);
        let factor = self.graph.borrow_mut().select(short, part, one);
        self.limits.factors.insert((stock, phase), factor);
        factor
    }
}
