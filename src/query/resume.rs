//! Resume tokens: how far a stream was told, sealed.
//!
//! Not page tokens: those name a generation of the index and outlive neither it nor a restart. A resume token names only
//! what stays: the last name of an export, or the entry of the log a follower has seen. Layout before sealing: version,
//! fingerprint of the question, then the position; sealed as page tokens are. Rule: the seal is compared before anything
//! else is believed.

use super::token::{open, seal_up, take};

/// Tells resume tokens from page tokens, whose version differs.
const VERSION: u8 = 0x81;

/// What is wrong with a resume token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResumeError {
    /// Not a token of this server, or damaged.
    #[error(
        "resume_token was not made by this server or was altered: pass the last resume_token on unchanged"
    )]
    Invalid,
    /// Made for another question.
    #[error(
        "resume_token belongs to another request: repeat the request unchanged, or begin without a token"
    )]
    Mismatch,
    /// What follows it can no longer be told.
    #[error(
        "resume_token is older than what can still be told: export anew, then follow from its follow_token"
    )]
    Expired,
}

/// How far a stream was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// An export: the last name told, and where in the log the export began.
    Exported {
        /// The name as a number; `None` before the first record.
        name: Option<i64>,
        /// Entries of the log the first state looked at shows.
        began: Place,
    },
    /// A follow: entries wholly told, and changes told of the next one.
    Followed {
        /// The entry told last.
        place: Place,
        /// Changes told of the next entry.
        told: u64,
    },
}

/// An entry of the log that can be told from another log's, and what made the records then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its number.
    pub(super) sequence: u64,
    /// [`Feed::mark`](crate::index::Feed) of it.
    pub(super) mark: u64,
    /// What makes records.
    pub(super) maker: u64,
}

impl Place {
    fn write(self, body: &mut Vec<u8>) {
        for number in [self.sequence, self.mark, self.maker] {
            body.extend(number.to_be_bytes());
        }
    }

    fn parse(rest: &mut &[u8]) -> Option<Self> {
        Some(Self {
            sequence: u64::from_be_bytes(take(rest)?),
            mark: u64::from_be_bytes(take(rest)?),
            maker: u64::from_be_bytes(take(rest)?),
        })
    }
}

/// A resume token's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ResumeToken {
    pub(super) fingerprint: u64,
    pub(super) position: Position,
}

impl ResumeToken {
    /// The token as the caller gets it.
    pub(super) fn write(&self, key: &[u8; 32]) -> String {
        let mut body = vec![VERSION];
        body.extend(self.fingerprint.to_be_bytes());
        match self.position {
            Position::Exported { name, began } => {
                body.push(0);
                body.push(u8::from(name.is_some()));
                body.extend(name.unwrap_or(0).to_be_bytes());
                began.write(&mut body);
            }
            Position::Followed { place, told } => {
                body.push(1);
                body.extend(told.to_be_bytes());
                place.write(&mut body);
            }
        }
        seal_up(body, key)
    }

    /// The token a caller gave back for the question with this fingerprint.
    pub(super) fn read(
        word: &str,
        fingerprint: u64,
        key: &[u8; 32],
    ) -> Result<Position, ResumeError> {
        let body = open(word, key).ok_or(ResumeError::Invalid)?;
        let token = Self::parse(&body).ok_or(ResumeError::Invalid)?;
        if token.fingerprint == fingerprint {
            Ok(token.position)
        } else {
            Err(ResumeError::Mismatch)
        }
    }

    fn parse(mut body: &[u8]) -> Option<Self> {
        let rest = &mut body;
        if take::<1>(rest)? != [VERSION] {
            return None;
        }
        let fingerprint = u64::from_be_bytes(take(rest)?);
        let position = match take::<1>(rest)? {
            [0] => {
                let named = take::<1>(rest)? == [1];
                let name = i64::from_be_bytes(take(rest)?);
                Position::Exported {
                    name: named.then_some(name),
                    began: Place::parse(rest)?,
                }
            }
            [1] => Position::Followed {
                told: u64::from_be_bytes(take(rest)?),
                place: Place::parse(rest)?,
            },
            _ => return None,
        };
        rest.is_empty().then_some(Self {
            fingerprint,
            position,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn a_resume_token_comes_back_for_its_own_question_only() {
        let place = Place {
            sequence: 9,
            mark: 8,
            maker: u64::MAX,
        };
        let exported = [None, Some(i64::MIN), Some(7)];
        let exported = exported.map(|name| Position::Exported { name, began: place });
        let followed = Position::Followed { place, told: 3 };
        for position in exported.into_iter().chain([followed]) {
            let token = ResumeToken {
                fingerprint: 5,
                position,
            };
            let word = token.write(&KEY);
            assert_eq!(ResumeToken::read(&word, 5, &KEY), Ok(position));
            let other = ResumeToken::read(&word, 6, &KEY);
            assert_eq!(other, Err(ResumeError::Mismatch));
            let foreign = ResumeToken::read(&word, 5, &[8; 32]);
            assert_eq!(foreign, Err(ResumeError::Invalid));
            let cut = ResumeToken::read(word.get(1..).unwrap(), 5, &KEY);
            assert_eq!(cut, Err(ResumeError::Invalid));
        }
    }
}
