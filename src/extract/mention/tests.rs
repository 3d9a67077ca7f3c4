//! Invented people and places throughout; states are real because the lexicon's are.

use super::{CAST_MAX, Named, ROLE_ACTORS_MAX, Role, mentions};
use crate::extract::Knowledge;
use crate::model::{ActorRef, ArticleInfo, MentionKind, RawArticle, Span};
use crate::text::{self, Document};
use std::sync::OnceLock;

pub(super) fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| Knowledge::english().unwrap())
}

fn read(article: &str) -> (Document, Named) {
    read_of("2024-12-05", article)
}

/// A report of a day, or of none.
fn read_of(day: &str, article: &str) -> (Document, Named) {
    let raw = RawArticle {
        bytes: article.as_bytes().to_vec(),
        info: ArticleInfo {
            published: day.parse().ok(),
            ..ArticleInfo::default()
        },
        format: None,
    };
    let document = text::read(&raw, &knowledge().language);
    let syntax = knowledge().syntax.analyse(&document, |_| true);
    let names = knowledge().lexicon.names(&document.text);
    let named = mentions(&document, &syntax, knowledge(), &names);
    (document, named)
}

fn span_of(document: &Document, words: &str) -> Span {
    let start = document.text.find(words).expect("words stand in the text");
    Span::of(start..start + words.len())
}

fn who(article: &str, words: &str) -> Vec<ActorRef> {
    let (document, named) = read(article);
    named.resolve_role(&document, span_of(&document, words), Role::Speaker)
}

fn names(article: &str, words: &str) -> Vec<String> {
    who(article, words).into_iter().map(|r| r.text).collect()
}

const VARGA: &str = "Planning Minister Mirela Varga arrived on Monday. Later Varga met reporters. \
    The planning minister left on Tuesday. She will return.";

#[test]
fn a_surname_a_title_and_a_pronoun_mean_the_person_named_in_full() {
    for words in ["Later Varga", "The planning minister", "She"] {
        assert_eq!(
            names(VARGA, words.trim_start_matches("Later ")),
            ["Mirela Varga"],
            "{words}"
        );
    }
    let found = who(VARGA, "Mirela Varga");
    assert_eq!(
        found[0].actor.as_ref().unwrap().as_str(),
        "prov-mirela-varga"
    );
}

#[test]
fn nameless_people_stay_descriptions() {
    let article = "A senior official who asked not to be named said the talks failed. Some factions are against it. Analysts doubt it.";
    for words in ["A senior official", "Some factions", "Analysts"] {
        let found = who(article, words);
        assert_eq!(found.len(), 1, "{words}");
        assert_eq!(
            (found[0].actor.as_ref(), found[0].text.as_str()),
            (None, words)
        );
    }
}

#[test]
fn an_apposition_names_the_same_person_from_either_side() {
    let article = "Tomas Reko, head of the Harbour Council, spoke first. The head of the River Council, Ilin Brask, followed. \
        Reko thanked Brask.";
    assert_eq!(
        names(article, "Tomas Reko, head of the Harbour Council,"),
        ["Tomas Reko"]
    );
    assert_eq!(
        names(article, "The head of the River Council"),
        ["Ilin Brask"]
    );
}

#[test]
fn two_who_share_a_name_stay_two_and_unresolved() {
    let article = "Doctor Mira Holt and engineer Jon Holt argued. Holt said no.";
    let (document, named) = read(article);
    let last = document.text.rfind("Holt").unwrap();
    let found = named.resolve_role(&document, Span::of(last..last + 4), Role::Speaker);
    assert_eq!(found[0].actor, None);
    assert!(named.remarks.iter().any(|r| r.text == "Holt"));
}

#[test]
fn a_list_gives_one_reference_each() {
    let article = "Minister Ilin Brask and General Tomas Reko said the road is open.";
    assert_eq!(
        names(article, "Minister Ilin Brask and General Tomas Reko"),
        ["Ilin Brask", "Tomas Reko"]
    );
}

#[test]
fn a_state_acts_as_subject_and_lies_on_the_map_after_in() {
    let article = "Norway urged restraint on Monday. The convoy stood in Norway for a week.";
    let (document, named) = read(article);
    assert_eq!(
        named.mentions_in(span_of(&document, "Norway urged")).len(),
        1
    );
    assert_eq!(named.places.len(), 1);
    assert_eq!(named.places[0].place.country.as_deref(), Some("NO"));
}

#[test]
fn a_body_and_its_letters_in_brackets_are_one_actor() {
    let article = "The Harbour Workers Council (HWC) met on Monday. The HWC said no.";
    let found = who(article, "The HWC");
    assert_eq!(found[0].text, "Harbour Workers Council");
    assert!(found[0].actor.is_some());
}

#[test]
fn a_head_of_something_is_not_every_head() {
    let article = "Tomas Reko, head of the Harbour Council, spoke. The head of the Harbour Council left. \
        The Harbour Council's head of research stayed.";
    assert_eq!(
        names(
            article,
            "The head of the Harbour Council left".trim_end_matches(" left")
        ),
        ["Tomas Reko"]
    );
    let found = who(article, "The Harbour Council's head of research");
    assert_eq!(found[0].actor, None);
    assert!(found[0].affiliation.is_some());
}

#[test]
fn a_name_inside_a_quotation_is_no_antecedent_outside_of_it() {
    let article =
        "Minister Ilin Brask opened the port. \u{201c}Doctor Tomas Reko built it,\u{201d} he said.";
    let (document, named) = read(article);
    let at = document.text.find("he said").unwrap();
    let found = named.resolve_role(&document, Span::of(at..at + 2), Role::Speaker);
    assert_eq!(found[0].text, "Ilin Brask");
}

#[test]
fn the_one_told_is_not_the_one_who_tells() {
    let article = "Minister Ilin Brask met General Tomas Reko. Brask told him the road was closed.";
    assert_eq!(names(article, "him"), ["Tomas Reko"]);
}

#[test]
fn two_ministers_share_a_title_and_it_stays_open() {
    let article = "Minister Ilin Brask and Minister Mirela Varga came by train. Rain fell on the harbour all day. \
        Ships waited outside. Nobody worked. The minister left early.";
    let (document, named) = read(article);
    let found = named.resolve_role(&document, span_of(&document, "The minister"), Role::Speaker);
    assert_eq!(found[0].actor, None);
    let code = crate::model::RemarkCode::AmbiguousMention;
    assert!(named.remarks.iter().any(|r| r.code == code));
}

#[test]
fn an_office_of_a_state_is_its_holder_on_the_day_of_the_article() {
    let office = |title: &str| {
        let lexicon = &knowledge().lexicon;
        let state = lexicon.state_by_code("FR").unwrap();
        let on = "2024-12-05".parse().ok();
        lexicon
            .holders(title, &state.id, on)
            .first()
            .map(|a| a.name.clone())
    };
    let expected = office("president").expect("the lexicon knows the president");
    let cases = [
        (
            "The French president flew home on Monday.",
            "The French president",
        ),
        (
            "The president of France flew home.",
            "The president of France",
        ),
    ];
    for (article, words) in cases {
        assert_eq!(names(article, words), std::slice::from_ref(&expected));
    }
}

#[test]
fn who_holds_an_office_in_a_report_without_a_day_is_only_whom_it_names() {
    let lexicon = &knowledge().lexicon;
    let state = lexicon.state_by_code("FR").unwrap();
    let today = lexicon.holders("president", &state.id, None);
    let name = today.first().map(|a| a.name.as_str()).unwrap();
    let who = |article: &str| {
        let (document, named) = read_of("", article);
        let span = span_of(&document, "The French president");
        named.resolve_role(&document, span, Role::Speaker)
    };
    let alone = who("The French president flew home.");
    let actors: Vec<_> = alone.iter().map(|r| &r.actor).collect();
    assert_eq!(actors, [&None]);
    let named = who(&format!(
        "{name} spoke to reporters. The French president flew home."
    ));
    assert_eq!(named.first().map(|r| r.text.as_str()), Some(name));
}

#[test]
fn a_capital_speaks_for_its_government_and_is_a_town_after_in() {
    let article = "Oslo urged restraint on Monday. The convoy stood in Oslo for a week.";
    let (document, named) = read(article);
    let mention = &named.mentions_in(span_of(&document, "Oslo urged"))[0];
    assert_eq!(
        (mention.kind, mention.actor.as_ref().unwrap().as_str()),
        (MentionKind::Metonym, "no")
    );
    let second = document.text.rfind("Oslo").unwrap();
    assert!(
        named
            .mentions
            .iter()
            .all(|m| m.span.range().start != second)
    );
}

#[test]
fn ministers_of_two_states_are_two() {
    let article = "The tourism ministers of Norway and Sweden agreed on Monday.";
    let found = who(article, "The tourism ministers of Norway and Sweden");
    let of: Vec<_> = found
        .iter()
        .map(|r| r.affiliation.as_ref().unwrap().as_str())
        .collect();
    assert_eq!(of, ["no", "se"]);
    assert!(found.iter().all(|r| r.actor.is_none()));
}

#[test]
fn a_convoy_is_the_forces_in_it() {
    let article = "A convoy of the Norwegian army and the Swedish army left on Monday.";
    let (document, named) = read(article);
    let span = span_of(
        &document,
        "A convoy of the Norwegian army and the Swedish army",
    );
    let ids: Vec<String> = named
        .resolve_role(&document, span, Role::Force)
        .into_iter()
        .filter_map(|r| r.actor.map(|a| a.to_string()))
        .collect();
    assert_eq!(ids, ["no-army", "se-army"]);
}

#[test]
fn a_clause_after_a_name_is_no_second_speaker() {
    let article = "Minister Ilin Brask, who leads the talks, said the road is open.";
    assert_eq!(
        names(article, "Minister Ilin Brask, who leads the talks"),
        ["Ilin Brask"]
    );
}

#[test]
fn lists_end_at_their_limit() {
    let people = |n: usize| -> String {
        let names: Vec<String> = (0..n)
            .map(|i| {
                format!(
                    "Minister Ilin {}a{}o",
                    char::from(b'B' + u8::try_from(i % 20).unwrap()),
                    ["l", "m", "n"][i / 20]
                )
            })
            .collect();
        let (last, first) = names.split_last().unwrap();
        format!("{} and {last}", first.join(", "))
    };
    for (n, expected) in [
        (ROLE_ACTORS_MAX, ROLE_ACTORS_MAX),
        (ROLE_ACTORS_MAX + 1, ROLE_ACTORS_MAX),
    ] {
        let list = people(n);
        let article = format!("{list} met on Monday.");
        assert!(names(&article, &list).len() <= expected, "{n}");
    }
    let three = people(3);
    assert_eq!(names(&format!("{three} met on Monday."), &three).len(), 3);
}

#[test]
fn a_full_cast_takes_no_newcomers_and_says_so() {
    use std::fmt::Write as _;
    let article = |n: usize| {
        let mut text = String::new();
        for i in 0..n {
            // Four of eight consonants that no spelling rule joins.
            let name: String = [i / 512, i / 64 % 8, i / 8 % 8, i % 8]
                .iter()
                .map(|d| ["ba", "da", "fa", "la", "ma", "na", "ra", "ta"][*d])
                .collect();
            writeln!(text, "Mr. Ilin Ve{name}n came.\n").unwrap();
        }
        text
    };
    let limit = crate::model::RemarkCode::LimitReached;
    let (_, named) = read(&article(CAST_MAX));
    let (cast, full) = (
        named.cast().len(),
        named.remarks.iter().any(|r| r.code == limit),
    );
    assert_eq!((cast, full), (CAST_MAX, false));
    let (_, named) = read(&article(CAST_MAX + 1));
    assert_eq!(named.cast().len(), CAST_MAX);
    assert!(named.remarks.iter().any(|r| r.code == limit));
}

#[test]
fn odd_bytes_and_endless_lists_do_not_stop_the_reader() {
    for article in [
        "",
        "\u{0}",
        "'s",
        "\u{2019}s \u{2019}",
        "(",
        "of of",
        "I",
        "\u{301}\u{301}",
        "Front (",
    ] {
        let (document, named) = read(article);
        for i in 0..document.tokens.len() {
            let found = named.resolve_role(&document, document.token_span(i), Role::Target);
            assert!(found.len() <= ROLE_ACTORS_MAX);
        }
    }
    let (_, named) = read(&"Norway, ".repeat(3000));
    assert!(
        named
            .mentions
            .windows(2)
            .all(|w| w[0].span.end() <= w[1].span.start())
    );
}

#[test]
fn a_surname_borne_in_full_by_somebody_of_the_article_is_not_the_lexicons_person() {
    let (document, named) = read("Colonel Pieter Vance spoke first. Later Vance left early.");
    let at = |words: &str| Span::of(document.text.rfind(words).unwrap()..document.text.len());
    let last = named
        .mentions
        .iter()
        .filter(|m| at("Vance").contains(m.span))
        .map(|m| m.name.as_str());
    assert_eq!(last.collect::<Vec<_>>(), ["Pieter Vance"]);
}

#[test]
fn a_ministry_is_called_by_the_words_of_its_name() {
    let article = "Denmark's defence ministry said so on Monday. The defence ministry said more.";
    let found = who(article, "The defence ministry");
    assert_eq!(
        found[0].actor.as_ref().unwrap().as_str(),
        "dk-defence-ministry"
    );
}

#[test]
fn an_office_in_capitals_that_is_an_hour_too_is_an_office() {
    let article = "Prime Minister Mirela Varga arrived at 3 PM. The PM left on Tuesday.";
    assert_eq!(names(article, "The PM"), ["Mirela Varga"]);
}

#[test]
fn a_state_may_hold_an_office() {
    let article = "The bloc's chair, Norway, urged restraint on Monday.";
    let found = who(article, "The bloc's chair, Norway");
    assert_eq!(found[0].actor.as_ref().unwrap().as_str(), "no");
}

#[test]
fn a_noun_is_what_it_is_known_as() {
    let article = "The peacekeepers, known as the Harbour Force, left. The Harbour Force said so.";
    let found = who(article, "The peacekeepers");
    assert_eq!(found[0].text, "Harbour Force");
}

#[test]
fn what_is_set_beside_a_name_tells_its_state() {
    let country = |article: &str| {
        let (_, named) = read(article);
        let person = |m: &&super::Member| m.provisional;
        named
            .cast()
            .iter()
            .find(person)
            .and_then(|m| m.country.clone())
    };
    let told = "Norway's foreign minister, Mirela Varga, spoke of Sweden on Monday.";
    assert_eq!(country(told).as_deref(), Some("NO"));
    let behind = "Mirela Varga, the Norwegian foreign minister, spoke of Sweden on Monday.";
    assert_eq!(country(behind).as_deref(), Some("NO"));
}

#[test]
fn a_title_before_a_verb_of_saying_is_not_the_name_before_it() {
    let article = "President Ada Lund left. Asked about Mirela Varga, the president said no.";
    assert_eq!(names(article, "the president said"), ["Ada Lund"]);
}
