//! From characters to tokens: words, phrases, marks and field names, each with its byte offset.

use super::LanguageError;
use super::field::Field;

/// A piece of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Open,
    Close,
    Minus,
    Not,
    Or,
    And,
    /// In quotation marks; true with `*` behind them.
    Phrase(&'t str, bool),
    Word(&'t str),
    /// Before `*`.
    Prefix(&'t str),
    /// Before `~`, with what stands behind it.
    Fuzzy(&'t str, &'t str),
    /// Before `:`.
    Field(&'t str, Field),
}

/// A token with its byte offset.
pub(super) type Placed<'t> = (usize, Token<'t>);

const OPENING: [char; 4] = ['"', '\u{201c}', '\u{201d}', '\u{201e}'];
const CLOSING: [char; 3] = ['"', '\u{201c}', '\u{201d}'];

/// Cuts a query into tokens; `fields` are those its noun has.
pub(super) fn tokens<'t>(
    text: &'t str,
    fields: &[(&str, Field)],
) -> Result<Vec<Placed<'t>>, LanguageError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let next = at + c.len_utf8();
        let rest = text.get(next..).unwrap_or("");
        at = match c {
            c if c.is_whitespace() => next,
            '(' => single(&mut tokens, at, Token::Open),
            ')' => single(&mut tokens, at, Token::Close),
            c if OPENING.contains(&c) => phrase(text, at, next, &mut tokens)?,
            '-' | '\u{2212}' if !rest.chars().next().is_none_or(char::is_whitespace) => {
                tokens.push((at, Token::Minus));
                next
            }
            _ => {
                let end = next + rest.find(ends_word).unwrap_or(rest.len());
                word(text, at, end, fields, &mut tokens)?
            }
        };
    }
    Ok(tokens)
}

fn single<'t>(tokens: &mut Vec<Placed<'t>>, at: usize, token: Token<'t>) -> usize {
    tokens.push((at, token));
    at + 1
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')') || OPENING.contains(&c)
}

/// A phrase whose first mark stands at `at`; answers where it ends.
fn phrase<'t>(
    text: &'t str,
    at: usize,
    start: usize,
    tokens: &mut Vec<Placed<'t>>,
) -> Result<usize, LanguageError> {
    let rest = text.get(start..).unwrap_or("");
    let Some((length, close)) = rest.char_indices().find(|(_, c)| CLOSING.contains(c)) else {
        let told = "this quotation mark has no partner: close the phrase with \"";
        return Err(LanguageError::at(text, at, told));
    };
    let end = start + length + close.len_utf8();
    let after = text.get(end..).unwrap_or("");
    if after.starts_with('~') {
        let told = "~ stands for other spellings of one word, not of a phrase: put it behind a word without marks";
        return Err(LanguageError::at(text, end, told));
    }
    let open = after.starts_with('*');
    let words = rest.get(..length).unwrap_or("");
    tokens.push((at, Token::Phrase(words, open)));
    Ok(end + usize::from(open))
}

/// A word from `at` to `end`, or the name of a field; answers where the next token may begin.
fn word<'t>(
    text: &'t str,
    at: usize,
    end: usize,
    fields: &[(&str, Field)],
    tokens: &mut Vec<Placed<'t>>,
) -> Result<usize, LanguageError> {
    let word = text.get(at..end).unwrap_or("");
    let follows = text.get(end..).and_then(|rest| rest.chars().next());
    if let Some((name, value)) = word.split_once(':')
        && let Some(field) = field(text, at, (name, value), follows, fields)?
    {
        tokens.push((at, Token::Field(name, field)));
        return Ok(at + name.len() + 1);
    }
    tokens.push((at, plain(word)));
    Ok(end)
}

/// The field a word with a colon names; `None` when the colon is only punctuation.
fn field(
    text: &str,
    at: usize,
    (name, value): (&str, &str),
    follows: Option<char>,
    fields: &[(&str, Field)],
) -> Result<Option<Field>, LanguageError> {
    let known = fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
    let valued = !value.is_empty() || follows.is_some_and(|c| c == '(' || OPENING.contains(&c));
    match known {
        Some((_, field)) if valued => Ok(Some(*field)),
        Some((name, _)) => {
            let told = format!(
                "{name}: has nothing behind it: write {name}:word, {name}:\"two words\" or {name}:(one OR other)"
            );
            Err(LanguageError::at(text, at + name.len() + 1, told))
        }
        None if valued && !value.starts_with("//") && looks_like_a_field(name) => {
            let names: Vec<String> = fields.iter().map(|(n, _)| format!("{n}:")).collect();
            let told = format!(
                "there is no field {name}: give one of {}, or put the words into quotation marks",
                names.join(" ")
            );
            Err(LanguageError::at(text, at, told))
        }
        None => Ok(None),
    }
}

fn looks_like_a_field(name: &str) -> bool {
    name.len() > 1 && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

fn plain(word: &str) -> Token<'_> {
    match word {
        "OR" => return Token::Or,
        "AND" => return Token::And,
        "NOT" => return Token::Not,
        _ => {}
    }
    if let Some(beginning) = word.strip_suffix('*') {
        return Token::Prefix(beginning);
    }
    match word.rsplit_once('~') {
        Some((word, edits))
            if edits.chars().all(|c| c.is_ascii_digit())
                && word.contains(char::is_alphanumeric) =>
        {
            Token::Fuzzy(word, edits)
        }
        Some(_) | None => Token::Word(word),
    }
}
