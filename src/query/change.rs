//! Changes of position: who turned, on what, within days.
//!
//! Not a feed of records (see `follow`): positions are compared, and a record that only says again what was said is no change.
//! Rules: turns are those of the timelines (see `timeline`), found over whole lines before the days are cut out, so that the
//! position before is known however long ago it was taken; positions on issues unless target actors are asked for.

use super::gather::{self, STANCES_READ_MAX, Wanted};
use super::plan::Planner;
use super::stance::{StanceFilter, conditions};
use super::stand::{Stand, Toward};
use super::timeline::{self, Turn};
use super::token::fingerprint;
use super::{Budget, DayRange, Page, PageRequest, QueryError, border, search};
use crate::index::View;
use crate::index::schema::Noun;
use crate::lexicon::Lexicon;
use crate::model::ActorId;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A question about who changed position.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChangeQuery {
    /// Which stances are compared.
    pub filter: StanceFilter,
    /// Days on which a change became visible; open = all.
    pub days: DayRange,
    /// Whether first positions are told too.
    pub openings: bool,
    /// Which page.
    pub page: PageRequest,
    /// Most stances read; 0 = [`STANCES_READ_MAX`].
    pub read_max: usize,
}

/// A change of position.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Whose.
    pub holder: ActorId,
    /// The holder's name for people.
    pub holder_name: String,
    /// Towards what.
    pub toward: Toward,
    /// Whether by what others ascribe to the holder.
    pub ascribed: bool,
    /// Before and after; a first position has neither `before` nor `stated`.
    pub turn: Turn,
}

/// The changes, a page of them, the newest first.
pub fn ask(
    view: &View,
    lexicon: &Lexicon,
    query: &ChangeQuery,
    budget: &Budget,
) -> Result<Page<Change>, QueryError> {
    let newest = view.newest();
    let mut planner = Planner::new(Noun::Stance, &newest, lexicon);
    if query.filter.targets.is_empty() {
        planner.any_issue();
    }
    conditions(&mut planner, &query.filter);
    planner.window("date", query.days);
    let size = planner.page_size(&query.page);
    let plan = planner.gather()?;
    let fingerprint = fingerprint(&("changes", &query.filter, query.days, query.openings));
    let (generation, after) = search::begin(view, &query.page.token, fingerprint)?;
    let limit = match query.read_max {
        0 => STANCES_READ_MAX,
        given => given,
    };
    let stands = gather::stands(&generation, lexicon, &plan, limit, budget)?;
    let mut changes = changes(stands, query.openings);
    changes.retain(|c| query.days.meets(c.days()));
    let wanted = Wanted {
        page: &query.page,
        size,
        done: border::counted(after)?,
        generation: &generation,
        fingerprint,
    };
    Ok(gather::page_of(view, changes, &wanted, Change::bytes))
}

impl Change {
    fn days(&self) -> Option<(i32, i32)> {
        self.turn.after.stand.days()
    }

    /// About how large it is on the wire.
    fn bytes(&self) -> usize {
        256 + self.turn.bytes()
    }
}

/// All changes the stands tell, the newest first; with first positions when `openings` are wanted.
pub fn changes(stands: Vec<Stand>, openings: bool) -> Vec<Change> {
    let mut lines: BTreeMap<(ActorId, Toward), Vec<Stand>> = BTreeMap::new();
    for stand in stands {
        let line = (stand.holder.clone(), stand.toward.clone());
        lines.entry(line).or_default().push(stand);
    }
    let mut changes: Vec<Change> = lines
        .into_values()
        .flat_map(|line| turns(line, openings))
        .collect();
    // Stable: of one day, by holder, target, declared before ascribed.
    changes.sort_by_key(|c| Reverse(c.days().map(|(first, last)| (last, first))));
    changes
}

/// The turns of one line, with its first positions when `openings` are wanted.
fn turns(line: Vec<Stand>, openings: bool) -> Vec<Change> {
    let mut points = timeline::points(line);
    let mut turns: Vec<Turn> = Vec::new();
    for ascribed in [false, true] {
        let opening = timeline::opening(&mut points, ascribed).filter(|_| openings);
        turns.extend(opening.map(Turn::opening));
        let ours = points
            .iter()
            .filter(|p| p.stands.iter().any(|s| s.ascribed == ascribed));
        turns.extend(ours.filter_map(|p| p.turn.clone()));
    }
    turns.into_iter().map(change).collect()
}

fn change(turn: Turn) -> Change {
    let stand = &turn.after.stand;
    Change {
        holder: stand.holder.clone(),
        holder_name: stand.holder_name.clone(),
        toward: stand.toward.clone(),
        ascribed: stand.ascribed,
        turn,
    }
}

#[cfg(test)]
mod tests {
    use super::super::stand::tests::made;
    use super::*;
    use crate::model::Position::{self, Oppose, Support};

    /// Each change as "day holder before > after".
    fn told(stands: Vec<Stand>, openings: bool) -> Vec<String> {
        let word = |p: Option<Position>| p.map_or("-", Position::as_str);
        let told = |c: Change| {
            let (before, after) = (c.turn.before.map(|b| b.position), c.turn.after);
            let date = after.stand.date.map(|d| d.to_string());
            let (date, holder) = (date.unwrap_or_default(), c.holder);
            format!(
                "{date} {holder} {} > {}{}",
                word(before),
                after.position,
                if c.ascribed { ", ascribed" } else { "" }
            )
        };
        changes(stands, openings).into_iter().map(told).collect()
    }

    fn stands() -> Vec<Stand> {
        let mut rival = made("s6", "ada", "tolls", Oppose, "2031-05-02");
        rival.ascribed = true;
        vec![
            made("s1", "ada", "tolls", Support, "2031-05-01"),
            made("s2", "ada", "tolls", Oppose, "2031-05-04"),
            made("s3", "ada", "bridge", Oppose, "2031-05-05"),
            made("s4", "ben", "tolls", Oppose, "2031-05-02"),
            made("s5", "ben", "tolls", Support, "2031-05-06"),
            rival,
        ]
    }

    #[test]
    fn turns_of_all_lines_come_with_the_newest_first_and_nothing_said_again() {
        let wanted = [
            "2031-05-06 ben OPPOSE > SUPPORT",
            "2031-05-04 ada SUPPORT > OPPOSE",
        ];
        assert_eq!(told(stands(), false), wanted);
        let mut again = stands();
        again.push(made("s7", "ben", "tolls", Support, "2031-05-07"));
        assert_eq!(told(again, false), wanted);
    }

    #[test]
    fn first_positions_come_when_they_are_wanted_declared_and_ascribed_apart() {
        let wanted = [
            "2031-05-06 ben OPPOSE > SUPPORT",
            "2031-05-05 ada - > OPPOSE",
            "2031-05-04 ada SUPPORT > OPPOSE",
            "2031-05-02 ada - > OPPOSE, ascribed",
            "2031-05-02 ben - > OPPOSE",
            "2031-05-01 ada - > SUPPORT",
        ];
        assert_eq!(told(stands(), true), wanted);
    }

    #[test]
    fn a_first_position_an_article_calls_a_change_is_told_once() {
        let mut stated = made("s1", "ada", "tolls", Oppose, "2031-05-01");
        stated.previous = Some(Support);
        let changes = changes(vec![stated], true);
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].turn.stated, Some(Support));
    }
}
