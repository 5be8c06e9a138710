//! `cargo xtask serve`: the release page on localhost, with one program for every address.

use crate::page;
use election_e2e::server::Server;
use election_e2e::{Outcome, dist};

/// Builds the page and serves it until interrupted. The first argument may be a port.
///
/// # Errors
/// If the build fails or the port is taken.
pub fn serve(arguments: &[String]) -> Outcome<()> {
    let port = match arguments.first() {
        None => 8080,
        Some(word) => word.parse().map_err(|_| format!("{word:?} is not a port (1 to 65535)"))?,
    };
    page::build_for_a_look()?;
    let server = Server::start(dist(), "/", port)
        .map_err(|why| format!("{why}; choose another: cargo xtask serve 8081"))?;
    println!("\nElection Lab is at {}\nCtrl-C stops it.", server.address());
    loop {
        std::thread::park();
    }
}
