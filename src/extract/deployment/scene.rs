//! A scene: the forces, works, borders and states of one sentence, before anything is said of them.
//!
//! Not a decision what moves.

use super::Sources;
use super::border::BorderWord;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::Known;
use crate::lang::list::WordList;
use crate::lang::movement::{Around, RUN_WORDS_MAX};
use crate::lexicon::{ForceNounKind, Hit, How, Institution, What};
use crate::model::{ActorId, ActorKind, Place, PlaceResolution, Span};
use std::ops::Range;

/// A noun phrase that names a force.
#[derive(Clone, Debug)]
pub(super) struct Force {
    /// Its last word.
    pub(super) head: usize,
    /// From determiner to head.
    pub(super) tokens: Range<usize>,
    pub(super) kind: ForceNounKind,
    /// The noun is also something else.
    pub(super) weak: bool,
    /// The force, where named.
    pub(super) actor: Option<ActorId>,
    /// The institution of its state it stands for.
    pub(super) institution: String,
    /// Its state, where the phrase names it.
    pub(super) country: Option<String>,
    /// It only modifies another noun ("army spokesman").
    pub(super) modifier: bool,
}

/// A word for a state.
#[derive(Clone, Debug)]
pub(super) struct StateWord {
    pub(super) tokens: Range<usize>,
    pub(super) code: String,
}

/// One sentence with what stands in it.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) sources: &'a Sources<'a>,
    pub(super) index: usize,
    /// First token behind a dateline ("HARROW - A joint force"), which belongs to no phrase.
    pub(super) body: usize,
    pub(super) tokens: Range<usize>,
    pub(super) forces: Vec<Force>,
    pub(super) states: Vec<StateWord>,
    pub(super) borders: Vec<BorderWord>,
    pub(super) works: Vec<Range<usize>>,
    /// Places and states the lexicon knows, whatever they stand for here.
    pub(super) spots: Vec<(Range<usize>, Place)>,
    /// Something in it shows that weak force nouns mean forces.
    pub(super) military: bool,
    /// The article has told of forces and of a border before.
    pub(super) told: bool,
    /// The sentence before told of forces.
    pub(super) just_told: bool,
}

/// What the article told before a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    /// Of forces and of a border.
    pub(super) before: bool,
    /// Of forces, as a fact, in the sentence right before.
    pub(super) just: bool,
}

impl<'a> Scene<'a> {
    /// Reads a sentence behind what was told before it.
    pub(super) fn read(sources: &'a Sources<'a>, index: usize, told: Told) -> Self {
        let document = sources.document;
        let sentence = document.sentences.get(index);
        let paragraph = sentence.and_then(|s| document.paragraphs.get(s.paragraph));
        let mut scene = Self {
            sources,
            index,
            tokens: sentence.map_or(0..0, |s| s.tokens.clone()),
            body: paragraph.map_or(0, |p| document.token_at(p.body_start)),
            forces: Vec::new(),
            states: Vec::new(),
            borders: Vec::new(),
            works: Vec::new(),
            spots: Vec::new(),
            military: false,
            told: told.before,
            just_told: told.just,
        };
        scene.read_names();
        scene.read_mentions();
        scene.read_units();
        scene.read_ships();
        scene.read_counted();
        scene.read_words();
        scene.forces.sort_by_key(|f| f.head);
        for k in 0..scene.forces.len() {
            let alone = scene.forces.get(k).filter(|f| f.country.is_none());
            let state = alone.and_then(|f| scene.came_from(f.head));
            let code = state.map(|s| s.code.clone());
            if let Some(force) = scene.forces.get_mut(k).filter(|_| code.is_some()) {
                force.country = code;
            }
            let sent = scene
                .forces
                .get(k)
                // "Norland moved a division": a firm has divisions, what a state moves are soldiers.
                .filter(|f| f.weak && scene.is(f.head, Around::Fighter))
                .is_some_and(|f| scene.is_moved_by_state(f.head));
            if let Some(force) = scene.forces.get_mut(k).filter(|_| sent) {
                force.weak = false;
            }
        }
        // Police are at home in any article: their own words must show that they are sent.
        for force in scene
            .forces
            .iter_mut()
            .filter(|f| f.institution != "police")
        {
            let movement = &sources.knowledge.language.movement;
            let fighter = movement.is(document.lower(force.head), Around::Fighter);
            // "the company" may be a firm, whatever the article tells of.
            let civil = movement.is(document.lower(force.head), Around::Civilian);
            let the = document.lower(force.tokens.start) == "the" && !civil;
            force.weak &= !told.before || !(fighter || the);
        }
        scene.military |= scene.forces.iter().any(|f| !f.weak);
        scene
    }

    pub(super) fn lower(&self, i: usize) -> &'a str {
        self.sources.document.lower(i)
    }

    pub(super) fn tag(&self, i: usize) -> Upos {
        self.sources.syntax.tag(i)
    }

    pub(super) fn is(&self, i: usize, kind: Around) -> bool {
        let movement = &self.sources.knowledge.language.movement;
        self.sources.document.known(i).has(Known::AROUND) && movement.is(self.lower(i), kind)
    }

    pub(super) fn text(&self, tokens: &Range<usize>) -> &'a str {
        self.span(tokens).slice(&self.sources.document.text)
    }

    pub(super) fn span(&self, tokens: &Range<usize>) -> Span {
        self.sources.document.tokens_span(tokens)
    }

    /// Whether the word at `i` stands in a list.
    pub(super) fn stands_in(&self, i: usize, list: WordList) -> bool {
        self.in_list(self.lower(i), list)
    }

    /// Whether a word in lower case stands in a list.
    pub(super) fn in_list(&self, lower: &str, list: WordList) -> bool {
        self.sources.knowledge.language.lists.has(list, lower)
    }

    /// Whether a token is a word for a state.
    pub(super) fn is_state(&self, i: usize) -> bool {
        self.states.iter().any(|s| s.tokens.contains(&i))
    }

    /// The force whose phrase has this head.
    pub(super) fn force_at(&self, head: usize) -> Option<&Force> {
        self.forces.iter().find(|f| f.head == head)
    }

    /// The length of the longest run of words of a kind that begins at `i`.
    pub(super) fn run(&self, i: usize, kind: Around) -> Option<usize> {
        if !self.sources.document.known(i).has(Known::AROUND) {
            return None;
        }
        let movement = &self.sources.knowledge.language.movement;
        (1..=RUN_WORDS_MAX).rev().find(|n| {
            let run = i..i + n;
            run.end <= self.tokens.end
                && movement.is(
                    self.sources
                        .document
                        .tokens_span(&run)
                        .slice(&self.sources.document.lower),
                    kind,
                )
        })
    }

    /// The lexicon's names in the sentence.
    pub(super) fn names_inside(&self) -> impl Iterator<Item = &'a Hit<'a>> + use<'a> {
        let span = self.span(&self.tokens);
        let names = self.sources.names;
        let from = names.partition_point(|n| n.span.start() < span.start());
        let names = names.get(from..).unwrap_or_default().iter();
        names.take_while(move |n| n.span.end() <= span.end())
    }

    fn read_names(&mut self) {
        let document = self.sources.document;
        for hit in self.names_inside() {
            let tokens = document.tokens_in(hit.span);
            // The place of a dateline is where the report was written.
            if tokens.is_empty() || tokens.end <= self.body {
                continue;
            }
            let own_state = hit.state.map(|(s, span)| (s, document.tokens_in(span)));
            if let Some((state, words)) = &own_state {
                self.states.push(StateWord {
                    tokens: words.clone(),
                    code: state.code.clone(),
                });
            } else if let Some((state, how)) = hit.as_state()
                && matches!(
                    how,
                    How::StateName | How::Adjective | How::Capital | How::Seat
                )
            {
                self.states.push(StateWord {
                    tokens: tokens.clone(),
                    code: state.code.clone(),
                });
            }
            if own_state.is_none() {
                self.spots.extend(spot(hit).map(|p| (tokens.clone(), p)));
            }
            let noun = hit.as_force_noun();
            let body = self.body_of(hit, &tokens).filter(|_| own_state.is_none());
            let actor = hit.entries.iter().find_map(|e| match e.what {
                What::Actor(a) => {
                    (a.kind == ActorKind::Force && e.how != How::Surname).then_some(a)
                }
                What::State(_)
                | What::Place(_)
                | What::Border(_)
                | What::Title(_)
                | What::ForceNoun(_)
                | What::Institution(_) => None,
            });
            if noun.is_none() && actor.is_none() && body.is_none() {
                continue;
            }
            let head = tokens.end.saturating_sub(1);
            let country = actor.and_then(|a| a.country.clone());
            // "Norland marines" are people as "marines" are.
            let lexicon = &self.sources.knowledge.lexicon;
            let named = || {
                lexicon
                    .force_noun(document.lower(head))
                    .filter(|_| own_state.is_some())
            };
            self.add_force(Force {
                head,
                tokens,
                kind: noun.or_else(named).map_or(ForceNounKind::Unit, |n| n.kind),
                weak: actor.is_none(),
                actor: actor.map(|a| a.id.clone()),
                institution: noun
                    .map(|n| &n.institution)
                    .or_else(|| body.map(|b| &b.suffix))
                    .cloned()
                    .unwrap_or_default(),
                country,
                modifier: false,
            });
        }
        self.states.sort_by_key(|s| s.tokens.start);
    }

    /// "army soldiers", "federal police": the body's own name; not "army command".
    fn body_of(&self, hit: &Hit<'a>, tokens: &Range<usize>) -> Option<&'a Institution> {
        let last = self.lower(tokens.end.saturating_sub(1));
        let lexicon = &self.sources.knowledge.lexicon;
        hit.as_institution()
            .filter(|b| b.kind == ActorKind::Force && lexicon.force_noun(last).is_some())
    }

    /// Forces the lexicon does not know, and those known by a short name of the article.
    fn read_mentions(&mut self) {
        let document = self.sources.document;
        let span = document.tokens_span(&self.tokens);
        for mention in self.sources.named.mentions_in(span) {
            if mention.actor_kind != Some(ActorKind::Force) {
                continue;
            }
            let tokens = document.tokens_in(mention.span);
            let head = tokens.end.saturating_sub(1);
            let taken = self.forces.iter().any(|f| f.tokens.contains(&head));
            let pronoun = self.tag(head) == Upos::Pron;
            let figure = tokens.clone().any(|k| self.is_figure_of_speech(k));
            if tokens.is_empty() || taken || pronoun || figure {
                continue;
            }
            let lexicon = &self.sources.knowledge.lexicon;
            let known = mention.actor.as_ref().and_then(|id| lexicon.actor(id));
            self.add_force(Force {
                head,
                tokens,
                kind: ForceNounKind::Unit,
                weak: false,
                actor: mention.actor.clone(),
                institution: String::new(),
                country: known.and_then(|a| a.country.clone()),
                modifier: false,
            });
        }
    }

    pub(super) fn add_force(&mut self, mut force: Force) {
        // "reinforcements" is never a verb, whatever the tagger says; "patrols" is.
        let verb = self.is(force.head, Around::Weak) || self.lower(force.head) == "forces";
        // Nor is "border guards", a noun of two words.
        let alone = force.tokens.len() == 1;
        if self.tag(force.head) == Upos::Verb && verb && alone && force.actor.is_none() {
            return;
        }
        if self.is_figure_of_speech(force.head) || self.is_civil_fleet(&force) {
            return;
        }
        let syntax = self.sources.syntax;
        force.weak &= self.is(force.head, Around::Weak);
        // "army convoy": the noun it modifies is the head when that is a force, too.
        force.modifier = matches!(
            syntax.relation(force.head),
            Relation::Compound | Relation::NmodPoss | Relation::Amod | Relation::Flat
        ) && syntax.head(force.head).is_some_and(|h| h > force.head);
        let mut start = force.tokens.start;
        while start > self.tokens.start.max(self.body)
            && self.belongs_before(start - 1, start)
            && !self.is_phrase_opened(start)
        {
            start -= 1;
        }
        start = self.number_start(start);
        start = self.hedge_start(start);
        if force.weak {
            force.weak = !(start..force.head).any(|i| self.is(i, Around::Military));
        }
        force.tokens.start = start;
        if force.country.is_none() {
            let inside = self
                .states
                .iter()
                .find(|s| force.tokens.contains(&s.tokens.start));
            force.country = inside.map(|s| s.code.clone());
        }
        let owned = force.country.is_some()
            || self
                .sources
                .named
                .mentions_in(self.span(&(force.tokens.start..force.head)))
                .iter()
                .any(|m| m.actor_kind == Some(ActorKind::Force));
        force.weak &= !owned || !self.is(force.head, Around::Fighter);
        self.forces.push(force);
    }

    /// "Troops from Norland were stationed": the state behind a force that is a subject; "withdrew troops from X" leaves X.
    fn came_from(&self, head: usize) -> Option<&StateWord> {
        let from = matches!(self.lower(head + 1), "from" | "of");
        let state = self.states.iter().find(|s| s.tokens.start == head + 2)?;
        let goes_on = matches!(self.tag(state.tokens.end), Upos::Aux | Upos::Verb);
        (from && goes_on).then_some(state)
    }

    /// "thousands", "dozens".
    pub(super) fn is_scale(&self, i: usize) -> bool {
        use crate::lang::quantity::QuantityWord;
        let word = self
            .sources
            .knowledge
            .language
            .quantities
            .word(self.lower(i));
        matches!(word, Some(QuantityWord::Scale(_) | QuantityWord::Number(_)))
    }

    fn read_words(&mut self) {
        let mut i = self.tokens.start;
        while i < self.tokens.end {
            self.military |= self.is(i, Around::Military) || self.lower(i).starts_with("patrol");
            if let Some(n) = self.run(i, Around::Works) {
                self.works.push(i..i + n);
            }
            let border = self.run(i, Around::Border);
            let gate = || self.run(i, Around::Gate).filter(|_| self.told);
            let crossing = self.run(i, Around::Crossing).or_else(gate);
            match (border, crossing) {
                (None, None) => i += 1,
                (border, crossing) => {
                    let n = border.max(crossing).unwrap_or(1);
                    // "border police", "cross-border", "checkpoint" as a verb: no border of its own but a hint of one.
                    let is_crossing = crossing >= border;
                    self.borders.push(BorderWord::new(i..i + n, is_crossing));
                    // "a border fence" is built as well.
                    let built = (i + 1..i + n).filter(|k| self.run(*k, Around::Works).is_some());
                    let built: Vec<_> = built.map(|k| k..k + 1).collect();
                    self.works.extend(built);
                    i += n;
                }
            }
        }
        self.read_named_borders();
    }

    /// "the Durand Line": a border with a name of its own, in the sentence's words.
    fn read_named_borders(&mut self) {
        let document = self.sources.document;
        for hit in self.names_inside() {
            let Some(pair) = hit.as_border().map(|b| b.border) else {
                continue;
            };
            let tokens = document.tokens_in(hit.span);
            let overlaps =
                |b: &BorderWord| b.tokens.start < tokens.end && tokens.start < b.tokens.end;
            self.borders.retain(|b| !overlaps(b));
            let mut word = BorderWord::new(tokens, false);
            word.border = Some(pair);
            self.borders.push(word);
        }
        self.borders.sort_by_key(|b| b.tokens.start);
    }
}

/// The place a name of the lexicon can be.
fn spot(hit: &Hit<'_>) -> Option<Place> {
    if let Some(site) = hit.as_place() {
        return Some(site.place.clone());
    }
    let (state, how) = hit.as_state()?;
    let resolution = match how {
        How::StateName => PlaceResolution::Country,
        How::Capital => PlaceResolution::City,
        How::Name
        | How::Alias
        | How::Adjective
        | How::People
        | How::Seat
        | How::Place
        | How::Border
        | How::Derived
        | How::Common
        | How::Surname => return None,
    };
    Some(Place {
        name: state.name.clone(),
        country: Some(state.code.clone()),
        lat: None,
        lon: None,
        geonames: None,
        resolution,
        borders: Vec::new(),
    })
}
