//! Invented people and places throughout; states are real because the lexicon's are.

use super::{Named, Role, mentions};
use crate::extract::Knowledge;
use crate::model::{ActorRef, ArticleInfo, RawArticle, Span};
use crate::text::{self, Document};
use std::sync::OnceLock;

pub(super) fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| Knowledge::english().unwrap())
}

fn read(article: &str) -> (Document, Named) {
    let raw = RawArticle {
        bytes: article.as_bytes().to_vec(),
        info: ArticleInfo {
            published: "2024-12-05".parse().ok(),
            ..ArticleInfo::default()
        },
        format: None,
    };
    let document = text::read(&raw, &knowledge().language);
    let syntax = knowledge().syntax.analyse(&document, |_| true);
    let named = mentions(&document, &syntax, knowledge());
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
    let article = "Tomas Reko, head of the Harbour Guild, spoke first. The head of the River Guild, Ilin Brask, followed. \
        Reko thanked Brask.";
    assert_eq!(
        names(article, "Tomas Reko, head of the Harbour Guild,"),
        ["Tomas Reko"]
    );
    assert_eq!(
        names(article, "The head of the River Guild"),
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
