//! `catchup import`: what it says, draws and writes, and the commands of docs/data.md.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::succeeds;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn catchup(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
    command.current_dir(folder).env("COLUMNS", "100").env("NO_COLOR", "1");
    command
}

/// A file of `tests/data/offices/` in a folder.
fn take(folder: &Path, file: &str, name: &str) {
    std::fs::copy(root().join("tests/data/offices").join(file), folder.join(name)).expect(file);
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = succeeds(catchup(folder).arg("import").args(arguments).arg("--json"));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Rates of unemployment as Eurostat lays them out: two countries, two sexes, eleven years.
fn unemployment() -> String {
    let years: Vec<String> = (2010..=2020).map(|year| format!("{year} ")).collect();
    let mut text = format!("freq,unit,sex,geo\\TIME_PERIOD\t{}\n", years.join("\t"));
    for (row, key) in ["A,PC,T,AT", "A,PC,T,DE", "A,PC,F,AT", "A,PC,F,DE"].iter().enumerate() {
        let values = (0..11).map(|year| format!("{:.1}", 4.0 + row as f64 + f64::from(year * 7 % 5) / 2.0));
        writeln!(text, "{key}\t{}", values.collect::<Vec<_>>().join("\t")).expect("a text");
    }
    text
}

/// What the files that docs/data.md names might hold.
fn files(folder: &Path) {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect(name);
    let rows = |line: &dyn Fn(i32) -> String| (2005..=2020).map(line).collect::<String>();
    write("unemployment.tsv", &unemployment());
    let wide = rows(&|year| format!("{year},{},{}\n", 10 * (year - 2000) + year % 3, 5 * year - 9_900 + year % 2));
    write("wide.csv", &format!("year,robots,tools\n{wide}"));
    let years: Vec<String> = (2005..=2020).map(|year| year.to_string()).collect();
    let years = &years;
    let values =
        |times: i32| years.iter().map(move |year| (year.parse::<i32>().expect("a year") % 100 * times).to_string());
    let row =
        |name: &str, times| format!("{name},AAA,Robots,IND.ROB,{}\n", values(times).collect::<Vec<_>>().join(","));
    let heading = format!("Country Name,Country Code,Indicator Name,Indicator Code,{}\n", years.join(","));
    write("world_bank.csv", &format!("{heading}{}{}", row("Ardonia", 3), row("Belland", 7)));
    take(folder, "genesis_windows_1252.csv", "genesis.csv");
    write("groups.csv", "Item,2018,2019\nRobots,,\n  Made,1,2\n  Sold,3,4\n");
    write("about.csv", "Name,GDP,CPI\nFrequency,Yearly,Yearly\nUnit,USD,%\n2018,1,2\n2019,3,4\n");
    write("crossed.csv", "Country,Quarter,2019,2020\nArdonia,Q1,1,2\nArdonia,Q2,3,4\n");
    let penn = |country: &str| {
        rows(&|year| {
            format!("{},{country},Ardo,{year},{},{}.5\n", &country[..3], 50 * (year - 1990) + year % 4, year - 2000)
        })
    };
    let heading = |name: &str| years.iter().map(|year| format!(",{name} {year}")).collect::<String>();
    let both = values(3).chain(values(7)).collect::<Vec<_>>().join(",");
    write("measures.csv", &format!("region{}{}\nArdonia,{both}\n", heading("Workers"), heading("Pay")));
    let heading = "countrycode,country,currency_unit,year,rgdpe,pop\n";
    write("penn.csv", &format!("{heading}{}{}", penn("Ardonia"), penn("Belland")));
    let sdmx = rows(&|year| format!("X,USD,{year},{}\nX,EUR,{year},{}\n", year - 1990, year - 1991));
    write("sdmx.csv", &format!("DATAFLOW,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE\n{sdmx}"));
    write("secret.csv", "year,robots,cars\n2019,12,secret\n2020,-999,secret\n2021,14,22\n");
    for (file, name) in [
        ("adb.csv", "adb.csv"),
        ("insee_rows.csv", "insee.csv"),
        ("kosis_years.csv", "kosis.csv"),
        ("owid.csv", "owid.csv"),
        ("quarters_under_years.csv", "quarters.csv"),
        ("nbs_china.csv", "nbs.csv"),
        ("year_and_month.csv", "monthly.csv"),
        ("workbook.xlsx", "workbook.xlsx"),
        ("columns_zstd.parquet", "robots.parquet"),
    ] {
        take(folder, file, name);
    }
}

/// The arguments of a command line, texts in quotes whole.
fn arguments(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    let words = |(index, part): (usize, &str)| -> String {
        if index % 2 == 1 { part.replace(' ', "\u{1}") } else { part.to_owned() }
    };
    parts.map(words).collect::<String>().split_whitespace().map(|word| word.replace('\u{1}', " ")).collect()
}

#[test]
fn the_commands_of_the_guide_to_data_do_what_they_say() {
    let page = std::fs::read_to_string(root().join("docs/data.md")).expect("the page");
    let folder = tempfile::tempdir().expect("a folder");
    files(folder.path());
    let in_blocks = page.lines().filter_map(|line| line.strip_prefix("    catchup "));
    let in_tables =
        page.lines().filter_map(|line| line.split_once("| `catchup ")?.1.split_once('`').map(|(one, _)| one));
    let mut run = 0;
    for line in in_blocks.chain(in_tables) {
        let line = line.split("  #").next().unwrap_or_default();
        let output = catchup(folder.path()).args(arguments(line)).output().expect("the program starts");
        assert!(output.status.success(), "catchup {line}: {}", String::from_utf8_lossy(&output.stderr));
        run += 1;
    }
    assert!(run >= 19, "only {run} commands were found");
    assert!(folder.path().join("look").is_dir() && folder.path().join("study.toml").is_file());
}

#[test]
fn what_was_understood_is_said_to_programs() {
    let folder = tempfile::tempdir().expect("a folder");
    for (file, format) in [
        ("eurostat.tsv", "TSV"),
        ("columns_zstd.parquet", "Parquet"),
        ("columns_lz4.feather", "Arrow"),
        ("workbook.xlsx", "Excel workbook, sheet `Data`"),
    ] {
        take(folder.path(), file, file);
        let found = json(folder.path(), &[file]);
        for key in ["format", "series", "times", "missing", "left_out", "notes"] {
            assert!(!found[key].is_null(), "{file} has no {key}: {found}");
        }
        assert!(found["format"].as_str().is_some_and(|found| found.contains(format)), "{file}: {}", found["format"]);
    }
    let parquet = json(folder.path(), &["columns_zstd.parquet"]);
    assert_eq!((parquet["series"].as_array().map(Vec::len), parquet["missing"].as_u64()), (Some(2), Some(1)));
    assert!(parquet["notes"].to_string().contains("column `tags` is left out: its values are lists"), "{parquet}");
}

/// The tidy table of a table says what the table says, and reads as itself.
#[test]
fn the_tidy_table_is_read_again_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    take(path, "nbs_china.csv", "nbs.csv");
    succeeds(catchup(path).args(["import", "nbs.csv", "--out", "first"]));
    let tables = |of: &str| -> Vec<std::path::PathBuf> {
        let files = std::fs::read_dir(path.join(of)).expect("a folder").map(|entry| entry.expect("an entry").path());
        files.filter(|file| file.extension().is_some_and(|extension| extension == "csv")).collect()
    };
    let first = tables("first");
    assert_eq!(first.len(), 1, "{first:?}");
    let pictures = std::fs::read_dir(path.join("first/charts")).expect("a folder").filter(|entry| {
        entry.as_ref().is_ok_and(|entry| entry.path().extension().is_some_and(|extension| extension == "png"))
    });
    assert_eq!(pictures.count(), 2);
    let name = first[0].to_string_lossy().into_owned();
    succeeds(catchup(path).args(["import", &name, "--out", "second"]));
    // Keys are named by the first table alone; series, units, times and values are those of both.
    let rows = |file: &Path| -> Vec<Vec<String>> {
        let text = std::fs::read_to_string(file).expect("a table");
        let last = |line: &str, count| -> Vec<String> { line.rsplitn(count, ',').map(str::to_owned).collect() };
        text.lines().skip(1).map(|line| last(line, 4)[..3].to_vec()).collect()
    };
    assert_eq!(rows(&first[0]), rows(&tables("second")[0]));
    assert!(rows(&first[0]).contains(&["446000", "2020", "台"].map(str::to_owned).to_vec()));
}

/// A scenario that `import` writes is valid, has the values as history, and runs.
#[test]
fn a_table_becomes_a_scenario() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    take(path, "world_bank.csv", "bank.csv");
    succeeds(catchup(path).args(["import", "bank.csv", "--scenario", "study"]));
    succeeds(catchup(path).args(["check", "study.toml"]));
    let text = std::fs::read_to_string(path.join("study.toml")).expect("the scenario");
    assert!(text.contains("history") && path.join("study.csv").is_file(), "{text}");
    // What a name multiplies by is not multiplied by again.
    take(path, "nbs_china.csv", "nbs.csv");
    succeeds(catchup(path).args(["import", "nbs.csv", "--scenario", "tools"]));
    succeeds(catchup(path).args(["run", "tools.toml", "--format", "csv", "--out", "out"]));
    let found = std::fs::read_to_string(path.join("out/tools/projections.csv")).expect("projections");
    assert!(found.contains(",2020,true,446000.0,"), "{found}");
    // Nor by a scale that no unit follows.
    std::fs::write(path.join("sales.csv"), "year,Sales (lakh)\n2018,1\n2019,2\n2020,3\n").expect("a table");
    succeeds(catchup(path).args(["import", "sales.csv", "--scenario", "sales_study"]));
    succeeds(catchup(path).args(["run", "sales_study.toml", "--format", "csv", "--out", "out"]));
    let found = std::fs::read_to_string(path.join("out/sales_study/projections.csv")).expect("projections");
    assert!(found.contains(",2020,true,300000.0,"), "{found}");
}

/// Months and quarters have steps of their own.
#[test]
fn monthly_tables_become_scenarios() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    for (name, time) in [("months", "2023-"), ("quarters", "2023Q")] {
        let rows = (1..=4).map(|part| format!("{time}{}{part},{part}\n", if name == "months" { "0" } else { "" }));
        std::fs::write(path.join(format!("{name}.csv")), format!("time,beds\n{}", rows.collect::<String>()))
            .expect(name);
        let scenario = format!("{name}_study");
        succeeds(catchup(path).args(["import", &format!("{name}.csv"), "--scenario", &scenario]));
        let output =
            succeeds(catchup(path).args(["run", &format!("{scenario}.toml"), "--format", "csv", "--out", "out"]));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("error"), "{said}");
        let found = std::fs::read_to_string(path.join(format!("out/{scenario}/projections.csv"))).expect("projections");
        assert!((1..=4).all(|part| found.contains(&format!(",true,{part}.0,"))), "{found}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    take(path, "columns_zstd.parquet", "whole.parquet");
    let whole = std::fs::read(path.join("whole.parquet")).expect("the file");
    std::fs::write(path.join("half.parquet"), &whole[..whole.len() / 2]).expect("half of it");
    for (arguments, code) in [
        (["half.parquet", "--json"].as_slice(), "bad-columns"),
        (&["whole.parquet", "--sheet", "Data"], "no-sheet"),
        (&["https://example.org/table.csv"], "web-address"),
    ] {
        let output = catchup(path).arg("import").args(arguments).output().expect("the program starts");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(code), "{arguments:?}: {error}");
    }
}
