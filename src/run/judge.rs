//! Checks all filings against every rule, and judges them by every method.
//!
//! ```text
//! check::office    one office's filings, all years together     parallel over offices
//! check::set       rules that compare filings of many offices   once, after the others
//! rank::judge      one method on the whole corpus               parallel over methods
//! ```
//!
//! Results are merged in the order of offices and methods, so they do not depend on the number of
//! threads.

use rayon::prelude::*;

use crate::check::{self, Checked};
use crate::model::{Filing, Pipeline, Register};
use crate::rank;
use crate::run::events::{Listener, Stage};

/// Number of filings whose figures one thread collects at a time.
const CHUNK: usize = 1 << 14;

/// Checks every rule: offices in parallel, since rules may compare years of one office, and then
/// the rules that look at all filings together. `filings` are in order of office and year.
pub fn check_all(filings: &[Filing], register: &Register, pipeline: &Pipeline, listener: &dyn Listener) -> Checked {
    listener.begin(Stage::Check, filings.len() as u64);
    let plan = check::Plan::of(pipeline);
    let audience = check::Audience::of(pipeline, register);
    let absent = check::Absent::of(filings, pipeline);
    let families = check::Families::of(filings, register, pipeline);
    let inherited = check::Inherited::of(filings, register);
    let context = check::CheckContext {
        pipeline,
        plan: &plan,
        audience: &audience,
        absent: &absent,
        families: &families,
        inherited: &inherited,
        register,
    };
    let offices: Vec<&[Filing]> = filings.chunk_by(|a, b| a.office == b.office).collect();
    let parts: Vec<Checked> = offices
        .par_chunks(1024)
        .map(|offices| {
            let mut checked = Checked::new(pipeline);
            for filings in offices {
                check::office(filings, &context, &mut checked);
            }
            listener.step(Stage::Check, offices.iter().map(|filings| filings.len() as u64).sum());
            checked
        })
        .collect();
    let mut all = Checked::new(pipeline);
    parts.into_iter().for_each(|part| all.add(part));
    check::set(filings, &context, &mut all);
    all
}

/// The anomalies in the filings of the years that are judged, and how often each method could judge.
pub fn anomalies(material: rank::Material<'_>) -> rank::Anomalies {
    let pipeline = material.pipeline;
    let parts: Vec<rank::Columns> =
        material.filings.par_chunks(CHUNK).map(|filings| rank::Columns::read(filings, pipeline)).collect();
    let mut columns = rank::Columns::default();
    parts.into_iter().for_each(|part| columns.append(part));
    let corpus = rank::Corpus::of(material, columns);
    let judged = pipeline.methods.par_iter().map(|method| rank::judge(method, &corpus)).collect();
    rank::list(judged, &corpus)
}
