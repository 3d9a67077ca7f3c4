//! The floor of a search: the engine alone, in this process, one segment, one stored blob a quote in 4 KB blocks.
//!
//! No log, no checksums, no deletions, no scores cut for page walks: what is left is what any product over this engine pays.

use crate::Outcome;
use crate::corpus::{Corpus, QUOTES};
use crate::load::Measured;
use crate::question::{Class, Question};
use prost::Message;
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};
use tantivy::collector::{Collector, Count, FilterCollector, TopDocs};
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, FuzzyTermQuery, PhraseQuery, Query, RegexQuery, TermQuery,
};
use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, TEXT, TextFieldIndexing,
    TextOptions, Value,
};
use tantivy::store::Compressor;
use tantivy::{
    Index, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term, doc,
};

/// Memory of the writer, in bytes.
const MEMORY: usize = 400 << 20;
/// Threads of the writer, and of the closed loop.
pub(crate) const THREADS: usize = 2;

/// A quote as the floor keeps it.
#[derive(Clone, PartialEq, Message)]
struct Flat {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(string, tag = "2")]
    speaker: String,
    #[prost(string, tag = "3")]
    outlet: String,
    #[prost(int64, tag = "4")]
    day: i64,
    #[prost(string, tag = "5")]
    kind: String,
    #[prost(string, tag = "6")]
    text: String,
}

/// The floor's answer.
#[derive(Clone, PartialEq, Message)]
struct Answer {
    #[prost(message, repeated, tag = "1")]
    hits: Vec<Flat>,
    #[prost(float, repeated, tag = "2")]
    scores: Vec<f32>,
}

/// The bare index.
pub(crate) struct Bare {
    searcher: Searcher,
    text: Field,
    speaker: Field,
    record: Field,
}

fn day(article: u64) -> i64 {
    let day = Corpus::day(article);
    let since = day.since(jiff::civil::date(1970, 1, 1));
    since.map_or(0, |span| i64::from(span.get_days()))
}

fn schema() -> (Schema, [Field; 4]) {
    let mut builder = Schema::builder();
    let exact = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    let text = builder.add_text_field("text", TEXT);
    let speaker = builder.add_text_field(
        "speaker",
        TextOptions::default().set_indexing_options(exact),
    );
    let day = builder.add_i64_field("day", NumericOptions::default().set_fast());
    let record = builder.add_bytes_field("record", BytesOptions::default().set_stored());
    (builder.build(), [text, speaker, day, record])
}

/// The documents of an article, ready to be added.
pub(crate) fn documents(corpus: &Corpus, article: u64) -> Vec<TantivyDocument> {
    let (_, [text, speaker, day_field, record]) = schema();
    let quotes = (0..QUOTES).map(|nth| {
        let told = corpus.told(article, nth);
        let (called, id) = corpus.speaker(told.speaker);
        let flat = Flat {
            id: article * QUOTES + nth,
            speaker: called.to_owned(),
            outlet: corpus.outlet(article).to_owned(),
            day: day(article),
            kind: told.kind.to_string(),
            text: told.text,
        };
        doc!(text => flat.text.as_str(), speaker => id, day_field => flat.day, record => flat.encode_to_vec())
    });
    quotes.collect()
}

/// Makes an empty index.
pub(crate) fn create(directory: &Path) -> Outcome<IndexWriter> {
    if directory.exists() {
        std::fs::remove_dir_all(directory)?;
    }
    std::fs::create_dir_all(directory)?;
    let settings = IndexSettings {
        docstore_compression: Compressor::Lz4,
        docstore_blocksize: 4096,
        ..IndexSettings::default()
    };
    let builder = Index::builder().schema(schema().0).settings(settings);
    let index = builder.create_in_dir(directory)?;
    Ok(index.writer_with_num_threads(THREADS, MEMORY)?)
}

/// Makes the index of the first articles, when it is not there yet: a folder with a mark is whole.
pub(crate) fn fill(directory: &Path, corpus: &Corpus, articles: u64) -> Outcome {
    let mark = directory.join("whole");
    if mark.exists() {
        return Ok(());
    }
    let mut writer = create(directory)?;
    for article in 0..articles {
        for document in documents(corpus, article) {
            writer.add_document(document)?;
        }
    }
    writer.commit()?;
    let segments = writer.index().searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.wait_merging_threads()?;
    std::fs::write(mark, "")?;
    Ok(())
}

impl Bare {
    pub(crate) fn open(directory: &Path) -> Outcome<Self> {
        let index = Index::open_in_dir(directory)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(256)
            .try_into()?;
        let (_, [text, speaker, _, record]) = schema();
        Ok(Self {
            searcher: reader.searcher(),
            text,
            speaker,
            record,
        })
    }

    fn word(&self, word: &str) -> Term {
        Term::from_field_text(self.text, word)
    }

    fn query(&self, question: &Question, corpus: &Corpus) -> Outcome<Box<dyn Query>> {
        let scored = IndexRecordOption::WithFreqs;
        let terms = question.words.iter().map(|w| self.word(w));
        let each = terms
            .clone()
            .map(|t| -> Box<dyn Query> { Box::new(TermQuery::new(t, scored)) });
        let first = question.words.first().map_or("", String::as_str);
        Ok(match question.class {
            Class::Term => Box::new(TermQuery::new(self.word(first), scored)),
            Class::And => Box::new(BooleanQuery::intersection(each.collect())),
            Class::Or => Box::new(BooleanQuery::union(each.collect())),
            Class::Phrase => Box::new(PhraseQuery::new(terms.collect())),
            Class::Prefix => Box::new(RegexQuery::from_pattern(&format!("{first}.*"), self.text)?),
            Class::Fuzzy => Box::new(FuzzyTermQuery::new(self.word(first), 1, true)),
            Class::Filtered => {
                let (speaker, _) = question.filter.ok_or("a filter is missing")?;
                let speaker = Term::from_field_text(self.speaker, corpus.speaker(speaker).1);
                let by = TermQuery::new(speaker, IndexRecordOption::Basic);
                let by: Box<dyn Query> = Box::new(ConstScoreQuery::new(Box::new(by), 0.0));
                Box::new(BooleanQuery::intersection(each.chain([by]).collect()))
            }
        })
    }

    /// What a collector makes of a question's hits. Days are read from the column of each hit: as a clause over a column that
    /// ascends with the documents they cost twenty times as much.
    fn collect<C: Collector + Send + Sync>(
        &self,
        question: &Question,
        corpus: &Corpus,
        collector: C,
    ) -> Outcome<C::Fruit> {
        let query = self.query(question, corpus)?;
        let Some((_, [from, to])) = question.filter else {
            return Ok(self.searcher.search(&query, &collector)?);
        };
        let days = day(from)..day(to);
        let within = move |day: i64| days.contains(&day);
        let filtered = FilterCollector::new("day".to_owned(), within, collector);
        Ok(self.searcher.search(&query, &filtered)?)
    }

    /// How many quotes a question finds.
    pub(crate) fn count(&self, question: &Question, corpus: &Corpus) -> Outcome<usize> {
        self.collect(question, corpus, Count)
    }

    /// The ten best with their records, as bytes for the wire.
    fn answer(&self, question: &Question, corpus: &Corpus) -> Outcome<Vec<u8>> {
        let best = self.collect(question, corpus, TopDocs::with_limit(10).order_by_score())?;
        let mut answer = Answer::default();
        for (score, address) in best {
            let document: TantivyDocument = self.searcher.doc(address)?;
            let stored = document.get_first(self.record);
            let bytes = stored.as_ref().and_then(Value::as_bytes);
            answer.hits.push(Flat::decode(bytes.unwrap_or_default())?);
            answer.scores.push(score);
        }
        Ok(answer.encode_to_vec())
    }

    /// All questions once, one after the other.
    pub(crate) fn walk(&self, questions: &[Question], corpus: &Corpus) -> Outcome<Measured> {
        let (begun, mut measured) = (Instant::now(), Measured::default());
        for question in questions {
            let asked = Instant::now();
            measured.bytes += self.answer(question, corpus)?.len();
            measured.took.push(asked.elapsed());
        }
        measured.elapsed = begun.elapsed();
        Ok(measured)
    }

    /// Questions a second of a closed loop on two threads.
    pub(crate) fn rate(
        &self,
        questions: &[Question],
        corpus: &Corpus,
        time: Duration,
    ) -> Outcome<f64> {
        let (next, done) = (AtomicUsize::new(0), AtomicU64::new(0));
        let begun = Instant::now();
        let work = || -> Outcome {
            while begun.elapsed() < time {
                let at = next.fetch_add(1, Ordering::Relaxed) % questions.len().max(1);
                let question = questions.get(at).ok_or("no questions")?;
                self.answer(question, corpus)?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
            let ends = threads.into_iter().map(ScopedJoinHandle::join);
            ends.map(|end| end.map_err(|_panic| "a thread of the floor panicked")?)
                .collect::<Outcome<Vec<()>>>()
        })?;
        Ok(crate::report::per_second(
            done.load(Ordering::Relaxed),
            begun.elapsed(),
        ))
    }
}
