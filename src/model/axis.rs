//! Points of time.

use crate::wording::time;

/// The time axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// First time, in years.
    pub start: f64,
    /// Step, in years.
    pub step: f64,
    /// Number of points.
    pub points: usize,
}

/// A year is far off if it lies so many years before the axis or behind it.
const FAR: f64 = 50.0;

/// The most points of time that an axis may have.
const MOST_POINTS: f64 = 1e6;

/// Times that lie no farther apart are the same, in years.
const NEAR: f64 = 1e-9;

/// What lies before this moment is in a period whose last year is this one: all of a whole year.
fn end(last: f64) -> f64 {
    if last.fract() == 0.0 { last + 1.0 - NEAR } else { last + NEAR }
}

impl Axis {
    /// The axis from `start` to `end`, in years; none if it has no steps, or too many to lay out.
    #[must_use]
    pub fn new(start: f64, end: f64, step: f64) -> Option<Self> {
        let steps = ((end - start) / step).round();
        let fits = step > 0.0 && (1.0..MOST_POINTS).contains(&steps) && start.is_finite();
        fits.then(|| Self { start, step, points: steps as usize + 1 })
    }

    /// The time of a point, in years; also of the closing step behind the last.
    #[must_use]
    pub fn time(&self, point: usize) -> f64 {
        self.start + self.step * point as f64
    }

    /// From when to when, and how far apart its points lie: `2020 to 2030 in steps of 1 year`.
    #[must_use]
    pub fn words(&self) -> String {
        let times = self.times();
        let of = |time: Option<&f64>| time.map_or_else(String::new, |time| time::of(*time, &times));
        format!("{} to {} in steps of {}", of(times.first()), of(times.last()), time::step(self.step))
    }

    /// All times.
    #[must_use]
    pub fn times(&self) -> Vec<f64> {
        (0..self.points).map(|point| self.time(point)).collect()
    }

    /// The point at a time, if there is one within a thousandth of a step; negative before the start. None so far away
    /// that points cannot be told apart.
    #[must_use]
    pub fn point(&self, time: f64) -> Option<i64> {
        const FARTHEST: f64 = 1e12;
        let position = (time - self.start) / self.step;
        let near = (position - position.round()).abs() < 1e-3 && position.abs() < FARTHEST;
        near.then(|| position.round() as i64)
    }

    /// Whether a time lies in a period of a lever or a shock, both of whose years are inclusive: a whole year as its last is all of
    /// that year, whatever the step; a year with a fraction is that moment.
    #[must_use]
    pub fn is_within((first, last): (f64, f64), time: f64) -> bool {
        time >= first - NEAR && time < end(last)
    }

    /// The times of the first and the last step that a period of a lever or a shock is felt in, also of steps outside the axis: the
    /// whole year 2028 ends with December where steps are months. As it is where steps are a year or more, where it has no end, or
    /// no step lies in it.
    #[must_use]
    pub fn span(&self, (first, last): (f64, f64)) -> (f64, f64) {
        if self.step > 1.0 - 1e-6 {
            return (first, last);
        }
        let at = |position: f64| if position.is_finite() { self.start + self.step * position } else { position };
        let begins = at(((first - NEAR - self.start) / self.step).ceil());
        let ends = at(((end(last) - self.start) / self.step).ceil() - 1.0);
        if begins <= ends { (begins, ends) } else { (first, last) }
    }

    /// The first and the last point that lie in a period of a lever or a shock; none if no point does.
    #[must_use]
    pub fn held(&self, period: (f64, f64)) -> Option<(usize, usize)> {
        let is_within = |point: &usize| Self::is_within(period, self.time(*point));
        let first = (0..self.points).find(is_within)?;
        let last = (first..self.points).rfind(is_within)?;
        Some((first, last))
    }

    /// The year on the axis that is likely meant by one that is far off: two neighbouring digits of it are exchanged, one is
    /// another, or there is one too many. None of what is no year of our calendar.
    #[must_use]
    pub fn meant(&self, year: f64) -> Option<f64> {
        let last = self.time(self.points - 1);
        let is_far = year < self.start - FAR || year > last + FAR;
        if self.start < 1000.0 || !(1000.0..100_000.0).contains(&year) || !is_far {
            return None;
        }
        let digits = (year.trunc() as u32).to_string().into_bytes();
        let exchanged = (1..digits.len()).map(|place| {
            let mut digits = digits.clone();
            digits.swap(place - 1, place);
            digits
        });
        let another = (0..digits.len()).flat_map(|place| {
            let digits = &digits;
            (b'0'..=b'9').map(move |digit| {
                let mut digits = digits.clone();
                digits[place] = digit;
                digits
            })
        });
        let fewer = (0..digits.len()).map(|place| {
            let mut digits = digits.clone();
            digits.remove(place);
            digits
        });
        let years =
            exchanged.chain(another).chain(fewer).filter_map(|digits| String::from_utf8(digits).ok()?.parse().ok());
        years.map(|whole: f64| whole + year.fract()).find(|year| (self.start..=last).contains(year))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_said_by_the_calendar() {
        for (start, end, step, expected) in [
            (2020.0, 2030.0, 1.0, "2020 to 2030 in steps of 1 year"),
            (2020.0, 2021.75, 0.25, "2020 to 2021 Q4 in steps of 1 quarter"),
            (2020.0, 2021.0, 1.0 / 12.0, "Jan 2020 to Jan 2021 in steps of 1 month"),
            (2020.0, 2021.0, 0.1, "2020 to 2021 in steps of 0.1 years"),
        ] {
            let axis = Axis::new(start, end, step).expect("an axis");
            assert_eq!(axis.words().replace('\u{a0}', " "), expected);
        }
    }

    #[test]
    fn axes_that_cannot_be_are_none() {
        assert_eq!(Axis::new(2013.0, 2015.0, 0.25), Some(Axis { start: 2013.0, step: 0.25, points: 9 }));
        for (start, end, step) in [
            (2013.0, 2013.0, 1.0),
            (2013.0, 2012.0, 1.0),
            (2013.0, 2015.0, 0.0),
            (2013.0, 2012.0, -1.0),
            (2013.0, 1e300, 1.0),
            (2013.0, 2015.0, f64::NAN),
            (f64::NEG_INFINITY, 2015.0, 1.0),
        ] {
            assert_eq!(Axis::new(start, end, step), None, "{start} {end} {step}");
        }
    }

    #[test]
    fn years_typed_wrong_have_the_one_that_is_meant() {
        let axis = Axis { start: 2015.0, step: 0.5, points: 41 };
        for (year, meant) in [
            (2203.0, Some(2023.0)),
            (2302.5, Some(2032.5)),
            (1202.0, None),
            (2230.0, Some(2030.0)),
            (1020.0, Some(2020.0)),
            (20203.0, Some(2023.0)),
            (2100.0, None),
            // On the axis, if at none of its times, or near it.
            (2023.25, None),
            (2052.0, None),
            (9999.0, None),
            (0.0, None),
            (-2023.0, None),
            (f64::INFINITY, None),
            (1e9, None),
        ] {
            assert_eq!(axis.meant(year), meant, "{year}");
        }
        assert_eq!(Axis { start: 0.0, step: 1.0, points: 31 }.meant(2203.0), None);
    }

    #[test]
    fn a_whole_year_at_the_end_of_a_period_is_all_of_it() {
        let monthly = Axis { start: 2025.0, step: 1.0 / 12.0, points: 61 };
        for (period, expected) in [
            ((2027.0, 2028.0), Some((24, 47))),
            ((2027.0, 2028.5), Some((24, 42))),
            ((2027.25, 2027.25), Some((27, 27))),
            ((f64::NEG_INFINITY, 2025.0), Some((0, 11))),
            ((2029.0, f64::INFINITY), Some((48, 60))),
            ((2026.01, 2026.02), None),
            ((2031.0, 2032.0), None),
        ] {
            assert_eq!(monthly.held(period), expected, "{period:?}");
        }
        let yearly = Axis { start: 2020.0, step: 1.0, points: 11 };
        assert_eq!(yearly.held((2027.0, 2028.0)), Some((7, 8)));

        let quarterly = Axis { start: 2025.0, step: 0.25, points: 21 };
        for (axis, period, expected) in [
            (&monthly, (2027.0, 2028.0), (2027.0, 2028.0 + 11.0 / 12.0)),
            (&monthly, (2027.01, 2028.49), (2027.0 + 1.0 / 12.0, 2028.0 + 5.0 / 12.0)),
            (&monthly, (f64::NEG_INFINITY, 2035.0), (f64::NEG_INFINITY, 2035.0 + 11.0 / 12.0)),
            (&monthly, (2027.0, f64::INFINITY), (2027.0, f64::INFINITY)),
            (&monthly, (2026.01, 2026.02), (2026.01, 2026.02)),
            (&quarterly, (2022.0, 2030.0), (2022.0, 2030.75)),
            (&quarterly, (2026.25, 2026.25), (2026.25, 2026.25)),
            (&yearly, (2022.5, 2030.0), (2022.5, 2030.0)),
        ] {
            let (found, near) = (axis.span(period), |one: f64, other: f64| one == other || (one - other).abs() < 1e-9);
            assert!(near(found.0, expected.0) && near(found.1, expected.1), "{period:?}: {found:?}");
        }
    }

    #[test]
    fn axis_finds_points() {
        let axis = Axis { start: 2013.0, step: 0.25, points: 9 };
        assert_eq!(axis.times().last(), Some(&2015.0));
        assert_eq!(axis.point(2014.5), Some(6));
        assert_eq!(axis.point(2012.75), Some(-1));
        assert_eq!(axis.point(2014.6), None);
        assert_eq!(axis.point(1e300), None);
        assert_eq!(axis.point(f64::NAN), None);
    }
}
