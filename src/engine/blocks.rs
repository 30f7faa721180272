//! Blocks of draws: all steps of some hundred draws, one after the other.

use std::ops::Range;

use ndarray::Axis;

use super::kernels::{Block, Output, run_code};
use super::registers::{Register, Registers};
use super::run::{Moved, Settings};
use super::runge_kutta;
use super::sampling::Sampling;
use crate::model::program::{Commit, Program};
use crate::numeric::random;
use crate::parallel;

/// Registers of a block should take no more than this, in bytes: half of a common second-level cache.
const CACHE: usize = 512 * 1024;

/// Draws in a block, within limits: more than these gain nothing.
const LEAST_BLOCK: usize = 512;
pub(super) const GREATEST_BLOCK: usize = 1024;

/// The keys of the noise streams of a program.
pub(super) fn noise_keys(program: &Program, settings: &Settings) -> Vec<u64> {
    program.noise.iter().map(|stream| random::key(settings.seed, &stream.name, stream.element)).collect()
}

/// A program made ready to run blocks of draws.
pub(super) struct Prepared<'a, 's> {
    program: &'a Program,
    moved: Option<&'a Moved>,
    sampling: &'a Sampling<'s>,
    noise_keys: Vec<u64>,
    /// By column of the program: where it is kept; none if it is not kept now.
    slots: Vec<Option<usize>>,
    /// Points of time that are kept.
    pub points: Range<usize>,
}

impl<'a, 's> Prepared<'a, 's> {
    /// A program of which some columns are kept at some points of time.
    pub fn new(
        program: &'a Program,
        settings: &'a Settings,
        sampling: &'a Sampling<'s>,
        kept: &[usize],
        points: Range<usize>,
    ) -> Self {
        let mut slots = vec![None; program.columns.len()];
        for (slot, column) in kept.iter().enumerate() {
            slots[*column] = Some(slot);
        }
        let noise_keys = noise_keys(program, settings);
        Self { program, moved: settings.moved.as_deref(), sampling, noise_keys, slots, points }
    }

    /// Registers for blocks of so many draws.
    pub fn registers(&self, draws: usize) -> Registers {
        Registers::new(self.program.registers, draws)
    }

    /// A block of draws before its first step.
    pub fn block(&self, registers: Vec<Register>, first_draw: u64, count: usize) -> Block<'_> {
        Block {
            program: self.program,
            moved: self.moved,
            known: None,
            noise_keys: &self.noise_keys,
            registers,
            count,
            first_draw,
            step: 0,
            points: self.points.clone(),
            slots: &self.slots,
        }
    }

    /// Runs a block of draws: as many as the output [slot, time, draw] has room for.
    pub fn run(&self, registers: &mut Registers, first_draw: u64, output: &mut Output) {
        let mut block = self.block(std::mem::take(&mut **registers), first_draw, output.len_of(Axis(2)));
        self.sample(&mut block);
        begin(&mut block, output);
        steps(&mut block, 0..self.program.steps, output);
        **registers = std::mem::take(&mut block.registers);
    }

    /// Draws what a block needs.
    pub fn sample(&self, block: &mut Block) {
        self.sampling.fill(&mut block.registers, block.count, block.first_draw);
    }
}

/// Draws in a block. An instruction costs some 21 ns for each block, whatever it does, which is more than what registers cost
/// that do not all stay in the cache: 20,000 draws of the China baseline, written as CSV, take .87 of the processor time in blocks
/// of 512 that they take in the 64 that fit. Few draws
/// are spread over all threads.
pub(super) fn block_size(program: &Program, draws: usize) -> usize {
    let fitting = CACHE / (8 * program.registers.max(1));
    let spread = draws.div_ceil(2 * parallel::threads()).next_multiple_of(64);
    (fitting / 64 * 64).clamp(LEAST_BLOCK, GREATEST_BLOCK).min(spread.max(64))
}

/// Computes what varies with the draw alone, and the states in which the first step begins.
pub(super) fn begin(block: &mut Block, output: &mut Output) {
    let program = block.program;
    run_code(&program.draw_code, &program.scalars[0], block, output);
    for (state, value) in &program.initial {
        block.load(*value, &program.scalars[0], *state);
    }
}

/// Computes some steps, in order, from the states that the ones before have left.
pub(super) fn steps(block: &mut Block, steps: Range<usize>, output: &mut Output) {
    let program = block.program;
    // A value at the end of a step is kept at the one after it.
    for step in steps.start..steps.end.min(block.points.end + 1) {
        block.step = step;
        let row = &program.scalars[step * program.stages];
        run_code(&program.step_code, row, block, output);
        if program.has_stages() {
            runge_kutta::step(block, output);
        }
        for commit in &program.commits {
            apply(block, *commit, row);
        }
        for (register, column) in &program.after {
            block.store_after(*register, *column as usize, output);
        }
    }
}

/// Gives a state its next value.
fn apply(block: &mut Block, commit: Commit, row: &[f64]) {
    match commit {
        Commit::Swap { state, next } => block.registers.swap(state as usize, next as usize),
        Commit::Copy { state, next } => block.load(next, row, state),
        Commit::Shift { first, count } => {
            let first = first as usize;
            block.registers[first..first + count as usize].rotate_right(1);
        }
    }
}
