//! The world: time, links, timers, randomness, crashes. It knows no system by name.
//!
//! **Single-mutation invariant.** One input goes into one process; all its effects are applied;
//! then comes the next input. There is no event queue: what can happen next is the minimum over
//! the armed timers, the messages under way and the plan (`World::next`), in the total order
//! *time, then deliveries before timers before the plan, then sender, receiver, …*; so a change
//! of plan leaves no stale entry behind, and a clone of the world is a fork of the run.

mod acked;
pub mod cluster;
mod director;
mod faults;
mod filter;
pub mod history;
pub mod ledger;
mod links;
mod liveness;
mod logs;
mod mixer;
mod net;
mod post;
pub mod record;
pub mod rng;
mod watch;
mod world;

pub use acked::Holdings;
pub use cluster::{Cluster, Pending};
pub use watch::COMMON;
pub(crate) use world::Armed;
pub use world::World;
