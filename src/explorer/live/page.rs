//! The one file that holds everything: page, style, scripts, module and texts, under a policy that lets nothing in or out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::bundle::bundle;
use super::carried::Carried;
use crate::explorer::PAGE;
use crate::wording::markup::within_element;

/// How the page asks workers where otherwise it asks a server.
const ASK: &str = include_str!("../page/live.js");
/// What such a worker does.
const WORKER: &str = include_str!("../page/worker.js");

/// The page of some scenarios with a module, which is compressed by gzip.
///
/// Nothing can be loaded from elsewhere or sent anywhere: the policy names this page's own script and style by their hashes, and
/// no other source of anything.
#[must_use]
pub fn page(module: &[u8], carried: &Carried) -> String {
    let part = |path: &str| PAGE.iter().find(|(own, ..)| *own == path).map_or("", |(.., text)| *text);
    let scripts = ["/setting.js", "/tables.js", "/controls.js", "/charts.js", "/close.js", "/page.js"];
    let modules: Vec<(&str, &str)> =
        [("/ask.js", ASK)].into_iter().chain(scripts.map(|path| (path, part(path)))).collect();
    let script = bundle(&modules);
    // Fonts come out of the module.
    let style: String = part("/page.css")
        .lines()
        .filter(|line| !line.starts_with("@font-face"))
        .map(|line| format!("{line}\n"))
        .collect();
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}' 'wasm-unsafe-eval'; style-src 'sha256-{}'; img-src data: blob:; \
         worker-src blob:; base-uri 'none'; form-action 'none'",
        hash(&script),
        hash(&style)
    );
    let head = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n");
    let data = format!(
        "<script type=\"text/plain\" id=\"module\">{}</script>\n<script type=\"application/json\" id=\"carried\">{}</script>\n\
         <script type=\"text/plain\" id=\"worker\">{}</script>\n",
        STANDARD.encode(module),
        within_element(&json!({ "texts": carried.texts, "scenarios": carried.scenarios }).to_string()),
        WORKER,
    );
    part("/")
        .replace("<meta charset=\"utf-8\">\n", &format!("<meta charset=\"utf-8\">\n{head}"))
        .replace("<link rel=\"stylesheet\" href=\"/page.css\">", &format!("<style>{style}</style>"))
        .replace("<script type=\"module\" src=\"/page.js\"></script>\n", "")
        .replace("</body>", &format!("{data}<script>{script}</script>\n</body>"))
}

fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_within_their_element_and_no_other_file_is_named() {
        let hostile = "title = \"</script><script>alert(1)</script><!--\"";
        let carried =
            Carried { texts: vec![("a.toml".to_owned(), hostile.to_owned())], scenarios: vec!["a.toml".to_owned()] };
        let page = page(b"module", &carried);
        assert_eq!(page.matches("<script").count(), 4);
        assert!(!page.contains("alert(1)</script>") && page.contains("\\u003c/script>"));
        for named in ["src=\"/", "href=\"/", "from \"/", "url(/", "\"/api"] {
            assert!(!page.contains(named), "{named}");
        }
        for (inside, of) in [("<style>", "style-src"), ("<script>", "script-src")] {
            let text = page
                .split_once(inside)
                .and_then(|(_, rest)| rest.split_once(&inside.replace('<', "</")))
                .expect(inside)
                .0;
            assert!(page.contains(&format!("{of} 'sha256-{}'", hash(text))), "{of}");
        }
        let data =
            page.split_once("id=\"carried\">").and_then(|(_, rest)| rest.split_once("</script>")).expect("data").0;
        let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
        assert_eq!(data["texts"][0][1], hostile);
    }
}
