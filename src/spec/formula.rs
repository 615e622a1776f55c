//! The formula language: `received + carried_in = disposed_total + carried_out`.
//!
//! ```text
//! formula  = "unique(" names ")" | "usual(" names ")" | [ "if" clauses "then" ] clauses
//! clauses  = clause { "and" clause }
//! clause   = side relation side { relation side }                   a chain is a range: 0 <= a <= 100
//!          | "present(" names ")" | "increasing(" names ")" | "decreasing(" names ")"
//! relation = "=" | "<=" | ">=" | "<" | ">"
//! side     = ["-"] item { ("+" | "-") item }
//! item     = number | [ number "*" ] factor
//! factor   = name | "sum(" names ")" | "prev(" side ")" | "children(" side ")" | "(" side ")"
//! name     = code, `code.*` for every line at or below it, `row@column`, or `cell` with `each = "cell"`
//! ```
//!
//! Brackets are multiplied out while parsing, so a side is a flat list of names with coefficients:
//!
//! ```text
//! a = prev(b - c) - 2 * (d - e) + 3
//! left   1·a
//! right  1·prev b  -1·prev c  -2·d  2·e    constant 3000000 millionths
//! ```
//!
//! Names are not looked up here: `unfold` resolves them for each line and form. Coefficients,
//! constants and nesting are bounded, since a pipeline may come from a stranger.

use crate::model::{Message, Relation, When};

/// A name in a formula, with its coefficient and position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// As written, such as `denied.*@total`.
    pub name: String,
    /// Product of the signs and factors in front of it; 1 for a plain name.
    pub coefficient: i32,
    /// Which filing it refers to: `prev(…)` and `children(…)` apply to all names inside.
    pub when: When,
    /// Byte offset in the formula.
    pub offset: usize,
    /// Inside `sum(…)`, where a name may stand for several lines, or on some form versions for none.
    pub summed: bool,
}

/// One side of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Side {
    /// In the order of the formula. A name that occurs twice is there twice.
    pub names: Vec<Named>,
    /// Sum of its constants, in millionths.
    pub constant: i64,
}

/// `left ⋈ right`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comparison {
    pub left: Side,
    pub relation: Relation,
    pub right: Side,
    /// Byte offset of the chain it belongs to.
    pub offset: usize,
}

/// A statement about cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Clause {
    /// A relation between two sums.
    Compare(Comparison),
    /// All of these are filled in.
    Present(Vec<Named>),
    /// Each has this relation to the next: `increasing` and `decreasing` both allow equal
    /// neighbours.
    Sorted(Vec<Named>, Relation),
}

/// A parsed formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Formula {
    /// Clauses that always have to hold.
    Always(Vec<Clause>),
    /// Clauses that have to hold if others do.
    If(Vec<Clause>, Vec<Clause>),
    /// No two filings have the same figures in these cells.
    Unique(Vec<Named>),
    /// An office should report these cells if nearly all offices of its kind do, and not if nearly none does.
    Usual(Vec<Named>),
}

/// What is wrong with a formula, and at which byte offset.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// In bytes, from the start of the formula.
    pub offset: usize,
    /// The fault itself; the caller adds that it is in a formula.
    pub message: Message,
    /// The nearest function, for an unknown one.
    pub hint: Option<Message>,
}

/// Constants are kept in millionths, so six decimals are exact.
pub(super) const MILLION: i64 = 1_000_000;

/// Parses a formula. The text has to end where the formula does.
pub(super) fn parse(text: &str) -> Result<Formula, Fault> {
    let mut parser = Parser { text, at: 0, depth: 0 };
    let formula = parser.formula()?;
    parser.end()?;
    Ok(formula)
}

/// Parses one side of a comparison: the sum of a reading in `prose.toml`.
pub(super) fn parse_side(text: &str) -> Result<Side, Fault> {
    let mut parser = Parser { text, at: 0, depth: 0 };
    let side = parser.side(Bracket::PLAIN)?;
    parser.end()?;
    Ok(side)
}

/// What the brackets around a position do to the names in it.
#[derive(Clone, Copy)]
struct Bracket {
    /// Product of all signs and factors so far.
    sign: i32,
    /// Inside `prev(…)` or `children(…)`.
    when: When,
    /// Inside `sum(…)` or a list of names.
    summed: bool,
}

impl Bracket {
    /// Outside all brackets.
    const PLAIN: Bracket = Bracket { sign: 1, when: When::Now, summed: false };
    /// Between the brackets of `unique`, `usual`, `present` and the like.
    const LIST: Bracket = Bracket { sign: 1, when: When::Now, summed: true };
}

/// Functions inside a side, for hints.
const FUNCTIONS: [&str; 3] = ["sum", "prev", "children"];

/// A recursive-descent parser, with one method per line of the grammar. Methods leave `at` behind
/// what they have read.
struct Parser<'a> {
    text: &'a str,
    /// Byte offset of the next character.
    at: usize,
    /// Number of open brackets.
    depth: usize,
}

/// Deepest nesting of brackets. The parser recurses, and the stack is finite.
const DEEPEST: usize = 64;
/// Largest coefficient of a cell. With it and [`LARGEST_SIDE`], sums of any figures fit into 64
/// bits.
const LARGEST_COEFFICIENT: i32 = 10_000;
/// Largest sum of coefficients of a side.
pub(super) const LARGEST_SIDE: i64 = 40_000;
/// Largest sum of the constants of a side, in millionths: a thousand million.
const LARGEST_CONSTANT: i64 = 1_000_000_000_000_000;

impl Parser<'_> {
    /// Parses the whole formula up to its end.
    fn formula(&mut self) -> Result<Formula, Fault> {
        if self.take_word("if") {
            let given = self.clauses()?;
            if !self.take_word("then") {
                return Err(self.fault(Message::new("formula.then")));
            }
            return Ok(Formula::If(given, self.clauses()?));
        }
        if self.take_call("unique") {
            return Ok(Formula::Unique(self.list()?));
        }
        if self.take_call("usual") {
            return Ok(Formula::Usual(self.list()?));
        }
        self.clauses().map(Formula::Always)
    }

    /// Parses clauses joined by `and`.
    fn clauses(&mut self) -> Result<Vec<Clause>, Fault> {
        let mut clauses = Vec::new();
        loop {
            self.clause(&mut clauses)?;
            if !self.take_word("and") {
                return Ok(clauses);
            }
        }
    }

    /// Parses a clause. A chain of comparisons adds several.
    fn clause(&mut self, clauses: &mut Vec<Clause>) -> Result<(), Fault> {
        let read = match () {
            () if self.take_call("present") => Clause::Present(self.list()?),
            () if self.take_call("increasing") => Clause::Sorted(self.list()?, Relation::AtMost),
            () if self.take_call("decreasing") => Clause::Sorted(self.list()?, Relation::AtLeast),
            () => return self.chain(clauses),
        };
        clauses.push(read);
        Ok(())
    }

    /// Parses `a <= b <= c` as `a <= b` and `b <= c`.
    fn chain(&mut self, clauses: &mut Vec<Clause>) -> Result<(), Fault> {
        self.skip_space();
        let offset = self.at;
        let mut left = self.side(Bracket::PLAIN)?;
        let Some(mut relation) = self.relation() else {
            return Err(self.fault(Message::new("formula.relation")));
        };
        loop {
            let right = self.side(Bracket::PLAIN)?;
            let next = self.relation();
            clauses.push(Clause::Compare(Comparison { left, relation, right: right.clone(), offset }));
            match next {
                Some(next) => (left, relation) = (right, next),
                None => return Ok(()),
            }
        }
    }

    /// Parses the sign of a relation, if there is one here. Longer signs come first in the list,
    /// since `<` also begins `<=`.
    fn relation(&mut self) -> Option<Relation> {
        const SIGNS: [(&str, Relation); 8] = [
            ("<=", Relation::AtMost),
            (">=", Relation::AtLeast),
            ("==", Relation::Equal),
            ("≤", Relation::AtMost),
            ("≥", Relation::AtLeast),
            ("<", Relation::Less),
            (">", Relation::More),
            ("=", Relation::Equal),
        ];
        self.skip_space();
        let (sign, relation) = SIGNS.into_iter().find(|(sign, _)| self.text[self.at..].starts_with(sign))?;
        self.at += sign.len();
        Some(relation)
    }

    /// Parses names up to the closing bracket of a call. A number among them is an error.
    fn list(&mut self) -> Result<Vec<Named>, Fault> {
        let mut side = Side::default();
        let start = self.at;
        self.arguments(Bracket::LIST, &mut side)?;
        match side.constant {
            0 => Ok(side.names),
            _ => Err(Fault { offset: start, message: Message::new("formula.list"), hint: None }),
        }
    }

    /// Parses sums separated by commas and the closing bracket; commas add, like `+`.
    fn arguments(&mut self, context: Bracket, side: &mut Side) -> Result<(), Fault> {
        loop {
            self.inside(context, side)?;
            if !self.take(',') {
                return self.expect(')');
            }
        }
    }

    /// Parses a sum of its own.
    fn side(&mut self, context: Bracket) -> Result<Side, Fault> {
        let mut side = Side::default();
        self.sum(context, &mut side)?;
        Ok(side)
    }

    /// Parses items joined by `+` and `-`, and adds them to a side.
    fn sum(&mut self, context: Bracket, side: &mut Side) -> Result<(), Fault> {
        let mut sign = if self.take('-') { -1 } else { 1 };
        loop {
            self.item(Bracket { sign: context.sign * sign, ..context }, side)?;
            sign = match self.peek() {
                Some('+') => 1,
                Some('-') => -1,
                _ => return Ok(()),
            };
            self.at += 1;
        }
    }

    /// Parses a number, a factor, or a whole number times a factor. A number alone adds to the
    /// constant of the side.
    fn item(&mut self, context: Bracket, side: &mut Side) -> Result<(), Fault> {
        let Some((offset, millionths)) = self.number()? else { return self.factor(context, side) };
        if !self.take('*') {
            let number = i64::from(context.sign).checked_mul(millionths);
            let sum = number.and_then(|number| side.constant.checked_add(number));
            let kept = sum.filter(|sum| sum.abs() <= LARGEST_CONSTANT);
            side.constant = kept.ok_or_else(|| Fault {
                offset,
                message: Message::new("formula.too_large").with("most", LARGEST_CONSTANT / MILLION),
                hint: None,
            })?;
            return Ok(());
        }
        let factor = i32::try_from(millionths / MILLION).ok().filter(|_| millionths % MILLION == 0);
        let Some(factor) = factor else {
            return Err(Fault { offset, message: Message::new("formula.whole"), hint: None });
        };
        let sign = context.sign.checked_mul(factor).filter(|sign| sign.abs() <= LARGEST_COEFFICIENT);
        let sign = sign.ok_or_else(|| Fault {
            offset,
            message: Message::new("formula.coefficient").with("most", i64::from(LARGEST_COEFFICIENT)),
            hint: None,
        })?;
        self.factor(Bracket { sign, ..context }, side)
    }

    /// Parses the content of brackets. More than [`DEEPEST`] levels are an error.
    fn inside(&mut self, context: Bracket, side: &mut Side) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.fault(Message::new("formula.too_deep").with("most", DEEPEST)));
        }
        self.sum(context, side)?;
        self.depth -= 1;
        Ok(())
    }

    /// Parses a name, a call or brackets.
    fn factor(&mut self, context: Bracket, side: &mut Side) -> Result<(), Fault> {
        if self.take('(') {
            self.inside(context, side)?;
            return self.expect(')');
        }
        let (offset, name) = self.name()?;
        if self.take('(') {
            return self.call(&name, offset, context, side);
        }
        let Bracket { sign, when, summed } = context;
        side.names.push(Named { name, coefficient: sign, when, offset, summed });
        Ok(())
    }

    /// Parses the arguments of a function, whose name and bracket have been read. `prev` and
    /// `children` cannot be nested, since a term has only one [`When`].
    fn call(&mut self, function: &str, offset: usize, context: Bracket, side: &mut Side) -> Result<(), Fault> {
        let when = match function {
            "sum" => return self.arguments(Bracket { summed: true, ..context }, side),
            "prev" => When::LastYear,
            "children" => When::Children,
            _ => {
                let message = Message::new("unknown.function").with("word", function);
                let hint = crate::spec::error::nearest(function, FUNCTIONS.into_iter());
                return Err(Fault { offset, message, hint });
            }
        };
        if context.when != When::Now {
            let message = Message::new("formula.nested").with("function", function);
            return Err(Fault { offset, message, hint: None });
        }
        self.inside(Bracket { when, ..context }, side)?;
        self.expect(')')
    }

    /// Parses a name, with its byte offset. Letters of any alphabet, digits and `_.*@` are part of
    /// it.
    fn name(&mut self) -> Result<(usize, String), Fault> {
        self.skip_space();
        let rest = &self.text[self.at..];
        let length = rest.find(|c: char| !(c.is_alphanumeric() || "_.*@".contains(c))).unwrap_or(rest.len());
        if length == 0 {
            return Err(self.fault(Message::new("formula.name")));
        }
        let offset = self.at;
        self.at += length;
        Ok((offset, rest[..length].to_owned()))
    }

    /// Parses a number, if there is one here; with its byte offset, in millionths. Digits that
    /// begin a name, as in `2nd_half`, are none.
    fn number(&mut self) -> Result<Option<(usize, i64)>, Fault> {
        self.skip_space();
        let rest = &self.text[self.at..];
        let length = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let offset = self.at;
        let digits = &rest[..length];
        let is_name = rest[length..].starts_with(|c: char| c.is_alphanumeric() || "_@".contains(c));
        if !digits.starts_with(|c: char| c.is_ascii_digit()) || is_name {
            return Ok(None);
        }
        self.at += length;
        match millionths(digits) {
            Some(number) => Ok(Some((offset, number))),
            None => Err(Fault { offset, message: Message::new("formula.number").with("number", digits), hint: None }),
        }
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    /// The next character that is not white space.
    fn peek(&mut self) -> Option<char> {
        self.skip_space();
        self.text[self.at..].chars().next()
    }

    /// Accepts a character.
    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    /// Accepts a keyword, unless it is the start of a longer name.
    fn take_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let rest = &self.text[self.at..];
        let found = rest
            .strip_prefix(word)
            .is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || "_.@*".contains(c)));
        if found {
            self.at += word.len();
        }
        found
    }

    /// Accepts a function name with its opening bracket, or nothing.
    fn take_call(&mut self, word: &str) -> bool {
        let before = self.at;
        let found = self.take_word(word) && self.take('(');
        if !found {
            self.at = before;
        }
        found
    }

    /// Accepts a character that has to be there.
    fn expect(&mut self, wanted: char) -> Result<(), Fault> {
        if self.take(wanted) {
            Ok(())
        } else {
            Err(self.fault(Message::new("formula.expected").with("sign", wanted.to_string())))
        }
    }

    /// Checks that nothing is left.
    fn end(&mut self) -> Result<(), Fault> {
        match self.peek() {
            None => Ok(()),
            Some(other) => Err(self.fault(Message::new("formula.after").with("sign", other.to_string()))),
        }
    }

    /// A fault at the current position.
    fn fault(&self, message: Message) -> Fault {
        Fault { offset: self.at, message, hint: None }
    }
}

/// A decimal number in millionths: `1.5` is 1500000. `None` if it has more than six decimals, no
/// digit before the point, or does not fit.
pub(super) fn millionths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || fraction.len() > 6 {
        return None;
    }
    let fraction: i64 = format!("{fraction:0<6}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(MILLION)?.checked_add(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(text: &str) -> Vec<Comparison> {
        let Formula::Always(clauses) = parse(text).unwrap() else { panic!("{text} is no comparison") };
        let only = |clause| match clause {
            Clause::Compare(comparison) => comparison,
            other => panic!("{other:?}"),
        };
        clauses.into_iter().map(only).collect()
    }

    #[test]
    fn signs_and_factors_reach_into_brackets_and_prev() {
        let read = compared("a = prev(b - c) - 2 * (d - e) + 3").remove(0);
        let right: Vec<_> = read.right.names.iter().map(|n| (n.name.as_str(), n.coefficient, n.when)).collect();
        let expected = [("b", 1, When::LastYear), ("c", -1, When::LastYear), ("d", -2, When::Now), ("e", 2, When::Now)];
        assert_eq!((&right[..], read.right.constant), (&expected[..], 3 * MILLION));
    }

    #[test]
    fn a_chain_of_comparisons_is_a_range() {
        let read = compared("0 <= a < 100.5");
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].left.constant, read[0].relation), (0, Relation::AtMost));
        assert_eq!((read[1].right.constant, read[1].relation), (100_500_000, Relation::Less));
    }

    #[test]
    fn conditions_lists_and_presence_are_clauses() {
        let read = parse("if a > 0 and prev(a) > 0 then present(b, c.*) and increasing(d, e)").unwrap();
        let Formula::If(given, then) = read else { panic!("{read:?}") };
        assert_eq!((given.len(), then.len()), (2, 2));
        assert!(matches!(&then[0], Clause::Present(names) if names.len() == 2 && names[1].name == "c.*"));
        assert!(matches!(&then[1], Clause::Sorted(names, Relation::AtMost) if names.len() == 2));
        assert!(matches!(parse("unique(a, b)").unwrap(), Formula::Unique(names) if names.len() == 2));
        // A name may start with a keyword.
        assert_eq!(compared("iffy = android").len(), 1);
    }

    #[test]
    fn a_fault_names_its_place_and_the_way_out() {
        for (text, offset) in [
            ("a + = b", 4),
            ("a = b c", 6),
            ("a = maximum(b)", 4),
            ("a + b", 5),
            ("if a > 0 b > 0", 9),
            ("a = prev(children(b))", 9),
            ("a = 1.5 * b", 4),
            ("increasing(a, 3)", 11),
            ("a = 1.2345678", 4),
            ("a = 4294967296 * (4294967296 * b)", 4),
            ("a = 4000 * (-1000 * b)", 13),
            ("a = 10001 * b", 4),
            ("a = 9000 * (2 + 3000000)", 16),
            ("a = 999999999 + 2", 16),
        ] {
            assert_eq!(parse(text).unwrap_err().offset, offset, "{text}");
        }
        let deep = |n: usize| parse(&format!("a = {}b{}", "(".repeat(n), ")".repeat(n)));
        assert!(deep(64).is_ok() && deep(65).is_err() && deep(100_000).is_err());
        assert!(parse("a = 100 * (-100 * b) + 999999999").is_ok());
        let hint = Message::new("hint.did_you_mean").with("word", "children");
        assert_eq!(parse("a = chldren(b)").unwrap_err().hint, Some(hint));
    }
}
