//! Words of a query as the engine's queries.
//!
//! Not parsing. Phrases take the pair terms of the index where two very frequent words meet; a beginning of a word matches
//! whatever goes on from it, and a word with other spellings whatever is spelled nearly so, without ranking; names in fields
//! select and never rank.

use super::error::QueryError;
use super::excluded::Excluded;
use super::language::{FieldTerm, Node};
use crate::index::schema::{Noun, Role};
use crate::index::view::{Generation, search_failed};
use crate::index::words::{Word, phrase_terms};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, FuzzyTermQuery, InvertedIndexRangeQuery, Occur,
    PhrasePrefixQuery, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

/// Most endings the last word of a longer beginning ("red li*") may have in one segment: the engine looks each of them up,
/// and would pass over the others in silence.
pub(super) const ENDINGS_MAX: u32 = 10_000;

/// Where words are looked for.
pub(super) struct Ground {
    /// The field of the content.
    pub(super) text: Field,
    /// The field of exact terms.
    pub(super) term: Field,
    /// Whose terms.
    pub(super) noun: Noun,
    /// Matches all documents of the noun.
    pub(super) everything: Box<dyn Query>,
}

impl Ground {
    /// The query of a node.
    pub(super) fn query(&self, node: &Node) -> Box<dyn Query> {
        match node {
            Node::Phrase(_, words) => phrase(words, self.text),
            Node::Prefix(_, words) => prefix(words, self.text),
            Node::Fuzzy(_, word, edits) => {
                let term = Term::from_field_text(self.text, &word.term);
                let query = FuzzyTermQuery::new(term, *edits, true);
                Box::new(ConstScoreQuery::new(Box::new(query), 1.0))
            }
            Node::Field(term) => Box::new(ConstScoreQuery::new(self.fielded(term), 0.0)),
            Node::All(nodes) => self.all(nodes),
            Node::Any(nodes) => {
                let queries = nodes.iter().map(|n| self.query(n));
                Box::new(BooleanQuery::union(queries.collect()))
            }
            Node::Not(_) => self.all(std::slice::from_ref(node)),
        }
    }

    fn all(&self, nodes: &[Node]) -> Box<dyn Query> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = nodes
            .iter()
            .map(|node| match node {
                Node::Not(inner) => (Occur::MustNot, self.excluded(inner)),
                Node::Phrase(..)
                | Node::Prefix(..)
                | Node::Fuzzy(..)
                | Node::Field(_)
                | Node::All(_)
                | Node::Any(_) => (Occur::Must, self.query(node)),
            })
            .collect();
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            let base = ConstScoreQuery::new(self.everything.box_clone(), 0.0);
            clauses.push((Occur::Must, Box::new(base)));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    /// What a node leaves out; a single word is asked as fast as the engine can.
    fn excluded(&self, node: &Node) -> Box<dyn Query> {
        let query = self.query(node);
        if query.is::<TermQuery>() {
            return query;
        }
        Box::new(Excluded(query))
    }

    /// A name in a field: the actors it is taken for, or a name that has all its words.
    fn fielded(&self, asked: &FieldTerm) -> Box<dyn Query> {
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        if let Some(role) = asked.field.actors() {
            let terms = asked
                .actors
                .iter()
                .map(|a| role.term(self.noun, a.as_str()));
            ways.extend(terms.map(|term| self.exact(&term)));
        }
        for role in asked.field.words() {
            ways.push(self.named(*role, asked));
        }
        if asked.field.words().is_empty() {
            ways.push(if asked.open {
                prefix(&asked.words, self.text)
            } else {
                phrase(&asked.words, self.text)
            });
        }
        Box::new(BooleanQuery::union(ways))
    }

    /// Documents with all words of a name in one role.
    fn named(&self, role: Role, asked: &FieldTerm) -> Box<dyn Query> {
        let last = asked.words.len().saturating_sub(1);
        let queries = asked.words.iter().enumerate().map(|(i, word)| {
            let term = role.term(self.noun, &word.term);
            if asked.open && i == last {
                beginning(&term, self.term)
            } else {
                self.exact(&term)
            }
        });
        Box::new(BooleanQuery::intersection(queries.collect()))
    }

    fn exact(&self, term: &str) -> Box<dyn Query> {
        let term = Term::from_field_text(self.term, term);
        Box::new(TermQuery::new(term, IndexRecordOption::Basic))
    }
}

impl std::fmt::Debug for Ground {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ground")
            .field("noun", &self.noun)
            .finish_non_exhaustive()
    }
}

fn word(term: &str, field: Field) -> Box<dyn Query> {
    let term = Term::from_field_text(field, term);
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn phrase(words: &[Word], field: Field) -> Box<dyn Query> {
    match words {
        [one] => word(&one.term, field),
        _ => match phrase_terms(words).as_slice() {
            [(_, one)] => word(one, field),
            terms => {
                let terms = terms
                    .iter()
                    .map(|(place, term)| (*place, Term::from_field_text(field, term)));
                Box::new(PhraseQuery::new_with_offset(terms.collect()))
            }
        },
    }
}

/// Refuses words of which a longer beginning goes on in more than [`ENDINGS_MAX`] ways.
pub(super) fn check(node: &Node, field: Field, generation: &Generation) -> Result<(), QueryError> {
    let words = match node {
        Node::Prefix(_, words) => words,
        Node::Field(asked) if asked.open && asked.field.words().is_empty() => &asked.words,
        Node::All(nodes) | Node::Any(nodes) => {
            return nodes.iter().try_for_each(|n| check(n, field, generation));
        }
        Node::Not(inner) => return check(inner, field, generation),
        Node::Phrase(..) | Node::Fuzzy(..) | Node::Field(_) => return Ok(()),
    };
    match words.as_slice() {
        [_, .., last] if has_too_many_endings(&last.term, field, generation)? => {
            Err(QueryError::Endings {
                beginning: node.to_string(),
                limit: ENDINGS_MAX,
            })
        }
        _ => Ok(()),
    }
}

/// Whether some segment has more than [`ENDINGS_MAX`] terms that begin so.
fn has_too_many_endings(
    beginning: &str,
    field: Field,
    generation: &Generation,
) -> Result<bool, QueryError> {
    let failed = |e: std::io::Error| search_failed("read")(e.into());
    for reader in generation.searcher.segment_readers() {
        let index = reader
            .inverted_index(field)
            .map_err(search_failed("read"))?;
        let range = index.terms().range().ge(beginning.as_bytes());
        let mut terms = range.into_stream().map_err(failed)?;
        let mut endings = 0;
        while terms.advance() && terms.key().starts_with(beginning.as_bytes()) {
            endings += 1;
            if endings > ENDINGS_MAX {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Terms that begin so, without ranking.
fn beginning(term: &str, field: Field) -> Box<dyn Query> {
    let from = Term::from_field_text(field, term);
    let to = Term::from_field_text(field, &format!("{term}{}", char::MAX));
    let range = InvertedIndexRangeQuery::new(Bound::Included(from), Bound::Included(to));
    Box::new(ConstScoreQuery::new(Box::new(range), 1.0))
}

fn prefix(words: &[Word], field: Field) -> Box<dyn Query> {
    if let [one] = words {
        return beginning(&one.term, field);
    }
    let first = words.first().map_or(0, |w| w.position);
    let terms = words
        .iter()
        .map(|w| (w.position - first, Term::from_field_text(field, &w.term)))
        .collect();
    let mut query = PhrasePrefixQuery::new_with_offset(terms);
    query.set_max_expansions(ENDINGS_MAX);
    Box::new(query)
}
