//! What lies beside the program: notices, bill of materials, completions, manual pages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::release::{notices, sbom};
use crate::tree;
use crate::tree::Key;

/// Files of the checkout that go along as they are.
const OWN: [&str; 10] = [
    "README.md",
    "README.zh-CN.md",
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "docs/guide.md",
    "docs/guide.zh-CN.md",
    "docs/data-dictionary.md",
    "docs/data-dictionary.zh-CN.md",
    "docs/decisions.md",
];
/// The scripts in `report.html`, with what they are built from.
const BUNDLES: &str = "src/report/html/assets/bundles";

/// Writes the papers of a platform into a folder.
pub fn write(root: &Path, target: &str, out: &Path) -> Result<()> {
    for folder in ["completions", "docs", "man/man1", "man/zh_CN/man1"] {
        fs::create_dir_all(out.join(folder))?;
    }
    for name in OWN {
        fs::copy(root.join(name), out.join(name)).context(name)?;
    }
    let crates = tree::crates(root, target, "normal");
    ensure!(crates.len() > 1, "cargo names nothing that is built in");
    for one in notices::without_text(&crates) {
        eprintln!("{} {}: {}, without a text of it in the package", one.name, one.version, one.licence);
    }
    fs::write(out.join("THIRD-PARTY.txt"), notices::write(&crates, &chart_notices(root)?))?;
    let program: Key = (env!("CARGO_PKG_NAME").to_owned(), env!("CARGO_PKG_VERSION").to_owned());
    let bill = sbom::write(&program, &crates, &charts(root)?);
    fs::write(out.join("gouji.cdx.json"), serde_json::to_string_pretty(&bill)? + "\n")?;
    tree::cargo(root, &["build", "--locked", "--quiet", "--bin", "gouji"]);
    let shells = [("bash", "gouji.bash"), ("zsh", "_gouji"), ("fish", "gouji.fish"), ("powershell", "_gouji.ps1")];
    for (shell, file) in shells {
        fs::write(out.join("completions").join(file), said(&["completions", shell])?)?;
    }
    for (lang, file) in [("en", "man/man1/gouji.1"), ("zh", "man/zh_CN/man1/gouji.1")] {
        fs::write(out.join(file), said(&["man", "--lang", lang])?)?;
    }
    Ok(())
}

/// What the program built beside this one prints.
fn said(arguments: &[&str]) -> Result<Vec<u8>> {
    let own = std::env::current_exe()?;
    let beside: PathBuf = own.parent().and_then(Path::parent).context("no folder")?.join("gouji");
    let done = Command::new(&beside).args(arguments).output().with_context(|| beside.display().to_string())?;
    ensure!(done.status.success(), "gouji {} ended with {}", arguments.join(" "), done.status);
    Ok(done.stdout)
}

/// The licences of the scripts, as they stand in the page.
fn chart_notices(root: &Path) -> Result<String> {
    let names = ["NOTICE", "LICENSE", "LICENSE-zrender", "LICENSE-d3"];
    let texts: Result<Vec<String>> =
        names.iter().map(|name| fs::read_to_string(root.join(BUNDLES).join(name)).context(*name)).collect();
    Ok(texts?.join("\n"))
}

/// The packages of npm that the scripts are built from, without what only builds them.
fn charts(root: &Path) -> Result<Vec<(String, String, String)>> {
    let lock: Value = serde_json::from_str(&fs::read_to_string(root.join(BUNDLES).join("package-lock.json"))?)?;
    let packages = lock["packages"].as_object().into_iter().flatten();
    let is_built_in = |package: &Value| package["dev"] != true && package["optional"] != true;
    let named = packages.filter_map(|(path, package)| {
        let name = path.strip_prefix("node_modules/")?;
        let field = |name: &str| package[name].as_str().map(str::to_owned);
        is_built_in(package).then_some(())?;
        Some((name.to_owned(), field("version")?, field("license")?))
    });
    Ok(named.collect())
}
