//! Compares the tables of a run, as written, with what is in memory and with each other.
//!
//! The first difference ends the run, and the former outputs stay: a table that cannot be trusted
//! must not be published. The reports are compared with the tables by [`crate::report::READBACKS`].
//!
//! ```text
//! filings in memory ──added up here───────┐
//!                                         ├─ must be equal, cell by cell
//! filings.parquet ────added up by polars──┴──► must equal every row of rollup.csv
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::frame::{self, ColumnSums, ParquetReader};
use crate::model::{CellIx, Filing, GroupKind, OfficeIx, Peers, Pipeline, Year};
use crate::report::FILINGS_FILE;
use crate::run::{Error, Finished, dossier};

/// Filings that are added up together: those of one year, district and kind of office that the same
/// sums include.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Bucket {
    year: Year,
    /// Position in [`Peers::pairs`].
    peers: u32,
    /// Whether the city, the district and the kind of office include them.
    counted: [bool; 3],
}

/// The sums of every bucket.
type BucketSums = BTreeMap<Bucket, ColumnSums>;

/// What a run wrote, and what it should have written.
struct Verification<'a> {
    folder: &'a Path,
    finished: &'a Finished,
    pipeline: &'a Pipeline,
    /// The cells that `filings.parquet` has columns for.
    cells: Vec<CellIx>,
    peers: Peers<'a>,
}

/// Compares the tables in the folder with the run. `rows` are the numbers of rows that the writers
/// reported.
///
/// # Errors
///
/// [`Error::Differs`] with the first difference, or the error of reading a table.
pub fn tables(
    folder: &Path,
    finished: &Finished,
    pipeline: &Pipeline,
    rows: &[(&'static str, u64)],
) -> Result<(), Error> {
    let verification = Verification::of(folder, finished, pipeline);
    let computed = verification.computed_sums();
    let stored = verification.stored_sums()?;
    if let Some(difference) = verification.first_difference(&computed, &stored) {
        return Err(differs(FILINGS_FILE, difference));
    }
    rows.par_iter().filter(|(file, _)| *file != FILINGS_FILE).try_for_each(|(file, n)| {
        match records(&folder.join(file)).map_err(|error| differs(file, error))? {
            read if read == *n => Ok(()),
            read => Err(differs(file, format!("{read} rows, and {n} were written"))),
        }
    })?;
    verification.rolled_up(&stored)
}

impl<'a> Verification<'a> {
    fn of(folder: &'a Path, finished: &'a Finished, pipeline: &'a Pipeline) -> Verification<'a> {
        let cells = frame::cells_met(&finished.filings, &pipeline.catalogue);
        Verification { folder, finished, pipeline, cells, peers: finished.register.peers() }
    }

    /// The bucket of the filing in a row, if its office and year are these.
    fn bucket(&self, row: usize, office: OfficeIx, year: Year) -> Option<Bucket> {
        let counted = *self.finished.counted.get(row)?;
        Some(Bucket { year, peers: *self.peers.of_office.get(office.at())?, counted })
    }

    /// Adds up the filings in memory. Each thread adds up a part of them; whole numbers have the same
    /// sum in any order.
    fn computed_sums(&self) -> BucketSums {
        const CHUNK: usize = 1 << 14;
        let add_up = |(chunk, filings): (usize, &[&Filing])| {
            let mut sums = BucketSums::new();
            for (at, filing) in filings.iter().enumerate() {
                let bucket = self.bucket(chunk * CHUNK + at, filing.office, filing.year);
                let Some(bucket) = bucket else { continue };
                let sums = sums.entry(bucket).or_insert_with(|| self.zeros());
                for (cell, number) in filing.cells.numbers() {
                    if let Ok(at) = self.cells.binary_search(&cell) {
                        sums[at] = (sums[at].0 + i128::from(number), sums[at].1 + 1);
                    }
                }
            }
            sums
        };
        let parts: Vec<BucketSums> = self.finished.reported().par_chunks(CHUNK).enumerate().map(add_up).collect();
        let mut all = BucketSums::new();
        for (bucket, sums) in parts.into_iter().flatten() {
            add(all.entry(bucket).or_insert_with(|| self.zeros()), &sums);
        }
        all
    }

    /// Has polars add up `filings.parquet`. Office and year of a row are those of the file; which sums
    /// include it is known from the run, whose filings have the same order. A file with more or fewer
    /// rows, or an office that the register does not have, is an error.
    fn stored_sums(&self) -> Result<BucketSums, Error> {
        let catalogue = &self.pipeline.catalogue;
        let defs = self.cells.iter().map(|cell| catalogue.cell(*cell));
        let named: Vec<(&str, u32)> = defs.map(|def| (def.code.as_str(), def.kind.decimals())).collect();
        let offices = self.finished.register.offices.iter().enumerate();
        let offices: FxHashMap<&str, OfficeIx> =
            offices.map(|(at, office)| (office.code.as_str(), OfficeIx(at as u32))).collect();
        let (mut all, mut rows, mut fault) = (BucketSums::new(), 0, None);
        let read = ParquetReader::each_batch(&self.folder.join(FILINGS_FILE), |batch| {
            let mut groups = Groups::default();
            for ((code, _), year) in batch.offices.iter().zip(&batch.years) {
                let known = offices.get(code.as_str()).zip(u16::try_from(*year).ok());
                let bucket = known.and_then(|(office, year)| self.bucket(rows, *office, Year(year)));
                rows += 1;
                match bucket {
                    Some(bucket) => groups.push(bucket),
                    None => fault = Some(format!("row {rows} is of `{code}` and {year}, which the run has not")),
                }
            }
            if fault.is_some() {
                return;
            }
            match batch.sums(&named, &groups.of_row) {
                Ok(sums) => sums.iter().for_each(|(group, sums)| {
                    add(all.entry(groups.buckets[*group as usize]).or_insert_with(|| self.zeros()), sums);
                }),
                Err(error) => fault = Some(error),
            }
        });
        let filings = self.finished.counted.len();
        match read.err().or(fault) {
            Some(error) => Err(differs(FILINGS_FILE, error)),
            None if rows != filings => Err(differs(FILINGS_FILE, format!("{rows} rows, and {filings} filings"))),
            None => Ok(all),
        }
    }

    /// No figures, for every cell.
    fn zeros(&self) -> ColumnSums {
        vec![(0, 0); self.cells.len()]
    }

    /// Describes the first cell in which the two differ: "`requests.granted@total` of 2023 adds up to
    /// (37, 1), and to (27, 1) in the run". Not translated: it is for whoever debugs the program.
    fn first_difference(&self, computed: &BucketSums, stored: &BucketSums) -> Option<String> {
        if !computed.keys().eq(stored.keys()) {
            return Some(format!("{} groups of filings, and {} in the run", stored.len(), computed.len()));
        }
        computed.iter().zip(stored.values()).find_map(|((bucket, sums), read)| {
            let at = sums.iter().zip(read).position(|(a, b)| a != b)?;
            let code = &self.pipeline.catalogue.cell(self.cells[at]).code;
            Some(format!("`{code}` of {} adds up to {:?}, and to {:?} in the run", bucket.year.0, read[at], sums[at]))
        })
    }

    /// Checks that every row of `rollup.csv` is the sum of the filings in its group.
    fn rolled_up(&self, stored: &BucketSums) -> Result<(), Error> {
        const FILE: &str = "rollup.csv";
        let everybody = self.pipeline.city.get(self.pipeline.language);
        let mut groups: BTreeMap<(GroupKind, &str, Year), ColumnSums> = BTreeMap::new();
        for (bucket, sums) in stored {
            let (district, kind) = self.peers.pairs[bucket.peers as usize];
            let named = GroupKind::ALL.into_iter().zip([everybody, district, kind]).zip(bucket.counted);
            for ((kind, name), _) in named.filter(|(_, counted)| *counted) {
                add(groups.entry((kind, name, bucket.year)).or_insert_with(|| self.zeros()), sums);
            }
        }
        let at: BTreeMap<CellIx, usize> = self.cells.iter().enumerate().map(|(at, cell)| (*cell, at)).collect();
        for row in dossier::rollup(self.folder, self.pipeline)? {
            let sums = groups.get(&(row.kind, row.group.as_str(), row.year));
            let sum = sums.zip(at.get(&row.cell)).map_or(0, |(sums, at)| sums[*at].0);
            if sum != row.value {
                let code = &self.pipeline.catalogue.cell(row.cell).code;
                let (group, year, value) = (&row.group, row.year.0, row.value);
                let message = format!("`{code}` of {group} and {year} is {value}, and {sum} in {FILINGS_FILE}");
                return Err(differs(FILE, message));
            }
        }
        Ok(())
    }
}

/// The buckets of some rows, numbered as polars wants them.
#[derive(Default)]
struct Groups {
    /// Each once.
    buckets: Vec<Bucket>,
    numbers: BTreeMap<Bucket, u32>,
    /// For each row, the position of its bucket.
    of_row: Vec<u32>,
}

impl Groups {
    /// Adds a row.
    fn push(&mut self, bucket: Bucket) {
        let number = *self.numbers.entry(bucket).or_insert_with(|| {
            self.buckets.push(bucket);
            self.buckets.len() as u32 - 1
        });
        self.of_row.push(number);
    }
}

/// The error for a table that differs from the run.
fn differs(file: &'static str, first: String) -> Error {
    Error::Differs { file, n: 1, first }
}

/// Adds the sums of another part of the same bucket.
fn add(sums: &mut ColumnSums, more: &ColumnSums) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum = (sum.0 + more.0, sum.1 + more.1);
    }
}

/// Number of rows of a CSV file, without its header.
fn records(path: &Path) -> Result<u64, String> {
    let mut reader = csv::Reader::from_path(path).map_err(|error| error.to_string())?;
    let (mut record, mut n) = (csv::ByteRecord::new(), 0);
    while reader.read_byte_record(&mut record).map_err(|error| error.to_string())? {
        n += 1;
    }
    Ok(n)
}

#[cfg(test)]
mod tests {
    //! The tables of a real run pass, and fail when any group of sums or any figure is damaged.

    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::model::{Lang, Value};
    use crate::run::events::Silent;
    use crate::run::{self, Publish, RunRequest};
    use crate::spec;

    struct SampleRun {
        pipeline: Pipeline,
        finished: Finished,
        out: PathBuf,
        _folder: tempfile::TempDir,
    }

    impl SampleRun {
        /// A run on the streets of the sample, whose districts file for the year as well.
        fn new() -> SampleRun {
            let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
            let register = fs::read_to_string(sample.join("register.csv")).unwrap();
            let folder = tempfile::tempdir().unwrap();
            let out = folder.path().join("out");
            let filings = sample.join("filings");
            let inputs = vec![filings.join("streets"), filings.join("districts/2024")];
            let request = RunRequest { inputs, out: out.clone(), publish: Publish::Tables, ..RunRequest::default() };
            let pipeline = spec::load("cn-disclosure").unwrap();
            let (register, wording) =
                (spec::register("register", &register).unwrap(), spec::wording(Lang::En).unwrap());
            let finished = run::run(&request, &pipeline, register, &wording, &Silent).unwrap();
            SampleRun { pipeline, finished, out, _folder: folder }
        }

        /// The file that the verification finds to differ.
        fn differing(&self) -> Option<&'static str> {
            match tables(&self.out, &self.finished, &self.pipeline, &[]) {
                Ok(()) => None,
                Err(Error::Differs { file, .. }) => Some(file),
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_wrong_sum_of_any_kind_of_group_is_found() {
        let run = SampleRun::new();
        assert_eq!(run.differing(), None);
        fs::remove_file(run.out.join("written.csv")).unwrap();
        let path = run.out.join("rollup.csv");
        let before = fs::read_to_string(&path).unwrap();
        let rows: Vec<csv::StringRecord> = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_path(&path)
            .unwrap()
            .records()
            .map(Result::unwrap)
            .collect();
        let value = rows[0].iter().position(|name| name == "value").unwrap();
        for kind in GroupKind::ALL {
            let damaged = rows.iter().position(|row| &row[0] == kind.code()).unwrap();
            let mut file = csv::Writer::from_path(&path).unwrap();
            for (at, row) in rows.iter().enumerate() {
                let is_damaged = |column: usize| at == damaged && column == value;
                let field = |(column, text)| if is_damaged(column) { format!("{text}1") } else { String::from(text) };
                file.write_record(row.iter().enumerate().map(field)).unwrap();
            }
            file.flush().unwrap();
            assert_eq!(run.differing(), Some("rollup.csv"), "{}", kind.code());
        }
        fs::write(&path, before).unwrap();
        assert_eq!(run.differing(), None);
    }

    #[test]
    fn a_figure_or_a_filing_that_is_not_in_the_file_is_found() {
        let mut run = SampleRun::new();
        let last = run.finished.filings.len() - 1;
        let before = run.finished.filings[last].cells.clone();
        let (cell, number) =
            before.iter().find_map(|(cell, value)| Some((cell, value.number()?))).expect("a filing has figures");
        run.finished.filings[last].cells.set(cell, Value::Number(number + 1), "");
        assert_eq!(run.differing(), Some(FILINGS_FILE));
        run.finished.filings[last].cells = before;
        assert_eq!(run.differing(), None);
        // The sums are right, but of a district that the office is not in.
        let office = run.finished.filings[0].office;
        run.finished.register.offices[office.at()].district = "elsewhere".to_owned();
        assert_eq!(run.differing(), Some("rollup.csv"));
        run.finished.counted.pop();
        assert_eq!(run.differing(), Some(FILINGS_FILE));
    }
}
