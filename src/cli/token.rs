//! `vedette token new`: a token for a caller, and the line that lets it in.
//!
//! The server keeps the line, the caller the token; neither is stored here. Rule: the token goes to standard output alone.

use super::exit::Exit;
use crate::server::scope::Scope;
use crate::server::token::{is_name, line, make};
use jiff::{SignedDuration, Timestamp};
use std::io::Write;

/// Tokens.
#[derive(Clone, Debug, clap::Args)]
pub struct TokenArgs {
    /// What to do with them
    #[command(subcommand)]
    pub action: TokenAction,
}

/// What can be done with tokens.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum TokenAction {
    /// Make a token: the first line is for the caller, the second for the server's file of tokens
    #[command(after_help = "Examples:\n  vedette token new desk --scope read\n  \
        vedette token new feed --scope ingest,read --days 90 | tee >(sed -n 2p >>/etc/vedette/tokens) | sed -n 1p >feed.token\n\n\
        Only the second line, with its hash, is ever given to the server.")]
    New(NewArgs),
}

/// What the token is for.
#[derive(Clone, Debug, clap::Args)]
pub struct NewArgs {
    /// Whose token it is: letters, digits, dots, dashes, underscores; stands in the server's log
    #[arg(value_parser = name)]
    pub name: String,
    /// What it may do: read, ingest, admin
    #[arg(long, value_delimiter = ',', required = true)]
    pub scope: Vec<Scope>,
    /// Days until it ends; without it, it does not
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub days: Option<u32>,
}

fn name(words: &str) -> Result<String, &'static str> {
    if is_name(words) {
        Ok(words.to_owned())
    } else {
        Err("give up to 64 letters, digits, dots, dashes and underscores")
    }
}

/// Makes a token; it and its line go to `out`.
pub fn run(args: &TokenArgs, out: &mut dyn Write) -> std::io::Result<Exit> {
    let TokenAction::New(new) = &args.action;
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(std::io::Error::other)?;
    let until = new
        .days
        .map(|days| Timestamp::now().checked_add(SignedDuration::from_hours(24 * i64::from(days))))
        .transpose()
        .map_err(std::io::Error::other)?;
    let token = make(&random);
    let mut scopes = new.scope.clone();
    scopes.sort_unstable();
    scopes.dedup();
    writeln!(out, "{token}\n{}", line(&token, &new.name, &scopes, until))?;
    Ok(Exit::Success)
}
