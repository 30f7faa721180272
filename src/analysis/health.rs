//! Whether a model is in good numerical health: results that hang on the step, amounts that fall below nothing.
//!
//! A few draws are run with every variable kept. What they show is a warning, never an error: a model may mean it.

use std::collections::HashSet;

use ndarray::{ArrayView2, Axis};

use super::RunError;
use super::locate::locate;
use super::study::Quiet;
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{self, Ensemble, Progress, Settings};
use crate::model::compile::compile;
use crate::model::program::Column;
use crate::model::term::{Clock, Composite, Target, Term};
use crate::model::{Definition, Model};
use crate::numeric::sorting::sort_by;
use crate::scenario::silence::hint;
use crate::scenario::{At, Method};
use crate::wording::number;

/// Draws that are tried, if all of them fit [`MOST_NUMBERS`].
const DRAWS: u64 = 128;
/// So many numbers are kept of them at most.
const MOST_NUMBERS: u64 = 8 << 20;
/// Results that move by less than this at half the step, against the greatest of their path, are as they should be.
pub const STEADY: f64 = 0.01;

/// No step is proposed that is shorter than the one at hand by more halvings: other reasons are likelier than the step.
const MOST_HALVINGS: f64 = 6.0;

/// Some draws of a model, each variable at the beginning of every step.
struct Tried {
    model: Model,
    ensemble: Ensemble,
    draws: u64,
}

impl Tried {
    fn run(model: &Model, draws: u64, progress: &dyn Progress) -> Result<Self, RunError> {
        let mut model = model.clone();
        for variable in &mut model.variables {
            variable.at = At::Start;
        }
        let program = compile(&model, |_, _| true);
        let kept: Vec<usize> = (0..program.columns.len()).collect();
        let ensemble = &model.header.ensemble;
        let settings = Settings::new(draws, ensemble.seed, ensemble.sampler);
        let ensemble = engine::run(&model, &program, &settings, 0..draws, &kept, &Quiet(progress))?;
        if let Some(((.., draw), _)) = ensemble.values.view().indexed_iter().find(|(_, value)| !value.is_finite()) {
            return Err(RunError::NotFinite(Box::new(locate(&model, &settings, draw as u64))));
        }
        Ok(Self { model, ensemble, draws })
    }

    /// Each column with its values [time, draw], in base units.
    fn columns(&self) -> impl Iterator<Item = (Column, ArrayView2<'_, f64>)> {
        let values = self.ensemble.values.view();
        self.ensemble
            .columns
            .iter()
            .enumerate()
            .map(move |(slot, column)| (*column, values.index_axis_move(Axis(0), slot)))
    }
}

/// How many draws are worth trying, of a model with `points` points of time.
fn draws(model: &Model, points: usize) -> u64 {
    let columns: usize = model.variables.iter().map(|variable| variable.of_element.len()).sum();
    let fitting = MOST_NUMBERS / (columns * points).max(1) as u64;
    let wanted = if model.is_uncertain() { DRAWS.min(model.header.ensemble.draws.value) } else { 1 };
    wanted.min(fitting).max(1)
}

/// How many numbers a try keeps: what it costs.
#[must_use]
pub fn cost(model: &Model) -> usize {
    model.variables.iter().map(|variable| variable.of_element.len()).sum::<usize>() * model.axis.points
}

/// Stocks that fall below zero though their unit and start say that they are amounts.
///
/// # Errors
/// The system does not give the memory, or the run is cancelled.
pub fn below_zero(model: &Model, progress: &dyn Progress) -> Result<Vec<Diagnostic>, RunError> {
    let tried = Tried::run(model, draws(model, model.axis.points), progress)?;
    let mut found: Vec<(usize, Diagnostic)> = Vec::new();
    for (column, values) in tried.columns().filter(|(column, _)| !meant(model, column.variable, Code::NegativeStock)) {
        let known = found.iter().any(|(variable, _)| *variable == column.variable);
        let begins_above = || values.row(0).iter().all(|start| *start > 0.0);
        if !known && (is_limited(&tried.model, column) || is_amount(&tried.model, column) && begins_above()) {
            found.extend(fall(&tried, column, values).map(|fall| (column.variable, fall)));
        }
    }
    Ok(found.into_iter().map(|(_, diagnostic)| diagnostic).collect())
}

/// Whether its author says that what a warning of a variable is of is meant.
fn meant(model: &Model, variable: usize, code: Code) -> bool {
    model.header.allows(&model.variables[variable].declared.value.allow, code)
}

/// Whether an element of a variable is a stock of something that has a unit, and is computed.
fn is_amount(model: &Model, column: Column) -> bool {
    let variable = &model.variables[column.variable];
    let definition = &variable.definitions[variable.of_element[column.element]];
    matches!(definition, Definition::Stock { .. })
        && variable.driven[column.element].is_empty()
        && !variable.signature.unit.dimension.is_one()
}

/// Whether an element of a variable is a stock that its author says cannot be negative.
fn is_limited(model: &Model, column: Column) -> bool {
    let variable = &model.variables[column.variable];
    matches!(variable.definitions[variable.of_element[column.element]], Definition::Stock { non_negative: true, .. })
}

/// A fall below zero, by more than rounding: where it begins, how deep it goes and how often.
fn fall(tried: &Tried, column: Column, values: ArrayView2<f64>) -> Option<Diagnostic> {
    let scale = values.iter().fold(0.0_f64, |scale, value| scale.max(value.abs()));
    let below = |value: &f64| *value < -1e-9 * scale;
    let point = values.outer_iter().position(|row| row.iter().any(below))?;
    let count = values.axis_iter(Axis(1)).filter(|path| path.iter().any(below)).count();
    let least = values.iter().copied().filter(|value| value.is_finite()).fold(0.0, f64::min);
    let model = &tried.model;
    let variable = &model.variables[column.variable];
    let name = model.selector(&variable.signature, column.element);
    let lowest = number::significant(variable.signature.unit.from_base(least), 3);
    let often = if tried.draws == 1 { String::new() } else { format!(", in {count} of {} draws tried", tried.draws) };
    let message = format!(
        "the stock `{name}` falls below zero in {}; its least is {lowest}{}{often}",
        number::year(model.axis.time(point)),
        unit_of(model, column)
    );
    let (label, help) = if is_limited(model, column) {
        let help = "`non_negative` cuts outflows: give what is taken by a negative inflow an outflow of its own; what history \
                    drives is left as it was observed";
        ("it may not become negative", help)
    } else {
        let help =
            "`non_negative = true` on the stock cuts its outflows to what it holds; a shorter step may do as well";
        ("more flows out than there is", help)
    };
    let place = variable.equation.as_ref().map_or(&variable.declared.span, |text| &text.span);
    Some(
        Diagnostic::warning(Code::NegativeStock, message, place.clone(), label)
            .with_help(format!("{help}; {}", hint(Code::NegativeStock, place))),
    )
}

/// The unit of a column after a blank, where it says something.
fn unit_of(model: &Model, column: Column) -> String {
    let text = model.variables[column.variable].declared.value.unit.value.trim();
    if text.is_empty() || text == "1" { String::new() } else { format!(" {text}") }
}

/// What moves by more than `limit` of the greatest value of its path when the model is run at half its step: one warning
/// for each variable, the greatest first. Whatever reads the step itself, by `dt`, `previous`, `pulse` or through noise, or is driven by
/// history, is another model at another step, and is not compared; the names of such variables come second.
///
/// # Errors
/// The system does not give the memory, or a run is cancelled.
pub fn at_half_step(
    model: &Model,
    half: &Model,
    limit: f64,
    progress: &dyn Progress,
) -> Result<(Vec<Diagnostic>, Vec<String>), RunError> {
    let draws = draws(model, half.axis.points);
    let (whole, halved) = (Tried::run(model, draws, progress)?, Tried::run(half, draws, progress)?);
    let apart = reads_step(model, half);
    let mut found: Vec<(f64, Column, Moved)> = Vec::new();
    for ((column, values), (_, other)) in whole.columns().zip(halved.columns()) {
        let Some(moved) = moved(values, other).filter(|moved| moved.part > limit) else { continue };
        if apart.contains(&column.variable) || meant(model, column.variable, Code::StepSize) {
            continue;
        }
        match found.iter_mut().find(|(_, known, _)| known.variable == column.variable) {
            Some(known) if known.0 >= moved.part => {}
            Some(known) => *known = (moved.part, column, moved),
            None => found.push((moved.part, column, moved)),
        }
    }
    sort_by(&mut found, |a, b| b.0.total_cmp(&a.0));
    let names = model.variables.iter().enumerate().filter(|(index, _)| apart.contains(index));
    // One step for all: what moves most asks for it.
    let most = found.first().map_or(0.0, |(part, ..)| *part);
    Ok((
        found.iter().map(|(_, column, moved)| moved.warning(model, *column, (draws, most))).collect(),
        names.map(|(_, variable)| variable.declared.written.clone()).collect(),
    ))
}

/// Where a variable moves most.
struct Moved {
    /// The move, as a part of the greatest value of the path.
    part: f64,
    point: usize,
    /// Where the path begins, and what it is at the point in whole and in half steps.
    first: f64,
    whole: f64,
    half: f64,
}

/// The greatest move over times and draws; none where nothing moves, or a number is not finite, which a run says by itself.
fn moved(values: ArrayView2<f64>, halved: ArrayView2<f64>) -> Option<Moved> {
    let mut most: Option<Moved> = None;
    for draw in 0..values.ncols() {
        let scale = values.column(draw).iter().fold(0.0_f64, |scale, value| scale.max(value.abs()));
        for point in 0..values.nrows() {
            let (whole, half) = (values[[point, draw]], halved[[2 * point, draw]]);
            let part = (half - whole).abs() / scale;
            if part.is_finite() && part > most.as_ref().map_or(0.0, |most| most.part) {
                most = Some(Moved { part, point, first: values[[0, draw]], whole, half });
            }
        }
    }
    most
}

impl Moved {
    /// What is said of it, with a step for what moves most, by this part.
    fn warning(&self, model: &Model, column: Column, (draws, most): (u64, f64)) -> Diagnostic {
        let variable = &model.variables[column.variable];
        let name = model.selector(&variable.signature, column.element);
        let unit = &variable.signature.unit;
        let [whole, half] = [self.whole, self.half].map(|value| number::significant(unit.from_base(value), 4));
        let worst = if draws == 1 { String::new() } else { format!(" in the worst of {draws} draws tried") };
        let message = format!(
            "`{name}` hangs on the step: at half of it {half} in the place of {whole}{} in {}{worst}, {}\u{a0}% of its greatest value",
            unit_of(model, column),
            number::year(model.axis.time(self.point)),
            number::significant(100.0 * self.part, 2)
        );
        // An error of the first order halves with the step.
        let halvings = (most / STEADY).log2().ceil().clamp(1.0, MOST_HALVINGS);
        let step = model.axis.step / halvings.exp2();
        let help = match model.header.time.method {
            Method::Euler => {
                format!("try `step = {step}`, and see with `check --step` whether `method = \"rk4\"` does as well")
            }
            Method::Rk4 => format!("try `step = {step}`"),
        };
        // What falls is higher in half steps as well, but below where it begins.
        let grows = self.half.abs() > self.whole.abs() && self.whole.abs() > self.first.abs();
        let meaning =
            if grows { "; a rate that is meant to compound once a year compounds at each step then" } else { "" };
        let place = variable.equation.as_ref().map_or(&variable.declared.span, |text| &text.span);
        Diagnostic::warning(Code::StepSize, message, place.clone(), "computed here")
            .with_help(format!("{help}{meaning}; {}", hint(Code::StepSize, place)))
    }
}

/// Variables that read the step itself, and those that depend on them.
fn reads_step(model: &Model, half: &Model) -> HashSet<usize> {
    let terms = |model: &Model, variable: usize| -> Vec<Term> {
        model.variables[variable].definitions.iter().flat_map(Definition::terms).cloned().collect()
    };
    let mut apart = HashSet::new();
    let mut read: Vec<HashSet<usize>> = Vec::new();
    for variable in 0..model.variables.len() {
        let own = terms(model, variable);
        // What was observed at whole steps is not known between them.
        let driven = model.variables[variable].driven.iter().any(|points| !points.is_empty());
        if driven || own.iter().zip(&terms(half, variable)).any(|(one, other)| says_step(one, other)) {
            apart.insert(variable);
        }
        read.push(own.iter().fold(HashSet::new(), |found, term| with_variables(term, found)));
    }
    // A flow that a stock cuts depends on the stock, and so on all that leaves it.
    for (stock, variable) in model.variables.iter().enumerate() {
        for definition in &variable.definitions {
            if let Definition::Stock { outflow: Some(outflow), non_negative: true, .. } = definition {
                for flow in with_variables(outflow, HashSet::new()) {
                    read[flow].insert(stock);
                }
            }
        }
    }
    loop {
        let more: Vec<usize> =
            (0..read.len()).filter(|index| !apart.contains(index) && !read[*index].is_disjoint(&apart)).collect();
        if more.is_empty() {
            return apart;
        }
        apart.extend(more);
    }
}

/// Whether a term reads the step: a span of the same number of steps at both is one that is written in steps.
fn says_step(term: &Term, halved: &Term) -> bool {
    let own = match (term, halved) {
        // A pulse brings its volume within one step, however long that is.
        (Term::Clock(Clock::Step) | Term::Noise(..) | Term::Composite(Composite::Pulse, _), _) => true,
        (Term::Lag { steps, .. }, Term::Lag { steps: other, .. })
        | (Term::ServiceLife { steps, .. }, Term::ServiceLife { steps: other, .. })
        | (Term::Survivors { steps, .. }, Term::Survivors { steps: other, .. }) => steps == other,
        (_, _) => false,
    };
    own || term.parts().into_iter().zip(halved.parts()).any(|(one, other)| says_step(one, other))
}

/// What is known already, and the variables that a term names.
fn with_variables(term: &Term, mut found: HashSet<usize>) -> HashSet<usize> {
    term.references(&mut |target, _| {
        if let Target::Variable(index) = target {
            found.insert(index);
        }
    });
    found
}
