//! Lays scenarios side by side on common random numbers: draw i is the same world in all of them.

mod align;
mod attribution;
mod coalition;
pub mod judge;
mod label;
mod paired;
pub mod shapley;

use std::collections::HashMap;

use ndarray::{Array2, ArrayView2};

pub use coalition::Group;

use super::RunError;
use super::condition::condition;
use super::project::{assemble, sample};
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::engine::Settings;
use crate::model::{DrawSource, Header, Model, Quantity};
use crate::numeric::weights::Weights;
use crate::projection::{Attribution, Basis, Comparison, Costs, Criterion, Dominance, Projection};
use crate::scenario::Sampler;
use crate::scenario::merged::Merged;
use crate::scenario::options::Options;

/// A scenario to compare.
#[derive(Debug)]
pub struct Compared {
    /// Its file, merged with all it extends.
    pub merged: Merged,
    /// The same, checked.
    pub model: Model,
}

/// How scenarios are compared.
#[derive(Debug, Clone, Copy)]
pub struct CompareOptions<'a> {
    /// Index of the scenario that others are held against.
    pub reference: usize,
    /// What the command line said when the files were read.
    pub options: &'a Options,
    /// Whether gaps are attributed to the changes that make them.
    pub attribute: bool,
    /// Draws of each combination of changes in an attribution; fewer the more combinations there are, unless given.
    pub attribution_draws: Option<u64>,
    /// Changes to attribute together, by name.
    pub groups: &'a [Group],
}

/// What a comparison has got done.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// So many more draws of a scenario.
    Draws(u64),
    /// The gaps of so many scenarios, of all that are attributed.
    Attributed(usize, usize),
}

/// Why scenarios cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// They do not fit together.
    #[error("{0}")]
    NotComparable(Diagnostics),
    /// One of them gave nothing.
    #[error("{scenario}: {error}")]
    Run {
        /// Which.
        scenario: String,
        /// Why.
        error: RunError,
    },
}

/// Runs scenarios with the reference's draws, seed and sampler, and reports what tells them apart.
///
/// Criteria and costs are those of the reference; one that another scenario has no variable for is left out, and a note
/// says so.
///
/// # Errors
/// Scenarios have different time axes, or variables of one name with different dimensions or units; or a run fails.
pub fn compare(
    files: &[Compared],
    how: CompareOptions,
    progress: &(dyn Fn(Step) + Sync),
) -> Result<Comparison, CompareError> {
    let models: Vec<&Model> = files.iter().map(|file| &file.model).collect();
    let base = models[how.reference];
    let problems: Vec<Diagnostic> = models.iter().flat_map(|model| align::problems(base, model)).collect();
    if !problems.is_empty() {
        return Err(CompareError::NotComparable(Diagnostics::from(problems)));
    }
    let mut settings = settings(&models, how.reference);
    let conditioned =
        condition(base, &settings).map_err(|error| CompareError::Run { scenario: base.header.id.clone(), error })?;
    settings.moved.clone_from(&conditioned.moved);
    let weights = &conditioned.weights;
    let mut notes = notes(&models, how.reference);
    let judged = Judged::new(&models, base, &mut notes);
    let failed =
        |(index, error): (usize, RunError)| CompareError::Run { scenario: models[index].header.id.clone(), error };
    let picks = judged.picks();
    let counted = |draws| progress(Step::Draws(draws));
    let paired = paired::run(&models, how.reference, &settings, &picks, weights, &counted).map_err(failed)?;
    let uncertain = models.iter().any(|model| model.is_uncertain());
    let mut projections: Vec<Projection> = models
        .iter()
        .zip(paired.series)
        .enumerate()
        .map(|(index, (model, series))| assemble(model, &settings, series, index))
        .collect();
    // Beside one that is uncertain, one that is not has as many draws, which are all the same.
    for projection in &mut projections {
        projection.about.basis = Basis::run(sample(&settings), uncertain);
    }
    let mut attributions = Vec::new();
    if how.attribute {
        notes.extend(idle(files, how));
        let others = (0..files.len()).filter(|index| *index != how.reference);
        for (done, index) in others.enumerate() {
            progress(Step::Attributed(done, files.len() - 1));
            let (found, said) = attribution::attribute(files, how, index, &judged.numbers(), &settings, weights)
                .map_err(|error| failed((index, error)))?;
            attributions.extend::<Vec<Attribution>>(found);
            notes.extend(said);
        }
    }
    let (criteria, sums) = paired.picked.split_at(judged.criteria.len());
    let (costs, imports) = sums.split_at(judged.costs.len());
    let summed = |parts: &[Quantity], values| Judged::summed(base, parts, values, how.reference, weights);
    if let Some(report) = &conditioned.report {
        notes.push(format!(
            "draws of all scenarios agree with history as those of {}: {}",
            base.header.about.title,
            report.summary()
        ));
    }
    projections[how.reference].conditioning = conditioned.report;
    Ok(Comparison {
        projections,
        reference: how.reference,
        differences: paired.differences,
        costs: summed(&judged.costs, costs),
        imports: summed(&judged.imports, imports),
        dominance: judged.dominance(base, criteria, weights),
        criteria: judged.reported(base, criteria, how.reference, weights),
        attributions,
        notes,
    })
}

/// The reference's settings; one draw is enough where nothing is uncertain in any scenario.
fn settings(models: &[&Model], reference: usize) -> Settings {
    let ensemble = &models[reference].header.ensemble;
    let draws = if models.iter().any(|model| model.is_uncertain()) { ensemble.draws.value } else { 1 };
    Settings::new(draws, ensemble.seed, ensemble.sampler)
}

/// What a reader should know of before any number.
fn notes(models: &[&Model], reference: usize) -> Vec<String> {
    let base = models[reference];
    let mut notes = Vec::new();
    for model in models.iter().filter(|model| !std::ptr::eq(**model, base)) {
        let (here, there) = (&model.header, &base.header);
        let of = |header: &Header| {
            let ensemble = &header.ensemble;
            (ensemble.draws.value, ensemble.seed, ensemble.sampler)
        };
        if of(here) != of(there) {
            notes
                .push(format!("{} is run with the draws, seed and sampler of {}", here.about.title, there.about.title));
        }
        if of(there).2 == Sampler::Sobol && in_other_places(base, model) {
            notes.push(format!(
                "{} declares assumptions in another order than {}, so that one Sobol draw is not one world in both: extend \
                 the same file, or take another sampler",
                here.about.title, there.about.title
            ));
        }
        for (one, other) in [(model, base), (&base, *model)] {
            let lacking: Vec<&str> = one
                .variables
                .iter()
                .filter(|variable| variable.reported)
                .map(|variable| variable.signature.name.as_str())
                .filter(|name| other.variable_named(name).is_none_or(|place| !other.variables[place].reported))
                .collect();
            if !lacking.is_empty() {
                notes.push(format!(
                    "{} does not report {}, so there is no difference to {}",
                    other.header.about.title,
                    lacking.join(", "),
                    one.header.about.title
                ));
            }
        }
    }
    notes
}

/// Entries of the groups asked for that no scenario changes.
fn idle(files: &[Compared], how: CompareOptions) -> Vec<String> {
    let base = &files[how.reference].merged;
    let changed: Vec<String> = files.iter().flat_map(|file| base.differences(&file.merged)).collect();
    let wanted = how.groups.iter().flat_map(|group| group.entries.iter().map(move |entry| (group, entry)));
    wanted
        .filter(|(_, entry)| !changed.contains(entry))
        .map(|(group, entry)| {
            let meant = did_you_mean(entry, changed.iter().map(String::as_str));
            let meant = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
            format!("no scenario changes `{entry}` of the group `{}`{meant}", group.title())
        })
        .collect()
}

/// Whether an assumption that both draw has another Sobol dimension in each.
fn in_other_places(base: &Model, other: &Model) -> bool {
    let name = |draw: &'_ DrawSource| (draw.name.clone(), draw.element);
    let known: HashMap<(String, u64), usize> = base.draws.iter().map(|draw| (name(draw), draw.dimension)).collect();
    other.draws.iter().any(|draw| known.get(&name(draw)).is_some_and(|dimension| *dimension != draw.dimension))
}

/// The numbers by which paths are judged: criteria and parts of costs, as far as all scenarios have them.
struct Judged {
    /// Index of the criterion in the reference, and its number.
    criteria: Vec<(usize, Quantity)>,
    /// Parts of the cost at the last time.
    costs: Vec<Quantity>,
    /// Parts of the summed import bill at the last time.
    imports: Vec<Quantity>,
}

impl Judged {
    fn new(models: &[&Model], base: &Model, notes: &mut Vec<String>) -> Self {
        let mut everywhere = |variable: usize, what: &str| {
            let name = &base.variables[variable].signature.name;
            let lacks = models.iter().find(|model| model.variable_named(name).is_none());
            if let Some(model) = lacks {
                notes.push(format!("{} has no `{name}`, so {what} is left out", model.header.about.title));
            }
            lacks.is_none()
        };
        let criteria = base.criteria.iter().enumerate().filter(|(_, criterion)| {
            everywhere(criterion.of.variable, &format!("the criterion `{}`", criterion.declared.written))
        });
        let criteria = criteria.map(|(index, criterion)| (index, criterion.of)).collect();
        let mut parts = |variable: Option<usize>, what: &str| -> Vec<Quantity> {
            let Some(variable) = variable.filter(|variable| everywhere(*variable, what)) else { return Vec::new() };
            let count = base.variables[variable].of_element.len();
            (0..count).map(|element| Quantity { variable, element, point: base.axis.points - 1 }).collect()
        };
        let costs = parts(base.cost, "the cost of paths");
        let imports = parts(base.imports, "the import bill");
        Self { criteria, costs, imports }
    }

    fn numbers(&self) -> Vec<Quantity> {
        self.criteria.iter().map(|(_, of)| *of).collect()
    }

    fn picks(&self) -> Vec<Quantity> {
        self.numbers().into_iter().chain(self.costs.iter().chain(&self.imports).copied()).collect()
    }

    /// Sums of parts of a variable: each part and, of several, the total.
    fn summed(
        base: &Model,
        parts: &[Quantity],
        values: &[Array2<f64>],
        reference: usize,
        weights: &Weights,
    ) -> Option<Costs> {
        let first = parts.first()?;
        let entry = &base.variables[first.variable].declared;
        let signature = &base.variables[first.variable].signature;
        let part = |of: &Quantity| {
            if signature.dims.is_empty() {
                return "total".to_owned();
            }
            let elements = base.elements(&signature.dims, of.element);
            let labels = signature
                .dims
                .iter()
                .zip(elements)
                .map(|(dim, element)| base.dimensions[*dim].value.elements[element].value.as_str());
            labels.collect::<Vec<_>>().join(", ")
        };
        let total = values.iter().fold(Array2::zeros(values[0].dim()), |total, part| total + part);
        let (mut costs, mut differences) = (vec![Vec::new(); total.nrows()], vec![Vec::new(); total.nrows()]);
        let columns = if values.len() > 1 { values.len() + 1 } else { 1 };
        for values in values.iter().chain([&total]).take(columns) {
            let (own, gaps) = judge::with_differences(values.view(), reference, weights);
            for (scenario, (own, gap)) in own.into_iter().zip(gaps).enumerate() {
                costs[scenario].push(own);
                differences[scenario].push(gap);
            }
        }
        Some(Costs {
            variable: entry.name.clone(),
            label: entry.value.label.clone(),
            unit: entry.value.unit.value.clone(),
            year: base.axis.time(first.point),
            description: entry.value.description.clone(),
            parts: parts.iter().map(part).collect(),
            costs,
            differences,
        })
    }

    fn higher_is_better(&self, base: &Model, place: usize) -> bool {
        base.criteria[self.criteria[place].0].declared.value.higher_is_better
    }

    fn dominance(&self, base: &Model, values: &[Array2<f64>], weights: &Weights) -> Option<Dominance> {
        let enough = values.len() > 1 && values[0].nrows() > 1;
        let views: Vec<(ArrayView2<f64>, bool)> = values
            .iter()
            .enumerate()
            .map(|(place, values)| (values.view(), self.higher_is_better(base, place)))
            .collect();
        enough.then(|| judge::dominance(&views, weights))
    }

    fn reported(&self, base: &Model, values: &[Array2<f64>], reference: usize, weights: &Weights) -> Vec<Criterion> {
        let one = |(place, (index, of)): (usize, &(usize, Quantity))| {
            let higher_is_better = self.higher_is_better(base, place);
            let (own, differences) = judge::with_differences(values[place].view(), reference, weights);
            let (best, regret) = judge::best_and_regret(values[place].view(), higher_is_better, weights);
            Criterion {
                name: base.criteria[*index].declared.name.clone(),
                label: label::of(base, *of),
                selector: label::selector(base, *of),
                unit: base.unit_of(*of).to_owned(),
                higher_is_better,
                values: own,
                differences,
                best,
                regret,
            }
        };
        self.criteria.iter().enumerate().map(one).collect()
    }
}
