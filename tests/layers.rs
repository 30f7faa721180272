//! The layers of the source: a module uses only what lies below it, and siblings leave one another alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// From the bottom to the top; modules on one line are siblings.
const LAYERS: &[&[&str]] = &[
    // Faults that tests order, in what is asked of a system.
    &["fault"],
    // Plain data as bytes.
    &["record"],
    // How times are written and measured; places and problems; characters; numerical methods; threads.
    &["calendar", "clock", "diagnostic", "encoding", "numeric", "parallel"],
    // How one points at a number.
    &["selector"],
    // What results look like, and how they are worded.
    &["projection"],
    &["wording"],
    // Pure formulas; families of distributions.
    &["distribution", "laws"],
    // Tables as people have them.
    &["data"],
    // Models from elsewhere, as the tables of a scenario.
    &["interchange"],
    &["scenario"],
    &["model"],
    &["engine"],
    &["fit", "forecast"],
    &["analysis"],
    &["charts", "export"],
    &["report"],
    &["session"],
    // What a page may ask of sessions.
    &["explorer"],
    // What benchmarks and tests of the project look at.
    &["workbench"],
    &["cli"],
    &["main"],
];

/// Modules that may not be used although they lie below, with the reason.
const CLOSED: &[(&str, &[&str], &str)] = &[
    (
        "charts",
        &["analysis", "fit", "forecast", "engine", "model", "scenario", "distribution"],
        "pictures know projections, not equations",
    ),
    (
        "report",
        &["analysis", "fit", "forecast", "engine", "model", "scenario", "distribution"],
        "pages know projections, pictures and manifests, not equations",
    ),
    (
        "export",
        &["analysis", "fit", "forecast", "engine", "model", "distribution"],
        "tables know projections, not equations",
    ),
    (
        "fit",
        &["calendar", "diagnostic", "selector", "projection", "wording", "distribution", "scenario", "model", "engine"],
        "laws and numbers, wherever the numbers come from",
    ),
    ("data", &["selector", "projection", "wording", "distribution", "laws"], "what a table says, whatever it is for"),
    (
        "forecast",
        &["engine", "model", "distribution"],
        "a series is forecast by its own past; equations and assumptions have no part in it",
    ),
    ("engine", &["diagnostic"], "a model in hand is valid: a run finds no mistakes of an author"),
    ("distribution", &["diagnostic", "selector", "projection"], "it says what is wrong in plain words, not where"),
];

/// Arrows that are let through, with the reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("numeric", "workbench", "a macro that benchmarks use too names its parts by a path that both can see"),
    (
        "distribution",
        "diagnostic",
        "which name is meant by one that is nearly it, or is in other letters, has one rule",
    ),
];

/// All source files with the module of the first level that each belongs to.
fn sources() -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    gather(Path::new("src"), &mut found);
    found
        .into_iter()
        .filter(|path| path != Path::new("src/lib.rs"))
        .map(|path| {
            let below = path.strip_prefix("src").expect("below src");
            let first = below.components().next().expect("a name").as_os_str().to_string_lossy();
            (first.trim_end_matches(".rs").to_owned(), path)
        })
        .collect()
}

fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file: neither comments nor tests, which may use anything.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = before_tests.lines().map(|line| match line.find("//") {
        Some(at) if !line[..at].contains('"') => &line[..at],
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The modules of the first level that some code names: `crate::x`, `crate::{x, y::z}`, and `catchup::x` in the program.
fn named(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for root in ["crate::", "catchup::"] {
        for (at, _) in code.match_indices(root) {
            let rest = &code[at + root.len()..];
            match rest.strip_prefix('{') {
                Some(group) => found.extend(first_names(group)),
                None => found.extend(first_name(rest)),
            }
        }
    }
    found
}

/// The modules of the first level that a file reaches by `super::super::…`, as many as lead out of its own.
fn climbed(path: &Path, code: &str) -> BTreeSet<String> {
    let below = path.strip_prefix("src").expect("below src").with_extension("");
    let depth = below.components().filter(|part| part.as_os_str() != "mod").count();
    let up = "super::".repeat(depth);
    code.match_indices(&up).filter_map(|(at, _)| first_name(&code[at + up.len()..])).collect()
}

fn first_name(text: &str) -> Option<String> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// The first name of every member of `{a, b::{c, d}, e}`, after its opening brace.
fn first_names(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut members = vec![String::new()];
    for character in group.chars() {
        match character {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                members.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = members.last_mut() {
            last.push(character);
        }
    }
    members.iter().filter_map(|member| first_name(member.trim())).collect()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// Whether a module may use another.
fn allowed(from: &str, to: &str) -> bool {
    let closed = CLOSED.iter().any(|(module, others, _)| *module == from && others.contains(&to));
    let below = layer(to) < layer(from);
    from == to || (below && !closed) || EXCEPTIONS.iter().any(|(a, b, _)| (*a, *b) == (from, to))
}

#[test]
fn arrows_point_down() {
    let mut wrong: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (module, path) in sources() {
        assert!(layer(&module).is_some(), "`{module}` has no layer: give it its place in this test");
        let text = fs::read_to_string(&path).expect("a source file");
        // Items of the library itself, such as a macro, are not modules.
        let code = code(&text);
        let used = named(&code).into_iter().chain(climbed(&path, &code));
        for used in used.filter(|used| layer(used).is_some()) {
            if !allowed(&module, &used) {
                wrong.entry((module.clone(), used)).or_default().push(path.display().to_string());
            }
        }
    }
    let lines: Vec<String> =
        wrong.iter().map(|((from, to), paths)| format!("{from} -> {to}: {}", paths.join(", "))).collect();
    assert!(lines.is_empty(), "arrows that do not point down:\n{}", lines.join("\n"));
}

#[test]
fn every_module_of_the_library_has_its_layer() {
    let library = fs::read_to_string("src/lib.rs").expect("the library");
    let modules: BTreeSet<&str> = library
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    // Tests of the inside are compiled with the library, and use anything.
    let placed: BTreeSet<&str> =
        LAYERS.concat().into_iter().filter(|module| *module != "main").chain(["inside"]).collect();
    assert_eq!(modules, placed);
}

/// What the core asks of a system, and the files that may name it.
const DOORS: &[(&str, &[&str])] = &[
    ("src/scenario/files.rs", &["std::fs", "File::", "canonicalize", "read_dir"]),
    // Threads need room in memory, which is asked for before they begin.
    ("src/parallel.rs", &["rayon", "std::thread", "memmap2"]),
    ("src/numeric/buffer.rs", &["memmap2"]),
    ("src/clock.rs", &["Instant", "SystemTime"]),
    // Files of columns with types, in the feature that brings their readers.
    ("src/data/columnar.rs", &["polars", "parquet"]),
    ("src/data/open.rs", &["parquet"]),
    ("src/data/mod.rs", &["parquet"]),
    ("the program", &["println!", "print!", "std::env", "std::process", "clap", "indicatif"]),
    (
        "the module of its feature",
        &["polars", "parquet", "tiny_skia", "skrifa", "harfrust", "fontdb", "maud", "tempfile", "rust_xlsxwriter"],
    ),
];

/// The modules of the library that no feature brings.
fn core_modules() -> BTreeSet<String> {
    let library = fs::read_to_string("src/lib.rs").expect("the library");
    let lines: Vec<&str> = library.lines().collect();
    let module = |pair: &[&str]| {
        let name = pair[1].trim_start_matches("pub(crate) ").trim_start_matches("pub ");
        let name = name.strip_prefix("mod ")?.strip_suffix(';')?;
        (!pair[0].starts_with("#[")).then(|| name.to_owned())
    };
    lines.windows(2).filter_map(module).collect()
}

/// The words of a system in some code that stands in a file.
fn beyond_the_doors(path: &Path, code: &str) -> Vec<&'static str> {
    // A door is a file, with what stands in the folder of its name.
    let is_door = |door: &str| path.with_extension("").starts_with(Path::new(door).with_extension(""));
    let own = DOORS.iter().find(|(door, _)| is_door(door)).map_or(&[][..], |(_, words)| *words);
    let words = DOORS.iter().flat_map(|(_, words)| *words).filter(|word| !own.contains(word));
    let whole = |word: &str| {
        let inside = |at: usize| code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        code.match_indices(word).any(|(at, _)| !inside(at))
    };
    let found: BTreeSet<&str> = words.copied().filter(|word| whole(word)).collect();
    found.into_iter().collect()
}

#[test]
fn the_core_asks_a_system_for_nothing_but_through_its_doors() {
    let modules = core_modules();
    for known in ["scenario", "model", "engine", "analysis", "fit", "forecast", "laws", "projection"] {
        assert!(modules.contains(known), "`{known}` belongs to the core");
    }
    let mut wrong = Vec::new();
    for (module, path) in sources().into_iter().filter(|(module, _)| modules.contains(module)) {
        // Files of tests alone may use anything.
        if path.file_stem().is_some_and(|stem| stem == "tests")
            || path.components().any(|part| part.as_os_str() == "tests")
            // Writing folders is a feature of sessions.
            || path.starts_with("src/session/write")
        {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file");
        for word in beyond_the_doors(&path, &code(&text)) {
            wrong.push(format!("{module}: {} names `{word}`", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let found =
        beyond_the_doors(Path::new("src/model/a.rs"), "let f = std::fs::read(p); rayon::join(a, b); profile::x");
    assert_eq!(found, ["rayon", "std::fs"]);
    assert!(beyond_the_doors(Path::new("src/parallel.rs"), "rayon::join(a, b)").is_empty());
}

#[test]
fn exceptions_are_used() {
    for (from, to, reason) in EXCEPTIONS {
        let used = sources().iter().any(|(module, path)| {
            let text = fs::read_to_string(path).expect("a source file");
            module == from && named(&code(&text)).contains(*to)
        });
        assert!(used, "{from} -> {to} ({reason}) is not needed any more");
    }
}

#[test]
fn uses_are_recognised() {
    for (text, expected) in [
        ("use crate::model::term::Term;", vec!["model"]),
        ("use crate::{charts, model::{a, b}, export::Folder};", vec!["charts", "export", "model"]),
        ("let x = crate::laws::growth::cagr(1.0); crate::numeric::random::key(1)", vec!["laws", "numeric"]),
        ("pub(crate) fn f() {}", vec![]),
        ("use catchup::cli;", vec!["cli"]),
        ("// crate::model", vec![]),
        ("use super::charts;", vec![]),
        ("fn f() {}\n#[cfg(test)]\nmod tests {\n    use crate::engine::run;\n}", vec![]),
    ] {
        let found: Vec<String> = named(&code(text)).into_iter().collect();
        assert_eq!(found, expected, "{text}");
    }
    let reached = climbed(Path::new("src/charts/tests/mod.rs"), "use super::super::model::Model; use super::axis;");
    assert_eq!(reached.into_iter().collect::<Vec<_>>(), ["model"]);
    assert!(climbed(Path::new("src/charts/axis.rs"), "use super::model;").is_empty());
    assert!(allowed("engine", "model") && !allowed("model", "engine") && !allowed("charts", "export"));
    assert!(!allowed("charts", "model") && allowed("cli", "laws"));
}
