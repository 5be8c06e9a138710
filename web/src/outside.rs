//! Ways out of the page and into it: saved files, chosen, dropped and pasted ones, addresses.

use crate::trouble::{LARGEST, PATIENCE, Trouble};
use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use gloo::utils::{document, document_element, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Blob, BlobPropertyBag, ClipboardEvent, DataTransfer, DragEvent, Element, File,
    HtmlAnchorElement, HtmlTextAreaElement, ReadableStreamDefaultReader, RequestCredentials,
    RequestInit, Response, Url,
};

/// Gives the visitor a file.
pub fn save(name: &str, media_type: &str, text: &str) -> Option<()> {
    let parts = js_sys::Array::of1(&text.into());
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    save_blob(name, &Blob::new_with_str_sequence_and_options(&parts, &options).ok()?)
}

/// Gives the visitor a file.
pub fn save_blob(name: &str, blob: &Blob) -> Option<()> {
    let address = Url::create_object_url_with_blob(blob).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address).ok()
}

/// The text of a file that was chosen.
///
/// # Errors
/// If it is too large or cannot be read.
pub async fn text_of(file: File) -> Result<String, Trouble> {
    let size = file.size() as usize;
    if size > LARGEST {
        return Err(Trouble::TooLarge(size));
    }
    let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
    text.ok_or(Trouble::Empty)
}

/// The text behind an address of the web, seen from this page.
///
/// # Errors
/// Why there is none.
pub async fn text_at(address: &str) -> Result<String, Trouble> {
    let url = window().location().href().ok();
    let url = url.and_then(|base| Url::new_with_base(address, &base).ok());
    let url = url.filter(|url| matches!(url.protocol().as_str(), "http:" | "https:"));
    let Some(url) = url else { return Err(Trouble::BadAddress(address.into())) };
    let address = url.href();
    let options = RequestInit::new();
    // Not AbortSignal.timeout: browsers of 2021 do not have it.
    let patience = AbortController::new().map_err(|_| Trouble::Unreachable(address.clone()))?;
    options.set_signal(Some(&patience.signal()));
    let _alarm = Timeout::new(PATIENCE, {
        let patience = patience.clone();
        move || patience.abort()
    });
    options.set_credentials(RequestCredentials::Omit);
    let failed = |why: JsValue| {
        let name = why.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::name);
        match name.as_deref() {
            Some("TimeoutError" | "AbortError") => Trouble::TimedOut(address.clone()),
            _ => Trouble::Unreachable(address.clone()),
        }
    };
    let answer = window().fetch_with_str_and_init(&address, &options);
    let answer: Response = JsFuture::from(answer).await.map_err(failed)?.unchecked_into();
    if !answer.ok() {
        return Err(Trouble::Status(address.clone(), answer.status()));
    }
    let told = answer.headers().get("content-length").ok().flatten();
    if let Some(size) = told.and_then(|size| size.parse().ok()).filter(|size| *size > LARGEST) {
        return Err(Trouble::TooLarge(size));
    }
    let bytes = match counted(&answer).await {
        Ok(bytes) => bytes,
        Err(Cut::TooLarge(size)) => {
            patience.abort();
            return Err(Trouble::TooLarge(size));
        }
        Err(Cut::Broke(why)) => return Err(failed(why)),
    };
    String::from_utf8(bytes).map_err(|_| Trouble::NoText)
}

/// Why a body was not read to its end.
enum Cut {
    TooLarge(usize),
    Broke(JsValue),
}

/// The bytes of an answer, piece by piece: what is too large is not waited for.
async fn counted(answer: &Response) -> Result<Vec<u8>, Cut> {
    let Some(body) = answer.body() else { return Ok(Vec::new()) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()).await.map_err(Cut::Broke)?;
        let get = |name: &str| js_sys::Reflect::get(&piece, &name.into()).map_err(Cut::Broke);
        if get("done")?.is_truthy() {
            return Ok(bytes);
        }
        let piece: js_sys::Uint8Array = get("value")?.unchecked_into();
        let size = bytes.len() + piece.length() as usize;
        if size > LARGEST {
            let _ = reader.cancel();
            return Err(Cut::TooLarge(size));
        }
        bytes.extend(piece.to_vec());
    }
}

/// What was dropped or pasted.
pub enum Gift {
    /// A file.
    File(File),
    /// A text.
    Text(String),
    /// A text of so many characters: too long to be looked at.
    TooLarge(usize),
    /// Neither.
    Nothing,
}

fn unwrap(from: Option<DataTransfer>) -> Gift {
    let Some(from) = from else { return Gift::Nothing };
    if let Some(file) = from.files().and_then(|files| files.item(0)) {
        return Gift::File(file);
    }
    // The browser's own text is measured before it is copied: a text of 50 MB stays there.
    let text = js_sys::Reflect::get(&from, &"getData".into()).ok();
    let text = text.and_then(|get| get.dyn_into::<js_sys::Function>().ok());
    let text = text.and_then(|get| get.call1(&from, &"text/plain".into()).ok());
    let Some(text) = text.and_then(|text| text.dyn_into::<js_sys::JsString>().ok()) else {
        return Gift::Nothing;
    };
    match text.length() as usize {
        0 => Gift::Nothing,
        length if length > LARGEST => Gift::TooLarge(length),
        _ => Gift::Text(text.into()),
    }
}

/// Listens for files and texts that are dropped anywhere on the page, or pasted into it.
pub fn gifts(take: impl Fn(Gift) + Clone + 'static) -> Vec<EventListener> {
    let prevents = EventListenerOptions::enable_prevent_default();
    let mark = |over: bool| {
        let _ = match over {
            true => document_element().set_attribute("data-dropping", ""),
            false => document_element().remove_attribute("data-dropping"),
        };
    };
    let over = move |event: &web_sys::Event| {
        event.prevent_default();
        mark(true);
    };
    // Left for another element of the page: still over the page.
    let left = move |event: &web_sys::Event| {
        mark(event.unchecked_ref::<DragEvent>().related_target().is_some());
    };
    let given = take.clone();
    let dropped = move |event: &web_sys::Event| {
        event.prevent_default();
        mark(false);
        given(unwrap(event.unchecked_ref::<DragEvent>().data_transfer()));
    };
    let pasted = move |event: &web_sys::Event| {
        if !crate::dom::is_typing() {
            take(unwrap(event.unchecked_ref::<ClipboardEvent>().clipboard_data()));
        }
    };
    let page = document();
    vec![
        EventListener::new_with_options(&page, "dragover", prevents, over),
        EventListener::new(&page, "dragleave", left),
        EventListener::new_with_options(&page, "drop", prevents, dropped),
        EventListener::new(&page, "paste", pasted),
    ]
}

/// The page's own address, without query and fragment.
pub fn page() -> String {
    let location = window().location();
    let (origin, path) = (location.origin(), location.pathname());
    [origin.unwrap_or_default(), path.unwrap_or_default()].concat()
}

/// Selects the text of a field, for the visitor to copy.
pub fn select(css: &str) {
    if let Some(field) = document().query_selector(css).ok().flatten() {
        let field: HtmlTextAreaElement = field.unchecked_into();
        let _ = field.focus();
        field.select();
    }
}

/// A new entry in the browser's history, so that Back leads to the run before.
pub fn new_entry() {
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", None);
    }
}

/// JSON with line breaks, for people to read.
pub fn laid_out(json: &str) -> String {
    let parsed = js_sys::JSON::parse(json);
    let text = parsed.and_then(|value| {
        js_sys::JSON::stringify_with_replacer_and_space(&value, &JsValue::NULL, &2.into())
    });
    text.ok().and_then(|text| text.as_string()).unwrap_or_else(|| json.to_string())
}

/// The first element that matches.
pub fn element(css: &str) -> Option<Element> {
    document().query_selector(css).ok().flatten()
}
