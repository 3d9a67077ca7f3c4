//! `vedette config check`: settings merged, checked, and shown with who set each.

use super::exit::Exit;
use super::serve::{self, ServeCommandError};
use crate::config::{Config, Layers};
use crate::server;
use std::io::Write;
use std::path::PathBuf;

/// Settings.
#[derive(Clone, Debug, clap::Args)]
pub struct ConfigArgs {
    /// What to do with them
    #[command(subcommand)]
    pub action: ConfigAction,
}

/// What can be done with settings.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum ConfigAction {
    /// Check the settings and the files they name (lexicon, certificates, tokens); print the merge as TOML with the source of each value
    #[command(
        after_help = "Examples:\n  vedette config check /etc/vedette/vedette.toml\n  \
        VEDETTE_DATA_DIR=/data vedette config check --server-grpc-listen 0.0.0.0:50051\n\nExit status: 0 fine, 2 wrong."
    )]
    Check(CheckArgs),
}

/// What to check.
#[derive(Clone, Debug, clap::Args)]
pub struct CheckArgs {
    /// Settings file (TOML); the same as --config
    pub file: Option<PathBuf>,
}

/// Checks; the merge goes to `out`.
pub fn check(layers: &Layers, out: &mut dyn Write) -> Result<Exit, ServeCommandError> {
    let config = Config::load(layers)?;
    server::check(&config.security)?;
    let knowledge = serve::knowledge(&config, false)?;
    write!(out, "{}", config.describe())?;
    writeln!(
        out,
        "# fine; lexicon {} with {} actors",
        knowledge.lexicon.version(),
        knowledge.lexicon.actors().len()
    )?;
    Ok(Exit::Success)
}
