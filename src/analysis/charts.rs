//! The charts a scenario asks for, as indices into its projection, and what they ask of draws.

use crate::model::program::Column;
use crate::model::{self, Model};
use crate::projection::{Chart, ChartKind};

/// What the charts of a scenario ask of the draws of a column, besides what is always told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Wanted {
    /// Points of time whose histograms they show, ascending.
    pub histograms: Vec<usize>,
    /// Whether they show draws as lines.
    pub lines: bool,
}

/// What charts ask of the draws of a column.
pub(super) fn wanted(model: &Model, column: Column) -> Wanted {
    let dims = &model.variables[column.variable].signature.dims;
    let mut wanted = Wanted::default();
    for asked in model.charts.iter().filter(|asked| asked.variables.contains(&column.variable)) {
        let written = &asked.declared.value;
        let is_of_draws = matches!(written.kind, ChartKind::Histogram | ChartKind::Spaghetti);
        if !is_of_draws || !Chart::shows_with(&fixed(model, asked), dims, &model.elements(dims, column.element)) {
            continue;
        }
        if written.kind == ChartKind::Spaghetti {
            wanted.lines = true;
            continue;
        }
        // The last time that it shows.
        let until = written.until.map_or(f64::INFINITY, |until| until + 1e-6);
        wanted.histograms.extend((0..model.axis.points).rev().find(|point| model.axis.time(*point) <= until));
    }
    wanted.tidy();
    wanted
}

impl Wanted {
    /// As what charts ask of the same column of other scenarios that are shown beside this one: all histograms, so that all of them
    /// are counted where one is asked for.
    pub fn beside(models: &[&Model], model: &Model, column: Column) -> Self {
        let name = &model.variables[column.variable].signature.name;
        let asked = models.iter().filter_map(|other| {
            let variable = other.variable_named(name)?;
            Some(wanted(other, Column { variable, ..column }).histograms)
        });
        let mut found = Self { histograms: asked.flatten().collect(), lines: false };
        found.tidy();
        found
    }

    /// With what others want too.
    pub fn add(&mut self, other: &Self) {
        self.histograms.extend(&other.histograms);
        self.lines |= other.lines;
        self.tidy();
    }

    fn tidy(&mut self) {
        self.histograms.sort_unstable();
        self.histograms.dedup();
    }
}

/// Resolves the charts of a scenario; `reported` maps a variable of the model to its place in the projection.
pub(super) fn charts(model: &Model, reported: &[Option<usize>]) -> Vec<Chart> {
    model.charts.iter().map(|asked| chart(model, asked, reported)).collect()
}

fn chart(model: &Model, asked: &model::Chart, reported: &[Option<usize>]) -> Chart {
    let (written, by) = (&asked.declared.value, asked.by);
    let fixed = fixed(model, asked);
    Chart {
        name: asked.declared.name.clone(),
        kind: written.kind,
        variables: asked.variables.iter().filter_map(|variable| reported[*variable]).collect(),
        by,
        title: if written.title.is_empty() { title(model, asked, &fixed) } else { written.title.clone() },
        subtitle: written.subtitle.clone(),
        source: written.source.clone(),
        from: written.from,
        until: written.until,
        log: written.log,
        fixed,
    }
}

/// The elements that a chart fixes: dimension and element.
fn fixed(model: &Model, asked: &model::Chart) -> Vec<(usize, usize)> {
    let (written, by) = (&asked.declared.value, asked.by);
    let dims = asked.variables.first().map_or(&[][..], |first| &model.variables[*first].signature.dims);
    // Each element goes to the first dimension that has it and is not taken yet, in the order written.
    let mut fixed: Vec<(usize, usize)> = Vec::new();
    for part in written.elements.iter().flat_map(|text| text.value.split(',')).map(crate::diagnostic::fold) {
        let free = dims.iter().filter(|dim| by != Some(**dim) && fixed.iter().all(|(taken, _)| taken != *dim));
        let hit = free.copied().find_map(|dim| {
            let elements = &model.dimensions[dim].value.elements;
            elements.iter().position(|element| element.name == part).map(|element| (dim, element))
        });
        fixed.extend(hit);
    }
    fixed
}

/// The title of a chart that has none: labels of its variables, or the first and how many others, and of the elements that it picks.
fn title(model: &Model, asked: &model::Chart, fixed: &[(usize, usize)]) -> String {
    const LONGEST: usize = 60;
    let labels = asked.variables.iter().map(|variable| model.variables[*variable].declared.value.label.as_str());
    let mut all: Vec<&str> = labels.collect();
    let first = format!("{} and {} others", all.first().unwrap_or(&""), all.len().saturating_sub(1));
    if all.iter().map(|label| label.chars().count()).sum::<usize>() > LONGEST && all.len() > 2 {
        all = vec![&first];
    }
    let element = |(dim, element): &(usize, usize)| model.dimensions[*dim].value.elements[*element].value.as_str();
    all.into_iter().chain(fixed.iter().map(element)).collect::<Vec<_>>().join(", ")
}
