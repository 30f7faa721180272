//! Layouts that were refused or misread: each with what is read of it, counted by hand.

use super::{shown, text};

/// By table: all series, and a part of what is said.
const READ: &[(&str, &[&str], &str)] = &[
    // Months as Roman numbers beside years: all of them, few in a column that is called so, and below years in headings.
    (
        "rok,miesiac,v\n2020,XI,15\n2020,XII,16\n2021,I,15.5\n2021,II,15\n",
        &["v [] 2020-11=15 2020-12=16 2021-01=15.5 2021-02=15"],
        "",
    ),
    ("Year,Month,v\n2020,I,15\n2020,II,16\n2020,Total,31\n", &["v [] 2020-01=15 2020-02=16"], "as `Total` on line 4"),
    ("Year,Period,v\n2020,IV,4\n2020,V,5\n", &["v [] 2020-04=4 2020-05=5"], ""),
    ("Year,Quarter,v\n2020,III,15\n2020,IV,16\n", &["v [] 2020Q3=15 2020Q4=16"], ""),
    ("Month,2020,2021\nI,1,2\nV,3,4\n", &["value [] 2020-01=1 2021-01=2 2020-05=3 2021-05=4"], ""),
    // Hungary's office.
    ("Idő;v\n2020. III.;15\n2020. IV.;16\n", &["v [] 2020Q3=15 2020Q4=16"], ""),
    // UN Data: a table of notes that follows at once.
    (
        "\"Country or Area\",\"Year\",\"Value\",\"Value Footnotes\"\n\"A\",\"2019\",\"10.5\",\"1\"\n\"A\",\"2020\",\"11.5\",\"\"\n\
         \"footnoteSeqID\",\"Footnote\"\n\"1\",\"Provisional.\"\n",
        &["A [] 2019=10.5 2020=11.5"],
        "left out (below the table): line 4: footnoteSeqID, Footnote, line 5: 1, Provisional.",
    ),
    // Datastream, the Bundesbank in German, and thousands of the Australian Bureau of Statistics.
    (
        "Name,A GDP,B GDP\nCode,AGDP,BGDP\nCURRENCY,E,U$\n3/31/2020,100.5,200\n6/30/2020,90.1,NA\n",
        &["A GDP [] 2020-03=100.5 2020-06=90.1", "B GDP [] 2020-03=200 2020-06=?"],
        "left out (it speaks of the series): line 2: Code, line 3: CURRENCY",
    ),
    (
        "\"\";BBK01.SU;BBK01.SU_FLAGS\n\"\";Zinssatz;\nEinheit;%;\nDimension;Prozent;\nStand vom;13.02.2021 10:00:00;\n2020-10;-0,51;\n\
         2020-11;-0,52;Vorläufiger Wert\n2020-12;-0,53;\n",
        &["Zinssatz [%] 2020-10=-0.51 2020-11=-0.52 2020-12=-0.53"],
        "it speaks of the series): line 4: Dimension, line 5: Stand vom",
    ),
    (
        ",Employed ;  Persons ;,Employed ;  Males ;\nUnit,000,000\nSeries Type,Trend,Trend\nCollection Month,1,1\nSeries ID,A1,A2\n\
         Jan-2020,12900.1,6800\nFeb-2020,12910.4,6810\n",
        &[
            "Employed ;  Persons ; [000] 2020-01=12900.1 2020-02=12910.4",
            "Employed ;  Males ; [000] 2020-01=6800 2020-02=6810",
        ],
        "",
    ),
    // What terminals and institutes write for what is missing, and the names of units in Polish and in GENESIS.
    ("Date,PX_LAST\n01/31/2020,100.5\n02/28/2020,#N/A N/A\n", &["PX_LAST [] 2020-01=100.5 2020-02=?"], ""),
    ("Country,2019,2020\nA,xxx,10.5\nB,9.5,(n.d.)\n", &["A [] 2019=? 2020=10.5", "B [] 2019=9.5 2020=?"], ""),
    (
        "Nazwa;Rok;Wartosc;Jednostka miary\nA;2018;10,5;osoba\nA;2019;11,5;osoba\n",
        &["Wartosc [osoba] 2018=10.5 2019=11.5"],
        "",
    ),
    // Our World in Data has the year twice.
    (
        "Entity,Code,Year,Solar (TWh),time\nA,AAA,2021,32.5,2021\nA,AAA,2022,42.7,2022\nB,BBB,2021,4.5,2021\n",
        &["A [TWh] 2021=32.5 2022=42.7", "B [TWh] 2021=4.5"],
        "not used: column `Year`",
    ),
    // Customs of China: years before what is measured, with its unit in brackets.
    (
        "商品名称,2023年数量(辆),2023年金额(万美元),2022年数量(辆),2022年金额(万美元)\n汽车,522,10,332,6\n",
        &["数量(辆) [辆] 2023=522 2022=332", "金额(万美元) [美元] 2023=100000 2022=60000"],
        "a time and what is measured",
    ),
    // PX-Web: units behind commas.
    (
        "\"Month\",\"Employed, 1000 persons\",\"Employment rate, %\"\n\"2023M01\",2588,73.5\n\"2023M02\",2595,73.7\n",
        &[
            "Employed, 1000 persons [1000 persons] 2023-01=2588 2023-02=2595",
            "Employment rate, % [%] 2023-01=73.5 2023-02=73.7",
        ],
        "",
    ),
    // Bank for International Settlements: marks with what they mean.
    (
        "REF_AREA:Reference area,TIME_PERIOD:Time period,OBS_VALUE:Value,OBS_STATUS:Observation Status\nUS: United States,2023-01,4.5,A: Normal value\n\
         US: United States,2023-02,NaN,M: Missing value\n",
        &["US: United States [] 2023-01=4.5 2023-02=?"],
        "A: Normal value (1), M: Missing value (1)",
    ),
    // International Monetary Fund: rows of marks below those of values.
    (
        "Country Name,Indicator Name,Attribute,2020,2021\nA,Exports,Value,8.5,9.5\nA,Exports,Status,,E\nB,Exports,Value,1.5,2.5\n",
        &["A [] 2020=8.5 2021=9.5", "B [] 2020=1.5 2021=2.5"],
        "marks in rows `Status`: E (1)",
    ),
    // Whole years beside halves; what numbers count, by a column of frequencies.
    ("Year,Period,Value\n2021,H1,1\n2021,H2,2\n2021,FY,3\n", &["Value [] 2021H1=1 2021H2=2"], "as `FY` on line 4"),
    ("Freq,Year,Period,Value\nM,2021,1,10\nM,2021,2,11\n", &["Value [] 2021-01=10 2021-02=11"], ""),
    ("Freq,Year,Period,Value\nQ,2021,1,10\nQ,2021,2,11\n", &["Value [] 2021Q1=10 2021Q2=11"], ""),
    // Headings in two languages.
    (
        "年份,总产量,其中：汽车\nYear,Total output,of which: cars\n2021,100,20\n2022,110,22\n",
        &["总产量 [] 2021=100 2022=110", "其中：汽车 [] 2021=20 2022=22"],
        "left out (it names the columns again): line 2: Year, Total output",
    ),
    // Headings that are merged over several columns, below a title.
    (
        "Robots by country\nSource: own\n\nCountry,Industry,,,Services\nCountry,2021,2022,2023,2021,2022,2023\nA,1,2,3,4,5,6\nB,7,8,9,10,11,12\n",
        &[
            "A | Industry [] 2021=1 2022=2 2023=3",
            "A | Services [] 2021=4 2022=5 2023=6",
            "B | Industry [] 2021=7 2022=8 2023=9",
            "B | Services [] 2021=10 2022=11 2023=12",
        ],
        "above the table",
    ),
    // 2.5 lakh crore are 2.5 × 10^12.
    (
        "Year,GDP (₹ lakh crore)\n2021,2.5\n2022,3\n",
        &["GDP (₹ lakh crore) [₹] 2021=2500000000000 2022=3000000000000"],
        "",
    ),
    // Codes, some of which are numbers (Statistics Netherlands).
    (
        "\"Perioden\";\"Branches\";\"Omzet_1\"\n\"2021JJ00\";\"T001081\";\"   1234.5\"\n\"2022JJ00\";\"T001081\";\"   1334.5\"\n\
         \"2021JJ00\";\"300003 \";\"       .\"\n\"2022JJ00\";\"300003 \";\"    334.5\"\n",
        &["T001081 [] 2021=1234.5 2022=1334.5", "300003 [] 2021=? 2022=334.5"],
        "",
    ),
    // Weeks of other forms: 2022 and 2023 have 52.
    ("semaine;cas\n2023-S01;10\n2023-S52;9\n", &["cas [] 2023-W01=10 2023-W52=9"], "times such as 2023-S01 are weeks"),
    ("KW/Jahr;Preis\n52/2022;1\n1/2023;2\n", &["Preis [] 2022-W52=1 2023-W01=2"], "are weeks"),
    (
        "yearweek,v\n202250,1\n202251,2\n202252,3\n202301,4\n",
        &["v [] 2022-W50=1 2022-W51=2 2022-W52=3 2023-W01=4"],
        "times such as 202250 are weeks: 2022-W50",
    ),
    // Months together that overlap, and that do not.
    (
        "Title,Rate\nNov-Jan 2023,4.1\nDec 2022-Feb 2023,3.9\nJan-Mar 2023,3.8\n",
        &["Rate [] 2023-01=4.1 2023-02=3.9 2023-03=3.8"],
        "are 3 months together: each is dated by its last",
    ),
    ("Title,Rate\nJan-Mar 2023,3.9\nApr-Jun 2023,3.8\n", &["Rate [] 2023Q1=3.9 2023Q2=3.8"], "are quarters"),
    // Names that look like times by chance.
    (
        "year,S11998,S11999,S12000,a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w\n2020,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26\n",
        CHANCE,
        "",
    ),
    // Years of which two digits are left away.
    ("Country,'19,'20\nA,1,2\nB,3,4\n", &["A [] 2019=1 2020=2", "B [] 2019=3 2020=4"], ""),
];

/// A series for each column.
const CHANCE: &[&str] = &[
    "S11998 [] 2020=1",
    "S11999 [] 2020=2",
    "S12000 [] 2020=3",
    "a [] 2020=4",
    "b [] 2020=5",
    "c [] 2020=6",
    "d [] 2020=7",
    "e [] 2020=8",
    "f [] 2020=9",
    "g [] 2020=10",
    "h [] 2020=11",
    "i [] 2020=12",
    "j [] 2020=13",
    "k [] 2020=14",
    "l [] 2020=15",
    "m [] 2020=16",
    "n [] 2020=17",
    "o [] 2020=18",
    "p [] 2020=19",
    "q [] 2020=20",
    "r [] 2020=21",
    "s [] 2020=22",
    "t [] 2020=23",
    "u [] 2020=24",
    "v [] 2020=25",
    "w [] 2020=26",
];

#[test]
fn layouts_that_were_misread() {
    let mut wrong = Vec::new();
    for (table, series, note) in READ {
        match text(table) {
            Ok(tidy) => {
                let all: Vec<String> = (0..tidy.series.len()).map(|index| shown(&tidy, index)).collect();
                if all != *series || !tidy.notes().join("\n").contains(note) {
                    wrong.push(format!("{table}{all:?} {:?}", tidy.notes()));
                }
            }
            Err(problem) => wrong.push(format!("{table}{problem}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// By table: what the refusal says that helps.
const REFUSED: &[(&str, &str)] = &[
    // ENTSO-E: spans of hours, one of each day too, hours in a column, and behind a date.
    (
        "MTU (UTC),Load\n01.01.2020 01:00 - 01.01.2020 02:00,6000\n02.01.2020 01:00 - 02.01.2020 02:00,6010\n",
        "times of a day are not read",
    ),
    ("Date,Hour,Load\n2020-01-01,0,6000\n2020-01-01,1,6010\n", "times of a day are not read"),
    ("Date,Load\n15.01.2020 00:00,6000\n15.01.2020 01:00,6010\n", "times of a day are not read"),
    // Bloomberg: each with its dates.
    (
        "Date,PX_LAST,,Date,PX_LAST\n1/31/2020,2.5,,3/31/2020,-5\n2/29/2020,2.3,,6/30/2020,-31.4\n",
        "there are two columns `Date`",
    ),
    (
        "CPI Index,,GDP Index,\nDate,PX_LAST,Date,PX_LAST\n1/31/2020,2.5,3/31/2020,-5\n2/29/2020,2.3,6/30/2020,-31.4\n",
        "columns of values have dates of their own: `1/31/2020` in column",
    ),
    (
        "timestamp,load\n2023-01-01 00:00,50.5\n2023-01-01 01:00,49.5\n2023-01-01 02:00,48.5\n",
        "times of a day are not read",
    ),
    ("Period,GVA\n2022-23 Q1,34\n2022-23 Q2,35\n", "a part of a fiscal year may lie in either of two years"),
    // Few weeks may be whole years among months, and halves are no weeks.
    ("period,v\n202352,1\n202353,2\n", "202352"),
];

#[test]
fn refusals_say_what_to_write() {
    for (table, said) in REFUSED {
        let problem = text(table).expect_err(table);
        assert!(problem.contains(said), "{table}{problem}");
    }
    assert_eq!(shown(&text("t,v\n2023-S1,1\n2023-S2,2\n").expect("halves"), 0), "v [] 2023H1=1 2023H2=2");
}

/// `1`, `2`, `3` below headings number the columns; a first step with such values does not.
#[test]
fn columns_may_be_numbered_below_their_names() {
    for numbers in ["1,2,3", "(1),(2),(3)", "[1],[2],[3]"] {
        let tidy = text(&format!("Year,Robots,Sales\n{numbers}\n2018-19,1.5,20\n2019-20,2.5,30\n")).expect(numbers);
        assert_eq!(shown(&tidy, 0), "Robots [] 2018/19=1.5 2019/20=2.5", "{numbers}");
        assert!(tidy.notes().join("\n").contains("left out (it numbers the columns): line 2: "), "{:?}", tidy.notes());
    }
    let steps = text("step,robots,sales\n1,2,3\n2,4,5\n3,6,7\n").expect("a table");
    assert_eq!(shown(&steps, 0), "robots [] 1=2 2=4 3=6");
    let short = text("year,robots,sales\n2018,2,3\n2019,4,5\n").expect("a table");
    assert_eq!(shown(&short, 0), "robots [] 2018=2 2019=4");
}

/// What is said first of rows with all times is what stands first.
#[test]
fn words_behind_numbers_are_said_in_the_order_of_rows() {
    let tidy = text("name,2019,2020\nA,1.5,2 crore\nB,3 crore,4\n").expect("a table");
    let notes = tidy.notes().join("\n");
    assert!(notes.contains("`2 crore` on line 2 is 20000000, and 1 more"), "{notes}");
}
