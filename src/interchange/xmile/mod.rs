//! Reads XMILE: the maintained text is 1.1 (System Dynamics Society, August 2024); 1.0 is what OASIS published in 2015.

mod graph;
mod known;
mod texts;
mod tree;
mod variables;

use super::expression::{Kind, folded};
use super::lexer::Dialect;
use super::model::{Definition, Dimension, Method, Model, Specs, Variable};
use super::text::Placed;
use super::{Problem, Problems};
use crate::diagnostic::Code;
use tree::Element;
use variables::{Behaviour, Part};

/// Reads a file; none if it is no XMILE, which is told.
pub(super) fn read(text: &str, problems: &mut Problems) -> Option<Model> {
    let root = tree::parse(text, problems)?;
    if root.name != "xmile" {
        let message = format!("this is XML, and not XMILE: its element is `{}`, not `xmile`", root.name);
        problems.push(Problem::new(Code::Syntax, message, root.range));
        return None;
    }
    let header = root.first("header");
    let title = header.map(|header| header.text_of("name")).unwrap_or_default();
    let behaviour = Behaviour::default().with(root.first("behavior"));
    let defaults = root.first("sim_specs");
    let models: Vec<&Element> = root.all("model").collect();
    let Some(main) = main_model(&models) else {
        problems.push(Problem::new(Code::Syntax, "there is no `<model>`, so there is nothing to run", root.range));
        return None;
    };
    let specs = specs(main.first("sim_specs").or(defaults), &root, problems)?;
    for element in root.children() {
        known::beside_models(element, problems);
    }
    let mut dimensions = Vec::new();
    for element in root.first("dimensions").into_iter().flat_map(|all| all.all("dim")) {
        dimensions.extend(dimension(element, problems));
    }
    let part = Part {
        models: &models,
        behaviour,
        dimensions: &dimensions,
        specs: Some(&specs),
        prefix: String::new(),
        depth: 0,
    };
    let variables = part.variables(main, problems);
    let vendor = header.map(|header| header.text_of("vendor").to_lowercase()).unwrap_or_default();
    pulses(&vendor, &variables, problems);
    let macros = root.all("macro").filter_map(|element| variables::a_macro(element, behaviour, problems)).collect();
    let doc = main.text_of("doc");
    Some(Model { dialect: Dialect::Xmile, title, doc, specs, dimensions, variables, macros })
}

/// Warns of the one function that means something else to those who wrote the file than it does in XMILE.
fn pulses(vendor: &str, variables: &[Variable], problems: &mut Problems) {
    let (vensim, stella) = (vendor.contains("ventana"), vendor.contains("isee"));
    for equation in variables.iter().flat_map(|variable| &variable.equations) {
        let Definition::Equation { value, .. } = &equation.definition else { continue };
        value.each(&mut |inner| {
            let Kind::Call(name, arguments) = &inner.kind else { return };
            if name.folded != "pulse" || arguments.len() > 2 {
                return;
            }
            if vensim && arguments.len() == 2 {
                let message = "Vensim wrote this file, and may mean `PULSE(start, width)`; it is read as XMILE has it, \
                               `PULSE(volume, start)`";
                problems.warn(Code::PulseOfVensim, message, name.range.clone());
            }
            if stella {
                let message = "Stella wrote this file, and repeats a pulse without an interval in each step; it is read as \
                               XMILE has it, once: to repeat it write `DT` as its third argument, and 0 for once";
                problems.warn(Code::PulseOfStella, message, name.range.clone());
            }
        });
    }
}

/// The model that is run: the one without a name, else the first.
fn main_model<'a>(models: &[&'a Element]) -> Option<&'a Element> {
    let nameless = |model: &&&Element| model.attribute("name").is_none_or(|name| name.text.trim().is_empty());
    models.iter().find(nameless).or(models.first()).copied()
}

/// Whether a part of a model has times of its own, by which it would go on beside the rest.
fn other_times(element: &Element, whole: &Specs) -> bool {
    let own = specs(Some(element), element, &mut Problems::default());
    own.is_some_and(|own| (own.start, own.stop, own.step) != (whole.start, whole.stop, whole.step))
}

/// `<sim_specs>`: from `<start>` to `<stop>`, by `<dt>` (1 unless given) or the part of a unit that its reciprocal is.
fn specs(element: Option<&Element>, root: &Element, problems: &mut Problems) -> Option<Specs> {
    let Some(element) = element else {
        problems.push(Problem::new(
            Code::Syntax,
            "there is no `<sim_specs>`, so there is no time axis",
            root.range.clone(),
        ));
        return None;
    };
    let mut required = |name: &str| match element.first(name) {
        Some(child) => number(child.text(), problems),
        None => {
            let message = format!("`<sim_specs>` needs `<{name}>`");
            problems.push(Problem::new(Code::Syntax, message, element.range.clone()));
            None
        }
    };
    let (start, stop) = (required("start"), required("stop"));
    let mut step = Some(1.0);
    if let Some(child) = element.first("dt") {
        // Vensim writes `TIME_STEP=1`.
        let text = child.text();
        let from = text.text.find('=').map_or(0, |sign| sign + 1);
        step = number(&text.part(from..text.text.len()), problems);
        if child.attribute("reciprocal").is_some_and(|flag| flag.text.trim().eq_ignore_ascii_case("true")) {
            step = step.map(f64::recip);
        }
    }
    let unit = element.attribute("time_units").map(|unit| unit.text.trim().to_owned()).unwrap_or_default();
    let method = method(element.attribute("method"), problems);
    Some(Specs { start: start?, stop: stop?, step: step?, method, unit, range: element.range.clone() })
}

/// The first method of a list that is known here (section 2.3: what a reader lacks it passes over); Euler unless given.
fn method(attribute: Option<&Placed>, problems: &mut Problems) -> Method {
    let Some(attribute) = attribute else { return Method::Euler };
    for name in attribute.text.split(',') {
        match name.trim().to_lowercase().as_str() {
            "euler" | "" => return Method::Euler,
            "rk4" => return Method::Rk4,
            _ => {}
        }
    }
    let problem =
        Problem::new(Code::Unsupported, format!("not supported: the method `{}`", attribute.text), attribute.whole());
    problems.push(
        problem.with_help("the methods here are `Euler` and `RK4`; name one of them behind it, as in `RK45,RK4`"),
    );
    Method::Euler
}

/// The number that a text is.
fn number(text: &Placed, problems: &mut Problems) -> Option<f64> {
    let value = text.text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
    if value.is_none() {
        problems.push(Problem::new(Code::Syntax, format!("`{}` is not a number", text.text.trim()), text.whole()));
    }
    value
}

/// `<dim>`: named elements, or as many as `size` says, numbered from 1.
fn dimension(element: &Element, problems: &mut Problems) -> Option<Dimension> {
    let Some(name) = element.attribute("name") else {
        problems.push(Problem::new(Code::Syntax, "`<dim>` needs a `name`", element.range.clone()));
        return None;
    };
    let mut elements: Vec<String> = (element.all("elem"))
        .filter_map(|elem| elem.attribute("name"))
        .map(|name| name.text.trim().to_owned())
        .collect();
    if let Some(size) = element.attribute("size")
        && elements.is_empty()
    {
        let count = number(size, problems)?;
        if !(1.0..=10_000.0).contains(&count) || count.fract() != 0.0 {
            problems.push(Problem::new(
                Code::Syntax,
                format!("`{count}` is no number of elements, from 1 to 10000"),
                size.whole(),
            ));
            return None;
        }
        elements = (1..=count as u32).map(|index| index.to_string()).collect();
    }
    if elements.is_empty() {
        problems.push(Problem::new(
            Code::Syntax,
            format!("the dimension `{}` has no elements", name.text),
            element.range.clone(),
        ));
        return None;
    }
    let written = name.text.trim().to_owned();
    Some(Dimension {
        name: folded(&written),
        written,
        elements,
        made_for: None,
        mappings: Vec::new(),
        range: name.whole(),
    })
}
