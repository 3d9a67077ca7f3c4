//! Data of formats 2, 3 and 4: purges and request ids, decisions, corrections, each written here by hand as releases of that format did.
//!
//! Not the code under test with an older number: what is written here must never change with it. Rule: what a format knew
//! opens with all that it says, and goes on.

mod written;

use super::decision::{all_quotes, listed, quote_of};
use super::format::{id, raw};
use super::{at, everything, open};
use std::fs;
use std::path::Path;
use vedette::index::IndexError;
use vedette::ingest::{Acknowledge, Ingest, IngestError, Outcome, Wish};
use vedette::model::{DecisionState, Field};
use written::{
    Correction, Deed, FIRST, REQUEST, Role, Ruling, SECOND, Set, THIRD, decide, make, purged, put,
    told,
};

/// Whole, with the purge it tells of and the answer it keeps.
fn opens(dir: &Path, entries: u64) -> Ingest {
    let ingest = open(dir);
    assert_eq!(ingest.check_entries(0).damaged, [""; 0]);
    assert_eq!(ingest.health().log_head, entries);
    let history = ingest.history(&id("wire-3")).unwrap();
    let kept: Vec<_> = history.iter().map(|r| (r.number, r.tombstone)).collect();
    assert_eq!(kept, [(1, false), (2, true)]);
    assert_eq!(history[1].ingested, at(i64::try_from(entries).unwrap()));
    let again = |text| {
        let wish = Wish {
            acknowledge: Acknowledge::Durable,
            request: REQUEST.parse().ok(),
        };
        ingest.put(raw("wire-1", text), at(60), wish)
    };
    let receipt = again(FIRST).unwrap();
    assert_eq!((receipt.outcome, receipt.revision), (Outcome::Created, 1));
    assert!(matches!(
        again("quote mara-odell another"),
        Err(IngestError::Store(IndexError::RequestIdReused(_)))
    ));
    assert_eq!(ingest.health().log_head, entries, "nothing was written");
    ingest
}

/// It goes on: the purged article comes back as its third revision, and the format is that of this release.
fn goes_on(dir: &Path, ingest: Ingest) {
    let back = raw("wire-3", "quote tal-brandt back again");
    let receipt = ingest.put(back, at(70), Acknowledge::Searchable).unwrap();
    assert_eq!(receipt.revision, 3);
    assert!(everything(&ingest).contains(&"back again".to_owned()));
    assert_eq!(ingest.check_entries(0).damaged, [""; 0]);
    ingest.close().unwrap();
    let raised = fs::read(dir.join("format")).unwrap();
    assert_eq!(raised, b"vedette data format 5\n");
    assert!(everything(&open(dir)).contains(&"back again".to_owned()));
}

#[test]
fn data_of_format_2_open_with_what_was_purged_and_what_was_answered() {
    let dir = tempfile::tempdir().unwrap();
    let mut lines = vec![put("wire-1", FIRST), put("wire-2", SECOND)];
    lines.extend(purged("wire-3", false));
    make(dir.path(), 2, &lines);
    let ingest = opens(dir.path(), 4);
    assert_eq!(everything(&ingest), ["the first", "the second"]);
    goes_on(dir.path(), ingest);
}

#[test]
fn data_of_format_3_open_with_every_decision() {
    let dir = tempfile::tempdir().unwrap();
    let rejected = told("the first", "mara-odell ASSERTED");
    let confirmed = told("the second", "tal-brandt ASSERTED");
    let rejected = decide("wire-1", FIRST, rejected, "REJECTED");
    let confirmed = decide("wire-2", SECOND, confirmed, "CONFIRMED");
    let mut lines = vec![
        put("wire-1", FIRST),
        put("wire-2", SECOND),
        put("wire-4", THIRD),
        ("wire-1", 1, Deed::Decide(rejected)),
        ("wire-2", 1, Deed::Decide(confirmed)),
    ];
    lines.extend(purged("wire-3", true));
    make(dir.path(), 3, &lines);
    let ingest = opens(dir.path(), 8);
    assert_eq!(everything(&ingest), ["the second", "the third"]);
    assert_eq!(all_quotes(&ingest).len(), 3);
    let state = |words| {
        quote_of(&ingest, words)
            .decision
            .map(|d| (d.state, d.outdated))
    };
    assert_eq!(state("the first"), Some((DecisionState::Rejected, false)));
    assert_eq!(state("the second"), Some((DecisionState::Confirmed, false)));
    assert_eq!(state("the third"), None);
    let all = listed(&ingest);
    assert_eq!(all.len(), 2, "a purge took the third");
    for record in all {
        let ruling = &record.ruling;
        assert_eq!(
            (ruling.analyst.as_str(), ruling.reason.as_str()),
            ("mt", "the tape says so")
        );
        assert!(record.found.is_some());
    }
    goes_on(dir.path(), ingest);
}

#[test]
fn data_of_format_4_open_with_every_correction() {
    let dir = tempfile::tempdir().unwrap();
    let read = told("the first", "mara-odell ASSERTED");
    let correction = |path: &str, actors: Vec<Role>, word: Option<&str>| Correction {
        told: Some(read.clone()),
        alone: true,
        set: Some(Set {
            path: path.to_owned(),
            actors,
            word: word.map(str::to_owned),
        }),
    };
    let speaker = Role {
        text: "Tal Brandt".to_owned(),
        actor: Some("tal-brandt".to_owned()),
    };
    let corrected = Ruling {
        corrections: vec![
            correction("speakers", vec![speaker], None),
            correction("kind", Vec::new(), Some("MIXED")),
        ],
        ..decide("wire-1", FIRST, read.clone(), "CORRECTED")
    };
    let mut lines = vec![
        put("wire-1", FIRST),
        put("wire-2", SECOND),
        ("wire-1", 1, Deed::Decide(corrected)),
    ];
    lines.extend(purged("wire-3", true));
    make(dir.path(), 4, &lines);
    let ingest = opens(dir.path(), 6);
    assert_eq!(everything(&ingest), ["the first", "the second"]);
    let record = quote_of(&ingest, "the first");
    let names: Vec<_> = record
        .quote
        .speakers
        .iter()
        .map(|s| s.text.as_str())
        .collect();
    assert_eq!(names, ["Tal Brandt"]);
    assert_eq!(record.quote.kind.as_str(), "MIXED");
    let decision = record.decision.unwrap();
    assert_eq!(
        (decision.state, decision.outdated),
        (DecisionState::Corrected, false)
    );
    assert_eq!(decision.corrections.len(), 2);
    // What was read stands beside it.
    let Some(Field::Speakers(speakers)) = &decision.corrections[0].read else {
        panic!("{:?}", decision.corrections);
    };
    assert_eq!(speakers[0].actor.as_ref().unwrap().as_str(), "mara-odell");
    goes_on(dir.path(), ingest);
}
