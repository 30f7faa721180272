//! The charts that a projection asks for.

use super::{LookupError, Projection};

/// A chart to draw.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Name: the stem of its file.
    pub name: String,
    /// What kind of picture.
    pub kind: ChartKind,
    /// Indices of [`Projection::variables`](super::Projection::variables).
    pub variables: Vec<usize>,
    /// Fixed elements: (dimension index, element index).
    pub fixed: Vec<(usize, usize)>,
    /// The dimension laid out as lines, layers or panels.
    pub by: Option<usize>,
    /// Title; made from variables and fixed elements if it is empty.
    pub title: String,
    /// Subtitle; the unit is appended by the chart.
    pub subtitle: String,
    /// Source line; that of the projection if it is empty.
    pub source: String,
    /// First time shown.
    pub from: Option<f64>,
    /// Last time shown.
    pub until: Option<f64>,
    /// Logarithmic value axis.
    pub log: bool,
}

impl Chart {
    /// A chart of these variables over the whole time, titled after them.
    #[must_use]
    pub fn new(kind: ChartKind, name: impl Into<String>, variables: Vec<usize>) -> Self {
        Self {
            name: name.into(),
            kind,
            variables,
            fixed: Vec::new(),
            by: None,
            title: String::new(),
            subtitle: String::new(),
            source: String::new(),
            from: None,
            until: None,
            log: false,
        }
    }

    /// Whether it shows the series of these elements of a variable with these dimensions: its fixed elements are theirs.
    #[must_use]
    pub fn shows(&self, dims: &[usize], elements: &[usize]) -> bool {
        Self::shows_with(&self.fixed, dims, elements)
    }

    /// Whether a chart with these fixed elements, as dimension and element, shows the series of these elements.
    #[must_use]
    pub(crate) fn shows_with(fixed: &[(usize, usize)], dims: &[usize], elements: &[usize]) -> bool {
        fixed.iter().all(|(dimension, element)| {
            let place = dims.iter().position(|own| own == dimension);
            place.is_none_or(|place| elements.get(place) == Some(element))
        })
    }

    /// The last point of time that it shows, of all of these, in years.
    #[must_use]
    pub fn last_point(&self, times: &[f64]) -> Option<usize> {
        times.iter().rposition(|time| self.until.is_none_or(|until| *time <= until + 1e-6))
    }

    /// A fan of the first variable, such as the only one of [`Projection::of_series`](super::Projection::of_series).
    #[must_use]
    pub fn fan(name: impl Into<String>, title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::new(ChartKind::Fan, name, vec![0]) }
    }
}

impl Projection {
    /// A fan of the series that `NAME` or `NAME[element, …]` points at.
    ///
    /// # Errors
    /// As [`Projection::find`].
    pub fn fan(&self, selector: &str, name: impl Into<String>) -> Result<Chart, LookupError> {
        let (variable, series) = self.find(selector)?;
        let place = self.variables.iter().position(|own| std::ptr::eq(own, variable));
        let fixed = variable.dims.iter().copied().zip(series.elements.iter().copied()).collect();
        Ok(Chart { fixed, ..Chart::new(ChartKind::Fan, name, place.into_iter().collect()) })
    }
}

impl ChartKind {
    /// Whether it shows quantiles, rather than means alone.
    #[must_use]
    pub fn shows_quantiles(self) -> bool {
        match self {
            Self::Stacked | Self::Decomposition => false,
            Self::Fan
            | Self::Lines
            | Self::SmallMultiples
            | Self::Slope
            | Self::HeatMap
            | Self::Distribution
            | Self::Histogram
            | Self::Spaghetti => true,
        }
    }

    /// Whether it shows one series alone.
    #[must_use]
    pub fn is_of_one_series(self) -> bool {
        match self {
            Self::Fan | Self::Spaghetti => true,
            Self::Lines
            | Self::Stacked
            | Self::SmallMultiples
            | Self::Decomposition
            | Self::Slope
            | Self::HeatMap
            | Self::Distribution
            | Self::Histogram => false,
        }
    }

    /// Whether it shows one time alone: the last.
    #[must_use]
    pub fn is_of_one_time(self) -> bool {
        match self {
            Self::Distribution | Self::Histogram => true,
            Self::Fan
            | Self::Lines
            | Self::Stacked
            | Self::SmallMultiples
            | Self::Decomposition
            | Self::Slope
            | Self::HeatMap
            | Self::Spaghetti => false,
        }
    }

    /// Whether each series has a panel of its own, with its own unit and in the colour of the scenario.
    #[must_use]
    pub fn has_panels(self) -> bool {
        match self {
            Self::SmallMultiples => true,
            Self::Fan
            | Self::Lines
            | Self::Stacked
            | Self::Decomposition
            | Self::Slope
            | Self::HeatMap
            | Self::Distribution
            | Self::Histogram
            | Self::Spaghetti => false,
        }
    }
}

/// Defines the kinds of charts: a line each, with its doc, the variant and its name in files.
macro_rules! kinds {
    ($($(#[$doc:meta])+ $kind:ident = $name:literal,)+) => {
        /// Kinds of charts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ChartKind {
            $($(#[$doc])+ $kind,)+
        }

        impl ChartKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];
            /// The names they have in files, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// The name it has in files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }

            /// The kind that a file calls by this name.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$kind),)+
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// One series with its bands.
    Fan = "fan",
    /// Medians of several series.
    Lines = "lines",
    /// Means of several series, stacked.
    Stacked = "stacked",
    /// A small fan a panel.
    SmallMultiples = "small-multiples",
    /// Means of several variables as stacked bars with their sum.
    Decomposition = "decomposition",
    /// Medians of several series at the first and at the last time shown.
    Slope = "slope",
    /// Medians of many series over time as cells.
    HeatMap = "heat-map",
    /// How likely each value is at the last time shown: the distribution function.
    Distribution = "distribution",
    /// How draws spread at the last time shown: bars whose areas are shares of draws.
    Histogram = "histogram",
    /// Some draws of one series over time, each as a thin line.
    Spaghetti = "spaghetti",
}
