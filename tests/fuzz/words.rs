//! What breaks readers, by format.

use crate::target::Target;

/// The words of a format.
pub fn of(target: Target) -> &'static [&'static str] {
    match target {
        Target::Csv | Target::Utf16 => &CSV,
        Target::Markdown => &MARKDOWN,
        Target::Html => &HTML,
        Target::Docx => &DOCX,
        Target::Ods => &ODS,
        Target::Xlsx | Target::Zip => &XLSX,
        Target::Xls => &XLS,
        Target::Xml => &XML,
        Target::Mht => &MHT,
        Target::Aligned => &ALIGNED,
        Target::Prose => &PROSE,
        Target::Formula => &FORMULA,
        Target::Pipeline => &PIPELINE,
        Target::Register => &REGISTER,
        Target::Explanations => &EXPLANATIONS,
    }
}

const CSV: [&str; 11] = ["\"", "\r\n", ",,,,", "\t", "=1+1", "1-2", "总计", "9999999999", "\u{FEFF}", "-", "年度"];

const MARKDOWN: [&str; 8] = ["|", "---", "|:-:|", "\\|", "##", "\n\n", "<table>", "<br>"];

const HTML: [&str; 27] = [
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<td colspan=1000>",
    "<td rowspan=0>",
    "<td colspan=99999999999 rowspan=99999>",
    "<script>",
    "<!--",
    "-->",
    "&nbsp;",
    "&#x0;",
    "<br>",
    "<p>",
    "</tr>",
    "<b>",
    "<![CDATA[",
    "<xml>",
    "<sup>",
    "</sup>",
    "<s>",
    "<span style='display:none'>",
    "<p hidden>",
    "<tr hidden>",
    "<a href='#fn1'>",
    "<style>.a{display:none}</style>",
];

const DOCX: [&str; 19] = [
    "<w:tbl>",
    "</w:tbl>",
    "<w:tr>",
    "<w:tc>",
    "</w:tc>",
    "<w:gridSpan w:val=\"99999\"/>",
    "<w:vMerge/>",
    "<w:gridBefore w:val=\"63\"/>",
    "<w:t>",
    "</w:t>",
    "<w:br/>",
    "&amp;",
    "<w:p>",
    "<w:del>",
    "</w:del>",
    "<w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr>",
    "<w:strike/>",
    "<w:trPr><w:hidden/></w:trPr>",
    "<w:r>",
];

const ODS: [&str; 12] = [
    "<table:table-row table:number-rows-repeated=\"1048576\">",
    "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>",
    "<table:table-cell table:number-columns-spanned=\"16384\" table:number-rows-spanned=\"1048576\"/>",
    "</table:table>",
    "<table:table>",
    "<text:p>",
    "</text:p>",
    "table:formula=\"=1\"",
    "<text:span text:style-name=\"T1\">",
    "</text:span>",
    "<style:text-properties style:text-position=\"super\"/>",
    "<table:table-column table:visibility=\"collapse\" table:number-columns-repeated=\"16384\"/>",
];

const XLSX: [&str; 16] = [
    "<c r=\"XFD1048576\"><v>1</v></c>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<row r=\"1048576\">",
    "<f t=\"shared\" si=\"99999999\">1</f>",
    "<v>99999</v>",
    " t=\"s\"",
    "<sheetData>",
    "</sheetData>",
    " uniqueCount=\"99999999999\"",
    "<f>1</f>",
    "hidden=\"1\"",
    "r=\"A0\"",
    "r=\"ZZZZZZ1\"",
    "<r><rPr><vertAlign val=\"superscript\"/></rPr><t>1</t></r>",
    "<strike/>",
    "<col min=\"1\" max=\"16384\" hidden=\"1\"/>",
];

const XLS: [&str; 3] = ["\u{0}\u{2}", "\u{9}\u{8}", "\u{FF}\u{FF}"];

const XML: [&str; 9] = [
    "<Row ss:Index=\"1048576\">",
    "</Row>",
    "<Cell ss:MergeAcross=\"16383\" ss:MergeDown=\"1048575\">",
    "<Cell ss:Index=\"16384\"><Data ss:Type=\"Number\">1</Data></Cell>",
    "<Column ss:Hidden=\"1\" ss:Span=\"99999999\"/>",
    "<ss:Data ss:Type=\"String\"><Sup>",
    "</Worksheet>",
    "<Worksheet ss:Name=\"a\">",
    "<Comment>",
];

const MHT: [&str; 7] = [
    "--b\r\n",
    "Content-Type: multipart/mixed; boundary=b\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "=\r\n",
    "=E5=B9",
    "\r\n\r\n",
    "<x:ExcelWorksheet><x:Name>",
];

const ALIGNED: [&str; 8] = ["  ", "\u{C}", "\n", "        ", "0    0", "总计", "自然", "\t"];

const PROSE: [&str; 22] = [
    "。",
    "，",
    "其中",
    "275件",
    "十二",
    "上年结转",
    "２７５",
    "99999999999999999999",
    "收到政府信息公开申请",
    "万元",
    "%",
    "同比增长",
    "2024年",
    "1月31日",
    "（",
    "）",
    "\n",
    "\r\n",
    "予以公开",
    "行政诉讼",
    "〇",
    "亿万",
];

const FORMULA: [&str; 26] = [
    "sum(",
    "prev(",
    "children(",
    "(",
    ")",
    "if ",
    " then ",
    " and ",
    "<=",
    "≥",
    "=",
    "*",
    "10000",
    "0.000001",
    "-",
    "+",
    "received",
    "time.*",
    "@year",
    "requests.",
    "q1",
    "unique(",
    "present(",
    "increasing(",
    "cell",
    "999999999",
];

const PIPELINE: [&str; 30] = [
    "==> rules.toml <==\n",
    "[[rule]]\n",
    "[[table]]\n",
    "[[table.row]]\n",
    "[[table.group]]\n",
    "[[method]]\n",
    "\"",
    "'",
    " = ",
    "each = \"cell\"\n",
    "each = \"subtotal\"\n",
    "check = \"copies\"\n",
    "table = \"requests\"\n",
    "(?:",
    ")+",
    ".*",
    "\\d{9}",
    "[",
    "]",
    "{",
    "}",
    "{{ ",
    " }}",
    "{% for a in sections %}",
    "{% endfor %}",
    "\n",
    "99999999999",
    "-1",
    "*",
    "#",
];

const REGISTER: [&str; 16] = [
    ",",
    "\n",
    "\"",
    "\r\n",
    "A",
    "B",
    "own",
    "consolidated",
    "total",
    "2024",
    ";",
    "'=",
    "局",
    "勾稽市珠算管理局",
    "珠算",
    "successor",
];

const EXPLANATIONS: [&str; 12] =
    [",", "\n", "\"", "T3-ROW", "T3-BAL", "total", "2024", "勾稽市珠算管理局", "'", "\u{FEFF}", "key", "received"];
