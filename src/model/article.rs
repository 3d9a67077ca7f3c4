//! Articles: reports as they came, and what is known about them.
//!
//! Not the analysed text (that is `text::Document`). Rule: what is unknown stays empty; nothing is guessed from
//! the clock or the file system.

use super::{ArticleId, DateRange};
use crate::named_enum;

named_enum! {
    /// What the bytes are.
    Format as "format" {
        /// Plain text.
        Text = "TEXT",
        /// An HTML page.
        Html = "HTML",
    }
}

/// What a caller can tell about an article beside its bytes; every field may stay empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleInfo {
    /// The caller's own id.
    pub source_id: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Newspaper, agency, site.
    pub outlet: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// News agencies that contributed.
    pub agencies: Vec<String>,
    /// Place of the dateline.
    pub dateline: Option<String>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<DateRange>,
    /// The edition this one is based on, in the article's words.
    pub based_on: Option<String>,
    /// Licence label.
    pub licence: Option<String>,
    /// Collection label.
    pub collection: Option<String>,
}

/// An article as received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawArticle {
    /// What the caller tells.
    pub info: ArticleInfo,
    /// The bytes as given, in any encoding.
    pub bytes: Vec<u8>,
    /// What the bytes are; `None` = to be found out.
    pub format: Option<Format>,
}

/// A cleaned article with its identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Stable id: from `source_id`, else URL, else cleaned text.
    pub id: ArticleId,
    /// What is known: the caller's word, completed by what the page says.
    pub info: ArticleInfo,
    /// The cleaned text all offsets count in.
    pub text: String,
}

impl Article {
    /// The id an article has: derived from `source_id`, else from the URL, else from the cleaned text.
    pub fn identify(info: &ArticleInfo, cleaned: &str) -> ArticleId {
        let parts = match (&info.source_id, &info.url) {
            (Some(id), _) => ["source_id", id.as_str()],
            (None, Some(url)) => ["url", url.as_str()],
            (None, None) => ["text", cleaned],
        };
        super::id::digest_id('a', &parts).into()
    }
}
