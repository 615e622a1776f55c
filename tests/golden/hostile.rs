//! A corpus that means harm: names, markup, formulas, orders to terminals, encodings, damage and repetition.

use std::path::Path;

use crate::books::archive::{Name, zip};
use crate::books::{page, sheet, table};
use crate::reading::print;

/// Names of offices, and texts in the place of figures.
const NAMES: [&str; 9] = [
    "<img src=x onerror=window.hit=1>局",
    "</script><script>window.hit=1</script>局",
    "{{constructor.constructor('window.hit=1')()}}局",
    "=cmd|'/c calc'!A1局",
    "@SUM(1+1)*cmd局",
    "甲\u{1b}]0;x\u{7}\u{1b}[31m局",
    "乙\u{202e}局\u{2066}\u{200f}",
    "丙;丁:5:3#戊局",
    "-2+3局",
];

/// Writes the inputs into `in`, and a register beside them.
pub fn write(folder: &Path) {
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.join("in").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    for (at, name) in NAMES.iter().enumerate() {
        let text = table::csv(&print(at as u64), name, 2024);
        put(&format!("names/{at}.csv"), text.as_bytes());
        let before = table::csv(&print(at as u64 + 100), name, 2023);
        put(&format!("names/{at}-2023.csv"), in_a_figure(&before, NAMES[(at + 1) % NAMES.len()]).as_bytes());
    }
    let office = |at: usize| format!("勾稽市第{at}委员会");
    let of = |at: usize| table::of(&print(at as u64), &office(at), 2024);
    let text = |at: usize| table::csv(&print(at as u64), &office(at), 2024);
    let gbk = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    put("encodings/gb18030.csv", &gbk(&text(20)));
    put("encodings/utf16.csv", &text(21).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    put("encodings/mixed.csv", &[gbk(&text(22)), text(23).into_bytes()].concat());
    put("encodings/cut.csv", &text(24).as_bytes()[..701]);
    put("damage/empty.csv", b"");
    put("damage/noughts.csv", &[0; 4096]);
    put("damage/paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n");
    put("damage/quote.csv", text(25).replacen(',', ",\"", 1).as_bytes());
    put("damage/cut.xlsx", &sheet::xlsx(&[("a", &of(26))])[..900]);
    let pages = page::html(&of(27)).replace("<td", "<td onclick=window.hit=1 style=\"x:expression(1)\"");
    put("pages/27.html", pages.as_bytes());
    put("pages/28.html", page::html(&of(28)).replace("</table>", "").as_bytes());
    put("pages/29.md", page::markdown(&of(29)).as_bytes());
    put("books/30.ods", &sheet::ods(&[("=1+1", &of(30)), ("</script>", &of(31))]));
    // One filing over and over, one of another office under the same name, and one that says something else.
    put("again/32.csv", text(32).as_bytes());
    put("again/copy/32.csv", text(32).as_bytes());
    put("again/32.txt", table::csv(&print(33), &office(32), 2024).as_bytes());
    let members = [text(34), text(35), text(34)].map(String::into_bytes);
    let names = ["../34.csv", "/etc/35.csv", "34.csv\u{1b}[2J"].map(Name::Utf8);
    put("archive.zip", &zip(&names.into_iter().zip(members).collect::<Vec<_>>()));
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let rows = NAMES.iter().enumerate().map(|(at, name)| format!("H{at}<b>,{},{},,", quoted(name), quoted(NAMES[0])));
    let register = ["code,name,kind,parent,district".to_owned()].into_iter().chain(rows).collect::<Vec<_>>().join("\n");
    std::fs::write(folder.join("register.csv"), register).unwrap();
}

/// A filing with another text in the place of the first figure of its largest table.
fn in_a_figure(filing: &str, text: &str) -> String {
    let quoted = format!("\"{}\"", text.replace('"', "\"\""));
    let change = |line: &str| match line.starts_with("一、本年新收") {
        true => {
            let (label, figures) = line.split_at(line.find(',').unwrap_or(0));
            let rest = figures.trim_start_matches(',').split_once(',').map_or("", |(_, rest)| rest);
            let commas = figures.len() - figures.trim_start_matches(',').len();
            format!("{label}{}{quoted},{rest}", ",".repeat(commas))
        }
        false => line.to_owned(),
    };
    filing.lines().map(|line| change(line) + "\n").collect()
}
