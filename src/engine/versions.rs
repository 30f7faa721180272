//! Runs a program with several tables of numbers at once, or several samples, each of which makes a version of a model, such as
//! the combinations of the settings of levers: what is the same in some versions is computed once for all of these.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use ndarray::{Array3, ArrayView1, ArrayView3, Axis, concatenate, s};

use super::blocks::Prepared;
use super::kernels::{Argument, Block, Output, operate_each};
use super::partition::{Plan, Planned};
use super::registers::Register;
use super::run::{Progress, Settings, Unfinished};
use super::sampling::Sampling;
use crate::model::Model;
use crate::model::program::{Commit, Instruction, Operand, Operation, Program};
use crate::parallel;

/// Registers of a block, of all versions, should take no more than this, in bytes: they are read where they were written, one
/// after the other, so that a cache of the third level serves.
const CACHE: usize = 6 << 20;

/// And never more than this, however few draws are in a block.
pub(super) const LARGEST: usize = 32 << 20;

/// So many groups of versions are handed to the kernels at a time.
const AT_ONCE: usize = 16;

/// Draws in a block, within limits.
const LEAST_BLOCK: usize = 32;
const GREATEST_BLOCK: usize = 512;

/// A number of a run: an output column of the program, and a point of time.
pub type Number = (usize, usize);

/// Runs the first so many draws of an ensemble with each of several tables of scalars (as [`Program::scalars`], of its shape),
/// and keeps some numbers: [table, number, draw], in base units; of numbers that the program does not have, zeros.
///
/// Each version has the bits of a run of the program with its table. None if the program is one of those that compute within a
/// step (Runge-Kutta), which are run one by one.
///
/// # Errors
/// [`Unfinished::Cancelled`] if the run is cancelled.
pub fn run_each(
    program: (&Model, &Program),
    tables: &[Vec<Vec<f64>>],
    settings: &Settings,
    draws: u64,
    numbers: &[Number],
    progress: &dyn Progress,
) -> Option<Result<Array3<f64>, Unfinished>> {
    run_each_within(LARGEST, program, tables, settings, (draws, numbers), progress)
}

/// As [`run_each`], so many versions at a time that registers of a block take at most so many bytes.
pub(crate) fn run_each_within(
    largest: usize,
    (model, program): (&Model, &Program),
    tables: &[Vec<Vec<f64>>],
    settings: &Settings,
    (draws, numbers): (u64, &[Number]),
    progress: &dyn Progress,
) -> Option<Result<Array3<f64>, Unfinished>> {
    if program.has_stages() || tables.is_empty() {
        return None;
    }
    let sampling = Sampling::new(model, &program.samples, settings);
    let runs = tables.chunks(held_together(tables.len(), program, largest)).map(|tables| {
        let tables = tables.iter().map(Vec::as_slice).collect();
        together((program, &sampling), (tables, &[]), settings, (draws, numbers), progress)
    });
    let found: Result<Vec<Array3<f64>>, Unfinished> = runs.collect();
    Some(found.map(stacked))
}

/// A sample of which some versions take another column.
pub(super) struct Sampled<'a> {
    pub register: u32,
    /// By version: which column it takes.
    pub taken: Vec<u16>,
    pub columns: [ArrayView1<'a, f64>; 2],
}

/// How many of so many versions are held together: registers hold a column for each version in the worst case.
pub(super) fn held_together(versions: usize, program: &Program, largest: usize) -> usize {
    let most = (largest / (8 * LEAST_BLOCK * program.registers.max(1))).max(1);
    versions.div_ceil(versions.div_ceil(most).max(1)).max(1)
}

fn stacked(found: Vec<Array3<f64>>) -> Array3<f64> {
    let views: Vec<ArrayView3<f64>> = found.iter().map(|found| found.view()).collect();
    concatenate(Axis(0), &views).unwrap_or_else(|_| unreachable!("they differ in the number of versions alone"))
}

/// Runs versions that are few enough to be held together: of tables of scalars, and of samples.
pub(super) fn together(
    (program, sampling): (&Program, &Sampling),
    (tables, samples): (Vec<&[Vec<f64>]>, &[Sampled]),
    settings: &Settings,
    (draws, numbers): (u64, &[Number]),
    progress: &dyn Progress,
) -> Result<Array3<f64>, Unfinished> {
    let last = numbers.iter().map(|(_, point)| *point).max().unwrap_or(0);
    // A value at the end of a step is kept at the one after it.
    let steps = 0..program.steps.min(last + 2);
    let taken: Vec<(u32, Vec<u16>)> = samples.iter().map(|sample| (sample.register, sample.taken.clone())).collect();
    let plan = Plan::new(program, &tables, &taken, steps.clone());
    let prepared = Prepared::new(program, settings, sampling, &[], 0..program.points);
    let mut found = Array3::zeros((tables.len(), numbers.len(), draws as usize));
    let versions = Versions { program, tables, samples, plan: &plan, steps, wanted: wanted(program, numbers) };
    let size = (CACHE / (8 * plan.columns.max(1)) / 32 * 32).clamp(LEAST_BLOCK, GREATEST_BLOCK);
    let cut = AtomicBool::new(false);
    parallel::for_each_with(
        found.axis_chunks_iter_mut(Axis(2), size),
        || vec![Register::default(); program.registers],
        |registers, index, mut output| {
            if progress.stopped() {
                cut.store(true, Ordering::Relaxed);
                return;
            }
            let count = output.len_of(Axis(2));
            let mut block = prepared.block(std::mem::take(registers), (index * size) as u64, count);
            versions.run(&prepared, &mut block, &mut output);
            *registers = std::mem::take(&mut block.registers);
            progress.done((count * versions.tables.len()) as u64);
        },
    );
    if cut.into_inner() { Err(Unfinished::Cancelled) } else { Ok(found) }
}

/// By column of a program: points of time at which it is wanted, each with the places of its numbers.
fn wanted(program: &Program, numbers: &[Number]) -> Vec<Vec<(usize, usize)>> {
    let mut found = vec![Vec::new(); program.columns.len()];
    for (place, (column, point)) in numbers.iter().enumerate() {
        if let Some(points) = found.get_mut(*column) {
            points.push((*point, place));
        }
    }
    found
}

struct Versions<'a, 's> {
    program: &'a Program,
    tables: Vec<&'a [Vec<f64>]>,
    samples: &'a [Sampled<'s>],
    plan: &'a Plan,
    steps: Range<usize>,
    wanted: Vec<Vec<(usize, usize)>>,
}

impl Versions<'_, '_> {
    fn run(&self, prepared: &Prepared, block: &mut Block, output: &mut Output) {
        let Self { program, plan, .. } = self;
        for register in &mut block.registers {
            room(register, block.count);
        }
        prepared.sample(block);
        for (sample, partition) in self.samples.iter().zip(&plan.samples) {
            self.sample(block, sample, *partition);
        }
        self.execute(&program.draw_code, &plan.draw, 0, block, output);
        for ((state, value), partition) in program.initial.iter().zip(&plan.initial) {
            self.load(block, *value, *partition, 0, *state);
        }
        for step in self.steps.clone() {
            block.step = step;
            let (row, planned) = (step * program.stages, &plan.steps[step]);
            self.execute(&program.step_code, &planned.code, row, block, output);
            for (commit, partition) in program.commits.iter().zip(&planned.commits) {
                self.apply(block, *commit, *partition, row);
            }
            for ((register, column), partition) in program.after.iter().zip(&planned.after) {
                self.store(block, *column as usize, Operand::Register(*register), *partition, row, output);
            }
        }
    }

    /// The columns of a sample, in the order of the groups that take them.
    fn sample(&self, block: &mut Block, sample: &Sampled, partition: u32) {
        let (first, count) = (block.first_draw as usize, block.count);
        let firsts = &self.plan.partitions[partition as usize].first;
        let register = &mut block.registers[sample.register as usize];
        room(register, firsts.len() * count);
        for (out, version) in register.chunks_exact_mut(count).zip(firsts) {
            let column = sample.columns[usize::from(sample.taken[usize::from(*version)])];
            out.iter_mut().zip(column.iter().skip(first)).for_each(|(out, value)| *out = *value);
        }
    }

    fn execute(&self, code: &[Instruction], planned: &[Planned], row: usize, block: &mut Block, output: &mut Output) {
        for (instruction, planned) in code.iter().zip(planned) {
            if let Operation::Store(column) = instruction.operation {
                self.store(block, column as usize, instruction.operands[0], planned.result, row, output);
                continue;
            }
            if let Operation::Swap(next) = instruction.operation {
                // Copied, for registers have room for as many versions as they hold, and many have room for one.
                self.load(block, Operand::Register(next), planned.result, row, instruction.destination);
                continue;
            }
            // The destination leaves its place while the operands are read, so that no two can overlap.
            let mut out = std::mem::take(&mut block.registers[instruction.destination as usize]);
            self.compute(instruction, *planned, row, block, &mut out);
            block.registers[instruction.destination as usize] = out;
        }
    }

    /// What an instruction makes, for all groups of versions.
    fn compute(&self, instruction: &Instruction, planned: Planned, row: usize, block: &Block, out: &mut Register) {
        let (count, lookups) = (block.count, &self.program.lookups);
        let firsts = &self.plan.partitions[planned.result as usize].first;
        room(out, firsts.len() * count);
        if let Operation::Noise(stream, fixed) = instruction.operation {
            block.noise(stream as usize, fixed, &mut out[..count]);
            return;
        }
        let argument = |place: usize, version: usize, is_whole: bool| match instruction.operands[place] {
            Operand::Scalar(slot) => Argument::Number(self.tables[version][row][slot as usize]),
            Operand::Register(register) => {
                let group = if is_whole { 0 } else { self.group(planned.operands[place], version) };
                Argument::Column(&block.registers[register as usize][group * count..])
            }
        };
        if planned.together {
            let arguments = [argument(0, 0, true), argument(1, 0, true), argument(2, 0, true)];
            operate_each(instruction.operation, &mut out[..firsts.len() * count], &[arguments], lookups);
            return;
        }
        let mut arguments = [[Argument::Number(0.0); 3]; AT_ONCE];
        for (firsts, out) in firsts.chunks(AT_ONCE).zip(out.chunks_mut(AT_ONCE * count)) {
            for (arguments, version) in arguments.iter_mut().zip(firsts) {
                let version = usize::from(*version);
                *arguments = [argument(0, version, false), argument(1, version, false), argument(2, version, false)];
            }
            operate_each(instruction.operation, &mut out[..firsts.len() * count], &arguments[..firsts.len()], lookups);
        }
    }

    /// The place of a version among the groups of a partition.
    fn group(&self, partition: u32, version: usize) -> usize {
        usize::from(self.plan.partitions[partition as usize].of[version])
    }

    /// Keeps a value of all versions, if it is wanted at this time.
    fn store(&self, block: &Block, column: usize, operand: Operand, partition: u32, row: usize, output: &mut Output) {
        let time = if self.program.columns[column].closing { block.step.checked_sub(1) } else { Some(block.step) };
        for (_, place) in self.wanted[column].iter().filter(|(point, _)| Some(*point) == time) {
            for version in 0..self.tables.len() {
                let mut kept = output.slice_mut(s![version, *place, ..]);
                match operand {
                    Operand::Scalar(slot) => kept.fill(self.tables[version][row][slot as usize]),
                    Operand::Register(register) => {
                        let first = self.group(partition, version) * block.count;
                        let values = &block.registers[register as usize][first..first + block.count];
                        kept.iter_mut().zip(values).for_each(|(slot, value)| *slot = *value);
                    }
                }
            }
        }
    }

    /// Gives a state its next value.
    fn apply(&self, block: &mut Block, commit: Commit, partition: u32, row: usize) {
        match commit {
            Commit::Copy { state, next } => self.load(block, next, partition, row, state),
            Commit::Swap { state, next } => block.registers.swap(state as usize, next as usize),
            Commit::Shift { first, count } => {
                let first = first as usize;
                block.registers[first..first + count as usize].rotate_right(1);
            }
        }
    }

    /// The values of an operand, copied into a register.
    fn load(&self, block: &mut Block, operand: Operand, partition: u32, row: usize, destination: u32) {
        let firsts = &self.plan.partitions[partition as usize].first;
        let all = firsts.len() * block.count;
        let mut out = std::mem::take(&mut block.registers[destination as usize]);
        room(&mut out, all);
        match operand {
            Operand::Register(register) if register == destination => {}
            Operand::Register(register) => out[..all].copy_from_slice(&block.registers[register as usize][..all]),
            Operand::Scalar(slot) => {
                for (out, first) in out.chunks_exact_mut(block.count).zip(firsts) {
                    out.fill(self.tables[*first as usize][row][slot as usize]);
                }
            }
        }
        block.registers[destination as usize] = out;
    }
}

/// Sees to it that a register has room for so many numbers.
fn room(register: &mut Register, numbers: usize) {
    if register.len() < numbers {
        register.resize(numbers);
    }
}
