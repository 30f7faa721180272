//! Units: their names, scales and slips.

use super::*;
use proptest::prelude::*;

fn unit(text: &str) -> Unit {
    Units::default().parse(text).unwrap()
}

#[test]
fn scales_convert_with_one_rounding() {
    for (text, value, base) in [
        ("%", 7.0, 0.07),
        ("%", 49.1, 0.491),
        ("bn CNY_2020", 10.0, 1e10),
        ("k", 1.5, 1500.0),
        ("month", 18.0, 1.5),
        ("%/yr", 6.0, 0.06),
        ("bn CNY/CNY", 2.0, 2e9),
    ] {
        assert_eq!(unit(text).to_base(value), base, "{value} {text}");
        // Back again there is a second rounding: 100 times 0.07 is not 7.
        assert!((unit(text).from_base(base) / value - 1.0).abs() <= f64::EPSILON, "{base} in {text}");
    }
}

#[test]
fn energy_mass_and_substances() {
    for (text, other, ratio) in [
        ("EJ", "TWh", 1e18 / 3.6e15),
        ("PJ", "GJ", 1e6),
        ("Mtoe", "TWh", 11.63),
        ("Mtce", "PJ", 29.3076),
        ("Gt CO2", "kg CO2", 1e12),
        ("MJ", "kWh", 1.0 / 3.6),
        ("GW yr", "TWh", 8.766),
    ] {
        let (unit, other) = (unit(text), unit(other));
        assert_eq!(unit.dimension, other.dimension, "{text}");
        assert!((unit.to_base(1.0) / other.to_base(1.0) / ratio - 1.0).abs() < 1e-12, "{text}");
    }
    assert_ne!(unit("Mt CO2").dimension, unit("Mt").dimension);
}

#[test]
fn what_is_meant_is_of_the_same_scale() {
    let meant = |text: &str| Units::default().parse(text).expect_err(text).meant;
    for (text, expected) in [
        ("US$", Some("USD")),
        ("INR2024", Some("INR_2024")),
        ("US$2015/kWh", Some("USD_2015")),
        ("bn 2015 USD", Some("USD_2015")),
        ("% per year", Some("%/yr")),
        ("kt per month", Some("kt/month")),
        ("% p.a.", Some("%/yr")),
        ("per cent", Some("%")),
        ("Percentage", Some("%")),
        ("share", Some("1")),
        ("fraction", Some("1")),
        ("MtCO2", Some("Mt CO2")),
        ("gw", Some("GW")),
        ("twh", Some("TWh")),
        ("KG", Some("kg")),
        ("kEUR", Some("k EUR")),
        ("KUSD", Some("k USD")),
        ("TEUR", Some("k EUR")),
        ("M€", Some("mn EUR")),
        ("bnUSD", Some("bn USD")),
        ("cny", Some("CNY")),
        ("yaer", Some("year")),
        ("mw", None),
        ("AJ", None),
        ("bcm", None),
        ("eur", Some("EUR")),
        ("pp", Some("%")),
        ("Mio EUR", Some("mn")),
        ("Mrd. EUR", Some("bn")),
        ("m2", Some("m^2")),
        ("EUR/km²", Some("km^2")),
        ("co2", Some("CO2")),
        ("mtoe", None),
        ("Mwh", Some("MWh")),
        ("kwh", Some("kWh")),
        ("Pt", None),
        ("MWyr", Some("MW yr")),
        ("GWa", Some("GW yr")),
        ("degC", Some("K")),
        ("kWh/(m^2 yr)", Some("kWh/m^2/yr")),
        ("bn CNY/(yr * robot)/t", Some("bn CNY/yr/robot/t")),
        ("kW (t yr)", Some("kW t yr")),
        ("kWh/(m^2/yr)", None),
    ] {
        assert_eq!(meant(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn what_is_declared_again_is_the_same_or_an_error() {
    let mut units = Units::default();
    assert!(units.declare("CO2", "base").is_ok() && units.declare("Mt", "1e6 t").is_ok());
    assert!(units.declare("EJ", "base").is_err() && units.declare("robot", "base").is_ok());
    assert!(units.declare("robot", "base").is_err());
    units.learn("bn CNY_2020/GW");
    units.learn("GW");
    for (text, expected) in [
        ("CNY_2020/GW", "CNY_2020/GW"),
        ("kW", "GW"),
        ("kWh/day", "GW"),
        ("TWh", "GW yr"),
        ("CNY_2020", "CNY_2020"),
        ("CNY_2020/robot", "CNY_2020/robot"),
    ] {
        let unit = units.parse(text).expect(text);
        assert_eq!(units.in_terms(&unit.dimension), expected, "{text}");
    }
    assert_eq!(Units::default().in_terms(&unit("TWh").dimension), "Wh");
    assert_eq!(Units::default().in_terms(&unit("EUR/MW").dimension), "EUR/W");
}

#[test]
fn products_and_quotients_have_the_right_dimension() {
    assert_eq!(unit("CNY/yr").dimension.to_string(), "CNY/yr");
    assert_eq!(unit("1/yr^2").dimension.to_string(), "1/yr^2");
    assert_eq!(unit("kW h").dimension, unit("kWh").dimension);
    assert!((unit("kW h").to_base(1.0) / unit("kWh").to_base(1.0) - 1.0).abs() < 1e-15);
    assert_ne!(unit("CNY").dimension, unit("CNY_2020").dimension);
    assert!(unit("CNY_2020/CNY_2020").dimension.is_one());
}

#[test]
fn declared_units_and_errors() {
    let mut units = Units::default();
    units.declare("robot", "base").unwrap();
    units.declare("fleet", "12 robot").unwrap();
    assert_eq!(units.parse("fleet/yr").unwrap().to_base(2.0), 24.0);
    assert!(units.declare("kg", "base").is_err());
    let error = units.parse("bn robt").unwrap_err();
    assert_eq!((error.range, error.meant.as_deref()), (3..7, Some("robot")));
    for bad in ["", "/yr", "CNY//yr", "CNY/", "yr^x", "Cny", "trn^9 trn^9 trn^9", "1e-300 1e-300"] {
        assert!(units.parse(bad).is_err(), "{bad}");
    }
}

fn any_dimension() -> impl Strategy<Value = Dimension> {
    proptest::collection::vec((0..4usize, -3..4i32), 0..4).prop_map(|factors| {
        factors.into_iter().fold(Dimension::one(), |product, (base, power)| {
            product.times(&Dimension::base(["yr", "CNY", "g", "m"][base]).power(Power::from_integer(power)))
        })
    })
}

proptest! {
    #[test]
    fn dimensions_form_an_abelian_group(a in any_dimension(), b in any_dimension(), c in any_dimension()) {
        prop_assert_eq!(a.times(&b), b.times(&a));
        prop_assert_eq!(a.times(&b).times(&c), a.times(&b.times(&c)));
        prop_assert_eq!(a.times(&Dimension::one()), a.clone());
        prop_assert!(a.per(&a).is_one());
        prop_assert_eq!(a.times(&b).per(&b), a.clone());
        prop_assert!(a.is_moderate());
        prop_assert_eq!(a.power(Power::new(1, 2)).power(Power::from_integer(2)), a);
    }
}
