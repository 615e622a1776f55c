//! Nothing is lost, nothing is overwritten that is not the program's own, and it says so.

mod bombs;
mod damaged;
mod inputs;
mod lines;
mod missing;
mod outputs;
mod pipelines;
mod screen;
mod stopped;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::book::table;

/// A folder in which the program is run.
struct Room {
    folder: tempfile::TempDir,
}

impl Room {
    fn new() -> Room {
        Room { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8_lossy(&std::fs::read(self.path(name)).unwrap()).into_owned()
    }

    /// Runs the program in the folder, in English.
    fn gouji(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
        command.current_dir(self.folder.path()).args(arguments).args(["--lang", "en"]).output().unwrap()
    }

    /// Exit code and everything said.
    fn said(&self, arguments: &[&str]) -> (i32, String) {
        let done = self.gouji(arguments);
        let said = [done.stdout, done.stderr].concat();
        (done.status.code().unwrap(), String::from_utf8_lossy(&said).into_owned())
    }

    /// The rows of the intake: path, status, message.
    fn intake(&self, out: &str) -> Vec<[String; 3]> {
        let rows = table(&self.path(out).join("intake.csv"));
        rows.into_iter().map(|row| ["path", "status", "message"].map(|column| row[column].clone())).collect()
    }

    /// Names and bytes of all files of a folder, but for the timings.
    fn files(&self, name: &str) -> std::collections::BTreeMap<String, Vec<u8>> {
        let all = walkdir::WalkDir::new(self.path(name)).into_iter().map(Result::unwrap);
        let files = all.filter(|entry| entry.file_type().is_file() && entry.file_name() != "timings.json");
        let below = |path: &Path| path.strip_prefix(self.path(name)).unwrap().display().to_string();
        files.map(|file| (below(file.path()), std::fs::read(file.path()).unwrap())).collect()
    }
}

/// The filing of an office with some of its arithmetic broken.
fn filing(office: &str) -> String {
    let sample =
        concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data/filings/departments/published/2023/勾稽市对数委员会.csv");
    std::fs::read_to_string(sample).unwrap().replace("勾稽市对数委员会", office)
}
