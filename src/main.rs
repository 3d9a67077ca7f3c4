//! The vedette binary: a shell around the library.

fn main() {}
