//! What is made of a table that was read: a tidy table, pictures, a scenario.

use std::path::{Path, PathBuf};

use super::made::{Made, data};
use super::{PICTURES, write_file, write_picture};
use crate::charts;
use crate::export::{ExportError, Folder, disk, write_rows};
use crate::parallel;
use crate::session::{Error, Imported, Session};

impl Imported {
    /// Writes `tidy.csv`, a chart of each of the first series and the manifest; returns the files.
    ///
    /// # Errors
    /// A chart cannot be drawn, or the folder cannot take a file; it is then left as it was.
    pub fn write(&self, folder: Folder, most: usize) -> Result<Vec<PathBuf>, Error> {
        let header = self.tidy_header();
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        folder.write("tidy.csv", |out| write_rows("tidy.csv", &names, self.tidy_rows(), out))?;
        parallel::try_map(&self.pictures(most), |(projection, chart, unit)| {
            let picture = charts::draw_dated(projection, chart, *unit)
                .map_err(|error| Error::Chart { name: chart.name.clone(), error })?;
            write_picture(&picture, &folder, PICTURES)
        })?;
        let title = format!("Series of {}", self.path.display());
        let ran = data(self.id(), title, &self.path, self.text.hashes()?);
        let made = Made { seed: 0, draws: 0, sampler: "none".to_owned() };
        Ok(folder.commit(&made.manifest(vec![ran], &[], self.notes()))?)
    }

    /// Writes a scenario with the series as history, and the tidy table that it names beside it; files that are there are
    /// replaced only if that is allowed.
    ///
    /// # Errors
    /// A file is there already, there are too many series, or the folder cannot take the files.
    pub fn write_scenario(&self, path: &Path, replace: bool) -> Result<[PathBuf; 2], Error> {
        let table = path.with_extension("csv");
        if let Some(taken) = [path, &table].into_iter().find(|file| file.exists() && !replace) {
            let message = format!("{} exists already and is left as it is; --force replaces it", taken.display());
            return Err(Error::Question(message));
        }
        let name = table.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = self.scenario(&name)?;
        let mut bytes = Vec::new();
        let header = self.tidy_header();
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        write_rows("tidy.csv", &names, self.tidy_rows(), &mut bytes)?;
        let rows = String::from_utf8(bytes)
            .map_err(|error| ExportError::File { path: table.clone(), source: std::io::Error::other(error) })?;
        let was_there = table.exists();
        write_file(&table, &rows, replace, |_| Ok(()))?;
        let written = write_file(path, &text, replace, |written| Ok(Session::open(written).map(drop)?));
        if written.is_err() && !was_there {
            // The scenario checks the table that it names, which is nothing without it.
            let _gone = disk::remove_file(&table);
        }
        written?;
        Ok([path.to_owned(), table])
    }
}
