//! Plans: a question checked whole, as conditions the index understands.
//!
//! Two sorts of conditions. What selects few documents (actors, articles, borders, outlets, issues) is a list of exact
//! terms, each a clause that must hold and never scores. What selects many (closed sets, dates, confidence) is read from
//! the columns of each document that would otherwise enter the page: as clauses they were dropped, because a clause
//! beside the words takes away the engine's skipping of documents that cannot rank.

use super::error::{QueryError, Violation, ViolationKind};
use super::filter::{DayRange, ReportFilter, TimeRange, VALUES_MAX};
use super::language::field::fields;
use super::language::{self, Node};
use super::order::{self, Key, Order};
use super::page::{PAGE_SIZE_DEFAULT, PageRequest, negative_size, size_of};
pub(super) use super::reads::Reads;
use super::reads::not_rejected;
use super::utterance;
use crate::index::schema::{Bits, Column, Noun, Role, confidence_column, folded};
use crate::index::view::Generation;
use crate::lexicon::Lexicon;
use crate::model::{ActorId, ArticleId, CivilDate, DecisionState, IssueId, UtteranceId};
use jiff::Timestamp;
use std::sync::Arc;
use tantivy::Term;
use tracing::info_span;
use tracing::span::EnteredSpan;

/// The columns of the publication date.
pub(super) const PUBLISHED: (Column, Column) = (Column::PublishedFirst, Column::PublishedLast);

/// A checked question.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) noun: Noun,
    /// The words, when there are any.
    pub(super) words: Option<Node>,
    /// Of each list at least one term must be there.
    pub(super) terms: Vec<Vec<String>>,
    pub(super) reads: Reads,
    pub(super) order: Order,
    /// Hits a page may have.
    pub(super) size: usize,
    pub(super) token: String,
    pub(super) total: bool,
    pub(super) highlight: bool,
    pub(super) fingerprint: u64,
}

impl Plan {
    /// How the question is answered, in numbers and closed words: nothing that was asked for stands in it.
    fn shape(&self) -> String {
        let words = self.words.as_ref().map_or("none".to_owned(), Node::shape);
        let lists: Vec<usize> = self.terms.iter().map(Vec::len).collect();
        let reads = &self.reads;
        format!(
            "{:?} by {:?}: words {words}, terms {lists:?}, masks {}, ranges {}, size {}, total {}",
            self.noun,
            self.order,
            reads.traits.len(),
            reads.at_least.len()
                + reads.below.len()
                + usize::from(reads.no_copies.is_some())
                + usize::from(reads.no_merged.is_some()),
            self.size,
            self.total,
        )
    }

    /// Tells the call's log lines how it is answered.
    fn noted(self) -> Self {
        tracing::Span::current().record("plan", self.shape());
        self
    }

    /// A plan that only counts or visits.
    pub(super) fn counting(reads: Reads) -> Self {
        Self {
            noun: Noun::Article,
            words: None,
            terms: Vec::new(),
            reads,
            order: Order::Keys(Vec::new()),
            size: 0,
            token: String::new(),
            total: false,
            highlight: false,
            fingerprint: 0,
        }
    }
}

/// Makes a plan and gathers what is wrong on the way.
pub(super) struct Planner<'a> {
    noun: Noun,
    generation: &'a Generation,
    lexicon: &'a Lexicon,
    terms: Vec<Vec<String>>,
    reads: Reads,
    violations: Vec<Violation>,
    /// Until the plan is made.
    stage: EnteredSpan,
}

impl<'a> Planner<'a> {
    /// Adds what was found wrong beside the filter.
    pub(super) fn violations(&mut self) -> &mut Vec<Violation> {
        &mut self.violations
    }

    pub(super) fn new(noun: Noun, generation: &'a Generation, lexicon: &'a Lexicon) -> Self {
        Self {
            noun,
            generation,
            lexicon,
            terms: Vec::new(),
            reads: Reads::default(),
            violations: Vec::new(),
            stage: info_span!("plan").entered(),
        }
    }

    fn violate(&mut self, field: String, kind: ViolationKind, description: String, value: String) {
        self.violations.push(Violation {
            field,
            kind,
            description,
            value,
        });
    }

    /// Refuses a list that is too long; says whether it is to be used at all.
    fn fits(&mut self, field: &str, count: usize) -> bool {
        if count > VALUES_MAX {
            self.violate(
                format!("filter.{field}"),
                ViolationKind::TooMany,
                format!("{count} values, at most {VALUES_MAX} are taken: ask in several requests"),
                VALUES_MAX.to_string(),
            );
        }
        count > 0 && count <= VALUES_MAX
    }

    /// One of these exact values.
    pub(super) fn values<'v>(
        &mut self,
        field: &str,
        role: Role,
        values: impl ExactSizeIterator<Item = &'v str>,
    ) {
        if self.fits(field, values.len()) {
            let noun = self.noun;
            self.terms
                .push(values.map(|v| role.term(noun, v)).collect());
        }
    }

    /// No copies of reports that are there, when that is asked for.
    pub(super) fn copies(&mut self, exclude: bool) {
        if exclude {
            self.reads.no_copies = Some(Arc::clone(&self.generation.gone));
        }
    }

    /// No tellings of events whose first telling is there, when that is asked for.
    pub(super) fn merged(&mut self, exclude: bool) {
        if exclude {
            self.reads.no_merged = Some(self.generation.firsts());
        }
    }

    /// One of these values, any case.
    pub(super) fn folded(&mut self, field: &str, role: Role, values: &[String]) {
        let values: Vec<String> = values.iter().map(|v| folded(v)).collect();
        self.values(field, role, values.iter().map(String::as_str));
    }

    /// One of these actors, all of which must be known.
    pub(super) fn actors(&mut self, field: &str, role: Role, actors: &[ActorId]) {
        if !self.fits(field, actors.len()) {
            return;
        }
        for (i, actor) in actors.iter().enumerate() {
            self.known_actor(format!("filter.{field}[{i}]"), actor);
        }
        self.values(field, role, actors.iter().map(ActorId::as_str));
    }

    /// This actor, which must be known; `path` is the field's whole path.
    pub(super) fn actor(&mut self, path: &str, role: Role, actor: &ActorId) {
        self.known_actor(path.to_owned(), actor);
        self.terms.push(vec![role.term(self.noun, actor.as_str())]);
    }

    fn known_actor(&mut self, path: String, actor: &ActorId) {
        if !is_known(self.generation, self.lexicon, actor) {
            self.violate(
                path,
                ViolationKind::UnknownActor,
                format!("no actor {actor} is known: look its id up by name first (ResolveActor)"),
                actor.to_string(),
            );
        }
    }

    /// An actor of one of these home states.
    pub(super) fn countries(&mut self, field: &str, role: Role, countries: &[String]) {
        if !self.fits(field, countries.len()) {
            return;
        }
        let all = self
            .lexicon
            .actors()
            .iter()
            .chain(self.lexicon.derived_actors());
        let at_home = |country: &str| countries.iter().any(|c| c.eq_ignore_ascii_case(country));
        let terms = all
            .filter(|a| a.country.as_deref().is_some_and(at_home))
            .map(|a| role.term(self.noun, a.id.as_str()))
            .collect();
        self.terms.push(terms);
    }

    /// One of these issues, all of which must be known.
    pub(super) fn issues(&mut self, field: &str, issues: &[IssueId]) {
        if !self.fits(field, issues.len()) {
            return;
        }
        for (i, issue) in issues.iter().enumerate() {
            self.known_issue(format!("filter.{field}[{i}]"), issue);
        }
        self.values(field, Role::Issue, issues.iter().map(IssueId::as_str));
    }

    /// This issue, which must be known; `path` is the field's whole path.
    pub(super) fn issue(&mut self, path: &str, issue: &IssueId) {
        self.known_issue(path.to_owned(), issue);
        let term = Role::Issue.term(self.noun, issue.as_str());
        self.terms.push(vec![term]);
    }

    /// Any issue the lexicon has.
    pub(super) fn any_issue(&mut self) {
        let issues = self.lexicon.issues().iter();
        let term = |id: &IssueId| Role::Issue.term(self.noun, id.as_str());
        let terms = issues.map(|entry| term(&entry.issue.id)).collect();
        self.terms.push(terms);
    }

    fn known_issue(&mut self, path: String, issue: &IssueId) {
        if self.lexicon.issue(issue).is_none() {
            self.violate(
                path,
                ViolationKind::UnknownIssue,
                format!("no issue {issue} is known: list the issues first (ListIssues)"),
                issue.to_string(),
            );
        }
    }

    /// One of these utterances, or of those merged into them.
    pub(super) fn utterances(&mut self, utterances: &[UtteranceId]) {
        if self.fits("utterances", utterances.len()) {
            let terms = utterances.iter();
            let terms = terms.flat_map(|id| utterance::terms(self.generation, id));
            self.terms.push(terms.collect());
        }
    }

    /// From reports that have this in common.
    pub(super) fn reports(&mut self, filter: &ReportFilter) {
        self.articles(&filter.articles);
        self.exact("source_ids", Role::SourceId, &filter.source_ids);
        self.folded("outlets", Role::Outlet, &filter.outlets);
        self.exact("urls", Role::Url, &filter.urls);
        self.exact("collections", Role::Collection, &filter.collections);
        self.folded("languages", Role::Language, &filter.languages);
        self.folded("agencies", Role::Agency, &filter.agencies);
        let (extractor, lexicon) = (&filter.extractor_versions, &filter.lexicon_versions);
        self.exact("extractor_versions", Role::ExtractorVersion, extractor);
        self.exact("lexicon_versions", Role::LexiconVersion, lexicon);
    }

    /// One of these words, letter for letter.
    pub(super) fn exact(&mut self, field: &str, role: Role, words: &[String]) {
        self.values(field, role, words.iter().map(String::as_str));
    }

    /// One of these articles.
    pub(super) fn articles(&mut self, articles: &[ArticleId]) {
        let ids = articles.iter().map(ArticleId::as_str);
        self.values("articles", Role::InArticle, ids);
    }

    /// Records in one of these states; none given asks for all but rejected ones.
    pub(super) fn decisions(&mut self, states: &[DecisionState]) {
        let bits = if states.is_empty() {
            not_rejected()
        } else {
            Bits::DECISION.of(states.iter().copied())
        };
        self.traits("decision_states", states.len(), bits);
    }

    /// A value of a closed set in these bits; no bits ask nothing.
    pub(super) fn traits(&mut self, field: &str, count: usize, bits: u64) {
        if (count == 0 || self.fits(field, count)) && bits != 0 {
            self.reads.traits.push(bits);
        }
    }

    /// A date that overlaps the range.
    pub(super) fn days(&mut self, field: &str, (first, last): (Column, Column), range: DayRange) {
        let (from, to) = (
            range.from.map(|d| i64::from(d.epoch_day())),
            range.to.map(|d| i64::from(d.epoch_day())),
        );
        self.interval(format!("filter.{field}"), from, to);
        self.reads.at_least.extend(from.map(|day| (last, day)));
        self.reads.below.extend(to.map(|day| (first, day)));
    }

    /// An ingest time within the range.
    pub(super) fn ingested(&mut self, range: TimeRange) {
        let from = range.from.map(Timestamp::as_microsecond);
        let to = range.to.map(Timestamp::as_microsecond);
        self.interval("filter.ingested".to_owned(), from, to);
        let column = Column::Ingested;
        self.reads.at_least.extend(from.map(|at| (column, at)));
        self.reads.below.extend(to.map(|at| (column, at)));
    }

    /// That a range of days ends after it begins; `path` is the field's whole path.
    pub(super) fn window(&mut self, path: &str, range: DayRange) {
        let day = |d: CivilDate| i64::from(d.epoch_day());
        self.interval(path.to_owned(), range.from.map(day), range.to.map(day));
    }

    fn interval(&mut self, path: String, from: Option<i64>, to: Option<i64>) {
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            self.violate(
                path,
                ViolationKind::Interval,
                "the interval is empty: its end must lie after its start (the end itself is not meant)".to_owned(),
                String::new(),
            );
        }
    }

    /// Of revisions that had come in before an instant; of past ones, that nothing had taken the place of by then.
    pub(super) fn known(&mut self, instant: Timestamp) {
        let instant = instant.as_microsecond();
        self.reads.below.push((Column::Ingested, instant));
        if self.noun == Noun::PastStance {
            self.reads.at_least.push((Column::Superseded, instant));
        }
    }

    /// At least this confidence.
    pub(super) fn confidence(&mut self, least: Option<f32>) {
        let Some(least) = least else { return };
        if !(0.0..=1.0).contains(&least) {
            self.violate(
                "filter.confidence_min".to_owned(),
                ViolationKind::OutOfRange,
                format!("{least} is no confidence: give a number from 0 to 1"),
                least.to_string(),
            );
        }
        let least = confidence_column(least);
        self.reads.at_least.push((Column::Confidence, least));
    }

    /// The number of hits a page may have.
    pub(super) fn page_size(&mut self, page: &PageRequest) -> usize {
        size_of(page).unwrap_or_else(|_negative| {
            self.violations.push(negative_size(page.size));
            PAGE_SIZE_DEFAULT
        })
    }

    /// The violations as an error, if there are any.
    pub(super) fn check(&mut self) -> Result<(), QueryError> {
        if self.violations.is_empty() {
            Ok(())
        } else {
            Err(QueryError::Invalid(std::mem::take(&mut self.violations)))
        }
    }

    /// A plan that finds all without order, or everything that is wrong with the question.
    pub(super) fn gather(mut self) -> Result<Plan, QueryError> {
        self.check()?;
        // What is noted belongs to the call.
        self.stage.exit();
        Ok(Plan {
            noun: self.noun,
            terms: self.terms,
            ..Plan::counting(self.reads)
        }
        .noted())
    }

    /// The plan, or everything that is wrong with the question.
    pub(super) fn finish(mut self, asked: &Asked<'_>) -> Result<Plan, QueryError> {
        let words = match language::parse(asked.text, fields(self.noun)) {
            Ok(mut words) => {
                if let Some(words) = &mut words {
                    words.resolve(self.lexicon);
                }
                words
            }
            Err(error) => {
                self.violations.push(error.violation());
                None
            }
        };
        let fallback = if words.is_some() {
            Order::Ranked
        } else {
            asked.unranked.clone()
        };
        let order = match order::read(asked.order_by, asked.keys, &fallback) {
            // Without words all are equally relevant.
            Ok(Order::Ranked) if words.is_none() => asked.unranked.clone(),
            Ok(order) => order,
            Err(violation) => {
                self.violations.push(violation);
                fallback
            }
        };
        let size = self.page_size(asked.page);
        self.check()?;
        self.stage.exit();
        Ok(Plan {
            noun: self.noun,
            words,
            terms: self.terms,
            reads: self.reads,
            order,
            size,
            token: asked.page.token.clone(),
            total: asked.page.total,
            highlight: asked.highlight,
            fingerprint: asked.fingerprint,
        }
        .noted())
    }
}

/// The parts of a question all nouns have.
pub(super) struct Asked<'q> {
    pub(super) text: &'q str,
    pub(super) order_by: &'q str,
    pub(super) page: &'q PageRequest,
    pub(super) highlight: bool,
    /// Keys the noun can be ordered by.
    pub(super) keys: &'static [Key],
    /// The order without words.
    pub(super) unranked: Order,
    /// Of everything but the page.
    pub(super) fingerprint: u64,
}

/// Whether the lexicon or any text knows an actor.
fn is_known(generation: &Generation, lexicon: &Lexicon, actor: &ActorId) -> bool {
    if lexicon.actor(actor).is_some() {
        return true;
    }
    let named = [
        Role::Id.term(Noun::Actor, actor.as_str()),
        Role::Actor.term(Noun::Quote, actor.as_str()),
        Role::Actor.term(Noun::Stance, actor.as_str()),
        Role::Actor.term(Noun::Deployment, actor.as_str()),
    ];
    named.iter().any(|term| {
        let term = Term::from_field_text(generation.fields.term, term);
        generation.searcher.doc_freq(&term).is_ok_and(|n| n > 0)
    })
}
