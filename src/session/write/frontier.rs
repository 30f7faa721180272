//! The folder of a frontier.

use std::path::PathBuf;

use super::made::Made;
use super::{PICTURES, write_bytes, write_picture};
use crate::charts::frontier;
use crate::export::{Folder, frontier_csv};
use crate::projection::Frontier;
use crate::session::{Error, Session};

impl Session {
    /// Writes what [`Session::solve`] found of this scenario: table, chart and manifest; returns the files.
    ///
    /// # Errors
    /// The chart cannot be drawn, or the folder cannot take a file; it is then left as it was.
    pub fn write_frontier(&self, found: &Frontier, folder: Folder) -> Result<Vec<PathBuf>, Error> {
        let picture = frontier(found).map_err(|error| Error::Chart { name: "frontier".to_owned(), error })?;
        write_picture(&picture, &folder, PICTURES)?;
        write_bytes("frontier.csv", frontier_csv(found).as_bytes(), &folder)?;
        let sampler = self.file.model.header.ensemble.sampler.name().to_owned();
        let made = Made { seed: found.seed, draws: found.draws, sampler };
        Ok(folder.commit(&self.manifest(made, &[]))?)
    }
}
