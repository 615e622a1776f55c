//! What the program is built from, as cargo says it.
//!
//! `cargo tree` knows what is built in, `cargo metadata` where it lies: the metadata alone name crates that a feature of a
//! crate would bring in if somebody asked for it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Platforms for which the program is given away.
pub const TARGETS: [&str; 3] = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "x86_64-pc-windows-msvc"];

/// Name and version.
pub type Key = (String, String);

/// A crate that is built in.
#[derive(Clone, Debug)]
pub struct Crate {
    pub name: String,
    pub version: String,
    /// An SPDX expression.
    pub licence: String,
    pub repository: String,
    pub authors: Vec<String>,
    /// Where its sources lie.
    pub folder: PathBuf,
    /// Of the package on crates.io, SHA-256; nothing of the program itself.
    pub checksum: Option<String>,
    /// Crates of the tree that it uses.
    pub uses: BTreeSet<Key>,
}

impl Crate {
    pub fn key(&self) -> Key {
        (self.name.clone(), self.version.clone())
    }

    /// The name that SBOMs have for it.
    pub fn purl(&self) -> String {
        purl(&self.key())
    }
}

pub fn purl((name, version): &Key) -> String {
    format!("pkg:cargo/{name}@{version}")
}

/// Everything that is compiled for a platform: `edges` are those of `cargo tree`.
pub fn crates(root: &Path, target: &str, edges: &str) -> BTreeMap<Key, Crate> {
    let tree = ["tree", "--locked", "--prefix", "none", "--format", "{p}", "--target", target, "--edges", edges];
    let printed = cargo(root, &tree);
    let members: BTreeSet<Key> = printed.lines().filter_map(key).collect();
    let metadata: Value =
        serde_json::from_str(&cargo(root, &["metadata", "--locked", "--format-version", "1"])).unwrap_or_default();
    let checksums = checksums(root);
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let by_id: BTreeMap<&str, &Value> =
        packages.filter_map(|package| Some((package["id"].as_str()?, package))).collect();
    let mut all: BTreeMap<Key, Crate> = BTreeMap::new();
    for package in by_id.values() {
        let key = key_of(package);
        if members.contains(&key) {
            all.insert(key.clone(), package_of(package, checksums.get(&key).cloned()));
        }
    }
    for node in metadata["resolve"]["nodes"].as_array().into_iter().flatten() {
        let id = |value: &Value| value.as_str().and_then(|id| by_id.get(id)).map(|package| key_of(package));
        let Some(user) = id(&node["id"]).and_then(|key| all.get_mut(&key)) else { continue };
        let uses = node["dependencies"].as_array().into_iter().flatten().filter_map(id);
        user.uses = uses.filter(|key| members.contains(key)).collect();
    }
    all
}

/// `name v1.2.3 (proc-macro)` as a name and a version.
fn key(line: &str) -> Option<Key> {
    let (name, rest) = line.split_once(" v")?;
    Some((name.to_owned(), rest.split(' ').next()?.to_owned()))
}

fn key_of(package: &Value) -> Key {
    (text(&package["name"]), text(&package["version"]))
}

fn package_of(package: &Value, checksum: Option<String>) -> Crate {
    let (name, version) = key_of(package);
    let folder = PathBuf::from(text(&package["manifest_path"]));
    let authors = package["authors"].as_array().into_iter().flatten().map(text).collect();
    Crate {
        name,
        version,
        // As it was written before SPDX expressions: a slash for "or".
        licence: text(&package["license"]).split('/').map(str::trim).collect::<Vec<_>>().join(" OR "),
        repository: text(&package["repository"]),
        authors,
        folder: folder.parent().map(Path::to_path_buf).unwrap_or_default(),
        checksum,
        uses: BTreeSet::new(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn checksums(root: &Path) -> BTreeMap<Key, String> {
    let lock = std::fs::read_to_string(root.join("Cargo.lock")).unwrap_or_default();
    let lock: toml::Table = toml::from_str(&lock).unwrap_or_default();
    let packages = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let field = |package: &toml::Value, name: &str| package.get(name).and_then(toml::Value::as_str).map(str::to_owned);
    packages.filter_map(|one| Some(((field(one, "name")?, field(one, "version")?), field(one, "checksum")?))).collect()
}

/// What cargo prints; it says itself what is wrong.
pub fn cargo(root: &Path, arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let done = Command::new(cargo).current_dir(root).args(arguments).output();
    match done {
        Ok(done) if done.status.success() => String::from_utf8_lossy(&done.stdout).into_owned(),
        Ok(done) => panic!("cargo {}: {}", arguments.join(" "), String::from_utf8_lossy(&done.stderr)),
        Err(error) => panic!("cargo {}: {error}", arguments.join(" ")),
    }
}
