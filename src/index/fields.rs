//! The fields of the index: their handles, and how each is indexed.
//!
//! Not what they hold: that stands in `schema`.

use super::schema::{COLUMNS, Column, Noun, TEXT_COLUMNS, TextColumn};
use super::words::WORDS;
use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};

/// The handles of all fields.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    /// The schema itself.
    pub(crate) schema: Schema,
    /// Exact terms.
    pub(crate) term: Field,
    /// Quotes' content.
    pub(crate) quote: Field,
    /// Stances' evidence.
    pub(crate) stance: Field,
    /// Deployments' evidence.
    pub(crate) deployment: Field,
    /// Articles' headline and text.
    pub(crate) article: Field,
    /// Columns, in the order of [`COLUMNS`].
    pub(crate) columns: [Field; COLUMNS.len()],
    /// Columns of words, in the order of [`TEXT_COLUMNS`].
    pub(crate) text_columns: [Field; TEXT_COLUMNS.len()],
    /// The record.
    pub(crate) record: Field,
    /// The bytes as received.
    pub(crate) raw: Field,
}

impl Fields {
    /// The schema of this release.
    pub(crate) fn new() -> Self {
        let mut builder = Schema::builder();
        let text = |index: TextFieldIndexing| TextOptions::default().set_indexing_options(index);
        let exact = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let full = TextFieldIndexing::default()
            .set_tokenizer(WORDS)
            .set_fieldnorms(true)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let term = builder.add_text_field("term", text(exact));
        let mut full_text = |name: &str| builder.add_text_field(name, text(full.clone()));
        let (quote, stance) = (full_text("quote"), full_text("stance"));
        let (deployment, article) = (full_text("deployment"), full_text("article"));
        let columns =
            COLUMNS.map(|name| builder.add_i64_field(name, NumericOptions::default().set_fast()));
        let text_columns = TEXT_COLUMNS
            .map(|name| builder.add_text_field(name, TextOptions::default().set_fast("raw")));
        let stored = BytesOptions::default().set_stored();
        let record = builder.add_bytes_field("record", stored.clone());
        let raw = builder.add_bytes_field("raw", stored);
        Self {
            schema: builder.build(),
            term,
            quote,
            stance,
            deployment,
            article,
            columns,
            text_columns,
            record,
            raw,
        }
    }

    /// The handle of a column.
    pub(crate) fn column(&self, column: Column) -> Field {
        let [
            name,
            pf,
            pl,
            ef,
            el,
            ingested,
            confidence,
            traits,
            entry,
            superseded,
            article_entry,
            copy_of,
            event_entry,
            merged_into,
        ] = self.columns;
        match column {
            Column::Name => name,
            Column::PublishedFirst => pf,
            Column::PublishedLast => pl,
            Column::EventFirst => ef,
            Column::EventLast => el,
            Column::Ingested => ingested,
            Column::Confidence => confidence,
            Column::Traits => traits,
            Column::Entry => entry,
            Column::Superseded => superseded,
            Column::ArticleEntry => article_entry,
            Column::CopyOf => copy_of,
            Column::EventEntry => event_entry,
            Column::MergedInto => merged_into,
        }
    }

    /// The handle of a column of words.
    pub(crate) fn text_column(&self, column: TextColumn) -> Field {
        let [speaker, outlet, issue] = self.text_columns;
        match column {
            TextColumn::Speaker => speaker,
            TextColumn::Outlet => outlet,
            TextColumn::Issue => issue,
        }
    }

    /// The text field of a noun; nouns without one have the article's, which none of their documents fill.
    pub(crate) fn text(&self, noun: Noun) -> Field {
        match noun {
            Noun::Quote => self.quote,
            Noun::Stance => self.stance,
            Noun::Deployment => self.deployment,
            Noun::Article
            | Noun::BorderFact
            | Noun::Actor
            | Noun::Utterance
            | Noun::PastStance
            | Noun::Decision => self.article,
        }
    }
}
