//! Reports: one HTML page for a run, one for a comparison, each a single file that needs no network.
//!
//! The story comes first, each of its numbers a link to the row or chart it comes from; then charts, tables, inputs
//! with their sources, and how the numbers came about. All text is escaped where it is put into the page.

mod address;
pub mod brief;
mod compare;
mod compare_story;
#[cfg(test)]
mod contrast;
mod exposure;
mod figure;
mod inputs;
mod live;
mod method;
mod moved;
mod numbers;
mod origins;
mod page;
mod spread;
mod story;
mod table;
mod worlds;

use maud::{Markup, html};

use crate::charts::Picture;
use crate::export::Manifest;
use crate::projection::{Basis, Comparison, Origin, Projection, Sample};
use crate::wording::ranged::Ranged;
use crate::wording::{phrase, time};

use page::{Head, Section, page};

/// The report of a run: an HTML page, which tells where some variables come from, and carries a live page of its model if one is
/// given.
#[must_use]
pub fn run_page(
    projection: &Projection,
    pictures: &[Picture],
    origins: &[Origin],
    manifest: &Manifest,
    live: Option<&str>,
) -> String {
    let about = &projection.about;
    let head = Head {
        kind: "Projection",
        title: about.title.clone(),
        lead: about.narrative.clone(),
        run: run_line(projection),
    };
    let sections = [
        Section {
            id: "story",
            title: "In brief",
            body: html! { (cards(projection)) (list(&story::sentences(projection))) },
        },
        Section { id: "charts", title: "Charts", body: figure::figures(pictures) },
        live::section(live),
        Section { id: "numbers", title: "Headline values", body: numbers::headline_table(projection).markup() },
        Section { id: "milestones", title: "Milestones", body: numbers::milestone_table(projection).markup() },
        Section { id: "targets", title: "Targets", body: numbers::target_table(projection).markup() },
        Section { id: "spread", title: "How draws spread", body: spread::tables(projection) },
        Section { id: "origins", title: "Where the numbers of charts come from", body: origins::origins(origins) },
        Section { id: "inputs", title: "Assumptions and levers", body: inputs_body(projection) },
        Section { id: "history", title: "What history says", body: history_body(projection) },
        Section {
            id: "changes",
            title: "What the scenario changed",
            body: changes_body(std::slice::from_ref(projection)),
        },
        Section { id: "method", title: "Method", body: method::run_notes(about) },
        Section { id: "manifest", title: "How to run it again", body: method::manifest(manifest) },
    ];
    page(&head, &sections)
}

/// The report of a comparison: an HTML page, which carries a live page of its scenarios if one is given.
#[must_use]
pub fn compare_page(comparison: &Comparison, pictures: &[Picture], manifest: &Manifest, live: Option<&str>) -> String {
    let reference = comparison.projections.get(comparison.reference);
    let head = Head {
        kind: "Comparison",
        title: compare::title(comparison),
        lead: String::new(),
        run: reference.map(run_line).unwrap_or_default(),
    };
    let paths: Vec<String> = (0..comparison.projections.len()).map(|path| compare::path(comparison, path)).collect();
    let inputs = html! {
        @if let Some(reference) = reference {
            (inputs::difference_table(&comparison.projections, comparison.reference, &paths).markup())
            (inputs_body(reference))
        }
    };
    let notes = html! {
        @if !comparison.notes.is_empty() { ul.remarks { @for note in &comparison.notes { li { (note) } } } }
        (method::compare_notes())
        @if let Some(projection) = reference { (method::run_notes(&projection.about)) }
    };
    let sections = [
        Section { id: "story", title: "In brief", body: list(&compare_story::sentences(comparison)) },
        Section { id: "paths", title: "The paths", body: compare::path_table(comparison).markup() },
        Section { id: "charts", title: "Charts", body: figure::figures(pictures) },
        live::section(live),
        Section { id: "criteria", title: "Which path is best", body: compare::criteria(comparison) },
        Section { id: "worlds", title: "When the world turns", body: worlds::worlds(comparison) },
        Section { id: "costs", title: "What the paths cost", body: compare::costs(comparison) },
        Section { id: "exposure", title: "What a cut-off would cost", body: exposure::exposures(comparison) },
        Section { id: "attribution", title: "Why the paths differ", body: compare::attributions(comparison) },
        Section { id: "numbers", title: "Headline values", body: compare::values(comparison).markup() },
        Section {
            id: "differences",
            title: "Differences to the reference",
            body: compare::differences(comparison).markup(),
        },
        Section { id: "milestones", title: "Milestones", body: compare::milestones(comparison).markup() },
        Section { id: "targets", title: "Targets", body: compare::targets(comparison).markup() },
        Section { id: "history", title: "What history says", body: reference.map(history_body).unwrap_or_default() },
        Section { id: "changes", title: "What each path changed", body: changes_body(&comparison.projections) },
        Section { id: "inputs", title: "Assumptions and levers", body: inputs },
        Section { id: "method", title: "Method", body: notes },
        Section { id: "manifest", title: "How to run it again", body: method::manifest(manifest) },
    ];
    page(&head, &sections)
}

fn list(sentences: &[Markup]) -> Markup {
    html! { ol.story { @for sentence in sentences { li { (sentence) } } } }
}

/// Large numbers for the first headline values.
fn cards(projection: &Projection) -> Markup {
    const MOST_CARDS: usize = 4;
    html! {
        div.cards {
            @for headline in story::headlines(projection).iter().take(MOST_CARDS) {
                @let story::Headline { variable, series, unit, points: [_, last] } = headline;
                @let written = Ranged::median_beside(&series.at(*last), unit, &projection.goals(series, *last));
                a.card href={ "#" (numbers::value_id(projection, variable, series)) } {
                    span.name { (projection.label(variable, series)) ", " (time::of(projection.times[*last], &projection.times)) }
                    span.big { (written.short()) }
                    span.unit { (unit.words.trim_start_matches('%').trim()) }
                    @if let Some(range) = written.range() { span.range { "90\u{a0}%: " (range) } }
                    @if let Some(others) = headline.beside(projection) { span.range { (others) } }
                }
            }
        }
    }
}

/// How it was run, in one line.
fn run_line(projection: &Projection) -> String {
    let years = match (projection.times.first(), projection.times.last()) {
        (Some(first), Some(last)) => {
            format!("{} to {}", time::of(*first, &projection.times), time::of(*last, &projection.times))
        }
        _ => String::new(),
    };
    match &projection.about.basis {
        Basis::Run(Sample { draws, seed, sampler }) => {
            let history =
                projection.conditioning.as_ref().map_or_else(String::new, |found| format!(" · {}", found.short()));
            let (draws, sampler) = (phrase::count(*draws as usize, "draw"), sampler.name());
            format!("{years} · {draws} · seed {seed} · {sampler}{history}")
        }
        Basis::Certain(_) => format!("{years} · one run, nothing is uncertain"),
        Basis::Estimated { method, .. } => format!("{years} · {method}"),
    }
}

fn inputs_body(projection: &Projection) -> Markup {
    let inputs = &projection.inputs;
    html! {
        (inputs::assumption_table(inputs).markup())
        (inputs::correlation_table(inputs).markup())
        (inputs::lever_table(inputs).markup())
        (inputs::shock_table(inputs).markup())
    }
}

/// How draws were made to agree with history, if they were.
fn history_body(projection: &Projection) -> Markup {
    let Some(conditioning) = &projection.conditioning else { return Markup::default() };
    html! {
        p { "Draws agree with history: " (conditioning.summary()) "." }
        (inputs::shift_table(conditioning).markup())
    }
}

fn changes_body(projections: &[Projection]) -> Markup {
    inputs::change_table(projections).markup()
}
