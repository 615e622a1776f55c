//! What reports say in words against their tables: invented sentences that agree and that do not.

use std::collections::BTreeMap;
use std::path::Path;

use gouji::model::{AxisIx, Pipeline, Subject, TableIx};
use gouji::spec;

use crate::rules::run_on;
use crate::shared;

/// 275 + 18 = 284 + 9; no two figures of it are the same by chance where a sentence could confuse them.
const FIGURES: &str = "
    received 212 41 3 2 11 6 275
    carried_in 18 0 0 0 0 0 18
    granted 74 13 1 1 5 3 97
    granted_in_part 25 5 0 0 1 0 31
    denied.state_secret 2 0 0 0 0 0 2
    denied.third_party_rights 6 1 0 0 0 0 7
    denied.internal_affairs 5 0 0 0 0 0 5
    denied.deliberative_process 3 1 0 0 0 0 4
    denied.enforcement_files 5 0 0 0 1 0 6
    denied.administrative_inquiry 1 0 0 0 0 0 1
    unavailable.not_held 44 10 1 1 1 1 58
    unavailable.needs_creation 9 2 1 0 1 0 13
    unavailable.still_unclear 2 0 0 0 0 0 2
    not_processed.petition 20 1 0 0 0 0 21
    not_processed.repeated 4 0 0 0 0 0 4
    not_processed.published_material 1 0 0 0 0 0 1
    other.no_correction 13 3 0 0 1 0 17
    other.other 8 4 0 0 1 2 15
    disposed_total 222 40 3 2 11 6 284
    carried_out 8 1 0 0 0 0 9
    reconsideration 5 1 3 2 11
    litigation_direct 3 0 1 1 5
    litigation_after_reconsideration 1 0 0 1 2
";

/// A year in which nothing was asked for.
const NOTHING: &str = "";
/// Everything that was asked for is done, and nobody went to court.
const DONE: &str = "
    received 2 1 0 0 0 0 3
    unavailable.not_held 1 0 0 0 0 0 1
    other.no_correction 1 0 0 0 0 0 1
    other.other 0 1 0 0 0 0 1
    disposed_total 2 1 0 0 0 0 3
";

/// A report with its tables, as text between tabs.
fn report(pipeline: &Pipeline, figures: &str, office: &str, sentences: &str) -> String {
    let figures: BTreeMap<&str, Vec<&str>> = figures
        .lines()
        .filter_map(|line| line.trim().split_once(' '))
        .map(|(row, cells)| (row, cells.split(' ').collect()))
        .collect();
    let mut text = format!("{office}2024年政府信息公开工作年度报告\n\n一、总体情况\n\n{sentences}\n\n");
    for table in 1..3u8 {
        let table = TableIx(table);
        let declared = pipeline.catalogue.table(table);
        text.push_str(&format!("{}\n", declared.title.zh));
        let form = &pipeline.catalogue.forms[0];
        let columns: Vec<&str> =
            form.columns[table.at()].iter().map(|at| declared.columns[at.at()].label.zh.as_str()).collect();
        text.push_str(&format!("\t{}\n", columns.join("\t")));
        for at in &form.rows[table.at()] {
            let row = &declared.rows[at.at()];
            let label = form.labels.get(&(table, true, AxisIx(at.0))).map_or(&row.label, |label| label);
            let zeros = vec!["0"; columns.len()];
            let cells = figures.get(row.code.as_str()).unwrap_or(&zeros);
            text.push_str(&format!("{}\t{}\n", label.zh, cells.join("\t")));
        }
        text.push('\n');
    }
    text
}

/// `rule key: message` of what is said of each of the reports.
fn found(figures: &str, sentences: &[&str]) -> Vec<Vec<String>> {
    let pipeline = spec::load("cn-disclosure").unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (at, sentence) in sentences.iter().enumerate() {
        let text = report(&pipeline, figures, &format!("第{at:03}号珠算局"), sentence);
        std::fs::write(folder.path().join(format!("{at:03}.txt")), text).unwrap();
    }
    said(folder.path(), &pipeline, sentences.len())
}

fn said(folder: &Path, pipeline: &Pipeline, n: usize) -> Vec<Vec<String>> {
    let finished = run_on(folder, pipeline, "");
    assert_eq!(finished.filings.len(), n, "{:#?}", finished.intake);
    let mut said = vec![Vec::new(); n];
    for finding in &finished.findings {
        let Subject::Office(office) = finding.subject else { continue };
        let name = &finished.register.office(office).name;
        let at: usize = name.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
        let rule = &pipeline.rule(finding.rule).id.0;
        assert!(!rule.starts_with("T3") && !rule.starts_with("T4"), "{name}: {}", finding.message);
        if ["TXT-REQ", "TXT-OUT", "TXT-REV", "X6-FEE", "DEADLINE"].contains(&rule.as_str()) {
            said[at].push(format!("{rule} {}: {}", gouji::report::key(&finding.key, pipeline), finding.message));
        }
    }
    said
}

/// Sentences that the tables bear out, or that say nothing about them.
const AGREE: &[&str] = &[
    "2024年，我局共收到政府信息公开申请275件。",
    "全年共收到依申请公开２７５件。",
    "全年新收政府信息公开申请二百七十五件，上年结转18件。",
    "全年共受理政府信息公开申请293件（含上年结转18件）。",
    "依申请公开方面，共办理293件，其中办结284件，结转下年度继续办理9件。",
    "全年办结政府信息公开申请284件，9件结转下一年度继续办理。",
    "全年收到政府信息公开申请275件，答复252件。",
    "我局共收到275件政府信息公开申请，其中自然人212件，法人或其他组织63件。",
    "在依申请公开工作中，共收到申请275件，其中自然人申请212件、商业企业41件、科研机构3件、社会公益组织2件、法律服务机构11件。",
    "全年办理依申请公开284件。在申请人类别方面，222件为自然人申请、40件为企业法人申请。",
    "全年办结政府信息公开申请284件，其中予以公开97件、部分公开31件、不予公开25件、无法提供73件、不予处理26件、其他处理32件。",
    "依申请公开答复中，予以公开128件。",
    "政府信息公开申请办理结果中，予以公开和部分公开128件，无法提供73件。",
    "申请办理结果：不予公开25件，其中属于国家秘密2件、保护第三方合法权益7件、属于三类内部事务信息5件、属于四类过程性信息4件、属于行政执法案卷6件、属于行政查询事项1件；无法提供73件，其中本机关不掌握相关政府信息58件、没有现成信息需要另行制作13件、补正后申请内容仍不明确2件。",
    "对政府信息公开申请不予处理26件，其中信访举报投诉类申请21件，重复申请4件，要求提供公开出版物1件。",
    "申请人逾期不补正17件。",
    "依申请公开中，政府信息不存在71件。",
    "因政府信息公开被申请行政复议11件，被提起行政诉讼7件。",
    "全年发生涉及政府信息公开的行政复议9件、行政诉讼5件。",
    "因政府信息公开工作引发行政复议案件十一件，未经复议直接起诉5件，复议后起诉2件。",
    "因信息公开被申请行政复议和提起行政诉讼共18件。",
    "2023年共收到政府信息公开申请190件。2024年收到政府信息公开申请275件。",
    "全年收到政府信息公开申请275件，较上年增加85件，同比增长44.7%。",
    "与2023年相比，收到政府信息公开申请增加85件。",
    "去年收到政府信息公开申请190件，今年收到275件。",
    "全年主动公开政府信息103件。",
    "全年推送备案公文27件，解读相关信息4件次。",
    "全年收到信访件312件，均已办结。",
    "全年办理人大代表建议12件、政协提案9件，全部办结。",
    "全年受理行政许可申请1203件，办结1198件。",
    "全年收到12345热线工单845件，全部办结。",
    "全年收到网上咨询56件，答复56件。",
    "其中，通过网络渠道收到政府信息公开申请180件。",
    "通过信函方式收到政府信息公开申请31件。",
    "全年收到政府信息公开申请约280件。",
    "全年收到政府信息公开申请270余件。",
    "全年收到政府信息公开申请近三百件。",
    "每件政府信息公开申请平均办理时间9天，依申请公开办结率98%。",
    "上半年收到政府信息公开申请120件。",
    "近三年共收到政府信息公开申请702件。",
    "“十四五”以来，共收到政府信息公开申请980件。",
    "我局承办全市行政复议案件，全年审理行政复议案件320件。",
    "全年行政复议案件审结318件，行政诉讼应诉22件。",
    "未发生因政府信息公开被纠正的行政复议案件。",
    "政府信息公开行政诉讼未发生败诉案件。",
    "收到政府信息公开申请后，均在法定期限内答复。",
    "应于年内答复的申请均按时办结。",
    "除结转下年的9件外，其余申请均已办结。",
    "上年度结转的18件申请均已办结。",
    "上年度结转申请18件。",
    "2023年结转申请18件，结转至2025年办理的申请9件。",
    "收到要求提供公文的申请若干件。",
    "推进高效办成一件事，梳理事项三十件。",
    "全市各部门共收到政府信息公开申请3021件，我局收到政府信息公开申请275件。",
    "各区教育局收到政府信息公开申请80件。",
    "收取信息处理费1200元。",
    "本年度未收取信息处理费。",
    "全年收到申请公开信息事项275件，申请人撤回12件。",
    "延期答复政府信息公开申请15件。",
    "对30件政府信息公开申请要求补正。",
    "根据《2023年政务公开工作要点》，共收到政府信息公开申请275件。",
    "自然人申请212件，予以公开74件；法人申请63件，予以公开23件。",
    "全年收到政府信息公开申请1-3件的部门有5个。",
    "2024年1月1日至12月31日，本机关收到政府信息公开申请275件，同意公开97件。",
    "全年政府信息公开申请总量0.0275万件。",
    "共收到政府信息公开申请275件，其中网上申请198件，信函申请77件。",
    "受理申请二百九十三件，已办结二百八十四件，依申请公开工作平稳有序。",
    "政府信息公开申请中，商业企业41件，占14.9%。",
];

/// Paragraphs as reports have them, written after the patterns; the tables bear all of it out.
const PARAGRAPHS: &[&str] = &[
    "（二）依申请公开情况。2024年，我局严格落实《中华人民共和国政府信息公开条例》，畅通受理渠道，规范办理流程。全年共收到政府信息公开申请275件，加上上年结转18件，共计293件。截至2024年12月31日，已办结284件，其余9件结转下年度继续办理。",
    "二是依法办理依申请公开。全年通过网站、信函、当面等方式共受理政府信息公开申请275件，比2023年增加85件，增长44.7%。答复申请284件，其中：予以公开97件，部分公开31件，不予公开25件，无法提供73件，不予处理26件，其他处理32件。",
    "在依申请公开方面，本年度新收申请275件，从申请人类型看，自然人212件，占77.1%；商业企业41件，科研机构3件，社会公益组织2件，法律服务机构11件，其他6件。",
    "依申请公开工作方面。2024年收到申请275件（2023年190件），其中网络申请198件、信函申请70件、当面申请7件。上年结转18件。全部申请中284件已按期答复，9件因申请时间在年底，结转下年度办理。",
    "2024年，全局通过政府网站主动公开信息1203条，政务微信发布信息856条，收到政府信息公开申请275件，均依法依规办理。",
    "三、收到和处理政府信息公开申请情况良好，全年未发生因政府信息公开引发的重大舆情。全年受理信访事项412件，办结409件；办理市长信箱来信156件，办结156件。",
    "全年共收到人大代表建议、政协提案23件，办结23件，均已主动公开。收到群众留言1204件，已全部办结。",
    "行政复议、行政诉讼情况。因政府信息公开被申请行政复议11件，其中维持5件、纠正1件、其他结果3件、尚未审结2件；未经复议直接起诉5件，复议后起诉2件。",
    "我局加强与法院、复议机关沟通，全年应诉行政诉讼案件26件，败诉0件；办理行政复议答复案件31件，依申请公开类案件占比35%。",
    "本年度，我局收取信息处理费共计350元，已全额上缴国库。",
    "（一）主动公开。全年公开行政许可4321件、行政处罚213件，公开规范性文件12件，政策解读36件。（二）依申请公开。受理申请275件，同比上升44.7%，办结284件（含上年结转18件）。",
    "针对申请中反映的问题，召开协调会12次，开展业务培训6场，培训人员300余人次，抽查答复件40件，发现问题5件，均已整改。",
    "下一步，将确保所有政府信息公开申请均办结，争取行政复议、诉讼零发生。",
    "存在的主要问题：一是个别申请答复不够规范，有3件申请超期；二是申请量从2022年的150件增加到2024年的275件，办理压力增大。",
    "近年来申请量持续上升，2022年收到政府信息公开申请150件，2023年收到190件，2024年收到275件。",
    "区政府办公室收到政府信息公开申请275件，其中转办至各街道120件，各部门办理43件。",
    "其中，国有土地房屋征收类申请101件，城乡规划类申请64件，财政预决算类申请15件，分别占总量的36.7%、23.3%和5.5%。",
    "对不属于本机关负责公开的信息，告知申请人58件；经检索没有相关信息的，出具不存在告知书。",
    "全年共制作政府信息公开答复书284份，电话沟通申请人400余次，补正告知38件，征求第三方意见22件。",
    "2024年度全市政府信息公开申请总量为6213件，同比上升3%。我局依法办理申请284件。",
    "无因政府信息公开工作被责令改正、被投诉举报的情况，也没有超期答复的申请。",
    "全年未出现因信息公开行政复议被撤销、行政诉讼败诉的案件。",
    "与上年相比，新收政府信息公开申请增加85件，行政复议减少3件，行政诉讼增加2件。",
    "第一季度收到政府信息公开申请61件，第二季度收到70件，第三季度收到72件，第四季度收到72件。",
    "办结的284件申请中，予以公开的97件，占34.2%；部分公开的31件，占10.9%。",
    "收到政府信息公开申请275件。其中，自然人申请212件，法人或者其他组织申请63件；不予公开25件，无法提供73件。",
    "根据国办公开办函〔2021〕30号文件要求，编制发布2024年年报，报告所列数据统计期限自2024年1月1日起，至2024年12月31日止。",
    "我局承担的12项重点任务全部办结，依申请公开满意度达99%。",
    "政府信息公开行政复议案件1件被纠正，原因是答复期限计算错误。",
    "收到申请公开土地征收信息的申请101件，涉及房屋拆迁的申请35件。",
];

#[test]
fn paragraphs_as_reports_have_them_raise_no_alarm() {
    let all = PARAGRAPHS.iter().zip(found(FIGURES, PARAGRAPHS));
    let alarms: Vec<_> = all.filter(|(_, said)| !said.is_empty()).collect();
    assert!(alarms.is_empty(), "{alarms:#?}");
}

/// Sentences that no reading of the tables bears out, and the statement that is wrong.
const DISAGREE: &[(&str, &str)] = &[
    ("2024年，我局共收到政府信息公开申请276件。", "TXT-REQ received"),
    ("全年共收到依申请公开２５７件。", "TXT-REQ received"),
    ("全年共收到政府信息公开申请二百五十七件。", "TXT-REQ received"),
    ("全年收到政府信息公开申请1.2万件。", "TXT-REQ received"),
    ("全年收到政府信息公开申请1,275件。", "TXT-REQ received"),
    ("我局全年新收政府信息公开申请134件。", "TXT-REQ received"),
    ("我局共收到257件政府信息公开申请。", "TXT-REQ received"),
    ("依申请公开方面，全年共收到申请258件。", "TXT-REQ received"),
    ("依申请公开工作有序开展，全年受理265件。", "TXT-REQ received"),
    ("政府信息公开申请共301件。", "TXT-REQ received"),
    ("本年度收到社会公众政府信息公开申请十二件。", "TXT-REQ received"),
    ("去年收到政府信息公开申请190件，今年收到政府信息公开申请270件。", "TXT-REQ received"),
    ("收到政府信息公开申请277件，较上年增加87件。", "TXT-REQ received"),
    ("全年办结政府信息公开申请170件。", "TXT-REQ disposed"),
    ("全年办理依申请公开134件。", "TXT-REQ disposed"),
    ("依申请公开方面，共答复134件。", "TXT-REQ disposed"),
    ("共收到政府信息公开申请275件，已办结248件。", "TXT-REQ disposed"),
    ("全年答复了280件政府信息公开申请。", "TXT-REQ disposed"),
    ("上年度结转申请81件。", "TXT-REQ carried_in"),
    ("2023年结转申请17件。", "TXT-REQ carried_in"),
    ("收到政府信息公开申请275件，上年结转8件。", "TXT-REQ carried_in"),
    ("办结政府信息公开申请284件，结转下年度继续办理6件。", "TXT-REQ carried_out"),
    ("政府信息公开申请19件结转下一年度继续办理。", "TXT-REQ carried_out"),
    ("结转至2025年办理的申请90件。", "TXT-REQ carried_out"),
    ("所有政府信息公开申请均已办理完成。", "TXT-REQ all_done"),
    ("全年收到政府信息公开申请275件，均已办结。", "TXT-REQ all_done"),
    ("收到的依申请公开事项已全部办结。", "TXT-REQ all_done"),
    ("政府信息公开申请全部办理完毕。", "TXT-REQ all_done"),
    ("全年未收到政府信息公开申请。", "TXT-REQ none_received"),
    ("本年度没有收到公民政府信息公开申请。", "TXT-REQ none_received"),
    ("共收到政府信息公开申请275件，其中自然人221件。", "TXT-REQ natural_person"),
    ("政府信息公开申请中，210件为自然人申请。", "TXT-REQ natural_person"),
    ("收到政府信息公开申请275件，其中自然人212件，法人或其他组织36件。", "TXT-REQ organisations"),
    ("申请人情况：商业企业14件。", "TXT-REQ business"),
    ("收到政府信息公开申请275件，其中法律服务机构21件。", "TXT-REQ legal_services"),
    ("收到政府信息公开申请275件，其中科研机构33件。", "TXT-REQ research"),
    ("收到政府信息公开申请275件，其中社会公益组织22件。", "TXT-REQ public_welfare"),
    ("政府信息公开申请办理结果：予以公开258件。", "TXT-OUT granted"),
    ("办结政府信息公开申请284件，其中予以公开79件。", "TXT-OUT granted"),
    ("依申请公开中，同意公开九十六件。", "TXT-OUT granted"),
    ("政府信息公开申请办理结果中，部分公开13件。", "TXT-OUT granted_in_part"),
    ("办结政府信息公开申请284件，其中部分公开311件。", "TXT-OUT granted_in_part"),
    ("申请办理结果中，予以公开和部分公开127件。", "TXT-OUT granted_or_in_part"),
    ("办结政府信息公开申请284件，其中不予公开52件。", "TXT-OUT denied"),
    ("对政府信息公开申请作出不予公开决定24件。", "TXT-OUT denied"),
    ("政府信息公开申请办理结果：无法提供265件。", "TXT-OUT unavailable"),
    ("无法提供的申请37件。", "TXT-OUT unavailable"),
    ("政府信息公开申请无法提供73件，其中本机关不掌握相关政府信息85件。", "TXT-OUT not_held"),
    ("依申请公开中，政府信息不存在72件。", "TXT-OUT not_existing"),
    ("申请中没有现成信息需要另行制作31件。", "TXT-OUT needs_creation"),
    ("申请办理结果中，不予处理62件。", "TXT-OUT not_processed"),
    ("对政府信息公开申请不予处理26件，其中信访举报投诉类申请12件。", "TXT-OUT petition"),
    ("对政府信息公开申请不予处理26件，其中重复申请14件。", "TXT-OUT repeated"),
    ("申请办理结果中，其他处理23件。", "TXT-OUT other"),
    ("申请人逾期不补正71件。", "TXT-OUT no_correction"),
    ("申请办理结果：不予公开25件，其中属于国家秘密12件。", "TXT-OUT state_secret"),
    ("申请办理结果：不予公开25件，其中属于四类过程性信息40件。", "TXT-OUT process"),
    ("因政府信息公开被申请行政复议12件。", "TXT-REV reconsideration"),
    ("因政府信息公开工作引发行政复议案件二十一件。", "TXT-REV reconsideration"),
    ("因政府信息公开被提起行政诉讼17件。", "TXT-REV litigation"),
    ("涉及政府信息公开的行政复议和行政诉讼共81件。", "TXT-REV remedies"),
    (
        "因政府信息公开引发诉讼，其中未经复议直接起诉50件，依申请公开压力较大，行政复议11件，其中复议后起诉22件。",
        "TXT-REV litigation_after",
    ),
    ("未发生因政府信息公开被申请行政复议的情况。", "TXT-REV no_reconsideration"),
    ("依申请公开规范有序，未收到行政复议。", "TXT-REV no_reconsideration"),
    ("依申请公开规范有序，没有发生行政诉讼。", "TXT-REV no_litigation"),
    ("全年没有因政府信息公开引起的行政诉讼。", "TXT-REV no_litigation"),
    ("收取信息处理费1205元。", "X6-FEE fee"),
    ("收取信息处理费160.5964万元。", "X6-FEE fee"),
];

#[test]
fn sentences_that_agree_are_not_reported_and_those_that_do_not_are() {
    assert!(AGREE.len() >= 60 && DISAGREE.len() >= 60);
    let false_alarms: Vec<(&&str, Vec<String>)> =
        AGREE.iter().zip(found(FIGURES, AGREE)).filter(|(_, said)| !said.is_empty()).collect();
    let sentences: Vec<&str> = DISAGREE.iter().map(|(sentence, _)| *sentence).collect();
    let mut missed = Vec::new();
    let mut beside = Vec::new();
    let mut right = 0;
    for ((sentence, expected), said) in DISAGREE.iter().zip(found(FIGURES, &sentences)) {
        let (hits, others): (Vec<_>, Vec<_>) =
            said.into_iter().partition(|found| found.starts_with(&format!("{expected}:")));
        right += hits.len();
        if hits.is_empty() {
            missed.push((sentence, expected));
        }
        beside.extend(others);
    }
    let wrong = false_alarms.iter().map(|(_, said)| said.len()).sum::<usize>() + beside.len();
    let (precision, recall) =
        (right as f64 / (right + wrong) as f64, 1.0 - missed.len() as f64 / DISAGREE.len() as f64);
    let told = format!(
        "precision {precision:.3}, recall {recall:.3}\nfalse alarms {false_alarms:#?}\nbeside {beside:#?}\nmissed {missed:#?}"
    );
    assert!(precision >= 0.98 && recall >= 0.95, "{told}");
}

#[test]
fn a_finding_quotes_the_sentence_and_its_line() {
    let said = &found(FIGURES, &["2024年，本机关工作平稳。\n\n全年共收到政府信息公开申请\n\n258件。"])[0];
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("第 7 行“全年共收到政府信息公开申请258件。”"), "{said:?}");
    assert!(said[0].contains("本年新收 275") && said[0].contains("本年新收加上年结转 293"), "{said:?}");
}

#[test]
fn nothing_asked_for_nothing_said() {
    let agree = ["全年未收到政府信息公开申请，未发生行政复议、行政诉讼。", "收到政府信息公开申请0件，行政复议0件。"];
    assert!(found(NOTHING, &agree).iter().all(Vec::is_empty));
    let said = found(NOTHING, &["收取信息处理费100元。", "依申请公开规范有序，被申请行政复议1件。"]);
    assert!(said[0][0].starts_with("X6-FEE fee:") && said[1][0].starts_with("TXT-REV reconsideration:"), "{said:?}");
}

#[test]
fn all_done_is_true_where_nothing_is_carried_out() {
    let agree = [
        "收到政府信息公开申请3件，均已办理完成，未收到行政复议或诉讼。",
        "全年办理依申请公开3件，2件为自然人申请、1件为企业法人申请。",
    ];
    assert!(found(DONE, &agree).iter().all(Vec::is_empty), "{:?}", found(DONE, &agree));
}

#[test]
fn a_late_date_is_a_note_and_governments_have_longer() {
    let said = found(
        DONE,
        &["（2025年1月31日）\n\n工作平稳。", "（2025年2月1日）\n\n工作平稳。", "发布日期：2025-03-02\n\n工作平稳。"],
    );
    assert!(said[0].is_empty(), "{said:?}");
    assert!(said[1][0].contains("2025-02-01") && said[2][0].contains("2025-01-31"), "{said:?}");
}

#[test]
fn the_seed_report_gives_no_prose_finding() {
    let Some(root) = shared::folder("corpus") else { return };
    let pipeline = spec::load("cn-disclosure").unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(root.join("seed.txt"), folder.path().join("seed.txt")).unwrap();
    let finished = run_on(folder.path(), &pipeline, "");
    assert!(finished.filings.iter().any(|filing| !filing.prose.is_empty()), "the prose was not kept");
    let prose = finished.findings.iter().filter(|finding| {
        let rule = &pipeline.rule(finding.rule).id.0;
        rule.starts_with("TXT") || rule == "X6-FEE"
    });
    assert_eq!(prose.count(), 0);
}
