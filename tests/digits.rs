//! Last digits over a district, with a pipeline of its own: in `cn-disclosure` a district needs a thousand figures.

use std::collections::BTreeMap;

use crate::book::table;
use crate::copies;
use crate::notices::gouji;

const TABLES: &str = r#"
[[table]]
code = "loans"
title = "Loans"
row = [
  { code = "lent", label = "Lent", signed = true },
  { code = "returned", label = "Returned" },
  { code = "lost", label = "Lost" },
]
"#;

const METHOD: &str = r#"
[[method]]
id = "DIGITS"
method = "digits"
family = "digits"
title = "last digits are even"
name = "figures"
unit = ""
because = "made-up figures have favourite digits"
cells = { counts = ["loans.lent"] }
thresholds = { least = 10, figures = 20, level = 0.001 }
"#;

/// The rows of `findings.csv` where each office of one district has filed one of these figures.
fn found(method: &str, figures: &[i64]) -> Vec<BTreeMap<String, String>> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    copies::small(&folder.path().join("pipeline"), TABLES, method);
    let register = figures.iter().enumerate().map(|(at, _)| format!("{at:02},Branch {at:02},branch,,North\n"));
    let register: String = register.collect();
    std::fs::write(path("register.csv"), format!("code,name,kind,parent,district\n{register}")).unwrap();
    let lines = figures.iter().enumerate().map(|(at, figure)| format!("Branch {at:02},2024,{figure},3,0\n"));
    std::fs::write(path("in.csv"), format!("Office,Year,Lent,Returned,Lost\n{}", lines.collect::<String>())).unwrap();
    let (pipeline, input, register, out) = (path("pipeline"), path("in.csv"), path("register.csv"), path("out"));
    let done = gouji(&["run", &pipeline, "-q", "--input", &input, "--registry", &register, "--out", &out]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    table(&folder.path().join("out/findings.csv"))
}

#[test]
fn a_district_of_which_too_many_figures_are_round_is_told_and_the_nearest_is_not() {
    let figures =
        |n_round: i64| (0..20).map(move |at| if at < n_round { 110 + 10 * at } else { 101 + at % 9 + 10 * at });
    let rows = found(METHOD, &figures(9).collect::<Vec<_>>());
    let row = rows.iter().find(|row| row["key"] == "round").unwrap();
    assert_eq!(row["message"], "figures in North are often round: 9 of 20 are multiples of ten");
    assert!(row["message_data"].starts_with("[\"anomaly.digits_round\","), "{}", row["message_data"]);
    assert_eq!((&row["office"][..], &row["office_code"][..]), ("North", ""));
    // 2 ± 2.2, and no number of figures is below 0.
    let of = |column: &str| row[column].as_str();
    assert_eq!(["observed", "expected", "expected_low", "expected_high"].map(of), ["9", "2", "0", "5"]);
    assert_eq!(row["q_value"], row["lfdr"]);
    assert_eq!(found(METHOD, &figures(7).collect::<Vec<_>>()), []);
    assert_eq!(found(METHOD, &figures(9).take(19).collect::<Vec<_>>()), []);
}

#[test]
fn a_count_below_zero_has_a_last_digit_as_well() {
    let method = METHOD.replace("least = 10", "least = -1000");
    let rows = found(&method, &(0..20).map(|at| -10 * at - 7).collect::<Vec<_>>());
    let row = rows.iter().find(|row| row["key"] == "digits").unwrap();
    assert!(row["message"].contains("0 to 9 end 0/0/0/0/0/0/0/20/0/0"), "{}", row["message"]);
}
