//! Medians that lie over one another in a panel, so that one hides the other: which, in words.

use super::content::Content;
use super::trace::Trace;

/// So many names are written out.
const MOST_NAMES: usize = 3;

/// Series of panels whose medians are the same throughout.
#[derive(Debug)]
pub struct Equal {
    /// Those that are equal in every panel.
    everywhere: Vec<Vec<String>>,
    /// By panel: those that are equal in it; the panel's own series first, if it is one of them.
    panels: Vec<Vec<Vec<String>>>,
}

impl Equal {
    /// Looks at every panel of a picture.
    pub fn of(content: &Content, panels: usize) -> Self {
        let panels: Vec<_> = (0..panels).map(|index| groups(content, index)).collect();
        let mut everywhere = panels.first().cloned().unwrap_or_default();
        for panel in panels.iter().skip(1) {
            let both = |one: &Vec<String>, other: &Vec<String>| {
                one.iter().filter(|name| other.contains(name)).cloned().collect::<Vec<_>>()
            };
            everywhere = everywhere.iter().flat_map(|one| panel.iter().map(move |other| both(one, other))).collect();
            everywhere.retain(|group| group.len() > 1);
        }
        Self { everywhere, panels }
    }

    /// What a panel says of its own series and those beside it, unless the key says it of all panels.
    pub fn in_panel(&self, content: &Content, index: usize) -> Vec<String> {
        let said = |group: &&Vec<String>| !self.everywhere.contains(group);
        let panel = self.panels[index].iter().filter(said);
        panel.filter_map(|group| words(group, &name(content, index), beside(content, index))).collect()
    }

    /// What the key calls series beside those of the panels: those of one colour by their number, equal ones as one.
    pub fn in_key(&self, content: &Content, labels: &[&str]) -> Option<String> {
        let own = name(content, 0);
        let group = |label: &str| self.everywhere.iter().find(|group| group.iter().any(|name| name == label));
        match labels {
            [only] => match group(only) {
                Some(group) if group[0] == own => Some(format!("{only} (equal to {own})")),
                Some(group) if group[0] == *only => Some(listed(group)),
                Some(_) => None,
                None => Some((*only).to_owned()),
            },
            [first, second] => Some(format!("{first}, {second}")),
            _ => {
                let others = format!("{} others", labels.len());
                let equal = labels.iter().filter(|label| group(label).is_some_and(|group| group[0] == own)).count();
                Some(if equal == 0 { others } else { format!("{others}, {equal} equal to {own}") })
            }
        }
    }
}

/// The series whose medians stand beside that of a panel.
pub fn beside(content: &Content, index: usize) -> &[Trace] {
    content.beside.get(index).map_or(&[], Vec::as_slice)
}

/// What the series of a panel itself is called among those beside it.
fn name(content: &Content, index: usize) -> String {
    if content.own.is_empty() { content.traces[index].label.clone() } else { content.own.clone() }
}

/// Names of series with the same median, of two series or more.
fn groups(content: &Content, index: usize) -> Vec<Vec<String>> {
    let mut found: Vec<(&Trace, Vec<String>)> = vec![(&content.traces[index], vec![name(content, index)])];
    for other in beside(content, index) {
        match found.iter_mut().find(|(one, _)| one.times == other.times && one.median() == other.median()) {
            Some((_, names)) => names.push(other.label.clone()),
            None => found.push((other, vec![other.label.clone()])),
        }
    }
    found.into_iter().map(|(_, names)| names).filter(|names| names.len() > 1).collect()
}

/// That these series of a panel are equal; nothing of some that nobody can tell apart anyway.
fn words(group: &[String], own: &str, beside: &[Trace]) -> Option<String> {
    let all = beside.len();
    let of_one_colour = all > 2 && beside.iter().all(|other| other.colour == beside[0].colour);
    match group {
        [first, others @ ..] if first == own => Some(match others.len() {
            1 if all == 1 => format!("equal to {}", others[0]),
            count if count == all => "all are equal".to_owned(),
            count if of_one_colour => format!("{count} of {all} others equal to {own}"),
            _ => format!("{} equal to {own}", others.join(", ")),
        }),
        _ if of_one_colour => None,
        _ => Some(listed(group)),
    }
}

/// Equal series as the legends of other pictures call them.
pub fn listed(names: &[String]) -> String {
    match names.len() {
        0 | 1 => names.concat(),
        count if count <= MOST_NAMES => format!("{} (equal)", names.join(", ")),
        count => format!("{} and {} equal to it", names[0], count - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::super::palette;
    use super::super::tests::synthetic::{chart, plain};
    use super::*;
    use crate::projection::ChartKind;

    /// A panel named `own` with others of these values beside it, for each list.
    fn content(own: &str, panels: &[&[(&str, f64)]]) -> Content {
        let trace = |label: &str, value: f64, place: usize| {
            let projection = plain(&[2030.0, 2031.0], &[value, value]);
            let found = Content::new(&projection, &chart(ChartKind::Fan, &[0], "")).unwrap().traces.remove(0);
            Trace { label: label.to_owned(), colour: palette::series(place), ..found }
        };
        let mut content = Content::words("x", "", "", "", Vec::new());
        own.clone_into(&mut content.own);
        for panel in panels {
            content.traces.push(trace("panel", 1.0, 0));
            content
                .beside
                .push(panel.iter().enumerate().map(|(i, (label, value))| trace(label, *value, i + 1)).collect());
        }
        content
    }

    #[test]
    fn what_lies_over_one_another_is_said_in_the_key_or_in_its_panel() {
        // In one panel the reference and `push` are equal; in both `open` and `boom`.
        let content = content(
            "base",
            &[&[("push", 1.0), ("open", 2.0), ("boom", 2.0)], &[("push", 3.0), ("open", 2.0), ("boom", 2.0)]],
        );
        let equal = Equal::of(&content, 2);
        assert_eq!(equal.in_panel(&content, 0), ["push equal to base"]);
        assert!(equal.in_panel(&content, 1).is_empty());
        let key = ["push", "open", "boom"].map(|label| equal.in_key(&content, &[label]));
        assert_eq!(key, [Some("push".to_owned()), Some("open, boom (equal)".to_owned()), None]);
    }

    #[test]
    fn of_lines_of_one_colour_the_number_is_said() {
        let all: Vec<(String, f64)> = (0..6).map(|n| (format!("path {n}"), if n < 2 { 1.0 } else { 2.0 })).collect();
        let all: Vec<(&str, f64)> = all.iter().map(|(label, value)| (label.as_str(), *value)).collect();
        let mut content = content("base", &[&all, &[]]);
        for other in content.beside.iter_mut().flatten() {
            other.colour = palette::RULE;
        }
        let labels: Vec<&str> = all.iter().map(|(label, _)| *label).collect();
        assert_eq!(Equal::of(&content, 2).in_panel(&content, 0), ["2 of 6 others equal to base"]);
        assert_eq!(Equal::of(&content, 1).in_key(&content, &labels).unwrap(), "6 others, 2 equal to base");
    }
}
