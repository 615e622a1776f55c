//! What the cells of a file may take, in proportion to the file.
//!
//! Formats of cells say "a thousand of these", "down to the last row" and "the text of that cell" in a few bytes. Each
//! place and each byte of text that is made of a file is taken from its room, whatever format it is in, and a table that
//! needs more is refused by name.

/// Places that a table of no size may have.
const PLACES: usize = 1 << 20;
/// Places for each byte as it was unpacked: a cell takes three bytes at least, and few cells are merged.
const BYTES_A_PLACE: usize = 2;
/// Places for each byte as it lies in the input: of a workbook of zeros a cell takes one byte and more.
const PLACES_A_BYTE: usize = 16;
/// Places of all tables of an input file, however large it is.
const MOST_PLACES: usize = 1 << 25;

/// Bytes of text that the cells of a table of no size may have.
const LETTERS: usize = 32 << 20;
/// Bytes of text for each byte as it was unpacked, and as it lies in the input: labels are written once and shown often.
const LETTERS_UNPACKED: usize = 8;
const LETTERS_A_BYTE: usize = 64;
/// Bytes of text of all tables of an input file.
const MOST_LETTERS: usize = 1 << 30;

/// How many tables that are refused leave room for the others.
const TABLES: usize = 8;

/// What is left for the cells of a file, or of one table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    places: usize,
    letters: usize,
}

impl Room {
    /// For all tables of an input file of so many bytes.
    pub fn of_input(n_bytes: usize) -> Room {
        let places = TABLES.saturating_mul(PLACES).saturating_add(n_bytes.saturating_mul(PLACES_A_BYTE));
        let letters = TABLES.saturating_mul(LETTERS).saturating_add(n_bytes.saturating_mul(LETTERS_A_BYTE));
        Room { places: places.min(MOST_PLACES), letters: letters.min(MOST_LETTERS) }
    }

    /// For a table, workbook or page of which so many bytes are known once it is unpacked.
    pub fn of(n_bytes: usize) -> Room {
        let places = PLACES.saturating_add(n_bytes / BYTES_A_PLACE);
        let letters = LETTERS.saturating_add(n_bytes.saturating_mul(LETTERS_UNPACKED));
        Room { places: places.min(MOST_PLACES), letters: letters.min(MOST_LETTERS) }
    }

    /// Reads a table of so many bytes in a part of the room.
    pub fn part<T>(&mut self, n_bytes: usize, read: impl FnOnce(&mut Room) -> T) -> T {
        let own = Room::of(n_bytes);
        let own = Room { places: own.places.min(self.places), letters: own.letters.min(self.letters) };
        let mut left = own;
        let done = read(&mut left);
        self.places -= own.places.saturating_sub(left.places).min(self.places);
        self.letters -= own.letters.saturating_sub(left.letters).min(self.letters);
        done
    }

    /// Takes so many places; false, and nothing is left, if there are not so many.
    pub fn place(&mut self, n: usize) -> bool {
        let left = self.places.checked_sub(n);
        self.places = left.unwrap_or(0);
        left.is_some()
    }

    /// Takes the text of a cell; false, and nothing is left, if there is no room for it.
    pub fn text(&mut self, n_bytes: usize) -> bool {
        let left = self.letters.checked_sub(n_bytes);
        self.letters = left.unwrap_or(0);
        left.is_some()
    }

    /// Takes a cell with its text.
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
    fn what_is_refused_leaves_nothing_to_the_same_table_and_room_to_others() {
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
