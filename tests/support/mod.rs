//! Folders with scenario files to read.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fs;
use std::path::PathBuf;

use catchup::diagnostic::Diagnostics;
use catchup::workbench::scenario::Scenario;
use catchup::workbench::scenario::options::Options;
use catchup::workbench::scenario::read::read;

/// A file with every key there is.
pub const FULL: &str = include_str!("../files/full.toml");

/// A folder with files, the first of which is read.
pub struct Folder {
    pub folder: tempfile::TempDir,
    pub main: PathBuf,
}

impl Folder {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("written");
        }
        let main = folder.path().join(files[0].0);
        Self { folder, main }
    }

    pub fn read(&self, set: &[&str]) -> Result<Scenario, Diagnostics> {
        let options = Options { set: set.iter().map(|&text| text.to_owned()).collect(), ..Options::default() };
        read(&self.main, &options).map(|(scenario, _)| scenario)
    }
}

pub fn full() -> Folder {
    let data = "year,series,value\n2020,robots,27\n2019,robots,30\n2020,tools,5\n";
    Folder::new(&[("full_example.toml", FULL), ("data.csv", data)])
}

/// A scenario that must be well formed.
pub fn good(result: Result<Scenario, Diagnostics>) -> Scenario {
    result.unwrap_or_else(|found| panic!("{found}"))
}

/// A scenario file: a title, `[time]` with these lines, and the rest.
pub fn scenario(time: &str, body: &str) -> String {
    format!("[scenario]\ntitle = \"Case\"\n[time]\n{time}\n{body}\n")
}

/// Variables by name, equation and unit.
pub fn equations(list: &[(&str, &str, &str)]) -> String {
    list.iter()
        .map(|(name, equation, unit)| format!("[variables.{name}]\nequation = '{equation}'\nunit = \"{unit}\"\n"))
        .collect()
}

/// A base file.
pub const BASE: &str = r#"
[scenario]
title = "Base"
narrative = "A base"
template = true
region = "China"
[time]
start = 2020
end = 2030
[dimensions.sector]
elements = ["robots", "tools"]
[assumptions.first]
dims = ["sector"]
value = 0.1
unit = "1"
source = "base"
elements = { robots = { value = 0.3 } }
[assumptions.second]
value = 1
unit = "1"
source = "base"
[levers.tariff]
value = 0.05
elements = { robots = 0.1 }
dims = ["sector"]
neutral = 0
max = 0.25
unit = "1"
source = "base"
[variables.stock]
stock = { initial = "1", inflow = "2" }
unit = "1"
[variables.stock.history.seen]
file = "data.csv"
where = { series = "a" }
[shocks.strike]
variable = "stock"
years = [2021, 2022]
multiply = 0.5
source = "base"
[shocks.flood]
enabled = false
variable = "stock"
years = [2021, 2022]
multiply = 0.9
source = "base"
"#;

/// The data it names.
pub const DATA: &str = "year,series,value\n2019,a,1\n";
