//! The walk through the pages of an answer, the same for every noun.
//!
//! Not a buffer for JSON: with `--json` each page is written as it comes. Rule: never more than `--limit` results.

use super::{FixedShowArgs, ShowArgs};
use crate::cli::client::ClientError;
use crate::cli::plot::{PICTURE_ITEMS_MAX, Plot};
use crate::cli::{table, wire_json};
use std::io::Write;

/// Largest page asked for.
const PAGE_SIZE_MAX: usize = 1000;

/// A response that holds one page of results.
pub(super) trait Page: prost::Message {
    /// The message's name within `vedette.v1`.
    const MESSAGE: &'static str;
    /// Column heads of the table.
    const HEADER: &'static [&'static str];
    /// What to say when there is nothing.
    const NOTHING: &'static str;

    /// How many results the page holds.
    fn results(&self) -> usize;
    /// Table rows of the results.
    fn rows(&self) -> Vec<Vec<String>>;
    /// Token of the next page, empty at the end.
    fn next_page_token(&self) -> &str;
    /// Number of all matches, when asked for.
    fn total_size(&self) -> Option<i32>;
    /// Lines above the table, taken from the first page.
    fn foreword(&self) -> Vec<String> {
        Vec::new()
    }
    /// Writes the rows of all pages as a table.
    fn write_table(out: &mut dyn Write, rows: &[Vec<String>]) -> std::io::Result<()> {
        table::write(out, Self::HEADER, rows, Self::NOTHING)
    }
}

/// The parts of [`Page`] that all answers share: results in one field, and how table rows are made of them.
macro_rules! page_of {
    ($results:ident, |$found:ident| $rows:expr) => {
        fn results(&self) -> usize {
            self.$results.len()
        }

        fn rows(&self) -> Vec<Vec<String>> {
            let $found = self.$results.iter();
            $rows.collect()
        }

        fn next_page_token(&self) -> &str {
            &self.next_page_token
        }

        fn total_size(&self) -> Option<i32> {
            self.total_size
        }
    };
}
pub(super) use page_of;

/// Fetches page after page (`fetch` takes page size and token) and writes them.
pub(super) async fn write_pages<P: Page>(
    show: &ShowArgs,
    out: &mut (dyn Write + Send),
    mut fetch: impl AsyncFnMut(i32, String) -> Result<P, ClientError>,
) -> Result<(), ClientError> {
    let limit = if show.limit == 0 {
        usize::MAX
    } else {
        show.limit
    };
    let (mut shown, mut rows, mut total) = (0, Vec::new(), None);
    let mut token = String::new();
    loop {
        let size = limit.saturating_sub(shown).min(PAGE_SIZE_MAX);
        let page = fetch(i32::try_from(size).unwrap_or(0), token).await?;
        if show.json {
            writeln!(out, "{}", wire_json::to_json(P::MESSAGE, &page)?)?;
        } else {
            if shown == 0 {
                for line in page.foreword() {
                    writeln!(out, "{line}")?;
                }
            }
            rows.extend(page.rows());
        }
        shown += page.results();
        total = page.total_size().or(total);
        token = String::from(page.next_page_token());
        if token.is_empty() || shown >= limit {
            break;
        }
    }
    if !show.json {
        P::write_table(out, &rows)?;
        if let Some(line) = footer(shown, total, !token.is_empty()) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// The same for an answer that can be drawn: into the file of `--plot`, else as a table or JSON.
pub(super) async fn write_or_draw<P: Page + Plot>(
    show: &FixedShowArgs,
    out: &mut (dyn Write + Send),
    mut fetch: impl AsyncFnMut(i32, String) -> Result<P, ClientError>,
) -> Result<(), ClientError> {
    let Some(path) = &show.plot else {
        return write_pages(&show.ordered(), out, fetch).await;
    };
    let (mut pages, mut found, mut token) = (Vec::new(), 0, String::new());
    // Enough pages for the largest picture; what lies beyond is refused there.
    while found <= PICTURE_ITEMS_MAX {
        let page = fetch(i32::try_from(PAGE_SIZE_MAX).unwrap_or(0), token.clone()).await?;
        page.next_page_token().clone_into(&mut token);
        found += page.results().max(1);
        pages.push(page);
        if token.is_empty() {
            break;
        }
    }
    let picture = P::plot(&pages).map_err(|e| ClientError::Usage(e.to_string()))?;
    tokio::fs::write(path, picture).await?;
    Ok(writeln!(out, "{}", path.display())?)
}

/// The last line: how many of how many.
fn footer(shown: usize, total: Option<i32>, more: bool) -> Option<String> {
    match (total, more) {
        (Some(total), _) => Some(format!("{shown} of {total}")),
        (None, true) => Some(format!(
            "{shown} shown, there are more: --limit 0 shows all"
        )),
        (None, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::client::ServerArgs;
    use crate::rpc::pb;

    async fn walk(limit: usize) -> (String, usize) {
        let server = ServerArgs {
            server: String::new(),
            timeout: 1,
            access: crate::cli::access::Access::default(),
        };
        let show = ShowArgs {
            limit,
            order_by: String::new(),
            total: false,
            json: false,
            fields: Vec::new(),
            server,
        };
        let mut out = Vec::new();
        let mut asked = 0;
        let fetch = async |size: i32, token: String| {
            asked += 1;
            let full = usize::try_from(size).unwrap().min(2);
            let articles = vec![
                pb::Article {
                    name: format!("articles/{token}x"),
                    ..Default::default()
                };
                full
            ];
            let next_page_token = if token.len() < 2 {
                token + "n"
            } else {
                String::new()
            };
            Ok(pb::ListArticlesResponse {
                articles,
                next_page_token,
                total_size: None,
            })
        };
        write_pages(&show, &mut out, fetch).await.unwrap();
        (String::from_utf8(out).unwrap(), asked)
    }

    #[tokio::test]
    async fn a_walk_stops_at_the_limit_and_at_the_end() {
        let (text, asked) = walk(3).await;
        assert_eq!(asked, 2);
        assert!(text.contains("3 shown, there are more"), "{text}");
        let (text, asked) = walk(0).await;
        assert_eq!(asked, 3);
        assert!(!text.contains("there are more"), "{text}");
    }
}
