//! Plain sentences about what somebody is asked, accused or said to do with his own forces, and words that leave a movement open.

use super::tests_plain::check;

#[test]
fn whoever_would_do_it_owns_its_forces() {
    check(&[
        (
            "Veldoria urged Kestrovia to withdraw its soldiers from the border.",
            &["Demanded Withdraw xe-xv xe-armed-forces"],
        ),
        (
            "Veldoria called on Kestrovia to withdraw its troops from the border.",
            &["Demanded Withdraw xe-xv xe-armed-forces"],
        ),
        (
            "Veldoria demanded that Kestrovia pull back its troops from the border.",
            &["Demanded Withdraw xe-xv xe-armed-forces"],
        ),
        (
            "Veldoria said Kestrovia had agreed to pull out its troops from the border.",
            &["Planned Withdraw xe-xv xe-armed-forces"],
        ),
        (
            "Veldoria accused Kestrovia of moving troops to the border.",
            &["Reported Deploy xe-xv xe-armed-forces"],
        ),
        (
            "Veldoria accused Kestrovia of amassing troops along the border.",
            &["Reported Deploy xe-xv xe-armed-forces"],
        ),
    ]);
}

#[test]
fn who_tells_it_is_not_who_does_it() {
    check(&[
        (
            "Kestrovian troops laid mines along the border, the Veldorian army said.",
            &["Completed Fortify xe-xv xe-armed-forces"],
        ),
        (
            "The Veldorian general staff said Kestrovian troops had laid mines along the border.",
            &["Completed Fortify xe-xv xe-armed-forces"],
        ),
        (
            "Kestrovia has reinforced its positions near the Veldorian border with rocket launchers, the Veldorian army says.",
            &["Reported Reinforce xe-xv xe"],
        ),
    ]);
}

#[test]
fn what_is_neither_done_nor_ruled_out_is_said_so() {
    check(&[
        (
            "Veldoria and Kestrovia agreed to talks, but neither has pulled back its forces from the border.",
            &["Denied Withdraw xe-xv xv-armed-forces+xe-armed-forces"],
        ),
        (
            "Veldoria has not ruled out sending troops to the border with Kestrovia.",
            &["Hypothetical Deploy xe-xv xv-armed-forces"],
        ),
        (
            "Veldoria has ruled out sending troops to the border with Kestrovia.",
            &["Refused Deploy xe-xv xv-armed-forces"],
        ),
        (
            "The Vale Guard does not object to the deployment of the Veldorian army at the border with Kestrovia.",
            &["Hypothetical Deploy xe-xv xv-army"],
        ),
        (
            "Veldorian soldiers attempted to cross the border with Kestrovia but were repelled.",
            &["Hypothetical CrossBorder xe-xv xv-armed-forces"],
        ),
        (
            "Veldorian forces on the Kestrovian border were put on alert, a paper reported, though envoys saw no evidence of it.",
            &["Reported Alert xe-xv xv-armed-forces"],
        ),
    ]);
}

#[test]
fn the_way_back_to_base_is_a_withdrawal_and_a_cut_fence_no_work() {
    check(&[
        (
            "Veldorian tank units returned to their bases from the border with Kestrovia.",
            &["Reported Withdraw xe-xv xv-armed-forces"],
        ),
        (
            "The soldiers cut the fence on the border with Kestrovia.",
            &[],
        ),
        (
            "He met reporters in the guard-patrolled border zone between Veldoria and Kestrovia.",
            &[],
        ),
        ("The army refused to comment on troop movements.", &[]),
        (
            "The Vale Guard will rehearse closing the bridge on the border with Kestrovia.",
            &["Planned Exercise xe-xv vale-guard"],
        ),
        (
            "Veldoria held an exercise near the Kestrovian border.",
            &["Reported Exercise xe-xv xv"],
        ),
        (
            "Veldoria held a fire drill near the Kestrovian border.",
            &[],
        ),
        (
            "Veldoria had added as many as 7,000 troops near the border with Kestrovia.",
            &["Reported Reinforce xe-xv xv-armed-forces 7000"],
        ),
    ]);
}
