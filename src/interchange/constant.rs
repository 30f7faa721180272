//! Numbers that expressions are, as far as that is plain to see without running anything.

use super::expression::{Expression, Infix, Kind, Name};

/// The number that an expression is, if all names in it are numbers, which `of` says.
pub(super) fn constant(expression: &Expression, of: &dyn Fn(&Name) -> Option<f64>) -> Option<f64> {
    constant_with(expression, of, &|_, _| None)
}

/// Likewise, where some calls are numbers, which `of_call` says.
pub(super) fn constant_with(
    expression: &Expression,
    of: &dyn Fn(&Name) -> Option<f64>,
    of_call: &dyn Fn(&Name, &[Expression]) -> Option<f64>,
) -> Option<f64> {
    let inner = |expression: &Expression| constant_with(expression, of, of_call);
    match &expression.kind {
        Kind::Number(value) => Some(*value),
        Kind::Name(name) => of(name),
        Kind::Negate(a) => inner(a).map(|a| -a),
        Kind::Not(a) => inner(a).map(|a| truth(a == 0.0)),
        Kind::Infix(operator, a, b) => infix(*operator, inner(a)?, inner(b)?),
        Kind::If(condition, then, otherwise) => inner(if inner(condition)? == 0.0 { otherwise } else { then }),
        Kind::Call(name, arguments) if name.folded == "if_then_else" && arguments.len() == 3 => {
            inner(&arguments[if inner(&arguments[0])? == 0.0 { 2 } else { 1 }])
        }
        Kind::Call(name, arguments) => of_call(name, arguments).or_else(|| {
            let values: Option<Vec<f64>> = arguments.iter().map(inner).collect();
            call(&name.folded, values?.as_slice())
        }),
        Kind::Text(_) | Kind::Points(_) | Kind::Values(_) => None,
    }
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

fn infix(operator: Infix, a: f64, b: f64) -> Option<f64> {
    Some(match operator {
        Infix::Add => a + b,
        Infix::Subtract => a - b,
        Infix::Multiply => a * b,
        Infix::Divide => a / b,
        Infix::Power => a.powf(b),
        Infix::And => truth(a != 0.0 && b != 0.0),
        Infix::Or => truth(a != 0.0 || b != 0.0),
        Infix::Less => truth(a < b),
        Infix::LessEqual => truth(a <= b),
        Infix::Greater => truth(a > b),
        Infix::GreaterEqual => truth(a >= b),
        Infix::Equal => truth(a == b),
        Infix::NotEqual => truth(a != b),
        Infix::SafeDivide | Infix::Modulo => return None,
    })
}

/// Functions that both languages have, and mean the same by.
fn call(name: &str, values: &[f64]) -> Option<f64> {
    Some(match (name, values) {
        ("abs", [x]) => x.abs(),
        ("exp", [x]) => x.exp(),
        ("ln", [x]) => x.ln(),
        ("sqrt", [x]) => x.sqrt(),
        ("sin", [x]) => x.sin(),
        ("cos", [x]) => x.cos(),
        ("tan", [x]) => x.tan(),
        ("min", [a, b]) => a.min(*b),
        ("max", [a, b]) => a.max(*b),
        _ => return None,
    })
}
