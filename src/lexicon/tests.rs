//! The lexicon as a whole.

use super::*;
use crate::lang::Tables;
use crate::lang::issue::IssueWords;
use crate::model::Position::{Oppose, Support};

pub(super) fn builtin() -> Lexicon {
    Lexicon::builtin().unwrap()
}

pub(super) fn told(lexicon: &Lexicon, text: &str) -> Vec<(String, String)> {
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

fn words() -> IssueWords {
    IssueWords::load(&Tables::default()).unwrap()
}

pub(super) fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
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
fn capitals_decide_between_a_state_and_a_word() {
    let lexicon = builtin();
    assert_eq!(told(&lexicon, "they ate turkey with us"), []);
    assert_eq!(told(&lexicon, "Let him, LET HIM"), []);
    assert_eq!(told(&lexicon, "blamed LeT")[0].1, "lashkar-e-taiba");
    assert_eq!(told(&lexicon, "TURKEY AND IRAQ WARN")[0].1, "state TR");
    assert_eq!(told(&lexicon, "IRAQ IS CALM, GUARDS IS GONE").len(), 2);
    assert_eq!(
        told(&lexicon, "the IS in U.S. hands"),
        pairs(&[("IS", "islamic-state"), ("U.S.", "state US")])
    );
}

#[test]
fn a_name_with_an_owner_inside_is_found_whole() {
    let front = "[front]\nname = \"Veldorian People's Front\"\nkind = \"ORGANISATION\"\n";
    let lexicon = Lexicon::load(&[file("actors/front.toml", front)]).unwrap();
    for text in [
        "The Veldorian People's Front denied it.",
        "The Veldorian People\u{2019}s Front's chief denied it.",
    ] {
        assert!(
            told(&lexicon, text).iter().any(|(_, id)| id == "front"),
            "{text}"
        );
    }
    // Neither half of it is the front.
    for text in [
        "The Veldorian People Front denied it.",
        "Veldorian people's hopes",
    ] {
        assert!(
            !told(&lexicon, text).iter().any(|(_, id)| id == "front"),
            "{text}"
        );
    }
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
    // "Dominican" is of the Dominican Republic, which borders another state; Dominica has a name alone.
    assert_eq!(
        without,
        ["BV", "DM", "GG", "GS", "HM", "JE", "SJ", "TF", "UM"]
    );
    assert!(lexicon.borders().len() > 310, "{}", lexicon.borders().len());
    for site in lexicon.places() {
        for border in &site.place.borders {
            assert!(lexicon.borders().contains(border), "{} {border}", site.id);
        }
    }
}

const STATES: &str = "code\talpha3\tname\tnames\tadjectives\tpeople\tcapitals\tseats\tlat\tlon\tscript\tneighbours\tcaution\n\
    QV\tQVA\tVarnia\t\tVarnian\tVarnians\tOlmast\t\t1.0\t2.0\tLatn\tQZ\t\n\
    QZ\tQZA\tZelmark\t\tZelmark\tZelmarkers\tDorn\t\t1.0\t3.0\tLatn\tQV\t\n";

fn file(name: &str, text: &str) -> (String, Vec<u8>) {
    (name.to_owned(), text.as_bytes().to_vec())
}

fn invented(files: &[(&str, &str)]) -> Result<Lexicon, TableError> {
    let mut all = vec![file("states/invented.tsv", STATES)];
    all.extend(files.iter().map(|(n, t)| file(n, t)));
    Lexicon::load(&all)
}

fn refused(files: &[(&str, &str)]) -> (String, usize, String) {
    let error = invented(files).unwrap_err();
    (error.file, error.line, error.field)
}

fn place(file: &str, line: usize, field: &str) -> (String, usize, String) {
    (file.to_owned(), line, field.to_owned())
}

#[test]
fn files_beside_the_built_in_ones_join_them_and_change_the_version() {
    let lexicon = invented(&[(
        "actors/invented.toml",
        "[ada-voss]\nname = \"Ada Voss\"\nkind = \"PERSON\"\ncountry = \"QV\"\n\
         offices = [{ title = \"prime minister\", of = \"qv\", held = \"2030-01-01/2031-06-30\" }]\n",
    )])
    .unwrap();
    assert_ne!(lexicon.version(), builtin().version());
    assert_eq!(lexicon.version().len(), 12);
    let border = lexicon.border_between("qz", "QV").unwrap();
    assert_eq!(border.to_string(), "qv-qz");
    let id = "qv".parse().unwrap();
    let holders = |day: &str| {
        let on = day.parse().ok();
        lexicon
            .holders("PM", &id, on)
            .iter()
            .map(|a| a.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(holders("2031-06-30"), ["Ada Voss"]);
    assert!(holders("2031-07-01").is_empty());
    assert!(holders("2029-12-31").is_empty());
    assert!(lexicon.holders("PM", &id, None).is_empty());
    assert_eq!(
        told(&lexicon, "Varnian border guards")[0].1,
        "qv-border-guard"
    );
}

#[test]
fn a_replaced_file_takes_the_place_of_the_built_in_one() {
    let lexicon = Lexicon::load(&[file("issues.toml", "")]).unwrap();
    let id = "ceasefire-in-gaza".parse().unwrap();
    assert!(lexicon.issue(&id).is_none());
    assert!(builtin().issue(&id).is_some());
}

#[test]
fn a_replaced_table_of_the_language_changes_the_version() {
    let with = |text: &str| Lexicon::load(&[file("en/speech.tsv", text)]).unwrap();
    assert_ne!(with("a").version(), builtin().version());
    assert_ne!(with("a").version(), with("b").version());
}

#[test]
fn mistakes_in_actors_name_file_line_and_field() {
    let refuse = |text: &str| refused(&[("actors/x.toml", text)]);
    let at = |line, field| place("actors/x.toml", line, field);
    assert_eq!(
        refuse("[a]\nname = \"A\"\nkind = \"PERSONS\"\n"),
        at(3, "kind")
    );
    assert_eq!(refuse("[a]\nkind = \"PERSON\"\n"), at(1, "name"));
    assert_eq!(
        refuse("[a]\nname = \"A\"\nkind = \"PERSON\"\nage = 3\n"),
        at(4, "age")
    );
    assert_eq!(
        refuse("[a]\nname = \"A\"\nkind = \"PERSON\"\naliases = [\"B\",\n3]\n"),
        at(5, "aliases")
    );
    assert_eq!(
        refuse("[prov-a]\nname = \"A\"\nkind = \"PERSON\"\n"),
        at(1, "")
    );
    assert_eq!(refuse("[qv]\nname = \"A\"\nkind = \"FORCE\"\n"), at(1, ""));
    assert_eq!(
        refuse("[a]\nname = \"A\"\nkind = \"STATE\"\n"),
        at(1, "kind")
    );
    assert_eq!(
        refuse("\n\n[a]\nname = \"A\"\nkind = \"FORCE\"\nparents = [\"nobody\"]\n"),
        at(3, "parents")
    );
    assert_eq!(
        refuse("[a]\nname = \"A\"\nkind = \"FORCE\"\ncountry = \"QQ\"\n"),
        at(1, "country")
    );
    assert_eq!(
        refuse("[a]\nname = \"A\"\nkind = \"FORCE\"\nwikidata = \"42\"\n"),
        at(4, "wikidata")
    );
    let office = |held: &str| {
        format!(
            "[a]\nname = \"A\"\nkind = \"PERSON\"\noffices = [{{ title = \"king\", of = \"qv\",\nheld = \"{held}\" }}]\n"
        )
    };
    assert_eq!(refuse(&office("2030-02-30/")), at(5, "held"));
    assert_eq!(refuse(&office("2031/2030")), at(5, "held"));
    assert_eq!(refuse("[a]\nname = \"A\n").1, 2);
}

#[test]
fn mistakes_in_tables_name_file_line_and_field() {
    let places =
        "id\tname\tnames\tcountry\tlat\tlon\tresolution\tborders\twithin\tgeonames\tcaution\n";
    let refuse = |row: &str| refused(&[("places/x.tsv", &format!("{places}{row}\n"))]);
    let at = |field| place("places/x.tsv", 2, field);
    assert_eq!(refuse("q\tQ\t\tQV\t91\t0\tCITY\t\t\t\t"), at("lat"));
    assert_eq!(refuse("q\tQ\t\tQV\t1\t0\tTOWN\t\t\t\t"), at("resolution"));
    assert_eq!(refuse("q\tQ\t\tQV\t1\t0\tCITY\tqz-fr\t\t\t"), at("borders"));
    assert_eq!(refuse("q\tQ\t\tQV\t1\t0\tCITY\tqv-fr\t\t\t"), at("borders"));
    assert_eq!(refuse("q\tQ\t\tQQ\t1\t0\tCITY\t\t\t\t"), at("country"));
    assert_eq!(
        refuse("q\tQ\t\tQV\t1\t0\tCITY\t\tnowhere\t\t"),
        at("within")
    );
    let one_sided = STATES.replace("Latn\tQV", "Latn\t");
    let error = Lexicon::load(&[file("states/x.tsv", &one_sided)]).unwrap_err();
    assert_eq!((error.line, error.field.as_str()), (2, "neighbours"));
    let error = Lexicon::load(&[file("notes.md", "")]).unwrap_err();
    assert_eq!(error.file, "notes.md");
}

#[test]
fn issues_are_named_only_where_their_actors_are() {
    let issues = "[joining-the-pact]\nproposition = \"Varnia joins the pact.\"\nneeds = [\"qv\", \"qz\"]\n\
        for = [\"join* .. pact\", \"{qv} in the pact\"]\nagainst = [\"leav* the pact\", \"non-alignment\"]\n";
    let lexicon = invented(&[("issues/x.toml", issues)]).unwrap();
    let topics = |text: &str| {
        let names = lexicon.names(text);
        let found = lexicon.topics(text, &names, &words());
        found
            .iter()
            .map(|t| (t.span.slice(text).to_owned(), t.side))
            .collect::<Vec<_>>()
    };
    let told = topics(
        "Zelmark urged Varnia to join the northern pact, not leave it. Non-alignment has ended.",
    );
    assert_eq!(
        told,
        [
            ("join the northern pact".to_owned(), Support),
            ("Non-alignment".to_owned(), Oppose)
        ]
    );
    assert_eq!(topics("Varnia may join the pact."), []);
    assert_eq!(
        topics("Zelmark said to join. The pact held. Varnia was silent."),
        []
    );
    let bad = |patterns: &str| {
        let text = format!("[x]\nproposition = \"P.\"\nfor = [{patterns}]\n");
        refused(&[("issues/x.toml", &text)])
    };
    assert_eq!(bad("\".. pact\""), place("issues/x.toml", 3, "for"));
    assert_eq!(bad("\"{nobody} pact\"").1, 1);
}

#[test]
fn names_resolve_with_a_score_and_a_reason() {
    let lexicon = builtin();
    let first = |name: &str| {
        lexicon
            .resolve(name, "2024-12-05".parse().ok())
            .first()
            .map(|r| r.actor.to_string())
    };
    for name in [
        "Jolani",
        "golani",
        "al-Julani",
        "Abu Muhammad al-Jawlani",
        "HTS chief",
    ] {
        assert_eq!(
            first(name).as_deref(),
            Some("abu-mohammed-al-jolani"),
            "{name}"
        );
    }
    for (name, id) in [
        ("Iraqi prime minister", "mohammed-shia-al-sudani"),
        ("prime minister of Iraq", "mohammed-shia-al-sudani"),
        ("Al Sudani", "mohammed-shia-al-sudani"),
        ("Baghdad", "iq"),
        ("iraqi army", "iq-army"),
        ("Ukraine's foreign ministry", "ua-foreign-ministry"),
        ("the Kremlin", "ru"),
        ("SYR", "sy"),
        ("Sadr", "muqtada-al-sadr"),
    ] {
        assert_eq!(first(name).as_deref(), Some(id), "{name}");
    }
    let answers = lexicon.resolve("Sudani", None);
    assert!(
        answers
            .iter()
            .all(|r| (0.0..=1.0).contains(&r.score) && !r.reason.is_empty())
    );
    assert!(answers.len() <= RESOLVE_CANDIDATES_MAX);
    assert!(lexicon.resolve("", None).is_empty());
}

#[test]
fn a_name_of_as_many_words_as_allowed_is_found_and_one_more_is_not() {
    let words = |n: usize| {
        (0..n)
            .map(|i| format!("Ab{}", "c".repeat(i + 1)))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let load = |n: usize| {
        let text = format!("[long]\nname = \"{}\"\nkind = \"FORCE\"\n", words(n));
        invented(&[("actors/x.toml", &text)]).unwrap()
    };
    assert_eq!(told(&load(NAME_WORDS_MAX), &words(NAME_WORDS_MAX)).len(), 1);
    assert_eq!(
        told(&load(NAME_WORDS_MAX + 1), &words(NAME_WORDS_MAX + 1)).len(),
        0
    );
}

#[test]
fn shields_hide_the_names_inside_them() {
    let lexicon = builtin();
    assert_eq!(told(&lexicon, "the Geneva Convention in New England"), []);
}

#[test]
fn a_body_of_a_state_is_one_actor_described_by_the_files_or_not() {
    let lexicon = builtin();
    let army = lexicon.institution("IQ", "army").unwrap();
    assert_eq!(
        (army.name.as_str(), army.parents[0].as_str()),
        ("Iraqi army", "iq-armed-forces")
    );
    let described = lexicon.institution("SY", "army").unwrap();
    assert!(
        described
            .aliases
            .iter()
            .any(|a| a.text == "Syrian Arab Army")
    );
    assert!(lexicon.derived_actors().all(|a| a.id != described.id));
    assert!(lexicon.derived_actors().any(|a| a.id == army.id));
    assert!(lexicon.actor_named("iq-nonsense").is_none());
    assert!(lexicon.actor_named("irq-army").is_none());
}

#[test]
fn limits_of_wordings_hold_at_the_limit_and_refuse_one_more() {
    let load = |words: usize, gap: &str| {
        let pattern = vec!["pact"; words].join(" ");
        let text =
            format!("[x]\nproposition = \"P.\"\nfor = [\"{pattern}\", \"join {gap} league\"]\n");
        invented(&[("issues/x.toml", &text)])
    };
    let lexicon = load(TOPIC_WORDS_MAX, "..").unwrap();
    assert!(load(TOPIC_WORDS_MAX + 1, "..").is_err());
    let found = |between: usize| {
        let text = format!("join {}league", "a ".repeat(between));
        lexicon.topics(&text, &[], &words()).len()
    };
    assert_eq!(
        (found(TOPIC_GAP_WORDS_MAX), found(TOPIC_GAP_WORDS_MAX + 1)),
        (1, 0)
    );
}

#[test]
fn limits_of_files_hold_at_the_limit_and_refuse_one_more() {
    let built_in = files::gather(&[]).unwrap().len();
    let extra = |count: usize| {
        (0..count)
            .map(|i| file(&format!("issues/{i}.toml"), ""))
            .collect::<Vec<_>>()
    };
    assert!(files::gather(&extra(WORLD_FILES_MAX - built_in)).is_ok());
    assert!(files::gather(&extra(WORLD_FILES_MAX - built_in + 1)).is_err());
    let sized = |bytes: usize| [("issues/big.toml".to_owned(), vec![b'#'; bytes])];
    assert!(files::gather(&sized(WORLD_FILE_BYTES_MAX)).is_ok());
    assert!(files::gather(&sized(WORLD_FILE_BYTES_MAX + 1)).is_err());
}

#[test]
fn an_office_of_a_states_forces_is_found_by_the_state() {
    let chief = |id: &str, name: &str, body: &str| {
        format!(
            "[{id}]\nname = \"{name}\"\nkind = \"PERSON\"\noffices = [{{ title = \"chief of staff\", of = \"{body}\" }}]\n"
        )
    };
    let one = chief("ada-voss", "Ada Voss", "qv-armed-forces");
    let two = chief("bo-lind", "Bo Lind", "qv-army");
    let names = |text: &str| {
        let lexicon = invented(&[("actors/x.toml", text)]).unwrap();
        let found = lexicon.holders("army chief", &"qv".parse().unwrap(), None);
        found.iter().map(|a| a.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&one), ["Ada Voss"]);
    // The chief of all forces and the chief of the army are two.
    assert_eq!(names(&format!("{one}{two}")), ["Ada Voss", "Bo Lind"]);
}

#[test]
fn a_common_name_resolves_to_no_more_actors_than_allowed() {
    let entry = |i: usize| format!("[voss-{i}]\nname = \"Ada Voss\"\nkind = \"PERSON\"\n");
    let entries: Vec<String> = (0..=RESOLVE_CANDIDATES_MAX).map(entry).collect();
    let text = entries.concat();
    let lexicon = invented(&[("actors/x.toml", &text)]).unwrap();
    assert_eq!(
        lexicon.resolve("Ada Voss", None).len(),
        RESOLVE_CANDIDATES_MAX
    );
    assert_eq!(
        lexicon
            .ambiguous_names()
            .iter()
            .find(|(n, _)| n == "Ada Voss")
            .unwrap()
            .1
            .len(),
        RESOLVE_CANDIDATES_MAX + 1
    );
}
