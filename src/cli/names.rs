//! The names on the command line of what the library chooses among.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::fit::Scale;
use crate::session::SensitivityMethod;
use crate::session::write::Format;

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Csv => ("csv", "Tidy tables: projections.csv, milestones.csv, targets.csv"),
            Self::Iamc => ("iamc", "iamc.csv, as pyam and the IAMC database read it"),
            Self::Parquet => ("parquet", "projections.parquet"),
            Self::Draws => ("draws", "draws.parquet: every draw of every reported variable"),
            Self::Png => ("png", "Charts as pixels"),
            Self::Svg => ("svg", "Charts as vectors"),
            Self::Html => ("html", "report.html: story, charts, tables and sources on one page"),
            Self::Xlsx => (
                "xlsx",
                "projections.xlsx, or comparison.xlsx: a sheet for each table, and charts that follow the cells",
            ),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

impl ValueEnum for SensitivityMethod {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Swing, Self::Sobol, Self::Ranking, Self::Morris, Self::Prim]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Swing => {
                ("swing", "The number with one assumption at its 5 % and 95 % quantiles, all others at their medians")
            }
            Self::Sobol => ("sobol", "First-order and total Sobol indices with 95 % bootstrap intervals"),
            Self::Ranking => ("ranking", "Correlation ratio from one sample: a cheap first-order index"),
            Self::Morris => ("morris", "Morris' elementary effects: cheap for many assumptions"),
            Self::Prim => (
                "prim",
                "Scenario discovery: a region of the assumptions in which the number misses its target (or `--miss-below`, \
                 `--miss-above`), by the patient rule induction method",
            ),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

impl ValueEnum for Scale {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Level => "Errors are differences",
            Self::Log => "Errors are differences of logarithms",
            Self::Logit => "Errors are differences of logits",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}
