//! Tables that a reader can sort.

use maud::{Markup, html};

use super::brief::escaped;

/// Characters that stand side by side in a table on a telephone.
const TELEPHONE: usize = 54;
/// As many are between two columns, and so many is each at least wide.
const PADDING: usize = 2;
/// See [`PADDING`].
const LEAST_WIDTH: usize = 5;

/// A table; its first column names the rows.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What it shows, for those who do not see it.
    pub caption: String,
    /// Headings, and whether numbers stand below them.
    pub columns: Vec<Column>,
    /// Rows, each with a cell for each column.
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    heading: String,
    numeric: bool,
}

/// A row of a table.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Where links to it lead; empty if none do.
    pub id: String,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    text: String,
    /// In smaller type below the text.
    note: String,
    /// What it is sorted by, if not its text.
    order: Option<f64>,
    /// How strongly it is tinted, from 0 to 1.
    heat: Option<f64>,
}

/// Characters of a cell beyond which it is words, and may take lines.
const LONG_CELL: usize = 18;
/// Characters of a heading that take two lines in a quarter of a telephone.
const LONG_HEADING: usize = 18;
/// Per cent of a colour in the strongest tint, over which text can be read.
pub(super) const HOTTEST: f64 = 50.0;

impl Column {
    /// A column of words.
    pub fn words(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), numeric: false }
    }

    /// A column of numbers.
    pub fn numbers(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), numeric: true }
    }
}

impl Cell {
    /// Words.
    pub fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A number in words; what is not a number is sorted last.
    pub fn number(text: impl Into<String>, order: f64) -> Self {
        let order = Some(if order.is_nan() { f64::INFINITY } else { order });
        Self { text: text.into(), order, ..Self::default() }
    }

    /// With a note below.
    #[must_use]
    pub fn with_note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }
}

impl Table {
    /// Without columns, but for the first, in which all rows are empty.
    #[must_use]
    pub fn without_empty_columns(mut self) -> Self {
        let is_empty =
            |place: usize| self.rows.iter().all(|row| row.cells.get(place).is_none_or(|cell| cell.text.is_empty()));
        let kept: Vec<bool> = (0..self.columns.len()).map(|place| place == 0 || !is_empty(place)).collect();
        let mut keep = kept.iter();
        self.columns.retain(|_| keep.next().copied().unwrap_or(true));
        for row in &mut self.rows {
            let mut keep = kept.iter();
            row.cells.retain(|_| keep.next().copied().unwrap_or(true));
        }
        self
    }

    /// With cells whose numbers are shares tinted by them.
    #[must_use]
    pub fn with_heat(mut self) -> Self {
        for cell in self.rows.iter_mut().flat_map(|row| &mut row.cells).filter(|cell| cell.text.ends_with('%')) {
            cell.heat = cell.order.filter(|share| (0.0..=1.0).contains(share));
        }
        self
    }

    /// As a table of Markdown; nothing without rows.
    #[must_use]
    pub fn markdown(&self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let headings = self.columns.iter().map(|column| escaped(&column.heading)).collect();
        let marks = self.columns.iter().map(|column| if column.numeric { "---:" } else { "---" }.to_owned()).collect();
        let mut text = format!("{}\n\n{}{}", escaped(&self.caption), line(headings), line(marks));
        for row in &self.rows {
            text.push_str(&line(row.cells.iter().map(Cell::markdown).collect()));
        }
        text
    }

    /// As HTML, in a container of its own that scrolls; nothing without rows. On a telephone, whose reader would have to scroll to
    /// the last years, a table that is too wide for it is a list: the name of a row, and below it its cells with their headings.
    #[must_use]
    pub fn markup(&self) -> Markup {
        if self.rows.is_empty() {
            return Markup::default();
        }
        html! {
            div.table .stack[self.is_wide()] .lines[self.is_wide() && self.has_long_headings()] {
                p { (self.caption) }
                div.scroll role="region" tabindex="0" aria-label=(self.caption) {
                    table aria-label=(self.caption) {
                        thead { tr {
                            @for column in &self.columns {
                                th scope="col" aria-sort="none" .number[column.numeric] {
                                    button type="button" { (column.heading) }
                                }
                            }
                        } }
                        tbody { @for row in &self.rows { (self.row(row)) } }
                    }
                }
            }
        }
    }

    /// Whether the heading of a number is too long to stand above it four times in the width of a telephone: each cell then has a
    /// line of its own, behind its heading.
    fn has_long_headings(&self) -> bool {
        let mut numbers = self.columns.iter().filter(|column| column.numeric);
        numbers.any(|column| column.heading.chars().count() > LONG_HEADING)
    }

    /// Whether its columns do not stand beside one another on a telephone.
    fn is_wide(&self) -> bool {
        let widths = self.columns.iter().enumerate().map(|(place, column)| {
            let cells = self.rows.iter().filter_map(|row| row.cells.get(place));
            let words = cells.map(|cell| cell.width(column.numeric)).chain([longest_word(&column.heading)]);
            words.max().unwrap_or(0).max(LEAST_WIDTH) + PADDING
        });
        widths.sum::<usize>() > TELEPHONE
    }

    fn row(&self, row: &Row) -> Markup {
        let id = Some(&row.id).filter(|id| !id.is_empty());
        html! {
            tr id=[id] {
                @for (place, (cell, column)) in row.cells.iter().zip(&self.columns).enumerate() {
                    @if place == 0 {
                        th scope="row" data-order=[cell.order] { (cell.markup()) }
                    } @else {
                        @let heat = cell.heat.map(|share| format!("--heat: {:.0}%", HOTTEST * share));
                        td .number[column.numeric] .words[column.numeric && cell.is_words()] .heat[heat.is_some()]
                            style=[heat] data-order=[cell.order] data-heading=(column.heading) {
                            (cell.markup())
                        }
                    }
                }
            }
        }
    }
}

impl Cell {
    /// How many characters it is wide where words wrap and numbers do not.
    fn width(&self, numeric: bool) -> usize {
        let width = |text: &str| if numeric { text.chars().count() } else { longest_word(text) };
        width(&self.text).max(width(&self.note))
    }

    /// Whether it is words, among numbers.
    fn is_words(&self) -> bool {
        let is_long = |text: &str| text.chars().count() > LONG_CELL && text.contains(' ');
        is_long(&self.text) || is_long(&self.note)
    }

    fn markdown(&self) -> String {
        let note = if self.note.is_empty() { String::new() } else { format!("<br>{}", escaped(&self.note)) };
        escaped(&self.text) + &note
    }

    fn markup(&self) -> Markup {
        html! {
            (self.text)
            @if !self.note.is_empty() { " " small { (self.note) } }
        }
    }
}

/// Characters of the longest piece of a text that is not wrapped.
fn longest_word(text: &str) -> usize {
    text.split([' ', '-']).map(|word| word.chars().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let row = |name: &str, value: f64| Row {
            id: name.to_owned(),
            cells: vec![
                Cell::words(name),
                Cell::default(),
                Cell::number(value.to_string(), value).with_note("note & more"),
            ],
        };
        Table {
            caption: "Values".to_owned(),
            columns: vec![Column::words("Name"), Column::words("Nothing"), Column::numbers("Value")],
            rows: vec![row("a", 2.0), row("<b>", f64::NAN)],
        }
    }

    #[test]
    fn every_text_is_escaped_and_numbers_carry_their_order() {
        let html = table().markup().into_string();
        assert!(html.contains("&lt;b&gt;") && !html.contains("<b>"), "{html}");
        assert!(html.contains("<small>note &amp; more</small>"), "{html}");
        assert!(html.contains("data-order=\"2\"") && html.contains("data-order=\"inf\""), "{html}");
        assert!(html.contains("<th scope=\"row\">a</th>"), "{html}");
    }

    #[test]
    fn shares_are_tinted_and_markdown_has_the_same_words() {
        let cells = vec![Cell::words("a|b"), Cell::number("40 %", 0.4), Cell::number("3", 0.5).with_note("more")];
        let columns = vec![Column::words("Name"), Column::numbers("Share"), Column::numbers("Value")];
        let table = Table { caption: "All".to_owned(), columns, rows: vec![Row { id: String::new(), cells }] };
        assert_eq!(
            table.markdown(),
            "All\n\n| Name | Share | Value |\n| --- | ---: | ---: |\n| a\\|b | 40 % | 3<br>more |\n"
        );
        let html = table.with_heat().markup().into_string();
        assert_eq!(html.matches("style=\"--heat: 20%\"").count(), 1, "{html}");
        assert_eq!(Table::default().markdown(), "");
    }

    /// 390 pixels have room for three short columns and not for six; in a list each cell has its heading.
    #[test]
    fn what_is_wider_than_a_telephone_is_a_list_there() {
        let of = |columns: usize| {
            let heads = (1..columns).map(|year| Column::numbers((2020 + 5 * year).to_string()));
            let cells = (1..columns).map(|_| Cell::number("4,310", 4310.0).with_note("4,000–10,900"));
            Table {
                caption: "Values".to_owned(),
                columns: std::iter::once(Column::words("Variable")).chain(heads).collect(),
                rows: vec![Row {
                    id: String::new(),
                    cells: std::iter::once(Cell::words("Equipment investment")).chain(cells).collect(),
                }],
            }
            .markup()
            .into_string()
        };
        assert!(of(3).contains("class=\"table\"") && of(6).contains("class=\"table stack\""), "{}", of(6));
        assert!(of(6).contains("data-heading=\"2035\">4,310"), "{}", of(6));
        // A heading of some words stands in front of each number, not in four lines above it.
        let mut long = Table {
            caption: "Criteria".to_owned(),
            columns: vec![Column::words("Path"), Column::numbers("Domestic share of key components in 2035, %")],
            rows: vec![Row { id: String::new(), cells: vec![Cell::words("a".repeat(60)), Cell::number("65", 65.0)] }],
        };
        assert!(long.markup().into_string().contains("class=\"table stack lines\""));
        long.columns[1] = Column::numbers("2035");
        assert!(long.markup().into_string().contains("class=\"table stack\""));
    }

    #[test]
    fn empty_columns_go_and_empty_tables_are_nothing() {
        let html = table().without_empty_columns().markup().into_string();
        assert!(!html.contains("Nothing") && html.contains("Value"), "{html}");
        assert_eq!(html.matches("<td").count(), 2);
        assert_eq!(Table::default().markup().into_string(), "");
    }
}
