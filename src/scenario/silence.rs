//! Warnings that a file may say are not to be given, since what they are of is meant.

/// Their codes, in the order of the user guide.
pub const CODES: [&str; 19] = [
    NO_EFFECT,
    OFF_AXIS,
    SHARE,
    FAR_FROM_HISTORY,
    HEAVY_TAIL,
    EQUAL_PATHS,
    UNLOCKED,
    FAR_THRESHOLD,
    NEGATIVE_STOCK,
    CUT_IN_PLACE,
    UNCUT_START,
    STEP_SIZE,
    BARE_NUMBER,
    SWAPPED_BOUNDS,
    TABLE_UNIT,
    INHERITED,
    WEIGHTS,
    LONG_AXIS,
    FAR_YEAR,
];

/// Something changes no number that is reported.
pub const NO_EFFECT: &str = "no-effect";
/// Observed values lie at no time of the axis.
pub const OFF_AXIS: &str = "off-axis-values";
/// A number in per cent looks like a share of 1.
pub const SHARE: &str = "share-in-percent";
/// A number is of another size than what has been observed.
pub const FAR_FROM_HISTORY: &str = "far-from-history";
/// Quantiles leave a tail that has no mean or no standard deviation, or a logarithm spreads very far.
pub const HEAVY_TAIL: &str = "heavy-tail";
/// Two paths are equal in every number.
pub const EQUAL_PATHS: &str = "equal-paths";
/// Random numbers are not in the lock of the study.
pub const UNLOCKED: &str = "unlocked";
/// A milestone asks for when a threshold is passed that lies on the far side of the start.
pub const FAR_THRESHOLD: &str = "far-threshold";
/// A stock falls below zero though it is an amount.
pub const NEGATIVE_STOCK: &str = "negative-stock";
/// An outflow of a stock that may not become negative is cut in the stock and nowhere else.
pub const CUT_IN_PLACE: &str = "cut-in-place";
/// What is taken at the start of such an outflow is not cut.
pub const UNCUT_START: &str = "uncut-start";
/// A variable hangs on the step.
pub const STEP_SIZE: &str = "step-size";

/// A number without a unit stands beside a quantity in `%` or `mn`.
pub const BARE_NUMBER: &str = "bare-number";
/// The bounds of `clamp` are the wrong way round.
pub const SWAPPED_BOUNDS: &str = "swapped-bounds";
/// A table says another unit than the one in which its numbers are taken.
pub const TABLE_UNIT: &str = "table-unit";

/// Numbers of a file that is extended are taken otherwise than they were written, or stay beside a new one.
pub const INHERITED: &str = "inherited-numbers";
/// Weights that look like probabilities do not add up to one.
pub const WEIGHTS: &str = "weights-sum";
/// The time axis runs over more than a thousand years.
pub const LONG_AXIS: &str = "long-axis";
/// A year is far from the time axis, and likely typed wrong.
pub const FAR_YEAR: &str = "far-year";

/// How a warning of something is switched off, for its help.
#[must_use]
pub fn hint(code: &str) -> String {
    format!("allow = [\"{code}\"] there says that it is meant")
}
