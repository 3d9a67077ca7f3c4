//! Follows: every change once, in order, whatever is cut, restarted or slow.

use super::{STALL_MAX, begin, names, quotes, stall};
use crate::serving::{PATIENCE, Serving, details};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use tonic::{Code, Streaming};
use vedette::query::NEWS_CHANGES_MAX;
use vedette::rpc::pb;

const QUICK: &[(&str, &str)] = &[("server-grpc-heartbeat", "50ms")];

fn after(resume_token: &str) -> pb::FollowQuotesRequest {
    pb::FollowQuotesRequest {
        resume_token: resume_token.to_owned(),
        ..Default::default()
    }
}

async fn follow(
    serving: &Serving,
    request: pb::FollowQuotesRequest,
) -> Result<Streaming<pb::FollowQuotesResponse>, tonic::Status> {
    let mut client = serving.quotes().await;
    Ok(client.follow_quotes(request).await?.into_inner())
}

async fn next<M>(stream: &mut Streaming<M>) -> Result<M, tonic::Status> {
    let message = tokio::time::timeout(PATIENCE, stream.message()).await;
    Ok(message.unwrap()?.expect("a follow has no natural end"))
}

/// Changes until `count` came, as kind and words, and the last token.
async fn changes(
    stream: &mut Streaming<pb::FollowQuotesResponse>,
    count: usize,
) -> (Vec<(pb::ChangeKind, String)>, String) {
    let mut all = Vec::new();
    loop {
        let message = next(stream).await.unwrap();
        for change in &message.changes {
            let words = change.quote.as_ref().unwrap().text.clone();
            all.push((change.kind(), words));
        }
        if all.len() >= count {
            return (all, message.resume_token);
        }
    }
}

async fn delete(serving: &Serving, name: &str) {
    let mut client = serving.articles().await;
    let request = pb::DeleteArticleRequest {
        name: name.to_owned(),
        ..Default::default()
    };
    client.delete_article(request).await.unwrap();
}

#[tokio::test]
async fn what_comes_changes_and_goes_is_told_and_the_rest_is_not() {
    use pb::ChangeKind::{Added, Changed, Removed};
    let serving = Serving::with(QUICK).await;
    serving
        .ingest("before", "quote prov-ada DIRECT: before")
        .await;
    let filter = Some(pb::QuoteFilter {
        speakers: vec!["actors/prov-ada".to_owned()],
        ..Default::default()
    });
    let request = pb::FollowQuotesRequest {
        filter,
        ..Default::default()
    };
    let mut stream = follow(&serving, request).await.unwrap();
    let first = next(&mut stream).await.unwrap();
    assert!(first.changes.is_empty() && !first.resume_token.is_empty());

    let script =
        "quote prov-ada DIRECT: stays\nquote prov-ada DIRECT: goes\nquote prov-ben DIRECT: his";
    let name = serving.ingest("a", script).await.name;
    let (mut told, _) = changes(&mut stream, 2).await;
    told.sort_by(|a, b| a.1.cmp(&b.1));
    assert_eq!(
        told,
        [(Added, "goes".to_owned()), (Added, "stays".to_owned())]
    );

    serving
        .ingest(
            "a",
            "quote prov-ada DIRECT: stays\nquote prov-ada DIRECT: comes",
        )
        .await;
    let (mut told, _) = changes(&mut stream, 3).await;
    told.sort_by(|a, b| a.1.cmp(&b.1));
    let expected = [(Added, "comes"), (Removed, "goes"), (Changed, "stays")];
    assert_eq!(told, expected.map(|(kind, words)| (kind, words.to_owned())));

    delete(&serving, &name).await;
    let (told, _) = changes(&mut stream, 2).await;
    assert!(told.iter().all(|(kind, _)| *kind == Removed), "{told:?}");
}

#[tokio::test]
async fn a_quiet_filter_still_moves_on() {
    let serving = Serving::with(QUICK).await;
    serving.ingest("a", "quote prov-ada DIRECT: here").await;
    let request = pb::FollowStancesRequest::default();
    let mut client = serving.stances().await;
    let mut stream = client.follow_stances(request).await.unwrap().into_inner();
    let first = next(&mut stream).await.unwrap().resume_token;
    let still = next(&mut stream).await.unwrap().resume_token;
    assert_eq!(first, still);
    serving.ingest("b", "quote prov-ada DIRECT: there").await;
    let moved = async {
        loop {
            let message = next(&mut stream).await.unwrap();
            assert!(message.changes.is_empty());
            if message.resume_token != first {
                return message.resume_token;
            }
        }
    };
    let token = tokio::time::timeout(PATIENCE, moved).await.unwrap();
    let request = pb::FollowStancesRequest {
        resume_token: token,
        ..Default::default()
    };
    let mut client = serving.stances().await;
    let mut stream = client.follow_stances(request).await.unwrap().into_inner();
    serving
        .ingest(
            "c",
            "stance prov-ada OPPOSE iraq-military-involvement-in-syria: Ada is against",
        )
        .await;
    loop {
        let message = next(&mut stream).await.unwrap();
        if let [change] = message.changes.as_slice() {
            assert_eq!(change.kind(), pb::ChangeKind::Added);
            assert_eq!(
                change.stance.as_ref().unwrap().position(),
                pb::Position::Oppose
            );
            return;
        }
    }
}

#[tokio::test]
async fn an_export_and_a_follow_from_its_token_miss_nothing() {
    let serving = Serving::with(QUICK).await;
    serving.ingest("a", "quote prov-ada DIRECT: first").await;
    let mut export = begin(&serving, pb::ExportQuotesRequest::default())
        .await
        .unwrap();
    let exported = export.message().await.unwrap().unwrap();
    assert_eq!(names(&exported.quotes).len(), 1);
    serving.ingest("b", "quote prov-ada DIRECT: second").await;
    let mut stream = follow(&serving, after(&exported.follow_token))
        .await
        .unwrap();
    let (told, _) = changes(&mut stream, 1).await;
    assert_eq!(told, [(pb::ChangeKind::Added, "second".to_owned())]);
    // The one is no token of the other.
    let status = follow(&serving, after(&exported.resume_token)).await;
    details(&status.unwrap_err(), pb::ErrorReason::ResumeTokenMismatch);
}

#[tokio::test]
async fn an_entry_larger_than_a_message_is_gone_on_with_in_its_middle() {
    let serving = Serving::with(QUICK).await;
    let mut stream = follow(&serving, after("")).await.unwrap();
    let mut token = next(&mut stream).await.unwrap().resume_token;
    drop(stream);
    let count = NEWS_CHANGES_MAX + 1;
    serving.ingest("a", &quotes("many", count, 1)).await;
    let mut seen = Vec::new();
    let mut sizes = Vec::new();
    while seen.len() < count {
        let mut stream = follow(&serving, after(&token)).await.unwrap();
        let message = next(&mut stream).await.unwrap();
        token = message.resume_token;
        sizes.push(message.changes.len());
        for change in message.changes {
            seen.push(change.quote.unwrap().name);
        }
    }
    assert!(seen.is_sorted_by(|a, b| a < b), "twice or out of order");
    assert!(
        sizes.len() > 1 && sizes.iter().all(|n| *n <= NEWS_CHANGES_MAX),
        "{sizes:?}"
    );
}

/// What a follower knows: the words and revision of each quote by name.
#[derive(Default)]
struct Known(BTreeMap<String, (String, i32)>);

impl Known {
    /// Takes a change; fails on one that was told before or cannot be.
    fn take(&mut self, change: pb::QuoteChange) {
        let kind = change.kind();
        let quote = change.quote.unwrap();
        let revision = quote.source.as_ref().unwrap().revision;
        let entry = (quote.text.clone(), revision);
        match kind {
            pb::ChangeKind::Added => {
                assert!(
                    self.0.insert(quote.name.clone(), entry).is_none(),
                    "added twice"
                );
            }
            pb::ChangeKind::Changed => {
                let old = self
                    .0
                    .insert(quote.name.clone(), entry)
                    .expect("changed unseen");
                assert!(old.1 < revision, "changed twice");
            }
            pb::ChangeKind::Removed => {
                let old = self.0.remove(&quote.name).expect("removed unseen");
                assert_eq!(old, entry, "removed another");
            }
            pb::ChangeKind::Unspecified => panic!("no kind"),
        }
    }
}

/// Everything an export tells, as a follower would know it.
async fn truth(serving: &Serving) -> BTreeMap<String, (String, i32)> {
    let mut stream = begin(serving, pb::ExportQuotesRequest::default())
        .await
        .unwrap();
    let mut all = BTreeMap::new();
    while let Some(message) = stream.message().await.unwrap() {
        for quote in message.quotes {
            let revision = quote.source.as_ref().unwrap().revision;
            all.insert(quote.name, (quote.text, revision));
        }
    }
    all
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// New articles, revisions and deletions, as the dice fall.
async fn happen(serving: &Serving, dice: &mut Dice, count: usize) {
    let mut client = serving.articles().await;
    for _ in 0..count {
        let id = format!("a{}", dice.roll(5));
        if dice.roll(4) == 0 {
            let request = pb::ListArticlesRequest::default();
            let listed = client.list_articles(request).await.unwrap().into_inner();
            if let Some(article) = listed.articles.first() {
                let request = pb::DeleteArticleRequest {
                    name: article.name.clone(),
                    ..Default::default()
                };
                // It may be gone already: the list shows what was searchable.
                drop(client.delete_article(request).await);
            }
            continue;
        }
        let mut script = String::new();
        for line in 0..=dice.roll(4) {
            let word = dice.roll(6);
            writeln!(
                script,
                "quote prov-ada DIRECT: {id} word {word} line {line}"
            )
            .unwrap();
        }
        let request = pb::IngestArticleRequest {
            article: Some(crate::serving::article(&id, &script)),
            ..Default::default()
        };
        client.ingest_article(request).await.unwrap();
    }
}

/// Follows from `token` with cuts after a few messages each, until `known` is the truth.
async fn catch_up(serving: &Serving, dice: &mut Dice, known: &mut Known, token: &mut String) {
    let settled = truth(serving).await;
    let mut rounds = 0;
    while known.0 != settled {
        let mut stream = follow(serving, after(token)).await.unwrap();
        for _ in 0..=dice.roll(3) {
            let message = next(&mut stream).await.unwrap();
            *token = message.resume_token;
            for change in message.changes {
                known.take(change);
            }
        }
        rounds += 1;
        assert!(rounds < 500, "never caught up: {:?} {settled:?}", known.0);
    }
}

async fn at(dir: &Path) -> Serving {
    let serving = Serving::begin(dir, QUICK).await;
    serving.ready().await;
    serving
}

/// Waits until searches show all that was taken in.
async fn settle(serving: &Serving) {
    serving
        .ingest("last", "quote prov-ada DIRECT: settled")
        .await;
}

#[tokio::test]
async fn cuts_and_restarts_at_any_point_leave_no_gap_and_no_double() {
    for seed in 1..=3 {
        let dir = tempfile::tempdir().unwrap();
        let mut dice = Dice(seed);
        let (mut known, mut token) = (Known::default(), String::new());
        let mut serving = at(dir.path()).await;
        let mut stream = follow(&serving, after("")).await.unwrap();
        token.clone_from(&next(&mut stream).await.unwrap().resume_token);
        drop(stream);
        for _round in 0..3 {
            // Articles come in while the follower is cut again and again.
            let mut others = Dice(seed * 100);
            let ((), ()) = tokio::join!(happen(&serving, &mut others, 12), async {
                for _ in 0..4 {
                    let mut stream = follow(&serving, after(&token)).await.unwrap();
                    for _ in 0..=dice.roll(3) {
                        let message = next(&mut stream).await.unwrap();
                        token.clone_from(&message.resume_token);
                        for change in message.changes {
                            known.take(change);
                        }
                    }
                }
            });
            happen(&serving, &mut dice, 4).await;
            serving.stop().await;
            serving = at(dir.path()).await;
            settle(&serving).await;
            catch_up(&serving, &mut dice, &mut known, &mut token).await;
        }
        assert!(!known.0.is_empty());
        serving.stop().await;
    }
}

#[tokio::test]
async fn a_follow_whose_connection_is_old_ends_with_a_token_and_goes_on() {
    let serving = Serving::with(&[("server-grpc-connection-age-max", "300ms")]).await;
    let mut stream = follow(&serving, after("")).await.unwrap();
    let first = next(&mut stream).await.unwrap();
    let status = next(&mut stream).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    let found = details(&status, pb::ErrorReason::ConnectionAged);
    let token = &found.error_info().unwrap().metadata["resume_token"];
    assert_eq!(*token, first.resume_token);
    serving.ingest("a", "quote prov-ada DIRECT: later").await;
    let mut stream = follow(&serving, after(token)).await.unwrap();
    assert_eq!(changes(&mut stream, 1).await.0.len(), 1);
}

#[tokio::test]
async fn a_drained_follow_ends_unavailable_and_goes_on_after_the_restart() {
    let dir = tempfile::tempdir().unwrap();
    let serving = at(dir.path()).await;
    let mut stream = follow(&serving, after("")).await.unwrap();
    serving.ingest("a", "quote prov-ada DIRECT: told").await;
    changes(&mut stream, 1).await;
    serving.stopper.ask();
    let status = loop {
        if let Err(status) = next(&mut stream).await {
            break status;
        }
    };
    assert_eq!(status.code(), Code::Unavailable);
    let found = details(&status, pb::ErrorReason::ShuttingDown);
    let token = found.error_info().unwrap().metadata["resume_token"].clone();
    serving.stop().await;

    let serving = at(dir.path()).await;
    serving
        .ingest("b", "quote prov-ada DIRECT: meanwhile")
        .await;
    let mut stream = follow(&serving, after(&token)).await.unwrap();
    let (told, _) = changes(&mut stream, 1).await;
    assert_eq!(told, [(pb::ChangeKind::Added, "meanwhile".to_owned())]);
    drop(stream);
    serving.stop().await;

    // With another log under the same key the place means nothing any more.
    std::fs::remove_file(dir.path().join("articles.redb")).unwrap();
    std::fs::remove_file(dir.path().join("format")).unwrap();
    std::fs::remove_dir_all(dir.path().join("index")).unwrap();
    let serving = at(dir.path()).await;
    let status = follow(&serving, after(&token)).await.unwrap_err();
    let found = details(&status, pb::ErrorReason::ResumeTokenExpired);
    assert!(found.precondition_failure().is_some());
    serving
        .ingest("other", "quote prov-ada DIRECT: another log")
        .await;
    let status = follow(&serving, after(&token)).await.unwrap_err();
    details(&status, pb::ErrorReason::ResumeTokenExpired);
    serving.stop().await;
}

#[tokio::test]
async fn a_follower_that_does_not_read_is_let_go_with_a_token() {
    let flags = [STALL_MAX, QUICK[0]];
    let serving = Serving::with(&flags).await;
    let endpoint = tonic::transport::Endpoint::from_shared(format!("http://{}", serving.grpc));
    let endpoint = endpoint.unwrap().initial_stream_window_size(Some(65_535));
    let channel = endpoint.connect().await.unwrap();
    let mut client = pb::quote_search_service_client::QuoteSearchServiceClient::new(channel);
    let mut stream = client.follow_quotes(after("")).await.unwrap().into_inner();
    next(&mut stream).await.unwrap();
    serving.ingest("a", &quotes("a", 300, 3000)).await;
    stall(&serving).await;
    let mut count = 0;
    let status = loop {
        match next(&mut stream).await {
            Ok(message) => count += message.changes.len(),
            Err(status) => break status,
        }
    };
    let found = details(&status, pb::ErrorReason::ReaderStalled);
    let token = found.error_info().unwrap().metadata["resume_token"].clone();
    let mut stream = follow(&serving, after(&token)).await.unwrap();
    while count < 300 {
        count += next(&mut stream).await.unwrap().changes.len();
    }
    assert_eq!(count, 300);
}

async fn purge(serving: &Serving, name: &str) {
    let channel = serving.channel().await;
    let mut client = pb::admin_service_client::AdminServiceClient::new(channel);
    let request = pb::PurgeArticleRequest {
        name: name.to_owned(),
    };
    client.purge_article(request).await.unwrap();
}

#[tokio::test]
async fn a_purge_is_quiet_after_a_deletion_and_ends_the_follow_of_what_was_there() {
    use pb::ChangeKind::{Added, Removed};
    let serving = Serving::with(QUICK).await;
    let mut stream = follow(&serving, after("")).await.unwrap();
    let name = serving.ingest("a", "quote prov-ada DIRECT: one").await.name;
    let (told, _) = changes(&mut stream, 1).await;
    assert_eq!(told, [(Added, "one".to_owned())]);
    delete(&serving, &name).await;
    let (told, _) = changes(&mut stream, 1).await;
    assert_eq!(told, [(Removed, "one".to_owned())]);
    purge(&serving, &name).await;
    let name = serving.ingest("b", "quote prov-ada DIRECT: two").await.name;
    let (told, token) = changes(&mut stream, 1).await;
    assert_eq!(told, [(Added, "two".to_owned())]);

    purge(&serving, &name).await;
    let end = async {
        loop {
            match next(&mut stream).await {
                Ok(message) => assert!(message.changes.is_empty(), "{message:?}"),
                Err(status) => break status,
            }
        }
    };
    let ended = tokio::time::timeout(PATIENCE, end).await.unwrap();
    details(&ended, pb::ErrorReason::ResumeTokenExpired);
    let mut again = follow(&serving, after(&token)).await.unwrap();
    let refused = next(&mut again).await.unwrap_err();
    details(&refused, pb::ErrorReason::ResumeTokenExpired);
    // Who begins now knows nothing of it, and hears of it when it comes again.
    let mut stream = follow(&serving, after("")).await.unwrap();
    next(&mut stream).await.unwrap();
    serving.ingest("b", "quote prov-ada DIRECT: three").await;
    let (told, _) = changes(&mut stream, 1).await;
    assert_eq!(told, [(Added, "three".to_owned())]);
}
