//! What became of writes: ticks in their clients' lanes, and the part of a reign whose
//! acknowledgements are lost.

use super::digest::End;
use super::{BandInput, Scale, visible};
use crate::scene::palette::Hue;
use election_core::outcome::Reign;
use election_core::words::{NodeId, OpId, StepNo};

/// The writes of one client, or of all: places by how they ended, at most one per two pixels.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Writes {
    /// Whose; `None` for everybody's in one lane.
    pub client: Option<NodeId>,
    /// The middle of the lane.
    pub y: f32,
    /// Half the height of a tick.
    pub half: f32,
    /// Acknowledged.
    pub ok: Vec<f32>,
    /// Acknowledged, and lost by now.
    pub lost: Vec<f32>,
    /// Failed.
    pub failed: Vec<f32>,
    /// Unknown.
    pub unknown: Vec<f32>,
    /// The steps behind them.
    pub steps: Vec<(f32, StepNo)>,
    /// How many ended up to the playhead: acknowledged, lost, failed, unknown.
    pub count: [u32; 4],
}

pub(super) fn lay_out(
    input: &BandInput,
    scale: &Scale,
    client: Option<NodeId>,
    y: f32,
    row: f32,
) -> Writes {
    let step_now = input.run.cluster().step_no();
    let mut writes = Writes { client, y, half: (row * 0.28).min(6.0), ..Writes::default() };
    let shown = visible(&input.digest.writes, |it| it.at, input.from, input.to);
    let mine = |op: OpId| client.is_none_or(|id| op.client() == id);
    // The steps behind ticks are wanted only where ticks can be told apart.
    let apart = shown.len() < 300;
    for write in shown.iter().filter(|write| write.step <= step_now && mine(write.op)) {
        let x = scale.x(write.at);
        let list = match write.end {
            End::Ok if input.lost.is_some_and(|lost| lost(write.op)) => &mut writes.lost,
            End::Ok => &mut writes.ok,
            End::Failed => &mut writes.failed,
            End::Unknown => &mut writes.unknown,
        };
        if list.last().is_none_or(|last| x - last >= 2.0) {
            list.push(x);
        }
        if apart {
            writes.steps.push((x, write.step));
        }
    }
    if client.is_some() {
        writes.count = count(input, &mine);
    }
    writes
}

fn count(input: &BandInput, mine: &dyn Fn(OpId) -> bool) -> [u32; 4] {
    let step_now = input.run.cluster().step_no();
    let mut count = [0; 4];
    let told = input.digest.writes.iter().take_while(|write| write.step <= step_now);
    for write in told.filter(|write| mine(write.op)) {
        match write.end {
            End::Ok => {
                count[0] += 1;
                count[1] += u32::from(input.lost.is_some_and(|lost| lost(write.op)));
            }
            End::Failed => count[2] += 1,
            End::Unknown => count[3] += 1,
        }
    }
    count
}

/// The part of a reign in which what its leader acknowledged is lost by now.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Doomed {
    /// From here.
    pub from: f32,
    /// To here.
    pub to: f32,
    /// The middle of the lane.
    pub y: f32,
    /// The height of the band.
    pub band: f32,
    /// The colour of its epoch.
    pub hue: Hue,
    /// How many writes.
    pub count: u32,
}

/// From its first lost acknowledgement to the end of the reign, or to the first one that
/// survives after the last lost one.
pub(super) fn doomed(
    input: &BandInput,
    scale: &Scale,
    reign: &Reign,
    (y, band): (f32, f32),
) -> Option<Doomed> {
    let lost = input.lost?;
    let now = input.run.now();
    let end = reign.to.unwrap_or(now).min(now);
    let acks = visible(&input.digest.acks, |ack| ack.at, reign.from, end);
    let (mut from, mut to, mut count) = (None, end, 0);
    for ack in acks.iter().filter(|ack| ack.node == reign.node) {
        if lost(ack.op) {
            from = from.or(Some(ack.at));
            (to, count) = (end, count + 1);
        } else if from.is_some() && to == end {
            to = ack.at;
        }
    }
    let (from, to) = (from?.max(input.from), to.min(input.to));
    let hue = Hue::of(reign.epoch);
    (from <= to).then(|| {
        let (from, to) = (scale.x(from), scale.x(to));
        Doomed { from, to: to.max(from + 2.0), y, band, hue, count }
    })
}
