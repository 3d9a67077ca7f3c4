//! `vedette doctor`: looks at settings, data, disk, clock and limits, and says what to do about each thing that is wrong.
//!
//! Not a repair: it changes nothing. Rule: a line a check, `ok`, `warning` or `WRONG`, and what is wrong says what to do.

use super::exit::Exit;
use crate::config::{Config, Layers, MEMORY_MIN};
use crate::index::repair;
use crate::server;
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

/// Fewest open files a server with many connections gets along with.
const OPEN_FILES_MIN: u64 = 4096;

/// A certificate that ends sooner than this many days is warned of.
const CERTIFICATE_DAYS_MIN: i64 = 14;

/// Before this day no clock is right: 2026-01-01.
const CLOCK_MIN: i64 = 1_767_225_600;

/// Looks at everything a server needs.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette doctor --data-dir /var/lib/vedette\n  vedette doctor --config /etc/vedette/vedette.toml --deep\n\n\
    Exit status: 0 nothing wrong, 2 wrong settings, 3 something is wrong."
)]
pub struct DoctorArgs {
    /// Read every entry and every file of the data directory too; no server may run on it
    #[arg(long)]
    pub deep: bool,
}

/// How a check ended.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Finding {
    Fine(String),
    Warning(String),
    Wrong(String),
}

/// Runs every check; findings go to `out`.
pub fn run(args: &DoctorArgs, layers: &Layers, out: &mut dyn Write) -> std::io::Result<Exit> {
    let config = match Config::load(layers) {
        Ok(config) => config,
        Err(error) => {
            tell(out, "settings", &Finding::Wrong(error.to_string()))?;
            return Ok(Exit::Usage);
        }
    };
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let now = jiff::Timestamp::now().as_second();
    let mut findings = vec![
        ("settings", Finding::Fine("they load".to_owned())),
        ("lexicon", lexicon(&config)),
        ("certificate", certificate(&config, now)),
        ("data", data(&config.data.dir)),
        ("disk", disk(&config)),
        ("memory", memory(&config)),
        ("clock", clock(now)),
        ("open files", open_files(&limits)),
    ];
    if args.deep {
        findings.push(("deep", deep(&config.data.dir)));
    }
    for (what, finding) in &findings {
        tell(out, what, finding)?;
    }
    let wrong = findings
        .iter()
        .any(|(_, finding)| matches!(finding, Finding::Wrong(_)));
    Ok(if wrong { Exit::Partial } else { Exit::Success })
}

fn tell(out: &mut dyn Write, what: &str, finding: &Finding) -> std::io::Result<()> {
    match finding {
        Finding::Fine(told) => writeln!(out, "ok       {what}: {told}"),
        Finding::Warning(told) => writeln!(out, "warning  {what}: {told}"),
        Finding::Wrong(told) => writeln!(out, "WRONG    {what}: {told}"),
    }
}

fn lexicon(config: &Config) -> Finding {
    match super::serve::knowledge(config, false) {
        Ok(knowledge) => Finding::Fine(format!("version {}", knowledge.lexicon.version())),
        Err(error) => Finding::Wrong(error.to_string()),
    }
}

/// Certificates and tokens as a server would read them, and how long the certificate still holds.
fn certificate(config: &Config, now: i64) -> Finding {
    let ends = server::check(&config.security).and_then(|()| server::expires(&config.security));
    match ends {
        Err(error) => Finding::Wrong(error.to_string()),
        Ok(None) => Finding::Fine("TLS is off".to_owned()),
        Ok(Some(ends)) => lasts(ends - now),
    }
}

fn lasts(seconds: i64) -> Finding {
    let days = seconds.div_euclid(86_400);
    if seconds <= 0 {
        Finding::Wrong(
            "it has ended: clients refuse it; renew it, a running server reads it by itself"
                .to_owned(),
        )
    } else if days < CERTIFICATE_DAYS_MIN {
        Finding::Warning(format!("it ends in {days} days: renew it"))
    } else {
        Finding::Fine(format!("it holds for {days} days"))
    }
}

fn data(dir: &Path) -> Finding {
    if !dir.exists() {
        return Finding::Warning(format!(
            "{} is not there; `vedette serve` makes it",
            dir.display()
        ));
    }
    match repair::look(dir) {
        Ok(look) => {
            let mut told = format!("{}, {} entries", dir.display(), look.entries);
            if look.in_use {
                told = format!("{} is in use by a server", dir.display());
            }
            for (name, what) in [
                (
                    look.aside,
                    "index.aside holds an index that was found damaged; remove it once the new one answers",
                ),
                (
                    look.broken,
                    "articles.redb.broken holds a broken log; remove it once nothing in it is missed",
                ),
            ] {
                if name {
                    let _infallible = write!(told, "; {what}");
                }
            }
            if look.aside || look.broken {
                Finding::Warning(told)
            } else {
                Finding::Fine(told)
            }
        }
        Err(error) => Finding::Wrong(super::backup::chain(&error)),
    }
}

fn disk(config: &Config) -> Finding {
    let dir = &config.data.dir;
    let there = dir.ancestors().find(|d| d.is_dir());
    let Some((free, needed)) =
        there.and_then(|d| repair::space(d, config.data.free_bytes_min).ok())
    else {
        return Finding::Warning("the file system does not tell its free space".to_owned());
    };
    if free < needed {
        return Finding::Wrong(format!(
            "{free} bytes free, {needed} are kept free: articles are refused until there is room"
        ));
    }
    if free < needed.saturating_mul(2) {
        return Finding::Warning(format!(
            "{free} bytes free, {needed} are kept free: make room soon"
        ));
    }
    Finding::Fine(format!("{free} bytes free, {needed} are kept free"))
}

/// The memory a server of these settings would have, and what it would take of it for itself.
fn memory(config: &Config) -> Finding {
    let (data, memory) = (&config.data, config.memory);
    let Some(budget) = memory.budget() else {
        return Finding::Warning("the system does not tell how much there is".to_owned());
    };
    let of = match memory.limit {
        Some(limit) if limit == budget => "the control group's limit",
        Some(_) | None => "all of the machine",
    };
    let own = data.writer_bytes.saturating_add(data.log_cache_bytes);
    let told = format!(
        "{budget} bytes ({of}); index writer {}, log cache {}, {} threads search, {} take articles in, {} articles may wait",
        data.writer_bytes,
        data.log_cache_bytes,
        config.search.threads,
        config.ingest.threads,
        config.ingest.queue,
    );
    if budget < MEMORY_MIN {
        return Finding::Warning(format!("{told}: give at least {MEMORY_MIN}"));
    }
    if u64::try_from(own).is_ok_and(|own| own > budget / 2) {
        return Finding::Warning(format!(
            "{told}: data.writer_bytes and data.log_cache_bytes leave less than half to all else; set them to auto"
        ));
    }
    Finding::Fine(told)
}

fn clock(now: i64) -> Finding {
    if now < CLOCK_MIN {
        Finding::Wrong(format!(
            "it says {now} seconds since 1970, which is in the past: ingest times would be wrong; set it"
        ))
    } else {
        Finding::Fine("it is past the day this release was made".to_owned())
    }
}

fn open_files(limits: &str) -> Finding {
    let line = limits.lines().find(|l| l.starts_with("Max open files"));
    let soft = line
        .and_then(|l| l.split_whitespace().nth(3))
        .and_then(|n| n.parse::<u64>().ok());
    match soft {
        Some(n) if n < OPEN_FILES_MIN => Finding::Warning(format!(
            "at most {n}: give at least {OPEN_FILES_MIN} (LimitNOFILE= or ulimit -n)"
        )),
        Some(n) => Finding::Fine(format!("at most {n}")),
        None => Finding::Fine("no limit is told".to_owned()),
    }
}

fn deep(dir: &Path) -> Finding {
    match repair::verify(dir, &mut |_, _| {}) {
        Ok(found) if found.is_sound() => {
            Finding::Fine(format!("{} entries and the index are sound", found.entries))
        }
        Ok(found) => {
            let first = found.damaged.first().cloned().or(found.index);
            Finding::Wrong(format!(
                "{} damaged entries; {}: run `vedette index verify` for all of it",
                found.damaged_entries,
                first.unwrap_or_default()
            ))
        }
        Err(error) => Finding::Wrong(super::backup::chain(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Memory;

    #[test]
    fn a_clock_in_the_past_is_wrong() {
        assert!(matches!(clock(CLOCK_MIN - 1), Finding::Wrong(_)));
        assert!(matches!(clock(CLOCK_MIN), Finding::Fine(_)));
    }

    #[test]
    fn a_certificate_is_warned_of_before_it_ends_and_wrong_after() {
        let day = 86_400;
        let enough = CERTIFICATE_DAYS_MIN * day;
        assert!(matches!(lasts(enough), Finding::Fine(_)));
        assert!(matches!(lasts(enough - 1), Finding::Warning(_)));
        assert!(matches!(lasts(1), Finding::Warning(_)));
        assert!(matches!(lasts(0), Finding::Wrong(_)));
    }

    #[test]
    fn few_open_files_are_warned_of() {
        let line =
            |n: u64| format!("Max open files            {n}                 9000     files\n");
        assert!(matches!(
            open_files(&line(OPEN_FILES_MIN - 1)),
            Finding::Warning(_)
        ));
        assert!(matches!(
            open_files(&line(OPEN_FILES_MIN)),
            Finding::Fine(_)
        ));
    }

    #[test]
    fn little_memory_is_warned_of_and_what_is_sized_by_it_told() {
        let of = |limit: Option<u64>, flags: &[(&str, &str)]| {
            let own = |(k, v): &(&str, &str)| ((*k).to_owned(), (*v).to_owned());
            let machine = Some(8 << 30);
            let layers = Layers {
                flags: flags.iter().map(own).collect(),
                memory: Memory { limit, machine },
                ..Layers::default()
            };
            memory(&Config::load(&layers).unwrap())
        };
        let Finding::Fine(told) = of(Some(MEMORY_MIN), &[]) else {
            panic!("the least is enough");
        };
        let wanted = "268435456 bytes (the control group's limit); index writer 16777216, log cache 8388608, ";
        assert!(told.starts_with(wanted), "{told}");
        assert!(matches!(of(Some(MEMORY_MIN - 1), &[]), Finding::Warning(_)));
        let greedy = [("data-writer-bytes", "128MiB")];
        assert!(matches!(of(Some(MEMORY_MIN), &greedy), Finding::Warning(_)));
        let Finding::Fine(told) = of(None, &greedy) else {
            panic!("a machine without a limit is enough");
        };
        assert!(
            told.starts_with("8589934592 bytes (all of the machine)"),
            "{told}"
        );
    }

    #[test]
    fn each_wrong_thing_is_named_and_sets_the_exit_code() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("format"), "something else").unwrap();
        let layers = Layers {
            flags: [("data-dir".to_owned(), dir.path().display().to_string())].into(),
            ..Layers::default()
        };
        let mut out = Vec::new();
        let exit = run(&DoctorArgs { deep: false }, &layers, &mut out).unwrap();
        let told = String::from_utf8(out).unwrap();
        assert_eq!(exit, Exit::Partial, "{told}");
        assert!(told.contains("WRONG    data: "), "{told}");
        assert!(told.contains("ok       settings"), "{told}");
    }

    #[test]
    fn settings_that_do_not_load_are_wrong_usage() {
        let layers = Layers {
            flags: [("server-search-threads".to_owned(), "many".to_owned())].into(),
            ..Layers::default()
        };
        let mut out = Vec::new();
        let exit = run(&DoctorArgs { deep: false }, &layers, &mut out).unwrap();
        let told = String::from_utf8(out).unwrap();
        assert_eq!(exit, Exit::Usage, "{told}");
        assert!(told.contains("WRONG    settings: "), "{told}");
    }
}
