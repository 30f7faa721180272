//! Shards of a run, for front ends that send and keep what shards find themselves.

use super::{Error, Run, Session};
use crate::analysis::{self, Merged, NextPass, Shard};
use crate::engine::Progress;

/// What merging what shards have found came to.
#[derive(Debug)]
pub enum Joined {
    /// Another pass is needed.
    Next(NextPass),
    /// The run that one machine would have done.
    Run(Box<Run>),
}

impl Session {
    /// What the first pass of so many shards looks for, as each of them would find out by itself, and every sum and join of them
    /// again: for those who send it along with the shards. [`Self::join_sums`] must then have it too.
    ///
    /// # Errors
    /// As [`Self::shard`].
    pub fn begin(&self, of: u64, progress: &dyn Progress) -> Result<NextPass, Error> {
        analysis::begin(&self.file.model, of, progress).map_err(|error| self.failed(error))
    }

    /// Carries out a pass over the draws of a shard: the first, or one that [`Self::join`] has asked for. Gives bytes that are
    /// the same each time, and no more for more draws.
    ///
    /// # Errors
    /// [`Error::Run`]: draws are conditioned, so that each hangs on all others; memory does not suffice; a number is not finite;
    /// the pass is not one of this scenario; the run is cancelled.
    pub fn shard(&self, shard: Shard, next: Option<&NextPass>, progress: &dyn Progress) -> Result<Vec<u8>, Error> {
        analysis::shard(&self.file.model, shard, next, progress).map_err(|error| self.failed(error))
    }

    /// Joins what all shards have found, by pass and in the order of shards; `cpu` is the instruction set they were computed
    /// with. A run has the bits of one that no shards have carried out.
    ///
    /// # Errors
    /// [`Error::Run`]: as [`Self::shard`], or a part is not one of this scenario.
    pub fn join(&self, passes: &[Vec<Vec<u8>>], cpu: &str, progress: &dyn Progress) -> Result<Joined, Error> {
        self.join_sums(passes.first().map_or(1, Vec::len) as u64, None, passes, cpu, progress)
    }

    /// Adds up what some of so many shards have found in one pass, in any order: what comes of it may be added to others, and
    /// stands for all of them in [`Self::join_sums`]. So parts are merged as a tree, near where they were made.
    ///
    /// # Errors
    /// As [`Self::join`].
    pub fn add(
        &self,
        of: u64,
        next: Option<&NextPass>,
        parts: &[Vec<u8>],
        progress: &dyn Progress,
    ) -> Result<Vec<u8>, Error> {
        analysis::add(&self.file.model, of, next, parts, progress).map_err(|error| self.failed(error))
    }

    /// As [`Self::join`], of what all of so many shards have found, or of what [`Self::add`] has made of it, in a first pass as
    /// [`Self::begin`] has said, if it has.
    ///
    /// # Errors
    /// As [`Self::join`].
    pub fn join_sums(
        &self,
        of: u64,
        begun: Option<&NextPass>,
        passes: &[Vec<Vec<u8>>],
        cpu: &str,
        progress: &dyn Progress,
    ) -> Result<Joined, Error> {
        Ok(
            match analysis::merge(&self.file.model, of, begun, passes, 0, progress)
                .map_err(|error| self.failed(error))?
            {
                Merged::Next(next) => Joined::Next(next),
                Merged::Done(projection) => Joined::Run(Box::new(self.merged(*projection, cpu.to_owned(), progress))),
            },
        )
    }
}
