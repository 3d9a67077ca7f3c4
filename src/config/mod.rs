//! Settings: flags, environment, file and defaults merged once, each value with the source that set it.
//!
//! Not read anywhere else: parts get their own piece of [`Config`]. Rules: flags > environment > file > default; one name in
//! three spellings (`server.grpc.listen`, `VEDETTE_SERVER_GRPC_LISTEN`, `--server-grpc-listen`); an unknown key of the file
//! is an error with its line; everything wrong is told at once. Variables nobody knows are left alone: clusters set some.

mod layer;
mod manager;
mod memory;
mod security;
mod value;

pub use layer::{ConfigError, KEYS, Key, Layers, Setting, Source, add_flags};
pub use manager::ServiceManager;
pub use memory::{MEMORY_MIN, Memory};
pub use security::{AuthConfig, SecurityConfig, TlsConfig};

use layer::merge;
use memory::cores;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use value::{address, auto, bytes, duration, log_format, number, path, positive};

/// The API's listener and its limits.
#[derive(Clone, Debug)]
pub struct GrpcConfig {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Largest message taken, in bytes.
    pub message_bytes_max: usize,
    /// Largest header list, in bytes.
    pub header_bytes_max: u32,
    /// Most calls at once on one connection.
    pub streams_max: u32,
    /// Most connections at once.
    pub connections_max: usize,
    /// Most connections at once from one address; 0 = no cap.
    pub connections_per_peer_max: usize,
    /// Most calls at once over all connections.
    pub calls_max: usize,
    /// Age at which a connection is told to reconnect; zero = never.
    pub connection_age_max: Duration,
    /// How long TLS and the preface of a new connection may take.
    pub handshake_max: Duration,
    /// How often a silent connection is pinged.
    pub keepalive_interval: Duration,
    /// How long a ping may stay unanswered.
    pub keepalive_timeout: Duration,
    /// Longest time a call may take.
    pub deadline_max: Duration,
    /// Longest time an ingest stream or an export may take.
    pub stream_deadline_max: Duration,
    /// How long a reader may leave a part of its answer untaken.
    pub stall_max: Duration,
    /// How often a followed stream with nothing to tell says how far it is.
    pub heartbeat: Duration,
}

/// A pool of threads.
#[derive(Clone, Copy, Debug)]
pub struct PoolConfig {
    /// Threads.
    pub threads: usize,
    /// Jobs that may wait.
    pub queue: usize,
}

/// How the server stops.
#[derive(Clone, Copy, Debug)]
pub struct DrainConfig {
    /// How long calls are still taken.
    pub delay: Duration,
    /// How long running calls may go on.
    pub timeout: Duration,
}

/// Where and how articles and index are kept.
#[derive(Clone, Debug)]
pub struct DataConfig {
    /// The data directory.
    pub dir: PathBuf,
    /// How soon an article on disk is searchable.
    pub commit_interval: Duration,
    /// Memory of the index writer, in bytes.
    pub writer_bytes: usize,
    /// Memory of the log's cache, in bytes.
    pub log_cache_bytes: usize,
    /// Disk space kept free, in bytes; `None` = the larger of 1 GiB and 5 %.
    pub free_bytes_min: Option<u64>,
    /// How long a page token lives after its last use.
    pub page_walk_max: Duration,
}

/// How lines are logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// Human on a terminal, else JSON.
    #[default]
    Auto,
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}

/// What is logged, and how.
#[derive(Clone, Debug)]
pub struct LogConfig {
    /// Directives: `info,vedette::server=debug`.
    pub filter: String,
    /// How.
    pub format: LogFormat,
    /// How long a call may take before it is logged with its plan; zero = however long.
    pub slow_call: Duration,
}

/// Where spans are sent.
#[derive(Clone, Debug, Default)]
pub struct TraceConfig {
    /// The collector; `None` = nowhere.
    pub otlp_endpoint: Option<String>,
    /// Share of calls, 0 to 1.
    pub ratio: f64,
}

/// All settings, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The API.
    pub grpc: GrpcConfig,
    /// TLS and tokens.
    pub security: SecurityConfig,
    /// Where probes and version are served.
    pub admin_listen: SocketAddr,
    /// Threads that search.
    pub search: PoolConfig,
    /// Threads that take articles in.
    pub ingest: PoolConfig,
    /// How the server stops.
    pub drain: DrainConfig,
    /// Where articles and index are kept.
    pub data: DataConfig,
    /// What is logged.
    pub log: LogConfig,
    /// Where spans are sent.
    pub trace: TraceConfig,
    /// The memory there is.
    pub memory: Memory,
    /// World files of the user's own, read once at start.
    pub lexicon_dir: Option<PathBuf>,
    /// Every setting with its source, in the order of [`KEYS`].
    pub settings: Vec<Setting>,
}

impl Config {
    /// Merges the layers and checks every value.
    pub fn load(layers: &Layers) -> Result<Self, ConfigError> {
        let (settings, problems) = merge(layers);
        let memory = layers.memory;
        let mut read = Reader {
            settings,
            problems,
            memory,
        };
        let grpc = read.grpc();
        let security = read.security();
        let admin_listen = read.address("server.admin.listen");
        let search = read.search();
        let ingest = read.ingest(grpc.message_bytes_max);
        let drain = DrainConfig {
            delay: read.value("server.drain.delay", duration),
            timeout: read.value("server.drain.timeout", duration),
        };
        let data = read.data();
        let lexicon_dir = read
            .text("lexicon.dir")
            .filter(|d| !d.is_empty())
            .map(PathBuf::from);
        let log = LogConfig {
            filter: read.value("log.filter", value::filter),
            format: read.value("log.format", log_format),
            slow_call: read.value("log.slow_call", duration),
        };
        let trace = TraceConfig {
            otlp_endpoint: read.value("trace.otlp_endpoint", value::endpoint),
            ratio: read.value("trace.ratio", value::ratio),
        };
        if !read.problems.is_empty() {
            return Err(ConfigError(read.problems));
        }
        Ok(Self {
            grpc,
            security,
            admin_listen,
            search,
            ingest,
            drain,
            data,
            log,
            trace,
            memory,
            lexicon_dir,
            settings: read.settings,
        })
    }

    /// The process's own environment.
    pub fn environment() -> BTreeMap<String, String> {
        std::env::vars_os()
            .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
            .filter(|(variable, _)| variable.starts_with("VEDETTE_"))
            .collect()
    }

    /// All settings as TOML lines, each with the source that set it.
    pub fn describe(&self) -> String {
        let lines = self.settings.iter().map(|s| {
            let value = toml::Value::from(s.value.as_str());
            format!("{} = {value}  # {}\n", s.key.name, s.source)
        });
        lines.collect()
    }
}

struct Reader {
    settings: Vec<Setting>,
    problems: Vec<String>,
    memory: Memory,
}

impl Reader {
    /// The checked value of a setting, or `None` beside a noted problem, which [`Config::load`] then returns.
    fn checked<T, E: fmt::Display>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let setting = self.settings.iter().find(|s| s.key.name == name)?;
        match parse(setting.value.trim()) {
            Ok(value) => Some(value),
            Err(told) => {
                let (value, source) = (&setting.value, &setting.source);
                self.problems
                    .push(format!("{name}: {value:?} ({source}): {told}"));
                None
            }
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        self.settings
            .iter()
            .find(|s| s.key.name == name)
            .map(|s| s.value.trim().to_owned())
    }

    fn value<T: Default, E: fmt::Display>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> T {
        self.checked(name, parse).unwrap_or_default()
    }

    fn address(&mut self, name: &str) -> SocketAddr {
        self.checked(name, address)
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    fn grpc(&mut self) -> GrpcConfig {
        GrpcConfig {
            listen: self.address("server.grpc.listen"),
            message_bytes_max: self.value("server.grpc.message_bytes_max", bytes),
            header_bytes_max: self.value("server.grpc.header_bytes_max", bytes),
            streams_max: self.value("server.grpc.streams_max", positive),
            connections_max: self.value("server.grpc.connections_max", positive),
            connections_per_peer_max: self.value("server.grpc.connections_per_peer_max", number),
            calls_max: self.value("server.grpc.calls_max", positive),
            connection_age_max: self.value("server.grpc.connection_age_max", duration),
            handshake_max: self.value("server.grpc.handshake_max", duration),
            keepalive_interval: self.value("server.grpc.keepalive_interval", duration),
            keepalive_timeout: self.value("server.grpc.keepalive_timeout", duration),
            deadline_max: self.value("server.grpc.deadline_max", duration),
            stream_deadline_max: self.value("server.grpc.stream_deadline_max", duration),
            stall_max: self.value("server.grpc.stall_max", duration),
            heartbeat: self.value("server.grpc.heartbeat", duration),
        }
    }

    /// A pool's threads, by memory where they are left to it.
    fn threads(&mut self, name: &str) -> usize {
        match self.value(name, number) {
            0 => whole(self.memory.threads(cores())),
            told => told,
        }
    }

    fn search(&mut self) -> PoolConfig {
        PoolConfig {
            threads: self.threads("server.search.threads"),
            queue: self.value("server.search.queue", positive),
        }
    }

    fn ingest(&mut self, message_bytes_max: usize) -> PoolConfig {
        let queue = self.value("server.ingest.queue", |t| auto(t, positive));
        PoolConfig {
            threads: self.threads("server.ingest.threads"),
            queue: queue.unwrap_or_else(|| whole(self.memory.queue(message_bytes_max))),
        }
    }

    fn data(&mut self) -> DataConfig {
        let memory = self.memory;
        let writer = self.value("data.writer_bytes", |t| auto(t, bytes));
        let log_cache = self.value("data.log_cache_bytes", |t| auto(t, bytes));
        DataConfig {
            dir: self.value("data.dir", path),
            commit_interval: self.value("data.commit_interval", duration),
            writer_bytes: writer.unwrap_or_else(|| whole(memory.writer_bytes())),
            log_cache_bytes: log_cache.unwrap_or_else(|| whole(memory.log_cache_bytes())),
            free_bytes_min: self.value("data.free_bytes_min", |t| auto(t, bytes)),
            page_walk_max: self.value("data.page_walk_max", duration),
        }
    }
}

fn whole(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(
        file: &str,
        environment: &[(&str, &str)],
        flags: &[(&str, &str)],
    ) -> Result<Config, ConfigError> {
        let own = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect()
        };
        Config::load(&Layers {
            file: Some((PathBuf::from("v.toml"), file.to_owned())),
            environment: own(environment),
            flags: own(flags),
            ..Layers::default()
        })
    }

    #[test]
    fn flags_beat_environment_beats_file_beats_default() {
        let file =
            "[server.grpc]\nlisten = \"127.0.0.1:1\"\nstreams_max = 7\n[data]\ndir = \"/f\"\n";
        let environment = [
            ("VEDETTE_SERVER_GRPC_LISTEN", "127.0.0.1:2"),
            ("VEDETTE_DATA_DIR", "/e"),
        ];
        let config = load(file, &environment, &[("server-grpc-listen", "127.0.0.1:3")]).unwrap();
        assert_eq!(config.grpc.listen.port(), 3);
        assert_eq!(config.data.dir, PathBuf::from("/e"));
        assert_eq!(config.grpc.streams_max, 7);
        assert_eq!(config.search.queue, 256);
        let told = config.describe();
        for line in [
            "server.grpc.listen = \"127.0.0.1:3\"  # --server-grpc-listen",
            "data.dir = \"/e\"  # VEDETTE_DATA_DIR",
            "server.grpc.streams_max = \"7\"  # v.toml line 3",
            "server.search.queue = \"256\"  # default",
        ] {
            assert!(
                told.lines().any(|l| l == line),
                "{line} is missing in\n{told}"
            );
        }
    }

    #[test]
    fn unknown_keys_and_bad_values_are_told_at_once_with_key_and_line() {
        let file = "[server.grpc]\nlisten = \"nowhere\"\nlisen = \"x\"\n[log]\nfilter = [1]\n";
        let ConfigError(told) =
            load(file, &[("VEDETTE_SERVER_DRAIN_DELAY", "5")], &[]).unwrap_err();
        let all = told.join("\n");
        assert_eq!(told.len(), 4, "{all}");
        assert!(
            all.contains("v.toml line 3: server.grpc.lisen is no setting"),
            "{all}"
        );
        assert!(
            all.contains("v.toml line 5: log.filter takes a text or a number"),
            "{all}"
        );
        assert!(
            all.contains("server.grpc.listen: \"nowhere\" (v.toml line 2)"),
            "{all}"
        );
        assert!(
            all.contains("server.drain.delay: \"5\" (VEDETTE_SERVER_DRAIN_DELAY)"),
            "{all}"
        );
    }

    #[test]
    fn a_file_that_is_no_toml_names_its_line() {
        let ConfigError(told) = load("[server]\n= 1\n", &[], &[]).unwrap_err();
        assert!(told[0].starts_with("v.toml line 2: "), "{told:?}");
    }

    #[test]
    fn what_is_described_loads_again_to_the_same() {
        let first = load("", &[], &[("data-dir", "/x y")]).unwrap();
        let second = load(&first.describe(), &[], &[]).unwrap();
        assert_eq!(second.data.dir, PathBuf::from("/x y"));
        assert_eq!(second.grpc.listen, first.grpc.listen);
    }

    #[test]
    fn every_flag_parses_into_its_layer() {
        let command = add_flags(clap::Command::new("t"));
        let matches = command
            .try_get_matches_from(["t", "--data-dir", "/d", "--log-format=json"])
            .unwrap();
        let layers = Layers::gather(&matches, BTreeMap::new()).unwrap();
        let config = Config::load(&layers).unwrap();
        assert_eq!(config.data.dir, PathBuf::from("/d"));
        assert_eq!(config.log.format, LogFormat::Json);
    }
}
