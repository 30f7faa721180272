//! Tables of what goes in: assumptions, levers, shocks, and what a scenario changed.

use super::table::{Cell, Column, Row, Table};
use super::words::slug;
use crate::charts::number;
use crate::charts::unit::Unit;
use crate::projection::{Change, Conditioning, Input, InputKind, Projection, Shift, Summary};

/// Assumptions with range, unit and source.
pub fn assumption_table(inputs: &[Input]) -> Table {
    let mut columns = vec![Column::words("Assumption"), Column::words("Unit")];
    columns.extend(["5\u{a0}%", "Median", "95\u{a0}%"].map(Column::numbers));
    columns.extend([Column::words("As written"), Column::words("Source")]);
    let row = |input: &Input| {
        let mut cells = vec![name(input), Cell::words(unit_words(&input.unit))];
        let [low, median, high] = input.range.unwrap_or([f64::NAN; 3]);
        let certain = low == high;
        cells
            .extend([(low, !certain), (median, true), (high, !certain)].map(|(value, shown)| {
                if shown { Cell::number(plain(value), value) } else { Cell::number("", median) }
            }));
        cells.extend([Cell::words(if certain { "" } else { &input.text }), Cell::words(input.source.clone())]);
        Row { id: id(input), cells }
    };
    table("Assumptions with their 5, 50 and 95\u{a0}% quantiles", columns, inputs, InputKind::Assumption, row)
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
            Cell::number(plain(setting), setting),
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
    const NEITHER_SHARE_NOR_MILLION: f64 = 2.0;
    Unit::new(unit, 0.0, NEITHER_SHARE_NOR_MILLION).words
}

/// Inputs are shown as they are written, so up to four digits.
fn plain(value: f64) -> String {
    number::significant(value, 4)
}

/// Assumptions before and after draws were made to agree with history.
pub fn shift_table(conditioning: &Conditioning) -> Table {
    let columns = [
        Column::words("Assumption"),
        Column::words("Unit"),
        Column::numbers("As assumed"),
        Column::numbers("Given history"),
    ];
    let cell = |summary: &Summary| {
        let range = format!("{} to {}", plain(summary.low), plain(summary.high));
        Cell::number(plain(summary.median), summary.median).with_note(range)
    };
    let row = |shift: &Shift| {
        let name = Cell::words(shift.label.clone()).with_note(shift.selector.clone());
        Row {
            id: String::new(),
            cells: vec![name, Cell::words(unit_words(&shift.unit)), cell(&shift.before), cell(&shift.after)],
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
