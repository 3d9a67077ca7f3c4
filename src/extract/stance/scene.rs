//! The scene: what the earlier stages found, with the questions the stance reader asks of it.
//!
//! Not a copy: everything is borrowed but for one table from tokens to mentions. Rule: every question is answered in
//! time that does not grow with the article.

use super::issue::IssueMention;
use crate::extract::Knowledge;
use crate::extract::date::DateMention;
use crate::extract::mention::{Named, PhraseKind};
use crate::extract::syntax::{FineTag, Relation, Syntax, Upos};
use crate::lang::Known;
use crate::lang::frame::{CueKind, CueRole, Frames};
use crate::lang::list::WordList;
use crate::lang::naming::Naming;
use crate::lexicon::Lexicon;
use crate::model::{Mention, Modality, Quote, Span};
use crate::text::Document;

/// Longest chain of heads climbed in search of a subject or a governor.
pub(super) const CLIMB_MAX: usize = 8;

/// What the stance reader reads.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The text.
    pub document: &'a Document,
    /// Language and world.
    pub knowledge: &'a Knowledge,
    /// Tags and trees.
    pub syntax: &'a Syntax,
    /// Who is named where.
    pub named: &'a Named,
    /// Quotes in text order.
    pub quotes: &'a [Quote],
    /// Words that name issues, in text order.
    pub issues: &'a [IssueMention],
    /// Expressions of time, in text order.
    pub dates: &'a [DateMention],
}

/// [`Found`] with its mentions and quotes by token.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) document: &'a Document,
    pub(super) frames: &'a Frames,
    pub(super) syntax: &'a Syntax,
    pub(super) named: &'a Named,
    pub(super) knowledge: &'a Knowledge,
    quotes: &'a [Quote],
    issues: &'a [IssueMention],
    /// For each token the mention that covers it, by index.
    cover: Vec<Option<u32>>,
    /// For each token the head of the phrase there that can name an actor, plus 1; 0 for none.
    actors: Vec<u32>,
    /// The cues of the quotes in text order, each with its quote's index.
    cues: Vec<(Span, u32)>,
    /// For each token the quote whose content covers it, by index.
    said: Vec<Option<u32>>,
    /// Where content reported as denied or unsaid begins, ascending, and where it and all before it end.
    unsaid: Vec<(u32, u32)>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(found: &Found<'a>) -> Self {
        let document = found.document;
        let mut cover = vec![None; document.tokens.len()];
        for (i, mention) in (0_u32..).zip(&found.named.mentions) {
            lay(&mut cover, document, mention.span, i);
        }
        let mut actors = vec![0; document.tokens.len()];
        for phrase in found.named.phrases() {
            if matches!(phrase.kind, PhraseKind::Thing | PhraseKind::Place) {
                continue;
            }
            let head = u32::try_from(phrase.head + 1).unwrap_or(0);
            if let Some(part) = actors.get_mut(phrase.tokens.clone()) {
                part.fill(head);
            }
        }
        let mut said = vec![None; document.tokens.len()];
        for (i, quote) in (0_u32..).zip(found.quotes) {
            for span in &quote.spans {
                lay(&mut said, document, *span, i);
            }
        }
        let cue = |(i, quote): (u32, &Quote)| Some((quote.cue.as_ref()?.span, i));
        let mut cues: Vec<_> = (0_u32..).zip(found.quotes).filter_map(cue).collect();
        cues.sort_by_key(|(span, _)| span.start());
        Self {
            document,
            frames: &found.knowledge.language.frames,
            syntax: found.syntax,
            named: found.named,
            knowledge: found.knowledge,
            quotes: found.quotes,
            issues: found.issues,
            cover,
            actors,
            said,
            cues,
            unsaid: unsaid(found.quotes),
        }
    }

    /// Whether a span lies in content that is reported as denied or unsaid.
    pub(super) fn unsaid(&self, span: Span) -> bool {
        let begun = self.unsaid.partition_point(|(s, _)| *s <= span.start());
        let last = begun.checked_sub(1).and_then(|i| self.unsaid.get(i));
        last.is_some_and(|(_, end)| span.end() <= *end)
    }

    /// Whether the word at `token` stands in a list.
    pub(super) fn stands_in(&self, token: usize, list: WordList) -> bool {
        self.in_list(self.lower(token), list)
    }

    /// Whether a word in lower case stands in a list.
    pub(super) fn in_list(&self, lower: &str, list: WordList) -> bool {
        self.knowledge.language.lists.has(list, lower)
    }

    pub(super) fn naming(&self) -> &'a Naming {
        &self.knowledge.language.naming
    }

    pub(super) fn lexicon(&self) -> &'a Lexicon {
        &self.knowledge.lexicon
    }

    /// The quote whose content holds token `i`.
    pub(super) fn quote_over(&self, i: usize) -> Option<&'a Quote> {
        let index = self.said.get(i).copied().flatten()?;
        self.quotes.get(index as usize)
    }

    /// Where the one speaker is named of the quote whose cue holds `span`.
    pub(super) fn speaker_by_cue(&self, span: Span) -> Option<Span> {
        let begun = self
            .cues
            .partition_point(|(c, _)| c.start() <= span.start());
        let (cue, index) = self.cues.get(begun.checked_sub(1)?)?;
        let quote = self.quotes.get(*index as usize)?;
        let [speaker] = quote.speakers.as_slice() else {
            return None;
        };
        speaker.mention.filter(|_| cue.contains(span))
    }

    /// The issues named inside a span.
    pub(super) fn issues_in(&self, span: Span) -> &'a [IssueMention] {
        let from = self
            .issues
            .partition_point(|m| m.span.start() < span.start());
        let to = self.issues.partition_point(|m| m.span.start() < span.end());
        self.issues.get(from..to).unwrap_or(&[])
    }

    /// Token `i` in lower case.
    pub(super) fn lower(&self, i: usize) -> &'a str {
        self.document.lower(i)
    }

    /// The mention that covers token `i`.
    pub(super) fn mention(&self, i: usize) -> Option<&'a Mention> {
        let index = self.cover.get(i).copied().flatten()?;
        self.named.mentions.get(index as usize)
    }

    /// The role of a word as a cue, when it stands for it by itself or with its following words.
    pub(super) fn has_role(&self, i: usize, role: CueRole) -> bool {
        if !self.document.known(i).has(Known::CUE) {
            return false;
        }
        let fits = |tail: &[String]| {
            let mut at = i;
            tail.iter().all(|w| {
                at += 1;
                self.lower(at) == w
            })
        };
        self.frames.cues(self.lower(i)).iter().any(|c| {
            c.role == role && matches!(c.kind, CueKind::Word | CueKind::Verb) && fits(&c.tail)
        })
    }

    /// Whether token `i` stands in a dateline, before the report begins.
    pub(super) fn in_dateline(&self, i: usize) -> bool {
        let start = self.document.token_span(i).start();
        let paragraph = self
            .document
            .paragraphs
            .get(self.document.paragraph_at(start));
        paragraph.is_some_and(|p| start < p.body_start)
    }

    /// The head of the phrase at token `i` that can name an actor.
    pub(super) fn actor_at(&self, i: usize) -> Option<usize> {
        let head = self.actors.get(i).copied().filter(|h| *h > 0)?;
        Some(head as usize - 1)
    }

    /// Children of `i` with one of these relations.
    pub(super) fn children(
        &self,
        i: usize,
        relations: &'static [Relation],
    ) -> impl Iterator<Item = usize> + use<'_, 'a> {
        let syntax = self.syntax;
        syntax
            .children(i)
            .filter(move |c| relations.contains(&syntax.relation(*c)))
    }

    /// The preposition that leads to the nominal `i`, lower case, `""` for none.
    pub(super) fn preposition(&self, i: usize) -> &'a str {
        self.children(i, &[Relation::Case])
            .map(|c| self.lower(c))
            .find(|w| *w != "'s" && *w != "’s")
            .unwrap_or("")
    }

    /// Whether a preposition, one of several perhaps ("on against"), leads to the nominal `i`.
    pub(super) fn led_by(&self, i: usize, word: &str) -> bool {
        let mut cases = self.children(i, &[Relation::Case]);
        cases.any(|c| self.lower(c) == word)
    }

    /// Whether `i` can carry a name or a description.
    pub(super) fn nominal(&self, i: usize) -> bool {
        matches!(
            self.syntax.tag(i),
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adj | Upos::Num | Upos::X
        )
    }

    /// Whether `i` is a verb in the past participle.
    pub(super) fn participle(&self, i: usize) -> bool {
        self.syntax.fine(i) == FineTag::VerbParticiple
    }

    /// Whether `i` is the verb of a passive clause.
    pub(super) fn passive(&self, i: usize) -> bool {
        let marked = self
            .children(i, &[Relation::AuxPass, Relation::OblAgent])
            .next()
            .is_some();
        let has = |r: &'static [Relation]| self.children(i, r).next().is_some();
        let marked = marked || (has(&[Relation::NsubjPass]) && !has(&[Relation::Obj]));
        // "X, criticised strongly by Y".
        let adverb = self.syntax.tag(i + 1) == Upos::Adv && self.lower(i + 2) == "by";
        let marked = marked || (adverb && self.participle(i));
        // "X praised Y" read as "X, praised": a bare name behind it is an object, so the verb is active.
        let relation = self.syntax.relation(i);
        let hanging = matches!(relation, Relation::Advcl | Relation::Amod)
            || (relation == Relation::Acl && self.bare_object(i).is_none());
        let bare = || self.participle(i) && hanging && !has(&[Relation::Obj]);
        marked || bare()
    }
}

/// See [`Scene::unsaid`].
fn unsaid(quotes: &[Quote]) -> Vec<(u32, u32)> {
    let negated = quotes.iter().filter(|q| q.modality == Modality::Negated);
    let spans = negated.flat_map(|q| &q.spans);
    let mut all: Vec<(u32, u32)> = spans.map(|s| (s.start(), s.end())).collect();
    all.sort_unstable();
    let mut farthest = 0;
    for (_, end) in &mut all {
        farthest = farthest.max(*end);
        *end = farthest;
    }
    all
}

fn lay(table: &mut [Option<u32>], document: &Document, span: Span, index: u32) {
    if let Some(part) = table.get_mut(document.tokens_in(span)) {
        part.fill(Some(index));
    }
}
