//! Fields → a line of delimited text.

/// Writes one record, quoting only what must be.
pub fn push_record<'a>(out: &mut String, fields: impl IntoIterator<Item = &'a str>, delimiter: char) {
    for (at, field) in fields.into_iter().enumerate() {
        if at > 0 {
            out.push(delimiter);
        }
        if field.contains([delimiter, '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(field);
        }
    }
    out.push('\n');
}
