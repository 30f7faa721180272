//! What stands around tables: rows about series, groups below headings, titles and sources, tables of notes.

use super::{shown, text};

/// By table: every series in full, and what is left out.
const TABLES: &[(&str, &[&str], &str)] = &[
    // Office for National Statistics.
    (
        "\"Title\",\"GDP\",\"Tools\"\n\"CDID\",\"AB\",\"CD\"\n\"Source dataset ID\",\"UK\",\"UK\"\n\"PreUnit\",\"£\",\"\"\n\"Unit\",\"million\",\"Index\"\n\
         \"Release date\",\"30-09-2024\",\"30-09-2024\"\n\"Next release\",\"31 December 2024\",\"20-12-2024\"\n\"Important notes\",\n\
         \"2019\",\"2238348\",\"98.1\"\n\"2020\",\"2109594\",\"99.4\"\n",
        &["GDP [£ million] 2019=2238348 2020=2109594", "Tools [Index] 2019=98.1 2020=99.4"],
        "it speaks of the series): line 2: CDID",
    ),
    // CEIC, the Reserve Bank of Australia, Wind.
    (
        ",Robots,Tools\nRegion,China,China\nSubnational,,\nFrequency,Monthly,Monthly\nUnit,Set,%\nSource,NBS,NBS\nStatus,Active,Active\n\
         Series ID,1,2\nSR Code,S1,S2\nMnemonic,,\nFunction Information,,\nFirst Obs. Date,12/2014,12/2014\nLast Update Time,07/17/2024,07/17/2024\n\
         01/2024,5,1.5\n02/2024,6,2.5\n",
        &["Robots [Set] 2024-01=5 2024-02=6", "Tools [%] 2024-01=1.5 2024-02=2.5"],
        "it speaks of the series): line 2: Region",
    ),
    (
        "F1.1 INTEREST RATES\nTitle,Cash,Bills\nDescription,Cash Rate Target; monthly,Bills - 90 days\nFrequency,Monthly,Monthly\nType,Original,Original\n\
         Units,Per cent,Per cent\n,,\nSource,RBA,ASX\nPublication date,01-Oct-2024,01-Oct-2024\nSeries ID,A,B\n31/01/2024,4.35,4.34\n29/02/2024,4.35,4.36\n",
        &["Cash [Per cent] 2024-01=4.35 2024-02=4.35", "Bills [Per cent] 2024-01=4.34 2024-02=4.36"],
        "it speaks of the series): line 3: Description",
    ),
    (
        "Wind,,\n指标名称,机器人:产量,PMI\n频率,月,月\n单位,套,%\n指标ID,S1,M1\n来源,国家统计局,国家统计局\n更新时间,2023-07-17,2024-09-30\n\
         2023-03-31,43883,51.9\n2023-04-30,36934,49.2\n数据来源：Wind,,\n",
        &["机器人:产量 [套] 2023-03=43883 2023-04=36934", "PMI [%] 2023-03=51.9 2023-04=49.2"],
        "it speaks of the series): line 3: 频率",
    ),
    // Groups right below the headings (Energy Information Administration, Asian Development Bank).
    (
        "description,units,source key,2019,2020,2021\nNet generation,GWh,,,,\nUnited States,,,,,\nAll,GWh,E.1,1.5,2.5,3.5\nCoal,GWh,E.2,4,5,6\n",
        &["All [GWh] 2019=1.5 2020=2.5 2021=3.5", "Coal [GWh] 2019=4 2020=5 2021=6"],
        "it has no values): line 2: Net generation, line 3: United States",
    ),
    (
        "Item,2019,2020\nRobots,,\n  Units,10,11\n  Value,1.5,1.6\n",
        &["Units [] 2019=10 2020=11", "Value [] 2019=1.5 2020=1.6"],
        "line 2: Robots",
    ),
    // More lines of text than rows.
    (
        "Robots of Ardonia\nPlain numbers\n\nCountry,2019,2020,2021\nA,1,2,3\nB,4,5,6\n\nSource: office\nNote: x, y\n",
        &["A [] 2019=1 2020=2 2021=3", "B [] 2019=4 2020=5 2021=6"],
        "below the table): line 8: Source: office, line 9: Note: x, y",
    ),
    (
        "Index: 2021, months, all\n;\nUnits: none\nGeo;2022;2023;2024\nA;1,5;1,7;1,9\nB;99,1;95,4;1,0\n\nNotas:\n1. Datos, provisionales\nFuente: INE\n",
        &["A [] 2022=1.5 2023=1.7 2024=1.9", "B [] 2022=99.1 2023=95.4 2024=1"],
        "Fuente: INE",
    ),
    // Times without values yet.
    (
        "指标名称,机器人,汽车\n频率,月,月\n单位,台,万辆\n来源,国家统计局,国家统计局\n2023-01,,\n2023-02,62144,97\n2023-03,43883,68\n",
        &["机器人 [台] 2023-01=? 2023-02=62144 2023-03=43883", "汽车 [辆] 2023-01=? 2023-02=970000 2023-03=680000"],
        "来源",
    ),
    // One more column than two years; numbers of rows without a name.
    (
        "Country,2022,2023,Change\nA,9.1,8.4,0.75\nB,6.9,1.8,0.43\n",
        &["A [] 2022=9.1 2023=8.4", "B [] 2022=6.9 2023=1.8"],
        "not used: column `Change`",
    ),
    (
        "Country,2019,YoY,2020,YoY2\nA,1.5,0.1,1.6,0.1\nB,2.5,0.2,2.6,0.2\n",
        &["A [] 2019=1.5 2020=1.6", "B [] 2019=2.5 2020=2.6"],
        "`YoY`, `YoY2`",
    ),
    (
        ",Country,2019,2020\n0,A,1.5,1.6\n1,B,2.5,2.6\n",
        &["A [] 2019=1.5 2020=1.6", "B [] 2019=2.5 2020=2.6"],
        "it counts the rows",
    ),
    // Marks in columns without headings (Eurostat), and in some that are named after others (Deutsche Bundesbank).
    (
        "Geo,2020,,2021,\nA,1.5,,1.7,p\nB,2.5,b,2.7,\n",
        &["A [] 2020=1.5 2021=1.7", "B [] 2020=2.5 2021=2.7"],
        "marks in the column behind `2021`: p (1)",
    ),
    (
        "Year,S1,S1_FLAGS\n2018,5,\n2019,6,Provisional value\n",
        &["S1 [] 2018=5 2019=6"],
        "marks in column `S1_FLAGS`: Provisional value (1)",
    ),
    // A table of notes (United Nations).
    (
        "\"Area\",\"Item\",\"Year\",\"Unit\",\"Quantity\",\"Footnotes\"\n\"A\",\"Power\",\"2020\",\"GWh\",\"5313\",\"\"\n\"A\",\"Power\",\"2019\",\"GWh\",\"5206\",\"1\"\n\n\
         \"fnSeqID\",\"Footnote\"\n\"1\",\"Estimate\"\n",
        &["A [GWh] 2020=5313 2019=5206"],
        "below the table): line 5: fnSeqID, Footnote, line 6: 1, Estimate",
    ),
    (
        "指标,2024年2月,2024年1月\n机器人,53088,54013\n机床,5,6\n\n注：1.从2018年起,口径变化。\n数据来源：国家统计局\n",
        &["机器人 [] 2024-02=53088 2024-01=54013", "机床 [] 2024-02=5 2024-01=6"],
        "注：1",
    ),
];

#[test]
fn what_stands_around_a_table_is_no_part_of_it() {
    for (table, series, left) in TABLES {
        let tidy = text(table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        let all: Vec<String> = (0..tidy.series.len()).map(|index| shown(&tidy, index)).collect();
        assert_eq!(all, *series, "{table}{:?}", tidy.notes());
        assert!(tidy.notes().join("\n").contains(left), "{table}{:?}", tidy.notes());
    }
}

/// Rows of equal names below groups are told apart by these if they are indented; else the group is to be named.
#[test]
fn rows_below_groups_need_the_group() {
    let problem = text("Item,2019,2020\nA,,\nUnits,1,2\nB,,\nUnits,3,4\n").expect_err("one name");
    assert!(problem.contains("duplicate-time") && problem.contains("group of each row, as `B`"), "{problem}");
    for (table, series) in [
        ("Item,2019,2020\nA,,\n  Units,1,2\nB,,\n  Units,3,4\n", &["A [] 2019=1 2020=2", "B [] 2019=3 2020=4"][..]),
        // Asian Development Bank, Bureau of Economic Analysis: groups of groups, which have values themselves.
        (
            "Item;2019;2020\nEmployed;9;10\n  Farms;2;2\n  Industry;4;5\n    Food;1;2\nIncome;7;8\n\"  Farms\";1;1\n  Industry;3;4\n    Food;2;2\nPrices;5;6\n",
            &[
                "Employed [] 2019=9 2020=10",
                "Employed | Farms [] 2019=2 2020=2",
                "Employed | Industry [] 2019=4 2020=5",
                "Employed | Industry | Food [] 2019=1 2020=2",
                "Income [] 2019=7 2020=8",
                "Income | Farms [] 2019=1 2020=1",
                "Income | Industry [] 2019=3 2020=4",
                "Income | Industry | Food [] 2019=2 2020=2",
                "Prices [] 2019=5 2020=6",
            ],
        ),
        // Statistics Bureau of Japan: wide blanks.
        (
            "項目,2019,2020\n男,,\n　農業,1,2\n　漁業,5,6\n女,,\n　農業,3,4\n",
            &["男 | 農業 [] 2019=1 2020=2", "男 | 漁業 [] 2019=5 2020=6", "女 | 農業 [] 2019=3 2020=4"],
        ),
    ] {
        let tidy = text(table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        let all: Vec<String> = (0..tidy.series.len()).map(|index| shown(&tidy, index)).collect();
        assert_eq!(all, *series, "{table}{:?}", tidy.notes());
        assert!(tidy.notes().join("\n").contains("stand indented below"), "{table}{:?}", tidy.notes());
    }
}

/// The format of a cell says how far its text stands to the right, which is no part of the text.
#[cfg(feature = "workbooks")]
#[test]
fn rows_of_workbooks_are_indented_by_their_format() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let rows: [(&str, u8, [f64; 2]); 6] = [
        ("Employed", 0, [9.0, 10.0]),
        ("Farms", 1, [2.0, 2.5]),
        ("Food", 2, [1.0, 1.5]),
        ("Income", 0, [7.0, 8.0]),
        ("Farms", 1, [1.0, 1.25]),
        ("Food", 2, [0.5, 0.75]),
    ];
    let mut put = || -> Result<(), rust_xlsxwriter::XlsxError> {
        sheet.write(0, 0, "Item")?.write(0, 1, 2019)?.write(0, 2, 2020)?;
        for (row, (name, steps, values)) in (1..).zip(rows) {
            sheet.write_with_format(row, 0, name, &rust_xlsxwriter::Format::new().set_indent(steps))?;
            sheet.write(row, 1, values[0])?.write(row, 2, values[1])?;
        }
        Ok(())
    };
    put().expect("a sheet");
    let bytes = book.save_to_buffer().expect("a workbook");
    let tidy = super::read("x.xlsx", &bytes, &super::Columns::default()).unwrap_or_else(|problem| panic!("{problem}"));
    let all: Vec<String> = (0..tidy.series.len()).map(|index| shown(&tidy, index)).collect();
    let expected = [
        "Employed [] 2019=9 2020=10",
        "Employed | Farms [] 2019=2 2020=2.5",
        "Employed | Farms | Food [] 2019=1 2020=1.5",
        "Income [] 2019=7 2020=8",
        "Income | Farms [] 2019=1 2020=1.25",
        "Income | Farms | Food [] 2019=0.5 2020=0.75",
    ];
    assert_eq!(all, expected, "{:?}", tidy.notes());
    assert!(tidy.notes().join("\n").contains("`Farms` on line 3 is that of `Employed`"), "{:?}", tidy.notes());
}

/// INSEE: below the values of each series a row of their marks.
#[test]
fn rows_of_marks_are_counted() {
    let table = "\"Libellé\";\"idBank\";\"Période\";\"2023-01\";\"2023-02\";\"2023-03\"\n\
                 \"Robots\";\"01\";\"\";\"100,9\";\"102,1\";\"100,9\"\n\"Codes\";\"\";\"\";\"A\";\"A\";\"P\"\n\
                 \"Machines\";\"02\";\"\";\"90,9\";\"92,1\";\"93,5\"\n\"Codes\";\"\";\"\";\"A\";\"O\";\"P\"\n";
    let tidy = text(table).unwrap_or_else(|problem| panic!("{problem}"));
    let all: Vec<String> = (0..tidy.series.len()).map(|index| shown(&tidy, index)).collect();
    let expected =
        ["Robots [] 2023-01=100.9 2023-02=102.1 2023-03=100.9", "Machines [] 2023-01=90.9 2023-02=92.1 2023-03=93.5"];
    assert_eq!(all, expected, "{:?}", tidy.notes());
    assert!(tidy.notes().join("\n").contains("marks in rows `Codes`: A (3), O (1), P (2)"), "{:?}", tidy.notes());
}

/// A program that writes a workbook stores 0 for each formula, and asks the spreadsheet to compute them.
#[cfg(feature = "workbooks")]
#[test]
fn formulas_that_were_never_computed_are_missing() {
    let bytes = std::fs::read(super::folder().join("workbook_uncomputed.xlsx")).expect("a workbook");
    let tidy = super::read("workbook_uncomputed.xlsx", &bytes, &super::Columns::default()).expect("a table");
    assert_eq!((shown(&tidy, 0).as_str(), tidy.series.len()), ("Robots [] 2019=1.5 2020=0 2021=1.7", 1));
    let notes = tidy.notes().join("\n");
    assert!(notes.contains("3 formulas have no stored value, as C2"), "{notes}");
}

/// A raised mark of a footnote is no digit; a raised part of a unit stays.
#[cfg(feature = "workbooks")]
#[test]
fn raised_marks_are_no_digits() {
    let bytes = std::fs::read(super::folder().join("workbook_raised.xlsx")).expect("a workbook");
    let tidy = super::read("workbook_raised.xlsx", &bytes, &super::Columns::default()).expect("a table");
    assert_eq!(shown(&tidy, 0), "Output (m3) [m3] 2019=150 2020=1151.5 2021=152");
    let notes = tidy.notes().join("\n");
    assert!(notes.contains("marks beside values: 1 (1), 2 (1)"), "{notes}");
    assert!(notes.contains("marks beside times are left away: 2020 (1)"), "{notes}");
}

/// Frames of bars and dashes are no rows; columns may have blanks between them alone.
#[test]
fn tables_that_are_drawn_are_read() {
    let robots = "Robots [] 2019=1.5 2020=2.5 2021=3.5";
    for (table, form) in [
        ("| Year | Robots |\n|------|-------:|\n| 2019 | 1.5 |\n| 2020 | 2.5 |\n| 2021 | 3.5 |\n", "CSV with bars"),
        (
            " Year | Robots \n------+--------\n 2019 |    1.5\n 2020 |    2.5\n 2021 |    3.5\n(3 rows)\n",
            "CSV with bars",
        ),
        (
            "Robots of Ardonia\n\nYear  Robots\n2019     1.5\n2020     2.5\n2021     3.5\n\nSource: somebody\n",
            "columns by blanks",
        ),
        ("  Year Robots\n1 2019    1.5\n2 2020    2.5\n3 2021    3.5\n", "columns by blanks"),
    ] {
        let tidy = text(table).unwrap_or_else(|problem| panic!("{table}: {problem}"));
        assert_eq!((tidy.series.len(), shown(&tidy, 0).as_str()), (1, robots), "{table}");
        assert_eq!(tidy.format(), form, "{table}");
    }
    let Err(problem) = text("| Year | Robots |\n|------|-------:|\n| 2019 | 1.5 |\n| 2020 | soon |\n") else {
        panic!("no number")
    };
    assert!(problem.contains("on line 4"), "places in a frame are those of the file: {problem}");
}
