//! The numbers by which paths are judged, and the verdict on them.

use ndarray::{Array2, ArrayView2};

use super::{judge, label};
use crate::model::{Model, Quantity};
use crate::numeric::weights::Weights;
use crate::projection::{Costs, Criterion, Dominance};

/// The numbers by which paths are judged: criteria and parts of costs, as far as all scenarios have them.
pub(super) struct Judged {
    /// Index of the criterion in the reference, and its number.
    pub criteria: Vec<(usize, Quantity)>,
    /// Parts of the cost at the last time.
    pub costs: Vec<Quantity>,
    /// Parts of the summed import bill at the last time.
    pub imports: Vec<Quantity>,
}

impl Judged {
    /// What all models have; a note says what one lacks.
    pub fn new(models: &[&Model], base: &Model, notes: &mut Vec<String>) -> Self {
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
        notes.extend(models.iter().filter_map(|model| of_its_own(model, base)));
        Self { criteria, costs, imports }
    }

    /// The numbers of the criteria.
    pub fn numbers(&self) -> Vec<Quantity> {
        self.criteria.iter().map(|(_, of)| *of).collect()
    }

    /// All: criteria, costs, imports.
    pub fn picks(&self) -> Vec<Quantity> {
        self.numbers().into_iter().chain(self.costs.iter().chain(&self.imports).copied()).collect()
    }

    /// Whether more is better, by the criterion at a place.
    pub fn higher_is_better(&self, base: &Model, place: usize) -> bool {
        base.criteria[self.criteria[place].0].declared.value.higher_is_better
    }
}

/// Says by what else a scenario would be judged than the reference.
fn of_its_own(model: &Model, base: &Model) -> Option<String> {
    let said = |model: &Model, place: usize| {
        let criterion = &model.criteria[place];
        let better = criterion.declared.value.higher_is_better;
        (criterion.declared.name.clone(), label::selector(model, criterion.of), better)
    };
    let known: Vec<_> = (0..base.criteria.len()).map(|place| said(base, place)).collect();
    let own = (0..model.criteria.len()).filter(|place| !known.contains(&said(model, *place)));
    let mut own: Vec<String> = own.map(|place| format!("`{}`", model.criteria[place].declared.written)).collect();
    let name = |model: &Model| model.cost.map(|variable| model.variables[variable].signature.name.clone());
    own.extend(name(model).filter(|cost| Some(cost) != name(base).as_ref()).map(|cost| format!("the cost `{cost}`")));
    let [title, there] = [model, base].map(|model| &model.header.about.title);
    let why = format!("paths are judged by the criteria and the cost of {there}");
    (!own.is_empty()).then(|| format!("{title} judges by {} as well, which is not shown: {why}", own.join(", ")))
}

/// Judges all draws [scenario, draw] of numbers of the reference.
pub(super) struct Verdict<'a> {
    pub base: &'a Model,
    /// The row of the reference.
    pub reference: usize,
    /// By scenario: whether it is one of the paths to choose from.
    pub ranked: &'a [bool],
    pub weights: &'a Weights,
}

impl Verdict<'_> {
    /// Sums of parts of a variable: each part and, of several, the total.
    pub fn summed(&self, parts: &[Quantity], values: &[Array2<f64>]) -> Option<Costs> {
        let first = parts.first()?;
        let entry = &self.base.variables[first.variable].declared;
        let total = values.iter().fold(Array2::zeros(values.first()?.dim()), |total, part| total + part);
        let (mut costs, mut differences) = (vec![Vec::new(); total.nrows()], vec![Vec::new(); total.nrows()]);
        let columns = if values.len() > 1 { values.len() + 1 } else { 1 };
        for values in values.iter().chain([&total]).take(columns) {
            let (own, gaps) = judge::with_differences(values.view(), self.reference, self.weights);
            for (scenario, (own, gap)) in own.into_iter().zip(gaps).enumerate() {
                costs[scenario].push(own);
                differences[scenario].push(gap);
            }
        }
        Some(Costs {
            variable: entry.name.clone(),
            label: entry.value.label.clone(),
            unit: entry.value.unit.value.clone(),
            year: self.base.axis.time(first.point),
            description: entry.value.description.clone(),
            parts: parts.iter().map(|of| self.part(of)).collect(),
            costs,
            differences,
        })
    }

    /// The labels of an element, or `total` of what has none.
    fn part(&self, of: &Quantity) -> String {
        let dims = &self.base.variables[of.variable].signature.dims;
        if dims.is_empty() {
            return "total".to_owned();
        }
        let elements = self.base.elements(dims, of.element);
        let labels = dims
            .iter()
            .zip(elements)
            .map(|(dim, element)| self.base.dimensions[*dim].value.elements[element].value.as_str());
        labels.collect::<Vec<_>>().join(", ")
    }

    /// Which scenario dominates which; none with fewer than two criteria or scenarios.
    pub fn dominance(&self, judged: &Judged, values: &[Array2<f64>]) -> Option<Dominance> {
        let enough = values.len() > 1 && values[0].nrows() > 1;
        let views: Vec<(ArrayView2<f64>, bool)> = values
            .iter()
            .enumerate()
            .map(|(place, values)| (values.view(), judged.higher_is_better(self.base, place)))
            .collect();
        enough.then(|| judge::dominance(&views, self.ranked, self.weights))
    }

    /// What each scenario reaches by each criterion, how often it is the best, and what it loses.
    pub fn criteria(&self, judged: &Judged, values: &[Array2<f64>]) -> Vec<Criterion> {
        let one = |(place, ((index, of), values)): (usize, (&(usize, Quantity), &Array2<f64>))| {
            let higher_is_better = judged.higher_is_better(self.base, place);
            let (own, differences) = judge::with_differences(values.view(), self.reference, self.weights);
            let (best, regret) = judge::best_and_regret(values.view(), higher_is_better, self.ranked, self.weights);
            Criterion {
                name: self.base.criteria[*index].declared.name.clone(),
                label: label::of(self.base, *of),
                selector: label::selector(self.base, *of),
                unit: self.base.unit_of(*of).to_owned(),
                higher_is_better,
                values: own,
                differences,
                best,
                regret,
            }
        };
        judged.criteria.iter().zip(values).enumerate().map(one).collect()
    }
}
