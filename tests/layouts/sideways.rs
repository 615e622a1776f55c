//! Table 三 on its side → rows of slots.

use crate::corpus::form::{OUTCOMES, REQUESTS};
use crate::corpus::layout::slots::{below, covered, own, wide};
use crate::layouts::tables::{APPLICANT, ORGANISATIONS, Printer, Rows, joined, once};

impl Printer<'_> {
    pub fn transposed(&mut self) -> Rows {
        let corner = wide(&self.label(APPLICANT), 2);
        let mut rows = [corner.clone(), below(&corner), below(&corner)];
        let (mut outcomes_begun, mut group_begun) = (false, "");
        let outcomes = self.label(OUTCOMES);
        let mut group_label = String::new();
        for (at, (_, group, text)) in REQUESTS.iter().enumerate() {
            if *group != group_begun && !group.is_empty() {
                group_label = self.label(group);
            }
            let text = self.label(text);
            let slots = match (*group, at) {
                ("", 0 | 1 | 24) => [own(text.as_str()), covered(text.as_str()), covered(text.as_str())],
                ("", _) => [once(&outcomes, outcomes_begun), own(text.as_str()), covered(text.as_str())],
                _ => [once(&outcomes, outcomes_begun), once(&group_label, group_begun == *group), own(text.as_str())],
            };
            outcomes_begun |= at > 1;
            group_begun = group;
            for (row, slot) in rows.iter_mut().zip(slots) {
                row.push(slot);
            }
        }
        let mut rows = Vec::from(rows);
        let organisations = self.label(ORGANISATIONS);
        for block in self.columns() {
            for (at, column) in block.iter().enumerate() {
                let text = self.column_label(*column);
                let mut row = match block.len() {
                    1 => wide(&text, 2),
                    _ => vec![once(&organisations, at > 0), own(text)],
                };
                row.extend((0..REQUESTS.len()).map(|line| own(self.figure(line, *column))));
                rows.push(row);
            }
        }
        rows
    }

    /// On its side, the headings joined to the labels.
    pub fn transposed_joined(&mut self, between: &str) -> Rows {
        let mut header = vec![own("申请人")];
        let mut group_label = (String::new(), "");
        for (_, group, text) in REQUESTS {
            if group_label.1 != group {
                group_label = (self.label(group), group);
            }
            let text = self.label(text);
            header.push(own(if group.is_empty() { text } else { joined(&[&group_label.0, &text], between) }));
        }
        let organisations = self.label(ORGANISATIONS);
        let mut rows = vec![header];
        for block in self.columns() {
            for column in &block {
                let text = self.column_label(*column);
                let label = if block.len() > 1 { joined(&[&organisations, &text], between) } else { text };
                let figures = (0..REQUESTS.len()).map(|line| own(self.figure(line, *column)));
                rows.push(std::iter::once(own(label)).chain(figures).collect());
            }
        }
        rows
    }
}
