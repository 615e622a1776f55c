//! Every rule and every method, asked of all filings.

use rayon::prelude::*;

use crate::check::{self, Checked};
use crate::model::{Filing, Pipeline, Register};
use crate::rank;
use crate::run::events::{Listener, Stage};

/// Filings whose figures are read at a time.
const CHUNK: usize = 1 << 14;

/// Asks every rule of every filing, those of an office side by side and those of all at the end.
pub fn check_all(filings: &[Filing], register: &Register, pipeline: &Pipeline, listener: &dyn Listener) -> Checked {
    listener.begin(Stage::Check, filings.len() as u64);
    let plan = check::Plan::of(pipeline);
    let audience = check::Audience::of(pipeline, register);
    let absent = check::Absent::of(filings, pipeline);
    let families = check::Families::of(filings, register, pipeline);
    let inherited = check::Inherited::of(filings, register);
    let context = check::Context {
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

/// What is unlikely in the filings of these years beside what is wrong with them.
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
