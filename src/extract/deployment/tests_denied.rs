//! Plain sentences about what is denied, turned down, halted or kept as it is, and by whom.

use super::tests_plain::check;

#[test]
fn news_that_is_turned_down_is_denied() {
    check(&[
        (
            "The Veldorian army dismissed as fake a video that purports to show Veldorian infantry moving towards the border with Kestrovia.",
            &["Denied Deploy xe-xv xv-army"],
        ),
        (
            "The minister denied reports circulating on social media that Veldorian forces had crossed the border into Kestrovia.",
            &["Denied CrossBorder xe-xv xv-armed-forces"],
        ),
        (
            "The ministry rejected that the Veldorian army has any intention of withdrawing its units from the border with Kestrovia.",
            &["Denied Withdraw xe-xv xv-army"],
        ),
        (
            "The Veldorian army denied any intention of withdrawing from the border with Kestrovia.",
            &["Denied Withdraw xe-xv xv-army"],
        ),
        (
            "The general who denied earlier reports said Veldoria has moved troops to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
        (
            "Reports that Veldorian troops are being sent to the Kestrovian border do not correspond to reality.",
            &["Denied Deploy xe-xv xv-armed-forces"],
        ),
    ]);
}

#[test]
fn a_denial_beside_what_is_told_is_a_second_claim() {
    let both = &[
        "Reported Deploy xe-xv xv-armed-forces 500",
        "Denied Deploy xe-xv xv-armed-forces 500",
    ];
    check(&[
        (
            "Veldoria sent 500 soldiers to the Kestrovian border, which Veldoria denied.",
            both,
        ),
        (
            "Kestrovia said Veldoria sent 500 soldiers to the border, but Veldoria denied it.",
            both,
        ),
        (
            "Veldoria sent 500 soldiers to the Kestrovian border. Veldoria rejected the claim.",
            both,
        ),
        (
            "Veldoria sent 500 soldiers to the Kestrovian border. Veldoria did not deny the claim.",
            &["Reported Deploy xe-xv xv-armed-forces 500"],
        ),
    ]);
}

#[test]
fn a_closure_goes_on_while_a_border_is_kept_closed() {
    check(&[
        (
            "Veldoria's border with Kestrovia remains closed.",
            &["UnderWay Closure xe-xv "],
        ),
        (
            "Veldoria has kept its border with Kestrovia closed since 2023.",
            &["UnderWay Closure xe-xv xv"],
        ),
        (
            "Veldoria halted construction of a fence on the Kestrovian border.",
            &[],
        ),
        (
            "Veldoria will build 13 kilometres of border fence with Kestrovia.",
            &["Planned Fortify xe-xv xv"],
        ),
    ]);
}

#[test]
fn what_somebody_is_made_to_do_is_done_and_what_is_ordered_is_to_come() {
    check(&[
        (
            "Veldorian troops were forced to withdraw from the Kestrovian border.",
            &["Reported Withdraw xe-xv xv-armed-forces"],
        ),
        (
            "Veldorian troops were ordered to withdraw from the Kestrovian border.",
            &["Planned Withdraw xe-xv xv-armed-forces"],
        ),
        (
            "The advance led Veldoria to dispatch special forces to the Kestrovian border.",
            &["Reported Deploy xe-xv xv-special-forces"],
        ),
        (
            "Veldoria does not accept the presence of foreign forces on the Kestrovian border.",
            &["Opposed Maintain xe-xv ?"],
        ),
        (
            "The Vale Guard replaced the Kestrovian army on the border with Veldoria.",
            &["Reported Deploy xe-xv vale-guard"],
        ),
    ]);
}

#[test]
fn a_figure_and_a_verb_before_forces_are_what_they_are() {
    check(&[
        (
            "Veldoria has massed 70,000 men along the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-armed-forces 70000"],
        ),
        (
            "Kestrovia deported 300 men to the border with Veldoria.",
            &[],
        ),
        (
            "Papers claim that 20,000 Veldorian-backed fighters have been massed on the Kestrovian border.",
            &["Reported Deploy xe-xv xv 20000"],
        ),
        (
            "Veldoria, where Kestrovian forces handed over a base, is recruiting 1,000 guards to patrol its border with Kestrovia.",
            &["Planned Patrol xe-xv ? 1000"],
        ),
    ]);
}

#[test]
fn whose_movement_it_is_does_not_hang_on_the_nearest_force() {
    check(&[
        (
            "Veldorian soldiers, backed by Kestrovian fighters, withdrew from the border with Kestrovia.",
            &["Reported Withdraw xe-xv xv-armed-forces"],
        ),
        (
            "Veldoria has sent two battalions to the border with Kestrovia, the army said, after accusing its neighbour of massing 3,000 soldiers.",
            &[
                "Reported Deploy xe-xv xv-army",
                "Reported Deploy xe-xv xe-armed-forces 3000",
            ],
        ),
        (
            "The Prime Minister has instructed the Vale Guard on the Kestrovian border to remain patient.",
            &[],
        ),
        (
            "Veldoria ordered the border with Kestrovia sealed in 1990.",
            &["Historical Closure xe-xv "],
        ),
    ]);
}

#[test]
fn who_is_sent_to_aid_somebody_is_not_at_the_border_told_of_before() {
    check(&[(
        "The Veldorian army headed to the border with Kestrovia. Its commander denied reports of the army's fighters being sent to aid Vesk's government.",
        &["Reported Deploy xe-xv xv-army", "Denied Deploy  xv-army"],
    )]);
}

#[test]
fn founding_a_force_and_what_followed_a_decree_move_nobody() {
    check(&[
        (
            "Veldoria sent soldiers to its border with Kestrovia. The Vale Guard is an umbrella group of armed forces that was established in 2014 following a decree.",
            &["Reported Deploy xe-xv xv-armed-forces"],
        ),
        (
            "Veldorian soldiers would not stay until they reached the border with Kestrovia.",
            &["Hypothetical Deploy xe-xv xv-armed-forces"],
        ),
        (
            "A joint force of the Veldorian army and gendarmerie headed to the border with Kestrovia.",
            &["Reported Deploy xe-xv xv-army+xv-gendarmerie"],
        ),
    ]);
}
