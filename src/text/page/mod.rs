//! From the lines of a page to the paragraphs of a report: what is furniture, what is said twice, what the page tells
//! about the article.
//!
//! Not language (the words are tables) and not meaning. A lost sentence of the report is worse than kept furniture: a
//! line goes only when the table names it or it repeats another one. Rule: the passes run until nothing changes, first on the
//! page, then on what is left of it read as plain text, so cleaning a cleaned text changes nothing.

mod caption;
mod dateline;
mod head;
mod item;
mod names;
mod repeat;
mod tail;

use super::complete;
use super::document::{ParagraphKind, Removed};
use super::line::{Hint, Line};
use crate::lang::page::Role;
use crate::lang::{Language, Writing};
use crate::model::{ArticleInfo, Remark, RemarkCode, Span};

pub(super) use caption::dates;
use item::{Item, is_closing};

pub(super) use dateline::{clock, colon_dateline, dateline, is_labelled};

/// Most passes over a page. Each rule goes as far as it can in one pass, so that passes follow only from what one rule lays
/// open to another.
const PASSES_MAX: usize = 16;
/// Most paragraphs of an article; what follows is left out.
pub const PARAGRAPHS_MAX: usize = 10_000;

/// A cleaned page.
#[derive(Debug, Default)]
pub(super) struct Cleaned {
    /// The paragraphs left, with what they are.
    pub(super) lines: Vec<(Line, ParagraphKind)>,
    /// What the page tells of the article.
    pub(super) info: ArticleInfo,
    /// What went.
    pub(super) removed: Vec<Removed>,
    /// Remarks without a place in the cleaned text.
    pub(super) remarks: Vec<Remark>,
}

struct Page<'a> {
    items: Vec<Item>,
    info: ArticleInfo,
    language: &'a Language,
    remarks: Vec<Remark>,
    /// Parts of lines that went.
    cut: Vec<Removed>,
}

/// Cleans a page; `title` is the caller's, when it gave one.
pub(super) fn clean(lines: Vec<Line>, title: Option<&str>, language: &Language) -> Cleaned {
    let mut page = Page::of(lines, language);
    page.settle(title);
    page.settle_as_text();
    page.kinds();
    page.dates_of_captions();
    page.finish()
}

impl<'a> Page<'a> {
    fn of(lines: Vec<Line>, language: &'a Language) -> Self {
        let mut page = Page {
            items: Vec::with_capacity(lines.len()),
            info: ArticleInfo::default(),
            language,
            remarks: Vec::new(),
            cut: Vec::new(),
        };
        for (i, line) in lines.into_iter().enumerate() {
            let mut item = page.judge(line);
            if i >= PARAGRAPHS_MAX {
                item.gone = Some("limit");
            }
            page.items.push(item);
        }
        if page.items.len() > PARAGRAPHS_MAX {
            page.remark(
                RemarkCode::LimitReached,
                &format!("more than {PARAGRAPHS_MAX} paragraphs"),
            );
        }
        page
    }

    /// Runs the rules until nothing changes.
    fn settle(&mut self, title: Option<&str>) {
        for _ in 0..PASSES_MAX {
            let before = self.size();
            self.furniture();
            self.end_matter();
            self.author_notes();
            self.repeats();
            self.head(title);
            self.dates_below();
            if self.size() == before {
                break;
            }
        }
    }

    /// Reads what is left as plain text until nothing more goes: what markup and the lines now gone told of a line is no longer
    /// there when the cleaned text is cleaned again, and a rule that would find more then finds it now.
    fn settle_as_text(&mut self) {
        for _ in 0..PASSES_MAX {
            let alive = self.alive();
            let lines = alive.iter().filter_map(|at| self.get(*at)).map(|item| {
                let mut line = item.line.clone();
                line.hint = Hint::None;
                line
            });
            let mut again = Page::of(lines.collect(), self.language);
            let before = again.size();
            again.settle(self.info.title.as_deref());
            if again.size() == before {
                break;
            }
            for (at, item) in alive.into_iter().zip(again.items) {
                if let Some(kept) = self.items.get_mut(at) {
                    let hint = std::mem::replace(&mut kept.line, item.line).hint;
                    kept.line.hint = hint;
                    kept.gone = item.gone;
                }
            }
            self.info = complete(std::mem::take(&mut self.info), again.info);
            self.cut.append(&mut again.cut);
        }
    }
}

impl Page<'_> {
    fn judge(&self, line: Line) -> Item {
        let lower = line.text.to_ascii_lowercase();
        let words = lower.bytes().filter(|b| *b == b' ').count() + 1;
        let key = lower.trim_matches(is_decoration);
        let matched = self
            .language
            .page
            .classify(if key.is_empty() { &lower } else { key });
        let shift = key.as_ptr() as usize - lower.as_ptr() as usize;
        let matched = matched.map(|mut m| {
            m.capture = m.capture.map(|c| c.start + shift..c.end + shift);
            m
        });
        let caption = line.hint == Hint::Caption
            || (words <= caption::WORDS_MAX && self.language.page.is_caption(&lower));
        let mut item = Item {
            lower,
            words,
            matched,
            caption,
            body: false,
            kind: ParagraphKind::Body,
            gone: None,
            line,
        };
        item.body = item.hint_allows_body() && item.matched.is_none() && self.reads_as_body(&item);
        item
    }

    fn reads_as_body(&self, item: &Item) -> bool {
        !item.caption && self.reads_as_prose(item)
    }

    fn reads_as_prose(&self, item: &Item) -> bool {
        if item.words < 6 {
            return false;
        }
        let end = item.line.text.trim_end_matches(is_closing);
        let full = end.ends_with(['.', '\u{2026}', ':']);
        let cry = end.ends_with(['!', '?']) || end.len() < item.line.text.len();
        full || item.words >= 40
            || (cry && item.words >= 20)
            || dateline(&item.line.text, self.language).is_some()
    }

    /// How much is left, in lines and bytes.
    fn size(&self) -> (usize, usize) {
        let left = self.items.iter().filter(|i| i.gone.is_none());
        left.fold((0, 0), |(n, bytes), i| (n + 1, bytes + i.line.text.len()))
    }

    fn alive(&self) -> Vec<usize> {
        let left = self.items.iter().enumerate();
        left.filter(|(_, i)| i.gone.is_none())
            .map(|(n, _)| n)
            .collect()
    }

    fn get(&self, at: usize) -> Option<&Item> {
        self.items.get(at)
    }

    fn remove(&mut self, at: usize, reason: &'static str) {
        if let Some(item) = self.items.get_mut(at) {
            item.gone = item.gone.or(Some(reason));
        }
    }

    fn remark(&mut self, code: RemarkCode, text: &str) {
        self.remarks.push(Remark {
            code,
            span: Span::default(),
            text: text.to_owned(),
        });
    }

    /// The first line left that reads like the report.
    fn first_body(&self) -> Option<usize> {
        self.items.iter().position(|i| i.gone.is_none() && i.body)
    }

    /// The first line left that reads like the report, or would if nothing but its place told that it is a caption: notes on the
    /// author stand behind it as behind any other.
    fn first_prose(&self) -> Option<usize> {
        let told = |i: &Item| {
            let words = i.words <= caption::WORDS_MAX && self.language.page.is_caption(&i.lower);
            let caption = i.line.hint == Hint::Caption && !words && i.matched.is_none();
            // An alternative text is cut later, and leaves its caption.
            (caption || i.role() == Some(Role::Alt)) && self.reads_as_prose(i)
        };
        let mut items = self.items.iter();
        items.position(|i| i.gone.is_none() && (i.body || told(i)))
    }

    /// The last line left that reads like the report.
    fn last_body(&self) -> Option<usize> {
        self.items.iter().rposition(|i| i.gone.is_none() && i.body)
    }

    /// Lines that are furniture wherever they stand.
    fn furniture(&mut self) {
        for at in self.alive() {
            let Some(item) = self.get(at) else { continue };
            let reason = match item.role() {
                Some(Role::Drop | Role::Policy | Role::Rights | Role::Note) => Some("furniture"),
                Some(Role::Teaser) if !item.line.text.ends_with(['.', '\u{201d}', '"']) => {
                    Some("furniture")
                }
                Some(Role::Credit) if item.is_credit() => Some("credit"),
                Some(Role::Basis) => Some("basis"),
                _ if is_markup(&item.line.text) => Some("markup"),
                _ if item.words <= 4 && self.is_agency(item) => Some("credit"),
                _ => None,
            };
            if let Some(reason) = reason {
                self.note_facts(at);
                self.remove(at, reason);
            }
        }
    }

    /// A line that is only an agency's name.
    fn is_agency(&self, item: &Item) -> bool {
        let bare = item.line.text.trim_matches(|c: char| !c.is_alphanumeric());
        self.language.page.agency(bare).is_some()
            || (item.caption && item.words <= 2 && item.line.hint == Hint::None)
    }

    /// Notes what a line that goes tells of the article.
    fn note_facts(&mut self, at: usize) {
        let Some(item) = self.items.get(at) else {
            return;
        };
        let text = item.line.text.clone();
        let captured = item
            .matched
            .as_ref()
            .and_then(|m| m.capture.clone())
            .and_then(|c| text.get(c))
            .map(str::to_owned);
        match item.role() {
            Some(Role::Policy | Role::Rights) => {
                let outlet = captured
                    .map(|c| names::outlet(&c))
                    .filter(|o| !o.is_empty());
                self.info.outlet = self.info.outlet.take().or(outlet);
            }
            Some(Role::Basis) => self.info.based_on = self.info.based_on.take().or(Some(text)),
            Some(Role::Byline | Role::Bio) => {
                for name in captured
                    .map(|c| names::people(&c, self.language))
                    .unwrap_or_default()
                {
                    self.add_author(&name);
                }
            }
            _ => self.add_agencies(captured.as_deref().unwrap_or(&text)),
        }
    }

    fn add_author(&mut self, name: &str) {
        if !self
            .info
            .authors
            .iter()
            .any(|a| a.eq_ignore_ascii_case(name))
        {
            self.info.authors.push(name.to_owned());
        }
    }

    /// Adds the agencies that `words` list.
    fn add_agencies(&mut self, words: &str) {
        for part in names::parts(words) {
            if let Some(agency) = self.language.page.agency(part)
                && !self.info.agencies.iter().any(|a| a == agency)
            {
                self.info.agencies.push(agency.to_owned());
            }
        }
    }

    /// What each line left is.
    fn kinds(&mut self) {
        let alive = self.alive();
        let first = self.first_body();
        for (n, at) in alive.iter().enumerate() {
            let next_is_body = alive
                .get(n + 1)
                .and_then(|i| self.get(*i))
                .is_some_and(|i| i.body);
            let Some(item) = self.items.get_mut(*at) else {
                continue;
            };
            if item.kind != ParagraphKind::Body {
                continue;
            }
            if item.caption {
                item.kind = ParagraphKind::Caption;
            } else if item.line.hint == Hint::Subheading
                || (next_is_body && first.is_some_and(|f| f < *at) && item.is_short_heading())
            {
                item.kind = ParagraphKind::Subheading;
            }
        }
    }

    fn finish(mut self) -> Cleaned {
        // "Agencies" beside a named one says nothing.
        if self.info.agencies.len() > 1 {
            let unnamed = self
                .language
                .page
                .agency("agencies")
                .unwrap_or("")
                .to_owned();
            self.info.agencies.retain(|a| *a != unnamed);
        }
        let gone = self
            .items
            .iter()
            .filter(|i| i.gone == Some("furniture"))
            .count();
        if gone > 0 {
            self.remark(RemarkCode::FurnitureRemoved, &format!("{gone} lines"));
        }
        let mut cleaned = Cleaned {
            info: self.info,
            remarks: self.remarks,
            removed: self.cut,
            ..Cleaned::default()
        };
        for item in self.items {
            match item.gone {
                None if !item.line.text.is_empty() => cleaned.lines.push((item.line, item.kind)),
                None => {}
                Some(reason) => cleaned.removed.push(Removed {
                    input: item.line.input(),
                    reason,
                }),
            }
        }
        cleaned.removed.retain(|r| !r.input.is_empty());
        cleaned.removed.sort_by_key(|r| r.input);
        cleaned
    }
}

/// Bullets and bars around a line.
fn is_decoration(c: char) -> bool {
    matches!(
        c,
        '|' | '\u{2022}'
            | '\u{b7}'
            | '\u{25cf}'
            | '\u{25ba}'
            | '\u{25b6}'
            | '\u{bb}'
            | '\u{203a}'
            | '>'
            | '\u{2192}'
            | ' '
    )
}

/// Whether nothing but tags stands in the line.
fn is_markup(text: &str) -> bool {
    if !text.starts_with('<') {
        return false;
    }
    let mut inside = false;
    let outside = text.chars().filter(|c| {
        let was = inside;
        inside = match c {
            '<' => true,
            '>' => false,
            _ => inside,
        };
        !was && !inside && c.is_alphanumeric()
    });
    outside.count() == 0 && text.contains('>')
}

/// The words of a line as the tokenizer cuts them.
fn words<'t>(text: &'t str, writing: &Writing) -> Vec<&'t str> {
    let mut tokens = Vec::new();
    super::token::tokenize(text, 0, writing, &mut tokens);
    tokens.iter().map(|t| t.span.slice(text)).collect()
}
