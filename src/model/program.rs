//! The program of a model: flat lists of instructions over columns of draws.

use super::Lookup;
use super::graph::{Binary, Unary};

/// What an instruction reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operand {
    /// A register: a column with one number for each draw of the block.
    Register(u32),
    /// A slot of [`Program::scalars`]: one number for all draws, which may change from step to step.
    Scalar(u32),
}

/// What an instruction does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// a
    Copy,
    /// f(a)
    Unary(Unary),
    /// f(a, b)
    Binary(Binary),
    /// b where a is not 0, else c
    Select,
    /// a b + c
    MultiplyAdd,
    /// c - a b
    MultiplySubtractFrom,
    /// c + h (a - b), where these are the bits of h
    AddScaledDifference(u64),
    /// c exp(a b), with exp(0 b) = 1
    ScaledExp,
    /// A lookup table at a.
    Lookup(u32),
    /// A noise stream at the step at hand, or at a fixed one.
    Noise(u32, Option<u64>),
    /// Writes a to an output column.
    Store(u32),
    /// The destination, a state that nothing reads any more in this step, and the register that holds its next value change
    /// places.
    Swap(u32),
}

/// One instruction: one tight loop over the draws of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instruction {
    /// What to do.
    pub operation: Operation,
    /// The register that takes the result; unused by [`Operation::Store`].
    pub destination: u32,
    /// What is read; unused operands repeat the first.
    pub operands: [Operand; 3],
}

/// A table of values by point of time.
#[derive(Debug, Clone)]
pub struct SeriesTable {
    /// One value for each point and for the closing step.
    pub values: Vec<f64>,
    /// What is so at the beginning of a step only, such as observed values of a stock, NaN where there is none: at the later
    /// stages of Runge-Kutta, inside a step, the stock has moved on and they do not hold.
    pub drives: bool,
}

impl PartialEq for SeriesTable {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits();
        self.drives == other.drives
            && self.values.len() == other.values.len()
            && self.values.iter().zip(&other.values).all(same)
    }
}

/// The distribution of a noise stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoiseKind {
    /// Standard normal.
    Normal,
    /// Uniform on (0, 1).
    Uniform,
}

/// A noise stream: its numbers depend on the seed, this name and element, the draw and the step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoiseStream {
    /// The variable whose equation it stands in.
    pub name: String,
    /// Element at hand and place in the equation.
    pub element: u64,
    /// Its distribution.
    pub kind: NoiseKind,
}

/// How a state takes its next value once a step is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commit {
    /// The state and a register that nothing else needs change places.
    Swap {
        /// The state's register.
        state: u32,
        /// The register that holds the next value.
        next: u32,
    },
    /// The next value is copied.
    Copy {
        /// The state's register.
        state: u32,
        /// Where the next value is.
        next: Operand,
    },
    /// A chain of lags: each takes what the one before it held, before the first is set.
    Shift {
        /// The first state's register; the others follow it.
        first: u32,
        /// How many.
        count: u32,
    },
}

/// A state that Runge-Kutta integrates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Integration {
    /// The state's register.
    pub state: u32,
    /// Its value at the beginning of the step.
    pub base: Operand,
    /// Its rate per year at the stage at hand.
    pub rate: Operand,
    /// Three registers of its own: the base, the weighted sum of rates, and room for the next value.
    pub scratch: [u32; 3],
}

/// A stage of a delay that Runge-Kutta advances from the beginning of the step: exactly, over the part of the step that a
/// stage of the method looks ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advance {
    /// The state's register. Stages of a chain follow one another.
    pub state: u32,
    /// Its level at the beginning of the step.
    pub base: Operand,
    /// What it tends to, at the stage at hand.
    pub target: Operand,
    /// What is left after a step of the gaps of this stage, the one before it, and so on back to the first of the chain.
    pub weights: Vec<Operand>,
    /// What is left after half a step.
    pub half: Vec<Operand>,
    /// Two registers of its own: the level at the beginning of the step, and room for the next one.
    pub scratch: [u32; 2],
}

/// A material delay that Runge-Kutta carries on: what comes out at the later stages of the method, and what its stages hold
/// after the step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// The register of what comes out within the step.
    pub leaves: u32,
    /// What goes in, a year.
    pub input: Operand,
    /// As it is at the beginning of the step: what comes of what stages held in the middle and at the end of the step, and
    /// what parts of the input come out in its middle and at its end.
    pub from: Vec<Operand>,
    /// Its stages.
    pub stages: Vec<Stage>,
    /// Registers of its own: four for what there is at the beginning, one for the input then, and one for what comes out of
    /// the input.
    pub scratch: Vec<u32>,
}

/// A stage of a material delay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// The register of what it holds.
    pub state: u32,
    /// As it is at the beginning of the step: what stays, and its part of what comes in and stays.
    pub from: [Operand; 2],
    /// Two registers of its own for them.
    pub scratch: [u32; 2],
}

/// An output column: an element of a reported variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Index of the variable in its model.
    pub variable: usize,
    /// Flat index of the element.
    pub element: usize,
    /// Whether a stored value belongs to the report of the step before it (the end of that step).
    pub closing: bool,
}

/// A compiled model.
#[derive(Debug, Clone)]
pub struct Program {
    /// Draws that are needed: index into [`super::Model::draws`] and the register that takes it.
    pub samples: Vec<(usize, u32)>,
    /// Computed once a block: what varies with the draw but not with time.
    pub draw_code: Vec<Instruction>,
    /// Initial values of states: register and value.
    pub initial: Vec<(u32, Operand)>,
    /// Computed at every step (and stage).
    pub step_code: Vec<Instruction>,
    /// What happens to states when a step is computed, in this order.
    pub commits: Vec<Commit>,
    /// States that Runge-Kutta integrates; empty under Euler, whose next values are in the step code.
    pub integrations: Vec<Integration>,
    /// Stages of delays that Runge-Kutta advances; empty under Euler.
    pub advances: Vec<Advance>,
    /// Material delays; empty under Euler.
    pub materials: Vec<Material>,
    /// Outputs that are states after the step: register and column.
    pub after: Vec<(u32, u32)>,
    /// Output columns.
    pub columns: Vec<Column>,
    /// One row of scalars for each step and stage.
    pub scalars: Vec<Vec<f64>>,
    /// Rows for each step: 1 under Euler, 3 under Runge-Kutta (beginning, middle, end).
    pub stages: usize,
    /// Steps to compute: the points, and a closing step if an output needs it.
    pub steps: usize,
    /// Points of time reported.
    pub points: usize,
    /// Step in years.
    pub step: f64,
    /// The number of the first step, counted from year 0.
    pub first_step: u64,
    /// Registers.
    pub registers: usize,
    /// Noise streams.
    pub noise: Vec<NoiseStream>,
    /// Lookup tables.
    pub lookups: Vec<Lookup>,
}

impl Program {
    /// Whether another does the same at each step, whatever numbers it does it with; its noise and its lookup tables included.
    #[must_use]
    pub fn has_code_of(&self, other: &Self) -> bool {
        let Self { scalars, .. } = self;
        let rows = |rows: &[Vec<f64>]| (rows.len(), rows.first().map(Vec::len));
        rows(scalars) == rows(&other.scalars)
            && (self.stages, self.steps, self.points, self.first_step, self.registers)
                == (other.stages, other.steps, other.points, other.first_step, other.registers)
            && self.step == other.step
            && self.samples == other.samples
            && self.draw_code == other.draw_code
            && self.initial == other.initial
            && self.step_code == other.step_code
            && self.commits == other.commits
            && self.integrations == other.integrations
            && self.advances == other.advances
            && self.materials == other.materials
            && self.after == other.after
            && self.columns == other.columns
            && self.noise == other.noise
            && self.lookups == other.lookups
    }

    /// The first step at which its numbers differ from the scalars of another program with the same code; the number of steps
    /// if none does.
    #[must_use]
    pub fn same_until(&self, scalars: &[Vec<f64>]) -> usize {
        let same = |(a, b): (&Vec<f64>, &Vec<f64>)| a.iter().map(|a| a.to_bits()).eq(b.iter().map(|b| b.to_bits()));
        let row = self.scalars.iter().zip(scalars).position(|rows| !same(rows));
        row.map_or(self.steps, |row| row / self.stages)
    }

    /// Whether anything goes on within a step, so that the later stages of Runge-Kutta are to be computed.
    #[must_use]
    pub fn has_stages(&self) -> bool {
        !(self.integrations.is_empty() && self.advances.is_empty() && self.materials.is_empty())
    }
}
