//! Corrections: fields an analyst set are found, shown beside what was read, and hold as long as the words stand.

use super::decision::{again, all_quotes, id_of, in_every_way, listed, quote_of};
use super::{at, everything, open, put, put_at};
use vedette::index::IndexError;
use vedette::ingest::{Acknowledge, Ingest, IngestError, Judged, Verdict};
use vedette::lexicon::Lexicon;
use vedette::model::{
    ActorRef, ArticleId, Border, ClaimId, DecisionState, DeploymentRecord, Field, Plover,
    PloverType, Position, Posture, QuoteKind, QuoteRecord, RecordId, StanceRecord, StanceTarget,
    Status,
};
use vedette::query::Budget;
use vedette::query::deployment::{self, DeploymentFilter, DeploymentQuery};
use vedette::query::quote::{self, QuoteFilter, QuoteQuery};
use vedette::query::stance::{self, StanceFilter, StanceQuery};

const TEXT: &str = "quote mara-odell the dam will stand\nquote tal-brandt it rains";

fn actor(id: &str) -> ActorRef {
    ActorRef {
        text: id.to_owned(),
        actor: id.parse().ok(),
        ..ActorRef::default()
    }
}

fn speaker(id: &str) -> Field {
    Field::Speakers(vec![actor(id)])
}

fn try_to_rule(
    ingest: &Ingest,
    article: &ArticleId,
    record: RecordId,
    (state, fields): (DecisionState, Vec<(Option<ClaimId>, Field)>),
) -> Result<Judged, IngestError> {
    let verdict = Verdict {
        record,
        state,
        fields,
        merge: None,
        analyst: "mt".to_owned(),
        reason: "the tape says so".to_owned(),
    };
    ingest.decide(article, verdict, at(30), Acknowledge::Searchable)
}

fn rule(ingest: &Ingest, words: &str, state: DecisionState, fields: Vec<Field>) -> Judged {
    let record = quote_of(ingest, words);
    let fields = fields.into_iter().map(|field| (None, field)).collect();
    let article = &record.source.article;
    try_to_rule(ingest, article, id_of(&record), (state, fields)).unwrap()
}

fn correct(ingest: &Ingest, words: &str, field: Field) -> Judged {
    rule(ingest, words, DecisionState::Corrected, vec![field])
}

/// The words of the quotes of a speaker.
fn said_by(ingest: &Ingest, speaker: &str) -> Vec<String> {
    let query = QuoteQuery {
        filter: QuoteFilter {
            speakers: vec![speaker.parse().unwrap()],
            ..QuoteFilter::default()
        },
        ..QuoteQuery::default()
    };
    let page = quote::search(
        ingest.view(),
        &Lexicon::default(),
        &query,
        &Budget::unlimited(),
    );
    // A speaker nobody has any more is not known.
    page.map(|page| super::texts(&page)).unwrap_or_default()
}

fn moves(ingest: &Ingest, filter: DeploymentFilter) -> Vec<DeploymentRecord> {
    let query = DeploymentQuery {
        filter,
        ..DeploymentQuery::default()
    };
    let page = deployment::search(
        ingest.view(),
        &Lexicon::default(),
        &query,
        &Budget::unlimited(),
    );
    page.unwrap().hits.into_iter().map(|h| h.record).collect()
}

fn stances(ingest: &Ingest, filter: StanceFilter) -> Vec<StanceRecord> {
    let query = StanceQuery {
        filter,
        ..StanceQuery::default()
    };
    let page = stance::search(
        ingest.view(),
        &Lexicon::default(),
        &query,
        &Budget::unlimited(),
    );
    page.unwrap().hits.into_iter().map(|h| h.record).collect()
}

#[test]
fn what_is_corrected_is_found_as_set_and_shown_with_what_was_read() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put(&ingest, "wire-1", TEXT);
    let judged = correct(&ingest, "the dam will stand", speaker("tal-brandt"));
    assert_eq!(judged.record.corrections.len(), 1);
    assert_eq!(said_by(&ingest, "mara-odell"), [""; 0]);
    assert_eq!(said_by(&ingest, "tal-brandt").len(), 2);
    let shown = quote_of(&ingest, "the dam will stand");
    assert_eq!(shown.quote.speakers, [actor("tal-brandt")]);
    let decision = shown.decision.unwrap();
    assert_eq!(decision.state, DecisionState::Corrected);
    let [field] = decision.corrections.as_slice() else {
        panic!("{decision:?}");
    };
    assert_eq!(field.set, speaker("tal-brandt"));
    assert_eq!(field.read, Some(speaker("mara-odell")));
    assert_eq!(
        shown.quote.evidence[0].text,
        "quote mara-odell the dam will stand"
    );
    // Nobody: the quote has no speaker then.
    correct(&ingest, "the dam will stand", Field::Speakers(Vec::new()));
    assert_eq!(said_by(&ingest, "tal-brandt"), ["it rains"]);
}

#[test]
fn a_correction_outlives_restarts_a_new_index_a_backup_and_a_broken_log() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let ingest = open(&data);
    put(&ingest, "wire-1", TEXT);
    correct(&ingest, "the dam will stand", speaker("tal-brandt"));
    correct(&ingest, "the dam will stand", Field::Kind(QuoteKind::Mixed));
    let (records, list) = (all_quotes(&ingest), listed(&ingest));
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].corrections.len(), 2);
    let same = |ingest: Ingest, how: &str| {
        assert_eq!(said_by(&ingest, "tal-brandt").len(), 2, "{how}");
        assert_eq!(all_quotes(&ingest), records, "{how}");
        assert_eq!(listed(&ingest), list, "{how}");
        assert_eq!(ingest.check_entries(0).damaged, [""; 0], "{how}");
        ingest.close().unwrap();
    };
    ingest.close().unwrap();
    in_every_way(dir.path(), &same);
}

#[test]
fn corrections_add_up_until_the_record_is_rejected_or_they_are_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put(&ingest, "wire-1", TEXT);
    let words = "the dam will stand";
    let read = quote_of(&ingest, words).quote;
    let shown = |ingest: &Ingest| {
        let record = quote_of(ingest, words);
        let who = record.quote.speakers[0].text.clone();
        (who, record.quote.kind)
    };
    let corrected = ("tal-brandt".to_owned(), QuoteKind::Indirect);
    correct(&ingest, words, Field::Kind(QuoteKind::Mixed));
    correct(&ingest, words, speaker("tal-brandt"));
    correct(&ingest, words, Field::Kind(QuoteKind::Indirect));
    assert_eq!(shown(&ingest), corrected);
    // A confirmation is of what is shown.
    rule(&ingest, words, DecisionState::Confirmed, Vec::new());
    let decision = quote_of(&ingest, words).decision.unwrap();
    assert_eq!(
        (shown(&ingest), decision.state),
        (corrected, DecisionState::Confirmed)
    );
    assert_eq!(decision.corrections.len(), 2);
    rule(&ingest, words, DecisionState::Rejected, Vec::new());
    assert_eq!(quote_of(&ingest, words).quote, read);
    rule(&ingest, words, DecisionState::Confirmed, Vec::new());
    assert_eq!(
        quote_of(&ingest, words).quote,
        read,
        "what was rejected is not confirmed later"
    );
    correct(&ingest, words, speaker("tal-brandt"));
    rule(&ingest, words, DecisionState::Undecided, Vec::new());
    let back = quote_of(&ingest, words);
    assert_eq!((back.quote, back.decision), (read, None));
    assert_eq!(listed(&ingest), []);
}

#[test]
fn a_correction_holds_on_where_other_rules_read_the_same_words_otherwise() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let text =
        "quote mara-odell first\nquote mara-odell no comment now\nquote tal-brandt no comment now";
    let article = put(&ingest, "wire-1", text).article;
    correct(&ingest, "first", speaker("ilse-tarn"));
    let mut all = all_quotes(&ingest).into_iter();
    let is_second = |r: &QuoteRecord| r.quote.speakers[0].text == "tal-brandt";
    let second = all.find(is_second).unwrap();
    let fields = vec![(None, speaker("ilse-tarn"))];
    let ruling = (DecisionState::Corrected, fields);
    try_to_rule(&ingest, &article, id_of(&second), ruling).unwrap();
    assert_eq!(said_by(&ingest, "ilse-tarn").len(), 2);
    ingest.close().unwrap();
    let ingest = again(dir.path(), |findings| {
        for quote in &mut findings.quotes {
            quote.speakers[0] = actor("somebody-else");
        }
    });
    // Of the words that stand twice nobody can tell which of the two was meant.
    assert_eq!(said_by(&ingest, "ilse-tarn"), ["first"]);
    let held = quote_of(&ingest, "first").decision.unwrap();
    assert!(held.outdated);
    assert_eq!(held.corrections[0].read, Some(speaker("somebody-else")));
    let idle = all_quotes(&ingest)
        .into_iter()
        .find(|r| r.id == second.id)
        .unwrap();
    let decision = idle.decision.unwrap();
    assert_eq!(
        (decision.outdated, decision.corrections),
        (true, Vec::new())
    );
    let states = |state| {
        let filter = QuoteFilter {
            decision_states: vec![state],
            ..QuoteFilter::default()
        };
        let query = QuoteQuery {
            filter,
            ..QuoteQuery::default()
        };
        super::ask(&ingest, &query).unwrap().len()
    };
    assert_eq!(states(DecisionState::Corrected), 1);
    assert_eq!(states(DecisionState::Undecided), 2);
    let shown: Vec<_> = listed(&ingest)
        .into_iter()
        .flat_map(|r| r.corrections)
        .collect();
    assert_eq!(
        shown.iter().filter(|c| c.read.is_none()).count(),
        1,
        "{shown:?}"
    );
}

#[test]
fn one_claim_of_an_event_is_corrected_and_the_event_follows() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let text =
        "move river-guard aa-bb REPORTED they went\nagain river-guard aa-bb PLANNED they will go";
    let article = put(&ingest, "wire-1", text).article;
    let event = moves(&ingest, DeploymentFilter::default()).remove(0);
    let [first, second] = [0, 1].map(|i| event.claims[i].id.clone());
    let id = RecordId::Deployment(event.id.clone());
    let set = |claim: &ClaimId, field: Field| {
        let fields = vec![(Some(claim.clone()), field)];
        try_to_rule(
            &ingest,
            &article,
            id.clone(),
            (DecisionState::Corrected, fields),
        )
        .unwrap()
    };
    set(&first, Field::Status(Status::Demanded));
    assert_eq!(
        moves(&ingest, DeploymentFilter::default()),
        [],
        "nothing says it happened"
    );
    set(&second, Field::Status(Status::Reported));
    set(&second, Field::Border(Border::between("AA", "CC")));
    let of = |border: &str| DeploymentFilter {
        borders: vec![border.parse().unwrap()],
        ..DeploymentFilter::default()
    };
    let found = moves(&ingest, of("aa-cc")).remove(0);
    let told: Vec<_> = found
        .deployment
        .claims
        .iter()
        .map(|c| (c.status, c.border))
        .collect();
    let borders = ["aa-bb", "aa-cc"].map(|b| b.parse().ok());
    assert_eq!(
        told,
        [
            (Status::Demanded, borders[0]),
            (Status::Reported, borders[1])
        ]
    );
    let decision = found.decision.unwrap();
    let shown: Vec<_> = decision
        .corrections
        .iter()
        .map(|c| (c.claim.clone(), c.set.path()))
        .collect();
    assert_eq!(
        shown,
        [
            (Some(first), "status"),
            (Some(second), "status"),
            (Some(found.claims[1].id.clone()), "border")
        ]
    );
    let unknown = vec![(None, Field::Status(Status::Denied))];
    let refused = try_to_rule(&ingest, &article, id, (DecisionState::Corrected, unknown));
    assert!(matches!(
        refused,
        Err(IngestError::Store(IndexError::ClaimNotFound(_, None)))
    ));
}

#[test]
fn codes_go_with_what_they_were_read_from_and_come_back_with_it() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    let ingest = again(dir.path(), |findings| {
        for stance in &mut findings.stances {
            stance.cameo = Some("112".to_owned());
            stance.plover = Some(Plover {
                kind: PloverType::Accuse,
                mode: None,
            });
        }
        for claim in findings.deployments.iter_mut().flat_map(|d| &mut d.claims) {
            claim.cameo = Some("154".to_owned());
            claim.side = Some("AA".to_owned());
        }
    });
    let text = "stance mara-odell OPPOSE tal-brandt words\nmove river-guard aa-bb REPORTED words";
    let article = put(&ingest, "wire-1", text).article;
    let stance = stances(&ingest, StanceFilter::default()).remove(0);
    let event = moves(&ingest, DeploymentFilter::default()).remove(0);
    let ids = [
        RecordId::Stance(stance.id.clone()),
        RecordId::Deployment(event.id.clone()),
    ];
    let claim = Some(event.claims[0].id.clone());
    let issue = StanceTarget::Issue {
        issue: "tolls".parse().unwrap(),
        mention: None,
    };
    let set = [
        vec![
            (None, Field::Position(Position::Support)),
            (None, Field::Target(issue)),
        ],
        vec![(claim, Field::Posture(Posture::Withdraw))],
    ];
    for (id, fields) in ids.iter().zip(set) {
        let ruling = (DecisionState::Corrected, fields);
        try_to_rule(&ingest, &article, id.clone(), ruling).unwrap();
    }
    let for_it = StanceFilter {
        positions: vec![Position::Support],
        ..StanceFilter::default()
    };
    let found = stances(&ingest, for_it).remove(0).stance;
    assert_eq!((found.plover, found.cameo), (None, None));
    assert!(matches!(found.target, StanceTarget::Issue { issue, .. } if issue.as_str() == "tolls"));
    let found = moves(&ingest, DeploymentFilter::default()).remove(0);
    let claim = &found.deployment.claims[0];
    assert_eq!(
        (claim.posture, &claim.cameo, &claim.side),
        (Posture::Withdraw, &None, &None)
    );
    for id in ids {
        let ruling = (DecisionState::Undecided, Vec::new());
        try_to_rule(&ingest, &article, id, ruling).unwrap();
    }
    assert_eq!(stances(&ingest, StanceFilter::default()), [stance]);
    assert_eq!(moves(&ingest, DeploymentFilter::default()), [event]);
}

#[test]
fn a_corrected_speaker_changes_no_link_between_reports_also_after_a_restart() {
    // Few words: they are linked because one and the same man said them.
    let told = "we hold the upper Ferrin dam";
    let text = format!("quote mara-odell {told}");
    let make = |crash: bool| {
        let dir = tempfile::tempdir().unwrap();
        let ingest = open(dir.path());
        put_at(&ingest, "wire-1", &text, 0);
        correct(&ingest, told, speaker("tal-brandt"));
        let ingest = if crash {
            drop(ingest);
            open(dir.path())
        } else {
            ingest
        };
        put_at(&ingest, "wire-2", &text, 40);
        let mut all = all_quotes(&ingest);
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all.into_iter().map(|r| r.utterance).collect::<Vec<_>>()
    };
    let utterances = make(false);
    assert_eq!(utterances[0], utterances[1], "one utterance");
    assert_eq!(make(true), utterances);
}

#[test]
fn a_purge_destroys_what_was_set_too() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let article = put(&ingest, "wire-1", "quote mara-odell it rains").article;
    let told = ActorRef {
        text: "Zebraquartz".to_owned(),
        ..ActorRef::default()
    };
    correct(&ingest, "it rains", Field::Speakers(vec![told]));
    ingest.purge(&article, at(40)).unwrap();
    assert_eq!(listed(&ingest), []);
    ingest.close().unwrap();
    let bytes = std::fs::read(dir.path().join("articles.redb")).unwrap();
    assert!(!bytes.windows(11).any(|w| w == b"Zebraquartz"));
    let ingest = open(dir.path());
    put_at(&ingest, "wire-1", "quote mara-odell it rains", 50);
    assert_eq!(everything(&ingest), ["it rains"]);
    assert_eq!(quote_of(&ingest, "it rains").decision, None);
}

#[test]
fn what_the_report_does_not_give_any_more_is_not_corrected() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let article = put(&ingest, "wire-1", TEXT).article;
    let gone = quote_of(&ingest, "it rains");
    correct(&ingest, "it rains", speaker("ilse-tarn"));
    put_at(&ingest, "wire-1", "quote mara-odell the dam will stand", 3);
    let orphan = listed(&ingest).remove(0);
    assert_eq!(
        (orphan.found, orphan.corrections[0].read.is_none()),
        (None, true)
    );
    let ruling = (
        DecisionState::Corrected,
        vec![(None, speaker("mara-odell"))],
    );
    let refused = try_to_rule(&ingest, &article, id_of(&gone), ruling);
    assert!(matches!(
        refused,
        Err(IngestError::Store(IndexError::RecordNotFound(_)))
    ));
    put_at(&ingest, "wire-1", TEXT, 4);
    assert_eq!(
        said_by(&ingest, "ilse-tarn"),
        ["it rains"],
        "the words are back"
    );
}
