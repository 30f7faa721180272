//! Fonts: Inter, which is part of the program, and for other scripts what is given or the system has.
//!
//! Inter (SIL Open Font License, `assets/fonts/OFL.txt`) makes pictures look the same on every machine. It has Latin, Greek and
//! Cyrillic, and no Han, kana, Hangul, Arabic and others; a character that it lacks is set in a font given by [`use_font`], else in one of the system.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};

use fontdb::{Database, FaceInfo, ID, Source, Style};
use harfrust::{Direction, ShapeOptions, ShapePlan, ShaperData, UnicodeBuffer, script};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use tiny_skia::{Path as Outline, PathBuilder};

use super::text::Weight;

static REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.ttf");
static SEMI_BOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.ttf");

/// The embedded font files, regular and semi-bold.
#[must_use]
pub fn fonts() -> [&'static [u8]; 2] {
    [REGULAR, SEMI_BOLD]
}

/// One face of a font.
pub struct Face {
    font: FontRef<'static>,
    shaper: ShaperData,
    /// Units per em.
    units: f64,
    /// Advances of the first characters of Unicode, in units of the font size.
    advances: Vec<Option<f32>>,
    latin: OnceLock<ShapePlan>,
    outlines: Mutex<HashMap<u32, Option<Arc<Outline>>>>,
}

/// A glyph: which, and where its origin is, in units of the font size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// Its number in the face.
    pub id: u32,
    /// To the right of the beginning of the text.
    pub x: f64,
    /// Above the baseline.
    pub y: f64,
}

/// Characters whose advance is known without looking into the font.
const QUICK: u32 = 0x180;

impl Face {
    fn new(data: &'static [u8], index: u32) -> Option<Self> {
        let font = FontRef::from_index(data, index).ok()?;
        let units = f64::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em).max(1.0);
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let charmap = font.charmap();
        let advance = |code| {
            let glyph = charmap.map(char::from_u32(code)?)?;
            metrics.advance_width(glyph).map(|advance| (f64::from(advance) / units) as f32)
        };
        Some(Self {
            shaper: ShaperData::new(&font),
            units,
            advances: (0..QUICK).map(advance).collect(),
            latin: OnceLock::new(),
            outlines: Mutex::new(HashMap::new()),
            font,
        })
    }

    /// Whether it has a glyph for a character.
    pub fn has(&self, letter: char) -> bool {
        match self.advances.get(letter as usize) {
            Some(advance) => advance.is_some(),
            None => self.font.charmap().map(letter).is_some(),
        }
    }

    /// The advance of a character in units of the font size, without kerning.
    pub fn advance(&self, letter: char) -> f64 {
        if let Some(Some(advance)) = self.advances.get(letter as usize) {
            return f64::from(*advance);
        }
        let glyph = self.font.charmap().map(letter).unwrap_or(GlyphId::NOTDEF);
        let metrics = self.font.glyph_metrics(Size::unscaled(), LocationRef::default());
        f64::from(metrics.advance_width(glyph).unwrap_or(0.0)) / self.units
    }

    /// Sets a text, all in one direction, after `x`; adds its glyphs, and returns where it ends.
    pub fn shape(&self, text: &str, rightwards: bool, mut x: f64, glyphs: &mut Vec<Glyph>) -> f64 {
        let shaper = self.shaper.shaper(&self.font).build();
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        let plain = rightwards && text.chars().all(|letter| (letter as u32) < QUICK);
        let output = if plain {
            buffer.set_direction(Direction::LeftToRight);
            buffer.set_script(script::LATIN);
            let make = || ShapePlan::new(&shaper, Direction::LeftToRight, Some(script::LATIN), None, &[]);
            let plan = self.latin.get_or_init(make);
            shaper.shape(buffer, ShapeOptions::new().plan(Some(plan)))
        } else {
            buffer.set_direction(if rightwards { Direction::LeftToRight } else { Direction::RightToLeft });
            buffer.guess_segment_properties();
            shaper.shape(buffer, ShapeOptions::new())
        };
        for (info, place) in output.glyph_infos().iter().zip(output.glyph_positions()) {
            let offset = [place.x_offset, place.y_offset].map(|units| f64::from(units) / self.units);
            glyphs.push(Glyph { id: info.glyph_id, x: x + offset[0], y: offset[1] });
            x += f64::from(place.x_advance) / self.units;
        }
        x
    }

    /// The outline of a glyph at a font size of one, y downwards; none if it has no ink.
    pub fn outline(&self, glyph: u32) -> Option<Arc<Outline>> {
        let mut outlines = lock(&self.outlines);
        outlines.entry(glyph).or_insert_with(|| self.drawn(glyph).map(Arc::new)).clone()
    }

    fn drawn(&self, glyph: u32) -> Option<Outline> {
        let mut pen = Pen { path: PathBuilder::new(), scale: (1.0 / self.units) as f32 };
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        self.font.outline_glyphs().get(GlyphId::new(glyph))?.draw(settings, &mut pen).ok()?;
        pen.path.finish()
    }
}

/// Draws an outline of a font with y downwards.
struct Pen {
    path: PathBuilder,
    scale: f32,
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(x * self.scale, -y * self.scale);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(x * self.scale, -y * self.scale);
    }
    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        let s = self.scale;
        self.path.quad_to(cx0 * s, -cy0 * s, x * s, -y * s);
    }
    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let s = self.scale;
        self.path.cubic_to(cx0 * s, -cy0 * s, cx1 * s, -cy1 * s, x * s, -y * s);
    }
    fn close(&mut self) {
        self.path.close();
    }
}

static OWN: LazyLock<[Face; 2]> =
    LazyLock::new(|| fonts().map(|data| Face::new(data, 0).expect("the embedded fonts can be read")));

/// The face of Inter of a weight.
pub fn own(weight: Weight) -> &'static Face {
    &OWN[usize::from(weight == Weight::SemiBold)]
}

/// Which of the forms of Han characters a text wants, told by the other characters of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Han {
    /// No kana or Hangul beside them.
    Chinese,
    /// Kana beside them.
    Japanese,
    /// Hangul beside them.
    Korean,
}

impl Han {
    /// The forms that a text wants.
    pub fn of(text: &str) -> Self {
        let is_kana = |letter: char| ('\u{3040}'..='\u{30ff}').contains(&letter);
        let is_hangul = |letter: char| matches!(letter, '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}');
        if text.chars().any(is_kana) {
            Self::Japanese
        } else if text.chars().any(is_hangul) {
            Self::Korean
        } else {
            Self::Chinese
        }
    }

    /// Families that have them, the best first; then those of other scripts.
    fn families(self) -> [&'static str; 9] {
        match self {
            Self::Chinese => [
                "Noto Sans CJK SC",
                "Noto Sans SC",
                "Source Han Sans SC",
                "PingFang SC",
                "Hiragino Sans GB",
                "Microsoft YaHei",
                "WenQuanYi Micro Hei",
                "WenQuanYi Zen Hei",
                "Noto Sans",
            ],
            Self::Japanese => [
                "Noto Sans CJK JP",
                "Noto Sans JP",
                "Source Han Sans JP",
                "Hiragino Sans",
                "Yu Gothic",
                "Meiryo",
                "IPAGothic",
                "VL Gothic",
                "Noto Sans",
            ],
            Self::Korean => [
                "Noto Sans CJK KR",
                "Noto Sans KR",
                "Source Han Sans KR",
                "Apple SD Gothic Neo",
                "Malgun Gothic",
                "NanumGothic",
                "Nanum Gothic",
                "Baekmuk Gulim",
                "Noto Sans",
            ],
        }
    }
}

/// Fonts beside Inter.
#[derive(Default)]
struct Others {
    given: Vec<&'static Face>,
    system: Option<Database>,
    loaded: HashMap<ID, Option<&'static Face>>,
    found: HashMap<(char, Weight, Han), Option<&'static Face>>,
    missing: BTreeSet<char>,
}

static OTHERS: LazyLock<Mutex<Others>> = LazyLock::new(Mutex::default);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The face to set a character in: Inter, else what is given, else what the system has; none if no font has it.
pub fn face_of(letter: char, weight: Weight, han: Han) -> Option<&'static Face> {
    let own = own(weight);
    if own.has(letter) {
        return Some(own);
    }
    let mut others = lock(&OTHERS);
    if let Some(found) = others.found.get(&(letter, weight, han)) {
        return *found;
    }
    let found = others.find(letter, weight, han);
    others.found.insert((letter, weight, han), found);
    if found.is_none() && !letter.is_control() {
        others.missing.insert(letter);
    }
    found
}

/// Lets characters that Inter lacks be set in a font of a file, before those of the system.
///
/// # Errors
/// Why the file cannot be used, in words.
pub fn use_font(path: &Path) -> Result<(), String> {
    let data = std::fs::read(path).map_err(|error| format!("cannot read the font {}: {error}", path.display()))?;
    let data: &'static [u8] = Vec::leak(data);
    let faces: Vec<Face> = (0..).map_while(|index| Face::new(data, index)).take(64).collect();
    if faces.is_empty() {
        return Err(format!(
            "{} is no font that can be read: expected a TrueType or OpenType file (.ttf, .otf, .ttc)",
            path.display()
        ));
    }
    let mut others = lock(&OTHERS);
    others.found.clear();
    others.missing.clear();
    others.given.extend(faces.into_iter().map(|face| &*Box::leak(Box::new(face))));
    Ok(())
}

/// The characters that pictures should have shown so far, and no font has.
#[must_use]
pub fn missing_characters() -> String {
    lock(&OTHERS).missing.iter().collect()
}

/// What to do about characters that no font has: which they are, and what to install. None if there are none.
#[must_use]
pub fn missing_note() -> Option<String> {
    const SHOWN: usize = 24;
    let missing = missing_characters();
    let count = missing.chars().count();
    let shown: String = missing.chars().take(SHOWN).collect();
    let rest = if count > SHOWN { format!(" and {} more", count - SHOWN) } else { String::new() };
    let plural = if count == 1 { "" } else { "s" };
    // Some may lack both kinds: one package then leaves the others missing.
    let kinds = [
        (missing.chars().any(is_east_asian), "fonts-noto-cjk", "google-noto-sans-cjk-fonts"),
        (!missing.chars().all(is_east_asian), "fonts-noto-core", "google-noto-fonts-all"),
    ];
    let packages = |which: fn(&(bool, &'static str, &'static str)) -> &'static str| {
        kinds.iter().filter(|kind| kind.0).map(which).collect::<Vec<_>>().join(" ")
    };
    let (package, fedora) = (packages(|kind| kind.1), packages(|kind| kind.2));
    (count > 0).then(|| {
        format!(
            "pictures lack {count} character{plural} that no font of this machine has: {shown}{rest}; install one \
             (Debian, Ubuntu: `apt install {package}`; Fedora: `dnf install {fedora}`), or name a file: --font FILE"
        )
    })
}

fn is_east_asian(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

impl Others {
    fn find(&mut self, letter: char, weight: Weight, han: Han) -> Option<&'static Face> {
        if let Some(face) = self.given.iter().find(|face| face.has(letter)) {
            return Some(face);
        }
        let database = self.system.get_or_insert_with(|| {
            let mut database = Database::new();
            database.load_system_fonts();
            database
        });
        let families = han.families();
        let mut ranked: BTreeMap<(usize, bool, u16, String), ID> = BTreeMap::new();
        for info in database.faces().filter(|info| info.style == Style::Normal) {
            ranked.insert(rank(info, weight, &families), info.id);
        }
        for id in ranked.into_values() {
            let face = *self.loaded.entry(id).or_insert_with(|| {
                // Only faces that have the character are kept in memory.
                let has = database.with_face_data(id, |data, index| {
                    FontRef::from_index(data, index).is_ok_and(|font| font.charmap().map(letter).is_some())
                });
                if has == Some(true) { load(database, id) } else { None }
            });
            match face {
                Some(face) if face.has(letter) => return Some(face),
                Some(_) => {}
                // It may have another character.
                None => drop(self.loaded.remove(&id)),
            }
        }
        None
    }
}

/// The order in which faces are tried: families that are known to be good, sans serif, near the weight.
fn rank(info: &FaceInfo, weight: Weight, families: &[&str]) -> (usize, bool, u16, String) {
    let family = info.families.first().map_or("", |(name, _)| name.as_str());
    let known = families.iter().position(|known| *known == family).unwrap_or(families.len());
    let wanted = match weight {
        Weight::Regular => 400,
        Weight::SemiBold => 700,
    };
    let odd = info.monospaced || family.contains("Serif") || family.contains("Mono");
    (known, odd, info.weight.0.abs_diff(wanted), format!("{} {}", info.post_script_name, info.index))
}

fn load(database: &Database, id: ID) -> Option<&'static Face> {
    let (source, index) = database.face_source(id)?;
    let data = match source {
        Source::File(path) | Source::SharedFile(path, _) => std::fs::read(path).ok()?,
        Source::Binary(data) => data.as_ref().as_ref().to_vec(),
    };
    Some(Box::leak(Box::new(Face::new(Vec::leak(data), index)?)))
}
