//! What a page carries: the texts that its scenarios were read from, by paths that say nothing of the machine.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Diagnostics;
use crate::session::{Memory, Options, Recorded, Session};

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
        let mut texts = Vec::new();
        for (path, bytes) in read {
            let text = std::str::from_utf8(bytes).map_err(|_| Unportable::NoText(path.clone()))?;
            texts.push((below(&folder, path), text.to_owned()));
        }
        let scenarios = sessions.iter().map(|session| below(&folder, &Recorded::name(session.path()))).collect();
        let carried = Self { texts, scenarios };
        carried.opens()?;
        Ok(carried)
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
