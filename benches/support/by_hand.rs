//! Model R1 written by hand: what the engine is measured against.
#![allow(clippy::inline_always, reason = "kernels are compiled into their callers")]
#![allow(clippy::needless_range_loop, reason = "written as one writes the model by hand, line by line")]
#![allow(clippy::large_stack_arrays, reason = "a block's columns belong on the stack of the loop that fills them")]

use catchup::parallel;
use catchup::workbench::distribution::Distribution;
use catchup::workbench::model::Model;
use catchup::workbench::numeric::{buffer::Buffer, dispatch::dispatch, math, random, sobol};
use ndarray::{ArrayViewMut3, Axis, s};

const BLOCK: usize = 512;
const POINTS: usize = 18;
/// Values of the definition: investment, capital, cumulative output and share at the start.
const INVEST: f64 = 10.0;
const CAPITAL: f64 = 60.0;
const CUMULATIVE: f64 = 20.0;
const SHARE: f64 = 0.30;

type Columns = [[f64; BLOCK]; 7];

/// The distributions of the seven assumptions with the keys of their random numbers, in the order of the file.
pub fn distributions(model: &Model) -> Vec<(Distribution, u64)> {
    model
        .draws
        .iter()
        .map(|source| (source.distribution.clone(), random::key(1, &source.name, source.stream.element)))
        .collect()
}

fn sample(distributions: &[(Distribution, u64)], first: u64, count: usize, columns: &mut Columns) {
    for (dimension, (distribution, key)) in distributions.iter().enumerate() {
        let column = &mut columns[dimension][..count];
        sobol::fill(column, first, dimension, *key);
        distribution.fill(column);
    }
}

fn blocks(
    distributions: &[(Distribution, u64)],
    draws: u64,
    simulate: impl Fn(&Columns, usize, ArrayViewMut3<f64>) + Sync,
) -> Buffer {
    let mut values = Buffer::zeros([6, POINTS, draws as usize]).expect("memory");
    parallel::for_each(values.view_mut().axis_chunks_iter_mut(Axis(2), BLOCK).enumerate(), |(index, out)| {
        let mut columns = [[0.0; BLOCK]; 7];
        let count = out.len_of(Axis(2));
        sample(distributions, (index * BLOCK) as u64, count, &mut columns);
        simulate(&columns, count, out);
    });
    values
}

/// Sampling alone, for the share it has in the whole.
pub fn samples_only(distributions: &[(Distribution, u64)], draws: u64) -> f64 {
    let sums = parallel::map_indices(draws.div_ceil(BLOCK as u64) as usize, |index| {
        let mut columns = [[0.0; BLOCK]; 7];
        sample(distributions, (index * BLOCK) as u64, BLOCK, &mut columns);
        columns[6][0]
    });
    sums.iter().sum()
}

/// One loop over the block for each line of the model.
pub fn lines(distributions: &[(Distribution, u64)], draws: u64) -> Buffer {
    blocks(distributions, draws, |columns, count, mut out| {
        let mut state = State::new();
        for year in 0..POINTS {
            step_lines(columns, year as f64, &mut state);
            state.store(year, count, &mut out);
        }
    })
}

/// All lines of a year in one loop over the block, powers by recurrence.
pub fn fused(distributions: &[(Distribution, u64)], draws: u64) -> Buffer {
    blocks(distributions, draws, |columns, count, mut out| {
        let mut state = State::new();
        start_fused(columns, &mut state);
        for year in 0..POINTS {
            step_fused(columns, year as f64, &mut state);
            state.store(year, count, &mut out);
        }
    })
}

/// Everything a block carries from line to line and from year to year.
pub struct State {
    invest: [f64; BLOCK],
    capital: [f64; BLOCK],
    additive: [f64; BLOCK],
    share: [f64; BLOCK],
    imports: [f64; BLOCK],
    bill: [f64; BLOCK],
    cumulative: [f64; BLOCK],
    growth: [f64; BLOCK],
    price: [f64; BLOCK],
    momentum: [f64; BLOCK],
    exponent: [f64; BLOCK],
    factor: [f64; BLOCK],
}

impl State {
    fn new() -> Box<Self> {
        Box::new(Self {
            invest: [INVEST; BLOCK],
            capital: [CAPITAL; BLOCK],
            additive: [1.0; BLOCK],
            share: [0.0; BLOCK],
            imports: [0.0; BLOCK],
            bill: [0.0; BLOCK],
            cumulative: [CUMULATIVE; BLOCK],
            growth: [0.0; BLOCK],
            price: [0.0; BLOCK],
            momentum: [0.0; BLOCK],
            exponent: [0.0; BLOCK],
            factor: [0.0; BLOCK],
        })
    }

    fn store(&self, year: usize, count: usize, out: &mut ArrayViewMut3<f64>) {
        let rows = [&self.invest, &self.capital, &self.additive, &self.share, &self.imports, &self.bill];
        for (slot, row) in rows.into_iter().enumerate() {
            let mut kept = out.slice_mut(s![slot, year, ..]);
            kept.as_slice_mut().expect("rows are contiguous").copy_from_slice(&row[..count]);
        }
    }
}

fn logit_start() -> f64 {
    (SHARE / (1.0 - SHARE)).ln()
}

#[inline(always)]
fn kernel_lines<const FMA: bool>(c: &Columns, dt: f64, s: &mut State) {
    let [g, am_g0, decay, takeover, learning, dep, eps] = c;
    let start = logit_start();
    for i in 0..BLOCK {
        s.invest[i] = INVEST * math::exp::<FMA>(dt * math::ln::<FMA>(1.0 + g[i]));
    }
    for i in 0..BLOCK {
        s.capital[i] += s.invest[i] - dep[i] * s.capital[i];
    }
    for i in 0..BLOCK {
        s.growth[i] = am_g0[i] * math::exp::<FMA>(-decay[i] * dt);
    }
    for i in 0..BLOCK {
        s.additive[i] *= 1.0 + s.growth[i];
    }
    for i in 0..BLOCK {
        let exponent = math::ln::<FMA>(1.0 - learning[i]) * std::f64::consts::LOG2_E;
        s.price[i] = exponent * math::ln::<FMA>(s.cumulative[i] / CUMULATIVE);
    }
    for i in 0..BLOCK {
        s.momentum[i] = math::logistic::<FMA>(start + takeover[i] * dt);
    }
    for i in 0..BLOCK {
        let x = s.momentum[i] * math::exp::<FMA>((1.0 - eps[i]) * s.price[i]);
        s.share[i] = x / (x + (1.0 - s.momentum[i]));
    }
    for i in 0..BLOCK {
        let domestic = s.invest[i] * s.share[i];
        s.cumulative[i] += domestic;
        s.imports[i] = s.invest[i] - domestic;
    }
    for i in 0..BLOCK {
        s.bill[i] += s.imports[i];
    }
}

#[inline(always)]
fn kernel_start<const FMA: bool>(c: &Columns, s: &mut State) {
    let [g, am_g0, decay, takeover, learning, _, eps] = c;
    for i in 0..BLOCK {
        s.invest[i] = INVEST / (1.0 + g[i]);
        s.growth[i] = am_g0[i] * math::exp::<FMA>(decay[i]);
        s.price[i] = math::exp::<FMA>(-decay[i]);
        // The odds of the share grow by a constant factor a year.
        s.momentum[i] = SHARE / (1.0 - SHARE) * math::exp::<FMA>(-takeover[i]);
        s.factor[i] = math::exp::<FMA>(takeover[i]);
        s.exponent[i] = (1.0 - eps[i]) * math::ln::<FMA>(1.0 - learning[i]) * std::f64::consts::LOG2_E;
    }
}

#[inline(always)]
fn kernel_fused<const FMA: bool>(c: &Columns, _dt: f64, s: &mut State) {
    let [g, _, _, _, _, dep, _] = c;
    for i in 0..BLOCK {
        let invest = s.invest[i] * (1.0 + g[i]);
        s.invest[i] = invest;
        s.capital[i] += invest - dep[i] * s.capital[i];
        s.growth[i] *= s.price[i];
        s.additive[i] *= 1.0 + s.growth[i];
        s.momentum[i] *= s.factor[i];
        let x = s.momentum[i] * math::exp::<FMA>(s.exponent[i] * math::ln::<FMA>(s.cumulative[i] / CUMULATIVE));
        let share = x / (x + 1.0);
        s.share[i] = share;
        let domestic = invest * share;
        s.cumulative[i] += domestic;
        s.imports[i] = invest - domestic;
        s.bill[i] += s.imports[i];
    }
}

dispatch! {
    /// A year, line by line.
    fn step_lines(c: &Columns, dt: f64, s: &mut State) = kernel_lines;
    /// Before the first year.
    fn start_fused(c: &Columns, s: &mut State) = kernel_start;
    /// A year in one loop.
    fn step_fused(c: &Columns, dt: f64, s: &mut State) = kernel_fused;
}
