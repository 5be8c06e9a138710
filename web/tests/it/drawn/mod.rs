//! Moments made by hand, and how to draw them without a browser: shared by tests and by the
//! gallery.

#![allow(dead_code, reason = "each user needs a part")]

use election_core::system::KindSpec;
use election_core::view::{
    Ballot, Cell, ClusterView, Down, Glyph, Health, LinkView, MessageView, NodeView, PartitionView,
    Partitions, Portrait, ReplicaView, Role, Standing, TimerView,
};
use election_core::words::{MessageId, NodeId, OpId, Time};
use election_web::scene::{Stage, StageInput};
use election_web::view::stage::stage;
use std::rc::Rc;
use yew::prelude::*;

/// The moment in which most of them are made.
pub const NOW: Time = Time(8_005_600);

/// The kinds of the hand-made cast.
pub const KINDS: &[KindSpec] = &[
    KindSpec {
        name: "server",
        client: false,
        ring: 0,
        options: &[],
        durable: &[],
        fsync_us: None,
        start_us: (0, 0),
    },
    KindSpec {
        name: "sentinel",
        client: false,
        ring: 0,
        options: &[],
        durable: &[],
        fsync_us: None,
        start_us: (0, 0),
    },
    KindSpec {
        name: "instance",
        client: false,
        ring: 1,
        options: &[],
        durable: &[],
        fsync_us: None,
        start_us: (0, 0),
    },
    KindSpec {
        name: "writer",
        client: true,
        ring: 2,
        options: &[],
        durable: &[],
        fsync_us: None,
        start_us: (0, 0),
    },
    KindSpec {
        name: "reader",
        client: true,
        ring: 2,
        options: &[],
        durable: &[],
        fsync_us: None,
        start_us: (0, 0),
    },
];

/// A server that follows `leader` in `epoch`.
pub fn follower(id: u8, leader: u8, epoch: i64) -> NodeView {
    let standing = Standing {
        role: Role::Follower,
        epoch,
        established: true,
        leader: Some(NodeId(leader)),
        log_end: 5,
        commit: 5,
        discards: 0,
    };
    NodeView {
        id: NodeId(id),
        label: (id + 1).to_string(),
        kind: "server",
        client: false,
        standing,
        portrait: Portrait {
            role_name: "following - broadcast".into(),
            badge: format!("e{epoch}"),
            note: "0x10000007c".into(),
            ballot: None,
            log: log(epoch, 5),
            facts: Vec::new(),
            ..Portrait::default()
        },
        talks: None,
        health: Health::Up,
        reason: String::new(),
        stalled: None,
        timers: vec![TimerView {
            name: "syncLimit",
            since: Time(NOW.0 - 300_000),
            at: Time(NOW.0 + 700_000),
            drawn: true,
        }],
        isolated: false,
    }
}

/// A server that leads `epoch`.
pub fn leader(id: u8, epoch: i64) -> NodeView {
    let mut node = follower(id, id, epoch);
    node.standing.role = Role::Leader;
    node.portrait.role_name = "leading - broadcast".into();
    node.timers.clear();
    node
}

/// A server that looks for a leader and votes.
pub fn looking(id: u8, votes_for: u8, best: bool, entries: i64) -> NodeView {
    let mut node = follower(id, id, 1);
    node.standing.role = Role::Looking;
    node.standing.leader = None;
    node.portrait.role_name = "looking".into();
    node.portrait.ballot = Some(Ballot { candidate: NodeId(votes_for), best });
    node.portrait.log = log(1, entries);
    node
}

/// A server that was killed 5.6 ms ago.
pub fn down(id: u8) -> NodeView {
    let mut node = follower(id, id, 1);
    node.health = Health::Down { since: Time(8_000_000), how: Down::Killed };
    node.timers.clear();
    node
}

/// A client of a process.
pub fn client(id: u8, kind: &'static str, label: &str, of: u8) -> NodeView {
    let mut node = follower(id, of, 0);
    node.standing.role = Role::Client;
    node.label = label.into();
    node.kind = kind;
    node.client = true;
    node.portrait =
        Portrait { role_name: kind.into(), note: "#12 …".into(), ..Portrait::default() };
    node.timers.clear();
    node
}

/// The first entries of a log.
pub fn log(epoch: i64, entries: i64) -> Vec<Cell> {
    let cell = |at: i64| Cell {
        epoch,
        text: format!("{:x}", 0x77 + at),
        at,
        committed: true,
        op: Some(OpId::new(NodeId(9), at as u32)),
    };
    (1..=entries).map(cell).collect()
}

/// A message that has covered `part` hundredths of its way.
pub fn message(from: u8, to: u8, nth: u32, part: u64, glyph: Glyph) -> MessageView {
    let id = MessageId { from: NodeId(from), to: NodeId(to), incarnation: 0, kind: 0, nth };
    let name = match glyph {
        Glyph::Ballot(_) => "notification",
        Glyph::Error => "LEADER_NOT_AVAILABLE",
        _ => "PING",
    };
    let sent_at = Time(NOW.0 - part * 50);
    let deliver_at = Time(sent_at.0 + 5_000);
    MessageView { id, name, text: String::new(), glyph, sent_at, deliver_at }
}

/// A cut way.
pub fn cut(from: u8, to: u8) -> LinkView {
    LinkView {
        from: NodeId(from),
        to: NodeId(to),
        cut: true,
        since: Time(7_000_000),
        latency: None,
        loss: 0,
        held: Vec::new(),
        dropped: Vec::new(),
    }
}

/// A moment with these processes and nothing else.
pub fn moment(nodes: Vec<NodeView>) -> ClusterView {
    ClusterView {
        now: NOW,
        nodes,
        messages: Vec::new(),
        links: Vec::new(),
        authority: None,
        partitions: None,
    }
}

/// Five servers after the death of their leader: the mock's picture.
pub fn election() -> ClusterView {
    let ballot = |who: u8, best| Glyph::Ballot(Ballot { candidate: NodeId(who), best });
    let flights = [
        (0, 3, 64, 0),
        (0, 4, 72, 0),
        (2, 0, 50, 0),
        (2, 3, 30, 0),
        (2, 4, 30, 0),
        (3, 0, 67, 2),
        (3, 4, 62, 2),
        (4, 0, 72, 2),
        (4, 2, 50, 2),
    ];
    let mut view = moment(vec![
        looking(0, 0, true, 5),
        down(1),
        looking(2, 0, true, 4),
        looking(3, 2, false, 3),
        looking(4, 2, false, 3),
    ]);
    let fly = |(nth, (from, to, part, who)): (usize, (u8, u8, u64, u8))| {
        message(from, to, nth as u32, part, ballot(who, who == 0))
    };
    view.messages = flights.into_iter().enumerate().map(fly).collect();
    view
}

/// A quiet cluster of so many servers and clients.
pub fn quiet(servers: u8, clients: u8) -> ClusterView {
    let mut nodes: Vec<NodeView> = (0..servers).map(|id| follower(id, 0, 2)).collect();
    nodes[0] = leader(0, 2);
    for i in 0..clients {
        let kind = if i % 2 == 0 { "writer" } else { "reader" };
        nodes.push(client(servers + i, kind, &format!("c{}", i + 1), i % servers));
    }
    moment(nodes)
}

/// Three sentinels above three instances, two clients beneath.
pub fn rows() -> ClusterView {
    let mut nodes: Vec<NodeView> = (0..3).map(|id| follower(id, id, 1)).collect();
    for (node, label) in nodes.iter_mut().zip(["s1", "s2", "s3"]) {
        node.kind = "sentinel";
        node.label = label.into();
        node.standing.role = Role::Voter;
        node.portrait.role_name = "sentinel".into();
        node.portrait.note = "epoch 1".into();
        node.portrait.log.clear();
    }
    for (i, label) in ["r1", "r2", "r3"].into_iter().enumerate() {
        let id = 3 + i as u8;
        let mut node = if i == 1 { leader(id, 1) } else { follower(id, 4, 1) };
        node.kind = "instance";
        node.label = label.into();
        node.portrait.role_name = if i == 1 { "master" } else { "replica" }.into();
        node.portrait.note = "offset 48213".into();
        nodes.push(node);
    }
    nodes.push(client(6, "writer", "c1", 3));
    nodes.push(client(7, "writer", "c2", 4));
    moment(nodes)
}

/// Three controllers above so many brokers with replicas of so many partitions, two clients
/// beneath. Partition 0: the first broker leads, the last one is not in the ISR.
pub fn brokers(count: u8, partitions: u32) -> ClusterView {
    let mut nodes: Vec<NodeView> = (0..3).map(|id| follower(id, id, 1)).collect();
    for (node, label) in nodes.iter_mut().zip(["101", "102", "103"]) {
        node.kind = "sentinel";
        node.label = label.into();
        node.portrait.log.clear();
    }
    for i in 0..count {
        let id = 3 + i;
        let mut node = if i == 0 { leader(id, 1) } else { follower(id, 3, 1) };
        node.kind = "instance";
        node.label = (i + 1).to_string();
        let end = if i + 1 == count { 5 } else { 8 };
        let replica = |partition: u32| ReplicaView {
            partition,
            leads: partition % u32::from(count) == u32::from(i),
            epoch: 1,
            commit: end - 1,
            end,
            log: log(1, end),
        };
        node.portrait.replicas = (0..partitions.min(Partitions::DRAWN)).map(replica).collect();
        node.portrait.holds = Some((1, partitions));
        nodes.push(node);
    }
    nodes.push(client(3 + count, "writer", "p", 3));
    nodes.push(client(4 + count, "reader", "c", 3));
    let partition = |partition: u32| PartitionView {
        eligible: Default::default(),
        last_known: Default::default(),
        leader: Some(NodeId(3 + (partition % u32::from(count)) as u8)),
        epoch: 1,
        members: (3..2 + count).map(NodeId).collect(),
    };
    let first = (0..partitions.min(Partitions::DRAWN)).map(partition).collect();
    let partitions = Some(Partitions { set: "ISR", first, count: partitions });
    ClusterView { partitions, ..moment(nodes) }
}

/// The input of a moment with nothing selected.
pub fn input(view: &ClusterView, width: f32, height: f32) -> StageInput<'_> {
    StageInput {
        view,
        system: "zookeeper",
        kinds: KINDS,
        width,
        height,
        focus: 0,
        presenting: false,
        still: true,
        lost: &[],
        glow: 1_000_000,
        doomed: &|_| false,
        changed: &[],
        selected: None,
        hovered: None,
        line: None,
    }
}

/// Words of the tests' own, so that a better sentence on the page breaks none of them.
const WORDS: &str = "
node-name = { $kind } { $label }
stage-down = down { $time }
stage-paused = paused { $time }
stage-cut-off = cut off
stage-partition = partition { $partition }
stage-in-set = in { $set }
stage-out-of-set = not in { $set }
stage-in-hull = in the { $name }
stage-holds = leads { $leads } of { $holds }
stage-decided = partition { $partition }: leader { $leader }, epoch { $epoch }
stage-decided-nobody = partition { $partition }: no leader, epoch { $epoch }
stage-votes-for = votes for { $node }
stage-nobody-leads = nobody leads
stage-running = { $up } of { $of } run
stage-several-lead = { $count } believe they lead
stage-link = link { $a } – { $b }
stage-cut-both = cut { $a } – { $b }
stage-cut-one-way = only { $a } → { $b }
band-leads = leads, epoch { $epoch }
band-takes-over = takes over, epoch { $epoch }
";

/// The text of a key; of a missing one its last part, as on the page.
pub fn say(key: &str, arguments: &[(&str, &str)]) -> String {
    let line = WORDS.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
    let mut text = line.unwrap_or_else(|| key.rsplit('-').next().unwrap_or(key)).to_owned();
    for (name, value) in arguments {
        text = text.replace(&format!("{{ ${name} }}"), value);
    }
    text
}

#[derive(Properties, PartialEq)]
struct Drawn {
    html: Html,
}

#[component]
fn Shown(drawn: &Drawn) -> Html {
    drawn.html.clone()
}

/// As the browser would be told.
pub fn render(html: Html) -> String {
    let renderer = yew::LocalServerRenderer::<Shown>::with_props(Drawn { html }).hydratable(false);
    futures::executor::block_on(renderer.render())
}

/// A stage as SVG.
pub fn draw(laid_out: Stage) -> String {
    render(stage(&Rc::new(laid_out), &say, &Callback::noop()))
}
