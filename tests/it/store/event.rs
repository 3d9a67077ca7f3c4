//! Events of several reports follow from the log: a rebuilt index and a restarted store merge as the first did.

use super::{article, at, open, put_at};
use std::collections::BTreeMap;
use std::fs;
use vedette::ingest::{Acknowledge, Ingest};
use vedette::lexicon::Lexicon;
use vedette::model::{ArticleId, DeploymentId, DeploymentRecord, Status};
use vedette::query::deployment::{self, DeploymentFilter, DeploymentQuery};
use vedette::query::event::{self, Event, FAMILY_MAX, TELLINGS_MAX};
use vedette::query::{Budget, PageRequest};

fn events(ingest: &Ingest, exclude_merged: bool) -> Vec<DeploymentRecord> {
    let query = DeploymentQuery {
        filter: DeploymentFilter {
            statuses: Status::ALL.to_vec(),
            exclude_merged,
            ..DeploymentFilter::default()
        },
        order_by: "ingest_time".to_owned(),
        page: PageRequest {
            size: 1000,
            total: true,
            ..PageRequest::default()
        },
        ..DeploymentQuery::default()
    };
    let budget = Budget::unlimited();
    let page = deployment::search(ingest.view(), &Lexicon::default(), &query, &budget).unwrap();
    assert_eq!(page.total, Some(page.hits.len() as u64));
    page.hits.into_iter().map(|h| h.record).collect()
}

/// The event each record tells, by the record's name.
fn merged(ingest: &Ingest) -> BTreeMap<DeploymentId, Option<DeploymentId>> {
    let records = events(ingest, false).into_iter();
    records.map(|r| (r.id, r.merged_into)).collect()
}

fn told(ingest: &Ingest, id: &DeploymentId) -> Event {
    event::get(ingest.view(), id, &Budget::unlimited())
        .unwrap()
        .unwrap()
}

fn tell(ingest: &Ingest, source_id: &str, status: &str, words: &str, second: i64) -> ArticleId {
    let line = format!("move river-guard aa-bb {status} {words}");
    put_at(ingest, source_id, &line, second).article
}

/// The first telling is revised away and a deletion takes another's.
fn first_half(ingest: &Ingest) {
    tell(ingest, "a", "REPORTED", "guards went to the river", 1);
    tell(ingest, "b", "REPORTED", "the guard was sent", 2);
    put_at(ingest, "c", "move hill-guard aa-bb REPORTED others went", 3);
    tell(ingest, "d", "DENIED", "nobody went", 4);
    put_at(ingest, "a", "nothing of that is true", 5);
}

fn second_half(ingest: &Ingest) {
    let gone = article("d", "").info;
    let id = vedette::model::Article::identify(&gone, "");
    ingest.delete(&id, at(6), Acknowledge::Searchable).unwrap();
    tell(ingest, "e", "REPORTED", "guards crossed the plain", 7);
    tell(ingest, "d", "DENIED", "nobody went", 8);
    let headline = "A headline\nmove river-guard aa-bb REPORTED guards crossed the plain";
    put_at(ingest, "e", headline, 9);
}

#[test]
fn a_rebuilt_index_and_a_restarted_store_merge_as_the_first_did() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let ingest = open(dirs[0].path());
    first_half(&ingest);
    second_half(&ingest);
    let expected = merged(&ingest);
    // b, d and e carry the name of a's telling, which is gone; c's force is another.
    let names: Vec<_> = expected.values().flatten().collect();
    assert_eq!((expected.len(), names.len()), (4, 3));
    assert!(
        names
            .iter()
            .all(|name| *name == names[0] && !expected.contains_key(*name))
    );
    ingest.close().unwrap();
    fs::remove_dir_all(dirs[0].path().join("index")).unwrap();
    let rebuilt = open(dirs[0].path());
    assert_eq!(merged(&rebuilt), expected);
    tell(&rebuilt, "g", "REPORTED", "a column of guards", 10);
    let with_g = merged(&rebuilt);
    assert_eq!(with_g.values().flatten().count(), 4);

    let before = open(dirs[1].path());
    first_half(&before);
    before.close().unwrap();
    let after = open(dirs[1].path());
    second_half(&after);
    assert_eq!(merged(&after), expected);
    drop(after);
    let crashed = open(dirs[1].path());
    tell(&crashed, "g", "REPORTED", "a column of guards", 10);
    assert_eq!(merged(&crashed), with_g);
}

#[test]
fn an_event_answers_by_all_its_names_also_when_its_first_telling_is_gone_and_back() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    let first = tell(&ingest, "a", "REPORTED", "guards went", 1);
    tell(&ingest, "b", "REPORTED", "the guard was sent", 2);
    tell(&ingest, "c", "DENIED", "nobody went", 3);
    let all = events(&ingest, false);
    let [a, b, c] = all.as_slice() else {
        panic!("{all:?}");
    };
    assert!(!a.deployment.is_disputed());
    for asked in [&a.id, &b.id, &c.id] {
        let found = told(&ingest, asked);
        assert_eq!((&found.id, &found.first.id, found.count), (&a.id, &a.id, 2));
        assert!(found.fact && found.disputed && !found.more);
        let tellings: Vec<_> = found.tellings.iter().map(|t| &t.id).collect();
        assert_eq!(tellings, [&b.id, &c.id]);
        assert_eq!(found.merged.len(), 2);
    }
    assert_eq!(events(&ingest, true).len(), 1);
    ingest
        .delete(&first, at(4), Acknowledge::Searchable)
        .unwrap();
    for asked in [&a.id, &b.id] {
        let found = told(&ingest, asked);
        assert_eq!((&found.id, &found.first.id, found.count), (&a.id, &b.id, 1));
    }
    assert_eq!(
        events(&ingest, true).len(),
        2,
        "without the first telling, all others are shown"
    );
    tell(&ingest, "a", "REPORTED", "guards went", 5);
    assert_eq!(told(&ingest, &b.id).first.id, a.id);
    assert_eq!(events(&ingest, true).len(), 1, "it is back");
    ingest.purge(&first, at(6)).unwrap();
    assert_eq!(told(&ingest, &a.id).first.id, b.id);
}

#[test]
fn an_event_answers_up_to_its_limits_and_says_what_is_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let ingest = open(dir.path());
    tell(&ingest, "0", "REPORTED", "guards went to the river", 1);
    let first = events(&ingest, false).remove(0).id;
    let mut others = 0;
    // (others, those told one by one, those counted, whether there are more)
    let expected = [
        (TELLINGS_MAX, TELLINGS_MAX, TELLINGS_MAX, false),
        (TELLINGS_MAX + 1, TELLINGS_MAX, TELLINGS_MAX + 1, false),
        (FAMILY_MAX, TELLINGS_MAX, FAMILY_MAX, false),
        (FAMILY_MAX + 1, TELLINGS_MAX, FAMILY_MAX, true),
    ];
    for (count, told_here, counted, more) in expected {
        while others + 1 < count {
            others += 1;
            let line = format!("move river-guard aa-bb REPORTED column {others} went");
            let raw = article(&others.to_string(), &line);
            ingest.put(raw, at(2), Acknowledge::Durable).unwrap();
        }
        others += 1;
        tell(&ingest, &others.to_string(), "REPORTED", "the last went", 2);
        let found = told(&ingest, &first);
        assert_eq!(
            (found.tellings.len(), found.count, found.more),
            (told_here, counted as u64, more),
            "{count} others"
        );
    }
}
