//! Signs of units in headings, and marks in the place of years.

use super::{shown, text};

#[test]
fn units_stand_behind_a_comma() {
    let tidy =
        text("year,\"Temp, K\",\"Mass, kg\",\"Output, t\",\"Temp, °C\",\"Smith, J\"\n2019,1,2,3,4,5\n2020,1,2,3,4,5\n");
    let tidy = tidy.expect("a table");
    let units: Vec<&str> = tidy.series.iter().map(|one| &*one.unit).collect();
    assert_eq!(units, ["K", "kg", "t", "°C", ""]);
    assert!(!tidy.notes().join("\n").contains("kelvin"), "{:?}", tidy.notes());
}

/// `K` and `k` are thousands to many: what they are here is said.
#[test]
fn signs_of_thousands_multiply_nothing_and_that_is_said() {
    for sign in ["K", "k"] {
        let tidy = text(&format!("year,Sales ({sign})\n2019,1\n2020,2\n")).expect("a table");
        assert_eq!(shown(&tidy, 0), format!("Sales ({sign}) [{sign}] 2019=1 2020=2"));
        let notes = tidy.notes().join("\n");
        assert!(
            notes.contains(&format!("the unit {sign} of `Sales ({sign})` is a sign of thousands or of kelvin")),
            "{notes}"
        );
    }
}

/// What stands for a year that is not known is left out, and said; years of long ago and counts are what they are.
#[test]
fn marks_in_the_place_of_years_are_left_out() {
    for (times, kept, said) in [
        (["0", "2001", "2002", "2003"], "2001=2 2002=3 2003=4", Some("1 row whose time is no year, as `0` on line 2")),
        (["2001", "2002", "2003", "9999"], "2001=1 2002=2 2003=3", Some("as `9999` on line 5")),
        (["99", "2001", "2002", "-999"], "2001=2 2002=3", Some("2 rows whose time is no year, as `99` on line 2")),
        // Maddison Project; years before and after the beginning of the era; counts.
        (["1", "1000", "1500", "1600"], "1=1 1000=2 1500=3 1600=4", None),
        (["0", "1000", "1500", "2000"], "0=1 1000=2 1500=3 2000=4", None),
        (["0", "1500", "1600", "1700"], "0=1 1500=2 1600=3 1700=4", None),
        (["-1000", "0", "1000", "2000"], "-1000=1 0=2 1000=3 2000=4", None),
        (["0", "1", "2", "3"], "0=1 1=2 2=3 3=4", None),
        (["0", "500", "1000", "1500"], "0=1 500=2 1000=3 1500=4", None),
    ] {
        let rows: String = times.iter().zip(1..).map(|(time, value)| format!("{time};{value};7\n")).collect();
        let table = format!("Year;A;B\n{rows}");
        let tidy = text(&table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        assert_eq!(shown(&tidy, 0), format!("A [] {kept}"), "{table}");
        let notes = tidy.notes().join("\n");
        assert_eq!(notes.contains("no year"), said.is_some(), "{table}{notes}");
        assert!(notes.contains(said.unwrap_or_default()), "{table}{notes}");
    }
}
