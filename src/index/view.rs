//! The view: what can be searched at the moment.

/// A handle to what can be searched; cheap to clone, always shows the newest generation.
#[derive(Clone, Debug, Default)]
pub struct View {}
