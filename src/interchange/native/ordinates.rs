//! `VECTOR LOOKUP` of Vensim: a graph whose ordinates are the elements of a vector, and may change (Reference Manual, "VECTOR
//! LOOKUP"). Its abscissae lie evenly between two numbers.

use super::super::expression::Expression;
use super::Translator;
use super::scope::{Scope, Stop};
use super::written::{ATOM, PRODUCT, SUM, Written};
use crate::diagnostic::Code;

/// How such a graph is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Straight between points.
    Straight,
    /// The area from the first point on.
    Area,
    /// The point before.
    Backward,
    /// The next point.
    Forward,
}

impl Mode {
    /// What a number asks for, and whether the first and the last piece go on beyond the ends. The inverse and the slope are not
    /// read: of the one the manual does not say which of several places it is, of the other what it is at a point.
    fn of(number: f64) -> Option<(Self, bool)> {
        Some(match number {
            0.0 => (Self::Straight, false),
            1.0 => (Self::Area, false),
            2.0 => (Self::Backward, false),
            3.0 => (Self::Straight, true),
            4.0 => (Self::Forward, false),
            7.0 => (Self::Area, true),
            _ => return None,
        })
    }
}

impl Translator<'_> {
    /// `VECTOR LOOKUP(vector[first element], x, least, greatest, mode)`: the ordinates and what each piece adds to the first of them.
    pub(super) fn vector_lookup(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let [vector, x, least, greatest, mode] = arguments else { return Err(Stop::Wrong) };
        let Some((mode, goes_on)) = self.settled(mode, scope).and_then(Mode::of) else {
            let what = "`VECTOR LOOKUP` in a mode that is not fixed, or not 0, 1, 2, 3, 4 or 7";
            return Err(self.unsupported(what, &mode.range));
        };
        let (ordinates, base) = self.from_element(vector, scope)?;
        if base > 0 {
            let what = "`VECTOR LOOKUP` of a vector that is not named by its first element";
            return Err(self.unsupported(what, &vector.range));
        }
        if ordinates.len() < 2 {
            let message = "`VECTOR LOOKUP` needs a vector of two elements at least";
            return Err(self.wrong(Code::DimensionMismatch, message, &vector.range));
        }
        let (x, least) = (self.expression(x, scope)?, self.expression(least, scope)?);
        let greatest = self.expression(greatest, scope)?;
        let pieces = ordinates.len() - 1;
        // Multiplied first, so that what lies on a point of round numbers does so here.
        let width = format!("({} - {})", greatest.at(SUM), least.at(PRODUCT));
        let place = format!("({} - {}) * {pieces} / {width}", x.at(SUM), least.at(PRODUCT));
        let place = self.part("place", place, scope);
        let into = |piece: usize| match (goes_on && piece == 0, goes_on && piece + 1 == pieces) {
            (true, true) => place.clone(),
            (true, false) => format!("min({place}, 1)"),
            (false, true) => format!("max({place} - {piece}, 0)"),
            (false, false) => format!("clamp({place} - {piece}, 0, 1)"),
        };
        let rise = |piece: usize| format!("({} - {})", ordinates[piece + 1].at(SUM), ordinates[piece].at(PRODUCT));
        let first = ordinates[0].at(PRODUCT);
        let mut parts = match mode {
            Mode::Area => Vec::new(),
            Mode::Straight | Mode::Backward | Mode::Forward => vec![first.clone()],
        };
        for (piece, ordinate) in ordinates.iter().take(pieces).enumerate() {
            parts.push(match mode {
                Mode::Straight => format!("{} * {}", rise(piece), into(piece)),
                Mode::Backward => format!("{} * ({place} >= {})", rise(piece), piece + 1),
                Mode::Forward => format!("{} * ({place} > {piece})", rise(piece)),
                Mode::Area => {
                    let into = self.part("into", into(piece), scope);
                    format!("{} * {into} + {} * {into} ^ 2 / 2", ordinate.at(PRODUCT), rise(piece))
                }
            });
        }
        if mode != Mode::Area {
            return Ok(Written::new(parts.join(" + "), SUM));
        }
        if !goes_on {
            parts.push(format!("{first} * min({place}, 0)"));
            parts.push(format!("{} * max({place} - {pieces}, 0)", ordinates[pieces].at(PRODUCT)));
        }
        let area = Written::new(parts.join(" + "), SUM);
        Ok(Written::new(format!("{} * {width} / {pieces}", area.at(ATOM)), PRODUCT))
    }
}
