//! RaftScope (Diego Ongaro's visualisation of Raft) measured beside the page, on the same machine
//! in the same run. It is fetched to be measured and never part of this project.

use crate::Outcome;
use crate::bench::script_of_frames;
use crate::page::Page;
use crate::server::Server;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Where it comes from, and at which commit.
pub const ORIGIN: &str = "https://github.com/ongardie/raftscope";

/// What was measured, with as many servers as the page's busiest state has.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// Script per animation frame of its own loop, in ms.
    pub script_per_frame: f64,
    /// Messages under way meanwhile.
    pub flying: f64,
    /// A seek within the run, in ms: median, 99th of a hundred, longest.
    pub seek: [f64; 3],
    /// Heap per delivered message, in bytes.
    pub heap_per_message: f64,
    /// Delivered messages in the run.
    pub messages: f64,
}

/// Copies its files to `copy`, set up for so many servers. Where its two plug-ins (git
/// submodules: a slider and a context menu) are missing, they do nothing: their share of the work
/// is then not measured.
///
/// # Errors
/// If `from` is not RaftScope.
pub fn prepare(from: &Path, copy: &Path, servers: u8) -> Outcome<()> {
    for file in ["index.html", "style.css", "util.js", "state.js", "script.js"] {
        let text = fs::read(from.join(file))
            .map_err(|error| format!("{} is not RaftScope: {file}: {error}", from.display()))?;
        fs::create_dir_all(copy)?;
        fs::write(copy.join(file), text)?;
    }
    let engine = fs::read_to_string(from.join("raft.js"))?;
    fs::write(copy.join("raft.js"), format!("{engine}\nNUM_SERVERS = {servers};\n"))?;
    const IDLE: &str =
        "jQuery.fn.slider = function (ask) { return ask === 'getValue' ? 2 : this };";
    for (file, without) in [
        ("jquery/jquery.min.js", None),
        ("bootstrap-3.1.1/js/bootstrap.min.js", None),
        ("bootstrap-3.1.1/css/bootstrap.min.css", None),
        ("bootstrap-slider/css/bootstrap-slider.css", Some("")),
        ("bootstrap-slider/js/bootstrap-slider.js", Some(IDLE)),
        (
            "bootstrap-contextmenu/bootstrap-contextmenu.js",
            Some("jQuery.fn.contextmenu = function () { return this };"),
        ),
    ] {
        let found = fs::read(from.join(file)).ok();
        let text = found.or(without.map(|text| text.as_bytes().to_vec()));
        let target = copy.join(file);
        fs::create_dir_all(target.parent().ok_or("no folder")?)?;
        fs::write(target, text.ok_or_else(|| format!("{file} is missing"))?)?;
    }
    Ok(())
}

/// Measures the prepared copy over so many simulated ms.
///
/// # Errors
/// If it does not run.
pub fn measure(page: &Page, copy: &Path, simulated_ms: u32) -> Outcome<Figures> {
    let server = Server::start(copy.to_path_buf(), "/", 0)?;
    page.open(server.address())?;
    page.until("RaftScope", |page| {
        Ok(page.script("return typeof state === 'object' && typeof render === 'object'")? == true)
    })?;
    // Its loop runs; a leader is elected and asked for something with every frame.
    page.script(
        "playback.pause();
         const leader = () => state.current.servers.find(it => it.state === 'leader');
         while (!leader() && state.getMaxTime() < 5e6) state.seek(state.getMaxTime() + 1000);
         for (let n = 0; n < 5; n += 1) raft.clientRequest(state.current, leader());
         state.save(); playback.resume()",
    )?;
    let script_per_frame = script_of_frames(page)?;
    let flying = number(&page.script("return state.current.messages.length")?)?;
    page.open(server.address())?;
    let told = page.script_later(&format!(
        "const done = arguments[0]; playback.pause();
         const heap = () => performance.memory.usedJSHeapSize;
         let messages = 0; const update = raft.update;
         raft.update = model => {{ messages += model.messages.filter(
             m => m.recvTime <= model.time).length; return update(model) }};
         const before = heap();
         for (let ms = 1; ms <= {simulated_ms}; ms += 1) {{
             state.seek(ms * 1000);
             const leader = state.current.servers.find(it => it.state === 'leader');
             if (leader && ms % 50 === 0) {{
                 raft.clientRequest(state.current, leader); state.save()
             }}
         }}
         const grown = heap() - before, took = [];
         for (let n = 1; n <= 200; n += 1) {{
             const to = (n * 7919 % 9973) / 9973 * {simulated_ms} * 1000, start = performance.now();
             state.seek(to); render.update(); took.push(performance.now() - start);
         }}
         took.sort((a, b) => a - b);
         done([took[100], took[198], took[199], grown / messages, messages])"
    ))?;
    let at = |place: usize| number(&told[place]);
    Ok(Figures {
        script_per_frame,
        flying,
        seek: [at(0)?, at(1)?, at(2)?],
        heap_per_message: at(3)?,
        messages: at(4)?,
    })
}

fn number(value: &Value) -> Outcome<f64> {
    value.as_f64().ok_or_else(|| format!("{value} is no number").into())
}
