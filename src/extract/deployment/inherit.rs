//! Inheritance: what a movement takes over from the article because its own sentence does not say it.
//!
//! Not a guess between several borders. Rule: the only border of the article that touches the home of the forces, and only for a
//! movement that speaks of it ("the border", "the bank"), of the forces of the sentence before ("they"), or of what has not
//! happened. Counter-examples, which keep none: a place known to lie elsewhere, ground that is said to be far away, "700
//! soldiers were sent to the flooded towns".

use super::Memory;
use super::claim::{Draft, is_said_again, side};
use super::scene::{Scene, StateWord};
use super::status::PAST_DAYS;
use super::trigger::{Found, NEAR_TOKENS};
use crate::extract::amount::figures;
use crate::extract::date::of_sentence;
use crate::extract::syntax::Upos;
use crate::lang::list::WordList;
use crate::lang::movement::Around;
use crate::lexicon::Lexicon;
use crate::model::{ActorRef, Border, Claim, Place, PlaceResolution, Posture, Status};

/// From this distance on ground is not at the border, in kilometres.
const FAR_KM: f64 = 20.0;

/// How many sentences back "the brigade" was told of at the border.
const SAME_FORCES_MAX: usize = 3;

/// Gives borders to the drafts that have none.
///
/// Where the article names no border, that of the only two neighbours it names stands for it: for a movement that speaks of one.
pub(super) fn borders(drafts: &mut [Draft], memory: &Memory, lexicon: &Lexicon) {
    same_forces(drafts);
    let between = if memory.named.is_empty() {
        neighbours(&memory.said, lexicon)
    } else {
        None
    };
    for draft in drafts.iter_mut().filter(|d| d.claim.border.is_none()) {
        let fact = draft.claim.status.is_fact();
        let linked = draft.linked && draft.home.is_some();
        let about = memory.about && !draft.open.helps;
        let speaks = draft.open.border || (about && (linked || !fact || draft.open.ground));
        // Forces nobody names may be of a third state, where it tells of one as much.
        let own = between
            .as_ref()
            .filter(|b| draft.open.border && (draft.home.is_some() || is_about_both(memory, **b)));
        let named = own.map_or(memory.named.as_slice(), std::slice::from_ref);
        if speaks && let Some(border) = only(draft, named) {
            draft.claim.border = Some(border);
            draft.claim.side = side(draft.claim.posture, Some(border), draft.home.as_deref());
        }
    }
}

/// "The brigade reached the X district": the brigade told of at the border right before, in a district of that border.
fn same_forces(drafts: &mut [Draft]) {
    let noun = |f: &ActorRef| f.text.rsplit(' ').next().map(str::to_lowercase);
    for i in 1..drafts.len() {
        let (before, rest) = drafts.split_at_mut(i);
        let Some(draft) = rest.first_mut().filter(|d| d.claim.border.is_none()) else {
            continue;
        };
        let place = draft
            .claim
            .place
            .as_ref()
            .map(|p| p.place.borders.as_slice());
        let (Some([only]), [force]) = (place, draft.claim.forces.as_slice()) else {
            continue;
        };
        let the = force.actor.is_none() && force.text.to_lowercase().starts_with("the ");
        let told = before
            .iter()
            .rev()
            .take_while(|d| draft.sentence - d.sentence <= SAME_FORCES_MAX);
        let mut told = told.filter(|d| d.claim.border == Some(*only) && d.claim.status.is_fact());
        let same = |d: &Draft| d.claim.forces.iter().any(|f| noun(f) == noun(force));
        if the && draft.claim.status.is_fact() && told.any(same) {
            let border = Some(*only);
            draft.claim.side = side(draft.claim.posture, border, draft.home.as_deref());
            draft.claim.border = border;
        }
    }
}

/// Whether a place is right on its one border: a crossing or pass, a town of an article that names that border, or a town at the
/// line of an article that names both states.
pub(super) fn lies_on(place: &Place, border: Border, memory: &Memory, lexicon: &Lexicon) -> bool {
    let both = || {
        let mut sides = border.codes().into_iter();
        sides.all(|code| memory.said.iter().any(|s| s == code))
    };
    match place.resolution {
        PlaceResolution::Point => true,
        PlaceResolution::City => {
            memory.named.contains(&border) || (both() && lexicon.stands_at(place, border))
        }
        PlaceResolution::District | PlaceResolution::Province | PlaceResolution::Country => false,
    }
}

/// Whether the two states of a border are those the article names most.
fn is_about_both(memory: &Memory, border: Border) -> bool {
    let most = memory.states.iter().take(2);
    most.filter(|s| border.touches(s)).count() == 2
}

/// The only border between any two of the states.
fn neighbours(states: &[String], lexicon: &Lexicon) -> Option<Border> {
    let mut pairs = states.iter().enumerate().flat_map(|(i, one)| {
        let others = states.iter().skip(i + 1);
        others.filter_map(move |other| lexicon.border_between(one, other))
    });
    let first = pairs.next();
    first.filter(|_| pairs.next().is_none())
}

/// The only border of the article that the movement can be at.
fn only(draft: &Draft, named: &[Border]) -> Option<Border> {
    let home = draft.home.as_deref();
    let mut fits = named.iter().filter(|b| home.is_none_or(|h| b.touches(h)));
    let (Some(only), None) = (fits.next(), fits.next()) else {
        return None;
    };
    let place = draft.claim.place.as_ref().map(|p| &p.place);
    // "entered X's exclave": a place of a state that does not lie on the border.
    let third = place.is_some_and(|p| p.country.as_ref().is_some_and(|c| !only.touches(c)));
    if third {
        return None;
    }
    let abroad = draft.claim.posture == Posture::CrossBorder && home.is_some();
    let elsewhere = |p: &Place| {
        let fact = draft.claim.status.is_fact();
        let unknown = p.borders.is_empty() && (draft.open.border || (!fact && p.country.is_none()));
        !unknown && !p.borders.contains(only)
    };
    let states = draft.states.iter().all(|s| only.touches(s));
    (abroad || (!place.is_some_and(elsewhere) && states)).then_some(*only)
}

/// "It withdrew them a few days later": goes on with the past of the sentence before.
pub(super) fn goes_on_past(scene: &Scene<'_>, before: &[Draft]) -> bool {
    let sentences = &scene.sources.document.sentences;
    let paragraph = sentences.get(scene.index).map(|s| s.paragraph);
    let past = before.last().is_some_and(|d| {
        d.claim.status == Status::Historical
            && d.sentence + 1 == scene.index
            && paragraph == Some(d.paragraph)
    });
    // "Around 60,000 troops stood there at the time": of the year the sentence before names.
    let dates = of_sentence(scene.sources.dates, scene.index.saturating_sub(1));
    let day = scene.sources.document.info.published.as_ref();
    let old = |d: &crate::extract::date::DateMention| {
        let end = d.range.as_ref().map(|r| r.end.last_epoch_day());
        let near = day.map_or(i32::MAX, |p| p.start.epoch_day() - PAST_DAYS);
        d.absolute && end.is_some_and(|e| e < near)
    };
    let before = scene.index.checked_sub(1).and_then(|i| sentences.get(i));
    let dated = before.map(|s| s.paragraph) == paragraph && dates.iter().any(old);
    let then = |k: usize| {
        scene.lower(k) == "time"
            && scene.lower(k.saturating_sub(1)) == "the"
            && scene.lower(k.saturating_sub(2)) == "at"
    };
    let later = |k: usize| scene.stands_in(k, WordList::Later);
    let mut tokens = scene.tokens.clone();
    tokens.any(|k| (past && later(k)) || ((past || dated) && then(k)))
}

/// "there": the movement told right before, where it names a place and the sentence none.
pub(super) fn there_of<'d>(
    scene: &Scene<'_>,
    found: &Found<'_>,
    before: &'d [Draft],
) -> Option<&'d Claim> {
    let end = (found.at + NEAR_TOKENS).min(scene.tokens.end);
    let there = (found.at + 1..end)
        .take_while(|k| scene.tag(*k) != Upos::Punct)
        .any(|k| scene.lower(k) == "there" && scene.tag(k) == Upos::Adv);
    let near = before
        .iter()
        .rev()
        .take_while(|d| scene.index - d.sentence <= 1);
    let mut told = near.filter(|d| there && d.sentence < scene.index);
    told.find(|d| d.claim.place.is_some()).map(|d| &d.claim)
}

/// The state whose forces were told of last at a border.
pub(super) fn home_before(
    scene: &Scene<'_>,
    posture: Posture,
    border: Option<Border>,
    before: &[Draft],
) -> Option<String> {
    // Who withdrew, or came across, is not who stands there; who closed it may be.
    let way = |p: Posture| match p {
        Posture::Withdraw => 1,
        Posture::CrossBorder => 2,
        Posture::Deploy
        | Posture::Reinforce
        | Posture::Fortify
        | Posture::Maintain
        | Posture::Alert
        | Posture::Patrol
        | Posture::Closure
        | Posture::MobilizeReserves
        | Posture::Exercise
        | Posture::Peacekeeping => 0,
    };
    let mut near = before
        .iter()
        .rev()
        .filter(|d| d.claim.border == border && scene.index - d.sentence <= 2)
        .filter(|d| way(d.claim.posture) == way(posture));
    near.next().and_then(|d| d.home.clone())
}

/// The forces of the sentence before, for a movement that names none.
pub(super) fn forces_before(
    scene: &Scene<'_>,
    found: &Found<'_>,
    border: Option<Border>,
    before: &[Draft],
) -> Vec<ActorRef> {
    let last = before
        .iter()
        .rev()
        .find(|d| d.claim.border == border && border.is_some());
    let last = last.filter(|d| {
        let family = super::merge::family;
        let own = scene.forces.iter().any(|f| !f.weak && !f.modifier);
        !own && family(d.claim.posture) == family(found.posture)
    });
    let near = last
        .or_else(|| before.last().filter(|_| is_said_again(found)))
        .filter(|d| scene.index - d.sentence <= 1);
    near.map_or_else(Vec::new, |d| d.claim.forces.clone())
}

impl Scene<'_> {
    /// Whether the forces are those of the sentence before, named by a pronoun.
    ///
    /// Tried and dropped: "the 4th", "the guards" and named armies. An army that guards the border leaves a town elsewhere, too.
    pub(super) fn is_linked(found: &Found<'_>) -> bool {
        found.forces.is_empty() && found.mover.is_none() && found.works.is_empty()
    }

    /// "in the capital", "to the flooded towns", "from reserve": a common noun that a preposition of place leads to, and that is no
    /// ground of a border.
    pub(super) fn is_elsewhere(&self, found: &Found<'_>) -> bool {
        let leads = |k: usize| {
            let start = self.phrase_start(k);
            start > self.tokens.start && self.stands_in(start - 1, WordList::ElsewhereLead)
        };
        let ground = |k: usize| {
            self.is(k, Around::Spot)
                || self.is_force_token(k)
                || self.is_dated(k)
                || self.works.iter().any(|w| w.contains(&k))
                || self.borders.iter().any(|b| b.tokens.contains(&k))
        };
        let noun = |k: usize| {
            matches!(self.tag(k), Upos::Noun | Upos::Propn)
                && !self.stands_in(k, WordList::NoGround)
        };
        let home = self.tokens.clone().any(|k| self.is(k, Around::Home));
        // What another clause behind it names is elsewhere whatever happens here.
        home || (self.tokens.start..self.clause_end(found))
            .any(|k| k != found.at && noun(k) && leads(k) && !ground(k))
    }

    /// "at a camp 15 km from Norland", "closer to Norland": the border of the forces' own state with it.
    pub(super) fn close_to(&self, found: &Found<'_>, home: Option<&str>) -> Option<Border> {
        let words = &self.sources.knowledge.language.quantities;
        let lexicon = &self.sources.knowledge.lexicon;
        let tokens = found.at..(found.at + 2 * NEAR_TOKENS).min(self.tokens.end);
        let figures = figures(self.sources.document, words, tokens.clone());
        let near = figures.iter().filter(|f| {
            let most = f.amount.max.or(f.amount.min);
            f.amount.unit == "km" && most.is_some_and(|m| m < FAR_KM)
        });
        let ends = near
            .filter(|f| self.lower(f.tokens.end) == "from")
            .map(|f| f.tokens.end + 1);
        // "near Norland"; "near Norland's capital" may be far from any border.
        let beside = |s: &StateWord| {
            let before = |n: usize| s.tokens.start.checked_sub(n).map_or("", |k| self.lower(k));
            let close = before(1) == "to" && self.in_list(before(2), WordList::Close);
            let named = self.spots.iter().any(|(run, place)| {
                *run == s.tokens && place.resolution == PlaceResolution::Country
            });
            // "troops massed facing Norland"; "its policy towards Norland" tells no way.
            let way = self.in_list(before(1), WordList::TowardsState)
                && s.tokens.start.checked_sub(2).is_some_and(|k| {
                    matches!(self.tag(k), Upos::Verb | Upos::Adv) || self.is_force_token(k)
                });
            named
                && tokens.contains(&s.tokens.start)
                && !matches!(self.lower(s.tokens.end), "'s" | "\u{2019}s" | "'")
                && (close || way || self.in_list(before(1), WordList::NearState))
        };
        let own = self.states.iter().find(|s| beside(s));
        ends.filter_map(|end| self.states.iter().find(|s| s.tokens.start == end))
            .chain(own)
            .find_map(|state| lexicon.border_between(home?, &state.code))
    }

    /// "eighty kilometres to the north", "30 km behind the line": ground away from the border.
    pub(super) fn is_far(&self) -> bool {
        if self.borders.iter().any(|b| self.is_beside_the_point(b)) {
            return true;
        }
        let words = &self.sources.knowledge.language.quantities;
        figures(self.sources.document, words, self.tokens.clone())
            .iter()
            .filter(|f| f.amount.unit == "km" && f.amount.min.is_some_and(|m| m >= FAR_KM))
            .any(|f| {
                let end = f.tokens.end;
                let direction = |k: usize| self.stands_in(k, WordList::Direction);
                (self.lower(end) == "to" && direction(end + 2))
                    || direction(end)
                    || self.stands_in(end, WordList::Far)
            })
    }
}
