//! What only a browser can tell: the engine in wasm, script per frame, idle work, first load.

use crate::Outcome;
use crate::page::Page;
use crate::states::{BUSY, IDLE};
use serde_json::{Value, json};

/// The engine's measures in the browser over `simulated_ms` of a scenario (its JSON text), by
/// the `measure` that the page exports: a list of `{"key", "what", "value"}`.
///
/// # Errors
/// If the page exports no `measure`, or it fails.
pub fn engine(page: &Page, scenario: &str, simulated_ms: u32) -> Outcome<Value> {
    await_program(page)?;
    let scenario = Value::from(scenario);
    let answer = page.script(&format!(
        "return JSON.parse(window.wasmBindings.measure({scenario}, {simulated_ms}))"
    ))?;
    Ok(answer)
}

/// What ten minutes of a scenario with faults cost in the browser: a list as [`engine`]'s. The
/// page is loaded anew from this address, so that no memory of an earlier run is at hand.
///
/// # Errors
/// If the page exports no `endure`, or it fails.
pub fn endurance(
    page: &Page,
    address: &str,
    scenario: &str,
    (simulated_ms, faults, seeks): (u32, u32, u32),
) -> Outcome<Value> {
    page.open(address)?;
    await_program(page)?;
    let scenario = Value::from(scenario);
    page.script(&format!(
        "return JSON.parse(window.wasmBindings.endure({scenario}, {simulated_ms}, {faults}, \
         {seeks}))"
    ))
}

/// Mean milliseconds of script per animation frame in the busiest state, and how many messages
/// were under way at its end.
///
/// # Errors
/// If the state cannot be reached.
pub fn script_per_frame(page: &Page, address: &str) -> Outcome<(f64, f64)> {
    BUSY.reach(page, address)?;
    let ms = script_of_frames(page)?;
    let flying = page.script("return document.querySelectorAll('.flights > *').length")?;
    Ok((ms, flying.as_f64().ok_or("no count")?))
}

/// Mean milliseconds of script per animation frame over five seconds of whatever is shown.
///
/// # Errors
/// If no frame is drawn.
pub fn script_of_frames(page: &Page) -> Outcome<f64> {
    page.devtools("Performance.enable", json!({}))?;
    let before = script_ms(page)?;
    let frames = page.script_later(
        "const done = arguments[0], start = performance.now(); let frames = 0;
         requestAnimationFrame(function count(now) {
             frames += 1;
             if (now - start < 5000) requestAnimationFrame(count); else done(frames);
         })",
    )?;
    let frames = frames.as_f64().filter(|frames| *frames > 1.0).ok_or("no frames were drawn")?;
    Ok((script_ms(page)? - before) / frames)
}

/// The script of animation frames, in ms.
pub struct Frames {
    /// On average.
    pub mean: f64,
    /// At most.
    pub longest: f64,
}

/// The script of each frame while a story plays at 1× for three seconds from `from_ms` on: what
/// its callback takes, with all that it puts off to right after.
///
/// # Errors
/// If the story does not play.
pub fn frames_from(page: &Page, address: &str, story: &str, from_ms: u64) -> Outcome<Frames> {
    page.open(&format!("{address}#1/{story}?t={}", base_36(from_ms * 1000)))?;
    page.wait_for(".stage")?;
    page.script(
        "const chosen = document.querySelector('select.speed');
         chosen.value = '1'; chosen.dispatchEvent(new Event('change', { bubbles: true }));
         const ask = window.requestAnimationFrame.bind(window); window.frames_took = [];
         window.requestAnimationFrame = callback => {
             let start = 0;
             const handle = ask(time => { start = performance.now(); callback(time); });
             ask(() => window.frames_took.push(performance.now() - start));
             return handle;
         }",
    )?;
    page.press(" ")?;
    std::thread::sleep(std::time::Duration::from_secs(3));
    let took = page.script("return window.frames_took")?;
    let took: Vec<f64> = took.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    if took.len() < 10 {
        return Err(format!("{} frames were drawn", took.len()).into());
    }
    #[expect(clippy::cast_precision_loss, reason = "a few hundred frames")]
    let mean = took.iter().sum::<f64>() / took.len() as f64;
    Ok(Frames { mean, longest: took.iter().copied().fold(0.0, f64::max) })
}

/// A number as addresses write times.
fn base_36(mut number: u64) -> String {
    let mut digits = Vec::new();
    while number > 0 || digits.is_empty() {
        digits.push(char::from_digit((number % 36) as u32, 36).unwrap_or('0'));
        number /= 36;
    }
    digits.iter().rev().collect()
}

/// How many changes the page makes to its document in three seconds when nothing happens.
///
/// # Errors
/// If the state cannot be reached.
pub fn idle_mutations(page: &Page, address: &str) -> Outcome<f64> {
    IDLE.reach(page, address)?;
    let count = page.script_later(
        "const done = arguments[0]; let changes = 0;
         const watch = new MutationObserver(records => { changes += records.length });
         watch.observe(document, { subtree: true, childList: true, attributes: true,
                                   characterData: true });
         setTimeout(() => done(changes), 3000)",
    )?;
    count.as_f64().ok_or_else(|| "no count".into())
}

/// The files under `dist/` that the first load asks for, sorted.
///
/// # Errors
/// If the page does not start, or asks another host for anything.
pub fn first_load(page: &Page, address: &str) -> Outcome<Vec<String>> {
    page.open(address)?;
    await_program(page)?;
    // What the program fetches after its start belongs to the first load as well.
    let names = page.script_later(
        "setTimeout(done => done(performance.getEntriesByType('resource').map(e => e.name)),
                    2000, arguments[0])",
    )?;
    let base = address.split(['?', '#']).next().unwrap_or(address);
    let mut files = vec!["index.html".to_owned()];
    for name in names.as_array().ok_or("no list of files")? {
        let name = name.as_str().unwrap_or_default();
        if name.starts_with("data:") || name.starts_with("blob:") {
            continue;
        }
        let file = name.strip_prefix(base).ok_or_else(|| format!("the page asks for {name}"))?;
        files.push(file.split(['?', '#']).next().unwrap_or(file).to_owned());
    }
    files.sort();
    files.dedup();
    Ok(files)
}

/// Waits until the page's program runs.
///
/// # Errors
/// If it does not in time.
pub fn await_program(page: &Page) -> Outcome<()> {
    page.until("that its program has started", |page| {
        Ok(page.script("return window.wasmBindings !== undefined")? == true)
    })
}

fn script_ms(page: &Page) -> Outcome<f64> {
    let metrics = page.devtools("Performance.getMetrics", json!({}))?;
    let metrics = metrics["metrics"].as_array().ok_or("no metrics")?;
    let script = metrics.iter().find(|metric| metric["name"] == "ScriptDuration");
    let seconds = script.and_then(|metric| metric["value"].as_f64()).ok_or("no ScriptDuration")?;
    Ok(seconds * 1000.0)
}
