//! Modality of a report: said, not said, would say, will say, said if.
//!
//! Not the modality of what is reported. Rule: decided on the clause with the cue only.

use super::draft::Draft;
use super::page::Page;
use crate::lang::speech::Filler;
use crate::model::Modality;

/// Fires: "declined to say" and "did not say" are NEGATED, "would say" and "may call" HYPOTHETICAL, "will say"
/// FUTURE, "if she says" CONDITIONAL. Counter-example: "said it would not": the cue itself is plain.
pub(super) fn of(page: &Page<'_>, draft: &Draft) -> Modality {
    if draft.denies {
        return Modality::Negated;
    }
    let before = draft.clause.start.saturating_sub(1)..draft.head;
    let fillers = || {
        before
            .clone()
            .filter(|i| page.is_narration(*i))
            .map(|i| page.filler(i))
    };
    if fillers().any(|f| f == Some(Filler::Condition)) {
        return Modality::Conditional;
    }
    if fillers().any(|f| f == Some(Filler::Supposition)) {
        return Modality::Hypothetical;
    }
    if fillers().any(|f| f == Some(Filler::Future)) {
        return Modality::Future;
    }
    Modality::Asserted
}
