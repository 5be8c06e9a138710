//! What a process's log holds, for comparing it with another's.

use super::world::World;
use crate::protocol::Protocol;
use crate::words::NodeId;

impl<P: Protocol> World<P> {
    /// The digest of each record of its log, then each operation whose effect it holds.
    pub(super) fn digests(&self, id: NodeId) -> Vec<u64> {
        let node = &self.slots[id.index()].node;
        let records = (1..).map_while(|index| self.protocol.entry(node, index));
        let mut all: Vec<u64> = records.collect();
        self.protocol.journal(node, &mut |op| all.push(op.0.into()));
        all
    }
}
