//! The charts a scenario asks for, as indices into its projection.

use crate::model::{self, Model};
use crate::projection::Chart;

/// Resolves the charts of a scenario; `reported` maps a variable of the model to its place in the projection.
pub(super) fn charts(model: &Model, reported: &[Option<usize>]) -> Vec<Chart> {
    model.charts.iter().map(|asked| chart(model, asked, reported)).collect()
}

fn chart(model: &Model, asked: &model::Chart, reported: &[Option<usize>]) -> Chart {
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
