//! The append-only file: when it is written and flushed, and when the main thread waits for it.
//! `src/aof.c flushAppendOnlyFile`

use super::{Instance, millis};
use crate::fact;
use crate::systems::redis::settings::{Fsync, Redis};
use crate::systems::redis::{Fx, Timer, cited};

/// For how long a write may be put off behind a flush, ms.
const POSTPONED_MAX: i64 = 2000;
/// `appendfsync everysec`, ms.
const EVERYSEC: i64 = 1000;
/// `appendfsync no`: the operating system writes pages back after this (Linux:
/// `dirty_expire_centisecs`), ms.
const WRITE_BACK: i64 = 30_000;

/// How far the append-only file is, in commands.
#[derive(Clone, Hash, Debug, Default)]
pub struct Aof {
    /// Handed to the operating system: what a killed process leaves.
    pub written: u32,
    /// Flushed: what a power failure leaves.
    pub flushed: u32,
    /// What the flush under way in the background will have flushed.
    syncing: Option<u32>,
    /// When that one, or the last one, began, ms.
    last_fsync: i64,
    /// Since when a write is put off, ms.
    postponed: Option<i64>,
}

impl Aof {
    /// A file that holds so many commands, all of them flushed.
    pub fn whole(commands: u32) -> Aof {
        Aof { written: commands, flushed: commands, ..Aof::default() }
    }
}

impl Instance {
    /// `appendfsync`
    fn appendfsync(&self, on: &Redis) -> Fsync {
        self.own.text("appendfsync").map_or(on.appendfsync, Fsync::read)
    }

    /// Before the event loop sleeps: the buffer is written, and flushed as `appendfsync` says.
    pub(super) fn flush_aof(&mut self, on: &Redis, fx: &mut Fx<'_>) {
        if !on.appendonly || !self.running {
            return;
        }
        let (now, all) = (millis(fx), self.data.entries().len());
        match self.appendfsync(on) {
            Fsync::Always if self.aof.flushed < all => {
                self.aof.written = all;
                self.thread.flush();
            }
            Fsync::Always => {}
            Fsync::Everysec => self.flush_every_second(now, all, fx),
            Fsync::No => {
                self.aof.written = all;
                if now - self.aof.last_fsync >= WRITE_BACK {
                    (self.aof.flushed, self.aof.last_fsync) = (all, now);
                }
            }
        }
    }

    fn flush_every_second(&mut self, now: i64, all: u32, fx: &mut Fx<'_>) {
        let aof = &mut self.aof;
        if aof.syncing.is_none() {
            (aof.written, aof.postponed) = (all, None);
            if aof.flushed < all && now - aof.last_fsync >= EVERYSEC {
                (aof.syncing, aof.last_fsync) = (Some(all), now);
                fx.fsync(Timer::Bio);
            }
            return;
        }
        if aof.written == all {
            return;
        }
        let since = *aof.postponed.get_or_insert(now);
        let waited = now - since;
        if waited < POSTPONED_MAX {
            fx.arm_ms(Timer::Postponed, (POSTPONED_MAX - waited) as u64);
        } else if !self.thread.is_blocked() {
            self.thread.wait_behind();
            fx.cite(&cited::AOF, "fsync-too-long", || {
                vec![fact!("aof_flush_postponed", "elapsed" => waited, "limit" => POSTPONED_MAX)]
            });
        }
    }

    /// The flush in the background is done, and whoever waited for it goes on.
    pub(super) fn aof_synced(&mut self) {
        if let Some(commands) = self.aof.syncing.take() {
            self.aof.flushed = commands;
        }
        self.thread.caught_up();
    }

    /// The flush that the main thread waited for is done.
    pub(super) fn aof_flushed(&mut self) {
        if self.aof.syncing.is_none() {
            self.aof.flushed = self.aof.written;
        }
    }
}
