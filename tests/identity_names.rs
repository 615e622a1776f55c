//! Names of offices where others stand beside them: over two lines, under an addressee, among links, in folders.

use std::sync::LazyLock;

use gouji::assemble::Assembled;
use gouji::model::{Pipeline, Register, Scope};
use gouji::spec;

use crate::identity::{TABLE, owners, pipeline};
use crate::reading;

/// Loading it takes longer than what is done with it.
static PIPELINE: LazyLock<Pipeline> = LazyLock::new(pipeline);

const TITLE: &str = "2024年政府信息公开工作年度报告";

/// What lines over a table give, in a text and in a page.
fn told(path: &str, lines: &[&str], pipeline: &Pipeline) -> [String; 2] {
    let text = owners(&format!("{path}.csv"), &format!("{}\n{TABLE}", lines.join("\n")), pipeline);
    let heads: String = lines.iter().map(|line| format!("<p>{line}</p>")).collect();
    [text, owners(&format!("{path}.html"), &page("", &heads), pipeline)]
}

fn page(title: &str, body: &str) -> String {
    let rows: String =
        TABLE.lines().map(|row| format!("<tr><td>{}</td></tr>", row.replace(',', "</td><td>"))).collect();
    format!("<html><head><title>{title}</title></head><body>{body}<table>{rows}</table></body></html>")
}

fn nobody() -> String {
    let wording = spec::wording(gouji::model::Lang::Zh).unwrap();
    wording.say("intake.no_office", &[])
}

#[test]
fn a_line_over_a_nameless_title_is_an_office_only_if_it_is_called_like_one() {
    let pipeline = &*PIPELINE;
    let lines = [
        "网站首页",
        "打印本页",
        "内部资料",
        "李明",
        "第1页",
        "（此件公开发布）",
        "海民〔2025〕3号",
        "信息来源：本站",
        "说明",
    ];
    for line in lines {
        assert_eq!(told("a", &[line, TITLE], pipeline), [nobody(), nobody()], "{line}");
        let [text, page] = told("a", &[line, TITLE, "海州市水务局"], pipeline);
        assert_eq!([text, page], ["海州市水务局 2024", "海州市水务局 2024"], "{line}");
    }
    let drawn_up = "发布机构：海州市水务局";
    assert_eq!(told("a", &["网站首页", TITLE, drawn_up], pipeline), ["海州市水务局 2024", "海州市水务局 2024"]);
    let cells = format!("发布机构,海州市水务局,成文日期,2025-01-18\n公开方式,主动公开\n{TITLE}\n{TABLE}");
    assert_eq!(owners("a.csv", &cells, pipeline), "海州市水务局 2024");
}

#[test]
fn behind_a_title_that_names_a_region_stands_who_files_there() {
    let pipeline = &*PIPELINE;
    for (expected, title) in [
        ("海州市水务局 2024", "海州市2024年政府信息公开工作年度报告（海州市水务局）"),
        ("海州市水务局 2024", "海州市2024年政府信息公开工作年度报告（填报单位：水务局）"),
        ("海州市水务局 2024", "海州市2024年政府信息公开工作年度报告-海州市水务局"),
        ("海州市水务局 2024", "海州市人民政府办公室转发海州市水务局2024年政府信息公开工作年度报告"),
        ("海州市水务局 2024", "海州市水务局2025年报送的2024年政府信息公开工作年度报告"),
        // The site of the government, and a remark.
        ("海州市 2024", "海州市2024年政府信息公开工作年度报告-海州市人民政府"),
        ("海州市 2024", "海州市2024年政府信息公开工作年度报告（公开版）"),
    ] {
        assert_eq!(told("a", &[title], pipeline), [expected, expected], "{title}");
    }
    for path in ["水务局_2024年报_海州市.csv", "海州市2024年报（水务局）.csv"] {
        assert_eq!(owners(path, TABLE, pipeline), "海州市水务局 2024", "{path}");
    }
}

#[test]
fn of_two_years_in_a_title_neither_is_taken_and_an_edition_of_the_form_is_none() {
    let pipeline = &*PIPELINE;
    for title in [
        "海州市水务局2025年政府信息公开工作年度报告（2024年度数据）",
        "海州市水务局2023-2024年政府信息公开工作年度报告",
        "海州市水务局2023年度、2024年度政府信息公开工作年度报告",
    ] {
        assert_eq!(told("海州市水务局2024年报", &[title], pipeline)[0], "海州市水务局 2024", "{title}");
        assert!(!told("a", &[title], pipeline)[0].starts_with("海州市水务局 20"), "{title}");
    }
    let same = "海州市水务局2024年政府信息公开工作年度报告（2024年度）";
    assert_eq!(told("a", &[same], pipeline)[0], "海州市水务局 2024");
    for path in ["2021年格式/海州市水务局.csv", "海州市水务局2019年新格式.csv", "2023版/海州市水务局.csv"]
    {
        assert!(!owners(path, TABLE, pipeline).starts_with("海州市水务局 20"), "{path}");
    }
}

#[test]
fn a_name_over_several_lines_is_one_name() {
    let pipeline = &*PIPELINE;
    for (expected, lines) in [
        ("海州市东港区水务局 2024", &["海州市东港区", "水务局", TITLE][..]),
        ("海州市东港区水务局 2024", &["海州市", "东港区", "水务局", TITLE]),
        ("海州市东港区水务局 2024", &[TITLE, "海州市东港区", "水务局"]),
        ("海州市东港区水务局 2024", &["海州市东港区", TITLE, "水务局"]),
        ("海州市东港区水务局 2024", &["海州市东港区水", "务局", TITLE]),
        ("海州市住房和城乡建设局 2024", &["海州市住房和城乡", "建设局", TITLE]),
        ("海州市发展和改革委员会 2024", &["海州市发展和改革", "委员会", TITLE]),
        ("海州市东港区水务局 2024", &["海州市东港区", "水务局2024年", "政府信息公开工作年度报告"]),
        ("海州市东港区平安镇人民政府 2024", &["海州市东港区", "平安镇人民政府", TITLE]),
        ("海州市东港区水务局 2024", &["填报单位：海州市东港区", "水务局", "年度：2024"]),
        // The letterhead of another is no part of the name.
        ("海州市水务局 2024", &["海州市人民政府", "海州市水务局", TITLE]),
        ("海州市水务局 2024", &["海州市", "海州市水务局", TITLE]),
        ("海州市水务局 2024", &["海州市人民政府", TITLE, "海州市水务局"]),
        ("海州市水务局 2024", &["海州市政务公开", "海州市水务局", TITLE]),
        ("海州市东港区 2024", &["海州市东港区", TITLE]),
    ] {
        assert_eq!(told("a", lines, pipeline), [expected, expected], "{lines:?}");
    }
    let cells = format!("填报单位：,海州市东港区,水务局\n年度：2024\n{TABLE}");
    assert_eq!(owners("a.csv", &cells, pipeline), "海州市东港区水务局 2024");
}

#[test]
fn whom_a_letter_is_addressed_to_is_not_the_office() {
    let pipeline = &*PIPELINE;
    for addressee in ["海州市人民政府办公室：", "海州市司法局:", "海州市人民政府办公室、海州市司法局："]
    {
        for lines in [&[addressee, TITLE][..], &[TITLE, addressee], &[addressee, TITLE, "现将年报报送如下："]]
        {
            assert_eq!(told("2024", lines, pipeline), [nobody(), nobody()], "{lines:?}");
            let named = told("海州市水务局", lines, pipeline);
            assert_eq!(named, ["海州市水务局 2024", "海州市水务局 2024"], "{lines:?}");
        }
    }
    assert_eq!(told("a", &["海州市水务局：2024年政府信息公开工作年度报告"], pipeline)[0], "海州市水务局 2024");
}

#[test]
fn links_to_others_and_two_names_around_a_title_are_nobody() {
    let pipeline = &*PIPELINE;
    for lines in [
        ["海州市财政局", "海州市教育局", TITLE],
        [TITLE, "海州市财政局", "海州市教育局"],
        ["海州市财政局", TITLE, "海州市教育局"],
    ] {
        assert_eq!(told("2024", &lines, pipeline), [nobody(), nobody()], "{lines:?}");
        assert_eq!(told("海州市水务局", &lines, pipeline)[1], "海州市水务局 2024", "{lines:?}");
    }
}

#[test]
fn a_page_may_say_whose_it_is_in_its_title_only() {
    let pipeline = &*PIPELINE;
    let head = format!("<h1>{TITLE}</h1>");
    let told = |path: &str, title: &str| owners(path, &page(title, &head), pipeline);
    for title in ["海州市水务局", "政府信息公开年报-海州市水务局", "2024年政府信息公开工作年度报告_海州市水务局"]
    {
        assert_eq!(told("a.html", title), "海州市水务局 2024", "{title}");
        assert_eq!(told("海州市财政局.html", "海州市水务局"), "海州市财政局 2024");
    }
    // What a site is called says nothing of whose page it is.
    for title in ["海州市人民政府", "海州市", "海州市人民政府门户网站", "政府信息公开专栏"]
    {
        assert_eq!(told("a.html", title), nobody(), "{title}");
    }
}

/// Below its tables a page has links to what others have published; the report has its own title elsewhere.
#[test]
fn a_title_below_the_tables_is_a_link_unless_it_is_the_only_one() {
    let pipeline = &*PIPELINE;
    let link = "海州市财政局2023年政府信息公开工作年度报告";
    let below = |title: &str, heads: &str, links: &str| {
        let page = page(title, heads).replace("</body>", &format!("<ul><li>{links}</li></ul></body>"));
        owners("a.html", &page, pipeline)
    };
    let own = format!("海州市水务局{TITLE}");
    assert_eq!(below(&own, "", link), "海州市水务局 2024");
    assert_eq!(below(&format!("{own}_海州市人民政府"), &format!("<h1>{TITLE}</h1>"), link), "海州市水务局 2024");
    assert_eq!(below("信息公开", &format!("<h1>{own}</h1>"), link), "海州市水务局 2024");
    assert_eq!(below("", "", link), "海州市财政局 2023");
    assert_eq!(owners("a.csv", &format!("{own}\n{TABLE}\n{link}\n"), pipeline), "海州市水务局 2024");
    assert_eq!(owners("a.csv", &format!("{TABLE}\n{own}\n"), pipeline), "海州市水务局 2024");
    // The names of file and folder, and lines without the words of a title, say more.
    for path in ["海州市水务局2024.csv", "2024/海州市水务局/index.csv"] {
        assert_eq!(owners(path, &format!("{TABLE}\n{link}\n"), pipeline), "海州市水务局 2024", "{path}");
        let older = link.replace("财政局", "水务局");
        assert_eq!(owners(path, &format!("{TABLE}\n{older}\n"), pipeline), "海州市水务局 2024", "{path}");
    }
    let bare = format!("海州市水务局\n2024年度\n{TABLE}\n{link}\n");
    assert_eq!(owners("a.csv", &bare, pipeline), "海州市水务局 2024");
    assert_eq!(owners("a.csv", &bare.replace("2023", "2024"), pipeline), "海州市水务局 2024");
    assert_eq!(owners("海州市财政局.csv", &bare, pipeline), "海州市财政局 2024");
    assert_eq!(owners("a.csv", &format!("海州市水务局\n海州市体育局\n2024年度\n{TABLE}"), pipeline), nobody());
    assert_eq!(below("海州市水务局", &format!("<h1>{TITLE}</h1>"), link), "海州市水务局 2024");
    assert_eq!(below(&own, "", &link.replace("财政局", "水务局")), "海州市水务局 2024");
}

/// A sentence may speak of any report; the name of the file says more of whose this one is, and for which year.
#[test]
fn a_report_that_a_sentence_speaks_of_is_another_unless_nothing_else_is_said() {
    let pipeline = &*PIPELINE;
    for sentence in [
        "根据2023年政府信息公开工作年度报告格式要求，编制本报告。",
        "本年口径与2023年度政府信息公开工作年度报告一致，请对照使用。",
        "《海州市财政局2023年政府信息公开工作年度报告》可参阅，网址另附。",
    ] {
        for text in [format!("{sentence}\n{TABLE}"), format!("{TABLE}\n六、其他需要报告的事项\n{sentence}\n")]
        {
            assert_eq!(owners("海州市水务局2024.csv", &text, pipeline), "海州市水务局 2024", "{text}");
            assert_eq!(owners("2024年报/海州市水务局/a.csv", &text, pipeline), "海州市水务局 2024", "{text}");
        }
    }
}

/// Reports bound together have a caption each, and one title for all.
#[test]
fn reports_bound_together_are_told_apart_by_their_captions() {
    let bound = |captions: [&str; 3]| {
        let each: String = captions.iter().map(|caption| format!("{caption}\n{TABLE}\n")).collect();
        owners("a.csv", &format!("{TITLE}汇编\n{each}"), &PIPELINE)
    };
    let three = "海州市财政局 2024;海州市水务局 2024;海州市体育局 2024";
    assert_eq!(bound(["1.海州市财政局", "2.海州市水务局", "3.海州市体育局"]), three);
    assert_eq!(bound(["（一）海州市财政局", "（二）海州市水务局", "（三）海州市体育局"]), three);
    assert_eq!(bound(["海州市财政局", "海州市水务局", "海州市体育局"]), three);
    // Of two names over one table neither is taken.
    assert!(!bound(["1.海州市财政局", "海州市水务局\n海州市教育局", "3.海州市体育局"]).contains("教育局"));
}

#[test]
fn a_paper_that_is_attached_is_of_its_own_year() {
    let attached = format!("{TABLE}\n附件：海州市水务局2023年政府信息公开工作年度报告.docx\n");
    assert_eq!(owners("海州市水务局2024.csv", &attached, &PIPELINE), "海州市水务局 2024");
}

#[test]
fn titles_that_a_person_reads_are_read() {
    let pipeline = &*PIPELINE;
    for lines in [
        &["2024年政府信息公开工作年度报告", "——海州市水务局"][..],
        &["2024年政府信息公开工作年度报告-海州市水务局"],
        &["海州市水务局24年度政府信息公开工作年度报告"],
        &["海州市水务局24年政府信息公开工作年度报告"],
        &["2024年政府信息公开工作年度报告", "（海州市水务局）"],
    ] {
        assert_eq!(told("a", lines, pipeline)[0], "海州市水务局 2024", "{lines:?}");
    }
    for title in [
        "表一 海州市水务局2024年政府信息公开工作年度报告",
        "No.3海州市水务局2024年政府信息公开工作年度报告",
        "海州市水务局编制的2024年政府信息公开工作年度报告",
        "关于海州市水务局2024年度政府信息公开工作情况的报告",
        "海州市水务局【2024】政府信息公开工作年度报告",
        "海州市水务局2024年政府信息公开工作总结",
        "海州市水务局2024年1—12月政府信息公开情况统计表",
        "政府信息公开工作年度报告（2024年度）——海州市水务局",
        "填表单位 海州市水务局 2024年度",
        "填报单位（盖章）:海州市水务局  2024年度  单位：件",
    ] {
        assert_eq!(told("a", &[title], pipeline)[0], "海州市水务局 2024", "{title}");
    }
}

#[test]
fn a_government_keeps_its_last_word_where_the_title_goes_on_with_it() {
    for (office, title) in [
        ("柳河镇人民政府", "柳河镇人民政府信息公开工作年度报告（2024年）"),
        ("柳河镇人民政府", "柳河镇人民政府政府信息公开工作年度报告（2024年）"),
        ("柳河镇人民政府", "2024年柳河镇人民政府信息公开工作年度报告"),
        ("海州市人民政府办公室", "海州市人民政府办公室政府信息公开工作年度报告（2024年）"),
        ("海州市人民防空办公室", "海州市人民防空办公室政府信息公开工作年度报告（2024年）"),
    ] {
        assert_eq!(told("a", &[title], &PIPELINE)[0], format!("{office} 2024"), "{title}");
    }
}

#[test]
fn folders_by_kind_of_office_and_words_before_a_name_are_no_part_of_it() {
    for (path, expected) in [
        ("2024年/二、乡镇街道/柳河镇人民政府.csv", "柳河镇人民政府"),
        ("2024年/乡镇街道（15家）/柳河镇人民政府.csv", "柳河镇人民政府"),
        ("2024年/东片区/柳河镇人民政府.csv", "柳河镇人民政府"),
        ("市直部门海州市水务局2024.csv", "海州市水务局"),
        ("第12号海州市水务局2024.csv", "海州市水务局"),
        ("编号012海州市水务局2024.csv", "海州市水务局"),
        ("来自海州市水务局2024.csv", "海州市水务局"),
        // A district is one.
        ("2024年/东港区/财政局.csv", "东港区财政局"),
    ] {
        assert_eq!(office(path, TABLE, "").0, expected, "{path}");
    }
}

fn assembled(files: &[(&str, String)], register: &str) -> Assembled {
    let lines: String = register.lines().enumerate().map(|(at, name)| format!("R{at},{name},,,\n")).collect();
    let register = match register {
        "" => Register::default(),
        _ => spec::register("register", &format!("code,name,kind,parent,district\n{lines}")).unwrap(),
    };
    reading::assembled(files, register, &PIPELINE)
}

/// Whether it is told that a file and its title name two offices.
fn disagrees(path: &str, text: &str, register: &str) -> bool {
    let pipeline = &*PIPELINE;
    let found = assembled(&[(path, text.to_owned())], register);
    assert_eq!(found.filings.len(), 1, "{path}");
    found.findings.iter().any(|finding| pipeline.rule(finding.rule).id.0 == "ID-OFFICE")
}

#[test]
fn a_title_and_a_path_of_two_offices_are_told() {
    let titled = format!("海州市水务局{TITLE}\n{TABLE}");
    for register in ["", "海州市水务局\n海州市财政局"] {
        for path in ["海州市财政局2024.csv", "海州市财政局/2024.csv", "海州市林业局2024.csv"] {
            assert!(disagrees(path, &titled, register), "{path} {register}");
        }
        for path in [
            "水务局2024.csv",
            "海州市2024.csv",
            "2024.csv",
            "report_water.csv",
            "市水务局2024.csv",
            "海州市政务公开办公室/海州市水务局2024.csv",
        ] {
            assert!(!disagrees(path, &titled, register), "{path} {register}");
        }
    }
    let district = format!("海州市东港区人民政府{TITLE}\n{TABLE}");
    assert!(!disagrees("东港区2024.csv", &district, "") && disagrees("西港区2024.csv", &district, ""));
    let short = format!("海州市教育委员会{TITLE}\n{TABLE}");
    assert!(!disagrees("市教委2024.csv", &short, ""));
}

/// The office and scope of the one filing of a file.
fn office(path: &str, text: &str, register: &str) -> (String, Scope) {
    let found = assembled(&[(path, text.to_owned())], register);
    assert_eq!(found.filings.len(), 1, "{path}");
    let filing = &found.filings[0];
    (found.register.office(filing.office).name.clone(), filing.scope)
}

#[test]
fn a_folder_of_many_offices_is_a_collection_and_an_end_of_a_name_is_a_scope() {
    let scope = |path: &str| office(path, TABLE, "");
    for folder in ["各单位年报汇总", "各部门汇总/2024", "各区县汇总", "年报汇总", "2024年报汇总", "各局/上报汇总"]
    {
        let path = format!("{folder}/海州市水务局2024.csv");
        assert_eq!(scope(&path), ("海州市水务局".to_owned(), Scope::Own), "{path}");
    }
    for (name, said) in [
        ("海州市水务局本级", Scope::Own),
        ("海州市水务局局机关", Scope::Own),
        ("海州市水务局机关", Scope::Own),
        ("海州市水务局系统", Scope::Consolidated),
        ("海州市水务局汇总表", Scope::Consolidated),
    ] {
        assert_eq!(scope(&format!("{name}2024.csv")), ("海州市水务局".to_owned(), said), "{name}");
        let titled = format!("{name}{TITLE}\n{TABLE}");
        assert_eq!(office("a.csv", &titled, ""), ("海州市水务局".to_owned(), said), "{name} in a title");
    }
    // Any table may be called 汇总表, and 机关 ends other names as well.
    assert_eq!(scope("海州市2024年汇总表.csv").1, Scope::Own);
    assert_eq!(scope("海州市机关事务管理局2024.csv").0, "海州市机关事务管理局");
}

#[test]
fn a_region_is_who_sits_for_it_and_its_folder_is_nobody() {
    let of = |path: &str, register: &str| office(path, TABLE, register).0;
    let titled = format!("东港区{TITLE}\n{TABLE}");
    assert_eq!(office("a.csv", &titled, "海州市东港区人民政府\n海州市水务局").0, "海州市东港区人民政府");
    assert_eq!(of("东港区2024.csv", "东港区人民政府\n东港区人民政府办公室"), "东港区人民政府");
    assert_eq!(of("东港区2024.csv", "海州市东港区人民政府\n江州市东港区人民政府"), "东港区");
    for (path, register, expected) in [
        ("东港区/区财政局2024.csv", "东港区人民政府\n海州市水务局", "东港区财政局"),
        ("东港区/区财政局2024.csv", "东港区人民政府\n海州市东港区财政局", "海州市东港区财政局"),
        ("东港区/财政局2024.csv", "东港区人民政府\n海州市财政局", "东港区财政局"),
        ("东港区人民政府/财政局2024.csv", "东港区人民政府\n海州市水务局", "东港区财政局"),
        ("海州市水务局/海州市水文局2024.csv", "海州市水务局", "海州市水文局"),
        ("海州市水务局/附件1 2024.csv", "海州市水务局", "海州市水务局"),
        ("海州市/财政局2024.csv", "东港区财政局\n海州市财政局", "海州市财政局"),
    ] {
        assert_eq!(of(path, register), expected, "{path}");
    }
}

#[test]
fn a_period_in_the_text_that_is_not_that_of_the_title_is_told() {
    let pipeline = &*PIPELINE;
    let told = |year: u16| {
        let text =
            format!("海州市水务局{TITLE}\n本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。\n{TABLE}");
        let found = assembled(&[("a.csv", text)], "");
        let is_told = found.findings.iter().any(|finding| pipeline.rule(finding.rule).id.0 == "TXT-YEAR");
        (found.filings[0].year.0, is_told)
    };
    assert_eq!((told(2023), told(2024)), ((2024, true), (2024, false)));
}

#[test]
fn a_name_in_brackets_is_the_offices_where_nobody_else_is_named() {
    let of = |path: &str| owners(path, TABLE, &PIPELINE);
    for name in [
        "【海州市水务局】2024年报",
        "2024年报（海州市水务局）",
        "2024年报(海州市水务局)",
        "[海州市水务局]2024年度报告",
        "年报（2024年）（海州市水务局）",
        "政府信息公开年报（海州市水务局，2024年）",
    ] {
        assert_eq!(of(&format!("{name}.csv")), "海州市水务局 2024", "{name}");
    }
    // A name outside holds, one of two is none, and a remark is a remark.
    assert_eq!(of("海州市水务局2024年报（海州市政府办公室收）.csv"), "海州市水务局 2024");
    assert_eq!(of("2024年报（海州市水务局）（海州市教育局）.csv"), nobody());
    assert_eq!(of("2024年报（报送海州市政府办公室）.csv"), nobody());
}
