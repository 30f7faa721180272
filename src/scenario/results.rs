//! What is asked of results: agreement with history, criteria, charts.

use super::{Name, Named};
use crate::diagnostic::Spanned;
use crate::projection::ChartKind;

/// `[condition]`: history that draws must agree with.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Power of the likelihood, above 0 and at most 1.
    pub temper: Spanned<f64>,
    /// Whether draws are weighted or moved; none: moved where weights would tell of too few.
    pub moves: Option<bool>,
    /// `[condition.on.NAME]`.
    pub on: Named<ConditionSeries>,
}

/// `[condition.on.NAME]`.
#[derive(Debug, Clone)]
pub struct ConditionSeries {
    /// Selector `NAME` or `NAME[element, …]`.
    pub of: Spanned<String>,
    /// How observations scatter around the model.
    pub error: ErrorModel,
    /// Standard deviation: in the declared unit, or of the logarithm or logit.
    pub sd: Spanned<f64>,
    /// First time used.
    pub from: Option<f64>,
    /// Last time used.
    pub until: Option<f64>,
    /// Where the standard deviation comes from.
    pub source: String,
    /// Whether what was observed later has been put aside for a test, so that there may be nothing left to agree with.
    pub tested: bool,
}

/// How observations scatter around the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorModel {
    /// Around the value.
    Normal,
    /// Around its logarithm.
    Lognormal,
    /// Around its logit.
    Logit,
}

impl ErrorModel {
    const ALL: [Self; 3] = [Self::Normal, Self::Lognormal, Self::Logit];
    /// The names they have in files.
    pub const NAMES: [&'static str; 3] = [Self::Normal.name(), Self::Lognormal.name(), Self::Logit.name()];

    const fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Lognormal => "lognormal",
            Self::Logit => "logit",
        }
    }

    /// The one that a file calls by this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.name() == name)
    }
}

/// `[criteria.NAME]`: a number by which paths are judged.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// Selector `NAME[element, …]@YEAR`.
    pub of: Spanned<String>,
    /// Whether more is better.
    pub higher_is_better: bool,
    /// A label; made of those of the variable, its elements and the year unless given.
    pub label: Option<String>,
}

/// `[charts.NAME]`.
#[derive(Debug, Clone)]
pub struct Chart {
    /// What kind of picture.
    pub kind: ChartKind,
    /// The variables shown; one but for `decomposition` and `lines`.
    pub variables: Vec<Spanned<Name>>,
    /// Fixed elements: only combinations that hold all of these are shown.
    pub elements: Vec<Spanned<String>>,
    /// The dimension laid out as lines, layers or panels.
    pub by: Option<Spanned<Name>>,
    /// Title: what is shown; if empty, the labels of its variables and elements do so.
    pub title: String,
    /// Subtitle under the title.
    pub subtitle: String,
    /// A source line for the footer.
    pub source: String,
    /// First time shown.
    pub from: Option<f64>,
    /// Last time shown.
    pub until: Option<f64>,
    /// A logarithmic value axis.
    pub log: bool,
}
