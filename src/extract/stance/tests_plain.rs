//! Plain sentences whose position is turned by a word beside the frame: who opposes arming somebody does not arm him.

use super::tests::told;

fn check(rows: &[(&str, &[&str])]) {
    crate::extract::tests_table::check(rows, told);
}

#[test]
fn what_is_turned_down_is_not_done() {
    check(&[
        ("Veldoria denies supporting Kestrovia.", &[]),
        (
            "Veldoria opposes sending weapons to Kestrovia.",
            &["Veldoria AMBIGUOUS NEGATED Kestrovia"],
        ),
    ]);
}

#[test]
fn what_another_is_asked_or_expected_to_do_is_open() {
    check(&[
        (
            "Veldoria has called on Lorvane to condemn Kestrovia.",
            &[
                "Veldoria NEUTRAL ASSERTED Lorvane",
                "Lorvane OPPOSE HYPOTHETICAL Kestrovia",
                "Veldoria OPPOSE ASSERTED Kestrovia",
            ],
        ),
        (
            "Veldoria is expected to condemn Kestrovia.",
            &["Veldoria OPPOSE FUTURE Kestrovia"],
        ),
        (
            "The oil will not be loaded until Veldoria attacks Kestrovia.",
            &["Veldoria OPPOSE HYPOTHETICAL Kestrovia"],
        ),
        (
            "Veldoria demanded that Kestrovia withdraw its troops from the border.",
            &["Veldoria OPPOSE ASSERTED Kestrovia"],
        ),
    ]);
}

#[test]
fn words_that_are_nobody_s_side_give_none() {
    check(&[
        (
            "Veldoria rejected accusations that it had sent 2,000 soldiers.",
            &[],
        ),
        (
            "Veldoria and Kestrovia, by contrast, are in favour of it.",
            &[],
        ),
        ("\u{201c}Veldoria will act,\u{201d} warned Lorvane.", &[]),
        (
            "The committee was set up with the support of Veldoria.",
            &[],
        ),
        (
            "Veldoria is neutral, although Lorvane's officials accuse it of backing Kestrovia.",
            &[
                "Lorvane's officials OPPOSE ASSERTED Veldoria",
                "Veldoria SUPPORT ASSERTED Kestrovia",
            ],
        ),
    ]);
}

#[test]
fn what_is_rejected_or_only_claimed_is_nobody_s_position() {
    check(&[
        (
            "Veldoria rejected a call to condemn Kestrovia.",
            &["Veldoria AMBIGUOUS NEGATED Kestrovia"],
        ),
        (
            "Veldoria rejected the accusation that Lorvane had attacked Kestrovia.",
            &["Lorvane AMBIGUOUS NEGATED Kestrovia"],
        ),
        (
            "Veldoria has ruled out joining Kestrovia.",
            &["Veldoria OPPOSE ASSERTED Kestrovia"],
        ),
        (
            "Veldoria, which backs Lorvane, condemned the killing of the Kestrovians.",
            &["Veldoria SUPPORT ASSERTED Lorvane"],
        ),
        (
            "Veldoria demanded that Lorvane impose sanctions on Kestrovia.",
            &[
                "Veldoria OPPOSE ASSERTED Lorvane",
                "Lorvane OPPOSE HYPOTHETICAL Kestrovia",
                "Veldoria OPPOSE ASSERTED Kestrovia",
            ],
        ),
        (
            "Veldoria said Kestrovia should leave the European Union.",
            &["Veldoria NEUTRAL ASSERTED Kestrovia"],
        ),
    ]);
}

#[test]
fn things_ground_and_speakers_are_no_side() {
    check(&[
        (
            "Veldoria sent 500 soldiers, backed by tanks and helicopters, to the border with Kestrovia.",
            &[],
        ),
        ("Veldoria sends troops to Kestrovia border", &[]),
        (
            "Veldoria condemned what its foreign ministry called a raid.",
            &[],
        ),
        (
            "Veldoria called on Lorvane to remove its missile systems.",
            &["Veldoria NEUTRAL ASSERTED Lorvane"],
        ),
        (
            "Veldoria supports Kestrovia, ministry official Anna Reke said in Harrow.",
            &["Veldoria SUPPORT ASSERTED Kestrovia"],
        ),
    ]);
}

#[test]
fn envoys_reporters_and_lands_are_no_side() {
    check(&[
        (
            "Veldoria recalled its ambassador and accused Kestrovia of exporting terror.",
            &["Veldoria OPPOSE ASSERTED Kestrovia"],
        ),
        ("The Veldorian minister briefed the media.", &[]),
        (
            "As agreed by the Hearth Party, the border with Kestrovia will remain closed.",
            &[],
        ),
        ("Veldoria ordered no new units to the front.", &[]),
        (
            "Ilse Tarn threatened that Veldoria would strike hideouts inside Kestrovia.",
            &[],
        ),
        (
            "The town lies at the point where Veldoria and Kestrovia meet.",
            &[],
        ),
    ]);
}

#[test]
fn who_condemns_the_decision_opposes_whoever_took_it() {
    check(&[
        (
            "Lorvane reinforced its border. Veldoria condemned the decision.",
            &["Veldoria OPPOSE ASSERTED Lorvane"],
        ),
        (
            "The border was closed by Kestrovia. Veldoria denounced the move.",
            &["Veldoria OPPOSE ASSERTED Kestrovia"],
        ),
        (
            "Lorvane told reporters it was ready. Veldoria condemned the move.",
            &[],
        ),
        (
            "Three soldiers died on Monday. Veldoria condemned the attack.",
            &[],
        ),
        (
            "Hundreds of people crossed the river. Veldoria condemned the move.",
            &[],
        ),
        ("Lorvane mourned. Veldoria condemned the decision.", &[]),
        (
            "Lorvane did not close the border. Veldoria welcomed the decision.",
            &[],
        ),
        (
            "Lorvane moved its brigades south. Veldoria backed the closure.",
            &[],
        ),
        (
            "Lorvane reinforced its border. Veldoria rejected the plan of the mediators.",
            &["Veldoria OPPOSE ASSERTED the mediators"],
        ),
    ]);
}

#[test]
fn whoever_is_called_something_is_judged() {
    check(&[
        (
            "Veldoria called Kestrovia's decision unfriendly.",
            &["Veldoria OPPOSE ASSERTED Kestrovia"],
        ),
        (
            "Veldoria described Kestrovia's move as a provocation.",
            &["Veldoria OPPOSE ASSERTED Kestrovia"],
        ),
        (
            "Veldoria regards Kestrovia as a close ally.",
            &["Veldoria SUPPORT ASSERTED Kestrovia"],
        ),
        ("Veldoria described the weather as a threat.", &[]),
        (
            "Veldoria regards Kestrovia as a bulwark against an aggressor.",
            &[],
        ),
        ("Veldoria denounced the aggression against Kestrovia.", &[]),
        ("Veldoria described the enemy of Kestrovia.", &[]),
    ]);
}

#[test]
fn whoever_it_is_and_oneself_are_no_side() {
    check(&[
        ("Veldoria killed two people near the river.", &[]),
        ("Veldoria warned all parties against escalation.", &[]),
        (
            "Lorvane supports Veldoria's right to defend itself.",
            &["Lorvane SUPPORT ASSERTED Veldoria"],
        ),
        (
            "Veldoria has no plans to attack Kestrovia.",
            &["Veldoria AMBIGUOUS NEGATED Kestrovia"],
        ),
        ("Veldoria sent troops to Harrow.", &[]),
        ("Veldoria ordered the army to close the border.", &[]),
        ("Veldoria denied that its soldiers had crossed.", &[]),
    ]);
}

#[test]
fn each_other_is_every_other_one_of_the_subject() {
    check(&[
        (
            "Veldoria and Kestrovia condemned each other.",
            &[
                "Veldoria OPPOSE ASSERTED Kestrovia",
                "Kestrovia OPPOSE ASSERTED Veldoria",
            ],
        ),
        (
            "Veldoria and Lorvane recalled their ambassadors from Kestrovia.",
            &[
                "Veldoria OPPOSE ASSERTED Kestrovia",
                "Lorvane OPPOSE ASSERTED Kestrovia",
            ],
        ),
    ]);
}

#[test]
fn a_bond_that_is_refused_or_ended_is_no_support_and_whom_a_thing_threatens_no_target() {
    check(&[
        (
            "Veldoria objects to the agreement with Kestrovia.",
            &["Veldoria OPPOSE ASSERTED Kestrovia"],
        ),
        (
            "Veldoria cancelled its cooperation with Kestrovia.",
            &["Veldoria SUPPORT HISTORICAL Kestrovia"],
        ),
        ("Lorvane called the drills a threat to Kestrovia.", &[]),
        ("Veldoria declared an emergency in Harrow.", &[]),
        (
            "Lorvane called the drills a provocation by Kestrovia.",
            &["Lorvane OPPOSE ASSERTED Kestrovia"],
        ),
        (
            "Lorvane condemned Veldoria for its support of Kestrovia.",
            &[
                "Lorvane OPPOSE ASSERTED Veldoria",
                "Veldoria SUPPORT ASSERTED Kestrovia",
            ],
        ),
        (
            "Veldoria broke off relations with Lorvane, accusing Kestrovia of genocide.",
            &[
                "Veldoria OPPOSE ASSERTED Lorvane",
                "Veldoria OPPOSE ASSERTED Kestrovia",
            ],
        ),
        (
            "Veldoria and Lorvane recalled their ambassadors last year.",
            &[],
        ),
    ]);
}
