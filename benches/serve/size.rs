//! Goals 6 and 8: what lies on disk, what is held in memory, how soon the server is ready.

use crate::report::{Reach, figure, megabytes, per_second, say};
use crate::served::{Served, files, forget, size};
use crate::{Bench, Outcome};
use std::path::Path;
use std::time::Duration;

/// Starts of each kind.
const STARTS: usize = 5;

/// Bytes of the index by what they hold.
pub(crate) fn index(data: &Path, quotes: u64) -> Outcome {
    let bytes = size(&data.join("index"))?;
    let per_million = megabytes(bytes) * 1e6 / per_second(quotes, Duration::from_secs(1));
    figure(
        "6",
        "index files for each million quotes, articles beside",
        &[per_million],
        " MB",
        Reach::AtMost(400.0),
    )?;
    let index = tantivy::Index::open_in_dir(data.join("index"))?;
    let searcher = index.reader()?.searcher();
    let used = searcher.space_usage()?;
    let mut parts = [0_u64; 6];
    let mut article = 0;
    for segment in used.segments() {
        let of = [
            segment.termdict(),
            segment.postings(),
            segment.positions(),
            segment.fast_fields(),
            segment.fieldnorms(),
        ];
        for (part, usage) in parts.iter_mut().zip(of) {
            *part += usage.total().get_bytes();
            let fields = usage.fields().filter(|f| f.field_name() == "article");
            article += fields.map(|f| f.total().get_bytes()).sum::<u64>();
        }
        if let Some(store) = parts.last_mut() {
            *store += segment.store().total().get_bytes();
        }
    }
    let [terms, postings, positions, columns, norms, store] = parts.map(megabytes);
    say(&format!(
        "      {} segments: terms {terms:.0}, postings {postings:.0}, positions {positions:.0}, columns {columns:.0}, norms {norms:.0}, stored records {store:.0} MB; of these searched text of the articles {:.0} MB",
        used.segments().len(),
        megabytes(article)
    ))?;
    let log = megabytes(data.join("articles.redb").metadata()?.len());
    say(&format!("      article log {log:.0} MB, not counted"))
}

/// Memory of the server after all the searches.
pub(crate) fn serving(product: &Served) -> Outcome {
    let anonymous = megabytes(product.memory("RssAnon")?);
    figure(
        "6",
        "anonymous memory serving, the log's cache of up to 64 MB in it",
        &[anonymous],
        " MB",
        Reach::AtMost(128.0),
    )?;
    say(&format!(
        "      resident {:.0} MB with what the system can take back, {} threads",
        megabytes(product.memory("VmRSS")?),
        product.threads()?
    ))
}

/// Starts over this data: at once again, and after the system has forgotten the files.
pub(crate) fn starts(bench: &Bench, data: &Path, what: &str, bound: bool) -> Outcome {
    let once = |cold: bool| -> Outcome<f64> {
        if cold {
            let mut all = files(data)?;
            all.extend(files(&data.join("index"))?);
            all.push(bench.binary.clone());
            forget(&all)?;
        }
        let served = Served::product(&bench.binary, data)?;
        let ready = served.ready;
        served.stop()?;
        Ok(ready.as_secs_f64() * 1e3)
    };
    once(false)?;
    for (cold, name, limit) in [(false, "warm", 50.0), (true, "cold", 500.0)] {
        let times: Vec<f64> = (0..STARTS).map(|_| once(cold)).collect::<Outcome<_>>()?;
        let reach = if bound {
            Reach::AtMost(limit)
        } else {
            Reach::Told
        };
        figure(
            "8",
            &format!("ready after a clean stop, {name}, {what}"),
            &times,
            " ms",
            reach,
        )?;
    }
    Ok(())
}

/// What the binary weighs, and how much of that is data.
pub(crate) fn binary(bench: &Bench) -> Outcome {
    let bare = bench.work.join("stripped");
    let stripped = std::process::Command::new("strip")
        .arg("--strip-all")
        .arg("-o")
        .args([&bare, &bench.binary])
        .status();
    let measured = if stripped.is_ok_and(|status| status.success()) {
        bare.metadata()?.len()
    } else {
        bench.binary.metadata()?.len()
    };
    drop(std::fs::remove_file(&bare));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = tree(&root.join("data"))? + tree(&root.join("sample"))?;
    let rest = megabytes(measured.saturating_sub(data));
    figure(
        "8",
        "stripped binary without data, weights and sample",
        &[rest],
        " MB",
        Reach::AtMost(15.0),
    )?;
    say(&format!(
        "      {:.1} MB stripped, {:.1} MB of it data, weights and sample as they lie in the sources",
        megabytes(measured),
        megabytes(data)
    ))
}

/// Bytes of all files below a folder.
fn tree(folder: &Path) -> Outcome<u64> {
    let mut sum = size(folder)?;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sum += tree(&path)?;
        }
    }
    Ok(sum)
}
