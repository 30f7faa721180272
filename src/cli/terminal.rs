//! The terminal: its width, colours, and tables of text.

use std::io::{IsTerminal, Write};

use super::CliError;

/// Prints on standard output.
pub(super) fn print(text: &str) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Columns of the terminal: `COLUMNS` if it is set, else what the terminal says, else 100.
pub(super) fn width() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|text| text.parse::<usize>().ok());
    said.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))).unwrap_or(100).clamp(40, 200)
}

/// Whether standard error takes colours.
pub(super) fn colours_on_error() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Lays out rows under a heading: the first column to the left, the others to the right. What does not fit the width is
/// cut from the first column, with an ellipsis.
pub(super) fn table(heading: &[String], rows: &[Vec<String>], width: usize) -> String {
    let columns = heading.len();
    let length = |text: &String| text.chars().count();
    let mut widths: Vec<usize> = heading.iter().map(length).collect();
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = (*widest).max(length(cell));
        }
    }
    let others: usize = widths[1..].iter().map(|width| width + 2).sum();
    widths[0] = widths[0].min(width.saturating_sub(others).max(16));
    let line = |row: &[String]| {
        let mut text = String::new();
        for (position, cell) in row.iter().enumerate().take(columns) {
            if position == 0 {
                text.push_str(&cut(cell, widths[0]));
                text.push_str(&" ".repeat(widths[0].saturating_sub(length(cell))));
            } else {
                text.push_str("  ");
                text.push_str(&" ".repeat(widths[position].saturating_sub(length(cell))));
                text.push_str(cell);
            }
        }
        text.trim_end().to_owned() + "\n"
    };
    let mut text = line(heading);
    text.extend(rows.iter().map(|row| line(row)));
    text
}

/// A text of at most so many characters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(most.saturating_sub(1)).collect();
    kept.push('…');
    kept
}

/// Breaks a text into lines of at most so many characters, each after an indent.
pub(super) fn wrap(text: &str, width: usize, indent: &str) -> String {
    let mut lines = String::new();
    let mut line = String::from(indent);
    for word in text.split_whitespace() {
        let empty = line.trim().is_empty();
        if !empty && line.chars().count() + 1 + word.chars().count() > width {
            lines.push_str(line.trim_end());
            lines.push('\n');
            line = String::from(indent);
        }
        if !line.trim().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.trim().is_empty() {
        lines.push_str(line.trim_end());
        lines.push('\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_align_and_cut_the_first_column() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let heading = row(&["", "2025", "2030"]);
        let rows = [row(&["Capital stock of the robots sector", "1.5", "22.75"]), row(&["Share", "50 %", "7 %"])];
        let text = table(&heading, &rows, 32);
        assert_eq!(
            text,
            concat!(
                "                   2025   2030\n",
                "Capital stock of…   1.5  22.75\n",
                "Share             50 %    7 %\n"
            )
            .replace("                   2025", "                  2025")
        );
    }

    #[test]
    fn wrapping_keeps_words_whole() {
        assert_eq!(wrap("one two three four", 9, ""), "one two\nthree\nfour\n");
        assert_eq!(wrap("one two", 20, "  "), "  one two\n");
        assert_eq!(wrap("", 20, "  "), "");
    }
}
