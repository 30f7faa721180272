//! Laws as equations: what a fit writes into a scenario is the very curve that was fitted.

use catchup::laws::curves::{At, CURVES, Curve, Domain, Frame, Input, Parameter, Quantity, Texts};

use super::pipeline::{assert_close, equations, path_of, scenario};

/// Something that a parameter may be, in base units.
fn something(parameter: &Parameter) -> f64 {
    match (parameter.quantity, parameter.domain) {
        (Quantity::Value, _) => 80.0,
        (Quantity::ValueRate, _) => 2.5,
        (Quantity::Number, Domain::Share) => 0.15,
        (Quantity::Number, Domain::Real | Domain::Positive | Domain::Growth) => 1.7,
        (Quantity::Rate, _) => 0.3,
        (Quantity::Time, _) => 2004.5,
        (Quantity::Span, _) => 4.5,
    }
}

/// The equation of a curve over the years 1996 to 2008, before and after its launch.
fn path(curve: &Curve, b: &[f64], frame: &Frame) -> Vec<f64> {
    let names: Vec<String> = curve.parameters.iter().map(|parameter| format!("of_{}", parameter.name)).collect();
    let inputs = ["time / 1 yr", "(time / 1 yr - 1900)", "(time / 1 yr - 1990)"].map(str::to_owned);
    let texts = Texts { time: "time".to_owned(), inputs };
    let assumptions: String = names
        .iter()
        .zip(curve.parameters.iter().zip(b))
        .map(|(name, (parameter, value))| {
            let unit = parameter.quantity.unit("widget");
            format!("[assumptions.{name}]\nvalue = {value}\nunit = \"{unit}\"\nsource = \"made up\"\n")
        })
        .collect();
    let unit = if curve.parameters[0].quantity.is_of_values() { "widget" } else { "1" };
    let variable = equations(&[("x", &curve.equation(&names, frame, &texts), unit)]);
    path_of(&scenario("start = 1996\nend = 2008", &format!("[units]\nwidget = \"base\"\n{assumptions}{variable}")))
}

#[test]
fn every_curve_is_the_same_as_an_equation() {
    let at = |time: f64| {
        let volumes = At::time(time).with(Input::Volume, time).with(Input::Production, time - 1900.0);
        volumes.with(Input::Knowledge, time - 1990.0)
    };
    let frame = Frame { first: at(1998.25), launch: 1997.5, period: 1.0 };
    for curve in &CURVES {
        let b: Vec<f64> = curve.parameters.iter().map(something).collect();
        let expected: Vec<f64> = (1996..=2008).map(|year| curve.value(&b, &frame, &at(f64::from(year)))).collect();
        assert_close(&path(curve, &b, &frame), &expected, 1e-12, curve.name);
    }
}
