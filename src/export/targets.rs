//! `targets.csv`: announced goals and the probability of reaching them.

use std::io::Write;

use super::projections::{Rows, year_column};
use super::table::{Column, Table};
use super::{ExportError, Exporter, Format, csv_file};
use crate::projection::{Projection, Target};

/// One row for each goal of each series.
///
/// Columns: `variable`, `label`, `unit`, the dimensions, `target`, `target_label`, `year`, `direction` (`at_least` or
/// `at_most`), `goal`, `probability` (share of draws that reach it, 0 to 1), `median_gap` (median of value minus goal),
/// `shortfall` (mean distance to the goal over the draws that miss it; empty if none does), `observed` (the value at that date was observed: the probability is then 0 or 1) and `source`.
#[derive(Debug, Clone, Copy)]
pub struct Targets;

impl Exporter for Targets {
    fn file_name(&self) -> &'static str {
        "targets.csv"
    }

    fn format(&self) -> Format {
        Format::Csv
    }

    fn write(&self, projection: &Projection, out: &mut dyn Write) -> Result<(), ExportError> {
        csv_file(self.file_name(), &target_table(projection), out)
    }
}

/// The table of [`Targets`].
#[must_use]
pub fn target_table(projection: &Projection) -> Table<'_> {
    let mut rows = Rows::default();
    let mut targets: Vec<&Target> = Vec::new();
    for (variable, series) in projection.all_series() {
        rows.push(projection, variable, series, series.targets.len());
        targets.extend(&series.targets);
    }
    let text = |name, of: fn(&Target) -> &str| Column::text(name, targets.iter().map(|&target| of(target)));
    let number = |name, of: fn(&Target) -> f64| Column::number(name, targets.iter().map(|&target| of(target)));
    let years: Vec<f64> = targets.iter().map(|target| target.year).collect();
    let observed: Vec<bool> = targets.iter().map(|target| target.observed).collect();

    let mut columns = rows.into_columns(projection);
    columns.extend([
        text("target", |target| &target.name),
        text("target_label", |target| &target.label),
        year_column(&years),
        text("direction", |target| if target.at_least { "at_least" } else { "at_most" }),
        number("goal", |target| target.value),
        number("probability", |target| target.probability),
        number("median_gap", |target| target.median_gap),
        Column::number("shortfall", targets.iter().map(|target| target.shortfall)),
        Column::truth("observed", observed),
        text("source", |target| &target.source),
    ]);
    Table::new(columns)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{sample, text};
    use super::*;

    #[test]
    fn exact_text() {
        assert_eq!(
            text(&Targets, &sample()),
            "variable,label,unit,sector,place,target,target_label,year,direction,goal,probability,median_gap,shortfall,\
             observed,source\n\
             share,\"Home share, by value\",%,robots,,plan,Plan,2021,at_least,50.0,0.625,1.5,2.25,false,State Council\n\
             share,\"Home share, by value\",%,robots,,cap,\"Cap \"\"soft\"\"\",2020,at_most,80.0,1.0,-53.0,,true,Ministry\n"
        );
    }
}
