//! The formula language: `received + carried_in = disposed_total + carried_out`.
//!
//! ```text
//! formula = side "=" side
//! side    = ["-"] item { ("+" | "-") item }
//! item    = name | "sum(" name { "," name } ")" | "prev(" side ")" | "(" side ")"
//! name    = code, `code.*` for every line at or below it, or `row@column`
//! ```

use crate::model::When;

/// A name in a formula, with its sign and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub name: String,
    pub coefficient: i32,
    pub when: When,
    /// Byte offset inside the formula.
    pub offset: usize,
    /// Inside `sum(…)`: the name may stand for several lines, and for none on some form versions.
    pub summed: bool,
}

/// A parsed formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Formula {
    pub left: Vec<Named>,
    pub right: Vec<Named>,
}

/// What is wrong with a formula, and at which byte.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub offset: usize,
    pub message: String,
}

/// Parses a formula.
pub(super) fn parse(text: &str) -> Result<Formula, Fault> {
    let mut parser = Parser { text, at: 0 };
    let left = parser.side(Context::PLAIN)?;
    parser.expect('=')?;
    let right = parser.side(Context::PLAIN)?;
    match parser.peek() {
        None => Ok(Formula { left, right }),
        Some(other) => Err(parser.fault(format!("unexpected `{other}` after the formula"))),
    }
}

#[derive(Clone, Copy)]
struct Context {
    sign: i32,
    when: When,
    summed: bool,
}

impl Context {
    const PLAIN: Context = Context { sign: 1, when: When::Now, summed: false };
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn side(&mut self, context: Context) -> Result<Vec<Named>, Fault> {
        let mut names = Vec::new();
        let mut sign = if self.take('-') { -1 } else { 1 };
        loop {
            self.item(Context { sign: context.sign * sign, ..context }, &mut names)?;
            sign = match self.peek() {
                Some('+') => 1,
                Some('-') => -1,
                _ => return Ok(names),
            };
            self.at += 1;
        }
    }

    fn item(&mut self, context: Context, names: &mut Vec<Named>) -> Result<(), Fault> {
        if self.take('(') {
            names.extend(self.side(context)?);
            return self.expect(')');
        }
        let (offset, name) = self.name()?;
        if self.take('(') {
            return self.call(&name, offset, context, names);
        }
        names.push(Named { name, coefficient: context.sign, when: context.when, offset, summed: context.summed });
        Ok(())
    }

    fn call(&mut self, function: &str, offset: usize, context: Context, names: &mut Vec<Named>) -> Result<(), Fault> {
        match function {
            "prev" if context.when == When::Now => {
                names.extend(self.side(Context { when: When::LastYear, ..context })?);
            }
            "sum" => loop {
                names.extend(self.side(Context { summed: true, ..context })?);
                if !self.take(',') {
                    break;
                }
            },
            _ => {
                return Err(Fault {
                    offset,
                    message: format!("unknown function `{function}`, expected `sum` or `prev`"),
                });
            }
        }
        self.expect(')')
    }

    fn name(&mut self) -> Result<(usize, String), Fault> {
        self.skip_space();
        let rest = &self.text[self.at..];
        let length = rest.find(|c: char| !(c.is_alphanumeric() || "_.*@".contains(c))).unwrap_or(rest.len());
        if length == 0 {
            return Err(self.fault("expected a name".to_owned()));
        }
        let offset = self.at;
        self.at += length;
        Ok((offset, rest[..length].to_owned()))
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn peek(&mut self) -> Option<char> {
        self.skip_space();
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn expect(&mut self, wanted: char) -> Result<(), Fault> {
        if self.take(wanted) { Ok(()) } else { Err(self.fault(format!("expected `{wanted}`"))) }
    }

    fn fault(&self, message: String) -> Fault {
        Fault { offset: self.at, message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_reach_into_brackets_and_prev() {
        let formula = parse("a = prev(b - c) - (d - e)").unwrap();
        let right: Vec<_> = formula.right.iter().map(|n| (n.name.as_str(), n.coefficient, n.when)).collect();
        let expected = [("b", 1, When::LastYear), ("c", -1, When::LastYear), ("d", -1, When::Now), ("e", 1, When::Now)];
        assert_eq!(right, expected);
    }

    #[test]
    fn a_fault_names_its_place() {
        assert_eq!(parse("a + = b").unwrap_err().offset, 4);
        assert_eq!(parse("a = b c").unwrap_err().offset, 6);
        assert_eq!(parse("a = maximum(b)").unwrap_err().offset, 4);
    }
}
