//! The explorer in a browser: what somebody does who moves levers.

pub mod devtools;
pub mod live;

use std::path::Path;
use std::process::Command;

use devtools::Page;
use serde_json::{Value, json};

use crate::served::Served;

/// Moves a slider to one of its 200 places, as a hand does.
fn slide(page: &mut Page, id: &str, place: u32) {
    page.script(&format!(
        "{{ const slider = document.getElementById('{id}'); slider.value = {place}; \
         slider.dispatchEvent(new Event('input', {{ bubbles: true }})); }}"
    ));
}

/// All draws of the file have been run.
fn settles(page: &mut Page) {
    page.waits(
        "document.getElementById('run').textContent.includes('· 1,000 draws') && document.querySelector('.card .big')",
    );
    page.waits("document.querySelector('#chart-robots svg') !== null");
}

/// The median of the last year of robots, as `run` has it of this file with these settings.
fn median(folder: &Path, file: &str, set: &[&str]) -> f64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchup"));
    command.current_dir(folder).args(["run", file, "--format", "csv", "--quiet", "--out", "theirs"]);
    for one in set {
        command.args(["--set", one]);
    }
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let stem = file.trim_end_matches(".toml");
    let table = std::fs::read_to_string(folder.join(format!("theirs/{stem}/projections.csv"))).expect("a table");
    let mut rows = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let heads = rows.next().expect("headings");
    let at = |name: &str| heads.iter().position(|head| *head == name).expect(name);
    let row =
        rows.find(|row| row[at("variable")] == "share" && row[at("sector")] == "robots" && row[at("year")] == "2030");
    row.expect("a row")[at("p50")].parse().expect("a number")
}

/// The same as a card of the page shows it.
fn shown(page: &mut Page) -> f64 {
    let text = page.script("document.querySelector('.card .big').textContent");
    text.as_str().expect("a text").trim_end_matches(['%', '\u{a0}']).parse::<f64>().expect("a number") / 100.0
}

#[track_caller]
fn same(shown: f64, theirs: f64) {
    // Three digits are shown.
    assert!((shown - theirs).abs() <= 0.000_51, "{shown} is shown, {theirs} is what `run` gives");
}

/// Somebody moves a lever, pins, compares, looks closely, saves, and ends the program.
pub fn explores(browser: &Path) {
    let mut served = Served::start(&[]);
    let mut page = Page::open(browser, &format!("http://{}/", served.host));
    let downloads = page.downloads();
    page.waits("document.body?.dataset.ready");
    settles(&mut page);
    let folder = served.folder.path().to_owned();
    same(shown(&mut page), median(&folder, "explored.toml", &[]));
    for (width, dark) in [(1280, false), (1280, true), (390, false), (390, true)] {
        page.size(width, 844, dark);
        page.script("new Promise((done) => setTimeout(done, 300))");
        page.picture(&format!("explore-{width}-{}", if dark { "dark" } else { "light" }));
    }
    lists(&mut page);
    page.size(1280, 900, false);
    named(&mut page);
    moves(&mut page, &folder);
    compares(&mut page);
    refuses(&mut page);
    looks_closely(&mut page);
    saves(&mut page, &folder, &downloads);
    let errors = std::mem::take(&mut page.errors);
    assert!(errors.is_empty(), "{errors:#?}");
    // The program ends, and the page says so.
    served.stop();
    page.waits("!document.getElementById('stopped').hidden");
    page.script("document.getElementById('save').click()");
    page.waits("document.getElementById('close-body').textContent.startsWith('The program has stopped')");
}

/// What is pinned, what is now and their difference are of the same draws: few at first, then all.
pub fn sharpens(browser: &Path) {
    let folder = tempfile::tempdir().expect("a folder");
    let text = include_str!("../files/explored.toml").replace("draws = 1000", "draws = 3000");
    std::fs::write(folder.path().join("explored.toml"), text).expect("written");
    let served = Served::of(Path::new("explored.toml"), folder, &[]);
    let mut page = Page::open(browser, &format!("http://{}/", served.host));
    let settled = "document.getElementById('run').textContent.includes('· 3,000 draws')";
    page.size(1280, 2400, false);
    page.waits("document.body?.dataset.ready");
    page.waits(settled);
    returns(&mut page);
    page.script("document.getElementById('pin').click()");
    slide(&mut page, "control-push-machine-tools-", 120);
    let both = "[...document.querySelectorAll('#chart-robots svg')].map((svg) => /([0-9]+,[0-9]+).draws/.exec(svg.textContent)?.[1]).join()";
    page.waits(&format!(
        "{settled} && {both} === '3,000,3,000,3,000' && document.querySelector('#chart-robots .behind') === null"
    ));
    let caption = page.script("document.querySelector('#criteria-differences caption').textContent");
    assert_eq!(caption, "Now less pinned, 3,000 draws");
    // Nothing that was moved is in this chart: the two are one picture, and equal by the criterion.
    let same = "new Set([...document.querySelectorAll('#chart-robots .side')].slice(0, 2).map((side) => side.querySelector('svg').outerHTML)).size";
    assert_eq!(page.script(same), 1);
    let told = page.script("document.querySelector('#criteria-differences tbody td:last-child').textContent");
    assert_eq!(told, "equal in every draw");
    assert!(page.errors.is_empty(), "{:#?}", page.errors);
}

/// A chart that was scrolled away in few draws is of all once it is scrolled to.
fn returns(page: &mut Page) {
    page.size(1280, 400, false);
    page.script("import('/charts.js').then(({ figures }) => { window.last = [...figures.values()].at(-1); })");
    page.script("window.last.box.scrollIntoView()");
    page.waits("window.last.draws === 3000");
    page.script("window.scrollTo(0, 0)");
    page.script("new Promise((done) => setTimeout(done, 200))");
    page.script("window.last.draws = 2000");
    page.script("window.last.box.scrollIntoView()");
    page.waits("window.last.draws === 3000");
    page.size(1280, 2400, false);
    page.script("window.scrollTo(0, 0)");
}

/// What is typed is read by decimal point or comma; what is no number, or out of bounds, is said, and what was set stays.
fn refuses(page: &mut Page) {
    let types = |page: &mut Page, text: &str| -> (Value, Value) {
        page.script(&format!(
            "{{ const box = document.getElementById('control-campaign').closest('.control'); \
             const number = box.querySelector('.entry input'); number.value = '{text}'; \
             number.dispatchEvent(new Event('change', {{ bubbles: true }})); }}"
        ));
        let told = "(() => { const wrong = document.getElementById('control-campaign').closest('.control').querySelector('.wrong'); \
                    return wrong.hidden ? '' : wrong.textContent; })()";
        (page.script("/campaign%3D([^&]+)/.exec(location.hash)?.[1] ?? null"), page.script(told))
    };
    for (text, set) in [("2,5", "0.025"), ("3.5 %", "0.035"), ("0,05", "0.0005"), ("1e0", "0.01"), ("2", "0.02")] {
        let expected = if text == "1e0" { Value::Null } else { json!(set) };
        assert_eq!(types(page, text), (expected, json!("")), "{text}");
    }
    for (text, words) in [
        ("0x10", "“0x10” is no number. 2 % a year stays."),
        ("xyz", "“xyz” is no number. 2 % a year stays."),
        ("1,500", "“1,500” can be read as 1.5 or as 1500: write one of these. 2 % a year stays."),
        ("6", "6 % a year is out of bounds: it can be at least 0 % a year and at most 5 % a year. 2 % a year stays."),
    ] {
        assert_eq!(types(page, text), (json!("0.02"), json!(words)), "{text}");
        let shown =
            "document.getElementById('control-campaign').closest('.control').querySelector('.entry input').value";
        assert_eq!(page.script(shown), "2", "{text}");
    }
    // What was undone gives the focus to what is left of the list.
    let many = page.script("document.querySelectorAll('#changed button').length");
    page.script("[...document.querySelectorAll('#changed button')].at(-1).click()");
    assert!(many.as_u64() > Some(1), "{many}");
    assert_eq!(page.script("document.activeElement.textContent"), "Undo");
    page.script(
        "{ const find = document.getElementById('find'); find.value = 'zzz'; find.dispatchEvent(new Event('input')); }",
    );
    let missed = page.script("document.getElementById('missed').textContent");
    assert_eq!(missed, "No assumption has “zzz” in its name.");
    page.script(
        "{ const find = document.getElementById('find'); find.value = ''; find.dispatchEvent(new Event('input')); }",
    );
    // A link that cannot be read is said, until one can.
    let link = page.script("location.hash");
    for (hash, words) in [
        ("#scenario=nothere", "“nothere”, which is not here"),
        ("#scenario=explored&set=campaign%3D1e999", "“campaign=1e999” in the link does not set a number"),
    ] {
        page.script(&format!("location.hash = '{hash}'"));
        page.waits(&format!("document.getElementById('problem').textContent.includes('{words}')"));
    }
    page.script(&format!("location.hash = {link}"));
    page.waits("document.getElementById('problem').hidden && document.querySelector('#changed b')");
    settles(page);
}

/// On a telephone tables are lists: all cells are in sight, each below its heading, and none lies on another.
fn lists(page: &mut Page) {
    let wrong = page.script(
        "(() => { \
           const wrong = []; \
           const rows = [...document.querySelectorAll('.table tbody tr')]; \
           if (rows.length < 4) wrong.push(`${rows.length} rows`); \
           if (document.documentElement.scrollWidth > innerWidth) wrong.push('the page is wider than the telephone'); \
           for (const row of rows) { \
             const cells = [...row.cells].filter((cell) => cell.textContent.trim() !== ''); \
             const places = cells.map((cell) => cell.getBoundingClientRect()); \
             cells.forEach((cell, at) => { \
               const { left, right, top, bottom } = places[at]; \
               if (left < 0 || right > innerWidth + 0.5) wrong.push(`out of sight: ${cell.textContent}`); \
               const heading = getComputedStyle(cell, '::before').content.replaceAll('\"', '').trim(); \
               if (cell.tagName === 'TD' && (heading === 'none' || heading === '')) wrong.push(`without a heading: ${cell.textContent}`); \
               const meets = (other) => other.left < right - 0.5 && left < other.right - 0.5 && other.top < bottom - 0.5 && top < other.bottom - 0.5; \
               if (places.slice(0, at).some(meets)) wrong.push(`on another: ${cell.textContent}`); \
             }); \
           } \
           return wrong; })()",
    );
    assert_eq!(wrong, json!([]));
}

/// What stands side by side is on one scale, the labels of the value axis of both being the same.
fn on_one_scale(page: &mut Page) {
    let ticks = page.script(
        "[...document.querySelectorAll('#chart-robots .side')].slice(0, 2).map((side) => \
           [...side.querySelectorAll('svg g[text-anchor=end] text')].map((text) => text.textContent).join())",
    );
    assert!(ticks[0].as_str().is_some_and(|ticks| ticks.contains('0')), "{ticks}");
    assert_eq!(ticks[0], ticks[1]);
}

/// Everything that can be used has a name, for those who do not see it.
fn named(page: &mut Page) {
    let nameless = page.script(
        "[...document.querySelectorAll('input, select, button, [role=img], [role=slider]')] \
         .filter((one) => one.checkVisibility() && !(one.getAttribute('aria-label') || one.labels?.length || one.textContent.trim())) \
         .map((one) => one.outerHTML)",
    );
    assert_eq!(nameless, json!([]));
}

fn moves(page: &mut Page, folder: &Path) {
    let before = page.script("document.querySelector('#chart-robots svg').outerHTML");
    slide(page, "control-push-robots-", 100);
    page.waits("document.getElementById('run').textContent.includes('1,000 draws')");
    let lever = page.waits("document.querySelector('#changed b')?.textContent");
    assert_eq!(lever, "0 % a year → 5 % a year");
    page.waits(&format!("document.querySelector('#chart-robots svg').outerHTML !== {before}"));
    let theirs = median(folder, "explored.toml", &["push[robots]=0.05"]);
    page.waits(&format!(
        "Math.abs(parseFloat(document.querySelector('.card .big').textContent) / 100 - {theirs}) <= 0.00051"
    ));
    same(shown(page), theirs);
    // The address follows a slider once it rests.
    page.waits("location.hash.includes('push')");
    // A row of moves at once: what is shown at the end is of the last.
    for place in [10, 60, 20, 90, 100] {
        slide(page, "control-push-robots-", place);
    }
    page.waits("document.querySelector('#changed b')?.textContent === '0 % a year → 5 % a year'");
    page.script("new Promise((done) => setTimeout(done, 1500))");
    settles(page);
    same(shown(page), theirs);
    let count = page.script("window.sliderToPicture.length");
    assert!(count.as_u64() > Some(0), "{count}");
}

fn compares(page: &mut Page) {
    page.script("document.getElementById('pin').click()");
    slide(page, "control-campaign", 120);
    let told =
        page.waits("[...document.querySelectorAll('#criteria-differences td')].map((cell) => cell.textContent)[1]");
    // Six years of two points more, in every world but for the two shocks.
    page.waits("document.querySelectorAll('#chart-robots svg').length === 3");
    on_one_scale(page);
    assert!(told.as_str().is_some_and(|text| text.contains("points")), "{told}");
    page.waits("document.getElementById('run').textContent.includes('· 1,000 draws')");
    page.script("new Promise((done) => setTimeout(done, 800))");
    page.script("document.getElementById('why').click()");
    page.waits("document.querySelector('#reasons svg')");
    page.picture("explore-pinned");
    // Why is of what was moved then: it goes with the next move.
    slide(page, "control-campaign", 160);
    page.waits("document.querySelector('#reasons svg') === null && document.querySelector('#reasons').textContent.includes('ask again')");
    slide(page, "control-campaign", 120);
    page.script("document.getElementById('unpin').click()");
    page.waits("document.querySelectorAll('#chart-robots svg').length === 1");
}

fn looks_closely(page: &mut Page) {
    page.script("document.querySelector('#chart-robots .picture').focus()");
    page.key("ArrowLeft");
    page.key("Enter");
    page.waits("document.querySelector('#close .spread')");
    page.waits("document.querySelector('#close .drivers li')");
    page.script("document.querySelector('#close .spread').focus()");
    let before = page.script("document.querySelector('#close .chance b').textContent");
    for _ in 0..5 {
        page.key("ArrowRight");
    }
    let after = page.script("document.querySelector('#close .chance b').textContent");
    let share = |text: &Value| text.as_str().and_then(|text| text.trim_end_matches(" %").parse::<f64>().ok());
    assert!(
        (45.0..=55.0).contains(&share(&before).expect("a share")) && share(&after) < share(&before),
        "{before} {after}"
    );
    page.picture("explore-year");
    page.script("document.querySelector('#close .shut').click()");
    page.script("document.querySelector('#chart-gap .under button').click()");
    page.waits("document.querySelector('#close .graph')");
    assert_eq!(
        page.script("document.querySelector('#close .code').textContent"),
        "= share[machine_tools] - share[robots]"
    );
    page.picture("explore-variable");
    page.script("document.querySelector('#close .graph .stock').dispatchEvent(new Event('click'))");
    page.waits("document.getElementById('close-title').textContent === 'Domestic share'");
    page.script("document.querySelector('#close .shut').click()");
}

fn saves(page: &mut Page, folder: &Path, downloads: &Path) {
    page.script("document.getElementById('save').click()");
    page.waits("document.getElementById('close-title').textContent === 'Saved as a scenario'");
    let file = downloads.join("explored-explored.toml");
    for _ in 0..100 {
        if file.exists() {
            break;
        }
        page.script("new Promise((done) => setTimeout(done, 50))");
    }
    std::fs::copy(&file, folder.join("explored-explored.toml")).expect("downloaded");
    page.script("document.querySelector('#close .shut').click()");
    let theirs = median(folder, "explored-explored.toml", &[]);
    same(shown(page), theirs);
}

/// How long it takes from a slider to a new picture of the shipped model, at 2,000 draws with the charts in view. Says it, and
/// holds it to nothing: machines differ, and others may be at work on this one.
pub fn is_measured(browser: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    let served = Served::of(&root.join("scenarios/baseline.toml"), folder, &[]);
    let mut page = Page::open(browser, &format!("http://{}/", served.host));
    page.waits("document.body?.dataset.ready");
    times(&mut page);
}

/// Moves the first lever 40 times, and says how long its pictures took.
fn times(page: &mut Page) {
    page.waits("document.querySelectorAll('#pictures figure:not(.waiting)').length >= 2");
    let times = page.script(
        "(async () => { \
           const slider = document.querySelector('#levers input[type=range]'); \
           const still = () => new Promise((done) => setTimeout(done, 700)); \
           await still(); \
           window.sliderToPicture.length = 0; \
           for (let count = 1; count <= 40; count += 1) { \
             slider.value = (count * 37) % 200; \
             slider.dispatchEvent(new Event('input', { bubbles: true })); \
             const begin = performance.now(); \
             while (window.sliderToPicture.length < count && performance.now() - begin < 20000) await new Promise((done) => setTimeout(done, 5)); \
             await new Promise((done) => setTimeout(done, 60)); \
           } \
           return window.sliderToPicture; })()",
    );
    let mut times: Vec<f64> = times.as_array().expect("times").iter().filter_map(Value::as_f64).collect();
    assert!(times.len() >= 30, "{times:?}");
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    println!("slider to picture: median {:.0} ms, p95 {:.0} ms", at(0.5), at(0.95));
}
