//! Decisions as documents, and where records stand by them.

use super::Draft;
use crate::index::document::Stored;
use crate::index::schema::{Bits, Fields, Noun, Role, folded};
use crate::model::{ArticleId, Decision, DecisionRecord, Source};
use jiff::Timestamp;
use tantivy::TantivyDocument;

/// Where a record stands with the analysts.
pub(super) fn decision_bits(decision: Option<&Decision>) -> u64 {
    Bits::DECISION.of([Decision::effect(decision)])
}

/// The document of a decision; it belongs to the report its record stands in.
pub(crate) fn decision(
    fields: &Fields,
    record: &DecisionRecord,
    source: &Source,
) -> TantivyDocument {
    let (bytes, ruling) = (record.encode(), &record.ruling);
    // Decisions are asked for by when they were made, not by when the report came in.
    let source = Source {
        ingested: record.decided,
        ..source.clone()
    };
    let id = ruling.record.as_str();
    let mut draft = Draft::new(fields, Noun::Decision, id, &source, &bytes);
    if let Some(found) = &record.found
        && *found != ruling.record
    {
        draft.term(Role::Id, found.as_str());
    }
    draft.term(Role::Analyst, &folded(&ruling.analyst));
    let found = match record.found {
        Some(_) => Bits::FOUND,
        None => Bits::ORPHANED,
    };
    let outdated = if record.outdated {
        Bits::OUTDATED
    } else {
        Bits::UP_TO_DATE
    };
    draft.traits(Bits::DECISION.of([ruling.state]) | found | outdated);
    draft.document
}

/// What is known of a report that is gone.
pub(crate) fn bare_source(article: &ArticleId, deleted: Timestamp) -> Source {
    Source {
        article: article.clone(),
        revision: 0,
        source_id: None,
        title: None,
        outlet: None,
        url: None,
        collection: None,
        published: None,
        ingested: deleted,
        copy_of: None,
    }
}
