//! Noun phrases read from tags, left to right: where the one ends that begins here.
//!
//! Not whose phrase it is (see `speaker`). Rule: no verb, comma or pronoun of another clause is taken in.

use super::page::Page;
use crate::extract::syntax::{FineTag, Upos};
use crate::lang::speech::Filler;

/// One past the last token of the noun phrase that begins at `start`; `start` if none does.
///
/// Fires: "reporters", "a crowd of supporters", "the broadcaster's Ann Lee". Counter-example: it stops before a
/// pronoun that follows a noun ("reporters he"), a verb, a comma.
pub(super) fn noun_phrase_end(page: &Page<'_>, start: usize, limit: usize) -> usize {
    let mut at = start;
    let mut core = false;
    while at < limit && page.is_narration(at) {
        let tag = page.tag(at);
        let goes_on = match tag {
            Upos::Pron if !core => {
                let possessive = page.syntax.fine(at) == FineTag::PronPoss;
                if !possessive {
                    return at + 1;
                }
                true
            }
            // "one of them".
            Upos::Pron if page.tag(at - 1) == Upos::Adp => {
                if page.syntax.fine(at) != FineTag::PronPoss {
                    return at + 1;
                }
                true
            }
            Upos::Pron => false,
            Upos::Det => !core || page.tag(at - 1) == Upos::Adp,
            // "(told) reporters | three men had died".
            Upos::Num if core && page.syntax.fine(at - 1) == FineTag::NounPlural => false,
            _ if page.is_nominal(at) && tag != Upos::Pron => {
                let fresh = core && page.filler(at) == Some(Filler::Time);
                core = true;
                !fresh
            }
            Upos::Adj => {
                let inner = page.filler(at).is_none()
                    && page.is_nominal(at + 1)
                    && page.is_narration(at + 1);
                !core || inner || matches!(page.tag(at - 1), Upos::Adp | Upos::Part | Upos::Det)
            }
            Upos::Part => core && page.syntax.fine(at) == FineTag::PartPoss,
            Upos::Adp => core && page.low(at) == "of",
            Upos::Cconj => core && joins_nouns(page, at),
            Upos::Sym => true,
            // The marks of a name: `on Harbour One's "Morning Hour"`.
            Upos::Punct => core && page.is_mark(at),
            // "a crowded hall".
            Upos::Verb => {
                !core
                    && at > start
                    && matches!(page.tag(at - 1), Upos::Det | Upos::Adj | Upos::Pron)
                    && matches!(
                        page.syntax.fine(at),
                        FineTag::VerbParticiple | FineTag::VerbIng
                    )
                    && page.is_nominal(at + 1)
            }
            Upos::Noun
            | Upos::Propn
            | Upos::Num
            | Upos::Adv
            | Upos::Aux
            | Upos::Intj
            | Upos::Sconj
            | Upos::X => false,
        };
        if !goes_on {
            break;
        }
        at += 1;
    }
    if core { at } else { start }
}

fn joins_nouns(page: &Page<'_>, at: usize) -> bool {
    page.is_nominal(at - 1) && (page.tag(at + 1) == Upos::Propn || page.tag(at + 1) == Upos::Noun)
}
