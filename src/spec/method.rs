//! `[[method]]` of `pipeline.toml` → anomaly methods with all cells and thresholds resolved.
//!
//! ```text
//! [[method]]
//! id = "AN-VOLUME"
//! method = "volume"
//! family = "requests"
//! title = "as many requests as in the office's other years"
//! name = "requests received"
//! unit = ""
//! because = "counts of the office's other years"
//! cells = { count = ["requests.received@total"] }
//! thresholds = { least = 8, dispersion = 0.15, contaminated = 2.0, contamination = 0.01 }
//! ```
//!
//! Which names `cells` and `thresholds` take depends on `method`. Each method of the model has a
//! struct for both, and serde fills it in here, so a new threshold is a new field and nothing else.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde::de::value::MapDeserializer;
use serde_spanned::Spanned;
use strum::VariantNames;

use crate::model::{
    Catalogue, CellDef, CellIx, Check, Each, Given, Message, Method, MethodKind, Needs, Parameters, Rule, RuleId,
    RuleIx, Severity, Side, Text,
};
use crate::spec::error::{Error, Source, nearest};

/// `[[method]]`. Half of the keys become the method, the other half a rule of the same id.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MethodText {
    /// Id of the rule, which must not be in `rules.toml`.
    id: Spanned<String>,
    /// Kind of method, such as `volume` or `copied`.
    method: Spanned<String>,
    /// Methods that look at the same figures have the same family; the most certain of them speaks
    /// for all.
    family: String,
    /// What is usual: the title of the rule.
    title: Text,
    /// What is unusual: “denied unusually often”.
    wrong: Option<Text>,
    /// The same in a few characters.
    short: Option<Text>,
    /// What is counted, for messages.
    name: Text,
    /// Unit of the count, for messages; may be empty.
    unit: Text,
    /// What the method compares with.
    because: String,
    /// Severity of its findings; `anomaly` if not given.
    severity: Option<Severity>,
    /// Which deviations count: too much, too little, or both.
    #[serde(default)]
    side: Side,
    /// Figures by the names that the method knows. The cells of one name are added up.
    #[serde(default)]
    cells: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
    /// Numbers by the names that the method knows. All of them have to be given.
    thresholds: BTreeMap<Spanned<String>, f64>,
}

impl MethodText {
    /// Where a threshold or a list of cells is written; the id of the method if it is not.
    pub(super) fn place_of(&self, name: &str) -> &Spanned<String> {
        let mut names = self.thresholds.keys().chain(self.cells.keys());
        names.find(|known| known.get_ref() == name).unwrap_or(&self.id)
    }
}

/// Why the cells or the thresholds of a method do not fit its struct, whose fields are the names it knows.
#[derive(Debug)]
enum Misfit {
    /// A name that the struct does not have, and those that it has.
    Unknown(String, &'static [&'static str]),
    /// A name that the struct needs and the file does not give.
    Lacking(&'static str),
    /// Anything else, in the words of serde, such as a value of the wrong type.
    Other(String),
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Misfit {}

impl serde::de::Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Misfit {
        Misfit::Other(message.to_string())
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Misfit {
        Misfit::Unknown(field.to_owned(), expected)
    }

    fn missing_field(field: &'static str) -> Misfit {
        Misfit::Lacking(field)
    }
}

/// Where cell names were written, for error messages.
pub(super) struct Written<'a> {
    pub(super) source: Source<'a>,
    pub(super) catalogue: &'a Catalogue,
}

/// Reads the methods. Each also becomes a rule at the end of `rules`, under which its findings are
/// reported. A rule or method of the same id before it is an error.
pub(crate) fn methods(
    said: &[MethodText],
    source: Source<'_>,
    catalogue: &Catalogue,
    rules: &mut Vec<Rule>,
) -> Result<Vec<Method>, Error> {
    let written = Written { source, catalogue };
    let mut methods = Vec::new();
    for method in said {
        let id = RuleId(method.id.get_ref().clone());
        if rules.iter().any(|rule| rule.id == id) {
            return Err(written.error(&method.id, Message::new("rule.twice").with("rule", &id.0)));
        }
        let kind = written.kind(&method.method)?;
        methods.push(Method {
            rule: RuleIx(rules.len() as u16),
            parameters: written.parameters(method, kind)?,
            family: method.family.clone(),
            name: method.name.clone(),
            unit: method.unit.clone(),
            side: method.side,
        });
        rules.push(Rule {
            id,
            title: method.title.clone(),
            wrong: method.wrong.clone(),
            short: method.short.clone(),
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
            check: Check::Method(kind),
        });
    }
    Ok(methods)
}

impl Written<'_> {
    /// An error at a text of the file.
    pub(super) fn error(&self, said: &Spanned<String>, message: Message) -> Error {
        self.source.error_at(said, message)
    }

    /// The kind of method that a word names.
    fn kind(&self, said: &Spanned<String>) -> Result<MethodKind, Error> {
        said.get_ref().parse().map_err(|_| {
            self.error(said, Message::new("unknown.method").with("word", said.get_ref()))
                .hint(nearest(said.get_ref(), MethodKind::VARIANTS.iter().copied()))
        })
    }

    /// The cells and thresholds of a method, in the struct of its kind.
    fn parameters(&self, said: &MethodText, kind: MethodKind) -> Result<Parameters, Error> {
        Ok(match kind {
            MethodKind::Volume => Parameters::Volume(self.given(said)?),
            MethodKind::Zero => Parameters::Zero(self.given(said)?),
            MethodKind::Share => Parameters::Share(self.given(said)?),
            MethodKind::Rate => Parameters::Rate(self.given(said)?),
            MethodKind::Repeated => Parameters::Repeated(self.given(said)?),
            MethodKind::Copied => Parameters::Copied(self.given(said)?),
            MethodKind::UnitSlip => Parameters::UnitSlip(self.given(said)?),
            MethodKind::Stuck => Parameters::Stuck(self.given(said)?),
            MethodKind::Digits => Parameters::Digits(self.given(said)?),
            MethodKind::Attendance => Parameters::Attendance(self.given(said)?),
        })
    }

    /// Resolves the cells, then lets serde fill in the struct. Serde only sees numbers here: cells
    /// are passed as their indices.
    fn given<C: DeserializeOwned, T: DeserializeOwned>(&self, said: &MethodText) -> Result<Given<C, T>, Error> {
        let mut found: Vec<(&str, Vec<u16>)> = Vec::new();
        for (name, patterns) in &said.cells {
            found.push((name.get_ref(), self.cells(patterns)?.into_iter().map(|cell| cell.0).collect()));
        }
        let cells = C::deserialize(MapDeserializer::new(found.into_iter()))
            .map_err(|misfit| self.misfit(misfit, said, (said.cells.keys(), "unknown.cells")))?;
        let named = said.thresholds.iter().map(|(name, threshold)| (name.get_ref().as_str(), *threshold));
        let thresholds = T::deserialize(MapDeserializer::new(named))
            .map_err(|misfit| self.misfit(misfit, said, (said.thresholds.keys(), "unknown.threshold")))?;
        Ok(Given { cells, thresholds })
    }

    /// Turns a misfit into an error at the name it is about, or at the method if it is about a
    /// missing name. `unknown` is the sentence for a name that the struct does not have.
    fn misfit<'a>(
        &self,
        misfit: Misfit,
        said: &MethodText,
        (mut names, unknown): (impl Iterator<Item = &'a Spanned<String>>, &'static str),
    ) -> Error {
        match misfit {
            Misfit::Unknown(word, known) => {
                let place = names.find(|name| *name.get_ref() == word).unwrap_or(&said.method);
                self.error(place, Message::new(unknown).with("word", &word)).hint(nearest(&word, known.iter().copied()))
            }
            Misfit::Lacking(name) => {
                let method = said.method.get_ref();
                self.error(&said.method, Message::new("rule.method_needs").with("method", method).with("name", name))
            }
            Misfit::Other(words) => self.error(&said.method, Message::verbatim(words)),
        }
    }

    /// The cells that match some codes, in which `*` stands for any text. Sorted, each once.
    /// Patterns leave out subtotals, which would count their parts twice; a subtotal can only be
    /// named in full. A code that matches nothing is an error.
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

/// True if the code matches the pattern, in which `*` stands for any text, also across dots.
///
/// ```text
/// requests.denied.*@total    fits    requests.denied.state_secret@total
/// remedies.*                 fits    remedies.reconsideration@upheld
/// requests.received          only fits itself
/// ```
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
