//! Decisions: what an analyst says of a record, and what of the record it was said of.
//!
//! Not a record of a report: a decision is an own small record beside it, kept for good. Invariant: it holds to the words
//! the record rests on and to what was read in them, never to offsets, so that it finds its record again when the report
//! is extracted by other rules.

use super::id::{digest_id, normalise_evidence};
use super::{
    ActorRef, ArticleId, Claim, Corrected, Correction, DeploymentId, DeploymentRecord, Fragment,
    QuoteId, QuoteRecord, StanceId, StanceRecord, StanceTarget, UtteranceId, restore,
};
use crate::named_enum;
use jiff::Timestamp;

/// Longest reason for a decision, in bytes.
pub const REASON_BYTES_MAX: usize = 4096;

/// Longest name of an analyst, in bytes.
pub const ANALYST_BYTES_MAX: usize = 256;

/// Most bytes of a record's words that a decision keeps for each place it rests on.
pub const TOLD_BYTES_MAX: usize = 4096;

/// Most claims of an event whose words a decision keeps, the first ones.
pub const TOLD_MAX: usize = 16;

named_enum! {
    /// Where a record stands with the analysts.
    DecisionState as "decision state" {
        /// Nobody decided, or a decision was taken back.
        Undecided = "UNDECIDED",
        /// It is right.
        Confirmed = "CONFIRMED",
        /// It is wrong: default answers leave it out.
        Rejected = "REJECTED",
        /// It is right with the fields that the analyst set.
        Corrected = "CORRECTED",
        /// It tells of the same event, or the same act of speech, as another.
        Merged = "MERGED",
    }
}

/// A record that can be decided on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordId {
    /// A quote.
    Quote(QuoteId),
    /// A stance.
    Stance(StanceId),
    /// A deployment event.
    Deployment(DeploymentId),
}

impl RecordId {
    /// The id as a word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Quote(id) => id.as_str(),
            Self::Stance(id) => id.as_str(),
            Self::Deployment(id) => id.as_str(),
        }
    }

    /// The noun it is of: `quote`, `stance` or `deployment`.
    pub const fn noun(&self) -> &'static str {
        match self {
            Self::Quote(_) => "quote",
            Self::Stance(_) => "stance",
            Self::Deployment(_) => "deployment",
        }
    }
}

/// What a record told when it was decided on: words, and what was read in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The words verbatim, at most [`TOLD_BYTES_MAX`] bytes of them.
    pub words: String,
    /// What was read in them, in one line: for example `tal-brandt OPPOSE issue-1`.
    pub reading: String,
}

impl Told {
    fn new(words: &str, reading: String) -> Self {
        let end = words.floor_char_boundary(TOLD_BYTES_MAX);
        Self {
            words: words.get(..end).unwrap_or_default().to_owned(),
            reading,
        }
    }

    /// What stands for the words, marks and case aside, with what was read in them: the same for two records that tell the
    /// same.
    pub fn key(&self) -> String {
        let words = normalise_evidence(&self.words);
        digest_id('t', &[&words, &self.reading]).to_string()
    }

    /// What stands for the words alone.
    pub fn words_key(&self) -> String {
        normalise_evidence(&self.words)
    }
}

fn named(actor: &ActorRef) -> &str {
    actor.actor.as_ref().map_or(&actor.text, |id| id.as_str())
}

fn all_named(actors: &[ActorRef]) -> String {
    let names: Vec<&str> = actors.iter().map(named).collect();
    names.join(", ")
}

fn words_of(evidence: &[Fragment]) -> String {
    let texts: Vec<&str> = evidence.iter().map(|e| e.text.as_str()).collect();
    texts.join("\n")
}

impl QuoteRecord {
    /// What it tells, for a decision on it.
    pub fn told(&self) -> Vec<Told> {
        let quote = &self.quote;
        let reading = format!("{} {}", all_named(&quote.speakers), quote.modality);
        if quote.text.is_empty() {
            return vec![Told::new(&words_of(&quote.evidence), reading)];
        }
        vec![Told::new(&quote.text, reading)]
    }
}

impl StanceRecord {
    /// What it tells, for a decision on it.
    pub fn told(&self) -> Vec<Told> {
        let stance = &self.stance;
        let target = match &stance.target {
            StanceTarget::Actor(actor) => named(actor),
            StanceTarget::Issue { issue, .. } => issue.as_str(),
        };
        let (holder, position) = (named(&stance.holder), stance.position);
        let reading = format!("{holder} {position} {target} {}", stance.modality);
        vec![Told::new(&words_of(&stance.evidence), reading)]
    }
}

impl Claim {
    /// What it tells, for a decision on it.
    pub fn told(&self) -> Told {
        let border = self.border.map(|b| b.to_string()).unwrap_or_default();
        let (forces, posture) = (all_named(&self.forces), self.posture);
        let reading = format!("{forces} {posture} {} {border}", self.status);
        Told::new(&words_of(&self.evidence), reading)
    }
}

impl DeploymentRecord {
    /// What its claims tell, for a decision on it.
    pub fn told(&self) -> Vec<Told> {
        let claims = self.deployment.claims.iter();
        claims.take(TOLD_MAX).map(Claim::told).collect()
    }
}

impl QuoteRecord {
    /// The quote as the extractor read it, without what an analyst set: what links between reports rest on.
    #[must_use]
    pub fn as_read(mut self) -> Self {
        if let Some(decision) = self.decision.take() {
            restore(&mut self.quote, &decision.corrections);
        }
        self
    }
}

impl DeploymentRecord {
    /// The event as the extractor read it, without what an analyst set: what links between reports rest on.
    #[must_use]
    pub fn as_read(mut self) -> Self {
        if let Some(decision) = self.decision.take() {
            for (claim, link) in self.deployment.claims.iter_mut().zip(&self.claims) {
                let of_claim = |c: &&Corrected| c.claim.as_ref() == Some(&link.id);
                let set: Vec<Corrected> = decision
                    .corrections
                    .iter()
                    .filter(of_claim)
                    .cloned()
                    .collect();
                restore(claim, &set);
            }
            if let Some(merged) = decision.merged {
                self.merged_into = merged.found;
            }
        }
        self
    }
}

/// What an analyst found a record to be one with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeInto {
    /// Of a deployment: the event it tells of.
    Deployment(DeploymentId),
    /// Of a quote: the act of speech it tells.
    Utterance(UtteranceId),
}

/// What an analyst found a record to be one with, and what the index found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// What the analyst said.
    pub into: MergeInto,
    /// Of a deployment: the event the index found it to be; `None` when that was the first telling.
    pub found: Option<DeploymentId>,
}

/// What an analyst said of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruling {
    /// The record, as it was called then.
    pub record: RecordId,
    /// What it told then; never empty.
    pub told: Vec<Told>,
    /// The verdict; `Undecided` takes an earlier one back.
    pub state: DecisionState,
    /// All fields that are set: of a correction, and of a confirmation of what was corrected before.
    pub corrections: Vec<Correction>,
    /// What it is one with: of a merger, and of a confirmation or correction of what was merged before.
    pub merge: Option<MergeInto>,
    /// Who decided; empty when nobody said.
    pub analyst: String,
    /// Why; may be empty.
    pub reason: String,
}

/// A decision as a record shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The verdict; never `Undecided`.
    pub state: DecisionState,
    /// The fields that stand in the record as they were set, in the order they were set, with what was read there.
    pub corrections: Vec<Corrected>,
    /// What it is one with.
    pub merged: Option<Merged>,
    /// Who decided; empty when nobody said.
    pub analyst: String,
    /// Why; may be empty.
    pub reason: String,
    /// When.
    pub decided: Timestamp,
    /// Whether the record reads otherwise than when it was decided on.
    pub outdated: bool,
}

impl Decision {
    /// The state a record with this decision is found by: a confirmation holds only for what it confirmed, a correction where
    /// it is shown.
    pub fn effect(decision: Option<&Self>) -> DecisionState {
        match decision {
            Some(d) if d.outdated && d.state == DecisionState::Confirmed => {
                DecisionState::Undecided
            }
            Some(d) if d.state == DecisionState::Corrected && d.corrections.is_empty() => {
                DecisionState::Undecided
            }
            Some(d) => d.state,
            None => DecisionState::Undecided,
        }
    }
}

/// A decision with what it was made on, and the record it holds for now.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionRecord {
    /// The report the record stands in.
    pub article: ArticleId,
    /// What was said.
    pub ruling: Ruling,
    /// When.
    pub decided: Timestamp,
    /// The record it holds for now, which other rules may have given another name; `None` when the report does not give
    /// it any more.
    pub found: Option<RecordId>,
    /// Whether that record reads otherwise than when it was decided on.
    pub outdated: bool,
    /// The fields of that record that stand as they were set; what was set and does not hold has nothing read beside it.
    pub corrections: Vec<Corrected>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_up_to_their_limit_and_never_end_within_a_letter() {
        let kept = |words: String| Told::new(&words, String::new()).words.len();
        assert_eq!(kept("a".repeat(TOLD_BYTES_MAX)), TOLD_BYTES_MAX);
        assert_eq!(kept("a".repeat(TOLD_BYTES_MAX + 1)), TOLD_BYTES_MAX);
        let broad = "a".repeat(TOLD_BYTES_MAX - 1) + "\u{e9}";
        assert_eq!(kept(broad), TOLD_BYTES_MAX - 1);
    }
}
