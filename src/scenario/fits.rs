//! `[fits.NAME]`: assumptions that are estimated from history, and what the estimates were.

use super::{Named, Scenario};
use crate::diagnostic::{Span, Spanned};
use crate::laws::curves::{Curve, Input, Parameter, Scale, Structure};
use crate::selector::Selector;

/// `[fits.NAME]`: a law fitted to the history of a variable; its parameters are assumptions.
#[derive(Debug, Clone)]
pub struct Fit {
    /// Selector `NAME` or `NAME[element, …]` of the variable.
    pub variable: Spanned<String>,
    /// Which of the histories of that element; the first unless given.
    pub history: Option<Spanned<String>>,
    /// The law.
    pub law: &'static Curve,
    /// First time used, in years.
    pub from: Option<Spanned<f64>>,
    /// Last time used, in years; none later than `known_until` is.
    pub until: Option<Spanned<f64>>,
    /// How observations scatter; the law's own way unless given.
    pub scale: Option<Scale>,
    /// How errors hang together in time; as suits the data best if none.
    pub structure: Option<Structure>,
    /// When diffusion began, in years; one period before the first value unless given.
    pub launch: Option<f64>,
    /// The variables whose histories a law of learning depends on, `NAME` or `NAME[element, …]`, by [`Input`].
    pub inputs: [Option<Spanned<String>>; Input::ALL.len()],
    /// Parameters that are known, by index in the law: in the variable's unit, rates per year.
    pub fixed: Vec<(usize, f64)>,
    /// Parameters by the assumptions they are.
    pub parameters: Named<Binding>,
}

/// A parameter of a law that is an assumption.
#[derive(Debug, Clone)]
pub struct Binding {
    /// Its index in the law; behind the last are the scatter around it and the memory of errors.
    pub parameter: usize,
    /// The assumption, `NAME` or `NAME[element, …]`.
    pub target: Spanned<String>,
    /// The same, read.
    pub selector: Selector,
    /// Whether the command line says what the assumption is worth, whatever the data say.
    pub set: bool,
}

impl Fit {
    /// How observations scatter.
    #[must_use]
    pub fn errors(&self) -> Scale {
        self.scale.unwrap_or(self.law.scale)
    }

    /// Whether a parameter is the assumption of this folded name, with this element or none.
    #[must_use]
    pub fn tells(&self, name: &str, element: &str) -> bool {
        self.parameters
            .iter()
            .any(|binding| binding.value.selector.name.value == name && binding.value.selector.element() == element)
    }
}

/// What `[fits.NAME]` gave with what is known.
#[derive(Debug, Clone)]
pub struct Estimated {
    /// Name of the fit, as written.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Selector of the variable.
    pub variable: String,
    /// The law.
    pub law: &'static Curve,
    /// How observations were taken to scatter.
    pub scale: Scale,
    /// How errors hang together in time; none if nothing could be fitted.
    pub structure: Option<Structure>,
    /// The year until which history is known; all of it if none.
    pub known_until: Option<f64>,
    /// The last time that the fit takes by its own `until`, if it says one.
    pub until: Option<f64>,
    /// Times of the first and the last value used; none if there was none.
    pub period: Option<(f64, f64)>,
    /// Number of values used.
    pub values: usize,
    /// Where the values come from.
    pub source: String,
    /// Parameters in the order of the law; or why there are none, so that assumptions keep what the file says.
    pub outcome: Result<Vec<ParameterEstimate>, String>,
    /// Spearman's rank correlations of parameters that were estimated, by index in the law.
    pub correlations: Vec<(usize, usize, f64)>,
    /// What a reader must know before using the numbers.
    pub remarks: Vec<String>,
}

/// A parameter with what the data say of it.
#[derive(Debug, Clone)]
pub struct ParameterEstimate {
    /// The parameter of the law.
    pub parameter: &'static Parameter,
    /// The assumption that it is, as a selector.
    pub assumption: Option<String>,
    /// Whether that assumption has been set on the command line instead.
    pub set: bool,
    /// Unit of the numbers: that of the assumption if it is one.
    pub unit: String,
    /// The estimate, or the number it was given.
    pub value: f64,
    /// Standard error; none if it was given.
    pub error: Option<f64>,
    /// Ends of the 95 % profile interval.
    pub interval: [Option<f64>; 2],
    /// What the file says of the assumption, which holds where data do not suffice.
    pub fallback: String,
}

/// Until when values are taken, in words, which `year` writes: by a fit's own `until`, or until which history is known, whichever is
/// earlier; none if neither ends them.
pub fn last_words(known: Option<f64>, own: Option<f64>, year: impl Fn(f64) -> String) -> Option<String> {
    match own.filter(|own| known.is_none_or(|known| *own < known)) {
        Some(own) => Some(format!("until {} (its own `until`)", year(own))),
        None => known.map(|known| format!("until {}", year(known))),
    }
}

impl Estimated {
    /// What messages call the last time that is known to this fit.
    #[must_use]
    pub fn last_words(&self, year: impl Fn(f64) -> String) -> Option<String> {
        last_words(self.known_until, self.until, year)
    }

    /// `fitted to stock[poland], 2010 to 2018, 9 values (logistic, log errors)`.
    #[must_use]
    pub fn describe(&self) -> String {
        let period = self.period.map_or_else(String::new, |(first, last)| format!(", {first} to {last}"));
        let (values, law, scale) = (self.values, self.law.name, self.scale.name());
        let structure = self.structure.filter(|structure| *structure != Structure::Independent);
        let structure = structure.map_or_else(String::new, |structure| format!("{} ", structure.words()));
        format!("fitted to {}{period}, {values} values ({law}, {structure}{scale} errors)", self.variable)
    }
}

impl Scenario {
    /// Notes that the command line says what an assumption is worth.
    pub(super) fn set_by_hand(&mut self, target: &Selector) {
        let element = target.element();
        for binding in self.fits.iter_mut().flat_map(|fit| &mut fit.value.parameters) {
            let binding = &mut binding.value;
            let same = binding.selector.name.value == target.name.value;
            binding.set |= same && (element.is_empty() || binding.selector.element() == element);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::last_words;

    #[test]
    fn what_ends_the_values_of_a_fit_is_named() {
        for (known, own, expected) in [
            (None, None, None),
            (Some(2022.75), None, Some("until 2022.75")),
            (Some(2022.75), Some(2021.0), Some("until 2021 (its own `until`)")),
            (None, Some(2021.0), Some("until 2021 (its own `until`)")),
            // Later than what is known it ends nothing.
            (Some(2020.0), Some(2021.0), Some("until 2020")),
            (Some(2021.0), Some(2021.0), Some("until 2021")),
        ] {
            assert_eq!(last_words(known, own, |year| year.to_string()).as_deref(), expected, "{known:?} {own:?}");
        }
    }
}
