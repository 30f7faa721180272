//! Whose results a table shows, and the columns that say which series a row belongs to.

use super::form::Measure;
use super::sheet::Cell;
use crate::projection::{Dimension, Projection, Series, Variable};

/// One projection, or several side by side.
pub struct Scope<'a> {
    /// The projections.
    pub projections: Vec<&'a Projection>,
    /// Their names; empty for one that is alone, whose tables do not name it.
    names: Vec<String>,
}

/// One series with all it belongs to.
#[derive(Clone, Copy)]
pub struct Item<'a> {
    /// Index of the projection.
    pub scenario: usize,
    /// The projection.
    pub projection: &'a Projection,
    /// The variable.
    pub variable: &'a Variable,
    /// The series.
    pub series: &'a Series,
    /// How its numbers are written.
    pub measure: Measure,
}

impl<'a> Scope<'a> {
    /// A projection alone.
    pub fn of_run(projection: &'a Projection) -> Self {
        Self { projections: vec![projection], names: Vec::new() }
    }

    /// Projections side by side, named by their titles, and by their files where titles are the same.
    pub fn of_comparison(projections: &'a [Projection]) -> Self {
        let title = |projection: &Projection| projection.about.title.clone();
        let unique = |name: &str| projections.iter().filter(|other| title(other) == name).count() == 1;
        let names = projections.iter().map(|projection| {
            let title = title(projection);
            if unique(&title) { title } else { format!("{title} ({})", projection.about.id) }
        });
        Self { names: names.collect(), projections: projections.iter().collect() }
    }

    /// The name of a scenario.
    pub fn name(&self, scenario: usize) -> &str {
        self.names.get(scenario).map_or("", String::as_str)
    }

    /// A cell with the name of the scenario, if there are several.
    pub fn scenario_cell(&'a self, scenario: usize) -> Option<Cell<'a>> {
        self.names.get(scenario).map(|name| Cell::text(name))
    }

    /// The head above [`Scope::scenario_cell`].
    pub fn scenario_head(&self) -> Option<Cell<'a>> {
        (!self.names.is_empty()).then(|| Cell::text("Scenario"))
    }

    /// All series, in the order of the projections.
    pub fn items(&self) -> impl Iterator<Item = Item<'a>> {
        self.projections.iter().enumerate().flat_map(|(scenario, projection)| {
            projection.variables.iter().flat_map(move |variable| {
                let measure = measure(variable);
                variable.series.iter().map(move |series| Item { scenario, projection, variable, series, measure })
            })
        })
    }
}

/// How the numbers of a variable are written, the same for all its series.
pub fn measure(variable: &Variable) -> Measure {
    let values = variable.series.iter().flat_map(|series| series.mean.iter().chain(series.quantiles.values()).copied());
    Measure::new(&variable.unit, values)
}

impl<'a> Item<'a> {
    /// The label of an element, by the name of its dimension.
    fn element(&self, dimension: &str) -> Option<&'a str> {
        let projection = self.projection;
        self.variable.dims.iter().zip(&self.series.elements).find_map(|(dim, element)| {
            let of = projection.dimensions.get(*dim).filter(|of| of.name == dimension)?;
            Some(of.elements.get(*element)?.label.as_str())
        })
    }

    /// The label of the series: the variable's and its elements'.
    pub fn label(&self) -> String {
        let labels: Vec<&str> = self.dimensions().filter_map(|dimension| self.element(&dimension.name)).collect();
        if labels.is_empty() {
            self.variable.label.clone()
        } else {
            format!("{}: {}", self.variable.label, labels.join(", "))
        }
    }

    fn dimensions(&self) -> impl Iterator<Item = &'a Dimension> {
        let projection = self.projection;
        self.variable.dims.iter().filter_map(|dim| projection.dimensions.get(*dim))
    }

    /// Whether none of its numbers is below zero.
    pub fn is_never_negative(&self) -> bool {
        self.series.quantiles.values().all(|value| *value >= 0.0)
    }

    /// Whether this is the same series, perhaps of another projection.
    pub fn is_same(&self, other: &Self) -> bool {
        self.variable.name == other.variable.name
            && self.dimensions().count() == other.dimensions().count()
            && self.dimensions().all(|dimension| self.element(&dimension.name) == other.element(&dimension.name))
    }
}

/// The columns that say which series a row belongs to: scenario, name, label, a column for each dimension in use, unit.
pub struct Keys<'a> {
    dimensions: Vec<&'a Dimension>,
}

impl<'a> Keys<'a> {
    /// With a column for each dimension that one of these series has.
    pub fn new(items: &[Item<'a>]) -> Self {
        let mut dimensions: Vec<&Dimension> = Vec::new();
        for dimension in items.iter().flat_map(Item::dimensions) {
            if dimensions.iter().all(|known| known.name != dimension.name) {
                dimensions.push(dimension);
            }
        }
        Self { dimensions }
    }

    /// The head above [`Keys::cells`].
    pub fn head(&self, scope: &Scope<'a>) -> Vec<Cell<'a>> {
        let dimensions = self.dimensions.iter().map(|dimension| Cell::text(&dimension.label));
        scope
            .scenario_head()
            .into_iter()
            .chain(["Name", "Variable"].map(Cell::text))
            .chain(dimensions)
            .chain([Cell::text("Unit")])
            .collect()
    }

    /// The cells of one series.
    pub fn cells(&self, scope: &'a Scope<'a>, item: &Item<'a>) -> Vec<Cell<'a>> {
        let element = |dimension: &&Dimension| item.element(&dimension.name).map_or(Cell::Empty, Cell::text);
        scope
            .scenario_cell(item.scenario)
            .into_iter()
            .chain([&item.variable.name, &item.variable.label].map(|text| Cell::text(text)))
            .chain(self.dimensions.iter().map(element))
            .chain([Cell::text(&item.variable.unit)])
            .collect()
    }
}
