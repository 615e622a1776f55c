//! What is fuzzed: every format of file, and every text that people write for the program.

/// A format of filings, or a kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Csv,
    Utf16,
    Xlsx,
    Xls,
    Ods,
    Html,
    Docx,
    Markdown,
    Zip,
    Xml,
    Mht,
    Aligned,
    /// What a report says in words, held against its tables.
    Prose,
    /// The formula of a rule, asked of filings.
    Formula,
    /// The files of a pipeline, one behind the other: linted, loaded, tested and used.
    Pipeline,
    /// A register, and whose a filing is by it.
    Register,
    /// Answers to findings.
    Explanations,
}

impl Target {
    /// Every target with its name on the command line.
    pub const ALL: [(Target, &'static str); 17] = [
        (Target::Csv, "csv"),
        (Target::Utf16, "utf16"),
        (Target::Xlsx, "xlsx"),
        (Target::Xls, "xls"),
        (Target::Ods, "ods"),
        (Target::Html, "html"),
        (Target::Docx, "docx"),
        (Target::Markdown, "markdown"),
        (Target::Zip, "zip"),
        (Target::Xml, "xml"),
        (Target::Mht, "mht"),
        (Target::Aligned, "aligned"),
        (Target::Prose, "prose"),
        (Target::Formula, "formula"),
        (Target::Pipeline, "pipeline"),
        (Target::Register, "register"),
        (Target::Explanations, "explanations"),
    ];

    /// The target of that name.
    pub fn by_name(name: &str) -> Option<Target> {
        Target::ALL.iter().find(|(_, known)| *known == name).map(|(target, _)| *target)
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        Target::ALL.iter().find(|(target, _)| *target == self).map_or("", |(_, name)| name)
    }

    /// True if a file of it may be larger inside than outside.
    pub fn is_packed(self) -> bool {
        matches!(self, Target::Xlsx | Target::Ods | Target::Docx | Target::Zip)
    }

    /// True if a case is text, of which most have to be valid UTF-8 to try more than the decoder.
    #[allow(dead_code, reason = "what is kept needs no mutation")]
    pub fn is_text(self) -> bool {
        !self.is_packed() && !matches!(self, Target::Xls | Target::Utf16)
    }

    /// The extensions of its files; a kind of text has none.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Target::Csv => &["csv"],
            Target::Utf16 => &["utf16"],
            Target::Xlsx => &["xlsx"],
            Target::Xls => &["xls"],
            Target::Ods => &["ods"],
            Target::Html => &["html", "htm"],
            Target::Docx => &["docx"],
            Target::Markdown => &["markdown", "md"],
            Target::Zip => &["zip"],
            Target::Xml => &["xml"],
            Target::Mht => &["mht"],
            Target::Aligned => &["aligned", "txt"],
            Target::Prose | Target::Formula | Target::Pipeline | Target::Register | Target::Explanations => &[],
        }
    }
}
