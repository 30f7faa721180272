//! Tables that are not UTF-8, no tables, or of other calendars: what is guessed is said, what is declared holds.

use super::{Columns, read};
use crate::encoding::Encoding;

const TURKISH: &[u8] = b"Y\xfdl;De\xf0er\n2019;103,5\n2020;101,25\n";

fn said(name: &str) -> Columns {
    Columns { encoding: Some(Encoding::named(name).expect("is known")), ..Columns::default() }
}

#[test]
fn a_guess_is_said_with_the_cells_that_rest_on_it() {
    let tidy = read("x.csv", TURKISH, &Columns::default()).expect("a table");
    let note = "the text is not UTF-8, and is read as windows-1254: `Yıl`, `Değer`; --encoding names another";
    assert!(tidy.notes().iter().any(|one| one == note), "{:?}", tidy.notes());
    let plain = read("x.csv", "Yıl;Değer\n2019;103,5\n2020;101,25\n".as_bytes(), &Columns::default()).expect("a table");
    assert!(!plain.notes().iter().any(|note| note.contains("UTF-8")), "{:?}", plain.notes());
}

#[test]
fn what_was_said_is_not_guessed() {
    let tidy =
        read("x.csv", b"Year,Country,v\n2019,\xc5land,1\n2020,\xc5land,2\n", &said("iso-8859-1")).expect("a table");
    assert_eq!(&*tidy.series[0].name, "Åland");
    assert!(!tidy.notes().iter().any(|note| note.contains("UTF-8")), "{:?}", tidy.notes());
    let problem = read("x.csv", b"Year,v\n2019,\xff\n", &said("euc-kr")).expect_err("is not of it");
    assert!(problem.starts_with("not-utf8: `x.csv` is not EUC-KR text: on line 2, behind `2019,`"), "{problem}");
}

#[test]
fn too_little_to_guess_by_is_an_error_with_the_readings() {
    let problem = read("x.csv", b"year,\xb2\xfa\n2019,1\n2020,2\n", &Columns::default()).expect_err("may be much");
    assert!(problem.contains("`产` (GBK)") && problem.contains("--encoding NAME"), "{problem}");
    let tidy = read("x.csv", b"year,\xb2\xfa\n2019,1\n2020,2\n", &said("gb2312")).expect("a table");
    assert_eq!(&*tidy.series[0].name, "产");
}

#[test]
fn a_scenario_is_no_table() {
    for (name, text) in [("x.toml", "a = 1\n"), ("x.csv", "# of ours\n[scenario]\ntitle = \"Case\"\n")] {
        let problem = read(name, text.as_bytes(), &Columns::default()).expect_err("is a scenario");
        assert!(problem.starts_with(&format!("bad-csv: `{name}` is no table: it is a scenario")), "{problem}");
        assert!(problem.contains(&format!("`catchup run {name}`")), "{problem}");
    }
}

#[test]
fn years_of_other_calendars_are_said() {
    for (years, note) in [
        ([2561, 2562, 2563], "in the Buddhist calendar 2561 to 2563 would be 2018 to 2020"),
        ([1397, 1398, 1399], "in the Iranian calendar 1397 to 1399 would be 2018 to 2020"),
    ] {
        let text = years.map(|year| format!("{year},{}\n", year % 7)).concat();
        let tidy = read("x.csv", format!("year,value\n{text}").as_bytes(), &Columns::default()).expect("a table");
        assert!(tidy.notes().iter().any(|one| one.ends_with(note)), "{:?}", tidy.notes());
    }
    // Long histories have such years too.
    let tidy = read("x.csv", b"year,value\n1400,1\n1500,2\n1600,3\n", &Columns::default()).expect("a table");
    assert!(!tidy.notes().iter().any(|one| one.contains("calendar")), "{:?}", tidy.notes());
}
