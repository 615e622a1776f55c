//! The filings as they ought to be.

use crate::corpus::filing::Filing;
use crate::corpus::office::Office;
use crate::corpus::prng::Prng;
use crate::corpus::sample::{ByOfficeYear, YEARS};

const SEED: u64 = 60;

/// What every office should have filed; a consolidated filing is its own figures and those of the offices below.
pub fn filings(offices: &[Office]) -> ByOfficeYear<Filing> {
    let mut own = ByOfficeYear::new();
    for (at, office) in offices.iter().enumerate() {
        let mut prng = Prng::new(SEED + at as u64);
        let (least, most) = if office.kind == "街道乡镇" { (8, 45) } else { (40, 220) };
        let volume = prng.between(least, most);
        let mut filing = Filing::of_volume(&mut prng, volume);
        for year in YEARS {
            if year != YEARS[0] {
                filing = Filing::next_year(&mut prng, &filing);
            }
            if office.files_for(year) {
                own.insert((office.code.clone(), year), filing.clone());
            }
        }
    }
    let mut filings = own.clone();
    for parent in offices.iter().filter(|office| office.consolidated) {
        for child in offices.iter().filter(|office| office.parent == parent.code) {
            for year in YEARS {
                let below = own.get(&(child.code.clone(), year));
                if let (Some(sum), Some(below)) = (filings.get_mut(&(parent.code.clone(), year)), below) {
                    sum.add(below);
                }
            }
        }
    }
    filings
}
