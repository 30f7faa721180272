//! First-order indices from draws that are at hand anyway.

use crate::numeric::moments::mean_sd;

/// Most bins: more would follow noise.
const MOST_BINS: usize = 48;
/// Of fewer nothing is told.
const FEWEST_DRAWS: usize = 8;

/// The share of the variance of `y` that `x` explains: the correlation ratio over bins with equally many draws (Plischke,
/// Borgonovo and Smith 2013, doi:10.1016/j.ejor.2012.11.047), which estimates Sobol's first-order index.
///
/// Draws in which `x` is equal are never parted: if it takes at most 48 values, each is a bin, however rare, and the ratio is
/// exact but for sampling. Else there are n^(1/3) bins, at most 48, or fewer where one value fills several. Noise alone would
/// give a ratio of about bins / n; Kelley's correction 1 - (1 - ratio) (n - 1) / (n - bins) takes it out (Kelley 1935,
/// doi:10.1073/pnas.21.9.554). What falls below 0 is 0. 0 too if `y` does not vary or there are fewer than 8 draws.
///
/// # Panics
/// If lengths differ.
#[must_use]
pub fn correlation_ratio(x: &[f64], y: &[f64]) -> f64 {
    assert_eq!(x.len(), y.len(), "one output for each input");
    let number = x.len();
    let mut order: Vec<usize> = (0..number).collect();
    order.sort_by(|i, j| x[*i].total_cmp(&x[*j]));
    let bins = bins(x, &order);
    let (mean, sd) = mean_sd(y);
    let whole = sd * sd * number.saturating_sub(1) as f64;
    if number < FEWEST_DRAWS || bins.len() < 2 || whole == 0.0 {
        return 0.0;
    }
    let between: f64 = bins
        .iter()
        .map(|members| {
            let deviation = members.iter().map(|draw| y[*draw] - mean).sum::<f64>();
            deviation * deviation / members.len() as f64
        })
        .sum();
    let bins = bins.len();
    let left = (1.0 - between / whole) * (number - 1) as f64 / (number - bins) as f64;
    (1.0 - left).max(0.0)
}

/// Draws in order of `x`, in bins: one for each of its values if they are few, else with equally many draws as far as draws
/// that are equal in `x` allow.
fn bins<'a>(x: &[f64], order: &'a [usize]) -> Vec<&'a [usize]> {
    let levels: Vec<&[usize]> = order.chunk_by(|i, j| x[*i] == x[*j]).collect();
    if levels.len() <= MOST_BINS && levels.len() < order.len() {
        return levels;
    }
    let wanted = ((order.len() as f64).cbrt() as usize).min(MOST_BINS);
    let mut bins = Vec::with_capacity(wanted);
    let edge = |bin: usize| bin * order.len() / wanted;
    let (mut start, mut end, mut next) = (0, 0, 1);
    for level in levels {
        end += level.len();
        if end >= edge(next) {
            bins.push(&order[start..end]);
            start = end;
            while next < wanted && edge(next) <= end {
                next += 1;
            }
        }
    }
    bins
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
    fn a_switch_has_its_first_order_index_however_rare() {
        // y = 10 a + b, a on in a share p of the draws, b uniform: variances 100 p (1 - p) and 1/12.
        let number = 1 << 14;
        let (u, b) = (uniform(1, number), uniform(2, number));
        for p in [0.002, 0.01, 0.1, 0.5, 0.9, 0.99] {
            let a: Vec<f64> = u.iter().map(|u| f64::from(*u < p)).collect();
            let y: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 10.0 * a + b).collect();
            // The share that is on in this sample is a binomial number, and known.
            let p = a.iter().sum::<f64>() / number as f64;
            let index = 100.0 * p * (1.0 - p) / (100.0 * p * (1.0 - p) + 1.0 / 12.0);
            let found = [&a, &b].map(|x| correlation_ratio(x, &y));
            assert!((found[0] - index).abs() < 0.005, "{p}: {} against {index}", found[0]);
            assert!((found[1] - (1.0 - index)).abs() < 0.02, "{p}: {} against {}", found[1], 1.0 - index);
        }
    }

    #[test]
    fn values_that_are_equal_share_a_bin() {
        // A hundred values, of which the middle one has half of all draws and decides y: it explains all.
        let level = |u: f64| if (0.25..0.75).contains(&u) { 50.0 } else { (u * 100.0).floor() };
        let x: Vec<f64> = uniform(1, 4096).into_iter().map(level).collect();
        let y: Vec<f64> = x.iter().map(|x| f64::from(*x == 50.0)).collect();
        assert!(correlation_ratio(&x, &y) > 0.98);
        // No bin parts draws that are equal, and all draws are in one.
        let mut order: Vec<usize> = (0..x.len()).collect();
        order.sort_by(|i, j| x[*i].total_cmp(&x[*j]));
        let bins = bins(&x, &order);
        assert_eq!(bins.iter().map(|bin| bin.len()).sum::<usize>(), x.len());
        assert!(bins.windows(2).all(|pair| x[*pair[0].last().expect("not empty")] < x[pair[1][0]]));
    }

    #[test]
    fn nothing_to_explain() {
        assert_eq!(correlation_ratio(&uniform(1, 100), &[2.0; 100]), 0.0);
        assert_eq!(correlation_ratio(&[0.1, 0.2], &[1.0, 2.0]), 0.0);
    }
}
