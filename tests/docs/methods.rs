//! The table of methods in `pipelines/README.md`: every method, with the names that its cells and thresholds have.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gouji::model::{
    Amount, AttendanceThresholds, CopyThresholds, Count, CountThresholds, Counts, DigitThresholds, MethodKind, NoCells,
    PeerThresholds, Pending, Rate, Report, Share, StuckThresholds, UnitThresholds,
};
use serde::de::value::Error;
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use strum::VariantNames;

/// Stops at the names of the fields that a struct asks for.
struct Fields<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("no struct"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        Err(Error::custom("the names are enough"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn fields<T: DeserializeOwned>() -> BTreeSet<String> {
    let mut names: &'static [&'static str] = &[];
    drop(T::deserialize(Fields(&mut names)));
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The names of its cells and of its thresholds.
fn names(kind: MethodKind) -> [BTreeSet<String>; 2] {
    match kind {
        MethodKind::Volume | MethodKind::Zero => [fields::<Count>(), fields::<CountThresholds>()],
        MethodKind::Share => [fields::<Share>(), fields::<PeerThresholds>()],
        MethodKind::Rate => [fields::<Rate>(), fields::<PeerThresholds>()],
        MethodKind::Repeated | MethodKind::Copied => [fields::<Report>(), fields::<CopyThresholds>()],
        MethodKind::UnitSlip => [fields::<Amount>(), fields::<UnitThresholds>()],
        MethodKind::Stuck => [fields::<Pending>(), fields::<StuckThresholds>()],
        MethodKind::Digits => [fields::<Counts>(), fields::<DigitThresholds>()],
        MethodKind::Attendance => [fields::<NoCells>(), fields::<AttendanceThresholds>()],
    }
}

/// The words in backticks.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_method_stands_in_the_readme_with_its_cells_and_thresholds() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/README.md");
    let text = std::fs::read_to_string(page).unwrap();
    let section = text.split("\n## Methods\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let lines = section.lines().filter(|line| line.starts_with("| `")).skip(1);
    let said: BTreeMap<String, [BTreeSet<String>; 2]> = lines
        .map(|line| {
            let [_, method, cells, thresholds, _] = line.split('|').collect::<Vec<_>>()[..] else { panic!("{line}") };
            (quoted(method).into_iter().next().unwrap(), [quoted(cells), quoted(thresholds)])
        })
        .collect();
    let known = MethodKind::VARIANTS.iter().map(|word| ((*word).to_owned(), names(word.parse().unwrap())));
    assert_eq!(said, known.collect());
}
