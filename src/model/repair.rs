//! Suggested corrections for filings whose arithmetic does not hold.

use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

use crate::model::{CellIx, OfficeIx, RuleIx, Year};

/// A cost in thousandths of a nat, that is of the negative natural logarithm of a probability; an integer, so that
/// sums are exact.
pub type Millinats = i64;

/// A kind of mistake that turns a correct table into the filed one.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr, VariantArray, VariantNames,
)]
#[strum(serialize_all = "snake_case")]
pub enum Slip {
    /// A wrong digit.
    WrongDigit,
    /// Two digits swapped.
    TransposedDigits,
    /// A digit missing.
    LostDigit,
    /// A digit too many, usually a repeated one.
    ExtraDigit,
    /// Wrong sign.
    Sign,
    /// Off by one.
    OffByOne,
    /// Wrong unit: too large or small by a power of ten.
    Unit,
    /// The figure of the neighbouring cell.
    Copied,
    /// A total that was not updated after one of its parts changed.
    StaleTotal,
    /// A total left at 0 or blank.
    BlankedTotal,
    /// A blank cell that is not zero.
    LeftBlank,
    /// Any other wrong figure.
    Arbitrary,
    /// A figure in another cell of its row or column, with its own cell empty.
    Moved,
    /// Two figures swapped.
    ExchangedCells,
    /// A whole row shifted by one column.
    RowMoved,
    /// A wrong part, and a total computed from it.
    CarriedOver,
    /// Some cases counted under the wrong line.
    Misallocated,
    /// Not a figure at all; the rules determine which figure it must be.
    Unreadable,
}

impl Slip {
    /// All kinds.
    pub const ALL: &'static [Slip] = <Slip as VariantArray>::VARIANTS;
    /// Their names in outputs and in `pipeline.toml`.
    pub const NAMES: &'static [&'static str] = <Slip as VariantNames>::VARIANTS;

    /// The word used in outputs and in `pipeline.toml`.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// Costs and bounds of the search for repairs, from `[localize]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipPrices {
    /// Cost of any slip, in addition to that of its kind.
    pub slip: Millinats,
    /// Cost of each kind, in the order of [`Slip::ALL`].
    pub kinds: [Millinats; Slip::ALL.len()],
    /// Extra cost of a slip in a cell whose true figure is 0.
    pub in_zero: Millinats,
    /// Cost of leaving a rule broken that also involves another year's filing.
    pub other_year: Millinats,
    /// Weight of the corpus, in thousandths.
    pub corpus: i64,
    /// Temperature of the confidences, in thousandths: above 1000 makes them less extreme, below more.
    pub temperature: i64,
    /// Ignore repairs that cost this much more than the best one.
    pub window: Millinats,
    /// Most states to explore before the search gives up.
    pub steps: usize,
    /// The same for filings with many broken rules.
    pub steps_of_many: usize,
    /// Most repairs to report for a filing.
    pub repairs: usize,
}

impl SlipPrices {
    /// Cost of a kind of slip.
    pub fn kind(&self, slip: Slip) -> Millinats {
        self.kinds[slip as usize]
    }
}

/// One cell of a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The cell to change.
    pub cell: CellIx,
    /// The figure as filed; `None` if it is not a figure.
    pub filed: Option<i64>,
    /// What it should be.
    pub repaired: i64,
}

/// One slip, with the cells it explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The kind of slip.
    pub slip: Slip,
    /// The cells it affects.
    pub cells: Vec<CellIx>,
}

/// One instance of a rule: `T3-ROW` at `granted`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleAt {
    /// The rule.
    pub rule: RuleIx,
    /// The row or column.
    pub key: String,
}

/// Whether the search for repairs was exhaustive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Proof {
    /// It was: under these costs nothing likelier exists.
    Exact,
    /// It hit its bound; something likelier may exist.
    Bounded,
}

impl Proof {
    /// The word used in `repairs.csv`.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// One way to make a filing's arithmetic hold. A suggestion only: it is never applied to the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Whose filing.
    pub office: OfficeIx,
    /// The reporting year.
    pub year: Year,
    /// 1 is the likeliest.
    pub rank: u32,
    /// In order of cells.
    pub changes: Vec<Change>,
    /// In order of their first cells.
    pub events: Vec<Event>,
    /// Probability that exactly these cells are wrong, in thousandths.
    pub confidence: u16,
    /// Broken rules that the changes make hold.
    pub resolves: Vec<RuleAt>,
    /// Broken rules that stay broken.
    pub leaves: Vec<RuleAt>,
    /// Whether the search was exhaustive.
    pub proof: Proof,
}
