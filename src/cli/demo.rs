//! `gouji demo [DIR]`: writes the built-in sample data into a folder and runs on it.
//!
//! ```text
//! gouji-demo/filings/…      the filings of an invented city
//! gouji-demo/register.csv   its offices
//! gouji-demo/gouji-out/…    the outputs
//! ```
//!
//! It needs no checkout and no network, and can be repeated in the same folder.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::cli::arguments::{DemoArgs, Format, Options};
use crate::cli::run;
use crate::cli::screen::print;
use crate::cli::{Fault, load, unreadable};
use crate::model::{Message, Wording};
use crate::spec;

/// The invented city of `sample_data`.
static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sample_data");

/// Name of the output folder beside the sample.
const OUT: &str = "gouji-out";

/// Writes the sample into a folder and runs on it. Files already there must be those of the sample.
pub(super) fn demo(args: &DemoArgs, options: &Options) -> Result<u8, Fault> {
    let (_, wording) = load(spec::BUILT_IN[0].0, options.lang())?;
    let written = write(&SAMPLE, &args.folder, &wording)?;
    if !options.quiet && options.format == Format::Text {
        let words = [("files", written.to_string()), ("path", args.folder.display().to_string())];
        print(&wording.say("summary.demo", &words.each_ref().map(|(word, filled)| (*word, filled.as_str()))))?;
    }
    run::on_sample(&args.folder, args.folder.join(OUT), options)
}

/// Writes the files that do not exist yet. If an existing file differs, writes nothing and returns
/// an error. Returns the number of files of the sample.
fn write(sample: &Dir<'_>, folder: &Path, wording: &Wording) -> Result<usize, Fault> {
    let mut files = Vec::new();
    list(sample, folder, &mut files);
    let mut missing = Vec::new();
    for (path, bytes) in &files {
        match fs::read(path) {
            Ok(found) if found == *bytes => {}
            Ok(_) => {
                let message = Message::new("out.demo").with("path", path.display().to_string());
                return Err(Fault::usage_in(wording, &message));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => missing.push((path, bytes)),
            Err(error) => return Err(unwritten(path, &error, wording)),
        }
    }
    for (path, bytes) in missing {
        let parent = path.parent().map_or(Ok(()), fs::create_dir_all);
        let done = parent.and_then(|()| File::create_new(path)).and_then(|mut file| file.write_all(bytes));
        done.map_err(|error| unwritten(path, &error, wording))?;
    }
    Ok(files.len())
}

/// The error for a file that cannot be read or written.
fn unwritten(path: &Path, error: &io::Error, wording: &Wording) -> Fault {
    Fault::not_done_in(wording, &unreadable(path, error))
}

/// Every file of the sample, with its path in the folder.
fn list<'a>(sample: &Dir<'a>, folder: &Path, files: &mut Vec<(PathBuf, &'a [u8])>) {
    files.extend(sample.files().map(|file| (folder.join(file.path()), file.contents())));
    sample.dirs().for_each(|below| list(below, folder, files));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_built_in_sample_equals_the_checkout() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
        let mut carried = Vec::new();
        list(&SAMPLE, &root, &mut carried);
        let all = walkdir::WalkDir::new(&root).into_iter().map(|entry| entry.unwrap().into_path());
        let there: BTreeSet<PathBuf> = all.filter(|path| path.is_file()).collect();
        // Fails if a file was added after this test was built.
        assert_eq!(carried.iter().map(|(path, _)| path.clone()).collect::<BTreeSet<PathBuf>>(), there);
        assert!(carried.iter().all(|(path, bytes)| fs::read(path).unwrap() == *bytes));
    }
}
