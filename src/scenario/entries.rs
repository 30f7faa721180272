//! The named tables of a file.

use super::complete::missing_key;
use std::collections::HashMap;

use super::fields::{Fields, readable};
use super::history::DataFiles;
use super::tree::{Key, Kind, Node};
use super::{
    Chart, Correlation, Criterion, Dimension, Effect, Entry, Extrapolation, Lever, Lookup, Named, Shock, Time,
};
use super::{Condition, ConditionSeries, ErrorModel, check};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Spanned, counted, fold};
use crate::projection::ChartKind;
use crate::selector;

mod assumptions;
mod fits;
mod history;
mod variables;

/// After this many unknown labels of one dimension the rest is not looked at.
const ENOUGH: usize = 10;

/// Reads named tables: where data is read from, and what is wrong with them.
pub struct Entries<'a> {
    /// Data files read so far.
    pub data: &'a mut DataFiles,
    /// Problems found.
    pub found: &'a mut Diagnostics,
    /// The time axis, on which data are read.
    pub time: &'a Time,
}

impl Entries<'_> {
    /// Reports that the thing named by `key` has no source; `place` is the key of its number.
    fn missing_source(&mut self, what: &str, key: &Key, place: &Span) {
        let owner = format!("the {what} `{}`", key.written);
        let diagnostic = missing_key("source", "", &owner, place);
        self.found.push(if key.span.source == place.source {
            diagnostic
        } else {
            diagnostic.with_label(key.span.clone(), "declared here").with_help(
                "a new number needs a source of its own: say where it comes from, or write source = \"judgement\"",
            )
        });
    }

    /// `[dimensions.NAME]`.
    pub fn dimensions(&mut self, file: Fields<'_>) -> Named<Dimension> {
        file.tables("dimensions", |key, fields| Dimension {
            label: fields.label("label", &key.written),
            elements: self.elements(key, fields),
            region: fields.flag("region").unwrap_or(false),
        })
    }

    /// The elements of a dimension, which are at least one, all different, each with its label.
    fn elements(&mut self, dimension: &Key, fields: Fields<'_>) -> Named<String> {
        let labels = fields.texts_by_name("labels");
        let given: HashMap<&str, &str> =
            labels.iter().map(|label| (label.name.as_str(), label.value.value.as_str())).collect();
        let mut seen: HashMap<String, Span> = HashMap::new();
        let mut elements: Named<String> = Vec::new();
        for Spanned { value: written, span } in fields.texts("elements") {
            let name = fold(&written);
            if let Err(problem) = selector::check_name(&written, &span) {
                self.found.push(problem);
            } else if let Some(first) = seen.get(&name) {
                self.found.push(check::duplicate(&written, &span, first));
            } else {
                seen.insert(name.clone(), span.clone());
                let label = given.get(name.as_str());
                let label = label.map_or_else(|| readable(&written), |&label| label.to_owned());
                elements.push(Entry { name, written, span, value: label });
            }
        }
        if let Some(place) = fields.empty_list("elements") {
            let message = format!("the dimension `{}` has no elements", dimension.written);
            self.found.push(Diagnostic::error(Code::BadValue, message, place.clone(), ""));
        }
        let unknown = labels.iter().filter(|label| !seen.contains_key(&label.name));
        for label in unknown.take(ENOUGH) {
            let message = format!("the dimension `{}` has no element `{}`", dimension.written, label.written);
            let names = elements.iter().map(|element| element.written.as_str());
            let diagnostic = Diagnostic::error(Code::UnknownElement, message, label.span.clone(), "");
            self.found.push(diagnostic.with_suggestion(&label.written, names));
        }
        elements
    }

    /// `[correlations.NAME]`.
    pub fn correlations(&mut self, file: Fields<'_>) -> Named<Correlation> {
        file.tables("correlations", |_, fields| {
            let (between, rank) = (fields.texts("between"), fields.required_number("rank"));
            self.found.extend(between.iter().filter_map(|name| selector::parse(name).err()));
            if let (true, Some(node)) = (between.len() == 1, fields.table.get("between")) {
                let message = "a correlation needs at least two assumptions";
                self.found.push(Diagnostic::error(Code::BadValue, message, node.span.clone(), ""));
            }
            if rank.value.abs() > 1.0 {
                let message = "a rank correlation must be between -1 and 1";
                self.found.push(Diagnostic::error(Code::BadValue, message, rank.span.clone(), ""));
            }
            Correlation { between, rank, source: fields.plain_text("source").unwrap_or_default() }
        })
    }

    /// `[lookups.NAME]`.
    pub fn lookups(&mut self, file: Fields<'_>) -> Named<Lookup> {
        file.tables("lookups", |_, fields| {
            let lookup = Lookup {
                x: fields.series("x"),
                y: fields.series("y"),
                x_unit: fields.text_or("x_unit", "1"),
                unit: fields.text_or("unit", "1"),
                step: fields.is("interpolation", "step"),
                extrapolation: if fields.is("extrapolation", "extend") {
                    Extrapolation::Extend
                } else {
                    Extrapolation::Hold
                },
                source: fields.plain_text("source").unwrap_or_default(),
            };
            self.points(&lookup, fields);
            lookup
        })
    }

    fn points(&mut self, lookup: &Lookup, fields: Fields<'_>) {
        let is_list = |key| matches!(fields.table.get(key), Some(Node { kind: Kind::List(_), .. }));
        if !is_list("x") || !is_list("y") {
            return;
        }
        let (x, y) = (&lookup.x, &lookup.y);
        let mut report = |message: String, span| {
            self.found.push(Diagnostic::error(Code::BadLookup, message, span, ""));
        };
        if x.value.is_empty() {
            report("a lookup needs at least one point".to_owned(), x.span.clone());
        }
        if x.value.len() != y.value.len() {
            let message = format!("`x` has {}, and `y` {}", counted(x.value.len(), "number"), y.value.len());
            report(message, y.span.clone());
        }
        let numbers = fields.numbers("x");
        if let Some(pair) = numbers.windows(2).find(|pair| pair[1].value <= pair[0].value) {
            report(format!("`x` must increase: {} follows {}", pair[1].value, pair[0].value), pair[1].span.clone());
        }
    }

    /// `[levers.NAME]`.
    pub fn levers(&mut self, file: Fields<'_>) -> Named<Lever> {
        file.tables("levers", |key, fields| {
            let lever = Lever {
                dims: fields.names("dims"),
                value: fields.required_number("value"),
                elements: fields.numbers_by_name("elements"),
                neutral: fields.required_number("neutral"),
                min: fields.number("min"),
                max: fields.number("max"),
                unit: fields.required_text("unit"),
                from: fields.number("from"),
                until: fields.number("until"),
                label: fields.label("label", &key.written),
                source: fields.plain_text("source").unwrap_or_default(),
                allow: fields.allowed(),
            };
            match lever.swapped_bounds(&key.written) {
                // Every setting lies outside them.
                Some(swapped) => self.found.push(swapped),
                None => {
                    self.found
                        .extend(lever.settings().filter_map(|setting| lever.out_of_bounds(&key.written, setting)));
                }
            }
            if let (Some(from), Some(until)) = (&lever.from, &lever.until) {
                self.found.extend(reversed(from, until));
            }
            lever
        })
    }

    /// `[shocks.NAME]`.
    pub fn shocks(&mut self, file: Fields<'_>) -> Named<Shock> {
        file.tables("shocks", |_, fields| {
            let years = fields.numbers("years");
            let (first, last) = match years.as_slice() {
                [first, last] => {
                    self.found.extend(reversed(first, last));
                    (first.value, last.value)
                }
                _ => (0.0, 0.0),
            };
            let place = fields.table.get("years").map_or(fields.place, |node| &node.span);
            let effect = fields.number("multiply").map(Effect::Multiply);
            let effect = effect.or_else(|| fields.number("add").map(Effect::Add));
            Shock {
                variable: fields.required_text("variable").map(|name| fold(&name)),
                elements: fields.texts("elements"),
                years: Spanned::new((first, last), place.clone()),
                effect: effect.unwrap_or_else(|| Effect::Set(fields.required_number("set"))),
                source: fields.plain_text("source").unwrap_or_default(),
                allow: fields.allowed(),
            }
        })
    }

    /// `[condition]`.
    pub fn condition(&mut self, file: Fields<'_>) -> Option<Condition> {
        let section = file.table("condition")?;
        let temper = section.number("temper").unwrap_or_else(|| Spanned::new(1.0, section.place.clone()));
        let mut wrong = |number: &Spanned<f64>, message: &str| {
            self.found.push(Diagnostic::error(Code::BadValue, message, number.span.clone(), ""));
        };
        if !(temper.value > 0.0 && temper.value <= 1.0) {
            wrong(&temper, "`temper` is above 0 and at most 1");
        }
        let on = section.tables("on", |_, fields| {
            let sd = fields.required_number("sd");
            if fields.number("sd").is_some() && sd.value <= 0.0 {
                wrong(&sd, "a standard deviation is above 0");
            }
            ConditionSeries {
                of: fields.required_text("of"),
                error: fields
                    .plain_text("error")
                    .and_then(|name| ErrorModel::named(&name))
                    .unwrap_or(ErrorModel::Normal),
                sd,
                from: fields.number("from").map(|time| time.value),
                until: fields.number("until").map(|time| time.value),
                source: fields.plain_text("source").unwrap_or_default(),
                tested: false,
            }
        });
        let moves = match section.plain_text("method").as_deref() {
            Some("weights") => Some(false),
            Some("moves") => Some(true),
            _ => None,
        };
        Some(Condition { temper, moves, on })
    }

    /// `[criteria.NAME]`.
    pub fn criteria(&mut self, file: Fields<'_>) -> Named<Criterion> {
        file.tables("criteria", |_, fields| {
            let of = fields.required_text("of");
            self.found.extend(selector::parse(&of).err());
            Criterion {
                of,
                higher_is_better: fields.is("better", "high"),
                label: fields.plain_text("label").filter(|label| !label.is_empty()),
            }
        })
    }

    /// `[charts.NAME]`.
    pub fn charts(&mut self, file: Fields<'_>) -> Named<Chart> {
        file.tables("charts", |_, fields| {
            let shown = fields.names("variables");
            if let Some(place) = fields.empty_list("variables") {
                let message = "a chart shows at least one variable";
                self.found.push(Diagnostic::error(Code::BadValue, message, place.clone(), ""));
            }
            if let (Some(from), Some(until)) = (fields.number("from"), fields.number("until")) {
                self.found.extend(reversed(&from, &until));
            }
            Chart {
                // What is missing or unknown is a problem already; any kind will do until that is reported.
                kind: fields.plain_text("kind").and_then(|name| ChartKind::named(&name)).unwrap_or(ChartKind::Fan),
                elements: fields.texts("elements"),
                by: fields.text("by").map(|by| by.map(|name| fold(&name))),
                title: fields.plain_text("title").unwrap_or_default(),
                subtitle: fields.plain_text("subtitle").unwrap_or_default(),
                source: fields.plain_text("source").unwrap_or_default(),
                from: fields.number("from").map(|year| year.value),
                until: fields.number("until").map(|year| year.value),
                log: fields.flag("log").unwrap_or(false),
                variables: shown,
            }
        })
    }
}

impl Lever {
    /// All settings: the common one and those of elements.
    fn settings(&self) -> impl Iterator<Item = &Spanned<f64>> {
        std::iter::once(&self.value).chain(self.elements.iter().map(|element| &element.value))
    }

    /// What is wrong with the bounds of the lever `name`, if the least is above the greatest.
    fn swapped_bounds(&self, name: &str) -> Option<Diagnostic> {
        let (min, max) = (self.min.as_ref()?, self.max.as_ref()?);
        let message = format!("`min` ({}) of the lever `{name}` is above `max` ({})", min.value, max.value);
        let swapped = Diagnostic::error(Code::OutOfBounds, message, min.span.clone(), "the lowest setting")
            .with_label(max.span.clone(), "the highest setting")
            .with_help(format!("write min = {} and max = {}", max.value, min.value));
        (min.value > max.value).then_some(swapped)
    }

    /// What is wrong with a setting of the lever `name`, if it is outside the bounds.
    pub(super) fn out_of_bounds(&self, name: &str, setting: &Spanned<f64>) -> Option<Diagnostic> {
        let low = self.min.as_ref().filter(|min| setting.value < min.value).map(|min| ("lowest", min));
        let (word, bound) =
            low.or(self.max.as_ref().filter(|max| setting.value > max.value).map(|max| ("highest", max)))?;
        let message = format!("the lever `{name}` is set to {}, the {word} setting is {}", setting.value, bound.value);
        let diagnostic = Diagnostic::error(Code::OutOfBounds, message, setting.span.clone(), "");
        Some(diagnostic.with_label(bound.span.clone(), format!("{word} setting")))
    }
}

/// What is wrong with a period that ends before it begins.
fn reversed(first: &Spanned<f64>, last: &Spanned<f64>) -> Option<Diagnostic> {
    let message = format!("{} is before {}", last.value, first.value);
    let diagnostic = || Diagnostic::error(Code::BadTime, message, last.span.clone(), "the last year");
    (last.value < first.value).then(|| diagnostic().with_label(first.span.clone(), "the first year"))
}
