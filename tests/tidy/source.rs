//! A Rust file with its comments, its literals and its tests told apart.

/// One Rust file; what is left out of a view is blank there, so that lines stay where they are.
pub struct Source {
    /// Path below the checkout.
    pub path: String,
    /// As it stands.
    pub text: String,
    /// Without comments, literals and test modules.
    pub code: String,
    /// Without comments and test modules.
    pub said: String,
    /// The literals outside test modules.
    pub literals: Vec<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Code,
    Comment,
    Literal,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Source {
        let chars: Vec<char> = text.chars().collect();
        let parts = parts(&chars);
        let view = |keep: &dyn Fn(Part) -> bool| -> Vec<char> {
            let shown = chars.iter().zip(&parts).map(|(c, part)| if keep(*part) || *c == '\n' { *c } else { ' ' });
            shown.collect()
        };
        let mut code = view(&|part| part == Part::Code);
        let mut said = view(&|part| part != Part::Comment);
        let tests = test_modules(&code);
        let mut literals = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            let start = at;
            while at < chars.len() && parts[at] == Part::Literal {
                at += 1;
            }
            if at > start && !tests.iter().any(|(from, to)| (*from..*to).contains(&start)) {
                literals.push(chars[start..at].iter().collect());
            }
            at += 1;
        }
        for (from, to) in tests {
            for view in [&mut code, &mut said] {
                view[from..to].iter_mut().filter(|c| **c != '\n').for_each(|c| *c = ' ');
            }
        }
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
            code: code.into_iter().collect(),
            said: said.into_iter().collect(),
            literals,
        }
    }

    /// The first folder or file below `src`: the module it belongs to.
    pub fn module(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        below.split('/').next().unwrap_or(below).trim_end_matches(".rs")
    }
}

fn parts(chars: &[char]) -> Vec<Part> {
    let mut parts = vec![Part::Code; chars.len()];
    let mut at = 0;
    while at < chars.len() {
        let (part, end) = next(chars, at);
        parts[at..end].fill(part);
        at = end;
    }
    parts
}

/// What begins here, and where it ends.
fn next(chars: &[char], at: usize) -> (Part, usize) {
    let starts = |text: &str| chars[at..].iter().copied().take(text.len()).eq(text.chars());
    let until = |from: usize, end: &str| {
        let end: Vec<char> = end.chars().collect();
        (from..chars.len()).find(|at| chars[*at..].starts_with(&end)).map_or(chars.len(), |at| at + end.len())
    };
    if starts("//") {
        return (Part::Comment, until(at, "\n").min(chars.len()));
    }
    if starts("/*") {
        return (Part::Comment, until(at, "*/"));
    }
    if chars[at] == 'r' && (at == 0 || !is_word(chars[at - 1])) {
        let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
        if chars.get(at + 1 + hashes) == Some(&'"') {
            return (Part::Literal, until(at + 2 + hashes, &format!("\"{}", "#".repeat(hashes))));
        }
    }
    match chars[at] {
        '"' => (Part::Literal, closing(chars, at, '"')),
        // A lifetime has no closing quotation mark.
        '\'' if chars.get(at + 1) == Some(&'\\') || chars.get(at + 2) == Some(&'\'') => {
            (Part::Literal, closing(chars, at, '\''))
        }
        _ => (Part::Code, at + 1),
    }
}

fn closing(chars: &[char], open: usize, mark: char) -> usize {
    let mut at = open + 1;
    while at < chars.len() && chars[at] != mark {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where `#[cfg(test)] mod … { … }` begin and end.
fn test_modules(code: &[char]) -> Vec<(usize, usize)> {
    let mark: Vec<char> = "#[cfg(test)]".chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = (at..code.len()).find(|at| code[*at..].starts_with(&mark)) {
        at = block_end(code, start).unwrap_or(code.len());
        found.push((start, at));
    }
    found
}

/// One past the brace that closes the first one opened after `start`.
pub fn block_end(code: &[char], start: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in code.iter().enumerate().skip(start) {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(at + 1),
            '}' => depth -= 1,
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

#[test]
fn comments_literals_and_tests_are_told_apart() {
    let text = "fn a<'x>() { let c = '\"'; /* b */ say(r#\"q\"u\"#, \"//no\"); } // end\n#[cfg(test)]\nmod t { \"x\" }\nfn z() {}\n";
    let source = Source::new("src/read/a.rs", text);
    assert_eq!(source.literals, ["'\"'", "r#\"q\"u\"#", "\"//no\""]);
    assert!(source.code.contains("fn a<'x>()") && source.code.contains("fn z()"));
    assert!(!source.code.contains("end") && !source.code.contains("mod t") && !source.said.contains("b */"));
    assert_eq!((source.code.lines().count(), source.module()), (4, "read"));
}
