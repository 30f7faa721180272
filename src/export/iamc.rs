//! `iamc.csv`: the table of the Integrated Assessment Modeling Consortium, as the Python package pyam reads it
//! (Huppmann et al. 2021, doi:10.12688/openreseurope.13633.2).

use std::io::Write;

use super::projections::whole_year;
use super::table::{Column, Table};
use super::{ExportError, Exporter, Format, csv_file};
use crate::projection::{Level, Projection, Series, Variable};

/// What a quantile adds to the name of a variable.
fn percentile(level: Level) -> &'static str {
    match level {
        Level::P05 => "|5th Percentile",
        Level::P10 => "|10th Percentile",
        Level::P25 => "|25th Percentile",
        Level::P50 => "|50th Percentile",
        Level::P75 => "|75th Percentile",
        Level::P90 => "|90th Percentile",
        Level::P95 => "|95th Percentile",
    }
}

/// One row for each statistic of each series, one column for each time.
///
/// Columns: `model`, `scenario` (the file stem), `region`, `variable`, `unit`, then the times. The region is the element
/// of the dimension flagged as region, else that of the scenario. Variables are named by label, their other elements and
/// the statistic, parted by `|`: `Home share|Robots|50th Percentile`, `Home share|Robots|Mean`; without uncertainty there
/// is one row and no statistic. A `|` inside a label becomes `/`; labels that are not unique get the name behind them.
///
/// Of an axis in which all times are beginnings of months, quarters say, but not all of years, columns are dates:
/// `2020-04-01`; a part of a year such as 2020.25 would be read as its beginning. Of any other axis only whole years are
/// written, and none if the axis has none. Values that are not finite are left empty.
#[derive(Debug, Clone, Copy)]
pub struct Iamc;

impl Exporter for Iamc {
    fn file_name(&self) -> &'static str {
        "iamc.csv"
    }

    fn format(&self) -> Format {
        Format::Iamc
    }

    fn write(&self, projection: &Projection, out: &mut dyn Write) -> Result<(), ExportError> {
        csv_file(self.file_name(), &iamc_table(projection), out)
    }
}

/// The times of an axis that the format can tell, with their headings.
fn headings(times: &[f64]) -> Vec<(usize, String)> {
    let times = || times.iter().enumerate();
    let years: Vec<(usize, String)> =
        times().filter_map(|(index, &time)| Some((index, whole_year(time)?.to_string()))).collect();
    let months: Vec<(usize, String)> = times().filter_map(|(index, &time)| Some((index, month(time)?))).collect();
    if months.len() == times().len() && years.len() < months.len() { months } else { years }
}

/// The first day of a month, if it is the month that begins at a time.
fn month(time: f64) -> Option<String> {
    let months = time * 12.0;
    let whole = months.round();
    let (year, month) = ((whole / 12.0).floor(), whole.rem_euclid(12.0) + 1.0);
    ((months - whole).abs() < 1e-6 && (0.0..1e4).contains(&year)).then(|| format!("{year:04}-{month:02}-01"))
}

/// The table of [`Iamc`]: a column for each time that it can tell, without a value where none is finite.
#[must_use]
pub fn iamc_table(projection: &Projection) -> Table<'_> {
    let variable_labels =
        unique_labels(projection.variables.iter().map(|variable| (&*variable.label, &*variable.name)));
    let element_labels: Vec<Vec<String>> = projection
        .dimensions
        .iter()
        .map(|dimension| unique_labels(dimension.elements.iter().map(|element| (&*element.label, &*element.name))))
        .collect();
    let times = headings(&projection.times);

    let mut regions = Vec::new();
    let mut names = Vec::new();
    let mut units = Vec::new();
    let mut values: Vec<Vec<Option<f64>>> = vec![Vec::new(); times.len()];
    // A row without any time is of no use to a reader, and pyam rejects it.
    let variables = projection.variables.iter().zip(&variable_labels).filter(|_| !times.is_empty());
    for (variable, label) in variables {
        for series in &variable.series {
            let (region, name) = region_and_name(projection, &element_labels, variable, series, label);
            for (statistic, line) in statistics(series, projection.about.is_uncertain()) {
                regions.push(region.to_owned());
                names.push(format!("{name}{statistic}"));
                units.push(variable.unit.as_str());
                for (column, (time, _)) in values.iter_mut().zip(&times) {
                    column.push(Some(line[*time]).filter(|value| value.is_finite()));
                }
            }
        }
    }
    let mut columns = vec![
        Column::text("model", vec![projection.about.model.as_str(); names.len()]),
        Column::text("scenario", vec![projection.about.id.as_str(); names.len()]),
        Column::text("region", regions),
        Column::text("variable", names),
        Column::text("unit", units),
    ];
    columns.extend(times.into_iter().zip(values).map(|((_, heading), values)| Column::number(heading, values)));
    Table::new(columns)
}

/// The region of a series, and the variable's label with the labels of all its other elements.
fn region_and_name<'a>(
    projection: &'a Projection,
    element_labels: &'a [Vec<String>],
    variable: &Variable,
    series: &Series,
    label: &str,
) -> (&'a str, String) {
    let region = variable.dims.iter().position(|&dimension| projection.dimensions[dimension].region);
    let element = |position: usize| element_labels[variable.dims[position]][series.elements[position]].as_str();
    let mut name = label.to_owned();
    for position in (0..variable.dims.len()).filter(|&position| Some(position) != region) {
        name.push('|');
        name.push_str(element(position));
    }
    (region.map_or(projection.about.region.as_str(), element), name)
}

/// The reported statistics of a series by time, each with what it adds to the name of the variable.
fn statistics(series: &Series, uncertain: bool) -> Vec<(&'static str, &[f64])> {
    if !uncertain {
        return vec![("", series.median())];
    }
    let mut lines: Vec<_> = series.quantiles.rows().map(|(level, line)| (percentile(level), line)).collect();
    lines.push(("|Mean", &series.mean));
    lines
}

/// Labels that can stand between the bars of a variable's name: without `|`, not empty, and with the name behind those
/// that would otherwise be the same.
fn unique_labels<'a>(labels_and_names: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let clean: Vec<(String, &str)> = labels_and_names
        .map(|(label, name)| (if label.is_empty() { name } else { label }.replace('|', "/"), name))
        .collect();
    let twice = |label: &String| clean.iter().filter(|(other, _)| other == label).count() > 1;
    clean.iter().map(|(label, name)| if twice(label) { format!("{label} ({name})") } else { label.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{certain, sample, text};
    use super::*;
    use crate::projection::Quantiles;

    #[test]
    fn exact_text() {
        let lines: Vec<String> = text(&Iamc, &sample()).lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 1 + 4 * 8);
        assert_eq!(
            lines[..9],
            [
                "model,scenario,region,variable,unit,2020,2021",
                "china,push,China,\"Home share, by value|Industrial robots|5th Percentile\",%,19.5,49.625",
                "china,push,China,\"Home share, by value|Industrial robots|10th Percentile\",%,22.0,52.125",
                "china,push,China,\"Home share, by value|Industrial robots|25th Percentile\",%,24.5,54.625",
                "china,push,China,\"Home share, by value|Industrial robots|50th Percentile\",%,27.0,57.125",
                "china,push,China,\"Home share, by value|Industrial robots|75th Percentile\",%,29.5,59.625",
                "china,push,China,\"Home share, by value|Industrial robots|90th Percentile\",%,32.0,62.125",
                "china,push,China,\"Home share, by value|Industrial robots|95th Percentile\",%,34.5,64.625",
                "china,push,China,\"Home share, by value|Industrial robots|Mean\",%,28.25,58.375",
            ]
        );
        assert_eq!(lines[9], "china,push,China,\"Home share, by value|Tools / machines|5th Percentile\",%,60.0,61.0");
        assert_eq!(lines[20], "china,push,Suzhou,Price|50th Percentile,CNY_2020,0.1,1e-7");
        assert_eq!(lines[32], "china,push,China,Total|Mean,1,0.3333333333333333,");
    }

    #[test]
    fn only_whole_years_of_a_finer_axis() {
        let mut projection = sample();
        projection.about.basis = certain();
        projection.variables.drain(..2);
        projection.times = vec![2020.55, 2021.0 + 1e-10];
        projection.variables[0].series[0].quantiles = Quantiles::from_fn(2, |_, _| 7.0);
        assert_eq!(
            text(&Iamc, &projection),
            "model,scenario,region,variable,unit,2021\nchina,push,China,Total,1,7.0\n"
        );
        projection.times = vec![2020.1, 2020.3];
        assert_eq!(text(&Iamc, &projection), "model,scenario,region,variable,unit\n");
    }

    #[test]
    fn quarters_and_months_are_dates() {
        let of = |times: &[f64]| headings(times).into_iter().map(|(_, heading)| heading).collect::<Vec<_>>();
        assert_eq!(of(&[2019.75, 2020.0, 2020.25]), ["2019-10-01", "2020-01-01", "2020-04-01"]);
        let months: Vec<f64> = (0..13).map(|month| 2020.0 + f64::from(month) / 12.0).collect();
        assert_eq!(of(&months)[1..4], ["2020-02-01", "2020-03-01", "2020-04-01"]);
        assert_eq!(of(&months)[12], "2021-01-01");
        assert_eq!(of(&[2020.0, 2021.0]), ["2020", "2021"]);
    }

    #[test]
    fn labels_are_told_apart() {
        let labels = [("Share", "a"), ("Share", "b"), ("", "c"), ("x|y", "d")];
        assert_eq!(unique_labels(labels.into_iter()), ["Share (a)", "Share (b)", "c", "x/y"]);
    }
}
