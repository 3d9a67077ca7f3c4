//! The lexicon as a whole.

use super::*;

fn builtin() -> Lexicon {
    Lexicon::builtin().unwrap()
}

fn told(lexicon: &Lexicon, text: &str) -> Vec<(String, String)> {
    let name = |hit: &Hit<'_>| match hit.entries[0].what {
        What::Actor(actor) => actor.id.to_string(),
        What::State(state) => format!("state {}", state.code),
        What::Place(site) => format!("place {}", site.id),
        What::Border(border) => format!("border {}", border.border),
        What::Title(title) => format!("title {}", title.office),
        What::ForceNoun(noun) => format!("force {}", noun.noun),
        What::Institution(body) => format!("body {}", body.suffix),
    };
    lexicon
        .names(text)
        .iter()
        .map(|h| (h.span.slice(text).to_owned(), name(h)))
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect()
}

#[test]
fn spellings_of_one_name_fold_together_and_others_do_not() {
    let lexicon = builtin();
    let mut wrong = Vec::new();
    for line in include_str!("../../data/transliteration_pairs.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
    {
        let mut fields = line.split('\t');
        let same = fields.next() == Some("same");
        let names: Vec<&str> = fields.flat_map(|f| f.split('|')).collect();
        for pair in names.windows(2) {
            let (a, b) = (lexicon.fold(pair[0]), lexicon.fold(pair[1]));
            if (a == b) != same {
                wrong.push(format!("{pair:?}: {a} / {b}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bodies_of_states_are_put_together_from_their_words() {
    let lexicon = builtin();
    let text = "Iraq\u{2019}s foreign ministry, the Ministry of Defence of the Russian Federation and Chadian troops; \
                the army and pro-Iranian fighters; Baghdad's forces.";
    let expected = [
        ("Iraq\u{2019}s foreign ministry", "iq-foreign-ministry"),
        (
            "Ministry of Defence of the Russian Federation",
            "ru-defence-ministry",
        ),
        ("Chadian troops", "td-armed-forces"),
        ("army", "body army"),
        ("Iranian", "state IR"),
        ("fighters", "force fighter"),
        ("Baghdad's forces", "iq-armed-forces"),
    ];
    assert_eq!(told(&lexicon, text), pairs(&expected));
}

#[test]
fn capitals_decide_between_a_state_and_a_word() {
    let lexicon = builtin();
    assert_eq!(told(&lexicon, "they ate turkey with us"), []);
    assert_eq!(told(&lexicon, "TURKEY AND IRAQ WARN")[0].1, "state TR");
    assert_eq!(told(&lexicon, "IRAQ IS CALM, GUARDS IS GONE").len(), 2);
    assert_eq!(
        told(&lexicon, "the IS in U.S. hands"),
        pairs(&[("IS", "islamic-state"), ("U.S.", "state US")])
    );
}

#[test]
fn every_state_has_words_and_every_border_two_sides() {
    let lexicon = builtin();
    assert_eq!(lexicon.states().len(), 250);
    let without: Vec<&str> = lexicon
        .states()
        .iter()
        .filter(|s| s.adjectives.is_empty())
        .map(|s| s.code.as_str())
        .collect();
    assert_eq!(without, ["BV", "GG", "GS", "HM", "JE", "SJ", "TF", "UM"]);
    assert!(lexicon.borders().len() > 310, "{}", lexicon.borders().len());
    for site in lexicon.places() {
        for border in &site.place.borders {
            assert!(lexicon.borders().contains(border), "{} {border}", site.id);
        }
    }
}
