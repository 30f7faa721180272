//! Which characters the bytes of a text stand for: what marks and declarations say, and else a careful guess.
//!
//! Names are those of the Encoding Standard (WHATWG, <https://encoding.spec.whatwg.org>), which takes the older standards as the
//! code pages of Windows that hold them: ISO 8859-1 is read as windows-1252, GB 2312 as GBK.

#[cfg(feature = "encodings")]
mod guess;

/// An encoding of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(#[cfg(feature = "encodings")] &'static encoding_rs::Encoding);

/// A text with how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// It.
    pub text: String,
    /// Its encoding, where nothing but the text itself says which that is.
    pub guessed: Option<Encoding>,
}

/// Why bytes are no text; what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecodable {
    /// What is wrong, behind the name of the file: `is not UTF-8 text: …`.
    pub problem: String,
    /// What would read it.
    pub help: &'static str,
}

/// What names of encodings look like.
pub const NAMES: &str = "write a name as windows-1252, windows-1251, gb18030, shift_jis, euc-kr, big5 or UTF-8";

/// Help that goes with texts whose encoding is not known.
const HELP: &str = "say which it is with --encoding NAME or the key `encoding`, as windows-1252, gb18030, shift_jis or \
                    windows-1251, or save the file with the encoding UTF-8";
/// Help where there is nothing to say.
const SAVE: &str = "save the file with the encoding UTF-8";

/// The text of bytes: with a byte order mark UTF-8 or UTF-16, else what is `declared`, else UTF-8, else what it is by its letters.
///
/// # Errors
/// They are not of the encoding that was said, or it is not evident of which they are.
pub fn decoded(bytes: Vec<u8>, declared: Option<Encoding>) -> Result<Decoded, Undecodable> {
    let sure = |text| Ok(Decoded { text, guessed: None });
    let mark = match bytes.get(..2) {
        Some([0xff, 0xfe]) => Some("UTF-16LE"),
        Some([0xfe, 0xff]) => Some("UTF-16BE"),
        _ => None,
    };
    if let Some(mark) = mark {
        if let Some(said) = declared.filter(|said| said.name() != mark) {
            let problem = format!("begins with the mark of {mark}, and was said to be {}", said.name());
            return Err(Undecodable { problem, help: "leave the encoding away: the mark says it" });
        }
        let read = if mark == "UTF-16LE" { u16::from_le_bytes } else { u16::from_be_bytes };
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        let problem = |_| Undecodable { problem: "begins as UTF-16 and is not".to_owned(), help: SAVE };
        return String::from_utf16(&units).map_err(problem).and_then(sure);
    }
    if let Some(declared) = declared.filter(|declared| declared.name() != "UTF-8") {
        return declared.read(&bytes).map(|text| Decoded { text, guessed: None });
    }
    match String::from_utf8(bytes) {
        #[cfg(feature = "encodings")]
        Ok(text) if declared.is_none() && guess::is_wide(text.as_bytes()) => guess::guessed(text.as_bytes()),
        Ok(text) => sure(text),
        #[cfg(feature = "encodings")]
        Err(error) if declared.is_none() && !is_damaged(error.as_bytes()) => guess::guessed(error.as_bytes()),
        Err(error) => Err(Undecodable { problem: not_utf8(error.as_bytes()), help: HELP }),
    }
}

/// The encoding that XML says it has, unless that is UTF-8.
pub fn declared_in_xml(bytes: &[u8]) -> Option<Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let said = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?.split_once("encoding")?.1.trim_start();
    let quoted = said.strip_prefix('=')?.trim_start();
    let name = quoted.trim_start_matches(['"', '\'']).split(['"', '\'']).next()?;
    Encoding::named(name).filter(|found| found.name() != "UTF-8")
}

/// What to say of bytes that are not UTF-8: where the first is that is not.
fn not_utf8(bytes: &[u8]) -> String {
    let at = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let line = String::from_utf8_lossy(&bytes[..at]).matches('\n').count() + 1;
    format!("is not UTF-8 text: byte {at}, on line {line}, is not valid")
}

/// Whether bytes are UTF-8 of which little is lost: what is not valid is rare beside letters of several bytes.
#[cfg(feature = "encodings")]
fn is_damaged(bytes: &[u8]) -> bool {
    let chunks = || bytes.utf8_chunks();
    let letters: usize = chunks().map(|chunk| chunk.valid().chars().filter(|letter| !letter.is_ascii()).count()).sum();
    letters > 2 * chunks().filter(|chunk| !chunk.invalid().is_empty()).count()
}

impl Encoding {
    /// The encoding of a name: `windows-1252`, `latin1`, `GB2312`, `cp936`.
    #[must_use]
    #[cfg(feature = "encodings")]
    pub fn named(name: &str) -> Option<Self> {
        let plain = name.trim().to_lowercase().replace('_', "-");
        let label = match plain.as_str() {
            "latin-1" | "iso-latin-1" | "1252" => "windows-1252",
            "latin-2" => "iso-8859-2",
            "cp932" | "932" | "shift-jis" => "shift_jis",
            "cp936" | "936" => "gbk",
            "cp949" | "949" | "uhc" => "euc-kr",
            "cp950" | "950" => "big5",
            "1250" | "1251" | "1253" | "1254" => return Self::named(&format!("windows-{plain}")),
            "utf-16" => "utf-16le",
            other => other,
        };
        encoding_rs::Encoding::for_label(label.as_bytes())
            .filter(|found| *found != encoding_rs::REPLACEMENT && found.name() != "x-user-defined")
            .map(Self)
    }

    /// The encoding of a name: UTF-8 alone.
    #[must_use]
    #[cfg(not(feature = "encodings"))]
    pub fn named(name: &str) -> Option<Self> {
        ["utf-8", "utf8"].contains(&name.trim().to_lowercase().as_str()).then_some(Self())
    }

    /// Its name.
    #[must_use]
    #[cfg(feature = "encodings")]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Its name.
    #[must_use]
    #[cfg(not(feature = "encodings"))]
    pub fn name(self) -> &'static str {
        "UTF-8"
    }

    #[cfg(feature = "encodings")]
    fn read(self, bytes: &[u8]) -> Result<String, Undecodable> {
        let found = self.0.decode_without_bom_handling_and_without_replacement(bytes);
        found.map(std::borrow::Cow::into_owned).ok_or_else(|| {
            let (line, text) = self.first_bad(bytes);
            let problem =
                format!("is not {} text: on line {line}, behind `{text}`, is a byte that it has not", self.name());
            Undecodable { problem, help: HELP }
        })
    }

    #[cfg(not(feature = "encodings"))]
    fn read(self, bytes: &[u8]) -> Result<String, Undecodable> {
        let problem = format!("{} and is said to be {}", not_utf8(bytes), self.name());
        Err(Undecodable { problem, help: SAVE })
    }

    /// The first line that is not of this encoding, and what stands in it before.
    #[cfg(feature = "encodings")]
    fn first_bad(self, bytes: &[u8]) -> (usize, String) {
        let text = self.0.decode_without_bom_handling(bytes).0;
        let at = text.find('\u{fffd}').unwrap_or(text.len());
        let before = &text[..at];
        let line = before.rsplit('\n').next().unwrap_or_default();
        let shown: Vec<char> = line.chars().rev().take(20).collect();
        (before.matches('\n').count() + 1, shown.into_iter().rev().collect())
    }
}

#[cfg(all(test, feature = "encodings"))]
mod tests {
    use super::*;

    fn guessed(text: &str, encoding: &str) -> Result<(String, String), String> {
        let encoding = Encoding::named(encoding).expect("is known");
        let (bytes, _, bad) = encoding.0.encode(text);
        assert!(!bad, "{text} in {}", encoding.name());
        let found = decoded(bytes.into_owned(), None).map_err(|problem| problem.problem)?;
        Ok((found.guessed.map_or_else(String::new, |guessed| guessed.name().to_owned()), found.text))
    }

    /// Headings of offices, each in the encoding that it is sent in.
    #[test]
    fn encodings_are_known_by_their_letters() {
        for (encoding, text) in [
            ("windows-1252", "Jahr;Quartal;Preisindex für gewerbliche Produkte\n2020;1. Quartal;103,5\n"),
            ("windows-1252", "Year,Sales (£ million)\n2020,103.5\n"),
            ("windows-1252", "Jahr;Umsatz in Mio. €\n2020;103,5\n"),
            ("windows-1252", "Año,Producción\n2020,103.5\n"),
            ("windows-1252", "region;år;verdi\nTromsø;2021;101,1\n"),
            ("windows-1252", "Year,Growth\n2020,–44.6\n2021,–60.2\n"),
            ("windows-1250", "Kod;Nazwa;Wartość\n01;ŁÓDZKIE;103,5\n"),
            ("windows-1250", "Időszak;Gőz\n2020;1\n"),
            ("windows-1254", "Yıl;Ocak;Şubat\n2020;103,5;1\n"),
            ("windows-1251", "Год;Производство станков\n2020;103,5\n"),
            ("windows-1253", "Έτος;Παραγωγή\n2020;103,5\n"),
            ("GBK", "年份,金属切削机床产量(万台)\n2020,44.6\n"),
            ("GBK", "年,值\n2020,44.6\n"),
            ("Big5", "年度,產量\n2020,44.6\n"),
            ("Shift_JIS", "年,生産台数\n2020年,44.6\n"),
            ("EUC-JP", "年,生産台数\n2020年,44.6\n"),
            ("EUC-KR", "연도,생산량\n2020,44.6\n"),
        ] {
            assert_eq!(guessed(text, encoding), Ok((encoding.to_owned(), text.to_owned())), "{encoding}");
        }
    }

    #[test]
    fn a_wild_guess_is_none() {
        for (bytes, shown) in [
            // `year,产` in GBK: one letter.
            (&b"year,\xb2\xfa\n2020,1\n"[..], "产"),
            // `für Öl` in the code page 850 of DOS.
            (b"Jahr;Wert f\x81r \x99l\n2020;44,6\n", "(GBK)"),
        ] {
            let problem = decoded(bytes.to_vec(), None).expect_err("may be many things").problem;
            assert!(problem.contains("too little") && problem.contains(shown), "{problem}");
        }
        let damaged = "Länder;Größe;Höhe;M".as_bytes().iter().copied().chain([0xfc, b'\n']).collect();
        assert!(decoded(damaged, None).expect_err("damaged").problem.starts_with("is not UTF-8 text: byte 23"));
    }

    #[test]
    fn what_is_declared_holds() {
        let said = |name, bytes: &[u8]| decoded(bytes.to_vec(), Encoding::named(name)).map(|found| found.text);
        assert_eq!(said("gb2312", b"year,\xd6\xb5"), Ok("year,值".to_owned()));
        assert_eq!(said("latin-1", b"f\xfcr"), Ok("für".to_owned()));
        assert_eq!(said("UTF-8", "für".as_bytes()), Ok("für".to_owned()));
        assert_eq!(said("utf-16", &[0xff, 0xfe, b'a', 0]), Ok("a".to_owned()));
        let problem = said("shift_jis", b"a\nb,\xff").expect_err("not of it").problem;
        assert!(problem.contains("is not Shift_JIS text: on line 2, behind `b,`"), "{problem}");
        assert!(said("gbk", &[0xff, 0xfe, b'a', 0]).is_err());
        assert_eq!(Encoding::named("nonsense"), None);
    }

    #[test]
    fn xml_says_its_encoding() {
        let said = |text: &str| declared_in_xml(text.as_bytes()).map(Encoding::name);
        assert_eq!(said("<?xml version=\"1.0\" encoding=\"gb2312\" ?><xmile/>"), Some("GBK"));
        assert_eq!(said("<?xml version='1.0' encoding = 'ISO-8859-1'?>"), Some("windows-1252"));
        assert_eq!(said("<?xml version=\"1.0\" encoding=\"utf-8\"?>"), None);
        assert_eq!(said("<xmile encoding=\"gb2312\"/>"), None);
    }

    #[test]
    fn utf_16_without_a_mark_is_told_by_its_zeros() {
        let bytes: Vec<u8> = "year,value\n2020,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let found = decoded(bytes, None).expect("a text");
        assert_eq!(
            (found.guessed.map(Encoding::name), found.text.as_str()),
            (Some("UTF-16LE"), "year,value\n2020,1\n")
        );
    }
}
