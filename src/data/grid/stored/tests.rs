use super::read::streamed_with;
use super::*;
use crate::data::grid::Grid;
use crate::data::{Columns, Frame, Tidy};

/// The grid of a text, read so many bytes at a time.
fn read(text: &str, wave: usize, part: usize) -> Option<Grid> {
    streamed(Path::new("t.csv"), &mut text.as_bytes(), wave, part)
}

/// Whether both grids say the same, cell by cell, with their places.
fn are_alike(whole: &Grid, parts: &Grid, step: usize) {
    assert_eq!((parts.len(), parts.delimiter), (whole.len(), whole.delimiter));
    for row in 0..whole.len() {
        assert_eq!(parts.width(row), whole.width(row), "row {row}");
        for column in 0..=whole.width(row) {
            assert_eq!(parts.text(row, column), whole.text(row, column), "row {row}, column {column}");
            // To find a line, all of the text above it is read.
            if row % step > 0 {
                continue;
            }
            let (one, other) = (parts.span(row, column), whole.span(row, column));
            assert_eq!(
                (one.text(), one.line_column().0, parts.line(row)),
                (other.text(), other.line_column().0, whole.line(row)),
                "{row}, {column}"
            );
            if let Some(value) = parts.cursor(column).decimal(row) {
                assert_eq!(whole.text(row, column).parse(), Ok(value), "row {row}, column {column}");
            }
        }
    }
}

#[test]
fn a_text_in_parts_says_what_it_says_as_a_whole() {
    let mut rows = String::from("\u{feff}Title, of a table\n\nregion,year,\"value, in all\",note\n");
    for row in 0..900 {
        let note = ["", "b", "\"a \"\"word\"\"\"", "x y"][row % 4];
        let value = ["12.50", "-0", "007", "..", "\"3.25\"", "1e5", "0.1", "-7"][row % 8];
        rows.push_str(&format!(
            "Ardonia {},{},{value},{note}{}\n",
            row % 7,
            1990 + row / 7,
            ["", "", "", ",,"][row % 4]
        ));
        if row % 50 == 0 {
            rows.push_str("\n,,\n\"two\nlines\",2000,1\n");
        }
    }
    rows.push_str("Source: nobody");
    let whole = Grid::read(&Source::new("t.csv", rows.clone())).unwrap();
    for (wave, part) in [(200, 50), (1000, 100), (1 << 20, 1 << 10), (1 << 20, 1 << 20)] {
        are_alike(&whole, &read(&rows, wave, part).expect("it is plain"), 1);
    }
    let plain = rows.replace('"', "").replace('\n', "\r\n");
    let whole = Grid::read(&Source::new("t.csv", plain.clone())).unwrap();
    are_alike(&whole, &read(&plain, 300, 64).expect("it is plain"), 1);
}

/// Texts of many rows have numbers, though a part has no row but one of each; those that are seldom the same are kept as they are.
#[test]
fn texts_that_are_seldom_the_same_are_kept_as_they_are() {
    let mut rows = String::from("name,year,value\n");
    for row in 0..15_000 {
        rows.push_str(&format!("name {} of many,{},{}.5\n", row % 5_000, 1900 + row / 5_000, row));
    }
    let whole = Grid::read(&Source::new("t.csv", rows.clone())).unwrap();
    for (most, token) in [(4_000, false), (5_500, true)] {
        let parts = streamed_with(Path::new("t.csv"), &mut rows.as_bytes(), (1 << 18, 1 << 18), most).unwrap();
        let (mut names, mut years) = (parts.cursor(0), parts.cursor(1));
        assert_eq!((names.token(14_000).is_some(), years.token(5_100) == years.token(5_200)), (token, true), "{most}");
        assert_eq!(token, names.token(12_000).is_some() && names.token(12_000) == names.token(7_000), "{most}");
        are_alike(&whole, &parts, 500);
    }
}

#[test]
fn what_cannot_be_read_in_parts_is_not() {
    let long = format!("a,b\n1,\"{}\"\n", "x".repeat(5000));
    for text in [
        "{\"a\": [1, 2]}\n",
        "[{\"a\": 1}]\n",
        "<table><tr><td>1</td></tr></table>\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "item,2019\nEmployed,3\n  Men,1\n",
        "freq,geo\\time\t2019\t2020\nA,AT\t1\t2\n",
        &long,
    ] {
        assert!(read(text, 1000, 100).is_none(), "{text}");
    }
    assert!(streamed(Path::new("t.csv"), &mut &b"a,b\n\xe4,1\n"[..], 100, 10).is_none());
    let open = "a,b\n1,\"x\n".to_owned() + &"2,3\n".repeat(1000);
    assert!(read(&open, 500, 100).is_none(), "a quote that is not closed");
    assert!(read(&("x,".repeat(300) + "\n1\n"), 10_000, 100).is_none(), "rows of many cells");
}

#[test]
fn cells_that_go_on_from_above_are_changed() {
    let mut text = "name,year,value\n".to_owned();
    for name in ["A", "B"] {
        for year in 2000..2200 {
            text.push_str(&format!("{},{year},1.5\n", if year == 2000 { name } else { "" }));
        }
    }
    let mut grid = read(&text, 300, 100).expect("it is plain");
    (2..=200).for_each(|row| grid.repeat_above(row, 0));
    assert_eq!((grid.text(200, 0), grid.text(201, 0), grid.text(202, 0)), ("A".into(), "B".into(), "".into()));
    let mut names = grid.cursor(0);
    assert_eq!(names.token(200), names.token(1));
}

/// What is found in the files of offices, and what is said of them, does not hang on how they are read.
#[test]
fn tables_of_offices_are_the_same_in_parts() {
    let place = Span::start_of(&Source::new("command line", ""));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/offices");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).expect("a file");
        let Some(grid) = streamed(&path, &mut bytes.as_slice(), 2000, 100) else { continue };
        let columns = Columns::default();
        let parts = Frame::read(grid, &columns.asked()).and_then(Tidy::read);
        let whole = crate::data::series(&path, bytes, &columns, &place);
        let name = path.display();
        match (parts, whole) {
            (Ok(parts), Ok(whole)) => {
                assert_eq!(parts.series, whole.series, "{name}");
                assert!(parts.points.iter().zip(whole.points.iter()).all(|(a, b)| {
                    (a.series, a.row, a.column, a.stamp, a.value.to_bits())
                        == (b.series, b.row, b.column, b.stamp, b.value.to_bits())
                }));
                assert_eq!((parts.points.len(), parts.notes()), (whole.points.len(), whole.notes()), "{name}");
            }
            (parts, whole) => panic!("{name}: {:?} {:?}", parts.map(|_| ()), whole.map(|_| ())),
        }
        read += 1;
    }
    assert!(read > 50, "{read} files were read in parts");
}

/// Numbers with as many decimals, and texts, one of them in quotes; others have none.
#[test]
fn cells_are_numbered_as_they_differ() {
    let text = "a,b,c\n2003,x,1\n2001,\"y\",1.5\n2003,y,2\n2002,x,3\n";
    let grid = streamed(Path::new("t.csv"), &mut text.as_bytes(), 1 << 10, 1 << 4).expect("it is plain");
    let rows: Vec<u32> = (1..5).collect();
    let of = |column: usize| grid.cursor(column).numbered(&rows);
    assert_eq!(of(0), Some((vec![2, 0, 2, 1], 3)));
    let (numbers, count) = of(1).expect("texts");
    assert!(numbers[0] == numbers[3] && numbers[1] == numbers[2] && numbers[0] != numbers[1], "{numbers:?}");
    assert!(numbers.iter().all(|number| (*number as usize) < count));
    assert_eq!((of(2), of(3)), (None, None));
}
