//! Checks an equation: names, dimensions and units, all problems at once.

use std::ops::Range;

use crate::diagnostic::fold;
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::model::ast::{Expression, Infix, Kind, Prefix};
use crate::model::graph::{Binary, Unary};
use crate::model::names::{Meaning, Names};
use crate::model::parser;
use crate::model::term::{DimensionId, Operator, Target, Term};
use crate::model::units::{Dimension, Power, Unit, Units};
use crate::scenario::fields::NOT_SAID;

/// What is known of an assumption, variable or lever before equations are checked.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The name as written.
    pub name: String,
    /// Dimensions in declared order.
    pub dims: Vec<DimensionId>,
    /// Unit.
    pub unit: Unit,
}

/// Everything that equations may refer to.
#[derive(Debug)]
pub struct Context<'a> {
    /// All names.
    pub names: &'a Names,
    /// All units.
    pub units: &'a Units,
    /// Assumptions.
    pub assumptions: &'a [Signature],
    /// The value of each assumption that is one fixed number, in base units.
    pub fixed: &'a [Option<f64>],
    /// Variables.
    pub variables: &'a [Signature],
    /// Levers.
    pub levers: &'a [Signature],
    /// Lookup tables: unit of the argument and of the value.
    pub lookups: &'a [(Unit, Unit)],
    /// The step, in years.
    pub step: f64,
}

impl Context<'_> {
    pub(super) fn signature(&self, target: Target) -> &Signature {
        match target {
            Target::Assumption(index) => &self.assumptions[index],
            Target::Variable(index) => &self.variables[index],
            Target::Lever(index) => &self.levers[index],
        }
    }
}

/// A checked expression with its unit; none: fits any unit (the number 0, or something already reported).
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub term: Term,
    pub unit: Option<Dimension>,
    /// Dimensions it varies with.
    pub dims: Vec<DimensionId>,
}

impl Typed {
    pub(super) fn new(term: Term, unit: Dimension, dims: Vec<DimensionId>) -> Self {
        Self { term, unit: Some(unit), dims }
    }

    /// Stands for what was wrong; fits everywhere, so that one mistake is reported once.
    pub(super) fn wrong() -> Self {
        Self { term: Term::Number(f64::NAN), unit: None, dims: Vec::new() }
    }

    pub(super) fn boxed(self) -> Box<Term> {
        Box::new(self.term)
    }
}

pub(super) fn union(a: &[DimensionId], b: &[DimensionId]) -> Vec<DimensionId> {
    let mut all = a.to_vec();
    all.extend(b.iter().filter(|dim| !a.contains(dim)));
    all
}

/// Checks one equation.
pub(super) struct Checker<'a, 'b> {
    pub context: &'a Context<'a>,
    pub equation: &'a Spanned<String>,
    /// Dimensions of which an element is at hand.
    pub scope: Vec<DimensionId>,
    pub problems: &'b mut Vec<Diagnostic>,
}

/// Checks the text of an equation against the dimensions and the unit it must have.
pub(super) fn equation(
    context: &Context,
    text: &Spanned<String>,
    dims: &[DimensionId],
    unit: &Dimension,
    what: &str,
    problems: &mut Vec<Diagnostic>,
) -> Term {
    if text.value == NOT_SAID {
        return Term::Number(f64::NAN);
    }
    let mut checker = Checker { context, equation: text, scope: dims.to_vec(), problems };
    let expression = match parser::parse(&text.value) {
        Ok(expression) => expression,
        Err(error) => {
            let span = checker.at(&error.range);
            let mut diagnostic = Diagnostic::error(Code::Syntax, error.message, span, "here");
            diagnostic.help = error.help;
            checker.problems.push(diagnostic);
            return Term::Number(f64::NAN);
        }
    };
    let typed = checker.expression(&expression);
    if let Some(found) = typed.unit.filter(|found| found != unit && !unit.is_unknown()) {
        let span = checker.at(&expression.range);
        let help = checker.unit_help(&found, unit, &expression.range);
        let [found, unit] = [&found, unit].map(|dimension| context.units.in_terms(dimension));
        let mut diagnostic = Diagnostic::error(
            Code::UnitMismatch,
            format!("{what} has the unit `{found}`, but `{unit}` is declared"),
            span,
            format!("this is in `{found}`"),
        );
        diagnostic.help = Some(help);
        checker.problems.push(diagnostic);
    }
    typed.term
}

impl Checker<'_, '_> {
    /// The place of bytes of the equation.
    pub(super) fn at(&self, range: &Range<usize>) -> Span {
        self.equation.part(range)
    }

    pub(super) fn error(&mut self, code: Code, message: String, range: &Range<usize>, label: &str) -> Typed {
        self.error_with_help(code, message, range, label, None)
    }

    pub(super) fn error_with_help(
        &mut self,
        code: Code,
        message: String,
        range: &Range<usize>,
        label: &str,
        help: Option<String>,
    ) -> Typed {
        let mut diagnostic = Diagnostic::error(code, message, self.at(range), label);
        diagnostic.help = help;
        self.problems.push(diagnostic);
        Typed::wrong()
    }

    /// Two places whose units differ.
    pub(super) fn unit_conflict(
        &mut self,
        message: String,
        (a, a_range): (&Dimension, &Range<usize>),
        (b, b_range): (&Dimension, &Range<usize>),
    ) {
        let [a_text, b_text] = [a, b].map(|dimension| self.context.units.in_terms(dimension));
        // What is a plain number lacks its unit, whichever side it is on.
        let plain = a.is_one() && self.is_plain_number(a_range);
        let help = if plain { self.unit_help(a, b, a_range) } else { self.unit_help(b, a, b_range) };
        let diagnostic =
            Diagnostic::error(Code::UnitMismatch, message, self.at(b_range), format!("this is in `{b_text}`"))
                .with_label(self.at(a_range), format!("this is in `{a_text}`"))
                .with_help(help);
        self.problems.push(diagnostic);
    }

    /// Requires a unit; anything fits what fits any unit.
    pub(super) fn require(&mut self, typed: &Typed, unit: &Dimension, range: &Range<usize>, what: &str) {
        if let Some(found) = typed.unit.as_ref().filter(|found| *found != unit && !unit.is_unknown()) {
            let help = Some(self.unit_help(found, unit, range));
            let [found, text] = [found, unit].map(|dimension| self.context.units.in_terms(dimension));
            let wanted = if unit.is_one() { "be dimensionless".to_owned() } else { format!("be in `{text}`") };
            let message = format!("{what} must {wanted}, not in `{found}`");
            self.error_with_help(Code::UnitMismatch, message, range, &format!("this is in `{found}`"), help);
        }
    }

    /// The common unit of two operands; a conflict is reported with both sides.
    pub(super) fn common(
        &mut self,
        verb: &str,
        a: (&Typed, &Range<usize>),
        b: (&Typed, &Range<usize>),
    ) -> Option<Dimension> {
        match (&a.0.unit, &b.0.unit) {
            (Some(left), Some(right)) if left != right => {
                let [one, other] = [left, right].map(|dimension| self.context.units.in_terms(dimension));
                self.unit_conflict(format!("{verb} `{one}` and `{other}`"), (left, a.1), (right, b.1));
                None
            }
            (Some(unit), _) | (None, Some(unit)) => Some(unit.clone()),
            (None, None) => None,
        }
    }

    pub(super) fn expression(&mut self, expression: &Expression) -> Typed {
        let mut typed = self.any_expression(expression);
        typed.unit = typed.unit.filter(|unit| !unit.is_unknown() && self.context.units.checked());
        if typed.unit.as_ref().is_some_and(|unit| !unit.is_moderate()) {
            let message = "a unit is raised to a power that is out of range".to_owned();
            return self.error(Code::UnitMismatch, message, &expression.range, "by this");
        }
        typed
    }

    fn any_expression(&mut self, expression: &Expression) -> Typed {
        match &expression.kind {
            Kind::Number { value, unit } => self.number(*value, unit.as_ref(), &expression.range),
            Kind::Name { name, subscripts } => self.name(name, subscripts, &expression.range),
            Kind::Call { name, name_range, arguments } => self.call(name, name_range, arguments, &expression.range),
            Kind::Prefix(operator, inner) => self.prefix(*operator, inner),
            Kind::Infix(operator, left, right) => self.infix(*operator, left, right),
            Kind::If(condition, then, otherwise) => {
                let test = self.expression(condition);
                let (a, b) = (self.expression(then), self.expression(otherwise));
                let unit = self.common("`then` and `else` give", (&a, &then.range), (&b, &otherwise.range));
                let dims = union(&test.dims, &union(&a.dims, &b.dims));
                Typed { term: Term::If(test.boxed(), a.boxed(), b.boxed()), unit, dims }
            }
        }
    }

    fn number(&mut self, value: f64, unit: Option<&(String, Range<usize>)>, range: &Range<usize>) -> Typed {
        let Some((text, unit_range)) = unit else {
            let unit = (value != 0.0).then(Dimension::one);
            return Typed { term: Term::Number(value), unit, dims: Vec::new() };
        };
        match self.context.units.parse(text) {
            Ok(unit) => Typed::new(Term::Number(unit.to_base(value)), unit.dimension.clone(), Vec::new()),
            Err(error) => {
                // A word after a number may be a name that was meant to be multiplied.
                let product = self.context.names.get(&fold(text)).is_some();
                let help = match error.meant {
                    _ if product => Some(format!("write `{value} * {text}` if a product is meant")),
                    Some(meant) => Some(format!("did you mean `{meant}`?")),
                    None => Some("declare it in `[units]`".to_owned()),
                };
                let start = unit_range.start;
                let at = (start + error.range.start).min(range.end)..(start + error.range.end).min(range.end);
                self.error_with_help(Code::UnknownUnit, error.message, &at, "not a unit", help)
            }
        }
    }

    fn prefix(&mut self, operator: Prefix, inner: &Expression) -> Typed {
        let typed = self.expression(inner);
        match operator {
            Prefix::Minus => {
                let term = match typed.term {
                    Term::Number(value) => Term::Number(-value),
                    other => Term::Unary(Unary::Negate, Box::new(other)),
                };
                Typed { term, unit: typed.unit, dims: typed.dims }
            }
            Prefix::Not => {
                let dims = typed.dims.clone();
                Typed::new(Term::Unary(Unary::Not, typed.boxed()), Dimension::one(), dims)
            }
        }
    }

    fn infix(&mut self, operator: Infix, left: &Expression, right: &Expression) -> Typed {
        if let Some(test) = self.element_test(operator, left, right) {
            return test;
        }
        let (a, b) = (self.expression(left), self.expression(right));
        let dims = union(&a.dims, &b.dims);
        let (sides_a, sides_b) = ((&a, &left.range), (&b, &right.range));
        let one = Some(Dimension::one());
        let compare = |checker: &mut Self, operator| {
            checker.common("a comparison of", sides_a, sides_b);
            (operator, Some(Dimension::one()))
        };
        let (plain, unit) = match operator {
            Infix::Plus => (Operator::Plain(Binary::Add), self.common("a sum of", sides_a, sides_b)),
            Infix::Minus => (Operator::Plain(Binary::Subtract), self.common("a difference of", sides_a, sides_b)),
            Infix::Times => {
                let unit = a.unit.as_ref().zip(b.unit.as_ref()).map(|(a, b)| a.times(b));
                (Operator::Plain(Binary::Multiply), unit)
            }
            Infix::Over => {
                let unit = a.unit.as_ref().zip(b.unit.as_ref()).map(|(a, b)| a.per(b));
                (Operator::Plain(Binary::Divide), unit)
            }
            Infix::Power => (Operator::Power, self.power_unit(&a, &b, &right.range)),
            Infix::And => (Operator::Plain(Binary::And), one),
            Infix::Or => (Operator::Plain(Binary::Or), one),
            Infix::Less => compare(self, Operator::Plain(Binary::Less)),
            Infix::LessEqual => compare(self, Operator::Plain(Binary::LessEqual)),
            Infix::Greater => compare(self, Operator::Swapped(Binary::Less)),
            Infix::GreaterEqual => compare(self, Operator::Swapped(Binary::LessEqual)),
            Infix::Equal => compare(self, Operator::Plain(Binary::Equal)),
            Infix::NotEqual => compare(self, Operator::NotEqual),
        };
        Typed { term: Term::Operator(plain, a.boxed(), b.boxed()), unit, dims }
    }

    /// The unit of a power: a quantity with a unit takes a plain number as exponent.
    fn power_unit(&mut self, base: &Typed, exponent: &Typed, range: &Range<usize>) -> Option<Dimension> {
        self.require(exponent, &Dimension::one(), range, "an exponent");
        let unit = base.unit.as_ref()?;
        if exponent.unit.as_ref().is_some_and(|unit| !unit.is_one()) {
            return None;
        }
        if unit.is_one() {
            return Some(Dimension::one());
        }
        if let Term::Number(number) = exponent.term {
            // Halves, thirds, quarters and so on, up to what anyone writes.
            let rational = (1..=6).find(|d| (number * f64::from(*d)).fract() == 0.0 && number.abs() <= 64.0);
            if let Some(denominator) = rational {
                let numerator = (number * f64::from(denominator)) as i32;
                return Some(unit.power(Power::new(numerator, denominator)));
            }
        }
        let unit = self.context.units.in_terms(unit);
        let message = format!("a quantity in `{unit}` can only be raised to a plain number");
        let help = "divide the base by a reference value first, so that it is dimensionless".to_owned();
        self.error_with_help(Code::UnitMismatch, message, range, "this exponent is not one", Some(help));
        None
    }

    /// `sector = robots`: a test of the element at hand.
    fn element_test(&mut self, operator: Infix, left: &Expression, right: &Expression) -> Option<Typed> {
        if !matches!(operator, Infix::Equal | Infix::NotEqual) {
            return None;
        }
        let (Kind::Name { name, subscripts }, Kind::Name { name: element, .. }) = (&left.kind, &right.kind) else {
            return None;
        };
        let Some(Meaning::Dimension(dimension)) = self.context.names.get(name) else { return None };
        if !subscripts.is_empty() {
            return None;
        }
        if !self.scope.contains(&dimension) {
            return Some(self.error(
                Code::DimensionMismatch,
                format!("no element of `{name}` is at hand here"),
                &left.range,
                "the equation does not vary by this dimension",
            ));
        }
        let Some(index) = self.context.names.element(dimension, element) else {
            return Some(self.unknown_element(dimension, element, &right.range));
        };
        let test = Term::ElementIs(dimension, index);
        let term = if operator == Infix::NotEqual { Term::Unary(Unary::Not, Box::new(test)) } else { test };
        Some(Typed::new(term, Dimension::one(), vec![dimension]))
    }
}
