//! The register of offices: `code,name,kind,parent,district[,scope,aliases,from,to,successor]`.

use std::collections::BTreeSet;

use csv::StringRecord;

use crate::model::{Office, Register, Scope, Year};
use crate::spec::error::{Error, nearest};

const COLUMNS: [&str; 10] =
    ["code", "name", "kind", "parent", "district", "scope", "aliases", "from", "to", "successor"];
const REQUIRED: usize = 5;

/// Reads a register; one without rows is no register.
pub fn register(shown: &str, text: &str) -> Result<Register, Error> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| Error::whole(shown, format!("not a CSV file: {error}")))?.clone();
    let columns = columns(shown, &header)?;
    let mut offices = Vec::new();
    let mut codes = BTreeSet::new();
    for record in reader.records() {
        let record = record.map_err(|error| Error::whole(shown, format!("not a CSV file: {error}")))?;
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let offset = record.position().map_or(0, |at| at.byte() as usize);
        let office =
            office(&record, &columns).map_err(|(message, hint)| Error::at(shown, text, offset, message).hint(hint))?;
        if !codes.insert(office.code.clone()) {
            return Err(Error::at(shown, text, offset, format!("code `{}` is there twice", office.code)));
        }
        offices.push(office);
    }
    check_codes(shown, &offices, &codes)?;
    offices.sort_by(|a, b| a.code.cmp(&b.code));
    let given = !offices.is_empty();
    Ok(Register { offices, given })
}

fn columns(shown: &str, header: &StringRecord) -> Result<[Option<usize>; 10], Error> {
    let found = COLUMNS.map(|name| header.iter().position(|said| said.trim() == name));
    for (at, name) in COLUMNS.iter().enumerate().take(REQUIRED) {
        if found[at].is_none() {
            let message = format!("the register has no column `{name}`");
            let hint = nearest(name, header.iter()).map(|_| format!("the header must be `{}`", COLUMNS.join(",")));
            return Err(Error::at(shown, "", 0, message).hint(hint));
        }
    }
    Ok(found)
}

type Wrong = (String, Option<String>);

fn office(record: &StringRecord, columns: &[Option<usize>; 10]) -> Result<Office, Wrong> {
    // The register that a run has written is given back with an apostrophe before what looks like a formula.
    let field = |at: usize| {
        let said = columns[at].and_then(|column| record.get(column)).map_or("", str::trim);
        said.strip_prefix('\'').filter(|said| said.starts_with(['=', '+', '-', '@'])).unwrap_or(said)
    };
    let name = field(1).to_owned();
    if field(0).is_empty() || name.is_empty() {
        return Err(("an office needs a code and a name".to_owned(), None));
    }
    let scope = match field(5) {
        "" | "own" => Scope::Own,
        "consolidated" => Scope::Consolidated,
        "total" => Scope::Total,
        other => {
            return Err((
                format!("unknown scope `{other}`"),
                nearest(other, Scope::ALL.iter().map(|scope| scope.code()))
                    .or_else(|| Some("expected `own`, `consolidated` or `total`".to_owned())),
            ));
        }
    };
    Ok(Office {
        code: field(0).to_owned(),
        name,
        kind: field(2).to_owned(),
        parent: field(3).to_owned(),
        district: field(4).to_owned(),
        scope,
        aliases: field(6).split(';').map(str::trim).filter(|alias| !alias.is_empty()).map(str::to_owned).collect(),
        from: year(field(7))?,
        to: year(field(8))?,
        successor: field(9).to_owned(),
        registered: true,
    })
}

fn year(field: &str) -> Result<Option<Year>, Wrong> {
    if field.is_empty() {
        return Ok(None);
    }
    field.parse().map(|year| Some(Year(year))).map_err(|_| (format!("`{field}` is no year"), None))
}

/// Offices above and offices that continue others are on the register themselves.
fn check_codes(shown: &str, offices: &[Office], codes: &BTreeSet<String>) -> Result<(), Error> {
    let named = offices.iter().flat_map(|office| {
        [("parent", &office.parent), ("successor", &office.successor)].map(|(what, code)| (office, what, code))
    });
    for (office, what, code) in named {
        if !code.is_empty() && !codes.contains(code) {
            let message = format!("office `{}` has the unknown {what} `{code}`", office.code);
            return Err(Error::whole(shown, message).hint(nearest(code, codes.iter().map(String::as_str))));
        }
    }
    Ok(())
}
