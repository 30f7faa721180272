//! `[variables.NAME]` with their targets and histories.

use super::Entries;
use crate::diagnostic::{Diagnostic, Spanned};
use crate::projection::{Event, Passage};
use crate::scenario::fields::Fields;
use crate::scenario::history::Query;
use crate::scenario::tree::Key;
use crate::scenario::{At, Definition, Entry, History, Named, Target, Use, Variable};

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
            history: fields.tables("history", |key, fields| self.history(key, fields)),
        })
    }

    /// Thresholds and other events whose year is reported.
    fn events(&mut self, fields: Fields<'_>) -> Vec<Spanned<Event>> {
        let events = fields.numbers_or("milestones", |number| number.map(Event::above), event);
        for event in &events {
            let Event { lasting, from, until, .. } = event.value;
            let message = if lasting < 0.0 {
                format!("`lasting` is {lasting}, but a state cannot last less than 0 years")
            } else if from.zip(until).is_some_and(|(from, until)| from > until) {
                "`from` is after `until`, so that no time counts".to_owned()
            } else {
                continue;
            };
            self.found.push(Diagnostic::error("bad-value", message, event.span.clone(), "in this milestone"));
        }
        events
    }

    fn history(&mut self, key: &Key, fields: Fields<'_>) -> History {
        let from_file = fields.text("file");
        let source = fields.plain_text("source").filter(|source| !source.trim().is_empty());
        if let (false, Some(values)) = (fields.says("source"), fields.item("values")) {
            self.missing_source("history", key, &values.key.span);
        }
        History {
            element: fields.text("element"),
            source: source.or(from_file.as_ref().map(|file| file.value.clone())).unwrap_or_default(),
            points: match from_file {
                Some(file) => self.data.series(&query(file, fields), self.found),
                None => self.values(fields),
            },
            unit: fields.text("unit"),
            usage: if fields.is("use", "drive") { Use::Drive } else { Use::Compare },
            scored: fields.flag("scored").unwrap_or(true),
            at: at(fields),
        }
    }

    /// `values` by year, in increasing time.
    fn values(&mut self, fields: Fields<'_>) -> Vec<(f64, f64)> {
        let mut points: Vec<(f64, f64, &Key)> = fields
            .entries("values")
            .filter_map(|(key, node)| Some((key.written.trim().parse().ok()?, node.as_number()?, key)))
            .collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        for pair in points.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            let message = format!("there are two values for {}", pair[0].0);
            let diagnostic = Diagnostic::error("duplicate-time", message, pair[1].2.span.clone(), "again here");
            self.found.push(diagnostic.with_label(pair[0].2.span.clone(), "first here"));
        }
        points.into_iter().map(|(time, value, _)| (time, value)).collect()
    }
}

fn definition(fields: Fields<'_>) -> Option<Definition> {
    if let Some(equation) = fields.text("equation") {
        return Some(Definition::Equation(equation));
    }
    let stock = fields.table("stock")?;
    let initial = stock.required_text("initial");
    let (inflow, outflow) = (stock.text("inflow"), stock.text("outflow"));
    Some(Definition::Stock { initial, inflow, outflow, non_negative: stock.flag("non_negative") == Some(true) })
}

fn at(fields: Fields<'_>) -> At {
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

fn query(file: Spanned<String>, fields: Fields<'_>) -> Query {
    let or_default =
        |key, default: &str| fields.text(key).unwrap_or_else(|| Spanned::new(default.to_owned(), file.span.clone()));
    let (column, time) = (or_default("column", "value"), Some(or_default("time", "year")));
    let filter = fields.texts_by_name("where");
    let filter =
        filter.into_iter().map(|Entry { written, span, value, .. }| (Spanned::new(written, span), value)).collect();
    Query { file, column, time, filter }
}
