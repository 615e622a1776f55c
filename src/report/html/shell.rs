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
//! Both scripts are bundles that `assets/bundles/build` makes with npm. They are committed, so that cargo needs no npm;
//! `assets/bundles/build.js` says what they are made from. The modules run unbundled in the unit tests of
//! `tests/browser`.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::model::{Lang, MARK, Mark, Wording};

/// The chart library.
const CHARTS: &str = include_str!("assets/bundles/echarts.min.js");

/// The page's own modules, from `assets/*.js`.
const PAGE: &str = include_str!("assets/bundles/page.bundle.js");

/// Licences of the chart library and of its parts. They must accompany the bundle.
const LICENCES: [&str; 4] = [
    include_str!("assets/bundles/NOTICE"),
    include_str!("assets/bundles/LICENSE"),
    include_str!("assets/bundles/LICENSE-zrender"),
    include_str!("assets/bundles/LICENSE-d3"),
];

/// The style sheet.
const STYLE: &str = include_str!("assets/page.css");

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

/// The data of an element of a page as they are stored; `None` if there is no such element.
pub(super) fn data<'a>(page: &'a str, id: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&open(id))?;
    rest.split_once(CLOSE).map(|(json, _)| json)
}

/// Writes the page. `core` is the JSON that every view needs, `filings` the figures.
pub(super) fn write(
    to: &mut impl Write,
    core: &str,
    filings: &str,
    mark: &Mark,
    wording: &Wording,
) -> std::io::Result<()> {
    let lang = match wording.lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let title = text(&wording.say("html.title", &[]));
    let no_script = text(&wording.say("html.no_script", &[]));
    let policy = format!(
        "default-src 'none'; script-src '{}' '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
        digest(CHARTS),
        digest(PAGE),
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
    writeln!(to, "<script>{CHARTS}</script>\n<script>{PAGE}</script>\n</body>\n</html>")
}

/// The hash by which a content-security policy allows a script or style.
fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// JSON that cannot end its script element: `<` becomes `\u003c`, which means the same in JSON.
pub(super) fn inert(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// Escapes text for HTML.
fn text(said: &str) -> String {
    said.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    #[test]
    fn the_chart_bundle_is_unchanged() {
        let digest = "62a19b72639c35cce7fed2e7924f164d138051c6e143185fbf278649b28ca01d";
        assert_eq!(blake3::hash(CHARTS.as_bytes()).to_hex().as_str(), digest);
    }

    #[test]
    fn the_page_bundle_is_made_from_the_modules_as_they_are() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/html/assets");
        let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let mut modules: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|it| it == "js")).collect();
        modules.sort();
        let mut sources = String::new();
        for path in modules {
            sources += path.file_name().unwrap().to_str().unwrap();
            sources += "\n";
            sources += &fs::read_to_string(&path).unwrap();
        }
        let first_line = format!("// Bundled by bundles/build from modules with {}", digest(&sources));
        let advice = "run src/report/html/assets/bundles/build and commit what it writes";
        assert_eq!(PAGE.lines().next(), Some(first_line.as_str()), "{advice}");
    }

    #[test]
    fn no_script_can_end_its_element() {
        for script in [CHARTS, PAGE] {
            let script = script.to_ascii_lowercase();
            for end in ["</script", "<!--"] {
                assert!(!script.contains(end), "{end}");
            }
        }
    }

    #[test]
    fn the_page_builds_no_html_from_text_and_evaluates_none() {
        for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("] {
            assert!(!PAGE.contains(way), "{way}");
        }
    }

    #[test]
    fn page_data_round_trips_whatever_it_contains() {
        let core = serde_json::json!({ "words": "</script><script>", "share": 0.1 });
        let mut page = Vec::new();
        let mark = Mark::of_line("page;a;b").unwrap();
        write(&mut page, &core.to_string(), "[1]", &mark, &Wording::default()).unwrap();
        let page = String::from_utf8(page).unwrap();
        let read: serde_json::Value = serde_json::from_str(data(&page, CORE).unwrap()).unwrap();
        assert_eq!(read, core);
        assert_eq!(data(&page, FILINGS), Some("[1]"));
        assert_eq!(data(&page.replace("[1]</script>", "[1"), "no such"), None);
    }

    #[test]
    fn data_cannot_close_its_script_element() {
        assert_eq!(inert("\"</script><!--\""), "\"\\u003c/script>\\u003c!--\"");
    }
}
