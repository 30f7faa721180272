//! Modules of scripts as one script, since a page in one file has no other files to import.
//!
//! The page's own modules keep to a plain form: each `import` and `export` begins a line, imports name all or a list, and what
//! is exported never changes afterwards.

use std::fmt::Write as _;

/// Joins modules, each given by its path and text, in an order in which none imports a later one.
pub fn bundle(modules: &[(&str, &str)]) -> String {
    let mut script = "\"use strict\";\nconst modules = {};\n".to_owned();
    for (path, text) in modules {
        let mut exported = Vec::new();
        let _ = writeln!(script, "modules[\"{path}\"] = (() => {{");
        for line in text.lines() {
            if let Some(imported) = line.strip_prefix("import ") {
                script.push_str(&import(imported));
            } else if let Some(declared) = line.strip_prefix("export ") {
                exported.push(name(declared));
                script.push_str(declared);
            } else {
                script.push_str(line);
            }
            script.push('\n');
        }
        let _ = writeln!(script, "return {{ {} }};\n}})();", exported.join(", "));
    }
    script
}

/// `* as charts from "/charts.js";` or `{ ask, page } from "/ask.js";` as a declaration.
fn import(imported: &str) -> String {
    let (names, path) = imported.split_once(" from ").unwrap_or((imported, "\"\""));
    let names = names.strip_prefix("* as ").unwrap_or(names);
    format!("const {names} = modules[{}];", path.trim_end_matches(';'))
}

/// The name that a line declares.
fn name(declared: &str) -> &str {
    let words = ["async ", "function ", "const ", "class "];
    let rest = words.iter().fold(declared, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(rest.len());
    &rest[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_see_what_they_import_and_nothing_else() {
        let script = bundle(&[
            ("/a.js", "export const one = 1;\nexport async function two(x) {\n  return x;\n}\nconst own = 3;\n"),
            ("/b.js", "import { one } from \"/a.js\";\nimport * as a from \"/a.js\";\na.two(one);\n"),
        ]);
        assert_eq!(
            script,
            "\"use strict\";\nconst modules = {};\nmodules[\"/a.js\"] = (() => {\nconst one = 1;\nasync function two(x) {\n  \
             return x;\n}\nconst own = 3;\nreturn { one, two };\n})();\nmodules[\"/b.js\"] = (() => {\n\
             const { one } = modules[\"/a.js\"];\nconst a = modules[\"/a.js\"];\na.two(one);\nreturn {  };\n})();\n"
        );
    }
}
