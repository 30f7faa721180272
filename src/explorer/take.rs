//! What a reader takes away: the setting as a scenario, pictures, tables, a brief.

use std::sync::Arc;

use serde_json::{Value, json};

use super::asked::{Asked, Setting};
use super::opened::Opened;
use super::{Explorer, Problem, numbers, pictures};
use crate::export::{Csv, Exporter};
use crate::projection::{Chart, Projection};
#[cfg(feature = "report")]
use crate::report::brief::{Brief, brief};
use crate::session::Moved;
#[cfg(feature = "report")]
use crate::session::{CompareOptions, Session, compare};

/// A file to take away.
#[derive(Debug)]
pub struct Taken {
    /// Its name.
    pub name: String,
    /// The kind of its content.
    pub kind: &'static str,
    /// Its content.
    pub content: Vec<u8>,
}

/// Answers `save`: the setting as a file that extends the scenario.
pub fn save(explorer: &Explorer, body: &Value) -> Result<Value, Problem> {
    let asked = Asked::new(body, &["setting"])?;
    let setting = asked.setting("setting")?;
    let opened = explorer.scenario(&setting.scenario)?;
    // What is saved must be what `catchup run` accepts.
    opened.with(&setting)?;
    let text = opened.session.variation_text(&setting.variation)?;
    let path = opened.session.variation_path();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(json!({ "file": name, "beside": opened.session.path().display().to_string(), "text": text }))
}

/// Gives a file: `png` or `svg` of a chart, `csv` of what some charts show, `brief` as a page or as Markdown.
pub fn take(explorer: &Explorer, body: &Value) -> Result<Taken, Problem> {
    let asked = Asked::new(body, &["page", "move", "setting", "draws", "what", "charts"])?;
    let setting = asked.setting("setting")?;
    let opened = explorer.scenario(&setting.scenario)?;
    let draws = asked.draws(opened.session.draws())?;
    let names = asked.texts("charts")?;
    let charts: Vec<&Chart> = names.iter().map(|name| opened.chart(name)).collect::<Result<_, _>>()?;
    let run = || run(opened, &setting, &charts, draws);
    let first = || names.first().copied().ok_or_else(|| Problem::Question("`charts` names no chart".to_owned()));
    match asked.text("what")? {
        "svg" => {
            let picture = pictures::picture(&run()?, first()?)?;
            Ok(file(&picture.name, "svg", "image/svg+xml", picture.svg.into_bytes()))
        }
        #[cfg(not(feature = "module"))]
        "png" => {
            let picture = pictures::picture(&run()?, first()?)?;
            let content = picture.png().map_err(|error| Problem::Setting(error.to_string()))?;
            Ok(file(&picture.name, "png", "image/png", content))
        }
        "csv" => {
            first()?;
            let mut content = Vec::new();
            Csv.write(&run()?, &mut content).map_err(|error| Problem::Setting(error.to_string()))?;
            Ok(file(&stem(opened, &setting), "csv", "text/csv; charset=utf-8", content))
        }
        #[cfg(feature = "report")]
        "brief" => {
            let content = of_comparison(opened, &setting, draws)?.page().into_bytes();
            Ok(file(&format!("{}-brief", setting.scenario), "html", "text/html; charset=utf-8", content))
        }
        #[cfg(feature = "report")]
        "brief.md" => {
            let content = of_comparison(opened, &setting, draws)?.markdown().into_bytes();
            Ok(file(&format!("{}-brief", setting.scenario), "md", "text/markdown; charset=utf-8", content))
        }
        // Nothing that paints is in a module: a browser paints better, and in every script.
        #[cfg(feature = "module")]
        "png" => Err(Problem::Setting("a live page paints its SVG itself".to_owned())),
        #[cfg(not(feature = "report"))]
        "brief" | "brief.md" => {
            let message =
                "a live page makes no briefs: save the setting as a scenario, and let the program compare the two";
            Err(Problem::Setting(message.to_owned()))
        }
        other => Err(Problem::Question(format!("`what` is `{other}`; there are svg, png, csv, brief, brief.md"))),
    }
}

/// What a table of a setting is called: as the file that `save` gives, where something is moved.
fn stem(opened: &Opened, setting: &Setting) -> String {
    if setting.variation.is_empty() {
        return setting.scenario.clone();
    }
    let path = opened.session.variation_path();
    path.file_stem().map_or_else(|| setting.scenario.clone(), |stem| stem.to_string_lossy().into_owned())
}

fn file(stem: &str, ending: &str, kind: &'static str, content: Vec<u8>) -> Taken {
    Taken { name: format!("{stem}.{ending}"), kind, content }
}

/// The setting as it is run from its file, so that titles and sources are those of it.
fn run(opened: &Opened, setting: &Setting, charts: &[&Chart], draws: u64) -> Result<Projection, Problem> {
    let session = if setting.variation.is_empty() { Arc::clone(&opened.session) } else { opened.with(setting)? };
    let shown = numbers::elements(opened.session.model(), &opened.variables(charts));
    Ok(session.glance(shown, true, draws).look(&session, &Moved::default(), &|_| {})?)
}

#[cfg(feature = "report")]
/// The brief of the setting beside the scenario as its file says.
fn of_comparison(opened: &Opened, setting: &Setting, draws: u64) -> Result<Brief, Problem> {
    if setting.variation.is_empty() {
        return Err(Problem::Setting("nothing is moved: a brief is of what was moved beside the scenario".to_owned()));
    }
    let sides =
        [Session::clone(&opened.session).in_draws(draws), Session::clone(&*opened.with(setting)?).in_draws(draws)];
    let comparison = compare(&sides, &CompareOptions::default(), &|_| {})?;
    Ok(brief(&comparison))
}
