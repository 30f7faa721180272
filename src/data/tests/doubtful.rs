//! What looks like a time, a number or a series and is none, and what was read in silence.

use super::{shown, text};

/// By table: every series in full, and what is said.
const READ: &[(&str, &[&str], &str)] = &[
    // Codes and labels without a blank between them (Bank for International Settlements).
    (
        "FREQ:Frequency,REF_AREA:Reference area,UNIT_MEASURE:Unit of measure,UNIT_MULT:Unit Multiplier,TIME_PERIOD:Time period,OBS_VALUE:Value\n\
         A: Annual,AR: Ardonia,USD: Dollars,6: Millions,2019,1.5\nA: Annual,AR: Ardonia,USD: Dollars,6: Millions,2020,2.5\n\
         A: Annual,BE: Belland,USD: Dollars,9: Billions,2019,1.5\nA: Annual,BE: Belland,USD: Dollars,9: Billions,2020,2.5\n",
        &[
            "AR: Ardonia [USD: Dollars] 2019=1500000 2020=2500000",
            "BE: Belland [USD: Dollars] 2019=1500000000 2020=2500000000",
        ],
        "multiplied by what column `UNIT_MULT:Unit Multiplier` says",
    ),
    // Words behind numbers.
    (
        "year,value\n2018,12 bn\n2019,1.5 billion\n2020,7\n",
        &["value [] 2018=12000000000 2019=1500000000 2020=7"],
        "words behind numbers multiply them: `12 bn` on line 2 is 12000000000, and 1 more",
    ),
    ("year,Turnover (Rs)\n2019,1.5 Cr\n2020,2.5 Cr\n", &["Turnover (Rs) [Rs] 2019=15000000 2020=25000000"], "`1.5 Cr`"),
    ("year,value\n2019,₹1.5 Cr\n2020,₹2.5 Cr\n", &["value [] 2019=15000000 2020=25000000"], "`₹1.5 Cr`"),
    // Names that stand once.
    (
        "country,year,value\nA,2018,1\n,2019,2\nB,2020,3\n,2021,4\n",
        &["A [] 2018=1 2019=2", "B [] 2020=3 2021=4"],
        "where column `country` is empty, it goes on as above: `A` on line 2",
    ),
    (
        "country,item,year,value\nA,x,2018,1\n,,2019,2\n,y,2018,3\n,,2019,4\nB,x,2018,5\n,,2019,6\n,y,2018,7\n,,2019,8\n",
        &["A | x [] 2018=1 2019=2", "A | y [] 2018=3 2019=4", "B | x [] 2018=5 2019=6", "B | y [] 2018=7 2019=8"],
        "where column `item` is empty",
    ),
    (
        "region,country,2018,2019\nEast,A,1,2\n,B,3,4\nWest,C,5,6\n,D,7,8\n",
        &[
            "East | A [] 2018=1 2019=2",
            "East | B [] 2018=3 2019=4",
            "West | C [] 2018=5 2019=6",
            "West | D [] 2018=7 2019=8",
        ],
        "where column `region` is empty",
    ),
    // An empty key that is a series of its own has the times of others.
    (
        "sector,year,value\n,2018,3\n,2019,7\nx,2018,1\nx,2019,2\ny,2018,2\ny,2019,5\n",
        &[" [] 2018=3 2019=7", "x [] 2018=1 2019=2", "y [] 2018=2 2019=5"],
        "",
    ),
    // Months of six digits, and their years (Energy Information Administration, Eurostat's trade).
    (
        "MSN,YYYYMM,value\nA,202301,1\nA,202302,2\nA,202313,3\n",
        &["value [] 2023-01=1 2023-02=2"],
        "1 row of whole years, as `202313` on line 4",
    ),
    (
        "PERIOD,value\n202301,1\n202302,2\n202352,3\n",
        &["value [] 2023-01=1 2023-02=2"],
        "1 row of whole years, as `202352` on line 4",
    ),
    // Codes of tables (Bureau of Economic Analysis).
    ("TableName,TimePeriod,DataValue\nT10101,2022Q1,1\nT10101,2022Q2,2\n", &["DataValue [] 2022Q1=1 2022Q2=2"], ""),
    // Numbers of rows.
    ("id,year,v\n1,2019,5\n2,2020,6\n3,2021,7\n", &["v [] 2019=5 2020=6 2021=7"], "it counts the rows): column `id`"),
    ("_id,year,v\n1,2019,5\n2,2020,6\n3,2021,7\n", &["v [] 2019=5 2020=6 2021=7"], "column `_id`"),
    (",year,v\n0,2019,5\n1,2020,6\n2,2021,7\n", &["v [] 2019=5 2020=6 2021=7"], "it counts the rows"),
    ("\"\",year,v\n4,2019,5\n7,2020,6\n8,2021,7\n", &["v [] 2019=5 2020=6 2021=7"], "it counts the rows"),
    ("No.,year,v\n1,2019,5\n2,2020,6\n", &["v [] 2019=5 2020=6"], "column `No.`"),
    (
        "#,country,2019,2020,2021\n1,A,5,6,7\n2,B,8,9,10\n",
        &["A [] 2019=5 2020=6 2021=7", "B [] 2019=8 2020=9 2021=10"],
        "column `#`",
    ),
    // A number that is all that tells rows apart stays, and so does one that has the times.
    ("id,2018,2019,2020\n1,5,6,7\n2,7,8,9\n", &["1 [] 2018=5 2019=6 2020=7", "2 [] 2018=7 2019=8 2020=9"], ""),
    ("index,v\n0,5\n1,6\n2,7\n", &["v [] 0=5 1=6 2=7"], ""),
    // Each column in its own notation.
    ("Year\tA\tB\n2019\t1.5\t2,5\n2020\t1.6\t2,6\n", &["A [] 2019=1.5 2020=1.6", "B [] 2019=2.5 2020=2.6"], ""),
    // Years with marks, in headings and in rows.
    (
        "Region,2019A,2020A,2021E,2022F\nA,1,2,3,4\n",
        &["A [] 2019=1 2020=2 2021=3 2022=4"],
        "marks beside times in headings are left away: 2019A, 2020A, 2021E, 2022F",
    ),
    ("Region,FY20A,FY21E\nA,1,2\nB,3,4\n", &["A [] 2020=1 2021=2", "B [] 2020=3 2021=4"], "FY20A, FY21E"),
    (
        "year,v\n2019,1\n2020*,2\n2021 (e),3\n",
        &["v [] 2019=1 2020=2 2021=3"],
        "marks beside times are left away: 2020*, 2021 (e)",
    ),
    // Marks in columns of their own.
    (
        "year,v,OBS_STATUS\n2019,1,A\n2020,2,E\n2021,3,A\n",
        &["v [] 2019=1 2020=2 2021=3"],
        "marks in column `OBS_STATUS`: A (2), E (1)",
    ),
    // What sums up rows is no time.
    (
        "year,v\n2019,1\n2020,2\nGrand Total,3\n",
        &["v [] 2019=1 2020=2"],
        "it is a total of other times): line 4: Grand Total",
    ),
    // Headings above years (IBGE).
    (
        "Unidade;Ano;;\n;2019;2020;2021\nBrasil;210147125;211755692;213317639\nAcre;881935;894470;906876\n",
        &["Brasil [] 2019=210147125 2020=211755692 2021=213317639", "Acre [] 2019=881935 2020=894470 2021=906876"],
        "",
    ),
    // Midnight, with parts of seconds and a zone.
    ("date,v\n2023-01-01 00:00:00+00:00,1\n2023-01-02 00:00:00+00:00,2\n", &["v [] 2023-01-01=1 2023-01-02=2"], ""),
    ("date,v\n2023-01-01T00:00:00.000,1\n2023-01-02T00:00:00.000,2\n", &["v [] 2023-01-01=1 2023-01-02=2"], ""),
    // Empty lines of files in which all is quoted.
    (
        "\"Robots\"\n\"\"\n\"Year\",\"V\"\n\"2019\",\"1\"\n\"2020\",\"2\"\n\"\"\n\"Source: x\"\n",
        &["V [] 2019=1 2020=2"],
        "Source: x",
    ),
    (
        "\"Year\",\"V\"\n\"2019\",\"1\"\n\"2020\",\"2\"\n\"\",\"\"\n\"Source: x\",\"\"\n",
        &["V [] 2019=1 2020=2"],
        "Source: x",
    ),
];

#[test]
fn what_is_no_series_is_none_and_said() {
    for (table, series, note) in READ {
        let tidy = text(table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        let all: Vec<String> = (0..tidy.series.len()).map(|index| shown(&tidy, index)).collect();
        assert_eq!(all, *series, "{table}{:?}", tidy.notes());
        assert!(tidy.notes().join("\n").contains(note), "{table}{:?}", tidy.notes());
    }
}

/// By table: what the refusal says.
const REFUSED: &[(&str, &[&str])] = &[
    // Numbers that are names, ranks or codes.
    ("ID,Country,Robots\n1,A,10.5\n2,B,11.5\n", &["no column of times"]),
    ("Rank,Country,2021 Production\n1,A,10\n2,B,11\n", &["no column of times"]),
    ("Code,Country,Robots,Tools\n156,China,10.5,1\n392,Japan,11.5,2\n", &["no column of times"]),
    ("Kod;Nazwa;Wynik\n0000000;POLSKA;1,5\n0200000;ŚLĄSK;2,5\n", &["no column of times"]),
    (
        "Rank,Item,01/01/2005,01/02/2005,01/03/2005\n1,A,1.5,1.6,1.7\n2,B,2.5,2.6,2.7\n",
        &["ambiguous-time: `01/02/2005` may be 2005-02-01 or 2005-01-02", "--dates"],
    ),
    ("Week,Jan,Feb\n1,5,9\n2,6,10\n3,7,11\n", &["has its times in column `Week` and in its headings", "2020-W01"]),
    ("Day,Jan,Feb\n1,5,9\n2,6,10\n3,7,11\n", &["has its times in column `Day` and in its headings"]),
    ("period,value\n202351,1\n202352,2\n202361,3\n", &["bad-time: `202351` on line 2 is neither a year nor a date"]),
    // Letters that may be scales.
    ("year,Cap\n2019,$1.2B\n2020,$1.3B\n", &["not-a-number: the value `$1.2B` on line 2", "1.2 billion"]),
    ("year,Cap\n2019,1.2T\n2020,1.3T\n", &["not-a-number: the value `1.2T` on line 2", "the number in full"]),
    ("year,Cap\n2019,950\n2020,1.2B\n", &["not-a-number: the value `1.2B` on line 3"]),
    // Sides of ledgers.
    (
        "Date,Debit,Credit,Balance\n31/01/2023,,1.5,\"1,234.50 Cr\"\n28/02/2023,,1.6,\"2,569.00 Cr\"\n",
        &["ambiguous-number: `1,234.50 Cr` may be 1,234.50 crore or 1,234.50 on the credit side"],
    ),
    ("year,Balance\n2019,5 Cr\n2020,3 Dr\n", &["ambiguous-number: `5 Cr`"]),
    ("year,Balance\n2019,5 Dr\n2020,3 Dr\n", &["ambiguous-number: `5 Dr` may be 5 on the debit side"]),
    // Names that are not there.
    (
        "country,year,value\nA,2015,1\nA,2016,2\n,2017,3\nB,2018,4\n,2019,5\n",
        &["blank-key: column `country`, which tells series apart, is empty on line 4", "write in each row"],
    ),
    (
        "country,year,value\nA,2015,1\nA,2016,2\n,2015,3\nB,2015,4\n,2015,5\n",
        &["blank-key: column `country`, which tells series apart, is empty on line 6"],
    ),
    ("year,v\n2019,1\n2020,2\nmany,3\n", &["bad-time: `many` on line 4 is not a time"]),
];

#[test]
fn what_can_be_nothing_is_refused() {
    for (table, parts) in REFUSED {
        let Err(problem) = text(table) else { panic!("{table}") };
        assert!(parts.iter().all(|part| problem.contains(part)), "{table}{problem}");
    }
}

/// Digits with a 0 in front, and numbers under names of codes, are no values: they tell series apart, or are left out.
#[test]
fn codes_are_no_values() {
    for (table, expected) in [
        (
            "Economy,Year,Output\n007,2019,1\n007,2020,2\n0156,2019,3\n0156,2020,4\n",
            "007 [] 2019=1 2020=2; 0156 [] 2019=3 2020=4",
        ),
        (
            "Economy,Economy Label,Year,Output\n007,Ardonia,2019,1\n007,Ardonia,2020,2\n008,Belland,2019,3\n",
            "Ardonia [] 2019=1 2020=2; Belland [] 2019=3",
        ),
        ("year,C1,x\n2019,00,1\n2020,00,2\n2021,00,5\n", "x [] 2019=1 2020=2 2021=5"),
        (
            "Kod;Nazwa;Rok;Ilość\n0200000;Dolny;2020;1,5\n0200000;Dolny;2021;2,5\n0400000;Kuj;2020;3,5\n0400000;Kuj;2021;4,5\n",
            "Dolny [] 2020=1.5 2021=2.5; Kuj [] 2020=3.5 2021=4.5",
        ),
        (
            "Kod,Year,Wynik\n101,2019,1.5\n101,2020,2.5\n202,2019,3.5\n202,2020,4.5\n",
            "101 [] 2019=1.5 2020=2.5; 202 [] 2019=3.5 2020=4.5",
        ),
        ("číslo,Year,x\n101,2019,1.5\n101,2020,2.5\n202,2019,3.5\n", "101 [] 2019=1.5 2020=2.5; 202 [] 2019=3.5"),
        ("Year,Kod,Wynik\n2019,1,1.5\n2020,2,2.5\n2021,3,3.5\n", "Wynik [] 2019=1.5 2020=2.5 2021=3.5"),
        // Values that are padded stay values.
        ("year,value\n2019,0012\n2020,0340\n", "value [] 2019=12 2020=340"),
    ] {
        let tidy = text(table).unwrap_or_else(|problem| panic!("{table}: {problem}"));
        let all: Vec<String> = (0..tidy.series.len()).map(|index| shown(&tidy, index)).collect();
        assert_eq!(all.join("; "), expected, "{table}");
    }
    let tidy = text("Year,Kod,Wynik\n2019,1,1.5\n2020,2,2.5\n2021,3,3.5\n").expect("a table");
    assert!(tidy.notes().join("\n").contains("not used: column `Kod`"), "{:?}", tidy.notes());
}

/// Rows of one name below different groups, whose indents a text has lost: where both stand, and what to write.
#[test]
fn rows_of_one_name_in_a_table_of_years_are_said_with_both_places() {
    let adb = "item,2018,2019\nGDP,1,2\nAgriculture,3,4\nGDP at constant prices,5,6\nAgriculture,7,8\n";
    let Err(problem) = text(adb) else { panic!("nothing tells them apart") };
    assert!(problem.contains("series `Agriculture` has two values for 2018"), "{problem}");
    assert!(
        problem.contains("`Agriculture` on line 3 and on line 5 are parts of different groups, or the same"),
        "{problem}"
    );
}
