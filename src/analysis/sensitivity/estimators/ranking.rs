//! First-order indices from draws that are at hand anyway.

use crate::numeric::moments::mean_sd;

/// Most bins: more would follow noise.
const MOST_BINS: usize = 48;

/// The share of the variance of `y` that `x` explains: the correlation ratio over bins with equally many draws (Plischke,
/// Borgonovo and Smith 2013, doi:10.1016/j.ejor.2012.11.047), which estimates Sobol's first-order index.
///
/// There are n^(1/3) bins, at most 48. Noise alone would give a ratio of about bins / n; Kelley's correction
/// 1 - (1 - ratio) (n - 1) / (n - bins) takes it out (Kelley 1935, doi:10.1073/pnas.21.9.554). What falls below 0 is 0.
/// 0 too if `y` does not vary or there are fewer than 8 draws.
///
/// # Panics
/// If lengths differ.
#[must_use]
pub fn correlation_ratio(x: &[f64], y: &[f64]) -> f64 {
    assert_eq!(x.len(), y.len(), "one output for each input");
    let number = x.len();
    let bins = ((number as f64).cbrt() as usize).min(MOST_BINS);
    if bins < 2 {
        return 0.0;
    }
    let mut order: Vec<usize> = (0..number).collect();
    order.sort_by(|i, j| x[*i].total_cmp(&x[*j]));
    let (mean, sd) = mean_sd(y);
    let whole = sd * sd * (number - 1) as f64;
    if whole == 0.0 {
        return 0.0;
    }
    let between: f64 = (0..bins)
        .map(|bin| {
            let members = &order[bin * number / bins..(bin + 1) * number / bins];
            let deviation = members.iter().map(|draw| y[*draw] - mean).sum::<f64>();
            deviation * deviation / members.len() as f64
        })
        .sum();
    let left = (1.0 - between / whole) * (number - 1) as f64 / (number - bins) as f64;
    (1.0 - left).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::random;

    fn uniform(key: u64, number: usize) -> Vec<f64> {
        let mut u = vec![0.0; number];
        random::fill_uniform(&mut u, 0, key, 0);
        u
    }

    #[test]
    fn an_additive_function_has_its_first_order_indices() {
        // Var(3 u1) : Var(4 u2 ^ 2) = 9/12 : 16 (1/5 - 1/9).
        let number = 1 << 15;
        let u: Vec<Vec<f64>> = (0..3).map(|key| uniform(key, number)).collect();
        let y: Vec<f64> = (0..number).map(|draw| 3.0 * u[0][draw] + 4.0 * u[1][draw].powi(2)).collect();
        let (first, second) = (0.75, 16.0 * (1.0 / 5.0 - 1.0 / 9.0));
        for (x, share) in u.iter().zip([first / (first + second), second / (first + second), 0.0]) {
            let found = correlation_ratio(x, &y);
            assert!((found - share).abs() < 0.01, "{found} against {share}");
        }
    }

    #[test]
    fn a_dependence_that_is_not_monotone_is_seen() {
        let x = uniform(1, 4096);
        let y: Vec<f64> = x.iter().map(|x| (x - 0.5).abs()).collect();
        assert!(correlation_ratio(&x, &y) > 0.97);
    }

    #[test]
    fn the_correction_takes_out_what_noise_alone_would_give() {
        // 64 draws in 4 bins: without the correction the mean ratio is 3 / 63 = 0.048; with it, and cut at 0, about 0.02.
        let ratios = (0..400).map(|key| correlation_ratio(&uniform(2 * key, 64), &uniform(2 * key + 1, 64)));
        let mean = ratios.sum::<f64>() / 400.0;
        assert!(mean > 0.0 && mean < 0.03, "{mean}");
    }

    #[test]
    fn nothing_to_explain() {
        assert_eq!(correlation_ratio(&uniform(1, 100), &[2.0; 100]), 0.0);
        assert_eq!(correlation_ratio(&[0.1, 0.2], &[1.0, 2.0]), 0.0);
    }
}
