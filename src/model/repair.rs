//! What a filing with broken arithmetic may have meant.

use crate::model::{CellIx, OfficeIx, RuleIx, Year};

/// A cost in thousandths of a nat: the negative logarithm of a likelihood, kept whole.
pub type Millinats = i64;

/// A way in which figures go wrong between a true table and a filed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slip {
    /// One digit is another one.
    WrongDigit,
    /// Two digits have changed places.
    TransposedDigits,
    /// A digit is gone.
    LostDigit,
    /// A digit is there that should not be, most often twice.
    ExtraDigit,
    /// The sign is wrong.
    Sign,
    /// One more or one less.
    OffByOne,
    /// Ten, a hundred or more times too much or too little.
    Unit,
    /// A figure is that of the cell beside it.
    Copied,
    /// A total stands as it was before one of its parts changed.
    StaleTotal,
    /// A total is 0 or blank.
    BlankedTotal,
    /// A cell left blank was no zero.
    LeftBlank,
    /// Any other wrong figure.
    Arbitrary,
    /// A figure stands in another cell of its row or column, and its own cell is empty.
    Moved,
    /// Two figures have changed places.
    ExchangedCells,
    /// A whole row stands one column beside its own.
    RowMoved,
    /// A wrong part, and a total that was worked out from it.
    CarriedOver,
    /// Some of one line's figure was counted under another.
    Misallocated,
    /// What was printed is no figure; the rules tell which one it must be.
    Unreadable,
}

impl Slip {
    /// Every kind with the word that stands for it in outputs and in `pipeline.toml`.
    pub const ALL: [(Slip, &'static str); 18] = [
        (Slip::WrongDigit, "wrong_digit"),
        (Slip::TransposedDigits, "transposed_digits"),
        (Slip::LostDigit, "lost_digit"),
        (Slip::ExtraDigit, "extra_digit"),
        (Slip::Sign, "sign"),
        (Slip::OffByOne, "off_by_one"),
        (Slip::Unit, "unit"),
        (Slip::Copied, "copied"),
        (Slip::StaleTotal, "stale_total"),
        (Slip::BlankedTotal, "blanked_total"),
        (Slip::LeftBlank, "left_blank"),
        (Slip::Arbitrary, "arbitrary"),
        (Slip::Moved, "moved"),
        (Slip::ExchangedCells, "exchanged_cells"),
        (Slip::RowMoved, "row_moved"),
        (Slip::CarriedOver, "carried_over"),
        (Slip::Misallocated, "misallocated"),
        (Slip::Unreadable, "unreadable"),
    ];

    /// The word used in outputs and in `pipeline.toml`.
    pub fn code(self) -> &'static str {
        Slip::ALL[self as usize].1
    }
}

/// What repairs cost and how long is searched, from `[localize]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipPrices {
    /// Every slip, whatever its kind.
    pub slip: Millinats,
    /// How rare each kind is, by [`Slip::ALL`].
    pub kinds: [Millinats; Slip::ALL.len()],
    /// A slip in a cell that is truly 0, beside one in a cell that is not.
    pub in_zero: Millinats,
    /// A rule that looks into another year's filing and stays broken.
    pub other_year: Millinats,
    /// How much the corpus counts, in thousandths.
    pub corpus: i64,
    /// Confidence is softened (above 1000) or sharpened (below), in thousandths.
    pub temperature: i64,
    /// Repairs that cost so much more than the best are not looked for.
    pub window: Millinats,
    /// States looked at before the search gives up.
    pub steps: usize,
    /// The same for a filing of which many laws are broken.
    pub steps_of_many: usize,
    /// Repairs written for one filing at most.
    pub repairs: usize,
}

impl SlipPrices {
    /// How rare a kind is.
    pub fn kind(&self, slip: Slip) -> Millinats {
        self.kinds[slip as usize]
    }
}

/// One cell of a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The cell that should be another figure.
    pub cell: CellIx,
    /// None where no figure was printed.
    pub filed: Option<i64>,
    /// What it should be.
    pub repaired: i64,
}

/// One slip of a repair and the cells it explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// How it went wrong.
    pub slip: Slip,
    /// The cells that it put wrong.
    pub cells: Vec<CellIx>,
}

/// One instance of a rule: `T3-ROW` at `granted`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleAt {
    /// The rule.
    pub rule: RuleIx,
    /// The row or column it is for.
    pub key: String,
}

/// How far the search for repairs went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing likelier than what is shown can exist under the prices.
    Exact,
    /// The search met its bound; something likelier may exist.
    Bounded,
}

impl Proof {
    /// The word used in `repairs.csv`.
    pub fn code(self) -> &'static str {
        match self {
            Proof::Exact => "exact",
            Proof::Bounded => "bounded",
        }
    }
}

/// One explanation of a filing's broken arithmetic. It is never applied to the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Whose filing.
    pub office: OfficeIx,
    /// Of which year.
    pub year: Year,
    /// 1 is the likeliest.
    pub rank: u32,
    /// In order of cells.
    pub changes: Vec<Change>,
    /// In order of their first cells.
    pub events: Vec<Event>,
    /// How likely the set of cells is, in thousandths.
    pub confidence: u16,
    /// Broken rules that hold with the changes.
    pub resolves: Vec<RuleAt>,
    /// Broken rules that do not.
    pub leaves: Vec<RuleAt>,
    /// How far the search went.
    pub proof: Proof,
}
