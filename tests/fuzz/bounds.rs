//! How much memory a case may take, and small files that say they are large.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use gouji::model::{Lang, Reading, Source, SourceIx};
use gouji::read::{self, Read, vocabulary::Vocabulary};
use gouji::{say, spec};

use crate::books;
use crate::fuzz::MEMORY;
use crate::target::Target;

/// What a case may take beside the multiple of its size: the bound on what the smallest zip may unpack to, and
/// on the places of the smallest sheet, each a few times over.
const CONSTANT: usize = 256 << 20;
/// Bytes taken for each byte of a file that is not packed.
const MULTIPLE: usize = 256;
/// The same for one that is: it may unpack to two hundred times its size.
const MULTIPLE_PACKED: usize = 4096;

/// What a case may take.
pub fn memory(target: Target, input: &[u8]) -> usize {
    CONSTANT + input.len() * if target.is_packed() { MULTIPLE_PACKED } else { MULTIPLE }
}

/// Reads each bomb, and says what it took.
pub fn bombs(folder: Option<&Path>) -> ExitCode {
    let pipeline = spec::load("cn-disclosure").unwrap();
    let wording = spec::wording(Lang::En).unwrap();
    let mut worst = ExitCode::SUCCESS;
    println!("{:<20} {:>9} {:>9} {:>9} {:>6}", "file", "bytes", "MiB", "ms", "rows");
    for bomb in books::bombs::all() {
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(folder.join(bomb.name), &bomb.bytes).unwrap();
        }
        let mut vocabulary = Vocabulary::new(&pipeline);
        let source = Source { path: format!("in/{}", bomb.name), root_len: 3 };
        let base = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let said = |reading: &Reading| say::messages(&reading.intake.messages, &pipeline, &wording);
        let start = Instant::now();
        let rows: Vec<String> = match read::file(&bomb.bytes, SourceIx(0), &source, &mut vocabulary) {
            Read::Text(reading) => vec![said(&reading)],
            Read::Members(members) => members.iter().map(|member| said(&member.reading)).collect(),
        };
        let said = rows.iter().find(|said| said.contains(bomb.said));
        let (taken, time) = (MEMORY.peak_usage().saturating_sub(base), start.elapsed().as_millis());
        let shown = said.or(rows.first()).map_or("", String::as_str);
        println!("{:<20} {:>9} {:>9} {:>9} {:>6}  {shown}", bomb.name, bomb.bytes.len(), taken >> 20, time, rows.len());
        if said.is_none() || taken > CONSTANT + bomb.bytes.len().saturating_mul(MULTIPLE_PACKED) {
            worst = ExitCode::FAILURE;
        }
    }
    worst
}
