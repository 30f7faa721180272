//! What goes into a scenario, as it is reported: inputs with their ranges and sources, and what was changed.

use crate::model::term::{Target, Term};
use crate::model::{Definition, Model, Shock, Value};
use crate::projection::{Change, Input, InputKind};
use crate::scenario::{Effect, Override};
use crate::wording::time;

/// Levels at which the range of an input is reported.
const LEVELS: [f64; 3] = [0.05, 0.5, 0.95];

/// Assumptions, correlations between them, levers and shocks with their sources, in the order of the file.
#[must_use]
pub fn inputs(model: &Model) -> Vec<Input> {
    let mut inputs = assumptions(model);
    inputs.extend(correlations(model));
    inputs.extend(levers(model));
    inputs.extend(shocks(model));
    inputs
}

/// One input for each element.
fn assumptions(model: &Model) -> Vec<Input> {
    let mut inputs = Vec::new();
    for checked in &model.assumptions {
        let written = &checked.declared.value;
        let signature = &checked.signature;
        for (flat, (value, told_by)) in checked.values.iter().zip(&checked.told_by).enumerate() {
            let own = told_by.map(|place| &written.elements[place].value);
            let text = own.map(|element| &element.worth).or(written.worth.as_ref()).map(ToString::to_string);
            let own_source = own.map(|element| &element.source).filter(|source| !source.is_empty());
            let in_unit = |base| signature.unit.from_base(base);
            let range = match value {
                Value::Fixed(base) => [in_unit(*base); 3],
                Value::Random(draw) => LEVELS.map(|level| in_unit(model.draws[*draw].distribution.quantile(level))),
            };
            inputs.push(Input {
                kind: InputKind::Assumption,
                selector: model.selector(signature, flat),
                label: label(model, &written.label, &signature.dims, flat),
                unit: written.unit.value.clone(),
                text: text.unwrap_or_default(),
                range: Some(range),
                years: None,
                reaches: Vec::new(),
                source: own_source.unwrap_or(&written.source).clone(),
            });
        }
    }
    inputs
}

/// Rank correlations as they were stated; what fits found is with the fits.
fn correlations(model: &Model) -> impl Iterator<Item = Input> {
    model.header.correlations.iter().map(|entry| {
        let stated = &entry.value;
        let between: Vec<&str> = stated.between.iter().map(|selector| selector.value.as_str()).collect();
        Input {
            kind: InputKind::Correlation,
            selector: format!("correlations.{}", entry.name),
            label: entry.written.clone(),
            unit: "1".to_owned(),
            text: format!("rank correlation of {}", listed(&between)),
            range: Some([stated.rank.value; 3]),
            years: None,
            reaches: Vec::new(),
            source: stated.source.clone(),
        }
    })
}

/// Names in a sentence: `a and b`, `a, b and c`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// One input for each element, neutral or not.
fn levers(model: &Model) -> Vec<Input> {
    let mut inputs = Vec::new();
    let times = model.axis.times();
    for checked in &model.levers {
        let written = &checked.declared.value;
        let signature = &checked.signature;
        for (flat, base) in checked.values.iter().enumerate() {
            let setting = signature.unit.from_base(*base);
            inputs.push(Input {
                kind: InputKind::Lever,
                selector: model.selector(signature, flat),
                label: label(model, &written.label, &signature.dims, flat),
                unit: written.unit.value.clone(),
                text: written.bounds(model.axis.span(written.period()), |year| time::of(year, &times)),
                range: Some([setting; 3]),
                years: None,
                reaches: Vec::new(),
                source: written.source.clone(),
            });
        }
    }
    inputs
}

/// By variable: those that are computed from it directly.
fn readers(model: &Model) -> Vec<Vec<usize>> {
    let mut readers = vec![Vec::new(); model.variables.len()];
    let read = |term: &Term, visit: &mut dyn FnMut(usize)| {
        term.references(&mut |target, _| {
            if let Target::Variable(of) = target {
                visit(of);
            }
        });
    };
    for (index, variable) in model.variables.iter().enumerate() {
        for definition in &variable.definitions {
            definition.terms().for_each(|term| read(term, &mut |of| readers[of].push(index)));
            // What a stock holds limits what flows out of it.
            if let Definition::Stock { outflow: Some(outflow), non_negative: true, .. } = definition {
                read(outflow, &mut |of| readers[index].push(of));
            }
        }
    }
    readers
}

/// Names of the reported variables that are computed from one, itself among them.
fn reached(model: &Model, readers: &[Vec<usize>], from: usize) -> Vec<String> {
    let mut found = vec![false; model.variables.len()];
    let mut open = vec![from];
    while let Some(index) = open.pop() {
        if !std::mem::replace(&mut found[index], true) {
            open.extend(&readers[index]);
        }
    }
    let names = model.variables.iter().zip(found).filter(|(variable, found)| variable.reported && *found);
    names.map(|(variable, _)| variable.declared.name.clone()).collect()
}

/// A shock has a period and an effect rather than one number.
#[must_use]
pub fn shocks(model: &Model) -> Vec<Input> {
    let readers = if model.shocks.is_empty() { Vec::new() } else { readers(model) };
    let times = model.axis.times();
    let shock = |checked: &Shock| {
        let entry = &checked.declared;
        let shock = &entry.value;
        let felt = model.axis.span(checked.period);
        let unit = match shock.effect {
            Effect::Multiply(_) => "1",
            Effect::Add(_) | Effect::Set(_) => &model.variables[checked.variable].declared.value.unit.value,
        };
        Input {
            kind: InputKind::Shock,
            selector: entry.name.clone(),
            label: entry.written.clone(),
            unit: unit.to_owned(),
            text: shock.in_words(felt, |year| time::of(year, &times)),
            range: None,
            years: Some(<[f64; 2]>::from(felt)),
            reaches: reached(model, &readers, checked.variable),
            source: shock.source.clone(),
        }
    };
    model.shocks.iter().map(shock).collect()
}

/// A label with those of an element: `Initial share: Robots, Components`.
fn label(model: &Model, label: &str, dims: &[usize], flat: usize) -> String {
    let elements = model.elements(dims, flat);
    let labels: Vec<&str> = dims
        .iter()
        .zip(elements)
        .map(|(dim, element)| model.dimensions[*dim].value.elements[element].value.as_str())
        .collect();
    if labels.is_empty() { label.to_owned() } else { format!("{label}: {}", labels.join(", ")) }
}

/// What the scenario changed in the files it extends, and `--set`.
pub(super) fn changes(model: &Model) -> Vec<Change> {
    let change = |change: &Override| Change {
        key: change.key.clone(),
        before: change.before.clone(),
        after: change.after.clone(),
        place: place(change),
    };
    model.header.overrides.iter().map(change).collect()
}

/// File and line: `self-reliance.toml:17`. A setting of the command line has no lines.
fn place(change: &Override) -> String {
    let path = &change.span.source.path;
    match path.extension().and(path.file_name()) {
        Some(file) => format!("{}:{}", file.to_string_lossy(), change.span.line_column().0),
        None => path.display().to_string(),
    }
}
