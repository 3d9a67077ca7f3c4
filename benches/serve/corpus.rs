//! The corpus: articles of twenty quotes each, and what an extractor would find in them. Invented, the same on every machine.
//!
//! Any article can be made on its own, so nothing is kept in memory and a build that was cut goes on where it stood. One
//! quote in seven tells again, whole or in part, what a report of the last days told: utterances have something to link.

use crate::random::{Law, Random};
use crate::word::{Vocabulary, name};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::HashSet;
use vedette::model::{
    ActorId, ActorRef, ArticleInfo, Channel, ChannelKind, CivilDate, Confidence, DateRange,
    Findings, Fragment, Modality, Quote, QuoteKind, RawArticle, Span,
};

/// Quotes of an article.
pub(crate) const QUOTES: u64 = 20;
/// Articles of a day.
pub(crate) const ARTICLES_A_DAY: u64 = 14;
/// How far back a quote that is told again may stand, in articles.
const RETOLD_WITHIN: u64 = 80;
/// Fewest words of a quote, and how many more it may have.
const WORDS: (usize, usize) = (15, 46);
/// Speakers, outlets.
const SPEAKERS: u32 = 5_000;
const OUTLETS: u32 = 200;
/// How the caller's ids of articles begin.
const PREFIX: &str = "bench-";

/// A quote as it is told.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) text: String,
    pub(crate) speaker: usize,
    pub(crate) kind: QuoteKind,
}

/// The corpus of a seed.
#[derive(Debug)]
pub(crate) struct Corpus {
    pub(crate) vocabulary: Vocabulary,
    speakers: Vec<(String, ActorId)>,
    outlets: Vec<String>,
    speaker_law: Law,
    outlet_law: Law,
    pub(crate) seed: u64,
}

impl Corpus {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random::of(&[seed, 4]);
        let mut speakers: Vec<(String, ActorId)> = Vec::new();
        let mut known = HashSet::new();
        while speakers.len() < SPEAKERS as usize {
            let called = name(&mut random, 2);
            let slug = format!("prov-{}", called.to_lowercase().replace(' ', "-"));
            if let Ok(id) = slug.parse::<ActorId>()
                && known.insert(slug)
            {
                speakers.push((called, id));
            }
        }
        let outlets = (0..OUTLETS).map(|_| format!("{} Courier", name(&mut random, 1)));
        Self {
            vocabulary: Vocabulary::new(seed),
            speakers,
            outlets: outlets.collect(),
            speaker_law: Law::new(SPEAKERS, 1.0, 0.0),
            outlet_law: Law::new(OUTLETS, 0.9, 0.0),
            seed,
        }
    }

    /// The name and the id of a speaker.
    pub(crate) fn speaker(&self, number: usize) -> (&str, &str) {
        self.speakers
            .get(number)
            .map_or(("", ""), |(name, id)| (name, id.as_str()))
    }

    /// The day an article was published.
    pub(crate) fn day(article: u64) -> Date {
        let days = i64::try_from(article / ARTICLES_A_DAY).unwrap_or(0);
        let first = jiff::civil::date(2015, 1, 1);
        first.saturating_add(jiff::Span::new().days(days))
    }

    /// When an article comes in.
    pub(crate) fn ingested(article: u64) -> Timestamp {
        let second = i64::try_from(1_420_113_600 + article).unwrap_or(0);
        Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The outlet of an article.
    pub(crate) fn outlet(&self, article: u64) -> &str {
        let rank = self
            .outlet_law
            .rank(Random::of(&[self.seed, 5, article]).share());
        self.outlets.get(rank).map_or("", String::as_str)
    }

    fn original(&self, article: u64, nth: u64) -> Told {
        let mut random = Random::of(&[self.seed, 6, article, nth]);
        let words = WORDS.0 + random.at(WORDS.1);
        Told {
            text: self.vocabulary.text(&mut random, words),
            speaker: self.speaker_law.rank(random.share()),
            kind: match random.below(4) {
                0 => QuoteKind::Mixed,
                1 => QuoteKind::Indirect,
                _ => QuoteKind::Direct,
            },
        }
    }

    /// A quote of an article.
    pub(crate) fn told(&self, article: u64, nth: u64) -> Told {
        let mut random = Random::of(&[self.seed, 7, article, nth]);
        if article == 0 || random.below(7) > 0 {
            return self.original(article, nth);
        }
        let back = 1 + random.below(article.min(RETOLD_WITHIN));
        let first = self.original(article - back, random.below(QUOTES));
        if random.below(2) == 0 {
            return first;
        }
        let part: Vec<&str> = first.text.split(' ').take(14).collect();
        Told {
            text: part.join(" "),
            ..first
        }
    }

    /// An article as received.
    pub(crate) fn raw(&self, article: u64) -> RawArticle {
        RawArticle {
            info: ArticleInfo {
                source_id: Some(format!("{PREFIX}{article}")),
                outlet: Some(self.outlet(article).to_owned()),
                collection: Some("bench".to_owned()),
                language: Some("en".to_owned()),
                published: CivilDate::of(Self::day(article)).map(|d| DateRange::single(d, "")),
                ..ArticleInfo::default()
            },
            bytes: self.written(article).0.into_bytes(),
            format: None,
        }
    }

    /// The text of an article, and where each quote's words stand in it.
    pub(crate) fn written(&self, article: u64) -> (String, Vec<(Told, Span)>) {
        let (mut text, mut quotes) = (String::with_capacity(8_000), Vec::new());
        for nth in 0..QUOTES {
            let told = self.told(article, nth);
            text.push('"');
            let start = text.len();
            text.push_str(&told.text);
            let span = Span::of(start..text.len());
            text.push_str(",\" said ");
            text.push_str(self.speaker(told.speaker).0);
            text.push_str(".\n\n");
            quotes.push((told, span));
        }
        (text, quotes)
    }

    /// What is found in an article of this corpus; nothing in any other.
    pub(crate) fn findings(&self, source_id: &str) -> Findings {
        let mut findings = Findings::default();
        let Some(article) = source_id.strip_prefix(PREFIX).and_then(|n| n.parse().ok()) else {
            return findings;
        };
        let (text, quotes) = self.written(article);
        let day = CivilDate::of(Self::day(article));
        for (told, span) in quotes {
            let (called, id) = self.speaker(told.speaker);
            let (said, end) = (
                span.end() + 3,
                span.end() + 8 + Span::of(0..called.len()).len(),
            );
            let sentence = Span::new(span.start() - 1, end + 1);
            let mention = Span::new(said + 5, end);
            let speaker = ActorRef {
                mention: Some(mention),
                text: called.to_owned(),
                actor: id.parse().ok(),
                affiliation: None,
            };
            let channel = (span.start() % 5 == 0).then(|| Channel {
                kind: ChannelKind::Post,
                platform: Some("X".to_owned()),
                venue: None,
            });
            findings.quotes.push(Quote {
                kind: told.kind,
                spans: vec![span],
                text: told.text,
                quoted: vec![span],
                clause: Span::new(said, end),
                speakers: vec![speaker],
                cue: Some(Fragment::cut(Span::new(said, said + 4), &text)),
                channel,
                addressees: Vec::new(),
                via: None,
                said: day.map(|d| DateRange::single(d, "")),
                modality: Modality::Asserted,
                evidence: vec![Fragment::cut(sentence, &text)],
                confidence: Confidence {
                    score: 0.9,
                    reasons: vec!["cue verb after the marks".to_owned()],
                },
            });
        }
        findings
    }
}
