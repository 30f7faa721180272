//! Large arrays of results.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ndarray::{ArrayView3, ArrayViewMut3};

use memory::Memory;

/// A three-dimensional array of numbers, zero at first, for results of hundreds of megabytes.
///
/// With the feature `memory-maps`, its memory comes straight from the operating system, which is asked for huge pages: with
/// ordinary ones, faulting the pages in takes longer than computing what they hold.
pub struct Buffer {
    /// There until it is dropped.
    memory: Option<Memory>,
    shape: [usize; 3],
}

/// So many arrays of at most so many bytes are kept when they are no longer used, 32 MiB together, which no budget of memory
/// counts: small runs, of which an explorer asks for many, are waited for.
const MOST_SPARE: usize = 2;
const LARGEST_SPARE: usize = 16 << 20;

static SPARE: Mutex<Vec<Memory>> = Mutex::new(Vec::new());

fn spare() -> MutexGuard<'static, Vec<Memory>> {
    SPARE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let is_small = |memory: &Memory| size_of_val(memory.numbers()) <= LARGEST_SPARE;
        if let Some(memory) = self.memory.take().filter(is_small) {
            let mut spare = spare();
            if spare.len() < MOST_SPARE {
                spare.push(memory);
            }
        }
    }
}

impl Buffer {
    /// An array of this shape, all zero; none if there is not the memory for it.
    #[must_use]
    pub fn zeros(shape: [usize; 3]) -> Option<Self> {
        Some(Self { memory: Some(Memory::zeros(count(shape)?)?), shape })
    }

    /// An array of this shape in the memory of another or of one that is no longer used, if that is large enough, else as
    /// [`Self::zeros`]; numbers are what they happen to be. What has been used before need not be cleared by the system again,
    /// which takes long.
    #[must_use]
    pub fn reused(old: Option<Self>, shape: [usize; 3]) -> Option<Self> {
        let count = count(shape)?;
        let suits = |memory: &Memory| memory.numbers().len() >= count;
        let mut old = old;
        let memory = old.as_mut().and_then(|old| old.memory.take_if(|memory| suits(memory)));
        let memory = memory.or_else(|| {
            let mut spare = spare();
            let place = spare.iter().position(suits)?;
            Some(spare.swap_remove(place))
        });
        match memory {
            Some(memory) => Some(Self { memory: Some(memory), shape }),
            None => Self::zeros(shape),
        }
    }

    /// The numbers.
    #[must_use]
    pub fn view(&self) -> ArrayView3<'_, f64> {
        let count = self.shape.iter().product();
        // The memory was made for this shape, so this cannot fail.
        ArrayView3::from_shape(self.shape, &self.numbers()[..count]).unwrap_or_else(|_| unreachable!("made for it"))
    }

    /// The numbers, to be changed.
    #[must_use]
    pub fn view_mut(&mut self) -> ArrayViewMut3<'_, f64> {
        let count = self.shape.iter().product();
        let numbers = self.memory.as_mut().map_or(&mut [][..], Memory::numbers_mut);
        ArrayViewMut3::from_shape(self.shape, &mut numbers[..count]).unwrap_or_else(|_| unreachable!("made for it"))
    }
}

impl Buffer {
    fn numbers(&self) -> &[f64] {
        self.memory.as_ref().map_or(&[], Memory::numbers)
    }
}

/// How many numbers an array of this shape has, if their bytes can be counted at all.
fn count(shape: [usize; 3]) -> Option<usize> {
    let bytes = shape.iter().try_fold(size_of::<f64>(), |bytes, length| bytes.checked_mul(*length))?;
    Some(bytes / size_of::<f64>())
}

/// Memory from the system.
#[cfg(feature = "memory-maps")]
mod memory {
    use memmap2::MmapMut;

    pub struct Memory(MmapMut);

    impl Memory {
        pub fn zeros(count: usize) -> Option<Self> {
            // A mapping cannot be empty.
            let map = MmapMut::map_anon(count.max(1) * size_of::<f64>()).ok()?;
            #[cfg(target_os = "linux")]
            {
                // A system without huge pages refuses, and works with small ones.
                let _ = map.advise(memmap2::Advice::HugePage);
            }
            Some(Self(map))
        }

        pub fn numbers(&self) -> &[f64] {
            bytemuck::cast_slice(&self.0)
        }

        pub fn numbers_mut(&mut self) -> &mut [f64] {
            bytemuck::cast_slice_mut(&mut self.0)
        }
    }
}

/// Memory as any other is allocated.
#[cfg(not(feature = "memory-maps"))]
mod memory {
    pub struct Memory(Vec<f64>);

    impl Memory {
        pub fn zeros(count: usize) -> Option<Self> {
            let mut numbers = Vec::new();
            numbers.try_reserve_exact(count).ok()?;
            numbers.resize(count, 0.0);
            Some(Self(numbers))
        }

        pub fn numbers(&self) -> &[f64] {
            &self.0
        }

        pub fn numbers_mut(&mut self) -> &mut [f64] {
            &mut self.0
        }
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buffer").field("shape", &self.shape).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_where_they_are_put() {
        let mut buffer = Buffer::zeros([2, 3, 5]).unwrap();
        assert!(buffer.view().iter().all(|value| *value == 0.0));
        buffer.view_mut()[[1, 2, 4]] = 7.0;
        buffer.view_mut()[[0, 0, 0]] = 3.0;
        assert_eq!((buffer.view()[[1, 2, 4]], buffer.view()[[0, 0, 0]], buffer.view().sum()), (7.0, 3.0, 10.0));
        assert_eq!(Buffer::zeros([0, 3, 5]).unwrap().view().len(), 0);
        assert!(Buffer::zeros([usize::MAX, 2, 2]).is_none());
    }

    #[test]
    fn new_arrays_are_zero_whatever_was_used_before() {
        for value in [1.0, 2.0] {
            let mut buffer = Buffer::zeros([3, 7, 11]).unwrap();
            assert!(buffer.view().iter().all(|value| *value == 0.0));
            buffer.view_mut().fill(value);
        }
        let old = Buffer::zeros([2, 2, 2]);
        let reused = Buffer::reused(old, [1, 2, 3]).unwrap();
        assert_eq!(reused.view().dim(), (1, 2, 3));
    }
}
