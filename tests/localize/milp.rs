//! A smallest set of cells to change, by a solver that knows nothing of slips or forests.

use gouji::localize::board::Board;
use gouji::model::CellIx;
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};

/// Minimises the number of changed cells; `numbers` are those of the board's cells, none below zero after.
pub fn fewest(board: &Board, numbers: &[i64], component: usize) -> Option<Vec<CellIx>> {
    let laws: Vec<_> = board.laws.iter().filter(|law| law.component == component).collect();
    let off = |terms: &[(u16, i64)]| terms.iter().map(|(spot, a)| a * numbers[usize::from(*spot)]).sum::<i64>();
    // A change is a sum of what laws are off by, so none is larger than all of it.
    let most = laws.iter().map(|law| off(&law.terms).abs()).sum::<i64>() as f64;
    if most == 0.0 {
        return Some(Vec::new());
    }
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut variables: Vec<Option<[Variable; 3]>> = vec![None; numbers.len()];
    for law in &laws {
        for (spot, _) in &law.terms {
            let at = usize::from(*spot);
            if variables[at].is_none() {
                let changed = problem.add_binary_var(1.0);
                let (up, down) = (problem.add_var(0.0, (0.0, most)), problem.add_var(0.0, (0.0, numbers[at] as f64)));
                problem.add_constraint([(up, 1.0), (changed, -most)], ComparisonOp::Le, 0.0);
                problem.add_constraint([(down, 1.0), (changed, -most)], ComparisonOp::Le, 0.0);
                variables[at] = Some([changed, up, down]);
            }
        }
    }
    for law in &laws {
        let terms = law.terms.iter().flat_map(|(spot, a)| {
            let [_, up, down] = variables[usize::from(*spot)].unwrap();
            [(up, *a as f64), (down, -*a as f64)]
        });
        problem.add_constraint(terms.collect::<Vec<_>>(), ComparisonOp::Eq, -off(&law.terms) as f64);
    }
    let SolveOutcome::Solution(solution) = problem.solve().ok()? else { return None };
    let changed = variables
        .iter()
        .zip(&board.cells)
        .filter(|(variable, _)| variable.is_some_and(|[changed, ..]| solution.var_value(changed) > 0.5));
    Some(changed.map(|(_, cell)| cell.cell).collect())
}
