//! What people look at, made from the tables of a run.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::model::{Pipeline, Wording};
use crate::report::{PEOPLE, People, PeopleWriter, READBACKS};
use crate::run::events::{Listener, Stage};
use crate::run::{Error, diff, dossier};

/// The name of the folder in which outputs for people are made again.
const UNDER_WAY: &str = ".gouji-report";

/// Writes every output for people into the folder of tables they are made from.
pub(super) fn publish(
    folder: &Path,
    into: &Path,
    since: Option<&Path>,
    pipeline: &Pipeline,
    wording: &Wording,
    listener: &dyn Listener,
) -> Result<(), Error> {
    listener.begin(Stage::Publish, PEOPLE.len() as u64);
    let dossier = dossier::read(folder, pipeline, pipeline.outputs.filings)?;
    let since = since.map(|earlier| diff::diff(earlier, folder)).transpose().map_err(Error::Since)?;
    let people = People { dossier: &dossier, since: since.as_ref(), pipeline, wording };
    let write = |(name, writer): &(&'static str, PeopleWriter)| -> Result<(), Error> {
        writer(&people, into).map_err(|error| Error::Output { file: name, error })?;
        listener.step(Stage::Publish, 1);
        Ok(())
    };
    PEOPLE.par_iter().try_for_each(write)?;
    hold(&people, into)
}

/// Reads outputs back that can be; one that is not as the run has it fails the run.
fn hold(people: &People<'_>, folder: &Path) -> Result<(), Error> {
    READBACKS.par_iter().try_for_each(|(name, differences)| {
        let differences = differences(people, folder).map_err(|error| Error::Output { file: name, error })?;
        match differences.first() {
            Some(first) => Err(Error::Differs { file: name, n: differences.len(), first: first.clone() }),
            None => Ok(()),
        }
    })
}

/// Makes the outputs for people of a finished run again; the former ones are whole until the new ones are done.
pub fn again(
    folder: &Path,
    since: Option<&Path>,
    pipeline: &Pipeline,
    wording: &Wording,
    listener: &dyn Listener,
) -> Result<(), Error> {
    let under_way = folder.join(UNDER_WAY);
    let fault = |error| Error::Folder { path: folder.display().to_string(), error };
    remove(&under_way).map_err(fault)?;
    fs::create_dir(&under_way).map_err(fault)?;
    let done = publish(folder, &under_way, since, pipeline, wording, listener).and_then(|()| {
        let names = PEOPLE.iter().map(|(name, _)| *name);
        names.into_iter().try_for_each(|name| replace(&under_way.join(name), &folder.join(name))).map_err(fault)
    });
    listener.end(Stage::Publish);
    remove(&under_way).map_err(fault)?;
    done
}

/// Puts a file or a folder in the place of the former one.
fn replace(new: &Path, former: &Path) -> io::Result<()> {
    if former.is_dir() {
        fs::remove_dir_all(former)?;
    }
    fs::rename(new, former)
}

fn remove(folder: &PathBuf) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
