//! The model itself in a report: a live page, opened on demand within it.

use maud::{Markup, PreEscaped, html};
use serde_json::Value;

use super::page::Section;
use crate::wording::markup::within_element;

/// The section that carries a live page. It is text until it is opened, so that a reader who does not ask for it waits for
/// nothing; then it stands in a frame of its own, under its own policy.
pub(super) fn section(page: Option<&str>) -> Section {
    Section { id: "live", title: "Move it yourself", body: page.map(body).unwrap_or_default() }
}

fn body(page: &str) -> Markup {
    html! {
        p.hint { "The model runs in this page, without a network: levers, shocks and assumptions move, and charts and chances follow." }
        details #live-page {
            summary { "Open the model" }
        }
        script type="application/json" #live-text { (PreEscaped(within_element(&Value::from(page).to_string()))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_stays_within_its_element_and_none_is_no_section() {
        let page = "<!doctype html><script>let a = \"</script>\";</script>";
        let text = section(Some(page)).body.0;
        assert_eq!((text.matches("<script").count(), text.matches("</script>").count()), (1, 1));
        let inside =
            text.split_once("\"application/json\">").and_then(|(_, rest)| rest.split_once("</script>")).expect("it").0;
        assert_eq!(serde_json::from_str::<String>(inside).expect("JSON"), page);
        assert_eq!(section(None).body.0, "");
    }
}
