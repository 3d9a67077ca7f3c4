//! Mergers: what an analyst says is one answers as one, survives what decisions survive, and changes no link between reports.

use super::decision::{all_quotes, in_every_way, listed, quote_of};
use super::{at, open, put_at};
use std::collections::BTreeSet;
use vedette::ingest::{Acknowledge, Ingest, Verdict};
use vedette::lexicon::Lexicon;
use vedette::model::{
    ArticleId, DecisionState, DeploymentId, DeploymentRecord, Field, MergeInto, QuoteKind,
    QuoteRecord, RecordId, UtteranceId,
};
use vedette::query::deployment::{self, DeploymentQuery};
use vedette::query::{Budget, event, utterance};

const HILL: &str =
    "move hill-guard aa-bb REPORTED the hill guard went\nquote mara-odell the dam will stand";
const RIVER: &str =
    "move river-guard aa-bb REPORTED the river guard went\nquote tal-brandt nothing is decided";

fn moves(ingest: &Ingest) -> Vec<DeploymentRecord> {
    let query = DeploymentQuery {
        order_by: "ingest_time".to_owned(),
        ..DeploymentQuery::default()
    };
    let budget = Budget::unlimited();
    let page = deployment::search(ingest.view(), &Lexicon::default(), &query, &budget).unwrap();
    page.hits.into_iter().map(|h| h.record).collect()
}

fn rule(
    ingest: &Ingest,
    article: &ArticleId,
    record: RecordId,
    (state, merge): (DecisionState, Option<MergeInto>),
) {
    let verdict = Verdict {
        record,
        state,
        fields: Vec::new(),
        merge,
        analyst: "mt".to_owned(),
        reason: "the same column".to_owned(),
    };
    ingest
        .decide(article, verdict, at(30), Acknowledge::Searchable)
        .unwrap();
}

fn on_move(
    ingest: &Ingest,
    record: &DeploymentRecord,
    state: DecisionState,
    into: Option<&DeploymentId>,
) {
    let id = RecordId::Deployment(record.id.clone());
    let into = into.cloned().map(MergeInto::Deployment);
    rule(ingest, &record.source.article, id, (state, into));
}

fn on_quote(
    ingest: &Ingest,
    record: &QuoteRecord,
    state: DecisionState,
    into: Option<&UtteranceId>,
) {
    let id = RecordId::Quote(record.id.clone());
    let into = into.cloned().map(MergeInto::Utterance);
    rule(ingest, &record.source.article, id, (state, into));
}

fn merge_move(ingest: &Ingest, record: &DeploymentRecord, into: &DeploymentId) {
    on_move(ingest, record, DecisionState::Merged, Some(into));
}

fn merge_quote(ingest: &Ingest, record: &QuoteRecord, into: &UtteranceId) {
    on_quote(ingest, record, DecisionState::Merged, Some(into));
}

fn correct_kind(ingest: &Ingest, record: &QuoteRecord) {
    let verdict = Verdict {
        record: RecordId::Quote(record.id.clone()),
        state: DecisionState::Corrected,
        fields: vec![(None, Field::Kind(QuoteKind::Mixed))],
        merge: None,
        analyst: String::new(),
        reason: String::new(),
    };
    ingest
        .decide(
            &record.source.article,
            verdict,
            at(31),
            Acknowledge::Searchable,
        )
        .unwrap();
}

/// The event a name answers with, and how many other tellings it has; `None` when nothing answers.
fn event_of(ingest: &Ingest, id: &DeploymentId) -> Option<(DeploymentId, u64)> {
    let found = event::get(ingest.view(), id, &Budget::unlimited()).unwrap();
    found.map(|event| (event.id, event.count))
}

/// The act of speech a name answers with, and how many tellings it has; `None` when nothing answers.
fn speech_of(ingest: &Ingest, id: &UtteranceId) -> Option<(UtteranceId, u64)> {
    let found = utterance::get(ingest.view(), id, &Budget::unlimited()).unwrap();
    found.map(|speech| (speech.id, speech.count))
}

/// Two reports that have nothing in common: their moves, and the utterances of their quotes.
fn two(ingest: &Ingest) -> ([DeploymentRecord; 2], [QuoteRecord; 2]) {
    put_at(ingest, "hill", HILL, 1);
    put_at(ingest, "river", RIVER, 2);
    let quotes = ["the dam will stand", "nothing is decided"].map(|words| quote_of(ingest, words));
    (moves(ingest).try_into().unwrap(), quotes)
}

#[test]
fn a_merger_outlives_restarts_a_new_index_a_backup_and_a_broken_log() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let ingest = open(&data);
    let ([hill, river], [dam, nothing]) = two(&ingest);
    merge_move(&ingest, &river, &hill.id);
    merge_quote(&ingest, &nothing, &dam.utterance);
    let list = listed(&ingest);
    assert_eq!(list.len(), 2);
    assert!(
        list.iter()
            .all(|d| d.found.is_some() && !d.outdated && d.ruling.merge.is_some())
    );
    let same = |ingest: Ingest, how: &str| {
        for name in [&hill.id, &river.id] {
            assert_eq!(event_of(&ingest, name), Some((hill.id.clone(), 1)), "{how}");
        }
        for name in [&dam.utterance, &nothing.utterance] {
            assert_eq!(
                speech_of(&ingest, name),
                Some((dam.utterance.clone(), 2)),
                "{how}"
            );
        }
        let shown = moves(&ingest)
            .into_iter()
            .find(|r| r.id == river.id)
            .unwrap();
        assert_eq!(shown.merged_into.as_ref(), Some(&hill.id), "{how}");
        assert_eq!(
            shown.deployment, river.deployment,
            "claims are never merged"
        );
        assert_eq!(
            quote_of(&ingest, "nothing is decided").utterance,
            dam.utterance,
            "{how}"
        );
        assert_eq!(listed(&ingest), list, "{how}");
        ingest.close().unwrap();
    };
    ingest.close().unwrap();
    in_every_way(dir.path(), &same);
}

#[test]
fn a_merger_holds_through_confirmations_and_corrections_until_it_is_taken_back_or_the_record_rejected()
 {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let ([hill, river], [dam, nothing]) = two(&ingest);
    let merged = || {
        let event = event_of(&ingest, &river.id).unwrap().0 == hill.id;
        let speech = speech_of(&ingest, &nothing.utterance).map(|s| s.0);
        (event, speech.as_ref() == Some(&dam.utterance))
    };
    for last in [DecisionState::Rejected, DecisionState::Undecided] {
        merge_move(&ingest, &river, &hill.id);
        merge_quote(&ingest, &nothing, &dam.utterance);
        on_move(&ingest, &river, DecisionState::Confirmed, None);
        on_quote(&ingest, &nothing, DecisionState::Confirmed, None);
        assert_eq!(merged(), (true, true));
        correct_kind(&ingest, &nothing);
        assert_eq!(merged(), (true, true));
        on_move(&ingest, &river, last, None);
        on_quote(&ingest, &nothing, last, None);
        assert_eq!(merged(), (false, false), "{last}");
    }
    assert_eq!(
        speech_of(&ingest, &nothing.utterance),
        Some((nothing.utterance.clone(), 1))
    );
    assert_eq!(listed(&ingest), []);
    correct_kind(&ingest, &nothing);
    merge_quote(&ingest, &nothing, &dam.utterance);
    let shown = quote_of(&ingest, "nothing is decided").decision.unwrap();
    assert_eq!(
        shown.corrections.len(),
        1,
        "a merger keeps what was corrected"
    );
}

#[test]
fn a_merger_goes_with_its_words_and_a_purge_destroys_it() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let ([hill, river], [dam, nothing]) = two(&ingest);
    merge_move(&ingest, &river, &hill.id);
    merge_quote(&ingest, &nothing, &dam.utterance);
    let is_one = |ingest: &Ingest| {
        let speech = speech_of(ingest, &nothing.utterance);
        let both = speech == Some((dam.utterance.clone(), 2));
        (
            event_of(ingest, &river.id) == Some((hill.id.clone(), 1)),
            both,
        )
    };
    put_at(&ingest, "river", &format!("A headline\n{RIVER}"), 3);
    assert_eq!(
        is_one(&ingest),
        (true, true),
        "a revision gives the same words"
    );
    put_at(&ingest, "river", "nothing of that", 4);
    assert_eq!(
        (
            event_of(&ingest, &river.id),
            speech_of(&ingest, &nothing.utterance)
        ),
        (None, None)
    );
    assert!(listed(&ingest).iter().all(|d| d.found.is_none()));
    put_at(&ingest, "river", RIVER, 5);
    assert_eq!(is_one(&ingest), (true, true), "the words are back");
    let article = &river.source.article;
    ingest
        .delete(article, at(6), Acknowledge::Searchable)
        .unwrap();
    assert_eq!(event_of(&ingest, &hill.id), Some((hill.id.clone(), 0)));
    put_at(&ingest, "river", RIVER, 7);
    assert_eq!(is_one(&ingest), (true, true), "the report is back");
    ingest
        .delete(&hill.source.article, at(8), Acknowledge::Searchable)
        .unwrap();
    assert_eq!(
        event_of(&ingest, &hill.id),
        Some((hill.id.clone(), 0)),
        "under the name of what is gone"
    );
    assert_eq!(
        speech_of(&ingest, &nothing.utterance),
        Some((dam.utterance.clone(), 1))
    );
    put_at(&ingest, "hill", HILL, 9);
    ingest.purge(article, at(10)).unwrap();
    put_at(&ingest, "river", RIVER, 11);
    assert_eq!(event_of(&ingest, &river.id), Some((river.id.clone(), 0)));
    assert_eq!(
        speech_of(&ingest, &nothing.utterance),
        Some((nothing.utterance.clone(), 1))
    );
    assert_eq!(listed(&ingest), []);
}

#[test]
fn what_was_merged_links_later_reports_by_what_was_read_also_after_a_restart() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let told = "we will hold the upper dam for as long as the river runs";
    let seen: Vec<_> = dirs
        .iter()
        .enumerate()
        .map(|(restarted, dir)| {
            let mut ingest = open(dir.path());
            let ([hill, river], [dam, _]) = two(&ingest);
            put_at(&ingest, "long", &format!("quote mara-odell {told}"), 3);
            merge_move(&ingest, &river, &hill.id);
            merge_quote(&ingest, &quote_of(&ingest, told), &dam.utterance);
            if restarted == 1 {
                drop(ingest);
                ingest = open(dir.path());
            }
            // The river guard again, told by another report; and the same words.
            let again = format!("move river-guard aa-bb REPORTED it was sent\nquote mara-odell {told} again and again");
            put_at(&ingest, "again", &again, 40);
            let events: Vec<_> = moves(&ingest).into_iter().map(|r| (r.id, r.merged_into)).collect();
            assert_eq!(events[2].1.as_ref(), Some(&hill.id), "by way of the river's");
            assert_eq!(event_of(&ingest, &river.id).unwrap(), (hill.id, 2));
            assert_eq!(speech_of(&ingest, &dam.utterance).unwrap().1, 3);
            on_move(&ingest, &river, DecisionState::Undecided, None);
            assert_eq!(event_of(&ingest, &river.id).unwrap(), (river.id, 1));
            let quotes = all_quotes(&ingest).into_iter().map(|q| (q.id, q.utterance));
            (events, quotes.collect::<BTreeSet<_>>())
        })
        .collect();
    assert_eq!(seen[0], seen[1]);
}

#[test]
fn mergers_that_lead_in_a_circle_answer_as_one_by_every_name() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let ([hill, river], [dam, nothing]) = two(&ingest);
    merge_move(&ingest, &river, &hill.id);
    merge_move(&ingest, &hill, &river.id);
    merge_quote(&ingest, &nothing, &dam.utterance);
    merge_quote(&ingest, &dam, &nothing.utterance);
    let events = [&hill.id, &river.id].map(|id| event_of(&ingest, id));
    assert_eq!(events[0], events[1]);
    assert_eq!(events[0], Some(((&hill.id).min(&river.id).clone(), 1)));
    let speeches = [&dam.utterance, &nothing.utterance].map(|id| speech_of(&ingest, id));
    assert_eq!(speeches[0], speeches[1]);
    assert_eq!(speeches[0].as_ref().map(|s| s.1), Some(2));
}
