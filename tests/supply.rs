//! What the program is built from, what it is packed from, and that it asks nothing of the network.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[allow(dead_code, reason = "the release needs more of it")]
#[path = "release/notices.rs"]
mod notices;
#[allow(dead_code, reason = "the release needs more of it")]
#[path = "release/sbom.rs"]
mod sbom;

use crate::tree;
use crate::tree::{Crate, Key};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn deny() -> toml::Table {
    toml::from_str(&std::fs::read_to_string(root().join("deny.toml")).unwrap()).unwrap()
}

/// Everything that is built, for the program and for its tests, on one of the platforms or another.
fn all() -> BTreeMap<Key, Crate> {
    tree::TARGETS.into_iter().flat_map(|target| tree::crates(root(), target, "normal,build,dev")).collect()
}

/// Names in a list of `deny.toml`, of tables that of the crate.
fn listed(section: &str, list: &str) -> Vec<String> {
    let deny = deny();
    let entries = deny[section][list].as_array().unwrap();
    let name = |entry: &toml::Value| entry.get("crate").unwrap_or(entry).as_str().unwrap().to_owned();
    entries.iter().map(name).collect()
}

/// Crates that no licence of the list allows.
fn refused<'a>(crates: impl Iterator<Item = (&'a str, &'a str)>, allowed: &[String]) -> Vec<String> {
    let allowed: Vec<spdx::Licensee> = allowed.iter().map(|one| spdx::Licensee::parse(one).unwrap()).collect();
    let is_allowed = |licence: &str| {
        let expression = spdx::Expression::parse(licence);
        expression.is_ok_and(|said| said.evaluate(|asked| allowed.iter().any(|one| one.satisfies(asked))))
    };
    crates.filter(|(_, licence)| !is_allowed(licence)).map(|(name, licence)| format!("{name}: {licence}")).collect()
}

/// Names of which there are several versions, each but the last as `name@version`.
fn doubled<'a>(keys: impl Iterator<Item = &'a Key>) -> BTreeSet<String> {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    keys.for_each(|(name, version)| versions.entry(name).or_default().push(version));
    let parts = |version: &&str| version.split(['.', '+']).map(|part| part.parse().unwrap_or(0)).collect::<Vec<u64>>();
    let older = versions.into_iter().flat_map(|(name, mut all)| {
        all.sort_by_key(parts);
        all.pop();
        all.into_iter().map(move |version| format!("{name}@{version}"))
    });
    older.collect()
}

#[test]
fn licences_doubled_versions_and_banned_crates_are_those_of_deny_toml() {
    let all = all();
    assert!(all.len() > 200, "cargo names {} crates", all.len());
    let licences = all.values().map(|one| (one.name.as_str(), one.licence.as_str()));
    assert_eq!(refused(licences, &listed("licenses", "allow")), Vec::<String>::new());
    let skipped: BTreeSet<String> = listed("bans", "skip").into_iter().collect();
    assert_eq!(doubled(all.keys()), skipped, "deny.toml lists the older of two versions");
    let banned = listed("bans", "deny");
    let found: Vec<&String> = all.keys().map(|(name, _)| name).filter(|name| banned.contains(name)).collect();
    assert!(banned.contains(&"reqwest".to_owned()) && found.is_empty(), "{found:?}");
    let from_elsewhere = all.values().filter(|one| one.checksum.is_none() && one.name != "gouji");
    assert_eq!(from_elsewhere.map(|one| &one.name).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_licence_that_is_not_listed_and_a_version_that_is_doubled_are_told() {
    let allowed = ["MIT".to_owned(), "Apache-2.0".to_owned()];
    let told = |licence: &str| refused([("a", licence)].into_iter(), &allowed).len();
    assert_eq!(["MIT", "GPL-3.0-only OR MIT", "(MIT OR Zlib) AND Apache-2.0"].map(told), [0, 0, 0]);
    assert_eq!(["GPL-3.0-only", "MIT AND Zlib", "Apache-2.0 WITH LLVM-exception", ""].map(told), [1, 1, 1, 1]);
    let keys = [("a", "0.9.1"), ("a", "0.10.0"), ("b", "1.0.0")].map(|(name, version)| (name.into(), version.into()));
    assert_eq!(doubled(keys.iter()), BTreeSet::from(["a@0.9.1".to_owned()]));
}

#[test]
fn unsafe_code_is_forbidden() {
    let manifest: toml::Table = toml::from_str(&std::fs::read_to_string(root().join("Cargo.toml")).unwrap()).unwrap();
    assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
}

/// Files below a folder of the checkout, by their paths.
fn below(folder: &str) -> impl Iterator<Item = PathBuf> {
    // What npm installs to bundle the scripts of the page is in no checkout.
    let all = walkdir::WalkDir::new(root().join(folder)).into_iter();
    let all = all.filter_entry(|entry| entry.file_name() != "node_modules").map(|entry| entry.unwrap().into_path());
    all.filter(|path| path.is_file()).map(|path| path.strip_prefix(root()).unwrap().to_path_buf())
}

/// Files that a source takes in: what stands in the brackets of `include_str!` and its like, if it is a path alone.
fn taken_in(source: &Path, text: &str) -> Vec<PathBuf> {
    let after = text.split("include_").skip(1).filter_map(|rest| rest.split_once("!(\""));
    let named = after.filter(|(word, _)| ["str", "bytes", "dir"].contains(word));
    let paths = named.filter_map(|(_, rest)| rest.split_once('"')).map(|(path, _)| {
        match path.strip_prefix("$CARGO_MANIFEST_DIR/") {
            Some(path) => root().join(path),
            None => root().join(source.parent().unwrap()).join(path),
        }
    });
    paths
        .map(|path| path.canonicalize().unwrap().strip_prefix(root().canonicalize().unwrap()).unwrap().into())
        .collect()
}

#[test]
fn the_package_holds_everything_that_the_program_is_built_from() {
    let packed = tree::cargo(root(), &["package", "--list", "--allow-dirty", "--locked"]);
    let packed: BTreeSet<PathBuf> = packed.lines().map(PathBuf::from).collect();
    let mut wanted: BTreeSet<PathBuf> = ["src", "pipelines", "sample_data"].into_iter().flat_map(below).collect();
    let sources: Vec<PathBuf> =
        below("src").filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect();
    let text = |path: &PathBuf| std::fs::read_to_string(root().join(path)).unwrap();
    let taken: Vec<PathBuf> = sources.iter().flat_map(|path| taken_in(path, &text(path))).collect();
    assert!(taken.len() > 10, "{taken:?}");
    wanted.extend(taken.into_iter().filter(|path| root().join(path).is_file()));
    wanted.extend(["Cargo.toml", "Cargo.lock", "README.md", "LICENSE-APACHE", "LICENSE-MIT"].map(PathBuf::from));
    let lacking: Vec<&PathBuf> = wanted.iter().filter(|path| !packed.contains(*path)).collect();
    assert!(lacking.is_empty(), "not in the package: {lacking:?}");
    let strange =
        |path: &&PathBuf| path.starts_with(".ci") || path.components().any(|part| part.as_os_str() == "node_modules");
    assert_eq!(packed.iter().find(strange), None);
}

#[test]
fn the_bill_names_what_is_built_in_and_the_notices_have_a_text_for_nearly_all_of_it() {
    let crates = tree::crates(root(), tree::TARGETS[0], "normal");
    let program = ("gouji".to_owned(), env!("CARGO_PKG_VERSION").to_owned());
    let charts = [("echarts".to_owned(), "6.1.0".to_owned(), "Apache-2.0".to_owned())];
    let bill = sbom::write(&program, &crates, &charts);
    let refs = |list: &str, name: &str| -> BTreeSet<String> {
        bill[list].as_array().unwrap().iter().map(|one| one[name].as_str().unwrap().to_owned()).collect()
    };
    let (components, dependencies) = (refs("components", "bom-ref"), refs("dependencies", "ref"));
    assert_eq!(components.len(), crates.len(), "all but the program, and the charts");
    for one in bill["dependencies"].as_array().unwrap() {
        for used in one["dependsOn"].as_array().unwrap() {
            assert!(components.contains(used.as_str().unwrap()), "{used} is no component");
        }
    }
    let polars = dependencies.iter().any(|one| one.starts_with("pkg:cargo/polars@"));
    assert!(polars && bill["metadata"]["component"]["version"] == env!("CARGO_PKG_VERSION"));
    let hashed = bill["components"].as_array().unwrap().iter().filter(|one| one["hashes"].is_array()).count();
    assert_eq!(hashed, crates.len() - 1);
    let page = notices::write(&crates, "the charts");
    let unnamed =
        crates.values().filter(|one| !page.contains(&format!("{} {}: {}", one.name, one.version, one.licence)));
    assert_eq!(unnamed.count(), 0);
    for text in ["the charts", "Copyright (c) 2018-2025 Microsoft Corporation", "Zstandard software"] {
        assert!(page.contains(text), "the notices lack {text}");
    }
    let without = notices::without_text(&crates);
    assert!(without.len() * 20 < crates.len(), "{:?}", without.iter().map(|one| &one.name).collect::<Vec<_>>());
}

#[test]
fn the_container_is_built_with_the_oldest_rust_that_is_promised_and_from_everything_that_is_needed() {
    let recipe = std::fs::read_to_string(root().join("Containerfile")).unwrap();
    let manifest: toml::Table = toml::from_str(&std::fs::read_to_string(root().join("Cargo.toml")).unwrap()).unwrap();
    let rust = manifest["package"]["rust-version"].as_str().unwrap();
    assert!(recipe.contains(&format!("FROM rust:{rust}-")), "Containerfile builds with another Rust than {rust}");
    for folder in ["src", "pipelines", "sample_data"] {
        assert!(recipe.contains(&format!("COPY {folder} {folder}\n")), "{folder}");
    }
    // Each target of the manifest is a file that the recipe puts there.
    let declared = ["test", "example", "bench"].into_iter().flat_map(|kind| manifest[kind].as_array().unwrap().clone());
    for target in declared {
        let path = target["path"].as_str().unwrap();
        let name = path.strip_prefix("tests/").unwrap().strip_suffix(".rs").unwrap();
        assert!(recipe.contains(&format!(" {name} ")) || recipe.contains(&format!(" {name};")), "{path}");
    }
}
