//! A document being made: the terms and columns that records of every noun have, and how an actor, a place or a date becomes one.
//!
//! Not which record has which of them: that stands beside this. Rule: what a name is found by is made of it by the rules the
//! query language reads names by.

use crate::index::schema::{
    Column, Fields, Noun, Role, TextColumn, day_columns, folded, name_column, owner_term,
};
use crate::index::words::words;
use crate::model::{ActorRef, ArticleInfo, Channel, Claim, DateRange, Provenance, Source};
use tantivy::TantivyDocument;

/// Most words of one name that are kept.
pub(crate) const NAME_WORDS_MAX: usize = 32;

/// Begins the ids of actors found in text.
const PROVISIONAL: &str = "prov-";

/// The term all documents of an article's superseded revisions have: what only a purge deletes by.
pub(crate) fn past_owner_term(article: &str) -> String {
    format!("~:{article}")
}

/// A document being made.
pub(super) struct Draft<'a> {
    fields: &'a Fields,
    noun: Noun,
    pub(super) document: TantivyDocument,
}

impl<'a> Draft<'a> {
    /// The document of a record with what all records have.
    pub(super) fn new(
        fields: &'a Fields,
        noun: Noun,
        id: &str,
        source: &Source,
        record: &[u8],
    ) -> Self {
        let mut draft = Self {
            fields,
            noun,
            document: TantivyDocument::default(),
        };
        let article = source.article.as_str();
        let owner = if noun == Noun::PastStance {
            past_owner_term(article)
        } else {
            owner_term(article)
        };
        draft.document.add_text(fields.term, owner);
        draft.term(Role::Any, "");
        draft.term(Role::Id, id);
        draft.term(Role::InArticle, source.article.as_str());
        if let Some(outlet) = &source.outlet {
            draft.term(Role::Outlet, &folded(outlet));
            draft.words(Role::OutletWord, outlet);
        }
        if let Some(collection) = &source.collection {
            draft.term(Role::Collection, collection);
        }
        if draft.is_searched() {
            draft.printed(source);
        }
        draft.column(Column::Name, name_column(id));
        draft.column(Column::Ingested, source.ingested.as_microsecond());
        if let Some(original) = &source.copy_of {
            draft.column(Column::CopyOf, name_column(original.as_str()));
        }
        if let Some(published) = &source.published {
            let (first, last) = day_columns(published);
            draft.column(Column::PublishedFirst, first);
            draft.column(Column::PublishedLast, last);
        }
        draft.document.add_bytes(fields.record, record);
        draft
    }

    pub(super) fn term(&mut self, role: Role, value: &str) {
        self.document
            .add_text(self.fields.term, role.term(self.noun, value));
    }

    pub(super) fn column(&mut self, column: Column, value: i64) {
        self.document.add_i64(self.fields.column(column), value);
    }

    /// Whether filters and fields of the query language look at it.
    fn is_searched(&self) -> bool {
        matches!(
            self.noun,
            Noun::Article | Noun::Quote | Noun::Stance | Noun::PastStance | Noun::Deployment
        )
    }

    /// How the report was printed, beside its outlet.
    fn printed(&mut self, source: &Source) {
        if let Some(source_id) = &source.source_id {
            self.term(Role::SourceId, source_id);
        }
        if let Some(url) = &source.url {
            self.term(Role::Url, url);
        }
        if let Some(title) = &source.title {
            self.words(Role::TitleWord, title);
        }
    }

    /// What else is known of the report, and what read it.
    pub(super) fn report(&mut self, info: &ArticleInfo, provenance: &Provenance) {
        self.voiced(info);
        self.term(Role::ExtractorVersion, &provenance.extractor);
        self.term(Role::LexiconVersion, &provenance.lexicon);
    }

    /// The report's language and the agencies it names.
    pub(super) fn voiced(&mut self, info: &ArticleInfo) {
        if let Some(language) = &info.language {
            self.term(Role::Language, &folded(language));
        }
        for agency in &info.agencies {
            self.term(Role::Agency, &folded(agency));
        }
    }

    /// An actor in a role; its affiliation counts for the role too. Its name and ids are kept as words as well.
    pub(super) fn actor(&mut self, role: Option<Role>, actor: &ActorRef) {
        let word_role = match role {
            Some(Role::Leading) => Role::LeadingWord,
            Some(Role::Second) => Role::SecondWord,
            Some(_) | None => Role::OtherWord,
        };
        self.words(word_role, &actor.text);
        for id in actor.actor.iter().chain(&actor.affiliation) {
            self.term(Role::Actor, id.as_str());
            if let Some(role) = role {
                self.term(role, id.as_str());
            }
            self.words(word_role, id.as_str().trim_start_matches(PROVISIONAL));
        }
    }

    /// A word that matches are counted by.
    pub(super) fn counted(&mut self, column: TextColumn, word: &str) {
        let field = self.fields.text_column(column);
        self.document.add_text(field, word);
    }

    /// Each word of a name.
    fn words(&mut self, role: Role, name: &str) {
        for word in words(name).iter().take(NAME_WORDS_MAX) {
            self.term(role, &word.term);
        }
    }

    pub(super) fn actors<'r>(
        &mut self,
        role: Option<Role>,
        actors: impl IntoIterator<Item = &'r ActorRef>,
    ) {
        for actor in actors {
            self.actor(role, actor);
        }
    }

    /// Where and how something was said.
    pub(super) fn channel(&mut self, channel: &Channel) {
        let places = [
            (&channel.platform, Role::Platform, Role::PlatformWord),
            (&channel.venue, Role::Venue, Role::VenueWord),
        ];
        for (place, role, word_role) in places {
            if let Some(place) = place {
                self.term(role, &folded(place));
                self.words(word_role, place);
            }
        }
    }

    /// Who moves, who says so, and where.
    pub(super) fn claim(&mut self, claim: &Claim) {
        self.actors(Some(Role::Leading), &claim.forces);
        self.actors(Some(Role::Second), &claim.claimant);
        self.actors(Some(Role::Via), &claim.via);
        self.actors(Some(Role::OrderedBy), &claim.ordered_by);
        self.actors(Some(Role::AnnouncedBy), &claim.announced_by);
        for mention in claim.place.iter().chain(&claim.from) {
            self.words(Role::PlaceWord, &mention.place.name);
        }
        if let Some(side) = &claim.side {
            self.term(Role::Side, &folded(side));
        }
    }

    pub(super) fn event(&mut self, date: Option<&DateRange>) {
        if let Some(date) = date {
            let (first, last) = day_columns(date);
            self.column(Column::EventFirst, first);
            self.column(Column::EventLast, last);
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.document.add_text(self.fields.text(self.noun), text);
    }

    pub(super) fn traits(&mut self, bits: u64) {
        self.column(Column::Traits, bits.cast_signed());
    }
}
