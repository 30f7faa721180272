//! Lookup tables.

use crate::scenario::Extrapolation;

/// A checked lookup table, in base units.
#[derive(Debug, Clone, PartialEq)]
pub struct Lookup {
    /// Abscissae, increasing.
    pub x: Vec<f64>,
    /// Ordinates.
    pub y: Vec<f64>,
    /// Whether a value holds until the next point.
    pub step: bool,
    /// Outside the range.
    pub extrapolation: Extrapolation,
}

/// The value of a lookup table.
#[must_use]
#[inline]
pub fn interpolate(table: &Lookup, x: f64) -> f64 {
    let (first, last) = (0, table.x.len() - 1);
    if x.is_nan() {
        return x;
    }
    // The piece whose left end is the last abscissa not above x.
    let piece = table.x.partition_point(|point| *point <= x);
    if table.step {
        return table.y[piece.max(1) - 1];
    }
    let hold = table.extrapolation == Extrapolation::Hold;
    if last == 0 || (hold && x <= table.x[first]) {
        return table.y[first];
    }
    if hold && x >= table.x[last] {
        return table.y[last];
    }
    let right = piece.clamp(1, last);
    let (x0, x1, y0, y1) = (table.x[right - 1], table.x[right], table.y[right - 1], table.y[right]);
    y0 + (y1 - y0) * ((x - x0) / (x1 - x0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookups_interpolate_hold_extend_and_step() {
        let table =
            |step, extrapolation| Lookup { x: vec![0.0, 1.0, 3.0], y: vec![10.0, 20.0, 0.0], step, extrapolation };
        for (step, extrapolation, x, expected) in [
            (false, Extrapolation::Hold, 0.5, 15.0),
            (false, Extrapolation::Hold, 2.0, 10.0),
            (false, Extrapolation::Hold, -1.0, 10.0),
            (false, Extrapolation::Hold, 9.0, 0.0),
            (false, Extrapolation::Extend, -1.0, 0.0),
            (false, Extrapolation::Extend, 4.0, -10.0),
            (false, Extrapolation::Hold, 1.0, 20.0),
            (true, Extrapolation::Hold, 0.999, 10.0),
            (true, Extrapolation::Hold, 1.0, 20.0),
            (true, Extrapolation::Hold, -5.0, 10.0),
            (true, Extrapolation::Hold, 99.0, 0.0),
        ] {
            assert_eq!(interpolate(&table(step, extrapolation), x), expected, "{step} {extrapolation:?} {x}");
        }
    }
}
