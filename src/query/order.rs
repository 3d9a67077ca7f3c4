//! Order: which keys an answer is sorted by.
//!
//! Closed lists, one for each noun. The name is always the last key, so every order is total. What has no value for a key
//! comes last, whichever way the key runs.

use super::error::{Violation, ViolationKind};
use crate::index::schema::Column;

/// Most keys, the name not counted.
pub(super) const KEYS_MAX: usize = 4;

/// A key results can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// BM25, best first; stands alone.
    Relevance,
    /// First day of publication.
    PublishDate,
    /// First day said.
    SaidDate,
    /// First day expressed.
    StanceDate,
    /// First day it happened.
    DeploymentDate,
    /// When it came in.
    IngestTime,
    /// Confidence.
    Confidence,
    /// The id.
    Name,
}

impl Key {
    const ALL: [Self; 8] = [
        Self::Relevance,
        Self::PublishDate,
        Self::SaidDate,
        Self::StanceDate,
        Self::DeploymentDate,
        Self::IngestTime,
        Self::Confidence,
        Self::Name,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::PublishDate => "publish_date",
            Self::SaidDate => "said_date",
            Self::StanceDate => "stance_date",
            Self::DeploymentDate => "deployment_date",
            Self::IngestTime => "ingest_time",
            Self::Confidence => "confidence",
            Self::Name => "name",
        }
    }

    const fn column(self) -> Column {
        match self {
            Self::PublishDate => Column::PublishedFirst,
            Self::SaidDate | Self::StanceDate | Self::DeploymentDate => Column::EventFirst,
            Self::IngestTime => Column::Ingested,
            Self::Confidence => Column::Confidence,
            Self::Relevance | Self::Name => Column::Name,
        }
    }
}

/// How an answer is sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Best first.
    Ranked,
    /// By these columns, true = downwards; the name comes last by itself.
    Keys(Vec<(Column, bool)>),
}

/// Reads an order; `fallback` is used when the words are blank.
pub(super) fn read(words: &str, allowed: &[Key], fallback: &Order) -> Result<Order, Violation> {
    if words.trim().is_empty() {
        return Ok(fallback.clone());
    }
    let names: Vec<&str> = allowed.iter().map(|k| k.as_str()).collect();
    let wrong = |found: &str, why: &str| Violation {
        field: "order_by".to_owned(),
        kind: ViolationKind::Order,
        description: format!(
            "{found:?} {why}; give {} with an optional \" desc\", separated by commas",
            names.join(", ")
        ),
        value: found.chars().take(100).collect(),
    };
    let mut seen: Vec<Key> = Vec::new();
    let mut columns = Vec::new();
    for part in words.split(',').take(KEYS_MAX + 2) {
        let mut parts = part.split_whitespace();
        let (name, way) = (parts.next().unwrap_or(""), parts.next());
        let key = Key::ALL
            .into_iter()
            .find(|k| k.as_str() == name && allowed.contains(k))
            .ok_or_else(|| wrong(name, "is no key to order by"))?;
        let down = match way {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(other) => return Err(wrong(other, "is no direction")),
        };
        if let Some(more) = parts.next() {
            return Err(wrong(more, "is one word too many"));
        }
        if seen.contains(&key) {
            return Err(wrong(name, "is there twice"));
        }
        seen.push(key);
        if key == Key::Name && !down {
            continue;
        }
        columns.push((key.column(), down));
    }
    if columns.len() > KEYS_MAX {
        return Err(wrong(words, "has too many keys"));
    }
    if seen.contains(&Key::Relevance) {
        if seen.len() > 1 {
            return Err(wrong(
                "relevance",
                "stands with other keys: it orders alone",
            ));
        }
        return Ok(Order::Ranked);
    }
    Ok(Order::Keys(columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTE: &[Key] = &[Key::Relevance, Key::PublishDate, Key::Confidence, Key::Name];

    #[test]
    fn an_order_is_a_list_of_known_keys() {
        let read = |words: &str| read(words, QUOTE, &Order::Ranked);
        assert_eq!(read(" "), Ok(Order::Ranked));
        assert_eq!(read("relevance desc"), Ok(Order::Ranked));
        assert_eq!(
            read("publish_date desc, name"),
            Ok(Order::Keys(vec![(Column::PublishedFirst, true)]))
        );
        assert_eq!(
            read("name desc"),
            Ok(Order::Keys(vec![(Column::Name, true)]))
        );
        for (bad, says) in [
            (
                "said_date",
                "\"said_date\" is no key to order by; give relevance, publish_date",
            ),
            ("name down", "\"down\" is no direction"),
            ("name, name", "\"name\" is there twice"),
            ("relevance, name", "\"relevance\" stands with other keys"),
            ("name desc desc", "\"desc\" is one word too many"),
            ("name,", "\"\" is no key"),
        ] {
            let violation = read(bad).unwrap_err();
            assert!(
                violation.description.starts_with(says),
                "{}",
                violation.description
            );
        }
    }

    #[test]
    fn as_many_keys_order_as_a_token_holds_and_no_more() {
        let words = [
            "publish_date",
            "said_date",
            "ingest_time",
            "confidence",
            "name desc",
        ];
        let read = |count| read(&words[..count].join(","), &Key::ALL, &Order::Ranked);
        assert!(read(KEYS_MAX).is_ok());
        let found = read(KEYS_MAX + 1).unwrap_err();
        assert!(found.description.contains("has too many keys"), "{found:?}");
    }
}
