//! Draws uncertain assumptions: the value of draw i depends only on the seed, the name, the element and i.

use ndarray::ArrayView2;

use crate::model::{CorrelationGroup, Model};
use crate::numeric::{normal, permutation, random, sobol};
use crate::scenario::Sampler;

/// What is needed to fill columns of samples.
pub(super) struct Sampling<'a> {
    model: &'a Model,
    sampler: Sampler,
    draws: u64,
    /// Key of each draw source.
    keys: Vec<u64>,
    /// Uniform numbers [draw source, draw] that replace the sampler's, and the draw of the first column.
    given: Option<(ArrayView2<'a, f64>, u64)>,
    /// For each draw source that is wanted and not correlated, the register that takes it.
    alone: Vec<(usize, u32)>,
    /// Correlated groups with a wanted member, and the registers of wanted members.
    groups: Vec<(&'a CorrelationGroup, Vec<Option<u32>>)>,
}

impl<'a> Sampling<'a> {
    /// Prepares to fill the given draw sources into registers.
    pub(super) fn new(model: &'a Model, wanted: &[(usize, u32)], sampler: Sampler, seed: u64, draws: u64) -> Self {
        let keys = model.draws.iter().map(|source| random::key(seed, &source.name, source.element)).collect();
        let register = |draw: &usize| wanted.iter().find(|(index, _)| index == draw).map(|(_, register)| *register);
        let groups: Vec<_> = model
            .correlations
            .iter()
            .map(|group| (group, group.members.iter().map(register).collect::<Vec<_>>()))
            .filter(|(_, registers)| registers.iter().any(Option::is_some))
            .collect();
        let correlated = |draw: usize| model.correlations.iter().any(|group| group.members.contains(&draw));
        let alone = wanted.iter().copied().filter(|(draw, _)| !correlated(*draw)).collect();
        Self { model, sampler, draws, keys, given: None, alone, groups }
    }

    /// Takes uniform numbers [draw source, draw] in place of the sampler's; the first column belongs to `first_draw`.
    pub(super) fn with_uniforms(self, uniforms: ArrayView2<'a, f64>, first_draw: u64) -> Self {
        Self { given: Some((uniforms, first_draw)), ..self }
    }

    /// Fills the registers of a block with samples.
    pub(super) fn fill(&self, registers: &mut [Vec<f64>], count: usize, first_draw: u64) {
        for (draw, register) in &self.alone {
            let column = &mut registers[*register as usize][..count];
            self.uniform(*draw, column, first_draw);
            self.model.draws[*draw].distribution.fill(column);
        }
        for (group, wanted) in &self.groups {
            self.fill_group(group, wanted, registers, count, first_draw);
        }
    }

    /// A Gaussian copula: independent normal scores are mixed by the Cholesky factor, then take their own distributions.
    fn fill_group(
        &self,
        group: &CorrelationGroup,
        wanted: &[Option<u32>],
        registers: &mut [Vec<f64>],
        count: usize,
        first_draw: u64,
    ) {
        let scores: Vec<Vec<f64>> = group
            .members
            .iter()
            .map(|draw| {
                let mut scores = vec![0.0; count];
                self.uniform(*draw, &mut scores, first_draw);
                normal::normal_scores(&mut scores);
                scores
            })
            .collect();
        for (member, register) in wanted.iter().enumerate() {
            let Some(register) = register else { continue };
            let column = &mut registers[*register as usize][..count];
            column.fill(0.0);
            for (weight, scores) in group.factor[member].iter().zip(&scores).take(member + 1) {
                for (sum, score) in column.iter_mut().zip(scores) {
                    *sum += weight * score;
                }
            }
            self.model.draws[group.members[member]].distribution.fill_from_normal(column);
        }
    }

    fn uniform(&self, draw: usize, column: &mut [f64], first_draw: u64) {
        if let Some((uniforms, start)) = &self.given {
            let offset = (first_draw - start) as usize;
            for (value, given) in column.iter_mut().zip(uniforms.row(draw).iter().skip(offset)) {
                *value = *given;
            }
            return;
        }
        let key = self.keys[draw];
        match self.sampler {
            Sampler::Sobol => sobol::fill(column, first_draw, self.model.draws[draw].dimension, key),
            Sampler::LatinHypercube => permutation::latin_hypercube(column, first_draw, self.draws, key),
            Sampler::Random => random::fill_uniform(column, first_draw, key, 0),
        }
    }
}
