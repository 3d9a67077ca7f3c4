//! CoNLL-U files, brought to the product's own way of cutting words and naming relations.

use flate2::read::GzDecoder;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use vedette::extract::syntax::feature::{Form, case_regime};
use vedette::extract::syntax::{FineTag, Relation};

/// A sentence with its gold analysis.
#[derive(Default)]
pub(super) struct Sentence {
    pub(super) words: Vec<String>,
    pub(super) forms: Vec<Form>,
    pub(super) regime: u32,
    pub(super) gold_tags: Vec<u32>,
    /// Tags as a tagger that has not seen the sentence gives them; gold until then.
    pub(super) tags: Vec<u32>,
    pub(super) heads: Vec<Option<u32>>,
    pub(super) children: Vec<Vec<u32>>,
    pub(super) labels: Vec<Relation>,
}

struct Line {
    word: String,
    tag: FineTag,
    head: usize,
    label: Relation,
    hyphen: bool,
    glued: bool,
}

/// Reads a gzipped treebank.
pub(super) fn read(file: &str) -> Result<Vec<Sentence>, Box<dyn Error>> {
    let mut sentences = Vec::new();
    let mut lines = Vec::new();
    for line in BufReader::new(GzDecoder::new(File::open(file)?)).lines() {
        let line = line?;
        if line.is_empty() {
            if !lines.is_empty() {
                sentences.push(sentence(&join_hyphens(&std::mem::take(&mut lines))));
            }
            continue;
        }
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap_or("");
        let (id, word, _lemma, upos, xpos) = (next(), next(), next(), next(), next());
        let (_features, head, label, _enhanced, misc) = (next(), next(), next(), next(), next());
        if id.parse::<usize>().is_err() {
            continue;
        }
        lines.push(Line {
            word: word.replace(' ', ""),
            tag: fine_tag(upos, xpos),
            head: head.parse()?,
            label: relation(label),
            hyphen: xpos == "HYPH" && word == "-",
            glued: misc.contains("SpaceAfter=No"),
        });
    }
    Ok(sentences)
}

/// Hyphen compounds are one token: the group's head stands for it.
fn join_hyphens(lines: &[Line]) -> Vec<Line> {
    // `group[i]`: the token's place after joining.
    let mut group = Vec::with_capacity(lines.len());
    let mut count = 0;
    for (i, line) in lines.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|k| lines.get(k));
        let glued = before.is_some_and(|b| b.glued && (b.hyphen || line.hyphen));
        let joins = i > 0 && glued && (!line.hyphen || line.glued) && !is_number(lines, i);
        if !joins && i > 0 {
            count += 1;
        }
        group.push(count);
    }
    let place = |head: usize| head.checked_sub(1).and_then(|h| group.get(h)).copied();
    let mut joined: Vec<Line> = Vec::new();
    for (line, own) in lines.iter().zip(&group) {
        let inside = place(line.head) == Some(*own);
        let head = place(line.head).map_or(0, |h| h + 1);
        if joined.len() == own + 1 {
            if let Some(last) = joined.last_mut() {
                last.word.push_str(&line.word);
                if !inside {
                    last.head = head;
                    last.label = line.label;
                    last.tag = line.tag;
                }
            }
            continue;
        }
        joined.push(Line {
            word: line.word.clone(),
            head,
            ..*line
        });
    }
    joined
}

fn is_number(lines: &[Line], i: usize) -> bool {
    let digit = |k: usize| {
        lines
            .get(k)
            .is_some_and(|l| l.word.starts_with(|c: char| c.is_ascii_digit()))
    };
    digit(i) || (i > 0 && digit(i - 1))
}

fn sentence(lines: &[Line]) -> Sentence {
    let words: Vec<String> = lines.iter().map(|l| l.word.clone()).collect();
    let heads: Vec<Option<u32>> = lines
        .iter()
        .map(|l| l.head.checked_sub(1).and_then(|h| u32::try_from(h).ok()))
        .collect();
    let mut children = vec![Vec::new(); lines.len()];
    for (i, head) in (0_u32..).zip(&heads) {
        if let Some(list) = head.and_then(|h| children.get_mut(h as usize)) {
            list.push(i);
        }
    }
    let gold_tags: Vec<u32> = lines.iter().map(|l| l.tag as u32).collect();
    Sentence {
        forms: forms(&words),
        regime: case_regime(words.iter().map(String::as_str)),
        tags: gold_tags.clone(),
        gold_tags,
        heads,
        children,
        labels: lines.iter().map(|l| l.label).collect(),
        words,
    }
}

fn forms(words: &[String]) -> Vec<Form> {
    words
        .iter()
        .map(|w| Form::of(w, &w.to_ascii_lowercase()))
        .collect()
}

impl Sentence {
    /// Some sentences in the case of headlines, or without capitals; `None` for most throws of 0 to 99.
    pub(super) fn recased(&self, throw: u32) -> Option<(Vec<Form>, u32)> {
        let title = |w: &String| {
            let mut chars = w.chars();
            let first = chars.next().map(char::to_uppercase);
            first.into_iter().flatten().chain(chars).collect()
        };
        let words: Vec<String> = match throw {
            0..=2 => self.words.iter().map(|w| w.to_uppercase()).collect(),
            3..=7 => self.words.iter().map(title).collect(),
            8..=9 => self.words.iter().map(|w| w.to_lowercase()).collect(),
            _ => return None,
        };
        let regime = case_regime(words.iter().map(String::as_str));
        Some((forms(&words), regime))
    }
}

fn fine_tag(upos: &str, xpos: &str) -> FineTag {
    match (upos, xpos) {
        ("ADJ", "JJR" | "JJS") => FineTag::AdjDegree,
        ("ADJ", _) => FineTag::Adj,
        ("ADP", _) => FineTag::Adp,
        ("ADV", "WRB") => FineTag::AdvWh,
        ("ADV", _) => FineTag::Adv,
        ("AUX", "MD") => FineTag::AuxModal,
        ("AUX", "VBZ" | "VBP" | "VBD") => FineTag::AuxFinite,
        ("AUX", _) => FineTag::AuxOther,
        ("CCONJ", _) => FineTag::Cconj,
        ("DET", "WDT") => FineTag::DetWh,
        ("DET", _) => FineTag::Det,
        ("INTJ", _) => FineTag::Intj,
        ("NOUN", "NNS") => FineTag::NounPlural,
        ("NOUN", _) => FineTag::Noun,
        ("NUM", _) => FineTag::Num,
        ("PART", "TO") => FineTag::PartTo,
        ("PART", "POS") => FineTag::PartPoss,
        ("PART", _) => FineTag::Part,
        ("PRON", "PRP") => FineTag::Pron,
        ("PRON", "PRP$" | "WP$") => FineTag::PronPoss,
        ("PRON", "WP" | "WDT") => FineTag::PronWh,
        ("PRON", _) => FineTag::PronOther,
        ("PROPN", _) => FineTag::Propn,
        ("PUNCT", _) => FineTag::Punct,
        ("SCONJ", _) => FineTag::Sconj,
        ("SYM", _) => FineTag::Sym,
        ("VERB", "VBZ" | "VBP") => FineTag::VerbPresent,
        ("VERB", "VBD") => FineTag::VerbPast,
        ("VERB", "VBN") => FineTag::VerbParticiple,
        ("VERB", "VBG") => FineTag::VerbIng,
        ("VERB", _) => FineTag::VerbBase,
        _ => FineTag::X,
    }
}

/// Subtypes the product does not tell apart are folded; what no relation fits is `dep`.
fn relation(label: &str) -> Relation {
    if let Ok(relation) = label.parse() {
        return relation;
    }
    match label {
        "advcl:relcl" => Relation::AclRelcl,
        "nsubj:outer" => Relation::Nsubj,
        // A title before a name ("Premier"), which other treebanks call a compound.
        "nmod:desc" => Relation::Compound,
        "csubj:pass" | "csubj:outer" => Relation::Csubj,
        other => other
            .split(':')
            .next()
            .and_then(|base| base.parse().ok())
            .unwrap_or(Relation::Dep),
    }
}
