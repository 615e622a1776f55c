//! A repair in words: which figure should be what, by which slip, and what then holds.

use crate::model::{Change, Event, Filing, Pipeline, Proof, Repair, RuleAt, Slip, Wording};
use crate::say::{cell, decimal};

/// `总计栏“3119”疑为“3191”（两位数字颠倒），改后 4 条勾稽关系全部成立`, as data has it.
pub fn repair(pipeline: &Pipeline, filing: &Filing, repair: &Repair, wording: &Wording) -> String {
    let said = |event: &Event| slip(pipeline, filing, repair, event, wording);
    let slips: Vec<String> = repair.events.iter().map(said).collect();
    let slips = slips.join(&wording.say("repair.joint", &[]));
    let mut after = held(pipeline, repair, wording);
    if repair.proof == Proof::Bounded {
        after.push_str(&wording.say("repair.bounded", &[]));
    }
    wording.say("repair.sentence", &[("slips", &slips), ("after", &after)])
}

fn held(pipeline: &Pipeline, repair: &Repair, wording: &Wording) -> String {
    let n = repair.resolves.len().to_string();
    let left = repair.leaves.len().to_string();
    match (repair.resolves.is_empty(), repair.leaves.is_empty()) {
        (true, true) => String::new(),
        (false, true) => wording.say("repair.after", &[("n", &n)]),
        (_, false) => {
            let which: Vec<String> = repair.leaves.iter().map(|at| named(pipeline, at)).collect();
            wording.say("repair.after_some", &[("n", &n), ("left", &left), ("which", &which.join(";"))])
        }
    }
}

/// `T3-ROW:granted`, as outputs name one instance of a rule.
fn named(pipeline: &Pipeline, at: &RuleAt) -> String {
    format!("{}:{}", pipeline.rule(at.rule).id.0, at.key)
}

fn slip(pipeline: &Pipeline, filing: &Filing, repair: &Repair, event: &Event, wording: &Wording) -> String {
    let changes = repair.changes.iter().filter(|change| event.cells.contains(&change.cell));
    let sentence = if event.slip == Slip::Unreadable { "repair.unreadable" } else { "repair.change" };
    let said: Vec<String> = changes.map(|change| one(pipeline, filing, change, sentence, wording)).collect();
    let kind = wording.say(&format!("slip.{}", event.slip.code()), &[]);
    wording.say("repair.slip", &[("changes", &said.join(&wording.say("repair.changes", &[]))), ("kind", &kind)])
}

fn one(pipeline: &Pipeline, filing: &Filing, change: &Change, sentence: &str, wording: &Wording) -> String {
    let decimals = pipeline.catalogue.cell(change.cell).kind.decimals();
    let raw = filing.cells.raw(change.cell);
    let filed = match change.filed {
        Some(number) => decimal(i128::from(number), decimals),
        None if raw.is_empty() => wording.say("repair.blank", &[]),
        None => raw.to_owned(),
    };
    let repaired = decimal(i128::from(change.repaired), decimals);
    let words = [("cell", cell(pipeline, change.cell, wording)), ("filed", filed), ("repaired", repaired)];
    wording.say(sentence, &words.each_ref().map(|(word, filled)| (*word, filled.as_str())))
}
