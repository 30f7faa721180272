//! Registers of blocks of draws. Those of earlier runs are taken again: a system takes longer to give memory, page by page, than
//! a run of two thousand draws takes to fill it.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Registers of so many bytes at most are kept for later runs, and so many times: 32 MiB together, which no budget of memory
/// counts.
const LARGEST: usize = 4 << 20;
const MOST: usize = 8;

static SPARE: Mutex<Vec<Vec<Vec<f64>>>> = Mutex::new(Vec::new());

/// Registers for blocks of draws; numbers are what they happen to be.
#[derive(Debug)]
pub(super) struct Registers(Vec<Vec<f64>>);

impl Registers {
    /// At least so many registers for so many draws.
    pub fn new(count: usize, draws: usize) -> Self {
        let mut registers = spare().pop().unwrap_or_default();
        for register in &mut registers {
            register.resize(draws, 0.0);
        }
        if registers.len() < count {
            registers.resize_with(count, || vec![0.0; draws]);
        }
        Self(registers)
    }
}

impl Drop for Registers {
    fn drop(&mut self) {
        let bytes: usize = self.0.iter().map(|register| register.capacity() * size_of::<f64>()).sum();
        let mut spare = spare();
        if bytes <= LARGEST && spare.len() < MOST {
            spare.push(std::mem::take(&mut self.0));
        }
    }
}

impl Deref for Registers {
    type Target = Vec<Vec<f64>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Registers {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

fn spare() -> MutexGuard<'static, Vec<Vec<Vec<f64>>>> {
    SPARE.lock().unwrap_or_else(PoisonError::into_inner)
}
