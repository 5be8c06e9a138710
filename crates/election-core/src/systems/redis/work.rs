//! How a process works: one input after the other, on a main thread that may wait for its disk.

use super::thread::{Input, MainThread};
use super::{Fx, Node, Redis, Timer, instance};
use crate::value::Value;

impl Node {
    pub(super) fn thread(&mut self) -> Option<&mut MainThread> {
        match self {
            Node::Instance(instance) => Some(&mut instance.thread),
            Node::Sentinel(sentinel) => Some(&mut sentinel.thread),
            Node::Client(_) => None,
        }
    }
}

impl Redis {
    pub(super) fn take(&self, node: &mut Node, input: Input, fx: &mut Fx<'_>) {
        match node.thread() {
            Some(thread) if thread.is_blocked() => thread.put_off(input),
            _ => self.work(node, input, fx),
        }
    }

    fn work(&self, node: &mut Node, input: Input, fx: &mut Fx<'_>) {
        let mark = fx.out.len();
        match node {
            Node::Instance(it) => match input {
                Input::Heard(from, message) => it.hear(self, from, message, fx),
                Input::Due(timer) => it.wake(self, timer, fx),
                Input::Broke(peer, channel) => it.lose(self, peer, channel, fx),
                Input::Stop => it.stop(self, fx),
            },
            Node::Sentinel(it) => match input {
                Input::Heard(from, message) => it.hear(self, from, message, fx),
                Input::Due(Timer::Desync) => it.desync(fx),
                Input::Due(_) => it.tick(self, fx),
                Input::Broke(peer, channel) => it.lose(peer, channel),
                Input::Stop => fx.exit(),
            },
            Node::Client(it) => match input {
                Input::Heard(from, message) => it.hear(self, from, message, fx),
                Input::Due(timer) => it.wake(self, timer, fx),
                Input::Broke(peer, channel) => it.lose(self, peer, channel, fx),
                Input::Stop => fx.exit(),
            },
        }
        self.before_sleep(node, mark, fx);
    }

    /// The handler is done: what must be flushed before its replies leave?
    pub(super) fn before_sleep(&self, node: &mut Node, mark: usize, fx: &mut Fx<'_>) {
        if let Node::Instance(instance) = node {
            instance.before_sleep(self, fx);
        }
        if let Some(thread) = node.thread() {
            thread.hold_back(mark, fx);
        }
    }

    /// A flush is done: if the main thread waited for it, it goes on with what has come meanwhile.
    pub(super) fn disk_done(&self, node: &mut Node, timer: Timer, fx: &mut Fx<'_>) {
        match node {
            Node::Instance(instance) => instance.disk_done(timer, fx),
            Node::Sentinel(sentinel) => sentinel.disk_done(fx),
            Node::Client(_) => {}
        }
        if let Some(thread) = node.thread() {
            thread.speak(fx);
        }
        while let Some(input) = node.thread().and_then(MainThread::next) {
            self.work(node, input, fx);
        }
    }

    pub(super) fn ask(
        &self,
        node: &mut Node,
        request: &Value,
        fx: &mut Fx<'_>,
    ) -> Result<(), String> {
        match (node, request.at("request").text()) {
            (Node::Sentinel(sentinel), "SENTINEL FAILOVER") => sentinel.order_failover(self, fx),
            (Node::Instance(instance), "FAILOVER") if request.at("ABORT").flag() => {
                instance.abort_handover(self, fx)
            }
            (Node::Instance(instance), "FAILOVER") => {
                let target = self.named_instance(request.at("TO"))?;
                let (force, timeout) = (request.at("FORCE").flag(), request.at("TIMEOUT").int());
                instance.hand_over(self, instance::Order { target, force, timeout }, fx)
            }
            (Node::Instance(instance), "REPLICAOF") => {
                let master = self.named_instance(request.at("master"))?;
                instance.replicaof(self, master, fx)
            }
            (Node::Instance(instance), "CONFIG SET") => instance.config_set(self, request, fx),
            (Node::Sentinel(sentinel), "SENTINEL SET") => sentinel.set(request, fx),
            (_, other) => Err(format!("unknown command {other}")),
        }
    }
}
