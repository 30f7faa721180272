//! Units: scales of dimensions, and the texts they are written in.

mod dimension;
mod money;
mod slips;
mod terms;

use std::collections::BTreeMap;

pub use dimension::{Dimension, Power};
use money::is_money;

/// A unit: a dimension and the number of base units in one of it, as `numerator / denominator` so that decimal scales
/// convert with a single rounding (6 % is 6/100, not 6 times 0.01).
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The dimension.
    pub dimension: Dimension,
    numerator: f64,
    denominator: f64,
}

impl Unit {
    /// The dimensionless unit.
    #[must_use]
    pub fn one() -> Self {
        Self { dimension: Dimension::one(), numerator: 1.0, denominator: 1.0 }
    }

    /// Stands for a unit that is not known.
    #[must_use]
    pub fn unknown() -> Self {
        Self { dimension: Dimension::unknown(), ..Self::one() }
    }

    fn scaled(dimension: Dimension, numerator: f64, denominator: f64) -> Self {
        Self { dimension, numerator, denominator }
    }

    /// A value in this unit, expressed in base units.
    #[must_use]
    pub fn to_base(&self, value: f64) -> f64 {
        value * self.numerator / self.denominator
    }

    /// A value in base units, expressed in this unit.
    #[must_use]
    pub fn from_base(&self, value: f64) -> f64 {
        value * self.denominator / self.numerator
    }

    /// Numerator and denominator of the number of base units in one of this unit.
    #[must_use]
    pub fn scale(&self) -> (f64, f64) {
        (self.numerator, self.denominator)
    }

    /// Whether its powers and its scale are numbers that can be worked with.
    fn is_moderate(&self) -> bool {
        let scales = [self.numerator, self.denominator, self.numerator / self.denominator];
        self.dimension.is_moderate() && scales.iter().all(|scale| scale.is_normal())
    }

    fn times(&self, other: &Self) -> Self {
        Self::scaled(
            self.dimension.times(&other.dimension),
            self.numerator * other.numerator,
            self.denominator * other.denominator,
        )
        .reduced()
    }

    fn power(&self, exponent: Power) -> Self {
        let real = f64::from(*exponent.numer()) / f64::from(*exponent.denom());
        let (numerator, denominator) = if real < 0.0 {
            (self.denominator.powf(-real), self.numerator.powf(-real))
        } else {
            (self.numerator.powf(real), self.denominator.powf(real))
        };
        Self::scaled(self.dimension.power(exponent), numerator, denominator).reduced()
    }

    /// Cancels a denominator that divides the numerator, or the reverse, exactly.
    fn reduced(mut self) -> Self {
        if self.numerator % self.denominator == 0.0 {
            self.numerator /= self.denominator;
            self.denominator = 1.0;
        } else if self.denominator % self.numerator == 0.0 {
            self.denominator /= self.numerator;
            self.numerator = 1.0;
        }
        self
    }
}

/// Why the text of a unit was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitError {
    /// Bytes of the text that are at fault.
    pub range: std::ops::Range<usize>,
    /// What is wrong.
    pub message: String,
    /// A name that may have been meant.
    pub meant: Option<String>,
}

/// A unit that every file knows: name, powers of base units, numerator and denominator of the scale.
type BuiltIn = (&'static str, &'static [(&'static str, i32)], f64, f64);

/// Units that every file knows.
const BUILT_IN: &[BuiltIn] = &[
    ("1", &[], 1.0, 1.0),
    ("%", &[], 1.0, 100.0),
    ("permille", &[], 1.0, 1000.0),
    ("k", &[], 1e3, 1.0),
    ("mn", &[], 1e6, 1.0),
    ("bn", &[], 1e9, 1.0),
    ("trn", &[], 1e12, 1.0),
    ("yr", &[("yr", 1)], 1.0, 1.0),
    ("year", &[("yr", 1)], 1.0, 1.0),
    ("years", &[("yr", 1)], 1.0, 1.0),
    ("quarter", &[("yr", 1)], 1.0, 4.0),
    ("month", &[("yr", 1)], 1.0, 12.0),
    // A year is 365.25 days.
    ("week", &[("yr", 1)], 28.0, 1461.0),
    ("day", &[("yr", 1)], 4.0, 1461.0),
    ("h", &[("yr", 1)], 1.0, 8766.0),
    ("s", &[("yr", 1)], 1.0, 31_557_600.0),
    ("mg", &[("g", 1)], 1.0, 1000.0),
    ("g", &[("g", 1)], 1.0, 1.0),
    ("kg", &[("g", 1)], 1e3, 1.0),
    ("t", &[("g", 1)], 1e6, 1.0),
    ("kt", &[("g", 1)], 1e9, 1.0),
    ("Mt", &[("g", 1)], 1e12, 1.0),
    ("Gt", &[("g", 1)], 1e15, 1.0),
    ("mm", &[("m", 1)], 1.0, 1000.0),
    ("cm", &[("m", 1)], 1.0, 100.0),
    ("m", &[("m", 1)], 1.0, 1.0),
    ("km", &[("m", 1)], 1e3, 1.0),
    ("ha", &[("m", 2)], 1e4, 1.0),
    // Energy in watt-years keeps power times time exact.
    ("W", &[("Wyr", 1), ("yr", -1)], 1.0, 1.0),
    ("kW", &[("Wyr", 1), ("yr", -1)], 1e3, 1.0),
    ("MW", &[("Wyr", 1), ("yr", -1)], 1e6, 1.0),
    ("GW", &[("Wyr", 1), ("yr", -1)], 1e9, 1.0),
    ("TW", &[("Wyr", 1), ("yr", -1)], 1e12, 1.0),
    ("Wh", &[("Wyr", 1)], 1.0, 8766.0),
    ("kWh", &[("Wyr", 1)], 1e3, 8766.0),
    ("MWh", &[("Wyr", 1)], 1e6, 8766.0),
    ("GWh", &[("Wyr", 1)], 1e9, 8766.0),
    ("TWh", &[("Wyr", 1)], 1e12, 8766.0),
    ("J", &[("Wyr", 1)], 1.0, 31_557_600.0),
    ("kJ", &[("Wyr", 1)], 1e3, 31_557_600.0),
    ("MJ", &[("Wyr", 1)], 1e6, 31_557_600.0),
    ("GJ", &[("Wyr", 1)], 1e9, 31_557_600.0),
    ("TJ", &[("Wyr", 1)], 1e12, 31_557_600.0),
    ("PJ", &[("Wyr", 1)], 1e15, 31_557_600.0),
    ("EJ", &[("Wyr", 1)], 1e18, 31_557_600.0),
    // Tonnes of oil equivalent of 41.868 GJ and of coal equivalent of 29.3076 GJ (IEA and OECD, Energy Statistics Manual, 2005).
    ("toe", &[("Wyr", 1)], 41.868e9, 31_557_600.0),
    ("ktoe", &[("Wyr", 1)], 41.868e12, 31_557_600.0),
    ("Mtoe", &[("Wyr", 1)], 41.868e15, 31_557_600.0),
    ("tce", &[("Wyr", 1)], 29.3076e9, 31_557_600.0),
    ("Mtce", &[("Wyr", 1)], 29.3076e15, 31_557_600.0),
    ("K", &[("K", 1)], 1.0, 1.0),
    // Behind a mass: what it is of, so that it is not added to the mass of anything else.
    ("CO2", &[("CO2", 1)], 1.0, 1.0),
    ("CO2e", &[("CO2e", 1)], 1.0, 1.0),
];

/// All units a file may use: the built-in ones, money, and those it declares.
#[derive(Debug, Clone, Default)]
pub struct Units {
    declared: BTreeMap<String, Unit>,
    /// Units as quantities of the file are declared in them, without scales, in the order of the file.
    terms: Vec<(Dimension, String)>,
    /// Units are labels: nothing is checked or converted.
    labels: bool,
}

impl Units {
    /// Units that are labels alone: whatever they are, every quantity fits every other.
    #[must_use]
    pub fn labels() -> Self {
        Self { labels: true, ..Self::default() }
    }

    /// Whether units are checked and converted.
    #[must_use]
    pub fn checked(&self) -> bool {
        !self.labels
    }

    /// The unit that a quantity is declared in.
    ///
    /// # Errors
    /// As of [`Self::parse`].
    pub fn declared(&self, text: &str) -> Result<Unit, UnitError> {
        if self.labels { Ok(Unit::unknown()) } else { self.parse(text) }
    }

    /// Lets a unit whose definition is wrong fit everywhere, so that one mistake is reported once.
    pub fn declare_unknown(&mut self, name: &str) {
        if self.lookup(name).is_none() {
            self.declared.insert(name.to_owned(), Unit::unknown());
        }
    }

    /// Declares a unit: a new base (`base`), or so many of others (`12 robot`).
    ///
    /// # Errors
    /// The definition is not a unit, or the name is taken.
    pub fn declare(&mut self, name: &str, definition: &str) -> Result<(), UnitError> {
        let unit = if definition.trim() == "base" {
            Unit::scaled(Dimension::base(name), 1.0, 1.0)
        } else {
            self.parse(definition)?
        };
        // What says the same again does no harm.
        let same = |known: &Unit| {
            known.dimension == unit.dimension && (known.to_base(1.0) / unit.to_base(1.0) - 1.0).abs() < 1e-12
        };
        if self.lookup(name).is_some_and(|known| self.declared.contains_key(name) || !same(&known)) {
            return Err(UnitError {
                range: 0..definition.len(),
                message: format!("the unit `{name}` exists already"),
                meant: None,
            });
        }
        self.declared.insert(name.to_owned(), unit);
        Ok(())
    }

    /// Looks a single name up.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Option<Unit> {
        if let Some(unit) = self.declared.get(name) {
            return Some(unit.clone());
        }
        if let Some((_, powers, numerator, denominator)) = BUILT_IN.iter().find(|(known, ..)| *known == name) {
            let dimension = powers.iter().fold(Dimension::one(), |product, (base, power)| {
                product.times(&Dimension::base(base).power(Power::from_integer(*power)))
            });
            return Some(Unit::scaled(dimension, *numerator, *denominator));
        }
        is_money(name).then(|| Unit::scaled(Dimension::base(name), 1.0, 1.0))
    }

    fn nearest(&self, name: &str) -> Option<String> {
        // One letter of a short name is a factor of a thousand and more: only the case may differ, but for m and M.
        let (short, long): (Vec<&str>, Vec<&str>) =
            BUILT_IN.iter().map(|(known, ..)| *known).partition(|known| differs_by_scale(known));
        let prefix = |text: &str| text.starts_with(['m', 'M']).then(|| text.chars().next()).flatten();
        let same = short
            .into_iter()
            .find(|known| known.eq_ignore_ascii_case(name) && (prefix(known) == prefix(name) || name.len() < 2));
        let declared = self.declared.keys().map(String::as_str);
        let near = same.or_else(|| crate::diagnostic::did_you_mean(name, long.into_iter().chain(declared)));
        // Currency codes are written in capitals.
        near.map(str::to_owned).or_else(|| slips::currency(name))
    }

    /// Reads a unit: factors beside one another multiply, `/` divides by the factor after it, `^` raises.
    ///
    /// # Errors
    /// A name is unknown, or the text is not of this form.
    pub fn parse(&self, text: &str) -> Result<Unit, UnitError> {
        let mut product = Unit::one();
        let mut divide = false;
        let mut any = false;
        let words = words(text);
        if let Some((range, meant)) = slips::year_of_money(&words) {
            let message = format!("the year `{}` would multiply the unit", &text[range.clone()]);
            return Err(UnitError { range, message, meant: Some(meant) });
        }
        for (start, word) in words {
            let range = start..start + word.len();
            if word == "/" {
                if divide || !any {
                    return Err(UnitError {
                        range,
                        message: "a unit is expected here, not `/`".to_owned(),
                        meant: None,
                    });
                }
                divide = true;
                continue;
            }
            if word == "*" {
                continue;
            }
            let factor = self.factor(word, start).map_err(|error| match slips::quotient(text, word) {
                Some(meant) => UnitError { meant: Some(meant), ..error },
                None if word.contains(['(', ')']) => {
                    let message = "units have no brackets: `/` divides by the one factor after it".to_owned();
                    UnitError { message, meant: slips::without_brackets(text), ..error }
                }
                None => error,
            })?;
            product = product.times(&if divide { factor.power(Power::from_integer(-1)) } else { factor });
            if !product.is_moderate() {
                let message = format!("the scale or a power of `{}` is out of range", text[..range.end].trim());
                return Err(UnitError { range: 0..range.end, message, meant: None });
            }
            divide = false;
            any = true;
        }
        if divide || !any {
            let message = "a unit is missing; write `1` for a dimensionless quantity".to_owned();
            return Err(UnitError { range: 0..text.len(), message, meant: None });
        }
        Ok(product)
    }

    /// One factor: `name`, `name^2`, `name^1/2` is not a factor (write `name^0.5` as `sqrt` in an equation), or a number.
    fn factor(&self, word: &str, start: usize) -> Result<Unit, UnitError> {
        let (name, exponent) = match word.split_once('^') {
            None => (word, Power::from_integer(1)),
            Some((name, exponent)) => match exponent.parse::<i32>() {
                Ok(exponent) if exponent.abs() <= 9 => (name, Power::from_integer(exponent)),
                _ => {
                    return Err(UnitError {
                        range: start + name.len() + 1..start + word.len(),
                        message: format!("the exponent `{exponent}` is not a whole number from -9 to 9"),
                        meant: None,
                    });
                }
            },
        };
        if let Some(unit) = self.lookup(name) {
            return Ok(unit.power(exponent));
        }
        if let Ok(number) = name.replace('_', "").parse::<f64>()
            && number.is_finite()
            && number > 0.0
        {
            return Ok(Unit::scaled(Dimension::one(), number, 1.0).power(exponent));
        }
        Err(UnitError {
            range: start..start + name.len(),
            message: format!("the unit `{name}` is not known{}", slips::of_celsius(name)),
            meant: slips::meant(self, name),
        })
    }
}

/// Whether a name with another letter is one of another scale.
fn differs_by_scale(name: &str) -> bool {
    name.len() <= 3 || name.contains(char::is_uppercase) || name.ends_with("toe")
}

/// Splits a unit's text into names and operators, with their byte offsets.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = None;
    for (position, character) in text.char_indices() {
        let operator = character == '/' || character == '*' || character == '·';
        if (operator || character.is_whitespace())
            && let Some(begin) = start.take()
        {
            found.push((begin, &text[begin..position]));
        }
        if operator {
            let word = if character == '/' { "/" } else { "*" };
            found.push((position, word));
        } else if !character.is_whitespace() && start.is_none() {
            start = Some(position);
        }
    }
    if let Some(begin) = start {
        found.push((begin, &text[begin..]));
    }
    found
}

#[cfg(test)]
mod tests;
