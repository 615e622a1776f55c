//! Which of several filings of an office for a year is valid, as far as they say so themselves.

/// Whether a name, title or column says that a filing is void or a correction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Validity {
    /// Sent back, withdrawn, a draft or a specimen.
    Void,
    /// It says nothing.
    #[default]
    Plain,
    /// It corrects an earlier filing.
    Corrected,
}

impl Validity {
    /// Combines two statements: a void correction is void.
    pub fn and(self, other: Validity) -> Validity {
        match (self, other) {
            (Validity::Void, _) | (_, Validity::Void) => Validity::Void,
            (one, other) => one.max(other),
        }
    }
}

/// When a filing was sent, and as which version, as far as it says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sending {
    /// Version number; 0 if it has none.
    pub version: u32,
    /// Date and time as the number `yyyymmddhhmmss`; 0 if it has none.
    pub at: u64,
}

/// Rank of a file among those of one office and year; the greatest is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Precedence {
    /// Whether it is void or a correction; compared first.
    pub validity: Validity,
    /// Its version and date.
    pub sending: Sending,
}

impl Precedence {
    /// The precedence of a part of the file, given what the part says of itself.
    pub fn and(self, said: impl Iterator<Item = (Validity, Sending)>) -> Precedence {
        said.fold(self, |whole, (validity, sending)| {
            let version = if sending.version > 0 { sending.version } else { whole.sending.version };
            let at = if sending.at > 0 { sending.at } else { whole.sending.at };
            Precedence { validity: whole.validity.and(validity), sending: Sending { version, at } }
        })
    }
}
