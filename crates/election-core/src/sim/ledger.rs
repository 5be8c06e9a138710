//! Every client operation, from its start to its end, and Jepsen's numbers over them.

use crate::effects::{OpKind, Outcome};
use crate::flat::FlatMap;
use crate::map;
use crate::parts::chunks::Chunks;
use crate::value::Value;
use crate::words::{NodeId, OpId, Time};

/// One operation of a client.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Op {
    /// Which.
    pub id: OpId,
    /// Write or read.
    pub kind: OpKind,
    /// When it started.
    pub invoked: Time,
    /// When and how it ended for its client; `None` while it is open.
    pub done: Option<(Time, Outcome)>,
    /// When it was decided to acknowledge it, by whom, and in which epoch.
    pub acked: Option<(Time, NodeId, i64)>,
    /// For a read: it succeeded and missed a write that had been acknowledged before it began.
    pub stale: bool,
    /// The highest position acknowledged to anybody when it began.
    pub floor: i64,
}

/// All operations of a run, and what is summed up as it goes.
#[derive(Clone, Hash, Debug, Default)]
pub struct Ledger {
    ops: Chunks<Op>,
    /// Per client (its position in the cast) where in `ops` its operations are.
    by_client: Vec<Chunks<u32>>,
    /// Per client, which of the logs it writes or reads.
    log_of: Vec<u16>,
    /// The logs: positions are compared within one.
    logs: FlatMap<u16, LogState>,
    /// Per client, when its writes came to nothing.
    own: Vec<Outages>,
}

/// One of several logs that clients write and read.
#[derive(Clone, Copy, Hash, Debug)]
struct LogState {
    /// The highest position acknowledged to anybody.
    highest: i64,
    /// When a write was last acknowledged.
    answered: Time,
    /// When writes to it came to nothing.
    outages: Outages,
}

/// A write that is open for longer than this hangs: it counts as one that comes to nothing, from
/// when it was asked for. In µs.
const HANGS: u64 = 1_000_000;

/// The times in which clients asked and no write was acknowledged.
#[derive(Clone, Copy, Hash, Debug, Default)]
struct Outages {
    /// Since when, and until when somebody asked in vain, while it goes on.
    open: Option<(Time, Time)>,
    /// How long all that are over lasted, in µs, and when the last one ended.
    total: u64,
    ended: Time,
}

impl Outages {
    /// A write that was waited for from then until now came to nothing, or still hangs.
    fn in_vain(&mut self, since: Time, now: Time) {
        let since = self.open.map_or(since, |(earlier, _)| earlier.min(since)).max(self.ended);
        self.open = Some((since, now));
    }
    /// A write that was asked for at `invoked` is acknowledged. Where nobody had asked for a while
    /// before, the outage had ended with the last that came to nothing.
    fn end(&mut self, invoked: Time, now: Time) {
        if let Some((since, until)) = self.open.take() {
            let end = if invoked.since(until) <= HANGS { now } else { until };
            self.total += end.since(since);
            self.ended = now;
        }
    }
    /// The same, if it was waited for since `waited`: that may itself have been too long.
    fn answered(&mut self, waited: Time, invoked: Time, now: Time) {
        if now.since(waited) > HANGS {
            self.in_vain(waited, now);
        }
        self.end(invoked, now);
    }
    /// How long in all, if besides a write hangs since then.
    fn lasted(mut self, hangs: Option<Time>, now: Time) -> u64 {
        hangs.into_iter().for_each(|since| self.in_vain(since, now));
        self.total + self.open.map_or(0, |(since, until)| until.since(since))
    }
}

/// Jepsen's numbers, at one moment. Reads stand only in `reads` and `stale_reads`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sum {
    /// Writes started.
    pub attempted: u32,
    /// Writes whose client saw success.
    pub acknowledged: u32,
    /// Of these, how many the authority holds (without an authority: any disk).
    pub survivors: u32,
    /// Of these, how many it does not: survivors + lost = acknowledged.
    pub lost: u32,
    /// Of the lost ones, how many some disk still holds: doomed, not yet destroyed.
    pub doomed: u32,
    /// Writes not acknowledged that the authority holds all the same.
    pub recovered: u32,
    /// Writes that certainly had no effect for their client.
    pub failed: u32,
    /// Writes of which the client cannot know.
    pub unknown: u32,
    /// Writes still open.
    pub open: u32,
    /// Writes that the authority holds more than once.
    pub duplicated: u32,
    /// Reads answered.
    pub reads: u32,
    /// Reads that missed a write acknowledged before they began.
    pub stale_reads: u32,
    /// µs in which clients asked and no write was acknowledged: from the oldest request that came
    /// to nothing, or that hung for more than a second, to the next acknowledgement, or to the
    /// last of them if nobody asks any more. Of several logs, that of the one that suffered most.
    pub unavailable: u64,
}

/// Where the effect of a write is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Whereabouts {
    /// How often the authority holds it (with no authority: whether any disk does).
    pub authority: u32,
    /// Whether any disk holds it.
    pub anywhere: bool,
}

impl Op {
    /// Whether its client saw success.
    pub fn succeeded(&self) -> bool {
        matches!(self.done, Some((_, Outcome::Ok { .. })))
    }
    /// Since when it hangs, if it is a write that is open for too long by now; `answered` is when
    /// another write was last acknowledged.
    fn hangs_since(&self, now: Time, answered: impl Fn() -> Time) -> Option<Time> {
        let open = self.kind == OpKind::Write && self.done.is_none();
        let since = if open { answered().max(self.invoked) } else { return None };
        (now.since(since) > HANGS).then_some(since)
    }
    /// Whether it is a write whose client saw success: what must not be lost.
    pub fn is_acknowledged(&self) -> bool {
        self.kind == OpKind::Write && self.succeeded()
    }
}

impl Ledger {
    /// Says for each process, in the order of the cast, which log it writes or reads.
    pub(super) fn new(log_of: Vec<u16>) -> Ledger {
        let by_client = vec![Chunks::default(); log_of.len()];
        let own = vec![Outages::default(); log_of.len()];
        Ledger { by_client, log_of, own, ..Ledger::default() }
    }

    fn log(&mut self, id: OpId) -> &mut LogState {
        let log = self.log_of[id.client().index()];
        self.logs.entry(log).or_insert(LogState {
            highest: -1,
            answered: Time(0),
            outages: Outages::default(),
        })
    }

    /// All operations, in the order they started.
    pub fn ops(&self) -> &Chunks<Op> {
        &self.ops
    }

    /// One operation.
    pub fn op(&self, id: OpId) -> Option<&Op> {
        let place = *self.by_client.get(id.client().index())?.get(id.nth())?;
        self.ops.get(place)
    }

    fn op_mut(&mut self, id: OpId) -> Option<&mut Op> {
        let place = *self.by_client.get(id.client().index())?.get(id.nth())?;
        self.ops.get_mut(place)
    }

    pub(super) fn invoke(&mut self, id: OpId, kind: OpKind, now: Time) {
        let floor = self.log(id).highest;
        self.by_client[id.client().index()].push(self.ops.len());
        let op = Op { id, kind, invoked: now, done: None, acked: None, stale: false, floor };
        self.ops.push(op);
    }

    pub(super) fn acknowledge(&mut self, id: OpId, node: NodeId, epoch: i64, now: Time) {
        if let Some(op) = self.op_mut(id)
            && op.acked.is_none()
        {
            op.acked = Some((now, node, epoch));
        }
    }

    /// Only the first end counts: a late answer changes nothing.
    pub(super) fn complete(&mut self, id: OpId, outcome: Outcome, now: Time) -> bool {
        let Some(op) = self.op_mut(id) else { return false };
        if op.done.is_some() {
            return false;
        }
        op.done = Some((now, outcome));
        let (kind, invoked) = (op.kind, op.invoked);
        match (kind, outcome) {
            (OpKind::Read, Outcome::Ok { position }) => op.stale = position < op.floor,
            (OpKind::Write, Outcome::Ok { position }) => {
                let log = self.log(id);
                log.highest = log.highest.max(position);
                let waited = std::mem::replace(&mut log.answered, now).max(invoked);
                log.outages.answered(waited, invoked, now);
                self.own[id.client().index()].answered(invoked, invoked, now);
            }
            (OpKind::Write, _) => {
                let log = self.log(id);
                log.outages.in_vain(log.answered.max(invoked), now);
                self.own[id.client().index()].in_vain(invoked, now);
            }
            (OpKind::Read, _) => {}
        }
        true
    }

    /// The numbers now; `whereabouts` says for a write who holds it.
    pub fn sum(&self, now: Time, whereabouts: &dyn Fn(OpId) -> Whereabouts) -> Sum {
        let mut sum = Sum::default();
        let mut hangs: FlatMap<u16, Time> = FlatMap::new();
        for op in self.ops.iter() {
            sum.add(op, whereabouts);
            let id = self.log_of[op.id.client().index()];
            let answered = || self.logs.get(&id).map_or(Time(0), |log| log.answered);
            if let Some(since) = op.hangs_since(now, answered) {
                let first = hangs.entry(id).or_insert(since);
                *first = since.min(*first);
            }
        }
        let lasted = |(id, log): (&u16, &LogState)| log.outages.lasted(hangs.get(id).copied(), now);
        sum.unavailable = self.logs.iter().map(lasted).max().unwrap_or(0);
        sum
    }

    /// The numbers of one client.
    pub fn sum_of(
        &self,
        client: NodeId,
        now: Time,
        whereabouts: &dyn Fn(OpId) -> Whereabouts,
    ) -> Sum {
        let mut sum = Sum::default();
        let mut hangs: Option<Time> = None;
        for op in self.ops.iter().filter(|op| op.id.client() == client) {
            sum.add(op, whereabouts);
            hangs = hangs.or(op.hangs_since(now, || op.invoked));
        }
        sum.unavailable = self.own[client.index()].lasted(hangs, now);
        sum
    }
}

impl Sum {
    fn add(&mut self, op: &Op, whereabouts: &dyn Fn(OpId) -> Whereabouts) {
        match op.kind {
            OpKind::Write => self.add_write(op, whereabouts(op.id)),
            OpKind::Read => {
                self.reads += u32::from(op.succeeded());
                self.stale_reads += u32::from(op.stale);
            }
        }
    }

    fn add_write(&mut self, op: &Op, held: Whereabouts) {
        self.attempted += 1;
        self.duplicated += u32::from(held.authority > 1);
        if op.succeeded() {
            self.acknowledged += 1;
            if held.authority > 0 {
                self.survivors += 1;
            } else {
                self.lost += 1;
                self.doomed += u32::from(held.anywhere);
            }
            return;
        }
        match op.done {
            None => self.open += 1,
            Some((_, Outcome::Unknown(_))) => self.unknown += 1,
            Some(_) => self.failed += 1,
        }
        self.recovered += u32::from(held.authority > 0);
    }

    /// As in the outcome file.
    pub fn to_value(&self) -> Value {
        map! {
            "attempted" => self.attempted, "acknowledged" => self.acknowledged,
            "survivors" => self.survivors, "lost" => self.lost, "doomed" => self.doomed,
            "recovered" => self.recovered, "failed" => self.failed, "unknown" => self.unknown,
            "open" => self.open, "duplicated" => self.duplicated, "reads" => self.reads,
            "stale_reads" => self.stale_reads, "unavailable_ms" => self.unavailable / 1000,
        }
    }
}
