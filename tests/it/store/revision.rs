//! Identity, revisions, deletion, quarantine.

use super::{article, ask, at, everything, open, put, put_at, words};
use vedette::index::IndexError;
use vedette::ingest::{Acknowledge, IngestError, Outcome};
use vedette::lexicon::Lexicon;
use vedette::model::RecordCounts;
use vedette::query::{Budget, quote};
use vedette::query::{article as articles, deployment, stance};

#[test]
fn the_same_article_twice_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let first = put(&ingest, "wire-1", "quote mara-odell the dam will stand");
    let head = ingest.health().log_head;
    let second = put_at(&ingest, "wire-1", "quote mara-odell the dam will stand", 60);
    assert_eq!(first.outcome, Outcome::Created);
    assert_eq!(
        first.counts,
        RecordCounts {
            quotes: 1,
            ..RecordCounts::default()
        }
    );
    assert_eq!(second.outcome, Outcome::Unchanged);
    assert_eq!((second.article, second.revision), (first.article, 1));
    assert_eq!(ingest.health().log_head, head);
    assert_eq!(everything(&ingest), ["the dam will stand"]);
}

#[test]
fn a_changed_text_takes_the_place_of_the_old_one_and_the_old_stays_known() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put_at(&ingest, "wire-1", "quote mara-odell the dam will stand", 0);
    let revised = put_at(&ingest, "wire-1", "quote mara-odell the dam has gone", 60);
    assert_eq!((revised.outcome, revised.revision), (Outcome::Revised, 2));
    assert_eq!(everything(&ingest), ["the dam has gone"]);
    let history = ingest.history(&revised.article).unwrap();
    let seen: Vec<_> = history.iter().map(|r| (r.number, r.superseded)).collect();
    assert_eq!(seen, [(1, Some(at(60))), (2, None)]);
    let record = articles::get(ingest.view(), &revised.article, &Budget::unlimited())
        .unwrap()
        .unwrap();
    assert_eq!((record.revision, record.ingested), (2, at(60)));
    assert_eq!(record.article.text, "quote mara-odell the dam has gone");
}

#[test]
fn an_unchanged_quote_keeps_its_id_over_revisions_and_stores() {
    let ids = |lead: &str| {
        let dir = tempfile::tempdir().unwrap();
        let ingest = open(dir.path());
        put(&ingest, "wire-1", "quote mara-odell the dam will stand");
        put(
            &ingest,
            "wire-1",
            &format!("{lead}\nquote mara-odell The dam, will stand!"),
        );
        let page = quote::search(
            ingest.view(),
            &Lexicon::default(),
            &words("dam"),
            &Budget::unlimited(),
        )
        .unwrap();
        let ids: Vec<_> = page.hits.iter().map(|h| h.record.id.clone()).collect();
        assert_eq!(page.hits[0].record.source.revision, 2);
        ids
    };
    let expected: Vec<vedette::model::QuoteId> = vec![
        vedette::model::id::digest_id(
            'q',
            &[
                vedette::model::Article::identify(&article("wire-1", "").info, "").as_str(),
                "quote",
                "the dam will stand",
            ],
        )
        .into(),
    ];
    assert_eq!(ids("a new first line"), expected);
    assert_eq!(ids("another first line, longer"), expected);
}

#[test]
fn two_quotes_of_the_same_words_get_two_ids() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    put(
        &ingest,
        "wire-1",
        "quote mara-odell no comment now\nquote tal-brandt no comment now",
    );
    let page = quote::search(
        ingest.view(),
        &Lexicon::default(),
        &words("comment"),
        &Budget::unlimited(),
    )
    .unwrap();
    let mut ids: Vec<_> = page.hits.iter().map(|h| h.record.id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 2);
}

#[test]
fn a_deletion_hides_article_and_records_and_a_second_one_finds_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let text = "quote mara-odell the dam will stand\nstance mara-odell OPPOSE tal-brandt words\n\
                move river-guard aa-bb REPORTED words";
    let receipt = put(&ingest, "wire-1", text);
    put(&ingest, "wire-2", "quote mara-odell another article");
    let id = receipt.article;
    let deleted = ingest.delete(&id, at(9), Acknowledge::Searchable).unwrap();
    assert_eq!((deleted.outcome, deleted.revision), (Outcome::Deleted, 2));
    assert_eq!(everything(&ingest), ["another article"]);
    let (view, lexicon, budget) = (ingest.view(), Lexicon::default(), Budget::unlimited());
    assert_eq!(articles::get(view, &id, &budget).unwrap(), None);
    let stances = stance::search(view, &lexicon, &stance::StanceQuery::default(), &budget);
    assert_eq!(stances.unwrap().hits.len(), 0);
    let moves = deployment::search(
        view,
        &lexicon,
        &deployment::DeploymentQuery::default(),
        &budget,
    );
    assert_eq!(moves.unwrap().hits.len(), 0);
    let again = ingest
        .delete(&id, at(10), Acknowledge::Durable)
        .unwrap_err();
    assert!(matches!(
        again,
        IngestError::Store(IndexError::ArticleNotFound(_))
    ));
    let back = put(&ingest, "wire-1", text);
    assert_eq!((back.outcome, back.revision), (Outcome::Created, 3));
    assert_eq!(everything(&ingest).len(), 2);
}

#[test]
fn an_article_whose_extraction_panics_is_kept_acknowledged_and_quarantined() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let bad = put(&ingest, "wire-1", "quote mara-odell never seen\npanic");
    let good = put(&ingest, "wire-2", "quote mara-odell still heard");
    assert_eq!(bad.outcome, Outcome::Created);
    assert_eq!(bad.quarantine.as_deref(), Some("a planted fault"));
    assert_eq!(good.quarantine, None);
    assert_eq!(everything(&ingest), ["still heard"]);
    let query = articles::ArticleQuery {
        filter: articles::ArticleFilter {
            quarantined: Some(true),
            ..Default::default()
        },
        ..Default::default()
    };
    let page = articles::search(
        ingest.view(),
        &Lexicon::default(),
        &query,
        &Budget::unlimited(),
    )
    .unwrap();
    assert_eq!(page.hits.len(), 1);
    assert_eq!(page.hits[0].record.article.id, bad.article);
    // It stays so over a rebuild, and is not tried again.
    drop(ingest);
    std::fs::remove_dir_all(dir.path().join("index")).unwrap();
    let ingest = open(dir.path());
    let record = articles::get(ingest.view(), &bad.article, &Budget::unlimited());
    assert!(record.unwrap().unwrap().quarantine.is_some());
}

#[test]
fn what_cannot_be_an_article_is_refused_and_stores_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    for bytes in [&b""[..], b"  \n", b"%PDF-1.4 stream", &[0; 64]] {
        let mut raw = article("wire-1", "");
        raw.bytes = bytes.to_vec();
        assert!(ingest.put(raw, at(0), Acknowledge::Durable).is_err());
    }
    assert_eq!(ingest.health().log_head, 0);
    assert_eq!(ask(&ingest, &words("stream")).unwrap(), [""; 0]);
}

#[test]
fn analysing_stores_nothing_and_gives_the_ids_storing_would_give() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let text = "quote mara-odell the dam will stand";
    let analysis = ingest.analyse(&article("wire-1", text), at(0)).unwrap();
    assert_eq!(ingest.health().log_head, 0);
    put(&ingest, "wire-1", text);
    let id = &analysis.records.quotes[0].id;
    let stored = quote::get(ingest.view(), id, &Budget::unlimited()).unwrap();
    assert_eq!(stored.unwrap().quote, analysis.records.quotes[0].quote);
}
