//! The sheet pictures are drawn on: shapes and words at places in pixels, from the upper left corner.
//!
//! Not a layout engine. Rule: words are cut to the room they are given, by the width of an average letter.

use svg::Document;
use svg::node::element::{Circle, Line, Rectangle, Text};

/// Height of a line of words.
pub(super) const LINE: f64 = 18.0;
/// Free space at every edge.
pub(super) const MARGIN: f64 = 20.0;
/// Size of letters.
const LETTER: f64 = 12.0;
/// Width of an average letter; wider than most sans-serif fonts, so that words stay inside their room.
const LETTER_WIDTH: f64 = 6.8;

/// On which side of its place a text stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Side {
    /// It begins there.
    Right,
    /// Its middle is there.
    Middle,
    /// It ends there.
    Left,
}

/// A sheet.
pub(super) struct Canvas {
    width: f64,
    height: f64,
    document: Document,
}

/// About how wide words are.
#[expect(
    clippy::cast_precision_loss,
    reason = "labels are far shorter than 2^52 letters"
)]
pub(super) fn width_of(words: &str) -> f64 {
    words.chars().count() as f64 * LETTER_WIDTH
}

/// The words, cut with an ellipsis to fit the room.
pub(super) fn fitted(words: &str, room: f64) -> String {
    let line: String = words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if width_of(&line) <= room {
        return line;
    }
    let mut cut = String::new();
    for letter in line.chars() {
        if width_of(&cut) + 2.0 * LETTER_WIDTH > room {
            break;
        }
        cut.push(letter);
    }
    cut + "…"
}

impl Canvas {
    /// An empty white sheet with a title.
    pub(super) fn new(width: f64, height: f64, title: &str) -> Self {
        let sheet = Rectangle::new()
            .set("width", width)
            .set("height", height)
            .set("fill", "#ffffff");
        let document = Document::new()
            .set("viewBox", (0, 0, width, height))
            .set("width", width)
            .set("height", height)
            .set("font-family", "DejaVu Sans, Verdana, Arial, sans-serif")
            .add(sheet);
        let mut canvas = Self {
            width,
            height,
            document,
        };
        let title = fitted(title, (width - 2.0 * MARGIN) * 0.75);
        canvas.add(
            Text::new(title)
                .set("x", MARGIN)
                .set("y", MARGIN + LETTER)
                .set("font-size", 16)
                .set("font-weight", "bold"),
        );
        canvas
    }

    fn add(&mut self, node: impl Into<Box<dyn svg::node::Node>>) {
        let document = std::mem::replace(&mut self.document, Document::new());
        self.document = document.add(node);
    }

    /// Words whose base line is at `y`.
    pub(super) fn words(&mut self, (x, y): (f64, f64), side: Side, words: &str, colour: &str) {
        let anchor = match side {
            Side::Right => "start",
            Side::Middle => "middle",
            Side::Left => "end",
        };
        self.add(
            Text::new(words)
                .set("x", x)
                .set("y", y)
                .set("font-size", LETTER)
                .set("text-anchor", anchor)
                .set("fill", colour),
        );
    }

    /// A straight line; dashed ones say something else than whole ones.
    pub(super) fn line(&mut self, (x, y): (f64, f64), to: (f64, f64), style: Stroke<'_>) {
        let line = Line::new()
            .set("x1", x)
            .set("y1", y)
            .set("x2", to.0)
            .set("y2", to.1)
            .set("stroke", style.colour)
            .set("stroke-width", style.width);
        self.add(if style.dashed {
            line.set("stroke-dasharray", "5 4")
        } else {
            line
        });
    }

    /// A disc.
    pub(super) fn disc(&mut self, (x, y): (f64, f64), radius: f64, fill: &str) {
        self.add(
            Circle::new()
                .set("cx", x)
                .set("cy", y)
                .set("r", radius)
                .set("fill", fill),
        );
    }

    /// A box; `edge` draws its rim as well, `fill` "none" leaves it empty.
    pub(super) fn area(
        &mut self,
        (x, y): (f64, f64),
        size: (f64, f64),
        fill: &str,
        edge: Stroke<'_>,
    ) {
        let area = Rectangle::new()
            .set("x", x)
            .set("y", y)
            .set("width", size.0)
            .set("height", size.1)
            .set("fill", fill)
            .set("stroke", edge.colour)
            .set("stroke-width", edge.width);
        self.add(if edge.dashed {
            area.set("stroke-dasharray", "5 4")
        } else {
            area
        });
    }

    /// Lines of words below each other, each cut to the width of the sheet.
    pub(super) fn list(&mut self, top: f64, lines: &[String]) {
        let mut y = top;
        for line in lines {
            let line = fitted(line, self.width - 2.0 * MARGIN);
            self.words((MARGIN, y), Side::Right, &line, "#222222");
            y += LINE;
        }
    }

    /// The sheet as an SVG file.
    pub(super) fn finish(self) -> String {
        debug_assert!(self.height > 0.0, "a sheet has a height");
        format!("{}\n", self.document)
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke<'c> {
    pub(super) colour: &'c str,
    pub(super) width: f64,
    pub(super) dashed: bool,
}

impl<'c> Stroke<'c> {
    pub(super) const fn whole(colour: &'c str, width: f64) -> Self {
        Self {
            colour,
            width,
            dashed: false,
        }
    }

    pub(super) const fn dashed(colour: &'c str, width: f64) -> Self {
        Self {
            colour,
            width,
            dashed: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_to_their_room_and_markup_in_them_stays_words() {
        assert_eq!(fitted("harbour", 100.0), "harbour");
        let cut = fitted("a very long label of a harbour", 80.0);
        assert!(cut.ends_with('…') && width_of(&cut) <= 80.0, "{cut}");
        let mut canvas = Canvas::new(400.0, 100.0, "<script>&\"");
        canvas.words((1.0, 2.0), Side::Left, "a < b\u{7}", "#000");
        let drawn = canvas.finish();
        assert!(drawn.contains("&lt;script&gt;&amp;"), "{drawn}");
        assert!(
            drawn.contains("a &lt; b") && !drawn.contains("<script>"),
            "{drawn}"
        );
    }
}
