//! How large pictures are, and on which paper they are drawn.

use std::sync::OnceLock;

use super::palette::{Colour, Paper};

/// What a picture is drawn for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Size {
    /// A page or a screen: 960 pixels wide.
    #[default]
    Page,
    /// A slide: 16 : 9, with type half as large again.
    Slide,
    /// A telephone: 390 pixels wide.
    Phone,
}

impl Size {
    /// All sizes.
    pub const ALL: &'static [Self] = &[Self::Page, Self::Slide, Self::Phone];

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Slide => "slide",
            Self::Phone => "phone",
        }
    }

    /// Width and usual height of the paper, in the pixels that type is measured in.
    #[must_use]
    pub(super) const fn paper(self) -> (f64, f64) {
        match self {
            Self::Page => (960.0, 600.0),
            Self::Slide => (800.0, 450.0),
            Self::Phone => (390.0, 460.0),
        }
    }

    /// Pixels of the picture for one of the paper.
    #[must_use]
    pub(super) const fn zoom(self) -> f64 {
        match self {
            Self::Page | Self::Phone => 1.0,
            Self::Slide => 1.6,
        }
    }

    /// Device pixels of a PNG for one of the paper: 1920 across, 1170 for a telephone.
    #[must_use]
    pub(super) const fn density(self) -> f64 {
        match self {
            Self::Page => 2.0,
            Self::Slide => 2.4,
            Self::Phone => 3.0,
        }
    }

    /// Whether there is hardly room beside a plot.
    #[must_use]
    pub(super) const fn is_narrow(self) -> bool {
        matches!(self, Self::Phone)
    }
}

/// How pictures look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// What they are drawn for.
    pub size: Size,
    /// On which paper.
    pub paper: Paper,
}

static USUAL: OnceLock<Look> = OnceLock::new();

impl Look {
    /// How pictures look unless told otherwise: on a page, in light colours, if [`Look::make_usual`] has not said so.
    #[must_use]
    pub fn usual() -> Self {
        USUAL.get().copied().unwrap_or_default()
    }

    /// Lets all pictures look so that are not told otherwise; as with threads, the first wins.
    pub fn make_usual(self) {
        let _first = USUAL.set(self);
    }

    /// A colour of the light palette as it is on this paper.
    #[must_use]
    pub(super) fn colour(self, colour: Colour) -> Colour {
        colour.on(self.paper)
    }
}
