//! Markets of Vensim: `FIND MARKET PRICE`, and what is asked for and offered at a price (Reference Manual, "FIND MARKET PRICE",
//! "DEMAND AT PRICE", "SUPPLY AT PRICE"). Curves are those of [`super::profiles`]: what is asked for falls along them as a price
//! rises, and what is offered rises.

use super::super::expression::Expression;
use super::Translator;
use super::profiles::Asking;
use super::scope::{Scope, Stop};
use super::vectors::last_dimension;
use super::written::{SUM, Written};

/// A side of a market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Demand,
    Supply,
}

impl Side {
    /// What somebody on this side asks for or offers at a price.
    fn at(self, one: &Asking, price: &str) -> String {
        match self {
            Self::Demand => one.given(price),
            Self::Supply => one.offered(price),
        }
    }

    /// What all on this side do together.
    fn total(self, all: &[Asking], price: &str) -> String {
        all.iter().map(|one| self.at(one, price)).collect::<Vec<_>>().join(" + ")
    }
}

impl Translator<'_> {
    /// `FIND MARKET PRICE(demand, profile, supply, profile)`: the price at which as much is asked for as is offered.
    pub(super) fn market_price(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let [demand, demand_profile, supply, supply_profile] = arguments else { return Err(Stop::Wrong) };
        let demand = self.side(demand, demand_profile, scope)?;
        let supply = self.side(supply, supply_profile, scope)?;
        let by_price = |one: &Asking| !one.is_fixed();
        if !demand.iter().chain(&supply).any(by_price) {
            let what = "a market in which all quantities are fixed";
            return Err(self.unsupported(what, &demand_profile.range));
        }
        let more_asked =
            |price: &str| format!("{} >= {}", Side::Demand.total(&demand, price), Side::Supply.total(&supply, price));
        let all: Vec<&Asking> = demand.iter().chain(&supply).collect();
        let (low, span) = self.halved(&all, &more_asked, scope);
        Ok(Written::new(format!("{low} + {span} / 2"), SUM))
    }

    /// `DEMAND AT PRICE(quantity, profile, price)`, `SUPPLY AT PRICE(quantity, profile, price)`: of the one at hand.
    pub(super) fn at_price(&mut self, side: Side, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let [quantity, profile, price] = arguments else { return Err(Stop::Wrong) };
        let attributes = self.attributes(profile, scope)?;
        let quantity = self.expression(quantity, scope)?;
        let one = self.one_asking(&quantity, profile, &attributes, scope)?;
        let price = self.expression(price, scope)?;
        let price = self.part("price", price.text, scope);
        Ok(Written::new(side.at(&one, &price), SUM))
    }

    /// All on one side, whose quantities are named by the first of them or by their dimension.
    fn side(&mut self, quantity: &Expression, profile: &Expression, scope: &Scope) -> Result<Vec<Asking>, Stop> {
        if last_dimension(quantity).is_some_and(|dim| self.elements(&dim).is_some()) {
            return self.all_asking(quantity, profile, scope);
        }
        let (quantity, base) = self.whole_vector(quantity, scope)?;
        if base > 0 {
            let what = "quantities of a market that are not named by the first of them";
            return Err(self.unsupported(what, &quantity.range));
        }
        self.all_asking(&quantity, profile, scope)
    }
}
