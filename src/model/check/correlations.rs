//! Gathers rank correlations into groups and factors them.

use super::Shapes;
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::diagnostic::{counted, fold};
use crate::model::{Assumption, Correlated, CorrelationGroup, DrawSource, Value};
use crate::numeric::cholesky::cholesky;
use crate::numeric::copula::{Margin, limit, pearson_of_rank, rank_correlation};
use crate::numeric::sorting::sort_by_key;
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
/// (Pearson 1907; Iman and Conover 1982, doi:10.1080/03610918208812265), and a greater one where values are tied
/// ([`pearson_of_rank`]). Fixed assumptions keep their place.
pub(super) fn groups(
    declared: &Named<Correlation>,
    assumptions: &[Assumption],
    draws: &[DrawSource],
    shapes: &mut Shapes,
) -> Vec<CorrelationGroup> {
    let mut pairs: Vec<Pair> = Vec::new();
    for entry in declared {
        let rank = &entry.value.rank;
        if !(-1.0..=1.0).contains(&rank.value) {
            let message = format!("a rank correlation of {} is impossible", rank.value);
            shapes.error(Code::Correlation, message, &rank.span, "must be from -1 to 1", None);
            continue;
        }
        let members: Vec<Option<(Vec<Node>, Span)>> =
            entry.value.between.iter().map(|text| resolve(text, assumptions, shapes)).collect();
        let Some(members) = members.into_iter().collect::<Option<Vec<_>>>() else { continue };
        let count = members.iter().map(|(nodes, _)| nodes.len()).max().unwrap_or(0);
        if let Some((_, span)) = members.iter().find(|(nodes, _)| nodes.len() != count && nodes.len() != 1) {
            let message = format!("the correlation `{}` is between assumptions of different shape", entry.written);
            let help = Some("names in one correlation must have the same dimensions, or name one element".to_owned());
            shapes.error(Code::DimensionMismatch, message, span, "another number of elements", help);
            continue;
        }
        for element in 0..count {
            let nodes: Vec<Node> = members.iter().map(|(nodes, _)| nodes[element.min(nodes.len() - 1)]).collect();
            for (position, first) in nodes.iter().enumerate() {
                for second in &nodes[..position] {
                    let margins = [first, second].map(|node| margin(assumptions, draws, *node));
                    add(&mut pairs, [*first, *second], rank, &margins, shapes);
                }
            }
        }
    }
    factor(assumptions, draws, &pairs, shapes)
}

/// How the values of a random number are tied; a fixed one, or one that takes several shapes, counts as continuous.
fn margin(assumptions: &[Assumption], draws: &[DrawSource], node: Node) -> Margin {
    let member = member(assumptions, node);
    let ties = |draw: &usize| draws[*draw].distribution.cumulative();
    let mut all = member.draws.iter().map(ties);
    let first = all.next().flatten().filter(|first| all.all(|other| other.as_ref() == Some(first)));
    first.and_then(|levels| Margin::discrete(&levels)).unwrap_or_else(Margin::continuous)
}

fn add(
    pairs: &mut Vec<Pair>,
    [first, second]: [Node; 2],
    written: &Spanned<f64>,
    margins: &[Margin; 2],
    shapes: &mut Shapes,
) {
    let (rank, span) = (written.value, &written.span);
    let (first, second) = (first.min(second), first.max(second));
    if first == second {
        shapes.error(Code::Correlation, "an assumption is correlated with itself".to_owned(), span, "here", None);
        return;
    }
    if let Some(known) = pairs.iter().find(|pair| pair.first == first && pair.second == second) {
        if known.rank != rank {
            let message = format!("the same pair has a rank correlation of {} and of {rank}", known.rank);
            let problem = Diagnostic::error(Code::Correlation, message, span.clone(), "the second")
                .with_label(known.span.clone(), "the first")
                .with_help("say it once");
            shapes.problems.push(problem);
        }
        return;
    }
    let [a, b] = margins;
    let Some(pearson) = pearson_of_rank(a, b, rank) else {
        if shapes.problems.iter().all(|problem| problem.labels.iter().all(|label| label.span != *span)) {
            shapes.problems.push(out_of_reach(rank, span, [-1.0, 1.0].map(|sign| limit(a, b, sign))));
        }
        return;
    };
    pairs.push(Pair { first, second, pearson, rank, span: span.clone() });
}

/// A rank correlation that ties do not allow.
fn out_of_reach(rank: f64, span: &Span, limits: [f64; 2]) -> Diagnostic {
    // Towards 0, so that what is proposed can be had.
    let [least, most] = limits.map(|limit| (limit * 1000.0).trunc() / 1000.0);
    let message = format!("a rank correlation of {rank} cannot be had: one of the two takes few values");
    let label = if rank > 0.0 { format!("at most {most}") } else { format!("at least {least}") };
    let help = format!(
        "ranks from {least} to {most} can be had; draws in which a value is the same share a rank, which weakens the \
         correlation"
    );
    Diagnostic::error(Code::Correlation, message, span.clone(), label).with_help(help)
}

/// The random numbers that `NAME` or `NAME[element,…]` stands for.
fn resolve(text: &Spanned<String>, assumptions: &[Assumption], shapes: &mut Shapes) -> Option<(Vec<Node>, Span)> {
    let (name, elements) = match text.value.split_once('[') {
        Some((name, rest)) => (name, rest.trim_end().strip_suffix(']')),
        None => (text.value.as_str(), None),
    };
    let folded = fold(name);
    let Some(index) = assumptions.iter().position(|assumption| assumption.declared.name == folded) else {
        let known = assumptions.iter().map(|assumption| assumption.declared.name.as_str());
        let help = crate::diagnostic::did_you_mean(&folded, known).map(|meant| format!("did you mean `{meant}`?"));
        let message = format!("`{}` is not an assumption", name.trim());
        shapes.error(Code::UnknownVariable, message, &text.span, "only assumptions can be correlated", help);
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
    Correlated { name: assumption.declared.name.clone(), stream: assumption.streams[key], draws }
}

/// Splits pairs into connected groups and takes the Cholesky factor of each.
fn factor(
    assumptions: &[Assumption],
    draws: &[DrawSource],
    pairs: &[Pair],
    shapes: &mut Shapes,
) -> Vec<CorrelationGroup> {
    let mut groups: Vec<Vec<Node>> = Vec::new();
    for pair in pairs {
        let (mut joined, rest): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|group: &Vec<Node>| group.contains(&pair.first) || group.contains(&pair.second));
        let mut group: Vec<Node> = joined.drain(..).flatten().chain([pair.first, pair.second]).collect();
        // Each is mixed from those before it: what comes to a group later, behind the others by its number, moves none.
        sort_by_key(&mut group, |(index, key)| (assumptions[*index].streams[*key].dimension, *index, *key));
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
            None => shapes.problems.extend(contradiction(&members, &own, (assumptions, draws), shapes)),
        }
    }
    factored
}

/// What is said of pairs that have no joint distribution: which they are, and those that count as 0 since none names them.
fn contradiction(
    members: &[Node],
    own: &[&Pair],
    (assumptions, draws): (&[Assumption], &[DrawSource]),
    shapes: &Shapes,
) -> Option<Diagnostic> {
    const SHOWN: usize = 3;
    let message = "these rank correlations contradict one another: no joint distribution has them all";
    let mut spans: Vec<&Span> = Vec::new();
    for pair in own.iter().rev() {
        if !spans.contains(&&pair.span) {
            spans.push(&pair.span);
        }
    }
    let (last, others) = spans.split_first()?;
    let mut unnamed = Vec::new();
    for (position, second) in members.iter().enumerate() {
        let missing = members[..position]
            .iter()
            .filter(|first| own.iter().all(|pair| (pair.first, pair.second) != (**first, *second)));
        unnamed.extend(missing.map(|first| (*first, *second)));
    }
    let name = |node: Node| node_name(node, assumptions, shapes);
    let pairs = unnamed.iter().take(SHOWN).map(|(a, b)| format!("`{}` and `{}`", name(*a), name(*b)));
    let pairs: Vec<String> = pairs.collect();
    let more = unnamed.len().saturating_sub(SHOWN);
    let more = if more == 0 { String::new() } else { format!(", and {} more", counted(more, "pair")) };
    let help = match unnamed.as_slice() {
        [] => "their matrix must be positive definite; weaken one of them".to_owned(),
        [(a, b)] if own.len() == 2 => format!(
            "{} are in no correlation, which counts as 0; name this pair too, with a rank {}",
            pairs.join(""),
            third(own[0].pearson, own[1].pearson, &[*a, *b].map(|node| margin(assumptions, draws, node)))
        ),
        _ => format!(
            "pairs that are not named count as 0: {}{more}; name them too, or weaken the others",
            pairs.join(", ")
        ),
    };
    let problem =
        Diagnostic::error(Code::Correlation, message, (*last).clone(), "not possible together with").with_help(help);
    Some(others.iter().fold(problem, |problem, span| problem.with_label((*span).clone(), "this")))
}

/// Which rank correlations of a pair agree with the correlations of the normal scores of both with a third.
fn third(first: f64, second: f64, [a, b]: &[Margin; 2]) -> String {
    let spread = ((1.0 - first * first) * (1.0 - second * second)).max(0.0).sqrt();
    let [low, high] = [-spread, spread].map(|aside| rank_correlation(a, b, first * second + aside));
    // Inwards, so that what is proposed can be had.
    let (least, most) = ((low * 1000.0).ceil() / 1000.0, (high * 1000.0).floor() / 1000.0);
    if least < most {
        format!("from {least} to {most}")
    } else {
        format!("of {}", (500.0 * (low + high)).round() / 1000.0)
    }
}

/// A random number, as it is named in a file.
fn node_name((index, key): Node, assumptions: &[Assumption], shapes: &Shapes) -> String {
    let assumption = &assumptions[index];
    let written = &assumption.declared.written;
    if assumption.shared || assumption.signature.dims.is_empty() {
        return written.clone();
    }
    let elements = shapes.element_names(&assumption.signature, &[key]);
    format!("{written}[{}]", elements.trim_matches('`'))
}
