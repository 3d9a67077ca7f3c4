//! The floor of an answer: a tonic server in a process of its own that says the same thing to every question.
//!
//! Two things to say: ten hits with name and words alone (about 3 KB), and an answer of the product as it came.

use crate::Outcome;
use prost::Message;
use std::io::Write;
use std::path::Path;
use std::pin::Pin;
use tokio_stream::Stream;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status};
use vedette::rpc::pb;
use vedette::rpc::pb::quote_search_service_server::{QuoteSearchService, QuoteSearchServiceServer};

/// The query that asks for the product's answer.
pub(crate) const FULL: &str = "full";

/// What the flag is called that makes this program the echo.
pub(crate) const FLAG: &str = "--echo";

struct Echo {
    small: pb::SearchQuotesResponse,
    full: pb::SearchQuotesResponse,
}

type Told<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

fn nothing<T>() -> Result<Response<T>, Status> {
    Err(Status::unimplemented("the echo knows one method"))
}

#[tonic::async_trait]
impl QuoteSearchService for Echo {
    async fn search_quotes(
        &self,
        request: Request<pb::SearchQuotesRequest>,
    ) -> Result<Response<pb::SearchQuotesResponse>, Status> {
        let answer = if request.get_ref().query == FULL {
            &self.full
        } else {
            &self.small
        };
        Ok(Response::new(answer.clone()))
    }

    async fn get_quote(
        &self,
        _: Request<pb::GetQuoteRequest>,
    ) -> Result<Response<pb::GetQuoteResponse>, Status> {
        nothing()
    }

    async fn batch_get_quotes(
        &self,
        _: Request<pb::BatchGetQuotesRequest>,
    ) -> Result<Response<pb::BatchGetQuotesResponse>, Status> {
        nothing()
    }

    async fn get_utterance(
        &self,
        _: Request<pb::GetUtteranceRequest>,
    ) -> Result<Response<pb::GetUtteranceResponse>, Status> {
        nothing()
    }

    type ExportQuotesStream = Told<pb::ExportQuotesResponse>;

    async fn export_quotes(
        &self,
        _: Request<pb::ExportQuotesRequest>,
    ) -> Result<Response<Self::ExportQuotesStream>, Status> {
        nothing()
    }

    type FollowQuotesStream = Told<pb::FollowQuotesResponse>;

    async fn follow_quotes(
        &self,
        _: Request<pb::FollowQuotesRequest>,
    ) -> Result<Response<Self::FollowQuotesStream>, Status> {
        nothing()
    }
}

/// The same hits with name and words alone.
fn small(full: &pb::SearchQuotesResponse) -> pb::SearchQuotesResponse {
    let hits = full.results.iter().filter_map(|hit| hit.quote.as_ref());
    let hits = hits.map(|quote| pb::QuoteResult {
        quote: Some(pb::Quote {
            name: quote.name.clone(),
            text: quote.text.clone(),
            ..pb::Quote::default()
        }),
        ..pb::QuoteResult::default()
    });
    pb::SearchQuotesResponse {
        results: hits.collect(),
        ..pb::SearchQuotesResponse::default()
    }
}

/// Serves until killed; prints where, as the product does.
pub(crate) fn serve(answer: &Path) -> Outcome {
    let full = pb::SearchQuotesResponse::decode(std::fs::read(answer)?.as_slice())?;
    let echo = Echo {
        small: small(&full),
        full,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "  grpc   {}\nready;", listener.local_addr()?)?;
        out.flush()?;
        drop(out);
        let incoming = TcpListenerStream::new(listener);
        let incoming = tokio_stream::StreamExt::map(incoming, |accepted| {
            accepted.and_then(|stream| {
                stream.set_nodelay(true)?;
                Ok(stream)
            })
        });
        tonic::transport::Server::builder()
            .add_service(QuoteSearchServiceServer::new(echo))
            .serve_with_incoming(incoming)
            .await?;
        Ok(())
    })
}
