//! Articles: as handed in, as stored, and with their records.

use super::date::timestamp;
use super::mask::{self, Mask, Masked};
use super::name::Collection;
use super::{count, page, remark};
use crate::ingest::{
    ARTICLE_BYTES_MAX, Acknowledge, Analysis, INFO_BYTES_MAX, INFO_VALUES_MAX, Outcome, Receipt,
    Wish,
};
use crate::model::{
    ArticleId, ArticleInfo, ArticleRecord, ProvisionalActorRecord, RawArticle, Records, RequestId,
};
use crate::query::Page;
use crate::query::article::{ArticleFilter, ArticleQuery};
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker, Kind, Violation};
use prost::Message;

/// Most bytes of records in one answer beside the article's text.
///
/// A cleaned text has up to 2 MiB (1 MiB of a one-byte encoding), and clients take 4 MiB by default.
pub(crate) const RECORDS_BYTES_MAX: usize = 3 << 19;

/// Most remarks in the answer to an ingest; the article itself keeps all.
pub(crate) const REMARKS_MAX: usize = 1000;

/// An article handed in.
#[derive(Clone, Debug)]
pub(crate) struct Handed {
    /// The article.
    pub(crate) raw: RawArticle,
    /// How it is to be taken.
    pub(crate) wish: Wish,
}

/// An article to delete.
#[derive(Clone, Debug)]
pub(crate) struct Doomed {
    /// The article.
    pub(crate) id: ArticleId,
    /// How it is to be deleted.
    pub(crate) wish: Wish,
}

impl TryFrom<pb::IngestArticleRequest> for Handed {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::IngestArticleRequest) -> Result<Self, Vec<Violation>> {
        let mut checker = Checker::default();
        let wish = Wish {
            acknowledge: acknowledge(&mut checker, wire.acknowledgement),
            request: request_id(&mut checker, &wire.request_id),
        };
        let raw = article(&mut checker, wire.article);
        checker.finish(Self { raw, wish })
    }
}

impl TryFrom<pb::IngestArticlesRequest> for Handed {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::IngestArticlesRequest) -> Result<Self, Vec<Violation>> {
        let mut checker = Checker::default();
        let wish = Wish {
            acknowledge: Acknowledge::Durable,
            request: request_id(&mut checker, &wire.request_id),
        };
        let raw = article(&mut checker, wire.article);
        checker.finish(Self { raw, wish })
    }
}

impl TryFrom<pb::AnalyseArticleRequest> for RawArticle {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::AnalyseArticleRequest) -> Result<Self, Vec<Violation>> {
        let mut checker = Checker::default();
        let raw = article(&mut checker, wire.article);
        checker.finish(raw)
    }
}

impl TryFrom<pb::DeleteArticleRequest> for Doomed {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::DeleteArticleRequest) -> Result<Self, Vec<Violation>> {
        let mut checker = Checker::default();
        let wish = Wish {
            acknowledge: acknowledge(&mut checker, wire.acknowledgement),
            request: request_id(&mut checker, &wire.request_id),
        };
        let id = checker.name(&wire.name, |name| Collection::Articles.id(name));
        match (id, checker.finish(())) {
            (Some(id), Ok(())) => Ok(Self { id, wish }),
            (_, found) => Err(found.err().unwrap_or_default()),
        }
    }
}

impl TryFrom<pb::GetArticleRequest> for Masked<ArticleId> {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::GetArticleRequest) -> Result<Self, Vec<Violation>> {
        let id = |name: &str| Collection::Articles.id(name);
        mask::named(&wire.name, id, wire.read_mask, Collection::Articles)
    }
}

pub(super) fn acknowledge(checker: &mut Checker, number: i32) -> Acknowledge {
    match pb::Acknowledgement::try_from(number) {
        Ok(pb::Acknowledgement::Searchable) => Acknowledge::Searchable,
        Ok(pb::Acknowledgement::Unspecified | pb::Acknowledgement::Durable) => Acknowledge::Durable,
        Err(_) => {
            let told = format!(
                "is {number}, no value of its set; give one of ACKNOWLEDGEMENT_DURABLE, ACKNOWLEDGEMENT_SEARCHABLE"
            );
            let value = number.to_string();
            checker.reject("acknowledgement", Kind::OutOfRange, told, &value);
            Acknowledge::Durable
        }
    }
}

/// The caller's id of the request; empty means none.
pub(super) fn request_id(checker: &mut Checker, word: &str) -> Option<RequestId> {
    if word.is_empty() {
        return None;
    }
    let parsed = word.parse::<RequestId>();
    if let Err(error) = &parsed {
        let told = format!("is no request id: {error}");
        checker.reject("request_id", Kind::Malformed, told, word);
    }
    parsed.ok()
}

fn article(checker: &mut Checker, wire: Option<pb::ArticleInput>) -> RawArticle {
    let Some(wire) = wire else {
        checker.missing("article", "give the report");
        return RawArticle::default();
    };
    let format = checker.enum_or_unspecified("article.format", wire.format);
    let info = ArticleInfo {
        source_id: label(checker, "source_id", wire.source_id),
        title: label(checker, "title", wire.title),
        outlet: label(checker, "outlet", wire.outlet),
        authors: labels(checker, "authors", wire.authors),
        agencies: labels(checker, "agencies", wire.agencies),
        dateline: label(checker, "dateline", wire.dateline),
        language: label(checker, "language", wire.language),
        url: label(checker, "url", wire.url),
        published: checker.date_range("article.publish_date", wire.publish_date),
        based_on: label(checker, "base_edition", wire.base_edition),
        licence: label(checker, "licence", wire.licence),
        collection: label(checker, "collection", wire.collection),
    };
    RawArticle {
        bytes: body(checker, wire.body),
        info,
        format,
    }
}

fn body(checker: &mut Checker, wire: Option<pb::article_input::Body>) -> Vec<u8> {
    let (field, bytes) = match wire {
        Some(pb::article_input::Body::Text(text)) => ("article.text", text.into_bytes()),
        Some(pb::article_input::Body::Content(bytes)) => ("article.content", bytes),
        None => ("article.text", Vec::new()),
    };
    if bytes.is_empty() {
        checker.missing(field, "give the report as text or as content");
    }
    if bytes.len() > ARTICLE_BYTES_MAX {
        let told = format!(
            "has {} bytes, at most {ARTICLE_BYTES_MAX} are taken",
            bytes.len()
        );
        let limit = ARTICLE_BYTES_MAX.to_string();
        checker.reject(field, Kind::TooLong, told, &limit);
    }
    bytes
}

/// A free text of the article; empty means absent.
fn label(checker: &mut Checker, field: &str, text: Option<String>) -> Option<String> {
    let text = checker.text(&format!("article.{field}"), text?, INFO_BYTES_MAX);
    Some(text).filter(|t| !t.is_empty())
}

fn labels(checker: &mut Checker, field: &str, texts: Vec<String>) -> Vec<String> {
    if texts.len() > INFO_VALUES_MAX {
        let told = format!(
            "has {} values, at most {INFO_VALUES_MAX} are taken",
            texts.len()
        );
        let limit = INFO_VALUES_MAX.to_string();
        checker.reject(&format!("article.{field}"), Kind::TooLong, told, &limit);
        return Vec::new();
    }
    let numbered = texts.into_iter().enumerate();
    numbered
        .map(|(i, text)| checker.text(&format!("article.{field}[{i}]"), text, INFO_BYTES_MAX))
        .collect()
}

impl From<pb::ListArticlesRequest> for Checked<Masked<ArticleQuery>> {
    fn from(wire: pb::ListArticlesRequest) -> Self {
        let mut checker = Checker::default();
        let asked = wire.filter.unwrap_or_default();
        let filter = ArticleFilter {
            source_ids: asked.source_ids,
            outlets: asked.outlets,
            collections: asked.collections,
            urls: asked.urls,
            languages: asked.languages,
            agencies: asked.agencies,
            authors: asked.authors,
            quarantined: asked.quarantined,
            published: checker.days("filter.publish_date", asked.publish_date),
            ingested: checker.times("filter.ingest_time", asked.ingest_time),
            exclude_copies: asked.exclude_copies,
            copies_of: checker.names("filter.copies_of", Collection::Articles, &asked.copies_of),
        };
        let mask = checker.mask(wire.read_mask, Collection::Articles);
        let question = ArticleQuery {
            text: wire.query,
            filter,
            order_by: "ingest_time desc".to_owned(),
            page: page::request(wire.page_size, wire.page_token, wire.include_total_size),
        };
        checker.with(Masked { question, mask })
    }
}

impl From<ArticleRecord> for pb::Article {
    fn from(record: ArticleRecord) -> Self {
        let info = record.article.info;
        Self {
            name: Collection::Articles.name(&record.article.id),
            source_id: info.source_id,
            text: record.article.text,
            title: info.title,
            outlet: info.outlet,
            authors: info.authors,
            agencies: info.agencies,
            dateline: info.dateline,
            language: info.language,
            url: info.url,
            publish_date: info.published.map(Into::into),
            base_edition: info.based_on,
            licence: info.licence,
            collection: info.collection,
            revision: count(u64::from(record.revision)),
            ingest_time: (record.revision > 0).then(|| timestamp(record.ingested)),
            record_counts: Some(record.counts.into()),
            quarantine_reason: record.quarantine,
            provenance: Some(record.provenance.into()),
            copy_of: record.copy_of.map(|id| Collection::Articles.name(id)),
        }
    }
}

/// A page of articles with the fields wanted of each.
pub(crate) fn listed(page: Page<ArticleRecord>, mask: &Mask) -> pb::ListArticlesResponse {
    let mut wire = pb::ListArticlesResponse::from(page);
    mask.each(&mut wire.articles);
    wire
}

impl From<Page<ArticleRecord>> for pb::ListArticlesResponse {
    fn from(found: Page<ArticleRecord>) -> Self {
        let (mut articles, next_page_token, total_size) =
            page::records::<ArticleRecord, pb::Article>(found);
        for article in &mut articles {
            article.text = String::new();
        }
        Self {
            articles,
            next_page_token,
            total_size,
        }
    }
}

impl From<ProvisionalActorRecord> for pb::Actor {
    fn from(record: ProvisionalActorRecord) -> Self {
        record.actor.into()
    }
}

impl From<Records> for (pb::Article, pb::ArticleRecords) {
    fn from(mut records: Records) -> Self {
        let remarks = std::mem::take(&mut records.article.remarks);
        let wire = pb::ArticleRecords {
            quotes: records.quotes.into_iter().map(Into::into).collect(),
            stances: records.stances.into_iter().map(Into::into).collect(),
            deployments: records.deployments.into_iter().map(Into::into).collect(),
            border_facts: records.border_facts.into_iter().map(Into::into).collect(),
            remarks: remarks.into_iter().map(Into::into).collect(),
            provisional_actors: records
                .provisional_actors
                .into_iter()
                .map(Into::into)
                .collect(),
            truncated: false,
        };
        (records.article.into(), fit(wire))
    }
}

/// Halves the longest lists until the records fit into an answer.
pub(crate) fn fit(mut records: pb::ArticleRecords) -> pb::ArticleRecords {
    while records.encoded_len() > RECORDS_BYTES_MAX {
        records.truncated = true;
        let longest = [
            records.quotes.len(),
            records.stances.len(),
            records.deployments.len(),
            records.border_facts.len(),
            records.remarks.len(),
            records.provisional_actors.len(),
        ]
        .into_iter()
        .max()
        .unwrap_or(0);
        if longest == 0 {
            break;
        }
        let keep = longest / 2;
        records.quotes.truncate(keep);
        records.stances.truncate(keep);
        records.deployments.truncate(keep);
        records.border_facts.truncate(keep);
        records.remarks.truncate(keep);
        records.provisional_actors.truncate(keep);
    }
    records
}

impl From<Analysis> for pb::AnalyseArticleResponse {
    fn from(analysis: Analysis) -> Self {
        let (article, records) = analysis.records.into();
        let removed = analysis.document.removed.into_iter();
        let removed = removed.map(|part| pb::RemovedPart {
            input_span: Some(part.input.into()),
            reason: part.reason.to_owned(),
        });
        let dropped = analysis.findings.dropped.into_iter().map(Into::into);
        Self {
            article: Some(article),
            records: Some(records),
            removed_parts: remark::told(removed),
            dropped_quotations: remark::told(dropped),
        }
    }
}

/// What became of an article, on the wire.
pub(crate) fn outcome(receipt: &Receipt) -> pb::IngestOutcome {
    match receipt.outcome {
        Outcome::Created | Outcome::Revised if receipt.quarantine.is_some() => {
            pb::IngestOutcome::Quarantined
        }
        Outcome::Created => pb::IngestOutcome::Stored,
        Outcome::Revised => pb::IngestOutcome::Revised,
        Outcome::Unchanged => pb::IngestOutcome::Unchanged,
        // Intake never deletes; a deletion has an answer of its own.
        Outcome::Deleted => pb::IngestOutcome::Unspecified,
    }
}

impl From<Receipt> for pb::IngestArticleResponse {
    fn from(mut receipt: Receipt) -> Self {
        let remarks = std::mem::take(&mut receipt.remarks).into_iter();
        let remarks = remarks.take(REMARKS_MAX);
        Self {
            outcome: outcome(&receipt).into(),
            name: Collection::Articles.name(&receipt.article),
            revision: count(u64::from(receipt.revision)),
            record_counts: Some(receipt.counts.into()),
            remarks: remarks.map(Into::into).collect(),
            quarantine_reason: receipt.quarantine,
        }
    }
}

impl From<Receipt> for pb::DeleteArticleResponse {
    fn from(receipt: Receipt) -> Self {
        Self {
            revision: count(u64::from(receipt.revision)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handed(article: pb::ArticleInput) -> Result<Handed, Vec<Violation>> {
        pb::IngestArticleRequest {
            article: Some(article),
            ..pb::IngestArticleRequest::default()
        }
        .try_into()
    }

    fn text(length: usize) -> pb::article_input::Body {
        pb::article_input::Body::Text("x".repeat(length))
    }

    #[test]
    fn an_article_is_taken_at_the_limit_and_refused_one_byte_later() {
        let at = pb::ArticleInput {
            body: Some(text(ARTICLE_BYTES_MAX)),
            ..Default::default()
        };
        assert!(handed(at).is_ok());
        let over = pb::ArticleInput {
            body: Some(text(ARTICLE_BYTES_MAX + 1)),
            ..Default::default()
        };
        let found = handed(over).unwrap_err();
        assert_eq!(
            (found[0].field.as_str(), found[0].kind),
            ("article.text", Kind::TooLong)
        );
    }

    #[test]
    fn as_many_remarks_come_as_the_limit_says() {
        for count in [REMARKS_MAX, REMARKS_MAX + 1] {
            let remark = crate::model::Remark {
                code: crate::model::RemarkCode::ALL[0],
                span: crate::model::Span::of(0..0),
                text: String::new(),
            };
            let receipt = Receipt {
                article: "a1".parse().unwrap(),
                revision: 1,
                outcome: Outcome::Created,
                counts: crate::model::RecordCounts::default(),
                remarks: vec![remark; count],
                quarantine: None,
            };
            let answer = pb::IngestArticleResponse::from(receipt);
            assert_eq!(answer.remarks.len(), REMARKS_MAX);
        }
    }

    #[test]
    fn everything_wrong_with_an_article_is_told_at_once() {
        let found = handed(pb::ArticleInput {
            body: None,
            format: 9,
            title: Some("x".repeat(INFO_BYTES_MAX + 1)),
            authors: vec![String::new(); INFO_VALUES_MAX + 1],
            publish_date: Some(pb::DateRange::default()),
            ..Default::default()
        })
        .unwrap_err();
        let mut fields: Vec<_> = found.iter().map(|v| v.field.as_str()).collect();
        fields.sort_unstable();
        assert_eq!(
            fields,
            [
                "article.authors",
                "article.format",
                "article.publish_date.start",
                "article.text",
                "article.title"
            ]
        );
    }

    #[test]
    fn records_are_cut_to_what_an_answer_may_hold() {
        let quote = pb::Quote {
            text: "x".repeat(10_000),
            ..Default::default()
        };
        let few = fit(pb::ArticleRecords {
            quotes: vec![quote.clone(); 10],
            ..Default::default()
        });
        assert_eq!((few.quotes.len(), few.truncated), (10, false));
        let many = fit(pb::ArticleRecords {
            quotes: vec![quote; 1000],
            ..Default::default()
        });
        assert!(many.truncated && many.encoded_len() <= RECORDS_BYTES_MAX);
        assert!(many.quotes.len() > 50);
    }
}
