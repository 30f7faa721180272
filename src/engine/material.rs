//! Material delays within a Runge-Kutta step: what comes out at its later stages, and what is held after it.
//!
//! `model/lower/material.rs` has the algebra; here is what the input at the stages makes of it.

use super::kernels::{Block, read};
use crate::model::program::Material;

/// Keeps what there is at the beginning of the step, and sets what comes out in its middle by the input at its beginning.
pub(super) fn begin(block: &mut Block, row: &[f64]) {
    for material in &block.program.materials {
        for (from, to) in material.from.iter().zip(&material.scratch) {
            block.load(*from, row, *to);
        }
        block.load(material.input, row, material.scratch[4]);
        for stage in &material.stages {
            for (from, to) in stage.from.iter().zip(stage.scratch) {
                block.load(*from, row, to);
            }
        }
        each(block, material, row, |kept, first| {
            kept.passed = kept.passes[0] * first;
            kept.of_held[0] + kept.passed
        });
    }
}

/// Sets what comes out in the middle of the step by the input there: both times together as much of that input as if it had
/// been the same from the beginning.
pub(super) fn middle(block: &mut Block, row: &[f64]) {
    for material in &block.program.materials {
        each(block, material, row, |kept, input| {
            let passes = kept.passes[0] * within(2.0 * input - kept.first, kept.first);
            kept.passed += passes;
            kept.of_held[0] + passes
        });
    }
}

/// Sets what comes out at the end of the step, and what stages hold then: the input in the middle is what came in.
pub(super) fn end(block: &mut Block, row: &[f64]) {
    let step = block.program.step;
    for material in &block.program.materials {
        each(block, material, row, |kept, input| {
            let passes = kept.passes[1] * input;
            kept.passed = step * within(input - (2.0 * kept.passed + passes) / 6.0, kept.first);
            kept.of_held[1] + passes
        });
        for stage in &material.stages {
            let mut held = std::mem::take(&mut block.registers[stage.state as usize]);
            let [stays, enters, came] = [stage.scratch[0], stage.scratch[1], material.scratch[5]]
                .map(|register| &*block.registers[register as usize]);
            for (draw, held) in held.iter_mut().enumerate().take(block.count) {
                *held = stays[draw] + enters[draw] * came[draw];
            }
            block.registers[stage.state as usize] = held;
        }
    }
}

/// No less than nothing, where the input at the beginning was no less; no more where it was.
fn within(value: f64, first: f64) -> f64 {
    let crosses = if first >= 0.0 { value < 0.0 } else { value > 0.0 };
    if crosses { 0.0 } else { value }
}

/// What is kept of a draw through the step.
struct Kept {
    of_held: [f64; 2],
    passes: [f64; 2],
    /// The input at the beginning.
    first: f64,
    /// What of the input has come out; in the end, how much of it stays.
    passed: f64,
}

/// Sets what comes out of a delay in all draws, given what is kept and the input at the stage at hand.
fn each(block: &mut Block, material: &Material, row: &[f64], leaves: impl Fn(&mut Kept, f64) -> f64) {
    let mut out = std::mem::take(&mut block.registers[material.leaves as usize]);
    let mut passed = std::mem::take(&mut block.registers[material.scratch[5] as usize]);
    let columns: [&[f64]; 5] = std::array::from_fn(|at| &*block.registers[material.scratch[at] as usize]);
    let (input, passed_on) = (read(material.input, &block.registers, row), &mut passed[..block.count]);
    for (draw, (out, passed)) in out.iter_mut().zip(passed_on).enumerate() {
        let [held, later, half, whole, first] = columns.map(|column| column[draw]);
        let mut kept = Kept { of_held: [held, later], passes: [half, whole], first, passed: *passed };
        *out = leaves(&mut kept, input.at(draw));
        *passed = kept.passed;
    }
    block.registers[material.scratch[5] as usize] = passed;
    block.registers[material.leaves as usize] = out;
}
