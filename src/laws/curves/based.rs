//! Growth on a base: a curve above a level that was there before.

use super::start::{based, since};
use super::{At, Domain, Formula, Frame, Known, Parameter, Points, Quantity, Scale, Texts, parameter};
use crate::laws::{Real, diffusion, growth};

/// Rates to begin from, times the length of the data.
const RATES: [f64; 7] = [0.1, 0.4, 1.0, 3.0, 6.0, 12.0, 25.0];
/// Where curves are steepest, as parts of the data.
const MIDDLES: [f64; 7] = [-0.2, 0.1, 0.3, 0.5, 0.7, 0.9, 1.2];

/// The level below growth, or the floor of a decline.
const BASE: Parameter =
    parameter("base", "the level that growth begins from, or that decline ends at", Quantity::Value, Domain::Real);
/// What growth adds.
const HEIGHT: Parameter =
    parameter("capacity", "what growth adds to the base in the end", Quantity::Value, Domain::Positive);

pub(super) struct LogisticBase;

impl Formula for LogisticBase {
    const NAME: &'static str = "logistic-base";
    const DOC: &'static str = "A symmetric S-curve on a base.";
    const FORMULA: &'static str = "base + capacity / (1 + exp(-rate (t - midpoint)))";
    const PURPOSE: &'static str = "saturation of what was there before it began to grow";
    const PARAMETERS: &'static [Parameter] = &[
        BASE,
        HEIGHT,
        parameter("rate", "initial exponential rate; below 0: a fall to the base", Quantity::Rate, Domain::Real),
        parameter("midpoint", "time at which half is added", Quantity::Time, Domain::Real),
    ];
    const SCALE: Scale = Scale::Level;

    fn value<N: Real + Copy>(b: &[N], _: &Frame, at: &At) -> N {
        b[0] + diffusion::logistic(b[1], b[2], b[3], N::constant(at.time))
    }

    fn derived<N: Real + Copy>(b: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        vec![("time from 10 % to 90 %", "yr", diffusion::takeover_time(b[2]))]
    }

    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        let grid = shapes(points, frame, known[2], known[3]);
        let start = |(rate, middle): (f64, f64)| {
            let unit = |at: &At| diffusion::logistic(1.0, rate, middle, at.time);
            let (base, height) = based(points, &unit, known[0], known[1]);
            // A fall from a level is a rise to it, turned about.
            let turn = height < 0.0 && known[..3].iter().all(Option::is_none);
            if turn { vec![base + height, -height, -rate, middle] } else { vec![base, height, rate, middle] }
        };
        grid.into_iter().map(start).filter(|b| b[1] > 0.0).collect()
    }

    fn equation(b: &[String], _: &Frame, at: &Texts) -> String {
        format!("{} + logistic({}, {}, {}, {})", b[0], b[1], b[2], b[3], at.time)
    }
}

pub(super) struct GompertzBase;

impl Formula for GompertzBase {
    const NAME: &'static str = "gompertz-base";
    const DOC: &'static str = "An S-curve on a base that rises fast and levels off slowly.";
    const FORMULA: &'static str = "base + capacity exp(-exp(-rate (t - steepest)))";
    const PURPOSE: &'static str = "the same, where saturation takes longer than the rise";
    const PARAMETERS: &'static [Parameter] = &[
        BASE,
        HEIGHT,
        parameter("rate", "rate at which the logarithmic gap closes", Quantity::Rate, Domain::Real),
        parameter("steepest", "time of steepest growth", Quantity::Time, Domain::Real),
    ];
    const SCALE: Scale = Scale::Level;

    fn value<N: Real + Copy>(b: &[N], _: &Frame, at: &At) -> N {
        b[0] + diffusion::gompertz(b[1], N::constant(1.0), b[2], N::constant(at.time) - b[3])
    }

    fn derived<N: Real + Copy>(_: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        Vec::new()
    }

    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        let grid = shapes(points, frame, known[2], known[3]);
        let both = grid.into_iter().flat_map(|(rate, middle)| [(rate, middle), (-rate, middle)]);
        let start = |(rate, middle): (f64, f64)| {
            let unit = |at: &At| diffusion::gompertz(1.0, 1.0, rate, at.time - middle);
            let (base, height) = based(points, &unit, known[0], known[1]);
            vec![base, height, rate, middle]
        };
        both.map(start).filter(|b| b[1] > 0.0).collect()
    }

    fn equation(b: &[String], _: &Frame, at: &Texts) -> String {
        format!("{} + gompertz({}, 1, {}, {} - {})", b[0], b[1], b[2], at.time, b[3])
    }
}

pub(super) struct ExponentialBase;

impl Formula for ExponentialBase {
    const NAME: &'static str = "exponential-base";
    const DOC: &'static str = "What lies above or below a base grows or shrinks by the same percentage every year.";
    const FORMULA: &'static str = "base + height (1 + growth)^(t - t0)";
    const PURPOSE: &'static str = "costs that fall to a floor, growth on top of what is steady";
    const PARAMETERS: &'static [Parameter] = &[
        BASE,
        parameter("height", "value at t0 less the base", Quantity::Value, Domain::Real),
        parameter("growth", "growth of the height a year, -0.1 = it shrinks by 10 %", Quantity::Rate, Domain::Growth),
    ];
    const SCALE: Scale = Scale::Level;

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        b[0] + growth::cagr(b[1], b[2], N::constant(at.time - frame.origin()))
    }

    fn derived<N: Real + Copy>(b: &[N], _: &Frame) -> Vec<(&'static str, &'static str, N)> {
        let halving = N::constant(-std::f64::consts::LN_2) / (N::constant(1.0) + b[2]).ln();
        vec![("time in which the height halves", "yr", halving)]
    }

    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        let length = since(points, frame.origin()).last().map_or(1.0, |(length, _)| length.max(frame.period));
        let rates = RATES.iter().flat_map(|rate| [rate / length, -rate / length]);
        let growths: Vec<f64> = known[2].map_or_else(|| rates.map(f64::exp_m1).collect(), |known| vec![known]);
        let start = |growth: f64| {
            let unit = |at: &At| (1.0 + growth).powf(at.time - frame.origin());
            let (base, height) = based(points, &unit, known[0], known[1]);
            vec![base, height, growth]
        };
        growths.into_iter().map(start).collect()
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        format!("{} + cagr({}, {}, {})", b[0], b[1], b[2], frame.since_origin(&at.time))
    }
}

/// Rates and times of steepest growth to begin from.
fn shapes(points: &Points, frame: &Frame, rate: Known, middle: Known) -> Vec<(f64, f64)> {
    let length = since(points, frame.origin()).last().map_or(1.0, |(length, _)| length.max(frame.period));
    let rates: Vec<f64> = rate.map_or_else(|| RATES.map(|rate| rate / length).to_vec(), |known| vec![known]);
    let middles: Vec<f64> =
        middle.map_or_else(|| MIDDLES.map(|part| frame.origin() + part * length).to_vec(), |known| vec![known]);
    rates.iter().flat_map(|rate| middles.iter().map(|middle| (*rate, *middle))).collect()
}
