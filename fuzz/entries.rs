//! What is tried with bytes of any kind: the whole way from a text to numbers, pictures and files. Nothing of it may panic.
//!
//! The targets of cargo-fuzz call it, and so does `cargo run --release --example mutations`, which needs no other tool.

use std::path::Path;
use std::sync::Arc;

use catchup::diagnostic::render;
use catchup::export::Folder;
use catchup::session::write::Format;
use catchup::session::{
    Files, FitColumns, FitData, FitOptions, FitRequest, ForecastOptions, Memory, Options, Session, Table, TableOptions,
};

/// A table is fitted and forecast.
pub fn table(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let files: Arc<dyn Files> = Arc::new(Memory::new([("table.csv", text)]));
    let file = Path::new("table.csv");
    if let Ok(data) = FitData::read_from(Arc::clone(&files), file, &FitColumns::default(), &FitOptions::default()) {
        let _ = data.fit(&FitRequest::default());
    }
    match Table::read_from(&*files, file, &TableOptions::default()) {
        Ok(table) => {
            let forecast = table.forecast(&ForecastOptions::default());
            let _ = forecast.notes();
        }
        Err(problems) => drop(render(problems.as_slice(), false, 80)),
    }
}

/// A session over a text beside a data file, with few draws and little memory.
fn session(text: &str) -> Option<Session> {
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

/// A scenario is run, drawn and written in these formats.
fn written(bytes: &[u8], formats: &[Format]) {
    let Some(session) = std::str::from_utf8(bytes).ok().and_then(session) else { return };
    let Ok(mut run) = session.run() else { return };
    let home = tempfile::tempdir().expect("a folder");
    let folder = Folder::create(&home.path().join("case")).expect("an output folder");
    let _ = run.write(&session, folder, formats);
}

/// Pictures and the page.
pub fn charts(bytes: &[u8]) {
    written(bytes, &[Format::Svg, Format::Html]);
}

/// Tables.
pub fn exports(bytes: &[u8]) {
    written(bytes, &[Format::Csv, Format::Iamc, Format::Parquet, Format::Xlsx, Format::Draws]);
}
