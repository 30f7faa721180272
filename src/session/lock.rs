//! The lock of a study: random numbers that stay where they are while the model grows.

use std::path::PathBuf;

use super::{Error, Session};

/// The lock of a study as it should be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// The file.
    pub path: PathBuf,
    /// What it says now.
    pub text: String,
    /// How many random numbers it has that it had not before.
    pub added: usize,
    /// How many it has.
    pub count: usize,
}

impl Session {
    /// The lock that the file names as `lock` in `[ensemble]`, with what it does not have yet: numbers that are in it stay,
    /// new ones come behind. Open the session with [`Options::locking`](super::Options::locking) where it is yet to be made.
    ///
    /// # Errors
    /// [`Error::Question`] if the file names none.
    pub fn lock(&self) -> Result<Locked, Error> {
        let model = self.model();
        let Some(mut lock) = model.header.ensemble.lock.clone() else {
            let file = self.path().display();
            return Err(Error::Question(format!(
                "{file} names no lock: write `lock = \"{}.lock.csv\"` in its [ensemble]",
                self.id()
            )));
        };
        for dimension in &model.dimensions {
            lock.add_dimension(&dimension.name, dimension.value.elements.iter().map(|element| element.name.as_str()));
        }
        let mut added = 0;
        for assumption in &model.assumptions {
            for (place, stream) in assumption.streams.iter().enumerate() {
                let element = model.stream_name(assumption, place);
                added += usize::from(lock.add_assumption(&assumption.declared.name, &element, stream.dimension));
            }
        }
        let path = lock.path();
        Ok(Locked { path, text: lock.text().to_owned(), added, count: lock.count() })
    }
}
