//! Columns and headings that may say a scale.

use super::text;

fn values(table: &str) -> (Vec<f64>, String, String) {
    let tidy = text(table).unwrap_or_else(|problem| panic!("{table}{problem}"));
    (tidy.points.iter().map(|point| point.value).collect(), tidy.series[0].unit.to_string(), tidy.notes().join("\n"))
}

/// A column that is called as scales are and has none multiplies nothing, and that is said.
#[test]
fn columns_of_scales_that_are_none_are_said() {
    for (table, note) in [
        (
            "year,value,scale\n2018,1,Thousands\n2019,2,Thousands\n2020,3,oddly\n",
            "column `scale` says, as `oddly` on line 4",
        ),
        (
            "year,value,scale\n2018,1,Millions of dollars\n2019,2,Millions of dollars\n",
            "as `Millions of dollars` on line 2",
        ),
        ("year,GDP,Magnitude\n2018,1,6\n2019,2,6\n", "column `Magnitude` says, as `6` on line 2"),
        // Classes of sizes and magnitudes of something are no powers of ten.
        ("year,value,scale\n2018,1,1\n2019,2,2\n", "column `scale` says, as `1` on line 2"),
        ("year,value,magnitude\n2018,1,4\n2019,2,5\n", "column `magnitude` says, as `4` on line 2"),
    ] {
        let (values, _, notes) = values(table);
        assert!(values.starts_with(&[1.0]) && values.iter().all(|value| *value < 10.0), "{table}{values:?}");
        assert!(notes.contains("values are not multiplied") && notes.contains(note), "{table}{notes}");
    }
    let (found, _, notes) = values("year,value,scale\n2018,1,\n2019,2,6\n");
    assert_eq!(found, [1.0, 2e6]);
    assert!(
        notes.contains("as 6") && notes.contains("column `scale` says nothing are as written: 1 row is so"),
        "{notes}"
    );
    // Where the name of the column leaves no doubt, all powers of ten are read.
    assert_eq!(values("year,value,UNIT_MULT\n2018,1,4\n2019,2,5\n").0, [1e4, 2e5]);
    let (found, _, notes) = values("year,value,unit,UNIT_MULT\n2018,1,万台,4\n2019,2,万台,4\n");
    assert!(found == [1e4, 2e4] && !notes.contains("not multiplied"), "{notes}");
}

#[test]
fn headings_end_with_scales_in_letters() {
    for (heading, factor, unit) in [
        ("发电量 亿kWh", 1e8, "kWh"),
        ("发电量亿kWh", 1e8, "kWh"),
        ("装机容量万kW", 1e4, "kW"),
        ("产量万吨", 1e4, "吨"),
        ("产量百万吨", 1e6, "吨"),
        ("人口万人", 1e4, "人"),
        ("产值亿元", 1e8, "元"),
        ("产值 亿USD", 1e8, "USD"),
        // Names, rates and what has a number of its own.
        ("地产万科", 1.0, ""),
        ("华润万家", 1.0, ""),
        ("千瓦时", 1.0, ""),
        ("事故每万人", 1.0, ""),
        ("人均产量 元/万人", 1.0, ""),
        ("事故每十万人", 1.0, ""),
    ] {
        let (found, of, _) = values(&format!("year,{heading}\n2018,1\n2019,2\n"));
        assert_eq!((found, of.as_str()), (vec![factor, 2.0 * factor], unit), "{heading}");
    }
}

/// Signs as wide as Chinese letters before usual digits.
#[test]
fn wide_signs_are_signs() {
    assert_eq!(values("year,value\n2018,－5\n2019,＋12\n").0, [-5.0, 12.0]);
}
