//! A collector that keeps what it is sent, and how spans are looked through.

use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::any_value::Value as Told;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use std::sync::{Arc, Mutex};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status};

/// Keeps what it is sent.
#[derive(Clone, Default)]
pub(super) struct Collector(Arc<Mutex<Vec<ExportTraceServiceRequest>>>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.0.lock().unwrap().push(request.into_inner());
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

impl Collector {
    /// One that listens, and where.
    pub(super) async fn listen() -> (Self, String) {
        let collector = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = format!("http://{}", listener.local_addr().unwrap());
        let service = TraceServiceServer::new(collector.clone());
        let serving = tonic::transport::Server::builder()
            .add_service(service)
            .serve_with_incoming(TcpListenerStream::new(listener));
        tokio::spawn(serving);
        (collector, at)
    }

    /// Everything as it came over the wire.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let got = self.0.lock().unwrap();
        got.iter().flat_map(Message::encode_to_vec).collect()
    }

    pub(super) fn spans(&self) -> Vec<Span> {
        let got = self.0.lock().unwrap();
        let scopes = got.iter().flat_map(|r| &r.resource_spans);
        let scopes = scopes.flat_map(|r| &r.scope_spans);
        scopes.flat_map(|s| s.spans.clone()).collect()
    }
}

/// An attribute of a span in words.
pub(super) fn attribute(span: &Span, key: &str) -> Option<String> {
    let found = span.attributes.iter().find(|a| a.key == key)?;
    let value = found.value.clone()?.value?;
    if let Told::IntValue(number) = value {
        return Some(number.to_string());
    }
    let Told::StringValue(words) = value else {
        panic!("{key} is {value:?}");
    };
    Some(words)
}

/// The span of the call with this request id.
pub(super) fn call_of<'s>(spans: &'s [Span], request_id: &str) -> &'s Span {
    let mut calls = spans
        .iter()
        .filter(|s| attribute(s, "request_id").as_deref() == Some(request_id));
    let call = calls.next();
    call.unwrap_or_else(|| panic!("no call {request_id}"))
}

/// Names of a span and all below it, each with the way to it, in the order they began.
pub(super) fn tree(spans: &[Span], root: &Span, way: &str, told: &mut Vec<String>) {
    let way = format!("{way}{}", root.name);
    told.push(way.clone());
    let mut below: Vec<&Span> = spans
        .iter()
        .filter(|s| s.trace_id == root.trace_id && s.parent_span_id == root.span_id)
        .collect();
    below.sort_by_key(|s| s.start_time_unix_nano);
    for span in below {
        tree(spans, span, &format!("{way}/"), told);
    }
}
