//! Goals and their words: beside them where there is room, and on a telephone in a list below the plot.

use super::content::Content;
use super::frame::{self, Plot, Swatch};
use super::geometry::Rect;
use super::labels::{self, LINE_HEIGHT, Obstacles};
use super::marks;
use super::palette::{Colour, INK, PAPER};
use super::sheet::{Align, Sheet, Style};
use super::text::CAPITALS;
use super::trace::{Goal, Trace};
use crate::numeric::sorting::sort_by;

/// Size of the words.
const SIZE: f64 = 12.0;
/// Room for the diamonds of a list.
const INDENT: f64 = 22.0;
/// Between two entries of a list.
const GAP: f64 = 4.0;
/// Above and below a list.
const AROUND: f64 = 6.0;
/// Lines of an entry.
const MOST_LINES: usize = 3;

/// The words of goals below a plot on narrow paper: in it they would cover what the picture is about. Several have numbers.
#[derive(Debug, Default)]
pub struct Listed {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    time: f64,
    /// Where it stands in the plot, in the numbers of its axes.
    at: (f64, f64),
    colour: Colour,
    lines: Vec<String>,
}

impl Listed {
    /// Those of a picture over time, each with its colour; none on paper that is wide enough.
    #[must_use]
    pub fn new<'t>(content: &Content, goals: impl Iterator<Item = (&'t Trace, &'t Goal, Colour)>) -> Self {
        Self::placed(content, goals.map(|(trace, goal, colour)| (trace, goal, colour, (goal.time, goal.value))))
    }

    /// The same, each with where it stands in the plot.
    #[must_use]
    pub fn placed<'t>(
        content: &Content,
        goals: impl Iterator<Item = (&'t Trace, &'t Goal, Colour, (f64, f64))>,
    ) -> Self {
        if !content.look.size.is_narrow() {
            return Self::default();
        }
        let room = content.look.size.paper().0 - 2.0 * frame::margin(content) - INDENT;
        let mut entries: Vec<Entry> = goals
            .map(|(trace, goal, colour, at)| {
                let [what, outcome] = marks::goal_words(goal, trace, &content.period);
                let name = if goal.label.is_empty() { String::new() } else { format!("{}: ", goal.label) };
                let words = format!("{name}{what} · {outcome}");
                let lines = Style::regular(SIZE, colour).wrap(&words, room, MOST_LINES);
                Entry { time: goal.time, at, colour, lines }
            })
            .collect();
        sort_by(&mut entries, |a, b| a.time.total_cmp(&b.time).then(a.at.1.total_cmp(&b.at.1)));
        Self { entries }
    }

    /// Whether there is nothing to list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The key of a picture without the entry for goals, which a list has itself.
    #[must_use]
    pub fn spared(&self, key: Vec<(Swatch, String)>) -> Vec<(Swatch, String)> {
        let is_goal = |swatch: &Swatch| matches!(swatch, Swatch::Diamond(_)) && !self.is_empty();
        key.into_iter().filter(|(swatch, _)| !is_goal(swatch)).collect()
    }

    /// The height that it takes.
    #[must_use]
    pub fn height(&self) -> f64 {
        let entry = |entry: &Entry| entry.lines.len() as f64 * SIZE * LINE_HEIGHT + GAP;
        if self.is_empty() { 0.0 } else { self.entries.iter().map(entry).sum::<f64>() + 2.0 * AROUND }
    }

    /// Lays the list at the foot of a rectangle; returns what is left of it.
    #[must_use]
    pub fn lay(&self, sheet: &mut Sheet, inner: Rect) -> Rect {
        let mut top = inner.bottom - self.height() + AROUND;
        for (index, entry) in self.entries.iter().enumerate() {
            let line = SIZE * LINE_HEIGHT;
            self.diamond(sheet, index, (inner.left + 8.0, top + line / 2.0));
            for text in &entry.lines {
                let baseline = top + f64::midpoint(line, SIZE * CAPITALS);
                let style = Style::regular(SIZE, entry.colour);
                sheet.text(text, style, Align::Left, (inner.left + INDENT, baseline));
                top += line;
            }
            top += GAP;
        }
        Rect { bottom: inner.bottom - self.height(), ..inner }
    }

    /// Marks the goals in the plot, as far as it reaches to them.
    pub fn mark(&self, sheet: &mut Sheet, plot: &Plot) {
        let within = plot.area.grown(0.5);
        for (index, entry) in self.entries.iter().enumerate() {
            let at = plot.at(entry.at.0, entry.at.1);
            let is_marked = self.entries[..index].iter().any(|before| before.at == entry.at);
            if within.has(at) && !is_marked {
                self.diamond(sheet, index, at);
            }
        }
    }

    /// The number of a place; goals of several series at one have the same.
    fn number(&self, at: (f64, f64)) -> usize {
        let mut places: Vec<(f64, f64)> = self.entries.iter().map(|entry| entry.at).collect();
        places.dedup();
        1 + places.iter().position(|place| *place == at).unwrap_or(0)
    }

    /// The diamond of an entry, with its number if there are several.
    fn diamond(&self, sheet: &mut Sheet, index: usize, centre: (f64, f64)) {
        let Entry { colour, at, .. } = self.entries[index];
        if self.entries.len() == 1 {
            return frame::diamond(sheet, centre, 6.0, colour);
        }
        let style = Style::semi_bold(9.5, PAPER);
        frame::diamond(sheet, centre, 8.0, colour);
        let baseline = centre.1 + style.size * CAPITALS / 2.0;
        sheet.text(&self.number(at).to_string(), style, Align::Centre, (centre.0, baseline));
    }
}

/// Goals of one series as diamonds, each with its name and chance beside it, clear of other marks where there is room, if they
/// are not listed.
pub fn lay(
    sheet: &mut Sheet,
    plot: &Plot,
    (trace, listed): (&Trace, &Listed),
    content: &Content,
    mut obstacles: Obstacles,
) {
    if !listed.is_empty() {
        return listed.mark(sheet, plot);
    }
    let strong = Style::semi_bold(SIZE, INK);
    let light = Style::regular(SIZE, INK);
    for goal in &trace.targets {
        let [what, outcome] = marks::goal_words(goal, trace, &content.period);
        let named = |room: f64, words: Vec<String>| -> Vec<_> {
            let name = strong.wrap(&goal.label, room, MOST_LINES).into_iter().filter(|line| !line.is_empty());
            name.map(|line| (line, strong)).chain(words.into_iter().map(|line| (line, light))).collect()
        };
        let at = plot.at(goal.time, goal.value);
        // Where there is no room for all words in few lines, they stand narrower, and then without the name.
        let ways = [
            named(180.0, vec![format!("{what} · {outcome}")]),
            named(100.0, vec![what.clone(), outcome.clone()]),
            vec![(what, light), (outcome, light)],
        ];
        ways.iter().any(|lines| labels::lay_beside(sheet, lines, at, plot.area, &mut obstacles));
        frame::diamond(sheet, at, 6.0, INK);
    }
}
