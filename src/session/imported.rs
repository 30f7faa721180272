//! A table that was looked at: what was understood of it, and what is made of it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::given;
use super::tidy::{self, Text};
use crate::calendar::{Stamp, Unit};
use crate::data::{Columns, Point, SHOWN, Summary, Tidy};
use crate::diagnostic::{Diagnostics, fold};
use crate::model::RESERVED;
use crate::numeric::sorting::sort_by_key;
use crate::projection::{About, Basis, Chart, Heard, Level, Observation, Projection, Quantiles, Series, Variable};
use crate::scenario::files::stream::stem;
use crate::scenario::files::{Disk, Files};
use crate::selector;

/// Columns of a tidy table that are always there.
const COLUMNS: [&str; 4] = ["series", "unit", "time", "value"];

/// A table as it was understood.
#[derive(Debug)]
pub struct Imported {
    /// The file.
    pub path: PathBuf,
    tidy: Tidy,
    #[cfg_attr(not(feature = "report"), allow(dead_code, reason = "manifests alone ask for it"))]
    pub(super) text: Text,
}

impl Imported {
    /// Reads a table in any layout.
    ///
    /// # Errors
    /// All problems of one kind that the table has, each with its place.
    pub fn read(path: &Path, columns: &Columns) -> Result<Self, Diagnostics> {
        Self::read_from(&Disk, path, columns)
    }

    /// As [`Self::read`], from other files than those on disk.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_from(files: &dyn Files, path: &Path, columns: &Columns) -> Result<Self, Diagnostics> {
        let place = given("command line", &path.display().to_string()).span;
        let (tidy, text) = tidy::read(files, path, columns, &place)?;
        Ok(Self { path: path.to_owned(), tidy, text })
    }

    /// The name of the file without its ending.
    #[must_use]
    pub fn id(&self) -> String {
        stem(&self.path, "table")
    }

    /// What was understood, as one JSON object: `format`, `times`, `missing`, `left_out`, `notes` and more. In the place of `series` is
    /// nothing: [`Self::each`] gives them.
    #[must_use]
    pub fn json(&self) -> Value {
        self.tidy.json()
    }

    /// The form of the file, the office whose layout it has, and how series are laid out.
    #[must_use]
    pub fn form(&self) -> String {
        let office = self.tidy.office().map_or_else(String::new, |office| format!(" in the layout of {office}"));
        format!("{}{office}, {}", self.tidy.format(), self.tidy.layout())
    }

    /// Rows of the table that were read.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.tidy.frame.rows.len()
    }

    /// How many series there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.tidy.series.len()
    }

    /// How many values there are, and how many are missing.
    #[must_use]
    pub fn values(&self) -> (usize, usize) {
        (self.tidy.points.len() - self.tidy.missing, self.tidy.missing)
    }

    /// What times are, the first and the last.
    #[must_use]
    pub fn times(&self) -> Option<(&'static str, String, String)> {
        let (first, last) = self.tidy.span()?;
        Some((self.tidy.covers.words(), first, last))
    }

    /// Marks beside values, and how often.
    pub fn flags(&self) -> impl Iterator<Item = (&str, usize)> {
        self.tidy.flags.iter().map(|(flag, count)| (flag.as_str(), *count))
    }

    /// What was decided and left out, in sentences.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.tidy.notes()
    }

    /// The first series, as many as a report shows.
    #[must_use]
    pub fn summaries(&self) -> Vec<Summary<'_>> {
        self.tidy.summaries(SHOWN).collect()
    }

    /// All series, made one by one: there may be very many.
    pub fn each(&self) -> impl Iterator<Item = Summary<'_>> {
        self.tidy.summaries(self.count())
    }

    /// Heading and rows of a tidy table: series, the columns that tell them apart, unit, time, value.
    #[must_use]
    pub fn tidy_header(&self) -> Vec<String> {
        let keys = self.keys().into_iter().map(|key| self.tidy.keys[key].clone());
        let [series, unit, time, value] = COLUMNS.map(str::to_owned);
        [series].into_iter().chain(keys).chain([unit, time, value]).collect()
    }

    /// The rows of a tidy table, by series and time.
    pub fn tidy_rows(&self) -> impl Iterator<Item = Vec<String>> + '_ {
        let keys = self.keys();
        self.by_series().into_iter().enumerate().flat_map(move |(index, points)| {
            let (series, keys) = (&self.tidy.series[index], keys.clone());
            points.into_iter().map(move |point| {
                let mut row = vec![series.name.to_string()];
                row.extend(keys.iter().map(|key| series.keys[*key].to_string()));
                row.push(series.unit.to_string());
                row.push(point.stamp.to_string());
                row.push(if point.value.is_nan() { String::new() } else { point.value.to_string() });
                row
            })
        })
    }

    /// Columns that tell series apart and whose names are not those of other columns.
    fn keys(&self) -> Vec<usize> {
        let taken = |key: &usize| COLUMNS.contains(&fold(&self.tidy.keys[*key]).as_str());
        (0..self.tidy.keys.len()).filter(|key| !taken(key)).collect()
    }

    /// The values of each series, in the order of time.
    fn by_series(&self) -> Vec<Vec<Point>> {
        let mut all = vec![Vec::new(); self.tidy.series.len()];
        for point in self.tidy.points.iter() {
            all[point.series as usize].push(point);
        }
        for points in &mut all {
            sort_by_key(points, |point| point.stamp);
        }
        all
    }

    /// The first series as pictures: each a projection with its chart, and what its times are.
    #[must_use]
    pub fn pictures(&self, most: usize) -> Vec<(Projection, Chart, Unit)> {
        let all = self.by_series().into_iter().take(most).enumerate();
        all.filter_map(|(index, points)| self.picture(index, &points)).collect()
    }

    fn picture(&self, index: usize, points: &[Point]) -> Option<(Projection, Chart, Unit)> {
        let known: Vec<&Point> = points.iter().filter(|point| point.value.is_finite()).collect();
        let unit = known.first()?.stamp.unit;
        let times: Vec<f64> = known.iter().map(|point| point.stamp.years()).collect();
        let series = &self.tidy.series[index];
        let history = known
            .iter()
            .map(|point| Observation {
                time: point.stamp.years(),
                value: point.value,
                drives: true,
                heard: Heard::No,
                source: String::new(),
            })
            .collect();
        let read =
            Series { history, ..Series::estimated(Quantiles::from_fn(known.len(), |_: Level, at| known[at].value)) };
        let basis = Basis::Estimated { method: "values as they were read".to_owned(), uncertain: false };
        let about = About { source: self.path.display().to_string(), ..About::new(self.id(), &*series.name, basis) };
        let variable = Variable::of_series(&*series.name, &*series.name, &*series.unit, read);
        let chart = Chart::fan(format!("{:03}-{}", index + 1, file_name(&series.name)), &*series.name);
        Some((Projection::of_series(about, times, variable), chart, unit))
    }

    /// A scenario with a variable for each series, whose history is in a tidy table of this name beside it.
    ///
    /// # Errors
    /// There are more series than a scenario is written of, or no value.
    pub fn scenario(&self, table: &str) -> Result<String, super::Error> {
        /// Series of a scenario at most.
        const MOST: usize = 200;
        if self.count() > MOST {
            let message = format!(
                "{} series are more than the {MOST} that are written into a scenario: pick some with --where",
                self.count()
            );
            return Err(super::Error::Question(message));
        }
        let all = self.by_series();
        let known = || all.iter().flatten().filter(|point| point.value.is_finite());
        let Some((first, last)) = known().map(|point| point.stamp).min().zip(known().map(|point| point.stamp).max())
        else {
            return Err(super::Error::Question("no series has a value to write into a scenario".to_owned()));
        };
        let mut text = self.head(first, last);
        let mut names = Vec::new();
        for (index, points) in
            all.iter().enumerate().filter(|(_, points)| points.iter().any(|one| one.value.is_finite()))
        {
            text.push_str(&self.entry(index, points, table, &mut names));
        }
        Ok(text)
    }

    fn head(&self, first: Stamp, last: Stamp) -> String {
        let (step, per_year) = match first.unit {
            Unit::Quarter => (0.25, 4.0),
            Unit::Month => (1.0 / 12.0, 12.0),
            Unit::Number | Unit::Day => (1.0, 1.0),
        };
        let down = |years: f64| (years * per_year).floor() / per_year;
        let (start, end) = (down(first.years()), down(last.years()) + 10.0);
        let title = quoted(&format!("Series of {}", self.id()));
        format!(
            "# Written by catchup {} from {}: replace the equations by your own.\n\n[scenario]\ntitle = {title}\n\n[time]\nstart = {start}\nend = {end}\nstep = {step}\nknown_until = {}\n\n[units]\nvalue = \"base\"  # what the table counts, whatever that is\n",
            env!("CARGO_PKG_VERSION"),
            self.path.display(),
            last.years(),
        )
    }

    fn entry(&self, index: usize, points: &[Point], table: &str, names: &mut Vec<String>) -> String {
        let series = &self.tidy.series[index];
        let name = unused(&series.name, index, names);
        let last = points.iter().rev().find(|point| point.value.is_finite());
        let (value, when) =
            last.map_or((0.0, String::new()), |point| (point.value, self.tidy.covers.text(point.stamp)));
        let source = quoted(&format!("{}, {}", self.path.display(), series.name));
        let said = if series.unit.is_empty() {
            String::new()
        } else {
            format!("# The unit in the table: {}\n", one_line(&series.unit))
        };
        let (label, picked) = (quoted(&series.name), quoted(&series.name));
        // A unit of their own: of unit 1, small numbers would be taken for shares.
        format!(
            "\n{said}[assumptions.{name}_last]\nvalue = {value}\nunit = \"value\"\nsource = {}\n\n[variables.{name}]\nequation = \"{name}_last\"\nunit = \"value\"\nlabel = {label}\nreport = true\n\n[variables.{name}.history.read]\nfile = {}\ntime = \"time\"\ncolumn = \"value\"\nwhere = {{ series = {picked} }}\nuse = \"drive\"\nsource = {source}\n",
            quoted(&format!("{}, the value of {when}", self.path.display())),
            quoted(table),
        )
    }
}

/// A text as a TOML string.
fn quoted(text: &str) -> String {
    let escaped: String = one_line(text).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A name for equations that no other series has.
fn unused(text: &str, index: usize, names: &mut Vec<String>) -> String {
    let plain: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let folded = plain.split_whitespace().collect::<Vec<_>>().join("_");
    let place = given("series", &folded).span;
    let fine = folded.starts_with(|c: char| c.is_ascii_alphabetic()) && selector::check_name(&folded, &place).is_ok();
    let fine = fine && !RESERVED.contains(&folded.as_str());
    let mut name = if fine && folded.len() <= 60 { folded } else { format!("series_{}", index + 1) };
    if names.contains(&name) {
        name = format!("series_{}", index + 1);
    }
    names.push(name.clone());
    name
}

/// A name as part of a file name.
fn file_name(name: &str) -> String {
    let plain = name.chars().map(|letter| if letter.is_alphanumeric() || "-_".contains(letter) { letter } else { '_' });
    plain.take(60).collect()
}
