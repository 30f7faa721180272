//! Scenarios and tables at random, as the fuzz targets take them, without any tool: texts are cut, doubled, spliced and edited
//! by a generator with a seed, and every panic is told with the text that caused it.
//!
//!     cargo run --release --example mutations [SECONDS FOR EACH TARGET] [SEED] [TARGET] [FILE FOR WHAT IS TRIED]
//!
//! Tables and models begin as the files of `tests/data/offices` and `tests/interchange`: run it in the folder of this repository.

#[path = "../fuzz/entries.rs"]
mod entries;
#[path = "../fuzz/written.rs"]
mod written;

use std::panic::catch_unwind;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Numbers at random (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195).
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }
}

/// What is put into texts: numbers at the ends of what there is, and signs that mean something somewhere.
const PIECES: [&str; 43] = [
    "0",
    "-1",
    "1e308",
    "-1e308",
    "1e-320",
    "nan",
    "inf",
    "-inf",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "1e18",
    "0.1",
    "99999999",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "=",
    ",",
    "\n",
    "\r\n",
    "\t",
    "\u{0}",
    "\u{202e}",
    "é",
    "日本",
    // Letters that take another number of bytes when they are made small or great.
    "\u{212a}",
    "İ",
    "ŉ",
    "😀",
    "<b>&amp;",
    "time",
    "previous(",
    ")",
    "delay(",
    " yr",
    " %",
    "|",
    "//",
    "#",
];

/// A text with some edits; of bytes that are no text, other bytes.
fn mutated(texts: &[Vec<u8>], random: &mut SplitMix) -> Vec<u8> {
    let whole = &texts[random.below(texts.len())];
    let Ok(text) = std::str::from_utf8(whole) else { return other_bytes(whole.clone(), random) };
    let mut text: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(6) {
        let (at, length) = (random.below(text.len() + 1), random.below(12));
        let end = (at + length).min(text.len());
        match random.below(6) {
            0 => drop(text.drain(at..end)),
            1 => drop(text.splice(at..at, PIECES[random.below(PIECES.len())].chars())),
            2 => drop(text.splice(at..end, PIECES[random.below(PIECES.len())].chars())),
            3 => drop(text.splice(at..at, text[at..end].to_vec())),
            4 => digits(&mut text, at, random),
            _ => lines(&mut text, random),
        }
    }
    text.into_iter().collect::<String>().into_bytes()
}

/// Bytes with some edits.
fn other_bytes(mut bytes: Vec<u8>, random: &mut SplitMix) -> Vec<u8> {
    for _ in 0..=random.below(6) {
        let (at, length) = (random.below(bytes.len() + 1), random.below(40));
        let end = (at + length).min(bytes.len());
        match random.below(5) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..end, PIECES[random.below(PIECES.len())].bytes())),
            2 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
            3 => bytes[at..end].iter_mut().for_each(|byte| *byte = random.next() as u8),
            _ => bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << random.below(8)),
        }
    }
    bytes
}

/// All files of a folder that some end so.
fn files(folder: &str, endings: &[&str]) -> Vec<Vec<u8>> {
    let paths = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let wanted = |path: &std::path::PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        endings.is_empty() || endings.contains(&ending)
    };
    let mut paths: Vec<_> = paths.filter(wanted).collect();
    paths.sort();
    paths.iter().filter_map(|path| std::fs::read(path).ok()).collect()
}

/// Another number in the place of the next one.
fn digits(text: &mut Vec<char>, from: usize, random: &mut SplitMix) {
    if let Some(start) = (from..text.len()).find(|at| text[*at].is_ascii_digit()) {
        let end = (start..text.len()).find(|at| !text[*at].is_ascii_digit()).unwrap_or(text.len());
        drop(text.splice(start..end, PIECES[random.below(14)].chars()));
    }
}

/// A line gone, or twice.
fn lines(text: &mut Vec<char>, random: &mut SplitMix) {
    let whole: String = text.iter().collect();
    let mut lines: Vec<&str> = whole.split('\n').collect();
    let (one, other) = (random.below(lines.len()), random.below(lines.len()));
    if random.below(2) == 0 {
        lines.remove(one);
    } else {
        lines.insert(other, lines[one]);
    }
    *text = lines.join("\n").chars().collect();
}

/// A name, what is tried, and texts to begin with.
type Target = (&'static str, fn(&[u8]), Vec<Vec<u8>>);

fn main() -> ExitCode {
    let argument = |place: usize| std::env::args().nth(place).and_then(|text| text.parse().ok());
    let (seconds, seed) = (argument(1).unwrap_or(60), argument(2).unwrap_or(1));
    let scenarios = [
        include_str!("../tests/files/full.toml"),
        include_str!("../tests/files/everything_varies.toml"),
        include_str!("faults/case.toml"),
        include_str!("../src/cli/starter.toml"),
    ];
    let tables = [
        "year,value\n2013,37\n2014,57\n2015,69\n2016,97\n2017,156\n2018,155\n2019,148\n2020,178\n2021,268\n2022,290\n2023,276\n",
        "date,robots,tools\n2020Q1,1,5\n2020Q2,2,4\n2020Q3,,4\n2020Q4,3,3.5\n2021Q1,3,3\n2021Q2,5,2\n2021Q3,6,2\n2021Q4,7,1\n",
        "series,year,value\na,2001,1\na,2002,2\na,2003,3\na,2004,5\nb,2001,2\nb,2002,2\nb,2003,2\nb,2004,2\nb,2005,2\n",
    ];
    let owned = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>();
    let targets: [Target; 6] = [
        ("import", entries::import, files("tests/data/offices", &[])),
        ("model", entries::model, files("tests/interchange", &["mdl", "xmile"])),
        ("table", entries::table, owned(&tables)),
        ("engine", entries::engine, owned(&scenarios)),
        ("charts", written::charts, owned(&scenarios)),
        ("exports", written::exports, owned(&scenarios)),
    ];
    let (only, last) = (std::env::args().nth(3), std::env::args().nth(4));
    let mut panics = 0;
    for (name, entry, texts) in targets.into_iter().filter(|(name, ..)| only.as_ref().is_none_or(|only| only == name)) {
        let (begin, mut random, mut tried) = (Instant::now(), SplitMix(seed), 0_u64);
        while begin.elapsed() < Duration::from_secs(seconds) {
            let bytes = mutated(&texts, &mut random);
            // What ends the program is told by nobody else.
            if let Some(last) = &last {
                let _kept = std::fs::write(last, &bytes);
            }
            let started = Instant::now();
            if catch_unwind(|| entry(&bytes)).is_err() {
                panics += 1;
                println!("{name} panics at:\n{}", String::from_utf8_lossy(&bytes));
            }
            if started.elapsed() > Duration::from_secs(10) {
                println!("{name} takes {:?} for:\n{}", started.elapsed(), String::from_utf8_lossy(&bytes));
            }
            tried += 1;
        }
        println!("{name}: {tried} tried in {seconds} s");
    }
    println!("{panics} panics");
    if panics == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
