//! A pipeline, loaded: everything the engine knows about one kind of return.

use std::collections::BTreeMap;

use regex::Regex;

use crate::model::{Catalogue, FactKind, Lang, Lexicon, Register, Rule, RuleIx, SlipPrices, Text};

/// Words and signs around figures.
#[derive(Clone, Debug, Default)]
pub struct NumberWords {
    pub zero: Vec<String>,
    pub not_applicable: Vec<String>,
    pub below_limit: Vec<String>,
    pub counters: Vec<String>,
    pub plus: Vec<String>,
    pub minus: Vec<String>,
    /// Unit of money and its worth in the smallest common unit.
    pub money: BTreeMap<String, i64>,
}

/// How office and year are told.
#[derive(Clone, Debug)]
pub struct Identity {
    pub title: Vec<Regex>,
    pub office: Vec<Regex>,
    pub year: Vec<Regex>,
    pub path_year: Regex,
    pub path_words: Regex,
    pub corrected: Vec<String>,
    /// The years that can be reporting years.
    pub years: (u16, u16),
}

/// Weights of the first ranking, from `[ranking]`.
#[derive(Clone, Copy, Debug)]
pub struct RankingWeights {
    pub error: f64,
    pub warning: f64,
    pub whole: f64,
}

/// One kind of return: its forms, words, rules and offices.
#[derive(Clone, Debug)]
pub struct Pipeline {
    pub name: String,
    pub title: Text,
    pub language: Lang,
    /// BLAKE3 of its files.
    pub digest: String,
    pub catalogue: Catalogue,
    pub lexicon: Lexicon,
    pub numbers: NumberWords,
    pub identity: Identity,
    pub rules: Vec<Rule>,
    pub facts: BTreeMap<FactKind, RuleIx>,
    pub register: Register,
    pub city: Text,
    pub ranking: RankingWeights,
    pub localize: SlipPrices,
    /// Below this share of its rows a table is an excerpt.
    pub excerpt: f64,
}

impl Pipeline {
    /// The rule of an index.
    pub fn rule(&self, rule: RuleIx) -> &Rule {
        &self.rules[rule.at()]
    }

    /// The rule that stands for a fact, if the pipeline wants it reported.
    pub fn fact(&self, kind: FactKind) -> Option<RuleIx> {
        self.facts.get(&kind).copied()
    }
}
