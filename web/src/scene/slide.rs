//! A slide: where title, picture, caption and time line stand. One unit is a pixel of 1920×1080.

use super::geometry::{Rect, text_width};

/// The slide.
pub const WIDTH: f32 = 1920.0;
/// The slide.
pub const HEIGHT: f32 = 1080.0;
/// To the left and right of everything.
pub const MARGIN: f32 = 72.0;
/// The title's baseline and size.
pub const TITLE: (f32, f32) = (92.0, 44.0);
/// The last line's baseline and size.
pub const FOOT: (f32, f32) = (1040.0, 26.0);
/// The caption's type size, and from line to line.
pub const CAPTION: (f32, f32) = (37.0, 52.0);
/// Where the last line of the caption stands.
const CAPTION_ENDS: f32 = 968.0;

/// Where things stand on one slide.
#[derive(Clone, PartialEq, Debug)]
pub struct Slide {
    /// The picture.
    pub picture: Rect,
    /// The caption's lines and their baselines.
    pub caption: Vec<(f32, String)>,
}

/// Lays out a slide around its caption: at most three lines.
pub fn lay_out(caption: &str) -> Slide {
    let mut lines = wrap(caption, CAPTION.0, WIDTH - 4.0 * MARGIN);
    if lines.len() > 3 {
        lines.truncate(3);
        lines[2].push('…');
    }
    let first = CAPTION_ENDS - CAPTION.1 * lines.len().saturating_sub(1) as f32;
    let baseline = |nth: usize| first + CAPTION.1 * nth as f32;
    let top = TITLE.0 + 30.0;
    let picture = Rect { x: 0.0, y: top, w: WIDTH, h: first - CAPTION.0 * 1.4 - top };
    Slide {
        picture,
        caption: lines.into_iter().enumerate().map(|(nth, line)| (baseline(nth), line)).collect(),
    }
}

/// A text in lines of at most `width`: broken at spaces, and between Chinese characters.
pub fn wrap(text: &str, size: f32, width: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut word = String::new();
    let mut put = |word: &mut String| {
        let line = lines.last_mut().filter(|line| text_width(line, size) > 0.0);
        let fits = line.is_none_or(|line| text_width(line, size) + text_width(word, size) <= width);
        if !fits {
            lines.push(String::new());
            *word = word.trim_start().to_string();
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
        }
        word.clear();
    };
    for c in text.chars() {
        let wide = c > '\u{2e80}';
        // No line begins with a full stop or a comma.
        let closes =
            matches!(c, '，' | '。' | '、' | '：' | '；' | '！' | '？' | '）' | '」' | '”');
        if (c == ' ' || wide && !closes) && !word.is_empty() {
            put(&mut word);
        }
        word.push(c);
    }
    put(&mut word);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_is_broken_where_words_end_and_nothing_is_lost() {
        let text = "The leader dies while nobody looks, and the longer log wins the election.";
        let lines = wrap(text, 37.0, 500.0);
        assert!(lines.len() > 2);
        assert_eq!(lines.join(" "), text);
        assert!(lines.iter().all(|line| text_width(line, 37.0) <= 500.0), "{lines:?}");
        let chinese = "领导者死去，日志更长的那台服务器赢得选举。";
        let lines = wrap(chinese, 37.0, 300.0);
        assert_eq!(lines.concat(), chinese);
        assert!(lines.iter().all(|line| !line.starts_with('，')), "{lines:?}");
    }

    #[test]
    fn a_slide_holds_its_picture_above_its_caption() {
        for caption in ["", "One line.", &"word ".repeat(200)] {
            let slide = lay_out(caption);
            assert!(slide.caption.len() <= 3);
            let below = slide.picture.y + slide.picture.h;
            assert!(slide.picture.h > 500.0 && below < CAPTION_ENDS);
        }
    }
}
