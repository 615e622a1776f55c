//! Shortens paths in reports: they start at the inputs, and do not show where these lie on
//! somebody's machine.

use crate::model::Dossier;

/// Removes the part before the inputs from every path in a dossier.
///
/// `given` are the inputs as the run recorded them. Relative ones stay as typed. A single absolute
/// input is removed entirely; of several, the last component stays, to tell their files apart.
pub(super) fn shorten_paths(dossier: &mut Dossier, given: &[String]) {
    let prefixes = prefixes(given);
    if prefixes.is_empty() {
        return;
    }
    for row in &mut dossier.findings {
        shorten(&mut row.source, &prefixes);
        row.message.each_text(&|text| shorten(text, &prefixes));
    }
    for row in &mut dossier.intake {
        shorten(&mut row.path, &prefixes);
        row.messages.iter_mut().for_each(|message| message.each_text(&|text| shorten(text, &prefixes)));
    }
    dossier.filings.iter_mut().for_each(|filed| shorten(&mut filed.source, &prefixes));
    dossier.partly_read.iter_mut().for_each(|(_, _, path)| shorten(path, &prefixes));
}

/// The prefixes to remove, longest first.
fn prefixes(given: &[String]) -> Vec<String> {
    let is_alone = given.len() == 1;
    let absolute = given.iter().map(|path| path.trim_end_matches('/')).filter(|path| is_absolute(path));
    let prefix = |path: &str| match is_alone {
        true => format!("{path}/"),
        false => path.rsplit_once('/').map_or(String::new(), |(parent, _)| format!("{parent}/")),
    };
    // `/` alone would match every path.
    let mut prefixes: Vec<String> = absolute.map(prefix).filter(|prefix| prefix.len() > 1).collect();
    prefixes.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    prefixes.dedup();
    prefixes
}

/// True for `/…` and `C:…`.
fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.as_bytes().get(1) == Some(&b':')
}

/// Removes the prefixes wherever they occur in a text.
fn shorten(text: &mut String, prefixes: &[String]) {
    for prefix in prefixes {
        if text.contains(prefix.as_str()) {
            *text = text.replace(prefix.as_str(), "");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_keep_only_what_tells_inputs_apart() {
        let shown = |given: &[&str], text: &str| {
            let given: Vec<String> = given.iter().map(|path| (*path).to_owned()).collect();
            let mut text = text.to_owned();
            shorten(&mut text, &prefixes(&given));
            text
        };
        assert_eq!(
            shown(&["/home/a/in"], "took /home/a/in/x/1.csv:2, left /home/a/in/2.csv"),
            "took x/1.csv:2, left 2.csv"
        );
        assert_eq!(shown(&["/a/2023/", "/a/2024"], "/a/2023/1.csv /a/2024/1.csv"), "2023/1.csv 2024/1.csv");
        assert_eq!(shown(&["in", "./b"], "in/1.csv ./b/1.csv"), "in/1.csv ./b/1.csv");
        assert_eq!(shown(&["/"], "/a/1.csv 3/4"), "/a/1.csv 3/4");
    }
}
