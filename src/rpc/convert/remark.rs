//! Remarks, removed parts and dropped quotations on the wire.

use super::enumeration::WireEnum;
use crate::model::{Dropped, Remark};
use crate::rpc::pb;

/// Longest text of a remark or a dropped quotation on the wire, in bytes; its span tells the rest.
const TEXT_BYTES_MAX: usize = 1000;

/// Most removed parts told of one article, and most dropped quotations.
pub(crate) const TOLD_MAX: usize = 1000;

/// The first of what is told of an article's reading.
pub(super) fn told<W>(all: impl Iterator<Item = W>) -> Vec<W> {
    all.take(TOLD_MAX).collect()
}

impl From<Remark> for pb::Remark {
    fn from(remark: Remark) -> Self {
        Self {
            code: remark.code.number(),
            span: Some(remark.span.into()),
            text: cut(remark.text),
        }
    }
}

impl From<Dropped> for pb::DroppedQuotation {
    fn from(dropped: Dropped) -> Self {
        Self {
            span: Some(dropped.span.into()),
            text: cut(dropped.text),
            reason: dropped.reason.number(),
            explanation: dropped.reason.told().to_owned(),
        }
    }
}

fn cut(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(TEXT_BYTES_MAX));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DropReason, RemarkCode, Span};

    #[test]
    fn a_remark_keeps_its_text_up_to_the_limit() {
        let told = |length: usize| {
            let remark = Remark {
                code: RemarkCode::ScareQuote,
                span: Span::new(0, 2),
                text: "x".repeat(length),
            };
            pb::Remark::from(remark).text.len()
        };
        assert_eq!(told(TEXT_BYTES_MAX), TEXT_BYTES_MAX);
        assert_eq!(told(TEXT_BYTES_MAX + 1), TEXT_BYTES_MAX);
    }

    #[test]
    fn as_many_removed_parts_are_told_as_the_limit_says() {
        let part = pb::RemovedPart::default();
        for count in [TOLD_MAX, TOLD_MAX + 1] {
            let parts = told(std::iter::repeat_n(part.clone(), count));
            assert_eq!(parts.len(), 1000);
        }
    }

    #[test]
    fn a_dropped_quotation_tells_its_reason_in_words_too() {
        let dropped = Dropped {
            span: Span::new(3, 9),
            text: "league".to_owned(),
            reason: DropReason::Scare,
        };
        let told = pb::DroppedQuotation::from(dropped);
        assert_eq!(told.reason(), pb::DropReason::Scare);
        assert_eq!(told.explanation, DropReason::Scare.told());
    }
}
