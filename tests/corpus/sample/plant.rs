//! Puts the faults into the offices' prints.

use std::borrow::Cow;
use std::io;

use crate::corpus::filing::Filing;
use crate::corpus::form::{REQUESTS, cell_of};
use crate::corpus::print::{Print, figure};
use crate::corpus::sample::ByOfficeYear;
use crate::corpus::sample::faults::{Edit, FAULTS, Fault};

/// What the offices print.
pub fn plant(filings: &ByOfficeYear<Filing>) -> io::Result<ByOfficeYear<Print>> {
    let mut prints: ByOfficeYear<Print> =
        filings.iter().map(|(key, filing)| (key.clone(), Print::of(filing))).collect();
    for fault in FAULTS {
        let key = (fault.office.to_owned(), fault.year);
        let planted =
            filings.get(&key).zip(prints.get_mut(&key)).and_then(|(filing, print)| edit(fault, filing, print));
        if planted.is_none() {
            return Err(io::Error::other(format!("the fault of `{}` {} cannot be planted", fault.office, fault.year)));
        }
        if fault.edits.iter().any(|edit| matches!(edit, Edit::NotFiled)) {
            prints.remove(&key);
        }
    }
    Ok(prints)
}

/// None when a cell or row is not on the form.
fn edit(fault: &Fault, filing: &Filing, print: &mut Print) -> Option<()> {
    for edit in fault.edits {
        match edit {
            Edit::Add(code, more) => {
                let cell = cell_of(code)?;
                print.texts[cell] = figure(cell, filing.values[cell] + more);
            }
            Edit::Write(code, text) => print.texts[cell_of(code)?] = Cow::Borrowed(text),
            Edit::LeftOut(code) => {
                print.left_out.insert(REQUESTS.iter().position(|row| row.0 == *code)?);
            }
            Edit::NotFiled | Edit::FiledTwice(..) | Edit::InFolderOf(_) => {}
        }
    }
    Some(())
}
