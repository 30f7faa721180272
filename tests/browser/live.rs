//! A live page in a browser: one file, opened from disk, without a network or a program.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::devtools::Page;
use super::{compares, looks_closely, moves, named, refuses, same, saves, settles, shown, slide, times};

/// A page of some files, written in a folder.
fn written(folder: &Path, files: &[&str]) -> PathBuf {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
    command.current_dir(folder).arg("explore").args(files).args(["--out", "page.html"]);
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder.join("page.html")
}

fn opened(browser: &Path, file: &Path) -> Page {
    let mut page = Page::open(browser, "about:blank");
    page.offline();
    page.goes(&format!("file://{}", file.display()));
    page
}

/// The rows of `projections.csv`, without the name of the scenario, as `run` has it of this file on any processor.
fn rows(folder: &Path, file: &str, set: &[&str]) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
    command.current_dir(folder).env("CATCHUP_INSTRUCTIONS", "baseline");
    command.args(["run", file, "--format", "csv", "--quiet", "--out", "same"]);
    for one in set {
        command.args(["--set", one]);
    }
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let stem = Path::new(file).file_stem().expect("a name").to_string_lossy().into_owned();
    without_scenario(&std::fs::read_to_string(folder.join(format!("same/{stem}/projections.csv"))).expect("a table"))
}

fn without_scenario(table: &str) -> Vec<String> {
    table.lines().map(|line| line.split_once(',').expect("columns").1.to_owned()).collect()
}

/// What a chart shows, as the page gives it away.
fn taken(page: &mut Page, downloads: &Path, chart: &str, file: &str) -> Vec<String> {
    page.script(&format!(
        "[...document.querySelectorAll('#chart-{chart} .under button')].find((one) => one.textContent === 'CSV').click()"
    ));
    let file = downloads.join(file);
    for _ in 0..600 {
        if file.exists() {
            break;
        }
        page.script("new Promise((done) => setTimeout(done, 100))");
    }
    let table = std::fs::read_to_string(&file).expect("downloaded");
    std::fs::remove_file(file).expect("removed");
    without_scenario(&table)
}

/// A chart as PNG, as the page paints it: at twice the density, with ink on it.
fn painted(page: &mut Page, downloads: &Path) {
    page.script(
        "[...document.querySelectorAll('#chart-robots .under button')].find((one) => one.textContent === 'PNG').click()",
    );
    let file = downloads.join("robots.png");
    for _ in 0..600 {
        if file.exists() {
            break;
        }
        page.script("new Promise((done) => setTimeout(done, 100))");
    }
    let bytes = std::fs::read(&file).expect("downloaded");
    if let Some(folder) = std::env::var_os("CATCHUP_GALLERY") {
        std::fs::copy(&file, Path::new(&folder).join("live-painted.png")).expect("copied");
    }
    let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    assert!(bytes.starts_with(b"\x89PNG") && side(16) == 1920, "{} wide", side(16));
    // An empty sheet of that size has some 10 kB.
    assert!(bytes.len() > 30_000, "{} bytes", bytes.len());
}

/// Every number that a chart shows is the program's own, to the last bit.
fn equal(own: &[String], theirs: &[String]) {
    assert!(own.len() > 5, "{own:?}");
    for row in own {
        assert!(theirs.contains(row), "no such row: {row}");
    }
}

/// Every number that a chart shows is the program's own but for rounding: how far off, at most, in parts of it.
fn close(own: &[String], theirs: &[String]) -> f64 {
    assert!(own.len() > 5, "{own:?}");
    // Mean, standard deviation and seven quantiles come last; what comes before says of what they are.
    let split = |row: &String| -> (String, Vec<f64>) {
        let cells: Vec<&str> = row.split(',').collect();
        let (about, numbers) = cells.split_at(cells.len() - 9);
        (about.join(","), numbers.iter().map(|cell| cell.parse().expect("a number")).collect())
    };
    let mut most = 0.0_f64;
    for row in &own[1..] {
        let (about, numbers) = split(row);
        let other = theirs.iter().skip(1).map(split).find(|(other, _)| *other == about);
        let (_, other) = other.unwrap_or_else(|| panic!("no such row: {about}"));
        for (one, other) in numbers.iter().zip(other) {
            most = most.max((one - other).abs() / one.abs().max(other.abs()).max(f64::MIN_POSITIVE));
        }
    }
    assert!(most < 1e-12, "{most:e}");
    most
}

/// Somebody opens the file without a network, moves a lever, pins, compares, looks closely, saves.
pub fn works(browser: &Path) {
    let folder = tempfile::tempdir().expect("a folder");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/explored.toml");
    std::fs::copy(source, folder.path().join("explored.toml")).expect("copied");
    let file = written(folder.path(), &["explored.toml"]);
    let text = std::fs::read_to_string(&file).expect("a page");
    assert!(!text.contains(&*folder.path().to_string_lossy()), "the page says where it was written");
    let mut page = opened(browser, &file);
    let downloads = page.downloads();
    page.waits("document.body?.dataset.ready");
    settles(&mut page);
    same(shown(&mut page), super::median(folder.path(), "explored.toml", &[]));
    equal(&taken(&mut page, &downloads, "robots", "explored.csv"), &rows(folder.path(), "explored.toml", &[]));
    painted(&mut page, &downloads);
    for (width, dark) in [(1280, false), (1280, true), (390, false), (390, true)] {
        page.size(width, 844, dark);
        page.script("new Promise((done) => setTimeout(done, 300))");
        page.picture(&format!("live-{width}-{}", if dark { "dark" } else { "light" }));
    }
    page.size(1280, 900, false);
    named(&mut page);
    moves(&mut page, folder.path());
    let theirs = rows(folder.path(), "explored.toml", &["push[robots]=0.05"]);
    equal(&taken(&mut page, &downloads, "robots", "explored-explored.csv"), &theirs);
    compares(&mut page);
    refuses(&mut page);
    looks_closely(&mut page);
    saves(&mut page, folder.path(), &downloads);
    assert!(page.errors.is_empty(), "{:#?}", page.errors);
}

/// A report carries the page: it opens when it is asked for, or by a link to a setting, without a network.
pub fn is_in_a_report(browser: &Path) {
    let folder = tempfile::tempdir().expect("a folder");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/explored.toml");
    std::fs::copy(source, folder.path().join("explored.toml")).expect("copied");
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
    command.current_dir(folder.path()).args(["run", "explored.toml", "--live", "--format", "html", "--out", "out"]);
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let file = folder.path().join("out/explored/report.html");
    let mut page = opened(browser, &file);
    page.waits("document.readyState === 'complete' && document.querySelector('#live-page summary') !== null");
    assert_eq!(page.script("document.querySelector('iframe') === null"), true);
    page.script("document.querySelector('#live-page summary').click()");
    page.waits("document.querySelector('iframe.live')?.src.startsWith('blob:')");
    let setting = "scenario=explored&set=push%5Brobots%5D%3D0.05";
    page.script(&format!("location.hash = 'live&{setting}'"));
    page.waits("document.querySelector('iframe.live')?.src.includes('push')");
    for (width, dark) in [(1280, false), (1280, true), (390, false), (390, true)] {
        page.size(width, 844, dark);
        page.script("document.getElementById('live').scrollIntoView({ behavior: 'instant' })");
        page.script("new Promise((done) => setTimeout(done, 1000))");
        page.picture(&format!("report-live-{width}-{}", if dark { "dark" } else { "light" }));
    }
    page.enters();
    page.waits("document.body?.dataset.ready");
    settles(&mut page);
    same(shown(&mut page), super::median(folder.path(), "explored.toml", &["push[robots]=0.05"]));
    // What the page says is a link leads back to the setting.
    page.script("document.getElementById('link').click()");
    let link = page.waits("document.querySelector('.code')?.textContent");
    assert_eq!(link, format!("file://{}#live&{setting}", file.display()));
    assert!(page.errors.is_empty(), "{:#?}", page.errors);
}

/// Texts of a scenario are shown as texts, whatever is in them.
pub fn is_harmless(browser: &Path) {
    let folder = tempfile::tempdir().expect("a folder");
    let hostile = "</script><script>window.broken = 1</script><img src=x onerror='window.broken = 1'>";
    let text = include_str!("../files/explored.toml").replace("Robots: a push", hostile);
    std::fs::write(folder.path().join("hostile.toml"), text).expect("written");
    let file = written(folder.path(), &["hostile.toml"]);
    let mut page = opened(browser, &file);
    page.waits("document.body?.dataset.ready");
    settles(&mut page);
    assert_eq!(page.script("document.getElementById('title').textContent"), hostile);
    assert_eq!(page.script("window.broken === undefined"), true);
    assert!(page.errors.is_empty(), "{:#?}", page.errors);
}

/// The shipped scenarios on one page. Says its size, how long it takes to open and to a new picture, and holds it to none of these: machines
/// differ. Its numbers are the program's own.
pub fn is_measured(browser: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let folder = tempfile::tempdir().expect("a folder");
    let mut files: Vec<String> = std::fs::read_dir(&root)
        .expect("scenarios")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| path.display().to_string())
        .collect();
    // The first is the one that is shown.
    files.sort_by_key(|path| (!path.ends_with("baseline.toml"), path.clone()));
    let file = written(folder.path(), &files.iter().map(String::as_str).collect::<Vec<_>>());
    let size = std::fs::metadata(&file).expect("a page").len();
    let mut page = opened(browser, &file);
    let downloads = page.downloads();
    let opened = page.waits("document.querySelector('#pictures svg') !== null && performance.now()");
    println!("live page: {:.2} MB, first picture after {:.0} ms", size as f64 / 1e6, opened.as_f64().expect("a time"));
    times(&mut page);
    slide(&mut page, "control-plan-uplift", 100);
    // The address follows a slider once it rests.
    page.script("new Promise((done) => setTimeout(done, 300))");
    let lever = page.waits("/set=([^&]+)/.exec(location.hash)?.[1]");
    let set = lever.as_str().expect("a setting").replace("%3D", "=");
    let theirs = rows(folder.path(), &files[0], &[&set]);
    let chart = page.script("document.querySelector('#pictures figure').dataset.chart");
    let own = taken(&mut page, &downloads, chart.as_str().expect("a chart"), "baseline-explored.csv");
    println!("numbers of a chart: at most {:.0e} of them off the program's", close(&own, &theirs));
    assert!(page.errors.is_empty(), "{:#?}", page.errors);
}
