//! The command line: one file a subcommand.
//!
//! Not logic: each command reads its arguments, calls the library and prints. Rule: results go to standard output,
//! everything else to standard error, and exit codes are listed in `exit.rs`.

pub mod access;
pub mod backup;
pub mod client;
pub mod config;
pub mod decide;
pub mod doctor;
pub mod exit;
pub mod explain;
pub mod export;
pub mod extract;
pub mod findings;
pub mod index;
pub mod ingest;
pub(crate) mod plot;
pub mod quarantine;
pub mod query;
pub mod reader;
pub mod sample;
pub mod serve;
pub mod table;
pub mod token;
pub mod upkeep;
pub mod wire_json;
pub mod world;

use crate::config::{Config, ConfigError, Layers, add_flags};
use crate::extract::Knowledge;
use clap::{CommandFactory, FromArgMatches};
use config::{CheckArgs, ConfigAction};
use exit::Exit;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;

/// Version of this build.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Version, compiler and target, as `vedette --version` prints them.
pub const BUILD: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " (",
    env!("VEDETTE_BUILD_REVISION"),
    ", ",
    env!("VEDETTE_BUILD_TARGET"),
    ")"
);

/// News reports in; actor stances, quotes and border deployments out, over gRPC.
#[derive(Clone, Debug, clap::Parser)]
#[command(name = "vedette", version = BUILD, arg_required_else_help = true)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// Everything vedette does.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
    /// Run the server
    Serve(serve::ServeArgs),
    /// Take reports in through a running server
    Ingest(ingest::IngestArgs),
    /// Print findings without a server
    Extract(extract::ExtractArgs),
    /// Say what a report gives, by which rule, and what it does not give and why
    Explain(explain::ExplainArgs),
    /// List articles whose extraction failed, or try them again
    Quarantine(quarantine::QuarantineArgs),
    /// Confirm or reject records, or take that back
    Decide(decide::DecideArgs),
    /// Ask a running server
    Query(Box<query::QueryArgs>),
    /// Write everything that matches into a file
    Export(Box<export::ExportArgs>),
    /// Verify and repair a data directory while no server runs on it
    Index(index::IndexArgs),
    /// Write the article log to one file, from a running server or from a data directory
    Backup(backup::BackupArgs),
    /// Make a data directory out of a backup
    Restore(backup::RestoreArgs),
    /// Extract every article of a running server again with its present extractor
    Reextract(upkeep::ReextractArgs),
    /// Destroy an article for good, on a running server
    Purge(upkeep::PurgeArgs),
    /// Look at data, settings, clock and limits, and say what to do
    Doctor(doctor::DoctorArgs),
    /// Check settings
    Config(config::ConfigArgs),
    /// Make tokens for callers
    Token(token::TokenArgs),
    /// Print the descriptor set of the API with its comments, for grpcurl -protoset and other tools without reflection
    Protoset,
    /// Print a completion script for a shell
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
    /// Write a manual page for every command into a folder
    Man {
        /// The folder; made when it is not there
        #[arg(value_name = "DIR")]
        directory: std::path::PathBuf,
    },
}

/// The whole command, with a flag for every setting where settings matter.
pub fn command() -> clap::Command {
    Cli::command()
        .mut_subcommand("serve", add_flags)
        .mut_subcommand("doctor", add_flags)
        .mut_subcommand("config", |config| config.mut_subcommand("check", add_flags))
}

/// Settings layers of the subcommand that was asked for.
fn layers(matches: &clap::ArgMatches, file: Option<&CheckArgs>) -> Result<Layers, ConfigError> {
    let mut innermost = matches;
    while let Some((_, inner)) = innermost.subcommand() {
        innermost = inner;
    }
    let mut environment = Config::environment();
    if let Some(path) = file.and_then(|f| f.file.as_ref()) {
        environment.insert("VEDETTE_CONFIG".to_owned(), path.display().to_string());
    }
    Layers::gather(innermost, environment)
}

/// Parses the arguments and runs the command; errors go to `err`.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> Exit {
    let matches = match command().try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) => return usage(&error),
    };
    let done = Cli::from_arg_matches(&matches)
        .map_err(|error| usage(&error))
        .and_then(|cli| execute(cli.command, &matches, out, err));
    match done {
        Ok(exit) | Err(exit) => exit,
    }
}

fn usage(error: &clap::Error) -> Exit {
    let printed = error.print();
    match (printed, error.exit_code()) {
        (Ok(()), 0) => Exit::Success,
        _ => Exit::Usage,
    }
}

/// Tells an error on `err` and answers its exit code.
fn tell(err: &mut dyn Write, error: &dyn std::fmt::Display, exit: Exit) -> Exit {
    match writeln!(err, "vedette: {error}") {
        Ok(()) => exit,
        Err(_unwritable) => Exit::Failure,
    }
}

/// The built-in knowledge, with the user's files in it.
fn knowledge(folder: Option<&Path>, err: &mut dyn Write) -> Result<Knowledge, Exit> {
    let files = folder.map_or_else(|| Ok(Vec::new()), world::read);
    let files = files.map_err(|e| tell(err, &e, Exit::Usage))?;
    Knowledge::with_world(&files).map_err(|e| tell(err, &e, Exit::Usage))
}

/// Writes the completion script of a shell to standard output.
fn completions(shell: clap_complete::Shell) -> Exit {
    let mut out = std::io::stdout();
    clap_complete::generate(shell, &mut command(), "vedette", &mut out);
    Exit::Success
}

/// Writes the manual pages, and says where.
fn manual(directory: &Path, out: &mut dyn Write) -> std::io::Result<()> {
    std::fs::create_dir_all(directory)?;
    clap_mangen::generate_to(command(), directory)?;
    writeln!(out, "{}", directory.display())
}

fn execute(
    command: Command,
    matches: &clap::ArgMatches,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> Result<Exit, Exit> {
    match command {
        Command::Serve(args) => {
            let layers = layers(matches, None).map_err(|e| tell(err, &e, Exit::Usage))?;
            let served = runtime(err)?.block_on(serve::run(&args, &layers, out));
            served
                .map(|()| Exit::Success)
                .map_err(|e| tell(err, &e, e.exit()))
        }
        Command::Ingest(args) => told(runtime(err)?.block_on(ingest::run(&args, out, err)), err),
        Command::Query(args) => {
            let asked = runtime(err)?.block_on(query::run(&args, out));
            asked
                .map(|()| Exit::Success)
                .map_err(|e| tell(err, &e, e.exit()))
        }
        Command::Quarantine(args) => told(runtime(err)?.block_on(quarantine::run(&args, out)), err),
        Command::Decide(args) => {
            let decided = runtime(err)?.block_on(decide::run(&args, out));
            decided
                .map(|()| Exit::Success)
                .map_err(|e| tell(err, &e, e.exit()))
        }
        Command::Export(args) => {
            let written = runtime(err)?.block_on(export::run(&args, out, err));
            written
                .map(|()| Exit::Success)
                .map_err(|e| tell(err, &e, e.exit()))
        }
        Command::Extract(args) => {
            let knowledge = knowledge(args.lexicon_dir.as_deref(), err)?;
            extract::run(&args, &knowledge, out, err).map_err(|e| tell(err, &e, Exit::Failure))
        }
        Command::Explain(args) => {
            let knowledge = knowledge(args.lexicon_dir.as_deref(), err)?;
            explain::run(&args, &knowledge, out).map_err(|e| tell(err, &e, Exit::Failure))
        }
        Command::Index(args) => {
            index::run(&args, out, err).map_err(|e| tell(err, &e, Exit::Failure))
        }
        Command::Backup(args) => {
            let done = runtime(err)?.block_on(backup::run(&args, out, err));
            done.map_err(|e| tell(err, &e, e.exit()))
        }
        Command::Restore(args) => {
            backup::restore(&args, out, err).map_err(|e| tell(err, &e, e.exit()))
        }
        Command::Reextract(args) => told(
            runtime(err)?.block_on(upkeep::reextract(&args, out, err)),
            err,
        ),
        Command::Purge(args) => told(runtime(err)?.block_on(upkeep::purge(&args, out)), err),
        Command::Doctor(args) => {
            let layers = layers(matches, None).map_err(|e| tell(err, &e, Exit::Usage))?;
            doctor::run(&args, &layers, out).map_err(|e| tell(err, &e, Exit::Failure))
        }
        Command::Config(args) => {
            let ConfigAction::Check(file) = args.action;
            let layers = layers(matches, Some(&file)).map_err(|e| tell(err, &e, Exit::Usage))?;
            config::check(&layers, out).map_err(|e| tell(err, &e, e.exit()))
        }
        Command::Token(args) => token::run(&args, out).map_err(|e| tell(err, &e, Exit::Failure)),
        Command::Protoset => out
            .write_all(crate::rpc::pb::FILE_DESCRIPTOR_SET)
            .map(|()| Exit::Success)
            .map_err(|e| tell(err, &e, Exit::Failure)),
        Command::Completions { shell } => Ok(completions(shell)),
        Command::Man { directory } => manual(&directory, out)
            .map(|()| Exit::Success)
            .map_err(|e| tell(err, &format!("{}: {e}", directory.display()), Exit::Failure)),
    }
}

/// What a command of the server's came to; an error is told on `err`.
fn told(
    done: Result<Exit, client::ClientError>,
    err: &mut (dyn Write + Send),
) -> Result<Exit, Exit> {
    done.map_err(|e| tell(err, &e, e.exit()))
}

/// The async runtime: a thread a core. A thread for every two was tried and dropped: on two cores a single one that encodes
/// and frames all answers held 64 streams to 8,000 a second in place of 13,000.
fn runtime(err: &mut (dyn Write + Send)) -> Result<tokio::runtime::Runtime, Exit> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| tell(err, &e, Exit::Failure))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vedette(args: &[&str]) -> (Exit, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let args = std::iter::once("vedette")
            .chain(args.iter().copied())
            .map(OsString::from);
        let exit = run(args, &mut out, &mut err);
        (
            exit,
            String::from_utf8(out).unwrap(),
            String::from_utf8(err).unwrap(),
        )
    }

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn config_check_prints_the_merge_and_refuses_what_is_wrong() {
        let (exit, out, _) = vedette(&["config", "check", "--data-dir", "/somewhere"]);
        assert_eq!(exit, Exit::Success);
        assert!(
            out.contains("data.dir = \"/somewhere\"  # --data-dir"),
            "{out}"
        );
        let (exit, _, err) = vedette(&["config", "check", "--server-grpc-listen", "nowhere"]);
        assert_eq!(exit, Exit::Usage);
        assert!(err.contains("server.grpc.listen"), "{err}");
    }

    #[test]
    fn every_command_has_a_manual_page_with_its_flags() {
        let folder = tempfile::tempdir().unwrap();
        let pages = folder.path().join("man1");
        let (exit, out, err) = vedette(&["man", pages.to_str().unwrap()]);
        assert_eq!((exit, err.as_str()), (Exit::Success, ""));
        assert_eq!(out.trim_end(), pages.to_str().unwrap());
        for (page, flag) in [
            ("vedette.1", "ingest"),
            ("vedette-serve.1", "server\\-grpc\\-listen"),
            ("vedette-query-quotes.1", "speaker"),
        ] {
            let text = std::fs::read_to_string(pages.join(page)).unwrap();
            assert!(text.contains(flag), "{page}: {text}");
        }
        let (exit, _, err) = vedette(&["man", pages.join("vedette.1").to_str().unwrap()]);
        assert_eq!(exit, Exit::Failure);
        assert!(err.contains("vedette.1"), "{err}");
    }

    #[test]
    fn timing_counts_the_articles_read_and_not_the_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reports.jsonl");
        let good = "{\"id\": \"a\", \"text\": \"Mira Tolan left.\"}";
        std::fs::write(&path, format!("{good}\nno json\n{good}\n")).unwrap();
        let (exit, out, err) = vedette(&["extract", "--timing", path.to_str().unwrap()]);
        assert_eq!((exit, out.lines().count()), (Exit::Partial, 3));
        let timing: serde_json::Value = serde_json::from_str(&err).unwrap();
        assert_eq!(
            (&timing["articles"], &timing["bytes"]),
            (&2.into(), &32.into())
        );
        assert!(timing["articles_per_second"].as_f64().unwrap() > 0.0);
    }

    #[test]
    fn a_bad_world_file_is_told_with_file_and_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("actors.mine.toml"),
            "[a]\nname = \"A\"\nkind = \"WIZARD\"\n",
        )
        .unwrap();
        let (exit, _, err) = vedette(&[
            "config",
            "check",
            "--lexicon-dir",
            folder.path().to_str().unwrap(),
        ]);
        assert_eq!(exit, Exit::Usage);
        assert!(err.contains("actors.mine.toml:3"), "{err}");
    }
}
