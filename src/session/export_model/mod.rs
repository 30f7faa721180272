//! Writes a scenario as a model in XMILE 1.0, as far as XMILE can say it; what it cannot say is refused by name.

mod equations;

use std::collections::HashMap;
use std::fmt::Write;

use super::Session;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Spanned};
use crate::interchange::UNIT_OF_TIME;
use crate::model::ast::{Expression, Infix, Kind};
use crate::model::check::expression::Signature;
use crate::model::parser::parse;
use crate::model::{Axis, Model};
use crate::scenario::{At, Definition, Extrapolation, Method, Scenario, Worth};
use equations::{Equations, name, number};

impl Session {
    /// The model as an XMILE file, that gives the same numbers.
    ///
    /// # Errors
    /// What XMILE cannot say, each where it stands: distributions, shocks, history that drives, states at the end of steps, scaled
    /// units, functions of this language alone.
    pub fn to_xmile(&self) -> Result<String, Diagnostics> {
        let mut problems = Vec::new();
        let scenario = self.file.merged.scenario(&self.options, &mut Diagnostics::new());
        let writer =
            Writer { model: &self.file.model, scenario: &scenario, problems: &mut problems, text: String::new() };
        let text = writer.file();
        if problems.is_empty() { Ok(text) } else { Err(Diagnostics::from(problems)) }
    }
}

struct Writer<'a> {
    model: &'a Model,
    /// The same as it was read, for lookups, of which a model keeps the points alone.
    scenario: &'a Scenario,
    problems: &'a mut Vec<Diagnostic>,
    text: String,
}

/// A text between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn cannot(&mut self, what: &str, span: &Span) {
        let message = format!("XMILE cannot say this: {what}");
        self.problems.push(Diagnostic::error(Code::Unsupported, message, span.clone(), ""));
    }

    fn file(mut self) -> String {
        let model = self.model;
        let (about, time) = (&model.header.about, &model.header.time);
        self.line("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
        self.line("<xmile version=\"1.0\" xmlns=\"http://docs.oasis-open.org/xmile/ns/XMILE/v1.0\">");
        let version = env!("CARGO_PKG_VERSION");
        self.line(&format!(
            "<header>\n<vendor>catchup</vendor>\n<product version=\"{version}\">catchup</product>\n<name>{}</name>\n</header>",
            escaped(&about.title)
        ));
        let method = if time.method == Method::Rk4 { "RK4" } else { "Euler" };
        let (start, stop, step) = (time.start.value, time.end.value, time.step.value);
        // A model from elsewhere has a unit of time of its own.
        let unit = about.source.rsplit_once(UNIT_OF_TIME).map_or("years", |(_, unit)| unit);
        self.line(&format!(
            "<sim_specs method=\"{method}\" time_units=\"{}\">\n<start>{start}</start>\n<stop>{stop}</stop>\n<dt>{step}</dt>\n</sim_specs>",
            escaped(unit)
        ));
        self.dimensions();
        self.refuse();
        self.line("<model>\n<variables>");
        self.lookups();
        self.assumptions();
        self.levers();
        self.variables();
        self.line("</variables>\n</model>\n</xmile>");
        self.text
    }

    fn dimensions(&mut self) {
        if self.model.dimensions.is_empty() {
            return;
        }
        self.line("<dimensions>");
        for dimension in &self.model.dimensions {
            self.line(&format!("<dim name=\"{}\">", escaped(&dimension.name)));
            for element in &dimension.value.elements {
                self.line(&format!("<elem name=\"{}\"/>", escaped(&element.name)));
            }
            self.line("</dim>");
        }
        self.line("</dimensions>");
    }

    /// What no part of XMILE is for.
    fn refuse(&mut self) {
        let model = self.model;
        for shock in &model.shocks {
            self.cannot(&format!("the shock `{}`", shock.declared.written), &shock.declared.span);
        }
        for variable in &model.variables {
            let (written, span) = (&variable.declared.written, &variable.declared.span);
            if variable.driven.iter().any(|values| !values.is_empty()) {
                self.cannot(&format!("history that drives `{written}`"), span);
            }
            if variable.reported && variable.at == At::End {
                let what = format!(
                    "`at = \"end\"` of `{written}`, the state at the end of each step; with `at = \"start\"` it has the same numbers a step later"
                );
                self.cannot(&what, span);
            }
        }
        let units = (model.variables.iter().map(|one| (&one.signature.unit, &one.declared.value.unit)))
            .chain(model.assumptions.iter().map(|one| (&one.signature.unit, &one.declared.value.unit)))
            .chain(model.levers.iter().map(|one| (&one.signature.unit, &one.declared.value.unit)));
        let scaled: Vec<Spanned<String>> =
            units.filter(|(unit, _)| unit.to_base(1.0) != 1.0).map(|(_, text)| text.clone()).collect();
        for text in scaled {
            self.cannot(&format!("the scale of the unit `{}`; declare it in base units", text.value), &text.span);
        }
    }

    fn lookups(&mut self) {
        let scenario = self.scenario;
        for entry in &scenario.lookups {
            let lookup = &entry.value;
            let kind = match (lookup.step, lookup.extrapolation) {
                (true, _) => "discrete",
                (false, Extrapolation::Extend) => "extrapolate",
                (false, Extrapolation::Hold) => "continuous",
            };
            let list = |values: &[f64]| values.iter().map(|value| number(*value).0).collect::<Vec<_>>().join(",");
            self.line(&format!(
                "<gf name=\"{}\" type=\"{kind}\">\n<xpts>{}</xpts>\n<ypts>{}</ypts>\n</gf>",
                escaped(&entry.name),
                list(&lookup.x.value),
                list(&lookup.y.value)
            ));
        }
    }

    fn assumptions(&mut self) {
        let model = self.model;
        for assumption in &model.assumptions {
            let (entry, written) = (&assumption.declared, &assumption.declared.value);
            let uncertain = written.worth.iter().chain(written.elements.iter().map(|element| &element.value.worth));
            if uncertain.into_iter().any(|worth| matches!(worth, Worth::Distribution(_))) {
                let what =
                    format!("`{}` is uncertain; fix it first, as by `--set {}=NUMBER`", entry.written, entry.name);
                self.cannot(&what, &entry.span);
                continue;
            }
            let dims: Vec<String> = written.dims.iter().map(|dim| dim.value.clone()).collect();
            let whole = match &written.worth {
                Some(Worth::Value(value)) if written.elements.is_empty() => Some(equation_tag(&number(value.value).0)),
                _ => None,
            };
            let elements = assumption.values.iter().enumerate().map(|(flat, value)| {
                let value = if let crate::model::Value::Fixed(fixed) = value { *fixed } else { f64::NAN };
                (element_names(model, &assumption.signature, flat), equation_tag(&number(value).0))
            });
            let body = whole.unwrap_or_else(|| by_element(elements));
            self.variable("aux", &entry.name, &dims, &body, &written.unit.value, &written.note);
        }
    }

    fn levers(&mut self) {
        let model = self.model;
        for lever in &model.levers {
            let written = &lever.declared.value;
            let neutral = number(lever.neutral).0;
            let conditions = in_force(&model.axis, (lever.from, lever.until));
            let equation = |value: f64| {
                let value = number(value).0;
                match conditions.as_deref() {
                    None => neutral.clone(),
                    Some([]) => value,
                    Some(conditions) => format!("IF {} THEN {value} ELSE {neutral}", conditions.join(" AND ")),
                }
            };
            let dims: Vec<String> = written.dims.iter().map(|dim| dim.value.clone()).collect();
            let elements =
                lever.values.iter().enumerate().map(|(flat, value)| {
                    (element_names(model, &lever.signature, flat), equation_tag(&equation(*value)))
                });
            let body = if dims.is_empty() { equation_tag(&equation(lever.values[0])) } else { by_element(elements) };
            self.variable("aux", &lever.declared.name, &dims, &body, &written.unit.value, &written.source);
        }
    }

    fn variables(&mut self) {
        let model = self.model;
        let flows = flows(model);
        for variable in &model.variables {
            let (entry, written) = (&variable.declared, &variable.declared.value);
            let dims: Vec<String> = written.dims.iter().map(|dim| dim.value.clone()).collect();
            let kind = if is_stock(written.definition.as_ref()) || are_stocks(written) {
                "stock"
            } else if flows.contains_key(&entry.name) {
                "flow"
            } else {
                "aux"
            };
            let body = match (&written.definition, written.elements.is_empty()) {
                (Some(Definition::Equation(equation)), true) => equation_tag(&self.equation(equation)),
                (Some(stock @ Definition::Stock { .. }), true) => self.stock(&entry.name, stock, &dims, &flows),
                _ => self.elements(variable, &dims),
            };
            self.variable(kind, &entry.name, &dims, &body, &written.unit.value, &written.description);
        }
    }

    /// A variable whose elements differ.
    fn elements(&mut self, variable: &crate::model::Variable, dims: &[String]) -> String {
        let model = self.model;
        let written = &variable.declared.value;
        if are_stocks(written) {
            return self.stocks(variable, dims);
        }
        let mut found = Vec::new();
        for flat in 0..variable.of_element.len() {
            let names = element_names(model, &variable.signature, flat);
            let own = written.elements.iter().find(|element| same_element(&element.name, &names));
            match own.map(|element| &element.value).or(written.definition.as_ref()) {
                Some(Definition::Equation(equation)) => found.push((names, equation_tag(&self.equation(equation)))),
                _ => {
                    let what = format!(
                        "elements of `{}` that are stocks, each with flows of its own",
                        variable.declared.written
                    );
                    self.cannot(&what, &variable.declared.span);
                    break;
                }
            }
        }
        by_element(found.into_iter())
    }

    /// A stock whose elements differ: what flows in and out of each becomes an element of flows named after it.
    fn stocks(&mut self, variable: &crate::model::Variable, dims: &[String]) -> String {
        let written = &variable.declared.value;
        let (mut begin, mut inflows, mut outflows) = (Vec::new(), Vec::new(), Vec::new());
        let (mut flows_in, mut flows_out) = (false, false);
        for flat in 0..variable.of_element.len() {
            let names = element_names(self.model, &variable.signature, flat);
            let own = written.elements.iter().find(|element| same_element(&element.name, &names));
            let own = own.map(|element| &element.value).or(written.definition.as_ref());
            let Some(Definition::Stock { initial, inflow, outflow, non_negative }) = own else { continue };
            if *non_negative {
                let what = format!("elements of `{}` that may not be negative", variable.declared.written);
                self.cannot(&what, &variable.declared.span);
            }
            begin.push((names.clone(), equation_tag(&self.equation(initial))));
            flows_in |= inflow.is_some();
            flows_out |= outflow.is_some();
            for (found, flow) in [(&mut inflows, inflow), (&mut outflows, outflow)] {
                let text = flow.as_ref().map_or_else(|| "0".to_owned(), |flow| self.equation(flow));
                found.push((names.clone(), equation_tag(&text)));
            }
        }
        let mut body = by_element(begin.into_iter());
        for (tag, flows, any) in [("inflow", inflows, flows_in), ("outflow", outflows, flows_out)] {
            if !any {
                continue;
            }
            let made = format!("{}_{tag}", variable.declared.name);
            self.variable("flow", &made, dims, &by_element(flows.into_iter()), "", "");
            let _ = writeln!(body, "<{tag}>{}</{tag}>", escaped(&name(&made)));
        }
        body
    }

    fn equation(&mut self, equation: &Spanned<String>) -> String {
        Equations { model: self.model, scenario: self.scenario, problems: self.problems }.write(equation)
    }

    /// What is inside a stock; flows that the scenario does not name become flows named after it.
    fn stock(&mut self, own: &str, stock: &Definition, dims: &[String], flows: &HashMap<String, usize>) -> String {
        let Definition::Stock { initial, inflow, outflow, non_negative } = stock else { return String::new() };
        let mut body = equation_tag(&self.equation(initial));
        for (tag, flow) in [("inflow", inflow), ("outflow", outflow)] {
            let Some(flow) = flow else { continue };
            let named = parts(flow).filter(|parts| parts.iter().all(|part| flows.get(part) == Some(&1)));
            if *non_negative && tag == "outflow" && named.as_ref().is_none_or(|named| named.len() != 1) {
                self.cannot("several outflows that are cut in proportion, or one that has no name", &flow.span);
            }
            match named {
                Some(named) => {
                    for part in named {
                        let _ = writeln!(body, "<{tag}>{}</{tag}>", escaped(&name(&part)));
                    }
                }
                None => {
                    let made = format!("{own}_{tag}");
                    let equation = equation_tag(&self.equation(flow));
                    self.variable("flow", &made, dims, &equation, "", "");
                    let _ = writeln!(body, "<{tag}>{}</{tag}>", escaped(&name(&made)));
                }
            }
        }
        if *non_negative {
            body.push_str("<non_negative/>\n");
        }
        body
    }

    fn variable(&mut self, kind: &str, own: &str, dims: &[String], body: &str, unit: &str, doc: &str) {
        self.line(&format!("<{kind} name=\"{}\">", escaped(own)));
        if !doc.is_empty() {
            self.line(&format!("<doc>{}</doc>", escaped(doc)));
        }
        if !dims.is_empty() {
            let dims: Vec<String> = dims.iter().map(|dim| format!("<dim name=\"{}\"/>", escaped(dim))).collect();
            self.line(&format!("<dimensions>{}</dimensions>", dims.concat()));
        }
        self.text.push_str(body);
        if !unit.is_empty() {
            self.line(&format!("<units>{}</units>", escaped(unit)));
        }
        self.line(&format!("</{kind}>"));
    }
}

/// When a lever is in force, as conditions that all hold: none if it always is, no list if it never is. It changes between steps, at
/// the points at which a run changes it, and `STEP` does not change within a step of Runge-Kutta, as a comparison with `TIME` does.
/// A quarter of a step keeps both ends away from the rounding of times.
fn in_force(axis: &Axis, period: (f64, f64)) -> Option<Vec<String>> {
    let (first, last) = axis.held(period)?;
    let step = |point: usize| format!("STEP(1, {} - DT / 4)", number(axis.time(point)).0);
    let begins = (first > 0).then(|| format!("{} > 0", step(first)));
    let ends = (last + 1 < axis.points).then(|| format!("{} < 1", step(last + 1)));
    Some(begins.into_iter().chain(ends).collect())
}

/// The names of one element of a quantity, by dimension.
fn element_names(model: &Model, signature: &Signature, flat: usize) -> Vec<String> {
    let mut rest = flat;
    let mut names: Vec<String> = Vec::new();
    for dim in signature.dims.iter().rev() {
        let elements = &model.dimensions[*dim].value.elements;
        names.push(elements[rest % elements.len()].name.clone());
        rest /= elements.len();
    }
    names.reverse();
    names
}

fn equation_tag(equation: &str) -> String {
    format!("<eqn>{}</eqn>\n", escaped(equation))
}

fn by_element(elements: impl Iterator<Item = (Vec<String>, String)>) -> String {
    elements
        .map(|(names, body)| format!("<element subscript=\"{}\">\n{body}</element>\n", escaped(&names.join(", "))))
        .collect()
}

fn same_element(written: &str, names: &[String]) -> bool {
    let parts: Vec<String> = written.split(',').map(crate::diagnostic::fold).collect();
    parts.len() == names.len() && parts.iter().zip(names).all(|(part, name)| *part == crate::diagnostic::fold(name))
}

fn is_stock(definition: Option<&Definition>) -> bool {
    matches!(definition, Some(Definition::Stock { .. }))
}

/// Whether elements are said one by one, and all of them are stocks.
fn are_stocks(written: &crate::scenario::Variable) -> bool {
    let all = written.elements.iter().map(|element| &element.value).chain(&written.definition);
    !written.elements.is_empty() && all.into_iter().all(|own| is_stock(Some(own)))
}

/// The names that a flow is the sum of; none if it is anything else.
fn parts(flow: &Spanned<String>) -> Option<Vec<String>> {
    fn gather(expression: &Expression, found: &mut Vec<String>) -> bool {
        match &expression.kind {
            Kind::Name { name, subscripts } if subscripts.is_empty() => {
                found.push(name.clone());
                true
            }
            Kind::Infix(Infix::Plus, a, b) => gather(a, found) && gather(b, found),
            _ => false,
        }
    }
    let mut found = Vec::new();
    (gather(&parse(&flow.value).ok()?, &mut found)).then_some(found)
}

/// Variables that are flows: how often each flows into or out of stocks, the greater of the two.
fn flows(model: &Model) -> HashMap<String, usize> {
    let mut counts: HashMap<String, [usize; 2]> = HashMap::new();
    let equations = |own: &str| {
        model.variables.iter().any(|one| {
            one.declared.name == own && matches!(one.declared.value.definition, Some(Definition::Equation(_)))
        })
    };
    for variable in &model.variables {
        let Some(Definition::Stock { inflow, outflow, .. }) = &variable.declared.value.definition else { continue };
        for (way, flow) in [inflow, outflow].into_iter().enumerate() {
            let Some(named) = flow.as_ref().and_then(parts) else { continue };
            let same_dims = |own: &String| {
                let found = model.variables.iter().find(|one| one.declared.name == *own);
                found.is_some_and(|one| one.signature.dims == variable.signature.dims)
            };
            let fit = named.iter().all(|own| equations(own) && same_dims(own));
            for own in named {
                // One that cannot be a flow of this stock is counted so often that it is none of any.
                counts.entry(own).or_default()[way] += if fit { 1 } else { 2 };
            }
        }
    }
    counts.into_iter().filter(|(own, _)| equations(own)).map(|(own, [into, out])| (own, into.max(out))).collect()
}
