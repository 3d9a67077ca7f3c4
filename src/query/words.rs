//! Words of a query as the engine's queries.
//!
//! Not parsing. Phrases take the pair terms of the index where two very frequent words meet; a beginning of a word matches
//! whatever goes on from it, without ranking.

use super::language::Node;
use crate::index::words::{Word, phrase_terms};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, InvertedIndexRangeQuery, Occur, PhrasePrefixQuery, PhraseQuery,
    Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

/// Most endings the last word of a longer beginning ("red li*") stands for in one segment, in alphabetical order.
const ENDINGS_MAX: u32 = 1000;

/// The query of a node over a text field; `everything` matches all documents the words are looked for in.
pub(super) fn query(node: &Node, field: Field, everything: &dyn Query) -> Box<dyn Query> {
    match node {
        Node::Phrase(words) => phrase(words, field),
        Node::Prefix(words) => prefix(words, field),
        Node::All(nodes) => all(nodes, field, everything),
        Node::Any(nodes) => {
            let queries = nodes.iter().map(|n| query(n, field, everything));
            Box::new(BooleanQuery::union(queries.collect()))
        }
        Node::Not(_) => all(std::slice::from_ref(node), field, everything),
    }
}

fn all(nodes: &[Node], field: Field, everything: &dyn Query) -> Box<dyn Query> {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = nodes
        .iter()
        .map(|node| match node {
            Node::Not(inner) => (Occur::MustNot, query(inner, field, everything)),
            Node::Phrase(_) | Node::Prefix(_) | Node::All(_) | Node::Any(_) => {
                (Occur::Must, query(node, field, everything))
            }
        })
        .collect();
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        let base = ConstScoreQuery::new(everything.box_clone(), 0.0);
        clauses.push((Occur::Must, Box::new(base)));
    }
    Box::new(BooleanQuery::new(clauses))
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

fn prefix(words: &[Word], field: Field) -> Box<dyn Query> {
    if let [one] = words {
        let from = Term::from_field_text(field, &one.term);
        let to = Term::from_field_text(field, &format!("{}{}", one.term, char::MAX));
        let range = InvertedIndexRangeQuery::new(Bound::Included(from), Bound::Included(to));
        return Box::new(ConstScoreQuery::new(Box::new(range), 1.0));
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
