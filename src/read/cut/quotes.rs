//! Records over many lines: cells of several lines, or text between two stray quotation marks.

/// A record over more lines comes from a stray quotation mark, unless it has enough fields for each of them to be
/// broken twice.
const LONGEST_RECORD: u64 = 40;
const LINES_A_FIELD: u64 = 3;

/// True if a record over so many lines comes from a stray quotation mark.
pub(super) fn is_torn(fields: &[u8], ends: &[usize], delimiter: u8, n_lines: u64) -> bool {
    let is_long = n_lines > LONGEST_RECORD && n_lines > LINES_A_FIELD * ends.len() as u64;
    is_long && !is_folded(fields, ends, delimiter) || swallows_lines(fields, ends, delimiter)
}

/// True if a field contains whole lines, with so many delimiters that they must have fallen between two stray quotation
/// marks.
fn swallows_lines(fields: &[u8], ends: &[usize], delimiter: u8) -> bool {
    if memchr::memchr(b'\n', fields).is_none() {
        return false;
    }
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends).any(|(start, end)| is_several_lines(&fields[start..*end], delimiter))
}

/// True if several fields have equally many lines without delimiters: several rows typed into one.
fn is_folded(fields: &[u8], ends: &[usize], delimiter: u8) -> bool {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let n_lines = |(start, end): (usize, &usize)| {
        let field = &fields[start..*end];
        let is_one = memchr::memchr(b'\n', field).is_none() || memchr::memchr(delimiter, field).is_some();
        (!is_one).then(|| memchr::memchr_iter(b'\n', field).count())
    };
    let mut counts: Vec<usize> = starts.zip(ends).filter_map(n_lines).collect();
    counts.sort_unstable();
    counts.windows(2).any(|pair| pair[0] == pair[1])
}

/// True if a field contains lines that have fields of their own.
pub fn is_several_lines(field: &[u8], delimiter: u8) -> bool {
    memchr::memchr(b'\n', field).is_some() && memchr::memchr_iter(delimiter, field).count() >= SWALLOWED
}

/// A field with a line end and so many delimiters contains lines.
const SWALLOWED: usize = 5;
