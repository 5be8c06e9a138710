//! The built page in a real browser.
//!
//! [`server`] serves `dist/` as any static host would, under a sub-path; [`driver`] starts a
//! headless Chromium through its WebDriver; [`page`] has the verbs that tests are written in;
//! [`states`] lists what `cargo xtask screenshots` photographs; [`bench`] measures what only a
//! browser can tell, [`raftscope`] the same of another visualiser. The tests are in `tests/page/`.
//!
//! WebDriver is JSON over HTTP/1.1 to a local port, so the client is [`http`] and `serde_json`:
//! no asynchronous runtime and no TLS stack is built to talk to this machine.

pub mod bench;
pub mod driver;
pub mod http;
pub mod page;
pub mod raftscope;
pub mod server;
pub mod states;

use std::path::PathBuf;

/// What the harness returns: a value, or a sentence that says what went wrong.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Where `cargo xtask build` leaves the page.
pub fn dist() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../dist"))
}

/// Serves `dist/` under a sub-path and returns the server; fails with what to do if it is missing.
pub fn serve_dist() -> Outcome<server::Server> {
    if !dist().join("index.html").is_file() {
        return Err("there is no dist/index.html: run `cargo xtask build` first".into());
    }
    // A sub-path, because that is where a project page on a static host lives: an absolute
    // URL anywhere in the page fails here.
    server::Server::start(dist(), "/a/sub/path/", 0)
}
