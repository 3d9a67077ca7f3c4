//! The questions: seven classes in equal shares, the same for the product and for the bare engine.

use crate::corpus::{ARTICLES_A_DAY, Corpus, QUOTES};
use crate::random::Random;
use vedette::rpc::pb;

/// Fewest days of a span that is asked for.
const DAYS_MIN: u64 = 2;

/// What a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// One word.
    Term,
    /// Two words, both.
    And,
    /// Two or three words, any.
    Or,
    /// Two or three words in a row, as they stand in some quote.
    Phrase,
    /// A word of a speaker within two years.
    Filtered,
    /// Words that begin with four letters.
    Prefix,
    /// A word with one letter wrong.
    Fuzzy,
}

impl Class {
    pub(crate) const ALL: [Self; 7] = [
        Self::Term,
        Self::And,
        Self::Or,
        Self::Phrase,
        Self::Filtered,
        Self::Prefix,
        Self::Fuzzy,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::And => "and",
            Self::Or => "or",
            Self::Phrase => "phrase",
            Self::Filtered => "filtered",
            Self::Prefix => "prefix",
            Self::Fuzzy => "fuzzy",
        }
    }
}

/// A question.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) class: Class,
    pub(crate) words: Vec<String>,
    /// Of whom, and from which article's day to which.
    pub(crate) filter: Option<(usize, [u64; 2])>,
}

/// Words by how frequent they are: 0.02 to 0.2 % of all words, a tenth of that, a fiftieth.
struct Bands<'c>([Vec<&'c str>; 3]);

impl Bands<'_> {
    fn word(&self, random: &mut Random, most: usize) -> String {
        let band = self.0.get(random.at(most)).map_or(&[][..], Vec::as_slice);
        let word = band.get(random.at(band.len())).copied();
        word.unwrap_or("the").to_owned()
    }
}

/// `count` questions about the first `articles` articles.
pub(crate) fn questions(corpus: &Corpus, articles: u64, count: usize) -> Vec<Question> {
    let mut random = Random::of(&[corpus.seed, 8]);
    let band = |share| corpus.vocabulary.band(share);
    let bands = Bands([band(2e-4..2e-3), band(2e-5..2e-4), band(4e-6..2e-5)]);
    let classes = Class::ALL.into_iter().cycle().take(count);
    let asked = classes.map(|class| ask(class, corpus, articles, &bands, &mut random));
    asked.collect()
}

fn ask(
    class: Class,
    corpus: &Corpus,
    articles: u64,
    bands: &Bands<'_>,
    random: &mut Random,
) -> Question {
    let mut filter = None;
    let words = match class {
        Class::Term => vec![bands.word(random, 3)],
        Class::And => vec![bands.word(random, 1), bands.word(random, 2)],
        Class::Or => {
            let count = 2 + random.at(2);
            (0..count).map(|_| bands.word(random, 3)).collect()
        }
        Class::Phrase => phrase(corpus, articles, random),
        Class::Filtered => {
            let length = (articles / 5).max(DAYS_MIN * ARTICLES_A_DAY);
            let from = random.below(articles.saturating_sub(length));
            let span = [from, from + length];
            // Of someone who speaks: the product refuses names nobody knows.
            let heard = corpus.told(random.below(articles), random.below(QUOTES));
            filter = Some((heard.speaker, span));
            vec![bands.word(random, 1)]
        }
        Class::Prefix => vec![bands.word(random, 2).chars().take(4).collect()],
        Class::Fuzzy => vec![misspelt(bands, random)],
    };
    Question {
        class,
        words,
        filter,
    }
}

/// Words in a row of some quote, one of them longer than four letters.
fn phrase(corpus: &Corpus, articles: u64, random: &mut Random) -> Vec<String> {
    for _ in 0..1000 {
        let told = corpus.told(random.below(articles), random.below(QUOTES));
        let all: Vec<String> = told.text.split(' ').map(str::to_lowercase).collect();
        let first = random.at(all.len().saturating_sub(3));
        let length = if random.below(3) == 0 { 3 } else { 2 };
        let words: Vec<String> = all.into_iter().skip(first).take(length).collect();
        if words.iter().all(|w| w.len() > 1) && words.iter().any(|w| w.len() > 4) {
            return words;
        }
    }
    vec!["of".to_owned(), "the".to_owned()]
}

fn misspelt(bands: &Bands<'_>, random: &mut Random) -> String {
    let word = bands.word(random, 2);
    let at = 1 + random.at(word.len() - 1);
    let letter = char::from(b'a' + u8::try_from(random.below(26)).unwrap_or(0));
    let letters = word.chars().enumerate();
    letters
        .map(|(i, c)| if i == at { letter } else { c })
        .collect()
}

impl Question {
    /// The question in the product's words.
    pub(crate) fn wire(&self, corpus: &Corpus) -> pb::SearchQuotesRequest {
        let first = self.words.first().map_or("", String::as_str);
        let query = match self.class {
            Class::Term | Class::And | Class::Filtered => self.words.join(" "),
            Class::Or => self.words.join(" OR "),
            Class::Phrase => format!("\"{}\"", self.words.join(" ")),
            Class::Prefix => format!("{first}*"),
            Class::Fuzzy => format!("{first}~1"),
        };
        let filter = self.filter.map(|(speaker, [from, to])| {
            let day = |article| {
                let day = Corpus::day(article);
                Some(pb::CivilDate {
                    year: i32::from(day.year()),
                    month: i32::from(day.month()),
                    day: i32::from(day.day()),
                })
            };
            pb::QuoteFilter {
                speakers: vec![format!("actors/{}", corpus.speaker(speaker).1)],
                publish_date: Some(pb::DateInterval {
                    start: day(from),
                    end: day(to),
                }),
                ..pb::QuoteFilter::default()
            }
        });
        pb::SearchQuotesRequest {
            query,
            filter,
            page_size: 10,
            ..pb::SearchQuotesRequest::default()
        }
    }
}
