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
    /// Levers whose settings are not folded.
    varying: Vec<usize>,
}

impl Compiled {
    pub(super) fn new(
        model: &Model,
        program: Program,
        lowered: Lowered,
        (scalar_nodes, varying): (Vec<NodeId>, &[usize]),
    ) -> Self {
        let Lowered { graph, series, sources, .. } = lowered;
        let (nodes, settings, varying) = (graph.nodes().to_vec(), all_settings(model), varying.to_vec());
        Self { program, origin: Origin { nodes, scalar_nodes, series, sources, settings, varying } }
    }

    /// Gives the program the settings of levers of a model that differs from the one it was compiled of in nothing else; false,
    /// and it is as it was, if another program would be compiled of that model.
    #[must_use]
    pub fn set(&mut self, model: &Model) -> bool {
        let settings = all_settings(model);
        let Some(series) = self.origin.series(&settings) else { return false };
        self.program.scalars = self.rows(model, &series);
        (self.origin.series, self.origin.settings) = (series, settings);
        true
    }

    /// The scalars of the program with the settings of levers of a model, as [`Self::set`] would give it; none where it would not.
    #[must_use]
    pub fn scalars_of(&self, model: &Model) -> Option<Vec<Vec<f64>>> {
        Some(self.rows(model, &self.origin.series(&all_settings(model))?))
    }

    fn rows(&self, model: &Model, series: &[SeriesTable]) -> Vec<Vec<f64>> {
        let Self { program, origin } = self;
        scalars::rows(model, &origin.nodes, series, &origin.scalar_nodes, (program.steps, program.stages))
    }
}

impl Origin {
    /// The tables of values with other settings of levers; none if more is folded, or if other tables would be one.
    fn series(&self, settings: &[Vec<Vec<f64>>]) -> Option<Vec<SeriesTable>> {
        for (lever, (old, new)) in self.settings.iter().zip(settings).enumerate() {
            // What begins elsewhere, or is constant, is folded.
            let same = |(old, new): (&Vec<f64>, &Vec<f64>)| {
                old[0].to_bits() == new[0].to_bits() && is_constant(old) == is_constant(new)
            };
            if old.len() != new.len() || !(self.varying.contains(&lever) || old.iter().zip(new).all(same)) {
                return None;
            }
        }
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
        let shared: Vec<&SeriesTable> =
            series.iter().enumerate().filter(|(number, _)| !self.is_own(*number)).map(|(_, table)| table).collect();
        let distinct = shared.iter().enumerate().all(|(place, one)| !shared[..place].contains(one));
        distinct.then_some(series)
    }

    /// Whether a table is that of a lever which shares it with nothing.
    fn is_own(&self, series: usize) -> bool {
        let mut sources = self.sources.iter().filter(|source| source.series == series);
        sources.any(|source| source.lever.is_some_and(|(lever, _)| self.varying.contains(&lever)))
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
