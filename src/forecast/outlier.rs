//! Outliers: one value far beyond all others that none repeats, such as a value entered in another unit or a gap entered as zero.

use super::start::LEAST;
use crate::numeric::sorting::sort_by;

/// How many times as large as its neighbours such a value is, or as small; or, where some values are negative, as the largest other.
const FACTOR: f64 = 5.0;
/// How many times as far from the middle of its neighbours as any other change is from the median one, and as changes usually are.
const APART: f64 = 4.0;
const USUAL: f64 = 10.0;
/// The same of the last value, of which it is not known whether it stays: only what hardly anything but a mistake can be.
const LAST: (f64, f64, f64) = (20.0, 10.0, 25.0);

/// The place of the value of a history that is an outlier; none if there is none, or more than one.
///
/// From the value before it to the one after it are ordinary changes, and it is much further from the middle between them. If
/// several values are far away, none is alone: it may happen again. Changes are those of roots and of logarithms, of the values
/// themselves if some are negative; missing values are passed over. The last value has to be further away, for a new level may begin
/// with it.
#[must_use]
pub fn outlier(history: &[f64]) -> Option<usize> {
    let known: Vec<(usize, f64)> = history.iter().copied().enumerate().filter(|(_, value)| value.is_finite()).collect();
    let zeros = known.iter().filter(|(_, value)| *value == 0.0).count();
    // Of a series that is often zero, a large value is no mistake.
    if known.len() < LEAST + 2 || 4 * zeros > known.len() {
        return None;
    }
    let negative = known.iter().any(|(_, value)| *value < 0.0);
    let far = if negative { far_from_all(&known) } else { far_from_neighbours(&known) };
    let scales: &[fn(f64) -> f64] = match (negative, zeros) {
        (true, _) => &[|value| value],
        (false, 0) => &[f64::sqrt, f64::ln],
        (false, _) => &[f64::sqrt],
    };
    let alone = |scale: &fn(f64) -> f64| {
        let scaled: Vec<f64> = known.iter().map(|(_, value)| scale(*value)).collect();
        furthest(&scaled, far.clone()).into_iter().filter(|place| is_alone(&scaled, *place)).min()
    };
    scales.iter().filter_map(alone).min().map(|place| known[place].0)
}

/// The places, of some, whose values are furthest from their neighbours: beside an outlier at an end the next value is as far, so it is
/// among three. To look closer at more would take as long as there are values, for each of them.
fn furthest(scaled: &[f64], mut far: Vec<usize>) -> Vec<usize> {
    let size = |place: usize| {
        let ends = [place.checked_sub(1), Some(place + 1)].map(|at| at.and_then(|at| scaled.get(at)));
        let (before, after) = (ends[0].or(ends[1]), ends[1].or(ends[0]));
        before.zip(after).map_or(0.0, |(before, after)| (scaled[place] - f64::midpoint(*before, *after)).abs())
    };
    sort_by(&mut far, |one, other| size(*other).total_cmp(&size(*one)));
    far.truncate(3);
    far
}

/// How many times as large or as small as others a value has to be at a place of so many.
fn factor(place: usize, values: usize) -> f64 {
    if place + 1 == values { LAST.0 } else { FACTOR }
}

/// The place of the value that is far larger in size than all others, if there is one.
fn far_from_all(known: &[(usize, f64)]) -> Vec<usize> {
    let mut sizes: Vec<(f64, usize)> =
        known.iter().enumerate().map(|(place, (_, value))| (value.abs(), place)).collect();
    sort_by(&mut sizes, |one, other| other.0.total_cmp(&one.0));
    let (size, place) = sizes[0];
    if size > factor(place, known.len()) * sizes[1].0 { vec![place] } else { Vec::new() }
}

/// The places of values that are far larger than their neighbours, or far smaller.
fn far_from_neighbours(known: &[(usize, f64)]) -> Vec<usize> {
    let is_far = |place: &usize| {
        let (value, factor) = (known[*place].1, factor(*place, known.len()));
        let neighbours = [place.checked_sub(1), Some(place + 1)].into_iter().flatten().filter_map(|at| known.get(at));
        let neighbours: Vec<f64> = neighbours.map(|(_, value)| *value).collect();
        neighbours.iter().all(|other| value > factor * other) || neighbours.iter().all(|other| *other > factor * value)
    };
    (0..known.len()).filter(is_far).collect()
}

/// Whether a value is much further from the middle of its neighbours than from any value to the next; at the ends, from its neighbour.
fn is_alone(scaled: &[f64], place: usize) -> bool {
    let last = scaled.len() - 1;
    let inside = place > 0 && place < last;
    let steps: Vec<f64> =
        (1..=last).filter(|at| *at != place && *at != place + 1).map(|at| scaled[at] - scaled[at - 1]).collect();
    let across = inside.then(|| (scaled[place + 1] - scaled[place - 1]) / 2.0);
    let mut others: Vec<f64> = steps.into_iter().chain(across).collect();
    others.sort_by(f64::total_cmp);
    // What grows steadily changes by that at each step.
    let drift = others[others.len() / 2];
    let size = match place {
        0 => (scaled[1] - scaled[0] - drift).abs(),
        _ if inside => (scaled[place] - f64::midpoint(scaled[place - 1], scaled[place + 1])).abs(),
        _ => (scaled[last] - scaled[last - 1] - drift).abs(),
    };
    for other in &mut others {
        *other = (*other - drift).abs();
    }
    others.sort_by(f64::total_cmp);
    let (apart, usual) = if place == last { (LAST.1, LAST.2) } else { (APART, USUAL) };
    size > apart * others[others.len() - 1] && size > usual * others[others.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [f64; 12] =
        [1000.0, 1020.0, 1035.0, 1060.0, 1055.0, 1090.0, 1110.0, 1120.0, 1150.0, 1165.0, 1180.0, 1200.0];

    fn with(changed: &[(usize, f64)]) -> Vec<f64> {
        let mut values = VALUES.to_vec();
        for (place, factor) in changed {
            values[*place] *= factor;
        }
        values
    }

    #[test]
    fn one_value_far_beyond_all_others_is_found_wherever_it_is() {
        for place in 0..12 {
            for factor in [100.0, 0.0, 0.01] {
                assert_eq!(outlier(&with(&[(place, factor)])), Some(place), "{factor} at {place}");
            }
            let below: Vec<f64> = with(&[(place, 100.0)]).iter().map(|value| value - 1100.0).collect();
            assert_eq!(outlier(&below), Some(place), "{below:?}");
        }
        // The changes of roots of what grows by factors are larger than that of an early mistake; those of logarithms are not.
        let mut doubling: Vec<f64> = (0..20).map(|time| 2_f64.powi(time)).collect();
        doubling[3] *= 100.0;
        assert_eq!(outlier(&doubling), Some(3));
        // Values that are missing are passed over.
        let mut missing = with(&[(5, 100.0)]);
        missing[4] = f64::NAN;
        assert_eq!(outlier(&missing), Some(5));
    }

    /// Where many are far from their neighbours, each is not held against all others.
    #[test]
    fn one_among_many_that_jump_is_found() {
        let mut history: Vec<f64> =
            (0..40_000_u32).map(|at| 100.0 + f64::from(at.wrapping_mul(2_654_435_761) % 1000)).collect();
        assert_eq!(outlier(&history), None);
        history[20_000] *= 1e6;
        assert_eq!(outlier(&history), Some(20_000));
    }

    #[test]
    fn what_repeats_stays_or_is_not_far_is_none() {
        for history in [
            VALUES.to_vec(),
            with(&[(3, 100.0), (8, 90.0)]),
            with(&[(3, 0.0), (8, 0.0)]),
            // Two years away, a new level, and one that may begin.
            with(&[(5, 100.0), (6, 100.0)]),
            with(&[(8, 100.0), (9, 100.0), (10, 100.0), (11, 100.0)]),
            with(&[(11, 10.0)]),
            with(&[(5, 3.0)]),
            vec![0.0, 0.0, 3.0, 0.0, 0.0, 100.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0],
            vec![5.0, 5.0, 5.0, 6.0, 5.0, 5.0, 5.0, 5.0],
            vec![1.0, 100.0, 2.0, 1.0, 2.0],
        ] {
            assert_eq!(outlier(&history), None, "{history:?}");
        }
    }
}
