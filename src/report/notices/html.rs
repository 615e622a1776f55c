//! Writes a document as a web page that looks and prints like the `.docx`: same paper, margins and
//! fonts. Nothing in it runs or is loaded.
//!
//! It is for offices that cannot open `.docx`, and for reading letters on the screen.

use crate::model::{Lang, MARK, Mark, Wording};
use crate::report::notices::docx::escaped;
use crate::report::notices::markup::{Block, Span, plain};

/// The page as HTML. Text is escaped; styles are those of the `.docx` with fonts that browsers have
/// as fallback.
pub(super) fn page(blocks: &[Block], mark: &Mark, wording: &Wording) -> String {
    // The lines of the first title.
    let titles = blocks.iter().map_while(|block| match block {
        Block::Title(spans) => Some(plain(spans)),
        _ => None,
    });
    let title: String = titles.collect();
    let lang = match wording.lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let mut body = String::new();
    for block in blocks {
        match block {
            Block::Title(spans) => element(&mut body, "h1", "", spans),
            Block::Heading(spans) => element(&mut body, "h2", "", spans),
            Block::Subheading(spans) => element(&mut body, "h3", "", spans),
            Block::Paragraph(spans) => element(&mut body, "p", "", spans),
            Block::Flush(spans) => element(&mut body, "p", " class=\"flush\"", spans),
            Block::Right(spans) => element(&mut body, "p", " class=\"right\"", spans),
            Block::NewPage => body.push_str("<hr>\n"),
            Block::Table(rows) => table(&mut body, rows),
        }
    }
    let fonts = ["font_title", "font", "font_heading", "font_subheading"]
        .map(|name| escaped(&wording.say(&format!("document.{name}"), &[])));
    let [heading, text, h2, h3] = fonts;
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"{MARK}\" content=\"{}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n\
         @page {{ size: A4; margin: 37mm 26mm 35mm 28mm; }}\n\
         body {{ font: 16pt/29pt '{text}', FangSong, STFangsong, serif; color: #000; max-width: 156mm; margin: 2em auto; padding: 0 1em; }}\n\
         h1 {{ font: 22pt/32pt '{heading}', SimSun, serif; text-align: center; margin: 0; }}\n\
         h1 + p, h1 + h2, h1 + table {{ margin-top: 29pt; }}\n\
         h2, h3 {{ font-size: 16pt; line-height: 29pt; font-weight: normal; text-indent: 2em; margin: 0; break-after: avoid; }}\n\
         h2 {{ font-family: '{h2}', SimHei, sans-serif; }}\nh3 {{ font-family: '{h3}', KaiTi, serif; }}\n\
         p {{ margin: 0; text-indent: 2em; text-align: justify; overflow-wrap: anywhere; }}\n\
         p.flush {{ text-indent: 0; }}\np.right {{ text-align: right; padding-right: 4em; }}\n\
         table {{ border-collapse: collapse; width: 100%; font-size: 10.5pt; line-height: 15pt; margin: 6pt 0; }}\n\
         th, td {{ border: 1px solid #000; padding: 2pt 4pt; overflow-wrap: anywhere; }}\nth {{ font-family: '{h2}', SimHei, sans-serif; font-weight: normal; }}\n\
         hr {{ border: 0; break-after: page; margin: 2em 0; }}\n@media print {{ body {{ margin: 0; padding: 0; max-width: none; }} }}\n\
         </style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escaped(&mark.line()),
        escaped(&title),
    )
}

/// Appends an element with text.
fn element(out: &mut String, name: &str, class: &str, spans: &[Span]) {
    out.push_str(&format!("<{name}{class}>"));
    words(out, spans);
    out.push_str(&format!("</{name}>\n"));
}

/// Appends text, escaped; bold words in `<strong>`.
fn words(out: &mut String, spans: &[Span]) {
    for span in spans {
        match span.is_bold {
            true => out.push_str(&format!("<strong>{}</strong>", escaped(&span.text))),
            false => out.push_str(&escaped(&span.text)),
        }
    }
}

/// Appends a table. The first row is the header.
fn table(out: &mut String, rows: &[Vec<Vec<Span>>]) {
    out.push_str("<table>\n");
    for (at, row) in rows.iter().enumerate() {
        out.push_str("<tr>");
        let name = if at == 0 { "th" } else { "td" };
        for cell in row {
            out.push_str(&format!("<{name}>"));
            words(out, cell);
            out.push_str(&format!("</{name}>"));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n");
}
