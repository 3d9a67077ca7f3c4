//! Timelines: what one actor said of one thing, in the order of days, and where its position turned.
//!
//! Not a judgement of truth: stances that disagree on one day stay points of their own. Rules: positions the holder declared
//! and positions others ascribe to it are compared apart; only positions held make turns (see [`Stand::is_held`]); what
//! has no date comes last and turns nothing; turns are found over the whole line before the interval is cut out of it.

use super::gather::{self, STANCES_READ_MAX, Wanted};
use super::plan::Planner;
use super::stance::{StanceFilter, conditions};
use super::stand::{DateBasis, Stand, Toward, settled, sources};
use super::token::fingerprint;
use super::{Budget, DayRange, Page, PageRequest, QueryError, search};
use crate::index::View;
use crate::index::schema::{Noun, Role};
use crate::lexicon::Lexicon;
use crate::model::{ActorId, Modality, Position};
use std::collections::BTreeMap;

/// Most stances a point names; `count` tells how many there are.
pub const POINT_STANCES_MAX: usize = 100;

/// Stances of one day that say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// What they say, the first that came in first; at most [`POINT_STANCES_MAX`], never none.
    pub stands: Vec<Stand>,
    /// How many there are.
    pub count: u64,
    /// How many different sources they come from; copies of one report are one.
    pub sources: u64,
    /// The change of position that became visible here.
    pub turn: Option<Turn>,
}

/// A change of position.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The position before; `None` when only the article tells of it.
    pub before: Option<Mark>,
    /// The position from here on.
    pub after: Mark,
    /// The position before, as an article of this day says.
    pub stated: Option<Position>,
    /// The dates before and after share days, so which came first is not certain.
    pub overlapping: bool,
}

/// The position of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The position; AMBIGUOUS when stances of the day differ.
    pub position: Position,
    /// Whether stances of the day differ.
    pub conflict: bool,
    /// A stance that says so.
    pub stand: Stand,
}

/// A question about one actor's positions on one thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimelineQuery {
    /// Whose; `None` answers nothing.
    pub holder: Option<ActorId>,
    /// Towards what; `None` answers nothing.
    pub toward: Option<Toward>,
    /// Which of them.
    pub filter: StanceFilter,
    /// Days of the points answered; open = all, those without a date too.
    pub days: DayRange,
    /// Which page.
    pub page: PageRequest,
    /// Most stances read; 0 = [`STANCES_READ_MAX`].
    pub read_max: usize,
}

/// The points of a timeline, a page of them.
pub fn ask(
    view: &View,
    lexicon: &Lexicon,
    query: &TimelineQuery,
    budget: &Budget,
) -> Result<Page<Point>, QueryError> {
    let newest = view.newest();
    let mut planner = Planner::new(Noun::Stance, &newest, lexicon);
    if let Some(holder) = &query.holder {
        planner.actor("holder", Role::Leading, holder);
    }
    match &query.toward {
        Some(Toward::Issue(issue)) => planner.issue("target", issue),
        Some(Toward::Actor(actor)) => planner.actor("target", Role::Second, actor),
        None => {}
    }
    conditions(&mut planner, &query.filter);
    planner.window("date", query.days);
    let size = planner.page_size(&query.page);
    let plan = planner.gather()?;
    let (Some(holder), Some(toward)) = (&query.holder, &query.toward) else {
        return Ok(Page::default());
    };
    let (filter, days) = (&query.filter, query.days);
    let fingerprint = fingerprint(&("timeline", holder, toward, filter, days));
    let (generation, after) = search::begin(view, &query.page.token, fingerprint)?;
    let limit = match query.read_max {
        0 => STANCES_READ_MAX,
        given => given,
    };
    let mut stands = gather::stands(&generation, lexicon, &plan, limit, budget)?;
    stands.retain(|s| s.holder == *holder && s.toward == *toward);
    let mut points = points(stands);
    points.retain(|p| days.meets(p.days()));
    let wanted = Wanted {
        page: &query.page,
        size,
        done: super::border::counted(after)?,
        generation: &generation,
        fingerprint,
    };
    Ok(gather::page_of(view, points, &wanted, Point::bytes))
}

/// What stances of one point have in common, in the order of points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    undated: bool,
    days: Option<(i32, i32)>,
    basis: DateBasis,
    ascribed: bool,
    position: Position,
    modality: Modality,
    former: bool,
}

impl Point {
    fn days(&self) -> Option<(i32, i32)> {
        self.stands.first().and_then(Stand::days)
    }

    /// About how large it is on the wire.
    fn bytes(&self) -> usize {
        let turn = self.turn.as_ref().map_or(0, Turn::bytes);
        256 + turn + self.stands.first().map_or(0, evidence_bytes) + 48 * self.stands.len()
    }
}

/// About how large a stand's evidence is on the wire.
fn evidence_bytes(stand: &Stand) -> usize {
    let texts = stand.evidence.iter().map(|e| e.text.len() + 64);
    texts.sum::<usize>() + 64
}

impl Turn {
    /// A first position: there is nothing before it.
    pub(super) fn opening(after: Mark) -> Self {
        Self {
            before: None,
            after,
            stated: None,
            overlapping: false,
        }
    }

    /// About how large it is on the wire.
    pub(super) fn bytes(&self) -> usize {
        let before = self.before.as_ref();
        evidence_bytes(&self.after.stand) + before.map_or(0, |b| evidence_bytes(&b.stand))
    }
}

/// The whole line of one actor's stands towards one thing.
pub fn points(stands: Vec<Stand>) -> Vec<Point> {
    let mut groups: BTreeMap<Key, Vec<Stand>> = BTreeMap::new();
    for stand in stands {
        let days = stand.days();
        let key = Key {
            undated: days.is_none(),
            days,
            basis: stand.basis,
            ascribed: stand.ascribed,
            position: stand.position,
            modality: stand.modality,
            former: stand.former,
        };
        groups.entry(key).or_default().push(stand);
    }
    let mut points: Vec<Point> = groups.into_values().map(point).collect();
    for ascribed in [false, true] {
        turns(&mut points, ascribed);
    }
    points
}

fn point(mut stands: Vec<Stand>) -> Point {
    stands.sort_by(|a, b| {
        let order = a.ingested.cmp(&b.ingested);
        order.then_with(|| a.stance.cmp(&b.stance))
    });
    let count = stands.len() as u64;
    let sources = sources(stands.iter().map(|s| &s.origin));
    stands.truncate(POINT_STANCES_MAX);
    Point {
        stands,
        count,
        sources,
        turn: None,
    }
}

/// Marks the first point of each day whose position differs from that of the day before it.
fn turns(points: &mut [Point], ascribed: bool) {
    let mut held = held(points, ascribed);
    let mut before: Option<Mark> = None;
    for day in held.chunk_by_mut(|a, b| a.days() == b.days()) {
        let Some(after) = mark(day) else { continue };
        let stated = stated(day, after.position);
        let turned = before
            .as_ref()
            .map_or(stated.is_some(), |b| b.position != after.position);
        let overlapping = before
            .as_ref()
            .and_then(|b| b.stand.days())
            .zip(after.stand.days())
            .is_some_and(|((_, last), (first, _))| first <= last);
        if let (true, Some(first)) = (turned, day.first_mut()) {
            first.turn = Some(Turn {
                before: before.take(),
                after: after.clone(),
                stated,
                overlapping,
            });
        }
        before = Some(after);
    }
}

/// The points that make turns.
fn held(points: &mut [Point], ascribed: bool) -> Vec<&mut Point> {
    let counts = |p: &&mut Point| {
        p.stands
            .first()
            .is_some_and(|s| s.ascribed == ascribed && s.is_held() && s.date.is_some())
    };
    points.iter_mut().filter(counts).collect()
}

/// The first position of a line whose turns are marked; `None` when it is a turn itself, because an article tells of
/// another one before it.
pub(super) fn opening(points: &mut [Point], ascribed: bool) -> Option<Mark> {
    let mut held = held(points, ascribed);
    let day = held.chunk_by_mut(|a, b| a.days() == b.days()).next()?;
    let turned = day.iter().any(|p| p.turn.is_some());
    mark(day).filter(|_| !turned)
}

/// The position of a day's points.
fn mark(day: &[&mut Point]) -> Option<Mark> {
    let stands = || day.iter().filter_map(|p| p.stands.first());
    let (position, conflict) = settled(stands().map(|s| s.position))?;
    Some(Mark {
        position,
        conflict,
        stand: stands().next()?.clone(),
    })
}

/// The other position before, as a stance of the day says.
fn stated(day: &[&mut Point], position: Position) -> Option<Position> {
    day.iter()
        .flat_map(|p| &p.stands)
        .filter_map(|s| s.previous)
        .find(|previous| *previous != position)
}

#[cfg(test)]
mod tests {
    use super::super::stand::tests::made;
    use super::*;
    use Position::{Ambiguous, Neutral, Oppose, Support};

    fn ada(stance: &str, position: Position, date: &str) -> Stand {
        made(stance, "ada", "tolls", position, date)
    }

    /// Each point as "day position", with " < position before" where it turns.
    fn told(stands: Vec<Stand>) -> Vec<String> {
        let line = points(stands);
        line.iter()
            .map(|point| {
                let stand = &point.stands[0];
                let date = stand.date.as_ref().map(ToString::to_string);
                let turn = point.turn.as_ref().map_or_else(String::new, |t| {
                    let before = t.before.as_ref().map(|b| b.position.as_str());
                    format!(" < {}", before.unwrap_or("stated"))
                });
                let date = date.unwrap_or_else(|| "?".to_owned());
                format!("{date} {}{turn}", stand.position)
            })
            .collect()
    }

    #[test]
    fn points_come_in_the_order_of_days_with_unknown_ones_last_and_turns_marked() {
        let line = told(vec![
            ada("s3", Oppose, "2031-05-09"),
            ada("s4", Support, ""),
            ada("s1", Support, "2031-05-03"),
            ada("s2", Support, "2031-05-07"),
            ada("s5", Oppose, "2031-05-10"),
        ]);
        let wanted = [
            "2031-05-03 SUPPORT",
            "2031-05-07 SUPPORT",
            "2031-05-09 OPPOSE < SUPPORT",
            "2031-05-10 OPPOSE",
            "? SUPPORT",
        ];
        assert_eq!(line, wanted);
    }

    #[test]
    fn a_turn_names_the_stances_before_and_after_and_what_the_article_says() {
        let mut after = ada("s2", Oppose, "2031-05-09");
        after.previous = Some(Neutral);
        let line = points(vec![after, ada("s1", Support, "2031-05-03")]);
        let turn = line[1].turn.as_ref().unwrap();
        let before = turn.before.as_ref().unwrap();
        assert_eq!(before.stand.stance.as_str(), "s1");
        assert_eq!(turn.after.stand.stance.as_str(), "s2");
        assert_eq!((turn.stated, turn.overlapping), (Some(Neutral), false));
    }

    #[test]
    fn a_stated_change_turns_the_first_day_and_is_not_told_again_later() {
        let mut first = ada("s1", Oppose, "2031-05-03");
        first.previous = Some(Support);
        let mut again = ada("s2", Oppose, "2031-05-05");
        again.previous = Some(Support);
        let wanted = ["2031-05-03 OPPOSE < stated", "2031-05-05 OPPOSE"];
        assert_eq!(told(vec![first, again]), wanted);
        let mut same = ada("s1", Oppose, "2031-05-03");
        same.previous = Some(Oppose);
        assert_eq!(told(vec![same]), ["2031-05-03 OPPOSE"]);
    }

    #[test]
    fn a_day_of_both_positions_is_ambiguous_and_both_points_stay() {
        let line = points(vec![
            ada("s1", Support, "2031-05-03"),
            ada("s2", Oppose, "2031-05-04"),
            ada("s3", Support, "2031-05-04"),
            ada("s4", Support, "2031-05-05"),
        ]);
        let after: Vec<_> = line
            .iter()
            .map(|p| {
                p.turn
                    .as_ref()
                    .map(|t| (t.after.position, t.after.conflict))
            })
            .collect();
        let wanted = [None, Some((Ambiguous, true)), None, Some((Support, false))];
        assert_eq!(after, wanted);
    }

    #[test]
    fn what_others_ascribe_is_compared_with_what_others_ascribe() {
        let mut rival = ada("s2", Oppose, "2031-05-04");
        rival.ascribed = true;
        let mut later = ada("s4", Support, "2031-05-06");
        later.ascribed = true;
        let line = told(vec![
            ada("s1", Support, "2031-05-03"),
            rival,
            ada("s3", Support, "2031-05-05"),
            later,
        ]);
        assert_eq!(line[1], "2031-05-04 OPPOSE");
        assert_eq!(line[2], "2031-05-05 SUPPORT");
        assert_eq!(line[3], "2031-05-06 SUPPORT < OPPOSE");
    }

    #[test]
    fn positions_not_held_are_points_and_turn_nothing() {
        let mut past = ada("s2", Oppose, "2031-05-04");
        past.modality = Modality::Historical;
        let mut ended = ada("s3", Oppose, "2031-05-05");
        ended.former = true;
        let line = told(vec![ada("s1", Support, "2031-05-03"), past, ended]);
        assert_eq!(line[1..], ["2031-05-04 OPPOSE", "2031-05-05 OPPOSE"]);
    }

    #[test]
    fn a_turn_between_dates_that_share_days_says_that_its_order_is_not_certain() {
        let month = ada("s1", Support, "2031-05");
        let line = points(vec![month, ada("s2", Oppose, "2031-05-04")]);
        assert!(line[1].turn.as_ref().unwrap().overlapping);
        let range = ada("s1", Support, "2031-05-01/2031-05-03");
        let line = points(vec![range, ada("s2", Oppose, "2031-05-04")]);
        assert!(!line[1].turn.as_ref().unwrap().overlapping);
    }

    #[test]
    fn a_point_names_as_many_stances_as_its_limit_and_counts_all() {
        let many = |n: usize| {
            let stand = |i| ada(&format!("s{i:03}"), Support, "2031-05-03");
            points((0..n).rev().map(stand).collect())
        };
        let full = many(POINT_STANCES_MAX);
        assert_eq!(
            (full.len(), full[0].stands.len(), full[0].count),
            (1, 100, 100)
        );
        let more = many(POINT_STANCES_MAX + 1);
        assert_eq!((more[0].stands.len(), more[0].count), (100, 101));
        assert_eq!(more[0].stands[0].stance.as_str(), "s000");
    }
}
