//! Tokens: who may call, known by their hashes alone.
//!
//! Not the check of a call (that is `auth`). A token is 256 random bits, so one SHA-256 of it is safe to keep: there is
//! nothing to guess. Rules: no token and no part of one ever stands in an error or a log; comparison takes the same time
//! whatever is presented.

use super::scope::Scope;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use subtle::ConstantTimeEq;

/// What every token begins with, so that scanners for leaked secrets know it.
pub const PREFIX: &str = "vedette_";

/// Most tokens at once: each call is compared with all of them.
pub const TOKENS_MAX: usize = 1000;

/// Longest token looked at, in bytes.
pub const TOKEN_BYTES_MAX: usize = 512;

/// Longest name of a token, in bytes.
pub const NAME_BYTES_MAX: usize = 64;

type Hash = [u8; 32];

/// A token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Whose it is: stands in the log.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// SHA-256 of the token.
    hash: Hash,
    /// When it ends.
    pub until: Option<Timestamp>,
}

/// All tokens of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens(Vec<Token>);

/// What is wrong with token lines; never repeats what stands there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// A line is no token line.
    #[error(
        "line {line}: {problem}; a line is NAME SCOPE[,SCOPE] sha256:HEX [until=TIME], as `vedette token new` prints it"
    )]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        problem: &'static str,
    },
    /// Too many lines.
    #[error("more than {TOKENS_MAX} tokens")]
    TooMany,
}

/// Why a presented token does not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rejected {
    Unknown,
    Expired,
}

fn hash(token: &str) -> Hash {
    Sha256::digest(token.as_bytes()).into()
}

/// A token made of random bytes.
pub fn make(random: &[u8; 32]) -> String {
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random))
}

/// The line that lets a token in.
pub fn line(token: &str, name: &str, scopes: &[Scope], until: Option<Timestamp>) -> String {
    let scopes: Vec<&str> = scopes.iter().map(|s| s.as_str()).collect();
    let mut line = format!("{name} {} sha256:", scopes.join(","));
    for byte in hash(token) {
        let _infallible = write!(line, "{byte:02x}");
    }
    if let Some(until) = until {
        let _infallible = write!(line, " until={until}");
    }
    line
}

/// Whether a name may stand in a token line and in the log.
pub fn is_name(name: &str) -> bool {
    (1..=NAME_BYTES_MAX).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

fn read_hash(words: &str) -> Option<Hash> {
    let hex = words.strip_prefix("sha256:")?;
    let mut hash = Hash::default();
    if hex.len() != 2 * hash.len() || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, at) in hash.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()?;
    }
    Some(hash)
}

fn read_line(words: &str) -> Result<Token, &'static str> {
    let mut words = words.split_whitespace();
    let name = words.next().filter(|name| is_name(name));
    let name = name.ok_or("the name has letters, digits, dots, dashes and underscores only")?;
    let scopes = words.next().ok_or("the scopes are missing")?;
    let scopes: Result<Vec<Scope>, _> = scopes.split(',').map(str::parse).collect();
    let scopes = scopes.map_err(|_unknown| "a scope is read, ingest or admin")?;
    let hash = words.next().and_then(read_hash);
    let hash = hash.ok_or("the hash is sha256: and 64 hex digits")?;
    let until = match words.next() {
        None => None,
        Some(word) => {
            let time = word.strip_prefix("until=").and_then(|t| t.parse().ok());
            Some(time.ok_or("the end is until= and a time like 2032-01-31T00:00:00Z")?)
        }
    };
    if words.next().is_some() {
        return Err("there is more on it than that");
    }
    Ok(Token {
        name: name.to_owned(),
        scopes,
        hash,
        until,
    })
}

impl Tokens {
    /// Reads lines; empty ones and those that begin with `#` say nothing. A semicolon ends a line too.
    pub fn read(text: &str) -> Result<Self, TokenError> {
        let mut tokens = Vec::new();
        for (line, words) in (1..).zip(text.lines()) {
            let words = words.trim();
            if words.starts_with('#') {
                continue;
            }
            for part in words.split(';').filter(|part| !part.trim().is_empty()) {
                let read = read_line(part);
                tokens.push(read.map_err(|problem| TokenError::Line { line, problem })?);
            }
        }
        if tokens.len() > TOKENS_MAX {
            return Err(TokenError::TooMany);
        }
        Ok(Self(tokens))
    }

    /// These and those.
    pub(super) fn and(mut self, more: Self) -> Result<Self, TokenError> {
        self.0.extend(more.0);
        if self.0.len() > TOKENS_MAX {
            return Err(TokenError::TooMany);
        }
        Ok(self)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The token that was presented. Compares with every one, so that the time tells nothing.
    pub(super) fn find(&self, presented: &str, now: Timestamp) -> Result<&Token, Rejected> {
        let presented = hash(presented);
        let mut found = None;
        for token in &self.0 {
            if bool::from(token.hash.ct_eq(&presented)) {
                found = Some(token);
            }
        }
        let token = found.ok_or(Rejected::Unknown)?;
        if token.until.is_some_and(|until| until <= now) {
            return Err(Rejected::Expired);
        }
        Ok(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one() -> (String, String) {
        let token = make(&[9; 32]);
        let line = line(&token, "desk", &[Scope::Read, Scope::Ingest], None);
        (token, line)
    }

    #[test]
    fn a_made_token_is_found_by_its_line_and_no_other_is() {
        let (token, line) = one();
        let tokens = Tokens::read(&format!("# desk\n\n{line}\n")).unwrap();
        let found = tokens.find(&token, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(found.name, "desk");
        assert_eq!(found.scopes, [Scope::Read, Scope::Ingest]);
        let (cut, _) = token.split_at(token.len() - 1);
        for other in ["", "vedette_", cut, &line] {
            let refused = tokens.find(other, Timestamp::UNIX_EPOCH);
            assert_eq!(refused, Err(Rejected::Unknown));
        }
        assert!(!line.contains(&token));
    }

    #[test]
    fn a_token_ends_at_its_time() {
        let token = make(&[9; 32]);
        let until: Timestamp = "2031-05-05T00:00:00Z".parse().unwrap();
        let text = line(&token, "desk", &[Scope::Read], Some(until));
        let tokens = Tokens::read(&text).unwrap();
        let before = until - jiff::SignedDuration::from_nanos(1);
        assert!(tokens.find(&token, before).is_ok());
        assert_eq!(tokens.find(&token, until), Err(Rejected::Expired));
    }

    #[test]
    fn a_broken_line_is_told_by_number_and_never_repeated() {
        let (token, line) = one();
        let hash = line.split(' ').nth(2).unwrap();
        let (cut, _) = hash.split_at(hash.len() - 1);
        let odd = [
            token.clone(),
            format!("desk {token}"),
            format!("desk read {token}"),
            format!("desk write {hash}"),
            format!("desk read {cut}"),
            format!("desk read {cut}g"),
            format!("desk read {hash} until={token}"),
            format!("{line} until=2031-05-05T00:00:00Z {token}"),
            format!("d\u{e9}sk read {hash}"),
            format!("{} read {hash}", "x".repeat(NAME_BYTES_MAX + 1)),
        ];
        for text in odd {
            let error = Tokens::read(&format!("\n{text}")).unwrap_err();
            assert!(matches!(error, TokenError::Line { line: 2, .. }), "{text}");
            assert!(!error.to_string().contains(PREFIX), "{error}");
        }
    }

    #[test]
    fn as_many_tokens_are_taken_as_the_limit_says() {
        let (_, line) = one();
        let many = |n: usize| Tokens::read(&format!("{line}\n").repeat(n));
        assert_eq!(many(TOKENS_MAX).unwrap().count(), TOKENS_MAX);
        assert_eq!(many(TOKENS_MAX + 1), Err(TokenError::TooMany));
        let half = many(TOKENS_MAX).unwrap();
        assert_eq!(half.and(many(1).unwrap()), Err(TokenError::TooMany));
        let separated = Tokens::read(&format!("{line};{line}")).unwrap();
        assert_eq!(separated.count(), 2);
    }
}
