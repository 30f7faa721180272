//! Intervals by profile likelihood: how far a parameter can go while all others do their best.

use super::least_squares::{Options, Problem, Solution, solve};

/// Doublings of the distance while an end is looked for.
const DOUBLINGS: usize = 40;
/// Steps that narrow the bracket around an end.
const NARROWINGS: usize = 60;
/// Relative precision of an end.
const PRECISE: f64 = 1e-7;
/// Offset of the fits along the way: their sums of squares are off by its square.
const ROUGH: f64 = 1e-5;

/// What profiling found.
#[derive(Debug, Clone)]
pub(super) enum Profile {
    /// Lower and upper end; none where the data set no limit within the parameter's bounds.
    Interval([Option<f64>; 2]),
    /// On the way the sum of squares fell below that of the solution: here is the better one.
    Better(Box<Solution>),
}

/// The values of one parameter at which the sum of squares, least over the others, is (1 + t^2 / freedom) times its least
/// value: a likelihood-ratio interval with the critical value `t` of Student's distribution (Bates and Watts 1988,
/// *Nonlinear Regression Analysis and Its Applications*, 6.1, doi:10.1002/9780470316757).
///
/// `reach` is a first guess of the distance, such as t times the standard error.
pub(super) fn profile<P: Problem>(
    problem: &P,
    best: &Solution,
    options: &Options,
    index: usize,
    reach: f64,
    target: f64,
) -> Profile {
    let mut ends = [None; 2];
    for (end, sign) in ends.iter_mut().zip([-1.0, 1.0]) {
        match one_end(problem, best, options, index, sign * reach, target) {
            Ok(found) => *end = found,
            Err(better) => return Profile::Better(better),
        }
    }
    Profile::Interval(ends)
}

/// One end, going by `step` at first; none if the bound comes before it.
fn one_end<P: Problem>(
    problem: &P,
    best: &Solution,
    options: &Options,
    index: usize,
    step: f64,
    target: f64,
) -> Result<Option<f64>, Box<Solution>> {
    let (low, high) = options.bounds[index];
    let bound = if step < 0.0 { low } else { high };
    let centre = best.parameters[index];
    let mut walk = Walk { problem, options, index, others: best.parameters.clone(), best: best.sum_of_squares, target };
    let (mut near, mut below) = (centre, -1.0);
    let mut far = centre + step;
    let mut above = f64::NAN;
    for _ in 0..DOUBLINGS {
        far = if step < 0.0 { far.max(bound) } else { far.min(bound) };
        above = walk.beyond(far)?;
        if above >= 0.0 {
            break;
        }
        if far == bound {
            return Ok(None);
        }
        (near, below) = (far, above);
        far += 2.0 * (far - centre);
    }
    if above.is_nan() || above < 0.0 {
        return Ok(None);
    }
    // False position, the weight of an end halved when it stays (Dowell and Jarratt 1971, doi:10.1007/BF01934364).
    let mut stayed = 0;
    for _ in 0..NARROWINGS {
        if (far - near).abs() <= PRECISE * (far - centre).abs() || above == 0.0 {
            break;
        }
        let part = if above.is_finite() { below / (below - above) } else { 0.5 };
        let between = near + part.clamp(0.01, 0.99) * (far - near);
        let there = walk.beyond(between)?;
        let side = if there >= 0.0 { 1 } else { -1 };
        if there.abs() < PRECISE {
            return Ok(Some(between));
        }
        if side > 0 {
            (far, above) = (between, there);
            below *= if stayed == side { 0.5 } else { 1.0 };
        } else {
            (near, below) = (between, there);
            above *= if stayed == side { 0.5 } else { 1.0 };
        }
        stayed = side;
    }
    Ok(Some(far))
}

/// Fits along one parameter, each from where the last ended.
struct Walk<'a, P> {
    problem: &'a P,
    options: &'a Options,
    index: usize,
    others: Vec<f64>,
    best: f64,
    target: f64,
}

impl<P: Problem> Walk<'_, P> {
    /// The profile t function (Bates and Watts 1988), relative to its critical value, less 1: -1 at the solution, 0 at an
    /// end of the interval, nearly straight between; infinite where the model has no value.
    fn beyond(&mut self, value: f64) -> Result<f64, Box<Solution>> {
        let mut options = Options { offset: ROUGH, ..self.options.clone() };
        options.bounds[self.index] = (value, value);
        let mut start = self.others.clone();
        start[self.index] = value;
        let Ok(solution) = solve(self.problem, &start, &options) else { return Ok(f64::INFINITY) };
        // Better by more than rounding: the search had stopped short.
        if solution.sum_of_squares < self.best * (1.0 - 1e-6) {
            return Err(Box::new(solution));
        }
        self.others.clone_from(&solution.parameters);
        let excess = (solution.sum_of_squares / self.best - 1.0).max(0.0);
        Ok((excess / (self.target - 1.0)).sqrt() - 1.0)
    }
}
