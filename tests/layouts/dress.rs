//! A label or a figure as an office writes it.

use gouji::model::State;

use crate::corpus::form::FEES;
use crate::corpus::print::figure;
use crate::corpus::prng::Prng;
use crate::layouts::habits::{Figures, Habits, Labels, Zero};

/// What a cell must read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// In hundredths of 万元 for money.
    Number(i64),
    Not(State),
}

/// Simplified and traditional, for every character of the form and of the lines around it.
const TRADITIONAL: &str = "业業为為举舉会會关關内內决決况況办辦务務动動区區单單发發号號国國处處审審属屬废廢开開强強当當总總执執护護报報数數无無权權条條标標汇匯没沒现現码碼称稱稳穩筹籌类類纠糾级級纳納组組织織经經结結继繼续續维維缴繳罚罰联聯获獲补補规規计計订訂认認议議许許讼訟访訪诉訴询詢请請费費转轉过過这這页頁项項额額";
const RADICALS: &str = "一⼀二⼆人⼈大⼤行⾏止⽌不⽂";

/// A label of the form.
pub fn label(text: &str, habits: &Habits, prng: &mut Prng) -> String {
    label_with(text, "", habits, prng)
}

/// The same with a unit behind it, and the mark behind that.
pub fn label_with(text: &str, unit: &str, habits: &Habits, prng: &mut Prng) -> String {
    habits.marks.behind(written(text, habits, prng) + unit, prng)
}

fn written(text: &str, habits: &Habits, prng: &mut Prng) -> String {
    match habits.labels {
        Labels::AsOnForm => text.to_owned(),
        Labels::NarrowBrackets => text.replace('（', "(").replace('）', ")").replace('，', ","),
        Labels::WithoutOrdinals => without_ordinal(text).to_owned(),
        Labels::OtherOrdinals => other_ordinal(text),
        Labels::InnerSpaces => broken(text, ' ', prng),
        Labels::LineBreaks => broken(text, '\n', prng),
        Labels::Traditional => mapped(text, TRADITIONAL),
        Labels::Radicals => mapped(text, &RADICALS[.."一⼀二⼆人⼈大⼤行⾏止⽌".len()]),
        Labels::Shortened => shortened(text).to_owned(),
    }
}

fn without_ordinal(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四（）五六七".contains(c));
    let rest = rest.trim_start_matches(['.', '、']);
    // The total of the outcomes would be a mere «总计», as every other total.
    if rest == "总计" || rest.starts_with("十条") || rest.is_empty() { text } else { rest }
}

fn other_ordinal(text: &str) -> String {
    match text.split_once('.') {
        Some((number, rest)) if number.chars().all(|c| c.is_ascii_digit()) => format!("{number}、{rest}"),
        _ => text.to_owned(),
    }
}

fn broken(text: &str, with: char, prng: &mut Prng) -> String {
    let n = text.chars().count() as i64;
    if n < 3 {
        return text.to_owned();
    }
    let at = prng.between(1, n - 1) as usize;
    text.chars()
        .enumerate()
        .flat_map(|(i, c)| (i == at).then_some(with).into_iter().chain(std::iter::once(c)))
        .collect()
}

/// The whole of a text in traditional characters.
pub fn traditional(text: &str) -> String {
    mapped(text, TRADITIONAL)
}

fn mapped(text: &str, pairs: &str) -> String {
    let pairs: Vec<char> = pairs.chars().collect();
    let map = |c: char| pairs.chunks_exact(2).find(|pair| pair[0] == c).map_or(c, |pair| pair[1]);
    text.chars().map(map).collect()
}

fn shortened(text: &str) -> &str {
    match text {
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）" => "（二）部分公开",
        "本年收费金额（单位：万元）" => "本年收费金额",
        "行政规范性文件" => "规范性文件",
        "一、本年新收政府信息公开申请数量" => "本年新收",
        "二、上年结转政府信息公开申请数量" => "上年结转",
        other => other,
    }
}

/// A figure in its cell and what it must read as; `in_total` marks the total column.
pub fn printed(cell: usize, value: i64, in_total: bool, habits: &Habits, prng: &mut Prng) -> (String, Expected) {
    let (text, expected) = unmarked(cell, value, in_total, habits, prng);
    (habits.marks.behind(text, prng), expected)
}

fn unmarked(cell: usize, value: i64, in_total: bool, habits: &Habits, prng: &mut Prng) -> (String, Expected) {
    if value == 0 {
        return zero(in_total, habits);
    }
    let plain = figure(cell, value).into_owned();
    let style = match habits.figures {
        Figures::Mixed => Figures::ALL[prng.below(Figures::IN_TURN) as usize],
        one => one,
    };
    (if cell == FEES { money(&plain, style) } else { count(&plain, style) }, Expected::Number(value))
}

fn zero(in_total: bool, habits: &Habits) -> (String, Expected) {
    let number = |text: &str| (text.to_owned(), Expected::Number(0));
    let not = |text: &str, state: State| (text.to_owned(), Expected::Not(state));
    match habits.zero {
        Zero::Digit => number("0"),
        Zero::Blank => not("", State::Blank),
        Zero::Slash => not("/", State::NotApplicable),
        Zero::Dash => not("—", State::NotApplicable),
        Zero::Word => number("零"),
        Zero::Circle => number("○"),
        Zero::NotApplicable => not("不适用", State::NotApplicable),
        Zero::TotalOnly if in_total => number("0"),
        Zero::TotalOnly => not("", State::Blank),
    }
}

fn money(plain: &str, style: Figures) -> String {
    match style {
        Figures::FullWidth => full_width(plain),
        Figures::Apostrophe => format!("'{plain}"),
        Figures::Spaced => format!(" {plain} "),
        Figures::Counter => format!("{plain}万元"),
        Figures::Unit(unit) => format!("{plain}{}", unit.replace('件', "万元")),
        _ => plain.to_owned(),
    }
}

fn count(plain: &str, style: Figures) -> String {
    match style {
        Figures::Plain | Figures::Mixed => plain.to_owned(),
        Figures::Thousands => thousands(plain),
        Figures::FullWidth => full_width(plain),
        Figures::Apostrophe => format!("'{plain}"),
        Figures::Spaced => format!(" {plain}　"),
        Figures::OneDecimal => format!("{plain}.0"),
        Figures::Counter => format!("{plain}件"),
        Figures::Remark => format!("{plain}（其中修订 1 件）"),
        Figures::Signed => format!("+{plain}"),
        Figures::Scientific if plain.len() > 3 => {
            let (first, rest) = plain.split_at(1);
            format!("{first}.{rest}E+{}", plain.len() - 1)
        }
        Figures::Scientific => plain.to_owned(),
        Figures::WideThousands => full_width(&thousands(plain)).replace(',', "，"),
        Figures::Unit(unit) => format!("{plain}{unit}"),
    }
}

fn thousands(plain: &str) -> String {
    let n = plain.len();
    plain
        .chars()
        .enumerate()
        .flat_map(|(at, c)| (at > 0 && (n - at).is_multiple_of(3)).then_some(',').into_iter().chain([c]))
        .collect()
}

fn full_width(plain: &str) -> String {
    plain
        .chars()
        .map(|c| if c.is_ascii_digit() { char::from_u32('０' as u32 + c as u32 - '0' as u32).unwrap() } else { c })
        .collect()
}
