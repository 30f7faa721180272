//! Lays scenarios side by side on common random numbers: draw i is the same world in all of them.

mod align;
mod attribution;
mod coalition;
mod exposure;
mod game;
pub mod judge;
mod judged;
mod label;
mod paired;
pub mod shapley;
mod versions;
mod weigh;
mod worlds;

use std::collections::HashMap;

pub use coalition::Group;
pub use game::combinations;

use super::RunError;
use super::assemble::assemble;
use super::study::Study;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::engine::Progress;
use crate::model::{DrawSource, Header, Model};
use crate::projection::{Basis, Comparison, Projection};
use crate::scenario::Sampler;
use crate::scenario::merged::Merged;
use crate::scenario::options::Options;
use judged::{Judged, Verdict};

/// A scenario to compare.
#[derive(Debug, Clone)]
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
    /// Worlds that every path is laid into besides its own.
    pub worlds: &'a [&'a Compared],
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
/// Scenarios have different time axes, or variables of one name with different dimensions or units; or a run fails or is
/// cancelled.
pub fn compare(
    files: &[&Compared],
    how: CompareOptions,
    progress: &dyn Progress<Step>,
) -> Result<Comparison, CompareError> {
    let models: Vec<&Model> = files.iter().map(|file| &file.model).collect();
    let base = models[how.reference];
    let problems: Vec<Diagnostic> = models.iter().flat_map(|model| align::problems(base, model)).collect();
    if !problems.is_empty() {
        return Err(CompareError::NotComparable(Diagnostics::from(problems)));
    }
    let failed = |index: usize, error| CompareError::Run { scenario: models[index].header.id.clone(), error };
    let draws = Draws(progress);
    let uncertain = models.iter().any(|model| model.is_uncertain());
    let study = Study::of_several(base, uncertain, &draws).map_err(|error| failed(how.reference, error))?;
    let mut notes = notes(&models, how.reference);
    let judged = Judged::new(&models, base, &mut notes);
    let goals = if how.worlds.is_empty() { Vec::new() } else { worlds::goals(base, files, &mut notes) };
    let mut picks = judged.picks();
    let goals_from = picks.len();
    picks.extend(goals.iter().map(|wanted| wanted.of));
    let mut paired =
        paired::run(&models, how.reference, &study, &picks).map_err(|(index, error)| failed(index, error))?;
    let targets = paired.picked.split_off(goals_from);
    let projected = models.iter().zip(paired.series).enumerate();
    let mut projections: Vec<Projection> =
        projected.map(|(index, (model, series))| assemble(model, &study, series, index)).collect();
    // Beside one that is uncertain, one that is not has as many draws, which are all the same.
    for projection in &mut projections {
        projection.about.basis = Basis::run(study.sample(), uncertain);
    }
    notes.extend(equal(&models, &projections));
    let ranked = ranked(&models);
    let own = worlds::Values { criteria: paired.picked[..judged.criteria.len()].to_vec(), targets };
    let asked = worlds::Asked { judged: &judged, ranked: &ranked, goals: &goals };
    let worlds = worlds::lay(files, how, &study, &asked, own, &mut notes)?;
    let mut attributions = Vec::new();
    if how.attribute {
        notes.extend(idle(files, how));
        let quiet = study.quiet();
        let others = (0..files.len()).filter(|index| *index != how.reference);
        for (done, index) in others.enumerate() {
            progress.done(Step::Attributed(done, files.len() - 1));
            let (found, said) = attribution::attribute(files, how, index, &judged.numbers(), &quiet)
                .map_err(|error| failed(index, error))?;
            attributions.extend(found);
            notes.extend(said);
        }
    }
    if let Some(report) = &study.conditioning {
        notes.push(format!(
            "draws of all scenarios agree with history as those of {}: {}",
            base.header.about.title,
            report.summary()
        ));
    }
    projections[how.reference].conditioning.clone_from(&study.conditioning);
    let (criteria, sums) = paired.picked.split_at(judged.criteria.len());
    let (costs, imports) = sums.split_at(judged.costs.len());
    let verdict = Verdict { base, reference: how.reference, ranked: &ranked, weights: &study.weights };
    let costs = verdict.summed(&judged.costs, costs);
    let exposure = exposure::exposure(base, &projections, &paired.differences, costs.as_ref(), &mut notes);
    Ok(Comparison {
        projections,
        reference: how.reference,
        differences: paired.differences,
        costs,
        exposure,
        imports: verdict.summed(&judged.imports, imports),
        dominance: verdict.dominance(&judged, criteria),
        criteria: verdict.criteria(&judged, criteria),
        attributions,
        worlds,
        notes,
    })
}

/// Which scenarios are paths to choose from: those that say nothing else, or all if none is.
fn ranked(models: &[&Model]) -> Vec<bool> {
    let ranked: Vec<bool> = models.iter().map(|model| model.header.about.ranked).collect();
    if ranked.contains(&true) { ranked } else { vec![true; models.len()] }
}

/// Reports draws as steps of a comparison.
struct Draws<'a>(&'a dyn Progress<Step>);

impl Progress for Draws<'_> {
    fn done(&self, draws: u64) {
        self.0.done(Step::Draws(draws));
    }

    fn step(&self, work: &str, done: u64, at_least: u64) {
        self.0.step(work, done, at_least);
    }

    fn stopped(&self) -> bool {
        self.0.stopped()
    }
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
                 the same file, share a lock, or take another sampler",
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

/// Paths that are equal in all that both report, each with the first of them.
fn equal(models: &[&Model], projections: &[Projection]) -> Vec<String> {
    let mut notes = Vec::new();
    for (index, path) in projections.iter().enumerate() {
        let meant = |place: usize| models[place].header.allows(&[], Code::EqualPaths);
        let twin = projections[..index].iter().position(|other| {
            let pairs = path.variables.iter().zip(&other.variables);
            path.variables.len() == other.variables.len()
                && pairs.into_iter().all(|(one, two)| one.has_the_numbers_of(two))
        });
        if let Some(twin) = twin.filter(|twin| !meant(*twin) && !meant(index)) {
            notes.push(format!(
                "{} and {} are equal in every number: what tells them apart changes nothing that is reported; \
                 allow = [\"{}\"] in [scenario] says that this is meant",
                projections[twin].about.title,
                path.about.title,
                Code::EqualPaths
            ));
        }
    }
    notes
}

/// Entries of the groups asked for that no scenario changes.
fn idle(files: &[&Compared], how: CompareOptions) -> Vec<String> {
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
    let name = |draw: &'_ DrawSource| (draw.name.clone(), draw.stream.element);
    let known: HashMap<(String, u64), usize> =
        base.draws.iter().map(|draw| (name(draw), draw.stream.dimension)).collect();
    other.draws.iter().any(|draw| known.get(&name(draw)).is_some_and(|dimension| *dimension != draw.stream.dimension))
}
