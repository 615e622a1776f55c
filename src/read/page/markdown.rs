//! Markdown with tags in it → a web page.
//!
//! Programs that convert documents to Markdown write tables with merged cells as HTML, and others with bars between the
//! cells. Text without tags needs none of this: a bar is a delimiter like any other.
//!
//! ```text
//! | Row     | Persons     |        <tr><td>Row</td><td>Persons</td></tr>
//! |---------|-------------|   →
//! | Appeals | 2<sup>1</sup> |      <tr><td>Appeals</td><td>2<sup>1</sup></td></tr>
//! ```

/// True for Markdown with an HTML table, or with tags or escaped signs beside a table of bars.
pub fn has_tags(text: &str) -> bool {
    if memchr::memchr(b'\\', text.as_bytes()).is_some() && has_escapes(text) && text.lines().any(is_ruler) {
        return true;
    }
    if memchr::memchr(b'<', text.as_bytes()).is_none() {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let has_any = |tags: &[&str]| tags.iter().any(|tag| lower.contains(tag));
    has_any(&["<table"]) || has_any(&["<sup", "<sub", "<br", "<del>", "<s>", "<span"]) && text.lines().any(is_ruler)
}

/// True if a backslash stands before signs that would otherwise be Markdown.
fn has_escapes(text: &str) -> bool {
    text.split('\\').skip(1).any(|behind| behind.starts_with(|c: char| c.is_ascii_punctuation()))
}

/// The text as a web page.
pub fn page(text: &str) -> String {
    let mut page = String::with_capacity(text.len() + text.len() / 2);
    let lines: Vec<&str> = text.lines().collect();
    let (mut at, mut tables) = (0, 0usize);
    while let Some(line) = lines.get(at) {
        let lower = line.to_ascii_lowercase();
        let opened = tables + lower.matches("<table").count();
        if opened > 0 {
            page.push_str(line);
            page.push('\n');
            tables = opened.saturating_sub(lower.matches("</table").count());
            at += 1;
            continue;
        }
        let rows = lines.get(at..).unwrap_or_default().iter().take_while(|line| is_row(line)).count();
        let has_ruler = lines.get(at..at + rows).is_some_and(|rows| rows.iter().any(|line| is_ruler(line)));
        if has_ruler || line.trim_start().starts_with('|') && rows > 0 {
            table(lines.get(at..at + rows).unwrap_or_default(), &mut page);
            at += rows;
        } else {
            page.push_str("<p>");
            page.push_str(&inline(line.trim()));
            page.push_str("</p>\n");
            at += 1;
        }
    }
    page
}

/// True for a line with bars. A bar may also stand in prose, so a table needs a ruler or a bar at the begin of a line.
fn is_row(line: &str) -> bool {
    line.contains('|') && !line.to_ascii_lowercase().contains("<table")
}

/// True for the line of dashes under a header.
fn is_ruler(line: &str) -> bool {
    let line = line.trim();
    line.contains('|') && line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// Writes rows of bars as a table, without the ruler.
fn table(rows: &[&str], page: &mut String) {
    page.push_str("<table>\n");
    for row in rows.iter().filter(|row| !is_ruler(row)) {
        page.push_str("<tr>");
        for cell in cells(row) {
            page.push_str("<td>");
            page.push_str(&inline(cell.trim()));
            page.push_str("</td>");
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</table>\n");
}

/// The cells of a row; an escaped bar separates none.
fn cells(row: &str) -> Vec<&str> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').filter(|row| !row.ends_with('\\')).unwrap_or(row);
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, _) in row.match_indices('|') {
        let before = row.get(start..at).unwrap_or_default();
        if !before.ends_with('\\') {
            cells.push(before);
            start = at + 1;
        }
    }
    cells.push(row.get(start..).unwrap_or_default());
    cells
}

/// The text with its tags kept, and with other `<` escaped.
fn inline(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            '<' if !is_tag(text.get(at..).unwrap_or_default()) => written.push_str("&lt;"),
            '\\' => match characters.next_if(|(_, next)| next.is_ascii_punctuation()) {
                Some((_, '<')) => written.push_str("&lt;"),
                Some((_, escaped)) => written.push(escaped),
                None => written.push('\\'),
            },
            c => written.push(c),
        }
    }
    written
}

/// True if a `<` begins a tag and is no sign for *less than*.
fn is_tag(text: &str) -> bool {
    let name = text.trim_start_matches('<').trim_start_matches('/');
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.find('>').is_some_and(|end| !name[..end].contains('<'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_and_tags_make_one_page() {
        let text = "# 标题\n\n| a | b\\|c |\n|---|:-:|\n| 15<sup>1</sup> | 3 < 5 |\n文字<br>\n<table><tr>\n<td>1|2</td></tr></table>\n";
        let page = page(text);
        assert!(has_tags(text) && !has_tags("| a |\n|---|\n| <3 |\n") && !has_tags("a<sup>1</sup>,2\n"));
        assert!(page.contains("<p># 标题</p>"), "{page}");
        assert!(
            page.contains("<tr><td>a</td><td>b|c</td></tr>\n<tr><td>15<sup>1</sup></td><td>3 &lt; 5</td></tr>"),
            "{page}"
        );
        assert!(page.contains("<table><tr>\n<td>1|2</td></tr></table>\n"), "{page}");
    }
}
