//! What a client remembers: which state of which article was acknowledged, and which was only asked for.
//!
//! Not what the store says of itself. Rule: after a cut an article is as it was last acknowledged, or as something asked for
//! since then and never acknowledged would make it; nothing else.

use crate::Outcome;
use std::collections::{BTreeMap, BTreeSet};

/// Random numbers from a seed (splitmix64).
#[derive(Clone, Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }
}

/// The version of an article that is in answers, if it is there at all.
pub(crate) type State = Option<u64>;

/// What a client remembers of one article.
#[derive(Clone, Debug, Default)]
struct Memory {
    known: State,
    maybe: Vec<State>,
    /// All that was asked for since the last look.
    begun: Vec<State>,
    version: u64,
}

/// What a client remembers.
#[derive(Clone, Debug)]
pub(crate) struct History {
    articles: Vec<Memory>,
    pub(crate) acknowledged: u64,
    /// Versions that were corrected: asked for (false), acknowledged (true).
    corrected: BTreeMap<(usize, u64), bool>,
}

impl History {
    pub(crate) fn new(articles: usize) -> Self {
        Self {
            articles: vec![Memory::default(); articles],
            acknowledged: 0,
            corrected: BTreeMap::new(),
        }
    }

    fn memory(&mut self, article: usize) -> Outcome<&mut Memory> {
        let found = self.articles.get_mut(article);
        found.ok_or_else(|| format!("there is no article {article}").into())
    }

    /// What to ask for next of this article: mostly a new version, sometimes the same again, sometimes a deletion.
    pub(crate) fn choose(&mut self, article: usize, random: &mut Random) -> Outcome<State> {
        let memory = self.memory(article)?;
        Ok(match (random.below(20), memory.known) {
            (0..3, Some(_)) => None,
            (3..6, Some(same)) => Some(same),
            _ => return self.newer(article),
        })
    }

    /// A version that was never asked for.
    pub(crate) fn newer(&mut self, article: usize) -> Outcome<State> {
        let memory = self.memory(article)?;
        memory.version += 1;
        Ok(Some(memory.version))
    }

    /// It was asked for.
    pub(crate) fn begin(&mut self, article: usize, state: State) -> Outcome {
        let memory = self.memory(article)?;
        memory.version = memory.version.max(state.unwrap_or(0));
        memory.maybe.push(state);
        memory.begun.push(state);
        Ok(())
    }

    /// It was acknowledged.
    pub(crate) fn acknowledge(&mut self, article: usize, state: State) -> Outcome {
        let memory = self.memory(article)?;
        memory.known = state;
        memory.maybe.clear();
        self.acknowledged += 1;
        Ok(())
    }

    /// A correction of a version was asked for, or acknowledged.
    pub(crate) fn correct(&mut self, article: usize, version: u64, acknowledged: bool) {
        let known = self.corrected.entry((article, version)).or_default();
        *known |= acknowledged;
        self.acknowledged += u64::from(acknowledged);
    }

    /// Compares the versions that answers show as corrected: a correction holds whenever its words are there.
    pub(crate) fn settle_corrected(&self, seen: &BTreeSet<(usize, u64)>) -> Outcome {
        for (article, memory) in self.articles.iter().enumerate() {
            let Some(version) = memory.known else {
                continue;
            };
            let known = self.corrected.get(&(article, version));
            let shown = seen.contains(&(article, version));
            if shown != known.copied().unwrap_or(false) && !(shown && known.is_some()) {
                return Err(format!(
                    "article {article}, version {version}: corrected in answers: {shown}; remembered {known:?}"
                )
                .into());
            }
        }
        Ok(())
    }

    /// Takes in what was asked for later, as something that may have happened.
    pub(crate) fn doubt(&mut self, later: &Self) {
        for (memory, after) in self.articles.iter_mut().zip(&later.articles) {
            let since = after.begun.iter().skip(memory.begun.len());
            memory.maybe.extend(since);
            memory.version = memory.version.max(after.version);
        }
    }

    /// Compares with what answers show and goes on from there.
    pub(crate) fn settle(&mut self, observed: &BTreeMap<usize, u64>) -> Outcome {
        for (article, memory) in self.articles.iter_mut().enumerate() {
            let seen = observed.get(&article).copied();
            if seen != memory.known && !memory.maybe.contains(&seen) {
                return Err(format!(
                    "article {article} answers {seen:?}; acknowledged was {:?}, asked for since then {:?}",
                    memory.known, memory.maybe
                )
                .into());
            }
            memory.known = seen;
            memory.maybe.clear();
            memory.begun.clear();
        }
        let phantom = observed.keys().find(|a| **a >= self.articles.len());
        phantom.map_or(
            Ok(()),
            |a| Err(format!("article {a} was never sent").into()),
        )
    }
}

/// The caller's own id of an article.
pub(crate) fn source_id(article: usize) -> String {
    format!("torture-{article}")
}

/// The text of an article's version: invented, with a statement that is told nowhere else; as the cleaner leaves it, one break
/// between paragraphs, since answers are compared with it to the byte.
pub(crate) fn text(article: usize, version: u64) -> String {
    let mut random = Random(article as u64 * 1_000_003 + version);
    let mut text = format!(
        "\"The bridge number {article} stays closed for {version} days,\" Mayor Mira Tolan said on Thursday.\n"
    );
    for _ in 0..random.below(30) {
        let (a, b) = (random.below(90), random.below(900));
        text += "Traders at gate ";
        text += &a.to_string();
        text += " waited ";
        text += &b.to_string();
        text += " minutes for the ferry. ";
    }
    text.truncate(text.trim_end().len());
    text
}

/// Which article and version a text is, when it is one of ours to the byte.
pub(crate) fn recognise(source: &str, told: &str) -> Outcome<(usize, u64)> {
    let wrong = || format!("{source:?} holds a text that was never sent: {told:.80?}");
    let article = source
        .strip_prefix("torture-")
        .and_then(|n| n.parse().ok())
        .ok_or_else(wrong)?;
    let (_, after) = told.split_once("stays closed for ").ok_or_else(wrong)?;
    let digits = after.split(' ').next().unwrap_or_default();
    let version = digits.parse().map_err(|_e| wrong())?;
    if text(article, version) == told {
        Ok((article, version))
    } else {
        Err(wrong().into())
    }
}
