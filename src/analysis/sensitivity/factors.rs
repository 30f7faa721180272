//! What can vary by itself in a model: draws of assumptions, with those that are shared or correlated.

use ndarray::{Array2, ArrayView2};

use super::estimators::ENDS;
use crate::model::{Assumption, CorrelationGroup, Model, Value};
use crate::numeric::normal::{normal_cdf, normal_scores};
use crate::numeric::sorting::sort_by;

/// All draw sources with the random numbers of this one: itself, or all elements of a shared assumption.
pub fn twins(model: &Model, draw: usize) -> impl Iterator<Item = usize> {
    let own = &model.draws[draw];
    let same = move |other: usize| {
        model.draws[other].name == own.name && model.draws[other].stream.element == own.stream.element
    };
    (0..model.draws.len()).filter(move |other| same(*other))
}

/// The first of each set of twins among these draw sources and their twins, in the order of the draw sources.
pub fn distinct(model: &Model, draws: &[usize]) -> Vec<usize> {
    let mut firsts: Vec<usize> = draws.iter().filter_map(|draw| twins(model, *draw).next()).collect();
    firsts.sort_unstable();
    firsts.dedup();
    firsts
}

/// Gives all elements of a shared assumption the row of the first in an array [draw source, point].
pub fn share_rows(model: &Model, uniforms: &mut Array2<f64>) {
    for draw in 0..model.draws.len() {
        if let Some(first) = twins(model, draw).next().filter(|first| *first != draw) {
            let row = uniforms.row(first).to_owned();
            uniforms.row_mut(draw).assign(&row);
        }
    }
}

/// The draw sources that cannot vary independently of this one: twins and those correlated, directly or through others.
pub fn together(model: &Model, draw: usize) -> Vec<usize> {
    let mut members = vec![draw];
    let mut next = 0;
    while let Some(draw) = members.get(next).copied() {
        let correlated = group(model, draw).into_iter().flat_map(|(group, _)| &group.members);
        for linked in twins(model, draw).chain(correlated.flat_map(|member| member.draws.iter().copied())) {
            if !members.contains(&linked) {
                members.push(linked);
            }
        }
        next += 1;
    }
    members.sort_unstable();
    members
}

/// What is drawn, as it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Its selector; without an element if all elements share it.
    pub selector: String,
    /// Its label, those of its elements included.
    pub label: String,
    /// The unit that its assumption declares.
    pub unit: String,
}

/// The assumption that is drawn, and the flat index of its element; none if all elements share it.
pub fn origin(model: &Model, draw: usize) -> Option<(&Assumption, Option<usize>)> {
    let of_draw = |value: &Value| matches!(value, Value::Random(index) if *index == draw);
    model.assumptions.iter().find_map(|assumption| {
        let element = assumption.values.iter().position(of_draw)?;
        let several = assumption.values.iter().filter(|value| of_draw(value)).nth(1).is_some();
        let shared = several || twins(model, draw).nth(1).is_some();
        Some((assumption, (!shared).then_some(element)))
    })
}

/// How what is drawn is called.
pub fn name(model: &Model, draw: usize) -> Name {
    let Some((assumption, element)) = origin(model, draw) else {
        let name = &model.draws[draw].name;
        return Name { selector: name.clone(), label: name.clone(), unit: String::new() };
    };
    let signature = &assumption.signature;
    let written = &assumption.declared.value;
    let elements = element.map_or_else(Vec::new, |element| model.elements(&signature.dims, element));
    let labels: Vec<&str> = signature
        .dims
        .iter()
        .zip(elements)
        .map(|(dim, element)| model.dimensions[*dim].value.elements[element].value.as_str())
        .collect();
    Name {
        selector: element.map_or_else(|| signature.name.clone(), |element| model.selector(signature, element)),
        label: if labels.is_empty() {
            written.label.clone()
        } else {
            format!("{}: {}", written.label, labels.join(", "))
        },
        unit: written.unit.value.clone(),
    }
}

fn group(model: &Model, draw: usize) -> Option<(&CorrelationGroup, usize)> {
    model.correlations.iter().find_map(|group| {
        group.members.iter().position(|member| member.draws.contains(&draw)).map(|position| (group, position))
    })
}

/// The uniform numbers [draw source, point] with which the wanted sources have the marginal quantiles of a design [wanted,
/// point] and all others their medians.
///
/// In a correlated group the independent scores are those that the copula mixes into the wanted scores: each member moves by
/// itself, past the correlation.
pub fn placed(model: &Model, wanted: &[usize], design: ArrayView2<f64>) -> Array2<f64> {
    let mut uniforms = Array2::from_elem((model.draws.len(), design.ncols()), 0.5);
    for (first, row) in wanted.iter().zip(design.outer_iter()) {
        for draw in twins(model, *first) {
            uniforms.row_mut(draw).assign(&row);
        }
    }
    for group in &model.correlations {
        for mut point in uniforms.columns_mut() {
            let mut mixed: Vec<f64> =
                group.members.iter().map(|member| member.draws.first().map_or(0.5, |draw| point[*draw])).collect();
            if mixed.iter().all(|u| *u == 0.5) {
                continue;
            }
            normal_scores(&mut mixed);
            for (member, score) in group.members.iter().zip(unmixed(group, &mixed)) {
                for draw in &member.draws {
                    point[*draw] = normal_cdf(score).clamp(f64::EPSILON, 1.0 - f64::EPSILON);
                }
            }
        }
    }
    uniforms
}

/// The independent scores that the Cholesky factor mixes into these, by forward substitution; 0 for a member that the ones
/// before it determine.
fn unmixed(group: &CorrelationGroup, mixed: &[f64]) -> Vec<f64> {
    let mut scores: Vec<f64> = Vec::with_capacity(mixed.len());
    for (row, wanted) in group.factor.iter().zip(mixed) {
        let known: f64 = row.iter().zip(&scores).map(|(weight, score)| weight * score).sum();
        let own = row.get(scores.len()).copied().unwrap_or(0.0);
        scores.push(if own > 1e-9 { (wanted - known) / own } else { 0.0 });
    }
    scores
}

/// What orders the draws by the value of an assumption: its uniform numbers, or in a correlated group its mixed scores; equal
/// where the value, and that of all its twins, is one of finitely many and the same.
pub fn scores(model: &Model, draw: usize, uniforms: ArrayView2<f64>) -> Vec<f64> {
    let mut scores = mixed_scores(model, draw, uniforms).unwrap_or_else(|| uniforms.row(draw).to_vec());
    if twins(model, draw).any(|twin| model.draws[twin].distribution.cumulative().is_none()) {
        return scores;
    }
    let of_twins: Vec<Vec<f64>> = twins(model, draw).map(|twin| values(model, twin, uniforms)).collect();
    let mut order: Vec<usize> = (0..scores.len()).collect();
    sort_by(&mut order, |i, j| scores[*i].total_cmp(&scores[*j]));
    for equal in order.chunk_by(|i, j| of_twins.iter().all(|values| values[*i] == values[*j])) {
        for point in equal {
            scores[*point] = scores[equal[0]];
        }
    }
    scores
}

/// The probabilities between which an assumption swings: 5 % and 95 %; of one with finitely many values that has the same at
/// both, the middles of its least and of its greatest value.
pub fn ends(model: &Model, draw: usize) -> [f64; 2] {
    let Some(cumulative) = model.draws[draw].distribution.cumulative() else { return ENDS };
    let level = |u: f64| cumulative.partition_point(|up_to| *up_to < u);
    match cumulative.as_slice() {
        [least, .., next, _] | [least @ next, _] if level(ENDS[0]) == level(ENDS[1]) => {
            [0.5 * least, 0.5 * (next + 1.0)]
        }
        _ => ENDS,
    }
}

/// The values of an assumption at points [draw source, point], in base units.
pub fn values(model: &Model, draw: usize, uniforms: ArrayView2<f64>) -> Vec<f64> {
    let distribution = &model.draws[draw].distribution;
    match mixed_scores(model, draw, uniforms) {
        Some(mut scores) => {
            distribution.fill_from_normal(&mut scores);
            scores
        }
        None => {
            let mut values = uniforms.row(draw).to_vec();
            distribution.fill(&mut values);
            values
        }
    }
}

/// The correlated scores of a member of a group; none for what is in no group.
fn mixed_scores(model: &Model, draw: usize, uniforms: ArrayView2<f64>) -> Option<Vec<f64>> {
    let (group, position) = group(model, draw)?;
    let mut sum = vec![0.0; uniforms.ncols()];
    for (weight, member) in group.factor[position].iter().zip(&group.members).take(position + 1) {
        // A fixed member stands at its median, a score of 0.
        let Some(draw) = member.draws.first() else { continue };
        let mut scores = uniforms.row(*draw).to_vec();
        normal_scores(&mut scores);
        for (sum, score) in sum.iter_mut().zip(scores) {
            *sum += weight * score;
        }
    }
    Some(sum)
}
