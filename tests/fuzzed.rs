//! Inputs that were found by the fuzzer and once failed: each is tried again as its target.

use std::fs;
use std::path::Path;

use crate::target::Target;
use crate::trial::Bench;

#[test]
fn inputs_that_once_failed_are_read() {
    let bench = Bench::new();
    let mut vocabulary = bench.vocabulary();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/kept");
    let mut tried = 0;
    for folder in fs::read_dir(kept).unwrap().map(Result::unwrap) {
        let name = folder.file_name().into_string().unwrap();
        let target = Target::by_name(&name).unwrap_or_else(|| panic!("`{name}` is no target"));
        for input in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
            let bytes = fs::read(input.path()).unwrap();
            if let Err(fault) = bench.try_one(target, &bytes, &mut vocabulary) {
                panic!("{}: {fault}", input.path().display());
            }
            tried += 1;
        }
    }
    assert!(tried > 0);
}
