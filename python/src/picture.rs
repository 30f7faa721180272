//! Pictures that a notebook shows.

use catchup::charts;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::error::OutputError;

/// A picture, 960 pixels wide: as vectors, or rendered at twice the density.
#[pyclass(frozen, module = "catchup")]
pub struct Picture(charts::Picture);

impl From<charts::Picture> for Picture {
    fn from(picture: charts::Picture) -> Self {
        Self(picture)
    }
}

#[pymethods]
impl Picture {
    /// Its name: the stem of its files.
    #[getter]
    fn name(&self) -> &str {
        &self.0.name
    }

    /// What it shows, in a sentence with its key numbers, for those who do not see it.
    #[getter]
    fn alt(&self) -> &str {
        &self.0.alt
    }

    /// As SVG.
    #[getter]
    fn svg(&self) -> &str {
        &self.0.svg
    }

    /// As PNG, 1920 pixels wide.
    #[getter]
    fn png<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| self.0.png()).map_err(|error| OutputError::new_err(error.to_string()))?;
        Ok(PyBytes::new(py, &bytes))
    }

    fn _repr_png_<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.png(py)
    }

    fn _repr_svg_(&self) -> &str {
        &self.0.svg
    }

    fn __repr__(&self) -> String {
        format!("<picture {}: {}>", self.0.name, self.0.alt)
    }
}
