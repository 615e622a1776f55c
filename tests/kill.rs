//! A run that is killed, or that cannot write, leaves the former outputs as they were.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Name and bytes of every output; timings differ from run to run, so of them only the name counts.
type Outputs = BTreeMap<String, Vec<u8>>;

/// A file of the officer's own among the outputs.
const MINE: &str = "批注.txt";
const FILINGS: usize = 300;
/// Spreads of moments tried at most.
const ROUNDS: u32 = 6;
const MOMENTS: u32 = 25;

/// Printed filings of that many offices, which differ in one figure from one generation to the next.
fn filings(folder: &Path, generation: u32) {
    let sample =
        concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data/filings/departments/published/2022/勾稽市对数委员会.csv");
    let text = std::fs::read_to_string(sample).unwrap();
    assert!(text.contains("行政许可,832,"));
    std::fs::create_dir(folder).unwrap();
    for office in 0..FILINGS {
        let text = text.replace("勾稽市对数委员会", &format!("勾稽市第{office}委员会"));
        let text = text.replace("行政许可,832,", &format!("行政许可,{},", 1000 * generation as usize + office));
        std::fs::write(folder.join(format!("{office}.csv")), text).unwrap();
    }
}

fn gouji(input: &Path, out: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
    command.args(["run", "--quiet", "--input"]).arg(input).arg("--out").arg(out);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

fn outputs(out: &Path) -> Outputs {
    let entries = walkdir::WalkDir::new(out).into_iter().map(|entry| entry.unwrap().into_path());
    let entries = entries.filter(|path| path.is_file());
    let named = |path: PathBuf| {
        let name = path.strip_prefix(out).unwrap().to_string_lossy().into_owned();
        let bytes = if name == "timings.json" { Vec::new() } else { std::fs::read(&path).unwrap() };
        (name, bytes)
    };
    entries.map(named).filter(|(name, _)| name != MINE).collect()
}

/// What lies beside the folder of outputs.
fn leftovers(folder: &Path) -> usize {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().starts_with(".out.")).count()
}

#[test]
fn a_run_killed_at_any_moment_leaves_one_whole_set_of_outputs() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = [folder.path().join("in0"), folder.path().join("in1")];
    let out = folder.path().join("out");
    let mut sets = Vec::new();
    for (at, input) in inputs.iter().enumerate() {
        filings(input, at as u32);
        assert!(gouji(input, &out).status().unwrap().success());
        sets.push(outputs(&out));
    }
    assert_ne!(sets[0], sets[1]);
    std::fs::write(out.join(MINE), "看过").unwrap();

    // How long a run takes changes with what else the machine does: the moments are spread anew until runs were
    // killed before, while and after they wrote.
    let (mut now, mut replaced, mut kept, mut left_behind) = (1, 0, 0, 0);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        assert!(gouji(&inputs[now], &out).status().unwrap().success());
        let whole = start.elapsed();
        for moment in 0..=MOMENTS {
            // The last moment is well after the end of a run.
            let wait = whole * moment / (MOMENTS - 4);
            let mut run = gouji(&inputs[1 - now], &out).spawn().unwrap();
            std::thread::sleep(wait);
            run.kill().unwrap();
            run.wait().unwrap();
            let found = outputs(&out);
            let Some(at) = sets.iter().position(|set| *set == found) else {
                panic!("killed after {wait:?}: a mixture of {:?}", found.keys())
            };
            *(if at == now { &mut kept } else { &mut replaced }) += 1;
            now = at;
            left_behind += leftovers(folder.path());
        }
        if replaced > 0 && kept > 5 && left_behind > 0 {
            break;
        }
    }
    assert!(replaced > 0 && kept > 5 && left_behind > 0, "{replaced} replaced, {kept} kept, {left_behind} left behind");

    assert!(gouji(&inputs[0], &out).status().unwrap().success());
    assert_eq!((outputs(&out) == sets[0], leftovers(folder.path())), (true, 0));
    assert_eq!(std::fs::read_to_string(out.join(MINE)).unwrap(), "看过");
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_is_exit_3_and_the_former_outputs_stay() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    filings(&input, 0);
    assert!(gouji(&input, &out).status().unwrap().success());
    let before = outputs(&out);
    // Files may not grow beyond a few blocks, which a writer meets as it meets a full disk.
    let limited = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
    let inner = gouji(&input, &out);
    let done =
        Command::new("sh").arg("-c").arg(limited).arg(inner.get_program()).args(inner.get_args()).output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(3), "{said}");
    assert!(said.starts_with("错误：") && said.contains("原有结果未动"), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    assert!(outputs(&out) == before && leftovers(folder.path()) == 0);
}

#[test]
fn a_folder_that_cannot_be_made_is_exit_3_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    filings(&input, 0);
    let file = folder.path().join("文件");
    std::fs::write(&file, "").unwrap();
    for out in [file.clone(), file.join("out")] {
        let done = gouji(&input, &out).output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(3), "{said}");
        assert!(said.contains("文件"), "{said}");
    }
}

#[test]
fn a_reader_that_has_gone_away_is_no_fault() {
    for arguments in [&["rules"][..], &["forms"], &["forms", "--format", "json"], &["--help"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
        let mut run = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(run.stdout.take());
        let done = run.wait_with_output().unwrap();
        assert_eq!((done.status.code(), done.stderr.as_slice()), (Some(0), &b""[..]), "{arguments:?}");
    }
}
