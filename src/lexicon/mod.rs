//! Who and what exists: actors, forces, places, borders and issues, and the matcher over their names.
//!
//! Not grammar (that is `lang` and `extract`). Everything here is data under `data/`, replaceable at start. Rules: a file
//! that does not hold is refused with file, line and field; every state has the bodies of `institutions.tsv` as actors of
//! their own (`iq-army`), a file may describe one of them further; ids that begin with `prov-` are never in a file.

mod actors;
mod assemble;
mod case;
mod check;
mod derived;
mod entry;
mod files;
mod fold;
mod hit;
mod institution;
mod issues;
mod matcher;
mod place;
mod resolve;
mod rival;
mod state;
mod topic;
mod word;

pub use files::{WORLD_FILE_BYTES_MAX, WORLD_FILES_MAX};
pub use fold::Transliteration;
pub use hit::{Entry, Hit, What};
pub use institution::{ForceNoun, ForceNounKind, Institution, OfficeRank, Title};
pub use issues::{IssueEntry, TOPIC_GAP_WORDS_MAX, TOPIC_WORDS_MAX, Topic, TopicWord, Wording};
pub use matcher::{How, NAME_WORDS_MAX};
pub use place::{NamedBorder, Site};
pub use resolve::{RESOLVE_CANDIDATES_MAX, Resolved};
pub use state::State;
pub use topic::TopicHit;

use crate::lang::table::TableError;
use crate::model::{Actor, ActorId, Border, CivilDate, IssueId};
use derived::Derived;
use matcher::Matcher;
use resolve::ResolveIndex;
use std::sync::OnceLock;
use topic::TopicIndex;
use word::{FastMap, WordMap};

/// Everything the world files say.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    version: String,
    rules: Transliteration,
    actors: Vec<Actor>,
    /// Family names and names of limited use, by actor; as long as `actors`.
    weak: Vec<Vec<String>>,
    actor_index: WordMap<u32>,
    states: Vec<State>,
    state_index: WordMap<u32>,
    institutions: Vec<Institution>,
    derived: Derived,
    titles: Vec<Title>,
    title_index: WordMap<u32>,
    force_nouns: Vec<ForceNoun>,
    force_noun_index: WordMap<u32>,
    sites: Vec<Site>,
    site_index: WordMap<u32>,
    borders: Vec<Border>,
    named_borders: Vec<NamedBorder>,
    issues: Vec<IssueEntry>,
    topics: TopicIndex,
    /// Offices by body: (holder, office of the holder), in order of their beginning.
    offices: FastMap<u32, Vec<(u32, u32)>>,
    ambiguous: Vec<(String, Vec<ActorId>)>,
    matcher: Matcher,
    resolve: OnceLock<ResolveIndex>,
}

impl Lexicon {
    /// The lexicon of the files inside the binary.
    pub fn builtin() -> Result<Self, TableError> {
        Self::load(&[])
    }

    /// The built-in files with `files` (name, bytes) in place of those of the same name, the others added.
    ///
    /// A name tells what a file holds: `states*.tsv`, `actors/*.toml`, `places/*.tsv`, `issues/*.toml` and so on. Tables of
    /// a language (`en/*.tsv`) are not read here, but count in the version.
    pub fn load(files: &[(String, Vec<u8>)]) -> Result<Self, TableError> {
        let world = files::gather(files)?;
        let mut lexicon = assemble::assemble(&world)?;
        lexicon.version = files::version(&world, files);
        Ok(lexicon)
    }

    /// First 12 hex digits of SHA-256 over all files given and built in, in order: what records keep as the lexicon's version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The actor of an id.
    pub fn actor(&self, id: &ActorId) -> Option<&Actor> {
        self.actor_named(id.as_str())
    }

    /// The actor whose id is `id`.
    pub fn actor_named(&self, id: &str) -> Option<&Actor> {
        self.index_of(id).and_then(|at| self.actor_at(at))
    }

    /// All actors the files name, states among them, in order of the files; bodies made for every state are left out.
    pub fn actors(&self) -> &[Actor] {
        &self.actors
    }

    /// Names that mean an actor only once the article has named it in full: family names, bare given names.
    pub fn weak_names(&self, id: &ActorId) -> &[String] {
        self.actor_index
            .get(id.as_str())
            .and_then(|i| self.weak.get(*i as usize))
            .map_or(&[], Vec::as_slice)
    }

    /// Names that several actors own, with their owners.
    pub fn ambiguous_names(&self) -> &[(String, Vec<ActorId>)] {
        &self.ambiguous
    }

    /// All states.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// The state of an ISO 3166-1 code, alpha-2 or alpha-3, in either case.
    pub fn state_by_code(&self, code: &str) -> Option<&State> {
        self.state_index
            .get(&code.to_ascii_uppercase())
            .and_then(|i| self.states.get(*i as usize))
    }

    /// The body of a state, for example `institution("IQ", "army")`.
    pub fn institution(&self, code: &str, suffix: &str) -> Option<&Actor> {
        self.actor_named(&format!("{}-{suffix}", code.to_ascii_lowercase()))
    }

    /// The bodies every state has.
    pub fn institutions(&self) -> &[Institution] {
        &self.institutions
    }

    /// All offices and titles.
    pub fn titles(&self) -> &[Title] {
        &self.titles
    }

    /// The title of a wording, in any case: "PM" and "premier" are the prime minister.
    pub fn title(&self, words: &str) -> Option<&Title> {
        self.title_index
            .get(&words.to_lowercase())
            .and_then(|i| self.titles.get(*i as usize))
    }

    /// The force noun of a form, in any case: "soldiers".
    pub fn force_noun(&self, form: &str) -> Option<&ForceNoun> {
        self.force_noun_index
            .get(&form.to_lowercase())
            .and_then(|i| self.force_nouns.get(*i as usize))
    }

    /// All force nouns.
    pub fn force_nouns(&self) -> &[ForceNoun] {
        &self.force_nouns
    }

    /// All places.
    pub fn places(&self) -> &[Site] {
        &self.sites
    }

    /// The place of an id.
    pub fn place(&self, id: &str) -> Option<&Site> {
        self.site_index
            .get(id)
            .and_then(|i| self.sites.get(*i as usize))
    }

    /// All borders between states, sorted.
    pub fn borders(&self) -> &[Border] {
        &self.borders
    }

    /// Whether two states share a land border; codes in either case and order.
    pub fn border_between(&self, one: &str, other: &str) -> Option<Border> {
        Border::between(one, other).filter(|b| self.borders.binary_search(b).is_ok())
    }

    /// The places known to lie on a border, in order of the files.
    pub fn places_on(&self, border: Border) -> impl Iterator<Item = &Site> {
        self.sites
            .iter()
            .filter(move |s| s.place.borders.contains(&border))
    }

    /// The names a border has of its own.
    pub fn named_borders(&self) -> &[NamedBorder] {
        &self.named_borders
    }

    /// All issues.
    pub fn issues(&self) -> &[IssueEntry] {
        &self.issues
    }

    /// The issue of an id.
    pub fn issue(&self, id: &IssueId) -> Option<&IssueEntry> {
        self.issues.iter().find(|i| i.issue.id == *id)
    }

    /// Those who held an office of a state or body on a day; without a day those who hold it last.
    ///
    /// `title` in any wording ("PM"); several answers where the files know several. An office nobody holds of a state
    /// itself is looked for at the body it belongs to: its army chief is the chief of its armed forces or army.
    pub fn holders(&self, title: &str, of: &ActorId, on: Option<CivilDate>) -> Vec<&Actor> {
        let known = self.title(title);
        let office = known.map_or(title, |t| t.office.as_str());
        let held_at = |body: &str| {
            self.holders_where(body, on, |held| {
                self.title(held).map_or(held, |t| t.office.as_str()) == office
            })
        };
        let mut found = held_at(of.as_str());
        let body = known.map_or("", |t| t.institution.as_str());
        if found.is_empty() && !body.is_empty() {
            let parts = [body, "army"];
            let few = if body == "armed-forces" { 2 } else { 1 };
            for part in parts.iter().take(few) {
                let held = held_at(&format!("{of}-{part}"));
                found.extend(held);
            }
            found.sort_by(|a, b| a.id.cmp(&b.id));
            found.dedup_by(|a, b| a.id == b.id);
        }
        found
    }

    /// Those who led a state or body on a day: any office of the rank of a head or leader.
    pub fn leaders(&self, of: &ActorId, on: Option<CivilDate>) -> Vec<&Actor> {
        self.holders_where(of.as_str(), on, |held| {
            self.title(held).is_some_and(|t| {
                matches!(
                    t.rank,
                    OfficeRank::HeadOfState
                        | OfficeRank::HeadOfGovernment
                        | OfficeRank::Leader
                        | OfficeRank::MilitaryChief
                )
            })
        })
    }

    fn holders_where(
        &self,
        of: &str,
        on: Option<CivilDate>,
        wanted: impl Fn(&str) -> bool,
    ) -> Vec<&Actor> {
        let body = self.index_of(of);
        let held = body
            .and_then(|b| self.offices.get(&b))
            .map_or(&[][..], Vec::as_slice);
        let mut out: Vec<&Actor> = Vec::new();
        for (holder, office) in held {
            let Some(actor) = self.actors.get(*holder as usize) else {
                continue;
            };
            let fits = actor.offices.get(*office as usize).is_some_and(|o| {
                wanted(&o.title)
                    && match (&o.held, on) {
                        (None, _) => true,
                        (Some(held), Some(on)) => {
                            held.start.epoch_day() <= on.last_epoch_day()
                                && on.epoch_day() <= held.end.last_epoch_day()
                        }
                        (Some(held), None) => held.end.year() == OPEN_YEAR,
                    }
            });
            if fits && !out.iter().any(|a| a.id == actor.id) {
                out.push(actor);
            }
        }
        out
    }

    /// The transliteration rules.
    pub fn transliteration(&self) -> &Transliteration {
        &self.rules
    }

    /// One key for all romanisations of a name.
    pub fn fold(&self, name: &str) -> String {
        self.rules.fold(name)
    }
}

/// The year that stands for "still" in the end of an office held.
pub const OPEN_YEAR: i16 = crate::model::Office::UNTIL_OPEN;

#[cfg(test)]
mod facts;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_rival;
#[cfg(test)]
mod tests_state;
