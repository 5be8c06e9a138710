//! What the applications' leader writes: a file that is replaced as a whole. It knows nothing of
//! sessions. With fencing it remembers the highest token it was shown and refuses a lower one.

use super::Lines;
use crate::fact;
use crate::systems::zookeeper::message::Message;
use crate::systems::zookeeper::out::Out;
use crate::systems::zookeeper::rules;
use crate::view::Glyph;
use crate::words::{NodeId, OpId};

/// The resource. A crash loses nothing of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Resource {
    /// The highest token it was shown.
    pub highest: i64,
    /// Its content: one line a write.
    pub lines: Lines,
    /// Writes refused.
    pub refused: u32,
    /// Writes taken though a later leader had been seen.
    pub stale: u32,
    /// How often a write threw lines of others away.
    pub overwrites: u32,
}

/// Between a leader and the resource.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Said {
    /// A leader begins.
    Open {
        /// Its token.
        token: i64,
    },
    /// What the resource holds.
    Opened {
        /// The leader's token.
        token: i64,
        /// The lines.
        lines: Box<Lines>,
    },
    /// A leader writes.
    Save {
        /// Its token.
        token: i64,
        /// The new line.
        op: OpId,
        /// All lines.
        lines: Box<Lines>,
    },
    /// Taken.
    Saved(OpId),
    /// A later leader was seen.
    Refused {
        /// The write, if it was one.
        op: Option<OpId>,
        /// The later leader's token.
        highest: i64,
    },
}

impl Said {
    /// Its place in `KINDS`.
    pub fn kind(&self) -> u8 {
        match self {
            Said::Open { .. } => 39,
            Said::Opened { .. } => 40,
            Said::Save { .. } => 41,
            Said::Saved(_) => 42,
            Said::Refused { .. } => 43,
        }
    }
    /// How it is drawn.
    pub fn glyph(&self) -> Glyph {
        match self {
            Said::Open { .. } => Glyph::Request,
            Said::Save { token, .. } => Glyph::Data { epoch: short(*token) },
            Said::Opened { .. } | Said::Saved(_) => Glyph::Reply,
            Said::Refused { .. } => Glyph::Error,
        }
    }
    /// One line.
    pub fn text(&self) -> String {
        match self {
            Said::Open { token } => format!("token {}", shown(*token)),
            Said::Opened { lines, .. } => format!("{} lines", lines.len()),
            Said::Save { token, op, lines } => {
                format!("token {}, #{}, {} lines", shown(*token), op.nth(), lines.len())
            }
            Said::Saved(op) => format!("#{}", op.nth()),
            Said::Refused { highest, .. } => format!("token {} was seen", shown(*highest)),
        }
    }
}

/// A token as people read it: a sequence number, or the zxid of a znode's creation.
pub fn shown(token: i64) -> String {
    if token > i64::from(u32::MAX) { rules::Zxid(token).to_string() } else { token.to_string() }
}

/// A token short enough for a badge, in the same order: what is created in the ensemble's first
/// epoch keeps its number there.
pub fn short(token: i64) -> i64 {
    let zxid = rules::Zxid(token);
    match zxid.epoch() {
        0 => token,
        epoch => (epoch - 1) * 1_000_000 + i64::from(zxid.counter()),
    }
}

impl Resource {
    /// A leader speaks.
    pub fn hear(&mut self, from: NodeId, said: Said, fenced: bool, fx: &mut dyn Out) {
        let (token, op) = match &said {
            Said::Open { token } => (*token, None),
            Said::Save { token, op, .. } => (*token, Some(*op)),
            _ => return,
        };
        let stale = token < self.highest;
        let refuse = fenced && stale;
        let highest = self.highest;
        fx.cite(&rules::FENCING_TOKEN, if refuse { "refuse" } else { "accept" }, &|| {
            vec![fact!("token", "token" => shown(token), "highest" => shown(highest))]
        });
        if refuse {
            self.refused += u32::from(op.is_some());
            return fx.send(from, Message::Work(Said::Refused { op, highest }));
        }
        self.highest = highest.max(token);
        match said {
            Said::Save { op, lines, .. } => {
                self.stale += u32::from(stale);
                let keeps = self.lines.iter().zip(lines.iter()).all(|(mine, new)| mine == new);
                self.overwrites += u32::from(!keeps || lines.len() < self.lines.len());
                self.lines = *lines;
                fx.acknowledge(op, short(token));
                fx.send(from, Message::Work(Said::Saved(op)));
            }
            _ => {
                let lines = Box::new(self.lines.clone());
                fx.send(from, Message::Work(Said::Opened { token, lines }));
            }
        }
    }
}
