//! Draws what a variable depends on, and what depends on it: three columns of boxes, with arrows from left to right.

use std::fmt::Write as _;

use crate::projection::{Link, LinkKind, Origin};

/// Width of a box, height of one, and what lies between boxes and between columns.
const WIDE: f64 = 252.0;
const HIGH: f64 = 40.0;
const GAP: f64 = 12.0;
const BETWEEN: f64 = 78.0;
/// Around everything.
const MARGIN: f64 = 10.0;
/// Letters of a line of a box, and lines.
const LETTERS: usize = 34;

/// The picture. Pages give it colours of their own by its classes; by itself it has those of light paper.
#[must_use]
pub fn svg(origin: &Origin) -> String {
    let columns = [&origin.reads[..], std::slice::from_ref(&origin.own), &origin.read_by[..]];
    let most = columns.iter().map(|column| column.len()).max().unwrap_or(1).max(1);
    let height = most as f64 * (HIGH + GAP) - GAP + 2.0 * MARGIN;
    let width = 3.0 * WIDE + 2.0 * BETWEEN + 2.0 * MARGIN;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\" font-family=\"Inter, sans-serif\" \
         font-size=\"13\">\n",
        escaped(&alt(origin))
    );
    let top = |column: usize, row: usize| {
        let own = columns[column].len() as f64 * (HIGH + GAP) - GAP;
        (height - own) / 2.0 + row as f64 * (HIGH + GAP)
    };
    let left = |column: usize| MARGIN + column as f64 * (WIDE + BETWEEN);
    for (column, nodes) in [(0, &origin.reads), (2, &origin.read_by)] {
        for row in 0..nodes.len() {
            let (outer, inner) = (top(column, row) + HIGH / 2.0, top(1, 0) + HIGH / 2.0);
            let (from, to) = if column == 0 { ((0, outer), (1, inner)) } else { ((1, inner), (2, outer)) };
            arrow(&mut text, (left(from.0) + WIDE, from.1), (left(to.0), to.1));
        }
    }
    for (column, nodes) in columns.iter().enumerate() {
        for (row, node) in nodes.iter().enumerate() {
            place(&mut text, node, (left(column), top(column, row)), column == 1);
        }
    }
    text.push_str("</svg>");
    text
}

/// The same in two sentences.
fn alt(origin: &Origin) -> String {
    let list = |nodes: &[Link]| nodes.iter().map(|node| node.label.as_str()).collect::<Vec<_>>().join(", ");
    let reads = if origin.reads.is_empty() { "nothing".to_owned() } else { list(&origin.reads) };
    let read_by = match &origin.read_by[..] {
        [] => "Nothing depends on it.".to_owned(),
        [one] => format!("{} depends on it.", one.label),
        all => format!("{} depend on it.", list(all)),
    };
    format!("{} depends on {reads}. {read_by}", origin.own.label)
}

/// A curve with a head at its end.
fn arrow(text: &mut String, (x, y): (f64, f64), (to_x, to_y): (f64, f64)) {
    let end = to_x - 7.0;
    let middle = x.midpoint(end);
    let _ = writeln!(
        text,
        "<path class=\"arrow\" d=\"M{x} {y}C{middle} {y} {middle} {to_y} {end} {to_y}\" fill=\"none\" stroke=\"#8a949e\" \
         stroke-width=\"1.5\"/><path class=\"head\" d=\"M{to_x} {to_y}l-8 -4v8z\" fill=\"#8a949e\"/>"
    );
}

fn place(text: &mut String, node: &Link, (x, y): (f64, f64), own: bool) {
    let (round, dash) = match node.kind {
        LinkKind::Stock => (0.0, ""),
        LinkKind::Variable => (8.0, ""),
        LinkKind::Assumption => (20.0, " stroke-dasharray=\"3 3\""),
        LinkKind::Lever => (20.0, ""),
    };
    let (fill, stroke, wide) = match (own, node.kind) {
        (true, _) => ("#e3eef7", "#0a5a94", 2.0),
        (false, LinkKind::Lever) => ("#fdeee3", "#d55e00", 1.5),
        (false, _) => ("#ffffff", "#8a949e", 1.5),
    };
    let lines = lines(&node.label);
    let _ = write!(
        text,
        "<g class=\"node {}{}\" data-name=\"{}\"><title>{}: {}</title><rect x=\"{x}\" y=\"{y}\" width=\"{WIDE}\" \
         height=\"{HIGH}\" rx=\"{round}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{wide}\"{dash}/>",
        node.kind.word(),
        if own { " own" } else { "" },
        escaped(&node.name),
        node.kind.word(),
        escaped(&node.label)
    );
    let first = y + HIGH / 2.0 + 4.5 - (lines.len() as f64 - 1.0) * 8.0;
    for (number, line) in lines.iter().enumerate() {
        let (x, y) = (x + WIDE / 2.0, first + number as f64 * 16.0);
        let _ =
            write!(text, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" fill=\"#1f2933\">{}</text>", escaped(line));
    }
    text.push_str("</g>\n");
}

/// A label in at most two lines.
fn lines(label: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in label.split_whitespace() {
        let last = lines.len() - 1;
        let length = lines[last].chars().count() + word.chars().count() + 1;
        if length <= LETTERS || lines[last].is_empty() {
            let joint = if lines[last].is_empty() { "" } else { " " };
            lines[last].push_str(&format!("{joint}{word}"));
        } else if lines.len() == 2 {
            lines[last].push('…');
            break;
        } else {
            lines.push(word.to_owned());
        }
    }
    // A word may be longer than a line.
    for line in &mut lines {
        if line.chars().count() > LETTERS + 1 {
            *line = line.chars().take(LETTERS).chain(['…']).collect();
        }
    }
    lines
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(label: &str, kind: LinkKind) -> Link {
        Link { name: label.to_lowercase(), label: label.to_owned(), kind, source: String::new() }
    }

    #[test]
    fn a_box_for_each_and_an_arrow_for_each_but_one() {
        let origin = Origin {
            own: node("Share", LinkKind::Variable),
            dims: Vec::new(),
            unit: "1".to_owned(),
            description: String::new(),
            equations: Vec::new(),
            observed: Vec::new(),
            targets: Vec::new(),
            reads: vec![node("Rate", LinkKind::Assumption), node("Push <&\">", LinkKind::Lever)],
            read_by: vec![node("Stock of robots", LinkKind::Stock)],
        };
        let drawn = svg(&origin);
        assert_eq!((drawn.matches("<rect").count(), drawn.matches("class=\"arrow\"").count()), (4, 3));
        assert!(
            drawn.contains(
                "aria-label=\"Share depends on Rate, Push &lt;&amp;&quot;&gt;. Stock of robots depends on it.\""
            ),
            "{drawn}"
        );
        assert!(!drawn.contains("Push <&") && drawn.matches("node variable own").count() == 1, "{drawn}");
        let alone = Origin { read_by: Vec::new(), ..origin };
        assert!(svg(&alone).contains("Nothing depends on it."));
    }

    #[test]
    fn labels_have_two_lines_at_most() {
        assert_eq!(lines("Share"), ["Share"]);
        let long =
            lines("Domestic share of finished smart equipment built in China by foreign and domestic makers together");
        assert_eq!(long.len(), 2);
        assert!(long[1].ends_with('…') && long.iter().all(|line| line.chars().count() <= LETTERS + 1), "{long:?}");
        assert!(lines(&"x".repeat(90))[0].chars().count() <= LETTERS + 1);
    }
}
