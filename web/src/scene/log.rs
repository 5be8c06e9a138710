//! Logs: the last entries, newest to the right, equal positions in equal columns.

use super::geometry::Point;
use super::label::{Align, CELLS, LabelPlace};
use super::palette::Hue;
use super::places::Sizes;
use super::stage::StageInput;
use election_core::view::{Cell, ClusterView, NodeView};

/// The last entries of one log.
#[derive(Clone, PartialEq, Debug)]
pub struct Strip {
    /// Its cells, oldest first.
    pub cells: Vec<CellSprite>,
    /// The upper edge.
    pub y: f32,
    /// Where this history parts from that of the process whose data count: between two cells.
    pub notch: Option<f32>,
    /// The bar beneath entries that will be thrown away: from, to.
    pub doomed: Option<(f32, f32)>,
}

/// One column of one log.
#[derive(Clone, PartialEq, Debug)]
pub struct CellSprite {
    /// The left edge.
    pub x: f32,
    /// The width without its gap.
    pub w: f32,
    /// The entry; `None` where the longest log has one and this one does not.
    pub entry: Option<Entry>,
}

/// A log entry as drawn.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The colour of the epoch it was written in.
    pub hue: Hue,
    /// A short text.
    pub text: String,
    /// Its process knows it committed: filled.
    pub committed: bool,
    /// It will be thrown away: hatched.
    pub doomed: bool,
}

/// The positions that are shown beside discs, oldest first: the last ones that anybody has.
pub fn columns(view: &ClusterView) -> Vec<i64> {
    let servers = view.nodes.iter().filter(|node| !node.client);
    columns_of(servers.map(|node| &node.portrait.log), CELLS)
}

/// The last `count` positions that any of these logs has.
pub fn columns_of<'a>(logs: impl Iterator<Item = &'a Vec<Cell>>, count: usize) -> Vec<i64> {
    let mut held: Vec<i64> = logs.flatten().map(|cell| cell.at).collect();
    held.sort_unstable();
    held.dedup();
    held.split_off(held.len().saturating_sub(count))
}

/// Lays out one log in its label's last line.
pub fn strip(
    input: &StageInput,
    node: &NodeView,
    columns: &[i64],
    label: &LabelPlace,
    sizes: &Sizes,
) -> Strip {
    let columns = &shown(&node.portrait.log, columns)[..];
    let width = sizes.cell * columns.len() as f32 - GAP;
    let left = match label.align {
        Align::Start => label.rect.x,
        Align::Middle => label.rect.x + (label.rect.w - width) / 2.0,
        Align::End => label.rect.x + label.rect.w - width,
    };
    let place = Point::new(left, label.rect.y + label.rect.h - sizes.cell_height);
    let authority = input.view.authority.filter(|id| *id != node.id);
    let theirs = authority.and_then(|id| input.view.nodes.get(id.index()));
    let theirs = theirs.map(|it| it.portrait.log.as_slice());
    lay(input, &node.portrait.log, theirs, columns, place, sizes.cell)
}

/// Lays out the cells of a log from `place` on, `width` wide with their gaps; `theirs` is the log
/// whose data count, if that is another.
pub fn lay(
    input: &StageInput,
    log: &[Cell],
    theirs: Option<&[Cell]>,
    columns: &[i64],
    place: Point,
    width: f32,
) -> Strip {
    let x = |column: usize| place.x + width * column as f32;
    let held = |at: i64| log.iter().find(|cell| cell.at == at);
    let doomed = |cell: &Cell| cell.op.is_some_and(|op| (input.doomed)(op));
    let entry = |cell: &Cell| Entry {
        hue: Hue::of(cell.epoch),
        text: cell.text.clone(),
        committed: cell.committed,
        doomed: doomed(cell),
    };
    let cells: Vec<CellSprite> = columns
        .iter()
        .enumerate()
        .map(|(i, at)| CellSprite { x: x(i), w: width - GAP, entry: held(*at).map(entry) })
        .collect();
    let is_doomed = |cell: &&CellSprite| cell.entry.as_ref().is_some_and(|entry| entry.doomed);
    let first = cells.iter().find(is_doomed).map(|cell| cell.x);
    let last = cells.iter().rfind(is_doomed).map(|cell| cell.x + cell.w);
    Strip {
        doomed: first.zip(last),
        notch: theirs.and_then(|it| parts(log, it, columns)).map(|i| x(i) - GAP / 2.0),
        y: place.y,
        cells,
    }
}

/// Between two cells.
pub const GAP: f32 = 1.6;

/// The columns of one log: everybody's, or, if it ends before those, its own last ones and two
/// slots that say how much it lacks: more than fits.
pub fn shown(log: &[Cell], columns: &[i64]) -> Vec<i64> {
    if log.is_empty() || log.iter().any(|cell| columns.contains(&cell.at)) {
        return columns.to_vec();
    }
    let missing = &columns[columns.len().saturating_sub(2)..];
    let own = log.len().saturating_sub(columns.len() - missing.len());
    log[own..].iter().map(|cell| cell.at).chain(missing.iter().copied()).collect()
}

/// The first column where this log has another entry than the other.
fn parts(log: &[Cell], theirs: &[Cell], columns: &[i64]) -> Option<usize> {
    let find = |log: &[Cell], at: i64| {
        log.iter().find(|cell| cell.at == at).map(|cell| (cell.epoch, cell.op))
    };
    let differs = |at: &i64| match (find(log, *at), find(theirs, *at)) {
        (Some(mine), Some(other)) => mine != other,
        _ => false,
    };
    columns.iter().position(differs)
}
