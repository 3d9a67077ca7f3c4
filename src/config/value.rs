//! Values: what a setting's words mean, or one phrase that says what to give.

use super::LogFormat;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

pub(super) fn filter(words: &str) -> Result<String, &'static str> {
    if words.is_empty() {
        Err("give a level, like info")
    } else {
        Ok(words.to_owned())
    }
}

pub(super) fn path(words: &str) -> Result<PathBuf, &'static str> {
    if words.is_empty() {
        Err("give a path")
    } else {
        Ok(PathBuf::from(words))
    }
}

pub(super) fn address(words: &str) -> Result<SocketAddr, &'static str> {
    words
        .parse()
        .map_err(|_e| "give an address and port like 127.0.0.1:50051")
}

pub(super) fn number<T: TryFrom<u64>>(words: &str) -> Result<T, &'static str> {
    let read = words.parse::<u64>().ok().and_then(|n| T::try_from(n).ok());
    read.ok_or("give a whole number")
}

pub(super) fn positive<T: TryFrom<u64>>(words: &str) -> Result<T, &'static str> {
    let read = words.parse::<u64>().ok().filter(|n| *n > 0);
    read.and_then(|n| T::try_from(n).ok())
        .ok_or("give a whole number from 1 on")
}

/// The number before a unit, and the factor of the unit.
fn scaled(words: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = words.split_at_checked(digits)?;
    let factor = units.iter().find(|(name, _)| *name == unit.trim())?.1;
    number.parse::<u64>().ok()?.checked_mul(factor)
}

pub(super) fn duration(words: &str) -> Result<Duration, &'static str> {
    let units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];
    scaled(words, &units)
        .map(Duration::from_millis)
        .ok_or("give a time with its unit (ms, s, m, h), like 500ms or 30s")
}

pub(super) fn bytes<T: TryFrom<u64>>(words: &str) -> Result<T, &'static str> {
    let units = [
        ("", 1),
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
    ];
    let read = scaled(words, &units).and_then(|n| T::try_from(n).ok());
    read.ok_or("give a number of bytes, or one with KiB, MiB or GiB, like 4MiB")
}

/// A value, or none where `auto` leaves it to the program.
pub(super) fn auto<T>(
    words: &str,
    read: impl Fn(&str) -> Result<T, &'static str>,
) -> Result<Option<T>, &'static str> {
    if words == "auto" {
        return Ok(None);
    }
    read(words).map(Some)
}

/// Whether TLS 1.2 is spoken, by the oldest version that is.
pub(super) fn tls_1_2(words: &str) -> Result<bool, &'static str> {
    match words {
        "1.3" => Ok(false),
        "1.2" => Ok(true),
        _ => Err("give 1.3 or 1.2"),
    }
}

/// An address with its scheme, or none.
pub(super) fn endpoint(words: &str) -> Result<Option<String>, &'static str> {
    match words {
        "" => Ok(None),
        told if told.len() > 7 && told.starts_with("http://") => Ok(Some(told.to_owned())),
        _ => Err("give an address like http://localhost:4317"),
    }
}

pub(super) fn ratio(words: &str) -> Result<f64, &'static str> {
    let read = words.parse::<f64>().ok();
    read.filter(|share| (0.0..=1.0).contains(share))
        .ok_or("give a number from 0 to 1")
}

pub(super) fn log_format(words: &str) -> Result<LogFormat, &'static str> {
    match words {
        "auto" => Ok(LogFormat::Auto),
        "human" => Ok(LogFormat::Human),
        "json" => Ok(LogFormat::Json),
        _ => Err("give auto, human or json"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_need_a_unit_they_know() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("2m"), Ok(Duration::from_mins(2)));
        for bad in ["5", "s", "-1s", "1.5s", "5 days", "99999999999999999999s"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
        assert_eq!(bytes::<usize>("4MiB"), Ok(4 << 20));
        assert_eq!(bytes::<usize>("16"), Ok(16));
        assert!(bytes::<u32>("8GiB").is_err());
        assert!(bytes::<u64>("4MB").is_err());
    }

    #[test]
    fn a_share_is_between_none_and_all_and_an_endpoint_has_its_scheme() {
        assert!(ratio("0").is_ok() && ratio("1").is_ok() && ratio("0.25").is_ok());
        for bad in ["-0.1", "1.01", "NaN", "all", ""] {
            assert!(ratio(bad).is_err(), "{bad}");
        }
        assert_eq!(endpoint(""), Ok(None));
        assert!(endpoint("http://localhost:4317").is_ok());
        for bad in ["localhost:4317", "http://", "https://localhost:4317"] {
            assert!(endpoint(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn counts_are_whole_and_where_asked_not_zero() {
        assert_eq!(number::<usize>("0"), Ok(0));
        assert!(positive::<usize>("0").is_err());
        assert!(number::<u32>("-1").is_err());
    }
}
