//! Nothing is asked of the network: the kernel ends whoever makes a socket, and every command runs to its end.
//!
//! The filter is of the thread that sets it and of what that thread starts; it needs no privileges.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter,
};

/// Calls without which nothing is asked of anybody: `socket`, `connect`, and the ring through which calls can be made
/// unseen, `io_uring_setup`.
#[cfg(target_arch = "x86_64")]
const CALLS: [i64; 3] = [41, 42, 425];
#[cfg(target_arch = "aarch64")]
const CALLS: [i64; 3] = [198, 203, 425];

/// `socketpair`: a pair within the process wakes the one that waits for Ctrl-C.
#[cfg(target_arch = "x86_64")]
const PAIR: i64 = 53;
#[cfg(target_arch = "aarch64")]
const PAIR: i64 = 199;
/// The family of such a pair, `AF_UNIX`.
const WITHIN: u64 = 1;

/// The signal of a call that the filter forbids.
const SIGSYS: i32 = 31;

/// Runs commands where any of these calls ends the process.
fn without_sockets(commands: Vec<Command>) -> Vec<ExitStatus> {
    let arch: TargetArch = std::env::consts::ARCH.try_into().unwrap();
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = CALLS.into_iter().map(|call| (call, Vec::new())).collect();
    let is_without = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, WITHIN).unwrap();
    rules.insert(PAIR, vec![SeccompRule::new(vec![is_without]).unwrap()]);
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::KillProcess, arch).unwrap();
    let filter: BpfProgram = filter.try_into().unwrap();
    let run = move || {
        apply_filter(&filter).unwrap();
        commands.into_iter().map(|mut command| command.status().unwrap()).collect()
    };
    std::thread::spawn(run).join().unwrap()
}

#[test]
fn no_command_makes_a_socket_and_one_that_does_is_ended() {
    let room = tempfile::tempdir().unwrap();
    let filings = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/older-filings");
    std::os::unix::fs::symlink(filings, room.path().join("filings")).unwrap();
    let commands = [
        "demo a --jobs 2",
        "run --input filings --out b --since a/gouji-out",
        "report --out b",
        "diff a/gouji-out b",
        "compare 勾稽市珠算管理局 勾稽市对数委员会 --out b",
        "trace 勾稽市珠算管理局 2023 requests.received@total --out b",
        "check filings/a.csv",
        "rules us-foia --format md",
        "test uk-foi",
    ];
    let gouji = commands.map(|words| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
        command.current_dir(room.path()).args(words.split(' ')).args(["--quiet", "--lang", "en"]);
        command.stdout(std::process::Stdio::null());
        command
    });
    let mut speaker = Command::new("bash");
    speaker.args(["-c", "exec 3<>/dev/tcp/127.0.0.1/9"]);
    let done = without_sockets(gouji.into_iter().chain([speaker]).collect());
    let (speaker, gouji) = done.split_last().unwrap();
    assert_eq!(speaker.signal(), Some(SIGSYS), "the filter lets sockets through");
    for (words, status) in commands.iter().zip(gouji) {
        assert!(status.success(), "gouji {words}: {status}");
    }
    assert!(room.path().join("b/report.html").exists());
}
