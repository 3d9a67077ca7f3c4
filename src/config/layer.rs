//! The layers: every setting with its three spellings, and who set which value.
//!
//! Not the meaning of a value (that is the parent's). Rule: an unknown key of the file is told with its line.

use super::memory::Memory;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// Every setting: name, default, and what it is for.
#[rustfmt::skip]
pub const KEYS: &[Key] = &[
    key("server.grpc.listen", "127.0.0.1:50051", "Address and port of the API"),
    key("server.grpc.message_bytes_max", "4MiB", "Largest message taken"),
    key("server.grpc.header_bytes_max", "16KiB", "Largest header list of a request"),
    key("server.grpc.streams_max", "128", "Most calls at once on one connection"),
    key("server.grpc.connections_max", "10000", "Most connections at once"),
    key("server.grpc.connections_per_peer_max", "0", "Most connections at once from one address (an IPv6 /64 counts as one); 0 = no cap"),
    key("server.grpc.calls_max", "1024", "Most calls at once over all connections; more are refused with a time to come back"),
    key("server.grpc.connection_age_max", "30m", "Age at which a connection is told to reconnect, so that clients spread; 0s = never"),
    key("server.grpc.handshake_max", "5s", "How long a new connection may take for TLS and its first words"),
    key("server.grpc.keepalive_interval", "30s", "How often a silent connection is pinged"),
    key("server.grpc.keepalive_timeout", "10s", "How long a ping may stay unanswered"),
    key("server.grpc.deadline_max", "30s", "Longest time a call may take; shorter deadlines of callers are kept"),
    key("server.grpc.stream_deadline_max", "10m", "Longest time an ingest stream or an export may take"),
    key("server.grpc.stall_max", "1m", "How long a reader may leave a part of its answer untaken; then an export or a followed stream is told so, any other answer cut"),
    key("server.grpc.heartbeat", "10s", "How often a followed stream with nothing to tell says how far it is"),
    key("server.tls.certificate", "", "Certificate chain of the API (PEM); with it TLS 1.3 is spoken; empty = plain text"),
    key("server.tls.key", "", "Private key of that certificate (PEM)"),
    key("server.tls.client_ca", "", "Authorities whose client certificates are let in (PEM); empty = none is asked for"),
    key("server.tls.version_min", "1.3", "Oldest TLS version spoken: 1.3 or 1.2"),
    key("server.auth.tokens_file", "", "File of token lines, as `vedette token new` prints them; with one, calls need a token"),
    key("server.auth.tokens", "", "Token lines, separated by semicolons; join those of the file"),
    key("server.reload_interval", "10s", "How often files of certificates and tokens are looked at; changed ones are read again, as at SIGHUP"),
    key("server.admin.listen", "127.0.0.1:9090", "Address and port of probes and version; plain text, never to be public"),
    key("server.search.threads", "0", "Threads that search; 0 = one a core, fewer where memory is short"),
    key("server.search.queue", "256", "Searches that may wait; more are refused"),
    key("server.ingest.threads", "0", "Threads that take articles in; 0 = one a core, fewer where memory is short"),
    key("server.ingest.queue", "auto", "Articles that may wait; more are refused; auto = 256, fewer where memory is short"),
    key("server.drain.delay", "5s", "How long calls are still taken after the signal to stop"),
    key("server.drain.timeout", "20s", "How long running calls may go on after that"),
    key("data.dir", "vedette-data", "Directory of the article log and the index; made when absent"),
    key("data.commit_interval", "500ms", "How soon an article on disk is searchable"),
    key("data.writer_bytes", "auto", "Memory of the index writer; auto = a sixteenth of the memory there is, 16 to 128 MiB"),
    key("data.log_cache_bytes", "auto", "Memory of the article log's cache; auto = a thirty-second part of the memory there is, 4 to 64 MiB"),
    key("data.free_bytes_min", "auto", "Disk space kept free; auto = the larger of 1 GiB and 5 %"),
    key("data.page_walk_max", "10m", "How long a page token lives after its last use"),
    key("lexicon.dir", "", "Directory of world files and language tables (en/) that join or replace the built-in ones; empty = none"),
    key("trace.otlp_endpoint", "", "Collector that spans are sent to over OTLP (gRPC, plain text), like http://localhost:4317; empty = none"),
    key("trace.ratio", "1", "Share of calls whose spans are sent, 0 to 1; what a caller has decided is kept"),
    key("log.filter", "info", "What is logged, for example info,vedette::server=debug"),
    key("log.format", "auto", "human, json, or auto = human on a terminal"),
    key("log.slow_call", "1s", "How long a call may take before a line tells it with its plan; 0s = however long"),
];

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Name with dots.
    pub name: &'static str,
    /// Value when nobody sets it.
    pub default: &'static str,
    /// What it is for, one line.
    pub about: &'static str,
}

const fn key(name: &'static str, default: &'static str, about: &'static str) -> Key {
    Key {
        name,
        default,
        about,
    }
}

impl Key {
    /// The environment variable: `VEDETTE_SERVER_GRPC_LISTEN`.
    pub fn variable(&self) -> String {
        format!(
            "VEDETTE_{}",
            self.name.replace('.', "_").to_ascii_uppercase()
        )
    }

    /// The flag without its dashes: `server-grpc-listen`.
    pub fn flag(&self) -> String {
        self.name.replace(['.', '_'], "-")
    }
}

/// Who set a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody.
    Default,
    /// The file, with its line.
    File {
        /// The file as given.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// This environment variable.
    Environment(String),
    /// This flag, without its dashes.
    Flag(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{} line {line}", path.display()),
            Self::Environment(variable) => f.write_str(variable),
            Self::Flag(flag) => write!(f, "--{flag}"),
        }
    }
}

/// Everything that is wrong with the settings; never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct ConfigError(pub Vec<String>);

/// What the layers above the defaults say.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// The file: path and content.
    pub file: Option<(PathBuf, String)>,
    /// The environment.
    pub environment: BTreeMap<String, String>,
    /// Flags given, by name without dashes.
    pub flags: BTreeMap<String, String>,
    /// The memory there is: what is left to itself is sized by it.
    pub memory: Memory,
}

/// A value with the source that set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Which setting.
    pub key: Key,
    /// Its value as written.
    pub value: String,
    /// Who set it.
    pub source: Source,
}

/// Adds a flag for every setting, and `--config FILE`.
pub fn add_flags(command: clap::Command) -> clap::Command {
    let file = clap::Arg::new("config")
        .long("config")
        .value_name("FILE")
        .help("Settings file (TOML) [env: VEDETTE_CONFIG]");
    KEYS.iter().fold(command.arg(file), |command, key| {
        let told = format!(
            "{} [env: {}] [default: {}]",
            key.about,
            key.variable(),
            key.default
        );
        let flag = clap::Arg::new(key.name)
            .long(key.flag())
            .value_name("VALUE");
        command.arg(flag.help(told).help_heading("Settings"))
    })
}

impl Layers {
    /// The layers of a process: its flags as parsed, its environment, and the file either of them names.
    pub fn gather(
        matches: &clap::ArgMatches,
        environment: BTreeMap<String, String>,
    ) -> Result<Self, ConfigError> {
        let given = |key: &Key| {
            let value = matches.try_get_one::<String>(key.name).ok().flatten()?;
            Some((key.flag(), value.clone()))
        };
        let path = matches
            .try_get_one::<String>("config")
            .ok()
            .flatten()
            .or_else(|| environment.get("VEDETTE_CONFIG"));
        let file = path.map(PathBuf::from).map(|path| {
            let content = std::fs::read_to_string(&path)
                .map_err(|e| ConfigError(vec![format!("read {}: {e}", path.display())]))?;
            Ok((path, content))
        });
        Ok(Self {
            file: file.transpose()?,
            flags: KEYS.iter().filter_map(given).collect(),
            environment,
            memory: Memory::of(Path::new("/")),
        })
    }
}

pub(super) fn merge(layers: &Layers) -> (Vec<Setting>, Vec<String>) {
    let mut problems = Vec::new();
    let mut settings: Vec<Setting> = KEYS
        .iter()
        .map(|key| Setting {
            key: *key,
            value: key.default.to_owned(),
            source: Source::Default,
        })
        .collect();
    if let Some((path, content)) = &layers.file {
        for (name, line, value) in read_file(path, content, &mut problems) {
            let source = Source::File {
                path: path.clone(),
                line,
            };
            match settings.iter_mut().find(|s| s.key.name == name) {
                Some(setting) => (setting.value, setting.source) = (value, source),
                None => problems.push(format!(
                    "{source}: {name} is no setting; see `vedette config check`"
                )),
            }
        }
    }
    for setting in &mut settings {
        let (variable, flag) = (setting.key.variable(), setting.key.flag());
        if let Some(value) = layers.environment.get(&variable) {
            (setting.value, setting.source) = (value.clone(), Source::Environment(variable));
        }
        if let Some(value) = layers.flags.get(&flag) {
            (setting.value, setting.source) = (value.clone(), Source::Flag(flag));
        }
    }
    (settings, problems)
}

type Entry = (String, usize, String);

fn read_file(path: &Path, content: &str, problems: &mut Vec<String>) -> Vec<Entry> {
    let line = |at: usize| 1 + content.bytes().take(at).filter(|b| *b == b'\n').count();
    let mut entries = Vec::new();
    match DeTable::parse(content) {
        Ok(table) => {
            let mut told = |at: usize, words: String| {
                problems.push(format!("{} line {}: {words}", path.display(), line(at)));
            };
            flatten(table.get_ref(), "", &mut |name, at, value| match value {
                Some(value) => entries.push((name, line(at), value)),
                None => told(at, format!("{name} takes a text or a number")),
            });
        }
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let told = error.message();
            problems.push(format!("{} line {}: {told}", path.display(), line(at)));
        }
    }
    entries
}

fn flatten(
    table: &DeTable<'_>,
    prefix: &str,
    found: &mut dyn FnMut(String, usize, Option<String>),
) {
    for (key, value) in table {
        let name = format!("{prefix}{}", key.get_ref());
        let at = key.span().start;
        match value.get_ref() {
            DeValue::Table(inner) => flatten(inner, &format!("{name}."), found),
            DeValue::String(text) => found(name, at, Some(text.to_string())),
            DeValue::Integer(number) => found(name, at, Some(number.to_string())),
            DeValue::Float(number) => found(name, at, Some(number.to_string())),
            DeValue::Boolean(word) => found(name, at, Some(word.to_string())),
            DeValue::Datetime(_) | DeValue::Array(_) => found(name, at, None),
        }
    }
}
