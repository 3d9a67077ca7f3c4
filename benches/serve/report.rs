//! What is printed: ratios with their spread, and whether the goal is reached.

use crate::Outcome;
use crate::load::Measured;
use std::io::Write;
use std::time::Duration;

/// Prints a line at once.
pub(crate) fn say(line: &str) -> Outcome {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// Things a second.
pub(crate) fn per_second(count: u64, time: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a rate to be read by people")]
    let count = count as f64;
    count / time.as_secs_f64().max(1e-9)
}

/// Bytes in millions.
pub(crate) fn megabytes(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a size to be read by people")]
    let bytes = bytes as f64;
    bytes / 1e6
}

/// The value a share of all lies below.
pub(crate) fn percentile(took: &[Duration], percent: usize) -> Duration {
    let mut sorted = took.to_vec();
    sorted.sort_unstable();
    let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(at).copied().unwrap_or_default()
}

impl Measured {
    /// Half of the answers came faster, in microseconds.
    pub(crate) fn p50(&self) -> f64 {
        micros(percentile(&self.took, 50))
    }

    /// All but a hundredth came faster, in microseconds.
    pub(crate) fn p99(&self) -> f64 {
        micros(percentile(&self.took, 99))
    }

    /// Answers a second.
    pub(crate) fn rate(&self) -> f64 {
        per_second(self.took.len() as u64, self.elapsed)
    }

    /// Bytes of an answer.
    pub(crate) fn size(&self) -> usize {
        self.bytes / self.took.len().max(1)
    }
}

pub(crate) fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// The middle one.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// What a goal asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reach {
    AtMost(f64),
    AtLeast(f64),
    /// No goal: told beside one.
    Told,
}

/// Prints a figure of several rounds: median, spread, goal.
pub(crate) fn figure(goal: &str, what: &str, values: &[f64], unit: &str, reach: Reach) -> Outcome {
    let middle = median(values);
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (asked, held) = match reach {
        Reach::AtMost(limit) => (format!("<= {limit}"), middle <= limit),
        Reach::AtLeast(limit) => (format!(">= {limit}"), middle >= limit),
        Reach::Told => (String::new(), true),
    };
    let verdict = match reach {
        Reach::Told => "",
        Reach::AtMost(_) | Reach::AtLeast(_) if held => "held",
        Reach::AtMost(_) | Reach::AtLeast(_) => "MISSED",
    };
    let spread = if values.len() > 1 {
        format!("({} .. {})", short(least), short(most))
    } else {
        String::new()
    };
    let middle = format!("{}{unit}", short(middle));
    say(&format!(
        "{goal:<3} {what:<62} {middle:>12} {spread:<20} {asked:<9} {verdict}"
    ))
}

/// A number with three digits that tell.
pub(crate) fn short(value: f64) -> String {
    if value.abs() >= 100.0 {
        format!("{value:.0}")
    } else if value.abs() >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

/// The machine and how busy it is.
pub(crate) fn machine() -> Outcome<String> {
    let cores = std::thread::available_parallelism()?;
    let info = std::fs::read_to_string("/proc/cpuinfo")?;
    let model = info.lines().find_map(|l| l.strip_prefix("model name"));
    let model = model.map_or("?", |m| m.trim_start_matches([' ', '\t', ':']));
    Ok(format!("{cores} cores of {model}, load {}", load()?))
}

/// Load averages of the last 1, 5 and 15 minutes.
pub(crate) fn load() -> Outcome<String> {
    let load = std::fs::read_to_string("/proc/loadavg")?;
    let words: Vec<&str> = load.split_whitespace().take(3).collect();
    Ok(words.join(" "))
}
