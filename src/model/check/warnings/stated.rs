//! Tables that say another unit than the one in which their numbers are taken.

use super::Warnings;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::Assumption;
use crate::model::units::Dimension;
use crate::scenario::{Stated, Worth};

impl Warnings<'_> {
    /// Histories and empirical distributions from tables in another unit.
    pub(super) fn stated(&mut self) {
        let model = self.model;
        for variable in &model.variables {
            let declared = &variable.declared.value;
            for history in declared.history.iter().filter(|history| history.value.unit.is_none()) {
                let of = format!("history `{}` of `{}`", history.written, variable.declared.written);
                let unit = &declared.unit.value;
                if let Some((said, wanted)) = self.differs(&history.value.stated, unit) {
                    let message = format!("the table of {of} says {said}, and its numbers are taken in `{unit}`");
                    let help = format!("if the table is right, say unit = \"{wanted}\" in this history");
                    let warning = Diagnostic::warning(Code::TableUnit, message, history.span.clone(), "read for this");
                    self.push(&history.value.allow, warning.with_help(help));
                }
            }
        }
        for assumption in &model.assumptions {
            self.drawn(assumption);
        }
    }

    fn drawn(&mut self, assumption: &Assumption) {
        let written = &assumption.declared.value;
        let unit = &written.unit.value;
        let own = written.elements.iter().map(|element| &element.value.worth);
        let mut found: Vec<(Span, (String, String))> = Vec::new();
        for worth in written.worth.iter().chain(own) {
            let Worth::Distribution(drawn) = worth else { continue };
            if let Some(differing) = self.differs(&drawn.stated, unit) {
                let place = drawn.parameters.iter().find(|parameter| parameter.written == "file");
                let place = place.map_or_else(|| drawn.kind.span.clone(), |parameter| parameter.span.clone());
                found.push((place, differing));
            }
        }
        for (place, (said, wanted)) in found {
            let name = &assumption.declared.written;
            let message = format!("the table of `{name}` says {said}, and its numbers are taken in `{unit}`");
            let help = format!("if the table is right, give the assumption unit = \"{wanted}\"");
            let warning = Diagnostic::warning(Code::TableUnit, message, place, "read for this");
            self.push(&written.allow, warning.with_help(help));
        }
    }

    /// What a table says that is another unit than this, in words, and the unit that it says.
    fn differs(&self, stated: &Stated, unit: &str) -> Option<(String, String)> {
        let units = &self.model.units;
        let own = units.parse(unit).ok()?;
        if let Ok(said) = units.parse(&stated.unit)
            && !stated.unit.is_empty()
        {
            // What flows is rarely said to be by year: a table of amounts by year leaves it away.
            let years = [own.dimension.per(&said.dimension), said.dimension.per(&own.dimension)];
            let alike = said.dimension == own.dimension || years.contains(&Dimension::year());
            let same = alike && said.scale() == own.scale();
            // `Pumps (k)`: what only multiplies leaves away what it multiplies.
            if said.dimension.is_one() && !alike && said.scale() != (1.0, 1.0) {
                let wanted = format!("{} {}", stated.unit, unscaled(unit));
                let is_so = units.parse(&wanted).is_ok_and(|wanted| wanted.scale() == own.scale());
                return (!is_so).then(|| (format!("`{}`", stated.unit), wanted));
            }
            return (!same).then(|| (format!("`{}`", stated.unit), stated.unit.clone()));
        }
        // What words have multiplied is in ones, whatever these are.
        let (numerator, denominator) = own.scale();
        if !stated.multiplied || numerator == denominator {
            return None;
        }
        let plain = unscaled(unit);
        let plain = if plain.is_empty() { "1".to_owned() } else { plain };
        let ones = units.parse(&plain).is_ok_and(|one| one.scale() != own.scale());
        ones.then(|| ("in words what multiplies them, so that they are in ones".to_owned(), plain))
    }
}

/// A unit without what only multiplies it.
fn unscaled(unit: &str) -> String {
    let plain = unit.split_whitespace().filter(|word| !matches!(*word, "k" | "mn" | "bn" | "trn"));
    plain.collect::<Vec<_>>().join(" ")
}
