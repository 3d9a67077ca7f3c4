//! Every field of a filter has a flag.

use super::{deployment, quote, stance};
use crate::cli::client::ServerArgs;
use crate::rpc::pb;
use clap::Parser as _;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage};
use tonic::transport::{Channel, Endpoint};

/// Flags all three nouns have.
const SHARED: &str = "--actor actors/a --outlet o --collection c --article articles/a --since 2031-03-01 --published-since 2031-03-01 \
                      --ingested-since 2031-03-01T00:00:00Z --min-confidence 0.5 --no-copies --decision confirmed \
                      --source-id i --url u --language en --agency a --extractor-version 0 --lexicon-version 0";

#[derive(clap::Parser)]
struct Quotes {
    #[command(flatten)]
    which: quote::QuoteWhich,
}

#[derive(clap::Parser)]
struct Stances {
    #[command(flatten)]
    which: stance::StanceWhich,
}

#[derive(clap::Parser)]
struct Deployments {
    #[command(flatten)]
    which: deployment::DeploymentWhich,
}

fn words(own: &str) -> Vec<String> {
    let all = format!("x {own} {SHARED}");
    all.split_whitespace().map(str::to_owned).collect()
}

/// Nobody is asked: every actor is given by its name.
fn nowhere() -> (Channel, ServerArgs) {
    let channel = Endpoint::from_static("http://127.0.0.1:1").connect_lazy();
    (channel, ServerArgs::plain(([127, 0, 0, 1], 1).into()))
}

/// Fields of a filter that are not set.
fn unset(name: &str, filter: &impl Message) -> Vec<String> {
    let pool = DescriptorPool::decode(pb::FILE_DESCRIPTOR_SET).unwrap();
    let descriptor = pool
        .get_message_by_name(&format!("vedette.v1.{name}"))
        .unwrap();
    let message =
        DynamicMessage::decode(descriptor.clone(), filter.encode_to_vec().as_slice()).unwrap();
    let fields = descriptor.fields().filter(|f| !message.has_field(f));
    fields.map(|f| f.name().to_owned()).collect()
}

#[tokio::test]
async fn every_field_of_a_filter_has_a_flag() {
    let (channel, server) = nowhere();
    let own = "--speaker actors/a --speaker-country xv --to actors/a --via actors/a --about actors/a --issue i --speaker-identity none \
               --platform X --venue v --affiliation actors/a --cue said --utterance u --kind direct --channel video --modality negated";
    let quotes = Quotes::parse_from(words(own)).which;
    let filter = quotes.filter(&channel, &server).await.unwrap();
    assert_eq!(unset("QuoteFilter", &filter), [""; 0]);
    let own = "--holder actors/a --holder-country xv --target actors/a --issue i --position oppose --basis implied --modality asserted \
               --plover-type accuse --ascribed true --cameo-code 112 --on-behalf-of actors/a --reported-by actors/a";
    let stances = Stances::parse_from(words(own)).which;
    let filter = stances.filter(&channel, &server).await.unwrap();
    assert_eq!(unset("StanceFilter", &filter), [""; 0]);
    let own = "--border xe-xv --border-country xe --include-borderless --status denied --posture deploy --force actors/a --force-country xv \
               --claimant actors/a --disputed true --no-merged --via actors/a --ordered-by actors/a --announced-by actors/a --side xe \
               --modality asserted";
    let deployments = Deployments::parse_from(words(own)).which;
    let filter = deployments.filter(&channel, &server).await.unwrap();
    assert_eq!(unset("DeploymentFilter", &filter), [""; 0]);
    assert!(!unset("DeploymentFilter", &pb::DeploymentFilter::default()).is_empty());
}
