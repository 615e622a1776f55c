//! How what a run takes grows with what it is given: each shape at n, 2n and 4n, in seconds of the processor.
//!
//! A shape is a folder of inputs in which one thing comes n times. Work in proportion to it doubles with it, an exponent
//! of 1; work in its square has an exponent of 2. Nothing is asserted: the bounds on work are tested where they are.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::corpus::filing::Filing;
use crate::corpus::layout::{Cover, Heading, Spans, matrix, push_wide_row, wide_header};
use crate::corpus::print::{Print, figure};
use crate::corpus::prng::Prng;
use crate::corpus::processor;

/// What a run is given.
struct Given {
    folder: PathBuf,
    arguments: Vec<String>,
}

type Make = fn(&mut Given, usize) -> io::Result<()>;

/// Every shape with its n.
const SHAPES: [(&str, usize, Make); 31] = [
    ("offices", 400, |given, n| wide(given, n, &[2024], different)),
    ("offices over three years", 200, |given, n| wide(given, n, &[2022, 2023, 2024], different)),
    ("same figures", 400, |given, n| wide(given, n, &[2024], same)),
    ("same figures over three years", 200, |given, n| wide(given, n, &[2022, 2023, 2024], same)),
    ("all blank", 400, |given, n| wide(given, n, &[2024], blank)),
    ("all zero", 400, |given, n| wide(given, n, &[2024], zero)),
    ("one cell broken", 100, |given, n| wide(given, n, &[2024], one_broken)),
    ("broken everywhere", 25, |given, n| wide(given, n, &[2024], broken)),
    ("wrong register", 1000, wrong_register),
    ("register of doubled names", 200, doubled_names),
    ("chains of parents", 1000, chains),
    ("one parent", 2000, one_parent),
    ("files that are the same", 400, copies),
    ("filings of one office", 100, of_one_office),
    ("files without a table", 400, no_table),
    ("header rows", 2000, header_rows),
    ("varied header rows", 1000, varied_headers),
    ("title lines", 2000, |given, n| around_table(given, &lines(n, |at| format!("关于第{at}号报告的说明")))),
    ("offices in title lines", 1000, |given, n| {
        around_table(given, &lines(n, |at| format!("勾稽市第{at}委员会2024年政府信息公开工作年度报告")))
    }),
    ("paragraphs", 1000, |given, n| {
        around_table(given, &lines(n, |at| format!("{}{at}件。", "全年收到申请".repeat(9))))
    }),
    ("unknown rows", 2000, |given, n| around_table(given, &lines(n, |at| format!("其他事项{at},{at},{at},{at}")))),
    ("blank lines", 20_000, |given, n| around_table(given, &lines(n, |_| ",,,,".to_owned()))),
    ("tables in a file", 50, tables_in_a_file),
    ("unknown columns", 400, unknown_columns),
    ("words", 10_000, |given, n| around_table(given, &vec!["词"; n].join(" "))),
    ("cells of a row", 10_000, |given, n| around_table(given, &lines(1, |_| vec!["1"; n].join(",")))),
    ("attributes of a tag", 5000, |given, n| page(given, &format!("<table{}>", numbered(n, |at| format!(" a{at}=1"))))),
    ("nested tables", 5000, |given, n| page(given, &"<table><tr><td>1".repeat(n))),
    ("rows of a page", 2000, |given, n| {
        page(given, &format!("<table>{}", numbered(n, |at| format!("<tr><td>事项{at}<td>{at}<td>{at}"))))
    }),
    ("spans of a page", 400, |given, n| {
        page(given, &format!("<table>{}", "<tr><td rowspan=9 colspan=9>1<td>2".repeat(n)))
    }),
    ("explanations", 1000, explanations),
];

/// Measures the shapes whose name has a text in it, beginning with so many times their n.
pub fn measure(folder: &Path, program: &Path, named: &str, times: usize) -> io::Result<()> {
    println!("| shape | n | n | 2n | 4n | exponent |\n|---|---|---|---|---|---|");
    for (name, n, make) in SHAPES.into_iter().filter(|(name, ..)| name.contains(named)) {
        let n = n * times;
        let mut taken = Vec::new();
        for factor in [1, 2, 4] {
            let given = folder.join("in");
            if given.exists() {
                fs::remove_dir_all(&given)?;
            }
            fs::create_dir_all(given.join("files"))?;
            let mut given = Given { folder: given, arguments: Vec::new() };
            make(&mut given, n * factor)?;
            taken.push(seconds(&given, &folder.join("out"), program)?);
        }
        // What a run takes that is given nothing is the same for all three.
        let grown = (taken[2] - taken[1]).max(0.01) / (taken[1] - taken[0]).max(0.01);
        let [one, two, four] = taken[..] else { continue };
        println!("| {name} | {n} | {one:.2} | {two:.2} | {four:.2} | {:.1} |", grown.log2());
    }
    Ok(())
}

fn seconds(given: &Given, out: &Path, program: &Path) -> io::Result<f64> {
    let before = processor::of_children()?;
    let mut command = Command::new(program);
    command.args(["run", "--quiet", "--jobs", "1", "--input"]).arg(given.folder.join("files")).arg("--out").arg(out);
    let status = command.args(&given.arguments).stdout(Stdio::null()).status()?;
    if !matches!(status.code(), Some(0 | 3)) {
        return Err(io::Error::other(format!("the run ended with {status}")));
    }
    Ok(processor::of_children()? - before)
}

fn numbered(n: usize, one: impl Fn(usize) -> String) -> String {
    (0..n).map(one).collect()
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    numbered(n, |at| line(at) + "\n")
}

fn office(at: usize) -> String {
    const SIGNS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
    let name: String = at.to_string().bytes().map(|digit| SIGNS[usize::from(digit - b'0')]).collect();
    format!("勾稽市{name}局")
}

fn different(prng: &mut Prng) -> Print {
    Print::of(&Filing::random(prng))
}

fn same(_: &mut Prng) -> Print {
    Print::of(&Filing::of_volume(&mut Prng::new(1), 40))
}

fn changed(print: Print, change: impl Fn(usize) -> String) -> Print {
    let texts = (0..print.texts.len()).map(|at| change(at).into()).collect();
    Print { texts, ..print }
}

fn blank(prng: &mut Prng) -> Print {
    changed(different(prng), |_| String::new())
}

fn zero(prng: &mut Prng) -> Print {
    changed(different(prng), |_| "0".to_owned())
}

fn one_broken(prng: &mut Prng) -> Print {
    let mut print = different(prng);
    let at = prng.between(10, 180) as usize;
    print.texts[at] = figure(at, prng.between(1000, 2000));
    print
}

fn broken(prng: &mut Prng) -> Print {
    let mut print = different(prng);
    for (at, text) in print.texts.iter_mut().enumerate() {
        *text = figure(at, prng.between(1, 900));
    }
    print
}

fn wide(given: &mut Given, n: usize, years: &[u16], print: fn(&mut Prng) -> Print) -> io::Result<()> {
    let mut prng = Prng::new(7);
    let mut text = wide_header().join(",") + "\n";
    for at in 0..n {
        for year in years {
            push_wide_row(&mut text, &print(&mut prng), &office(at), &year.to_string(), ',');
        }
    }
    fs::write(given.folder.join("files/wide.csv"), text)
}

fn register(given: &mut Given, lines: &str) -> io::Result<()> {
    let path = given.folder.join("register.csv");
    fs::write(&path, format!("code,name,kind,parent,district,scope\n{lines}"))?;
    given.arguments.extend(["--registry".to_owned(), path.display().to_string()]);
    Ok(())
}

fn wrong_register(given: &mut Given, n: usize) -> io::Result<()> {
    wide(given, n, &[2024], different)?;
    register(given, &lines(n, |at| format!("c{at},{},部门,,,own", office(at + 1_000_000).replace("勾稽", "海州"))))
}

fn doubled_names(given: &mut Given, n: usize) -> io::Result<()> {
    let mut text = wide_header().join(",") + "\n";
    for at in 0..n {
        let name: String = office(at).chars().flat_map(|c| [c, c]).collect();
        push_wide_row(&mut text, &same(&mut Prng::new(1)), &name, "2024", ',');
    }
    fs::write(given.folder.join("files/wide.csv"), text)?;
    register(given, &lines(n, |at| format!("c{at},{},部门,,,own", office(at))))
}

/// As long as a register may have them.
fn chains(given: &mut Given, n: usize) -> io::Result<()> {
    wide(given, n, &[2024], different)?;
    let parent = |at: usize| if at.is_multiple_of(32) { String::new() } else { format!("c{}", at - 1) };
    register(given, &lines(n, |at| format!("c{at},{},部门,{},,consolidated", office(at), parent(at))))
}

fn one_parent(given: &mut Given, n: usize) -> io::Result<()> {
    wide(given, n, &[2024], different)?;
    let parent = |at: usize| if at == 0 { "" } else { "c0" };
    register(given, &lines(n, |at| format!("c{at},{},部门,{},,consolidated", office(at), parent(at))))
}

fn printed(seed: u64, office: &str) -> String {
    let cover = Cover { office, year: 2024, heading: Heading::Title };
    matrix(&different(&mut Prng::new(seed)), cover, Spans::Blank, ',')
}

fn files(given: &Given, n: usize, text: impl Fn(usize) -> String) -> io::Result<()> {
    (0..n).try_for_each(|at| fs::write(given.folder.join(format!("files/{at:06}.csv")), text(at)))
}

fn copies(given: &mut Given, n: usize) -> io::Result<()> {
    files(given, n, |_| printed(1, &office(1)))
}

fn of_one_office(given: &mut Given, n: usize) -> io::Result<()> {
    files(given, n, |at| printed(at as u64, &office(1)))
}

fn no_table(given: &mut Given, n: usize) -> io::Result<()> {
    files(given, n, |at| format!("日期,备注\n{at},无\n"))
}

/// One printed filing with lines over it and below it.
fn around_table(given: &mut Given, text: &str) -> io::Result<()> {
    fs::write(given.folder.join("files/a.csv"), format!("{}{text}", printed(1, &office(1))))?;
    fs::write(given.folder.join("files/b.csv"), format!("{text}\n{}", printed(2, &office(2))))
}

const HEADER: &str = ",,自然人,商业企业,科研机构,社会公益组织,法律服务机构,其他,总计";

fn header_rows(given: &mut Given, n: usize) -> io::Result<()> {
    around_table(given, &lines(n, |_| HEADER.to_owned()))
}

fn varied_headers(given: &mut Given, n: usize) -> io::Result<()> {
    around_table(given, &lines(n, |at| format!("{HEADER},附{at}\n二、上年结转,,{at},0,0,0,0,0,{at}")))
}

fn tables_in_a_file(given: &mut Given, n: usize) -> io::Result<()> {
    let text = numbered(n, |at| printed(at as u64, &office(at)));
    fs::write(given.folder.join("files/a.csv"), text)
}

fn unknown_columns(given: &mut Given, n: usize) -> io::Result<()> {
    let mut text = wide_header().join(",") + &numbered(n, |at| format!(",列{at}")) + "\n";
    for at in 0..50 {
        let mut line = String::new();
        push_wide_row(&mut line, &same(&mut Prng::new(1)), &office(at), "2024", ',');
        let _ = writeln!(text, "{}{}", line.trim_end(), ",3".repeat(n));
    }
    fs::write(given.folder.join("files/wide.csv"), text)
}

fn page(given: &mut Given, body: &str) -> io::Result<()> {
    fs::write(given.folder.join("files/a.html"), format!("<!DOCTYPE html><html><body>{body}</body></html>"))
}

fn explanations(given: &mut Given, n: usize) -> io::Result<()> {
    wide(given, 50, &[2024], one_broken)?;
    let path = given.folder.join("explanations.csv");
    let text = lines(n, |at| format!("{},2024,XY-STOCK,normative_documents,已核实", office(at)));
    fs::write(&path, format!("office,year,rule,key,text\n{text}"))?;
    given.arguments.extend(["--explanations".to_owned(), path.display().to_string()]);
    Ok(())
}
