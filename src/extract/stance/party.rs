//! Parties: who the words in an argument's place are.
//!
//! Not the resolution of names and pronouns (the mention stage brings that). Rule: a party is an actor, a described
//! person or body, or the one whose plan, remark or office the words are; a pronoun that means nobody is nobody.

use super::scene::Scene;
use crate::extract::mention::{Phrase, PhraseKind, Role};
use crate::extract::syntax::{FineTag, Relation, Upos};
use crate::lang::frame::CueRole;
use crate::lang::naming::{Entry, Gender, NounClass, WordClass};
use crate::lexicon::How;
use crate::model::{Actor, ActorKind, ActorRef, Mention, MentionKind, Span};
use std::ops::Range;

/// How far after a holder the one spoken for is looked for, in tokens.
const BEHALF_TOKENS_MAX: usize = 6;
/// Deepest chain of "X's plan for Y" followed.
const DEPTH_MAX: usize = 3;

/// Reason of a party that a pronoun names.
pub(super) const PRONOUN: &str = "by pronoun";

/// Reason of a party that is a name nothing is known of.
pub(super) const BARE: &str = "a bare name";

/// Who stands in an argument's place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Party {
    pub(super) who: ActorRef,
    /// 0 to 1: how directly the words name it.
    pub(super) directness: f32,
    /// How it is named, for the confidence's reasons.
    pub(super) reason: &'static str,
    /// Named by what it owns or does, not itself.
    pub(super) through: bool,
    /// What it does there is hostile: an attack, a threat.
    pub(super) hostile: bool,
}

impl Scene<'_> {
    /// Who the nominal headed by token `head` and those coordinated with it are.
    pub(super) fn parties(&self, head: usize, role: Role) -> Vec<Party> {
        let mut all: Vec<Party> = Vec::new();
        for member in self.members(head) {
            let thing = self.is_equipment(member);
            for party in self.party(member, role) {
                let nobodys = party.who.actor.is_none() && party.who.affiliation.is_none();
                let left_out = thing && nobodys;
                if !left_out && !all.iter().any(|p| p.same(&party)) {
                    all.push(party);
                }
            }
        }
        all
    }

    /// Who one nominal is.
    pub(super) fn party(&self, head: usize, role: Role) -> Vec<Party> {
        if self.is_first_person(head) {
            return self.speaker_of(head, role);
        }
        if let Some(other) = self.unbound(head, role) {
            return other;
        }
        let named = self.named_here(head, role);
        let nameless = named.iter().all(|p| p.who.actor.is_none());
        let beside = || {
            self.named_beside(head, role)
                .or_else(|| self.named_before(head, role))
                .or_else(|| self.named_below(head, role))
        };
        let beside = nameless.then(beside).flatten();
        if let Some(named) = beside {
            return named;
        }
        if named.is_empty() && role == Role::Holder && self.syntax.tag(head) == Upos::Pron {
            // "X announced it would free Y": a pronoun nobody is found for, under a report, is who reports.
            let itself = self.is_pronoun(self.lower(head));
            let thing = self.gender(head) == Gender::Neuter;
            let reporter = self.reporter(head).filter(|r| itself && *r != head);
            let human = reporter.is_some_and(|r| self.is_human(r));
            let said = reporter.map_or_else(Vec::new, |r| self.named_here(r, role));
            let person = |p: &Party| self.is_person(p).unwrap_or(human);
            return said
                .into_iter()
                .filter(|p| !(thing && person(p)))
                .map(|p| Party {
                    directness: 0.7,
                    reason: PRONOUN,
                    ..p
                })
                .collect();
        }
        if named.is_empty() && self.has_role(head, CueRole::Measure) {
            let of = self
                .children(head, &[Relation::Nmod])
                .find(|c| self.preposition(*c) == "of");
            return of.map_or_else(Vec::new, |c| self.named_here(c, role));
        }
        if named.is_empty() {
            return self.owner(head, role, DEPTH_MAX).into_iter().collect();
        }
        self.nations(head).unwrap_or(named)
    }

    /// Whether a party is a person, by what is known of it or by the last word of its name ("Front").
    fn is_person(&self, party: &Party) -> Option<bool> {
        let known = party.who.actor.as_ref();
        let known = known
            .and_then(|id| self.lexicon().actor(id))
            .map(|a| a.kind);
        let last = party.who.text.rsplit(' ').next()?.to_lowercase();
        let noun = || self.naming().entry(&last)?.noun(|_| "");
        let kind = known.or_else(|| noun().map(|n| n.kind))?;
        Some(kind == ActorKind::Person)
    }

    /// The gender a pronoun tells.
    fn gender(&self, token: usize) -> Gender {
        let entry = self.naming().entry(self.lower(token));
        entry.map_or(Gender::Unknown, Entry::gender)
    }

    /// A person by name or title, or "he" and "she": never "it".
    fn is_human(&self, head: usize) -> bool {
        let phrase = self.named.phrase_at(head);
        let phrase = phrase.and_then(|p| self.named.phrase(p));
        let given = |t: usize| self.naming().entry(self.lower(t))?.given();
        matches!(self.gender(head), Gender::Male | Gender::Female)
            || phrase
                .is_some_and(|p| p.kind == PhraseKind::Person || given(p.tokens.start).is_some())
    }

    /// The first party of a nominal.
    pub(super) fn one_party(&self, head: usize, role: Role) -> Option<Party> {
        self.party(head, role).into_iter().next()
    }

    /// "Norland cleric tells": the adjective of a state that the tree took for the subject, with the noun it belongs to.
    fn national(&self, head: usize) -> Option<Party> {
        let noun = head + 1;
        let entry = self.naming().entry(self.lower(noun))?;
        let named = entry.noun(|_| "")?;
        let person = matches!(named.class, NounClass::Office | NounClass::Role);
        let small = self.document.word(noun).starts_with(char::is_lowercase);
        let hits = self.lexicon().names(self.document.word(head));
        let (state, how) = hits.first()?.as_state()?;
        let span = self.document.tokens_span(&(head..noun + 1));
        (person && small && how == How::Adjective).then(|| Party {
            who: ActorRef {
                mention: Some(span),
                text: span.slice(&self.document.text).to_owned(),
                actor: None,
                affiliation: Some(state.id.clone()),
            },
            directness: 0.7,
            reason: "described, not named",
            through: false,
            hostile: false,
        })
    }

    pub(super) fn named_here(&self, head: usize, role: Role) -> Vec<Party> {
        if let Some(person) = self.national(head) {
            return vec![person];
        }
        let Some(phrase) = self
            .named
            .phrase_at(head)
            .and_then(|p| self.named.phrase(p))
        else {
            return self
                .mention(head)
                .map(Party::of_mention)
                .into_iter()
                .collect();
        };
        if phrase.kind == PhraseKind::Thing && self.agent_noun(head) {
            return vec![self.described_party(head)];
        }
        let inside = phrase.head != head && phrase.kind == PhraseKind::Thing;
        if inside || matches!(phrase.kind, PhraseKind::Thing | PhraseKind::Place) {
            // "seized X": a town that speaks for no state.
            let town = phrase.kind == PhraseKind::Place && self.is_town(head);
            let bare = || self.bare_name(head, role).filter(|_| !town);
            return self.capitalised(head).or_else(bare).into_iter().collect();
        }
        if self.is_thing_named(phrase, head) {
            return Vec::new();
        }
        let Some((directness, reason)) = naming(phrase) else {
            return Vec::new();
        };
        let pronoun = phrase.kind == PhraseKind::Pronoun;
        let meant = phrase.antecedent.filter(|_| pronoun);
        let meant = meant.and_then(|p| self.named.phrase(p)).filter(|p| {
            let people = matches!(
                p.kind,
                PhraseKind::Person | PhraseKind::Body | PhraseKind::Name | PhraseKind::Crowd
            );
            people && p.sentence == phrase.sentence
        });
        if role == Role::Target && meant.is_none() && self.is_open(phrase) {
            return Vec::new();
        }
        let refs = self
            .named
            .resolve_role(self.document, self.document.token_span(head), role);
        // "The minister, X, extended his thanks": "his" is X's.
        let beside = meant.filter(|_| refs.iter().all(|w| w.actor.is_none()));
        if let Some(named) = beside.and_then(|b| self.named_beside(b.head, role)) {
            return named;
        }
        refs.into_iter()
            .map(|who| match meant {
                // "they" are the leaders named before, though nobody knows which leaders.
                Some(before) if who.actor.is_none() => ActorRef {
                    text: self
                        .document
                        .tokens_span(&before.tokens)
                        .slice(&self.document.text)
                        .to_owned(),
                    ..who
                },
                _ => self.with_modifiers(who, head),
            })
            .filter(|who| !pronoun || who.actor.is_some() || !self.is_pronoun(&who.text))
            .filter(|who| who.actor.is_some() || who.text.chars().nth(1).is_some())
            .map(|who| Party {
                who,
                directness,
                reason,
                through: false,
                hostile: false,
            })
            .collect()
    }

    /// What "it" of another sentence is, thing or body, is too open to hold a position against it.
    fn is_open(&self, pronoun: &Phrase) -> bool {
        pronoun.antecedent.is_some() && self.lower(pronoun.head) == "it"
    }

    /// A description with the words before it that its phrase left out: "U. S." of "U. S. officials".
    fn with_modifiers(&self, who: ActorRef, head: usize) -> ActorRef {
        let own = who
            .mention
            .filter(|m| who.actor.is_none() && m.slice(&self.document.text) == who.text);
        let Some(mention) = own.filter(|_| self.syntax.tag(head) == Upos::Noun) else {
            return who;
        };
        let whole = self.phrase(head);
        if whole.start() >= mention.start() || whole.end() > mention.end() {
            return who;
        }
        let span = Span::new(whole.start(), mention.end());
        ActorRef {
            mention: Some(span),
            text: span.slice(&self.document.text).to_owned(),
            ..who
        }
    }

    /// Whether a common noun names people by what they do: "regulators", "the outfielder".
    pub(super) fn agent_noun(&self, head: usize) -> bool {
        let word = self.lower(head);
        let single = word.strip_suffix('s').unwrap_or(word);
        self.syntax.tag(head) == Upos::Noun
            && !self.has_role(head, CueRole::Voice)
            && !self.frames.is(single, CueRole::Agent)
            && !self.frames.is(single, CueRole::Voice)
            && self.frames.ends_as(single, CueRole::Agent)
    }

    fn described_party(&self, head: usize) -> Party {
        let span = self.phrase(head);
        let inside = self.document.tokens_in(span);
        let affiliation = inside
            .filter_map(|t| self.mention(t))
            .find_map(|m| m.actor.clone());
        Party {
            who: ActorRef {
                mention: Some(span),
                text: span.slice(&self.document.text).to_owned(),
                actor: None,
                affiliation,
            },
            directness: 0.7,
            reason: "described, not named",
            through: false,
            hostile: false,
        }
    }

    /// The words of a nominal alone.
    pub(super) fn phrase(&self, head: usize) -> Span {
        const PARTS: &[Relation] = &[
            Relation::Det,
            Relation::Amod,
            Relation::Compound,
            Relation::NmodPoss,
            Relation::Nummod,
            Relation::Flat,
        ];
        let own = self.document.token_span(head);
        self.children(head, PARTS).fold(own, |span, part| {
            span.cover(self.document.tokens_span(&self.syntax.subtree(part)))
        })
    }

    /// A capitalised word that no phrase explains: a state or body the lexicon knows ("Tarnish involvement"), or people by
    /// creed, camp or origin ("Progressives").
    fn capitalised(&self, token: usize) -> Option<Party> {
        // A capital of two words speaks for its state too.
        let place = self
            .named
            .phrase_at(token)
            .and_then(|p| self.named.phrase(p));
        let place = place.filter(|p| p.kind == PhraseKind::Place);
        let tokens = place.map_or(token..token + 1, |p| p.tokens.clone());
        let span = self.document.tokens_span(&tokens);
        let word = span.slice(&self.document.text);
        if !word.starts_with(char::is_uppercase)
            || !matches!(self.syntax.tag(token), Upos::Propn | Upos::Noun | Upos::Adj)
        {
            return None;
        }
        let who = |text: &str, actor| ActorRef {
            mention: Some(span),
            text: text.to_owned(),
            actor,
            affiliation: None,
        };
        if let Some(actor) = self.known_actor(word) {
            let who = who(&actor.name, Some(actor.id.clone()));
            return Some(Party {
                who,
                directness: 0.8,
                reason: "by adjective or place",
                through: false,
                hostile: false,
            });
        }
        let calendar = self
            .naming()
            .entry(self.lower(token))
            .is_some_and(|e| e.is(WordClass::Calendar));
        let people = self.syntax.fine(token) == FineTag::NounPlural
            || (self.syntax.tag(token) == Upos::Propn && word.ends_with('s'));
        let first = self
            .document
            .sentences
            .get(self.document.sentence_at(span.start()))
            .is_some_and(|s| s.span.start() == span.start());
        (people && !calendar && (!first || self.syntax.fine(token) == FineTag::NounPlural)).then(
            || Party {
                who: who(word, None),
                directness: 0.7,
                reason: "described, not named",
                through: false,
                hostile: false,
            },
        )
    }

    /// The actor the lexicon knows by exactly these words.
    pub(super) fn known_actor(&self, words: &str) -> Option<&Actor> {
        let lexicon = self.lexicon();
        let hit = lexicon
            .names(words)
            .into_iter()
            .find(|h| h.span.len() as usize == words.len())?;
        let state = hit.as_state().and_then(|(s, _)| lexicon.actor(&s.id));
        state.or_else(|| hit.actors().next().map(|(a, _)| a))
    }

    fn is_pronoun(&self, words: &str) -> bool {
        let entry = self.naming().entry(&words.to_lowercase());
        entry.is_some_and(|e| {
            e.is(WordClass::Pronoun) || e.is(WordClass::Relative) || e.is(WordClass::First)
        })
    }

    /// "we", "us"; never "the US", the state.
    fn is_first_person(&self, token: usize) -> bool {
        let word = self.document.word(token);
        let written = word.len() > 1 && word.chars().all(char::is_uppercase);
        let state = written && self.syntax.tag(token) == Upos::Propn;
        let entry = self.naming().entry(self.lower(token));
        !state && entry.is_some_and(|e| e.is(WordClass::First))
    }

    /// "I" and "we" are whoever speaks: speaker of the quotation, else subject of the reporting verb.
    fn speaker_of(&self, token: usize, role: Role) -> Vec<Party> {
        if let Some(quote) = self.quote_over(token) {
            return quote.speakers.iter().map(Party::told).collect();
        }
        let reporter = self.reporter(token).filter(|r| !self.is_first_person(*r));
        reporter.map_or_else(Vec::new, |r| self.named_here(r, role))
    }

    /// For whom a holder speaks: "spokesman for X", "on behalf of X".
    pub(super) fn spoken_for(&self, holder: &Party, sentence: &Range<usize>) -> Option<ActorRef> {
        let mention = self.document.tokens_in(holder.who.mention?);
        let near = mention.start..sentence.end.min(mention.end + BEHALF_TOKENS_MAX);
        for at in near {
            let fits = |tail: &[String]| (1..).zip(tail).all(|(k, w)| self.lower(at + k) == w);
            let cues = self.frames.cues(self.lower(at));
            let cue = cues
                .iter()
                .find(|c| c.role == CueRole::Behalf && fits(&c.tail));
            if let Some(cue) = cue {
                let after = at + 1 + cue.tail.len();
                let mut places = after..sentence.end.min(after + BEHALF_TOKENS_MAX);
                let head = places.find_map(|t| self.actor_at(t))?;
                let spoken_for = self.one_party(head, Role::Holder);
                return spoken_for.filter(|p| !p.same(holder)).map(|p| p.who);
            }
        }
        None
    }
}

/// How directly a phrase names somebody, and how; nothing for things and places.
fn naming(phrase: &Phrase) -> Option<(f32, &'static str)> {
    match phrase.kind {
        PhraseKind::Thing | PhraseKind::Place => None,
        PhraseKind::Pronoun => Some((0.8, PRONOUN)),
        PhraseKind::Crowd => Some((0.8, "described, not named")),
        PhraseKind::Person | PhraseKind::Body | PhraseKind::Name if phrase.is_named() => {
            Some((1.0, "named"))
        }
        PhraseKind::Person | PhraseKind::Body | PhraseKind::Name => {
            Some((0.9, "by title or description"))
        }
    }
}

impl Party {
    pub(super) fn of_mention(mention: &Mention) -> Self {
        let (directness, reason) = match mention.kind {
            MentionKind::Name | MentionKind::Alias => (1.0, "named"),
            MentionKind::Title | MentionKind::Description => (0.9, "by title or description"),
            MentionKind::Metonym => (0.85, "by metonym"),
            MentionKind::Pronoun => (0.8, PRONOUN),
        };
        Self {
            who: ActorRef {
                mention: Some(mention.span),
                text: mention.name.clone(),
                actor: mention.actor.clone(),
                affiliation: None,
            },
            directness,
            reason,
            through: false,
            hostile: false,
        }
    }

    /// The speaker of a quote.
    pub(super) fn told(speaker: &ActorRef) -> Self {
        Self {
            who: speaker.clone(),
            directness: 0.85,
            reason: "speaker of the quotation",
            through: false,
            hostile: false,
        }
    }

    pub(super) fn through(party: Self, hostile: bool) -> Self {
        Self {
            directness: party.directness * 0.85,
            reason: "through what it owns or does",
            through: true,
            hostile: party.hostile || hostile,
            ..party
        }
    }

    /// Whether both are the same actor, or the same words.
    pub(super) fn same(&self, other: &Self) -> bool {
        match (&self.who.actor, &other.who.actor) {
            (Some(a), Some(b)) => a == b,
            _ => self.who.mention == other.who.mention || self.who.text == other.who.text,
        }
    }
}
