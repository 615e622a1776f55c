//! Copies of the built-in pipeline to break or to add to, and small pipelines of a test's own.

use std::path::Path;

use gouji::model::Lang;
use gouji::{say, spec};

/// Copies `pipelines/cn-disclosure` into a folder.
pub fn of_the_pipeline(to: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/cn-disclosure");
    for entry in walkdir::WalkDir::new(&from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(&from).unwrap());
        match entry.file_type().is_dir() {
            true => std::fs::create_dir_all(target).unwrap(),
            false => std::fs::copy(entry.path(), target).map(|_| ()).unwrap(),
        }
    }
}

/// Writes a pipeline of one form without rules, in English. `tables` are the tables of the form, and `more`
/// what `pipeline.toml` has besides, such as a `[[method]]`. An export that it reads begins with the columns
/// `Office` and `Year` and has three labels at least, without which a line is no header.
///
/// ```text
/// tables        [[table]] … row = [{ code = "lent", label = "Lent" }, …]
/// an export     Office,Year,Lent,Returned,Lost
///               Abacus Road,2024,120,118,1
/// ```
pub fn small(to: &Path, tables: &str, more: &str) {
    let names = "name = \"small\"\ntitle = \"small\"\nlanguage = \"en\"\nforms = [\"one\"]\naliases = [\"fields\"]\n";
    for (name, text) in [
        ("pipeline.toml", format!("{names}{more}")),
        ("rules.toml", String::new()),
        ("forms/one.toml", format!("id = \"one\"\ntitle = \"one\"\nsource = \"invented\"\n{tables}")),
        ("aliases/fields.csv", "spelling,kind,code,seen\nOffice,field,office,x\nYear,field,year,x\n".to_owned()),
    ] {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// Replaces a text that must be there in one file of a copy.
pub fn replace(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no `{from}`");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// What is said in English of a fault of a pipeline, its place in front and the way out behind.
pub fn told(fault: &spec::Error) -> String {
    say::plain(&fault.in_full(), &spec::wording(Lang::En).unwrap())
}
