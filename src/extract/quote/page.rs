//! The page: one document with its tags, its trees and its quotation marks, as the quote rules look at it.
//!
//! Not an owner: it borrows all but the passages. Rule: narration is what stands outside quotation marks; cues are
//! looked for there only.

use super::dropped;
use super::marks::{self, Passage};
use super::repeat;
use crate::extract::syntax::{FineTag, Syntax, Upos};
use crate::lang::Speech;
use crate::lang::speech::Filler;
use crate::model::Remark;
use crate::text::{Document, TokenKind};
use std::ops::Range;

/// A document as the quote rules see it.
pub(super) struct Page<'a> {
    pub doc: &'a Document,
    pub syntax: &'a Syntax,
    pub speech: &'a Speech,
    pub passages: Vec<Passage>,
    /// For each token the passage it lies in (marks included), by index + 1; 0 = narration.
    inside: Vec<u32>,
    /// For each passage whether it repeats an earlier one.
    repeats: Vec<bool>,
}

impl<'a> Page<'a> {
    /// Reads the marks of a document.
    pub(super) fn new(
        doc: &'a Document,
        syntax: &'a Syntax,
        speech: &'a Speech,
        remarks: &mut Vec<Remark>,
    ) -> Self {
        let passages = marks::passages(doc, remarks);
        let mut inside = vec![0_u32; doc.tokens.len()];
        for (index, passage) in passages.iter().enumerate() {
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            for slot in inside.get_mut(passage.outer.clone()).unwrap_or(&mut []) {
                *slot = number;
            }
        }
        let repeats = repeat::repeats(doc, &passages);
        let mut page = Self {
            doc,
            syntax,
            speech,
            passages,
            inside,
            repeats,
        };
        page.set_titles_apart();
        page
    }

    /// The name of a work is the reporter's word, though it stands in marks.
    fn set_titles_apart(&mut self) {
        let titles: Vec<Passage> = self
            .passages
            .iter()
            .filter(|p| dropped::is_title(self, p))
            .cloned()
            .collect();
        for title in &titles {
            let slots = self.inside.get_mut(title.outer.clone()).unwrap_or(&mut []);
            slots.fill(0);
        }
    }

    /// Whether a passage prints the words of an earlier one again.
    pub(super) fn repeats(&self, passage: &Passage) -> bool {
        self.passage_of(passage.outer.start)
            .and_then(|p| self.repeats.get(p))
            .is_some_and(|r| *r)
    }

    /// Token `i` in lower case.
    pub(super) fn low(&self, i: usize) -> &'a str {
        self.doc.lower(i)
    }

    /// The part of speech of token `i`.
    pub(super) fn tag(&self, i: usize) -> Upos {
        self.syntax.tag(i)
    }

    /// Whether token `i` can be the core of a noun phrase: a noun, or a capital word the tagger did not know.
    pub(super) fn is_nominal(&self, i: usize) -> bool {
        if !self.is_word(i) {
            return false;
        }
        match self.tag(i) {
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::X => true,
            Upos::Adj | Upos::Adp | Upos::Adv | Upos::Aux | Upos::Intj | Upos::Verb => {
                self.is_capital(i) && !self.begins_sentence(i)
            }
            // "Radio Orr", "Nor Bay": a name that the tagger took for a conjunction.
            Upos::Sconj => {
                let known = self.speech.filler(self.low(i)).is_some();
                self.is_capital(i) && !known && !self.begins_sentence(i)
            }
            Upos::Cconj | Upos::Det | Upos::Part | Upos::Punct | Upos::Sym => false,
        }
    }

    /// Whether token `i` is the first word of its sentence or of a quotation.
    fn begins_sentence(&self, i: usize) -> bool {
        let before = i.checked_sub(1);
        let offset = self.doc.token_span(i).start();
        let sentence = self.doc.sentences.get(self.doc.sentence_at(offset));
        sentence.is_none_or(|s| s.tokens.start == i)
            || before.is_none_or(|b| self.passage_at(b).is_some())
    }

    /// Whether token `i` opens a reported clause: "that", "whether", "how".
    pub(super) fn is_opener(&self, i: usize) -> bool {
        self.speech.fills(self.low(i), Filler::Opener)
    }

    /// Whether token `i` is a finite verb or auxiliary.
    pub(super) fn is_finite(&self, i: usize) -> bool {
        matches!(
            self.syntax.fine(i),
            FineTag::VerbPresent | FineTag::VerbPast | FineTag::AuxFinite | FineTag::AuxModal
        )
    }

    /// The passage token `i` lies in, by index.
    pub(super) fn passage_of(&self, i: usize) -> Option<usize> {
        self.inside
            .get(i)
            .and_then(|n| (*n as usize).checked_sub(1))
    }

    /// Whether token `i` stands outside all quotation marks.
    pub(super) fn is_narration(&self, i: usize) -> bool {
        self.inside.get(i).is_none_or(|n| *n == 0)
    }

    /// The passage that begins at token `i`.
    pub(super) fn passage_at(&self, i: usize) -> Option<&Passage> {
        self.passage_of(i)
            .and_then(|p| self.passages.get(p))
            .filter(|p| p.outer.start == i)
    }

    /// The passage whose last token is `i`.
    pub(super) fn passage_ending(&self, i: usize) -> Option<&Passage> {
        self.passage_of(i)
            .and_then(|p| self.passages.get(p))
            .filter(|p| p.outer.end == i + 1)
    }

    /// Whether token `i` is a word or a number.
    pub(super) fn is_word(&self, i: usize) -> bool {
        self.doc
            .tokens
            .get(i)
            .is_some_and(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number))
    }

    /// Whether token `i` is a quotation mark.
    pub(super) fn is_mark(&self, i: usize) -> bool {
        self.doc
            .tokens
            .get(i)
            .is_some_and(|t| t.kind == TokenKind::QuoteMark)
    }

    /// Whether token `i` begins with a capital letter.
    pub(super) fn is_capital(&self, i: usize) -> bool {
        self.doc.word(i).starts_with(char::is_uppercase)
    }

    /// What token `i` fills between the parts of an attribution; a capital inside a sentence is a name, but for days.
    pub(super) fn filler(&self, i: usize) -> Option<Filler> {
        let filler = self.speech.filler(self.low(i))?;
        // "Norland Today", "the Morning Post": only days and months are dates in capitals.
        let dates = filler == Filler::Time && !self.speech.fills(self.low(i), Filler::Lower);
        let name = self.is_capital(i) && !dates && !self.begins_sentence(i);
        (!name).then_some(filler)
    }

    /// Whether token `i` is the "to" of an infinitive.
    pub(super) fn is_infinitive_mark(&self, i: usize) -> bool {
        self.filler(i) == Some(Filler::Infinitive)
            && (self.syntax.fine(i) == FineTag::PartTo
                || matches!(
                    self.syntax.fine(i + 1),
                    FineTag::VerbBase | FineTag::AuxOther
                ))
    }

    /// Whether token `i` ends a sentence.
    pub(super) fn is_stop(&self, i: usize) -> bool {
        matches!(self.low(i).as_bytes().first(), Some(b'.' | b'?' | b'!')) && !self.is_word(i)
    }

    /// Whether token `i` is a dash between clauses.
    pub(super) fn is_dash(&self, i: usize) -> bool {
        match self.low(i) {
            "\u{2014}" | "\u{2013}" | "--" | "---" | "\u{2015}" => true,
            "-" => {
                let span = self.doc.token_span(i);
                let before = self.doc.token_span(i.wrapping_sub(1)).end();
                let behind = self.doc.token_span(i + 1).start();
                before < span.start() && span.end() < behind
            }
            _ => false,
        }
    }

    /// Whether any token of `range` is a word outside quotation marks.
    pub(super) fn has_narration(&self, range: Range<usize>) -> bool {
        range
            .into_iter()
            .any(|i| self.is_narration(i) && self.is_word(i))
    }
}
