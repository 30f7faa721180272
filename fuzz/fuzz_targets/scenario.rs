//! Any bytes as a scenario file: read, checked, compiled, and what is wrong with them shown, without a panic.

#![no_main]

use std::cell::LazyCell;
use std::fs;
use std::path::PathBuf;

use catchup::diagnostic::{render, to_json};
use catchup::workbench::model::check::check;
use catchup::workbench::model::compile::compile;
use catchup::workbench::scenario::options::Options;
use catchup::workbench::scenario::read::read_through;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

thread_local! {
    /// A folder with the file that is read over and over, and a data file that it may name.
    static FOLDER: LazyCell<(TempDir, PathBuf)> = LazyCell::new(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let data = "year,value\n2020,1\n2021,1.5\n";
        fs::write(folder.path().join("data.csv"), data).expect("written");
        let path = folder.path().join("case.toml");
        (folder, path)
    });
}

fuzz_target!(|bytes: &[u8]| {
    FOLDER.with(|folder| {
        fs::write(&folder.1, bytes).expect("written");
        // A scenario with errors is checked too, as far as it could be understood.
        let (scenario, found) = read_through(&folder.1, &Options::default());
        let mut problems = found.into_vec();
        match scenario.map(check) {
            Some(Ok(model)) => {
                let _ = compile(&model, |_, _| true);
            }
            Some(Err(more)) => problems.extend(more.into_vec()),
            None => {}
        }
        let _ = render(&problems, true, 80);
        let _: Vec<_> = problems.iter().map(to_json).collect();
    });
});
