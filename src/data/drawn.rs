//! Tables drawn with letters: in frames of bars and dashes (Markdown, SAP, databases), or in columns with blanks between them.
//!
//! What is drawn is made to be cells where it stands, so that places in the text stay true.

use std::ops::Range;

use super::number::is_missing;

/// So many lines are looked at to see how a text is laid out.
const LOOKED_AT: usize = 200;
/// Lines of a table at least.
const FEWEST: usize = 3;
/// Bytes of a text with columns by blanks at most.
const LARGEST: usize = 64 << 20;
/// The name of the form of columns with blanks between them.
const BY_BLANKS: &str = "columns by blanks";

/// A text without the frames that it draws, or with tabs between its columns; the name of its form, if that is another. None of
/// other texts.
pub(super) fn undrawn(text: &str) -> Option<(String, Option<&'static str>)> {
    let head: Vec<&str> = text.lines().take(LOOKED_AT).collect();
    if head.iter().any(|line| is_rule(line)) && head.iter().filter(|line| line.contains('|')).count() >= FEWEST - 1 {
        return Some((unframed(text), None));
    }
    if head.iter().any(|line| line.contains(['\t', ';', '|'])) {
        return None;
    }
    // What is large was written by a program that knows better.
    if text.len() > LARGEST || lines_of_table(&head).is_none() {
        return None;
    }
    by_blanks(text).map(|text| (text, Some(BY_BLANKS)))
}

/// Whether a line only draws: `+----+----+`, `|------|-----:|`, `-----`.
fn is_rule(line: &str) -> bool {
    let plain = line.trim();
    let dashes = plain.matches(['-', '=', '─']).count();
    dashes >= 3 && plain.chars().all(|letter| matches!(letter, '-' | '=' | '+' | '|' | ':' | ' ' | '─' | '┼' | '│'))
}

/// Lines that only draw as blanks, and no bars at the ends of others.
fn unframed(text: &str) -> String {
    let line = |line: &str| {
        if is_rule(line) {
            return " ".repeat(line.trim_end_matches(['\n', '\r']).len())
                + &line[line.trim_end_matches(['\n', '\r']).len()..];
        }
        let (body, end) = line.split_at(line.trim_end_matches(['\n', '\r']).len());
        let framed = body.trim().starts_with('|') && body.trim().ends_with('|') && body.trim().len() > 1;
        if !framed {
            return line.to_owned();
        }
        let first = body.find('|').unwrap_or(0);
        let last = body.rfind('|').unwrap_or(first);
        format!("{} {}{}", &body[..first], &body[first + 1..last], end)
    };
    text.split_inclusive('\n').map(line).collect()
}

/// A text whose longest run of lines has columns with blanks between them, with a tab in each gap.
fn by_blanks(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let run = lines_of_table(&lines)?;
    let cut = |run: Range<usize>| {
        let table = &lines[run.clone()];
        by_words(table).or_else(|| by_gaps(table)).map(|tabbed| (run, tabbed))
    };
    // Words behind `#` that are not as many as columns are a remark (National Oceanic and Atmospheric Administration).
    let names = lines[run.start].trim_start().strip_prefix('#').map(|names| words(names).len());
    let remark = names.is_some_and(|names| names != words(lines[run.start + 1]).len());
    let run = run.start + usize::from(remark)..run.end;
    // What stands above may be a title, and the names of columns times.
    let (run, tabbed) = cut(run.clone()).or_else(|| cut(run.start + 1..run.end))?;
    let mut out = String::with_capacity(text.len() + run.len());
    for (at, line) in lines.iter().enumerate() {
        out.push_str(if run.contains(&at) { &tabbed[at - run.start] } else { line });
        out.push('\n');
    }
    Some(out)
}

/// The longest run of lines that end with a number, or with nothing known, with the line above it.
fn lines_of_table(lines: &[&str]) -> Option<Range<usize>> {
    let ends_with_number = |line: &str| {
        let mut words = line.split_whitespace();
        let last = words.next_back().unwrap_or_default();
        let known = last.contains(|letter: char| letter.is_ascii_digit()) || is_missing(last);
        words.next().is_some() && known && !has_mark(line)
    };
    let (mut best, mut start) = (0..0, 0);
    for at in 0..=lines.len() {
        if lines.get(at).is_none_or(|line| !ends_with_number(line)) {
            if at - start > best.len() {
                best = start..at;
            }
            start = at + 1;
        }
    }
    let above = best.start.checked_sub(1).filter(|above| !lines[*above].trim().is_empty());
    // Headings with commas are those of a table with commas.
    if above.is_some_and(|above| has_mark(lines[above])) {
        return None;
    }
    let run = above.unwrap_or(best.start)..best.end;
    (run.len() >= FEWEST).then_some(run)
}

/// Whether a line has a comma that groups no digits.
fn has_mark(line: &str) -> bool {
    let bytes = line.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let groups = |at: usize| at > 0 && digit(at - 1) && (1..=3).all(|next| digit(at + next)) && !digit(at + 4);
    line.match_indices(',').any(|(at, _)| !groups(at))
}

/// Lines of equally many words, the first perhaps of one less, as R writes the names of columns beside numbered rows.
fn by_words(lines: &[&str]) -> Option<Vec<String>> {
    let count = |line: &str| words(line).len();
    // `#` before names is none of them.
    let first = lines.first()?;
    let names = first.trim_start().strip_prefix('#').unwrap_or(first);
    let (head, usual) = (count(names), count(lines.get(1)?));
    let fine = usual > 1 && (head == usual || head + 1 == usual) && lines[1..].iter().all(|line| count(line) == usual);
    let tabbed = |line: &&str| words(line).join("\t");
    let mut made: Vec<String> = std::iter::once(&names).chain(&lines[1..]).map(tabbed).collect();
    if head < usual {
        made[0].insert(0, '\t');
    }
    fine.then_some(made)
}

/// Words of a line; what is between quotes is one.
fn words(line: &str) -> Vec<&str> {
    let (mut found, mut rest) = (Vec::new(), line.trim());
    while !rest.is_empty() {
        let end = match rest.strip_prefix('"').and_then(|inside| inside.find('"')) {
            Some(inside) => inside + 2,
            None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        found.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    found
}

/// Lines that all have blanks at the same places, with a tab in each such gap; the names in the first line are not cut.
fn by_gaps(lines: &[&str]) -> Option<Vec<String>> {
    let letters: Vec<Vec<char>> = lines.iter().map(|line| line.chars().collect()).collect();
    let width = letters.iter().map(Vec::len).max().unwrap_or(0);
    let blank = |at: usize| letters.iter().all(|line| line.get(at).is_none_or(|letter| letter.is_whitespace()));
    // A gap is two blanks wide, or follows a column of numbers.
    let mut gaps = Vec::new();
    let mut at = 0;
    while at < width {
        let end = (at..width).find(|at| !blank(*at)).unwrap_or(width);
        if end > at && at > 0 && end < width {
            gaps.push(at);
        }
        at = end + 1;
    }
    let full = |line: &Vec<char>| {
        let starts = std::iter::once(0).chain(gaps.iter().copied());
        let ends = gaps.iter().copied().chain(std::iter::once(line.len()));
        starts
            .zip(ends)
            .filter(|(start, end)| {
                line[(*start).min(line.len())..(*end).min(line.len())].iter().any(|c| !c.is_whitespace())
            })
            .count()
    };
    // Each column has a name.
    if gaps.is_empty() || full(&letters[0]) < gaps.len() {
        return None;
    }
    let tabbed = |line: &Vec<char>| {
        let letter = |(at, letter): (usize, &char)| if gaps.contains(&at) { '\t' } else { *letter };
        line.iter().enumerate().map(letter).collect()
    };
    Some(letters.iter().map(tabbed).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_taken_away() {
        for (text, expected) in [
            (
                "| Year | Robots |\n|-----:|-------|\n| 2019 | 1.5 |\n",
                "  Year | Robots \n                \n  2019 | 1.5 \n",
            ),
            ("+----+---+\n| y  | a |\n+----+---+\n| 1  | 2 |\n", "          \n  y  | a \n          \n  1  | 2 \n"),
            (" year | robots\n------+-------\n 2019 | 1.5\n", " year | robots\n              \n 2019 | 1.5\n"),
        ] {
            assert_eq!(undrawn(text), Some((expected.to_owned(), None)), "{text}");
        }
        assert_eq!(undrawn("a|b\n1|2\n2|-\n"), None);
        assert_eq!(undrawn("a,b\n1,2\n---,3\n"), None);
    }

    #[test]
    fn columns_by_blanks_are_told_by_words_or_by_gaps() {
        for (text, expected) in [
            ("Year  Robots\n2019     1.5\n2020     2.5\n", "Year\tRobots\n2019\t1.5\n2020\t2.5\n"),
            ("  year robots\n1 2019 1.5\n2 2020 2.5\n", "\tyear\trobots\n1\t2019\t1.5\n2\t2020\t2.5\n"),
            (
                "\"year\" \"robots\"\n\"1\" 2019 1.5\n\"2\" 2020 2.5\n",
                "\t\"year\"\t\"robots\"\n\"1\"\t2019\t1.5\n\"2\"\t2020\t2.5\n",
            ),
            ("     Qtr1 Qtr2\n2019  1.5  NA\n2020  1.9  2.0\n", "\tQtr1\tQtr2\n2019\t1.5\tNA\n2020\t1.9\t2.0\n"),
            (
                "A title\nCountry      2019 2020\nArdonia      1.5    2\nNew Belland  2.5    3\n",
                "A title\nCountry    \t 2019\t2020\nArdonia    \t 1.5 \t  2\nNew Belland\t 2.5 \t  3\n",
            ),
            (
                "Country      Year Robots\nArdonia      2019    1.5\nNew Belland  2019  1,234\n",
                "Country    \t Year\tRobots\nArdonia    \t 2019\t   1.5\nNew Belland\t 2019\t 1,234\n",
            ),
        ] {
            assert_eq!(undrawn(text), Some((expected.to_owned(), Some(BY_BLANKS))), "{text}");
        }
        for text in [
            "date,value\nJan 2019,5\nFeb 2019,6\n",
            "Half,v\nH1 2022,100\nH2 2022,200\nH1 2023,300\n",
            "a title\nwith text\n",
            "value\n1\n2\n",
            "x y\n1 2\n",
        ] {
            assert_eq!(undrawn(text), None, "{text}");
        }
    }
}
