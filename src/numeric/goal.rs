//! The one rule by which a number reaches a goal.

/// Numbers that differ by less than this part of the greater of both are taken as equal: rounding, which adds up to some
/// 1e-12 over ten thousand steps, decides nothing.
pub const EQUAL: f64 = 1e-9;
/// So are numbers that differ by less than this part of the greatest on their way: what is left of a hundred after a hundred
/// steps down is rounding of the hundred.
pub const LEFT: f64 = 1e-12;
/// And numbers, in the unit they are asked for in, that differ by less than this: what is left of sums of numbers of
/// ordinary size.
pub const NOTHING: f64 = 1e-15;

/// Whether two numbers are equal but for rounding: they differ by at most [`EQUAL`] of the greater of both, or by `within`.
#[must_use]
#[inline]
pub fn equal(a: f64, b: f64, within: f64) -> bool {
    let size = a.abs().max(b.abs());
    a == b || (size.is_finite() && (a - b).abs() <= (EQUAL * size).max(within))
}

/// What is nothing among numbers, in the unit they are asked for in, the greatest of which has the size `scale`.
#[must_use]
pub fn nothing(scale: f64) -> f64 {
    if scale.is_finite() { (LEFT * scale).max(NOTHING) } else { NOTHING }
}

/// A number that is to be reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    /// The number.
    pub value: f64,
    /// Whether greater numbers reach it, rather than lesser ones.
    pub at_least: bool,
    /// A difference to it that is nothing.
    pub within: f64,
}

impl Goal {
    /// A goal for numbers, in the unit they are asked for in, that come from a way on which the greatest has the size `scale`.
    #[must_use]
    pub fn new(value: f64, at_least: bool, scale: f64) -> Self {
        Self { value, at_least, within: nothing(scale) }
    }

    /// The same goal, counted in another unit, of which one is so many.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { value: self.value * factor, within: self.within * factor.abs(), ..self }
    }

    /// Whether a value reaches the goal; one that is [`equal`] to it does.
    #[must_use]
    #[inline]
    pub fn met(self, value: f64) -> bool {
        equal(value, self.value, self.within) || if self.at_least { value > self.value } else { value < self.value }
    }

    /// How far a value is from the goal, 0 if it reaches it.
    #[must_use]
    #[inline]
    pub fn distance(self, value: f64) -> f64 {
        if self.met(value) { 0.0 } else { (self.value - value).abs() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn least(value: f64) -> Goal {
        Goal::new(value, true, 0.0)
    }

    fn most(value: f64) -> Goal {
        Goal::new(value, false, 0.0)
    }

    #[test]
    fn rounding_misses_no_goal() {
        assert!(most(0.3).met(0.1 + 0.2) && least(0.1 + 0.2).met(0.3));
        let steps = |step: f64, count: usize| (0..count).fold(0.0, |sum, _| sum + step);
        for (step, count) in [(0.1, 800), (0.01, 8000), (0.2, 400)] {
            assert!(least(80.0).met(steps(step, count)) && most(80.0).met(steps(step, count)), "{step}");
        }
        assert!(!least(80.0).met(79.999_99) && !most(80.0).met(80.000_01));
        assert!(least(-5.0).met(-5.0 - 1e-10) && !least(-5.0).met(-5.001));
        // A nan reaches nothing.
        assert!(!least(0.0).met(f64::NAN) && least(0.0).met(-0.0) && most(0.0).met(0.0));
        assert!(least(f64::INFINITY).met(f64::INFINITY) && !least(f64::INFINITY).met(1e308));
    }

    #[test]
    fn nothing_is_left_of_what_has_gone() {
        // Sums that are 0 but for rounding.
        assert!(0.1 + 0.2 - 0.3 > 0.0 && most(0.0).met(0.1 + 0.2 - 0.3) && least(0.0).met(0.3 - 0.2 - 0.1));
        assert!(!most(0.0).met(1e-12) && !least(0.0).met(-1e-12));
        // 1 less a tenth, ten times; 1000 less a hundredth, a hundred thousand times.
        let down = |from: f64, step: f64, count: usize| (0..count).fold(from, |left, _| left - step);
        assert!(down(1.0, 0.1, 10) > 0.0 && Goal::new(0.0, false, 1.0).met(down(1.0, 0.1, 10)));
        let left = down(1000.0, 0.01, 100_000);
        assert!(left.abs() > NOTHING && left.abs() < 1e-8, "{left}");
        assert!(Goal::new(0.0, false, 1000.0).met(1e-10) && !Goal::new(0.0, false, 1000.0).met(1e-6));
    }

    #[test]
    fn a_goal_is_the_same_in_another_unit() {
        let goal = Goal::new(0.0, false, 5.0);
        assert_eq!(goal.times(1e9).within, goal.within * 1e9);
        assert!(goal.times(1e9).met(1e-3) && !goal.times(1e9).met(1.0));
    }

    #[test]
    fn the_distance_is_what_is_missing() {
        let goal = least(3.0);
        assert_eq!([1.0, 3.0 - 1e-12, 4.0].map(|value| goal.distance(value)), [2.0, 0.0, 0.0]);
        let goal = Goal { at_least: false, ..goal };
        assert_eq!([1.0, 3.0 + 1e-12, 4.5].map(|value| goal.distance(value)), [0.0, 0.0, 1.5]);
    }
}
