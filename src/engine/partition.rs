//! Which versions of a model share the value of a register or a scalar, at each instruction of each step.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::model::program::{Commit, Instruction, Operand, Operation, Program};

/// The partition of what is the same in all versions.
pub(super) const WHOLE: u32 = 0;

/// Versions in groups that share a value. Groups are numbered by their first versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Partition {
    /// By version: its group.
    pub of: Vec<u16>,
    /// By group: its first version.
    pub first: Vec<u16>,
}

/// What an instruction reads and makes: partitions, by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Planned {
    pub operands: [u32; 3],
    pub result: u32,
    /// Whether all groups are computed in one go: what is read lies as what is made.
    pub together: bool,
}

/// Partitions of what a step reads and makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlannedStep {
    /// By instruction.
    pub code: Vec<Planned>,
    /// By commit: that of what is copied.
    pub commits: Vec<u32>,
    /// By output that is a state after the step.
    pub after: Vec<u32>,
}

/// Partitions throughout a run.
#[derive(Debug)]
pub(super) struct Plan {
    pub partitions: Vec<Partition>,
    /// By sample that is not the same in all versions.
    pub samples: Vec<u32>,
    pub draw: Vec<Planned>,
    /// By initial value of a state.
    pub initial: Vec<u32>,
    pub steps: Vec<Arc<PlannedStep>>,
    /// Columns of draws that registers take at most, all together.
    pub columns: usize,
}

impl Plan {
    /// What versions of a program share whose scalars are those of the tables, in some of the first steps. Of samples that are
    /// not the same in all versions: the register, and by version which of the samples it takes.
    pub fn new(program: &Program, tables: &[&[Vec<f64>]], samples: &[(u32, Vec<u16>)], steps: Range<usize>) -> Self {
        let mut planner = Planner {
            partitions: Partitions::of(tables.len()),
            registers: vec![WHOLE; program.registers],
            most: vec![1; program.registers],
        };
        let sampled: Vec<u32> = samples.iter().map(|(register, taken)| planner.sampled(*register, taken)).collect();
        let first = planner.partitions.of_scalars(tables, 0);
        let draw = planner.code(&program.draw_code, &first);
        let initial = program.initial.iter().map(|(state, value)| planner.copied(*state, *value, &first)).collect();
        let mut planned: Vec<Arc<PlannedStep>> = Vec::with_capacity(steps.end);
        for step in steps {
            let scalars = planner.partitions.of_scalars(tables, step * program.stages);
            let code = planner.code(&program.step_code, &scalars);
            let commits = program.commits.iter().map(|commit| planner.commit(*commit, &scalars)).collect();
            let after = program.after.iter().map(|(register, _)| planner.registers[*register as usize]).collect();
            let step = PlannedStep { code, commits, after };
            // Most steps are as the one before.
            let known = planned.last().filter(|last| ***last == step).cloned();
            planned.push(known.unwrap_or_else(|| Arc::new(step)));
        }
        let columns = planner.most.iter().sum();
        Self { partitions: planner.partitions.all, samples: sampled, draw, initial, steps: planned, columns }
    }
}

struct Planner {
    partitions: Partitions,
    /// By register: the partition of what it holds.
    registers: Vec<u32>,
    /// By register: how many groups its partition had at most.
    most: Vec<usize>,
}

impl Planner {
    fn sampled(&mut self, register: u32, taken: &[u16]) -> u32 {
        let partition = self.partitions.number(taken.len(), |version| u64::from(taken[version]));
        self.set(register, partition);
        partition
    }

    fn code(&mut self, code: &[Instruction], scalars: &[u32]) -> Vec<Planned> {
        code.iter().map(|instruction| self.instruction(instruction, scalars)).collect()
    }

    fn instruction(&mut self, instruction: &Instruction, scalars: &[u32]) -> Planned {
        if let Operation::Swap(next) = instruction.operation {
            let partition = self.copied(instruction.destination, Operand::Register(next), scalars);
            return Planned { operands: [partition; 3], result: partition, together: true };
        }
        let read = |operand: Operand| self.of(operand, scalars);
        let operands = match instruction.operation {
            // It reads nothing.
            Operation::Noise(..) => [WHOLE; 3],
            _ => instruction.operands.map(read),
        };
        let result = operands.iter().fold(WHOLE, |result, operand| self.partitions.joined(result, *operand));
        if !matches!(instruction.operation, Operation::Store(_)) {
            self.set(instruction.destination, result);
        }
        let lies = |(operand, partition): (&Operand, &u32)| match operand {
            Operand::Register(_) => *partition == result,
            Operand::Scalar(_) => *partition == WHOLE,
        };
        let together = result == WHOLE || instruction.operands.iter().zip(&operands).all(lies);
        Planned { operands, result, together }
    }

    fn of(&self, operand: Operand, scalars: &[u32]) -> u32 {
        match operand {
            Operand::Register(register) => self.registers[register as usize],
            Operand::Scalar(slot) => scalars.get(slot as usize).copied().unwrap_or(WHOLE),
        }
    }

    fn set(&mut self, register: u32, partition: u32) {
        let most = &mut self.most[register as usize];
        *most = (*most).max(self.partitions.all[partition as usize].first.len());
        self.registers[register as usize] = partition;
    }

    fn copied(&mut self, destination: u32, operand: Operand, scalars: &[u32]) -> u32 {
        let partition = self.of(operand, scalars);
        self.set(destination, partition);
        partition
    }

    fn commit(&mut self, commit: Commit, scalars: &[u32]) -> u32 {
        match commit {
            Commit::Copy { state, next } => self.copied(state, next, scalars),
            Commit::Swap { state, next } => {
                // Registers change places with what they hold, and with the room that they have.
                let (state, next) = (state as usize, next as usize);
                self.registers.swap(state, next);
                self.most.swap(state, next);
                WHOLE
            }
            Commit::Shift { first, count } => {
                let range = first as usize..(first + count) as usize;
                self.registers[range.clone()].rotate_right(1);
                self.most[range].rotate_right(1);
                WHOLE
            }
        }
    }
}

/// All partitions that have been met, and how they go together.
struct Partitions {
    all: Vec<Partition>,
    known: HashMap<Vec<u16>, u32>,
    joins: HashMap<(u32, u32), u32>,
}

impl Partitions {
    /// The partition of what is the same in so many versions.
    fn of(versions: usize) -> Self {
        let whole = Partition { of: vec![0; versions], first: vec![0] };
        Self { known: HashMap::from([(whole.of.clone(), WHOLE)]), all: vec![whole], joins: HashMap::new() }
    }

    /// By scalar of a row: which versions share its value.
    fn of_scalars(&mut self, tables: &[&[Vec<f64>]], row: usize) -> Vec<u32> {
        let slots = tables[0][row].len();
        let bits = |version: usize, slot: usize| tables[version][row][slot].to_bits();
        let of = |slot: usize| {
            if (1..tables.len()).all(|version| bits(version, slot) == bits(0, slot)) {
                return WHOLE;
            }
            self.number(tables.len(), |version| bits(version, slot))
        };
        (0..slots).map(of).collect()
    }

    /// The partition in which two hold together.
    fn joined(&mut self, a: u32, b: u32) -> u32 {
        if a == b || b == WHOLE {
            return a;
        }
        if a == WHOLE {
            return b;
        }
        let key = (a.min(b), a.max(b));
        if let Some(known) = self.joins.get(&key) {
            return *known;
        }
        let [one, other] = [a, b].map(|partition| self.all[partition as usize].of.clone());
        let joined = self.number(one.len(), |version| u64::from(one[version]) << 16 | u64::from(other[version]));
        self.joins.insert(key, joined);
        joined
    }

    /// The partition of versions by what they are marked with.
    fn number(&mut self, versions: usize, mark: impl Fn(usize) -> u64) -> u32 {
        let mut groups: HashMap<u64, u16> = HashMap::new();
        let mut first = Vec::new();
        let group = |version: usize| {
            *groups.entry(mark(version)).or_insert_with(|| {
                first.push(version as u16);
                (first.len() - 1) as u16
            })
        };
        let of: Vec<u16> = (0..versions).map(group).collect();
        if let Some(known) = self.known.get(&of) {
            return *known;
        }
        let number = self.all.len() as u32;
        self.known.insert(of.clone(), number);
        self.all.push(Partition { of, first });
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_numbered_by_their_first_versions() {
        let mut partitions = Partitions::of(4);
        let tables =
            [[1.0, 5.0, 0.0], [2.0, 5.0, -0.0], [1.0, 5.0, 0.0], [2.0, 5.0, 0.0]].map(|row| vec![row.to_vec()]);
        let tables: Vec<&[Vec<f64>]> = tables.iter().map(Vec::as_slice).collect();
        let found = partitions.of_scalars(&tables, 0);
        assert_eq!(partitions.all[found[0] as usize], Partition { of: vec![0, 1, 0, 1], first: vec![0, 1] });
        assert_eq!(found[1], WHOLE);
        // Zeros of both signs are two numbers: what is divided by them tells.
        assert_eq!(partitions.all[found[2] as usize], Partition { of: vec![0, 1, 0, 0], first: vec![0, 1] });
        let joined = partitions.joined(found[0], found[2]);
        assert_eq!(partitions.all[joined as usize], Partition { of: vec![0, 1, 0, 2], first: vec![0, 1, 3] });
        assert_eq!(joined, partitions.joined(found[2], found[0]));
        assert_eq!(found[0], partitions.joined(WHOLE, found[0]));
        assert_eq!(joined, partitions.joined(joined, found[0]), "what is finer already stays");
    }
}
