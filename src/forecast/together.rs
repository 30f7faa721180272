//! Which series of a file are forecast together, and from where: at rolling origins, and from the ends of histories.

use std::collections::BTreeSet;

use super::factor::paths;
use super::origins::Origin;
use super::prepared::Prepared;
use super::start::LEAST;
use super::trained::Settings;
use crate::parallel;

/// Series of a file at most, for them to be forecast together: more are no handful, and the first component of them costs the cube of
/// their number at each origin.
pub const MOST: usize = 30;
/// Paths of all series of a file.
#[derive(Debug, Clone)]
pub struct Together {
    /// At rolling origins.
    pub at_origins: Vec<Vec<f64>>,
    /// From the ends of histories.
    pub at_ends: Vec<Vec<f64>>,
}

impl Together {
    /// Whether so many series are forecast together, if there is a calendar that they have in common.
    #[must_use]
    pub fn takes(series: usize) -> bool {
        (2..=MOST).contains(&series)
    }

    /// Paths at rolling origins of histories and from their ends; `ends` are the steps of a common calendar that they end at.
    /// Without one, or with too many series, each is foretold by itself.
    #[must_use]
    pub fn new(histories: &[&[f64]], ends: Option<&[i64]>, origins: &[Origin], settings: &Settings) -> Self {
        let wanted = origins.iter().map(|origin| (origin.series, origin.back));
        let wanted: Vec<(usize, usize)> = wanted.chain((0..histories.len()).map(|series| (series, 0))).collect();
        let mut at_origins = match ends.filter(|_| Self::takes(histories.len())) {
            Some(ends) => jointly(histories, ends, &wanted, settings),
            None => parallel::map(&wanted, |(series, back)| {
                let prepared = known(histories[*series], *back, settings);
                prepared.map_or_else(Vec::new, |prepared| paths(&[&prepared], settings.horizon).remove(0))
            }),
        };
        let at_ends = at_origins.split_off(origins.len());
        Self { at_origins, at_ends }
    }
}

/// A history as it was before its last values, if a forecast could begin there.
fn known(history: &[f64], back: usize, settings: &Settings) -> Option<Prepared> {
    let known = &history[..history.len().checked_sub(back)?];
    let enough = known.iter().filter(|value| value.is_finite()).count() >= LEAST;
    let usable = enough && known.last().is_some_and(|value| value.is_finite());
    usable.then(|| Prepared::new(known, settings.period, settings.maximum))
}

/// Paths of series before so many of their last values, each with all series that have a value at that time.
fn jointly(histories: &[&[f64]], ends: &[i64], wanted: &[(usize, usize)], settings: &Settings) -> Vec<Vec<f64>> {
    let time = |(series, back): &(usize, usize)| ends[*series] - *back as i64;
    let times: BTreeSet<i64> = wanted.iter().map(time).collect();
    let times: Vec<i64> = times.into_iter().collect();
    let at = |time: &i64| -> Vec<(usize, Vec<f64>)> {
        let known = |series: usize| {
            let back = usize::try_from(ends[series] - time).ok()?;
            Some((series, known(histories[series], back, settings)?))
        };
        let (series, prepared): (Vec<usize>, Vec<Prepared>) = (0..histories.len()).filter_map(known).unzip();
        series.into_iter().zip(paths(&prepared.iter().collect::<Vec<_>>(), settings.horizon)).collect()
    };
    let found = parallel::map(&times, at);
    let path = |place: &(usize, usize)| {
        let all = times.binary_search(&time(place)).map_or(&[][..], |at| &found[at]);
        all.iter().find(|(series, _)| *series == place.0).map_or_else(Vec::new, |(_, path)| path.clone())
    };
    wanted.iter().map(path).collect()
}

#[cfg(test)]
mod tests {
    use super::super::factor::tests::followers;
    use super::super::origins::roll;
    use super::*;
    use crate::forecast::methods::Method;

    /// A path at an origin is that of the series as they were then, whatever came later, and at one time wherever they end.
    #[test]
    fn origins_know_only_what_was_known() {
        let all = followers(30);
        let histories: Vec<&[f64]> = all.iter().enumerate().map(|(at, series)| &series[..30 - at % 3]).collect();
        let ends: Vec<i64> = (0..6).map(|at| 30 - at % 3).collect();
        let settings = Settings { horizon: 3, period: 1, maximum: None, methods: vec![Method::Factor] };
        let origins = roll(&histories, 1, None, &[], 3, &|_, _| {});
        let found = Together::new(&histories, Some(&ends), &origins, &settings);
        let at = |known: usize, which: &[usize]| -> Vec<Vec<f64>> {
            let prepared: Vec<Prepared> = which.iter().map(|at| Prepared::new(&all[*at][..known], 1, None)).collect();
            paths(&prepared.iter().collect::<Vec<_>>(), 3)
        };
        assert_eq!(found.at_ends[0], at(30, &[0, 3])[0]);
        assert_eq!(found.at_ends[5], at(28, &[0, 1, 2, 3, 4, 5])[5]);
        for (origin, path) in origins.iter().zip(&found.at_origins) {
            let known = histories[origin.series].len() - origin.back;
            let which: Vec<usize> = (0..6).filter(|at| histories[*at].len() >= known).collect();
            let place = which.iter().position(|at| *at == origin.series).expect("it is there");
            assert_eq!(path, &at(known, &which)[place]);
        }
        // Without a calendar each is by itself.
        let alone = Together::new(&histories, None, &origins, &settings);
        assert_eq!(alone.at_ends[0], at(30, &[0])[0]);
    }
}
