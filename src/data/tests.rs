//! What is read and said of tables, and what of those that can be read in two ways.

mod around;
mod counting;
mod doubtful;
#[cfg(feature = "encodings")]
mod encodings;
mod further;
mod kinds;
mod languages;
mod layouts;
mod offices;
mod parts;
mod scales;
mod signs;

use std::path::{Path, PathBuf};

use super::{Columns, DateOrder, Decimal, Tidy};
use crate::diagnostic::{Source, Span};

fn read(name: &str, text: &[u8], columns: &Columns) -> Result<Tidy, String> {
    let place = Span::start_of(&Source::new("command line", ""));
    let found = super::series(Path::new(name), text.to_vec(), columns, &place);
    found.map_err(|problems| {
        let one = |one: crate::diagnostic::Diagnostic| {
            format!("{}: {} ({})", one.code, one.message, one.help.unwrap_or_default())
        };
        problems.into_iter().map(one).collect::<Vec<_>>().join("\n")
    })
}

fn text(text: &str) -> Result<Tidy, String> {
    read("x.csv", text.as_bytes(), &Columns::default())
}

/// A series in one line: name, unit, values by time.
fn shown(tidy: &Tidy, index: usize) -> String {
    let points = tidy.points.iter().filter(|point| point.series as usize == index);
    let value = |value: f64| if value.is_nan() { "?".to_owned() } else { value.to_string() };
    let values: Vec<String> =
        points.map(|point| format!("{}={}", tidy.covers.text(point.stamp), value(point.value))).collect();
    format!("{} [{}] {}", tidy.series[index].name, tidy.series[index].unit, values.join(" "))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/offices")
}

#[test]
fn what_was_left_out_is_said() {
    let bytes = std::fs::read(folder().join("comtrade.csv")).expect("a file");
    let tidy = read("comtrade.csv", &bytes, &Columns::default()).expect("a table");
    let notes = tidy.notes().join("\n");
    assert!(notes.contains("not used: column `refPeriodId`, `refYear`") && notes.contains("and 2 more"), "{notes}");
    let tidy = text("year,value,note\n2019,1,a\n2020,2,b\n\nSource: somebody\n").expect("a table");
    let out: Vec<(&str, &str)> = tidy.frame.left_out.iter().map(|one| (one.what.as_str(), one.why)).collect();
    assert_eq!(out, [("line 5: Source: somebody", "below the table"), ("column `note`", "not used")]);
    // What is read otherwise than it may be meant is said too.
    let quarters = text("year,Q1,Q2,Q3\n2019,1,2,3\n2020,5,6,7\n").expect("a table");
    let notes = quarters.notes().join("\n");
    assert!(notes.contains("columns `Q1` to `Q3` are 3 series by `year`"), "{notes}");
    let marked = text("year,value\n2019,$1\n2020,€2\n").expect("a table");
    assert!(marked.notes().join("\n").contains("marks beside values: $ (1), € (1)"), "{:?}", marked.notes());
    let Err(problem) = text("date,value\nearly 1990,1\nlate 1990,2\n") else { panic!("these are no times") };
    assert!(problem.contains("`early 1990` on line 2 is not read as one"), "{problem}");
}

/// A scale in words multiplies nothing, and that is said; so is that of a line above the table.
#[test]
fn scales_that_multiply_nothing_are_said() {
    for (table, unit, note) in [
        ("year,Output in thousands\n2019,1\n2020,2\n", "thousands", "as written, in thousands"),
        ("year,\"Sales, million\"\n2019,1\n2020,2\n", "million", "as written, in million"),
        ("year,Sales (USD bn)\n2019,1\n2020,2\n", "USD bn", "as written, in USD bn"),
        ("(in thousands)\nyear,value\n2019,1\n2020,2\n", "", "line 1: (in thousands) names a scale"),
        ("单位：亿元\n指标,2019年,2020年\n产值,1,2\n", "", "line 1: 单位：亿元 names a scale"),
        ("year,产量 万台\n2019,1\n2020,2\n", "台", "values of `产量 万台` are multiplied by 10000"),
    ] {
        let tidy = text(table).unwrap_or_else(|problem| panic!("{table}: {problem}"));
        let notes = tidy.notes().join("\n");
        assert_eq!(&*tidy.series[0].unit, unit, "{table}");
        assert!(notes.contains(note), "{table}: {notes}");
    }
    // Multiplied values are in the unit alone.
    let tidy = text("time,unit_mult,unit,value\n2019,3,USD,1\n2020,3,USD,2\n").expect("a table");
    assert!(!tidy.notes().join("\n").contains("as written"), "{:?}", tidy.notes());
}

/// What values are multiplied by, however it is written, and what is no scale of theirs: values and unit of the last time.
#[test]
fn values_are_multiplied_once_by_what_scales_them() {
    for (table, value, unit) in [
        ("year,value,UNIT_MULT\n2019,5,-3\n2020,2,-3\n", 2e-3, ""),
        ("year,value,UNIT_MULT\n2019,5,-3: thousandths\n2020,2,-3: thousandths\n", 2e-3, ""),
        ("year,value,UNIT_MULT\n2019,5,6.0\n2020,2,6.0\n", 2e6, ""),
        ("year,value,UNIT_MULT\n2019,5,6 - Millions\n2020,2,6 - Millions\n", 2e6, ""),
        ("year,value,UNIT_MULT\n2019,5,1e3\n2020,2,1e3\n", 2e3, ""),
        // The unit says it too.
        ("year,产量 万台,UNIT_MULT\n2019,5,4\n2020,2,4\n", 2e4, "台"),
        ("year,value,unit,scale\n2019,5,万台,万\n2020,2,万台,万\n", 2e4, "台"),
        ("year,\"Value, million\",UNIT_MULT\n2019,5,6\n2020,2,6\n", 2.0, "million"),
        ("year,value,unit,UNIT_MULT\n2019,5,USD million,6\n2020,2,USD million,6\n", 2.0, "USD million"),
        // Rates.
        ("year,Deaths per lakh\n2019,5\n2020,2\n", 2.0, ""),
        ("year,Deaths (per lakh)\n2019,5\n2020,2\n", 2.0, "per lakh"),
        ("year,Price in Rs per lakh\n2019,5\n2020,2\n", 2.0, ""),
        ("year,\"Cases, per crore people\"\n2019,5\n2020,2\n", 2.0, ""),
        ("year,Vehicles per 万人\n2019,5\n2020,2\n", 2.0, ""),
        ("year,Cases in every lakh\n2019,5\n2020,2\n", 2.0, ""),
        ("year,One in a million\n2019,5\n2020,2\n", 2.0, ""),
        ("year,Sales per thousand people\n2019,5\n2020,2\n", 2.0, ""),
        ("year,Output in lakh tonnes\n2019,5\n2020,2\n", 2e5, "tonnes"),
    ] {
        let tidy = text(table).unwrap_or_else(|problem| panic!("{table}: {problem}"));
        let point = tidy.points.iter().find(|point| point.stamp.at == 2020).expect(table);
        assert_eq!((point.value, &*tidy.series[point.series as usize].unit), (value, unit), "{table}");
    }
    // Exponents and what is written out cannot both be meant: neither multiplies.
    let tidy = text("year,value,scale\n2019,5,1\n2020,2,1000\n").expect("a table");
    assert_eq!(tidy.points.iter().map(|point| point.value).sum::<f64>(), 7.0);
}

/// One time has one value, and all times are of one kind; where a column tells rows apart, it is named.
#[test]
fn times_that_no_series_can_have_are_refused() {
    for (table, parts) in [
        (
            "year,country,value\n2019,A,1\n2020,A,2\n2020,A,3\n",
            ["duplicate-time: series `A` has two values for 2020", "keep one of them"],
        ),
        (
            "year,value,age\n2019,1,1\n2020,2,1\n2019,3,2\n2020,3,2\n",
            ["duplicate-time", "differ in column `age`: take some with --where age=1"],
        ),
        (
            "time,value\n2018,1\n2019,2\n2020Q1,3\n",
            ["bad-time: the time `2020Q1` is written in another way", "same form"],
        ),
        (
            "freq,time,value\nA,2018,1\nA,2019,2\nQ,2020Q1,3\n",
            ["bad-time: the time `2020Q1`", "take those of one kind, as --where freq=A"],
        ),
        // A half-year is no quarter, though both are counted in quarters.
        ("time,value\n2018H1,1\n2018H2,2\n2018Q3,3\n", ["bad-time: the time `2018Q3`", "same form"]),
    ] {
        let problem = text(table).expect_err(table);
        assert!(parts.iter().all(|part| problem.contains(part)), "{table}{problem}");
    }
    // Rows of a series may stand in any order.
    let table = "year,value\n2020,2\n2018,3\n2019,1\n";
    assert_eq!(shown(&text(table).expect("a table"), 0), "value [] 2020=2 2018=3 2019=1");
}

#[test]
fn two_readings_are_refused_with_both() {
    for (table, parts) in [
        (
            "year,value\n2019,\"1,234\"\n2020,\"2,345\"\n",
            vec!["ambiguous-number", "may be 1234 or 1.234", "--decimal point reads 1234"],
        ),
        (
            "year;value\n2019;1.234\n2020;2.345\n",
            vec!["ambiguous-number", "may be 1234 or 1.234", "--decimal comma reads 1234"],
        ),
        ("year,value\n2019,\"1,5\"\n2020,1.5\n", vec!["ambiguous-number", "`1.5` and `1,5`"]),
        ("year,value\n2019,15%\n2020,0.2\n", vec!["ambiguous-number", "`15%` is in per cent and `0.2` is not"]),
        (
            "date,value\n01/02/2020,1\n01/03/2020,2\n",
            vec!["ambiguous-time", "2020-02-01 or 2020-01-02", "--dates day-first"],
        ),
        ("date,value\n31/03/2020,1\n03/31/2020,2\n", vec!["ambiguous-time", "2020-03-31 or"]),
    ] {
        let problem = text(table).expect_err(table);
        for part in parts {
            assert!(problem.contains(part), "{table}{problem}");
        }
    }
}

/// What else stands for what is missing is said, by the commands with `--missing`; an error names that where a text is repeated.
#[test]
fn what_is_missing_can_be_said() {
    let table = b"year,robots,cars\n2019,12,secret\n2020,-999,secret\n2021,14,22\n";
    let missing = ["secret".to_owned(), "-999".to_owned()].to_vec();
    let tidy = read("x.csv", table, &Columns { missing, ..Columns::default() }).expect("a table");
    assert_eq!(shown(&tidy, 0), "robots [] 2019=12 2020=? 2021=14");
    assert_eq!(shown(&tidy, 1), "cars [] 2019=? 2020=? 2021=22");
    assert!(tidy.notes().join("\n").contains("marks beside values: -999 (1), secret (2)"), "{:?}", tidy.notes());
    let problem = text("year,robots,cars\n2019,12,secret\n2020,13,secret\n2021,14,22\n").expect_err("a text");
    assert!(problem.contains("say --missing \"secret\""), "{problem}");
}

#[test]
fn what_was_said_decides() {
    let table = b"year,value\n2019,\"1,234\"\n2020,\"2,345\"\n";
    for (decimal, expected) in
        [(Decimal::Point, "value [] 2019=1234 2020=2345"), (Decimal::Comma, "value [] 2019=1.234 2020=2.345")]
    {
        let columns = Columns { decimal: Some(decimal), ..Columns::default() };
        assert_eq!(shown(&read("x.csv", table, &columns).expect("said"), 0), expected);
    }
    let table = b"date,value\n01/02/2020,1\n02/02/2020,2\n";
    for (order, expected) in [
        (DateOrder::DayFirst, "value [] 2020-02-01=1 2020-02-02=2"),
        (DateOrder::MonthFirst, "value [] 2020-01=1 2020-02=2"),
    ] {
        let columns = Columns { order: Some(order), ..Columns::default() };
        assert_eq!(shown(&read("x.csv", table, &columns).expect("said"), 0), expected);
    }
}

/// A tidy table keeps the names of series, and has their plain values with a unit of their own beside them.
#[test]
fn a_unit_beside_a_name_is_the_unit() {
    let table = "指标,2019年,2020年\n机床产量(万台),41,44.6\n";
    assert_eq!(shown(&text(table).expect("a table"), 0), "机床产量(万台) [台] 2019=410000 2020=446000");
    let tidy =
        text("指标,unit,time,value\n机床产量(万台),台,2019,410000\n机床产量(万台),台,2020,446000\n").expect("a table");
    assert_eq!(shown(&tidy, 0), "机床产量(万台) [台] 2019=410000 2020=446000");
    assert!(!tidy.notes().join("\n").contains("multiplied"), "{:?}", tidy.notes());
    // A unit beside the name that multiplies still does.
    // So is a scale alone.
    let bare = text("year,Sales (lakh)\n2019,1\n2020,2\n").expect("a table");
    assert_eq!(shown(&bare, 0), "Sales (lakh) [1] 2019=100000 2020=200000");
    // The sign of kelvin is small as a `k`, and takes more bytes.
    let odd = text("year,Sales (la\u{212a}h)\n2019,1\n2020,2\n").expect("a table");
    assert_eq!(shown(&odd, 0), "Sales (la\u{212a}h) [la\u{212a}h] 2019=1 2020=2");
    let bare = text("series,unit,time,value\nSales (lakh),1,2019,100000\nSales (lakh),1,2020,200000\n").expect("one");
    assert_eq!(shown(&bare, 0), "Sales (lakh) [1] 2019=100000 2020=200000");
    let tidy = text("指标,unit,time,value\n机床产量,万台,2019,41\n机床产量,万台,2020,44.6\n").expect("a table");
    assert_eq!(shown(&tidy, 0), "机床产量 [台] 2019=410000 2020=446000");
}

/// A mark that stands once in every row but the heading separates nothing.
#[test]
fn marks_within_texts_separate_no_cells() {
    let tidy = text("series,unit,time,value\nAT | T,PC,2019,4\nAT | T,PC,2020,5\nDE | T,PC,2019,3\n").expect("a table");
    assert_eq!((tidy.series.len(), tidy.points.len()), (2, 3));
    let tidy = text("Titel\n\nJahr;Wert\n2019;1,5\n2020;2,5\n").expect("a table");
    assert_eq!(shown(&tidy, 0), "Wert [] 2019=1.5 2020=2.5");
}

#[test]
fn rows_are_picked() {
    let table =
        "country,flow,year,value\nA,in,2019,1\nA,in,2020,2\nA,out,2019,3\nA,out,2020,4\nB,in,2019,5\nB,in,2020,6\n";
    let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let pick =
        |filter: Vec<(String, String)>| read("x.csv", table.as_bytes(), &Columns { filter, ..Columns::default() });
    assert_eq!(shown(&pick(vec![pair("flow", "out")]).expect("rows"), 0), "A [] 2019=3 2020=4");
    let all = pick(Vec::new()).expect("rows");
    assert_eq!(all.series.iter().map(|one| &*one.name).collect::<Vec<_>>(), ["A | in", "A | out", "B | in"]);
    let problem = pick(vec![pair("country", "C")]).expect_err("no rows");
    assert!(problem.contains("no row of `x.csv` has `C` in column `country`"), "{problem}");
    let problem = pick(vec![pair("country", "B"), pair("flow", "out")]).expect_err("no rows");
    assert!(problem.contains("no row of `x.csv` meets all conditions"), "{problem}");
    let problem = pick(vec![pair("contry", "B")]).expect_err("no column");
    assert!(problem.contains("did you mean `country`?"), "{problem}");
}

#[test]
fn cells_know_where_they_stand() {
    let tidy = text("year, value \r\n2019,\"0,5\"\r\n\r\n2020,\"1,25\"\r\n").expect("a table");
    let place = tidy.value_at(&tidy.points.get(1));
    assert_eq!((place.text(), place.line_column()), ("\"1,25\"", (4, 6)));
    assert_eq!(tidy.time_at(&tidy.points.get(1)).text(), "2020");
    let problem = text("year,value\n2019,1\n2020,many\n2021,more\n").expect_err("no numbers");
    assert!(problem.contains("`many` on line 3") && problem.contains("`more` on line 4"), "{problem}");
}

#[test]
fn a_quote_that_nobody_closed_is_said() {
    let problem = text(&format!("year,value\n2019,\"{}", "1\n".repeat(600_000))).expect_err("too large");
    assert!(problem.contains("the cell that begins on line 2") && problem.contains("not closed"), "{problem}");
}

#[test]
fn a_table_of_many_columns() {
    let times: Vec<String> = (0..20_000).map(|at| format!("{}-{:02}", 500 + at / 12, at % 12 + 1)).collect();
    let times: Vec<String> = times.iter().map(|time| format!("{time:0>7}")).collect();
    let row = |name: &str| format!("{name},{}\n", (0..20_000).map(|at| at.to_string()).collect::<Vec<_>>().join(","));
    let tidy = text(&format!("name,{}\n{}{}", times.join(","), row("a"), row("b"))).expect("a table");
    assert_eq!((tidy.series.len(), tidy.points.len()), (2, 40_000));
}

#[cfg(feature = "workbooks")]
#[test]
fn workbooks_are_read_by_sheet_and_range() {
    let book = |file: &str, columns: &Columns| read(file, &std::fs::read(folder().join(file)).expect(file), columns);
    let tidy = book("workbook.xlsx", &Columns::default()).expect("a table");
    assert_eq!(tidy.format(), "Excel workbook, sheet `Data`");
    let all: Vec<String> = (0..tidy.series.len()).map(|index| shown(&tidy, index)).collect();
    assert_eq!(
        all,
        [
            "Robots | made [] 2020-01=10 2020-02=12 2020-03=15 2020-04=14",
            "Robots | sold [] 2020-01=9.5 2020-02=11.25 2020-03=14 2020-04=?",
            "Share | of home [%] 2020-01=15 2020-02=17.5 2020-03=20 2020-04=22.5",
        ]
    );
    let notes = tidy.notes().join("\n");
    for part in [
        "sheet `Data` is read; there are also `About`",
        "the table left of column F is read",
        "line 10: Source: own office",
    ] {
        assert!(notes.contains(part), "{notes}");
    }
    // Cells know the rows of the sheet.
    assert_eq!(tidy.value_at(&tidy.points.get(0)).line_column().0, 5);
    for (sheet, problem) in
        [("data", ""), ("Datum", "the workbook has no sheet `Datum`; its sheets are `About`, `Data`")]
    {
        let found = book("workbook.xlsx", &Columns { sheet: Some(sheet.to_owned()), ..Columns::default() });
        assert!(found.err().unwrap_or_default().contains(problem), "{sheet}");
    }
    let range = |range: &str| book("workbook.xlsx", &Columns { range: Some(range.to_owned()), ..Columns::default() });
    assert_eq!(range("Data!A4:B8").expect("a table").series.len(), 1);
    assert!(
        range("B").expect_err("no range").contains("`B` is no range of cells, as B3:H40; the workbook names other")
    );
}

#[cfg(feature = "workbooks")]
#[test]
fn other_workbooks() {
    for (file, form, first) in [
        ("workbook.xls", "Excel 97 workbook, sheet `Old`", "robots [] 2018=10.5 2019=12 2020=15.25"),
        ("workbook.ods", "OpenDocument, sheet `Open`", "robots [] 2018-12=10.5 2019-12=12 2020-12=15.25"),
        ("workbook_formula.xlsx", "Excel workbook, sheet `T`", "value [] 2018=? 2019=3 2020=4 2021=5"),
    ] {
        let bytes = std::fs::read(folder().join(file)).expect(file);
        let tidy = read(file, &bytes, &Columns::default()).unwrap_or_else(|problem| panic!("{file}: {problem}"));
        assert_eq!((tidy.format().as_str(), shown(&tidy, 0).as_str()), (form, first));
        assert_eq!(
            tidy.notes().iter().any(|note| note.contains("1 formula has no stored value, as B2")),
            file.contains("formula")
        );
        let half = read(file, &bytes[..bytes.len() / 2], &Columns::default()).expect_err("it is cut");
        assert!(half.starts_with("bad-workbook"), "{half}");
    }
}

#[cfg(feature = "workbooks")]
#[test]
fn workbooks_as_people_make_them() {
    let book = |file: &str, sheet: Option<&str>| {
        let columns = Columns { sheet: sheet.map(str::to_owned), ..Columns::default() };
        read(file, &std::fs::read(folder().join(file)).expect(file), &columns)
            .unwrap_or_else(|problem| panic!("{problem}"))
    };
    let all = |tidy: &Tidy| (0..tidy.series.len()).map(|index| shown(tidy, index)).collect::<Vec<_>>();
    // The first sheet is hidden; years are dates shown as years; numbers are texts; one row is in per cent; another table follows.
    let odd = book("workbook_odd.xlsx", None);
    assert_eq!(
        all(&odd),
        [
            "Made [] 2018=1.234 2019=2.345 2020=3.456",
            "Sold [] 2018=1.5 2019=2.25 2020=?",
            "Share [%] 2018=15 2019=17.5 2020=20"
        ]
    );
    assert!(odd.notes().iter().any(|note| note.contains("the table above row 8 is read")), "{:?}", odd.notes());
    // Dates shown as months, and numbers that count days from 1904.
    assert_eq!(all(&book("workbook_odd.xlsx", Some("Months"))), ["made [] 2020-01=10 2020-02=11 2020-03=13"]);
    assert_eq!(all(&book("workbook_odd.xlsx", Some("Serials"))), ["made [] 2019-12=1 2020-01=2 2020-02=3"]);
    let open = book("workbook.ods", None);
    assert_eq!(shown(&open, 1), "share [%] 2018-12=10 2019-12=12.5 2020-12=15");
    assert_eq!(open.frame.left_out[0].what, "line 1: Robots, \"tools\" & more");
    assert!(open.notes()[0].contains("sheet `Open` is read; there are also `Lists`"), "{:?}", open.notes());
}

#[cfg(feature = "workbooks")]
#[test]
fn merged_cells_of_workbooks() {
    let sheet = |name: &str| {
        let columns = Columns { sheet: Some(name.to_owned()), ..Columns::default() };
        let file = "workbook_merged.xlsx";
        read(file, &std::fs::read(folder().join(file)).expect(file), &columns)
            .unwrap_or_else(|problem| panic!("{problem}"))
    };
    let merged = sheet("Merged");
    assert_eq!(
        (shown(&merged, 0).as_str(), shown(&merged, 1).as_str()),
        ("A [] 2018=1 2019=? 2020=3", "B [] 2018=4 2019=5 2020=6")
    );
    let said = "the number in C2:C3, which are merged, is taken as the value of C2 alone";
    assert!(merged.notes().iter().any(|note| note == said), "{:?}", merged.notes());
    assert_eq!(shown(&sheet("Years"), 1), "B [] 2019Q1=2 2019Q2=3 2019Q3=4 2019Q4=5 2020Q1=6");
    assert_eq!(shown(&sheet("Row"), 0), "Sales [] 2019-01=1 2019-02=2 2019-03=3");
}
