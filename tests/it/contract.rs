//! The proto held against the server: what the comments promise is what happens.

use crate::serving::{Serving, details, violations};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, Value};
use prost_types::{DescriptorProto, FieldMask, FileDescriptorProto, FileDescriptorSet};
use std::collections::BTreeMap;
use std::path::Path;
use tonic::{Code, Request};
use tonic_prost::ProstCodec;
use vedette::rpc::{FILE_DESCRIPTOR_SET, pb};

fn files() -> Vec<FileDescriptorProto> {
    let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap();
    let own = |f: &FileDescriptorProto| f.package() == "vedette.v1";
    set.file.into_iter().filter(own).collect()
}

/// The comment before each element, by its path in the file.
fn comments(file: &FileDescriptorProto) -> BTreeMap<Vec<i32>, String> {
    let locations = &file.source_code_info.as_ref().unwrap().location;
    locations
        .iter()
        .map(|l| (l.path.clone(), l.leading_comments().trim().to_owned()))
        .collect()
}

/// Fields of each message whose comment begins with "Required."
fn required() -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for file in files() {
        let comments = comments(&file);
        for (m, message) in (0..).zip(&file.message_type) {
            let fields = (0..).zip(&message.field).filter(|(f, _)| {
                let comment = comments.get(&vec![4, m, 2, *f]);
                comment.is_some_and(|c| c.starts_with("Required."))
            });
            let names: Vec<_> = fields.map(|(_, f)| f.name().to_owned()).collect();
            found.insert(format!(".vedette.v1.{}", message.name()), names);
        }
    }
    found
}

#[tokio::test]
async fn every_field_called_required_is_refused_when_absent_and_no_other() {
    let serving = Serving::start().await;
    let required = required();
    let mut raw = tonic::client::Grpc::new(serving.channel().await);
    let mut checked = 0;
    for file in files() {
        for service in &file.service {
            for method in &service.method {
                let mut missing = required[method.input_type()].clone();
                if method.client_streaming() {
                    continue;
                }
                if method.server_streaming() {
                    // Nothing is required to be told everything.
                    assert_eq!(missing, [""; 0], "{}", method.name());
                    continue;
                }
                raw.ready().await.unwrap();
                let path = format!("/vedette.v1.{}/{}", service.name(), method.name());
                let codec = ProstCodec::<(), ()>::default();
                let empty = Request::new(());
                let answer = raw.unary(empty, path.parse().unwrap(), codec).await;
                let refused = match &answer {
                    Ok(_) => Vec::new(),
                    Err(status) => violations(&details(status, pb::ErrorReason::RequestInvalid)),
                };
                let refused: Vec<_> = refused
                    .into_iter()
                    .inspect(|(_, reason)| assert_eq!(reason, "MISSING", "{path}"))
                    .map(|(field, _)| field)
                    .collect();
                missing.sort();
                assert_eq!(refused, missing, "{path}");
                checked += 1;
            }
        }
    }
    assert!(checked >= 18, "only {checked} methods were called");
}

#[tokio::test]
async fn a_negative_page_size_is_refused_by_every_list_and_search() {
    let serving = Serving::start().await;
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let mut raw = tonic::client::Grpc::new(serving.channel().await);
    let mut checked = 0;
    for method in pool
        .services()
        .flat_map(|s| s.methods().collect::<Vec<_>>())
    {
        let mut request = DynamicMessage::new(method.input());
        if request
            .try_set_field_by_name("page_size", Value::I32(-1))
            .is_err()
        {
            continue;
        }
        raw.ready().await.unwrap();
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        let codec = ProstCodec::<DynamicMessage, ()>::default();
        let answer = raw.unary(Request::new(request), path.parse().unwrap(), codec);
        let status = answer.await.expect_err(&path);
        let mut found = violations(&details(&status, pb::ErrorReason::RequestInvalid));
        // Required fields that are not given are another matter.
        found.retain(|(_, reason)| reason != "MISSING");
        assert_eq!(
            found,
            [("page_size".to_owned(), "PAGE_SIZE".to_owned())],
            "{path}"
        );
        checked += 1;
    }
    assert_eq!(checked, 15);
}

#[tokio::test]
async fn an_empty_article_in_a_stream_is_refused_alone() {
    let serving = Serving::start().await;
    let good = pb::IngestArticlesRequest {
        article: Some(crate::serving::article(
            "good",
            "quote prov-ada DIRECT: here",
        )),
        ..Default::default()
    };
    let stream = tokio_stream::iter([pb::IngestArticlesRequest::default(), good]);
    let mut client = serving.articles().await;
    let tally = client.ingest_articles(stream).await.unwrap().into_inner();
    assert_eq!(
        (tally.received_count, tally.stored_count, tally.failed_count),
        (2, 1, 1)
    );
    let [bad, good] = tally.items.as_slice() else {
        panic!("{tally:?}");
    };
    assert_eq!((bad.index, bad.outcome()), (0, pb::IngestOutcome::Failed));
    let error = bad.error.as_ref().unwrap();
    assert_eq!(error.reason(), pb::ErrorReason::RequestInvalid);
    assert!(error.message.contains("article"), "{}", error.message);
    assert_eq!((good.index, good.outcome()), (1, pb::IngestOutcome::Stored));
    assert!(good.name.as_ref().unwrap().starts_with("articles/a"));
}

fn uncommented(file: &FileDescriptorProto, found: &mut Vec<String>) {
    let comments = comments(file);
    let mut need = |path: Vec<i32>, name: &str| {
        if comments.get(&path).is_none_or(String::is_empty) {
            found.push(format!("{}: {name}", file.name()));
        }
    };
    for (i, service) in (0..).zip(&file.service) {
        need(vec![6, i], service.name());
        for (j, method) in (0..).zip(&service.method) {
            need(vec![6, i, 2, j], method.name());
        }
    }
    for (i, message) in (0..).zip(&file.message_type) {
        let DescriptorProto {
            field, oneof_decl, ..
        } = message;
        need(vec![4, i], message.name());
        for (j, field) in (0..).zip(field) {
            need(vec![4, i, 2, j], field.name());
        }
        for (j, oneof) in (0..).zip(oneof_decl) {
            // proto3 `optional` makes a hidden oneof of its own.
            if !oneof.name().starts_with('_') {
                need(vec![4, i, 8, j], oneof.name());
            }
        }
    }
    for (i, set) in (0..).zip(&file.enum_type) {
        need(vec![5, i], set.name());
        for (j, value) in (0..).zip(&set.value) {
            need(vec![5, i, 2, j], value.name());
        }
    }
}

#[test]
fn every_element_of_the_proto_has_a_comment() {
    let files = files();
    assert!(files.len() >= 18);
    let mut found = Vec::new();
    for file in &files {
        uncommented(file, &mut found);
    }
    assert_eq!(found, [""; 0]);
    let mut planted = files[0].clone();
    planted.source_code_info.as_mut().unwrap().location.clear();
    uncommented(&planted, &mut found);
    assert!(!found.is_empty());
}

#[tokio::test]
async fn unknown_resources_are_never_an_invalid_argument() {
    let serving = Serving::start().await;
    let mut client = serving.actors().await;
    let status = client
        .get_actor(pb::GetActorRequest {
            name: "actors/prov-nobody".to_owned(),
            read_mask: None,
        })
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    let answer = client
        .resolve_actor(pb::ResolveActorRequest {
            text: "Nobody Of This Name".to_owned(),
            max_candidates: 0,
        })
        .await
        .unwrap()
        .into_inner();
    assert!(answer.candidates.is_empty());
}

/// Fields of a message with whether their comments begin with "Output only."
fn output_only(message: &str) -> Vec<(String, bool)> {
    for file in files() {
        let comments = comments(&file);
        let place = file.message_type.iter().position(|m| m.name() == message);
        let Some(at) = place else { continue };
        let path = |f: usize| vec![4, i32::try_from(at).unwrap(), 2, i32::try_from(f).unwrap()];
        let fields = file.message_type[at].field.iter().enumerate();
        return fields
            .map(|(f, field)| {
                let only = comments[&path(f)].starts_with("Output only.");
                (field.name().to_owned(), only)
            })
            .collect();
    }
    panic!("there is no message {message}");
}

#[tokio::test]
async fn every_field_called_output_only_is_refused_in_a_correction_and_no_other() {
    use pb::decide_record_request::Corrected;
    let serving = Serving::start().await;
    let mut client = serving.articles().await;
    let given = [
        ("Quote", "quotes/qnone", Corrected::Quote(Box::default())),
        ("Stance", "stances/snone", Corrected::Stance(Box::default())),
        (
            "Claim",
            "deployments/dnone",
            Corrected::Claim(Box::default()),
        ),
    ];
    for (message, name, corrected) in given {
        // The name says which record or claim is meant.
        let fields = output_only(message).into_iter();
        for (field, only) in fields.filter(|(field, _)| field != "name") {
            let request = pb::DecideRecordRequest {
                name: name.to_owned(),
                state: pb::DecisionState::Corrected.into(),
                corrected: Some(corrected.clone()),
                update_mask: Some(FieldMask {
                    paths: vec![field.clone()],
                }),
                ..Default::default()
            };
            let status = client.decide_record(request).await.unwrap_err();
            let refused = status.code() == Code::InvalidArgument
                && violations(&details(&status, pb::ErrorReason::RequestInvalid))
                    .iter()
                    .any(|(path, _)| path == "update_mask.paths[0]");
            assert_eq!(refused, only, "{message}.{field}: {status}");
        }
    }
}

#[test]
fn output_only_is_said_of_messages_that_are_given_too_and_of_no_others() {
    let given = ["Quote", "Stance", "Claim"];
    for file in files() {
        for message in &file.message_type {
            let said = output_only(message.name()).iter().any(|(_, only)| *only);
            assert_eq!(said, given.contains(&message.name()), "{}", message.name());
        }
    }
}

/// `ListActors` as the generated clients have it: `list_actors`.
fn in_rust(method: &str) -> String {
    let mut name = String::new();
    for c in method.chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

fn sources(folder: &Path, all: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else {
            all.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_method_that_reads_is_asked_by_the_command_line() {
    let mut source = String::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    sources(&root.join("src/cli"), &mut source);
    let reads = |name: &str| {
        let verbs = [
            "Analyse", "BatchGet", "Export", "Follow", "Get", "List", "Read", "Resolve", "Search",
            "Verify",
        ];
        verbs.iter().any(|verb| name.starts_with(verb))
    };
    let methods = files().into_iter().flat_map(|f| f.service);
    let methods = methods.flat_map(|s| s.method).map(|m| m.name().to_owned());
    let methods: Vec<_> = methods.filter(|m| reads(m)).map(|m| in_rust(&m)).collect();
    assert!(methods.len() > 25, "{methods:?}");
    // A call, or the name a macro makes one of.
    let called = |name: &String| {
        source.contains(&format!(".{name}(")) || source.contains(&format!("    {name},\n"))
    };
    let missing: Vec<_> = methods.iter().filter(|name| !called(name)).collect();
    assert_eq!(missing, [""; 0]);
    assert!(!called(&"list_horses".to_owned()));
}

#[test]
fn every_setting_stands_in_the_pages_with_its_default() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/operations.md")).unwrap();
    let row = |key: &vedette::config::Key| {
        let default = match key.default {
            "" => String::new(),
            default => format!("`{default}`"),
        };
        format!("| `{}` | {default} | {} |", key.name, key.about)
    };
    let shown = |row: &String| page.lines().any(|line| line == row);
    let missing: Vec<_> = vedette::config::KEYS
        .iter()
        .map(row)
        .filter(|r| !shown(r))
        .collect();
    assert_eq!(missing, [""; 0], "rows of docs/operations.md");
    // Nor is anything called a setting that is none.
    let firsts = page.lines().filter_map(|l| l.strip_prefix("| `"));
    let names = firsts.filter_map(|l| l.split('`').next());
    let kinds = ["server.", "data.", "log.", "trace.", "lexicon."];
    let names = names.filter(|name| kinds.iter().any(|kind| name.starts_with(kind)));
    let known = |name: &&str| vedette::config::KEYS.iter().any(|key| key.name == *name);
    let others: Vec<_> = names.filter(|name| !known(name)).collect();
    assert_eq!(others, [""; 0]);
}
