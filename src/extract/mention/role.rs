//! Roles: who a noun phrase of a record means, as the later stages ask.
//!
//! Not a search for the phrase: the caller knows its span. Rules: nameless people stay descriptions; a list gives
//! several; every question costs a binary search and the phrases inside the span.

use super::phrase::{Determiner, Phrase, PhraseKind};
use super::{Member, Named};
use crate::lang::naming::NounClass;
use crate::model::{ActorKind, ActorRef, Span};
use crate::text::Document;
use std::ops::Range;

/// What the phrase does in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Who says it.
    Speaker,
    /// Whose position it is.
    Holder,
    /// Whom it is about.
    Target,
    /// What moves.
    Force,
}

/// Most actors one phrase may list.
pub const ROLE_ACTORS_MAX: usize = 16;

impl Named {
    /// Who the noun phrase at `span` means: one reference for each member of a list, empty when no phrase is there.
    ///
    /// `span` may be the whole subtree of a subject ("ULF leader X, speaking on Monday"), a name or a pronoun alone.
    pub fn resolve_role(&self, document: &Document, span: Span, role: Role) -> Vec<ActorRef> {
        let tokens = document.tokens_in(span);
        let Some(first) = self.head_phrase(&tokens) else {
            return Vec::new();
        };
        let mut list = vec![first];
        list.extend(self.listed_after(document, first, &tokens));
        let alone = list.len() == 1;
        let mut out = Vec::new();
        for p in list.into_iter().take(ROLE_ACTORS_MAX) {
            let wording = alone.then_some(span);
            self.refer(document, p, wording, role, &mut out);
        }
        out
    }

    /// The index of the outermost phrase that the tokens begin with.
    pub(crate) fn head_phrase(&self, tokens: &Range<usize>) -> Option<usize> {
        let inside = self.phrases_from(tokens.start);
        let first = (inside..self.phrases.len())
            .take_while(|p| self.phrase(*p).is_some_and(|x| x.tokens.start < tokens.end))
            .find(|p| {
                self.phrase(*p)
                    .is_some_and(|x| x.kind != PhraseKind::Thing || x.noun.is_some())
            });
        // "Villagers living near the Reke mill": what only tells where they are is not them.
        let described = self.phrase(inside).filter(|x| {
            let thing = x.kind == PhraseKind::Thing && x.noun.is_none();
            let behind = first.and_then(|f| self.phrase(f)).map(|f| f.tokens.start);
            thing && x.head < tokens.end && behind.is_some_and(|b| b > x.extent.end + 1)
        });
        let first = match first {
            Some(_) if described.is_some() => inside,
            Some(first) => first,
            None => (inside..self.phrases.len())
                .take_while(|p| self.phrase(*p).is_some_and(|x| x.tokens.start < tokens.end))
                .find(|p| self.phrase(*p).is_some_and(|x| x.tokens.end > tokens.start))?,
        };
        // A possessor or premodifier leads to the phrase it belongs to, when that lies in the span too.
        let mut top = first;
        for _ in 0..8 {
            match self.phrase(top).and_then(|x| x.part_of) {
                Some(owner)
                    if self.phrase(owner).is_some_and(|x| {
                        // "18:20 Ardin's mayor": the time before belongs to nobody's words.
                        let whole = x.extent.start >= tokens.start || x.possessor == Some(top);
                        x.head < tokens.end && whole && x.head >= tokens.start
                    }) =>
                {
                    top = owner;
                }
                _ => break,
            }
        }
        Some(top)
    }

    /// The first phrase that reaches past `token`.
    pub(super) fn phrases_from(&self, token: usize) -> usize {
        let after = self.phrases.partition_point(|x| x.tokens.start < token);
        // A phrase begun before may still cover the token: base phrases are short, nesting is shallow.
        let from = after.saturating_sub(6);
        (from..after)
            .find(|p| {
                self.phrase(*p)
                    .is_some_and(|x| x.tokens.end > token && x.tokens.start < token)
            })
            .unwrap_or(after)
    }

    /// The further members of a list that begins with phrase `p`, inside `tokens`.
    pub(crate) fn listed_after(
        &self,
        document: &Document,
        p: usize,
        tokens: &Range<usize>,
    ) -> Vec<usize> {
        let mut list = Vec::new();
        let Some(mut end) = self.phrase(p).map(|x| x.extent.end) else {
            return list;
        };
        let mut pending = Vec::new();
        for q in p + 1..self.phrases.len() {
            let Some(phrase) = self.phrase(q) else { break };
            if phrase.extent.start >= tokens.end || list.len() + pending.len() >= ROLE_ACTORS_MAX {
                break;
            }
            if phrase.extent.start < end || phrase.part_of.is_some() {
                continue;
            }
            if matches!(
                document.lower(phrase.tokens.start),
                "who" | "which" | "whom" | "whose"
            ) {
                break;
            }
            let mut and = false;
            let only_joins = (end..phrase.extent.start).all(|t| {
                and |= matches!(document.lower(t), "and" | "&" | "or" | "nor");
                matches!(
                    document.lower(t),
                    "," | "and" | "&" | "or" | "nor" | "both" | "as" | "well" | "also"
                )
            });
            if !only_joins || phrase.kind == PhraseKind::Thing {
                break;
            }
            end = phrase.extent.end;
            pending.push(q);
            if and {
                list.append(&mut pending);
            }
            let joins_on = matches!(document.lower(end), "," | "and" | "&" | "or" | "as");
            if !joins_on {
                break;
            }
        }
        list.retain(|q| !self.is_second_title(p, *q));
        list
    }

    /// "The party leader and cleric": a second title of one whom the first names, unless it leads to somebody of its own.
    fn is_second_title(&self, first: usize, second: usize) -> bool {
        let titled = |p: usize| {
            let phrase = self.phrase(p).filter(|x| !x.is_named() && !x.plural)?;
            (phrase.kind == PhraseKind::Person).then_some(phrase.determiner)
        };
        let known = |p: usize| {
            let member = self.member_of(p).and_then(|m| self.cast.get(m));
            member.is_some_and(|m| m.id.is_some())
        };
        titled(first) == Some(Determiner::Definite)
            && titled(second) == Some(Determiner::Bare)
            && known(first)
            && !known(second)
    }

    fn refer(
        &self,
        document: &Document,
        p: usize,
        wording: Option<Span>,
        role: Role,
        out: &mut Vec<ActorRef>,
    ) {
        let Some(phrase) = self.phrase(p) else { return };
        if !phrase.is_named()
            && let Some(several) = self.several.get(&p)
        {
            let mention = Some(document.tokens_span(&phrase.tokens));
            out.extend(
                several
                    .iter()
                    .filter_map(|m| self.cast.get(*m))
                    .map(|m| refer_to(m, mention)),
            );
            return;
        }
        if self.distribute(document, phrase, out) || self.contained(document, phrase, role, out) {
            return;
        }
        let named_end = if phrase.is_named() {
            phrase.tokens.end
        } else {
            self.noun_end(phrase)
        };
        let mention = document.tokens_span(&(phrase.extent.start..named_end));
        let member = self.member_of(p).and_then(|m| self.cast.get(m));
        let affiliation = phrase
            .affiliation
            .and_then(|m| self.cast.get(m))
            .and_then(|m| m.id.clone());
        if let Some(member) = member
            && member.id.is_some()
        {
            out.push(refer_to(member, Some(mention)));
            return;
        }
        let text = match wording {
            Some(span) if span.contains(mention) && role == Role::Speaker && span.len() < 160 => {
                span.slice(&document.text)
                    .trim()
                    .trim_end_matches([',', ';', ':'])
                    .to_owned()
            }
            _ => member.map_or_else(
                || mention.slice(&document.text).to_owned(),
                |m| m.name.clone(),
            ),
        };
        out.push(ActorRef {
            mention: Some(mention),
            text,
            actor: None,
            affiliation,
        });
    }

    /// End of a nameless phrase with its complements, without appositions.
    pub(super) fn noun_end(&self, phrase: &Phrase) -> usize {
        let ends = phrase
            .complements
            .iter()
            .filter_map(|q| self.phrase(*q))
            .map(|q| q.extent.end);
        ends.max().unwrap_or(phrase.tokens.end)
    }

    /// "A convoy of the A army and B": the forces in it.
    fn contained(
        &self,
        document: &Document,
        phrase: &Phrase,
        role: Role,
        out: &mut Vec<ActorRef>,
    ) -> bool {
        if role != Role::Force || phrase.member.is_some() || phrase.is_named() {
            return false;
        }
        let known: Vec<ActorRef> = phrase
            .complements
            .iter()
            .filter_map(|q| {
                let member = self.member(*q).filter(|m| m.id.is_some())?;
                let force = matches!(
                    member.kind,
                    Some(ActorKind::Force | ActorKind::Organisation)
                );
                let part = self.phrase(*q)?;
                force.then(|| refer_to(member, Some(document.tokens_span(&part.tokens))))
            })
            .collect();
        let found = !known.is_empty();
        out.extend(known);
        found
    }

    /// "foreign ministers of A and B": one reference each.
    fn distribute(&self, document: &Document, phrase: &Phrase, out: &mut Vec<ActorRef>) -> bool {
        let office = phrase.noun.is_some_and(|(_, n)| {
            matches!(
                n.class,
                NounClass::Office | NounClass::Role | NounClass::Body
            )
        });
        if !phrase.plural || phrase.complements.len() < 2 || !office {
            return false;
        }
        let noun = self.singular.get(&phrase.head).cloned();
        for q in &phrase.complements {
            let Some(part) = self.phrase(*q) else {
                continue;
            };
            let holder = self.holders.get(q).and_then(|m| self.cast.get(*m));
            let mention = Some(document.tokens_span(&(phrase.extent.start..self.noun_end(phrase))));
            if let Some(holder) = holder {
                out.push(refer_to(holder, mention));
                continue;
            }
            let of = self.member_of(*q).and_then(|m| self.cast.get(m));
            let body = of.map_or_else(
                || {
                    document
                        .tokens_span(&part.tokens)
                        .slice(&document.text)
                        .to_owned()
                },
                |m| m.name.clone(),
            );
            let noun = noun.clone().unwrap_or_else(|| {
                document
                    .tokens_span(&phrase.tokens)
                    .slice(&document.text)
                    .to_owned()
            });
            out.push(ActorRef {
                mention,
                text: format!("{noun} of {body}"),
                actor: None,
                affiliation: of.and_then(|m| m.id.clone()),
            });
        }
        true
    }

    /// The cast member a phrase means, through apposition too.
    pub(crate) fn member_of(&self, p: usize) -> Option<usize> {
        let phrase = self.phrase(p)?;
        phrase.member.or_else(|| {
            phrase
                .same_as
                .and_then(|o| self.phrase(o))
                .and_then(|o| o.member)
        })
    }
}

fn refer_to(member: &Member, mention: Option<Span>) -> ActorRef {
    ActorRef {
        mention,
        text: member.name.clone(),
        actor: member.id.clone(),
        affiliation: None,
    }
}
