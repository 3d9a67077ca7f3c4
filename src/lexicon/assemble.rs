//! Puts the world files together: reads all, checks what points from one to another, builds the indexes.
//!
//! Not a cache: a lexicon is built whole or not at all.

use super::Lexicon;
use super::actors::{self, Written};
use super::check;
use super::files::{Subject, WorldFile};
use super::institution;
use super::issues;
use super::matcher::{How, NewName, Target};
use super::place::{self, NamedBorder, Site};
use super::state::{self, Listed, State};
use super::topic::TopicIndex;
use super::word::{FastMap, WordMap, atoms};
use crate::lang::table::{Table, TableError};
use crate::model::{Actor, ActorKind, Alias, Border};

/// What the files say, before it is joined.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) states: Vec<Listed<State>>,
    pub(super) actors: Vec<Listed<Written>>,
    /// Where the written actors stood, once the lexicon has taken them over.
    pub(super) actor_lines: Vec<Listed<()>>,
    pub(super) sites: Vec<Listed<Site>>,
    pub(super) borders: Vec<Listed<NamedBorder>>,
    pub(super) issues: Vec<Listed<issues::IssueEntry>>,
    pub(super) shields: Vec<String>,
}

pub(super) fn assemble(files: &[WorldFile<'_>]) -> Result<Lexicon, TableError> {
    let mut lexicon = Lexicon::default();
    let mut parts = Parts::default();
    for file in files {
        read(file, &mut lexicon, &mut parts)?;
    }
    check::states(&parts)?;
    index_states(&mut lexicon, &parts.states);
    check::actors(&lexicon, &parts)?;
    let weak = index_actors(&mut lexicon, &mut parts);
    lexicon.lay_out_bodies();
    check::references(&lexicon, &parts)?;
    index_offices(&mut lexicon);
    index_places(&mut lexicon, parts.sites, parts.borders);
    index_common_words(&mut lexicon);
    lexicon.matcher.reserve(lexicon.actors.len() * 3);
    name_actors(&mut lexicon, &weak);
    name_states(&mut lexicon);
    name_places(&mut lexicon);
    name_common_words(&mut lexicon);
    name_shields(&mut lexicon, &parts.shields);
    lexicon.ambiguous = check::ambiguous(&lexicon);
    lexicon.weak = weak;
    lexicon.issues = parts.issues.into_iter().map(|i| i.value).collect();
    lexicon.topics = TopicIndex::build(&lexicon.issues);
    Ok(lexicon)
}

fn read(file: &WorldFile<'_>, lexicon: &mut Lexicon, parts: &mut Parts) -> Result<(), TableError> {
    let (name, text) = (file.name.as_ref(), file.text);
    match file.subject {
        Subject::Transliteration => lexicon.rules.read(name, text),
        Subject::States => state::read(name, text, &mut parts.states),
        Subject::Institutions => institution::institutions(name, text, &mut lexicon.institutions),
        Subject::Offices => {
            institution::titles(name, text, &lexicon.institutions, &mut lexicon.titles)
        }
        Subject::ForceNouns => {
            institution::force_nouns(name, text, &lexicon.institutions, &mut lexicon.force_nouns)
        }
        Subject::Words => {
            for row in Table::read(name, text, &["word"])?.rows() {
                lexicon.matcher.ordinary_word(row.get("word"));
            }
            Ok(())
        }
        Subject::Shields => {
            for row in Table::read(name, text, &["name"])?.rows() {
                parts.shields.push(row.get("name").to_owned());
            }
            Ok(())
        }
        Subject::Actors => actors::read(name, text, &mut parts.actors),
        Subject::Places => place::sites(name, text, &mut parts.sites),
        Subject::Borders => place::borders(name, text, &mut parts.borders),
        Subject::Issues => issues::read(name, text, &mut parts.issues),
    }
}

/// A position in a list as the indexes store it.
pub(super) fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn index_states(lexicon: &mut Lexicon, states: &[Listed<State>]) {
    for (at, listed) in states.iter().enumerate() {
        let state = &listed.value;
        lexicon.state_index.insert(&state.code, index(at));
        lexicon.state_index.insert(&state.alpha3, index(at));
        let latin = |text: &String| Alias {
            text: text.clone(),
            script: "Latn".to_owned(),
        };
        add_actor(
            lexicon,
            Actor {
                id: state.id.clone(),
                name: state.name.clone(),
                kind: ActorKind::State,
                country: Some(state.code.clone()),
                aliases: state.names.iter().map(latin).collect(),
                offices: Vec::new(),
                parents: Vec::new(),
                wikidata: None,
                provisional: false,
                redirect: None,
            },
        );
        lexicon.states.push(state.clone());
        for neighbour in &state.neighbours {
            lexicon
                .borders
                .extend(Border::between(&state.code, neighbour));
        }
    }
    lexicon.borders.sort_unstable();
    lexicon.borders.dedup();
}

fn add_actor(lexicon: &mut Lexicon, actor: Actor) -> u32 {
    let at = index(lexicon.actors.len());
    lexicon.actor_index.insert(actor.id.as_str(), at);
    lexicon.actors.push(actor);
    at
}

/// Takes the written actors over; answers the weak names by actor.
fn index_actors(lexicon: &mut Lexicon, parts: &mut Parts) -> Vec<Vec<String>> {
    let mut weak = vec![Vec::new(); lexicon.actors.len()];
    for listed in std::mem::take(&mut parts.actors) {
        let Listed { file, line, value } = listed;
        let Written {
            actor,
            weak: mut names,
            surname,
        } = value;
        let family = surname.or_else(|| family_name(&actor));
        names.extend(family.filter(|f| !names.contains(f)));
        weak.push(names);
        add_actor(lexicon, actor);
        parts.actor_lines.push(Listed {
            file,
            line,
            value: (),
        });
    }
    weak
}

/// The last word of a person's name of two words or more, when it can stand alone.
fn family_name(actor: &Actor) -> Option<String> {
    if actor.kind != ActorKind::Person {
        return None;
    }
    let mut words = atoms(&actor.name).skip(1);
    let last = words.by_ref().last()?;
    let word = last.slice(&actor.name);
    let numeral = word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    let stands = word.chars().count() >= 3 && word.chars().next().is_some_and(char::is_uppercase);
    (stands && !numeral).then(|| word.to_owned())
}

fn index_offices(lexicon: &mut Lexicon) {
    let mut offices: FastMap<u32, Vec<(u32, u32)>> = FastMap::default();
    for (at, actor) in lexicon.actors.iter().enumerate() {
        for (office_at, office) in actor.offices.iter().enumerate() {
            let body = office
                .of
                .as_ref()
                .and_then(|of| lexicon.index_of(of.as_str()));
            if let Some(body) = body {
                offices
                    .entry(body)
                    .or_default()
                    .push((index(at), index(office_at)));
            }
        }
    }
    lexicon.offices = offices;
}

fn index_places(
    lexicon: &mut Lexicon,
    sites: Vec<Listed<Site>>,
    borders: Vec<Listed<NamedBorder>>,
) {
    for (at, listed) in sites.into_iter().enumerate() {
        lexicon.site_index.insert(&listed.value.id, index(at));
        lexicon.sites.push(listed.value);
    }
    lexicon.named_borders = borders.into_iter().map(|b| b.value).collect();
}

fn index_common_words(lexicon: &mut Lexicon) {
    for (at, title) in lexicon.titles.iter().enumerate() {
        for words in title.words.iter().chain(std::iter::once(&title.office)) {
            add_word(&mut lexicon.title_index, words, at);
        }
    }
    for (at, noun) in lexicon.force_nouns.iter().enumerate() {
        for form in &noun.forms {
            add_word(&mut lexicon.force_noun_index, form, at);
        }
    }
}

fn add_word(map: &mut WordMap<u32>, words: &str, at: usize) {
    let lower = words.to_lowercase();
    if map.get(&lower).is_none() {
        map.insert(&lower, index(at));
    }
}

/// Whether names of this country are romanised in several ways.
fn romanised(lexicon: &Lexicon, country: Option<&str>) -> bool {
    country
        .and_then(|c| lexicon.state_by_code(c))
        .is_some_and(|s| s.script != "Latn")
}

fn name_actors(lexicon: &mut Lexicon, weak: &[Vec<String>]) {
    let mut matcher = std::mem::take(&mut lexicon.matcher);
    let listed = lexicon.actors.iter().enumerate();
    for (at, actor) in listed.filter(|(_, a)| a.kind != ActorKind::State) {
        let target = Target::Actor(index(at));
        let roman = romanised(lexicon, actor.country.as_deref());
        let mut add = |text: &str, how: How| {
            let several = atoms(text).nth(1).is_some();
            let fold = roman && (several || actor.kind == ActorKind::Person);
            matcher.add(
                NewName {
                    text,
                    target,
                    how,
                    cautious: false,
                    fold,
                },
                &lexicon.rules,
            );
        };
        add(&actor.name, How::Name);
        for alias in &actor.aliases {
            add(&alias.text, How::Alias);
        }
        for name in weak.get(at).into_iter().flatten() {
            add(name, How::Surname);
        }
    }
    lexicon.matcher = matcher;
}

fn name_states(lexicon: &mut Lexicon) {
    let mut matcher = std::mem::take(&mut lexicon.matcher);
    for (at, state) in lexicon.states.iter().enumerate() {
        let target = Target::State(index(at));
        let mut add = |text: &String, how: How| {
            let cautious = state.caution.contains(text);
            matcher.add(
                NewName {
                    text,
                    target,
                    how,
                    cautious,
                    fold: false,
                },
                &lexicon.rules,
            );
        };
        add(&state.name, How::StateName);
        let lists = [
            (&state.names, How::StateName),
            (&state.adjectives, How::Adjective),
            (&state.people, How::People),
            (&state.capitals, How::Capital),
            (&state.seats, How::Seat),
        ];
        for (names, how) in lists {
            for name in names {
                add(name, how);
            }
        }
    }
    lexicon.matcher = matcher;
}

fn name_places(lexicon: &mut Lexicon) {
    let mut matcher = std::mem::take(&mut lexicon.matcher);
    for (at, site) in lexicon.sites.iter().enumerate() {
        let roman = romanised(lexicon, site.place.country.as_deref());
        for text in &site.names {
            let cautious = site.cautious || site.caution.contains(text);
            let fold = roman && !cautious && atoms(text).nth(1).is_some();
            let target = Target::Site(index(at));
            let name = NewName {
                text,
                target,
                how: How::Place,
                cautious,
                fold,
            };
            matcher.add(name, &lexicon.rules);
        }
    }
    for (at, border) in lexicon.named_borders.iter().enumerate() {
        for text in &border.names {
            let target = Target::Border(index(at));
            let name = NewName {
                text,
                target,
                how: How::Border,
                cautious: false,
                fold: false,
            };
            matcher.add(name, &lexicon.rules);
        }
    }
    lexicon.matcher = matcher;
}

fn name_shields(lexicon: &mut Lexicon, shields: &[String]) {
    for text in shields {
        let name = NewName {
            text,
            target: Target::Shield,
            how: How::Name,
            cautious: false,
            fold: false,
        };
        lexicon.matcher.add(name, &lexicon.rules);
    }
}

fn name_common_words(lexicon: &mut Lexicon) {
    let mut matcher = std::mem::take(&mut lexicon.matcher);
    let mut add = |text: &str, target: Target| {
        let name = NewName {
            text,
            target,
            how: How::Common,
            cautious: false,
            fold: false,
        };
        matcher.add(name, &lexicon.rules);
    };
    for (at, body) in lexicon.institutions.iter().enumerate() {
        body.words
            .iter()
            .for_each(|w| add(w, Target::Institution(index(at))));
    }
    for (at, title) in lexicon.titles.iter().enumerate() {
        title
            .words
            .iter()
            .for_each(|w| add(w, Target::Title(index(at))));
    }
    for (at, noun) in lexicon.force_nouns.iter().enumerate() {
        noun.forms
            .iter()
            .for_each(|w| add(w, Target::ForceNoun(index(at))));
    }
    lexicon.matcher = matcher;
}
