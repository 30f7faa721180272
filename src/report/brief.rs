//! One page to decide by: an answer in a few sentences, paths by criteria, chances, what holds when the world turns, caveats;
//! as HTML that prints on a page or two, and the same words as Markdown for other documents.

use maud::{Markup, html};

use super::compare::{criterion_cell, in_points, path, title};
use super::page::{Head, Section, page};
use super::table::{Cell, Column, Row, Table};
use super::{compare, compare_story, exposure, run_line, worlds};
use crate::projection::{Attribution, Beside, Comparison, Criterion, Part, Target};
use crate::wording::phrase::{difference, difference_range, goal, standing, unit_of_summaries};
use crate::wording::ranged::Ranged;
use crate::wording::time;
use crate::wording::unit::Unit;

/// Parts of a gap that are named.
const MOST_PARTS: usize = 3;

/// What a brief says, in order.
pub struct Brief {
    title: String,
    run: String,
    /// The answer.
    answer: Vec<String>,
    /// A heading, a table, and what it hangs on in words.
    parts: Vec<(&'static str, Vec<Table>, Vec<String>)>,
}

/// The brief of a comparison.
#[must_use]
pub fn brief(comparison: &Comparison) -> Brief {
    Brief {
        title: title(comparison),
        run: comparison.projections.get(comparison.reference).map(run_line).unwrap_or_default(),
        answer: compare_story::answer(comparison).iter().map(plain).collect(),
        parts: vec![
            ("Paths by what is wanted", vec![criteria(comparison)], Vec::new()),
            ("Chances of the targets", vec![chances(comparison).with_heat()], same_chances(comparison)),
            ("When the world turns", worlds::short_table(comparison).into_iter().collect(), Vec::new()),
            ("What resilience costs", exposure::premium_table(comparison).into_iter().collect(), Vec::new()),
            ("What it hangs on", Vec::new(), reasons(comparison)),
            ("What to keep in mind", Vec::new(), caveats(comparison)),
        ],
    }
}

impl Brief {
    /// As a page of HTML.
    #[must_use]
    pub fn page(&self) -> String {
        let head = Head { kind: "Brief", title: self.title.clone(), lead: String::new(), run: self.run.clone() };
        let answer = html! { ol.story { @for sentence in &self.answer { li { (sentence) } } } };
        let mut sections = vec![Section { id: "answer", title: "The answer", body: answer }];
        sections.extend(self.parts.iter().zip(IDS).map(|((title, tables, told), id)| Section {
            id,
            title,
            body: html! {
                @for table in tables { (table.markup()) }
                @if !told.is_empty() { ul.remarks { @for line in told { li { (line) } } } }
            },
        }));
        page(&head, &sections)
    }

    /// As Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n{}\n\n", escaped(&self.title), escaped(&self.run));
        for sentence in &self.answer {
            text.push_str(&format!("- {}\n", escaped(sentence)));
        }
        for (title, tables, told) in &self.parts {
            let tables: Vec<String> = tables.iter().map(Table::markdown).filter(|table| !table.is_empty()).collect();
            if tables.is_empty() && told.is_empty() {
                continue;
            }
            text.push_str(&format!("\n## {title}\n"));
            for table in tables {
                text.push_str(&format!("\n{table}"));
            }
            if !told.is_empty() {
                text.push('\n');
            }
            for line in told {
                text.push_str(&format!("- {}\n", escaped(line)));
            }
        }
        text
    }
}

const IDS: [&str; 6] = ["criteria", "targets", "worlds", "resilience", "reasons", "caveats"];

/// A row for each path: by each criterion its median, and the paired difference to the reference.
fn criteria(comparison: &Comparison) -> Table {
    let mut columns = vec![Column::words("Path")];
    columns.extend(comparison.criteria.iter().map(|criterion| Column::numbers(heading(criterion))));
    let cell = |criterion: &Criterion, scenario: usize| {
        let unit = unit_of_summaries(&criterion.unit, &criterion.values);
        if scenario == comparison.reference {
            return criterion_cell(comparison, criterion, scenario, &unit);
        }
        let gap = &criterion.differences[scenario];
        if gap.is_little_beside([scenario, comparison.reference].map(|path| criterion.values[path].median)) {
            return criterion_cell(comparison, criterion, scenario, &unit).with_note("as the reference");
        }
        let written = Ranged::difference(gap, &unit);
        let range = written.range().unwrap_or_else(|| difference_range(gap.low, gap.high, &unit));
        criterion_cell(comparison, criterion, scenario, &unit)
            .with_note(format!("{} ({range})", in_points(written.number(), &unit)))
    };
    let row = |scenario: usize| {
        let name = Cell::words(path(comparison, scenario));
        let name = match (scenario == comparison.reference, comparison.projections[scenario].about.ranked) {
            (true, _) => name.with_note("reference"),
            (false, true) => name,
            (false, false) => name.with_note("not ranked"),
        };
        let cells = comparison.criteria.iter().map(|criterion| cell(criterion, scenario));
        Row { id: String::new(), cells: std::iter::once(name).chain(cells).collect() }
    };
    let caption =
        "Medians; below them the paired difference to the reference, with 9 of 10 draws in brackets".to_owned();
    let rows =
        if comparison.criteria.is_empty() { Vec::new() } else { (0..comparison.projections.len()).map(row).collect() };
    Table { caption, columns, rows }
}

/// A target that is not decided on some path to choose from.
struct Open<'a> {
    /// What it asks for.
    wanted: String,
    /// Its label.
    label: &'a str,
    /// By scenario.
    all: Vec<Option<&'a Target>>,
    /// Its chance, if it is the same on every path to choose from.
    same: Option<String>,
}

fn open_targets<'a>(comparison: &Comparison, all: &'a [Beside<'a>]) -> Vec<Open<'a>> {
    let mut found = Vec::new();
    for beside in all {
        let unit = Unit::of(beside.variable);
        for (target, all) in beside.goals() {
            let options = all.iter().zip(&comparison.projections).filter(|(_, projection)| projection.about.ranked);
            let options: Vec<Option<&Target>> = options.map(|(own, _)| *own).collect();
            if !options.iter().flatten().any(|own| !own.observed && !own.past) {
                continue;
            }
            let told: Vec<Option<String>> = options.iter().map(|own| own.map(standing)).collect();
            let name = beside.projection.label(beside.variable, beside.series);
            let goal = goal(target.value, target.at_least, &unit);
            let same = told.windows(2).all(|pair| pair[0] == pair[1]) && told.len() > 1;
            found.push(Open {
                wanted: format!("{name} {goal} in {}", time::of(target.year, &beside.projection.times)),
                label: &target.label,
                all,
                same: told.into_iter().next().flatten().filter(|_| same),
            });
        }
    }
    found
}

/// A row for each open target that tells paths from one another: its chance on each.
fn chances(comparison: &Comparison) -> Table {
    let mut columns = vec![Column::words("Target")];
    columns.extend((0..comparison.projections.len()).map(|scenario| Column::numbers(path(comparison, scenario))));
    let all = comparison.side_by_side();
    let chance =
        |own: Option<&Target>| own.map_or_else(Cell::default, |own| Cell::number(standing(own), own.probability));
    let row = |open: Open| {
        let name = Cell::words(open.wanted).with_note(open.label);
        Row { id: String::new(), cells: std::iter::once(name).chain(open.all.into_iter().map(chance)).collect() }
    };
    let rows = open_targets(comparison, &all).into_iter().filter(|open| open.same.is_none()).map(row).collect();
    let caption = "The share of worlds in which each path meets them, of targets that are not decided yet".to_owned();
    Table { caption, columns, rows }
}

/// The open targets that stand the same on every path to choose from.
fn same_chances(comparison: &Comparison) -> Vec<String> {
    let all = comparison.side_by_side();
    let told = |open: &Open| open.same.as_ref().map(|chance| format!("{}: {chance}", open.wanted));
    let told: Vec<String> = open_targets(comparison, &all).iter().filter_map(told).collect();
    if told.is_empty() { told } else { vec![format!("The same on every path to choose from: {}.", told.join("; "))] }
}

fn heading(criterion: &Criterion) -> String {
    let unit = unit_of_summaries(&criterion.unit, &criterion.values);
    let words = if unit.words.is_empty() { String::new() } else { format!(", {}", unit.words) };
    let better = if criterion.higher_is_better { "more is better" } else { "less is better" };
    format!("{}{words}; {better}", criterion.label)
}

/// Of each gap of a path to choose from in cost and in the criterion that the answer tells of, the greatest parts.
fn reasons(comparison: &Comparison) -> Vec<String> {
    let told = compare_story::told(comparison);
    let short = |label: &str| label.split_once(':').map_or(label, |(short, _)| short).to_owned();
    let one = |gap: &Attribution| {
        let unit = compare::unit_of_attribution(comparison, gap);
        let named: Vec<&Part> = gap.parts.iter().filter(|part| part.summary.mean != 0.0).take(MOST_PARTS).collect();
        let parts: Vec<String> = named
            .iter()
            .map(|part| format!("{} {}", short(&part.label), difference(part.summary.mean, &unit)))
            .collect();
        (!parts.is_empty()).then(|| {
            let whole = difference(gap.to - gap.from, &unit);
            format!(
                "{}, {}: {whole} in the mean of draws, of which {}.",
                path(comparison, gap.scenario),
                gap.label,
                parts.join(", ")
            )
        })
    };
    let options = comparison.attributions.iter().filter(|gap| comparison.projections[gap.scenario].about.ranked);
    options.filter(|gap| told.contains(&gap.selector.as_str())).filter_map(one).collect()
}

/// What numbers like these do not say.
fn caveats(comparison: &Comparison) -> Vec<String> {
    let mut told = vec![
        "Ranges hold what the model's assumptions leave open, 9 of 10 draws; not what the model leaves out.".to_owned(),
        "Paths run in the same worlds, so paired differences are what a path does, not chance.".to_owned(),
    ];
    if let Some(costs) = &comparison.costs {
        told.push(format!("{}: {}. {}", costs.label, costs.parts.join(", "), costs.description).trim().to_owned());
    }
    if let Some(worlds) = &comparison.worlds {
        told.push(format!(
            "Worlds tried: {}. All count the same; how likely each is, nobody said.",
            worlds.worlds.len()
        ));
    }
    told.extend(comparison.notes.iter().cloned());
    told
}

/// The words of some HTML, without its links.
fn plain(markup: &Markup) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in markup.0.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if inside => {}
            _ => text.push(letter),
        }
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (code, sign)| text.replace(code, sign))
}

/// A text in Markdown, so that no sign of it is taken for markup.
pub(super) fn escaped(text: &str) -> String {
    let mut found = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            found.push('\\');
        }
        found.push(if letter == '\n' { ' ' } else { letter });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_markup_are_what_a_reader_sees() {
        let name = "a <b> & \"c\"";
        let markup = html! { "Of " strong { (name) } ", " a href="#x" { "2 &lt; 3" } "." };
        assert_eq!(plain(&markup), "Of a <b> & \"c\", 2 &lt; 3.");
    }

    #[test]
    fn no_sign_is_taken_for_markup() {
        assert_eq!(escaped("a|b *c* [d](e)\n# f <g>"), r"a\|b \*c\* \[d\](e) \# f \<g\>");
    }
}
