//! The projection of a model from summaries of what it reports.

use super::charts;
use super::inputs;
use super::study::Study;
use crate::model::Model;
use crate::projection::{About, Basis, Dimension, Element, Projection, Series, Variable};
use crate::scenario::At;

/// The projection of a model: `summaries` are of all elements of all reported variables, in order.
pub(super) fn assemble(model: &Model, study: &Study, summaries: Vec<Series>, colour: usize) -> Projection {
    assemble_of(model, study, &|_, _| true, summaries, colour)
}

/// As [`assemble`], of the elements that are `shown` alone (variable and flat element index).
pub(super) fn assemble_of(
    model: &Model,
    study: &Study,
    shown: &dyn Fn(usize, usize) -> bool,
    summaries: Vec<Series>,
    colour: usize,
) -> Projection {
    let projection = assemble_shown(model, study, shown, summaries, colour);
    Projection { inputs: inputs::inputs(model), changes: inputs::changes(model), ..projection }
}

/// As [`assemble_of`], without what goes into the scenario, which takes longer to tell than charts take to draw.
pub(super) fn assemble_shown(
    model: &Model,
    study: &Study,
    shown: &dyn Fn(usize, usize) -> bool,
    summaries: Vec<Series>,
    colour: usize,
) -> Projection {
    let mut count = 0;
    let mut place = |reported: bool| {
        count += usize::from(reported);
        reported.then(|| count - 1)
    };
    let index_of: Vec<Option<usize>> = model.variables.iter().map(|variable| place(variable.reported)).collect();
    Projection {
        about: about(model, study, colour),
        times: model.axis.times(),
        dimensions: dimensions(model),
        charts: charts::charts(model, &index_of),
        variables: variables(model, shown, summaries),
        conditioning: None,
        inputs: Vec::new(),
        changes: Vec::new(),
    }
}

fn about(model: &Model, study: &Study, colour: usize) -> About {
    let about = &model.header.about;
    About {
        id: model.header.id.clone(),
        title: about.title.clone(),
        narrative: about.narrative.clone(),
        ranked: about.ranked,
        model: about.model.clone(),
        region: about.region.clone(),
        source: about.source.clone(),
        colour: about.colour.unwrap_or(colour),
        basis: Basis::run(study.sample(), model.is_uncertain()),
    }
}

fn dimensions(model: &Model) -> Vec<Dimension> {
    let elements = |dimension: &crate::scenario::Dimension| {
        let elements = dimension.elements.iter();
        elements.map(|element| Element { name: element.name.clone(), label: element.value.clone() }).collect()
    };
    let dimension = |entry: &crate::scenario::Entry<crate::scenario::Dimension>| Dimension {
        name: entry.name.clone(),
        label: entry.value.label.clone(),
        elements: elements(&entry.value),
        region: entry.value.region,
    };
    model.dimensions.iter().map(dimension).collect()
}

fn variables(model: &Model, shown: &dyn Fn(usize, usize) -> bool, summaries: Vec<Series>) -> Vec<Variable> {
    let mut summaries = summaries.into_iter();
    let reported = model.variables.iter().enumerate().filter(|(_, variable)| variable.reported);
    let variable = |(index, checked): (usize, &crate::model::Variable)| {
        let count = (0..checked.of_element.len()).filter(|element| shown(index, *element)).count();
        let entry = &checked.declared;
        let written = &entry.value;
        Variable {
            name: entry.name.clone(),
            label: written.label.clone(),
            description: written.description.clone(),
            unit: written.unit.value.clone(),
            dims: checked.signature.dims.clone(),
            at_end: checked.at == At::End,
            headline: written.headline.iter().map(|year| year.value).collect(),
            series: summaries.by_ref().take(count).collect(),
        }
    };
    reported.map(variable).collect()
}
