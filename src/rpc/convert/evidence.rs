//! Spans, fragments, evidence, confidence and provenance on the wire.

use crate::model::{ArticleId, Confidence, Fragment, Provenance, Source, Span};
use crate::rpc::convert::name::Collection;
use crate::rpc::pb;

/// An offset on the wire; articles are at most 1 MiB, so nothing is lost.
fn offset(byte: u32) -> i32 {
    i32::try_from(byte).unwrap_or(i32::MAX)
}

impl From<Span> for pb::Span {
    fn from(span: Span) -> Self {
        Self {
            start_byte: offset(span.start()),
            end_byte: offset(span.end()),
        }
    }
}

impl From<Fragment> for pb::Fragment {
    fn from(fragment: Fragment) -> Self {
        Self {
            start_byte: offset(fragment.span.start()),
            end_byte: offset(fragment.span.end()),
            text: fragment.text,
        }
    }
}

impl From<Confidence> for pb::Confidence {
    fn from(confidence: Confidence) -> Self {
        Self {
            score: confidence.score,
            reasons: confidence.reasons,
        }
    }
}

impl From<Provenance> for pb::Provenance {
    fn from(provenance: Provenance) -> Self {
        Self {
            extractor_version: provenance.extractor,
            lexicon_version: provenance.lexicon,
        }
    }
}

/// One piece of evidence of a record that stands in `source`.
pub(crate) fn piece(source: &Source, fragment: Fragment) -> pb::Evidence {
    fragment_evidence(&source.article, source.revision, fragment)
}

/// One piece of evidence in a revision of an article.
pub(crate) fn fragment_evidence(
    article: &ArticleId,
    revision: u32,
    fragment: Fragment,
) -> pb::Evidence {
    pb::Evidence {
        article: Collection::Articles.name(article),
        revision: offset(revision),
        start_byte: offset(fragment.span.start()),
        end_byte: offset(fragment.span.end()),
        text: fragment.text,
    }
}

/// The evidence of a record that stands in `source`.
pub(crate) fn evidence(source: &Source, fragments: Vec<Fragment>) -> Vec<pb::Evidence> {
    fragments.into_iter().map(|f| piece(source, f)).collect()
}

/// Highlights as evidence: `spans` count in the texts of `fragments` joined by one line break.
///
/// A span that reaches over a break is cut at it; what lies outside is left out.
pub(crate) fn highlights(
    source: &Source,
    fragments: &[&Fragment],
    spans: &[Span],
) -> Vec<pb::Evidence> {
    let mut found = Vec::with_capacity(spans.len());
    let mut start = 0_u32;
    for fragment in fragments {
        let end = start.saturating_add(u32::try_from(fragment.text.len()).unwrap_or(u32::MAX));
        for span in spans {
            let from = span.start().max(start);
            let to = span.end().min(end);
            if from >= to {
                continue;
            }
            let within = Span::new(from - start, to - start);
            let base = fragment.span.start();
            found.push(piece(
                source,
                Fragment {
                    span: Span::new(base + within.start(), base + within.end()),
                    text: within.slice(&fragment.text).to_owned(),
                },
            ));
        }
        start = end.saturating_add(1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn highlights_in_joined_evidence_become_offsets_of_the_article() {
        let source = Source {
            article: "a1".parse().unwrap(),
            revision: 2,
            source_id: None,
            title: None,
            outlet: None,
            url: None,
            collection: None,
            published: None,
            ingested: Timestamp::UNIX_EPOCH,
            copy_of: None,
        };
        let text = "One wall. Two walls.";
        let (one, two) = (
            Fragment::cut(Span::new(0, 9), text),
            Fragment::cut(Span::new(10, 20), text),
        );
        // "One wall.\nTwo walls.": the words at 4..8 and 14..19.
        let found = highlights(
            &source,
            &[&one, &two],
            &[Span::new(4, 8), Span::new(14, 19)],
        );
        let read: Vec<_> = found
            .iter()
            .map(|e| (e.start_byte, e.end_byte, e.text.as_str()))
            .collect();
        assert_eq!(read, [(4, 8, "wall"), (14, 19, "walls")]);
        assert_eq!(
            (found[0].article.as_str(), found[0].revision),
            ("articles/a1", 2)
        );
    }
}
