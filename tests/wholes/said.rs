//! Filings that say themselves that they are consolidated, with no register to say it.

use gouji::model::Scope;

use crate::books::sheet::xlsx;
use crate::books::table::{self, Table};
use crate::corpus::print::Print;
use crate::wholes::{YEAR, figures, printed, received, run, sum, titled};

const CITY: &str = "海州市";

fn sheet(seed: u64, office: &str) -> Table {
    table::of(&Print::of(&figures(seed)), office, YEAR)
}

#[test]
fn a_title_a_line_and_a_name_say_it_each() {
    let city = figures(1);
    let title = "海州市2024年政府信息公开工作年度报告";
    let cases = [
        ("海州市2024.csv", titled(&city, &format!("{title}（汇总）"))),
        ("海州市2024.csv", titled(&city, &format!("{title}(含下级)"))),
        ("海州市2024.csv", titled(&city, &format!("{title}（含所属单位）"))),
        ("海州市2024.csv", titled(&city, &format!("{title}（全市汇总）"))),
        ("海州市2024.csv", titled(&city, &format!("{title}汇总"))),
        ("海州市2024.csv", titled(&city, "海州市（汇总）2024年政府信息公开工作年度报告")),
        ("海州市2024.csv", titled(&city, "海州市全市汇总2024年政府信息公开工作年度报告")),
        ("海州市2024.csv", titled(&city, "全市汇总2024年政府信息公开工作年度报告")),
        ("海州市2024.csv", titled(&city, &format!("{title}\n口径：汇总"))),
        ("a.csv", titled(&city, "海州市\n2024年政府信息公开工作年度报告（汇总）")),
        ("a.csv", titled(&city, "海州市2024年度\n政府信息公开工作年度报告\n（汇总）")),
        ("a.csv", titled(&city, "海州市（汇总）\n2024年政府信息公开工作年度报告")),
        ("a.csv", titled(&city, "2024年政府信息公开工作年度报告（全市汇总）\n填报单位：海州市")),
        ("a.csv", titled(&city, "2024年政府信息公开工作年度报告\n填报单位：海州市（含下级）")),
        ("a.csv", titled(&city, "2024年政府信息公开工作年度报告\n单位名称,海州市（汇总）")),
        ("海州市2024.csv", titled(&city, &format!("{title}\n统计口径：含下级"))),
        ("海州市2024.csv", titled(&city, &format!("{title}\n统计口径,汇总"))),
        ("海州市2024.csv", titled(&city, &format!("{title}\n（含下属单位）"))),
        ("海州市2024.csv", titled(&city, &format!("{title}\n数据口径为本级及所属单位"))),
        ("海州市2024.csv", titled(&city, &format!("{title}\n【全市汇总数据】"))),
        ("海州市2024.csv", titled(&city, &format!("{title}\n填报口径：全市"))),
        ("海州市2024.csv", titled(&city, "2024年海州市全市政府信息公开工作年度报告")),
        ("海州市2024年汇总.csv", titled(&city, title)),
        ("海州市2024年（汇总）.csv", titled(&city, title)),
        ("海州市汇总2024.csv", titled(&city, title)),
        ("2024_汇总_海州市.csv", titled(&city, title)),
        ("海州市[含下级]2024年报.csv", titled(&city, title)),
        ("海州市2024年汇总.csv", titled(&city, "政府信息公开工作年度报告")),
        ("2024年汇总.csv", titled(&city, title)),
        ("海州市2024年汇总/表.csv", titled(&city, title)),
        ("汇总/海州市2024.csv", titled(&city, title)),
    ];
    for (path, text) in cases {
        let outcome = run(&[(path, text.clone().into())], None);
        let said = text.lines().take(2).collect::<Vec<_>>().join(" / ");
        assert_eq!(outcome.scope(CITY), Scope::Consolidated, "{path}: {said}");
        assert_eq!(outcome.city(), (i128::from(received(&city)), 1), "{path}: {said}");
    }
}

#[test]
fn nothing_else_says_it() {
    let city = figures(1);
    let title = "海州市2024年政府信息公开工作年度报告";
    let cases = [
        ("海州市2024.csv", titled(&city, title)),
        ("海州市2024.csv", titled(&city, "海州市（本级）2024年政府信息公开工作年度报告")),
        ("海州市2024.csv", titled(&city, &format!("{title}\n口径：本级"))),
        ("海州市2024.csv", titled(&city, &format!("{title}\n统计口径：本机关（不含下级）"))),
        ("海州市2024（不含所属单位）.csv", titled(&city, title)),
        ("海州市2024.csv", titled(&city, &format!("{title}\n统计范围：1月1日至12月31日"))),
        ("海州市2024.csv", titled(&city, &format!("{title}\n附件：2024年政府信息公开情况汇总表"))),
        ("海州市2024.csv", titled(&city, &format!("{title}\n现将本机关2024年政府信息公开工作情况汇总如下"))),
        ("海州市2024年汇总表.csv", titled(&city, title)),
    ];
    for (path, text) in cases {
        let said = text.lines().take(2).collect::<Vec<_>>().join(" / ");
        assert_eq!(run(&[(path, text.into())], None).scope(CITY), Scope::Own, "{path}: {said}");
    }
}

#[test]
fn a_folder_of_collected_files_makes_none_of_them_consolidated() {
    let outcome = run(
        &[
            ("2024年年报汇总/海州市水务局.csv", printed(&figures(1), "海州市水务局").into()),
            ("2024年年报汇总/海州市财政局.csv", printed(&figures(2), "海州市财政局").into()),
        ],
        None,
    );
    assert!(outcome.filings().values().all(|(scope, _)| *scope == Scope::Own), "{:?}", outcome.filings());
    assert_eq!(outcome.city().1, 2);
    // Nor does a workbook of that name the sheets in it.
    let (water, money) = (sheet(1, "海州市水务局"), sheet(2, "海州市财政局"));
    let book = xlsx(&[("水务局", &water), ("财政局", &money)]);
    let outcome = run(&[("2024年各单位年报汇总.xlsx", book)], None);
    assert!(outcome.filings().values().all(|(scope, _)| *scope == Scope::Own), "{:?}", outcome.filings());
}

#[test]
fn two_folders_tell_own_and_consolidated_filings_of_the_same_offices_apart() {
    let (own, all) = (figures(1), figures(9));
    let outcome = run(
        &[
            ("本级/海州市2024.csv", printed(&own, CITY).into()),
            ("本级/云州市2024.csv", printed(&figures(2), "云州市").into()),
            ("汇总/海州市2024.csv", printed(&all, CITY).into()),
            ("汇总/云州市2024.csv", printed(&figures(8), "云州市").into()),
        ],
        None,
    );
    assert_eq!(outcome.filings()[CITY], (Scope::Consolidated, received(&all)));
    assert_eq!(outcome.filings()["云州市"].0, Scope::Consolidated);
}

#[test]
fn a_column_and_a_name_in_an_export_say_it_line_by_line() {
    let head = "单位名称,年度,口径,一、本年新收政府信息公开申请数量/总计,二、上年结转政府信息公开申请数量/总计,（七）总计/总计\n";
    let lines = "海州市,2024,汇总,90,0,90\n海州市水务局,2024,本级,20,0,20\n海州市财政局（本级）,2024,,30,0,30\n\
                 海州市教育局（汇总）,2024,,7,0,7\n";
    let outcome = run(&[("海州市2024年汇总.csv", format!("{head}{lines}").into())], None);
    let scopes: Vec<(String, Scope)> = outcome.filings().into_iter().map(|(name, (scope, _))| (name, scope)).collect();
    let named = |name: &str, scope| (name.to_owned(), scope);
    let (own, all) = (Scope::Own, Scope::Consolidated);
    let mut expected =
        vec![named("海州市", all), named("海州市水务局", own), named("海州市财政局", own), named("海州市教育局", all)];
    expected.sort();
    assert_eq!(scopes, expected);
    assert_eq!(outcome.city(), (90, 1));
}

#[test]
fn what_stands_below_a_consolidated_filing_by_its_name_is_not_added_again() {
    let (own, water, money) = (figures(1), figures(2), figures(3));
    let city = sum(&[&own, &water, &money]);
    let outcome = run(
        &[
            ("海州市（汇总）.csv", printed(&city, "海州市人民政府（汇总）").into()),
            ("水务局.csv", printed(&water, "海州市水务局").into()),
            ("财政局.csv", printed(&money, "海州市财政局").into()),
            ("云州市.csv", printed(&figures(4), "云州市财政局").into()),
        ],
        None,
    );
    assert_eq!(outcome.city(), (i128::from(received(&city) + received(&figures(4))), 2));
    let said = outcome.said("RU-DOUBLE");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].1.contains("海州市水务局") && said[0].1.contains("海州市财政局") && !said[0].1.contains("云州市"));
    // The register that is written can be given the next time.
    let parents = outcome.finished.register.offices.iter().filter(|office| !office.parent.is_empty()).count();
    assert_eq!(parents, 2);
}

#[test]
fn the_citys_filing_holds_those_that_its_districts_have_filed_for_theirs() {
    let [street, water, east_own, west, city_own] = [1, 2, 3, 4, 5].map(figures);
    let east = sum(&[&east_own, &street]);
    let city = sum(&[&east, &west, &water, &city_own]);
    let files = |with_city: bool| {
        let mut files = vec![
            ("a.csv", printed(&east, "海州市东城区（汇总）").into()),
            ("b.csv", printed(&street, "海州市东城区一街道").into()),
            ("c.csv", printed(&west, "海州市西城区（汇总）").into()),
            ("d.csv", printed(&water, "海州市水务局").into()),
        ];
        if with_city {
            files.push(("e.csv", printed(&city, "海州市（汇总）").into()));
        }
        files
    };
    assert_eq!(run(&files(true), None).city(), (i128::from(received(&city)), 1));
    let districts = received(&east) + received(&west) + received(&water);
    assert_eq!(run(&files(false), None).city(), (i128::from(districts), 3));
}

#[test]
fn short_names_in_the_folder_of_the_only_region_stand_below_it() {
    let [water, market, east, own] = [1, 2, 3, 4].map(figures);
    let city = sum(&[&water, &market, &east, &own]);
    let files = |city: &str| {
        [
            ("2024/海州市.csv", city.to_owned().into_bytes()),
            ("2024/水务局.csv", printed(&water, "水务局").into()),
            ("2024/部门/市场监管局.csv", printed(&market, "市场监督管理局").into()),
            ("2024/东城区.csv", printed(&east, "东城区（汇总）").into()),
            ("2024/云州市.csv", printed(&figures(7), "云州市水务局").into()),
        ]
    };
    let other = received(&figures(7));
    let outcome = run(&files(&printed(&city, "海州市（汇总）")), None);
    assert_eq!(outcome.city(), (i128::from(received(&city) + other), 2));
    // Where they have more than it has, it cannot hold them all: nothing is left out, and it is said.
    let outcome = run(&files(&printed(&water, "海州市（汇总）")), None);
    let all = [&water, &water, &market, &east].map(received).iter().sum::<i64>() + other;
    assert_eq!(outcome.city().0, i128::from(all));
    assert!(outcome.said("RU-DOUBLE").iter().any(|(_, said)| said.contains("水务局")));
}

#[test]
fn of_own_and_consolidated_figures_of_one_office_one_is_taken_and_nothing_doubles() {
    let (own, water) = (figures(1), figures(2));
    let city = sum(&[&own, &water]);
    let outcome = run(
        &[
            ("a.csv", printed(&own, "海州市（本级）").into()),
            ("b.csv", printed(&city, "海州市（汇总）").into()),
            ("c.csv", printed(&water, "海州市水务局").into()),
        ],
        None,
    );
    assert_eq!(outcome.filings()[CITY], (Scope::Consolidated, received(&city)));
    assert_eq!(outcome.city(), (i128::from(received(&city)), 1));
    let said = outcome.said("DUPLICATE");
    assert_eq!(said.len(), 1);
    assert!(said[0].0 == gouji::model::Severity::Note && said[0].1.contains("consolidated"), "{said:?}");
}

#[test]
fn a_sheet_of_all_beside_the_sheets_of_its_offices_is_not_added_to_them() {
    let parts = [2, 3].map(figures);
    let own = figures(4);
    let city = sum(&[&parts[0], &parts[1], &own]);
    let mut all = table::of(&Print::of(&city), "", YEAR);
    all.cell_mut(0, 0).text = "政府信息公开工作年度报告".to_owned();
    let (water, money) = (sheet(2, "水务局"), sheet(3, "财政局"));
    let book = xlsx(&[("水务局", &water), ("财政局", &money), ("汇总", &all)]);
    let outcome = run(&[("海州市2024.xlsx", book)], None);
    assert_eq!(outcome.scope(CITY), Scope::Consolidated, "{:?}", outcome.filings());
    assert_eq!(outcome.city(), (i128::from(received(&city)), 1));
}

#[test]
fn a_register_says_who_stands_below_whom_and_the_filing_what_it_holds() {
    let (own, water) = (figures(1), figures(2));
    let city = sum(&[&own, &water]);
    let files =
        |title: &str| [("a.csv", titled(&city, title).into()), ("b.csv", printed(&water, "海州市水务局").into())];
    let register = "code,name,kind,parent,district\nH,海州市,城市,,\nW,海州市水务局,部门,H,\n";
    let outcome = run(&files("海州市2024年政府信息公开工作年度报告（汇总）"), Some(register));
    assert_eq!(outcome.city(), (i128::from(received(&city)), 1));
    assert_eq!((outcome.scope(CITY), outcome.said("ID-SCOPE").len()), (Scope::Consolidated, 1));
    let outcome = run(&files("海州市2024年政府信息公开工作年度报告"), Some(register));
    assert_eq!(outcome.city(), (i128::from(received(&city) + received(&water)), 2));
}

#[test]
fn a_part_with_more_than_the_whole_is_a_warning_where_names_alone_say_that_it_is_one() {
    let (own, water) = (figures(1), figures(2));
    let mut city = sum(&[&own, &water]);
    let licences = city.cells().iter().position(|(code, _)| code == "remedies.reconsideration@upheld").unwrap();
    let mut more = water.clone();
    more.values[licences] = city.values[licences] + 1;
    city.values[0] = 0;
    let outcome = run(
        &[("a.csv", printed(&city, "海州市（汇总）").into()), ("b.csv", printed(&more, "海州市水务局").into())],
        None,
    );
    let said = outcome.said("RU-BOUND");
    assert!(!said.is_empty() && said.iter().all(|(severity, _)| *severity == gouji::model::Severity::Warning));
    assert!(outcome.said("RU-SUM").is_empty());
}

#[test]
fn what_was_filed_for_all_does_not_follow_from_what_was_filed_for_oneself() {
    let (own, all) = (figures(1), figures(9));
    let last = crate::books::table::csv(&Print::of(&own), "海州市", YEAR - 1);
    let files = |title: &str| [("2023.csv", last.clone().into()), ("2024.csv", printed(&all, title).into())];
    assert_eq!(run(&files("海州市（汇总）"), None).said("XY-CARRY"), vec![]);
    assert!(!run(&files("海州市"), None).said("XY-CARRY").is_empty());
}

#[test]
fn an_office_that_is_not_on_the_register_is_counted_and_named() {
    let (known, stranger) = (figures(1), figures(2));
    let register = "code,name,kind,parent,district\nA,甲局,部门,,东城区\n";
    let files = [("a.csv", printed(&known, "甲局").into()), ("b.csv", printed(&stranger, "数据管理中心").into())];
    let outcome = run(&files, Some(register));
    assert_eq!(outcome.city(), (i128::from(received(&known) + received(&stranger)), 2));
    assert_eq!(outcome.said("UNKNOWN-OFFICE").len(), 1);
    let filings = |kind| outcome.finished.rollup.rows.iter().filter(move |row| row.kind == kind).map(|row| row.filings);
    assert_eq!(filings(gouji::model::GroupKind::District).collect::<Vec<_>>(), [1]);
    assert_eq!(filings(gouji::model::GroupKind::Kind).collect::<Vec<_>>(), [1]);
}

#[test]
fn what_a_workbook_is_called_is_said_of_the_office_that_it_names() {
    let parts = [2, 3].map(figures);
    let city = sum(&[&parts[0], &parts[1], &figures(4)]);
    let all = table::of(&Print::of(&city), CITY, YEAR);
    let (water, money) = (sheet(2, "海州市水务局"), sheet(3, "海州市财政局"));
    let book = xlsx(&[("总表", &all), ("水务局", &water), ("财政局", &money)]);
    let outcome = run(&[("海州市2024年汇总.xlsx", book)], None);
    let scopes: Vec<(String, Scope)> = outcome.filings().into_iter().map(|(name, (scope, _))| (name, scope)).collect();
    let mut expected = vec![
        (CITY.to_owned(), Scope::Consolidated),
        ("海州市水务局".to_owned(), Scope::Own),
        ("海州市财政局".to_owned(), Scope::Own),
    ];
    expected.sort();
    assert_eq!((scopes, outcome.city()), (expected, (i128::from(received(&city)), 1)));
}

#[test]
fn tables_in_files_of_their_own_are_consolidated_together_or_not_at_all() {
    let city = printed(&figures(1), CITY);
    let (title, rest) = city.split_once('\n').unwrap();
    let at = rest.find("三、收到和处理").unwrap();
    let files = |first: &str| {
        [
            ("海州市/2.csv", format!("{title}{first}\n{}", &rest[..at]).into_bytes()),
            ("海州市/3.csv", format!("{title}\n{}", &rest[at..]).into_bytes()),
        ]
    };
    let outcome = run(&files("（汇总）"), None);
    assert_eq!((outcome.finished.filings.len(), outcome.scope(CITY)), (1, Scope::Consolidated));
    assert_eq!(outcome.said("DUPLICATE"), vec![]);
    assert_eq!(run(&files(""), None).scope(CITY), Scope::Own);
}
