//! Numbers in equations that are likely not what their author means.

use super::Warnings;
use crate::diagnostic::{Code, Diagnostic, Spanned};
use crate::model::ast::{Expression, Infix, Kind, Prefix};
use crate::model::dependence::texts;
use crate::model::parser::parse;
use crate::model::units::Unit;
use crate::model::{Signature, Value, Variable};
use crate::wording::number::significant;

/// A number of at least so many ones beside a quantity in parts of one is meant in these parts: 2.5 may be 250 %, and 50 is not
/// 5,000 %.
const MANY: f64 = 5.0;
/// What an assumption hardly exceeds tells whether it can be 250 %.
const MOSTLY: f64 = 0.95;
/// A number above one and below this part of a quantity's unit, as 5 beside millions, is meant in that unit.
const FEW: f64 = 0.01;

/// What is said of what begins after the end of the axis, and of what is over before its start.
const NEVER: (&str, &str) = ("is outside the time axis: it changes nothing", "never");
const ALWAYS: (&str, &str) = ("is before the start: what it gives is the same at all times", "before the start");

impl Warnings<'_> {
    /// Numbers without a unit beside quantities in `%` or `mn`, and bounds that are the wrong way round.
    pub(super) fn literals(&mut self) {
        let model = self.model;
        for variable in &model.variables {
            for warning in self.of_variable(variable) {
                self.push(&variable.declared.value.allow, warning);
            }
        }
    }

    fn of_variable(&self, variable: &Variable) -> Vec<Diagnostic> {
        let written = &variable.declared.value;
        let own = written.elements.iter().map(|element| &element.value);
        let mut found = Vec::new();
        for text in written.definition.iter().chain(own).flat_map(texts) {
            let Ok(expression) = parse(&text.value) else { continue };
            // What flows into a stock is in another unit than the stock, and is never one without a dimension.
            let unit = &variable.signature.unit;
            let mut reader = Reader { warnings: self, text, found: Vec::new() };
            if unit.dimension.is_one() {
                reader.gives(&expression, &Scaled::of(unit, &written.unit.value));
            }
            reader.read(&expression);
            found.extend(reader.found);
        }
        found
    }
}

/// A unit that is a number.
#[derive(Debug, Clone)]
struct Scaled {
    one: f64,
    text: String,
    /// Whether it is known to be hardly ever above one.
    is_part: bool,
}

impl Scaled {
    fn of(unit: &Unit, text: &str) -> Self {
        let (numerator, denominator) = unit.scale();
        Self { one: numerator / denominator, text: text.to_owned(), is_part: false }
    }

    /// Whether a number without a unit is likely meant in this one.
    fn is_meant(&self, number: f64) -> bool {
        let size = number.abs();
        if self.one < 1.0 { size >= MANY || self.is_part && size > 1.0 } else { size > 1.0 && size < FEW * self.one }
    }
}

struct Reader<'a, 'm> {
    warnings: &'a Warnings<'m>,
    text: &'a Spanned<String>,
    found: Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    /// Looks at what an equation gives, whose unit is this.
    fn gives(&mut self, expression: &Expression, unit: &Scaled) {
        match &expression.kind {
            Kind::If(_, then, otherwise) => {
                self.gives(then, unit);
                self.gives(otherwise, unit);
            }
            _ => self.beside(expression, unit, "what is declared"),
        }
    }

    /// Looks at all parts of an equation.
    fn read(&mut self, expression: &Expression) {
        match &expression.kind {
            Kind::Infix(infix, left, right) if infix.compares() || matches!(infix, Infix::Plus | Infix::Minus) => {
                self.together(&[left, right]);
            }
            Kind::If(_, then, otherwise) => self.together(&[then, otherwise]),
            Kind::Call { name, arguments, .. } if matches!(name.as_str(), "min" | "max" | "clamp" | "previous") => {
                self.together(&arguments.iter().collect::<Vec<_>>());
                if let ("clamp", [_, low, high]) = (name.as_str(), arguments.as_slice()) {
                    self.bounds(low, high);
                }
            }
            Kind::Call { name, arguments, .. } => self.moments(name, arguments),
            Kind::Number { .. } | Kind::Name { .. } | Kind::Prefix(..) | Kind::Infix(..) => {}
        }
        expression.parts().into_iter().for_each(|part| self.read(part));
    }

    /// Expressions that are in one unit.
    fn together(&mut self, parts: &[&Expression]) {
        let Some((unit, of)) = parts.iter().find_map(|part| Some((self.scale(part)?, *part))) else { return };
        let name = self.text.value.get(of.range.clone()).unwrap_or_default().to_owned();
        for part in parts {
            self.beside(part, &unit, &format!("`{name}`"));
        }
    }

    fn beside(&mut self, expression: &Expression, unit: &Scaled, of: &str) {
        let Some(number) = bare(expression).filter(|number| unit.is_meant(*number)) else { return };
        let (written, worth) = (number, significant(number / unit.one, 6));
        let text = &unit.text;
        let message = format!("{of} is in `{text}`, and {written} without a unit is {worth} {text}");
        let span = self.text.part(&expression.range);
        // What an `if` gives may stand beside a quantity too.
        if self.found.iter().any(|known| known.labels.iter().any(|label| label.span == span)) {
            return;
        }
        let warning = Diagnostic::warning(Code::BareNumber, message, span, format!("{worth} {text}"));
        self.found.push(warning.with_help(format!("for {written} {text} write `{written} {text}`")));
    }

    /// Steps, pulses and ramps at times that the axis does not have.
    fn moments(&mut self, name: &str, arguments: &[Expression]) {
        let axis = &self.warnings.model.axis;
        let (first, last) = (axis.start, axis.time(axis.points - 1));
        let at = |place: usize| self.constant(arguments.get(place)?);
        let amiss = match name {
            "step" => at(1).and_then(|at| (at > last).then_some(NEVER).or_else(|| (at < first).then_some(ALWAYS))),
            "pulse" => {
                let again = arguments.len() > 2;
                at(1).and_then(|at| (at > last || at + axis.step <= first && !again).then_some(NEVER))
            }
            "ramp" => {
                let before = at(2).is_some_and(|until| until <= first);
                at(1).and_then(|from| (from > last).then_some(NEVER)).or_else(|| before.then_some(ALWAYS))
            }
            _ => None,
        };
        let Some((what, label)) = amiss else { return };
        let place = if name == "ramp" && label == ALWAYS.1 { 2 } else { 1 };
        let when = &arguments[place].range;
        let text = self.text.value.get(when.clone()).unwrap_or_default();
        let message = format!("`{name}` at {text} {what}");
        let help = format!("the time axis runs from {}", axis.words());
        let warning = Diagnostic::warning(Code::NoEffect, message, self.text.part(when), label);
        self.found.push(warning.with_help(help));
    }

    fn bounds(&mut self, low: &Expression, high: &Expression) {
        let [Some(least), Some(most)] = [low, high].map(|bound| self.constant(bound)) else { return };
        if least <= most {
            return;
        }
        let message = "`clamp` has its bounds the wrong way round: what it gives is always the upper one".to_owned();
        let [low_text, high_text] =
            [low, high].map(|bound| self.text.value.get(bound.range.clone()).unwrap_or_default());
        let warning = Diagnostic::warning(
            Code::SwappedBounds,
            message,
            self.text.part(&low.range),
            "the lower one, which is greater",
        );
        let warning = warning.with_help(format!("write `clamp(x, {high_text}, {low_text})`"));
        self.found.push(warning.with_label(self.text.part(&high.range), "the upper one"));
    }

    /// The unit of an expression, if it is that of a quantity in a unit that is a number other than one.
    fn scale(&self, expression: &Expression) -> Option<Scaled> {
        match &expression.kind {
            Kind::Name { name, .. } => {
                let (signature, text) = self.quantity(name)?;
                let scaled = Scaled { is_part: self.is_part(name), ..Scaled::of(&signature.unit, text) };
                (signature.unit.dimension.is_one() && scaled.one != 1.0).then_some(scaled)
            }
            Kind::Prefix(Prefix::Minus, inner) => self.scale(inner),
            Kind::Infix(Infix::Plus | Infix::Minus, left, right) => {
                let (left, right) = (self.scale(left)?, self.scale(right)?);
                let is_part = left.is_part && right.is_part;
                ((left.one, &left.text) == (right.one, &right.text)).then_some(Scaled { is_part, ..left })
            }
            Kind::Infix(Infix::Times | Infix::Over, left, right) if bare(right).is_some() => self.scale(left),
            Kind::Infix(Infix::Times, left, right) if bare(left).is_some() => self.scale(right),
            Kind::Call { name, arguments, .. }
                if matches!(
                    name.as_str(),
                    "abs" | "sum" | "mean" | "min" | "max" | "clamp" | "previous" | "lag" | "init" | "smth1" | "smth3"
                ) =>
            {
                self.scale(arguments.first()?)
            }
            Kind::If(_, then, _) => self.scale(then),
            Kind::Number { .. } | Kind::Call { .. } | Kind::Prefix(..) | Kind::Infix(..) => None,
        }
    }

    /// Whether a name is an assumption that is hardly ever above one.
    fn is_part(&self, name: &str) -> bool {
        let model = self.warnings.model;
        let most = |value: &Value| match value {
            Value::Fixed(value) => *value,
            Value::Random(source) => model.draws[*source].distribution.quantile(MOSTLY),
        };
        let found = model.assumptions.iter().find(|one| one.signature.name == name);
        found.is_some_and(|one| one.values.iter().all(|value| most(value) <= 1.0))
    }

    /// What a name stands for, with its unit as written.
    fn quantity(&self, name: &str) -> Option<(&Signature, &str)> {
        let model = self.warnings.model;
        let variables = model.variables.iter().map(|one| (&one.signature, one.declared.value.unit.value.as_str()));
        let assumptions = model.assumptions.iter().map(|one| (&one.signature, one.declared.value.unit.value.as_str()));
        let levers = model.levers.iter().map(|one| (&one.signature, one.declared.value.unit.value.as_str()));
        variables.chain(assumptions).chain(levers).find(|(signature, _)| signature.name == name)
    }

    /// A number in base units that an expression always gives, if it is plainly one: as written, or a fixed assumption.
    fn constant(&self, expression: &Expression) -> Option<f64> {
        let model = self.warnings.model;
        match &expression.kind {
            Kind::Number { value, unit: None } => Some(*value),
            Kind::Number { value, unit: Some((text, _)) } => Some(model.units.parse(text).ok()?.to_base(*value)),
            Kind::Prefix(Prefix::Minus, inner) => self.constant(inner).map(|value| -value),
            Kind::Name { name, .. } => {
                let assumption = model.assumptions.iter().find(|one| one.signature.name == *name)?;
                match assumption.values.as_slice() {
                    [Value::Fixed(value)] => Some(*value),
                    _ => None,
                }
            }
            Kind::Call { .. } | Kind::Prefix(..) | Kind::Infix(..) | Kind::If(..) => None,
        }
    }
}

/// A number as it is written, without a unit.
fn bare(expression: &Expression) -> Option<f64> {
    match &expression.kind {
        Kind::Number { value, unit: None } => Some(*value),
        Kind::Prefix(Prefix::Minus, inner) => bare(inner).map(|value| -value),
        _ => None,
    }
}
