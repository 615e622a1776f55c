//! The reports of a run, made from its tables.
//!
//! A run calls `publish` on the folder it is still writing; `gouji report` calls [`again`] on a
//! finished one. Both read the tables through [`dossier`], so both make the same reports.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::model::{OUTPUTS, Pipeline, Wording};
use crate::report::{NOTICES, Progress, READBACKS, REPORT_WRITERS, ReportContext, ReportWriter};
use crate::run::events::{Listener, Stage};
use crate::run::folder::{KeptFile, OutFolder};
use crate::run::{Error, diff, dossier, placement, written};

/// What the reports of a run are made with.
pub struct Publishing<'a> {
    /// The output folder of an earlier run to compare with.
    pub since: Option<&'a Path>,
    /// The pipeline of the run.
    pub pipeline: &'a Pipeline,
    /// The language of the reports.
    pub wording: &'a Wording,
    /// Is told of the progress.
    pub listener: &'a dyn Listener,
}

/// What a summary says of the reports.
#[derive(Clone, Copy, Debug, Default)]
pub struct Published {
    /// What has become of the errors and warnings of the earlier run, if one was given.
    pub progress: Option<Progress>,
    /// Number of letters.
    pub letters: u64,
}

/// Reads the tables in `folder` and writes every report into `out`. The reports are made in parallel, and read back afterwards.
/// Returns what has become of what the earlier run told of, and the number of letters.
pub(super) fn publish(folder: &Path, out: &OutFolder, with: &Publishing<'_>) -> Result<Published, Error> {
    let Publishing { since, pipeline, wording, listener } = *with;
    listener.begin(Stage::Publish, REPORT_WRITERS.len() as u64);
    let dossier = dossier::read(folder, pipeline, wording.lang, pipeline.outputs.filings)?;
    let since = since.map(|earlier| diff::diff(earlier, folder)).transpose().map_err(Error::Former)?;
    let taken = out.taken(NOTICES);
    let context = ReportContext { dossier: &dossier, since: since.as_ref(), pipeline, wording, taken: &taken };
    let write = |(name, writer): &(&'static str, ReportWriter)| -> Result<(&'static str, u64), Error> {
        let size = writer(&context, out.path()).map_err(|error| Error::Output { file: name, error })?;
        listener.step(Stage::Publish, 1);
        Ok((*name, size))
    };
    let sizes: BTreeMap<&str, u64> = REPORT_WRITERS.par_iter().map(write).collect::<Result<_, Error>>()?;
    hold(&context, out.path())?;
    Ok(Published { progress: context.progress(), letters: sizes.get(NOTICES).copied().unwrap_or(0) })
}

/// Reads the reports back; one that differs from the run is an error.
fn hold(context: &ReportContext<'_>, folder: &Path) -> Result<(), Error> {
    READBACKS.par_iter().try_for_each(|(name, differences)| {
        let differences = differences(context, folder).map_err(|error| Error::Output { file: name, error })?;
        match differences.first() {
            Some(first) => Err(Error::Differs { file: name, n: differences.len(), first: first.clone() }),
            None => Ok(()),
        }
    })
}

/// Makes the reports of a finished run again (`gouji report`), all or none. The tables stay as they
/// are. Returns the files of somebody else's that were kept.
///
/// # Errors
///
/// As for [`crate::run::run()`]; [`Error::Former`] if the tables cannot be read, or have been
/// changed since they were written.
pub fn again(folder: &Path, with: &Publishing<'_>) -> Result<Vec<KeptFile>, Error> {
    placement::check(folder, &[])?;
    let out = OutFolder::prepare(folder)?;
    let fault = |error| Error::Folder { path: folder.display().to_string(), error };
    let is_report = |name: &&str| REPORT_WRITERS.iter().any(|(report, _)| report == name);
    let tables = OUTPUTS.iter().filter(|name| !is_report(name) && **name != written::FILE);
    out.take_over(tables.map(PathBuf::from)).map_err(fault)?;
    let done = publish(folder, &out, with);
    with.listener.end(Stage::Publish);
    done.map_err(|error| match error {
        // These outputs were read from a finished run, not just written.
        Error::ReadBack(error) => Error::Former(error),
        other => other,
    })?;
    out.replace()
}
