//! How the numbers came about: notes on the method, and the manifest.

use maud::{Markup, html};

use crate::export::{Manifest, Ran};
use crate::projection::{About, Basis, Sample, Sampler};
use crate::wording::{number, phrase};

/// What the words of a run mean.
const RUN_NOTES: [[&str; 2]; 4] = [
    [
        "Quantiles",
        "Of the sorted draws, linear between order statistics (Hyndman and Fan 1996, type 7). Between the 5 and \
         95\u{a0}% quantiles lie 90\u{a0}% of draws.",
    ],
    [
        "Milestones",
        "A threshold is passed at the time a draw reaches it, the first from below unless it says otherwise, on a straight line between points of \
         time. A draw that never passes counts as infinitely late, so never is an outcome and not a gap.",
    ],
    [
        "Targets",
        "The chance is the share of draws that meet the goal at its date. Where that value has been observed, a target \
         is met or missed. The median gap is the median of value minus goal; draws that miss are short by so \
         much on average.",
    ],
    [
        "Change",
        "From the first to the last year shown, in medians: growth in per cent a year, or points for what is itself in \
         per cent.",
    ],
];

/// What the words of a comparison mean besides.
const COMPARE_NOTES: [[&str; 2]; 5] = [
    [
        "Worlds",
        "A draw is the same world on every path: the same value for each assumption. What differs between paths is \
         policy and shocks, not luck.",
    ],
    [
        "Paired differences",
        "Path minus reference in each world, then summarised. A quantile of differences is not the difference of \
         quantiles.",
    ],
    [
        "Best path and regret",
        "The best path is found in each world; ties are shared out. Regret is what a path loses against the best path \
         of that world, and is never negative.",
    ],
    [
        "Dominance",
        "A path is dominated in a world if another is at least as good by every criterion and better by one.",
    ],
    [
        "Attribution",
        "The gap to the reference is split among groups of changes by their Shapley values: the mean of what a group \
         adds over all orders in which changes can be made (Shapley 1953). The parts add up to the gap.",
    ],
];

/// Notes on sampling, quantiles, milestones and targets.
pub fn run_notes(about: &About) -> Markup {
    html! {
        dl.notes {
            (sampling(about))
            @for [term, text] in RUN_NOTES { (note(term, text)) }
        }
    }
}

/// Notes on what only a comparison has.
pub fn compare_notes() -> Markup {
    html! { dl.notes { @for [term, text] in COMPARE_NOTES { (note(term, text)) } } }
}

fn sampling(about: &About) -> Markup {
    let Sample { draws, seed, sampler } = match &about.basis {
        Basis::Run(sample) => *sample,
        Basis::Certain(_) => return note("Draws", "Nothing in this scenario is uncertain: it is one run."),
        Basis::Estimated { method, .. } => return note("Estimates", method),
    };
    let sampler = match sampler {
        Sampler::Sobol => "scrambled Sobol points (Owen 1995)",
        Sampler::LatinHypercube => "a Latin hypercube (McKay, Beckman and Conover 1979)",
        Sampler::Random => "independent random numbers",
    };
    let draws = phrase::count(draws as usize, "draw");
    note(
        "Draws",
        &format!(
            "{draws} of all uncertain assumptions from {sampler}, seed {seed}. The same seed gives \
        the same numbers, bit by bit."
        ),
    )
}

fn note(term: &str, text: &str) -> Markup {
    html! { div { dt { (term) } dd { (text) } } }
}

/// What was run, so that anyone can run it again.
pub fn manifest(manifest: &Manifest) -> Markup {
    let rows = [
        ("Draws", number::decimals(manifest.draws as f64, 0)),
        ("Seed", manifest.seed.to_string()),
        ("Sampler", manifest.sampler.clone()),
        ("Instruction set", manifest.cpu.clone()),
        ("Program", format!("{} {}", crate::export::PROGRAM, manifest.version)),
        ("Warnings", manifest.warnings.join("; ")),
    ];
    html! {
        dl.manifest {
            @for ran in &manifest.scenarios { (scenario(ran)) }
            @for (term, text) in rows.iter().filter(|(_, text)| !text.is_empty()) { (note(term, text)) }
        }
    }
}

fn scenario(ran: &Ran) -> Markup {
    let files: Vec<String> = ran.files.iter().map(|file| file.display().to_string()).collect();
    html! {
        (note("Scenario", &ran.id))
        (note("Files", &files.join(", ")))
        (note("Hash of files and settings", &ran.hash))
    }
}
