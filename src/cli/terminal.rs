//! The terminal: its width, colours, and tables of text.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::CliError;
use crate::diagnostic::{Diagnostic, beginning, broken, clipped, columns, render, render_lines, with_common_spaces};
use crate::fault::{Operation, ask};

/// Characters of a line for people that are printed: texts of a user's file can have any length.
const LONGEST_LINE: usize = 2_000;
/// Characters of a text that is laid out in lines.
const LONGEST_TEXT: usize = 10_000;
/// Characters of a label of a table.
const LONGEST_LABEL: usize = 400;
/// Characters of a cell or heading of a table.
const LONGEST_CELL: usize = 100;

/// Prints what people read: of lines longer than anybody would read the beginning, and how much more there is.
pub(super) fn tell(text: &str) -> Result<(), CliError> {
    print(&bounded(text))
}

/// The lines of a text as far as somebody would read them.
fn bounded(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST_LINE {
        return text.into();
    }
    text.split('\n').map(|line| clipped(line, LONGEST_LINE)).collect::<Vec<_>>().join("\n").into()
}

/// Prints short messages, each in lines that fit.
pub(super) fn note(text: &str) -> Result<(), CliError> {
    let width = width();
    print(&text.lines().map(|line| hanging(line, width, ["", "  "])).collect::<String>())
}

/// Prints on standard output. What would tell the terminal something, such as an escape in a cell of a table, is shown.
pub(super) fn print(text: &str) -> Result<(), CliError> {
    put(text).map_err(CliError::Print)
}

fn put(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    ask(Operation::Write)?;
    out.write_all(shown(text).as_bytes())?;
    out.flush()
}

/// Prints on standard output as [`print()`] does, some of a text at a time: what is very large is never held.
#[derive(Default)]
pub(super) struct Printer(Vec<u8>);

impl Write for Printer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    /// Takes whole texts, as JSON is written.
    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        /// So many bytes are printed at a time.
        const SOME: usize = 1 << 16;
        self.0.extend_from_slice(bytes);
        if self.0.len() >= SOME { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        match std::str::from_utf8(&self.0) {
            Ok(text) => put(text)?,
            Err(_) => put(&String::from_utf8_lossy(&self.0))?,
        }
        self.0.clear();
        Ok(())
    }
}

/// A text with a sign for each control character but ends of lines and tabs.
fn shown(text: &str) -> Cow<'_, str> {
    let controls = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
    // Those beyond ASCII begin with 0xc2. Of bytes this is known many at a time.
    let may_begin = |byte: u8| byte < b' ' && !matches!(byte, b'\n' | b'\t') || byte == 0x7f || byte == 0xc2;
    if !text.bytes().fold(false, |any, byte| any | may_begin(byte)) || !text.contains(controls) {
        return text.into();
    }
    let sign = |letter: char| match letter {
        _ if !controls(letter) => letter,
        '\u{7f}' => '\u{2421}',
        // Unicode has pictures of the first 32.
        _ => char::from_u32(0x2400 + u32::from(letter)).filter(|_| letter < ' ').unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    text.chars().map(sign).collect()
}

/// Says something on standard error, in lines that fit where the width is known. Where it is closed or full nobody hears it,
/// and work goes on.
pub(super) fn say(text: &str) {
    match width_on_error() {
        None => speak(text),
        Some(width) => speak(text.lines().map(|line| hanging(line, width, ["", "  "])).collect::<String>().trim_end()),
    }
}

/// Shows diagnostics on standard error, in lines that fit where the width is known; a log has each sentence in one.
pub(super) fn show(diagnostics: &[Diagnostic]) {
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let text = match width_on_error() {
        None => render(diagnostics, colours, width()),
        Some(width) => render_lines(diagnostics, colours, width),
    };
    speak(text.trim_end());
}

/// Writes lines to standard error.
fn speak(text: &str) {
    let mut out = io::stderr().lock();
    let text = bounded(text);
    let _unheard = ask(Operation::Write).and_then(|()| writeln!(out, "{text}")).and_then(|()| out.flush());
}

/// Columns of the terminal: `COLUMNS` if it is set, else what the terminal says, else 80.
pub(super) fn width() -> usize {
    let said = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    asked_width().or(said).unwrap_or(80).clamp(40, 200)
}

/// Columns of what standard error is read in, if that is known: it may be a log.
fn width_on_error() -> Option<usize> {
    let said = || terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| usize::from(width.0));
    asked_width().or_else(said).map(|width| width.clamp(40, 200))
}

/// What `COLUMNS` says.
fn asked_width() -> Option<usize> {
    std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok())
}

/// A bar on standard error that counts draws, or steps if there are none, if that is a terminal and nothing else is asked for.
pub(super) fn progress(silent: bool, title: &str, draws: u64) -> ProgressBar {
    if silent || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(draws), ProgressDrawTarget::stderr());
    let template = match draws {
        0 => "{msg} {wide_bar} {human_pos} of {human_len}",
        _ => "{msg} {wide_bar} {human_pos} of {human_len} draws, {eta} left",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    if draws > 0 {
        bar.set_message(cut(title, LONGEST_CELL));
    }
    bar
}

/// A row of a [`table`].
pub(super) enum Row {
    /// A line of its own, over the rows that belong to it.
    Group(String),
    /// A label and a cell for each column.
    Cells(String, Vec<String>),
}

/// Lays out rows under a heading, labels to the left, cells to the right. A heading or label that does not fit beside its
/// cells has a line of its own above them. Columns that do not fit into the width follow below, again with their labels, and a
/// cell that does not is broken into lines. Nothing if there are no rows.
pub(super) fn table(title: &str, heads: &[String], rows: &[Row], width: usize) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let short =
        |texts: &[String]| texts.iter().map(|text| cut(&with_common_spaces(text), LONGEST_CELL)).collect::<Vec<_>>();
    let shortened = |row: &Row| match row {
        Row::Group(label) => Row::Group(with_common_spaces(&clipped(label, LONGEST_LABEL))),
        Row::Cells(label, cells) => Row::Cells(with_common_spaces(&clipped(label, LONGEST_LABEL)), short(cells)),
    };
    let rows: Vec<Row> = rows.iter().map(shortened).collect();
    laid_out(&with_common_spaces(&clipped(title, LONGEST_LABEL)), &short(heads), &rows, width)
}

/// The rows of a table whose texts are no longer than they are to be.
fn laid_out(title: &str, heads: &[String], rows: &[Row], width: usize) -> String {
    let length = columns;
    let mut widths: Vec<usize> = heads.iter().map(|head| length(head)).collect();
    let mut widest = length(title);
    for row in rows {
        if let Row::Cells(label, cells) = row {
            widest = widest.max(length(label));
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = (*width).max(length(cell));
            }
        }
    }
    let fitting = fitting(&widths, width.saturating_sub(widest.min(16)));
    if fitting < heads.len() {
        let part = |from: usize, to: usize| {
            let cut = |row: &Row| match row {
                Row::Group(label) => Row::Group(label.clone()),
                Row::Cells(label, cells) => {
                    Row::Cells(label.clone(), cells.iter().take(to).skip(from).cloned().collect())
                }
            };
            let rows: Vec<Row> = rows.iter().map(cut).collect();
            laid_out(title, &heads[from..to], &rows, width)
        };
        return part(0, fitting) + &part(fitting, heads.len());
    }
    let others: usize = widths.iter().map(|width| width + 2).sum();
    let first = widest.min(width.saturating_sub(others));
    let line = |label: &str, cells: &[String]| {
        // A cell that is wider than all there is has lines of its own.
        if others > width {
            return cells.iter().map(|cell| wrap(cell, width, "    ")).collect();
        }
        let label = cut(label, first);
        let mut text = format!("{label}{}", " ".repeat(first - length(&label)));
        for (width, cell) in widths.iter().zip(cells) {
            text.push_str(&" ".repeat(2 + width - length(cell)));
            text.push_str(cell);
        }
        text.trim_end().to_owned() + "\n"
    };
    let heading = if length(title) > first { wrap(title, width, "") + &line("", heads) } else { line(title, heads) };
    let mut text = format!("\n{heading}{}\n", "─".repeat((first + others).min(width)));
    for row in rows {
        match row {
            Row::Group(label) => text.push_str(&wrap(label, width, "")),
            Row::Cells(label, cells) if length(label) > first => {
                let indent = &label[..label.len() - label.trim_start().len()];
                text.push_str(&wrap(label, width, indent));
                text.push_str(&line("", cells));
            }
            Row::Cells(label, cells) => text.push_str(&line(label, cells)),
        }
    }
    text
}

/// How many of the first columns fit into a width, one at least.
fn fitting(widths: &[usize], width: usize) -> usize {
    let ends = widths.iter().scan(0, |end, width| {
        *end += width + 2;
        Some(*end)
    });
    ends.take_while(|end| *end <= width).count().max(1).min(widths.len())
}

/// A text of at most so many columns.
fn cut(text: &str, most: usize) -> String {
    if columns(text) <= most { text.to_owned() } else { format!("{}…", beginning(text, most.saturating_sub(1))) }
}

/// Breaks a text into lines of at most so many columns, each after an indent; see [`broken`].
pub(super) fn wrap(text: &str, width: usize, indent: &str) -> String {
    let room = width.saturating_sub(columns(indent));
    broken(&clipped(text, LONGEST_TEXT), room, room).iter().map(|line| format!("{indent}{line}\n")).collect()
}

/// A paragraph after an indent, and its further lines after another.
pub(super) fn hanging(text: &str, width: usize, [first, further]: [&str; 2]) -> String {
    let room = |indent: &str| width.saturating_sub(columns(indent));
    let lines = broken(&clipped(text, LONGEST_TEXT), room(first), room(further));
    format!("{first}{}\n", lines.join(&format!("\n{further}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_tell_the_terminal_something_is_shown() {
        assert_eq!(shown("a\tb\nc – 万"), "a\tb\nc – 万");
        assert_eq!(shown("\u{1b}[31mred\r\u{7f}\u{9b}1m"), "␛[31mred␍␡\u{fffd}1m");
    }

    #[test]
    fn texts_of_any_length_are_printed_as_far_as_somebody_would_read() {
        let long = "é".repeat(1_000_000);
        let line = format!("{}… (998000 characters more)", "é".repeat(2_000));
        assert_eq!(bounded(&format!("before\n{long}\nafter")), format!("before\n{line}\nafter"));
        let rows = [Row::Cells(long.clone(), vec!["1".to_owned(), long.clone()]), Row::Group(long.clone())];
        let text =
            table(&long, &["first".to_owned(), long.clone()], &rows, 80) + &wrap(&"word ".repeat(1_000_000), 80, "");
        assert!(text.chars().count() < 20_000, "{}", text.chars().count());
        // Numbers beside what is cut stay.
        assert!(text.contains("(999600 characters more)") && text.contains("first") && text.contains(" 1\n"), "{text}");
    }

    #[test]
    fn tables_align_and_long_labels_have_a_line() {
        let cells = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let rows = [
            Row::Group("Stocks".to_owned()),
            Row::Cells("  Capital stock of robots".to_owned(), cells(&["1.5", "22.75"])),
            Row::Cells("Share".to_owned(), cells(&["50 %", "7 %"])),
        ];
        let expected = [
            "",
            "Median            2025   2030",
            "─────────────────────────────",
            "Stocks",
            "  Capital stock of robots",
            "                   1.5  22.75",
            "Share             50 %    7 %",
            "",
        ];
        assert_eq!(table("Median", &cells(&["2025", "2030"]), &rows, 29), expected.join("\n"));
        assert_eq!(table("Median", &[], &[], 29), "");
    }

    #[test]
    fn what_does_not_fit_follows_below_and_no_label_is_cut() {
        let cells = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let columns = cells(&["one", "two", "three"]);
        let rows = [
            Row::Cells("1".to_owned(), cells(&["aaaaaaaa", "bbbbbbbb", "cccccccc"])),
            Row::Cells("a label of more than a line".to_owned(), cells(&["d", "e", "f"])),
        ];
        let found = table("", &columns, &rows, 26);
        assert!(found.lines().all(|line| line.chars().count() <= 26), "{found}");
        for part in ["aaaaaaaa", "bbbbbbbb", "cccccccc", "line\n"] {
            assert!(found.contains(part), "`{part}` is missing in\n{found}");
        }
    }

    #[test]
    fn whatever_is_in_a_table_it_fits() {
        let words = |count: usize| "word ".repeat(count).trim().to_owned();
        let rows = [
            Row::Group(words(30)),
            Row::Cells(words(6), vec![words(14)]),
            Row::Cells("工业机器人，国产份额".to_owned(), vec![words(2)]),
        ];
        for width in [40, 80, 120] {
            let found = table(&words(20), &["head".to_owned()], &rows, width);
            assert!(found.lines().all(|line| columns(line) <= width), "{width}:\n{found}");
            assert_eq!(found.matches("word").count(), 20 + 30 + 6 + 14 + 2, "{found}");
        }
        // Cells align behind labels in characters of two columns.
        let rows = ["机器人", "robots"].map(|label| Row::Cells(label.to_owned(), vec!["7".to_owned()]));
        assert!(table("", &["2030".to_owned()], &rows, 40).ends_with("\n机器人     7\nrobots     7\n"));
    }

    #[test]
    fn wrapping_keeps_words_whole() {
        assert_eq!(wrap("one two three four", 9, ""), "one two\nthree\nfour\n");
        assert_eq!(wrap("one two", 20, "  "), "  one two\n");
        assert_eq!(wrap("", 20, "  "), "");
        assert_eq!(wrap("five 10\u{a0}% six", 8, ""), "five\n10 % six\n");
    }

    #[test]
    fn a_heading_that_does_not_fit_has_a_line() {
        let cells = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let rows = [Row::Cells("growth".to_owned(), cells(&["0.51", "0.62"]))];
        let expected = [
            "",
            "Share of equipment in 2035",
            "                    first  total",
            "────────────────────────────────",
            "growth               0.51   0.62",
            "",
        ];
        assert_eq!(table("Share of equipment in 2035", &cells(&["first", "total"]), &rows, 32), expected.join("\n"));
    }
}
