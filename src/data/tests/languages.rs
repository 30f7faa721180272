//! Times in the languages of offices: years in one column, their parts in another; months by their names.

use super::{shown, text};

/// A table with all of its first series in one line.
fn first(table: &str) -> String {
    let tidy = text(table).unwrap_or_else(|problem| panic!("{table}: {problem}"));
    format!("{} {}", tidy.series.len(), shown(&tidy, 0))
}

#[test]
fn parts_of_years_are_known_in_the_languages_of_offices() {
    for (table, expected) in [
        // GENESIS: the year under `Zeit`, the quarter under the attribute of a variable, as code and as text.
        (
            "Zeit;1_Merkmal_Code;1_Auspraegung_Code;1_Auspraegung_Label;BIP\n2020;QUARTG;QUART1;1. Quartal;850,5\n\
             2020;QUARTG;QUART2;2. Quartal;790,1\n2021;QUARTG;QUART1;1. Quartal;860,2\n",
            "1 BIP [] 2020Q1=850.5 2020Q2=790.1 2021Q1=860.2",
        ),
        // Statbel.
        (
            "CD_YEAR|CD_MONTH|TX_MONTH|MS_INDEX\n2023|1|janvier|101.5\n2023|2|février|102.5\n2023|3|mars|103.5\n",
            "1 MS_INDEX [] 2023-01=101.5 2023-02=102.5 2023-03=103.5",
        ),
        (
            "Yıl;Ay;Endeks\n2022;Kasım;1,5\n2022;Aralık;2,5\n2023;Ocak;3,5\n",
            "1 Endeks [] 2022-11=1.5 2022-12=2.5 2023-01=3.5",
        ),
        ("Rok;Kwartał;Wartość\n2022;III kwartał;1,5\n2022;IV kwartał;2,5\n", "1 Wartość [] 2022Q3=1.5 2022Q4=2.5"),
        ("Год;Квартал;Выпуск\n2022;I кв.;1,5\n2022;II кв.;2,5\n", "1 Выпуск [] 2022Q1=1.5 2022Q2=2.5"),
        ("Ano;Mês;Valor\n2022;fevereiro;1,5\n2022;março;2,5\n", "1 Valor [] 2022-02=1.5 2022-03=2.5"),
        ("年,四半期,値\n2022,第1四半期,1.5\n2022,第2四半期,2.5\n", "1 値 [] 2022Q1=1.5 2022Q2=2.5"),
        ("年份,季度,产量\n2022,第三季度,1.5\n2022,第四季度,2.5\n", "1 产量 [] 2022Q3=1.5 2022Q4=2.5"),
        ("Mes;Valor\nene-23;1\nfeb-23;2\nmar-23;3\nabr-23;4\n", "1 Valor [] 2023-01=1 2023-02=2 2023-03=3 2023-04=4"),
        ("Monat;x\nJan 23;1\nFeb 23;2\nMrz 23;3\nMai 23;4\n", "1 x [] 2023-01=1 2023-02=2 2023-03=3 2023-05=4"),
        (
            "Показатель;январь 2023;февраль 2023;март 2023\nСтанки;1,1;1,2;1,3\n",
            "1 Станки [] 2023-01=1.1 2023-02=1.2 2023-03=1.3",
        ),
    ] {
        assert_eq!(first(table), expected, "{table}");
    }
    let months = "Endeks|Yıl;Ocak;Şubat;Mart;Nisan;Mayıs;Haziran;Temmuz;Ağustos;Eylül;Ekim;Kasım;Aralık";
    let table = format!("{months}\n2022;1,5;2;3;4;5;6;7;8;9;10;11;12\n2023;13;14;15;16;17;18;19;20;21;22;23;24\n");
    let tidy = text(&table).expect("a table");
    assert_eq!((tidy.series.len(), tidy.points.len()), (1, 24));
}

/// A star beside a month is left away, and said.
#[test]
fn marks_beside_months_are_said() {
    let tidy = text("Perioden;Omzet\n2020 januari;1,5\n2020 februari*;2,5\n2020 maart*;n/e\n").expect("a table");
    assert_eq!(shown(&tidy, 0), "Omzet [] 2020-01=1.5 2020-02=2.5 2020-03=?");
    let notes = tidy.notes().join("\n");
    assert!(notes.contains("marks beside times are left away: 2020 februari*, 2020 maart*"), "{notes}");
}

/// What is called a month and is not known as one is no key.
#[test]
fn parts_that_are_not_known_are_errors() {
    let Err(problem) = text("Year,Month,v\n2022,Wrandu,1\n2022,Tola,2\n2023,Wrandu,3\n") else {
        panic!("unknown months")
    };
    assert!(
        problem.contains("`Wrandu` on line 2, in column `Month` beside years, is not known as a month"),
        "{problem}"
    );
    assert!(text("Year,Month,v\n2022,Wrandu,1\n2023,Wrandu,3\n").is_ok(), "one alone tells nothing apart");
}
