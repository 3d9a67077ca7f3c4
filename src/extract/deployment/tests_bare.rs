//! Movements told without their verb, their agent or their place, and forces that are only seen; on invented places.

use super::tests::read;
use crate::model::{Claim, Posture, Status};

/// An article that tells of forces at a border, so that what follows goes on from it.
const TOLD: &str = "Veldoria sent two brigades to its border with Kestrovia on Monday. The brigades arrived at the Gorlin Pass at \
noon. Kestrovia closed the border. Nobody was hurt, a mayor said.";

fn claims(article: &str) -> Vec<(Posture, Status)> {
    let all = read(article).deployments.into_iter().flat_map(|d| d.claims);
    all.map(|c: Claim| (c.posture, c.status)).collect()
}

/// What a sentence adds to the article that tells of forces at a border.
fn added(sentence: &str) -> Vec<(Posture, Status)> {
    let all = read(&format!("{TOLD} {sentence}")).deployments.into_iter();
    let own = |c: &Claim| {
        c.evidence
            .iter()
            .any(|e| e.text.contains(sentence.trim_end_matches('.')))
    };
    all.flat_map(|d| d.claims)
        .filter(own)
        .map(|c| (c.posture, c.status))
        .collect()
}

#[test]
fn a_short_line_without_a_verb_tells_where_forces_are() {
    assert_eq!(
        added("Thirty Veldorian tanks on the bridge."),
        [(Posture::Maintain, Status::Reported)]
    );
    assert!(added("Why thirty Veldorian tanks on the bridge?").is_empty());
    assert!(added("Thirty Veldorian tanks of the newest kind.").is_empty());
    assert!(added("\u{201c}Thirty Veldorian tanks on the bridge.\u{201d}").is_empty());
}

#[test]
fn forces_that_are_seen_somewhere_are_there() {
    let there = [(Posture::Maintain, Status::Reported)];
    assert_eq!(
        claims("Monitors observed two Kestrovian tanks at the Gorlin Pass."),
        there
    );
    assert_eq!(
        claims("The mayor counted 40 Veldorian soldiers at the Gorlin Pass."),
        there
    );
    assert!(
        claims("The pass saw 120 Veldorian soldiers killed in fighting at the Gorlin Pass.")
            .is_empty()
    );
    assert!(
        claims("The mayor saw Veldorian soldiers in the hospital at the Gorlin Pass.").is_empty()
    );
}

#[test]
fn what_a_seen_force_does_is_told_by_its_own_verb() {
    let leaving = "Monitors saw Veldorian soldiers withdraw from the Gorlin Pass.";
    assert!(
        claims(leaving).iter().all(|c| c.0 == Posture::Withdraw),
        "{:?}",
        claims(leaving)
    );
}

#[test]
fn ground_on_the_way_to_a_border_is_closed_by_forces_only() {
    let closed = [(Posture::Closure, Status::Reported)];
    assert_eq!(
        claims("The road to the Kestrovian border was sealed off by the Veldorian army."),
        closed
    );
    assert!(
        claims("The road to the Kestrovian border was sealed off by the organisers.").is_empty()
    );
}

#[test]
fn a_border_village_is_patrolled_by_whomever() {
    let patrolled = claims("Veldorian border villages are being patrolled on foot.");
    assert_eq!(patrolled.first().map(|c| c.0), Some(Posture::Patrol));
    assert!(claims("The streets of Harrow are being patrolled on foot.").is_empty());
}

#[test]
fn it_is_reinforced_by_the_forces_brought() {
    let more = added("It has been reinforced with 180 ski troops.");
    assert_eq!(more, [(Posture::Reinforce, Status::Reported)]);
    assert!(added("It has been reinforced with concrete.").is_empty());
}

#[test]
fn a_presence_is_somewhere_and_not_to_come() {
    let sees = "The mayor confirmed the presence of Kestrovian soldiers at the Gorlin Pass.";
    assert_eq!(claims(sees), [(Posture::Maintain, Status::Reported)]);
    let denies = "The mayor denied the presence of Kestrovian soldiers at the Gorlin Pass.";
    assert_eq!(claims(denies), [(Posture::Maintain, Status::Denied)]);
    let later =
        "The law is designed to establish a permanent Kestrovian army presence at the Gorlin Pass.";
    assert_eq!(claims(later), [(Posture::Maintain, Status::Planned)]);
    assert!(claims("The Kestrovian army has a notable presence on the platform.").is_empty());
}

#[test]
fn warships_move_by_name_and_fishing_fleets_do_not() {
    let joined = claims("HMS Lantern joined the Veldorian task force on Monday.");
    assert_eq!(joined, [(Posture::Deploy, Status::Reported)]);
    assert!(claims("The fishing fleet massed along the Kestrovian border.").is_empty());
    let navy = claims("The Veldorian fleet massed along the Kestrovian border.");
    assert_eq!(navy, [(Posture::Deploy, Status::Reported)]);
}

#[test]
fn a_state_keeps_its_positions_on_ground() {
    let kept = added("Kestrovia retained its positions on the hill.");
    assert_eq!(kept, [(Posture::Maintain, Status::Reported)]);
    assert!(added("Kestrovia retained its positions on trade.").is_empty());
}

#[test]
fn soldiers_who_go_home_withdraw() {
    assert_eq!(
        claims("The Veldorian reservists went home on Friday.")
            .first()
            .map(|c| c.0),
        Some(Posture::Withdraw)
    );
    assert!(claims("The Veldorian ministers went home on Friday.").is_empty());
}

#[test]
fn fakes_games_and_scenarios_tell_no_fact() {
    for article in [
        "In a fake video, Kestrovian tanks roll across the Veldorian border.",
        "A retired admiral imagines a scenario in which 10,000 Kestrovian troops land at the Gorlin Pass.",
        "In the video game, Kestrovian tanks roll across the Veldorian border.",
        "File photo: Kestrovian soldiers patrol the Veldorian border.",
    ] {
        assert!(claims(article).iter().all(|c| !c.1.is_fact()), "{article}");
    }
}

#[test]
fn trenches_are_dug_by_forces_where_forces_are_told_of() {
    assert_eq!(
        added("A line of trenches was dug behind the mill.")
            .first()
            .map(|c| c.0),
        Some(Posture::Fortify)
    );
    assert!(claims("A line of trenches was dug behind the mill.").is_empty());
}
