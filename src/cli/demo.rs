//! `gouji demo`: the sample data, which the program carries, written out and run on.

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

/// The invented city, as it lies in the checkout.
static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sample_data");

/// The folder of outputs beside the sample.
const OUT: &str = "gouji-out";

/// Writes the sample into a folder and runs on it there. What is there already is left, and has to be the sample's.
pub(super) fn demo(args: &DemoArgs, options: &Options) -> Result<u8, Fault> {
    let (_, wording) = load(spec::BUILT_IN[0].0, options.lang())?;
    let written = write(&SAMPLE, &args.folder, &wording)?;
    if !options.quiet && options.format == Format::Text {
        let words = [("files", written.to_string()), ("path", args.folder.display().to_string())];
        print(&wording.say("summary.demo", &words.each_ref().map(|(word, filled)| (*word, filled.as_str()))))?;
    }
    run::on_sample(&args.folder, args.folder.join(OUT), options)
}

/// Writes what is not there yet; nothing at all where a file is there with other bytes. Gives the files of the sample.
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

fn unwritten(path: &Path, error: &io::Error, wording: &Wording) -> Fault {
    Fault::not_done_in(wording, &unreadable(path, error))
}

/// Every file of the sample with its place below the folder.
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
        // A file that was added after the program was built is seen when this one is built again.
        assert_eq!(carried.iter().map(|(path, _)| path.clone()).collect::<BTreeSet<PathBuf>>(), there);
        assert!(carried.iter().all(|(path, bytes)| fs::read(path).unwrap() == *bytes));
    }
}
