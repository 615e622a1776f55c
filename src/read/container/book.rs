//! The sheets of a workbook → readings, and what each says about the others.
//!
//! ```text
//! 封面      海州市水务局2024年政府信息公开工作年度报告       the cover speaks for all sheets without a title
//! 表二      a table                                          named after a table: of 海州市水务局
//! 表三      another table                                    the same
//! ```
//!
//! ```text
//! 水务局    table 三                                         the same table on every sheet: each sheet is a filing,
//! 教育局    table 三                                         and its name says whose
//! ```
//!
//! Offices put one table on each sheet and the title on the first, or one office on each sheet without any title. A
//! sheet that says nothing about itself takes over the statements of the sheets before it. Whether its name names an
//! office or only a table shows in the tables: if sheets repeat a table, their names tell them apart.

mod years;

use std::sync::Arc;

use calamine::ExcelDateTime;

use crate::model::{Claim, Evidence, Intake, Layout, Message, Part, Reception, Scope, Source, SourceIx, Year};
use crate::read::decode::Refusal;
use crate::read::member::{BookSheet, Member};
use crate::read::sheet::Sheet;
use crate::read::vocabulary::Vocabulary;
use crate::read::{cells, identify, paper, reading, statements};

/// Reads the tables of all sheets.
pub fn read(sheets: Vec<BookSheet>, blake3: &str, source: &Source, vocabulary: &mut Vocabulary<'_>) -> Vec<Member> {
    let mut members = Vec::new();
    let (mut names, mut remarks) = (Vec::new(), Vec::new());
    let mut cover: Vec<Claim> = Vec::new();
    for BookSheet { name, sheet, hidden, hidden_rows, hidden_columns } in sheets {
        vocabulary.rest();
        let mut intake = Intake::new(SourceIx(0));
        blake3.clone_into(&mut intake.blake3);
        let own = source.sheet(&name);
        let mut reading = match sheet {
            Err(refusal) => reading::refused(intake, refusal),
            Ok(sheet) if sheet.is_blank() => {
                let mut reading = reading::refused(intake, Refusal::new("intake.blank_sheet"));
                reading.intake.reception = Reception::Ignored;
                reading
            }
            Ok(sheet) => match paper::book::of_sheet(&sheet) {
                Some(known) => paper::ignored(intake, known),
                // The path is the file's; the name of a sheet is a statement of another kind.
                None => {
                    let reading = cells::of_sheet(&sheet, intake, source, vocabulary);
                    if reading.parts.is_empty() && is_cover(&name, members.is_empty(), vocabulary) {
                        cover = on_cover(&sheet, cover, vocabulary);
                    }
                    reading
                }
            },
        };
        reading.precedence = vocabulary.path(&own).precedence;
        remarks.push([
            (hidden, "intake.hidden_sheet"),
            (hidden_rows, "intake.hidden_rows"),
            (hidden_columns, "intake.hidden_columns"),
        ]);
        members.push(Member { source: own, reading });
        names.push(name);
    }
    let path = vocabulary.path(source).claims.clone();
    let identity = &vocabulary.pipeline.identity;
    let region = path.iter().filter_map(|claim| claim.office.as_ref()).find(|name| identity.is_region(name));
    claims(&mut members, &names, &cover, region, vocabulary);
    years::settle(&mut members, &names, &cover, vocabulary.pipeline);
    let mut members = finish(members, vocabulary);
    for (member, remarks) in members.iter_mut().zip(remarks) {
        for (_, sentence) in remarks.iter().filter(|(holds, _)| *holds) {
            member.reading.intake.remark(Message::new(sentence));
        }
    }
    members
}

/// Turns sheets without tables beside one with tables into ignored ones, unless they hold figures.
fn finish(members: Vec<Member>, vocabulary: &Vocabulary<'_>) -> Vec<Member> {
    let any = members.iter().any(|member| !member.reading.parts.is_empty());
    let finished = members.into_iter().map(|Member { source, reading }| {
        let already = reading.intake.reception != Reception::Accepted;
        let remark = any && reading.parts.is_empty() && reading.intake.unmatched.is_empty();
        let reading = match already {
            true => reading,
            false => {
                let refusal = Refusal::new("intake.no_table");
                let mut reading = reading::complete_or_refused(reading, refusal, vocabulary);
                if remark {
                    reading.intake.reception = Reception::Ignored;
                }
                reading
            }
        };
        Member { source, reading }
    });
    finished.collect()
}

/// What the sheets so far say about office and year, and which tables they hold.
#[derive(Default)]
struct Running {
    /// Statements about the office.
    office: Vec<Claim>,
    /// Statements about the year.
    year: Vec<Claim>,
    /// The tables met, by position.
    tables: Vec<bool>,
}

/// True for the first sheet, and for one that is called a cover.
fn is_cover(name: &str, is_first: bool, vocabulary: &Vocabulary<'_>) -> bool {
    is_first || vocabulary.pipeline.identity.cover.as_ref().is_some_and(|cover| cover.is_match(name.trim()))
}

/// The statements of a sheet without tables about the others; none if they name two offices.
fn on_cover(sheet: &Sheet, known: Vec<Claim>, vocabulary: &mut Vocabulary<'_>) -> Vec<Claim> {
    let grid = sheet.grid(vocabulary);
    let rows: Vec<usize> = (0..grid.n_rows()).collect();
    let mut claims = statements::in_lines(&grid, &rows, vocabulary);
    claims.retain(|claim| names_office(claim) || claim.year.is_some());
    let office = |claims: &[Claim]| claims.iter().min_by_key(|claim| claim.from).and_then(|claim| claim.office.clone());
    match (office(&known), office(&claims)) {
        (Some(one), Some(other)) if one != other => Vec::new(),
        (Some(_), _) => known,
        (None, _) => known.into_iter().chain(claims).collect(),
    }
}

/// Places offices on a sheet named after a district in that district, and not in the region of the file.
fn nearer_region(part: &mut Part, sheet: Option<&Claim>, region: Option<&Arc<str>>, vocabulary: &Vocabulary<'_>) {
    let is_region = |name: &&Arc<str>| vocabulary.pipeline.identity.is_region(name);
    let Some(nearer) = sheet.and_then(|sheet| sheet.office.as_ref()).filter(is_region) else { return };
    for claim in part.claims.iter_mut().filter(|claim| claim.from == Evidence::Column) {
        if claim.within.is_none() || claim.within.as_ref() == region {
            claim.within = Some(Arc::clone(nearer));
        }
    }
}

/// True for a statement on the sheet itself, and not of its name, its file or a folder.
fn says_itself(claim: &Claim) -> bool {
    claim.from < Evidence::Sheet
}

/// The statement of a sheet's name that is only a year.
fn claim_of_year(year: Year) -> Claim {
    identify::dated(Evidence::Sheet, year)
}

/// Completes the statements of every sheet.
fn claims(
    members: &mut [Member],
    names: &[String],
    cover: &[Claim],
    region: Option<&Arc<str>>,
    vocabulary: &Vocabulary<'_>,
) {
    let repeats = repeats_a_table(members);
    let is_alone = members.iter().filter(|member| !member.reading.parts.is_empty()).count() == 1;
    let mut running = Running::default();
    let says_year = cover.iter().any(|claim| claim.year.is_some());
    remember(cover, cover.iter().any(names_office), says_year, &mut running);
    for (member, name) in members.iter_mut().zip(names) {
        let sheet = identify::in_sheet(name, vocabulary.pipeline);
        let is_record = matches!(member.reading.intake.layout, Some(Layout::Wide | Layout::Long));
        for part in &mut member.reading.parts {
            if !is_record {
                let is_inside = is_alone && is_in_region(part, sheet.as_ref(), vocabulary);
                inherit(part, sheet.clone(), repeats || is_inside, &mut running);
                leave_region(part, sheet.as_ref(), vocabulary);
                continue;
            }
            nearer_region(part, sheet.as_ref(), region, vocabulary);
            if reading::is_incomplete(part) {
                let dated = cover.iter().filter(|claim| claim.year.is_some());
                part.claims.extend(dated.map(|claim| Claim { office: None, code: None, ..claim.clone() }));
            }
            if reading::is_incomplete(part) || sheet.as_ref().is_some_and(|sheet| sheet.part_of_year.is_some()) {
                part.claims.extend(sheet.clone());
            }
        }
    }
}

/// Removes the name of a region as the office of a sheet, if the file belongs to an office that is no government of a
/// region. If that office is in the region it is the one who files; otherwise it is not known.
fn leave_region(part: &mut Part, sheet: Option<&Claim>, vocabulary: &Vocabulary<'_>) {
    let identity = &vocabulary.pipeline.identity;
    let Some(region) = sheet.and_then(|sheet| sheet.office.clone()).filter(|name| identity.is_region(name)) else {
        return;
    };
    let of_file = part.claims.iter().find(|claim| claim.from == Evidence::File).and_then(|claim| claim.office.clone());
    let is_office =
        |name: &Arc<str>| !identity.is_region(name) && !identity.seat.is_match(name) && !identity.is_total(name);
    let Some(office) = of_file.filter(is_office) else { return };
    if part.claims.iter().any(|claim| says_itself(claim) && names_office(claim)) {
        return;
    }
    let is_its_own = office.contains(&*region);
    for claim in part.claims.iter_mut().filter(|claim| claim.from.is_of_path()) {
        claim.office = claim.office.take().filter(|name| is_its_own && **name != *region);
    }
}

/// True if the sheet is named after an office, and the file after its region.
fn is_in_region(part: &Part, sheet: Option<&Claim>, vocabulary: &Vocabulary<'_>) -> bool {
    let identity = &vocabulary.pipeline.identity;
    let is_name = |name: &str| identity.name.as_ref().is_some_and(|pattern| pattern.is_match(name));
    let is_region = |name: &str| name.chars().next_back().is_some_and(|last| identity.short.regions.contains(&last));
    let file = part.claims.iter().find(|claim| claim.from == Evidence::File).and_then(|claim| claim.office.as_deref());
    let sheet = sheet.and_then(|sheet| sheet.office.as_deref());
    file.is_some_and(is_region) && sheet.is_some_and(|sheet| is_name(sheet) && !is_region(sheet))
}

/// True if some table stands on two sheets: then each sheet is a filing, and its name may say whose.
fn repeats_a_table(members: &[Member]) -> bool {
    let mut seen: Vec<bool> = Vec::new();
    members.iter().flat_map(|member| &member.reading.parts).any(|part| !add_tables(&mut seen, part))
}

/// Adds the tables of a part; false, and nothing is added, if one of them has been met.
fn add_tables(seen: &mut Vec<bool>, part: &Part) -> bool {
    seen.resize(part.tables.len(), false);
    let repeated = seen.iter().zip(part.tables.iter()).any(|(seen, table)| *seen && table.is_some());
    if !repeated {
        seen.iter_mut().zip(part.tables.iter()).for_each(|(seen, table)| *seen |= table.is_some());
    }
    !repeated
}

/// Adds what the sheets before say, as far as it applies to this one.
fn inherit(part: &mut Part, sheet: Option<Claim>, repeats: bool, running: &mut Running) {
    let (own, path): (Vec<Claim>, Vec<Claim>) = part.claims.drain(..).partition(|claim| claim.from < Evidence::Sheet);
    let goes_on = add_tables(&mut running.tables, part);
    let own_office = own.iter().any(names_office);
    let own_year = own.iter().any(|claim| claim.year.is_some());
    if !goes_on || own_office {
        running.tables.clear();
        add_tables(&mut running.tables, part);
    }
    let path_office = path.iter().any(|claim| claim.from == Evidence::File && names_office(claim));
    let mut sheet = sheet;
    // If each sheet holds another table, its name says which.
    if let Some(sheet) = &mut sheet
        && !repeats
        && (path_office || own_office || !running.office.is_empty())
    {
        sheet.office = None;
    }
    let sheet_office = sheet.as_ref().is_some_and(names_office);
    let sheet_year = sheet.as_ref().is_some_and(|claim| claim.year.is_some());
    part.claims = own;
    remember(&part.claims, own_office, own_year, running);
    // A sheet that sums up all others does not continue the one before it.
    let is_of_all = repeats && sheet.as_ref().is_some_and(|sheet| sheet.scope == Some(Scope::Consolidated));
    if !own_office && !is_of_all {
        // If each sheet is a filing, its name counts more than the title of another.
        let weaker = |claim: &Claim| match sheet_office && repeats {
            true => Claim { from: Evidence::File, ..claim.clone() },
            false => claim.clone(),
        };
        part.claims.extend(running.office.iter().map(weaker));
    }
    if !own_year && (goes_on || !sheet_year) {
        part.claims.extend(running.year.iter().cloned());
    }
    part.claims.extend(sheet.filter(|claim| names_office(claim) || claim.year.is_some() || claim.scope.is_some()));
    part.claims.extend(path);
    part.claims.dedup();
}

/// True for a statement of an office.
fn names_office(claim: &Claim) -> bool {
    claim.office.is_some() || claim.code.is_some()
}

/// Keeps the statements of a sheet for those after it.
fn remember(own: &[Claim], office: bool, year: bool, running: &mut Running) {
    if office {
        let named = own.iter().filter(|claim| names_office(claim));
        running.office = named.map(|claim| Claim { year: None, ..claim.clone() }).collect();
    }
    if year {
        let dated = own.iter().filter(|claim| claim.year.is_some());
        running.year = dated.map(|claim| Claim { office: None, code: None, ..claim.clone() }).collect();
    }
}

/// So many ranges of hidden columns are looked into.
pub const MOST_HIDDEN: usize = 64;

/// True if anything is printed in one of these ranges of columns.
pub fn has_text_in(cells: &[((u32, u32), String)], columns: &[(u32, u32)]) -> bool {
    let columns = columns.get(..MOST_HIDDEN).unwrap_or(columns);
    let is_in = |column: u32| columns.iter().any(|(first, last)| (*first..=*last).contains(&column));
    !columns.is_empty() && cells.iter().any(|((_, column), text)| !text.is_empty() && is_in(*column))
}

/// A number as its shortest exact decimal.
pub fn number(number: f64) -> String {
    if number == 0.0 { "0".to_owned() } else { number.to_string() }
}

/// A truth value as spreadsheets show it.
pub fn truth(truth: bool) -> String {
    if truth { "TRUE" } else { "FALSE" }.to_owned()
}

/// A date or time, in a form that cannot be taken for a figure: a spreadsheet makes one of `1-2`.
pub fn date(date: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    match (date.is_duration() || date.as_f64() < 1.0, hour, minute, second) {
        (true, ..) => format!("{hour:02}:{minute:02}:{second:02}"),
        (false, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        (false, ..) => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}

/// A text that a spreadsheet calls a date, in a form that cannot be taken for a figure.
pub fn no_figure(text: String) -> String {
    if text.contains(['-', ':', 'T', 'P']) && !text.starts_with('-') { text } else { format!("{text} (date)") }
}
