//! Layers point one way, as the table in `src/lib.rs` says.

use std::collections::{BTreeMap, BTreeSet};

use crate::tidy::source::Source;
use crate::tidy::{none, root, sources};

/// Where polars is named outside `frame`, and why it may be.
const POLARS: [(&str, &str); 5] = [
    ("src/report/mod.rs", "its error may come out of a writer"),
    ("src/rollup/mod.rs", "its error may come out of a sum"),
    ("src/rank/mod.rs", "its error may come out of a statistic"),
    ("src/run/error.rs", "its error may come out of a run"),
    ("src/run/trace.rs", "one cell is read back from filings.parquet"),
];

/// A glob that brings in traits only, which have no names worth listing.
const GLOB: &str = "use rayon::prelude::*;";

/// A module's layer and what it may know of.
type Table = BTreeMap<String, (u8, BTreeSet<String>)>;

/// The rows `| layer | [`module`] | holds | knows of |`.
fn table(lib: &str) -> Table {
    let mut table = Table::new();
    let rows = lib.lines().filter_map(|line| line.strip_prefix("//! |")).filter(|row| row.contains("[`"));
    for row in rows {
        let cells: Vec<&str> = row.trim_end_matches('|').split('|').map(str::trim).collect();
        let [layer, module, .., knows] = &cells[..] else { continue };
        let layer: u8 = layer.parse().unwrap();
        let known = match *knows {
            "nothing" => BTreeSet::new(),
            "all above" => table.keys().cloned().collect(),
            list => list.split(',').map(|name| name.trim().to_owned()).collect(),
        };
        table.insert(module.trim_matches(['[', ']', '`']).to_owned(), (layer, known));
    }
    table
}

/// Rows that do not point down, and modules that have no row.
fn crooked(table: &Table, lib: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for (module, (layer, known)) in table {
        for other in known {
            match table.get(other) {
                Some((below, _)) if below < layer => {}
                _ => complaints.push(format!("`{module}` of layer {layer} may not know `{other}`")),
            }
        }
    }
    let modules = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    complaints.extend(modules.filter(|name| !table.contains_key(*name)).map(|name| format!("`{name}` has no layer")));
    complaints
}

/// Imports against the table, and the ways of importing that hide who depends on whom.
fn imports(source: &Source, table: &Table) -> Vec<String> {
    let mut complaints = Vec::new();
    let nothing = BTreeSet::new();
    let known = table.get(source.module()).map_or(&nothing, |(_, known)| known);
    for (at, line) in source.code.lines().enumerate() {
        let mut complain = |what: &str| complaints.push(format!("{}:{}: {what}: {}", source.path, at + 1, line.trim()));
        for rest in line.split("crate::").skip(1) {
            let name: String = rest.chars().take_while(|c| crate::tidy::source::is_word(*c)).collect();
            if table.contains_key(&name) && name != source.module() && !known.contains(&name) {
                complain("a layer that it may not know");
            }
        }
        let trimmed = line.trim_start();
        if trimmed.starts_with("use crate::{") {
            complain("several layers on one line");
        }
        if trimmed.starts_with("use ") && line.contains("::*") && line.trim() != GLOB {
            complain("a glob import");
        }
        if line.contains("super::") {
            complain("`super::`");
        }
        if line.contains("polars::")
            && source.module() != "frame"
            && !POLARS.iter().any(|(path, _)| *path == source.path)
        {
            complain("polars outside frame");
        }
    }
    complaints
}

#[test]
fn layers_point_one_way() {
    let lib = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let table = table(&lib);
    let mut complaints = crooked(&table, &lib);
    for source in sources("src") {
        if !matches!(source.path.as_str(), "src/lib.rs" | "src/main.rs") {
            complaints.extend(imports(&source, &table));
        }
    }
    none(&complaints);
}

#[test]
fn a_crooked_import_is_told() {
    let lib = "//! | 0 | [`model`] | n | nothing |\n//! | 2 | [`read`] | b | model |\n//! | 2 | [`check`] | b | model, read |\npub mod rank;\n";
    let table = table(lib);
    assert_eq!(crooked(&table, lib).len(), 2);
    let told = |code: &str| imports(&Source::new("src/read/a.rs", code), &table).len();
    assert_eq!(told("use crate::model::Filing;\nuse crate::read::grid;\nuse rayon::prelude::*;\n"), 0);
    for planted in [
        "use crate::check::Plan;",
        "fn f() { crate::check::office(); }",
        "use crate::{model::Filing};",
        "use crate::model::*;",
        "use super::grid;",
        "use polars::prelude::DataFrame;",
    ] {
        assert_eq!(told(planted), 1, "{planted}");
    }
    assert_eq!(told("#[cfg(test)]\nmod tests {\n    use super::*;\n}\n"), 0);
}
