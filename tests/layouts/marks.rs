//! Marks of notes behind some figures and labels, and the notes below the tables.

use crate::corpus::prng::Prng;

/// How an office points to its notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    None,
    Raised,
    Circled,
    Square,
    Star,
    Numbered,
    Round,
    /// The number of the note between these.
    Framed(&'static str),
}

/// Notes of a filing.
const NOTES: [&str; 4] = ["含上年度结转", "其中 3 件为重复申请", "此类申请均已告知", "较上年增加 12 件"];
/// So many cells in a thousand have a mark.
const MARKED: u64 = 150;

impl Marks {
    pub const FRAMED: [&str; 6] = ["（注{}）", "[注{}]", "〔{}〕", "【注{}】", "*{}", "※{}"];

    fn mark(self, note: usize) -> String {
        let of = |marks: &str| marks.chars().nth(note).unwrap().to_string();
        match self {
            Marks::None => String::new(),
            Marks::Raised => of("¹²³⁴"),
            Marks::Circled => of("①②③④"),
            Marks::Square => format!("[{}]", note + 1),
            Marks::Star => "*".to_owned(),
            Marks::Numbered => format!("注{}", note + 1),
            Marks::Round => format!("({})", note + 1),
            Marks::Framed(frame) => frame.replace("{}", &(note + 1).to_string()),
        }
    }

    /// The text, perhaps with a mark behind it.
    pub fn behind(self, text: String, prng: &mut Prng) -> String {
        let is_marked = self != Marks::None && !text.is_empty() && prng.chance(MARKED);
        if is_marked { text + &self.mark(prng.below(NOTES.len() as u64) as usize) } else { text }
    }

    /// The lines below the tables.
    pub fn notes(self) -> Vec<String> {
        match self {
            Marks::None => Vec::new(),
            Marks::Star => vec![format!("*{}", NOTES[0])],
            Marks::Numbered => {
                NOTES.iter().enumerate().map(|(at, note)| format!("{}：{note}", self.mark(at))).collect()
            }
            Marks::Raised | Marks::Circled | Marks::Square | Marks::Round | Marks::Framed(_) => {
                NOTES.iter().enumerate().map(|(at, note)| format!("{}{note}", self.mark(at))).collect()
            }
        }
    }
}
