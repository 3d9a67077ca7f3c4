//! From the lines of a page to the paragraphs of a report: what is furniture, what is said twice, what the page tells
//! about the article.
//!
//! Not language (the words are tables) and not meaning. A lost sentence of the report is worse than kept furniture: a
//! line goes only when the table names it or it repeats another one. Rule: the passes run until nothing changes, and what
//! goes never depends on what was found before, so cleaning a cleaned text changes nothing.

mod caption;
mod dateline;
mod head;
mod names;
mod repeat;
mod tail;

use super::document::{ParagraphKind, Removed};
use super::line::{Hint, Line};
use crate::lang::page::{Matched, Role};
use crate::lang::{Language, Writing};
use crate::model::{ArticleInfo, Remark, RemarkCode, Span};

pub(super) use caption::dates;
pub(super) use dateline::{colon_dateline, dateline, is_labelled};

/// Most words of a credit's names; more is a sentence.
const CREDIT_WORDS_MAX: usize = 14;
/// Most passes over a page. Each rule goes as far as it can in one pass, so that passes follow only from what one rule lays
/// open to another.
const PASSES_MAX: usize = 16;
/// Most paragraphs of an article; what follows is left out.
pub const PARAGRAPHS_MAX: usize = 10_000;

/// A line with what is known of it.
#[derive(Debug)]
struct Item {
    line: Line,
    /// The text with ASCII letters in lower case.
    lower: String,
    words: usize,
    matched: Option<Matched>,
    caption: bool,
    /// Whether it reads like a paragraph of a report.
    body: bool,
    kind: ParagraphKind,
    gone: Option<&'static str>,
}

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
    for _ in 0..PASSES_MAX {
        let before = page.size();
        page.furniture();
        page.end_matter();
        page.author_notes();
        page.repeats();
        page.head(title);
        page.dates_below();
        if page.size() == before {
            break;
        }
    }
    page.kinds();
    page.dates_of_captions();
    page.finish()
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

    /// The first line left that reads like the report, or would if nothing but its place told that it is a caption: that is gone
    /// when the cleaned text is cleaned again, and what stands behind it must go or stay alike.
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

impl Item {
    fn role(&self) -> Option<Role> {
        self.matched.as_ref().map(|m| m.role)
    }

    /// The words a pattern of the table caught; empty without.
    fn captured(&self) -> &str {
        let caught = self.matched.as_ref().and_then(|m| m.capture.clone());
        caught.and_then(|c| self.line.text.get(c)).unwrap_or("")
    }

    /// Whether a line that reads like a credit is nothing else: a sentence of the report may stand before or behind it.
    fn is_credit(&self) -> bool {
        let text = self.line.text.as_str();
        let Some(names) = self.matched.as_ref().and_then(|m| m.capture.clone()) else {
            return true;
        };
        let bracketed = text.starts_with('(') || text.contains(';');
        let words = text.get(names.clone()).unwrap_or("");
        let long = words.split(' ').count() > CREDIT_WORDS_MAX;
        if names.start == 0 {
            // A stop behind a word of three letters or more ends a sentence; behind "O" or "St" it does not.
            let mut before = "";
            let ends = words.split_inclusive(['.', '?', '!']).any(|piece| {
                let word = piece
                    .trim_end_matches(['.', '?', '!'])
                    .rsplit(' ')
                    .next()
                    .unwrap_or("");
                let stop = piece.len() > piece.trim_end_matches(['.', '?', '!']).len();
                let long = piece.split(' ').count() > CREDIT_WORDS_MAX / 2 || !before.is_empty();
                before = piece;
                stop && long && word.len() > 2 && word.ends_with(|c: char| c.is_lowercase())
            });
            !ends
        } else {
            bracketed || !long
        }
    }

    fn hint_allows_body(&self) -> bool {
        match self.line.hint {
            Hint::None => true,
            Hint::Headline | Hint::Subheading | Hint::Caption => false,
        }
    }

    /// A short line without an end mark, as headings inside a text are.
    fn is_short_heading(&self) -> bool {
        // "COURIER: Will you fight?" is a speaker and her words.
        let label = self
            .line
            .text
            .split_once(": ")
            .map_or("", |(label, _)| label);
        let speaker = label.contains(char::is_uppercase) && !label.contains(char::is_lowercase);
        self.words <= 10
            && !speaker
            && self
                .line
                .text
                .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            && !self.line.text.ends_with(|c: char| {
                matches!(c, '.' | ',' | ';' | ':' | '!' | '\u{2026}' | '-') || is_closing(c)
            })
    }
}

/// Marks that close what stands before them.
fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '\u{201d}' | '\u{2019}' | '\u{bb}' | ')' | ']' | ' '
    )
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
