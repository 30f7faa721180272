//! The PNG of a picture: its SVG rendered by resvg with the embedded fonts only.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};

use super::{ChartError, text};

/// Device pixels per SVG pixel.
pub const DENSITY: f32 = 2.0;

/// Renders an SVG as a PNG with [`DENSITY`] device pixels per pixel.
///
/// # Errors
/// [`ChartError::Raster`] if the text is no SVG, or has no extent.
pub fn png(svg: &str) -> Result<Vec<u8>, ChartError> {
    let tree = parse(svg)?;
    let size = tree.size().to_int_size().scale_by(DENSITY).ok_or_else(|| raster("it has no extent"))?;
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(|| raster("too large"))?;
    resvg::render(&tree, Transform::from_scale(DENSITY, DENSITY), &mut pixels.as_mut());
    pixels.encode_png().map_err(raster)
}

/// Parses an SVG against the embedded fonts.
///
/// # Errors
/// [`ChartError::Raster`] if the text is no SVG.
pub fn parse(svg: &str) -> Result<Tree, ChartError> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        let mut fonts = Database::new();
        for font in text::fonts() {
            fonts.load_font_data(font.to_vec());
        }
        fonts.set_sans_serif_family("Inter");
        Arc::new(fonts)
    });
    let options = Options { fontdb: Arc::clone(fonts), font_family: "Inter".to_owned(), ..Options::default() };
    Tree::from_str(svg, &options).map_err(raster)
}

fn raster(problem: impl std::fmt::Display) -> ChartError {
    ChartError::Raster { problem: problem.to_string() }
}
