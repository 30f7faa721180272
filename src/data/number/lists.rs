//! What stands in cells of numbers beside digits.

/// What a cell says if nothing is known.
pub(super) const MISSING: [&str; 23] = [
    "",
    "na",
    "n/a",
    "n.a.",
    "nan",
    "null",
    "none",
    "..",
    "...",
    "…",
    "-",
    "--",
    "---",
    "–",
    "—",
    ":",
    ".",
    "*",
    "#n/a",
    "#n/a n/a",
    "…",
    "……",
    "not available",
];
/// What stands for a number that an office keeps to itself, or that is not sure enough: missing, with itself as a mark. A heading
/// may be called so.
pub(super) const SECRET: [&str; 18] = [
    "x", "xxx", "***", "/", "np", "n.p.", "_", "nm", "w", "(d)", "(s)", "(x)", "(na)", "nd", "n.d.", "(n.d.)", "n/e",
    ". .",
];
/// Letters that offices lay beside a number (Eurostat's flags, and `f` and `g` of others), alone or together by the alphabet.
pub(super) const FLAGS: &str = "bcdefgipnrstuvz";
/// What is made of such letters and is none: multipliers, units, money.
pub(super) const NO_FLAGS: [&str; 9] = ["bn", "cr", "ct", "ft", "gt", "in", "pt", "rs", "st"];
/// Signs of money before a number.
pub(super) const MONEY: [char; 6] = ['$', '€', '£', '¥', '￥', '₹'];
/// Words behind a number that multiply it, which are no beginnings of units.
pub(super) const WORDS: [(&str, f64); 10] = [
    ("thousand", 1e3),
    ("million", 1e6),
    ("mln", 1e6),
    ("mn", 1e6),
    ("billion", 1e9),
    ("bn", 1e9),
    ("trillion", 1e12),
    ("trn", 1e12),
    ("crores", 1e7),
    ("cr", 1e7),
];
/// Spaces and marks between groups of three digits.
pub(super) const GROUPING: [char; 6] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '’'];
