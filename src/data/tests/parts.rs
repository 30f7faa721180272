//! Years beside, below and above their months and quarters.

use super::{shown, text};

fn rows(heading: &str, periods: &[&str]) -> String {
    let row = |year: i32| -> String {
        periods.iter().enumerate().map(|(at, period)| format!("{year},{period},{at}\n")).collect()
    };
    format!("{heading}\n{}{}", row(2019), row(2020))
}

/// Annual averages stand beside months in tables of the Bureau of Labor Statistics: they are left out, and said.
#[test]
fn whole_years_beside_their_parts_are_left_out() {
    for (periods, expected, left) in [
        (["M01", "M02", "M13"], "2019-01=0 2019-02=1 2020-01=0 2020-02=1", "2 rows of whole years, as `M13` on line 4"),
        (["Q01", "Q02", "Q05"], "2019Q1=0 2019Q2=1 2020Q1=0 2020Q2=1", "2 rows of whole years, as `Q05` on line 4"),
        (["S01", "S02", "S03"], "2019H1=0 2019H2=1 2020H1=0 2020H2=1", "2 rows of whole years, as `S03` on line 4"),
        (
            ["Jan", "Feb", "Total"],
            "2019-01=0 2019-02=1 2020-01=0 2020-02=1",
            "2 rows of whole years, as `Total` on line 4",
        ),
        (["M01", "M02", "S01"], "2019-01=0 2019-02=1 2020-01=0 2020-02=1", "2 rows of half-years, as `S01` on line 4"),
    ] {
        let table = rows("year,period,value", &periods);
        let tidy = text(&table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        assert_eq!(shown(&tidy, 0), format!("value [] {expected}"), "{table}");
        assert_eq!((tidy.series.len(), tidy.frame.left_out[0].what.as_str()), (1, left), "{table}");
    }
    // Where there are no others, they are years.
    let tidy = text(&rows("year,period,value", &["M13"])).expect("years");
    assert_eq!(shown(&tidy, 0), "value [] 2019=0 2020=0");
}

#[test]
fn numbers_of_periods_are_months_or_quarters_by_how_many_there_are() {
    let twelve: Vec<String> = (1..=12).map(|month| month.to_string()).collect();
    let twelve: Vec<&str> = twelve.iter().map(String::as_str).collect();
    let note = |heading: &str, periods: &[&str]| {
        let table = rows(heading, periods);
        let tidy = text(&table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        assert_eq!(tidy.series.len(), 1, "{table}");
        tidy.notes().join("\n")
    };
    assert!(note("year,period,value", &twelve).contains("are read as months: 1 of 2019 is 2019-01"));
    assert!(note("year,period,value", &["1", "2", "3", "4"]).contains("are read as quarters: 1 of 2019 is 2019Q1"));
    let problem = text(&rows("year,period,value", &["1", "2", "3"])).expect_err("either");
    assert!(problem.contains("`1` in column `period` may be 2019Q1 or 2019-01"), "{problem}");
    assert!(problem.contains("call the column `quarter` or `month`"), "{problem}");
    // The column of periods may come first; programs without whole numbers write them with a point.
    for table in [
        "period,year,value\n1,2019,5\n2,2019,6\n3,2019,7\n4,2019,8\n",
        "year,quarter,value\n2019.0,1.0,5\n2019.0,2.0,6\n2019.0,3.0,7\n2019.0,4.0,8\n",
    ] {
        assert_eq!(shown(&text(table).expect(table), 0), "value [] 2019Q1=5 2019Q2=6 2019Q3=7 2019Q4=8", "{table}");
    }
    // Months are finer than the quarters beside them.
    let table = "year,quarter,month,v\n2019,1,1,5\n2019,1,2,6\n2019,2,4,7\n";
    let tidy = text(table).expect(table);
    assert_eq!((tidy.series.len(), shown(&tidy, 0).as_str()), (1, "v [] 2019-01=5 2019-02=6 2019-04=7"));
}

/// Where the quarters of a fiscal year lie, a table does not say.
#[test]
fn parts_of_fiscal_years_are_refused() {
    for (heading, years, periods) in [
        ("fiscal_year,quarter,value", ["FY2019", "FY2020"], ["Q1", "Q2"]),
        ("fiscal year,quarter,value", ["2019", "2020"], ["1", "2"]),
        ("year,month,value", ["2019-20", "2020-21"], ["Apr", "May"]),
    ] {
        let row = |year: &str| -> String { periods.iter().map(|period| format!("{year},{period},1\n")).collect() };
        let table = format!("{heading}\n{}{}", row(years[0]), row(years[1]));
        let problem = text(&table).expect_err(&table);
        let message = format!(
            "ambiguous-time: `{}` of the fiscal year `{}` may lie in either of two years",
            periods[0], years[0]
        );
        assert!(problem.contains(&message) && problem.contains("--where"), "{table}{problem}");
    }
    // One of them in each year is a series of years.
    let tidy = text("fiscal_year,quarter,value\nFY2019,Q1,1\nFY2020,Q1,2\n").expect("one quarter");
    assert_eq!(shown(&tidy, 0), "value [] 2019=1 2020=2");
}

#[test]
fn what_is_no_part_of_a_year_is_shown() {
    for (table, message) in [
        ("year,month,value\n2019,1,1\n2019,2,1\n2019,13,4\n", "bad-time: `13` on line 4 is not a month"),
        ("year,month,value\n2019,0,1\n2019,1,1\n2019,2,4\n", "bad-time: `0` on line 2 is not a month"),
        ("year,month,day,value\n2019,2,28,1\n2019,2,30,3\n", "bad-time: `30` on line 3 is not a day of 2019-02"),
        ("year,month,value\n2019,1,1\nsoon,2,1\n2019,3,4\n", "bad-time: `soon` on line 3 is not a year"),
        ("country,quarter,2019,2020\nA,Q1,1,2\nA,Q2,1,2\nA,Q7,1,2\n", "bad-time: `Q7` on line 4 is not a quarter"),
    ] {
        let problem = text(table).expect_err(table);
        assert!(problem.starts_with(message), "{table}{problem}");
    }
}

/// A digit behind a year is a month where years have several, and may be the mark of a footnote where each has one.
#[test]
fn a_digit_behind_each_year_once_may_be_a_mark() {
    let tidy = text("Year,Output\n2019 11,1\n2019 12,2\n2020 1,3\n").expect("months");
    assert_eq!(shown(&tidy, 0), "Output [] 2019-11=1 2019-12=2 2020-01=3");
    let table = "Year,Output\n2019 1,10\n2020 1,11\n2021 1,12\n";
    let problem = text(table).expect_err(table);
    assert!(problem.starts_with("ambiguous-time") && problem.contains("2019-01"), "{problem}");
}

/// Years in headings and months in rows, and the other way around.
#[test]
fn years_and_their_parts_may_cross() {
    for (table, first) in [
        ("country,quarter,2019,2020\nA,Q1,1,2\nA,Q2,3,4\nB,Q1,5,6\n", "A [] 2019Q1=1 2020Q1=2 2019Q2=3 2020Q2=4"),
        ("country,quarter,2019,2020\nA,1,1,2\nA,4,3,4\nB,1,5,6\n", "A [] 2019Q1=1 2020Q1=2 2019Q4=3 2020Q4=4"),
        (",2019,2020\nJan,1,2\nFeb,3,4\nTotal,4,6\n", "value [] 2019-01=1 2020-01=2 2019-02=3 2020-02=4"),
        ("Year,Jan,Feb,Annual\n2019,1,2,3\n2020,4,5,9\n", "value [] 2019-01=1 2019-02=2 2020-01=4 2020-02=5"),
        ("Country,Year,Q1,Q2,Q3,Q4\nA,2019,1,2,3,4\nB,2019,5,6,7,8\n", "A [] 2019Q1=1 2019Q2=2 2019Q3=3 2019Q4=4"),
    ] {
        let tidy = text(table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        assert_eq!(shown(&tidy, 0), first, "{table}");
    }
    // What goes on behind the last part of a year is a name, and so are those before it.
    for (table, count) in [("Year,s1,s2,s3\n2019,1,2,3\n2020,4,5,6\n", 3), ("Year,m11,m12,m14\n2019,1,2,3\n", 3)] {
        let tidy = text(table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        assert_eq!(tidy.series.len(), count, "{table}");
    }
    let notes = text("Year,Jan,Feb\n2019,1,2\n").expect("months").notes().join("\n");
    assert!(notes.contains("columns `Jan` to `Feb` are read as parts of the years in column `Year`"), "{notes}");
}

#[test]
fn numbers_below_years_are_quarters_or_months_by_how_many_there_are() {
    let table = |years: &str, below: &str| {
        let count = below.split(',').count();
        let values: Vec<String> = (1..=count).map(|value| value.to_string()).collect();
        format!("Country,{years}\n,{below}\nA,{0}\nB,{0}\n", values.join(","))
    };
    for (years, below, first) in [
        (
            "2018,,,,2019,,,",
            "1,2,3,4,1,2,3,4",
            "2018Q1=1 2018Q2=2 2018Q3=3 2018Q4=4 2019Q1=5 2019Q2=6 2019Q3=7 2019Q4=8",
        ),
        // Years stand in each cell.
        ("2018,2018,2018,2018,2019", "1,2,3,4,1", "2018Q1=1 2018Q2=2 2018Q3=3 2018Q4=4 2019Q1=5"),
        ("2018,2018,2019", "Q1,Q2,Q1", "2018Q1=1 2018Q2=2 2019Q1=3"),
        // Totals are left out.
        ("2018,,,,,2019", "1,2,3,4,Total,1", "2018Q1=1 2018Q2=2 2018Q3=3 2018Q4=4 2019Q1=6"),
        ("2018,,,,,2019", "Year,1,2,3,4,1", "2018Q1=2 2018Q2=3 2018Q3=4 2018Q4=5 2019Q1=6"),
    ] {
        let table = table(years, below);
        let tidy = text(&table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        assert_eq!(shown(&tidy, 0), format!("A [] {first}"), "{table}");
    }
    // As spreadsheets save them: nothing behind the last year, and a name in both rows.
    for table in [
        "Country,2018,,2019\n,Q1,Q2,Q1,Q2\nA,1,2,3,4\nB,1,2,3,4\n",
        "Country,Code,2018,2018,2019,2019\nCountry,Code,Q1,Q2,Q1,Q2\nA,a,1,2,3,4\nB,b,1,2,3,4\n",
        "Country,2018,,2019,\nCountry,Q1,Q2,Q1,Q2\nA,1,2,3,4\nB,1,2,3,4\n",
    ] {
        let tidy = text(table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        assert_eq!(shown(&tidy, 0), "A [] 2018Q1=1 2018Q2=2 2019Q1=3 2019Q2=4", "{table}");
    }
    // Both rows may have a name.
    let table_of_two = "Year,2018,2018,2019\nQuarter,Q1,Q2,Q1\nA,1,2,3\nB,4,5,6\n";
    assert_eq!(shown(&text(table_of_two).expect("two rows"), 0), "A [] 2018Q1=1 2018Q2=2 2019Q1=3");
    let problem = text(&table("2018,,,2019,,", "1,2,3,1,2,3")).expect_err("either");
    assert!(problem.contains("`1` below 2018 may be a month or a quarter"), "{problem}");
}

/// Whole numbers tell rows apart where nothing else does.
#[test]
fn rows_of_years_across_may_have_numbers_for_keys() {
    for heading in ["id", "rank"] {
        let table = format!("{heading},2019,2020\n1,1.5,2\n2,2.5,1\n3,3.5,4\n");
        let tidy = text(&table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        assert_eq!((tidy.series.len(), shown(&tidy, 1).as_str()), (3, "2 [] 2019=2.5 2020=1"), "{table}");
    }
}

/// A year may stand once, beside the first of its parts; years in headings may be marked.
#[test]
fn years_stand_once_or_have_marks() {
    let tidy = text("Year,Quarter,A\n2018,Q3,1\n,Q4,2\n2019,Q1,3\n,Q2,4\n").expect("years once");
    assert_eq!(shown(&tidy, 0), "A [] 2018Q3=1 2018Q4=2 2019Q1=3 2019Q2=4");
    assert!(tidy.notes().join("\n").contains("where column `Year` is empty, the year is that above"));
    let tidy = text("Country,2018,2019,2020*\nA,1,2,3\nB,4,5,6\n").expect("a marked year");
    assert_eq!(shown(&tidy, 0), "A [] 2018=1 2019=2 2020=3");
    assert!(tidy.notes().join("\n").contains("marks beside times in headings are left away: 2020*"));
}

/// Weeks beside their years are those of ISO 8601: 2020 has 53, the last from 28 December on (2020-01-01 was a Wednesday).
#[test]
fn weeks_stand_beside_or_below_their_years() {
    let expected = "value [] 2020-W52=10 2020-W53=11 2021-W01=12";
    for table in [
        "Year,Week,value\n2020,52,10\n2020,53,11\n2021,1,12\n",
        "week,year,value\n52,2020,10\n53,2020,11\n1,2021,12\n",
        "iso_year,iso_week,value\n2020,W52,10\n2020,W53,11\n2021,W01,12\n",
        "Jahr;Kalenderwoche;Wert\n2020;52;10\n2020;53;11\n2021;1;12\n",
        "Jahr;KW;Wert\n2020;KW52;10\n2020;KW53;11\n2021;KW01;12\n",
        "Année;Semaine;valeur\n2020;52;10\n2020;53;11\n2021;1;12\n",
        "年,周,数值\n2020年,第52周,10\n2020年,第53周,11\n2021年,第1周,12\n",
        // A quarter is longer, and is no key; nor is a month beside weeks of years.
        "Year,Quarter,Week,value\n2020,4,52,10\n2020,4,53,11\n2021,1,1,12\n",
        "Year,Month,Week,value\n2020,12,52,10\n2020,12,53,11\n2021,1,1,12\n",
    ] {
        let tidy = text(table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        let name = tidy.series[0].name.clone();
        let shown = shown(&tidy, 0).replacen(&*name, "value", 1);
        assert_eq!((tidy.series.len(), shown.as_str()), (1, expected), "{table}{:?}", tidy.notes());
        let note = "weeks are dated by their Mondays: 2020-W52 is 2020-12-21";
        assert!(tidy.notes().iter().any(|said| said == note), "{table}{:?}", tidy.notes());
    }
    let crossed = text("Week,2020,2021\n52,10,\n53,11,\n1,,12\n").expect("weeks in rows");
    assert_eq!(shown(&crossed, 0), "value [] 2020-W52=10 2021-W52=? 2020-W53=11 2020-W01=? 2021-W01=12");
    let problem = text("Year,Week,value\n2021,52,1\n2021,53,2\n").expect_err("52 weeks");
    assert!(problem.contains("`53` on line 3 is not a week of 2021"), "{problem}");
    assert!(problem.contains("weeks of 2021 have numbers from 1 to 52"), "{problem}");
}

/// Parts beside years under the headings of other languages.
#[test]
fn parts_of_years_have_headings_in_other_languages() {
    for (table, first) in [
        ("Jahr;Quartal;Wert\n2020;1. Quartal;1\n2020;2. Quartal;2\n", "2020Q1=1 2020Q2=2"),
        ("Jahr;Monat;Wert\n2020;Januar;1\n2020;März;2\n", "2020-01=1 2020-03=2"),
        ("Jahr;Halbjahr;Wert\n2020;1;1\n2020;2;2\n", "2020H1=1 2020H2=2"),
        ("Année;Trimestre;valeur\n2020;T1;1\n2020;T2;2\n", "2020Q1=1 2020Q2=2"),
        ("Année;Mois;valeur\n2020;janvier;1\n2020;août;2\n", "2020-01=1 2020-08=2"),
        ("Année;Semestre;valeur\n2020;S1;1\n2020;S2;2\n", "2020H1=1 2020H2=2"),
        ("年份,季度,数值\n2020,第一季度,1\n2020,第二季度,2\n", "2020Q1=1 2020Q2=2"),
        ("年,月,数值\n2020年,1月,1\n2020年,2月,2\n", "2020-01=1 2020-02=2"),
        ("年份,半年,数值\n2020,上半年,1\n2020,下半年,2\n", "2020H1=1 2020H2=2"),
    ] {
        let tidy = text(table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        let name = tidy.series[0].name.clone();
        assert_eq!((tidy.series.len(), shown(&tidy, 0)), (1, format!("{name} [] {first}")), "{table}");
    }
}
