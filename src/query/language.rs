//! The query language: words, "phrases", -exclusion, beginnings*, OR and parentheses.
//!
//! Not the engine's own parser: that one aborts the process on 5 KB of parentheses and takes seconds for some thousand
//! ORs. Words stand side by side when all are meant; `OR` between two asks for either and binds less than words side by
//! side; `-` or `NOT` before a word, phrase or parenthesis excludes; `*` after two or more letters means any ending.
//! Case, accents and punctuation do not count. Rule: every length, depth and number has a limit, and an error tells the
//! character it stands at and what to change.

use super::error::{Violation, ViolationKind};
use crate::index::words::{Word, words};

/// Longest query, in bytes.
pub const QUERY_BYTES_MAX: usize = 4096;
/// Deepest nesting of parentheses and exclusions.
pub const QUERY_DEPTH_MAX: usize = 32;
/// Most words, those of phrases counted each.
pub const QUERY_TERMS_MAX: usize = 64;
/// Fewest letters before `*`.
pub const PREFIX_LETTERS_MIN: usize = 2;

/// A query that does not parse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at character {position}: {problem}")]
pub struct LanguageError {
    /// Character of the query the problem stands at, counted from 1.
    pub position: usize,
    /// What is wrong and what to change.
    pub problem: String,
}

impl LanguageError {
    /// The same as a violation of the field `query`.
    pub(super) fn violation(&self) -> Violation {
        Violation {
            field: "query".to_owned(),
            kind: ViolationKind::Query,
            description: self.to_string(),
            value: self.position.to_string(),
        }
    }
}

/// A parsed query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Words in a row; one word alone as well.
    Phrase(Vec<Word>),
    /// Words in a row of which the last may go on.
    Prefix(Vec<Word>),
    /// All of these.
    All(Vec<Node>),
    /// At least one of these.
    Any(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
}

impl Node {
    /// The words and phrases that are asked for, not those excluded.
    pub(super) fn wanted<'n>(&'n self, into: &mut Vec<(&'n [Word], bool)>) {
        match self {
            Self::Phrase(words) => into.push((words, false)),
            Self::Prefix(words) => into.push((words, true)),
            Self::All(nodes) | Self::Any(nodes) => {
                for node in nodes {
                    node.wanted(into);
                }
            }
            Self::Not(_) => {}
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'t> {
    Open,
    Close,
    Minus,
    Not,
    Or,
    And,
    Phrase(&'t str),
    Word(&'t str),
    Prefix(&'t str),
}

/// Parses a query; `None` when it asks nothing (blank).
pub(super) fn parse(text: &str) -> Result<Option<Node>, LanguageError> {
    if text.len() > QUERY_BYTES_MAX {
        return Err(LanguageError {
            position: text
                .char_indices()
                .take_while(|(at, _)| *at < QUERY_BYTES_MAX)
                .count()
                + 1,
            problem: format!(
                "the query has {} bytes, at most {QUERY_BYTES_MAX} are read: shorten it",
                text.len()
            ),
        });
    }
    if text.trim().is_empty() {
        return Ok(None);
    }
    let tokens = tokens(text)?;
    let mut parser = Parser {
        text,
        tokens: &tokens,
        at: 0,
        terms: 0,
    };
    let node = parser.any(0)?;
    if let Some((offset, _)) = parser.peek() {
        return Err(parser.wrong(offset, "this ) has no ( before it: remove it"));
    }
    node.map(Some).ok_or_else(|| {
        parser.wrong(
            0,
            "the query holds no word: give at least one letter or digit",
        )
    })
}

fn position(text: &str, offset: usize) -> usize {
    text.char_indices()
        .take_while(|(at, _)| *at < offset)
        .count()
        + 1
}

/// Cuts the query into tokens with their byte offsets.
fn tokens(text: &str) -> Result<Vec<(usize, Token<'_>)>, LanguageError> {
    let mut tokens = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let token = match c {
            c if c.is_whitespace() => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' => {
                let start = at + c.len_utf8();
                let close = rest.find(|(_, c)| matches!(c, '"' | '\u{201c}' | '\u{201d}'));
                let Some((end, _)) = close else {
                    return Err(LanguageError {
                        position: position(text, at),
                        problem: "this quotation mark has no partner: close the phrase with \""
                            .to_owned(),
                    });
                };
                Token::Phrase(text.get(start..end).unwrap_or(""))
            }
            '-' | '\u{2212}' if rest.peek().is_some_and(|(_, next)| !next.is_whitespace()) => {
                Token::Minus
            }
            _ => {
                let mut end = at + c.len_utf8();
                while let Some((next, c)) = rest.next_if(|(_, c)| !ends_word(*c)) {
                    end = next + c.len_utf8();
                }
                word(text.get(at..end).unwrap_or(""))
            }
        };
        tokens.push((at, token));
    }
    Ok(tokens)
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')
}

fn word(word: &str) -> Token<'_> {
    match word {
        "OR" => Token::Or,
        "AND" => Token::And,
        "NOT" => Token::Not,
        _ => match word.strip_suffix('*') {
            Some(beginning) => Token::Prefix(beginning),
            None => Token::Word(word),
        },
    }
}

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [(usize, Token<'t>)],
    at: usize,
    terms: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<(usize, Token<'t>)> {
        self.tokens.get(self.at).copied()
    }

    fn wrong(&self, offset: usize, problem: &str) -> LanguageError {
        LanguageError {
            position: position(self.text, offset),
            problem: problem.to_owned(),
        }
    }

    fn deeper(&self, depth: usize, offset: usize) -> Result<usize, LanguageError> {
        if depth >= QUERY_DEPTH_MAX {
            return Err(self.wrong(
                offset,
                &format!(
                    "nested deeper than {QUERY_DEPTH_MAX}: use fewer parentheses and exclusions"
                ),
            ));
        }
        Ok(depth + 1)
    }

    /// Alternatives, up to a closing parenthesis or the end. `None` when only punctuation stands there.
    fn any(&mut self, depth: usize) -> Result<Option<Node>, LanguageError> {
        let mut found = Vec::new();
        loop {
            let before = self.at;
            let part = self.all(depth)?;
            let or = match self.peek() {
                Some((offset, Token::Or)) => Some(offset),
                Some(_) | None => None,
            };
            let empty = self.at == before;
            match (or, empty) {
                (Some(offset), true) => {
                    return Err(
                        self.wrong(offset, "OR has nothing before it: give a word or remove it")
                    );
                }
                (None, true) if !found.is_empty() => {
                    let end = self.peek().map_or(self.text.len(), |(offset, _)| offset);
                    return Err(
                        self.wrong(end, "OR has nothing after it: give a word or remove it")
                    );
                }
                _ => {}
            }
            found.extend(part);
            match or {
                Some(_) => self.at += 1,
                None => return Ok(one_or(found, Node::Any)),
            }
        }
    }

    /// Words side by side.
    fn all(&mut self, depth: usize) -> Result<Option<Node>, LanguageError> {
        let mut found = Vec::new();
        while let Some((offset, token)) = self.peek() {
            match token {
                Token::Or | Token::Close => break,
                Token::And => self.at += 1,
                Token::Minus
                | Token::Not
                | Token::Open
                | Token::Phrase(_)
                | Token::Word(_)
                | Token::Prefix(_) => {
                    self.at += 1;
                    found.extend(self.one(token, offset, depth)?);
                }
            }
        }
        Ok(one_or(found, Node::All))
    }

    /// The thing a token begins; `None` for punctuation alone.
    fn one(
        &mut self,
        token: Token<'t>,
        offset: usize,
        depth: usize,
    ) -> Result<Option<Node>, LanguageError> {
        match token {
            Token::Minus | Token::Not => {
                let depth = self.deeper(depth, offset)?;
                let next = match self.peek() {
                    Some((_, Token::Or | Token::And | Token::Close)) | None => None,
                    next @ Some(_) => next,
                };
                let Some((next_offset, next)) = next else {
                    return Err(self.wrong(offset, "nothing to exclude here: put a word after it"));
                };
                self.at += 1;
                let node = self.one(next, next_offset, depth)?;
                Ok(node.map(|n| Node::Not(Box::new(n))))
            }
            Token::Open => {
                let depth = self.deeper(depth, offset)?;
                let node = self.any(depth)?;
                if !matches!(self.peek(), Some((_, Token::Close))) {
                    return Err(self.wrong(offset, "this ( is never closed: add )"));
                }
                self.at += 1;
                Ok(node)
            }
            Token::Phrase(text) | Token::Word(text) => {
                let words = self.words(text, offset)?;
                Ok((!words.is_empty()).then_some(Node::Phrase(words)))
            }
            Token::Prefix(text) => {
                let words = self.words(text, offset)?;
                match words.last() {
                    None => Err(self.wrong(offset, "* needs letters before it")),
                    Some(word) if word.term.chars().count() < PREFIX_LETTERS_MIN => Err(self
                        .wrong(
                            offset,
                            &format!(
                                "* needs at least {PREFIX_LETTERS_MIN} letters or digits before it"
                            ),
                        )),
                    Some(_) => Ok(Some(Node::Prefix(words))),
                }
            }
            Token::Close | Token::Or | Token::And => Ok(None),
        }
    }

    fn words(&mut self, text: &str, offset: usize) -> Result<Vec<Word>, LanguageError> {
        let words = words(text);
        self.terms += words.len();
        if self.terms > QUERY_TERMS_MAX {
            return Err(self.wrong(
                offset,
                &format!("more than {QUERY_TERMS_MAX} words: leave some out"),
            ));
        }
        Ok(words)
    }
}

fn one_or(mut nodes: Vec<Node>, many: fn(Vec<Node>) -> Node) -> Option<Node> {
    match nodes.len() {
        0 | 1 => nodes.pop(),
        _ => Some(many(nodes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn show(node: &Node) -> String {
        let joined = |words: &[Word]| {
            let terms: Vec<&str> = words.iter().map(|w| w.term.as_str()).collect();
            terms.join("_")
        };
        let list = |nodes: &[Node]| nodes.iter().map(show).collect::<Vec<_>>().join(" ");
        match node {
            Node::Phrase(words) => joined(words),
            Node::Prefix(words) => format!("{}*", joined(words)),
            Node::All(nodes) => format!("&({})", list(nodes)),
            Node::Any(nodes) => format!("|({})", list(nodes)),
            Node::Not(node) => format!("!{}", show(node)),
        }
    }

    fn read(text: &str) -> String {
        match parse(text) {
            Ok(Some(node)) => show(&node),
            Ok(None) => "nothing".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_language_means_what_its_header_says() {
        for (query, meaning) in [
            ("", "nothing"),
            ("  ", "nothing"),
            ("Red line", "&(red line)"),
            ("\u{201c}red line\u{201d} -border", "&(red_line !border)"),
            ("al-Sudani", "al_sudani"),
            ("sud* NOT (north OR south)", "&(sud* !|(north south))"),
            ("a b OR c", "|(&(a b) c)"),
            ("a AND b", "&(a b)"),
            ("north - south", "&(north south)"),
            ("don't", "don_t"),
            ("-north", "!north"),
            ("or and not", "&(or and not)"),
            ("\"one\" \"two\"", "&(one two)"),
        ] {
            assert_eq!(read(query), meaning, "{query}");
        }
    }

    #[test]
    fn errors_tell_the_character_and_the_remedy() {
        for (query, error) in [
            (
                "\"red line",
                "at character 1: this quotation mark has no partner",
            ),
            ("é (red", "at character 3: this ( is never closed"),
            ("red)", "at character 4: this ) has no ( before it"),
            ("red OR", "at character 7: OR has nothing after it"),
            ("OR red", "at character 1: OR has nothing before it"),
            ("a*", "at character 1: * needs at least 2 letters"),
            ("red *", "at character 5: * needs letters before it"),
            ("red -(", "at character 6: this ( is never closed"),
            ("red NOT", "at character 5: nothing to exclude here"),
            ("&&", "at character 1: the query holds no word"),
        ] {
            assert!(read(query).starts_with(error), "{query}: {}", read(query));
        }
    }

    #[test]
    fn each_limit_holds_at_its_value_and_breaks_one_above() {
        let nested = |n: usize| format!("{}red{}", "(".repeat(n), ")".repeat(n));
        assert_eq!(read(&nested(QUERY_DEPTH_MAX)), "red");
        assert!(read(&nested(QUERY_DEPTH_MAX + 1)).contains("deeper than 32"));
        assert!(parse(&format!("{}red", "-".repeat(QUERY_DEPTH_MAX))).is_ok());
        assert!(parse(&format!("{}red", "-".repeat(QUERY_DEPTH_MAX + 1))).is_err());
        let words = |n: usize| vec!["red"; n].join(" ");
        assert!(parse(&words(QUERY_TERMS_MAX)).is_ok());
        assert!(read(&words(QUERY_TERMS_MAX + 1)).contains("more than 64 words"));
        assert!(parse(&format!("\"{}\"", words(QUERY_TERMS_MAX + 1))).is_err());
        let long = |n: usize| format!("red{}", " ".repeat(n - 3));
        assert!(parse(&long(QUERY_BYTES_MAX)).is_ok());
        assert!(read(&long(QUERY_BYTES_MAX + 1)).contains("at most 4096"));
    }

    #[test]
    fn five_kilobytes_of_parentheses_are_an_error_and_no_abort() {
        for query in [
            "(".repeat(5000),
            "(".repeat(4000),
            "-(".repeat(2000),
            "NOT ".repeat(1000),
        ] {
            assert!(parse(&query).is_err());
        }
    }

    proptest! {
        #[test]
        fn no_query_panics(query in r#"[ab "()*\-\u{201c}ORNOT é]{0,200}"#) {
            let parsed = parse(&query);
            prop_assert!(parsed.is_ok() || parsed.is_err());
        }

        #[test]
        fn no_text_panics(query in ".{0,200}") {
            let parsed = parse(&query);
            prop_assert!(parsed.is_ok() || parsed.is_err());
        }
    }
}
