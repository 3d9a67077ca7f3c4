//! Events: claims of one article that tell of one movement.
//!
//! Never across articles (that is the store's). Rule: claims are joined when border, side, family of postures and kind of
//! status agree and no date speaks against it; what cannot be told apart stays one, what differs stays two.

use super::claim::Draft;
use super::party::same_party;
use crate::model::{Claim, Deployment, Posture, Status};

/// Postures that tell of one presence at a border.
pub(super) fn family(posture: Posture) -> u8 {
    match posture {
        Posture::Deploy
        | Posture::Reinforce
        | Posture::Fortify
        | Posture::Maintain
        | Posture::Alert
        | Posture::Patrol => 0,
        Posture::Withdraw => 1,
        Posture::CrossBorder => 2,
        Posture::Closure => 3,
        Posture::MobilizeReserves => 4,
        Posture::Exercise => 5,
        Posture::Peacekeeping => 6,
    }
}

/// How a status joins: facts with each other, denials with facts too, the rest with their like.
fn joins(one: Status, other: Status) -> bool {
    let open = |s: Status| s.is_fact() || matches!(s, Status::Denied | Status::Planned);
    one == other || (open(one) && open(other))
}

struct Event {
    drafts: Vec<Draft>,
}

/// Puts drafts, in text order, together into events.
pub(super) fn events(drafts: Vec<Draft>) -> Vec<Deployment> {
    let mut events: Vec<Event> = Vec::new();
    for draft in drafts {
        match events.iter_mut().find(|e| e.takes(&draft)) {
            Some(event) => event.drafts.push(draft),
            None => events.push(Event {
                drafts: vec![draft],
            }),
        }
    }
    for event in &mut events {
        super::ground::share(&mut event.drafts);
    }
    events
        .into_iter()
        .map(|e| Deployment {
            claims: e.drafts.into_iter().map(|d| d.claim).collect(),
        })
        .collect()
}

impl Event {
    fn takes(&self, draft: &Draft) -> bool {
        self.drafts.iter().any(|own| is_same(own, draft))
            && self
                .drafts
                .iter()
                .all(|own| draft.echo || (dates_agree(own, draft) && homes_agree(own, draft)))
    }
}

fn is_same(a: &Draft, b: &Draft) -> bool {
    if b.twin_of == Some((a.sentence, a.trigger)) {
        return true;
    }
    let (one, other) = (&a.claim, &b.claim);
    if family(one.posture) != family(other.posture) || !joins(one.status, other.status) {
        return false;
    }
    // "sent 1,000 men beside the 5,500 who stand there": two figures, of what moves and of what stands.
    let stands = |c: &Claim| c.posture == Posture::Maintain;
    let figure = |c: &Claim| c.personnel.as_ref().map(|p| (p.min, p.max));
    let figures = figure(one).zip(figure(other));
    if stands(one) != stands(other) && figures.is_some_and(|(x, y)| x != y) {
        return false;
    }
    let sides = match (&one.side, &other.side) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    let homes = homes_agree(a, b);
    let places = match (&one.place, &other.place) {
        (Some(one), Some(other)) => one.place.name == other.place.name,
        _ => true,
    };
    let nameless = |c: &Claim| !c.forces.is_empty() && c.forces.iter().all(|f| f.actor.is_none());
    let same_place = one.place.is_some()
        && other.place.is_some()
        && places
        && (nameless(one) || nameless(other))
        && one.status == other.status;
    let shared = same_place
        || one
            .forces
            .iter()
            .any(|f| other.forces.iter().any(|g| same_party(f, g)));
    match (one.border, other.border) {
        (Some(x), Some(y)) => x == y && sides && homes && (places || shared),
        (None, None) => {
            homes && (shared || one.forces.is_empty() || other.forces.is_empty()) && places
        }
        // A telling without its border belongs to the one with it when force and place agree.
        _ => {
            let figures = match (&one.personnel, &other.personnel) {
                (Some(one), Some(other)) => one == other,
                _ => true,
            };
            let near = a.paragraph.abs_diff(b.paragraph) <= 1;
            // Who is sent to aid somebody is not thereby at the border told of before.
            let apart = a.open.helps || b.open.helps;
            shared && places && homes && figures && near && !apart
        }
    }
}

/// The forces may be of one state, as far as it is known.
fn homes_agree(a: &Draft, b: &Draft) -> bool {
    a.home == b.home || a.home.is_none() || b.home.is_none()
}

fn dates_agree(a: &Draft, b: &Draft) -> bool {
    match (&a.claim.date, &b.claim.date) {
        (Some(one), Some(other)) => {
            one.start.epoch_day() <= other.end.last_epoch_day()
                && other.start.epoch_day() <= one.end.last_epoch_day()
        }
        _ => true,
    }
}
