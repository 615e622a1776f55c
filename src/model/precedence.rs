//! What a filing says of itself about whether it holds, beside others of its office and year.

/// What a name, a title or a column says of a filing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Validity {
    /// It was sent back or withdrawn, or is a draft or a specimen.
    Void,
    /// Nothing.
    #[default]
    Plain,
    /// It corrects what was filed before.
    Corrected,
}

impl Validity {
    /// What two statements say together: what is void is not saved by being a correction.
    pub fn and(self, other: Validity) -> Validity {
        match (self, other) {
            (Validity::Void, _) | (_, Validity::Void) => Validity::Void,
            (one, other) => one.max(other),
        }
    }
}

/// Which of several times that an office has sent its filing, as far as it says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sending {
    /// The number of its version, 0 for one without.
    pub version: u32,
    /// Day and time, as year, month, day, hour, minute and second in one number; 0 for none.
    pub at: u64,
}

/// How a file stands among others of one office and year: the greater holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Precedence {
    /// What is said of it, the gravest statement first.
    pub validity: Validity,
    /// Its version and day.
    pub sending: Sending,
}

impl Precedence {
    /// The precedence of a part of the file that says so much more of itself.
    pub fn and(self, said: impl Iterator<Item = (Validity, Sending)>) -> Precedence {
        said.fold(self, |whole, (validity, sending)| {
            let version = if sending.version > 0 { sending.version } else { whole.sending.version };
            let at = if sending.at > 0 { sending.at } else { whole.sending.at };
            Precedence { validity: whole.validity.and(validity), sending: Sending { version, at } }
        })
    }
}
