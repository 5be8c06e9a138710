//! The verbs that tests, screenshots and benches are written in.

use crate::Outcome;
use crate::driver::Driver;
use base64::Engine;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long the page may take to show what a test waits for, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// WebDriver's name for the key under which an element's reference travels (W3C WebDriver §11).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One browser window, showing one page.
pub struct Page {
    driver: Driver,
}

/// What the visitor's machine is like: the page learns it the way it does from a real one.
#[derive(Clone, Copy, Debug)]
pub struct Visitor {
    /// Width and height of the window's inside, in CSS pixels.
    pub size: (u32, u32),
    /// `prefers-color-scheme`: `light` or `dark`.
    pub theme: &'static str,
    /// `navigator.language`: `en` or `zh-CN`.
    pub language: &'static str,
}

impl Default for Visitor {
    fn default() -> Self {
        Self { size: (1366, 768), theme: "light", language: "en" }
    }
}

/// Opens `address` as the default visitor, runs `story`, and then demands a clean console.
///
/// # Errors
/// What `story` returns, or the console errors of the page.
pub fn visit(address: &str, story: impl FnOnce(&Page) -> Outcome<()>) -> Outcome<()> {
    let page = Page::new(Visitor::default())?;
    page.open(address)?;
    let told = story(&page);
    // The console often says why the story failed, so both are reported.
    let errors = page.console_errors()?;
    match (told, errors.is_empty()) {
        (told, true) => told,
        (Ok(()), false) => Err(format!("console errors:\n{}", errors.join("\n")).into()),
        (Err(why), false) => {
            Err(format!("{why}\nand on the console:\n{}", errors.join("\n")).into())
        }
    }
}

impl Page {
    /// Starts a browser that looks like `visitor`'s.
    ///
    /// # Errors
    /// If the browser cannot be started.
    pub fn new(visitor: Visitor) -> Outcome<Self> {
        let page = Self { driver: Driver::start()? };
        page.become_visitor(visitor)?;
        Ok(page)
    }

    /// Changes window size, colour scheme and language; the language counts from the next load.
    ///
    /// # Errors
    /// If the browser refuses.
    pub fn become_visitor(&self, visitor: Visitor) -> Outcome<()> {
        let (width, height) = visitor.size;
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        )?;
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "prefers-color-scheme", "value": visitor.theme }] }),
        )?;
        let agent = self.script("return navigator.userAgent")?;
        self.devtools(
            "Emulation.setUserAgentOverride",
            json!({ "userAgent": agent, "acceptLanguage": visitor.language }),
        )?;
        Ok(())
    }

    /// Loads an address, always from the start: a change of the fragment alone reloads too.
    ///
    /// # Errors
    /// If the address cannot be loaded.
    pub fn open(&self, address: &str) -> Outcome<()> {
        self.driver.command("POST", "/url", &json!({ "url": "about:blank" }))?;
        self.driver.command("POST", "/url", &json!({ "url": address }))?;
        Ok(())
    }

    /// The present address, with its fragment.
    ///
    /// # Errors
    /// If the browser has gone.
    pub fn address(&self) -> Outcome<String> {
        let url = self.driver.command("GET", "/url", &Value::Null)?;
        Ok(url.as_str().unwrap_or_default().to_owned())
    }

    /// Runs JavaScript and returns what it returns. For questions, not for gestures.
    ///
    /// # Errors
    /// What the script throws.
    pub fn script(&self, script: &str) -> Outcome<Value> {
        let body = json!({ "script": script, "args": [] });
        self.driver.command("POST", "/execute/sync", &body)
    }

    /// Runs JavaScript that answers later, by calling its last argument.
    ///
    /// # Errors
    /// What the script throws, or that it did not answer within 100 s.
    pub fn script_later(&self, script: &str) -> Outcome<Value> {
        let body = json!({ "script": script, "args": [] });
        self.driver.command("POST", "/execute/async", &body)
    }

    /// A command of the Chrome DevTools Protocol.
    ///
    /// # Errors
    /// What the browser answers.
    pub fn devtools(&self, command: &str, parameters: Value) -> Outcome<Value> {
        let body = json!({ "cmd": command, "params": parameters });
        self.driver.command("POST", "/goog/cdp/execute", &body)
    }

    /// How many elements match a CSS selector.
    ///
    /// # Errors
    /// If the selector is not valid.
    pub fn count(&self, css: &str) -> Outcome<usize> {
        let body = json!({ "using": "css selector", "value": css });
        let found = self.driver.command("POST", "/elements", &body)?;
        Ok(found.as_array().map_or(0, Vec::len))
    }

    /// The visible text of the first match, waited for.
    ///
    /// # Errors
    /// If nothing matches in time.
    pub fn text(&self, css: &str) -> Outcome<String> {
        let element = self.element(css)?;
        let text = self.driver.command("GET", &format!("/element/{element}/text"), &Value::Null)?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// An attribute of the first match, waited for; empty if it has none.
    ///
    /// # Errors
    /// If nothing matches in time.
    pub fn attribute(&self, css: &str, name: &str) -> Outcome<String> {
        let path = format!("/element/{}/attribute/{name}", self.element(css)?);
        let value = self.driver.command("GET", &path, &Value::Null)?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until something matches.
    ///
    /// # Errors
    /// If nothing does in time.
    pub fn wait_for(&self, css: &str) -> Outcome<()> {
        self.element(css).map(drop)
    }

    /// Waits until `met` is true; `what` completes "the page never showed …".
    ///
    /// # Errors
    /// If it stays false, or an error of `met` itself.
    pub fn until(&self, what: &str, mut met: impl FnMut(&Self) -> Outcome<bool>) -> Outcome<()> {
        let start = Instant::now();
        while !met(self)? {
            if start.elapsed() > PATIENCE {
                return Err(format!("the page never showed {what}").into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Clicks the middle of the first match with the mouse, waited for.
    ///
    /// # Errors
    /// If nothing matches, or something else lies over it.
    pub fn click(&self, css: &str) -> Outcome<()> {
        let path = format!("/element/{}/click", self.element(css)?);
        self.driver.command("POST", &path, &json!({})).map(drop)
    }

    /// Types text or keys into the first match; keys by their W3C code points, see [`keys`].
    ///
    /// # Errors
    /// If nothing matches, or it cannot take keys.
    pub fn type_into(&self, css: &str, text: &str) -> Outcome<()> {
        let path = format!("/element/{}/value", self.element(css)?);
        self.driver.command("POST", &path, &json!({ "text": text })).map(drop)
    }

    /// Presses a key, wherever the focus is; see [`keys`] for those that are not characters.
    ///
    /// # Errors
    /// If the browser refuses.
    pub fn press(&self, key: &str) -> Outcome<()> {
        self.gesture(json!([{
            "type": "key", "id": "keyboard",
            "actions": [{ "type": "keyDown", "value": key }, { "type": "keyUp", "value": key }],
        }]))
    }

    /// Presses the mouse button at `from`, moves to `to` in steps and lets go (window pixels).
    ///
    /// # Errors
    /// If a point lies outside the window.
    pub fn drag(&self, from: (i32, i32), to: (i32, i32)) -> Outcome<()> {
        let mut steps = vec![move_to(from), json!({ "type": "pointerDown", "button": 0 })];
        let between = |a: i32, b: i32, step| a + (b - a) * step / 8;
        steps
            .extend((1..=8).map(|s| move_to((between(from.0, to.0, s), between(from.1, to.1, s)))));
        steps.push(json!({ "type": "pointerUp", "button": 0 }));
        self.gesture(json!([{ "type": "pointer", "id": "mouse", "actions": steps }]))
    }

    /// Moves the mouse to the middle of the first match.
    ///
    /// # Errors
    /// If nothing matches.
    pub fn hover(&self, css: &str) -> Outcome<()> {
        self.gesture(json!([{
            "type": "pointer", "id": "mouse", "actions": [move_to(self.middle(css)?)],
        }]))
    }

    /// The middle of the first match in window pixels, for [`Page::drag`].
    ///
    /// # Errors
    /// If nothing matches.
    pub fn middle(&self, css: &str) -> Outcome<(i32, i32)> {
        self.wait_for(css)?;
        let selector = json!(css);
        let point = self.script(&format!(
            "const box = document.querySelector({selector}).getBoundingClientRect();
             return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]"
        ))?;
        let at = |index: usize| point[index].as_i64().and_then(|n| i32::try_from(n).ok());
        Ok((at(0).ok_or("no x")?, at(1).ok_or("no y")?))
    }

    /// The window as a PNG.
    ///
    /// # Errors
    /// If the browser cannot draw it.
    pub fn picture(&self) -> Outcome<Vec<u8>> {
        let encoded = self.driver.command("GET", "/screenshot", &Value::Null)?;
        let encoded = encoded.as_str().ok_or("no picture")?;
        Ok(base64::engine::general_purpose::STANDARD.decode(encoded)?)
    }

    /// What the console has said at level error since the last call: exceptions, refused
    /// requests and broken content policies included.
    ///
    /// # Errors
    /// If the browser has gone.
    pub fn console_errors(&self) -> Outcome<Vec<String>> {
        let log = self.driver.command("POST", "/se/log", &json!({ "type": "browser" }))?;
        let entries = log.as_array().ok_or("the browser log is not a list")?;
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        Ok(severe.map(|entry| entry["message"].as_str().unwrap_or("?").to_owned()).collect())
    }

    fn gesture(&self, actions: Value) -> Outcome<()> {
        self.driver.command("POST", "/actions", &json!({ "actions": actions })).map(drop)
    }

    fn element(&self, css: &str) -> Outcome<String> {
        let body = json!({ "using": "css selector", "value": css });
        let mut found = None;
        self.until(css, |page| {
            found = page.driver.command("POST", "/element", &body).ok();
            Ok(found.is_some())
        })?;
        let found = found.as_ref().and_then(|value| value[ELEMENT].as_str());
        Ok(found.ok_or("the driver named no element")?.to_owned())
    }
}

fn move_to((x, y): (i32, i32)) -> Value {
    json!({ "type": "pointerMove", "duration": 16, "x": x, "y": y })
}

/// Keys that are not characters, by their code points in W3C WebDriver §17.4.2.
pub mod keys {
    /// Tab.
    pub const TAB: &str = "\u{e004}";
    /// Enter.
    pub const ENTER: &str = "\u{e007}";
    /// Escape.
    pub const ESCAPE: &str = "\u{e00c}";
    /// Page up, as a presenter's remote control sends it.
    pub const PAGE_UP: &str = "\u{e00e}";
    /// Page down, as a presenter's remote control sends it.
    pub const PAGE_DOWN: &str = "\u{e00f}";
    /// End.
    pub const END: &str = "\u{e010}";
    /// Arrow left.
    pub const LEFT: &str = "\u{e012}";
    /// Arrow up.
    pub const UP: &str = "\u{e013}";
    /// Arrow right.
    pub const RIGHT: &str = "\u{e014}";
    /// Arrow down.
    pub const DOWN: &str = "\u{e015}";
}
