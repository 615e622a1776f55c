//! Puts style, data and scripts into one page that may load and run nothing else.
//!
//! ```text
//! <meta …Content-Security-Policy>    hashes of the two scripts and of the style, and nothing else
//! <style>                            page.css
//! <script type="application/json">   core
//! <script type="application/json">   filings
//! <script>                           the chart library
//! <script>                           the page's own modules
//! ```
//!
//! The same modules run unbundled in the tests of `tests/browser`.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::model::{Lang, MARK, Mark, Wording};

/// The chart library, bundled from `charts/entry.js`. `charts/build` does that, and is run by hand.
pub(super) const CHARTS: &str = include_str!("assets/charts/echarts.min.js");

/// Licences of the chart library and of its parts. They must accompany the bundle.
const LICENCES: [&str; 4] = [
    include_str!("assets/charts/NOTICE"),
    include_str!("assets/charts/LICENSE"),
    include_str!("assets/charts/LICENSE-zrender"),
    include_str!("assets/charts/LICENSE-d3"),
];

/// The style sheet.
const STYLE: &str = include_str!("assets/page.css");

/// The page's own modules by name. A module may import only those before it.
const MODULES: [(&str, &str); 20] = [
    ("dom", include_str!("assets/dom.js")),
    ("packed", include_str!("assets/packed.js")),
    ("record", include_str!("assets/record.js")),
    ("table", include_str!("assets/table.js")),
    ("csv", include_str!("assets/csv.js")),
    ("verdicts", include_str!("assets/verdicts.js")),
    ("form", include_str!("assets/form.js")),
    ("limits", include_str!("assets/limits.js")),
    ("seams", include_str!("assets/seams.js")),
    ("charts", include_str!("assets/charts.js")),
    ("findings", include_str!("assets/findings.js")),
    ("overview", include_str!("assets/overview.js")),
    ("ranking", include_str!("assets/ranking.js")),
    ("office", include_str!("assets/office.js")),
    ("heat", include_str!("assets/heat.js")),
    ("compare", include_str!("assets/compare.js")),
    ("rollup", include_str!("assets/rollup.js")),
    ("rules", include_str!("assets/rules.js")),
    ("method", include_str!("assets/method.js")),
    ("main", include_str!("assets/main.js")),
];

/// Id of the element with the data that every view needs.
pub(super) const CORE: &str = "core";
/// Id of the element with the figures.
pub(super) const FILINGS: &str = "filings";

/// Ends a script element.
const CLOSE: &str = "</script>";

/// Starts an element with data.
fn open(id: &str) -> String {
    format!("<script type=\"application/json\" id=\"{id}\">")
}

/// Reads the data of an element back out of a page; `None` if there is no such element or its data
/// are not JSON.
pub(super) fn data(page: &str, id: &str) -> Option<Value> {
    let (_, rest) = page.split_once(&open(id))?;
    let (json, _) = rest.split_once(CLOSE)?;
    serde_json::from_str(json).ok()
}

/// Writes the page. `core` is the JSON that every view needs, `filings` the figures.
pub(super) fn write(
    to: &mut impl Write,
    core: &str,
    filings: &str,
    mark: &Mark,
    wording: &Wording,
) -> std::io::Result<()> {
    let script = script();
    let lang = match wording.lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let title = text(&wording.say("html.title", &[]));
    let no_script = text(&wording.say("html.no_script", &[]));
    let policy = format!(
        "default-src 'none'; script-src '{}' '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
        digest(CHARTS),
        digest(&script),
        digest(STYLE)
    );
    write!(to, "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n")?;
    writeln!(to, "<meta name=\"{MARK}\" content=\"{}\">", text(&mark.line()))?;
    writeln!(to, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
    writeln!(to, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(to, "<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>")?;
    writeln!(to, "<noscript>{no_script}</noscript>\n<div id=\"page\"></div>")?;
    for (id, json) in [(CORE, core), (FILINGS, filings)] {
        writeln!(to, "{}{}{CLOSE}", open(id), inert(json))?;
    }
    writeln!(to, "<script type=\"text/plain\" id=\"licences\">{}</script>", LICENCES.join("\n\n"))?;
    writeln!(to, "<script>{CHARTS}</script>\n<script>{script}</script>\n</body>\n</html>")
}

/// The page's own modules as one script. Each becomes a function that returns its exports, and
/// imports become lookups.
fn script() -> String {
    let mut script = String::from("\"use strict\";\n(() => {\nconst modules = {};\n");
    for (name, module) in MODULES {
        let mut exports = Vec::new();
        script.push_str(&format!("modules.{name} = (() => {{\n"));
        for line in module.lines() {
            let line = match (imported(line), line.strip_prefix("export ")) {
                (Some(import), _) => import,
                (None, Some(exported)) => {
                    exports.extend(declared(exported));
                    exported.to_owned()
                }
                (None, None) => line.to_owned(),
            };
            script.push_str(&line);
            script.push('\n');
        }
        script.push_str(&format!("return {{ {} }};\n}})();\n", exports.join(", ")));
    }
    script.push_str("})();\n");
    script
}

/// Translates `import { a, b } from "./dom.js";` into `const { a, b } = modules.dom;`
fn imported(line: &str) -> Option<String> {
    let (names, from) = line.strip_prefix("import ")?.split_once(" from \"./")?;
    Some(format!("const {names} = modules.{};", from.strip_suffix(".js\";")?))
}

/// The name declared by `function name(`, `const name =` or `class name {`.
fn declared(line: &str) -> Option<&str> {
    let mut words = line.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.find(|word| !["function", "const", "class", "async"].contains(word)).filter(|word| !word.is_empty())
}

/// The hash by which a content-security policy allows a script or style.
fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// JSON that cannot end its script element: `<` becomes `\u003c`, which means the same in JSON.
fn inert(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// Escapes text for HTML.
fn text(said: &str) -> String {
    said.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chart_bundle_is_unchanged() {
        let digest = "62a19b72639c35cce7fed2e7924f164d138051c6e143185fbf278649b28ca01d";
        assert_eq!(blake3::hash(CHARTS.as_bytes()).to_hex().as_str(), digest);
        assert!(!CHARTS.contains("</script"));
    }

    #[test]
    fn no_script_builds_html_from_text_or_evaluates_it() {
        let script = script();
        for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "</script"]
        {
            assert!(!script.contains(way), "{way}");
        }
        assert!(!script.lines().any(|line| line.starts_with("import ") || line.starts_with("export ")));
        assert_eq!(imported("import { a, b } from \"./dom.js\";").as_deref(), Some("const { a, b } = modules.dom;"));
        assert_eq!(declared("function say(name, words = {}) {"), Some("say"));
    }

    #[test]
    fn page_data_round_trips_whatever_it_contains() {
        let core = serde_json::json!({ "words": "</script><script>", "share": 0.1 });
        let mut page = Vec::new();
        let mark = Mark::of_line("page;a;b").unwrap();
        write(&mut page, &core.to_string(), "[1]", &mark, &Wording::default()).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert_eq!(data(&page, CORE), Some(core));
        assert_eq!(data(&page, FILINGS), Some(serde_json::json!([1])));
        assert_eq!(data(&page.replace("[1]", "[1"), FILINGS), None);
    }

    #[test]
    fn data_cannot_close_its_script_element() {
        assert_eq!(inert("\"</script><!--\""), "\"\\u003c/script>\\u003c!--\"");
    }
}
