//! Page tokens: where the next page begins, sealed.
//!
//! Not a grant: a token carries sort values only, and who may ask is decided before. Layout before sealing: version,
//! generation, fingerprint of the question, cursor; then the first 16 bytes of HMAC-SHA256 under the server's key, all in
//! URL-safe base64. Rule: the seal is compared before anything else is believed.

use super::error::TokenError;
use crate::index::view::GenerationId;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

const VERSION: u8 = 1;
const SEAL_BYTES: usize = 16;

/// Longest token that is looked at, in bytes.
pub(super) const TOKEN_BYTES_MAX: usize = 512;

/// Sort values of a document: the keys, then the name.
pub(super) type SortValues = [i64; super::order::KEYS_MAX + 1];

/// What stood last on the page before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cursor {
    /// In a ranked answer: score, segment, document of the generation.
    Ranked(f32, u32, u32),
    /// In a sorted answer.
    Sorted(SortValues),
    /// In a list held in memory: how many came before (the list is the same for one generation).
    Counted(u64),
}

/// A page token's content.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) generation: GenerationId,
    pub(super) fingerprint: u64,
    pub(super) cursor: Cursor,
}

/// A number that stands for a question without its page.
pub(super) fn fingerprint(question: &impl std::fmt::Debug) -> u64 {
    let digest = Sha256::digest(format!("{question:?}").as_bytes());
    digest.iter().take(8).fold(0, |n, b| n << 8 | u64::from(*b))
}

fn seal(key: &[u8; 32], body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).ok()?;
    mac.update(body);
    Some(mac)
}

/// A body with its seal, as a caller gets it.
pub(super) fn seal_up(mut body: Vec<u8>, key: &[u8; 32]) -> String {
    let Some(mac) = seal(key, &body) else {
        return String::new();
    };
    body.extend(mac.finalize().into_bytes().iter().take(SEAL_BYTES));
    URL_SAFE_NO_PAD.encode(body)
}

/// The body of what a caller gave back; `None` when the seal is not ours.
pub(super) fn open(word: &str, key: &[u8; 32]) -> Option<Vec<u8>> {
    if word.len() > TOKEN_BYTES_MAX {
        return None;
    }
    let mut bytes = URL_SAFE_NO_PAD.decode(word).ok()?;
    let cut = bytes.len().checked_sub(SEAL_BYTES)?;
    let tag = bytes.split_off(cut);
    seal(key, &bytes)?.verify_truncated_left(&tag).ok()?;
    Some(bytes)
}

impl Token {
    /// The token as the caller gets it.
    pub(super) fn write(&self, key: &[u8; 32]) -> String {
        let mut body = vec![VERSION];
        body.extend(self.generation.start.to_be_bytes());
        body.extend(self.generation.count.to_be_bytes());
        body.extend(self.fingerprint.to_be_bytes());
        match self.cursor {
            Cursor::Ranked(score, segment, doc) => {
                body.push(0);
                body.extend(score.to_bits().to_be_bytes());
                body.extend(segment.to_be_bytes());
                body.extend(doc.to_be_bytes());
            }
            Cursor::Sorted(values) => {
                body.push(1);
                body.extend(values.iter().flat_map(|v| v.to_be_bytes()));
            }
            Cursor::Counted(count) => {
                body.push(2);
                body.extend(count.to_be_bytes());
            }
        }
        seal_up(body, key)
    }

    /// The token a caller gave back.
    pub(super) fn read(word: &str, key: &[u8; 32]) -> Result<Self, TokenError> {
        let body = open(word, key).ok_or(TokenError::Invalid)?;
        Self::parse(&body).ok_or(TokenError::Invalid)
    }

    fn parse(mut body: &[u8]) -> Option<Self> {
        let rest = &mut body;
        if take::<1>(rest)? != [VERSION] {
            return None;
        }
        let start = u64::from_be_bytes(take(rest)?);
        let count = u64::from_be_bytes(take(rest)?);
        let fingerprint = u64::from_be_bytes(take(rest)?);
        let cursor = match take::<1>(rest)? {
            [0] => Cursor::Ranked(
                f32::from_bits(u32::from_be_bytes(take(rest)?)),
                u32::from_be_bytes(take(rest)?),
                u32::from_be_bytes(take(rest)?),
            ),
            [1] => {
                let mut values = SortValues::default();
                for value in &mut values {
                    *value = i64::from_be_bytes(take(rest)?);
                }
                Cursor::Sorted(values)
            }
            [2] => Cursor::Counted(u64::from_be_bytes(take(rest)?)),
            _ => return None,
        };
        rest.is_empty().then_some(Self {
            generation: GenerationId { start, count },
            fingerprint,
            cursor,
        })
    }
}

pub(super) fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (front, back) = rest.split_first_chunk::<N>()?;
    *rest = back;
    Some(*front)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn token(cursor: Cursor) -> Token {
        Token {
            generation: GenerationId { start: 9, count: 3 },
            fingerprint: fingerprint(&"who said it"),
            cursor,
        }
    }

    #[test]
    fn tokens_come_back_as_they_were() {
        for cursor in [
            Cursor::Ranked(1.5, 2, 77),
            Cursor::Sorted([i64::MIN, -1, 0, 1, i64::MAX]),
            Cursor::Counted(50),
        ] {
            let word = token(cursor).write(&KEY);
            assert_eq!(Token::read(&word, &KEY), Ok(token(cursor)));
        }
    }

    #[test]
    fn a_changed_foreign_or_senseless_token_is_invalid() {
        let word = token(Cursor::Sorted([1, 2, 3, 4, 5])).write(&KEY);
        for at in 0..word.len() {
            let mut bytes = word.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(
                Token::read(&changed, &KEY),
                Err(TokenError::Invalid),
                "{at}"
            );
        }
        assert_eq!(Token::read(&word, &[8; 32]), Err(TokenError::Invalid));
        for bad in ["x", "AAAA", "not a token", &"A".repeat(TOKEN_BYTES_MAX + 1)] {
            assert_eq!(Token::read(bad, &KEY), Err(TokenError::Invalid));
        }
    }

    #[test]
    fn different_questions_have_different_fingerprints() {
        assert_ne!(fingerprint(&("red", 1)), fingerprint(&("red", 2)));
    }
}
