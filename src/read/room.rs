//! How much the cells of a file may take, in proportion to the file.
//!
//! A few bytes can say "a thousand of these cells", "down to the last row" or "the text of that cell". Whatever the
//! format, each place and each byte of text is taken from the file's room, and a table that needs more is refused by
//! name.

/// Places that a table of any size may have.
const PLACES: usize = 1 << 20;
/// One place for so many unpacked bytes: a cell takes at least three bytes, and few cells are merged.
const BYTES_A_PLACE: usize = 2;
/// Places for each byte of the input as it lies on disk: in a compressed workbook of zeros a cell takes little more
/// than one byte.
const PLACES_A_BYTE: usize = 16;
/// Places of all tables of an input file together.
const MOST_PLACES: usize = 1 << 25;

/// Bytes of text that the cells of a table of any size may have.
const LETTERS: usize = 32 << 20;
/// Bytes of text for each unpacked byte, and for each byte of the input: a label is written once and shown often.
const LETTERS_UNPACKED: usize = 8;
const LETTERS_A_BYTE: usize = 64;
/// Bytes of text of all tables of an input file together.
const MOST_LETTERS: usize = 1 << 30;

/// So many tables may be refused before the others lack room.
const TABLES: usize = 8;

/// The room that is left for a file or for one of its tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Places left.
    places: usize,
    /// Bytes of text left.
    letters: usize,
}

impl Room {
    /// The room for all tables of an input file of so many bytes.
    pub fn of_input(n_bytes: usize) -> Room {
        let places = TABLES.saturating_mul(PLACES).saturating_add(n_bytes.saturating_mul(PLACES_A_BYTE));
        let letters = TABLES.saturating_mul(LETTERS).saturating_add(n_bytes.saturating_mul(LETTERS_A_BYTE));
        Room { places: places.min(MOST_PLACES), letters: letters.min(MOST_LETTERS) }
    }

    /// The room for a table, workbook or page of so many unpacked bytes.
    pub fn of(n_bytes: usize) -> Room {
        let places = PLACES.saturating_add(n_bytes / BYTES_A_PLACE);
        let letters = LETTERS.saturating_add(n_bytes.saturating_mul(LETTERS_UNPACKED));
        Room { places: places.min(MOST_PLACES), letters: letters.min(MOST_LETTERS) }
    }

    /// Reads a table of so many bytes within its part of the room.
    pub fn part<T>(&mut self, n_bytes: usize, read: impl FnOnce(&mut Room) -> T) -> T {
        let own = Room::of(n_bytes);
        let own = Room { places: own.places.min(self.places), letters: own.letters.min(self.letters) };
        let mut left = own;
        let done = read(&mut left);
        self.places -= own.places.saturating_sub(left.places).min(self.places);
        self.letters -= own.letters.saturating_sub(left.letters).min(self.letters);
        done
    }

    /// Takes places. If there are not enough, nothing is left, and false is returned.
    pub fn place(&mut self, n: usize) -> bool {
        let left = self.places.checked_sub(n);
        self.places = left.unwrap_or(0);
        left.is_some()
    }

    /// Takes the text of a cell. If there is no room for it, nothing is left, and false is returned.
    pub fn text(&mut self, n_bytes: usize) -> bool {
        let left = self.letters.checked_sub(n_bytes);
        self.letters = left.unwrap_or(0);
        left.is_some()
    }

    /// Takes a cell and its text.
    pub fn cell(&mut self, text: &str) -> bool {
        self.place(1) && self.text(text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_from_the_room_of_its_file() {
        let mut file = Room::of_input(0);
        for _ in 0..TABLES {
            assert!(file.part(0, |room| room.place(PLACES)));
        }
        assert!(!file.part(0, |room| room.place(1)));
        assert!(file.part(0, |room| room.text(LETTERS)) && !file.part(0, |room| room.text(LETTERS + 1)));
    }

    #[test]
    fn a_refused_table_uses_up_only_its_own_room() {
        let mut file = Room::of_input(0);
        assert!(file.part(0, |room| !room.place(usize::MAX) && !room.place(1)));
        assert!(file.part(0, |room| room.cell("7")));
    }

    #[test]
    fn room_grows_with_the_file_up_to_a_bound() {
        assert!(Room::of(1 << 22).place(PLACES + (1 << 21)));
        assert!(!Room::of(1 << 22).place(PLACES + (1 << 21) + 1));
        assert!(!Room::of(usize::MAX).place(MOST_PLACES + 1) && !Room::of_input(usize::MAX).text(MOST_LETTERS + 1));
    }
}
