//! Dividing what there is among those who ask for it: `ALLOCATE BY PRIORITY` of Vensim (Reference Manual).
//!
//! As a price x falls, each who asks is served from x = priority on, evenly, until all is given at x = priority - width. The
//! price is where all together get what there is. What they get is straight between the 2 n prices at which someone begins or
//! ends, so that the price is found by looking at those, and needs no search.

use super::super::expression::{Expression, Kind, Which};
use super::Translator;
use super::scope::{Scope, Stop};
use super::written::{ATOM, PRODUCT, SUM, Written};

/// Those who ask, at most.
const MOST_REQUESTS: usize = 30;

/// A width below this counts as this.
const LEAST_WIDTH: &str = "1e-12";

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
        let given = |price: &str, one: usize| {
            let share = format!("clamp(({} - {price}) / {width}, 0, 1)", priorities[one].at(SUM));
            format!("max({}, 0) * {share}", requests[one].text)
        };
        let all = |price: &str| (0..requests.len()).map(|one| given(price, one)).collect::<Vec<_>>().join(" + ");
        let wanted: Vec<String> = requests.iter().map(|request| format!("max({}, 0)", request.text)).collect();
        let limit = format!("min(max({}, 0), {})", supply.text, wanted.join(" + "));
        let limit = self.part("to_give", limit, scope);
        let (mut above, mut below) = (Vec::new(), Vec::new());
        for priority in &priorities {
            for price in [priority.at(SUM), format!("({} - {width})", priority.at(SUM))] {
                let sum = self.part("given", all(&price), scope);
                above.push(format!("(if {sum} <= {limit} then {price} else 1e300)"));
                below.push(format!("(if {sum} >= {limit} then {price} else -1e300)"));
            }
        }
        let high = self.part("price_above", format!("min({})", above.join(", ")), scope);
        let low = self.part("price_below", format!("max({})", below.join(", ")), scope);
        let (at_high, at_low) = (self.part("given", all(&high), scope), self.part("given", all(&low), scope));
        let price = format!("{high} - safediv(({limit} - {at_high}) * ({high} - {low}), {at_low} - {at_high})");
        let price = self.part("price", price, scope);
        Ok(Written::new(given(&price, own), PRODUCT))
    }

    /// Which of those who ask is at hand.
    fn asking(&mut self, request: &Expression, scope: &Scope) -> Result<usize, Stop> {
        let dim = match &request.kind {
            Kind::Name(name) => name.subscripts.last().map(|subscript| subscript.kind.clone()),
            _ => None,
        };
        let Some(Which::Named(dim)) = dim else { return Err(Stop::Wrong) };
        let place = scope
            .element(&dim)
            .map(str::to_owned)
            .and_then(|element| self.elements(&dim)?.iter().position(|known| known.eq_ignore_ascii_case(&element)));
        place.ok_or_else(|| {
            self.wrong("dimension-mismatch", format!("which element of `{dim}` is meant is not said"), &request.range)
        })
    }

    /// A variable of its own for a part of it.
    fn part(&mut self, what: &str, text: String, scope: &Scope) -> String {
        let own = self.names.give(&format!("{}_{what}", scope.own));
        self.add_helper(&own, "equation", text.into(), scope);
        Written::atom(own).at(ATOM)
    }
}
