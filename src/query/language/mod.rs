//! The query language: words, "phrases", -exclusion, beginnings*, other spellings~1, speaker:fields, OR and parentheses.
//!
//! Not the engine's own parser: that one aborts the process on 5 KB of parentheses and takes seconds for some thousand
//! ORs. Words stand side by side when all are meant; `OR` between two asks for either and binds less than words side by
//! side; `-` or `NOT` before a word, phrase or parenthesis excludes; `*` after two or more letters means any ending; `~1`
//! or `~2` lets that many letters differ; `speaker:name` looks for who spoke. Case, accents and punctuation do not count.
//! `docs/query-language.md` says it for people. Rule: every length, depth and number has a limit, and an error tells the
//! character it stands at and what to change.

mod error;
pub(super) mod field;
mod parser;
#[cfg(test)]
mod tests;
mod token;

pub use error::LanguageError;

use crate::index::words::Word;
use crate::lexicon::Lexicon;
use crate::model::ActorId;
use field::Field;

/// Longest query, in bytes.
pub const QUERY_BYTES_MAX: usize = 4096;
/// Deepest nesting of parentheses and exclusions.
pub const QUERY_DEPTH_MAX: usize = 32;
/// Most words, those of phrases counted each.
pub const QUERY_TERMS_MAX: usize = 64;
/// Fewest letters before `*`.
pub const PREFIX_LETTERS_MIN: usize = 2;
/// Most letters that may differ in `word~2`.
pub const FUZZY_EDITS_MAX: u8 = 2;
/// Fewest letters before `~1`.
pub const FUZZY_ONE_LETTERS_MIN: usize = 4;
/// Fewest letters before `~2`.
pub const FUZZY_TWO_LETTERS_MIN: usize = 6;

/// Least score of an actor a typed name is taken for; family names alone have 0.6.
const NAME_SCORE_MIN: f64 = 0.55;

/// Fewest letters of a word that may differ in this many.
const fn fuzzy_letters_min(edits: u8) -> usize {
    match edits {
        0 | 1 => FUZZY_ONE_LETTERS_MIN,
        _ => FUZZY_TWO_LETTERS_MIN,
    }
}

/// A name behind a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldTerm {
    /// The field as it is called.
    pub(super) name: String,
    /// The field.
    pub(super) field: Field,
    /// The name as typed.
    pub(super) text: String,
    /// Its words.
    pub(super) words: Vec<Word>,
    /// Whether the last word may go on.
    pub(super) open: bool,
    /// Actors the lexicon takes the name for.
    pub(super) actors: Vec<ActorId>,
}

/// A parsed query; texts are as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Words in a row; one word alone as well.
    Phrase(String, Vec<Word>),
    /// Words in a row of which the last may go on.
    Prefix(String, Vec<Word>),
    /// A word of which so many letters may differ.
    Fuzzy(String, Word, u8),
    /// A name in a field.
    Field(FieldTerm),
    /// All of these.
    All(Vec<Node>),
    /// At least one of these.
    Any(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
}

/// Words of the content a query asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'n> {
    /// Words in a row.
    pub(super) words: &'n [Word],
    /// Whether the last may go on.
    pub(super) open: bool,
    /// How many letters may differ.
    pub(super) edits: u8,
}

impl Node {
    /// How the words stand together, without the words: `all(phrase 2, not(phrase 1))`.
    pub(super) fn shape(&self) -> String {
        let list = |name: &str, nodes: &[Self]| {
            let parts: Vec<String> = nodes.iter().map(Self::shape).collect();
            format!("{name}({})", parts.join(", "))
        };
        match self {
            Self::Phrase(_, words) => format!("phrase {}", words.len()),
            Self::Prefix(_, words) => format!("prefix {}", words.len()),
            Self::Fuzzy(_, _, letters) => format!("fuzzy {letters}"),
            Self::Field(_) => "field".to_owned(),
            Self::All(nodes) => list("all", nodes),
            Self::Any(nodes) => list("any", nodes),
            Self::Not(node) => format!("not({})", node.shape()),
        }
    }

    /// The words and phrases of the content that are asked for, not those excluded.
    pub(super) fn wanted<'n>(&'n self, into: &mut Vec<Wanted<'n>>) {
        let mut want = |words, open, edits| into.push(Wanted { words, open, edits });
        match self {
            Self::Phrase(_, words) => want(words, false, 0),
            Self::Prefix(_, words) => want(words, true, 0),
            Self::Fuzzy(_, word, edits) => want(std::slice::from_ref(word), false, *edits),
            Self::Field(term) if term.field == Field::About => want(&term.words, term.open, 0),
            Self::All(nodes) | Self::Any(nodes) => {
                for node in nodes {
                    node.wanted(into);
                }
            }
            Self::Field(_) | Self::Not(_) => {}
        }
    }

    /// Looks up the names behind fields of actors.
    pub(super) fn resolve(&mut self, lexicon: &Lexicon) {
        match self {
            Self::Field(term) if term.field.actors().is_some() && !term.open => {
                let found = lexicon.resolve(&term.text, None);
                let sure = found.into_iter().filter(|r| r.score >= NAME_SCORE_MIN);
                term.actors = sure.map(|r| r.actor).collect();
            }
            Self::All(nodes) | Self::Any(nodes) => {
                for node in nodes {
                    node.resolve(lexicon);
                }
            }
            Self::Not(node) => node.resolve(lexicon),
            Self::Field(_) | Self::Phrase(..) | Self::Prefix(..) | Self::Fuzzy(..) => {}
        }
    }

    /// The names behind fields of actors, with whom each is taken for.
    pub(super) fn names(&self, into: &mut Vec<(String, Vec<ActorId>)>) {
        match self {
            Self::Field(term) if term.field.actors().is_some() => {
                into.push((self.to_string(), term.actors.clone()));
            }
            Self::All(nodes) | Self::Any(nodes) => {
                for node in nodes {
                    node.names(into);
                }
            }
            Self::Not(node) => node.names(into),
            Self::Field(_) | Self::Phrase(..) | Self::Prefix(..) | Self::Fuzzy(..) => {}
        }
    }
}

/// A text so that it parses to the same words: bare when it is one plain word, else in quotation marks.
fn quoted(f: &mut std::fmt::Formatter<'_>, text: &str) -> std::fmt::Result {
    let plain = |c: char| c.is_alphanumeric() && !c.is_uppercase();
    if !text.is_empty() && text.chars().all(plain) {
        write!(f, "{text}")
    } else {
        write!(f, "\"{text}\"")
    }
}

fn joined(f: &mut std::fmt::Formatter<'_>, nodes: &[Node], joint: &str) -> std::fmt::Result {
    for (i, node) in nodes.iter().enumerate() {
        if i > 0 {
            write!(f, "{joint}")?;
        }
        // A row binds more than OR and needs no parentheses beside it.
        if matches!(node, Node::All(_)) && joint != " " {
            write!(f, "{node}")?;
        } else {
            node.inner(f)?;
        }
    }
    Ok(())
}

impl Node {
    /// The node within another one: alternatives and rows in parentheses.
    fn inner(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::All(_) | Self::Any(_) => write!(f, "({self})"),
            Self::Phrase(..)
            | Self::Prefix(..)
            | Self::Fuzzy(..)
            | Self::Field(_)
            | Self::Not(_) => {
                write!(f, "{self}")
            }
        }
    }
}

impl std::fmt::Display for Node {
    /// The query as it was read; parses to the same again.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Phrase(text, _) => quoted(f, text),
            Self::Prefix(text, _) => {
                quoted(f, text)?;
                write!(f, "*")
            }
            Self::Fuzzy(text, _, edits) => write!(f, "{text}~{edits}"),
            Self::Field(term) => {
                write!(f, "{}:", term.name)?;
                quoted(f, &term.text)?;
                write!(f, "{}", if term.open { "*" } else { "" })
            }
            Self::All(nodes) => joined(f, nodes, " "),
            Self::Any(nodes) => joined(f, nodes, " OR "),
            Self::Not(node) => {
                write!(f, "-")?;
                node.inner(f)
            }
        }
    }
}

/// Parses a query over a noun with these fields; `None` when it asks nothing (blank).
pub(super) fn parse(text: &str, fields: &[(&str, Field)]) -> Result<Option<Node>, LanguageError> {
    if text.len() > QUERY_BYTES_MAX {
        let told = format!(
            "the query has {} bytes, at most {QUERY_BYTES_MAX} are read: shorten it",
            text.len()
        );
        return Err(LanguageError::at(text, QUERY_BYTES_MAX, told));
    }
    if text.trim().is_empty() {
        return Ok(None);
    }
    let tokens = token::tokens(text, fields)?;
    parser::Parser::new(text, &tokens).whole()
}
