//! A small index: the bundled reports, whole and in pieces, a hundred articles read by the extractor of this release.

use crate::extract::Knowledge;
use crate::ingest::{Acknowledge, Extractor, Ingest, Settings};
use crate::lexicon::Lexicon;
use crate::model::{ArticleInfo, RawArticle};
use crate::query::{Budget, View};
use std::sync::Arc;
use std::time::Duration;

/// Articles of the index.
const ARTICLES: usize = 100;

/// An index whose files are gone from the disk already: the process holds them.
#[derive(Debug)]
pub struct Small {
    ingest: Ingest,
    knowledge: Arc<Knowledge>,
    pub budget: Budget,
}

/// Texts of the bundled reports, whole, then in pieces.
fn texts() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../sample/reports");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    let whole: Vec<String> = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let pieces = whole.iter().flat_map(|text| text.split("\n\n").filter(|piece| piece.len() > 80)).map(str::to_owned);
    let all: Vec<String> = whole.iter().cloned().chain(pieces).take(ARTICLES).collect();
    assert!(all.len() == ARTICLES, "only {} articles", all.len());
    all
}

impl Small {
    /// The index of a server with this key.
    pub fn open(key: u8) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let knowledge = Arc::new(Knowledge::english().unwrap());
        let settings = Settings {
            commit_interval: Duration::from_millis(1),
            writer_memory: 15 << 20,
            log_cache: 4 << 20,
            free_space_min: Some(0),
            ..Settings::new(dir.path().to_owned(), [key; 32])
        };
        let analyse = Extractor::new(Arc::clone(&knowledge), "0123456789ab");
        let ingest = Ingest::open(&settings, Arc::new(analyse), &mut |_| {}).unwrap();
        for (n, text) in texts().into_iter().enumerate() {
            let info = ArticleInfo { source_id: Some(format!("a{n}")), outlet: Some("The Wire".to_owned()), ..ArticleInfo::default() };
            let wish = if n + 1 == ARTICLES { Acknowledge::Searchable } else { Acknowledge::Durable };
            let raw = RawArticle { bytes: text.into_bytes(), info, ..RawArticle::default() };
            ingest.put(raw, jiff::Timestamp::UNIX_EPOCH, wish).unwrap();
        }
        Self { ingest, knowledge, budget: Budget::unlimited() }
    }

    /// What is asked.
    pub fn view(&self) -> &View {
        self.ingest.view()
    }

    /// What exports begin from.
    pub fn feed(&self) -> &crate::index::Feed {
        self.ingest.feed()
    }

    /// What names are resolved with.
    pub fn lexicon(&self) -> &Lexicon {
        &self.knowledge.lexicon
    }
}
