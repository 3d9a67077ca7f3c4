//! Matrices: which position each actor holds on each issue, as of a day and as known at a time.
//!
//! Not a history: a cell tells the newest position alone, with the stances that make it. Rules: only positions held count (see
//! [`Stand::is_held`]), and only those whose date has wholly passed by the day asked for; what has no date decides nothing;
//! newest stances that differ, or whose dates cannot be told apart, are AMBIGUOUS and say so; declared and ascribed
//! positions never mix; what was known at a time is what the revisions of that time said, by the rules of this release.

use super::gather::{self, STANCES_READ_MAX, Wanted};
use super::plan::Planner;
use super::stance::{StanceFilter, conditions};
use super::stand::{Stand, settled, sources};
use super::token::fingerprint;
use super::{Budget, Page, PageRequest, QueryError, border, search};
use crate::index::View;
use crate::index::schema::Noun;
use crate::index::view::Generation;
use crate::lexicon::Lexicon;
use crate::model::{ActorId, CivilDate, IssueId, Position};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A question about many actors' positions on many issues.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MatrixQuery {
    /// Which stances.
    pub filter: StanceFilter,
    /// As of which day, the last one of a partial date; `None` = the newest position, whatever its day.
    pub day: Option<CivilDate>,
    /// As known before which instant; `None` = as known now.
    pub known: Option<Timestamp>,
    /// Which page of actors.
    pub page: PageRequest,
    /// Most stances read; 0 = [`STANCES_READ_MAX`].
    pub read_max: usize,
}

/// One actor's positions.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Who.
    pub actor: ActorId,
    /// The actor's name for people.
    pub name: String,
    /// By issue; never empty.
    pub cells: Vec<Cell>,
}

/// One actor's position on one issue; at least one of the two is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// On what.
    pub issue: IssueId,
    /// What the actor declared itself.
    pub declared: Option<Held>,
    /// What others ascribe to it.
    pub ascribed: Option<Held>,
}

/// The newest position.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// AMBIGUOUS when the newest stances differ.
    pub position: Position,
    /// Whether the newest stances differ.
    pub conflict: bool,
    /// How many stances count: those held and dated by the day asked for, older ones too.
    pub count: u64,
    /// How many different sources they come from; copies of one report are one.
    pub sources: u64,
    /// The newest stance, then the newest of each other position among the newest ones.
    pub newest: Vec<Stand>,
}

/// The whole matrix.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// By actor.
    pub rows: Vec<Row>,
    /// All issues some row has a cell of, in order.
    pub issues: Vec<IssueId>,
}

/// A page of a matrix.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MatrixPage {
    /// Rows.
    pub rows: Page<Row>,
    /// As in [`Matrix`], of the whole.
    pub issues: Vec<IssueId>,
    /// Articles of the whole matrix that another revision or a deletion has taken the place of since it was known.
    pub revised: u64,
}

/// The matrix, a page of its rows.
pub fn ask(
    view: &View,
    lexicon: &Lexicon,
    query: &MatrixQuery,
    budget: &Budget,
) -> Result<MatrixPage, QueryError> {
    let newest = view.newest();
    let mut planner = planner(query, Noun::Stance, &newest, lexicon);
    let size = planner.page_size(&query.page);
    let plan = planner.gather()?;
    let fingerprint = fingerprint(&("matrix", &query.filter, query.day, query.known));
    let (generation, after) = search::begin(view, &query.page.token, fingerprint)?;
    let limit = match query.read_max {
        0 => STANCES_READ_MAX,
        given => given,
    };
    let mut stands = gather::stands(&generation, lexicon, &plan, limit, budget)?;
    let mut revised = BTreeSet::new();
    if query.known.is_some() {
        let plan = self::planner(query, Noun::PastStance, &newest, lexicon).gather()?;
        let left = limit.saturating_sub(stands.len());
        let past = gather::stands(&generation, lexicon, &plan, left, budget);
        let past = past.map_err(|error| error.of_limit(limit))?;
        revised.extend(past.iter().map(|s| s.article.clone()));
        stands.extend(past.into_iter().map(|stand| Stand {
            superseded: true,
            ..stand
        }));
    }
    let matrix = matrix(stands, query.day);
    let wanted = Wanted {
        page: &query.page,
        size,
        done: border::counted(after)?,
        generation: &generation,
        fingerprint,
    };
    Ok(MatrixPage {
        rows: gather::page_of(view, matrix.rows, &wanted, Row::bytes),
        issues: matrix.issues,
        revised: revised.len() as u64,
    })
}

/// What the question asks of the stances there are, or of past ones.
fn planner<'a>(
    query: &MatrixQuery,
    noun: Noun,
    generation: &'a Generation,
    lexicon: &'a Lexicon,
) -> Planner<'a> {
    let mut planner = Planner::new(noun, generation, lexicon);
    planner.any_issue();
    conditions(&mut planner, &query.filter);
    if let Some(known) = query.known {
        planner.known(known);
    }
    planner
}

impl Row {
    /// About how large it is on the wire.
    fn bytes(&self) -> usize {
        let words = |s: &Stand| s.evidence.iter().map(|f| 96 + f.text.len()).sum::<usize>();
        let told = |h: &Held| h.newest.iter().map(|s| 160 + words(s)).sum::<usize>();
        let of = |h: &Option<Held>| h.as_ref().map_or(0, |h| 96 + told(h));
        let cell = |c: &Cell| 96 + of(&c.declared) + of(&c.ascribed);
        256 + self.cells.iter().map(cell).sum::<usize>()
    }
}

/// The matrix of stands on issues, as of a day.
pub fn matrix(stands: Vec<Stand>, day: Option<CivilDate>) -> Matrix {
    let day = day.map(CivilDate::last_epoch_day);
    let mut cells: BTreeMap<ActorId, BTreeMap<IssueId, [Vec<Stand>; 2]>> = BTreeMap::new();
    for stand in stands {
        let passed = |(_, last): (i32, i32)| day.is_none_or(|day| last <= day);
        let Some(issue) = stand.issue().cloned() else {
            continue;
        };
        if !stand.is_held() || !stand.days().is_some_and(passed) {
            continue;
        }
        let row = cells.entry(stand.holder.clone()).or_default();
        let [declared, ascribed] = row.entry(issue).or_default();
        if stand.ascribed {
            ascribed.push(stand);
        } else {
            declared.push(stand);
        }
    }
    let issues: BTreeSet<IssueId> = cells.values().flat_map(BTreeMap::keys).cloned().collect();
    Matrix {
        rows: cells
            .into_iter()
            .map(|(actor, cells)| row(actor, cells))
            .collect(),
        issues: issues.into_iter().collect(),
    }
}

fn row(actor: ActorId, cells: BTreeMap<IssueId, [Vec<Stand>; 2]>) -> Row {
    let all = || cells.values().flatten().flatten();
    let name = all().next().map(|s| s.holder_name.clone());
    Row {
        name: name.unwrap_or_else(|| actor.to_string()),
        actor,
        cells: cells
            .into_iter()
            .map(|(issue, [declared, ascribed])| Cell {
                issue,
                declared: held(declared),
                ascribed: held(ascribed),
            })
            .collect(),
    }
}

/// The newest position of dated stands; `None` of none.
fn held(mut stands: Vec<Stand>) -> Option<Held> {
    // The last day counts first, then the narrower date, then what came in later.
    stands.sort_by(|a, b| {
        let days = |s: &Stand| s.days().map(|(first, last)| (last, first));
        let order = days(b).cmp(&days(a));
        let order = order.then_with(|| b.ingested.cmp(&a.ingested));
        order.then_with(|| a.stance.cmp(&b.stance))
    });
    let count = stands.len() as u64;
    let sources = sources(stands.iter().map(|s| &s.origin));
    let (first, _) = stands.first()?.days()?;
    // What shares a day with the newest, or lies after its beginning, cannot be told to be older.
    stands.retain(|s| s.days().is_some_and(|(_, last)| last >= first));
    let (position, conflict) = settled(stands.iter().map(|s| s.position))?;
    let mut newest: Vec<Stand> = Vec::new();
    for stand in stands {
        if newest.iter().all(|s| s.position != stand.position) {
            newest.push(stand);
        }
    }
    Some(Held {
        position,
        conflict,
        count,
        sources,
        newest,
    })
}

#[cfg(test)]
mod tests {
    use super::super::stand::tests::made;
    use super::*;
    use Position::{Ambiguous, Neutral, Oppose, Support};

    fn ada(stance: &str, position: Position, date: &str) -> Stand {
        made(stance, "ada", "tolls", position, date)
    }

    /// The declared position of the only cell, as of a day.
    fn declared(stands: &[Stand], day: &str) -> Option<Held> {
        let matrix = matrix(stands.to_vec(), day.parse().ok());
        let cell = matrix.rows.into_iter().next()?.cells.into_iter().next()?;
        cell.declared
    }

    #[test]
    fn the_newest_position_by_the_day_counts_and_later_ones_do_not() {
        let stands = [
            ada("s2", Oppose, "2031-05-09"),
            ada("s1", Support, "2031-05-03"),
            ada("s3", Neutral, ""),
        ];
        assert_eq!(declared(&stands, "2031-05-02"), None);
        let told = |day| declared(&stands, day).map(|h| (h.position, h.count));
        assert_eq!(told("2031-05-03"), Some((Support, 1)));
        assert_eq!(told("2031-05-08"), Some((Support, 1)));
        assert_eq!(told("2031-05-09"), Some((Oppose, 2)));
        assert_eq!(told(""), Some((Oppose, 2)));
        // A partial day is its last one.
        assert_eq!(told("2031-05"), Some((Oppose, 2)));
    }

    #[test]
    fn newest_stances_that_differ_are_ambiguous_and_name_both_sides() {
        let stands = [
            ada("s1", Support, "2031-05-03"),
            ada("s2", Oppose, "2031-05-03"),
            ada("s3", Support, "2031-05-03"),
            ada("s4", Neutral, "2031-05-02"),
        ];
        let held = declared(&stands, "").unwrap();
        assert_eq!(
            (held.position, held.conflict, held.count),
            (Ambiguous, true, 4)
        );
        let names: Vec<_> = held.newest.iter().map(|s| s.stance.as_str()).collect();
        assert_eq!(names, ["s1", "s2"]);
    }

    #[test]
    fn dates_that_share_days_cannot_be_told_apart() {
        let month = ada("s1", Support, "2031-05");
        let held = declared(&[month.clone(), ada("s2", Oppose, "2031-05-20")], "").unwrap();
        assert_eq!((held.position, held.conflict), (Ambiguous, true));
        let held = declared(&[month.clone(), ada("s2", Oppose, "2031-06-01")], "").unwrap();
        assert_eq!((held.position, held.conflict), (Oppose, false));
        // The month has not wholly passed.
        assert_eq!(declared(&[month], "2031-05-30"), None);
    }

    #[test]
    fn declared_and_ascribed_positions_stand_apart() {
        let mut ascribed = ada("s2", Oppose, "2031-05-04");
        ascribed.ascribed = true;
        let matrix = matrix(vec![ada("s1", Support, "2031-05-03"), ascribed], None);
        let cell = &matrix.rows[0].cells[0];
        let position = |held: &Option<Held>| held.as_ref().map(|h| (h.position, h.conflict));
        assert_eq!(position(&cell.declared), Some((Support, false)));
        assert_eq!(position(&cell.ascribed), Some((Oppose, false)));
    }

    #[test]
    fn rows_and_issues_come_in_order_and_only_where_somebody_holds_something() {
        let mut denied = made("s4", "cem", "tolls", Support, "2031-05-03");
        denied.modality = crate::model::Modality::Negated;
        let matrix = matrix(
            vec![
                made("s1", "ben", "tolls", Support, "2031-05-03"),
                made("s2", "ben", "bridge", Oppose, "2031-05-03"),
                made("s3", "ada", "tolls", Oppose, "2031-05-03"),
                denied,
            ],
            None,
        );
        let rows: Vec<_> = matrix
            .rows
            .iter()
            .map(|r| (r.actor.as_str(), r.name.as_str(), r.cells.len()))
            .collect();
        assert_eq!(rows, [("ada", "ADA", 1), ("ben", "BEN", 2)]);
        let issues: Vec<_> = matrix.issues.iter().map(IssueId::as_str).collect();
        assert_eq!(issues, ["bridge", "tolls"]);
    }
}
