//! Questions about quotes: who said what, to whom, where and when.

use super::export::{Filter, Selects};
use super::facet::{self, Facet, FacetRequest};
use super::language::field::fields;
use super::language::{self, Node};
use super::order::{Key, Order};
use super::plan::{Asked, PUBLISHED, Planner};
use super::token::fingerprint;
use super::{Budget, DayRange, Page, PageRequest, QueryError, ReportFilter, TimeRange, search};
use crate::index::View;
use crate::index::schema::{Bits, Column, Noun, Role};
use crate::lexicon::Lexicon;
use crate::model::{
    ActorId, ChannelKind, DecisionState, IssueId, Modality, QuoteId, QuoteKind, QuoteRecord,
    SpeakerIdentity, UtteranceId,
};

/// Keys quotes can be ordered by.
const KEYS: &[Key] = &[
    Key::Relevance,
    Key::PublishDate,
    Key::SaidDate,
    Key::IngestTime,
    Key::Confidence,
    Key::Name,
];

/// Modalities of default answers: all but NEGATED.
const DEFAULT_MODALITIES: &[Modality] = &[
    Modality::Asserted,
    Modality::Conditional,
    Modality::Hypothetical,
    Modality::Future,
    Modality::Historical,
];

/// What an answer's quotes have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuoteFilter {
    /// Actors in any role: speaker, affiliation, addressee, relaying body.
    pub actors: Vec<ActorId>,
    /// Speakers, or bodies a nameless speaker belongs to.
    pub speakers: Vec<ActorId>,
    /// Bodies speakers belong to.
    pub affiliations: Vec<ActorId>,
    /// Home states of speakers, ISO 3166-1 alpha-2; looked up in the lexicon.
    pub speaker_countries: Vec<String>,
    /// Addressees.
    pub addressees: Vec<ActorId>,
    /// Direct, mixed, indirect.
    pub kinds: Vec<QuoteKind>,
    /// Words that report it, any case.
    pub cues: Vec<String>,
    /// Empty = all but NEGATED.
    pub modalities: Vec<Modality>,
    /// Ways the statement was made.
    pub channels: Vec<ChannelKind>,
    /// Platforms, any case.
    pub platforms: Vec<String>,
    /// What their reports have in common.
    pub report: ReportFilter,
    /// When it was said.
    pub said: DayRange,
    /// When the article was published.
    pub published: DayRange,
    /// When the article came in.
    pub ingested: TimeRange,
    /// Least confidence, 0 to 1.
    pub confidence_min: Option<f32>,
    /// Relaying bodies.
    pub vias: Vec<ActorId>,
    /// Actors named inside the content.
    pub about: Vec<ActorId>,
    /// Issues that stances of the same words take a side on.
    pub issues: Vec<IssueId>,
    /// How well the speakers are known.
    pub speaker_identities: Vec<SpeakerIdentity>,
    /// Venues, any case.
    pub venues: Vec<String>,
    /// Utterances they tell; merged ones stand for the one they were merged into.
    pub utterances: Vec<UtteranceId>,
    /// Whether what copies tell is left out while the report they copy is there.
    pub exclude_copies: bool,
    /// Where they stand with the analysts; empty = all but rejected ones.
    pub decision_states: Vec<DecisionState>,
}

/// A question about quotes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuoteQuery {
    /// Words in the query language over the quotes' content; empty asks nothing.
    pub text: String,
    /// What the quotes have in common.
    pub filter: QuoteFilter,
    /// `relevance` (default when `text` is given), or keys of `publish_date`, `said_date`, `ingest_time`, `confidence`,
    /// `name`, each with an optional ` desc`, separated by commas; default without text: `publish_date desc`.
    pub order_by: String,
    /// Which page.
    pub page: PageRequest,
    /// Whether hits tell where the words stand in `quote.text`.
    pub highlight: bool,
    /// Whether the answer tells how the words were read.
    pub explain: bool,
    /// What to count the matches by.
    pub facets: Vec<FacetRequest>,
}

/// How the words of a query were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The query in full form; finds the same.
    pub query: String,
    /// Names in fields, each with the actors it was taken for, surest first.
    pub names: Vec<(String, Vec<ActorId>)>,
}

impl Reading {
    /// How the words of a query about a noun are read; `None` when there are none, or they do not parse.
    pub(super) fn read(noun: Noun, lexicon: &Lexicon, text: &str) -> Option<Self> {
        let mut words = language::parse(text, fields(noun)).ok().flatten()?;
        words.resolve(lexicon);
        Some(Self::of(&words))
    }

    fn of(node: &Node) -> Self {
        let mut names = Vec::new();
        node.names(&mut names);
        Self {
            query: node.to_string(),
            names,
        }
    }
}

/// A page of quotes with what was asked for beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct QuotePage {
    /// The quotes.
    pub page: Page<QuoteRecord>,
    /// How the words were read, when asked for and there were any.
    pub reading: Option<Reading>,
    /// How the matches spread, in the order asked for.
    pub facets: Vec<Facet>,
}

/// Quotes that match, a page of them.
pub fn search(
    view: &View,
    lexicon: &Lexicon,
    query: &QuoteQuery,
    budget: &Budget,
) -> Result<Page<QuoteRecord>, QueryError> {
    Ok(answer(view, lexicon, query, budget)?.page)
}

/// Quotes that match, a page of them, with what else was asked for.
pub fn answer(
    view: &View,
    lexicon: &Lexicon,
    query: &QuoteQuery,
    budget: &Budget,
) -> Result<QuotePage, QueryError> {
    let generation = view.newest();
    let mut planner = Planner::new(Noun::Quote, &generation, lexicon);
    conditions(&mut planner, &query.filter);
    facet::check(&query.facets, planner.violations());
    let plan = planner.finish(&Asked {
        text: &query.text,
        order_by: &query.order_by,
        page: &query.page,
        highlight: query.highlight,
        keys: KEYS,
        unranked: Order::Keys(vec![(Column::PublishedFirst, true)]),
        fingerprint: fingerprint(&(
            "quote",
            &query.text,
            &query.filter,
            &query.order_by,
            query.highlight,
            query.explain,
            &query.facets,
        )),
    })?;
    let mut page = search::run(view, &plan, |r: &QuoteRecord| r.quote.text.clone(), budget)?;
    let walked = search::begin(view, &plan.token, plan.fingerprint)?.0;
    for hit in &mut page.hits {
        hit.record.utterance = walked.redirects.root(&hit.record.utterance);
    }
    let facets = facet::count(&walked, &plan, &query.facets, budget)?;
    let words = plan.words.as_ref().filter(|_| query.explain);
    Ok(QuotePage {
        page,
        reading: words.map(Reading::of),
        facets,
    })
}

const fn identity_bits(identity: SpeakerIdentity) -> u64 {
    match identity {
        SpeakerIdentity::Actor => Bits::SPEAKER_ACTOR,
        SpeakerIdentity::Description => Bits::SPEAKER_DESCRIBED,
        SpeakerIdentity::None => Bits::SPEAKER_ABSENT,
    }
}

impl Selects for QuoteFilter {
    type Record = QuoteRecord;
}

impl Filter for QuoteFilter {
    const NOUN: Noun = Noun::Quote;
    const WORD: &'static str = "quote";

    fn ask(&self, planner: &mut Planner<'_>) {
        conditions(planner, self);
    }
}

/// What the filter asks of the index.
pub(super) fn conditions(planner: &mut Planner<'_>, filter: &QuoteFilter) {
    planner.actors("actors", Role::Actor, &filter.actors);
    planner.actors("speakers", Role::Leading, &filter.speakers);
    planner.countries(
        "speaker_countries",
        Role::Leading,
        &filter.speaker_countries,
    );
    planner.actors("affiliations", Role::Affiliation, &filter.affiliations);
    planner.actors("addressees", Role::Second, &filter.addressees);
    planner.folded("cues", Role::Cue, &filter.cues);
    planner.reports(&filter.report);
    let kinds = Bits::QUOTE_KIND.of(filter.kinds.iter().copied());
    planner.traits("kinds", filter.kinds.len(), kinds);
    let modalities = Bits::QUOTE_MODALITY.of(if filter.modalities.is_empty() {
        DEFAULT_MODALITIES.iter().copied()
    } else {
        filter.modalities.iter().copied()
    });
    planner.traits("modalities", filter.modalities.len(), modalities);
    let channels = Bits::QUOTE_CHANNEL.of(filter.channels.iter().copied());
    planner.traits("channels", filter.channels.len(), channels);
    planner.folded("platforms", Role::Platform, &filter.platforms);
    planner.actors("vias", Role::Via, &filter.vias);
    planner.actors("about", Role::About, &filter.about);
    planner.issues("issues", &filter.issues);
    let identities = filter.speaker_identities.iter();
    let identities = identities.fold(0, |bits, identity| bits | identity_bits(*identity));
    planner.traits(
        "speaker_identities",
        filter.speaker_identities.len(),
        identities,
    );
    planner.folded("venues", Role::Venue, &filter.venues);
    planner.utterances(&filter.utterances);
    planner.days("said", (Column::EventFirst, Column::EventLast), filter.said);
    planner.days("published", PUBLISHED, filter.published);
    planner.ingested(filter.ingested);
    planner.confidence(filter.confidence_min);
    planner.copies(filter.exclude_copies);
    planner.decisions(&filter.decision_states);
}

/// The quote with this id and the utterance it was linked to, without what analysts merged; `None` when there is none.
pub fn linked(
    view: &View,
    id: &QuoteId,
    budget: &Budget,
) -> Result<Option<QuoteRecord>, QueryError> {
    search::get(view, Noun::Quote, id.as_str(), budget)
}

/// The quote with this id, `None` when there is none.
pub fn get(view: &View, id: &QuoteId, budget: &Budget) -> Result<Option<QuoteRecord>, QueryError> {
    let found: Option<QuoteRecord> = search::get(view, Noun::Quote, id.as_str(), budget)?;
    let redirects = |id: &UtteranceId| view.newest().redirects.root(id);
    Ok(found.map(|record| QuoteRecord {
        utterance: redirects(&record.utterance),
        ..record
    }))
}
