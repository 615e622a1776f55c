//! Exports whose counts are hundreds or thousands.
//!
//! ```text
//! Unit: thousand
//! office,year,requests
//! A,2023,12            between 11,500 and 12,500 requests
//! ```
//!
//! The exact number is not in the file, and 12,000 would be a number that nobody has filed. So the counts are
//! unreadable, with the unit behind them, and a remark says why. Amounts of money are converted, as they are exact.

use crate::model::{CellIx, Cells, Message, Pipeline, State, Value};
use crate::read::number::{self, Unit};
use crate::read::records::Records;

/// A line about the units of an export is looked for in so many bytes at either end.
const END: usize = 8 * 1024;

/// True for a word in a column of units that makes counts hundreds or thousands.
pub(super) fn is_multiple(unit: &str, pipeline: &Pipeline) -> bool {
    matches!(number::unit(unit, &pipeline.numbers), Some(Unit::Measure(_)))
}

/// Makes the counts of a line unreadable, with the unit behind them.
pub(super) fn leave(cells: &mut Cells, unit: &str, pipeline: &Pipeline) {
    let is_count = |cell: CellIx| pipeline.catalogue.cell(cell).kind.is_count();
    let counts: Vec<(CellIx, i64)> = cells
        .iter()
        .filter(|(cell, _)| is_count(*cell))
        .filter_map(|(cell, value)| Some((cell, value.number()?)))
        .collect();
    for (cell, number) in counts {
        cells.set(cell, Value::Not(State::Unreadable), &format!("{number} {}", unit.trim()));
    }
}

/// Does so for all lines, if a line above or below them says it; gives the remark.
pub fn leave_all(
    records: &mut Records,
    text: &str,
    delimiter: u8,
    header_record: usize,
    pipeline: &Pipeline,
) -> Option<Message> {
    let head = text[..text.floor_char_boundary(END)].lines().take(header_record);
    let tail = text[text.ceil_char_boundary(text.len().saturating_sub(END))..].lines().rev();
    let alone = |line: &'_ str| {
        let mut fields = line.split(char::from(delimiter)).map(|field| field.trim().trim_matches('"'));
        let only = fields.find(|field| !field.is_empty())?.to_owned();
        fields.all(str::is_empty).then_some(only)
    };
    let mut said = head.filter_map(alone).chain(
        tail.map_while(|line| if line.trim().is_empty() { Some(None) } else { alone(line).map(Some) }).flatten(),
    );
    let said = said.find(|line| number::units_named(line, &pipeline.numbers).is_multiple())?;
    records.parts.iter_mut().for_each(|part| leave(&mut part.cells, &said, pipeline));
    Some(Message::new("intake.in_multiples").with("text", said))
}
