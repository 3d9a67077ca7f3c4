//! `vedette explain`: what a report says, record by record, and why; what became no record, and why not.
//!
//! Not `extract`, whose output is for programs: this is for the operator who asks why a report gave no quotes. Rule: what
//! is printed is what the extractor wrote down while it decided; nothing is decided again here.

mod told;

use super::exit::Exit;
use super::extract::failure;
use super::reader::{self, Item, UnknownFields};
use crate::extract::{Knowledge, extract};
use crate::text;
use std::io::Write;
use std::path::PathBuf;

/// Says what would be extracted from reports, by which rule, and what was left out and why.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  vedette explain report.txt\n  vedette explain page.html --only quotes\n  \
    curl -s https://paper.example/a | vedette explain -\n  vedette explain day.jsonl --json | jq '.dropped[]'\n\n\
    Exit status: 0 all read, 3 some reports were refused (each is named), 2 wrong arguments."
)]
pub struct ExplainArgs {
    /// Files, folders, or - for standard input
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Only this part
    #[arg(long, value_enum)]
    pub only: Option<Part>,
    /// One JSON object per report
    #[arg(long)]
    pub json: bool,
    /// World files and language tables that join or replace the built-in ones
    #[arg(long, env = "VEDETTE_LEXICON_DIR", value_name = "DIR")]
    pub lexicon_dir: Option<PathBuf>,
}

/// A part of the explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Who said what, and marked words that are no quote
    Quotes,
    /// Who stands where
    Stances,
    /// Who moved what, and claims about borders
    Deployments,
    /// Who and which place is named
    Mentions,
    /// What was noticed and what was left out of the page
    Remarks,
}

/// Runs the command; explanations go to `out`.
pub fn run(
    args: &ExplainArgs,
    knowledge: &Knowledge,
    out: &mut dyn Write,
) -> std::io::Result<Exit> {
    let files = match reader::files(&args.paths) {
        Ok(files) => files,
        Err(error) => {
            writeln!(out, "{error}")?;
            return Ok(Exit::Partial);
        }
    };
    let mut exit = Exit::Success;
    for item in files
        .iter()
        .flat_map(|path| reader::articles(path, UnknownFields::Ignore))
    {
        match item {
            Ok(item) => explain(args, knowledge, &item, out)?,
            Err(error) => {
                exit = Exit::Partial;
                if args.json {
                    writeln!(out, "{}", failure(&error))?;
                } else {
                    writeln!(out, "{error}\n")?;
                }
            }
        }
    }
    out.flush()?;
    Ok(exit)
}

fn explain(
    args: &ExplainArgs,
    knowledge: &Knowledge,
    item: &Item,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let document = text::read(&item.raw, &knowledge.language);
    let findings = extract(&document, knowledge);
    if args.json {
        return writeln!(out, "{}", told::json(&item.id, &document, &findings));
    }
    told::print(&item.id, &document, &findings, args.only, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, flags: &[&str]) -> (String, Exit) {
        #[derive(clap::Parser)]
        struct Words {
            #[command(flatten)]
            args: ExplainArgs,
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.txt");
        std::fs::write(&path, text).unwrap();
        let words = ["explain", path.to_str().unwrap()].into_iter();
        let args = <Words as clap::Parser>::parse_from(words.chain(flags.iter().copied())).args;
        let mut out = Vec::new();
        let exit = run(&args, &Knowledge::english().unwrap(), &mut out).unwrap();
        (String::from_utf8(out).unwrap(), exit)
    }

    const REPORT: &str = "Council of Ardin meets\n\nThe so-called \u{201c}river league\u{201d} met on Monday.\n\n\
        \u{201c}We will keep the ferry,\u{201d} Councillor Ada Quill told reporters.\n";

    #[test]
    fn a_quote_shows_its_speaker_and_its_reasons_and_a_scare_quote_why_it_is_none() {
        let (told, exit) = told(REPORT, &[]);
        assert_eq!(exit, Exit::Success);
        assert!(told.contains("quotes 1 · quotations left out 1"), "{told}");
        assert!(
            told.contains("We will keep the ferry") && told.contains("Ada Quill"),
            "{told}"
        );
        let reason = "because  a few marked words that nobody is reported to have said";
        assert!(told.contains(reason), "{told}");
        assert!(told.contains("deployments\n  none: "), "{told}");
    }

    #[test]
    fn one_part_alone_leaves_the_others_out() {
        let (told, _) = told(REPORT, &["--only", "stances"]);
        assert!(
            told.contains("\nstances\n") && !told.contains("\nquotes\n"),
            "{told}"
        );
    }

    #[test]
    fn programs_get_one_object_with_reasons_beside_each_record() {
        let (told, _) = told(REPORT, &["--json"]);
        let value: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!(value["findings"]["quotes"].as_array().unwrap().len(), 1);
        assert!(!value["quotes"][0]["reasons"].as_array().unwrap().is_empty());
        assert_eq!(value["dropped"][0]["reason"], "SCARE");
    }

    #[test]
    fn an_empty_report_is_refused_by_name_and_the_exit_code_stays_for_lines() {
        let (told, _) = told("\n\n", &[]);
        assert!(told.contains("refused: "), "{told}");
    }
}
