//! Tables of HTML pages, which offices also hand out under the names of workbooks, written out with tabs between cells.

use super::grid::LARGEST_CELL;

/// Cells of a table at most, those that span others included.
const LARGEST: usize = 20_000_000;
/// Bytes of text at most that cells which span rows repeat.
const LONGEST: usize = 256 << 20;
/// Columns and rows that one cell spans at most.
const WIDEST: usize = 1000;

/// A table that was found, and what is to be said of others.
pub(super) struct Table {
    /// It, with tabs between cells.
    pub text: String,
    /// What was decided.
    pub notes: Vec<String>,
}

/// Whether a text is a page of HTML, by what stands in its first letters; models in XMILE draw tables too.
#[must_use]
pub fn is_html(text: &str) -> bool {
    /// Letters of what stands before the first table of a page without a head.
    const FAR: usize = 4096;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('<') {
        return false;
    }
    let end = text.char_indices().nth(FAR).map_or(text.len(), |(end, _)| end);
    let head = text[..end].to_ascii_lowercase();
    let is_page = head.contains("<html") || head.starts_with("<!doctype html") || head.contains("<table");
    is_page && !head.contains("<xmile")
}

/// The table of a page with the most cells. None if the text is no page.
///
/// # Errors
/// It has no table, one of too many cells, or a cell that is too large.
pub(super) fn table(text: &str) -> Option<Result<Table, String>> {
    is_html(text).then(|| found(text))
}

fn found(text: &str) -> Result<Table, String> {
    let tables = tables(text)?;
    let cells = |table: &Vec<Vec<String>>| table.iter().map(Vec::len).sum::<usize>();
    // Of several of one size the first.
    let Some((at, table)) = tables.iter().enumerate().max_by_key(|(at, table)| (cells(table), usize::MAX - at)) else {
        return Err("it is a page of HTML without a table; look whether it says that something went wrong".to_owned());
    };
    let notes = if tables.len() > 1 {
        vec![format!("of {} tables of the page the largest is read, the {}.", tables.len(), at + 1)]
    } else {
        Vec::new()
    };
    let lines = table.iter().map(|row| row.join("\t") + "\n");
    Ok(Table { text: lines.collect(), notes })
}

/// What is being read of a table: its rows, and what cells above span of the next ones.
#[derive(Default)]
struct Open {
    rows: Vec<Vec<String>>,
    /// By column: rows that a cell above goes on for, and its text.
    below: Vec<(usize, String)>,
    /// The cell that is open: its text, and the columns and rows that it spans.
    cell: Option<(String, usize, usize)>,
    /// Bytes of text that the rows below cells repeat.
    repeated: usize,
}

impl Open {
    fn close_cell(&mut self) {
        let Some((text, columns, rows)) = self.cell.take() else { return };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        self.fill_from_above();
        let Some(row) = self.rows.last_mut() else { return };
        self.repeated = self.repeated.saturating_add(text.len() * (rows - 1));
        for column in 0..columns {
            if rows > 1 {
                let at = row.len();
                self.below.resize(self.below.len().max(at + 1), (0, String::new()));
                self.below[at] = (rows - 1, if column == 0 { text.clone() } else { String::new() });
            }
            row.push(if column == 0 { text.clone() } else { String::new() });
        }
    }

    /// Cells of rows above that go on in the row that is being read.
    fn fill_from_above(&mut self) {
        let Some(row) = self.rows.last_mut() else { return };
        while let Some((left, text)) = self.below.get_mut(row.len()).filter(|(left, _)| *left > 0) {
            *left -= 1;
            row.push(text.clone());
        }
    }

    fn close_row(&mut self) {
        self.close_cell();
        self.fill_from_above();
    }
}

/// All tables of a page, those within others too.
fn tables(text: &str) -> Result<Vec<Vec<Vec<String>>>, String> {
    let (mut done, mut open): (Vec<Vec<Vec<String>>>, Vec<Open>) = (Vec::new(), Vec::new());
    let mut rest = text;
    let (mut count, mut repeated) = (0, 0);
    while let Some(at) = rest.find('<') {
        if repeated + open.last().map_or(0, |table| table.repeated) > LONGEST {
            return Err(format!("cells that span rows repeat more than {} MiB of text", LONGEST >> 20));
        }
        if let Some((cell, ..)) = open.last_mut().and_then(|table| table.cell.as_mut()) {
            if cell.len() + at > LARGEST_CELL {
                return Err("a cell in it has more than 1 MB".to_owned());
            }
            cell.push_str(&plain(&rest[..at]));
        }
        rest = &rest[at..];
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else {
            rest.find('>').map(|end| end + 1)
        };
        let Some(end) = end else { break };
        let tag = &rest[1..end - 1];
        rest = &rest[end..];
        let name: String =
            tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect::<String>().to_ascii_lowercase();
        match name.trim_end_matches('/') {
            "table" => open.push(Open::default()),
            "/table" => {
                if let Some(mut table) = open.pop() {
                    table.close_row();
                    repeated += table.repeated;
                    done.push(table.rows);
                }
            }
            "script" | "style" => {
                let closing = format!("</{name}");
                let is_end = |letters: &[u8]| letters.eq_ignore_ascii_case(closing.as_bytes());
                rest = rest.as_bytes().windows(closing.len()).position(is_end).map_or("", |end| &rest[end..]);
            }
            name => {
                let Some(table) = open.last_mut() else { continue };
                match name {
                    "tr" => {
                        table.close_row();
                        table.rows.push(Vec::new());
                    }
                    "/tr" => table.close_row(),
                    "td" | "th" => {
                        table.close_cell();
                        let spans = ["colspan", "rowspan"].map(|name| span(tag, name));
                        count += spans[0] * spans[1];
                        if count > LARGEST {
                            return Err(format!("its tables have more than {LARGEST} cells"));
                        }
                        table.cell = Some((String::new(), spans[0], spans[1]));
                    }
                    "/td" | "/th" => table.close_cell(),
                    "br" | "p" | "/p" | "div" | "/div" => {
                        if let Some((cell, ..)) = &mut table.cell {
                            cell.push(' ');
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    for mut table in open {
        table.close_row();
        done.push(table.rows);
    }
    done.retain(|table| table.iter().any(|row| row.len() > 1));
    Ok(done)
}

/// How many columns or rows a cell spans.
fn span(tag: &str, name: &str) -> usize {
    let lower = tag.to_ascii_lowercase();
    let said = lower.find(name).map(|at| lower[at + name.len()..].trim_start_matches([' ', '=', '"', '\'']));
    let digits = said.map(|said| said.chars().take_while(char::is_ascii_digit).collect::<String>());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(1).clamp(1, WIDEST)
}

/// A text with its entities as what they stand for.
fn plain(text: &str) -> String {
    const NAMED: [(&str, &str); 10] = [
        ("amp", "&"),
        ("lt", "<"),
        ("gt", ">"),
        ("quot", "\""),
        ("apos", "'"),
        ("nbsp", " "),
        ("minus", "−"),
        ("ndash", "–"),
        ("mdash", "—"),
        ("hellip", "…"),
    ];
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        // Names are short: what is not closed soon is no entity.
        let end = rest.bytes().take(10).position(|letter| letter == b';');
        let entity = end.map(|end| (&rest[..end], &rest[end + 1..]));
        let letter = entity.and_then(|(name, after)| {
            let known = NAMED.iter().find(|(known, _)| *known == name).map(|(_, letter)| (*letter).to_owned());
            let number = || match name.strip_prefix('#')?.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
                None => name[1..].parse().ok(),
            };
            let numbered = || Some(char::from_u32(number()?)?.to_string());
            Some((known.or_else(numbered)?, after))
        });
        match letter {
            Some((letter, after)) => {
                out.push_str(&letter);
                rest = after;
            }
            None => out.push('&'),
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match table(text) {
            Some(Ok(table)) => table.text + &table.notes.join("\n"),
            Some(Err(problem)) => problem,
            None => "no page".to_owned(),
        }
    }

    #[test]
    fn large_cells_are_refused() {
        let page = |cell: &str| format!("<table><tr><td>year<td>{cell}<tr><td>2019<td>1.5</table>");
        let half = "x".repeat(LARGEST_CELL / 2);
        assert!(read(&page(&half)).ends_with("2019\t1.5\n"));
        for cell in [format!("{half}x{half}"), format!("{half}<b>{half}</b>x")] {
            assert_eq!(read(&page(&cell)), "a cell in it has more than 1 MB");
        }
    }

    #[test]
    fn cells_of_pages() {
        let page = "<!DOCTYPE html><html><style>td { a: '<table>' }</style><TABLE border=1><tr><th colspan=\"2\">A &amp; B</th>\
                    <th rowspan=2>C</th><tr><td>1&nbsp;234<td><b>2</b>&#8722;<br>x</tr><!-- <td>9</td> --></TABLE></html>";
        assert_eq!(read(page), "A & B\t\tC\n1 234\t2− x\tC\n");
        // Of several tables the largest, within another too; what is not closed ends with the text.
        let page = "<table><tr><td><table><tr><td>1</td><td>2</td><td>3</td></tr></table></td><td>x</td></tr><tr><td>y";
        assert_eq!(
            read(page),
            "x\ny\n".replace("x\ny\n", "1\t2\t3\n") + "of 2 tables of the page the largest is read, the 1."
        );
        assert_eq!(read("<xmile></xmile>"), "no page");
        assert_eq!(read("<xmile><view><table/></view></xmile>"), "no page");
        let long = "x".repeat(1 << 20);
        let spanning = format!("<table><tr><td rowspan=1000>{long}</td></tr></table>");
        assert!(read(&spanning).contains("repeat more than 256 MiB"));
        assert!(read("<html><body>Error 404</body></html>").contains("without a table"));
        assert!(read("<table><tr><td colspan=1000 rowspan=1000>1</table>".repeat(30).as_str()).contains("more than"));
    }
}
