//! Upkeep over the wire: statistics, the log walked for a backup, verification, a new index, purging.

use crate::serving::{PATIENCE, Serving, details};
use std::time::Instant;
use tonic::Code;
use tonic::transport::Channel;
use vedette::index::backup::{Part, Writer, restore};
use vedette::rpc::pb;
use vedette::rpc::pb::admin_service_client::AdminServiceClient;

async fn admin(serving: &Serving) -> AdminServiceClient<Channel> {
    AdminServiceClient::new(serving.channel().await)
}

async fn statistics(client: &mut AdminServiceClient<Channel>) -> pb::GetStatisticsResponse {
    let told = client.get_statistics(pb::GetStatisticsRequest {}).await;
    told.unwrap().into_inner()
}

#[tokio::test]
async fn statistics_count_entries_and_records_and_name_the_extractor() {
    let serving = Serving::start().await;
    let mut client = admin(&serving).await;
    let empty = statistics(&mut client).await;
    assert_eq!((empty.log_entry_count, empty.record_count), (0, 0));
    assert!(empty.healthy);
    serving.ingest("a", "quote prov-ada DIRECT: one").await;
    serving.ingest("a", "quote prov-ada DIRECT: two").await;
    let told = statistics(&mut client).await;
    assert_eq!((told.log_entry_count, told.searchable_entry_count), (2, 2));
    assert!(told.record_count >= 2, "{told:?}");
    assert!(told.extractor.contains('/'), "{told:?}");
    assert_eq!(told.extractor, told.index_extractor);
    assert!(!told.rebuild.unwrap().running);
}

#[tokio::test]
async fn a_log_read_over_the_wire_restores_to_the_same_articles() {
    let serving = Serving::start().await;
    for i in 0..5 {
        let script = format!("quote prov-ada DIRECT: told {i}");
        serving.ingest(&format!("a{i}"), &script).await;
    }
    let mut client = admin(&serving).await;
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(&folder.path().join("b")).unwrap();
    let mut calls = 0;
    loop {
        let request = pb::ReadLogRequest {
            after_sequence: i64::try_from(writer.entries()).unwrap(),
        };
        let answer = client.read_log(request).await.unwrap().into_inner();
        assert_eq!(answer.head_sequence, 5);
        calls += 1;
        if answer.entries.is_empty() {
            break;
        }
        for entry in answer.entries {
            let sequence = u64::try_from(entry.sequence).unwrap();
            let frame = entry.frame;
            writer.add(&Part { sequence, frame }).unwrap();
        }
    }
    assert_eq!((writer.finish().unwrap().entries, calls), (5, 2));
    let data = folder.path().join("data");
    restore(&folder.path().join("b"), &data, &mut |_, _| {}).unwrap();
    let again = Serving::begin(&data, &[]).await;
    again.ready().await;
    let list = pb::ListArticlesRequest {
        include_total_size: true,
        ..Default::default()
    };
    let listed = again.articles().await.list_articles(list).await.unwrap();
    assert_eq!(listed.into_inner().total_size, Some(5));
}

#[tokio::test]
async fn a_walk_of_the_log_begins_at_no_negative_number() {
    let serving = Serving::start().await;
    let mut client = admin(&serving).await;
    let after_sequence = -1;
    let read = client.read_log(pb::ReadLogRequest { after_sequence }).await;
    let found = details(&read.unwrap_err(), pb::ErrorReason::RequestInvalid);
    let field = &found.bad_request().unwrap().field_violations[0].field;
    assert_eq!(field, "after_sequence");
    let verify = pb::VerifyLogRequest { after_sequence };
    assert!(client.verify_log(verify).await.is_err());
}

#[tokio::test]
async fn verifying_walks_to_the_head_and_finds_nothing_in_sound_data() {
    let serving = Serving::start().await;
    serving.ingest("a", "quote prov-ada DIRECT: one").await;
    let mut client = admin(&serving).await;
    let request = pb::VerifyLogRequest { after_sequence: 0 };
    let found = client.verify_log(request).await.unwrap().into_inner();
    assert_eq!((found.verified_sequence, found.head_sequence), (1, 1));
    assert!(found.damages.is_empty());
}

#[tokio::test]
async fn verifying_names_what_is_damaged_and_goes_on_behind_the_entry_it_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let serving = Serving::begin(dir.path(), &[]).await;
    serving.ready().await;
    serving.ingest("a", "quote prov-ada DIRECT: one").await;
    serving.ingest("b", "quote prov-ada DIRECT: two").await;
    serving.stop().await;
    let log = dir.path().join("articles.redb");
    let mut bytes = std::fs::read(&log).unwrap();
    let words = b"DIRECT: one";
    let at = bytes.windows(words.len()).position(|w| w == words).unwrap();
    bytes[at] ^= 1;
    std::fs::write(&log, bytes).unwrap();
    let serving = Serving::begin(dir.path(), &[]).await;
    serving.ready().await;
    let mut client = admin(&serving).await;
    for (after_sequence, damages) in [(0, 1), (1, 0)] {
        let request = pb::VerifyLogRequest { after_sequence };
        let found = client.verify_log(request).await.unwrap().into_inner();
        assert_eq!(found.verified_sequence, 2);
        assert_eq!(found.damages.len(), damages, "after {after_sequence}");
    }
}

#[tokio::test]
async fn a_new_index_is_made_on_request_and_answers_the_same() {
    let serving = Serving::start().await;
    serving.ingest("a", "quote prov-ada DIRECT: one").await;
    let mut client = admin(&serving).await;
    let outdated_only = true;
    let request = pb::RebuildIndexRequest { outdated_only };
    let nothing = client.rebuild_index(request).await.unwrap().into_inner();
    assert!(!nothing.started);
    let outdated_only = false;
    let request = pb::RebuildIndexRequest { outdated_only };
    let begun = client.rebuild_index(request).await.unwrap().into_inner();
    assert!(begun.started);
    let began = Instant::now();
    while statistics(&mut client)
        .await
        .rebuild
        .unwrap()
        .finished_count
        == 0
    {
        assert!(began.elapsed() < PATIENCE);
    }
    let page = serving
        .quotes()
        .await
        .search_quotes(pb::SearchQuotesRequest::default())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(page.results.len(), 1);
}

#[tokio::test]
async fn a_purged_article_is_gone_and_one_that_never_was_is_not_found() {
    let serving = Serving::start().await;
    let name = serving.ingest("a", "quote prov-ada DIRECT: one").await.name;
    let mut client = admin(&serving).await;
    let request = pb::PurgeArticleRequest { name: name.clone() };
    let purged = client.purge_article(request).await.unwrap().into_inner();
    assert_eq!(purged.purged_revision_count, 1);
    let get = pb::GetArticleRequest {
        name,
        include_records: false,
        read_mask: None,
    };
    let gone = serving.articles().await.get_article(get).await;
    assert_eq!(gone.unwrap_err().code(), Code::NotFound);
    let request = pb::PurgeArticleRequest {
        name: "articles/a0".to_owned(),
    };
    let status = client.purge_article(request).await.unwrap_err();
    details(&status, pb::ErrorReason::ResourceNotFound);
}
