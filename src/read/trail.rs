//! Which line a label names if it could name several.
//!
//! Lists print the same few words under one heading after the other:
//!
//! ```text
//! granted in part        3        `of which: on paper` is the line under `granted in part`
//!   of which: on paper   1
//! refused                2
//!   of which: on paper   0        and now the one under `refused`
//! ```
//!
//! Such a label is the line under the nearest heading that comes after what was read last. If there is none or several,
//! it is not told, and the caller lists its figures. A label with one meaning needs no trail, and moves it on.

use crate::model::{Axis, AxisIx, Line, Table};

/// A line of a table, or a heading over lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// A row or column.
    Line(AxisIx),
    /// Position among the groups of the table.
    Group(u8),
}

/// The place that reading has come to in a table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trail {
    /// What was read last.
    last: Option<Anchor>,
}

impl Trail {
    /// Moves on to what has just been read.
    pub fn reach(&mut self, anchor: Anchor) {
        self.last = Some(anchor);
    }

    /// Of several lines, the one that follows where the reading is; `None` if that does not decide.
    pub fn choose(&self, lines: &[AxisIx], axis: Axis, table: &Table) -> Option<AxisIx> {
        if let [only] = lines {
            return Some(*only);
        }
        // The open headings, the nearest first, each with what was read last under it.
        let mut open = Vec::new();
        let mut below = None;
        let mut anchor = self.last;
        while let Some(heading) = anchor {
            open.push((Some(heading), below));
            below = Some(heading);
            anchor = parent(heading, axis, table);
        }
        open.push((None, below));
        open.into_iter().find_map(|(heading, below)| {
            // The own line of a group stands before its members or after them.
            let after = |line: &&AxisIx| match below {
                Some(Anchor::Line(last)) => **line > last || heads(**line, axis, table).is_some(),
                Some(Anchor::Group(_)) | None => true,
            };
            let mut under =
                lines.iter().filter(|line| parent(Anchor::Line(**line), axis, table) == heading).filter(after);
            // If two lines under one heading have the same label, the first need not be missing because the second is
            // there.
            Some((under.next()?, under.next())).map(|(first, second)| second.is_none().then_some(*first))
        })?
    }
}

/// The nearest heading over a line or heading: the line whose code its own code begins with, or the narrowest group.
fn parent(anchor: Anchor, axis: Axis, table: &Table) -> Option<Anchor> {
    match anchor {
        Anchor::Line(line) => match heads(line, axis, table) {
            Some(group) => Some(Anchor::Group(group)),
            None => line_above(line, table.lines(axis)).map(Anchor::Line).or_else(|| {
                let over = |group: &crate::model::Group| group.members.contains(&line);
                narrowest(axis, table, &over)
            }),
        },
        Anchor::Group(at) => {
            let members = &table.groups.get(usize::from(at))?.members;
            let over = |group: &crate::model::Group| {
                group.members.len() > members.len() && members.iter().all(|member| group.members.contains(member))
            };
            narrowest(axis, table, &over)
        }
    }
}

/// The group whose own line it is.
fn heads(line: AxisIx, axis: Axis, table: &Table) -> Option<u8> {
    let of = |group: &crate::model::Group| group.axis == axis && group.own == Some(line);
    table.groups.iter().position(of).map(|at| at as u8)
}

/// The line that this one is a part of: `reply.denied` for `reply.denied.state_secret`.
pub fn line_above(line: AxisIx, lines: &[Line]) -> Option<AxisIx> {
    let mut code = lines.get(line.at())?.code.as_str();
    while let Some((stem, _)) = code.rsplit_once('.') {
        if let Some(at) = lines.iter().position(|line| line.code == stem) {
            return Some(AxisIx(at as u8));
        }
        code = stem;
    }
    None
}

/// The narrowest group for which `over` holds.
fn narrowest(axis: Axis, table: &Table, over: &dyn Fn(&crate::model::Group) -> bool) -> Option<Anchor> {
    let groups = table.groups.iter().enumerate().filter(|(_, group)| group.axis == axis && over(group));
    groups.min_by_key(|(_, group)| group.members.len()).map(|(at, _)| Anchor::Group(at as u8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Catalogue, Group, Text};

    /// Two blocks with a line of the same label each, and a third such line twice in one block.
    fn table() -> Table {
        let line = |code: &str| Line { code: code.to_owned(), label: Text::default(), total: false };
        let mut table = Table::declare("t".to_owned(), Text::default());
        let codes = ["review", "review.kept", "review.other", "suit", "suit.kept", "suit.other", "x", "y.a", "y.b"];
        table.rows = codes.iter().map(|code| line(code)).collect();
        let members = vec![AxisIx(7), AxisIx(8)];
        table.groups.push(Group {
            code: "y".to_owned(),
            axis: Axis::Row,
            label: Text::default(),
            members,
            own: None,
            own_only: false,
        });
        Catalogue::new(vec![table], Vec::new(), Vec::new()).tables.remove(0)
    }

    fn chosen(last: Option<Anchor>, lines: &[u8]) -> Option<u8> {
        let lines: Vec<AxisIx> = lines.iter().map(|at| AxisIx(*at)).collect();
        Trail { last }.choose(&lines, Axis::Row, &table()).map(|line| line.0)
    }

    #[test]
    fn a_label_of_two_blocks_belongs_to_the_block_it_stands_in() {
        assert_eq!(chosen(Some(Anchor::Line(AxisIx(0))), &[2, 5]), Some(2));
        assert_eq!(chosen(Some(Anchor::Line(AxisIx(1))), &[2, 5]), Some(2));
        assert_eq!(chosen(Some(Anchor::Line(AxisIx(3))), &[2, 5]), Some(5));
        assert_eq!(chosen(Some(Anchor::Line(AxisIx(4))), &[2, 5]), Some(5));
    }

    #[test]
    fn a_label_outside_every_block_it_could_belong_to_is_ambiguous() {
        assert_eq!(chosen(Some(Anchor::Line(AxisIx(6))), &[2, 5]), None);
        assert_eq!(chosen(Some(Anchor::Line(AxisIx(2))), &[2, 5]), None);
        assert_eq!(chosen(None, &[2, 5]), None);
    }

    #[test]
    fn the_same_label_twice_under_one_heading_is_ambiguous() {
        assert_eq!(chosen(Some(Anchor::Group(0)), &[7, 8]), None);
        assert_eq!(chosen(Some(Anchor::Line(AxisIx(7))), &[7, 8]), Some(8));
    }
}
