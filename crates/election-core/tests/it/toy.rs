//! A system that only counts, to test the world with: every process sends a numbered `Note` on
//! a stream and a numbered `Shout` by itself to every other, each tick, and flushes its disk.

use election_core::effects::Effects;
use election_core::property::PropertySpec;
use election_core::protocol::{self, Crash, MessageKind, Protocol, Transport};
use election_core::scenario::{Config, NodeConfig};
use election_core::schema::{BadInput, Field};
use election_core::sim::World;
use election_core::system::{Ballots, KindSpec, Setting, SystemSpec};
use election_core::value::Value;
use election_core::view::{Glyph, Portrait, Role, Standing};
use election_core::vocabulary::{Conduct, Guise, Vocabulary};
use election_core::words::NodeId;

/// The settings of the toy.
#[derive(Clone, Debug)]
pub struct Toy {
    tick: u64,
}

/// A process: what it has said and heard.
#[derive(Clone, Hash, Debug, Default)]
pub struct Counter {
    said: u32,
    /// How many flushes of its disk are done.
    flushed: u32,
    /// Its disk does not let it start.
    spoilt: bool,
    heard: Vec<(NodeId, Word)>,
    /// How often a connection to a peer broke.
    broke: Vec<NodeId>,
}

/// What is said.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Word {
    /// On a stream.
    Note(u32),
    /// By itself.
    Shout(u32),
}

/// Its timers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tick {
    /// Time to speak.
    Speak,
    /// A flush is done.
    Flush,
}

impl protocol::Timer for Tick {
    fn name(self) -> &'static str {
        match self {
            Tick::Speak => "tick",
            Tick::Flush => "flush",
        }
    }
    fn domain(self) -> u8 {
        self as u8
    }
}

impl protocol::Message for Word {
    const KINDS: &'static [MessageKind] = &[
        MessageKind { name: "Note", transport: Transport::Stream(0) },
        MessageKind { name: "Shout", transport: Transport::Datagram },
    ];
    fn kind(&self) -> u8 {
        u8::from(matches!(self, Word::Shout(_)))
    }
    fn glyph(&self) -> Glyph {
        Glyph::Request
    }
    fn text(&self) -> String {
        format!("{self:?}")
    }
}

impl Protocol for Toy {
    type Node = Counter;
    type Message = Word;
    type Timer = Tick;
    type History = ();
    const PROPERTIES: &'static [PropertySpec] = &[];
    const PROMISES: &'static [&'static str] = &[];

    fn new(config: &Config) -> Result<Toy, BadInput> {
        Ok(Toy { tick: config.settings.at("tick").int() as u64 })
    }
    fn boot(&self, _: NodeId, _: &NodeConfig) -> Result<Counter, BadInput> {
        Ok(Counter::default())
    }
    fn start(&self, node: &mut Counter, fx: &mut Effects<'_, Toy>) {
        if node.spoilt {
            return fx.refuse("the disk is spoilt");
        }
        fx.arm(Tick::Speak, self.tick * 500..=self.tick * 1500);
        fx.fsync(Tick::Flush);
    }
    fn on_message(&self, node: &mut Counter, from: NodeId, word: Word, _: &mut Effects<'_, Toy>) {
        node.heard.push((from, word));
    }
    fn on_timer(&self, node: &mut Counter, timer: Tick, fx: &mut Effects<'_, Toy>) {
        if timer == Tick::Flush {
            node.flushed += 1;
            return fx.fsync(Tick::Flush);
        }
        node.said += 1;
        let me = fx.me();
        for peer in (0..fx.cast()).map(NodeId).filter(|peer| *peer != me) {
            fx.send(peer, Word::Note(node.said));
            fx.send(peer, Word::Shout(node.said));
        }
        fx.arm(Tick::Speak, self.tick * 500..=self.tick * 1500);
    }
    fn on_disconnect(&self, node: &mut Counter, peer: NodeId, _: u8, _: &mut Effects<'_, Toy>) {
        node.broke.push(peer);
    }
    /// `panic`: says a last word and ends itself. `spoil`: it will not start again.
    fn on_request(
        &self,
        node: &mut Counter,
        request: &Value,
        fx: &mut Effects<'_, Toy>,
    ) -> Result<(), String> {
        match request.at("request").text() {
            "panic" => {
                fx.send(NodeId(1), Word::Note(node.said + 1));
                fx.panic("index 7 is out of range");
            }
            _ => node.spoilt = true,
        }
        Ok(())
    }
    fn durable(&self, node: &Counter, _: Crash) -> Counter {
        Counter { spoilt: node.spoilt, ..Counter::default() }
    }
    fn standing(&self, node: &Counter) -> Standing {
        let (role, leader) = (Role::Peer, None);
        let (log_end, commit) = (i64::from(node.said), i64::from(node.flushed));
        Standing { role, epoch: 0, established: false, leader, log_end, commit, discards: 0 }
    }
    /// Everything a test wants to know stands in the note.
    fn view(&self, node: &Counter) -> Portrait {
        let heard = node.heard.iter().map(|(from, word)| format!("{}:{word:?}", from.0));
        let broke = node.broke.iter().map(|peer| format!("broke:{}", peer.0));
        let note = heard.chain(broke).collect::<Vec<_>>().join(" ");
        Portrait { note, ..Portrait::default() }
    }
}

/// The toy in the words of the register.
pub static SPEC: SystemSpec = SystemSpec {
    key: "toy",
    title: "Toy",
    version: "1",
    kinds: &[KindSpec {
        name: "counter",
        client: false,
        ring: 0,
        options: &[],
        durable: &[],
        fsync_us: Some(20_000),
        start_us: (0, 0),
    }],
    settings: &[Setting { field: Field::int("tick", 1, 1000, 100), unit: "ms", live: true }],
    profiles: &[],
    rules: &[],
    vocabulary: &Vocabulary {
        verdicts: &[],
        guises: &[Guise {
            kind: "counter",
            looks: &[(Role::Peer, &[])],
            log: None,
            tells: &["epoch", "log_end"],
            does: &Conduct::NONE,
        }],
        needs: &[],
    },
    calls: &[],
    properties: &[],
    requests: &[],
    selectors: &[],
    aliases: &[],
    messages: &["Note", "Shout"],
    ballots: Ballots { kinds: &[], counted_by: "" },
    timers: &["tick", "flush"],
    costs: &[],
    leader_within_ms: |_| None,
    build: |config| Ok(Box::new(World::<Toy>::new(config)?)),
};
