//! `[[method]]` of `pipeline.toml` → anomaly methods with all cells and thresholds resolved.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{
    Catalogue, CellDef, CellIx, Check, Each, Message, Method, MethodKind, MethodWords, Needs, Rule, RuleId, RuleIx,
    Severity, Side, Text,
};
use crate::spec::error::{Error, nearest};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MethodText {
    id: Spanned<String>,
    method: Spanned<String>,
    family: String,
    title: Text,
    name: Text,
    unit: Text,
    because: String,
    severity: Option<Severity>,
    side: Option<SideText>,
    #[serde(default)]
    cells: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
    thresholds: BTreeMap<Spanned<String>, f64>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum SideText {
    Above,
    Both,
}

/// Where cell names were written, for error messages.
pub(super) struct Written<'a> {
    pub(super) shown: &'a str,
    pub(super) text: &'a str,
    pub(super) catalogue: &'a Catalogue,
}

/// Reads the methods. Each also becomes a rule, under which its findings are reported.
pub(crate) fn methods(
    said: &[MethodText],
    shown: &str,
    text: &str,
    catalogue: &Catalogue,
    rules: &mut Vec<Rule>,
) -> Result<Vec<Method>, Error> {
    let written = Written { shown, text, catalogue };
    let mut methods = Vec::new();
    for method in said {
        let id = RuleId(method.id.get_ref().clone());
        if rules.iter().any(|rule| rule.id == id) {
            return Err(written.error(&method.id, Message::new("rule.twice").with("rule", &id.0)));
        }
        let words = written.kind(&method.method)?;
        methods.push(written.method(method, words, RuleIx(rules.len() as u16))?);
        rules.push(Rule {
            id,
            title: method.title.clone(),
            severity: method.severity.unwrap_or(Severity::Anomaly),
            because: method.because.clone(),
            unofficial: false,
            table: None,
            each: Each::Once,
            from: None,
            until: None,
            kinds: None,
            needs: Needs::Some,
            severity_at: BTreeMap::new(),
            check: Check::Method(words.kind),
        });
    }
    Ok(methods)
}

impl Written<'_> {
    pub(super) fn error(&self, said: &Spanned<String>, message: Message) -> Error {
        Error::at(self.shown, self.text, said.span().start, message)
    }

    fn kind(&self, said: &Spanned<String>) -> Result<&'static MethodWords, Error> {
        MethodKind::ALL.iter().find(|words| words.word == said.get_ref()).ok_or_else(|| {
            self.error(said, Message::new("unknown.method").with("word", said.get_ref()))
                .hint(nearest(said.get_ref(), MethodKind::ALL.iter().map(|words| words.word)))
        })
    }

    fn method(&self, said: &MethodText, words: &'static MethodWords, rule: RuleIx) -> Result<Method, Error> {
        let mut cells = BTreeMap::new();
        for (name, patterns) in &said.cells {
            let name = self.known(name, words.cells, "unknown.cells")?;
            cells.insert(name, self.cells(patterns)?);
        }
        let mut thresholds = BTreeMap::new();
        for (name, threshold) in &said.thresholds {
            thresholds.insert(self.known(name, words.thresholds, "unknown.threshold")?, *threshold);
        }
        let lacking = words.cells.iter().find(|name| !cells.contains_key(*name));
        if let Some(name) = lacking.or(words.thresholds.iter().find(|name| !thresholds.contains_key(*name))) {
            let message = Message::new("rule.method_needs").with("method", words.word).with("name", *name);
            return Err(self.error(&said.method, message));
        }
        Ok(Method {
            rule,
            kind: words.kind,
            family: said.family.clone(),
            name: said.name.clone(),
            unit: said.unit.clone(),
            side: match said.side {
                Some(SideText::Above) => Side::Above,
                Some(SideText::Both) | None => Side::Both,
            },
            cells,
            thresholds,
        })
    }

    fn known(
        &self,
        said: &Spanned<String>,
        known: &[&'static str],
        sentence: &'static str,
    ) -> Result<&'static str, Error> {
        known.iter().find(|name| *name == said.get_ref()).copied().ok_or_else(|| {
            self.error(said, Message::new(sentence).with("word", said.get_ref()))
                .hint(nearest(said.get_ref(), known.iter().copied()))
        })
    }

    /// The cells that match some codes, in which `*` stands for any text.
    pub(super) fn cells(&self, patterns: &[Spanned<String>]) -> Result<Vec<CellIx>, Error> {
        let mut found = Vec::new();
        for pattern in patterns {
            let before = found.len();
            let codes = self.catalogue.cells.iter().enumerate();
            let is_meant = |cell: &CellDef| !cell.subtotal || !pattern.get_ref().contains('*');
            let fitting = codes.filter(|(_, cell)| fits(&cell.code, pattern.get_ref()) && is_meant(cell));
            found.extend(fitting.map(|(at, _)| CellIx(at as u16)));
            if found.len() == before {
                let known = self.catalogue.cells.iter().map(|cell| cell.code.as_str());
                return Err(self
                    .error(pattern, Message::new("unknown.cell").with("word", pattern.get_ref()))
                    .hint(nearest(pattern.get_ref(), known)));
            }
        }
        found.sort();
        found.dedup();
        Ok(found)
    }
}

/// True if the code matches the pattern, in which `*` stands for any text.
fn fits(code: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|head| code.strip_prefix(head)) else { return false };
    if !pattern.contains('*') {
        return rest.is_empty();
    }
    let mut parts: Vec<&str> = parts.collect();
    let tail = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_part_of_a_code() {
        assert!(fits("requests.denied.state_secret@total", "requests.denied.*@total"));
        assert!(fits("remedies.reconsideration@upheld", "remedies.*"));
        assert!(!fits("requests.denied.state_secret@business", "requests.denied.*@total"));
        assert!(!fits("requests.received@total", "requests.received"));
    }
}
