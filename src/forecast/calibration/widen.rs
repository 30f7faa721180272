//! Intervals widened by what errors of all series may have in common and the rolling origins did not show, and brought nearer to how
//! wide errors were over the whole of the histories.

use std::collections::BTreeMap;

use super::step::{Row, Step};
use crate::forecast::common::{MOST, Missed, Record, correlation, independent, lacking, shaken, unseen};
use crate::forecast::empirical::Empirical;

/// Widens steps by what errors of all series have in common, and gives their correlation.
///
/// How far errors go together is learned twice: from those at the rolling origins, and from the record of the whole histories, which
/// knows recessions that no origin saw. Each says what is lacking; the larger counts. Then errors are brought nearer to the size that
/// they had over the whole of the histories, as far as they were seen and not believed.
pub(super) fn widen(steps: &mut [Step], rows: &[Vec<Row>], record: &Record, fading: f64) -> f64 {
    let time = |row: &Row| record.ends()[row.series] - row.back as i64;
    let missed = |(step, rows): (&Step, &Vec<Row>)| {
        let error = |row: &Row| Missed { at: time(row), error: row.error / step.scale(&row.measures) };
        rows.iter().map(error).collect()
    };
    let at_origins = correlation(&steps.iter().zip(rows).map(missed).collect::<Vec<_>>());
    for (ahead, (step, rows)) in (1..).zip(steps.iter_mut().zip(rows)) {
        let origins = rows.iter().map(|row| row.back + 1 - ahead).max().unwrap_or(1);
        let shown = 1.0 - step.believed;
        let (own, seen) = parts(step, rows, time);
        let lacking = shown * lacking(record.at(ahead), own, seen);
        let variance = unseen(at_origins, shown, independent(origins, fading, ahead)).max(lacking);
        if variance > 0.0 {
            let width = |errors: &Empirical| errors.quantile(0.9) - errors.quantile(0.1);
            let before = width(&step.errors);
            step.errors = shaken(&step.errors, variance);
            step.widened = if before > 0.0 { width(&step.errors) / before } else { 1.0 };
        }
        step.errors = std::mem::take(&mut step.errors).times(record.size(ahead).powf(shown));
    }
    // The record has more times.
    if record.correlation() > 0.0 { record.correlation() } else { at_origins }
}

/// The variance of errors over their scales that each series has of its own, and that of their means at each time about the mean of
/// these: what all had in common and is in their spread. Errors count up to so many times their root mean square.
fn parts(step: &Step, rows: &[Row], time: impl Fn(&Row) -> i64) -> (f64, f64) {
    let errors: Vec<f64> = rows.iter().map(|row| row.error / step.scale(&row.measures)).collect();
    let most = MOST * (errors.iter().map(|error| error * error).sum::<f64>() / errors.len() as f64).sqrt();
    // Number, sum, sum of squares and weight at each time.
    let mut times = BTreeMap::<i64, (f64, f64, f64, f64)>::new();
    for (row, error) in rows.iter().zip(errors) {
        let error = error.clamp(-most, most);
        let (number, sum, squares, weight) = times.entry(time(row)).or_default();
        (*number, *sum, *squares, *weight) =
            (*number + 1.0, *sum + error, *squares + error * error, *weight + row.weight);
    }
    let times: Vec<(f64, f64, f64, f64)> = times.into_values().collect();
    let mean = |of: &dyn Fn(f64, f64, f64) -> f64, least: f64| {
        let counted = times.iter().filter(|(number, ..)| *number >= least);
        let (sum, total) = counted.fold((0.0, 0.0), |(all, total), (number, sum, squares, weight)| {
            (all + weight * of(*number, *sum, *squares), total + weight)
        });
        if total > 0.0 { sum / total } else { 0.0 }
    };
    let own = mean(&|number, sum, squares| ((squares - sum * sum / number) / (number - 1.0)).max(0.0), 2.0);
    let centre = mean(&|number, sum, _| sum / number, 1.0);
    (own, mean(&|number, sum, _| (sum / number - centre).powi(2), 1.0))
}

#[cfg(test)]
mod tests {
    use crate::forecast::calibration::Calibration;
    use crate::forecast::common::Record;
    use crate::forecast::methods::Method;
    use crate::forecast::origins::roll;
    use crate::forecast::prepared::Prepared;
    use crate::forecast::start::Start;
    use crate::forecast::trained::Settings;
    use crate::numeric::random::{fill_normal, key};

    const SERIES: usize = 20;
    const KNOWN: usize = 26;
    const HORIZON: usize = 4;

    /// Random walks whose changes share a part of their variance.
    fn panel(number: u64, share: f64) -> Vec<Vec<f64>> {
        let noise = |element: usize| {
            let mut noise = [0.0; KNOWN + HORIZON];
            fill_normal(&mut noise, 0, key(number, "panel", element as u64), 0);
            noise
        };
        let common = noise(SERIES);
        let walk = |element: usize| {
            let steps = noise(element).into_iter().zip(common);
            let walk = steps.scan(-1e6, |level, (own, common)| {
                *level += share.sqrt() * common + (1.0 - share).sqrt() * own;
                Some(*level)
            });
            walk.collect()
        };
        (0..SERIES).map(walk).collect()
    }

    /// The share of values in 80 % intervals of a panel, with what is learned of common shocks and without.
    fn covered(all: &[Vec<f64>]) -> [f64; 2] {
        let known: Vec<&[f64]> = all.iter().map(|walk| &walk[..KNOWN]).collect();
        let settings = Settings { horizon: HORIZON, period: 1, maximum: None, methods: vec![Method::Naive] };
        let origins = roll(&known, 1, None, &[Method::Naive], HORIZON, &|_, _| {});
        let paths: Vec<&[f64]> = origins.iter().map(|origin| origin.start.paths[0].as_slice()).collect();
        let apart = vec![vec![0.0; HORIZON]; origins.len()];
        let record = Record::new(&known, &[0; SERIES], 1, &settings);
        [Some(&record), None].map(|record| {
            let learned = Calibration::learn(&origins, &paths, &apart, HORIZON, KNOWN, record);
            let inside = |series: usize| {
                let start = Start::new(&Prepared::new(known[series], 1, None), &[], HORIZON);
                let scales = learned.scales(series, &start, &[0.0; HORIZON]);
                let is_inside = |ahead: &usize| {
                    let error = (all[series][KNOWN - 1 + ahead] - all[series][KNOWN - 1]) / scales[ahead - 1];
                    let errors = learned.errors(*ahead);
                    (errors.quantile(0.1)..=errors.quantile(0.9)).contains(&error)
                };
                (1..=HORIZON).filter(is_inside).count()
            };
            (0..SERIES).map(inside).sum::<usize>() as f64 / (SERIES * HORIZON) as f64
        })
    }

    /// Walks at times of their own have nothing in common. Errors are taken times what the record says of their size, as far as they
    /// were seen, and that is no shock.
    #[test]
    fn errors_are_brought_to_the_size_they_mostly_had() {
        let all = panel(1, 0.0);
        let known: Vec<&[f64]> = all.iter().map(|walk| &walk[..KNOWN]).collect();
        let origins = roll(&known, 1, None, &[Method::Naive], HORIZON, &|_, _| {});
        let paths: Vec<&[f64]> = origins.iter().map(|origin| origin.start.paths[0].as_slice()).collect();
        let apart = vec![vec![0.0; HORIZON]; origins.len()];
        let ends: Vec<i64> = (0..SERIES as i64).map(|series| 100 * series).collect();
        let [before, after] = [None, Some(&Record::of(&ends, &[1.5, 1.0, 0.5, 1.5]))]
            .map(|record| Calibration::learn(&origins, &paths, &apart, HORIZON, KNOWN, record));
        for (ahead, size) in (1..).zip([1.5_f64, 1.0, 0.5, 1.5]) {
            let ratio = after.errors(ahead).quantile(0.9) / before.errors(ahead).quantile(0.9);
            let expected = size.powf(1.0 - before.believed(ahead));
            assert!((ratio - expected).abs() < 1e-12, "{ahead}: {ratio}, not {expected}");
            assert_eq!(after.widened(ahead), 1.0);
        }
    }

    /// Over 200 panels of random walks, whose best forecast is the last value: 80 % intervals hold about that many values, whether
    /// nothing is common or most of the variance; without what is learned of it, a tenth less where most is.
    #[test]
    fn intervals_hold_whatever_is_common() {
        for (share, better) in [(0.0, 0.0), (0.7, 0.08)] {
            let shares: Vec<[f64; 2]> = (0..200).map(|number| covered(&panel(number, share))).collect();
            let [with, without] = [0, 1].map(|which| shares.iter().map(|shares| shares[which]).sum::<f64>() / 200.0);
            assert!((0.77..0.86).contains(&with), "{share}: {with}");
            assert!(with - without >= better, "{share}: {with} and {without}");
        }
    }
}
