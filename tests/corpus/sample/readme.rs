//! The page that says what the sample is and what must be found in it.

use crate::corpus::sample::Sample;
use crate::corpus::sample::exports::EXPORTS;
use crate::corpus::sample::faults::FAULTS;
use crate::corpus::sample::folders::FOLDERS;
use crate::corpus::sample::oracle::{Expected, expected};
use crate::corpus::sample::strays::{STRAYS, UNKNOWN};

const OPENING: &str = "# Sample: the city of 勾稽市

The annual reports of an invented city for the years 2022, 2023 and 2024: N_OFFICES offices, N_FILINGS filings.
No office, place or figure in it is real.
The figures are random, but agree with each other within a filing and from year to year, except where a fault was planted.

It was made by `cargo run --release --example tools -- corpus sample --out sample_data`, which writes the same bytes every time; do not edit it by hand.
The faults are listed in `tests/corpus/sample/faults.rs`; what must be found because of them is worked out there too, without the program that is to find it.

    gouji run --input sample_data/filings --registry sample_data/register.csv --out out

- `register.csv`: who has to file. `D..` are departments of the city, `Q.` the governments of its four districts, `Q.-..` their streets and towns.
  The filings of Q1 and Q2 are consolidated: they are the sum of the district government's own figures and what the offices below it should have filed.
  D09 files from 2023 on, D13 until 2023.
  The title of D02's filing for 2022 and of D12's for 2023 bears an alias.
- `filings/`: what came in.
";

const FAULTS_OPENING: &str = "
## Planted faults

One row per finding that a run must report.
For severity `error` the list is complete: there is no other error in the sample.
An office that is not on the register has no code, and stands here as `-`.

| office_code | year | rule | key | severity | what was done |
|---|---|---|---|---|---|
";

const STRAYS_OPENING: &str = "
## Files that are no filings

They are rejected in `intake.csv` and lead to no finding.

| path | what it is |
|---|---|
";

const CHINESE: &str = "
## 中文说明

本目录是虚构城市“勾稽市”三个年度（2022 至 2024）的政府信息公开工作年度报告，机关、地名、数字均为虚构，与任何真实机关无关。
除上表所列的人为差错外，各份报告表内、表间、年度间的勾稽关系均成立；加法区、减法区人民政府的报告为汇总口径。
数据由程序生成，每次生成的内容完全相同，请勿手工修改。
";

/// The page in Markdown.
pub fn page(sample: &Sample) -> String {
    let mut page = OPENING
        .replace("N_OFFICES", &sample.offices.len().to_string())
        .replace("N_FILINGS", &(sample.prints.len() + 2).to_string());
    page.push_str(
        "\n## Layouts and encodings\n\n| below `filings/` | layout | encoding | offices |\n|---|---|---|---|\n",
    );
    for folder in FOLDERS {
        let row = [folder.path, folder.told, folder.encoding.name(), &folder.offices.join(" ")].join(" | ");
        page.push_str(&format!("| {row} |\n"));
    }
    for export in EXPORTS {
        let row = [export.path, export.told, export.encoding.name(), export.district].join(" | ");
        page.push_str(&format!("| {row} |\n"));
    }
    page.push_str(FAULTS_OPENING);
    for finding in expected(sample) {
        let Expected { office, year, rule, key, severity } = &finding;
        page.push_str(&format!(
            "| {office} | {year} | {rule} | {key} | {severity} | {} |\n",
            told(office, *year, rule)
        ));
    }
    let (office, year) = UNKNOWN;
    page.push_str(&format!(
        "| - | {year} | UNKNOWN-OFFICE |  | warning | {office} filed and is not on the register |\n"
    ));
    page.push_str(STRAYS_OPENING);
    for (path, what) in STRAYS {
        page.push_str(&format!("| filings/{path} | {what} |\n"));
    }
    page.push_str(CHINESE);
    page
}

/// What the office did in that year, or what it did the year before and shows only now.
fn told(office: &str, year: u16, rule: &str) -> String {
    let told =
        |year: u16| FAULTS.iter().find(|fault| fault.office == office && fault.year == year).map(|fault| fault.told);
    match (told(year), rule.starts_with("XY-").then(|| told(year - 1)).flatten()) {
        (Some(told), _) => told.to_owned(),
        (None, Some(told)) => format!("follows from {}: {told}", year - 1),
        (None, None) => "nothing was planted here".to_owned(),
    }
}
