//! Tables that hand themselves over by Arrow, and blocks of numbers that hand themselves over as arrays.

use std::sync::Arc;

use catchup::export::{self, Table};
use catchup::session::Ensemble;
use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule, PyDict, PyList};

use super::arrow::{self, Batch, Column, Values, bit};

/// A table: named columns of one length. Takes part in the Arrow PyCapsule interface, so that pandas, Polars, PyArrow and
/// DuckDB read it as it is.
#[pyclass(frozen, module = "catchup._catchup")]
pub struct Frame {
    batch: Arc<Batch>,
    csv: String,
}

impl Frame {
    /// A table of the library, and as what it stands in a file.
    pub fn of(table: &Table<'_>) -> Self {
        let mut csv = Vec::new();
        // Memory takes whatever is written.
        let _written = table.write_csv(&mut csv);
        let columns: Vec<Column> = table.columns().iter().map(column).collect();
        let batch = Arc::new(Batch { columns, rows: table.rows() });
        Self { batch, csv: String::from_utf8(csv).unwrap_or_default() }
    }

    /// Columns of its own, that no file has.
    pub fn of_columns(columns: Vec<Column>, rows: usize) -> Self {
        let frame = Self { batch: Arc::new(Batch { columns, rows }), csv: String::new() };
        let csv = frame.write();
        Self { csv, ..frame }
    }

    /// A file as the program writes it. Columns are numbers but for those named: `texts`, and `truths` that say whether
    /// something is so.
    pub fn from_csv(csv: String, texts: &[&str], truths: &[&str]) -> PyResult<Self> {
        let wrong = |what: &str| PyValueError::new_err(format!("a table cannot be read back: {what}"));
        let mut rows = records(&csv).into_iter();
        let header = rows.next().unwrap_or_default();
        let rows: Vec<Vec<String>> = rows.collect();
        if rows.iter().any(|row| row.len() != header.len()) {
            return Err(wrong("rows of several lengths"));
        }
        let mut columns = Vec::new();
        for (place, name) in header.iter().enumerate() {
            let cells = || rows.iter().map(|row| row[place].as_str());
            columns.push(if texts.contains(&name.as_str()) {
                Column::text(name, cells().map(|cell| (!cell.is_empty()).then_some(cell)))
            } else if truths.contains(&name.as_str()) {
                Column::truth(name, cells().map(|cell| cell.parse().ok()))
            } else {
                let number = |cell: &str| (!cell.is_empty()).then(|| cell.parse::<f64>()).transpose();
                let numbers: Result<Vec<Option<f64>>, _> = cells().map(number).collect();
                Column::number(name, numbers.map_err(|_| wrong(name))?.into_iter())
            });
        }
        Ok(Self { batch: Arc::new(Batch { columns, rows: rows.len() }), csv })
    }

    fn write(&self) -> String {
        let columns = self.batch.columns.iter().map(|column| {
            let rows = || (0..self.batch.rows).map(|row| column.has(row).then_some(row));
            let name = column.name.as_str();
            match &column.values {
                Values::Text(..) => {
                    export::Column::optional_text(name, rows().map(|row| Some(column.values.text_at(row?)?.into())))
                }
                Values::Number(values) => export::Column::number(name, rows().map(|row| row.map(|row| values[row]))),
                Values::Whole(values) => {
                    export::Column::whole(name, rows().map(|row| row.map_or(0, |row| values[row])))
                }
                Values::Truth(bits, _) => {
                    export::Column::truth(name, rows().map(|row| row.is_some_and(|row| bit(bits, row))))
                }
            }
        });
        let mut csv = Vec::new();
        let _written = Table::new(columns.collect()).write_csv(&mut csv);
        String::from_utf8(csv).unwrap_or_default()
    }

    fn column(&self, name: &str) -> PyResult<&Column> {
        self.batch.columns.iter().find(|column| column.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.batch.columns.iter().map(|column| column.name.as_str()).collect();
            PyKeyError::new_err(format!("no column `{name}`; there are {}", names.join(", ")))
        })
    }

    fn values<'py>(&self, py: Python<'py>, column: &Column) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for row in 0..self.batch.rows {
            let there = column.has(row);
            match &column.values {
                Values::Text(..) => list.append(there.then(|| column.values.text_at(row)).flatten())?,
                Values::Number(values) => list.append(there.then(|| values[row]))?,
                Values::Whole(values) => list.append(there.then(|| values[row]))?,
                Values::Truth(bits, _) => list.append(there.then(|| bit(bits, row)))?,
            }
        }
        Ok(list)
    }
}

/// A column of a table of the library.
fn column(column: &export::Column<'_>) -> Column {
    let name = column.name();
    match column.values() {
        export::Values::Text(values) => Column::text(name, values.iter().map(Option::as_deref)),
        export::Values::Number(values) => Column::number(name, values.iter().copied()),
        export::Values::Whole(values) => Column::whole(name, values.iter().copied()),
        export::Values::Truth(values) => Column::truth(name, values.iter().copied()),
    }
}

/// The cells of a file that the program has written (RFC 4180).
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            letter => cell.push(letter),
        }
    }
    rows
}

#[pymethods]
impl Frame {
    /// The names of the columns, from left to right.
    #[getter]
    fn columns(&self) -> Vec<&str> {
        self.batch.columns.iter().map(|column| column.name.as_str()).collect()
    }

    fn __len__(&self) -> usize {
        self.batch.rows
    }

    /// A column as a list, `None` where it has no value.
    fn __getitem__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyList>> {
        self.values(py, self.column(name)?)
    }

    /// All columns as lists, by name.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let all = PyDict::new(py);
        for column in &self.batch.columns {
            all.set_item(&column.name, self.values(py, column)?)?;
        }
        Ok(all)
    }

    /// The table as the program writes it: comma-separated values, UTF-8.
    fn to_csv(&self) -> &str {
        &self.csv
    }

    /// A stream of one record batch, for whatever reads Arrow. All types are as they are: a schema that is asked for is not
    /// heeded, as the interface allows.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        arrow::stream(py, &self.batch)
    }

    /// By its columns as they are, and what it is in a file.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Vec<Parts<'py>>, usize, &str))> {
        let again = py.import("catchup._catchup")?.getattr("frame_of")?;
        let columns = self.batch.columns.iter().map(|column| parts(py, column)).collect();
        Ok((again, (columns, self.batch.rows, &self.csv)))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        arrow::schema(py, &self.batch)
    }
}

/// A column as Python takes it to another process: name, kind, bytes of the values, those of where texts begin, bits of where there is one.
type Parts<'py> = (String, &'static str, Bound<'py, PyBytes>, Option<Bound<'py, PyBytes>>, Option<Bound<'py, PyBytes>>);

/// The same as it comes.
type Come = (String, String, Vec<u8>, Option<Vec<u8>>, Option<Vec<u8>>);

fn parts<'py>(py: Python<'py>, column: &Column) -> Parts<'py> {
    let bytes = |bytes: &[u8]| PyBytes::new(py, bytes);
    let whole = |numbers: &[i64]| bytes(&numbers.iter().flat_map(|one| one.to_le_bytes()).collect::<Vec<u8>>());
    let valid = column.valid.as_deref().map(bytes);
    let (kind, values, offsets) = match &column.values {
        Values::Text(offsets, text) => ("text", bytes(text), Some(whole(offsets))),
        Values::Number(numbers) => {
            let all: Vec<u8> = numbers.iter().flat_map(|one| one.to_le_bytes()).collect();
            ("number", bytes(&all), None)
        }
        Values::Whole(numbers) => ("whole", whole(numbers), None),
        Values::Truth(bits, _) => ("truth", bytes(bits), None),
    };
    (column.name.clone(), kind, values, offsets, valid)
}

fn come((name, kind, values, offsets, valid): Come, rows: usize) -> Option<Column> {
    let whole =
        |bytes: &[u8]| Some(bytes.as_chunks().0.iter().map(|one| i64::from_le_bytes(*one)).collect::<Vec<i64>>());
    let texts = || {
        let (offsets, text) = (whole(&offsets.unwrap_or_default())?, std::str::from_utf8(&values).ok()?);
        let in_order = offsets.len() == rows + 1 && offsets.windows(2).all(|pair| pair[0] <= pair[1]);
        let fits =
            in_order && offsets.iter().all(|at| text.is_char_boundary(usize::try_from(*at).unwrap_or(usize::MAX)));
        fits.then(|| Values::Text(offsets, text.as_bytes().to_vec()))
    };
    let full = |values: &Vec<u8>| values.len() == rows * 8;
    let bits = |bits: &Vec<u8>| bits.len() == rows.div_ceil(8);
    let found = match kind.as_str() {
        "text" => texts()?,
        "number" if full(&values) => {
            Values::Number(values.as_chunks().0.iter().map(|one| f64::from_le_bytes(*one)).collect())
        }
        "whole" if full(&values) => Values::Whole(whole(&values)?),
        "truth" if bits(&values) => Values::Truth(values, rows),
        _ => return None,
    };
    let valid = valid.filter(bits);
    let nulls = valid.as_ref().map_or(0, |valid| (0..rows).filter(|row| !bit(valid, *row)).count());
    Some(Column { name, values: found, valid, nulls })
}

/// A frame again, from its columns and what it is in a file.
#[pyfunction]
pub fn frame_of(columns: Vec<Come>, rows: usize, csv: String) -> PyResult<Frame> {
    let columns: Option<Vec<Column>> = columns.into_iter().map(|one| come(one, rows)).collect();
    let columns =
        columns.ok_or_else(|| PyValueError::new_err("a table that was pickled is of another version of catchup"))?;
    Ok(Frame { batch: Arc::new(Batch { columns, rows }), csv })
}

/// A frame of comma-separated values as the program writes them: all numbers but for the columns named.
#[pyfunction]
pub fn csv_frame(text: String, texts: Vec<String>, truths: Vec<String>) -> PyResult<Frame> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let truths: Vec<&str> = truths.iter().map(String::as_str).collect();
    Frame::from_csv(text, &texts, &truths)
}

/// All draws of all reported variables [series, time, draw], in declared units. Takes part in NumPy's array interface, so that
/// `numpy.asarray` reads it as it is, without a copy.
#[pyclass(frozen, module = "catchup._catchup")]
pub struct Block {
    draws: Draws,
}

/// Draws of a run, or as they have come.
enum Draws {
    Own(Ensemble),
    Come([usize; 3], Vec<f64>),
}

impl Block {
    /// All draws.
    pub fn new(draws: Ensemble) -> Self {
        Self { draws: Draws::Own(draws) }
    }

    /// Where the numbers are, how many there are along each axis, and how far apart they are.
    fn layout(&self) -> (*const f64, [usize; 3], [isize; 3]) {
        match &self.draws {
            Draws::Own(draws) => {
                let view = draws.view();
                let ((a, b, c), strides) = (view.dim(), view.strides());
                (view.as_ptr(), [a, b, c], [strides[0], strides[1], strides[2]])
            }
            Draws::Come([a, b, c], values) => (values.as_ptr(), [*a, *b, *c], [(b * c) as isize, *c as isize, 1]),
        }
    }
}

/// A block again, from the bytes of its numbers.
#[pyfunction]
pub fn block_of(shape: [usize; 3], values: Vec<u8>) -> PyResult<Block> {
    let numbers: Vec<f64> = values.as_chunks().0.iter().map(|one| f64::from_ne_bytes(*one)).collect();
    if shape.iter().product::<usize>() != numbers.len() {
        return Err(PyValueError::new_err("there are not so many draws"));
    }
    Ok(Block { draws: Draws::Come(shape, numbers) })
}

#[pymethods]
impl Block {
    /// By the bytes of its numbers, series by series.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, ([usize; 3], Bound<'py, PyBytes>))> {
        let again = py.import("catchup._catchup")?.getattr("block_of")?;
        let bytes =
            |values: &mut dyn Iterator<Item = &f64>| values.flat_map(|one| one.to_ne_bytes()).collect::<Vec<u8>>();
        let all = match &self.draws {
            Draws::Own(draws) => bytes(&mut draws.view().iter()),
            Draws::Come(_, values) => bytes(&mut values.iter()),
        };
        Ok((again, (self.layout().1, PyBytes::new(py, &all))))
    }

    /// How many series, times and draws there are.
    #[getter]
    fn shape(&self) -> (usize, usize, usize) {
        let [a, b, c] = self.layout().1;
        (a, b, c)
    }

    /// Where the numbers are, as NumPy asks for it.
    #[getter]
    fn __array_interface__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (start, [a, b, c], strides) = self.layout();
        let size = std::mem::size_of::<f64>() as isize;
        let described = PyDict::new(py);
        described.set_item("version", 3)?;
        described.set_item("shape", (a, b, c))?;
        described.set_item("typestr", if cfg!(target_endian = "big") { ">f8" } else { "<f8" })?;
        described.set_item("data", (start as usize, true))?;
        let [a, b, c] = strides.map(|stride| stride * size);
        described.set_item("strides", (a, b, c))?;
        Ok(described)
    }
}
