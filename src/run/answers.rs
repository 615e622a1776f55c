//! Answers to findings: from a workbook given with `--explanations`, and from letters and workbooks
//! that lie among the inputs.
//!
//! ```text
//! hidden columns    rule, key, year and office identify the finding; figures says for which figures it was answered
//! answer            corrected; the figure stands; the finding is mistaken
//! text              the office's reason, which the last two need
//! ```
//!
//! A correction is not an explanation: it shows in the figures themselves.

use crate::model::{AnswerSheet, Explanation, Message, Pipeline, Reading};
use crate::read::container;
pub use crate::read::decode::Refusal;
use crate::read::member::BookSheet;
use crate::read::paper;
use crate::spec::{self, AnswerFault};

/// True if the bytes are a workbook and not a text file.
pub fn is_workbook(bytes: &[u8]) -> bool {
    container::is_book(bytes)
}

/// The sheets of a workbook that have columns for answers, with what was filled in. The error says
/// why the workbook cannot be opened.
pub fn sheets(bytes: &[u8]) -> Result<Vec<AnswerSheet>, Refusal> {
    let answers = |BookSheet { name, sheet, .. }: BookSheet| paper::book::answers(&name, &sheet.ok()?);
    Ok(container::sheets(bytes)?.into_iter().filter_map(answers).collect())
}

/// Takes the answers out of the program's own papers among the inputs. The intake row of each paper
/// says how many were taken and which could not be used, since an input never stops a run.
pub fn given_back(readings: &mut [Reading], pipeline: &Pipeline) -> Vec<Explanation> {
    let mut all: Vec<Explanation> = Vec::new();
    for intake in readings.iter_mut().map(|reading| &mut reading.intake) {
        let lists = intake.paper.as_mut().map(|paper| std::mem::take(&mut paper.answers)).unwrap_or_default();
        let mut taken = 0u64;
        for list in &lists {
            let answered = match spec::answered(list, &pipeline.rules) {
                Ok(answered) => answered,
                Err(fault) => {
                    intake.remark(wrong(0, &fault));
                    continue;
                }
            };
            for (row, answer) in answered {
                match answer {
                    Err(fault) => intake.remark(wrong(row, &fault)),
                    Ok(answer) => {
                        taken += 1;
                        all.push(answer);
                    }
                }
            }
        }
        if taken > 0 {
            intake.remark(Message::new("answer.taken").with("n", taken));
        }
    }
    distinct(all)
}

/// Drops repeated answers, as from copies of a workbook. Of equal answers the last one stays,
/// because later answers override earlier ones.
fn distinct(mut all: Vec<Explanation>) -> Vec<Explanation> {
    all.reverse();
    let mut kept: Vec<Explanation> = Vec::new();
    for answer in all {
        if !kept.contains(&answer) {
            kept.push(answer);
        }
    }
    kept.reverse();
    kept
}

/// The remark about an answer that cannot be used. Row 0 stands for the sheet as a whole.
fn wrong(row: usize, fault: &AnswerFault) -> Message {
    let say = |sentence, said: &String| Message::new(sentence).with("row", row).with("said", said);
    match fault {
        AnswerFault::NoColumn(name) => Message::new("answer.no_column").with("column", *name),
        AnswerFault::Answer(said, _) => say("answer.unknown_answer", said),
        AnswerFault::Rule(said, _) => say("answer.unknown_rule", said),
        AnswerFault::Year(said) => say("answer.no_year", said),
    }
}
