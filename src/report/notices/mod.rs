//! `notices/`: a letter to each office with findings, its own form with the wrong cells marked, a
//! bulletin on the whole run, and an index.
//!
//! ```text
//! CODE NAME.docx, .html   letter ─► template ─► markup ─► docx, html
//! CODE NAME.xlsx          own_form: the form as filed, and the findings to be answered
//! bulletin.docx           bulletin ─► template ─► markup ─► docx
//! index.csv               every office with findings, and its files
//! ```
//!
//! The words come from templates of the pipeline. Nothing here reads the clock, so the same run
//! gives the same bytes; dates are left to be filled in.

mod bulletin;
mod docx;
mod file_name;
mod html;
mod letter;
mod markup;
mod own_form;
mod template;

use std::path::Path;

use rayon::prelude::*;

use crate::model::{FindingRow, OfficeIx, PaperKind, Severity};
use crate::report::data::ReportData;
use crate::report::notices::bulletin::Bulletin;
use crate::report::notices::file_name::FileNames;
use crate::report::notices::letter::Letter;
use crate::report::notices::template::{BULLETIN, NOTICE, Templates};
use crate::report::record::{NoticeRecord, NoticesTable, OutputTable};
use crate::report::table::TableWriter;
use crate::report::{Error, ReportContext, mark};

/// The folder name.
pub const FOLDER: &str = "notices";

/// An office that gets a letter, or gets none for a reason that the index states.
struct Notice<'a> {
    office: OfficeIx,
    /// Its findings without an explanation.
    open: Vec<&'a FindingRow>,
    /// The filing could not be read in full: what looks like an office's error may be the program's.
    is_partly_read: bool,
    /// Name of its files without extension; `None` if it gets none.
    name: Option<String>,
    /// It has filed, so there is a form to send.
    has_form: bool,
}

/// Writes everything and returns the number of letters. Letters are written in parallel.
pub(super) fn write(context: &ReportContext<'_>, folder: &Path) -> Result<u64, Error> {
    let data = ReportData::of(context);
    let folder = folder.join(FOLDER);
    // If the parent folder is gone, the run has been stopped, and the folder must not be created
    // again.
    std::fs::create_dir(&folder).or_else(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Ok(()),
        _ => Err(error),
    })?;
    let letters = &context.pipeline.letters;
    let lang = context.wording.lang;
    let templates = Templates::of(letters.notice.get(lang), letters.bulletin.get(lang))?;
    let blocks = templates.document(BULLETIN, Bulletin::of(&data))?;
    let bulletin = context.wording.say("document.bulletin", &[]);
    std::fs::write(
        folder.join(format!("{bulletin}.docx")),
        docx::bytes(&blocks, &mark(context, PaperKind::Bulletin), context.wording)?,
    )?;
    let notices = plan(&data, &bulletin);
    let letters = Letters { data: &data, templates: &templates, folder: &folder };
    notices.par_iter().try_for_each(|notice| match &notice.name {
        Some(name) => letters.put(notice, name),
        None => Ok(()),
    })?;
    index(&data, &notices, &folder)?;
    Ok(notices.iter().filter(|notice| notice.name.is_some()).count() as u64)
}

/// Every office with findings in the year in hand, the most questionable first. Those beyond the
/// pipeline's limit (`notices` under `[outputs]`) get no files. An office whose filing could not be
/// read in full gets no letter, and neither does one of which there are only notes.
fn plan<'a>(data: &ReportData<'a>, bulletin: &str) -> Vec<Notice<'a>> {
    let rank = data.rank_in_hand();
    let offices = (0..data.dossier().register.offices.len()).map(|at| OfficeIx(at as u32));
    let with_something = offices.filter_map(|office| {
        let open = letter::open(data, office);
        let is_partly_read = data.dossier().year_in_hand.is_some_and(|year| data.is_partly_read(office, year));
        (!open.is_empty() || is_partly_read).then_some((office, open, is_partly_read))
    });
    let mut notices: Vec<(OfficeIx, Vec<&FindingRow>, bool)> = with_something.collect();
    notices.sort_by_key(|(office, open, _)| (are_notes(open), rank(*office), *office));
    let taken = data.context.taken.iter().map(|name| name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem));
    let mut names = FileNames::taken(taken.chain([NoticesTable::FILE.trim_end_matches(".csv"), bulletin]));
    let limit = data.context.pipeline.outputs.notices;
    let notice = |(at, (office, open, is_partly_read)): (usize, (OfficeIx, Vec<&'a FindingRow>, bool))| {
        let details = data.office(office);
        let name = (at < limit && !are_notes(&open)).then(|| names.give(&details.code, &details.name));
        let has_form = open.iter().any(|finding| data.filing(office, finding.year).is_some());
        Notice { office, open, is_partly_read, name, has_form }
    };
    notices.into_iter().enumerate().map(notice).collect()
}

/// True if there is nothing, or nothing but notes, which nobody has to answer.
fn are_notes(open: &[&FindingRow]) -> bool {
    open.iter().all(|finding| finding.severity == Severity::Note)
}

/// What all letters of a run are written with.
struct Letters<'a> {
    data: &'a ReportData<'a>,
    templates: &'a Templates<'a>,
    folder: &'a Path,
}

impl Letters<'_> {
    /// Writes the files of one office: the letter in two formats, and its form if it has filed.
    fn put(&self, notice: &Notice<'_>, name: &str) -> Result<(), Error> {
        let Letters { data, templates, folder } = self;
        let workbook = if notice.has_form { format!("{name}.xlsx") } else { String::new() };
        let letter = Letter::of(data, notice.office, &notice.open, &workbook);
        let blocks = templates.document(NOTICE, letter)?;
        let mark = mark(data.context, PaperKind::Letter);
        std::fs::write(folder.join(format!("{name}.docx")), docx::bytes(&blocks, &mark, data.wording())?)?;
        std::fs::write(folder.join(format!("{name}.html")), html::page(&blocks, &mark, data.wording()))?;
        if notice.has_form {
            let book = own_form::bytes(data, notice.office, &notice.open)?;
            std::fs::write(folder.join(workbook), book)?;
        }
        Ok(())
    }
}

/// Writes `index.csv`. An office that gets no letter is listed with the reason.
fn index(data: &ReportData<'_>, notices: &[Notice<'_>], folder: &Path) -> Result<(), Error> {
    let mut table = TableWriter::<NoticesTable>::create(folder)?;
    for notice in notices {
        let office = data.office(notice.office);
        let year = data.dossier().year_in_hand.map_or(String::new(), |year| year.0.to_string());
        let count = |severity| notice.open.iter().filter(|finding| finding.severity == severity).count() as u64;
        let file = |ending: &str| notice.name.as_ref().map_or(String::new(), |name| format!("{name}.{ending}"));
        let limit = data.context.pipeline.outputs.notices.to_string();
        let mut remarks = match (&notice.name, notice.has_form) {
            (None, _) if notice.open.is_empty() => Vec::new(),
            (None, _) if are_notes(&notice.open) => vec![data.say("document.notes_only")],
            (None, _) => vec![data.wording().say("document.beyond_limit", &[("limit", &limit)])],
            (Some(_), false) => vec![data.say("document.no_form")],
            (Some(_), true) => Vec::new(),
        };
        if notice.is_partly_read {
            remarks.push(data.wording().say("document.partly_read", &[("years", &year)]));
        }
        let workbook = if notice.has_form { file("xlsx") } else { String::new() };
        table.row(&NoticeRecord {
            office_code: (&office.code).into(),
            office: (&office.name).into(),
            years: year.into(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            anomalies: count(Severity::Anomaly),
            notes: count(Severity::Note),
            docx: file("docx").into(),
            html: file("html").into(),
            xlsx: workbook.into(),
            message: remarks.join("; ").into(),
        })?;
    }
    table.finish()?;
    Ok(())
}
