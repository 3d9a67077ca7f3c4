//! Names and bodies of states, put together from their words.

use super::tests::{builtin, pairs, told};

#[test]
fn bodies_of_states_are_put_together_from_their_words() {
    let lexicon = builtin();
    let text = "Iraq\u{2019}s foreign ministry, the Ministry of Defence of the Russian Federation and Chadian troops; \
                the army and pro-Iran factions; Baghdad's forces.";
    let expected = [
        ("Iraq\u{2019}s foreign ministry", "iq-foreign-ministry"),
        (
            "Ministry of Defence of the Russian Federation",
            "ru-defence-ministry",
        ),
        ("Chadian troops", "td-armed-forces"),
        ("army", "body army"),
        ("Iran", "state IR"),
        ("factions", "body militias"),
        ("Baghdad's forces", "iq-armed-forces"),
    ];
    assert_eq!(told(&lexicon, text), pairs(&expected));
}

#[test]
fn a_civil_body_in_a_capital_is_the_states_and_others_there_are_not() {
    let lexicon = builtin();
    let first = |text| told(&lexicon, text).first().map(|(words, _)| words.clone());
    let found = told(&lexicon, "the government in Baghdad");
    assert_eq!(found, pairs(&[("government in Baghdad", "iq-government")]));
    for (text, alone) in [
        ("the port authorities in Baghdad", "authorities"),
        ("the embassy in Baghdad", "embassy"),
        ("the army in Baghdad", "army"),
        ("the government in Mosul", "government"),
    ] {
        assert_eq!(first(text).as_deref(), Some(alone));
    }
}

#[test]
fn the_first_word_of_a_states_name_names_it_where_the_text_does_so_in_full() {
    let lexicon = builtin();
    let states = |text: &str| {
        let found = told(&lexicon, text).into_iter();
        let states = found.filter(|(_, id)| id.starts_with("state "));
        states.map(|(_, id)| id).collect::<Vec<_>>()
    };
    assert_eq!(
        states("South Korea said the North had moved."),
        ["state KR", "state KP"]
    );
    for text in [
        "Mali said the North had moved.",
        "South Korea sent ships to the North Sea.",
        "South Korea sent help to the North of the country.",
        "South Korea looked North.",
    ] {
        assert_eq!(states(text).len(), 1, "{text}");
    }
    let short = "Dominican and Saudi soldiers in Bosnia";
    assert_eq!(states(short), ["state DO", "state BA"]);
    assert_eq!(told(&lexicon, "Dominican soldiers")[0].1, "do-armed-forces");
    let found = told(&lexicon, "North Korea and the South's army");
    assert_eq!(found.last().map(|(_, id)| id.as_str()), Some("kr-army"));
    let found = told(&lexicon, "Yemen and the South's army");
    assert_eq!(found.last().map(|(_, id)| id.as_str()), Some("body army"));
}
