//! Stocks inside expressions: `INTEG` and `SINTEG` of Vensim.

use super::super::expression::Expression;
use super::super::model::{Method, NOT_AVAILABLE};
use super::super::toml::decimal;
use super::Translator;
use super::scope::{Scope, Stop};
use super::written::{PRODUCT, SUM, Written};

impl Translator<'_> {
    /// A stock inside an expression.
    pub(super) fn integral(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let flow = self.expression(&arguments[0], scope)?;
        let starting = Scope { initial: true, ..scope.clone() };
        let begin = self.expression(&arguments[1], &starting)?;
        let own = self.names.give(&format!("{}_level", scope.own));
        self.add_stock(&own, begin.text, flow.text, None, scope);
        Ok(Written::atom(own))
    }

    /// `SINTEG(rate, initial, least, greatest, quantum, special, threshold)`: a stock that is held between bounds, and that is `special`
    /// whenever it would come nearer to that than the threshold. What it is held at is where it goes on from.
    pub(super) fn limited_integral(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        if self.model.specs.method == Method::Rk4 {
            return Err(self.unsupported("`SINTEG` under Runge-Kutta", &scope.range));
        }
        let mut limits = [None; 5];
        for (limit, argument) in limits.iter_mut().zip(&arguments[2..]) {
            let Some(value) = self.settled(argument, scope) else {
                if scope.at.is_none() && !scope.dims.is_empty() {
                    return Err(Stop::Elements);
                }
                return Err(self.unsupported("a bound of `SINTEG` that is no fixed number", &argument.range));
            };
            *limit = Some(value).filter(|value| *value != NOT_AVAILABLE);
        }
        let [least, greatest, quantum, special, threshold] = limits;
        if quantum.is_some() {
            return Err(self.unsupported("`SINTEG` in multiples of a quantum", &arguments[4].range));
        }
        let rate = self.expression(&arguments[0], scope)?;
        let starting = Scope { initial: true, ..scope.clone() };
        let begin = self.expression(&arguments[1], &starting)?;
        let held = |value: String| {
            let value = least.map_or(value.clone(), |least| format!("max({value}, {})", decimal(least)));
            greatest.map_or(value.clone(), |greatest| format!("min({value}, {})", decimal(greatest)))
        };
        let near = |value: String| match special.zip(threshold) {
            Some((special, threshold)) => {
                let special = decimal(special);
                format!("if abs({value} - ({special})) < {} then {special} else {value}", decimal(threshold))
            }
            None => value,
        };
        let own = self.names.give(&format!("{}_level", scope.own));
        let next = self.part("next", held(format!("{own} + {} * dt", rate.at(PRODUCT))), scope);
        let change = format!("({} - {own}) / dt", Written::new(near(next), 0).at(SUM));
        self.add_stock(&own, near(held(begin.text)), change, None, scope);
        Ok(Written::atom(own))
    }
}
