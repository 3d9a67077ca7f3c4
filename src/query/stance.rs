//! Questions about stances: who holds which position on whom or what.

use super::export::{Filter, Selects};
use super::order::{Key, Order};
use super::plan::{Asked, PUBLISHED, Planner};
use super::quote::Reading;
use super::token::fingerprint;
use super::{Budget, DayRange, Page, PageRequest, QueryError, ReportFilter, TimeRange, search};
use crate::index::View;
use crate::index::schema::{Bits, Column, Noun, Role};
use crate::index::terms::stance_text;
use crate::lexicon::Lexicon;
use crate::model::{
    ActorId, Basis, DecisionState, IssueId, Modality, PloverType, Position, StanceId, StanceRecord,
};

/// Keys stances can be ordered by.
const KEYS: &[Key] = &[
    Key::Relevance,
    Key::PublishDate,
    Key::StanceDate,
    Key::IngestTime,
    Key::Confidence,
    Key::Name,
];

/// Modalities of default answers: what is not said not to be so, nor only supposed.
const DEFAULT_MODALITIES: &[Modality] = &[
    Modality::Asserted,
    Modality::Conditional,
    Modality::Future,
    Modality::Historical,
];

/// What an answer's stances have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StanceFilter {
    /// Actors in any role: holder, target, on behalf of, reported by.
    pub actors: Vec<ActorId>,
    /// Holders, or bodies a nameless holder belongs to.
    pub holders: Vec<ActorId>,
    /// Home states of holders, ISO 3166-1 alpha-2; looked up in the lexicon.
    pub holder_countries: Vec<String>,
    /// Target actors.
    pub targets: Vec<ActorId>,
    /// Issues.
    pub issues: Vec<IssueId>,
    /// Positions.
    pub positions: Vec<Position>,
    /// Said or implied.
    pub bases: Vec<Basis>,
    /// Empty = all but NEGATED and HYPOTHETICAL.
    pub modalities: Vec<Modality>,
    /// PLOVER types.
    pub plover: Vec<PloverType>,
    /// CAMEO codes.
    pub cameo_codes: Vec<String>,
    /// For whom the holder speaks.
    pub on_behalf_of: Vec<ActorId>,
    /// Who characterises the position, when not the holder.
    pub reported_by: Vec<ActorId>,
    /// Only those others ascribe to the holder (true), only those it declared (false).
    pub ascribed: Option<bool>,
    /// What their reports have in common.
    pub report: ReportFilter,
    /// When it was expressed.
    pub expressed: DayRange,
    /// When the article was published.
    pub published: DayRange,
    /// When the article came in.
    pub ingested: TimeRange,
    /// Least confidence, 0 to 1.
    pub confidence_min: Option<f32>,
    /// Whether what copies tell is left out while the report they copy is there.
    pub exclude_copies: bool,
    /// Where they stand with the analysts; empty = all but rejected ones.
    pub decision_states: Vec<DecisionState>,
}

/// A question about stances.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StanceQuery {
    /// Words in the query language over the evidence; empty asks nothing.
    pub text: String,
    /// What the stances have in common.
    pub filter: StanceFilter,
    /// `relevance` (default when `text` is given), or keys of `publish_date`, `stance_date`, `ingest_time`,
    /// `confidence`, `name`, each with an optional ` desc`, separated by commas; default without text: `publish_date desc`.
    pub order_by: String,
    /// Which page.
    pub page: PageRequest,
    /// Whether hits tell where the words stand in the evidence (texts joined by one line break).
    pub highlight: bool,
    /// Whether it is told how the words are read; see [`reading`].
    pub explain: bool,
}

/// Stances that match, a page of them.
pub fn search(
    view: &View,
    lexicon: &Lexicon,
    query: &StanceQuery,
    budget: &Budget,
) -> Result<Page<StanceRecord>, QueryError> {
    let generation = view.newest();
    let mut planner = Planner::new(Noun::Stance, &generation, lexicon);
    conditions(&mut planner, &query.filter);
    let plan = planner.finish(&Asked {
        text: &query.text,
        order_by: &query.order_by,
        page: &query.page,
        highlight: query.highlight,
        keys: KEYS,
        unranked: Order::Keys(vec![(Column::PublishedFirst, true)]),
        fingerprint: fingerprint(&(
            "stance",
            &query.text,
            &query.filter,
            &query.order_by,
            query.highlight,
        )),
    })?;
    search::run(view, &plan, searched_text, budget)
}

/// How the words of a query about stances are read; `None` when there are none, or they do not parse.
pub fn reading(lexicon: &Lexicon, text: &str) -> Option<Reading> {
    Reading::read(Noun::Stance, lexicon, text)
}

/// The text a stance is searched by and highlights are counted in: its evidence, each text once, joined by line breaks.
pub fn searched_text(record: &StanceRecord) -> String {
    stance_text(record)
}

impl Selects for StanceFilter {
    type Record = StanceRecord;
}

impl Filter for StanceFilter {
    const NOUN: Noun = Noun::Stance;
    const WORD: &'static str = "stance";

    fn ask(&self, planner: &mut Planner<'_>) {
        conditions(planner, self);
    }
}

/// What the filter asks of the index.
pub(super) fn conditions(planner: &mut Planner<'_>, filter: &StanceFilter) {
    planner.actors("actors", Role::Actor, &filter.actors);
    planner.actors("holders", Role::Leading, &filter.holders);
    planner.countries("holder_countries", Role::Leading, &filter.holder_countries);
    planner.actors("targets", Role::Second, &filter.targets);
    planner.issues("issues", &filter.issues);
    let positions = Bits::STANCE_POSITION.of(filter.positions.iter().copied());
    planner.traits("positions", filter.positions.len(), positions);
    let bases = Bits::STANCE_BASIS.of(filter.bases.iter().copied());
    planner.traits("bases", filter.bases.len(), bases);
    let modalities = Bits::STANCE_MODALITY.of(if filter.modalities.is_empty() {
        DEFAULT_MODALITIES.iter().copied()
    } else {
        filter.modalities.iter().copied()
    });
    planner.traits("modalities", filter.modalities.len(), modalities);
    let plover = Bits::STANCE_PLOVER.of(filter.plover.iter().copied());
    planner.traits("plover", filter.plover.len(), plover);
    let told = match filter.ascribed {
        None => 0,
        Some(true) => Bits::ASCRIBED,
        Some(false) => Bits::DECLARED,
    };
    planner.traits("ascribed", 0, told);
    planner.exact("cameo_codes", Role::Cameo, &filter.cameo_codes);
    planner.actors("on_behalf_of", Role::OnBehalfOf, &filter.on_behalf_of);
    planner.actors("reported_by", Role::ReportedBy, &filter.reported_by);
    planner.reports(&filter.report);
    let event = (Column::EventFirst, Column::EventLast);
    planner.days("expressed", event, filter.expressed);
    planner.days("published", PUBLISHED, filter.published);
    planner.ingested(filter.ingested);
    planner.confidence(filter.confidence_min);
    planner.copies(filter.exclude_copies);
    planner.decisions(&filter.decision_states);
}

/// The stance with this id, `None` when there is none.
pub fn get(
    view: &View,
    id: &StanceId,
    budget: &Budget,
) -> Result<Option<StanceRecord>, QueryError> {
    search::get(view, Noun::Stance, id.as_str(), budget)
}
