//! Which filings stand below a consolidated one, if no register says so.
//!
//! - By name: 海州市水务局 below 海州市, the innermost region first.
//! - By workbook: the other sheets below the one that is consolidated.
//! - By folder: an office that names no region, or a narrower one, below the only region that has filed for all there;
//!   and everybody below a filing that names nobody and is for all.
//!
//! If the filings together have more than the consolidated one, it cannot contain them: none is left out, and a finding
//! says so. A name counts more than a folder, and outweighs a few figures that contradict it.

use std::collections::{BTreeMap, BTreeSet};

use crate::assemble::{AssembleContext, Assembled};
use crate::model::{Counted, Filing, Pipeline, Scope, Year};

/// Consolidated filings, by position, with the positions of those below them.
pub(crate) type Below = BTreeMap<usize, Vec<usize>>;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Containment {
    /// Filings that certainly contain others.
    pub below: Below,
    /// Filings that may contain others.
    pub open: Vec<Open>,
}

/// A consolidated filing, and others of which it cannot be told whether it contains them.
#[derive(Debug)]
pub(crate) struct Open {
    /// The position of the consolidated one.
    pub whole: usize,
    /// The positions of the others.
    pub others: Vec<usize>,
}

/// Finds what stands below the consolidated filings.
pub(crate) fn find(assembled: &Assembled, context: &AssembleContext<'_>) -> Containment {
    let filings = &assembled.filings;
    let is_head = |filing: &Filing| filing.scope == Scope::Consolidated && filing.counted == Counted::Itself;
    let mut years: BTreeMap<Year, Vec<usize>> = BTreeMap::new();
    for (at, _) in filings.iter().enumerate().filter(|(_, filing)| is_head(filing)) {
        years.entry(filings[at].year).or_default().push(at);
    }
    let mut found = Containment::default();
    for (year, heads) in years {
        let open =
            |filing: &Filing| filing.year == year && filing.counted == Counted::Itself && filing.scope != Scope::Total;
        let members: Vec<usize> = (0..filings.len()).filter(|at| open(&filings[*at])).collect();
        OneYear::new(heads, &members, assembled, context).find(&members, &mut found);
    }
    found
}

/// A consolidated filing of the year.
struct Head {
    /// Its position.
    at: usize,
    /// The normalised name of its office.
    name: String,
    /// The name without the words of a government: 海州市 for 海州市人民政府.
    stem: String,
    /// The width of the region that its name ends with; 0 is the widest.
    level: Option<usize>,
    /// It names nobody in particular and is for all.
    is_of_all: bool,
}

/// The filings of a year.
struct OneYear<'a> {
    /// The consolidated ones.
    heads: Vec<Head>,
    /// The name of each filing's office.
    names: BTreeMap<usize, String>,
    assembled: &'a Assembled,
    context: &'a AssembleContext<'a>,
}

impl<'a> OneYear<'a> {
    fn new(
        heads: Vec<usize>,
        members: &[usize],
        assembled: &'a Assembled,
        context: &'a AssembleContext<'a>,
    ) -> OneYear<'a> {
        let pipeline = context.pipeline;
        let name = |at: usize| {
            let office = assembled.register.office(assembled.filings[at].office);
            pipeline.lexicon.normaliser.normalise(&office.name)
        };
        let all = pipeline.lexicon.normaliser.normalise(pipeline.city.get(pipeline.language));
        let head = |at: usize| {
            let name = name(at);
            let stem = pipeline.identity.seat.replace(&name, "").into_owned();
            let level = stem.chars().next_back().and_then(|last| pipeline.identity.level(last));
            Head { at, is_of_all: name == all, name, stem, level }
        };
        let mut heads: Vec<Head> = heads.into_iter().map(head).collect();
        heads.sort_by(|a, b| (&a.stem, &a.name).cmp(&(&b.stem, &b.name)));
        OneYear { heads, names: members.iter().map(|at| (*at, name(*at))).collect(), assembled, context }
    }

    fn find(&self, members: &[usize], found: &mut Containment) {
        let mut left: Vec<usize> = Vec::new();
        for at in members.iter().copied() {
            match self.by_name(at) {
                Some(head) => found.below.entry(head).or_default().push(at),
                None => left.push(at),
            }
        }
        let below: BTreeSet<usize> = found.below.values().flatten().copied().collect();
        let top: Vec<&Head> = self.heads.iter().filter(|head| !below.contains(&head.at)).collect();
        let mut by_folder: Below = Below::new();
        for at in left {
            match self.by_workbook(at, &top) {
                Some(head) => found.below.entry(head).or_default().push(at),
                None => {
                    let head = self.by_folder(at, &top);
                    head.into_iter().for_each(|head| by_folder.entry(head).or_default().push(at));
                }
            }
        }
        // A figure or two may be wrong, but a filing that has less than others does not contain them.
        for whole in self.heads.iter().map(|head| head.at) {
            let Some(others) = found.below.remove(&whole) else { continue };
            let compared = self.compared(whole, &others);
            match 2 * compared.exceeded > compared.n {
                true => found.open.push(Open { whole, others }),
                false => drop(found.below.insert(whole, others)),
            }
        }
        for (whole, others) in by_folder {
            match self.compared(whole, &others).exceeded {
                0 => found.below.entry(whole).or_default().extend(others),
                _ => found.open.push(Open { whole, others }),
            }
        }
    }

    /// False for two offices on a register, since the register says which is below which.
    fn is_open(&self, at: usize, head: &Head) -> bool {
        let register = &self.assembled.register;
        let is_known = |at: usize| register.given && register.office(self.assembled.filings[at].office).registered;
        at != head.at && !(is_known(at) && is_known(head.at))
    }

    /// The consolidated filing above, by name.
    fn by_name(&self, at: usize) -> Option<usize> {
        let name = self.names.get(&at)?;
        let own = self.heads.iter().find(|head| head.at == at);
        let is_above = |head: &&Head| {
            let is_inside = match own {
                Some(own) => (own.stem.len(), own.name.len()) > (head.stem.len(), head.name.len()),
                None => true,
            };
            self.is_open(at, head) && is_inside && !head.stem.is_empty() && name.starts_with(&head.stem)
        };
        // The longest name is that of the innermost region. Of two for one region, the shorter name is that of the
        // region as a whole.
        let above = self.heads.iter().filter(is_above);
        above.min_by_key(|head| (usize::MAX - head.stem.len(), head.name.len())).map(|head| head.at)
    }

    fn by_workbook(&self, at: usize, top: &[&Head]) -> Option<usize> {
        let file = self.file(at);
        let source = &self.context.sources[self.assembled.filings[at].source().at()];
        if file == source.path {
            return None;
        }
        let mut here = top.iter().filter(|head| self.file(head.at) == file);
        match (here.next(), here.next()) {
            (Some(only), None) if self.is_open(at, only) => Some(only.at),
            _ => None,
        }
    }

    fn by_folder(&self, at: usize, top: &[&Head]) -> Option<usize> {
        let file = self.file(at);
        // A sheet of sums belongs to its workbook only.
        let lies_above = |head: &&&Head| {
            let source = &self.context.sources[self.assembled.filings[head.at].source().at()];
            let is_file = source.file() == source.path;
            let folder = source.folder();
            is_file && file.strip_prefix(folder).is_some_and(|rest| folder.is_empty() || rest.starts_with('/'))
        };
        let here: Vec<&&Head> = top.iter().filter(lies_above).collect();
        if let Some(all) = here.iter().find(|head| head.is_of_all) {
            return self.is_open(at, all).then_some(all.at);
        }
        let widest = here.iter().filter_map(|head| head.level).min()?;
        let mut widest = here.iter().filter(|head| head.level == Some(widest));
        let (Some(only), None) = (widest.next(), widest.next()) else { return None };
        let own = region(self.names.get(&at)?, self.context.pipeline);
        let is_narrower = own.is_none_or(|own| only.level.is_some_and(|above| above < own));
        (is_narrower && self.is_open(at, only)).then_some(only.at)
    }

    /// The file that a filing begins in.
    fn file(&self, at: usize) -> &str {
        self.context.sources[self.assembled.filings[at].source().at()].file()
    }

    /// Compares a consolidated filing with others that may be below it.
    fn compared(&self, whole: usize, others: &[usize]) -> Compared {
        let filings = &self.assembled.filings;
        let catalogue = &self.context.pipeline.catalogue;
        let figures = filings[whole].cells.iter().filter(|(cell, _)| catalogue.cell(*cell).adds);
        let pairs = figures.filter_map(|(cell, value)| {
            let some: i64 = others.iter().filter_map(|at| filings[*at].cells.get(cell).number()).sum();
            Some((value.number()?, some))
        });
        pairs.filter(|pair| *pair != (0, 0)).fold(Compared::default(), |compared, (all, some)| Compared {
            n: compared.n + 1,
            exceeded: compared.exceeded + usize::from(some > all),
        })
    }
}

/// The figures of a filing compared with the sums of others.
///
/// A city with 9 applications received, and three offices with 4, 5 and 3: one figure is compared, and it is exceeded,
/// so the city does not contain the three.
#[derive(Clone, Copy, Debug, Default)]
struct Compared {
    /// Figures that are not 0 on both sides.
    n: usize,
    /// Those of which the others together have more.
    exceeded: usize,
}

/// The width of the region that a name begins with before the office: that of 海州市 for 海州市水务局, and `None` for 水务局 and
/// 市场监督管理局.
fn region(name: &str, pipeline: &Pipeline) -> Option<usize> {
    let name: Vec<char> = name.chars().collect();
    let words = &pipeline.identity.short.words;
    let covered: BTreeSet<usize> = (0..name.len())
        .flat_map(|at| words.iter().map(move |word| (at, word)))
        .filter(|(at, word)| name.get(*at..).is_some_and(|rest| rest.starts_with(word)))
        .flat_map(|(at, word)| at..at + word.len())
        .collect();
    let ends = |at: &usize| !covered.contains(at) && pipeline.identity.level(name[*at]).is_some();
    let first = (1..name.len()).find(ends)?;
    // In 杭州市 both 州 and 市 end the name of a region; the last one counts.
    let last = (first..name.len()).take_while(ends).last()?;
    pipeline.identity.level(name[last])
}
