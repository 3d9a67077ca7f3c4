//! The model on words of our own.

use super::*;
use proptest::prelude::*;

fn model() -> SyntaxModel {
    SyntaxModel::builtin().unwrap()
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn assert_trees(syntax: &Syntax, n: usize) {
    assert_eq!(syntax.tags.len(), n);
    for i in 0..n {
        // No cycle: going up ends within n steps.
        assert!(syntax.ancestors(i).take(n + 1).count() <= n, "cycle at {i}");
        let below = syntax.subtree(i);
        assert!(below.contains(&i) && below.end <= n);
        for child in syntax.children(i) {
            assert_eq!(syntax.head(child), Some(i));
            let inner = syntax.subtree(child);
            assert!(below.start <= inner.start && inner.end <= below.end);
        }
        let root = syntax.relation(i) == Relation::Root;
        assert_eq!(root, syntax.head(i).is_none(), "token {i}");
    }
    let below: usize = (0..n).map(|i| syntax.children(i).count()).sum();
    assert_eq!(below, n - roots(syntax));
}

fn roots(syntax: &Syntax) -> usize {
    let tokens = 0..syntax.tags.len();
    tokens.filter(|i| syntax.head(*i).is_none()).count()
}

#[test]
fn a_plain_sentence_has_subject_object_and_oblique() {
    let w = words("The ministry sent three battalions to the northern border on Monday .");
    let s = model().analyse_words(&w);
    assert_trees(&s, w.len());
    let sent = s.root(0).unwrap();
    assert_eq!(w[sent], "sent");
    assert_eq!(s.tag(sent), Upos::Verb);
    assert_eq!(s.fine(sent), FineTag::VerbPast);
    assert_eq!(s.child(sent, Relation::Nsubj), Some(1));
    assert_eq!(s.child(sent, Relation::Obj), Some(4));
    assert!(s.dominates(sent, 8));
    assert_eq!(s.subtree(4).start, 3);
}

#[test]
fn a_passive_shows_in_tag_and_relation() {
    let w = words("Two brigades were deployed along the frontier by the army .");
    let s = model().analyse_words(&w);
    assert_eq!(s.fine(3), FineTag::VerbParticiple);
    assert_eq!(s.child(3, Relation::NsubjPass), Some(1));
    assert_eq!(s.child(3, Relation::AuxPass), Some(2));
}

#[test]
fn headlines_in_capitals_are_tagged() {
    let w = words("MINISTER SAYS THE TROOPS WILL LEAVE THE BORDER ON MONDAY");
    let s = model().analyse_words(&w);
    assert_eq!((s.tag(1), s.tag(3)), (Upos::Verb, Upos::Noun));
    assert_eq!((s.tag(5), s.tag(8)), (Upos::Verb, Upos::Adp));
}

#[test]
fn nothing_and_one_word_are_sentences() {
    let s = model().analyse_words::<&str>(&[]);
    assert_eq!((s.root(0), s.tags.len()), (None, 0));
    assert_eq!(
        (s.tag(7), s.head(7), s.relation(7)),
        (Upos::X, None, Relation::Dep)
    );
    let s = model().analyse_words(&["Withdrawal"]);
    assert_trees(&s, 1);
    assert_eq!(s.root(0), Some(0));
    assert_eq!(s.subtree(0), 0..1);
}

#[test]
fn a_sentence_over_the_limit_is_cut_at_a_mark() {
    let long = |n: usize| -> Vec<String> {
        (0..n)
            .map(|i| {
                if i % 10 == 9 {
                    ",".into()
                } else {
                    format!("word{i}")
                }
            })
            .collect()
    };
    let trees = |n: usize| {
        let s = model().analyse_words(&long(n));
        assert_trees(&s, n);
        roots(&s)
    };
    assert_eq!(trees(SENTENCE_TOKENS_MAX), 1);
    assert_eq!(trees(SENTENCE_TOKENS_MAX + 1), 2);
    let unmarked = vec!["x"; SENTENCE_TOKENS_MAX + 1];
    let s = model().analyse_words(&unmarked);
    assert_eq!(roots(&s), 2);
}

/// The entries of a bucket: check, class, weight.
type Entries<'a> = &'a [(u16, u8, u8)];

/// A weights file of two buckets a table: tagger, moves, relations.
fn small_weights(buckets: [Entries<'_>; 6]) -> Vec<u8> {
    use weights::{BUCKET, BUCKET_BYTES, ENTRY_WEIGHTS, MAGIC};
    let mut file = MAGIC.to_vec();
    for width in [tagger::TAG_CLASSES, parser::MOVES, label::LABELS] {
        file.extend(2_u32.to_le_bytes());
        file.extend(u32::try_from(width).unwrap().to_le_bytes());
    }
    for entries in buckets {
        let mut bucket = [0; BUCKET_BYTES];
        for (slot, (check, class, weight)) in entries.iter().enumerate() {
            bucket[2 * slot..2 * slot + 2].copy_from_slice(&check.to_le_bytes());
            let at = 2 * BUCKET + slot * 2 * ENTRY_WEIGHTS;
            bucket[at..at + 2].copy_from_slice(&[*class, *weight]);
        }
        file.extend(bucket);
    }
    file
}

#[test]
fn a_feature_scores_all_its_entries_and_no_others() {
    use weights::{CONTINUES, Weights};
    let full = [1, 2, 3, 4, 5, 6, 7].map(|check| (check, 9, 1));
    let own: Vec<_> = [(0xabcd, 31 | CONTINUES, 7)]
        .into_iter()
        .chain(full)
        .collect();
    let tables = [&own[..], &[(0xabcd, 4, 0xff)], &[], &[], &[], &[]];
    let weights = Weights::open(&small_weights(tables)).unwrap();
    let scores = |feature: u32| weights.tags.add(&[feature], [0; tagger::TAG_CLASSES]);
    let both = scores(0xabcd);
    assert_eq!((both[31], both[4], both[9]), (7, -1, 0));
    assert_eq!(scores(7)[9], 1);
    // The eighth place of a bucket and a check of zero, which stands for one.
    assert_eq!((scores(0)[9], scores(8)[9]), (1, 0));
    // The neighbour's own features do not go on in this bucket.
    assert_eq!(scores(0x8000_abcd)[4], -1);
    assert_eq!(scores(0x8000_abcd)[31], 0);
    let sum = weights
        .tags
        .add(&[1, 2, 0xabcd, 99], [2; tagger::TAG_CLASSES]);
    assert_eq!((sum[9], sum[31], sum[0]), (4, 9, 2));
}

#[test]
fn moves_asked_for_together_score_what_each_scores() {
    use weights::Weights;
    let first = [(0xabcd, 0, 7), (0xabcd, 2, 0xfe), (9, 1, 5), (7, 0, 1)];
    let tables: [Entries<'_>; 6] = [&[], &[], &first, &[(0xabcd, 1, 3)], &[], &[]];
    let moves = Weights::open(&small_weights(tables)).unwrap().moves;
    let scores = |features: &[u32; 3]| moves.add(&moves.ask(features), [1; parser::MOVES]);
    assert_eq!(scores(&[0xabcd, 9, 8]), [8, 6, -1]);
    // The other bucket has its own.
    assert_eq!(scores(&[0x8000_abcd, 0x8000_0009, 7]), [2, 4, 1]);
}

#[test]
fn who_asks_first_changes_no_tree() {
    let language = crate::lang::Language::english().unwrap();
    let raw = crate::model::RawArticle {
        bytes: b"Two guards left the old post. The captain said that they would come back."
            .to_vec(),
        ..Default::default()
    };
    let doc = crate::text::read(&raw, &language);
    let n = doc.tokens.len();
    let (model, mut seen) = (model(), Vec::new());
    for order in [(0..n).collect::<Vec<_>>(), (0..n).rev().collect()] {
        let s = model.analyse(&doc, |_| true);
        let mut told: Vec<_> = order
            .iter()
            .map(|i| (*i, s.head(*i), s.relation(*i), s.subtree(*i)))
            .collect();
        told.sort_by_key(|t| t.0);
        assert_eq!(told.iter().filter(|t| t.1.is_none()).count(), 2);
        seen.push(told);
    }
    assert_eq!(seen[0], seen[1]);
}

#[test]
fn a_relation_asked_for_alone_is_the_one_it_has_among_all() {
    let w = words("The captain said that guards who left the old post were told to come back .");
    let model = model();
    let all = model.analyse_words(&w);
    let told: Vec<Relation> = (0..w.len()).map(|i| all.relation(i)).collect();
    assert_eq!(told.iter().filter(|r| **r == Relation::Root).count(), 1);
    for (i, expected) in told.iter().enumerate() {
        let alone = model.analyse_words(&w);
        assert_eq!(alone.relation(i), *expected, "token {i}");
    }
}

#[test]
fn only_wanted_sentences_have_a_tree() {
    let language = crate::lang::Language::english().unwrap();
    let raw = crate::model::RawArticle {
        bytes: b"The guards left the post. The guards came back.".to_vec(),
        ..Default::default()
    };
    let doc = crate::text::read(&raw, &language);
    assert_eq!(doc.sentences.len(), 2);
    let s = model().analyse(&doc, |i| i == 1);
    let second = doc.sentences[1].tokens.clone();
    assert_eq!(s.root(0), None);
    assert!(s.root(1).is_some_and(|r| second.contains(&r)));
    assert!(doc.sentences[0].tokens.clone().all(|i| s.head(i).is_none()));
    assert_eq!(s.tag(1), Upos::Noun);
}

#[test]
fn foreign_weights_are_refused() {
    let open = |b: &[u8]| SyntaxModel::open(b).unwrap_err();
    assert_eq!(open(b""), WeightsError::Magic);
    assert_eq!(open(b"vdsyn000........"), WeightsError::Magic);
    let good = std::fs::read("data/en/syntax.bin").unwrap_or_default();
    if let Some(short) = good
        .get(..good.len().saturating_sub(1))
        .filter(|s| !s.is_empty())
    {
        assert!(matches!(open(short), WeightsError::Length { .. }));
        let mut odd = good.clone();
        odd[8] ^= 1;
        assert!(matches!(open(&odd), WeightsError::Shape { table: 0, .. }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_words_give_the_same_tree_twice(w in prop::collection::vec("[ -~\u{e9}\u{2019}\u{201c}]{0,12}", 0..80)) {
        let model = model();
        let (one, two) = (model.analyse_words(&w), model.analyse_words(&w));
        assert_trees(&one, w.len());
        for i in 0..w.len() {
            prop_assert_eq!(one.head(i), two.head(i));
            prop_assert_eq!(one.relation(i), two.relation(i));
        }
    }
}
