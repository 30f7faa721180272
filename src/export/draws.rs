//! `draws.parquet`: every draw, for those who go on computing.

use std::io::Write;

use ndarray::{Array3, ArrayView3, Axis, s};
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::{Column, DataFrame, ParquetWriter, PolarsResult};

use super::ExportError;
use super::table::year_column;
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
/// Compressed with Zstandard, in row groups of at most 32 MiB.
pub struct DrawWriter<'a> {
    names: &'a [String],
    times: &'a [f64],
    writer: BatchedWriter<&'a mut dyn Write>,
}

impl<'a> DrawWriter<'a> {
    /// Begins a file with a column for each of `names` and a row for each of `times`, in years, in each draw.
    ///
    /// # Errors
    /// [`ExportError::Table`] if `out` cannot take it.
    pub fn new(names: &'a [String], times: &'a [f64], out: &'a mut dyn Write) -> Result<Self, ExportError> {
        // The schema of a frame without draws is that of all.
        let none = Array3::zeros((names.len(), times.len(), 0));
        let writer = draw_table(names, times, 0, &none.view())
            .and_then(|frame| ParquetWriter::new(out).batched(frame.schema()))
            .map_err(table_error)?;
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
            draw_table(self.names, self.times, first_draw + start as u64, &group)
                .and_then(|frame| self.writer.write_batch(&frame))
                .map_err(table_error)?;
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`ExportError::Table`] if the output cannot take it.
    pub fn finish(self) -> Result<(), ExportError> {
        self.writer.finish().map(|_| ()).map_err(table_error)
    }
}

fn table_error(source: polars::error::PolarsError) -> ExportError {
    ExportError::Table { file: FILE, source }
}

/// Some draws as a frame of `draw`, `year` and the series.
fn draw_table(names: &[String], times: &[f64], first_draw: u64, values: &ArrayView3<f64>) -> PolarsResult<DataFrame> {
    let draws = values.len_of(Axis(2));
    let indices = first_draw..first_draw + draws as u64;
    let indices: Vec<u64> = indices.flat_map(|draw| std::iter::repeat_n(draw, times.len())).collect();
    let mut columns = vec![Column::new("draw".into(), indices), year_column(&times.repeat(draws))];
    for (name, series) in names.iter().zip(values.outer_iter()) {
        // Transposed, iteration runs over the times of a draw before it goes on to the next.
        let values: Vec<f64> = series.t().iter().copied().collect();
        columns.push(Column::new(name.as_str().into(), values));
    }
    DataFrame::new_infer_height(columns)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use polars::io::SerReader;
    use polars::prelude::ParquetReader;

    use super::super::sample::sample;
    use super::*;

    fn read(bytes: Vec<u8>) -> DataFrame {
        ParquetReader::new(Cursor::new(bytes)).finish().unwrap()
    }

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

        let frame = read(bytes);
        assert_eq!(frame.get_column_names(), ["draw", "year", "a[x]", "b"]);
        let draws: Vec<u64> = frame.column("draw").unwrap().u64().unwrap().into_no_null_iter().collect();
        assert_eq!(draws, [0, 0, 1, 1, 2, 2]);
        let years: Vec<i64> = frame.column("year").unwrap().i64().unwrap().into_no_null_iter().collect();
        assert_eq!(years, [2020, 2021, 2020, 2021, 2020, 2021]);
        let first: Vec<f64> = frame.column("a[x]").unwrap().f64().unwrap().into_no_null_iter().collect();
        assert_eq!(first, [0.0, 10.0, 1.0, 11.0, 2.0, 12.0]);
        let second: Vec<f64> = frame.column("b").unwrap().f64().unwrap().into_no_null_iter().collect();
        assert_eq!(second, [100.0, 110.0, 101.0, 111.0, 102.0, 112.0]);
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
        assert!(read(parts).equals(&read(whole)));
    }

    #[test]
    fn no_draws_are_an_empty_table() {
        let names = ["a".to_owned()];
        let values = Array3::zeros((1, 1, 0));
        let mut bytes = Vec::new();
        write_draws(&DrawColumns { names: &names, times: &[2020.0], values: values.view() }, &mut bytes).unwrap();
        assert_eq!(read(bytes).shape(), (0, 3));
    }

    #[test]
    fn many_draws_go_to_several_row_groups() {
        let names = ["a".to_owned()];
        let draws = NUMBERS_PER_GROUP / 3 + 10;
        let values = Array3::from_shape_fn((1, 1, draws), |(_, _, draw)| draw as f64);
        let mut bytes = Vec::new();
        write_draws(&DrawColumns { names: &names, times: &[2020.0], values: values.view() }, &mut bytes).unwrap();
        let mut reader = ParquetReader::new(Cursor::new(bytes));
        assert_eq!(reader.get_metadata().unwrap().row_groups.len(), 2);
        let frame = reader.finish().unwrap();
        assert_eq!(frame.height(), draws);
        let column = frame.column("draw").unwrap().u64().unwrap();
        assert!(column.into_no_null_iter().eq(0..draws as u64));
        let column = frame.column("a").unwrap().f64().unwrap();
        assert!(column.into_no_null_iter().eq((0..draws).map(|draw| draw as f64)));
    }
}
