//! Draws uncertain assumptions: the value of draw i depends only on the seed, the name, the element and i.

use ndarray::ArrayView2;

use super::registers::Register;
use super::run::Settings;
use crate::model::{Correlated, CorrelationGroup, Model};
use crate::numeric::{normal, permutation, random, sobol};
use crate::scenario::Sampler;

/// What is needed to fill columns of samples.
pub(super) struct Sampling<'a> {
    model: &'a Model,
    settings: &'a Settings,
    /// Numbers that replace the sampler's, and the draw of the first column.
    given: Option<(Given, ArrayView2<'a, f64>, u64)>,
    /// Draw sources that are wanted and not correlated.
    alone: Vec<Wanted>,
    /// Correlated groups of which something is wanted.
    groups: Vec<Group<'a>>,
}

/// What numbers at which a model is evaluated are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// Uniform numbers, which are mapped through the distributions.
    Uniforms,
    /// Values, as [`sampled`](super::sampled) gives them.
    Values,
}

/// A draw source, the uniform numbers behind it, and the register that takes it.
struct Wanted {
    draw: usize,
    stream: Stream,
    register: u32,
}

/// A sequence of uniform numbers.
#[derive(Clone, Copy)]
struct Stream {
    key: u64,
    /// Sobol dimension.
    dimension: usize,
}

struct Group<'a> {
    correlated: &'a CorrelationGroup,
    /// By member.
    streams: Vec<Stream>,
    /// What is wanted: member, draw source and register.
    wanted: Vec<(usize, usize, u32)>,
}

impl<'a> Sampling<'a> {
    /// Prepares to fill the given draw sources into registers.
    pub(super) fn new(model: &'a Model, wanted: &[(usize, u32)], settings: &'a Settings) -> Self {
        let seed = settings.seed;
        let register = |draw: usize| wanted.iter().find(|(index, _)| *index == draw).map(|(_, register)| *register);
        let mut groups = Vec::new();
        let mut grouped = vec![false; model.draws.len()];
        for correlated in &model.correlations {
            let mut found = Vec::new();
            for (member, stream) in correlated.members.iter().enumerate() {
                for draw in &stream.draws {
                    grouped[*draw] = true;
                    found.extend(register(*draw).map(|register| (member, *draw, register)));
                }
            }
            let stream = |member: &Correlated| Stream {
                key: random::key(seed, &member.name, member.stream.element),
                dimension: member.stream.dimension,
            };
            if !found.is_empty() {
                let streams = correlated.members.iter().map(stream).collect();
                groups.push(Group { correlated, streams, wanted: found });
            }
        }
        let alone = wanted.iter().filter(|(draw, _)| !grouped[*draw]).map(|(draw, register)| {
            let source = &model.draws[*draw];
            let key = random::key(seed, &source.name, source.stream.element);
            Wanted { draw: *draw, stream: Stream { key, dimension: source.stream.dimension }, register: *register }
        });
        Self { model, settings, given: None, alone: alone.collect(), groups }
    }

    /// Takes given numbers [draw source, draw] in place of the sampler's; the first column belongs to `first_draw`.
    pub(super) fn with(self, given: Given, numbers: ArrayView2<'a, f64>, first_draw: u64) -> Self {
        Self { given: Some((given, numbers, first_draw)), ..self }
    }

    /// The uniform numbers of all streams in the first draws, by their keys.
    pub(super) fn streams(&self, count: usize) -> Vec<(u64, Vec<f64>)> {
        let alone = self.alone.iter().map(|wanted| wanted.stream);
        let grouped = self.groups.iter().flat_map(|group| group.streams.iter().copied());
        let mut found: Vec<(u64, Vec<f64>)> = Vec::new();
        for stream in alone.chain(grouped) {
            if found.iter().all(|(key, _)| *key != stream.key) {
                let mut column = vec![0.0; count];
                self.uniform(stream, None, &mut column, 0);
                found.push((stream.key, column));
            }
        }
        found
    }

    /// Fills the registers of a block with samples.
    pub(super) fn fill(&self, registers: &mut [Register], count: usize, first_draw: u64) {
        if let Some((Given::Values, values, start)) = &self.given {
            let grouped =
                self.groups.iter().flat_map(|group| group.wanted.iter().map(|(_, draw, register)| (*draw, *register)));
            for (draw, register) in self.alone.iter().map(|wanted| (wanted.draw, wanted.register)).chain(grouped) {
                let row = values.row(draw);
                let given = row.iter().skip((first_draw - start) as usize);
                registers[register as usize][..count].iter_mut().zip(given).for_each(|(value, given)| *value = *given);
            }
            return;
        }
        for wanted in &self.alone {
            let column = &mut registers[wanted.register as usize][..count];
            let distribution = &self.model.draws[wanted.draw].distribution;
            if self.moved(wanted.stream, column, first_draw) {
                distribution.fill_from_normal(column);
                continue;
            }
            self.uniform(wanted.stream, Some(wanted.draw), column, first_draw);
            distribution.fill(column);
        }
        for group in &self.groups {
            self.fill_group(group, registers, count, first_draw);
        }
    }

    /// A Gaussian copula: independent normal scores are mixed by the Cholesky factor, then take their own distributions.
    fn fill_group(&self, group: &Group, registers: &mut [Register], count: usize, first_draw: u64) {
        let scores: Vec<Vec<f64>> = group
            .streams
            .iter()
            .zip(&group.correlated.members)
            .map(|(stream, member)| {
                let mut scores = vec![0.0; count];
                if !self.moved(*stream, &mut scores, first_draw) {
                    self.uniform(*stream, member.draws.first().copied(), &mut scores, first_draw);
                    normal::normal_scores(&mut scores);
                }
                scores
            })
            .collect();
        for (member, draw, register) in &group.wanted {
            let column = &mut registers[*register as usize][..count];
            column.fill(0.0);
            for (weight, scores) in group.correlated.factor[*member].iter().zip(&scores).take(member + 1) {
                for (sum, score) in column.iter_mut().zip(scores) {
                    *sum += weight * score;
                }
            }
            self.model.draws[*draw].distribution.fill_from_normal(column);
        }
    }

    /// The normal scores of a stream, if a table of draws has them. A uniform number could not tell scores beyond eight apart.
    fn moved(&self, stream: Stream, column: &mut [f64], first_draw: u64) -> bool {
        let table = self.settings.moved.as_ref().filter(|_| self.given.is_none());
        let Some(scores) = table.and_then(|moved| moved.scores.get(&stream.key)) else { return false };
        let first = first_draw as usize;
        column.copy_from_slice(&scores[first..first + column.len()]);
        true
    }

    /// Uniform numbers of a stream. Where they are given, a fixed member of a correlated group, which has no draw source,
    /// stands at its median.
    fn uniform(&self, stream: Stream, draw: Option<usize>, column: &mut [f64], first_draw: u64) {
        if let Some((Given::Uniforms, uniforms, start)) = &self.given {
            let offset = (first_draw - start) as usize;
            match draw {
                Some(draw) => {
                    for (value, given) in column.iter_mut().zip(uniforms.row(draw).iter().skip(offset)) {
                        *value = *given;
                    }
                }
                None => column.fill(0.5),
            }
            return;
        }
        if self.moved(stream, column, first_draw) {
            for score in column {
                *score = normal::score_uniform(*score);
            }
            return;
        }
        match self.settings.sampler {
            Sampler::Sobol => sobol::fill(column, first_draw, stream.dimension, stream.key),
            Sampler::LatinHypercube => {
                permutation::latin_hypercube(column, first_draw, self.settings.draws, stream.key);
            }
            Sampler::Random => random::fill_uniform(column, first_draw, stream.key, 0),
        }
    }
}
