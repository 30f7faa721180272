//! Dividing what there is among those who ask for it: `ALLOCATE BY PRIORITY` of Vensim (Reference Manual).
//!
//! As a price x falls, each who asks is served from x = priority on, evenly, until all is given at x = priority - width. The
//! price is where all together get what there is. What each gets is straight between the 2 n prices at which someone begins or
//! ends, and never falls, so that what he gets lies between what he gets at two of them, and needs no search.

use super::super::expression::Expression;
use super::Translator;
use super::scope::{Scope, Stop};
use super::vectors::last_dimension;
use super::written::{ATOM, PRODUCT, SUM, Written};
use crate::diagnostic::Code;

/// Those who ask, at most.
const MOST_REQUESTS: usize = 30;

/// A width below this counts as this, so that nothing is divided by nothing: one priority is served after the other.
const LEAST_WIDTH: &str = "1e-100";

impl Translator<'_> {
    /// `ALLOCATE BY PRIORITY(request, priority, size, width, supply)`: what the one at hand gets.
    pub(super) fn allocated(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let [request, priority, _, width, supply] = arguments else { return Err(Stop::Wrong) };
        if scope.at.is_none() && !scope.dims.is_empty() {
            return Err(Stop::Elements);
        }
        let requests = self.vector_of(request, scope)?;
        let priorities = self.vector_of(priority, scope)?;
        if requests.len() != priorities.len() || requests.len() > MOST_REQUESTS {
            let what = format!("`ALLOCATE BY PRIORITY` among more than {MOST_REQUESTS}, or with priorities of others");
            return Err(self.unsupported(&what, &request.range));
        }
        let own = self.asking(request, scope)?;
        let width = self.expression(width, scope)?;
        let supply = self.expression(supply, scope)?;
        let width = self.part("width", format!("max({}, {LEAST_WIDTH})", width.text), scope);
        let all: Vec<String> = requests.iter().map(|request| format!("max({}, 0)", request.text)).collect();
        let limit = self.part("to_give", format!("min(max({}, 0), {})", supply.text, all.join(" + ")), scope);
        let (mut most, mut least) = (Vec::new(), Vec::new());
        let (mut own_most, mut own_least) = (Vec::new(), Vec::new());
        for priority in &priorities {
            // Where this one begins to be served, and where it has all: distances from there are taken of priorities alone, so
            // that a width however small is exact.
            for served in 0..=1 {
                let given = |one: usize| {
                    let distance = format!("({} - {}) / {width}", priorities[one].at(SUM), priority.at(PRODUCT));
                    format!("{} * clamp({distance} + {served}, 0, 1)", all[one])
                };
                let sum = (0..requests.len()).map(given).collect::<Vec<_>>().join(" + ");
                let (sum, mine) = (self.part("given", sum, scope), self.part("own_given", given(own), scope));
                most.push(format!("(if {sum} <= {limit} then {sum} else 0)"));
                least.push(format!("(if {sum} >= {limit} then {sum} else 1e300)"));
                own_most.push(format!("(if {sum} <= {limit} then {mine} else 0)"));
                own_least.push(format!("(if {sum} >= {limit} then {mine} else 1e300)"));
            }
        }
        let mut among =
            |word: &str, what: &str, parts: &[String]| self.part(what, format!("{word}({})", parts.join(", ")), scope);
        let (above, below) = (among("max", "given_above", &most), among("min", "given_below", &least));
        let (own_above, own_below) = (among("max", "own_above", &own_most), among("min", "own_below", &own_least));
        let rest = format!("safediv(({limit} - {above}) * ({own_below} - {own_above}), {below} - {above})");
        Ok(Written::new(format!("{own_above} + {rest}"), SUM))
    }

    /// Which of those who ask is at hand.
    pub(super) fn asking(&mut self, request: &Expression, scope: &Scope) -> Result<usize, Stop> {
        let Some(dim) = last_dimension(request) else { return Err(Stop::Wrong) };
        let place = scope
            .element(&dim)
            .map(str::to_owned)
            .and_then(|element| self.elements(&dim)?.iter().position(|known| known.eq_ignore_ascii_case(&element)));
        place.ok_or_else(|| {
            self.wrong(
                Code::DimensionMismatch,
                format!("which element of `{dim}` is meant is not said"),
                &request.range,
            )
        })
    }

    /// A variable of its own for a part of it.
    pub(super) fn part(&mut self, what: &str, text: String, scope: &Scope) -> String {
        let own = self.names.give(&format!("{}_{what}", scope.own));
        self.add_helper(&own, "equation", text.into(), scope);
        Written::atom(own).at(ATOM)
    }
}
