//! Decisions: as made, as a record carries them, and the list of them.

use super::article::{acknowledge, request_id};
use super::correction::{Wishes, corrections};
use super::date::timestamp;
use super::enumeration::WireEnum;
use super::mask::{Mask, Masked};
use super::name::{Collection, name_of, record};
use super::page;
use crate::ingest::{Verdict, Wish};
use crate::model::{
    ANALYST_BYTES_MAX, Decision, DecisionRecord, DecisionState, DeploymentId, MergeInto, Merged,
    QuoteId, REASON_BYTES_MAX, RecordId, UtteranceId,
};
use crate::query::Page;
use crate::query::decision::{DecisionFilter, DecisionQuery};
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker, Kind, Violation};

/// A decision to be made.
#[derive(Clone, Debug)]
pub(crate) struct Ruled {
    /// What is decided, without what it corrects.
    pub(crate) verdict: Verdict,
    /// What it corrects.
    pub(crate) wishes: Wishes,
    /// What it merges the record into.
    pub(crate) merge: Option<Other>,
    /// How it is to be taken.
    pub(crate) wish: Wish,
}

/// What a record is to be one with, as the request names it.
#[derive(Clone, Debug)]
pub(crate) enum Other {
    /// Another event.
    Deployment(DeploymentId),
    /// The act of speech another quote tells.
    Quote(QuoteId),
    /// An act of speech.
    Utterance(UtteranceId),
}

/// What `merge_into` names, or what is wrong with the name.
fn other(name: &str) -> Result<Other, String> {
    let quote = || Collection::Quotes.id(name).map(Other::Quote);
    let utterance = || Collection::Utterances.id(name).map(Other::Utterance);
    let deployment = || Collection::Deployments.id(name).map(Other::Deployment);
    quote()
        .or_else(|_other| utterance())
        .or_else(|_other| deployment())
        .map_err(|_other| {
            "is no name of a quote, an utterance or a deployment: give one like \"deployments/d5x2k\""
                .to_owned()
        })
}

impl Checker {
    /// What a record is to be merged into.
    fn merge(
        &mut self,
        state: Option<DecisionState>,
        record: Option<&RecordId>,
        name: &str,
    ) -> Option<Other> {
        const FIELD: &str = "merge_into";
        if state != Some(DecisionState::Merged) {
            if !name.is_empty() {
                let told = "is read with DECISION_STATE_MERGED alone";
                self.reject(FIELD, Kind::OutOfRange, told, name);
            }
            return None;
        }
        let record = record?;
        let wanted = match record {
            RecordId::Deployment(_) => "deployments/...",
            RecordId::Quote(_) => "quotes/... or utterances/...",
            RecordId::Stance(_) => {
                let told = "is for quotes and deployments: what actors hold is not merged";
                self.reject("state", Kind::OutOfRange, told, "DECISION_STATE_MERGED");
                return None;
            }
        };
        let found = self.reference(FIELD, "name what it is one with", name, other)?;
        let fits = match found {
            Other::Deployment(_) => matches!(record, RecordId::Deployment(_)),
            Other::Quote(_) | Other::Utterance(_) => matches!(record, RecordId::Quote(_)),
        };
        if !fits {
            let told = format!("is of another noun than the record: give {wanted}");
            self.reject(FIELD, Kind::OutOfRange, told, name);
        }
        fits.then_some(found)
    }
}

impl TryFrom<pb::DecideRecordRequest> for Ruled {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::DecideRecordRequest) -> Result<Self, Vec<Violation>> {
        let mut checker = Checker::default();
        let named: Option<RecordId> = checker.name(&wire.name, record);
        if wire.state == 0 {
            checker.missing("state", "say what is decided");
        }
        let state: Option<DecisionState> = checker.enum_or_unspecified("state", wire.state);
        let analyst = checker.text("analyst", wire.analyst, ANALYST_BYTES_MAX);
        let reason = checker.text("reason", wire.reason, REASON_BYTES_MAX);
        let merge = checker.merge(state, named.as_ref(), &wire.merge_into);
        let wishes = checker.corrections(state, named.as_ref(), wire.corrected, wire.update_mask);
        let wish = Wish {
            acknowledge: acknowledge(&mut checker, wire.acknowledgement),
            request: request_id(&mut checker, &wire.request_id),
        };
        match (named, state, checker.finish(())) {
            (Some(record), Some(state), Ok(())) => Ok(Self {
                verdict: Verdict {
                    record,
                    state,
                    fields: Vec::new(),
                    merge: None,
                    analyst,
                    reason,
                },
                wishes,
                merge,
                wish,
            }),
            (_, _, found) => Err(found.err().unwrap_or_default()),
        }
    }
}

impl From<pb::ListDecisionsRequest> for Checked<Masked<DecisionQuery>> {
    fn from(wire: pb::ListDecisionsRequest) -> Self {
        let mut checker = Checker::default();
        let asked = wire.filter.unwrap_or_default();
        let filter = DecisionFilter {
            records: checker.list("filter.records", &asked.records, record),
            articles: checker.names("filter.articles", Collection::Articles, &asked.articles),
            states: checker.enums("filter.states", &asked.states),
            analysts: asked.analysts,
            orphaned: asked.orphaned,
            outdated: asked.outdated,
            decided: checker.times("filter.decide_time", asked.decide_time),
        };
        let page = page::request(wire.page_size, wire.page_token, wire.include_total_size);
        let mask = checker.mask_of_decisions(wire.read_mask);
        let question = DecisionQuery { filter, page };
        checker.with(Masked { question, mask })
    }
}

/// A decision on the record of this name.
pub(crate) fn decided(decision: Decision, record: &str) -> pb::Decision {
    pb::Decision {
        state: decision.state.number(),
        analyst: decision.analyst,
        reason: decision.reason,
        decide_time: Some(timestamp(decision.decided)),
        outdated: decision.outdated,
        corrections: corrections(decision.corrections, record),
        merged_into: decision.merged.map(|merged| match merged.into {
            MergeInto::Deployment(id) => Collection::Deployments.name(id),
            MergeInto::Utterance(id) => Collection::Utterances.name(id),
        }),
    }
}

impl From<DecisionRecord> for pb::RecordDecision {
    fn from(record: DecisionRecord) -> Self {
        let ruling = record.ruling;
        let told = ruling.told.into_iter();
        let named = name_of(record.found.as_ref().unwrap_or(&ruling.record));
        Self {
            record: name_of(&ruling.record),
            article: Collection::Articles.name(&record.article),
            current_record: record.found.as_ref().map(name_of),
            texts: told
                .map(|told| pb::DecidedText {
                    text: told.words,
                    reading: told.reading,
                })
                .collect(),
            decision: Some(decided(
                Decision {
                    state: ruling.state,
                    merged: ruling.merge.map(|into| Merged { into, found: None }),
                    corrections: record.corrections,
                    analyst: ruling.analyst,
                    reason: ruling.reason,
                    decided: record.decided,
                    outdated: record.outdated,
                },
                &named,
            )),
        }
    }
}

impl From<Page<DecisionRecord>> for pb::ListDecisionsResponse {
    fn from(found: Page<DecisionRecord>) -> Self {
        let (decisions, next_page_token, total_size) = page::records(found);
        Self {
            decisions,
            next_page_token,
            total_size,
        }
    }
}

/// A page of decisions with the fields wanted of each.
pub(crate) fn listed(page: Page<DecisionRecord>, mask: &Mask) -> pb::ListDecisionsResponse {
    let mut wire = pb::ListDecisionsResponse::from(page);
    mask.each(&mut wire.decisions);
    wire
}
