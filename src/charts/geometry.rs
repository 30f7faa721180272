//! Points and rectangles on a sheet, in pixels; y points down.

/// A point: x to the right, y down.
pub type Point = (f64, f64);

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Least x.
    pub left: f64,
    /// Least y.
    pub top: f64,
    /// Greatest x.
    pub right: f64,
    /// Greatest y.
    pub bottom: f64,
}

impl Rect {
    /// Width.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Larger by a margin on each side.
    #[must_use]
    pub fn grown(&self, margin: f64) -> Self {
        Self {
            left: self.left - margin,
            top: self.top - margin,
            right: self.right + margin,
            bottom: self.bottom + margin,
        }
    }

    /// Whether it shares some area with another.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// Whether another lies in it.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.left <= other.left && other.right <= self.right && self.top <= other.top && other.bottom <= self.bottom
    }

    /// Whether a point lies in it.
    #[must_use]
    pub fn has(&self, point: Point) -> bool {
        (self.left..=self.right).contains(&point.0) && (self.top..=self.bottom).contains(&point.1)
    }

    /// Its point nearest to another.
    #[must_use]
    pub fn nearest(&self, point: Point) -> Point {
        (point.0.max(self.left).min(self.right), point.1.max(self.top).min(self.bottom))
    }

    /// Distance of a point from it.
    #[must_use]
    pub fn distance(&self, point: Point) -> f64 {
        let nearest = self.nearest(point);
        (point.0 - nearest.0).hypot(point.1 - nearest.1)
    }
}
