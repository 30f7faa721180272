//! Gathers rank correlations into groups and factors them.

use super::Shapes;
use crate::diagnostic::fold;
use crate::diagnostic::{Diagnostic, Span};
use crate::model::{Assumption, Correlated, CorrelationGroup, Value};
use crate::numeric::cholesky::cholesky;
use crate::scenario::{Correlation, Named};

/// A random number: an assumption and the element that keys it.
type Node = (usize, usize);

/// A pair of random numbers with the Pearson correlation of their normal scores.
struct Pair {
    first: Node,
    second: Node,
    pearson: f64,
    rank: f64,
    span: Span,
}

/// The groups of correlated draws of a scenario.
///
/// A Spearman rank correlation r of a Gaussian copula is a Pearson correlation 2 sin(pi r / 6) of normal scores
/// (Pearson 1907; Iman and Conover 1982, doi:10.1080/03610918208812265). Fixed assumptions keep their place.
pub(super) fn groups(
    declared: &Named<Correlation>,
    assumptions: &[Assumption],
    shapes: &mut Shapes,
) -> Vec<CorrelationGroup> {
    let mut pairs: Vec<Pair> = Vec::new();
    for entry in declared {
        let rank = &entry.value.rank;
        if !(-1.0..=1.0).contains(&rank.value) {
            let message = format!("a rank correlation of {} is impossible", rank.value);
            shapes.error("correlation", message, &rank.span, "must be from -1 to 1", None);
            continue;
        }
        let members: Vec<Option<(Vec<Node>, Span)>> =
            entry.value.between.iter().map(|text| resolve(text, assumptions, shapes)).collect();
        let Some(members) = members.into_iter().collect::<Option<Vec<_>>>() else { continue };
        let count = members.iter().map(|(nodes, _)| nodes.len()).max().unwrap_or(0);
        if let Some((_, span)) = members.iter().find(|(nodes, _)| nodes.len() != count && nodes.len() != 1) {
            let message = format!("the correlation `{}` is between assumptions of different shape", entry.written);
            let help = Some("names in one correlation must have the same dimensions, or name one element".to_owned());
            shapes.error("dimension-mismatch", message, span, "another number of elements", help);
            continue;
        }
        for element in 0..count {
            let nodes: Vec<Node> = members.iter().map(|(nodes, _)| nodes[element.min(nodes.len() - 1)]).collect();
            for (position, first) in nodes.iter().enumerate() {
                for second in &nodes[..position] {
                    add(&mut pairs, *first, *second, rank.value, &rank.span, shapes);
                }
            }
        }
    }
    factor(assumptions, &pairs, shapes)
}

fn add(pairs: &mut Vec<Pair>, first: Node, second: Node, rank: f64, span: &Span, shapes: &mut Shapes) {
    let (first, second) = (first.min(second), first.max(second));
    if first == second {
        shapes.error("correlation", "an assumption is correlated with itself".to_owned(), span, "here", None);
        return;
    }
    if let Some(known) = pairs.iter().find(|pair| pair.first == first && pair.second == second) {
        if known.rank != rank {
            let message = format!("the same pair has a rank correlation of {} and of {rank}", known.rank);
            let problem = Diagnostic::error("correlation", message, span.clone(), "the second")
                .with_label(known.span.clone(), "the first")
                .with_help("say it once");
            shapes.problems.push(problem);
        }
        return;
    }
    let pearson = 2.0 * (std::f64::consts::PI * rank / 6.0).sin();
    pairs.push(Pair { first, second, pearson, rank, span: span.clone() });
}

/// The random numbers that `NAME` or `NAME[element,…]` stands for.
fn resolve(
    text: &crate::diagnostic::Spanned<String>,
    assumptions: &[Assumption],
    shapes: &mut Shapes,
) -> Option<(Vec<Node>, Span)> {
    let (name, elements) = match text.value.split_once('[') {
        Some((name, rest)) => (name, rest.trim_end().strip_suffix(']')),
        None => (text.value.as_str(), None),
    };
    let folded = fold(name);
    let Some(index) = assumptions.iter().position(|assumption| assumption.declared.name == folded) else {
        let known = assumptions.iter().map(|assumption| assumption.declared.name.as_str());
        let help = crate::diagnostic::did_you_mean(&folded, known).map(|meant| format!("did you mean `{meant}`?"));
        let message = format!("`{}` is not an assumption", name.trim());
        shapes.error("unknown-variable", message, &text.span, "only assumptions can be correlated", help);
        return None;
    };
    let assumption = &assumptions[index];
    let flats = match elements {
        Some(elements) => shapes.elements(&assumption.signature, elements, &text.span)?,
        None => (0..shapes.count(&assumption.signature.dims)).collect(),
    };
    let nodes =
        if assumption.shared { vec![(index, 0)] } else { flats.into_iter().map(|flat| (index, flat)).collect() };
    Some((nodes, text.span.clone()))
}

/// A random number with what is drawn by it.
fn member(assumptions: &[Assumption], (index, key): Node) -> Correlated {
    let assumption = &assumptions[index];
    let own =
        if assumption.shared { &assumption.values[..] } else { assumption.values.get(key..=key).unwrap_or_default() };
    let mut draws: Vec<usize> = own
        .iter()
        .filter_map(|value| match value {
            Value::Random(draw) => Some(*draw),
            Value::Fixed(_) => None,
        })
        .collect();
    draws.dedup();
    Correlated {
        name: assumption.declared.name.clone(),
        element: key as u64,
        dimension: assumption.first_dimension + key,
        draws,
    }
}

/// Splits pairs into connected groups and takes the Cholesky factor of each.
fn factor(assumptions: &[Assumption], pairs: &[Pair], shapes: &mut Shapes) -> Vec<CorrelationGroup> {
    let mut groups: Vec<Vec<Node>> = Vec::new();
    for pair in pairs {
        let (mut joined, rest): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|group: &Vec<Node>| group.contains(&pair.first) || group.contains(&pair.second));
        let mut group: Vec<Node> = joined.drain(..).flatten().chain([pair.first, pair.second]).collect();
        group.sort_unstable();
        group.dedup();
        groups = rest;
        groups.push(group);
    }
    let mut factored = Vec::new();
    for members in groups {
        let size = members.len();
        let at = |node: Node| members.iter().position(|member| *member == node).unwrap_or(0);
        let mut matrix = vec![vec![0.0; size]; size];
        for (position, row) in matrix.iter_mut().enumerate() {
            row[position] = 1.0;
        }
        let own: Vec<&Pair> = pairs.iter().filter(|pair| members.contains(&pair.first)).collect();
        for pair in &own {
            let (i, j) = (at(pair.first), at(pair.second));
            matrix[i][j] = pair.pearson;
            matrix[j][i] = pair.pearson;
        }
        match cholesky(&matrix) {
            Some(factor) => {
                let members = members.into_iter().map(|node| member(assumptions, node)).collect();
                factored.push(CorrelationGroup { members, factor });
            }
            None => {
                let message = "these rank correlations contradict one another: no joint distribution has them all";
                let mut spans: Vec<&Span> = Vec::new();
                for pair in own.iter().rev() {
                    if !spans.contains(&&pair.span) {
                        spans.push(&pair.span);
                    }
                }
                let Some((last, others)) = spans.split_first() else { continue };
                let problem = Diagnostic::error("correlation", message, (*last).clone(), "not possible together with")
                    .with_help("their matrix must be positive definite; weaken one of them");
                shapes
                    .problems
                    .push(others.iter().fold(problem, |problem, span| problem.with_label((*span).clone(), "this")));
            }
        }
    }
    factored
}
