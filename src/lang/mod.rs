//! How a language writes: cues, months, abbreviations, honorifics, frames as tables.
//!
//! Not who exists (that is `lexicon`). Each part has a file of its own under `data/<lang>/` and a type of its own
//! here; the data come in as bytes. Rule: a table that does not parse is refused with file, line and field.

pub mod calendar;
pub mod frame;
pub mod inflection;
pub mod issue;
mod known;
pub mod list;
mod list_set;
pub mod movement;
pub mod naming;
pub mod page;
mod pattern;
pub mod quantity;
pub mod speech;
pub mod table;
pub mod tables;
#[cfg(test)]
mod tests_list;
pub mod writing;

pub use calendar::Calendar;
pub use known::Known;
pub use movement::Movement;
pub use page::Page;
pub use quantity::Quantities;
pub use speech::Speech;
pub use tables::Tables;
pub use writing::Writing;

/// All tables of one language.
#[derive(Clone, Debug, Default)]
pub struct Language {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// Words that put a holder on one side of a target.
    pub frames: frame::Frames,
    /// Spelling: abbreviations, apostrophes, sentence boundaries.
    pub writing: Writing,
    /// The words actors are named with.
    pub naming: naming::Naming,
    /// Speech: what reports it and how it was made.
    pub speech: Speech,
    /// The page around a report: furniture, bylines, credits, captions, agencies.
    pub page: Page,
    /// Words of dates.
    pub calendar: Calendar,
    /// Movements of forces and works.
    pub movement: Movement,
    /// Words behind the wordings of issues.
    pub issue_words: issue::IssueWords,
    /// Short lists of words that rules of grammar ask for.
    pub lists: list::WordLists,
    /// Words of figures.
    pub quantities: Quantities,
    /// Which of these tables know a word.
    known: known::KnownWords,
}

impl Language {
    /// English, from the tables inside the binary.
    pub fn english() -> Result<Self, table::TableError> {
        Self::load(&[])
    }

    /// English, with the tables of `files` (name, bytes) that lie in `en/` in place of the built-in ones.
    pub fn load(files: &[(String, Vec<u8>)]) -> Result<Self, table::TableError> {
        Self::read(&Tables::gather(files)?).map_err(Tables::placed)
    }

    fn read(tables: &Tables<'_>) -> Result<Self, table::TableError> {
        let mut language = Self {
            tag: "en",
            frames: frame::Frames::load(tables)?,
            writing: Writing::load(tables)?,
            naming: naming::Naming::load(tables)?,
            speech: Speech::load(tables)?,
            page: Page::load(tables)?,
            calendar: Calendar::load(tables)?,
            movement: Movement::load(tables)?,
            issue_words: issue::IssueWords::load(tables)?,
            lists: list::WordLists::load(tables)?,
            quantities: Quantities::load(tables)?,
            known: known::KnownWords::default(),
        };
        language.known = known::KnownWords::of(&language);
        Ok(language)
    }

    /// Which tables know a word in lower case.
    pub fn known(&self, word: &str) -> Known {
        self.known.get(word)
    }
}
