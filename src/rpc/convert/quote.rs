//! Quotes: the question on the wire, and the record.

use super::decision::decided;
use super::enumeration::WireEnum;
use super::evidence::evidence;
use super::mask::{self, Mask, Masked};
use super::name::{Collection, country};
use super::page;
use super::report::reports;
use super::stream::{WireFilter, streams};
use crate::model::{ActorId, Channel, QuoteId, QuoteRecord};
use crate::query::quote::{QuoteFilter, QuotePage, QuoteQuery, Reading};
use crate::query::{ChangeKind, Chunk, Hit, News};
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker, Kind, Violation};

impl From<pb::SearchQuotesRequest> for Checked<Masked<QuoteQuery>> {
    fn from(wire: pb::SearchQuotesRequest) -> Self {
        let mut checker = Checker::default();
        let mask = checker.mask(wire.read_mask, Collection::Quotes);
        let filter = filter(&mut checker, wire.filter.unwrap_or_default());
        let facets = checker.facets(&wire.facets);
        let question = QuoteQuery {
            text: wire.query,
            filter,
            order_by: wire.order_by,
            page: page::request(wire.page_size, wire.page_token, wire.include_total_size),
            highlight: wire.include_highlights,
            explain: wire.include_explanation,
            facets,
        };
        checker.with(Masked { question, mask })
    }
}

fn filter(checker: &mut Checker, wire: pb::QuoteFilter) -> QuoteFilter {
    let actors = Collection::Actors;
    QuoteFilter {
        actors: checker.names("filter.actors", actors, &wire.actors),
        speakers: checker.names("filter.speakers", actors, &wire.speakers),
        speaker_countries: checker.list(
            "filter.speaker_countries",
            &wire.speaker_countries,
            country,
        ),
        affiliations: checker.names("filter.affiliations", actors, &wire.affiliations),
        addressees: checker.names("filter.addressees", actors, &wire.addressees),
        cues: wire.cues,
        kinds: checker.enums("filter.kinds", &wire.kinds),
        modalities: checker.enums("filter.modalities", &wire.modalities),
        channels: checker.enums("filter.channel_kinds", &wire.channel_kinds),
        platforms: wire.platforms,
        report: reports!(checker, wire),
        said: checker.days("filter.said_date", wire.said_date),
        published: checker.days("filter.publish_date", wire.publish_date),
        ingested: checker.times("filter.ingest_time", wire.ingest_time),
        confidence_min: wire.min_confidence,
        exclude_copies: wire.exclude_copies,
        decision_states: checker.enums("filter.decision_states", &wire.decision_states),
        vias: checker.names("filter.vias", actors, &wire.vias),
        about: checker.names("filter.about_actors", actors, &wire.about_actors),
        issues: checker.names("filter.issues", Collection::Issues, &wire.issues),
        speaker_identities: checker.enums("filter.speaker_identities", &wire.speaker_identities),
        venues: wire.venues,
        utterances: checker.names(
            "filter.utterances",
            Collection::Utterances,
            &wire.utterances,
        ),
    }
}

impl WireFilter for pb::QuoteFilter {
    type Asked = QuoteFilter;
    const COLLECTION: Collection = Collection::Quotes;

    fn read(self, checker: &mut Checker) -> QuoteFilter {
        filter(checker, self)
    }

    fn check_followed(&self, checker: &mut Checker) {
        if !self.utterances.is_empty() {
            let told = "is not followed: the index links tellings after they are told here; follow without it, or search";
            checker.reject("filter.utterances", Kind::OutOfRange, told.to_owned(), "");
        }
        checker.not_followed("filter.exclude_copies", self.exclude_copies);
    }
}

streams!(
    QuoteFilter,
    ExportQuotesRequest => ExportQuotesResponse.quotes,
    FollowQuotesRequest => FollowQuotesResponse.quote
);

impl TryFrom<pb::GetQuoteRequest> for Masked<QuoteId> {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::GetQuoteRequest) -> Result<Self, Vec<Violation>> {
        let id = |name: &str| Collection::Quotes.id(name);
        mask::named(&wire.name, id, wire.read_mask, Collection::Quotes)
    }
}

impl From<Channel> for pb::Channel {
    fn from(channel: Channel) -> Self {
        Self {
            kind: channel.kind.number(),
            platform: channel.platform,
            venue: channel.venue,
        }
    }
}

impl From<QuoteRecord> for pb::Quote {
    fn from(record: QuoteRecord) -> Self {
        let quote = record.quote;
        Self {
            name: Collection::Quotes.name(&record.id),
            kind: quote.kind.number(),
            text: quote.text,
            spans: quote.spans.into_iter().map(Into::into).collect(),
            quoted_spans: quote.quoted.into_iter().map(Into::into).collect(),
            clause: Some(quote.clause.into()),
            speakers: quote.speakers.into_iter().map(Into::into).collect(),
            cue: quote.cue.map(Into::into),
            channel: quote.channel.map(Into::into),
            addressees: quote.addressees.into_iter().map(Into::into).collect(),
            via: quote.via.map(Into::into),
            said_date: quote.said.map(Into::into),
            modality: quote.modality.number(),
            evidence: evidence(&record.source, quote.evidence),
            confidence: Some(quote.confidence.into()),
            provenance: Some(record.provenance.into()),
            about_actors: names(Collection::Actors, &record.about),
            issues: names(Collection::Issues, &record.issues),
            utterance: Collection::Utterances.name(&record.utterance),
            source: Some(record.source.into()),
            decision: record.decision.map(|d| decided(d, "")),
        }
    }
}

impl From<Hit<QuoteRecord>> for pb::QuoteResult {
    fn from(hit: Hit<QuoteRecord>) -> Self {
        Self {
            quote: Some(hit.record.into()),
            highlights: hit.highlights.into_iter().map(Into::into).collect(),
            relevance: hit.score,
        }
    }
}

impl From<Reading> for pb::QueryExplanation {
    fn from(reading: Reading) -> Self {
        let name = |(text, actors): (String, Vec<ActorId>)| pb::NameReading {
            text,
            actors: names(Collection::Actors, &actors),
        };
        Self {
            query: reading.query,
            names: reading.names.into_iter().map(name).collect(),
        }
    }
}

/// A page of quotes with the fields wanted of each.
pub(crate) fn answered(page: QuotePage, mask: &Mask) -> pb::SearchQuotesResponse {
    let mut wire = pb::SearchQuotesResponse::from(page);
    mask.each(wire.results.iter_mut().filter_map(|r| r.quote.as_mut()));
    wire
}

impl From<QuotePage> for pb::SearchQuotesResponse {
    fn from(found: QuotePage) -> Self {
        let (results, next_page_token, total_size) = page::hits(found.page, Into::into);
        Self {
            results,
            next_page_token,
            total_size,
            explanation: found.reading.map(Into::into),
            facets: found.facets.into_iter().map(Into::into).collect(),
        }
    }
}

fn names(collection: Collection, ids: &[impl std::fmt::Display]) -> Vec<String> {
    ids.iter().map(|id| collection.name(id)).collect()
}

impl From<Chunk<QuoteRecord>> for pb::ExportQuotesResponse {
    fn from(chunk: Chunk<QuoteRecord>) -> Self {
        Self {
            quotes: chunk.records.into_iter().map(Into::into).collect(),
            resume_token: chunk.resume_token,
            follow_token: chunk.follow_token,
        }
    }
}

impl From<News<QuoteRecord>> for pb::FollowQuotesResponse {
    fn from(news: News<QuoteRecord>) -> Self {
        let change = |(kind, record): (ChangeKind, QuoteRecord)| pb::QuoteChange {
            kind: pb::ChangeKind::from(kind).into(),
            quote: Some(pb::Quote {
                // Only the index knows which tellings belong together.
                utterance: String::new(),
                ..record.into()
            }),
        };
        Self {
            changes: news.changes.into_iter().map(change).collect(),
            resume_token: news.resume_token,
        }
    }
}
