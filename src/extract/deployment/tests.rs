//! Movements in an invented world.

use super::*;
use crate::extract::Knowledge;
use crate::extract::{date, mention, quote};
use crate::model::{ArticleInfo, Claim, Posture, RawArticle, Status};
use std::sync::OnceLock;

/// Towns of one border: Brinmark at its line, Carnow 40 km behind it.
const TOWNS: &str = "id\tname\tnames\tcountry\tlat\tlon\tresolution\tborders\twithin\tgeonames\tcaution\n\
    xv-brinmark\tBrinmark\t\tXV\t50.85\t-29.05\tCITY\txe-xv\t\t\t\n\
    xv-carnow\tCarnow\t\tXV\t50.6\t-29.5\tCITY\txe-xv\t\t\t\n";

fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| {
        let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let world = [
            file(
                "states.sample.tsv",
                include_str!("../../../sample/world/states.sample.tsv"),
            ),
            file(
                "places.sample.tsv",
                include_str!("../../../sample/world/places.sample.tsv"),
            ),
            file("places/towns.tsv", TOWNS),
            file(
                "actors/actors.sample.toml",
                include_str!("../../../sample/world/actors.sample.toml"),
            ),
        ];
        Knowledge::with_world(&world).unwrap()
    })
}

pub(super) fn read(article: &str) -> Moves {
    let raw = RawArticle {
        bytes: article.as_bytes().to_vec(),
        info: ArticleInfo {
            published: "2031-03-12".parse().ok(),
            ..ArticleInfo::default()
        },
        ..RawArticle::default()
    };
    let knowledge = knowledge();
    let document = crate::text::read(&raw, &knowledge.language);
    let syntax = knowledge.syntax.analyse(&document, |_| true);
    let names = knowledge.lexicon.names(&document.text);
    let named = mention::mentions(&document, &syntax, knowledge, &names);
    let mut quotes = quote::quotes(&document, &syntax, &knowledge.language.speech).quotes;
    let dates = date::dates(&document, &knowledge.language);
    quote::resolve(&mut quotes, &document, &named, &dates, &knowledge.language);
    deployments(&Sources {
        document: &document,
        syntax: &syntax,
        named: &named,
        dates: &dates,
        quotes: &quotes,
        names: &names,
        knowledge,
    })
}

/// The only claim of an article.
pub(super) fn one(article: &str) -> Claim {
    let mut events = read(article).deployments;
    assert_eq!(events.len(), 1, "{article}: {events:#?}");
    let mut claims = events.remove(0).claims;
    assert_eq!(claims.len(), 1, "{article}: {claims:#?}");
    claims.remove(0)
}

pub(super) fn border(claim: &Claim) -> String {
    claim.border.map_or_else(String::new, |b| b.to_string())
}

fn status(article: &str) -> Status {
    one(article).status
}

#[test]
fn troops_sent_to_a_border_are_a_fact_with_force_side_and_figure() {
    let claim = one("Veldoria has sent about 3,000 soldiers to its border with Kestrovia.");
    assert_eq!(
        (claim.status, claim.posture),
        (Status::Reported, Posture::Deploy)
    );
    assert_eq!(border(&claim), "xe-xv");
    assert_eq!(claim.side.as_deref(), Some("XV"));
    let figure = claim.personnel.unwrap();
    assert_eq!(
        (figure.min, figure.wording.as_str()),
        (Some(3000.0), "about 3,000")
    );
    let force = claim.forces.first().and_then(|f| f.actor.clone()).unwrap();
    assert!(force.as_str().starts_with("xv-"), "{force}");
}

#[test]
fn nobody_is_deployed_without_a_force() {
    for article in [
        "Veldoria sent a delegation to Kestrovia.",
        "The company deployed a new strategy in Veldoria.",
        "Tarn moved to the Kestrovian border village as a child.",
        "Rebels captured two towns in Kestrovia.",
    ] {
        let found = read(article).deployments;
        assert!(found.is_empty(), "{article}: {found:#?}");
    }
}

#[test]
fn police_among_a_crowd_are_no_deployment() {
    let found = read("Police were deployed at a rally in Harrow on Tuesday.");
    assert!(found.deployments.is_empty(), "{found:#?}");
}

#[test]
fn the_word_over_a_movement_gives_its_status() {
    for (article, expected) in [
        (
            "Veldoria denied reports of its soldiers being sent to the Kestrovian border.",
            Status::Denied,
        ),
        (
            "Veldoria has refused to deploy troops on its border with Kestrovia.",
            Status::Refused,
        ),
        (
            "There were reports of Veldorian fighters crossing the border into Kestrovia.",
            Status::Rumoured,
        ),
        (
            "Veldoria could send troops to its border with Kestrovia.",
            Status::Hypothetical,
        ),
        (
            "If Drask falls, Veldoria sends troops to its border with Kestrovia.",
            Status::Hypothetical,
        ),
        (
            "Dost called for the withdrawal of Veldorian troops from the border with Kestrovia.",
            Status::Demanded,
        ),
        (
            "Dost urged Veldoria not to deploy troops on the border with Kestrovia.",
            Status::Opposed,
        ),
        (
            "Veldoria will send two brigades to its border with Kestrovia.",
            Status::Planned,
        ),
        (
            "Veldoria threatened to send troops to its border with Kestrovia.",
            Status::Threatened,
        ),
        (
            "In 2009 Veldoria sent troops to its border with Kestrovia.",
            Status::Historical,
        ),
        (
            "Veldoria did not send troops to the border with Kestrovia.",
            Status::Denied,
        ),
        (
            "Veldorian troops have withdrawn from the border with Kestrovia.",
            Status::Completed,
        ),
        (
            "Watchtowers are being built along the Veldorian border with Kestrovia.",
            Status::UnderWay,
        ),
        (
            "Veldoria stationed thousands of troops along its border with Kestrovia.",
            Status::Reported,
        ),
    ] {
        assert_eq!(status(article), expected, "{article}");
    }
}

#[test]
fn a_border_nobody_names_stays_empty() {
    let claim = one("Veldoria has deployed troops in Harrow.");
    assert_eq!(claim.border, None);
    assert_eq!(claim.place.map(|p| p.place.name).as_deref(), Some("Harrow"));
}

#[test]
fn a_passive_takes_border_and_state_from_the_sentence_before() {
    let moves = read(
        "Veldoria has reinforced its 210-kilometre border with Kestrovia. Armoured units and infantry have been deployed, \
         and watchtowers are being built.",
    );
    assert_eq!(moves.deployments.len(), 1, "{moves:#?}");
    let claims = &moves.deployments[0].claims;
    assert!(claims.iter().all(|c| border(c) == "xe-xv"), "{claims:#?}");
    assert!(claims.iter().any(|c| c.works == ["watchtowers"]));
    assert_eq!(moves.border_facts.len(), 1);
    assert_eq!(moves.border_facts[0].value.min, Some(210.0));
}

#[test]
fn the_operation_adds_order_and_purpose_to_the_event() {
    let moves = read(
        "A joint force from the Veldorian army and the border guard headed to the Kestrovian border on Tuesday.\n\n\
         Defence Minister Corin Hale said the operation was launched following orders from Prime Minister Ilse Tarn \
         to support the border police.",
    );
    assert_eq!(moves.deployments.len(), 1, "{moves:#?}");
    let claims = &moves.deployments[0].claims;
    let order = claims.iter().find_map(|c| c.ordered_by.as_ref()).unwrap();
    assert_eq!(order.text, "Ilse Tarn");
    assert!(claims.iter().any(|c| {
        c.purpose
            .as_ref()
            .is_some_and(|p| p.text.contains("support"))
    }));
}

#[test]
fn a_closed_crossing_is_a_closure_at_its_border() {
    let claim = one("Sahril has closed the Bir Sahl crossing on its border with Qasira.");
    assert_eq!(
        (claim.posture, border(&claim).as_str()),
        (Posture::Closure, "xq-xs")
    );
}

#[test]
fn distances_from_a_border_are_no_length() {
    let facts = |article: &str| read(article).border_facts;
    assert_eq!(
        facts("The border between Veldoria and Kestrovia is 210 kilometres long.").len(),
        1
    );
    assert!(
        facts("The camp lies 20 kilometres from the border between Veldoria and Kestrovia.")
            .is_empty()
    );
    assert!(
        facts("Veldoria built a wall of 40 kilometres on its border with Kestrovia.").is_empty()
    );
}

#[test]
fn claims_stop_at_the_limit() {
    let sentence = "Veldoria sent troops to its border with Kestrovia. ";
    let count = |n: usize| -> usize {
        let moves = read(&sentence.repeat(n));
        moves.deployments.iter().map(|d| d.claims.len()).sum()
    };
    assert_eq!(count(CLAIMS_MAX), CLAIMS_MAX);
    assert_eq!(count(CLAIMS_MAX + 1), CLAIMS_MAX);
}

#[test]
fn a_headline_means_the_border_the_body_names() {
    let moves = read(
        "Convoy of soldiers heads for the border in Hallen\n\nVeldorian soldiers headed to the border with Kestrovia on Tuesday.",
    );
    assert_eq!(moves.deployments.len(), 1, "{moves:#?}");
    assert!(
        moves.deployments[0]
            .claims
            .iter()
            .all(|c| border(c) == "xe-xv"),
        "{moves:#?}"
    );
}

#[test]
fn a_denial_in_headline_and_body_is_one_event_and_no_fact() {
    let moves = read(
        "Guard head denies sending fighters to Drask\n\nTomas Krall denied that the Vale Guard had sent fighters to Drask.",
    );
    assert_eq!(moves.deployments.len(), 1, "{moves:#?}");
    assert!(!moves.deployments[0].is_fact());
}

#[test]
fn a_force_that_moves_itself_to_the_border_is_deployed() {
    let claim = one(
        "A joint force of the Veldorian army and the border guard moved to the Kestrovian border on Tuesday.",
    );
    assert_eq!(
        (claim.posture, border(&claim).as_str()),
        (Posture::Deploy, "xe-xv")
    );
    assert!(claim.date.is_some());
}

/// Events as "border facts/claims", one an event.
pub(super) fn events(article: &str) -> Vec<String> {
    let moves = read(article).deployments;
    let event = |d: &Deployment| {
        let border = d.border().map_or_else(|| "-".to_owned(), |b| b.to_string());
        let facts = d.claims.iter().filter(|c| c.status.is_fact()).count();
        format!("{border} {facts}/{}", d.claims.len())
    };
    moves.iter().map(event).collect()
}

#[test]
fn a_noun_that_restates_a_movement_is_a_claim_of_it_however_far_down() {
    let filler = "The talks in Sorvyn went on.\n\n".repeat(20);
    let told = "Veldoria has reinforced its border with Kestrovia. Armoured units have been deployed there.\n\n";
    for echo in [
        "While Veldoria's military reinforcements aim to prevent a repeat of past raids, critics see a show.",
        "The deployment is meant as a signal, analysts say.",
        "Veldorian military reinforcements have drawn criticism.",
    ] {
        let article = format!("{told}{filler}{echo}");
        assert_eq!(events(&article), ["xe-xv 3/3"], "{echo}");
    }
}

#[test]
fn a_noun_with_another_state_figure_day_or_place_is_a_movement_of_its_own() {
    let told = "Veldoria sent 3,000 soldiers to its border with Kestrovia on Tuesday.\n\n";
    for (other, expected) in [
        (
            "Lorvane's military reinforcements aim to prevent raids.",
            ["xe-xv 1/1", "- 1/1"],
        ),
        (
            "The deployment of 700 Veldorian soldiers aims to prevent raids.",
            ["xe-xv 1/1", "- 1/1"],
        ),
        (
            "Veldoria's military reinforcements in Harrow aim to prevent raids.",
            ["xe-xv 1/1", "- 1/1"],
        ),
        (
            "Veldoria's military withdrawal aims to calm the neighbours.",
            ["xe-xv 1/1", "- 1/1"],
        ),
        (
            "The deployment in 2011 of Veldorian soldiers aimed to prevent raids.",
            ["xe-xv 1/1", "- 0/1"],
        ),
    ] {
        assert_eq!(events(&format!("{told}{other}")), expected, "{other}");
    }
}

#[test]
fn to_call_a_withdrawal_something_is_no_call_for_it() {
    assert_eq!(
        status("Veldorian forces called their withdrawal from Harrow \"tactical\"."),
        Status::Reported
    );
    assert_eq!(
        status("Dost called for the withdrawal of Veldorian forces from Harrow."),
        Status::Demanded
    );
}

#[test]
fn a_request_inside_an_if_is_supposed() {
    assert_eq!(
        status("If Kestrovia asks Veldoria to send forces to Drask, we will study it."),
        Status::Hypothetical
    );
}

/// The claims of an article as "STATUS POSTURE border", in text order, each once.
fn claims(article: &str) -> Vec<[String; 2]> {
    let mut out: Vec<[String; 2]> = Vec::new();
    for claim in read(article).deployments.iter().flat_map(|d| &d.claims) {
        let border = claim
            .border
            .map_or_else(|| "-".to_owned(), |b| b.to_string());
        let told = [
            claim.status.to_string(),
            format!("{} {border}", claim.posture),
        ];
        if !out.contains(&told) {
            out.push(told);
        }
    }
    out
}

#[test]
fn invented_sentences_of_other_wars_are_read_as_the_table_says() {
    let lines = include_str!("sentences.tsv").lines();
    let rows = lines.filter(|l| !l.starts_with('#')).skip(1);
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in rows {
        let (expected, sentence) = row.split_once('\t').unwrap();
        count += 1;
        let found = claims(sentence);
        let wanted: Vec<&str> = expected.split("; ").filter(|w| *w != "NONE").collect();
        let fits = |(found, wanted): (&[String; 2], &&str)| {
            let (status, rest) = wanted.split_once(' ').unwrap();
            status.split('|').any(|s| s == found[0]) && rest == found[1]
        };
        if found.len() != wanted.len() || !found.iter().zip(&wanted).all(fits) {
            wrong.push(format!(
                "{sentence}\n    wanted {expected}, found {found:?}"
            ));
        }
    }
    assert!(count >= 120, "{count} sentences");
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The facts of an article: posture and border of each claim, in text order.
pub(super) fn facts_of(article: &str) -> Vec<String> {
    let claims = read(article).deployments.into_iter().flat_map(|e| e.claims);
    let facts = claims.filter(|c| c.status.is_fact());
    facts
        .map(|c| format!("{:?} {}", c.posture, border(&c)))
        .collect()
}

#[test]
fn ground_of_the_border_told_before_needs_no_border_word() {
    let told = "Veldoria has sent two brigades to its border with Kestrovia. ";
    let more = |sentence: &str| facts_of(&format!("{told}{sentence}")).len();
    assert_eq!(more("Kestrovian troops stayed on the far bank."), 2);
    assert_eq!(more("Some 300 men took over the posts above the weir."), 2);
    assert_eq!(more("They returned on Monday."), 2);
    // Police in a square, men nobody counts, a state that lies elsewhere.
    assert_eq!(more("The police withdrew from the square."), 1);
    assert_eq!(more("The men of the choir stayed."), 1);
    assert_eq!(more("The 3rd Division is in barracks."), 1);
    assert_eq!(
        facts_of("Some 300 men took over the posts above the weir.").len(),
        0
    );
}

#[test]
fn a_pronoun_for_forces_brings_them_along() {
    let moves =
        read("Veldoria has sent 300 soldiers to its border with Kestrovia. They are there.");
    let claims: Vec<&Claim> = moves.deployments.iter().flat_map(|e| &e.claims).collect();
    assert_eq!(claims.len(), 2, "{claims:#?}");
    assert!(claims.iter().all(|c| !c.forces.is_empty()), "{claims:#?}");
}

#[test]
fn an_article_about_forces_is_read_again_from_its_head() {
    let body = "Veldoria has sent two brigades to its border with Kestrovia. Talks go on. The shops are open.";
    let lead = "The 9th Armoured left its barracks on Sunday. ";
    assert_eq!(
        facts_of(&format!("{lead}Talks go on. The shops are open.")).len(),
        0
    );
    assert_eq!(
        facts_of(&format!("{lead}{body}")),
        ["Deploy ", "Deploy xe-xv"]
    );
}

#[test]
fn a_bare_number_counts_forces_where_forces_were_told_of() {
    let told = "Veldoria has sent two brigades to its border with Kestrovia. ";
    let more = |sentence: &str| facts_of(&format!("{told}{sentence}")).len() - 1;
    assert_eq!(more("Another 350 went up to the pass on Monday."), 1);
    assert_eq!(more("The motion fell by 140 votes."), 0);
    assert_eq!(more("The minister arrived at 11."), 0);
}

#[test]
fn more_of_what_is_there_and_the_way_home_have_postures_of_their_own() {
    for (article, expected) in [
        (
            "Veldoria has sent a third battalion to its border with Kestrovia.",
            Posture::Reinforce,
        ),
        (
            "Veldoria has sent a battalion to its border with Kestrovia.",
            Posture::Deploy,
        ),
        (
            "Veldoria sent 300 soldiers home on Monday.",
            Posture::Withdraw,
        ),
        (
            "Veldoria has sent its army into Kestrovia.",
            Posture::CrossBorder,
        ),
        ("Veldoria has sent its army to Drask.", Posture::Deploy),
    ] {
        assert_eq!(one(article).posture, expected, "{article}");
    }
}
