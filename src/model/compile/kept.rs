//! A program that can be given other settings of levers without being compiled again.

use super::scalars;
use crate::model::Model;
use crate::model::graph::{Node, NodeId};
use crate::model::lower::{Lowered, Source, settings};
use crate::model::program::{Program, SeriesTable};

/// A program that was compiled.
#[derive(Debug)]
pub struct Compiled {
    /// The program.
    pub program: Program,
    /// What its numbers are made of.
    pub origin: Origin,
}

/// What the numbers of a program are made of.
#[derive(Debug)]
pub struct Origin {
    nodes: Vec<Node>,
    /// The nodes behind its scalars.
    scalar_nodes: Vec<NodeId>,
    series: Vec<SeriesTable>,
    sources: Vec<Source>,
    /// By lever and element: its settings.
    settings: Vec<Vec<Vec<f64>>>,
}

impl Compiled {
    pub(super) fn new(model: &Model, program: Program, lowered: Lowered, scalar_nodes: Vec<NodeId>) -> Self {
        let Lowered { graph, series, sources, .. } = lowered;
        let nodes = graph.nodes().to_vec();
        Self { program, origin: Origin { nodes, scalar_nodes, series, sources, settings: all_settings(model) } }
    }

    /// Gives the program the settings of levers of a model that differs from the one it was compiled of in nothing else; false,
    /// and it is as it was, if another program would be compiled of that model.
    #[must_use]
    pub fn set(&mut self, model: &Model) -> bool {
        let settings = all_settings(model);
        let Self { program, origin } = self;
        let pairs = || origin.settings.iter().flatten().zip(settings.iter().flatten());
        // What begins elsewhere, or is constant, is folded.
        if !pairs().all(|(old, new)| old[0].to_bits() == new[0].to_bits() && is_constant(old) == is_constant(new)) {
            return false;
        }
        let Some(series) = origin.series(&settings) else { return false };
        let shape = (program.steps, program.stages);
        program.scalars = scalars::rows(model, &origin.nodes, &series, &origin.scalar_nodes, shape);
        (origin.series, origin.settings) = (series, settings);
        true
    }
}

impl Origin {
    /// The tables of values with other settings of levers; none if other tables would be one.
    fn series(&self, settings: &[Vec<Vec<f64>>]) -> Option<Vec<SeriesTable>> {
        let table = |(number, old): (usize, &SeriesTable)| {
            let mut sources = self.sources.iter().filter(|source| source.series == number).map(|source| source.lever);
            let of = |lever: Option<(usize, usize)>| match lever {
                Some((lever, element)) => SeriesTable { values: settings[lever][element].clone(), drives: old.drives },
                None => old.clone(),
            };
            let first = of(sources.next()?);
            sources.all(|other| of(other) == first).then_some(first)
        };
        let series: Vec<SeriesTable> = self.series.iter().enumerate().map(table).collect::<Option<_>>()?;
        let distinct = series.iter().enumerate().all(|(place, one)| !series[..place].contains(one));
        distinct.then_some(series)
    }
}

fn all_settings(model: &Model) -> Vec<Vec<Vec<f64>>> {
    let of =
        |lever: usize| (0..model.levers[lever].values.len()).map(|element| settings(model, lever, element)).collect();
    (0..model.levers.len()).map(of).collect()
}

fn is_constant(settings: &[f64]) -> bool {
    settings.iter().all(|value| *value == settings[0])
}
