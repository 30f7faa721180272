//! Runs models of system dynamics beside what is expected of them: `cargo run --release --example conformance -- FOLDER`.
//!
//! Each `.xmile`, `.stmx` and `.mdl` below the folder is run, and every column that it shares with an `output*.csv` or
//! `output*.tab` beside it, or a table of its own name, is compared at every time that both have.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use catchup::Session;
use catchup::projection::Projection;
use catchup::session::{Input, Options};

/// How far a number may be from the expected one, relative to it.
const RELATIVE: f64 = 1e-4;

/// The same, relative to the greatest number of the column: tables are printed with six digits, and zero has none.
const OF_GREATEST: f64 = 1e-6;

fn main() -> ExitCode {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("../shared/bench/xmile"), PathBuf::from);
    let mut models = Vec::new();
    gather(&folder, &mut models);
    models.sort();
    let (mut passed, mut failed) = (0, 0);
    for model in &models {
        let name = model.strip_prefix(&folder).unwrap_or(model).display();
        let verdict = judge(model);
        println!("{name:<90} {}", verdict.as_ref().unwrap_or_else(|wrong| wrong));
        if verdict.is_ok() { passed += 1 } else { failed += 1 }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn gather(folder: &Path, models: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        if path.is_dir() {
            gather(&path, models);
        } else if ["xmile", "stmx", "mdl"].contains(&ending.as_str()) {
            models.push(path);
        }
    }
}

/// That it passes, with how many numbers; else what is wrong.
fn judge(model: &Path) -> Result<String, String> {
    let tables = expected(model);
    if tables.is_empty() {
        return Err("no expected output".to_owned());
    }
    let options = Options { draws: Some(2), ..Options::default() };
    let session = Session::open_with(model, options).map_err(|problems| {
        let all = problems.as_slice();
        let first = &all[0];
        let (line, column) = first.labels.first().map_or((1, 1), |label| label.span.line_column());
        let kind = if first.code == "syntax" { "malformed" } else { "refused" };
        format!("{kind}: {}:{line}:{column}: {}", all.len(), first.message)
    })?;
    let run = session
        .run()
        .map_err(|error| format!("does not run: {}", error.to_string().lines().next().unwrap_or_default()))?;
    let found = columns(&run.projection, &session.assumptions());
    let verdicts: Vec<Result<usize, String>> =
        tables.iter().map(|table| agree(table, &found, &run.projection)).collect();
    let wrong: Vec<&String> = verdicts.iter().filter_map(|verdict| verdict.as_ref().err()).collect();
    let compared: usize = verdicts.iter().filter_map(|verdict| verdict.as_ref().ok()).sum();
    // What was made by Euler's method of a file that asks for another is no measure of it.
    let text = std::fs::read_to_string(model).unwrap_or_default();
    let note =
        if text.contains("method=\"RK4\"") { "; the file asks for RK4, and tables of PySD are by Euler" } else { "" };
    match wrong.first() {
        // Where two tables say different things, no program can agree with both.
        Some(first) if compared == 0 => Err(format!("{first}{note}")),
        Some(first) => Ok(format!("pass ({compared} numbers; another table contradicts: {first})")),
        None if compared == 0 => Err("differs: no column is shared".to_owned()),
        None => Ok(format!("pass ({compared} numbers)")),
    }
}

/// A table of expected numbers.
struct Table {
    file: String,
    names: Vec<String>,
    rows: Vec<Vec<Option<f64>>>,
}

/// The tables beside a model.
fn expected(model: &Path) -> Vec<Table> {
    let folder = model.parent().unwrap_or(Path::new("."));
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        let own = path.file_stem() == model.file_stem();
        (own || name.starts_with("output")) && ["csv", "tab"].contains(&ending.as_str())
    });
    paths.sort();
    paths.iter().filter_map(|path| table(path)).collect()
}

fn table(path: &Path) -> Option<Table> {
    let text = String::from_utf8_lossy(&std::fs::read(path).ok()?).replace("\r\n", "\n").replace('\r', "\n");
    let separator = if path.extension().is_some_and(|ending| ending == "tab") { '\t' } else { ',' };
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let names = cells(lines.next()?.trim_start_matches('\u{feff}'), separator);
    let rows = lines.map(|line| cells(line, separator).iter().map(|cell| cell.trim().parse().ok()).collect()).collect();
    Some(Table { file: path.file_name()?.to_string_lossy().into_owned(), names, rows })
}

/// The cells of a line, of which some may stand in quotes.
fn cells(line: &str, separator: char) -> Vec<String> {
    let mut found = vec![String::new()];
    let (mut quoted, mut depth) = (false, 0);
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        let last = found.len() - 1;
        // Elements in brackets have commas between them, quotes or not.
        if character == separator && !quoted && (depth == 0 || separator != ',') {
            found.push(String::new());
        } else {
            found[last].push(character);
        }
    }
    found
}

/// Letters and digits of a name alone, the parts of which are told apart by single underscores.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    for character in name.replace("\\n", " ").chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            plain.push(character);
        } else if !plain.is_empty() && !plain.ends_with('_') {
            plain.push('_');
        }
    }
    plain.trim_end_matches('_').to_owned()
}

/// What a run gives, by plain name: numbers by time, or one number that holds always.
fn columns(projection: &Projection, assumptions: &[Input]) -> BTreeMap<String, Vec<f64>> {
    let mut found = BTreeMap::new();
    for (variable, series) in projection.all_series() {
        let elements: Vec<&str> = (variable.dims.iter().zip(&series.elements))
            .map(|(dim, element)| projection.dimensions[*dim].elements[*element].name.as_str())
            .collect();
        for name in [&variable.name, &variable.label] {
            found.insert(plain(&format!("{name} {}", elements.join(" "))), series.median().to_vec());
        }
    }
    for input in assumptions {
        if let Some([_, value, _]) = input.range {
            found.insert(plain(&input.selector), vec![value]);
            found.insert(plain(&input.label), vec![value]);
        }
    }
    found
}

/// How many numbers of a table agree; else which does not.
fn agree(table: &Table, found: &BTreeMap<String, Vec<f64>>, projection: &Projection) -> Result<usize, String> {
    let mut compared = 0;
    for (column, name) in table.names.iter().enumerate().skip(1) {
        let Some(values) = found.get(&plain(name)) else { continue };
        let numbers = table.rows.iter().filter_map(|row| row.get(column).copied().flatten());
        let greatest = numbers.fold(0.0_f64, |greatest, value| greatest.max(value.abs()));
        for row in &table.rows {
            let (Some(Some(time)), Some(Some(value))) = (row.first(), row.get(column)) else { continue };
            let Some(point) = projection.point(*time) else { continue };
            let ours = if values.len() == 1 { values[0] } else { values[point.min(values.len() - 1)] };
            if (ours - value).abs() > RELATIVE * value.abs() + OF_GREATEST * greatest + 1e-12 {
                return Err(format!("differs from {}: {name} at {time} is {ours}, expected {value}", table.file));
            }
            compared += 1;
        }
    }
    Ok(compared)
}
