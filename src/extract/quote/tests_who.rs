//! Who a speaker is across the article: initials, owners, ages, titles told before, texts and who issued them.

use crate::extract::{Knowledge, extract};
use crate::model::{ActorRef, RawArticle};
use crate::text;
use std::sync::OnceLock;

fn speakers(article: &str) -> Vec<ActorRef> {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    let knowledge = KNOWLEDGE.get_or_init(|| Knowledge::english().unwrap());
    let mut raw = RawArticle {
        bytes: article.as_bytes().to_vec(),
        ..RawArticle::default()
    };
    raw.info.published = "2025-03-05".parse().ok();
    let document = text::read(&raw, &knowledge.language);
    let found = extract(&document, knowledge);
    let first = |q: &crate::model::Quote| q.speakers.first().cloned().unwrap_or_default();
    found.quotes.iter().map(first).collect()
}

fn names(article: &str) -> Vec<String> {
    speakers(article).into_iter().map(|s| s.text).collect()
}

#[test]
fn initials_stand_for_the_name_they_spell() {
    assert_eq!(
        names(
            "The Association of Harbour Pilots met in Ardin. The AHP said that the pier would hold."
        ),
        ["Association of Harbour Pilots"]
    );
    assert_eq!(
        names(
            "The Association of Harbour Pilots met the Alliance of Housing Parties. The AHP said that the pier would hold."
        ),
        ["AHP"]
    );
    // A lawyer of theirs is a lawyer.
    let found = names(
        "The Association of Harbour Pilots met in Ardin. A lawyer for the AHP said that the pier would hold.",
    );
    assert!(
        found.iter().all(|f| f != "Association of Harbour Pilots"),
        "{found:?}"
    );
}

#[test]
fn an_owned_noun_is_told_with_its_owners_name() {
    let found = speakers(
        "Planning Minister Mirela Varga has been silent. Her office said that she was travelling.",
    );
    assert_eq!(found[0].text, "Mirela Varga's office");
    let owner = found[0]
        .affiliation
        .as_ref()
        .map(crate::model::ActorId::as_str);
    assert_eq!(owner, Some("prov-mirela-varga"));
}

#[test]
fn an_owned_office_behind_a_place_is_not_the_place() {
    let found =
        names("The town will recall its envoy from Ardin, its harbour master said on Monday.");
    assert!(found.iter().all(|f| f != "Ardin"), "{found:?}");
}

#[test]
fn an_age_stands_for_the_person_told_of() {
    assert_eq!(
        names(
            "Planning Minister Mirela Varga spoke for an hour. The 61-year-old said that she was tired."
        ),
        ["Mirela Varga"]
    );
}

#[test]
fn a_former_title_means_who_was_told_of_with_it() {
    assert_eq!(
        names(
            "Former planning minister Mirela Varga has left. The former minister said that the plan was late."
        ),
        ["Mirela Varga"]
    );
}

#[test]
fn a_name_beside_a_nameless_description_is_the_speaker() {
    assert_eq!(
        names("A local physician from Ardin, Tomas Reke, said that nine were hurt."),
        ["Tomas Reke"]
    );
}

#[test]
fn a_text_speaks_for_whoever_issued_it() {
    assert_eq!(
        names(
            "The Harbour Council issued a statement on Monday. The statement said that the pier was closed."
        ),
        ["Harbour Council"]
    );
    assert_eq!(
        names("The pier was closed, according to an Ardin Pilots release."),
        ["Ardin Pilots"]
    );
}

#[test]
fn a_nameless_speaker_keeps_where_he_is() {
    let found = names(
        "A ferry pilot under the awning shook his head. \u{201c}The boat left at noon,\u{201d} he said.",
    );
    assert_eq!(found, ["A ferry pilot under the awning"]);
}

#[test]
fn a_text_goes_on_with_the_body_that_spoke_and_with_no_man() {
    let found = names(
        "The Harbour Ministry said the pier had sunk. \u{201c}Nobody was hurt,\u{201d} the statement added.",
    );
    assert_eq!(found, ["Harbour Ministry", "Harbour Ministry"]);
    let found = names(
        "Tomas Reke said the pier had sunk. \u{201c}Nobody was hurt,\u{201d} the message said.",
    );
    assert_eq!(found, ["Tomas Reke", "the message"]);
}

#[test]
fn an_army_is_the_force_of_the_one_state_told_of() {
    let found = speakers(
        "The Ethiopian National Defence Force said that it was ready. The army added that talk of war was false.",
    );
    assert!(
        found[1].actor.is_some() && found[0].actor == found[1].actor,
        "{found:?}"
    );
    let found = speakers(
        "The Ethiopian National Defence Force met the Eritrean Defence Forces. The army added that talk of war was false.",
    );
    assert_eq!(found[0].actor, None);
}

#[test]
fn whoever_asks_not_to_be_named_says_nothing_by_it() {
    assert_eq!(
        names("One pilot, who asked not to be named, said that the pier had sunk.").len(),
        1
    );
}

#[test]
fn the_one_author_speaks_as_i() {
    let found = names("By Ann Lee\n\nI asked the pilot whether the pier had sunk.");
    assert_eq!(found, ["Ann Lee"]);
}

#[test]
fn a_fresh_statement_is_of_the_body_just_told_of() {
    let found = names(
        "Mara Olen said in a statement that it rained. It rained on. Denmark's defence ministry said that nobody was hurt. A statement said that the pier was shut.",
    );
    assert_eq!(found[0], "Mara Olen");
    assert_eq!(found[2], found[1]);
}

#[test]
fn a_bare_title_in_the_headline_is_who_the_article_tells_of() {
    let found = speakers(
        "Gates stay shut, defence minister says\n\nDefence Minister Mara Olen said on Monday that the gates would stay shut.",
    );
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].text, "Mara Olen");
    assert_eq!(found[0].actor, found[1].actor);
}

#[test]
fn what_follows_a_report_and_tells_otherwise_is_another_s() {
    let article = "Veldoria has massed troops on the border, sources said, though envoys in Harrow said they had seen no sign of it.";
    assert_eq!(names(article), ["sources", "envoys in Harrow"]);
    let article = "The mayor said that if the dam fell, the city would respond.";
    assert_eq!(names(article), ["The mayor"]);
    // Nobody is described by his own words.
    let article = "Veldoria has kept its troops in Harrow, they added.";
    assert_eq!(names(article), ["they"]);
}

#[test]
fn a_name_that_is_a_verb_elsewhere_reports_nothing() {
    let stressed = "General Said Reke, a veteran, stressed that the pier would hold.";
    assert_eq!(names(stressed), ["Said Reke"]);
    assert_eq!(
        names("Everyone under 60 was told to report to the harbour."),
        [""]
    );
    assert!(names("Veldoria declares emergency on its northern coast").is_empty());
    assert!(names("The rebels attacked dissidents of the harbour guild.").is_empty());
    let named =
        "An official, who declined to be named because he was not authorised, gave no date.";
    assert!(names(named).is_empty());
    let should = "Should the guild ask for it again, the harbour board is ready to help.";
    assert!(names(should).is_empty());
    assert_eq!(
        names("The Courier reported that the pier had fallen, citing two officials."),
        ["Courier"]
    );
    let which = "The guild denied reports according to which the pier had fallen.";
    assert_eq!(names(which), ["The guild"]);
}
