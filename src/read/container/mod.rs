//! Files that hold other files, or several tables → one reading for each.
//!
//! ```text
//! zip                     its members, which may be of any kind, also zips
//! xlsx, xls, ods, XML     the sheets of a workbook
//! docx, XML, mht          a page or document
//! anything else           is a text, and not read here
//! ```
//!
//! What a file is is told by its first bytes and by what is in it, never by its name: systems export web pages as
//! `.xls`. The path of a member is that of the file with the member's name behind it, so names inside say as much about
//! office and year as folders do.
//!
//! A file may be small and unpack to anything. So all members of a file share one `Budget` of bytes and sheets.

mod biff;
pub mod book;
pub mod kind;
mod mht;
pub mod ods;
mod outputs;
mod rich;
mod same_names;
pub mod spreadsheet_xml;
pub mod xls;
mod xls_text;
pub mod xlsx;

use std::collections::BTreeSet;
use std::io::Cursor;

use zip::ZipArchive;

use crate::model::{Intake, Reception, Source, SourceIx};
use crate::read::archive::{ArchiveEntry, Budget};
use crate::read::container::kind::FileKind;
use crate::read::container::outputs::Outputs;
use crate::read::decode::Refusal;
use crate::read::guard::caught;
use crate::read::member::{BookSheet, Member};
use crate::read::page::docx::{self, Styles};
use crate::read::room::Room;
use crate::read::vocabulary::Vocabulary;
use crate::read::{archive, cells, paper, reading, sheet, text, xml};

/// Containers nested deeper are refused. An office sends a zip of zips at most; a zip that contains itself has no end.
const DEEPEST: usize = 3;

/// What the members of a file share.
struct Opened<'a, 'b> {
    vocabulary: &'a mut Vocabulary<'b>,
    /// What the file may still unpack to.
    budget: Budget,
    /// What has been read.
    members: Vec<Member>,
}

/// Reads a file that holds others; `None` if it is a text.
pub fn read(bytes: &[u8], source: &Source, vocabulary: &mut Vocabulary<'_>) -> Option<Vec<Member>> {
    let kind = kind::of(bytes)?;
    let mut opened = Opened { vocabulary, budget: Budget::of(bytes.len()), members: Vec::new() };
    opened.kind(kind, bytes, source, 1);
    Some(opened.members)
}

/// True for a workbook of any kind that can be read.
pub fn is_book(bytes: &[u8]) -> bool {
    matches!(
        kind::of(bytes),
        Some(FileKind::Xlsx | FileKind::Xls | FileKind::Ods | FileKind::SpreadsheetXml | FileKind::FlatOds)
    )
}

/// The sheets of a workbook, not read any further.
pub fn sheets(bytes: &[u8]) -> Result<Vec<BookSheet>, Refusal> {
    let mut budget = Budget::of(bytes.len());
    match kind::of(bytes) {
        Some(FileKind::Xlsx) => xlsx::read(bytes, &mut budget),
        Some(FileKind::Xls) => xls::read(bytes, encoding_rs::UTF_8, &mut budget),
        Some(FileKind::Ods) => in_room(&entry(bytes, ods::CONTENT, &mut budget)?, &mut budget, ods::read),
        Some(FileKind::Unsupported(refusal)) => Err(refusal),
        Some(FileKind::SpreadsheetXml) => in_room(&xml_text(bytes)?, &mut budget, spreadsheet_xml::read),
        Some(FileKind::FlatOds) => in_room(&xml_text(bytes)?, &mut budget, ods::read),
        Some(FileKind::Zip | FileKind::Docx | FileKind::WordXml | FileKind::Mht) | None => {
            Err(Refusal::new("intake.no_table"))
        }
    }
}

/// Reads a text within its share of the file's room.
fn in_room<T>(text: &str, budget: &mut Budget, read: impl FnOnce(&str, &mut Room) -> T) -> T {
    budget.within(text.len(), |room| read(text, room))
}

/// The text of an XML file.
fn xml_text(bytes: &[u8]) -> Result<String, Refusal> {
    xml::text(bytes.to_vec()).ok_or(Refusal::new("intake.damaged"))
}

/// The text of an entry of a file that is a zip inside.
fn entry(bytes: &[u8], name: &str, budget: &mut Budget) -> Result<String, Refusal> {
    let mut archive: ZipArchive<Cursor<&[u8]>> = archive::open(bytes)?;
    let at = archive.index_for_name(name).ok_or(Refusal::new("intake.damaged"))?;
    let unpacked = archive::unpack(&mut archive, at, budget)?;
    xml::text(unpacked).ok_or(Refusal::new("intake.damaged"))
}

impl Opened<'_, '_> {
    /// Reads a member of any kind: what it is decides, and not its name or that of the archive.
    fn any(&mut self, bytes: &[u8], source: &Source, depth: usize) {
        match kind::of(bytes) {
            Some(kind) => self.kind(kind, bytes, source, depth),
            None => {
                let reading = text::source(bytes, SourceIx(0), source, self.vocabulary);
                self.members.push(Member { source: source.clone(), reading });
            }
        }
    }

    /// Reads a file of a known kind.
    fn kind(&mut self, kind: FileKind, bytes: &[u8], source: &Source, depth: usize) {
        let older = self.vocabulary.pipeline.encodings.first().copied().unwrap_or(encoding_rs::UTF_8);
        let done = match kind {
            FileKind::Zip => self.archive(bytes, source, depth),
            FileKind::Docx => self.docx(bytes, source),
            FileKind::WordXml => xml_text(bytes).and_then(|text| {
                let styles = Styles::read(&text);
                let page = in_room(&text, &mut self.budget, |text, room| docx::read(text, &styles, room))?;
                self.document("XML", page, bytes, source)
            }),
            FileKind::Mht => {
                let pages = self.budget.within(bytes.len(), |room| mht::read(bytes, older, room));
                pages.and_then(|pages| self.pages(pages, bytes, source))
            }
            FileKind::Xlsx => self.book("XLSX", bytes, source, |budget| xlsx::read(bytes, budget)),
            FileKind::Xls => self.book("XLS", bytes, source, |budget| xls::read(bytes, older, budget)),
            FileKind::Ods => self
                .book("ODS", bytes, source, |budget| in_room(&entry(bytes, ods::CONTENT, budget)?, budget, ods::read)),
            FileKind::SpreadsheetXml => {
                self.book("XML", bytes, source, |budget| in_room(&xml_text(bytes)?, budget, spreadsheet_xml::read))
            }
            FileKind::FlatOds => {
                self.book("FODS", bytes, source, |budget| in_room(&xml_text(bytes)?, budget, ods::read))
            }
            FileKind::Unsupported(refusal) => Err(refusal),
        };
        if let Err(refusal) = done {
            self.refuse(refusal, bytes, source.clone());
        }
    }

    /// Adds the refusal of a file or member. The others are read all the same, as one damaged file among a hundred
    /// should cost one filing.
    fn refuse(&mut self, refusal: Refusal, bytes: &[u8], source: Source) {
        let mut intake = Intake::new(SourceIx(0));
        if !bytes.is_empty() {
            intake.blake3 = blake3::hash(bytes).to_hex().to_string();
        }
        self.members.push(Member { source, reading: reading::refused(intake, refusal) });
    }

    /// Reads the members of a zip.
    fn archive(&mut self, bytes: &[u8], source: &Source, depth: usize) -> Result<(), Refusal> {
        if depth > DEEPEST {
            return Err(Refusal::new("intake.too_deep"));
        }
        let apart = same_names::told_apart(bytes);
        let mut archive = archive::open(apart.as_deref().unwrap_or(bytes))?;
        let mut given = BTreeSet::new();
        let n_before = self.members.len();
        let outputs = Outputs::find(&mut archive, &mut self.budget);
        self.outputs(&outputs, source);
        for at in 0..archive.len() {
            let name = match archive::find(&mut archive, at, &mut self.budget) {
                ArchiveEntry::Folder => continue,
                ArchiveEntry::Litter(name) => {
                    self.refuse(Refusal::new("intake.ignored"), &[], source.inside(&name));
                    if let Some(last) = self.members.last_mut() {
                        last.reading.intake.reception = Reception::Ignored;
                    }
                    continue;
                }
                ArchiveEntry::Refused(name, refusal) => {
                    self.refuse(refusal, &[], source.inside(&name));
                    continue;
                }
                ArchiveEntry::Full(refusal) => {
                    self.refuse(refusal, &[], source.clone());
                    break;
                }
                ArchiveEntry::File(name) if outputs.is_known(&name) => continue,
                ArchiveEntry::File(name) => distinct(name, &mut given),
            };
            match archive::unpack(&mut archive, at, &mut self.budget) {
                Ok(member) if outputs.is_as_written(&name, &member) => {}
                Ok(member) => self.any(&member, &source.inside(&name), depth + 1),
                Err(refusal) => self.refuse(refusal, &[], source.inside(&name)),
            }
        }
        if self.members.len() == n_before { Err(Refusal::new("intake.empty_archive")) } else { Ok(()) }
    }

    /// Adds a reading for each folder in an archive that holds the outputs of a run. Their figures have been read once
    /// already, and would count twice.
    fn outputs(&mut self, outputs: &Outputs, source: &Source) {
        for folder in outputs.names() {
            let own = match folder {
                "" => source.clone(),
                name => source.inside(name),
            };
            self.refuse(Refusal::new("intake.output_folder"), &[], own);
            if let Some(last) = self.members.last_mut() {
                last.reading.intake.reception = Reception::Ignored;
            }
        }
    }

    /// Reads a .docx.
    fn docx(&mut self, bytes: &[u8], source: &Source) -> Result<(), Refusal> {
        let text = entry(bytes, docx::DOCUMENT, &mut self.budget)?;
        let styles = entry(bytes, docx::STYLES, &mut self.budget).map(|text| Styles::read(&text)).unwrap_or_default();
        let page = in_room(&text, &mut self.budget, |text, room| docx::read(text, &styles, room))?;
        self.document("DOCX", page, bytes, source)
    }

    /// Reads a workbook.
    fn book(
        &mut self,
        kind: &str,
        bytes: &[u8],
        source: &Source,
        read: impl FnOnce(&mut Budget) -> Result<Vec<BookSheet>, Refusal>,
    ) -> Result<(), Refusal> {
        let sheets = read(&mut self.budget)?;
        self.sheets(kind, sheets, bytes, source)
    }

    /// Reads sheets: as an output of the program that has come back, or else as filings.
    fn sheets(&mut self, kind: &str, mut sheets: Vec<BookSheet>, bytes: &[u8], source: &Source) -> Result<(), Refusal> {
        let known = sheets.iter().take(archive::MOST_SHEETS).take_while(|_| self.budget.sheet()).count();
        let rest = sheets.len() > known;
        sheets.truncate(known);
        if sheets.is_empty() {
            return Err(Refusal::new("intake.no_table"));
        }
        let blake3 = blake3::hash(bytes).to_hex().to_string();
        let opened = paper::book::Opened { blake3: &blake3, source, vocabulary: self.vocabulary };
        let has_figures = sheets.iter().any(|sheet| sheet.sheet.as_ref().is_ok_and(sheet::Sheet::has_figures));
        let mut members = match paper::book::read(sheets, paper::of_properties(bytes), opened) {
            Ok(members) => members,
            Err(sheets) => book::read(sheets, &blake3, source, self.vocabulary),
        };
        members.iter_mut().for_each(|member| member.reading.intake.encoding = kind.to_owned());
        let is_without_table = members.iter().all(|member| member.reading.parts.is_empty());
        if is_without_table && !has_figures && kind::has_pictures(bytes) {
            return Err(Refusal::new("intake.pictures"));
        }
        self.members.append(&mut members);
        if rest {
            self.refuse(Refusal::new("intake.too_many_sheets"), bytes, source.clone());
        }
        Ok(())
    }

    /// Reads a page saved as one file, or the sheets of a workbook saved as pages.
    fn pages(&mut self, mut pages: Vec<BookSheet>, bytes: &[u8], source: &Source) -> Result<(), Refusal> {
        match (pages.pop(), pages.is_empty()) {
            (Some(only), true) => self.document("MHT", only.sheet?, bytes, source),
            (last, _) => {
                pages.extend(last);
                self.sheets("MHT", pages, bytes, source)
            }
        }
    }

    /// Reads a page or document.
    fn document(&mut self, kind: &str, page: sheet::Sheet, bytes: &[u8], source: &Source) -> Result<(), Refusal> {
        let mut intake = Intake::new(SourceIx(0));
        intake.blake3 = blake3::hash(bytes).to_hex().to_string();
        intake.encoding = kind.to_owned();
        if let Some(mark) = paper::of_properties(bytes) {
            let reading = paper::ignored(intake, (mark.kind, ""));
            self.members.push(Member { source: source.clone(), reading });
            return Ok(());
        }
        let refusal = cells::refusal_of_page(&page, "intake.no_table");
        let reading = cells::of_page(&page, intake, source, self.vocabulary);
        let reading = reading::complete_or_refused(reading, refusal, self.vocabulary);
        self.members.push(Member { source: source.clone(), reading });
        Ok(())
    }
}

/// The name of a member, numbered if another member has it: two names may become the same when decoded.
fn distinct(name: String, given: &mut BTreeSet<String>) -> String {
    let numbered = |n| String::from_utf8_lossy(&same_names::numbered(name.as_bytes(), n)).into_owned();
    let all = std::iter::once(name.clone()).chain((2..).map(numbered));
    let free = all.into_iter().find(|name| !given.contains(name)).unwrap_or(name);
    given.insert(free.clone());
    free
}

/// Runs a parser that may panic on a damaged file: a panic is a refusal of that file and does not end the run.
fn parsed<T>(parse: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    caught(parse).unwrap_or(Err(Refusal::new("intake.damaged")))
}
