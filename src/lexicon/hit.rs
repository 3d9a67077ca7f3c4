//! What the matcher answers: hits with all their candidates, and the bodies of states put together from two hits.

use super::matcher::{How, Raw, Seen, Slot, Target, gap_before};
use super::{ForceNoun, Institution, Lexicon, NamedBorder, Site, State, Title};
use crate::model::{Actor, ActorKind, Span};

/// Words that say nothing of the body behind them.
const LEADS: [&str; 12] = [
    "the", "by", "with", "from", "to", "that", "and", "of", "as", "for", "against", "but",
];
/// Parents of the bodies that sit where the state is ruled from: the state itself and its government.
const RULING: [&str; 2] = ["", "government"];

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What<'l> {
    /// A person, organisation, force or bloc.
    Actor(&'l Actor),
    /// A state; its actor is `lexicon.actor(&state.id)`.
    State(&'l State),
    /// A place.
    Place(&'l Site),
    /// A border by a name of its own.
    Border(&'l NamedBorder),
    /// An office: "prime minister".
    Title(&'l Title),
    /// A common noun for forces: "troops".
    ForceNoun(&'l ForceNoun),
    /// A body every state has, without a state: "the foreign ministry".
    Institution(&'l Institution),
}

/// One candidate of a hit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<'l> {
    /// What it stands for.
    pub what: What<'l>,
    /// How the name stands for it.
    pub how: How,
    /// Found in another romanisation than the files have.
    pub folded: bool,
    /// The name is also something else; wants support from its neighbourhood.
    pub cautious: bool,
}

/// A name found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit<'l> {
    /// Where; a possessive ending is left out.
    pub span: Span,
    /// All candidates, actors first.
    pub entries: Vec<Entry<'l>>,
    /// "'s" follows.
    pub possessive: bool,
    /// A hyphen stands right before it ("pro-Lorvane").
    pub hyphen_before: bool,
    /// A hyphen stands right after it ("Lorvane-backed").
    pub hyphen_after: bool,
    /// The state of a body put together ("Veldorian army"), and where its word stands.
    pub state: Option<(&'l State, Span)>,
    /// The noun of a body put together: "army", "troops".
    pub head: Option<Span>,
}

impl<'l> Hit<'l> {
    /// The actor candidates.
    pub fn actors(&self) -> impl Iterator<Item = (&'l Actor, How)> {
        self.entries.iter().filter_map(|e| match e.what {
            What::Actor(actor) => Some((actor, e.how)),
            What::State(_)
            | What::Place(_)
            | What::Border(_)
            | What::Title(_)
            | What::ForceNoun(_)
            | What::Institution(_) => None,
        })
    }

    /// The first state candidate and how it is named.
    pub fn as_state(&self) -> Option<(&'l State, How)> {
        self.entries.iter().find_map(|e| match e.what {
            What::State(state) => Some((state, e.how)),
            What::Actor(_)
            | What::Place(_)
            | What::Border(_)
            | What::Title(_)
            | What::ForceNoun(_)
            | What::Institution(_) => None,
        })
    }

    /// The border of that name.
    pub fn as_border(&self) -> Option<&'l NamedBorder> {
        self.entries.iter().find_map(|e| match e.what {
            What::Border(border) => Some(border),
            What::Actor(_)
            | What::State(_)
            | What::Place(_)
            | What::Title(_)
            | What::ForceNoun(_)
            | What::Institution(_) => None,
        })
    }

    /// The first place candidate.
    pub fn as_place(&self) -> Option<&'l Site> {
        self.entries.iter().find_map(|e| match e.what {
            What::Place(site) => Some(site),
            What::Actor(_)
            | What::State(_)
            | What::Border(_)
            | What::Title(_)
            | What::ForceNoun(_)
            | What::Institution(_) => None,
        })
    }

    /// The first office candidate.
    pub fn as_title(&self) -> Option<&'l Title> {
        self.entries.iter().find_map(|e| match e.what {
            What::Title(title) => Some(title),
            What::Actor(_)
            | What::State(_)
            | What::Place(_)
            | What::Border(_)
            | What::ForceNoun(_)
            | What::Institution(_) => None,
        })
    }

    /// The first force noun candidate.
    pub fn as_force_noun(&self) -> Option<&'l ForceNoun> {
        self.entries.iter().find_map(|e| match e.what {
            What::ForceNoun(noun) => Some(noun),
            What::Actor(_)
            | What::State(_)
            | What::Place(_)
            | What::Border(_)
            | What::Title(_)
            | What::Institution(_) => None,
        })
    }

    /// The first body candidate that has no state yet.
    pub fn as_institution(&self) -> Option<&'l Institution> {
        self.entries.iter().find_map(|e| match e.what {
            What::Institution(body) => Some(body),
            What::Actor(_)
            | What::State(_)
            | What::Place(_)
            | What::Border(_)
            | What::Title(_)
            | What::ForceNoun(_) => None,
        })
    }
}

impl Lexicon {
    /// All names of the lexicon in a text, in order, none overlapping; spans are bytes of `text`.
    ///
    /// "Veldorian army", "Veldoria's army" and "army of Veldoria" are one hit on the state's army. Linear in the text's length.
    pub fn names(&self, text: &str) -> Vec<Hit<'_>> {
        let seen = self.matcher.see(text, &self.rules);
        let mut raw = self.matcher.scan(text, &seen, &self.rules);
        self.drop_unsupported_shorts(text, &seen, &mut raw);
        let mut out: Vec<Hit<'_>> = Vec::with_capacity(raw.len());
        let mut raws = raw.iter().peekable();
        while let Some(one) = raws.next() {
            let joined = raws
                .peek()
                .and_then(|next| self.body_of(text, &seen, one, next));
            if let Some(hit) = joined {
                raws.next();
                out.push(hit);
            } else if !one.slots.iter().any(|s| s.target == Target::Shield) {
                out.push(self.dress(text, &seen, one));
            }
        }
        out
    }

    /// "The North" is North Norland only in a text that names it or South Norland in full, and where it stands alone.
    fn drop_unsupported_shorts(&self, text: &str, seen: &[Seen], found: &mut Vec<Raw>) {
        // Whether the words are a cautious name of a state and the first word of its own, and what follows there.
        let state = |one: &Raw| {
            let (at, named) = one.slots.iter().find_map(|s| match s.target {
                Target::State(at) => Some((at, s.how == How::StateName && s.cautious)),
                Target::Actor(_)
                | Target::Site(_)
                | Target::Border(_)
                | Target::Title(_)
                | Target::ForceNoun(_)
                | Target::Institution(_)
                | Target::Shield => None,
            })?;
            let (first, rest) = self.states.get(at as usize)?.name.split_once(' ')?;
            let word = seen.get(one.first)?.atom.slice(text);
            let short = one.first == one.last && word == first && named;
            Some((short, rest))
        };
        let short = |one: &Raw| state(one).filter(|(short, _)| *short).map(|(_, rest)| rest);
        if !found.iter().any(|one| short(one).is_some()) {
            return;
        }
        let full = found.iter().filter_map(state).filter(|(short, _)| !short);
        let named: Vec<&str> = full.map(|(_, rest)| rest).collect();
        found.retain(|one| {
            short(one)
                .is_none_or(|rest| named.contains(&rest) && stands_alone(text, seen, one.first))
        });
    }

    fn entry(&self, slot: &Slot) -> Option<Entry<'_>> {
        let what = match slot.target {
            Target::Actor(i) => What::Actor(self.actors.get(i as usize)?),
            Target::State(i) => What::State(self.states.get(i as usize)?),
            Target::Site(i) => What::Place(self.sites.get(i as usize)?),
            Target::Border(i) => What::Border(self.named_borders.get(i as usize)?),
            Target::Title(i) => What::Title(self.titles.get(i as usize)?),
            Target::ForceNoun(i) => What::ForceNoun(self.force_nouns.get(i as usize)?),
            Target::Institution(i) => What::Institution(self.institutions.get(i as usize)?),
            Target::Shield => return None,
        };
        Some(Entry {
            what,
            how: slot.how,
            folded: slot.folded,
            cautious: slot.cautious,
        })
    }

    fn dress(&self, text: &str, seen: &[Seen], raw: &Raw) -> Hit<'_> {
        let mut entries: Vec<Entry<'_>> = raw.slots.iter().filter_map(|s| self.entry(s)).collect();
        entries.sort_by_key(|e| e.how);
        bare_hit(text, seen, (raw.first, raw.last), entries)
    }

    /// The body two neighbouring matches make: state's word + noun, noun + "of" + state's word, or noun + "in" + its capital.
    fn body_of(&self, text: &str, seen: &[Seen], one: &Raw, next: &Raw) -> Option<Hit<'_>> {
        let (state, noun) = if next.first == one.last + 1 && gap_is_near(text, seen, one, next) {
            (one, next)
        } else if between(text, seen, (one.last + 1, next.first), "of")
            || self.sits_in(text, seen, one, next)
        {
            (next, one)
        } else {
            return None;
        };
        let before = state.first == one.first;
        let capital = !before && self.sits_in(text, seen, one, next);
        if before && gap_before(text, seen, state.first).ends_with(is_hyphen) {
            return None; // "pro-Lorvane factions" are not Lorvane's
        }
        let possessive = seen.get(one.last).is_some_and(|s| s.atom.is_possessive());
        let state_at = state
            .slots
            .iter()
            .find_map(|s| stands_for_state(*s, before || capital, possessive || capital))?;
        let body_at = noun.slots.iter().find_map(|s| self.body_slot(*s, before))?;
        let actor = self.body_of_state(state_at as usize, body_at)?;
        let entry = Entry {
            what: What::Actor(actor),
            how: How::Derived,
            folded: false,
            cautious: false,
        };
        let mut hit = bare_hit(text, seen, (one.first, next.last), vec![entry]);
        hit.state = self
            .states
            .get(state_at as usize)
            .map(|s| (s, span_of(seen, state)));
        hit.head = Some(span_of(seen, noun));
        Some(hit)
    }

    /// "The government in Veldran": a civil body and where its state is ruled from. A word of its own before it makes it another's
    /// ("the local authorities in Veldran"), and an embassy sits in other capitals.
    fn sits_in(&self, text: &str, seen: &[Seen], body: &Raw, place: &Raw) -> bool {
        let ruled_from = place
            .slots
            .iter()
            .any(|s| matches!(s.target, Target::State(_)) && s.how == How::Capital);
        let mut bodies = body
            .slots
            .iter()
            .filter_map(|s| self.body_slot(*s, false))
            .filter_map(|at| self.institutions.get(at));
        let alone = body.first.checked_sub(1).is_none_or(|b| {
            let opens = gap_before(text, seen, body.first) != " ";
            let word = seen.get(b).map_or("", |s| s.atom.slice(text));
            opens || LEADS.iter().any(|l| word.eq_ignore_ascii_case(l))
        });
        ruled_from
            && alone
            && bodies.any(|b| b.kind == ActorKind::Organisation && RULING.contains(&&*b.parent))
            && between(text, seen, (body.last + 1, place.first), "in")
    }

    /// The institution a noun stands for beside a state's word, by position.
    fn body_slot(&self, slot: Slot, after_state: bool) -> Option<usize> {
        match slot.target {
            Target::Institution(i) => Some(i as usize),
            Target::ForceNoun(i) if after_state => {
                let noun = self.force_nouns.get(i as usize)?;
                self.institutions
                    .iter()
                    .position(|b| b.suffix == noun.institution)
            }
            Target::Actor(_)
            | Target::State(_)
            | Target::Site(_)
            | Target::Border(_)
            | Target::Title(_)
            | Target::Shield
            | Target::ForceNoun(_) => None,
        }
    }
}

/// "the North said", "accused the North of sending": not "the North Sea", nor "the North of the country".
fn stands_alone(text: &str, seen: &[Seen], at: usize) -> bool {
    let word = |i: usize| seen.get(i).map_or("", |s| s.atom.slice(text));
    let led = at
        .checked_sub(1)
        .is_some_and(|b| word(b).eq_ignore_ascii_case("the"));
    let joined = gap_before(text, seen, at + 1) == " ";
    let name = word(at + 1).starts_with(char::is_uppercase);
    let part = word(at + 1) == "of" && !word(at + 2).ends_with("ing");
    led && !(joined && (name || part))
}

fn stands_for_state(slot: Slot, before: bool, possessive: bool) -> Option<u32> {
    let Target::State(at) = slot.target else {
        return None;
    };
    let fits = match slot.how {
        How::StateName => true,
        How::Adjective => before && !possessive,
        How::Capital => before && possessive,
        How::Name
        | How::Alias
        | How::People
        | How::Seat
        | How::Place
        | How::Border
        | How::Derived
        | How::Common
        | How::Surname => false,
    };
    fits.then_some(at)
}

fn span_of(seen: &[Seen], raw: &Raw) -> Span {
    let at = |i: usize| seen.get(i).map_or_else(Span::default, |s| s.atom.span);
    at(raw.first).cover(at(raw.last))
}

fn bare_hit<'l>(
    text: &str,
    seen: &[Seen],
    (first, last): (usize, usize),
    entries: Vec<Entry<'l>>,
) -> Hit<'l> {
    let at = |i: usize| seen.get(i).map_or_else(Span::default, |s| s.atom.span);
    let span = at(first).cover(at(last));
    Hit {
        span,
        entries,
        possessive: seen.get(last).is_some_and(|s| s.atom.is_possessive()),
        hyphen_before: gap_before(text, seen, first).ends_with(is_hyphen),
        hyphen_after: text
            .get(span.end() as usize..)
            .is_some_and(|t| t.starts_with(is_hyphen)),
        state: None,
        head: None,
    }
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}')
}

/// Only a blank (and a possessive ending) stands between the two.
fn gap_is_near(text: &str, seen: &[Seen], one: &Raw, next: &Raw) -> bool {
    let from = seen.get(one.last).map_or(0, |s| s.atom.end);
    let to = seen.get(next.first).map_or(0, |s| s.atom.span.start());
    matches!(
        Span::new(from, to).slice(text),
        " " | "\u{a0}" | "\u{2019} " | "' "
    )
}

/// Only `link`, or `link` and "the", stands between the two, in one run of words.
fn between(text: &str, seen: &[Seen], (from, to): (usize, usize), link: &str) -> bool {
    let words = seen.get(from..to).unwrap_or_default();
    let is = |at: usize, word: &str| {
        words
            .get(at)
            .is_some_and(|s| s.atom.slice(text).eq_ignore_ascii_case(word))
    };
    let fits = is(0, link) && (words.len() == 1 || (words.len() == 2 && is(1, "the")));
    fits && (from..=to).all(|i| gap_before(text, seen, i) == " ")
}
