//! Stored records: the bytes of a document's record, and nothing else of it.

use crate::index::IndexError;
use crate::index::view::{Generation, stored};
use tantivy::DocAddress;
use tantivy::schema::Field;
use tantivy::schema::document::{
    DeserializeError, DocumentDeserialize, DocumentDeserializer, ValueDeserialize,
    ValueDeserializer,
};

/// The stored bytes of a document's record, its other stored fields left alone.
struct RecordBytes(Vec<u8>);

/// A stored field's bytes.
struct FieldBytes(Vec<u8>);

impl ValueDeserialize for FieldBytes {
    fn deserialize<'de, D: ValueDeserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, DeserializeError> {
        deserializer.deserialize_bytes().map(Self)
    }
}

impl DocumentDeserialize for RecordBytes {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(
        mut deserializer: D,
    ) -> Result<Self, DeserializeError> {
        // The record is the first stored field of every document.
        let first: Option<(Field, FieldBytes)> = deserializer.next_field()?;
        Ok(Self(first.map(|(_, bytes)| bytes.0).unwrap_or_default()))
    }
}

/// About how many bytes a record of so many stored bytes has on the wire: a little more.
pub(super) const fn wire_bytes(stored: usize) -> usize {
    stored + stored / 4 + 256
}

/// The record at an address, as bytes.
pub(super) fn fetch(generation: &Generation, address: DocAddress) -> Result<Vec<u8>, IndexError> {
    let record: RecordBytes = stored(&generation.searcher, address)?;
    Ok(record.0)
}
