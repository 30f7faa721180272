//! What sensitivity finds, as bytes for another process.

use super::{Discovery, Driver, Effects, Indices, Interval, Limits, Miss, Region, Swing};
use crate::record::record;

record!(Driver { label, title, swing, indices, ranking, effects, untried });
record!(Swing { low, high, base });
record!(Indices { first, total });
record!(Interval { estimate, low, high });
record!(Effects { mu, mu_star, sigma });
record!(Miss { bound, below, target });
record!(Discovery { draws, misses, region });
record!(Region { limits, coverage, density, mass });
record!(Limits { selector, label, unit, low, high, names, share });
