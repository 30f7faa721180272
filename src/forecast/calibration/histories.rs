//! How large the errors of each series have been.

use std::collections::HashMap;

use crate::forecast::origins::Origin;
use crate::forecast::start::LARGEST;

/// The weight, in errors, of all series in the typical error of one.
const SHARED: f64 = 6.0;

/// The sizes of errors of each series, with the number of values that are after what was forecast.
pub(super) struct Histories {
    sizes: HashMap<usize, Vec<(usize, f64)>>,
    typical: f64,
}

impl Histories {
    pub(super) fn new(origins: &[Origin], relative: &[Vec<(usize, f64)>]) -> Self {
        let mut sizes: HashMap<usize, Vec<(usize, f64)>> = HashMap::new();
        let (mut sum, mut count) = (0.0, 0.0);
        for (origin, relative) in origins.iter().zip(relative) {
            for (ahead, error) in relative {
                let size = error.abs().min(LARGEST);
                sizes.entry(origin.series).or_default().push((origin.back - ahead, size));
                sum += size;
                count += 1.0;
            }
        }
        Self { sizes, typical: if count > 0.0 { sum / count } else { 1.0 } }
    }

    /// The mean size of errors that a series had shown when `after` of its values were still to come, relative to all
    /// series and drawn towards them, in logarithms.
    pub(super) fn size(&self, series: usize, after: usize) -> f64 {
        if self.typical <= 0.0 {
            return 0.0;
        }
        let shown = self.sizes.get(&series).into_iter().flatten().filter(|(still, _)| *still >= after);
        let (sum, count) = shown.fold((0.0, 0.0), |(sum, count), (_, size)| (sum + size, count + 1.0));
        ((SHARED * self.typical + sum) / (SHARED + count) / self.typical).ln()
    }

    pub(super) fn series(&self) -> impl Iterator<Item = usize> {
        self.sizes.keys().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::calibration::tests::one_step;

    /// Six errors of the size 2.5 of all series and those that a series had shown so far make its typical error, as
    /// [`SHARED`] says; what is larger than [`LARGEST`] counts as that.
    #[test]
    fn a_series_has_the_errors_that_it_has_shown() {
        let errors = [(0, 1.0), (0, -1.0), (0, 1.0), (1, 2.0), (1, -4.0), (1, 6.0)];
        let origins: Vec<Origin> =
            (0..6).map(|index| one_step(errors[index].0, 1 + index % 3, errors[index].1)).collect();
        let relative = |errors: &[(usize, f64)]| -> Vec<Vec<(usize, f64)>> {
            errors.iter().map(|(_, error)| vec![(1, *error)]).collect()
        };
        let histories = Histories::new(&origins, &relative(&errors));
        assert_eq!(histories.typical, 2.5);
        for (series, after, mean) in [
            (0, 0, (6.0 * 2.5 + 3.0) / 9.0),
            (1, 0, (6.0 * 2.5 + 12.0) / 9.0),
            // The latest value was still to come, so its error had not been shown.
            (1, 1, (6.0 * 2.5 + 10.0) / 8.0),
            (1, 2, (6.0 * 2.5 + 6.0) / 7.0),
            (1, 3, 2.5),
            (7, 0, 2.5),
        ] {
            let found = histories.size(series, after).exp() * 2.5;
            assert!((found - mean).abs() < 1e-12, "series {series} with {after} to come: {found}, not {mean}");
        }
        let capped = Histories::new(&origins[..2], &relative(&[(0, 1000.0), (0, 2.0)]));
        assert_eq!(capped.typical, f64::midpoint(LARGEST, 2.0));
        let never_wrong = Histories::new(&origins[..1], &relative(&[(0, 0.0)]));
        assert_eq!(never_wrong.size(0, 0), 0.0);
    }
}
