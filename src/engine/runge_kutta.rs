//! The classical Runge-Kutta step, and the exact one of delays within it.

use super::kernels::{Argument, Block, Output, read, run_code};
use super::material;
use super::registers::Register;
use crate::model::program::{Commit, Instruction, Integration, Operand, Operation};

/// The classical Runge-Kutta step. The first stage has been computed, and outputs and states that are not integrated keep
/// what they had there: noise and lags are constant within a step.
pub(super) fn step(block: &mut Block, output: &mut Output) {
    let program = block.program;
    let first_row = block.step * program.stages;
    let h = program.step;
    let saved = save_commits(block);
    for advance in &program.advances {
        let [base, _] = advance.scratch;
        block.load(advance.base, &program.scalars[first_row], base);
    }
    advance(block, Part::Half, &program.scalars[first_row]);
    material::begin(block, &program.scalars[first_row]);
    for integration in &program.integrations {
        let [base, sum, _] = integration.scratch;
        block.load(integration.base, &program.scalars[first_row], base);
        block.load(integration.rate, &program.scalars[first_row], sum);
        blend(block, integration, integration.rate, 0.5 * h, &program.scalars[first_row]);
    }
    let silent: Vec<Instruction> =
        program.step_code.iter().copied().filter(|i| !matches!(i.operation, Operation::Store(_))).collect();
    for (stage, (row, weight, reach)) in [(1, 2.0, 0.5), (1, 2.0, 1.0), (2, 1.0, 0.0)].into_iter().enumerate() {
        move_states(block);
        move_delays(block);
        let row = &program.scalars[first_row + row];
        run_code(&silent, row, block, output);
        match stage {
            0 => {
                advance(block, Part::Half, row);
                material::middle(block, row);
            }
            // What went in in the middle of the step is what went in on average: the delay goes on from there.
            1 => {
                advance(block, Part::Whole, row);
                material::end(block, row);
            }
            _ => {}
        }
        for integration in &program.integrations {
            accumulate(block, integration, weight, row);
            if stage < 2 {
                blend(block, integration, integration.rate, reach * h, row);
            }
        }
    }
    for integration in &program.integrations {
        let sum = Operand::Register(integration.scratch[1]);
        blend(block, integration, sum, h / 6.0, &[]);
    }
    move_states(block);
    restore_commits(block, saved);
}

/// How far a stage of the method looks ahead.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Half,
    Whole,
}

/// The levels of delays after part of the step, from those at its beginning, into their second scratch registers.
fn advance(block: &mut Block, part: Part, row: &[f64]) {
    let program = block.program;
    for (index, stage) in program.advances.iter().enumerate() {
        let weights = if part == Part::Half { &stage.half } else { &stage.weights };
        let [_, next] = stage.scratch;
        let mut out = std::mem::take(&mut block.registers[next as usize]);
        let target = read(stage.target, &block.registers, row);
        let weighted = |(back, weight): (usize, &Operand)| -> (Argument, &[f64]) {
            let [base, _] = program.advances[index - back].scratch;
            (read(*weight, &block.registers, row), &block.registers[base as usize])
        };
        let gaps: Vec<(Argument, &[f64])> = weights.iter().enumerate().map(weighted).collect();
        for (draw, level) in out.iter_mut().enumerate().take(block.count) {
            let target = target.at(draw);
            *level = gaps.iter().fold(target, |sum, (weight, base)| sum + weight.at(draw) * (base[draw] - target));
        }
        block.registers[next as usize] = out;
    }
}

fn move_delays(block: &mut Block) {
    for advance in &block.program.advances {
        block.registers.swap(advance.state as usize, advance.scratch[1] as usize);
    }
}

/// next = base + factor * rate, into the third scratch register.
fn blend(block: &mut Block, integration: &Integration, rate: Operand, factor: f64, row: &[f64]) {
    let [base, _, next] = integration.scratch;
    let mut out = std::mem::take(&mut block.registers[next as usize]);
    let rate = read(rate, &block.registers, row);
    for ((draw, value), base) in out.iter_mut().enumerate().zip(block.registers[base as usize].iter()).take(block.count)
    {
        *value = base + factor * rate.at(draw);
    }
    block.registers[next as usize] = out;
}

fn accumulate(block: &mut Block, integration: &Integration, weight: f64, row: &[f64]) {
    let sum = integration.scratch[1] as usize;
    let mut out = std::mem::take(&mut block.registers[sum]);
    let rate = read(integration.rate, &block.registers, row);
    for (draw, total) in out.iter_mut().enumerate().take(block.count) {
        *total += weight * rate.at(draw);
    }
    block.registers[sum] = out;
}

fn move_states(block: &mut Block) {
    for integration in &block.program.integrations {
        block.registers.swap(integration.state as usize, integration.scratch[2] as usize);
    }
}

/// The next values of states that are not integrated, as the first stage gave them.
fn save_commits(block: &Block) -> Vec<(usize, Register)> {
    let next = |commit: &Commit| match commit {
        Commit::Swap { next, .. } | Commit::Copy { next: Operand::Register(next), .. } => Some(*next as usize),
        // Scalars do not change within a step, and chains of lags move by themselves.
        Commit::Copy { next: Operand::Scalar(_), .. } | Commit::Shift { .. } => None,
    };
    block
        .program
        .commits
        .iter()
        .filter_map(next)
        .map(|register| (register, block.registers[register].clone()))
        .collect()
}

fn restore_commits(block: &mut Block, saved: Vec<(usize, Register)>) {
    for (register, values) in saved {
        block.registers[register] = values;
    }
}
