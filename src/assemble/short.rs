//! Short forms of office names: 市教委 for 上海市教育委员会.
//!
//! A short form leaves out characters of the full name and shortens its ending. It must not leave out a region or
//! another office (市公安局 is not 市公安局黄浦分局), and it counts only if it fits a single office of the register.

use crate::model::{OfficeIx, ShortForms};

/// Full names, to be looked up by short forms.
#[derive(Debug, Default)]
pub(crate) struct Shorts {
    names: Vec<Name>,
}

/// A full name.
#[derive(Debug)]
struct Name {
    /// Its office.
    office: OfficeIx,
    /// The name.
    name: Vec<char>,
    /// Which characters it has.
    signature: u128,
}

impl Shorts {
    /// Adds a normalised name or alias.
    pub(crate) fn add(&mut self, office: OfficeIx, name: &str) {
        let name: Vec<char> = name.chars().collect();
        self.names.push(Name { office, signature: signature(&name), name });
    }

    /// The only office whose name a normalised text is a short form of.
    pub(crate) fn office(&self, text: &str, words: &ShortForms) -> Option<OfficeIx> {
        let text: Vec<char> = text.chars().collect();
        if text.len() < SHORTEST || text.len() > LONGEST {
            return None;
        }
        let signature = signature(&text);
        let endings = words.endings.iter().fold(0, |endings, (short, _)| endings | self::signature(short));
        let mut found = None;
        for Name { office, name, signature: known } in &self.names {
            // Registers abbreviate as well.
            let may_fit = is_within(signature, *known | endings) || is_within(*known, signature | endings);
            if !may_fit || !(is_short(&text, name, words) || is_short(name, &text, words)) {
                continue;
            }
            match found {
                Some(other) if other != *office => return None,
                _ => found = Some(*office),
            }
        }
        found
    }
}

/// The set of characters in a name, as bits. Several characters share a bit, so two different sets may look equal.
fn signature(name: &[char]) -> u128 {
    name.iter().fold(0, |signature, c| signature | 1 << (u32::from(*c) % u128::BITS))
}

/// False if one name cannot be a short form of the other, because it has a character of its own before its ending.
fn is_within(short: u128, full: u128) -> bool {
    short & !full == 0
}

/// True if one of two normalised names may be a short form of the other.
pub(crate) fn may_be(one: &str, other: &str, words: &ShortForms) -> bool {
    let [one, other] = [one, other].map(|name| name.chars().collect::<Vec<char>>());
    is_short(&one, &other, words) || is_short(&other, &one, words)
}

/// A shorter text may mean anything, and a longer one is no name.
const SHORTEST: usize = 2;
const LONGEST: usize = 64;

/// True if the text is a short form of the name.
fn is_short(text: &[char], name: &[char], words: &ShortForms) -> bool {
    if text.len() >= name.len() || name.len() > LONGEST {
        return false;
    }
    words.endings.iter().any(|(short, full)| match (text.strip_suffix(&short[..]), name.strip_suffix(&full[..])) {
        (Some(text), Some(name)) => !text.is_empty() && begins(text, name, words),
        _ => false,
    })
}

/// True if the characters of the text come in the name in order, and nothing between them is a name of its own. The
/// text may begin at the start of the name, or behind a region there.
///
/// All ways to place the characters so far are followed at once, since a name of repeated characters has more ways than
/// can be tried one by one.
fn begins(text: &[char], name: &[char], words: &ShortForms) -> bool {
    let is_region = |at: usize| words.regions.contains(&name[at]);
    let is_start = |at: usize| at == 0 || is_region(at - 1) || is_region(at);
    let mut behind: Vec<bool> = (0..name.len()).map(|at| name[at] == text[0] && is_start(at)).collect();
    for c in &text[1..] {
        // The furthest position that may follow one of those found so far.
        let mut reach = None;
        let mut next = vec![false; name.len()];
        for at in 1..name.len() {
            if behind[at - 1] {
                reach = reach.max(Some(at + skipped(&name[at..], words)));
            }
            next[at] = name[at] == *c && reach.is_some_and(|reach| at <= reach);
        }
        behind = next;
    }
    behind.iter().enumerate().any(|(at, placed)| *placed && may_be_left_out(&name[at + 1..], words))
}

/// How many characters in a row may be left out.
fn skipped(name: &[char], words: &ShortForms) -> usize {
    (1..name.len()).take_while(|length| may_be_left_out(&name[..*length], words)).count()
}

fn may_be_left_out(part: &[char], words: &ShortForms) -> bool {
    let mut rest = part;
    while let Some((first, behind)) = rest.split_first() {
        let word = words.words.iter().find(|word| rest.starts_with(word));
        match word {
            Some(word) => rest = &rest[word.len()..],
            None if words.regions.contains(first) || words.units.contains(first) => return false,
            None => rest = behind,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::model::Pipeline;
    use crate::spec;

    /// Loading it takes longer than all the names.
    static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| spec::load("cn-disclosure").unwrap());

    fn office(names: &[&str], text: &str) -> Option<u32> {
        let pipeline = &*PIPELINE;
        let mut shorts = Shorts::default();
        for (at, name) in names.iter().enumerate() {
            shorts.add(OfficeIx(at as u32), &pipeline.lexicon.normaliser.normalise(name));
        }
        shorts.office(&pipeline.lexicon.normaliser.normalise(text), &pipeline.identity.short).map(|office| office.0)
    }

    const CITY: [&str; 9] = [
        "上海市教育委员会",
        "上海市规划和自然资源局",
        "上海市市场监督管理局",
        "上海市药品监督管理局",
        "上海市人民政府合作交流办公室",
        "上海市住房和城乡建设管理委员会",
        "上海市黄浦区教育局",
        "上海市静安区教育局",
        "上海市公安局黄浦分局",
    ];

    #[test]
    fn short_forms_in_use_are_understood() {
        let known = [
            ("市教委", 0),
            ("上海市教委", 0),
            ("市规自局", 1),
            ("市市监局", 2),
            ("市场监管局", 2),
            ("市药监局", 3),
            ("市政府合作交流办", 4),
            ("上海市合作交流办", 4),
            ("市住建委", 5),
            ("黄浦区教育局", 6),
        ];
        for (text, expected) in known {
            assert_eq!(office(&CITY, text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_name_of_repeated_characters_is_rejected_quickly() {
        let doubled = |text: &str, n: usize| text.chars().map(|c| c.to_string().repeat(n)).collect::<String>();
        for n in [2, 3, 5, 8] {
            for name in CITY {
                assert_eq!(office(&CITY, &doubled(name, n)), None, "{n} times {name}");
            }
        }
        // As many ways to place it as there are, and one that fits.
        let long = format!("上海市{}局", "教育".repeat(20));
        assert_eq!(office(&[&long], &format!("市{}局", "教育".repeat(14))), Some(0));
        assert_eq!(office(&[&long], &format!("市{}计局", "教育".repeat(14))), None);
    }

    #[test]
    fn an_ambiguous_short_form_matches_no_office() {
        for text in ["区教育局", "教育局", "市教育局", "上海市公安局", "市公安局", "上海市", "黄浦区"]
        {
            assert_eq!(office(&CITY, text), None, "{text}");
        }
        assert_eq!(office(&["黄浦区人民政府办公室"], "黄浦区人民政府"), None);
    }
}
