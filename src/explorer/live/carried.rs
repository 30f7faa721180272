//! What a page carries: the texts that its scenarios were read from, by paths that say nothing of the machine. A page reads no
//! models of XMILE and Vensim, and carries the scenario file that each of them is, by the model's path.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Diagnostics;
use crate::session::{Memory, Options, Recorded, Session};
#[cfg(feature = "models")]
use crate::session::{import_model, is_model};

/// The texts of a page and the scenarios among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// Paths, each relative to the folder that holds all of them, with `/` between folders; and texts.
    pub texts: Vec<(String, String)>,
    /// The paths of the scenarios, in the order in which they were given.
    pub scenarios: Vec<String>,
}

/// Why a page cannot carry what scenarios need.
#[derive(Debug, thiserror::Error)]
pub enum Unportable {
    /// A file is no text.
    #[error("`{}` is no UTF-8 text, and a page carries texts alone: write its table as CSV", .0.display())]
    NoText(PathBuf),
    /// The scenarios cannot be opened from what is carried.
    #[error("{0}\nA page carries files by their places beside one another: name them by relative paths")]
    Alone(Diagnostics),
}

impl Carried {
    /// What was read of some scenarios.
    ///
    /// # Errors
    /// A file is no text, or the scenarios cannot be opened from these texts alone.
    pub fn of(sessions: &[Session], read: &BTreeMap<PathBuf, Vec<u8>>) -> Result<Self, Unportable> {
        let folder = common(read.keys().filter_map(|path| path.parent()));
        let files = Memory::new(read.iter().map(|(path, bytes)| (path, bytes.clone())));
        let (mut texts, mut no_text) = (Vec::new(), None);
        for (path, bytes) in read {
            match model(&files, path).or_else(|| String::from_utf8(bytes.clone()).ok()) {
                Some(text) => texts.push((below(&folder, path), text)),
                // What only a model needs of it, its scenario file holds.
                None => no_text = no_text.or(Some(path)),
            }
        }
        let scenarios = sessions.iter().map(|session| below(&folder, &Recorded::name(session.path()))).collect();
        let carried = Self { texts, scenarios };
        match (carried.opens(), no_text) {
            (Err(_), Some(path)) => Err(Unportable::NoText(path.clone())),
            (opened, _) => opened.map(|()| carried),
        }
    }

    /// Sees to it that a page can open what it carries.
    fn opens(&self) -> Result<(), Unportable> {
        let files = Arc::new(Memory::new(self.texts.clone()));
        for path in &self.scenarios {
            Session::open_from(files.clone(), path, Options::default()).map_err(Unportable::Alone)?;
        }
        Ok(())
    }
}

/// A model from elsewhere as a scenario file; nothing if this is none.
#[cfg(feature = "models")]
fn model(files: &Memory, path: &Path) -> Option<String> {
    is_model(files, path).then(|| Some(import_model(files, path).ok()?.text)).flatten()
}

/// A model from elsewhere as a scenario file: there are none where they are not read.
#[cfg(not(feature = "models"))]
fn model(_: &Memory, _: &Path) -> Option<String> {
    None
}

/// The folder that holds all of these.
fn common<'a>(mut folders: impl Iterator<Item = &'a Path>) -> PathBuf {
    let first = folders.next().unwrap_or(Path::new(""));
    folders.fold(first.to_owned(), |common, folder| {
        common.components().zip(folder.components()).take_while(|(a, b)| a == b).map(|(own, _)| own).collect()
    })
}

/// A path below a folder.
fn below(folder: &Path, path: &Path) -> String {
    let names = path.strip_prefix(folder).unwrap_or(path).components();
    let names: Vec<_> = names.filter(|name| matches!(name, Component::Normal(_) | Component::ParentDir)).collect();
    names.iter().map(|name| name.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHILD: &str = "scenario = { title = \"Child\" }\nextends = \"../base.toml\"\n";
    const BASE: &str = include_str!("../../../tests/files/explored.toml");

    #[test]
    fn paths_say_nothing_of_the_machine() {
        let read = [("/elsewhere/study/base.toml", BASE), ("/elsewhere/study/paths/child.toml", CHILD)];
        let read: BTreeMap<PathBuf, Vec<u8>> =
            read.iter().map(|(path, text)| (PathBuf::from(path), text.as_bytes().to_vec())).collect();
        let texts = read.iter().map(|(path, bytes)| (path, std::str::from_utf8(bytes).expect("a text")));
        let files = Arc::new(Memory::new(texts));
        let open = |path: &str| Session::open_from(files.clone(), path, Options::default()).expect("valid");
        let sessions = [open("/elsewhere/study/paths/child.toml")];
        let carried = Carried::of(&sessions, &read).expect("texts");
        assert_eq!(carried.scenarios, ["paths/child.toml"]);
        let paths: Vec<&str> = carried.texts.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["base.toml", "paths/child.toml"]);
    }

    #[cfg(feature = "models")]
    #[test]
    fn models_are_carried_as_scenarios() {
        // The letter is one of windows-1252, which no UTF-8 text has; the table that the model names is in it already.
        let model = "{caf\u{e9}} Rate := GET DIRECT CONSTANTS('rate.csv', ',', 'B2')~~|\n\
                     Stock = INTEG(Rate, 1)~~|\nINITIAL TIME = 0~~|\nFINAL TIME = 4~~|\nTIME STEP = 1~~|\n";
        let model: Vec<u8> = model.chars().map(|letter| letter as u8).collect();
        let over = "scenario = { title = \"Over\" }\nextends = \"tank.mdl\"\n";
        let read: BTreeMap<PathBuf, Vec<u8>> =
            [("/a/tank.mdl", &model[..]), ("/a/over.toml", over.as_bytes()), ("/a/rate.csv", b"caf\xe9,\n,3\n")]
                .map(|(path, bytes)| (PathBuf::from(path), bytes.to_vec()))
                .into();
        let files = Memory::new(read.iter().map(|(path, bytes)| (path, bytes.clone())));
        let session = Session::open_from(Arc::new(files), "/a/over.toml", Options::default()).expect("valid");
        let carried = Carried::of(&[session], &read).expect("texts");
        let paths: Vec<&str> = carried.texts.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["over.toml", "tank.mdl"]);
        assert!(carried.texts[1].1.starts_with("# Made from tank.mdl"), "{}", carried.texts[1].1);
    }

    #[test]
    fn what_cannot_be_carried_is_refused() {
        let texts =
            [("/a/base.toml", BASE), ("/a/child.toml", "scenario = { title = \"C\" }\nextends = \"/a/base.toml\"\n")];
        let session = Session::open_from(Arc::new(Memory::new(texts)), "/a/child.toml", Options::default());
        let mut read: BTreeMap<PathBuf, Vec<u8>> =
            texts.iter().map(|(path, text)| (PathBuf::from(path), text.as_bytes().to_vec())).collect();
        let sessions = [session.expect("valid")];
        let problem = Carried::of(&sessions, &read).expect_err("an absolute path").to_string();
        assert!(problem.contains("there is no file `/a/base.toml`") && problem.contains("relative paths"), "{problem}");
        read.insert(PathBuf::from("/a/data.xlsx"), vec![0xff]);
        let problem = Carried::of(&sessions, &read).expect_err("no text").to_string();
        assert!(problem.contains("`/a/data.xlsx` is no UTF-8 text"), "{problem}");
    }
}
