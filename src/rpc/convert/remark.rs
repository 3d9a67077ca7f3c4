//! Remarks on the wire.

use super::enumeration::WireEnum;
use crate::model::Remark;
use crate::rpc::pb;

impl From<Remark> for pb::Remark {
    fn from(remark: Remark) -> Self {
        Self {
            code: remark.code.number(),
            span: Some(remark.span.into()),
            text: remark.text,
        }
    }
}
