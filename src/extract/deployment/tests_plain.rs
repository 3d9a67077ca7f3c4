//! Plain sentences as agencies write them: whose forces, at which border, how many, and whether told as a fact.

use super::tests::{border, read};
use crate::model::{ActorRef, Claim};

/// "REPORTED WITHDRAW xe-xv xe-armed-forces 300": status, posture, border, actors of the forces, figure.
fn plain(claim: &Claim) -> String {
    let id = |f: &ActorRef| f.actor.clone().or(f.affiliation.clone());
    let forces: Vec<String> = claim
        .forces
        .iter()
        .map(|f| id(f).map_or("?".to_owned(), |i| i.to_string()))
        .collect();
    let men = claim.personnel.as_ref().and_then(|p| p.max.or(p.min));
    let men = men.map_or(String::new(), |n| format!(" {n}"));
    let (status, posture) = (claim.status, claim.posture);
    format!(
        "{status:?} {posture:?} {} {}{men}",
        border(claim),
        forces.join("+")
    )
}

fn told(text: &str) -> Vec<String> {
    let events = read(text).deployments.into_iter();
    events.flat_map(|d| d.claims).map(|c| plain(&c)).collect()
}

/// Each sentence with its claims; none for a sentence that tells of no movement.
pub(super) fn check(rows: &[(&str, &[&str])]) {
    crate::extract::tests_table::check(rows, told);
}

#[test]
fn forces_of_several_states_are_of_all_of_them() {
    check(&[
        (
            "Veldoria and Kestrovia withdrew their troops from the border.",
            &["Reported Withdraw xe-xv xv-armed-forces+xe-armed-forces"],
        ),
        (
            "Veldorian and Kestrovian troops pulled back from the border.",
            &["Reported Withdraw xe-xv xv-armed-forces+xe-armed-forces"],
        ),
        (
            "Some 200 Veldorian and Kestrovian soldiers were sent to the border.",
            &["Reported Deploy xe-xv xv-armed-forces+xe-armed-forces 200"],
        ),
        (
            "Veldoria and Kestrovia have stepped up joint patrols along their shared border.",
            &["Reported Reinforce xe-xv xv+xe"],
        ),
        (
            "HARROW, 3 March 2031 - Veldoria and Kestrovia have both reinforced their positions along the disputed border.",
            &["Reported Reinforce xe-xv xv+xe"],
        ),
    ]);
}

#[test]
fn what_is_sent_from_one_border_to_another_is_at_the_second() {
    check(&[
        (
            "Veldoria moved two divisions from the Lorvanian border to its border with Kestrovia.",
            &["Reported Deploy xe-xv xv-army"],
        ),
        (
            "Veldorian forces patrol the border with Kestrovia and Lorvane.",
            &["Reported Patrol xe-xv xv-armed-forces"],
        ),
    ]);
}

#[test]
fn a_movement_told_by_a_noun_or_an_alert_has_its_doer() {
    check(&[
        (
            "Veldoria held military exercises near the Kestrovian border involving 5,600 troops.",
            &["Reported Exercise xe-xv xv-armed-forces 5600"],
        ),
        (
            "Veldoria has completed its withdrawal from the border region with Kestrovia.",
            &["Completed Withdraw xe-xv xv"],
        ),
        (
            "Veldoria has completed its withdrawal from the treaty.",
            &[],
        ),
        (
            "Veldoria raised the combat readiness of its troops on the Kestrovian border.",
            &["Reported Alert xe-xv xv-armed-forces"],
        ),
        (
            "Veldoria put its army on heightened alert on the Kestrovian border.",
            &["Reported Alert xe-xv xv-army"],
        ),
        (
            "The Lorvanian army condemned the Veldorian deployment on the Kestrovian border.",
            &["Opposed Deploy xe-xv xv-armed-forces"],
        ),
        (
            "There has been no troop build-up on the Veldorian side of the border with Kestrovia.",
            &["Denied Deploy xe-xv "],
        ),
        (
            "Veldoria, Kestrovia to hold joint exercises",
            &["Planned Exercise  xv+xe"],
        ),
        ("Veldoria Dispatch", &[]),
    ]);
}

#[test]
fn what_is_beside_a_movement_does_not_change_it() {
    check(&[
        (
            "Veldoria, which sent troops in 2022, is withdrawing its soldiers from the border with Kestrovia.",
            &[
                "Historical Deploy xe-xv xv-armed-forces",
                "UnderWay Withdraw xe-xv xv-armed-forces",
            ],
        ),
        (
            "Veldoria has 5,000 troops along the border with Kestrovia, where a fence was completed in 2022.",
            &[
                "Reported Maintain xe-xv xv-armed-forces 5000",
                "Historical Fortify xe-xv ",
            ],
        ),
        (
            "Veldoria has some 1,200 soldiers on the border with Kestrovia, up from 500 in 2023.",
            &["Reported Maintain xe-xv xv-armed-forces 1200"],
        ),
        (
            "Veldoria denied that the brigades had been moved and said they were on the border with Kestrovia.",
            &["Denied Deploy xe-xv ?"],
        ),
        (
            "Veldorian soldiers backed by an excavator strung wire on the Kestrovian border before withdrawing under pressure from villagers.",
            &["Reported Withdraw xe-xv xv-armed-forces"],
        ),
        (
            "The ministry declined to say how many Veldorian soldiers were sent to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
        (
            "Kestrovia welcomed the deployment of Veldorian troops on its border.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
        (
            "The Veldorian army is on alert after a Kestrovian vessel entered Veldoria's waters.",
            &["Reported Alert  xv-army"],
        ),
        (
            "Kestrovia accused Lorvane of allowing Veldorian troops to be stationed on the Kestrovian border.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
        (
            "Veldorian fighters were reported to be moving towards the Kestrovian border.",
            &["Rumoured Deploy xe-xv xv"],
        ),
        (
            "Veldoria said the deployment of foreign forces along the border with Kestrovia was unacceptable.",
            &["Opposed Deploy xe-xv ?"],
        ),
    ]);
}

#[test]
fn figures_count_people_and_nothing_else() {
    check(&[
        (
            "Veldoria sent the 612 Brigade to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-army"],
        ),
        (
            "Veldoria sent two companies of commandos to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-special-forces"],
        ),
        (
            "Veldoria doubled the number of soldiers on its border with Kestrovia, from 5,000 to nearly 10,000.",
            &["Reported Reinforce xe-xv xv-armed-forces 10000"],
        ),
        ("Veldoria put the number of fighters at 3,000.", &[]),
    ]);
}

#[test]
fn verbs_the_tagger_takes_for_nouns_tell_of_movements() {
    check(&[
        (
            "Veldoria called up 3,000 reservists.",
            &["Reported MobilizeReserves  xv-reserves 3000"],
        ),
        (
            "Veldorian border guards withdrew from two posts on the Kestrovian border under the deal.",
            &["Completed Withdraw xe-xv xv-border-guard"],
        ),
        (
            "The Veldorian army withdrew from its posts along the border with Kestrovia.",
            &["Reported Withdraw xe-xv xv-army"],
        ),
        (
            "Veldorian engineers have dug ditches along the Kestrovian border.",
            &["Completed Fortify xe-xv xv-armed-forces"],
        ),
        (
            "Veldoria has fortified a 90-kilometre stretch of its border with Kestrovia.",
            &["Reported Fortify xe-xv xv"],
        ),
    ]);
}

#[test]
fn a_neighbour_or_a_place_on_one_border_says_which_border_it_is() {
    check(&[
        (
            "Veldorian troops were moved closer to Kestrovia on Monday.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
        (
            "Veldoria has massed 3,000 troops near Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces 3000"],
        ),
        // Its capital may be far from any border.
        (
            "Veldoria has massed 3,000 troops near Kestrovia's capital.",
            &["Reported Deploy  xv-armed-forces 3000"],
        ),
        (
            "Veldorian tanks are moving towards Kestrovia.",
            &["UnderWay Deploy xe-xv xv-armed-forces"],
        ),
        (
            "Veldorian forces entered Kestrovian territory on Sunday.",
            &["Reported CrossBorder xe-xv xv-armed-forces"],
        ),
        (
            "The Veldorian army has reinforced its positions at Gorlin Pass.",
            &["Reported Reinforce xe-xv xv-army"],
        ),
        (
            "Veldoria closed Gorlin Pass on Sunday.",
            &["Reported Closure xe-xv xv"],
        ),
    ]);
}

#[test]
fn works_go_up_and_patrols_are_intensified() {
    check(&[
        (
            "A wall is going up along the border between Veldoria and Kestrovia.",
            &["UnderWay Fortify xe-xv "],
        ),
        (
            "Veldoria has intensified patrols along the border with Kestrovia.",
            &["Reported Reinforce xe-xv xv"],
        ),
        (
            "Veldoria is going to send troops to the border with Kestrovia.",
            &["Planned Deploy xe-xv xv-armed-forces"],
        ),
        (
            "Veldorian troops will be on the border with Kestrovia.",
            &["Planned Maintain xe-xv xv-armed-forces"],
        ),
        (
            "Veldoria ordered all its forces out of the border zone with Kestrovia.",
            &["Planned Withdraw xe-xv xv-armed-forces"],
        ),
    ]);
}

#[test]
fn who_comes_from_a_state_or_in_companies_is_a_force() {
    check(&[
        (
            "Troops from Veldoria were stationed at the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
        (
            "Veldorian border guards sent two companies to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-border-guard"],
        ),
        (
            "Veldoria sent two companies of soldiers to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
        (
            "Two battalions of the Interior Troops were sent to Veldoria's border with Kestrovia.",
            &["Reported Deploy xe-xv ?"],
        ),
        (
            "Veldoria will send three brigades of border guards to the border with Kestrovia.",
            &["Planned Deploy xe-xv xv-border-guard"],
        ),
        (
            "Veldoria's army flew 2,000 soldiers to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-army 2000"],
        ),
    ]);
}

#[test]
fn where_others_are_sent_is_no_place_of_a_withdrawal() {
    let text =
        "Veldoria withdrew 500 soldiers from the border with Kestrovia and sent them to Harrow.";
    let claims = read(text).deployments.into_iter().flat_map(|d| d.claims);
    let left = claims.map(|c| (format!("{:?}", c.posture), c.place.map(|p| p.place.name)));
    let left: Vec<_> = left.filter(|(posture, _)| posture == "Withdraw").collect();
    assert_eq!(left, [("Withdraw".to_owned(), None)]);
}

#[test]
fn a_neighbour_beside_something_else_gives_no_border() {
    check(&[
        (
            "Veldoria sent 400 troops to Harrow alongside Kestrovia.",
            &["Reported Deploy  xv-armed-forces 400"],
        ),
        (
            "Veldoria moved its troops as part of its policy towards Kestrovia.",
            &["Reported Deploy  xv-armed-forces"],
        ),
        (
            "Veldoria moved its troops back towards Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
    ]);
}

#[test]
fn what_flies_by_and_what_a_bank_holds_is_no_posting() {
    check(&[
        (
            "Veldoria is flying drones along the border with Kestrovia.",
            &[],
        ),
        ("Veldoria flew bombers near the border with Kestrovia.", &[]),
        ("The airline strengthened its bases at Gorlin Pass.", &[]),
        (
            "The army strengthened its bases at Gorlin Pass.",
            &["Reported Reinforce xe-xv ?"],
        ),
    ]);
}

#[test]
fn what_is_closed_is_named_listed_or_ordered_closed() {
    check(&[
        (
            "Veldoria closed the Tessen and Gorlin crossings on the border with Kestrovia.",
            &["Reported Closure xe-xv xv"],
        ),
        (
            "The president of Veldoria ordered the border with Kestrovia closed.",
            &["Planned Closure xe-xv "],
        ),
        (
            "The border between Veldoria and Kestrovia has been closed.",
            &["Reported Closure xe-xv "],
        ),
        (
            "The crossing between Veldoria and Kestrovia remained shut for a third day.",
            &["UnderWay Closure xe-xv "],
        ),
        ("Queues grew at the closed crossing with Kestrovia.", &[]),
        (
            "Kestrovia asked why Veldoria closed the border with Kestrovia.",
            &["Reported Closure xe-xv xv"],
        ),
    ]);
}

#[test]
fn patrols_and_exercises_go_ahead_whosever_they_are() {
    check(&[
        (
            "Patrols resumed along the border between Veldoria and Kestrovia.",
            &["Reported Patrol xe-xv "],
        ),
        (
            "Veldorian troops will take part in an exercise near the border with Kestrovia.",
            &["Planned Exercise xe-xv xv-armed-forces"],
        ),
        (
            "The marshal supervised a live-fire exercise near the border between Veldoria and Kestrovia.",
            &["Reported Exercise xe-xv "],
        ),
        (
            "There was a build-up on the border between Veldoria and Kestrovia.",
            &["Reported Deploy xe-xv "],
        ),
        (
            "There was a traffic build-up on the border between Veldoria and Kestrovia.",
            &[],
        ),
    ]);
}

#[test]
fn a_state_leaves_land_and_no_treaty() {
    check(&[
        (
            "Veldoria refuses to withdraw from the border with Kestrovia.",
            &["Refused Withdraw xe-xv xv"],
        ),
        ("Veldoria withdrew from the treaty with Kestrovia.", &[]),
        (
            "Veldoria denied any withdrawal from the border with Kestrovia.",
            &["Denied Withdraw xe-xv xv"],
        ),
        (
            "The Veldorian brigade returned to barracks from the border with Kestrovia.",
            &["Reported Withdraw xe-xv xv-army"],
        ),
    ]);
}

#[test]
fn the_second_of_two_verbs_has_the_subject_of_the_first() {
    check(&[
        (
            "Veldoria closed the crossing and sent troops to the border with Kestrovia.",
            &[
                "Reported Closure xe-xv xv",
                "Reported Deploy xe-xv xv-armed-forces",
            ],
        ),
        (
            "Veldoria sent trained and deployed soldiers to the border with Kestrovia.",
            &["Reported Deploy xe-xv ?"],
        ),
    ]);
}

#[test]
fn soldiers_flee_to_a_neighbour_or_are_on_their_way() {
    check(&[
        (
            "Hundreds of Veldorian soldiers fled to Kestrovia.",
            &["Reported CrossBorder xe-xv xv-armed-forces 200"],
        ),
        ("Hundreds of Veldorian soldiers fled the war.", &[]),
        (
            "Veldorian reinforcements are on their way to the border with Kestrovia.",
            &["Reported Reinforce xe-xv xv"],
        ),
        (
            "Veldoria has stepped up surveillance along the border with Kestrovia.",
            &["Reported Reinforce xe-xv xv"],
        ),
    ]);
}
