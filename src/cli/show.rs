//! `catchup show`: the model as a readable sheet, or its causal graph.

mod about;
mod json;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use super::CliError;
use super::ensemble::parse_year;
use super::fits;
use super::load::open;
use super::terminal::{self, wrap};
use crate::model::term::Target;
use crate::model::{Definition, Model};
use crate::scenario::options::Options;
use crate::scenario::{self, Entry};
use crate::wording::{number, phrase, time as moment};

/// Show a model as a readable sheet: assumptions with ranges, units and sources; equations; what the scenario overrides.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print the causal graph in Graphviz' dot language instead.
    #[arg(long)]
    graph: bool,
    /// Tell of one assumption, lever, shock or variable alone: what it is, what it reads, and what reads it.
    #[arg(long, value_name = "NAME", conflicts_with = "graph")]
    about: Option<String>,
    /// Print one JSON object instead of text.
    #[arg(long, conflicts_with_all = ["graph", "about"])]
    json: bool,
    /// Fix an assumption or set a lever: NAME=NUMBER or NAME[element]=NUMBER, in its declared unit.
    #[arg(long, value_name = "NAME[ELEMENT]=NUMBER")]
    set: Vec<String>,
    /// Let history be known until this year only, instead of the file's.
    #[arg(long, value_name = "YEAR", value_parser = parse_year, allow_negative_numbers = true)]
    known_until: Option<f64>,
}

/// Prints the sheet or the graph of a file.
///
/// # Errors
/// The file is not valid, or standard output is closed.
pub fn run(arguments: &Arguments) -> Result<(), CliError> {
    let options = Options { set: arguments.set.clone(), known_until: arguments.known_until, ..Options::default() };
    let session = open(&arguments.file, options, false)?;
    let model = session.model();
    if arguments.json {
        terminal::print(&format!("{:#}\n", json::sheet(&session)))
    } else if let Some(name) = &arguments.about {
        terminal::tell(&about::about(model, name, terminal::width())?)
    } else if arguments.graph {
        terminal::print(&graph(model))
    } else {
        terminal::tell(&sheet(model, terminal::width()))
    }
}

fn heading(text: &mut String, title: &str) {
    let _ = write!(text, "\n{title}\n{}\n", "─".repeat(title.chars().count()));
}

fn sheet(model: &Model, width: usize) -> String {
    let header = &model.header;
    let mut text = wrap(&header.about.title, width, "");
    text.push_str(&wrap(&header.about.narrative, width, ""));
    let files: Vec<String> = header.files.iter().map(|file| file.display().to_string()).collect();
    let _ = write!(text, "\n{}", wrap(&files.join(" ← "), width, ""));
    let time = &header.time;
    let when = whens(model);
    let known = time.known_until.as_ref().map_or(String::new(), |year| format!(", known until {}", when(year.value)));
    let method = if time.method == scenario::Method::Rk4 { "Runge-Kutta of order 4" } else { "Euler" };
    let run = format!(
        "{}, {method}{known}; {}, seed {}, {}",
        model.axis.words(),
        phrase::count(header.ensemble.draws.value as usize, "draw"),
        header.ensemble.seed,
        header.ensemble.sampler.name(),
    );
    text.push_str(&wrap(&run, width, ""));
    overrides(&mut text, model, width);
    dimensions(&mut text, model, width);
    assumptions(&mut text, model, width);
    if !header.estimated.is_empty() {
        heading(&mut text, "Fitted to history");
        text.push_str(fits::text(&header.estimated, width).trim_start_matches('\n'));
    }
    correlations(&mut text, model, width);
    levers(&mut text, model, width);
    shocks(&mut text, model, width);
    variables(&mut text, model, width);
    text
}

/// How moments of a model are written: as finely as its times are.
fn whens(model: &Model) -> impl Fn(f64) -> String {
    let times = model.axis.times();
    move |time| moment::of(time, &times)
}

fn overrides(text: &mut String, model: &Model, width: usize) {
    if model.header.overrides.is_empty() {
        return;
    }
    heading(text, "Changed by this scenario");
    for change in &model.header.overrides {
        let line = match (&change.before, &change.after) {
            (Some(before), Some(after)) => format!("{}: {before} → {after}", change.key),
            (None, Some(after)) => format!("{}: {after} (new)", change.key),
            (Some(before), None) => format!("{}: {before} → removed", change.key),
            (None, None) => change.key.clone(),
        };
        text.push_str(&hanging(&line, width));
    }
}

/// An indented paragraph whose lines after the first are indented more.
fn hanging(line: &str, width: usize) -> String {
    terminal::hanging(line, width, ["  ", "      "])
}

fn dimensions(text: &mut String, model: &Model, width: usize) {
    if model.dimensions.is_empty() {
        return;
    }
    heading(text, "Dimensions");
    for entry in &model.dimensions {
        let names: Vec<&str> = entry.value.elements.iter().map(|element| element.written.as_str()).collect();
        text.push_str(&hanging(&format!("{}: {}", entry.written, names.join(", ")), width));
    }
}

/// A name with its dimensions and unit: `share [sector, tier], 1`.
fn signature(written: &str, dims: &[crate::diagnostic::Spanned<String>], unit: &str) -> String {
    let dims: Vec<&str> = dims.iter().map(|dim| dim.value.as_str()).collect();
    let shape = if dims.is_empty() { String::new() } else { format!(" [{}]", dims.join(", ")) };
    format!("{written}{shape}, {unit}")
}

fn assumptions(text: &mut String, model: &Model, width: usize) {
    heading(text, "Assumptions");
    for checked in &model.assumptions {
        assumption(text, &checked.declared, width);
    }
}

fn assumption(text: &mut String, entry: &Entry<scenario::Assumption>, width: usize) {
    let written = &entry.value;
    text.push_str(&hanging(&signature(&entry.written, &written.dims, &written.unit.value), width));
    if let Some(worth) = &written.worth {
        text.push_str(&wrap(&worth.to_string(), width, "      "));
    }
    for element in &written.elements {
        let source = if element.value.source == written.source || element.value.source.is_empty() {
            String::new()
        } else {
            format!(" — {}", element.value.source)
        };
        let line = format!("{}: {}{source}", element.written, element.value.worth);
        text.push_str(&wrap(&line, width, "      "));
    }
    if !written.source.is_empty() {
        text.push_str(&wrap(&format!("source: {}", written.source), width, "      "));
    }
    if !written.note.is_empty() {
        text.push_str(&wrap(&format!("note: {}", written.note), width, "      "));
    }
}

fn levers(text: &mut String, model: &Model, width: usize) {
    if model.levers.is_empty() {
        return;
    }
    heading(text, "Levers");
    for checked in &model.levers {
        lever(text, model, &checked.declared, width);
    }
}

fn lever(text: &mut String, model: &Model, entry: &Entry<scenario::Lever>, width: usize) {
    let lever = &entry.value;
    let signature = signature(&entry.written, &lever.dims, &lever.unit.value);
    let line =
        format!("{signature}: {} ({})", lever.value.value, lever.bounds(model.axis.span(lever.period()), whens(model)));
    text.push_str(&hanging(&line, width));
    for element in &lever.elements {
        text.push_str(&wrap(&format!("{}: {}", element.written, element.value.value), width, "      "));
    }
    text.push_str(&wrap(&format!("source: {}", lever.source), width, "      "));
}

fn correlations(text: &mut String, model: &Model, width: usize) {
    if model.header.correlations.is_empty() {
        return;
    }
    heading(text, "Correlations");
    for entry in &model.header.correlations {
        let stated = &entry.value;
        let between: Vec<&str> = stated.between.iter().map(|selector| selector.value.as_str()).collect();
        let rank = number::significant(stated.rank.value, 4);
        text.push_str(&hanging(&format!("{}: rank {rank} between {}", entry.written, between.join(", ")), width));
        text.push_str(&wrap(&format!("source: {}", stated.source), width, "      "));
    }
}

fn shocks(text: &mut String, model: &Model, width: usize) {
    if model.shocks.is_empty() {
        return;
    }
    heading(text, "Shocks");
    for checked in &model.shocks {
        shock(text, model, &checked.declared, width);
    }
}

fn shock(text: &mut String, model: &Model, entry: &Entry<scenario::Shock>, width: usize) {
    let shock = &entry.value;
    let felt = model.axis.span(shock.years.value);
    text.push_str(&hanging(&format!("{}: {}", entry.written, shock.in_words(felt, whens(model))), width));
    text.push_str(&wrap(&format!("source: {}", shock.source), width, "      "));
}

fn variables(text: &mut String, model: &Model, width: usize) {
    heading(text, "Variables");
    for checked in &model.variables {
        variable(text, &checked.declared, width);
    }
}

fn variable(text: &mut String, entry: &Entry<scenario::Variable>, width: usize) {
    let variable = &entry.value;
    text.push_str(&hanging(&signature(&entry.written, &variable.dims, &variable.unit.value), width));
    if !variable.description.is_empty() {
        text.push_str(&wrap(&variable.description, width, "      "));
    }
    if let Some(definition) = &variable.definition {
        equations(text, "", definition, width);
    }
    for element in &variable.elements {
        equations(text, &format!("[{}] ", element.written), &element.value, width);
    }
}

fn equations(text: &mut String, prefix: &str, definition: &scenario::Definition, width: usize) {
    let mut line =
        |label: &str, equation: &str| text.push_str(&wrap(&format!("{prefix}{label}{equation}"), width, "      "));
    match definition {
        scenario::Definition::Equation(equation) => line("= ", &equation.value),
        scenario::Definition::Stock { initial, inflow, outflow, non_negative } => {
            line("stock, at first ", &initial.value);
            if let Some(inflow) = inflow {
                line("  + ", &inflow.value);
            }
            if let Some(outflow) = outflow {
                let sum = outflow.value.contains(['+', '-']);
                line("  - ", &if sum { format!("({})", outflow.value) } else { outflow.value.clone() });
            }
            if *non_negative {
                line("  ", "outflows no more than it holds");
            }
        }
    }
}

/// The causal graph: an arrow from what is read to what reads it; stocks are boxes, levers diamonds, assumptions plain.
fn graph(model: &Model) -> String {
    let mut text = String::from("digraph model {\n  rankdir=LR;\n  node [fontname=\"Inter, sans-serif\"];\n");
    let mut arrows = BTreeSet::new();
    let mut used = BTreeSet::new();
    for variable in &model.variables {
        let name = &variable.declared.name;
        let stock = variable.definitions.iter().any(|d| matches!(d, Definition::Stock { .. }));
        let _ = writeln!(text, "  \"{name}\" [shape={}];", if stock { "box" } else { "ellipse" });
        for term in variable.definitions.iter().flat_map(Definition::terms) {
            term.references(&mut |target, _| {
                let from = match target {
                    Target::Assumption(index) => &model.assumptions[index].declared.name,
                    Target::Variable(index) => &model.variables[index].declared.name,
                    Target::Lever(index) => &model.levers[index].declared.name,
                };
                arrows.insert((from.clone(), name.clone()));
                used.insert(from.clone());
            });
        }
    }
    for entry in model.levers.iter().map(|lever| &lever.declared).filter(|entry| used.contains(&entry.name)) {
        let _ = writeln!(text, "  \"{}\" [shape=diamond];", entry.name);
    }
    for entry in
        model.assumptions.iter().map(|assumption| &assumption.declared).filter(|entry| used.contains(&entry.name))
    {
        let _ = writeln!(text, "  \"{}\" [shape=plaintext];", entry.name);
    }
    for (from, to) in arrows {
        let _ = writeln!(text, "  \"{from}\" -> \"{to}\";");
    }
    text.push_str("}\n");
    text
}
