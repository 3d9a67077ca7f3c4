//! Stored records: model values as bytes, and back.
//!
//! Not the API's messages, though both are protobuf: these may change with every index format, because an index is
//! rebuilt from the log when [`super::schema::fingerprint`] changes. Rules: closed sets are stored by their position in
//! the set (the fingerprint holds all names, so moving one rebuilds); what does not decode is an error, never a guess.

mod actor;
mod article;
mod border;
mod correction;
mod decision;
mod deployment;
mod part;
mod quote;
mod stance;

pub(crate) use article::StoredInfo;
pub(crate) use decision::StoredRuling;
pub(crate) use part::{Coded, instant, set_names};

use super::IndexError;
use crate::model::{
    ArticleRecord, BorderFactRecord, DecisionRecord, DeploymentRecord, ProvisionalActorRecord,
    QuoteRecord, StanceRecord,
};
use prost::Message;

/// A record that can be kept as bytes.
pub(crate) trait Stored: Sized {
    /// The bytes.
    fn encode(&self) -> Vec<u8>;
    /// The record the bytes were made from.
    fn decode(bytes: &[u8]) -> Result<Self, IndexError>;
}

/// The error of a stored record that is not what was written.
pub(crate) fn damaged(reason: impl Into<String>) -> IndexError {
    IndexError::RecordDamaged {
        reason: reason.into(),
    }
}

/// Fails on a part that must be there.
fn need<T>(part: Option<T>, name: &str) -> Result<T, IndexError> {
    part.ok_or_else(|| damaged(format!("{name} is missing")))
}

/// Reads an id.
fn id<T: std::str::FromStr<Err = crate::model::id::IdError>>(word: &str) -> Result<T, IndexError> {
    word.parse().map_err(|e| damaged(format!("{e}")))
}

/// Reads ids.
fn ids<T: std::str::FromStr<Err = crate::model::id::IdError>>(
    words: &[String],
) -> Result<Vec<T>, IndexError> {
    words.iter().map(|word| id(word)).collect()
}

/// Converts each element, or fails on the first that is wrong.
fn all<A, B>(from: Vec<A>) -> Result<Vec<B>, IndexError>
where
    B: TryFrom<A, Error = IndexError>,
{
    from.into_iter().map(B::try_from).collect()
}

/// Converts the value if there is one.
fn some<A, B>(from: Option<A>) -> Result<Option<B>, IndexError>
where
    B: TryFrom<A, Error = IndexError>,
{
    from.map(B::try_from).transpose()
}

/// The bytes behind their CRC32C: the engine gives back an altered record without a word.
fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut whole = crc32c::crc32c(bytes).to_be_bytes().to_vec();
    whole.extend_from_slice(bytes);
    whole
}

/// The bytes that were sealed.
fn unsealed(whole: &[u8]) -> Result<&[u8], IndexError> {
    let (sum, bytes) = whole
        .split_first_chunk::<4>()
        .ok_or_else(|| damaged("it is cut short"))?;
    if crc32c::crc32c(bytes) == u32::from_be_bytes(*sum) {
        Ok(bytes)
    } else {
        Err(damaged("its checksum does not fit"))
    }
}

macro_rules! stored {
    ($record:ty as $message:ty) => {
        impl Stored for $record {
            fn encode(&self) -> Vec<u8> {
                sealed(&<$message>::from(self).encode_to_vec())
            }

            fn decode(bytes: &[u8]) -> Result<Self, IndexError> {
                <$message>::decode(unsealed(bytes)?)
                    .map_err(|e| damaged(e.to_string()))?
                    .try_into()
            }
        }
    };
}

stored!(QuoteRecord as quote::StoredQuote);
stored!(StanceRecord as stance::StoredStance);
stored!(DeploymentRecord as deployment::StoredDeployment);
stored!(BorderFactRecord as border::StoredBorderFact);
stored!(ProvisionalActorRecord as actor::StoredActor);
stored!(ArticleRecord as article::StoredArticle);
stored!(DecisionRecord as decision::StoredDecisionRecord);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_of_a_stored_record_is_found() {
        let plain = b"\x0a\x04told\x12\x05twice".to_vec();
        let whole = sealed(&plain);
        assert_eq!(unsealed(&whole).unwrap(), plain);
        for at in 0..whole.len() {
            assert!(unsealed(&whole[..at]).is_err(), "cut at {at}");
            for bit in 0..8 {
                let mut flipped = whole.clone();
                flipped[at] ^= 1 << bit;
                assert!(unsealed(&flipped).is_err(), "bit {bit} of byte {at}");
            }
        }
    }
}
