//! Where content does not begin: a condition behind the verb's own object, and the adverb before what was counted.
//!
//! Not what follows a cue (that is `follow`), whose finding this mends. Rule: a word belongs to what it hangs on in the tree.

use super::cue::Cue;
use super::page::Page;
use crate::extract::syntax::{Relation, Upos};
use crate::lang::speech::{Complement, Filler};

/// "threatened a raid if they stay": a condition behind an object of the verb's own is no content.
pub(super) fn is_on_condition(page: &Page<'_>, cue: &Cue<'_>, at: usize) -> bool {
    let own = |i: usize| {
        page.syntax.relation(i) == Relation::Obj && page.syntax.head(i) == Some(cue.head)
    };
    // "asked reporters if they knew": whom it asks, and what.
    let asks = cue
        .verb()
        .is_some_and(|(v, _)| v.takes(Complement::Addressee));
    !asks && page.filler(at) == Some(Filler::Condition) && (cue.words.end..at).any(own)
}

/// "said | only 300 were left": an adverb of what the content begins with belongs to it, not to the cue.
pub(super) fn with_its_adverb(page: &Page<'_>, from: usize, at: usize) -> usize {
    let mut start = at;
    while start > from {
        let before = start - 1;
        let own = page.syntax.head(before).is_some_and(|h| {
            h >= at
                && matches!(
                    page.tag(h),
                    Upos::Num | Upos::Noun | Upos::Propn | Upos::Det
                )
        });
        if page.tag(before) != Upos::Adv || !own {
            break;
        }
        start = before;
    }
    start
}
