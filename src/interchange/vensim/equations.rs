//! Equations: a left side, an operator, and what stands behind it.

use crate::diagnostic::Code;
use std::ops::Range;

use super::super::Problem;
use super::super::expression::{Expression, Infix, Kind, Name, Which, folded};
use super::super::lexer::{Dialect, TokenKind};
use super::super::model::{Between, DATA, Definition, Graph, Shape, Stock};
use super::super::parser::Parser;
use super::super::text::Placed;
use super::subscripts::{Declared, declared};

/// What one item of a model says.
#[derive(Debug)]
pub(super) enum Statement {
    Dimension(Declared),
    /// A second name of a dimension.
    Same(String, String, Range<usize>),
    Equation(Box<Left>, Definition),
    /// A test of the model, which is not part of it.
    Check(Range<usize>),
}

/// The left side of an equation.
#[derive(Debug)]
pub(super) struct Left {
    pub written: String,
    pub range: Range<usize>,
    pub subscripts: Vec<String>,
    pub except: Vec<Vec<String>>,
    /// What a data variable is between its points.
    pub reading: Between,
}

/// Reads an item.
pub(super) fn statement(text: &Placed) -> Result<Statement, Problem> {
    let mut parser = Parser::new(text, Dialect::Vensim)?;
    let token = parser.advance();
    let (TokenKind::Word(written) | TokenKind::Quoted(written)) = token.kind else {
        let message = format!("a name was expected here, not {}", token.kind.describe());
        return Err(Problem::new(Code::Syntax, message, token.range));
    };
    let mut left =
        Left { written, range: token.range, subscripts: Vec::new(), except: Vec::new(), reading: Between::Straight };
    if parser.take(":") {
        return declared(&left.written, left.range, &mut parser).map(Statement::Dimension);
    }
    if parser.take("<->") {
        let token = parser.advance();
        return match token.kind {
            TokenKind::Word(of) | TokenKind::Quoted(of) => Ok(Statement::Same(left.written, of, left.range)),
            _ => Err(Problem::new(Code::Syntax, "the name of a dimension was expected here", token.range)),
        };
    }
    if parser.is("[") {
        left.subscripts = named(&mut parser)?;
    }
    if parser.take(":EXCEPT:") {
        loop {
            left.except.push(named(&mut parser)?);
            if !parser.take(",") {
                break;
            }
        }
    }
    if parser.is(":THE CONDITION:") || parser.is(":TEST INPUT:") {
        return Ok(Statement::Check(left.range));
    }
    for (symbol, reading) in Between::WORDS {
        if parser.take(symbol) {
            left.reading = reading;
        }
    }
    let definition = match definition(&mut parser, &left)? {
        Definition::Equation { value, initial: None, graph: None, non_negative } => {
            Definition::Equation { value: read(value, left.reading), initial: None, graph: None, non_negative }
        }
        other => other,
    };
    Ok(Statement::Equation(Box::new(left), definition))
}

/// What is made from data and read otherwise than straight is a call of the word that says so; what stands for data, or for what is
/// in a file, is read that way where it is filled in.
fn read(value: Expression, reading: Between) -> Expression {
    let filled_in =
        matches!(&value.kind, Kind::Call(name, _) if name.folded == DATA || name.folded.starts_with("get_"));
    if reading == Between::Straight || filled_in {
        return value;
    }
    let range = value.range.clone();
    let name = Name { folded: reading.word().to_owned(), range: range.clone(), subscripts: Vec::new() };
    Expression::new(Kind::Call(name, vec![value]), range)
}

/// Subscripts of a left side: names alone.
fn named(parser: &mut Parser) -> Result<Vec<String>, Problem> {
    let (subscripts, _) = parser.subscripts()?;
    let mut names = Vec::new();
    for subscript in subscripts {
        match subscript.kind {
            Which::Named(name) => names.push(name),
            Which::All | Which::AllOf(_) | Which::Range(..) | Which::Computed(_) => {
                return Err(Problem::new(
                    Code::Syntax,
                    "the name of an element or a dimension was expected here",
                    subscript.range,
                ));
            }
        }
    }
    Ok(names)
}

/// What stands behind a left side.
fn definition(parser: &mut Parser, left: &Left) -> Result<Definition, Problem> {
    let start = parser.peek().range.start;
    if parser.take("(") {
        // `name(GET XLS LOOKUPS(…))` is `name = GET XLS LOOKUPS(…)`.
        if matches!(parser.peek().kind, TokenKind::Word(_)) {
            let value = parser.expression(0)?;
            parser.expect(")", "to close the bracket")?;
            parser.end()?;
            return Ok(of(value));
        }
        let graph = graph(parser, start)?;
        parser.end()?;
        return Ok(Definition::Graph(graph));
    }
    if parser.peek().kind == TokenKind::End {
        let name = Name { folded: DATA.to_owned(), range: left.range.clone(), subscripts: Vec::new() };
        return Ok(of(Expression::new(Kind::Call(name, Vec::new()), left.range.clone())));
    }
    if !(parser.take("=") || parser.take("==") || parser.take(":=")) {
        return Err(parser.unexpected("`=`"));
    }
    if matches!(&parser.peek().kind, TokenKind::Word(word) if folded(word) == "tabbed_array") {
        return table(parser);
    }
    let value = parser.expression(0)?;
    if parser.is(",") || parser.is(";") {
        return list(parser, value);
    }
    parser.end()?;
    Ok(of(value))
}

/// What an expression defines: `INTEG` a stock, `ACTIVE INITIAL` something that begins otherwise.
fn of(value: Expression) -> Definition {
    let range = value.range.clone();
    match value.kind {
        Kind::Call(name, mut arguments) if arguments.len() == 2 && name.folded == "integ" => {
            let initial = arguments.remove(1);
            let (mut inflows, mut outflows) = (Vec::new(), Vec::new());
            for rate in arguments {
                flows(rate, false, &mut inflows, &mut outflows);
            }
            Definition::Stock(Box::new(Stock { initial, inflows, outflows, non_negative: false, conveyor: None }))
        }
        Kind::Call(name, mut arguments) if arguments.len() == 2 && name.folded == "active_initial" => {
            let initial = Some(Box::new(arguments.remove(1)));
            Definition::Equation { value: arguments.remove(0), initial, graph: None, non_negative: false }
        }
        Kind::Points(points) => Definition::Graph(Graph { points, data: None, shape: Shape::Continuous, range }),
        kind => Definition::Equation {
            value: Expression::new(kind, range),
            initial: None,
            graph: None,
            non_negative: false,
        },
    }
}

/// The parts of a net flow: what is added flows in, and what is taken away flows out.
fn flows(rate: Expression, out: bool, inflows: &mut Vec<Expression>, outflows: &mut Vec<Expression>) {
    match rate.kind {
        Kind::Infix(Infix::Add, a, b) => {
            flows(*a, out, inflows, outflows);
            flows(*b, out, inflows, outflows);
        }
        Kind::Infix(Infix::Subtract, a, b) => {
            flows(*a, out, inflows, outflows);
            flows(*b, !out, inflows, outflows);
        }
        Kind::Negate(a) => flows(*a, !out, inflows, outflows),
        kind => {
            let part = Expression::new(kind, rate.range);
            if out { outflows.push(part) } else { inflows.push(part) }
        }
    }
}

/// Numbers of several elements: `1, 2; 3, 4;`, each row with a semicolon behind it.
fn list(parser: &mut Parser, first: Expression) -> Result<Definition, Problem> {
    let mut range = first.range.clone();
    let Some(number) = first.as_number() else {
        return Err(parser.unexpected("an operator"));
    };
    let mut rows = vec![vec![number]];
    loop {
        if parser.take(";") {
            if parser.peek().kind == TokenKind::End {
                break;
            }
            rows.push(Vec::new());
        } else if !parser.take(",") {
            break;
        }
        range.end = parser.peek().range.end;
        let number = parser.signed()?;
        rows.last_mut().into_iter().for_each(|row| row.push(number));
    }
    parser.end()?;
    let value = Expression::new(Kind::Values(rows), range);
    Ok(Definition::Equation { value, initial: None, graph: None, non_negative: false })
}

/// `TABBED ARRAY(1 2 3 …)`: a row on each line, with blanks between the numbers.
fn table(parser: &mut Parser) -> Result<Definition, Problem> {
    let start = parser.advance().range.start;
    parser.expect("(", "before the numbers")?;
    let mut values: Vec<Vec<f64>> = Vec::new();
    while !parser.is(")") {
        let new = parser.peek().on_new_line || values.is_empty();
        let number = parser.signed()?;
        match values.last_mut() {
            Some(row) if !new => row.push(number),
            _ => values.push(vec![number]),
        }
    }
    let end = parser.expect(")", "behind the numbers")?.end;
    parser.end()?;
    let value = Expression::new(Kind::Values(values), start..end);
    Ok(Definition::Equation { value, initial: None, graph: None, non_negative: false })
}

/// The points of a lookup: `[(0,0)-(1,1)],(0,0),(1,2))`, or in the older manner all abscissae and then all ordinates.
fn graph(parser: &mut Parser, start: usize) -> Result<Graph, Problem> {
    if parser.is("[") || parser.is("(") {
        let read = parser.points(start)?;
        let Kind::Points(points) = read.kind else { return Err(parser.unexpected("points")) };
        return Ok(Graph { points, data: None, shape: Shape::Continuous, range: read.range });
    }
    let mut numbers = Vec::new();
    loop {
        numbers.push(parser.signed()?);
        if !parser.take(",") {
            break;
        }
    }
    let end = parser.expect(")", "to close the points")?.end;
    if numbers.len() % 2 != 0 {
        return Err(Problem::new(Code::Lookup, "there are not as many ordinates as abscissae", start..end));
    }
    let (x, y) = numbers.split_at(numbers.len() / 2);
    Ok(Graph {
        points: x.iter().copied().zip(y.iter().copied()).collect(),
        data: None,
        shape: Shape::Continuous,
        range: start..end,
    })
}

/// What stands at the beginning of a macro.
pub(super) struct Header {
    pub name: String,
    pub parameters: Vec<String>,
    /// Its variables that calls name too, behind the arguments.
    pub outputs: Vec<String>,
    pub range: Range<usize>,
}

/// Reads `:MACRO: NAME(a, b : c)` from the name on.
pub(super) fn macro_header(text: &Placed) -> Result<Header, Problem> {
    let mut parser = Parser::new(text, Dialect::Vensim)?;
    let token = parser.advance();
    let (TokenKind::Word(name) | TokenKind::Quoted(name)) = token.kind else {
        return Err(Problem::new(Code::Syntax, "the name of a macro was expected here", token.range));
    };
    let range = token.range;
    parser.expect("(", "before the parameters")?;
    let (mut parameters, mut outputs) = (Vec::new(), None);
    while !parser.is(")") {
        let token = parser.advance();
        match token.kind {
            TokenKind::Word(parameter) | TokenKind::Quoted(parameter) => parameters.push(folded(&parameter)),
            _ => return Err(Problem::new(Code::Syntax, "the name of a parameter was expected here", token.range)),
        }
        // Behind a colon stand further values that the macro gives.
        if parser.take(":") {
            outputs = Some(parameters.len());
        } else if !parser.take(",") {
            break;
        }
    }
    parser.expect(")", "behind the parameters")?;
    parser.end()?;
    let outputs = parameters.split_off(outputs.unwrap_or(parameters.len()));
    Ok(Header { name, parameters, outputs, range })
}
