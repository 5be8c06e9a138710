//! What the page fetches: texts and stories from beside itself, and a scenario from the address
//! that a visitor names. Nothing else is ever asked for.

use crate::locale::Language;
use crate::trouble::Trouble;
use crate::{import, outside};
use election_core::value::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// Everything that a story needs, fetched at once: the texts that the page and the system have
/// in this language (an absent file is an empty one), and the story's file.
pub async fn story(
    language: Language,
    system: &str,
    key: &str,
) -> (Vec<String>, Result<Value, Trouble>) {
    let locale = |file: &str| ["locales/", language.tag(), "/", file, ".ftl"].concat();
    let file = ["scenarios/", system, "/", key, ".json"].concat();
    // The requests are under way before the first answer is awaited.
    let page = request(&locale("page"));
    let texts = request(&locale(system));
    let scenario = request(&file);
    let mut read = Vec::new();
    for answer in [page, texts] {
        read.push(text("", answer).await.unwrap_or_default());
    }
    let scenario = text(&file, scenario).await;
    (read, scenario.and_then(|json| import::story(&json, parse)))
}

/// A story that a link carries, with its texts.
pub async fn carried(language: Language, json: &str) -> (Vec<String>, Result<Value, Trouble>) {
    let story = import::story(json, parse);
    let texts = match &story {
        Ok(file) => texts_of(language, file).await,
        Err(_) => texts(language, &["page"]).await,
    };
    (texts, story)
}

/// A story from an address that the visitor names, with its texts.
pub async fn elsewhere(language: Language, address: &str) -> (Vec<String>, Result<Value, Trouble>) {
    let story = outside::text_at(address).await;
    let story = story.and_then(|json| match json.trim().is_empty() {
        true => Err(Trouble::Empty),
        false => import::story(json.trim_start_matches('\u{feff}'), parse),
    });
    let texts = match &story {
        Ok(file) => texts_of(language, file).await,
        Err(_) => texts(language, &["page"]).await,
    };
    (texts, story)
}

/// The page's texts and those of a story's system.
pub async fn texts_of(language: Language, file: &Value) -> Vec<String> {
    texts(language, &["page", file.at("system").text()]).await
}

/// The texts of other systems, for the picker.
pub async fn texts(language: Language, systems: &[&str]) -> Vec<String> {
    let locale = |file: &&str| request(&["locales/", language.tag(), "/", file, ".ftl"].concat());
    let answers: Vec<JsFuture> = systems.iter().map(locale).collect();
    let mut read = Vec::new();
    for answer in answers {
        read.push(text("", answer).await.unwrap_or_default());
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

async fn text(path: &str, answer: JsFuture) -> Result<String, Trouble> {
    let lost = |_: JsValue| Trouble::Unreachable(path.into());
    let response: Response = answer.await.map_err(lost)?.unchecked_into();
    if !response.ok() {
        return Err(Trouble::Status(path.into(), response.status()));
    }
    let text = JsFuture::from(response.text().map_err(lost)?).await.map_err(lost)?;
    Ok(text.as_string().unwrap_or_default())
}

fn said(why: &JsValue) -> String {
    js_sys::Error::from(why.clone()).message().as_string().unwrap_or_else(|| "?".into())
}
