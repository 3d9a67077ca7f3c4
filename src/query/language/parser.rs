//! From tokens to a tree, by descent; every step down is counted.

use super::field::Field;
use super::token::{Placed, Token};
use super::{
    FUZZY_EDITS_MAX, FieldTerm, LanguageError, Node, PREFIX_LETTERS_MIN, QUERY_DEPTH_MAX,
    QUERY_TERMS_MAX, fuzzy_letters_min,
};
use crate::index::words::{Word, words};

/// The state of a descent.
pub(super) struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Placed<'t>],
    at: usize,
    terms: usize,
    /// The field the words at hand are looked for in.
    field: Option<(&'t str, Field)>,
}

/// A part of a tree; `None` for punctuation alone.
type Part = Result<Option<Node>, LanguageError>;

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str, tokens: &'t [Placed<'t>]) -> Self {
        Self {
            text,
            tokens,
            at: 0,
            terms: 0,
            field: None,
        }
    }

    /// The whole query.
    pub(super) fn whole(mut self) -> Part {
        let node = self.any(0)?;
        match self.peek() {
            Some((offset, _)) => Err(self.wrong(offset, "this ) has no ( before it: remove it")),
            None if node.is_none() => Err(self.wrong(
                0,
                "the query holds no word: give at least one letter or digit",
            )),
            None => Ok(node),
        }
    }

    fn peek(&self) -> Option<Placed<'t>> {
        self.tokens.get(self.at).copied()
    }

    fn wrong(&self, offset: usize, problem: impl Into<String>) -> LanguageError {
        LanguageError::at(self.text, offset, problem)
    }

    fn deeper(&self, depth: usize, offset: usize) -> Result<usize, LanguageError> {
        if depth >= QUERY_DEPTH_MAX {
            let told = format!(
                "nested deeper than {QUERY_DEPTH_MAX}: use fewer parentheses and exclusions"
            );
            return Err(self.wrong(offset, told));
        }
        Ok(depth + 1)
    }

    /// Alternatives, up to a closing parenthesis or the end.
    fn any(&mut self, depth: usize) -> Part {
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
    fn all(&mut self, depth: usize) -> Part {
        let mut found = Vec::new();
        while let Some((offset, token)) = self.peek() {
            match token {
                Token::Or | Token::Close => break,
                Token::And => self.at += 1,
                Token::Minus
                | Token::Not
                | Token::Open
                | Token::Phrase(..)
                | Token::Word(_)
                | Token::Prefix(_)
                | Token::Fuzzy(..)
                | Token::Field(..) => {
                    self.at += 1;
                    found.extend(self.one(token, offset, depth)?);
                }
            }
        }
        Ok(one_or(found, Node::All))
    }

    /// The thing a token begins.
    fn one(&mut self, token: Token<'t>, offset: usize, depth: usize) -> Part {
        match token {
            Token::Minus | Token::Not => self.excluded(offset, depth),
            Token::Open => {
                let depth = self.deeper(depth, offset)?;
                let node = self.any(depth)?;
                if !matches!(self.peek(), Some((_, Token::Close))) {
                    return Err(self.wrong(offset, "this ( is never closed: add )"));
                }
                self.at += 1;
                Ok(node)
            }
            Token::Phrase(text, open) => {
                let words = self.words(text, offset)?;
                if open {
                    return self.beginning(text, words, offset);
                }
                Ok(self.term(text, words, false))
            }
            Token::Word(text) => {
                let words = self.words(text, offset)?;
                Ok(self.term(text, words, false))
            }
            Token::Prefix(text) => {
                let words = self.words(text, offset)?;
                self.beginning(text, words, offset)
            }
            Token::Fuzzy(text, edits) => self.fuzzy(text, edits, offset),
            Token::Field(name, field) => self.fielded((name, field), offset, depth),
            Token::Close | Token::Or | Token::And => Ok(None),
        }
    }

    /// What stands behind `-` or `NOT`.
    fn excluded(&mut self, offset: usize, depth: usize) -> Part {
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

    /// What stands behind `speaker:`.
    fn fielded(&mut self, field: (&'t str, Field), offset: usize, depth: usize) -> Part {
        if let Some((outer, _)) = self.field {
            let told = format!(
                "{} stands inside {outer}: close the parenthesis before it",
                field.0
            );
            return Err(self.wrong(offset, told));
        }
        let Some((next_offset, next)) = self.peek() else {
            return Ok(None);
        };
        self.at += 1;
        self.field = Some(field);
        let node = self.one(next, next_offset, depth)?;
        self.field = None;
        node.map(Some).ok_or_else(|| {
            let told = format!("{}: has no word behind it: give a name", field.0);
            self.wrong(next_offset, told)
        })
    }

    /// Words as a node; none for punctuation alone.
    fn term(&self, text: &str, words: Vec<Word>, open: bool) -> Option<Node> {
        let text = text.trim().to_owned();
        (!words.is_empty()).then(|| match self.field {
            Some((name, field)) => Node::Field(FieldTerm {
                name: name.to_ascii_lowercase(),
                field,
                text,
                words,
                open,
                actors: Vec::new(),
            }),
            None if open => Node::Prefix(text, words),
            None => Node::Phrase(text, words),
        })
    }

    fn beginning(&self, text: &str, words: Vec<Word>, offset: usize) -> Part {
        match words.last() {
            None => Err(self.wrong(offset, "* needs letters before it")),
            Some(word) if word.term.chars().count() < PREFIX_LETTERS_MIN => {
                let told =
                    format!("* needs at least {PREFIX_LETTERS_MIN} letters or digits before it");
                Err(self.wrong(offset, told))
            }
            Some(_) => Ok(self.term(text, words, true)),
        }
    }

    fn fuzzy(&mut self, text: &str, edits: &str, offset: usize) -> Part {
        let mark = offset + text.len();
        if let Some((name, _)) = self.field {
            let told = format!(
                "~ is for words of the content: {name}: finds every spelling of a known name by itself"
            );
            return Err(self.wrong(mark, told));
        }
        let distance = match edits {
            "" | "1" => 1,
            "2" => FUZZY_EDITS_MAX,
            _ => {
                let told =
                    format!("~ takes 1 or {FUZZY_EDITS_MAX} letters that may differ: write ~1");
                return Err(self.wrong(mark + 1, told));
            }
        };
        let mut words = self.words(text, offset)?;
        let (Some(word), true) = (words.pop(), words.is_empty()) else {
            let told = "~ stands behind one word: separate the words by blanks";
            return Err(self.wrong(mark, told));
        };
        let least = fuzzy_letters_min(distance);
        if word.term.chars().count() < least {
            let told = format!("~{distance} needs a word of at least {least} letters before it");
            return Err(self.wrong(offset, told));
        }
        let text = text.get(word.start..word.end).unwrap_or(text).to_owned();
        Ok(Some(Node::Fuzzy(text, word, distance)))
    }

    fn words(&mut self, text: &str, offset: usize) -> Result<Vec<Word>, LanguageError> {
        let words = words(text);
        self.terms += words.len();
        if self.terms > QUERY_TERMS_MAX {
            let told = format!("more than {QUERY_TERMS_MAX} words: leave some out");
            return Err(self.wrong(offset, told));
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
