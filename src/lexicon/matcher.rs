//! Finds the names of the lexicon in a text: whole words, longest first, in one pass.
//!
//! Not a resolver: a hit keeps every candidate (two states may share a name), and what a title or a bare noun means in this
//! article is decided in `extract`. Rules: capitals count (in small letters a state may be a bird), all-capital headlines
//! are tolerated, a hit never crosses a line end, hits ascend and do not overlap.

use super::case::Case;
use super::fold::Transliteration;
use super::word::{Atom, FastMap, WordMap, atoms, is_apostrophe};
use crate::model::Span;

/// Most words of one name.
pub const NAME_WORDS_MAX: usize = 16;

/// Shortest key of one word that finds a name in another romanisation: shorter ones meet common names.
const SINGLE_KEY_LETTERS_MIN: usize = 6;

/// How a name stands for what it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The display name of an actor.
    Name,
    /// Another name of an actor.
    Alias,
    /// A state's name.
    StateName,
    /// "Veldorian".
    Adjective,
    /// "Veldorians".
    People,
    /// A capital that may stand for its government.
    Capital,
    /// A palace or quarter that stands for its government.
    Seat,
    /// A place's name.
    Place,
    /// A border's own name.
    Border,
    /// A state's word with the name of a body: "Veldorian army", "Kestrovia's foreign ministry".
    Derived,
    /// An office, a body or a force by its common noun.
    Common,
    /// A family name, to be believed only once the article has named the person in full.
    Surname,
}

/// What an entry of the name tree points at: an index into the lexicon's list of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    Actor(u32),
    State(u32),
    Site(u32),
    Border(u32),
    Title(u32),
    ForceNoun(u32),
    Institution(u32),
    /// A name that hides the names inside it.
    Shield,
}

/// One candidate of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) target: Target,
    pub(super) how: How,
    /// Found by its spelling key, not letter by letter.
    pub(super) folded: bool,
    pub(super) cautious: bool,
    /// Two bits a word: see [`Case::demand`].
    shape: u32,
}

/// A match of one pass, before it is dressed for callers.
#[derive(Clone, Debug)]
pub(super) struct Raw {
    pub(super) first: usize,
    /// Last word, inclusive.
    pub(super) last: usize,
    pub(super) slots: Vec<Slot>,
}

/// A word of the text with what the tree needs to know of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) atom: Atom,
    key: u32,
    /// The key of the word as an owner inside a name: "people's".
    owner: u32,
    case: Case,
    article: bool,
}

/// Bytes of text to a word, about: what is reserved ahead.
const WORD_BYTES: usize = 5;
const NO_KEY: u32 = u32::MAX;
/// What marks the key of an owner inside a name.
const OWNER: &str = "'s";
const ROOT: u32 = 0;
const FOLD_ROOT: u32 = 1;

/// All names as a tree over words.
#[derive(Clone, Debug, Default)]
pub(super) struct Matcher {
    words: WordMap<u32>,
    word_count: u32,
    edges: FastMap<u64, u32>,
    nodes: Vec<Vec<Slot>>,
    ordinary: WordMap<()>,
}

fn edge(node: u32, key: u32) -> u64 {
    u64::from(node) << 32 | u64::from(key)
}

/// A name to be added.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewName<'n> {
    pub(super) text: &'n str,
    pub(super) target: Target,
    pub(super) how: How,
    pub(super) cautious: bool,
    /// Also to be found in other romanisations.
    pub(super) fold: bool,
}

impl Matcher {
    /// Makes room for `names` names.
    pub(super) fn reserve(&mut self, names: usize) {
        self.edges.reserve(names * 3);
        self.nodes.reserve(names * 3);
    }

    pub(super) fn ordinary_word(&mut self, word: &str) {
        self.ordinary.insert(word, ());
    }

    fn intern(&mut self, word: &str) -> u32 {
        if let Some(key) = self.words.get(word) {
            return *key;
        }
        let key = self.word_count;
        self.word_count += 1;
        self.words.insert(word, key);
        key
    }

    fn child(&mut self, node: u32, key: u32) -> u32 {
        while self.nodes.len() < 2 {
            self.nodes.push(Vec::new());
        }
        let next = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let child = *self.edges.entry(edge(node, key)).or_insert(next);
        if child == next {
            self.nodes.push(Vec::new());
        }
        child
    }

    fn put(&mut self, node: u32, slot: Slot) {
        if let Some(slots) = self.nodes.get_mut(node as usize)
            && !slots
                .iter()
                .any(|s| s.target == slot.target && s.how <= slot.how && s.shape == slot.shape)
        {
            slots.push(slot);
        }
    }

    /// Adds a name; `false` when it holds no word or too many.
    pub(super) fn add(&mut self, name: NewName<'_>, rules: &Transliteration) -> bool {
        let mut shape = 0;
        let mut plain = String::new();
        let (mut node, mut count) = (ROOT, 0_u32);
        let mut words = atoms(name.text).peekable();
        while let Some(atom) = words.next() {
            let word = atom.slice(name.text);
            plain.clear();
            rules.plain(word, &mut plain);
            if atom.is_possessive() && words.peek().is_some() {
                plain.push_str(OWNER);
            }
            if count as usize >= NAME_WORDS_MAX {
                return false;
            }
            shape |= Case::of(word).demand(word) << (2 * count);
            let key = self.intern(&plain);
            node = self.child(node, key);
            count += 1;
        }
        if count == 0 {
            return false;
        }
        let NewName {
            target,
            how,
            cautious,
            ..
        } = name;
        self.put(
            node,
            Slot {
                target,
                how,
                folded: false,
                cautious,
                shape,
            },
        );
        if name.fold {
            self.add_folded(name, rules);
        }
        true
    }

    fn add_folded(&mut self, name: NewName<'_>, rules: &Transliteration) {
        let folded = rules.fold(name.text);
        let mut node = FOLD_ROOT;
        let mut count = 0;
        for key in folded.split(' ').filter(|k| !k.is_empty()) {
            let key = self.intern(key);
            node = self.child(node, key);
            count += 1;
        }
        let long_enough = count >= 2 || folded.len() >= SINGLE_KEY_LETTERS_MIN;
        if count > 0 && long_enough {
            let NewName {
                target,
                how,
                cautious,
                ..
            } = name;
            self.put(
                node,
                Slot {
                    target,
                    how,
                    folded: true,
                    cautious,
                    shape: 0,
                },
            );
        }
    }

    /// The words of a text.
    pub(super) fn see(&self, text: &str, rules: &Transliteration) -> Vec<Seen> {
        let mut plain = String::new();
        let mut seen = Vec::with_capacity(text.len() / WORD_BYTES);
        seen.extend(atoms(text).map(|atom| {
            let word = atom.slice(text);
            plain.clear();
            rules.plain(word, &mut plain);
            let after = text.get(atom.span.end() as usize..).unwrap_or("");
            let article = rules.is_article(&plain, after);
            let key = self.words.get(&plain).copied().unwrap_or(NO_KEY);
            let mut owner = NO_KEY;
            if atom.is_possessive() {
                plain.push_str(OWNER);
                owner = self.words.get(&plain).copied().unwrap_or(NO_KEY);
            }
            Seen {
                atom,
                key,
                owner,
                case: Case::of(word),
                article,
            }
        }));
        seen
    }

    /// All matches, longest first at each word, none overlapping.
    pub(super) fn scan(&self, text: &str, seen: &[Seen], rules: &Transliteration) -> Vec<Raw> {
        let mut out: Vec<Raw> = Vec::new();
        let mut at = 0;
        while at < seen.len() {
            if let Some(raw) = self.longest(text, seen, at, rules) {
                at = raw.last + 1;
                out.push(raw);
            } else {
                at += 1;
            }
        }
        out
    }

    fn longest(
        &self,
        text: &str,
        seen: &[Seen],
        at: usize,
        rules: &Transliteration,
    ) -> Option<Raw> {
        let exact = self.walk(text, seen, at);
        let folded = self.walk_folded(text, seen, at, rules);
        match (exact, folded) {
            (Some(e), Some(f)) if e.last == f.last => {
                let mut slots = e.slots;
                let more = f.slots.into_iter();
                let new: Vec<Slot> = more
                    .filter(|s| !slots.iter().any(|o| o.target == s.target))
                    .collect();
                slots.extend(new);
                Some(Raw { slots, ..e })
            }
            (Some(e), Some(f)) => Some(if f.last > e.last { f } else { e }),
            (one, other) => one.or(other),
        }
    }

    fn walk(&self, text: &str, seen: &[Seen], at: usize) -> Option<Raw> {
        let mut node = ROOT;
        let mut best = None;
        for (last, word) in seen.iter().enumerate().skip(at).take(NAME_WORDS_MAX) {
            if last > at && !joined(text, seen, last) && !is_owned(text, seen, last) {
                break;
            }
            let plain = self.edges.get(&edge(node, word.key)).copied();
            if let Some(end) = plain
                && self.fitting(text, seen, (at, last), end).next().is_some()
            {
                best = Some((last, end));
            }
            // "People's Front": behind an owner only a name that has it so goes on.
            let next = if word.atom.is_possessive() {
                self.edges.get(&edge(node, word.owner)).copied()
            } else {
                plain
            };
            let Some(next) = next else { break };
            node = next;
        }
        let (last, node) = best?;
        let slots = self.fitting(text, seen, (at, last), node);
        Some(Raw {
            first: at,
            last,
            slots: slots.copied().collect(),
        })
    }

    /// The slots of a node whose capitals the words from `first` to `last` have.
    fn fitting<'m>(
        &'m self,
        text: &'m str,
        seen: &'m [Seen],
        (first, last): (usize, usize),
        node: u32,
    ) -> impl Iterator<Item = &'m Slot> {
        let slots = self.nodes.get(node as usize).map_or(&[][..], Vec::as_slice);
        let words = seen.get(first..=last).unwrap_or_default();
        slots.iter().filter(move |slot| {
            let mut shape = slot.shape;
            words.iter().all(|w| {
                let demand = shape;
                shape >>= 2;
                w.case.meets(demand)
            }) && !(words.len() == 1 && slot.shape & 3 == 2 && self.shouted(text, seen, first))
        })
    }

    /// Whether a short all-capital word is an ordinary word in an all-capital line ("VELDORIA IS NOT ...").
    fn shouted(&self, text: &str, seen: &[Seen], at: usize) -> bool {
        let is_ordinary = |s: &Seen| {
            self.ordinary
                .get(&s.atom.slice(text).to_ascii_lowercase())
                .is_some()
        };
        let is_abbreviation = |s: &Seen| {
            let node = self.edges.get(&edge(ROOT, s.key));
            node.and_then(|n| self.nodes.get(*n as usize))
                .is_some_and(|slots| slots.iter().any(|s| s.shape == 2))
        };
        let loud = |i: Option<usize>| {
            i.and_then(|i| seen.get(i))
                .is_some_and(|s| s.case == Case::Caps && (is_ordinary(s) || !is_abbreviation(s)))
        };
        seen.get(at).is_some_and(is_ordinary) && (loud(at.checked_sub(1)) || loud(Some(at + 1)))
    }

    fn walk_folded(
        &self,
        text: &str,
        seen: &[Seen],
        at: usize,
        rules: &Transliteration,
    ) -> Option<Raw> {
        let first = seen.get(at)?;
        if !first.case.meets(1) && !first.article {
            return None;
        }
        let mut node = FOLD_ROOT;
        let mut best = None;
        let (mut plain, mut keys) = (String::new(), String::new());
        for (last, word) in seen.iter().enumerate().skip(at).take(NAME_WORDS_MAX) {
            if last > at && !joined(text, seen, last) {
                break;
            }
            if word.article {
                continue;
            }
            if !word.case.meets(1) {
                break;
            }
            plain.clear();
            keys.clear();
            rules.plain(word.atom.slice(text), &mut plain);
            rules.keys(&plain, &mut keys);
            let Some(next) = self.descend(node, &keys) else {
                break;
            };
            node = next;
            let slots = self.nodes.get(node as usize).map_or(&[][..], Vec::as_slice);
            if !slots.is_empty() {
                best = Some((last, slots));
            }
        }
        best.map(|(last, slots)| Raw {
            first: at,
            last,
            slots: slots.to_vec(),
        })
    }

    fn descend(&self, node: u32, keys: &str) -> Option<u32> {
        keys.split(' ').try_fold(node, |node, key| {
            let key = self.words.get(key)?;
            self.edges.get(&edge(node, *key)).copied()
        })
    }
}

/// The characters between a word and the one before it.
pub(super) fn gap_before<'t>(text: &'t str, seen: &[Seen], at: usize) -> &'t str {
    let from = at
        .checked_sub(1)
        .and_then(|i| seen.get(i))
        .map_or(0, |s| s.atom.span.end());
    let to = seen.get(at).map_or(from, |s| s.atom.span.start());
    Span::new(from, to).slice(text)
}

/// Whether a blank alone stands between a word and the possessive ending of the one before it.
fn is_owned(text: &str, seen: &[Seen], at: usize) -> bool {
    let owner = at.checked_sub(1).and_then(|i| seen.get(i));
    let owner = owner.filter(|o| o.atom.is_possessive());
    let gap = owner
        .zip(seen.get(at))
        .map(|(o, w)| (o.atom.end, w.atom.span.start()));
    gap.is_some_and(|(from, to)| from <= to && Span::new(from, to).slice(text) == " ")
}

/// Whether a word continues the name the word before it belongs to.
fn joined(text: &str, seen: &[Seen], at: usize) -> bool {
    let gap = gap_before(text, seen, at);
    if gap == " " || gap == "-" {
        return true;
    }
    let short = at
        .checked_sub(1)
        .and_then(|i| seen.get(i))
        .is_some_and(|s| s.atom.span.len() <= 3 && s.case == Case::Capital);
    gap.chars().count() <= 3
        && !gap.is_empty()
        && gap.chars().all(|c| {
            matches!(c, ' ' | '\u{a0}' | '-' | '\u{2010}' | '\u{2011}')
                || is_apostrophe(c)
                || (c == '.' && short)
        })
}
