//! Weighted least squares, drawn towards what is believed beforehand.

/// Rows of predictors with targets and weights, gathered as the sums that a fit needs.
#[derive(Debug, Clone)]
pub struct Ridge<const N: usize> {
    products: [[f64; N]; N],
    targets: [f64; N],
}

impl<const N: usize> Default for Ridge<N> {
    fn default() -> Self {
        Self { products: [[0.0; N]; N], targets: [0.0; N] }
    }
}

impl<const N: usize> Ridge<N> {
    /// Adds a row.
    pub fn add(&mut self, predictors: &[f64; N], target: f64, weight: f64) {
        for (row, a) in predictors.iter().enumerate() {
            for (column, b) in predictors.iter().enumerate() {
                self.products[row][column] += weight * a * b;
            }
            self.targets[row] += weight * a * target;
        }
    }

    /// The coefficients that minimise the weighted squares plus `penalty` times the squared distance from `prior`.
    ///
    /// Source: Hoerl & Kennard 1970, doi:10.1080/00401706.1970.10488634.
    #[must_use]
    pub fn solve(&self, prior: &[f64; N], penalty: &[f64; N]) -> [f64; N] {
        let (mut matrix, mut right) = (self.products, self.targets);
        for index in 0..N {
            matrix[index][index] += penalty[index];
            right[index] += penalty[index] * prior[index];
        }
        // Gaussian elimination; the matrix is positive definite, so no rows need to change places.
        for pivot in 0..N {
            if matrix[pivot][pivot].abs() < 1e-300 {
                return *prior;
            }
            for row in pivot + 1..N {
                let factor = matrix[row][pivot] / matrix[pivot][pivot];
                let above = matrix[pivot];
                for (cell, above) in matrix[row][pivot..].iter_mut().zip(&above[pivot..]) {
                    *cell -= factor * above;
                }
                right[row] -= factor * right[pivot];
            }
        }
        let mut found = [0.0; N];
        for row in (0..N).rev() {
            let known: f64 = (row + 1..N).map(|column| matrix[row][column] * found[column]).sum();
            found[row] = (right[row] - known) / matrix[row][row];
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against numpy: `solve(X' W X + diag(p), X' W y + p * b0)`.
    #[test]
    fn known_coefficients() {
        let mut ridge = Ridge::<2>::default();
        for (x, y, weight) in [([1.0, 2.0], 3.0, 1.0), ([2.0, -1.0], 0.5, 2.0), ([0.5, 0.5], 1.0, 0.5)] {
            ridge.add(&x, y, weight);
        }
        let free = ridge.solve(&[0.0, 0.0], &[0.0, 0.0]);
        let drawn = ridge.solve(&[1.0, -1.0], &[1.0, 3.0]);
        let expected =
            [0.801_909_307_875_895, 1.102_625_298_329_355_4, 0.689_170_182_841_068_9, 0.388_185_654_008_438_8];
        for (found, expected) in free.iter().chain(&drawn).zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{free:?} {drawn:?}");
        }
    }

    #[test]
    fn nothing_known_is_the_prior() {
        assert_eq!(Ridge::<2>::default().solve(&[1.0, 2.0], &[0.0, 0.0]), [1.0, 2.0]);
        assert_eq!(Ridge::<2>::default().solve(&[1.0, 2.0], &[4.0, 4.0]), [1.0, 2.0]);
    }
}
