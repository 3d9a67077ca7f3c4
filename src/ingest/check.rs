//! What is refused before any reading: nothing, too much, no text.
//!
//! Not a judgement of content. Every limit has its name in the module above.

use super::{ARTICLE_BYTES_MAX, INFO_BYTES_MAX, INFO_VALUES_MAX, IngestError};
use crate::model::RawArticle;

/// Refuses what no reading can help.
pub(super) fn check(raw: &RawArticle) -> Result<(), IngestError> {
    let bytes = raw.bytes.len();
    if bytes == 0 || raw.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(IngestError::Empty);
    }
    if bytes > ARTICLE_BYTES_MAX {
        return Err(IngestError::TooLarge {
            bytes,
            limit: ARTICLE_BYTES_MAX,
        });
    }
    let info = &raw.info;
    let texts = [
        ("source_id", &info.source_id),
        ("title", &info.title),
        ("outlet", &info.outlet),
        ("dateline", &info.dateline),
        ("language", &info.language),
        ("url", &info.url),
        ("based_on", &info.based_on),
        ("licence", &info.licence),
        ("collection", &info.collection),
    ];
    for (field, text) in texts {
        if text.as_ref().is_some_and(|t| t.len() > INFO_BYTES_MAX) {
            return Err(IngestError::InfoTooLong {
                field,
                limit: INFO_BYTES_MAX,
            });
        }
    }
    for (field, list) in [("authors", &info.authors), ("agencies", &info.agencies)] {
        if list.len() > INFO_VALUES_MAX {
            return Err(IngestError::InfoTooLong {
                field,
                limit: INFO_VALUES_MAX,
            });
        }
        if list.iter().any(|t| t.len() > INFO_BYTES_MAX) {
            return Err(IngestError::InfoTooLong {
                field,
                limit: INFO_BYTES_MAX,
            });
        }
    }
    check_text(&raw.bytes)
}

/// Refuses bytes that are no text in any encoding: known file heads, and control characters no text has.
fn check_text(bytes: &[u8]) -> Result<(), IngestError> {
    const HEADS: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "a ZIP archive or office document"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"\x1f\x8b", "a gzip file"),
        (b"\x7fELF", "a program"),
    ];
    for (head, reason) in HEADS {
        if bytes.starts_with(head) {
            return Err(IngestError::NotText {
                reason: (*reason).to_owned(),
            });
        }
    }
    // UTF-16 text is half zeros; it says so in its first two bytes.
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let control = |b: &&u8| matches!(b, 0..=8 | 14..=26 | 28..=31);
    let odd = bytes.iter().filter(control).count();
    if !utf16 && odd * 20 > bytes.len() {
        return Err(IngestError::NotText {
            reason: format!("{odd} of its {} bytes are control characters", bytes.len()),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ArticleInfo;

    fn of(bytes: Vec<u8>) -> RawArticle {
        RawArticle {
            bytes,
            ..RawArticle::default()
        }
    }

    #[test]
    fn an_article_at_the_limit_is_taken_and_one_byte_more_is_not() {
        assert!(check(&of(vec![b'a'; ARTICLE_BYTES_MAX])).is_ok());
        assert!(matches!(
            check(&of(vec![b'a'; ARTICLE_BYTES_MAX + 1])),
            Err(IngestError::TooLarge { .. })
        ));
        assert!(matches!(
            check(&of(b" \n\t".to_vec())),
            Err(IngestError::Empty)
        ));
    }

    #[test]
    fn files_that_are_no_text_are_named() {
        let pdf = check(&of(b"%PDF-1.7 ...".to_vec()))
            .unwrap_err()
            .to_string();
        assert!(pdf.contains("a PDF file"), "{pdf}");
        assert!(check(&of((0..=255).collect::<Vec<u8>>().repeat(8))).is_err());
        assert!(check(&of("Плотина \u{1b} stands".into())).is_ok());
        assert!(check(&of(b"\xff\xfeR\0e\0d\0".to_vec())).is_ok());
    }

    #[test]
    fn long_info_is_refused_by_name() {
        let with = |n: usize, authors: usize| RawArticle {
            info: ArticleInfo {
                title: Some("t".repeat(n)),
                authors: vec!["A. Author".to_owned(); authors],
                ..ArticleInfo::default()
            },
            bytes: b"text".to_vec(),
            format: None,
        };
        assert!(check(&with(INFO_BYTES_MAX, INFO_VALUES_MAX)).is_ok());
        for (raw, name) in [
            (with(INFO_BYTES_MAX + 1, 1), "title"),
            (with(1, INFO_VALUES_MAX + 1), "authors"),
        ] {
            assert!(matches!(
                check(&raw),
                Err(IngestError::InfoTooLong { field, .. }) if field == name
            ));
        }
    }
}
