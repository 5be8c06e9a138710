//! What is checked on every run beside the common properties.

use super::instance::{Instance, ReplState, Role};
use super::sentinel::Sentinel;
use super::sentinel::table::State;
use super::{Node, Redis};
use crate::flat::{FlatMap, FlatSet};
use crate::property::{Findings, PropertySpec, Witness};
use crate::protocol::Peek;
use crate::words::{NodeId, NodeSet};

const fn promised(id: &'static str) -> PropertySpec {
    PropertySpec { id, promised: true }
}

/// One vote of a Sentinel in an epoch.
const ONE_VOTE: &str = "one-vote-per-epoch";
/// One elected Sentinel in an epoch.
const ONE_FAILOVER_LEADER: &str = "one-failover-leader-per-epoch";
/// An elected Sentinel really has a majority of all and the quorum.
const ELECTED_BY_MAJORITY: &str = "elected-by-majority";
/// A failover begins only when the quorum has seen the master down.
const NEEDS_ODOWN: &str = "failover-needs-odown";
/// One master in a configuration epoch. Not promised: a failover leader that still moves replicas
/// compares what it hears with the old master's address, so a newer failover back to that one
/// gives it the newer epoch and leaves it its own choice. `sentinelProcessHelloMessage`
const ONE_MASTER: &str = "one-master-per-config-epoch";
/// A connected replica holds at each offset what its master holds.
const SAME_DATA: &str = "replica-equals-master";

/// All servers are, or were configured as, replicas of one master: else the cast is a fault of
/// configuration, and its masters are no rivals.
const ONE_GROUP: &str = "one-replication-group";

/// All of them.
pub const PROPERTIES: &[PropertySpec] = &[
    promised(ONE_VOTE),
    promised(ONE_FAILOVER_LEADER),
    promised(ELECTED_BY_MAJORITY),
    promised(NEEDS_ODOWN),
    PropertySpec { id: ONE_MASTER, promised: false },
    promised(SAME_DATA),
    PropertySpec { id: ONE_GROUP, promised: false },
];

/// What was seen before.
#[derive(Clone, Default, Hash, Debug)]
pub struct History {
    votes: FlatMap<(NodeId, i64), NodeId>,
    elected: FlatMap<i64, NodeId>,
    named: FlatMap<i64, NodeId>,
    /// Who has seen a master down. Not which: what a Sentinel answered about the old master
    /// counts for up to five seconds about the new one too, because a switch keeps the flags.
    seen_down: FlatSet<NodeId>,
    /// The epoch of the failover each Sentinel is known to lead or try.
    tried: FlatMap<NodeId, i64>,
}

fn witness(nodes: &[NodeId], epoch: i64, says: String) -> Witness {
    Witness { nodes: nodes.iter().copied().collect::<NodeSet>(), epoch: Some(epoch), says }
}

/// Looks at the process whose standing changed.
pub fn inspect(
    on: &Redis,
    touched: NodeId,
    nodes: &[Peek<'_, Node>],
    history: &mut History,
    findings: &mut Findings<'_>,
) {
    match nodes[touched.index()].node {
        Node::Sentinel(sentinel) => {
            check_vote(touched, sentinel, history, findings);
            check_attempt(on, touched, sentinel, history, findings);
            check_named(on, touched, sentinel, history, findings);
        }
        Node::Instance(instance) => {
            check_group(on, instance, nodes, findings);
            check_data(touched, instance, nodes, findings);
        }
        Node::Client(_) => {}
    }
}

fn check_vote(me: NodeId, of: &Sentinel, history: &mut History, findings: &mut Findings<'_>) {
    if of.master.peer.sdown {
        history.seen_down.insert(me);
    }
    // A vote counts when it is on the disk: before that nobody was told.
    if of.thread.is_blocked() {
        return;
    }
    let (Some(leader), epoch) = (of.master.leader, of.master.leader_epoch.0) else { return };
    let first = *history.votes.entry((me, epoch)).or_insert(leader);
    findings.check(ONE_VOTE, first == leader, || {
        witness(&[me, first, leader], epoch, format!("two votes in epoch {epoch}"))
    });
    // A second vote counts too for those it was told to.
    history.votes.insert((me, epoch), leader);
}

fn check_attempt(
    on: &Redis,
    me: NodeId,
    of: &Sentinel,
    history: &mut History,
    findings: &mut Findings<'_>,
) {
    let Some(attempt) = of.master.attempt.as_ref().filter(|attempt| !attempt.forced) else {
        return;
    };
    let epoch = attempt.epoch.0;
    if history.tried.insert(me, epoch) != Some(epoch) {
        let count = history.seen_down.len() as i64;
        findings.check(NEEDS_ODOWN, count >= of.quorum(on, me), || {
            witness(&[me], epoch, format!("{count} saw the master down"))
        });
    }
    if attempt.state == State::WaitStart {
        return;
    }
    let first = *history.elected.entry(epoch).or_insert(me);
    findings.check(ONE_FAILOVER_LEADER, first == me, || {
        witness(&[me, first], epoch, format!("two elected in epoch {epoch}"))
    });
    if first == me && attempt.state == State::SelectSlave {
        let votes = history.votes.iter();
        let votes = votes.filter(|((_, of), who)| *of == epoch && **who == me).count() as i64;
        let known = of.others.len() as i64 + 1;
        let enough = votes > known / 2 && votes >= of.quorum(on, me);
        findings.check(ELECTED_BY_MAJORITY, enough, || {
            witness(&[me], epoch, format!("{votes} votes of {known}"))
        });
    }
}

fn check_named(
    on: &Redis,
    me: NodeId,
    of: &Sentinel,
    history: &mut History,
    findings: &mut Findings<'_>,
) {
    let (epoch, master) = (of.master.config_epoch.0, of.named());
    let first = *history.named.entry(epoch).or_insert(master);
    findings.check(ONE_MASTER, first == master, || {
        let says = format!("{} and {} in {epoch}", on.label(first), on.label(master));
        witness(&[me, first, master], epoch, says)
    });
}

fn check_group(on: &Redis, of: &Instance, nodes: &[Peek<'_, Node>], findings: &mut Findings<'_>) {
    if nodes.iter().filter(|peek| on.is_instance(peek.id)).count() < 2 {
        return;
    }
    let stranger = of.running && of.master().is_none() && of.group != on.group;
    findings.check(ONE_GROUP, !stranger, || {
        let says = format!(
            "{} replicates nobody: it is no replica of {}",
            on.label(of.me),
            on.label(on.group)
        );
        witness(&[of.me, on.group], of.reign, says)
    });
}

fn check_data(me: NodeId, of: &Instance, nodes: &[Peek<'_, Node>], findings: &mut Findings<'_>) {
    let Role::Replica(up) = &of.role else { return };
    let Node::Instance(master) = nodes[up.master.index()].node else { return };
    let linked = up.link == ReplState::Connected && nodes[up.master.index()].up;
    let same_place = master.replid == of.replid && master.data.offset() == of.data.offset();
    if linked && same_place && of.data.writes() + master.data.writes() > 0 {
        findings.check(SAME_DATA, master.data.digest() == of.data.digest(), || {
            let says = format!("other data at offset {}", of.data.offset());
            witness(&[me, up.master], of.reign, says)
        });
    }
}
