//! The program of a platform and its papers → one file, with its digest beside it; the same bytes for the same commit.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use walkdir::WalkDir;
use zip::write::SimpleFileOptions;

use crate::release::papers;
use crate::tree;

/// The platform of this machine.
pub fn host() -> String {
    let said =
        Command::new("rustc").args(["--version", "--verbose"]).output().map(|done| done.stdout).unwrap_or_default();
    let said = String::from_utf8_lossy(&said).into_owned();
    said.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default().to_owned()
}

/// Packs; gives the archive.
pub fn write(root: &Path, target: &str, program: &Path, out: &Path) -> Result<PathBuf> {
    let name = format!("gouji-{}-{target}", env!("CARGO_PKG_VERSION"));
    let folder = out.join(&name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    papers::write(root, target, &folder)?;
    fs::copy(program, folder.join(program.file_name().context("no program")?))?;
    let packed = match target.contains("windows") {
        true => zipped(out, &name)?,
        false => tarred(root, out, &name)?,
    };
    fs::remove_dir_all(&folder)?;
    let digest: String = Sha256::digest(fs::read(&packed)?).iter().map(|byte| format!("{byte:02x}")).collect();
    let file = packed.file_name().context("no archive")?.to_string_lossy().into_owned();
    fs::write(out.join(format!("{file}.sha256")), format!("{digest}  {file}\n"))?;
    Ok(packed)
}

/// Builds the program for a platform.
pub fn build(root: &Path, target: &str) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root).args(["build", "--locked", "--profile", "dist", "--bin", "gouji", "--target", target]);
    // Paths of this machine stand in the messages of a panic; the same bytes are to come of any checkout.
    let home = std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    let remap = |from: &str, to: &str| format!("--remap-path-prefix={from}={to}");
    let flags = [remap(&home?, "cargo"), remap(&root.display().to_string(), "gouji")];
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    if let Some(compiler) = cross_compiler(target) {
        let name = target.replace('-', "_");
        command.env(format!("CC_{name}"), &compiler);
        command.env(format!("CARGO_TARGET_{}_LINKER", name.to_uppercase()), &compiler);
    }
    ensure!(command.status()?.success(), "the program could not be built for {target}");
    let metadata: serde_json::Value =
        serde_json::from_str(&tree::cargo(root, &["metadata", "--locked", "--no-deps", "--format-version", "1"]))?;
    let folder = PathBuf::from(metadata["target_directory"].as_str().context("no target folder")?);
    let file = if target.contains("windows") { "gouji.exe" } else { "gouji" };
    Ok(folder.join(target).join("dist").join(file))
}

/// The C compiler of Debian for another platform, where none was named.
fn cross_compiler(target: &str) -> Option<String> {
    let is_named = std::env::var_os(format!("CC_{}", target.replace('-', "_"))).is_some();
    let name = format!("{}-gcc", target.replace("-unknown", ""));
    let is_there = || Command::new(&name).arg("--version").output().is_ok_and(|done| done.status.success());
    (!is_named && target != host() && target.contains("linux") && is_there()).then_some(name)
}

/// Seconds since 1970 of the commit that is packed.
fn moment(root: &Path) -> String {
    let git = Command::new("git").current_dir(root).args(["log", "-1", "--format=%ct"]).output();
    let said =
        git.ok().filter(|done| done.status.success()).map(|done| String::from_utf8_lossy(&done.stdout).into_owned());
    let given = std::env::var("SOURCE_DATE_EPOCH").ok();
    given.or(said).map_or_else(|| "0".to_owned(), |said| said.trim().to_owned())
}

fn tarred(root: &Path, out: &Path, name: &str) -> Result<PathBuf> {
    let packed = out.join(format!("{name}.tar.gz"));
    let moment = format!("--mtime=@{}", moment(root));
    let order = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mode=u=rwX,go=rX", &moment];
    let mut tar = Command::new("tar");
    tar.current_dir(out).args(order).args(["--use-compress-program", "gzip -9n", "--create", "--file"]);
    let done = tar.arg(format!("{name}.tar.gz")).arg(name).status().context("tar")?;
    if !done.success() {
        bail!("tar ended with {done}");
    }
    Ok(packed)
}

fn zipped(out: &Path, name: &str) -> Result<PathBuf> {
    let packed = out.join(format!("{name}.zip"));
    let mut archive = zip::ZipWriter::new(File::create(&packed)?);
    for entry in WalkDir::new(out.join(name)).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let inside = entry.path().strip_prefix(out)?.to_string_lossy().replace('\\', "/");
            archive.start_file(inside, SimpleFileOptions::default())?;
            io::copy(&mut File::open(entry.path())?, &mut archive)?;
        }
    }
    archive.finish()?;
    Ok(packed)
}
