//! A web page, or what Word and Excel save as one → its blocks in order.
//!
//! Only the tokenizer of html5ever is used: entities, scripts, comments and broken attributes are its affair.
//! Its tree is not built, since building one takes time in the square of the nesting, and a page is a
//! stranger's file; what ends a cell or a row is known here.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use crate::read::decode::Refusal;
use crate::read::page::{Kind, Page};
use crate::read::sheet::{Sheet, Span};

/// Reads a page.
pub fn read(text: &str) -> Result<Sheet, Refusal> {
    let sink = Sink { state: RefCell::new(State { page: Page::new(text.len()), silent: None }) };
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(text));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.state.into_inner().page.finish()
}

struct Sink {
    state: RefCell<State>,
}

struct State {
    page: Page,
    /// The tag whose content is not printed.
    silent: Option<&'static str>,
}

/// Tags whose content is no part of the print.
const SILENT: [(&str, Option<RawKind>); 6] = [
    ("script", Some(RawKind::ScriptData)),
    ("style", Some(RawKind::Rawtext)),
    ("title", Some(RawKind::Rcdata)),
    ("textarea", Some(RawKind::Rcdata)),
    ("noscript", None),
    ("xml", None),
];

/// Tags that begin and end a block.
const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "hr",
    "center",
    "pre",
    "section",
    "article",
    "caption",
    "blockquote",
    "body",
];

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) => return state.tag(&tag),
            Token::CharacterTokens(text) if state.silent.is_none() => state.page.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        if let Some(silent) = self.silent {
            if tag.kind == TagKind::EndTag && name == silent {
                self.silent = None;
            }
            return TokenSinkResult::Continue;
        }
        match tag.kind {
            TagKind::StartTag => {
                if let Some((silent, raw)) = SILENT.iter().find(|(silent, _)| *silent == name)
                    && !tag.self_closing
                {
                    self.silent = Some(silent);
                    return raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
                }
                self.start(name, tag);
            }
            TagKind::EndTag => self.end(name),
        }
        TokenSinkResult::Continue
    }

    fn start(&mut self, name: &str, tag: &Tag) {
        match name {
            "table" => self.page.open_table(),
            "tr" => self.page.open_row(),
            "td" | "th" => {
                let columns = number(tag, "colspan").unwrap_or(1).clamp(1, WIDEST);
                // 0 rows are all that follow.
                let rows = match number(tag, "rowspan") {
                    Some(0) => DEEPEST,
                    rows => rows.unwrap_or(1).min(DEEPEST),
                };
                self.page.open_cell(Kind::Own(Span { columns, rows }));
            }
            // A line of a label and its value stands for itself; else a break is white space.
            "br" if is_labelled(self.page.pending()) => self.page.break_block(),
            "br" => self.page.blank(),
            _ if BLOCKS.contains(&name) => self.page.break_block(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "table" => self.page.close_table(),
            "tr" => self.page.close_row(),
            "td" | "th" => self.page.close_cell(),
            _ if BLOCKS.contains(&name) => self.page.break_block(),
            _ => {}
        }
    }
}

/// Longer lines are prose; and every break looking at all before it would take time in the square.
const LONGEST_LABELLED: usize = 240;

fn is_labelled(line: &str) -> bool {
    line.len() <= LONGEST_LABELLED && line.contains([':', '\u{FF1A}'])
}

/// What a browser allows.
const WIDEST: u32 = 1000;
const DEEPEST: u32 = 65_534;

fn number(tag: &Tag, name: &str) -> Option<u32> {
    let value = tag.attrs.iter().find(|attribute| &*attribute.name.local == name)?;
    let text = value.value.trim_start();
    let length = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if length == 0 { None } else { Some(text[..length].parse().unwrap_or(u32::MAX)) }
}
