//! Files in the layouts of offices (`tests/data/offices/`), which need no flag.

use super::{Columns, folder, read, shown, text};

/// By file: the office, how many series and missing values there are, and the first series in full.
const OFFICES: &[(&str, &str, usize, usize, &str)] = &[
    (
        "months_in_headings.csv",
        "",
        1,
        1,
        "value [] 2022-01=0.86 2022-02=0.91 2022-03=1.05 2022-04=0.8 2022-05=0.83 2022-06=0.92 2022-07=0.93 2022-08=0.96 2022-09=0.9 \
         2022-10=0.97 2022-11=0.72 2022-12=0.8 2023-01=0.87 2023-02=0.98 2023-03=1.21 2023-04=1.01 2023-05=0.94 2023-06=1.08 \
         2023-07=1.2 2023-08=1.2 2023-09=1.48 2023-10=1.34 2023-11=1.42 2023-12=?",
    ),
    ("months_behind_years.txt", "", 2, 0, "average [] 2022-11=417.51 2022-12=418.99 2023-01=419.47 2023-02=420.31"),
    ("adb.csv", "", 11, 1, "Total population (million; as of 1 July) [] 2019=10.1 2020=10.2 2021=10.4"),
    (
        "insee_rows.csv",
        "",
        2,
        0,
        "Indice CVS-CJO de la production industrielle (base 100 en 2015) [] 2023-01=100.9 2023-02=102.1 2023-03=100.9",
    ),
    ("unctad.csv", "", 4, 1, "Ardonia | Imports [millions] 2020=1204.5 2021=1350.1"),
    (
        "bank_of_japan.csv",
        "",
        2,
        1,
        "PR01'PRCG20_2200000000 [2020年=100] 2023-01=119.8 2023-02=119.3 2023-03=119.4 2023-04=119.9",
    ),
    (
        "banco_central_do_brasil.csv",
        "",
        2,
        1,
        "21859 - Produção industrial - Índice [] 2023-01=93.1 2023-02=91 2023-03=104.2 2023-04=98.7",
    ),
    ("rbi.csv", "", 4, 0, "Mining [] 2017/18=104.9 2018/19=107.9 2019/20=109.6 2020/21=101"),
    (
        "semi.csv",
        "",
        2,
        0,
        "Billings (3-mo. avg) [3-mo. avg] 2021-09=3718.2 2021-10=3741.7 2021-11=3916.6 2021-12=3919.3 2022-01=3829",
    ),
    ("rosstat.csv", "", 3, 1, "Российская Федерация [] 2019=1204 2020=1356 2021=1410 2022=1525"),
    ("kosis_provisional.csv", "", 2, 0, "로봇 [] 2023-10=1.5 2023-11=1.6 2023-12=1.7"),
    ("statistics_japan.csv", "", 6, 0, "男 [] 2019=50 2020=51"),
    ("genesis_windows_1252.csv", "", 2, 0, "Güter für Büros [] 2019-11=103.5 2019-12=101.25 2020-01=105"),
    ("nbs_gb18030.csv", "NBS China", 2, 0, "工业机器人产量(套) [套] 2021=366044 2020=212058 2019=186943"),
    ("bls.csv", "", 1, 0, "CES01 [] 2020-01=10 2020-02=11 2020-03=13 2020-04=14"),
    ("months_numbered.csv", "", 1, 0, "Robots [] 2019-11=10 2019-12=11 2020-01=13 2020-02=14"),
    (
        "months_numbered_under_years.csv",
        "",
        2,
        0,
        "Robots [] 2019-10=1 2019-11=2 2019-12=3 2020-01=4 2020-02=5 2020-03=6",
    ),
    ("oecd_labels.csv", "SDMX-CSV", 1, 0, "ARD [USD] 2018=1500000 2019=1750000 2020=2500000"),
    ("scales_in_headings.csv", "", 3, 0, "Ausstoss in Tsd. t [Tsd. t] 2018=1.5 2019=2.5 2020=3"),
    ("statistics_new_zealand.csv", "", 2, 0, "NOQ.S01 [Dollars] 2018=1500000 2019=1750000 2020=2500000"),
    ("wide_digits.csv", "", 1, 0, "台数 [] 2018=1234 2019=1301.5 2020=-12"),
    ("year_month_day.csv", "", 1, 0, "Price [] 2020-02-28=10.5 2020-02-29=10.75 2020-03-01=11 2020-03-02=10"),
    ("abs_two_heading_rows.csv", "", 4, 0, "Robots | Units [] 2018=10 2019=12 2020=15"),
    ("bars.txt", "", 2, 0, "robots [] 2018=10 2019=12 2020=15"),
    ("china_customs.csv", "customs of China", 6, 0, "日本 | 第一数量 [台] 2024-01=1217 2024-02=1234 2024-03=1251"),
    ("comtrade.csv", "UN Comtrade", 2, 0, "Import [] 2018=51000000 2019=56500000 2020=54000000"),
    ("dates_day_first.csv", "", 1, 0, "Close [] 2020-01=10.5 2020-02=11.25 2020-03=9.75 2020-04=10"),
    ("dates_month_first.csv", "", 1, 0, "Close [] 2020-01=10.5 2020-02=11.25 2020-03=9.75 2020-04=10"),
    (
        "eurostat.tsv",
        "Eurostat TSV",
        3,
        3,
        "AA | MIO_EUR [MIO_EUR] 2015=10.1 2016=11.2 2017=? 2018=13.9 2019=14.4 2020=15.8",
    ),
    ("eurostat_half.tsv", "Eurostat TSV", 2, 1, "AA [] 2019H1=0.21 2019H2=0.22 2020H1=0.2 2020H2=0.19"),
    (
        "eurostat_sdmx.csv",
        "Eurostat SDMX-CSV",
        2,
        1,
        "AA [MIO_EUR] 2019Q1=10.1 2019Q2=11.2 2019Q3=? 2019Q4=13.9 2020Q1=14.4 2020Q2=15.8",
    ),
    ("excel_serials.csv", "", 1, 0, "value [] 2019-01=10 2019-02=11 2019-03=13 2019-04=14 2019-05=17"),
    ("faostat.csv", "FAOSTAT", 2, 0, "Maize [t] 2019=100 2020=120 2021=130"),
    ("fiscal_named.csv", "", 1, 0, "value [] 2017=10 2018=11 2019=13 2020=14"),
    ("fiscal_years.csv", "", 1, 0, "value [] 2008/09=10 2009/10=11 2010/11=13 2011/12=14 2012/13=17"),
    ("fred.csv", "FRED", 1, 1, "INDPRO [] 2019-01=100.1 2019-02=101.3 2019-03=? 2019-04=103 2019-05=104.4 2019-06=104"),
    ("fred_api.json", "FRED API", 1, 1, "value [] 2019-01=100.1 2019-04=101.3 2019-07=? 2019-10=103.5"),
    ("french.csv", "", 1, 0, "Valeur [] 2016=1234.5 2017=1301.25 2018=1410 2019=-3.5 2020=-12"),
    ("german.csv", "", 2, 0, "Ausstoss [] 2015=10.5 2016=11.7 2017=12.9 2018=1013.2 2019=15"),
    ("grouped_rows.csv", "", 2, 0, "Ardonia [] 2018=1.5 2019=1.6"),
    ("iamc_dates.csv", "IAMC", 2, 0, "base [1] 2020-01=1.5 2020-04=1.6 2020-07=1.7 2020-10=1.8"),
    ("iamc_long.csv", "IAMC", 2, 0, "base [EJ/yr] 2010=330 2015=360 2020=385.5"),
    ("iamc_wide.csv", "IAMC", 4, 2, "base | World | Final Energy [EJ/yr] 2005=300 2010=330 2015=360 2020=?"),
    ("iea.csv", "IEA", 3, 1, "Ardonia | Industry (GWh) [] 2018=1010.5 2019=1080 2020=1150.25"),
    ("imf_ifs.csv", "IMF", 2, 0, "Ardonia [] 2019Q1=100.5 2019Q2=101 2019Q3=102 2019Q4=102.5 2020Q1=99"),
    (
        "imf_weo.tsv",
        "IMF World Economic Outlook",
        3,
        2,
        "Ardonia | Gross domestic product, current prices [U.S. dollars] 2018=1104500000000 2019=1198250000000 2020=1150000000000 2021=?",
    ),
    (
        "indian.csv",
        "",
        2,
        0,
        "Turnover (Rs crore) [Rs] 2017/18=1234565000000 2018/19=1300000000000 2019/20=1412502500000",
    ),
    ("irena.csv", "IRENA", 3, 2, "Solar photovoltaic | Ardonia [] 2018=120.5 2019=240.75 2020=410 2021=660.25"),
    (
        "iso_weeks.csv",
        "",
        1,
        0,
        "value [] 2020-W50=10 2020-W51=11 2020-W52=12 2020-W53=13 2021-W01=14 2021-W02=15 2021-W03=17",
    ),
    ("marks.csv", "", 1, 1, "value [] 2015=10 2016=11 2017=13 2018=15 2019=16 2020=?"),
    (
        "nbs_china.csv",
        "NBS China",
        2,
        1,
        "工业机器人产量(套) [套] 2024=556443 2023=429534 2022=443055 2021=366044 2020=212058 2019=186943",
    ),
    (
        "nbs_china_monthly.csv",
        "NBS China",
        2,
        0,
        "工业机器人产量_当期值(台) [台] 2024-03=46000 2024-02=38000 2024-01=41000",
    ),
    ("no_headings.csv", "", 1, 0, "column 2 [] 2015=10 2016=11 2017=13 2018=14"),
    (
        "oecd_sdmx.csv",
        "SDMX-CSV",
        2,
        0,
        "ARD [USD] 2015=100500000 2016=104500000 2017=109500000 2018=115500000 2019=118500000",
    ),
    ("owid.csv", "Our World in Data", 2, 0, "Ardonia [] 2011=10 2012=12 2013=15 2014=18 2015=24"),
    ("parts_of_years.csv", "", 1, 0, "value [] 2019Q1=10 2019Q2=11 2019Q3=13 2019Q4=14 2020Q1=17"),
    ("penn_world_table.csv", "Penn World Table", 6, 2, "Ardonia | rgdpe [] 2017=1050.5 2018=1102.25 2019=1161"),
    ("percent.csv", "", 1, 1, "share [%] 2017=15 2018=17.5 2019=20 2020=?"),
    (
        "quarters_under_years.csv",
        "",
        2,
        0,
        "Robots [] 2019Q1=1.5 2019Q2=1.6 2019Q3=1.7 2019Q4=1.8 2020Q1=1.4 2020Q2=1.1 2020Q3=1.6 2020Q4=1.9",
    ),
    ("r_names.csv", "", 2, 1, "Robots [] 2017=1.5 2018=1.75 2019=2"),
    ("sep_line.csv", "", 1, 0, "value [] 2019-01=10 2019-02=11 2019-03=13 2019-04=14 2019-05=17"),
    ("statistics_canada.csv", "", 2, 1, "Robots [Dollars] 2018=150000 2019=165000 2020=?"),
    ("thousands.csv", "", 1, 0, "value [] 2015=1234.5 2016=1301 2017=1410 2018=1500 2019=1610"),
    ("units_row.csv", "", 2, 0, "Robots [units] 2018=10 2019=12 2020=15"),
    ("utf16.txt", "", 2, 0, "Robots [] 2018=1234.5 2019=1301 2020=1410.25"),
    ("world_bank.csv", "World Bank", 2, 3, "Ardonia [units] 2015=10 2016=12 2017=15 2018=19 2019=22 2020=24 2021=?"),
    ("world_bank_api.json", "World Bank API", 2, 1, "Ardonia [] 2020=24 2019=22 2018=?"),
    (
        "world_bank_databank.csv",
        "World Bank",
        3,
        1,
        "Ardonia | Robots [] 2015=10 2016=12 2017=15 2018=19 2019=22 2020=24",
    ),
    ("year_and_month.csv", "", 1, 0, "Robots [] 2019-11=10 2019-12=11 2020-01=13 2020-02=14 2020-03=17"),
];

/// The same, of layouts in which times, units or what is measured stand where few others have them.
const FURTHER: &[(&str, &str, usize, usize, &str)] = &[
    (
        "bea.csv",
        "",
        3,
        0,
        "Gross domestic product [] 2022Q1=25029.1 2022Q2=25544.3 2022Q3=25994.6 2022Q4=26408.4 2023Q1=26813.6 2023Q2=27063",
    ),
    ("bls_api.json", "", 2, 0, "CES1 [] 2020-02=12.5 2020-01=12.25"),
    ("faostat_wide.csv", "", 2, 1, "Ardonia [t] 2018=1250 2019=1300 2020=?"),
    ("genesis_measures.csv", "", 8, 1, "GP19-284121 | Produktionswert | 1000 EUR [] 2019=1250 2020=1300"),
    ("grafana.json", "", 2, 1, "Ardonia [] 2020-01=12.5 2021-01=13.25 2022-01=14"),
    ("insee_two.csv", "", 2, 0, "Production - Machines [] 2019Q1=100.5 2019Q2=101.2"),
    ("maddison.csv", "", 4, 0, "Ardonia | gdppc [] 2017=12500 2018=12750"),
    ("market_report.csv", "", 3, 0, "Products [] 2018=4100 2019=4800 2020=5300 2021=6200 2022=7400"),
    ("nso_vietnam.csv", "", 2, 0, "TOÀN NGÀNH CÔNG NGHIỆP [] 2019=109.1 2020=103.3 2021=104.7"),
    ("prometheus.json", "", 2, 1, "Ardonia [] 2020-01=12.5 2021-01=13.25"),
    ("px_web.json", "", 2, 1, "00 [] 2019=1250 2020=1300"),
    ("statfin.csv", "", 4, 0, "28 Koneet | Liikevaihto [] 2023-10=105.5 2023-11=106.5"),
    ("statistics_sweden_measures.csv", "", 4, 0, "00 Riket | Antal anställda [] 2019=1250 2020=1300"),
    ("wto.csv", "", 2, 0, "Ardonia [Million US dollar] 2019=1250.5 2020=1300.25"),
    (
        "abs_time_series.csv",
        "",
        2,
        0,
        "Industrial Production ;  Manufacturing ; [Index Numbers] 2019-03=99.1 2019-06=98.8 2019-09=99.9 2019-12=100.1",
    ),
    ("banxico.csv", "", 2, 1, "SR1 [] 2022-11=101.2 2022-12=102.3 2023-01=?"),
    (
        "bundesbank.csv",
        "",
        1,
        0,
        "Produktion im Produzierenden Gewerbe [2015=100] 2023-01=97.2 2023-02=98.1 2023-03=94.5",
    ),
    ("cbs_netherlands.csv", "", 4, 2, "300002 | OmzetTotaal_1 [] 2022Q1=33.4 2022Q2=33.1"),
    (
        "ecb.csv",
        "",
        1,
        0,
        "Industrial production, euro area (STS.M.I9.Y.PROD.NS0020.4.000) [] 2023-01=102.1 2023-02=103.4 2023-03=99.8",
    ),
    ("energy_institute.csv", "", 3, 0, "Canada [] 2018=3.8 2019=4.1 2020=4.8 2021=5.2 2022=5.8"),
    ("epoch.json", "", 1, 0, "v [] 2020-01=1.5 2020-02=1.7 2020-03=1.6"),
    (
        "genesis_months.csv",
        "",
        3,
        1,
        "Betriebe | Anzahl [] 2021-01=22150 2021-02=22161 2021-03=22170 2022-01=22190 2022-02=22201 2022-03=22209",
    ),
    ("gus.csv", "", 2, 0, "POLSKA [mln zł] 2021=1765432.1 2022=2101223.4"),
    (
        "insee.csv",
        "",
        1,
        0,
        "Indice CVS-CJO de la production industrielle (base 100 en 2015) [base 100 en 2015] 2023-03=100.9 2023-02=102.1 2023-01=100.9",
    ),
    ("kosis_years.csv", "", 4, 0, "전국 | 사업체수 (개) [개] 2019=72100 2020=70231"),
    ("minguo.csv", "", 2, 0, "製造業 [] 2023=101.2 2024=102.3"),
    ("minguo_months.csv", "", 1, 0, "工業生產指數 [] 2023-01=98.1 2023-02=87.2 2023-03=99.9"),
    ("mospi.csv", "", 4, 0, "Mining [] 2022-04=115.9 2022-05=120.1 2022-06=113.2"),
    (
        "nbs_cumulated.csv",
        "",
        1,
        0,
        "固定资产投资额_累计值(亿元) [元] 2024-05=18800600000000 2024-04=14340100000000 2024-03=10004200000000 2024-02=5084700000000",
    ),
    (
        "nbs_two_months.csv",
        "NBS China",
        2,
        0,
        "汽车产量_当期值(万辆) [辆] 2024-05=2401000 2024-04=2382000 2024-03=2691000",
    ),
    ("page.xls", "", 2, 1, "Robots [] 2019=1234.5 2020=1334.5 2021=1434.5"),
    (
        "statistics_canada_unit_row.csv",
        "",
        2,
        0,
        "All industries [Dollars] 2023-01=2078111 2023-02=2080992 2023-03=2081100",
    ),
    (
        "turkstat.csv",
        "",
        3,
        1,
        "Toplam sanayi [] 2022-01=140.1 2022-02=138.2 2022-03=150.4 2023-01=141 2023-02=130 2023-03=?",
    ),
];

#[test]
fn layouts_of_offices_need_no_flag() {
    let mut wrong = Vec::new();
    for (file, office, series, missing, first) in OFFICES.iter().chain(FURTHER) {
        let bytes = std::fs::read(folder().join(file)).expect(file);
        // The core alone reads UTF-8, and UTF-16 by its mark.
        let is_plain = std::str::from_utf8(&bytes).is_ok() || bytes.starts_with(&[0xff, 0xfe]);
        if cfg!(not(feature = "encodings")) && !is_plain {
            continue;
        }
        let found = read(file, &bytes, &Columns::default()).map(|tidy| {
            let office = tidy.office().unwrap_or_default();
            format!("{office}: {} series, {} missing, {}", tidy.series.len(), tidy.missing, shown(&tidy, 0))
        });
        let expected = format!("{office}: {series} series, {missing} missing, {first}");
        if found.as_ref() != Ok(&expected) {
            wrong.push(format!("{file}: {found:?} rather than {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let files = std::fs::read_dir(folder()).expect("the folder").map(|entry| entry.expect("an entry").file_name());
    for file in
        files.filter(|file| !["workbook", "columns"].iter().any(|kind| file.to_string_lossy().starts_with(kind)))
    {
        assert!(
            OFFICES.iter().chain(FURTHER).any(|(known, ..)| file.to_string_lossy() == *known),
            "{file:?} is looked at by no test"
        );
    }
}

/// What is measured beside the times of headings may be asked for by itself, and is one series for each row then.
#[test]
fn what_is_measured_is_taken_by_its_name() {
    let of = |file: &str, value: &str| {
        let bytes = std::fs::read(folder().join(file)).expect(file);
        read(file, &bytes, &Columns { value: Some(value.to_owned()), ..Columns::default() })
    };
    let found = of("statistics_sweden_measures.csv", "löner, mnkr").expect("its pay");
    assert_eq!((found.series.len(), shown(&found, 1).as_str()), (2, "01 Stockholms län [] 2019=50.5 2020=52.25"));
    let found = of("genesis_measures.csv", "betriebe | anzahl").expect("its firms");
    assert_eq!(shown(&found, 0), "GP19-284121 [] 2019=12 2020=11");
    let Err(problem) = of("statistics_sweden_measures.csv", "Firms") else { panic!("it has none") };
    assert!(problem.contains("has no column `Firms`") && problem.contains("Löner, mnkr"), "{problem}");
}

/// `1.250` beside `12` may be 1250: programs write no such decimals, and others group so.
#[test]
fn points_that_may_group_digits_are_not_taken_for_decimals() {
    let bps = "\"Provinsi\",\"2019\",\"2020\"\n\"ACEH\",\"12\",\"13\"\n\"SUMATERA\",\"1.250\",\"1.275\"\n";
    let Err(problem) = text(bps) else { panic!("nothing decides") };
    assert!(problem.contains("`1.250` may be 1250 or 1.250, and nothing in its column decides"), "{problem}");
    assert!(problem.contains("--decimal comma reads 1250, --decimal point reads 1.250"), "{problem}");
    // Fixed decimals are such, and so are those of which some are others.
    assert_eq!(shown(&text("year,v\n2019,1.250\n2020,1.275\n").expect("decimals"), 0), "v [] 2019=1.25 2020=1.275");
    assert_eq!(
        shown(&text("year,v\n2019,1.250\n2020,0.5\n2021,2\n").expect("decimals"), 0),
        "v [] 2019=1.25 2020=0.5 2021=2"
    );
    assert_eq!(shown(&text("year,v\n2019,1.257\n2020,3\n").expect("decimals"), 0), "v [] 2019=1.257 2020=3");
}

/// What is decided or left out in those is said.
#[test]
fn what_was_decided_of_further_layouts_is_said() {
    for (file, part) in [
        ("banxico.csv", "dates are read day first, as `01/11/2022` shows"),
        ("bundesbank.csv", "marks in the column behind `Produktion im Produzierenden Gewerbe`: p (2)"),
        ("cbs_netherlands.csv", "whole numbers in column `BedrijfstakkenBranches` tell series apart"),
        ("cbs_netherlands.csv", "4 rows of years, as `2021JJ00` on line 2"),
        ("energy_institute.csv", "not used: column `Growth rate per annum | 2022`"),
        ("epoch.json", "times such as 1577836800000 are milliseconds from the beginning of 1970 in UTC: 2020-01-01"),
        ("kosis_years.csv", "headings such as `2019 | 사업체수 (개)` have a time and what is measured"),
        ("bea.csv", "line 2: [Billions of dollars] Seasonally adjusted at annual rates names a scale"),
        ("faostat_wide.csv", "marks in column `Y2018F`: A (2)"),
        ("insee_two.csv", "marks in column `Codes`: A (1), P (1)"),
        ("insee_rows.csv", "marks in rows `Codes`: A (3), O (1), P (2)"),
        ("kosis_provisional.csv", "marks beside times in headings are left away: 2023.12 p)"),
        ("adb.csv", "`Agriculture, forestry, and fishing` on line 8 is that of `Employed`"),
        (
            "maddison.csv",
            "`12,500` is read as 12500: commas group digits, as numbers below 1000 of another column have none",
        ),
        ("market_report.csv", "`$4,100` is read as $4100: commas group digits, as money is written so"),
        ("market_report.csv", "marks beside times in headings are left away: 2021E, 2022F"),
        ("nso_vietnam.csv", "marks beside times in headings are left away: Sơ bộ 2021"),
        ("statfin.csv", "headings such as `2023M10 Liikevaihto` have a time and what is measured"),
        ("statistics_sweden_measures.csv", "headings such as `Antal anställda 2019` have a time and what is measured"),
        ("minguo.csv", "years are those of the Republic of China: 112年 is 2023"),
        ("mospi.csv", "left out (it has weights, and no time): line 3: Weight"),
        ("nbs_cumulated.csv", "are months of a year together, from January on: each is dated by its last, 2024-02"),
        ("nbs_two_months.csv", "left out (it has several months together): column `2024年1-2月`"),
        ("page.xls", "above the table): line 1: Production of robots"),
    ] {
        let bytes = std::fs::read(folder().join(file)).expect(file);
        let tidy = read(file, &bytes, &Columns::default()).unwrap_or_else(|problem| panic!("{file}: {problem}"));
        let notes = tidy.notes().join("\n");
        assert!(notes.contains(part), "{file}: {notes}");
    }
    // Fewer digits may count years otherwise, and one quarter from January is a quarter.
    assert!(text("time,value\n98年,1\n99年,2\n").is_err());
    let quarters = text("time,value\n2023年1-3月,1\n2024年1-3月,2\n").expect("quarters");
    assert_eq!(shown(&quarters, 0), "value [] 2023Q1=1 2024Q1=2");
    // A month among others that stands for two is left out of rows too.
    let months = text("time,value\n2024年1-2月,5\n2024年3月,3\n2024年4月,2\n").expect("months");
    assert_eq!(shown(&months, 0), "value [] 2024-03=3 2024-04=2");
    assert!(months.notes().join("\n").contains("(it has several months together): line 2: 2024年1-2月"));
    // Consecutive days of January are as regular as months of one year: refused.
    assert!(text("date,value\n01/01/2023,1\n01/02/2023,2\n01/03/2023,3\n").is_err());
    // Years of the Republic of China in headings.
    let across = text("item,109年,110年\nrobots,1,2\ncars,3,4\n").expect("years");
    assert_eq!(shown(&across, 0), "robots [] 2020=1 2021=2");
}
