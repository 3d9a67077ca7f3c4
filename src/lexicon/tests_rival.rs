//! Whose matter a wording without a name is, on three invented states and their wars.

use super::Lexicon;
use super::rival::{NAMES_BESIDE_MAX, PARTY_WORDS_MAX, RIVALS_MAX};
use crate::lang::Tables;
use crate::lang::issue::IssueWords;
use std::sync::OnceLock;

const STATES: &str = "code\talpha3\tname\tnames\tadjectives\tpeople\tcapitals\tseats\tlat\tlon\tscript\tneighbours\tcaution\n\
    QV\tQVA\tVarnia\t\tVarnian\tVarnians\tOlmast\t\t1.0\t2.0\tLatn\tQZ\t\n\
    QW\tQWA\tWestrel\t\tWestrelian\tWestrelians\tBrunn\t\t1.0\t4.0\tLatn\t\t\n\
    QZ\tQZA\tZelmark\t\tZelmark\tZelmarkers\tDorn\t\t1.0\t3.0\tLatn\tQV\t\n";

const ACTORS: &str = "[hill-front]\nname = \"Hill Front\"\nkind = \"FORCE\"\n\
    [reed-army]\nname = \"Reed Army\"\nkind = \"FORCE\"\ncountry = \"QZ\"\n\
    [ada-voss]\nname = \"Ada Voss\"\nkind = \"PERSON\"\ncountry = \"QV\"\n";

const PLACES: &str = "id\tname\tnames\tcountry\tlat\tlon\tresolution\tborders\twithin\tgeonames\tcaution\n\
    qv-marn\tMarn\t\tQV\t1.0\t2.0\tCITY\t\t\t\t\n";

const ISSUES: &str = "[hill-truce]\nproposition = \"Varnia and the Hill Front stop fighting.\"\nneeds = [\"qv\", \"hill-front\"]\n\
    for = [\"truce\", \"peace talks\", \"truce with .. {hill-front}\", \"{hill-front} break .. truce\"]\n\
    [reed-truce]\nproposition = \"Zelmark and the Reed Army stop fighting.\"\nneeds = [\"qz\", \"reed-army\"]\n\
    for = [\"truce\", \"peace talks\"]\n\
    [hill-prisoners]\nproposition = \"The Hill Front frees its prisoners.\"\nneeds = [\"hill-front\"]\nfor = [\"truce\"]\n";

fn load(issues: &str) -> Lexicon {
    load_with(ACTORS, issues)
}

fn load_with(actors: &str, issues: &str) -> Lexicon {
    let files = [
        ("states/invented.tsv", STATES),
        ("actors/invented.toml", actors),
        ("places/invented.tsv", PLACES),
        ("issues.toml", ""),
        ("issues/conflicts.toml", ""),
        ("issues/invented.toml", issues),
    ];
    let file = |(name, text): &(&str, &str)| ((*name).to_owned(), text.as_bytes().to_vec());
    let files: Vec<_> = files.iter().map(file).collect();
    Lexicon::load(&files).unwrap()
}

fn read(lexicon: &Lexicon, text: &str) -> Vec<String> {
    static WORDS: OnceLock<IssueWords> = OnceLock::new();
    let words = WORDS.get_or_init(|| IssueWords::load(&Tables::default()).unwrap());
    let names = lexicon.names(text);
    let found = lexicon.topics(text, &names, words);
    let told = |span: crate::model::Span| span.slice(text).to_owned();
    found
        .iter()
        .map(|t| format!("{} {}", t.issue.issue.id, told(t.span)))
        .collect()
}

/// The issues of one war, in an article that names only its parties.
fn one(text: &str) -> Vec<String> {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    let lexicon = LEXICON.get_or_init(|| load(ISSUES.split("[reed-truce]").next().unwrap()));
    let head = "Varnia and the Hill Front are at war.\n\n";
    read(lexicon, &format!("{head}{text}"))
}

/// The issues of two wars, in an article that names the parties of both.
fn two(text: &str) -> Vec<String> {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    let lexicon = LEXICON.get_or_init(|| load(ISSUES));
    let head = "Varnia and the Hill Front are at war, and so are Zelmark and the Reed Army.\n\n";
    read(lexicon, &format!("{head}{text}"))
}

#[test]
fn a_bare_wording_is_dropped_when_the_words_behind_it_name_others() {
    for text in [
        "A truce in Westrel has held.",
        "A truce between Westrel and the Reed Army has held.",
        "A truce between Varnia and Westrel has held.",
        "A truce in the north of Westrel has held.",
    ] {
        assert_eq!(one(text), Vec::<String>::new(), "{text}");
    }
    for text in [
        "A truce in Varnia has held.",
        "A truce in Olmast has held.",
        "A truce in Marn has held.",
        "A truce between Varnians and the Hill Front has held.",
        "A truce, in Westrel's view, is late.",
        "A truce brokered by Westrel has held.",
        "A truce with help from Westrel has held.",
        "A truce that Westrel wants is late.",
        "A truce in the north has held; Westrel is quiet.",
    ] {
        assert_eq!(one(text).len(), 1, "{text}");
    }
}

#[test]
fn talks_held_in_a_third_state_stay_whose_they_are() {
    assert_eq!(one("Peace talks in Westrel went on.").len(), 1);
    assert_eq!(one("Peace talks with Westrel went on.").len(), 0);
}

#[test]
fn a_name_that_tells_whose_it_is_stands_a_limited_number_of_words_behind() {
    let behind = |words: usize| {
        one(&format!(
            "A truce in {}Westrel held.",
            "very ".repeat(words)
        ))
    };
    assert_eq!(behind(PARTY_WORDS_MAX - 1).len(), 0);
    assert_eq!(behind(PARTY_WORDS_MAX).len(), 1);
}

#[test]
fn of_two_wars_the_one_whose_parties_stand_in_the_sentence_is_named() {
    assert_eq!(
        two("Zelmark offered the Reed Army a truce. Varnia was silent."),
        ["reed-truce truce"]
    );
    assert_eq!(two("Ada Voss rejected a truce."), ["hill-truce truce"]);
}

#[test]
fn issues_of_the_same_parties_are_no_rivals() {
    assert_eq!(
        two("Varnia offered the Hill Front a truce."),
        ["hill-truce truce", "hill-prisoners truce"]
    );
}

#[test]
fn where_the_sentence_does_not_tell_the_paragraph_does_and_a_tie_names_none() {
    let told = two("Varnia and the Hill Front were silent. Zelmark wants a truce.");
    assert_eq!(told, ["reed-truce truce"]);
    let told = two("Zelmark spoke first. A truce is near.\n\nVarnia waited.");
    assert_eq!(told, ["reed-truce truce"]);
    assert_eq!(two("A truce is near."), Vec::<String>::new());
    assert_eq!(
        two("Varnia and Zelmark want a truce."),
        Vec::<String>::new()
    );
}

#[test]
fn a_wording_that_names_its_parties_stands_against_a_bare_one() {
    let told = two("Zelmark and the Reed Army saw the truce with the Hill Front.");
    assert_eq!(told, ["hill-truce truce with the Hill Front"]);
    let told = two("Zelmark and the Reed Army saw the Hill Front break the truce.");
    assert_eq!(told, ["hill-truce Hill Front break the truce"]);
}

#[test]
fn more_rivals_than_allowed_leave_nobodys_wording() {
    let told = |rivals: usize| {
        let each = |told: fn(char) -> String| -> String {
            ('A'..='Z').take(rivals + 1).map(told).collect()
        };
        let actors = each(|c| {
            format!(
                "[{}-guard]\nname = \"{c}orin Guard\"\nkind = \"FORCE\"\n",
                c.to_ascii_lowercase()
            )
        });
        let issues = each(|c| {
            let id = c.to_ascii_lowercase();
            format!(
                "[truce-{id}]\nproposition = \"P.\"\nneeds = [\"{id}-guard\"]\nfor = [\"truce\"]\n"
            )
        });
        let names = each(|c| format!("The {c}orin Guard was quiet. "));
        let lexicon = load_with(&actors, &issues);
        read(
            &lexicon,
            &format!("{names}\n\nThe Dorin Guard wants a truce."),
        )
        .len()
    };
    assert_eq!((told(RIVALS_MAX), told(RIVALS_MAX + 1)), (1, 0));
}

#[test]
fn names_beside_a_wording_count_up_to_a_limit() {
    let told = |between: usize| {
        let far = "Westrel, ".repeat(between);
        two(&format!("Zelmark, {far}all want a truce."))
    };
    assert_eq!(told(NAMES_BESIDE_MAX - 1), ["reed-truce truce"]);
    assert_eq!(told(NAMES_BESIDE_MAX), Vec::<String>::new());
}
