//! A disk that is full at each of the outputs: exit code 3 with the name of a file, and the former outputs stay.
//!
//! Three ways to fill it: files that may not grow beyond a size, which needs nothing; a small file system, which needs
//! the right to mount one; and a system call that fails at one file, which needs `strace`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Output, Stdio};

use crate::campaign::room::{Outputs, Room, differing, said};
use crate::campaign::{Order, Seen};

const RUN: [&str; 6] = ["run", "--quiet", "--input", "in1", "--out", "disk/out"];
const REPORT: [&str; 5] = ["report", "--quiet", "--lang", "en", "--out=disk/out"];

/// A finished run, and what another one would put in its place.
struct Disk {
    room: Room,
    former: Outputs,
    sizes: BTreeMap<String, u64>,
    failed: BTreeSet<String>,
}

pub fn full(order: &Order) -> Seen {
    let room = Room::new(order);
    room.filings("in0", 12, 0);
    room.filings("in1", 12, 1);
    std::fs::create_dir(room.path("disk")).unwrap();
    room.succeeds(&RUN)?;
    let sizes = room.outputs("disk/out").iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64)).collect();
    room.succeeds(&["run", "--quiet", "--input", "in0", "--out", "disk/out"])?;
    let former = room.outputs("disk/out");
    let mut disk = Disk { room, former, sizes, failed: BTreeSet::new() };
    let figures = [disk.limits(order)?, disk.small(order)?, disk.torn(order)?];
    let named = disk.failed.len();
    Ok(format!("{}; {named} different outputs were named", figures.join("; ")))
}

impl Disk {
    /// What is left after one that could not write, or what is wrong with it; true if it was done all the same.
    fn hold(&mut self, done: &Output, told: &str) -> Result<bool, String> {
        let words = said(done);
        let fault = |what: &str| Err(format!("{told}: {what}: {}: {words}", done.status));
        if done.status.success() {
            return Ok(true);
        }
        if done.status.code() != Some(3) || words.contains("panicked") {
            return fault("not exit code 3");
        }
        let named = self.sizes.keys().filter(|name| words.contains(name.as_str())).max_by_key(|name| name.len());
        let is_folder = words.contains("disk/out") || words.contains("notices");
        match named {
            Some(name) => drop(self.failed.insert(name.clone())),
            None if is_folder => drop(self.failed.insert("the folder".to_owned())),
            None => return fault("no file is named"),
        }
        let differing = differing(&self.former, &self.room.outputs("disk/out"));
        let left: Vec<_> = std::fs::read_dir(self.room.path("disk")).unwrap().map(|one| one.unwrap().path()).collect();
        match (differing.is_empty(), left.len()) {
            (true, 1) => Ok(false),
            _ => fault(&format!("the former outputs differ in {differing:?}, or there is more: {left:?}")),
        }
    }

    /// Files that may not grow beyond just less than each output.
    fn limits(&mut self, order: &Order) -> Result<String, String> {
        const BLOCK: u64 = 512;
        let blocks: BTreeSet<u64> = self.sizes.values().map(|size| size.saturating_sub(1) / BLOCK).collect();
        let every = order.of(blocks.len().div_ceil(5), 1);
        let mut n = 0;
        for limit in blocks.into_iter().step_by(every) {
            for words in [&RUN[..], &REPORT] {
                let gouji = self.room.gouji(words);
                let mut command = Command::new("sh");
                let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" \"$@\"");
                command.arg("-c").arg(script).arg(gouji.get_program()).args(gouji.get_args());
                let done = command.current_dir(self.room.path("")).output().unwrap();
                if self.hold(&done, &format!("{words:?}, files of at most {limit} blocks"))? && words[0] == "run" {
                    return Err(format!("files of at most {limit} blocks were enough"));
                }
                n += 1;
            }
        }
        Ok(format!("{n} with files of limited size"))
    }

    /// File systems from next to nothing to just less than is needed.
    fn small(&mut self, order: &Order) -> Result<String, String> {
        const PAGE: u64 = 4096;
        let disk = self.room.path("disk");
        // Names and folders take none.
        let pages: u64 = self.sizes.values().map(|size| size.div_ceil(PAGE)).sum();
        let own: u64 = self.former.values().map(|bytes| (bytes.len() as u64).div_ceil(PAGE)).sum();
        let aside = self.room.path("aside");
        crate::campaign::room::copy(&disk, &aside);
        let mut n = 0;
        for step in 0..order.of(4, 40) as u64 {
            let size = own + 8 + pages * step / (order.of(4, 40) as u64 + 2);
            let option = format!("size={}", size * PAGE);
            let mut mount = Command::new("mount");
            mount.args(["-t", "tmpfs", "-o", &option, "gouji"]).arg(&disk).stderr(Stdio::null());
            if !mount.status().is_ok_and(|status| status.success()) {
                return Ok("no right to mount a small file system".to_owned());
            }
            crate::campaign::room::copy(&aside.join("out"), &disk.join("out"));
            let done = self.room.done(&RUN);
            let held = self.hold(&done, &format!("{size} pages"));
            let unmounted = Command::new("umount").arg(&disk).status().unwrap();
            if held? || !unmounted.success() {
                return Err(format!("{size} pages were enough for {pages}"));
            }
            n += 1;
        }
        Ok(format!("{n} on a small file system"))
    }

    /// Each output in turn cannot be written.
    fn torn(&mut self, order: &Order) -> Result<String, String> {
        if !Command::new("strace").arg("-V").output().is_ok_and(|done| done.status.success()) {
            return Ok("no strace".to_owned());
        }
        let names: Vec<String> = self.sizes.keys().cloned().collect();
        let every = order.of(names.len().div_ceil(6), 1);
        let mut n = 0;
        for name in names.iter().step_by(every) {
            // The tracer is a process of its own, and the program has the number of the shell.
            let script = "exec strace -D -f -qq -o /dev/null -P \"$PWD/disk/.out.gouji-partial-$$/$NAME\" \
                          -e trace=write -e inject=write:error=ENOSPC \"$0\" \"$@\"";
            let gouji = self.room.gouji(&RUN);
            let mut command = Command::new("sh");
            // The list of what was written is put in its place when it is whole.
            let under_way = if name == "written.csv" { ".written.csv" } else { name };
            command.arg("-c").arg(script).arg(gouji.get_program()).args(gouji.get_args()).env("NAME", under_way);
            let done = command.current_dir(self.room.path("").canonicalize().unwrap()).output().unwrap();
            let told = format!("no room for {name}");
            if self.hold(&done, &told)? {
                return Err(format!("{told}: it was written all the same"));
            }
            let top = name.split('/').next().unwrap_or_default();
            if !said(&done).contains(top) {
                return Err(format!("{told}: it is not named: {}", said(&done)));
            }
            n += 1;
        }
        Ok(format!("{n} outputs that could not be written"))
    }
}
