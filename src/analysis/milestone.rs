//! When a threshold is passed.

use ndarray::{ArrayView2, Axis};

use crate::numeric::goal::{Goal, LEFT, NOTHING};
use crate::numeric::weights::Weights;
use crate::projection::{Direction, Event, Milestone, Passage};

/// When an event happens in each draw.
///
/// Between two points the path is taken as straight, so that a threshold is passed at
/// t + step (threshold - x(t)) / (x(t + step) - x(t)). A value [equal](crate::numeric::goal::equal) to the threshold has
/// reached it. A draw that is beyond the threshold at the first time that counts has passed it already and counts with that
/// time; one that never passes counts as infinity. Quantiles are by inverse ECDF: the least year by which at least that
/// share of draws has passed. Shares are by weight.
#[derive(Debug)]
pub(super) struct Passing {
    event: Event,
    /// The threshold, in the unit of the values.
    threshold: f64,
    /// A difference to it that is nothing.
    within: f64,
    window: Window,
}

impl Passing {
    /// An event on a path at these times, whose threshold is in a unit of which one is `unit` of that of the values.
    pub fn new(event: Event, times: &[f64], unit: f64) -> Self {
        Self { event, threshold: event.threshold * unit, within: unit * NOTHING, window: Window::new(times, &event) }
    }

    /// When it happens in each draw of values [time, draw].
    pub fn years(&self, values: ArrayView2<f64>, years: &mut [f64]) {
        let times = &self.window.times;
        if times.is_empty() {
            years.fill(f64::INFINITY);
            return;
        }
        let mut paths = vec![0.0; times.len() * TOGETHER];
        let at_least = self.event.direction == Direction::Above;
        let event = Event { threshold: self.threshold, ..self.event };
        for (values, years) in values.axis_chunks_iter(Axis(1), TOGETHER).zip(years.chunks_mut(TOGETHER)) {
            self.window.fill(values, &mut paths);
            for (path, year) in paths.chunks_exact(times.len()).zip(years) {
                let scale = path.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
                let goal = Goal { value: event.threshold, at_least, within: self.within.max(LEFT * scale) };
                *year = begins(path, times, goal, &event).unwrap_or(f64::INFINITY);
            }
        }
    }

    /// Whether a draw in which it happens in this year is beyond the threshold at the first time that counts.
    pub fn is_already(&self, year: f64) -> bool {
        self.window.times.first().is_some_and(|first| year <= *first)
    }

    /// What is said of it: shares of draws, and years at [`Self::LEVELS`].
    pub fn milestone(&self, already: f64, never: f64, years: [f64; 3]) -> Milestone {
        Milestone { event: self.event, already, never, years }
    }

    /// The shares of draws whose passing is asked for.
    pub const LEVELS: [f64; 3] = [0.05, 0.50, 0.95];

    /// What is said of all draws.
    pub fn of(&self, values: ArrayView2<f64>, weights: &Weights) -> Milestone {
        let mut years = vec![f64::INFINITY; values.ncols()];
        self.years(values, &mut years);
        let already = weights.share_of(years.iter(), |year| self.is_already(year));
        let quantiles = weights.inverse(&years, &Self::LEVELS);
        self.milestone(already, weights.share_of(years.iter(), f64::is_infinite), [0, 1, 2].map(|at| quantiles[at]))
    }
}

/// So many draws are gone through together, time by time: a path of one alone has its numbers far apart.
const TOGETHER: usize = 64;

/// Times that differ by less, in years, are the same.
const MOMENT: f64 = 1e-6;

/// The times that count: points, and the ends of a window between them.
#[derive(Debug)]
struct Window {
    times: Vec<f64>,
    /// By time: the point before it, and how far it is on the way to the next.
    places: Vec<(usize, f64)>,
}

impl Window {
    fn new(times: &[f64], event: &Event) -> Self {
        let (Some(first), Some(last)) = (times.first(), times.last()) else {
            return Self { times: Vec::new(), places: Vec::new() };
        };
        let from = event.from.unwrap_or(*first).max(*first);
        let until = event.until.unwrap_or(*last).min(*last);
        let mut within: Vec<f64> =
            times.iter().copied().filter(|time| *time >= from - MOMENT && *time <= until + MOMENT).collect();
        if from <= until + MOMENT {
            if within.first().is_none_or(|time| from < time - MOMENT) {
                within.insert(0, from);
            }
            if within.last().is_none_or(|time| until > time + MOMENT) {
                within.push(until);
            }
        }
        let place = |time: &f64| {
            let point = times.iter().rposition(|point| *point <= time + MOMENT).unwrap_or(0);
            let step = times.get(point + 1).map_or(1.0, |next| next - times[point]);
            let fraction = (time - times[point]) / step;
            (point, if fraction < MOMENT { 0.0 } else { fraction })
        };
        let places = within.iter().map(place).collect();
        Self { times: within, places }
    }

    /// The values of draws [time, draw] at these times, on straight lines between points: one path after the other.
    fn fill(&self, values: ArrayView2<f64>, paths: &mut [f64]) {
        let times = self.places.len();
        for (place, (point, fraction)) in self.places.iter().enumerate() {
            let at = paths.iter_mut().skip(place).step_by(times);
            if *fraction == 0.0 {
                at.zip(values.row(*point)).for_each(|(at, value)| *at = *value);
            } else {
                let ends = values.row(*point).into_iter().zip(values.row(point + 1));
                at.zip(ends).for_each(|(at, (before, after))| *at = before + fraction * (after - before));
            }
        }
    }
}

/// When the state beyond the threshold begins that the event asks for: the first or the last that lasts long enough.
fn begins(path: &[f64], times: &[f64], goal: Goal, event: &Event) -> Option<f64> {
    // Rounding may put a path just below a threshold that it reaches.
    let between = |point: usize| {
        let (before, after) = (path[point - 1], path[point]);
        let fraction = ((event.threshold - before) / (after - before)).clamp(0.0, 1.0);
        times[point - 1] + fraction * (times[point] - times[point - 1])
    };
    let mut found = None;
    let mut since: Option<f64> = None;
    for point in 0..times.len() {
        match (since, goal.met(path[point])) {
            (None, true) => since = Some(if point == 0 { times[0] } else { between(point) }),
            (Some(begin), false) => {
                since = None;
                if between(point) - begin >= event.lasting - MOMENT {
                    found = Some(begin);
                }
            }
            (None, false) | (Some(_), true) => {}
        }
        let lasts = since.filter(|begin| times[point] - begin >= event.lasting - MOMENT);
        found = lasts.or(found);
        if found.is_some() && event.passage == Passage::First {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn passing(values: ArrayView2<f64>, times: &[f64], event: Event) -> Milestone {
        Passing::new(event, times, 1.0).of(values, &Weights::equal())
    }

    #[test]
    fn already_interpolated_and_never() {
        // Four draws over three years: one above from the start, two that pass, one that never does.
        let values = array![[0.5, 0.0, 0.1, 0.0], [0.6, 0.2, 0.3, 0.1], [0.7, 0.6, 0.5, 0.2]];
        let found = passing(values.view(), &[2020.0, 2021.0, 2022.0], Event::above(0.4));
        assert_eq!((found.already, found.never), (0.25, 0.25));
        assert_eq!(found.years[0], 2020.0);
        assert!((found.years[1] - 2021.5).abs() < 1e-12);
        assert_eq!(found.years[2], f64::INFINITY);
    }

    #[test]
    fn a_threshold_that_is_just_reached_is_passed() {
        // One begins at it and stays below from then on; one comes to it at a point of time and falls back; one ends at it.
        let values = array![[0.4, 0.0, 0.0], [0.3, 0.4, 0.0], [0.2, 0.1, 0.4]];
        let found = passing(values.view(), &[2020.0, 2021.0, 2022.0], Event::above(0.4));
        assert_eq!((found.already, found.never), (1.0 / 3.0, 0.0));
        assert_eq!(found.years, [2020.0, 2021.0, 2022.0]);
    }

    #[test]
    fn a_threshold_that_is_reached_but_for_rounding_is_passed() {
        // 0, 0.1, 0.2, … added up: 0.8 is 0.7999999999999999.
        let path: Vec<f64> = (0..12).scan(0.0, |sum, _| Some(std::mem::replace(sum, *sum + 0.1))).collect();
        assert!(path[8] < 0.8);
        let times: Vec<f64> = (0..12).map(f64::from).collect();
        let values = ndarray::Array2::from_shape_vec((12, 1), path).unwrap();
        assert_eq!(passing(values.view(), &times, Event::above(0.8)).years, [8.0; 3]);
        assert_eq!(passing(values.mapv(|x| -x).view(), &times, Event::below(-0.8)).years, [8.0; 3]);
    }

    #[test]
    fn what_is_left_of_a_path_is_nothing() {
        // 1 less a tenth each year is 0 after ten, but for rounding; a sum that is 0 is so at once.
        let path: Vec<f64> = (0..12).scan(1.0, |left, _| Some(std::mem::replace(left, *left - 0.1))).collect();
        assert!(path[10] > 0.0);
        let times: Vec<f64> = (0..12).map(f64::from).collect();
        let values = ndarray::Array2::from_shape_vec((12, 1), path).unwrap();
        assert_eq!(passing(values.view(), &times, Event::below(0.0)).years, [10.0; 3]);
        let values = array![[0.3 - 0.2 - 0.1], [0.3 - 0.2 - 0.1]];
        assert_eq!(passing(values.view(), &times[..2], Event::above(0.0)).already, 1.0);
    }

    #[test]
    fn a_path_that_falls_back_counts_from_its_first_passing() {
        let values = array![[0.0], [1.0], [0.0], [1.0]];
        let times = [0.0, 1.0, 2.0, 3.0];
        assert_eq!(passing(values.view(), &times, Event::above(0.25)).years, [0.25; 3]);
        let last = Event { passage: Passage::Last, ..Event::above(0.25) };
        assert_eq!(passing(values.view(), &times, last).years, [2.25; 3]);
    }

    #[test]
    fn passings_between_far_points_are_in_years() {
        let found = passing(array![[2.0], [12.0]].view(), &[2020.0, 2025.0], Event::above(4.0));
        assert_eq!(found.years, [2021.0; 3]);
    }

    #[test]
    fn what_falls_passes_from_above() {
        // 300, 200, 104: to 250 in half a year, never to 100.
        let values = array![[300.0], [200.0], [104.0]];
        let times = [2020.0, 2021.0, 2022.0];
        let found = passing(values.view(), &times, Event::below(250.0));
        assert_eq!((found.years, found.already, found.never), ([2020.5; 3], 0.0, 0.0));
        let found = passing(values.view(), &times, Event::below(100.0));
        assert_eq!((found.years, found.never), ([f64::INFINITY; 3], 1.0));
        assert_eq!(passing(values.view(), &times, Event::below(300.0)).already, 1.0);
    }

    #[test]
    fn a_state_may_have_to_last() {
        // Above 1 from 0.5 to 1.5 and from 3.5 on.
        let values = array![[0.0], [2.0], [0.0], [0.0], [2.0], [2.0], [2.0]];
        let times: Vec<f64> = (0..7).map(f64::from).collect();
        let lasting =
            |lasting, passage| passing(values.view(), &times, Event { passage, lasting, ..Event::above(1.0) }).years[1];
        assert_eq!(lasting(1.0, Passage::First), 0.5);
        assert_eq!(lasting(1.1, Passage::First), 3.5);
        assert_eq!(lasting(2.5, Passage::First), 3.5);
        // What goes on beyond the last time has lasted until then, no longer.
        assert_eq!(lasting(2.6, Passage::First), f64::INFINITY);
        assert_eq!(lasting(0.0, Passage::Last), 3.5);
        assert_eq!(lasting(1.0, Passage::Last), 3.5);
    }

    #[test]
    fn only_what_happens_in_a_window_counts() {
        let values = array![[0.0], [2.0], [2.0], [0.0], [0.0], [2.0]];
        let times: Vec<f64> = (2020..2026).map(f64::from).collect();
        let within = |from, until| passing(values.view(), &times, Event { from, until, ..Event::above(1.0) });
        let found = within(Some(2022.0), None);
        assert_eq!((found.years[1], found.already), (2022.0, 1.0));
        let found = within(Some(2023.0), None);
        assert_eq!((found.years[1], found.already), (2024.5, 0.0));
        assert_eq!(within(Some(2023.0), Some(2024.0)).never, 1.0);
        assert_eq!(within(None, Some(2020.0)).never, 1.0);
        assert_eq!(within(Some(2030.0), None).never, 1.0);
        // A window may begin and end between points: above from 2020.5 to 2022.5 and from 2024.5 on.
        let found = within(Some(2022.25), None);
        assert_eq!((found.years[1], found.already), (2022.25, 1.0));
        assert_eq!(within(None, Some(2020.75)).years[1], 2020.5);
        assert_eq!(within(None, Some(2020.4)).never, 1.0);
        let event = Event { from: Some(2021.2), lasting: 1.25, ..Event::above(1.0) };
        assert_eq!(passing(values.view(), &times, event).years[1], 2021.2);
        assert_eq!(passing(values.view(), &times, Event { lasting: 1.35, ..event }).never, 1.0);
    }
}
