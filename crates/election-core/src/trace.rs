//! Every event as a line of JSON, with its cause: for other tools to judge a run.

use crate::effects::{OpKind, Outcome};
use crate::event::{Event, Loss, Sink, What};
use crate::map;
use crate::outcome::Stopped;
use crate::scenario::Scenario;
use crate::sim::Cluster;
use crate::transcript::Teller;
use crate::value::Value;
use crate::view::Standing;
use crate::words::{MessageId, NodeId, OpId};
use std::fmt::Write;

/// Writes a run as NDJSON: a header line, then a line per event, then the final hash.
#[derive(Debug)]
pub struct Tracer {
    text: String,
    labels: Vec<String>,
    kinds: &'static [&'static str],
}

impl Tracer {
    /// The trace of a run of this story.
    pub fn new(scenario: &Scenario) -> Tracer {
        let config = &scenario.config;
        let header = map! {
            "version" => 1, "system" => config.system.key, "key" => &scenario.key,
            "seed" => config.seed, "settings" => &config.settings,
            "rules_off" => config.rules_off.clone(), "plan" => scenario.source.at("plan").clone(),
        };
        Tracer {
            text: format!("{header}\n"),
            labels: config.nodes.iter().map(|node| node.label.clone()).collect(),
            kinds: config.system.messages,
        }
    }

    /// The run was stopped before its end.
    pub fn stop(&mut self, stopped: &Stopped) {
        // A String takes every write.
        let _ = writeln!(self.text, "{}", map! { "stopped" => stopped.to_value() });
    }

    /// Closes the trace and returns the lines that were not taken.
    pub fn finish(mut self, end: &dyn Cluster) -> String {
        self.text += &map! { "hash" => format!("{:016x}", end.hash()) }.to_string();
        self.text
    }

    fn label(&self, id: NodeId) -> &str {
        &self.labels[id.index()]
    }

    fn op(&self, op: OpId) -> String {
        format!("{}#{}", self.label(op.client()), op.nth())
    }

    fn message(&self, event: &str, id: &MessageId) -> Value {
        let kind = self.kinds.get(usize::from(id.kind)).copied().unwrap_or("RST");
        map! {
            "event" => event, "kind" => kind, "from" => self.label(id.from),
            "to" => self.label(id.to), "incarnation" => u32::from(id.incarnation), "nth" => id.nth,
        }
    }

    fn at(&self, event: &str, node: NodeId) -> Value {
        map! { "event" => event, "node" => self.label(node) }
    }

    fn standing(&self, standing: &Standing) -> Value {
        map! {
            "role" => standing.role.word(), "epoch" => standing.epoch,
            "established" => standing.established,
            "leader" => standing.leader.map(|id| self.label(id).to_string()),
        }
    }

    /// What a client or a server says of an operation.
    fn operation(&self, what: &What) -> Value {
        match what {
            What::Invoked(op, kind) => {
                let kind = if *kind == OpKind::Write { "write" } else { "read" };
                map! { "event" => "invoke", "op" => self.op(*op), "kind" => kind }
            }
            What::Completed(op, outcome) => {
                let (how, more) = match outcome {
                    Outcome::Ok { position } => ("ok", map! { "position" => *position }),
                    Outcome::Fail(error) => ("fail", map! { "error" => *error }),
                    Outcome::Unknown(error) => ("info", map! { "error" => *error }),
                };
                with(map! { "event" => how, "op" => self.op(*op) }, more)
            }
            What::Acknowledged { op, node, epoch } => {
                let more = map! { "op" => self.op(*op), "epoch" => *epoch };
                with(self.at("acknowledged", *node), more)
            }
            _ => map! {},
        }
    }

    fn describe(&self, what: &What) -> Value {
        match what {
            What::Started(node) => self.at("started", *node),
            What::Went { node, how, says } => {
                let more = map! { "how" => how.word(), "reason" => says.as_deref() };
                with(self.at("down", *node), more)
            }
            What::Paused(node) => self.at("paused", *node),
            What::Resumed(node) => self.at("resumed", *node),
            What::Sent { id, text, .. } => {
                with(self.message("sent", id), map! { "text" => text.as_deref() })
            }
            What::Delivered { id, sent_at, text } => {
                let more = map! { "sent_us" => sent_at.0, "text" => text.as_deref() };
                with(self.message("delivered", id), more)
            }
            What::Lost { id, sent_at, why } => {
                let why = match why {
                    Loss::Cut => "cut",
                    Loss::Network => "network",
                    Loss::Refused => "refused",
                    Loss::Silence => "silence",
                    Loss::Stale => "stale connection",
                    Loss::ByHand => "by hand",
                };
                with(self.message("lost", id), map! { "sent_us" => sent_at.0, "why" => why })
            }
            What::Broke { node, peer, channel } => {
                let more = map! { "peer" => self.label(*peer), "channel" => *channel };
                with(self.at("connection broke", *node), more)
            }
            What::InSync { node, members } => {
                let labels: Vec<Value> = members.iter().map(|id| self.label(id).into()).collect();
                with(self.at("in sync", *node), map! { "members" => labels })
            }
            What::Fired(node, timer) => with(self.at("timer", *node), map! { "timer" => *timer }),
            What::Cited(node, cited) => {
                let more = map! {
                    "rule" => cited.rule.id, "verdict" => cited.verdict,
                    "because" => cited.because.clone(),
                };
                with(self.at("rule", *node), more)
            }
            What::Became { node, from, to } => {
                let more = map! { "before" => self.standing(from), "after" => self.standing(to) };
                with(self.at("became", *node), more)
            }
            What::Acted(says) => map! { "event" => "action", "says" => &**says },
            What::NotDone(says) => map! { "event" => "not done", "says" => &**says },
            what => self.operation(what),
        }
    }
}

impl Sink for Tracer {
    fn wants_detail(&self) -> bool {
        true
    }
    fn event(&mut self, event: &Event) {
        let mut line = map! {
            "at_us" => event.at.0, "step" => event.step.0, "cause" => event.cause.0,
        };
        for (name, value) in self.describe(&event.what).fields() {
            line.set(name, value.clone());
        }
        // A String takes every write.
        let _ = writeln!(self.text, "{line}");
    }
}

impl Teller for Tracer {
    fn told(&mut self) -> &mut String {
        &mut self.text
    }
}

/// The fields of both.
fn with(mut line: Value, more: Value) -> Value {
    for (name, value) in more.fields() {
        line.set(name, value.clone());
    }
    line
}
