//! Folders that commands write.

use std::path::Path;

use super::CliError;
use crate::export::Folder;
use crate::session::Session;

/// What is laid beside results.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct OutputArguments {
    /// Lay everything that was read beside the results, so that the folder is enough to make them again.
    #[arg(long)]
    pack: bool,
    /// Write an apostrophe before texts in CSV files that a spreadsheet would take for formulas: those with = + - @ in front.
    #[arg(long)]
    no_formulas: bool,
}

impl OutputArguments {
    /// Opens an output folder, whose manifest will say by which command line it was made; without the files that have
    /// folders of their own.
    pub(super) fn folder(self, path: &Path, others: &[&Path]) -> Result<Folder, CliError> {
        let arguments = std::env::args_os().skip(1).filter(|argument| !others.contains(&Path::new(argument)));
        self.made_by(path, arguments.map(|argument| argument.to_string_lossy().into_owned()).collect())
    }

    /// Opens an output folder, whose manifest will say that it was made by this command line.
    pub(super) fn made_by(self, path: &Path, command: Vec<String>) -> Result<Folder, CliError> {
        Ok(Folder::create(path)?.made_by(command).packed(self.pack).without_formulas(self.no_formulas))
    }

    /// Whether anything is asked for that is laid beside results.
    pub(super) fn is_asked(self) -> bool {
        self.pack || self.no_formulas
    }

    /// Says before the work what would be in its way after it.
    pub(super) fn check<'a>(self, sessions: impl IntoIterator<Item = &'a Session>) -> Result<(), CliError> {
        if self.pack {
            sessions.into_iter().try_for_each(Session::check_packable)?;
        }
        Ok(())
    }

    /// The same where a folder need not be written.
    pub(super) fn optional(self, path: Option<&Path>) -> Result<Option<Folder>, CliError> {
        match path {
            Some(path) => self.folder(path, &[]).map(Some),
            None if self.pack || self.no_formulas => {
                let option = if self.pack { "--pack" } else { "--no-formulas" };
                Err(CliError::Usage(format!("{option} needs a folder of results: --out FOLDER")))
            }
            None => Ok(None),
        }
    }
}
