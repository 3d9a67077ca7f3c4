//! A name as a person writes it, to actors with scores and reasons.
//!
//! Not coreference: there is no article around the name. Rule: an answer says why; equal scores keep the files' order.

use super::hit::{Hit, What};
use super::matcher::How;
use super::word::{FastMap, WordMap, atoms};
use super::{Lexicon, assemble::index};
use crate::model::{Actor, ActorId, ActorKind, CivilDate};

/// Most actors a name resolves to.
pub const RESOLVE_CANDIDATES_MAX: usize = 20;

/// An actor a name may mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// Who.
    pub actor: ActorId,
    /// How sure, 0 to 1.
    pub score: f64,
    /// Why, in words.
    pub reason: String,
}

/// Names by key, built when first asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct ResolveIndex {
    exact: WordMap<Vec<(u32, How)>>,
    folded: WordMap<Vec<(u32, How)>>,
    /// Folded words of persons' and bodies' names.
    words: WordMap<Vec<u32>>,
}

fn push<T: PartialEq>(map: &mut WordMap<Vec<T>>, key: &str, value: T) {
    match map.get_mut(key) {
        Some(list) if list.contains(&value) => {}
        Some(list) => list.push(value),
        None => {
            map.insert(key, vec![value]);
        }
    }
}

/// Letters and digits in lower case, words joined by one blank.
fn plain(lexicon: &Lexicon, name: &str) -> String {
    let mut out = String::new();
    for atom in atoms(name) {
        if !out.is_empty() {
            out.push(' ');
        }
        lexicon.rules.plain(atom.slice(name), &mut out);
    }
    out
}

impl ResolveIndex {
    fn build(lexicon: &Lexicon) -> Self {
        let mut out = Self::default();
        for actor in lexicon.actors.iter().chain(lexicon.derived_actors()) {
            let Some(at) = lexicon.index_of(actor.id.as_str()) else {
                continue;
            };
            out.add(lexicon, at, &actor.name, How::Name);
            for alias in &actor.aliases {
                out.add(lexicon, at, &alias.text, How::Alias);
            }
            for name in lexicon.weak.get(at as usize).into_iter().flatten() {
                out.add(lexicon, at, name, How::Surname);
            }
        }
        for state in &lexicon.states {
            let Some(at) = lexicon.index_of(state.id.as_str()) else {
                continue;
            };
            let lists = [
                (&state.adjectives, How::Adjective),
                (&state.people, How::People),
                (&state.capitals, How::Capital),
                (&state.seats, How::Seat),
            ];
            for (names, how) in lists {
                for name in names {
                    out.add(lexicon, at, name, how);
                }
            }
            push(&mut out.exact, &state.code.to_lowercase(), (at, How::Alias));
            push(
                &mut out.exact,
                &state.alpha3.to_lowercase(),
                (at, How::Alias),
            );
        }
        out
    }

    fn add(&mut self, lexicon: &Lexicon, at: u32, name: &str, how: How) {
        push(&mut self.exact, &plain(lexicon, name), (at, how));
        let folded = lexicon.fold(name);
        if !folded.is_empty() {
            push(&mut self.folded, &folded, (at, how));
        }
        if (at as usize) < lexicon.actors.len() && matches!(how, How::Name | How::Alias) {
            for word in folded.split(' ').filter(|w| w.len() >= 3) {
                push(&mut self.words, word, at);
            }
        }
    }
}

fn name_score(how: How) -> (f64, &'static str) {
    match how {
        How::Name => (1.0, "the name"),
        How::Alias => (0.97, "another name"),
        How::StateName => (1.0, "the state's name"),
        How::Seat => (0.9, "a seat that stands for the government"),
        How::Capital => (0.85, "a capital that stands for the government"),
        How::Adjective | How::People => (0.8, "an adjective or noun of the state"),
        How::Derived => (0.95, "a body of the state"),
        How::Surname => (0.6, "a name that is clear only in context"),
        How::Place | How::Border | How::Common => (0.3, "a common word"),
    }
}

/// Collected answers, best reason each.
#[derive(Default)]
struct Answers {
    best: Vec<(u32, f64, String)>,
    at: FastMap<u32, usize>,
}

impl Answers {
    fn add(&mut self, actor: u32, score: f64, reason: String) {
        if let Some(old) = self.at.get(&actor).and_then(|i| self.best.get_mut(*i)) {
            if score > old.1 {
                *old = (actor, score, reason);
            }
            return;
        }
        self.at.insert(actor, self.best.len());
        self.best.push((actor, score, reason));
    }
}

impl Lexicon {
    /// Who a name as written may mean: by name, alias, romanisation, family name, title ("Veldorian prime minister") or
    /// description ("ULF chief"); best first, [`RESOLVE_CANDIDATES_MAX`] at most.
    ///
    /// `on` decides who held an office; without it those who hold it last.
    pub fn resolve(&self, name: &str, on: Option<CivilDate>) -> Vec<Resolved> {
        let keys = self.resolve.get_or_init(|| ResolveIndex::build(self));
        let mut answers = Answers::default();
        for (actor, how) in keys.exact.get(&plain(self, name)).into_iter().flatten() {
            let (score, words) = name_score(*how);
            // A word in small letters is a family name before it is an abbreviation.
            let spelled = if self.is_spelled(*actor, name) {
                1.0
            } else {
                0.97
            };
            answers.add(*actor, score * spelled, format!("{name:?} is {words}"));
        }
        let folded = self.fold(name);
        for (actor, how) in keys.folded.get(&folded).into_iter().flatten() {
            let (score, words) = name_score(*how);
            answers.add(
                *actor,
                score * 0.93,
                format!("{name:?} is a spelling of {words}"),
            );
        }
        self.resolve_office(name, on, &mut answers);
        resolve_words(keys, name, &folded, &mut answers);
        let mut best = answers.best;
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        best.truncate(RESOLVE_CANDIDATES_MAX);
        let answer = |(actor, score, reason): (u32, f64, String)| {
            let actor = self.actor_at(actor)?.id.clone();
            Some(Resolved {
                actor,
                score,
                reason,
            })
        };
        best.into_iter().filter_map(answer).collect()
    }

    /// Whether the actor has the name in just these letters.
    fn is_spelled(&self, actor: u32, name: &str) -> bool {
        self.actor_at(actor)
            .is_some_and(|a| a.name == name || a.aliases.iter().any(|x| x.text == name))
    }

    /// "Veldorian prime minister", "prime minister of Veldoria", "ULF chief", "Prime Minister Hamdun", "Veldoria's army".
    fn resolve_office(&self, name: &str, on: Option<CivilDate>, answers: &mut Answers) {
        let hits = self.names(name);
        let title = hits.iter().find_map(Hit::as_title);
        for hit in &hits {
            for (actor, how) in hit.actors() {
                let Some(at) = self.index_of(actor.id.as_str()) else {
                    continue;
                };
                let person = actor.kind == ActorKind::Person;
                if how == How::Derived && hits.len() == 1 {
                    answers.add(at, 0.95, format!("{name:?} names a body of a state"));
                } else if person && title.is_some() {
                    answers.add(
                        at,
                        name_score(how).0 * 0.9,
                        format!("{name:?} is a name with a title"),
                    );
                }
            }
            let Some(title) = title else { continue };
            for body in bodies(hit) {
                for holder in self.holders(&title.office, body, on) {
                    self.add_holder(holder, 0.9, &format!("{} of {body}", title.office), answers);
                }
                for holder in self.leaders(body, on) {
                    self.add_holder(holder, 0.6, &format!("leader of {body}"), answers);
                }
            }
        }
    }

    fn add_holder(&self, holder: &Actor, score: f64, office: &str, answers: &mut Answers) {
        if let Some(at) = self.index_of(holder.id.as_str()) {
            answers.add(at, score, format!("holds or held the office: {office}"));
        }
    }
}

/// Names that hold all words asked for, or most of them.
fn resolve_words(keys: &ResolveIndex, name: &str, folded: &str, answers: &mut Answers) {
    let words: Vec<&str> = folded.split(' ').filter(|w| w.len() >= 3).collect();
    let mut counts: Vec<(u32, u32)> = Vec::new();
    let mut at: FastMap<u32, usize> = FastMap::default();
    for word in &words {
        for actor in keys.words.get(word).into_iter().flatten() {
            if let Some(count) = at.get(actor).and_then(|i| counts.get_mut(*i)) {
                count.1 += 1;
            } else {
                at.insert(*actor, counts.len());
                counts.push((*actor, 1));
            }
        }
    }
    let asked = f64::from(index(words.len()).max(1));
    for (actor, count) in counts {
        let share = f64::from(count) / asked;
        if share > 0.5 {
            let reason = format!("{count} of {asked} words of {name:?} are in a name");
            answers.add(actor, 0.5 * share, reason);
        }
    }
}

/// The states and bodies an office may belong to.
fn bodies<'h>(hit: &'h Hit<'_>) -> impl Iterator<Item = &'h ActorId> {
    hit.entries.iter().filter_map(|e| match e.what {
        What::State(state) => Some(&state.id),
        What::Actor(actor) if actor.kind != ActorKind::Person => Some(&actor.id),
        What::Actor(_)
        | What::Place(_)
        | What::Border(_)
        | What::Title(_)
        | What::ForceNoun(_)
        | What::Institution(_) => None,
    })
}
