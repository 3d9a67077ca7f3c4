//! Which part of a page holds the report: an article element, main, or all of it.
//!
//! Not text scoring: words are counted and landmarks trusted. Rule: a landmark that holds little of the page is no report.

use crate::text::line::Line;

/// A finished line and where on the page it stood.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) line: Line,
    pub(super) words: usize,
    /// Number of the article element it lies in, 0 for none.
    pub(super) article: usize,
    pub(super) main: bool,
    /// Whether all of it is links.
    pub(super) links: bool,
}

/// The part of the page that holds the report.
#[derive(Clone, Copy, Debug)]
pub(super) enum Within {
    Article(usize),
    Main,
    Page,
}

impl Within {
    pub(super) fn holds(self, line: &Placed) -> bool {
        match self {
            Self::Article(n) => line.article == n,
            Self::Main => line.main,
            Self::Page => true,
        }
    }
}

/// The article element with most words if it holds a good part of the page, else main if that does, else the page.
pub(super) fn choose(lines: &[Placed], total: usize) -> Within {
    let mut articles: Vec<(usize, usize)> = Vec::new();
    let mut main = 0;
    for line in lines {
        main += if line.main { line.words } else { 0 };
        match articles.last_mut() {
            Some((n, words)) if *n == line.article => *words += line.words,
            _ if line.article > 0 => match articles
                .iter_mut()
                .rev()
                .take(8)
                .find(|(n, _)| *n == line.article)
            {
                Some((_, words)) => *words += line.words,
                None => articles.push((line.article, line.words)),
            },
            _ => {}
        }
    }
    let best = articles
        .iter()
        .copied()
        .max_by_key(|(n, words)| (*words, usize::MAX - n));
    match best {
        Some((n, words)) if words * 10 >= total * 3 => Within::Article(n),
        _ if main * 10 >= total * 3 => Within::Main,
        _ => Within::Page,
    }
}
