//! What targets reach of what the crate keeps to itself.
//!
//! Rule: nothing is decided here; a door seals, decodes and hands on.

#[path = "door/record.rs"]
pub mod record;
#[path = "door/request.rs"]
pub mod request;
#[path = "door/small.rs"]
pub mod small;
