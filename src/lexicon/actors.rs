//! The actors files: persons, organisations, forces and blocs.
//!
//! Not states (`states.tsv`) and not the bodies every state has (`institutions.tsv`). Rule: ids that begin with `prov-`
//! belong to actors found in text and may not stand in a file.

use super::entry::{Entity, EntityFile};
use super::state::Listed;
use crate::lang::table::TableError;
use crate::model::{Actor, ActorId, Alias, CivilDate, DateRange, Office};
use std::sync::Arc;

const KNOWN: &[&str] = &[
    "name", "kind", "country", "aliases", "native", "weak", "surname", "offices", "parents",
    "wikidata",
];

/// An actor as its file gives it, with what only the matcher needs.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) actor: Actor,
    /// Names that mean this actor only once the article has named it in full.
    pub(super) weak: Vec<String>,
    /// The family name, where it is not the last word of the name.
    pub(super) surname: Option<String>,
}

pub(super) fn read(
    file: &str,
    text: &str,
    out: &mut Vec<Listed<Written>>,
) -> Result<(), TableError> {
    let source = EntityFile::read(file, text)?;
    let name: Arc<str> = Arc::from(file);
    for entity in source.entities()? {
        let value = actor(entity)?;
        out.push(Listed {
            file: Arc::clone(&name),
            line: entity.line(),
            value,
        });
    }
    Ok(())
}

fn actor(entity: Entity<'_, '_>) -> Result<Written, TableError> {
    entity.only(KNOWN)?;
    let id: ActorId = entity
        .key
        .parse()
        .map_err(|e| entity.error("", format!("{e}")))?;
    if id.as_str().starts_with("prov-") {
        return Err(entity.error(
            "",
            "ids that begin with prov- are kept for actors found in text",
        ));
    }
    let country = entity.text("country")?.map(str::to_owned);
    if country.as_ref().is_some_and(|c| c.len() != 2) {
        return Err(entity.error("country", "an ISO 3166-1 alpha-2 code is needed"));
    }
    let wikidata = entity.text("wikidata")?.map(str::to_owned);
    if wikidata.as_ref().is_some_and(|q| !is_wikidata(q)) {
        return Err(entity.error("wikidata", "an item such as Q42 is needed"));
    }
    let kind = entity
        .parse("kind")?
        .ok_or_else(|| entity.error("kind", "missing"))?;
    let actor = Actor {
        name: entity.need("name")?.to_owned(),
        kind,
        country,
        aliases: aliases(entity)?,
        offices: offices(entity)?,
        parents: ids(entity, "parents")?,
        wikidata,
        provisional: false,
        redirect: None,
        id,
    };
    let texts = |field: &str| -> Result<Vec<String>, TableError> {
        Ok(entity
            .texts(field)?
            .into_iter()
            .map(str::to_owned)
            .collect())
    };
    Ok(Written {
        actor,
        weak: texts("weak")?,
        surname: entity.text("surname")?.map(str::to_owned),
    })
}

fn is_wikidata(item: &str) -> bool {
    item.strip_prefix('Q')
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

fn aliases(entity: Entity<'_, '_>) -> Result<Vec<Alias>, TableError> {
    let mut out = Vec::new();
    for text in entity.texts("aliases")? {
        if text.trim().is_empty() {
            return Err(entity.error("aliases", "an empty name"));
        }
        out.push(Alias {
            text: text.to_owned(),
            script: "Latn".to_owned(),
        });
    }
    for native in entity.tables("native")? {
        native.only(&["text", "script"])?;
        let script = native.need("script")?;
        if script.len() != 4 {
            return Err(native.error("script", "an ISO 15924 code such as Arab or Cyrl is needed"));
        }
        out.push(Alias {
            text: native.need("text")?.to_owned(),
            script: script.to_owned(),
        });
    }
    Ok(out)
}

fn ids(entity: Entity<'_, '_>, field: &str) -> Result<Vec<ActorId>, TableError> {
    let parse = |t: &str| t.parse().map_err(|e| entity.error(field, format!("{e}")));
    entity.texts(field)?.into_iter().map(parse).collect()
}

fn offices(entity: Entity<'_, '_>) -> Result<Vec<Office>, TableError> {
    let mut out = Vec::new();
    for office in entity.tables("offices")? {
        office.only(&["title", "of", "held"])?;
        let held = office
            .text("held")?
            .map(|words| {
                held(words).ok_or_else(|| {
                    office.error(
                        "held",
                        format!(
                            "{words:?}: give FROM/UNTIL with ISO dates, either may be left out"
                        ),
                    )
                })
            })
            .transpose()?;
        out.push(Office {
            title: office.need("title")?.to_owned(),
            of: office.parse("of")?,
            held,
        });
    }
    Ok(out)
}

/// `FROM/UNTIL`; an open side is the first or last date there is.
fn held(words: &str) -> Option<DateRange> {
    let (from, until) = words.split_once('/')?;
    let read = |w: &str, open: (i16, u8, u8)| match w.trim() {
        "" => CivilDate::new(open.0, open.1, open.2),
        given => given.parse().ok(),
    };
    let (start, end) = (
        read(from, (Office::FROM_UNKNOWN, 0, 0))?,
        read(until, (Office::UNTIL_OPEN, 0, 0))?,
    );
    (start.epoch_day() <= end.last_epoch_day()).then(|| DateRange {
        start,
        end,
        wording: String::new(),
    })
}
