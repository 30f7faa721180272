//! Scenario discovery: a box of inputs in which an outcome is frequent.

use ndarray::ArrayView2;
use statrs::distribution::{Binomial, DiscreteCDF};

/// How a box is peeled (Friedman and Fisher 1999, doi:10.1023/A:1008894516817).
#[derive(Debug, Clone, Copy)]
pub struct Peeling {
    /// Share of the points in the box that one peel removes; more where values are tied.
    pub share: f64,
    /// Share of all points below which peeling ends, or that of the points with the outcome if they are fewer.
    pub least_mass: f64,
}

/// No box has fewer points: of so few a density says little.
const FEWEST_POINTS: f64 = 20.0;
/// But for those of one level, as of a switch that is rarely on: whether they are too few is left to the test against chance.
const FEWEST_OF_LEVEL: usize = 4;

impl Default for Peeling {
    fn default() -> Self {
        Self { share: 0.05, least_mass: 0.05 }
    }
}

/// A box, and how well it tells the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Discovered {
    /// For each factor the least and greatest value in the box; infinite where it is not bounded.
    pub limits: Vec<[f64; 2]>,
    /// Share of all points with the outcome that lie in the box.
    pub coverage: f64,
    /// Share of the points in the box that have the outcome.
    pub density: f64,
    /// Share of all points that lie in the box.
    pub mass: f64,
}

impl Discovered {
    /// Harmonic mean of coverage and density, by which boxes are compared.
    fn merit(&self) -> f64 {
        let sum = self.coverage + self.density;
        if sum > 0.0 { 2.0 * self.coverage * self.density / sum } else { 0.0 }
    }

    /// The box without the limits that chance explains, the least telling first.
    ///
    /// A factor keeps its limits if the box would have as many points with the outcome with a probability of at most `level`
    /// were its density that of the box without them: the quasi-p-value of Bryant and Lempert (2010,
    /// doi:10.1016/j.techfore.2009.08.002).
    ///
    /// # Panics
    /// If there is not one outcome for each point.
    #[must_use]
    pub fn pruned(mut self, inputs: ArrayView2<f64>, outcome: &[bool], level: f64) -> Self {
        assert_eq!(inputs.ncols(), outcome.len(), "one outcome for each point");
        loop {
            let inside = points_in(inputs, &self.limits);
            let found = count(&inside, outcome);
            let chance = |factor: usize| {
                let mut wider = self.limits.clone();
                wider[factor] = OPEN;
                let wider = points_in(inputs, &wider);
                at_least(found, inside.len(), count(&wider, outcome) as f64 / wider.len() as f64)
            };
            let bounded = (0..self.limits.len()).filter(|factor| self.limits[*factor] != OPEN);
            let least = bounded.map(|factor| (chance(factor), factor)).max_by(|a, b| a.0.total_cmp(&b.0));
            match least {
                Some((probability, factor)) if probability > level => self.limits[factor] = OPEN,
                _ => {
                    let hits = outcome.iter().filter(|hit| **hit).count();
                    self.coverage = found as f64 / hits.max(1) as f64;
                    self.density = found as f64 / inside.len().max(1) as f64;
                    self.mass = inside.len() as f64 / outcome.len().max(1) as f64;
                    return self;
                }
            }
        }
    }
}

/// No limits.
const OPEN: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

/// The points that lie in a box.
fn points_in(inputs: ArrayView2<f64>, limits: &[[f64; 2]]) -> Vec<usize> {
    let mut inside: Vec<usize> = (0..inputs.ncols()).collect();
    for (row, [low, high]) in inputs.outer_iter().zip(limits) {
        inside.retain(|point| (*low..=*high).contains(&row[*point]));
    }
    inside
}

/// The probability of at least `found` successes in `trials`.
fn at_least(found: usize, trials: usize, probability: f64) -> f64 {
    let Some(fewer) = found.checked_sub(1) else { return 1.0 };
    Binomial::new(probability, trials as u64).map_or(1.0, |binomial| binomial.sf(fewer as u64))
}

/// All boxes of a peeling, from the whole space on, and which of them has the greatest harmonic mean of coverage and
/// density; none if no point has the outcome.
///
/// `inputs` is [factor, point]. Values that are equal go together: where as many as one peel removes are tied at an end, their
/// level goes as a whole. Each peel is that whose density rises most for each point removed, so that a level that takes many
/// points with it must be worth them (Kwakkel and Jaxa-Rozen 2016, doi:10.1016/j.envsoft.2015.11.020); among peels of one
/// size that is the one that leaves the greatest density. There is no pasting.
///
/// `tell` is told before each peel how many points are out of the box, and how many will be at least: those without the
/// outcome, unless ties end it before. The points out of the box are a measure of the time taken too.
///
/// # Panics
/// If there is not one outcome for each point.
#[must_use]
pub fn discover(
    inputs: ArrayView2<f64>,
    outcome: &[bool],
    peeling: &Peeling,
    tell: &dyn Fn(usize, usize),
) -> Option<(Vec<Discovered>, usize)> {
    assert_eq!(inputs.ncols(), outcome.len(), "one outcome for each point");
    let hits = outcome.iter().filter(|hit| **hit).count();
    if hits == 0 {
        return None;
    }
    let mut inside: Vec<usize> = (0..outcome.len()).collect();
    let mut limits = vec![OPEN; inputs.nrows()];
    let describe = |inside: &[usize], limits: &[[f64; 2]]| {
        let found = count(inside, outcome);
        Discovered {
            limits: limits.to_vec(),
            coverage: found as f64 / hits as f64,
            density: found as f64 / inside.len() as f64,
            mass: inside.len() as f64 / outcome.len() as f64,
        }
    };
    let mut boxes = vec![describe(&inside, &limits)];
    let told = |inside: &[usize]| {
        let peeled = outcome.len() - inside.len();
        tell(peeled, peeled.max(outcome.len() - hits));
    };
    told(&inside);
    while let Some(peel) = best_peel(inputs, outcome, &inside, peeling) {
        inside.retain(|point| peel.keeps(inputs[[peel.factor, *point]]));
        limits[peel.factor][usize::from(!peel.lower)] = peel.limit;
        boxes.push(describe(&inside, &limits));
        told(&inside);
    }
    let mut best = 0;
    for (index, candidate) in boxes.iter().enumerate() {
        if candidate.merit() > boxes[best].merit() {
            best = index;
        }
    }
    Some((boxes, best))
}

/// A limit for one end of one factor.
#[derive(Clone, Copy)]
struct Peel {
    factor: usize,
    /// Whether it is the least value that is limited.
    lower: bool,
    limit: f64,
}

impl Peel {
    fn keeps(&self, value: f64) -> bool {
        if self.lower { value >= self.limit } else { value <= self.limit }
    }
}

/// The peel whose density rises most for each point removed; of equals the first. None if nothing, or too little, would be
/// left, or if the box has the outcome throughout.
fn best_peel(inputs: ArrayView2<f64>, outcome: &[bool], inside: &[usize], peeling: &Peeling) -> Option<Peel> {
    let found = count(inside, outcome);
    if found == inside.len() {
        return None;
    }
    let density = found as f64 / inside.len() as f64;
    let hits = outcome.iter().filter(|hit| **hit).count() as f64;
    let least = (peeling.least_mass * outcome.len() as f64).min(hits).max(FEWEST_POINTS);
    let removed = ((peeling.share * inside.len() as f64) as usize).max(1);
    let mut best: Option<(f64, Peel)> = None;
    for factor in 0..inputs.nrows() {
        let mut values: Vec<f64> = inside.iter().map(|point| inputs[[factor, *point]]).collect();
        values.sort_unstable_by(f64::total_cmp);
        for lower in [true, false] {
            let Some(limit) = limit(&values, removed, lower) else { continue };
            let peel = Peel { factor, lower, limit };
            let kept: Vec<usize> =
                inside.iter().copied().filter(|point| peel.keeps(inputs[[factor, *point]])).collect();
            let end = values[if lower { values.len() - 1 } else { 0 }];
            let one_level = limit == end && kept.len() >= FEWEST_OF_LEVEL;
            if kept.len() == inside.len() || ((kept.len() as f64) < least && !one_level) {
                continue;
            }
            let rise = count(&kept, outcome) as f64 / kept.len() as f64 - density;
            let gain = rise / (inside.len() - kept.len()) as f64;
            if best.is_none_or(|(known, _)| gain > known) {
                best = Some((gain, peel));
            }
        }
    }
    best.map(|(_, peel)| peel)
}

/// The least or greatest value that stays when so many of these, in increasing order, are removed at one end, or all that
/// are equal to the outermost; none if nothing would stay.
fn limit(values: &[f64], removed: usize, lower: bool) -> Option<f64> {
    let (first, last) = (*values.first()?, *values.last()?);
    let level = if lower {
        values.partition_point(|value| *value <= first)
    } else {
        values.len() - values.partition_point(|value| *value < last)
    };
    let removed = removed.max(level);
    let rank = if lower { removed } else { values.len().checked_sub(removed + 1)? };
    values.get(rank).copied()
}

fn count(points: &[usize], outcome: &[bool]) -> usize {
    points.iter().filter(|point| outcome[**point]).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::sobol;
    use ndarray::Array2;

    fn points(factors: usize, number: usize) -> Array2<f64> {
        let mut points = Array2::zeros((factors, number));
        for (factor, mut row) in points.outer_iter_mut().enumerate() {
            sobol::fill(row.as_slice_mut().expect("rows lie together"), 0, factor, factor as u64 + 1);
        }
        points
    }

    #[test]
    fn a_planted_box_is_found() {
        let inputs = points(4, 1 << 12);
        let planted = |u: ndarray::ArrayView1<f64>| u[0] > 0.6 && u[2] > 0.2 && u[2] < 0.7;
        let outcome: Vec<bool> = inputs.columns().into_iter().map(planted).collect();
        let peeling = Peeling { share: 0.02, least_mass: 0.02 };
        let (boxes, best) = discover(inputs.view(), &outcome, &peeling, &|_, _| {}).expect("some have the outcome");
        let found = &boxes[best];
        for (factor, side, edge) in [(0, 0, 0.6), (2, 0, 0.2), (2, 1, 0.7)] {
            assert!((found.limits[factor][side] - edge).abs() < 0.02, "{found:?}");
        }
        assert!(found.coverage > 0.95 && found.density > 0.95, "{found:?}");
        // The planted box holds 0.4 * 0.5 of the space.
        assert!((found.mass - 0.2).abs() < 0.01, "{found:?}");
        assert_eq!((boxes[0].coverage, boxes[0].mass), (1.0, 1.0));
    }

    #[test]
    fn a_switch_is_found_however_rarely_it_is_on() {
        for (on, number) in [(4, 4096), (12, 4096), (40, 4096), (2000, 4096)] {
            let mut inputs = points(2, number);
            // On in so many worlds, spread over all.
            for (place, value) in inputs.row_mut(0).iter_mut().enumerate() {
                *value = f64::from(place * on % number < on);
            }
            let outcome: Vec<bool> = inputs.row(0).iter().map(|a| *a == 1.0).collect();
            let (boxes, best) =
                discover(inputs.view(), &outcome, &Peeling::default(), &|_, _| {}).expect("some have the outcome");
            let found = boxes[best].clone().pruned(inputs.view(), &outcome, 0.05);
            assert_eq!((found.coverage, found.density), (1.0, 1.0), "{on}: {found:?}");
            assert_eq!(found.limits, [[1.0, f64::INFINITY], OPEN], "{on}");
        }
    }

    #[test]
    fn coverage_and_density_are_those_of_the_box() {
        let inputs = points(2, 512);
        let outcome: Vec<bool> = inputs.columns().into_iter().map(|u| u[0] + u[1] > 1.2).collect();
        let (boxes, best) =
            discover(inputs.view(), &outcome, &Peeling::default(), &|_, _| {}).expect("some have the outcome");
        let found = &boxes[best];
        let within =
            |u: ndarray::ArrayView1<f64>| (0..2).all(|i| found.limits[i][0] <= u[i] && u[i] <= found.limits[i][1]);
        let inside: Vec<bool> = inputs.columns().into_iter().map(within).collect();
        let number = inside.iter().filter(|x| **x).count() as f64;
        let both = inside.iter().zip(&outcome).filter(|(a, b)| **a && **b).count() as f64;
        let hits = outcome.iter().filter(|x| **x).count() as f64;
        assert_eq!((found.coverage, found.density, found.mass), (both / hits, both / number, number / 512.0));
    }

    /// A switch that is on in a share of the points, and three factors that are uniform.
    fn with_a_switch(share: f64) -> Array2<f64> {
        let mut inputs = points(4, 1 << 12);
        inputs.row_mut(1).mapv_inplace(|u| f64::from(u > 1.0 - share));
        inputs
    }

    #[test]
    fn a_switch_is_a_region_whether_rare_or_common() {
        for share in [0.01, 0.03, 0.06, 0.2, 0.5, 0.8, 0.97] {
            let inputs = with_a_switch(share);
            for on in [1.0, 0.0] {
                let outcome: Vec<bool> = inputs.row(1).iter().map(|x| *x == on).collect();
                let (boxes, best) =
                    discover(inputs.view(), &outcome, &Peeling::default(), &|_, _| {}).expect("some have it");
                let found = boxes[best].clone().pruned(inputs.view(), &outcome, 0.05);
                let side = if on == 1.0 { [1.0, f64::INFINITY] } else { [f64::NEG_INFINITY, 0.0] };
                assert_eq!(found.limits, [OPEN, side, OPEN, OPEN], "{share} {on}");
                assert_eq!((found.coverage, found.density), (1.0, 1.0), "{share} {on}");
            }
        }
    }

    #[test]
    fn a_middle_level_is_peeled_from_both_sides() {
        let mut inputs = points(3, 1 << 12);
        inputs.row_mut(2).mapv_inplace(|u| (5.0 * u).floor());
        let outcome: Vec<bool> = inputs.row(2).iter().map(|x| (1.0..=2.0).contains(x)).collect();
        let (boxes, best) = discover(inputs.view(), &outcome, &Peeling::default(), &|_, _| {}).expect("some have it");
        let found = boxes[best].clone().pruned(inputs.view(), &outcome, 0.05);
        assert_eq!((found.limits, found.coverage, found.density), (vec![OPEN, OPEN, [1.0, 2.0]], 1.0, 1.0));
    }

    #[test]
    fn a_level_that_tells_little_does_not_take_its_points_along() {
        // Missed where u0 > 0.8, and in a hundredth of the other worlds if the switch is on: to peel the worlds where it is
        // off would lose half of the misses.
        let inputs = with_a_switch(0.5);
        let outcome: Vec<bool> =
            inputs.columns().into_iter().map(|u| u[0] > 0.8 || (u[1] == 1.0 && u[2] < 0.01)).collect();
        let (boxes, best) = discover(inputs.view(), &outcome, &Peeling::default(), &|_, _| {}).expect("some have it");
        let found = boxes[best].clone().pruned(inputs.view(), &outcome, 0.05);
        assert!((found.limits[0][0] - 0.8).abs() < 0.02 && found.limits[1] == OPEN, "{found:?}");
        assert!(found.coverage > 0.93 && found.density > 0.93, "{found:?}");
    }

    #[test]
    fn limits_by_chance_are_pruned() {
        let inputs = points(4, 1 << 12);
        let outcome: Vec<bool> = inputs.columns().into_iter().map(|u| u[0] > 0.5).collect();
        let whole = Discovered {
            limits: vec![[0.5, f64::INFINITY], [0.05, f64::INFINITY], [f64::NEG_INFINITY, 0.9], OPEN],
            coverage: 0.0,
            density: 0.0,
            mass: 0.0,
        };
        let found = whole.pruned(inputs.view(), &outcome, 0.05);
        assert_eq!(found.limits, [[0.5, f64::INFINITY], OPEN, OPEN, OPEN]);
        assert_eq!((found.coverage, found.density, found.mass), (1.0, 1.0, 0.5));
    }

    #[test]
    fn binomial_tails() {
        // P(X >= 2), X from 3 throws of a coin: 4 / 8.
        for (found, trials, probability, expected) in
            [(2, 3, 0.5, 0.5), (0, 3, 0.5, 1.0), (3, 3, 0.5, 0.125), (3, 3, 1.0, 1.0)]
        {
            assert!((at_least(found, trials, probability) - expected).abs() < 1e-12, "{found} {trials} {probability}");
        }
    }

    #[test]
    fn no_box_without_outcomes_and_no_peel_where_all_have_it() {
        let inputs = points(2, 64);
        assert!(discover(inputs.view(), &[false; 64], &Peeling::default(), &|_, _| {}).is_none());
        let (boxes, best) =
            discover(inputs.view(), &[true; 64], &Peeling::default(), &|_, _| {}).expect("all have the outcome");
        assert_eq!((boxes.len(), best, boxes[0].density), (1, 0, 1.0));
    }
}
