//! Dimensions and their parts, and what is mapped to what.

use std::collections::HashMap;
use std::ops::Range;

use super::super::expression::folded;
use super::super::lexer::TokenKind;
use super::super::model::{Dimension, Mapping};
use super::super::parser::Parser;
use super::super::{Problem, Problems};
use crate::diagnostic::{Code, counted};

/// The texts behind a function that names a file, and where they stand.
type InFile = (Vec<String>, Range<usize>);

/// What the definition of a dimension says.
#[derive(Debug)]
pub(super) struct Declared {
    pub written: String,
    pub range: Range<usize>,
    /// Elements, and names of dimensions that stand for theirs.
    pub members: Vec<String>,
    /// The texts behind `GET DIRECT SUBSCRIPT` if the elements stand in a file, and where that is said.
    pub outside: Option<InFile>,
    mappings: Vec<(String, Vec<String>)>,
}

/// A name that stands next.
fn word(parser: &mut Parser) -> Result<String, Problem> {
    let token = parser.advance();
    match token.kind {
        TokenKind::Word(word) | TokenKind::Quoted(word) => Ok(word),
        other => {
            Err(Problem::new(Code::Syntax, format!("a name was expected here, not {}", other.describe()), token.range))
        }
    }
}

/// Reads what stands behind the colon of `dimension: a, b, (c1-c9) -> other`.
pub(super) fn declared(written: &str, range: Range<usize>, parser: &mut Parser) -> Result<Declared, Problem> {
    let mut members = Vec::new();
    let outside = in_file(parser)?;
    loop {
        if outside.is_some() {
            break;
        }
        if parser.take("(") {
            members.extend(numbered(parser)?);
        } else {
            members.push(word(parser)?);
        }
        if !parser.take(",") {
            break;
        }
    }
    let mut mappings = Vec::new();
    if parser.take("->") {
        loop {
            if parser.take("(") {
                let to = word(parser)?;
                parser.expect(":", "behind the dimension that is mapped to")?;
                let mut elements = Vec::new();
                loop {
                    elements.push(word(parser)?);
                    if !parser.take(",") {
                        break;
                    }
                }
                parser.expect(")", "to close the mapping")?;
                mappings.push((to, elements));
            } else {
                mappings.push((word(parser)?, Vec::new()));
            }
            if !parser.take(",") {
                break;
            }
        }
    }
    parser.end()?;
    Ok(Declared { written: written.to_owned(), range, members, outside, mappings })
}

/// What stands behind `GET XLS SUBSCRIPT` or `GET DIRECT SUBSCRIPT`; none if neither is next.
fn in_file(parser: &mut Parser) -> Result<Option<InFile>, Problem> {
    let TokenKind::Word(word) = &parser.peek().kind else { return Ok(None) };
    if !["get_xls_subscript", "get_direct_subscript"].contains(&folded(word).as_str()) {
        return Ok(None);
    }
    let start = parser.advance().range.start;
    parser.expect("(", "before the arguments")?;
    let mut texts = Vec::new();
    loop {
        let token = parser.advance();
        match token.kind {
            TokenKind::Text(text) => texts.push(text.trim().to_owned()),
            _ => return Err(Problem::new(Code::Syntax, "a text in single quotes was expected here", token.range)),
        }
        if !parser.take(",") {
            break;
        }
    }
    let end = parser.expect(")", "behind the arguments")?.end;
    Ok(Some((texts, start..end)))
}

/// `(c1-c9)`: all from the first to the last, by number.
fn numbered(parser: &mut Parser) -> Result<Vec<String>, Problem> {
    let at = parser.peek().range.clone();
    let first = word(parser)?;
    parser.expect("-", "between the first and the last")?;
    let last = word(parser)?;
    parser.expect(")", "behind the last")?;
    let parts = |name: &str| {
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        Some((stem.to_owned(), name[stem.len()..].parse::<u32>().ok()?))
    };
    match (parts(&first), parts(&last)) {
        (Some((stem, from)), Some((other, to))) if stem == other && from <= to && to - from < 100_000 => {
            Ok((from..=to).map(|number| format!("{stem}{number}")).collect())
        }
        _ => Err(Problem::new(Code::Syntax, format!("`{first}` to `{last}` is no range of numbered names"), at)),
    }
}

/// All dimensions, with the elements of those that others are made of in their place.
pub(super) fn dimensions(
    declared: &[Declared],
    same: &[(String, String, Range<usize>)],
    problems: &mut Problems,
) -> Vec<Dimension> {
    let by_name: HashMap<String, &Declared> = declared.iter().map(|one| (folded(&one.written), one)).collect();
    let mut found: Vec<Dimension> = Vec::new();
    for one in declared {
        let mut elements = Vec::new();
        if !gather(one, &by_name, &mut elements, 0) {
            problems.push(Problem::new(
                Code::Syntax,
                format!("`{}` is made of itself", one.written),
                one.range.clone(),
            ));
        }
        found.push(Dimension {
            written: one.written.clone(),
            name: folded(&one.written),
            elements,
            made_for: None,
            mappings: Vec::new(),
            range: one.range.clone(),
        });
    }
    let elements = |name: &str, found: &[Dimension]| -> Option<Vec<String>> {
        found.iter().find(|dimension| dimension.name == name).map(|dimension| dimension.elements.clone())
    };
    for (place, one) in declared.iter().enumerate() {
        for (to, listed) in &one.mappings {
            let own: Vec<String> = found[place].elements.iter().map(|element| folded(element)).collect();
            if let Some(problem) = strange_mapping(one, to, listed, &found, same) {
                problems.push(problem);
                continue;
            }
            let other = elements(&folded(to), &found).map_or(own.len(), |all| all.len());
            let there = if listed.is_empty() { other } else { listed.len() };
            if there != own.len() {
                let message = format!(
                    "`{}` has {}, and is mapped to {there} of `{to}`",
                    one.written,
                    counted(own.len(), "element")
                );
                problems.push(Problem::new(Code::DimensionMismatch, message, one.range.clone()));
                continue;
            }
            // Each name that is listed is of the other dimension, and stands for the element here at its place.
            let pairs = own.iter().zip(listed).map(|(element, there)| {
                let there = folded(there);
                let many = elements(&there, &found).map(|all| all.iter().map(|element| folded(element)).collect());
                (element.clone(), many.unwrap_or_else(|| vec![there]))
            });
            let pairs = pairs.collect();
            found[place].mappings.push(Mapping { to: folded(to), pairs });
        }
    }
    for (name, of, range) in same {
        match elements(&folded(of), &found) {
            Some(elements) => found.push(Dimension {
                written: name.clone(),
                name: folded(name),
                elements,
                made_for: None,
                mappings: Vec::new(),
                range: range.clone(),
            }),
            None => {
                problems.push(Problem::new(
                    Code::UnknownDimension,
                    format!("there is no dimension `{of}`"),
                    range.clone(),
                ));
            }
        }
    }
    found
}

/// What is wrong with a mapping: it is to no range, or names what is no part of that.
fn strange_mapping(
    one: &Declared,
    to: &str,
    listed: &[String],
    found: &[Dimension],
    same: &[(String, String, Range<usize>)],
) -> Option<Problem> {
    let of = |name: &str| found.iter().find(|dimension| dimension.name == name);
    let other = same.iter().find(|(name, ..)| folded(name) == folded(to)).map_or(to, |(_, of, _)| of.as_str());
    let Some(there) = of(&folded(other)) else {
        let message = format!("`{}` is mapped to `{to}`, which is no subscript range", one.written);
        return Some(Problem::new(Code::UnknownDimension, message, one.range.clone()));
    };
    let has = |name: &str| there.elements.iter().any(|element| folded(element) == folded(name));
    let is_part = |name: &str| of(&folded(name)).is_some_and(|part| part.elements.iter().all(|element| has(element)));
    let strange = listed.iter().find(|name| !has(name) && !is_part(name))?;
    let message =
        format!("`{}` is mapped to `{strange}`, which is neither an element nor a part of `{to}`", one.written);
    Some(Problem::new(Code::UnknownElement, message, one.range.clone()))
}

/// Adds the elements of a dimension; says no if it is made of itself.
fn gather(one: &Declared, by_name: &HashMap<String, &Declared>, elements: &mut Vec<String>, depth: usize) -> bool {
    if depth > 50 {
        return false;
    }
    one.members.iter().all(|member| match by_name.get(&folded(member)) {
        Some(part) => gather(part, by_name, elements, depth + 1),
        None => {
            if !elements.iter().any(|known| folded(known) == folded(member)) {
                elements.push(member.clone());
            }
            true
        }
    })
}
