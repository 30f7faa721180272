//! Executes instructions over a block of draws: one instruction, one tight loop.
#![allow(clippy::inline_always, reason = "kernels are compiled once for each instruction set, with all they call")]

use std::collections::HashMap;
use std::ops::Range;

use ndarray::{ArrayViewMut3, s};

use super::registers::Register;
use super::run::Moved;
use crate::laws::Real;
use crate::model::graph::{Binary, Unary};
use crate::model::program::{Instruction, NoiseKind, Operand, Operation, Program};
use crate::model::{Lookup, interpolate};
use crate::numeric::dispatch::dispatch;
use crate::numeric::normal::score_uniform;
use crate::numeric::{math, random};

/// The registers of a block of draws, and where it stands.
pub(super) struct Block<'a> {
    pub program: &'a Program,
    /// Keys of the program's noise streams.
    pub noise_keys: &'a [u64],
    /// One column for each register.
    pub registers: Vec<Register>,
    /// Draws in this block.
    pub count: usize,
    /// Absolute index of the first.
    pub first_draw: u64,
    /// Numbers that replace the noise of all draws.
    pub moved: Option<&'a Moved>,
    /// Noise of these draws that an earlier run has computed.
    pub known: Option<&'a Known>,
    /// The step at hand: position on the axis.
    pub step: usize,
    /// The points of time that are kept.
    pub points: Range<usize>,
    /// For each output column, where it is kept in `output`; none if it is not kept now.
    pub slots: &'a [Option<usize>],
}

/// Noise of the draws of a block by its stream and step.
pub(super) type Known = HashMap<(u32, u64), Vec<f64>>;

/// Where stored values go: [slot, time, draw].
pub(super) type Output<'a> = ArrayViewMut3<'a, f64>;

/// What an operation reads.
#[derive(Clone, Copy)]
pub(super) enum Argument<'a> {
    /// A number for each draw, and maybe more behind them.
    Column(&'a [f64]),
    /// One for all draws.
    Number(f64),
}

impl Argument<'_> {
    /// The number of a draw.
    #[inline(always)]
    pub fn at(self, draw: usize) -> f64 {
        match self {
            Self::Column(numbers) => numbers[draw],
            Self::Number(number) => number,
        }
    }
}

/// Something that has a number for each draw.
trait Numbers: Copy {
    fn at(self, draw: usize) -> f64;
}

impl Numbers for &[f64] {
    #[inline(always)]
    fn at(self, draw: usize) -> f64 {
        self[draw]
    }
}

impl Numbers for f64 {
    #[inline(always)]
    fn at(self, _: usize) -> f64 {
        self
    }
}

#[inline(always)]
#[allow(clippy::needless_range_loop, reason = "an iterator leaves checks of bounds behind")]
fn fill3(out: &mut [f64], a: impl Numbers, b: impl Numbers, c: impl Numbers, f: impl Fn(f64, f64, f64) -> f64) {
    // By place, not by an iterator: so the compiler sees that no place is out of bounds, and leaves nothing to be done one by one.
    for draw in 0..out.len() {
        out[draw] = f(a.at(draw), b.at(draw), c.at(draw));
    }
}

#[inline(always)]
fn map1(out: &mut [f64], a: Argument, f: impl Fn(f64) -> f64) {
    match a {
        Argument::Column(a) => fill3(out, &a[..out.len()], 0.0, 0.0, |a, _, _| f(a)),
        Argument::Number(a) => out.fill(f(a)),
    }
}

#[inline(always)]
fn map2(out: &mut [f64], a: Argument, b: Argument, f: impl Fn(f64, f64) -> f64) {
    use Argument::{Column, Number};
    let n = out.len();
    match (a, b) {
        (Column(a), Column(b)) => fill3(out, &a[..n], &b[..n], 0.0, |a, b, _| f(a, b)),
        (Column(a), Number(b)) => fill3(out, &a[..n], b, 0.0, |a, b, _| f(a, b)),
        (Number(a), Column(b)) => fill3(out, a, &b[..n], 0.0, |a, b, _| f(a, b)),
        (Number(a), Number(b)) => out.fill(f(a, b)),
    }
}

#[inline(always)]
fn map3(out: &mut [f64], a: Argument, b: Argument, c: Argument, f: impl Fn(f64, f64, f64) -> f64) {
    use Argument::{Column, Number};
    let n = out.len();
    match (a, b, c) {
        (Column(a), Column(b), Column(c)) => fill3(out, &a[..n], &b[..n], &c[..n], f),
        (Column(a), Column(b), Number(c)) => fill3(out, &a[..n], &b[..n], c, f),
        (Column(a), Number(b), Column(c)) => fill3(out, &a[..n], b, &c[..n], f),
        (Number(a), Column(b), Column(c)) => fill3(out, a, &b[..n], &c[..n], f),
        (Column(a), Number(b), Number(c)) => fill3(out, &a[..n], b, c, f),
        (Number(a), Column(b), Number(c)) => fill3(out, a, &b[..n], c, f),
        (Number(a), Number(b), Column(c)) => fill3(out, a, b, &c[..n], f),
        (Number(a), Number(b), Number(c)) => out.fill(f(a, b, c)),
    }
}

#[inline(always)]
fn truth(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

#[inline(always)]
fn unary<const FMA: bool>(operation: Unary, out: &mut [f64], a: Argument) {
    match operation {
        Unary::Negate => map1(out, a, |x| -x),
        Unary::Absolute => map1(out, a, f64::abs),
        Unary::Exp => map1(out, a, math::exp::<FMA>),
        Unary::Ln => map1(out, a, math::ln::<FMA>),
        Unary::Sqrt => map1(out, a, f64::sqrt),
        Unary::Logistic => map1(out, a, math::logistic::<FMA>),
        Unary::Not => map1(out, a, |x| truth(x == 0.0)),
        // Rare, and slow anyway: one definition, that of folding constants.
        other => map1(out, a, |x| crate::model::graph::unary(other, x)),
    }
}

#[inline(always)]
fn binary<const FMA: bool>(operation: Binary, out: &mut [f64], a: Argument, b: Argument) {
    match operation {
        Binary::Add => map2(out, a, b, |a, b| a + b),
        Binary::Subtract => map2(out, a, b, |a, b| a - b),
        Binary::Multiply => map2(out, a, b, |a, b| a * b),
        Binary::Divide => map2(out, a, b, |a, b| a / b),
        Binary::Minimum => map2(out, a, b, Real::minimum),
        Binary::Maximum => map2(out, a, b, Real::maximum),
        Binary::ExpTimes => map2(out, a, b, math::exp_times::<FMA>),
        Binary::Less => map2(out, a, b, |a, b| truth(a < b)),
        Binary::LessEqual => map2(out, a, b, |a, b| truth(a <= b)),
        Binary::Equal => map2(out, a, b, |a, b| truth(a == b)),
        Binary::And => map2(out, a, b, |a, b| truth(a != 0.0) * truth(b != 0.0)),
        Binary::Or => map2(out, a, b, |a, b| truth(truth(a != 0.0) + truth(b != 0.0) > 0.0)),
        Binary::Coalesce => map2(out, a, b, |a, b| if a.is_nan() { b } else { a }),
        Binary::Modulo => map2(out, a, b, |a, b| crate::model::graph::binary(Binary::Modulo, a, b)),
    }
}

#[inline(always)]
fn compute<const FMA: bool>(operation: Operation, out: &mut [f64], [a, b, c]: [Argument; 3], lookups: &[Lookup]) {
    match operation {
        Operation::Copy => map1(out, a, |x| x),
        Operation::Unary(operation) => unary::<FMA>(operation, out, a),
        Operation::Binary(operation) => binary::<FMA>(operation, out, a, b),
        Operation::Select => map3(out, a, b, c, |c, a, b| if c == 0.0 { b } else { a }),
        Operation::MultiplyAdd => map3(out, a, b, c, math::multiply_add::<FMA>),
        Operation::MultiplySubtractFrom => map3(out, a, b, c, |a, b, c| math::multiply_add::<FMA>(-a, b, c)),
        Operation::AddScaledDifference(factor) => {
            let factor = f64::from_bits(factor);
            map3(out, a, b, c, |a, b, c| math::multiply_add::<FMA>(factor, a - b, c));
        }
        Operation::ScaledExp => map3(out, a, b, c, |a, b, c| c * math::exp_times::<FMA>(a, b)),
        Operation::Lookup(table) => {
            let table = &lookups[table as usize];
            map1(out, a, |x| interpolate(table, x));
        }
        // What these do is not computed from numbers of draws.
        Operation::Noise(..) | Operation::Store(_) | Operation::Swap(_) => {}
    }
}

/// Executes instructions over a block.
#[inline(always)]
fn execute<const FMA: bool>(code: &[Instruction], row: &[f64], block: &mut Block, output: &mut Output) {
    // The destination leaves its place while the operands are read, so that no two can overlap. Nothing is called on the way
    // that is not compiled into this: at 64 draws a call takes as long as the sum of two columns.
    let mut out = Register::default();
    for instruction in code {
        let place = instruction.destination as usize;
        match instruction.operation {
            Operation::Store(column) => block.store(column as usize, instruction.operands[0], row, output),
            Operation::Swap(next) => block.registers.swap(place, next as usize),
            operation => {
                std::mem::swap(&mut out, &mut block.registers[place]);
                let numbers = &mut out[..block.count];
                if let Operation::Noise(stream, fixed) = operation {
                    block.noise(stream as usize, fixed, numbers);
                } else {
                    let [a, b, c] = &instruction.operands;
                    let registers = &block.registers;
                    let arguments = [read(*a, registers, row), read(*b, registers, row), read(*c, registers, row)];
                    compute::<FMA>(operation, numbers, arguments, &block.program.lookups);
                }
                std::mem::swap(&mut out, &mut block.registers[place]);
            }
        }
    }
}

/// What an operand stands for.
#[inline(always)]
pub(super) fn read<'a>(operand: Operand, registers: &'a [Register], row: &[f64]) -> Argument<'a> {
    match operand {
        Operand::Register(register) => Argument::Column(&registers[register as usize]),
        Operand::Scalar(slot) => Argument::Number(row[slot as usize]),
    }
}

/// Computes one part of the results after the other, as many of one length as there are arguments.
#[inline(always)]
fn each<const FMA: bool>(operation: Operation, out: &mut [f64], arguments: &[[Argument; 3]], lookups: &[Lookup]) {
    let count = out.len() / arguments.len().max(1);
    for (out, arguments) in out.chunks_exact_mut(count.max(1)).zip(arguments) {
        compute::<FMA>(operation, out, *arguments, lookups);
    }
}

dispatch! {
    /// Computes what an operation makes of its arguments, of which each gives an equal part of the results. Noise, stores and
    /// swaps have none.
    pub(super) fn operate_each(operation: Operation, out: &mut [f64], arguments: &[[Argument; 3]], lookups: &[Lookup]) = each;

    /// Executes instructions over a block.
    pub(super) fn run_code(code: &[Instruction], row: &[f64], block: &mut Block, output: &mut Output) = execute;
}

impl Block<'_> {
    pub(super) fn noise(&self, stream: usize, fixed: Option<u64>, out: &mut [f64]) {
        let step = fixed.unwrap_or(self.program.first_step + self.step as u64);
        let key = self.noise_keys[stream];
        let kind = self.program.noise[stream].kind;
        if let Some(moved) = self.moved.and_then(|moved| moved.noise.get(&(key, step))) {
            let first = self.first_draw as usize;
            out.copy_from_slice(&moved[first..first + out.len()]);
            if kind == NoiseKind::Uniform {
                for score in out {
                    *score = score_uniform(*score);
                }
            }
            return;
        }
        if let Some(known) = self.known.and_then(|known| known.get(&(stream as u32, step))) {
            out.copy_from_slice(&known[..out.len()]);
            return;
        }
        match kind {
            NoiseKind::Normal => random::fill_normal(out, self.first_draw, key, step),
            NoiseKind::Uniform => random::fill_uniform(out, self.first_draw, key, step),
        }
    }

    /// Keeps a value of an output column, if the column is kept and the step is one that it reports.
    fn store(&self, column: usize, operand: Operand, row: &[f64], output: &mut Output) {
        let time = if self.program.columns[column].closing { self.step.checked_sub(1) } else { Some(self.step) };
        let Some(time) = time.filter(|time| self.points.contains(time)) else { return };
        let Some(slot) = self.slots[column] else { return };
        let mut kept = output.slice_mut(s![slot, time - self.points.start, ..]);
        match (operand, kept.as_slice_mut()) {
            (Operand::Register(register), Some(kept)) => {
                kept.copy_from_slice(&self.registers[register as usize][..self.count]);
            }
            (Operand::Scalar(scalar), _) => kept.fill(row[scalar as usize]),
            (Operand::Register(register), None) => {
                for (slot, value) in kept.iter_mut().zip(self.registers[register as usize].iter()) {
                    *slot = *value;
                }
            }
        }
    }

    /// Keeps the state of a stock after the step.
    pub(super) fn store_after(&self, register: u32, column: usize, output: &mut Output) {
        self.store(column, Operand::Register(register), &[], output);
    }

    /// The values of an operand, copied into a register.
    pub(super) fn load(&mut self, operand: Operand, row: &[f64], destination: u32) {
        let mut out = std::mem::take(&mut self.registers[destination as usize]);
        match operand {
            Operand::Register(register) if register == destination => {}
            Operand::Register(register) => {
                out[..self.count].copy_from_slice(&self.registers[register as usize][..self.count]);
            }
            Operand::Scalar(slot) => out[..self.count].fill(row[slot as usize]),
        }
        self.registers[destination as usize] = out;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::dispatch::{Level, forced::at_each_level};

    #[test]
    fn a_change_is_rounded_as_its_parts_are_at_each_level() {
        let of = |factor: f64| -> Vec<f64> { (1..=11).map(|n| factor / f64::from(n)).collect() };
        let (a, b, third) = (of(1.0), of(2.0), 1.0_f64 / 3.0);
        let operation = Operation::AddScaledDifference(third.to_bits());
        let arguments =
            [[&a, &b].map(|column| Argument::Column(column)), [&b, &a].map(|column| Argument::Column(column))]
                .map(|[a, b]| [a, b, Argument::Number(0.1)]);
        let found = at_each_level(|| {
            let mut out = vec![0.0; 22];
            operate_each(operation, &mut out, &arguments, &[]);
            out
        });
        for (level, out) in found {
            let add = if level == Level::Baseline { math::multiply_add::<false> } else { math::multiply_add::<true> };
            let expected = |(a, b): (&f64, &f64)| add(third, a - b, 0.1);
            let expected: Vec<f64> = a.iter().zip(&b).map(expected).chain(b.iter().zip(&a).map(expected)).collect();
            assert_eq!(out, expected, "{level:?}");
        }
    }
}
