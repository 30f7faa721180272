//! What a chart shows, taken out of a projection: series in the numbers of the chart, words for the frame.
//!
//! Kinds of charts see only this. A picture of several projections is made by putting the traces of each into one
//! [`Content`].

use crate::projection::{Basis, Chart, ChartKind, Input, Projection, Sample, Sampler};

use super::ChartError;
use super::axis::ValueAxis;
use super::finding;
use super::look::Look;
use super::palette;
use super::period::Period;
use super::taken::{Taken, element_label, in_units_of_the_chart};
use super::text::closed;
use super::trace::{Trace, range, times};
use crate::wording::phrase;
use crate::wording::unit::Unit;

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
    /// What the series of panels are called among those beside them, if that is not their label.
    pub own: String,
    /// The same chart of another setting, which stands beside this one: one scale holds both.
    pub other: Option<Box<Content>>,
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
        let mut own = Taken::new(projection, chart)?;
        in_units_of_the_chart(&mut own.traces);
        Self::frame(own, projection, chart)
    }

    /// The same of two settings of a scenario, in the same units, each with the other as what its scale holds too.
    ///
    /// # Errors
    /// As [`Content::new`], of either.
    pub fn pair(of: [(&Projection, &Chart); 2]) -> Result<[Self; 2], ChartError> {
        let [mut first, mut second] = [Taken::new(of[0].0, of[0].1)?, Taken::new(of[1].0, of[1].1)?];
        let own = first.traces.len();
        first.traces.append(&mut second.traces);
        in_units_of_the_chart(&mut first.traces);
        second.traces = first.traces.split_off(own);
        let mut sides = [Self::frame(first, of[0].0, of[0].1)?, Self::frame(second, of[1].0, of[1].1)?];
        let log = sides.iter().all(|side| side.log);
        for side in &mut sides {
            side.log = log;
        }
        let others = sides.each_ref().map(|side| Box::new(side.clone()));
        for (side, other) in sides.iter_mut().rev().zip(others) {
            side.other = Some(other);
        }
        Ok(sides)
    }

    /// Least and greatest of what is drawn, of this and of what stands beside it.
    #[must_use]
    pub fn extent(&self, of: impl Fn(&Self) -> (f64, f64)) -> (f64, f64) {
        let sides = std::iter::once(self).chain(self.other.as_deref());
        range(sides.flat_map(|side| <[f64; 2]>::from(of(side))))
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

    /// Series with all that stands around them.
    fn frame(taken: Taken, projection: &Projection, chart: &Chart) -> Result<Self, ChartError> {
        let mut traces: Vec<Trace> = taken.traces.into_iter().map(|(_, trace)| trace).collect();
        let several = traces.len() > 1 && !chart.kind.has_panels();
        for (index, trace) in traces.iter_mut().enumerate() {
            let colour = if several { index } else { projection.about.colour };
            trace.colour = palette::series(colour);
        }
        let Some(first) = traces.first() else {
            return Err(ChartError::NothingToShow { chart: chart.name.clone() });
        };
        let unit = if taken.one_unit { first.unit.words.clone() } else { String::new() };
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
            own: String::new(),
            other: None,
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
            own: String::new(),
            other: None,
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

pub(super) fn capitalised(text: &str) -> String {
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
            let draws = phrase::count(*draws as usize, "draw").replace(' ', "\u{a0}");
            format!("{draws} · seed\u{a0}{seed} · {sampler}{}", history_words(projection))
        }
        Basis::Certain(_) => "one deterministic run".to_owned(),
        Basis::Estimated { method, .. } => method.clone(),
    }
}

/// That draws agree with history, if they do, to be added to other words.
pub(super) fn history_words(projection: &Projection) -> String {
    projection.conditioning.as_ref().map_or_else(String::new, |found| format!(" · {}", found.short()))
}
