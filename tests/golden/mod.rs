//! Three runs whose outputs are kept by digest: any byte that changes is a change that somebody has looked at.
//!
//! `NAME.sha256` is what `sha256sum` prints in the folder of outputs; `NAME.lines` has for each text two digits a line, so
//! that the first lines that differ can be shown without the former outputs.
//! `BLESS=1 cargo test --test main golden::` rewrites both.
//! Such a change is a line of `CHANGELOG.md` as well. The number of the version stands in some outputs, so a release
//! rewrites them too.

mod hostile;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::shared;

/// Seconds by stage, which differ from run to run.
const TIMINGS: &str = "timings.json";
/// A file with more lines has a mark for several at a time.
const MOST_MARKS: usize = 1000;
/// Lines shown of one output.
const SHOWN: usize = 3;
/// Characters shown of a line.
const LONGEST: usize = 240;

/// One output: its digest, and of a text so many lines with a mark for every few of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Output {
    digest: String,
    lines: usize,
    marks: String,
}

type Outputs = BTreeMap<String, Output>;

impl Output {
    fn of(bytes: &[u8]) -> Output {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let marks =
            lines.chunks(at_a_time(lines.len())).map(|some| hex(&Sha256::digest(some.concat()))[..2].to_owned());
        Output { digest: hex(&Sha256::digest(bytes)), lines: lines.len(), marks: marks.collect() }
    }
}

fn at_a_time(lines: usize) -> usize {
    lines.div_ceil(MOST_MARKS).max(1)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every output below a folder.
fn outputs(folder: &Path) -> Outputs {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap().into_path());
    let shown = |path: &Path| path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
    let files = entries.filter(|path| path.is_file()).map(|path| (shown(&path), path));
    files
        .filter(|(name, _)| name != TIMINGS)
        .map(|(name, path)| (name, Output::of(&std::fs::read(path).unwrap())))
        .collect()
}

/// The two files in which outputs are kept.
fn kept(outputs: &Outputs) -> [String; 2] {
    let (mut digests, mut lines) = (String::new(), String::new());
    for (name, output) in outputs {
        writeln!(digests, "{}  {name}", output.digest).unwrap();
        if output.lines > 0 {
            writeln!(lines, "{name}\t{}\t{}", output.lines, output.marks).unwrap();
        }
    }
    [digests, lines]
}

fn parsed([digests, lines]: &[String; 2]) -> Outputs {
    let row = |line: &str| {
        let (digest, name) = line.split_once("  ").unwrap();
        (name.to_owned(), Output { digest: digest.to_owned(), lines: 0, marks: String::new() })
    };
    let mut outputs: Outputs = digests.lines().map(row).collect();
    for line in lines.lines() {
        let [name, lines, marks] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let output = outputs.get_mut(name).unwrap();
        (output.lines, output.marks) = (lines.parse().unwrap(), marks.to_owned());
    }
    outputs
}

/// What is not as it was, with the first lines of each text that are not.
fn differences(before: &Outputs, now: &Outputs, folder: &Path) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for (name, was) in before {
        match now.get(name) {
            None => told.push(format!("{name}: is gone")),
            Some(is) if is.digest != was.digest => {
                told.push(format!("{name}: {}", differing(was, is, &folder.join(name))));
            }
            Some(_) => {}
        }
    }
    told.extend(now.keys().filter(|name| !before.contains_key(*name)).map(|name| format!("{name}: is new")));
    told
}

fn differing(was: &Output, is: &Output, path: &Path) -> String {
    if is.lines == 0 || was.lines == 0 {
        return "other bytes".to_owned();
    }
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mark = |marks: &str, at: usize| marks.get(2 * at..2 * at + 2).map(str::to_owned);
    let size = at_a_time(is.lines);
    let is_other = |at: &usize| size != at_a_time(was.lines) || mark(&was.marks, *at) != mark(&is.marks, *at);
    let mut said = format!("{} lines, and {} before", is.lines, was.lines);
    for at in (0..is.marks.len() / 2).filter(is_other).take(SHOWN) {
        let first = lines[at * size].trim_end();
        let shown: String = first.chars().take(LONGEST).collect();
        let upto = if size > 1 { format!(" to {}", ((at + 1) * size).min(lines.len())) } else { String::new() };
        write!(said, "\n    line {}{upto} is now: {shown}", at * size + 1).unwrap();
    }
    said
}

/// Runs on a folder, and holds what comes out against what is kept under a name.
#[track_caller]
fn is_as_kept(name: &str, here: &Path, arguments: &[&str]) {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("out");
    let mut gouji = Command::new(env!("CARGO_BIN_EXE_gouji"));
    let done =
        gouji.current_dir(here).args(["run", "--quiet"]).args(arguments).arg("--out").arg(&out).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let now = outputs(&out);
    let files = ["sha256", "lines"].map(|ending| root().join(format!("tests/golden/{name}.{ending}")));
    let before = files.each_ref().map(|file| std::fs::read_to_string(file).unwrap_or_default());
    let told = differences(&parsed(&before), &now, &out);
    if std::env::var_os("BLESS").is_some() {
        files.iter().zip(kept(&now)).for_each(|(file, text)| std::fs::write(file, text).unwrap());
        told.iter().for_each(|one| eprintln!("{name}: {one}"));
        return;
    }
    assert!(
        told.is_empty(),
        "the outputs of `{name}` have changed. Where that is meant, \
         BLESS=1 cargo test --test main golden:: keeps them as they are now; say in CHANGELOG.md what has changed for users.\n{}",
        told.join("\n")
    );
    assert_eq!(kept(&now), before, "tests/golden/{name}.* are not as they were written");
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_outputs_of_the_sample_are_those_kept() {
    is_as_kept("sample", &root(), &["--input", "sample_data/filings", "--registry", "sample_data/register.csv"]);
}

#[test]
fn the_outputs_of_us_foia_are_those_kept() {
    if shared::folder("corpus/us-foia").is_some() {
        is_as_kept("us-foia", &root(), &["us-foia", "--input", "../shared/corpus/us-foia"]);
    }
}

#[test]
fn the_outputs_of_the_hostile_corpus_are_those_kept() {
    let folder = tempfile::tempdir().unwrap();
    hostile::write(folder.path());
    let arguments = ["--input", "in", "--registry", "register.csv", "--lang", "en"];
    is_as_kept("hostile", folder.path(), &arguments);
}

#[test]
fn a_change_is_told_with_the_first_lines_that_differ() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let long = |at: usize, word: &str| -> String {
        (1..=2500).map(|line| format!("{} {line}\n", if line == at { word } else { "same" })).collect()
    };
    put("a.csv", "one\ntwo\nthree\n");
    put("b.csv", &long(0, ""));
    put("c.bin", "\u{0}");
    put("gone.csv", "x\n");
    let before = outputs(folder.path());
    assert_eq!(parsed(&kept(&before)), before);
    assert_eq!(differences(&before, &before, folder.path()), Vec::<String>::new());
    put("a.csv", "one\n2\nthree\n");
    put("b.csv", &long(1000, "other"));
    std::fs::rename(folder.path().join("gone.csv"), folder.path().join("new.csv")).unwrap();
    let told = differences(&before, &outputs(folder.path()), folder.path());
    assert_eq!(
        told,
        [
            "a.csv: 3 lines, and 3 before\n    line 2 is now: 2",
            "b.csv: 2500 lines, and 2500 before\n    line 1000 to 1002 is now: other 1000",
            "gone.csv: is gone",
            "new.csv: is new",
        ]
    );
}
