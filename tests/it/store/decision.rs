//! Decisions: what an analyst says of a record holds over restarts, rebuilds, other rules and revisions, and changes nothing else.

use super::{Lines, ask, at, everything, open, put, put_at, settings, words};
use std::path::Path;
use std::sync::Arc;
use vedette::index::IndexError;
use vedette::index::backup::{restore, write};
use vedette::index::repair::{forget_index, salvage, verify};
use vedette::ingest::{Acknowledge, Analyse, Ingest, IngestError, Judged, Verdict, Wish};
use vedette::lexicon::Lexicon;
use vedette::model::{
    ArticleId, Decision, DecisionRecord, DecisionState, Findings, Provenance, QuoteRecord,
    RawArticle, RecordId,
};
use vedette::query::decision::{self, DecisionFilter, DecisionQuery};
use vedette::query::deployment::{self, DeploymentFilter, DeploymentQuery};
use vedette::query::quote::{self, QuoteFilter, QuoteQuery};
use vedette::query::stance::{self, StanceFilter, StanceQuery};
use vedette::query::{Budget, PageRequest};
use vedette::text::Document;

const TEXT: &str = "quote mara-odell the dam will stand\nstance mara-odell OPPOSE tal-brandt words\n\
                    move river-guard aa-bb REPORTED words";

/// Opens what stands in `data` of a folder in every way there is, and looks at it.
pub(super) fn in_every_way(dir: &Path, look: &dyn Fn(Ingest, &str)) {
    let (data, file, again) = (dir.join("data"), dir.join("b"), dir.join("again"));
    look(open(&data), "after a clean stop");
    drop(open(&data));
    look(open(&data), "after a crash");
    forget_index(&data).unwrap();
    look(open(&data), "with a new index");
    assert!(verify(&data, &mut |_, _| {}).unwrap().is_sound());
    write(&data, &file, &mut |_, _| {}).unwrap();
    restore(&file, &again, &mut |_, _| {}).unwrap();
    look(open(&again), "from a backup");
    salvage(&data).unwrap();
    look(open(&data), "out of the index");
}

fn quotes(ingest: &Ingest, states: &[DecisionState]) -> Vec<QuoteRecord> {
    let query = QuoteQuery {
        filter: QuoteFilter {
            decision_states: states.to_vec(),
            ..QuoteFilter::default()
        },
        order_by: "name".to_owned(),
        ..QuoteQuery::default()
    };
    let budget = Budget::unlimited();
    let page = quote::search(ingest.view(), &Lexicon::default(), &query, &budget).unwrap();
    page.hits.into_iter().map(|h| h.record).collect()
}

pub(super) fn all_quotes(ingest: &Ingest) -> Vec<QuoteRecord> {
    quotes(ingest, DecisionState::ALL)
}

pub(super) fn quote_of(ingest: &Ingest, words: &str) -> QuoteRecord {
    let mut all = all_quotes(ingest).into_iter();
    all.find(|r| r.quote.text == words).unwrap()
}

pub(super) fn id_of(record: &QuoteRecord) -> RecordId {
    RecordId::Quote(record.id.clone())
}

fn decisions(ingest: &Ingest, filter: DecisionFilter) -> Vec<DecisionRecord> {
    let query = DecisionQuery {
        filter,
        page: PageRequest::default(),
    };
    let budget = Budget::unlimited();
    let page = decision::search(ingest.view(), &Lexicon::default(), &query, &budget).unwrap();
    page.hits.into_iter().map(|h| h.record).collect()
}

pub(super) fn listed(ingest: &Ingest) -> Vec<DecisionRecord> {
    decisions(ingest, DecisionFilter::default())
}

fn try_to_decide(
    ingest: &Ingest,
    article: &ArticleId,
    record: RecordId,
    state: DecisionState,
    wish: impl Into<Wish>,
) -> Result<Judged, IngestError> {
    let verdict = Verdict {
        record,
        state,
        fields: Vec::new(),
        merge: None,
        analyst: "mt".to_owned(),
        reason: "the tape says so".to_owned(),
    };
    ingest.decide(article, verdict, at(30), wish)
}

fn decide(ingest: &Ingest, record: &QuoteRecord, state: DecisionState) -> Judged {
    let article = &record.source.article;
    try_to_decide(
        ingest,
        article,
        id_of(record),
        state,
        Acknowledge::Searchable,
    )
    .unwrap()
}

#[test]
fn what_is_rejected_is_hidden_unless_asked_for_and_there_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let (lexicon, budget) = (Lexicon::default(), Budget::unlimited());
    let article = put(&ingest, "wire-1", TEXT).article;
    put(&ingest, "wire-2", "quote tal-brandt another");
    let quote = quote_of(&ingest, "the dam will stand");
    let stances = |states: &[DecisionState]| {
        let filter = StanceFilter {
            decision_states: states.to_vec(),
            ..StanceFilter::default()
        };
        let query = StanceQuery {
            filter,
            ..StanceQuery::default()
        };
        let page = stance::search(ingest.view(), &lexicon, &query, &budget).unwrap();
        let records = page.hits.into_iter().map(|h| h.record);
        records.collect::<Vec<_>>()
    };
    let moves = |states: &[DecisionState]| {
        let filter = DeploymentFilter {
            decision_states: states.to_vec(),
            ..DeploymentFilter::default()
        };
        let query = DeploymentQuery {
            filter,
            ..DeploymentQuery::default()
        };
        let page = deployment::search(ingest.view(), &lexicon, &query, &budget).unwrap();
        let records = page.hits.into_iter().map(|h| h.record);
        records.collect::<Vec<_>>()
    };
    let (stance, event) = (stances(&[]).remove(0), moves(&[]).remove(0));
    let ids = [
        id_of(&quote),
        RecordId::Stance(stance.id.clone()),
        RecordId::Deployment(event.id.clone()),
    ];
    for id in ids {
        let wish = Acknowledge::Searchable;
        try_to_decide(&ingest, &article, id, DecisionState::Rejected, wish).unwrap();
    }
    assert_eq!(everything(&ingest), ["another"]);
    assert_eq!(ask(&ingest, &words("dam")).unwrap(), [""; 0]);
    assert_eq!((stances(&[]).len(), moves(&[]).len()), (0, 0));
    let rejected = [DecisionState::Rejected];
    let told = Decision {
        merged: None,
        state: DecisionState::Rejected,
        corrections: Vec::new(),
        analyst: "mt".to_owned(),
        reason: "the tape says so".to_owned(),
        decided: at(30),
        outdated: false,
    };
    let shown = quotes(&ingest, &rejected);
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].decision.as_ref(), Some(&told));
    assert_eq!(stances(&rejected)[0].decision.as_ref(), Some(&told));
    assert_eq!(moves(&rejected)[0].decision.as_ref(), Some(&told));
    let by_name = quote::get(ingest.view(), &quote.id, &budget)
        .unwrap()
        .unwrap();
    assert_eq!(by_name.decision, Some(told));
}

#[test]
fn a_later_decision_takes_the_place_of_an_earlier_one_and_can_be_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put(&ingest, "wire-1", TEXT);
    put(&ingest, "wire-2", "quote tal-brandt another");
    let quote = quote_of(&ingest, "the dam will stand");
    decide(&ingest, &quote, DecisionState::Rejected);
    assert_eq!(everything(&ingest), ["another"]);
    let budget = Budget::unlimited();
    let utterance = vedette::query::utterance::get(ingest.view(), &quote.utterance, &budget);
    assert_eq!(utterance.unwrap(), None, "rejected tellings tell nothing");
    decide(&ingest, &quote, DecisionState::Confirmed);
    assert_eq!(everything(&ingest), ["another", "the dam will stand"]);
    let confirmed = quotes(&ingest, &[DecisionState::Confirmed]);
    assert_eq!(confirmed.len(), 1);
    decide(&ingest, &quote, DecisionState::Undecided);
    assert_eq!(quote_of(&ingest, "the dam will stand").decision, None);
    assert_eq!(listed(&ingest), []);
}

#[test]
fn a_decision_outlives_restarts_a_new_index_a_backup_and_a_broken_log() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let ingest = open(&data);
    put(&ingest, "wire-1", TEXT);
    put(&ingest, "wire-2", "quote tal-brandt another");
    let quote = quote_of(&ingest, "the dam will stand");
    decide(&ingest, &quote, DecisionState::Confirmed);
    decide(&ingest, &quote, DecisionState::Rejected);
    let (records, list) = (all_quotes(&ingest), listed(&ingest));
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].found, Some(id_of(&quote)));
    let same = |ingest: Ingest, how: &str| {
        assert_eq!(everything(&ingest), ["another"], "{how}");
        assert_eq!(all_quotes(&ingest), records, "{how}");
        assert_eq!(listed(&ingest), list, "{how}");
        assert_eq!(ingest.check_entries(0).damaged, [""; 0], "{how}");
        ingest.close().unwrap();
    };
    ingest.close().unwrap();
    in_every_way(dir.path(), &same);
}

#[test]
fn a_decision_changes_no_link_and_leaves_the_rest_of_the_record() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let told = "we will hold the upper dam for as long as the river runs";
    let body: Vec<String> = (0..60).map(|i| format!("w{i}")).collect();
    let body = body.join(" ");
    for (i, source) in ["wire-1", "wire-2", "wire-3"].iter().enumerate() {
        let text = format!("quote mara-odell {told}\n{body}");
        put_at(&ingest, source, &text, i64::try_from(i).unwrap());
    }
    let before = all_quotes(&ingest);
    assert!(before.iter().any(|r| r.source.copy_of.is_some()));
    let utterances: std::collections::BTreeSet<_> = before.iter().map(|r| &r.utterance).collect();
    assert_eq!(utterances.len(), 1);
    for record in &before {
        decide(&ingest, record, DecisionState::Confirmed);
    }
    let bare = |ingest: &Ingest| {
        let mut records = all_quotes(ingest);
        assert!(records.iter().all(|r| r.decision.is_some()));
        for record in &mut records {
            record.decision = None;
        }
        records
    };
    assert_eq!(bare(&ingest), before);
    drop(ingest);
    let ingest = open(dir.path());
    assert_eq!(bare(&ingest), before, "after a crash");
    // What comes in later is linked with what was decided on.
    put_at(
        &ingest,
        "wire-4",
        &format!("quote mara-odell {told}\n{body}"),
        9,
    );
    let all = all_quotes(&ingest);
    assert_eq!(all.len(), 4);
    assert!(all.iter().all(|r| r.utterance == before[0].utterance));
}

/// Other rules than [`Lines`]: what they find is changed before it is told.
struct Rules(fn(&mut Findings));

impl Analyse for Rules {
    fn read(&self, raw: &RawArticle) -> Document {
        Lines.read(raw)
    }

    fn extract(&self, document: &Document) -> Findings {
        let mut findings = Lines.extract(document);
        (self.0)(&mut findings);
        findings
    }

    fn provenance(&self) -> Provenance {
        Lines.provenance()
    }
}

/// The data with an index made by other rules.
pub(super) fn again(dir: &Path, rules: fn(&mut Findings)) -> Ingest {
    forget_index(dir).unwrap();
    Ingest::open(&settings(dir), Arc::new(Rules(rules)), &mut |_| {}).unwrap()
}

#[test]
fn a_decision_goes_with_its_words_where_other_rules_call_the_record_otherwise() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let text = "quote mara-odell no comment now\nquote tal-brandt no comment now";
    put(&ingest, "wire-1", text);
    let by = |ingest: &Ingest, speaker: &str| {
        let mut all = all_quotes(ingest).into_iter();
        all.find(|r| r.quote.speakers[0].text == speaker).unwrap()
    };
    let second = by(&ingest, "tal-brandt");
    decide(&ingest, &second, DecisionState::Rejected);
    assert_eq!(by(&ingest, "mara-odell").decision, None);
    ingest.close().unwrap();
    // The first of the two is not found any more, so the second gets its name.
    let ingest = again(dir.path(), |findings| drop(findings.quotes.remove(0)));
    let moved = by(&ingest, "tal-brandt");
    assert_ne!(moved.id, second.id);
    assert_eq!(
        moved.decision.as_ref().unwrap().state,
        DecisionState::Rejected
    );
    let list = listed(&ingest);
    assert_eq!((list.len(), list[0].outdated), (1, false));
    assert_eq!(list[0].found, Some(id_of(&moved)));
    // By either name it can be taken back.
    decide(&ingest, &moved, DecisionState::Undecided);
    assert_eq!(by(&ingest, "tal-brandt").decision, None);
    assert_eq!(listed(&ingest), []);
}

#[test]
fn a_decision_on_what_reads_otherwise_now_is_outdated_and_only_a_rejection_holds() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put(
        &ingest,
        "wire-1",
        "quote mara-odell first\nquote mara-odell second",
    );
    decide(
        &ingest,
        &quote_of(&ingest, "first"),
        DecisionState::Confirmed,
    );
    decide(
        &ingest,
        &quote_of(&ingest, "second"),
        DecisionState::Rejected,
    );
    ingest.close().unwrap();
    let ingest = again(dir.path(), |findings| {
        for quote in &mut findings.quotes {
            quote.speakers.clear();
        }
    });
    assert_eq!(everything(&ingest), ["first"]);
    assert!(quote_of(&ingest, "first").decision.unwrap().outdated);
    assert_eq!(quotes(&ingest, &[DecisionState::Confirmed]), []);
    let undecided = quotes(&ingest, &[DecisionState::Undecided]);
    assert_eq!(undecided.len(), 1);
    let outdated = decisions(
        &ingest,
        DecisionFilter {
            outdated: Some(true),
            ..DecisionFilter::default()
        },
    );
    assert_eq!(outdated.len(), 2);
    // Decided again it is no longer.
    decide(
        &ingest,
        &quote_of(&ingest, "first"),
        DecisionState::Confirmed,
    );
    assert!(!quote_of(&ingest, "first").decision.unwrap().outdated);
}

#[test]
fn a_decision_whose_words_are_gone_is_listed_and_holds_again_once_they_are_back() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let text = "quote mara-odell the dam will stand\nquote mara-odell it rains";
    let article = put(&ingest, "wire-1", text).article;
    decide(
        &ingest,
        &quote_of(&ingest, "the dam will stand"),
        DecisionState::Rejected,
    );
    let orphans = |ingest: &Ingest| {
        let filter = DecisionFilter {
            orphaned: Some(true),
            ..DecisionFilter::default()
        };
        decisions(ingest, filter).len()
    };
    assert_eq!((orphans(&ingest), listed(&ingest).len()), (0, 1));
    put_at(
        &ingest,
        "wire-1",
        "quote mara-odell it rains\nquote mara-odell the dam will stand",
        2,
    );
    assert_eq!(everything(&ingest), ["it rains"], "the words stand");
    put_at(
        &ingest,
        "wire-1",
        "quote mara-odell it rains\nquote mara-odell the dam fell",
        3,
    );
    assert_eq!(everything(&ingest), ["it rains", "the dam fell"]);
    assert_eq!((orphans(&ingest), listed(&ingest).len()), (1, 1));
    ingest
        .delete(&article, at(4), Acknowledge::Searchable)
        .unwrap();
    assert_eq!(orphans(&ingest), 1, "the article is deleted");
    drop(ingest);
    forget_index(dir.path()).unwrap();
    let ingest = open(dir.path());
    assert_eq!(orphans(&ingest), 1, "with a new index");
    put_at(&ingest, "wire-1", text, 5);
    assert_eq!(everything(&ingest), ["it rains"]);
    assert_eq!((orphans(&ingest), listed(&ingest).len()), (0, 1));
}

#[test]
fn an_orphaned_decision_can_be_taken_back_and_what_nobody_decided_on_cannot() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let article = put(&ingest, "wire-1", "quote mara-odell the dam will stand").article;
    let gone = quote_of(&ingest, "the dam will stand");
    decide(&ingest, &gone, DecisionState::Confirmed);
    put_at(&ingest, "wire-1", "quote mara-odell it rains", 3);
    let budget = Budget::unlimited();
    let found = decision::article_of(ingest.view(), &id_of(&gone), &budget).unwrap();
    assert_eq!(found.as_ref(), Some(&article));
    let back = decide(&ingest, &gone, DecisionState::Undecided);
    assert_eq!(back.record.found, None);
    assert_eq!(listed(&ingest), []);
    let unknown = RecordId::Quote("qnone".parse().unwrap());
    assert_eq!(
        decision::article_of(ingest.view(), &unknown, &budget).unwrap(),
        None
    );
    let wish = Acknowledge::Durable;
    let refused = try_to_decide(&ingest, &article, unknown, DecisionState::Rejected, wish);
    assert!(matches!(
        refused,
        Err(IngestError::Store(IndexError::RecordNotFound(_)))
    ));
    assert_eq!(
        ingest.health().log_head,
        4,
        "what is refused is not written"
    );
}

#[test]
fn a_decision_sent_twice_is_made_once_and_its_id_stands_for_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let article = put(&ingest, "wire-1", TEXT).article;
    let quote = quote_of(&ingest, "the dam will stand");
    let wish = || Wish {
        acknowledge: Acknowledge::Searchable,
        request: Some("r-1".parse().unwrap()),
    };
    let make =
        |ingest: &Ingest, state| try_to_decide(ingest, &article, id_of(&quote), state, wish());
    let first = make(&ingest, DecisionState::Rejected).unwrap();
    decide(&ingest, &quote, DecisionState::Confirmed);
    drop(ingest);
    let ingest = open(dir.path());
    assert_eq!(make(&ingest, DecisionState::Rejected).unwrap(), first);
    assert_eq!(everything(&ingest), ["the dam will stand"]);
    assert_eq!(ingest.health().log_head, 3);
    let reused = make(&ingest, DecisionState::Confirmed);
    assert!(matches!(
        reused,
        Err(IngestError::Store(IndexError::RequestIdReused(_)))
    ));
}

#[test]
fn a_purge_takes_decisions_away_too() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let article = put(&ingest, "wire-1", "quote mara-odell zebraquartz").article;
    let quote = quote_of(&ingest, "zebraquartz");
    decide(&ingest, &quote, DecisionState::Rejected);
    ingest.purge(&article, at(40)).unwrap();
    assert_eq!(listed(&ingest), []);
    assert_eq!(ingest.check_entries(0).damaged, [""; 0]);
    ingest.close().unwrap();
    let held = |name: &str| {
        let bytes = std::fs::read(dir.path().join(name)).unwrap();
        bytes.windows(11).any(|w| w == b"zebraquartz")
    };
    assert!(!held("articles.redb"), "the log quotes what was purged");
    forget_index(dir.path()).unwrap();
    let ingest = open(dir.path());
    assert_eq!(listed(&ingest), []);
    put_at(&ingest, "wire-1", "quote mara-odell zebraquartz", 50);
    assert_eq!(everything(&ingest), ["zebraquartz"]);
}
