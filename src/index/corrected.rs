//! Corrections put into the records they hold for.
//!
//! Not the search for the record (that is `decided`). Rules: a correction holds where the words are read as they were when it was made;
//! where they are read otherwise it holds on as long as they stood and stand under one record alone, because then nothing else can be
//! meant; else what is read stands. Words themselves are never changed.

use crate::model::{
    Claim, ClaimId, Corrected, Correction, DeploymentRecord, Field, QuoteRecord, RecordId, Records,
    StanceRecord, Told, correct,
};
use std::collections::BTreeMap;

/// How many quotes, stances and claims of a report rest on the same words.
pub(super) struct Words(BTreeMap<(&'static str, String), usize>);

/// What counts claims apart from events.
const CLAIM: &str = "claim";

impl Words {
    pub(super) fn of(records: &Records) -> Self {
        let quotes = records.quotes.iter().flat_map(QuoteRecord::told);
        let quotes = quotes.map(|told| ("quote", told.words_key()));
        let stances = records.stances.iter().flat_map(StanceRecord::told);
        let stances = stances.map(|told| ("stance", told.words_key()));
        let claims = records.deployments.iter();
        let claims = claims.flat_map(|r| r.deployment.claims.iter().map(Claim::told));
        let claims = claims.map(|told| (CLAIM, told.words_key()));
        let mut counts = BTreeMap::new();
        for key in quotes.chain(stances).chain(claims) {
            *counts.entry(key).or_insert(0) += 1;
        }
        Self(counts)
    }

    /// Whether words are those of one record, or one claim, alone.
    fn alone(&self, noun: &'static str, told: &Told) -> bool {
        self.0.get(&(noun, told.words_key())) == Some(&1)
    }

    fn holds(&self, noun: &'static str, correction: &Correction, now: &Told) -> bool {
        let then = &correction.told;
        then.key() == now.key()
            || (correction.alone && then.words_key() == now.words_key() && self.alone(noun, now))
    }
}

/// Fills in what the record of a correction tells; `None` when it has no such claim.
pub(super) fn complete(
    records: &Records,
    words: &Words,
    record: &RecordId,
    claim: Option<ClaimId>,
    set: Field,
) -> Option<Correction> {
    let (noun, told) = match (record, &claim) {
        (RecordId::Quote(id), None) => {
            let found = records.quotes.iter().find(|r| r.id == *id)?;
            ("quote", found.told().into_iter().next()?)
        }
        (RecordId::Stance(id), None) => {
            let found = records.stances.iter().find(|r| r.id == *id)?;
            ("stance", found.told().into_iter().next()?)
        }
        (RecordId::Deployment(id), Some(claim)) => {
            let event = records.deployments.iter().find(|r| r.id == *id)?;
            let at = event.claims.iter().position(|link| link.id == *claim)?;
            (CLAIM, event.deployment.claims.get(at)?.told())
        }
        (RecordId::Quote(_) | RecordId::Stance(_), Some(_)) | (RecordId::Deployment(_), None) => {
            return None;
        }
    };
    Some(Correction {
        claim,
        alone: words.alone(noun, &told),
        told,
        set,
    })
}

/// Sets the fields of a record, given by its noun and its place among the records of that noun; tells what became of each.
pub(super) fn put(
    records: &mut Records,
    (record, place): (&RecordId, usize),
    corrections: &[Correction],
    words: &Words,
) -> Vec<Corrected> {
    let sets = |noun, told: &Told| -> Vec<Field> {
        let holding = corrections.iter().filter(|c| words.holds(noun, c, told));
        holding.map(|c| c.set.clone()).collect()
    };
    match record {
        RecordId::Quote(_) => records.quotes.get_mut(place).and_then(|r| {
            let told = r.told().into_iter().next()?;
            Some(correct(&mut r.quote, None, sets("quote", &told)))
        }),
        RecordId::Stance(_) => records.stances.get_mut(place).and_then(|r| {
            let told = r.told().into_iter().next()?;
            Some(correct(&mut r.stance, None, sets("stance", &told)))
        }),
        RecordId::Deployment(_) => records
            .deployments
            .get_mut(place)
            .map(|r| put_claims(r, corrections, words)),
    }
    .unwrap_or_default()
}

fn put_claims(
    record: &mut DeploymentRecord,
    corrections: &[Correction],
    words: &Words,
) -> Vec<Corrected> {
    let told: Vec<Told> = record.deployment.claims.iter().map(Claim::told).collect();
    let mut sets: BTreeMap<usize, Vec<Field>> = BTreeMap::new();
    for correction in corrections {
        let named = |at: &usize| {
            let link = record.claims.get(*at);
            link.is_some_and(|link| Some(&link.id) == correction.claim.as_ref())
        };
        let holding = |at: &usize| {
            let now = told.get(*at);
            now.is_some_and(|now| words.holds(CLAIM, correction, now))
        };
        let all = 0..told.len();
        let mut fitting = all.filter(holding);
        // The claim of that name before others that tell the same.
        let first = fitting.clone().find(named).or_else(|| fitting.next());
        if let Some(at) = first {
            sets.entry(at).or_default().push(correction.set.clone());
        }
    }
    let mut done = Vec::new();
    for (at, fields) in sets {
        let claim = record.deployment.claims.get_mut(at);
        if let (Some(claim), Some(link)) = (claim, record.claims.get(at)) {
            done.extend(correct(claim, Some(&link.id), fields));
        }
    }
    done
}

/// What a list of decisions shows of corrections: those that stand in their record, then those that do not.
pub(super) fn shown(corrections: &[Correction], standing: &[Corrected]) -> Vec<Corrected> {
    let idle = corrections.iter().filter(|c| {
        let mut standing = standing.iter();
        !standing.any(|s| s.set == c.set && (s.claim == c.claim || s.claim.is_none()))
    });
    let idle = idle.map(|c| Corrected {
        claim: c.claim.clone(),
        set: c.set.clone(),
        read: None,
    });
    standing.iter().cloned().chain(idle).collect()
}
