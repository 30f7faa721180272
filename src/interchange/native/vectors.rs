//! Functions of Vensim that take whole vectors: choosing among elements, and their order.

use super::super::expression::{Expression, Infix, Kind, Name, Which, folded};
use super::super::lexer::Dialect;
use super::Translator;
use super::markets::Side;
use super::scope::{Scope, Star, Stop};
use super::written::{CHOICE, Written};
use crate::diagnostic::Code;

/// Elements of a vector at most whose order is asked for: it is found by comparing each with each.
const MOST_ORDERED: usize = 60;

/// Elements among which one equation chooses at most: of more, some at a time.
const MOST_TOGETHER: usize = 20;

/// Stands for the least, or the greatest, of no numbers.
const BEYOND: &str = "1e300";

/// What is asked of the order of a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Which element stands at a place when they are sorted, from 0.
    Sorted,
    /// At which place an element stands when they are sorted, from 1.
    Rank,
}

impl Translator<'_> {
    /// A function of vectors; none if this is not one.
    pub(super) fn vector(
        &mut self,
        name: &Name,
        arguments: &[Expression],
        whole: &Expression,
        scope: &Scope,
    ) -> Option<Result<Written, Stop>> {
        if self.model.dialect != Dialect::Vensim {
            return None;
        }
        let known = matches!(
            (name.folded.as_str(), arguments.len()),
            ("vector_select" | "vector_lookup" | "allocate_by_priority", 5)
                | ("find_market_price", 4)
                | ("allocate_available" | "demand_at_price" | "supply_at_price", 3)
                | ("vector_sort_order" | "vector_rank" | "vector_reorder" | "vector_elm_map" | "invert_matrix", 2)
        );
        if !known {
            return None;
        }
        // Each element of the left side is another choice among elements.
        if scope.at.is_none() && !scope.dims.is_empty() {
            return Some(Err(Stop::Elements));
        }
        Some(match name.folded.as_str() {
            "vector_select" => self.select(arguments, whole, scope),
            "allocate_by_priority" => self.allocated(arguments, scope),
            "allocate_available" => self.by_profile(arguments, scope),
            "vector_sort_order" => self.order(Order::Sorted, arguments, scope),
            "vector_rank" => self.order(Order::Rank, arguments, scope),
            "vector_reorder" => self.reorder(arguments, scope),
            "vector_elm_map" => self.element_map(arguments, scope),
            "find_market_price" => self.market_price(arguments, scope),
            "demand_at_price" => self.at_price(Side::Demand, arguments, scope),
            "supply_at_price" => self.at_price(Side::Supply, arguments, scope),
            "vector_lookup" => self.vector_lookup(arguments, scope),
            _ => self.inverse(arguments, scope),
        })
    }

    /// `VECTOR SELECT(selection, expression, missing, action, error)`: what the elements with a selection other than 0 come to.
    fn select(&mut self, arguments: &[Expression], whole: &Expression, scope: &Scope) -> Result<Written, Stop> {
        let [selection, value, missing, action, error] = arguments else { return Err(Stop::Wrong) };
        if self.settled(error, scope) != Some(0.0) {
            return Err(self.unsupported("`VECTOR SELECT` that stops the run", &error.range));
        }
        let both = Expression::infix(Infix::Add, selection.clone(), value.clone());
        let stars = self.stars(&both, scope)?;
        let scopes = self.through(&stars, scope, whole)?;
        let mut pairs = Vec::new();
        for inner in &scopes {
            pairs.push((self.expression(selection, inner)?, self.expression(value, inner)?));
        }
        let missing = self.expression(missing, scope)?;
        let made = match self.settled(action, scope) {
            Some(action) => self
                .outcome(action, &pairs, "", scope)
                .ok_or_else(|| self.unsupported("this action of `VECTOR SELECT`", &whole.range))?,
            None => {
                let action = self.expression(action, scope)?;
                let action = self.part("action", action.text, scope);
                let mut text = "0".to_owned();
                for known in (0..=10).rev() {
                    let own = self.names.give(&format!("{}_action_{known}", scope.own));
                    // An action that is not asked for may have no value.
                    let asked = format!("{action} = {known}");
                    let made = self.outcome(f64::from(known), &pairs, &asked, scope).unwrap_or_default();
                    self.add_helper(&own, "equation", format!("if {asked} then {made} else 0").into(), scope);
                    text = format!("if {asked} then {own} else {text}");
                }
                text
            }
        };
        let any: Vec<String> = pairs.iter().map(|(selection, _)| format!("{} <> 0", selection.at(5))).collect();
        let any = self.joined(any, "chosen", scope, &|parts| parts.join(" or "), &|part| format!("{part} <> 0"));
        Ok(Written::new(format!("if {any} then ({made}) else {}", missing.text), CHOICE))
    }

    /// Parts put together; where there are many, some at a time, each of which gets a name and is read back as `again` says.
    fn joined(
        &mut self,
        parts: Vec<String>,
        what: &str,
        scope: &Scope,
        join: &dyn Fn(&[String]) -> String,
        again: &dyn Fn(&str) -> String,
    ) -> String {
        if parts.len() <= MOST_TOGETHER {
            return join(&parts);
        }
        let some: Vec<String> =
            parts.chunks(MOST_TOGETHER).map(|chunk| again(&self.part(what, join(chunk), scope))).collect();
        self.joined(some, what, scope, join, again)
    }

    /// What an action of `VECTOR SELECT` makes of selections and values; none if there is no such action.
    /// Where it is made from parts, those are 0 unless the action is asked for.
    fn outcome(&mut self, action: f64, pairs: &[(Written, Written)], asked: &str, scope: &Scope) -> Option<String> {
        let each = |template: &str| -> Vec<String> {
            let fill =
                |pair: &(Written, Written)| Written::filled(template, &[pair.0.clone(), pair.1.clone()], CHOICE).text;
            pairs.iter().map(fill).collect()
        };
        let or = |value: &str, otherwise: &str| each(&format!("(if @1 <> 0 then {value} else {otherwise})"));
        let among = |word: &str, parts: &[String]| match parts {
            [only] => only.clone(),
            several => format!("{word}({})", several.join(", ")),
        };
        let beyond = format!("-{BEYOND}");
        let mut together = |parts: Vec<String>, join: &dyn Fn(&[String]) -> String| {
            let partly = |parts: &[String]| match asked {
                "" => join(parts),
                _ => format!("(if {asked} then {} else 0)", join(parts)),
            };
            if parts.len() <= MOST_TOGETHER {
                return join(&parts);
            }
            self.joined(parts, "partly", scope, &partly, &str::to_owned)
        };
        let (sum, product) = (|parts: &[String]| parts.join(" + "), |parts: &[String]| parts.join(" * "));
        let (least, greatest) = (|parts: &[String]| among("min", parts), |parts: &[String]| among("max", parts));
        Some(match action {
            0.0 => together(or("@1 * @2", "0"), &sum),
            1.0 => together(or("@1 * @2", "1"), &product),
            2.0 => together(or("@1 * @2", BEYOND), &least),
            3.0 => together(or("@1 * @2", &beyond), &greatest),
            5.0 => together(or("@2 ^ @1", "1"), &product),
            6.0 => together(or("@2", "0"), &sum),
            7.0 => together(or("@2", "1"), &product),
            8.0 => together(or("@2", BEYOND), &least),
            9.0 => together(or("@2", &beyond), &greatest),
            4.0 | 10.0 => {
                let of = together(or(if action == 4.0 { "@1 * @2" } else { "@2" }, "0"), &sum);
                format!("safediv({of}, {})", together(each("(@1 <> 0)"), &sum))
            }
            _ => return None,
        })
    }

    /// The scopes of all elements that stars go through.
    fn through(&mut self, stars: &[(String, String)], scope: &Scope, whole: &Expression) -> Result<Vec<Scope>, Stop> {
        let mut scopes = vec![scope.clone()];
        for (key, dim) in stars {
            let elements = self.elements(dim).unwrap_or_default();
            if scopes.len() * elements.len() > super::MOST_ELEMENTS {
                return Err(self.wrong(Code::TooManyElements, "this goes through too many elements", &whole.range));
            }
            let next = |scope: &Scope, element: &String| {
                let mut inner = scope.clone();
                inner.at.get_or_insert_default();
                inner.stars.push((key.clone(), Star::Element(element.clone())));
                inner
            };
            scopes = scopes.iter().flat_map(|scope| elements.iter().map(move |element| next(scope, element))).collect();
        }
        Ok(scopes)
    }

    /// A vector by its elements, one for each of the dimension that stands last in its brackets.
    pub(super) fn vector_of(&mut self, vector: &Expression, scope: &Scope) -> Result<Vec<Written>, Stop> {
        let Some(dim) = last_dimension(vector) else {
            return Err(self.wrong(Code::DimensionMismatch, "a vector has a dimension in brackets", &vector.range));
        };
        let Some(elements) = self.elements(&dim) else {
            return Err(self.wrong(Code::UnknownDimension, format!("there is no dimension `{dim}`"), &vector.range));
        };
        if elements.len() > MOST_ORDERED {
            let what = format!("the order of more than {MOST_ORDERED} elements");
            return Err(self.unsupported(&what, &vector.range));
        }
        let mut found = Vec::new();
        for element in elements {
            // The element at hand of the same dimension has no part in it.
            let mut inner = scope.clone();
            inner.stars.push((dim.clone(), Star::Element(element.clone())));
            found.push(self.expression(vector, &inner)?);
        }
        Ok(found)
    }

    /// The place of the element at hand of the last dimension of the left side, from 0.
    pub(super) fn place(&mut self, from_last: usize, at: &Expression, scope: &Scope) -> Result<usize, Stop> {
        let hand =
            scope.at.as_ref().and_then(|hand| hand.len().checked_sub(from_last + 1).map(|last| hand[last].clone()));
        let found = hand.and_then(|(dim, element)| {
            let element = folded(&element);
            self.elements(&dim)?.iter().position(|known| folded(known) == element)
        });
        found.ok_or_else(|| self.wrong(Code::DimensionMismatch, "the left side lacks a dimension for this", &at.range))
    }

    /// `VECTOR SORT ORDER` and `VECTOR RANK`: upwards if the direction is above 0.
    fn order(&mut self, order: Order, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let Some(direction) = self.settled(&arguments[1], scope) else {
            return Err(self.unsupported("a direction that is no fixed number", &arguments[1].range));
        };
        let vector = self.vector_of(&arguments[0], scope)?;
        let place = self.place(0, &arguments[0], scope)?;
        let rank = |element: usize| {
            let mut parts = Vec::new();
            for (other, value) in vector.iter().enumerate().filter(|(other, _)| *other != element) {
                // Of equal elements the earlier comes first, and the later where they fall.
                let symbol = match (direction > 0.0, other < element) {
                    (true, true) => "<=",
                    (true, false) => "<",
                    (false, true) => ">",
                    (false, false) => ">=",
                };
                parts.push(format!("({} {symbol} {})", value.at(5), vector[element].at(5)));
            }
            parts.join(" + ")
        };
        let text = match order {
            Order::Rank if vector.len() == 1 => "1".to_owned(),
            Order::Rank => format!("1 + {}", rank(place)),
            Order::Sorted => {
                let mut text = "0".to_owned();
                for element in (1..vector.len()).rev() {
                    text = format!("if {} = {place} then {element} else {text}", rank(element));
                }
                text
            }
        };
        let own = self.names.give(&format!("{}_order", scope.own));
        self.add_helper(&own, "equation", text.into(), scope);
        Ok(Written::atom(own))
    }

    /// `VECTOR REORDER(vector, order)`: the element that the order names, from 0.
    fn reorder(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let vector = self.vector_of(&arguments[0], scope)?;
        let order = self.expression(&arguments[1], scope)?;
        Ok(Written::new(named(&vector, 0, &order), CHOICE))
    }

    /// `VECTOR ELM MAP(vector[element], offset)`: the element so far behind the one that is named.
    fn element_map(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let (vector, base) = self.from_element(&arguments[0], scope)?;
        let offset = self.expression(&arguments[1], scope)?;
        Ok(Written::new(named(&vector, base, &offset), CHOICE))
    }

    /// A vector of which an element is named: all of its elements, and the place of that one.
    pub(super) fn from_element(&mut self, at: &Expression, scope: &Scope) -> Result<(Vec<Written>, usize), Stop> {
        let (vector, base) = self.whole_vector(at, scope)?;
        Ok((self.vector_of(&vector, scope)?, base))
    }

    /// A vector of which an element is named: the same with its dimension in brackets, and the place of that element.
    pub(super) fn whole_vector(&mut self, at: &Expression, scope: &Scope) -> Result<(Expression, usize), Stop> {
        let Kind::Name(name) = &at.kind else {
            return Err(self.unsupported("a vector that is no variable", &at.range));
        };
        let mut name = name.clone();
        let dims = self.find(&name.folded, &scope.module).map(|place| self.model.variables[place].dims.clone());
        let (Some(dim), Some(Which::Named(first))) = (
            dims.and_then(|dims| dims.last().cloned()),
            name.subscripts.last().map(|subscript| &subscript.kind).cloned(),
        ) else {
            return Err(self.wrong(Code::DimensionMismatch, "a vector has an element in brackets", &at.range));
        };
        let first = scope.element(&first).map_or(first.clone(), folded);
        let elements = self.elements(&dim).unwrap_or_default();
        let Some(base) = elements.iter().position(|element| folded(element) == first) else {
            let message = format!("`{first}` is no element of `{dim}`");
            return Err(self.wrong(Code::UnknownElement, message, &at.range));
        };
        if let Some(last) = name.subscripts.last_mut() {
            last.kind = Which::Named(dim);
        }
        Ok((Expression::new(Kind::Name(name), at.range.clone()), base))
    }
}

/// The dimension that stands last in brackets behind the first variable with brackets.
pub(super) fn last_dimension(vector: &Expression) -> Option<String> {
    let mut found = None;
    vector.each(&mut |inner| {
        if let Kind::Name(name) = &inner.kind
            && let Some(Which::Named(dim)) = name.subscripts.last().map(|subscript| &subscript.kind)
            && found.is_none()
        {
            found = Some(dim.clone());
        }
    });
    found
}

/// The element of a vector whose place, counted from `base`, a number says; `:NA:` if there is none.
fn named(vector: &[Written], base: usize, place: &Written) -> String {
    let mut text = Written::number(-(2.0_f64.powi(109))).text;
    for (element, value) in vector.iter().enumerate().rev() {
        let offset = element as f64 - base as f64;
        let value = value.at(1);
        text = format!("if {} = {} then {value} else {text}", place.at(5), Written::number(offset).text);
    }
    text
}
