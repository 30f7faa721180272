//! The one rule by which a number reaches a goal.

/// Numbers that differ by less than this part of the greater of both are taken as equal: rounding, which adds up to some
/// 1e-12 over ten thousand steps, decides nothing.
pub const EQUAL: f64 = 1e-9;

/// Whether two numbers are equal but for rounding: they differ by at most [`EQUAL`] of the greater of both.
///
/// Next to 0 everything else is different, whatever its size: nothing says on what scale a difference would be small.
#[must_use]
pub fn equal(a: f64, b: f64) -> bool {
    let size = a.abs().max(b.abs());
    a == b || (size.is_finite() && (a - b).abs() <= EQUAL * size)
}

/// A number that is to be reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    /// The number.
    pub value: f64,
    /// Whether greater numbers reach it, rather than lesser ones.
    pub at_least: bool,
}

impl Goal {
    /// Whether a value reaches the goal; one that is [`equal`] to it does.
    #[must_use]
    pub fn met(self, value: f64) -> bool {
        equal(value, self.value) || if self.at_least { value > self.value } else { value < self.value }
    }

    /// How far a value is from the goal, 0 if it reaches it.
    #[must_use]
    pub fn distance(self, value: f64) -> f64 {
        if self.met(value) { 0.0 } else { (self.value - value).abs() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_misses_no_goal() {
        let least = |value| Goal { value, at_least: true };
        let most = |value| Goal { value, at_least: false };
        assert!(most(0.3).met(0.1 + 0.2) && least(0.1 + 0.2).met(0.3));
        let steps = |step: f64, count: usize| (0..count).fold(0.0, |sum, _| sum + step);
        for (step, count) in [(0.1, 800), (0.01, 8000), (0.2, 400)] {
            assert!(least(80.0).met(steps(step, count)) && most(80.0).met(steps(step, count)), "{step}");
        }
        assert!(!least(80.0).met(79.999_99) && !most(80.0).met(80.000_01));
        assert!(least(-5.0).met(-5.0 - 1e-10) && !least(-5.0).met(-5.001));
        // A nan reaches nothing; 0 is reached exactly.
        assert!(!least(0.0).met(f64::NAN) && !least(0.0).met(-1e-300) && least(0.0).met(-0.0) && most(0.0).met(0.0));
        assert!(least(f64::INFINITY).met(f64::INFINITY) && !least(f64::INFINITY).met(1e308));
    }

    #[test]
    fn the_distance_is_what_is_missing() {
        let goal = Goal { value: 3.0, at_least: true };
        assert_eq!([1.0, 3.0 - 1e-12, 4.0].map(|value| goal.distance(value)), [2.0, 0.0, 0.0]);
        let goal = Goal { at_least: false, ..goal };
        assert_eq!([1.0, 3.0 + 1e-12, 4.5].map(|value| goal.distance(value)), [0.0, 0.0, 1.5]);
    }
}
