//! Texts of pages can be read: every colour of text on every background, on both themes and on paper.

use crate::projection::palette::Colour;

/// What text needs at least: WCAG 2.1, 1.4.3.
const LEAST: f64 = 4.5;
const REPORT: &str = include_str!("page.css");
const EXPLORER: &str = include_str!("../explorer/page/page.css");

/// The value of a variable in the first block of a sheet after `mark`.
fn value(sheet: &str, mark: &str, name: &str) -> Option<Colour> {
    let block = &sheet[sheet.find(mark)?..];
    let block = &block[block.find(":root {")?..];
    let block = &block[..block.find('}')?];
    let text = block.split(&format!("--{name}: #")).nth(1)?;
    Colour::parse(text.get(..6)?)
}

/// Variables that a sheet writes text in.
fn text_variables(sheet: &str) -> Vec<&str> {
    let found = sheet.split([' ', '{', ';']).zip(sheet.split([' ', '{', ';']).skip(1));
    let mut found: Vec<&str> = found
        .filter(|(key, _)| *key == "color:")
        .filter_map(|(_, value)| value.strip_prefix("var(--")?.strip_suffix(')'))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[test]
fn every_text_can_be_read_on_every_background() {
    for (sheet, mark, hottest) in [
        (REPORT, ":root", 0.01 * super::table::HOTTEST),
        (REPORT, "dark)", 0.01 * super::table::HOTTEST),
        (REPORT, "@media print", 0.01 * super::table::HOTTEST),
        (EXPLORER, ":root", 0.45),
        (EXPLORER, "dark)", 0.45),
    ] {
        let of = |name: &str| value(sheet, mark, name).unwrap_or_else(|| panic!("{mark} has no {name}"));
        let assert_read = |text: &str, what: &str, on: Colour| {
            let contrast = of(text).contrast(on);
            assert!(contrast >= LEAST, "{text} has {contrast:.2} : 1 on {what} of {mark}");
        };
        let texts: Vec<&str> = text_variables(sheet).into_iter().filter(|name| *name != "paper").collect();
        assert!(texts.contains(&"ink") && texts.contains(&"muted") && texts.contains(&"accent"), "{texts:?}");
        for text in texts {
            for background in ["paper", "card", "stripe"] {
                assert_read(text, background, of(background));
            }
        }
        // A row that a link leads to, and cells tinted by their share, in it and in others.
        let row = of("accent").over(of("card"), 0.22);
        for text in ["ink", "muted", "accent"].into_iter().filter(|_| sheet == REPORT && mark != "@media print") {
            assert_read(text, "a row that is shown", row);
        }
        for below in [of("card"), of("stripe"), row] {
            assert_read("ink", "a tinted cell", of("tint").over(below, hottest));
        }
    }
    // What is written in the colour of paper.
    for mark in [":root", "dark)"] {
        let [paper, accent] = ["paper", "accent"].map(|name| value(EXPLORER, mark, name).unwrap());
        assert!(paper.contrast(accent) >= LEAST);
    }
}

#[test]
fn what_is_tested_is_what_is_written() {
    assert!(include_str!("../explorer/page/tables.js").contains("heat * 45"));
    assert!(REPORT.contains("tr:target { background: color-mix(in srgb, var(--accent) 22%, var(--card)); }"));
    for sheet in [REPORT, EXPLORER] {
        assert!(sheet.contains("td.heat { background: color-mix(in srgb, var(--tint) var(--heat), transparent); }"));
        assert!(sheet.contains("td.heat small, td.heat::before { color: inherit !important; }"));
    }
}
