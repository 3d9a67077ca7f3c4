//! Paragraphs, sentences and tokens of a cleaned text.

use super::document::{Document, Paragraph, ParagraphKind, Sentence};
use super::page::{Cleaned, clock, colon_dateline, dateline, dates, is_labelled};
use super::sentence::split;
use super::token::tokenize;
use crate::lang::Language;
use crate::model::{DateRange, Remark, Span};
use std::ops::Range;

/// A dateline stands at the start of one of so many first paragraphs of the body.
const DATELINE_PARAGRAPHS: usize = 4;

/// The head of a text that a date of its own is looked for in, in paragraphs.
const HEAD_PARAGRAPHS: usize = 6;

/// Most words of a line of the head that dates the text.
const HEAD_LINE_WORDS: usize = 14;

/// Bytes of text to a token, about: what is reserved ahead.
const TOKEN_BYTES: usize = 5;

/// Joins the cleaned lines to a text and cuts it.
pub(super) fn document(cleaned: Cleaned, input: String, language: &Language) -> Document {
    let mut doc = Document {
        input,
        info: cleaned.info,
        removed: cleaned.removed,
        remarks: cleaned.remarks,
        ..Document::default()
    };
    let size = cleaned.lines.iter().map(|(l, _)| l.text.len() + 1).sum();
    let mut text = String::with_capacity(size);
    doc.tokens.reserve(size / TOKEN_BYTES);
    let mut ends_at = 0;
    let mut ranges = Vec::new();
    for (line, kind) in &cleaned.lines {
        let from = line.input();
        if !text.is_empty() {
            text.push('\n');
            doc.map
                .push(1, ends_at, from.start().saturating_sub(ends_at));
        }
        ends_at = from.end();
        let start = text.len();
        text.push_str(&line.text);
        line.map_into(&mut doc.map);
        for remark in &line.remarks {
            let (a, b) = (remark.span.range().start, remark.span.range().end);
            doc.remarks.push(Remark {
                span: Span::of(start + a..start + b),
                ..remark.clone()
            });
        }
        let span = Span::of(start..text.len());
        let sentences = cut(&text, span, language, &mut doc, &mut ranges);
        doc.paragraphs.push(Paragraph {
            span,
            kind: *kind,
            sentences,
            body_start: span.start(),
        });
    }
    doc.lower = text.to_ascii_lowercase();
    doc.text = text;
    let words = doc.tokens.iter().map(|t| t.span.slice(&doc.lower));
    doc.known = words.map(|w| language.known(w)).collect();
    datelines(&mut doc, language);
    if doc.info.published.is_none() {
        doc.info.published = dated_head(&doc, language);
    }
    doc
}

/// The day a text without a date line of its own is from: a full date in its dateline ("NORHAVEN, May 3 2031 (ONA) - "), or at the
/// end of a short line of its head that is no sentence ("The Morning Post, 3 May 2031"). A date that a preposition leads to
/// ("spoke on 3 May 2031") is the day of something else.
fn dated_head(doc: &Document, language: &Language) -> Option<DateRange> {
    let first = |part: &str| {
        let (date, wording) = dates(part, language).into_iter().next()?;
        let led = part
            .split_once(wording.as_str())
            .is_some_and(|(before, _)| {
                let last = before.trim_end().rsplit(' ').next().unwrap_or("");
                last.ends_with(|c: char| c.is_lowercase())
                    && language.calendar.weekday(last).is_none()
            });
        (!led).then(|| DateRange::single(date, &wording))
    };
    let head = doc.paragraphs.iter().take(HEAD_PARAGRAPHS);
    let mut found = head.filter_map(|p| {
        let text = p.span.slice(&doc.text);
        let body = Span::new(p.span.start(), p.body_start);
        let line = text.split(' ').count() <= HEAD_LINE_WORDS
            && !text.ends_with(['.', '?', '!', ':', ';', ',', '"', '\u{201d}']);
        let dateline = p.body_start > p.span.start();
        let title = p.kind == ParagraphKind::Headline;
        if dateline {
            first(body.slice(&doc.text))
        } else {
            (line && !title).then(|| first(text)).flatten()
        }
    });
    found.next()
}

/// Finds datelines and times of day: where each paragraph's report begins, and the article's place.
fn datelines(doc: &mut Document, language: &Language) {
    // "LEE: We begin." in several paragraphs is a transcript.
    let labels = doc
        .paragraphs
        .iter()
        .filter(|p| is_labelled(p.span.slice(&doc.text)));
    let alone = labels.take(2).count() < 2;
    for paragraph in &mut doc.paragraphs {
        if let Some(body) = clock(paragraph.span.slice(&doc.text)) {
            paragraph.body_start = Span::of(0..paragraph.span.range().start + body).end();
        }
    }
    let body = doc
        .paragraphs
        .iter_mut()
        .filter(|p| p.kind == ParagraphKind::Body);
    for paragraph in body.take(DATELINE_PARAGRAPHS) {
        let text = paragraph.span.slice(&doc.text);
        let colon = || colon_dateline(text, language).filter(|_| alone);
        let Some(found) = dateline(text, language).or_else(colon) else {
            continue;
        };
        paragraph.body_start = Span::of(0..paragraph.span.range().start + found.body).end();
        if doc.info.dateline.is_none() {
            doc.info.dateline = Some(found.place);
            for agency in found.agencies {
                if !doc.info.agencies.contains(&agency) {
                    doc.info.agencies.push(agency);
                }
            }
        }
    }
}

/// Appends the tokens and sentences of one paragraph; the sentences by index.
fn cut(
    text: &str,
    paragraph: Span,
    language: &Language,
    doc: &mut Document,
    ranges: &mut Vec<Range<usize>>,
) -> Range<usize> {
    let (first_sentence, first_token) = (doc.sentences.len(), doc.tokens.len());
    tokenize(
        paragraph.slice(text),
        paragraph.range().start,
        &language.writing,
        &mut doc.tokens,
    );
    ranges.clear();
    let tokens = doc.tokens.get(first_token..).unwrap_or(&[]);
    split(text, tokens, &language.writing, ranges);
    for range in ranges.iter() {
        let tokens = first_token + range.start..first_token + range.end;
        doc.sentences.push(Sentence {
            span: doc.tokens_span(&tokens),
            paragraph: doc.paragraphs.len(),
            tokens,
        });
    }
    first_sentence..doc.sentences.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::line::Line;
    use crate::text::{SENTENCE_TOKENS_MAX, TOKEN_BYTES_MAX, TokenKind};
    use std::sync::LazyLock;

    static ENGLISH: LazyLock<Language> = LazyLock::new(|| Language::english().unwrap());

    fn read(text: &str) -> Document {
        let cleaned = Cleaned {
            lines: vec![(Line::clean(text, 0), ParagraphKind::Body)],
            ..Cleaned::default()
        };
        document(cleaned, text.to_owned(), &ENGLISH)
    }

    fn cut(text: &str) -> Vec<String> {
        let doc = read(text);
        let words = |s: &Sentence| {
            let words: Vec<_> = s.tokens.clone().map(|i| doc.word(i)).collect();
            words.join(" ")
        };
        doc.sentences.iter().map(words).collect()
    }

    fn one(text: &str) -> String {
        let sentences = cut(text);
        assert_eq!(sentences.len(), 1, "{sentences:?}");
        sentences.concat()
    }

    fn count(text: &str) -> usize {
        cut(text).len()
    }

    #[test]
    fn words_keep_inner_marks_and_lose_clitics() {
        assert_eq!(
            one("Shi’ite Al-Tarim’s men don't say Hay'at, we’ll see"),
            "Shi’ite Al-Tarim ’s men do n't say Hay'at , we ’ll see"
        );
        assert_eq!(
            one("the rebels' gains and Shia’ al-Tarim cannot"),
            "the rebels ' gains and Shia’ al-Tarim can not"
        );
    }

    #[test]
    fn numbers_stay_whole_and_leave_their_units() {
        assert_eq!(
            one("2,000 men at 3.5% of a 620-kilometre line, $1.2 at 10:30"),
            "2,000 men at 3.5 % of a 620 - kilometre line , $ 1.2 at 10:30"
        );
        assert_eq!(one("ends in 2013."), "ends in 2013 .");
    }

    #[test]
    fn abbreviations_initials_and_decimals_end_no_sentence() {
        for text in [
            "Gen. Ada Z. Quill met Dr. Orrin of the U.S. Army in Co. Norland.",
            "It was No. 5 on Dec. 5 at 5 p.m. Monday, 3.5 km off.",
            "J.R.R. Quill of Norland Inc. said so.",
            "They wait... and watch the U.N. resolution.",
        ] {
            assert_eq!(count(text), 1, "{:?}", cut(text));
        }
        for text in [
            "They left the U.S. The army stayed.",
            "He said no. Then he left.",
            "It was plan B. The others went.",
            "He wrote to the ministry in Oct. She did not.",
            "He waited ... Nobody came.",
            "They lost.The town fell.",
        ] {
            assert_eq!(count(text), 2, "{:?}", cut(text));
        }
    }

    #[test]
    fn closing_marks_stay_with_the_sentence_before() {
        assert_eq!(
            cut("\"We go away.\" He said no more. “Stay.” (They did.) Good."),
            [
                "\" We go away . \"",
                "He said no more .",
                "“ Stay . ”",
                "( They did . )",
                "Good ."
            ]
        );
    }

    #[test]
    fn a_question_goes_on_into_its_attribution() {
        assert_eq!(count("\"Is it true?\" he asked."), 1);
        assert_eq!(count("“Never!” Orrin Quill shouted."), 1);
        assert_eq!(count("“Never!” The crowd went home."), 2);
        assert_eq!(count("\"We go. They come,\" he said."), 2);
    }

    #[test]
    fn single_marks_quote_only_in_pairs() {
        let kinds = |text: &str| {
            let doc = read(text);
            let marks = doc.tokens.iter().filter(|t| t.kind == TokenKind::QuoteMark);
            marks.count()
        };
        assert_eq!(kinds("He called it 'a red line' for all."), 2);
        assert_eq!(kinds("‘We hold the rebels’ gains,’ he said"), 2);
        assert_eq!(kinds("the rebels' gains, the '90s, tell 'em, Shia’ men"), 0);
        assert_eq!(kinds("‘Abd al-Tarim spoke"), 0);
        assert_eq!(kinds("she said, \"he called it 'war'\""), 4);
    }

    #[test]
    fn limits_cut_long_words_and_sentences() {
        let tokens = |text: String| {
            let doc = read(&text);
            (doc.tokens.len(), doc.sentences.len())
        };
        assert_eq!(tokens("a".repeat(TOKEN_BYTES_MAX)).0, 1);
        assert_eq!(tokens("a".repeat(TOKEN_BYTES_MAX + 1)).0, 2);
        assert_eq!(tokens("a ".repeat(SENTENCE_TOKENS_MAX)).1, 1);
        assert_eq!(tokens("a ".repeat(SENTENCE_TOKENS_MAX + 1)).1, 2);
    }
}
