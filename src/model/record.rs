//! Records: findings with an id, the report they come from and what made them.
//!
//! Not stored bytes and not wire messages: the index and the API convert at their own edge. Invariant: a record's id
//! depends on the article's id, the noun and the words it rests on, never on offsets (see [`super::id`]).

use super::{
    Actor, ActorId, Article, ArticleId, BorderFact, BorderFactId, ClaimId, DateRange, Decision,
    DecisionRecord, Deployment, DeploymentId, Fragment, IssueId, Provenance, Quote, QuoteId,
    Remark, Stance, StanceId, StanceTarget, UtteranceId,
};
use jiff::Timestamp;

/// The report a record comes from, as far as answers show it beside the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The article.
    pub article: ArticleId,
    /// Its revision, counted from 1.
    pub revision: u32,
    /// The caller's own id.
    pub source_id: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Newspaper, agency, site.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Collection label.
    pub collection: Option<String>,
    /// When it was published.
    pub published: Option<DateRange>,
    /// When this revision came in; microseconds count, finer parts are cut.
    pub ingested: Timestamp,
    /// The earlier report this one is nearly the words of: the first of its group. `None` when none is known.
    pub copy_of: Option<ArticleId>,
}

impl Source {
    /// What counts as one source: the first report of the group of copies, else the report itself.
    pub fn origin(&self) -> &ArticleId {
        self.copy_of.as_ref().unwrap_or(&self.article)
    }
}

/// A quote with its id.
#[derive(Clone, Debug, PartialEq)]
pub struct QuoteRecord {
    /// Stable id.
    pub id: QuoteId,
    /// The report.
    pub source: Source,
    /// The quote.
    pub quote: Quote,
    /// Actors named inside the content, in text order, each once.
    pub about: Vec<ActorId>,
    /// Issues that stances of the same words take a side on, in text order, each once.
    pub issues: Vec<IssueId>,
    /// The act of speech it tells; named after this quote until an older telling is found.
    pub utterance: UtteranceId,
    /// What an analyst decided on it.
    pub decision: Option<Decision>,
    /// What made it.
    pub provenance: Provenance,
}

/// A stance with its id.
#[derive(Clone, Debug, PartialEq)]
pub struct StanceRecord {
    /// Stable id.
    pub id: StanceId,
    /// The report.
    pub source: Source,
    /// The stance.
    pub stance: Stance,
    /// What an analyst decided on it.
    pub decision: Option<Decision>,
    /// What made it.
    pub provenance: Provenance,
}

/// What answers need to know of a claim beside the claim itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimLink {
    /// Stable id of the claim.
    pub id: ClaimId,
    /// Quotes of the same article the claim stands in.
    pub quotes: Vec<QuoteId>,
}

/// A deployment event with its id and those of its claims.
#[derive(Clone, Debug, PartialEq)]
pub struct DeploymentRecord {
    /// Stable id, made from the first claim.
    pub id: DeploymentId,
    /// The report.
    pub source: Source,
    /// The event with its claims.
    pub deployment: Deployment,
    /// One for each claim, in the order of `deployment.claims`.
    pub claims: Vec<ClaimLink>,
    /// The event it was found to be: the first telling of the same move by another report. `None` when it is the first itself.
    pub merged_into: Option<DeploymentId>,
    /// Whether another report's telling of the same event denies it. Found by searches and never stored: a denial may come in
    /// whenever it likes.
    pub denied_elsewhere: bool,
    /// What an analyst decided on it.
    pub decision: Option<Decision>,
    /// What made it.
    pub provenance: Provenance,
}

impl DeploymentRecord {
    /// The event it tells of, by the name of the first telling.
    pub fn event(&self) -> &DeploymentId {
        self.merged_into.as_ref().unwrap_or(&self.id)
    }

    /// Whether it is a fact that another claim denies, as far as is known here.
    pub fn is_disputed(&self) -> bool {
        let event = &self.deployment;
        event.is_disputed() || (event.is_fact() && self.denied_elsewhere)
    }
}

/// A claim about a border itself, with its id.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderFactRecord {
    /// Stable id.
    pub id: BorderFactId,
    /// The report.
    pub source: Source,
    /// The claim.
    pub fact: BorderFact,
    /// What made it.
    pub provenance: Provenance,
}

/// How many records an article or an actor has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordCounts {
    /// Quotes.
    pub quotes: u64,
    /// Stances.
    pub stances: u64,
    /// Deployment events.
    pub deployments: u64,
    /// Claims about borders themselves.
    pub border_facts: u64,
}

/// The current revision of an article, as answers show it.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleRecord {
    /// Identity, what is known, and the cleaned text.
    pub article: Article,
    /// Its revision, counted from 1.
    pub revision: u32,
    /// When this revision came in.
    pub ingested: Timestamp,
    /// How many records it gave.
    pub counts: RecordCounts,
    /// What was noticed about the text.
    pub remarks: Vec<Remark>,
    /// Why it has no records although it was accepted: extraction failed. `None` for nearly all.
    pub quarantine: Option<String>,
    /// The earlier report this one is nearly the words of, see [`Source::copy_of`].
    pub copy_of: Option<ArticleId>,
    /// What made its records.
    pub provenance: Provenance,
}

/// An actor with the number of records that name it in any role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorRecord {
    /// The actor.
    pub actor: Actor,
    /// Records that name it.
    pub counts: RecordCounts,
}

/// An actor found in one article's text, absent from the lexicon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvisionalActorRecord {
    /// The report.
    pub source: Source,
    /// The actor; `actor.provisional` is true.
    pub actor: Actor,
}

impl ProvisionalActorRecord {
    /// The actor's id.
    pub fn id(&self) -> &ActorId {
        &self.actor.id
    }
}

/// One revision of an article in the log's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Counted from 1; a tombstone counts as well.
    pub number: u32,
    /// When it came in.
    pub ingested: Timestamp,
    /// When the next revision took its place; `None` for the current one.
    pub superseded: Option<Timestamp>,
    /// Whether this revision is a deletion.
    pub tombstone: bool,
    /// Why it has no records, when its extraction failed.
    pub quarantine: Option<String>,
}

/// All records of one revision of an article, ready to be indexed.
#[derive(Clone, Debug, PartialEq)]
pub struct Records {
    /// The article itself.
    pub article: ArticleRecord,
    /// Its quotes in text order.
    pub quotes: Vec<QuoteRecord>,
    /// Its stances in text order.
    pub stances: Vec<StanceRecord>,
    /// Its deployment events in text order.
    pub deployments: Vec<DeploymentRecord>,
    /// Its claims about borders in text order.
    pub border_facts: Vec<BorderFactRecord>,
    /// Actors it names that the lexicon does not know.
    pub provisional_actors: Vec<ProvisionalActorRecord>,
    /// Decisions on them, also those whose record is not among them any more.
    pub decisions: Vec<DecisionRecord>,
}

impl Records {
    /// Writes the revision they turned out to be into all of them.
    pub fn set_revision(&mut self, revision: u32) {
        self.article.revision = revision;
        self.sources().for_each(|source| source.revision = revision);
    }

    /// Writes into its quotes the issues that stances resting on the same words take a side on.
    pub fn name_issues(&mut self) {
        for quote in &mut self.quotes {
            quote.issues.clear();
            for stance in self.stances.iter().map(|r| &r.stance) {
                let StanceTarget::Issue { issue, .. } = &stance.target else {
                    continue;
                };
                let told = |e: &Fragment| quote.quote.spans.iter().any(|s| s.overlaps(e.span));
                if stance.evidence.iter().any(told) && !quote.issues.contains(issue) {
                    quote.issues.push(issue.clone());
                }
            }
        }
    }

    /// Writes into all of them what they are copies of.
    pub fn set_copy_of(&mut self, original: Option<&ArticleId>) {
        self.article.copy_of = original.cloned();
        self.sources()
            .for_each(|source| source.copy_of = original.cloned());
    }

    fn sources(&mut self) -> impl Iterator<Item = &mut Source> {
        let sources = self.quotes.iter_mut().map(|r| &mut r.source);
        let sources = sources.chain(self.stances.iter_mut().map(|r| &mut r.source));
        let sources = sources.chain(self.deployments.iter_mut().map(|r| &mut r.source));
        let sources = sources.chain(self.border_facts.iter_mut().map(|r| &mut r.source));
        sources.chain(self.provisional_actors.iter_mut().map(|r| &mut r.source))
    }
}
