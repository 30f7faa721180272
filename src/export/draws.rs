//! `draws.parquet`: every draw, for those who go on computing.

use std::io::{self, Write};

use ndarray::{ArrayView3, Axis, s};
use polars_arrow::array::{Array, PrimitiveArray};
use polars_arrow::datatypes::ArrowDataType;

use super::ExportError;
use super::parquet::ParquetWriter;
use super::projections::{clean, whole_year};
use crate::projection::Projection;

/// The name of the file.
const FILE: &str = "draws.parquet";

/// Numbers in one row group: 32 MiB of floats, so that memory stays bounded and readers can skip.
const NUMBERS_PER_GROUP: usize = 4 << 20;

/// All draws of some series.
#[derive(Debug)]
pub struct DrawColumns<'a> {
    /// The names of the series; see [`draw_column_names`].
    pub names: &'a [String],
    /// Points of time, in years.
    pub times: &'a [f64],
    /// Values [series, time, draw].
    pub values: ArrayView3<'a, f64>,
}

/// `variable` or `variable[element, element]` for each series of the projection, in its order.
#[must_use]
pub fn draw_column_names(projection: &Projection) -> Vec<String> {
    projection.all_series().map(|(variable, series)| projection.selector(variable, series)).collect()
}

/// Writes all draws as Apache Parquet: see [`DrawWriter`].
///
/// # Errors
/// [`ExportError::Table`] if `out` cannot take it.
///
/// # Panics
/// If the shape of the values does not fit the names and times.
pub fn write_draws(columns: &DrawColumns, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut writer = DrawWriter::new(columns.names, columns.times, out)?;
    writer.write(0, &columns.values)?;
    writer.finish()
}

/// Writes draws as Apache Parquet, some draws at a time.
///
/// One row for each draw and time, draws outermost; columns `draw` (its index, from 0), `year`, then one for each series.
/// Compressed with Snappy, in row groups of at most 32 MiB.
pub struct DrawWriter<'a> {
    names: &'a [String],
    times: &'a [f64],
    writer: ParquetWriter<'a>,
}

impl<'a> DrawWriter<'a> {
    /// Begins a file with a column for each of `names` and a row for each of `times`, in years, in each draw.
    ///
    /// # Errors
    /// [`ExportError::Table`] if `out` cannot take it.
    pub fn new(names: &'a [String], times: &'a [f64], out: &'a mut dyn Write) -> Result<Self, ExportError> {
        let year = if whole_years(times).is_some() { ArrowDataType::Int64 } else { ArrowDataType::Float64 };
        let first = [("draw", ArrowDataType::UInt64), ("year", year)];
        let series = names.iter().map(|name| (name.as_str(), ArrowDataType::Float64));
        let writer = ParquetWriter::new(first.into_iter().chain(series), out).map_err(table_error)?;
        Ok(Self { names, times, writer })
    }

    /// Adds the draws from `first_draw` on; `values` are [series, time, draw].
    ///
    /// # Errors
    /// [`ExportError::Table`] if the output cannot take it.
    ///
    /// # Panics
    /// If the shape of the values does not fit the names and times.
    pub fn write(&mut self, first_draw: u64, values: &ArrayView3<f64>) -> Result<(), ExportError> {
        let (series, times, draws) = values.dim();
        assert_eq!((series, times), (self.names.len(), self.times.len()), "one value for each name and time");
        let numbers_per_draw = (series + 2) * times;
        let draws_per_group = (NUMBERS_PER_GROUP / numbers_per_draw.max(1)).max(1);
        for start in (0..draws).step_by(draws_per_group) {
            let group = values.slice(s![.., .., start..draws.min(start + draws_per_group)]);
            let arrays = draw_arrays(self.times, first_draw + start as u64, &group);
            self.writer.write(&arrays).map_err(table_error)?;
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`ExportError::Table`] if the output cannot take it.
    pub fn finish(self) -> Result<(), ExportError> {
        self.writer.finish().map_err(table_error)
    }
}

fn table_error(source: io::Error) -> ExportError {
    ExportError::Table { file: FILE, source }
}

/// The years as integers, if all are whole.
fn whole_years(times: &[f64]) -> Option<Vec<i64>> {
    times.iter().map(|&time| whole_year(time)).collect()
}

/// Some draws as columns `draw`, `year` and the series.
fn draw_arrays(times: &[f64], first_draw: u64, values: &ArrayView3<f64>) -> Vec<Box<dyn Array>> {
    let draws = values.len_of(Axis(2));
    let indices = (first_draw..first_draw + draws as u64).flat_map(|draw| std::iter::repeat_n(draw, times.len()));
    let years = match whole_years(times) {
        Some(years) => PrimitiveArray::<i64>::from_vec(years.repeat(draws)).boxed(),
        None => {
            PrimitiveArray::<f64>::from_vec(times.iter().map(|&time| clean(time)).collect::<Vec<_>>().repeat(draws))
                .boxed()
        }
    };
    let mut arrays = vec![PrimitiveArray::<u64>::from_vec(indices.collect()).boxed(), years];
    // Transposed, iteration runs over the times of a draw before it goes on to the next.
    arrays.extend(
        values.outer_iter().map(|series| PrimitiveArray::<f64>::from_vec(series.t().iter().copied().collect()).boxed()),
    );
    arrays
}

#[cfg(test)]
mod tests {
    use ndarray::Array3;

    use super::super::sample::{read_parquet, sample};
    use super::super::table::{Column, Table};
    use super::*;

    #[test]
    fn names_are_selectors() {
        assert_eq!(draw_column_names(&sample()), ["share[robots]", "share[machine_tools]", "price[suzhou]", "total"]);
    }

    #[test]
    fn rows_are_draws_by_years() {
        let names = ["a[x]".to_owned(), "b".to_owned()];
        // 100 series + 10 time + draw
        let values = Array3::from_shape_fn((2, 2, 3), |(series, time, draw)| (100 * series + 10 * time + draw) as f64);
        let columns = DrawColumns { names: &names, times: &[2020.0, 2021.0], values: values.view() };
        let mut bytes = Vec::new();
        write_draws(&columns, &mut bytes).unwrap();

        let found = read_parquet(bytes);
        let expected = Table::new(vec![
            Column::whole("draw", [0, 0, 1, 1, 2, 2]),
            Column::whole("year", [2020, 2021, 2020, 2021, 2020, 2021]),
            Column::number("a[x]", [0.0, 10.0, 1.0, 11.0, 2.0, 12.0]),
            Column::number("b", [100.0, 110.0, 101.0, 111.0, 102.0, 112.0]),
        ]);
        assert_eq!(found.table, expected);
        let types = [ArrowDataType::UInt64, ArrowDataType::Int64, ArrowDataType::Float64, ArrowDataType::Float64];
        assert_eq!(found.types, types);
    }

    #[test]
    fn blocks_of_draws_make_the_whole() {
        let names = ["a".to_owned()];
        let times = [2020.0, 2020.5];
        let values = Array3::from_shape_fn((1, 2, 5), |(_, time, draw)| (10 * time + draw) as f64);
        let mut whole = Vec::new();
        write_draws(&DrawColumns { names: &names, times: &times, values: values.view() }, &mut whole).unwrap();

        let mut parts = Vec::new();
        let mut writer = DrawWriter::new(&names, &times, &mut parts).unwrap();
        writer.write(0, &values.slice(s![.., .., ..2])).unwrap();
        writer.write(2, &values.slice(s![.., .., 2..])).unwrap();
        writer.finish().unwrap();
        let (parts, whole) = (read_parquet(parts).table, read_parquet(whole).table);
        assert_eq!((parts.rows(), &parts), (10, &whole));
    }

    #[test]
    fn no_draws_are_an_empty_table() {
        let names = ["a".to_owned()];
        let values = Array3::zeros((1, 1, 0));
        let mut bytes = Vec::new();
        write_draws(&DrawColumns { names: &names, times: &[2020.0], values: values.view() }, &mut bytes).unwrap();
        let found = read_parquet(bytes);
        assert_eq!((found.groups, found.table.rows(), found.table.columns().len()), (0, 0, 3));
    }

    #[test]
    fn many_draws_go_to_several_row_groups() {
        let names = ["a".to_owned()];
        let draws = NUMBERS_PER_GROUP / 3 + 10;
        let values = Array3::from_shape_fn((1, 1, draws), |(_, _, draw)| draw as f64);
        let mut bytes = Vec::new();
        write_draws(&DrawColumns { names: &names, times: &[2020.0], values: values.view() }, &mut bytes).unwrap();
        let found = read_parquet(bytes);
        assert_eq!(found.groups, 2);
        let expected = Table::new(vec![
            Column::whole("draw", 0..draws as i64),
            Column::whole("year", std::iter::repeat_n(2020, draws)),
            Column::number("a", (0..draws).map(|draw| draw as f64)),
        ]);
        assert!(found.table == expected);
    }
}
