//! Agreement networks: who takes the same positions as whom, and who the opposite ones.
//!
//! The congruence and conflict networks of Discourse Network Analysis over one window of days. Not a measure of
//! friendship: positions towards one another are no part of it. Rules: an issue counts once for a pair, to congruence when
//! both hold SUPPORT or both OPPOSE on it at some time of the window, to conflict when one holds SUPPORT and the other
//! OPPOSE; an actor that held both counts with both; AMBIGUOUS and NEUTRAL join nobody. Only positions held count (see
//! [`Stand::is_held`]).

use super::gather::{self, STANCES_READ_MAX, Wanted};
use super::plan::Planner;
use super::stance::{StanceFilter, conditions};
use super::stand::Stand;
use super::token::fingerprint;
use super::{Budget, DayRange, Hit, Page, PageRequest, QueryError, border, search};
use crate::index::View;
use crate::index::schema::Noun;
use crate::lexicon::Lexicon;
use crate::model::{ActorId, ArticleId, IssueId, Position};
use std::collections::BTreeMap;

/// Most actors one network compares.
pub const NETWORK_ACTORS_MAX: usize = 500;

/// How the weights of edges are made comparable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Normalisation {
    /// Not at all: weights are numbers of issues.
    #[default]
    Counts,
    /// Divided by the mean number of issues the two actors take positions on.
    AverageActivity,
}

/// A question about who agrees with whom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkQuery {
    /// Which stances.
    pub filter: StanceFilter,
    /// The window; open = all days, and what has no date.
    pub days: DayRange,
    /// What the weights are.
    pub normalisation: Normalisation,
    /// Which page of edges.
    pub page: PageRequest,
    /// Most stances read; 0 = [`STANCES_READ_MAX`].
    pub read_max: usize,
}

/// An actor with positions for or against something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Who.
    pub actor: ActorId,
    /// The actor's name for people.
    pub name: String,
    /// On how many issues it is for or against: its activity.
    pub issues: u64,
    /// How many stances that rests on; what copies of one report repeat counts once.
    pub stances: u64,
}

/// Two actors that share an issue.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// The one whose id comes first.
    pub first: ActorId,
    /// The other.
    pub second: ActorId,
    /// Issues on which they hold the same position.
    pub congruent: u64,
    /// Issues on which they hold opposite positions.
    pub conflicting: u64,
    /// `congruent` after normalisation.
    pub congruence: f64,
    /// `conflicting` after normalisation.
    pub conflict: f64,
    /// The issues behind it, in order.
    pub shared: Vec<Shared>,
}

/// An issue two actors both take positions on.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// On what.
    pub issue: IssueId,
    /// Whether they hold the same position.
    pub congruent: bool,
    /// Whether they hold opposite positions.
    pub conflicting: bool,
    /// The newest stance of each position of the first, then of the second; two to four.
    pub stands: Vec<Stand>,
}

/// A page of a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkPage {
    /// All actors, by id; on the first page alone.
    pub nodes: Vec<Node>,
    /// Edges, the heaviest first.
    pub edges: Page<Edge>,
}

/// The network, a page of its edges.
pub fn ask(
    view: &View,
    lexicon: &Lexicon,
    query: &NetworkQuery,
    budget: &Budget,
) -> Result<NetworkPage, QueryError> {
    let newest = view.newest();
    let mut planner = Planner::new(Noun::Stance, &newest, lexicon);
    planner.any_issue();
    conditions(&mut planner, &query.filter);
    planner.window("date", query.days);
    let size = planner.page_size(&query.page);
    let plan = planner.gather()?;
    let fingerprint = fingerprint(&("network", &query.filter, query.days, query.normalisation));
    let (generation, after) = search::begin(view, &query.page.token, fingerprint)?;
    let limit = match query.read_max {
        0 => STANCES_READ_MAX,
        given => given,
    };
    let mut stands = gather::stands(&generation, lexicon, &plan, limit, budget)?;
    stands.retain(|s| query.days.meets(s.days()));
    let network = Network::of(stands)?;
    let ties = network.ties(query.normalisation, budget)?;
    let done = border::counted(after)?;
    let wanted = Wanted {
        page: &query.page,
        size,
        done,
        generation: &generation,
        fingerprint,
    };
    let ties = gather::page_of(view, ties, &wanted, |tie| {
        384 + 320 * usize::try_from(tie.congruent + tie.conflicting).unwrap_or(0)
    });
    let edges = ties.hits.iter().filter_map(|hit| {
        network.edge(&hit.record).map(|record| Hit {
            record,
            score: None,
            highlights: Vec::new(),
        })
    });
    Ok(NetworkPage {
        nodes: if done == 0 {
            network.nodes()
        } else {
            Vec::new()
        },
        edges: Page {
            hits: edges.collect(),
            next_page_token: ties.next_page_token,
            total: ties.total,
        },
    })
}

/// The newest stance for, and the newest against.
type Sides = [Option<Stand>; 2];

#[derive(Clone, Debug)]
struct Actor {
    id: ActorId,
    name: String,
    /// How many stances each article tells, by issue, side and source.
    told: BTreeMap<(IssueId, usize, ArticleId), BTreeMap<ArticleId, u64>>,
    issues: BTreeMap<IssueId, Sides>,
}

/// Actors with what they are for and against.
#[derive(Clone, Debug)]
pub struct Network(Vec<Actor>);

/// An edge before its issues are told: there may be very many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    first: usize,
    second: usize,
    congruent: u64,
    conflicting: u64,
    congruence: f64,
    conflict: f64,
}

/// Whether two actors agree, and whether they conflict, on an issue.
fn compared(one: &Sides, other: &Sides) -> (bool, bool) {
    let [for_one, against_one] = one.each_ref().map(Option::is_some);
    let [for_other, against_other] = other.each_ref().map(Option::is_some);
    (
        for_one && for_other || against_one && against_other,
        for_one && against_other || against_one && for_other,
    )
}

impl Network {
    /// The actors of stands on issues; [`QueryError::TooMuch`] when they are more than [`NETWORK_ACTORS_MAX`].
    pub fn of(stands: Vec<Stand>) -> Result<Self, QueryError> {
        let mut actors: BTreeMap<ActorId, Actor> = BTreeMap::new();
        for stand in stands {
            let (Some(issue), Some(side)) = (stand.issue().cloned(), side(stand.position)) else {
                continue;
            };
            if !stand.is_held() {
                continue;
            }
            let actor = actors.entry(stand.holder.clone()).or_insert_with(|| Actor {
                id: stand.holder.clone(),
                name: stand.holder_name.clone(),
                told: BTreeMap::new(),
                issues: BTreeMap::new(),
            });
            let source = (issue.clone(), side, stand.origin.clone());
            let told = actor.told.entry(source).or_default();
            *told.entry(stand.article.clone()).or_default() += 1;
            let sides = actor.issues.entry(issue).or_default();
            if let Some(slot) = sides.get_mut(side)
                && slot.as_ref().is_none_or(|old| age(old) < age(&stand))
            {
                *slot = Some(stand);
            }
        }
        if actors.len() > NETWORK_ACTORS_MAX {
            return Err(QueryError::TooMuch {
                what: "actors",
                limit: NETWORK_ACTORS_MAX,
            });
        }
        Ok(Self(actors.into_values().collect()))
    }

    /// All actors, by id.
    pub fn nodes(&self) -> Vec<Node> {
        let node = |a: &Actor| Node {
            actor: a.id.clone(),
            name: a.name.clone(),
            issues: a.issues.len() as u64,
            // Of a group of copies the one that tells most counts: an edit may have cut something out.
            stances: a.told.values().filter_map(|t| t.values().max()).sum(),
        };
        self.0.iter().map(node).collect()
    }

    /// All pairs that share an issue: by weight of congruence and conflict together, the heaviest first, then by ids.
    pub fn ties(&self, by: Normalisation, budget: &Budget) -> Result<Vec<Tie>, QueryError> {
        let mut ties = Vec::new();
        for (first, one) in self.0.iter().enumerate() {
            budget.check()?;
            for (second, other) in self.0.iter().enumerate().skip(first + 1) {
                let (mut congruent, mut conflicting) = (0, 0);
                for (issue, sides) in &one.issues {
                    if let Some(others) = other.issues.get(issue) {
                        let (same, opposite) = compared(sides, others);
                        congruent += u64::from(same);
                        conflicting += u64::from(opposite);
                    }
                }
                if congruent + conflicting == 0 {
                    continue;
                }
                let per = activity(by, one.issues.len(), other.issues.len());
                ties.push(Tie {
                    first,
                    second,
                    congruent,
                    conflicting,
                    congruence: number(congruent) / per,
                    conflict: number(conflicting) / per,
                });
            }
        }
        // They come in the order of ids, and equal ones stay so.
        let weight = |t: &Tie| t.congruence + t.conflict;
        ties.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
        Ok(ties)
    }

    /// A tie of this network with its actors and issues.
    pub fn edge(&self, tie: &Tie) -> Option<Edge> {
        let (one, other) = (self.0.get(tie.first)?, self.0.get(tie.second)?);
        let shared = one.issues.iter().filter_map(|(issue, sides)| {
            let others = other.issues.get(issue)?;
            let (congruent, conflicting) = compared(sides, others);
            Some(Shared {
                issue: issue.clone(),
                congruent,
                conflicting,
                stands: sides.iter().chain(others).flatten().cloned().collect(),
            })
        });
        Some(Edge {
            first: one.id.clone(),
            second: other.id.clone(),
            congruent: tie.congruent,
            conflicting: tie.conflicting,
            congruence: tie.congruence,
            conflict: tie.conflict,
            shared: shared.collect(),
        })
    }
}

/// Which side a position is on: 0 for, 1 against.
fn side(position: Position) -> Option<usize> {
    match position {
        Position::Support => Some(0),
        Position::Oppose => Some(1),
        Position::Ambiguous | Position::Neutral => None,
    }
}

/// What tells the newest stance: the last day, the first, then what came in, then the id.
fn age(stand: &Stand) -> impl Ord + use<> {
    let days = stand.days().map(|(first, last)| (last, first));
    (days, stand.ingested, stand.stance.clone())
}

fn activity(by: Normalisation, one: usize, other: usize) -> f64 {
    match by {
        Normalisation::Counts => 1.0,
        Normalisation::AverageActivity => number((one + other) as u64) / 2.0,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of issues: far below 2^52"
)]
fn number(n: u64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::super::stand::tests::made;
    use super::*;
    use Position::{Ambiguous, Neutral, Oppose, Support};

    fn edges(stands: Vec<Stand>, by: Normalisation) -> Vec<Edge> {
        let network = Network::of(stands).unwrap();
        let ties = network.ties(by, &Budget::unlimited()).unwrap();
        ties.iter().filter_map(|t| network.edge(t)).collect()
    }

    /// Each edge as "first second congruent/conflicting".
    fn told(stands: Vec<Stand>) -> Vec<String> {
        let edges = edges(stands, Normalisation::Counts);
        edges
            .iter()
            .map(|e| format!("{} {} {}/{}", e.first, e.second, e.congruent, e.conflicting))
            .collect()
    }

    fn stand(id: &str, holder: &str, issue: &str, position: Position) -> Stand {
        made(id, holder, issue, position, "2031-05-03")
    }

    #[test]
    fn shared_issues_are_counted_once_for_and_against_and_the_heaviest_pair_comes_first() {
        let stands = vec![
            stand("s1", "ada", "tolls", Support),
            stand("s2", "ada", "tolls", Support),
            stand("s3", "ben", "tolls", Support),
            stand("s4", "cem", "tolls", Oppose),
            stand("s5", "ben", "bridge", Oppose),
            stand("s6", "cem", "bridge", Oppose),
            stand("s7", "dov", "ferry", Oppose),
        ];
        let wanted = ["ben cem 1/1", "ada ben 1/0", "ada cem 0/1"];
        assert_eq!(told(stands.clone()), wanted);
        let nodes = Network::of(stands).unwrap().nodes();
        let nodes: Vec<_> = nodes
            .iter()
            .map(|n| (n.actor.as_str(), n.issues, n.stances))
            .collect();
        // Who shares nothing is a node all the same.
        assert_eq!(
            nodes,
            [
                ("ada", 1, 2),
                ("ben", 2, 1 + 1),
                ("cem", 2, 2),
                ("dov", 1, 1)
            ]
        );
    }

    #[test]
    fn what_copies_of_one_report_repeat_is_counted_once() {
        let of = |id: &str, article: &str, origin: &str, issue: &str| {
            let mut stand = stand(id, "ada", issue, Support);
            stand.article = article.parse().unwrap();
            stand.origin = origin.parse().unwrap();
            stand
        };
        let stances = |stands| Network::of(stands).unwrap().nodes()[0].stances;
        let mut stands = vec![
            of("s1", "a1", "a1", "tolls"),
            of("s2", "a1", "a1", "tolls"),
            of("s3", "a2", "a1", "tolls"),
        ];
        assert_eq!(stances(stands.clone()), 2);
        stands.push(of("s4", "a2", "a1", "bridge"));
        stands.push(of("s5", "a3", "a3", "tolls"));
        assert_eq!(stances(stands), 4);
    }

    #[test]
    fn who_held_both_positions_agrees_and_conflicts() {
        let stands = vec![
            stand("s1", "ada", "tolls", Support),
            stand("s2", "ada", "tolls", Oppose),
            stand("s3", "ben", "tolls", Oppose),
        ];
        assert_eq!(told(stands.clone()), ["ada ben 1/1"]);
        let edges = edges(stands, Normalisation::Counts);
        let shared = &edges[0].shared[0];
        assert!(shared.congruent && shared.conflicting);
        let names: Vec<_> = shared.stands.iter().map(|s| s.stance.as_str()).collect();
        assert_eq!(names, ["s1", "s2", "s3"]);
    }

    #[test]
    fn neither_nor_and_what_is_not_held_join_nobody() {
        let mut past = stand("s4", "dov", "tolls", Support);
        past.modality = crate::model::Modality::Historical;
        let stands = vec![
            stand("s1", "ada", "tolls", Neutral),
            stand("s2", "ben", "tolls", Ambiguous),
            stand("s3", "cem", "tolls", Support),
            past,
        ];
        assert_eq!(told(stands.clone()), [""; 0]);
        assert_eq!(Network::of(stands).unwrap().nodes().len(), 1);
    }

    #[test]
    fn average_activity_divides_by_the_mean_number_of_issues() {
        let stands = vec![
            stand("s1", "ada", "tolls", Support),
            stand("s2", "ben", "tolls", Support),
            stand("s3", "ben", "bridge", Support),
            stand("s4", "ben", "ferry", Support),
            stand("s5", "cem", "ferry", Oppose),
        ];
        let edges = edges(stands, Normalisation::AverageActivity);
        // One shared issue over the mean of one and three.
        assert!((edges[0].congruence - 0.5).abs() < 1e-9, "{edges:?}");
        assert!((edges[1].conflict - 0.5).abs() < 1e-9, "{edges:?}");
        assert_eq!((edges[0].congruent, edges[0].conflicting), (1, 0));
    }

    #[test]
    fn the_newest_stance_of_each_side_stands_behind_an_edge() {
        let stands = vec![
            made("s1", "ada", "tolls", Support, "2031-05-03"),
            made("s2", "ada", "tolls", Support, "2031-05-09"),
            made("s3", "ada", "tolls", Support, ""),
            made("s4", "ben", "tolls", Support, "2031-05-01"),
        ];
        let edges = edges(stands, Normalisation::Counts);
        let names: Vec<_> = edges[0].shared[0]
            .stands
            .iter()
            .map(|s| s.stance.as_str())
            .collect();
        assert_eq!(names, ["s2", "s4"]);
    }

    #[test]
    fn as_many_actors_are_compared_as_the_limit_says_and_one_more_is_refused() {
        let many = |n: usize| {
            let stand = |i| stand(&format!("s{i}"), &format!("a{i}"), "tolls", Support);
            Network::of((0..n).map(stand).collect())
        };
        let full = many(NETWORK_ACTORS_MAX).unwrap();
        assert_eq!(full.nodes().len(), NETWORK_ACTORS_MAX);
        let refused = many(NETWORK_ACTORS_MAX + 1);
        assert!(matches!(
            refused,
            Err(QueryError::TooMuch {
                what: "actors",
                limit: NETWORK_ACTORS_MAX
            })
        ));
        let spent = full.ties(Normalisation::Counts, &Budget::new(|| true));
        assert!(matches!(spent, Err(QueryError::DeadlineExceeded)));
    }
}
