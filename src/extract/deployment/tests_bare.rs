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

#[test]
fn reinforcements_sent_need_no_verb_of_their_own() {
    let sent = claims("Reinforcements sent to the Kestrovian border, army says");
    assert_eq!(sent, [(Posture::Reinforce, Status::Reported)]);
    assert!(claims("Letters sent to the Kestrovian border, army says").is_empty());
}

#[test]
fn what_is_said_of_a_movement_decides_whether_it_is_one() {
    for (article, status) in [
        (
            "A deployment of Kestrovian troops on the Veldorian border is unlikely.",
            Status::Hypothetical,
        ),
        (
            "The withdrawal of Kestrovian troops from the border remains the main demand.",
            Status::Demanded,
        ),
        (
            "The deployment of Kestrovian troops on the Veldorian border is a mistake.",
            Status::Reported,
        ),
    ] {
        assert_eq!(
            claims(article).first().map(|c| c.1),
            Some(status),
            "{article}"
        );
    }
}

#[test]
fn police_at_a_match_near_a_border_guard_the_match() {
    assert!(
        claims("Police were deployed at the football match near the Kestrovian border.").is_empty()
    );
    let border = claims("Police were deployed at the Kestrovian border.");
    assert_eq!(border, [(Posture::Deploy, Status::Reported)]);
}

#[test]
fn soldiers_who_hold_a_parade_hold_no_ground() {
    assert!(claims("Veldorian troops held a parade near the Kestrovian border.").is_empty());
    let held = claims("Veldorian troops hold the ridge near the Kestrovian border.");
    assert_eq!(held, [(Posture::Maintain, Status::Reported)]);
}

#[test]
fn ground_full_of_soldiers_holds_them() {
    assert_eq!(
        added("The village is full of Veldorian soldiers."),
        [(Posture::Maintain, Status::Reported)]
    );
    assert!(added("The village is full of tourists.").is_empty());
    let none = added("The village is not full of Veldorian soldiers.");
    assert!(none.iter().all(|c| !c.1.is_fact()), "{none:?}");
    let ringed = added("Veldoria has ringed the village with tanks.");
    assert_eq!(ringed, [(Posture::Deploy, Status::Reported)]);
    assert!(
        added("Veldoria has ringed the village with fences for sheep.")
            .iter()
            .all(|c| c.0 != Posture::Deploy)
    );
}

#[test]
fn soldiers_take_part_in_a_drill_and_not_in_a_rescue() {
    assert_eq!(
        added("Some 900 soldiers are taking part.")
            .first()
            .map(|c| c.0),
        Some(Posture::Exercise)
    );
    assert!(added("Some 900 soldiers are taking part in the rescue.").is_empty());
}

#[test]
fn numbers_and_men_of_forces_told_of_stand_where_they_are_said_to() {
    let there = [(Posture::Maintain, Status::Reported)];
    assert_eq!(added("On the far bank there are six hundred."), there);
    assert_eq!(added("Its men sleep in the schoolhouse."), there);
    assert!(added("On the far bank there are six hundred sheep.").is_empty());
    assert_eq!(
        added("The tanks are gone.").first().map(|c| c.0),
        Some(Posture::Withdraw)
    );
}

#[test]
fn roads_to_a_border_are_mined_and_numbers_at_it_rise() {
    let mined = claims("Veldoria mined the roads that lead to the Kestrovian border.");
    assert_eq!(mined.first().map(|c| c.0), Some(Posture::Fortify));
    assert!(
        claims("Veldoria mined the hills that lie near the Kestrovian town for coal.").is_empty()
    );
    let risen = claims("The number of soldiers at the Kestrovian border has risen to 12,000.");
    assert_eq!(risen.first().map(|c| c.0), Some(Posture::Reinforce));
    assert!(claims("A growing guerrilla war at the Kestrovian border worries him.").is_empty());
    let called = claims("Veldoria recalled its soldiers from the Kestrovian border.");
    assert_eq!(called.first().map(|c| c.1.is_fact()), Some(true));
}
