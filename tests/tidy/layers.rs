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

/// A module by its path, such as `["read", "grid"]`.
type Path = Vec<String>;

/// The modules of one room, each with those beside it that it or a module inside it names.
type Room = BTreeMap<String, BTreeSet<String>>;

/// The module that a file is; nothing for the roots of the crate.
fn module_of(path: &str) -> Option<Path> {
    let below = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let below = below.strip_suffix("/mod").unwrap_or(below);
    (!matches!(below, "lib" | "main")).then(|| below.split('/').map(str::to_owned).collect())
}

/// Every path that stands behind a `crate::`, those in braces one by one: of `crate::a::{b, c::{self, d}}` these are
/// `a::b`, `a::c::self` and `a::c::d`.
fn paths(code: &str) -> Vec<Path> {
    code.split("crate::").skip(1).flat_map(|rest| branches(rest).0).collect()
}

/// The paths that a text begins with, and what is behind them.
fn branches(text: &str) -> (Vec<Path>, &str) {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        let mut all = Vec::new();
        loop {
            let (paths, behind) = branches(rest);
            all.extend(paths);
            // A path may be followed by the name that it is given.
            let Some(end) = behind.find([',', '}']) else { return (all, behind) };
            let is_last = behind[end..].starts_with('}');
            rest = &behind[end + 1..];
            if is_last {
                return (all, rest);
            }
        }
    }
    let end = text.find(|c| !crate::tidy::source::is_word(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() {
        return (Vec::new(), rest);
    }
    match rest.strip_prefix("::") {
        Some(rest) => {
            let (paths, rest) = branches(rest);
            // Behind `name::` may stand what is no path: `<`, `*`.
            let paths = if paths.is_empty() { vec![Path::new()] } else { paths };
            (paths.into_iter().map(|path| [vec![name.to_owned()], path].concat()).collect(), rest)
        }
        None => (vec![vec![name.to_owned()]], rest),
    }
}

/// Who names whom in each room. A module and those inside it are one room and may name each other; what is named of
/// another is laid to the two modules that lie side by side.
fn rooms(sources: &[Source]) -> BTreeMap<Path, Room> {
    let modules: BTreeSet<Path> = sources.iter().filter_map(|source| module_of(&source.path)).collect();
    let mut rooms: BTreeMap<Path, Room> = BTreeMap::new();
    for source in sources {
        let Some(own) = module_of(&source.path) else { continue };
        for path in paths(&source.code) {
            let named = (1..=path.len()).rev().map(|n| &path[..n]).find(|path| modules.contains(*path));
            let Some(named) = named else { continue };
            let shared = own.iter().zip(named).take_while(|(own, named)| own == named).count();
            if let (Some(user), Some(used)) = (own.get(shared), named.get(shared)) {
                let room = rooms.entry(own[..shared].to_vec()).or_default();
                room.entry(user.clone()).or_default().insert(used.clone());
            }
        }
    }
    rooms
}

/// True if a module names another of its room, directly or through others.
fn reaches(room: &Room, from: &str, to: &str) -> bool {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut next = vec![from];
    while let Some(module) = next.pop() {
        next.extend(room.get(module).into_iter().flatten().map(String::as_str).filter(|used| reached.insert(used)));
    }
    reached.contains(to)
}

/// The circles of all rooms, as the room and the modules that name each other.
fn circles(sources: &[Source]) -> BTreeSet<(String, Vec<String>)> {
    let mut circles = BTreeSet::new();
    for (path, room) in rooms(sources) {
        for module in room.keys() {
            let is_of_circle = |other: &&String| reaches(&room, module, other) && reaches(&room, other, module);
            let circle: Vec<String> = room.keys().filter(is_of_circle).cloned().collect();
            if circle.len() > 1 {
                circles.insert((path.join("::"), circle));
            }
        }
    }
    circles
}

#[test]
fn modules_do_not_import_each_other_in_a_circle() {
    let complaint = |(room, modules): (String, Vec<String>)| {
        format!("{room}: {} import each other in a circle", modules.join(", "))
    };
    none(&circles(&sources("src")).into_iter().map(complaint).collect::<Vec<_>>());
}

#[test]
fn a_circle_is_found_through_others_and_inside_folders() {
    let source = |path: &str, code: &str| Source::new(path, code);
    let found = |sources: &[Source]| circles(sources).into_iter().collect::<Vec<_>>();
    let circle =
        |room: &str, modules: &[&str]| (room.to_owned(), modules.iter().map(|name| (*name).to_owned()).collect());
    let grid =
        source("src/read/grid.rs", "use crate::read::{\n    decode as of, vocabulary::{self, Vocabulary},\n};\n");
    let identify = source("src/read/identify/title.rs", "fn f() { crate::read::grid::cut(); }\n");
    let vocabulary = source("src/read/vocabulary.rs", "use crate::read::identify;\n");
    let decode = source("src/read/decode.rs", "use crate::model::Text;\n");
    let parent = source("src/read/identify/mod.rs", "use crate::read::identify::title;\n");
    let child = source("src/read/identify/year.rs", "use crate::read::identify::title;\nuse crate::read::identify;\n");
    let all = [grid, identify, vocabulary, decode, parent, child];
    assert_eq!(found(&all), [circle("read", &["grid", "identify", "vocabulary"])]);
    let [grid, _, vocabulary, decode, parent, child] = all;
    let title = source("src/read/identify/title.rs", "use crate::read::identify::year::Year;\n");
    assert_eq!(
        found(&[grid, vocabulary, decode, parent, child, title]),
        [circle("read::identify", &["title", "year"])]
    );
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
