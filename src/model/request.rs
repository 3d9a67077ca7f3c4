//! Request ids: the caller's own name for one write, so that sending it twice does it once.
//!
//! Not the id of a call (that is metadata and only for tracing). Rule: a well-formed id is taken as it is, byte for byte.

/// Longest request id, in bytes.
pub const REQUEST_ID_BYTES_MAX: usize = 64;

/// A caller's name for one write, for example a UUID.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(String);

/// A word that is no request id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("give 1 to 64 of A-Z a-z 0-9 . _ -, for example a UUID")]
pub struct RequestIdError;

impl RequestId {
    /// The id as a word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for RequestId {
    type Err = RequestIdError;

    fn from_str(word: &str) -> Result<Self, RequestIdError> {
        let fits = (1..=REQUEST_ID_BYTES_MAX).contains(&word.len());
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if fits && word.bytes().all(plain) {
            Ok(Self(word.to_owned()))
        } else {
            Err(RequestIdError)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_at_the_limit_and_refused_one_byte_later_or_with_other_characters() {
        let taken = |word: &str| word.parse::<RequestId>().is_ok();
        assert!(taken("a") && taken("6f1e1a52-0c5e-4d2b-9a55-1f0c3b1d2e3f"));
        assert!(taken(&"x".repeat(REQUEST_ID_BYTES_MAX)));
        assert!(!taken(&"x".repeat(REQUEST_ID_BYTES_MAX + 1)));
        for odd in ["", "a b", "é", "a/b", "a\n"] {
            assert!(!taken(odd), "{odd:?}");
        }
    }
}
