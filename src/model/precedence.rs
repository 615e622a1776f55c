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

/// How a file stands among others of one office and year: the greater holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Precedence {
    /// What is said of it, the gravest statement first.
    pub validity: Validity,
    /// The number of its version, 0 for a name without one.
    pub version: u32,
    /// The day in its name as year, month and day in one number, 0 for none.
    pub dated: u32,
}

impl Precedence {
    /// The precedence of a part of the file that says so much more of itself.
    pub fn and(self, said: impl Iterator<Item = Validity>) -> Precedence {
        Precedence { validity: said.fold(self.validity, Validity::and), ..self }
    }
}
