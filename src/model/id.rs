//! Identifiers: how records, articles, actors and issues are told apart, for ever and on every machine.
//!
//! Not a store key format: an id says nothing about where a thing lies. Invariant: an id matches
//! `[a-z]([a-z0-9-]{0,61}[a-z0-9])?`, and the same input gives the same id everywhere. The recipe is
//! written down in ARCHITECTURE.md and never changes silently: all hashes go through [`digest_id`].

use sha2::{Digest, Sha256};

/// Longest id, in bytes.
pub const ID_LENGTH_MAX: usize = 63;

/// A word that is not an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not a valid id: 1 to 63 of a-z, 0-9 and inner '-', beginning with a letter")]
pub struct IdError {
    /// The word as given.
    pub found: String,
}

fn is_id(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() <= ID_LENGTH_MAX
        && bytes.first().is_some_and(u8::is_ascii_lowercase)
        && bytes.last().is_some_and(|b| *b != b'-')
        && bytes
            .iter()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
}

macro_rules! id_type {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The id as a word.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(word: &str) -> Result<Self, IdError> {
                if is_id(word) { Ok(Self(word.to_owned())) } else { Err(IdError { found: word.to_owned() }) }
            }
        }

        impl From<DerivedId> for $name {
            fn from(id: DerivedId) -> Self {
                Self(id.0)
            }
        }
    };
}

/// A valid id just made by [`digest_id`] or [`slug`]; becomes whichever id type is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedId(String);

impl std::fmt::Display for DerivedId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

id_type! {
    /// Names one article through all its revisions.
    ArticleId
}
id_type! {
    /// Names an actor: a slug of the lexicon, or `prov-...` for one found in text.
    ActorId
}
id_type! {
    /// Names an issue of the issues file.
    IssueId
}
id_type! {
    /// Names a quote.
    QuoteId
}
id_type! {
    /// Names an utterance: one act of speech, however many reports tell it.
    UtteranceId
}
id_type! {
    /// Names a stance.
    StanceId
}
id_type! {
    /// Names a deployment event; its claims are named below it.
    DeploymentId
}
id_type! {
    /// Names one claim of a deployment event.
    ClaimId
}
id_type! {
    /// Names one claim about a border itself.
    BorderFactId
}

/// `prefix` + 26 base-32 characters of SHA-256 over the length-prefixed parts.
///
/// `prefix` is one lower-case letter that tells the kinds apart in logs. 130 bits: no collisions to plan for.
pub fn digest_id(prefix: char, parts: &[&str]) -> DerivedId {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut id = String::with_capacity(27);
    id.push(prefix);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in hash.finalize() {
        if id.len() == 27 {
            break;
        }
        bits = bits << 8 | u32::from(byte);
        held += 8;
        while held >= 5 && id.len() < 27 {
            held -= 5;
            let digit = u8::try_from(bits >> held & 31).unwrap_or(0);
            id.push(char::from(if digit < 26 {
                b'a' + digit
            } else {
                b'2' + digit - 26
            }));
        }
        bits &= (1 << held) - 1;
    }
    DerivedId(id)
}

/// A readable id from a name: ASCII letters and digits in lower case, the rest folded into single `-`.
///
/// `prefix` comes first (for example `prov`); a name without any ASCII letter gives prefix + digest.
pub fn slug(prefix: &str, name: &str) -> DerivedId {
    let mut words = String::new();
    for c in name.chars().filter(|c| {
        !matches!(
            c,
            '\'' | '\u{2018}' | '\u{2019}' | '`' | '\u{02bf}' | '\u{02bc}'
        )
    }) {
        if c.is_ascii_alphanumeric() {
            words.push(c.to_ascii_lowercase());
        } else if !words.ends_with('-') {
            words.push('-');
        }
    }
    let words = words.trim_matches('-');
    let mut id = if prefix.is_empty() {
        words.to_owned()
    } else {
        format!("{prefix}-{words}")
    };
    id.truncate(ID_LENGTH_MAX);
    let id = id.trim_end_matches('-').to_owned();
    if !words.is_empty() && is_id(&id) {
        return DerivedId(id);
    }
    let lead = if prefix.is_empty() { "x" } else { prefix };
    DerivedId(format!("{lead}-{}", digest_id('n', &[name]).0))
}

/// Evidence text as ids see it: lower case, quotation marks and other punctuation dropped, white space folded.
///
/// Offsets are left out on purpose: they move when the cleaner changes.
pub fn normalise_evidence(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_checked_and_derived_ids_are_valid() {
        assert!("iq-sy".parse::<ActorId>().is_ok());
        for bad in ["", "-a", "a-", "A", "1a", "a_b"] {
            assert!(bad.parse::<ActorId>().is_err(), "{bad}");
        }
        assert!("a".repeat(ID_LENGTH_MAX).parse::<ActorId>().is_ok());
        assert!("a".repeat(ID_LENGTH_MAX + 1).parse::<ActorId>().is_err());
        let id: QuoteId = digest_id('q', &["a", "b"]).into();
        assert!(id.as_str().parse::<QuoteId>().is_ok());
        assert_ne!(digest_id('q', &["a", "b"]), digest_id('q', &["ab", ""]));
        assert_eq!(id.as_str().len(), 27);
    }

    #[test]
    fn slugs_are_readable_and_never_empty() {
        assert_eq!(slug("prov", "Mara O\u{2019}Dell").0, "prov-mara-odell");
        assert_eq!(slug("", "Al-Sudani").0, "al-sudani");
        assert!(is_id(&slug("prov", "خالد").0));
        assert!(is_id(&slug("", "").0));
        assert!(is_id(&slug("", &"a-".repeat(80)).0));
    }

    #[test]
    fn evidence_is_normalised_without_marks_and_case() {
        assert_eq!(
            normalise_evidence("\u{201c}Red  line,\u{201d} he said."),
            "red line he said"
        );
    }
}
