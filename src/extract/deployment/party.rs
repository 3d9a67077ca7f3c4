//! Parties: who the forces, the mover and the claimant are.
//!
//! Not a resolver (that is `mention`): this asks it, and names the state's own institution for "troops" of a known state.

use super::Memory;
use super::scene::{Force, Scene};
use super::status::Reading;
use super::trigger::{Found, NEAR_TOKENS};
use super::unit::{ARMED_FORCES, ARMY, is_ordinal};
use crate::extract::mention::{PhraseKind, Role};
use crate::extract::syntax::{Relation, Upos};
use crate::lang::list::WordList;
use crate::lang::movement::{Around, Effect};
use crate::lexicon::ForceNounKind;
use crate::model::{Actor, ActorKind, ActorRef, Span};

impl Scene<'_> {
    /// The reference of a noun phrase around its head.
    pub(super) fn party(&self, head: usize, role: Role) -> Option<ActorRef> {
        let whole = self.sources.syntax.subtree(head);
        let start = self.phrase_start(head).max(whole.start);
        let named = self.sources.named;
        let document = self.sources.document;
        let of = |span: Span| named.resolve_role(document, span, role).into_iter().next();
        let mention = named.mention_at(document, head).map(|m| m.span);
        mention
            .and_then(of)
            .or_else(|| of(self.span(&(start..head + 1))))
            .filter(|r| !r.text.is_empty())
    }

    /// ISO code of the country an actor belongs to.
    pub(super) fn country_of(&self, party: &ActorRef) -> Option<String> {
        let lexicon = &self.sources.knowledge.lexicon;
        let id = party.actor.as_ref().or(party.affiliation.as_ref())?;
        lexicon.actor(id).and_then(|a| a.country.clone())
    }

    /// The state named inside the phrase of a token.
    pub(super) fn state_in_phrase(&self, head: usize) -> Option<String> {
        let range = self.phrase_start(head)..head + 1;
        let state = self
            .states
            .iter()
            .find(|s| range.contains(&s.tokens.start))?;
        Some(state.code.clone())
    }

    /// The state the moved forces belong to, as far as the sentence tells.
    pub(super) fn home(&self, found: &Found<'_>) -> Option<String> {
        let own = found
            .forces
            .iter()
            .find_map(|h| self.force_at(*h).and_then(|f| f.country.clone()));
        // "Norland said its troops had left".
        let owned = || {
            found.forces.iter().find_map(|h| {
                let first = self.force_at(*h)?.tokens.start;
                let owner = Some(first).filter(|k| self.tag(*k) == Upos::Pron)?;
                self.party(owner, Role::Force)
                    .and_then(|p| self.country_of(&p))
            })
        };
        let mover = || {
            let mover = found.mover?;
            let state = self.state_in_phrase(mover);
            state.or_else(|| self.neighbour(found, mover)).or_else(|| {
                // "Norland denied that its army was massing troops".
                let first = self.force_at(mover).map(|f| f.tokens.start);
                let owner = first.filter(|k| self.tag(*k) == Upos::Pron);
                [Some(mover), owner]
                    .into_iter()
                    .flatten()
                    .find_map(|who| self.country_of(&self.party(who, Role::Force)?))
                    .or_else(|| self.state_that_tells(found.at, mover))
            })
        };
        // "X urged Y to withdraw its soldiers": Y's, who would do it, whatever the pronoun else stands for.
        let its = found.forces.iter().any(|h| {
            let first = self.force_at(*h).map(|f| f.tokens.start);
            first.is_some_and(|k| self.tag(k) == Upos::Pron && found.mover.is_some_and(|m| m < k))
        });
        let theirs = || mover().filter(|_| its);
        own.or_else(theirs).or_else(owned).or_else(mover)
    }

    /// "accused its neighbour of massing troops": the other side of the border, seen from the first state on it that is named.
    fn neighbour(&self, found: &Found<'_>, mover: usize) -> Option<String> {
        let owned = mover > self.tokens.start && self.stands_in(mover - 1, WordList::Owner);
        let mut words = found.borders.iter().filter_map(|b| self.borders.get(*b));
        let border = words.find_map(|b| b.border)?;
        let first = self.states.iter().find(|s| border.touches(&s.code))?;
        let mut sides = border.codes().into_iter();
        let other = sides.find(|c| *c != first.code)?;
        let one = owned && self.stands_in(mover, WordList::Neighbour);
        one.then(|| other.to_owned())
    }

    /// The forces that move, and who sends them as a force of its own when no force is named.
    pub(super) fn force_refs(&self, found: &Found<'_>, home: Option<&str>) -> Vec<ActorRef> {
        let mut out: Vec<ActorRef> = Vec::new();
        let sender = found.mover.filter(|m| self.is_sending(found, *m));
        let sender = sender.and_then(|m| self.sender(m));
        for head in &found.forces {
            let Some(force) = self.force_at(*head) else {
                continue;
            };
            let skipped =
                self.is_made_of_named(force, found) || self.is_unit_of_others(force, found);
            if force.kind == ForceNounKind::Equipment || skipped {
                continue;
            }
            let mut party = if self.is_plainly_of_state(force, found) {
                self.force_ref(&of_armed_forces(force), home)
            } else {
                self.force_ref(force, home)
            };
            // "a troop build-up": nobody's by name.
            let label = force.modifier && self.sources.syntax.head(*head) == Some(found.at);
            if label && party.actor.is_none() {
                continue;
            }
            // "the border guard deployed one battalion": its own, though a battalion is otherwise the army's.
            let unit = force.actor.is_none()
                && force.country.is_none()
                && force.institution == ARMY
                && found.arguments.object == Some(force.head);
            // "the X have massed hundreds of fighters": theirs, also where the state they fight has soldiers of its own.
            let theirs = party.actor.is_none() || is_anyones(force) || unit;
            if let Some(sender) = sender.as_ref().filter(|_| theirs) {
                party.text.clone_from(&sender.text);
                party.actor.clone_from(&sender.actor);
            }
            // "200 Veldorian and Kestrovian soldiers".
            let others = self.joint_codes(force).0;
            for party in others
                .iter()
                .map(|c| self.force_of(force, c))
                .chain([party])
            {
                if !out.iter().any(|o| same_party(o, &party)) {
                    out.push(party);
                }
            }
        }
        out.extend(
            found
                .mover
                .filter(|_| out.is_empty())
                .and_then(|m| self.labelled_forces(m)),
        );
        if out.is_empty()
            && let Some(mover) = found.mover
            && (self.tag(mover) != Upos::Pron || self.is_known_sender(mover))
            && !self.is(mover, Around::Civilian)
            && self.can_speak(mover)
            && self
                .forces_of(Some(mover))
                .iter()
                .all(|f| f.kind != ForceNounKind::Equipment)
            && let Some(party) = self
                .party(mover, Role::Force)
                .filter(|p| !self.is_person(p))
        {
            out.push(self.state_behind(party, found.posture));
        }
        if out.is_empty() {
            out.extend(self.owners_of_equipment(found));
        }
        self.join_states(found, &mut out);
        out
    }

    /// "it was reinforcing its presence": a pronoun for a state or a force the lexicon knows.
    fn is_known_sender(&self, mover: usize) -> bool {
        let lexicon = &self.sources.knowledge.lexicon;
        let party = self.party(mover, Role::Force);
        let actor = party.and_then(|p| p.actor);
        let kind = actor.and_then(|a| lexicon.actor(&a).map(|a| a.kind));
        matches!(kind, Some(ActorKind::Force | ActorKind::State))
    }

    /// "the Norland deployment": the forces of the state whose adjective stands before what they do.
    fn labelled_forces(&self, adjective: usize) -> Option<ActorRef> {
        let state = self.states.iter().find(|s| s.tokens.start == adjective)?;
        let label = self.tag(adjective) == Upos::Adj;
        let lexicon = &self.sources.knowledge.lexicon;
        let forces = lexicon
            .institution(&state.code, ARMED_FORCES)
            .filter(|_| label)?;
        Some(ActorRef {
            mention: Some(self.span(&state.tokens)),
            text: forces.name.clone(),
            actor: Some(forces.id.clone()),
            affiliation: None,
        })
    }

    /// "Norland tanks are moving": the forces of the state whose adjective stands before them.
    fn owners_of_equipment(&self, found: &Found<'_>) -> Option<ActorRef> {
        let mut forces = found.forces.iter().filter_map(|h| self.force_at(*h));
        let owned = forces.find(|f| f.country.is_some())?;
        let state = self
            .states
            .iter()
            .find(|s| owned.tokens.contains(&s.tokens.start))?;
        self.labelled_forces(state.tokens.start)
    }

    /// A person, who is no force.
    pub(super) fn is_person(&self, party: &ActorRef) -> bool {
        let lexicon = &self.sources.knowledge.lexicon;
        let actor = party.actor.as_ref().and_then(|a| lexicon.actor(a));
        actor.is_some_and(|a| a.kind == ActorKind::Person)
    }

    /// Whether who is named as the mover moves soldiers of its own, and neither sees, tells of nor drives others: "warned of troops massing".
    fn is_sending(&self, found: &Found<'_>, mover: usize) -> bool {
        let own = self.sources.syntax.head(mover) == Some(found.at);
        let driven = (mover + 1..(found.at + NEAR_TOKENS).min(self.tokens.end))
            .any(|k| self.stands_in(k, WordList::Driven));
        let sees = found.trigger.verb && self.in_list(&found.trigger.lemma, WordList::Perceived);
        own && !sees && !driven
    }

    /// Who sends others of its own: a force ("the army rushed reinforcements"), a bloc, an organisation that has forces.
    fn sender(&self, mover: usize) -> Option<ActorRef> {
        let party = self.party(mover, Role::Force)?;
        let lexicon = &self.sources.knowledge.lexicon;
        let actor = party.actor.as_ref().and_then(|a| lexicon.actor(a))?;
        let of_it = |a: &Actor| a.kind == ActorKind::Force && a.parents.contains(&actor.id);
        let sends = match actor.kind {
            ActorKind::Force | ActorKind::Bloc => true,
            ActorKind::Organisation => lexicon.actors().iter().any(of_it),
            ActorKind::State | ActorKind::Person => false,
        };
        sends.then_some(party)
    }

    /// "a joint force from the X army and the Y": the named forces stand for it.
    fn is_made_of_named(&self, force: &Force, found: &Found<'_>) -> bool {
        let of = matches!(self.lower(force.head + 1), "of" | "from");
        // "two companies of commandos": the commandos.
        let counts = self.is(force.head, Around::Count);
        force.actor.is_none()
            && of
            && found.forces.iter().any(|h| {
                self.force_at(*h).is_some_and(|f| {
                    (f.actor.is_some() || counts)
                        && f.head > force.head + 1
                        && f.head - force.head <= 5
                })
            })
    }

    /// "soldiers of a mountain brigade": the soldiers, of whom the plain noun only tells where they serve.
    fn is_unit_of_others(&self, force: &Force, found: &Found<'_>) -> bool {
        let of = force.tokens.start.checked_sub(2).filter(|k| {
            self.lower(k + 1) == "of" && found.forces.contains(k) && !self.is(*k, Around::Count)
        });
        let nameless = force.actor.is_none() && force.country.is_none();
        nameless
            && of.is_some_and(|k| {
                self.force_at(k)
                    .is_some_and(|f| f.kind == ForceNounKind::Person)
            })
    }

    /// "Norland sent reinforcements": a plain noun for a unit that a state itself sends.
    fn is_plainly_of_state(&self, force: &Force, found: &Found<'_>) -> bool {
        let plain = |k: usize| !matches!(self.tag(k), Upos::Noun | Upos::Propn);
        let unit = force.kind == ForceNounKind::Unit && force.institution.is_empty();
        let words =
            (force.tokens.start..force.head).all(plain) && self.lower(force.head + 1) != "of";
        // "reinforcements, mostly police", "a convoy loaded with tents".
        let next = force.head + 1;
        let told = self.lower(next) != "," && self.tag(next) != Upos::Verb;
        let border = !found.borders.is_empty();
        // "two companies", "its patrols"; "its companies" may be firms.
        let first = force.tokens.start;
        let owned =
            self.stands_in(first, WordList::Owner) && !self.is(force.head, Around::Civilian);
        let counted = self.tag(first) == Upos::Num || owned;
        unit && words
            && told
            && border
            && (!force.weak || counted)
            && found.mover.is_some_and(|m| self.is_state(m))
    }

    /// "the Harrow Shield forces", which nobody knows: not the armed forces of the state that sends them.
    fn has_name_of_its_own(&self, force: &Force) -> bool {
        let name = |k: usize| {
            let word = self.sources.document.word(k);
            let inner = k > self.tokens.start && self.tag(k) == Upos::Propn;
            let plain = self.is_state(k) || self.is(k, Around::Unit);
            inner && word.starts_with(char::is_uppercase) && !plain
        };
        let numbered = force.tokens.clone().any(|k| is_ordinal(self.lower(k)));
        is_anyones(force)
            && !numbered
            && !self.headline()
            && (force.tokens.start..force.head).any(name)
    }

    /// "the Harrow Front militia": the group a nameless force is named after, where it is no state.
    fn named_inside(&self, force: &Force) -> Option<&Actor> {
        let before = self.span(&(force.tokens.start..force.head));
        let lexicon = &self.sources.knowledge.lexicon;
        let mentions = self.sources.named.mentions_in(before).iter();
        let mut actors = mentions.filter_map(|m| m.actor.as_ref().and_then(|id| lexicon.actor(id)));
        let group = |a: &&Actor| matches!(a.kind, ActorKind::Force | ActorKind::Organisation);
        actors.rfind(group)
    }

    pub(super) fn force_ref(&self, force: &Force, home: Option<&str>) -> ActorRef {
        let lexicon = &self.sources.knowledge.lexicon;
        // "no new units": the units.
        let none = self.stands_in(force.tokens.start, WordList::None) && force.tokens.len() > 1;
        let span = self.span(&(force.tokens.start + usize::from(none)..force.tokens.end));
        if let Some(actor) = force.actor.as_ref() {
            let known = lexicon.actor(actor).map(|a| a.name.clone());
            return ActorRef {
                mention: Some(span),
                text: known.unwrap_or_else(|| span.slice(&self.sources.document.text).to_owned()),
                actor: Some(actor.clone()),
                affiliation: None,
            };
        }
        if let Some(owner) = self.named_inside(force) {
            return ActorRef {
                mention: Some(span),
                text: owner.name.clone(),
                actor: Some(owner.id.clone()),
                affiliation: None,
            };
        }
        let country = force.country.as_deref().or(home);
        let body = country
            .filter(|_| !force.institution.is_empty() && !self.has_name_of_its_own(force))
            .and_then(|c| lexicon.institution(c, &force.institution));
        if let Some(body) = body {
            return ActorRef {
                mention: Some(span),
                text: body.name.clone(),
                actor: Some(body.id.clone()),
                affiliation: None,
            };
        }
        // "sent two brigades": nobody's by name, but the state's that sends them.
        let state = country.and_then(|c| lexicon.state_by_code(c));
        ActorRef {
            mention: Some(span),
            text: span.slice(&self.sources.document.text).to_owned(),
            actor: None,
            affiliation: state.map(|s| s.id.clone()),
        }
    }

    /// The article's country for forces and borders nobody names in the sentence.
    pub(super) fn fallback_home(memory: &Memory) -> Option<String> {
        let (border, _) = memory.border?;
        memory
            .states
            .iter()
            .find(|code| border.touches(code))
            .cloned()
    }

    /// Who claims the movement: the speaker of the quote it stands in, else the subject of the reporting verb over it.
    pub(super) fn claimant(
        &self,
        found: &Found<'_>,
        reading: &Reading,
    ) -> (Option<ActorRef>, Option<ActorRef>, Vec<usize>) {
        let at = self.span_of(found.at);
        let mut quotes = Vec::new();
        let (mut claimant, mut via) = (None, None);
        for (k, quote) in self.sources.quotes.iter().enumerate() {
            if quote.spans.iter().any(|s| s.overlaps(at)) {
                quotes.push(k);
                let speaker = quote.speakers.first().filter(|s| self.is_speaker(s));
                claimant = claimant.or_else(|| speaker.cloned());
                via = via.or_else(|| quote.via.clone());
            }
        }
        if claimant.is_some() {
            return (claimant, via, quotes);
        }
        let syntax = self.sources.syntax;
        let beside = std::iter::once(found.at).chain(reading.governors.iter().copied());
        let parenthesis = beside.flat_map(|i| {
            let own = syntax
                .children(i)
                .filter(|c| syntax.relation(*c) == Relation::Parataxis);
            let above = syntax
                .head(i)
                .filter(|_| syntax.relation(i) == Relation::Parataxis);
            own.chain(above).collect::<Vec<_>>()
        });
        let reporters: Vec<usize> = reading
            .governors
            .iter()
            .copied()
            .chain(parenthesis)
            .collect();
        for verb in reporters {
            let speech = &self.sources.knowledge.language.speech;
            // "put its army on alert" is no "put it".
            let whole = |particle: &[String]| {
                let mut words = particle.iter().enumerate();
                words.all(|(k, w)| self.lower(verb + 1 + k) == w)
            };
            let speaks = speech
                .verbs(self.lower(verb))
                .any(|v| v.verb.speaks() && whole(&v.verb.particle));
            // "rejected reports of a build-up" says that there is none.
            let turns = self.tag(verb) == Upos::Verb
                && self
                    .effects(verb)
                    .any(|e| matches!(e, Effect::Deny | Effect::Oppose));
            if !speaks && !turns {
                continue;
            }
            let between = verb.min(found.at)..verb.max(found.at);
            if between.into_iter().any(|k| self.lower(k) == ";") {
                continue;
            }
            let inserted = self.inserted_subject(verb);
            let subject = inserted.or(self.arguments(verb).subject);
            let subject = subject.filter(|s| self.can_speak(*s));
            let speaker = subject.and_then(|s| self.party(s, Role::Speaker));
            let speaker = speaker.filter(|s| inserted.is_some() || !self.speaks_of_else(s, at));
            if speaker.is_some() {
                return (speaker, None, quotes);
            }
        }
        (None, None, quotes)
    }

    /// "Norland soldiers, Orsk says, crossed the border": who stands between the commas with the verb.
    fn inserted_subject(&self, verb: usize) -> Option<usize> {
        let last = verb.checked_sub(1).filter(|k| *k > self.tokens.start)?;
        let document = self.sources.document;
        let mention = self.sources.named.mention_at(document, last)?;
        let start = document.tokens_in(mention.span).start;
        let set = start > self.tokens.start && self.lower(start - 1) == ",";
        (set && self.lower(verb + 1) == ",").then_some(last)
    }

    /// "X moves troops; Y says it will not": Y's words are others of the same sentence.
    fn speaks_of_else(&self, speaker: &ActorRef, at: Span) -> bool {
        let sentence = self.span(&self.tokens);
        let quotes = self.sources.quotes.iter();
        let mut own = quotes.filter(|q| {
            q.clause.overlaps(sentence) && q.speakers.iter().any(|s| same_party(s, speaker))
        });
        own.any(|q| !q.spans.iter().any(|s| s.overlaps(at)))
    }

    /// Whether the phrase of a token names who could say something: no "conflict", no "decision".
    fn can_speak(&self, head: usize) -> bool {
        let named = self.sources.named;
        let phrase = named.phrase_at(head).and_then(|p| named.phrase(p));
        phrase.is_none_or(|p| p.kind != PhraseKind::Thing)
    }

    fn is_speaker(&self, party: &ActorRef) -> bool {
        let document = self.sources.document;
        let head = |m: Span| document.tokens_in(m).end.saturating_sub(1);
        party.actor.is_some() || party.mention.is_none_or(|m| self.can_speak(head(m)))
    }
}

/// Whether two references mean the same force.
pub(super) fn same_party(a: &ActorRef, b: &ActorRef) -> bool {
    match (&a.actor, &b.actor) {
        (Some(a), Some(b)) => a == b,
        _ => a.text.eq_ignore_ascii_case(&b.text),
    }
}

/// "troops": soldiers of whoever sends them, where nothing in the phrase says whose.
fn is_anyones(force: &Force) -> bool {
    let armed = force.institution == ARMED_FORCES;
    armed && force.actor.is_none() && force.country.is_none()
}

/// "reinforcements" that a state sends: its armed forces'.
fn of_armed_forces(force: &Force) -> Force {
    Force {
        institution: ARMED_FORCES.to_owned(),
        ..force.clone()
    }
}
