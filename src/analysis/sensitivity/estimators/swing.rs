//! One factor at a time: how far the output swings when a factor goes from its 5 % to its 95 % quantile.

use ndarray::Array2;

/// Probabilities between which a factor swings, unless it has the same value at both.
pub const ENDS: [f64; 2] = [0.05, 0.95];

/// The output with one factor at its ends and all others at their medians.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swing {
    /// At the 5 % quantile.
    pub low: f64,
    /// At the 95 % quantile.
    pub high: f64,
    /// At the median, as all others: the same for all factors.
    pub base: f64,
}

/// The points of all swings [factor, point]: first all factors at their medians, then each at its low and its high end in turn.
#[must_use]
pub fn swing_design(ends: &[[f64; 2]]) -> Array2<f64> {
    let mut design = Array2::from_elem((ends.len(), 1 + 2 * ends.len()), 0.5);
    for (factor, ends) in ends.iter().enumerate() {
        for (side, level) in ends.iter().enumerate() {
            design[[factor, 1 + 2 * factor + side]] = *level;
        }
    }
    design
}

/// The swing of each factor, from the outputs at the points of [`swing_design`].
#[must_use]
pub fn swings(outputs: &[f64]) -> Vec<Swing> {
    let Some((base, ends)) = outputs.split_first() else { return Vec::new() };
    ends.chunks_exact(2).map(|ends| Swing { low: ends[0], high: ends[1], base: *base }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swing_moves_one_factor_and_leaves_the_others_at_their_medians() {
        let design = swing_design(&[ENDS, ENDS]);
        let outputs: Vec<f64> = design.columns().into_iter().map(|u| u[0].exp() - 2.0 * u[1] * u[0]).collect();
        assert_eq!(outputs[0], 0.5_f64.exp() - 0.5);
        let expected = [(0.05_f64.exp() - 0.05, 0.95_f64.exp() - 0.95), (0.5_f64.exp() - 0.05, 0.5_f64.exp() - 0.95)];
        for (found, (low, high)) in swings(&outputs).iter().zip(expected) {
            assert!((found.low - low).abs() < 1e-15 && (found.high - high).abs() < 1e-15, "{found:?}");
            assert_eq!(found.base, outputs[0]);
        }
    }
}
