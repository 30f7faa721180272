//! Projections and comparisons as bytes, for another process.

use super::{
    About, Among, Apart, Asked, Attribution, Backtest, Basis, Change, Chart, ChartKind, Comparison, Conditioning,
    Costs, Criterion, Difference, Dimension, Direction, Dominance, Element, Event, Exposure, Frontier, Heard, Held,
    Histogram, Input, InputKind, Level, Milestone, Observation, Part, Passage, Premium, Projection, Quantiles, Regret,
    Sample, Sampler, Satisfied, Series, Shift, Standing, Strength, Summary, Target, Variable, Winning, World, Worlds,
    Worst,
};
use crate::record::{Record, record};

record!(Projection { about, times, dimensions, variables, charts, conditioning, inputs, changes });
record!(About { id, title, narrative, ranked, model, region, source, colour, basis });
record!(Dimension { name, label, elements, region });
record!(Element { name, label });
record!(Input { kind, selector, label, unit, text, range, years, reaches, source });
record!(InputKind one of Assumption, Correlation, Lever, Shock);
record!(Change { key, before, after, place });
record!(Sample { draws, seed, sampler });
record!(Sampler one of Sobol, LatinHypercube, Random);

record!(Variable { name, label, description, unit, dims, at_end, headline, series });
record!(Series { elements, observed, mean, sd, quantiles, history, targets, milestones, histograms, lines });
record!(Observation { time, value, drives, heard, source });
record!(Heard one of No, Condition, Fit);
record!(Target { name, label, year, at_least, value, probability, median_gap, shortfall, observed, past, source });
record!(Milestone { event, already, never, years });
record!(Event { threshold, direction, passage, lasting, from, until });
record!(Direction one of Above, Below);
record!(Passage one of First, Last);
record!(Histogram { point, exponent, first, below, shares, above });
record!(Chart { name, kind, variables, fixed, by, title, subtitle, source, from, until, log });
record!(ChartKind one of Fan, Lines, Stacked, SmallMultiples, Decomposition, Slope, HeatMap, Distribution, Histogram, Spaghetti);
record!(Conditioning { draws, effective, moved, powers, accepted, worth, observations, temper, shifts, apart });
record!(Apart { series, selector, time, observed, distance });
record!(Shift { selector, label, unit, before, after });
record!(Summary { mean, low, median, high });

record!(Comparison {
    projections,
    reference,
    differences,
    costs,
    imports,
    exposure,
    criteria,
    dominance,
    worlds,
    attributions,
    notes
});
record!(Difference { variable, series, mean, quantiles });
record!(Costs { variable, label, unit, year, description, parts, costs, differences });
record!(Exposure { variable, label, unit, description, times, values, differences, premiums });
record!(Premium { cost, saved, times });
record!(Criterion { name, label, selector, unit, higher_is_better, values, differences, best, regret });
record!(Regret { mean, high, greatest });
record!(Dominance { undominated, dominates });
record!(Attribution { scenario, selector, label, unit, from, to, draws, parts, sampled_orders });
record!(Part { name, label, changes, summary, error });
record!(Worlds { worlds, ranked, undominated, weights, satisficing, targets, worst });
record!(World { id, title, entries, criteria, satisficing });
record!(Standing { values, best, regret });
record!(Satisfied { all, part });
record!(Winning { share, ranges });
record!(Worst { regret, criterion, world });

record!(Frontier {
    lever,
    lever_label,
    lever_unit,
    current,
    neutral,
    of,
    of_label,
    of_unit,
    goal,
    at_least,
    wanted,
    cost_label,
    cost_unit,
    tried,
    solution,
    falls,
    steady,
    apart,
    draws,
    seed
});
record!(Strength { strength, probability, value, cost });
record!(Backtest { until, draws, seed, held, without_past });
record!(Held { selector, label, unit, time, observed, projected, level, score, naive, drift });
record!(Asked { chance, draws, all, given, otherwise, shared });
record!(Among { effective, summary });

impl Record for Quantiles {
    fn put(&self, out: &mut Vec<u8>) {
        for level in Level::ALL {
            self[level].to_vec().put(out);
        }
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let all = <[Vec<f64>; Level::COUNT]>::read(from)?;
        let points = all[0].len();
        let even = all.iter().all(|level| level.len() == points);
        even.then(|| Self::from_fn(points, |level, point| all[level.index()][point]))
    }
}

impl Record for Basis {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Run(sample) => (0_u8, *sample).put(out),
            Self::Certain(sample) => (1_u8, *sample).put(out),
            Self::Estimated { method, uncertain } => (2_u8, (method.clone(), *uncertain)).put(out),
        }
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        match u8::read(from)? {
            0 => Some(Self::Run(Sample::read(from)?)),
            1 => Some(Self::Certain(Sample::read(from)?)),
            2 => Some(Self::Estimated { method: String::read(from)?, uncertain: bool::read(from)? }),
            _ => None,
        }
    }
}
