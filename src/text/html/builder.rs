//! The pass over the tags: open elements, what is skipped, and the characters of each line with their place.
//!
//! Not the page's facts (`facts` reads those from what is handed over). Rule: open elements are searched only so far, so no
//! nesting makes the pass slow; a landmark inside a skipped element ends the skipping, since somebody forgot to close it.

use super::align::align;
use super::choose::{Placed, choose};
use super::facts::Facts;
use super::{Page, Trust, removed};
use crate::lang::Language;
use crate::lang::page::Markup;
use crate::text::document::Removed;
use crate::text::line::{Hint, Line};
use crate::text::repair::Glyph;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use std::convert::Infallible;

/// Most open elements that are remembered.
const DEPTH_MAX: usize = 512;
/// How far up the open elements an end tag looks for its start.
const CLOSE_REACH: usize = 64;
/// Most bytes of an attribute's value that are kept.
const VALUE_BYTES_MAX: usize = 2048;
/// A line of links longer than this is a sentence.
const LINK_WORDS_MAX: usize = 14;

/// Feeds the page's tags and text to `builder`.
pub(super) fn tokenize(input: &str, builder: &mut Builder<'_>) {
    let mut emitter = CallbackEmitter::new(
        |event: CallbackEvent<'_>, span: Span<usize>| -> Option<Infallible> {
            builder.event(&event, span);
            None
        },
    );
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(input, emitter).finish();
}

/// Elements that begin and end a line.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "li"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "br"
            | "hr"
            | "tr"
            | "td"
            | "th"
            | "table"
            | "tbody"
            | "thead"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "nav"
            | "aside"
            | "figure"
            | "figcaption"
            | "blockquote"
            | "pre"
            | "address"
            | "form"
            | "body"
            | "html"
            | "head"
            | "title"
            | "details"
            | "summary"
            | "center"
            | "option"
            | "button"
    )
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "hr"
            | "img"
            | "meta"
            | "link"
            | "input"
            | "source"
            | "wbr"
            | "area"
            | "base"
            | "col"
            | "embed"
            | "param"
            | "track"
    )
}

/// What is open.
#[derive(Debug)]
struct Open {
    name: String,
    skips: bool,
    article: bool,
    caption: bool,
    start: usize,
}

/// State of the pass.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    input: &'a str,
    language: &'a Language,
    trust: Trust,
    facts: Facts,
    open: Vec<Open>,
    tag: String,
    tag_start: usize,
    attributes: Vec<(String, String)>,
    /// How many open elements skip, lie in main, are links.
    skipping: usize,
    mains: usize,
    links: usize,
    articles: usize,
    glyphs: Vec<Glyph>,
    linked: usize,
    lines: Vec<Placed>,
    gone: Vec<Removed>,
    /// Words kept so far.
    pub(super) kept: usize,
    /// Words of skipped elements, scripts and styles aside.
    pub(super) skipped: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(input: &'a str, trust: Trust, language: &'a Language) -> Self {
        Self {
            input,
            language,
            trust,
            facts: Facts::default(),
            open: Vec::new(),
            tag: String::new(),
            tag_start: 0,
            attributes: Vec::new(),
            skipping: 0,
            mains: 0,
            links: 0,
            articles: 0,
            glyphs: Vec::new(),
            linked: 0,
            lines: Vec::new(),
            gone: Vec::new(),
            kept: 0,
            skipped: 0,
        }
    }

    fn event(&mut self, event: &CallbackEvent<'_>, span: Span<usize>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = lossy(name);
                self.tag_start = span.start;
                self.attributes.clear();
            }
            CallbackEvent::AttributeName { name } => {
                self.attributes.push((lossy(name), String::new()));
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some((_, last)) = self.attributes.last_mut() {
                    *last = lossy(value.get(..VALUE_BYTES_MAX).unwrap_or(value));
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => self.start(*self_closing),
            CallbackEvent::EndTag { name } => self.end(&lossy(name), span.end),
            CallbackEvent::String { value } => self.text(&String::from_utf8_lossy(value), span),
            CallbackEvent::Comment { .. }
            | CallbackEvent::Doctype { .. }
            | CallbackEvent::Error(_) => {}
        }
    }

    fn start(&mut self, self_closing: bool) {
        let name = std::mem::take(&mut self.tag);
        let attributes = std::mem::take(&mut self.attributes);
        self.facts.element(&name, &attributes);
        if is_block(&name) {
            self.flush();
        }
        if matches!(name.as_str(), "article" | "main" | "h1") {
            self.stop_skipping();
        }
        if is_void(&name) || (self_closing && !is_block(&name)) || self.open.len() >= DEPTH_MAX {
            return;
        }
        // A paragraph or item that was not closed ends where the next one begins.
        if matches!(name.as_str(), "p" | "li" | "tr" | "td" | "dt" | "dd")
            && self.open.last().is_some_and(|o| o.name == name)
        {
            self.pop(self.tag_start);
        }
        let skips = self.skips(&name, &attributes);
        let article =
            name == "article" || attribute(&attributes, "itemprop").contains("articleBody");
        let main = name == "main" || attribute(&attributes, "role") == "main";
        let caption = name == "figcaption"
            || (self.trust == Trust::Little
                && self.marked(&attributes, Markup::Caption)
                && name != "figure");
        self.skipping += usize::from(skips);
        self.articles += usize::from(article);
        self.mains += usize::from(main);
        self.links += usize::from(name == "a");
        self.open.push(Open {
            name: if main { "main".to_owned() } else { name },
            skips,
            article,
            caption,
            start: self.tag_start,
        });
    }

    /// Whether an element is left out, by its name, its state or its class.
    fn skips(&self, name: &str, attributes: &[(String, String)]) -> bool {
        match name {
            "script" | "style" | "noscript" | "template" | "svg" | "math" | "title"
            | "textarea" | "iframe" | "object" => true,
            "nav" | "aside" | "footer" | "form" | "button" | "select" | "audio" | "video"
            | "canvas" | "dialog" | "menu" => self.trust != Trust::All,
            "html" | "body" | "main" | "article" | "a" | "p" | "h1" => false,
            _ => {
                self.trust == Trust::Little
                    && !attribute(attributes, "itemprop").contains("articleBody")
                    && (attributes
                        .iter()
                        .any(|(n, v)| n == "hidden" || (n == "aria-hidden" && v == "true"))
                        || self.marked(attributes, Markup::Drop))
            }
        }
    }

    /// Whether a word of the element's class, id or role has that meaning.
    fn marked(&self, attributes: &[(String, String)], wanted: Markup) -> bool {
        let named = attributes
            .iter()
            .filter(|(n, _)| matches!(n.as_str(), "class" | "id" | "role"));
        named
            .flat_map(|(_, v)| class_words(v))
            .any(|w| self.language.page.markup(&w) == Some(wanted))
    }

    fn stop_skipping(&mut self) {
        if self.skipping == 0
            || self
                .open
                .last()
                .is_some_and(|o| matches!(o.name.as_str(), "script" | "style"))
        {
            return;
        }
        for open in &mut self.open {
            open.skips = false;
        }
        self.skipping = 0;
        self.glyphs.clear();
    }

    fn end(&mut self, name: &str, at: usize) {
        if is_block(name) {
            self.flush();
        }
        let near = self
            .open
            .iter()
            .rev()
            .take(CLOSE_REACH)
            .position(|o| o.name == name || (o.name == "main" && name == "div"));
        let Some(depth) = near else { return };
        for _ in 0..=depth {
            self.pop(at);
        }
    }

    fn pop(&mut self, at: usize) {
        let Some(open) = self.open.pop() else { return };
        if open.skips {
            self.glyphs.clear();
            self.skipping = self.skipping.saturating_sub(1);
            if self.skipping == 0 {
                let reason = if matches!(open.name.as_str(), "script" | "style" | "title") {
                    "markup"
                } else {
                    "furniture"
                };
                self.gone.push(removed(open.start, at, reason));
            }
        }
        self.mains -= usize::from(open.name == "main" && self.mains > 0);
        self.links -= usize::from(open.name == "a" && self.links > 0);
    }

    fn text(&mut self, value: &str, span: Span<usize>) {
        let name = self.open.last().map_or("", |o| o.name.as_str());
        if self.facts.wants(name) {
            self.facts.text(name, value);
        }
        if self.skipping > 0 {
            if !matches!(name, "script" | "style" | "title") {
                self.skipped += value.split_ascii_whitespace().count();
            }
            return;
        }
        let before = self.glyphs.len();
        align(self.input, span.start, span.end, value, &mut self.glyphs);
        if self.links > 0 {
            self.linked += self
                .glyphs
                .iter()
                .skip(before)
                .filter(|g| g.c.is_alphanumeric())
                .count();
        }
    }

    /// Ends the line.
    fn flush(&mut self) {
        let linked = std::mem::take(&mut self.linked);
        let glyphs = std::mem::take(&mut self.glyphs);
        let letters = glyphs.iter().filter(|g| g.c.is_alphanumeric()).count();
        if letters == 0 {
            return;
        }
        let mut line = Line::of_glyphs(glyphs);
        line.hint = self.hint();
        let words = line.text.split(' ').count();
        self.kept += words;
        let inside = self.open.iter().rposition(|o| o.article);
        self.lines.push(Placed {
            words,
            article: if inside.is_some() { self.articles } else { 0 },
            main: self.mains > 0,
            links: linked * 10 >= letters * 9 && words <= LINK_WORDS_MAX && line.hint == Hint::None,
            line,
        });
    }

    fn hint(&self) -> Hint {
        let near = self.open.iter().rev().take(CLOSE_REACH);
        for open in near {
            match open.name.as_str() {
                "h1" => return Hint::Headline,
                "h2" | "h3" | "h4" | "h5" | "h6" => return Hint::Subheading,
                _ if open.caption => return Hint::Caption,
                _ => {}
            }
        }
        Hint::None
    }

    pub(super) fn finish(&mut self) {
        self.flush();
        while !self.open.is_empty() {
            self.pop(self.input.len());
        }
    }

    /// The lines of the part that holds the report, and the facts.
    pub(super) fn into_page(self) -> Page {
        let total: usize = self.lines.iter().map(|l| l.words).sum();
        let mut page = Page {
            info: self.facts.into_info(self.language),
            removed: self.gone,
            ..Page::default()
        };
        let within = choose(&self.lines, total);
        let first = self.lines.iter().position(|l| within.holds(l)).unwrap_or(0);
        for (i, placed) in self.lines.into_iter().enumerate() {
            let above = i < first && placed.line.hint == Hint::Headline;
            let span = placed.line.input();
            if placed.links {
                page.removed
                    .push(removed(span.range().start, span.range().end, "furniture"));
            } else if within.holds(&placed) || above {
                page.lines.push(placed.line);
            } else {
                page.removed
                    .push(removed(span.range().start, span.range().end, "outside"));
            }
        }
        page.removed.sort_by_key(|r| r.input);
        page
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn attribute<'t>(attributes: &'t [(String, String)], name: &str) -> &'t str {
    attributes
        .iter()
        .find(|(n, _)| n == name)
        .map_or("", |(_, v)| v)
}

/// The words of a class attribute: "article-share relatedStories" gives article, share, related, stories.
fn class_words(value: &str) -> impl Iterator<Item = String> {
    let mut words = Vec::new();
    for part in value
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|p| !p.is_empty())
    {
        words.push(part.to_ascii_lowercase());
        let mut word = String::new();
        for c in part.chars() {
            if c.is_ascii_uppercase() && word.ends_with(|l: char| l.is_ascii_lowercase()) {
                words.push(std::mem::take(&mut word));
            }
            word.push(c.to_ascii_lowercase());
        }
        words.push(word);
    }
    words.into_iter()
}
