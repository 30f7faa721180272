//! `histograms.csv`: how draws spread at the times for which charts ask.

use std::io::Write;

use super::projections::{Rows, year_column};
use super::table::{Column, Table};
use super::{ExportError, Exporter, Format, csv_file};
use crate::projection::Projection;

/// One row for each cell of each histogram, from the first that is not empty to the last, and for what lies beyond the cells.
///
/// Columns: `variable`, `label`, `unit`, the dimensions, `year`, `from` and `to` (edges; empty at the end that is open) and
/// `share` (of draws, 0 to 1, from the lower edge on to below the upper one). It is written where a chart shows a histogram.
#[derive(Debug, Clone, Copy)]
pub struct Histograms;

impl Exporter for Histograms {
    fn file_name(&self) -> &'static str {
        "histograms.csv"
    }

    fn format(&self) -> Format {
        Format::Csv
    }

    fn write(&self, projection: &Projection, out: &mut dyn Write) -> Result<(), ExportError> {
        csv_file(self.file_name(), &histogram_table(projection), out)
    }
}

/// The table of [`Histograms`].
#[must_use]
pub fn histogram_table(projection: &Projection) -> Table<'_> {
    let mut rows = Rows::default();
    let (mut years, mut from, mut to, mut shares) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (variable, series) in projection.all_series() {
        for histogram in &series.histograms {
            let bars = histogram.bars(1, histogram.exponent).unwrap_or_default();
            let [low, high] = histogram.ends().map(Some);
            let within = bars.iter().map(|bar| (Some(bar.edges[0]), Some(bar.edges[1]), bar.share));
            let beyond = [(None, low, histogram.below), (high, None, histogram.above)];
            let beyond = beyond.into_iter().filter(|(.., share)| *share > 0.0);
            let all: Vec<(Option<f64>, Option<f64>, f64)> = within.chain(beyond).collect();
            rows.push(projection, variable, series, all.len());
            years.extend(std::iter::repeat_n(projection.times[histogram.point], all.len()));
            for (low, high, share) in all {
                from.push(low);
                to.push(high);
                shares.push(share);
            }
        }
    }
    let mut columns = rows.into_columns(projection);
    columns.extend([
        year_column(&years),
        Column::number("from", from),
        Column::number("to", to),
        Column::number("share", shares),
    ]);
    Table::new(columns)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{sample, text};
    use super::*;
    use crate::projection::Histogram;

    #[test]
    fn exact_text() {
        let mut projection = sample();
        let series = &mut projection.variables[0].series[0];
        series.histograms =
            vec![Histogram { point: 1, exponent: -1, first: 3, below: 0.0, shares: vec![0.0, 0.25, 0.5], above: 0.25 }];
        let found = text(&Histograms, &projection);
        let row = "share,\"Home share, by value\",%,robots,,2021,";
        let rows = ["0.4,0.5,0.25", "0.5,0.6,0.5", "0.6,,0.25"].map(|cells| format!("{row}{cells}\n"));
        assert_eq!(found, format!("variable,label,unit,sector,place,year,from,to,share\n{}", rows.concat()));
    }
}
