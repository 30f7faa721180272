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
        fixed,
        by,
        title: written.title.clone(),
        subtitle: written.subtitle.clone(),
        source: written.source.clone(),
        from: written.from,
        until: written.until,
        log: written.log,
    }
}
