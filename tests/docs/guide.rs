//! The guide for officers: a section for every rule and method, which says how sure it is, and figures that are true.

use std::collections::BTreeSet;

use gouji::model::{Lang, Pipeline, Rule};
use gouji::spec;
use regex::Regex;

use crate::docs::read;

/// What every section says, in this order.
const PARTS: [(Lang, [&str; 5]); 2] = [
    (Lang::Zh, ["- 含义：", "- 把握：", "- 核对：", "- 答复：", "- 示例："]),
    (Lang::En, ["- Meaning: ", "- How sure: ", "- Look at: ", "- Answer: ", "- Example: "]),
];

const PAGES: [(Lang, &str); 2] = [(Lang::Zh, "guide.zh-CN.md"), (Lang::En, "guide.md")];

struct Section {
    rules: Vec<String>,
    title: String,
    lines: Vec<String>,
}

fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut is_section = false;
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            let mut parts: Vec<&str> = heading.split('`').map(str::trim).collect();
            let title = parts.pop().unwrap().to_owned();
            let rules = parts.into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect();
            sections.push(Section { rules, title, lines: Vec::new() });
            is_section = true;
        } else if line.starts_with("## ") {
            is_section = false;
        } else if let Some(section) = sections.last_mut().filter(|_| is_section && !line.is_empty()) {
            section.lines.push(line.to_owned());
        }
    }
    sections
}

fn rule<'a>(id: &str, pipeline: &'a Pipeline) -> &'a Rule {
    pipeline.rules.iter().find(|rule| rule.id.0 == id).unwrap_or_else(|| panic!("no rule `{id}`"))
}

#[test]
fn the_guide_has_a_section_for_every_rule_and_method_and_none_for_others() {
    let pipeline = spec::load("cn-disclosure").unwrap();
    let wanted: BTreeSet<&str> = pipeline.rules.iter().map(|rule| rule.id.0.as_str()).collect();
    for (_, page) in PAGES {
        let sections = sections(&read(page));
        let mut found: Vec<&str> = sections.iter().flat_map(|section| &section.rules).map(String::as_str).collect();
        found.sort_unstable();
        assert_eq!(found, wanted.iter().copied().collect::<Vec<_>>(), "{page}");
    }
    let order = |page| sections(&read(page)).into_iter().map(|section| section.rules).collect::<Vec<_>>();
    assert_eq!(order(PAGES[0].1), order(PAGES[1].1), "the two pages have other sections, or another order");
}

#[test]
fn every_section_says_what_it_means_how_sure_it_is_what_to_look_at_and_what_to_answer() {
    let pipeline = spec::load("cn-disclosure").unwrap();
    for ((lang, page), (_, parts)) in PAGES.into_iter().zip(PARTS) {
        let wording = spec::wording(lang).unwrap();
        for section in sections(&read(page)) {
            let name = section.rules.join(" ");
            let starts: Vec<bool> =
                section.lines.iter().zip(parts).map(|(line, part)| line.starts_with(part)).collect();
            assert_eq!(starts, [true; 5], "{page}: {name}");
            assert_eq!(section.lines.len(), parts.len(), "{page}: {name}");
            let sure = &section.lines[1];
            for rule in section.rules.iter().map(|id| rule(id, &pipeline)) {
                let severities = rule.severity_at.values().copied().chain([rule.severity]);
                for severity in severities {
                    let said = wording.say(&format!("severity.{}", severity.code()), &[]);
                    assert!(sure.contains(&said), "{page}: {name} does not say `{said}`: {sure}");
                }
            }
            if let [only] = &section.rules[..] {
                assert_eq!(section.title, rule(only, &pipeline).title.get(lang), "{page}: {name}");
            }
        }
    }
}

/// A sum of products of plain figures.
fn sum(said: &str) -> f64 {
    let (mut total, mut sign) = (0.0, 1.0);
    for word in said.replace(" * ", "*").split_whitespace() {
        match word {
            "+" => sign = 1.0,
            "-" => sign = -1.0,
            product => {
                let product: f64 = product.split('*').map(|figure| figure.parse::<f64>().unwrap()).product();
                total += sign * product;
            }
        }
    }
    total
}

#[test]
fn the_arithmetic_of_the_guide_is_right_and_its_references_lead_somewhere() {
    let pipeline = spec::load("cn-disclosure").unwrap();
    let relation = Regex::new("^([-+*0-9. ]+) ([=≠<>]) ([-+*0-9. ]+)$").unwrap();
    let id = Regex::new("^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+$").unwrap();
    for (_, page) in PAGES {
        let text = read(page);
        let mut n_sums = 0;
        for said in text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)) {
            if let Some(found) = relation.captures(said) {
                let (left, right) = (sum(&found[1]), sum(&found[3]));
                let holds = match &found[2] {
                    "=" => (left - right).abs() < 1e-6,
                    "≠" => (left - right).abs() > 1e-6,
                    "<" => left < right,
                    _ => left > right,
                };
                assert!(holds, "{page}: `{said}` is not so");
                n_sums += 1;
            } else if id.is_match(said) {
                rule(said, &pipeline);
            }
        }
        assert!(n_sums > 30, "{page}: only {n_sums} sums were looked at");
    }
}
