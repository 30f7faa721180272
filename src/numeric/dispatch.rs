//! One binary for all processors: a kernel is compiled for several instruction sets and chosen at run time.
//!
//! A kernel is written once as a generic function, `#[inline(always)] fn kernel<const FMA: bool>(…)`, over the scalar
//! functions of [`math`](super::math). The macro [`dispatch!`] makes three machine-code versions of it and a safe
//! function that calls the best one this processor can run.

use std::sync::OnceLock;

/// Instruction sets that kernels are compiled for.
///
/// Results of [`Level::Avx2`] and [`Level::Avx512`] are equal to the last bit (both fuse multiply and add); those of
/// [`Level::Baseline`] differ from them by rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What every processor of the target architecture has.
    Baseline,
    /// AVX2 and FMA: four numbers at a time.
    Avx2,
    /// AVX-512 (F, DQ, VL, BW): eight numbers at a time.
    Avx512,
}

impl Level {
    /// The name recorded in the manifest of a run.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Avx2 => "avx2+fma",
            Self::Avx512 => "avx512",
        }
    }
}

static LEVEL: OnceLock<Level> = OnceLock::new();

/// Keeps this process to a level by its name, so that its numbers are those of machines that have no better one. To be called
/// before anything is computed.
///
/// # Errors
/// In words: there is no such level, or this processor cannot run it.
#[cfg(feature = "cli")]
pub fn keep_to(name: &str) -> Result<(), String> {
    let levels = [Level::Baseline, Level::Avx2, Level::Avx512].into_iter().filter(|level| *level <= detect());
    let names: Vec<&str> = levels.clone().map(Level::name).collect();
    let level = levels.clone().find(|level| level.name() == name);
    let level = level
        .ok_or_else(|| format!("`{name}` is no instruction set of this processor; it has {}", names.join(", ")))?;
    LEVEL.get_or_init(|| level);
    Ok(())
}

/// The best level that this processor can run, or the one that the process is kept to; detected once.
#[must_use]
pub fn level() -> Level {
    #[cfg(test)]
    if let Some(level) = forced::level() {
        return level;
    }
    *LEVEL.get_or_init(detect)
}

/// Levels below the best one, for tests.
#[cfg(test)]
pub mod forced {
    use std::cell::Cell;

    use super::{Level, detect};

    thread_local! {
        static FORCED: Cell<Option<Level>> = const { Cell::new(None) };
    }

    pub(super) fn level() -> Option<Level> {
        FORCED.get()
    }

    /// What work gives at each level that this processor can run, from the lowest; on this thread alone.
    pub fn at_each_level<R>(work: impl Fn() -> R) -> Vec<(Level, R)> {
        let levels = [Level::Baseline, Level::Avx2, Level::Avx512];
        let at = |level| {
            FORCED.set(Some(level));
            let found = work();
            FORCED.set(None);
            (level, found)
        };
        levels.into_iter().filter(|level| *level <= detect()).map(at).collect()
    }
}

#[cfg(target_arch = "x86_64")]
fn detect() -> Level {
    use std::is_x86_feature_detected as has;

    if !(has!("avx2") && has!("fma")) {
        Level::Baseline
    } else if has!("avx512f") && has!("avx512dq") && has!("avx512vl") && has!("avx512bw") {
        Level::Avx512
    } else {
        Level::Avx2
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn detect() -> Level {
    Level::Baseline
}

/// Defines a function that runs a kernel in the version compiled for this processor.
///
/// `dispatch! { /// Doc. pub fn name(x: &mut [f64]) -> f64 = kernel; }` expects a function in scope
/// `#[inline(always)] fn kernel<const FMA: bool>(x: &mut [f64]) -> f64`. Everything the kernel calls in its inner loops
/// must be inlined into it, else that part is compiled for the baseline.
#[macro_export]
#[doc(hidden)]
macro_rules! __dispatch {
    ($(
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) $(-> $output:ty)? = $kernel:ident;
    )+) => {$(
        $(#[$attribute])*
        $visibility fn $name($($argument: $type),*) $(-> $output)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,fma,avx2")]
                fn avx512($($argument: $type),*) $(-> $output)? {
                    $kernel::<true>($($argument),*)
                }

                #[target_feature(enable = "avx2,fma")]
                fn avx2($($argument: $type),*) $(-> $output)? {
                    $kernel::<true>($($argument),*)
                }

                // SAFETY: these functions are safe but for their instructions, and `level()` has seen that the
                // processor has those.
                #[allow(unsafe_code, reason = "calling a function compiled for a detected instruction set")]
                match $crate::workbench::numeric::dispatch::level() {
                    $crate::workbench::numeric::dispatch::Level::Avx512 => return unsafe { avx512($($argument),*) },
                    $crate::workbench::numeric::dispatch::Level::Avx2 => return unsafe { avx2($($argument),*) },
                    $crate::workbench::numeric::dispatch::Level::Baseline => {}
                }
            }
            $kernel::<false>($($argument),*)
        }
    )+};
}
pub use __dispatch as dispatch;

#[cfg(test)]
mod tests {
    use super::*;

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "kernels are compiled into their callers")]
    fn dot<const FMA: bool>(x: &[f64], y: &[f64]) -> f64 {
        x.iter().zip(y).fold(0.0, |sum, (&a, &b)| crate::numeric::math::multiply_add::<FMA>(a, b, sum))
    }

    dispatch! {
        /// Sum of products.
        fn dispatched_dot(x: &[f64], y: &[f64]) -> f64 = dot;
    }

    #[test]
    fn the_version_called_is_that_of_the_level() {
        // (1 + e)(1 - e) - 1 = -e^2 with fused multiply-add, 0 without.
        let e = 2f64.powi(-30);
        let both = || (level(), dispatched_dot(&[-1.0, 1.0 + e], &[1.0, 1.0 - e]));
        for (forced, (level, result)) in forced::at_each_level(both) {
            let expected = if level == Level::Baseline { 0.0 } else { -e * e };
            assert_eq!((level, result), (forced, expected));
        }
        assert_eq!(level(), detect());
    }

    #[test]
    fn names_are_distinct() {
        let names = [Level::Baseline, Level::Avx2, Level::Avx512].map(Level::name);
        assert_eq!(names, ["baseline", "avx2+fma", "avx512"]);
    }
}
