//! Which series are sums of which: parts and totals over the columns that tell them apart.

mod check;
mod tiers;

use std::collections::HashMap;

use crate::data::{AddsUp, BETWEEN, TOTAL, Tidy};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, counted};
use crate::numeric::sorting::sort_by_key;

use super::panel::{Panel, Series};
use super::start::LEAST;
use check::{check, twice, without_parts};
pub use tiers::Tier;

/// What totals are called in tables, folded; an empty cell is one too.
const TOTALS: [&str; 15] = [
    "total",
    "totals",
    "grand total",
    "overall",
    "all",
    "sum",
    "world",
    "_t",
    "gesamt",
    "insgesamt",
    "ensemble",
    "合计",
    "总计",
    "全国",
    "全球",
];
/// After this many problems the rest is not said.
const ENOUGH: usize = 10;

/// Series that add up, in groups that have nothing to do with one another.
#[derive(Debug, Clone, Default)]
pub struct Hierarchy {
    /// The groups.
    pub groups: Vec<Group>,
    /// Their series by what they are sums over, from sums of all to parts.
    pub tiers: Vec<Tier>,
}

/// Series of which some are sums of others.
#[derive(Debug, Clone)]
pub struct Group {
    /// Places of its series in the panel: totals, then parts.
    pub members: Vec<usize>,
    /// For each total, in the order of members, which parts it is the sum of: places among the parts.
    pub sums: Vec<Vec<usize>>,
}

/// A total before its group is known: its keys, the parts (places in the panel), and its own place if the table has it.
struct Total {
    keys: Vec<Option<String>>,
    parts: Vec<usize>,
    own: Option<usize>,
}

impl Hierarchy {
    /// Finds what adds up, over the columns that were asked for, and puts totals that the table does not have before
    /// the series of the panel. A series is a total over a column if its cell is empty or says so, as `total` does.
    /// Totals are made over every choice of the columns that says something new: of countries with their regions there are
    /// sums of regions and one of all; of regions and sectors there are sums by region, by sector, and of all.
    ///
    /// # Errors
    /// A total is not the sum of its parts but for rounding, has no parts, or parts end at different times: all
    /// problems of one kind at once.
    pub fn of(tidy: &Tidy, panel: &mut Panel) -> Result<Self, Diagnostics> {
        let labels = labels(tidy, panel);
        let mut order: Vec<&str> = Vec::new();
        let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, (group, _)) in labels.iter().enumerate() {
            groups.entry(group).or_insert_with(|| {
                order.push(group);
                Vec::new()
            });
            groups.get_mut(group.as_str()).into_iter().for_each(|members| members.push(place));
        }
        let keys: Vec<&[Option<String>]> = labels.iter().map(|(_, keys)| keys.as_slice()).collect();
        let mut found = Diagnostics::new();
        let totals: Vec<Vec<Total>> = order
            .iter()
            .map(|group| {
                totals(&groups[group], &keys).unwrap_or_else(|place| {
                    let same = |other: &&usize| **other != place && keys[**other] == keys[place];
                    found.push(match groups[group].iter().find(same) {
                        Some(first) => twice(tidy, panel, *first, place),
                        None => without_parts(tidy, panel, place),
                    });
                    Vec::new()
                })
            })
            .collect();
        if !found.has_errors() {
            check(tidy, panel, &totals, &mut found);
        }
        if found.has_errors() {
            let mut problems = found.into_vec();
            problems.truncate(ENOUGH);
            return Err(Diagnostics::from(problems));
        }
        Self::built(tidy, panel, &labels, totals)
    }

    /// Makes the totals that are missing, and groups of what there is then.
    fn built(
        tidy: &Tidy,
        panel: &mut Panel,
        labels: &[(String, Vec<Option<String>>)],
        totals: Vec<Vec<Total>>,
    ) -> Result<Self, Diagnostics> {
        let mut made = Vec::new();
        let mut places = Vec::new();
        for total in totals.iter().flatten() {
            places.push(total.own.map_or_else(
                || {
                    made.push(sum(panel, total, &name(tidy, &labels[total.parts[0]].1, total, panel)));
                    Err(made.len() - 1)
                },
                Ok,
            ));
        }
        if let Some(short) = made.iter().find(|series| numbers(series) < LEAST) {
            let message = format!("the parts of `{}` have {} in common", short.name, counted(numbers(short), "value"));
            let help = format!("a forecast needs {LEAST}; leave parts away that begin late, with --where");
            return Err(Diagnostic::error(Code::TooShort, message, tidy.frame.header_span(), "")
                .with_help(help)
                .into());
        }
        let moved = made.len();
        note(panel, &made);
        let place = |place: &Result<usize, usize>| place.map_or_else(|made| made, |own| own + moved);
        let mut places = places.iter().map(place);
        let groups: Vec<Group> = totals
            .iter()
            .filter(|totals| !totals.is_empty())
            .map(|totals| Group::new(totals, &mut places, moved))
            .collect();
        panel.series.splice(0..0, made);
        let tiers = tiers::of(tidy, &totals, &groups);
        Ok(Self { groups, tiers })
    }
}

impl Group {
    /// A group of totals, whose places come one by one; places of parts are moved by so many.
    fn new(totals: &[Total], places: &mut impl Iterator<Item = usize>, moved: usize) -> Self {
        let mut members: Vec<usize> = places.take(totals.len()).collect();
        let mut parts: Vec<usize> = totals.iter().flat_map(|total| total.parts.iter().copied()).collect();
        parts.sort_unstable();
        parts.dedup();
        let rank = |part: &usize| parts.partition_point(|other| other < part);
        let sums = totals.iter().map(|total| total.parts.iter().map(rank).collect()).collect();
        members.extend(parts.iter().map(|part| part + moved));
        Self { members, sums }
    }
}

/// For each series, what it does not add up over, and what it does; none for a total.
fn labels(tidy: &Tidy, panel: &Panel) -> Vec<(String, Vec<Option<String>>)> {
    let part = |text: &str| (!is_total(text)).then(|| text.to_owned());
    let over: Vec<usize> = match &tidy.frame.adds_up {
        AddsUp::Columns(columns) => (0..tidy.keys.len()).filter(|at| columns.contains(&tidy.frame.keys[*at])).collect(),
        AddsUp::Nothing | AddsUp::Series => Vec::new(),
    };
    let all = tidy.frame.adds_up == AddsUp::Series;
    let label = |(series, own): (&crate::data::Series, &Series)| {
        if all {
            return (String::new(), vec![part(&own.name)]);
        }
        let others = (0..tidy.keys.len()).filter(|at| !over.contains(at)).map(|at| &*series.keys[at]);
        let group: Vec<&str> = others.chain(series.measure.as_deref()).collect();
        (group.join("\u{1f}"), over.iter().map(|at| part(&series.keys[*at])).collect())
    };
    tidy.series.iter().zip(&panel.series).map(label).collect()
}

fn is_total(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    text.is_empty() || TOTALS.contains(&text.as_str())
}

/// The totals of a group, from the sum of all; the place of a total without parts is an error.
fn totals(members: &[usize], keys: &[&[Option<String>]]) -> Result<Vec<Total>, usize> {
    let parts: Vec<usize> = members.iter().copied().filter(|place| keys[*place].iter().all(Option::is_some)).collect();
    let columns = keys[members[0]].len();
    let mut found: Vec<Total> = Vec::new();
    // Over most columns first: a bit of the number says that a column is kept.
    let mut kept: Vec<usize> = (0..(1 << columns) - 1).collect();
    sort_by_key(&mut kept, |kept: &usize| kept.count_ones());
    for kept in kept {
        let cut = |place: usize| -> Vec<Option<String>> {
            keys[place].iter().enumerate().map(|(at, key)| key.clone().filter(|_| kept >> at & 1 == 1)).collect()
        };
        let mut order: Vec<Vec<Option<String>>> = Vec::new();
        let mut of: HashMap<Vec<Option<String>>, Vec<usize>> = HashMap::new();
        for part in &parts {
            let key = cut(*part);
            if !of.contains_key(&key) {
                order.push(key.clone());
            }
            of.entry(key).or_default().push(*part);
        }
        for keys_of in order {
            let parts = of.remove(&keys_of).unwrap_or_default();
            let own = members.iter().copied().find(|place| keys[*place] == keys_of.as_slice());
            let said = parts.len() < 2 || found.iter().any(|total| total.parts == parts);
            if own.is_some() || !said {
                found.push(Total { keys: keys_of, parts, own });
            }
        }
    }
    let known = |place: &usize| parts.contains(place) || found.iter().any(|total| total.own == Some(*place));
    members.iter().find(|place| !known(place)).map_or(Ok(found), |place| Err(*place))
}

/// The name of a total that is made: that of a part, with what is added up called so.
fn name(tidy: &Tidy, part: &[Option<String>], total: &Total, panel: &Panel) -> String {
    if tidy.frame.adds_up == AddsUp::Series {
        return TOTAL.to_owned();
    }
    let mut at = 0..part.len();
    let over = |place: usize| matches!(&tidy.frame.adds_up, AddsUp::Columns(columns) if columns.contains(&tidy.frame.keys[place]));
    let series = &tidy.series[total.parts[0]];
    let mut texts: Vec<&str> = Vec::new();
    for place in 0..tidy.keys.len() {
        let differs = tidy.series.iter().any(|one| one.keys[place] != series.keys[place]);
        if over(place) {
            let key = at.next().and_then(|at| total.keys[at].as_deref());
            texts.push(key.unwrap_or(TOTAL));
        } else if differs {
            texts.push(&series.keys[place]);
        }
    }
    if tidy.series.iter().any(|one| one.measure != series.measure) {
        texts.extend(series.measure.as_deref());
    }
    let name = texts.join(BETWEEN);
    if panel.series.iter().any(|series| series.name == name) { format!("{name} (sum)") } else { name }
}

/// The sum of parts, from the time at which all have begun.
fn sum(panel: &Panel, total: &Total, name: &str) -> Series {
    let parts: Vec<&Series> = total.parts.iter().map(|part| &panel.series[*part]).collect();
    let step = panel.calendar.step;
    let first = parts.iter().map(|part| part.first).max().unwrap_or(0);
    let end = |part: &&Series| part.first + part.values.len() as i64 * step;
    let length = (parts.iter().map(end).min().unwrap_or(first) - first).max(0) / step;
    let at = |time: i64| -> f64 { parts.iter().map(|part| value(part, time, step)).sum() };
    let known = (parts[0].time(parts[0].known, &panel.calendar) - first).max(0) / step;
    let values: Vec<f64> = (0..length).map(|index| at(first + index * step)).collect();
    let skipped = values.iter().position(|value| value.is_finite()).unwrap_or(0);
    Series {
        name: name.to_owned(),
        first: first + skipped as i64 * step,
        known: (known as usize).saturating_sub(skipped),
        values: values[skipped..].to_vec(),
    }
}

/// The value at a time; not a number where there is none.
fn value(series: &Series, time: i64, step: i64) -> f64 {
    let index = usize::try_from((time - series.first) / step).ok().filter(|_| time >= series.first);
    index.and_then(|index| series.values.get(index)).copied().unwrap_or(f64::NAN)
}

fn numbers(series: &Series) -> usize {
    series.history().iter().filter(|value| value.is_finite()).count()
}

/// Says which totals were made.
fn note(panel: &mut Panel, made: &[Series]) {
    if made.is_empty() {
        return;
    }
    let shown: Vec<String> = made.iter().take(3).map(|series| format!("`{}`", series.name)).collect();
    let more = if made.len() > 3 { format!(" and {} more", made.len() - 3) } else { String::new() };
    let what = if made.len() == 1 { "a total was made" } else { "totals were made" };
    panel.notes.push(format!("{what} of parts, from when all have values: {}{more}", shown.join(", ")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Columns;
    use crate::diagnostic::Source;

    /// The panel of rows of keys, the years 2000 to 2003 and a value times 1, 2, 3 and 4.
    fn panel(heading: &str, rows: &[(&str, f64)], adds_up: &[&str]) -> Result<Panel, Diagnostics> {
        let lines = rows.iter().flat_map(|(keys, value)| {
            (0..4).map(move |step| format!("{keys},{},{}\n", 2000 + step, value * f64::from(step + 1)))
        });
        let text = format!("{heading},year,value\n{}", lines.collect::<String>());
        let columns =
            Columns { adds_up: adds_up.iter().map(|name| (*name).to_owned()).collect(), ..Columns::default() };
        Panel::read(&Source::new("data.csv", text), &columns, None)
    }

    /// Each total with its last value and what it is the sum of.
    fn totals(panel: &Panel) -> Vec<(String, f64, Vec<String>)> {
        let name = |place: usize| panel.series[place].name.clone();
        let of = |group: &Group| -> Vec<(String, f64, Vec<String>)> {
            let parts = &group.members[group.sums.len()..];
            let total = |(member, sum): (&usize, &Vec<usize>)| {
                let last = panel.series[*member].history().last().copied().unwrap_or(f64::NAN);
                (name(*member), last, sum.iter().map(|part| name(parts[*part])).collect())
            };
            group.members.iter().zip(&group.sums).map(total).collect()
        };
        panel.hierarchy.groups.iter().flat_map(of).collect()
    }

    fn named(found: &[(String, f64, Vec<String>)]) -> Vec<(&str, f64, String)> {
        found.iter().map(|(name, last, parts)| (name.as_str(), *last, parts.join(", "))).collect()
    }

    #[test]
    fn totals_are_made_over_each_choice_of_columns_that_says_something_new() {
        // Regions are of one country each: no sums over countries but of all.
        let nested = [("A,a", 1.0), ("A,b", 2.0), ("B,c", 4.0), ("B,d", 8.0)];
        let found = totals(&panel("country,region", &nested, &["country", "region"]).unwrap());
        assert_eq!(
            named(&found),
            [
                ("total | total", 60.0, "A | a, A | b, B | c, B | d".to_owned()),
                ("A | total", 12.0, "A | a, A | b".to_owned()),
                ("B | total", 48.0, "B | c, B | d".to_owned()),
            ]
        );
        let crossed = [("A,x", 1.0), ("A,y", 2.0), ("B,x", 4.0), ("B,y", 8.0)];
        let crossed = panel("country,sector", &crossed, &["sector", "country"]).unwrap();
        let tiers: Vec<(&str, usize)> =
            crossed.hierarchy.tiers.iter().map(|tier| (tier.name.as_str(), tier.series.len())).collect();
        assert_eq!(tiers, [("all", 1), ("by sector", 2), ("by country", 2), ("parts", 4)]);
        let found = totals(&crossed);
        let names: Vec<&str> = found.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(
            names,
            ["total | total", "x | total", "y | total", "total | A", "total | B"],
            "in the order asked for"
        );
        // What it does not add up over are groups of their own.
        let variables = [("A,gdp", 1.0), ("B,gdp", 2.0), ("A,people", 4.0), ("B,people", 8.0)];
        let found = totals(&panel("country,variable", &variables, &["country"]).unwrap());
        assert_eq!(
            named(&found),
            [
                ("total | gdp", 12.0, "A | gdp, B | gdp".to_owned()),
                ("total | people", 48.0, "A | people, B | people".to_owned())
            ]
        );
    }

    /// A total under a name of its own would count twice.
    #[test]
    fn what_is_the_sum_of_all_others_is_refused() {
        let grand = [("A", 1.0), ("B", 2.0), ("Grand total", 3.0)];
        assert_eq!(totals(&panel("region", &grand, &["region"]).expect("a total")).len(), 1);
        for (parts, message) in [
            (
                [("A", 1.0), ("B", 2.0), ("total", 3.0), ("Grand total", 3.0)].as_slice(),
                "`total` and `Grand total` are totals of the same parts",
            ),
            (
                [("A", 1.0), ("B", 2.0), ("C", 4.0), ("All regions", 7.0)].as_slice(),
                "`All regions` is the sum of the 3 other parts at all times",
            ),
        ] {
            let problems = panel("region", parts, &["region"]).expect_err("counted twice");
            assert!(problems.as_slice()[0].message.contains(message), "{:?}", problems.as_slice()[0].message);
        }
    }

    #[test]
    fn totals_of_the_table_are_taken_and_checked() {
        for word in ["", "Total", "World"] {
            let rows = [("A", 1.0), ("B", 2.0), (word, 3.01)];
            let read = panel("country", &rows, &["country"]).unwrap();
            assert_eq!(read.series.len(), 3);
            let name = if word.is_empty() { "total" } else { word };
            assert_eq!(named(&totals(&read)), [(name, 12.04, "A, B".to_owned())]);
            assert!(read.notes.iter().any(|note| note.contains("by up to 0.33 %")), "{:?}", read.notes);
            let text = |rows: &[(&str, f64)]| format!("{:?}", panel("country", rows, &["country"]).unwrap_err());
            let wrong = text(&[("A", 1.0), ("B", 2.0), (word, 3.5)]);
            assert!(wrong.contains("does-not-add-up") && wrong.contains("add up to"), "{wrong}");
            assert!(text(&[(word, 3.5)]).contains("no parts"));
        }
    }

    #[test]
    fn all_series_of_a_table_add_up() {
        let text = "year,coal,gas\n2000,1,2\n2001,2,3\n2002,3,4\n2003,4,5\n";
        let columns = Columns { adds_up: vec!["series".to_owned()], ..Columns::default() };
        let panel = Panel::read(&Source::new("data.csv", text), &columns, None).unwrap();
        assert_eq!(named(&totals(&panel)), [("total", 9.0, "coal, gas".to_owned())]);
        assert_eq!(panel.series[0].values, [3.0, 5.0, 7.0, 9.0]);
        // A part that begins later, and one that ends earlier.
        let late = text.replace("2000,1,2", "2000,1,").replace("2003,4,5", "2003,4,5\n2004,5,6");
        let panel = Panel::read(&Source::new("data.csv", late), &columns, None).unwrap();
        assert_eq!((panel.series[0].first, panel.series[0].values.as_slice()), (2001, &[5.0, 7.0, 9.0, 11.0][..]));
        let problem = Panel::read(&Source::new("data.csv", format!("{text}2004,5,\n")), &columns, None);
        assert!(format!("{:?}", problem.unwrap_err()).contains("cannot be added up"));
    }
}
