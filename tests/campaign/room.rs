//! A folder in which the program is run, and what it leaves there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::campaign::Order;

/// Names and bytes of the outputs; timings differ from run to run, so of them only the name counts.
pub type Outputs = BTreeMap<String, Vec<u8>>;

/// A file of the officer's own among the outputs.
pub const MINE: &str = "批注.txt";

/// An office of which the filing is whole, and one of its cells.
pub const OFFICE: &str = "勾稽市第0委员会";
/// Another one.
pub const OTHER: &str = "勾稽市第1委员会";
/// A cell of both.
pub const CELL: &str = "requests.received@total";

/// A folder for inputs and outputs.
pub struct Room {
    folder: tempfile::TempDir,
    program: PathBuf,
}

impl Room {
    /// An empty one.
    pub fn new(order: &Order) -> Room {
        Room { folder: tempfile::tempdir().unwrap(), program: order.program.clone() }
    }

    /// Where something in it lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, with the folders it lies in.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Printed filings of so many offices for two years, which differ in a figure from one generation to the next.
    pub fn filings(&self, folder: &str, offices: usize, generation: usize) {
        for year in ["2022", "2023"] {
            let sample = format!("sample_data/filings/departments/published/{year}/勾稽市对数委员会.csv");
            let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(sample)).unwrap();
            assert!(text.contains("行政许可,"), "the sample has changed");
            for office in 0..offices {
                let text = text.replace("勾稽市对数委员会", &format!("勾稽市第{office}委员会"));
                let text = text.replace("行政许可,", &format!("行政许可,{}", 1 + generation + office % 7));
                self.write(&format!("{folder}/{year}/{office}.csv"), text);
            }
        }
    }

    /// The program in the folder.
    pub fn gouji(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(self.folder.path()).args(words);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs it to its end.
    pub fn done(&self, words: &[&str]) -> Output {
        self.gouji(words).output().unwrap()
    }

    /// Runs it to its end, which has to be a good one.
    pub fn succeeds(&self, words: &[&str]) -> Result<Output, String> {
        let done = self.done(words);
        match done.status.success() {
            true => Ok(done),
            false => Err(format!("{words:?}: {}: {}", done.status, said(&done))),
        }
    }

    /// What lies in a folder of outputs.
    pub fn outputs(&self, name: &str) -> Outputs {
        files(&self.path(name)).into_iter().filter(|(name, _)| name != MINE).collect()
    }

    /// What of the program's own lies beside the folders of outputs.
    pub fn leftovers(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.starts_with('.')).collect()
    }
}

/// Every file below a folder with its bytes.
pub fn files(folder: &Path) -> Outputs {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter(|_| folder.exists()).map(Result::unwrap);
    let entries = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let named = |path: PathBuf| {
        let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        let bytes = match fs::read(&path) {
            Ok(bytes) => {
                if name == "timings.json" {
                    Vec::new()
                } else {
                    bytes
                }
            }
            // One of the ways to damage an output.
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => b"closed".to_vec(),
            Err(error) => panic!("{}: {error}", path.display()),
        };
        (name, bytes)
    };
    entries.map(named).collect()
}

/// Where two sets of outputs differ.
pub fn differing(a: &Outputs, b: &Outputs) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    names.into_iter().filter(|name| a.get(*name) != b.get(*name)).cloned().collect()
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
        let now = to.join(entry.path().strip_prefix(from).unwrap());
        match entry.file_type().is_dir() {
            true => fs::create_dir_all(now).unwrap(),
            false => fs::copy(entry.path(), now).map(drop).unwrap(),
        }
    }
}

/// Everything a program has printed.
pub fn said(done: &Output) -> String {
    String::from_utf8_lossy(&[&done.stdout[..], &done.stderr].concat()).into_owned()
}

/// What a program has taken to its end: the most memory in bytes, and seconds of the processor.
pub fn measured(mut child: Child) -> (std::process::ExitStatus, u64, f64) {
    const TICKS: f64 = 100.0;
    let (mut most, mut seconds) = (0, 0.0);
    let id = child.id();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return (status, most, seconds);
        }
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|said| said.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
        most = peak.map_or(most, |kilobytes| kilobytes << 10);
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
        let ticks: f64 = fields.filter_map(|field| field.parse::<f64>().ok()).sum();
        seconds = f64::max(seconds, ticks / TICKS);
        std::thread::sleep(Duration::from_millis(5));
    }
}
