//! Names of months, quarters and half-years in the languages of offices.

use super::forms::MONTHS;
use super::offices::{Span, digits};
use super::{Stamp, Unit};

/// Beginnings of names are known from this many letters on, but for those of [`SHORT`].
const FEWEST: usize = 4;

/// Names of each month beside English ones: German, French, Spanish, Italian, Portuguese; Dutch, Danish, Norwegian, Swedish,
/// Finnish; Polish, Czech, Slovak, Hungarian, Romanian; Russian and Ukrainian; Turkish, with and without its own letters;
/// Greek; Indonesian and Malay. Where a case changes the beginning of a name, it stands beside it.
const NAMES: [&str; 12] = [
    "januar jänner janvier enero gennaio janeiro januari tammikuu styczeń stycznia leden ledna január ianuarie январь \
     января січень січня ocak ιανουάριος ιανουαρίου",
    "februar février fevrier febrero febbraio fevereiro februari helmikuu luty lutego únor února február februarie \
     февраль февраля лютий лютого şubat subat φεβρουάριος φεβρουαρίου feber pebruari",
    "märz maerz mrz mars marzo março marco maart marts maaliskuu marzec marca březen března marec március martie март \
     марта березень березня mart μάρτιος μαρτίου maret",
    "april avril abril aprile huhtikuu kwiecień kwietnia duben dubna apríl április aprilie апрель апреля квітень \
     квітня nisan απρίλιος απριλίου",
    "mai mayo maggio maio mei maj toukokuu maja květen května máj május май мая травень травня mayıs mayis μάιος \
     μαΐου",
    "juni juin junio giugno junho kesäkuu czerwiec czerwca červen června jún június iunie июнь июня червень червня \
     haziran ιούνιος ιουνίου",
    "juli juillet julio luglio julho heinäkuu lipiec lipca červenec července júl július iulie июль июля липень липня \
     temmuz ιούλιος ιουλίου",
    "august août aout agosto augustus augusti elokuu sierpień sierpnia srpen srpna augusztus август августа серпень \
     серпня ağustos agustos αύγουστος αυγούστου agustus",
    "september septembre septiembre setiembre settembre setembro syyskuu wrzesień września září szeptember septembrie \
     сентябрь сентября вересень вересня eylül eylul σεπτέμβριος σεπτεμβρίου",
    "oktober octobre octubre ottobre outubro lokakuu październik października říjen října október octombrie октябрь \
     октября жовтень жовтня ekim οκτώβριος οκτωβρίου",
    "november novembre noviembre novembro marraskuu listopad listopada листопад листопада noiembrie ноябрь ноября \
     kasım kasim νοέμβριος νοεμβρίου",
    "dezember décembre decembre diciembre dicembre dezembro desember joulukuu grudzień grudnia prosinec prosince \
     decembrie декабрь декабря грудень грудня aralık aralik δεκέμβριος δεκεμβρίου",
];

/// Names of each month cut short: the first languages of [`NAMES`], Dutch, Danish, Polish, Russian, Turkish.
const SHORT: [&str; 12] = [
    "jän ene gen янв oca sty",
    "fév fev фев şub sub lut",
    "mär mrz maa мар mrt",
    "avr abr апр nis kwi",
    "mag май",
    "giu июн haz cze",
    "lug июл tem lip",
    "aoû aou ago авг ağu agu sie",
    "set сен eyl wrz",
    "okt ott out окт eki paź",
    "ноя kas",
    "dez dic déc дек ara gru des",
];

/// What a quarter is called.
const QUARTERS: &str = "quarter qtr quartal quart kvartal kvartaali kwartał kwartal kw kwartaal trimestre trimestr trimester trim \
    trimestri čtvrtletí štvrťrok negyedév neljännes vuosineljännes çeyrek ceyrek квартал кв τρίμηνο 季度 季 四半期 分기 분기 \
    /4半期 /4분기";
/// What half a year is called.
const HALVES: &str = "half halbjahr semestre semester sem półrocze pololetí félév halvår halfjaar puolivuosi полугодие yarıyıl \
    半期 반기";

/// The month of a name, or of the beginning of one where all languages agree.
pub(super) fn month_named(text: &str) -> Option<i64> {
    let name = text.trim_end_matches('.');
    let name = if name == "sept" { "sep" } else { name };
    let letters = name.chars().count();
    // No name has a digit: what parts of years such as 1950.00008 are is seen at once, of which a table may have a million.
    if letters < 3 || name.contains(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    let number = |index: usize| index as i64 + 1;
    let english = MONTHS.iter().position(|month| month.starts_with(name));
    let whole = || {
        let known = |names: &&str| names.split(' ').any(|full| full == name);
        SHORT.iter().position(&known).or_else(|| NAMES.iter().position(known))
    };
    if let Some(index) = english.or_else(whole) {
        return Some(number(index));
    }
    let begins = |(_, names): &(usize, &&str)| names.split(' ').any(|full| full.starts_with(name));
    let mut found = NAMES.iter().enumerate().filter(begins);
    let (month, _) = found.next().filter(|_| letters >= FEWEST)?;
    found.next().is_none().then_some(number(month))
}

/// Quarters and half-years in words, in lower case: `1. quartal 2020`, `2020 1er trimestre`, `i кв. 2020 г.`, `第1四半期 2020`.
pub(super) fn part_in_words(text: &str) -> Option<(Stamp, Span)> {
    // What most texts are not is seen at once.
    if text.is_ascii() && !text.bytes().any(|byte| matches!(byte, b'q' | b'k' | b't' | b'h' | b's')) {
        return None;
    }
    let words: Vec<&str> = text.split([' ', '\u{a0}', ',', '-', '_']).filter(|word| !word.is_empty()).collect();
    let at_end = || words.split_last().and_then(|(last, rest)| Some((year(last)?, rest)));
    let at_start = || words.split_first().and_then(|(first, rest)| Some((year(first)?, rest)));
    // `2020 г.`: the word for a year behind its number says nothing more.
    let before_word = || {
        let (last, rest) = words.split_last()?;
        let (number, rest) = rest.split_last()?;
        is_year(last).then(|| Some((year(number)?, rest)))?
    };
    let (year, rest) = at_end().or_else(before_word).or_else(at_start)?;
    let rest: Vec<&str> = rest.iter().copied().filter(|word| !is_year(word)).collect();
    let (part, span, per_year) = match rest.as_slice() {
        [one] => {
            // `第1四半期`, `1分기`, `2кв`.
            let plain = one.trim_start_matches('第');
            let end = plain.char_indices().nth(1).map_or(plain.len(), |(end, _)| end);
            called(&plain[end..]).and_then(|(span, per_year)| Some((ordinal(&plain[..end])?, span, per_year)))?
        }
        [a, b] => {
            let of = |number: &str, word: &str| {
                called(word).and_then(|(span, per_year)| Some((ordinal(number)?, span, per_year)))
            };
            of(a.trim_start_matches('第'), b).or_else(|| of(b, a))?
        }
        _ => return None,
    };
    let quarters = 4 / per_year;
    let fine = (1..=per_year).contains(&part);
    fine.then_some((Stamp { unit: Unit::Quarter, at: year * 4 + quarters * (part - 1) }, span))
}

/// What a word calls a part of a year, and how many a year has.
fn called(word: &str) -> Option<(Span, i64)> {
    let plain = word.trim_matches('.');
    let is = |names: &str| names.split(' ').any(|name| name == plain);
    if is(QUARTERS) {
        Some((Span::Quarter, 4))
    } else if is(HALVES) {
        Some((Span::Half, 2))
    } else {
        None
    }
}

fn is_year(word: &str) -> bool {
    ["г", "год", "года", "р", "рік", "r", "roku", "rok", "de", "del", "di", "do", "of", "yılı"]
        .contains(&word.trim_matches('.'))
}

fn year(word: &str) -> Option<i64> {
    digits(word.trim_end_matches(['.', 'г', '년', '年']), 4, 4)
}

/// `1`, `1.`, `1st`, `1er`, `1º`, `1-й`, `i`, `erstes`: a number from 1 to 4.
fn ordinal(word: &str) -> Option<i64> {
    const ENDS: [&str; 17] =
        ["st", "nd", "rd", "th", "er", "re", "e", "ère", "ème", "eme", "º", "ª", "°", "o", "й", "ый", "ий"];
    const NAMED: [&[&str]; 4] = [
        &["i", "first", "erstes", "premier", "primer", "primero", "primo", "primeiro", "一"],
        &["ii", "second", "zweites", "deuxième", "segundo", "secondo", "二"],
        &["iii", "third", "drittes", "troisième", "tercer", "tercero", "terzo", "terceiro", "三"],
        &["iv", "fourth", "viertes", "quatrième", "cuarto", "quarto", "四"],
    ];
    let plain = word.trim_matches('.');
    if let Some(index) = NAMED.iter().position(|names| names.contains(&plain)) {
        return Some(index as i64 + 1);
    }
    let end = plain.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(plain.len());
    let rest = plain[end..].trim_start_matches(['-', '.']);
    (rest.is_empty() || ENDS.contains(&rest)).then(|| digits(&plain[..end], 1, 1))?
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All names of all months are their own, and none is the beginning of that of another.
    #[test]
    fn months_are_known_in_many_languages() {
        for (list, whole) in [(NAMES, true), (SHORT, false)] {
            for (index, name) in
                list.iter().enumerate().flat_map(|(index, names)| names.split(' ').map(move |name| (index, name)))
            {
                assert_eq!(month_named(name), Some(index as i64 + 1), "{name} {whole}");
            }
        }
        for (text, month) in
            [("janv.", 1), ("févr", 2), ("juil", 7), ("sept.", 9), ("сент", 9), ("červ", 0), ("jui", 0), ("world", 0)]
        {
            assert_eq!(month_named(text).unwrap_or(0), month, "{text}");
        }
    }

    #[test]
    fn quarters_and_halves_are_read_in_words() {
        for (text, shown) in [
            ("1. Quartal 2020", "2020Q1"),
            ("2020 4. Quartal", "2020Q4"),
            ("1er trimestre 2020", "2020Q1"),
            ("2e trim. 2020", "2020Q2"),
            ("Trimestre 3 2020", "2020Q3"),
            ("1.º Trimestre de 2023", "2023Q1"),
            ("IV trimestre 2019", "2019Q4"),
            ("I кв. 2020", "2020Q1"),
            ("2 квартал 2020 г.", "2020Q2"),
            ("III kwartał 2020", "2020Q3"),
            ("1. čtvrtletí 2023", "2023Q1"),
            ("2023. II. negyedév", "2023Q2"),
            ("2. çeyrek 2020", "2020Q2"),
            ("2020年第1四半期", "2020Q1"),
            ("第2季度 2020", "2020Q2"),
            ("4. kvartal 2019", "2019Q4"),
            ("1st quarter 2020", "2020Q1"),
            ("Quarter 2 2020", "2020Q2"),
            ("2. Halbjahr 2020", "2020H2"),
            ("1er semestre 2020", "2020H1"),
            ("II полугодие 2020", "2020H2"),
            ("январь 2023", "2023-01"),
            ("Мая 2023", "2023-05"),
            ("2020 januari", "2020-01"),
            ("Ağustos 2020", "2020-08"),
            ("2023. január", "2023-01"),
            ("lipiec 2020", "2020-07"),
            ("янв. 2020", "2020-01"),
            ("январь 2023 г.", "2023-01"),
        ] {
            let found = Stamp::lenient(text).map(|(stamp, span)| span.text(stamp));
            assert_eq!(found.as_deref(), Some(shown), "{text}");
        }
        for text in ["5. Quartal 2020", "3. Halbjahr 2020", "1. Quartal", "Quartal 2020", "1 semi 2020", "first 2020"] {
            assert_eq!(Stamp::lenient(text), None, "{text}");
        }
    }
}
