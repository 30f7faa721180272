//! The history of variables of a scenario, as observations that laws can be fitted to.

use super::data::{FitData, FitOptions, Origin, exchanged, falling, name, outside};
use crate::calendar;
use crate::diagnostic::{Code, Diagnostic, Spanned};
use crate::fit::{Input, Observations};
use crate::model::element_of;
use crate::model::units::Unit;
use crate::scenario::{Entry, History};
use crate::selector::{self, Selector};
use crate::session::{Error, Session, given};

/// Times this close, in years, are the same.
const SAME_TIME: f64 = 1e-6;

/// Which history of a scenario is fitted: variables, `NAME[element, …]`.
#[derive(Debug, Clone, Default)]
pub struct FitHistory {
    /// Values.
    pub of: String,
    /// Cumulative volumes, for laws of learning.
    pub volume: Option<String>,
    /// What is made in each period, for laws of scale.
    pub production: Option<String>,
    /// Stocks of knowledge, for learning by searching.
    pub knowledge: Option<String>,
}

impl FitHistory {
    fn input(&self, input: Input) -> Option<&str> {
        match input {
            Input::Volume => self.volume.as_deref(),
            Input::Production => self.production.as_deref(),
            Input::Knowledge => self.knowledge.as_deref(),
        }
    }
}

impl From<&str> for FitHistory {
    fn from(of: &str) -> Self {
        Self { of: of.to_owned(), ..Self::default() }
    }
}

/// The history of an element of a variable.
struct Found<'a> {
    /// The variable.
    entry: &'a Entry<crate::scenario::Variable>,
    /// What was written, and where.
    text: Spanned<String>,
    target: Selector,
    /// The first of its histories.
    history: &'a Entry<History>,
    /// The unit of its values.
    unit: Unit,
    /// That others are not used.
    notes: Vec<String>,
}

impl Session {
    /// The history of a variable, `NAME[element, …]`, as observations that laws can be fitted to, with that of others on
    /// which laws of learning depend, in base units. Values at times at which one of those is not observed are left out, and a note says
    /// so.
    ///
    /// # Errors
    /// There is no such variable or element, it has no history, or none at the times of the values.
    pub fn history(&self, wanted: impl Into<FitHistory>, options: &FitOptions) -> Result<FitData, Error> {
        let wanted = wanted.into();
        let model = &self.file.model;
        let Found { entry, text, target, history, mut notes, .. } = self.observed("--of", &wanted.of)?;
        let points: Vec<(f64, f64)> = history
            .value
            .points
            .iter()
            .filter(|(time, _)| options.takes(*time, calendar::Unit::Number))
            .map(|(time, value)| (*time, value * options.factor))
            .collect();
        notes.extend(outside(history.value.points.len() - points.len()));
        let unit = history.value.unit.as_ref().unwrap_or(&entry.value.unit);
        let mut source = format!("history `{}` of {} in {}", history.written, wanted.of, self.path.display());
        if !history.value.source.is_empty() {
            source = format!("{source}: {}", history.value.source);
        }
        let mut observations = Observations::new(&points);
        for input in Input::ALL {
            let Some(of) = wanted.input(input) else { continue };
            let found = self.observed(&format!("--{}", input.name()), of)?;
            source = format!("{source}; {}: history `{}` of {of}", input.doc(), found.history.written);
            let (complete, said) = beside(observations, input, &found, &text)?;
            observations = complete;
            notes.extend(said);
        }
        notes.extend(falling(&observations, calendar::Unit::Number));
        notes.extend(exchanged(&observations, calendar::Unit::Number));
        let elements: Vec<&str> = target.elements.iter().map(|element| element.value.as_str()).collect();
        let label = &entry.value.label;
        FitData {
            observations,
            times: calendar::Unit::Number,
            places: Vec::new(),
            place: text.span.clone(),
            label: if elements.is_empty() { label.clone() } else { format!("{label} ({})", elements.join(", ")) },
            name: name(&std::iter::once(entry.name.as_str()).chain(elements).collect::<Vec<_>>().join(" ")),
            unit: if options.factor == 1.0 { unit.value.clone() } else { "1".to_owned() },
            source,
            texts: vec![model.header.hash.clone()],
            inputs: model.header.inputs.clone(),
            files: model.header.files.clone(),
            notes,
            origin: Origin::History { scenario: self.path.clone(), step: model.header.time.step.value },
            options: options.clone(),
        }
        .called_as_asked()
    }

    /// The first history of what an option names.
    fn observed(&self, option: &str, of: &str) -> Result<Found<'_>, Error> {
        let model = &self.file.model;
        let text = given(option, of);
        let target = selector::parse(&text)?;
        let (variable, _) = element_of(model, &text)?;
        let entry = &model.variables[variable].declared;
        let elements: Vec<&str> = target.elements.iter().map(|element| element.value.as_str()).collect();
        let wanted = elements.join(", ");
        let belongs = |element: Option<&str>| element.map_or_else(String::new, selector::canonical_elements) == wanted;
        let mut histories = entry.value.history.iter().filter(|history| {
            belongs(history.value.element.as_ref().map(|element| element.value.as_str()))
                && !history.value.points.is_empty()
        });
        let Some(history) = histories.next() else {
            let message = format!("`{of}` has no history to fit");
            let help = format!("give it observed values in [variables.{}.history.NAME]", entry.written);
            return Err(Diagnostic::error(Code::NoHistory, message, text.span, "").with_help(help).into());
        };
        let not_used = |other: &Entry<_>| format!("`{}` is not used: `{}` comes first", other.written, history.written);
        let notes = histories.map(not_used).collect();
        let own = history.value.unit.as_ref().and_then(|unit| model.history_unit(&unit.value));
        let unit = own.unwrap_or_else(|| model.variables[variable].signature.unit.clone());
        Ok(Found { entry, text, target, history, unit, notes })
    }
}

/// Puts to each observation what a law depends on besides time, leaves out those of which it is not known, and says so.
fn beside(
    observations: Observations,
    input: Input,
    found: &Found,
    of: &Spanned<String>,
) -> Result<(Observations, Vec<String>), Diagnostic> {
    let points = &found.history.value.points;
    let at = |time: f64| points.iter().find(|(other, _)| (other - time).abs() <= SAME_TIME);
    let values: Vec<Option<f64>> =
        observations.x.iter().map(|time| at(*time).map(|point| found.unit.to_base(point.1))).collect();
    let mut notes = found.notes.clone();
    let Some(first) = values.iter().position(Option::is_none) else {
        return Ok((observations.with(input, values.into_iter().flatten().collect()), notes));
    };
    let known: Vec<usize> = (0..values.len()).filter(|row| values[*row].is_some()).collect();
    if known.is_empty() {
        let message = format!("`{}` is not observed at any time at which `{}` is", found.text.value, of.value);
        let problem = Diagnostic::error(Code::NothingObserved, message, found.text.span.clone(), "nothing to fit");
        return Err(problem.with_label(of.span.clone(), "fitted to this"));
    }
    notes.push(format!(
        "values that are left out, since `{}` is not observed then: {} of {}, the first of {}",
        found.text.value,
        values.len() - known.len(),
        values.len(),
        observations.x[first]
    ));
    Ok((observations.rows(&known).with(input, values.into_iter().flatten().collect()), notes))
}
