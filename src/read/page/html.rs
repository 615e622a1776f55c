//! A web page, or what Word and Excel save as one → its blocks in order.
//!
//! Only the tokenizer of html5ever is used, which handles entities, scripts, comments and broken attributes. Its tree
//! is not built: that takes time quadratic in the nesting, and a page may come from anybody. Where a cell or row ends
//! is worked out here.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use crate::read::decode::Refusal;
use crate::read::dress::Dress;
use crate::read::page::attributes;
use crate::read::page::regions::{Inside, Regions};
use crate::read::page::style::{self, Classes};
use crate::read::page::{Page, PageCell};
use crate::read::room::Room;
use crate::read::sheet::{Sheet, Span};

/// Reads a page.
pub fn read(text: &str, room: &mut Room) -> Result<Sheet, Refusal> {
    let state = State {
        page: Page::new(*room),
        silent: None,
        regions: Regions::default(),
        classes: Classes::default(),
        link: false,
        titled: false,
    };
    let sink = Sink { state: RefCell::new(state) };
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&attributes::bounded(text)));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.state.into_inner().page.finish(room)
}

/// The tokenizer hands over tokens through a shared reference.
struct Sink {
    state: RefCell<State>,
}

/// A page while it is read.
struct State {
    /// What has been read.
    page: Page,
    /// The open tag whose content is not printed.
    silent: Option<&'static str>,
    /// The open tags that change how their text is printed.
    regions: Regions,
    /// The style rules of the page.
    classes: Classes,
    /// Inside a link to another place on the page.
    link: bool,
    /// The title is complete.
    titled: bool,
}

/// Tags whose content is not printed. For some of them the tokenizer has to be told that no tags stand inside.
const SILENT: [(&str, Option<RawKind>); 8] = [
    ("script", Some(RawKind::ScriptData)),
    ("style", Some(RawKind::Rawtext)),
    ("title", Some(RawKind::Rcdata)),
    ("textarea", Some(RawKind::Rcdata)),
    ("noscript", None),
    ("template", None),
    // Brackets around ruby text, for programs that cannot show it.
    ("rp", None),
    ("xml", None),
];

/// Tags without content.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Tags that begin and end a block, that is a line of its own in a cell or outside.
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

    /// Passes tags and text on.
    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) => return state.tag(&tag),
            Token::CharacterTokens(text) => state.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn text(&mut self, text: &str) {
        match (self.silent, self.regions.dress()) {
            (Some("style"), _) => self.classes.add(text),
            // Drawings further down have titles as well.
            (Some("title"), _) if !self.titled => self.page.title.push_str(text),
            (Some(_), _) => {}
            (None, Dress::Plain) if self.link => self.page.text(text, Dress::Note),
            (None, dress) => self.page.text(text, dress),
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        if let Some(silent) = self.silent {
            if tag.kind == TagKind::EndTag && name == silent {
                self.silent = None;
                self.titled |= name == "title";
            }
            return TokenSinkResult::Continue;
        }
        match tag.kind {
            TagKind::StartTag => {
                // In a cell, the content of a text field is the cell's; elsewhere it is for visitors to fill in.
                let is_filled_in = name == "textarea" && self.page.is_inside().1;
                if !is_filled_in
                    && let Some((silent, raw)) = SILENT.iter().find(|(silent, _)| *silent == name)
                    && !tag.self_closing
                {
                    self.silent = Some(silent);
                    return raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
                }
                self.regions.begin(name, BLOCKS.contains(&name) || name == "table");
                if !self.regions.is_hidden() && !self.opens_hidden(name, tag) {
                    self.start(name, tag);
                }
                if is_filled_in {
                    return TokenSinkResult::RawData(RawKind::Rcdata);
                }
            }
            TagKind::EndTag => {
                let ends_hidden = self.regions.end(name, BLOCKS.contains(&name));
                if !ends_hidden && !self.regions.is_hidden() {
                    self.end(name);
                }
            }
        }
        TokenSinkResult::Continue
    }

    /// Opens a part that is raised, struck out or hidden; true if the tag itself is hidden. A hidden cell that keeps
    /// its place is still a place in its row; otherwise the cells behind it would move to the left.
    fn opens_hidden(&mut self, name: &str, tag: &Tag) -> bool {
        let Some(dress) = self.dress(name, tag) else { return false };
        if VOID.contains(&name) {
            return dress == Dress::Hidden;
        }
        let is_cell = matches!(name, "td" | "th");
        // If a whole cell is raised, nothing in it is.
        if (is_cell || name == "tr") && !matches!(dress, Dress::Struck | Dress::Hidden) {
            return false;
        }
        let keeps_place = dress != Dress::Hidden || style::keeps_its_place(attribute(tag, "style").unwrap_or_default());
        if keeps_place {
            self.start(name, tag);
        }
        let inside = match self.page.is_inside() {
            _ if is_cell || name == "tr" => Inside::Table,
            (_, true) => Inside::Cell,
            (true, false) => Inside::Table,
            (false, false) => Inside::Page,
        };
        self.regions.open(name, dress, inside);
        true
    }

    /// How the text in a tag is printed, if that differs from the text around it. Tag, style and class count together.
    /// If they say nothing, the name of the class counts (`footnote-ref`), but not for blocks, where such names mean
    /// the layout.
    fn dress(&self, name: &str, tag: &Tag) -> Option<Dress> {
        let by_tag = match name {
            "sup" | "sub" | "rt" => Some(Dress::Raised),
            "small" => Some(Dress::Small),
            "s" | "strike" | "del" => Some(Dress::Struck),
            _ if attribute(tag, "hidden").is_some() => Some(Dress::Hidden),
            "font" => attribute(tag, "color").and_then(style::of_colour),
            _ => None,
        };
        let by_style = attribute(tag, "style").and_then(style::of_declarations);
        let classes = attribute(tag, "class").unwrap_or_default();
        let by_class = self.classes.dress(classes);
        let by_name = || classes.split_whitespace().filter_map(style::of_name).reduce(Dress::inside);
        let said = [by_tag, by_style, by_class].into_iter().flatten().reduce(Dress::inside);
        said.or_else(|| if BLOCKS.contains(&name) || name == "table" { None } else { by_name() })
    }

    /// A tag that begins something.
    fn start(&mut self, name: &str, tag: &Tag) {
        match name {
            "a" => self.link = attribute(tag, "href").is_some_and(points_to_note),
            "img" | "svg" | "canvas" => self.page.beside.pictures = true,
            "option" => self.page.blank(),
            "input" if is_shown(tag) => {
                self.page.text(attribute(tag, "value").unwrap_or_default(), self.regions.dress());
            }
            "table" => self.page.open_table(),
            "tr" => self.page.open_row(),
            // A link that was not closed ends with its cell.
            "td" | "th" => {
                self.link = false;
                let columns = number(tag, "colspan").unwrap_or(1).clamp(1, WIDEST);
                // A span of 0 rows reaches to the end.
                let rows = match number(tag, "rowspan") {
                    Some(0) => DEEPEST,
                    rows => rows.unwrap_or(1).min(DEEPEST),
                };
                self.page.open_cell(PageCell::Own(Span { columns, rows }));
            }
            // Outside a table, a line with a label and its value stands for itself; other breaks are white space.
            "br" if is_labelled(self.page.pending()) => self.page.break_block(),
            "br" => self.page.break_line(),
            _ if BLOCKS.contains(&name) => self.page.break_block(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "a" => self.link = false,
            "table" => self.page.close_table(),
            "tr" => self.page.close_row(),
            "td" | "th" => self.page.close_cell(),
            _ if BLOCKS.contains(&name) => self.page.break_block(),
            _ => {}
        }
    }
}

/// An attribute of a tag, if it has it.
fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// How page authors begin the names of notes.
const NOTES: [&str; 9] = ["fn", "ftn", "_ftn", "_edn", "note", "cite", "footnote", "endnote", "sdfootnote"];

/// True for a link inside the page, or to a note of a page given by its address. The text of such a link is the number
/// of a note: `12<a href="#fn1">1</a>` is 12 with note 1.
fn points_to_note(href: &str) -> bool {
    href.split_once('#').is_some_and(|(page, place)| {
        let place = place.to_ascii_lowercase();
        !place.is_empty() && (page.is_empty() || NOTES.iter().any(|note| place.starts_with(note)))
    })
}

/// True for a form field that shows its content.
fn is_shown(tag: &Tag) -> bool {
    matches!(attribute(tag, "type").unwrap_or("text").to_ascii_lowercase().as_str(), "text" | "number" | "tel" | "")
}

/// Longer lines are prose. Without a bound, every break would look at all text before it, which takes quadratic time:
/// an office can send any page.
const LONGEST_LABELLED: usize = 240;

/// True for a short line with a colon, as in `Office: A`.
fn is_labelled(line: &str) -> bool {
    line.len() <= LONGEST_LABELLED && line.contains([':', '\u{FF1A}'])
}

/// What a browser allows.
const WIDEST: u32 = 1000;
/// The most rows that a cell may span.
const DEEPEST: u32 = 65_534;

/// A number in an attribute: `2` of `colspan="2 "`. A number that does not fit counts as the largest.
fn number(tag: &Tag, name: &str) -> Option<u32> {
    let text = attribute(tag, name)?.trim_start();
    let length = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if length == 0 { None } else { Some(text[..length].parse().unwrap_or(u32::MAX)) }
}
