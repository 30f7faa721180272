//! Singular values of a tall matrix and what it makes of a right-hand side.

/// Rotations go on until columns are orthogonal to this relative precision.
const ORTHOGONAL: f64 = 1e-15;
/// Sweeps over all pairs of columns; convergence is quadratic, so that some five suffice.
const SWEEPS: usize = 30;

/// The factors of A = U diag(s) V' and the vector U' b.
///
/// A is reduced to a triangle by Householder reflections (Golub and Van Loan 2013, *Matrix Computations*, 5.2), the
/// triangle by one-sided Jacobi rotations, which find small singular values to high relative accuracy (Demmel and Veselic
/// 1992, doi:10.1137/0613074).
#[derive(Debug, Clone)]
pub(super) struct Decomposition {
    /// Singular values, in no order.
    pub values: Vec<f64>,
    /// Columns of V, one for each singular value.
    pub directions: Vec<Vec<f64>>,
    /// U' b.
    pub projected: Vec<f64>,
}

impl Decomposition {
    /// Decomposes the matrix of these columns, all as long as `right` and no more than that.
    pub(super) fn new(mut columns: Vec<Vec<f64>>, mut right: Vec<f64>) -> Self {
        let count = columns.len();
        triangle(&mut columns, &mut right);
        for column in &mut columns {
            column.truncate(count);
        }
        right.truncate(count);
        let directions = rotate(&mut columns);
        let values: Vec<f64> = columns.iter().map(|column| norm(column)).collect();
        let projected = columns
            .iter()
            .zip(&values)
            .map(|(column, value)| if *value > 0.0 { dot(column, &right) / value } else { 0.0 })
            .collect();
        Self { values, directions, projected }
    }

    /// The x with least |A x - b|^2 + damping |x|^2.
    pub(super) fn solve(&self, damping: f64) -> Vec<f64> {
        let weights = self.values.iter().zip(&self.projected).map(|(s, u)| damped(*s, damping) * u);
        self.combine(weights)
    }

    /// The same for another right-hand side c, given A' c.
    pub(super) fn solve_normal(&self, transposed: &[f64], damping: f64) -> Vec<f64> {
        let weights = self.values.iter().zip(&self.directions).map(|(s, direction)| {
            let squared = s * s + damping;
            if squared > 0.0 { dot(direction, transposed) / squared } else { 0.0 }
        });
        self.combine(weights)
    }

    /// The largest over the smallest singular value; infinite if the columns depend on one another.
    pub(super) fn condition(&self) -> f64 {
        let largest = self.values.iter().copied().fold(0.0, f64::max);
        let smallest = self.values.iter().copied().fold(f64::INFINITY, f64::min);
        if self.values.is_empty() { 1.0 } else { largest / smallest }
    }

    fn combine(&self, weights: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut sum = vec![0.0; self.values.len()];
        for (weight, direction) in weights.zip(&self.directions) {
            for (sum, part) in sum.iter_mut().zip(direction) {
                *sum += weight * part;
            }
        }
        sum
    }
}

/// s / (s^2 + damping), 0 where nothing is known.
fn damped(s: f64, damping: f64) -> f64 {
    if s > 0.0 { s / (s * s + damping) } else { 0.0 }
}

/// Replaces the columns by their triangle R and the right-hand side by Q' b.
fn triangle(columns: &mut [Vec<f64>], right: &mut [f64]) {
    for pivot in 0..columns.len() {
        let (done, later) = columns.split_at_mut(pivot + 1);
        let column = &mut done[pivot];
        let length = norm(&column[pivot..]);
        if length == 0.0 {
            continue;
        }
        let diagonal = if column[pivot] > 0.0 { -length } else { length };
        let mut mirror = column[pivot..].to_vec();
        mirror[0] -= diagonal;
        let scale = 2.0 / dot(&mirror, &mirror);
        for other in later.iter_mut().map(|other| &mut other[pivot..]).chain([&mut right[pivot..]]) {
            let factor = scale * dot(&mirror, other);
            for (value, part) in other.iter_mut().zip(&mirror) {
                *value -= factor * part;
            }
        }
        column[pivot] = diagonal;
        column[pivot + 1..].fill(0.0);
    }
}

/// Makes the columns orthogonal to one another; gives the rotation that does it.
fn rotate(columns: &mut [Vec<f64>]) -> Vec<Vec<f64>> {
    let count = columns.len();
    let mut directions: Vec<Vec<f64>> =
        (0..count).map(|row| (0..count).map(|column| f64::from(u8::from(row == column))).collect()).collect();
    for _ in 0..SWEEPS {
        let mut turned = false;
        for first in 0..count {
            for second in first + 1..count {
                turned |= turn(columns, &mut directions, first, second);
            }
        }
        if !turned {
            break;
        }
    }
    directions
}

/// One rotation of two columns; whether there was need of it.
fn turn(columns: &mut [Vec<f64>], directions: &mut [Vec<f64>], first: usize, second: usize) -> bool {
    let (a, b) = (dot(&columns[first], &columns[first]), dot(&columns[second], &columns[second]));
    let product = dot(&columns[first], &columns[second]);
    if product == 0.0 || product.abs() <= ORTHOGONAL * (a * b).sqrt() {
        return false;
    }
    let zeta = (b - a) / (2.0 * product);
    // A square that overflows means an angle of zero, which is right.
    let tangent = zeta.signum() / (zeta.abs() + (1.0 + zeta * zeta).sqrt());
    let cosine = 1.0 / (1.0 + tangent * tangent).sqrt();
    let sine = cosine * tangent;
    for matrix in [columns, directions] {
        let (left, right) = matrix.split_at_mut(second);
        for (x, y) in left[first].iter_mut().zip(&mut right[0]) {
            (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
        }
    }
    true
}

/// Sum of products, in four sums side by side that need not wait for one another.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (fours_a, rest_a) = a.as_chunks::<4>();
    let (fours_b, rest_b) = b[..a.len().min(b.len())].as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (a, b) in fours_a.iter().zip(fours_b) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// Euclidean length.
pub(super) fn norm(a: &[f64]) -> f64 {
    let square = dot(a, a);
    if (1e-200..1e200).contains(&square) {
        return square.sqrt();
    }
    // The squares of very small or large numbers would leave the range of doubles.
    let largest = a.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    if largest == 0.0 || !largest.is_finite() || square.is_nan() {
        return if square.is_nan() { square } else { largest };
    }
    largest * a.iter().map(|value| (value / largest).powi(2)).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(mut values: Vec<f64>) -> Vec<f64> {
        values.sort_by(|a, b| b.total_cmp(a));
        values
    }

    /// Hilbert matrix, 6 by 4: singular values from numpy 2.4 (`linalg.svd`), solutions
    /// from its normal equations in exact fractions.
    #[test]
    fn hilbert_matrix() {
        let columns: Vec<Vec<f64>> =
            (0..4).map(|column| (0..6).map(|row| 1.0 / f64::from(row + column + 1)).collect()).collect();
        let found = Decomposition::new(columns, vec![1.0, 2.0, -1.0, 0.5, 3.0, -2.0]);
        for (value, expected) in sorted(found.values.clone()).iter().zip([
            1.555_229_167_596_036_8,
            0.201_046_091_770_216_7,
            0.010_356_688_120_803_36,
            0.000_239_804_792_069_334_5,
        ]) {
            assert!((value - expected).abs() < 1e-14 * expected.max(1e-2), "{value}, not {expected}");
        }
        for (value, expected) in found.solve(0.0).iter().zip([
            -70.905_729_002_779_42,
            649.972_559_575_755,
            -1_365.561_003_723_612,
            808.538_661_043_729_3,
        ]) {
            assert!((value - expected).abs() < 1e-9 * expected.abs(), "{value}, not {expected}");
        }
        for (value, expected) in found.solve(0.25).iter().zip([
            0.717_793_888_759_656_8,
            0.510_825_555_058_288_2,
            0.373_932_861_844_560_2,
            0.289_105_957_175_783_86,
        ]) {
            assert!((value - expected).abs() < 1e-13, "{value}, not {expected}");
        }
    }

    #[test]
    fn lengths_of_very_small_and_large_numbers() {
        for (scale, count) in [(1.0, 7), (1e-250, 9), (1e250, 4)] {
            let found = norm(&vec![2.0 * scale; count]) / scale;
            assert!((found - 2.0 * (count as f64).sqrt()).abs() < 1e-14, "{found}");
        }
        assert_eq!((norm(&[]), norm(&[0.0; 5]), norm(&[f64::INFINITY])), (0.0, 0.0, f64::INFINITY));
        assert!(norm(&[f64::NAN, 1.0]).is_nan());
    }

    #[test]
    fn dependent_columns_have_no_condition() {
        let found = Decomposition::new(vec![vec![1.0, 2.0, 3.0], vec![2.0, 4.0, 6.0]], vec![1.0, 1.0, 1.0]);
        assert!(found.condition() > 1e15);
        assert_eq!(Decomposition::new(vec![vec![0.0; 2]], vec![1.0, 1.0]).solve(0.0), [0.0]);
    }
}
