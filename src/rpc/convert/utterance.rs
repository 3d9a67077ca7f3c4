//! Utterances: the names asked for, and the tellings.

use super::count;
use super::enumeration::WireEnum;
use super::mask::{self, Mask, Masked};
use super::name::Collection;
use super::page::fit;
use crate::model::{QuoteId, UtteranceId};
use crate::query::utterance::{Conflict, ConflictField, ConflictValue, Telling, Utterance};
use crate::rpc::pb;
use crate::rpc::violation::{Checker, Kind, Violation};
use prost::Message;

/// Most quotes asked for at once.
pub(crate) const BATCH_MAX: usize = 100;

impl TryFrom<pb::GetUtteranceRequest> for Masked<UtteranceId> {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::GetUtteranceRequest) -> Result<Self, Vec<Violation>> {
        let id = |name: &str| Collection::Utterances.id(name);
        mask::named(&wire.name, id, wire.read_mask, Collection::Utterances)
    }
}

impl TryFrom<pb::BatchGetQuotesRequest> for Masked<Vec<QuoteId>> {
    type Error = Vec<Violation>;

    fn try_from(wire: pb::BatchGetQuotesRequest) -> Result<Self, Vec<Violation>> {
        let mut checker = Checker::default();
        let found = wire.names.len();
        if found == 0 {
            checker.missing("names", "give the quotes' names");
        }
        if found > BATCH_MAX {
            let told = format!("has {found} names, at most {BATCH_MAX} are answered at once");
            checker.reject("names", Kind::TooLong, told, &BATCH_MAX.to_string());
        }
        let names = wire.names.get(..BATCH_MAX.min(found)).unwrap_or_default();
        let question = checker.names("names", Collection::Quotes, names);
        let mask = checker.mask(wire.read_mask, Collection::Quotes);
        checker.finish(Self { question, mask })
    }
}

impl From<Telling> for pb::Wording {
    fn from(telling: Telling) -> Self {
        Self {
            quote: Some(telling.record.into()),
            relation: telling.relation.number(),
            differing_spans: telling.differing.into_iter().map(Into::into).collect(),
            missing_spans: telling.missing.into_iter().map(Into::into).collect(),
        }
    }
}

fn value(field: ConflictField, told: ConflictValue) -> pb::TellingConflictValue {
    let words = match field {
        ConflictField::Speaker => told
            .words
            .iter()
            .map(|id| Collection::Actors.name(id))
            .collect(),
        ConflictField::SaidDate | ConflictField::Venue => told.words,
    };
    pb::TellingConflictValue {
        value: words.join(", "),
        quotes: told
            .quotes
            .iter()
            .map(|id| Collection::Quotes.name(id))
            .collect(),
    }
}

impl From<Conflict> for pb::TellingConflict {
    fn from(conflict: Conflict) -> Self {
        let field = match conflict.field {
            ConflictField::SaidDate => pb::TellingConflictField::SaidDate,
            ConflictField::Speaker => pb::TellingConflictField::Speaker,
            ConflictField::Venue => pb::TellingConflictField::Venue,
        };
        let values = conflict.values.into_iter();
        Self {
            field: field.into(),
            values: values.map(|v| value(conflict.field, v)).collect(),
        }
    }
}

impl From<Utterance> for pb::Utterance {
    fn from(found: Utterance) -> Self {
        let merged = found.merged.iter();
        Self {
            name: Collection::Utterances.name(&found.id),
            wordings: found.tellings.into_iter().map(Into::into).collect(),
            wording_count: count(found.count),
            fullest_quote: Collection::Quotes.name(&found.fullest),
            conflicts: found.conflicts.into_iter().map(Into::into).collect(),
            merged_utterances: merged.map(|id| Collection::Utterances.name(id)).collect(),
        }
    }
}

/// The answer to a question for an utterance by an id that may redirect.
pub(crate) fn answered(
    asked: &UtteranceId,
    found: Utterance,
    mask: &Mask,
) -> pb::GetUtteranceResponse {
    let redirected = found.id != *asked;
    let mut utterance: pb::Utterance = mask.apply(found.into());
    let mut wordings = std::mem::take(&mut utterance.wordings);
    fit(&mut wordings, utterance.encoded_len());
    utterance.wordings = wordings;
    pb::GetUtteranceResponse {
        utterance: Some(utterance),
        redirected_name: redirected.then(|| Collection::Utterances.name(asked)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_has_as_many_names_as_its_limit_and_not_one_more() {
        let batch = |count: usize| {
            let request = pb::BatchGetQuotesRequest {
                names: vec!["quotes/q1".to_owned(); count],
                read_mask: None,
            };
            Masked::<Vec<QuoteId>>::try_from(request).map(|asked| asked.question.len())
        };
        assert_eq!(batch(BATCH_MAX), Ok(BATCH_MAX));
        let found = batch(BATCH_MAX + 1).unwrap_err();
        assert_eq!(
            (found[0].field.as_str(), found[0].kind),
            ("names", Kind::TooLong)
        );
    }
}
