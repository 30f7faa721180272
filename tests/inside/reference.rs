//! The reference pages hold what the program's own tables say: laws, keys, distributions, errors.
//!
//! Tables between `<!-- NAME -->` and `<!-- end -->` are generated: `CATCHUP_DOCS=write cargo test --release --lib reference` writes
//! them anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use catchup::diagnostic::Code;
use catchup::distribution::{self, KINDS};
use catchup::laws::LAWS;
use catchup::laws::curves::CURVES;
use catchup::scenario::format::{FILE, Format, Presence, Shape};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join("docs").join(name)).unwrap()
}

fn row(text: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

/// Compares what stands behind a marker with what is generated, or writes it.
fn generated(file: &str, marker: &str, table: &str) {
    let path = root().join("docs").join(file);
    let text = page(file);
    let opening = format!("<!-- {marker} -->\n");
    let (before, rest) = text.split_once(&opening).unwrap_or_else(|| panic!("docs/{file} lacks <!-- {marker} -->"));
    let (old, after) = rest.split_once("<!-- end -->").unwrap_or_else(|| panic!("docs/{file}: {marker} has no end"));
    if old == table {
        return;
    }
    assert!(
        std::env::var("CATCHUP_DOCS").is_ok_and(|value| value == "write"),
        "docs/{file}, {marker}, is out of date: CATCHUP_DOCS=write cargo test --release --lib reference"
    );
    std::fs::write(path, format!("{before}{opening}{table}<!-- end -->{after}")).unwrap();
}

#[test]
fn laws() {
    let mut table = String::from("| law | value | parameters | units | source |\n|---|---|---|---|---|\n");
    for law in LAWS {
        let names: Vec<&str> = law.parameters.iter().map(|parameter| parameter.name).collect();
        let docs: Vec<String> = law.parameters.iter().map(|p| format!("`{}`: {}", p.name, p.doc)).collect();
        let units = format!("({}) → {}", law.unit_rule.parameters.join(", "), law.unit_rule.result);
        let call = format!("`{}({})`", law.name, names.join(", "));
        row(&mut table, &[&call, law.doc, &docs.join("; "), &units, law.source]);
    }
    generated("laws.md", "laws", &table);
    let mut table = String::from("| function | value |\n|---|---|\n");
    for law in LAWS {
        let names: Vec<&str> = law.parameters.iter().map(|parameter| parameter.name).collect();
        row(&mut table, &[&format!("`{}({})`", law.name, names.join(", ")), law.doc]);
    }
    generated("language.md", "law functions", &table);
}

#[test]
fn curves() {
    let mut table = String::from("| law | formula | for | errors |\n|---|---|---|---|\n");
    for law in &CURVES {
        row(&mut table, &[&format!("`{}`", law.name), law.formula, law.purpose, law.scale.name()]);
    }
    generated("fitting.md", "curves", &table);
}

/// Whoever writes a law and forgets its line in the table is told so.
#[test]
fn every_law_is_in_the_table() {
    let mut sources = Vec::new();
    files(&root().join("src/laws"), "rs", &mut sources);
    // Those of a curve stand behind a trait, and the compiler sees to it that they are listed.
    let of_equations = sources.iter().filter(|path| path.parent() == Some(&root().join("src/laws")));
    let mut found = 0;
    for path in of_equations {
        let text = std::fs::read_to_string(path).unwrap();
        for name in text.split("\npub fn ").skip(1).filter_map(|rest| Some(rest.split_once("<R: ")?.0)) {
            let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if is_name {
                assert!(LAWS.iter().any(|law| law.name == name), "src/laws/catalogue/table.rs lacks the law `{name}`");
                found += 1;
            }
        }
    }
    assert_eq!(found, LAWS.len());
}

/// All formats below one, each with the path of its table.
fn formats(format: &'static Format, path: &str, found: &mut Vec<(String, &'static Format)>) {
    if found.iter().any(|(_, known)| known.what == format.what) {
        return;
    }
    found.push((path.to_owned(), format));
    for key in format.keys {
        let below = |name: &str| if path == "file" { name.to_owned() } else { format!("{path}.{name}") };
        match key.shape {
            Shape::Table(inner) | Shape::Elements(inner) | Shape::NumbersOr(inner) => {
                formats(inner, &below(key.name), found);
            }
            Shape::Named(inner) => formats(inner, &format!("{}.NAME", below(key.name)), found),
            _ => {}
        }
    }
}

#[test]
fn keys() {
    let mut found = Vec::new();
    formats(&FILE, "file", &mut found);
    assert!(found.len() > 10);
    // The tables are written one after another into one file.
    for (path, format) in found {
        let mut table = String::from("| key | takes | unless given | meaning |\n|---|---|---|---|\n");
        for key in format.keys {
            let default = match key.presence {
                Presence::Required => "*required*".to_owned(),
                Presence::Optional => String::new(),
                Presence::Default(value) => format!("`{value}`"),
            };
            row(&mut table, &[&format!("`{}`", key.name), &key.shape.describe(), &default, key.doc]);
        }
        generated("scenario-file.md", &format!("keys of {path}"), &table);
    }
    let mut table = String::from("| kind | what it is | parameters |\n|---|---|---|\n");
    for kind in KINDS {
        let mut parameters: Vec<String> = kind.parameters.iter().map(parameter).collect();
        if kind.takes_quantiles {
            parameters.insert(0, "`p05`, `p50`, …: quantiles at these per cents".to_owned());
        }
        row(&mut table, &[&format!("`{}`", kind.name), kind.doc, &parameters.join("; ")]);
    }
    generated("scenario-file.md", "distributions", &table);
}

fn parameter(parameter: &distribution::Parameter) -> String {
    let default = match parameter.presence {
        distribution::Presence::Required | distribution::Presence::Optional => String::new(),
        distribution::Presence::Default(value) => format!(" ({value} unless given)"),
    };
    format!("`{}`: {}{default}", parameter.name, parameter.doc)
}

/// Files below a folder with one of these extensions.
fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
}

#[test]
fn error_codes() {
    let outputs = page("outputs.md");
    let section = outputs.split_once("## Error codes").unwrap().1;
    let documented: BTreeSet<&str> =
        section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(code, _)| code).collect();

    let known: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(documented, known, "docs/outputs.md has other error codes than the program");
}
