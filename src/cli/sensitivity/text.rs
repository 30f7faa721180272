//! What `catchup sensitivity` found, for the terminal.

use std::path::PathBuf;

use crate::analysis::{Discovery, Driver, Miss};
use crate::cli::terminal::{self, Row};
use crate::session::Sensitivity;
use crate::wording::{number, phrase};

/// What is said of a scenario with `[condition]`.
const BEFORE_HISTORY: &str = "all of this is of the draws before history is heard: [condition], which `run` and `compare` follow, has no \
                              part in it. Given history, shares of worlds are others, and an assumption that history narrows may count \
                              for far less";

/// Everything, and where the files are.
pub fn report(found: &Sensitivity, files: &[PathBuf]) -> String {
    let mut text = String::new();
    if let Some(drivers) = &found.drivers {
        text.push_str(&driver_table(found, drivers));
    }
    if let Some((miss, discovery)) = &found.discovery {
        text.push_str(&region(found, miss, discovery));
    }
    if found.before_history {
        text.push_str(&terminal::wrap(&format!("note: {BEFORE_HISTORY}"), terminal::width(), ""));
    }
    if let Some(folder) = files.iter().find_map(|file| file.parent()) {
        let names: Vec<String> =
            files.iter().filter_map(|file| Some(file.file_name()?.to_string_lossy().into_owned())).collect();
        text.push_str(&format!("\nWritten to {}\n", folder.display()));
        text.push_str(&terminal::wrap(&names.join(", "), terminal::width(), "  "));
    }
    text
}

/// A share, and a size in the number's unit; empty where a method does not apply.
fn share(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| number::decimals(value, 3))
}

fn size(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| number::significant(value, 4))
}

/// Head, and cell of a driver.
type Column = (&'static str, fn(&Driver) -> String);

const COLUMNS: [Column; 9] = [
    ("first", |driver| share(driver.indices.map(|indices| indices.first.estimate))),
    ("total", |driver| share(driver.indices.map(|indices| indices.total.estimate))),
    ("95 % interval", |driver| {
        driver.indices.map_or_else(String::new, |indices| {
            let [low, high] = [indices.total.low, indices.total.high].map(|end| number::decimals(end, 3));
            format!("{low} to {high}")
        })
    }),
    ("ranking", |driver| share(driver.ranking)),
    ("at 5 %", |driver| size(driver.swing.map(|swing| swing.low))),
    ("at 95 %", |driver| size(driver.swing.map(|swing| swing.high))),
    ("mu*", |driver| size(driver.effects.map(|effects| effects.mu_star))),
    ("mu", |driver| size(driver.effects.map(|effects| effects.mu))),
    ("sigma", |driver| size(driver.effects.map(|effects| effects.sigma))),
];

/// The columns that have something in them.
fn driver_table(found: &Sensitivity, drivers: &[Driver]) -> String {
    if drivers.is_empty() {
        return format!("{} depends on nothing that is uncertain\n", found.of);
    }
    let (mut heads, mut rows) = (Vec::new(), vec![Vec::new(); drivers.len()]);
    for (head, cell) in COLUMNS {
        let cells: Vec<String> = drivers.iter().map(cell).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            heads.push(head.to_owned());
            rows.iter_mut().zip(cells).for_each(|(row, cell)| row.push(cell));
        }
    }
    let rows = drivers.iter().zip(rows).map(|(driver, cells)| Row::Cells(driver.label.clone(), cells));
    let rows: Vec<Row> = rows.collect();
    let table = terminal::table(&format!("{} ({})", found.of, found.unit), &heads, &rows, terminal::width());
    let untried: Vec<&str> =
        drivers.iter().filter(|driver| driver.untried).map(|driver| driver.label.as_str()).collect();
    if untried.is_empty() {
        return table;
    }
    let note = format!(
        "note: {} takes values so rare that elementary effects do not try them: mu* is without them, the ranking has them",
        untried.join(", ")
    );
    table + &terminal::wrap(&note, terminal::width(), "")
}

/// Of fewer worlds nothing is said.
const FEW: usize = 20;

fn region(found: &Sensitivity, miss: &Miss, discovery: &Discovery) -> String {
    let wrapped = |text: &str| terminal::wrap(text, terminal::width(), "");
    let side = if miss.below { "below" } else { "above" };
    let bound = number::significant(miss.bound, 6);
    let target = if miss.target.is_empty() { String::new() } else { format!(" ({})", miss.target) };
    let overall = number::probability(discovery.misses);
    let unit = if found.unit == "1" { String::new() } else { format!(" {}", found.unit) };
    let mut text = "\n".to_owned();
    text += &wrapped(&format!(
        "{} misses where it is {side} {bound}{unit}{target}: {overall} of {} worlds do.",
        found.of,
        number::decimals(discovery.draws as f64, 0)
    ));
    let Some(region) = &discovery.region else { return text };
    if region.limits.is_empty() {
        let missed = (discovery.misses * discovery.draws as f64).round() as usize;
        text.push_str(&wrapped(&if missed < FEW {
            let worlds = phrase::count(missed, "world");
            format!("That is {worlds}, too few to tell what they have in common: --samples takes more.")
        } else {
            "No region of the assumptions tells the worlds that miss from the others.".to_owned()
        }));
        return text;
    }
    let [density, coverage, mass] = [region.density, region.coverage, region.mass].map(number::probability);
    text.push_str(&wrapped(&format!(
        "In the region below {density} of worlds miss; it holds {coverage} of all misses and {mass} of all worlds."
    )));
    let limit = |limit: Option<f64>, name: &str| {
        let name = if name.is_empty() { String::new() } else { format!(" ({name})") };
        limit.map_or_else(String::new, |limit| number::significant(limit, 4) + &name)
    };
    let rows = region.limits.iter().map(|limits| {
        let [low, high] = &limits.names;
        let cells = vec![
            limit(limits.low, low),
            limit(limits.high, high),
            limits.unit.clone(),
            number::probability(limits.share),
        ];
        Row::Cells(limits.selector.clone(), cells)
    });
    let rows: Vec<Row> = rows.collect();
    let heads = ["at least", "at most", "unit", "worlds"].map(str::to_owned);
    text.push_str(&terminal::table("Region", &heads, &rows, terminal::width()));
    text
}
