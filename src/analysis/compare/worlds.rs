//! Paths laid into worlds: every path with what a world changes, in the same draws.

use ndarray::{Array2, ArrayView2, s};

use super::judged::Judged;
use super::weigh::weigh;
use super::{CompareError, CompareOptions, Compared, align, judge};
use crate::analysis::model_of;
use crate::analysis::simulation::numbers;
use crate::analysis::study::Study;
use crate::analysis::summary::announced_targets;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::model::{Model, Quantity};
use crate::numeric::goal::{Goal, nothing};
use crate::numeric::weights::Weights;
use crate::projection::{Satisfied, Standing, World, Worlds, Worst};

/// The world of the files themselves.
const AS_THEY_ARE: &str = "as they are";

/// Lays every path into every world; `own` is what paths come to as they are.
///
/// # Errors
/// A world extends nothing, its changes and those of a path make no valid model, or a run fails.
pub(super) fn lay(
    files: &[&Compared],
    how: CompareOptions,
    study: &Study,
    asked: &Asked,
    own: Values,
    notes: &mut Vec<String>,
) -> Result<Option<Worlds>, CompareError> {
    if how.worlds.is_empty() {
        return Ok(None);
    }
    let base = &files[how.reference].model;
    if asked.judged.criteria.is_empty() && asked.goals.is_empty() {
        notes.push(
            "no path is judged by anything in the worlds: the reference has neither criteria nor targets after what is known"
                .to_owned(),
        );
        return Ok(None);
    }
    let matrix = Matrix { base, study, judged: asked.judged, ranked: asked.ranked, goals: asked.goals };
    let mut worlds = vec![matrix.laid(AS_THEY_ARE, "As they are", Vec::new(), &own)];
    for world in how.worlds {
        let (entries, taken) = entries(world, files)?;
        let about = &world.model.header.about;
        if entries.is_empty() {
            notes.push(format!("the world {} changes nothing", about.title));
        }
        for (file, taken) in files.iter().zip(taken).filter(|(_, taken)| !taken.is_empty()) {
            let title = &file.model.header.about.title;
            notes.push(format!("in the world {} {} has not its own {}", about.title, title, taken.join(", ")));
        }
        let laid =
            files.iter().map(|file| laid(file, world, &entries, base, how)).collect::<Result<Vec<Model>, _>>()?;
        let values = matrix.run(&laid, files)?;
        worlds.push(matrix.laid(&world.model.header.id, &about.title, entries, &values));
    }
    Ok(Some(matrix.verdict(worlds, files.len())))
}

/// What is asked of paths in each world.
pub(super) struct Asked<'a> {
    /// The criteria.
    pub judged: &'a Judged,
    /// By path: whether it is one to choose from.
    pub ranked: &'a [bool],
    /// Targets that are not decided yet.
    pub goals: &'a [Wanted],
}

/// What paths come to: all draws [path, draw], by criterion and by goal.
pub(super) struct Values {
    pub criteria: Vec<Array2<f64>>,
    pub targets: Vec<Array2<f64>>,
}

/// A goal that is not decided yet.
pub(super) struct Wanted {
    /// The number of the reference that it binds.
    pub of: Quantity,
    value: f64,
    at_least: bool,
}

/// The targets of the reference after what is known, as far as all paths have their variables.
pub(super) fn goals(base: &Model, files: &[&Compared], notes: &mut Vec<String>) -> Vec<Wanted> {
    let known = base.header.time.known_until.as_ref().map_or(f64::NEG_INFINITY, |until| until.value);
    let mut found = Vec::new();
    for (variable, checked) in base.variables.iter().enumerate() {
        let name = &checked.signature.name;
        let before = found.len();
        for element in 0..base.count(&checked.signature.dims) {
            let open =
                announced_targets(base, variable, element).filter(|(entry, _)| entry.value.year.value > known + 1e-9);
            found.extend(open.map(|(entry, point)| Wanted {
                of: Quantity { variable, element, point },
                value: entry.value.value.value,
                at_least: entry.value.at_least,
            }));
        }
        let lacks = files.iter().find(|file| file.model.variable_named(name).is_none());
        if let Some(file) = lacks.filter(|_| found.len() > before) {
            found.truncate(before);
            notes.push(format!(
                "{} has no `{name}`, so its targets are left out of the worlds",
                file.model.header.about.title
            ));
        }
    }
    found
}

/// What a world changes of the file it extends, and, by path, which of these entries the path itself had changed.
fn entries(world: &Compared, files: &[&Compared]) -> Result<(Vec<String>, Vec<Vec<String>>), CompareError> {
    let mut found = Diagnostics::new();
    let parent = world.merged.parent(&mut found);
    let Some(parent) = parent else {
        if !found.has_errors() {
            let span = Span::start_of(&world.model.header.time.end.span.source);
            let message =
                format!("the world `{}` extends no file, so it does not say what it changes", world.model.header.id);
            let problem = Diagnostic::error(Code::BadWorld, message, span, "");
            found.push(problem.with_help("write `extends = \"FILE\"` with the file that the paths extend, and below it what differs in this world"));
        }
        return Err(CompareError::NotComparable(found));
    };
    let entries = parent.differences(&world.merged);
    let taken = |file: &&Compared| {
        let own = parent.differences(&file.merged);
        entries.iter().filter(|entry| own.contains(entry)).cloned().collect()
    };
    let taken = files.iter().map(taken).collect();
    Ok((entries, taken))
}

/// A path with the entries of a world in the place of its own.
fn laid(
    file: &Compared,
    world: &Compared,
    entries: &[String],
    base: &Model,
    how: CompareOptions,
) -> Result<Model, CompareError> {
    let mut found = Diagnostics::new();
    let mixed = file.merged.mixed(&world.merged, entries.iter().map(String::as_str));
    let scenario = mixed.scenario(how.options, &mut found);
    if found.has_errors() {
        return Err(CompareError::NotComparable(found));
    }
    let (model, _) = model_of(scenario).map_err(CompareError::NotComparable)?;
    let problems = align::problems(base, &model);
    if problems.is_empty() { Ok(model) } else { Err(CompareError::NotComparable(Diagnostics::from(problems))) }
}

/// What is asked of each path in each world.
struct Matrix<'a> {
    base: &'a Model,
    study: &'a Study<'a>,
    judged: &'a Judged,
    /// By path: whether it is one to choose from.
    ranked: &'a [bool],
    goals: &'a [Wanted],
}

impl Matrix<'_> {
    /// Runs all paths in a world: `models` are the paths laid into it, `files` the paths.
    fn run(&self, models: &[Model], files: &[&Compared]) -> Result<Values, CompareError> {
        let criteria = self.judged.numbers();
        let asked: Vec<Quantity> = criteria.iter().copied().chain(self.goals.iter().map(|wanted| wanted.of)).collect();
        let mut all = vec![Array2::zeros((models.len(), self.study.draws as usize)); asked.len()];
        for (path, model) in models.iter().enumerate() {
            let own: Vec<Quantity> = asked.iter().filter_map(|of| self.there(*of, model)).collect();
            let rows = numbers(self.study, model, &own)
                .map_err(|error| CompareError::Run { scenario: files[path].model.header.id.clone(), error })?;
            for (values, row) in all.iter_mut().zip(rows.outer_iter()) {
                values.row_mut(path).assign(&row);
            }
        }
        let targets = all.split_off(criteria.len());
        Ok(Values { criteria: all, targets })
    }

    /// How paths do in a world, by what they come to there.
    fn laid(&self, id: &str, title: &str, entries: Vec<String>, found: &Values) -> Laid {
        let (weights, paths) = (&self.study.weights, self.ranked.len());
        let standing = |(place, values): (usize, &Array2<f64>)| {
            let (best, regret) = judge::best_and_regret(values.view(), self.higher(place), self.ranked, weights);
            let (values, _) = judge::with_differences(values.view(), 0, weights);
            Standing { values, best, regret }
        };
        let views: Vec<(ArrayView2<f64>, bool)> =
            found.criteria.iter().enumerate().map(|(place, values)| (values.view(), self.higher(place))).collect();
        let enough = views.len() > 1 && paths > 1;
        Laid {
            undominated: enough.then(|| judge::dominance(&views, self.ranked, weights).undominated),
            world: World {
                id: id.to_owned(),
                title: title.to_owned(),
                entries,
                criteria: found.criteria.iter().enumerate().map(standing).collect(),
                satisficing: (0..paths).map(|path| self.satisfied(&found.targets, path)).collect(),
            },
        }
    }

    fn higher(&self, place: usize) -> bool {
        self.judged.higher_is_better(self.base, place)
    }

    /// A number of the reference, in another model of the same shape.
    fn there(&self, of: Quantity, model: &Model) -> Option<Quantity> {
        let variable = model.variable_named(&self.base.variables[of.variable].signature.name)?;
        Some(Quantity { variable, ..of })
    }

    /// How a path meets the goals: `values` are, by goal, all draws [path, draw].
    fn satisfied(&self, values: &[Array2<f64>], path: usize) -> Satisfied {
        let weights: &Weights = &self.study.weights;
        let draws = self.study.draws as usize;
        let met: Vec<Vec<bool>> = values
            .iter()
            .zip(self.goals)
            .map(|(values, wanted)| {
                let row = values.slice(s![path, ..]);
                let scale = row.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
                let goal = Goal::new(wanted.value, wanted.at_least, scale);
                row.iter().map(|value| goal.met(*value)).collect()
            })
            .collect();
        let (mut all, mut part, mut whole) = (0.0, 0.0, 0.0);
        for draw in 0..draws {
            let share = weights.share(draw, draws);
            let count = met.iter().filter(|met| met[draw]).count();
            whole += share;
            all += if count == met.len() { share } else { 0.0 };
            part += share * count as f64 / met.len().max(1) as f64;
        }
        Satisfied { all: all / whole, part: part / whole }
    }

    /// What holds over all worlds.
    fn verdict(&self, laid: Vec<Laid>, paths: usize) -> Worlds {
        let count = laid.len() as f64;
        let undominated = laid.iter().map(|laid| laid.undominated.as_deref()).collect::<Option<Vec<_>>>();
        let undominated = undominated
            .map(|all| (0..paths).map(|path| all.iter().map(|shares| shares[path]).sum::<f64>() / count).collect());
        let worlds: Vec<World> = laid.into_iter().map(|laid| laid.world).collect();
        let over = |path: usize, of: fn(&Satisfied) -> f64| {
            worlds.iter().map(|world| of(&world.satisficing[path])).sum::<f64>() / count
        };
        let satisficing =
            (0..paths).map(|path| Satisfied { all: over(path, |own| own.all), part: over(path, |own| own.part) });
        Worlds {
            undominated,
            weights: weigh(&self.worth(&worlds, paths), self.ranked),
            satisficing: satisficing.collect(),
            targets: self.goals.len(),
            worst: (0..paths).filter_map(|path| self.worst(&worlds, path)).collect(),
            ranked: self.ranked.to_vec(),
            worlds,
        }
    }

    /// By path and criterion: the mean over worlds of its mean value, 0 at the worst of all paths and worlds and 1 at the best.
    fn worth(&self, worlds: &[World], paths: usize) -> Vec<Vec<f64>> {
        let one = |path: usize, place: usize| {
            let [low, high] = self.range(worlds, place);
            let span = high - low;
            let place_of = |world: &World| {
                let value = world.criteria[place].values[path].mean;
                if span <= nothing(low.abs().max(high.abs())) {
                    0.0
                } else if self.higher(place) {
                    (value - low) / span
                } else {
                    (high - value) / span
                }
            };
            worlds.iter().map(place_of).sum::<f64>() / worlds.len() as f64
        };
        let criteria = worlds.first().map_or(0, |world| world.criteria.len());
        (0..paths).map(|path| (0..criteria).map(|place| one(path, place)).collect()).collect()
    }
}

impl Matrix<'_> {
    /// The least and the greatest mean of a criterion over paths to choose from and worlds.
    fn range(&self, worlds: &[World], place: usize) -> [f64; 2] {
        let options = worlds.iter().flat_map(|world| world.criteria[place].values.iter().zip(self.ranked));
        let means = options.filter(|(_, ranked)| **ranked).map(|(summary, _)| summary.mean);
        means.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], mean| [low.min(mean), high.max(mean)])
    }

    /// Where a path loses most; none without criteria.
    fn worst(&self, worlds: &[World], path: usize) -> Option<Worst> {
        let criteria = worlds.first()?.criteria.len();
        let everywhere = (0..worlds.len()).flat_map(|world| (0..criteria).map(move |criterion| (world, criterion)));
        let all = everywhere.map(|(world, criterion)| {
            let [low, high] = self.range(worlds, criterion);
            let regret = worlds[world].criteria[criterion].regret[path].mean;
            let part = if high - low <= nothing(low.abs().max(high.abs())) { 0.0 } else { regret / (high - low) };
            Worst { regret: part, criterion, world }
        });
        all.max_by(|a, b| a.regret.total_cmp(&b.regret).then(b.world.cmp(&a.world)))
    }
}

/// A world, and what is not shown of it.
struct Laid {
    world: World,
    undominated: Option<Vec<f64>>,
}
