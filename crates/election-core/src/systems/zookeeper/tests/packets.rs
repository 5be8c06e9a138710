//! Packets that no leader sends in this order, handed to a follower one by one.

use super::super::data::{Payload, Txn};
use super::super::ensemble::Ensemble;
use super::super::fle::Ground;
use super::super::learner::{Learner, Stage, Syncing};
use super::super::message::{Message, Packet, QUORUM};
use super::super::out::Out;
use super::super::rules::{Sid, SyncMode, Zxid};
use super::super::server::{Role, Server};
use super::super::timer::Timer;
use super::story;
use crate::rule::Rule;
use crate::value::Value;
use crate::words::{NodeId, OpId};
use std::collections::VecDeque;

/// What a server does, as far as a test looks at it.
#[derive(Default)]
struct Deeds {
    exits: Vec<String>,
    hangs_up: Vec<(NodeId, u8)>,
}

impl Out for Deeds {
    fn send(&mut self, _: NodeId, _: Message) {}
    fn arm(&mut self, _: Timer, _: std::ops::RangeInclusive<u64>) {}
    fn fsync(&mut self, _: Timer) {}
    fn disarm(&mut self, _: Timer) {}
    fn hang_up(&mut self, peer: NodeId, channel: u8) {
        self.hangs_up.push((peer, channel));
    }
    fn cite(&mut self, _: &'static Rule, _: &'static str, _: &dyn Fn() -> Vec<Value>) {}
    fn now_ms(&self) -> i64 {
        0
    }
    fn acknowledge(&mut self, _: OpId, _: i64) {}
    fn panic(&mut self, says: String) {
        self.exits.push(says);
    }
    fn refuse(&mut self, says: String) {
        self.exits.push(says);
    }
}

/// Server 1 of three, which follows 3 and has come so far, after these packets.
fn hears(stage: Stage, packets: Vec<Packet>) -> (Server, Deeds) {
    let config = story(r#"{"id":"1"},{"id":"2"},{"id":"3"}"#, "", "").config;
    let ensemble = Ensemble::read(&config, "server", "observer").unwrap();
    let mut server = ensemble.boot(NodeId(0), &config.nodes[0]).unwrap().unwrap();
    let (leader, leader_id, ground) = (Sid(3), NodeId(2), Ground::Election);
    let (unread, lost) = (VecDeque::new(), false);
    server.role = Role::Learning(Learner { leader, leader_id, ground, stage, unread, lost });
    let mut deeds = Deeds::default();
    for packet in packets {
        ensemble.from_leader(&mut server, packet, &mut deeds);
    }
    (server, deeds)
}

fn proposal(zxid: i64) -> Packet {
    Packet::Proposal(Txn { zxid: Zxid(zxid), origin: None, payload: Payload::Before })
}

/// `FollowerZooKeeperServer.commit`: what is committed must be the next that was proposed.
#[test]
fn a_commit_without_its_proposal_ends_the_process() {
    let packets = vec![proposal(0x1_0000_0001), Packet::Commit(Zxid(0x1_0000_0002))];
    let says = hears(Stage::Broadcast { acked: 0 }, packets).1.exits.join("");
    assert!(says.starts_with("Committing zxid 0x1") && says.contains("but next pending txn"));
}

/// `Learner.syncWithLeader`, exit code 13: the first packet says how the history comes.
#[test]
fn a_synchronisation_that_begins_with_a_proposal_ends_the_process() {
    let stage = Stage::Synchronization(Syncing::default());
    let deeds = hears(stage, vec![proposal(0x1_0000_0001)]).1;
    assert_eq!(deeds.exits, ["Got unexpected packet from leader: PROPOSAL, exiting ... "]);
}

/// `Learner.syncWithLeader`: a COMMIT while no proposal waits is a NullPointerException, which ends
/// the connection: the server looks for a leader again.
#[test]
fn a_synchronisation_without_its_proposals_begins_anew() {
    let mode = Some(SyncMode::Diff);
    let stage = Stage::Synchronization(Syncing { mode, ..Syncing::default() });
    let (server, deeds) = hears(stage, vec![Packet::Commit(Zxid(0x1_0000_0001))]);
    assert!(deeds.exits.is_empty() && deeds.hangs_up.contains(&(NodeId(2), QUORUM)));
    assert!(matches!(server.role, Role::Looking(_)));
}
