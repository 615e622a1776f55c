//! The findings, repairs, ranking, sums and filings of a run, row by row, for the page.
//!
//! Rows have the columns of a table once and then only values ([`packed::table`]). Texts that many
//! rows share are stored once:
//!
//! ```text
//! "paths": ["filings/a.csv", …]     "keys": ["granted", "total", …]     "sets": [[0, 1, 2], …]
//! "findings": { "names": ["office", "year", "rule", "key", …], "rows": [[3, 2023, 17, 0, …], …] }
//! ```
//!
//! `record.js` puts them together again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::model::{
    CellIx, Coverage, Difference, Dossier, FactKind, Filed, FindingBrief, FindingRow, IntakeRow, Office, OfficeIx,
    RepairRow, RollupCell, Scope, Severity, Stand, Standing, Year, ranked_within,
};
use crate::report::ReportContext;
use crate::report::html::forms::indices;
use crate::report::html::packed;
use crate::report::html::sheets::LayoutPool;
use crate::say;

/// Everything except the figures of the filings.
pub(super) fn record(context: &ReportContext<'_>, sheets: &mut LayoutPool<'_>) -> Vec<(&'static str, Value)> {
    let dossier = context.dossier;
    let renderer = say::Renderer::with_placeholders(context.pipeline, context.wording, PLACEHOLDERS);
    let mut shared = SharedTexts::default();
    let findings = packed::table(dossier.findings.iter().map(|row| finding(row, &renderer, &mut shared)));
    let mut laws = Interner::default();
    let repairs = packed::table(dossier.repairs.iter().map(|row| repair(row, &renderer, &mut laws)));
    let missing = context.pipeline.fact(FactKind::Missing);
    let is_missing = |finding: &&FindingRow| Some(finding.rule) == missing && finding.severity == Severity::Error;
    let absent: BTreeSet<(OfficeIx, Year)> = dossier
        .findings
        .iter()
        .filter(is_missing)
        .filter_map(|finding| Some((finding.office?, finding.year)))
        .collect();
    let within = dossier.years.iter().rev().flat_map(|year| ranked_within(&dossier.ranking, *year));
    let ranking = within.map(|(rank, row)| {
        json!({
            "rank": rank, "office": row.office.0, "year": row.year.0, "score": format!("{:.3}", row.score),
            "errors": row.errors - u32::from(absent.contains(&(row.office, row.year))), "warnings": row.warnings, "anomalies": row.anomalies,
            "reasons": say::reasons(&row.reasons, &renderer),
        })
    });
    let [shown, counts] = intake(context);
    vec![
        ("years", dossier.years.iter().map(|year| year.0).collect()),
        ("in_hand", json!(dossier.year_in_hand.map(|year| year.0))),
        ("n_filings", json!(dossier.n_filings)),
        ("registered", json!(dossier.standings.is_asked())),
        ("standings", standings(dossier)),
        ("counted", counted(dossier)),
        ("offices", packed::table(dossier.register.offices.iter().map(office))),
        ("findings", findings),
        ("paths", json!(shared.paths.names)),
        ("sets", json!(shared.sets)),
        ("keys", json!(shared.keys.names)),
        ("repairs", repairs),
        ("laws", json!(laws.names)),
        ("ranking", packed::table(ranking)),
        ("rollup", rollup(context, sheets)),
        ("intake", shown),
        ("received", counts),
    ]
}

/// Office and year of every filing, and the filings with their figures.
pub(super) fn filings(context: &ReportContext<'_>, sheets: &mut LayoutPool<'_>) -> [Value; 2] {
    let mut paths = Interner::default();
    let rows: Vec<Value> =
        context.dossier.filings.iter().map(|filed| filing(context, filed, &mut paths, sheets)).collect();
    let filed = context.dossier.filings.iter().map(|filed| json!([filed.office.0, filed.year.0])).collect();
    [filed, json!({ "table": packed::table(rows), "paths": paths.names })]
}

/// How every office stands, by year: one letter for each office in the order of the register, a
/// capital if it had to file, `-` if there is nothing to say. `O` filed in order, `D` with doubts,
/// `F` with errors, `P` could be read only in part, `M` is missing.
fn standings(dossier: &Dossier) -> Value {
    let letter = |stand: Stand| {
        let letter = match stand.standing {
            Standing::Missing => 'm',
            Standing::PartlyRead => 'p',
            Standing::Faulty => 'f',
            Standing::Doubtful => 'd',
            Standing::InOrder => 'o',
        };
        if stand.is_due { letter.to_ascii_uppercase() } else { letter }
    };
    let offices = || (0..dossier.register.offices.len()).map(|at| OfficeIx(at as u32));
    let of_year = |year: Year| -> String {
        offices().map(|office| dossier.standings.get(office, year).map_or('-', letter)).collect()
    };
    json!(dossier.years.iter().map(|year| (year.0.to_string(), of_year(*year))).collect::<BTreeMap<_, _>>())
}

/// The same as counts, with the number of files that could be read only in part.
fn counted(dossier: &Dossier) -> Value {
    let of_year = |year: Year| {
        let counts = dossier.standings.count(|stand| stand.year == year);
        let files = dossier.n_files_partly_read(|of| of == year);
        json!({
            "due": counts.due, "filed": counts.filed, "missing": counts.missing, "partly": counts.partly_read,
            "unread": dossier.standings.n_partly_read(Some(year)), "files": files, "faulty": counts.faulty, "doubtful": counts.doubtful, "passed": counts.passed(),
            "judged": counts.judged(), "others": counts.others,
        })
    };
    json!(dossier.years.iter().map(|year| (year.0.to_string(), of_year(*year))).collect::<BTreeMap<_, _>>())
}

/// One office of the register.
fn office(office: &Office) -> Value {
    json!({
        "code": office.code, "name": office.name, "kind": office.kind, "district": office.district,
        "parent": office.parent, "consolidated": office.scope == Scope::Consolidated,
        "registered": office.registered, "from": office.from.map(|year| year.0),
        "to": office.to.map(|year| year.0),
    })
}

/// Texts that many rows share, each stored once and referred to by its position.
#[derive(Default)]
struct Interner {
    /// The texts, in order of first appearance.
    names: Vec<String>,
    /// Position of each text.
    known: BTreeMap<String, usize>,
}

impl Interner {
    /// Position of a text, which is added if it is new.
    fn at(&mut self, name: &str) -> usize {
        if let Some(at) = self.known.get(name) {
            return *at;
        }
        self.names.push(name.to_owned());
        self.known.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }
}

/// What the findings share: paths, rule keys and sets of cells.
#[derive(Default)]
struct SharedTexts {
    paths: Interner,
    keys: Interner,
    /// Sets of cells, in order of first appearance.
    sets: Vec<Vec<u16>>,
    /// Position of each set.
    known_sets: BTreeMap<Vec<CellIx>, usize>,
}

impl SharedTexts {
    /// Position of a set of cells, which is added if it is new.
    fn set(&mut self, cells: &[CellIx]) -> usize {
        if let Some(at) = self.known_sets.get(cells) {
            return *at;
        }
        self.sets.push(indices(cells));
        self.known_sets.insert(cells.to_vec(), self.sets.len() - 1);
        self.sets.len() - 1
    }

    /// Splits `path:line:column` into the position of the path and the rest.
    fn source(&mut self, source: &str) -> (usize, String) {
        let is_spot = |text: &str| text.split(':').all(|part| part.bytes().all(|b| b.is_ascii_digit()));
        let cuts = source.match_indices(':').map(|(at, _)| at);
        match cuts.into_iter().find(|at| is_spot(&source[at + 1..])) {
            Some(at) => (self.paths.at(&source[..at]), source[at + 1..].to_owned()),
            None => (self.paths.at(source), String::new()),
        }
    }
}

/// Messages repeat the labels of cells and what is wrong by a rule thousands of times. The page has
/// each of them once, and replaces the placeholders: `CELL 17 END` by the label of cell 17, `RULE 3
/// END` by what is wrong where rule 3 is broken.
const PLACEHOLDERS: say::Placeholders =
    say::Placeholders { cell: |cell| format!("{CELL}{}{END}", cell.0), rule: |rule| format!("{RULE}{}{END}", rule.0) };

/// Starts the placeholder of a rule.
const RULE: char = '\u{1}';
/// Starts the placeholder of a cell.
const CELL: char = '\u{2}';
/// Ends a placeholder.
const END: char = '\u{3}';

/// One finding. Score and statistics keep the text of the table; what is usually empty comes last,
/// and is then left out.
fn finding(row: &FindingRow, renderer: &say::Renderer<'_>, shared: &mut SharedTexts) -> Value {
    let (path, spot) = shared.source(&row.source);
    let statistics = match row.statistics.iter().all(String::is_empty) {
        true => Value::Null,
        false => json!([row.statistics, row.bounds]),
    };
    json!({
        "office": row.office.map(|office| office.0), "year": row.year.0, "rule": row.rule.0,
        "key": shared.keys.at(&row.key), "severity": row.severity as u8, "status": row.status as u8,
        "message": renderer.message(&row.message), "cells": shared.set(&row.cells), "path": path, "spot": spot,
        "figures": row.figures, "score": row.score.trim_end_matches('0').trim_end_matches('.'),
        "cause": row.has_cause.then_some(1), "statistics": statistics, "group": row.group,
        "answer": (!row.answer.is_empty()).then_some(&row.answer),
    })
}

/// One repair, with the broken rules it makes hold and those it leaves.
fn repair(row: &RepairRow, renderer: &say::Renderer<'_>, laws: &mut Interner) -> Value {
    let changes: Vec<Value> = row.changes.iter().map(|(cell, filed, to)| json!([cell.0, filed, to])).collect();
    let mut law = |names: &[String]| -> Vec<usize> { names.iter().map(|name| laws.at(name)).collect() };
    let message = renderer.message(&row.message);
    json!({
        "office": row.office.0, "year": row.year.0, "rank": row.rank, "changes": changes,
        "confidence": row.confidence, "resolves": law(&row.resolves), "leaves": law(&row.leaves),
        "message": message, "proof": row.proof,
    })
}

/// The sums of every group and year, with the sheet on which to draw them. The number of blanks,
/// filings and unread cells behind each sum is packed in the same way as the sums.
fn rollup(context: &ReportContext<'_>, sheets: &mut LayoutPool<'_>) -> Value {
    let catalogue = &context.pipeline.catalogue;
    let same = |a: &RollupCell, b: &RollupCell| (a.kind, &a.group, a.year) == (b.kind, &b.group, b.year);
    let groups = context.dossier.rollup.chunk_by(same).filter_map(|cells| {
        let first = cells.first()?;
        // A sum of no figures is not 0.
        let sum = |row: &RollupCell| match row.coverage.has_figure() {
            true => say::number(row.value, &catalogue.cell(row.cell).kind),
            false => String::new(),
        };
        let sums: Vec<(CellIx, String)> = cells.iter().map(|row| (row.cell, sum(row))).collect();
        let counted = |of: fn(&Coverage) -> u64| {
            let counts: Vec<(CellIx, String)> =
                cells.iter().map(|row| (row.cell, of(&row.coverage).to_string())).collect();
            packed::sums(&counts, catalogue.n_cells())
        };
        let filings = cells.iter().map(|row| row.coverage.filings).max().unwrap_or(0);
        let expected = cells.iter().map(|row| row.coverage.expected).max().unwrap_or(0);
        Some(json!({
            "kind": first.kind.code(), "group": first.group, "year": first.year.0, "filings": filings,
            "expected": expected, "cells": packed::sums(&sums, catalogue.n_cells()),
            "blanks": counted(|coverage| coverage.blanks), "counted": counted(|coverage| coverage.filings),
            "unread": counted(|coverage| coverage.unread),
            "sheet": sheets.at(cells.iter().map(|row| row.cell).collect()),
        }))
    });
    packed::table(groups)
}

/// The sources that were not read in full, and the number of sources by status.
fn intake(context: &ReportContext<'_>) -> [Value; 2] {
    let dossier = context.dossier;
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &dossier.intake {
        *counts.entry(row.reception.code()).or_default() += 1;
    }
    let message = |row: &IntakeRow| say::messages(&row.messages, context.pipeline, context.wording);
    let shown = dossier.not_whole().map(|row| json!([row.path, row.reception.code(), message(row), row.unmatched]));
    [shown.collect(), json!(counts)]
}

/// One filing: its figures packed, the texts that are not figures by the position of their cell,
/// its sources, and the sheet on which to draw it.
fn filing(context: &ReportContext<'_>, filed: &Filed, paths: &mut Interner, sheets: &mut LayoutPool<'_>) -> Value {
    let catalogue = &context.pipeline.catalogue;
    let raw: BTreeMap<String, &str> = filed
        .cells
        .iter()
        .map(|(cell, _)| (cell, filed.cells.raw(cell)))
        .filter(|(_, raw)| !raw.is_empty())
        .map(|(cell, raw)| (cell.0.to_string(), raw))
        .collect();
    let forms: Vec<u8> = filed.forms.iter().map(|form| form.0).collect();
    let sources: Vec<Value> = filed
        .source
        .split(';')
        .map(|part| match part.rsplit_once(':') {
            Some((path, line)) => json!([paths.at(path), line]),
            None => json!([paths.at(part), ""]),
        })
        .collect();
    let shown = filed.cells.iter().map(|(cell, _)| cell).filter(|cell| filed.cells.has(*cell)).collect();
    json!({
        "office": filed.office.0, "year": filed.year.0, "forms": forms, "scope": filed.scope.code(),
        "sources": sources, "cells": packed::filing(&filed.cells, catalogue), "raw": raw, "sheet": sheets.at(shown),
    })
}

/// Maximum number of changes listed. All are counted.
const LISTED: usize = 300;

/// What has changed since an earlier run.
pub(super) fn since(difference: &Difference) -> Value {
    let Difference { findings_new, findings_gone, findings_still, filings_new, filings_gone, cells_changed } =
        difference;
    let listed = |findings: &[FindingBrief]| json!(findings[..findings.len().min(LISTED)]);
    json!({
        "findings": [findings_new.len() as u64, findings_gone.len() as u64, *findings_still],
        "filings": [filings_new.len(), filings_gone.len()],
        "cells": cells_changed.len(),
        "new": listed(findings_new),
        "gone": listed(findings_gone),
    })
}

/// The form versions that occur in each year, the most frequent first.
pub(super) fn met(context: &ReportContext<'_>) -> Value {
    let mut forms: BTreeMap<Year, BTreeMap<u8, u64>> = BTreeMap::new();
    for filed in &context.dossier.filings {
        for (place, form) in filed.forms.iter().enumerate() {
            *forms.entry(filed.year).or_default().entry(form.0).or_default() += u64::from(place == 0);
        }
    }
    let ordered = |n: &BTreeMap<u8, u64>| {
        let mut forms: Vec<(&u8, &u64)> = n.iter().collect();
        forms.sort_by_key(|(form, n)| (std::cmp::Reverse(**n), **form));
        forms.into_iter().map(|(form, _)| *form).collect::<Vec<_>>()
    };
    json!(forms.iter().map(|(year, n)| (year.0.to_string(), ordered(n))).collect::<BTreeMap<_, _>>())
}
