//! Layouts of further offices, each in a few lines of our own.

use super::{shown, text};

/// By table: how many series and missing values, and the first series in full.
const TABLES: &[(&str, usize, usize, &str)] = &[
    // Points that group digits where nothing has decimals; columns of marks of one name; sums of years behind their months.
    ("Jahr;Einwohner\n2018;1.234.567\n2019;1.245.678\n", 1, 0, "Einwohner [] 2018=1234567 2019=1245678"),
    ("Country,2019,flag,2020,flag\nA,1.5,p,1.6,\nB,2.5,,2.6,e\n", 2, 0, "A [] 2019=1.5 2020=1.6"),
    (
        "Year,Q1,Q2,Q3,Q4,Annual\n2019,1,2,3,4,10\n2020,5,6,7,8,26\n",
        1,
        0,
        "value [] 2019Q1=1 2019Q2=2 2019Q3=3 2019Q4=4 2020Q1=5 2020Q2=6 2020Q3=7 2020Q4=8",
    ),
    // Bureau of Economic Analysis: numbered lines, indented.
    (
        "Line,,2019,2020\n1,Consumption,9,10\n2,  Goods,4,5\n3,Exports,7,8\n4,  Goods,2,3\n",
        4,
        0,
        "Consumption [] 2019=9 2020=10",
    ),
    // Destatis, INSEE, Banco de España: months by name in their languages.
    (
        "Jahr;Monat;Index\n2019;Januar;100,5\n2019;März;99,1\n2019;Dezember;97,2\n",
        1,
        0,
        "Index [] 2019-01=100.5 2019-03=99.1 2019-12=97.2",
    ),
    (
        "Année;Mois;Valeur\n2019;février;1,5\n2019;juin;1,6\n2019;août;1,7\n",
        1,
        0,
        "Valeur [] 2019-02=1.5 2019-06=1.6 2019-08=1.7",
    ),
    ("Fecha;Valor\nENE 2019;1,5\nAGO 2019;1,6\nDIC 2019;1,7\n", 1, 0, "Valor [] 2019-01=1.5 2019-08=1.6 2019-12=1.7"),
    // SDMX-CSV with codes and labels (Australian Bureau of Statistics).
    (
        "DATAFLOW,REGION: Region,TIME_PERIOD: Time Period,OBS_VALUE,UNIT_MEASURE: Unit of Measure,UNIT_MULT: Unit of Multiplier\n\
         ABS:X,AUS: Australia,2019-Q1,100.5,AUD: Dollars,6: Millions\nABS:X,AUS: Australia,2019-Q2,101,AUD: Dollars,6: Millions\n",
        1,
        0,
        "AUS: Australia [AUD: Dollars] 2019Q1=100500000 2019Q2=101000000",
    ),
    // Rows about series between their names and the first time (Australian Bureau of Statistics, CEIC, Banco de España).
    (
        ",Total,Males\nUnit,Number,Number\nSeries Type,Original,Original\nFrequency,Month,Month\nCollection Month,1,1\nNo. Obs,505,505\n\
         Series ID,A1,A2\nFeb-1978,5000.5,3000.2\nMar-1978,5001.5,3001.2\n",
        2,
        0,
        "Total [Number] 1978-02=5000.5 1978-03=5001.5",
    ),
    (
        ",GDP,Industry\nRegion,China,China\nFrequency,Yearly,Yearly\nUnit,RMB bn,RMB bn\nSource,NBS,NBS\n12/2018,1.5,2.5\n12/2019,1.6,2.6\n",
        2,
        0,
        "GDP [RMB bn] 2018-12=1.5 2019-12=1.6",
    ),
    (
        "ALIAS DE LA SERIE,A,B\nDESCRIPCIÓN DE LAS UNIDADES,Euros,Euros\nFRECUENCIA,TRIMESTRAL,TRIMESTRAL\nMAR 2019,1.5,2.5\nJUN 2019,1.6,_\n\
         FUENTE,BDE,BDE\n",
        2,
        1,
        "A [Euros] 2019-03=1.5 2019-06=1.6",
    ),
    // KOSIS and e-Stat.
    ("업종,2019.1/4,2019.2/4\n제조,1,2\n서비스,3,4\n", 2, 0, "제조 [] 2019Q1=1 2019Q2=2"),
    ("국가별,2019.01 월,2019.02 월\n한국,1,2\n일본,3,4\n", 2, 0, "한국 [] 2019-01=1 2019-02=2"),
    ("年次,総数\n平成30年,100\n令和元年,***\n令和2年,120\n", 1, 1, "総数 [] 2018=100 2019=? 2020=120"),
    ("年月,値\n2018年10-12月期,1\n2019年1-3月期,x\n2019年4-6月期,3\n", 1, 1, "値 [] 2018Q4=1 2019Q1=? 2019Q2=3"),
    // International Telecommunication Union: numbers that are codes tell series apart.
    (
        "seriesID,seriesName,entityID,entityName,dataValue,dataYear\n8929,Fixed,1,Ardonia,100,2018\n8929,Fixed,1,Ardonia,110,2019\n\
         8929,Fixed,2,Belland,120,2018\n",
        2,
        0,
        "Ardonia [] 2018=100 2019=110",
    ),
    // Bureau of Economic Analysis.
    (
        "GeoFIPS,GeoName,Region,Unit,2018,2019\n00000,Ardonia,,USD,1,2\n01000,Belland,5,USD,4,5\n",
        2,
        0,
        "Ardonia [USD] 2018=1 2019=2",
    ),
    ("Line,,2019,2019,2020\n,,Q1,Q2,Q1\n1,GDP,1,2,3\n2,PCE,6,7,8\n", 2, 0, "GDP [] 2019Q1=1 2019Q2=2 2020Q1=3"),
];

#[test]
fn layouts_of_further_offices_need_no_flag() {
    for (table, series, missing, first) in TABLES {
        let tidy = text(table).unwrap_or_else(|problem| panic!("{table}{problem}"));
        assert_eq!(shown(&tidy, 0), *first, "{table}{:?}", tidy.notes());
        assert_eq!((tidy.series.len(), tidy.missing), (*series, *missing), "{table}");
    }
}
