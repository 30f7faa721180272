//! Least squares in what a recursion is linear in, so that only what it is not linear in is searched for.
//!
//! Source: variable projection, Golub & Pereyra 1973, doi:10.1137/0710036.

/// Sums of products of what remains of a history with nothing before it, and of what two first states add to each value.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sums {
    errors: f64,
    first: f64,
    second: f64,
    first_first: f64,
    second_second: f64,
    first_second: f64,
}

impl Sums {
    /// Adds a value: its error if both states are zero, and by how much each state lowers that error.
    pub fn add(&mut self, error: f64, first: f64, second: f64) {
        self.errors += error * error;
        self.first += error * first;
        self.second += error * second;
        self.first_first += first * first;
        self.second_second += second * second;
        self.first_second += first * second;
    }

    /// The first state of least squares, if the second is given.
    #[must_use]
    pub fn first_given(&self, second: f64) -> f64 {
        if self.first_first > 0.0 { (self.first - second * self.first_second) / self.first_first } else { 0.0 }
    }

    /// Both states of least squares; the second is zero where they cannot be told apart.
    #[must_use]
    pub fn both(&self) -> [f64; 2] {
        let determinant = self.first_first * self.second_second - self.first_second * self.first_second;
        if determinant <= 1e-10 * self.first_first * self.second_second {
            return [self.first_given(0.0), 0.0];
        }
        let second = (self.second * self.first_first - self.first * self.first_second) / determinant;
        [self.first_given(second), second]
    }

    /// The sum of squared errors with two states.
    #[must_use]
    pub fn squares(&self, [first, second]: [f64; 2]) -> f64 {
        let crossed = first * first * self.first_first
            + second * second * self.second_second
            + 2.0 * first * second * self.first_second;
        (self.errors - 2.0 * (first * self.first + second * self.second) + crossed).max(0.0)
    }
}

/// Where a function of one number is least between two bounds: the best of a grid, then golden sections around it.
#[must_use]
pub fn least((low, high): (f64, f64), points: usize, sections: usize, function: impl Fn(f64) -> f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let step = (high - low) / (points - 1) as f64;
    let at = |point: usize| low + step * point as f64;
    let best = (0..points).map(|point| (function(at(point)), point)).min_by(|a, b| a.0.total_cmp(&b.0));
    let Some((least, best)) = best else { return low };
    let (mut from, mut until) = (at(best.saturating_sub(1)), at((best + 1).min(points - 1)));
    let inside = |from: f64, until: f64| [until - GOLDEN * (until - from), from + GOLDEN * (until - from)];
    let [mut left, mut right] = inside(from, until);
    let (mut at_left, mut at_right) = (function(left), function(right));
    for _ in 0..sections {
        if at_left <= at_right {
            (until, right, at_right) = (right, left, at_left);
            left = inside(from, until)[0];
            at_left = function(left);
        } else {
            (from, left, at_left) = (left, right, at_right);
            right = inside(from, until)[1];
            at_right = function(right);
        }
    }
    let (found, value) = if at_left <= at_right { (left, at_left) } else { (right, at_right) };
    if value <= least { found } else { at(best) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against numpy: `lstsq([[1, 2], [0.5, -1], [0.25, 3]], [3, 1, -2])` and its sum of squares.
    #[test]
    fn states_of_least_squares() {
        let mut sums = Sums::default();
        for (error, first, second) in [(3.0, 1.0, 2.0), (1.0, 0.5, -1.0), (-2.0, 0.25, 3.0)] {
            sums.add(error, first, second);
        }
        let [first, second] = sums.both();
        assert!((first - 3.323_943_661_971_831).abs() < 1e-9 && (second + 0.605_633_802_816_901_5).abs() < 1e-9);
        assert!((sums.squares([first, second]) - 3.422_535_211_267_605).abs() < 1e-9);
        let by_hand = |first: f64, second: f64| {
            (3.0 - first - 2.0 * second).powi(2)
                + (1.0 - 0.5 * first + second).powi(2)
                + (-2.0 - 0.25 * first - 3.0 * second).powi(2)
        };
        let found = sums.squares([first, second]);
        assert!((found - by_hand(first, second)).abs() < 1e-12, "{found}");
        for (a, b) in [(1e-3, 0.0), (-1e-3, 0.0), (0.0, 1e-3), (0.0, -1e-3)] {
            assert!(by_hand(first + a, second + b) > found);
        }
        let given = sums.first_given(0.5);
        assert!([1e-3, -1e-3].iter().all(|off| by_hand(given + off, 0.5) > by_hand(given, 0.5)));
        let mut same = Sums::default();
        same.add(2.0, 1.0, 1.0);
        assert_eq!(same.both(), [2.0, 0.0]);
    }

    #[test]
    fn least_of_one_number() {
        assert!((least((0.0, 1.0), 9, 40, |x| (x - 0.3_f64).powi(2)) - 0.3).abs() < 1e-6);
        assert_eq!(least((0.0, 1.0), 9, 20, |x| x), 0.0);
        assert_eq!(least((0.0, 1.0), 9, 20, |x| -x), 1.0);
        // Two valleys; the deeper one is at 0.8.
        let valleys = |x: f64| ((x - 0.2).powi(2) + 0.01).min((x - 0.8).powi(2));
        assert!((least((0.0, 1.0), 11, 40, valleys) - 0.8).abs() < 1e-6);
    }
}
