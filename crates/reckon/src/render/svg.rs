//! A writer of small pictures, and the scales on which they are drawn.

use std::fmt::Write;

/// Writes a text so that it stands for itself in HTML and SVG; what no document may hold becomes U+FFFD.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            '\t' | '\n' => escaped.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A picture. Lengths are in its own units, y grows downward, and how things look is said by the page's style sheet
/// for their classes.
#[derive(Clone, Debug)]
pub struct Svg {
    width: f64,
    height: f64,
    body: String,
}

impl Svg {
    /// An empty one.
    #[must_use]
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, body: String::new() }
    }

    /// A rectangle, and what is said of it where a pointer rests on it.
    pub fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64), tip: &str) {
        let attributes = [("x", x), ("y", y), ("width", width), ("height", height)];
        self.element("rect", class, &attributes, tip);
    }

    /// A point.
    pub fn dot(&mut self, class: &str, (x, y): (f64, f64), radius: f64, tip: &str) {
        self.element("circle", class, &[("cx", x), ("cy", y), ("r", radius)], tip);
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        self.element("line", class, &[("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)], "");
    }

    /// A line through points; an area, if the class fills it.
    pub fn path(&mut self, class: &str, points: impl IntoIterator<Item = (f64, f64)>) {
        let mut path = String::new();
        for (x, y) in points {
            path += if path.is_empty() { "M" } else { "L" };
            path += &format!("{} {}", short(x), short(y));
        }
        self.write(format_args!("<path class=\"{class}\" d=\"{path}\"/>"));
    }

    /// A line of text; its class says on which side of the point it stands.
    pub fn text(&mut self, class: &str, (x, y): (f64, f64), text: &str) {
        let (x, y, text) = (short(x), short(y), escape(text));
        self.write(format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>"));
    }

    /// The element for a page. The id must be its own on the page; title and description are for those who do not see
    /// the picture.
    #[must_use]
    pub fn render(&self, id: &str, title: &str, description: &str) -> String {
        let (width, height) = (short(self.width), short(self.height));
        let (title, description, body) = (escape(title), escape(description), &self.body);
        format!(
            "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-text\">\
             <title id=\"{id}-title\">{title}</title><desc id=\"{id}-text\">{description}</desc>{body}</svg>"
        )
    }

    fn element(&mut self, name: &str, class: &str, attributes: &[(&str, f64)], tip: &str) {
        self.write(format_args!("<{name} class=\"{class}\""));
        for (name, value) in attributes {
            self.write(format_args!(" {name}=\"{}\"", short(*value)));
        }
        if tip.is_empty() {
            self.write(format_args!("/>"));
        } else {
            self.write(format_args!("><title>{}</title></{name}>", escape(tip)));
        }
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        self.body.write_fmt(text).expect("a string takes everything");
    }
}

/// A number to a tenth, which is enough for a picture.
fn short(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map(String::from).unwrap_or(text)
}

/// From values to places.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    values: (f64, f64),
    places: (f64, f64),
    is_log: bool,
}

impl Scale {
    /// One on which equal differences are equally far.
    #[must_use]
    pub fn linear(values: (f64, f64), places: (f64, f64)) -> Self {
        Self { values, places, is_log: false }
    }

    /// One on which equal ratios are equally far; values are above 0.
    #[must_use]
    pub fn log(values: (f64, f64), places: (f64, f64)) -> Self {
        Self { values: (values.0.log10(), values.1.log10()), places, is_log: true }
    }

    /// Where a value is.
    #[must_use]
    pub fn at(&self, value: f64) -> f64 {
        let value = if self.is_log { value.log10() } else { value };
        let (low, high) = self.values;
        let part = if high > low { (value - low) / (high - low) } else { 0.0 };
        self.places.0 + part * (self.places.1 - self.places.0)
    }
}

/// Round values from 0 on, about as many as wished, of which the last is at least `max`.
#[must_use]
pub fn ticks(max: f64, wished: usize) -> Vec<f64> {
    let rough = (max / wished as f64).max(f64::MIN_POSITIVE);
    let power = 10_f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 5.0, 10.0].into_iter().map(|digit| digit * power).find(|step| *step >= rough * 0.999_999);
    let step = step.unwrap_or(power);
    let steps = (max / step - 1e-9).ceil().max(1.0) as usize;
    (0..=steps).map(|at| at as f64 * step).collect()
}

/// Powers of ten from 1 on, of which the last is at least `max`.
#[must_use]
pub fn decades(max: f64) -> Vec<f64> {
    let last = max.max(10.0).log10().ceil() as i32;
    (0..=last).map(|power| 10_f64.powi(power)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        assert_eq!(ticks(27.0, 4), [0.0, 10.0, 20.0, 30.0]);
        assert_eq!(ticks(1.0, 4), [0.0, 0.5, 1.0]);
        assert_eq!(ticks(20.0, 4), [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(ticks(0.0, 4).len(), 2);
        assert_eq!(decades(547.0), [1.0, 10.0, 100.0, 1000.0]);
    }

    #[test]
    fn texts_stand_for_themselves() {
        assert_eq!(escape("<a href=\"x\">&'\0"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;\u{fffd}");
        let mut svg = Svg::new(10.0, 5.5);
        svg.dot("d", (1.0, 2.04), 3.0, "1 < 2");
        assert_eq!(
            svg.render("a", "t", "<"),
            "<svg viewBox=\"0 0 10 5.5\" role=\"img\" aria-labelledby=\"a-title a-text\"><title id=\"a-title\">t</title>\
             <desc id=\"a-text\">&lt;</desc><circle class=\"d\" cx=\"1\" cy=\"2\" r=\"3\"><title>1 &lt; 2</title></circle>\
             </svg>"
        );
    }
}
