//! `[fits.NAME]`, as far as it can be checked by itself.

use super::{Entries, reversed};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::laws::curves::{CURVES, Curve, Input, MEMORY, RESIDUAL, Scale, Structure};
use crate::scenario::fields::Fields;
use crate::scenario::{Binding, Entry, Fit, Named};
use crate::selector;

impl Entries<'_> {
    /// `[fits.NAME]`.
    pub fn fits(&mut self, file: Fields<'_>) -> Named<Fit> {
        file.tables("fits", |key, fields| {
            let variable = fields.required_text("variable");
            let named = fields.text("law");
            let known = named.as_ref().and_then(|law| Curve::named(&law.value));
            let law = known.unwrap_or(&CURVES[0]);
            let inputs = Input::ALL.map(|input| fields.text(input.name()));
            if known.is_some() {
                self.inputs(law, named.as_ref().map_or(&key.span, |law| &law.span), &inputs);
            }
            let (from, until) = (fields.number("from"), fields.number("until"));
            if let (Some(from), Some(until)) = (&from, &until) {
                self.found.extend(reversed(from, until));
            }
            let fixed = fields.numbers_by_name("fix");
            let parameters = self.bindings(law, known.is_some(), fields, &fixed);
            Fit {
                variable,
                history: fields.text("history"),
                law,
                from,
                until,
                scale: fields.plain_text("error").and_then(|name| Scale::named(&name)),
                structure: fields
                    .plain_text("errors")
                    .map_or(Some(Structure::Independent), |name| Structure::named(&name)),
                launch: fields.number("launch").map(|year| year.value),
                inputs,
                fixed: if known.is_some() { self.fixed(law, &fixed) } else { Vec::new() },
                parameters,
            }
        })
    }

    /// Whether the histories are named that a law depends on, and no others.
    fn inputs(&mut self, law: &Curve, place: &Span, named: &[Option<Spanned<String>>]) {
        for (input, text) in Input::ALL.into_iter().zip(named) {
            let problem = match (text, law.inputs.contains(&input)) {
                (None, true) => {
                    let message = format!("`{}` is a law of {}, and no variable says it", law.name, input.doc());
                    Diagnostic::error(Code::MissingKey, message, place.clone(), "")
                        .with_help(format!("write {} = \"NAME\" of a variable that has history of it", input.name()))
                }
                (Some(text), false) => {
                    let message = format!("`{}` does not depend on {}", law.name, input.doc());
                    Diagnostic::error(Code::ConflictingKeys, message, text.span.clone(), "has no place in this law")
                        .with_label(place.clone(), "the law")
                }
                (None, false) | (Some(_), true) => continue,
            };
            self.found.push(problem);
        }
    }

    /// Which parameter is which assumption. What belongs to a law that is not known cannot be judged.
    fn bindings(
        &mut self,
        law: &'static Curve,
        known: bool,
        fields: Fields<'_>,
        fixed: &Named<Spanned<f64>>,
    ) -> Named<Binding> {
        let written = fields.texts_by_name("parameters");
        if let (true, Some(node)) = (written.is_empty(), fields.table.get("parameters")) {
            let message = "a fit has at least one parameter that is an assumption";
            let help = format!("write parameters.{} = \"ASSUMPTION\"", law.parameters[0].name);
            self.found.push(Diagnostic::error(Code::BadValue, message, node.span.clone(), "").with_help(help));
        }
        let mut bindings = Vec::new();
        for entry in written {
            let given = fixed.iter().find(|fixed| fixed.name == entry.name);
            if let (true, Some(given)) = (known, given) {
                let message = format!("`{}` is both fixed and an assumption to be fitted", entry.written);
                let problem = Diagnostic::error(Code::ConflictingKeys, message, entry.span.clone(), "fitted");
                self.found.push(problem.with_label(given.span.clone(), "fixed").with_help("remove one of them"));
            }
            let parameter = match entry.name.as_str() {
                RESIDUAL => Some(law.parameters.len()),
                MEMORY => Some(law.parameters.len() + 1),
                _ if known => self.parameter(law, &entry.name, &entry.written, &entry.span),
                _ => Some(0),
            };
            if let (Some(parameter), Some(selector)) = (parameter, self.target(&entry.value)) {
                let target = entry.value.clone();
                bindings.push(entry.with(Binding { parameter, target, selector, set: false }));
            }
        }
        bindings
    }

    fn target(&mut self, written: &Spanned<String>) -> Option<selector::Selector> {
        let read = selector::parse(written).and_then(|selector| match &selector.year {
            Some(year) => Err(Diagnostic::error(Code::BadSelector, "no year is wanted here", year.span.clone(), "")),
            None => Ok(selector),
        });
        read.map_err(|problem| self.found.push(problem)).ok()
    }

    fn fixed(&mut self, law: &'static Curve, written: &Named<Spanned<f64>>) -> Vec<(usize, f64)> {
        let mut fixed = Vec::new();
        for Entry { name, written, span, value } in written {
            let Some(index) = self.parameter(law, name, written, span) else { continue };
            let parameter = &law.parameters[index];
            if !parameter.domain.contains(value.value) {
                let message = format!("{} cannot have {} = {}", law.name, parameter.name, value.value);
                self.found.push(Diagnostic::error(Code::BadValue, message, value.span.clone(), parameter.doc));
            }
            fixed.push((index, value.value));
        }
        fixed
    }

    fn parameter(&mut self, law: &'static Curve, name: &str, written: &str, span: &Span) -> Option<usize> {
        let names = || law.parameters.iter().map(|parameter| parameter.name);
        let index = names().position(|known| known == name);
        if index.is_none() {
            let message = format!("{} has no parameter `{written}`", law.name);
            let problem = Diagnostic::error(Code::UnknownParameter, message, span.clone(), "unknown parameter")
                .with_help(format!("its parameters are {}: {}", names().collect::<Vec<_>>().join(", "), law.formula));
            self.found.push(problem.with_suggestion(written, names()));
        }
        index
    }
}
