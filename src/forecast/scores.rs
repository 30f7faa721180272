//! Scores of forecasts: of points, of quantiles, of distributions; and whether one method is better than another.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Symmetric absolute percentage error, in per cent: 200 |y - f| / (|y| + |f|); 0 if both are zero.
///
/// Source: Makridakis & Hibon 2000, doi:10.1016/S0169-2070(00)00057-1.
#[must_use]
pub fn symmetric_percentage_error(actual: f64, forecast: f64) -> f64 {
    let size = actual.abs() + forecast.abs();
    if size > 0.0 { 200.0 * (actual - forecast).abs() / size } else { 0.0 }
}

/// Absolute percentage error, in per cent: 100 |y - f| / |y|; none if the value is zero.
///
/// A hundredth of it is what public comparisons average. Source: Makridakis, Andersen, Carbone, Fildes, Hibon, Lewandowski,
/// Newton, Parzen & Winkler 1982, doi:10.1002/for.3980010202.
#[must_use]
pub fn absolute_percentage_error(actual: f64, forecast: f64) -> Option<f64> {
    (actual != 0.0).then(|| 100.0 * (actual - forecast).abs() / actual.abs())
}

/// What scaled scores are scaled by: the mean absolute change over a season of the values to learn from, missing pairs
/// left out. None if nothing ever changed.
///
/// An absolute error over it, averaged, is the mean absolute scaled error (MASE). Source: Hyndman & Koehler 2006,
/// doi:10.1016/j.ijforecast.2006.03.001.
#[must_use]
pub fn naive_error(history: &[f64], period: usize) -> Option<f64> {
    // A history shorter than its season is compared step by step.
    let lag = if history.len() > period { period.max(1) } else { 1 };
    let pairs = history.iter().zip(history.get(lag..)?);
    let changes = pairs.map(|(before, after)| (after - before).abs()).filter(|change| change.is_finite());
    let (sum, count) = changes.fold((0.0, 0.0), |(sum, count), change| (sum + change, count + 1.0));
    (sum > 0.0).then(|| sum / count)
}

/// Pinball loss of a quantile at a level: (y - q) level if y is above it, (q - y)(1 - level) if below.
///
/// Source: Koenker & Bassett 1978, doi:10.2307/1913643.
#[must_use]
pub fn pinball(actual: f64, quantile: f64, level: f64) -> f64 {
    if actual >= quantile { (actual - quantile) * level } else { (quantile - actual) * (1.0 - level) }
}

/// Interval score: width, plus 2 / (1 - confidence) times what a value is outside by.
///
/// Over [`naive_error`] and averaged it is the mean scaled interval score (MSIS) of the M4 competition. Source: Gneiting &
/// Raftery 2007, doi:10.1198/016214506000001437, section 6.2.
#[must_use]
pub fn interval_score(actual: f64, (low, high): (f64, f64), confidence: f64) -> f64 {
    let outside = (low - actual).max(0.0) + (actual - high).max(0.0);
    high - low + 2.0 / (1.0 - confidence) * outside
}

/// Continuous ranked probability score of a sample: E|X - y| - E|X - X'| / 2 under its empirical distribution.
///
/// Source: Gneiting & Raftery 2007, doi:10.1198/016214506000001437, equation 21; in the order of size as in Jordan, Krüger
/// & Lerch 2019, doi:10.18637/jss.v090.i12.
#[must_use]
pub fn ranked_probability_of_sample(actual: f64, sample: &[f64]) -> f64 {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let terms = (1..).zip(&sorted).map(|(rank, value)| {
        let below = if actual < *value { 1.0 } else { 0.0 };
        (value - actual) * (n * below - f64::from(rank) + 0.5)
    });
    2.0 / (n * n) * terms.sum::<f64>()
}

/// Continuous ranked probability score from quantiles at [`middles`]: twice their mean [`pinball`] loss. Source: Laio & Tamea
/// 2007, doi:10.5194/hess-11-1267-2007.
#[must_use]
pub fn ranked_probability(actual: f64, quantiles: &[f64]) -> f64 {
    let losses = middles(quantiles.len()).zip(quantiles).map(|(level, quantile)| pinball(actual, *quantile, level));
    2.0 * losses.sum::<f64>() / quantiles.len() as f64
}

/// The levels in the middles of so many equal parts of 0 to 1.
pub fn middles(parts: usize) -> impl Iterator<Item = f64> {
    (0..parts).map(move |index| (index as f64 + 0.5) / parts as f64)
}

/// How much smaller a score is than a benchmark's: 1 is perfect, 0 no better, negative worse. None without errors of the
/// benchmark.
#[must_use]
pub fn skill(score: f64, benchmark: f64) -> Option<f64> {
    (benchmark > 0.0).then(|| 1.0 - score / benchmark)
}

/// A test of equal accuracy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Mean difference of losses; negative if the method is better.
    pub difference: f64,
    /// The statistic.
    pub statistic: f64,
    /// Probability of one as far from zero if both are equally accurate.
    pub p_value: f64,
}

/// The test of Diebold & Mariano 1995, doi:10.1080/07350015.1995.10524599, with the correction for small samples of
/// Harvey, Leybourne & Newbold 1997, doi:10.1016/S0169-2070(96)00719-4, against Student's t.
///
/// `differences` are losses of the method less those of the benchmark, in order of time; `overlap` is the number of
/// steps ahead, whose errors overlap: 1 if differences are independent. If the estimated variance is not positive, it is
/// taken without autocovariances, as the authors advise. None if there are too few differences, or all are equal.
#[must_use]
pub fn diebold_mariano(differences: &[f64], overlap: usize) -> Option<Comparison> {
    let n = differences.len();
    if n < 3 || n <= overlap || overlap == 0 {
        return None;
    }
    let (count, h) = (n as f64, overlap as f64);
    let mean = differences.iter().sum::<f64>() / count;
    let covariance = |lag: usize| {
        let pairs = differences.iter().zip(&differences[lag..]);
        pairs.map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / count
    };
    let own = covariance(0);
    let long_run = own + 2.0 * (1..overlap).map(covariance).sum::<f64>();
    let variance = if long_run > 0.0 { long_run } else { own };
    if variance <= 0.0 {
        return None;
    }
    let correction = ((count + 1.0 - 2.0 * h + h * (h - 1.0) / count) / count).sqrt();
    let statistic = correction * mean / (variance / count).sqrt();
    let student = StudentsT::new(0.0, 1.0, count - 1.0).ok()?;
    Some(Comparison { difference: mean, statistic, p_value: 2.0 * student.cdf(-statistic.abs()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
    }

    #[test]
    fn points_by_hand() {
        close(symmetric_percentage_error(3.0, 1.0), 100.0);
        close(symmetric_percentage_error(-1.0, 1.0), 200.0);
        close(symmetric_percentage_error(0.0, 0.0), 0.0);
        assert_eq!(absolute_percentage_error(-4.0, -3.0), Some(25.0));
        assert_eq!(absolute_percentage_error(0.0, 1.0), None);
        assert_eq!(naive_error(&[1.0, 3.0, 2.0, 2.0], 1), Some(1.0));
        assert_eq!(naive_error(&[1.0, 3.0, 2.0, 6.0], 2), Some(2.0));
        assert_eq!(naive_error(&[1.0, f64::NAN, 2.0, 5.0], 1), Some(3.0));
        assert_eq!(naive_error(&[1.0, 3.0], 12), Some(2.0));
        assert_eq!(naive_error(&[1.0, 3.0], 2), Some(2.0), "no value is a season away from another");
        assert_eq!(naive_error(&[4.0, 4.0, 4.0], 1), None);
        assert_eq!(naive_error(&[], 1), None);
        assert_eq!((skill(1.0, 4.0), skill(1.0, 0.0)), (Some(0.75), None));
    }

    #[test]
    fn quantiles_and_intervals_by_hand() {
        close(pinball(5.0, 3.0, 0.9), 1.8);
        close(pinball(3.0, 5.0, 0.9), 0.2);
        close(interval_score(5.0, (4.0, 7.0), 0.95), 3.0);
        close(interval_score(3.0, (4.0, 7.0), 0.95), 3.0 + 40.0);
        close(interval_score(8.0, (4.0, 7.0), 0.9), 3.0 + 20.0);
    }

    /// A point's is the absolute error; that of two points is E|X - y| - E|X - X'| / 2 by hand. The standard normal's at 0
    /// and 1 are by numerical integration of the squared difference of distribution functions.
    #[test]
    fn ranked_probability_scores() {
        close(ranked_probability_of_sample(3.0, &[1.0]), 2.0);
        close(ranked_probability_of_sample(1.0, &[4.0, 0.0]), 2.0 - 1.0);
        let normal: Vec<f64> = middles(20_000).map(crate::numeric::normal::normal_quantile::<false>).collect();
        for (actual, expected) in [(0.0, 0.233_694_977), (1.0, 0.602_441_358)] {
            let found = ranked_probability(actual, &normal);
            assert!((found - expected).abs() < 1e-4, "{found}");
        }
    }

    /// Against numpy and scipy, from the formulas of the paper.
    #[test]
    fn equal_accuracy() {
        let differences = [0.3, -0.1, 0.4, 0.2, 0.5, -0.2, 0.1, 0.35];
        for (overlap, statistic, p_value) in
            [(1, 2.231_428_827_321, 0.060_842_459_360), (3, 6.183_532_507_439, 0.000_452_459_134)]
        {
            let found = diebold_mariano(&differences, overlap).expect("a test");
            close(found.statistic, statistic);
            close(found.p_value, p_value);
        }
        // By hand: mean 2, variance 2/3, correction 2/3; two degrees of freedom, where p is 1 - t / sqrt(2 + t^2).
        let three = diebold_mariano(&[1.0, 2.0, 3.0], 1).expect("three differences suffice");
        close(three.statistic, 12.0_f64.sqrt());
        close(three.p_value, 1.0 - (12.0_f64 / 14.0).sqrt());
        // The variance with the covariance of neighbours is exactly zero, so it is taken without.
        assert_eq!(diebold_mariano(&[1.0, -1.0, 0.0], 2).expect("a test").p_value, 1.0);
        assert_eq!(diebold_mariano(&[1.0, 1.0, 1.0, 1.0], 1), None);
        assert_eq!(diebold_mariano(&differences, 8), None);
        assert_eq!(diebold_mariano(&[0.1, 0.2], 1), None);
    }
}
