//! Tables that a reader can sort.

use maud::{Markup, html};

use super::brief::escaped;

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

    /// As HTML, in a container of its own that scrolls; nothing without rows.
    #[must_use]
    pub fn markup(&self) -> Markup {
        if self.rows.is_empty() {
            return Markup::default();
        }
        html! {
            div.table {
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

    fn row(&self, row: &Row) -> Markup {
        let id = Some(&row.id).filter(|id| !id.is_empty());
        html! {
            tr id=[id] {
                @for (place, (cell, column)) in row.cells.iter().zip(&self.columns).enumerate() {
                    @if place == 0 {
                        th scope="row" data-order=[cell.order] { (cell.markup()) }
                    } @else {
                        @let heat = cell.heat.map(|share| format!("--heat: {:.0}%", 60.0 * share));
                        td .number[column.numeric] .heat[heat.is_some()] style=[heat] data-order=[cell.order] {
                            (cell.markup())
                        }
                    }
                }
            }
        }
    }
}

impl Cell {
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
        assert_eq!(html.matches("style=\"--heat: 24%\"").count(), 1, "{html}");
        assert_eq!(Table::default().markdown(), "");
    }

    #[test]
    fn empty_columns_go_and_empty_tables_are_nothing() {
        let html = table().without_empty_columns().markup().into_string();
        assert!(!html.contains("Nothing") && html.contains("Value"), "{html}");
        assert_eq!(html.matches("<td").count(), 2);
        assert_eq!(Table::default().markup().into_string(), "");
    }
}
