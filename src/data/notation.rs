//! How the numbers of a column are written: decided by all of its cells.

use super::grid::{Cursor, Delimiter, Grid, TOGETHER};
use super::number::{Decimal, Shape, Side, is_long, is_missing, is_money, shape_of, side};
use crate::diagnostic::{Code, Diagnostic};
use crate::parallel;

/// A cell, by its row and column.
type At = (usize, usize);

/// What the cells of some columns say of how numbers are written.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen or not, whatever the others are")]
pub(super) struct Evidence {
    point: Option<At>,
    comma: Option<At>,
    either_point: Option<At>,
    either_comma: Option<At>,
    /// Of these the first that ends with a 0, which decimals seldom do, and the first behind a sign of money.
    padded: Option<At>,
    money: Option<At>,
    /// A number without separators of up to three digits, and of more.
    short: bool,
    long: bool,
    percent: Option<At>,
    plain: Option<At>,
    /// Numbers on the sides of a ledger, the first of which may as well be crore.
    credit: Option<At>,
    debit: Option<At>,
    /// Whether numbers of one column have commas or none, and those that have none are below 1000.
    groups: bool,
    /// Whether only what is cheap was looked at, as numbers look usual: whole, or with a point.
    skimmed: bool,
}

impl Evidence {
    /// Looks at all cells of some columns; what is usual in programs needs no second look.
    pub fn of(grid: &Grid, rows: &[u32], columns: &[usize]) -> Self {
        let pieces: Vec<&[u32]> = rows.chunks(TOGETHER).collect();
        let of_program = |byte: u8| byte.is_ascii_digit() || byte == b'-' || byte == b'.';
        let usual = |text: &str| text.bytes().all(of_program) && !may_be_grouped(text);
        let is_plain = |piece: &&[u32]| {
            columns.iter().all(|column| {
                let mut cells = grid.cursor(*column);
                let is_usual = |digits: i64, decimals: u8| decimals != 3 || digits % 10 != 0;
                if cells.all_digits(piece, is_usual) {
                    return true;
                }
                piece.iter().all(|row| match cells.digits(*row as usize) {
                    Some((digits, decimals)) => is_usual(digits, decimals),
                    None => usual(&grid.text(*row as usize, *column)),
                })
            })
        };
        // One odd cell is most often among the first.
        let first = &rows[..rows.len().min(1000)];
        let plain = grid.delimiter != Delimiter::Semicolon
            && is_plain(&first)
            && parallel::map(&pieces, is_plain).into_iter().all(|plain| plain);
        if plain {
            return Self { skimmed: true, ..Self::default() };
        }
        Self::of_all(grid, rows, columns)
    }

    /// Looks at all cells of some columns, whatever they look like.
    pub fn of_all(grid: &Grid, rows: &[u32], columns: &[usize]) -> Self {
        let pieces: Vec<&[u32]> = rows.chunks(TOGETHER).collect();
        let look = |piece: &&[u32]| {
            let mut found = Self::default();
            if let [column] = columns {
                let mut texts = Vec::new();
                let add = |at: usize, digits: Option<(i64, u8)>| match digits {
                    Some(digits) => found.add_digits(digits, (piece[at] as usize, *column)),
                    None => texts.push(piece[at] as usize),
                };
                if grid.cursor(*column).each_digits(piece, add) {
                    // What is found first is said: texts are looked at behind the numbers, and where they stand is compared.
                    let mut others = Self::default();
                    for row in texts {
                        others.add(&grid.text(row, *column), (row, *column));
                    }
                    return found.before(others);
                }
                found = Self::default();
            }
            let mut cells: Vec<Cursor> = columns.iter().map(|column| grid.cursor(*column)).collect();
            for row in piece.iter().map(|row| *row as usize) {
                for (column, cells) in columns.iter().zip(&mut cells) {
                    match cells.digits(row) {
                        Some(digits) => found.add_digits(digits, (row, *column)),
                        None => found.add(&grid.text(row, *column), (row, *column)),
                    }
                }
            }
            found
        };
        let found = parallel::map(&pieces, look).into_iter().fold(Self::default(), Self::joined);
        let alone = found.comma.is_none() && found.either_point.is_none();
        Self { groups: found.either_comma.is_some() && alone && found.short && !found.long, ..found }
    }

    /// Adds a plain number by its digits, some of which are decimals.
    fn add_digits(&mut self, (digits, decimals): (i64, u8), at: At) {
        let whole = digits.unsigned_abs() / 1000;
        let place = match decimals {
            0 => {
                self.long |= whole > 0;
                self.short |= whole == 0;
                &mut self.plain
            }
            3 if (1..1000).contains(&whole) => {
                if digits % 10 == 0 {
                    self.padded.get_or_insert(at);
                }
                &mut self.either_point
            }
            _ => &mut self.point,
        };
        place.get_or_insert(at);
        self.plain.get_or_insert(at);
    }

    fn add(&mut self, text: &str, at: At) {
        if is_missing(text) {
            return;
        }
        let Some(shape) = shape_of(text) else { return };
        if text.ends_with(['r', 'R', '.'])
            && let Some(side) = side(text)
        {
            let place = if side == Side::Credit { &mut self.credit } else { &mut self.debit };
            place.get_or_insert(at);
        }
        let place = match shape {
            Shape::Plain if is_long(text) => return self.count(text, at, true),
            Shape::Plain => return self.count(text, at, false),
            Shape::Decides(Decimal::Point) => &mut self.point,
            Shape::Decides(Decimal::Comma) => &mut self.comma,
            Shape::Either(Decimal::Point) => {
                if may_be_grouped(text) {
                    self.padded.get_or_insert(at);
                }
                &mut self.either_point
            }
            Shape::Either(Decimal::Comma) => {
                if is_money(text) {
                    self.money.get_or_insert(at);
                }
                &mut self.either_comma
            }
            Shape::Wrong => return,
        };
        place.get_or_insert(at);
        self.per_cent(text, at);
    }

    fn count(&mut self, text: &str, at: At, long: bool) {
        self.long |= long;
        self.short |= !long;
        self.per_cent(text, at);
    }

    fn per_cent(&mut self, text: &str, at: At) {
        let place = if text.ends_with(['%', '％']) { &mut self.percent } else { &mut self.plain };
        place.get_or_insert(at);
    }

    /// What both say of cells between one another.
    fn before(self, other: Self) -> Self {
        let first = |one: Option<At>, other: Option<At>| one.into_iter().chain(other).min();
        Self {
            point: first(self.point, other.point),
            comma: first(self.comma, other.comma),
            either_point: first(self.either_point, other.either_point),
            either_comma: first(self.either_comma, other.either_comma),
            padded: first(self.padded, other.padded),
            money: first(self.money, other.money),
            percent: first(self.percent, other.percent),
            plain: first(self.plain, other.plain),
            credit: first(self.credit, other.credit),
            debit: first(self.debit, other.debit),
            ..self.joined(other)
        }
    }

    /// What all columns together say.
    pub fn joined(self, other: Self) -> Self {
        Self {
            point: self.point.or(other.point),
            comma: self.comma.or(other.comma),
            either_point: self.either_point.or(other.either_point),
            either_comma: self.either_comma.or(other.either_comma),
            padded: self.padded.or(other.padded),
            money: self.money.or(other.money),
            short: self.short || other.short,
            long: self.long || other.long,
            percent: self.percent.or(other.percent),
            plain: self.plain.or(other.plain),
            credit: self.credit.or(other.credit),
            debit: self.debit.or(other.debit),
            groups: self.groups || other.groups,
            skimmed: self.skimmed || other.skimmed,
        }
    }

    /// Whether some numbers can be read in two ways, and none decides.
    pub fn is_undecided(&self) -> bool {
        let open = self.either_comma.is_some() || self.either_point.is_some();
        let told = self.groups || self.money.is_some() || self.short && !self.long;
        open && self.point.is_none() && self.comma.is_none() && !told
    }

    /// Whether commas come before decimals somewhere, and points were not looked for.
    pub fn is_open(&self, all: &Self) -> bool {
        self.skimmed && all.comma.is_some()
    }

    /// Numbers with `Cr` or `Dr` behind them are on the sides of a ledger, or in crore: where both are there, or money is not said to
    /// be of rupees, nothing decides.
    ///
    /// # Errors
    /// That is so.
    pub fn decide_sides(&self, grid: &Grid, rupees: bool) -> Result<(), Diagnostic> {
        let (at, in_crore) = match (self.credit, self.debit) {
            (None, None) => return Ok(()),
            (Some(at), None) if rupees || grid.text(at.0, at.1).contains('₹') => return Ok(()),
            (None, Some(at)) => (at, false),
            (Some(at), _) => (at, true),
        };
        let text = grid.text(at.0, at.1).into_owned();
        let number = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '.').trim_end();
        let (readings, help) = if in_crore {
            (
                format!("{number} crore or {number} on the credit side"),
                "write `crore` for ten million; write what is owed with a minus, or each side in a column of its own",
            )
        } else {
            (
                format!("{number} on the debit side, or {number} with a mark"),
                "write what is owed with a minus, or each side in a column of its own",
            )
        };
        let message = format!("`{text}` may be {readings}, and nothing in its column decides");
        Err(Diagnostic::error(Code::AmbiguousNumber, message, grid.span(at.0, at.1), "").with_help(help))
    }

    /// Whether some are in per cent and some are not.
    pub fn is_mixed(&self) -> bool {
        self.percent.is_some() && self.plain.is_some()
    }

    /// The same where it was found that each row is either in per cent or not.
    pub fn by_row(self) -> Self {
        Self { plain: None, ..self }
    }

    /// Whether numbers are written in per cent.
    pub fn is_percent(&self) -> bool {
        self.percent.is_some()
    }

    /// The mark of decimals, with a note where there was something to decide; `all` is what the whole table says.
    pub fn decide(&self, grid: &Grid, all: &Self) -> Result<(Decimal, Option<String>), Diagnostic> {
        if let (Some(a), Some(b)) = (self.percent, self.plain) {
            return Err(mixed(grid, a, b));
        }
        // Numbers with a type have no commas; those that have are texts, of which nothing is known.
        if grid.numbers && self.comma.is_none() && self.either_comma.is_none() {
            return Ok((Decimal::Point, None));
        }
        let table = (all.point.is_some(), all.comma.is_some());
        let decision = match (self.point, self.comma) {
            (Some(point), Some(comma)) => return Err(contrary(grid, point, comma)),
            (Some(shows), None) => Some((Decimal::Point, Some(shows))),
            (None, Some(shows)) => Some((Decimal::Comma, Some(shows))),
            (None, None) if table == (true, false) => Some((Decimal::Point, all.point)),
            (None, None) if table == (false, true) => Some((Decimal::Comma, all.comma)),
            (None, None) => None,
        };
        if let Some((decimal, shows)) = decision {
            return Ok((decimal, self.note(grid, decimal, shows)));
        }
        // Of numbers with commas, those below a thousand have none: then commas group.
        let grouped = self.short && !self.long && grid.delimiter != Delimiter::Semicolon;
        match (self.either_comma, self.either_point) {
            (None, None) => Ok((Decimal::Point, None)),
            // `12`, `1.250`: no program writes decimals so, but for one that leaves them away where there are none.
            (None, Some(_)) if grouped && let Some(at) = self.padded => Err(open(grid, at, Decimal::Point)),
            (None, Some(_)) if grid.delimiter != Delimiter::Semicolon => Ok((Decimal::Point, None)),
            (Some(_), None) if grouped => Ok((Decimal::Point, self.note(grid, Decimal::Point, None))),
            (Some(_), None) if all.groups && grid.delimiter != Delimiter::Semicolon => {
                Ok((Decimal::Point, self.note(grid, Decimal::Point, None)))
            }
            // `$4,100`: where commas stand between cells, and money is written so, they are no marks of decimals.
            (Some(_), None) if self.money.is_some() && grid.delimiter == Delimiter::Comma => {
                Ok((Decimal::Point, self.note(grid, Decimal::Point, None)))
            }
            (Some(at), None) => Err(open(grid, at, Decimal::Comma)),
            (None, Some(at)) => Err(open(grid, at, Decimal::Point)),
            (Some(comma), Some(point)) => Err(contrary(grid, point, comma)),
        }
    }

    /// Says how a number that can be read in two ways is read.
    fn note(&self, grid: &Grid, decimal: Decimal, shows: Option<At>) -> Option<String> {
        let open = if decimal == Decimal::Point { self.either_comma } else { self.either_point };
        let shown = |at: At| grid.text(at.0, at.1).into_owned();
        let usual = match (self.groups, self.money) {
            (true, _) => "numbers below 1000 have none",
            (false, Some(_)) => "money is written so",
            (false, None) => "numbers below 1000 of another column have none",
        };
        let because = shows.map_or_else(
            || format!(", as {usual}"),
            |at| format!(", as `{}` {} shows", shown(at), grid.place_in_words(at.0, at.1)),
        );
        match (open, decimal) {
            (Some(at), _) => {
                let marks = if decimal == Decimal::Point { "commas" } else { "points" };
                let text = shown(at);
                let value = text.replace([',', '.'], "");
                Some(format!("`{text}` is read as {value}: {marks} group digits{because}"))
            }
            (None, Decimal::Comma) => Some(format!("commas come before decimals{because}")),
            (None, Decimal::Point) => None,
        }
    }
}

/// Whether a point before three digits, the last of which is a 0, may group digits: `1.250`.
fn may_be_grouped(text: &str) -> bool {
    let (whole, part) = text.trim_start_matches(['-', '−']).split_once('.').unwrap_or_default();
    part.len() == 3 && part.ends_with('0') && (1..4).contains(&whole.len()) && !whole.starts_with('0')
}

/// Two cells of a column of which one is in per cent.
fn mixed(grid: &Grid, percent: At, plain: At) -> Diagnostic {
    let shown = |at: At| grid.text(at.0, at.1).into_owned();
    let message = format!("`{}` is in per cent and `{}` is not", shown(percent), shown(plain));
    Diagnostic::error(Code::AmbiguousNumber, message, grid.span(plain.0, plain.1), "may be a share or per cent")
        .with_label(grid.span(percent.0, percent.1), "in per cent")
        .with_help("write all numbers of a column in one way")
}

/// A number that can be read in two ways, and nothing decides.
fn open(grid: &Grid, at: At, mark: Decimal) -> Diagnostic {
    let text = grid.text(at.0, at.1).into_owned();
    let (grouped, decimal) = (text.replace([',', '.'], ""), text.replace(',', "."));
    let message = format!("`{text}` may be {grouped} or {decimal}, and nothing in its column decides");
    let (one, other) = if mark == Decimal::Comma { ("point", "comma") } else { ("comma", "point") };
    Diagnostic::error(Code::AmbiguousNumber, message, grid.span(at.0, at.1), "")
        .with_help(format!("say which: --decimal {one} reads {grouped}, --decimal {other} reads {decimal}"))
}

/// Two cells of a column that are written in contrary ways.
fn contrary(grid: &Grid, point: At, comma: At) -> Diagnostic {
    let shown = |at: At| grid.text(at.0, at.1).into_owned();
    let message = format!("`{}` and `{}` cannot both be numbers of one notation", shown(point), shown(comma));
    Diagnostic::error(Code::AmbiguousNumber, message, grid.span(comma.0, comma.1), "a comma before decimals")
        .with_label(grid.span(point.0, point.1), "a point before decimals")
        .with_help("write all numbers of a column in one way, or say --decimal point or --decimal comma")
}
