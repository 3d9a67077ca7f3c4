//! `vedette query log`: reads the article log of a running server through and says what is wrong with it.
//!
//! Not a repair: `vedette index verify` and `vedette doctor` look at a directory no server runs on. Rule: damage ends the command
//! with a failure, so that scripts see it.

use crate::cli::client::{ClientError, ServerArgs, client};
use crate::cli::wire_json;
use crate::rpc::pb;
use pb::admin_service_client::AdminServiceClient;
use std::io::Write;
use tonic::transport::Channel;

/// Reads every entry of the article log and says what is wrong, while the server goes on. Scope `admin`.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Exit status: 0 every entry is whole, 1 some are damaged (each is told), 4 no server."
)]
pub struct LogArgs {
    /// Number of the last entry not looked at
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub after: i64,
    /// One response message a line, as JSON
    #[arg(long)]
    pub json: bool,
    /// Where the server is
    #[command(flatten)]
    pub server: ServerArgs,
}

pub(super) async fn run(args: &LogArgs, out: &mut (dyn Write + Send)) -> Result<(), ClientError> {
    let channel = args.server.connect().await?;
    let mut client = client!(AdminServiceClient<Channel>, channel);
    let (mut after_sequence, mut damaged) = (args.after, 0);
    // Every answer but the last goes further, so the walk ends with the log.
    loop {
        let request = args.server.request(pb::VerifyLogRequest { after_sequence });
        let told = client.verify_log(request).await?.into_inner();
        if args.json {
            let line = wire_json::to_json("VerifyLogResponse", &told)?;
            writeln!(out, "{line}")?;
        } else {
            for damage in &told.damages {
                writeln!(out, "{damage}")?;
            }
        }
        damaged += told.damages.len();
        let last = told.verified_sequence >= told.head_sequence;
        if last || told.verified_sequence <= after_sequence {
            break;
        }
        after_sequence = told.verified_sequence;
    }
    if damaged > 0 {
        return Err(ClientError::Damaged { damaged });
    }
    if !args.json {
        writeln!(out, "every entry of the article log is whole")?;
    }
    Ok(())
}
