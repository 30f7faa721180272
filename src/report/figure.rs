//! Charts in a page, with the numbers they answer to a pointer.

use maud::{Markup, PreEscaped, html};
use serde_json::json;

use super::address::slug;
use crate::charts::{Picture, Readout};
use crate::projection::palette::Colour;

/// The address of a chart in its page.
pub fn id(name: &str) -> String {
    format!("chart-{}", slug(name))
}

/// All charts.
pub fn figures(pictures: &[Picture]) -> Markup {
    html! {
        @if !pictures.is_empty() {
            p.hint {
                "Point at a chart to read its values, or move through it with the arrow keys."
            }
        }
        @for picture in pictures { (figure(picture)) }
    }
}

/// A chart; `page.js` lays the numbers over it.
fn figure(picture: &Picture) -> Markup {
    let answers = !picture.readouts.is_empty();
    let narrow = picture.narrow();
    html! {
        figure id=(id(&picture.name)) {
            div.stage {
                div.picture role="img" tabindex=[answers.then_some("0")] aria-label=(picture.alt) {
                    @if let Some((svg, _)) = &narrow {
                        div.wide { (PreEscaped(picture.page_svg())) }
                        div.narrow { (PreEscaped(svg)) }
                    } @else {
                        (PreEscaped(picture.page_svg()))
                    }
                }
                div.tip role="status" hidden {}
            }
            @if answers {
                script type="application/json" { (PreEscaped(data(&picture.readouts, narrow.as_ref().map(|(_, areas)| &areas[..])))) }
            }
        }
    }
}

/// The readouts as JSON that cannot end the script element it stands in; with the places of plots as drawn for a telephone.
fn data(readouts: &[Readout], narrow: Option<&[[f64; 4]]>) -> String {
    let tenth = |pixels: f64| (pixels * 10.0).round() / 10.0;
    let plots: Vec<_> = readouts
        .iter()
        .enumerate()
        .map(|(index, plot)| {
            let readings: Vec<_> = plot
                .readings
                .iter()
                .map(|reading| {
                    let points: Vec<_> = reading
                        .points
                        .iter()
                        .map(|point| point.as_ref().map(|(y, words)| json!([tenth(*y), words])))
                        .collect();
                    json!({ "label": reading.label, "colour": Colour::variable_of(&reading.colour), "points": points })
                })
                .collect();
            json!({
                "title": plot.title, "area": plot.area.map(tenth),
                "narrow": narrow.and_then(|areas| areas.get(index)).map(|area| area.map(tenth)), "times": plot.times,
                "x": plot.x.iter().map(|x| tenth(*x)).collect::<Vec<_>>(), "readings": readings,
            })
        })
        .collect();
    json!(plots).to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Reading;

    #[test]
    fn nothing_in_a_readout_ends_its_script() {
        let reading = Reading {
            label: "</script><script>alert(1)</script>".to_owned(),
            colour: "#0072b2".to_owned(),
            points: vec![Some((1.26, "57\u{a0}%".to_owned())), None],
        };
        let readout = Readout {
            title: String::new(),
            area: [0.0, 1.0, 2.0, 3.0],
            times: vec!["2020".to_owned(), "2021".to_owned()],
            x: vec![0.04, 2.0],
            readings: vec![reading],
        };
        let text = data(&[readout], Some(&[[4.0, 5.0, 6.0, 7.04]]));
        assert!(!text.contains('<'), "{text}");
        let read: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(read[0]["readings"][0]["label"], "</script><script>alert(1)</script>");
        assert_eq!(read[0]["readings"][0]["points"], json!([[1.3, "57\u{a0}%"], null]));
        assert_eq!(read[0]["x"], json!([0.0, 2.0]));
        assert_eq!(read[0]["narrow"], json!([4.0, 5.0, 6.0, 7.0]));
        assert_eq!(read[0]["readings"][0]["colour"], "var(--c0072b2)");
    }
}
