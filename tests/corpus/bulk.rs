//! Large clean corpora for measuring speed, written as they are made.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::corpus::filing::Filing;
use crate::corpus::layout::{
    Cover, Heading, LONG_HEADER, Spans, matrix, push_long_rows, push_record, push_wide_row, wide_header,
};
use crate::corpus::office::numbered;
use crate::corpus::print::Print;
use crate::corpus::prng::Prng;

/// The seed when none is given.
pub const SEED: u64 = 20_211;

const YEARS: [u16; 3] = [2022, 2023, 2024];
const BUFFER: usize = 1 << 20;

/// How the filings lie in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One file per filing, in a folder per district and year.
    Matrix,
    /// One file, one line per filing.
    Wide,
    /// One file, one line per figure.
    Long,
}

/// Writes so many filings, three years of one office after the other.
pub fn write(shape: Shape, out: &Path, n_filings: u64, seed: u64) -> io::Result<()> {
    fs::create_dir_all(out)?;
    match shape {
        Shape::Matrix => write_files(out, n_filings, seed),
        Shape::Wide => {
            let mut file = BufWriter::with_capacity(BUFFER, File::create(out.join("wide.csv"))?);
            let header = wide_header();
            write_line(&mut file, header.iter().map(String::as_str))?;
            write_lines(file, n_filings, seed, push_wide_row)
        }
        Shape::Long => {
            let mut file = BufWriter::with_capacity(BUFFER, File::create(out.join("long.csv"))?);
            write_line(&mut file, LONG_HEADER)?;
            write_lines(file, n_filings, seed, push_long_rows)
        }
    }
}

fn write_line<'a>(file: &mut impl Write, fields: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
    let mut line = String::new();
    push_record(&mut line, fields, ',');
    file.write_all(line.as_bytes())
}

fn write_lines(
    mut file: impl Write,
    n_filings: u64,
    seed: u64,
    push: fn(&mut String, &Print, &str, &str, char),
) -> io::Result<()> {
    let mut text = String::new();
    each_filing(n_filings, seed, |numbered, year, filing| {
        text.clear();
        push(&mut text, &Print::of(filing), &numbered.1, &year.to_string(), ',');
        file.write_all(text.as_bytes())
    })?;
    file.flush()
}

fn write_files(out: &Path, n_filings: u64, seed: u64) -> io::Result<()> {
    for district in crate::corpus::office::DISTRICTS {
        for year in YEARS {
            fs::create_dir_all(out.join(district).join(year.to_string()))?;
        }
    }
    each_filing(n_filings, seed, |(district, office), year, filing| {
        let cover = Cover { office, year, heading: Heading::Title };
        let text = matrix(&Print::of(filing), cover, Spans::Blank, ',');
        fs::write(out.join(district).join(year.to_string()).join(format!("{office}.csv")), text)
    })
}

fn each_filing(
    n_filings: u64,
    seed: u64,
    mut take: impl FnMut(&(&'static str, String), u16, &Filing) -> io::Result<()>,
) -> io::Result<()> {
    let mut prng = Prng::new(seed);
    let mut left = n_filings;
    for number in 0.. {
        let office = numbered(number);
        let mut filing = Filing::random(&mut prng);
        for year in YEARS {
            if left == 0 {
                return Ok(());
            }
            if year != YEARS[0] {
                filing = Filing::next_year(&mut prng, &filing);
            }
            take(&office, year, &filing)?;
            left -= 1;
        }
    }
    Ok(())
}
