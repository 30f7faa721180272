//! The page of a run as text.

use catchup::projection::{Conditioning, Projection, Quantiles, Series, Shift, Summary};
use catchup::report::run_page;

use super::{folder, projected};

fn page(file: &str) -> String {
    let (projection, pictures, manifest) = projected(&folder(), file, &[]);
    run_page(&projection, &pictures, &[], &manifest, None)
}

/// The text of an element with an id, tags left out, blanks joined.
fn text_of(page: &str, id: &str) -> String {
    let (before, rest) = page.split_once(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("nothing has the id {id}"));
    let closing = if before.ends_with("<section ") { "</section>" } else { "</tr>" };
    let (_, rest) = rest.split_once('>').expect("the end of a tag");
    let end = rest.find(closing).unwrap_or(rest.len());
    let mut text = String::new();
    let mut inside = false;
    for letter in rest[..end].chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            letter if !inside => text.push(letter),
            _ => {}
        }
    }
    text.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_story_tells_headline_values_milestones_targets_and_changes() {
    let story = text_of(&page("push.toml"), "story");
    for part in [
        // 100 at the start; the median of growth is 4 %: 100 * 1.04^10 = 148.0, 4 % a year.
        "Demand rises from 100 in 2020 to a median of 148 bn CNY in 2030 (+4.0 % a year)",
        "90 % of draws lie between",
        "Domestic share: Robots",
        "reaches ≥ 50 %",
        "One target is still open",
        "“The plan” (Domestic share: Robots, 2028) with",
        "levers.push.value from 0.01 to 0.03",
    ] {
        assert!(story.contains(part), "`{part}` is missing in\n{story}");
    }
}

/// A headline variable of several elements: the sentence and the card of the first say what the others come to.
#[test]
fn elements_beside_the_first_are_told_of() {
    let (mut projection, _, manifest) = projected(&folder(), "base.toml", &[]);
    let place = projection.variables.iter().position(|variable| variable.series.len() == 2).expect("by sector");
    let at = |series: &Series, level: f64| Series {
        quantiles: Quantiles::from_fn(series.mean.len(), |_, _| level),
        ..series.clone()
    };
    // Tools at 30 %, and then five more, from 10 to 50 %.
    let tools = at(&projection.variables[place].series[1], 0.3);
    projection.variables[place].series[1] = tools.clone();
    let of = |projection: &Projection| text_of(&run_page(projection, &[], &[], &manifest, None), "story");
    let story = of(&projection);
    for part in ["In that year the median is, for Tools 30 % .", "Tools: 30 %"] {
        assert!(story.contains(part), "`{part}` is missing in\n{story}");
    }
    projection.variables[place].series.extend([0.1, 0.2, 0.5, 0.4, 0.3].map(|level| at(&tools, level)));
    let story = of(&projection);
    for part in ["In that year medians of all 7 run from Tools 10 % to Tools 50 % .", "medians of all 7: 10–50 %"] {
        assert!(story.contains(part), "`{part}` is missing in\n{story}");
    }
}

#[test]
fn what_the_file_asks_most_about_comes_first() {
    // Two thresholds and a target of robots, nothing of demand, which stands before them in the file.
    let story = text_of(&page("base.toml"), "story");
    let place = |text: &str| story.find(text).unwrap_or_else(|| panic!("`{text}` is missing in\n{story}"));
    assert!(place("Domestic share: Robots") < place("Demand"), "{story}");
}

#[test]
fn a_base_file_says_that_nothing_was_changed() {
    let page = page("base.toml");
    assert!(text_of(&page, "story").contains("Nothing is changed in what the file says"));
    assert!(!page.contains("id=\"changes\""), "an empty section is left out");
}

#[test]
fn rows_hold_values_with_ranges_units_and_sources() {
    let page = page("base.toml");
    let plan = text_of(&page, "target-domestic-robots-plan");
    assert!(plan.starts_with("The plan Domestic share Robots ≥ 40 % 2028"), "{plan}");
    assert!(plan.ends_with("State Council"), "{plan}");
    let demand = text_of(&page, "value-demand");
    assert!(demand.starts_with("Demand bn CNY 100"), "{demand}");
    assert!(demand.ends_with("+4.0 % a year"), "{demand}");
    let price = text_of(&page, "input-price");
    // Two thousand yuan, over and times exp(0.5 * 1.644854) = 2.276.
    assert_eq!(price, "Price price k CNY 0.8787 2 4.552 lognormal: median 2, sigma 0.5 A trade journal");
    let manifest = text_of(&page, "manifest");
    assert!(manifest.contains("catchup 9.8.7") && manifest.contains("a warning"), "{manifest}");
    assert!(page.contains("Hyndman and Fan"));
}

#[test]
fn texts_of_the_author_are_inert() {
    let page = page("push.toml");
    assert!(page.contains("Push &lt;script&gt;"));
    // One script is the page's own, and one for each of two charts holds its numbers.
    assert_eq!(page.matches("<script").count(), 3);
    assert_eq!(page.matches("</script").count(), 3);
    assert!(!page.contains("<img"));
}

#[test]
fn the_page_is_one_file_and_the_same_each_time() {
    let first = page("base.toml");
    assert_eq!(first, page("base.toml"));
    for source in ["src=", "@import", "url(h", "<link rel=\"stylesheet\""] {
        assert!(!first.contains(source), "{source}");
    }
    let links = first.split("href=\"").skip(1).map(|rest| rest.split('"').next().expect("a link"));
    for link in links {
        let inside = link.strip_prefix('#').is_some_and(|id| first.contains(&format!("id=\"{id}\"")));
        assert!(inside || link == "data:,", "{link} leads nowhere");
    }
}

#[test]
fn without_charts_headlines_or_uncertainty_there_still_is_a_story() {
    let (mut projection, _, manifest) = projected(&folder(), "base.toml", &["growth=0.04", "share=30", "price=2"]);
    for variable in &mut projection.variables {
        variable.headline.clear();
        for series in &mut variable.series {
            series.targets.clear();
            series.milestones.clear();
        }
    }
    let page = run_page(&projection, &[], &[], &manifest, None);
    let story = text_of(&page, "story");
    assert!(story.contains("to 148 bn CNY in 2030 (+4.0 % a year)."), "{story}");
    assert!(story.contains("Nothing is uncertain here"), "{story}");
    assert!(!page.contains("id=\"charts\"") && !page.contains("id=\"targets\""));
}

#[test]
fn what_history_says_of_assumptions_stands_before_and_after() {
    let (mut projection, _, manifest) = projected(&folder(), "base.toml", &[]);
    let summary = |low, median, high| Summary { mean: median, low, median, high };
    projection.conditioning = Some(Conditioning {
        draws: 500,
        effective: 120.0,
        moved: false,
        powers: Vec::new(),
        accepted: 0.0,
        worth: 120.0,
        observations: 6,
        temper: 1.0,
        shifts: vec![Shift {
            selector: "growth".to_owned(),
            label: "Growth of demand".to_owned(),
            unit: "1/yr".to_owned(),
            before: summary(0.0126, 0.04, 0.0674),
            after: summary(0.03, 0.045, 0.06),
        }],
        apart: Vec::new(),
    });
    let history = text_of(&run_page(&projection, &[], &[], &manifest, None), "history");
    assert!(history.contains("Draws agree with history: 6 observations; 500 weighted draws"), "{history}");
    assert!(history.contains("Growth of demand growth a year 0.04 0.0126 to 0.0674 0.045 0.03 to 0.06"), "{history}");
}

/// Each variable of a chart has its equation as written, what it reads with sources, and the graph that the explorer draws.
#[test]
fn variables_of_charts_say_where_they_come_from() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/explored.toml");
    let session = catchup::Session::open(file).expect("valid");
    let run = session.run().expect("a run");
    let page = run.page(&session).expect("a page");
    let (_, rest) = page.split_once("<details class=\"origin\" id=\"origin-share\">").expect("the stock");
    let (own, rest) = rest.split_once("</details>").expect("its end");
    for part in [
        "<pre>at first start\ninflow rise</pre>",
        "<text",
        "a plan",
        "assumption: judgement",
        "class=\"node stock own\"",
    ] {
        assert!(own.contains(part), "`{part}` is missing in\n{own}");
    }
    // A graph has what is read and what reads: start and rise, the share itself, and the gap.
    assert_eq!(own.matches("<rect").count(), 4, "{own}");
    assert!(rest.contains("id=\"origin-gap\"") && !page.contains("id=\"origin-rise\""));
}
