//! Links between the pages of the repository lead somewhere.

use std::path::Path;

use regex::Regex;

/// Links of a page that lead to no file beside it.
fn dead(page: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(page).unwrap();
    let link = Regex::new(r"\]\(([^)#]+)(?:#[^)]*)?\)").unwrap();
    let targets = link.captures_iter(&text).map(|found| found[1].to_owned());
    let local = targets.filter(|target| !target.contains("://"));
    let lost = local.filter(|target| !page.parent().unwrap().join(target).exists());
    lost.map(|target| format!("{}: {target}", page.display())).collect()
}

#[test]
fn links_between_pages_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("README.md"), root.join("README.zh-CN.md"), root.join("CONTRIBUTING.md")];
    pages.push(root.join("pipelines/README.md"));
    let docs = std::fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    pages.extend(docs.filter(|path| path.extension().is_some_and(|ending| ending == "md")));
    let lost: Vec<String> = pages.iter().flat_map(|page| dead(page)).collect();
    assert!(lost.is_empty(), "{lost:#?}");
}
