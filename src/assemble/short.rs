//! Short forms of office names: 市教委 for 上海市教育委员会.
//!
//! A short form leaves out characters of the full name and shortens its ending. It must not leave out a region or
//! another office (市公安局 is not 市公安局黄浦分局), and it counts only if it fits one office of the register.

use crate::model::{OfficeIx, ShortForms};

/// Full names, to be looked up by a short form.
#[derive(Debug, Default)]
pub(crate) struct Shorts {
    names: Vec<(OfficeIx, Vec<char>)>,
}

impl Shorts {
    /// Adds a normalised name or alias.
    pub(crate) fn add(&mut self, office: OfficeIx, name: &str) {
        self.names.push((office, name.chars().collect()));
    }

    /// The one office whose name the normalised text is a short form of.
    pub(crate) fn office(&self, text: &str, words: &ShortForms) -> Option<OfficeIx> {
        let text: Vec<char> = text.chars().collect();
        if text.len() < SHORTEST {
            return None;
        }
        // Registers abbreviate as well.
        let fits = |name: &[char]| is_short(&text, name, words) || is_short(name, &text, words);
        let mut fitting = self.names.iter().filter(|(_, name)| fits(name)).map(|(office, _)| *office);
        let first = fitting.next()?;
        fitting.all(|other| other == first).then_some(first)
    }
}

/// True if one of two normalised names may be a short form of the other.
pub(crate) fn may_be(one: &str, other: &str, words: &ShortForms) -> bool {
    let [one, other] = [one, other].map(|name| name.chars().collect::<Vec<char>>());
    is_short(&one, &other, words) || is_short(&other, &one, words)
}

/// Fewer characters could stand for anything.
const SHORTEST: usize = 2;

/// True if the text is a short form of the name.
fn is_short(text: &[char], name: &[char], words: &ShortForms) -> bool {
    if text.len() >= name.len() {
        return false;
    }
    words.endings.iter().any(|(short, full)| match (text.strip_suffix(&short[..]), name.strip_suffix(&full[..])) {
        (Some(text), Some(name)) => !text.is_empty() && begins(text, name, words),
        _ => false,
    })
}

/// The text may begin at the name's beginning or behind a region that the name begins with.
fn begins(text: &[char], name: &[char], words: &ShortForms) -> bool {
    let starts = (0..name.len())
        .filter(|at| *at == 0 || words.regions.contains(&name[at - 1]) || words.regions.contains(&name[*at]));
    starts.into_iter().any(|at| name[at] == text[0] && follows(&text[1..], &name[at + 1..], words))
}

/// True if the text's characters come in the name in order, with nothing between that is a name of its own.
fn follows(text: &[char], name: &[char], words: &ShortForms) -> bool {
    let Some((first, rest)) = text.split_first() else { return may_be_left_out(name, words) };
    (0..name.len())
        .take_while(|at| may_be_left_out(&name[..*at], words))
        .any(|at| name[at] == *first && follows(rest, &name[at + 1..], words))
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
    use super::*;
    use crate::spec;

    fn office(names: &[&str], text: &str) -> Option<u32> {
        let pipeline = spec::load("cn-disclosure").unwrap();
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
    fn a_short_form_of_two_or_of_another_office_is_none() {
        for text in ["区教育局", "教育局", "市教育局", "上海市公安局", "市公安局", "上海市", "黄浦区"]
        {
            assert_eq!(office(&CITY, text), None, "{text}");
        }
        assert_eq!(office(&["黄浦区人民政府办公室"], "黄浦区人民政府"), None);
    }
}
