//! Compression: every service takes and sends gzip and zstd, health and reflection of both versions too.

use crate::serving::Serving;
use prost_reflect::DescriptorPool;
use std::collections::BTreeSet;
use tonic::Request;
use tonic::codec::CompressionEncoding;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_prost::ProstCodec;
use tonic_reflection::pb::{v1, v1alpha};
use vedette::rpc::{FILE_DESCRIPTOR_SET, SERVICE_NAMES};

const ENCODINGS: [(CompressionEncoding, &str); 2] = [
    (CompressionEncoding::Gzip, "gzip"),
    (CompressionEncoding::Zstd, "zstd"),
];

#[tokio::test]
async fn every_service_takes_and_sends_gzip_and_zstd() {
    let serving = Serving::start().await;
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    for (encoding, name) in ENCODINGS {
        let mut compressed = BTreeSet::new();
        let services = pool.services().filter(|s| s.package_name() == "vedette.v1");
        for method in services.flat_map(|s| s.methods().collect::<Vec<_>>()) {
            if method.is_client_streaming() || method.is_server_streaming() {
                continue;
            }
            let mut raw = tonic::client::Grpc::new(serving.channel().await)
                .send_compressed(encoding)
                .accept_compressed(encoding);
            raw.ready().await.unwrap();
            let service = method.parent_service().full_name().to_owned();
            let path = format!("/{service}/{}", method.name()).parse().unwrap();
            let codec = ProstCodec::<(), ()>::default();
            // What wants a name is refused: that is an answer without a message.
            if let Ok(answer) = raw.unary(Request::new(()), path, codec).await {
                let told = answer.metadata().get("grpc-encoding");
                assert_eq!(told.unwrap(), name, "{service}/{}", method.name());
                compressed.insert(service);
            }
        }
        let wanted: BTreeSet<String> = SERVICE_NAMES.map(str::to_owned).into_iter().collect();
        assert_eq!(compressed, wanted, "{name}");
    }
}

#[tokio::test]
async fn health_takes_and_sends_gzip_and_zstd() {
    let serving = Serving::start().await;
    for (encoding, name) in ENCODINGS {
        let mut client = HealthClient::new(serving.channel().await)
            .send_compressed(encoding)
            .accept_compressed(encoding);
        let answer = client.check(HealthCheckRequest::default()).await.unwrap();
        assert_eq!(answer.metadata().get("grpc-encoding").unwrap(), name);
    }
}

#[tokio::test]
async fn reflection_takes_and_sends_gzip_and_zstd() {
    let serving = Serving::start().await;
    for (encoding, name) in ENCODINGS {
        let channel = serving.channel().await;
        let mut client = v1::server_reflection_client::ServerReflectionClient::new(channel)
            .send_compressed(encoding)
            .accept_compressed(encoding);
        let ask = v1::ServerReflectionRequest {
            host: String::new(),
            message_request: Some(v1::server_reflection_request::MessageRequest::ListServices(
                String::new(),
            )),
        };
        let answer = client.server_reflection_info(tokio_stream::iter([ask]));
        let answer = answer.await.unwrap();
        assert_eq!(answer.metadata().get("grpc-encoding").unwrap(), name);
        assert!(answer.into_inner().message().await.unwrap().is_some());
        let channel = serving.channel().await;
        let mut client = v1alpha::server_reflection_client::ServerReflectionClient::new(channel)
            .send_compressed(encoding)
            .accept_compressed(encoding);
        let ask = v1alpha::ServerReflectionRequest {
            host: String::new(),
            message_request: Some(
                v1alpha::server_reflection_request::MessageRequest::ListServices(String::new()),
            ),
        };
        let answer = client.server_reflection_info(tokio_stream::iter([ask]));
        let answer = answer.await.unwrap();
        assert_eq!(answer.metadata().get("grpc-encoding").unwrap(), name);
        assert!(answer.into_inner().message().await.unwrap().is_some());
    }
}
