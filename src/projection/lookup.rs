//! Finds numbers in a projection by name, element, year and level, and says what series are called.

use super::{Dimension, Element, Event, Level, Projection, Series, Summary, Variable};
use crate::diagnostic::{Source, Span, Spanned, did_you_mean, fold};
use crate::selector::{self, Selector};

/// Times this close, in years, are the same: accumulated steps have rounding errors far below it.
const SAME_TIME: f64 = 1e-6;

/// Why a projection has no answer, and what it knows instead.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LookupError {
    /// The text is no selector.
    #[error("`{text}` is no selector: {problem}; write NAME, NAME[element, …], or one of these with @YEAR")]
    NoSelector {
        /// What was asked.
        text: String,
        /// What is wrong with it.
        problem: String,
    },
    /// No variable of this name is reported.
    #[error("no variable `{name}` is reported{}", instead(suggestion.as_deref(), known))]
    UnknownVariable {
        /// The name.
        name: String,
        /// The name that was most likely meant.
        suggestion: Option<String>,
        /// All reported variables.
        known: Vec<String>,
    },
    /// Too few or too many elements are named.
    #[error("{}", wrong_count(variable, dimensions))]
    WrongElements {
        /// The variable.
        variable: String,
        /// Its dimensions; it wants an element of each, in this order.
        dimensions: Vec<String>,
    },
    /// A dimension has no such element.
    #[error("the dimension `{dimension}` has no element `{element}`{}", instead(suggestion.as_deref(), known))]
    UnknownElement {
        /// The dimension.
        dimension: String,
        /// The element.
        element: String,
        /// The element that was most likely meant.
        suggestion: Option<String>,
        /// All its elements.
        known: Vec<String>,
    },
    /// A number was asked for without a year.
    #[error("`{text}` names no year: write it as in {text}@{last}")]
    NoYear {
        /// What was asked.
        text: String,
        /// The last year of the projection.
        last: f64,
    },
    /// A series was asked for with a year.
    #[error("`{text}` names a year, where a whole series is asked for")]
    Year {
        /// What was asked.
        text: String,
    },
    /// The year is not one of the projection's times.
    #[error("{year} is not on the time axis: its {count} times run from {first} to {last}")]
    OffAxis {
        /// The year.
        year: f64,
        /// First time.
        first: f64,
        /// Last time.
        last: f64,
        /// How many there are.
        count: usize,
    },
}

/// What could have been asked instead.
fn instead(suggestion: Option<&str>, known: &[String]) -> String {
    match suggestion {
        Some(name) => format!(": did you mean `{name}`?"),
        None => format!("; known are {}", known.join(", ")),
    }
}

fn wrong_count(variable: &str, dimensions: &[String]) -> String {
    if dimensions.is_empty() {
        return format!("`{variable}` has no dimensions: write {variable}");
    }
    let of_each = dimensions.join(", ");
    format!("`{variable}` needs one element of each of its dimensions: write {variable}[{of_each}]")
}

/// One number of a projection: a series at a point of time.
#[derive(Debug, Clone, Copy)]
pub struct Number<'a> {
    /// The variable; the number is in its unit.
    pub variable: &'a Variable,
    /// The series.
    pub series: &'a Series,
    /// The point of time.
    pub point: usize,
}

impl Number<'_> {
    /// A quantile.
    #[must_use]
    pub fn quantile(&self, level: Level) -> f64 {
        self.series.quantile(level, self.point)
    }

    /// All quantiles, by ascending level.
    #[must_use]
    pub fn quantiles(&self) -> [(Level, f64); Level::COUNT] {
        Level::ALL.map(|level| (level, self.quantile(level)))
    }

    /// Mean, median and 90 % range.
    #[must_use]
    pub fn summary(&self) -> Summary {
        self.series.at(self.point)
    }

    /// Whether it was observed rather than projected.
    #[must_use]
    pub fn is_observed(&self) -> bool {
        self.series.observed[self.point]
    }
}

impl Projection {
    /// The reported variable of this name, however it is written: names fold case, blanks, hyphens and underscores.
    ///
    /// # Errors
    /// [`LookupError::UnknownVariable`] if it is not reported.
    pub fn variable(&self, name: &str) -> Result<&Variable, LookupError> {
        let wanted = fold(name);
        let found = self.variables.iter().find(|variable| fold(&variable.name) == wanted);
        found.ok_or_else(|| {
            let known: Vec<String> = self.variables.iter().map(|variable| variable.name.clone()).collect();
            let suggestion = suggestion(name, &known);
            LookupError::UnknownVariable { name: name.trim().to_owned(), suggestion, known }
        })
    }

    /// The series that `NAME` or `NAME[element, …]` points at, with its variable.
    ///
    /// # Errors
    /// [`LookupError`] if the text is no selector, has a year, or names what is not there.
    pub fn find(&self, text: &str) -> Result<(&Variable, &Series), LookupError> {
        let selector = parse(text)?;
        if selector.year.is_some() {
            return Err(LookupError::Year { text: text.to_owned() });
        }
        self.resolve(&selector)
    }

    /// The series that `NAME` or `NAME[element, …]` points at.
    ///
    /// # Errors
    /// As [`Projection::find`].
    pub fn series(&self, text: &str) -> Result<&Series, LookupError> {
        self.find(text).map(|(_, series)| series)
    }

    /// The number that `NAME@YEAR` or `NAME[element, …]@YEAR` points at.
    ///
    /// # Errors
    /// [`LookupError`] if the text is no selector, has no year, or names what is not there.
    pub fn number(&self, text: &str) -> Result<Number<'_>, LookupError> {
        let selector = parse(text)?;
        let (variable, series) = self.resolve(&selector)?;
        let [first, last] = [self.times.first(), self.times.last()].map(|time| time.copied().unwrap_or(f64::NAN));
        let year = selector.year.ok_or_else(|| LookupError::NoYear { text: text.to_owned(), last })?.value;
        let off_axis = || LookupError::OffAxis { year, first, last, count: self.times.len() };
        Ok(Number { variable, series, point: self.point(year).ok_or_else(off_axis)? })
    }

    /// The quantiles of the number that `NAME@YEAR` or `NAME[element, …]@YEAR` points at, in the unit of its variable.
    ///
    /// # Errors
    /// As [`Projection::number`].
    pub fn quantiles_at(&self, text: &str) -> Result<[(Level, f64); Level::COUNT], LookupError> {
        self.number(text).map(|number| number.quantiles())
    }

    /// The point of time of a year, if it is on the axis.
    #[must_use]
    pub fn point(&self, year: f64) -> Option<usize> {
        self.times.iter().position(|time| (time - year).abs() < SAME_TIME)
    }

    /// Points of time, in years.
    #[must_use]
    pub fn years(&self) -> &[f64] {
        &self.times
    }

    /// Years between points of time; a year if there are no two.
    #[must_use]
    pub fn step(&self) -> f64 {
        self.times.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0])
    }

    /// The first time that counts for an event, in years: what has happened by then is there already.
    #[must_use]
    pub fn first_time_of(&self, event: &Event) -> f64 {
        let first = self.times.first().copied().unwrap_or(f64::NEG_INFINITY);
        event.from.map_or(first, |from| from.max(first))
    }

    /// Every series with its variable, in the order of the file.
    pub fn all_series(&self) -> impl Iterator<Item = (&Variable, &Series)> {
        self.variables.iter().flat_map(|variable| variable.series.iter().map(move |series| (variable, series)))
    }

    /// The times at which a variable is a headline; the last one of every variable if the file names none at all.
    #[must_use]
    pub fn headline_years(&self, variable: &Variable) -> Vec<f64> {
        if self.variables.iter().all(|variable| variable.headline.is_empty()) {
            return self.times.last().copied().into_iter().collect();
        }
        variable.headline.clone()
    }

    /// The goals of a series at a point of time.
    #[must_use]
    pub fn goals(&self, series: &Series, point: usize) -> Vec<f64> {
        let there = |year: f64| (year - self.times[point]).abs() < 1e-6;
        series.targets.iter().filter(|target| there(target.year)).map(|target| target.value).collect()
    }

    /// Every headline with its year, in the order of the file.
    pub fn headlines(&self) -> impl Iterator<Item = (Number<'_>, f64)> {
        self.all_series().flat_map(move |(variable, series)| {
            let years = self.headline_years(variable).into_iter();
            years.filter_map(move |year| Some((Number { variable, series, point: self.point(year)? }, year)))
        })
    }

    /// The dimensions of a series with its element in each.
    pub fn elements<'a>(
        &'a self,
        variable: &'a Variable,
        series: &'a Series,
    ) -> impl Iterator<Item = (&'a Dimension, &'a Element)> {
        let places = variable.dims.iter().zip(&series.elements);
        places.filter_map(|(dim, element)| {
            let dimension = self.dimensions.get(*dim)?;
            Some((dimension, dimension.elements.get(*element)?))
        })
    }

    /// The selector of a series: `share[robots, components]`.
    #[must_use]
    pub fn selector(&self, variable: &Variable, series: &Series) -> String {
        selector::text(&variable.name, self.elements(variable, series).map(|(_, element)| element.name.as_str()))
    }

    /// The labels of a series' elements: `Industrial robots, Key components`; empty without dimensions.
    #[must_use]
    pub fn element_label(&self, variable: &Variable, series: &Series) -> String {
        let labels: Vec<&str> = self.elements(variable, series).map(|(_, element)| element.label.as_str()).collect();
        labels.join(", ")
    }

    /// The label of a series: the variable's and its elements'.
    #[must_use]
    pub fn label(&self, variable: &Variable, series: &Series) -> String {
        if variable.dims.is_empty() {
            return variable.label.clone();
        }
        format!("{}: {}", variable.label, self.element_label(variable, series))
    }

    /// The variable and series that a selector names, whatever its year.
    fn resolve(&self, selector: &Selector) -> Result<(&Variable, &Series), LookupError> {
        let variable = self.variable(&selector.name.value)?;
        let dimensions: Vec<&Dimension> = variable.dims.iter().filter_map(|dim| self.dimensions.get(*dim)).collect();
        let wrong = || LookupError::WrongElements {
            variable: variable.name.clone(),
            dimensions: dimensions.iter().map(|dimension| dimension.name.clone()).collect(),
        };
        if dimensions.len() != selector.elements.len() {
            return Err(wrong());
        }
        let named = dimensions.iter().zip(&selector.elements);
        let elements: Vec<usize> =
            named.map(|(dimension, element)| dimension.element(&element.value)).collect::<Result<_, _>>()?;
        let series = variable.series.iter().find(|series| series.elements == elements).ok_or_else(wrong)?;
        Ok((variable, series))
    }
}

impl Dimension {
    /// The index of the element of this name, however it is written.
    ///
    /// # Errors
    /// [`LookupError::UnknownElement`] if there is none.
    pub fn element(&self, name: &str) -> Result<usize, LookupError> {
        let wanted = fold(name);
        self.elements.iter().position(|element| fold(&element.name) == wanted).ok_or_else(|| {
            let known: Vec<String> = self.elements.iter().map(|element| element.name.clone()).collect();
            let suggestion = suggestion(name, &known);
            LookupError::UnknownElement { dimension: self.name.clone(), element: name.to_owned(), suggestion, known }
        })
    }
}

fn suggestion(name: &str, known: &[String]) -> Option<String> {
    did_you_mean(name, known.iter().map(String::as_str)).map(str::to_owned)
}

/// Reads a selector by the one rule that all of them follow.
fn parse(text: &str) -> Result<Selector, LookupError> {
    let source = Source::new("selector", text);
    let spanned = Spanned::new(text.to_owned(), Span::new(&source, 0..text.len()));
    selector::parse(&spanned)
        .map_err(|problem| LookupError::NoSelector { text: text.to_owned(), problem: problem.message })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::{About, Basis, Quantiles, Sample, Sampler};

    #[test]
    fn what_counts_for_an_event_begins_with_its_window() {
        let found = projection();
        let of = |from| found.first_time_of(&Event { from, ..Event::above(0.4) });
        assert_eq!([of(None), of(Some(2019.0)), of(Some(2020.5))], [2020.0, 2020.0, 2020.5]);
    }

    /// `share` by sector and part in 2020 and 2020.5, where each number tells its place; `total` without dimensions.
    fn projection() -> Projection {
        let dimension = |name: &str, elements: [&str; 2]| Dimension {
            name: name.to_owned(),
            label: name.to_uppercase(),
            elements: elements.map(|name| Element { name: name.to_owned(), label: name.to_uppercase() }).to_vec(),
            region: false,
        };
        let of = |elements: Vec<usize>| {
            let place = elements.iter().fold(0, |flat, element| 2 * flat + element) as f64;
            let value = |level: Level, point: usize| 100.0 * place + 10.0 * point as f64 + level.probability();
            Series { elements, ..Series::estimated(Quantiles::from_fn(2, value)) }
        };
        let total = Variable::of_series("total", "Total", "1", of(Vec::new()));
        let share = Variable {
            name: "share".to_owned(),
            label: "Share".to_owned(),
            dims: vec![0, 1],
            series: [[0, 0], [0, 1], [1, 0], [1, 1]].map(|elements| of(elements.to_vec())).to_vec(),
            ..total.clone()
        };
        let sample = Sample { draws: 8, seed: 1, sampler: Sampler::Sobol };
        Projection {
            dimensions: vec![
                dimension("sector", ["robots", "machine_tools"]),
                dimension("part", ["equipment", "software"]),
            ],
            variables: vec![share, total.clone()],
            ..Projection::of_series(About::new("case", "Case", Basis::Run(sample)), vec![2020.0, 2020.5], total)
        }
    }

    #[test]
    fn numbers_are_found_by_name_element_year_and_level() {
        let projection = projection();
        for (text, median) in [
            ("share[robots, equipment]@2020", 0.5),
            ("Share [ Machine-Tools , SOFTWARE ] @ 2020.5", 310.5),
            ("share[machine tools,equipment]@2020.5000001", 210.5),
            ("total@2020.5", 10.5),
        ] {
            let found = projection.number(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert!((found.quantile(Level::MEDIAN) - median).abs() < 1e-9, "{text}: {found:?}");
            let all = projection.quantiles_at(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(all.map(|(level, _)| level), Level::ALL, "{text}");
            assert_eq!(all.map(|(level, _)| found.quantile(level)), all.map(|(_, value)| value), "{text}");
        }
        assert_eq!(projection.series("total").map(|series| series.at(1).low), Ok(10.05));
    }

    #[test]
    fn what_is_not_there_is_answered_with_what_is() {
        let projection = projection();
        for (text, said) in [
            ("shre[robots, equipment]@2020", "no variable `shre` is reported: did you mean `share`?"),
            ("steel@2020", "no variable `steel` is reported; known are share, total"),
            ("share@2020", "`share` needs one element of each of its dimensions: write share[sector, part]"),
            ("share[robots]@2020", "`share` needs one element of each of its dimensions: write share[sector, part]"),
            ("total[robots]@2020", "`total` has no dimensions: write total"),
            ("share[robot, equipment]@2020", "the dimension `sector` has no element `robot`: did you mean `robots`?"),
            (
                "share[robots, lasers]@2020",
                "the dimension `part` has no element `lasers`; known are equipment, software",
            ),
            ("total", "`total` names no year: write it as in total@2020.5"),
            ("total@2021", "2021 is not on the time axis: its 2 times run from 2020 to 2020.5"),
            (
                "total@soon",
                "`total@soon` is no selector: what follows @ must be a year; write NAME, NAME[element, …], or one of \
                 these with @YEAR",
            ),
        ] {
            let error = projection.quantiles_at(text).expect_err(text);
            assert_eq!(error.to_string(), said, "{text}");
        }
        let error = projection.series("total@2020").expect_err("a year");
        assert_eq!(error, LookupError::Year { text: "total@2020".to_owned() });
    }

    #[test]
    fn every_series_is_found_by_the_selector_it_has() {
        let projection = projection();
        for (variable, series) in projection.all_series() {
            let selector = projection.selector(variable, series);
            let (found, own) = projection.find(&selector).unwrap_or_else(|error| panic!("{error}"));
            assert!(std::ptr::eq(found, variable) && std::ptr::eq(own, series), "{selector}");
        }
        let share = &projection.variables[0];
        assert_eq!(projection.selector(share, &share.series[2]), "share[machine_tools, equipment]");
        assert_eq!(projection.label(share, &share.series[2]), "Share: MACHINE_TOOLS, EQUIPMENT");
        assert_eq!(projection.label(&projection.variables[1], &projection.variables[1].series[0]), "Total");
    }

    #[test]
    fn without_any_headline_the_last_time_is_one() {
        let mut projection = projection();
        let years = |projection: &Projection| {
            projection.headlines().map(|(found, year)| (found.variable.name.clone(), year, found.point)).collect()
        };
        let all: Vec<(String, f64, usize)> = years(&projection);
        assert_eq!((all.len(), &all[4]), (5, &("total".to_owned(), 2020.5, 1)));
        projection.variables[1].headline = vec![2020.0, 2030.0];
        let named: Vec<(String, f64, usize)> = years(&projection);
        assert_eq!(named, [("total".to_owned(), 2020.0, 0)]);
    }
}
