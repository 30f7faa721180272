//! Texts within the elements of a page.

/// JSON in which nothing can be taken for the end of the element that it stands in, or for markup.
#[must_use]
pub fn within_element(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_the_same_json() {
        let text = "</script><!-- \u{2028} \u{2029} \\ \"";
        let json = serde_json::Value::from(text).to_string();
        let within = super::within_element(&json);
        assert!(!within.contains('<') && !within.contains('\u{2028}'));
        assert_eq!(serde_json::from_str::<String>(&within).expect("JSON"), text);
    }
}
