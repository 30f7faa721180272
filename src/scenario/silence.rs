//! Warnings that a file may say are not to be given, since what they are of is meant.

/// Their codes, in the order of the user guide.
pub const CODES: [&str; 7] = [NO_EFFECT, OFF_AXIS, SHARE, FAR_FROM_HISTORY, HEAVY_TAIL, EQUAL_PATHS, UNLOCKED];

/// Something changes no number that is reported.
pub const NO_EFFECT: &str = "no-effect";
/// Observed values lie at no time of the axis.
pub const OFF_AXIS: &str = "off-axis-values";
/// A number in per cent looks like a share of 1.
pub const SHARE: &str = "share-in-percent";
/// A number is of another size than what has been observed.
pub const FAR_FROM_HISTORY: &str = "far-from-history";
/// Quantiles leave a tail that has no mean or no standard deviation.
pub const HEAVY_TAIL: &str = "heavy-tail";
/// Two paths are equal in every number.
pub const EQUAL_PATHS: &str = "equal-paths";
/// Random numbers are not in the lock of the study.
pub const UNLOCKED: &str = "unlocked";
