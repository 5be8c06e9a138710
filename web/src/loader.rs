//! What the page fetches from beside itself: texts and stories. Nothing else is ever asked for,
//! and never another host.

use crate::locale::Language;
use election_core::value::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// The longest file that is read, in characters.
const LONGEST: usize = 1_000_000;

/// Everything that a story needs, fetched at once: the texts that the page and the system have
/// in this language (an absent file is an empty one), and the story's file.
pub async fn story(
    language: Language,
    system: &str,
    key: &str,
) -> (Vec<String>, Result<Value, String>) {
    let locale = |file: &str| ["locales/", language.tag(), "/", file, ".ftl"].concat();
    let file = ["scenarios/", system, "/", key, ".json"].concat();
    // The requests are under way before the first answer is awaited.
    let page = request(&locale("page"));
    let texts = request(&locale(system));
    let scenario = request(&file);
    let mut read = Vec::new();
    for answer in [page, texts] {
        read.push(text(answer).await.unwrap_or_default());
    }
    let scenario = match text(scenario).await {
        Ok(json) => parse(&json),
        Err(why) => Err(why),
    };
    (read, scenario.map_err(|why| [&file, ": ", &why].concat()))
}

/// The texts of other systems, for the picker.
pub async fn texts(language: Language, systems: &[&str]) -> Vec<String> {
    let locale = |file: &&str| request(&["locales/", language.tag(), "/", file, ".ftl"].concat());
    let answers: Vec<JsFuture> = systems.iter().map(locale).collect();
    let mut read = Vec::new();
    for answer in answers {
        read.push(text(answer).await.unwrap_or_default());
    }
    read
}

/// JSON text as a value.
///
/// # Errors
/// What the browser says about it.
pub fn parse(json: &str) -> Result<Value, String> {
    let parsed = js_sys::JSON::parse(json).map_err(|why| said(&why))?;
    from_js(parsed)
}

/// A JavaScript value as one of ours.
///
/// # Errors
/// If it is no JSON value.
pub fn from_js(value: JsValue) -> Result<Value, String> {
    serde_wasm_bindgen::from_value(value).map_err(|why| why.to_string())
}

fn request(path: &str) -> JsFuture {
    JsFuture::from(gloo::utils::window().fetch_with_str(path))
}

async fn text(answer: JsFuture) -> Result<String, String> {
    let response: Response = answer.await.map_err(|why| said(&why))?.unchecked_into();
    if !response.ok() {
        return Err(["HTTP ", &response.status().to_string()].concat());
    }
    let text = response.text().map_err(|why| said(&why))?;
    let text = JsFuture::from(text).await.map_err(|why| said(&why))?;
    let text = text.as_string().unwrap_or_default();
    if text.len() > LONGEST { Err("too long".into()) } else { Ok(text) }
}

fn said(why: &JsValue) -> String {
    js_sys::Error::from(why.clone()).message().as_string().unwrap_or_else(|| "?".into())
}
