//! What a few draws say of a model's numerical health, and what a run says of its own questions.

use super::{Error, Session};
use crate::analysis::{health, model_of};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, counted};
use crate::engine::Progress;
use crate::model::Model;
use crate::projection::{Apart, Band, Direction, Event, Milestone, Passage, Projection, Series};
use crate::scenario::silence::hint;
use crate::wording::unit::Unit;
use crate::wording::{number, phrase};

/// What a try of a few draws, at the step of the file and at half of it, has shown.
#[derive(Debug, Clone)]
pub struct Health {
    /// Stocks that fall below zero though they are amounts, and variables that move with the step.
    pub warnings: Vec<Diagnostic>,
    /// Variables that read the step itself and so are another model at another step: they were not compared.
    pub not_compared: Vec<String>,
    /// How many variables there are.
    pub variables: usize,
}

/// A run tries half its step if that keeps at most so many numbers of a draw: it then takes some milliseconds.
const CHEAP: usize = 4000;
/// And it looks for amounts below zero if that keeps at most so many.
const MODERATE: usize = 40_000;
/// A median so many times what was observed, or as small, is of another size.
const OTHER_SIZE: f64 = 10.0;
/// A run speaks of a move with the step that is greater than this part of the greatest value of a path.
const LOUD: f64 = 0.1;

impl Session {
    /// Tries some draws at the step of the file and at half of it: what moves by more than 1 % of the greatest value of its path,
    /// and which amounts fall below zero.
    ///
    /// # Errors
    /// The model is not valid at half its step, or a try does not come to its end.
    pub fn health(&self, progress: &dyn Progress) -> Result<Health, Error> {
        let model = &self.file.model;
        let mut warnings = health::below_zero(model, progress).map_err(|error| self.failed(error))?;
        let half = self.at_half_step()?;
        let (moved, not_compared) =
            health::at_half_step(model, &half, health::STEADY, progress).map_err(|error| self.failed(error))?;
        warnings.extend(moved);
        Ok(Health { warnings, not_compared, variables: model.variables.len() })
    }

    /// The model with half its step.
    fn at_half_step(&self) -> Result<Model, Diagnostics> {
        let mut found = Diagnostics::new();
        let mut scenario = self.file.merged.scenario(&self.options, &mut found);
        scenario.time.step.value *= 0.5;
        Ok(model_of(scenario)?.0)
    }

    /// What is worth saying of a finished run. What cannot be tried is not spoken of: the run itself has come to its end.
    pub(super) fn notes(&self, projection: &Projection, progress: &dyn Progress) -> Vec<Diagnostic> {
        let model = &self.file.model;
        let cost = health::cost(model);
        let mut notes = self.far_thresholds(projection);
        notes.extend(self.poor_posterior(projection));
        notes.extend(self.far_observations(projection));
        notes.extend(self.far_from_history(projection));
        if cost <= MODERATE {
            notes.extend(health::below_zero(model, progress).unwrap_or_default());
        }
        if cost <= CHEAP
            && let Ok(half) = self.at_half_step()
            && let Ok((moved, _)) = health::at_half_step(model, &half, LOUD, progress)
        {
            // The greatest move stands for all of them.
            notes.extend(moved.into_iter().next());
        }
        notes
    }

    /// Draws that were to agree with history and are worth too few.
    fn poor_posterior(&self, projection: &Projection) -> Option<Diagnostic> {
        let found = projection.conditioning.as_ref().filter(|found| found.is_poor())?;
        let asked = self.file.model.condition.as_ref()?;
        let span = asked.series.first()?.declared.span.clone();
        let message = format!(
            "{} draws that agree with history are worth {}: medians and ranges hang on the seed",
            found.draws,
            counted(found.worth.round().max(1.0) as usize, "independent one")
        );
        let help = if found.moved {
            "more draws help; so does a greater `sd` where the model is not as exact as that, or a smaller `temper`"
        } else {
            "more draws help; method = \"moves\" leads draws to where they agree"
        };
        Some(Diagnostic::warning(Code::PoorPosterior, message, span, "what they agree with").with_help(help))
    }

    /// Observations that draws were to agree with and do not.
    fn far_observations(&self, projection: &Projection) -> Vec<Diagnostic> {
        let apart = projection.conditioning.iter().flat_map(|found| &found.apart);
        let warning = |apart: &Apart| {
            let declared = &self.file.model.condition.as_ref()?.series.get(apart.series)?.declared;
            let message = format!(
                "`{}` does not come near what was observed: in {} it was {}, and draws that agree best are {} standard deviations of its error away",
                apart.selector,
                number::year(apart.time),
                number::significant(apart.observed, 3),
                number::significant(apart.distance, 2)
            );
            let warning = Diagnostic::warning(Code::FarObservation, message, declared.span.clone(), "of this series");
            Some(warning.with_help(
                "the model cannot give it within the ranges of its assumptions: look for a unit or a time that has slipped, widen what is too narrow, or give `sd` the size of what the model leaves out",
            ))
        };
        apart.filter_map(warning).collect()
    }

    /// Variables whose medians are of another size than what has been observed, at all times at which both are known.
    fn far_from_history(&self, projection: &Projection) -> Vec<Diagnostic> {
        let header = &self.file.model.header;
        let mut notes = Vec::new();
        for variable in &self.file.model.variables {
            let declared = &variable.declared;
            let allowed = header.allows(&declared.value.allow, Code::FarFromHistory);
            let Some(reported) = projection.variables.iter().find(|one| one.name == declared.name && !allowed) else {
                continue;
            };
            let found = reported.series.iter().find_map(|series| Some((series, far(projection, series)?)));
            let Some((series, (time, observed, median))) = found else { continue };
            let [observed, median, times] = [observed, median, median / observed].map(|n| number::significant(n, 3));
            let message = format!(
                "`{}` is {times} times what was observed: the median in {} is {median}, observed was {observed}",
                projection.selector(reported, series),
                number::year(time)
            );
            let warning = Diagnostic::warning(Code::FarFromHistory, message, declared.span.clone(), "of another size");
            let unit = &declared.value.unit.value;
            let help = format!(
                "look for a unit that has slipped, in `{unit}`; {}",
                hint(Code::FarFromHistory, &declared.span)
            );
            notes.push(warning.with_help(help));
        }
        notes
    }

    /// Thresholds on the far side of the start, which the path comes nearer to or passes from the other side.
    fn far_thresholds(&self, projection: &Projection) -> Vec<Diagnostic> {
        let mut notes = Vec::new();
        let header = &self.file.model.header;
        for variable in &self.file.model.variables {
            let declared = &variable.declared.value;
            if header.allows(&declared.allow, Code::FarThreshold) {
                continue;
            }
            let written = &declared.milestones;
            let Some(reported) = projection.variables.iter().find(|one| one.name == variable.declared.name) else {
                continue;
            };
            for (place, event) in written.iter().enumerate() {
                let far = reported.series.iter().find(|series| {
                    series.milestones.get(place).is_some_and(|milestone| is_far(milestone, series.median()))
                });
                if let Some(series) = far {
                    let unit = Unit::of(reported);
                    let (side, other) = match event.value.direction {
                        Direction::Above => ("above", Event::below(event.value.threshold)),
                        Direction::Below => ("below", Event::above(event.value.threshold)),
                    };
                    let message = format!(
                        "`{}` is {side} the threshold from the start and comes towards it from there: the milestone is reached before anything happens",
                        projection.selector(reported, series)
                    );
                    let key = if side == "above" { "below" } else { "above" };
                    let help = format!(
                        "for when it is {}, write {{ {key} = {} }}; {}",
                        phrase::event(&other, &unit, projection.step()),
                        event.value.threshold,
                        hint(Code::FarThreshold, &event.span)
                    );
                    notes
                        .push(Diagnostic::warning(Code::FarThreshold, message, event.span.clone(), "").with_help(help));
                }
            }
        }
        notes
    }
}

/// The last time at which a value was observed and not put in the place of the median, with both, if all such medians are
/// [`OTHER_SIZE`] times as large, or all as small, and nothing observed lies in the range of the draws: a growth of .6 % is not of
/// another size than one of 7 % that may be −8 to 20.
fn far(projection: &Projection, series: &Series) -> Option<(f64, f64, f64)> {
    let pairs = series.history.iter().filter(|one| !one.drives && one.value != 0.0).filter_map(|one| {
        let point = projection.point(one.time).filter(|point| !series.observed[*point])?;
        let [low, high] = Band::Ninety.edges().map(|level| series.quantile(level, point));
        Some((one.time, one.value, series.median()[point], low <= one.value && one.value <= high))
    });
    let pairs: Vec<(f64, f64, f64, bool)> = pairs.collect();
    if pairs.iter().any(|(.., is_within)| *is_within) {
        return None;
    }
    let pairs: Vec<(f64, f64, f64)> = pairs.into_iter().map(|(time, value, median, _)| (time, value, median)).collect();
    let all = |far: fn(f64) -> bool| pairs.iter().all(|(_, observed, median)| far(median / observed));
    let other = all(|ratio| ratio > OTHER_SIZE) || all(|ratio| ratio > 0.0 && ratio < 1.0 / OTHER_SIZE);
    pairs.last().copied().filter(|_| other)
}

/// Whether all draws are beyond a threshold from the start, and the median ends nearer to it than it began, or past it.
fn is_far(milestone: &Milestone, median: &[f64]) -> bool {
    let Milestone { event, already, .. } = milestone;
    let plain = event.passage == Passage::First && event.lasting == 0.0 && event.from.is_none();
    let beyond = |value: f64| match event.direction {
        Direction::Above => value - event.threshold,
        Direction::Below => event.threshold - value,
    };
    let ends = median.first().zip(median.last());
    plain && *already >= 1.0 && ends.is_some_and(|(first, last)| beyond(*last) < beyond(*first))
}
