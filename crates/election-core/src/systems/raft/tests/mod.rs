//! What the paper and etcd-io/raft say, sentence by sentence, asked of single handlers.

mod bench;
mod etcd;
mod paper;
mod ready;
mod server;
mod settings;
mod unmet;
