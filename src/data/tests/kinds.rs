//! Times of several kinds in a column; headings that are times together.

use super::{Columns, DateOrder, read, shown, text};
use crate::calendar::Span as Frequency;

const MIXED: &str = "date,value\n2019,100\n2020,110\n2019 Q1,25\n2019 Q2,26\n2019 Q3,27\n2019 JAN,8\n2019 FEB,9\n2019 MAR,10\n\
                     2019 APR,11\n";

#[test]
fn of_several_kinds_of_times_one_is_read() {
    let tidy = text(MIXED).expect("a table");
    assert_eq!(shown(&tidy, 0), "value [] 2019-01=8 2019-02=9 2019-03=10 2019-04=11");
    let notes = tidy.notes().join("\n");
    for part in [
        "2 rows of years, as `2019` on line 2: --frequency years takes them",
        "3 rows of quarters, as `2019 Q1` on line 4",
    ] {
        assert!(notes.contains(part), "{notes}");
    }
    let of = |frequency| read("x.csv", MIXED.as_bytes(), &Columns { frequency: Some(frequency), ..Columns::default() });
    assert_eq!(shown(&of(Frequency::Number).expect("years"), 0), "value [] 2019=100 2020=110");
    assert_eq!(shown(&of(Frequency::Quarter).expect("quarters"), 0), "value [] 2019Q1=25 2019Q2=26 2019Q3=27");
    let problem = of(Frequency::Week).expect_err("no weeks");
    assert!(problem.contains("no times of `x.csv` are weeks (there are years and quarters and months)"), "{problem}");
    // One alone is most likely mistaken, and a column that says the kinds is to be asked.
    for (table, part) in [
        ("year,value\n2019,1\n2020,2\n2021-05,3\n", "or take those of one kind, as --frequency years"),
        ("FREQ,TIME_PERIOD,OBS_VALUE\nA,2019,1\nA,2020,2\nQ,2019-Q1,3\nQ,2019-Q2,4\n", "as --where FREQ=A"),
    ] {
        let Err(problem) = text(table) else { panic!("{table}") };
        assert!(problem.contains(part), "{problem}");
    }
    let across = Columns { frequency: Some(Frequency::Quarter), ..Columns::default() };
    let tidy = read("x.csv", b"c,2019,2020,2021,2019Q1,2019Q2\nA,1,2,3,4,5\n", &across).expect("a table");
    assert_eq!(shown(&tidy, 0), "A [] 2019Q1=4 2019Q2=5");
}

#[test]
fn headings_are_times_together() {
    for (headings, expected) in [
        ("202301,202302,202303", "2023-01=1 2023-02=2 2023-03=3"),
        ("2023.01,2023.02,2023.03", "2023-01=1 2023-02=2 2023-03=3"),
        ("31/01/2023,28/02/2023,31/03/2023", "2023-01=1 2023-02=2 2023-03=3"),
        ("01/31/2023,02/28/2023,03/31/2023", "2023-01=1 2023-02=2 2023-03=3"),
        ("in 2019,in 2020,in 2021", "2019=1 2020=2 2021=3"),
        ("Imported value in 2019,Imported value in 2020,Imported value in 2021", "2019=1 2020=2 2021=3"),
        ("Folketallet 1. januar 2020,Folketallet 1. januar 2021,Folketallet 1. januar 2022", "2020=1 2021=2 2022=3"),
        ("FY19,FY20,FY21", "2019=1 2020=2 2021=3"),
        ("2019 (p),2020*,2021e", "2019=1 2020=2 2021=3"),
    ] {
        let tidy = text(&format!("Country,{headings}\nA,1,2,3\nB,4,5,6\n"))
            .unwrap_or_else(|problem| panic!("{headings}: {problem}"));
        assert_eq!((tidy.series.len(), shown(&tidy, 0)), (2, format!("A [] {expected}")), "{headings}");
    }
    let open = "Country,01/02/2023,02/03/2023\nA,1,2\nB,3,4\n";
    let Err(problem) = text(open) else { panic!("may be read in two ways") };
    assert!(
        problem.contains("`01/02/2023` may be 2023-02-01 or 2023-01-02") && problem.contains("--dates day-first"),
        "{problem}"
    );
    let order = Columns { order: Some(DateOrder::MonthFirst), ..Columns::default() };
    assert_eq!(shown(&read("x.csv", open.as_bytes(), &order).expect("a table"), 0), "A [] 2023-01=1 2023-02=2");
    // What is measured at all of the same times; else nothing tells what belongs together.
    let both = text("Product,Sales 2019,Sales 2020,Profit 2019,Profit 2020\nA,1,2,3,4\n").expect("two measures");
    assert_eq!(
        (shown(&both, 0).as_str(), shown(&both, 1).as_str()),
        ("Sales [] 2019=1 2020=2", "Profit [] 2019=3 2020=4")
    );
    assert!(text("Product,Sales 2019,Sales 2020,Profit 2019,Profit 2021\nA,1,2,3,4\n").is_err());
}
