//! What is tried with bytes of any kind beyond `entries.rs`, which stands beside it: pictures and files of what has been run.

use catchup::export::Folder;
use catchup::session::write::Format;

use super::entries::session;

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
