//! `[variables.NAME]` with their targets and histories.

use super::Entries;
use crate::diagnostic::{Code, Diagnostic, Spanned};
use crate::projection::{Event, Passage};
use crate::scenario::fields::Fields;
use crate::scenario::tree::Key;
use crate::scenario::{At, Definition, Entry, Named, Target, Variable};

impl Entries<'_> {
    /// `[variables.NAME]`.
    pub fn variables(&mut self, file: Fields<'_>) -> Named<Variable> {
        file.tables("variables", |key, fields| Variable {
            dims: fields.names("dims"),
            definition: definition(fields),
            elements: fields
                .tables("elements", |_, element| definition(element))
                .into_iter()
                .filter_map(|Entry { name, written, span, value }| Some(Entry { name, written, span, value: value? }))
                .collect(),
            unit: fields.required_text("unit"),
            label: fields.label("label", &key.written),
            description: fields.plain_text("description").unwrap_or_default(),
            report: fields.flag("report"),
            at: at(fields),
            headline: fields.numbers("headline"),
            milestones: self.events(fields),
            targets: fields.tables("targets", target),
            history: fields.tables("history", |key, history| self.history(key, history, fields.says("stock"))),
            allow: fields.allowed(),
        })
    }

    /// Thresholds and other events whose year is reported.
    fn events(&mut self, fields: Fields<'_>) -> Vec<Spanned<Event>> {
        let mut events: Vec<Spanned<Event>> = Vec::new();
        for event in fields.numbers_or("milestones", |number| number.map(Event::above), event) {
            // One that is given twice is one.
            if events.iter().all(|known| known.value != event.value) {
                events.push(event);
            }
        }
        for event in &events {
            let Event { lasting, from, until, .. } = event.value;
            let message = if lasting < 0.0 {
                format!("`lasting` is {lasting}, but a state cannot last less than 0 years")
            } else if from.zip(until).is_some_and(|(from, until)| from > until) {
                "`from` is after `until`, so that no time counts".to_owned()
            } else {
                continue;
            };
            self.found.push(Diagnostic::error(Code::BadValue, message, event.span.clone(), "in this milestone"));
        }
        events
    }
}

/// Of both, which is an error, the stock: it closes no loop.
fn definition(fields: Fields<'_>) -> Option<Definition> {
    let Some(stock) = fields.table("stock") else { return fields.text("equation").map(Definition::Equation) };
    let initial = stock.required_text("initial");
    let (inflow, outflow) = (stock.text("inflow"), stock.text("outflow"));
    Some(Definition::Stock { initial, inflow, outflow, non_negative: stock.flag("non_negative") == Some(true) })
}

pub(super) fn at(fields: Fields<'_>) -> At {
    if fields.is("at", "end") { At::End } else { At::Start }
}

fn target(key: &Key, fields: Fields<'_>) -> Target {
    let at_least = fields.number("at_least");
    Target {
        year: fields.required_number("year"),
        at_least: at_least.is_some(),
        value: at_least.unwrap_or_else(|| fields.required_number("at_most")),
        elements: fields.texts("elements"),
        label: fields.label("label", &key.written),
        source: fields.plain_text("source").unwrap_or_default(),
    }
}

fn event(fields: Fields<'_>) -> Event {
    let number = |key| fields.number(key).map(|number: Spanned<f64>| number.value);
    let plain = match number("below") {
        Some(threshold) => Event::below(threshold),
        None => Event::above(number("above").unwrap_or_default()),
    };
    Event {
        passage: if fields.is("passage", "last") { Passage::Last } else { Passage::First },
        lasting: number("lasting").unwrap_or(0.0),
        from: number("from"),
        until: number("until"),
        ..plain
    }
}
