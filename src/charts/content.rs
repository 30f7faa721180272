//! What a chart shows, taken out of a projection: series in the numbers of the chart, words for the frame.
//!
//! Kinds of charts see only this. A picture of several projections is made by putting the traces of each into one
//! [`Content`].

use crate::numeric::sorting::sort_by;
use crate::projection::{
    Basis, Chart, ChartKind, Input, Level, Projection, Quantiles, Sample, Sampler, Series, Variable,
};

use super::ChartError;
use super::axis::ValueAxis;
use super::finding;
use super::look::Look;
use super::palette;
use super::period::Period;
use super::text::closed;
use super::trace::{Dot, Goal, Trace, range, times};
use crate::wording::number;
use crate::wording::unit::Unit;

/// Observations that a picture shows of one series; of more, as many evenly spread.
const MOST_DOTS: usize = 5_000;

/// All that a kind of chart needs to know.
#[derive(Debug, Clone)]
pub struct Content {
    /// The chart's name, for messages.
    pub name: String,
    /// Title.
    pub title: String,
    /// The kind of chart, if its title may say what was found.
    pub kind: Option<ChartKind>,
    /// Subtitle.
    pub subtitle: String,
    /// The unit in words, if all traces have the same; else empty.
    pub unit: String,
    /// Lines of the footer.
    pub footer: Vec<String>,
    /// The series, each with at least one time.
    pub traces: Vec<Trace>,
    /// By series: others whose medians are drawn beside it where it has a panel of its own.
    pub beside: Vec<Vec<Trace>>,
    /// The time shown.
    pub period: Period,
    /// What happens within that time.
    pub shocks: Vec<Happening>,
    /// How many draws there are, if they are known.
    pub draws: u64,
    /// Whether draws differ: if not, there are no bands.
    pub uncertain: bool,
    /// Whether bands are intervals of an estimate rather than of draws.
    pub estimated: bool,
    /// Logarithmic value axis; all values are positive then.
    pub log: bool,
    /// How it looks.
    pub look: Look,
}

/// A shock of the scenario.
#[derive(Debug, Clone)]
pub struct Happening {
    /// What it is called.
    pub label: String,
    /// The first time it is felt.
    pub from: f64,
    /// The last.
    pub until: f64,
    /// Half of a step of the run: a value stands for its step, and so does the band.
    pub half: f64,
}

impl Content {
    /// Takes what a chart shows out of a projection.
    ///
    /// Every series that the chart's fixed elements leave is a trace, labelled by what varies: the variable, the elements
    /// of dimensions that are not fixed. Times at which a number is not finite are left out.
    ///
    /// # Errors
    /// [`ChartError::NothingToShow`] if no series or no time is left; [`ChartError::MixedUnits`] if one value axis would
    /// have to carry several units.
    pub fn new(projection: &Projection, chart: &Chart) -> Result<Self, ChartError> {
        let shown = select(projection, chart);
        let mut texts: Vec<&str> = shown.iter().map(|(variable, _)| variable.unit.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        if texts.len() > 1 && !chart.kind.has_panels() {
            return Err(ChartError::MixedUnits { chart: chart.name.clone(), units: texts.join(", ") });
        }
        let mut traces: Vec<(&str, Trace)> = shown
            .iter()
            .map(|(variable, series)| (variable.unit.as_str(), trace(projection, chart, variable, series)))
            .filter(|(_, trace)| !trace.times.is_empty())
            .collect();
        for text in &texts {
            rescale(text, &mut traces);
        }
        let traces: Vec<Trace> = traces.into_iter().map(|(_, trace)| trace).collect();
        Self::frame(projection, chart, traces, texts.len() == 1)
    }

    /// Lets the title say what was found, where a rule can.
    pub fn find(&mut self) {
        if let Some(kind) = self.kind {
            self.title = finding::headline(&self.title, kind, &self.traces, &self.period);
        }
    }

    /// The first series.
    ///
    /// # Errors
    /// [`ChartError::NothingToShow`] if there is none.
    pub fn first(&self) -> Result<&Trace, ChartError> {
        self.traces.first().ok_or_else(|| self.nothing_to_show())
    }

    /// The last time that is shown, at which draws of uncertain numbers spread.
    ///
    /// # Errors
    /// [`ChartError::Certain`] if nothing is uncertain, [`ChartError::NothingToShow`] if no series has a number.
    pub fn time_of_spread(&self) -> Result<f64, ChartError> {
        if !self.uncertain {
            return Err(ChartError::Certain { chart: self.name.clone() });
        }
        let ends = self.traces.iter().filter_map(Trace::horizon).map(|(time, _)| time);
        ends.max_by(f64::total_cmp).ok_or_else(|| self.nothing_to_show())
    }

    /// The error of a chart that has no numbers.
    #[must_use]
    pub fn nothing_to_show(&self) -> ChartError {
        ChartError::NothingToShow { chart: self.name.clone() }
    }

    /// The value axis around an extent, with about `count` ticks if it is linear.
    #[must_use]
    pub fn axis(&self, (low, high): (f64, f64), unit: &Unit, count: usize) -> ValueAxis {
        let logarithmic = ValueAxis::logarithmic(low, high).filter(|_| self.log);
        logarithmic.unwrap_or_else(|| ValueAxis::linear(low, high, unit, count))
    }

    fn frame(
        projection: &Projection,
        chart: &Chart,
        mut traces: Vec<Trace>,
        one_unit: bool,
    ) -> Result<Self, ChartError> {
        let several = traces.len() > 1 && !chart.kind.has_panels();
        for (index, trace) in traces.iter_mut().enumerate() {
            let colour = if several { index } else { projection.about.colour };
            trace.colour = palette::series(colour);
        }
        let Some(first) = traces.first() else {
            return Err(ChartError::NothingToShow { chart: chart.name.clone() });
        };
        let unit = if one_unit { first.unit.words.clone() } else { String::new() };
        let period = Period::over(times(&traces)).in_steps_of(&projection.times);
        // Bars of one width have a linear axis.
        let bars = chart.kind == ChartKind::Histogram;
        let positive = traces.iter().all(|trace| trace.extent(true).0 > 0.0);
        Ok(Self {
            name: chart.name.clone(),
            title: title(projection, chart),
            kind: Some(chart.kind),
            subtitle: chart.subtitle.clone(),
            unit,
            footer: footer(projection, chart, chart.log && !positive && !bars, (&traces, &period)),
            period,
            shocks: shocks(projection, chart, period),
            draws: projection.about.basis.sample().map_or(0, |sample| sample.draws),
            uncertain: projection.about.is_uncertain(),
            estimated: match projection.about.basis {
                Basis::Run(_) | Basis::Certain(_) => false,
                Basis::Estimated { .. } => true,
            },
            log: chart.log && positive && !bars,
            look: Look::usual(),
            traces,
            beside: Vec::new(),
        })
    }

    /// What the middle line is called, and what the outermost band.
    #[must_use]
    pub fn band_words(&self) -> [&'static str; 2] {
        if self.estimated { ["estimate", "90\u{a0}% interval"] } else { ["median", "9\u{a0}of\u{a0}10\u{a0}draws"] }
    }

    /// Words without series, for charts that are not over time.
    #[must_use]
    pub fn words(name: &str, title: &str, subtitle: &str, unit: &str, footer: Vec<String>) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            kind: None,
            subtitle: subtitle.to_owned(),
            unit: unit.to_owned(),
            footer,
            traces: Vec::new(),
            beside: Vec::new(),
            period: Period::years(0.0, 0.0),
            shocks: Vec::new(),
            draws: 0,
            uncertain: true,
            estimated: false,
            log: false,
            look: Look::usual(),
        }
    }
}

/// The series that a chart's variables and fixed elements leave.
fn select<'a>(projection: &'a Projection, chart: &Chart) -> Vec<(&'a Variable, &'a Series)> {
    chart
        .variables
        .iter()
        .filter_map(|index| projection.variables.get(*index))
        .flat_map(|variable| variable.series.iter().map(move |series| (variable, series)))
        .filter(|(variable, series)| chart.shows(&variable.dims, &series.elements))
        .collect()
}

/// One series within the chart's period, in the unit of the projection.
pub(super) fn trace(projection: &Projection, chart: &Chart, variable: &Variable, series: &Series) -> Trace {
    let inside = |time: f64| {
        time.is_finite()
            && chart.from.is_none_or(|from| time >= from - 1e-6)
            && chart.until.is_none_or(|until| time <= until + 1e-6)
    };
    let least = rounding(series);
    let clean = |value: f64| if value.abs() < least { 0.0 } else { value };
    let number = |level: Level, time: usize| series.quantiles[level].get(time).copied().map_or(f64::NAN, clean);
    let mean = |time: usize| series.mean.get(time).copied().map_or(f64::NAN, clean);
    let kept: Vec<usize> = (0..projection.times.len())
        .filter(|&time| {
            inside(projection.times[time])
                && mean(time).is_finite()
                && Level::ALL.into_iter().all(|level| number(level, time).is_finite())
        })
        .collect();
    let mut history: Vec<Dot> = series
        .history
        .iter()
        .filter(|seen| inside(seen.time) && seen.value.is_finite())
        .map(|seen| Dot { time: seen.time, value: seen.value, drives: seen.drives })
        .collect();
    sort_by(&mut history, |a, b| a.time.total_cmp(&b.time));
    // No picture tells more dots than this apart, and readers of SVG refuse files of millions.
    let step = history.len().div_ceil(MOST_DOTS).max(1);
    let history = history.into_iter().step_by(step).collect();
    let targets = series
        .targets
        .iter()
        .filter(|target| inside(target.year) && target.value.is_finite())
        .map(|target| Goal {
            label: closed(&target.label),
            time: target.year,
            value: target.value,
            at_least: target.at_least,
            probability: target.probability,
            settled: target.is_settled() || !projection.about.is_uncertain(),
        })
        .collect();
    Trace {
        label: label(projection, chart, variable, series),
        colour: palette::INK,
        unit: Unit::new(&variable.unit, 0.0, 0.0),
        times: kept.iter().map(|&time| projection.times[time]).collect(),
        observed: kept.iter().map(|&time| series.observed.get(time).copied().unwrap_or(false)).collect(),
        mean: kept.iter().map(|&time| mean(time)).collect(),
        quantiles: Quantiles::from_fn(kept.len(), |level, place| number(level, kept[place])),
        histogram: series.histograms.iter().find(|one| Some(&one.point) == kept.last()).cloned(),
        lines: series.lines.iter().map(|line| kept.iter().map(|&time| clean(line[time])).collect()).collect(),
        history,
        targets,
        behind: false,
    }
}

/// Below what a number of a series is the rounding of sums that end at 0, as where a sine passes it: by its size over all times,
/// and nothing for series that do not change their sign, which may grow from very little.
fn rounding(series: &Series) -> f64 {
    const RELATIVE: f64 = 1e-13;
    let (low, high) = range(Level::ALL.into_iter().flat_map(|level| series.quantiles[level].iter().copied()));
    if low < 0.0 && high > 0.0 { RELATIVE * high.max(-low) } else { 0.0 }
}

/// Turns the traces of a unit into the numbers of the chart, all by the same factor.
pub(super) fn rescale(text: &str, traces: &mut [(&str, Trace)]) {
    let (low, high) = range(
        traces.iter().filter(|(unit, _)| *unit == text).flat_map(|(_, trace)| <[f64; 2]>::from(trace.extent(true))),
    );
    let unit = Unit::new(text, low, high);
    for (_, trace) in traces.iter_mut().filter(|(own, _)| *own == text) {
        let numbers = trace
            .quantiles
            .values_mut()
            .chain(&mut trace.mean)
            .chain(trace.lines.iter_mut().flatten())
            .chain(trace.history.iter_mut().map(|dot| &mut dot.value))
            .chain(trace.targets.iter_mut().map(|goal| &mut goal.value));
        for number in numbers {
            *number *= unit.factor;
        }
        trace.unit = unit.clone();
    }
}

/// What tells a series from the others of its chart.
fn label(projection: &Projection, chart: &Chart, variable: &Variable, series: &Series) -> String {
    let is_fixed = |dimension: &usize| chart.fixed.iter().any(|(fixed, _)| fixed == dimension);
    let elements = variable
        .dims
        .iter()
        .zip(&series.elements)
        .filter(|(dimension, _)| !is_fixed(dimension))
        .filter_map(|(dimension, element)| element_label(projection, *dimension, *element));
    let mut parts: Vec<&str> = elements.collect();
    if chart.variables.len() > 1 || parts.is_empty() {
        parts.insert(0, &variable.label);
    }
    closed(&parts.join(", "))
}

fn element_label(projection: &Projection, dimension: usize, element: usize) -> Option<&str> {
    let element = projection.dimensions.get(dimension)?.elements.get(element)?;
    Some(&element.label)
}

/// The chart's title, or the names of its variables and fixed elements.
fn title(projection: &Projection, chart: &Chart) -> String {
    if !chart.title.is_empty() {
        return closed(&chart.title);
    }
    let variables = chart
        .variables
        .iter()
        .filter_map(|index| projection.variables.get(*index))
        .map(|variable| variable.label.as_str());
    let fixed = chart.fixed.iter().filter_map(|(dimension, element)| element_label(projection, *dimension, *element));
    closed(&variables.chain(fixed).collect::<Vec<_>>().join(", "))
}

/// Which run this is, what had to be changed, and where the data are from.
fn footer(
    projection: &Projection,
    chart: &Chart,
    made_linear: bool,
    (traces, period): (&[Trace], &Period),
) -> Vec<String> {
    let about = &projection.about;
    let what = match about.basis {
        Basis::Run(_) | Basis::Certain(_) => "Scenario: ",
        Basis::Estimated { .. } => "",
    };
    let mut lines = vec![format!("{what}{} · {}", closed(&about.title), run_words(projection))];
    if made_linear {
        lines.push("The axis is linear, for not all values are positive.".to_owned());
    }
    let source = closed(if chart.source.is_empty() { &about.source } else { &chart.source });
    // How old the data are belongs to where they are from.
    let seen = traces.iter().filter_map(|trace| trace.history.last()).map(|dot| dot.time).max_by(f64::total_cmp);
    let until = seen.map_or_else(String::new, |time| format!("data until {}", period.text(time)));
    match (source.is_empty(), until.is_empty()) {
        (false, false) => lines.push(format!("Source: {source} · {until}")),
        (false, true) => lines.push(format!("Source: {source}")),
        (true, false) => lines.push(capitalised(&until)),
        (true, true) => {}
    }
    lines
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Shocks within a period that reach what the chart shows, the first few: `Component controls`, and its years.
fn shocks(projection: &Projection, chart: &Chart, period: Period) -> Vec<Happening> {
    const MOST: usize = 3;
    let steps = projection.times.windows(2).map(|pair| pair[1] - pair[0]);
    let least = steps.fold(f64::INFINITY, f64::min);
    let half = if least.is_finite() { least / 2.0 } else { 0.5 };
    let inside = |years: &[f64; 2]| years[1] >= period.first && years[0] <= period.last;
    let names = || chart.variables.iter().filter_map(|index| Some(projection.variables.get(*index)?.name.as_str()));
    let felt = |input: &&Input| names().any(|name| input.reaches.iter().any(|reached| reached == name));
    let shown = projection.inputs.iter().filter(felt).filter_map(|input| Some((input, input.years.filter(inside)?)));
    shown
        .take(MOST)
        .map(|(input, [from, until])| {
            let label = closed(&capitalised(&input.label.replace(['_', '-'], " ")));
            Happening { label, from, until, half }
        })
        .collect()
}

/// How a scenario was run: draws, seed and sampler, and whether draws agree with history.
pub(super) fn run_words(projection: &Projection) -> String {
    match &projection.about.basis {
        Basis::Run(Sample { draws, seed, sampler }) => {
            let sampler = match sampler {
                Sampler::Sobol => "Sobol sampling",
                Sampler::LatinHypercube => "Latin hypercube sampling",
                Sampler::Random => "random sampling",
            };
            let draws = number::decimals(*draws as f64, 0);
            format!("{draws}\u{a0}draws · seed\u{a0}{seed} · {sampler}{}", history_words(projection))
        }
        Basis::Certain(_) => "one deterministic run".to_owned(),
        Basis::Estimated { method, .. } => method.clone(),
    }
}

/// That draws agree with history, if they do, to be added to other words.
pub(super) fn history_words(projection: &Projection) -> String {
    projection.conditioning.as_ref().map_or_else(String::new, |found| format!(" · {}", found.short()))
}
