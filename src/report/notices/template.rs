//! Templates: the words around the figures, in the pipeline's `letters/`. A department changes them
//! without touching the program.
//!
//! They are minijinja templates. Fields are those of `Letter` and `Bulletin`; the result is
//! [`markup`].

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{Environment, Error, Output, State, UndefinedBehavior, Value};
use serde::Serialize;

use crate::report::notices::markup::{self, Block};

/// The templates of a pipeline in one language.
pub(super) struct Templates<'a> {
    environment: Environment<'a>,
}

/// Name of the letter's template, also in messages about it.
pub(super) const NOTICE: &str = "notice";
/// Name of the bulletin's template.
pub(super) const BULLETIN: &str = "bulletin";

/// Maximum effort for one document. Every step of the template costs one, and so do 64 bytes of
/// output. A template without an end is stopped.
const FUEL: u64 = 4_000_000;

impl<'a> Templates<'a> {
    /// Parses both templates.
    pub(super) fn of(notice: &'a str, bulletin: &'a str) -> Result<Templates<'a>, Error> {
        let mut environment = Environment::new();
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        // A misspelt name is an error instead of a gap in the letter.
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_fuel(Some(FUEL));
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        environment.set_formatter(filled_in);
        environment.add_filter("numeral", numeral);
        environment.add_template(NOTICE, notice)?;
        environment.add_template(BULLETIN, bulletin)?;
        Ok(Templates { environment })
    }

    /// Renders a template with the given facts, and parses the result.
    pub(super) fn document(&self, name: &str, facts: impl Serialize) -> Result<Vec<Block>, Error> {
        let text = self.environment.get_template(name)?.render(Value::from(Serde(facts)))?;
        Ok(markup::blocks(&text))
    }
}

/// Escapes what a template fills in, so that it is never markup.
fn filled_in(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.kind() {
        ValueKind::String => Ok(out.write_str(&markup::quoted(value.as_str().unwrap_or_default()))?),
        ValueKind::Number => Ok(out.write_str(&markup::quoted(&value.to_string()))?),
        _ => minijinja::escape_formatter(out, state, value),
    }
}

/// Chinese numerals for numbering headings: 1 → 一, 12 → 十二. Larger numbers than
/// 99 stay digits.
fn numeral(number: usize) -> String {
    const DIGITS: [char; 10] = [
        '\u{3007}', '\u{4E00}', '\u{4E8C}', '\u{4E09}', '\u{56DB}', '\u{4E94}', '\u{516D}', '\u{4E03}', '\u{516B}',
        '\u{4E5D}',
    ];
    const TEN: char = '\u{5341}';
    match number {
        0..=9 => DIGITS[number].to_string(),
        10..=99 => {
            let tens = if number < 20 { String::new() } else { DIGITS[number / 10].to_string() };
            let ones =
                DIGITS.get(number % 10).filter(|_| !number.is_multiple_of(10)).map_or(String::new(), char::to_string);
            format!("{tens}{TEN}{ones}")
        }
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_numbered_in_chinese() {
        assert_eq!([1, 9, 10, 12, 20, 34].map(numeral), ["一", "九", "十", "十二", "二十", "三十四"]);
    }

    #[test]
    fn a_misspelt_name_is_an_error_with_its_line() {
        let templates = Templates::of("a\n{{ nmae }}", "").unwrap();
        let error = templates.document(NOTICE, serde_json::json!({ "name": "x" })).unwrap_err();
        assert_eq!(error.line(), Some(2));
    }

    #[test]
    fn an_endless_template_is_stopped_with_its_line() {
        let endless = [
            "{% for a in range(9999) %}{% for b in range(9999) %}\n{{ a * b }}{% endfor %}{% endfor %}",
            "{% set all = namespace(x='x') %}{% for a in range(99) %}\n{% set all.x = all.x ~ all.x %}{% endfor %}",
            "{% macro a(x) %}\n{{ x }}{{ x }}{{ a(x ~ x) }}{% endmacro %}{{ a('x') }}",
            "\n{{ 'x' * 900000000 }}",
            "\n{{ 'x\ny' | indent(900000000) }}",
        ];
        for text in endless {
            let error = Templates::of(text, "").and_then(|made| made.document(NOTICE, ())).unwrap_err();
            assert!(error.line().is_some_and(|line| line >= 1), "{text}: {error:?}");
        }
        let long = "{% for a in range(9999) %}{{ a }} {% endfor %}";
        assert!(Templates::of(long, "").unwrap().document(NOTICE, ()).is_ok());
    }
}
