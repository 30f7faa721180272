//! Dividing what there is by profiles of priority: `ALLOCATE AVAILABLE` of Vensim (Reference Manual, "Allocation").
//!
//! As a price falls, each who asks is served along a curve around his priority. The price where all together get what there is
//! is found by halving the range in which it lies, so many times that the curves are straight there.

use super::super::expression::{Expression, Kind, Name, Which, folded};
use super::super::toml::decimal;
use super::Translator;
use super::scope::{Scope, Stop};
use super::vectors::last_dimension;
use super::written::{CHOICE, PRODUCT, SUM, Written};
use crate::diagnostic::Code;

/// So often is the range of the price halved.
const HALVINGS: i32 = 40;

/// Those who ask, at most.
const MOST_REQUESTS: usize = 30;

/// The curve along which somebody is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Curve {
    /// Evenly over the width around the priority.
    Rectangular,
    /// As the integral of a triangle over the width.
    Triangular,
    /// As a normal distribution whose standard deviation is the width.
    Normal,
    /// As an exponential distribution to both sides, whose mean distance is the width.
    Exponential,
}

/// Curves by their numbers. Number 0 has none: what there is is divided in proportion to what is asked for.
const CURVES: [(f64, Curve); 4] =
    [(1.0, Curve::Rectangular), (2.0, Curve::Triangular), (3.0, Curve::Normal), (4.0, Curve::Exponential)];

impl Curve {
    fn of(number: f64) -> Option<Self> {
        CURVES.iter().find(|(known, _)| *known == number).map(|(_, curve)| *curve)
    }

    /// The width that counts: Vensim's normal curves have a deviation of 0.05 at least.
    fn width(self, given: &str) -> String {
        let least = if self == Self::Normal { "0.05" } else { "1e-100" };
        format!("max({given}, {least})")
    }

    /// How many widths from the priority all is decided, to the last digit.
    fn reach(self) -> f64 {
        match self {
            Self::Rectangular | Self::Triangular => 0.5,
            Self::Normal => 9.0,
            Self::Exponential => 40.0,
        }
    }

    /// The part that is served at a price so many widths below the priority.
    fn served(self, below: &str) -> String {
        let even = format!("clamp({below} + 0.5, 0, 1)");
        match self {
            Self::Rectangular => even,
            Self::Triangular => {
                format!("(if {below} < 0 then 2 * {even} ^ 2 else 1 - 2 * (1 - {even}) ^ 2)")
            }
            // 1 - Phi(ln(exp(-below))).
            Self::Normal => format!("lognormal_survival(exp(clamp(-{below}, -600, 600)), 1, 1)"),
            Self::Exponential => {
                format!("(if {below} > 0 then 1 - 0.5 * exp(-{below}) else 0.5 * exp({below}))")
            }
        }
    }
}

/// Somebody who asks, or offers.
pub(super) struct Asking {
    request: String,
    /// The number of his curve.
    kind: Written,
    /// The same where it is fixed.
    fixed: Option<f64>,
    priority: Written,
    width: String,
}

impl Asking {
    /// What he gets at a price.
    pub(super) fn given(&self, price: &str) -> String {
        self.along(&format!("{} - {price}", self.priority.at(SUM)))
    }

    /// What he offers at a price.
    pub(super) fn offered(&self, price: &str) -> String {
        self.along(&format!("{price} - {}", self.priority.at(PRODUCT)))
    }

    /// Whether a price has no part in it.
    pub(super) fn is_fixed(&self) -> bool {
        self.fixed == Some(0.0)
    }

    /// What his curve gives so far from his priority; all of it if he has none.
    fn along(&self, from: &str) -> String {
        let served = |curve: Curve| curve.served(&format!("(({from}) / {})", curve.width(&self.width)));
        let share = match self.fixed {
            Some(number) => Curve::of(number).map_or("1".to_owned(), served),
            None => CURVES.iter().fold("1".to_owned(), |otherwise, (number, curve)| {
                format!("(if {} = {number} then {} else {otherwise})", self.kind.at(SUM), served(*curve))
            }),
        };
        format!("{} * {share}", self.request)
    }

    /// How many widths from his priority all is decided.
    fn reach(&self) -> f64 {
        let all = CURVES.iter().map(|(_, curve)| curve.reach()).fold(0.0, f64::max);
        self.fixed.and_then(Curve::of).map_or(all, Curve::reach)
    }
}

/// Names of what was found of a price: one at which too much is given and one at which too little is, and what is given there.
#[derive(Debug, Clone)]
pub(super) struct Price {
    low: String,
    high: String,
    given_low: String,
    given_high: String,
}

impl Translator<'_> {
    /// `ALLOCATE AVAILABLE(request, profile, supply)`: what the one at hand gets.
    pub(super) fn by_profile(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let [request, profile, supply] = arguments else { return Err(Stop::Wrong) };
        let own = self.asking(request, scope)?;
        let all = self.all_asking(request, profile, scope)?;
        let supply = self.expression(supply, scope)?;
        let wanted: Vec<&str> = all.iter().map(|one| one.request.as_str()).collect();
        let limit = self.part("to_give", format!("min(max({}, 0), {})", supply.text, wanted.join(" + ")), scope);
        let even = format!("safediv({limit} * {}, {})", all[own].request, wanted.join(" + "));
        let fixed: Vec<Option<f64>> = all.iter().map(|one| one.fixed).collect();
        if fixed.iter().all(|number| *number == Some(0.0)) {
            return Ok(Written::atom(even));
        }
        if fixed.contains(&Some(0.0)) {
            return Err(self.unsupported("fixed quantities among other profiles of priority", &profile.range));
        }
        let price = self.price(&all, &limit, &supply.text, scope);
        let Price { low, high, given_low, given_high } = price;
        let (at_low, at_high) = (all[own].given(&low), all[own].given(&high));
        let rest = format!("safediv(({limit} - {given_high}) * ({at_low} - {at_high}), {given_low} - {given_high})");
        let by_price = format!("{at_high} + {rest}");
        Ok(match all[own].fixed {
            Some(_) => Written::new(by_price, SUM),
            None => Written::new(format!("if {} = 0 then {even} else {by_price}", all[own].kind.at(SUM)), CHOICE),
        })
    }

    /// All who ask, each with his curve.
    pub(super) fn all_asking(
        &mut self,
        request: &Expression,
        profile: &Expression,
        scope: &Scope,
    ) -> Result<Vec<Asking>, Stop> {
        let requests = self.vector_of(request, scope)?;
        let elements = last_dimension(request).and_then(|dim| self.elements(&dim)).unwrap_or_default();
        if requests.len() > MOST_REQUESTS {
            return Err(self.unsupported("priorities of more than 30", &request.range));
        }
        let attributes = self.attributes(profile, scope)?;
        let Kind::Name(name) = &profile.kind else { return Err(Stop::Wrong) };
        let mut all = Vec::new();
        for (request, element) in requests.into_iter().zip(elements) {
            let mut name: Name = name.clone();
            let last = name.subscripts.len() - 1;
            name.subscripts[last - 1].kind = Which::Named(folded(element));
            let profile = Expression::new(Kind::Name(name), profile.range.clone());
            all.push(self.one_asking(&request, &profile, &attributes, scope)?);
        }
        Ok(all)
    }

    /// Somebody who asks, whose profile is named by the element of its type.
    pub(super) fn one_asking(
        &mut self,
        request: &Written,
        profile: &Expression,
        attributes: &[String],
        scope: &Scope,
    ) -> Result<Asking, Stop> {
        let attribute = |place: usize| {
            let mut found = profile.clone();
            if let Kind::Name(name) = &mut found.kind
                && let Some(last) = name.subscripts.last_mut()
            {
                last.kind = Which::Named(folded(&attributes[place]));
            }
            found
        };
        let fixed = self.settled(&attribute(0), scope);
        if fixed.is_some_and(|number| number != 0.0 && Curve::of(number).is_none()) {
            return Err(self.unsupported("profiles of priority other than 0, 1, 2, 3 and 4", &profile.range));
        }
        let kind = self.expression(&attribute(0), scope)?;
        let (priority, width) = (self.expression(&attribute(1), scope)?, self.expression(&attribute(2), scope)?);
        Ok(Asking { request: format!("max({}, 0)", request.text), kind, fixed, priority, width: width.text })
    }

    /// The names of type, priority and width: the element in the last brackets of a profile, and the two behind it.
    pub(super) fn attributes(&mut self, profile: &Expression, scope: &Scope) -> Result<Vec<String>, Stop> {
        let found = match &profile.kind {
            Kind::Name(name) if name.subscripts.len() >= 2 => {
                let dim = self.find(&name.folded, &scope.module).and_then(|place| {
                    let dims = &self.model.variables[place].dims;
                    dims.last().cloned()
                });
                let elements = dim.and_then(|dim| self.elements(&dim)).unwrap_or_default();
                let first = match name.subscripts.last().map(|subscript| &subscript.kind) {
                    Some(Which::Named(first)) => elements.iter().position(|known| folded(known) == *first),
                    _ => None,
                };
                first.and_then(|first| elements.get(first..first + 3))
            }
            _ => None,
        };
        let message = "a profile ends with the element of its type, and has priority and width behind that";
        found.map(<[String]>::to_vec).ok_or_else(|| self.wrong(Code::DimensionMismatch, message, &profile.range))
    }

    /// The price at which all together get what there is. It is the same for all who ask of the same.
    fn price(&mut self, all: &[Asking], limit: &str, supply: &str, scope: &Scope) -> Price {
        let total = |price: &str| all.iter().map(|one| one.given(price)).collect::<Vec<_>>().join(" + ");
        let key = format!("{} of {supply}", total("price"));
        if let Some(known) = self.prices.get(&key) {
            return known.clone();
        }
        let everybody: Vec<&Asking> = all.iter().collect();
        let (low, span) = self.halved(&everybody, &|price| format!("{} >= {limit}", total(price)), scope);
        let high = self.part("price_to", format!("{low} + {span}"), scope);
        let given_low = self.part("given", total(&low), scope);
        let given_high = self.part("given", total(&high), scope);
        let price = Price { low, high, given_low, given_high };
        self.prices.insert(key, price.clone());
        price
    }

    /// The price above which a condition does not hold any more, by halving: its lower bound, and how far the upper one is above.
    pub(super) fn halved(
        &mut self,
        all: &[&Asking],
        holds: &dyn Fn(&str) -> String,
        scope: &Scope,
    ) -> (String, String) {
        let end = |sign: &str| {
            let ends = all.iter().filter(|one| !one.is_fixed()).map(|one| {
                format!("{} {sign} {} * max({}, 0.05)", one.priority.at(SUM), decimal(one.reach()), one.width)
            });
            ends.collect::<Vec<_>>()
        };
        let among = |word: &str, ends: &[String]| match ends {
            [only] => only.clone(),
            several => format!("{word}({})", several.join(", ")),
        };
        let mut low = self.part("price_from", among("min", &end("-")), scope);
        let span =
            self.part("price_span", format!("{} - {low}", Written::new(among("max", &end("+")), SUM).at(SUM)), scope);
        for halving in 1..=HALVINGS {
            let middle =
                self.part("price_tried", format!("{low} + {span} * {}", decimal(0.5_f64.powi(halving))), scope);
            low = self.part("price_from", format!("if {} then {middle} else {low}", holds(&middle)), scope);
        }
        (low, format!("{span} * {}", decimal(0.5_f64.powi(HALVINGS))))
    }
}
