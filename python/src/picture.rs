//! Pictures that a notebook shows.

use catchup::charts;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::error::OutputError;

/// A picture, 960 pixels wide: as vectors, or rendered at twice the density.
#[pyclass(frozen, module = "catchup")]
pub struct Picture {
    name: String,
    alt: String,
    svg: String,
    png: Png,
}

/// Pixels: painted when they are asked for, or as they have come.
enum Png {
    Drawn(Box<charts::Picture>),
    Painted(Vec<u8>),
}

impl From<charts::Picture> for Picture {
    fn from(picture: charts::Picture) -> Self {
        let (name, alt, svg) = (picture.name.clone(), picture.alt.clone(), picture.svg.clone());
        Self { name, alt, svg, png: Png::Drawn(Box::new(picture)) }
    }
}

/// A picture again, from its parts.
#[pyfunction]
pub fn picture_of(name: String, alt: String, svg: String, png: Vec<u8>) -> Picture {
    Picture { name, alt, svg, png: Png::Painted(png) }
}

#[pymethods]
impl Picture {
    /// Its name: the stem of its files.
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    /// What it shows, in a sentence with its key numbers, for those who do not see it.
    #[getter]
    fn alt(&self) -> &str {
        &self.alt
    }

    /// As SVG.
    #[getter]
    fn svg(&self) -> &str {
        &self.svg
    }

    /// As PNG, 1920 pixels wide.
    #[getter]
    fn png<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        match &self.png {
            Png::Painted(bytes) => Ok(PyBytes::new(py, bytes)),
            Png::Drawn(picture) => {
                let bytes = py.detach(|| picture.png()).map_err(|error| OutputError::new_err(error.to_string()))?;
                Ok(PyBytes::new(py, &bytes))
            }
        }
    }

    fn _repr_png_<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.png(py)
    }

    fn _repr_svg_(&self) -> &str {
        &self.svg
    }

    /// By its parts, pixels among them.
    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, (&str, &str, &str, Bound<'py, PyBytes>))> {
        let again = py.import("catchup._catchup")?.getattr("picture_of")?;
        Ok((again, (&self.name, &self.alt, &self.svg, self.png(py)?)))
    }

    fn __repr__(&self) -> String {
        format!("<picture {}: {}>", self.name, self.alt)
    }
}
