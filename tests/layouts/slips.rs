//! Labels with letters lost or misread, and rows that have lost a figure.

use crate::corpus::prng::Prng;

/// What has happened to a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    OneLost,
    TwoLost,
    /// A letter is another one.
    Changed,
    /// A letter is one that looks like it.
    Alike,
    /// The number before it is gone as well.
    NumberLost,
}

/// Letters of the form and what a scanner takes them for.
const ALIKE: &str = "予子己已未末日曰人入大太公厶信倌理埋申甲由田重量其甚他地本木不下机杌关芙收牧行衍政攻";

/// The letters of a label that are neither its number nor a remark in brackets.
fn own_letters(text: &str) -> std::ops::Range<usize> {
    let n = text.chars().count();
    let open = text.char_indices().skip(1).find(|(_, c)| "（([【［〔".contains(*c)).map(|(open, _)| open);
    let bare = open.map_or(n, |open| text[..open].chars().count());
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七（）().、".contains(c);
    text.chars().position(|c| !is_number(c)).unwrap_or(0)..bare
}

/// True if a person could tell the label that has such a slip, in its place.
pub fn leave_enough(text: &str, slip: Slip) -> bool {
    own_letters(text).len()
        > match slip {
            Slip::OneLost => 2,
            Slip::Changed | Slip::Alike | Slip::NumberLost => 3,
            Slip::TwoLost => 5,
        }
}

/// The label with a slip in its own letters.
pub fn misprinted(text: &str, slip: Slip, prng: &mut Prng) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let own = own_letters(text);
    let at = prng.between(own.start as i64, own.end as i64 - 1) as usize;
    match slip {
        Slip::OneLost => _ = letters.remove(at),
        Slip::TwoLost => {
            letters.remove(at);
            if own.len() > 1 {
                letters.remove(prng.between(own.start as i64, own.end as i64 - 2) as usize);
            }
        }
        Slip::Changed => letters[at] = '囗',
        Slip::Alike => {
            let pairs: Vec<char> = ALIKE.chars().collect();
            let other = |c: char| pairs.chunks_exact(2).find(|pair| pair[0] == c).map(|pair| pair[1]);
            let (at, letter) = own.clone().find_map(|at| Some((at, other(letters[at])?))).unwrap_or((at, '囗'));
            letters[at] = letter;
        }
        Slip::NumberLost => {
            letters.remove(at);
            letters.drain(..own.start);
        }
    }
    letters.into_iter().collect()
}
