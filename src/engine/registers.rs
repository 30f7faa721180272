//! Registers of blocks of draws. Those of earlier runs are taken again: a system takes longer to give memory, page by page, than
//! a run of two thousand draws takes to fill it.
#![allow(clippy::inline_always, reason = "an instruction over a block of draws takes no longer than some calls")]

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Registers of so many bytes at most are kept for later runs, and so many times: 32 MiB together, which no budget of memory
/// counts.
const LARGEST: usize = 4 << 20;
const MOST: usize = 8;

static SPARE: Mutex<Vec<Vec<Register>>> = Mutex::new(Vec::new());

/// A line of the cache, in bytes.
const LINE: usize = 64;

/// Numbers that a register needs more than it has, so that it can begin at the beginning of a line, wherever its memory does.
const EDGE: usize = LINE / size_of::<f64>() - 1;

/// A register: a number for each draw. The first stands at the beginning of a line of the cache: a vector that lies across two
/// lines takes longer to be read and to be written. A chain of a hundred stocks takes three quarters of the time so.
#[derive(Debug, Default)]
pub(super) struct Register(Vec<f64>);

impl Register {
    /// Zeros.
    pub fn zeros(count: usize) -> Self {
        Self(vec![0.0; count + EDGE])
    }

    /// Has so many numbers from now on: those that it had, and zeros or what they happen to be behind them.
    pub fn resize(&mut self, count: usize) {
        if count + EDGE <= self.0.capacity() {
            self.0.resize(count + EDGE, 0.0);
            return;
        }
        let mut grown = Self::zeros(count);
        grown[..self.len()].copy_from_slice(self);
        *self = grown;
    }

    /// Where the first line begins that is its own.
    #[inline(always)]
    fn start(&self) -> usize {
        self.0.as_ptr().align_offset(LINE).min(EDGE)
    }

    #[inline(always)]
    fn count(&self) -> usize {
        self.0.len().saturating_sub(EDGE)
    }
}

impl Clone for Register {
    fn clone(&self) -> Self {
        let mut other = Self::zeros(self.len());
        other.copy_from_slice(self);
        other
    }
}

impl Deref for Register {
    type Target = [f64];

    #[inline(always)]
    fn deref(&self) -> &[f64] {
        // One that has no memory has no line.
        self.0.get(self.start()..self.start() + self.count()).unwrap_or_default()
    }
}

impl DerefMut for Register {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f64] {
        let (start, count) = (self.start(), self.count());
        self.0.get_mut(start..start + count).unwrap_or_default()
    }
}

/// Registers for blocks of draws; numbers are what they happen to be.
#[derive(Debug)]
pub(super) struct Registers(Vec<Register>);

impl Registers {
    /// At least so many registers for so many draws.
    pub fn new(count: usize, draws: usize) -> Self {
        let mut registers = spare().pop().unwrap_or_default();
        for register in &mut registers {
            register.resize(draws);
        }
        if registers.len() < count {
            registers.resize_with(count, || Register::zeros(draws));
        }
        Self(registers)
    }
}

impl Drop for Registers {
    fn drop(&mut self) {
        let bytes: usize = self.0.iter().map(|register| register.0.capacity() * size_of::<f64>()).sum();
        let mut spare = spare();
        if bytes <= LARGEST && spare.len() < MOST {
            spare.push(std::mem::take(&mut self.0));
        }
    }
}

impl Deref for Registers {
    type Target = Vec<Register>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Registers {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

fn spare() -> MutexGuard<'static, Vec<Vec<Register>>> {
    SPARE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registers_begin_with_a_line_and_keep_their_numbers() {
        let mut none = Register::default();
        assert!(none.is_empty() && none.iter_mut().next().is_none());
        for count in [0, 1, 7, 8, 500] {
            let mut register = Register::zeros(count);
            register.iter_mut().zip(1..).for_each(|(number, place)| *number = f64::from(place));
            for changed in [count, count + 1, 3 * count + 40, count / 2] {
                let mut register = register.clone();
                register.resize(changed);
                assert_eq!(register.len(), changed);
                assert_eq!(register.as_ptr() as usize % LINE, 0, "{count} and {changed} numbers");
                let kept = count.min(changed);
                assert!(register[..kept].iter().zip(1..).all(|(number, place)| *number == f64::from(place)));
                register.resize(count);
                assert!(register[..kept].iter().zip(1..).all(|(number, place)| *number == f64::from(place)));
            }
        }
    }
}
