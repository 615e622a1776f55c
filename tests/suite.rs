//! Behaviour, page by page: each page of `tests/suite` holds inputs and the findings they must lead to.
//!
//! A page is prose with fenced blocks: `csv NAME` or `txt NAME` is an input file, `register` the register,
//! and `findings` what must be found, every finding of it; `findings except RULE …` leaves out what those
//! rules say, which keeps an excerpt of a form an excerpt.
//! `BLESS=1 cargo test --test main suite::` rewrites the findings.
//!
//! Pages of another pipeline than the first are in a folder of its name, and their findings in its language.
//!
//! A page `RULE-holds-….md` is evidence only if the rule was checked there and held, a page
//! `RULE-breaks-….md` only if it is found there; every rule has one of each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gouji::model::{Check, Finding, Pipeline, Register, Subject, Wording};
use gouji::run::events::Silent;
use gouji::run::{self, Finished, RunRequest};
use gouji::{report, spec};

use crate::said::Said;

/// The parts of a page that are run.
#[derive(Default, Debug, PartialEq)]
struct Page {
    /// Path and content.
    files: Vec<(String, String)>,
    register: Option<String>,
    /// Rules whose findings are not compared.
    except: BTreeSet<String>,
    /// The findings as they stand, and where they stand in the page.
    findings: String,
    at: std::ops::Range<usize>,
}

impl Page {
    fn parse(text: &str) -> Page {
        let mut page = Page::default();
        let mut offset = 0;
        let mut open: Option<(&str, usize)> = None;
        for line in text.split_inclusive('\n') {
            if let Some(info) = line.trim_end().strip_prefix("```") {
                match open.take() {
                    Some((info, start)) => page.block(info, start, &text[start..offset]),
                    None => open = Some((info, offset + line.len())),
                }
            }
            offset += line.len();
        }
        assert!(open.is_none() && !page.at.is_empty(), "a page needs a findings block, and every block an end");
        page
    }

    fn block(&mut self, info: &str, start: usize, content: &str) {
        let (kind, rest) = info.split_once(' ').unwrap_or((info, ""));
        match kind {
            "csv" | "txt" => {
                let name = if rest.is_empty() { format!("{}.{kind}", self.files.len() + 1) } else { rest.to_owned() };
                self.files.push((name, content.to_owned()));
            }
            "register" => self.register = Some(content.to_owned()),
            "findings" => {
                self.except = rest.split_whitespace().skip(1).map(str::to_owned).collect();
                self.findings = content.to_owned();
                self.at = start..start + content.len();
            }
            _ => {}
        }
    }
}

struct Suite {
    pipeline: Pipeline,
    wording: Wording,
}

impl Suite {
    fn new(pipeline: &str) -> Suite {
        let pipeline = spec::load(pipeline).unwrap();
        Suite { wording: spec::wording(pipeline.language).unwrap(), pipeline }
    }

    /// Runs the inputs of a page; gives everything found, and the findings as the page shows them.
    fn run(&self, page: &Page) -> (Finished, String) {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("in");
        for (name, content) in &page.files {
            let path = input.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        let request =
            RunRequest { inputs: vec![input.clone()], out: folder.path().join("out"), ..RunRequest::default() };
        let register =
            page.register.as_ref().map_or_else(Register::default, |text| spec::register("register", text).unwrap());
        let finished = run::run(&request, &self.pipeline, register, &self.wording, &Silent).unwrap();
        let shown = self.findings(page, &finished).replace(&format!("{}/", input.display()), "");
        (finished, shown)
    }

    fn findings(&self, page: &Page, finished: &Finished) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["office", "year", "rule", "key", "severity", "message"]).unwrap();
        for finding in &finished.findings {
            let rule = self.rule(finding);
            if page.except.contains(rule) {
                continue;
            }
            let office = match &finding.subject {
                Subject::Office(office) => &finished.register.office(*office).name,
                Subject::Group(_, group) => group,
            };
            let key = report::key(&finding.key, &self.pipeline);
            let year = finding.year.0.to_string();
            writer
                .write_record([
                    office,
                    year.as_str(),
                    rule,
                    &key,
                    finding.severity.code(),
                    &finding.said_in(&self.pipeline, self.wording.lang),
                ])
                .unwrap();
        }
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }

    fn rule(&self, finding: &Finding) -> &str {
        &self.pipeline.rule(finding.rule).id.0
    }

    /// What is wrong with a page that claims to be evidence for a rule.
    fn evidence(&self, name: &str, finished: &Finished) -> Option<String> {
        let (rule, breaks) = claimed(name)?;
        let Some(at) = self.pipeline.rules.iter().position(|known| known.id.0.to_lowercase() == rule) else {
            return Some(format!("{name}: there is no rule `{rule}`"));
        };
        let found = finished.findings.iter().any(|finding| finding.rule.at() == at);
        match (breaks, found) {
            (true, false) => Some(format!("{name}: the rule is not broken there")),
            (false, true) => Some(format!("{name}: the rule is broken there")),
            (false, false) if finished.tallies[at].held == 0 => Some(format!("{name}: the rule is not checked there")),
            _ => None,
        }
    }
}

/// The rule a page claims to be evidence for, and whether it is to be broken there.
fn claimed(name: &str) -> Option<(String, bool)> {
    let of = |mark: &str| name.split_once(mark).map(|(rule, _)| rule.to_owned());
    of("-holds-").map(|rule| (rule, false)).or_else(|| of("-breaks-").map(|rule| (rule, true)))
}

/// The pages of a pipeline.
fn pages(pipeline: &str) -> BTreeMap<String, PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let folder = if pipeline == spec::BUILT_IN[0].0 { folder } else { folder.join(pipeline) };
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_file())
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), path))
        .collect()
}

#[test]
fn every_page_finds_what_it_says() {
    let complaints: Vec<String> = spec::BUILT_IN.iter().flat_map(|(pipeline, _)| complaints_of(pipeline)).collect();
    assert!(complaints.is_empty(), "{}\n(BLESS=1 rewrites the findings)", complaints.join("\n"));
}

fn complaints_of(pipeline: &str) -> Vec<String> {
    let suite = Suite::new(pipeline);
    let bless = std::env::var_os("BLESS").is_some();
    let mut complaints = Vec::new();
    for (name, path) in pages(pipeline) {
        let text = std::fs::read_to_string(&path).unwrap();
        let page = Page::parse(&text);
        let (finished, found) = suite.run(&page);
        complaints.extend(suite.evidence(&name, &finished));
        if found.contains('{') {
            complaints.push(format!("{name}: a word was not filled in:\n{found}"));
        }
        match found == page.findings {
            true => {}
            false if bless => {
                std::fs::write(&path, [&text[..page.at.start], &found, &text[page.at.end..]].concat()).unwrap();
            }
            false => complaints.push(format!("{name}: expected\n{}found\n{found}", page.findings)),
        }
    }
    complaints
}

#[test]
fn every_rule_has_a_page_where_it_holds_and_one_where_it_breaks() {
    let claims: BTreeSet<(String, bool)> = pages("cn-disclosure").keys().filter_map(|name| claimed(name)).collect();
    let mut lacking = Vec::new();
    let pipeline = Suite::new("cn-disclosure").pipeline;
    // What is unlikely shows in a corpus and not on a page: `tests/anomaly.rs` has the evidence for the methods.
    for rule in pipeline.rules.iter().filter(|rule| !matches!(rule.check, Check::Method(_))) {
        for (breaks, what) in [(false, "holds"), (true, "breaks")] {
            if !claims.contains(&(rule.id.0.to_lowercase(), breaks)) {
                lacking.push(format!("tests/suite/{}-{what}-….md", rule.id.0.to_lowercase()));
            }
        }
    }
    assert!(lacking.is_empty(), "pages that are not there:\n{}", lacking.join("\n"));
}

#[test]
fn a_page_is_read_block_by_block() {
    let text = "# A\n```csv a/b.csv\nx\n```\n```register\ncode\n```\n```findings except A B\noffice\n```\n";
    let page = Page::parse(text);
    assert_eq!(page.files, [("a/b.csv".to_owned(), "x\n".to_owned())]);
    assert_eq!((page.register.as_deref(), page.findings.as_str()), (Some("code\n"), "office\n"));
    assert_eq!((page.except.len(), &text[page.at.clone()]), (2, "office\n"));
    assert_eq!(claimed("t3-bal-breaks-by-one"), Some(("t3-bal".to_owned(), true)));
}
