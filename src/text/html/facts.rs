//! What a page says of itself in its head: meta elements, canonical address, structured data (JSON-LD), time elements.
//!
//! Not what the report's lines say (`page` reads those). Rule: structured data before meta elements before visible marks; what
//! does not parse is left out.

use crate::lang::Language;
use crate::model::{ArticleInfo, DateRange};
use crate::text::page::dates;
use serde_json::Value;

/// How deep structured data is searched for an article.
pub(super) const DEPTH_MAX: usize = 6;
/// Most objects of structured data that are looked at.
pub(super) const OBJECTS_MAX: usize = 200;
/// Most authors of one article.
pub(super) const AUTHORS_MAX: usize = 20;
/// Longest title in bytes; longer is no title.
pub(super) const TITLE_BYTES_MAX: usize = 400;

/// The facts collected so far.
#[derive(Debug, Default)]
pub(super) struct Facts {
    data: ArticleInfo,
    data_date: Option<String>,
    meta: ArticleInfo,
    meta_date: Option<String>,
    time: Option<String>,
    title: String,
    is_json: bool,
}

impl Facts {
    /// Whether the text inside an element of that name is a fact.
    pub(super) fn wants(&self, name: &str) -> bool {
        (name == "script" && self.is_json) || name == "title"
    }

    /// The text of an element that was wanted.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        if name == "title" && self.title.is_empty() {
            value.trim().clone_into(&mut self.title);
        } else if name == "script"
            && let Ok(json) = serde_json::from_str::<Value>(value)
        {
            let mut left = OBJECTS_MAX;
            self.json(&json, 0, &mut left);
        }
    }

    /// A start tag.
    pub(super) fn element(&mut self, name: &str, attributes: &[(String, String)]) {
        let get = |n: &str| {
            let found = attributes.iter().find(|(a, _)| a == n);
            found.map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
        };
        match name {
            "script" => {
                let kind = get("type").unwrap_or("");
                self.is_json = kind.eq_ignore_ascii_case("application/ld+json");
            }
            "html" => self.meta.language = get("lang").or(get("xml:lang")).map(str::to_owned),
            "link" if get("rel") == Some("canonical") => {
                self.meta.url = get("href").map(str::to_owned);
            }
            "time" if self.time.is_none() => self.time = get("datetime").map(str::to_owned),
            "meta" => {
                let key = get("property")
                    .or(get("name"))
                    .or(get("itemprop"))
                    .unwrap_or("")
                    .to_ascii_lowercase();
                if let Some(content) = get("content") {
                    self.meta(&key, content);
                }
            }
            _ => {}
        }
    }

    fn meta(&mut self, key: &str, content: &str) {
        let fill = |slot: &mut Option<String>| *slot = slot.take().or(Some(content.to_owned()));
        match key {
            "og:title" | "headline" => fill(&mut self.meta.title),
            "og:site_name" => fill(&mut self.meta.outlet),
            "og:url" => fill(&mut self.meta.url),
            "og:locale" | "language" | "content-language" => fill(&mut self.meta.language),
            "article:published_time"
            | "og:article:published_time"
            | "datepublished"
            | "pubdate"
            | "publishdate"
            | "publish-date"
            | "publish_date"
            | "dc.date"
            | "dc.date.issued"
            | "dcterms.created"
            | "date"
            | "parsely-pub-date"
            | "sailthru.date" => {
                fill(&mut self.meta_date);
            }
            "author" | "article:author" | "byl" | "dc.creator" | "parsely-author"
            | "sailthru.author" => {
                let name = content.strip_prefix("By ").unwrap_or(content);
                let address =
                    name.contains("://") || name.contains('@') || name.starts_with("www.");
                if !address
                    && self.meta.authors.len() < AUTHORS_MAX
                    && !self.meta.authors.iter().any(|a| a == name)
                {
                    self.meta.authors.push(name.to_owned());
                }
            }
            _ => {}
        }
    }

    /// Looks for an article in structured data.
    fn json(&mut self, value: &Value, depth: usize, left: &mut usize) {
        if depth > DEPTH_MAX || *left == 0 {
            return;
        }
        match value {
            Value::Array(items) => items.iter().for_each(|v| self.json(v, depth + 1, left)),
            Value::Object(object) => {
                *left -= 1;
                if is_article(value) && self.data.title.is_none() {
                    self.article(value);
                }
                for key in ["@graph", "mainEntity", "itemListElement"] {
                    if let Some(inner) = object.get(key) {
                        self.json(inner, depth + 1, left);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn article(&mut self, article: &Value) {
        let text = |v: Option<&Value>| {
            v.and_then(Value::as_str)
                .map(str::trim)
                .filter(|s| !s.is_empty())
                .map(str::to_owned)
        };
        self.data.title = text(article.get("headline")).or(text(article.get("name")));
        self.data.outlet = text(article.get("publisher").and_then(|p| p.get("name")));
        self.data.language = text(article.get("inLanguage"));
        let page = article.get("mainEntityOfPage");
        self.data.url = text(article.get("url"))
            .or(text(page))
            .or(text(page.and_then(|p| p.get("@id"))));
        self.data_date = text(article.get("datePublished")).or(text(article.get("dateCreated")));
        let authors = match article.get("author") {
            Some(Value::Array(list)) => list.iter().take(AUTHORS_MAX).collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        for author in authors {
            let name = text(Some(author)).or(text(author.get("name")));
            self.data
                .authors
                .extend(name.filter(|n| !n.contains("://")));
        }
    }

    /// The facts in order of trust.
    pub(super) fn into_info(mut self, language: &Language) -> ArticleInfo {
        let title = site_title(&self.title, self.meta.outlet.as_deref());
        self.meta.title = self.meta.title.take().or(title);
        let date = |words: Option<String>| words.and_then(|w| published(&w, language));
        let mut info = crate::text::complete(self.data, self.meta);
        info.title = info.title.filter(|t| t.len() <= TITLE_BYTES_MAX);
        info.language = info.language.map(|l| l.replace('_', "-"));
        info.published = date(self.data_date)
            .or_else(|| date(self.meta_date))
            .or_else(|| date(self.time));
        info
    }
}

fn is_article(value: &Value) -> bool {
    let article = |v: &Value| {
        v.as_str()
            .is_some_and(|t| t.ends_with("Article") || t.ends_with("BlogPosting") || t == "Report")
    };
    match value.get("@type") {
        Some(Value::Array(types)) => types.iter().any(article),
        Some(one) => article(one),
        None => false,
    }
}

/// The title element without the site's name behind a bar or dash.
fn site_title(title: &str, outlet: Option<&str>) -> Option<String> {
    let cut = [" | ", " - ", " \u{2013} ", " \u{2014} ", " \u{b7} "]
        .iter()
        .filter_map(|s| title.rfind(s).map(|at| (at, s.len())))
        .max();
    let cut = cut.filter(|(at, len)| {
        let site = title.get(at + len..).unwrap_or("");
        outlet.is_some_and(|o| o.eq_ignore_ascii_case(site)) || site.split(' ').count() <= 4
    });
    let whole = cut
        .and_then(|(at, _)| title.get(..at))
        .unwrap_or(title)
        .trim();
    (!whole.is_empty()).then(|| whole.to_owned())
}

/// A date as pages write it: ISO 8601, else in words.
fn published(words: &str, language: &Language) -> Option<DateRange> {
    let iso = words.get(..10).and_then(|w| w.parse::<DateRange>().ok());
    iso.filter(|d| d.start.day() > 0).or_else(|| {
        let (date, wording) = dates(words, language).into_iter().next()?;
        Some(DateRange::single(date, &wording))
    })
}
