//! The markup in which templates write a document, and the blocks it is parsed into.
//!
//! A line is a paragraph. Its beginning says what it is:
//!
//! ```text
//! # title        ## heading       ### subheading
//! ^ not indented > to the right   --- new page
//! | a | b |      row of a table, the first one its header
//! ```
//!
//! `**words**` are bold. Text that a template fills in is never markup, because it is escaped first
//! ([`quoted`]).

/// Text in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub text: String,
    pub is_bold: bool,
}

/// A paragraph or a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Title(Vec<Span>),
    Heading(Vec<Span>),
    Subheading(Vec<Span>),
    Paragraph(Vec<Span>),
    /// Not indented, as the salutation.
    Flush(Vec<Span>),
    /// Aligned right, as the signature.
    Right(Vec<Span>),
    /// Rows of cells. The first row is the header.
    Table(Vec<Vec<Vec<Span>>>),
    NewPage,
}

/// Characters that may be markup.
const SIGNS: [char; 8] = ['\\', '#', '>', '^', '|', '*', '-', '+'];

/// Escapes text that is filled into a template, and keeps it on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{2028}' | '\u{2029}') {
            quoted.push(' ');
            continue;
        }
        if SIGNS.contains(&c) {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted
}

/// Parses a document. Every text is valid.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let block = match line.split_once(' ') {
            Some(("#", rest)) => Block::Title(spans(rest)),
            Some(("##", rest)) => Block::Heading(spans(rest)),
            Some(("###", rest)) => Block::Subheading(spans(rest)),
            Some(("^", rest)) => Block::Flush(spans(rest)),
            Some((">", rest)) => Block::Right(spans(rest)),
            _ if line == "---" => Block::NewPage,
            _ if line.starts_with('|') => {
                let row = cells(line);
                if let Some(Block::Table(rows)) = blocks.last_mut() {
                    rows.push(row);
                    continue;
                }
                Block::Table(vec![row])
            }
            _ => Block::Paragraph(spans(line)),
        };
        blocks.push(block);
    }
    blocks
}

/// The cells of `| a | b |`.
fn cells(line: &str) -> Vec<Vec<Span>> {
    let mut cells = vec![String::new()];
    let mut signs = line.trim_start_matches('|').chars();
    while let Some(c) = signs.next() {
        let Some(cell) = cells.last_mut() else { break };
        match c {
            '\\' => cell.extend(['\\'].into_iter().chain(signs.next())),
            '|' => cells.push(String::new()),
            c => cell.push(c),
        }
    }
    // What follows the last `|` is not a cell.
    if cells.len() > 1 && cells.last().is_some_and(|last| last.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| spans(cell.trim())).collect()
}

/// Splits text into bold and plain spans, and removes escapes: `a **b** \*c` is `a `, bold `b`, and
/// ` *c`.
fn spans(text: &str) -> Vec<Span> {
    let mut spans = vec![Span { text: String::new(), is_bold: false }];
    let mut signs = text.trim_end_matches(' ').chars().peekable();
    while let Some(c) = signs.next() {
        let Some(span) = spans.last_mut() else { break };
        match c {
            '\\' => span.text.extend(signs.next()),
            '*' if signs.peek() == Some(&'*') => {
                signs.next();
                let is_bold = !span.is_bold;
                spans.push(Span { text: String::new(), is_bold });
            }
            c => span.text.push(c),
        }
    }
    spans.retain(|span| !span.text.is_empty());
    spans
}

/// The text of a paragraph without its styles.
pub(super) fn plain(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Vec<Span> {
        vec![Span { text: text.to_owned(), is_bold: false }]
    }

    #[test]
    fn each_line_becomes_its_kind_of_block() {
        let read = blocks("# 标题\n\n^ 甲局：\n一 **二** 三\n| 甲 | 乙 |\n| 1 | |\n---\n> 落款\n");
        assert_eq!(read[0], Block::Title(span("标题")));
        assert_eq!(read[1], Block::Flush(span("甲局：")));
        let Block::Paragraph(spans) = &read[2] else { panic!("{read:?}") };
        assert_eq!((spans.len(), spans[1].is_bold, plain(spans).as_str()), (3, true, "一 二 三"));
        assert_eq!(read[3], Block::Table(vec![vec![span("甲"), span("乙")], vec![span("1"), vec![]]]));
        assert_eq!(read[4..], [Block::NewPage, Block::Right(span("落款"))]);
    }

    #[test]
    fn filled_in_text_is_never_markup() {
        for hostile in ["# 标题", "| a | b |", "**b**", "---", "> x", "\\", "a\nb", "^ y", "\u{1}"] {
            let text = format!("{}\n| {} | x |", quoted(hostile), quoted(hostile));
            let read = blocks(&text);
            let shown = hostile.replace(['\n', '\u{1}'], " ");
            let shown = shown.trim().to_owned();
            let [rest @ .., Block::Table(rows)] = &read[..] else { panic!("{read:?}") };
            assert_eq!((rows.len(), rows[0].len(), plain(&rows[0][0])), (1, 2, shown.clone()), "{hostile}");
            if !shown.is_empty() {
                assert_eq!(rest, [Block::Paragraph(span(&shown))], "{hostile}");
            }
        }
    }
}
