//! Paragraphs, sentences and tokens of a cleaned text.

use super::document::{Document, Paragraph, ParagraphKind, Sentence};
use super::offset::OffsetMap;
use super::sentence::split;
use super::token::tokenize;
use crate::lang::Language;
use crate::model::{ArticleInfo, Span};
use std::ops::Range;

/// Cuts `text`: lines are paragraphs.
pub(super) fn document(text: String, info: ArticleInfo, language: &Language) -> Document {
    let mut map = OffsetMap::default();
    let len = Span::of(0..text.len()).end();
    map.push(len, 0, len);
    let mut doc = Document {
        lower: text.to_ascii_lowercase(),
        input: text.clone(),
        map,
        info,
        ..Document::default()
    };
    let mut ranges = Vec::new();
    for (start, line) in lines(&text) {
        let span = Span::of(start..start + line.len());
        let sentences = cut(&text, span, language, &mut doc, &mut ranges);
        doc.paragraphs.push(Paragraph {
            span,
            kind: ParagraphKind::Body,
            sentences,
            body_start: span.start(),
        });
    }
    doc.text = text;
    doc
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

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').filter_map(move |line| {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len() + 1;
        let trimmed = line.trim();
        (!trimmed.is_empty()).then_some((start, trimmed))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{SENTENCE_TOKENS_MAX, TOKEN_BYTES_MAX, TokenKind};

    fn cut(text: &str) -> Vec<String> {
        let doc = document(
            text.to_owned(),
            ArticleInfo::default(),
            &Language::english().unwrap(),
        );
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
            let doc = document(
                text.to_owned(),
                ArticleInfo::default(),
                &Language::english().unwrap(),
            );
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
            let doc = document(text, ArticleInfo::default(), &Language::english().unwrap());
            (doc.tokens.len(), doc.sentences.len())
        };
        assert_eq!(tokens("a".repeat(TOKEN_BYTES_MAX)).0, 1);
        assert_eq!(tokens("a".repeat(TOKEN_BYTES_MAX + 1)).0, 2);
        assert_eq!(tokens("a ".repeat(SENTENCE_TOKENS_MAX)).1, 1);
        assert_eq!(tokens("a ".repeat(SENTENCE_TOKENS_MAX + 1)).1, 2);
    }
}
