//! Dimensions in the words of a file.

use super::{Dimension, Power, Units, words};

/// Words of a unit that only scale what follows.
const SCALES: [&str; 6] = ["%", "permille", "k", "mn", "bn", "trn"];

impl Units {
    /// Learns a unit in which a quantity of the file is declared; messages then name its dimension so.
    pub fn learn(&mut self, text: &str) {
        let Ok(unit) = self.parse(text) else { return };
        for word in words(text).into_iter().map(|(_, word)| word).filter(|word| *word != "/" && *word != "*") {
            if !SCALES.contains(&word) && !word.contains('^') {
                self.learn_as(word);
            }
        }
        self.call(unit.dimension, &unscaled(text));
    }

    fn learn_as(&mut self, word: &str) {
        if let Some(unit) = self.lookup(word) {
            self.call(unit.dimension, word);
        }
    }

    /// Of several ways to write a dimension the shortest holds.
    fn call(&mut self, dimension: Dimension, text: &str) {
        if dimension.is_one() {
            return;
        }
        match self.terms.iter_mut().find(|(known, _)| *known == dimension) {
            Some((_, known)) if known.len() <= text.len() => {}
            Some((_, known)) => text.clone_into(known),
            None => self.terms.push((dimension, text.to_owned())),
        }
    }

    /// A dimension in the units of the file: `GW` where it has gigawatts, rather than the base units behind them.
    #[must_use]
    pub fn in_terms(&self, dimension: &Dimension) -> String {
        let year = Dimension::year();
        let find =
            |wanted: &Dimension| self.terms.iter().find(|(known, _)| known == wanted).map(|(_, text)| text.as_str());
        if dimension.is_one() || *dimension == year {
            return dimension.to_string();
        }
        if let Some(text) = find(dimension) {
            return text.to_owned();
        }
        if let Some(text) = find(&dimension.times(&year)) {
            return format!("{text}/yr");
        }
        if let Some(text) = find(&dimension.per(&year)).filter(|text| !text.contains('/')) {
            return format!("{text} yr");
        }
        let inverse = Dimension::one().per(dimension);
        if let Some(text) = find(&inverse).filter(|text| !text.contains(['/', ' '])) {
            return format!("1/{text}");
        }
        let quotient = self.terms.iter().filter(|(_, over)| !over.contains(['/', ' '])).find_map(|(one, over)| {
            let under = find(&one.per(dimension)).filter(|under| !under.contains(['/', ' ']))?;
            Some(format!("{over}/{under}"))
        });
        quotient.unwrap_or_else(|| dimension.to_string())
    }
}

/// A unit without what only scales it.
fn unscaled(text: &str) -> String {
    let trimmed = text.trim();
    match trimmed.split_once(char::is_whitespace) {
        Some((first, rest)) if SCALES.contains(&first) => rest.trim_start().to_owned(),
        _ => trimmed.strip_prefix('%').map_or_else(|| trimmed.to_owned(), |rest| format!("1{rest}")),
    }
}

/// How messages name watts and watt-hours where a file has none of its own: `Wyr/yr` is `W`.
pub(super) fn watts(wyr: Power, yr: Power) -> (Power, Power, &'static str) {
    let zero = Power::from_integer(0);
    let opposite = (wyr > zero) != (yr > zero) && yr != zero;
    if opposite { (wyr, yr + wyr, "W") } else { (wyr, yr, "Wh") }
}
