//! The nouns: the types that stages pass to each other. Nothing here does any work.
//!
//! | noun | Chinese | what it is |
//! |---|---|---|
//! | [`Catalogue`] | 指标目录 | every cell of every form version of a pipeline, in one order |
//! | [`Form`] | 格式 | one version of the form: which cells it has |
//! | [`Table`], [`Axis`] | 表、行列 | a row axis × a column axis |
//! | [`CellIx`] | 单元格 | the position of a cell in the catalogue |
//! | [`Value`], [`State`] | 填报值 | what was printed in a cell, and what it is when it is no plain number |
//! | [`Cells`] | 一份报告的数字 | one filing's values, dense, in catalogue order |
//! | [`Place`], [`Source`] | 出处 | file, line and column of a figure |
//! | [`Filing`] | 报告 | one office's return for one year |
//! | [`Scope`], [`Counted`] | 口径、计入 | whose figures a filing holds, and whether it counts in sums |
//! | [`Rule`], [`Linear`], [`Term`] | 勾稽关系 | the relations that have to hold between figures |
//! | [`Outcome`], [`Finding`] | 核对结果、问题 | the result of checking a rule on a filing |
//! | [`Method`], [`Statistics`] | 统计方法、统计依据 | an anomaly method, and how improbable a figure is |
//! | [`Case`] | 试例 | a test: a filing, and what a pipeline's rules must find in it |
//! | [`Explanation`] | 说明 | an office's reason why a finding is no mistake |
//! | [`Office`], [`Register`] | 机关、名录 | who has to file |
//! | [`Message`], [`Word`], [`Labelled`] | 语句 | a sentence as data, said in a language by the outputs and the screen only |
//! | [`Repair`], [`Slip`], [`Change`] | 更正建议、笔误 | a suggested correction of broken arithmetic |
//! | [`Rollup`], [`Coverage`] | 汇总、报送情况 | sums over groups of offices, with their coverage |
//! | [`Ranking`] | 排名 | office-years, most questionable first |
//! | [`Standing`], [`Standings`] | 审核结论 | how an office stands for a year: missing, partly read, faulty, doubtful, in order |
//! | [`Dossier`], [`Filed`] | 案卷 | a finished run, read back row by row from its outputs |
//! | [`Difference`] | 变化 | how two runs differ |
//! | [`Paper`], [`Mark`], [`Returned`] | 本程序的文书、标记、退回的报表 | one of the program's own outputs found among the inputs |
//! | [`Page`], [`Flow`] | 页面、流向 | the charts of `report.html` |
//! | [`Passage`], [`Mention`] | 正文、表述 | a line outside the tables, and a kind of statement it may make |
//! | [`Comparison`], [`Likeness`] | 口径衔接 | which figures correspond between form versions |
//! | [`Lexicon`], [`Meaning`] | 标签 | what a printed label means |
//! | [`mark`] | 注号 | what is printed next to a figure or label without being part of it |

#![deny(clippy::float_arithmetic)]

mod case;
mod cells;
mod comparable;
mod difference;
mod dossier;
mod explanation;
mod filing;
mod finding;
mod form;
mod index;
mod intake;
mod label;
pub mod mark;
mod message;
mod method;
mod narrow;
mod numerals;
mod office;
mod page;
mod paper;
mod part;
mod patterns;
mod pipeline;
mod place;
mod precedence;
mod prose;
mod ranking;
mod repair;
mod rollup;
mod rule;
mod standing;
mod text;
mod value;
mod version;

pub use case::Case;
pub use cells::Cells;
pub use comparable::{Comparable, Comparison, Comparisons, Likeness};
pub use difference::{CellChange, Difference, FilingKey, FindingBrief};
pub use dossier::{Dossier, Filed, FindingRow, IntakeRow, RepairRow, RollupCell, RuleTally};
pub use explanation::{AnswerSheet, Explanation};
pub use filing::{Counted, Filing, Scope, Year};
pub use finding::{Finding, FindingKey, Outcome, Severity, Skip, Statistics, Status, Subject, Sums, Tally};
pub use form::{Axis, Catalogue, CellDef, CellKind, Form, Group, Line, Print, Subtotal, Table};
pub use index::{AxisIx, CellIx, FormIx, OfficeIx, RuleIx, SourceIx, TableIx};
pub use intake::{Intake, Layout, Reception, Unmatched, UnmatchedList};
pub use label::{Field, LabelParts, Lexicon, Meaning, Normaliser};
pub use message::{Labelled, Message, Word};
pub use method::{
    Amount, AnomalyLevels, AttendanceThresholds, CopyThresholds, Count, CountThresholds, Counts, DigitThresholds,
    Given, Method, MethodKind, Mixture, NoCells, Parameters, PeerThresholds, Pending, Rate, Report, Share, Side,
    StuckThresholds, UnitThresholds,
};
pub use narrow::narrowed;
pub use numerals::Numerals;
pub use office::{Office, Peers, Register};
pub use page::{Flow, FlowEnd, Page};
pub use paper::{
    AsFiled, MARK, Mark, MarkSheet, OUTPUT_SIGNS, OUTPUTS, Paper, PaperKind, PrintedForm, REPORT, Returned, SIGN,
    Square, TABLES, WRITTEN, content, squeezed,
};
pub use part::{BindingNote, Claim, Evidence, Part, Reading, Stray};
pub use patterns::{Patterns, Words};
pub use pipeline::{
    ColumnWords, FiscalYear, Identity, Letters, NumberWords, OutputLimits, Pipeline, RankingWeights, ShortForms,
};
pub use place::{Place, Places, Source, Spot};
pub use precedence::{Precedence, Sending, Validity};
pub use prose::{Deadline, Meant, Mention, Passage, Phrases, ProseRules, Says};
pub use ranking::{Ranked, Ranking, ranked_within};
pub use repair::{Change, Event, Millinats, Proof, Repair, RuleAt, Slip, SlipPrices};
pub use rollup::{Coverage, GroupKind, Rollup, RollupRow};
pub use rule::{
    AllBlank, BlankPolicy, BreachKind, Check, Clause, Conditional, Each, FactKind, Linear, Needs, Relation, Rule,
    RuleId, Term, When,
};
pub use standing::{Charge, Stand, Standing, StandingCounts, Standings};
pub use text::{Lang, Text, Wording};
pub use value::{State, Value};
