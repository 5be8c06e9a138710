//! A drawing of the page as a picture that stands alone: every style that the page's sheets give
//! an element is written into the element itself, as plain SVG attributes that every program
//! reads; colours become `rgb()`.

use crate::outside;
use gloo::utils::{document, window};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, CssStyleDeclaration, Element,
    HtmlCanvasElement, HtmlImageElement, Url, XmlSerializer,
};

/// The picture's size, in pixels.
pub const SIZE: (u32, u32) = (1920, 1080);

/// Styles that may stand as attributes, whether elements inherit them, and what they are without
/// a word.
const STYLES: [(&str, bool, &str); 17] = [
    ("fill", true, "rgb(0, 0, 0)"),
    ("fill-opacity", true, "1"),
    ("stroke", true, "none"),
    ("stroke-width", true, "1px"),
    ("stroke-opacity", true, "1"),
    ("stroke-dasharray", true, "none"),
    ("stroke-linecap", true, "butt"),
    ("stroke-linejoin", true, "miter"),
    ("paint-order", true, "normal"),
    ("font-family", true, ""),
    ("font-size", true, ""),
    ("font-weight", true, "400"),
    ("font-style", true, "normal"),
    ("letter-spacing", true, "normal"),
    ("text-anchor", true, "start"),
    ("visibility", true, "visible"),
    ("opacity", false, "1"),
];

/// The drawing that matches, as SVG text.
pub fn svg(css: &str) -> Option<String> {
    let drawing = outside::element(css)?;
    let copy: Element = drawing.clone_node_with_deep(true).ok()?.unchecked_into();
    let mut painter = Painter::new()?;
    painter.copy(&drawing, &copy, None)?;
    for (name, value) in [("width", SIZE.0), ("height", SIZE.1)] {
        copy.set_attribute(name, &value.to_string()).ok()?;
    }
    XmlSerializer::new().ok()?.serialize_to_string(&copy).ok()
}

/// The same as PNG.
pub async fn png(svg: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type("image/svg+xml");
    let parts = js_sys::Array::of1(&svg.into());
    let file = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let address = Url::create_object_url_with_blob(&file).ok()?;
    let image = HtmlImageElement::new().ok()?;
    image.set_src(&address);
    let decoded = JsFuture::from(image.decode()).await;
    let (canvas, context) = canvas(SIZE)?;
    let drawn = decoded.and_then(|_| {
        let (width, height) = (f64::from(SIZE.0), f64::from(SIZE.1));
        context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)
    });
    let _ = Url::revoke_object_url(&address);
    drawn.ok()?;
    let encoded = js_sys::Promise::new(&mut |done, _| {
        let encoded = Closure::once_into_js(move |blob: JsValue| {
            let _ = done.call1(&JsValue::NULL, &blob);
        });
        let _ = canvas.to_blob(encoded.unchecked_ref());
    });
    JsFuture::from(encoded).await.ok()?.dyn_into().ok()
}

fn canvas((width, height): (u32, u32)) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.unchecked_into();
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d").ok()??.unchecked_into();
    Some((canvas, context))
}

struct Painter {
    /// One pixel: what a colour of any notation comes to.
    pixel: CanvasRenderingContext2d,
    known: BTreeMap<String, (String, String)>,
}

impl Painter {
    fn new() -> Option<Painter> {
        Some(Painter { pixel: canvas((1, 1))?.1, known: BTreeMap::new() })
    }

    /// Writes the styles of `from` into `to`, and so on down; what cannot be seen is left out.
    fn copy(
        &mut self,
        from: &Element,
        to: &Element,
        above: Option<&CssStyleDeclaration>,
    ) -> Option<()> {
        let style = window().get_computed_style(from).ok()??;
        let told = |style: &CssStyleDeclaration, name: &str| {
            style.get_property_value(name).unwrap_or_default()
        };
        for (name, inherited, initial) in STYLES {
            let value = told(&style, name);
            let without = match above {
                Some(above) if inherited => told(above, name),
                _ => initial.to_string(),
            };
            if value == without {
                let _ = to.remove_attribute(name);
            } else {
                self.write(to, name, &value);
            }
        }
        for name in to.get_attribute_names().iter().filter_map(|name| name.as_string()) {
            let of_the_page = ["class", "role", "tabindex"].contains(&name.as_str())
                || ["aria-", "data-"].iter().any(|prefix| name.starts_with(prefix));
            if of_the_page {
                let _ = to.remove_attribute(&name);
            }
        }
        let (mine, theirs) = (from.children(), to.children());
        let pairs: Vec<(Element, Element)> = (0..mine.length())
            .filter_map(|place| Some((mine.item(place)?, theirs.item(place)?)))
            .collect();
        for (child, copied) in pairs {
            if child.class_list().contains("target") {
                copied.remove();
            } else {
                self.copy(&child, &copied, Some(&style))?;
            }
        }
        Some(())
    }

    fn write(&mut self, to: &Element, name: &str, value: &str) {
        let paint = name == "fill" || name == "stroke";
        if !paint || value == "none" || value.starts_with("url") || value.starts_with("rgb(") {
            let _ = to.set_attribute(name, &value.replace('"', "'"));
            return;
        }
        let (colour, opacity) = self.plain(value);
        let _ = to.set_attribute(name, &colour);
        if opacity != "1" {
            let _ = to.set_attribute(&[name, "-opacity"].concat(), &opacity);
        }
    }

    /// A colour as `rgb()` and its opacity.
    fn plain(&mut self, value: &str) -> (String, String) {
        if let Some(known) = self.known.get(value) {
            return known.clone();
        }
        self.pixel.clear_rect(0.0, 0.0, 1.0, 1.0);
        self.pixel.set_fill_style_str(value);
        self.pixel.fill_rect(0.0, 0.0, 1.0, 1.0);
        let data = self.pixel.get_image_data(0.0, 0.0, 1.0, 1.0).map(|image| image.data().0);
        let plain = match data.as_deref() {
            Ok([_, _, _, 0]) | Err(_) => ("none".to_string(), "1".to_string()),
            Ok([r, g, b, alpha, ..]) => {
                let share = (u32::from(*alpha) * 100).div_ceil(255);
                let opacity = if share >= 100 { "1".into() } else { format!("0.{share:02}") };
                (format!("rgb({r}, {g}, {b})"), opacity)
            }
            Ok(_) => (value.to_string(), "1".to_string()),
        };
        self.known.insert(value.to_string(), plain.clone());
        plain
    }
}
