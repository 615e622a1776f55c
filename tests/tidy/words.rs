//! The program's sentences: the same in both languages, each said somewhere, none missing.

use std::collections::{BTreeMap, BTreeSet};

use crate::tidy::{none, root, sources};

type Sentences = BTreeMap<String, String>;

fn sentences(lang: &str) -> Sentences {
    let text = std::fs::read_to_string(root().join(format!("pipelines/lang/{lang}.toml"))).unwrap();
    let sections: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&text).unwrap();
    let named = |(section, names): (String, BTreeMap<String, String>)| {
        names.into_iter().map(move |(name, said)| (format!("{section}.{name}"), said))
    };
    sections.into_iter().flat_map(named).collect()
}

/// The words in braces; of `{n|filing|filings}` the first.
fn filled(sentence: &str) -> BTreeSet<&str> {
    let inside = sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(inside, _)| inside));
    inside.filter_map(|inside| inside.split('|').next()).collect()
}

fn differing(zh: &Sentences, en: &Sentences) -> Vec<String> {
    let names: BTreeSet<&String> = zh.keys().chain(en.keys()).collect();
    let same = |name: &String| match (zh.get(name), en.get(name)) {
        (Some(zh), Some(en)) => filled(zh) == filled(en),
        _ => false,
    };
    let differing = names.into_iter().filter(|name| !same(name));
    differing.map(|name| format!("`{name}`: {:?} and {:?}", zh.get(name), en.get(name))).collect()
}

/// Names said against names known; `severity.{}` says a whole section.
fn unsaid_and_unknown(said: &BTreeSet<String>, known: &Sentences) -> Vec<String> {
    let sections: BTreeSet<&str> = known.keys().filter_map(|name| name.split('.').next()).collect();
    let whole: BTreeSet<&str> = said.iter().filter_map(|literal| literal.strip_suffix(".{}")).collect();
    let section = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    let unsaid = known.keys().filter(|name| !said.contains(*name) && !whole.contains(section(name).as_str()));
    let is_name = |literal: &&String| {
        let rest = literal.split_once('.').map_or("", |(_, rest)| rest);
        !rest.is_empty() && rest.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let unknown = said.iter().filter(|literal| sections.contains(section(literal).as_str())).filter(is_name);
    let unknown = unknown.filter(|literal| !known.contains_key(*literal) && !is_file(literal));
    unsaid
        .map(|name| format!("`{name}` is said nowhere in src"))
        .chain(unknown.map(|name| format!("`{name}` is said in src and is no sentence")))
        .collect()
}

/// A section may have the name of an output.
fn is_file(literal: &str) -> bool {
    [".csv", ".json", ".toml", ".html", ".xlsx", ".parquet"].iter().any(|ending| literal.ends_with(ending))
}

#[test]
fn both_languages_say_the_same_and_src_says_all_of_it() {
    let (zh, en) = (sentences("zh"), sentences("en"));
    let literals = sources("src").into_iter().flat_map(|source| source.literals);
    let said: BTreeSet<String> = literals.map(|literal| literal.trim_matches('"').to_owned()).collect();
    let mut complaints = differing(&zh, &en);
    complaints.extend(unsaid_and_unknown(&said, &zh));
    none(&complaints);
}

#[test]
fn a_sentence_that_differs_is_said_nowhere_or_is_unknown_is_told() {
    let of = |pairs: &[(&str, &str)]| -> Sentences {
        pairs.iter().map(|(name, said)| ((*name).to_owned(), (*said).to_owned())).collect()
    };
    let (zh, en) = (of(&[("a.b", "{n} 份"), ("a.c", "x")]), of(&[("a.b", "{m} filings"), ("a.d", "x")]));
    assert_eq!(differing(&zh, &zh).len(), 0);
    assert_eq!(differing(&zh, &en).len(), 3);
    let said = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
    assert_eq!(unsaid_and_unknown(&said(&["a.b", "a.c", "z.q"]), &zh).len(), 0);
    assert_eq!(unsaid_and_unknown(&said(&["a.b", "a.q"]), &zh).len(), 2);
    assert_eq!(unsaid_and_unknown(&said(&["a.{}"]), &zh).len(), 0);
}
