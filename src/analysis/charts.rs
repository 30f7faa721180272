//! The charts a scenario asks for, as indices into its projection.

use crate::model::Model;
use crate::projection::{Chart, ChartKind};
use crate::scenario;

/// Resolves the charts of a scenario; `reported` maps a variable of the model to its place in the projection.
pub(super) fn charts(model: &Model, reported: &[Option<usize>]) -> Vec<Chart> {
    model.scenario.charts.iter().map(|entry| chart(model, &entry.name, &entry.value, reported)).collect()
}

fn chart(model: &Model, name: &str, written: &scenario::Chart, reported: &[Option<usize>]) -> Chart {
    let index = |text: &str| {
        let folded = crate::diagnostic::fold(text);
        model.scenario.variables.iter().position(|variable| variable.name == folded)
    };
    let variables: Vec<usize> = written.variables.iter().filter_map(|text| index(&text.value)).collect();
    let dims = variables.first().map_or(&[][..], |first| &model.variables[*first].signature.dims);
    let by = written.by.as_ref().and_then(|text| {
        let folded = crate::diagnostic::fold(&text.value);
        model.scenario.dimensions.iter().position(|dimension| dimension.name == folded)
    });
    // Each element goes to the first dimension that has it and is not taken yet, in the order written.
    let mut fixed: Vec<(usize, usize)> = Vec::new();
    for part in written.elements.iter().flat_map(|text| text.value.split(',')).map(crate::diagnostic::fold) {
        let free = dims.iter().filter(|dim| by != Some(**dim) && fixed.iter().all(|(taken, _)| taken != *dim));
        let hit = free.copied().find_map(|dim| {
            let elements = &model.scenario.dimensions[dim].value.elements;
            elements.iter().position(|element| element.name == part).map(|element| (dim, element))
        });
        fixed.extend(hit);
    }
    Chart {
        name: name.to_owned(),
        kind: kind(&written.kind.value),
        variables: variables.iter().filter_map(|variable| reported[*variable]).collect(),
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

/// The kind of a chart by its name in the file; the reader has seen to it that it is one of these.
fn kind(name: &str) -> ChartKind {
    match name {
        "lines" => ChartKind::Lines,
        "stacked" => ChartKind::Stacked,
        "small-multiples" => ChartKind::SmallMultiples,
        "decomposition" => ChartKind::Decomposition,
        _ => ChartKind::Fan,
    }
}
