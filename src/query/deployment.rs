//! Questions about border deployments: who moved what to which border, and who says so.

use super::event;
use super::export::{Filter, Selects};
use super::order::{Key, Order};
use super::plan::{Asked, PUBLISHED, Planner};
use super::quote::Reading;
use super::token::fingerprint;
use super::{Budget, DayRange, Page, PageRequest, QueryError, ReportFilter, TimeRange, search};
use crate::index::View;
use crate::index::schema::{Bits, Column, Noun, Role};
use crate::index::terms::deployment_text;
use crate::index::view::Generation;
use crate::lexicon::Lexicon;
use crate::model::{ActorId, Border, DecisionState, DeploymentRecord, Modality, Posture, Status};

/// Keys events can be ordered by.
const KEYS: &[Key] = &[
    Key::Relevance,
    Key::PublishDate,
    Key::DeploymentDate,
    Key::IngestTime,
    Key::Confidence,
    Key::Name,
];

/// What an answer's events have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeploymentFilter {
    /// Actors in any role: force, claimant, relaying body, orderer, announcer.
    pub actors: Vec<ActorId>,
    /// Forces.
    pub forces: Vec<ActorId>,
    /// Home states of forces, ISO 3166-1 alpha-2; looked up in the lexicon.
    pub force_countries: Vec<String>,
    /// Claimants.
    pub claimants: Vec<ActorId>,
    /// Relaying bodies.
    pub vias: Vec<ActorId>,
    /// Who ordered it.
    pub ordered_by: Vec<ActorId>,
    /// Who announced it.
    pub announced_by: Vec<ActorId>,
    /// Borders.
    pub borders: Vec<Border>,
    /// States on either side of the border, ISO 3166-1 alpha-2.
    pub border_countries: Vec<String>,
    /// Whether moves at no border are meant as well; by default they are not.
    pub include_borderless: bool,
    /// Events with a claim of one of these; empty = facts only (a claim says it happened).
    pub statuses: Vec<Status>,
    /// Events with a claim the report puts in one of these ways; empty = any.
    pub modalities: Vec<Modality>,
    /// Sides of the border a force stands on, ISO 3166-1 alpha-2.
    pub sides: Vec<String>,
    /// Only events that a claim of their own report disputes (true), only others (false).
    pub disputed: Option<bool>,
    /// Postures.
    pub postures: Vec<Posture>,
    /// What their reports have in common.
    pub report: ReportFilter,
    /// When it happened.
    pub happened: DayRange,
    /// When the article was published.
    pub published: DayRange,
    /// When the article came in.
    pub ingested: TimeRange,
    /// Least confidence of the surest claim, 0 to 1.
    pub confidence_min: Option<f32>,
    /// Whether what copies tell is left out while the report they copy is there.
    pub exclude_copies: bool,
    /// Whether tellings merged into an event are left out while that event's first telling is there.
    pub exclude_merged: bool,
    /// Where they stand with the analysts; empty = all but rejected ones.
    pub decision_states: Vec<DecisionState>,
}

/// A question about deployments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeploymentQuery {
    /// Words in the query language over the evidence; empty asks nothing.
    pub text: String,
    /// What the events have in common.
    pub filter: DeploymentFilter,
    /// `relevance` (default when `text` is given), or keys of `publish_date`, `deployment_date`, `ingest_time`,
    /// `confidence`, `name`, each with an optional ` desc`, separated by commas; default without text: `publish_date desc`.
    pub order_by: String,
    /// Which page.
    pub page: PageRequest,
    /// Whether hits tell where the words stand in the evidence (texts joined by one line break).
    pub highlight: bool,
    /// Whether it is told how the words are read; see [`reading`].
    pub explain: bool,
}

/// Events that match, a page of them; those that any telling disputes say so ([`DeploymentRecord::is_disputed`]).
pub fn search(
    view: &View,
    lexicon: &Lexicon,
    query: &DeploymentQuery,
    budget: &Budget,
) -> Result<Page<DeploymentRecord>, QueryError> {
    let generation = view.newest();
    let mut planner = Planner::new(Noun::Deployment, &generation, lexicon);
    conditions(&mut planner, &query.filter);
    let plan = planner.finish(&Asked {
        text: &query.text,
        order_by: &query.order_by,
        page: &query.page,
        highlight: query.highlight,
        keys: KEYS,
        unranked: Order::Keys(vec![(Column::PublishedFirst, true)]),
        fingerprint: fingerprint(&(
            "deployment",
            &query.text,
            &query.filter,
            &query.order_by,
            query.highlight,
        )),
    })?;
    let mut page = search::run(view, &plan, searched_text, budget)?;
    let walked = search::begin(view, &plan.token, plan.fingerprint)?.0;
    let found = page.hits.iter_mut().map(|hit| &mut hit.record);
    event::resolve(&walked, found, budget)?;
    let found = page.hits.iter_mut().map(|hit| &mut hit.record);
    event::note_denials(&walked, found, budget)?;
    Ok(page)
}

/// How the words of a query about deployments are read; `None` when there are none, or they do not parse.
pub fn reading(lexicon: &Lexicon, text: &str) -> Option<Reading> {
    Reading::read(Noun::Deployment, lexicon, text)
}

/// The text an event is searched by and highlights are counted in: the evidence of its claims, each text once, joined by
/// line breaks.
pub fn searched_text(record: &DeploymentRecord) -> String {
    deployment_text(record)
}

impl Selects for DeploymentFilter {
    type Record = DeploymentRecord;
}

impl Filter for DeploymentFilter {
    const NOUN: Noun = Noun::Deployment;
    const WORD: &'static str = "deployment";

    fn ask(&self, planner: &mut Planner<'_>) {
        conditions(planner, self);
    }

    fn complete(
        generation: &Generation,
        records: &mut [DeploymentRecord],
        budget: &Budget,
    ) -> Result<(), QueryError> {
        event::resolve(generation, records.iter_mut(), budget)?;
        event::note_denials(generation, records.iter_mut(), budget)
    }
}

/// What the filter asks of the index.
pub(super) fn conditions(planner: &mut Planner<'_>, filter: &DeploymentFilter) {
    planner.actors("actors", Role::Actor, &filter.actors);
    planner.actors("forces", Role::Leading, &filter.forces);
    planner.countries("force_countries", Role::Leading, &filter.force_countries);
    planner.actors("claimants", Role::Second, &filter.claimants);
    planner.actors("vias", Role::Via, &filter.vias);
    planner.actors("ordered_by", Role::OrderedBy, &filter.ordered_by);
    planner.actors("announced_by", Role::AnnouncedBy, &filter.announced_by);
    let borders: Vec<String> = filter.borders.iter().map(ToString::to_string).collect();
    planner.values("borders", Role::Border, borders.iter().map(String::as_str));
    planner.folded(
        "border_countries",
        Role::BorderCountry,
        &filter.border_countries,
    );
    if !filter.include_borderless {
        planner.traits("include_borderless", 0, Bits::AT_BORDER);
    }
    let statuses = if filter.statuses.is_empty() {
        Bits::FACT
    } else {
        Bits::CLAIM_STATUS.of(filter.statuses.iter().copied())
    };
    planner.traits("statuses", filter.statuses.len(), statuses);
    if let Some(disputed) = filter.disputed {
        let bits = if disputed {
            Bits::DISPUTED
        } else {
            Bits::UNDISPUTED
        };
        planner.traits("disputed", 0, bits);
    }
    let postures = Bits::CLAIM_POSTURE.of(filter.postures.iter().copied());
    planner.traits("postures", filter.postures.len(), postures);
    let modalities = Bits::CLAIM_MODALITY.of(filter.modalities.iter().copied());
    planner.traits("modalities", filter.modalities.len(), modalities);
    planner.folded("sides", Role::Side, &filter.sides);
    planner.reports(&filter.report);
    let event = (Column::EventFirst, Column::EventLast);
    planner.days("happened", event, filter.happened);
    planner.days("published", PUBLISHED, filter.published);
    planner.ingested(filter.ingested);
    planner.confidence(filter.confidence_min);
    planner.copies(filter.exclude_copies);
    planner.merged(filter.exclude_merged);
    planner.decisions(&filter.decision_states);
}
