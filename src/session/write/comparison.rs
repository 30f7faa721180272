//! The folder of a comparison.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::run::made;
use super::{Format, write_bytes, write_picture};
use crate::charts::{Picture, comparison_pictures};
use crate::export::{COMPARISON_TABLES, Folder, Manifest, write_comparison};
#[cfg(feature = "workbooks")]
use crate::export::{COMPARISON_WORKBOOK, write_comparison_workbook};
use crate::parallel;
use crate::projection::Comparison;
use crate::report::brief::brief;
use crate::report::compare_page;
use crate::session::{Error, Session};

/// Writes the report, the brief, all tables and pictures of a comparison of sessions in worlds, at the same time, and the
/// manifest; returns the files. How long that took is added to `times`.
///
/// # Errors
/// A comparison is not written in that format, a chart cannot be drawn, or the folder cannot take a file; it is then left
/// as it was.
pub fn write_comparison_folder(
    sessions: &[Session],
    worlds: &[Session],
    comparison: &Comparison,
    folder: Folder,
    formats: &[Format],
    times: &mut Vec<(String, Duration)>,
) -> Result<Vec<PathBuf>, Error> {
    formats.iter().try_for_each(|format| format.built())?;
    let mut manifest = manifest(sessions, worlds, comparison, times);
    let begin = Instant::now();
    let (pictures, (workbook, tables)) = parallel::join(
        || write_pictures(comparison, &manifest, &folder, formats),
        || {
            parallel::join(
                || write_workbook(comparison, &folder, formats),
                || write_tables(comparison, &folder, formats),
            )
        },
    );
    pictures.and(workbook).and(tables)?;
    times.push(("outputs".to_owned(), begin.elapsed()));
    manifest.times.clone_from(times);
    Ok(folder.commit(&manifest)?)
}

/// The report of a comparison of sessions in worlds, an HTML page that needs no other file, with these pictures.
#[must_use]
pub fn comparison_page(
    sessions: &[Session],
    worlds: &[Session],
    comparison: &Comparison,
    pictures: &[Picture],
) -> String {
    compare_page(comparison, pictures, &manifest(sessions, worlds, comparison, &[]), None)
}

fn manifest(
    sessions: &[Session],
    worlds: &[Session],
    comparison: &Comparison,
    times: &[(String, Duration)],
) -> Manifest {
    let read = || sessions.iter().chain(worlds);
    let ran = read().map(Session::ran).collect();
    let warnings = read().flat_map(Session::warned).collect();
    let mut manifest = made(&comparison.projections[comparison.reference]).manifest(ran, times, warnings);
    manifest.reference = Some(sessions[comparison.reference].id().to_owned());
    manifest
}

fn write_pictures(
    comparison: &Comparison,
    manifest: &Manifest,
    folder: &Folder,
    formats: &[Format],
) -> Result<(), Error> {
    if ![Format::Png, Format::Svg, Format::Html].iter().any(|format| formats.contains(format)) {
        return Ok(());
    }
    let pictures =
        comparison_pictures(comparison).map_err(|error| Error::Chart { name: "comparison".to_owned(), error })?;
    let (written, page) = parallel::join(
        || parallel::try_map(&pictures, |picture| write_picture(picture, folder, formats)),
        || {
            if !formats.contains(&Format::Html) {
                return Ok(());
            }
            let page = compare_page(comparison, &pictures, manifest, folder.live());
            write_bytes("report.html", page.as_bytes(), folder)?;
            let brief = brief(comparison);
            write_bytes("brief.html", brief.page().as_bytes(), folder)?;
            write_bytes("brief.md", brief.markdown().as_bytes(), folder)
        },
    );
    written.and(page)
}

#[cfg(feature = "workbooks")]
fn write_workbook(comparison: &Comparison, folder: &Folder, formats: &[Format]) -> Result<(), Error> {
    if formats.contains(&Format::Xlsx) {
        folder.write(COMPARISON_WORKBOOK, |out| write_comparison_workbook(comparison, out))?;
    }
    Ok(())
}

#[cfg(not(feature = "workbooks"))]
fn write_workbook(_comparison: &Comparison, _folder: &Folder, _formats: &[Format]) -> Result<(), Error> {
    Ok(())
}

fn write_tables(comparison: &Comparison, folder: &Folder, formats: &[Format]) -> Result<(), Error> {
    let wanted = [Format::Csv, Format::Parquet].map(|format| formats.contains(&format));
    parallel::try_map(COMPARISON_TABLES, |table| write_comparison(table, comparison, wanted, folder))?;
    Ok(())
}
