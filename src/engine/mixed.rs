//! Two samples of a model mixed by draw source, as variance-based sensitivity asks for: each mixture is a version of the model, and
//! what does not depend on the draw sources that differ is computed once for all.

use ndarray::{Array2, ArrayView2, Axis, s};

use super::run::{Progress, Settings, Unfinished, run_at};
use super::sampling::{Given, Sampling};
use super::versions::{LARGEST, Number, Sampled, held_together, together};
use crate::model::Model;
use crate::model::program::Program;

/// Runs the points of an ensemble whose samples [draw source, point] come from the first of two arrays of values but for those of
/// some draw sources, which come from the second: of other draw sources in each version. Noise is that of the first draws. Keeps
/// one number: [version, point], in base units.
///
/// Each version has the bits of a run with its values.
///
/// # Errors
/// [`Unfinished`] if memory does not suffice or the run is cancelled.
///
/// # Panics
/// If there is not one row for each draw source.
pub fn run_mixed(
    (model, program): (&Model, &Program),
    settings: &Settings,
    [values, others]: [ArrayView2<f64>; 2],
    versions: &[&[usize]],
    (column, point): Number,
    progress: &dyn Progress,
) -> Result<Array2<f64>, Unfinished> {
    assert_eq!([values.nrows(), others.nrows()], [model.draws.len(); 2], "one row for each draw source");
    let mut found = Array2::zeros((versions.len(), values.ncols()));
    if program.has_stages() {
        for (version, mut row) in versions.iter().zip(found.outer_iter_mut()) {
            let mut mixed = values.to_owned();
            for source in *version {
                mixed.row_mut(*source).assign(&others.row(*source));
            }
            let given = (Given::Values, mixed.view());
            let ensemble = run_at(model, program, settings, given, 0, &[column], progress)?;
            row.assign(&ensemble.values.view().slice(s![0, point, ..]));
        }
        return Ok(found);
    }
    let sampling = Sampling::new(model, &program.samples, settings).with(Given::Values, values, 0);
    let size = held_together(versions.len(), program, LARGEST);
    for (versions, mut rows) in versions.chunks(size).zip(found.axis_chunks_iter_mut(Axis(0), size)) {
        let taken = |source: usize| versions.iter().map(|version| u16::from(version.contains(&source))).collect();
        let samples = program.samples.iter().map(|(source, register)| Sampled {
            register: *register,
            taken: taken(*source),
            columns: [values.row(*source), others.row(*source)],
        });
        let samples: Vec<Sampled> = samples.filter(|sample| sample.taken.contains(&1)).collect();
        let tables = vec![program.scalars.as_slice(); versions.len()];
        let draws = values.ncols() as u64;
        let kept = together((program, &sampling), (tables, &samples), settings, (draws, &[(column, point)]), progress)?;
        rows.assign(&kept.index_axis(Axis(1), 0));
    }
    Ok(found)
}
