//! The issues files: propositions, the words that name them, and the side each wording falls on.
//!
//! Not stances: a wording only names the matter; who is for or against is found by frames. Rule: a topic's side tells
//! whether the thing named, if it happens, makes the proposition true (SUPPORT) or false (OPPOSE).

use super::entry::{Entity, EntityFile};
use super::state::Listed;
use crate::lang::table::TableError;
use crate::model::{ActorId, Issue, Position};
use std::sync::Arc;

/// Most words between the two sides of a gap (`..`).
pub const TOPIC_GAP_WORDS_MAX: usize = 4;
/// Most words of a topic.
pub const TOPIC_WORDS_MAX: usize = 12;

/// One word of a topic's pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TopicWord {
    /// One of these words, lower case; a trailing `*` in the file makes a beginning of a word.
    Words(Vec<Wording>),
    /// A name of one of these actors; a state is also named by its adjective, people or capital.
    Actors(Vec<ActorId>),
    /// Up to [`TOPIC_GAP_WORDS_MAX`] words of any kind.
    Gap,
}

/// A word, or the beginning of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The letters, lower case.
    pub text: String,
    /// More letters may follow.
    pub open: bool,
}

/// A wording that names an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The pattern, word by word.
    pub words: Vec<TopicWord>,
    /// Whether the thing named makes the proposition true or false.
    pub side: Position,
}

/// An issue with its wordings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueEntry {
    /// Id and proposition.
    pub issue: Issue,
    /// Of each group, one actor at least must be named in the article.
    pub needs: Vec<Vec<ActorId>>,
    /// The wordings.
    pub topics: Vec<Topic>,
}

pub(super) fn read(
    file: &str,
    text: &str,
    out: &mut Vec<Listed<IssueEntry>>,
) -> Result<(), TableError> {
    let source = EntityFile::read(file, text)?;
    let name: Arc<str> = Arc::from(file);
    for entity in source.entities()? {
        let value = issue(entity)?;
        out.push(Listed {
            file: Arc::clone(&name),
            line: entity.line(),
            value,
        });
    }
    Ok(())
}

fn issue(entity: Entity<'_, '_>) -> Result<IssueEntry, TableError> {
    entity.only(&["proposition", "needs", "for", "against"])?;
    let id = entity
        .key
        .parse()
        .map_err(|e| entity.error("", format!("{e}")))?;
    let proposition = entity.need("proposition")?.to_owned();
    let mut needs = Vec::new();
    for group in entity.texts("needs")? {
        needs.push(actors(entity, "needs", group)?);
    }
    let mut topics = Vec::new();
    for (field, side) in [("for", Position::Support), ("against", Position::Oppose)] {
        for pattern in entity.texts(field)? {
            topics.push(Topic {
                words: pattern_words(entity, field, pattern)?,
                side,
            });
        }
    }
    if topics.is_empty() {
        return Err(entity.error(
            "for",
            "an issue needs at least one wording in `for` or `against`",
        ));
    }
    Ok(IssueEntry {
        issue: Issue { id, proposition },
        needs,
        topics,
    })
}

fn actors(entity: Entity<'_, '_>, field: &str, list: &str) -> Result<Vec<ActorId>, TableError> {
    list.split('|')
        .map(|id| {
            id.trim()
                .parse()
                .map_err(|e| entity.error(field, format!("{e}")))
        })
        .collect()
}

fn pattern_words(
    entity: Entity<'_, '_>,
    field: &str,
    pattern: &str,
) -> Result<Vec<TopicWord>, TableError> {
    let mut words = Vec::new();
    for word in pattern.split_whitespace() {
        if word == ".." {
            words.push(TopicWord::Gap);
        } else if let Some(ids) = word.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
            words.push(TopicWord::Actors(actors(entity, field, ids)?));
        } else if word.contains(['{', '}']) || (word.contains('|') && word.contains('-')) {
            let problem = format!(
                "{word:?}: neither names in braces nor hyphens can stand in a choice of words"
            );
            return Err(entity.error(field, problem));
        } else {
            let parts = word.split('-').filter(|p| !p.is_empty());
            words.extend(parts.map(|p| TopicWord::Words(p.split('|').map(wording).collect())));
        }
    }
    let problem = match words.first() {
        None => "an empty wording",
        Some(TopicWord::Gap) => "a wording may not begin with a gap",
        Some(_) if words.len() > TOPIC_WORDS_MAX => "a wording of too many words",
        Some(_) if matches!(words.last(), Some(TopicWord::Gap)) => {
            "a wording may not end with a gap"
        }
        Some(_) if !words.iter().any(|w| matches!(w, TopicWord::Words(_))) => {
            "a wording needs a word beside names"
        }
        Some(_) => return Ok(words),
    };
    Err(entity.error(field, format!("{problem}: {pattern:?}")))
}

fn wording(word: &str) -> Wording {
    let (text, open) = word.strip_suffix('*').map_or((word, false), |w| (w, true));
    Wording {
        text: text.to_lowercase().replace('\'', ""),
        open,
    }
}
