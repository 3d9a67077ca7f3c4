//! The wire without its handlers: messages, and what turns them into questions and back.

#[path = "../src/rpc/convert/mod.rs"]
pub mod convert;
#[path = "../src/rpc/violation.rs"]
pub mod violation;

/// The messages of `vedette.v1`, without services.
#[allow(clippy::all, reason = "generated")]
pub mod pb {
    include!(concat!(env!("OUT_DIR"), "/vedette.v1.rs"));

    /// The file descriptor set.
    pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/vedette.binpb"));
}
