//! What is tried with bytes of any kind: the way from a text to numbers. Nothing of it may panic. `written.rs` goes on to
//! pictures and files.
//!
//! The targets of cargo-fuzz call it, and so does `cargo run --release --example mutations`, which needs no other tool.

use std::path::Path;
use std::sync::Arc;

use catchup::diagnostic::render;
use catchup::session::{
    Columns, Error, Files, FitColumns, FitData, FitOptions, FitRequest, ForecastOptions, Imported, Memory, Options,
    Session, Table, TableOptions, import_model,
};

/// A table is fitted and forecast.
pub fn table(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let files: Arc<dyn Files> = Arc::new(Memory::new([("table.csv", text)]));
    let file = Path::new("table.csv");
    if let Ok(data) = FitData::read_from(Arc::clone(&files), file, &FitColumns::default(), &FitOptions::default()) {
        let _ = data.fit(&FitRequest::default());
    }
    let table = Table::read_from(&*files, file, &TableOptions::default());
    match table.and_then(|table| table.forecast(&ForecastOptions::default())) {
        Ok(forecast) => drop(forecast.notes()),
        Err(Error::Input(problems)) => drop(render(problems.as_slice(), false, 80)),
        Err(error) => drop(error.to_string()),
    }
}

/// What a file of any kind has is said: a text, a page, a workbook, columns. It is read as text alone too, to be fitted and forecast.
pub fn import(bytes: &[u8]) {
    let files = Memory::new([("table", bytes)]);
    match Imported::read_from(&files, Path::new("table"), &Columns::default()) {
        Ok(found) => {
            drop((found.json(), found.each().count()));
            drop((found.notes(), found.summaries(), found.tidy_rows().take(1000).count(), found.scenario("table.csv")));
        }
        Err(problems) => drop(render(problems.as_slice(), false, 80)),
    }
}

/// A model from elsewhere is read, checked, and written as a scenario and as XMILE.
pub fn model(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let name = if text.trim_start().starts_with('<') { "model.xmile" } else { "model.mdl" };
    let down = "time;level\n0;5\n1;\n2;7\n3;1\n";
    let across = ",0,2,3\nnorth,5,7,1\nsouth,1,2,3\n";
    let files = Memory::new([(name, text), ("beside_down.csv", down), ("beside_across.csv", across)]);
    if let Err(problems) = import_model(&files, Path::new(name)) {
        drop(render(problems.as_slice(), false, 80));
    }
    let options = Options { draws: Some(2), memory: Some(4_000_000), ..Options::default() };
    match Session::open_from(Arc::new(files), name, options) {
        Ok(session) => drop(session.to_xmile()),
        Err(problems) => drop(render(problems.as_slice(), false, 80)),
    }
}

/// A session over a text beside a data file, with few draws and little memory.
pub fn session(text: &str) -> Option<Session> {
    let data = "year,value\n2020,1\n2021,1.5\n2022,1.7\n";
    let files = Memory::new([("case.toml", text), ("data.csv", data)]);
    let options = Options { draws: Some(16), memory: Some(4_000_000), ..Options::default() };
    match Session::open_from(Arc::new(files), "case.toml", options) {
        Ok(session) => Some(session),
        Err(problems) => {
            drop(render(problems.as_slice(), false, 80));
            None
        }
    }
}

/// A scenario is run.
pub fn engine(bytes: &[u8]) {
    let session = std::str::from_utf8(bytes).ok().and_then(session);
    if let Some(session) = session {
        let _ = session.run();
    }
}
