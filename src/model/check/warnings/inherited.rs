//! Numbers of a file that is extended, in whose place or unit the file that extends it says something else.

use super::Warnings;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::scenario::{Override, Worth};

impl Warnings<'_> {
    /// Units that a file changes without the numbers in them, and settings of elements that stay beside a new `value`.
    pub(super) fn inherited(&mut self) {
        let model = self.model;
        for entry in model.assumptions.iter().map(|assumption| &assumption.declared) {
            let written = &entry.value;
            let own = written.elements.iter().map(|element| &element.value.worth);
            let numbers = written.worth.iter().chain(own).map(|worth| match worth {
                Worth::Value(value) => &value.span,
                Worth::Distribution(distribution) => &distribution.kind.span,
            });
            let numbers: Vec<&Span> = numbers.collect();
            self.other_unit("assumptions", &entry.written, &written.unit.span, &numbers, &written.allow);
        }
        for entry in model.levers.iter().map(|lever| &lever.declared) {
            let written = &entry.value;
            let numbers: Vec<&Span> = [&written.value, &written.neutral]
                .into_iter()
                .chain(&written.min)
                .chain(&written.max)
                .chain(written.elements.iter().map(|element| &element.value))
                // Nothing is nothing in any unit.
                .filter(|number| number.value != 0.0)
                .map(|number| &number.span)
                .collect();
            self.other_unit("levers", &entry.written, &written.unit.span, &numbers, &written.allow);
            self.elements_stay(&entry.written, written);
        }
        for entry in model.variables.iter().map(|variable| &variable.declared) {
            let written = &entry.value;
            let targets = written.targets.iter().map(|target| &target.value.value.span);
            let milestones = written.milestones.iter().map(|milestone| &milestone.span);
            let histories = written.history.iter().filter(|history| history.value.unit.is_none());
            let numbers: Vec<&Span> = targets.chain(milestones).chain(histories.map(|history| &history.span)).collect();
            self.other_unit("variables", &entry.written, &written.unit.span, &numbers, &written.allow);
        }
    }

    /// A unit that is not that of the numbers in it, as far as these stand in a file that was extended.
    fn other_unit(&mut self, table: &str, name: &str, unit: &Span, numbers: &[&Span], allow: &[String]) {
        let Some((before, after)) = self.change(table, "unit", unit).and_then(texts) else { return };
        let units = &self.model.units;
        if let (Ok(before), Ok(after)) = (units.parse(&before), units.parse(&after))
            && before.dimension == after.dimension
            && before.scale() == after.scale()
        {
            return;
        }
        let Some(number) = numbers.iter().find(|number| self.is_older(number, unit)) else { return };
        let message =
            format!("the unit of `{name}` was `{before}` and is `{after}` here, and its numbers are those of before");
        let warning = Diagnostic::warning(Code::InheritedNumbers, message, unit.clone(), format!("was `{before}`"));
        let help = format!("write the numbers in `{after}` here too, or leave the unit `{before}`");
        self.push(allow, warning.with_label((*number).clone(), format!("written in `{before}`")).with_help(help));
    }

    /// Elements of a lever that keep settings of their own beside a `value` that a file gives.
    fn elements_stay(&mut self, name: &str, written: &crate::scenario::Lever) {
        let value = &written.value;
        if self.change("levers", "value", &value.span).is_none() {
            return;
        }
        let stays = |setting: f64, place: &Span| setting != value.value && self.is_older(place, &value.span);
        let staying: Vec<_> =
            written.elements.iter().filter(|element| stays(element.value.value, &element.value.span)).collect();
        let Some(first) = staying.first() else { return };
        let list = |setting: &dyn Fn(f64) -> f64| {
            let one = |element: &&crate::scenario::Entry<_>| {
                let element: &crate::scenario::Entry<crate::diagnostic::Spanned<f64>> = element;
                format!("\"{}\" = {}", element.written, setting(element.value.value))
            };
            staying.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        let message = format!("`value` of the lever `{name}` is {} here, and elements keep their own", value.value);
        let warning = Diagnostic::warning(Code::InheritedNumbers, message, value.span.clone(), "not of these elements");
        let help = format!("for all to have it write elements = {{ {} }} too", list(&|_| value.value));
        let label = format!("stays: {}", list(&|own| own));
        self.push(&written.allow, warning.with_label(first.value.span.clone(), label).with_help(help));
    }

    /// The change that put a key of an entry there, if it is of what stood there before.
    fn change(&self, table: &str, key: &str, place: &Span) -> Option<&Override> {
        let changes = &self.model.header.overrides;
        changes.iter().find(|change| {
            let of = change.key.strip_prefix(table).and_then(|rest| rest.strip_suffix(key));
            // The change is placed at the key, which stands in front of what it gives.
            let here = change.span.source == place.source
                && change.span.range.end <= place.range.start
                && !place.source.text[change.span.range.end..place.range.start].contains([',', '\n']);
            of.is_some_and(|of| of.starts_with('.') && of.ends_with('.')) && here && change.before.is_some()
        })
    }

    /// Whether something stands in a file that the other's file extends.
    fn is_older(&self, place: &Span, than: &Span) -> bool {
        let files = &self.model.header.files;
        let rank = |span: &Span| files.iter().position(|file| *file == span.source.path);
        matches!((rank(place), rank(than)), (Some(older), Some(newer)) if older < newer)
    }
}

/// What stood there before and what stands there now, without quotes.
fn texts(change: &Override) -> Option<(String, String)> {
    let plain = |text: &Option<String>| Some(text.as_ref()?.trim_matches(['"', '\'']).to_owned());
    Some((plain(&change.before)?, plain(&change.after)?))
}
