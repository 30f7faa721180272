//! Functions over elements of arrays.

use super::super::expression::{Expression, Kind, Name, Which};
use super::super::lexer::Dialect;
use super::Translator;
use super::scope::{Scope, Star, Stop};
use super::written::{POWER, PRODUCT, SUM, Written};
use crate::diagnostic::Code;

/// Letters of an equation at most in which elements stand one by one.
const LONGEST: usize = 1_500;

/// Elements at most whose spread is made of each by itself.
const FEW: usize = 30;

/// What is made of the elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    Sum,
    Mean,
    Product,
    Least,
    Greatest,
    Spread,
    Count,
}

impl Over {
    fn of(dialect: Dialect, name: &str) -> Option<Self> {
        Some(match (dialect, name) {
            (_, "sum") => Self::Sum,
            (_, "prod") => Self::Product,
            (Dialect::Xmile, "mean") => Self::Mean,
            (Dialect::Xmile, "min") | (_, "vmin") => Self::Least,
            (Dialect::Xmile, "max") | (_, "vmax") => Self::Greatest,
            (Dialect::Xmile, "stddev") => Self::Spread,
            (Dialect::Xmile, "size") | (Dialect::Vensim, "elmcount") => Self::Count,
            _ => return None,
        })
    }

    /// The function of the language that goes through whole dimensions.
    fn word(self) -> Option<&'static str> {
        match self {
            Self::Sum => Some("sum"),
            Self::Mean => Some("mean"),
            Self::Product => Some("prod"),
            Self::Least => Some("min"),
            Self::Greatest => Some("max"),
            Self::Spread | Self::Count => None,
        }
    }
}

impl Translator<'_> {
    /// Whether a name is that of a function over elements.
    pub(super) fn is_over_elements(&self, name: &str) -> bool {
        Over::of(self.model.dialect, name).is_some()
    }

    /// A function over elements; none if this is not one.
    pub(super) fn over_elements(
        &mut self,
        name: &Name,
        arguments: &[Expression],
        whole: &Expression,
        scope: &Scope,
    ) -> Option<Result<Written, Stop>> {
        let over = Over::of(self.model.dialect, &name.folded)?;
        let [argument] = arguments else { return None };
        Some(self.gathered(over, argument, whole, scope))
    }

    fn gathered(
        &mut self,
        over: Over,
        argument: &Expression,
        whole: &Expression,
        scope: &Scope,
    ) -> Result<Written, Stop> {
        let mut argument = argument.clone();
        self.fill_in(&mut argument, scope);
        self.open_up(&mut argument, scope);
        if over == Over::Count
            && let Kind::Name(name) = &argument.kind
            && let Some(elements) = self.elements(&name.folded)
        {
            return Ok(Written::number(elements.len() as f64));
        }
        let stars = self.stars(&argument, scope)?;
        if stars.is_empty() {
            let mark = if self.model.dialect == Dialect::Xmile { "`*`" } else { "`!` behind a dimension" };
            let message = format!("this is one number, so there are no elements to gather: mark them by {mark}");
            return Err(self.wrong(Code::DimensionMismatch, message, &whole.range));
        }
        if scope.at.is_none()
            && let Some(text) = self.over_whole_dimensions(over, &argument, &stars, scope)?
        {
            return Ok(text);
        }
        if scope.at.is_none() && !scope.dims.is_empty() {
            return Err(Stop::Elements);
        }
        self.element_by_element(over, &argument, &stars, scope)
    }

    /// An array by its name alone stands for all of its elements.
    fn fill_in(&self, argument: &mut Expression, scope: &Scope) {
        if let Kind::Name(name) = &mut argument.kind
            && name.subscripts.is_empty()
            && let Some(place) = self.find(&name.folded, &scope.module)
        {
            let range = name.range.clone();
            let all = |_: &String| super::super::expression::Subscript { kind: Which::All, range: range.clone() };
            name.subscripts = self.model.variables[place].dims.iter().map(all).collect();
        }
    }

    /// In XMILE a dimension that is not at hand stands for all of its elements.
    fn open_up(&self, argument: &mut Expression, scope: &Scope) {
        if self.model.dialect != Dialect::Xmile {
            return;
        }
        if let Kind::Name(name) = &mut argument.kind {
            for subscript in &mut name.subscripts {
                if let Which::Named(dim) = &subscript.kind
                    && self.elements(dim).is_some()
                    && !scope.dims.contains(dim)
                    && scope.element(dim).is_none()
                {
                    subscript.kind = Which::AllOf(dim.clone());
                }
            }
        }
    }

    /// What is gone through: keys of subscripts with the dimension or part of one that each goes through.
    pub(super) fn stars(&mut self, argument: &Expression, scope: &Scope) -> Result<Vec<(String, String)>, Stop> {
        let mut names: Vec<Name> = Vec::new();
        argument.each(&mut |inner| match &inner.kind {
            Kind::Name(name) | Kind::Call(name, _) => names.push(name.clone()),
            _ => {}
        });
        let mut found: Vec<(String, String)> = Vec::new();
        for name in names {
            let dims = self
                .find(&name.folded, &scope.module)
                .map(|place| self.model.variables[place].dims.clone())
                .unwrap_or_default();
            let mut places = 0;
            for (position, subscript) in name.subscripts.iter().enumerate() {
                let Some(key) = Scope::key(&subscript.kind, places) else { continue };
                let dim = match &subscript.kind {
                    Which::AllOf(part) => part.clone(),
                    Which::Range(first, last) => {
                        super::part_of(dims.get(position).map_or("", String::as_str), first, last)
                    }
                    Which::All | Which::Named(_) | Which::Computed(_) => {
                        places += 1;
                        dims.get(position).cloned().unwrap_or_default()
                    }
                };
                if self.elements(&dim).is_none() {
                    return Err(self.wrong(
                        Code::UnknownDimension,
                        format!("there is no dimension `{dim}`"),
                        &subscript.range,
                    ));
                }
                if scope.star(&key).is_none() && !found.iter().any(|(known, _)| *known == key) {
                    found.push((key, dim));
                }
            }
        }
        Ok(found)
    }

    /// A function that the language has of whole dimensions, or that is made of such.
    fn over_whole_dimensions(
        &mut self,
        over: Over,
        argument: &Expression,
        stars: &[(String, String)],
        scope: &Scope,
    ) -> Result<Option<Written>, Stop> {
        if let Some(word) = over.word() {
            return self.whole_dimensions(word, argument, stars, scope, &|x| x.text.clone());
        }
        // Of few, each is written by itself, which XMILE can say too.
        let count: usize = stars.iter().map(|(_, dim)| self.elements(dim).map_or(0, <[String]>::len)).product();
        if over != Over::Spread || count <= FEW {
            return Ok(None);
        }
        let Some(mean) = self.whole_dimensions("mean", argument, stars, scope, &|x| x.text.clone())? else {
            return Ok(None);
        };
        let mean = self.part("mean", mean.text, scope);
        let square = |x: &Written| format!("({} - {mean}) ^ 2", x.at(SUM));
        let squares = self.whole_dimensions("sum", argument, stars, scope, &square)?;
        Ok(squares.map(|squares| spread(&squares, count)))
    }

    /// `sum(x, dimension)`, where the scenario has the dimensions and none of them is at hand already.
    fn whole_dimensions(
        &mut self,
        word: &str,
        argument: &Expression,
        stars: &[(String, String)],
        scope: &Scope,
        of: &dyn Fn(&Written) -> String,
    ) -> Result<Option<Written>, Stop> {
        let mut inner = scope.clone();
        for (key, dim) in stars {
            if self.dims.name(dim).is_none() || inner.dims.contains(dim) {
                return Ok(None);
            }
            inner.dims.push(dim.clone());
            inner.stars.push((key.clone(), Star::Whole(dim.clone())));
        }
        match self.attempt(|translator| translator.expression(argument, &inner)) {
            Ok(text) => {
                let over: Vec<&str> = stars.iter().filter_map(|(_, dim)| self.dims.name(dim)).collect();
                Ok(Some(Written::atom(format!("{word}({}, {})", of(&text), over.join(", ")))))
            }
            Err(Stop::Elements) => Ok(None),
            Err(Stop::Wrong) => Err(Stop::Wrong),
        }
    }

    /// What is gone through, element by element.
    fn element_by_element(
        &mut self,
        over: Over,
        argument: &Expression,
        stars: &[(String, String)],
        scope: &Scope,
    ) -> Result<Written, Stop> {
        let lists: Vec<Vec<String>> =
            stars.iter().map(|(_, dim)| self.elements(dim).unwrap_or_default().to_vec()).collect();
        let count = lists.iter().fold(1_usize, |all, list| all.saturating_mul(list.len()));
        if count > super::MOST_ELEMENTS {
            return Err(self.wrong(
                Code::TooManyElements,
                format!("this goes through {count} elements"),
                &argument.range,
            ));
        }
        if over == Over::Count {
            return Ok(Written::number(count as f64));
        }
        let mut parts = Vec::with_capacity(count);
        for flat in 0..count {
            let mut inner = scope.clone();
            inner.at.get_or_insert_default();
            let mut rest = flat;
            for ((key, _), list) in stars.iter().zip(&lists).rev() {
                inner.stars.push((key.clone(), Star::Element(list[rest % list.len()].clone())));
                rest /= list.len();
            }
            parts.push(self.expression(argument, &inner)?);
        }
        Ok(self.made_one(over, parts, scope))
    }

    /// Elements one by one, made into one. Of many, some at a time get a name: an equation has so many words at most.
    fn made_one(&mut self, over: Over, parts: Vec<Written>, scope: &Scope) -> Written {
        let count = parts.len();
        match over {
            Over::Count => return Written::number(count as f64),
            Over::Mean => {
                let sum = self.made_one(Over::Sum, parts, scope);
                return Written::new(format!("{} / {count}", sum.at(PRODUCT)), PRODUCT);
            }
            Over::Spread => {
                let mean = self.made_one(Over::Mean, parts.clone(), scope);
                let mean = self.part("mean", mean.text, scope);
                let square = |part: &Written| Written::new(format!("({} - {mean}) ^ 2", part.at(SUM)), POWER);
                let squares = self.made_one(Over::Sum, parts.iter().map(square).collect(), scope);
                return spread(&squares, count);
            }
            Over::Sum | Over::Product | Over::Least | Over::Greatest => {}
        }
        let length = |parts: &[Written]| parts.iter().map(|part| part.text.len()).sum::<usize>();
        if length(&parts) <= LONGEST || parts.len() <= 2 {
            return joined(over, &parts);
        }
        let mut some: Vec<Vec<Written>> = vec![Vec::new()];
        for part in parts {
            if some.last().is_some_and(|last| last.len() > 1 && length(last) + part.text.len() > LONGEST) {
                some.push(Vec::new());
            }
            some.last_mut().into_iter().for_each(|last| last.push(part.clone()));
        }
        let named = some.iter().map(|some| Written::atom(self.part("partly", joined(over, some).text, scope)));
        let named: Vec<Written> = named.collect();
        self.made_one(over, named, scope)
    }
}

/// The standard deviation of a sample, by the sum of squared distances from its mean: over one less than their number.
fn spread(squares: &Written, count: usize) -> Written {
    Written::atom(format!("sqrt({} / {})", squares.at(PRODUCT), count.saturating_sub(1).max(1)))
}

/// Elements joined in one equation.
fn joined(over: Over, parts: &[Written]) -> Written {
    let chain = |symbol: &str, strength: u8| {
        let texts: Vec<String> = parts.iter().map(|part| part.at(strength + 1)).collect();
        let text = texts.join(&format!(" {symbol} "));
        if parts.len() == 1 { parts[0].clone() } else { Written::new(text, strength) }
    };
    let among = |word: &str| {
        let texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
        if parts.len() == 1 { parts[0].clone() } else { Written::atom(format!("{word}({})", texts.join(", "))) }
    };
    match over {
        Over::Sum | Over::Mean | Over::Spread | Over::Count => chain("+", SUM),
        Over::Product => chain("*", PRODUCT),
        Over::Least => among("min"),
        Over::Greatest => among("max"),
    }
}
