//! The same scenario with something moved, at once and as a file.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::{Error, Options, Session, given, open};
use crate::analysis;
use crate::diagnostic::Diagnostics;
use crate::engine::Progress;
use crate::model::{Quantity, Value, quantity};
use crate::projection::Projection;
use crate::scenario::variation::Variation;

/// What the name of a file ends in that says what was moved.
const ENDING: &str = "-explored";

/// The title of a scenario with something moved. Titles up to their colon are what paths are called beside others, so it says so there.
fn explored(title: &str) -> String {
    match title.find([':', '：']) {
        Some(colon) => format!("{}, as explored{}", title[..colon].trim_end(), &title[colon..]),
        None => format!("{title}, as explored"),
    }
}

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
            format!("title = {}", text(&explored(&about.title))),
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
        for (selector, number) in &variation.numbers {
            let (lever, element, setting) = self.lever_setting(selector, *number)?;
            session.file.model.levers[lever].values[element] = setting;
        }
        Some(session)
    }

    /// The lever, its element and its setting in base units that a selector and a number mean; none if they mean nothing of
    /// the kind, or what is out of bounds.
    fn lever_setting(&self, selector: &str, number: f64) -> Option<(usize, usize, f64)> {
        let model = &self.file.model;
        let (index, element) = model.levers.iter().enumerate().find_map(|(index, lever)| {
            let is_meant = |element: &usize| model.selector(&lever.signature, *element) == selector;
            (0..lever.values.len()).find(is_meant).map(|element| (index, element))
        })?;
        let lever = &model.levers[index];
        let written = &lever.declared.value;
        let beyond = |bound: &Option<crate::diagnostic::Spanned<f64>>, sign: f64| {
            bound.as_ref().is_some_and(|bound| (number - bound.value) * sign > 0.0)
        };
        let is_allowed = number.is_finite() && !beyond(&written.min, -1.0) && !beyond(&written.max, 1.0);
        is_allowed.then(|| (index, element, lever.signature.unit.to_base(number)))
    }

    /// The uncertain assumption, its element and its value in base units that a selector and a number mean; none if they mean
    /// nothing of the kind. What is shared by elements is left to the file.
    fn fixed_assumption(&self, selector: &str, number: f64) -> Option<(usize, usize, f64)> {
        let model = &self.file.model;
        let (index, element) = model.assumptions.iter().enumerate().find_map(|(index, assumption)| {
            let is_meant = |element: &usize| model.selector(&assumption.signature, *element) == selector;
            let is_named = selector.starts_with(&assumption.declared.name);
            let found = (0..assumption.values.len()).filter(|_| is_named).find(is_meant);
            found.map(|element| (index, element))
        })?;
        let assumption = &model.assumptions[index];
        let is_free = matches!(assumption.values[element], Value::Random(_)) && !assumption.shared;
        (is_free && number.is_finite()).then(|| (index, element, assumption.signature.unit.to_base(number)))
    }

    /// What of a variation are settings of levers and values of assumptions that are uncertain here, which a checked model takes
    /// as they are; and what is more than that.
    pub(crate) fn moved(&self, variation: &Variation) -> Moved {
        let mut moved = Moved { more: Variation { numbers: Vec::new(), ..variation.clone() }, ..Moved::default() };
        for (selector, number) in &variation.numbers {
            if let Some(lever) = self.lever_setting(selector, *number) {
                moved.levers.push(lever);
            } else if let Some(fixed) = self.fixed_assumption(selector, *number) {
                moved.fixed.push(fixed);
                moved.assumptions.push((selector.clone(), *number));
            } else {
                moved.more.numbers.push((selector.clone(), *number));
            }
        }
        moved
    }

    /// The settings of all levers, by element, in base units, with some moved.
    fn settings(&self, moved: &[(usize, usize, f64)]) -> Vec<Vec<f64>> {
        let mut settings: Vec<Vec<f64>> = self.file.model.levers.iter().map(|lever| lever.values.clone()).collect();
        for (lever, element, setting) in moved {
            settings[*lever][*element] = *setting;
        }
        settings
    }

    /// Looks at some elements of its variables (by their indices and flat ones) in so many draws, again and again as levers move.
    pub(crate) fn glance(&self, shown: BTreeSet<(usize, usize)>, milestones: bool, draws: u64) -> Glance {
        let mut model = self.file.model.clone();
        model.header.ensemble.draws.value = draws;
        Glance { scenario: self.id().to_owned(), of: analysis::Glance::new(model, shown, milestones) }
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

/// What is moved in a scenario.
#[cfg_attr(not(feature = "explorer"), allow(dead_code, reason = "the explorer asks for it"))]
#[derive(Debug, Default)]
pub(crate) struct Moved {
    /// Levers, their elements and settings in base units.
    levers: Vec<(usize, usize, f64)>,
    /// Assumptions, their elements and values in base units,
    fixed: Vec<(usize, usize, f64)>,
    /// and as they were written.
    pub assumptions: Vec<(String, f64)>,
    /// What takes the scenario to be read and checked anew.
    pub more: Variation,
}

/// Some numbers of a scenario, looked at as its levers move.
#[cfg_attr(not(feature = "explorer"), allow(dead_code, reason = "the explorer asks for it"))]
#[derive(Debug)]
pub(crate) struct Glance {
    scenario: String,
    of: analysis::Glance,
}

#[cfg_attr(not(feature = "explorer"), allow(dead_code, reason = "the explorer asks for it"))]
impl Glance {
    /// What is seen of a session with what was moved: levers, and assumptions that are fixed in it.
    pub(crate) fn look(
        &mut self,
        session: &Session,
        moved: &Moved,
        progress: &dyn Progress,
    ) -> Result<Projection, Error> {
        let failed = |error| Error::Run { scenario: self.scenario.clone(), error };
        self.of.look(&session.settings(&moved.levers), &moved.fixed, progress).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::explored;

    #[test]
    fn a_path_with_something_moved_has_a_name_of_its_own() {
        let titles = ["Baseline: what is known now", "Robots", "基准：推动"].map(explored);
        assert_eq!(
            titles,
            ["Baseline, as explored: what is known now", "Robots, as explored", "基准, as explored：推动"]
        );
    }
}
