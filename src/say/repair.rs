//! A repair in words: which figure should be what, which slip that would be, and which rules would
//! then hold.

use crate::model::{CellIx, Change, Event, Filing, Labelled, Message, Pipeline, Proof, Repair, RuleAt, Slip, Word};
use crate::say::decimal;

/// Describes a repair: `总计栏“3119”疑为“3191”（两位数字颠倒），改后 4 条勾稽关系全部成立`.
pub fn repair(pipeline: &Pipeline, filing: &Filing, repair: &Repair) -> Message {
    let slips = repair.events.iter().map(|event| slip(pipeline, filing, repair, event));
    let bounded = (repair.proof == Proof::Bounded).then(|| Message::new("repair.bounded"));
    let after = held(pipeline, repair).into_iter().chain(bounded).map(Word::Message).collect();
    Message::new("repair.sentence").with("slips", Word::all_of(slips, "repair.joint")).with("after", Word::Run(after))
}

/// A cell that a repair changes, in the words of its message.
pub struct Suspect<'m> {
    /// The cell.
    pub cell: CellIx,
    /// What was filed: a figure, an unreadable text, or that it is blank.
    pub filed: &'m Word,
    /// What it should be.
    pub repaired: &'m Word,
    /// The slip.
    pub slip: &'m Word,
}

/// The cells that a message of [`repair`] names, in its order. Empty for any other message.
pub fn suspects(message: &Message) -> Vec<Suspect<'_>> {
    fn word<'m>(message: &'m Message, name: &str) -> Option<&'m Word> {
        message.words.iter().find(|(known, _)| known == name).map(|(_, word)| word)
    }
    fn all<'m>(message: &'m Message, name: &str) -> impl Iterator<Item = &'m Message> {
        let words = match word(message, name) {
            Some(Word::List(words, _)) => &words[..],
            _ => &[],
        };
        words.iter().filter_map(|word| if let Word::Message(message) = word { Some(message) } else { None })
    }
    let with_slips = all(message, "slips").flat_map(|slip| all(slip, "changes").map(move |change| (slip, change)));
    let suspect = with_slips.filter_map(|(slip, change)| {
        let Word::Labelled(Labelled::Cell(cell)) = *word(change, "cell")? else { return None };
        let (filed, repaired) = (word(change, "filed")?, word(change, "repaired")?);
        Some(Suspect { cell, filed, repaired, slip: word(slip, "kind")? })
    });
    suspect.collect()
}

/// How many of the broken rules the repair makes hold, and which stay broken. `None` if no rule was
/// broken, as when only an unreadable figure is restored.
fn held(pipeline: &Pipeline, repair: &Repair) -> Option<Message> {
    let n = repair.resolves.len();
    match (repair.resolves.is_empty(), repair.leaves.is_empty()) {
        (true, true) => None,
        (false, true) => Some(Message::new("repair.after").with("n", n)),
        (_, false) => {
            let which: Vec<String> = repair.leaves.iter().map(|at| named(pipeline, at)).collect();
            let left = repair.leaves.len();
            Some(Message::new("repair.after_some").with("n", n).with("left", left).with("which", which.join(";")))
        }
    }
}

/// One instance of a rule as the outputs name it: `T3-ROW:granted`.
fn named(pipeline: &Pipeline, at: &RuleAt) -> String {
    format!("{}:{}", pipeline.rule(at.rule).id.0, at.key)
}

/// One slip with the changes that undo it. Some slips touch two cells, such as two figures entered
/// in each other's place.
fn slip(pipeline: &Pipeline, filing: &Filing, repair: &Repair, event: &Event) -> Message {
    let changes = repair.changes.iter().filter(|change| event.cells.contains(&change.cell));
    let sentence = if event.slip == Slip::Unreadable { "repair.unreadable" } else { "repair.change" };
    let changes = Word::all_of(changes.map(|change| one(pipeline, filing, change, sentence)), "repair.changes");
    Message::new("repair.slip").with("changes", changes).with("kind", Message::of_family("slip.{}", event.slip.code()))
}

/// One change: the cell, what was filed (a figure, the unreadable text, or a blank) and what it
/// should be.
fn one(pipeline: &Pipeline, filing: &Filing, change: &Change, sentence: &'static str) -> Message {
    let decimals = pipeline.catalogue.cell(change.cell).kind.decimals();
    let raw = filing.cells.raw(change.cell);
    let filed = match change.filed {
        Some(number) => Word::from(decimal(i128::from(number), decimals)),
        None if raw.is_empty() => Message::new("repair.blank").into(),
        None => raw.into(),
    };
    let repaired = decimal(i128::from(change.repaired), decimals);
    Message::new(sentence).with("cell", change.cell).with("filed", filed).with("repaired", repaired)
}
