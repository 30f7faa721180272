//! The Cholesky factor of a covariance or a correlation matrix.

/// The lower factor of a symmetric matrix; none unless it is positive semidefinite.
#[must_use]
pub fn cholesky(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let size = matrix.len();
    let mut factor = vec![vec![0.0; size]; size];
    for i in 0..size {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| factor[i][k] * factor[j][k]).sum();
            let rest = matrix[i][j] - dot;
            if i == j {
                // What depends on those before it wholly has nothing of its own; rounding may leave a little less.
                if rest < -1e-12 {
                    return None;
                }
                factor[i][i] = rest.max(0.0).sqrt();
            } else if factor[j][j] > 1e-8 {
                factor[i][j] = rest / factor[j][j];
            } else if rest.abs() > 1e-8 {
                return None;
            }
        }
    }
    Some(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cholesky_factors_and_refuses() {
        let matrix = vec![vec![1.0, 0.6, 0.2], vec![0.6, 1.0, -0.3], vec![0.2, -0.3, 1.0]];
        let factor = cholesky(&matrix).unwrap();
        for i in 0..3 {
            for j in 0..3 {
                let product: f64 = (0..3).map(|k| factor[i][k] * factor[j][k]).sum();
                assert!((product - matrix[i][j]).abs() < 1e-15, "{i} {j}");
            }
        }
        let impossible = vec![vec![1.0, 0.9, -0.9], vec![0.9, 1.0, 0.9], vec![-0.9, 0.9, 1.0]];
        assert!(cholesky(&impossible).is_none());
        assert!(cholesky(&[vec![1.0, 1.0], vec![1.0, 1.0]]).is_some());
    }
}
