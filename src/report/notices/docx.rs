//! Writes a document as `.docx`, with the page set-up of GB/T 9704, the standard for official
//! documents: A4, margins of 37, 26, 35 and 28 mm, 22 lines of 28 characters, page numbers in the
//! outer corner.
//!
//! ```text
//! [Content_Types].xml, _rels/.rels       what the parts are
//! docProps/custom.xml                    the mark
//! word/document.xml                      the blocks
//! word/styles.xml, settings.xml          fonts, line height, different odd and even pages
//! word/footer1.xml, footer2.xml          page numbers of odd and even pages
//! ```
//!
//! The XML is written by hand: it takes a handful of elements, the bytes are always the same, and
//! no text can turn into anything else.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::model::{MARK, Mark, Wording};
use crate::report::Error;
use crate::report::notices::markup::{Block, Span, plain};
use crate::report::style::display_width;

/// Line height in twentieths of a point. 28.95 points a line makes 22 lines a page.
const LINE: u32 = 579;
/// Line height of a title.
const TITLE_LINE: u32 = 660;
/// Width between the margins, in twentieths of a point.
const WIDTH: usize = 8844;
/// Font size of the title, in half points: the second Chinese size.
const TITLE: u32 = 44;
/// Font size of the text: the third Chinese size, 16 points.
const TEXT: u32 = 32;
/// Font size of tables: the small fifth Chinese size.
const TABLE: u32 = 21;

/// Names of fonts, which depend on the language.
struct Fonts {
    title: String,
    text: String,
    heading: String,
    subheading: String,
    /// For Latin letters and digits in all of them.
    latin: String,
}

impl Fonts {
    /// The names as XML text.
    fn of(wording: &Wording) -> Fonts {
        let say = |name: &str| escaped(&wording.say(name, &[]));
        Fonts {
            title: say("document.font_title"),
            text: say("document.font"),
            heading: say("document.font_heading"),
            subheading: say("document.font_subheading"),
            latin: say("document.font_latin"),
        }
    }
}

/// The bytes of the file.
pub(super) fn bytes(blocks: &[Block], mark: &Mark, wording: &Wording) -> Result<Vec<u8>, Error> {
    let fonts = Fonts::of(wording);
    let parts: [(&str, String); 8] = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("docProps/custom.xml", properties(mark)),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.to_owned()),
        ("word/settings.xml", SETTINGS.to_owned()),
        ("word/styles.xml", styles(&fonts)),
        ("word/footer1.xml", footer("right", wording)),
        ("word/footer2.xml", footer("left", wording)),
    ];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // A constant date, so that the same run gives the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, text) in parts.into_iter().chain([("word/document.xml", document(blocks, &fonts))]) {
        archive.start_file(name, options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// The document's only property: the mark by which the program recognises it when it comes back.
fn properties(mark: &Mark) -> String {
    let line = escaped(&mark.line());
    format!(
        "{HEAD}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" \
         xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">\
         <property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"2\" name=\"{MARK}\">\
         <vt:lpwstr>{line}</vt:lpwstr></property></Properties>"
    )
}

/// The main part: every block as a paragraph or table.
fn document(blocks: &[Block], fonts: &Fonts) -> String {
    let mut body = String::new();
    for (at, block) in blocks.iter().enumerate() {
        match block {
            Block::Title(spans) => {
                // A title of two lines is two blocks; the space comes after the last.
                let after = if matches!(blocks.get(at + 1), Some(Block::Title(_))) { 0 } else { LINE };
                let look = format!(
                    "{FREE}<w:spacing w:after=\"{after}\" w:line=\"{TITLE_LINE}\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/>"
                );
                paragraph(&mut body, &look, spans, &font(&fonts.title, TITLE, fonts));
            }
            Block::Heading(spans) => {
                let look = format!("<w:keepNext/>{}", INDENT);
                paragraph(&mut body, &look, spans, &font(&fonts.heading, TEXT, fonts));
            }
            Block::Subheading(spans) => {
                let look = format!("<w:keepNext/>{}", INDENT);
                paragraph(&mut body, &look, spans, &font(&fonts.subheading, TEXT, fonts));
            }
            Block::Paragraph(spans) => {
                let keep = if is_before_signature(&blocks[at + 1..]) { "<w:keepNext/>" } else { "" };
                paragraph(&mut body, &format!("{keep}{INDENT}"), spans, "");
            }
            Block::Flush(spans) => paragraph(&mut body, "", spans, ""),
            Block::Right(spans) => {
                let is_first = !matches!(at.checked_sub(1).map(|at| &blocks[at]), Some(Block::Right(_)));
                let before = if is_first { LINE } else { 0 };
                let keep = if matches!(blocks.get(at + 1), Some(Block::Right(_))) { "<w:keepNext/>" } else { "" };
                let look = format!("{keep}<w:spacing w:before=\"{before}\"/>{RIGHT}");
                paragraph(&mut body, &look, spans, "");
            }
            Block::NewPage => body.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"),
            Block::Table(rows) => table(&mut body, rows, fonts),
        }
    }
    // A document must not end with a table.
    if matches!(blocks.last(), Some(Block::Table(_))) {
        body.push_str(
            "<w:p><w:pPr><w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"20\" w:lineRule=\"exact\"/></w:pPr></w:p>",
        );
    }
    format!("{HEAD}<w:document {NAMESPACES}><w:body>{body}{SECTION}</w:body></w:document>")
}

/// True if a signature follows soon. The paragraph is then kept on one page with it, so that no
/// page has a signature and nothing else.
fn is_before_signature(next: &[Block]) -> bool {
    next.iter()
        .take(2)
        .take_while(|block| !matches!(block, Block::NewPage))
        .any(|block| matches!(block, Block::Right(_)))
}

/// Takes a paragraph off the page's line grid.
const FREE: &str = "<w:snapToGrid w:val=\"0\"/>";
/// Indents the first line by two characters.
const INDENT: &str = "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>";
/// Aligns to the right, four characters from the margin.
const RIGHT: &str = "<w:ind w:rightChars=\"400\" w:right=\"1280\"/><w:jc w:val=\"right\"/>";

/// Font and size of a run. Latin letters have their own font.
fn font(name: &str, size: u32, fonts: &Fonts) -> String {
    let latin = &fonts.latin;
    format!(
        "<w:rFonts w:ascii=\"{latin}\" w:hAnsi=\"{latin}\" w:eastAsia=\"{name}\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>"
    )
}

/// Appends a paragraph.
fn paragraph(out: &mut String, look: &str, spans: &[Span], font: &str) {
    out.push_str("<w:p><w:pPr>");
    out.push_str(look);
    out.push_str("</w:pPr>");
    for span in spans {
        let bold = if span.is_bold { "<w:b/>" } else { "" };
        // The standard prescribes the order of elements: fonts, bold, size.
        let (names, sizes) = font.split_once("/>").map_or(("", ""), |(names, sizes)| (names, sizes));
        let names = if names.is_empty() { String::new() } else { format!("{names}/>") };
        out.push_str(&format!("<w:r><w:rPr>{names}{bold}{sizes}</w:rPr><w:t xml:space=\"preserve\">"));
        out.push_str(&escaped(&span.text));
        out.push_str("</w:t></w:r>");
    }
    out.push_str("</w:p>");
}

/// Appends a table. Its header is repeated on every page, and no row is split between pages. Short
/// texts are centred.
fn table(out: &mut String, rows: &[Vec<Vec<Span>>], fonts: &Fonts) {
    let widths = widths(rows);
    out.push_str("<w:tbl><w:tblPr><w:tblW w:w=\"8844\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>");
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        out.push_str(&format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"));
    }
    out.push_str("</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"57\" w:type=\"dxa\"/><w:right w:w=\"57\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>");
    for width in &widths {
        out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
    }
    out.push_str("</w:tblGrid>");
    for (at, row) in rows.iter().enumerate() {
        out.push_str("<w:tr><w:trPr><w:cantSplit/>");
        out.push_str(if at == 0 { "<w:tblHeader/></w:trPr>" } else { "</w:trPr>" });
        let face = if at == 0 { &fonts.heading } else { &fonts.text };
        for (column, width) in widths.iter().enumerate() {
            out.push_str(&format!(
                "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>"
            ));
            let nothing = Vec::new();
            let spans = row.get(column).unwrap_or(&nothing);
            let jc = if at == 0 || display_width(&plain(spans)) <= 12 { "center" } else { "left" };
            let look = format!("{FREE}<w:spacing w:line=\"300\" w:lineRule=\"exact\"/><w:jc w:val=\"{jc}\"/>");
            paragraph(out, &look, spans, &font(face, TABLE, fonts));
            out.push_str("</w:tc>");
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

/// Column widths in twentieths of a point. A column gets what its longest text needs, up to its
/// share; the others divide what is left.
fn widths(rows: &[Vec<Vec<Span>>]) -> Vec<usize> {
    let n = rows.iter().map(Vec::len).max().unwrap_or(0);
    let needed: Vec<usize> = (0..n)
        .map(|column| {
            let texts = rows.iter().filter_map(|row| row.get(column)).map(|spans| display_width(&plain(spans)));
            texts.max().unwrap_or(0).max(4) * LETTER + BESIDE
        })
        .collect();
    let all: usize = needed.iter().sum::<usize>().max(1);
    if all <= WIDTH {
        return needed.iter().map(|needed| needed * WIDTH / all).collect();
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|column| needed[*column]);
    let mut widths = vec![0; n];
    let mut room = WIDTH;
    for (at, column) in order.into_iter().enumerate() {
        widths[column] = needed[column].min(room / (n - at));
        room -= widths[column];
    }
    widths
}

/// Width of half a Chinese character in a table, in twentieths of a point.
const LETTER: usize = 105;
/// Space beside a text in a table.
const BESIDE: usize = 160;

/// Escapes text for XML. Characters that XML cannot contain become spaces.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push(' '),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The defaults of text and paragraphs.
fn styles(fonts: &Fonts) -> String {
    let text = font(&fonts.text, TEXT, fonts);
    format!(
        "{HEAD}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{text}<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"{LINE}\" w:lineRule=\"exact\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:pPr><w:jc w:val=\"both\"/></w:pPr></w:style></w:styles>"
    )
}

/// The page number, `— 1 —`: on the right of odd pages, on the left of even ones.
fn footer(side: &str, wording: &Wording) -> String {
    let (before, after) = ("\u{2014} ", " \u{2014}");
    let face = escaped(&wording.say("document.font_page", &[]));
    let look = format!(
        "<w:rPr><w:rFonts w:ascii=\"{face}\" w:hAnsi=\"{face}\" w:eastAsia=\"{face}\"/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/></w:rPr>"
    );
    let run = |content: &str| format!("<w:r>{look}{content}</w:r>");
    let text = |said: &str| run(&format!("<w:t xml:space=\"preserve\">{said}</w:t>"));
    let number = [
        run("<w:fldChar w:fldCharType=\"begin\"/>"),
        run("<w:instrText xml:space=\"preserve\"> PAGE </w:instrText>"),
        run("<w:fldChar w:fldCharType=\"separate\"/>"),
        text("1"),
        run("<w:fldChar w:fldCharType=\"end\"/>"),
    ]
    .concat();
    format!(
        "{HEAD}<w:ftr {NAMESPACES}><w:p><w:pPr><w:ind w:{side}Chars=\"100\" w:{side}=\"320\"/><w:jc w:val=\"{side}\"/></w:pPr>{}{number}{}</w:p></w:ftr>",
        text(before),
        text(after)
    )
}

/// Begins every part.
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// The namespaces that the parts use.
const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
/// Page size, margins and line grid, in twentieths of a point.
const SECTION: &str = "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:footerReference w:type=\"even\" r:id=\"rId4\"/>\
    <w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"851\" w:footer=\"1417\" w:gutter=\"0\"/>\
    <w:docGrid w:type=\"linesAndChars\" w:linePitch=\"579\"/></w:sectPr>";
/// Different footers on odd and even pages.
const SETTINGS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:evenAndOddHeaders/><w:characterSpacingControl w:val=\"compressPunctuation\"/></w:settings>";
/// Says what each part is.
const CONTENT_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
    <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
    <Override PartName=\"/docProps/custom.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.custom-properties+xml\"/>\
    <Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
    <Override PartName=\"/word/settings.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/>\
    <Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>\
    <Override PartName=\"/word/footer2.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/></Types>";
/// Where the document and its properties are.
const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
    <Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties\" Target=\"docProps/custom.xml\"/></Relationships>";
/// Where the document's styles, settings and footers are.
const DOCUMENT_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
    <Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings\" Target=\"settings.xml\"/>\
    <Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer1.xml\"/>\
    <Relationship Id=\"rId4\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer2.xml\"/></Relationships>";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::report::notices::markup::blocks;

    fn wording() -> Wording {
        crate::spec::wording(Lang::Zh).unwrap()
    }

    #[test]
    fn page_setup_follows_the_standard_for_official_documents() {
        let text = document(&blocks("# 题\n正文"), &Fonts::of(&wording()));
        // 37, 26, 35 and 28 mm on A4, in twentieths of a point.
        let millimetres = |twips: f64| (twips / 1440.0 * 25.4).round();
        assert_eq!(
            [2098.0, 1474.0, 1984.0, 1588.0, 11906.0, 16838.0].map(millimetres),
            [37.0, 26.0, 35.0, 28.0, 210.0, 297.0]
        );
        assert!(text.contains("w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\""), "{text}");
        // 22 lines of 28 characters of 16 points between the margins.
        let (high, wide) = (16838 - 2098 - 1984, 11906 - 1588 - 1474);
        assert_eq!((high / LINE, wide / (TEXT * 10)), (22, 27));
    }

    #[test]
    fn table_columns_fill_the_page_width() {
        for rows in ["| 序号 | 单位 |\n| 1 | 甲局 |", &format!("| 序号 | {} | {} |", "长".repeat(99), "中".repeat(20))]
        {
            let [Block::Table(rows)] = &blocks(rows)[..] else { panic!() };
            let all: usize = widths(rows).iter().sum();
            assert!(all <= WIDTH && all + 3 > WIDTH, "{all}");
        }
    }

    #[test]
    fn output_is_reproducible() {
        let mark = Mark::of_line("letter;a;b").unwrap();
        let blocks = blocks("# 题\n| a | b |\n正文 & <x>");
        assert_eq!(bytes(&blocks, &mark, &wording()).unwrap(), bytes(&blocks, &mark, &wording()).unwrap());
    }
}
