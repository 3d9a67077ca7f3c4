//! Who is no holder and no target where one stands, on invented people.

use super::tests::{read, told};

/// Whether a stance told ends so.
fn has(found: &[String], end: &str) -> bool {
    found.iter().any(|stance| stance.ends_with(end))
}

#[test]
fn a_second_verb_behind_a_noun_has_the_first_verb_s_subject() {
    for text in [
        "Mira Tolan condemned Orlan Vesk for his continued support to the rebels and thanked Anton Velk for his patience.",
        "Mira Tolan wrote that Orlan Vesk was \"an aggressor\" and thanked Anton Velk for his efforts.",
    ] {
        let found = told(text);
        assert!(
            found
                .iter()
                .any(|s| s == "Mira Tolan SUPPORT ASSERTED Anton Velk"),
            "{found:?}"
        );
        let other =
            |s: &String| s.ends_with("SUPPORT ASSERTED Anton Velk") && !s.starts_with("Mira");
        assert!(!found.iter().any(other), "{found:?}");
    }
}

#[test]
fn a_label_holds_nothing() {
    let found =
        told("HOST: Opposition leader Mira Tolan says the government has neglected the army.");
    assert!(!found.iter().any(|s| s.starts_with("HOST")), "{found:?}");
}

#[test]
fn standing_by_somebody_is_no_passive() {
    let found = told("Mira Tolan stood by Orlan Vesk.");
    assert_eq!(found, ["Mira Tolan SUPPORT ASSERTED Orlan Vesk"]);
}

#[test]
fn what_would_be_done_to_somebody_is_no_side() {
    let found = told("Mira Tolan would not allow Orlan Vesk to be arrested.");
    assert!(!found.iter().any(|s| s.contains("OPPOSE")), "{found:?}");
}

#[test]
fn a_second_verb_with_a_tense_of_its_own_is_not_negated() {
    let found = told("Mira Tolan did not want war but blamed Orlan Vesk for the violence.");
    assert_eq!(found, ["Mira Tolan OPPOSE ASSERTED Orlan Vesk"]);
}

#[test]
fn whoever_is_thanked_for_support_gives_it() {
    let found = told("Mira Tolan thanked Orlan Vesk for supporting Anton Velk.");
    assert!(
        found
            .iter()
            .any(|s| s.starts_with("Orlan Vesk SUPPORT") && s.ends_with("Anton Velk")),
        "{found:?}"
    );
    assert!(
        !found
            .iter()
            .any(|s| s.starts_with("Mira Tolan") && s.ends_with("Anton Velk")),
        "{found:?}"
    );
}

#[test]
fn ground_and_victims_are_no_targets() {
    for text in [
        "Mira Tolan's men captured a border post.",
        "Mira Tolan ordered the army to reinforce the frontier.",
        "Mira Tolan attacked civilians in the valley.",
    ] {
        let found = told(text);
        let ground = |s: &String| {
            ["post", "frontier", "civilians"]
                .iter()
                .any(|w| s.ends_with(w))
        };
        assert!(!found.iter().any(ground), "{text}: {found:?}");
    }
}

#[test]
fn what_befalls_a_state_is_not_the_state() {
    for text in [
        "Mira Tolan grew uneasy about the Libyan crisis's implications.",
        "Mira Tolan condemned the Libyan conflict.",
    ] {
        assert_eq!(told(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn an_attempt_is_made_by_whose_attempt_it_is() {
    let text = "Mira Tolan's remarks mark a departure from France's previous attempts to distance itself from Germany.";
    assert_eq!(told(text), ["France OPPOSE ASSERTED Germany"]);
}

#[test]
fn who_answers_on_a_day_also_urges() {
    let text = "Omar Vash, commander of the guard, on Thursday responded to concerns, urging Orlan Vesk to not get involved in the conflict in Libya.";
    assert_eq!(told(text), ["Omar Vash NEUTRAL ASSERTED Orlan Vesk"]);
}

#[test]
fn nothing_to_offer_is_no_offer() {
    let found = told("Mira Tolan said that France has nothing to offer Libya except prayers.");
    assert!(!found.iter().any(|s| s.contains("SUPPORT")), "{found:?}");
}

#[test]
fn what_a_thing_does_nobody_before_it_does() {
    for text in [
        "Mira Tolan held a call with Orlan Vesk, raising what she described as \"ethnic cleansing targeting various groups and sects in Libya.\"",
        "Mira Tolan claimed that the rise of armed groups was a foreign-backed plot aimed at toppling Orlan Vesk.",
    ] {
        let found = told(text);
        assert!(!found.iter().any(|s| s.contains("OPPOSE")), "{found:?}");
    }
}

#[test]
fn what_will_not_be_done_is_no_threat() {
    for verb in ["will not", "would not", "will never", "cannot"] {
        assert_eq!(
            told(&format!("Mira Tolan {verb} condemn Orlan Vesk.")),
            ["Mira Tolan AMBIGUOUS NEGATED Orlan Vesk"],
            "{verb}"
        );
        assert_eq!(
            told(&format!("Mira Tolan {verb} support Orlan Vesk.")),
            ["Mira Tolan OPPOSE ASSERTED Orlan Vesk"],
            "{verb}"
        );
    }
    assert_eq!(
        told("Mira Tolan may not support Orlan Vesk."),
        ["Mira Tolan SUPPORT HYPOTHETICAL Orlan Vesk"]
    );
    assert_eq!(
        told("Mira Tolan will condemn Orlan Vesk."),
        ["Mira Tolan OPPOSE FUTURE Orlan Vesk"]
    );
}

#[test]
fn what_is_denied_claimed_or_averted_is_not_asserted() {
    for (text, expected) in [
        (
            "Mira Tolan denied that Dora Finch had insulted Orlan Vesk.",
            "Dora Finch AMBIGUOUS NEGATED Orlan Vesk",
        ),
        (
            "The panel is studying claims that Mira Tolan insulted Orlan Vesk.",
            "Mira Tolan OPPOSE HYPOTHETICAL Orlan Vesk",
        ),
        (
            "Dora Finch dissuaded Mira Tolan from insulting Orlan Vesk.",
            "Mira Tolan OPPOSE HYPOTHETICAL Orlan Vesk",
        ),
        (
            "Had Mira Tolan insulted Orlan Vesk, Dora Finch would have left.",
            "Mira Tolan OPPOSE HYPOTHETICAL Orlan Vesk",
        ),
        (
            "Orlan Vesk would rather negotiate with Rwanda than attack Uganda.",
            "Orlan Vesk AMBIGUOUS NEGATED Uganda",
        ),
    ] {
        let found = told(text);
        assert!(has(&found, expected), "{text} {found:?}");
        let asserted = found.iter().any(|s| s.contains("OPPOSE ASSERTED"));
        assert!(!asserted, "{text} {found:?}");
    }
}

#[test]
fn who_is_warned_against_a_deed_would_do_it() {
    let found = told("Dora Finch warned Mira Tolan against insulting Orlan Vesk.");
    assert!(
        has(&found, "Mira Tolan OPPOSE HYPOTHETICAL Orlan Vesk"),
        "{found:?}"
    );
    assert!(
        !has(&found, "Dora Finch OPPOSE ASSERTED Orlan Vesk"),
        "{found:?}"
    );
}

#[test]
fn whom_a_relative_clause_accuses_is_named_before_it() {
    assert_eq!(
        told("Orlan Vesk, whom Mira Tolan accuses of backing Dora Finch, left."),
        [
            "Mira Tolan OPPOSE ASSERTED Orlan Vesk",
            "Orlan Vesk SUPPORT ASSERTED Dora Finch"
        ]
    );
}

#[test]
fn a_deed_is_no_part_of_who_is_accused_of_it() {
    assert_eq!(
        told("Mira Tolan's opposition accused the government of siding with Kenya."),
        ["Mira Tolan's opposition OPPOSE ASSERTED the government"]
    );
}

#[test]
fn who_calls_an_attack_on_somebody_wrong_calls_on_nobody() {
    let found = told("Mira Tolan called Dora Finch's attack on Orlan Vesk unacceptable.");
    assert!(
        !found.iter().any(|s| s.contains("Mira Tolan NEUTRAL")),
        "{found:?}"
    );
    assert!(
        has(&found, "Mira Tolan OPPOSE ASSERTED Dora Finch"),
        "{found:?}"
    );
}

#[test]
fn what_somebody_is_accused_of_is_told_by_who_accuses() {
    let found = read("Mira Tolan accused Orlan Vesk of backing Dora Finch.");
    let told = |holder: &str| found.iter().find(|s| s.holder.text == holder).unwrap();
    let reporter = told("Orlan Vesk").reported_by.as_ref();
    assert_eq!(reporter.map(|r| r.text.as_str()), Some("Mira Tolan"));
    assert!(told("Mira Tolan").reported_by.is_none());
    for (text, expected) in [
        // Nobody tells who says so.
        (
            "Orlan Vesk is accused of backing Dora Finch.",
            "Orlan Vesk SUPPORT HYPOTHETICAL Dora Finch",
        ),
        (
            "Orlan Vesk was cleared of backing Dora Finch.",
            "Orlan Vesk AMBIGUOUS NEGATED Dora Finch",
        ),
        (
            "It is not true that Orlan Vesk backs Dora Finch.",
            "Orlan Vesk AMBIGUOUS NEGATED Dora Finch",
        ),
        (
            "Orlan Vesk pretended to support Dora Finch.",
            "Orlan Vesk AMBIGUOUS NEGATED Dora Finch",
        ),
        (
            "Orlan Vesk used to support Dora Finch.",
            "Orlan Vesk SUPPORT HISTORICAL Dora Finch",
        ),
    ] {
        assert_eq!(super::tests::told(text), [expected], "{text}");
    }
}

#[test]
fn nobody_holds_nothing_and_what_is_never_asked_is_not_wanted() {
    assert_eq!(told("Nobody in Osk supports Orlan Vesk."), [""; 0]);
    let found = told("Mira Tolan would never ask Orlan Vesk to condemn Dora Finch.");
    assert!(
        !has(&found, "Mira Tolan OPPOSE ASSERTED Dora Finch"),
        "{found:?}"
    );
    let found = told("Mira Tolan asked Orlan Vesk to condemn Dora Finch.");
    assert!(
        has(&found, "Mira Tolan OPPOSE ASSERTED Dora Finch"),
        "{found:?}"
    );
}

#[test]
fn what_its_doer_denies_is_no_side_and_what_another_denies_is_open() {
    assert_eq!(told("Mira Tolan denied arming Orlan Vesk."), [""; 0]);
    assert_eq!(
        told("Mira Tolan denied any support for Orlan Vesk."),
        [""; 0]
    );
    let other = "Mira Tolan denied that Edo Brandt armed Orlan Vesk.";
    assert_eq!(told(other), ["Edo Brandt AMBIGUOUS NEGATED Orlan Vesk"]);
    let itself = "Mira Tolan denied that she had attacked Orlan Vesk.";
    assert_eq!(told(itself), [""; 0]);
}

#[test]
fn what_is_not_done_is_no_side_and_what_is_not_said_is_open() {
    let war = "Mira Tolan does not want war with Orlan Vesk.";
    assert_eq!(told(war), [""; 0]);
    let praise = "Mira Tolan did not praise Orlan Vesk.";
    assert_eq!(told(praise), ["Mira Tolan AMBIGUOUS NEGATED Orlan Vesk"]);
}

#[test]
fn what_a_strike_or_nobody_did_is_no_reporters_deed() {
    for text in [
        "Mira Tolan moved troops after a drone strike killed Orlan Vesk.",
        "Mira Tolan will send soldiers after Orlan Vesk was stabbed, Edo Brandt said.",
        "The army says drone strike killed two men.",
    ] {
        assert_eq!(told(text), [""; 0], "{text}");
    }
}

#[test]
fn sanctions_wished_away_are_none_on_their_target() {
    let lifted = "Mira Tolan wants the sanctions on Veldoria lifted.";
    assert!(!has(&told(lifted), "OPPOSE ASSERTED Veldoria"));
    let wanted = "Mira Tolan wants sanctions on Veldoria.";
    assert!(has(&told(wanted), "OPPOSE ASSERTED Veldoria"));
}

#[test]
fn a_decision_welcomed_is_about_nobody_who_welcomes_it() {
    let found = told("Mira Tolan welcomed the decision of Orlan Vesk to extend the mandate.");
    assert!(!has(&found, "NEUTRAL ASSERTED Mira Tolan"), "{found:?}");
}

#[test]
fn who_is_asked_to_show_restraint_has_not_shown_it() {
    let asked = told("Mira Tolan urged Orlan Vesk to show restraint.");
    assert_eq!(asked, ["Mira Tolan NEUTRAL ASSERTED Orlan Vesk"]);
}

#[test]
fn good_relations_wanted_are_support_and_an_agreement_left_is_past() {
    let wanted = told("Mira Tolan wants good relations with Orlan Vesk.");
    assert_eq!(wanted, ["Mira Tolan SUPPORT ASSERTED Orlan Vesk"]);
    let peace = told("Mira Tolan is committed to peace with Orlan Vesk.");
    assert_eq!(peace, ["Mira Tolan SUPPORT ASSERTED Orlan Vesk"]);
    let left = told("Mira Tolan pulled out of the agreement with Orlan Vesk.");
    assert!(
        left.contains(&"Mira Tolan SUPPORT HISTORICAL Orlan Vesk".to_owned()),
        "{left:?}"
    );
    assert!(
        left.contains(&"Mira Tolan OPPOSE ASSERTED Orlan Vesk".to_owned()),
        "{left:?}"
    );
}
