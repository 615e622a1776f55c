//! Sizes, names and openings of files and functions, and what lies at the top of the checkout.

use crate::tidy::source::{Source, block_end, is_word};
use crate::tidy::{none, root, sources};

/// Lines of code of a file, tests apart.
const LONGEST_FILE: usize = 400;
/// Lines of a function, from its name to its closing brace.
const LONGEST_FUNCTION: usize = 60;

/// Everything that may lie at the top, beside hidden files of tools and what `.gitignore` names.
const TOP: [&str; 15] = [
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "Containerfile",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "README.zh-CN.md",
    "deny.toml",
    "docs",
    "pipelines",
    "sample_data",
    "src",
    "tests",
];

/// Names that say nothing; a declared name may not have one of them among its words.
const BANNED: [&str; 11] =
    ["util", "utils", "helper", "helpers", "common", "misc", "imp", "manager", "data2", "process", "handle"];
/// Names that a trait of another crate imposes.
const IMPOSED: [&str; 2] = ["Handle", "process_token"];

fn length(source: &Source) -> Vec<String> {
    let lines = source.said.lines().filter(|line| !line.trim().is_empty()).count();
    match lines > LONGEST_FILE {
        true => vec![format!("{}: {lines} lines of code; look for the seam", source.path)],
        false => Vec::new(),
    }
}

fn opening(source: &Source) -> Vec<String> {
    match source.text.starts_with("//! ") {
        true => Vec::new(),
        false => vec![format!("{}: does not open with `//!`", source.path)],
    }
}

/// Every `fn`, `struct`, `enum`, `trait`, `mod` and `type` with its line and the offset of its name.
fn declared(source: &Source) -> Vec<(String, String, usize, usize)> {
    let code: Vec<char> = source.code.chars().collect();
    let mut words: Vec<(String, usize)> = Vec::new();
    let mut at = 0;
    while at < code.len() {
        let start = at;
        while at < code.len() && is_word(code[at]) {
            at += 1;
        }
        if at > start {
            words.push((code[start..at].iter().collect(), start));
        }
        at += 1;
    }
    let declaring = ["fn", "struct", "enum", "trait", "mod", "type"];
    // `fn(u8)` is a type and declares nothing.
    let is_name = |at: usize| code[at - 1].is_whitespace();
    let pairs = words.windows(2).filter(|pair| declaring.contains(&pair[0].0.as_str()) && is_name(pair[1].1));
    pairs
        .map(|pair| {
            let line = code[..pair[0].1].iter().filter(|c| **c == '\n').count() + 1;
            (pair[0].0.clone(), pair[1].0.clone(), line, pair[1].1)
        })
        .collect()
}

fn functions(source: &Source) -> Vec<String> {
    let code: Vec<char> = source.code.chars().collect();
    let mut complaints = Vec::new();
    for (_, name, line, offset) in declared(source).iter().filter(|(what, ..)| what == "fn") {
        let Some(end) = block_end(&code, *offset) else { continue };
        let lines = code[*offset..end].iter().filter(|c| **c == '\n').count() + 1;
        if lines > LONGEST_FUNCTION {
            complaints.push(format!("{}:{line}: `{name}` has {lines} lines", source.path));
        }
    }
    complaints
}

fn names(source: &Source) -> Vec<String> {
    let mut complaints = Vec::new();
    let file = source.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
    let all = declared(source).into_iter().map(|(_, name, line, _)| (name, line)).chain([(file, 1)]);
    for (name, line) in all.filter(|(name, _)| !IMPOSED.contains(&name.as_str())) {
        let mut spread = String::new();
        for c in name.chars() {
            if c.is_uppercase() {
                spread.push('_');
            }
            spread.extend(c.to_lowercase());
        }
        if spread.split('_').any(|word| BANNED.contains(&word)) || spread.starts_with("do_") {
            complaints.push(format!("{}:{line}: `{name}` says nothing; name the thing", source.path));
        }
    }
    complaints
}

/// Marks of work put off; written so that this file has none.
fn put_off(source: &Source) -> Vec<String> {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
    let lines = source.text.lines().enumerate();
    let found = lines.filter(|(_, line)| line.split(|c| !is_word(c)).any(|word| marks.contains(&word)));
    found.map(|(at, line)| format!("{}:{}: work put off: {}", source.path, at + 1, line.trim())).collect()
}

fn chinese(source: &Source) -> Vec<String> {
    let is_chinese = |c: char| matches!(c, '\u{2E80}'..='\u{303F}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}');
    let lines = source.said.lines().enumerate().filter(|(_, line)| line.chars().any(is_chinese));
    lines.map(|(at, line)| format!("{}:{}: Chinese in the engine: {}", source.path, at + 1, line.trim())).collect()
}

fn top(names: &[String], ignored: &str) -> Vec<String> {
    let known = |name: &str| name.starts_with('.') || TOP.contains(&name);
    let is_ignored = |name: &str| ignored.lines().any(|line| line.trim_matches('/') == name);
    names.iter().filter(|name| !known(name) && !is_ignored(name)).map(|name| format!("`{name}` at the top")).collect()
}

#[test]
fn files_and_functions_are_small_and_say_what_they_are() {
    let mut complaints = Vec::new();
    for source in sources("src") {
        for check in [length, opening, functions, names, put_off, chinese] {
            complaints.extend(check(&source));
        }
    }
    for source in sources("tests") {
        for check in [length, opening, functions, put_off] {
            complaints.extend(check(&source));
        }
    }
    none(&complaints);
}

#[test]
fn the_top_of_the_checkout_holds_what_was_agreed() {
    let entries = std::fs::read_dir(root()).unwrap();
    let names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    none(&top(&names, &std::fs::read_to_string(root().join(".gitignore")).unwrap()));
    assert_eq!(top(&["src".into(), ".ci".into(), "target".into(), "notes.md".into()], "target/\n").len(), 1);
}

#[test]
fn a_planted_violation_is_told() {
    let told = |check: fn(&Source) -> Vec<String>, text: &str| check(&Source::new("src/read/a.rs", text)).len();
    let long = |n: usize| format!("//! A.\nfn a() {{\n{}}}\n", "    b();\n".repeat(n));
    assert_eq!((told(functions, &long(58)), told(functions, &long(59))), (0, 1));
    let field = format!("//! A.\nstruct A {{\n    b: fn(u8),\n{}}}\nfn c() {{}}\n", "    // d\n".repeat(59));
    assert_eq!(told(functions, &field), 0);
    assert_eq!((told(length, &long(397)), told(length, &long(401))), (0, 1));
    assert_eq!((told(opening, "//! A.\n"), told(opening, "use std::fs;\n")), (0, 1));
    assert_eq!(
        (told(names, "fn handle_row() {}\nstruct RowHelper;\nfn do_it() {}"), told(names, "fn row() {}")),
        (3, 0)
    );
    assert_eq!((told(put_off, concat!("// TO", "DO: later\n")), told(put_off, "// To do.\n")), (1, 0));
    assert_eq!(told(chinese, "let a = \"总计\"; // 总计\n"), 1);
    assert_eq!(told(chinese, "// 总计\n#[cfg(test)]\nmod tests {\n    const A: &str = \"总计\";\n}\n"), 0);
}
