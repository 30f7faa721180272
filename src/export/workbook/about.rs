//! The first sheet: what this is, how it was run, what is in it, and what is not.

use rust_xlsxwriter::{Color, Format, FormatAlign, Url, Worksheet, XlsxError};

use super::scope::Scope;
use super::sheet::{lines, parts, set_lines};
use crate::projection::{self, Basis, Comparison, Projection, Sample};

/// Names of sheets and what they hold.
pub type Contents = Vec<(&'static str, &'static str)>;

const NAME: &str = "About";
/// Widths of its columns, in characters.
const WIDTHS: [f64; 2] = [18.0, 100.0];
const MUTED: Color = Color::RGB(0x5B_6570);

/// What the first sheet says.
pub struct About {
    /// Title.
    pub title: String,
    /// Names and texts.
    entries: Vec<(String, String)>,
    /// What a reader should know of.
    notes: Vec<String>,
}

/// Of one projection.
pub fn of_run(projection: &Projection) -> About {
    let about = &projection.about;
    let mut entries = vec![
        entry("Narrative", &about.narrative),
        entry("Scenario", &about.id),
        entry("Model", &about.model),
        entry("Region", &about.region),
        entry("Sources", &about.source),
    ];
    entries.extend(sampling(about));
    About { title: about.title.clone(), entries, notes: Vec::new() }
}

/// Of several scenarios.
pub fn of_comparison(scope: &Scope, comparison: &Comparison) -> About {
    let mut entries = vec![entry("Reference", scope.name(comparison.reference))];
    for (scenario, projection) in comparison.projections.iter().enumerate() {
        entries.push(entry(scope.name(scenario), &projection.about.narrative));
    }
    let reference = comparison.projections.get(comparison.reference);
    if let Some(projection) = reference {
        entries.extend([entry("Model", &projection.about.model), entry("Sources", &projection.about.source)]);
        entries.extend(sampling(&projection.about));
    }
    if let Some(costs) = &comparison.costs {
        let text = format!("{} in {}, read at {}. {}", costs.label, costs.unit, costs.year, costs.description);
        entries.push(entry("Costs", text.trim()));
    }
    About { title: "Comparison of scenarios".to_owned(), entries, notes: comparison.notes.clone() }
}

/// Paragraphs stay; line breaks inside one are those of the file and go.
fn entry(name: &str, text: &str) -> (String, String) {
    let paragraphs = text.trim().split("\n\n");
    let words = |paragraph: &str| paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    (name.to_owned(), paragraphs.map(words).collect::<Vec<_>>().join("\n\n"))
}

fn sampling(about: &projection::About) -> Vec<(String, String)> {
    match &about.basis {
        Basis::Run(Sample { draws, seed, sampler }) => {
            vec![entry("Draws", &draws.to_string()), entry("Seed", &seed.to_string()), entry("Sampler", sampler.name())]
        }
        Basis::Certain(_) => vec![entry("Draws", "nothing is uncertain: a single run")],
        Basis::Estimated { method, .. } => vec![entry("Estimates", method)],
    }
}

/// The sheet; entries without text are left out.
///
/// # Errors
/// None that its content can cause.
pub fn sheet(about: &About, contents: &Contents, notes: &[String]) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(NAME)?.set_screen_gridlines(false).set_print_fit_to_pages(1, 0).set_landscape();
    for (column, width) in WIDTHS.into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    let title = Format::new().set_bold().set_font_size(16);
    let name = Format::new().set_font_color(MUTED).set_align(FormatAlign::Top).set_text_wrap();
    let text = Format::new().set_align(FormatAlign::Top).set_text_wrap();
    let first = parts(&about.title).first().copied().unwrap_or_default();
    sheet.write_string_with_format(0, 0, first, &title)?;
    let mut row = 2;
    let percent =
        "Values declared in % are percentages as this program has them: 57 % is the number 0.57, shown as 57.0%.";
    let notes = about.notes.iter().chain(notes).map(String::as_str).chain([percent]);
    let entries = about.entries.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    for (label, content) in entries.chain(notes.map(|note| ("Note", note))) {
        for (index, part) in parts(content).into_iter().enumerate().filter(|(_, part)| !part.is_empty()) {
            if index == 0 {
                sheet.write_string_with_format(row, 0, parts(label)[0], &name)?;
            }
            sheet.write_string_with_format(row, 1, part, &text)?;
            set_lines(&mut sheet, row, lines(part, WIDTHS[1] as usize))?;
            row += 1;
        }
    }
    row += 1;
    for (label, content) in contents {
        sheet.write_url(row, 0, Url::new(format!("internal:'{label}'!A1")).set_text(*label))?;
        sheet.write_string_with_format(row, 1, *content, &text)?;
        row += 1;
    }
    Ok(sheet)
}
