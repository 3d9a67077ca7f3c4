//! From drafts to quotes: tokens become spans, kinds and confidence are decided.
//!
//! Not resolution of speakers (the caller's resolver does that). Rule: every span is cut from the text it points into.

use super::channel;
use super::draft::{Draft, Rule};
use super::modality;
use super::page::Page;
use super::unit::Unit;
use crate::model::{ActorRef, Confidence, Fragment, Quote, QuoteKind, Span};
use std::ops::Range;

/// Turns a draft into a quote; `None` when no word of content is left.
pub(super) fn quote(page: &Page<'_>, draft: &Draft, units: &[Unit]) -> Option<Quote> {
    let spans: Vec<Span> = draft
        .content
        .iter()
        .map(|c| page.doc.tokens_span(c))
        .filter(|s| !s.is_empty())
        .collect();
    let (inside, outside) = words_by_side(page, draft);
    if inside + outside == 0 {
        return None;
    }
    let kind = match (inside, outside) {
        // Printed speech is given word for word.
        _ if draft.printed => QuoteKind::Direct,
        (0, _) => QuoteKind::Indirect,
        (_, 0) => QuoteKind::Direct,
        _ => QuoteKind::Mixed,
    };
    let text = spans
        .iter()
        .map(|s| s.slice(&page.doc.text))
        .collect::<Vec<_>>()
        .join(" ");
    let clause = page.doc.tokens_span(&draft.clause);
    let speakers = draft
        .speaker
        .iter()
        .map(|words| mention(page, words))
        .collect();
    Some(Quote {
        kind,
        quoted: quoted(page, draft),
        text,
        clause,
        speakers,
        cue: (!draft.cue.is_empty())
            .then(|| Fragment::cut(page.doc.tokens_span(&draft.cue), &page.doc.text)),
        channel: channel::of(page, draft, units),
        addressees: draft
            .addressee
            .iter()
            .filter(|words| !channel::is_occasion(page, words))
            .map(|words| mention(page, words))
            .collect(),
        via: draft.via.as_ref().map(|words| mention(page, words)),
        said: None,
        modality: modality::of(page, draft),
        evidence: evidence(page, draft, &spans),
        confidence: confidence(draft, kind),
        spans,
    })
}

fn mention(page: &Page<'_>, words: &Range<usize>) -> ActorRef {
    let span = page.doc.tokens_span(words);
    ActorRef {
        mention: Some(span),
        text: span.slice(&page.doc.text).to_owned(),
        actor: None,
        affiliation: None,
    }
}

/// How many words of the content stand inside and outside quotation marks.
fn words_by_side(page: &Page<'_>, draft: &Draft) -> (usize, usize) {
    let (mut inside, mut outside) = (0, 0);
    for i in draft.content.iter().cloned().flatten() {
        match (page.is_word(i), page.is_narration(i)) {
            (false, _) => {}
            (true, true) => outside += 1,
            (true, false) => inside += 1,
        }
    }
    (inside, outside)
}

/// The pieces of the content inside quotation marks, without the marks.
fn quoted(page: &Page<'_>, draft: &Draft) -> Vec<Span> {
    let mut pieces = Vec::new();
    for content in &draft.content {
        let mut i = content.start;
        while i < content.end {
            let Some(passage) = page.passage_of(i).and_then(|p| page.passages.get(p)) else {
                i += 1;
                continue;
            };
            let words = passage.inner.start.max(content.start)..passage.inner.end.min(content.end);
            if words.start < words.end {
                pieces.push(page.doc.tokens_span(&words));
            }
            i = passage.outer.end.max(i + 1);
        }
    }
    pieces
}

/// The paragraphs' parts the quote rests on: from its first to its last word in each, sentence by sentence.
fn evidence(page: &Page<'_>, draft: &Draft, spans: &[Span]) -> Vec<Fragment> {
    let mut parts: Vec<(usize, Span)> = Vec::new();
    let clause = page.doc.tokens_span(&draft.clause);
    for span in spans.iter().copied().chain(std::iter::once(clause)) {
        let first = page.doc.sentence_at(span.start());
        let last = page.doc.sentence_at(span.end().saturating_sub(1));
        for sentence in page
            .doc
            .sentences
            .get(first..=last.max(first))
            .unwrap_or(&[])
        {
            match parts.iter_mut().find(|(p, _)| *p == sentence.paragraph) {
                Some((_, part)) => *part = part.cover(sentence.span),
                None => parts.push((sentence.paragraph, sentence.span)),
            }
        }
    }
    parts.sort_by_key(|(_, part)| *part);
    parts
        .into_iter()
        .map(|(_, part)| Fragment::cut(part, &page.doc.text))
        .collect()
}

/// How sure a rule is, from its precision on development data; a missing or borrowed speaker weighs it down.
fn confidence(draft: &Draft, kind: QuoteKind) -> Confidence {
    let (base, reason) = match draft.rule {
        Rule::Behind => (0.9, "attribution behind the content"),
        Rule::Complement => (0.85, "clause of a reporting verb"),
        Rule::Parenthesis => (0.75, "attribution inside the content"),
        Rule::Phrase => (0.8, "reporting phrase"),
        Rule::Label => (0.85, "speaker label"),
        Rule::Statement => (0.8, "statement printed behind a colon"),
        Rule::Object => (0.6, "object of a reporting verb"),
        Rule::Noun => (0.55, "reporting noun"),
    };
    let mut score: f32 = base;
    let mut reasons = vec![reason.to_owned()];
    if kind == QuoteKind::Direct {
        score += 0.05;
        let why = if draft.printed {
            "given word for word"
        } else {
            "all in quotation marks"
        };
        reasons.push(why.to_owned());
    }
    if draft.speaker.is_none() {
        score -= 0.2;
        reasons.push("no speaker named".to_owned());
    } else if draft.borrowed {
        score -= 0.1;
        reasons.push("speaker of another verb".to_owned());
    }
    Confidence {
        score: score.clamp(0.05, 0.99),
        reasons,
    }
}
