//! Tables of what goes in: assumptions, levers, shocks, and what a scenario changed.

use super::address::slug;
use super::table::{Cell, Column, Row, Table};
use crate::projection::{Change, Conditioning, Input, InputKind, Projection, Shift, Summary};
use crate::wording::grain::is_certain;
use crate::wording::unit::Unit;
use crate::wording::{number, phrase};

/// Assumptions with range, unit and source.
pub fn assumption_table(inputs: &[Input]) -> Table {
    let mut columns = vec![Column::words("Assumption"), Column::words("Unit")];
    columns.extend(["5\u{a0}%", "Median", "95\u{a0}%"].map(Column::numbers));
    columns.extend([Column::words("As written"), Column::words("Source")]);
    let row = |input: &Input| {
        let mut cells = vec![name(input), Cell::words(unit_words(&input.unit))];
        let range @ [low, median, high] = input.range.unwrap_or([f64::NAN; 3]);
        let certain = low == high;
        cells.extend(plain(&input.unit, range).into_iter().zip(range).enumerate().map(|(place, (text, value))| {
            if place == 1 || !certain { Cell::number(text, value) } else { Cell::number("", median) }
        }));
        cells.extend([Cell::words(if certain { "" } else { &input.text }), Cell::words(input.source.clone())]);
        Row { id: id(input), cells }
    };
    table("Assumptions with their 5, 50 and 95\u{a0}% quantiles", columns, inputs, InputKind::Assumption, row)
}

/// Rank correlations between assumptions.
pub fn correlation_table(inputs: &[Input]) -> Table {
    let columns =
        vec![Column::words("Correlation"), Column::words("Between"), Column::numbers("Rank"), Column::words("Source")];
    let row = |input: &Input| {
        let rank = input.range.map_or(f64::NAN, |[_, rank, _]| rank);
        let texts = [&input.text, &input.source].map(|text| Cell::words(text.clone()));
        let [between, source] = texts;
        Row {
            id: id(input),
            cells: vec![
                Cell::words(input.label.clone()),
                between,
                Cell::number(number::significant(rank, 4), rank),
                source,
            ],
        }
    };
    table("Correlations: what moves together", columns, inputs, InputKind::Correlation, row)
}

/// Levers with their settings.
pub fn lever_table(inputs: &[Input]) -> Table {
    let columns = vec![
        Column::words("Lever"),
        Column::words("Unit"),
        Column::numbers("Setting"),
        Column::words("Bounds and period"),
        Column::words("Source"),
    ];
    let row = |input: &Input| {
        let setting = input.range.map_or(f64::NAN, |[_, setting, _]| setting);
        let cells = vec![
            name(input),
            Cell::words(unit_words(&input.unit)),
            Cell::number(phrase::given(setting, &as_written(input, setting)), setting),
            Cell::words(input.text.clone()),
            Cell::words(input.source.clone()),
        ];
        Row { id: id(input), cells }
    };
    table("Levers: what policy sets", columns, inputs, InputKind::Lever, row)
}

/// Shocks with what they do, and when.
pub fn shock_table(inputs: &[Input]) -> Table {
    let columns = ["Shock", "Effect", "Unit", "Source"].map(Column::words).to_vec();
    let row = |input: &Input| {
        let unit = unit_words(&input.unit);
        let texts = [input.text.clone(), unit, input.source.clone()];
        Row { id: id(input), cells: [name(input)].into_iter().chain(texts.map(Cell::words)).collect() }
    };
    table("Shocks: dated disturbances", columns, inputs, InputKind::Shock, row)
}

/// Where paths assume, set or suffer something else than the reference: each as the path has it, empty where it is as in
/// the reference.
pub fn difference_table(projections: &[Projection], reference: usize, paths: &[String]) -> Table {
    let mut columns = vec![Column::words("Input"), Column::words("Unit")];
    columns.extend(paths.iter().map(Column::numbers));
    let mut selectors: Vec<&Input> = Vec::new();
    for input in projections.iter().flat_map(|projection| &projection.inputs) {
        if selectors.iter().all(|known| known.selector != input.selector) {
            selectors.push(input);
        }
    }
    let row = |input: &&Input| {
        let found = |projection: &'_ Projection| {
            projection.inputs.iter().find(|other| other.selector == input.selector).cloned()
        };
        let own = found(&projections[reference]);
        let all: Vec<Option<Input>> = projections.iter().map(found).collect();
        let same = |other: &Option<Input>| match (other, &own) {
            (Some(a), Some(b)) => (a.range, &a.text, &a.unit) == (b.range, &b.text, &b.unit),
            (None, None) => true,
            _ => false,
        };
        let cell = |(place, other): (usize, &Option<Input>)| {
            if place != reference && same(other) { Cell::default() } else { setting(other.as_ref(), own.as_ref()) }
        };
        let differs = !all.iter().all(same);
        let cells = [name(input), Cell::words(unit_words(&input.unit))];
        differs.then(|| Row {
            id: String::new(),
            cells: cells.into_iter().chain(all.iter().enumerate().map(cell)).collect(),
        })
    };
    let caption =
        "Where paths assume or set something else than the reference: medians with 5–95\u{a0}% ranges, settings";
    let rows = selectors.iter().filter_map(row).collect();
    Table { caption: caption.to_owned(), columns, rows }.without_empty_columns()
}

/// An input of a path: its median and range, or its text if the reference has the same numbers.
fn setting(input: Option<&Input>, reference: Option<&Input>) -> Cell {
    let Some(input) = input else { return Cell::words("none") };
    let same_numbers =
        reference.is_some_and(|reference| reference.range == input.range && reference.text != input.text);
    match input.range {
        Some(range @ [low, median, high]) if !same_numbers => {
            let [from, middle, to] = plain(&input.unit, range);
            let cell = Cell::number(middle, median);
            if is_certain(low, high) { cell } else { cell.with_note(format!("{from} to {to}")) }
        }
        _ => Cell::words(input.text.clone()),
    }
}

fn table(caption: &str, columns: Vec<Column>, inputs: &[Input], kind: InputKind, row: impl Fn(&Input) -> Row) -> Table {
    let rows = inputs.iter().filter(|input| input.kind == kind).map(row).collect();
    Table { caption: caption.to_owned(), columns, rows }.without_empty_columns()
}

fn name(input: &Input) -> Cell {
    let cell = Cell::words(input.label.clone());
    if input.label == input.selector { cell } else { cell.with_note(input.selector.clone()) }
}

fn id(input: &Input) -> String {
    format!("input-{}", slug(&input.selector))
}

/// The declared unit in words. Inputs are not turned into per cent or millions, so that they read as in the file.
fn unit_words(unit: &str) -> String {
    Unit::as_declared(unit).words
}

/// A setting in the unit that the file declares.
fn as_written(input: &Input, setting: f64) -> Unit {
    Unit { factor: 1.0, words: String::new(), suffix: "", ..Unit::new(&input.unit, setting, setting) }
}

/// Low, median and high. Inputs are shown as they are written, so up to four digits, or more where these would not show the width of
/// the range.
fn plain(unit: &str, [low, median, high]: [f64; 3]) -> [String; 3] {
    let unit = Unit::new(unit, low, high);
    let grain = unit.grain(4, [low, high]).range(low, high);
    [low, median, high].map(|value| unit.plain(grain.write(value)))
}

/// Assumptions before and after draws were made to agree with history.
pub fn shift_table(conditioning: &Conditioning) -> Table {
    let columns = [
        Column::words("Assumption"),
        Column::words("Unit"),
        Column::numbers("As assumed"),
        Column::numbers("Given history"),
    ];
    let cell = |unit: &str, summary: &Summary| {
        let [low, median, high] = plain(unit, [summary.low, summary.median, summary.high]);
        Cell::number(median, summary.median).with_note(format!("{low} to {high}"))
    };
    let row = |shift: &Shift| {
        let name = Cell::words(shift.label.clone()).with_note(shift.selector.clone());
        Row {
            id: String::new(),
            cells: vec![
                name,
                Cell::words(unit_words(&shift.unit)),
                cell(&shift.unit, &shift.before),
                cell(&shift.unit, &shift.after),
            ],
        }
    };
    let caption = "Assumptions that history bears on, the most moved first: medians with 5–95\u{a0}% ranges".to_owned();
    Table { caption, columns: columns.to_vec(), rows: conditioning.shifts.iter().map(row).collect() }
}

/// What was changed, and where; with the path's title if there are several.
pub fn change_table(projections: &[Projection]) -> Table {
    let headings = ["Path", "Key", "Before", "Now", "Written in"];
    let skipped = usize::from(projections.len() < 2);
    let row = |projection: &Projection, change: &Change| {
        let text = |text: &Option<String>, missing: &str| text.clone().unwrap_or_else(|| missing.to_owned());
        let cells = [
            projection.about.title.clone(),
            change.key.clone(),
            text(&change.before, "new"),
            text(&change.after, "removed"),
            change.place.clone(),
        ];
        let cells = cells.into_iter().skip(skipped).map(Cell::words).collect();
        Row { id: String::new(), cells }
    };
    let rows = projections
        .iter()
        .flat_map(|projection| projection.changes.iter().map(move |change| row(projection, change)))
        .collect();
    let columns = headings.into_iter().skip(skipped).map(Column::words).collect();
    Table { caption: "What was changed in the files that are extended".to_owned(), columns, rows }
}
