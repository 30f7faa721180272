//! The documentation tells the truth: its complete scenarios run, its links lead somewhere, its lists are complete.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use catchup::analysis::{RunOptions, project};
use catchup::laws::LAWS;
use catchup::model::check::check;
use catchup::scenario::{options::Options, read::read};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<(PathBuf, String)> {
    let mut files = vec![root().join("README.md"), root().join("ARCHITECTURE.md")];
    let docs = std::fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    files.extend(docs.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    files.sort();
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(&path).unwrap())).collect()
}

#[test]
fn links_lead_to_files_that_exist() {
    let mut checked = 0;
    for (path, text) in pages() {
        for part in text.split("](").skip(1) {
            let target = part.split(')').next().unwrap().split('#').next().unwrap();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            let file = path.parent().unwrap().join(target);
            assert!(file.exists(), "{} links to {target}", path.display());
            checked += 1;
        }
    }
    assert!(checked > 15, "only {checked} links were found");
}

#[test]
fn complete_scenarios_in_the_guide_run() {
    let folder = tempfile::tempdir().unwrap();
    let mut run = 0;
    for (path, text) in pages() {
        for block in text.split("```toml\n").skip(1) {
            let block = block.split("```").next().unwrap();
            let file = folder.path().join("example.toml");
            std::fs::write(&file, block).unwrap();
            let options = Options { draws: Some(64), ..Options::default() };
            let (scenario, _) = read(&file, &options).unwrap_or_else(|p| panic!("{}: {p}", path.display()));
            let model = check(scenario).unwrap_or_else(|p| panic!("{}: {p}", path.display()));
            let outcome = project(&model, &RunOptions { colour: 0, keep_draws: false }, &|_| {}).unwrap();
            assert!(!outcome.projection.variables.is_empty());
            run += 1;
        }
    }
    assert!(run >= 1, "no complete scenario was found");
}

/// docs/laws.md is made of the table of laws: `CATCHUP_DOCS=write cargo test --test docs` writes it anew.
#[test]
fn the_page_of_laws_is_the_table_of_laws() {
    let mut page = String::from(
        "# Laws\n\nEach is a function of the equation language and of the library (`catchup::laws`), defined once. In the column of units, \
         `U`, `V`, `A` and `P`\nstand for any unit, the same throughout a call.\n\n| law | value | parameters | units | source |\n|---|---|---|---|---|\n",
    );
    for law in LAWS {
        let names: Vec<&str> = law.parameters.iter().map(|parameter| parameter.name).collect();
        let docs: Vec<String> = law.parameters.iter().map(|p| format!("{}: {}", p.name, p.doc)).collect();
        let units = format!("({}) → {}", law.unit_rule.parameters.join(", "), law.unit_rule.result);
        let cells = [
            format!("`{}({})`", law.name, names.join(", ")),
            law.doc.to_owned(),
            docs.join("; "),
            units,
            law.source.to_owned(),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        let _ = writeln!(page, "| {} |", cells.join(" | "));
    }
    let file = root().join("docs/laws.md");
    if std::env::var("CATCHUP_DOCS").is_ok_and(|value| value == "write") {
        std::fs::write(&file, &page).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(
        written == page,
        "docs/laws.md is not as the table of laws; CATCHUP_DOCS=write cargo test --test docs writes it"
    );
}

#[test]
fn the_guide_names_every_law_and_distribution() {
    let language = std::fs::read_to_string(root().join("docs/language.md")).unwrap();
    for law in LAWS {
        assert!(language.contains(&format!("{}(", law.name)), "docs/language.md lacks the law `{}`", law.name);
    }
    let keys = std::fs::read_to_string(root().join("docs/scenario-file.md")).unwrap();
    for kind in catchup::distribution::KINDS {
        assert!(
            keys.contains(&format!("`{} {{", kind.name)),
            "docs/scenario-file.md lacks the distribution `{}`",
            kind.name
        );
    }
}
