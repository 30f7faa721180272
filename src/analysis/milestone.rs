//! When a threshold is passed.

use ndarray::ArrayView2;

use crate::numeric::weights::Weights;
use crate::projection::Milestone;

/// When each draw first passes a threshold from below, summarised.
///
/// `values` is [time, draw]. Between two points the path is taken as straight, so that the year of passing is
/// t + step (threshold - x(t)) / (x(t + step) - x(t)). A draw that begins at or above the threshold has passed it already
/// and counts with the first time; one that never passes counts as infinity. Quantiles are by inverse ECDF: the least
/// year by which at least that share of draws has passed. Shares are by weight.
#[must_use]
pub fn milestone(values: ArrayView2<f64>, times: &[f64], threshold: f64, weights: &Weights) -> Milestone {
    let draws = values.ncols();
    let mut years = vec![f64::INFINITY; draws];
    let mut already = vec![0.0; draws];
    for (draw, year) in years.iter_mut().enumerate() {
        let path = values.column(draw);
        if path.first().is_some_and(|first| *first >= threshold) {
            already[draw] = 1.0;
            *year = times[0];
            continue;
        }
        for point in 1..path.len() {
            let (before, after) = (path[point - 1], path[point]);
            if after >= threshold {
                let fraction = (threshold - before) / (after - before);
                *year = times[point - 1] + fraction * (times[point] - times[point - 1]);
                break;
            }
        }
    }
    let quantiles = weights.inverse(&years, &[0.05, 0.50, 0.95]);
    Milestone {
        threshold,
        already: weights.share_of(already.iter(), |passed| passed > 0.0),
        never: weights.share_of(years.iter(), f64::is_infinite),
        years: [quantiles[0], quantiles[1], quantiles[2]],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn already_interpolated_and_never() {
        // Four draws over three years: one above from the start, two that pass, one that never does.
        let values = array![[0.5, 0.0, 0.1, 0.0], [0.6, 0.2, 0.3, 0.1], [0.7, 0.6, 0.5, 0.2]];
        let found = milestone(values.view(), &[2020.0, 2021.0, 2022.0], 0.4, &Weights::equal());
        assert_eq!((found.already, found.never), (0.25, 0.25));
        assert_eq!(found.years[0], 2020.0);
        assert!((found.years[1] - 2021.5).abs() < 1e-12);
        assert_eq!(found.years[2], f64::INFINITY);
    }

    #[test]
    fn a_threshold_that_is_just_reached_is_passed() {
        // One begins at it and stays below from then on; one comes to it at a point of time and falls back; one ends at it.
        let values = array![[0.4, 0.0, 0.0], [0.3, 0.4, 0.0], [0.2, 0.1, 0.4]];
        let found = milestone(values.view(), &[2020.0, 2021.0, 2022.0], 0.4, &Weights::equal());
        assert_eq!((found.already, found.never), (1.0 / 3.0, 0.0));
        assert_eq!(found.years, [2020.0, 2021.0, 2022.0]);
    }

    #[test]
    fn a_path_that_falls_back_counts_from_its_first_passing() {
        let values = array![[0.0], [1.0], [0.0], [1.0]];
        let found = milestone(values.view(), &[0.0, 1.0, 2.0, 3.0], 0.25, &Weights::equal());
        assert_eq!(found.years, [0.25; 3]);
    }

    #[test]
    fn passings_between_far_points_are_in_years() {
        let found = milestone(array![[2.0], [12.0]].view(), &[2020.0, 2025.0], 4.0, &Weights::equal());
        assert_eq!(found.years, [2021.0; 3]);
    }
}
