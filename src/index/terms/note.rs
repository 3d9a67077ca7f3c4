//! Documents that belong to no record: redirects of utterances, and reports that are gone.
//!
//! Rule: a search for records never meets them, because they have no record's terms.

use crate::index::copies::gone_term;
use crate::index::schema::{Fields, Noun, Role, owner_term};
use crate::index::utterance::{Merger, redirect_term};
use crate::model::ArticleId;
use tantivy::TantivyDocument;

/// The document that keeps a redirect; it belongs to no article and stays.
pub(crate) fn redirect(fields: &Fields, merger: &Merger) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_text(fields.term, Role::Any.term(Noun::Utterance, ""));
    document.add_text(fields.term, redirect_term(&merger.from, &merger.into));
    document
}

/// What the note that an article is gone belongs to: not to the article, of which a purge leaves nothing.
pub(crate) fn gone_owner(article: &ArticleId) -> String {
    format!("gone:{article}")
}

/// The document that keeps that the first report of a group of copies is gone; it goes when the report comes back.
pub(crate) fn gone(fields: &Fields, article: &ArticleId) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_text(fields.term, owner_term(&gone_owner(article)));
    document.add_text(fields.term, gone_term(article));
    document
}
