//! Files that say they are large are refused by name, and the run goes on.

use gouji::model::Reception;

use crate::books::bombs;
use crate::books::table;
use crate::reading::{OFFICE, YEAR, print, read};
use crate::said::Said;

#[test]
fn a_small_file_that_says_it_is_large_is_refused_by_name_and_the_others_are_read() {
    let bombs = bombs::all();
    let mut files: Vec<(&str, Vec<u8>)> = bombs.iter().map(|bomb| (bomb.name, bomb.bytes.clone())).collect();
    files.push(("good.csv", table::csv(&print(1), OFFICE, YEAR).into_bytes()));
    let finished = read(&files);
    assert_eq!(finished.filings.len(), 1);
    for bomb in &bombs {
        let rows: Vec<_> = finished
            .sources
            .iter()
            .zip(&finished.intake)
            .filter(|(source, _)| source.path.starts_with(bomb.name))
            .map(|(_, row)| row)
            .collect();
        let said: Vec<String> = rows.iter().map(|row| row.said()).collect();
        assert!(rows.iter().all(|row| row.reception != Reception::Accepted), "{}", bomb.name);
        assert!(said.iter().any(|said| said.contains(bomb.said)), "{}: {:?}", bomb.name, &said[..said.len().min(9)]);
    }
}
