//! Parts of years that are numbers: in headings beside years, behind and before years.

use super::{read, shown, text};
use crate::calendar::Span as Frequency;
use crate::data::Columns;

/// A table of years 2019 to 2021 with so many values in a row: 0.5, 1.5, … in the first.
fn table(headings: &str, count: usize, key: &str) -> String {
    let row = |year: usize| {
        let values = (0..count).map(|at| format!(",{}.5", (year - 2019) * 100 + at));
        format!("{key}{year}{}\n", values.collect::<String>())
    };
    format!("{headings}\n{}{}{}", row(2019), row(2020), row(2021))
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(",")
}

#[test]
fn months_are_numbers_in_headings_beside_years() {
    let twelve = join((1..=12).map(|month| month.to_string()));
    let quarterly = "1,2,3,Q1,4,5,6,Q2,7,8,9,Q3,10,11,12,Q4,Total".to_owned();
    for (headings, count) in [
        (format!("Year,{twelve}"), 12),
        (format!("Year,{}", join((1..=12).map(|month| format!("{month:02}")))), 12),
        (format!("Rok,{}", join((1..=12).map(|month| format!("{month}.")))), 12),
        (format!("Year,{}", join((1..=12).map(|month| format!("{month}.0")))), 12),
        (format!("Year/Month,{twelve}"), 12),
        (format!(",{twelve}"), 12),
        (format!("Time,{twelve},Annual"), 13),
        (format!("Some title\n\nYear,{twelve},J-D,DJF"), 14),
        (format!("Year,Month,,,,,,,,,,,\n,{twelve}"), 12),
        (format!(",Month,,,,,,,,,,,\nYear,{twelve}"), 12),
        (
            "Year,Month 1,Month 2,Month 3,Month 4,Month 5,Month 6,Month 7,Month 8,Month 9,Month 10,Month 11,Month 12"
                .into(),
            12,
        ),
        ("Rok,I,II,III,IV,V,VI,VII,VIII,IX,X,XI,XII".into(), 12),
        ("Year,J,F,M,A,M,J,J,A,S,O,N,D".into(), 12),
    ] {
        let table = table(&headings, count, "");
        let tidy = text(&table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        let shown = shown(&tidy, 0);
        assert_eq!((tidy.series.len(), tidy.points.len()), (1, 36), "{table}{shown}");
        assert!(shown.contains(" 2019-01=0.5 2019-02=1.5 ") && shown.ends_with(" 2021-12=211.5"), "{table}{shown}");
        let notes = tidy.notes().join("\n");
        assert!(notes.contains("are read as parts of the years in") && notes.contains(": months"), "{notes}");
        let annual = headings.contains("Annual");
        assert_eq!(notes.contains("not used: column `Annual`"), annual, "{notes}");
    }
    // Quarters among months are left away; the last month is the fifteenth column.
    let tidy = text(&table(&format!("Year,{quarterly}"), 17, "")).expect("months");
    let found = shown(&tidy, 0);
    assert!(found.contains("2019-04=4.5") && found.ends_with("2021-12=214.5"), "{found}");
    assert!(tidy.notes().join("\n").contains("not used: column `Q1`, `Q2`, `Q3`, `Q4`, `Total`"), "{:?}", tidy.notes());
    // Keys beside the years.
    let tidy = text(&table(&format!("Station,Year,{twelve}"), 12, "A,")).expect("months");
    assert!(shown(&tidy, 0).starts_with("A [] 2019-01=0.5 2019-02=1.5"));
}

#[test]
fn four_numbers_beside_years_are_quarters_and_others_are_names() {
    for headings in ["Year,1,2,3,4", "Year,1st,2nd,3rd,4th", "Year,Quarter,,,\n,1,2,3,4", "Jahr,4,3,2,1"] {
        let tidy = text(&table(headings, 4, "")).unwrap_or_else(|problem| panic!("{headings} {problem}"));
        let values = if headings.contains("4,3") { "2019Q1=3.5 2019Q2=2.5" } else { "2019Q1=0.5 2019Q2=1.5" };
        assert!(shown(&tidy, 0).starts_with(&format!("value [] {values}")), "{headings} {}", shown(&tidy, 0));
    }
    for (headings, count) in [
        ("Year,1,2", 2),
        ("Year,1,2,3", 3),
        ("Year,1,2,3,4,5,6", 6),
        ("Year,1,2,3,4,5,6,7,8,9,10,11,12,13", 13),
        ("Year,3,6,9,12", 4),
        ("Fiscal Year,1,2,3,4", 4),
        // Money, which has no fourth.
        ("Year,M1,M2,M3", 3),
        ("Date,0,1,2", 3),
    ] {
        let tidy = text(&table(headings, count, "")).unwrap_or_else(|problem| panic!("{headings} {problem}"));
        assert_eq!(tidy.series.len(), count, "{headings}");
        assert!(shown(&tidy, 1).ends_with("2019=1.5 2020=101.5 2021=201.5"), "{headings} {}", shown(&tidy, 1));
        let notes = tidy.notes().join("\n");
        assert!(notes.contains(&format!("are {count} series by")), "{headings} {notes}");
    }
}

/// Whole numbers behind months are sums of them under whatever name, and tell no rows apart.
#[test]
fn what_stands_behind_months_is_no_key() {
    let tidy = text("Year,Jan,Feb,Yearly mean\n2019,1,2,9\n2020,3,4,9\n").expect("months");
    assert_eq!(shown(&tidy, 0), "value [] 2019-01=1 2019-02=2 2020-01=3 2020-02=4");
    assert!(tidy.notes().join("\n").contains("not used: column `Yearly mean`"), "{:?}", tidy.notes());
}

/// A number beside a year counts quarters where all count to four over the ends of years, months where some are above four.
#[test]
fn numbers_beside_years_are_decided_by_all_of_them() {
    let times = |mark: &str, count: usize, behind: bool| -> Vec<String> {
        let one = |year: usize, number: usize| {
            if behind { format!("{year}{mark}{number}") } else { format!("{number}{mark}{year}") }
        };
        (2019..2021).flat_map(|year| (1..=count).map(move |number| (year, number))).map(|(y, n)| one(y, n)).collect()
    };
    for mark in [" ", "-", "/", ":", "_", ".", ""] {
        for behind in [true, false] {
            if mark.is_empty() && !behind {
                continue;
            }
            let quarters = times(mark, 4, behind);
            let column =
                format!("time,value\n{}", quarters.iter().map(|time| format!("{time},1\n")).collect::<String>());
            let across = format!("name,{}\na,1,1,1,1,1,1,1,1\nb,1,1,1,1,1,1,1,1\n", quarters.join(","));
            for table in [column, across] {
                let tidy = text(&table).unwrap_or_else(|problem| panic!("{table}{problem}"));
                let found = shown(&tidy, 0);
                assert!(found.contains("2019Q1=1 2019Q2=1") && found.ends_with("2020Q4=1"), "{table}{found}");
                assert!(tidy.notes().join("\n").contains("are quarters: 2019Q1"), "{table}{:?}", tidy.notes());
            }
            let months = times(mark, 12, behind);
            let table = format!("time,value\n{}", months.iter().map(|time| format!("{time},1\n")).collect::<String>());
            let tidy = text(&table).unwrap_or_else(|problem| panic!("{table}{problem}"));
            assert!(shown(&tidy, 0).ends_with("2020-11=1 2020-12=1"), "{table}{}", shown(&tidy, 0));
        }
    }
    // Over the end of a year alone.
    let tidy = text("time,value\n2019 3,1\n2019 4,2\n2020 1,3\n2020 2,4\n").expect("quarters");
    assert_eq!(shown(&tidy, 0), "value [] 2019Q3=1 2019Q4=2 2020Q1=3 2020Q2=4");
    // Years that end in the next one.
    let tidy = text("year,value\n2001/2,1\n2002/3,2\n").expect("years");
    assert_eq!(shown(&tidy, 0), "value [] 2001/02=1 2002/03=2");
}

#[test]
fn numbers_beside_years_that_may_be_either_are_refused_unless_a_flag_or_a_column_says_it() {
    let of = |table: &str, frequency| {
        read("x.csv", table.as_bytes(), &Columns { frequency: Some(frequency), ..Columns::default() })
    };
    for table in [
        "time,value\n2019-1,1\n2019-2,2\n2020-1,3\n2020-2,4\n",
        "time,value\n2019-1,1\n2019-2,2\n2019-3,2\n2019-4,2\n",
        "time,value\n2019-1,1\n2019-2,2\n2020-4,3\n",
        "name,2019-1,2019-2,2020-1,2020-2\nvalue,1,2,3,4\n",
    ] {
        let problem = text(table).expect_err(table);
        assert!(problem.starts_with("ambiguous-time: `2019-1` may be 2019Q1 or 2019-01"), "{problem}");
        assert!(problem.contains("--frequency quarters or --frequency months"), "{problem}");
        for (frequency, first) in [(Frequency::Quarter, "2019Q1=1 2019Q2=2"), (Frequency::Month, "2019-01=1 2019-02=2")]
        {
            let tidy = of(table, frequency).unwrap_or_else(|problem| panic!("{table}{problem}"));
            assert!(shown(&tidy, 0).starts_with(&format!("value [] {first}")), "{table}{}", shown(&tidy, 0));
        }
    }
    let tidy = text("FREQ,time,value\nQ,2019-1,1\nQ,2019-2,2\n").expect("a column of frequencies");
    assert!(shown(&tidy, 0).ends_with("2019Q1=1 2019Q2=2"), "{}", shown(&tidy, 0));
    let marked = "Year,Output\n2019 1,10\n2020 1,11\n2021 1,12\n";
    assert!(text(marked).expect_err("either").contains("--frequency years"));
    assert_eq!(shown(&of(marked, Frequency::Number).expect("years"), 0), "Output [] 2019=10 2020=11 2021=12");
}

#[test]
fn a_time_that_stands_twice_in_headings_is_shown() {
    for (headings, said) in [
        ("2019,2020,2020", "the time `2020` stands twice in the headings"),
        ("2019,2019,2020", "the time `2019` stands twice in the headings"),
        ("2019,2020,2020*", "the headings `2020` and `2020*` are one time"),
        ("Jan 2020,2020-01,Feb 2020", "the headings `Jan 2020` and `2020-01` are one time"),
    ] {
        for row in ["a,1,2,3\nb,1,2,3\n", "a,100.5,200,300\nb,1,2,3\n"] {
            let problem = text(&format!("name,{headings}\n{row}")).expect_err(headings);
            assert!(
                problem.starts_with(&format!("bad-csv: {said}")) && problem.contains("leave one of them away"),
                "{problem}"
            );
        }
    }
}

/// Remarks that begin with `#` are no headings unless they name as many columns as there are; without any, years that stand several
/// times before numbers are years and months (National Oceanic and Atmospheric Administration).
#[test]
fn months_stand_behind_years_without_headings() {
    let rows = "1958   3    1958.2027      315.70     -1\n1958   4    1958.2877      317.45     -1\n\
                1958   5    1958.3699      317.51     -1\n1959   1    1959.0411      315.58     -1\n";
    let tidy = text(&format!("# USE OF DATA\n#      decimal    monthly   #days  of\n{rows}")).expect("months");
    assert_eq!(shown(&tidy, 1), "column 4 [] 1958-03=315.7 1958-04=317.45 1958-05=317.51 1959-01=315.58");
    assert!(tidy.notes().join("\n").contains("numbers in column `column 2` are read as months"), "{:?}", tidy.notes());
    let tidy = text(&format!("# year month decimal average days\n{rows}")).expect("months");
    assert_eq!(shown(&tidy, 1), "average [] 1958-03=315.7 1958-04=317.45 1958-05=317.51 1959-01=315.58");
}

/// What is not read may say how numbers are written; what is no number in a column of values is shown.
#[test]
fn sums_beside_months_say_that_commas_group() {
    let table = "Kind,Jan 2022,Feb 2022,TOTAL\nA,\"580,100\",\"578,200\",\"1,158,300\"\nB,\"115,000\",\"117,900\",\"232,900\"\n";
    assert_eq!(shown(&text(table).expect("commas group"), 0), "A [] 2022-01=580100 2022-02=578200");
    let problem = text("Location,Period,Sex,Value\nA,2019,M,70.1 [69.2-71.0]\nA,2020,M,69.1 [68.2-70.0]\n")
        .expect_err("intervals");
    assert!(
        problem.contains("the value `70.1 [69.2-71.0]` on line 2, in column `Value`, is not a number"),
        "{problem}"
    );
}
