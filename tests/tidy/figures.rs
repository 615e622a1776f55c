//! Figures of the code, and the bounds that some of them have.
//!
//! `cargo test --test main tidy::figures -- --nocapture` prints them.

use std::collections::BTreeMap;

use crate::tidy::source::{Source, block_end, is_word};
use crate::tidy::{none, sources};

/// Arguments of a function beside its receiver.
const MOST_ARGUMENTS: usize = 5;

/// One function outside test modules.
struct Function {
    path: String,
    name: String,
    /// From its name to its closing brace; nothing for one without a body.
    lines: Option<usize>,
    /// Beside the receiver.
    arguments: usize,
}

/// Every function of a file.
fn functions(source: &Source) -> Vec<Function> {
    let code: Vec<char> = source.code.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 3 < code.len() {
        let is_start = code[at..].starts_with(&['f', 'n', ' ']) && (at == 0 || !is_word(code[at - 1]));
        let name: String = code[at + 3..].iter().take_while(|c| is_word(**c)).collect();
        if is_start && !name.is_empty() {
            let open = at + 3 + name.len();
            let open = if code[open] == '<' { closed(&code, open) } else { open };
            let end = block_end(&code, at);
            let lines = end.map(|end| code[at..end].iter().filter(|c| **c == '\n').count() + 1);
            found.push(Function { path: source.path.clone(), name, lines, arguments: arguments(&code, open) });
        }
        at += 1;
    }
    found
}

/// One past the bracket that closes the one at `open`; the `>` of an arrow closes nothing.
fn closed(code: &[char], open: usize) -> usize {
    let mut depth = 0;
    for at in open..code.len() {
        match code[at] {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '>' if code[at - 1] != '-' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    code.len()
}

/// How many arguments stand between the parentheses, the receiver not counted.
fn arguments(code: &[char], open: usize) -> usize {
    let inner = &code[open + 1..closed(code, open) - 1];
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for (at, c) in inner.iter().enumerate() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '>' if inner[at - 1] != '-' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().push(*c);
    }
    let is_receiver = |part: &str| part.trim_start_matches("&mut ").split([' ', '&', ':']).any(|word| word == "self");
    parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty() && !is_receiver(part)).count()
}

/// Lines of documentation and of code outside test modules.
fn lines(source: &Source) -> (usize, usize) {
    let is_doc = |line: &&str| line.trim_start().starts_with("///") || line.trim_start().starts_with("//!");
    // A line of a test module is blank in the view without them.
    let all = source.text.lines().zip(source.said.lines());
    let tests = source.text.find("#[cfg(test)]").map_or(usize::MAX, |at| source.text[..at].lines().count());
    let docs = all.clone().take(tests).filter(|(line, _)| is_doc(line)).count();
    (docs, all.filter(|(_, said)| !said.trim().is_empty()).count())
}

/// The nth of a hundred parts of some figures.
fn percentile(figures: &mut [usize], percent: usize) -> usize {
    figures.sort_unstable();
    figures.get((figures.len().saturating_sub(1)) * percent / 100).copied().unwrap_or(0)
}

#[test]
fn figures_of_the_code_keep_their_bounds() {
    let sources = sources("src");
    let mut rooms: BTreeMap<String, (Vec<Function>, usize, usize)> = BTreeMap::new();
    for source in &sources {
        let (docs, code) = lines(source);
        let room = rooms.entry(source.module().to_owned()).or_default();
        room.0.extend(functions(source));
        (room.1, room.2) = (room.1 + docs, room.2 + code);
    }
    let many: Vec<String> = rooms
        .values()
        .flat_map(|(functions, ..)| functions)
        .filter(|function| function.arguments > MOST_ARGUMENTS)
        .map(|function| format!("{}: `{}` has {} arguments", function.path, function.name, function.arguments))
        .collect();
    println!("room        functions  arguments  five+  lines 50/90/max   docs per line of code");
    let mut all = (Vec::new(), 0, 0);
    for (name, (functions, docs, code)) in rooms {
        tell(&name, &functions, docs, code);
        all.0.extend(functions);
        (all.1, all.2) = (all.1 + docs, all.2 + code);
    }
    tell("src", &all.0, all.1, all.2);
    none(&many);
}

fn tell(name: &str, functions: &[Function], docs: usize, code: usize) {
    let n = functions.len().max(1) as f64;
    let mean = functions.iter().map(|function| function.arguments).sum::<usize>() as f64 / n;
    let five = functions.iter().filter(|function| function.arguments >= 5).count() as f64 / n * 100.0;
    let mut lines: Vec<usize> = functions.iter().filter_map(|function| function.lines).collect();
    let [median, ninety, most] = [50, 90, 100].map(|percent| percentile(&mut lines, percent));
    let docs = docs as f64 / code.max(1) as f64;
    let count = functions.len();
    println!("{name:<12}{count:>9}{mean:>11.2}{five:>6.1} %{median:>8}/{ninety}/{most}{docs:>18.3}");
}

#[test]
fn arguments_and_lines_are_counted_as_a_reader_would() {
    let of = |text: &str| functions(&Source::new("src/read/a.rs", text)).pop().unwrap();
    for (text, arguments) in [
        ("fn a() {}", 0),
        ("fn a(&self) {}", 0),
        ("fn a(&'a mut self, b: u8) {}", 1),
        ("fn a<T: Fn(u8, u8) -> u8>(b: T, (c, d): (u8, u8), e: &dyn Fn(u8) -> BTreeMap<u8, u8>) {}", 3),
        ("fn a(\n    b: u8,\n    c: u8,\n) {\n}", 2),
        ("trait A {\n    fn a(self, b: [u8; 2]);\n}", 1),
    ] {
        assert_eq!(of(text).arguments, arguments, "{text}");
    }
    assert_eq!(of("fn a() {\n}\n").lines, Some(2));
    let source = Source::new(
        "src/read/a.rs",
        "//! A.\n\n/// B.\nfn b() {}\n#[cfg(test)]\nmod t {\n    /// C.\n    fn c() {}\n}\n",
    );
    assert_eq!((lines(&source), functions(&source).len()), ((2, 1), 1));
}
