//! Which terms, text and columns each record's document gets.
//!
//! The other side of the filters in `query`: what is not put in here cannot be asked for.

mod decision;
mod draft;
mod note;

use super::document::Stored;
use super::event::LINKED_EVENTS_MAX;
use super::schema::{
    Bits, Column, Fields, Noun, Role, TextColumn, confidence_column, folded, name_column,
};
use super::utterance::{LINKED_QUOTES_MAX, ruled_redirect};
use crate::model::{
    ActorRef, ArticleInfo, ArticleRecord, BorderFactRecord, DeploymentRecord,
    ProvisionalActorRecord, QuoteRecord, Records, Source, StanceRecord, StanceTarget,
};
use decision::decision_bits;
use draft::Draft;
use jiff::Timestamp;
use tantivy::TantivyDocument;

pub(crate) use decision::{bare_source, decision};
pub(crate) use draft::past_owner_term;
pub(crate) use note::{gone, gone_owner, redirect};

/// The text a stance is searched by: its evidence, joined by line breaks.
pub(crate) fn stance_text(record: &StanceRecord) -> String {
    joined(record.stance.evidence.iter().map(|e| e.text.as_str()))
}

/// The text an event is searched by: the evidence of its claims, each text once, joined by line breaks.
pub(crate) fn deployment_text(record: &DeploymentRecord) -> String {
    let claims = record.deployment.claims.iter();
    joined(claims.flat_map(|c| &c.evidence).map(|e| e.text.as_str()))
}

fn joined<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for text in texts {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen.join("\n")
}

fn quote(
    fields: &Fields,
    record: &QuoteRecord,
    info: &ArticleInfo,
    entry: Option<u64>,
) -> TantivyDocument {
    let quote = &record.quote;
    let bytes = record.encode();
    let mut draft = Draft::new(
        fields,
        Noun::Quote,
        record.id.as_str(),
        &record.source,
        &bytes,
    );
    draft.report(info, &record.provenance);
    draft.actors(Some(Role::Leading), &quote.speakers);
    for body in quote.speakers.iter().filter_map(|s| s.affiliation.as_ref()) {
        draft.term(Role::Affiliation, body.as_str());
    }
    if let Some(cue) = &quote.cue {
        draft.term(Role::Cue, &folded(&cue.text));
    }
    draft.actors(Some(Role::Second), &quote.addressees);
    draft.actors(Some(Role::Via), &quote.via);
    draft.term(Role::Utterance, record.utterance.as_str());
    if let Some(ruled) = ruled_redirect(record) {
        draft.document.add_text(fields.term, ruled);
    }
    if let Some(entry) = entry {
        draft.column(Column::Entry, entry.cast_signed());
    }
    for actor in &record.about {
        draft.term(Role::About, actor.as_str());
    }
    for issue in &record.issues {
        draft.term(Role::Issue, issue.as_str());
        draft.counted(TextColumn::Issue, issue.as_str());
    }
    let mut speakers: Vec<_> = quote
        .speakers
        .iter()
        .filter_map(|s| s.actor.as_ref())
        .collect();
    speakers.sort_unstable();
    speakers.dedup();
    for speaker in speakers {
        draft.counted(TextColumn::Speaker, speaker.as_str());
    }
    if let Some(outlet) = &record.source.outlet {
        draft.counted(TextColumn::Outlet, outlet);
    }
    if let Some(channel) = &quote.channel {
        draft.channel(channel);
    }
    draft.event(quote.said.as_ref());
    draft.column(
        Column::Confidence,
        confidence_column(quote.confidence.score),
    );
    draft.traits(
        Bits::QUOTE_KIND.of([quote.kind])
            | Bits::QUOTE_MODALITY.of([quote.modality])
            | Bits::QUOTE_CHANNEL.of(quote.channel.as_ref().map(|c| c.kind))
            | speaker_bits(&quote.speakers)
            | decision_bits(record.decision.as_ref()),
    );
    draft.text(&quote.text);
    draft.document
}

/// How well the speakers are known.
fn speaker_bits(speakers: &[ActorRef]) -> u64 {
    match speakers {
        [] => Bits::SPEAKER_ABSENT,
        all if all.iter().any(|s| s.actor.is_some()) => Bits::SPEAKER_ACTOR,
        _ => Bits::SPEAKER_DESCRIBED,
    }
}

fn stance(fields: &Fields, record: &StanceRecord, info: &ArticleInfo) -> TantivyDocument {
    let mut draft = stance_draft(fields, Noun::Stance, record, info);
    draft.text(&stance_text(record));
    draft.document
}

/// The document of a stance whose revision was superseded then: no search finds it, but what was known on a day does.
pub(crate) fn past_stance(
    fields: &Fields,
    record: &StanceRecord,
    info: &ArticleInfo,
    superseded: Timestamp,
) -> TantivyDocument {
    let mut draft = stance_draft(fields, Noun::PastStance, record, info);
    draft.column(Column::Superseded, superseded.as_microsecond());
    draft.document
}

fn stance_draft<'f>(
    fields: &'f Fields,
    noun: Noun,
    record: &StanceRecord,
    info: &ArticleInfo,
) -> Draft<'f> {
    let stance = &record.stance;
    let bytes = record.encode();
    let mut draft = Draft::new(fields, noun, record.id.as_str(), &record.source, &bytes);
    draft.actor(Some(Role::Leading), &stance.holder);
    match &stance.target {
        StanceTarget::Actor(actor) => draft.actor(Some(Role::Second), actor),
        StanceTarget::Issue { issue, .. } => draft.term(Role::Issue, issue.as_str()),
    }
    draft.report(info, &record.provenance);
    draft.actors(Some(Role::OnBehalfOf), &stance.on_behalf_of);
    draft.actors(Some(Role::ReportedBy), &stance.reported_by);
    if let Some(cameo) = &stance.cameo {
        draft.term(Role::Cameo, cameo);
    }
    draft.event(stance.date.as_ref());
    draft.column(
        Column::Confidence,
        confidence_column(stance.confidence.score),
    );
    draft.traits(
        Bits::STANCE_POSITION.of([stance.position])
            | Bits::STANCE_BASIS.of([stance.basis])
            | Bits::STANCE_MODALITY.of([stance.modality])
            | Bits::STANCE_PLOVER.of(stance.plover.as_ref().map(|p| p.kind))
            | if stance.reported_by.is_some() {
                Bits::ASCRIBED
            } else {
                Bits::DECLARED
            }
            | decision_bits(record.decision.as_ref()),
    );
    draft
}

fn deployment(
    fields: &Fields,
    record: &DeploymentRecord,
    info: &ArticleInfo,
    entry: Option<u64>,
) -> TantivyDocument {
    let event = &record.deployment;
    let bytes = record.encode();
    let mut draft = Draft::new(
        fields,
        Noun::Deployment,
        record.id.as_str(),
        &record.source,
        &bytes,
    );
    draft.report(info, &record.provenance);
    for claim in &event.claims {
        draft.claim(claim);
    }
    if let Some(entry) = entry {
        draft.column(Column::EventEntry, entry.cast_signed());
    }
    if let Some(first) = &record.merged_into {
        draft.term(Role::MergedInto, first.as_str());
        draft.column(Column::MergedInto, name_column(first.as_str()));
    }
    let mut borders: Vec<_> = event.claims.iter().filter_map(|c| c.border).collect();
    borders.sort_unstable();
    borders.dedup();
    for border in &borders {
        draft.term(Role::Border, &border.to_string());
        for country in border.codes() {
            draft.term(Role::BorderCountry, &folded(country));
        }
    }
    draft.event(event.date());
    let surest = event.claims.iter().map(|c| c.confidence.score);
    draft.column(
        Column::Confidence,
        confidence_column(surest.fold(0.0, f32::max)),
    );
    draft.traits(
        Bits::CLAIM_STATUS.of(event.claims.iter().map(|c| c.status))
            | Bits::CLAIM_POSTURE.of(event.claims.iter().map(|c| c.posture))
            | Bits::CLAIM_MODALITY.of(event.claims.iter().map(|c| c.modality))
            | if event.is_fact() { Bits::FACT } else { 0 }
            | if event.is_disputed() {
                Bits::DISPUTED
            } else {
                Bits::UNDISPUTED
            }
            | if borders.is_empty() {
                0
            } else {
                Bits::AT_BORDER
            }
            | decision_bits(record.decision.as_ref()),
    );
    draft.text(&deployment_text(record));
    draft.document
}

fn border_fact(fields: &Fields, record: &BorderFactRecord) -> TantivyDocument {
    let bytes = record.encode();
    let id = record.id.as_str();
    let mut draft = Draft::new(fields, Noun::BorderFact, id, &record.source, &bytes);
    draft.term(Role::Border, &record.fact.border.to_string());
    draft.document
}

fn provisional_actor(fields: &Fields, record: &ProvisionalActorRecord) -> TantivyDocument {
    let bytes = record.encode();
    let id = record.actor.id.as_str();
    Draft::new(fields, Noun::Actor, id, &record.source, &bytes).document
}

fn article(fields: &Fields, record: &ArticleRecord, raw: &[u8], entry: u64) -> TantivyDocument {
    let (info, bytes) = (&record.article.info, record.encode());
    let source = source_of(record);
    let id = record.article.id.as_str();
    let mut draft = Draft::new(fields, Noun::Article, id, &source, &bytes);
    draft.voiced(info);
    for author in &info.authors {
        draft.term(Role::Author, &folded(author));
    }
    draft.column(Column::ArticleEntry, entry.cast_signed());
    if let Some(original) = &record.copy_of {
        draft.term(Role::CopyOf, original.as_str());
    }
    draft.traits(if record.quarantine.is_some() {
        Bits::QUARANTINED
    } else {
        Bits::SOUND
    });
    if let Some(title) = &info.title
        && !record.article.text.starts_with(title.as_str())
    {
        draft.text(title);
    }
    draft.text(&record.article.text);
    if raw != record.article.text.as_bytes() {
        draft.document.add_bytes(fields.raw, raw);
    }
    draft.document
}

/// What records of an article show of it.
pub(crate) fn source_of(record: &ArticleRecord) -> Source {
    let info = &record.article.info;
    Source {
        article: record.article.id.clone(),
        revision: record.revision,
        source_id: info.source_id.clone(),
        title: info.title.clone(),
        outlet: info.outlet.clone(),
        url: info.url.clone(),
        collection: info.collection.clone(),
        published: info.published.clone(),
        ingested: record.ingested,
        copy_of: record.copy_of.clone(),
    }
}

/// The documents of an article's revision; `raw` is the article as received, `entry` where the log has it.
pub(crate) fn documents(
    fields: &Fields,
    records: &Records,
    raw: &[u8],
    entry: u64,
) -> Vec<TantivyDocument> {
    let mut documents = vec![article(fields, &records.article, raw, entry)];
    let info = &records.article.article.info;
    let quotes = records.quotes.iter().enumerate();
    documents.extend(quotes.map(|(i, r)| {
        let entry = (i < LINKED_QUOTES_MAX).then_some(entry);
        quote(fields, r, info, entry)
    }));
    documents.extend(records.stances.iter().map(|r| stance(fields, r, info)));
    let events = records.deployments.iter().enumerate();
    documents.extend(events.map(|(i, r)| {
        let entry = (i < LINKED_EVENTS_MAX).then_some(entry);
        deployment(fields, r, info, entry)
    }));
    documents.extend(records.border_facts.iter().map(|r| border_fact(fields, r)));
    documents.extend(
        records
            .provisional_actors
            .iter()
            .map(|r| provisional_actor(fields, r)),
    );
    if !records.decisions.is_empty() {
        let source = source_of(&records.article);
        let decisions = records.decisions.iter();
        documents.extend(decisions.map(|r| decision(fields, r, &source)));
    }
    documents
}
