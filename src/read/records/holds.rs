//! Columns that say whether a line is valid, whose figures it has, and which of several versions it is.
//!
//! ```text
//! office,year,status,consolidated,version,sent          what the line says
//! A,2023,正式,否,2,2024-01-20 10:00                    valid, the office's own figures, the second version
//! A,2023,作废,否,1,2024-01-12 09:30                    void: the line is not read
//! ```

use csv::ByteRecord;

use crate::model::{Field, Identity, Pipeline, Scope, Sending, Validity};
use crate::read::identify;
use crate::read::records::{RecordHeader, text_at};

/// What a line says about itself.
pub(super) fn of_line(
    record: &ByteRecord,
    header: &RecordHeader,
    pipeline: &Pipeline,
) -> (Validity, Option<Scope>, Sending) {
    let identity = &pipeline.identity;
    let text = |field: Field| {
        let at = header.fields.get(&field)?;
        Some(text_at(record, Some(at)).trim()).filter(|text| !text.is_empty())
    };
    // A column of kinds may have any of these: 本级, 汇总, 正式, 更正.
    let texts = [Field::Status, Field::Scope, Field::Version].into_iter().filter_map(text);
    let validity = texts.map(|text| identity.validity(text)).fold(Validity::Plain, Validity::and);
    let refuted = |field: Field, sign: bool| match text(field) {
        Some(text) if answer(text, identity) == Some(sign) => Validity::Void,
        Some(text) if answer(text, identity).is_none() => identity.validity(text),
        _ => Validity::Plain,
    };
    let validity = validity.and(refuted(Field::Void, true)).and(refuted(Field::Valid, false));
    let contains = || match answer(text(Field::Consolidated)?, identity)? {
        true => Some(Scope::Consolidated),
        false => Some(Scope::Own),
    };
    let scope = |field: Field| identify::scope_of_column(text(field)?, identity);
    let scope = scope(Field::Scope).or_else(|| scope(Field::Status)).or_else(contains);
    let sending = Sending {
        version: text(Field::Version).and_then(|text| number(text, identity)).unwrap_or(0),
        at: text(Field::Sent).map_or(0, identify::moment),
    };
    (validity, scope, sending)
}

/// Yes or no, if the text is either.
fn answer(text: &str, identity: &Identity) -> Option<bool> {
    let is = |words: &Option<regex::Regex>| words.as_ref().is_some_and(|words| words.is_match(text));
    match (is(&identity.columns.answers.0), is(&identity.columns.answers.1)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// The number of a version: `2`, `V2`, 第二版.
fn number(text: &str, identity: &Identity) -> Option<u32> {
    text.parse().ok().or_else(|| identify::version(text, identity))
}
