//! What the path of a file says: the names of its folders, and its own.
//!
//! The files of a folder share what its name says, and come one after the other, up to a hundred thousand of them. So
//! it is worked out once, and again when the folder changes.

use std::sync::Arc;

use crate::model::{Claim, Evidence, Identity, Pipeline, Precedence, Sending, Source};
use crate::read::identify::name::{Name, TIMES};

/// What a path says, kept for the next file in the same folder.
#[derive(Debug, Default)]
pub struct PathClaims {
    /// The path, below the folder given on the command line.
    path: Box<str>,
    /// The folders on it.
    folders: Folders,
    /// Statements of the file's own name and of its folders, the nearest first.
    pub claims: Vec<Claim>,
    /// What the names say about whether the file is valid, and which version it is.
    pub precedence: Precedence,
}

impl PathClaims {
    /// Reads the path of a file, unless it is the one read last.
    pub fn read(&mut self, source: &Source, pipeline: &Pipeline) {
        let path = source.below_root();
        if *self.path == *path {
            return;
        }
        let (folders, file) = path.trim_end_matches('/').rsplit_once('/').unwrap_or(("", path));
        if *self.folders.path != *folders {
            self.folders = Folders::of(folders, pipeline);
        }
        self.path = path.into();
        let name = Name::of(file.rsplit_once('.').map_or(file, |(stem, _)| stem), &pipeline.identity);
        self.claims = self.folders.claims_with(file, &name, pipeline);
        self.precedence = self.folders.precedence_of(path, &name, &pipeline.identity);
    }
}

/// What the names of the folders on a path say.
#[derive(Debug, Default)]
struct Folders {
    path: Box<str>,
    /// Their statements, the nearest first.
    claims: Vec<Claim>,
    /// One of them has a year beside a word of the report.
    has_report_year: bool,
    /// The version of the nearest folder that has one.
    version: Option<u32>,
    /// The date of the nearest folder that has one.
    day: Option<u32>,
}

impl Folders {
    fn of(path: &str, pipeline: &Pipeline) -> Folders {
        let (identity, lexicon) = (&pipeline.identity, &pipeline.lexicon);
        let mut folders = Folders { path: path.into(), ..Folders::default() };
        let names: Vec<&str> = filled(path).collect();
        for (depth, folder) in names.iter().enumerate().rev() {
            let whole = Name::of(folder, identity);
            folders.version = folders.version.or_else(|| whole.version(identity));
            folders.day = folders.day.or_else(|| whole.day(identity));
            let bare = without_suffix(folder);
            let name = Name::of(bare, identity);
            folders.has_report_year |= name.has_report_year(identity);
            if let Some(claim) = name.claim(Evidence::Folder, identity, lexicon) {
                let is_collected = identity.collected.as_ref().is_some_and(|collected| collected.is_match(bare));
                let scope = claim.scope.filter(|_| !is_collected);
                folders.claims.push(of_all_in(Claim { scope, ..claim }, names[..=depth].iter().copied()));
            }
        }
        folders
    }

    fn claims_with(&self, file: &str, name: &Name<'_>, pipeline: &Pipeline) -> Vec<Claim> {
        let identity = &pipeline.identity;
        let own = name.claim(Evidence::File, identity, &pipeline.lexicon).map(|claim| {
            let claim = of_all_in(claim, filled(&self.path).chain([file]));
            // A year beside a word of the report outweighs one that stands alone and may be that of receipt.
            let is_outweighed = self.has_report_year && claim.year.is_some() && !name.has_report_year(identity);
            let within = claim.within.clone().or_else(|| self.claims.iter().find_map(|folder| folder.office.clone()));
            Claim { within, year: claim.year.filter(|_| !is_outweighed), ..claim }
        });
        own.into_iter().chain(self.claims.iter().cloned()).collect()
    }

    fn precedence_of(&self, path: &str, name: &Name<'_>, identity: &Identity) -> Precedence {
        let version = name.version(identity).or(self.version).unwrap_or(0);
        let at = name.day(identity).or(self.day).map_or(0, |day| u64::from(day) * TIMES);
        Precedence { validity: identity.validity(path), sending: Sending { version, at } }
    }
}

fn filled(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|name| !name.is_empty())
}

/// Completes the statement of a name that says whose figures these are but names nobody: assembling has to see who is
/// meant.
fn of_all_in<'a>(claim: Claim, names: impl Iterator<Item = &'a str>) -> Claim {
    match (&claim.office, claim.scope) {
        (None, Some(_)) => Claim { within: Some(Arc::from(names.collect::<Vec<_>>().join("/"))), ..claim },
        _ => claim,
    }
}

/// A zip stands in a path like a folder.
fn without_suffix(folder: &str) -> &str {
    match folder.rsplit_once('.') {
        Some((stem, suffix)) if suffix.eq_ignore_ascii_case("zip") => stem,
        _ => folder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec;

    fn read(paths: &[&str]) -> PathClaims {
        let pipeline = spec::load("cn-disclosure").unwrap();
        let mut said = PathClaims::default();
        for path in paths {
            said.read(&Source { path: (*path).to_owned(), root_len: 0 }, &pipeline);
        }
        said
    }

    #[test]
    fn nothing_is_left_over_from_the_file_read_before() {
        let paths = [
            "2023年/海州市水务局.csv",
            "2023年/海州市教育局.csv",
            "2024年/海州市教育局.csv",
            "海州市教育局.csv",
            "2024年/第2版/海州市教育局.csv",
            "2024年/第2版/汇总.csv",
        ];
        for at in 0..paths.len() {
            let (kept, anew) = (read(&paths[..=at]), read(&paths[at..=at]));
            assert_eq!(kept.claims, anew.claims, "{}", paths[at]);
            assert_eq!(kept.precedence, anew.precedence, "{}", paths[at]);
        }
    }

    #[test]
    fn a_day_in_words_is_no_reporting_year() {
        let year = |path: &str| read(&[path]).claims.iter().find_map(|claim| claim.year).map(|year| year.0);
        for dated in [
            "二〇二五年一月十二日/海州市水务局.csv",
            "海州市水务局（二〇二五年十二月三十一日）.csv",
            "二〇二五年元月收件/海州市水务局.csv",
        ] {
            assert_eq!(year(dated), None, "{dated}");
        }
        assert_eq!(year("二〇二四年/海州市水务局（二〇二五年一月十二日）.csv"), Some(2024));
        assert_eq!(year("海州市水务局二〇二四年一月至十二月.csv"), Some(2024));
    }

    #[test]
    fn a_file_without_an_ending_is_dated_by_its_own_name() {
        let at = |path: &str| read(&[path]).precedence.sending.at / TIMES;
        assert_eq!(at("v1.2/海州市水务局20250110"), 20_250_110);
        assert_eq!(at("2025.1.9/海州市水务局"), 20_250_109);
        assert_eq!(at("2025.1.9/海州市水务局20250211.csv"), 20_250_211);
    }
}
