//! The same scenario with something moved, at once and as a file.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::{Error, Options, Session, given, open};
use crate::analysis::{self, RunOptions, project_of};
use crate::diagnostic::Diagnostics;
use crate::engine::Progress;
use crate::model::{Quantity, quantity};
use crate::projection::Projection;
use crate::scenario::variation::Variation;

/// What the name of a file ends in that says what was moved.
const ENDING: &str = "-explored";

impl Session {
    /// A file that extends this scenario and changes what was moved, and nothing else: `catchup run` gives the numbers that
    /// [`Self::vary`] gives.
    ///
    /// # Errors
    /// What was moved is not there, or is set twice.
    pub fn variation_text(&self, variation: &Variation) -> Result<String, Diagnostics> {
        let tables = self.file.merged.varied(variation)?;
        let about = &self.file.model.header.about;
        let text = |text: &str| serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f");
        let file = self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut lines = vec![
            format!("extends = {}\n", text(&file)),
            "[scenario]".to_owned(),
            format!("title = {}", text(&format!("{}, as explored", about.title))),
        ];
        if !about.narrative.trim().is_empty() {
            lines.push(format!("narrative = {}", text(about.narrative.trim())));
        }
        if !about.ranked {
            lines.push("rank = false".to_owned());
        }
        // Colours of files are counted from 1.
        lines.extend(about.colour.map(|colour| format!("colour = {}", colour + 1)));
        Ok(format!("{}\n{tables}", lines.join("\n")))
    }

    /// The path of that file: beside the scenario, with a name of its own.
    #[must_use]
    pub fn variation_path(&self) -> PathBuf {
        self.path.with_file_name(format!("{}{ENDING}.toml", self.id()))
    }

    /// This scenario with what was moved, as a scenario that extends it.
    ///
    /// # Errors
    /// As [`Self::variation_text`]; or the model is not valid with it.
    pub fn vary(&self, variation: &Variation) -> Result<Self, Diagnostics> {
        let text = self.variation_text(variation)?;
        let path = self.variation_path();
        let mut found = Diagnostics::new();
        let merged = self.file.merged.extended(&path, &text, &mut found);
        open::of_merged(merged, &path, self.options.clone(), found)
    }

    /// The same with another number of draws.
    #[must_use]
    pub fn in_draws(mut self, draws: u64) -> Self {
        self.options = Options { draws: Some(draws), ..self.options };
        self.file.model.header.ensemble.draws.value = draws;
        self
    }
}

/// What the explorer asks besides.
#[cfg_attr(not(feature = "explorer"), allow(dead_code, reason = "the explorer asks for it"))]
impl Session {
    /// The same with another title.
    #[must_use]
    pub(crate) fn titled(mut self, title: &str) -> Self {
        title.clone_into(&mut self.file.model.header.about.title);
        self
    }

    /// This scenario with levers moved, if nothing else was, without reading and checking it anew: what most moves are. None
    /// if it takes more than that.
    pub(crate) fn with_levers(&self, variation: &Variation) -> Option<Self> {
        if !(variation.years.is_empty() && variation.shocks.is_empty()) {
            return None;
        }
        let mut session = self.clone();
        let model = &mut session.file.model;
        for (selector, number) in &variation.numbers {
            let found = self.file.model.levers.iter().enumerate().find_map(|(index, lever)| {
                let element = |element: &usize| self.file.model.selector(&lever.signature, *element) == *selector;
                (0..lever.values.len()).find(element).map(|element| (index, element))
            });
            let (index, element) = found?;
            let lever = &mut model.levers[index];
            let written = &lever.declared.value;
            let beyond = |bound: &Option<crate::diagnostic::Spanned<f64>>, sign: f64| {
                bound.as_ref().is_some_and(|bound| (number - bound.value) * sign > 0.0)
            };
            if !number.is_finite() || beyond(&written.min, -1.0) || beyond(&written.max, 1.0) {
                return None;
            }
            lever.values[element] = lever.signature.unit.to_base(*number);
        }
        Some(session)
    }

    /// Runs this scenario and reports some elements of its variables alone (by their index and their flat one), without looking
    /// for what is worth knowing of the run besides; milestones are looked for if they are asked for.
    pub(crate) fn glance(
        mut self,
        shown: &BTreeSet<(usize, usize)>,
        milestones: bool,
        progress: &dyn Progress,
    ) -> Result<Projection, Error> {
        for (index, variable) in self.file.model.variables.iter_mut().enumerate() {
            variable.reported = shown.range((index, 0)..(index + 1, 0)).next().is_some();
            if !milestones {
                variable.declared.value.milestones.clear();
            }
        }
        let shown = |variable, element| shown.contains(&(variable, element));
        let run = project_of(&self.file.model, &shown, &RunOptions::default(), progress);
        Ok(run.map_err(|error| self.failed(error))?.projection)
    }

    /// The number that `NAME[element, …]@YEAR` points at.
    pub(crate) fn quantity(&self, of: &str) -> Result<Quantity, Error> {
        Ok(quantity(&self.file.model, &given("number", of))?)
    }

    /// Reports these variables and no others.
    pub(crate) fn reports(&mut self, variables: &[usize]) {
        for (index, variable) in self.file.model.variables.iter_mut().enumerate() {
            variable.reported = variables.contains(&index);
        }
    }

    /// What a run would report, without its numbers: variables, elements and charts.
    pub(crate) fn outline(&self) -> Projection {
        analysis::outline(&self.file.model)
    }

    /// Names of shocks that are switched off, as written.
    pub(crate) fn shocks_off(&self) -> Vec<String> {
        self.file.merged.switched_off("shocks")
    }

    /// Selectors of assumptions that are fitted to history, which a file that extends this one cannot take from the fit.
    pub(crate) fn fitted(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for estimated in &self.file.model.header.estimated {
            let parameters = estimated.outcome.iter().flatten();
            names.extend(parameters.filter_map(|parameter| parameter.assumption.clone()));
        }
        names
    }
}
