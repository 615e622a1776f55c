//! A finished run of which an output is damaged: what reads it says so and names it, or gives the answer of the whole one.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use crate::campaign::room::{CELL, OFFICE, OTHER, Outputs, Room, copy, differing, said};
use crate::campaign::{Order, Seen};
use crate::corpus::prng::Prng;

type Damage = fn(&Path);

/// Each way a file comes to harm.
const DAMAGES: [(&str, Damage); 9] = [
    ("cut in half", |path| changed(path, |bytes| bytes.truncate(bytes.len() / 2))),
    ("cut after a line", |path| {
        changed(path, |bytes| {
            let ends = bytes[..bytes.len() * 2 / 3].iter().rposition(|byte| *byte == b'\n');
            bytes.truncate(ends.map_or(bytes.len() / 3, |end| end + 1));
        });
    }),
    ("emptied", |path| fs::write(path, "").unwrap()),
    ("gone", |path| fs::remove_file(path).unwrap()),
    ("garbled", |path| {
        changed(path, |bytes| {
            let middle = bytes.len() / 2;
            bytes[middle..].iter_mut().take(64).for_each(|byte| *byte ^= 0xA5);
        });
    }),
    ("with another figure", |path| {
        changed(path, |bytes| {
            let digit = bytes.iter().rposition(u8::is_ascii_digit);
            if let Some(digit) = digit.map(|at| &mut bytes[at]) {
                *digit = if *digit == b'7' { b'3' } else { b'7' };
            }
        });
    }),
    ("of zeros", |path| changed(path, |bytes| bytes.fill(0))),
    ("a folder", |path| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
    }),
    ("closed", |path| fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap()),
];

fn changed(path: &Path, change: impl Fn(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

/// What is asked of a finished run; `bad` is the damaged one.
const ASKED: [&[&str]; 7] = [
    &["diff", "good", "bad"],
    &["diff", "bad", "good"],
    &["compare", OFFICE, OTHER, "--out", "bad"],
    &["trace", OFFICE, "2023", CELL, "--out", "bad"],
    &["report", "--quiet", "--lang", "en", "--out", "bad"],
    &["run", "--quiet", "--input", "in", "--out", "out", "--since", "bad"],
    &["run", "--quiet", "--input", "in", "--out", "bad"],
];

/// What a command answers: its words, and the outputs it has made.
struct Answer {
    done: Output,
    made: Outputs,
}

fn answer(room: &Room, asked: &[&str]) -> Answer {
    let done = room.done(asked);
    let made = match asked[0] {
        "report" => room.outputs("bad"),
        "run" => room.outputs(asked[5]),
        _ => Outputs::new(),
    };
    Answer { done, made }
}

pub fn damaged(order: &Order) -> Seen {
    let room = Room::new(order);
    room.filings("in", 4, 0);
    room.filings("earlier", 3, 1);
    room.succeeds(&["run", "--quiet", "--input", "in", "--out", "good"])?;
    room.succeeds(&["run", "--quiet", "--input", "earlier", "--out", "whole"])?;
    let reset = || {
        copy(&room.path("whole"), &room.path("bad"));
        let _ = fs::remove_dir_all(room.path("out"));
    };
    let mut whole = Vec::new();
    for asked in ASKED {
        reset();
        let answer = answer(&room, asked);
        if !answer.done.status.success() {
            return Err(format!("{asked:?} of a whole run: {}", said(&answer.done)));
        }
        whole.push(answer);
    }
    let tables = room.outputs("whole").into_keys().filter(|name| !name.contains('/')).collect::<Vec<_>>();
    let letter = room.outputs("whole").into_keys().find(|name| name.contains('/')).unwrap();
    let names = tables.into_iter().chain([letter]);
    let mut cases: Vec<(String, usize, usize)> = names
        .flat_map(|name| (0..DAMAGES.len()).map(move |damage| (name.clone(), damage)))
        .flat_map(|(name, damage)| (0..ASKED.len()).map(move |asked| (name.clone(), damage, asked)))
        .collect();
    let mut prng = Prng::new(order.seed);
    cases.sort_by_cached_key(|_| prng.bits());
    cases.truncate(order.of(60, usize::MAX));
    let (mut refused, mut unharmed, mut faults) = (0, 0, Vec::new());
    for (name, damage, asked) in &cases {
        reset();
        DAMAGES[*damage].1(&room.path("bad").join(name));
        let before = room.outputs("bad");
        let answer = answer(&room, ASKED[*asked]);
        match judge(&answer, &whole[*asked], name, ASKED[*asked], &before) {
            Ok(true) => refused += 1,
            Ok(false) => unharmed += 1,
            Err(fault) => faults.push(format!("{name} {}, {:?}: {fault}", DAMAGES[*damage].0, ASKED[*asked])),
        }
    }
    match faults.first() {
        None => Ok(format!("{} cases: {refused} refused with the name of the file, {unharmed} unharmed", cases.len())),
        Some(_) => Err(format!("{} of {} cases:\n{}", faults.len(), cases.len(), faults.join("\n"))),
    }
}

/// True for a refusal that names the file, false for the answer of a whole run.
fn judge(answer: &Answer, whole: &Answer, name: &str, asked: &[&str], before: &Outputs) -> Result<bool, String> {
    let words = said(&answer.done);
    if !answer.done.status.success() {
        let is_told = matches!(answer.done.status.code(), Some(2 | 3)) && words.contains(name);
        let is_advice = words.trim().lines().count() > 0 && !words.contains("panicked");
        let is_as_it_was = asked[0] != "report" || answer.made == *before;
        return match is_told && is_advice && is_as_it_was {
            true => Ok(true),
            false => Err(format!("{}: {words}", answer.done.status)),
        };
    }
    let is_answer = match asked[0] {
        "diff" | "compare" | "trace" => answer.done.stdout == whole.done.stdout,
        _ => true,
    };
    // What somebody has changed is his, and keeps its place or makes room; the list says which.
    let own = |file: &str| {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        file == name || file == "written.csv" || file.starts_with(&format!("{stem}~"))
    };
    let differing: Vec<String> = differing(&answer.made, &whole.made).into_iter().filter(|file| !own(file)).collect();
    match is_answer && differing.is_empty() {
        true => Ok(false),
        false => Err(format!("a wrong answer without a word; {differing:?} {words}")),
    }
}
