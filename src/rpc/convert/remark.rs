//! Remarks on the wire.

use super::enumeration::WireEnum;
use crate::model::Remark;
use crate::rpc::pb;

/// Longest text of a remark on the wire, in bytes; its span tells the rest.
const TEXT_BYTES_MAX: usize = 1000;

impl From<Remark> for pb::Remark {
    fn from(mut remark: Remark) -> Self {
        let end = remark.text.floor_char_boundary(TEXT_BYTES_MAX);
        remark.text.truncate(end);
        Self {
            code: remark.code.number(),
            span: Some(remark.span.into()),
            text: remark.text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{RemarkCode, Span};

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
}
