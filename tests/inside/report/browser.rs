//! The report in a real browser, if there is one: a headless Chromium opens it, clicks, points and measures.

use std::path::Path;
use std::process::Command;

use catchup::report::run_page;
use serde_json::Value;

use super::{folder, projected};

/// Collects problems from the first line of the page on.
const WATCH: &str = include_str!("watch.js");
/// Tries the page once it is loaded, and leaves what it found in an attribute of the body.
const TRY: &str = include_str!("try.js");

/// The browser's program, if one is installed.
fn browser() -> Option<&'static str> {
    let runs = |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find(runs)
}

/// Opens a page in a fresh profile, with colours for the dark or the light; gives what the page found, and what the
/// browser wrote to its log.
fn open(browser: &str, page: &Path, dark: bool) -> (Value, String) {
    let profile = tempfile::tempdir().expect("a folder");
    // In Blink's settings 0 is dark and 1 is light.
    let scheme = i32::from(!dark);
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--window-size=1200,900", "--virtual-time-budget=20000", "--enable-logging=stderr", "--dump-dom"])
        .arg(format!("--blink-settings=preferredColorScheme={scheme}"))
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("the browser starts");
    let dom = String::from_utf8_lossy(&output.stdout);
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    let found = dom.split_once("data-found=\"").and_then(|(_, rest)| rest.split('"').next());
    let found = found.unwrap_or_else(|| panic!("the page did not finish:\n{log}"));
    let text = found.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ");
    (serde_json::from_str(&text.replace("&amp;", "&")).expect("JSON"), log)
}

#[test]
fn the_report_works_in_a_browser() {
    let Some(browser) = browser() else {
        eprintln!("No Chromium is installed: the report was NOT tried in a browser.");
        return;
    };
    let folder = folder();
    let (projection, pictures, manifest) = projected(&folder, "push.toml", &[]);
    let report = run_page(&projection, &pictures, &[], &manifest, None);
    let tried = report.replacen("<head>", &format!("<head><script>{WATCH}</script>"), 1).replacen(
        "</body>",
        &format!("<script>{TRY}</script></body>"),
        1,
    );
    let page = folder.folder.path().join("tried.html");
    std::fs::write(&page, tried).expect("written");
    for dark in [false, true] {
        let (found, log) = open(browser, &page, dark);
        judge(&found, dark);
        assert!(!log.contains(":CONSOLE("), "the console is not empty:\n{log}");
    }
}

/// What must be true of what the page found.
fn judge(found: &Value, dark: bool) {
    let all = format!("{found:#}");
    assert_eq!(found["problems"], Value::Array(Vec::new()), "{all}");
    assert_eq!(found["dark"], dark, "the colour scheme is not the one asked for: {all}");
    // A column of numbers, as it stood, upwards, and downwards.
    let numbers = |key: &str| -> Vec<f64> {
        found[key].as_array().expect("a list").iter().map(|value| value.as_f64().expect("a number")).collect()
    };
    let (upwards, mut downwards) = (numbers("upwards"), numbers("downwards"));
    assert!(upwards.len() > 3 && upwards.windows(2).all(|pair| pair[0] <= pair[1]), "{all}");
    assert_ne!(upwards, numbers("unsorted"), "{all}");
    downwards.reverse();
    assert_eq!(upwards, downwards, "{all}");
    assert_eq!(found["order"], serde_json::json!(["ascending", "descending"]), "{all}");
    // In 2030 the median is 100 * 1.04^10 = 148; the chart is drawn to 2030.
    let tip = found["tip"].as_str().expect("a text").replace('\u{a0}', " ");
    assert!(tip.starts_with("2030") && tip.contains("148 ("), "{all}");
    let key = found["key"].as_str().expect("a text");
    assert!(key.starts_with("2029"), "{all}");
    assert_eq!(found["hidden"], true, "{all}");
    assert_eq!(found["reachable"], true, "the pointer does not reach the chart: {all}");
    assert_eq!(found["panels"], 2, "{all}");
    assert_eq!(found["unnamed"], serde_json::json!([]), "{all}");
    assert_eq!(found["headings"], serde_json::json!([]), "levels of headings are skipped: {all}");
    assert_eq!(found["repeated"], serde_json::json!([]), "{all}");
    assert_eq!(found["loaded"], serde_json::json!([]), "something was fetched: {all}");
    assert_eq!(found["faint"], serde_json::json!([]), "contrast below 4.5: {all}");
    assert_eq!(found["phone"]["beyond"], 0, "the page is wider than a phone: {all}");
    assert!(found["phone"]["rows"].as_u64() > Some(5), "tables are lists on a phone: {all}");
    assert_eq!(found["phone"]["wrong"], serde_json::json!([]), "{all}");
    assert_eq!(found["fonts"], 2, "{all}");
}

/// Points at the middle of every plot of the charts of rows, and notes what they answer.
const POINT: &str = r#"
(() => {
  const answers = [];
  document.documentElement.style.scrollBehavior = "auto";
  for (const figure of document.querySelectorAll("figure")) {
    const [picture, tip] = [figure.querySelector(".picture"), figure.querySelector(".tip")];
    picture.scrollIntoView({ block: "center" });
    for (const { area } of JSON.parse(figure.querySelector("script").textContent)) {
      const box = picture.getBoundingClientRect();
      const scale = box.width / Number(picture.querySelector("svg").getAttribute("width"));
      const [clientX, clientY] = [box.left + ((area[0] + area[2]) / 2) * scale, box.top + ((area[1] + area[3]) / 2) * scale];
      const target = document.elementFromPoint(clientX, clientY);
      target.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY, bubbles: true }));
      answers.push(`${figure.id}: ${tip.hidden ? "" : tip.innerText.replaceAll("\n", " ")}`);
    }
  }
  document.body.dataset.found = JSON.stringify({ problems: window.problems, answers });
})();
"#;

#[test]
fn charts_of_a_comparison_answer_in_a_browser() {
    let Some(browser) = browser() else {
        eprintln!("No Chromium is installed: the report was NOT tried in a browser.");
        return;
    };
    let (comparison, manifest) = super::compare::full();
    let pictures: Vec<_> = catchup::charts::comparison_pictures(&comparison)
        .expect("drawn")
        .into_iter()
        .filter(|picture| picture.name == "costs" || picture.name.starts_with("why-"))
        .collect();
    let report = catchup::report::compare_page(&comparison, &pictures, &manifest, None);
    let tried = report.replacen("<head>", &format!("<head><script>{WATCH}</script>"), 1).replacen(
        "</body>",
        &format!("<script>{POINT}</script></body>"),
        1,
    );
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("tried.html");
    std::fs::write(&page, tried).expect("written");
    let (found, _) = open(browser, &page, false);
    let all = format!("{found:#}").replace('\u{a0}', " ");
    assert_eq!(found["problems"], Value::Array(Vec::new()), "{all}");
    assert_eq!(found["answers"].as_array().map(Vec::len), Some(6), "{all}");
    for part in ["chart-costs: Base path Import bill 90 Premium 2 Total 92", "Push Mean +8.0 points", "Total 104"] {
        assert!(all.contains(part), "`{part}` is missing in\n{all}");
    }
}
