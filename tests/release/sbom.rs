//! What is built in as a bill of materials: CycloneDX 1.6 in JSON, the same bytes for the same tree.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::tree::{Crate, Key, purl};

/// The bill of a program; `charts` are the packages of npm in its page: name, version, licence.
pub fn write(program: &Key, crates: &BTreeMap<Key, Crate>, charts: &[(String, String, String)]) -> Value {
    let components = crates.values().filter(|one| one.key() != *program).map(component);
    let scripts = charts.iter().map(|(name, version, licence)| {
        let purl = format!("pkg:npm/{name}@{version}");
        json!({
            "type": "library", "bom-ref": purl, "name": name, "version": version,
            "licenses": [{ "expression": licence }], "purl": purl,
        })
    });
    let dependencies = crates.values().map(|one| {
        let uses = one.uses.iter().map(purl);
        let drawn = charts.iter().filter(|_| one.key() == *program);
        let drawn = drawn.map(|(name, version, _)| format!("pkg:npm/{name}@{version}"));
        json!({ "ref": one.purl(), "dependsOn": uses.chain(drawn).collect::<Vec<String>>() })
    });
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": crates.get(program).map(|own| {
            let mut own = component(own);
            own["type"] = "application".into();
            own
        }) },
        "components": components.chain(scripts).collect::<Vec<Value>>(),
        "dependencies": dependencies.collect::<Vec<Value>>(),
    })
}

fn component(one: &Crate) -> Value {
    let mut said = json!({
        "type": "library",
        "bom-ref": one.purl(),
        "name": one.name,
        "version": one.version,
        "licenses": [{ "expression": one.licence }],
        "purl": one.purl(),
    });
    if let Some(checksum) = &one.checksum {
        said["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    if !one.repository.is_empty() {
        said["externalReferences"] = json!([{ "type": "vcs", "url": one.repository }]);
    }
    said
}
