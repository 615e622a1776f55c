//! The register of offices: `code,name,kind,parent,district[,scope,aliases,from,to,successor]`.
//!
//! ```text
//! code,name,kind,parent,district,scope,aliases,from,to
//! ALL,All branches,total,,,total,,,
//! ABA,Abacus Road,branch,ALL,,own,Abacus Street;Abacus Rd,2019,
//! ```
//!
//! Columns may be in any order, others are ignored, and lines without any text are skipped.
//! Whatever follows from the register can then rely on it: codes are unique, every parent and
//! successor exists, and chains of them end.

use csv::StringRecord;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Message, Office, Register, Scope, Word, Year};
use crate::spec::error::{Error, Source, header_line, nearest};

/// All columns; the code addresses them by position in this list.
const COLUMNS: [&str; 10] =
    ["code", "name", "kind", "parent", "district", "scope", "aliases", "from", "to", "successor"];
/// The first columns, which a register has to have.
const REQUIRED: usize = 5;

/// Reads a register; `shown` is its name in messages. One without rows counts as not given. Offices
/// are sorted by code, whatever the order of the file.
///
/// Every error has its line. Faults within a line are found first, then unknown codes, and then
/// loops and chains that are too long.
pub fn register(shown: &str, text: &str) -> Result<Register, Error> {
    let source = Source::new(shown, text);
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let no_csv =
        |error: csv::Error| Error::whole(source.name, Message::new("file.no_csv").with("error", error.to_string()));
    let header = reader.headers().map_err(no_csv)?.clone();
    let columns = columns(source, &header)?;
    let mut offices: Vec<Office> = Vec::new();
    let mut offsets = Vec::new();
    let mut codes = FxHashSet::default();
    for record in reader.records() {
        let record = record.map_err(no_csv)?;
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let offset = record.position().map_or(0, |at| at.byte() as usize);
        let office = office(&record, &columns).map_err(|(message, hint)| source.error(offset, message).hint(hint))?;
        if !codes.insert(office.code.clone()) {
            return Err(source.error(offset, Message::new("register.twice").with("code", &office.code)));
        }
        offices.push(office);
        offsets.push(offset);
    }
    let at = |(office, message, hint): Fault| source.error(offsets[office], message).hint(hint);
    check_codes(&offices, &codes).map_err(at)?;
    check_loops(&offices, &ABOVE, |office| &office.parent).map_err(at)?;
    check_depth(&offices).map_err(at)?;
    check_loops(&offices, &AFTER, |office| &office.successor).map_err(at)?;
    offices.sort_by(|a, b| a.code.cmp(&b.code));
    let given = !offices.is_empty();
    Ok(Register { offices, given })
}

/// Where each column is. A missing required one is an error.
fn columns(source: Source<'_>, header: &StringRecord) -> Result<[Option<usize>; 10], Error> {
    let found = COLUMNS.map(|name| header.iter().position(|said| said.trim() == name));
    for (at, name) in COLUMNS.iter().enumerate().take(REQUIRED) {
        if found[at].is_none() {
            let hint = Message::new("hint.header").with("columns", header_line(&COLUMNS, REQUIRED));
            return Err(source.error(0, Message::new("register.no_column").with("column", *name)).hint(hint));
        }
    }
    Ok(found)
}

/// What is wrong with a line, and a hint.
type Wrong = (Message, Option<Message>);

/// Reads a line. Code and name are needed, and the scope defaults to `own`.
fn office(record: &StringRecord, columns: &[Option<usize>; 10]) -> Result<Office, Wrong> {
    // In a register written by a run, texts that look like formulas have an apostrophe in front.
    let field = |at: usize| {
        let said = columns[at].and_then(|column| record.get(column)).map_or("", str::trim);
        said.strip_prefix('\'').filter(|said| said.starts_with(['=', '+', '-', '@'])).unwrap_or(said)
    };
    let name = field(1).to_owned();
    if field(0).is_empty() || name.is_empty() {
        return Err((Message::new("register.needs"), None));
    }
    let scope = match field(5) {
        "" | "own" => Scope::Own,
        "consolidated" => Scope::Consolidated,
        "total" => Scope::Total,
        other => {
            let known = || Scope::ALL.iter().map(|scope| scope.code());
            let one_of = || Message::new("hint.one_of").with("words", Word::all_of(known(), "sum.comma"));
            let hint = nearest(other, known()).unwrap_or_else(one_of);
            return Err((Message::new("register.scope").with("said", other), Some(hint)));
        }
    };
    Ok(Office {
        code: field(0).to_owned(),
        name,
        kind: field(2).to_owned(),
        parent: field(3).to_owned(),
        district: field(4).to_owned(),
        scope,
        aliases: field(6).split(';').map(str::trim).filter(|alias| !alias.is_empty()).map(str::to_owned).collect(),
        from: year(field(7))?,
        to: year(field(8))?,
        successor: field(9).to_owned(),
        registered: true,
    })
}

/// A year, or `None` for an empty field.
fn year(field: &str) -> Result<Option<Year>, Wrong> {
    if field.is_empty() {
        return Ok(None);
    }
    let no_year = || (Message::new("register.year").with("said", field), None);
    field.parse().map(|year| Some(Year(year))).map_err(|_| no_year())
}

/// A column that refers to another office, by the sentences for its faults.
struct Link {
    /// The other office is not in the register.
    unknown: &'static str,
    /// The office refers to itself.
    own: &'static str,
    /// The office refers to itself through others.
    by_way: &'static str,
}

/// The column `parent`.
const ABOVE: Link =
    Link { unknown: "register.unknown_parent", own: "register.own_parent", by_way: "register.own_parent_by_way" };
/// The column `successor`.
const AFTER: Link = Link {
    unknown: "register.unknown_successor",
    own: "register.own_successor",
    by_way: "register.own_successor_by_way",
};

/// Position of the office, what is wrong with it, and a hint.
type Fault = (usize, Message, Option<Message>);

/// Checks that every parent and successor is in the register, and that no office ends before it
/// begins. An office may end in the year in which it began.
fn check_codes(offices: &[Office], codes: &FxHashSet<String>) -> Result<(), Fault> {
    for (at, office) in offices.iter().enumerate() {
        for (sentence, code) in [(ABOVE.unknown, &office.parent), (AFTER.unknown, &office.successor)] {
            if !code.is_empty() && !codes.contains(code) {
                let message = Message::new(sentence).with("office", &office.code).with("code", code);
                let known = offices.iter().map(|office| office.code.as_str());
                return Err((at, message, nearest(code, known)));
            }
        }
        if let (Some(from), Some(to)) = (office.from, office.to)
            && from > to
        {
            let message = Message::new("register.ends_early").with("office", &office.code);
            return Err((at, message.with("from", from.0).with("to", to.0), None));
        }
    }
    Ok(())
}

/// The positions of the offices.
fn by_code(offices: &[Office]) -> FxHashMap<&str, usize> {
    offices.iter().enumerate().map(|(at, office)| (office.code.as_str(), at)).collect()
}

/// Checks that no office has more levels above it than `Register::DEEPEST`. Loops come first, since
/// here they would only look like deep chains.
fn check_depth(offices: &[Office]) -> Result<(), Fault> {
    let by_code = by_code(offices);
    let parent = |at: usize| by_code.get(offices[at].parent.as_str()).copied();
    for (at, office) in offices.iter().enumerate() {
        if std::iter::successors(parent(at), |above| parent(*above)).nth(Register::DEEPEST).is_some() {
            let message =
                Message::new("register.too_deep").with("most", Register::DEEPEST).with("office", &office.code);
            return Err((at, message, Some(Message::new("hint.parent"))));
        }
    }
    Ok(())
}

/// Maximum number of codes of a loop to show in a message.
const SHOWN: usize = 6;

/// Checks that no office is its own parent or successor, directly or through others. Every office
/// is visited once, so this is linear in the size of the register.
///
/// ```text
/// A ─► B ─► C ─► B    an error at B: its own parent by way of C, B
/// ```
fn check_loops(offices: &[Office], link: &Link, next: impl Fn(&Office) -> &String) -> Result<(), Fault> {
    let by_code = by_code(offices);
    // The start from which each office was first reached. Reaching one again from the same start means a loop.
    let mut rounds: Vec<Option<usize>> = vec![None; offices.len()];
    for start in 0..offices.len() {
        let mut at = start;
        while rounds[at].is_none() {
            rounds[at] = Some(start);
            match by_code.get(next(&offices[at]).as_str()) {
                Some(further) => at = *further,
                None => break,
            }
            if rounds[at] == Some(start) {
                return Err((at, looped(offices, link, at, |at| by_code[next(&offices[at]).as_str()]), None));
            }
        }
    }
    Ok(())
}

/// The message for a loop, with the codes on the way from an office back to itself.
fn looped(offices: &[Office], link: &Link, first: usize, next: impl Fn(usize) -> usize) -> Message {
    let all = std::iter::successors(Some(next(first)), |at| (*at != first).then(|| next(*at)));
    let codes = all.map(|at| &offices[at].code);
    let sentence = if next(first) == first { link.own } else { link.by_way };
    Message::new(sentence)
        .with("office", &offices[first].code)
        .with("by_way", Word::first_of(codes, SHOWN, "sum.comma"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(rows: &str) -> Option<(usize, String)> {
        let text = format!("code,name,kind,parent,district,from,to,successor\n{rows}");
        let wording = crate::spec::wording(crate::model::Lang::En).unwrap();
        register("r.csv", &text).err().map(|error| (error.line, crate::say::plain(&error.message, &wording)))
    }

    #[test]
    fn a_register_that_cannot_be_is_told_with_its_line() {
        for rows in ["A,a,,,,,,\nB,b,,A,,2020,2020,A\nC,c,,B,,,,A\n", "B,b,,A,,,,\nA,a,,,,,,\n"] {
            assert_eq!(fault(rows), None, "{rows}");
        }
        for (rows, line, said) in [
            ("A,a,,,,,,\nB,b,,,,2021,2020,\n", 3, "`from` 2021 after `to` 2020"),
            ("A,a,,,,,,\nB,b,,B,,,,\n", 3, "its own parent"),
            ("A,a,,,,,,\nB,b,,,,,,B\n", 3, "its own successor"),
            ("X,x,,A,,,,\nA,a,,C,,,,\nB,b,,A,,,,\nC,c,,B,,,,\n", 3, "by way of C, B, A"),
            ("A,a,,,,,,B\nB,b,,,,,,A\n", 2, "its own successor by way of B, A"),
            ("A,a,,,,,,\nB,b,,Q,,,,\n", 3, "unknown parent `Q`"),
        ] {
            let (at, message) = fault(rows).unwrap();
            assert!(at == line && message.contains(said), "{rows}: {at} {message}");
        }
    }
}
