//! Which filings stand below a consolidated one where no register says so.
//!
//! - By name: 海州市水务局 below 海州市, the innermost region first.
//! - By workbook: the other sheets below the one that is consolidated.
//! - By folder: an office that names no region, or a narrower one, below the only region that has filed for all there;
//!   and everybody below the filing that names nobody and is of all.
//!
//! Where they have more than it has, it does not hold them: neither is left out, and it is said. A name is stronger than
//! a folder, and stands against a few figures that speak against it.

use std::collections::{BTreeMap, BTreeSet};

use crate::assemble::{Assembled, Context};
use crate::model::{Counted, Filing, Pipeline, Scope, Year};

/// Filings that hold others, as positions, with those they hold.
pub(crate) type Below = BTreeMap<usize, Vec<usize>>;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub below: Below,
    pub open: Vec<Open>,
}

/// A consolidated filing, and others of which it cannot be told whether it holds them.
#[derive(Debug)]
pub(crate) struct Open {
    pub whole: usize,
    pub others: Vec<usize>,
}

/// Finds what stands below the consolidated filings.
pub(crate) fn find(assembled: &Assembled, context: &Context<'_>) -> Found {
    let filings = &assembled.filings;
    let is_head = |filing: &Filing| filing.scope == Scope::Consolidated && filing.counted == Counted::Itself;
    let mut years: BTreeMap<Year, Vec<usize>> = BTreeMap::new();
    for (at, _) in filings.iter().enumerate().filter(|(_, filing)| is_head(filing)) {
        years.entry(filings[at].year).or_default().push(at);
    }
    let mut found = Found::default();
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
    at: usize,
    /// The name of its office, and the same without its seat.
    name: String,
    stem: String,
    /// How wide the region is that its name ends in, 0 being the widest.
    level: Option<usize>,
    /// It is of nobody in particular.
    is_of_all: bool,
}

struct OneYear<'a> {
    heads: Vec<Head>,
    /// By filing, its name.
    names: BTreeMap<usize, String>,
    assembled: &'a Assembled,
    context: &'a Context<'a>,
}

impl<'a> OneYear<'a> {
    fn new(heads: Vec<usize>, members: &[usize], assembled: &'a Assembled, context: &'a Context<'a>) -> OneYear<'a> {
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

    fn find(&self, members: &[usize], found: &mut Found) {
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
        // A figure or two may be wrong; but a filing that has less than others does not hold them.
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

    /// Of two offices on a register it is the register that says which stands below which.
    fn is_open(&self, at: usize, head: &Head) -> bool {
        let register = &self.assembled.register;
        let is_known = |at: usize| register.given && register.office(self.assembled.filings[at].office).registered;
        at != head.at && !(is_known(at) && is_known(head.at))
    }

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
        // The longest name is that of the innermost region; of two for one region the wider title.
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
        // A sheet of sums is of its workbook.
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

    fn file(&self, at: usize) -> &str {
        self.context.sources[self.assembled.filings[at].source().at()].file()
    }

    /// A consolidated filing held against others that may be below it.
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

/// The figures of a filing beside the sums of others.
///
/// A city with 9 applications received, and three offices that received 4, 5 and 3: one figure, and it is exceeded, so
/// that the city does not hold the three.
#[derive(Clone, Copy, Debug, Default)]
struct Compared {
    /// Figures that are not 0 on both sides.
    n: usize,
    /// Those of them of which the others together have more.
    exceeded: usize,
}

/// How wide the region is that a name begins with, if it names one before the office: 海州市 in 海州市水务局, and none in
/// 水务局 or 市场监督管理局.
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
    // 杭州市 ends with its last such character.
    let last = (first..name.len()).take_while(ends).last()?;
    pipeline.identity.level(name[last])
}
