//! The tagger: left to right, each token from its word, its neighbours and the two tags before it.
//!
//! Not a lexicon. Averaged perceptron; the weights are in [`super::weights`].

use super::feature::{Form, key};

/// Number of features of a token.
pub const TAG_FEATURES: usize = 24;

/// Number of classes.
pub const TAG_CLASSES: usize = 32;

/// The features of token `i` of a sentence.
///
/// `before` are the fine tags of the two tokens before it, nearest first, as numbers (32 beyond the start);
/// `regime` is [`super::feature::case_regime`] of the sentence.
#[must_use]
pub fn features(forms: &[Form], i: usize, before: [u32; 2], regime: u32) -> [u32; TAG_FEATURES] {
    let at = |k: Option<usize>| k.and_then(|k| forms.get(k)).copied().unwrap_or(Form::NONE);
    let (w, p, pp) = (at(Some(i)), at(i.checked_sub(1)), at(i.checked_sub(2)));
    let (n, nn) = (at(Some(i + 1)), at(Some(i + 2)));
    let [t1, t2] = before;
    let shape = w.shape | regime << 16 | u32::from(i == 0) << 18;
    [
        key(0, w.word, 0, 0),
        key(1, w.suffix3, 0, 0),
        key(2, w.suffix2, shape, 0),
        key(3, w.prefix, 0, 0),
        key(4, shape, 0, 0),
        key(5, w.word, t1, 0),
        key(6, t1, t2, 0),
        key(7, t1, shape, 0),
        key(8, p.word, 0, 0),
        key(9, n.word, 0, 0),
        key(10, nn.word, 0, 0),
        key(11, pp.word, 0, 0),
        key(12, n.suffix3, t1, 0),
        key(13, p.suffix3, 0, 0),
        key(14, w.word, n.word, 0),
        key(15, p.word, w.word, 0),
        key(16, shape, n.shape, p.shape),
        key(17, t1, w.suffix3, 0),
        key(18, t1, n.word, 0),
        key(19, w.suffix4, shape, 0),
        key(20, t1, t2, w.word),
        key(21, n.suffix2, n.shape, 0),
        key(22, w.word, shape, 0),
        key(23, t1, w.suffix2, n.suffix2),
    ]
}
