//! The same inputs on an odd machine: order, locale, time zone, umask, clock and threads change no byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::campaign::room::{Outputs, Room, differing, files, said};
use crate::campaign::{Order, Seen};
use crate::corpus::prng::Prng;

/// Settings of a machine.
const SETTINGS: [&[(&str, &str)]; 7] = [
    &[("LC_ALL", "C")],
    &[("LC_ALL", "zh_CN.GB18030"), ("LANG", "zh_CN.GB18030")],
    &[("LC_ALL", "tr_TR.UTF-8"), ("LANGUAGE", "tr")],
    &[("LC_ALL", "de_DE.UTF-8"), ("LC_NUMERIC", "de_DE.UTF-8")],
    &[("TZ", "Asia/Shanghai")],
    &[("TZ", "America/St_Johns")],
    &[("TZ", "no/such"), ("LANG", "no_such"), ("HOME", "/nowhere"), ("TMPDIR", "/nowhere")],
];

/// Another clock for a program: seconds since 1970 in place of the true ones.
const CLOCK: &str = "
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
static long now(void) { return atol(getenv(\"NOW\")); }
int clock_gettime(clockid_t id, struct timespec *ts) {
  int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, \"clock_gettime\");
  int done = real(id, ts);
  if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) ts->tv_sec = now();
  return done;
}
int gettimeofday(struct timeval *tv, void *zone) { tv->tv_sec = now(); tv->tv_usec = 0; return 0; }
time_t time(time_t *t) { long n = now(); if (t) *t = n; return n; }
";

pub fn odd(order: &Order) -> Seen {
    let room = Room::new(order);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/filings");
    crate::campaign::room::copy(&sample, &room.path("in"));
    fs::copy(sample.with_file_name("register.csv"), room.path("register.csv")).unwrap();
    let given = ["in".to_owned()];
    room.succeeds(&words(&given))?;
    let first = room.outputs("out");
    let same = |what: &str| match differing(&room.outputs("out"), &first) {
        differing if differing.is_empty() => Ok(()),
        differing => Err(format!("{what}: {differing:?}")),
    };
    let mut n = 0;
    for (jobs, setting) in SETTINGS.iter().enumerate() {
        let jobs = format!("--jobs={}", 1 + jobs % 4);
        let mut words = words(&given);
        words.push(&jobs);
        let done = room.gouji(&words).envs(setting.iter().copied()).output().unwrap();
        let told = format!("{setting:?} {jobs}");
        if !done.status.success() {
            return Err(format!("{told}: {}", said(&done)));
        }
        same(&told)?;
        n += 1;
    }
    n += masks(&room, &same)?;
    n += orders(&room, order, &same)?;
    let clocks = clocks(&room, &same)?;
    Ok(format!("{n} runs over {} files, the same bytes; {clocks}", files(&room.path("in")).len()))
}

fn words(inputs: &[String]) -> Vec<&str> {
    let mut words = vec!["run", "--quiet", "--registry", "register.csv", "--out", "out"];
    words.extend(inputs.iter().flat_map(|input| ["--input", input.as_str()]));
    words
}

type Same<'a> = &'a dyn Fn(&str) -> Result<(), String>;

/// What files others may read.
fn masks(room: &Room, same: Same<'_>) -> Result<usize, String> {
    let masks = ["000", "027", "077"];
    for mask in masks {
        let gouji = room.gouji(&words(&["in".to_owned()]));
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("umask {mask}; exec \"$0\" \"$@\"")).arg(gouji.get_program());
        let done = command.args(gouji.get_args()).current_dir(room.path("")).output().unwrap();
        if !done.status.success() {
            return Err(format!("umask {mask}: {}", said(&done)));
        }
        same(&format!("umask {mask}"))?;
    }
    Ok(masks.len())
}

/// Folders made in another order and with other dates; and files given one by one, which are then inputs of their own
/// and held against each other.
fn orders(room: &Room, order: &Order, same: Same<'_>) -> Result<usize, String> {
    let all: Vec<(String, Vec<u8>)> = files(&room.path("in")).into_iter().collect();
    let n = order.of(4, 40);
    let mut one_by_one: Option<Outputs> = None;
    for case in 0..n {
        let mut prng = Prng::new(order.seed + case as u64);
        fs::remove_dir_all(room.path("in")).unwrap();
        let mut shuffled: Vec<(u64, &(String, Vec<u8>))> = all.iter().map(|file| (prng.bits(), file)).collect();
        shuffled.sort_by_key(|(at, _)| *at);
        for (at, (name, bytes)) in &shuffled {
            room.write(&format!("in/{name}"), bytes);
            let date = std::time::UNIX_EPOCH + std::time::Duration::from_secs(at % (1 << 32));
            fs::File::open(room.path("in").join(name)).unwrap().set_modified(date).unwrap();
        }
        if case % 2 == 0 {
            room.succeeds(&words(&["in".to_owned()]))?;
            same(&format!("order {case}"))?;
            continue;
        }
        let given: Vec<String> = shuffled.iter().map(|(_, (name, _))| format!("in/{name}")).collect();
        room.succeeds(&words(&given))?;
        let found = room.outputs("out");
        let differing = one_by_one.as_ref().map(|first| differing(&found, first)).unwrap_or_default();
        if !differing.is_empty() {
            return Err(format!("order {case}, one by one: {differing:?}"));
        }
        one_by_one = Some(found);
    }
    Ok(n)
}

/// Days long gone and far ahead.
fn clocks(room: &Room, same: Same<'_>) -> Result<String, String> {
    let (source, library) = (room.path("clock.c"), room.path("clock.so"));
    fs::write(&source, CLOCK).unwrap();
    let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).args([&library, &source]).arg("-ldl").status();
    if !built.is_ok_and(|status| status.success()) {
        return Ok("no compiler for another clock".to_owned());
    }
    let years: BTreeMap<&str, &str> =
        BTreeMap::from([("86400", "1970"), ("951782400", "2000"), ("4070908800", "2099")]);
    for (now, year) in &years {
        let with = |command: &mut Command| {
            command.env("LD_PRELOAD", PathBuf::from(&library)).env("NOW", now).env("TZ", "UTC");
        };
        let mut date = Command::new("date");
        with(date.arg("+%Y").stderr(Stdio::null()));
        if !String::from_utf8_lossy(&date.output().unwrap().stdout).starts_with(year) {
            return Ok("the clock cannot be changed here".to_owned());
        }
        let mut gouji = room.gouji(&words(&["in".to_owned()]));
        with(&mut gouji);
        let done = gouji.output().unwrap();
        if !done.status.success() {
            return Err(format!("in {year}: {}", said(&done)));
        }
        same(&format!("in {year}"))?;
    }
    Ok(format!("{} other years by the clock", years.len()))
}
