//! Trains the syntax weights from treebanks and prints their scores.
//!
//! `cargo run --release --example train-syntax -- data/en/syntax.bin TRAIN.conllu.gz... --dev DEV.conllu.gz...`
//!
//! Not part of the product: only the weights it writes are. Rule: the same files give the same weights, bit for bit.

mod perceptron;
mod treebank;

use perceptron::{Perceptron, Random};
use std::error::Error;
use std::io::Write;
use std::time::Instant;
use treebank::Sentence;
use vedette::extract::syntax::feature::Form;
use vedette::extract::syntax::label::{LABEL_FEATURES, LABELS, Tree, UNKNOWN};
use vedette::extract::syntax::parser::{MOVE_FEATURES, MOVES, Move, State};
use vedette::extract::syntax::tagger::{TAG_CLASSES, TAG_FEATURES, features};
use vedette::extract::syntax::weights::{MAGIC, best};
use vedette::extract::syntax::{FineTag, Relation, SyntaxModel};

const TAG_EPOCHS: u32 = 12;
const FOLD_EPOCHS: u32 = 6;
const TAG_MARGIN: i32 = 4;
const MOVE_MARGIN: i32 = 8;
const LABEL_MARGIN: i32 = 6;
const FOLDS: usize = 5;
const MOVE_EPOCHS: u32 = 18;
const LABEL_EPOCHS: u32 = 12;
/// Buckets of the three tables in the file: what is less important than fits is left out.
const BUCKETS: [usize; 3] = [30_000, 62_000, 31_000];
/// How often a parse in training goes on from the parser's own mistake.
const EXPLORE_PERCENT: u32 = 90;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("where shall the weights go?")?;
    let (mut train, mut dev, mut in_dev) = (Vec::new(), Vec::new(), false);
    for argument in arguments {
        match argument.as_str() {
            "--dev" => in_dev = true,
            file if in_dev => dev.push((file.to_owned(), treebank::read(file)?)),
            file => train.extend(treebank::read(file)?),
        }
    }
    let mut say = std::io::stdout();
    let tokens: usize = train.iter().map(|s| s.words.len()).sum();
    writeln!(say, "{} sentences, {tokens} tokens", train.len())?;

    let indices: Vec<usize> = (0..train.len()).collect();
    let tagger = train_tags(&train, &indices, TAG_EPOCHS);
    for fold in 0..FOLDS {
        let rest: Vec<usize> = indices
            .iter()
            .copied()
            .filter(|i| i % FOLDS != fold)
            .collect();
        let fold_tagger = train_tags(&train, &rest, FOLD_EPOCHS);
        for sentence in train.iter_mut().skip(fold).step_by(FOLDS) {
            sentence.tags = tag(&fold_tagger, &sentence.forms, sentence.regime);
        }
    }
    writeln!(say, "tagger trained")?;
    let moves = train_moves(&train);
    writeln!(say, "parser trained")?;
    let labels = train_labels(&train);

    let [tag_buckets, move_buckets, label_buckets] = BUCKETS;
    let mut file = MAGIC.to_vec();
    let tables = [
        tagger.export(tag_buckets),
        moves.export(move_buckets),
        labels.export(label_buckets),
    ];
    for ((buckets, table), width) in BUCKETS
        .iter()
        .zip(&tables)
        .zip([TAG_CLASSES, MOVES, LABELS])
    {
        writeln!(
            say,
            "{} features kept of {}, width {width}",
            table.kept, table.all
        )?;
        file.extend(u32::try_from(*buckets)?.to_le_bytes());
        file.extend(u32::try_from(width)?.to_le_bytes());
    }
    for table in tables {
        file.extend(table.bytes);
    }
    std::fs::write(&out, &file)?;
    let model = SyntaxModel::open(&file)?;
    for (name, sentences) in &dev {
        report(&mut say, name, &model, sentences)?;
    }
    Ok(())
}

fn train_tags(train: &[Sentence], indices: &[usize], epochs: u32) -> Perceptron<TAG_CLASSES> {
    let mut model = Perceptron::new();
    let mut random = Random::new(11);
    let mut order = indices.to_vec();
    for _ in 0..epochs {
        random.shuffle(&mut order);
        for sentence in order.iter().filter_map(|i| train.get(*i)) {
            let varied = sentence.recased(random.below(100));
            let (forms, regime) = varied
                .as_ref()
                .map_or((&sentence.forms, sentence.regime), |(forms, regime)| {
                    (forms, *regime)
                });
            let mut before = [32, 32];
            for (i, gold) in sentence.gold_tags.iter().enumerate() {
                let features: [u32; TAG_FEATURES] = features(forms, i, before, regime);
                let scores = model.score(&features);
                let guess = best(&scores, |_| true);
                let rival = best(&scores, |c| c != *gold as usize);
                model.learn_margin(&features, *gold as usize, Some(rival), TAG_MARGIN);
                let [t1, _] = before;
                before = [u32::try_from(guess).unwrap_or(0), t1];
            }
        }
    }
    model.averaged()
}

fn tag(model: &Perceptron<TAG_CLASSES>, forms: &[Form], regime: u32) -> Vec<u32> {
    let mut tags = Vec::with_capacity(forms.len());
    let mut before = [32, 32];
    for i in 0..forms.len() {
        let guess = best(&model.score(&features(forms, i, before, regime)), |_| true);
        let guess = u32::try_from(guess).unwrap_or(0);
        let [t1, _] = before;
        before = [guess, t1];
        tags.push(guess);
    }
    tags
}

/// How many arcs of the gold tree a move makes unreachable.
fn cost(state: &State, action: Move, sentence: &Sentence) -> usize {
    let next = state.next();
    let stack = state.stack();
    let (top, below) = match stack.split_last() {
        Some((top, below)) => (Some(*top), below),
        None => (None, stack),
    };
    let gold = |i: u32| sentence.heads.get(i as usize).copied().flatten();
    let to_come = |i: u32| i >= next;
    let lost_children = |i: u32, lost: &dyn Fn(u32) -> bool| {
        let children = sentence.children.get(i as usize);
        children.map_or(0, |list| list.iter().filter(|c| lost(**c)).count())
    };
    match (action, top) {
        (Move::Shift, _) => {
            let head_lost = match gold(next) {
                None => top.is_some(),
                Some(head) => below.contains(&head),
            };
            usize::from(head_lost) + lost_children(next, &|c| stack.contains(&c))
        }
        (_, None) => 0,
        (Move::Left, Some(top)) => {
            let head_lost = match gold(top) {
                None => below.is_empty(),
                Some(head) => head > next || below.last() == Some(&head),
            };
            usize::from(head_lost) + lost_children(top, &to_come)
        }
        (Move::Right, Some(top)) => {
            usize::from(gold(top).is_some_and(to_come)) + lost_children(top, &to_come)
        }
    }
}

fn train_moves(train: &[Sentence]) -> Perceptron<MOVES> {
    let mut model = Perceptron::new();
    let mut random = Random::new(22);
    let mut order: Vec<usize> = (0..train.len()).collect();
    for epoch in 0..MOVE_EPOCHS {
        random.shuffle(&mut order);
        for sentence in order.iter().filter_map(|i| train.get(*i)) {
            let mut state = State::new(&sentence.forms, &sentence.tags);
            while !state.is_finished() {
                let features: [u32; MOVE_FEATURES] = state.features();
                let scores = model.score(&features);
                let possible = |m: usize| Move::ALL.get(m).is_some_and(|m| state.allows(*m));
                let costs = Move::ALL.map(|m| cost(&state, m, sentence));
                let least = (0..MOVES)
                    .filter(|m| possible(*m))
                    .filter_map(|m| costs.get(m))
                    .min()
                    .copied()
                    .unwrap_or(0);
                let guess = best(&scores, possible);
                let right = |m: usize| possible(m) && costs.get(m) == Some(&least);
                let gold = best(&scores, right);
                let rival = best(&scores, |m| possible(m) && !right(m));
                model.learn_margin(
                    &features,
                    gold,
                    (!right(rival)).then_some(rival).filter(|r| possible(*r)),
                    MOVE_MARGIN,
                );
                let explore = epoch > 0 && random.below(100) < EXPLORE_PERCENT;
                let taken = if explore { guess } else { gold };
                let Some(action) = Move::ALL.get(taken) else {
                    break;
                };
                state.apply(*action);
            }
        }
    }
    model.averaged()
}

fn train_labels(train: &[Sentence]) -> Perceptron<LABELS> {
    let mut model = Perceptron::new();
    let mut random = Random::new(33);
    let mut order: Vec<usize> = (0..train.len()).collect();
    let mut tree = Tree::default();
    for _ in 0..LABEL_EPOCHS {
        random.shuffle(&mut order);
        for sentence in order.iter().filter_map(|i| train.get(*i)) {
            tree.restart(sentence.heads.iter().copied());
            let mut labels = vec![u32::MAX; sentence.heads.len()];
            for i in tree.order() {
                let gold = sentence.labels.get(i).copied().unwrap_or(Relation::Dep);
                let mut label = Relation::Root as usize;
                if sentence.heads.get(i).is_some_and(Option::is_some) {
                    let words = (sentence.forms.as_slice(), sentence.tags.as_slice());
                    let given = |k: Option<usize>| {
                        k.and_then(|k| labels.get(k)).copied().unwrap_or(UNKNOWN)
                    };
                    let known = [given(tree.head(i)), given(tree.left_sibling(i))];
                    let features: [u32; LABEL_FEATURES] = tree.features(words, known, i);
                    let scores = model.score(&features);
                    label = best(&scores, |c| c != Relation::Root as usize);
                    let rival = best(&scores, |c| {
                        c != Relation::Root as usize && c != gold as usize
                    });
                    model.learn_margin(&features, gold as usize, Some(rival), LABEL_MARGIN);
                }
                if let Some(slot) = labels.get_mut(i) {
                    *slot = u32::try_from(label).unwrap_or(0);
                }
            }
        }
    }
    model.averaged()
}

fn report(
    say: &mut impl Write,
    name: &str,
    model: &SyntaxModel,
    sentences: &[Sentence],
) -> Result<(), Box<dyn Error>> {
    let [mut n, mut upos, mut fine, mut scored, mut uas, mut las] = [0_u32; 6];
    let started = Instant::now();
    let parse = |s: &Sentence| {
        let syntax = model.analyse_words(&s.words);
        // Trees are made when asked for.
        syntax.root(0);
        syntax
    };
    let parsed: Vec<_> = sentences.iter().map(parse).collect();
    let seconds = started.elapsed().as_secs_f64();
    for (sentence, syntax) in sentences.iter().zip(&parsed) {
        for (i, gold) in sentence.gold_tags.iter().enumerate() {
            let gold = FineTag::of(*gold as usize);
            n += 1;
            upos += u32::from(gold.upos() == syntax.tag(i));
            fine += u32::from(gold == syntax.fine(i));
            if gold == FineTag::Punct {
                continue;
            }
            scored += 1;
            let head = sentence.heads.get(i).copied().flatten();
            if head.map(|h| h as usize) == syntax.head(i) {
                uas += 1;
                las += u32::from(sentence.labels.get(i) == Some(&syntax.relation(i)));
            }
        }
    }
    let percent = |part: u32, all: u32| 100.0 * f64::from(part) / f64::from(all.max(1));
    writeln!(
        say,
        "{name}: {n} tokens, UPOS {:.2}, fine {:.2}; without punctuation ({scored}) UAS {:.2}, LAS {:.2}; {:.0} tokens/s",
        percent(upos, n),
        percent(fine, n),
        percent(uas, scored),
        percent(las, scored),
        f64::from(n) / seconds
    )?;
    Ok(())
}
