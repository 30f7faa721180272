//! A fit as a scenario: parameters as correlated assumptions, the law as an equation, the data as history.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use super::{FitColumns, Fits, Origin};
use crate::calendar::{Span as Frequency, Unit};
use crate::data::{DateOrder, Decimal};
use crate::diagnostic::{Code, Diagnostic};
use crate::encoding::Encoding;
use crate::fit::{Estimate, Fitted, Input, Scale, Spread, Structure, Texts};
use crate::laws::curves::number;
use crate::scenario::files::stream::is_passing;
use crate::scenario::files::{Disk, Files};
use crate::scenario::history::Written;
use crate::session::moment::{units_apart, when};
use crate::session::{Error, Moment, given};
use crate::wording::grain::Grain;

/// Years after the data to which a scenario of its own runs, unless another end is asked for.
const HORIZON: f64 = 10.0;
/// Steps after the data at most: days and weeks do not run for ten years.
const LONGEST: f64 = 200.0;

impl Fits {
    /// The best law as the text of a scenario file: a small one of its own, or one that extends the scenario whose
    /// history was fitted. `path` is where it will stand: files are named as seen from there. `until` ends a time axis
    /// of its own.
    ///
    /// # Errors
    /// A parameter is not identified by the data, so that it has no distribution.
    pub fn scenario(&self, path: &Path, until: Option<Moment>) -> Result<String, Error> {
        if let Origin::History { scenario, .. } = &self.data.origin
            && is_passing(scenario)
        {
            let scenario = scenario.display();
            return Err(Error::Question(format!(
                "a scenario with the fit would extend {scenario}, which is gone once it was read: save that to a file, and give it"
            )));
        }
        let best = self.best();
        match best.unidentified() {
            Some(open) => Err(unidentified(best, open, path).into()),
            None => Ok(Writer { best, fits: self, until, path }.text()),
        }
    }
}

fn unidentified(best: &Fitted, open: &Estimate, path: &Path) -> Diagnostic {
    let name = open.parameter.name;
    let message =
        format!("{name} of {} is not identified by the data, so it has no distribution to write", best.law.name);
    let place = given("--write", &path.display().to_string()).span;
    Diagnostic::error(Code::NotIdentified, message, place, "")
        .with_help(format!("give it, as in `--fix {name}=NUMBER`, or choose a law that the data determine"))
}

/// What goes into the file.
pub(super) struct Writer<'a> {
    pub(super) best: &'a Fitted,
    pub(super) fits: &'a Fits,
    until: Option<Moment>,
    path: &'a Path,
}

impl Writer<'_> {
    fn text(&self) -> String {
        let mut text = format!("# Written by catchup {}: {}.\n", env!("CARGO_PKG_VERSION"), self.origin());
        text.push_str(&self.head());
        for estimate in &self.best.estimates {
            text.push_str(&self.assumption(estimate));
        }
        for (a, b) in self.best.pairs() {
            text.push_str(&self.correlation(a, b));
        }
        text.push_str(&self.volumes());
        text.push_str(&self.errors());
        text.push_str(&self.variable());
        text
    }

    /// How the numbers were made.
    pub(super) fn origin(&self) -> String {
        let times = &self.fits.data.observations.x;
        format!(
            "{}, {} to {}, fitted by `catchup fit` ({}, {} {} errors, {} observations)",
            self.fits.data.source,
            when(times[0], self.fits.data.times),
            when(times[times.len() - 1], self.fits.data.times),
            self.best.law.name,
            self.best.errors.words(),
            self.best.scale.name(),
            times.len()
        )
    }

    /// The name of the fitted quantity.
    pub(super) fn name(&self) -> String {
        let name = crate::diagnostic::fold(&self.fits.data.name);
        let beside = matches!(self.fits.data.origin, Origin::History { .. });
        if beside && self.fits.data.options.name.is_none() { format!("{name}_fit") } else { name }
    }

    fn name_of(&self, estimate: &Estimate) -> String {
        format!("{}_{}", self.name(), estimate.parameter.name)
    }

    /// What stands before the assumptions: the file that is extended, or a time axis.
    fn head(&self) -> String {
        let title = format!("{}: {} fit", self.fits.data.label, self.best.law.name);
        let about = format!("[scenario]\ntitle = {}\nnarrative = {}\n", quoted(&title), quoted(self.best.law.doc));
        if let Origin::History { scenario, .. } = &self.fits.data.origin {
            return format!("extends = {}\n\n{about}", quoted(&relative(scenario, self.path)));
        }
        let times = &self.fits.data.observations.x;
        let (step, last) = (self.step(), times[times.len() - 1]);
        let horizon = last + HORIZON.min(LONGEST * step);
        let until = self.until.map_or(horizon, |until| until.last(self.fits.data.times).max(last));
        let end = times[0] + ((until - times[0]) / step - 1e-9).ceil() * step;
        let step = if step == 1.0 { String::new() } else { format!("step = {step}\n") };
        format!("{about}\n[time]\nstart = {}\nend = {end}\n{step}", times[0])
    }

    /// Years between the points of the time axis: those of the scenario that is extended, else 1 if data are of whole
    /// years.
    pub(super) fn step(&self) -> f64 {
        if let Origin::History { step, .. } = &self.fits.data.origin {
            return *step;
        }
        let times = &self.fits.data.observations.x;
        let whole = times.iter().all(|time| ((time - times[0]) % 1.0).abs() < 1e-9);
        let unit = self.fits.data.times;
        let of_dates = |in_a_year: f64| units_apart(times, unit) as f64 / in_a_year;
        match unit {
            _ if whole => 1.0,
            Unit::Number => self.best.frame.period,
            Unit::Quarter => of_dates(4.0),
            Unit::Month => of_dates(12.0),
            Unit::Day => of_dates(365.0),
        }
    }

    fn assumption(&self, estimate: &Estimate) -> String {
        let unit = estimate.parameter.quantity.unit(&self.fits.data.unit);
        let (value, source, note) = match estimate.spread() {
            None => (format!("value = {}", number(estimate.value)), "given to `catchup fit` by --fix".to_owned(), None),
            Some(spread) => {
                let note = match estimate.interval {
                    [Some(low), Some(high)] => Some(format!("note = \"{}\"\n", interval(low, high))),
                    _ => None,
                };
                (worth(&spread), self.origin(), note)
            }
        };
        format!(
            "\n[assumptions.{}]\n{value}\nunit = {}\nsource = {}\n{}",
            key(&self.name_of(estimate)),
            quoted(&unit),
            quoted(&source),
            note.unwrap_or_default()
        )
    }

    fn correlation(&self, a: usize, b: usize) -> String {
        let names = [a, b].map(|index| self.name_of(&self.best.estimates[index]));
        format!(
            "\n[correlations.{}]\nbetween = [{}, {}]\nrank = {}\nsource = {}\n",
            key(&format!("{}_{}", names[0], self.best.estimates[b].parameter.name)),
            quoted(&names[0]),
            quoted(&names[1]),
            number(self.best.rank_correlation(a, b)),
            quoted("covariance of the fit")
        )
    }

    /// Volumes as lookups, for a law that depends on them.
    fn volumes(&self) -> String {
        let data = &self.fits.data.observations;
        let list = |texts: Vec<String>| texts.join(", ");
        let inputs = self.best.law.inputs.iter();
        let lookup = |input: &Input| {
            format!(
                "\n# Beyond the data this goes on along its last slope: put a projection in its place.\n\
                 [lookups.{}]\nx = [{}]\ny = [{}]\nx_unit = \"yr\"\nextrapolation = \"extend\"\nsource = {}\n",
                key(&self.lookup(*input)),
                list(data.x.iter().map(f64::to_string).collect()),
                list(data.inputs[*input as usize].iter().map(|value| number(*value)).collect()),
                quoted(&self.fits.data.source)
            )
        };
        inputs.map(lookup).collect()
    }

    fn lookup(&self, input: Input) -> String {
        format!("{}_{}", self.name(), input.name())
    }

    fn variable(&self) -> String {
        let name = self.name();
        let mut text = format!(
            "\n[variables.{}]\nequation = {}\nunit = {}\nlabel = {}\nreport = true\n",
            key(&name),
            quoted(&self.equation()),
            quoted(&self.fits.data.unit),
            quoted(&format!("{} (fitted)", self.fits.data.label))
        );
        let _ = write!(text, "[variables.{}.history.data]\n{}", key(&name), self.history());
        text
    }

    /// The law in the language of equations, at a time.
    pub(super) fn law(&self, time: &str) -> String {
        let names: Vec<String> = self.best.estimates.iter().map(|estimate| self.name_of(estimate)).collect();
        let inputs = Input::ALL.map(|input| format!("{}({time})", self.lookup(input)));
        self.best.law.equation(&names, &self.best.frame, &Texts { time: time.to_owned(), inputs })
    }

    /// The law with its error, if errors draw on those before them.
    fn equation(&self) -> String {
        let law = self.law("time");
        if self.best.errors == Structure::Independent {
            return law;
        }
        let error = self.error();
        match self.best.scale {
            Scale::Level => format!("{law} + {error}"),
            Scale::Log => format!("({law}) * exp({error})"),
            Scale::Logit => format!("1 / (1 + (1 / ({law}) - 1) * exp(-{error}))"),
        }
    }

    /// The data: the file where it says the same numbers, else the numbers.
    fn history(&self) -> String {
        let data = &self.fits.data;
        let source = quoted(&data.source);
        if let Origin::Columns { file, columns } = &data.origin
            && data.options.factor == 1.0
            && !is_passing(file)
        {
            let FitColumns { time, value, filter, written, .. } = columns.as_ref();
            let picked: Vec<String> =
                filter.iter().map(|(name, text)| format!("{} = {}", key(name), quoted(text))).collect();
            let picked =
                if picked.is_empty() { String::new() } else { format!("where = {{ {} }}\n", picked.join(", ")) };
            return format!(
                "file = {}\ncolumn = {}\ntime = {}\n{picked}{}source = {source}\n",
                quoted(&relative(file, self.path)),
                quoted(value),
                quoted(time),
                said(written)
            );
        }
        let values: Vec<String> = data
            .observations
            .x
            .iter()
            .zip(&data.observations.y)
            .map(|(time, value)| format!("\"{time}\" = {}", number(*value)))
            .collect();
        format!("values = {{ {} }}\nsource = {source}\n", values.join(", "))
    }
}

/// A distribution as the keys of an assumption.
pub(super) fn worth(spread: &Spread) -> String {
    let Some((kind, parameters)) = spread.parameters() else { return format!("value = {}", number(spread.middle())) };
    let parameters: Vec<String> =
        parameters.into_iter().map(|(name, value)| format!("{name} = {}", number(value))).collect();
    format!("distribution = {{ {kind} = {{ {} }} }}", parameters.join(", "))
}

/// The interval of an estimate in four digits, or in as many as show two of its width.
fn interval(low: f64, high: f64) -> String {
    let grain = Grain::digits(4).range(low, high);
    let [low, high] = [low, high].map(|end| short(end, grain.digits_of(end)));
    format!("95 % profile interval {low} to {high}")
}

/// A number with so many digits, for people.
fn short(value: f64, digits: usize) -> String {
    let rounded: f64 = format!("{value:.*e}", digits - 1).parse().unwrap_or(value);
    rounded.to_string()
}

/// A TOML text: escapes are those of JSON.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Keys that say how a table is written, each on a line.
fn said(written: &Written) -> String {
    let decimal = written.decimal.map(|decimal| match decimal {
        Decimal::Point => "point",
        Decimal::Comma => "comma",
    });
    let order = written.order.map(|order| match order {
        DateOrder::DayFirst => "day-first",
        DateOrder::MonthFirst => "month-first",
    });
    let keys = [
        ("sheet", written.sheet.as_deref()),
        ("range", written.range.as_deref()),
        ("decimal", decimal),
        ("dates", order),
        ("frequency", written.frequency.map(Frequency::words)),
        ("encoding", written.encoding.map(Encoding::name)),
    ];
    keys.into_iter().filter_map(|(key, text)| Some(format!("{key} = {}\n", quoted(text?)))).collect()
}

/// A TOML key.
pub(super) fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { name.to_owned() } else { quoted(name) }
}

/// The path of a file as seen from the folder of another, with `/` between names; absolute if there is no way.
fn relative(file: &Path, from: &Path) -> String {
    let absolute = |path: &Path| Disk.canonical(path).or_else(|_| std::path::absolute(path)).ok();
    let parent = from.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (Some(file), Some(parent)) = (absolute(file), absolute(parent)) else { return file.display().to_string() };
    let (to, here): (Vec<Component>, Vec<Component>) = (file.components().collect(), parent.components().collect());
    let common = to.iter().zip(&here).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return file.display().to_string();
    }
    let up = std::iter::repeat_n(Component::ParentDir, here.len() - common);
    let path: PathBuf = up.chain(to[common..].iter().copied()).collect();
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_interval_has_two_ends() {
        for (low, high, expected) in [
            (2016.943, 2017.104, "2016.94 to 2017.1"),
            (381.52, 536.94, "381.5 to 536.9"),
            (1968.7, 1985.6, "1969 to 1986"),
        ] {
            assert_eq!(super::interval(low, high), format!("95 % profile interval {expected}"));
        }
    }
}
