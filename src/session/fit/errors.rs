//! Errors that draw on those before them, in a scenario: projections go on from the last value.

use super::scenario::{Writer, key, quoted};
use crate::fit::{Scale, Structure};
use crate::laws::curves::number;

impl Writer<'_> {
    /// The name of the error of the fitted quantity.
    pub(super) fn error(&self) -> String {
        format!("{}_error", self.name())
    }

    /// The error as a variable, with the last value and what a step adds and leaves as assumptions; nothing where
    /// errors are independent: what comes is then around the law.
    pub(super) fn errors(&self) -> String {
        let (Some((last, value)), false) = (self.best.last(), self.best.errors == Structure::Independent) else {
            return String::new();
        };
        let (name, step, unit) = (self.name(), self.step(), &self.fits.data.unit);
        let (left, added) = self.best.after(step);
        let of_errors = if self.best.scale == Scale::Level { unit.as_str() } else { "1" };
        let assumption = |what: &str, worth: &str, unit: &str, source: &str| {
            let name = key(&format!("{name}_{what}"));
            format!("\n[assumptions.{name}]\n{worth}\nunit = {}\nsource = {}\n", quoted(unit), quoted(source))
        };
        let scatter = self.best.scatter().spread().map(|spread| spread.converted(|sd| sd * added.sqrt()));
        let scatter = scatter.map_or_else(String::new, |spread| super::scenario::worth(&spread));
        let origin = self.origin();
        let told = [
            assumption("last", &format!("value = {}", number(value)), unit, &self.fits.data.source),
            assumption("memory", &format!("value = {}", number(left)), "1", &origin),
            assumption("innovation", &scatter, of_errors, &origin),
        ];
        let here = self.law(&format!("{} yr", last.time));
        let of_last = format!("{name}_last");
        let first = match self.best.scale {
            Scale::Level => format!("{of_last} - ({here})"),
            Scale::Log => format!("ln({of_last} / ({here}))"),
            Scale::Logit => format!("ln({of_last} / (1 - {of_last})) - ln(({here}) / (1 - ({here})))"),
        };
        let error = self.error();
        let edge = |sign: f64| number(last.time + sign * 0.5 * step);
        let equation = format!(
            "if time < {} yr then 0 * {name}_innovation else if time < {} yr then {first} \
             else {name}_memory * previous({error}, {first}) + {name}_innovation * normal(0, 1)",
            edge(-1.0),
            edge(1.0)
        );
        let label = quoted(&format!("{}: deviation from the law", self.fits.data.label));
        let variable = format!(
            "\n# What comes goes on from the last value: its deviation from the law stays, or fades.\n\
             [variables.{}]\nequation = {}\nunit = {}\nlabel = {label}\n",
            key(&error),
            quoted(&equation),
            quoted(of_errors)
        );
        told.concat() + &variable
    }
}
