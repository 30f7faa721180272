//! `milestones.csv`: when thresholds are passed.

use std::io::Write;

use super::projections::{Rows, clean};
use super::table::{Column, Table};
use super::{ExportError, Exporter, Format, csv_file};
use crate::projection::{Event, Projection};

/// One row for each threshold of each series.
///
/// Columns: `variable`, `label`, `unit`, the dimensions, `threshold`, `already` and `never` (shares of draws, 0 to 1),
/// `year_p05`, `year_p50`, `year_p95`: the year by which that share of draws has passed, and `direction` (`above` or
/// `below`), `passage` (`first` or `last`), `lasting` (years), `from` and `until` of the event. Instead of a year stands
/// `already` where those draws are beyond the threshold from the first time on, and `never` where they do not pass it by
/// the last.
#[derive(Debug, Clone, Copy)]
pub struct Milestones;

impl Exporter for Milestones {
    fn file_name(&self) -> &'static str {
        "milestones.csv"
    }

    fn format(&self) -> Format {
        Format::Csv
    }

    fn write(&self, projection: &Projection, out: &mut dyn Write) -> Result<(), ExportError> {
        csv_file(self.file_name(), &milestone_table(projection), out)
    }
}

/// The table of [`Milestones`].
#[must_use]
pub fn milestone_table(projection: &Projection) -> Table<'_> {
    let mut rows = Rows::default();
    let mut numbers: [Vec<f64>; 3] = Default::default();
    let mut years: [Vec<String>; 3] = Default::default();
    for (variable, series) in projection.all_series() {
        rows.push(projection, variable, series, series.milestones.len());
        for milestone in &series.milestones {
            let event = &milestone.event;
            for (column, value) in numbers.iter_mut().zip([event.threshold, milestone.already, milestone.never]) {
                column.push(value);
            }
            let first = projection.first_time_of(event);
            for (column, year) in years.iter_mut().zip(milestone.years) {
                column.push(passing(year, first));
            }
        }
    }
    let mut columns = rows.into_columns(projection);
    let names = ["threshold", "already", "never"];
    columns.extend(names.into_iter().zip(numbers).map(|(name, values)| Column::number(name, values)));
    let names = ["year_p05", "year_p50", "year_p95"];
    columns.extend(names.into_iter().zip(years).map(|(name, values)| Column::text(name, values)));
    columns.extend(event_columns(projection));
    Table::new(columns)
}

/// What has to happen, beside the threshold.
fn event_columns(projection: &Projection) -> [Column<'_>; 5] {
    let events: Vec<&Event> = projection
        .all_series()
        .flat_map(|(_, series)| series.milestones.iter().map(|milestone| &milestone.event))
        .collect();
    let texts = |of: fn(&Event) -> String| events.iter().map(|event| of(event)).collect::<Vec<String>>();
    [
        Column::text("direction", texts(|event| event.direction.name().to_owned())),
        Column::text("passage", texts(|event| event.passage.name().to_owned())),
        Column::number("lasting", events.iter().map(|event| event.lasting).collect::<Vec<f64>>()),
        Column::number("from", events.iter().map(|event| event.from).collect::<Vec<_>>()),
        Column::number("until", events.iter().map(|event| event.until).collect::<Vec<_>>()),
    ]
}

/// A year of passing as text. A passing from below needs an earlier time, so the first time stands for `already`.
fn passing(year: f64, first: f64) -> String {
    if year == f64::INFINITY {
        "never".to_owned()
    } else if year <= first {
        "already".to_owned()
    } else {
        clean(year).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{sample, text};
    use super::*;

    #[test]
    fn exact_text() {
        assert_eq!(
            text(&Milestones, &sample()),
            "variable,label,unit,sector,place,threshold,already,never,year_p05,year_p50,year_p95,direction,passage,lasting,from,until\n\
             share,\"Home share, by value\",%,machine_tools,,0.4,0.25,0.125,already,2021,never,above,first,0.0,,\n\
             share,\"Home share, by value\",%,machine_tools,,0.7,0.0,0.75,2020.25,never,never,below,last,2.0,2020.0,\n"
        );
    }
}
