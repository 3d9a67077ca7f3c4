//! Who and what exists: actors, forces, places, borders and issues, and the matcher over their names.
//!
//! Not grammar (that is `lang` and `extract`). Everything here is data under `data/`, replaceable at start.

/// Everything the world files say.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {}
