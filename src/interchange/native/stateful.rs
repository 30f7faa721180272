//! Functions that remember: what each is made of by the standard, stocks and lags written out.
//!
//! The language has smoothing and delays of its own, which are exact over a step; XMILE (section 3.5.3) and Vensim define theirs
//! as stocks, whose numbers hang on the step.

use super::super::draft::{Field, Value};
use super::super::expression::{Expression, Kind, Name};
use super::super::lexer::Dialect;
use super::scope::{Scope, Star, Stop};
use super::written::{ATOM, PRODUCT, SUM, Written};
use super::{Role, Translator, table};

/// A function that remembers, with its arguments in the order of [`Memory`].
#[derive(Debug, Clone, Copy)]
enum Kept {
    /// Exponential smoothing.
    Smooth,
    /// A material delay.
    Delay,
}

/// A chain of stocks.
struct Memory<'a> {
    kept: Kept,
    order: usize,
    input: &'a Expression,
    time: &'a Expression,
    initial: Option<&'a Expression>,
}

/// The greatest mean of a Poisson distribution, whose values are written out.
pub(super) const MOST_MEAN: f64 = 100.0;

/// More stages than anyone means.
const MOST_STAGES: f64 = 200.0;

impl Translator<'_> {
    /// A function that remembers; none if this is not one.
    pub(super) fn stateful(
        &mut self,
        name: &Name,
        arguments: &[Expression],
        whole: &Expression,
        scope: &Scope,
    ) -> Option<Result<Written, Stop>> {
        let chain = |kept: Kept, order: usize, initial: Option<usize>| Memory {
            kept,
            order,
            input: &arguments[0],
            time: &arguments[1],
            initial: initial.and_then(|at| arguments.get(at)),
        };
        let xmile = self.model.dialect == Dialect::Xmile;
        let count = arguments.len();
        let memory = match (name.folded.as_str(), count) {
            ("smth1", 2 | 3) if xmile => chain(Kept::Smooth, 1, Some(2)),
            ("smth3", 2 | 3) if xmile => chain(Kept::Smooth, 3, Some(2)),
            ("delay1", 2 | 3) if xmile => chain(Kept::Delay, 1, Some(2)),
            ("delay3", 2 | 3) if xmile => chain(Kept::Delay, 3, Some(2)),
            ("smooth", 2) => chain(Kept::Smooth, 1, None),
            ("smoothi", 3) => chain(Kept::Smooth, 1, Some(2)),
            ("smooth3", 2) => chain(Kept::Smooth, 3, None),
            ("smooth3i", 3) => chain(Kept::Smooth, 3, Some(2)),
            ("delay1", 2) if !xmile => chain(Kept::Delay, 1, None),
            ("delay1i", 3) => chain(Kept::Delay, 1, Some(2)),
            ("delay3", 2) if !xmile => chain(Kept::Delay, 3, None),
            ("delay3i", 3) => chain(Kept::Delay, 3, Some(2)),
            ("smthn" | "delayn", 3 | 4) if xmile => return Some(self.of_order(name, arguments, 2, 3, scope)),
            ("smooth_n" | "delay_n", 4) if !xmile => return Some(self.of_order(name, arguments, 3, 2, scope)),
            ("delay", 2 | 3) if xmile => return Some(self.lag(arguments, scope)),
            ("delay_fixed", 3) if !xmile => return Some(self.lag(arguments, scope)),
            ("trend", 2 | 3) => return Some(self.trend(&arguments[0], &arguments[1], arguments.get(2), scope)),
            ("forcst", 3 | 4) if xmile => return Some(self.forecast(arguments, scope)),
            ("forecast", 3) if !xmile => return Some(self.forecast(arguments, scope)),
            ("previous", 2) if xmile => return Some(self.previous(arguments, scope)),
            ("init", 1) if xmile => return Some(self.at_start(&arguments[0], scope)),
            ("initial" | "reinitial", 1) if !xmile => return Some(self.at_start(&arguments[0], scope)),
            ("npv" | "npve", 4) if !xmile => return Some(self.present_value(name, arguments, scope)),
            ("sample_if_true", 3) if !xmile => return Some(self.sample(arguments, scope)),
            ("depreciate_straightline", 4) if !xmile => return Some(self.depreciation(arguments, scope)),
            ("depreciate_by_schedule", 5) if !xmile => return Some(self.scheduled_depreciation(arguments, scope)),
            ("delay_conveyor", 6) if !xmile => return Some(self.belt_of_vensim(arguments, scope)),
            ("delay_material", 4) | ("delay_information", 3) if !xmile => {
                return Some(self.lag_of_steady_time(arguments, scope));
            }
            ("integ", 2) if !xmile => return Some(self.integral(arguments, scope)),
            ("sinteg", 7) if !xmile => return Some(self.limited_integral(arguments, scope)),
            ("active_initial", 2) if !xmile => {
                return Some(Err(self.unsupported("`ACTIVE INITIAL` inside an expression", &whole.range)));
            }
            _ => return None,
        };
        Some(self.chain(&memory, scope))
    }

    fn of_order(
        &mut self,
        name: &Name,
        arguments: &[Expression],
        order: usize,
        initial: usize,
        scope: &Scope,
    ) -> Result<Written, Stop> {
        let stages = self
            .settled_at_start(&arguments[order], scope)
            .filter(|n| n.fract() == 0.0 && (1.0..=MOST_STAGES).contains(n));
        let Some(stages) = stages else {
            if scope.at.is_none() && !scope.dims.is_empty() {
                return Err(Stop::Elements);
            }
            return Err(self.unsupported("an order that is no whole number from 1 to 200", &arguments[order].range));
        };
        let kept = if name.folded.starts_with("sm") { Kept::Smooth } else { Kept::Delay };
        let memory = Memory {
            kept,
            order: stages as usize,
            input: &arguments[0],
            time: &arguments[1],
            initial: arguments.get(initial),
        };
        self.chain(&memory, scope)
    }

    /// Stages one behind the other, each with an equal part of the time.
    fn chain(&mut self, memory: &Memory, scope: &Scope) -> Result<Written, Stop> {
        let mut input = self.expression(memory.input, scope)?;
        let time = self.expression(memory.time, scope)?;
        let starting = Scope { initial: true, ..scope.clone() };
        let begin = self.expression(memory.initial.unwrap_or(memory.input), &starting)?;
        let stage = |time: &Written| match memory.order {
            1 => time.clone(),
            order => Written::new(format!("{} / {order}", time.at(PRODUCT)), PRODUCT),
        };
        let time_at_start = stage(&self.expression(memory.time, &starting)?);
        let time = stage(&time);
        for _ in 0..memory.order {
            match memory.kept {
                Kept::Smooth => {
                    let own = self.names.give(&format!("{}_smoothed", scope.own));
                    let inflow = format!("({} - {own}) / {}", input.at(SUM), time.at(ATOM));
                    self.add_stock(&own, begin.text.clone(), inflow, None, scope);
                    input = Written::atom(own);
                }
                Kept::Delay => {
                    let own = self.names.give(&format!("{}_under_way", scope.own));
                    let outflow = Written::new(format!("{own} / {}", time.at(ATOM)), PRODUCT);
                    let initial = format!("{} * {}", begin.at(PRODUCT), time_at_start.at(ATOM));
                    self.add_stock(&own, initial, input.text, Some(outflow.text.clone()), scope);
                    input = outflow;
                }
            }
        }
        Ok(input)
    }

    /// `DELAY` of XMILE and `DELAY FIXED`: so many steps back, as many as the time is rounded to, one at least.
    fn lag(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let input = self.expression(&arguments[0], scope)?;
        let starting = Scope { initial: true, ..scope.clone() };
        let begin = match arguments.get(2) {
            Some(initial) => self.expression(initial, &starting)?,
            None => self.at_start(&arguments[0], scope)?,
        };
        // The time is read at the start, and never again.
        let vensim = self.model.dialect == Dialect::Vensim;
        let Some(time) = self.value_at_start(&arguments[1], scope) else {
            if scope.at.is_none() && !scope.dims.is_empty() {
                return Err(Stop::Elements);
            }
            return Err(self.unsupported("a delay by a time that is not a fixed number", &arguments[1].range));
        };
        let step = self.model.specs.step;
        let steps = (time / step).round();
        // Vensim's delay takes one step at least.
        let steps = if vensim { steps.max(1.0) } else { steps };
        if steps < 1.0 {
            self.settled_at_start(&arguments[1], scope);
            return Ok(input);
        }
        let whole = (time / step - steps).abs() < 1e-6;
        let named = match &arguments[1].kind {
            Kind::Name(name) if whole => {
                self.find(&name.folded, &scope.module).and_then(|place| match &self.roles[place] {
                    Role::Assumption(own) if self.model.variables[place].dims.is_empty() => Some(own.clone()),
                    _ => None,
                })
            }
            _ => None,
        };
        let span = match named {
            Some(own) => own,
            None => {
                self.settled_at_start(&arguments[1], scope);
                super::super::toml::decimal(steps * step)
            }
        };
        Ok(Written::atom(format!("lag({}, {span}, {})", input.text, begin.text)))
    }

    /// `DELAY MATERIAL` and `DELAY INFORMATION`, which are `DELAY FIXED` as long as the time does not change (Reference Manual).
    fn lag_of_steady_time(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        if self.value(&arguments[1], scope).is_none() {
            if scope.at.is_none() && !scope.dims.is_empty() {
                return Err(Stop::Elements);
            }
            return Err(self.unsupported("a delay by a time that changes", &arguments[1].range));
        }
        self.lag(&arguments[..3], scope)
    }

    /// What an expression is where stocks begin, whenever it is asked for.
    fn at_start(&mut self, argument: &Expression, scope: &Scope) -> Result<Written, Stop> {
        let starting = Scope { initial: true, ..scope.clone() };
        Ok(Written::atom(format!("init({})", self.expression(argument, &starting)?.text)))
    }

    /// What an expression was a step before, and something else at the start.
    fn previous(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let input = self.expression(&arguments[0], scope)?;
        let starting = Scope { initial: true, ..scope.clone() };
        let begin = self.expression(&arguments[1], &starting)?;
        Ok(Written::atom(format!("previous({}, {})", input.text, begin.text)))
    }

    /// The fractional rate of change of what is smoothed: (x - average) / (average time).
    fn trend(
        &mut self,
        x: &Expression,
        time: &Expression,
        initial: Option<&Expression>,
        scope: &Scope,
    ) -> Result<Written, Stop> {
        let (input, span) = (self.expression(x, scope)?, self.expression(time, scope)?);
        let starting = Scope { initial: true, ..scope.clone() };
        let (at_start, span_at_start) = (self.expression(x, &starting)?, self.expression(time, &starting)?);
        let begin = match initial {
            None => at_start.text,
            Some(initial) => {
                let growth = self.expression(initial, &starting)?;
                format!("{} / (1 + {} * {})", at_start.at(PRODUCT), growth.at(PRODUCT), span_at_start.at(ATOM))
            }
        };
        let own = self.names.give(&format!("{}_average", scope.own));
        self.add_stock(&own, begin, format!("({} - {own}) / {}", input.at(SUM), span.at(ATOM)), None, scope);
        let size = if self.model.dialect == Dialect::Vensim { format!("abs({own})") } else { own.clone() };
        let text = format!("safediv({} - {own}, {} * {size})", input.at(SUM), span.at(PRODUCT));
        Ok(Written::atom(text))
    }

    /// What is there now, carried on by its trend.
    fn forecast(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let trend = self.trend(&arguments[0], &arguments[1], arguments.get(3), scope)?;
        let (input, horizon) = (self.expression(&arguments[0], scope)?, self.expression(&arguments[2], scope)?);
        Ok(Written::new(format!("{} * (1 + {} * {})", input.at(PRODUCT), trend.text, horizon.at(ATOM)), PRODUCT))
    }

    /// `NPV(stream, rate, init, factor)` and `NPVE`, by the equations of Vensim's manual: what came in, each step's with its discount,
    /// and that of this step. `NPVE` discounts each step to its end.
    fn present_value(&mut self, name: &Name, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let step = super::super::toml::decimal(self.model.specs.step);
        let (stream, rate) = (self.expression(&arguments[0], scope)?, self.expression(&arguments[1], scope)?);
        let factor = self.expression(&arguments[3], scope)?;
        let starting = Scope { initial: true, ..scope.clone() };
        let begin = self.expression(&arguments[2], &starting)?;
        let at_start = self.expression(&arguments[1], &starting)?;
        let first =
            if name.folded == "npve" { format!("1 / (1 + {} * {step})", at_start.at(PRODUCT)) } else { "1".to_owned() };
        let discount = self.names.give(&format!("{}_discount", scope.own));
        let rate = rate.at(ATOM);
        self.add_stock(&discount, first, format!("-{discount} * {rate} / (1 + {rate} * {step})"), None, scope);
        let sum = self.names.give(&format!("{}_accumulated", scope.own));
        let stream = stream.at(ATOM);
        self.add_stock(&sum, begin.text, format!("{stream} * {discount}"), None, scope);
        let text = format!("({sum} + {stream} * {step} * {discount}) * {}", factor.at(ATOM));
        Ok(Written::new(text, PRODUCT))
    }

    /// The input while a condition holds, and what it was when it last did. The variable itself is what it was a step before.
    fn sample(&mut self, arguments: &[Expression], scope: &Scope) -> Result<Written, Stop> {
        let starting = Scope { initial: true, ..scope.clone() };
        let begin = self.expression(&arguments[2], &starting)?;
        let own = self.names.give(&format!("{}_sampled", scope.own));
        let before = format!("previous({own}, {})", begin.text);
        let inner = Scope { before: Some(before.clone()), ..scope.clone() };
        let (condition, input) = (self.expression(&arguments[0], &inner)?, self.expression(&arguments[1], &inner)?);
        let equation = format!("if {} then {} else {before}", condition.text, input.at(1));
        self.add_helper(&own, "equation", equation.into(), scope);
        Ok(Written::atom(own))
    }

    /// `POISSON(mean)` (section 3.5.2): how many values of its distribution function an even random number is above.
    pub(super) fn poisson(&mut self, mean: &Expression, scope: &Scope) -> Result<Written, Stop> {
        let Some(value) = self.settled(mean, scope).filter(|value| (0.0..=MOST_MEAN).contains(value)) else {
            let what = format!("`POISSON` with a mean that is no fixed number from 0 to {MOST_MEAN}");
            return Err(self.unsupported(&what, &mean.range));
        };
        let own = self.names.give(&format!("{}_chance", scope.own));
        self.add_helper(&own, "equation", "uniform(0, 1)".into(), scope);
        let (mut term, mut sum, mut count) = ((-value).exp(), 0.0, 0.0);
        let mut parts = Vec::new();
        // Beyond this no number that is drawn lies.
        while sum + term < 1.0 - 1e-15 && count < 4.0 * MOST_MEAN {
            sum += term;
            count += 1.0;
            term *= value / count;
            parts.push(format!("({own} > {})", super::super::toml::decimal(sum)));
        }
        Ok(if parts.is_empty() { Written::number(0.0) } else { Written::new(parts.join(" + "), SUM) })
    }

    pub(super) fn add_stock(
        &mut self,
        own: &str,
        initial: String,
        inflow: String,
        outflow: Option<String>,
        scope: &Scope,
    ) {
        let at = &scope.range;
        let mut stock = vec![Field::new("initial", at, initial), Field::new("inflow", at, inflow)];
        stock.extend(outflow.map(|outflow| Field::new("outflow", at, outflow)));
        self.add_helper(own, "stock", Value::Table(stock), scope);
    }

    /// A variable that the model does not name.
    pub(super) fn add_helper(&mut self, own: &str, key: &str, value: Value, scope: &Scope) {
        let at = &scope.range;
        let mut fields = Vec::new();
        let mut dims = self.dims.all(&scope.dims);
        for (_, star) in &scope.stars {
            if let Star::Whole(dim) = star
                && let Some(name) = self.dims.name(dim)
                && !dims.iter().any(|known| known == name)
            {
                dims.push(name.to_owned());
            }
        }
        if !dims.is_empty() {
            fields.push(Field::new("dims", at, dims));
        }
        fields.push(Field::new(key, at, value));
        fields.push(Field::new("unit", at, "1"));
        fields.push(Field::new("report", at, false));
        self.variables.push(table(own, at, fields));
    }
}
