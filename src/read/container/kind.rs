//! First bytes and names inside → what a file is.
//!
//! ```text
//! PK\x03\x04            a zip: a workbook or document, by the names in it; otherwise an archive
//! \xD0\xCF\x11\xE0      an Office file before 2007: a workbook is read, a document is not
//! <?xml                 a workbook or document as one text, or a page
//! MIME-Version:         a page saved with its pictures
//! anything else         a text, of which `decode` says whether it is one
//! ```

use std::io::Cursor;

use crate::read::archive;
use crate::read::container::{mht, ods};
use crate::read::decode::Refusal;
use crate::read::guard::caught;
use crate::read::page::docx;

/// A kind of file that holds other files, or cells in a binary or XML format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// An archive of files of any kind.
    Zip,
    /// A workbook of Excel or WPS.
    Xlsx,
    /// A workbook of Excel before 2007.
    Xls,
    /// A workbook of LibreOffice.
    Ods,
    /// A workbook as a single XML text, of Excel 2003 or another system.
    SpreadsheetXml,
    /// A workbook of LibreOffice as a single XML text.
    FlatOds,
    /// A document of Word or WPS.
    Docx,
    /// A document of Word 2003 as a single XML text.
    WordXml,
    /// A page saved as a single file.
    Mht,
    /// A format that is not read, with advice what to send instead.
    Unsupported(Refusal),
}

const ZIP: &[u8] = b"PK";
const OLE: &[u8] = b"\xD0\xCF\x11\xE0";

/// The kind of a file; `None` for a text.
pub fn of(bytes: &[u8]) -> Option<FileKind> {
    // PK followed by 1 to 8: the records with which a zip can begin.
    if bytes.starts_with(ZIP) && bytes.get(2).is_some_and(|next| (1..=8).contains(next)) {
        return Some(of_zip(bytes));
    }
    if bytes.starts_with(OLE) {
        return Some(of_ole(bytes));
    }
    of_xml(bytes).or_else(|| mht::is_message(bytes).then_some(FileKind::Mht))
}

/// An XML text has to say within so many bytes what it is.
const XML_HEAD: usize = 8 * 1024;

/// Workbooks and documents that are a single XML text; a web page is none.
fn of_xml(bytes: &[u8]) -> Option<FileKind> {
    let is_wide = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte))?;
    if *first != b'<' && !is_wide {
        return None;
    }
    let head: Vec<u8> = bytes.iter().take(XML_HEAD).copied().filter(|byte| *byte != 0).collect();
    let says = |text: &str| memchr::memmem::find(&head, text.as_bytes()).is_some();
    if !says("<?xml") && !says("xmlns") {
        return None;
    }
    match () {
        () if says("Workbook") && !says("<html") && says("urn:schemas-microsoft-com:office:spreadsheet") => {
            Some(FileKind::SpreadsheetXml)
        }
        () if says("office:document ") && says(OPEN_SHEET) => Some(FileKind::FlatOds),
        () if says("wordDocument") && says("http://schemas.microsoft.com/office/word/2003/wordml") => {
            Some(FileKind::WordXml)
        }
        () => None,
    }
}

/// The kind of a zip, by the names in it.
fn of_zip(bytes: &[u8]) -> FileKind {
    let Ok(mut archive) = archive::open(bytes) else { return FileKind::Zip };
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.xml") {
        return FileKind::Xlsx;
    }
    if has(docx::DOCUMENT) {
        return FileKind::Docx;
    }
    if has("xl/workbook.bin") {
        return FileKind::Unsupported(Refusal::new("intake.save_as_workbook").with("kind", "XLSB"));
    }
    if has("ppt/presentation.xml") {
        return FileKind::Unsupported(Refusal::new("intake.unsupported").with("kind", "PPTX"));
    }
    if has("OFD.xml") {
        return FileKind::Unsupported(Refusal::new("intake.fixed_print").with("kind", "OFD"));
    }
    match open_document(&mut archive).as_deref() {
        Some(OPEN_SHEET) if has_content(&archive) => FileKind::Ods,
        Some(OPEN_TEXT) => FileKind::Unsupported(Refusal::new("intake.save_as_document").with("kind", "ODT")),
        Some(_) | None => FileKind::Zip,
    }
}

const OPEN_SHEET: &str = "application/vnd.oasis.opendocument.spreadsheet";
const OPEN_TEXT: &str = "application/vnd.oasis.opendocument.text";

/// True if the zip has the part of an OpenDocument file with its content.
fn has_content(archive: &zip::ZipArchive<Cursor<&[u8]>>) -> bool {
    archive.index_for_name(ods::CONTENT).is_some()
}

/// The type that an OpenDocument file declares.
fn open_document(archive: &mut zip::ZipArchive<Cursor<&[u8]>>) -> Option<String> {
    let at = archive.index_for_name("mimetype")?;
    let mut budget = archive::Budget::of(OPEN_SHEET.len());
    let said = archive::unpack(archive, at, &mut budget).ok()?;
    String::from_utf8(said).ok().map(|said| said.trim().to_owned())
}

/// True if a file without a table has pictures in it.
pub(super) fn has_pictures(bytes: &[u8]) -> bool {
    let signed = [&b"\x89PNG\r\n"[..], b"JFIF", b"Exif"];
    if !bytes.starts_with(ZIP) {
        return signed.iter().any(|signature| memchr::memmem::find(bytes, signature).is_some());
    }
    let Ok(archive) = archive::open(bytes) else { return false };
    archive.file_names().flatten().any(|name| name.contains("/media/") || name.starts_with("Pictures/"))
}

/// Older Office files share a container; the names of the streams in it, in UTF-16, tell them apart.
fn of_ole(bytes: &[u8]) -> FileKind {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    };
    if has("EncryptedPackage") {
        return FileKind::Unsupported(Refusal::new("intake.encrypted"));
    }
    if has("Workbook") || has("Book\0") {
        return FileKind::Xls;
    }
    if has("WordDocument") {
        return FileKind::Unsupported(Refusal::new("intake.save_as_document").with("kind", "DOC"));
    }
    let is_whole = caught(|| cfb::CompoundFile::open(Cursor::new(bytes)).is_ok()).unwrap_or(false);
    FileKind::Unsupported(match is_whole {
        true => Refusal::new("intake.unsupported").with("kind", "OLE"),
        false => Refusal::new("intake.damaged"),
    })
}
