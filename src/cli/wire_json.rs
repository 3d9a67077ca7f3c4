//! Messages as JSON, exactly as the wire's own mapping has it: what grpcurl prints, we print.
//!
//! Not a second format: names, enums, timestamps and 64-bit numbers follow the protobuf JSON mapping through the embedded
//! descriptor set.

use crate::rpc::pb;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};
use std::sync::OnceLock;

fn pool() -> Option<&'static DescriptorPool> {
    static POOL: OnceLock<Option<DescriptorPool>> = OnceLock::new();
    POOL.get_or_init(|| DescriptorPool::decode(pb::FILE_DESCRIPTOR_SET).ok())
        .as_ref()
}

/// `message` as one line of JSON; `name` is its name within `vedette.v1`.
pub fn to_json(name: &str, message: &impl Message) -> std::io::Result<String> {
    let missing =
        || std::io::Error::other(format!("vedette.v1.{name} is not in the descriptor set"));
    let descriptor = pool()
        .and_then(|p| p.get_message_by_name(&format!("vedette.v1.{name}")))
        .ok_or_else(missing)?;
    let dynamic = DynamicMessage::decode(descriptor, message.encode_to_vec().as_slice())
        .map_err(std::io::Error::other)?;
    let mut out = Vec::new();
    let mut serializer = serde_json::Serializer::new(&mut out);
    dynamic
        .serialize_with_options(&mut serializer, &SerializeOptions::new())
        .map_err(std::io::Error::other)?;
    String::from_utf8(out).map_err(std::io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_enums_are_the_wires() {
        let quote = pb::Quote {
            name: "quotes/q1".into(),
            kind: pb::QuoteKind::Mixed.into(),
            ..pb::Quote::default()
        };
        let response = pb::GetQuoteResponse { quote: Some(quote) };
        let json = to_json("GetQuoteResponse", &response).unwrap();
        assert_eq!(
            json,
            r#"{"quote":{"name":"quotes/q1","kind":"QUOTE_KIND_MIXED"}}"#
        );
        assert!(to_json("NoSuch", &response).is_err());
    }
}
