//! Names of variables with their subscripts.

use std::ops::Range;

use super::super::expression::{Expression, Name, Subscript, Which, folded};
use super::super::lexer::Dialect;
use super::super::model::Dimension;
use super::names::in_equation;
use super::scope::{Scope, Star, Stop};
use super::written::Written;
use super::{Role, Translator};
use crate::diagnostic::{Code, counted};

/// Words of XMILE that are numbers.
const WORDS: [&str; 5] = ["time", "dt", "starttime", "stoptime", "self"];

impl Translator<'_> {
    /// The place of the variable that a name means: of the module at hand, of one that this stands in, or of the model.
    pub(super) fn find(&self, name: &str, module: &str) -> Option<usize> {
        if let Some(place) = name.strip_prefix('.').and_then(|absolute| self.index.get(absolute)) {
            return Some(*place);
        }
        // In a macro of Vensim a dollar means the model around it.
        if let Some(place) = name.strip_suffix('$').filter(|_| !module.is_empty()).and_then(|name| self.index.get(name))
        {
            return Some(*place);
        }
        let mut module = module;
        loop {
            if let Some(place) = self.index.get(&format!("{module}{name}")) {
                return Some(*place);
            }
            let outer = module.strip_suffix('.')?;
            module = outer.rfind('.').map_or("", |dot| &module[..=dot]);
        }
    }

    /// A name by itself.
    pub(super) fn reference(&mut self, name: &Name, scope: &Scope) -> Result<Written, Stop> {
        let Some(place) = self.find(&name.folded, &scope.module) else {
            return self.word(name, scope);
        };
        let name = &self.resolved(place, name, scope);
        if let Some(before) =
            scope.before.as_ref().filter(|_| scope.place == Some(place) && self.is_own(place, name, scope))
        {
            return Ok(Written::atom(before.clone()));
        }
        if let Some(position) = self.changing(name, scope) {
            return self.chosen(place, name, position, scope);
        }
        if self.is_outside(place, name, scope) {
            return Ok(Written::number(0.0));
        }
        let subscripts = self.subscripts(place, &name.subscripts, scope, &name.range)?;
        if scope.initial && self.beginning.contains(&place) {
            let own = self.beginning_of(place)?;
            return Ok(Written::atom(format!("{own}{subscripts}")));
        }
        match &self.roles[place] {
            Role::Assumption(own) | Role::Variable(own) => Ok(Written::atom(format!("{own}{subscripts}"))),
            Role::Word(word) => Ok(Written::atom(*word)),
            Role::Lookup(_) => {
                let written = self.model.variables[place].written.clone();
                let message = format!("`{written}` is a graphical function, and is given nothing here");
                let stop = self.wrong(Code::Arguments, message, &name.range);
                Err(stop)
            }
        }
    }

    /// Whether subscripts are those of the element that an equation is of.
    fn is_own(&self, place: usize, name: &Name, scope: &Scope) -> bool {
        let dims = &self.model.variables[place].dims;
        name.subscripts.iter().zip(dims).all(|(subscript, dim)| {
            let Which::Named(written) = &subscript.kind else { return false };
            let at_hand = scope.element(dim).map(folded);
            written == dim
                || at_hand.is_some()
                    && (at_hand == scope.element(written).map(folded) || at_hand.as_ref() == Some(written))
        })
    }

    /// The name with subscripts of XMILE as they are meant: `dimension.element` is the element, and a variable is a place.
    fn resolved(&self, place: usize, name: &Name, scope: &Scope) -> Name {
        let mut name = name.clone();
        if self.model.dialect != Dialect::Xmile {
            return name;
        }
        for (subscript, dim) in name.subscripts.iter_mut().zip(&self.model.variables[place].dims) {
            let Which::Named(written) = &subscript.kind else { continue };
            let is_known = self.find(written, &scope.module).is_some() || WORDS.contains(&written.as_str());
            if let Some(element) = self.qualified(written).filter(|element| self.has(dim, element).is_some()) {
                subscript.kind = Which::Named(element.to_owned());
            } else if self.has(dim, written).is_none()
                && self.elements(written).is_none()
                && scope.element(written).is_none()
            {
                let number = match written.parse() {
                    Ok(number) => Expression::number(number, subscript.range.clone()),
                    Err(_) if is_known => Expression::name(written, subscript.range.clone()),
                    Err(_) => continue,
                };
                subscript.kind = Which::Computed(Box::new(number));
            }
        }
        name
    }

    /// The element of `dimension.element`; none if it is not that.
    fn qualified<'b>(&self, name: &'b str) -> Option<&'b str> {
        let (dim, element) = name.split_once('.')?;
        self.has(dim, element).map(|_| element)
    }

    /// A word of the language that a name is.
    fn word(&mut self, name: &Name, scope: &Scope) -> Result<Written, Stop> {
        let xmile = self.model.dialect == Dialect::Xmile;
        let in_macro = !xmile && !scope.module.is_empty();
        match name.folded.as_str() {
            "time$" if in_macro => return Ok(Written::atom("time")),
            "time" => return Ok(Written::atom("time")),
            "pi" if xmile => return Ok(Written::atom("pi")),
            // Converters leave Vensim's own words for these.
            "dt" | "time_step" if xmile => return Ok(Written::atom("dt")),
            "starttime" | "initial_time" if xmile => return Ok(Written::atom("starttime")),
            "stoptime" | "final_time" if xmile => return Ok(Written::atom("stoptime")),
            // The greatest number stands for an infinite one, so that what is made from it is a number.
            "inf" if xmile => return Ok(Written::number(f64::MAX)),
            "self" if xmile => return Ok(Written::atom(scope.own.clone())),
            _ => {}
        }
        // An element, or the one at hand of a dimension, is its place where a number is wanted.
        if xmile && let Some(element) = self.qualified(&name.folded) {
            let elements = name.folded.split_once('.').and_then(|(dim, _)| self.elements(dim)).unwrap_or_default();
            let place = elements.iter().position(|known| folded(known) == element).unwrap_or_default();
            return Ok(Written::number(place as f64 + 1.0));
        }
        let at_hand = scope.element(&name.folded).map(folded);
        let at_hand = at_hand.or_else(|| self.at_hand_by_mapping(&name.folded, scope).map(|element| folded(&element)));
        let element = at_hand.unwrap_or_else(|| name.folded.clone());
        if let Some(place) = self.counted_place(&name.folded, &element, scope) {
            return Ok(Written::number(place as f64 + 1.0));
        }
        if self.elements(&name.folded).is_some() {
            let may_be_said = scope.at.is_none() && !scope.dims.is_empty();
            return Err(if may_be_said { Stop::Elements } else { self.lacking(&name.folded, &name.range) });
        }
        Err(self.unknown(name))
    }

    /// The place of an element, from 0, where a number is wanted: of the one at hand of a dimension, or of one that is named.
    pub(super) fn counted_place(&self, named: &str, element: &str, scope: &Scope) -> Option<usize> {
        if self.model.dialect == Dialect::Xmile {
            // Elements of several dimensions may have one name: it is that of the dimension which is named, or else is at hand.
            let at = scope.at.iter().flatten().map(|(dim, _)| dim);
            let mut dims = std::iter::once(named).chain(at.chain(&scope.dims).map(String::as_str));
            if let Some(place) = dims.find_map(|dim| self.place_of(dim, element)) {
                return Some(place);
            }
        }
        // A part of a dimension counts as the whole does.
        let place = |dimension: &Dimension| self.place_of(&dimension.name, element);
        let holding = self.model.dimensions.iter().filter(|dimension| place(dimension).is_some());
        holding.max_by_key(|dimension| dimension.elements.len()).and_then(place)
    }

    /// Tells that there is no variable of a name, unless its equation could not be read.
    pub(super) fn unknown(&mut self, name: &Name) -> Stop {
        if self.is_unread(&name.folded) {
            return Stop::Wrong;
        }
        let message = format!("there is no variable `{}`", name.folded);
        let known: Vec<&str> = self.model.variables.iter().map(|variable| variable.name.as_str()).collect();
        let mut problem = super::super::Problem::new(Code::UnknownVariable, message, name.range.clone());
        if let Some(meant) = crate::diagnostic::did_you_mean(&name.folded, known) {
            problem = problem.with_help(format!("did you mean `{meant}`?"));
        }
        self.problems.push(problem);
        Stop::Wrong
    }

    /// The subscripts behind a reference to a variable, in brackets; nothing if they are the elements at hand.
    pub(super) fn subscripts(
        &mut self,
        place: usize,
        given: &[Subscript],
        scope: &Scope,
        range: &Range<usize>,
    ) -> Result<String, Stop> {
        let dims = self.model.variables[place].dims.clone();
        if !given.is_empty() && given.len() != dims.len() {
            let (written, has) = (&self.model.variables[place].written, counted(dims.len(), "dimension"));
            let message = format!("`{written}` has {has}, not {}", given.len());
            return Err(self.wrong(Code::DimensionMismatch, message, range));
        }
        if dims.is_empty() {
            return Ok(String::new());
        }
        let repeated = (1..dims.len()).any(|at| dims[..at].contains(&dims[at]));
        let mut parts = Vec::new();
        let mut plain = true;
        let mut stars = 0;
        for (position, dim) in dims.iter().enumerate() {
            let subscript = given.get(position);
            if let Some(key) = subscript.and_then(|subscript| Scope::key(&subscript.kind, stars)) {
                stars += usize::from(matches!(subscript.map(|subscript| &subscript.kind), Some(Which::All)));
                match scope.star(&key).cloned() {
                    Some(Star::Whole(whole)) if whole == *dim && !repeated => {
                        parts.push(self.dims.name(dim).unwrap_or(dim).to_owned());
                    }
                    Some(Star::Element(element)) => {
                        plain = false;
                        parts.push(self.element_of(dim, &key, &element, range)?);
                    }
                    Some(Star::Whole(_)) => return Err(Stop::Elements),
                    None => {
                        let message = "this stands for all elements, and is not inside a function over elements";
                        return Err(self.wrong(Code::DimensionMismatch, message, range));
                    }
                }
                continue;
            }
            match self.one_subscript(dim, subscript, &dims[..position], repeated, scope, range)? {
                Some(element) => {
                    plain = false;
                    parts.push(element);
                }
                None => parts.push(self.dims.name(dim).unwrap_or(dim).to_owned()),
            }
        }
        Ok(if plain { String::new() } else { format!("[{}]", parts.join(", ")) })
    }

    /// One subscript, or the lack of one: an element as equations write it; none: the element at hand of the dimension.
    fn one_subscript(
        &mut self,
        dim: &str,
        subscript: Option<&Subscript>,
        before: &[String],
        repeated: bool,
        scope: &Scope,
        range: &Range<usize>,
    ) -> Result<Option<String>, Stop> {
        let named = match subscript.map(|subscript| &subscript.kind) {
            None => dim.to_owned(),
            Some(Which::Named(name)) => name.clone(),
            Some(Which::Computed(inner)) => return self.computed(dim, inner, scope).map(Some),
            Some(Which::All | Which::AllOf(_) | Which::Range(..)) => return Ok(None),
        };
        if let Some(element) = scope.element(&named).map(str::to_owned) {
            // Of a dimension that a variable has twice, the second element at hand is the second of the left side.
            let repeat = before.iter().filter(|earlier| *earlier == dim).count();
            let element = if subscript.is_none() && repeat > 0 {
                Self::repeated(dim, repeat, scope).unwrap_or(element)
            } else {
                element
            };
            return self.element_of(dim, &named, &element, range).map(Some);
        }
        if let Some(element) = self.at_hand_by_mapping(&named, scope) {
            return self.element_of(dim, &named, &element, range).map(Some);
        }
        if named == dim || scope.dims.contains(&named) {
            if scope.at.is_some() || repeated || named != dim || !(scope.dims.contains(&named)) {
                return if scope.at.is_none() && !scope.dims.is_empty() {
                    Err(Stop::Elements)
                } else {
                    Err(self.lacking(dim, range))
                };
            }
            return Ok(None);
        }
        if self.elements(&named).is_some() && self.has(dim, &named).is_none() {
            return if scope.at.is_none() && !scope.dims.is_empty() {
                Err(Stop::Elements)
            } else {
                Err(self.lacking(&named, range))
            };
        }
        match self.has(dim, &named) {
            Some(element) => Ok(Some(in_equation(&element))),
            None => {
                let message = format!("`{named}` is neither an element nor a part of `{dim}`");
                Err(self.no_element(dim, &named, message, range))
            }
        }
    }

    /// Tells that a dimension has no such element: one that equations of a variable make up lacks an equation for it.
    fn no_element(&mut self, dim: &str, element: &str, message: String, range: &Range<usize>) -> Stop {
        let found = self.model.dimensions.iter().find(|dimension| dimension.name == dim);
        match found.and_then(|dimension| dimension.made_for.as_ref()) {
            Some(variable) if self.is_unread(&folded(variable)) => Stop::Wrong,
            Some(variable) => {
                self.wrong(Code::MissingEquation, format!("`{variable}` has no equation for `{element}`"), range)
            }
            None => self.wrong(Code::UnknownElement, message, range),
        }
    }

    /// Whether something of this name has equations that could not be read, which has been told.
    pub(super) fn is_unread(&self, name: &str) -> bool {
        name.split('.').any(|part| self.problems.unread.contains(part))
    }

    fn lacking(&mut self, dim: &str, range: &Range<usize>) -> Stop {
        let message = format!("which element of `{dim}` is meant is not said here");
        self.wrong(Code::DimensionMismatch, message, range)
    }

    /// The element of a dimension that one at hand is mapped to.
    fn at_hand_by_mapping(&self, named: &str, scope: &Scope) -> Option<String> {
        self.elements(named)?;
        let at = scope.at.as_ref()?;
        at.iter().find_map(|(of, element)| self.mapped(named, of, &folded(element)))
    }

    /// The element at hand of a dimension that the left side has several times.
    fn repeated(dim: &str, repeat: usize, scope: &Scope) -> Option<String> {
        let mut found = scope.at.as_ref()?.iter().filter(|(known, _)| known == dim);
        found.nth(repeat).map(|(_, element)| element.clone())
    }

    /// An element of a dimension by its folded name, as it is written.
    pub(super) fn has(&self, dim: &str, name: &str) -> Option<String> {
        self.elements(dim)?.get(self.place_of(dim, name)?).cloned()
    }

    /// The place of an element in a dimension, or in a part of one, by its folded name.
    pub(super) fn place_of(&self, dim: &str, name: &str) -> Option<usize> {
        match self.places.get(dim) {
            Some(places) => places.get(name).copied(),
            None => self.elements(dim)?.iter().position(|element| folded(element) == name),
        }
    }

    /// The element of `dim` that an element of another dimension, or of a part of one, stands for.
    fn element_of(&mut self, dim: &str, of: &str, element: &str, range: &Range<usize>) -> Result<String, Stop> {
        let element = folded(element);
        if let Some(found) = self.has(dim, &element) {
            return Ok(in_equation(&found));
        }
        if let Some(found) = self.mapped(dim, of, &element) {
            return Ok(in_equation(&found));
        }
        let message = format!("`{element}` is not an element of `{dim}`, and `{of}` is not mapped to it");
        Err(self.no_element(dim, &element, message, range))
    }

    /// What an element is mapped to in another dimension.
    fn mapped(&self, dim: &str, of: &str, element: &str) -> Option<String> {
        let find = |name: &str| self.model.dimensions.iter().find(|dimension| dimension.name == name);
        let (source, target) = (find(of)?, find(dim)?);
        if let Some(mapping) = source.mappings.iter().find(|mapping| mapping.to == dim) {
            if mapping.pairs.is_empty() {
                let place = source.elements.iter().position(|known| folded(known) == element)?;
                return target.elements.get(place).cloned();
            }
            let pair = mapping.pairs.iter().find(|(from, _)| from == element)?;
            return target.elements.iter().find(|known| pair.1.contains(&folded(known))).cloned();
        }
        let mapping = target.mappings.iter().find(|mapping| mapping.to == of)?;
        if mapping.pairs.is_empty() {
            let place = source.elements.iter().position(|known| folded(known) == element)?;
            return target.elements.get(place).cloned();
        }
        let pair = mapping.pairs.iter().find(|(_, to)| to.iter().any(|to| to == element))?;
        target.elements.iter().find(|known| folded(known) == pair.0).cloned()
    }
}
