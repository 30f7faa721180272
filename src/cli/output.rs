//! Folders that commands write.

use std::path::{Path, PathBuf};

use super::{CliError, live};
use crate::charts::{self, Look, Size};
use crate::export::{Folder, lasting};
use crate::projection::palette::Paper;
use crate::scenario::files::no_pipe;
use crate::session::Session;
use crate::session::write::Format;

/// How pictures look.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct PictureArguments {
    /// What pictures are drawn for.
    #[arg(long, value_name = "SIZE", default_value = "page", value_parser = ["page", "slide", "phone"])]
    size: String,
    /// The paper that pictures are drawn on; pages follow the theme of their reader.
    #[arg(long, value_name = "THEME", default_value = "light", value_parser = ["light", "dark"])]
    theme: String,
    /// A font for characters that the built-in one lacks, such as Chinese; those of the system are tried after it.
    #[arg(long, value_name = "FILE")]
    font: Vec<PathBuf>,
}

impl PictureArguments {
    /// Lets pictures look so.
    fn apply(&self) -> Result<(), CliError> {
        let size = Size::ALL.iter().copied().find(|size| size.name() == self.size).unwrap_or_default();
        let paper = if self.theme == "dark" { Paper::Dark } else { Paper::Light };
        Look { size, paper }.make_usual();
        self.font.iter().try_for_each(|font| {
            let readable = no_pipe(font).map_err(|why| format!("cannot read the font {}: {why}", font.display()));
            readable.and_then(|()| charts::use_font(font)).map_err(CliError::Usage)
        })
    }

    fn is_asked(&self) -> bool {
        self.size != "page" || self.theme != "light" || !self.font.is_empty()
    }
}

/// What a report carries.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct LiveArguments {
    /// Let report.html carry the model itself, to be moved in the page: some 2 MB, in a program that was built with live pages.
    #[arg(long)]
    live: bool,
}

impl LiveArguments {
    /// The live page of these files that is asked for.
    ///
    /// # Errors
    /// No report is written, or [`live::page_of`] cannot make the page.
    pub(super) fn page(self, files: &[PathBuf], formats: &[Format]) -> Result<Option<String>, CliError> {
        if !self.live {
            return Ok(None);
        }
        if !formats.contains(&Format::Html) {
            return Err(CliError::Usage("--live is of report.html: name `html` in --format".to_owned()));
        }
        live::page_of(files).map(Some)
    }
}

/// What is laid beside results.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct OutputArguments {
    #[command(flatten)]
    pictures: PictureArguments,
    /// Lay everything that was read beside the results, so that the folder is enough to make them again.
    #[arg(long)]
    pack: bool,
    /// Write an apostrophe before texts in CSV files that a spreadsheet would take for formulas: those with = + - @ in front.
    #[arg(long)]
    no_formulas: bool,
}

impl OutputArguments {
    /// Opens an output folder, whose manifest will say by which command line it was made; without the files that have
    /// folders of their own, but with what they decide of this one.
    pub(super) fn folder(&self, path: &Path, others: &[&Path], besides: Option<String>) -> Result<Folder, CliError> {
        let arguments = std::env::args_os().skip(1).filter(|argument| !others.contains(&Path::new(argument)));
        let command = arguments.map(|argument| argument.to_string_lossy().into_owned()).chain(besides);
        self.made_by(path, command.collect())
    }

    /// Opens an output folder, whose manifest will say that it was made by this command line.
    pub(super) fn made_by(&self, path: &Path, command: Vec<String>) -> Result<Folder, CliError> {
        self.pictures.apply()?;
        Ok(Folder::create(path)?.made_by(command).packed(self.pack).without_formulas(self.no_formulas))
    }

    /// Whether anything is asked for that is laid beside results.
    pub(super) fn is_asked(&self) -> bool {
        self.pack || self.no_formulas || self.pictures.is_asked()
    }

    /// Says before the work what would be in its way after it.
    pub(super) fn check<'a>(&self, sessions: impl IntoIterator<Item = &'a Session>) -> Result<(), CliError> {
        if self.pack {
            sessions.into_iter().try_for_each(Session::check_packable)?;
        }
        Ok(())
    }

    /// The same of files that are read.
    pub(super) fn check_files<'a>(&self, files: impl IntoIterator<Item = &'a Path>) -> Result<(), CliError> {
        if self.pack {
            files.into_iter().try_for_each(lasting)?;
        }
        Ok(())
    }

    /// The same where a folder need not be written.
    pub(super) fn optional(&self, path: Option<&Path>) -> Result<Option<Folder>, CliError> {
        match path {
            Some(path) => self.folder(path, &[], None).map(Some),
            None if self.is_asked() => {
                let option = match self {
                    Self { pack: true, .. } => "--pack",
                    Self { no_formulas: true, .. } => "--no-formulas",
                    Self { .. } => "how pictures look (--size, --theme, --font)",
                };
                Err(CliError::Usage(format!("{option} needs a folder of results: --out FOLDER")))
            }
            None => Ok(None),
        }
    }
}
