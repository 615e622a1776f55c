//! Texts that people write for the program, with every construct in few lines.

/// `pipeline.toml` with what the small built-in pipelines leave out.
pub const PIPELINE: &str = r#"name = "a"
title = { zh = "甲", en = "a" }
language = "zh"
forms = ["b", "a"]
aliases = ["a"]
encodings = ["gb18030", "big5"]

[labels]
variants = "variants.txt"
ordinal = '^(?:[一二三]、|（[一二三]）|\d\.)'
annotation = '（[^）]*）$'

[numbers]
zero = ["零", "无"]
not_applicable = ["/", "—"]
below_limit = ["<5"]
blank = ["NaN"]
notes = ["注"]
amended = ["应为"]
counters = ["件"]
plus = ["增"]
minus = ["减"]
dates = ["%Y-%m-%d"]

[numbers.numerals]
digits = "〇一二三四五六七八九"
same = ["零〇"]
units = { "十" = 10, "百" = 100, "万" = 10000 }

[numbers.money]
"元" = "1"
"万元" = "10000"

[identity]
office = ['^(?:填报单位|单位名称)：?(?P<office>.+)$']
title = ['^(?P<office>.+?)(?P<year>20\d\d)年.*年度报告$']
total = '^(?:合计|总计)$'
years = { from = 2008, to = 2035 }

[levels]
city = "全市"
kinds = [["局", "部门"], ["街道办事处", "街道"]]

[localize]
slip = 3.0
window = 3
steps = 1000

[localize.kinds]
transposed = 2.0

[outputs]
notices = 3
rows = 10

[letters]
sender = "办公室"
reply_by = "三日内"

[page]
volume = "a.x@total"

[[page.flow]]
end = "in"
name = { zh = "收", en = "in" }
cells = ["a.x@total"]

[anomaly]
level = 0.05
fit = 100
peers = 20

[[method]]
id = "AN-VOLUME"
method = "volume"
family = "a"
title = { zh = "量", en = "volume" }
name = { zh = "量", en = "volume" }
unit = { zh = "件", en = "" }
because = "甲"
cells = { count = ["a.x@total"] }
thresholds = { least = 8, dispersion = 0.15, contaminated = 2.0, contamination = 0.01 }
"#;

/// Two versions of a form, with groups, money, measures, dates and a list.
pub const FORM: &str = r#"id = "a"
title = { zh = "甲", en = "a" }
source = "甲"
from = 2021
until = 2030

[[table]]
code = "a"
title = { zh = "甲表", en = "table a" }
print = "grid"
corner = "甲"

[[table.column]]
code = "n"
label = { zh = "自然人", en = "people" }

[[table.column]]
code = "b"
label = { zh = "企业", en = "businesses" }
optional = true

[[table.column]]
code = "total"
label = { zh = "总计", en = "total" }
total = true

[[table.row]]
code = "x"
label = { zh = "一、收", en = "in" }

[[table.row]]
code = "d.y"
label = { zh = "1.拒", en = "denied" }
signed = true

[[table.row]]
code = "d.z"
label = { zh = "2.其他", en = "other" }
columns = ["total"]

[[table.group]]
axis = "row"
label = { zh = "二、办", en = "done" }
members = ["d.*"]
own_line = { zh = "小计", en = "subtotal" }

[[table]]
code = "l"
title = { zh = "乙表", en = "list" }
print = "line"

[[table.row]]
code = "fee"
label = { zh = "收费", en = "fees" }
kind = "money"
unit = "万元"

[[table.row]]
code = "days"
label = { zh = "天数", en = "days" }
kind = "measure"
unit = "天"
decimals = 2
adds = true

[[table.row]]
code = "day"
label = { zh = "日期", en = "day" }
kind = "date"
"#;

/// Every key and every kind of rule.
pub const RULES: &str = r#"[[rule]]
id = "A"
title = { zh = "甲", en = "a" }
table = "a"
each = "row"
formula = "total = n + b"
severity = "warning"
severity_at = { x = "error" }
blank = "skip"
because = "甲"

[[rule]]
id = "B"
title = { zh = "乙", en = "b" }
table = "a"
each = "column"
formula = "prev(x) + sum(d.*) <= 2 * x"
only = ["n", "total"]
versions = ["a"]
from = 2021
until = 2024
kinds = '局|部门'
severity = "error"
unofficial = true
because = "乙"

[[rule]]
id = "C"
title = { zh = "丙", en = "c" }
formula = "if a.x@total > 0 then present(l.fee, l.days) and l.fee >= 0"
precision = "0.01"
severity = "note"
because = "丙"

[[rule]]
id = "D"
title = { zh = "丁", en = "d" }
each = "subtotal"
formula = "subtotal = sum(parts)"
severity = "error"
because = "丁"

[[rule]]
id = "E"
title = { zh = "戊", en = "e" }
table = "a"
each = "column"
formula = "children(x) <= x"
needs = "all"
severity = "warning"
because = "戊"

[[rule]]
id = "F"
title = { zh = "己", en = "f" }
formula = "unique(a.*)"
figures = 2
severity = "warning"
because = "己"

[[rule]]
id = "G"
title = { zh = "庚", en = "g" }
formula = "usual(l.fee)"
peers = 2
share = 90
severity = "note"
because = "庚"

[[rule]]
id = "H"
title = { zh = "辛", en = "h" }
check = "missing"
severity = "error"
because = "辛"

[[rule]]
id = "TXT"
title = { zh = "壬", en = "i" }
check = "prose"
severity = "warning"
because = "壬"
"#;

/// The words of a form that its labels do not say.
pub const ALIASES: &str = "spelling,kind,code,seen
单位名称,field,office,甲
年度,field,year,甲
新收,row,a.x,甲
公司,column,a.b,甲
{year}年度,furniture,,甲
";

/// Equal and unlike figures of two versions.
pub const COMPARABLE: &str = r#"[[comparable]]
older = "b"
newer = "a"
each = "column"
older_cells = ["a.x"]
newer_cells = ["a.d.y", "a.d.z"]
likeness = "exact"
because = { zh = "甲", en = "a" }
"#;

/// What a report says in words.
pub const PROSE: &str = r#"[text]
sentence_end = "。"
part_end = ";"
clause_end = ",、"
heading = '情况$'
left_out = '（[^）]*）'
inside = '其中'
neutral = '今年以来'
this_year = '本年'
other_year = '去年'
year = '20\d\d年'
compared = '同比'
compares = '较$'
before_doubt = '约$'
after_doubt = '^余'
follow = '^$'
joined = '和$'
count = '{n}{c}'
subject = '申请'
other_subject = '提案'

[words]
c = '(?:件|宗)'

[[reading]]
code = "x"
label = { zh = "收", en = "in" }
sum = "a.x@total + sum(a.d.*@total)"

[[mention]]
code = "x"
rule = "TXT"
class = "x"
patterns = ['收到(?:申请)?{n}{c}']
readings = ["x"]
"#;

/// What the rules must say.
pub const TESTS: &str = r#"[[test]]
name = "a"
form = "a"
year = 2024
kind = "局"
cells = { "a.x@n" = "1", "a.x@total" = "2" }
last_year = { "a.x@total" = "1" }
prose = "本年收到申请3件。"
rules = ["A", "TXT"]
expect = ["A x"]
"#;

/// A letter with everything that a letter may have.
pub const LETTER: &str = include_str!("../../pipelines/lang/letters/notice.en.md");

/// Every construct of the language of formulas, behind what it is asked of.
pub const FORMULAS: [&str; 19] = [
    "row\nyear = q1 + q2 + q3 + q4",
    "column\nresolvable <= received",
    "column\nreceived = sum(time.*)",
    "\nif requests.outcome.withheld@year > 0 then sum(exemptions.*@year) > 0",
    "\nif requests.received@year = 0 then present(requests.resolvable@year) and requests.resolvable@year = 0",
    "column\n0 <= received <= 1000000",
    "column\npresent(received, resolvable)",
    "row\npresent(q1, q2, q3, q4, year)",
    "\nunique(requests.*)",
    "\nusual(requests.received@year)",
    "row\nincreasing(q1, q2, q3)",
    "column\ndecreasing(received, resolvable)",
    "row\nyear = prev(year) + 2 * (q1 - q2)",
    "column\nchildren(received) <= received",
    "cell\ncell >= 0",
    "cell\ncell < 2 * prev(cell) + 3",
    "row\n-3.5*q1 + 10000 * (q2 - (q3)) < 12",
    "column\nprev(received) ≤ received + sum(outcome.*) and received ≥ 0",
    "\nrequests.received@q1 == prev(requests.received@q4)",
];

/// Registers: one of every column, one of loops, one with names that are hard to tell apart.
pub const REGISTERS: [&str; 3] = [
    "code,name,kind,parent,district,scope,aliases,from,to,successor
A,勾稽市人民政府,市政府,,市本级,total,,,,
B,勾稽市珠算管理局,市政府部门,A,市本级,own,市珠算局;珠算局,2008,2023,C
C,勾稽市算盘局,市政府部门,A,市本级,consolidated,,2024,,
D,勾稽市除法区人民政府,区政府,A,除法区,,,,,
E,勾稽市除法区除尽街道办事处,街道,D,除法区,own,'=除尽,,,
",
    "\u{FEFF}name,code,district,parent,kind\r\n\"甲,乙\"\"局\",1,,2,\r\n丙局,2,,3,\r\n丁局,3,,,\r\n",
    "code,name,kind,parent,district
1,珠珠珠珠珠珠珠珠局,,,
2,珠珠珠珠局,,1,
3,勾稽市勾稽市珠算珠算管理管理局,,2,
4,市市市市市局局局,,,
",
];

/// Files of explanations.
pub const EXPLANATIONS: [&str; 2] = [
    "office,year,rule,key,text,by,date,figures
勾稽市珠算管理局,2024,XY-STOCK,normative_documents,机构改革划入 3 件,法规处,2025-03-01,
勾稽市珠算管理局,2024,T3-ROW,received,笔误,,,
勾稽市珠算管理局,2024,T3-BAL,total,笔误,,2025-03-01,1
,,,,,,,
",
    "\u{FEFF}year,office,key,rule,text\r\n2024,勾稽市珠算管理局,,ROW-MISS,\"多行\r\n文字\"\r\n2023,'=甲,x,CITY-DONE,\r\n",
];
