//! Words: how text becomes the terms of the index, for records and for questions alike.
//!
//! Not language knowledge: the list below is about cost alone. Words are runs of letters and digits, in lower case,
//! without accents. Pairs of two very frequent words also get one term of their own, because a phrase of only such
//! words ("it is the") would otherwise read the longest postings of the index; pairs with one such word were tried on
//! paper and dropped: they grow the index by half and the rarer word bounds that cost anyway.

use tantivy::tokenizer::{
    AsciiFoldingFilter, LowerCaser, RemoveLongFilter, SimpleTokenizer, TextAnalyzer, Token,
    TokenFilter, TokenStream, Tokenizer,
};

/// Name of this tokenizer in the schema.
pub(crate) const WORDS: &str = "words";

/// Longer words are no terms, in bytes.
pub(crate) const WORD_BYTES_MAX: usize = 80;

/// Separates the two words of a pair term; no word holds it.
const JOINT: char = '\u{1}';

/// Very frequent words, sorted.
const FREQUENT: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "had", "has",
    "have", "he", "her", "his", "if", "in", "is", "it", "its", "not", "of", "on", "or", "our", "s",
    "said", "she", "that", "the", "their", "there", "they", "this", "to", "was", "we", "were",
    "which", "who", "will", "with", "would", "you",
];

/// Whether a word is one of those every text has.
pub(crate) fn is_frequent(word: &str) -> bool {
    FREQUENT.binary_search(&word).is_ok()
}

/// The tokenizer of records.
pub(crate) fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(WORD_BYTES_MAX))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Pairs)
        .build()
}

/// A word of a text as a term: where it stands and what the index calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Byte offsets in the text.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// Position among the words.
    pub(crate) position: usize,
    /// The term.
    pub(crate) term: String,
}

/// The words of a text, without pairs, in order.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(WORD_BYTES_MAX))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build();
    let mut stream = analyzer.token_stream(text);
    let mut words = Vec::new();
    while let Some(token) = stream.next() {
        words.push(Word {
            start: token.offset_from,
            end: token.offset_to,
            position: token.position,
            term: token.text.clone(),
        });
    }
    words
}

/// The cheapest terms that say the same as these words in a row, each with its place in the row.
///
/// Two frequent neighbours become their pair; a frequent word with no frequent neighbour stays itself.
pub(crate) fn phrase_terms(words: &[Word]) -> Vec<(usize, String)> {
    let first = words.first().map_or(0, |w| w.position);
    let pair_at = |i: usize| match (words.get(i), words.get(i + 1)) {
        (Some(a), Some(b))
            if a.position + 1 == b.position && is_frequent(&a.term) && is_frequent(&b.term) =>
        {
            Some(format!("{}{JOINT}{}", a.term, b.term))
        }
        _ => None,
    };
    let mut terms = Vec::with_capacity(words.len());
    let mut covered = false;
    for (i, word) in words.iter().enumerate() {
        let place = word.position - first;
        match pair_at(i) {
            Some(pair) => {
                terms.push((place, pair));
                covered = true;
            }
            None if covered => covered = false,
            None => terms.push((place, word.term.clone())),
        }
    }
    terms
}

/// Adds the pair terms to a stream of words.
#[derive(Clone)]
struct Pairs;

impl TokenFilter for Pairs {
    type Tokenizer<T: Tokenizer> = PairsOf<T>;

    fn transform<T: Tokenizer>(self, tokenizer: T) -> PairsOf<T> {
        PairsOf(tokenizer)
    }
}

#[derive(Clone)]
struct PairsOf<T>(T);

impl<T: Tokenizer> Tokenizer for PairsOf<T> {
    type TokenStream<'a> = PairStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        PairStream {
            tail: self.0.token_stream(text),
            last: Token::default(),
            pair: None,
            giving: false,
        }
    }
}

/// Gives each word, and after the second of two frequent neighbours their pair, at the first one's position.
///
/// The pair is given from a place of its own: the tokenizer below counts positions in its token.
struct PairStream<S> {
    tail: S,
    /// The word before, empty text when it was not frequent.
    last: Token,
    /// A pair, and whether it is what is being given.
    pair: Option<Token>,
    giving: bool,
}

impl<S: TokenStream> TokenStream for PairStream<S> {
    fn advance(&mut self) -> bool {
        if self.pair.is_some() && !self.giving {
            self.giving = true;
            return true;
        }
        self.giving = false;
        self.pair = None;
        self.step()
    }

    fn token(&self) -> &Token {
        match &self.pair {
            Some(pair) if self.giving => pair,
            Some(_) | None => self.tail.token(),
        }
    }

    fn token_mut(&mut self) -> &mut Token {
        match &mut self.pair {
            Some(pair) if self.giving => pair,
            Some(_) | None => self.tail.token_mut(),
        }
    }
}

impl<S: TokenStream> PairStream<S> {
    /// Goes to the next word; remembers it when frequent, and the pair it makes with the one before.
    fn step(&mut self) -> bool {
        if !self.tail.advance() {
            return false;
        }
        let word = self.tail.token();
        if !is_frequent(&word.text) {
            self.last.text.clear();
            return true;
        }
        if !self.last.text.is_empty() && self.last.position + 1 == word.position {
            self.pair = Some(Token {
                offset_from: self.last.offset_from,
                offset_to: word.offset_to,
                position: self.last.position,
                text: format!("{}{JOINT}{}", self.last.text, word.text),
                position_length: 1,
            });
        }
        self.last.clone_from(word);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frequent_words_are_sorted() {
        assert!(FREQUENT.is_sorted());
    }

    #[test]
    fn words_lose_case_and_accents_and_keep_their_place() {
        let found = words("Çelik's Red—line");
        let terms: Vec<_> = found
            .iter()
            .map(|w| (w.term.as_str(), w.position))
            .collect();
        assert_eq!(terms, [("celik", 0), ("s", 1), ("red", 2), ("line", 3)]);
        assert_eq!((found[0].start, found[0].end), (0, 6));
    }

    #[test]
    fn frequent_neighbours_get_a_term_of_their_own() {
        let mut analyzer = analyzer();
        let mut stream = analyzer.token_stream("out of the old and");
        let mut seen = Vec::new();
        while let Some(token) = stream.next() {
            seen.push((token.position, token.text.replace(JOINT, "+")));
        }
        let expected = [
            (0, "out"),
            (1, "of"),
            (2, "the"),
            (1, "of+the"),
            (3, "old"),
            (4, "and"),
        ];
        assert_eq!(seen, expected.map(|(p, t)| (p, t.to_owned())));
    }

    #[test]
    fn a_phrase_takes_the_cheapest_terms() {
        let terms = |text: &str| -> Vec<(usize, String)> {
            phrase_terms(&words(text))
                .into_iter()
                .map(|(p, t)| (p, t.replace(JOINT, "+")))
                .collect()
        };
        assert_eq!(
            terms("as of the old the town"),
            [
                (0, "as+of".to_owned()),
                (1, "of+the".to_owned()),
                (3, "old".to_owned()),
                (4, "the".to_owned()),
                (5, "town".to_owned()),
            ]
        );
    }

    #[test]
    fn words_longer_than_the_limit_are_no_terms() {
        assert_eq!(words(&"x".repeat(WORD_BYTES_MAX - 1)).len(), 1);
        assert_eq!(words(&"x".repeat(WORD_BYTES_MAX)).len(), 0);
    }
}
