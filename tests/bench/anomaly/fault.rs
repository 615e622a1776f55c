//! Faults planted in an honest city, one office-year in twenty, each of a kind that can be seen at all.

use crate::chance::Chance;
use crate::city::{APPLICANTS, Figures, LEAVES, OTHER, Office};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// One outcome is printed wrongly, so that sums break.
    Slip,
    /// Eight times as many requests, from 10 or more.
    Jump,
    /// Tables 三 and 四 are all 0, after a volume of 20 or more.
    Zeroed,
    /// All figures are last year's, volume 8 or more.
    Repeated,
    /// Tables 三 and 四 are those of another office of the kind, volume 8 or more.
    Copied,
    /// Fees in yuan instead of 10,000 yuan.
    Unit,
    /// 70 % are otherwise disposed of, of 10 or more.
    Other,
    /// Licences vanish, after 50 or more.
    Vanished,
}

pub const ALL: [Fault; 8] = [
    Fault::Slip,
    Fault::Jump,
    Fault::Zeroed,
    Fault::Repeated,
    Fault::Copied,
    Fault::Unit,
    Fault::Other,
    Fault::Vanished,
];

/// A fault, and whether it can be seen in a filing of this size.
#[derive(Clone, Copy, Debug)]
pub struct Planted {
    pub office: usize,
    pub year: usize,
    pub fault: Fault,
    pub is_visible: bool,
}

/// Spoils so many of a thousand office-years; an office is spoilt once at most.
pub fn plant(offices: &mut [Office], per_mille: usize, seed: u64) -> Vec<Planted> {
    let mut chance = Chance::new(seed ^ 0xFA17);
    let n_years = offices.first().map_or(0, |office| office.years.len());
    let wanted = offices.len() * n_years * per_mille / 1000;
    let mut planted: Vec<Planted> = Vec::new();
    let mut is_spoilt = vec![false; offices.len()];
    let mut tries = 0;
    while planted.len() < wanted && tries < wanted * 400 {
        tries += 1;
        let (office, year) = (chance.below(offices.len()), chance.below(n_years));
        // In turn, so that a kind that few offices can show is not crowded out.
        let fault = ALL[planted.len() % ALL.len()];
        if is_spoilt[office] {
            continue;
        }
        let other = chance.below(offices.len());
        if fault == Fault::Copied && (is_spoilt[other] || other == office) {
            continue;
        }
        let volume = offices[office].years[year].volume();
        let Some(spoilt) = spoil(fault, offices, office, year, other, &mut chance) else { continue };
        let is_visible = volume.max(spoilt.volume()) >= 10;
        offices[office].years[year] = spoilt;
        is_spoilt[office] = true;
        // An author whose filing is spoilt later would be no author any more.
        is_spoilt[other] |= fault == Fault::Copied;
        planted.push(Planted { office, year, fault, is_visible });
    }
    planted
}

/// The filing with the fault, if it can have it.
fn spoil(
    fault: Fault,
    offices: &[Office],
    office: usize,
    year: usize,
    other: usize,
    chance: &mut Chance,
) -> Option<Figures> {
    let years = &offices[office].years;
    let mut figures = years[year].clone();
    let nearest = if year > 0 { year - 1 } else { year + 1 };
    let neighbour = years.get(nearest);
    match fault {
        Fault::Slip => {
            let off = 1 + chance.below(9) as i64;
            figures.slips.push((chance.below(LEAVES), chance.below(APPLICANTS), off));
            (figures.volume() > 0).then_some(figures)
        }
        Fault::Jump => (figures.volume() >= 10).then(|| multiplied(figures, 8)),
        Fault::Zeroed => {
            let blank = Figures {
                received: [0; APPLICANTS],
                carried_in: [0; APPLICANTS],
                outcomes: [[0; APPLICANTS]; LEAVES],
                carried_out: [0; APPLICANTS],
                remedies: [[0; 4]; 3],
                ..figures
            };
            neighbour.filter(|near| near.volume() >= 20).map(|_| blank)
        }
        Fault::Repeated => (year > 0 && years[year - 1].volume() >= 8).then(|| years[year - 1].clone()),
        Fault::Copied => {
            let author = &offices[other];
            let theirs = author.years[year].clone();
            let Figures { documents, decisions, fees, .. } = figures;
            (author.kind == offices[office].kind && theirs.volume() >= 8).then_some(Figures {
                documents,
                decisions,
                fees,
                ..theirs
            })
        }
        Fault::Unit => {
            figures.fees *= 10_000;
            neighbour.filter(|near| near.fees > 0 && figures.fees > 0).map(|_| figures)
        }
        Fault::Other => (figures.disposed() >= 10).then(|| otherwise(figures)),
        Fault::Vanished => {
            let is_seen = figures.decisions[0] >= 50 && neighbour.is_some_and(|near| near.decisions[0] >= 50);
            figures.decisions[0] = 0;
            is_seen.then_some(figures)
        }
    }
}

/// Received and outcomes are multiplied, what is carried from year to year stays.
pub fn multiplied(mut figures: Figures, factor: i64) -> Figures {
    for column in 0..APPLICANTS {
        let received = figures.received[column];
        figures.received[column] = received * factor;
        let mut more = received * (factor - 1);
        let disposed: i64 = figures.outcomes.iter().map(|row| row[column]).sum();
        for row in &mut figures.outcomes {
            let share = if disposed > 0 { row[column] * received * (factor - 1) / disposed } else { 0 };
            row[column] += share;
            more -= share;
        }
        figures.outcomes[0][column] += more;
    }
    figures
}

/// Outcomes are moved to the last one until it has 70 %.
fn otherwise(mut figures: Figures) -> Figures {
    let wanted = (figures.disposed() * 7 + 9) / 10;
    for column in 0..APPLICANTS {
        for leaf in 0..OTHER {
            let have: i64 = figures.outcomes[OTHER].iter().sum();
            let moved = figures.outcomes[leaf][column].min((wanted - have).max(0));
            figures.outcomes[leaf][column] -= moved;
            figures.outcomes[OTHER][column] += moved;
        }
    }
    figures
}
