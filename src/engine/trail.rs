//! What a run leaves for later ones that differ from it in numbers alone, such as the settings of levers: it has been computed
//! what comes before those, and what is drawn at random.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use ndarray::Axis;

use super::blocks::{Prepared, begin, block_size, steps};
use super::kernels::{Block, Known, Output};
use super::registers::Register;
use super::run::{Ensemble, Progress, Settings, Unfinished};
use super::sampling::Sampling;
use crate::model::Model;
use crate::model::program::{Instruction, Operation, Program};
use crate::numeric::buffer::Buffer;
use crate::parallel;

/// What runs of programs with the same code, in the draws of the same settings and distributions, have left. All columns are
/// kept, at all points of time.
#[derive(Debug)]
pub struct Trail {
    settings: Settings,
    /// Draws in a block.
    size: usize,
    /// The numbers of the program that has been noted.
    scalars: Vec<Vec<f64>>,
    /// Those of the program that ran last.
    last: Vec<Vec<f64>>,
    /// How many runs in a row could have gone on from a later step, had the one before them been noted there.
    short: u32,
    /// The step before which it has been noted; none if it has not.
    step: Option<usize>,
    blocks: Vec<Noted>,
    results: Ensemble,
}

/// A block of draws before a step.
#[derive(Debug, Default)]
struct Noted {
    registers: Vec<Register>,
    /// By state: what it was then.
    states: Vec<Vec<f64>>,
    /// Noise from then on.
    noise: Known,
}

/// How far a run could go on from earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ran {
    /// From the beginning; later ones may go on from this step.
    Anew(usize),
    /// From this step, as the last time: what was kept before is as it was.
    From(usize),
}

impl Trail {
    /// What a run of all draws of a program may leave; none if it would take more than so many bytes, or if draws are not as the
    /// sampler gives them.
    #[must_use]
    pub fn new(program: &Program, settings: &Settings, most: u64) -> Option<Self> {
        let noises = noises(program).count() * program.steps;
        let columns = program.columns.len() * program.points;
        let numbers = program.registers + program.initial.len() + noises + columns;
        if settings.moved.is_some() || (numbers as u64).saturating_mul(8 * settings.draws) > most {
            return None;
        }
        Some(Self {
            settings: settings.clone(),
            size: block_size(program, settings.draws as usize).max(1),
            scalars: Vec::new(),
            last: program.scalars.clone(),
            short: 0,
            step: None,
            blocks: Vec::new(),
            results: Ensemble { columns: program.columns.clone(), values: Buffer::zeros([0; 3])? },
        })
    }

    /// Runs a program with the same code, from the first step at which its numbers differ or an earlier one.
    ///
    /// # Errors
    /// As [`run`](super::run).
    pub fn run(&mut self, model: &Model, program: &Program, progress: &dyn Progress) -> Result<Ran, Unfinished> {
        let ran = self.begins(program);
        let count = self.settings.draws as usize;
        if let Ran::Anew(_) = ran {
            self.scalars.clone_from(&program.scalars);
            self.short = 0;
            self.blocks.resize_with(count.div_ceil(self.size), Noted::default);
            let shape = [program.columns.len(), program.points, count];
            self.results.values = Buffer::reused(None, shape).ok_or(Unfinished::OutOfMemory)?;
        }
        let sampling = Sampling::new(model, &program.samples, &self.settings);
        let kept: Vec<usize> = (0..program.columns.len()).collect();
        let prepared = Prepared::new(program, &self.settings, &sampling, &kept, 0..program.points);
        let cut = AtomicBool::new(false);
        let mut outputs = self.results.values.view_mut();
        let (size, blocks) = (self.size, self.blocks.iter_mut());
        parallel::for_each_with(
            blocks.zip(outputs.axis_chunks_iter_mut(Axis(2), size)),
            || (),
            |(), index, (noted, mut output)| {
                if progress.stopped() {
                    cut.store(true, Ordering::Relaxed);
                    return;
                }
                noted.run(&prepared, program, ran, (index * size) as u64, &mut output);
                progress.done(output.len_of(Axis(2)) as u64);
            },
        );
        if cut.into_inner() {
            // What was noted of a program stays; what is about to be noted is not there yet.
            self.step = if let Ran::From(step) = ran { Some(step) } else { None };
            return Err(Unfinished::Cancelled);
        }
        let (Ran::Anew(step) | Ran::From(step)) = ran;
        self.step = Some(step);
        self.last.clone_from(&program.scalars);
        Ok(ran)
    }

    /// Where a program begins. What was noted is noted anew where what moves now begins later than what moved then.
    fn begins(&mut self, program: &Program) -> Ran {
        /// So many runs in a row are enough to expect more of the kind.
        const ENOUGH: u32 = 2;
        let same = program.same_until(&self.last);
        match self.step.take() {
            Some(step) if step <= program.same_until(&self.scalars) => {
                self.short = if step < same && same < program.steps { self.short + 1 } else { 0 };
                if self.short > ENOUGH { Ran::Anew(same) } else { Ran::From(step) }
            }
            _ => Ran::Anew(same),
        }
    }

    /// What the last run gave.
    #[must_use]
    pub fn results(&self) -> &Ensemble {
        &self.results
    }
}

impl Noted {
    fn run(&mut self, prepared: &Prepared, program: &Program, ran: Ran, first_draw: u64, output: &mut Output) {
        let count = output.len_of(Axis(2));
        let (registers, noise) = (std::mem::take(&mut self.registers), std::mem::take(&mut self.noise));
        let mut block = prepared.block(registers, first_draw, count);
        match ran {
            Ran::Anew(step) => {
                block.registers.resize_with(program.registers, Register::default);
                block.registers.iter_mut().for_each(|register| register.resize(count));
                prepared.sample(&mut block);
                begin(&mut block, output);
                steps(&mut block, 0..step, output);
                let state = |(register, _): &(u32, _)| block.registers[*register as usize].to_vec();
                self.states = program.initial.iter().map(state).collect();
                let noise = known(&mut block, program, step);
                block.known = Some(&noise);
                steps(&mut block, step..program.steps, output);
                self.registers = block.registers;
                self.noise = noise;
            }
            Ran::From(step) => {
                block.known = Some(&noise);
                // What varies with the draw alone hangs on the numbers of the first step.
                if step == 0 {
                    begin(&mut block, output);
                } else {
                    for ((register, _), state) in program.initial.iter().zip(&self.states) {
                        block.registers[*register as usize].copy_from_slice(state);
                    }
                }
                steps(&mut block, step..program.steps, output);
                self.registers = block.registers;
                self.noise = noise;
            }
        }
    }
}

/// The noise that a program reads at each step.
fn noises(program: &Program) -> impl Iterator<Item = u32> {
    let read = |instruction: &Instruction| match instruction.operation {
        Operation::Noise(stream, None) => Some(stream),
        _ => None,
    };
    program.step_code.iter().filter_map(read)
}

/// The noise of a block from a step on.
fn known(block: &mut Block, program: &Program, step: usize) -> Known {
    let mut found = HashMap::new();
    for step in step..program.steps {
        block.step = step;
        for stream in noises(program) {
            let mut numbers = vec![0.0; block.count];
            block.noise(stream as usize, None, &mut numbers);
            found.insert((stream, program.first_step + step as u64), numbers);
        }
    }
    found
}
