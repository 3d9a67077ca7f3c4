//! Bodies every state has (army, ministries, police), offices, and the nouns for forces.
//!
//! Not actors of one state: the lexicon makes `iq-army` and its like from these rows for every state.

use crate::lang::table::{Row, Table, TableError};
use crate::model::ActorKind;
use crate::named_enum;

/// A body every state has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Institution {
    /// What follows the state's code in the actor's id: `army` gives `iq-army`.
    pub suffix: String,
    /// Kind of the actors made from it.
    pub kind: ActorKind,
    /// Display words after the adjective: "army".
    pub name: String,
    /// Words that name it after a state ("Veldorian army") or before one ("army of Veldoria").
    pub words: Vec<String>,
    /// The body it is part of, by suffix; empty when it hangs on the state itself.
    pub parent: String,
}

named_enum! {
    /// What an office is for.
    OfficeRank as "office rank" {
        /// President, king, supreme leader.
        HeadOfState = "HEAD_OF_STATE",
        /// Prime minister, chancellor.
        HeadOfGovernment = "HEAD_OF_GOVERNMENT",
        /// Minister, secretary of a department.
        Minister = "MINISTER",
        /// Chief of staff, commander of an army.
        MilitaryChief = "MILITARY_CHIEF",
        /// Commander below that, officer.
        Officer = "OFFICER",
        /// Leader, chairman, head of a body.
        Leader = "LEADER",
        /// Deputy or adviser.
        Deputy = "DEPUTY",
        /// Spokesperson.
        Spokesperson = "SPOKESPERSON",
        /// Ambassador, envoy.
        Diplomat = "DIPLOMAT",
        /// Member of a parliament.
        Legislator = "LEGISLATOR",
        /// Governor, mayor.
        Local = "LOCAL",
        /// Cleric.
        Cleric = "CLERIC",
        /// An official of no stated office.
        Official = "OFFICIAL",
    }
}

/// An office or title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The office in canonical words: "prime minister".
    pub office: String,
    /// What it is for.
    pub rank: OfficeRank,
    /// Words that name it: "prime minister", "premier", "PM".
    pub words: Vec<String>,
    /// The institution (suffix) its holder heads or speaks for, empty when none is fixed.
    pub institution: String,
}

named_enum! {
    /// What a force noun counts.
    ForceNounKind as "force noun kind" {
        /// Soldiers, fighters.
        Person = "PERSON",
        /// Brigades, convoys, militias.
        Unit = "UNIT",
        /// Tanks, drones, batteries.
        Equipment = "EQUIPMENT",
    }
}

/// A common noun for forces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForceNoun {
    /// Singular, or the only form.
    pub noun: String,
    /// All forms, singular included.
    pub forms: Vec<String>,
    /// What it counts.
    pub kind: ForceNounKind,
    /// The institution (suffix) meant when a state's adjective stands before it, empty when none: "Veldorian troops".
    pub institution: String,
}

pub(super) fn institutions(
    file: &str,
    text: &str,
    out: &mut Vec<Institution>,
) -> Result<(), TableError> {
    const COLUMNS: &[&str] = &["suffix", "kind", "name", "words", "parent"];
    for row in Table::read(file, text, COLUMNS)?.rows() {
        let suffix = needed(row, "suffix")?;
        if !suffix.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
            return Err(row.error("suffix", "only a-z and - may stand in a suffix"));
        }
        if out.iter().any(|i| i.suffix == suffix) {
            return Err(row.error("suffix", format!("{suffix:?} stands twice")));
        }
        let parent = row.get("parent");
        if !parent.is_empty() && !out.iter().any(|i| i.suffix == parent) {
            return Err(row.error("parent", format!("{parent:?} is no suffix above this line")));
        }
        out.push(Institution {
            suffix,
            kind: row.parse("kind")?,
            name: needed(row, "name")?,
            words: words(row, "words")?,
            parent: parent.to_owned(),
        });
    }
    Ok(())
}

pub(super) fn titles(
    file: &str,
    text: &str,
    known: &[Institution],
    out: &mut Vec<Title>,
) -> Result<(), TableError> {
    const COLUMNS: &[&str] = &["office", "rank", "words", "institution"];
    for row in Table::read(file, text, COLUMNS)?.rows() {
        let office = needed(row, "office")?;
        if out.iter().any(|t| t.office == office) {
            return Err(row.error("office", format!("{office:?} stands twice")));
        }
        out.push(Title {
            office,
            rank: row.parse("rank")?,
            words: words(row, "words")?,
            institution: institution(row, known)?,
        });
    }
    Ok(())
}

pub(super) fn force_nouns(
    file: &str,
    text: &str,
    known: &[Institution],
    out: &mut Vec<ForceNoun>,
) -> Result<(), TableError> {
    const COLUMNS: &[&str] = &["noun", "forms", "kind", "institution"];
    for row in Table::read(file, text, COLUMNS)?.rows() {
        let noun = needed(row, "noun")?;
        if out.iter().any(|n| n.noun == noun) {
            return Err(row.error("noun", format!("{noun:?} stands twice")));
        }
        let mut forms = vec![noun.clone()];
        forms.extend(row.list("forms").filter(|f| *f != noun).map(str::to_owned));
        out.push(ForceNoun {
            noun,
            forms,
            kind: row.parse("kind")?,
            institution: institution(row, known)?,
        });
    }
    Ok(())
}

fn institution(row: Row<'_, '_>, known: &[Institution]) -> Result<String, TableError> {
    let suffix = row.get("institution");
    if suffix.is_empty() || known.iter().any(|i| i.suffix == suffix) {
        return Ok(suffix.to_owned());
    }
    Err(row.error(
        "institution",
        format!("{suffix:?} is no suffix of institutions.tsv"),
    ))
}

fn needed(row: Row<'_, '_>, column: &str) -> Result<String, TableError> {
    match row.get(column) {
        "" => Err(row.error(column, "empty, a value is needed")),
        value => Ok(value.to_owned()),
    }
}

fn words(row: Row<'_, '_>, column: &str) -> Result<Vec<String>, TableError> {
    let words: Vec<String> = row.list(column).map(str::to_owned).collect();
    if words.is_empty() {
        return Err(row.error(column, "empty, at least one wording is needed"));
    }
    Ok(words)
}
