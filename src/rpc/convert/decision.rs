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
    ANALYST_BYTES_MAX, Decision, DecisionRecord, DecisionState, REASON_BYTES_MAX, RecordId,
};
use crate::query::Page;
use crate::query::decision::{DecisionFilter, DecisionQuery};
use crate::rpc::pb;
use crate::rpc::violation::{Checked, Checker, Violation};

/// A decision to be made.
#[derive(Clone, Debug)]
pub(crate) struct Ruled {
    /// What is decided, without what it corrects.
    pub(crate) verdict: Verdict,
    /// What it corrects.
    pub(crate) wishes: Wishes,
    /// How it is to be taken.
    pub(crate) wish: Wish,
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
                    analyst,
                    reason,
                },
                wishes,
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
