//! Another host, with all the manners a host can have.

use election_e2e::Outcome;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// How much of the answer without end was taken, and whether it is taken no more.
static SENT: AtomicUsize = AtomicUsize::new(0);
static ENDED: AtomicBool = AtomicBool::new(false);

/// Bytes of the answer without end that were taken.
pub fn endless_sent() -> usize {
    SENT.load(Ordering::Relaxed)
}

/// Whether it is taken no more.
pub fn endless_ended() -> bool {
    ENDED.load(Ordering::Relaxed)
}

/// An answer that does not say how long it is, and is very long.
fn send_endlessly(stream: &mut TcpStream) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n"
    )?;
    let piece = vec![b' '; 100_000];
    let sent = (0..7_000).try_for_each(|_| {
        stream.write_all(&piece)?;
        SENT.fetch_add(piece.len(), Ordering::Relaxed);
        Ok(())
    });
    ENDED.store(true, Ordering::Relaxed);
    sent
}

const STORY: &str = include_str!("../../../scenarios/redis/split-brain.json");

/// Starts the host; returns its address without a slash at the end.
pub fn serve() -> Outcome<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream));
        }
    });
    Ok(address)
}

fn answer(stream: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let target = request.split(' ').nth(1).unwrap_or("");
    let large = " ".repeat(1_500_000);
    let (status, body) = match target {
        "/open.json" | "/closed.json" => ("200 OK", STORY),
        "/page.html" => ("200 OK", "<!doctype html><title>x</title>"),
        "/large.json" => ("200 OK", &*large),
        "/endless.json" => return send_endlessly(&mut reader.into_inner()),
        "/never.json" => {
            std::thread::sleep(Duration::from_secs(30));
            return Ok(());
        }
        _ => ("404 Not Found", "none"),
    };
    let open = if target == "/closed.json" { "" } else { "Access-Control-Allow-Origin: *\r\n" };
    let mut stream = reader.into_inner();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n{open}Connection: close\r\n\r\n{body}",
        body.len()
    )
}
