//! Invented offices of the invented city 勾稽市: no name here belongs to anybody.

/// Districts of the city.
pub const DISTRICTS: [&str; 4] = ["加法区", "减法区", "乘法区", "除法区"];

/// What stands in the register's district column for the city's own departments.
pub const CITY_LEVEL: &str = "市本级";

const DEPARTMENTS: [&str; 20] = [
    "珠算管理局",
    "账簿局",
    "对数委员会",
    "算筹保护局",
    "小数点管理局",
    "四舍五入委员会",
    "方程局",
    "几何测绘局",
    "概率预报局",
    "质数资源局",
    "圆周率监测局",
    "乘方建设委员会",
    "分母住房局",
    "平均数统筹局",
    "勾股定理教育局",
    "等号监督局",
    "约分卫生委员会",
    "括号交通委员会",
    "无穷大文化局",
    "九章办公室",
];

const PLACES: [[&str; 11]; 4] = [
    ["进位", "求和", "累加", "满十", "合计", "并项", "增量", "连加", "凑整", "叠加", "总和"],
    ["退位", "求差", "借位", "差额", "递减", "相抵", "扣除", "余差", "减半", "归零", "消项"],
    ["倍数", "九九", "积数", "平方", "立方", "连乘", "乘幂", "口诀", "面积", "翻番", "因子"],
    ["商数", "余数", "整除", "约数", "均分", "除尽", "比例", "分摊", "循环", "倒数", "试商"],
];

/// One office of the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Office {
    pub code: String,
    pub name: String,
    pub kind: &'static str,
    pub parent: String,
    pub district: &'static str,
    /// True if its filings contain those of the offices below it.
    pub consolidated: bool,
    pub aliases: &'static str,
    pub from: Option<u16>,
    pub to: Option<u16>,
}

impl Office {
    /// True if it has to file for that year.
    pub fn files_for(&self, year: u16) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }
}

/// The offices of the city: departments, the governments of the districts, streets and towns.
pub fn city() -> Vec<Office> {
    let mut offices: Vec<Office> = DEPARTMENTS.iter().enumerate().map(|(at, name)| department(at, name)).collect();
    offices.extend(DISTRICTS.iter().enumerate().map(|(at, name)| district(at, name)));
    for (at, places) in PLACES.iter().enumerate() {
        offices.extend(places.iter().enumerate().map(|(place, name)| street(at, place, name)));
    }
    offices
}

fn department(at: usize, name: &str) -> Office {
    let aliases = match at {
        1 => "市账簿局;勾稽市账本局",
        11 => "勾稽市乘方委",
        _ => "",
    };
    Office {
        code: format!("D{:02}", at + 1),
        name: format!("勾稽市{name}"),
        kind: "市政府部门",
        district: CITY_LEVEL,
        aliases,
        from: (at == 8).then_some(2023),
        to: (at == 12).then_some(2023),
        ..Office::default()
    }
}

fn district(at: usize, name: &'static str) -> Office {
    Office {
        code: format!("Q{}", at + 1),
        name: format!("勾稽市{name}人民政府"),
        kind: "区政府",
        district: name,
        consolidated: at < 2,
        ..Office::default()
    }
}

fn street(at: usize, place: usize, name: &str) -> Office {
    let ending = match place {
        0..7 => "街道办事处",
        7..10 => "镇人民政府",
        _ => "乡人民政府",
    };
    Office {
        code: format!("Q{}-{:02}", at + 1, place + 1),
        name: format!("勾稽市{}{name}{ending}", DISTRICTS[at]),
        kind: "街道乡镇",
        parent: format!("Q{}", at + 1),
        district: DISTRICTS[at],
        ..Office::default()
    }
}

/// The district and the name of a numbered office of a large corpus.
pub fn numbered(number: u64) -> (&'static str, String) {
    let district = DISTRICTS[(number % 4) as usize];
    (district, format!("勾稽市{district}第{:05}办事处", number / 4 + 1))
}
