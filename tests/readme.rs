//! What the READMEs show is what the program prints.
//!
//! Blocks are gone through in order, in a folder that holds the sample data and the pipelines: the commands
//! of a `console` block are run and what they print is compared; `toml add FILE` and `csv add FILE` are what
//! a reader is told to put at the end of a file, `csv new FILE` is a file to make, `diff FILE` a change to one.
//! `BLESS=1 cargo test --test main readme::` rewrites what is printed. Commands that are neither gouji's nor `cp`
//! are left to the reader.

use std::path::Path;
use std::process::Command;

/// A page under way: what is left of it to read, and what has been read, with the outputs as they are now.
struct Walk<'a> {
    folder: &'a Path,
    now: String,
    commands: usize,
}

impl Walk<'_> {
    fn block(&mut self, info: &str, content: &str) {
        let words: Vec<&str> = info.split_whitespace().collect();
        match words[..] {
            ["console"] => return self.console(content),
            ["toml" | "csv", "add", file] => {
                let path = self.folder.join(file);
                let before = std::fs::read_to_string(&path).unwrap();
                std::fs::write(path, before + content).unwrap();
            }
            ["diff", file] => patch(&self.folder.join(file), content),
            ["toml" | "csv", "new", file] => {
                let path = self.folder.join(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, content).unwrap();
            }
            _ => {}
        }
        self.now.push_str(content);
    }

    fn console(&mut self, content: &str) {
        let mut shown = content.lines().peekable();
        while let Some(line) = shown.next() {
            self.now.push_str(line);
            self.now.push('\n');
            let Some(command) = line.strip_prefix("$ ") else { continue };
            let before: Vec<&str> = std::iter::from_fn(|| shown.next_if(|line| !line.starts_with("$ "))).collect();
            match self.run(command) {
                Some(printed) => self.now.push_str(&printed),
                None => before.iter().for_each(|line| self.now.extend([line, "\n"])),
            }
        }
    }

    /// What a command prints; nothing of a command that is the reader's own.
    fn run(&mut self, command: &str) -> Option<String> {
        let words: Vec<&str> = command.split_whitespace().collect();
        let arguments = match words[..] {
            ["cargo", "run", "--release"] => &[],
            ["cargo", "run", "--release", "--", ..] => &words[4..],
            ["gouji", ..] => &words[1..],
            ["cp", ..] => {
                let done = Command::new("cp").args(&words[1..]).current_dir(self.folder).status();
                assert!(done.unwrap().success(), "{command}");
                return Some(String::new());
            }
            _ => return None,
        };
        self.commands += 1;
        let mut run = Command::new(env!("CARGO_BIN_EXE_gouji"));
        let done = run.args(arguments).current_dir(self.folder).output().unwrap();
        Some(String::from_utf8([done.stdout, done.stderr].concat()).unwrap())
    }
}

/// Changes the one place that has the lines marked ` ` and `-` to the lines marked ` ` and `+`.
fn patch(path: &Path, content: &str) {
    let side = |mark: char| -> String {
        let lines = content.lines().filter(|line| line.starts_with([' ', mark]));
        lines.map(|line| format!("{}\n", &line[1..])).collect()
    };
    let text = std::fs::read_to_string(path).unwrap();
    let (before, after) = (side('-'), side('+'));
    assert_eq!(text.matches(&before).count(), 1, "{} has not once\n{before}", path.display());
    std::fs::write(path, text.replace(&before, &after)).unwrap();
}

/// Goes through a page; it must be as the program is now.
#[track_caller]
fn is_true(page: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    for name in ["sample_data", "pipelines"] {
        let done = Command::new("cp").arg("-r").arg(root.join(name)).arg(folder.path()).status();
        assert!(done.unwrap().success());
    }
    let text = std::fs::read_to_string(root.join(page)).unwrap();
    let mut walk = Walk { folder: folder.path(), now: String::new(), commands: 0 };
    let mut block: Option<(&str, String)> = None;
    for line in text.split_inclusive('\n') {
        match (line.trim_end().strip_prefix("```"), block.take()) {
            (Some(_), Some((info, content))) => {
                walk.block(info, &content);
                walk.now.push_str(line);
            }
            (Some(info), None) => {
                walk.now.push_str(line);
                block = Some((info, String::new()));
            }
            (None, Some((info, content))) => block = Some((info, content + line)),
            (None, None) => walk.now.push_str(line),
        }
    }
    assert!(walk.commands > 0 && block.is_none(), "{page} shows no command, or leaves a block open");
    if walk.now != text && std::env::var_os("BLESS").is_some() {
        std::fs::write(root.join(page), &walk.now).unwrap();
    } else {
        assert!(walk.now == text, "{page} (BLESS=1 rewrites it) should be\n{}", walk.now);
    }
}

#[test]
fn the_readme_is_true() {
    is_true("README.md");
}

#[test]
fn the_chinese_readme_is_true() {
    is_true("README.zh-CN.md");
}

#[test]
fn what_the_pipelines_readme_tells_to_do_works() {
    is_true("pipelines/README.md");
}
