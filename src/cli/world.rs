//! Files of the user's own: a folder of world files and language tables that join or replace the built-in ones.
//!
//! Not a watcher: read once at start. Rule: a file that is no world file is an error, so that a misspelt name is not lost.

use std::path::Path;

/// The files below `folder` by their path relative to it (`actors/mine.toml`), in name order.
///
/// Hidden files, read-me files (`*.md`) and editors' copies (`*~`) are passed over.
pub fn read(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut files = Vec::new();
    collect(folder, "", 0, &mut files)?;
    files.sort();
    Ok(files)
}

/// Deepest folder below the given one that is looked into.
const DEPTH_MAX: usize = 4;

fn collect(
    folder: &Path,
    prefix: &str,
    depth: usize,
    files: &mut Vec<(String, Vec<u8>)>,
) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("read {}: {e}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let Some(name) = path.file_name().and_then(|n| n.to_str()) else {
            return Err(format!("{}: the name is not UTF-8", path.display()));
        };
        // Kubernetes mounts link every file through a hidden folder.
        if name.starts_with('.')
            || name.ends_with('~')
            || name.to_ascii_lowercase().ends_with(".md")
        {
            continue;
        }
        let name = format!("{prefix}{name}");
        if !path.is_dir() {
            let bytes =
                std::fs::read(&path).map_err(|e| format!("read {}: {e}", path.display()))?;
            files.push((name, bytes));
        } else if depth < DEPTH_MAX {
            collect(&path, &format!("{name}/"), depth + 1, files)?;
        } else {
            return Err(format!(
                "{}: folders may be {DEPTH_MAX} deep",
                path.display()
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_relative_to_the_folder_and_read_me_files_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("actors")).unwrap();
        for name in [
            "actors/mine.toml",
            "states.tsv",
            "README.md",
            ".hidden",
            "states.tsv~",
        ] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        let names: Vec<_> = read(folder.path())
            .unwrap()
            .into_iter()
            .map(|(n, _)| n)
            .collect();
        assert_eq!(names, ["actors/mine.toml", "states.tsv"]);
        assert!(
            read(&folder.path().join("absent"))
                .unwrap_err()
                .contains("absent")
        );
    }

    #[test]
    fn a_folder_at_the_depth_limit_is_read_and_one_below_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let deepest = (0..DEPTH_MAX).fold(folder.path().to_owned(), |p, _| p.join("a"));
        std::fs::create_dir_all(&deepest).unwrap();
        std::fs::write(deepest.join("states.tsv"), "").unwrap();
        assert_eq!(read(folder.path()).unwrap().len(), 1);
        std::fs::create_dir(deepest.join("a")).unwrap();
        assert!(read(folder.path()).is_err());
    }
}
