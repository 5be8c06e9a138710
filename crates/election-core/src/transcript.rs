//! A run as text that a person can read: one line per event that matters, in fixed columns.
//!
//! ```text
//!   8.0000  plan           kill 2
//!   8.0031  1              connection to 2 broke
//!   8.0031  1 → 2 3        Notification leader=1 zxid=0x10000007c round=2
//!   8.0056  3              zookeeper/total-order: true (peerEpoch new=1 current=1; zxid …)
//! ```

use crate::effects::{OpKind, Outcome};
use crate::event::{Event, Loss, Sink, What};
use crate::value::Value;
use crate::view::{Down, Role, Standing};
use crate::words::{NodeId, NodeSet, Time};
use std::fmt::Write;

/// Writes a run down as it happens.
#[derive(Debug)]
pub struct Transcript {
    /// The lines so far.
    text: String,
    labels: Vec<String>,
    kinds: &'static [&'static str],
    /// Heartbeats, timers and successful operations too.
    everything: bool,
    /// Sent messages that may still be joined by the same to another receiver.
    open: Option<Flock>,
    /// Processes that went down: that their disks say they lead is not told.
    down: NodeSet,
}

/// Writes a run down as text, which may be taken away piece by piece.
pub trait Teller: Sink {
    /// What is written down and was not taken yet.
    fn told(&mut self) -> &mut String;
}

impl Teller for Transcript {
    fn told(&mut self) -> &mut String {
        &mut self.text
    }
}

/// The same message to several receivers.
#[derive(Debug)]
struct Flock {
    at: Time,
    from: NodeId,
    to: Vec<NodeId>,
    says: String,
}

impl Transcript {
    /// A transcript of a run of this configuration. `everything`: heartbeats, timers and
    /// successful operations too.
    pub fn new(config: &crate::scenario::Config, everything: bool) -> Transcript {
        Transcript {
            text: String::new(),
            labels: config.nodes.iter().map(|node| node.label.clone()).collect(),
            kinds: config.system.messages,
            everything,
            open: None,
            down: NodeSet::EMPTY,
        }
    }

    /// Closes the transcript and returns its text.
    pub fn finish(mut self) -> String {
        self.close();
        self.text
    }

    fn label(&self, id: NodeId) -> &str {
        &self.labels[id.index()]
    }

    fn line(&mut self, at: Time, who: &str, says: &str) {
        let (seconds, rest) = (at.0 / 1_000_000, at.0 / 100 % 10_000);
        // A String takes every write.
        let _ = writeln!(self.text, "{seconds:>4}.{rest:04}  {who:<13}  {says}");
    }

    fn close(&mut self) {
        if let Some(flock) = self.open.take() {
            let to: Vec<&str> = flock.to.iter().map(|id| self.label(*id)).collect();
            let who = format!("{} → {}", self.label(flock.from), to.join(" "));
            self.line(flock.at, &who, &flock.says);
        }
    }

    fn sent(&mut self, at: Time, from: NodeId, to: NodeId, says: String) {
        match &mut self.open {
            Some(flock) if (flock.at, flock.from) == (at, from) && flock.says == says => {
                flock.to.push(to);
            }
            _ => {
                self.close();
                self.open = Some(Flock { at, from, to: vec![to], says });
            }
        }
    }

    fn kind(&self, kind: u8) -> &'static str {
        self.kinds.get(usize::from(kind)).copied().unwrap_or("RST")
    }
}

/// What a rule compared, in one line.
pub fn because(facts: &[Value]) -> String {
    let one = |fact: &Value| {
        let mut words = Vec::new();
        for (name, value) in fact.fields() {
            let text = value.as_text().map_or_else(|| value.to_string(), str::to_string);
            words.push(if name == "fact" || name == "refusal" {
                text
            } else {
                format!("{name}={text}")
            });
        }
        words.join(" ")
    };
    facts.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn turn(from: &Standing, to: &Standing, leader: Option<&str>) -> String {
    let mut says = format!("{} → {}", from.role.word(), to.role.word());
    if from.epoch != to.epoch {
        let _ = write!(says, ", epoch {} → {}", from.epoch, to.epoch);
    } else {
        let _ = write!(says, ", epoch {}", to.epoch);
    }
    if to.established && !from.established {
        says.push_str(", established");
    }
    if let Some(leader) = leader {
        let _ = write!(says, ", leader {leader}");
    }
    says
}

impl Sink for Transcript {
    fn wants_detail(&self) -> bool {
        true
    }

    fn event(&mut self, event: &Event) {
        let at = event.at;
        if let What::Sent { id, text, quiet } = &event.what {
            if (!*quiet || self.everything) && id.from != id.to {
                let says = format!("{} {}", self.kind(id.kind), text.as_deref().unwrap_or(""));
                self.sent(at, id.from, id.to, says.trim_end().to_string());
            }
            return;
        }
        match &event.what {
            What::Went { node, .. } => {
                self.down.insert(*node);
            }
            What::Started(node) => self.down.remove(*node),
            What::Became { node, to, .. } if to.role == Role::Leader && self.down.has(*node) => {
                return;
            }
            _ => {}
        }
        let Some((who, says)) = self.describe(&event.what) else { return };
        self.close();
        self.line(at, &who, &says);
    }
}

impl Transcript {
    fn describe(&self, what: &What) -> Option<(String, String)> {
        let label = |id: &NodeId| self.label(*id).to_string();
        Some(match what {
            What::Started(node) => (label(node), "starts".into()),
            What::Went { node, how, says } => {
                let word = match how {
                    Down::Killed => "is killed",
                    Down::PoweredOff => "loses power",
                    Down::Stopped => "stops",
                    Down::NotStarted => "is not started",
                    Down::Panicked => "ends itself: ",
                    Down::Refused => "does not start: ",
                };
                (label(node), [word, says.as_deref().unwrap_or_default()].concat())
            }
            What::Paused(node) => (label(node), "is paused".into()),
            What::Resumed(node) => (label(node), "goes on".into()),
            What::Lost { id, why, .. } => {
                let says = match why {
                    Loss::Cut => "lost: the link is cut",
                    Loss::Network => "lost by the network",
                    Loss::Refused => "refused: down",
                    Loss::Silence => "lost: no power",
                    Loss::Stale => "refused: its connection is no more",
                    Loss::ByHand => "lost by hand",
                };
                let who = format!("{} ⇥ {}", label(&id.from), label(&id.to));
                (who, format!("{} {says}", self.kind(id.kind)))
            }
            What::Broke { node, peer, .. } => {
                (label(node), format!("connection to {} broke", label(peer)))
            }
            What::InSync { node, members } => {
                let names: Vec<String> = members.iter().map(|id| label(&id)).collect();
                (label(node), format!("in sync: {}", names.join(", ")))
            }
            What::Fired(node, timer) if self.everything => (label(node), format!("timer {timer}")),
            What::Cited(node, cited) => {
                let because = because(&cited.because);
                let says = format!("{}: {} ({because})", cited.rule.id, cited.verdict);
                (label(node), says)
            }
            What::Became { node, from, to } => {
                let leader = to.leader.map(|id| self.label(id));
                (label(node), turn(from, to, leader))
            }
            What::Completed(op, outcome) => {
                let says = match outcome {
                    Outcome::Ok { .. } if !self.everything => return None,
                    Outcome::Ok { position } => format!("#{} ok at {position}", op.nth()),
                    Outcome::Fail(error) => format!("#{} failed: {error}", op.nth()),
                    Outcome::Unknown(error) => format!("#{} unknown: {error}", op.nth()),
                };
                (label(&op.client()), says)
            }
            What::Invoked(op, kind) if self.everything => {
                let says = if *kind == OpKind::Write { "writes" } else { "reads" };
                (label(&op.client()), format!("{says} #{}", op.nth()))
            }
            What::Acknowledged { op, node, epoch } if self.everything => {
                let op = format!("{}#{}", self.label(op.client()), op.nth());
                (label(node), format!("acknowledges {op} in epoch {epoch}"))
            }
            What::Acted(says) => ("plan".into(), says.to_string()),
            What::NotDone(says) => ("plan".into(), format!("not done: {says}")),
            _ => return None,
        })
    }
}
