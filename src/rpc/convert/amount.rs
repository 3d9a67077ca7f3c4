//! Figures as reported, on the wire.

use super::enumeration::WireEnum;
use crate::model::Amount;
use crate::rpc::pb;

impl From<Amount> for pb::Amount {
    fn from(amount: Amount) -> Self {
        Self {
            min: amount.min,
            max: amount.max,
            bound: amount.bound.number(),
            unit: amount.unit,
            wording: amount.wording,
        }
    }
}
