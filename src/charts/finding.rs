//! Titles that say what was found: `Domestic share of robots: 60 % in 2025, short of 70 %; 75 % by 2035`.
//!
//! A title with a number, a colon or a question mark says something of its own, and stays as its author wrote it.

use crate::projection::ChartKind;
use crate::wording::number;
use crate::wording::unit::Unit;

use super::lines::largest;
use super::palette;
use super::period::Period;
use super::trace::{Goal, Trace};

/// A longer title has no room for what was found.
const LONGEST: usize = 70;

/// Names of lines that are no longer stand in titles.
const LONGEST_NAME: usize = 20;

/// What is the same in so many digits is not told apart.
const ALIKE: usize = 4;

/// The title of a chart with what it shows, where a rule can say it.
#[must_use]
pub fn headline(title: &str, kind: ChartKind, traces: &[Trace], period: &Period) -> String {
    let says_itself = title.contains([':', '：', '?', '？']) || title.contains(|letter: char| letter.is_ascii_digit());
    if title.is_empty() || says_itself || title.chars().count() > LONGEST {
        return title.to_owned();
    }
    let script = Script::of(title);
    let found = match kind {
        ChartKind::Fan | ChartKind::Spaghetti => of_fan(traces, period, script),
        ChartKind::Histogram | ChartKind::Distribution => of_histogram(traces, period, script),
        ChartKind::Lines | ChartKind::Slope | ChartKind::SmallMultiples | ChartKind::HeatMap => {
            of_lines(traces, period, script)
        }
        ChartKind::Stacked => of_stack(traces, period, script),
        ChartKind::Decomposition => of_bars(traces, period, script),
    };
    let colon = if script == Script::Han { "：" } else { ": " };
    found.map_or_else(|| title.to_owned(), |found| format!("{title}{colon}{found}"))
}

/// The script of a title: English words would stand out beside some, where signs say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    /// Chinese or Japanese, with signs as wide as its letters.
    Han,
    /// Korean.
    Hangul,
    /// Any other.
    Words,
}

impl Script {
    fn of(title: &str) -> Self {
        let has = |letters: std::ops::RangeInclusive<char>| title.chars().any(|letter| letters.contains(&letter));
        if has('\u{ac00}'..='\u{d7a3}') {
            Self::Hangul
        } else if has('\u{3040}'..='\u{9fff}') {
            Self::Han
        } else {
            Self::Words
        }
    }

    /// The time of what was found at the end.
    fn by(self, time: f64, period: &Period) -> String {
        match self {
            Self::Words => format!(" by\u{a0}{}", period.text(time)),
            _ => self.within(time, period),
        }
    }

    /// The time of what was found before.
    fn within(self, time: f64, period: &Period) -> String {
        match self {
            Self::Han => format!("（{}）", period.text(time)),
            Self::Hangul => format!("\u{a0}({})", period.text(time)),
            Self::Words => format!(" {}", period.when(time)),
        }
    }

    /// A number with its unit, and the level that it missed: `60 % in 2025, short of 70 %`, or `60 % < 70 %（2025）`.
    fn missed(self, [there, level]: [&str; 2], goal: &Goal, time: &str) -> String {
        match (self, goal.at_least) {
            (Self::Words, true) => format!("{there}{time}, short of {level}"),
            (Self::Words, false) => format!("{there}{time}, above {level}"),
            (_, true) => format!("{there}\u{a0}<\u{a0}{level}{time}"),
            (_, false) => format!("{there}\u{a0}>\u{a0}{level}{time}"),
        }
    }
}

fn of_fan(traces: &[Trace], period: &Period, script: Script) -> Option<String> {
    let [trace] = traces else { return None };
    let (time, [low, median, high]) = trace.horizon()?;
    let observed = trace.observed.last() == Some(&true);
    if observed || trace.times.len() < 2 {
        return None;
    }
    let end =
        format!("{}{}", with_words(&trace.unit.figure(median, [low, high]), &trace.unit), script.by(time, period));
    let open = trace.targets.iter().filter(|goal| !goal.settled && goal.probability < 0.5);
    let missed = open.max_by(|a, b| a.time.total_cmp(&b.time));
    Some(missed.and_then(|goal| with_goal(trace, goal, &end, period, script)).unwrap_or(end))
}

/// What is found at the end, and what was missed: `74 % by 2035, short of 80 %`, or, of a goal of another year, the number that
/// missed it: `60 % in 2025, short of 70 %; 75 % by 2035`. None if the two numbers look the same in seven digits.
fn with_goal(trace: &Trace, goal: &Goal, end: &str, period: &Period, script: Script) -> Option<String> {
    let place = trace.times.iter().position(|time| (time - goal.time).abs() < 1e-6)?;
    let there = number::beside(trace.median()[place], goal.value)?;
    let level = trace.unit.plain(number::given(goal.value)) + trace.unit.suffix;
    if place + 1 == trace.times.len() {
        let there = with_words(&there, &trace.unit);
        return Some(script.missed([&there, &level], goal, &script.by(goal.time, period)));
    }
    let there = format!("{there}{}", trace.unit.suffix);
    let missed = script.missed([&there, &level], goal, &script.within(goal.time, period));
    let joint = if script == Script::Han { "；" } else { "; " };
    Some(format!("{missed}{joint}{end}"))
}

/// The chance of the goal of that time, else where most draws are: `41 % of draws reach 80 % in 2030`, `9 of 10 draws at 60 to
/// 86 % in 2035`.
fn of_histogram(traces: &[Trace], period: &Period, script: Script) -> Option<String> {
    let [trace] = traces else { return None };
    let (time, [low, _, high]) = trace.horizon()?;
    let [least, most] = number::figures(low, high);
    if least == most || low < 0.0 {
        return None;
    }
    let when = script.within(time, period);
    let goal = trace.targets.iter().find(|goal| !goal.settled && (goal.time - time).abs() < 1e-6);
    if let (Some(goal), Script::Words) = (goal, script) {
        let way = if goal.at_least { "reach" } else { "stay at" };
        let level = with_words(&number::given(goal.value), &trace.unit);
        return Some(format!("{} of draws {way} {level}{when}", number::probability(goal.probability)));
    }
    Some(match script {
        Script::Words => format!("9\u{a0}of\u{a0}10 draws at {least} to {}{when}", with_words(&most, &trace.unit)),
        _ => format!("{least}–{}{when}", with_words(&most, &trace.unit)),
    })
}

fn of_lines(traces: &[Trace], period: &Period, script: Script) -> Option<String> {
    let traces = &largest(traces, palette::MOST);
    let ends: Vec<(f64, f64, &str)> = traces
        .iter()
        .filter_map(|trace| trace.horizon().map(|(time, [_, median, _])| (time, median, trace.label.as_str())))
        .collect();
    let (time, ..) = *ends.first()?;
    let lowest = ends.iter().min_by(|one, other| one.1.total_cmp(&other.1))?;
    let highest = ends.iter().max_by(|one, other| one.1.total_cmp(&other.1))?;
    let low = lowest.1;
    let [least, most] = number::figures(low, highest.1);
    // Medians that differ in the fifth digit differ by their draws.
    let alike = number::significant(low, ALIKE) == number::significant(highest.1, ALIKE);
    // Panels may have units of their own.
    let differ = traces.iter().any(|trace| trace.unit.words != traces[0].unit.words);
    if ends.len() < 2 || differ || ends.iter().any(|(other, ..)| *other != time) || alike || low < 0.0 {
        return None;
    }
    let (most, when) = (with_words(&most, &traces[0].unit), script.within(time, period));
    let names = [lowest.2, highest.2];
    // Not "24 to 74 % by 2035", which reads like a way from one to the other; and whose numbers these are, where there is room, or
    // they read like a range of draws.
    let named = names.iter().all(|name| !name.is_empty() && name.chars().count() <= LONGEST_NAME);
    let [low, high] = names.map(|name| match (named, script) {
        (false, _) => String::new(),
        (true, Script::Han) => format!("（{name}）"),
        (true, _) => format!(" ({name})"),
    });
    Some(match script {
        Script::Words => format!("between {least}{low} and {most}{high}{when}"),
        _ => format!("{least}{low}–{most}{high}{when}"),
    })
}

fn of_stack(traces: &[Trace], period: &Period, script: Script) -> Option<String> {
    let first = traces.first()?;
    let sum = |place: usize| -> Option<f64> { traces.iter().map(|trace| trace.mean.get(place).copied()).sum() };
    let last = first.times.len().checked_sub(1)?;
    if traces.iter().any(|trace| trace.times != first.times) || last == 0 {
        return None;
    }
    let (begin, end) = (sum(0)?, sum(last)?);
    let unit = &first.unit;
    let [before, after] = number::figures(begin, end);
    if unit.suffix.contains('%') || before == after {
        return None;
    }
    let found = format!("{}{}", with_words(&after, unit), script.by(first.times[last], period));
    if begin.abs() < 0.005 * end.abs() {
        return Some(found);
    }
    let way = if end > begin { "up" } else { "down" };
    Some(match script {
        Script::Words => format!("{found}, {way} from {before} {}", period.when(first.times[0])),
        _ => format!("{before}{} → {found}", script.within(first.times[0], period)),
    })
}

/// What bars come to in the end.
fn of_bars(traces: &[Trace], period: &Period, script: Script) -> Option<String> {
    let first = traces.first()?;
    let last = first.times.len().checked_sub(1)?;
    if traces.iter().any(|trace| trace.times != first.times) || last == 0 {
        return None;
    }
    let sum: f64 = traces.iter().filter_map(|trace| trace.mean.get(last)).sum();
    Some(format!("{}{}", with_words(&number::figure(sum), &first.unit), script.by(first.times[last], period)))
}

/// A number with its unit, without the price basis, which the subtitle names.
#[must_use]
pub fn with_words(text: &str, unit: &Unit) -> String {
    let words = unit.words.split(" (").next().unwrap_or_default();
    let text = unit.plain(text.to_owned());
    if !unit.suffix.is_empty() {
        return format!("{text}\u{a0}{}", unit.words);
    }
    if words.is_empty() { text } else { format!("{text}\u{a0}{words}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::content::Content;
    use crate::charts::tests::synthetic::{self, INVESTMENT, SHARE};
    use crate::projection::Chart;

    fn title(chart: &Chart) -> String {
        let mut content = Content::new(&synthetic::projection(), chart).expect("content");
        content.find();
        content.title.replace('\u{a0}', " ")
    }

    #[test]
    fn medians_that_differ_by_their_draws_are_not_told_apart() {
        let chart = synthetic::chart(ChartKind::SmallMultiples, &[SHARE], "Domestic share");
        let with = |ratio: f64| {
            let mut content = Content::new(&synthetic::projection(), &chart).expect("content");
            let first = content.traces[0].quantiles.clone();
            for (trace, place) in content.traces.iter_mut().zip(0..) {
                trace.quantiles.clone_from(&first);
                trace.quantiles.values_mut().for_each(|value| *value *= ratio.powi(place));
            }
            content.find();
            content.title
        };
        assert_eq!(with(1.000_001), "Domestic share");
        assert!(with(1.002).contains("between"), "{}", with(1.002));
    }

    #[test]
    fn titles_say_what_was_found() {
        // The share of robots has a target of 80 % in 2030, which is 41 % likely (see `synthetic`).
        let fan =
            Chart { fixed: vec![(0, 0)], ..synthetic::chart(ChartKind::Fan, &[SHARE], "Domestic share of robots") };
        let said = title(&fan);
        assert!(
            said.starts_with("Domestic share of robots: ") && said.contains(" % in 2030, short of 80 %; "),
            "{said}"
        );
        assert!(said.ends_with(" % by 2035"), "{said}");
        for own in ["Robots: more than half", "Is it enough?", "Robots will pass 70 % around 2029"] {
            assert_eq!(title(&Chart { title: own.to_owned(), ..fan.clone() }), own);
        }
        let stack = synthetic::chart(ChartKind::Stacked, &[INVESTMENT], "Who invests");
        let said = title(&stack);
        assert!(said.contains(" bn CNY by 2035, up from ") && said.ends_with(" in 2013"), "{said}");
        // Whose the least and the greatest number are.
        let panels = title(&synthetic::chart(ChartKind::SmallMultiples, &[SHARE], "Domestic share"));
        let (least, most) = panels.split_once(") and ").unwrap_or_else(|| panic!("{panels}"));
        assert!(least.starts_with("Domestic share: between ") && least.contains(" ("), "{panels}");
        assert!(most.contains(" % (") && most.ends_with(") in 2035"), "{panels}");
        // Signs instead of words beside other scripts.
        let han = title(&Chart { title: "工业机器人".to_owned(), ..fan.clone() });
        assert!(
            han.starts_with("工业机器人：") && han.contains(" % < 80 %（2030）；") && han.ends_with(" %（2035）"),
            "{han}"
        );
        let hangul = title(&Chart { title: "산업용 로봇".to_owned(), ..fan });
        assert!(hangul.contains(" % < 80 % (2030); ") && hangul.ends_with(" % (2035)"), "{hangul}");
        let stack = title(&Chart { title: "谁投资".to_owned(), ..stack });
        assert!(stack.contains("（2013） → ") && stack.ends_with(" bn CNY（2035）"), "{stack}");
    }
}
