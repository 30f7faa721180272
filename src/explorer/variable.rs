//! A variable: its equation, unit and sources, and how it hangs together with others.

use serde_json::{Value, json};

use super::asked::Asked;
use super::{Explorer, Problem};
use crate::charts::graph;
use crate::projection::Link;

/// Answers `variable`.
pub fn variable(explorer: &Explorer, body: &Value) -> Result<Value, Problem> {
    let asked = Asked::new(body, &["scenario", "name"])?;
    let opened = explorer.scenario(asked.text("scenario")?)?;
    let name = asked.text("name")?;
    let origin = opened.session.origin_of(name);
    let origin = origin.ok_or_else(|| Problem::NotFound(format!("there is no variable `{name}`")))?;
    let equations =
        origin.equations.iter().map(|one| json!({ "for": one.element, "part": one.part, "text": one.text }));
    let history =
        origin.observed.iter().map(|one| json!({ "source": one.source, "values": one.values, "element": one.element }));
    let targets = origin.targets.iter().map(|(label, source)| json!({ "label": label, "source": source }));
    Ok(json!({
        "name": origin.own.name, "label": origin.own.label, "description": origin.description, "unit": origin.unit,
        "dims": origin.dims, "equations": equations.collect::<Vec<_>>(), "history": history.collect::<Vec<_>>(),
        "targets": targets.collect::<Vec<_>>(), "reads": links(&origin.reads), "read_by": links(&origin.read_by),
        "graph": graph::svg(&origin),
    }))
}

fn links(links: &[Link]) -> Vec<Value> {
    let of = |link: &Link| json!({ "name": link.name, "label": link.label, "kind": link.kind.word(), "source": link.source });
    links.iter().map(of).collect()
}
